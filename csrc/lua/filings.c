/* Filings: a company's SEC companyfacts file as a Lua value. It holds megabytes, so it closes. */
#include "signalflow/filings.h"

#include "lua/series_types.h"

static const char filings_type[] = "signalflow.Filings";

enum { BYTES_A_FACT = 72 };

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

/* An empty Filings, pushed. */
static sf_filings **push_filings(lua_State *L) {
  sf_filings **place = lua_newuserdatauv(L, sizeof *place, 0);
  *place = NULL;
  luaL_setmetatable(L, filings_type);
  return place;
}

/*** open_filings(path): Filings, or `nil, err` */
static int core_open_filings(lua_State *L) {
  lua_settop(L, 1);
  sf_error error;
  const char *path = sf_check_text(L, 1, "edgar: file", NULL);
  sf_filings **place = push_filings(L);
  const sf_status status = sf_open_filings(path, place, &error);
  if (status != SF_OK) return sf_answer_error(L, &error);
  sf_charge(L, sf_filings_facts(*place) * BYTES_A_FACT);
  return 1;
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

/* The day of the newest filing; nil when there are no facts. */
static int filings_newest(lua_State *L) {
  sf_day day;
  if (sf_filings_newest(check_filings(L, 1, "newest"), &day))
    sf_push_day(L, day);
  else
    lua_pushnil(L);
  return 1;
}

/* filed(form, period_end): the day that report was first filed; nil when there is none. */
static int filings_filed(lua_State *L) {
  const char *form = sf_check_text(L, 2, "filed: form", NULL);
  const sf_day end = sf_check_day(L, 3, "filed: period end");
  sf_day day;
  if (sf_filings_filed(check_filings(L, 1, "filed"), form, end, &day))
    sf_push_day(L, day);
  else
    lua_pushnil(L);
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

/* filings:quarters(name, tags, {unit=, keep_repeats=, alike=, not_additive=, never_negative=}) */
static int give_series_of(lua_State *L, sf_ask *ask, const char *name) {
  static const char *const fields[] = {"unit", "keep_repeats", "alike", "not_additive", "never_negative"};
  lua_settop(L, 4);
  sf_error error;
  sf_filing_query query = {.name = sf_check_text(L, 2, name, NULL)};
  query.tags = sf_check_names(L, 3, name, &query.tag_count);
  if (!lua_isnil(L, 4)) {
    sf_check_fields(L, 4, name, fields, sizeof fields / sizeof *fields);
    if (lua_getfield(L, 4, "unit") != LUA_TNIL) query.unit = sf_check_text(L, -1, name, NULL);
    if (lua_getfield(L, 4, "alike") != LUA_TNIL) query.alike = (size_t)sf_check_integer(L, -1, name, 0, INT32_MAX);
    lua_getfield(L, 4, "keep_repeats");
    query.keep_repeats = lua_toboolean(L, -1);
    lua_getfield(L, 4, "not_additive");
    query.not_additive = lua_toboolean(L, -1);
    lua_getfield(L, 4, "never_negative");
    query.never_negative = lua_toboolean(L, -1);
  }
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

/*** join_filings({Filings, ...}) make_filings(name, entity, cik, figures): Filings: all that several hold, of one
 * filing the later part; figures as filed, wherever they were read, fields as listed in `filings.c` */
static int core_join_filings(lua_State *L) {
  lua_settop(L, 1);
  sf_error error;
  const size_t count = sf_check_list(L, 1, "join_filings");
  const sf_filings **parts = sf_push_block(L, count, sizeof *parts);
  sf_filings **place = push_filings(L);
  for (size_t i = 0; i < count; ++i) { /* last, when nothing more is allocated: the list keeps them alive */
    lua_rawgeti(L, 1, (lua_Integer)i + 1);
    parts[i] = check_filings(L, -1, "join_filings");
    lua_pop(L, 1);
  }
  if (sf_join_filings(parts, count, place, &error) != SF_OK) sf_raise_error(L, &error);
  sf_charge(L, sf_filings_facts(*place) * BYTES_A_FACT);
  return 1;
}

/* The field's text, which the table keeps alive; "" where there is none and it may be missing. */
static const char *figure_text(lua_State *L, int table, const char *field, bool needed) {
  const char *text =
      lua_getfield(L, table, field) == LUA_TNIL && !needed ? "" : sf_check_text(L, -1, "make_filings", NULL);
  lua_pop(L, 1);
  return text;
}

static sf_day figure_day(lua_State *L, int table, const char *field) {
  lua_getfield(L, table, field);
  const sf_day day = sf_check_day(L, -1, "make_filings: day");
  lua_pop(L, 1);
  return day;
}

/* "0001045810-25-000023" as its digits; 0 for none. */
static uint64_t figure_accession(lua_State *L, int table) {
  uint64_t accession = 0;
  for (const char *at = figure_text(L, table, "document", false); *at != '\0'; ++at)
    if (*at >= '0' && *at <= '9' && accession < UINT64_MAX / 100) accession = accession * 10 + (uint64_t)(*at - '0');
  return accession;
}

static void check_figure(lua_State *L, int table, sf_filed_figure *figure) {
  *figure = (sf_filed_figure){.tag = figure_text(L, table, "tag", true),
                              .unit = figure_text(L, table, "unit", true),
                              .form = figure_text(L, table, "form", false),
                              .file = figure_text(L, table, "file", false),
                              .end = figure_day(L, table, "period_end"),
                              .filed = figure_day(L, table, "filed"),
                              .accession = figure_accession(L, table)};
  const bool flow = lua_getfield(L, table, "period_start") != LUA_TNIL;
  lua_getfield(L, table, "value");
  figure->value = sf_check_number(L, -1, "make_filings: value");
  lua_getfield(L, table, "line");
  figure->line = (uint32_t)lua_tointeger(L, -1);
  lua_pop(L, 3);
  figure->start = flow ? figure_day(L, table, "period_start") : figure->end;
}

/* make_filings(name, entity, cik, {{tag=, unit=, period_start=, period_end=, filed=, value=, form=, file=, document=,
 * line=}, ...}): figures as filed, wherever they were read. */
static int core_make_filings(lua_State *L) {
  lua_settop(L, 4);
  sf_error error;
  const char *name = sf_check_text(L, 1, "make_filings: name", NULL);
  const char *entity = sf_check_text(L, 2, "make_filings: entity", NULL);
  const uint64_t cik = (uint64_t)sf_check_integer(L, 3, "make_filings: cik", 0, INT64_MAX);
  const size_t count = sf_check_list(L, 4, "make_filings: figures");
  sf_filed_figure *figures = sf_push_block(L, count, sizeof *figures);
  for (size_t i = 0; i < count; ++i) {
    lua_rawgeti(L, 4, (lua_Integer)i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    check_figure(L, lua_gettop(L), &figures[i]);
    lua_pop(L, 1);
  }
  sf_filings **place = push_filings(L);
  if (sf_make_filings(name, entity, cik, figures, count, place, &error) != SF_OK) sf_raise_error(L, &error);
  sf_charge(L, count * BYTES_A_FACT);
  return 1;
}

void sf_make_filings_type(lua_State *L) {
  static const luaL_Reg methods[] = {{"entity", filings_entity},      {"cik", filings_cik},
                                     {"facts", filings_facts},        {"tags", filings_tags},
                                     {"newest", filings_newest},      {"filed", filings_filed},
                                     {"quarters", filings_quarterly}, {"years", filings_annual},
                                     {"days", filings_instant},       {NULL, NULL}};
  static const luaL_Reg metamethods[] = {{"__tostring", filings_text}, {NULL, NULL}};
  sf_make_type(L, filings_type, methods, metamethods, release_filings, true);
}

const luaL_Reg sf_filings_functions[] = {{"open_filings", core_open_filings},
                                         {"join_filings", core_join_filings},
                                         {"make_filings", core_make_filings},
                                         {NULL, NULL}};
