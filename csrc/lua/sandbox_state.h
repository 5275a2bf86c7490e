/* The state in which someone else's script runs, for what opens it (sandbox.c) and what it consists of. */
#ifndef SF_LUA_SANDBOX_STATE_H
#define SF_LUA_SANDBOX_STATE_H

#include "base/format.h"
#include "base/meter.h"
#include "lua/boundary.h"

#include <setjmp.h>

typedef struct sandbox {
  sf_meter meter;
  sf_plain_locale plain;
  sf_meter *before; /* the meter outside */
  lua_State *host;  /* which asked */
  lua_CFunction open_core;
  lua_State *state;   /* NULL until it is there */
  lua_State *running; /* the thread of the state on which Lua runs */
  int stride;         /* instructions between two looks */
  size_t refused;     /* what was asked for last and refused */
  double heard;       /* when the host's hooks were last let fire */
  bool raised;        /* an error of the host is on the top of its stack */
  bool is_broken;     /* there is an error in place of results */
  bool is_open;
  jmp_buf over;
} sandbox;

/* What the host gave, by its place on the stack of the function that runs a sandbox. */
enum { HOST_LIMITS = 1, HOST_MODULE, HOST_WRITE, HOST_WARN, HOST_ARGUMENTS, HOST_BOX };

/* In and out: inside, memory is the sandbox's and numbers are written with a point. */
void sf_enter_sandbox(sandbox *box);
void sf_leave_sandbox(sandbox *box);
sandbox *sf_sandbox_of(lua_State *L);
/* Makes the state; NULL where memory is too little for one. */
lua_State *sf_open_sandbox_state(sandbox *box);

#endif
