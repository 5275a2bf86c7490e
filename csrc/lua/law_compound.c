/* Laws read from lists of numbers, and laws made of other laws. */
#include "lua/law_arguments.h"

#include <math.h>

/* A law as it lies within an expression: itself, or times constants (as in sf.between(0.4, 2) * u.USD/u.Mtok). */
typedef struct scaled_law {
  sf_law *law;            /* the expression's own */
  sf_dimension inner;     /* of the law's numbers */
  double factor;          /* the value is factor * law */
  sf_dimension dimension; /* of the value */
} scaled_law;

/* The same unit goes on the new law as was on the laws it is made of. */
static int give_scaled(lua_State *L, sf_status status, sf_law *law, const scaled_law *like, const sf_error *error,
                       sf_quantity_box *box) {
  sf_core *core = sf_this_core(L);
  if (status != SF_OK) sf_raise_error(L, error);
  sf_quantity unit = {.value = like->factor};
  if (sf_divide_dimensions(like->dimension, like->inner, &unit.dimension, NULL) != SF_OK)
    unit.dimension = sf_dimensionless(); /* cannot be: the value was made by multiplying by it */
  sf_expression *value = sf_make_driver(core, law, like->inner);
  return sf_give_quantity(L, box, sf_multiply(core->graph, value, sf_constant(core->graph, unit)));
}

/* Lists of numbers. */

/* Reads the values of the list at index into a block, which is pushed. */
static double *check_numbers(lua_State *L, int index, const char *name, size_t *count, sf_shared_dimension *shared) {
  *count = sf_check_list(L, index, name);
  double *values = sf_push_block(L, *count, sizeof *values);
  for (size_t i = 0; i < *count; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    const sf_quantity value = sf_check_constant(L, lua_gettop(L), name);
    values[i] = shared == NULL ? sf_plain_number(L, value, name) : sf_join_dimension(L, shared, value, name);
    lua_pop(L, 1);
  }
  return values;
}

/* Pushes the named list of the parameters and returns its index. */
static int push_field(lua_State *L, const char *name) {
  lua_getfield(L, SF_LAW_PARAMETERS, name);
  return lua_gettop(L);
}

int sf_read_empirical(lua_State *L, const char *kind) {
  static const char *const names[] = {"samples"};
  int list = SF_LAW_PARAMETERS;
  if (sf_has_named_parameters(L)) {
    sf_check_fields(L, SF_LAW_PARAMETERS, kind, names, 1);
    list = push_field(L, "samples");
  }
  size_t count;
  sf_shared_dimension shared = {NULL, sf_dimensionless()};
  const double *samples = check_numbers(L, list, "samples", &count, &shared);
  sf_error error;
  sf_law *law = NULL;
  sf_quantity_box *box = sf_push_quantity(L);
  const sf_status status = sf_empirical(samples, count, &law, &error);
  sf_give_law(L, status, law, &shared, &error, box);
  sf_charge(L, count * sizeof *samples);
  return 1;
}

/* Pushes the i-th pair of a list of pairs, and then its first and second value. */
static void push_pair(lua_State *L, const char *kind, size_t i) {
  lua_rawgeti(L, SF_LAW_PARAMETERS, (lua_Integer)i + 1);
  if (sf_check_list(L, lua_gettop(L), kind) != 2) sf_raise(L, "%s: expected a list of pairs", kind);
  lua_rawgeti(L, -1, 1);
  lua_rawgeti(L, -2, 2);
}

static const double *check_values_and_weights(lua_State *L, const char *kind, size_t *count,
                                              sf_shared_dimension *shared, const double **weights) {
  static const char *const names[] = {"values", "weights"};
  if (sf_has_named_parameters(L)) {
    size_t weight_count;
    sf_check_fields(L, SF_LAW_PARAMETERS, kind, names, 2);
    const double *values = check_numbers(L, push_field(L, "values"), "values", count, shared);
    *weights = check_numbers(L, push_field(L, "weights"), "weights", &weight_count, NULL);
    if (weight_count != *count) sf_raise(L, "%s: %zu values, but %zu weights", kind, *count, weight_count);
    return values;
  }
  *count = sf_check_list(L, SF_LAW_PARAMETERS, kind);
  double *values = sf_push_block(L, *count, sizeof *values), *shares = sf_push_block(L, *count, sizeof *shares);
  for (size_t i = 0; i < *count; ++i) {
    push_pair(L, kind, i);
    const int top = lua_gettop(L);
    values[i] = sf_join_dimension(L, shared, sf_check_constant(L, top - 1, "value"), "values");
    shares[i] = sf_plain_number(L, sf_check_constant(L, top, "weight"), "weight");
    lua_pop(L, 3);
  }
  *weights = shares;
  return values;
}

int sf_read_discrete(lua_State *L, const char *kind) {
  size_t count;
  sf_shared_dimension shared = {NULL, sf_dimensionless()};
  const double *weights;
  const double *values = check_values_and_weights(L, kind, &count, &shared, &weights);
  sf_error error;
  sf_law *law = NULL;
  sf_quantity_box *box = sf_push_quantity(L);
  const sf_status status = sf_discrete(values, weights, count, &law, &error);
  sf_give_law(L, status, law, &shared, &error, box);
  sf_charge(L, 2 * count * sizeof *values);
  return 1;
}

/* Laws made of other laws. */

static bool scale_by_operand(const sf_expression **expression, double *factor) {
  const sf_operation operation = sf_expression_operation(*expression);
  const sf_expression *left = sf_operand(*expression, 0);
  double by;
  if (operation == SF_CITE) {
    *expression = left;
    return true;
  }
  if (operation != SF_MULTIPLY && operation != SF_DIVIDE) return false;
  const sf_expression *right = sf_operand(*expression, 1);
  if (sf_expression_value(right, &by)) {
    *factor = operation == SF_MULTIPLY ? *factor * by : *factor / by;
    *expression = left;
    return true;
  }
  if (operation == SF_DIVIDE || !sf_expression_value(left, &by)) return false;
  *factor *= by;
  *expression = right;
  return true;
}

static scaled_law check_law(lua_State *L, int index, const char *name) {
  if (lua_type(L, index) == LUA_TNUMBER) sf_raise(L, "%s: expected a law, got %s", name, sf_describe(L, index));
  const sf_expression *expression = sf_check_value(L, index, name);
  scaled_law result = {.factor = 1, .dimension = sf_expression_dimension(expression)};
  while (sf_expression_law(expression) == NULL && scale_by_operand(&expression, &result.factor)) continue;
  result.law = (sf_law *)sf_expression_law(expression); /* to be counted, not changed */
  result.inner = sf_expression_dimension(expression);
  if (result.law == NULL || result.factor == 0)
    sf_raise(L, "%s: expected a law such as sf.normal(...) or one times a constant, got a formula", name);
  return result;
}

int sf_read_mixture(lua_State *L, const char *kind) {
  const size_t count = sf_check_list(L, SF_LAW_PARAMETERS, kind);
  sf_law **parts = sf_push_block(L, count, sizeof *parts);
  double *weights = sf_push_block(L, count, sizeof *weights);
  sf_shared_dimension shared = {NULL, sf_dimensionless()};
  scaled_law first = {.factor = 1};
  for (size_t i = 0; i < count; ++i) {
    push_pair(L, kind, i);
    const int top = lua_gettop(L);
    weights[i] = sf_plain_number(L, sf_check_constant(L, top - 1, "weight"), "weight");
    const scaled_law part = check_law(L, top, "part");
    sf_join_dimension(L, &shared, (sf_quantity){0, part.dimension}, "part");
    if (i == 0) first = part;
    if (part.factor != first.factor && sf_dimension_equal(part.inner, part.dimension))
      sf_raise(L, "%s: part %zu is a law times %g, and part 1 one times %g; give the factor inside each law", kind,
               i + 1, part.factor, first.factor);
    if (part.factor != first.factor || !sf_dimension_equal(part.inner, first.inner))
      sf_raise(L, "%s: the parts are in different units; give the unit inside each law: sf.normal(3 * u.MW, 1 * u.MW)",
               kind);
    parts[i] = part.law;
    lua_pop(L, 3);
  }
  sf_error error;
  sf_law *law = NULL;
  sf_quantity_box *box = sf_push_quantity(L);
  const sf_status status = sf_mixture(parts, weights, count, &law, &error);
  return give_scaled(L, status, law, &first, &error, box);
}

/* A bound in the law's own numbers; open when it is nil. */
static double check_bound(lua_State *L, const char *name, int place, bool named, const scaled_law *of, double open) {
  if (named)
    lua_getfield(L, SF_LAW_PARAMETERS, name);
  else
    lua_rawgeti(L, SF_LAW_PARAMETERS, place);
  double bound = open;
  /* an infinity here says what nil says */
  if (!lua_isnil(L, -1) && !(lua_type(L, -1) == LUA_TNUMBER && lua_tonumber(L, -1) == open)) {
    sf_shared_dimension shared = {"the law", of->dimension};
    bound = sf_join_dimension(L, &shared, sf_check_constant(L, lua_gettop(L), name), name);
  }
  lua_pop(L, 1);
  return bound / of->factor;
}

int sf_read_truncated(lua_State *L, const char *kind) {
  static const char *const names[] = {"of", "low", "high"};
  const bool named = sf_has_named_parameters(L);
  if (named) {
    sf_check_fields(L, SF_LAW_PARAMETERS, kind, names, 3);
    lua_getfield(L, SF_LAW_PARAMETERS, "of");
  } else {
    lua_rawgeti(L, SF_LAW_PARAMETERS, 1);
  }
  const scaled_law of = check_law(L, lua_gettop(L), "truncated");
  const double low = check_bound(L, "low", 2, named, &of, -(double)INFINITY);
  const double high = check_bound(L, "high", 3, named, &of, (double)INFINITY);
  sf_error error;
  sf_law *law = NULL;
  sf_quantity_box *box = sf_push_quantity(L);
  const bool mirrored = of.factor < 0;
  const sf_status status = sf_truncated(of.law, mirrored ? high : low, mirrored ? low : high, &law, &error);
  return give_scaled(L, status, law, &of, &error, box);
}
