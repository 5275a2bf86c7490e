/* A program that embeds Lua and runs the scenario in it, as its first argument says: prints one line on standard
 * output, or what was wrong on standard error. It is built with liblua shared, static with its symbols exported, static
 * without (where the module cannot be loaded and must say why), and as a library that another program loads and
 * unloads. */
#define _DEFAULT_SOURCE

#include <lauxlib.h>
#include <locale.h>
#include <lua.h>
#include <lualib.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT = 128 };

int host_main(int count, char **arguments);

static const char scenario[] =
    "package.path = 'tests/host/programs/?.lua;' .. package.path return require 'scenario'.digest(...)";
static const char core[] = "local MW = require 'signalflow.core'.quantity 'MW' return tostring(2 * MW)";
static const char stranger[] =
    "local sf, said = require 'signalflow', {} "
    "for _, text in ipairs { 'return 6 * 7', 'while true do end', 'pcall(function() while true do end end)', "
    "  'coroutine.wrap(function() local x <close> = setmetatable({}, { __close = function() while true do end end }) "
    "error(1) end)()', 'local t = {} while true do t[#t + 1] = t end', 'error(1)', 'print(1) return os.exit(1)' } do "
    "  local value, err = sf.sandbox(text, { memory = 4e6, instructions = 1e6, print = function() end }) "
    "  said[#said + 1] = value or err.code end "
    "local _, why = pcall(sf.sandbox, 'print(1)', { print = function() error('mine', 0) end }) "
    "return table.concat(said, ' ') .. ' ' .. why";
static const char small[] = "local sf = require 'signalflow' local q = 2 * sf.units.MW return tostring(q)";

typedef struct chunk {
  const char *text;
  int threads;
} chunk;

static int run_chunk(lua_State *L) {
  const chunk *given = lua_touserdata(L, 1);
  luaL_openlibs(L);
  if (luaL_loadstring(L, given->text) != LUA_OK) return lua_error(L);
  lua_pushinteger(L, given->threads);
  lua_call(L, 1, 1);
  return 1;
}

/* The text that a chunk gives in a state. */
static bool run_in(lua_State *L, const char *text, int threads, char result[TEXT]) {
  chunk given = {text, threads};
  lua_pushcfunction(L, run_chunk);
  lua_pushlightuserdata(L, &given);
  const bool done = lua_pcall(L, 1, 1, 0) == LUA_OK;
  const char *words = lua_tostring(L, -1);
  snprintf(result, TEXT, "%s", words == NULL ? "" : words);
  if (!done && words != NULL) fprintf(stderr, "%s\n", words);
  return done;
}

static bool run_alone(const char *text, int threads, char result[TEXT]) {
  lua_State *L = luaL_newstate();
  if (L == NULL) return false;
  const bool done = run_in(L, text, threads, result);
  lua_close(L);
  return done;
}

static long resident_kilobytes(void) {
  long pages = 0;
  FILE *statm = fopen("/proc/self/statm", "r");
  if (statm == NULL || fscanf(statm, "%*s %ld", &pages) != 1) pages = 0;
  if (statm != NULL) fclose(statm);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* A thousand states opened and closed, one of twenty with the whole language; what the process holds must not grow with
 * their number. */
static int many(void) {
  enum { STATES = 1000, WARM = 100, WHOLE = 20, MOST_KILOBYTES = 4096 };
  long before = 0;
  char result[TEXT];
  for (int i = 0; i < STATES; ++i) {
    if (i == WARM) before = resident_kilobytes();
    if (!run_alone(i % WHOLE == 0 ? small : core, 1, result) || strcmp(result, "2 MW") != 0) return 1;
  }
  const long grown = resident_kilobytes() - before;
  if (grown > MOST_KILOBYTES) fprintf(stderr, "grew by %ld kB\n", grown);
  printf("%d states\n", STATES);
  return grown > MOST_KILOBYTES;
}

static void *run_on_thread(void *result) {
  if (!run_alone(scenario, 2, result)) *(char *)result = '\0';
  return NULL;
}

/* States on threads, each of which has workers of its own. */
static int threads(void) {
  enum { THREADS = 4 };
  pthread_t thread[THREADS];
  char result[THREADS][TEXT];
  for (int i = 0; i < THREADS; ++i)
    if (pthread_create(&thread[i], NULL, run_on_thread, result[i]) != 0) return 1;
  for (int i = 0; i < THREADS; ++i) pthread_join(thread[i], NULL);
  for (int i = 1; i < THREADS; ++i)
    if (strcmp(result[i], result[0]) != 0) return 1;
  puts(result[0]);
  return 0;
}

/* The parent has run on threads; the child runs again, and so does the parent. */
static int forked(void) {
  char before[TEXT], after[TEXT];
  lua_State *L = luaL_newstate();
  if (L == NULL || !run_in(L, scenario, 2, before)) return 1;
  const pid_t child = fork();
  if (child == 0) {
    const bool same = run_in(L, scenario, 2, after) && strcmp(before, after) == 0;
    lua_close(L);
    _exit(same ? 0 : 1);
  }
  int status = 1;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return 1;
  if (!run_in(L, scenario, 2, after) || strcmp(before, after) != 0) return 1;
  lua_close(L);
  puts(after);
  return 0;
}

/* Life after lua_close, which unloads the module. */
static int again(void) {
  enum { ROUNDS = 10 };
  char result[TEXT], first[TEXT] = "";
  for (int i = 0; i < ROUNDS; ++i) {
    if (!run_alone(scenario, 1 + i % 3, result)) return 1;
    if (i == 0) memcpy(first, result, sizeof first);
    if (strcmp(first, result) != 0) return 1;
  }
  puts(result);
  return 0;
}

typedef struct ration {
  long requests, allowed;
  size_t bytes;
} ration;

static void *rationed(void *context, void *block, size_t old_size, size_t new_size) {
  ration *left = context;
  if (block == NULL) old_size = 0;
  if (new_size == 0) {
    left->bytes -= old_size;
    free(block);
    return NULL;
  }
  left->requests++;
  if (new_size > old_size && left->requests > left->allowed) return NULL;
  void *grown = realloc(block, new_size);
  if (grown != NULL) left->bytes = left->bytes - old_size + new_size;
  return grown;
}

/* Runs with so many requests for memory; how many there were. */
static long run_rationed(long allowed, bool *done, size_t *left_over) {
  ration left = {.allowed = allowed};
  char result[TEXT];
  lua_State *L = lua_newstate(rationed, &left);
  *done = L != NULL && run_in(L, small, 1, result);
  left.allowed = left.requests + 1000000; /* closing may ask for some */
  const long requests = left.requests;
  if (L != NULL) lua_close(L);
  *left_over += left.bytes;
  return requests;
}

/* Lua's memory ends at each of many points in turn: an error each time, and nothing left. */
static int memory(void) {
  enum { POINTS = 60 };
  bool done;
  size_t left_over = 0;
  if (freopen("/dev/null", "w", stderr) == NULL) return 1;
  const long all = run_rationed(1L << 40, &done, &left_over);
  if (!done) return 1;
  for (long i = 1; i < POINTS; ++i) {
    run_rationed(all * i / POINTS, &done, &left_over);
    if (done) return 1;
  }
  run_rationed(1L << 40, &done, &left_over);
  printf("%d points, %zu bytes left\n", POINTS, left_over);
  return !done || left_over > 0;
}

/* Limits met by a script that nobody vouches for, however this Lua raises its errors. */
static int sandbox(void) {
  char result[TEXT] = "";
  if (!run_alone(stranger, 1, result)) return 1;
  puts(result);
  return 0;
}

static int digest(void) {
  char result[TEXT];
  setlocale(LC_ALL, "");
  if (!run_alone(scenario, 2, result)) return 1;
  puts(result);
  return 0;
}

int host_main(int count, char **arguments) {
  static const struct {
    const char *name;
    int (*run)(void);
  } things[] = {{"digest", digest}, {"many", many},     {"threads", threads}, {"fork", forked},
                {"again", again},   {"memory", memory}, {"sandbox", sandbox}};
  for (size_t i = 0; count == 2 && i < sizeof things / sizeof *things; ++i)
    if (strcmp(arguments[1], things[i].name) == 0) return things[i].run();
  fprintf(stderr, "usage: %s digest|many|threads|fork|again|memory|sandbox\n", arguments[0]);
  return 2;
}

#ifndef AS_LIBRARY
int main(int count, char **arguments) { return host_main(count, arguments); }
#endif
