/* Three-valued logic at the boundary. */
#include "lua/truth_types.h"

#include <math.h>
#include <string.h>

sf_threshold sf_check_threshold(lua_State *L, int index, const char *name) {
  sf_threshold threshold = {SF_NEITHER, 0};
  if (lua_isnoneornil(L, index)) return threshold;
  luaL_checkstack(L, 4, NULL);
  index = lua_absindex(L, index);
  if (lua_type(L, index) != LUA_TTABLE)
    sf_raise(L, "%s: expected sf.above(x) or sf.below(x), got %s", name, sf_describe(L, index));
  static const char *const sides[] = {"above", "below"};
  lua_getfield(L, index, "side");
  threshold.side = SF_ABOVE + (sf_side)sf_check_word(L, -1, name, sides, 2);
  lua_getfield(L, index, "limit");
  threshold.limit = sf_check_number(L, -1, name);
  lua_pop(L, 2);
  return threshold;
}

/* Truth: true, false, or the text "unknown". */

static sf_truth check_truth(lua_State *L, int index, const char *name) {
  if (lua_type(L, index) == LUA_TBOOLEAN) return lua_toboolean(L, index) ? SF_TRUE : SF_FALSE;
  if (lua_type(L, index) == LUA_TSTRING && strcmp(lua_tostring(L, index), "unknown") == 0) return SF_UNDECIDED;
  sf_raise(L, "%s: expected true, false or \"unknown\", got %s", name, sf_describe(L, index));
}

static int give_truth(lua_State *L, sf_truth truth) {
  if (truth == SF_UNDECIDED)
    lua_pushliteral(L, "unknown");
  else
    lua_pushboolean(L, truth == SF_TRUE);
  return 1;
}

static const sf_truth *check_truths(lua_State *L, int index, const char *name, size_t *count) {
  *count = sf_check_list(L, index, name);
  sf_truth *values = sf_push_block(L, *count, sizeof *values);
  for (size_t i = 0; i < *count; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    values[i] = check_truth(L, -1, name);
    lua_pop(L, 1);
  }
  return values;
}

/*** all(list) quorum(list, n) enough(list, items, coverage) bounds_meet(threshold, low, high): strong Kleene logic
 * on true, false and `"unknown"` */
static int core_all(lua_State *L) {
  size_t count;
  const sf_truth *values = check_truths(L, 1, "all", &count);
  return give_truth(L, sf_all(values, count));
}

static int core_quorum(lua_State *L) {
  size_t count;
  const size_t needed = (size_t)sf_check_integer(L, 2, "quorum: needed", 1, INT32_MAX);
  const sf_truth *values = check_truths(L, 1, "quorum", &count);
  return give_truth(L, sf_quorum(values, count, needed));
}

static int core_enough(lua_State *L) {
  size_t count;
  const size_t items = (size_t)sf_check_integer(L, 2, "enough: items", 0, INT32_MAX);
  const double coverage = sf_check_number(L, 3, "enough: coverage");
  const sf_truth *values = check_truths(L, 1, "enough", &count);
  lua_pushboolean(L, sf_enough_evidence(values, NULL, count, items, coverage));
  return 1;
}

/* bounds_meet(threshold, low, high): of a number where high is nil. */
static int core_bounds_meet(lua_State *L) {
  lua_settop(L, 3);
  const sf_threshold threshold = sf_check_threshold(L, 1, "threshold");
  const double low = lua_isnil(L, 2) ? (double)NAN : sf_check_number(L, 2, "low");
  return give_truth(L, lua_isnil(L, 3) ? sf_meets(threshold, low)
                                       : sf_bounds_meet(threshold, low, sf_check_number(L, 3, "high")));
}

const luaL_Reg sf_truth_functions[] = {{"all", core_all},
                                       {"quorum", core_quorum},
                                       {"enough", core_enough},
                                       {"bounds_meet", core_bounds_meet},
                                       {NULL, NULL}};
