/* attribution.h on lists of numbers: parts and the whole, which they add up to. */
#include "signalflow/attribution.h"

#include "lua/boundary.h"

static sf_attribution_scale check_scale(lua_State *L, int index) {
  static const char *const words[] = {[SF_DIFFERENCE] = "difference", [SF_RATIO] = "ratio"};
  return (sf_attribution_scale)sf_check_word(L, index, "scale", words, sizeof words / sizeof *words);
}

static int give_parts(lua_State *L, sf_status status, const double *parts, size_t count, double whole,
                      const sf_error *error) {
  if (status != SF_OK) return sf_answer_error(L, error);
  sf_push_numbers(L, parts, count);
  lua_pushnumber(L, whole);
  return 2;
}

/*** attribute(values, scale): Shapley values: `values[1 + set]`, bit k of set being switch k; scale `"difference"`
 * or `"ratio"` (logarithms); the parts and their exact sum */
static int core_attribute(lua_State *L) {
  lua_settop(L, 2);
  size_t count, switches = 0;
  double parts[SF_MAX_SWITCHES], whole = 0;
  sf_error error;
  const double *const values = sf_check_numbers(L, 1, "attribute: values", &count);
  const sf_attribution_scale scale = check_scale(L, 2);
  while (switches <= SF_MAX_SWITCHES && (size_t)1 << switches < count) ++switches;
  if (switches < 1 || switches > SF_MAX_SWITCHES || (size_t)1 << switches != count)
    sf_raise(L, "attribute: expected 2, 4, 8, ... or %d values, got %zu", 1 << SF_MAX_SWITCHES, count);
  const sf_status status = sf_attribute_values(values, switches, scale, parts, &whole, &error);
  return give_parts(L, status, parts, switches, whole, &error);
}

/*** decompose(before, after, scale): LMDI-I of one product of factors: the parts and their exact sum */
static int core_decompose(lua_State *L) {
  lua_settop(L, 3);
  size_t count;
  double parts[SF_MAX_FACTORS], whole = 0;
  sf_error error;
  const double *const before = sf_check_numbers(L, 1, "decompose: before", &count);
  const double *const after = sf_check_as_many(L, 2, "decompose: after", count, "before");
  const sf_attribution_scale scale = check_scale(L, 3);
  if (count < 1 || count > SF_MAX_FACTORS) sf_raise(L, "decompose: expected 1 to %d factors", SF_MAX_FACTORS);
  const sf_status status = scale == SF_RATIO ? sf_decompose_ratio(before, after, 1, count, parts, &whole, &error)
                                             : sf_decompose_difference(before, after, 1, count, parts, &whole, &error);
  return give_parts(L, status, parts, count, whole, &error);
}

const luaL_Reg sf_attribution_functions[] = {
    {"attribute", core_attribute}, {"decompose", core_decompose}, {NULL, NULL}};
