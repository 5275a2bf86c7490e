/* Derivatives by reverse accumulation.
 *
 * Each node v between the output y and the inputs collects its adjoint dy/dv, the sum over its parents p of
 * dy/dp * dp/dv, as an expression: dimension of y over dimension of v. Parents come before their operands, so one sweep
 * from the output down gives every gradient. The sweep ends at the inputs: with x and x^2 both asked for, the
 * derivative with respect to x holds x^2 still. */
#include "engine/node.h"

#include "base/memory.h"

typedef struct sweep {
  sf_graph *graph;
  sf_listing listing;
  sf_node_map inputs;
  bool *active;            /* an input lies beneath, or is the node */
  sf_expression **adjoint; /* NULL: nothing has come yet */
} sweep;

static sf_expression *zero_like(sf_graph *graph, const sf_expression *expression) {
  return sf_constant(graph, (sf_quantity){0, expression->dimension});
}

static bool is_masked(const sf_expression *g) {
  return g->operation == SF_WHERE && g->operands[2]->operation == SF_CONSTANT && g->operands[2]->value == 0;
}

/* g where the condition holds, else 0. Masks within masks become one, so that there is always only an outermost one. */
static sf_expression *when(sf_graph *graph, sf_expression *condition, sf_expression *g) {
  if (condition == NULL || g == NULL) return NULL;
  if (is_masked(g)) {
    sf_expression *inner = g->operands[0];
    condition = sf_where(graph, condition, inner, zero_like(graph, inner));
    g = g->operands[1];
  }
  return sf_where(graph, condition, g, zero_like(graph, g));
}

static sf_expression *unless(sf_graph *graph, sf_expression *condition, sf_expression *g) {
  return condition == NULL ? NULL : when(graph, sf_equal(graph, condition, zero_like(graph, condition)), g);
}

/* exp(-z^2 / 2) / sqrt(2 pi) */
static sf_expression *normal_density(sf_graph *graph, sf_expression *z) {
  const double one_over_root_two_pi = 0.398942280401432677939946059934;
  sf_expression *exponent = sf_multiply(graph, sf_number(graph, -0.5), sf_multiply(graph, z, z));
  return sf_multiply(graph, sf_number(graph, one_over_root_two_pi), sf_exponential_of(graph, exponent));
}

/* g * b * a^(b - 1) */
static sf_expression *power_by_base(sf_graph *graph, sf_expression *a, sf_expression *b, sf_expression *g) {
  sf_expression *lower = sf_power(graph, a, sf_subtract(graph, b, sf_number(graph, 1)));
  return sf_multiply(graph, g, sf_multiply(graph, b, lower));
}

/* g * a^b * ln a, and 0 where a is 0: a^b stays 0 there for every b > 0. */
static sf_expression *power_by_exponent(sf_graph *graph, sf_expression *y, sf_expression *a, sf_expression *g) {
  if (a->known && a->value == 0) return sf_multiply(graph, g, sf_number(graph, 0));
  sf_expression *slope = sf_multiply(graph, y, sf_logarithm(graph, a));
  if (!a->known) slope = unless(graph, sf_equal(graph, a, sf_number(graph, 0)), slope);
  return sf_multiply(graph, g, slope);
}

static sf_expression *logistic_slope(sf_graph *graph, sf_expression *y) {
  return sf_multiply(graph, y, sf_subtract(graph, sf_number(graph, 1), y));
}

/* g * share where the share is not 0: a slope that has no value there is left out, not multiplied by 0. */
static sf_expression *share_of(sf_graph *graph, sf_expression *share, sf_expression *g) {
  return when(graph, share, sf_multiply(graph, g, share));
}

/* 1 where low < high, a half where they are equal, 0 otherwise: what a minimum of the two hands on to low, and a
 * maximum to high. */
static sf_expression *share_below(sf_graph *graph, sf_expression *low, sf_expression *high) {
  sf_expression *both = sf_add(graph, sf_less(graph, low, high), sf_less_equal(graph, low, high));
  return sf_multiply(graph, sf_number(graph, 0.5), both);
}

/* -1, 0 or 1: at 0 the slopes of both sides share, a half each, and cancel. */
static sf_expression *sign_of(sf_graph *graph, sf_expression *a) {
  sf_expression *zero = zero_like(graph, a);
  return sf_subtract(graph, sf_less(graph, zero, a), sf_less(graph, a, zero));
}

/* What y = op(a), with adjoint g, adds to the adjoint of a. */
static sf_expression *through_unary(sf_graph *graph, sf_expression *y, sf_expression *g) {
  sf_expression *a = y->operands[0];
  switch (y->operation) {
  case SF_CITE:
    return g;
  case SF_NEGATE:
    return sf_negate(graph, g);
  case SF_SQUARE_ROOT:
    return sf_divide(graph, sf_multiply(graph, sf_number(graph, 0.5), g), y);
  case SF_EXPONENTIAL:
    return sf_multiply(graph, g, y);
  case SF_LOGARITHM:
    return sf_divide(graph, g, a);
  case SF_LOGISTIC:
    return sf_multiply(graph, g, logistic_slope(graph, y));
  case SF_NORMAL_DISTRIBUTION:
    return sf_multiply(graph, g, normal_density(graph, a));
  case SF_NORMAL_QUANTILE:
    return sf_divide(graph, g, normal_density(graph, y));
  default: /* SF_ABSOLUTE */
    return share_of(graph, sign_of(graph, a), g);
  }
}

/* What y = op(a, b), with adjoint g, adds to the adjoint of a (first) or b. */
static sf_expression *through_binary(sf_graph *graph, sf_expression *y, sf_expression *g, bool first) {
  sf_expression *a = y->operands[0], *b = y->operands[1];
  switch (y->operation) {
  case SF_ADD:
    return g;
  case SF_SUBTRACT:
    return first ? g : sf_negate(graph, g);
  case SF_MULTIPLY:
    if (a == b) return sf_multiply(graph, g, sf_multiply(graph, sf_number(graph, 2), a));
    return sf_multiply(graph, g, first ? b : a);
  case SF_DIVIDE:
    return first ? sf_divide(graph, g, b) : sf_negate(graph, sf_divide(graph, sf_multiply(graph, g, y), b));
  case SF_POWER:
    return first ? power_by_base(graph, a, b, g) : power_by_exponent(graph, y, a, g);
  case SF_MINIMUM:
    return share_of(graph, first ? share_below(graph, a, b) : share_below(graph, b, a), g);
  default: /* SF_MAXIMUM */
    return share_of(graph, first ? share_below(graph, b, a) : share_below(graph, a, b), g);
  }
}

/* Steps have slope 0 wherever they have one; a square gives its whole slope by its first operand. */
static bool gives_nothing(const sf_expression *node, size_t operand) {
  switch (node->operation) {
  case SF_FLOOR:
  case SF_CEILING:
  case SF_LESS:
  case SF_LESS_EQUAL:
  case SF_EQUAL:
    return true;
  case SF_WHERE:
    return operand == 0;
  case SF_CALL: /* the ends of a domain */
    return operand > 0 && node->of.call.function == &sf_within;
  case SF_MULTIPLY:
    return operand == 1 && node->operands[0] == node->operands[1];
  default:
    return false;
  }
}

/* The reason a node has no derivative we could write, if there is one. */
static sf_status check_differentiable(const sf_expression *node, sf_error *error) {
  if (node->operation == SF_QUANTILE)
    return sf_fail(error, SF_INVALID,
                   "cannot differentiate a quantile of a law by what its uniform draw is made of; take the derivative "
                   "by the driver itself");
  if (node->operation == SF_CALL && node->of.call.function->derivative == NULL)
    return sf_fail(error, SF_INVALID, "%s cannot be differentiated", node->of.call.function->name);
  if (node->operation == SF_PARTIAL)
    return sf_fail(error, SF_INVALID, "the derivative of %s cannot be differentiated again",
                   node->of.call.function->name);
  return SF_OK;
}

static sf_expression *through_node(sf_graph *graph, sf_expression *node, size_t operand, sf_expression *g) {
  if (node->operation == SF_CALL && node->of.call.function == &sf_within) return g;
  if (node->operation == SF_CALL) return sf_multiply(graph, g, sf_partial(graph, node, operand));
  if (node->operation == SF_WHERE) return (operand == 1 ? when : unless)(graph, node->operands[0], g);
  if (node->operand_count == 1) return through_unary(graph, node, g);
  return through_binary(graph, node, g, operand == 0);
}

/* What the node, with adjoint g, adds to the adjoint of an operand. A mask stays outside: the slope of a branch that is
 * not taken may have no value, as sqrt's below 0, and must not be multiplied by 0 but left out. */
static sf_expression *contribution(sf_graph *graph, sf_expression *node, size_t operand, sf_expression *g) {
  if (!is_masked(g)) return through_node(graph, node, operand, g);
  return when(graph, g->operands[0], through_node(graph, node, operand, g->operands[1]));
}

/* Hands the node's adjoint on to its operands. */
static sf_status hand_down(sweep *work, sf_expression *node, sf_expression *g, sf_error *error) {
  for (size_t i = 0; i < node->operand_count; i++) {
    const size_t place = sf_mapped(&work->listing.index, node->operands[i]);
    if (!work->active[place] || gives_nothing(node, i)) continue;
    const sf_status status = check_differentiable(node, error);
    if (status != SF_OK) return status;
    sf_expression **adjoint = &work->adjoint[place], *part = contribution(work->graph, node, i, g);
    *adjoint = *adjoint == NULL ? part : sf_add(work->graph, *adjoint, part);
    if (*adjoint != NULL) continue;
    const sf_status failed = sf_graph_status(work->graph, error);
    return failed != SF_OK ? failed : sf_fail(error, SF_INVALID, "a formula could not be differentiated");
  }
  return SF_OK;
}

static void mark_active(sweep *work) {
  for (size_t i = 0; i < work->listing.count; i++) {
    const sf_expression *node = work->listing.nodes[i];
    work->active[i] = sf_mapped(&work->inputs, node) != (size_t)SF_NO_INDEX;
    for (size_t k = 0; k < node->operand_count && !work->active[i]; k++) {
      const size_t place = sf_mapped(&work->listing.index, node->operands[k]);
      work->active[i] = work->active[place];
    }
  }
}

/* Lists what lies between the output and the inputs, and marks the active part. */
static sf_status prepare(sweep *work, sf_expression *output, sf_expression *const *inputs, size_t count,
                         sf_error *error) {
  for (size_t i = 0; i < count; i++) {
    if (inputs[i] == NULL) return sf_fail(error, SF_INVALID, "input %zu of a derivative is missing", i + 1);
    if (!sf_map_node(&work->inputs, inputs[i], i)) return sf_fail(error, SF_NO_MEMORY, "no memory for a derivative");
  }
  const sf_status status = sf_list_nodes(&output, 1, &work->inputs, &work->listing, error);
  if (status != SF_OK) return status;
  work->active = sf_allocate(work->listing.count, sizeof *work->active);
  work->adjoint = sf_allocate(work->listing.count, sizeof(sf_expression *));
  if (work->active == NULL || work->adjoint == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for a derivative");
  mark_active(work);
  return SF_OK;
}

static sf_status run_sweep(sweep *work, sf_error *error) {
  const sf_listing *listing = &work->listing;
  sf_expression *one = sf_number(work->graph, 1);
  if (one == NULL) return sf_graph_status(work->graph, error);
  work->adjoint[listing->count - 1] = one; /* the output comes last */
  for (size_t i = listing->count; i-- > 0;) {
    sf_expression *node = listing->nodes[i];
    if (!work->active[i] || work->adjoint[i] == NULL) continue;
    if (sf_mapped(&work->inputs, node) != (size_t)SF_NO_INDEX) continue;
    const sf_status status = hand_down(work, node, work->adjoint[i], error);
    if (status != SF_OK) return status;
  }
  return SF_OK;
}

/* The input's adjoint, or a zero of its dimension where the output does not depend on it. */
static sf_expression *gradient_of(const sweep *work, const sf_expression *output, const sf_expression *input) {
  const size_t place = sf_mapped(&work->listing.index, input);
  if (place != (size_t)SF_NO_INDEX && work->adjoint[place] != NULL) return work->adjoint[place];
  sf_quantity zero = {0};
  sf_error error;
  if (sf_divide_dimensions(output->dimension, input->dimension, &zero.dimension, &error) != SF_OK)
    return sf_graph_fail(work->graph, error.code, "%s", error.message);
  return sf_constant(work->graph, zero);
}

static sf_status collect_gradients(sweep *work, sf_expression *output, sf_expression *const *inputs, size_t count,
                                   sf_expression **gradients, sf_error *error) {
  bool complete = true;
  for (size_t i = 0; i < count; i++) complete = gradient_of(work, output, inputs[i]) != NULL && complete;
  if (!complete) return sf_graph_status(work->graph, error);
  for (size_t i = 0; i < count; i++) gradients[i] = gradient_of(work, output, inputs[i]);
  return SF_OK;
}

sf_status sf_differentiate(sf_graph *graph, sf_expression *output, sf_expression *const *inputs, size_t count,
                           sf_expression **gradients, sf_error *error) {
  if (output == NULL) return sf_fail(error, SF_INVALID, "there is no expression to differentiate");
  sweep work = {.graph = graph};
  sf_status status = prepare(&work, output, inputs, count, error);
  if (status == SF_OK) status = run_sweep(&work, error);
  if (status == SF_OK) status = collect_gradients(&work, output, inputs, count, gradients, error);
  sf_free(work.active);
  sf_free(work.adjoint);
  sf_discard_map(&work.inputs);
  sf_discard_listing(&work.listing);
  return status;
}
