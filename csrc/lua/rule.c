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

/*** check_rule(rule) evaluate_rule(rule, series, as_of, confirming, raw): true, or nil and an err; a rule is
 * `{pass=, fail=, clear=, hold=, warn_after=, stale_after=, at_least=, jump_sigmas=}` in coherent numbers and days,
 * a threshold `{side=, limit=}`; a finding `{state=, why=, limit=, observation=, age=, readings=, last=, since=,
 * pending=, jump=}`, why a word of `sf_why_name` */
static int core_check_rule(lua_State *L) {
  sf_error error;
  lua_settop(L, 1);
  const sf_rule rule = read_rule(L, 1);
  if (sf_check_rule(&rule, &error) != SF_OK) return sf_give_error(L, &error);
  lua_pushboolean(L, true);
  return 1;
}

/* {before=, after=, change=, usual=, sigma=} */
static void push_jump(lua_State *L, const sf_series *series, const sf_jump *jump) {
  lua_createtable(L, 0, 5);
  sf_set_observation(L, "before", series, true, &jump->before);
  sf_set_observation(L, "after", series, true, &jump->after);
  sf_set_number(L, "change", jump->change);
  sf_set_number(L, "usual", jump->usual);
  sf_set_number(L, "sigma", jump->sigma);
}

static void push_standing(lua_State *L, const sf_finding *finding) {
  const bool last_known = finding->last != SF_STATE_UNKNOWN && finding->last != SF_STATE_SUSPECT;
  const bool decided = sf_state_truth(finding->state) != SF_UNDECIDED || finding->state == SF_STATE_WARN;
  sf_set_text(L, "state", sf_state_name(finding->state));
  sf_set_text(L, "why", sf_why_name(finding->why));
  if (!decided && last_known) sf_set_text(L, "last", sf_state_name(finding->last));
  if (decided || last_known) sf_set_day(L, "since", finding->since);
  sf_set_integer(L, "pending", finding->pending);
  sf_set_integer(L, "readings", (lua_Integer)finding->readings);
}

/* {state=, why=, last=, since=, pending=, readings=, observation=, age=, limit={side=, limit=}, jump=} */
static void push_finding(lua_State *L, const sf_series *series, const sf_series *watched, const sf_finding *finding) {
  lua_createtable(L, 0, 10);
  push_standing(L, finding);
  sf_set_observation(L, "observation", series, finding->has_observation, &finding->observation);
  if (finding->has_observation) sf_set_integer(L, "age", finding->age);
  if (finding->limit.side != SF_NEITHER) {
    lua_createtable(L, 0, 2);
    sf_set_text(L, "side", finding->limit.side == SF_ABOVE ? "above" : "below");
    sf_set_number(L, "limit", finding->limit.limit);
    lua_setfield(L, -2, "limit");
  }
  if (finding->why == SF_WHY_BLANK) {
    lua_createtable(L, 0, 2);
    sf_set_day(L, "period_end", finding->blank.end);
    sf_set_day(L, "known_on", finding->blank.known_on);
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

/*** find_splits(closes, market): list of `{before=, after=, factor=}`: observations on both sides of a jump as of a
 * split */
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
    sf_set_observation(L, "before", closes, true, &splits[i].before);
    sf_set_observation(L, "after", closes, true, &splits[i].after);
    sf_set_number(L, "factor", splits[i].factor);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

const luaL_Reg sf_rule_functions[] = {{"check_rule", core_check_rule},
                                      {"evaluate_rule", core_evaluate_rule},
                                      {"find_splits", core_find_splits},
                                      {NULL, NULL}};
