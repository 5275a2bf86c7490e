/* moat.h: trends as words, and how they join. */
#include "signalflow/moat.h"

#include "lua/series_types.h"

#include <string.h>

/* trend(low, high, band): of a change within those bounds; without one of them, unknown. */
static int core_trend(lua_State *L) {
  lua_settop(L, 3);
  const double band = sf_check_number(L, 3, "trend: band");
  if (band < 0) sf_raise(L, "trend: band: expected 0 or more, got %g", band);
  sf_trend trend = SF_TREND_UNKNOWN;
  if (!lua_isnil(L, 1) && !lua_isnil(L, 2))
    trend = sf_trend_of_change(sf_check_number(L, 1, "trend: low"), sf_check_number(L, 2, "trend: high"), band);
  lua_pushstring(L, sf_trend_name(trend));
  return 1;
}

/* year_before(series, as_of): the newest observation, and that of a year before; each nil where there is none. */
static int core_year_before(lua_State *L) {
  sf_observation pair[2];
  const sf_series *series = sf_check_series(L, 1, "year_before: series");
  const size_t count = sf_value_and_year_before(series, sf_check_day(L, 2, "year_before: as_of"), pair);
  sf_push_observation(L, series, count > 0, &pair[0]);
  sf_push_observation(L, series, count > 1, &pair[1]);
  return 2;
}

static sf_trend check_trend(lua_State *L, int index, const char *name) {
  const char *word = sf_check_text(L, index, name, NULL);
  for (int trend = 0; trend < SF_TREND_COUNT; ++trend)
    if (strcmp(word, sf_trend_name((sf_trend)trend)) == 0) return (sf_trend)trend;
  sf_raise(L, "%s: expected up, flat, down or unknown, got '%s'", name, word);
}

static sf_moat_side check_side(lua_State *L, int index, const char *name) {
  const size_t count = sf_check_list(L, index, name);
  sf_trend *trends = sf_push_block(L, count + 1, sizeof *trends);
  for (size_t i = 0; i < count; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    trends[i] = check_trend(L, lua_gettop(L), name);
    lua_pop(L, 1);
  }
  const sf_moat_side side = sf_join_trends(trends, count);
  lua_pop(L, 1);
  return side;
}

static void push_side(lua_State *L, const char *trend, const sf_moat_side *side) {
  static const char *const reasons[SF_JOINING_COUNT] = {NULL, "too few", "contradicted"};
  lua_createtable(L, 0, 5);
  lua_pushstring(L, trend);
  lua_setfield(L, -2, "trend");
  lua_pushstring(L, reasons[side->joining]);
  lua_setfield(L, -2, "reason");
  lua_pushinteger(L, (lua_Integer)side->known);
  lua_setfield(L, -2, "known");
  lua_pushinteger(L, SF_MEASURES_NEEDED);
  lua_setfield(L, -2, "needed");
}

/* join_moat(moat, diversification): lists of trends, up being better; the two sides and the joint state. */
static int core_join_moat(lua_State *L) {
  lua_settop(L, 2);
  const sf_moat_side moat = check_side(L, 1, "join_moat: moat");
  const sf_moat_side other = check_side(L, 2, "join_moat: diversification");
  push_side(L, sf_moat_name(moat.trend), &moat);
  push_side(L, sf_diversification_name(other.trend), &other);
  lua_pushstring(L, sf_moat_state_name(moat.trend, other.trend));
  return 3;
}

/* opposite_trend(trend) */
static int core_opposite_trend(lua_State *L) {
  lua_pushstring(L, sf_trend_name(sf_opposite_trend(check_trend(L, 1, "opposite_trend"))));
  return 1;
}

/* side_names(trend): what it says of a moat, and of diversification. */
static int core_side_names(lua_State *L) {
  const sf_trend trend = check_trend(L, 1, "side_names");
  lua_pushstring(L, sf_moat_name(trend));
  lua_pushstring(L, sf_diversification_name(trend));
  return 2;
}

const luaL_Reg sf_moat_functions[] = {
    {"trend", core_trend},           {"year_before", core_year_before}, {"opposite_trend", core_opposite_trend},
    {"side_names", core_side_names}, {"join_moat", core_join_moat},     {NULL, NULL}};
