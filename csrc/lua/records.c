/* Sealed records as Lua values. */
#include "formats/records.h"

#include "lua/boundary.h"

#include <string.h>

/*** seal_records(header, records): a line and a list of texts as the bytes of a file that shows any damage;
 * `formats/records.h` */
static int core_seal_records(lua_State *L) {
  lua_settop(L, 2);
  size_t length;
  const char *const header = sf_check_text(L, 1, "seal_records: header", &length);
  if (memchr(header, '\n', length) != NULL) sf_raise(L, "seal_records: header: expected one line");
  const size_t count = sf_check_list(L, 2, "seal_records: records");
  for (size_t i = 1; i <= count; ++i) {
    lua_rawgeti(L, 2, (lua_Integer)i);
    sf_check_text(L, 3, "seal_records: record", &(size_t){0});
    lua_settop(L, 2);
  }
  void **memory = sf_push_memory(L);
  sf_text to = {0};
  sf_begin_records(&to, header, length);
  for (size_t i = 1; i <= count; ++i) {
    size_t size;
    lua_rawgeti(L, 2, (lua_Integer)i);
    const char *const record = lua_tolstring(L, -1, &size);
    sf_append_record(&to, record, size);
    lua_pop(L, 1);
  }
  sf_seal_records(&to);
  const size_t written = to.length;
  char *bytes = NULL;
  sf_error error;
  if (sf_finish_text(&to, &bytes, &error) != SF_OK) sf_raise_error(L, &error);
  *memory = bytes;
  lua_pushlstring(L, bytes, written);
  return 1;
}

/*** open_records(bytes): the header and a list of the records; `nil, err` where they are cut short or damaged */
static int core_open_records(lua_State *L) {
  lua_settop(L, 1);
  size_t length;
  sf_records records;
  sf_error error;
  const char *const bytes = sf_check_text(L, 1, "open_records", &length), *record;
  if (sf_open_records(bytes, length, &records, &error) != SF_OK) return sf_answer_error(L, &error);
  lua_pushlstring(L, records.header, records.header_length);
  lua_newtable(L);
  for (lua_Integer i = 1; sf_next_record(&records, &record, &length); ++i) {
    lua_pushlstring(L, record, length);
    lua_rawseti(L, -2, i);
  }
  return 2;
}

const luaL_Reg sf_records_functions[] = {
    {"seal_records", core_seal_records}, {"open_records", core_open_records}, {NULL, NULL}};
