/* The host's hooks, heard while C works. A host interrupts a script, or limits it, by a hook that raises (as lua does
 * on SIGINT). Hooks fire when Lua runs, so a little Lua is run. */
#include "base/meter.h"
#include "lua/boundary.h"

#include <string.h>

/* Instructions of the little Lua: hooks that count at most this many fire in it by themselves. */
enum { PAUSE_INSTRUCTIONS = 4096 };
/* Seconds of C worth a pause, and those after which hooks that count more fire as well, in one call or in many. */
static const double WORTH_A_PAUSE = 0.02, LONGEST_DEAF = 0.5;

void sf_set_pause(lua_State *L, int core) {
  const char *text = lua_pushfstring(L, "for _ = 1, %d do end", (int)PAUSE_INSTRUCTIONS);
  if (luaL_loadbufferx(L, text, strlen(text), "=signalflow", "t") != LUA_OK) lua_error(L);
  lua_setiuservalue(L, core, SF_CORE_PAUSE);
  lua_pop(L, 1);
}

/* Runs the pause, which is on the top of L, on a thread; true when a hook raised: its error is then on the top of L. */
static bool pause_raises(lua_State *L, lua_State *thread) {
  if (thread != L) lua_xmove(L, thread, 1);
  if (lua_pcall(thread, 0, 0, 0) == LUA_OK) return false;
  if (thread != L) lua_xmove(thread, L, 1);
  return true;
}

/* The same, with a hook that counts further brought forward, so that it fires once. */
static bool urgent_pause_raises(lua_State *L, lua_State *thread) {
  const lua_Hook hook = lua_gethook(thread);
  const int mask = lua_gethookmask(thread), count = lua_gethookcount(thread);
  if (!(mask & LUA_MASKCOUNT) || count <= PAUSE_INSTRUCTIONS) return pause_raises(L, thread);
  lua_sethook(thread, hook, mask, PAUSE_INSTRUCTIONS);
  const bool raised = pause_raises(L, thread);
  /* unless the hook has set another, or none */
  if (lua_gethook(thread) == hook && lua_gethookmask(thread) == mask && lua_gethookcount(thread) == PAUSE_INSTRUCTIONS)
    lua_sethook(thread, hook, mask, count);
  return raised;
}

static lua_State *main_thread(lua_State *L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_MAINTHREAD);
  lua_State *main = lua_tothread(L, -1);
  lua_pop(L, 1);
  return main;
}

bool sf_hook_raises(lua_State *L, double seconds) {
  if (sf_used_meter() != NULL) return false; /* a sandbox has one hook, which does not raise */
  sf_core *core = lua_touserdata(L, lua_upvalueindex(1));
  core->deaf += seconds;
  const bool urgent = core->deaf >= LONGEST_DEAF;
  if (!urgent && seconds < WORTH_A_PAUSE) return false;
  if (urgent) core->deaf = 0;
  /* a signal's hook is set on the main thread, which waits where L is a coroutine */
  lua_State *const threads[] = {L, main_thread(L)};
  for (int i = 0; i < 2; ++i) {
    lua_State *thread = threads[i];
    if (lua_gethook(thread) == NULL || (i == 1 && thread == L) || !lua_checkstack(thread, LUA_MINSTACK)) continue;
    sf_push_core_value(L, SF_CORE_PAUSE);
    if (urgent ? urgent_pause_raises(L, thread) : pause_raises(L, thread)) {
      sf_note_foreign(L);
      return true;
    }
  }
  return false;
}

/*** is_foreign(error): whether it is the last one that a hook, or a lack of memory, raised from C */
static int core_is_foreign(lua_State *L) {
  lua_settop(L, 1);
  sf_push_core_value(L, SF_CORE_FOREIGN);
  lua_pushboolean(L, !lua_isnil(L, 1) && lua_rawequal(L, 1, 2));
  return 1;
}

enum { ENSURE_ACTION = 1, ENSURE_CLEANUP, ENSURE_HANDLER };

/* Calls cleanup(done, error) with no hook set; true, or false with its own error on the top. The action's error is at
 * index. A hook that is set meanwhile, as by a signal, stays. */
static bool clean_up(lua_State *L, bool done, int error) {
  const lua_Hook hook =
      sf_used_meter() == NULL ? lua_gethook(L) : NULL; /* that of a sandbox does not raise, and stays */
  const int mask = lua_gethookmask(L), count = lua_gethookcount(L);
  if (hook != NULL) lua_sethook(L, NULL, 0, 0);
  lua_pushvalue(L, ENSURE_CLEANUP);
  lua_pushboolean(L, done);
  if (done)
    lua_pushnil(L);
  else
    lua_pushvalue(L, error);
  const bool cleaned = lua_pcall(L, 2, 0, 0) == LUA_OK;
  if (hook != NULL && lua_gethook(L) == NULL) lua_sethook(L, hook, mask, count);
  return cleaned;
}

static int finish_ensure(lua_State *L, int status, lua_KContext context) {
  (void)context;
  const bool done = status == LUA_OK || status == LUA_YIELD;
  if (!lua_checkstack(L, LUA_MINSTACK)) lua_settop(L, ENSURE_HANDLER + 1); /* that many results leave no room */
  const int error = lua_gettop(L);
  if (!clean_up(L, done, error)) {
    if (!clean_up(L, done, error)) lua_pop(L, 1); /* a hook that was set meanwhile has raised: once more */
    return lua_error(L);
  }
  return done ? lua_gettop(L) - ENSURE_HANDLER : lua_error(L);
}

/*** ensure(action, cleanup, handler): what the action returns or raises, once `cleanup(done, error)` was called,
 * whatever the action did and whatever hooks are set; the handler is as xpcall's. Lua alone cannot: a hook may raise
 * between an error and its handling */
static int core_ensure(lua_State *L) {
  lua_settop(L, ENSURE_HANDLER);
  for (int i = ENSURE_ACTION; i <= ENSURE_HANDLER; ++i)
    if (lua_type(L, i) != LUA_TFUNCTION) sf_raise(L, "ensure: expected a function, got %s", sf_describe(L, i));
  lua_pushvalue(L, ENSURE_ACTION);
  return finish_ensure(L, lua_pcallk(L, 0, LUA_MULTRET, ENSURE_HANDLER, 0, finish_ensure), 0);
}

const luaL_Reg sf_hook_functions[] = {{"is_foreign", core_is_foreign}, {"ensure", core_ensure}, {NULL, NULL}};
