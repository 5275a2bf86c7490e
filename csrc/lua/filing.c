/* Filing: one document as filed, as a Lua value. It does not close: what a function works on stays while it works. */
#include "signalflow/filing.h"

#include "lua/series_types.h"

#include <string.h>

static const char filing_type[] = "signalflow.Filing";

static sf_filing *check_filing(lua_State *L, int index, const char *name) {
  sf_filing **place = luaL_testudata(L, index, filing_type);
  if (place == NULL || *place == NULL) sf_raise(L, "%s: expected a Filing, got %s", name, sf_describe(L, index));
  return *place;
}

static int release_filing(lua_State *L) {
  sf_filing **place = luaL_checkudata(L, 1, filing_type);
  sf_close_filing(*place);
  *place = NULL;
  return 0;
}

/*** open_filing(path): Filing, or `nil, err`; methods `:cover()`, `:facts(concept, axes, repeats)` and
 * `:text(place)`, listed in `filing.c` */
static int core_open_filing(lua_State *L) {
  enum { BYTES_A_FACT = 1200 }; /* of the document and what is kept beside it */
  lua_settop(L, 1);
  sf_error error;
  const char *path = sf_check_text(L, 1, "filing: file", NULL);
  sf_filing **place = lua_newuserdatauv(L, sizeof *place, 0);
  *place = NULL;
  luaL_setmetatable(L, filing_type);
  const sf_status status = sf_open_filing(path, place, &error);
  if (status != SF_OK) return sf_answer_error(L, &error);
  sf_charge(L, sf_filing_fact_count(*place) * BYTES_A_FACT);
  return 1;
}

/* cover(): {entity=, cik=, form=, period_end=, facts=, passed_over=}; what the cover does not say is nil. */
static int filing_cover(lua_State *L) {
  const sf_filing *filing = check_filing(L, 1, "cover");
  sf_day day;
  lua_createtable(L, 0, 6);
  if (*sf_filing_entity(filing) != '\0') sf_set_text(L, "entity", sf_filing_entity(filing));
  if (*sf_filing_form(filing) != '\0') sf_set_text(L, "form", sf_filing_form(filing));
  if (sf_filing_cik(filing) != 0) sf_set_count(L, "cik", sf_filing_cik(filing));
  if (sf_filing_period_end(filing, &day)) sf_set_day(L, "period_end", day);
  sf_set_count(L, "facts", sf_filing_fact_count(filing));
  sf_set_count(L, "passed_over", sf_filing_passed_over(filing));
  return 1;
}

/* Whether a fact has exactly the members of the table at index axes: axis to member. */
static bool has_members(lua_State *L, int axes, const sf_filing_fact *fact) {
  size_t asked = 0;
  for (lua_pushnil(L); lua_next(L, axes) != 0; lua_pop(L, 1)) ++asked;
  if (asked != fact->member_count) return false;
  for (size_t i = 0; i < fact->member_count; ++i) {
    lua_getfield(L, axes, fact->members[i].axis);
    const char *member = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    const bool same = member != NULL && strcmp(member, fact->members[i].member) == 0;
    lua_pop(L, 1);
    if (!same) return false;
  }
  return true;
}

static void set_flag(lua_State *L, const char *field, bool flag) {
  if (flag) sf_set_boolean(L, field, true);
}

static void push_fact(lua_State *L, const sf_filing_fact *fact, size_t index) {
  lua_createtable(L, 0, 12);
  sf_set_text(L, "concept", fact->tag);
  sf_set_text(L, "unit", fact->unit);
  sf_set_number(L, "value", fact->value);
  if (fact->period == SF_PERIOD_DURATION) sf_set_day(L, "period_start", fact->start);
  if (fact->period != SF_PERIOD_FOREVER) sf_set_day(L, "period_end", fact->end);
  lua_createtable(L, 0, (int)fact->member_count);
  for (size_t i = 0; i < fact->member_count; ++i) {
    lua_pushstring(L, fact->members[i].member);
    lua_setfield(L, -2, fact->members[i].axis);
  }
  lua_setfield(L, -2, "axes");
  if (fact->unit != NULL) sf_set_integer(L, "scale", fact->scale);
  if (fact->decimals != SF_DECIMALS_UNKNOWN && fact->decimals != SF_DECIMALS_EXACT)
    sf_set_integer(L, "decimals", fact->decimals);
  sf_set_count(L, "line", fact->line);
  sf_set_count(L, "column", fact->column);
  sf_set_count(L, "place", index + 1);
  set_flag(L, "is_nil", fact->is_nil);
  set_flag(L, "hidden", fact->is_hidden);
  set_flag(L, "repeats", fact->is_repeat);
  set_flag(L, "contradicted", fact->is_contradicted);
}

/* facts(concept, axes, repeats): a list, in the document's order; nil asks for any. The text a fact shows is asked for
 * by its place. */
static int filing_facts(lua_State *L) {
  lua_settop(L, 4);
  const sf_filing *filing = check_filing(L, 1, "facts");
  const char *concept = lua_isnil(L, 2) ? NULL : sf_check_text(L, 2, "facts: concept", NULL);
  if (!lua_isnil(L, 3)) luaL_checktype(L, 3, LUA_TTABLE);
  const bool repeats = lua_toboolean(L, 4);
  lua_newtable(L);
  lua_Integer found = 0;
  for (size_t i = 0; i < sf_filing_fact_count(filing); ++i) {
    const sf_filing_fact *fact = sf_filing_fact_at(filing, i);
    if ((concept != NULL && strcmp(fact->tag, concept) != 0) || (fact->is_repeat && !repeats)) continue;
    if (!lua_isnil(L, 3) && !has_members(L, 3, fact)) continue;
    push_fact(L, fact, i);
    lua_rawseti(L, 5, ++found);
  }
  return 1;
}

/* text(place): what a reader of the document sees of that fact. */
static int filing_text(lua_State *L) {
  lua_settop(L, 2);
  sf_error error;
  void **text = sf_push_memory(L);
  const sf_filing *filing = check_filing(L, 1, "text");
  const size_t count = sf_filing_fact_count(filing);
  const size_t place = (size_t)sf_check_integer(L, 2, "text: place", 1, (int64_t)count);
  if (sf_filing_text(filing, place - 1, (char **)text, &error) != SF_OK) sf_raise_error(L, &error);
  lua_pushstring(L, *text);
  return 1;
}

void sf_make_filing_type(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"cover", filing_cover}, {"facts", filing_facts}, {"text", filing_text}, {NULL, NULL}};
  static const luaL_Reg metamethods[] = {{NULL, NULL}};
  sf_make_type(L, filing_type, methods, metamethods, release_filing, false);
}

const luaL_Reg sf_filing_functions[] = {{"open_filing", core_open_filing}, {NULL, NULL}};
