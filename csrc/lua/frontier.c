/* frontier.h on lists of numbers. */
#include "signalflow/frontier.h"

#include "lua/boundary.h"

static const double *check_second(lua_State *L, int index, const char *name, size_t count) {
  size_t second;
  const double *const column = sf_check_column(L, index, name, &second);
  if (second != count) sf_raise(L, "%s: %zu numbers, but %zu beside them", name, second, count);
  return column;
}

/*** frontier(interactivity, throughput): lists of numbers; the places of the points no other beats, by rising
 * interactivity; nan is what cannot run; `nil, err` when none can */
static int core_frontier(lua_State *L) {
  lua_settop(L, 2);
  size_t count, kept;
  sf_error error;
  const double *const x = sf_check_column(L, 1, "frontier: interactivity", &count);
  const double *const y = check_second(L, 2, "frontier: throughput", count);
  size_t *const places = sf_push_block(L, count + 1, sizeof *places);
  if (sf_find_frontier(x, y, count, places, &kept, &error) != SF_OK) return sf_answer_error(L, &error);
  sf_push_places(L, places, kept);
  return 1;
}

/*** interpolate(x, y, at): the value, the places of the points on both sides, the share of the way; `nil, err`
 * outside */
static int core_interpolate(lua_State *L) {
  lua_settop(L, 3);
  size_t count;
  double value = 0;
  sf_bracket bracket;
  sf_error error;
  const double *const x = sf_check_column(L, 1, "interpolate: x", &count);
  const double *const y = check_second(L, 2, "interpolate: y", count);
  const double at = sf_check_number(L, 3, "interpolate: at");
  const sf_status status = sf_interpolate(x, y, count, at, &value, &bracket, &error);
  if (status != SF_OK) return sf_answer_error(L, &error);
  lua_pushnumber(L, value);
  lua_pushinteger(L, (lua_Integer)bracket.first + 1);
  lua_pushinteger(L, (lua_Integer)bracket.second + 1);
  lua_pushnumber(L, bracket.first == bracket.second ? 0 : bracket.share);
  return 4;
}

const luaL_Reg sf_frontier_functions[] = {{"frontier", core_frontier}, {"interpolate", core_interpolate}, {NULL, NULL}};
