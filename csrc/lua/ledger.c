/* What a ledger asks of the core: checksums, and which of many headlines are copies. */
#include "base/checksum.h"
#include "lua/boundary.h"
#include "lua/series_types.h"
#include "signalflow/story.h"

#include <stdio.h>
#include <string.h>

enum { CHECKSUM_DIGITS = 16 };

static uint64_t check_checksum(lua_State *L, int index) {
  static const char digits[] = "0123456789abcdef";
  size_t length;
  const char *text = sf_check_text(L, index, "checksum: previous", &length);
  uint64_t sum = 0;
  if (length != CHECKSUM_DIGITS || strspn(text, digits) != length)
    sf_raise(L, "checksum: previous: expected %d hexadecimal digits, got %s", CHECKSUM_DIGITS, sf_describe(L, index));
  for (size_t i = 0; i < length; ++i) sum = sum << 4 | (uint64_t)(strchr(digits, text[i]) - digits);
  return sum;
}

/* checksum(text, previous): as 16 hexadecimal digits. */
static int core_checksum(lua_State *L) {
  size_t length;
  const char *text = sf_check_text(L, 1, "checksum: text", &length);
  const uint64_t previous = lua_isnoneornil(L, 2) ? 0 : check_checksum(L, 2);
  char digits[CHECKSUM_DIGITS + 1];
  snprintf(digits, sizeof digits, "%016llx", (unsigned long long)sf_checksum(text, length, previous));
  lua_pushlstring(L, digits, CHECKSUM_DIGITS);
  return 1;
}

/* first_copies(headlines, days, within): for each, the place of the first of its story. */
static int core_first_copies(lua_State *L) {
  lua_settop(L, 3);
  const size_t count = sf_check_list(L, 1, "first_copies: headlines");
  if (sf_check_list(L, 2, "first_copies: days") != count)
    sf_raise(L, "first_copies: expected as many days as headlines (%d)", (int)count);
  const sf_day within = (sf_day)sf_check_integer(L, 3, "first_copies: within", 0, SF_LAST_DAY);
  luaL_checkstack(L, 8, NULL);
  sf_story *stories = sf_push_block(L, count, sizeof *stories);
  sf_day *days = sf_push_block(L, count, sizeof *days);
  size_t *first = sf_push_block(L, count, sizeof *first);
  for (size_t i = 0; i < count; ++i) {
    size_t length;
    lua_rawgeti(L, 1, (lua_Integer)i + 1);
    const char *headline = sf_check_text(L, -1, "first_copies: headline", &length);
    stories[i] = sf_sign_headline(headline, length);
    lua_rawgeti(L, 2, (lua_Integer)i + 1);
    days[i] = sf_check_day(L, -1, "first_copies: day");
    lua_pop(L, 2);
  }
  sf_error error;
  if (sf_group_stories(stories, days, count, within, first, &error) != SF_OK) sf_raise_error(L, &error);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; ++i) {
    lua_pushinteger(L, (lua_Integer)first[i] + 1);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

const luaL_Reg sf_ledger_functions[] = {{"checksum", core_checksum}, {"first_copies", core_first_copies}, {NULL, NULL}};
