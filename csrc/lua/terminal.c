/* isatty and sigaction are POSIX, the size of a window is common to Unix */
#define _DEFAULT_SOURCE

/* The terminal, and Ctrl-C at a prompt: it stops what runs, and never the session. */
#include "lua/boundary.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A signal has no other place to leave word. One prompt a process watches. */
static volatile sig_atomic_t interrupted;
static struct sigaction before; /* what the signal meant outside the prompt */

static void note_interrupt(int signal) {
  (void)signal;
  interrupted = 1;
}

/*** terminal(): whether standard error is an interactive terminal */
static int core_terminal(lua_State *L) {
  lua_pushboolean(L, isatty(fileno(stderr)));
  return 1;
}

/*** is_prompt(): whether a person types: standard input and output are both an interactive terminal */
static int core_is_prompt(lua_State *L) {
  lua_pushboolean(L, isatty(fileno(stdin)) && isatty(fileno(stdout)));
  return 1;
}

/*** columns(): the columns and rows of the terminal that standard output is, or nil */
static int core_columns(lua_State *L) {
  struct winsize size;
  if (ioctl(fileno(stdout), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushinteger(L, size.ws_col);
  lua_pushinteger(L, size.ws_row);
  return 2;
}

/*** watch_interrupts(on): Ctrl-C leaves word for `wait_input` and `call_watched` from now on; with false it means again
 * what it did before */
static int core_watch_interrupts(lua_State *L) {
  static bool watching;
  const bool on = lua_toboolean(L, 1);
  if (on) {
    /* without SA_RESTART: a read that waits comes back. Whoever reads lines may have set its own since: ours once more.
     */
    struct sigaction ours = {.sa_handler = note_interrupt};
    struct sigaction other;
    sigemptyset(&ours.sa_mask);
    sigaction(SIGINT, &ours, &other);
    if (!watching) before = other;
  } else if (watching) {
    sigaction(SIGINT, &before, NULL);
  }
  watching = on;
  return 0;
}

/*** wait_input(): waits for a key or Ctrl-C: `"input"` or `"interrupt"`, whose word is taken back */
static int core_wait_input(lua_State *L) {
  struct pollfd input = {.fd = fileno(stdin), .events = POLLIN};
  int found = 0;
  while (!interrupted && (found = poll(&input, 1, -1)) < 0 && errno == EINTR) continue;
  lua_pushstring(L, interrupted ? "interrupt" : "input");
  interrupted = 0;
  return 1;
}

enum { WATCH_INSTRUCTIONS = 1000, WATCH_AGAIN = 1000000 };

/* Raises where Ctrl-C was typed: soon, and again only after a while, so that what cleans up can end. */
static void stop(lua_State *L, lua_Debug *record) {
  (void)record;
  if (!interrupted) return;
  lua_sethook(L, stop, LUA_MASKCOUNT, WATCH_AGAIN);
  luaL_error(L, "interrupted!");
}

static int end_watch(lua_State *L, int status, lua_KContext context) {
  (void)context;
  lua_sethook(L, NULL, 0, 0);
  interrupted = 0;
  if (status != LUA_OK && status != LUA_YIELD) return lua_error(L);
  return lua_gettop(L) - 1; /* all but the handler */
}

/*** call_watched(handler, action, ...): what the action returns, called with the rest; Ctrl-C raises "interrupted!" in
 * it, and in coroutines that it makes. The handler is as xpcall's, and an error goes on as what it gives */
static int core_call_watched(lua_State *L) {
  for (int i = 1; i <= 2; ++i)
    if (lua_type(L, i) != LUA_TFUNCTION) sf_raise(L, "call_watched: expected a function, got %s", sf_describe(L, i));
  interrupted = 0;
  lua_sethook(L, stop, LUA_MASKCOUNT, WATCH_INSTRUCTIONS);
  return end_watch(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, end_watch), 0);
}

const luaL_Reg sf_terminal_functions[] = {{"terminal", core_terminal},
                                          {"is_prompt", core_is_prompt},
                                          {"columns", core_columns},
                                          {"watch_interrupts", core_watch_interrupts},
                                          {"wait_input", core_wait_input},
                                          {"call_watched", core_call_watched},
                                          {NULL, NULL}};
