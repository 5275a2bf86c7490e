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
static sf_rule read_rule(lua_State *L, int index) {
  static const char *const fields[] = {"pass",       "fail",        "clear",    "hold",
                                       "warn_after", "stale_after", "at_least", "jump_sigmas"};
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
  return rule;
}

/* check_rule(rule): true, or nil and an err: whoever made it knows the units to speak of it in. */
static int core_check_rule(lua_State *L) {
  sf_error error;
  lua_settop(L, 1);
  const sf_rule rule = read_rule(L, 1);
  if (sf_check_rule(&rule, &error) == SF_OK) {
    lua_pushboolean(L, true);
    return 1;
  }
  lua_pushnil(L);
  sf_push_error(L, &error);
  return 2;
}

/* {before=, after=, change=, usual=, sigma=} */
static void push_jump(lua_State *L, const sf_series *series, const sf_jump *jump) {
  lua_createtable(L, 0, 5);
  sf_push_observation(L, series, true, &jump->before);
  lua_setfield(L, -2, "before");
  sf_push_observation(L, series, true, &jump->after);
  lua_setfield(L, -2, "after");
  sf_push_known(L, jump->change);
  lua_setfield(L, -2, "change");
  sf_push_known(L, jump->usual);
  lua_setfield(L, -2, "usual");
  sf_push_known(L, jump->sigma);
  lua_setfield(L, -2, "sigma");
}

static void push_standing(lua_State *L, const sf_finding *finding) {
  const bool last_known = finding->last != SF_STATE_UNKNOWN && finding->last != SF_STATE_SUSPECT;
  const bool decided = sf_state_truth(finding->state) != SF_UNDECIDED || finding->state == SF_STATE_WARN;
  lua_pushstring(L, sf_state_name(finding->state));
  lua_setfield(L, -2, "state");
  lua_pushstring(L, sf_why_name(finding->why));
  lua_setfield(L, -2, "why");
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
  lua_pushinteger(L, (lua_Integer)finding->readings);
  lua_setfield(L, -2, "readings");
}

/* {state=, why=, last=, since=, pending=, readings=, observation=, age=, limit={side=, limit=}, jump=} */
static void push_finding(lua_State *L, const sf_series *series, const sf_series *watched, const sf_finding *finding) {
  lua_createtable(L, 0, 10);
  push_standing(L, finding);
  sf_push_observation(L, series, finding->has_observation, &finding->observation);
  lua_setfield(L, -2, "observation");
  if (finding->has_observation) {
    lua_pushinteger(L, finding->age);
    lua_setfield(L, -2, "age");
  }
  if (finding->limit.side != SF_NEITHER) {
    lua_createtable(L, 0, 2);
    lua_pushstring(L, finding->limit.side == SF_ABOVE ? "above" : "below");
    lua_setfield(L, -2, "side");
    lua_pushnumber(L, finding->limit.limit);
    lua_setfield(L, -2, "limit");
    lua_setfield(L, -2, "limit");
  }
  if (finding->why == SF_WHY_BLANK) {
    lua_createtable(L, 0, 2);
    sf_push_day(L, finding->blank.end);
    lua_setfield(L, -2, "period_end");
    sf_push_day(L, finding->blank.known_on);
    lua_setfield(L, -2, "known_on");
    lua_setfield(L, -2, "blank");
  }
  if (finding->why == SF_WHY_JUMP) {
    push_jump(L, watched, &finding->jump);
    lua_setfield(L, -2, "jump");
  }
}

static const sf_series *series_or_null(lua_State *L, int index, const char *name) {
  return lua_isnil(L, index) ? NULL : sf_check_series(L, index, name);
}

/* evaluate_rule(rule, series, as_of, confirming, raw) */
static int core_evaluate_rule(lua_State *L) {
  lua_settop(L, 5);
  sf_error error;
  sf_finding finding;
  const sf_rule rule = read_rule(L, 1);
  const sf_series *series = sf_check_series(L, 2, "evaluate_rule: series");
  const sf_day as_of = sf_check_day(L, 3, "as_of");
  const sf_witness witness = {.confirming = series_or_null(L, 4, "evaluate_rule: confirming"),
                              .raw = series_or_null(L, 5, "evaluate_rule: raw")};
  if (sf_evaluate_rule(&rule, series, witness, as_of, &finding, &error) != SF_OK) sf_raise_error(L, &error);
  push_finding(L, series, witness.raw != NULL ? witness.raw : series, &finding);
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
                                      {"find_splits", core_find_splits},
                                      {NULL, NULL}};
