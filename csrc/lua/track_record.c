/* Track records on lists of numbers (track_record.h). */
#include "signalflow/track_record.h"

#include "lua/boundary.h"

#include <math.h>

static const bool *check_outcomes(lua_State *L, int index, size_t *count) {
  *count = sf_check_list(L, index, "outcomes");
  bool *outcomes = sf_push_block(L, *count, sizeof *outcomes);
  for (size_t i = 0; i < *count; ++i) {
    if (lua_rawgeti(L, index, (lua_Integer)i + 1) != LUA_TBOOLEAN)
      sf_raise(L, "outcomes: expected true or false, got %s", sf_describe(L, -1));
    outcomes[i] = lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return outcomes;
}

static double check_halfway(lua_State *L, int index) {
  if (lua_isnoneornil(L, index)) return SF_RECORD_HALFWAY;
  const double halfway = sf_check_number(L, index, "halfway");
  if (halfway < 0) sf_raise(L, "halfway: expected a number of forecasts, 0 or more, got %s", sf_describe(L, index));
  return halfway;
}

/* The bins that hold something, as {low=, high=, count=, happened=, forecast=}. */
static void set_bins(lua_State *L, const sf_score *score) {
  lua_newtable(L);
  for (int i = 0, n = 1; i < SF_CALIBRATION_BINS; ++i) {
    const sf_calibration_bin *bin = &score->bins[i];
    if (bin->count == 0) continue;
    lua_createtable(L, 0, 5);
    sf_set_number(L, "low", (double)i / SF_CALIBRATION_BINS);
    sf_set_number(L, "high", (double)(i + 1) / SF_CALIBRATION_BINS);
    sf_set_count(L, "count", bin->count);
    sf_set_count(L, "happened", bin->happened);
    sf_set_number(L, "forecast", bin->forecast);
    lua_rawseti(L, -2, n++);
  }
  lua_setfield(L, -2, "bins");
}

/*** score_forecasts(probabilities, outcomes, halfway): `track_record.h`: `{count, hits, misses, base_rate, brier,
 * reliability, resolution, uncertainty, skill, log_score, certain_and_wrong, weight, bins}`; what is not known is
 * nil, `log_score` may be infinite, bins that hold something are `{low, high, count, happened, forecast}` */
static int core_score_forecasts(lua_State *L) {
  lua_settop(L, 3);
  size_t count, outcome_count;
  sf_error error;
  sf_score score;
  const double halfway = check_halfway(L, 3);
  const double *probabilities = sf_check_numbers(L, 1, "probabilities", &count);
  const bool *outcomes = check_outcomes(L, 2, &outcome_count);
  if (count != outcome_count) sf_raise(L, "score_forecasts: %zu probabilities, but %zu outcomes", count, outcome_count);
  if (sf_score_forecasts(probabilities, outcomes, count, &score, &error) != SF_OK) sf_raise_error(L, &error);
  lua_createtable(L, 0, 13);
  sf_set_count(L, "count", score.count);
  sf_set_count(L, "hits", score.hits);
  sf_set_count(L, "misses", score.misses);
  sf_set_number(L, "base_rate", score.base_rate);
  sf_set_number(L, "brier", score.brier);
  sf_set_number(L, "reliability", score.reliability);
  sf_set_number(L, "resolution", score.resolution);
  sf_set_number(L, "uncertainty", score.uncertainty);
  sf_set_number(L, "skill", score.skill);
  sf_set_number(L, "log_score", score.log_score);
  sf_set_count(L, "certain_and_wrong", score.certain_and_wrong);
  sf_set_number(L, "weight", sf_source_weight(&score, halfway));
  set_bins(L, &score);
  return 1;
}

static double known_field(lua_State *L, int table, const char *field) {
  const double value = lua_getfield(L, table, field) == LUA_TNIL ? (double)NAN : sf_check_number(L, -1, field);
  lua_pop(L, 1);
  return value;
}

/*** earned_log_ratio(score, p, halfway): what a source with that score earned by saying p, in ln */
static int core_earned_log_ratio(lua_State *L) {
  lua_settop(L, 3);
  const double p = sf_check_number(L, 2, "p");
  const double halfway = check_halfway(L, 3);
  if (!(p >= 0 && p <= 1)) sf_raise(L, "p: expected a probability from 0 to 1, got %s", sf_describe(L, 2));
  if (lua_type(L, 1) != LUA_TTABLE)
    sf_raise(L, "score: expected what score_forecasts gives, got %s", sf_describe(L, 1));
  lua_getfield(L, 1, "count");
  const sf_score score = {.count = (size_t)sf_check_integer(L, -1, "count", 0, INT64_MAX),
                          .skill = known_field(L, 1, "skill"),
                          .base_rate = known_field(L, 1, "base_rate")};
  lua_pushnumber(L, sf_earned_log_ratio(&score, p, halfway));
  return 1;
}

static size_t check_count(lua_State *L, int index, const char *name) {
  return (size_t)sf_check_integer(L, index, name, 0, INT32_MAX);
}

/*** hit_rate(hits, misses): `{mean, low, high}` */
static int core_hit_rate(lua_State *L) {
  const sf_rate rate = sf_hit_rate(check_count(L, 1, "hits"), check_count(L, 2, "misses"));
  lua_createtable(L, 0, 3);
  sf_set_number(L, "mean", rate.mean);
  sf_set_number(L, "low", rate.low);
  sf_set_number(L, "high", rate.high);
  return 1;
}

const luaL_Reg sf_track_record_functions[] = {{"score_forecasts", core_score_forecasts},
                                              {"earned_log_ratio", core_earned_log_ratio},
                                              {"hit_rate", core_hit_rate},
                                              {NULL, NULL}};
