/* Derivatives by reverse accumulation.
 *
 * Each node v between the output y and the inputs collects its adjoint dy/dv, the sum over its parents p of
 * dy/dp * dp/dv, as an expression: dimension of y over dimension of v. Parents come before their operands, so one sweep
 * from the output down gives every gradient. The sweep ends at the inputs: with x and x^2 both asked for, the
 * derivative with respect to x holds x^2 still.
 *
 * Powers (x^n)^e of one x and e, n being whole constants, are powers of z = x^e, as plans make them: what they add to
 * x and e goes by way of z, so that one logarithm and one power serve them all. */
#include "expressions/node.h"

#include "base/memory.h"

#include <math.h>

/* What has come to a node: scale * value where the condition holds, and 0 elsewhere. The slope of a branch that is not
 * taken may have no value, as sqrt's below 0, and must not be multiplied by 0 but left out: so the condition stays
 * outside of all products. So does a constant that every part of a sum is multiplied by. */
typedef struct adjoint {
  sf_expression *value;     /* NULL: nothing has come yet */
  sf_expression *scale;     /* a constant */
  sf_expression *condition; /* NULL: always */
} adjoint;

/* z = x^e, or |x|^e for even n */
typedef struct shared_power {
  sf_expression *z, *base, *exponent;
  bool even;
  adjoint adjoint;
  size_t next; /* the next that the same operand waits for, plus 1; 0 ends */
} shared_power;

typedef struct sweep {
  sf_graph *graph;
  sf_listing listing;
  sf_node_map inputs;
  bool *active;       /* an input lies beneath, or is the node */
  adjoint *adjoints;  /* of each node */
  sf_node_map shared; /* the shared power of each z */
  shared_power *powers;
  size_t power_count;
  size_t *awaited; /* of each node: the first shared power whose later operand it is, plus 1; 0 where there is none */
} sweep;

static bool is_one(const sf_expression *e) { return e->known && e->value == 1 && sf_is_dimensionless(e->dimension); }

/* Constants that may be taken out of a product without any part of it coming near to overflow. */
static bool is_moderate(const sf_expression *e) {
  return e != NULL && e->known && fabs(e->value) >= 0x1p-64 && fabs(e->value) <= 0x1p64;
}

typedef sf_expression *two_operands(sf_graph *, sf_expression *, sf_expression *);

/* g * factor or g / factor */
static adjoint by(sf_graph *graph, two_operands *operation, adjoint g, sf_expression *factor) {
  if (is_moderate(factor)) {
    sf_expression *constant = sf_constant(graph, (sf_quantity){factor->value, factor->dimension});
    sf_expression *scale = operation(graph, g.scale, constant);
    if (is_moderate(scale)) return (adjoint){g.value, scale, g.condition};
  }
  g.value = operation(graph, g.value, factor);
  return g;
}

static adjoint times(sf_graph *graph, adjoint g, sf_expression *factor) { return by(graph, sf_multiply, g, factor); }

static adjoint over(sf_graph *graph, adjoint g, sf_expression *divisor) { return by(graph, sf_divide, g, divisor); }

static adjoint negated(sf_graph *graph, adjoint g) { return times(graph, g, sf_number(graph, -1)); }

/* g where the condition holds too. */
static adjoint when(sf_graph *graph, sf_expression *condition, adjoint g) {
  if (condition == NULL) return (adjoint){0};
  if (condition->operation == SF_CONSTANT && condition->value != 0) return g;
  if (g.condition != NULL) condition = sf_where(graph, g.condition, condition, sf_constant_like(graph, condition, 0));
  return (adjoint){g.value, g.scale, condition};
}

static adjoint unless(sf_graph *graph, sf_expression *condition, adjoint g) {
  return when(graph, condition == NULL ? NULL : sf_equal(graph, condition, sf_constant_like(graph, condition, 0)), g);
}

/* The adjoint's value with its condition, but not its scale. */
static sf_expression *unscaled(sf_graph *graph, adjoint g) {
  if (g.condition == NULL || g.value == NULL) return g.value;
  return sf_where(graph, g.condition, g.value, sf_constant_like(graph, g.value, 0));
}

static sf_expression *whole_value(sf_graph *graph, adjoint g) {
  return sf_multiply(graph, g.scale, unscaled(graph, g));
}

/* How many times b the constant a is, where that is exactly a whole number; else NULL. */
static sf_expression *whole_ratio(sf_graph *graph, sf_expression *a, sf_expression *b) {
  const double ratio = a->value / b->value;
  return ratio == floor(ratio) && fma(ratio, b->value, -a->value) == 0 ? sf_divide(graph, a, b) : NULL;
}

static adjoint sum_of(sf_graph *graph, adjoint a, adjoint b) {
  if (a.value == NULL || b.value == NULL) return a.value == NULL ? b : a;
  if (a.condition != b.condition) {
    a = (adjoint){unscaled(graph, a), a.scale, NULL};
    b = (adjoint){unscaled(graph, b), b.scale, NULL};
  }
  sf_expression *ratio;
  if ((ratio = whole_ratio(graph, b.scale, a.scale)) != NULL) {
    a.value = sf_add(graph, a.value, sf_multiply(graph, ratio, b.value));
  } else if ((ratio = whole_ratio(graph, a.scale, b.scale)) != NULL) {
    a.value = sf_add(graph, sf_multiply(graph, ratio, a.value), b.value);
    a.scale = b.scale;
  } else {
    a.value = sf_add(graph, sf_multiply(graph, a.scale, a.value), sf_multiply(graph, b.scale, b.value));
    a.scale = sf_number(graph, 1);
  }
  return a;
}

/* exp(-z^2 / 2) / sqrt(2 pi) */
static sf_expression *normal_density(sf_graph *graph, sf_expression *z) {
  const double one_over_root_two_pi = 0.398942280401432677939946059934;
  sf_expression *exponent = sf_multiply(graph, sf_number(graph, -0.5), sf_multiply(graph, z, z));
  return sf_multiply(graph, sf_number(graph, one_over_root_two_pi), sf_exponential_of(graph, exponent));
}

/* b * a^(b - 1) */
static sf_expression *slope_by_base(sf_graph *graph, sf_expression *a, sf_expression *b) {
  return sf_multiply(graph, b, sf_power(graph, a, sf_subtract(graph, b, sf_number(graph, 1))));
}

/* z ln a with z = a^b, and 0 where a is 0: a^b stays 0 there for every b > 0. */
static sf_expression *slope_by_exponent(sf_graph *graph, sf_expression *z, sf_expression *a) {
  sf_expression *zero = sf_number(graph, 0);
  if (a == NULL || (a->known && a->value == 0)) return a == NULL ? NULL : zero;
  sf_expression *slope = sf_multiply(graph, z, sf_logarithm(graph, a));
  if (a->known) return slope;
  return sf_where(graph, sf_equal(graph, sf_equal(graph, a, zero), zero), slope, zero);
}

static sf_expression *logistic_slope(sf_graph *graph, sf_expression *y) {
  return sf_multiply(graph, y, sf_subtract(graph, sf_number(graph, 1), y));
}

/* g * share where the share is not 0: a slope that has no value there is left out, not multiplied by 0. */
static adjoint share_of(sf_graph *graph, sf_expression *share, adjoint g) {
  return when(graph, share, times(graph, g, share));
}

/* 1 where low < high, a half where they are equal, 0 otherwise: what a minimum of the two hands on to low, and a
 * maximum to high. */
static sf_expression *share_below(sf_graph *graph, sf_expression *low, sf_expression *high) {
  sf_expression *both = sf_add(graph, sf_less(graph, low, high), sf_less_equal(graph, low, high));
  return sf_multiply(graph, sf_number(graph, 0.5), both);
}

/* -1, 0 or 1: at 0 the slopes of both sides share, a half each, and cancel. */
static sf_expression *sign_of(sf_graph *graph, sf_expression *a) {
  sf_expression *zero = sf_constant_like(graph, a, 0);
  return sf_subtract(graph, sf_less(graph, zero, a), sf_less(graph, a, zero));
}

/* What y = op(a), with adjoint g, adds to the adjoint of a. */
static adjoint through_unary(sf_graph *graph, sf_expression *y, adjoint g) {
  sf_expression *a = y->operands[0];
  switch (y->operation) {
  case SF_CITE:
    return g;
  case SF_NEGATE:
    return negated(graph, g);
  case SF_SQUARE_ROOT:
    return over(graph, times(graph, g, sf_number(graph, 0.5)), y);
  case SF_EXPONENTIAL:
    return times(graph, g, y);
  case SF_LOGARITHM:
    return over(graph, g, a);
  case SF_LOGISTIC:
    return times(graph, g, logistic_slope(graph, y));
  case SF_NORMAL_DISTRIBUTION:
    return times(graph, g, normal_density(graph, a));
  case SF_NORMAL_QUANTILE:
    return over(graph, g, normal_density(graph, y));
  default: /* SF_ABSOLUTE */
    return share_of(graph, sign_of(graph, a), g);
  }
}

/* y = a / b: g / b, and -g y / b, which is -g y^2 where a is 1. */
static adjoint through_quotient(sf_graph *graph, sf_expression *y, adjoint g, bool first) {
  if (first) return over(graph, g, y->operands[1]);
  const bool inverts = is_one(y->operands[0]);
  g = inverts ? times(graph, g, y) : over(graph, g, y->operands[1]);
  return negated(graph, times(graph, g, y));
}

/* What y = op(a, b), with adjoint g, adds to the adjoint of a (first) or b. */
static adjoint through_binary(sf_graph *graph, sf_expression *y, adjoint g, bool first) {
  sf_expression *a = y->operands[0], *b = y->operands[1];
  switch (y->operation) {
  case SF_ADD:
    return g;
  case SF_SUBTRACT:
    return first ? g : negated(graph, g);
  case SF_MULTIPLY:
    if (a == b) return times(graph, g, sf_multiply(graph, sf_number(graph, 2), a));
    return times(graph, g, first ? b : a);
  case SF_DIVIDE:
    return through_quotient(graph, y, g, first);
  case SF_POWER: /* by a constant; see collect_power for others */
    return times(graph, g, slope_by_base(graph, a, b));
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

/* What the node, with adjoint g, adds to the adjoint of an operand. */
static adjoint contribution(sf_graph *graph, sf_expression *node, size_t operand, adjoint g) {
  if (node->operation == SF_CALL && node->of.call.function == &sf_within) return g;
  if (node->operation == SF_CALL) return times(graph, g, sf_partial(graph, node, operand));
  if (node->operation == SF_WHERE) return (operand == 1 ? when : unless)(graph, node->operands[0], g);
  if (node->operand_count == 1) return through_unary(graph, node, g);
  return through_binary(graph, node, g, operand == 0);
}

static size_t place_of(const sweep *work, const sf_expression *node) { return sf_mapped(&work->listing.index, node); }

static bool is_input(const sweep *work, const sf_expression *node) {
  return sf_mapped(&work->inputs, node) != (size_t)SF_NO_INDEX;
}

static sf_status failure(sweep *work, sf_error *error) {
  const sf_status status = sf_graph_status(work->graph, error);
  return status != SF_OK ? status : sf_fail(error, SF_INVALID, "a formula could not be differentiated");
}

static sf_status add_part(sweep *work, adjoint *to, adjoint part, sf_error *error) {
  if (part.value == NULL || part.scale == NULL) return failure(work, error);
  *to = sum_of(work->graph, *to, part);
  return to->value != NULL && to->scale != NULL ? SF_OK : failure(work, error);
}

static sf_status hand_to(sweep *work, const sf_expression *operand, adjoint part, sf_error *error) {
  return add_part(work, &work->adjoints[place_of(work, operand)], part, error);
}

/* Powers by what is no whole constant. */
static bool has_shared_power(const sf_expression *node) {
  int whole;
  if (node->operation != SF_POWER || !sf_is_dimensionless(node->operands[0]->dimension)) return false;
  const sf_expression *exponent = node->operands[1];
  return !(exponent->known && sf_is_whole_exponent(exponent->value, &whole));
}

/* x and n where a is x^n and nothing between is asked for; else a and 1. */
static sf_expression *base_beneath(const sweep *work, sf_expression *a, int *whole) {
  sf_expression *power = a;
  *whole = 1;
  while (power->operation == SF_CITE && !is_input(work, power)) power = power->operands[0];
  if (power->known || is_input(work, power)) return a;
  if (power->operation == SF_MULTIPLY && power->operands[0] == power->operands[1]) {
    *whole = 2;
    return power->operands[0];
  }
  const bool raised = power->operation == SF_POWER && power->operands[1]->known &&
                      sf_is_whole_exponent(power->operands[1]->value, whole) && *whole != 0;
  if (!raised) *whole = 1;
  return raised ? power->operands[0] : a;
}

/* The shared power z of base and exponent, made when there is none; NULL without memory. */
static shared_power *find_power(sweep *work, sf_expression *base, sf_expression *exponent, bool even) {
  sf_expression *z = sf_power(work->graph, even ? sf_absolute(work->graph, base) : base, exponent);
  if (z == NULL) return NULL;
  const size_t known = sf_mapped(&work->shared, z);
  if (known != (size_t)SF_NO_INDEX) return &work->powers[known];
  if (!sf_map_node(&work->shared, z, work->power_count)) {
    sf_graph_fail(work->graph, SF_NO_MEMORY, "no memory for a derivative");
    return NULL;
  }
  const size_t one = place_of(work, base), other = place_of(work, exponent), later = one > other ? one : other;
  shared_power *made = &work->powers[work->power_count++];
  *made = (shared_power){.z = z, .base = base, .exponent = exponent, .even = even, .next = work->awaited[later]};
  work->awaited[later] = work->power_count;
  return made;
}

/* Hands the adjoint g of (x^n)^e = z^n on to z. */
static sf_status collect_power(sweep *work, sf_expression *node, adjoint g, sf_error *error) {
  sf_graph *graph = work->graph;
  int whole;
  sf_expression *base = base_beneath(work, node->operands[0], &whole);
  shared_power *power = find_power(work, base, node->operands[1], whole % 2 == 0);
  if (power == NULL) return failure(work, error);
  if (whole != 1) g = times(graph, g, slope_by_base(graph, power->z, sf_number(graph, whole)));
  return add_part(work, &power->adjoint, g, error);
}

/* Hands the adjoint of z on to its base and exponent, once all of it has come. */
static sf_status hand_down_power(sweep *work, const shared_power *power, sf_error *error) {
  sf_graph *graph = work->graph;
  sf_expression *base = power->base, *size = power->even ? sf_absolute(graph, base) : base;
  sf_status status = SF_OK;
  if (work->active[place_of(work, power->exponent)]) {
    const adjoint part = times(graph, power->adjoint, slope_by_exponent(graph, power->z, size));
    status = hand_to(work, power->exponent, part, error);
  }
  if (status == SF_OK && work->active[place_of(work, base)]) {
    adjoint part = times(graph, power->adjoint, slope_by_base(graph, size, power->exponent));
    if (power->even) part = times(graph, part, sign_of(graph, base));
    status = hand_to(work, base, part, error);
  }
  return status;
}

/* Hands the node's adjoint on to its operands. */
static sf_status hand_down(sweep *work, sf_expression *node, adjoint g, sf_error *error) {
  if (has_shared_power(node)) return collect_power(work, node, g, error);
  for (size_t i = 0; i < node->operand_count; i++) {
    if (!work->active[place_of(work, node->operands[i])] || gives_nothing(node, i)) continue;
    sf_status status = check_differentiable(node, error);
    if (status == SF_OK) status = hand_to(work, node->operands[i], contribution(work->graph, node, i, g), error);
    if (status != SF_OK) return status;
  }
  return SF_OK;
}

static void mark_active(sweep *work) {
  for (size_t i = 0; i < work->listing.count; i++) {
    const sf_expression *node = work->listing.nodes[i];
    work->active[i] = is_input(work, node);
    for (size_t k = 0; k < node->operand_count && !work->active[i]; k++) {
      const size_t place = place_of(work, node->operands[k]);
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
  const size_t nodes = work->listing.count;
  size_t powers = 0;
  for (size_t i = 0; i < nodes; i++) powers += has_shared_power(work->listing.nodes[i]);
  work->active = sf_allocate(nodes, sizeof *work->active);
  work->adjoints = sf_allocate(nodes, sizeof *work->adjoints);
  work->awaited = sf_allocate(nodes, sizeof *work->awaited);
  work->powers = sf_allocate(powers + 1, sizeof *work->powers);
  if (work->active == NULL || work->adjoints == NULL || work->awaited == NULL || work->powers == NULL)
    return sf_fail(error, SF_NO_MEMORY, "no memory for a derivative");
  mark_active(work);
  return SF_OK;
}

static sf_status run_sweep(sweep *work, sf_error *error) {
  const sf_listing *listing = &work->listing;
  sf_expression *one = sf_number(work->graph, 1);
  if (one == NULL) return sf_graph_status(work->graph, error);
  work->adjoints[listing->count - 1] = (adjoint){one, one, NULL}; /* the output comes last */
  sf_status status = SF_OK;
  for (size_t i = listing->count; i-- > 0 && status == SF_OK;) {
    sf_expression *node = listing->nodes[i];
    for (size_t at = work->awaited[i]; at > 0 && status == SF_OK; at = work->powers[at - 1].next)
      status = hand_down_power(work, &work->powers[at - 1], error);
    if (status != SF_OK || !work->active[i] || work->adjoints[i].value == NULL || is_input(work, node)) continue;
    status = hand_down(work, node, work->adjoints[i], error);
  }
  return status;
}

/* The input's adjoint, or a zero of its dimension where the output does not depend on it. */
static sf_expression *gradient_of(const sweep *work, const sf_expression *output, const sf_expression *input) {
  const size_t place = place_of(work, input);
  if (place != (size_t)SF_NO_INDEX && work->adjoints[place].value != NULL)
    return whole_value(work->graph, work->adjoints[place]);
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
  sf_free(work.adjoints);
  sf_free(work.awaited);
  sf_free(work.powers);
  sf_discard_map(&work.inputs);
  sf_discard_map(&work.shared);
  sf_discard_listing(&work.listing);
  return status;
}
