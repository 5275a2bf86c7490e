/* flock is common to Unix */
#define _DEFAULT_SOURCE

/* Programs of others, waiting, and a file that one process at a time holds. A host that wants none of it takes
 * `core.spawn` away: nothing else here starts a program. */
#include "base/process.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/threads.h"

#include "lua/boundary.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SPAWN_ARGUMENTS = 1, SPAWN_OPTIONS, SPAWN_TAKE, SPAWN_HELD };
enum { MOST_ERRORS = 1 << 16, USUAL_LIMIT = 1 << 20, LARGEST_LIMIT = 1 << 30, LONGEST = 86400, MILLISECONDS = 1000 };

typedef struct spawned {
  lua_State *L;
  sf_text streams[2]; /* what it wrote to standard output and standard error */
  size_t limit;       /* of the first */
  bool takes, raised, is_full;
} spawned;

static const char spawned_type[] = "signalflow.Spawned";

static int release_spawned(lua_State *L) {
  spawned *held = luaL_checkudata(L, 1, spawned_type);
  for (int i = 0; i < 2; ++i) sf_discard_text(&held->streams[i]);
  return 0;
}

/* Calls the script's function with the bytes, under lua_pcall: what raises here must not pass the child by. */
static int call_take(lua_State *L) {
  const char *bytes = lua_touserdata(L, 2);
  lua_pushvalue(L, 1);
  lua_pushlstring(L, bytes, (size_t)lua_tointeger(L, 3));
  lua_call(L, 1, 1);
  return 1;
}

static bool give_bytes(spawned *held, const char *bytes, size_t length) {
  lua_State *L = held->L;
  lua_pushcfunction(L, call_take);
  lua_pushvalue(L, SPAWN_TAKE);
  lua_pushlightuserdata(L, (void *)(uintptr_t)bytes);
  lua_pushinteger(L, (lua_Integer)length);
  if (lua_pcall(L, 3, 1, 0) != LUA_OK) {
    held->raised = true;
    return false;
  }
  held->is_full = lua_isboolean(L, -1) && !lua_toboolean(L, -1);
  lua_pop(L, 1);
  return !held->is_full;
}

static bool take_bytes(void *context, int stream, const char *bytes, size_t length) {
  spawned *held = context;
  sf_text *text = &held->streams[stream - 1];
  if (stream == 1 && held->takes) return give_bytes(held, bytes, length);
  const size_t most = stream == 1 ? held->limit : MOST_ERRORS;
  const size_t room = most - text->length;
  sf_append_bytes(text, bytes, length < room ? length : room);
  if (stream == 1 && length > room) held->is_full = true;
  return !held->is_full && !text->failed;
}

static bool hear_hooks(void *context, double seconds) {
  spawned *held = context;
  held->raised = sf_hook_raises(held->L, seconds);
  return !held->raised;
}

/* The program and its arguments, which the list keeps alive, and NULL; pushed. */
static const char **check_arguments(lua_State *L) {
  size_t count;
  const char **names = sf_check_names(L, SPAWN_ARGUMENTS, "spawn: arguments", &count);
  if (count == 0) sf_raise(L, "spawn: arguments: expected a program and its arguments, got an empty list");
  const char **all = sf_push_block(L, count + 1, sizeof *all);
  memcpy(all, names, count * sizeof *all);
  all[count] = NULL;
  return all;
}

static sf_process check_options(lua_State *L, spawned *held) {
  static const char *const fields[] = {"input", "seconds", "limit", "output"};
  sf_process process = {.take = take_bytes, .tick = hear_hooks, .context = held};
  held->limit = USUAL_LIMIT;
  if (lua_isnil(L, SPAWN_OPTIONS)) return process;
  if (!lua_istable(L, SPAWN_OPTIONS))
    sf_raise(L, "spawn: options: expected a table, got %s", sf_describe(L, SPAWN_OPTIONS));
  sf_check_fields(L, SPAWN_OPTIONS, "spawn", fields, sizeof fields / sizeof *fields);
  if (lua_getfield(L, SPAWN_OPTIONS, "input") != LUA_TNIL)
    process.input = sf_check_text(L, -1, "spawn: input", &process.input_length);
  if (lua_getfield(L, SPAWN_OPTIONS, "seconds") != LUA_TNIL) {
    process.seconds = sf_check_number(L, -1, "spawn: seconds");
    if (!(process.seconds > 0 && process.seconds <= LONGEST))
      sf_raise(L, "spawn: seconds: expected more than 0 and at most %d, got %s", (int)LONGEST, sf_describe(L, -1));
  }
  if (lua_getfield(L, SPAWN_OPTIONS, "limit") != LUA_TNIL)
    held->limit = (size_t)sf_check_integer(L, -1, "spawn: limit", 0, LARGEST_LIMIT);
  if (lua_getfield(L, SPAWN_OPTIONS, "output") != LUA_TNIL) {
    if (!lua_isfunction(L, -1)) sf_raise(L, "spawn: output: expected a function, got %s", sf_describe(L, -1));
    held->takes = true;
    lua_replace(L, SPAWN_TAKE);
    lua_pushnil(L);
  }
  return process;
}

static int give_result(lua_State *L, const spawned *held, sf_process_result result) {
  lua_newtable(L);
  if (result.end == SF_PROCESS_EXITED) sf_set_integer(L, "status", result.status);
  if (result.end == SF_PROCESS_SIGNALED) sf_set_integer(L, "signal", result.status);
  if (result.end == SF_PROCESS_STOPPED) sf_set_text(L, "stopped", "output");
  if (result.end == SF_PROCESS_LATE) sf_set_text(L, "stopped", "time");
  static const char *const names[] = {"output", "errors"};
  for (int i = held->takes ? 1 : 0; i < 2; ++i) {
    lua_pushlstring(L, held->streams[i].bytes ? held->streams[i].bytes : "", held->streams[i].length);
    lua_setfield(L, -2, names[i]);
  }
  return 1;
}

/*** spawn(arguments, options): runs a program to its end, without a shell; Ctrl-C ends it. `arguments` are the program
 * and what it is given; options are `input` (text, at most 4,096 bytes), `seconds` after which it is killed, and
 * `output`, a function that takes what the program writes as it comes and kills it by `false`; without one, `limit` is
 * the most it may write (1 MiB). Gives `{status=, signal=, stopped=, output=, errors=}`: its exit status, or the signal
 * that ended it, or `"output"` or `"time"` where it was killed here; `nil, err` where it cannot be started */
static int core_spawn(lua_State *L) {
  lua_settop(L, SPAWN_TAKE);
  lua_pushnil(L);
  lua_replace(L, SPAWN_TAKE);
  spawned *held = lua_newuserdatauv(L, sizeof *held, 0);
  *held = (spawned){.L = L};
  luaL_setmetatable(L, spawned_type);
  sf_process process = check_options(L, held);
  process.arguments = check_arguments(L);
  luaL_checkstack(L, LUA_MINSTACK, "spawn");
  sf_process_result result = {.end = SF_PROCESS_LOST};
  sf_error error;
  sf_status status = sf_run_process(&process, &result, &error);
  if (held->raised) return lua_error(L);
  if (status == SF_OK && (held->streams[0].failed || held->streams[1].failed))
    status = sf_fail(&error, SF_NO_MEMORY, "no memory for what a program writes");
  if (status != SF_OK) return sf_answer_error(L, &error);
  return give_result(L, held, result);
}

/*** wait(seconds): does nothing for a while; Ctrl-C and a host's hooks end it */
static int core_wait(lua_State *L) {
  const double seconds = sf_check_number(L, 1, "wait: seconds");
  if (seconds > LONGEST) sf_raise(L, "wait: seconds: expected at most %d, got %s", (int)LONGEST, sf_describe(L, 1));
  double before = sf_seconds();
  const double end = before + seconds;
  while (before < end) {
    const double left = end - before < SF_TICK_SECONDS ? end - before : SF_TICK_SECONDS;
    (void)poll(NULL, 0, (int)(left * MILLISECONDS) + 1);
    const double now = sf_seconds();
    if (sf_hook_raises(L, now - before)) return lua_error(L);
    before = now;
  }
  return 0;
}

/*** seconds(): seconds since some fixed moment, which only go forward */
static int core_seconds(lua_State *L) {
  lua_pushnumber(L, sf_seconds());
  return 1;
}

/* A file that one process holds. */

static const char lock_type[] = "signalflow.Lock";

typedef struct lock {
  int file; /* -1: not held */
  char path[];
} lock;

/* The file goes while it is still held: whoever waits for the name makes another. */
static int release_lock(lua_State *L) {
  lock *held = luaL_checkudata(L, 1, lock_type);
  if (held->file >= 0) {
    (void)unlink(held->path);
    (void)close(held->file);
  }
  held->file = -1;
  return 0;
}

/* Opens and holds the file; 1, 0 where another process holds it, -1 where it cannot be. What was held may have been
 * taken away meanwhile: then once more. */
static int take_lock(lock *held) {
  for (;;) {
    struct stat opened, named;
    const int file = open(held->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file < 0) return -1;
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
      const int reason = errno;
      (void)close(file);
      errno = reason;
      return reason == EWOULDBLOCK ? 0 : -1;
    }
    if (fstat(file, &opened) == 0 && stat(held->path, &named) == 0 && opened.st_ino == named.st_ino &&
        opened.st_dev == named.st_dev) {
      held->file = file;
      return 1;
    }
    (void)close(file);
  }
}

/*** lock(path): a Lock on the file, which is made and goes with `:close()`; the lock of a process that was killed is
 * free. False where another process holds it; `nil, err` where the file cannot be made */
static int core_lock(lua_State *L) {
  const char *path = sf_check_text(L, 1, "lock: path", NULL);
  const size_t length = strlen(path);
  lock *held = lua_newuserdatauv(L, sizeof *held + length + 1, 0);
  held->file = -1;
  memcpy(held->path, path, length + 1);
  luaL_setmetatable(L, lock_type);
  const int taken = take_lock(held);
  if (taken > 0) return 1;
  if (taken == 0) {
    lua_pushboolean(L, false);
    return 1;
  }
  sf_error error;
  (void)sf_fail(&error, SF_IO, "%s: %s", path, strerror(errno));
  return sf_answer_error(L, &error);
}

void sf_make_process_types(lua_State *L) {
  static const luaL_Reg none[] = {{NULL, NULL}};
  sf_make_type(L, spawned_type, none, none, release_spawned, false);
  lua_pop(L, 1);
  sf_make_type(L, lock_type, none, none, release_lock, true);
  lua_pop(L, 1);
}

const luaL_Reg sf_process_functions[] = {
    {"spawn", core_spawn}, {"wait", core_wait}, {"seconds", core_seconds}, {"lock", core_lock}, {NULL, NULL}};
