/* The entries of a ledger's hypothesis, and its evidence weighed. */
#include "judgement/entries.h"
#include "judgement/copies.h"
#include "signalflow/evidence.h"

#include "base/ascii.h"
#include "base/hash.h"
#include "formats/number.h"
#include "kernels/kernels.h"
#include "lua/series_types.h"

#include <string.h>

static const char entries_type[] = "signalflow.entries";
enum { ENTRIES_TEXTS = 1, ENTRIES_HYPOTHESIS, ENTRIES_VALUES = ENTRIES_HYPOTHESIS }; /* user values */

typedef struct entry_list {
  size_t count;
  sf_entry items[];
} entry_list;

static entry_list *check_entries(lua_State *L, int index) {
  entry_list *const list = luaL_testudata(L, index, entries_type);
  if (list == NULL) sf_raise(L, "entries: expected what `entries` gives, got %s", sf_describe(L, index));
  return list;
}

static sf_piece text_at(lua_State *L, int index) {
  sf_piece piece = {0};
  piece.text = lua_tolstring(L, index, &piece.length);
  return piece;
}

/*** entries(hypothesis, columns): the entries of one hypothesis from its id as a ledger writes it and eight texts, or
 * none: the numbers, types, days, moments, corrected numbers, checksums before and own of all entries, a line each, and
 * before the last two the fields, an empty line between two entries. They are ordered, checked, and held against each
 * other: entries, or nil and the number of the first that is damaged */
static int core_entries(lua_State *L) {
  lua_settop(L, 2);
  sf_piece columns[SF_ENTRY_COLUMNS] = {{0}}, damaged;
  size_t length;
  sf_error error;
  const char *hypothesis = sf_check_text(L, 1, "entries: hypothesis", &length);
  (void)sf_check_list(L, 2, "entries: columns");
  for (int column = 0; column < SF_ENTRY_COLUMNS; ++column) {
    lua_rawgeti(L, 2, column + 1);
    if (lua_type(L, -1) == LUA_TSTRING) columns[column] = text_at(L, -1);
    lua_pop(L, 1); /* the list keeps it */
  }
  const size_t count = sf_count_entries(columns[SF_ENTRY_NUMBER]);
  entry_list *list = lua_newuserdatauv(L, sizeof *list + count * sizeof *list->items, ENTRIES_VALUES);
  list->count = count;
  if (sf_cut_entries(columns, (sf_piece){hypothesis, length}, list->items, count, &damaged, &error) != SF_OK)
    sf_raise_error(L, &error);
  if (damaged.text != NULL) {
    lua_pushnil(L);
    lua_pushlstring(L, damaged.text, damaged.length);
    return 2;
  }
  sf_hold_entries(list->items, count);
  luaL_newmetatable(L, entries_type);
  lua_setmetatable(L, -2);
  lua_pushvalue(L, 2);
  lua_setiuservalue(L, -2, ENTRIES_TEXTS);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, ENTRIES_HYPOTHESIS);
  return 1;
}

/*** entries_held(entries, type): the places of those of a type that hold */
static int core_entries_held(lua_State *L) {
  size_t length;
  const entry_list *list = check_entries(L, 1);
  const char *type = sf_check_text(L, 2, "entries_held: type", &length);
  lua_newtable(L);
  lua_Integer held = 0;
  for (size_t i = 0; i < list->count; ++i) {
    if (!list->items[i].held || !sf_entry_is(&list->items[i], SF_ENTRY_TYPE, type, length)) continue;
    lua_pushinteger(L, (lua_Integer)i + 1);
    lua_rawseti(L, -2, ++held);
  }
  return 1;
}

/*** entry_row(entries, place): the texts of one entry, by the names of its columns */
static int core_entry_row(lua_State *L) {
  static const char *const names[SF_ENTRY_COLUMNS] = {"number",   "type",   "on",       "recorded",
                                                      "corrects", "fields", "previous", "checksum"};
  const entry_list *list = check_entries(L, 1);
  const size_t place = (size_t)sf_check_integer(L, 2, "entry_row: place", 1, (int64_t)list->count) - 1;
  lua_createtable(L, 0, SF_ENTRY_COLUMNS + 1);
  for (int column = 0; column < SF_ENTRY_COLUMNS; ++column) {
    const sf_piece text = list->items[place].texts[column];
    if (column == SF_ENTRY_CORRECTS && text.length == 0) continue;
    lua_pushlstring(L, text.text, text.length);
    lua_setfield(L, -2, names[column]);
  }
  lua_getiuservalue(L, 1, ENTRIES_HYPOTHESIS);
  lua_setfield(L, -2, "hypothesis");
  return 1;
}

/* ---- evidence ---- */

/* Where a call finds what it was given. */
enum { AT_ENTRIES = 1, AT_SETTINGS, AT_FOLD, AT_RIVALS, AT_ROOMS, AT_ANSWERS, AT_LATE };

static bool is_evidence(const sf_entry *entry) {
  return entry->held && sf_entry_is(entry, SF_ENTRY_TYPE, "evidence", strlen("evidence"));
}

static size_t count_evidence(const entry_list *list) {
  size_t count = 0;
  for (size_t i = 0; i < list->count; ++i) count += is_evidence(&list->items[i]);
  return count;
}

/* What the entry says. Where texts are escaped, their room is kept by the list at index rooms. */
static void read_texts(lua_State *L, const sf_entry *entry, int rooms, sf_piece texts[SF_FIELD_COUNT]) {
  const sf_piece fields = entry->texts[SF_ENTRY_FIELDS];
  char *room = NULL;
  if (sf_fields_are_escaped(fields)) {
    room = sf_push_block(L, fields.length, 1);
    lua_rawseti(L, rooms, (lua_Integer)lua_rawlen(L, rooms) + 1);
  }
  sf_read_fields(fields, room, texts);
}

static bool is_word(sf_piece text, const char *word) {
  return text.text != NULL && text.length == strlen(word) && memcmp(text.text, word, text.length) == 0;
}

static _Noreturn void raise_unread(lua_State *L, const sf_entry *entry, const char *what) {
  lua_pushlstring(L, entry->texts[SF_ENTRY_NUMBER].text, entry->texts[SF_ENTRY_NUMBER].length);
  sf_raise(L, "entry %s: %s", lua_tostring(L, -1), what);
}

/* As Lua reads a number, which takes more forms than are ever written here. */
static double read_ratio(lua_State *L, const sf_entry *entry, sf_piece text) {
  double ratio;
  if (text.text == NULL) raise_unread(L, entry, "evidence without a likelihood ratio");
  if (sf_parse_decimal(text.text, text.length, &ratio)) return ratio;
  lua_pushlstring(L, text.text, text.length);
  int is_number;
  ratio = lua_tonumberx(L, -1, &is_number);
  lua_pop(L, 1);
  if (!is_number) raise_unread(L, entry, "its likelihood ratio is no number");
  return ratio;
}

/* The bits that an analyst's own logarithm has. */
static double logarithm_of(double x) {
  enum { LANES = 16 };
  _Alignas(64) double lanes[LANES], logarithms[LANES];
  for (int i = 0; i < LANES; ++i) lanes[i] = x;
  sf_best_kernels()->logarithm(logarithms, lanes, LANES);
  return logarithms[0];
}

static double read_log_ratio(lua_State *L, const sf_entry *entry, const sf_piece texts[SF_FIELD_COUNT]) {
  const double size = logarithm_of(read_ratio(L, entry, texts[SF_FIELD_RATIO]));
  return is_word(texts[SF_FIELD_SUPPORTS], "true") ? size : -size;
}

/*** evidence_ratios(entries): what the evidence that holds says of items that rivals share: item to ln ratio */
static int core_evidence_ratios(lua_State *L) {
  lua_settop(L, 1);
  const entry_list *list = check_entries(L, 1);
  lua_newtable(L);
  lua_newtable(L);
  for (size_t i = 0; i < list->count; ++i) {
    if (!is_evidence(&list->items[i])) continue;
    sf_piece texts[SF_FIELD_COUNT];
    read_texts(L, &list->items[i], 3, texts);
    if (texts[SF_FIELD_ITEM].text == NULL) continue;
    lua_pushlstring(L, texts[SF_FIELD_ITEM].text, texts[SF_FIELD_ITEM].length);
    lua_pushnumber(L, read_log_ratio(L, &list->items[i], texts));
    lua_rawset(L, 2);
  }
  lua_settop(L, 2);
  return 1;
}

/* The number of a name, folded: where it has letters beyond ASCII, by the function at AT_FOLD. */
static uint64_t fold_key(lua_State *L, sf_piece name) {
  size_t plain = 0;
  if (name.text == NULL) return 0;
  while (plain < name.length && (unsigned char)name.text[plain] < 0x80) ++plain;
  if (plain == name.length) return sf_evidence_key(name.text, name.length);
  lua_pushvalue(L, AT_FOLD);
  lua_pushlstring(L, name.text, name.length);
  lua_call(L, 1, 1);
  const sf_piece folded = text_at(L, -1);
  const uint64_t key = sf_evidence_key(folded.text, folded.length);
  lua_pop(L, 1);
  return key;
}

static uint64_t exact_key(sf_piece text) { return text.text == NULL ? 0 : sf_exact_key(text); }

typedef struct form_row {
  sf_piece name;
  double half_life;
  bool hard, own;
} form_row;

typedef struct kind_row {
  sf_piece name;
  size_t form;
  bool own;
} kind_row;

/* Words of which the titles of documents are made: open addressing, a free place has no text. */
enum { WORD_PLACES = 256 };
typedef struct word_set {
  sf_piece places[WORD_PLACES];
} word_set;

typedef struct weigher {
  const sf_entry **entries; /* of the evidence that holds */
  size_t count, form_count, kind_count, rival_count;
  form_row *forms;
  kind_row *kinds;
  size_t *form_of;
  sf_report *reports;
  sf_evidence *items;
  size_t *stories;
  double *contributions;
  word_set generic;
  uint64_t speaker;
  sf_day claimed;
  size_t early, untold; /* known before the claim; with a title that names none */
} weigher;

static bool get_flag(lua_State *L, const char *field) {
  lua_getfield(L, -1, field);
  const bool flag = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return flag;
}

static size_t find_form(const weigher *w, sf_piece name) {
  size_t form = 0;
  while (form < w->form_count &&
         (w->forms[form].name.length != name.length || memcmp(w->forms[form].name.text, name.text, name.length) != 0))
    ++form;
  return form;
}

static size_t find_kind(const weigher *w, sf_piece name) {
  size_t kind = 0;
  while (kind < w->kind_count &&
         (w->kinds[kind].name.length != name.length || memcmp(w->kinds[kind].name.text, name.text, name.length) != 0))
    ++kind;
  return kind;
}

static size_t count_fields(lua_State *L, int index) {
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) ++count;
  return count;
}

/* The table of that name among the settings, pushed; how many it has. */
static size_t push_table(lua_State *L, const char *field) {
  if (lua_getfield(L, AT_SETTINGS, field) != LUA_TTABLE) sf_raise(L, "settings.%s: expected a table", field);
  return count_fields(L, lua_gettop(L));
}

static void read_forms(lua_State *L, weigher *w) {
  w->form_count = push_table(L, "forms");
  const int table = lua_gettop(L);
  w->forms = sf_push_block(L, w->form_count, sizeof *w->forms);
  size_t i = 0;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    lua_getfield(L, -1, "half_life");
    const double half_life = sf_check_number(L, -1, "half_life");
    lua_pop(L, 1);
    w->forms[i++] = (form_row){text_at(L, -2), half_life, get_flag(L, "hard"), get_flag(L, "moves_nothing")};
  }
}

static void read_kinds(lua_State *L, weigher *w) {
  w->kind_count = push_table(L, "kinds");
  const int table = lua_gettop(L);
  w->kinds = sf_push_block(L, w->kind_count, sizeof *w->kinds);
  size_t i = 0;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    lua_getfield(L, -1, "form");
    const size_t form = find_form(w, text_at(L, -1));
    lua_pop(L, 1);
    w->kinds[i++] = (kind_row){text_at(L, -2), form, get_flag(L, "moves_nothing")};
  }
}

static sf_piece *find_word(word_set *set, const char *word, size_t length) {
  size_t at = (size_t)sf_hash_bytes(SF_EMPTY_HASH, word, length) % WORD_PLACES;
  while (set->places[at].text != NULL &&
         (set->places[at].length != length || memcmp(set->places[at].text, word, length) != 0))
    at = (at + 1) % WORD_PLACES;
  return &set->places[at];
}

static void read_generic(lua_State *L, weigher *w) {
  if (push_table(L, "generic") >= WORD_PLACES) sf_raise(L, "settings.generic: at most %d words", WORD_PLACES - 1);
  const int table = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    const sf_piece word = text_at(L, -2);
    *find_word(&w->generic, word.text, word.length) = word;
  }
}

static bool is_of_word(char c) { return sf_is_letter(c) || sf_is_digit(c) || (unsigned char)c >= 0x80; }

/* Whether a title is made of numbers and the words of documents alone. */
static bool is_generic(weigher *w, sf_piece title) {
  for (size_t at = 0; at < title.length;) {
    char word[32];
    size_t length = 0;
    bool digits = true;
    for (; at < title.length && is_of_word(title.text[at]); ++at, ++length) {
      digits &= sf_is_digit(title.text[at]);
      if (length < sizeof word) word[length] = sf_to_lower(title.text[at]);
    }
    if (length > 0 && !digits && (length > sizeof word || find_word(&w->generic, word, length)->text == NULL))
      return false;
    if (at < title.length && length == 0) ++at;
  }
  return true;
}

/* Whether an item speaks alike for the hypothesis and for each of its rivals: then it tells none from another. */
static bool is_flat(lua_State *L, const weigher *w, sf_piece item, double ratio) {
  if (item.text == NULL || w->rival_count == 0) return false;
  bool flat = true;
  for (size_t i = 0; i < w->rival_count && flat; ++i) {
    lua_rawgeti(L, AT_RIVALS, (lua_Integer)i + 1);
    lua_pushlstring(L, item.text, item.length);
    lua_rawget(L, -2);
    flat = lua_type(L, -1) == LUA_TNUMBER && lua_tonumber(L, -1) == ratio;
    lua_pop(L, 2);
  }
  return flat;
}

static sf_day read_day(lua_State *L, const sf_entry *entry) {
  sf_day day;
  const sf_piece text = entry->texts[SF_ENTRY_DAY];
  if (sf_parse_day(text.text, text.length, &day, NULL) != SF_OK) raise_unread(L, entry, "it has no day");
  return day;
}

/* Notes the number of an entry that is dated after the day it was entered, with a day for time zones. */
static void note_late(lua_State *L, const sf_entry *entry, sf_day day) {
  enum { DAY_LENGTH = 10 };
  sf_day recorded;
  const sf_piece moment = entry->texts[SF_ENTRY_RECORDED];
  if (moment.length < DAY_LENGTH || sf_parse_day(moment.text, DAY_LENGTH, &recorded, NULL) != SF_OK)
    raise_unread(L, entry, "no day on which it was recorded");
  if (day <= recorded + 1) return;
  lua_pushinteger(L, entry->number);
  lua_rawseti(L, AT_LATE, (lua_Integer)lua_rawlen(L, AT_LATE) + 1);
}

static size_t form_of(lua_State *L, const weigher *w, const sf_entry *entry, const sf_piece *texts, bool *own) {
  const size_t kind = texts[SF_FIELD_KIND].text == NULL ? w->kind_count : find_kind(w, texts[SF_FIELD_KIND]);
  if (kind == w->kind_count) raise_unread(L, entry, "a kind of evidence that is not known");
  const size_t form = texts[SF_FIELD_FORM].text == NULL ? w->kinds[kind].form : find_form(w, texts[SF_FIELD_FORM]);
  if (form == w->form_count) raise_unread(L, entry, "a form of evidence that is not known");
  *own = w->kinds[kind].own || w->forms[form].own;
  return form;
}

static void read_evidence(lua_State *L, weigher *w, size_t i) {
  const sf_entry *entry = w->entries[i];
  sf_piece texts[SF_FIELD_COUNT];
  read_texts(L, entry, AT_ROOMS, texts);
  if (texts[SF_FIELD_ORIGIN].text == NULL || texts[SF_FIELD_TITLE].text == NULL)
    raise_unread(L, entry, "evidence without an origin or a source");
  bool own;
  const size_t form = form_of(L, w, entry, texts, &own);
  const sf_day day = read_day(L, entry);
  const double ratio = read_log_ratio(L, entry, texts);
  const uint64_t origin = fold_key(L, texts[SF_FIELD_ORIGIN]);
  const bool generic = texts[SF_FIELD_ACCESSION].text == NULL && is_generic(w, texts[SF_FIELD_TITLE]);
  const bool headline = !w->forms[form].hard && texts[SF_FIELD_ACCESSION].text == NULL && !generic;
  w->form_of[i] = form;
  w->reports[i] = (sf_report){.day = day,
                              .supports = is_word(texts[SF_FIELD_SUPPORTS], "true"),
                              .story = fold_key(L, texts[SF_FIELD_STORY]),
                              .accession = exact_key(texts[SF_FIELD_ACCESSION]),
                              .url = exact_key(texts[SF_FIELD_URL]),
                              .date = exact_key(texts[SF_FIELD_DATE])};
  if (headline) w->reports[i].headline = texts[SF_FIELD_TITLE];
  w->items[i] = (sf_evidence){.log_ratio = ratio,
                              .day = day,
                              .half_life = w->forms[form].half_life,
                              .origin = origin,
                              .hard = w->forms[form].hard,
                              .disconfirming = is_word(texts[SF_FIELD_DISCONFIRMING], "true"),
                              .own = own || origin == w->speaker || fold_key(L, texts[SF_FIELD_SPEAKER]) == w->speaker,
                              .flat = is_flat(L, w, texts[SF_FIELD_ITEM], ratio)};
  w->early += day < w->claimed;
  w->untold += generic;
  note_late(L, entry, day);
  if (texts[SF_FIELD_ANSWERS].text == NULL) return;
  lua_pushlstring(L, texts[SF_FIELD_ANSWERS].text, texts[SF_FIELD_ANSWERS].length);
  lua_rawseti(L, AT_ANSWERS, (lua_Integer)lua_rawlen(L, AT_ANSWERS) + 1);
}

/* What a page says of a piece of evidence. */
typedef struct detail {
  sf_piece form; /* kept by the settings */
  double contribution;
  size_t story, copies; /* the place of the first copy; at that place, how many there are */
  bool hard, own, flat;
} detail;

enum { UPVALUE_DETAILS = 1, UPVALUE_SETTINGS, DETAIL_UPVALUES = UPVALUE_SETTINGS };

static int give_detail(lua_State *L) {
  const int block = lua_upvalueindex(UPVALUE_DETAILS);
  const detail *all = lua_touserdata(L, block);
  const int64_t count = (int64_t)(lua_rawlen(L, block) / sizeof *all);
  const detail *own = &all[sf_check_integer(L, 1, "details: place", 1, count) - 1];
  lua_createtable(L, 0, 6);
  lua_pushlstring(L, own->form.text, own->form.length);
  lua_setfield(L, -2, "form");
  sf_set_number(L, "contribution", own->contribution);
  sf_set_count(L, "copies", all[own->story].copies);
  sf_set_boolean(L, "hard", own->hard);
  sf_set_boolean(L, "own", own->own);
  sf_set_boolean(L, "flat", own->flat);
  return 1;
}

static void push_details(lua_State *L, const weigher *w) {
  detail *all = sf_push_block(L, w->count, sizeof *all);
  for (size_t i = 0; i < w->count; ++i)
    all[i] = (detail){.form = w->forms[w->form_of[i]].name,
                      .contribution = w->contributions[i],
                      .story = w->stories[i],
                      .hard = w->items[i].hard,
                      .own = w->items[i].own,
                      .flat = w->items[i].flat};
  for (size_t i = 0; i < w->count; ++i) ++all[w->stories[i]].copies;
  lua_pushvalue(L, AT_SETTINGS);
  lua_pushcclosure(L, give_detail, DETAIL_UPVALUES);
}

static sf_day setting_day(lua_State *L, const char *field) {
  lua_getfield(L, AT_SETTINGS, field);
  const sf_day day = sf_check_day(L, -1, field);
  lua_pop(L, 1);
  return day;
}

/* The evidence that holds, and room for what becomes of it. */
static void gather_evidence(lua_State *L, weigher *w, const entry_list *list) {
  w->count = count_evidence(list);
  w->entries = sf_push_block(L, w->count, sizeof *w->entries);
  w->form_of = sf_push_block(L, w->count, sizeof *w->form_of);
  w->reports = sf_push_block(L, w->count, sizeof *w->reports);
  w->items = sf_push_block(L, w->count, sizeof *w->items);
  w->stories = sf_push_block(L, w->count, sizeof *w->stories);
  w->contributions = sf_push_block(L, w->count, sizeof *w->contributions);
  size_t count = 0;
  for (size_t i = 0; i < list->count; ++i)
    if (is_evidence(&list->items[i])) w->entries[count++] = &list->items[i];
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

static void push_weighing(lua_State *L, const sf_weighing *weighing) {
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

static void weigh(lua_State *L, weigher *w) {
  sf_error error;
  sf_weighing weighing;
  lua_getfield(L, AT_SETTINGS, "reader");
  const sf_reader *reader = sf_check_reader(L, -1, "reader");
  lua_getfield(L, AT_SETTINGS, "within");
  const sf_day within = (sf_day)sf_check_integer(L, -1, "within", 0, SF_LAST_DAY);
  if (sf_find_copies(reader, w->reports, w->count, within, w->stories, &error) != SF_OK) sf_raise_error(L, &error);
  for (size_t i = 0; i < w->count; ++i) w->items[i].story = w->stories[i] + 1;
  sf_evidence_settings settings = sf_default_evidence_settings(setting_day(L, "as_of"));
  settings.has_horizon = lua_getfield(L, AT_SETTINGS, "horizon") != LUA_TNIL;
  if (settings.has_horizon) settings.horizon = sf_check_day(L, -1, "horizon");
  lua_getfield(L, AT_SETTINGS, "prior");
  const double prior = sf_check_number(L, -1, "prior");
  if (sf_weigh_evidence(prior, w->items, w->count, &settings, w->contributions, &weighing, &error) != SF_OK)
    sf_raise_error(L, &error);
  push_weighing(L, &weighing);
}

/*** weigh_entries(entries, settings): the evidence among them that holds, weighed as in `evidence.h`: `{status,
 * probability, log_odds, origins, stories, hard, disconfirming, supporting, opposing, one_sided, lopsided,
 * missing={codes}, warnings={codes}}`, `one_sided` nil without evidence;
 * also `early`, how many were known before the claim, `untold`, how many have a title as many have it, `answers`, a
 * list of what they answer, `late`, the numbers of those dated after the day they were entered, and `details`, a
 * function that gives what became of the n-th: `{form, contribution, copies, hard, own, flat}`. Settings: `prior as_of
 * horizon`; `claimed`, the day of the claim; `speaker` and `fold`, a function that folds names beyond ASCII; `kinds`
 * and `forms` of evidence; `generic`, by word, what titles of documents are made of; `reader` and `within`, the days of
 * one event; `rivals`, a list of what `evidence_ratios` gives */
static int core_weigh_entries(lua_State *L) {
  lua_settop(L, 2);
  weigher w = {0};
  const entry_list *list = check_entries(L, AT_ENTRIES);
  (void)sf_check_list(L, AT_SETTINGS, "weigh_entries: settings");
  lua_getfield(L, AT_SETTINGS, "fold");
  lua_getfield(L, AT_SETTINGS, "rivals");
  lua_newtable(L);
  lua_newtable(L);
  lua_newtable(L);
  w.rival_count = sf_check_list(L, AT_RIVALS, "rivals");
  gather_evidence(L, &w, list);
  read_forms(L, &w);
  read_kinds(L, &w);
  read_generic(L, &w);
  w.claimed = setting_day(L, "claimed");
  lua_getfield(L, AT_SETTINGS, "speaker");
  w.speaker = fold_key(L, text_at(L, -1));
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  for (size_t i = 0; i < w.count; ++i) read_evidence(L, &w, i);
  weigh(L, &w);
  sf_set_count(L, "early", w.early);
  sf_set_count(L, "untold", w.untold);
  lua_pushvalue(L, AT_ANSWERS);
  lua_setfield(L, -2, "answers");
  lua_pushvalue(L, AT_LATE);
  lua_setfield(L, -2, "late");
  push_details(L, &w);
  lua_setfield(L, -2, "details");
  return 1;
}

const luaL_Reg sf_entry_functions[] = {{"entries", core_entries},
                                       {"entries_held", core_entries_held},
                                       {"entry_row", core_entry_row},
                                       {"evidence_ratios", core_evidence_ratios},
                                       {"weigh_entries", core_weigh_entries},
                                       {NULL, NULL}};
