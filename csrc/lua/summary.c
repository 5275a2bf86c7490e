/* Summaries as Lua values: what is kept of one output's draws, in coherent numbers. Unknown is nil. */
#include "signalflow/summary.h"

#include "base/text.h"
#include "lua/boundary.h"

static const char summary_type[] = "signalflow.Summary";

static sf_summary **check_place(lua_State *L, int index, const char *name) {
  sf_summary **place = luaL_testudata(L, index, summary_type);
  if (place == NULL) sf_raise(L, "%s: expected a Summary, got %s", name, sf_describe(L, index));
  return place;
}

static sf_summary *check_summary(lua_State *L, int index, const char *name) {
  sf_summary **place = check_place(L, index, name);
  if (*place == NULL) sf_raise(L, "%s: this summary has been closed", name);
  return *place;
}

sf_summary **sf_push_summary(lua_State *L) {
  sf_summary **place = lua_newuserdatauv(L, sizeof *place, 0);
  *place = NULL;
  luaL_setmetatable(L, summary_type);
  return place;
}

static int release_summary(lua_State *L) {
  sf_summary **place = check_place(L, 1, "close");
  sf_summary *summary = *place;
  *place = NULL;
  sf_destroy_summary(summary);
  return 0;
}

typedef double sf_statistic(const sf_summary *summary);

static int give_statistic(lua_State *L, sf_statistic *statistic, const char *name) {
  sf_push_known(L, statistic(check_summary(L, 1, name)));
  return 1;
}

static int summary_mean(lua_State *L) { return give_statistic(L, sf_summary_mean, "mean"); }
static int summary_sd(lua_State *L) { return give_statistic(L, sf_summary_sd, "sd"); }
static int summary_min(lua_State *L) { return give_statistic(L, sf_summary_min, "min"); }
static int summary_max(lua_State *L) { return give_statistic(L, sf_summary_max, "max"); }
static int summary_standard_error(lua_State *L) {
  return give_statistic(L, sf_summary_standard_error, "standard_error");
}

static int summary_count(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sf_summary_count(check_summary(L, 1, "count")));
  return 1;
}

static int summary_undefined(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sf_summary_undefined(check_summary(L, 1, "undefined")));
  return 1;
}

static int summary_quantile(lua_State *L) {
  const double p = sf_check_number(L, 2, "quantile");
  if (p < 0 || p > 1) sf_raise(L, "quantile: expected a number from 0 to 1, got %s", sf_quote_number(p).text);
  sf_push_known(L, sf_summary_quantile(check_summary(L, 1, "quantile"), p));
  return 1;
}

static int summary_probability_above(lua_State *L) {
  const double threshold = sf_check_number(L, 2, "probability_above");
  sf_push_known(L, sf_summary_probability_above(check_summary(L, 1, "probability_above"), threshold));
  return 1;
}

enum { MOST_SLICES = 1 << 20 };

static int summary_histogram(lua_State *L) {
  const double low = sf_check_number(L, 2, "histogram: low"), high = sf_check_number(L, 3, "histogram: high");
  const size_t slices = (size_t)sf_check_integer(L, 4, "histogram: n", 1, MOST_SLICES);
  if (!(low < high))
    sf_raise(L, "histogram: low (%s) must be below high (%s)", sf_quote_number(low).text, sf_quote_number(high).text);
  double *counts = sf_push_block(L, slices, sizeof *counts);
  sf_summary_histogram(check_summary(L, 1, "histogram"), low, high, slices, counts);
  sf_push_numbers(L, counts, slices);
  return 1;
}

/* Takes the other's draws in and gives itself back. */
static int summary_merge(lua_State *L) {
  lua_settop(L, 2);
  sf_error error;
  const sf_summary *other = check_summary(L, 2, "merge: other");
  if (sf_merge_summary(check_summary(L, 1, "merge"), other, &error) != SF_OK) sf_raise_error(L, &error);
  lua_settop(L, 1);
  return 1;
}

static int summary_is_sure(lua_State *L) {
  lua_settop(L, 2);
  const double fraction = sf_check_number(L, 2, "is_sure: fraction");
  lua_pushboolean(L, sf_summary_is_sure(check_summary(L, 1, "is_sure"), fraction));
  return 1;
}

static int summary_bytes(lua_State *L) {
  unsigned char *bytes = NULL;
  size_t length = 0;
  sf_error error;
  void **memory = sf_push_memory(L);
  if (sf_write_summary(check_summary(L, 1, "bytes"), &bytes, &length, &error) != SF_OK) sf_raise_error(L, &error);
  *memory = bytes;
  lua_pushlstring(L, (const char *)bytes, length);
  return 1;
}

/*** summary(bytes): a Summary as its `:bytes()` wrote it; `nil, err` where it is damaged */
static int core_summary(lua_State *L) {
  lua_settop(L, 1);
  size_t length;
  const char *bytes = sf_check_text(L, 1, "summary", &length);
  sf_error error;
  sf_summary **place = sf_push_summary(L);
  const sf_status status = sf_read_summary((const unsigned char *)bytes, length, place, &error);
  if (status != SF_OK) {
    *place = NULL;
    return sf_answer_error(L, &error);
  }
  sf_charge(L, length);
  return 1;
}

static int summary_text(lua_State *L) {
  const sf_summary *summary = check_summary(L, 1, "tostring");
  lua_pushfstring(L, "Summary of %I draws", (LUAI_UACINT)sf_summary_count(summary));
  return 1;
}

void sf_make_summary_type(lua_State *L) {
  static const luaL_Reg methods[] = {{"mean", summary_mean},
                                     {"sd", summary_sd},
                                     {"min", summary_min},
                                     {"max", summary_max},
                                     {"standard_error", summary_standard_error},
                                     {"is_sure", summary_is_sure},
                                     {"count", summary_count},
                                     {"undefined", summary_undefined},
                                     {"quantile", summary_quantile},
                                     {"probability_above", summary_probability_above},
                                     {"histogram", summary_histogram},
                                     {"merge", summary_merge},
                                     {"bytes", summary_bytes},
                                     {NULL, NULL}};
  static const luaL_Reg metamethods[] = {{"__len", summary_count}, {"__tostring", summary_text}, {NULL, NULL}};
  sf_make_type(L, summary_type, methods, metamethods, release_summary, true);
}

const luaL_Reg sf_summary_functions[] = {{"summary", core_summary}, {NULL, NULL}};
