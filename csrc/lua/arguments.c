/* Reading arguments: what is wrong is said with the argument's name, what came and what was expected. */
#include "base/text.h"
#include "lua/boundary.h"

#include <math.h>
#include <string.h>

enum { SHOWN_TEXT = 40 };

const char *sf_describe(lua_State *L, int index) {
  switch (lua_type(L, index)) {
  case LUA_TNONE:
  case LUA_TNIL:
    return lua_pushliteral(L, "nil");
  case LUA_TBOOLEAN:
    return lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
  case LUA_TNUMBER: {
    return lua_pushstring(L, sf_quote_number(lua_tonumber(L, index)).text);
  }
  case LUA_TSTRING: {
    const char *text = lua_tostring(L, index);
    const bool whole = strlen(text) <= SHOWN_TEXT;
    lua_pushlstring(L, text, whole ? strlen(text) : SHOWN_TEXT);
    return lua_pushfstring(L, "the text '%s%s'", lua_tostring(L, -1), whole ? "" : "...");
  }
  default: {
    const bool named = luaL_getmetafield(L, index, "__name") == LUA_TSTRING;
    return lua_pushfstring(L, "a %s", named ? lua_tostring(L, -1) : luaL_typename(L, index));
  }
  }
}

void sf_check_finite(lua_State *L, double value, const char *name) {
  if (isnan(value)) sf_raise(L, "%s: expected a finite number, got nan", name);
  if (isinf(value)) sf_raise(L, "%s: expected a finite number, got %s", name, value > 0 ? "inf" : "-inf");
}

double sf_check_number(lua_State *L, int index, const char *name) {
  if (lua_type(L, index) != LUA_TNUMBER) sf_raise(L, "%s: expected a number, got %s", name, sf_describe(L, index));
  const double value = lua_tonumber(L, index);
  sf_check_finite(L, value, name);
  return value;
}

int64_t sf_check_integer(lua_State *L, int index, const char *name, int64_t low, int64_t high) {
  int whole = 0;
  lua_Integer value = 0;
  if (lua_type(L, index) == LUA_TNUMBER) value = lua_tointegerx(L, index, &whole);
  if (!whole) sf_raise(L, "%s: expected a whole number, got %s", name, sf_describe(L, index));
  if (value < low || value > high)
    sf_raise(L, "%s: expected a whole number from %lld to %lld, got %lld", name, (long long)low, (long long)high,
             (long long)value);
  return value;
}

const char *sf_check_text(lua_State *L, int index, const char *name, size_t *length) {
  if (lua_type(L, index) != LUA_TSTRING) sf_raise(L, "%s: expected text, got %s", name, sf_describe(L, index));
  size_t bytes;
  const char *text = lua_tolstring(L, index, &bytes);
  if (length != NULL)
    *length = bytes;
  else if (strlen(text) != bytes)
    sf_raise(L, "%s: the text has a zero byte in it", name);
  return text;
}

size_t sf_check_list(lua_State *L, int index, const char *name) {
  if (lua_type(L, index) != LUA_TTABLE) sf_raise(L, "%s: expected a list, got %s", name, sf_describe(L, index));
  return (size_t)lua_rawlen(L, index);
}

double *sf_check_column(lua_State *L, int index, const char *name, size_t *count) {
  *count = sf_check_list(L, index, name);
  double *numbers = sf_push_block(L, *count, sizeof *numbers);
  for (size_t i = 0; i < *count; ++i) {
    if (lua_rawgeti(L, index, (lua_Integer)i + 1) != LUA_TNUMBER)
      sf_raise(L, "%s: expected a number, got %s", name, sf_describe(L, -1));
    numbers[i] = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  return numbers;
}

double *sf_check_numbers(lua_State *L, int index, const char *name, size_t *count) {
  double *numbers = sf_check_column(L, index, name, count);
  for (size_t i = 0; i < *count; ++i) sf_check_finite(L, numbers[i], name);
  return numbers;
}

double *sf_check_as_many(lua_State *L, int index, const char *name, size_t count, const char *what) {
  size_t found;
  double *numbers = sf_check_numbers(L, index, name, &found);
  if (found != count) sf_raise(L, "%s: %zu numbers, but %zu %s", name, found, count, what);
  return numbers;
}

int sf_check_word(lua_State *L, int index, const char *name, const char *const *words, size_t count) {
  const char *word = sf_check_text(L, index, name, NULL);
  for (size_t i = 0; i < count; ++i)
    if (strcmp(words[i], word) == 0) return (int)i;
  luaL_Buffer list;
  luaL_buffinit(L, &list);
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) luaL_addstring(&list, i + 1 < count ? ", " : " or ");
    luaL_addstring(&list, words[i]);
  }
  luaL_pushresult(&list);
  sf_raise(L, "%s: expected %s, got '%s'", name, lua_tostring(L, -1), word);
}

void sf_check_table(lua_State *L, int index, const char *what) {
  if (lua_type(L, index) != LUA_TTABLE)
    sf_raise(L, "%s: expected a table of named fields, got %s", what, sf_describe(L, index));
}

bool sf_has_so_many(lua_State *L, int index, size_t found) {
  size_t fields = 0;
  if (lua_getmetatable(L, index)) return lua_pop(L, 1), false;
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) ++fields;
  return fields == found;
}

void sf_check_fields(lua_State *L, int index, const char *what, const char *const *names, size_t count) {
  sf_check_table(L, index, what);
  luaL_checkstack(L, 4, NULL);
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING) sf_raise(L, "%s: expected named fields, got [%s]", what, sf_describe(L, -1));
    const char *word = lua_tostring(L, -1);
    if (sf_is_among(word, strlen(word), names, count)) continue;
    sf_raise(L, "%s: there is no '%s'%s", what, word, sf_suggest_name(word, names, count).text);
  }
}

const char **sf_check_names(lua_State *L, int index, const char *name, size_t *count) {
  *count = sf_check_list(L, index, name);
  const char **names = sf_push_block(L, *count, sizeof *names);
  for (size_t i = 0; i < *count; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    names[i] = sf_check_text(L, -1, name, NULL);
    lua_pop(L, 1);
  }
  return names;
}
