/* Errors as values: what can happen in a correct program is returned as nil, err. */
#include "lua/boundary.h"

static const char error_type[] = "signalflow.Error";

static int error_text(lua_State *L) {
  lua_getfield(L, 1, "message");
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

void sf_push_error(lua_State *L, const sf_error *error) {
  lua_createtable(L, 0, 2);
  lua_pushstring(L, sf_status_name(error->code));
  lua_setfield(L, -2, "code");
  lua_pushstring(L, error->message);
  lua_setfield(L, -2, "message");
  luaL_setmetatable(L, error_type);
}

static bool happens_to_correct_programs(sf_status code) {
  return code == SF_NO_SOLUTION || code == SF_AMBIGUOUS || code == SF_OUT_OF_RANGE || code == SF_CANCELLED ||
         code == SF_IO;
}

int sf_answer_error(lua_State *L, const sf_error *error) {
  if (!happens_to_correct_programs(error->code)) sf_raise_error(L, error);
  lua_pushnil(L);
  sf_push_error(L, error);
  return 2;
}
