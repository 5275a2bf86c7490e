/* Feeds as Lua values: copied into a table at once. */
#include "signalflow/feed.h"

#include "lua/boundary.h"

static const char feed_type[] = "signalflow.Feed";

static int release_feed(lua_State *L) {
  sf_feed **place = luaL_checkudata(L, 1, feed_type);
  sf_feed *feed = *place;
  *place = NULL;
  sf_destroy_feed(feed);
  return 0;
}

void sf_make_feed_type(lua_State *L) {
  static const luaL_Reg none[] = {{NULL, NULL}};
  sf_make_type(L, feed_type, none, none, release_feed, false);
}

static sf_feed_format check_format(lua_State *L, int index) {
  const char *words[SF_FEED_FORMAT_COUNT];
  if (lua_isnoneornil(L, index)) return SF_ANY_FEED;
  for (int i = 0; i < SF_FEED_FORMAT_COUNT; ++i) words[i] = sf_feed_format_name((sf_feed_format)i);
  return (sf_feed_format)sf_check_word(L, index, "feed: format", words, SF_FEED_FORMAT_COUNT);
}

static void set_known_text(lua_State *L, const char *name, const char *text) {
  if (text[0] != '\0') sf_set_text(L, name, text);
}

static void push_items(lua_State *L, const sf_feed *feed) {
  const size_t count = sf_feed_count(feed);
  lua_createtable(L, (int)count, 3);
  sf_set_text(L, "format", sf_feed_format_name(sf_feed_format_of(feed)));
  set_known_text(L, "title", sf_feed_title(feed));
  sf_set_integer(L, "skipped", (lua_Integer)sf_feed_skipped(feed));
  for (size_t i = 0; i < count; ++i) {
    const sf_feed_item item = sf_feed_item_at(feed, i);
    char day[SF_DAY_TEXT_SIZE];
    lua_createtable(L, 0, 5);
    sf_set_text(L, "title", item.title);
    set_known_text(L, "url", item.url);
    set_known_text(L, "source", item.source);
    if (item.dated) sf_set_text(L, "date", sf_print_day(item.date, day));
    sf_set_integer(L, "line", (lua_Integer)item.line);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/*** feed(name, text, format): list of `{title=, url=, source=, date="2026-08-14", line=}` with `title`, `format` and
 * `skipped`; `format` (`rss`, `atom`, `csv`, `json`, `markdown`) may be nil; `nil, err` when it is no feed */
static int core_feed(lua_State *L) {
  lua_settop(L, 3);
  luaL_checkstack(L, 8, NULL);
  size_t length;
  sf_error error;
  const char *name = sf_check_text(L, 1, "feed: name", NULL), *text = sf_check_text(L, 2, "feed: text", &length);
  const sf_feed_format format = check_format(L, 3);
  sf_feed **place = lua_newuserdatauv(L, sizeof *place, 0);
  *place = NULL;
  luaL_setmetatable(L, feed_type);
  const sf_status status = sf_read_feed(name, text, length, format, place, &error);
  if (status != SF_OK) return sf_answer_error(L, &error);
  push_items(L, *place);
  return 1;
}

const luaL_Reg sf_feed_functions[] = {{"feed", core_feed}, {NULL, NULL}};
