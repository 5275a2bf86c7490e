/* Errors as values: what can happen in a correct program is returned as nil, err. */
#include "lua/boundary.h"

static const char error_type[] = "signalflow.Error";

static bool is_error(lua_State *L, int index) {
  if (!lua_istable(L, index) || !lua_getmetatable(L, index)) return false;
  luaL_getmetatable(L, error_type);
  const bool same = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return same;
}

/* Called with anything, as a metamethod of which someone got hold may be. */
static int error_text(lua_State *L) {
  if (!is_error(L, 1)) sf_raise(L, "tostring: expected an err, got %s", sf_describe(L, 1));
  lua_pushliteral(L, "message");
  if (lua_rawget(L, 1) != LUA_TSTRING) lua_pushliteral(L, "an err without a message");
  return 1;
}

static int error_concatenate(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  luaL_tolstring(L, 2, NULL);
  lua_concat(L, 2);
  return 1;
}

void sf_make_error_type(lua_State *L) {
  static const luaL_Reg metamethods[] = {{"__tostring", error_text}, {"__concat", error_concatenate}, {NULL, NULL}};
  luaL_newmetatable(L, error_type);
  luaL_setfuncs(L, metamethods, 0);
  lua_pushliteral(L, "Error");
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "__name");
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
}

/* The object that follows nil: prints as its message, has .code. */
static void push_error(lua_State *L, const sf_error *error) {
  lua_createtable(L, 0, 2);
  sf_set_text(L, "code", sf_status_name(error->code));
  sf_set_text(L, "message", error->message);
  luaL_setmetatable(L, error_type);
}

/*** error(code, message, fields): an err, which `is_error(value)` knows: `.code`, what else fields say by name;
 * prints and joins as its message */
static int core_error(lua_State *L) {
  lua_settop(L, 3);
  sf_check_text(L, 1, "error: code", NULL);
  sf_check_text(L, 2, "error: message", NULL);
  lua_createtable(L, 0, 2);
  if (!lua_isnil(L, 3)) {
    if (!lua_istable(L, 3)) sf_raise(L, "error: fields: expected a table, got %s", sf_describe(L, 3));
    lua_pushnil(L);
    while (lua_next(L, 3) != 0) {
      lua_pushvalue(L, -2);
      lua_insert(L, -2);
      lua_rawset(L, 4);
    }
  }
  lua_pushvalue(L, 1);
  lua_setfield(L, 4, "code");
  lua_pushvalue(L, 2);
  lua_setfield(L, 4, "message");
  luaL_setmetatable(L, error_type);
  return 1;
}

/*** is_error(value): whether it is an err */
static int core_is_error(lua_State *L) {
  lua_pushboolean(L, is_error(L, 1));
  return 1;
}

const luaL_Reg sf_error_functions[] = {{"error", core_error}, {"is_error", core_is_error}, {NULL, NULL}};

int sf_give_error(lua_State *L, const sf_error *error) {
  lua_pushnil(L);
  push_error(L, error);
  return 2;
}

/* A text that misuse got wrong raises before it comes here: what cannot be read then is a file. */
static bool happens_to_correct_programs(sf_status code) {
  return code == SF_NO_SOLUTION || code == SF_AMBIGUOUS || code == SF_OUT_OF_RANGE || code == SF_CANCELLED ||
         code == SF_IO || code == SF_PARSE;
}

int sf_answer_error(lua_State *L, const sf_error *error) {
  if (!happens_to_correct_programs(error->code)) sf_raise_error(L, error);
  return sf_give_error(L, error);
}
