/* The libraries of a sandbox: Lua's own by an allow-list, those that may take long with their work counted first. What
 * reaches files, processes or other states is never there, not even for the library's own modules: there is nothing to
 * escape to. */
#define _POSIX_C_SOURCE 200809L

#include "lua/sandbox.h"

#include <lualib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_A_STEP = 16, ARGUMENT_STEPS = 10, LONGEST_DATE_FORMAT = 1000 };

/* Strings, as many as there are among the arguments. */
static uint64_t length_of_arguments(lua_State *L) {
  uint64_t bytes = 0;
  const int count = lua_gettop(L);
  for (int i = 1; i <= count; ++i)
    if (lua_type(L, i) == LUA_TSTRING) bytes += lua_rawlen(L, i);
  return bytes / BYTES_A_STEP + (uint64_t)count * ARGUMENT_STEPS;
}

/* The first upvalue is the function beneath, which runs in this frame. */
static int beneath(lua_State *L) { return lua_tocfunction(L, lua_upvalueindex(1))(L); }

/* Whatever is linear in its arguments; what is linear in its result is counted when memory is asked for. */
static int linear(lua_State *L) {
  sf_spend(L, length_of_arguments(L));
  return beneath(L);
}

static uint64_t as_work(lua_Integer count) { return count > 0 ? (uint64_t)count : 0; }

/* rep of nothing takes its rounds too. */
static int string_rep(lua_State *L) {
  sf_spend(L, as_work(luaL_checkinteger(L, 2)) / BYTES_A_STEP);
  size_t length, between = 0;
  luaL_checklstring(L, 1, &length);
  luaL_optlstring(L, 3, "", &between);
  if (length + between == 0) {
    lua_settop(L, 1);
    return 1;
  }
  return beneath(L);
}

/* An end that is left out is asked for once, and then stands: __len may answer differently the next time. */
static int spanned(lua_State *L, int first_index, int last_index) {
  lua_Integer first = luaL_optinteger(L, first_index, 1);
  lua_Integer last = lua_isnoneornil(L, last_index) ? luaL_len(L, 1) : luaL_checkinteger(L, last_index);
  lua_settop(L, last_index);
  lua_pushinteger(L, first);
  lua_replace(L, first_index);
  lua_pushinteger(L, last);
  lua_replace(L, last_index);
  if (last >= first) sf_spend(L, (uint64_t)last - (uint64_t)first);
  return beneath(L);
}

static int table_concat(lua_State *L) {
  lua_settop(L, 4);
  luaL_checktype(L, 1, LUA_TTABLE);
  return spanned(L, 3, 4);
}

static int table_unpack(lua_State *L) {
  lua_settop(L, 3);
  return spanned(L, 2, 3);
}

static int table_move(lua_State *L) {
  const lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  if (last >= first) sf_spend(L, (uint64_t)last - (uint64_t)first);
  return beneath(L);
}

/* Moves t[from], t[from + step], ... one place against the step, until that place is to. */
static void shift(lua_State *L, lua_Integer from, lua_Integer to, lua_Integer step) {
  for (lua_Integer i = from; i != to; i += step) {
    sf_spend(L, 1);
    lua_geti(L, 1, i + step);
    lua_seti(L, 1, i);
  }
}

static int table_insert(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const lua_Integer end = (lua_Integer)((lua_Unsigned)luaL_len(L, 1) + 1);
  lua_Integer at = end;
  if (lua_gettop(L) == 3) {
    at = luaL_checkinteger(L, 2);
    luaL_argcheck(L, (lua_Unsigned)at - 1u < (lua_Unsigned)end, 2, "position out of bounds");
    shift(L, end, at, -1);
  } else if (lua_gettop(L) != 2) {
    return luaL_error(L, "wrong number of arguments to 'insert'");
  }
  lua_seti(L, 1, at);
  return 0;
}

static int table_remove(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const lua_Integer size = luaL_len(L, 1), at = luaL_optinteger(L, 2, size);
  if (at != size) luaL_argcheck(L, (lua_Unsigned)at - 1u <= (lua_Unsigned)size, 2, "position out of bounds");
  lua_settop(L, 1);
  lua_geti(L, 1, at);
  if (at < size) {
    shift(L, at, size, 1);
    lua_pushnil(L);
    lua_seti(L, 1, size);
  } else {
    lua_pushnil(L);
    lua_seti(L, 1, at);
  }
  return 1;
}

/* The order of a sort: the script's function, or Lua's. */
static int is_before(lua_State *L) {
  lua_settop(L, 2);
  sf_spend(L, 1 + length_of_arguments(L) / ARGUMENT_STEPS);
  if (lua_isnil(L, lua_upvalueindex(1))) {
    lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPLT));
    return 1;
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 2, 1);
  return 1;
}

static int table_sort(lua_State *L) {
  lua_settop(L, 2);
  if (!lua_isnil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_pushcclosure(L, is_before, 1);
  return beneath(L);
}

/* Text alone, handed to the parser by little: it may go back over what it has read for every word. */
typedef struct source {
  const char *text;
  size_t left, whole;
} source;

enum { SOURCE_PIECE = 64, SOURCE_STEPS = 100, LONGEST_SOURCE = 1 << 18, LOAD_FROM = 1, LOAD_KEPT = 5 };

static const char *read_piece(lua_State *L, void *context, size_t *length) {
  source *from = context;
  if (from->left == 0 && lua_type(L, LOAD_FROM) == LUA_TFUNCTION) {
    lua_pushvalue(L, LOAD_FROM);
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) {
      lua_pop(L, 1);
      *length = 0;
      return NULL;
    }
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "reader function must return a string");
    lua_replace(L, LOAD_KEPT);
    from->text = lua_tolstring(L, LOAD_KEPT, &from->left);
  }
  *length = from->left < SOURCE_PIECE ? from->left : SOURCE_PIECE;
  if (*length == 0) return NULL;
  sf_spend(L, SOURCE_STEPS);
  from->whole += *length;
  if (from->whole > LONGEST_SOURCE)
    luaL_error(L, "a sandbox reads at most %d bytes of source at once", (int)LONGEST_SOURCE);
  const char *piece = from->text;
  from->text += *length;
  from->left -= *length;
  return piece;
}

/* load(chunk, name, mode, environment); without an environment that of the upvalue. Binary chunks are none here. */
static int load_text(lua_State *L) {
  const bool has_environment = lua_gettop(L) >= 4;
  lua_settop(L, LOAD_KEPT);
  source from = {NULL, 0, 0};
  if (lua_type(L, LOAD_FROM) == LUA_TSTRING)
    from.text = lua_tolstring(L, LOAD_FROM, &from.left);
  else
    luaL_checktype(L, LOAD_FROM, LUA_TFUNCTION);
  const char *name = luaL_optstring(L, 2, from.text != NULL ? from.text : "=(load)");
  if (lua_load(L, read_piece, &from, name, "t") != LUA_OK) {
    luaL_pushfail(L);
    lua_insert(L, -2);
    return 2;
  }
  lua_pushvalue(L, has_environment ? 4 : lua_upvalueindex(1));
  if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
  return 1;
}

/* Coroutines: as Lua's own, but the watch follows what runs. */
enum { THREAD_STEPS = 1000 };

static int make_coroutine(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  sf_spend(L, THREAD_STEPS);
  lua_State *made = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, made, 1);
  return 1;
}

static bool may_resume(lua_State *L, lua_State *thread) {
  if (lua_status(thread) == LUA_YIELD) return true;
  lua_Debug frame;
  return thread != L && lua_status(thread) == LUA_OK && lua_getstack(thread, 0, &frame) == 0 && lua_gettop(thread) > 0;
}

enum { NOT_RESUMED = -1, ENDED_BADLY = -2 };

/* How many results it gave, moved to L. NOT_RESUMED leaves why on the top of L, ENDED_BADLY its error on the top of the
 * thread. */
static int resume(lua_State *L, lua_State *thread, int arguments) {
  if (!may_resume(L, thread)) {
    lua_Debug frame;
    const bool is_dead = thread != L && lua_getstack(thread, 0, &frame) == 0;
    lua_pushfstring(L, "cannot resume %s coroutine", is_dead ? "dead" : "non-suspended");
    return NOT_RESUMED;
  }
  if (!lua_checkstack(thread, arguments)) {
    lua_pushliteral(L, "too many arguments to resume");
    return NOT_RESUMED;
  }
  lua_xmove(L, thread, arguments);
  int results = 0;
  sf_run_on(L, thread);
  const int status = lua_resume(thread, L, arguments, &results);
  sf_run_on(L, L);
  if (status != LUA_OK && status != LUA_YIELD) return ENDED_BADLY;
  if (!lua_checkstack(L, results + 1)) {
    lua_pop(thread, results);
    lua_pushliteral(L, "too many results to resume");
    return NOT_RESUMED;
  }
  lua_xmove(thread, L, results);
  return results;
}

static lua_State *check_thread(lua_State *L) {
  lua_State *thread = lua_tothread(L, 1);
  luaL_argexpected(L, thread != NULL, 1, "coroutine");
  return thread;
}

static int resume_coroutine(lua_State *L) {
  lua_State *thread = check_thread(L);
  const int results = resume(L, thread, lua_gettop(L) - 1);
  if (results == ENDED_BADLY) lua_xmove(thread, L, 1);
  lua_pushboolean(L, results >= 0);
  lua_insert(L, results >= 0 ? -(results + 1) : -2);
  return results >= 0 ? results + 1 : 2;
}

/* Upvalues: the coroutine, and Lua's own close. */
static int call_wrapped(lua_State *L) {
  lua_State *thread = lua_tothread(L, lua_upvalueindex(1));
  const int results = resume(L, thread, lua_gettop(L));
  if (results >= 0) return results;
  if (results == ENDED_BADLY) { /* what it left open is closed, which gives its error */
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_call(L, 1, 2);
  }
  if (lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

static int wrap_coroutine(lua_State *L) {
  make_coroutine(L);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushcclosure(L, call_wrapped, 2);
  return 1;
}

static int close_coroutine(lua_State *L) {
  sf_run_on(L, check_thread(L));
  const int results = beneath(L);
  sf_run_on(L, L);
  return results;
}

/* Metatables. A finalizer runs where no watch does, and a table with weak keys can keep the collector busy for minutes:
 * neither is made here. A script's metatable stays its own table, of which objects have a copy, so that it cannot
 * become such a one afterwards; what is put into it later counts for objects that are made later, or again. */
static void refuse_finalizer(lua_State *L) {
  lua_pushliteral(L, "__gc");
  if (lua_rawget(L, 2) != LUA_TNIL) luaL_error(L, "a sandbox has no finalizers: __gc");
  lua_pop(L, 1);
}

static int check_setmetatable(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
  lua_settop(L, 2);
  if (lua_istable(L, 2)) refuse_finalizer(L);
  return 0;
}

/* For the library's own modules. */
static int set_library_metatable(lua_State *L) {
  check_setmetatable(L);
  return beneath(L);
}

enum { SEALED_OBJECT = 1, SEALED_GIVEN, SEALED_COPY };

/* The copy of a metatable, pushed: filled afresh each time. Upvalue 2 holds copies by the address of what they are of;
 * a copy keeps that alive. */
static void push_copy(lua_State *L) {
  const void *address = lua_topointer(L, SEALED_GIVEN);
  if (lua_rawgetp(L, lua_upvalueindex(2), address) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, lua_upvalueindex(2), address);
  }
  for (lua_pushnil(L); lua_next(L, SEALED_COPY) != 0;) { /* what is gone */
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushnil(L);
    lua_rawset(L, SEALED_COPY);
  }
  for (lua_pushnil(L); lua_next(L, SEALED_GIVEN) != 0;) {
    sf_spend(L, 1);
    const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
    if (strncmp(name, "__", 2) == 0 && strcmp(name, "__mode") != 0) {
      lua_pushvalue(L, -2);
      lua_insert(L, -2);
      lua_rawset(L, SEALED_COPY);
    } else {
      lua_pop(L, 1);
    }
  }
  lua_pushliteral(L, "__metatable");
  if (lua_rawget(L, SEALED_COPY) == LUA_TNIL) {
    lua_pushliteral(L, "__metatable");
    lua_pushvalue(L, SEALED_GIVEN);
    lua_rawset(L, SEALED_COPY);
  }
  lua_pop(L, 1);
}

/* Whether the object's metatable is a copy of one that did not ask to be protected. */
static bool may_change_metatable(lua_State *L) {
  if (luaL_getmetafield(L, SEALED_OBJECT, "__metatable") == LUA_TNIL) return true;
  bool may = false;
  if (lua_istable(L, -1) && lua_getmetatable(L, SEALED_OBJECT)) {
    lua_rawgetp(L, lua_upvalueindex(2), lua_topointer(L, -2));
    lua_pushliteral(L, "__metatable");
    lua_rawget(L, -4);
    may = lua_rawequal(L, -2, -3) && lua_isnil(L, -1);
  }
  lua_settop(L, SEALED_GIVEN);
  return may;
}

static int set_script_metatable(lua_State *L) {
  check_setmetatable(L);
  if (!may_change_metatable(L)) return luaL_error(L, "cannot change a protected metatable");
  lua_settop(L, SEALED_GIVEN);
  if (lua_isnil(L, SEALED_GIVEN))
    lua_pushnil(L);
  else
    push_copy(L);
  lua_settop(L, SEALED_COPY);
  lua_setmetatable(L, SEALED_OBJECT);
  lua_settop(L, SEALED_OBJECT);
  return 1;
}

/* Printing, and modules, which the host has. */

static int print(lua_State *L) {
  const int count = lua_gettop(L);
  luaL_Buffer line;
  luaL_buffinit(L, &line);
  for (int i = 1; i <= count; ++i) {
    if (i > 1) luaL_addchar(&line, '\t');
    luaL_tolstring(L, i, NULL);
    luaL_addvalue(&line);
  }
  luaL_addchar(&line, '\n');
  luaL_pushresult(&line);
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  sf_write_to_host(L, text, length, false);
  return 0;
}

/* file:write of what stands for standard output or error, which the upvalue says: the object first, which is given
 * back.
 */
static int write(lua_State *L) {
  const int count = lua_gettop(L);
  for (int i = 2; i <= count; ++i) {
    size_t length;
    const char *text = luaL_checklstring(L, i, &length);
    sf_write_to_host(L, text, length, lua_toboolean(L, lua_upvalueindex(1)));
  }
  lua_settop(L, 1);
  return 1;
}

static int same(lua_State *L) {
  lua_settop(L, 1);
  return 1;
}

/* Upvalues: the globals of the library, what is loaded. */
static int require(lua_State *L) {
  size_t length;
  const char *name = luaL_checklstring(L, 1, &length);
  lua_settop(L, 1);
  lua_pushvalue(L, 1);
  if (lua_gettable(L, lua_upvalueindex(2)) != LUA_TNIL) return 1;
  lua_settop(L, 1);
  sf_load_from_host(L, name, length);
  if (lua_isnil(L, 2)) return luaL_error(L, "%s", lua_tostring(L, 3));
  lua_pushvalue(L, lua_upvalueindex(1));
  if (lua_setupvalue(L, 2, 1) == NULL) lua_pop(L, 1);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 3);
  lua_call(L, 2, 1);
  if (lua_isnil(L, -1)) lua_pushboolean(L, true);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_settable(L, lua_upvalueindex(2));
  return 1;
}

/* The variables that say how wide a page is and how dates are fixed. */
static int get_environment(lua_State *L) {
  static const char *const shown[] = {"COLUMNS", "LC_ALL", "LC_CTYPE", "LANG", "SOURCE_DATE_EPOCH", "NO_COLOR", "TERM"};
  const char *name = luaL_checkstring(L, 1);
  for (size_t i = 0; i < sizeof shown / sizeof *shown; ++i)
    if (strcmp(shown[i], name) == 0) {
      lua_pushstring(L, getenv(name));
      return 1;
    }
  lua_pushnil(L);
  return 1;
}

static int date(lua_State *L) {
  if (lua_type(L, 1) == LUA_TSTRING && lua_rawlen(L, 1) > LONGEST_DATE_FORMAT)
    return luaL_error(L, "this format of a date is too long");
  return linear(L);
}

/* count alone; the library may also collect, now and then. */
static int collect_garbage(lua_State *L) {
  const char *what = luaL_optstring(L, 1, "collect");
  if (strcmp(what, "count") == 0) {
    lua_pushnumber(L, lua_gc(L, LUA_GCCOUNT) + lua_gc(L, LUA_GCCOUNTB) / 1024.0);
    return 1;
  }
  if (strcmp(what, "collect") == 0 && lua_toboolean(L, lua_upvalueindex(1))) lua_gc(L, LUA_GCCOLLECT);
  lua_pushinteger(L, 0);
  return 1;
}

/* Opening. */

static void open(lua_State *L, lua_CFunction library, const char *name) {
  if (library == NULL) luaL_error(L, "this host has linked Lua without its library '%s', which a sandbox needs", name);
  lua_pushcfunction(L, library);
  lua_pushstring(L, name);
  lua_call(L, 1, 1);
}

/* Puts a function into the table on the top, with what was there of that name as its upvalue. */
static void put_over(lua_State *L, const char *name, lua_CFunction function) {
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
}

static void put_all_over(lua_State *L, const char *const *names, size_t count, lua_CFunction function) {
  for (size_t i = 0; i < count; ++i) put_over(L, names[i], function);
}

static void remove_fields(lua_State *L, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    lua_pushnil(L);
    lua_setfield(L, -2, names[i]);
  }
}

#define ALL(names) names, sizeof(names) / sizeof *(names)

/* A host that has linked Lua into itself may lack some of these: the module is loaded all the same. */
#pragma weak luaopen_base
#pragma weak luaopen_coroutine
#pragma weak luaopen_debug
#pragma weak luaopen_math
#pragma weak luaopen_os
#pragma weak luaopen_string
#pragma weak luaopen_table
#pragma weak luaopen_utf8

/* The metatable of strings says nothing of itself: its methods are everybody's. */
static void open_string(lua_State *L) {
  static const char *const counted[] = {"byte",     "char",    "format", "len",    "lower", "pack",
                                        "packsize", "reverse", "sub",    "unpack", "upper"};
  static const char *const away[] = {"dump"};
  open(L, luaopen_string, LUA_STRLIBNAME);
  put_all_over(L, ALL(counted), linear);
  put_over(L, "rep", string_rep);
  luaL_setfuncs(L, sf_pattern_functions, 0);
  remove_fields(L, ALL(away));
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
}

static void open_table(lua_State *L) {
  static const luaL_Reg own[] = {{"insert", table_insert}, {"remove", table_remove}, {NULL, NULL}};
  open(L, luaopen_table, LUA_TABLIBNAME);
  put_over(L, "concat", table_concat);
  put_over(L, "unpack", table_unpack);
  put_over(L, "move", table_move);
  put_over(L, "sort", table_sort);
  luaL_setfuncs(L, own, 0);
}

static void open_utf8(lua_State *L) {
  static const char *const counted[] = {"char", "codepoint", "len", "offset"};
  open(L, luaopen_utf8, LUA_UTF8LIBNAME);
  put_all_over(L, ALL(counted), linear);
}

static void open_coroutine(lua_State *L) {
  static const luaL_Reg own[] = {{"create", make_coroutine}, {"resume", resume_coroutine}, {NULL, NULL}};
  open(L, luaopen_coroutine, LUA_COLIBNAME);
  luaL_setfuncs(L, own, 0);
  put_over(L, "close", close_coroutine);
  lua_getfield(L, -1, "close");
  lua_pushcclosure(L, wrap_coroutine, 1);
  lua_setfield(L, -2, "wrap");
}

/* Pushes a table of what of the library on the top is in the list; that one is forgotten. */
static void keep(lua_State *L, const char *const *names, size_t count) {
  lua_createtable(L, 0, (int)count);
  for (size_t i = 0; i < count; ++i) {
    lua_getfield(L, -2, names[i]);
    lua_setfield(L, -2, names[i]);
  }
  lua_remove(L, -2);
}

static void open_os(lua_State *L) {
  static const char *const kept[] = {"clock", "date", "difftime", "time"};
  open(L, luaopen_os, LUA_OSLIBNAME);
  keep(L, ALL(kept));
  put_over(L, "date", date);
  lua_pushcfunction(L, get_environment);
  lua_setfield(L, -2, "getenv");
}

static void open_debug(lua_State *L) {
  static const char *const kept[] = {"getinfo"};
  open(L, luaopen_debug, LUA_DBLIBNAME);
  keep(L, ALL(kept));
}

static void set_stream(lua_State *L, const char *name, bool is_warning) {
  lua_newtable(L);
  lua_pushboolean(L, is_warning);
  lua_pushcclosure(L, write, 1);
  lua_setfield(L, -2, "write");
  lua_pushcfunction(L, same);
  lua_setfield(L, -2, "flush");
  lua_setfield(L, -2, name);
}

static void open_io(lua_State *L) {
  lua_newtable(L);
  set_stream(L, "stdout", false);
  set_stream(L, "stderr", true);
}

/* Base, in the table on the top. */
static void open_base(lua_State *L) {
  static const char *const away[] = {"dofile", "loadfile", "warn"};
  static const char *const counted[] = {"tonumber", "tostring", "select"};
  static const luaL_Reg own[] = {{"print", print}, {NULL, NULL}};
  open(L, luaopen_base, LUA_GNAME);
  remove_fields(L, ALL(away));
  put_all_over(L, ALL(counted), linear);
  luaL_setfuncs(L, own, 0);
  lua_getfield(L, -1, "setmetatable");
  lua_pushcclosure(L, set_library_metatable, 1);
  lua_setfield(L, -2, "setmetatable");
  lua_pushvalue(L, -1);
  lua_pushcclosure(L, load_text, 1);
  lua_setfield(L, -2, "load");
  lua_pushboolean(L, true);
  lua_pushcclosure(L, collect_garbage, 1);
  lua_setfield(L, -2, "collectgarbage");
}

/* What the script has instead: its own loader's environment is set by whoever makes it. */
static int bind_load(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_pushcclosure(L, load_text, 1);
  return 1;
}

static void push_script_functions(lua_State *L, lua_CFunction open_core) {
  lua_newtable(L);
  lua_pushboolean(L, false);
  lua_pushcclosure(L, collect_garbage, 1);
  lua_setfield(L, -2, "collectgarbage");
  lua_pushcfunction(L, bind_load);
  lua_setfield(L, -2, "bind_load");
  lua_pushcfunction(L, open_core);
  lua_setfield(L, -2, "open_core");
  lua_pushnil(L);
  lua_newtable(L); /* copies of metatables: gone when nobody has them */
  lua_newtable(L);
  lua_pushliteral(L, "v");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_pushcclosure(L, set_script_metatable, 2);
  lua_setfield(L, -2, "setmetatable");
}

void sf_open_sandbox_library(lua_State *L, lua_CFunction open_core) {
  static const struct {
    const char *name;
    void (*open)(lua_State *L);
  } libraries[] = {{LUA_STRLIBNAME, open_string},   {LUA_TABLIBNAME, open_table}, {LUA_UTF8LIBNAME, open_utf8},
                   {LUA_COLIBNAME, open_coroutine}, {LUA_OSLIBNAME, open_os},     {LUA_DBLIBNAME, open_debug},
                   {LUA_IOLIBNAME, open_io}};
  open_base(L);
  for (size_t i = 0; i < sizeof libraries / sizeof *libraries; ++i) {
    libraries[i].open(L);
    lua_setfield(L, -2, libraries[i].name);
  }
  open(L, luaopen_math, LUA_MATHLIBNAME);
  lua_setfield(L, -2, LUA_MATHLIBNAME);
  lua_newtable(L); /* what is loaded */
  lua_newtable(L);
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, "loaded");
  lua_setfield(L, -3, LUA_LOADLIBNAME);
  lua_pushvalue(L, -2);
  lua_insert(L, -2);
  lua_pushcclosure(L, require, 2);
  lua_setfield(L, -2, "require");
  push_script_functions(L, open_core);
}
