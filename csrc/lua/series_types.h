/* Days, series and their observations at the boundary, shared by the files that make and ask series. */
#ifndef SF_LUA_SERIES_TYPES_H
#define SF_LUA_SERIES_TYPES_H

#include "lua/boundary.h"
#include "signalflow/series.h"

/* Text "2024-04-28", or a day number. */
sf_day sf_check_day(lua_State *L, int index, const char *name);
sf_day sf_day_or(lua_State *L, int index, const char *name, sf_day otherwise);
void sf_push_day(lua_State *L, sf_day day);
/* Sets a field of the table on the top. */
void sf_set_day(lua_State *L, const char *field, sf_day day);

extern const char sf_series_type[];
enum { SF_SERIES_LABEL = 1, SF_SERIES_VALUES = SF_SERIES_LABEL }; /* user values: what the publisher calls the unit */
/* A Series is a value: it does not close. An empty one, pushed; filled by what makes it, then given. */
sf_series **sf_push_series(lua_State *L);
/* Raises when it failed; else leaves the series, which is on the top, and returns 1. */
int sf_give_series(lua_State *L, sf_series *const *place, sf_status status, const sf_error *error);
sf_series *sf_check_series(lua_State *L, int index, const char *name);
/* The series at index, or NULL. */
sf_series *sf_test_series(lua_State *L, int index);
/* How a bound is said; NULL for a value that is exact. */
extern const char *const sf_exactness_words[SF_EXACTNESS_COUNT];
/* One observation of the series as a table, or nil where found is false. */
void sf_push_observation(lua_State *L, const sf_series *series, bool found, const sf_observation *observation);
void sf_set_observation(lua_State *L, const char *field, const sf_series *series, bool found,
                        const sf_observation *observation);

#endif
