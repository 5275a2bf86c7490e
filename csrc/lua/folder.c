/* opendir is POSIX */
#define _POSIX_C_SOURCE 200809L

/* The names in a folder: Lua alone cannot list one. */
#include "lua/boundary.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

static const char folder_type[] = "signalflow.Folder";

static int release_folder(lua_State *L) {
  DIR **place = luaL_checkudata(L, 1, folder_type);
  DIR *folder = *place;
  *place = NULL;
  if (folder != NULL) closedir(folder);
  return 0;
}

void sf_make_folder_type(lua_State *L) {
  static const luaL_Reg none[] = {{NULL, NULL}};
  sf_make_type(L, folder_type, none, none, release_folder, false);
}

/* names(path): what the folder holds, hidden files left out, in no order; or nil, err. */
static int core_names(lua_State *L) {
  lua_settop(L, 1);
  sf_error error;
  const char *path = sf_check_text(L, 1, "names: folder", NULL);
  DIR **place = lua_newuserdatauv(L, sizeof *place, 0);
  *place = NULL;
  luaL_setmetatable(L, folder_type);
  *place = opendir(path);
  if (*place == NULL) {
    (void)sf_fail(&error, SF_IO, "%s: %s", path, strerror(errno));
    return sf_answer_error(L, &error);
  }
  lua_newtable(L);
  lua_Integer count = 0;
  for (const struct dirent *entry = readdir(*place); entry != NULL; entry = readdir(*place)) {
    if (entry->d_name[0] == '.') continue;
    lua_pushstring(L, entry->d_name);
    lua_rawseti(L, -2, ++count);
  }
  return 1;
}

const luaL_Reg sf_folder_functions[] = {{"names", core_names}, {NULL, NULL}};
