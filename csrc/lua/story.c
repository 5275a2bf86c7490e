/* Stories: which of many headlines are copies, and which tell one event. */
#include "signalflow/story.h"

#include "lua/boundary.h"
#include "lua/series_types.h"

/*** tie_stories(reader, a, b): what ties two headlines: `"copy"` of one text, `"event"` that both tell,
 * `"different"` */
static int core_tie_stories(lua_State *L) {
  size_t n, m;
  const sf_reader *reader = sf_check_reader(L, 1, "same_story: reader");
  const char *a = sf_check_text(L, 2, "same_story: a", &n), *b = sf_check_text(L, 3, "same_story: b", &m);
  const sf_story x = sf_sign_event(reader, a, n), y = sf_sign_event(reader, b, m);
  lua_pushstring(L, sf_story_tie_name(sf_tie_stories(&x, &y)));
  return 1;
}

/*** group_stories(reader, headlines, days, within): for each headline the place of the first of its copies, and of
 * the first of its event, at most `within` days apart */
static int core_group_stories(lua_State *L) {
  lua_settop(L, 4);
  const sf_reader *reader = sf_check_reader(L, 1, "group_stories: reader");
  const size_t count = sf_check_list(L, 2, "group_stories: headlines");
  if (sf_check_list(L, 3, "group_stories: days") != count)
    sf_raise(L, "group_stories: expected as many days as headlines (%d)", (int)count);
  const sf_day within = (sf_day)sf_check_integer(L, 4, "group_stories: within", 0, SF_LAST_DAY);
  luaL_checkstack(L, 8, NULL);
  sf_dated_headline *headlines = sf_push_block(L, count, sizeof *headlines);
  size_t *copies = sf_push_block(L, count, sizeof *copies), *events = sf_push_block(L, count, sizeof *events);
  for (size_t i = 0; i < count; ++i) {
    lua_rawgeti(L, 2, (lua_Integer)i + 1);
    headlines[i].text = sf_check_text(L, -1, "group_stories: headline", &headlines[i].length);
    lua_rawgeti(L, 3, (lua_Integer)i + 1);
    headlines[i].day = sf_check_day(L, -1, "group_stories: day");
    lua_pop(L, 2); /* the list keeps the headline */
  }
  sf_error error;
  if (sf_group_headlines(reader, headlines, count, within, copies, events, &error) != SF_OK) sf_raise_error(L, &error);
  sf_push_places(L, copies, count);
  sf_push_places(L, events, count);
  return 2;
}

const luaL_Reg sf_story_functions[] = {
    {"tie_stories", core_tie_stories}, {"group_stories", core_group_stories}, {NULL, NULL}};
