/* The module's functions that make text for people, and place errors in their scripts. */
#include "base/format.h"
#include "base/text.h"
#include "lua/boundary.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 17 };

static int check_digits(lua_State *L, int index) {
  if (lua_isnoneornil(L, index)) return SF_PERSON_DIGITS;
  return (int)sf_check_integer(L, index, "digits", 1, MOST_DIGITS);
}

/*** scale(value): factor, unit name in which the one rule prints it */
static int core_scale(lua_State *L) {
  const sf_scale scale = sf_scale_for(sf_check_constant(L, 1, "scale"));
  lua_pushnumber(L, scale.factor);
  lua_pushstring(L, scale.name);
  return 2;
}

/*** format(number, like, digits): the one rule's text for a coherent number of like's dimension */
static int core_format(lua_State *L) {
  char text[SF_QUANTITY_TEXT_SIZE];
  const sf_quantity quantity = {.value = sf_check_number(L, 1, "format"),
                                .dimension = sf_check_like(L, 2, "format: like")};
  lua_pushstring(L, sf_print_quantity(quantity, check_digits(L, 3), text));
  return 1;
}

/*** format_number(number, factor, digits): text without unit */
static int core_format_number(lua_State *L) {
  char text[SF_QUANTITY_TEXT_SIZE];
  const double value = sf_check_number(L, 1, "format_number");
  const sf_scale scale = {.factor = lua_isnoneornil(L, 2) ? 1 : sf_check_number(L, 2, "format_number: factor")};
  lua_pushstring(L, sf_print_number(value, &scale, check_digits(L, 3), text));
  return 1;
}

/*** text(form, ...): string.format, with a point whatever the host's locale says: strings have it among their
 * methods */
static int core_text(lua_State *L) {
  const int count = lua_gettop(L);
  sf_check_text(L, 1, "text: format", NULL);
  if (luaL_getmetafield(L, 1, "__index") != LUA_TTABLE || lua_getfield(L, -1, "format") != LUA_TFUNCTION)
    sf_raise(L, "text: strings have no method \"format\" here");
  lua_replace(L, -2);
  lua_insert(L, 1);
  const sf_plain_locale plain = sf_enter_plain_locale();
  const int status = lua_pcall(L, count, 1, 0);
  sf_leave_plain_locale(plain);
  if (status == LUA_OK) return 1;
  const char *message = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
  const bool is_misfit = strncmp(message, "bad argument #", 14) == 0;
  const bool is_no_form = strncmp(message, "invalid ", 8) == 0;
  if (status != LUA_ERRRUN || !(is_misfit || is_no_form)) return lua_error(L); /* a hook's, or memory */
  if (is_no_form) sf_raise(L, "text: the form is none that string.format takes");
  const char *const why = strchr(message, '(');
  const int place = (int)strtol(message + 14, NULL, 10) - 1; /* the form is the first argument */
  sf_raise(L, "text: value %d does not fit the form %s", place, why == NULL ? "" : why);
}

/*** nearest(word, names): the nearest name or nil */
static int core_nearest(lua_State *L) {
  lua_settop(L, 2);
  const char *word = sf_check_text(L, 1, "nearest: word", NULL);
  size_t count;
  const char **names = sf_check_names(L, 2, "nearest: names", &count);
  lua_pushstring(L, sf_nearest_name(word, names, count)); /* nil when there is none */
  return 1;
}

/*** before(a, b): whether text a comes before text b, byte by byte whatever order the host's locale gives; numbers by
 * size */
static int core_before(lua_State *L) {
  if (lua_type(L, 1) == LUA_TNUMBER && lua_type(L, 2) == LUA_TNUMBER) {
    lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPLT));
    return 1;
  }
  size_t first, second;
  const char *a = sf_check_text(L, 1, "before", &first), *b = sf_check_text(L, 2, "before", &second);
  const int order = memcmp(a, b, first < second ? first : second);
  lua_pushboolean(L, order < 0 || (order == 0 && first < second));
  return 1;
}

typedef struct sorted_text {
  const char *bytes;
  size_t length;
  int place;
} sorted_text;

static int by_bytes(const void *a, const void *b) {
  const sorted_text *first = a, *second = b;
  const size_t shared = first->length < second->length ? first->length : second->length;
  const int order = memcmp(first->bytes, second->bytes, shared);
  return order != 0 ? order : (first->length > second->length) - (first->length < second->length);
}

/*** sort_texts(list): puts a list of texts in the order that `before` gives */
static int core_sort_texts(lua_State *L) {
  if (!lua_istable(L, 1)) sf_raise(L, "sort_texts: expected a list of texts, got %s", luaL_typename(L, 1));
  lua_settop(L, 1);
  const int count = (int)lua_rawlen(L, 1);
  sorted_text *texts = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof *texts, 0);
  lua_createtable(L, count, 0);
  for (int i = 0; i < count; i++) {
    if (lua_rawgeti(L, 1, i + 1) != LUA_TSTRING) sf_raise(L, "sort_texts: place %d of the list holds no text", i + 1);
    texts[i].bytes = lua_tolstring(L, -1, &texts[i].length);
    texts[i].place = i + 1;
    lua_rawseti(L, 3, i + 1);
  }
  qsort(texts, (size_t)count, sizeof *texts, by_bytes);
  for (int i = 0; i < count; i++) {
    lua_rawgeti(L, 3, texts[i].place);
    lua_rawseti(L, 1, i + 1);
  }
  return 0;
}

/*** raise(message): raises with the position of the script's line */
static int core_raise(lua_State *L) {
  lua_settop(L, 1);
  sf_push_position(L);
  luaL_tolstring(L, 1, NULL);
  lua_concat(L, 2);
  return lua_error(L);
}

/*** position(): `"scenario.lua:5: "`, or `""` where there is no line of a script */
static int core_position(lua_State *L) {
  sf_push_position(L);
  return 1;
}

/*** set_library(folder): sources beneath this folder are the library: errors are not placed in them */
static int core_set_library(lua_State *L) {
  sf_check_text(L, 1, "set_library", NULL);
  lua_settop(L, 1);
  lua_setiuservalue(L, lua_upvalueindex(1), SF_CORE_LIBRARY);
  return 0;
}

const luaL_Reg sf_printing_functions[] = {{"scale", core_scale},
                                          {"format", core_format},
                                          {"format_number", core_format_number},
                                          {"text", core_text},
                                          {"nearest", core_nearest},
                                          {"before", core_before},
                                          {"sort_texts", core_sort_texts},
                                          {"raise", core_raise},
                                          {"position", core_position},
                                          {"set_library", core_set_library},
                                          {NULL, NULL}};
