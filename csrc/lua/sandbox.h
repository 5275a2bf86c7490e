/* The state in which someone else's script runs, as its own functions see it (sandbox.c opens it). None of them raises
 * a limit as an error, which a script could catch: what has met one never comes back to the script. */
#ifndef SF_LUA_SANDBOX_H
#define SF_LUA_SANDBOX_H

#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Notes work, about as long as that many instructions of Lua; does not return once a limit is met. */
void sf_spend(lua_State *L, uint64_t work);
/* Notes on which thread Lua runs now, so that the watch there can be made closer. */
void sf_run_on(lua_State *L, lua_State *thread);
/* Writes to the host: to where its scripts print, or where they warn. */
void sf_write_to_host(lua_State *L, const char *text, size_t length, bool is_warning);
/* Leaves a module's chunk and its path, or nil and why there is none. */
void sf_load_from_host(lua_State *L, const char *name, size_t length);

/* Opens the libraries: pushes the table of globals for the library's own modules, and one of what only a script is
 * given in place of some of them (sandbox_library.c). */
void sf_open_sandbox_library(lua_State *L, lua_CFunction open_core);
/* Pattern matching that can be stopped: find, match, gmatch and gsub (sandbox_pattern.c). */
extern const luaL_Reg sf_pattern_functions[];

#endif
