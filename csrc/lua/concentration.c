/* Shares, and bounds for what is not disclosed. */
#include "signalflow/concentration.h"

#include "lua/boundary.h"

#include <math.h>

static void set_bounds(lua_State *L, const char *field, sf_bounds bounds) {
  lua_createtable(L, 0, 2);
  sf_set_number(L, "low", bounds.low);
  if (isfinite(bounds.high)) {
    sf_set_number(L, "high", bounds.high);
  }
  lua_setfield(L, -2, field);
}

static const double *check_shares(lua_State *L, int index, size_t *count) {
  *count = sf_check_list(L, index, "concentration: shares");
  double *shares = sf_push_block(L, *count, sizeof *shares);
  for (size_t i = 0; i < *count; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    shares[i] = sf_check_number(L, -1, "concentration: share");
    lua_pop(L, 1);
  }
  return shares;
}

/*** concentration(shares, each_below) top_share(shares, each_below, n): `{undisclosed=, lump=, hhi=,
 * effective_count=, entropy_count=}`, the last three `{low=, high=}` (an unbounded high is absent); low, high */
static int core_concentration(lua_State *L) {
  size_t count;
  sf_error error;
  sf_concentration result;
  const double below = sf_check_number(L, 2, "concentration: each_below");
  const double *shares = check_shares(L, 1, &count);
  if (sf_measure_concentration(shares, count, below, &result, &error) != SF_OK) sf_raise_error(L, &error);
  lua_createtable(L, 0, 5);
  sf_set_number(L, "undisclosed", result.undisclosed);
  sf_set_number(L, "lump", result.lump);
  set_bounds(L, "hhi", result.hhi);
  set_bounds(L, "effective_count", result.effective_count);
  set_bounds(L, "entropy_count", result.entropy_count);
  return 1;
}

/* top_share(shares, each_below, n): low, high */
static int core_top_share(lua_State *L) {
  size_t count;
  sf_error error;
  sf_bounds result;
  const double below = sf_check_number(L, 2, "top_share: each_below");
  const size_t n = (size_t)sf_check_integer(L, 3, "top_share: n", 1, INT32_MAX);
  const double *shares = check_shares(L, 1, &count);
  if (sf_top_share(shares, count, below, n, &result, &error) != SF_OK) sf_raise_error(L, &error);
  lua_pushnumber(L, result.low);
  lua_pushnumber(L, result.high);
  return 2;
}

const luaL_Reg sf_concentration_functions[] = {
    {"concentration", core_concentration}, {"top_share", core_top_share}, {NULL, NULL}};
