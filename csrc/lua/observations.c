/* Observations as tables, and series made of tables. */
#include "lua/series_types.h"

#include <math.h>
#include <stdio.h>

static const char *row_text(lua_State *L, int row, const char *field, const char *name) {
  const char *text = lua_getfield(L, row, field) == LUA_TNIL ? NULL : sf_check_text(L, -1, name, NULL);
  lua_pop(L, 1); /* the row keeps it alive */
  return text;
}

static sf_exactness check_bound(lua_State *L, int row, const char *name) {
  if (lua_getfield(L, row, "bound") == LUA_TNIL) return SF_EXACT;
  return SF_UPPER_BOUND + (sf_exactness)sf_check_word(L, -1, name, sf_exactness_words + SF_UPPER_BOUND,
                                                      SF_EXACTNESS_COUNT - SF_UPPER_BOUND);
}

/* Reads one row {period_end=, period_start=, known_on=, value=, bound=}, which is on the top, and where it came from
 * ({file=, document=, form=, concept=, line=}). Without a start the period is a day, without known_on it was known on
 * its last day; without a value it is unknown from known_on on; `source` says where rows came from that do not say it
 * themselves. */
static sf_observation check_row(lua_State *L, sf_dimension dimension, size_t place, sf_source *source) {
  static const char *const fields[] = {"period_end", "period_start", "known_on", "value",   "bound",
                                       "file",       "document",     "form",     "concept", "line"};
  char name[48];
  const int row = lua_gettop(L);
  sf_observation observation = {.value = NAN};
  snprintf(name, sizeof name, "series: row %zu", place);
  sf_check_fields(L, row, name, fields, sizeof fields / sizeof *fields);
  lua_getfield(L, row, "period_end");
  observation.end = sf_check_day(L, -1, name);
  lua_getfield(L, row, "period_start");
  observation.start = sf_day_or(L, -1, name, observation.end);
  lua_getfield(L, row, "known_on");
  observation.known_on = sf_day_or(L, -1, name, observation.end);
  if (lua_getfield(L, row, "value") != LUA_TNIL) {
    const sf_quantity quantity = sf_check_constant(L, -1, name);
    if (!sf_dimension_equal(quantity.dimension, dimension))
      sf_raise(L, "%s: its value is of another dimension than that of the first row", name);
    observation.value = quantity.value;
  }
  observation.exactness = check_bound(L, row, name);
  if (row_text(L, row, "file", name) != NULL)
    *source = (sf_source){.file = row_text(L, row, "file", name),
                          .document = row_text(L, row, "document", name),
                          .form = row_text(L, row, "form", name),
                          .tag = row_text(L, row, "concept", name)};
  if (lua_getfield(L, row, "line") != LUA_TNIL)
    observation.line = (uint32_t)sf_check_integer(L, -1, name, 0, INT32_MAX);
  observation.source = (uint32_t)place - 1;
  lua_settop(L, row);
  return observation;
}

/* The dimension of the first value there is. */
static sf_dimension find_dimension(lua_State *L, int rows, size_t count) {
  sf_dimension dimension = sf_dimensionless();
  for (size_t i = 0; i < count; ++i) {
    lua_rawgeti(L, rows, (lua_Integer)i + 1);
    if (lua_type(L, -1) != LUA_TTABLE)
      sf_raise(L, "series: row %zu: expected a table, got %s", i + 1, sf_describe(L, -1));
    const bool found = lua_getfield(L, -1, "value") != LUA_TNIL;
    if (found) dimension = sf_check_like(L, -1, "series: value");
    lua_pop(L, 2);
    if (found) break;
  }
  return dimension;
}

/*** series(name, rows, source): Series; rows are `{period_end=, period_start=, known_on=, value=, bound=}` and may
 * say where they came from (`file document form concept line`); bound is `"at most"` or `"at least"`; a value of nil
 * is unknown from known_on on */
static int core_series(lua_State *L) {
  lua_settop(L, 3);
  const char *name = sf_check_text(L, 1, "series: name", NULL);
  const size_t count = sf_check_list(L, 2, "series: rows");
  const sf_source source = {.file = lua_isnil(L, 3) ? NULL : sf_check_text(L, 3, "series: source", NULL)};
  sf_observation *observations = sf_push_block(L, count, sizeof *observations);
  sf_source *sources = sf_push_block(L, count, sizeof *sources);
  const sf_dimension dimension = find_dimension(L, 2, count);
  for (size_t i = 0; i < count; ++i) {
    lua_rawgeti(L, 2, (lua_Integer)i + 1);
    sources[i] = source;
    observations[i] = check_row(L, dimension, i + 1, &sources[i]);
    lua_pop(L, 1);
  }
  const sf_series_description description = {
      .name = name, .dimension = dimension, .sources = sources, .source_count = count};
  sf_series **place = sf_push_series(L);
  sf_error error;
  const sf_status status = sf_create_series(&description, observations, count, place, &error);
  return sf_give_series(L, place, status, &error);
}

const luaL_Reg sf_observation_functions[] = {{"series", core_series}, {NULL, NULL}};
