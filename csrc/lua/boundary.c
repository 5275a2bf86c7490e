#include "lua/boundary.h"
#include "base/format.h"
#include "base/meter.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

sf_core *sf_this_core(lua_State *L) {
  sf_core *core = lua_touserdata(L, lua_upvalueindex(1));
  /* a finalizer of the script's own may still run when the state closes, after the core's */
  if (core == NULL || core->graph == NULL) luaL_error(L, "signalflow is closed");
  return core;
}

void sf_push_core_value(lua_State *L, int which) { lua_getiuservalue(L, lua_upvalueindex(1), which); }

void sf_note_foreign(lua_State *L) {
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, lua_upvalueindex(1), SF_CORE_FOREIGN);
}

void sf_add_functions(lua_State *L, int core, const luaL_Reg *functions) {
  lua_pushvalue(L, core);
  luaL_setfuncs(L, functions, 1);
}

void sf_make_type(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *metamethods,
                  lua_CFunction release, bool closes) {
  const int core = lua_gettop(L);
  const luaL_Reg finalizing[] = {{"__gc", release}, {closes ? "__close" : NULL, release}, {NULL, NULL}};
  const luaL_Reg closing[] = {{closes ? "close" : NULL, release}, {NULL, NULL}};
  lua_newtable(L);
  sf_add_functions(L, core, methods);
  sf_add_functions(L, core, closing);
  /* an earlier attempt to load that ran out of memory may have left a table of this name: it is filled afresh */
  luaL_newmetatable(L, name);
  sf_add_functions(L, core, finalizing);
  sf_add_functions(L, core, metamethods);
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, "__index");
  /* the key is ours alone in the host's registry; people read the last word of it */
  lua_pushstring(L, strchr(name, '.') + 1);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "__name");
  lua_setfield(L, -2, "__metatable");
  lua_remove(L, -2);
}

/* Is this source a file in the library's folder? */
static bool in_library(lua_State *L, const char *source) {
  sf_push_core_value(L, SF_CORE_LIBRARY);
  size_t length = 0;
  const char *library = lua_tolstring(L, -1, &length);
  const bool inside = library != NULL && *source == '@' && strncmp(source + 1, library, length) == 0;
  lua_pop(L, 1);
  return inside;
}

void sf_push_position(lua_State *L) {
  lua_Debug frame;
  for (int level = 0; lua_getstack(L, level, &frame); ++level) {
    lua_getinfo(L, "Sl", &frame);
    if (*frame.what == 'C' || in_library(L, frame.source)) continue;
    if (frame.currentline <= 0) break;
    lua_pushfstring(L, "%s:%d: ", frame.short_src, frame.currentline);
    return;
  }
  lua_pushliteral(L, "");
}

/* Whatever was being built is given up: its error must not meet the next formula, nor its nodes stay. */
static void clean_graph(lua_State *L) {
  const sf_core *core = lua_touserdata(L, lua_upvalueindex(1));
  if (core == NULL || core->graph == NULL) return;
  const sf_status given_up = sf_graph_status(core->graph, NULL);
  (void)given_up;
  sf_collect_graph(core->graph);
}

static _Noreturn void raise_text(lua_State *L, const char *message, bool foreign) {
  sf_leave_if_over();
  clean_graph(L);
  luaL_checkstack(L, 3, NULL);
  sf_push_position(L);
  lua_pushstring(L, message);
  lua_concat(L, 2);
  if (foreign) sf_note_foreign(L);
  lua_error(L);
  abort(); /* lua_error does not return, but is not declared so */
}

void sf_raise(lua_State *L, const char *format, ...) {
  char message[SF_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  sf_format_list(message, sizeof message, format, arguments);
  va_end(arguments);
  raise_text(L, message, false);
}

void sf_raise_error(lua_State *L, const sf_error *error) { raise_text(L, error->message, error->code == SF_NO_MEMORY); }

void *sf_push_block(lua_State *L, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) sf_raise(L, "not enough memory for %zu values", count);
  return lua_newuserdatauv(L, count * size, 0);
}

void sf_push_known(lua_State *L, double value) {
  if (isnan(value))
    lua_pushnil(L);
  else
    lua_pushnumber(L, value);
}

void sf_set_number(lua_State *L, const char *field, double value) {
  sf_push_known(L, value);
  lua_setfield(L, -2, field);
}

void sf_set_count(lua_State *L, const char *field, size_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, field);
}

void sf_set_integer(lua_State *L, const char *field, lua_Integer value) {
  lua_pushinteger(L, value);
  lua_setfield(L, -2, field);
}

void sf_set_text(lua_State *L, const char *field, const char *text) {
  if (text == NULL) return;
  lua_pushstring(L, text);
  lua_setfield(L, -2, field);
}

void sf_set_boolean(lua_State *L, const char *field, bool value) {
  lua_pushboolean(L, value);
  lua_setfield(L, -2, field);
}

void sf_set_numbers(lua_State *L, const char *field, const double *values, size_t count) {
  sf_push_numbers(L, values, count);
  lua_setfield(L, -2, field);
}

void sf_push_numbers(lua_State *L, const double *values, size_t count) {
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; ++i) {
    lua_pushnumber(L, values[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

void sf_push_places(lua_State *L, const size_t *places, size_t count) {
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; ++i) {
    lua_pushinteger(L, (lua_Integer)places[i] + 1);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

void sf_charge(lua_State *L, size_t bytes) {
  const size_t most = (size_t)1 << 30; /* kilobytes are passed as an int */
  const size_t counted = bytes < most ? bytes : most;
  if (counted >= 1024) lua_gc(L, LUA_GCSTEP, (int)(counted / 1024));
}
