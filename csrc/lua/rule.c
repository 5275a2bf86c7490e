/* Rules read over series. */
#include "signalflow/rule.h"

#include "lua/series_types.h"
#include "lua/truth_types.h"

static int whole_field(lua_State *L, int table, const char *field) {
  const int value = lua_getfield(L, table, field) == LUA_TNIL ? 0 : (int)sf_check_integer(L, -1, field, 0, 1000000);
  lua_pop(L, 1);
  return value;
}

/* {pass=, fail=, clear=, hold=, warn_after=, stale_after=, at_least=, jump_sigmas=} in coherent units and days. */
static sf_rule check_rule(lua_State *L, int index) {
  static const char *const fields[] = {"pass",       "fail",        "clear",    "hold",
                                       "warn_after", "stale_after", "at_least", "jump_sigmas"};
  sf_error error;
  sf_rule rule = {0};
  sf_check_fields(L, index, "rule", fields, sizeof fields / sizeof *fields);
  lua_getfield(L, index, "pass");
  rule.pass = sf_check_threshold(L, -1, "pass");
  lua_getfield(L, index, "fail");
  rule.fail = sf_check_threshold(L, -1, "fail");
  if (lua_getfield(L, index, "clear") != LUA_TNIL) {
    rule.has_clear = true;
    rule.clear = sf_check_number(L, -1, "clear");
  }
  if (lua_getfield(L, index, "jump_sigmas") != LUA_TNIL) rule.jump_sigmas = sf_check_number(L, -1, "jump_sigmas");
  lua_pop(L, 4);
  rule.hold = (unsigned)whole_field(L, index, "hold");
  rule.warn_after = whole_field(L, index, "warn_after");
  rule.stale_after = whole_field(L, index, "stale_after");
  rule.at_least = (size_t)whole_field(L, index, "at_least");
  if (sf_check_rule(&rule, &error) != SF_OK) sf_raise_error(L, &error);
  return rule;
}

static int core_check_rule(lua_State *L) {
  lua_settop(L, 1);
  check_rule(L, 1);
  return 0;
}

static void push_finding(lua_State *L, const sf_series *series, const sf_finding *finding) {
  const bool last_known = finding->last != SF_STATE_UNKNOWN && finding->last != SF_STATE_SUSPECT;
  const bool decided = sf_state_truth(finding->state) != SF_UNDECIDED || finding->state == SF_STATE_WARN;
  lua_createtable(L, 0, 7);
  lua_pushstring(L, sf_state_name(finding->state));
  lua_setfield(L, -2, "state");
  sf_push_observation(L, series, finding->has_observation, &finding->observation);
  lua_setfield(L, -2, "observation");
  if (finding->has_observation) {
    lua_pushinteger(L, finding->age);
    lua_setfield(L, -2, "age");
  }
  if (!decided && last_known) {
    lua_pushstring(L, sf_state_name(finding->last));
    lua_setfield(L, -2, "last");
  }
  if (decided || last_known) {
    sf_push_day(L, finding->since);
    lua_setfield(L, -2, "since");
  }
  lua_pushinteger(L, finding->pending);
  lua_setfield(L, -2, "pending");
  lua_pushstring(L, finding->reason);
  lua_setfield(L, -2, "reason");
}

/* evaluate_rule(rule, series, as_of, confirming) */
static int core_evaluate_rule(lua_State *L) {
  lua_settop(L, 4);
  sf_error error;
  sf_finding finding;
  const sf_rule rule = check_rule(L, 1);
  const sf_series *series = sf_check_series(L, 2, "evaluate_rule: series");
  const sf_day as_of = sf_check_day(L, 3, "as_of");
  const sf_series *confirming = lua_isnil(L, 4) ? NULL : sf_check_series(L, 4, "evaluate_rule: confirming");
  if (sf_evaluate_rule(&rule, series, confirming, as_of, &finding, &error) != SF_OK) sf_raise_error(L, &error);
  push_finding(L, series, &finding);
  return 1;
}

/* find_jumps(series, sigmas, as_of, confirming): list of {before=, after=, change=, usual=, sigma=} */
static int core_find_jumps(lua_State *L) {
  enum { MOST_JUMPS = 64 };
  lua_settop(L, 4);
  sf_error error;
  sf_jump jumps[MOST_JUMPS];
  size_t found = 0;
  const sf_series *series = sf_check_series(L, 1, "find_jumps: series");
  const double sigmas = sf_check_number(L, 2, "find_jumps: sigmas");
  const sf_day as_of = sf_check_day(L, 3, "as_of");
  const sf_series *confirming = lua_isnil(L, 4) ? NULL : sf_check_series(L, 4, "find_jumps: confirming");
  if (sf_find_jumps(series, confirming, sigmas, as_of, jumps, MOST_JUMPS, &found, &error) != SF_OK)
    sf_raise_error(L, &error);
  lua_newtable(L);
  for (size_t i = 0; i < found && i < MOST_JUMPS; ++i) {
    lua_createtable(L, 0, 5);
    sf_push_observation(L, series, true, &jumps[i].before);
    lua_setfield(L, -2, "before");
    sf_push_observation(L, series, true, &jumps[i].after);
    lua_setfield(L, -2, "after");
    sf_push_known(L, jumps[i].change);
    lua_setfield(L, -2, "change");
    sf_push_known(L, jumps[i].usual);
    lua_setfield(L, -2, "usual");
    sf_push_known(L, jumps[i].sigma);
    lua_setfield(L, -2, "sigma");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* find_splits(closes, market): list of {before=, after=, factor=} */
static int core_find_splits(lua_State *L) {
  enum { MOST_SPLITS = 16 };
  lua_settop(L, 2);
  sf_error error;
  sf_split splits[MOST_SPLITS];
  size_t found = 0;
  const sf_series *closes = sf_check_series(L, 1, "find_splits: closes");
  const sf_series *market = lua_isnil(L, 2) ? NULL : sf_check_series(L, 2, "find_splits: market");
  if (sf_find_splits(closes, market, SF_LAST_DAY, splits, MOST_SPLITS, &found, &error) != SF_OK)
    sf_raise_error(L, &error);
  lua_newtable(L);
  for (size_t i = 0; i < found && i < MOST_SPLITS; ++i) {
    lua_createtable(L, 0, 3);
    sf_push_observation(L, closes, true, &splits[i].before);
    lua_setfield(L, -2, "before");
    sf_push_observation(L, closes, true, &splits[i].after);
    lua_setfield(L, -2, "after");
    sf_set_number(L, "factor", splits[i].factor);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

const luaL_Reg sf_rule_functions[] = {{"check_rule", core_check_rule},
                                      {"evaluate_rule", core_evaluate_rule},
                                      {"find_jumps", core_find_jumps},
                                      {"find_splits", core_find_splits},
                                      {NULL, NULL}};
