/* Days as text, "2024-04-28", in and out; day numbers where they are counted with. */
#include "lua/series_types.h"

sf_day sf_check_day(lua_State *L, int index, const char *name) {
  sf_day day = 0;
  size_t length;
  sf_error error;
  if (lua_type(L, index) == LUA_TNUMBER) return (sf_day)sf_check_integer(L, index, name, SF_FIRST_DAY, SF_LAST_DAY);
  if (lua_type(L, index) != LUA_TSTRING)
    sf_raise(L, "%s: expected a day as \"2024-04-28\", got %s", name, sf_describe(L, index));
  const char *text = sf_check_text(L, index, name, &length);
  if (sf_parse_day(text, length, &day, &error) != SF_OK) sf_raise(L, "%s: %s", name, error.message);
  return day;
}

sf_day sf_day_or(lua_State *L, int index, const char *name, sf_day otherwise) {
  return lua_isnoneornil(L, index) ? otherwise : sf_check_day(L, index, name);
}

void sf_push_day(lua_State *L, sf_day day) {
  char text[SF_DAY_TEXT_SIZE];
  lua_pushstring(L, sf_print_day(day, text));
}

void sf_set_day(lua_State *L, const char *field, sf_day day) {
  sf_push_day(L, day);
  lua_setfield(L, -2, field);
}

/*** day(text) day_text(day) add_months(day, n) month_end(day): `date.h`. Wherever a day is asked for, text
 * `"2024-04-28"` or a day number will do; days are given as text */
static int core_day(lua_State *L) {
  lua_pushinteger(L, sf_check_day(L, 1, "day"));
  return 1;
}

static int core_day_text(lua_State *L) {
  sf_push_day(L, sf_check_day(L, 1, "day_text"));
  return 1;
}

static int core_add_months(lua_State *L) {
  const sf_day day = sf_check_day(L, 1, "add_months: day");
  sf_push_day(L, sf_add_months(day, (int)sf_check_integer(L, 2, "add_months: months", -120000, 120000)));
  return 1;
}

static int core_month_end(lua_State *L) {
  sf_push_day(L, sf_month_end(sf_check_day(L, 1, "month_end")));
  return 1;
}

const luaL_Reg sf_date_functions[] = {{"day", core_day},
                                      {"day_text", core_day_text},
                                      {"add_months", core_add_months},
                                      {"month_end", core_month_end},
                                      {NULL, NULL}};
