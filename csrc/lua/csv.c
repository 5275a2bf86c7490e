/* CSV as Lua values. */
#include "signalflow/csv.h"

#include "lua/boundary.h"

static void push_field(lua_State *L, const sf_csv_field *field) {
  luaL_Buffer buffer;
  if (!field->doubled) {
    lua_pushlstring(L, field->text, field->length);
    return;
  }
  char *const bytes = luaL_buffinitsize(L, &buffer, field->length); /* decoding only shortens */
  luaL_pushresultsize(&buffer, sf_decode_csv(field, bytes, field->length));
}

static void push_row(lua_State *L, const sf_csv_field *fields, size_t count, size_t line) {
  lua_createtable(L, (int)count, 1);
  for (size_t i = 0; i < count; ++i) {
    push_field(L, &fields[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  sf_set_integer(L, "line", (lua_Integer)line);
}

/*** csv(name, text): the rows of a text, each a list of its fields with the `line` that it begins in; empty lines are
 * left out. `nil, err` names the line of what is no CSV */
static int core_csv(lua_State *L) {
  lua_settop(L, 2);
  luaL_checkstack(L, 8, NULL);
  size_t length, count;
  sf_csv csv;
  sf_error error;
  const char *const name = sf_check_text(L, 1, "csv: name", NULL), *const text =
                                                                       sf_check_text(L, 2, "csv: text", &length);
  sf_csv_field *const fields = sf_push_block(L, SF_CSV_FIELDS, sizeof *fields);
  lua_newtable(L);
  sf_start_csv(&csv, name, text, length, ',', '\0');
  for (lua_Integer row = 1;; ++row) {
    if (sf_next_csv(&csv, fields, SF_CSV_FIELDS, &count, &error) != SF_OK) return sf_answer_error(L, &error);
    if (count == 0) return 1;
    push_row(L, fields, count, csv.line);
    lua_rawseti(L, -2, row);
  }
}

const luaL_Reg sf_csv_functions[] = {{"csv", core_csv}, {NULL, NULL}};
