/* Readers of headlines as Lua values, which do not close: what a reading names stays while it is copied. */
#include "signalflow/reading.h"

#include "lua/boundary.h"
#include "signalflow/feed.h"

static const char reader_type[] = "signalflow.Reader";

static sf_reader **check_place(lua_State *L, int index, const char *name) {
  sf_reader **place = luaL_testudata(L, index, reader_type);
  if (place == NULL) sf_raise(L, "%s: expected a Reader, got %s", name, sf_describe(L, index));
  return place;
}

const sf_reader *sf_check_reader(lua_State *L, int index, const char *name) {
  const sf_reader *reader = *check_place(L, index, name);
  if (reader == NULL) sf_raise(L, "%s: this reader is gone", name); /* a finalizer's last look at it */
  return reader;
}

static int release_reader(lua_State *L) {
  sf_reader **place = check_place(L, 1, "reader");
  sf_reader *reader = *place;
  *place = NULL;
  sf_destroy_reader(reader);
  return 0;
}

/*** lexicon(): the shipped lexicon of headlines, as text */
static int core_lexicon(lua_State *L) {
  const sf_lexicon_text lexicon = sf_shipped_lexicon();
  lua_pushlstring(L, lexicon.text, lexicon.length);
  return 1;
}

/*** reader({{name, text}, ...}): Reader: those lexicons compiled, later ones adding to earlier ones; a mistake in
 * one raises, with its name and line */
static int core_reader(lua_State *L) {
  enum { BYTES_A_BYTE = 24 }; /* a compiled lexicon's, roughly */
  lua_settop(L, 1);
  const size_t count = sf_check_list(L, 1, "reader: lexicons");
  luaL_checkstack(L, 8, NULL);
  sf_lexicon_text *lexicons = sf_push_block(L, count + 1, sizeof *lexicons);
  size_t bytes = 0;
  for (size_t i = 0; i < count; ++i) {
    lua_rawgeti(L, 1, (lua_Integer)i + 1);
    if (lua_type(L, -1) != LUA_TTABLE) sf_raise(L, "reader: expected {name, text}, got %s", sf_describe(L, -1));
    lua_rawgeti(L, -1, 1);
    lexicons[i].name = sf_check_text(L, -1, "reader: lexicon's name", NULL);
    lua_rawgeti(L, -2, 2);
    lexicons[i].text = sf_check_text(L, -1, "reader: lexicon", &lexicons[i].length);
    bytes += lexicons[i].length;
    lua_pop(L, 3); /* the list keeps the texts */
  }
  sf_error error;
  sf_reader **place = lua_newuserdatauv(L, sizeof *place, 0);
  *place = NULL;
  luaL_setmetatable(L, reader_type);
  if (sf_create_reader(lexicons, count, place, &error) != SF_OK) sf_raise_error(L, &error);
  sf_charge(L, bytes * BYTES_A_BYTE);
  return 1;
}

/* text, first, last: as string.sub takes them. */
static void set_place(lua_State *L, const char *headline, sf_place place) {
  lua_pushlstring(L, headline + place.start, place.length);
  lua_setfield(L, -2, "text");
  sf_set_integer(L, "first", (lua_Integer)place.start + 1);
  sf_set_integer(L, "last", (lua_Integer)place.start + place.length);
}

static void set_channels(lua_State *L, const sf_reading *reading) {
  lua_createtable(L, (int)reading->channel_count, 0);
  for (size_t i = 0; i < reading->channel_count; ++i) {
    const sf_channel_reading *c = &reading->channels[i];
    lua_createtable(L, 0, 3);
    sf_set_text(L, "name", sf_channel_name(c->channel));
    sf_set_integer(L, "direction", c->direction);
    sf_set_number(L, "weight", c->weight);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "channels");
}

static void set_quantities(lua_State *L, const char *headline, const sf_reading *reading) {
  lua_createtable(L, (int)reading->quantity_count, 0);
  for (size_t i = 0; i < reading->quantity_count; ++i) {
    const sf_text_quantity *q = &reading->quantities[i];
    lua_createtable(L, 0, 8);
    set_place(L, headline, q->place);
    sf_set_text(L, "kind", sf_quantity_kind_name(q->kind));
    sf_set_text(L, "bound", sf_bound_name(q->bound));
    sf_set_text(L, "unit", q->unit);
    sf_set_number(L, "value", q->value);
    if (q->high > q->value) sf_set_number(L, "high", q->high);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "quantities");
}

static void set_actors(lua_State *L, const char *headline, const sf_reading *reading) {
  lua_createtable(L, (int)reading->actor_count, 0);
  for (size_t i = 0; i < reading->actor_count; ++i) {
    const sf_actor *actor = &reading->actors[i];
    lua_createtable(L, 0, 6);
    set_place(L, headline, actor->place);
    sf_set_text(L, "name", actor->name);
    sf_set_text(L, "role", actor->role);
    if (actor->business[0] != '\0') sf_set_text(L, "business", actor->business);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "actors");
}

static void set_reasons(lua_State *L, const char *headline, const sf_reading *reading) {
  lua_createtable(L, (int)reading->reason_count, 0);
  for (size_t i = 0; i < reading->reason_count; ++i) {
    const sf_reason *r = &reading->reasons[i];
    lua_createtable(L, 0, 8);
    set_place(L, headline, r->place);
    sf_set_text(L, "rule", r->rule);
    if (r->channel == SF_NONE && !r->fitted) sf_set_text(L, "none_kind", sf_none_kind_name(r->none_kind));
    sf_set_boolean(L, "fitted", r->fitted);
    sf_set_text(L, "channel", sf_channel_name(r->channel));
    sf_set_integer(L, "direction", r->direction);
    sf_set_number(L, "weight", r->weight);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "reasons");
}

static int reader_read(lua_State *L) {
  lua_settop(L, 2);
  const sf_reader *reader = sf_check_reader(L, 1, "read");
  size_t length;
  const char *headline = sf_check_text(L, 2, "read: headline", &length);
  luaL_checkstack(L, 8, NULL);
  sf_reading reading;
  sf_read_headline(reader, headline, length, &reading);
  lua_createtable(L, 0, 9);
  sf_set_text(L, "channel", sf_channel_name(reading.channel));
  sf_set_integer(L, "direction", reading.direction);
  sf_set_number(L, "confidence", reading.confidence);
  if (reading.channel == SF_NONE) sf_set_text(L, "none_kind", sf_none_kind_name(reading.none_kind));
  sf_set_boolean(L, "cut", reading.cut);
  set_channels(L, &reading);
  set_quantities(L, headline, &reading);
  set_actors(L, headline, &reading);
  set_reasons(L, headline, &reading);
  return 1;
}

void sf_make_reader_type(lua_State *L) {
  static const luaL_Reg methods[] = {{"read", reader_read}, {NULL, NULL}};
  static const luaL_Reg none[] = {{NULL, NULL}};
  sf_make_type(L, reader_type, methods, none, release_reader, false);
}

const luaL_Reg sf_reader_functions[] = {{"lexicon", core_lexicon}, {"reader", core_reader}, {NULL, NULL}};
