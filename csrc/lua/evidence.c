/* Evidence weighed. */
#include "signalflow/evidence.h"

#include "lua/series_types.h"

#include <math.h>
#include <string.h>

/* The fields of an item. Their names are kept on the stack: a short text is one text in a Lua state, so that a field is
 * known by the address of its name, and each item is read in one walk that also finds what is misspelt. */
enum { LOG_RATIO, DAY, HALF_LIFE, ORIGIN, STORY, HARD, DISCONFIRMING, OWN, FLAT, FIELD_COUNT };
static const char *const field_names[FIELD_COUNT] = {"log_ratio", "day",           "half_life", "origin", "story",
                                                     "hard",      "disconfirming", "own",       "flat"};

typedef struct field_texts {
  const char *at[FIELD_COUNT];
} field_texts;

static field_texts push_field_texts(lua_State *L) {
  field_texts texts;
  luaL_checkstack(L, FIELD_COUNT + 8, NULL);
  for (int i = 0; i < FIELD_COUNT; ++i) texts.at[i] = lua_pushstring(L, field_names[i]);
  return texts;
}

/* "items[3].origin", pushed: made only once something is wrong. */
static const char *name_of(lua_State *L, size_t item, int field) {
  return lua_pushfstring(L, "items[%d].%s", (int)item + 1, field_names[field]);
}

static bool check_flag(lua_State *L, size_t item, int field) {
  if (lua_type(L, -1) != LUA_TBOOLEAN) {
    const char *came = sf_describe(L, -1);
    sf_raise(L, "%s: expected true or false, got %s", name_of(L, item, field), came);
  }
  return lua_toboolean(L, -1);
}

static double check_real(lua_State *L, size_t item, int field) {
  const double value = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : (double)NAN;
  if (isfinite(value)) return value;
  const int at = lua_gettop(L);
  return sf_check_number(L, at, name_of(L, item, field));
}

static sf_day check_item_day(lua_State *L, size_t item) {
  size_t length;
  sf_day day;
  if (lua_type(L, -1) == LUA_TSTRING) {
    const char *text = lua_tolstring(L, -1, &length);
    if (sf_parse_day(text, length, &day, NULL) == SF_OK) return day;
  }
  const int at = lua_gettop(L); /* a day number, or what is wrong */
  return sf_check_day(L, at, name_of(L, item, DAY));
}

static uint64_t check_key(lua_State *L, size_t item, int field) {
  size_t length;
  const int at = lua_gettop(L);
  if (lua_type(L, at) != LUA_TSTRING) sf_check_text(L, at, name_of(L, item, field), &length);
  const char *text = lua_tolstring(L, at, &length);
  if (strspn(text, " \t\n\v\f\r") == length) sf_raise(L, "%s: the text is empty", name_of(L, item, field));
  return sf_evidence_key(text, length);
}

/* The value on the top, into the field. */
static void read_field(lua_State *L, size_t item, int field, sf_evidence *into) {
  switch (field) {
  case LOG_RATIO:
    into->log_ratio = check_real(L, item, field);
    break;
  case DAY:
    into->day = check_item_day(L, item);
    break;
  case HALF_LIFE:
    into->half_life = check_real(L, item, field);
    break;
  case ORIGIN:
    into->origin = check_key(L, item, field);
    break;
  case STORY:
    into->story = check_key(L, item, field);
    break;
  case HARD:
    into->hard = check_flag(L, item, field);
    break;
  case DISCONFIRMING:
    into->disconfirming = check_flag(L, item, field);
    break;
  case OWN:
    into->own = check_flag(L, item, field);
    break;
  default:
    into->flat = check_flag(L, item, field);
    break;
  }
}

static int find_field(lua_State *L, const field_texts *texts) {
  const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
  int field = 0;
  while (field < FIELD_COUNT && texts->at[field] != key) ++field;
  return field;
}

/* The item on the top. */
static sf_evidence check_item(lua_State *L, size_t item, const field_texts *texts) {
  sf_evidence read = {.half_life = (double)INFINITY};
  unsigned seen = 0;
  const int at = lua_gettop(L);
  if (lua_type(L, at) != LUA_TTABLE)
    sf_raise(L, "items[%d]: expected a table of named fields, got %s", (int)item + 1, sf_describe(L, at));
  lua_pushnil(L);
  while (lua_next(L, at) != 0) {
    const int field = find_field(L, texts);
    if (field == FIELD_COUNT)
      sf_check_fields(L, at, lua_pushfstring(L, "items[%d]", (int)item + 1), field_names, FIELD_COUNT);
    read_field(L, item, field, &read);
    seen |= 1u << field;
    lua_settop(L, at + 1); /* the key */
  }
  static const int needed[] = {LOG_RATIO, DAY, ORIGIN};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; ++i)
    if (!(seen & 1u << needed[i])) sf_raise(L, "%s is missing", name_of(L, item, needed[i]));
  return read;
}

static const sf_evidence *check_items(lua_State *L, int index, size_t *count) {
  *count = sf_check_list(L, index, "items");
  sf_evidence *items = sf_push_block(L, *count, sizeof *items);
  const field_texts texts = push_field_texts(L);
  for (size_t i = 0; i < *count; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    items[i] = check_item(L, i, &texts);
    lua_pop(L, 1);
  }
  lua_pop(L, FIELD_COUNT);
  return items;
}

static double number_field(lua_State *L, int table, const char *field, double otherwise) {
  const double value = lua_getfield(L, table, field) == LUA_TNIL ? otherwise : sf_check_number(L, -1, field);
  lua_pop(L, 1);
  return value;
}

static sf_evidence_settings check_settings(lua_State *L, int index) {
  static const char *const fields[] = {"as_of", "horizon", "correlation", "item_cap", "origin_cap"};
  sf_check_fields(L, index, "settings", fields, sizeof fields / sizeof *fields);
  lua_getfield(L, index, "as_of");
  sf_evidence_settings settings = sf_default_evidence_settings(sf_check_day(L, -1, "as_of"));
  settings.has_horizon = lua_getfield(L, index, "horizon") != LUA_TNIL;
  if (settings.has_horizon) settings.horizon = sf_check_day(L, -1, "horizon");
  lua_pop(L, 2);
  settings.correlation = number_field(L, index, "correlation", settings.correlation);
  settings.item_cap = number_field(L, index, "item_cap", settings.item_cap);
  settings.origin_cap = number_field(L, index, "origin_cap", settings.origin_cap);
  return settings;
}

static void set_flags(lua_State *L, const char *field, unsigned flags, const char *(*name_of_flag)(unsigned flag)) {
  lua_newtable(L);
  for (unsigned flag = 1, n = 1; flag <= flags; flag *= 2) {
    if (!(flags & flag)) continue;
    lua_pushstring(L, name_of_flag(flag));
    lua_rawseti(L, -2, (lua_Integer)n++);
  }
  lua_setfield(L, -2, field);
}

void sf_push_weighing(lua_State *L, const sf_weighing *weighing) {
  lua_createtable(L, 0, 14);
  sf_set_text(L, "status", sf_belief_name(weighing->status));
  sf_set_number(L, "probability", weighing->probability);
  sf_set_number(L, "log_odds", weighing->log_odds);
  sf_set_count(L, "origins", weighing->origins);
  sf_set_count(L, "stories", weighing->stories);
  sf_set_count(L, "hard", weighing->hard);
  sf_set_count(L, "disconfirming", weighing->disconfirming);
  sf_set_number(L, "supporting", weighing->supporting);
  sf_set_number(L, "opposing", weighing->opposing);
  sf_set_number(L, "one_sided", weighing->one_sided);
  sf_set_boolean(L, "lopsided", weighing->lopsided);
  set_flags(L, "missing", weighing->missing, sf_missing_name);
  set_flags(L, "warnings", weighing->warnings, sf_warning_name);
}

/*** weigh(prior, items, settings): `evidence.h`: items are `{log_ratio=, day=, half_life=, origin=, story=, hard=,
 * disconfirming=, own=, flat=}`; without a half-life one does not fade, and `log_ratio day origin` are needed.
 * Settings are `{as_of=, horizon=, correlation=, item_cap=, origin_cap=}`, caps in ln. Gives `{status, probability,
 * log_odds, origins, stories, hard, disconfirming, supporting, opposing, one_sided, lopsided, missing={codes},
 * warnings={codes}, contributions={numbers by item}}`; `one_sided` is nil without evidence */
static int core_weigh(lua_State *L) {
  lua_settop(L, 3);
  size_t count;
  sf_error error;
  sf_weighing weighing;
  const double prior = sf_check_number(L, 1, "prior");
  const sf_evidence_settings settings = check_settings(L, 3);
  const sf_evidence *items = check_items(L, 2, &count);
  double *contributions = sf_push_block(L, count, sizeof *contributions);
  if (sf_weigh_evidence(prior, items, count, &settings, contributions, &weighing, &error) != SF_OK)
    sf_raise_error(L, &error);
  sf_push_weighing(L, &weighing);
  sf_set_numbers(L, "contributions", contributions, count);
  return 1;
}

const luaL_Reg sf_evidence_functions[] = {{"weigh", core_weigh}, {NULL, NULL}};
