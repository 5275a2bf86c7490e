/* Filings: a company's SEC companyfacts file as a Lua value. It holds megabytes, so it closes. */
#include "signalflow/filings.h"

#include "lua/series_types.h"

static const char filings_type[] = "signalflow.Filings";

static sf_filings **check_place(lua_State *L, int index, const char *name) {
  sf_filings **place = luaL_testudata(L, index, filings_type);
  if (place == NULL) sf_raise(L, "%s: expected Filings, got %s", name, sf_describe(L, index));
  return place;
}

static sf_filings *check_filings(lua_State *L, int index, const char *name) {
  sf_filings **place = check_place(L, index, name);
  if (*place == NULL) sf_raise(L, "%s: these filings have been closed", name);
  return *place;
}

static int release_filings(lua_State *L) {
  sf_filings **place = check_place(L, 1, "close");
  sf_filings *filings = *place;
  *place = NULL;
  sf_close_filings(filings);
  return 0;
}

/* open_filings(path): Filings, or nil, err. */
static int core_open_filings(lua_State *L) {
  enum { BYTES_A_FACT = 64 };
  lua_settop(L, 1);
  sf_error error;
  const char *path = sf_check_text(L, 1, "edgar: file", NULL);
  sf_filings **place = lua_newuserdatauv(L, sizeof *place, 0);
  *place = NULL;
  luaL_setmetatable(L, filings_type);
  const sf_status status = sf_open_filings(path, place, &error);
  if (status == SF_OK) {
    sf_charge(L, sf_filings_facts(*place) * BYTES_A_FACT);
    return 1;
  }
  if (status != SF_PARSE && status != SF_IO) sf_raise_error(L, &error);
  lua_pushnil(L);
  sf_push_error(L, &error);
  return 2;
}

static int filings_entity(lua_State *L) {
  lua_pushstring(L, sf_filings_entity(check_filings(L, 1, "entity")));
  return 1;
}

static int filings_cik(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sf_filings_cik(check_filings(L, 1, "cik")));
  return 1;
}

static int filings_facts(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sf_filings_facts(check_filings(L, 1, "facts")));
  return 1;
}

static int filings_tags(lua_State *L) {
  lua_newtable(L);
  for (size_t i = 0;; ++i) {
    const char *tag = sf_filings_tag(check_filings(L, 1, "tags"), i);
    if (tag == NULL) return 1;
    lua_pushstring(L, tag);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

typedef sf_status sf_ask(const sf_filings *filings, const sf_filing_query *query, sf_series **series, sf_error *error);

/* filings:quarterly(name, tags, unit, keep_repeats) */
static int give_series_of(lua_State *L, sf_ask *ask, const char *name) {
  lua_settop(L, 5);
  sf_error error;
  sf_filing_query query = {.name = sf_check_text(L, 2, name, NULL), .keep_repeats = lua_toboolean(L, 5)};
  query.unit = lua_isnil(L, 4) ? NULL : sf_check_text(L, 4, name, NULL);
  query.tags = sf_check_names(L, 3, name, &query.tag_count);
  sf_series **place = sf_push_series(L);
  return sf_give_series(L, place, ask(check_filings(L, 1, name), &query, place, &error), &error);
}

static int filings_quarterly(lua_State *L) { return give_series_of(L, sf_quarterly_series, "quarterly"); }
static int filings_annual(lua_State *L) { return give_series_of(L, sf_annual_series, "annual"); }
static int filings_instant(lua_State *L) { return give_series_of(L, sf_instant_series, "instant"); }

static int filings_text(lua_State *L) {
  const sf_filings *filings = check_filings(L, 1, "tostring");
  lua_pushfstring(L, "filings of %s (CIK %I): %I facts", sf_filings_entity(filings),
                  (LUAI_UACINT)sf_filings_cik(filings), (LUAI_UACINT)sf_filings_facts(filings));
  return 1;
}

static void push_words(lua_State *L, const char *const *words) {
  lua_newtable(L);
  for (lua_Integer i = 0; words[i] != NULL; ++i) {
    lua_pushstring(L, words[i]);
    lua_rawseti(L, -2, i + 1);
  }
}

/* The tags of a concept, best first, or nil; without a name, the concepts. */
static int core_concepts(lua_State *L) {
  const char *const *words =
      lua_isnoneornil(L, 1) ? sf_concepts() : sf_concept_tags(sf_check_text(L, 1, "concepts", NULL));
  if (words == NULL)
    lua_pushnil(L);
  else
    push_words(L, words);
  return 1;
}

void sf_make_filings_type(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"entity", filings_entity},      {"cik", filings_cik},      {"facts", filings_facts},  {"tags", filings_tags},
      {"quarters", filings_quarterly}, {"years", filings_annual}, {"days", filings_instant}, {NULL, NULL}};
  static const luaL_Reg metamethods[] = {{"__tostring", filings_text}, {NULL, NULL}};
  sf_make_type(L, filings_type, methods, metamethods, release_filings, true);
}

const luaL_Reg sf_filings_functions[] = {
    {"open_filings", core_open_filings}, {"concepts", core_concepts}, {NULL, NULL}};
