/* Copies of one story at the boundary. */
#include "signalflow/story.h"

#include "lua/series_types.h"

/* same_story(a, b): whether two headlines are copies of one. */
static int core_same_story(lua_State *L) {
  size_t n, m;
  const char *a = sf_check_text(L, 1, "same_story: a", &n), *b = sf_check_text(L, 2, "same_story: b", &m);
  const sf_story x = sf_sign_headline(a, n), y = sf_sign_headline(b, m);
  lua_pushboolean(L, sf_same_story(&x, &y));
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

const luaL_Reg sf_story_functions[] = {
    {"same_story", core_same_story}, {"first_copies", core_first_copies}, {NULL, NULL}};
