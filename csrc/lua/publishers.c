/* The publishers' files. A file that is missing or is not what it should be happens to correct programs: nil, err. */
#include "signalflow/publishers.h"
#include "signalflow/file.h"

#include "lua/series_types.h"

#include <stdio.h>
#include <string.h>

/* Fills the place of a series from a file, or gives nil, err; "unknown" where the file has no such column. */
static int give_read(lua_State *L, sf_series *const *place, sf_status status, const sf_error *error) {
  if (status == SF_OK) return sf_give_series(L, place, status, error);
  return status == SF_UNKNOWN ? sf_give_error(L, error) : sf_answer_error(L, error);
}

/* The field as a whole number, or what it was. */
static int optional_integer(lua_State *L, int table, const char *field, int otherwise) {
  char name[48];
  snprintf(name, sizeof name, "option '%s'", field);
  const int value =
      lua_getfield(L, table, field) == LUA_TNIL ? otherwise : (int)sf_check_integer(L, -1, name, 0, SF_LARGEST_LAG);
  lua_pop(L, 1);
  return value;
}

/* The field's text, which the table keeps alive, or NULL. */
static const char *optional_text(lua_State *L, int table, const char *field) {
  char name[48];
  snprintf(name, sizeof name, "option '%s'", field);
  const char *text = lua_getfield(L, table, field) == LUA_TNIL ? NULL : sf_check_text(L, -1, name, NULL);
  lua_pop(L, 1);
  return text;
}

static char optional_character(lua_State *L, int table, const char *field) {
  const char *text = optional_text(L, table, field);
  if (text == NULL) return '\0';
  if (strlen(text) != 1) sf_raise(L, "option '%s': expected one character, got '%s'", field, text);
  return *text;
}

static sf_quantity optional_unit(lua_State *L, int table) {
  sf_quantity unit = {.value = 1, .dimension = sf_dimensionless()};
  if (lua_getfield(L, table, "unit") != LUA_TNIL) unit = sf_check_constant(L, -1, "option 'unit'");
  lua_pop(L, 1);
  return unit;
}

static sf_frequency optional_frequency(lua_State *L, int table) {
  const char *words[SF_FREQUENCY_COUNT];
  for (int i = SF_DAILY; i < SF_FREQUENCY_COUNT; ++i) words[i - SF_DAILY] = sf_frequency_name((sf_frequency)i);
  sf_frequency frequency = SF_ANY_FREQUENCY;
  if (lua_getfield(L, table, "frequency") != LUA_TNIL)
    frequency =
        SF_DAILY + (sf_frequency)sf_check_word(L, -1, "option 'frequency'", words, SF_FREQUENCY_COUNT - SF_DAILY);
  lua_pop(L, 1);
  return frequency;
}

/*** read_fred(path, options) read_stooq(path, price) read_table(path, options, lines): Series, or `nil, err` for a
 * file that is missing or is not what it should be; the options are listed in `publishers.c` */
static int core_read_fred(lua_State *L) {
  static const char *const fields[] = {"lag", "frequency", "unit"};
  lua_settop(L, 2);
  sf_error error;
  const char *path = sf_check_text(L, 1, "fred: file", NULL);
  sf_fred_options options = sf_default_fred_options();
  sf_check_fields(L, 2, "fred", fields, 3);
  options.lag = optional_integer(L, 2, "lag", SF_UNKNOWN_LAG);
  options.expected = optional_frequency(L, 2);
  options.unit = optional_unit(L, 2);
  sf_series **place = sf_push_series(L);
  return give_read(L, place, sf_load_fred(path, &options, place, &error), &error);
}

/* read_stooq(path, price) */
static int core_read_stooq(lua_State *L) {
  static const char *const words[SF_PRICE_COUNT] = {"open", "high", "low", "close", "volume"};
  lua_settop(L, 2);
  sf_error error;
  const char *path = sf_check_text(L, 1, "prices: file", NULL);
  const sf_price price = (sf_price)sf_check_word(L, 2, "prices: which", words, SF_PRICE_COUNT);
  sf_series **place = sf_push_series(L);
  return give_read(L, place, sf_load_stooq(path, price, place, &error), &error);
}

static sf_table_options check_table_options(lua_State *L, int table) {
  static const char *const fields[] = {"period_end", "period_start", "known_on", "value", "where", "equals", "lag",
                                       "unit",       "separator",    "comment",  "bound", "basis", "missing"};
  sf_check_fields(L, table, "table", fields, sizeof fields / sizeof *fields);
  const sf_table_options options = {.end = optional_text(L, table, "period_end"),
                                    .start = optional_text(L, table, "period_start"),
                                    .known_on = optional_text(L, table, "known_on"),
                                    .value = optional_text(L, table, "value"),
                                    .bound = optional_text(L, table, "bound"),
                                    .basis = optional_text(L, table, "basis"),
                                    .missing = optional_text(L, table, "missing"),
                                    .where = optional_text(L, table, "where"),
                                    .equals = optional_text(L, table, "equals"),
                                    .lag = optional_integer(L, table, "lag", SF_UNKNOWN_LAG),
                                    .unit = optional_unit(L, table),
                                    .separator = optional_character(L, table, "separator"),
                                    .comment = optional_character(L, table, "comment")};
  if (options.end == NULL || options.value == NULL)
    sf_raise(L, "table: 'period_end' and 'value' must name columns of the file");
  return options;
}

/* read_table(path, options, lines): CSV, or JSON lines where lines is true. */
static int core_read_table(lua_State *L) {
  lua_settop(L, 3);
  sf_error error;
  size_t length = 0;
  const char *path = sf_check_text(L, 1, "table: file", NULL);
  const sf_table_options options = check_table_options(L, 2);
  const bool lines = lua_toboolean(L, 3);
  void **text = sf_push_memory(L);
  sf_series **place = sf_push_series(L);
  sf_status status = sf_read_file(path, (char **)text, &length, &error);
  if (status == SF_OK)
    status = (lines ? sf_read_json_lines : sf_read_csv_series)(path, *text, length, &options, place, &error);
  return give_read(L, place, status, &error);
}

const luaL_Reg sf_publishers_functions[] = {
    {"read_fred", core_read_fred}, {"read_stooq", core_read_stooq}, {"read_table", core_read_table}, {NULL, NULL}};
