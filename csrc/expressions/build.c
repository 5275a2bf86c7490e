/* Writing formulas: what each operation asks of its operands' dimensions, and what is simplified.
 *
 * Operations over plain constants fold. A citation stops folding, so that its name survives in the formula, but not
 * the value: a node over known operands knows its value. Simplifications keep the bits, with two exceptions taken on
 * purpose: x + 0 gives x also where x is -0, and normal_quantile(normal_distribution(x)) gives x. */
#include "expressions/node.h"

#include "base/text.h"

#include <math.h>

static bool is_number(const sf_expression *node, double value) {
  return node->operation == SF_CONSTANT && node->value == value && sf_is_dimensionless(node->dimension);
}

static bool is_zero(const sf_expression *node) { return node->operation == SF_CONSTANT && node->value == 0; }

static sf_expression *find_or_insert(sf_graph *graph, sf_shape *shape) {
  sf_expression *found = sf_find_node(graph, shape);
  return found != NULL ? found : sf_insert_node(graph, shape);
}

/* Leaves. */

sf_expression *sf_constant(sf_graph *graph, sf_quantity quantity) {
  if (!isfinite(quantity.value))
    return sf_graph_fail(graph, SF_INVALID, "a constant must be a finite number, not %s",
                         sf_quote_number(quantity.value).text);
  return sf_constant_node(graph, quantity);
}

sf_expression *sf_constant_like(sf_graph *graph, const sf_expression *expression, double value) {
  if (expression == NULL) return NULL;
  return sf_constant(graph, (sf_quantity){.value = value, .dimension = expression->dimension});
}

sf_expression *sf_number(sf_graph *graph, double value) {
  return sf_constant(graph, (sf_quantity){value, sf_dimensionless()});
}

static sf_expression *named(sf_graph *graph, sf_shape *shape, const char *what) {
  if (shape->of.text.name == NULL || shape->of.text.name[0] == '\0')
    return sf_graph_fail(graph, SF_INVALID, "%s needs a name", what);
  return find_or_insert(graph, shape);
}

sf_expression *sf_input(sf_graph *graph, const char *name, sf_dimension dimension) {
  sf_shape shape = {.operation = SF_INPUT, .dimension = dimension, .of.text.name = name};
  return named(graph, &shape, "an input");
}

sf_expression *sf_draw(sf_graph *graph, const char *driver) {
  sf_shape shape = {.operation = SF_DRAW, .dimension = sf_dimensionless(), .of.text.name = driver, .uncertain = true};
  return named(graph, &shape, "a driver");
}

sf_expression *sf_cite(sf_graph *graph, sf_expression *value, const char *name, const char *source) {
  if (value == NULL) return NULL;
  sf_shape shape = {.operation = SF_CITE,
                    .dimension = value->dimension,
                    .of.text = {name, source},
                    .operands = &value,
                    .operand_count = 1,
                    .known = value->known,
                    .uncertain = value->uncertain,
                    .value = value->value};
  return named(graph, &shape, "a citation");
}

/* Any operation: folded, found or made. */
static sf_expression *make(sf_graph *graph, sf_shape *shape) {
  bool plain = true, answered = true;
  shape->known = true;
  for (size_t i = 0; i < shape->operand_count; i++) {
    const sf_expression *operand = shape->operands[i];
    if (operand->operation == SF_CONSTANT) continue; /* known, and finite */
    plain = false;
    shape->known = shape->known && operand->known;
    shape->uncertain = shape->uncertain || operand->uncertain;
    if (operand->known && !isfinite(operand->value)) answered = false;
  }
  sf_expression *found = plain ? NULL : sf_find_node(graph, shape);
  if (found != NULL && (!found->known || isfinite(found->value))) return found;
  if (!shape->known) return sf_insert_node(graph, shape);

  sf_error error;
  const sf_status status = sf_fold(shape, &shape->value, &error);
  if (status != SF_OK) return sf_graph_fail(graph, status, "%s", error.message);
  const bool finite = isfinite(shape->value);
  if (plain && finite) return sf_constant_node(graph, (sf_quantity){shape->value, shape->dimension});
  /* a function may have no answer, and then nothing over it has; elsewhere it is a mistake in the formula as written */
  const bool function = shape->operation == SF_CALL || shape->operation == SF_PARTIAL;
  if (!finite && answered && !function && !sf_undefined_permitted(graph)) {
    (void)sf_explain_fold(shape, &error);
    return sf_graph_fail(graph, SF_INVALID, "%s", error.message);
  }
  return find_or_insert(graph, shape);
}

static sf_expression *unary(sf_graph *graph, sf_operation operation, sf_dimension dimension, sf_expression *a) {
  sf_shape shape = {.operation = operation, .dimension = dimension, .operands = &a, .operand_count = 1};
  return make(graph, &shape);
}

static sf_expression *binary(sf_graph *graph, sf_operation operation, sf_dimension dimension, sf_expression *a,
                             sf_expression *b) {
  sf_shape shape = {
      .operation = operation, .dimension = dimension, .operands = (sf_expression *[]){a, b}, .operand_count = 2};
  return make(graph, &shape);
}

/* Dimension rules. */

/* "cannot <verb> <a> <joined> <b>" unless both have one dimension. */
static bool alike(sf_graph *graph, const char *verb, const sf_expression *a, const char *joined,
                  const sf_expression *b) {
  if (sf_dimension_equal(a->dimension, b->dimension)) return true;
  char first[SF_OPERAND_TEXT_SIZE], second[SF_OPERAND_TEXT_SIZE];
  sf_graph_fail(graph, SF_DIMENSION, "cannot %s %s %s %s", verb, sf_describe_operand(a, first), joined,
                sf_describe_operand(b, second));
  return false;
}

static bool plain_number(sf_graph *graph, const char *what, const sf_expression *a) {
  if (sf_is_dimensionless(a->dimension)) return true;
  char text[SF_OPERAND_TEXT_SIZE];
  sf_graph_fail(graph, SF_DIMENSION, "%s needs a plain number, not %s", what, sf_describe_operand(a, text));
  return false;
}

/* Arithmetic. */

sf_expression *sf_add(sf_graph *graph, sf_expression *a, sf_expression *b) {
  if (a == NULL || b == NULL || !alike(graph, "add", a, "and", b)) return NULL;
  if (is_zero(a)) return b;
  if (is_zero(b)) return a;
  if (b->operation == SF_NEGATE) return sf_subtract(graph, a, b->operands[0]);
  if (a->operation == SF_NEGATE) return sf_subtract(graph, b, a->operands[0]);
  return binary(graph, SF_ADD, a->dimension, a, b);
}

sf_expression *sf_subtract(sf_graph *graph, sf_expression *a, sf_expression *b) {
  if (a == NULL || b == NULL || !alike(graph, "subtract", b, "from", a)) return NULL;
  if (is_zero(b)) return a;
  if (b->operation == SF_NEGATE) return sf_add(graph, a, b->operands[0]);
  return binary(graph, SF_SUBTRACT, a->dimension, a, b);
}

sf_expression *sf_multiply(sf_graph *graph, sf_expression *a, sf_expression *b) {
  if (a == NULL || b == NULL) return NULL;
  if (is_number(a, 1)) return b;
  if (is_number(b, 1)) return a;
  if (is_number(a, -1)) return sf_negate(graph, b);
  if (is_number(b, -1)) return sf_negate(graph, a);
  sf_dimension dimension;
  sf_error error;
  if (sf_multiply_dimensions(a->dimension, b->dimension, &dimension, &error) != SF_OK)
    return sf_graph_fail(graph, error.code, "%s", error.message);
  return binary(graph, SF_MULTIPLY, dimension, a, b);
}

sf_expression *sf_divide(sf_graph *graph, sf_expression *a, sf_expression *b) {
  if (a == NULL || b == NULL) return NULL;
  if (is_number(b, 1)) return a;
  if (is_number(b, -1)) return sf_negate(graph, a);
  sf_dimension dimension;
  sf_error error;
  if (sf_divide_dimensions(a->dimension, b->dimension, &dimension, &error) != SF_OK)
    return sf_graph_fail(graph, error.code, "%s", error.message);
  return binary(graph, SF_DIVIDE, dimension, a, b);
}

sf_expression *sf_negate(sf_graph *graph, sf_expression *a) {
  if (a == NULL) return NULL;
  if (a->operation == SF_NEGATE) return a->operands[0];
  return unary(graph, SF_NEGATE, a->dimension, a);
}

/* a ^ b where a has a dimension: b must be known, since it decides the dimension. */
static bool raised_dimension(sf_graph *graph, const sf_expression *a, const sf_expression *b, sf_dimension *dimension) {
  *dimension = a->dimension;
  if (sf_is_dimensionless(a->dimension)) return true;
  char text[SF_OPERAND_TEXT_SIZE];
  if (!b->known) {
    sf_graph_fail(graph, SF_DIMENSION, "cannot raise %s to a power that is not a constant",
                  sf_describe_operand(a, text));
    return false;
  }
  sf_error error;
  if (sf_raise_dimension(a->dimension, b->value, dimension, &error) == SF_OK) return true;
  sf_graph_fail(graph, error.code, "%s", error.message);
  return false;
}

sf_expression *sf_power(sf_graph *graph, sf_expression *a, sf_expression *b) {
  sf_dimension dimension;
  if (a == NULL || b == NULL || !plain_number(graph, "an exponent", b) || !raised_dimension(graph, a, b, &dimension))
    return NULL;
  if (is_number(b, 0)) return sf_number(graph, 1);
  if (is_number(b, 1)) return a;
  if (is_number(b, 2)) return sf_multiply(graph, a, a);
  return binary(graph, SF_POWER, dimension, a, b);
}

sf_expression *sf_square_root(sf_graph *graph, sf_expression *a) {
  if (a == NULL) return NULL;
  sf_dimension dimension;
  sf_error error;
  if (sf_raise_dimension(a->dimension, 0.5, &dimension, &error) != SF_OK)
    return sf_graph_fail(graph, error.code, "%s", error.message);
  return unary(graph, SF_SQUARE_ROOT, dimension, a);
}

static sf_expression *pure(sf_graph *graph, sf_operation operation, const char *what, sf_expression *a) {
  if (a == NULL || !plain_number(graph, what, a)) return NULL;
  return unary(graph, operation, a->dimension, a);
}

sf_expression *sf_exponential_of(sf_graph *graph, sf_expression *a) {
  return pure(graph, SF_EXPONENTIAL, "the exponential", a);
}

sf_expression *sf_logarithm(sf_graph *graph, sf_expression *a) { return pure(graph, SF_LOGARITHM, "the logarithm", a); }

sf_expression *sf_logistic(sf_graph *graph, sf_expression *a) {
  return pure(graph, SF_LOGISTIC, "the logistic function", a);
}

sf_expression *sf_normal_distribution(sf_graph *graph, sf_expression *a) {
  return pure(graph, SF_NORMAL_DISTRIBUTION, "the normal distribution", a);
}

sf_expression *sf_normal_quantile(sf_graph *graph, sf_expression *a) {
  if (a != NULL && a->operation == SF_NORMAL_DISTRIBUTION) return a->operands[0];
  return pure(graph, SF_NORMAL_QUANTILE, "the normal quantile", a);
}

sf_expression *sf_absolute(sf_graph *graph, sf_expression *a) {
  if (a == NULL || a->operation == SF_ABSOLUTE) return a;
  if (a->operation == SF_NEGATE) a = a->operands[0];
  return unary(graph, SF_ABSOLUTE, a->dimension, a);
}

static bool is_whole(const sf_expression *a) { return a->operation == SF_FLOOR || a->operation == SF_CEILING; }

sf_expression *sf_floor(sf_graph *graph, sf_expression *a) {
  return a == NULL || is_whole(a) ? a : unary(graph, SF_FLOOR, a->dimension, a);
}

sf_expression *sf_ceiling(sf_graph *graph, sf_expression *a) {
  return a == NULL || is_whole(a) ? a : unary(graph, SF_CEILING, a->dimension, a);
}

sf_expression *sf_minimum(sf_graph *graph, sf_expression *a, sf_expression *b) {
  if (a == NULL || b == NULL || !alike(graph, "take the smaller of", a, "and", b)) return NULL;
  return a == b ? a : binary(graph, SF_MINIMUM, a->dimension, a, b);
}

sf_expression *sf_maximum(sf_graph *graph, sf_expression *a, sf_expression *b) {
  if (a == NULL || b == NULL || !alike(graph, "take the larger of", a, "and", b)) return NULL;
  return a == b ? a : binary(graph, SF_MAXIMUM, a->dimension, a, b);
}

static sf_expression *comparison(sf_graph *graph, sf_operation operation, sf_expression *a, sf_expression *b) {
  if (a == NULL || b == NULL || !alike(graph, "compare", a, "with", b)) return NULL;
  return binary(graph, operation, sf_dimensionless(), a, b);
}

sf_expression *sf_less(sf_graph *graph, sf_expression *a, sf_expression *b) { return comparison(graph, SF_LESS, a, b); }

sf_expression *sf_less_equal(sf_graph *graph, sf_expression *a, sf_expression *b) {
  return comparison(graph, SF_LESS_EQUAL, a, b);
}

sf_expression *sf_equal(sf_graph *graph, sf_expression *a, sf_expression *b) {
  return comparison(graph, SF_EQUAL, a, b);
}

sf_expression *sf_where(sf_graph *graph, sf_expression *condition, sf_expression *yes, sf_expression *no) {
  if (condition == NULL || yes == NULL || no == NULL || !alike(graph, "choose between", yes, "and", no)) return NULL;
  if (yes == no) return yes;
  if (condition->operation == SF_CONSTANT) return condition->value != 0 ? yes : no;
  sf_shape shape = {.operation = SF_WHERE,
                    .dimension = yes->dimension,
                    .operands = (sf_expression *[]){condition, yes, no},
                    .operand_count = 3};
  return make(graph, &shape);
}

/* Laws and functions. */

sf_expression *sf_quantile(sf_graph *graph, sf_law *law, sf_dimension dimension, sf_expression *u) {
  if (law == NULL || u == NULL || !plain_number(graph, "the quantile of a law", u)) return NULL;
  sf_shape shape = {
      .operation = SF_QUANTILE, .dimension = dimension, .of.law = law, .operands = &u, .operand_count = 1};
  return make(graph, &shape);
}

sf_expression *sf_call(sf_graph *graph, const sf_function *function, sf_dimension result,
                       sf_expression *const *operands, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (operands[i] == NULL) return NULL;
  sf_shape shape = {.operation = SF_CALL,
                    .dimension = result,
                    .of.call = {function, 0},
                    .operands = operands,
                    .operand_count = count};
  return make(graph, &shape);
}

sf_expression *sf_partial(sf_graph *graph, const sf_expression *call, size_t index) {
  sf_shape shape = {.operation = SF_PARTIAL,
                    .of.call = {call->of.call.function, index},
                    .operands = call->operands,
                    .operand_count = call->operand_count};
  sf_error error;
  if (sf_divide_dimensions(call->dimension, call->operands[index]->dimension, &shape.dimension, &error) != SF_OK)
    return sf_graph_fail(graph, error.code, "%s", error.message);
  return make(graph, &shape);
}

sf_expression *sf_rebuild(sf_graph *graph, const sf_expression *node, sf_expression *const *o) {
  typedef sf_expression *one_operand(sf_graph *, sf_expression *);
  typedef sf_expression *two_operands(sf_graph *, sf_expression *, sf_expression *);
  static one_operand *const unaries[SF_OPERATION_COUNT] = {
      [SF_NEGATE] = sf_negate,
      [SF_SQUARE_ROOT] = sf_square_root,
      [SF_EXPONENTIAL] = sf_exponential_of,
      [SF_LOGARITHM] = sf_logarithm,
      [SF_LOGISTIC] = sf_logistic,
      [SF_NORMAL_DISTRIBUTION] = sf_normal_distribution,
      [SF_NORMAL_QUANTILE] = sf_normal_quantile,
      [SF_ABSOLUTE] = sf_absolute,
      [SF_FLOOR] = sf_floor,
      [SF_CEILING] = sf_ceiling,
  };
  static two_operands *const binaries[SF_OPERATION_COUNT] = {
      [SF_ADD] = sf_add,         [SF_SUBTRACT] = sf_subtract, [SF_MULTIPLY] = sf_multiply,
      [SF_DIVIDE] = sf_divide,   [SF_POWER] = sf_power,       [SF_MINIMUM] = sf_minimum,
      [SF_MAXIMUM] = sf_maximum, [SF_LESS] = sf_less,         [SF_LESS_EQUAL] = sf_less_equal,
      [SF_EQUAL] = sf_equal,
  };
  if (unaries[node->operation] != NULL) return unaries[node->operation](graph, o[0]);
  if (binaries[node->operation] != NULL) return binaries[node->operation](graph, o[0], o[1]);
  if (node->operation == SF_QUANTILE) return sf_quantile(graph, node->of.law, node->dimension, o[0]);
  if (node->operation == SF_CITE) return sf_cite(graph, o[0], node->of.text.name, node->of.text.source);
  if (node->operation == SF_WHERE) return sf_where(graph, o[0], o[1], o[2]);
  if (node->operation == SF_CALL && node->of.call.function == &sf_within && o[SF_GUARDED] != NULL &&
      sf_guard_is_idle(o))
    return o[SF_GUARDED];
  sf_shape shape = {.operation = (sf_operation)node->operation,
                    .dimension = node->dimension,
                    .of = node->of,
                    .operands = o,
                    .operand_count = node->operand_count};
  return make(graph, &shape);
}
