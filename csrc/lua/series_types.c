#include "lua/series_types.h"

const char sf_series_type[] = "signalflow.Series";

sf_series *sf_test_series(lua_State *L, int index) {
  sf_series **place = luaL_testudata(L, index, sf_series_type);
  return place == NULL ? NULL : *place;
}

bool sf_is_series(lua_State *L, int index) { return sf_test_series(L, index) != NULL; }

sf_series *sf_check_series(lua_State *L, int index, const char *name) {
  sf_series *series = sf_test_series(L, index);
  if (series == NULL) sf_raise(L, "%s: expected a Series, got %s", name, sf_describe(L, index));
  return series;
}

sf_series **sf_push_series(lua_State *L) {
  sf_series **place = lua_newuserdatauv(L, sizeof *place, SF_SERIES_VALUES);
  *place = NULL;
  luaL_setmetatable(L, sf_series_type);
  return place;
}

int sf_give_series(lua_State *L, sf_series *const *place, sf_status status, const sf_error *error) {
  if (status != SF_OK) sf_raise_error(L, error);
  sf_charge(L, sf_series_length(*place) * sizeof(sf_observation));
  return 1;
}

/* A value that is exact has no bound. */
const char *const sf_exactness_words[SF_EXACTNESS_COUNT] = {NULL, "at most", "at least"};

void sf_push_observation(lua_State *L, const sf_series *series, bool found, const sf_observation *observation) {
  static const char *const methods[SF_METHOD_COUNT] = {"reported", "differenced", "computed"};
  if (!found) {
    lua_pushnil(L);
    return;
  }
  lua_createtable(L, 0, 10);
  sf_set_day(L, "period_start", observation->start);
  sf_set_day(L, "period_end", observation->end);
  sf_set_day(L, "known_on", observation->known_on);
  sf_set_number(L, "value", observation->value);
  sf_set_text(L, "method", methods[observation->method]);
  sf_set_text(L, "bound", sf_exactness_words[observation->exactness]);
  if (observation->line > 0) sf_set_integer(L, "line", observation->line);
  const sf_source *source = sf_series_source(series, observation->source);
  if (source == NULL) return;
  sf_set_text(L, "file", source->file);
  sf_set_text(L, "document", source->document);
  sf_set_text(L, "form", source->form);
  sf_set_text(L, "concept", source->tag);
}

void sf_set_observation(lua_State *L, const char *field, const sf_series *series, bool found,
                        const sf_observation *observation) {
  sf_push_observation(L, series, found, observation);
  lua_setfield(L, -2, field);
}
