/* Writing: files, whole or not at all, and standard output. */
#include "base/output.h"

#include "lua/boundary.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char output_type[] = "signalflow.Output";

static int release_output(lua_State *L) {
  sf_output **place = luaL_checkudata(L, 1, output_type);
  sf_output *output = *place;
  *place = NULL;
  sf_abandon_output(output);
  return 0;
}

void sf_make_output_type(lua_State *L) {
  static const luaL_Reg none[] = {{NULL, NULL}};
  sf_make_type(L, output_type, none, none, release_output, false);
  lua_pop(L, 1);
}

enum { WRITE_PATH = 1, WRITE_WHAT, WRITE_OUTPUT };

/* Appends the text, or each text that the function gives until nil; it runs under lua_pcall, so that what it raises
 * leaves no file behind. */
static int append_what(lua_State *L) {
  sf_output *const *place = lua_touserdata(L, WRITE_OUTPUT);
  sf_error error;
  size_t length;
  bool more = true;
  while (more) {
    if (lua_type(L, WRITE_WHAT) == LUA_TFUNCTION) {
      lua_pushvalue(L, WRITE_WHAT);
      lua_call(L, 0, 1);
      if (lua_isnil(L, -1)) return 0;
    } else {
      lua_pushvalue(L, WRITE_WHAT);
      more = false;
    }
    const char *bytes = sf_check_text(L, -1, "write_file: what", &length);
    if (sf_append_output(*place, bytes, length, &error) != SF_OK) return sf_answer_error(L, &error);
    lua_pop(L, 1);
  }
  return 0;
}

/*** write_file(path, what): the one way to write a file: beside it under a fresh name, synced, renamed
 * (`base/output.h`). `what` is text, or a function that gives text after text until nil. True, or `nil, err` */
static int core_write_file(lua_State *L) {
  lua_settop(L, WRITE_WHAT);
  sf_error error;
  const char *path = sf_check_text(L, WRITE_PATH, "write_file: path", NULL);
  if (lua_type(L, WRITE_WHAT) != LUA_TFUNCTION) sf_check_text(L, WRITE_WHAT, "write_file: what", &(size_t){0});
  sf_output **place = lua_newuserdatauv(L, sizeof *place, 0);
  *place = NULL;
  luaL_setmetatable(L, output_type);
  if (sf_create_output(path, place, &error) != SF_OK) return sf_answer_error(L, &error);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushcclosure(L, append_what, 1);
  for (int i = WRITE_PATH; i <= WRITE_OUTPUT; ++i) lua_pushvalue(L, i);
  const bool raised = lua_pcall(L, WRITE_OUTPUT, LUA_MULTRET, 0) != LUA_OK;
  sf_output *output = *place;
  *place = NULL;
  if (raised || lua_gettop(L) > WRITE_OUTPUT) {
    sf_abandon_output(output);
    return raised ? lua_error(L) : lua_gettop(L) - WRITE_OUTPUT;
  }
  if (sf_finish_output(output, &error) != SF_OK) return sf_answer_error(L, &error);
  lua_pushboolean(L, true);
  return 1;
}

/*** flush_output(): true once what was printed is out; `nil, err` where some of it was lost */
static int core_flush_output(lua_State *L) {
  errno = 0;
  if (fflush(stdout) == 0 && !ferror(stdout)) {
    lua_pushboolean(L, true);
    return 1;
  }
  sf_error error;
  (void)sf_fail(&error, SF_IO, "standard output: %s", errno == 0 ? "some of it could not be written" : strerror(errno));
  return sf_answer_error(L, &error);
}

const luaL_Reg sf_output_functions[] = {
    {"write_file", core_write_file}, {"flush_output", core_flush_output}, {NULL, NULL}};
