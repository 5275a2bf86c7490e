/* JSON as Lua values. */
#include "signalflow/json.h"

#include "lua/boundary.h"

static void push_text(lua_State *L, const sf_json_token *token) {
  luaL_Buffer buffer;
  if (!token->escaped) {
    lua_pushlstring(L, token->text, token->length);
    return;
  }
  char *const bytes = luaL_buffinitsize(L, &buffer, token->length); /* decoding only shortens */
  luaL_pushresultsize(&buffer, sf_decode_json(token, bytes, token->length));
}

/* A number that is whole and that a double holds exactly is an integer. */
static void push_number(lua_State *L, double number) {
  static const double largest = 9007199254740992;
  if (number >= -largest && number <= largest && number == (double)(lua_Integer)number)
    lua_pushinteger(L, (lua_Integer)number);
  else
    lua_pushnumber(L, number);
}

static sf_status push_value(lua_State *L, sf_json *json, const sf_json_token *first, sf_error *error);

static sf_status push_object(lua_State *L, sf_json *json, sf_error *error) {
  sf_json_token token;
  sf_status status;
  lua_newtable(L);
  while ((status = sf_next_json(json, &token, error)) == SF_OK && token.kind != SF_JSON_OBJECT_END) {
    push_text(L, &token);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) != LUA_TNIL)
      return sf_fail_json(json, error, "'%s' stands twice in one object", lua_tostring(L, -2));
    lua_pop(L, 1);
    status = sf_next_json(json, &token, error);
    if (status == SF_OK) status = push_value(L, json, &token, error);
    if (status != SF_OK) return status;
    lua_rawset(L, -3);
  }
  return status;
}

static sf_status push_array(lua_State *L, sf_json *json, sf_error *error) {
  sf_json_token token;
  sf_status status;
  lua_Integer count = 0;
  lua_newtable(L);
  while ((status = sf_next_json(json, &token, error)) == SF_OK && token.kind != SF_JSON_ARRAY_END) {
    status = push_value(L, json, &token, error);
    if (status != SF_OK) return status;
    lua_rawseti(L, -2, ++count);
  }
  return status;
}

/* The value that begins with a token. The reader bounds the depth. */
static sf_status push_value(lua_State *L, sf_json *json, const sf_json_token *first, sf_error *error) {
  luaL_checkstack(L, 8, NULL);
  if (first->kind == SF_JSON_OBJECT) return push_object(L, json, error);
  if (first->kind == SF_JSON_ARRAY) return push_array(L, json, error);
  if (first->kind == SF_JSON_STRING)
    push_text(L, first);
  else if (first->kind == SF_JSON_NUMBER)
    push_number(L, first->number);
  else if (first->kind == SF_JSON_NULL)
    lua_pushnil(L);
  else
    lua_pushboolean(L, first->kind == SF_JSON_TRUE);
  return SF_OK;
}

/*** json(text): the one value of a text: objects and lists are tables, whole numbers integers; null is nil, also in a
 * list, whose place then stays empty. `nil, err` where it is no JSON, or an object has two values of one name */
static int core_json(lua_State *L) {
  lua_settop(L, 1);
  size_t length;
  sf_json json;
  sf_json_token token;
  sf_error error;
  const char *const text = sf_check_text(L, 1, "json: text", &length);
  sf_start_json(&json, "JSON", text, length);
  sf_status status = sf_next_json(&json, &token, &error);
  if (status == SF_OK) status = push_value(L, &json, &token, &error);
  if (status == SF_OK) status = sf_next_json(&json, &token, &error); /* nothing may follow */
  return status == SF_OK ? 1 : sf_answer_error(L, &error);
}

const luaL_Reg sf_json_functions[] = {{"json", core_json}, {NULL, NULL}};
