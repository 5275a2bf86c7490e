/* Someone else's script in a state of its own.
 *
 * The state is made for one script, counts its memory, its work and its time, and is never closed: when the script has
 * ended, or has met a limit, its blocks are taken back and no code of it runs any more. */
#define _DEFAULT_SOURCE /* setrlimit is POSIX */

#include "lua/sandbox.h"

#include "base/threads.h"
#include "lua/sandbox_state.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char sandbox_type[] = "signalflow.Sandbox";

enum { DEEPEST = 32, MOST_VALUES = 1000000 };

static int release_sandbox(lua_State *L) {
  sandbox *box = luaL_checkudata(L, 1, sandbox_type);
  if (box->is_open) sf_close_meter(&box->meter);
  box->is_open = false;
  return 0;
}

void sf_make_sandbox_type(lua_State *L) {
  static const luaL_Reg none[] = {{NULL, NULL}};
  sf_make_type(L, sandbox_type, none, none, release_sandbox, false);
  lua_pop(L, 1);
}

/* Plain values, from one state to the other. */

typedef struct copy {
  lua_State *from, *to;
  size_t values, bytes; /* left */
  const char *wrong;    /* why there is no copy */
} copy;

static bool copy_value(copy *plain, int index, int depth);

static bool copy_table(copy *plain, int index, int depth) {
  lua_State *from = plain->from, *to = plain->to;
  lua_newtable(to);
  for (lua_pushnil(from); lua_next(from, index) != 0; lua_pop(from, 1)) {
    const int value = lua_gettop(from);
    const bool is_name = lua_type(from, value - 1) != LUA_TTABLE;
    if (!is_name) plain->wrong = "a table whose keys are tables";
    if (!is_name || !copy_value(plain, value - 1, depth + 1) || !copy_value(plain, value, depth + 1)) return false;
    lua_rawset(to, -3);
  }
  return true;
}

/* Pushes a copy of the value at an index of from, which is not a negative one. Leaves the stacks as they are when it
 * fails. */
static bool copy_value(copy *plain, int index, int depth) {
  lua_State *from = plain->from, *to = plain->to;
  if (plain->values-- == 0) {
    plain->wrong = "more than a million values";
    plain->values = 0;
    return false;
  }
  size_t length;
  const char *text;
  switch (lua_type(from, index)) {
  case LUA_TNIL:
    lua_pushnil(to);
    return true;
  case LUA_TBOOLEAN:
    lua_pushboolean(to, lua_toboolean(from, index));
    return true;
  case LUA_TNUMBER:
    if (lua_isinteger(from, index))
      lua_pushinteger(to, lua_tointeger(from, index));
    else
      lua_pushnumber(to, lua_tonumber(from, index));
    return true;
  case LUA_TSTRING:
    text = lua_tolstring(from, index, &length);
    if (length > plain->bytes) {
      plain->wrong = "more text than the sandbox may hold";
      return false;
    }
    plain->bytes -= length;
    lua_pushlstring(to, text, length);
    return true;
  case LUA_TTABLE:
    if (depth <= DEEPEST) return copy_table(plain, index, depth);
    plain->wrong = "a table more than 32 deep";
    return false;
  default:
    plain->wrong = lua_typename(from, lua_type(from, index));
    return false;
  }
}

/* Room for a copy, which needs three places for a table and one more. */
static bool has_room(lua_State *L) { return lua_checkstack(L, 4 * (DEEPEST + 2)) != 0; }

/* Running. */

/* Calls what the module "signalflow.host.inside" gives, with the arguments and what only scripts get. */
static int run_inside(lua_State *L) {
  sandbox *box = sf_sandbox_of(L);
  sf_open_sandbox_library(L, box->open_core);
  lua_getfield(L, -2, "require");
  lua_pushliteral(L, "signalflow.host.inside");
  lua_call(L, 1, 1);
  copy plain = {.from = box->host, .to = L, .values = MOST_VALUES, .bytes = SIZE_MAX};
  if (!has_room(L) || !copy_value(&plain, HOST_ARGUMENTS, 1)) return luaL_error(L, "arguments: %s", plain.wrong);
  lua_pushvalue(L, -3);
  lua_call(L, 2, LUA_MULTRET);
  return lua_gettop(L) - 2;
}

static const char *const ends[] = {
    [SF_METER_MEMORY] = "memory", [SF_METER_WORK] = "instructions", [SF_METER_TIME] = "time"};

/* Runs the script; false where it met a limit, or the host raised. */
static bool run(sandbox *box) {
  if (setjmp(box->over) != 0) return false;
  lua_State *state = sf_open_sandbox_state(box);
  if (state == NULL) {
    sf_end_meter(&box->meter, SF_METER_MEMORY);
    return false;
  }
  lua_pushcfunction(state, run_inside);
  box->is_broken = lua_pcall(state, 0, LUA_MULTRET, 0) != LUA_OK;
  return has_room(state);
}

static sandbox *push_sandbox(lua_State *L, const sf_meter *limits) {
  sandbox *box = lua_newuserdatauv(L, sizeof *box, 0);
  memset(box, 0, sizeof *box);
  luaL_setmetatable(L, sandbox_type);
  box->host = L;
  box->open_core = sf_this_core(L)->open;
  box->is_open = sf_open_meter(&box->meter, limits->most_bytes, limits->most_work, limits->deadline);
  if (!box->is_open) luaL_error(L, "sandbox: the system has no lock or key for one");
  return box;
}

static double limit(lua_State *L, const char *name) {
  lua_pushstring(L, name);
  lua_rawget(L, HOST_LIMITS);
  const double value = sf_check_number(L, -1, name);
  if (!(value > 0 && value <= 9e15))
    sf_raise(L, "sandbox: %s: expected a number above 0, got %s", name, sf_describe(L, lua_gettop(L)));
  lua_pop(L, 1);
  return value;
}

/* Leaves nil and the limit, or what is wrong. */
static int give_reason(lua_State *L, const char *form, const char *word) {
  lua_settop(L, HOST_BOX);
  lua_pushnil(L);
  lua_pushfstring(L, form, word);
  return 2;
}

static int give_results(lua_State *L, const sandbox *box) {
  copy plain = {.from = box->state, .to = L, .values = MOST_VALUES, .bytes = box->meter.most_bytes};
  const int results = lua_gettop(box->state);
  if (box->is_broken) return give_reason(L, "%s", lua_tostring(box->state, -1));
  luaL_checkstack(L, results, "results of a sandbox");
  for (int i = 1; i <= results; ++i)
    if (!copy_value(&plain, i, 0)) return give_reason(L, "the result holds %s", plain.wrong);
  return results;
}

/*** run_sandbox(limits, module, write, warn, arguments): runs what the module `signalflow.host.inside` gives, with the
 * arguments, in a state of its own within `{memory=, instructions=, time=}` (bytes, seconds). `module(name)` gives it
 * compiled modules and their paths, `write(text)` and `warn(text)` take what it prints. Copies of what it returns, as
 * far as that is plain; or `nil` and the limit that was met, or what is wrong */
static int core_run_sandbox(lua_State *L) {
  static const char *const names[] = {"", "limits", "module", "write", "warn", "arguments"};
  lua_settop(L, HOST_ARGUMENTS);
  for (int i = HOST_LIMITS; i <= HOST_ARGUMENTS; ++i) {
    const int kind = i == HOST_LIMITS || i == HOST_ARGUMENTS ? LUA_TTABLE : LUA_TFUNCTION;
    if (lua_type(L, i) != kind)
      sf_raise(L, "run_sandbox: %s: expected a %s, got %s", names[i], lua_typename(L, kind), sf_describe(L, i));
  }
  const sf_meter limits = {.most_bytes = (size_t)limit(L, "memory"),
                           .most_work = (uint64_t)limit(L, "instructions"),
                           .deadline = limit(L, "time")};
  if (!has_room(L)) sf_raise(L, "sandbox: there is no room on the stack");
  sandbox *box = push_sandbox(L, &limits);
  sf_enter_sandbox(box);
  const bool ended = run(box);
  sf_leave_sandbox(box);
  if (box->raised) return lua_error(L);
  const int results = ended ? give_results(L, box) : give_reason(L, "%s", ends[box->meter.end]);
  sf_close_meter(&box->meter);
  box->is_open = false;
  return results;
}

static void lower_limit(int which, double most) {
  struct rlimit now;
  if (getrlimit(which, &now) != 0) return;
  if (now.rlim_max == RLIM_INFINITY || most < (double)now.rlim_max) now.rlim_max = (rlim_t)most;
  now.rlim_cur = now.rlim_max;
  (void)setrlimit(which, &now);
}

/* Bytes of addresses that the process has, where the system says so. */
static double addresses_now(void) {
  double pages = 0;
  FILE *memory = fopen("/proc/self/statm", "r");
  if (memory == NULL) return 0;
  if (fscanf(memory, "%lf", &pages) != 1) pages = 0;
  fclose(memory);
  return pages * (double)sysconf(_SC_PAGESIZE);
}

/*** limit_process(memory, time): the last wall around a sandbox, for a program that runs nothing else: the system ends
 * the process that goes far beyond, and writes no core */
static int core_limit_process(lua_State *L) {
  enum { SECONDS_BEYOND = 30 };
  static const double beyond = 4e9, a_thread = 2e8; /* addresses, most of which are never used */
  const double threads = sf_processors();
  lower_limit(RLIMIT_CPU, threads * (sf_check_number(L, 2, "time") + SECONDS_BEYOND));
  lower_limit(RLIMIT_AS, addresses_now() + sf_check_number(L, 1, "memory") + beyond + a_thread * threads);
  lower_limit(RLIMIT_CORE, 0);
  return 0;
}

const luaL_Reg sf_sandbox_functions[] = {
    {"run_sandbox", core_run_sandbox}, {"limit_process", core_limit_process}, {NULL, NULL}};
