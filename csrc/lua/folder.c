/* opendir, stat and faccessat are POSIX */
#define _POSIX_C_SOURCE 200809L

/* The names in a folder, and what lies at a path: Lua alone cannot list the one, opens a file to see the other, and
 * names no nearer one where there is none. */
#include "lua/boundary.h"

#include "base/file.h"
#include "base/memory.h"
#include "signalflow/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/*** names(folder): what a folder holds, hidden files left out, in no order; or `nil, err`, which names the nearest
 * where there is none */
static int core_names(lua_State *L) {
  lua_settop(L, 1);
  sf_error error;
  const char *path = sf_check_text(L, 1, "names: folder", NULL);
  DIR **place = lua_newuserdatauv(L, sizeof *place, 0);
  *place = NULL;
  luaL_setmetatable(L, folder_type);
  *place = opendir(path);
  if (*place == NULL) {
    (void)(errno == ENOENT ? sf_fail_no_path(path, &error)
                           : sf_fail(&error, SF_IO, "cannot open %s: %s", path, strerror(errno)));
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

/*** kind_of_path(path): `"file"`, `"folder"`, `"other"` or `"nothing"`, whether it may be read and written to, and a
 * text that only what lies there has, by whatever path; links are followed and nothing is opened. Or `nil, err` */
static int core_kind_of_path(lua_State *L) {
  lua_settop(L, 1);
  const char *path = sf_check_text(L, 1, "kind_of_path", NULL);
  struct stat found;
  if (stat(path, &found) == 0) {
    lua_pushstring(L, S_ISREG(found.st_mode) ? "file" : S_ISDIR(found.st_mode) ? "folder" : "other");
    lua_pushboolean(L, faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0);
    lua_pushboolean(L, faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0);
    lua_pushfstring(L, "%I:%I", (LUAI_UACINT)found.st_dev, (LUAI_UACINT)found.st_ino);
    return 4;
  }
  if (errno == ENOENT) {
    lua_pushliteral(L, "nothing");
    return 1;
  }
  sf_error error;
  (void)sf_fail(&error, SF_IO, "%s: %s", path, strerror(errno));
  return sf_answer_error(L, &error);
}

/*** read_file(path): the bytes of a file, whole; or `nil, err`, which names the nearest file where there is none */
static int core_read_file(lua_State *L) {
  lua_settop(L, 1);
  sf_error error;
  size_t length = 0;
  const char *path = sf_check_text(L, 1, "read_file", NULL);
  void **text = sf_push_memory(L);
  if (sf_read_file(path, (char **)text, &length, &error) != SF_OK) return sf_answer_error(L, &error);
  lua_pushlstring(L, *text, length);
  sf_free(*text); /* before the collector would */
  *text = NULL;
  return 1;
}

/* Makes the folders that lie above a path, those that are missing with that mode. The path is changed meanwhile. */
static bool make_folders(char *path, mode_t mode) {
  for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    const bool made = mkdir(path, mode) == 0 || errno == EEXIST;
    *slash = '/';
    if (!made) return false;
  }
  return true;
}

/*** make_private(path): an empty file for its owner alone, and the folders above it, unless there is one: `write_file`
 * keeps whose it is. True, or `nil, err` */
static int core_make_private(lua_State *L) {
  size_t length;
  const char *path = sf_check_text(L, 1, "make_private", &length);
  char *copy = lua_newuserdatauv(L, length + 1, 0);
  memcpy(copy, path, length + 1);
  int file = -1;
  if (make_folders(copy, 0700)) file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) {
    sf_error error;
    (void)sf_fail(&error, SF_IO, "%s: %s", path, strerror(errno));
    return sf_answer_error(L, &error);
  }
  close(file);
  lua_pushboolean(L, true);
  return 1;
}

/*** make_folder(path): a folder, and those above it, unless there is one. True, or `nil, err` */
static int core_make_folder(lua_State *L) {
  const char *path = sf_check_text(L, 1, "make_folder", NULL);
  const size_t length = strlen(path);
  char *copy = lua_newuserdatauv(L, length + 2, 0);
  memcpy(copy, path, length);
  memcpy(copy + length, "/", 2);
  struct stat made;
  if (!make_folders(copy, 0777) || stat(copy, &made) != 0) {
    sf_error error;
    (void)sf_fail(&error, SF_IO, "%s: %s", path, strerror(errno));
    return sf_answer_error(L, &error);
  }
  lua_pushboolean(L, true);
  return 1;
}

const luaL_Reg sf_folder_functions[] = {{"names", core_names},
                                        {"kind_of_path", core_kind_of_path},
                                        {"read_file", core_read_file},
                                        {"make_private", core_make_private},
                                        {"make_folder", core_make_folder},
                                        {NULL, NULL}};
