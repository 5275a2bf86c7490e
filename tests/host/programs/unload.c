/* Loads the host as a library, runs the scenario in it and unloads it, with its Lua, several times: nothing of the
 * module may run in what has gone. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments) {
  enum { ROUNDS = 5 };
  for (int i = 0; i < ROUNDS && count == 2; ++i) {
    /* Lua's functions must be seen by what Lua loads */
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_GLOBAL);
    int (*run)(int, char **) = NULL;
    void *symbol = library == NULL ? NULL : dlsym(library, "host_main");
    memcpy(&run, &symbol, sizeof run);
    char digest[] = "digest", *typed[] = {arguments[0], digest, NULL};
    if (run == NULL || run(2, typed) != 0) {
      fprintf(stderr, "%s\n", library == NULL ? dlerror() : "the host failed");
      return 1;
    }
    if (dlclose(library) != 0) return 1;
  }
  return count != 2;
}
