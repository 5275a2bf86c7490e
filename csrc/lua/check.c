/* Rules read over series, three-valued logic, concentration. */
#include "signalflow/check.h"

#include "lua/series_types.h"
#include "signalflow/concentration.h"

#include <math.h>
#include <string.h>

/* A threshold {side = "above" or "below", limit = number in coherent units}, at index; nil is none. */
static sf_threshold check_threshold(lua_State *L, int index, const char *name) {
  sf_threshold threshold = {SF_NEITHER, 0};
  if (lua_isnoneornil(L, index)) return threshold;
  luaL_checkstack(L, 4, NULL);
  index = lua_absindex(L, index);
  if (lua_type(L, index) != LUA_TTABLE)
    sf_raise(L, "%s: expected sf.above(x) or sf.below(x), got %s", name, sf_describe(L, index));
  lua_getfield(L, index, "side");
  const char *side = sf_check_text(L, -1, name, NULL);
  if (strcmp(side, "above") != 0 && strcmp(side, "below") != 0)
    sf_raise(L, "%s: expected above or below, got '%s'", name, side);
  threshold.side = *side == 'a' ? SF_ABOVE : SF_BELOW;
  lua_getfield(L, index, "limit");
  threshold.limit = sf_check_number(L, -1, name);
  lua_pop(L, 2);
  return threshold;
}

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
  rule.pass = check_threshold(L, -1, "pass");
  lua_getfield(L, index, "fail");
  rule.fail = check_threshold(L, -1, "fail");
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

static int core_negate(lua_State *L) { return give_truth(L, sf_not(check_truth(L, 1, "none"))); }

static int core_all(lua_State *L) {
  size_t count;
  const sf_truth *values = check_truths(L, 1, "all", &count);
  return give_truth(L, sf_all(values, count));
}

static int core_any(lua_State *L) {
  size_t count;
  const sf_truth *values = check_truths(L, 1, "any", &count);
  return give_truth(L, sf_any(values, count));
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
  const sf_threshold threshold = check_threshold(L, 1, "threshold");
  const double low = lua_isnil(L, 2) ? (double)NAN : sf_check_number(L, 2, "low");
  return give_truth(L, lua_isnil(L, 3) ? sf_meets(threshold, low)
                                       : sf_bounds_meet(threshold, low, sf_check_number(L, 3, "high")));
}

/* Concentration. */

static void set_bounds(lua_State *L, const char *field, sf_bounds bounds) {
  lua_createtable(L, 0, 2);
  sf_push_known(L, bounds.low);
  lua_setfield(L, -2, "low");
  if (isfinite(bounds.high)) {
    lua_pushnumber(L, bounds.high);
    lua_setfield(L, -2, "high");
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

/* concentration(shares, each_below) */
static int core_concentration(lua_State *L) {
  size_t count;
  sf_error error;
  sf_concentration result;
  const double below = sf_check_number(L, 2, "concentration: each_below");
  const double *shares = check_shares(L, 1, &count);
  if (sf_measure_concentration(shares, count, below, &result, &error) != SF_OK) sf_raise_error(L, &error);
  lua_createtable(L, 0, 5);
  lua_pushnumber(L, result.undisclosed);
  lua_setfield(L, -2, "undisclosed");
  lua_pushnumber(L, result.lump);
  lua_setfield(L, -2, "lump");
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

const luaL_Reg sf_check_functions[] = {{"check_rule", core_check_rule},
                                       {"evaluate_rule", core_evaluate_rule},
                                       {"find_jumps", core_find_jumps},
                                       {"negate", core_negate},
                                       {"all", core_all},
                                       {"any", core_any},
                                       {"quorum", core_quorum},
                                       {"enough", core_enough},
                                       {"bounds_meet", core_bounds_meet},
                                       {"concentration", core_concentration},
                                       {"top_share", core_top_share},
                                       {NULL, NULL}};
