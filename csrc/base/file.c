/* opendir is POSIX */
#define _POSIX_C_SOURCE 200809L

#include "signalflow/file.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY = 1 << 16 };

/* Reads to the end, growing: what is read may be a pipe, whose size nobody knows. */
static sf_status read_stream(FILE *stream, const char *path, char **text, size_t *length, sf_error *error) {
  size_t capacity = FIRST_CAPACITY, read = 0;
  char *bytes = sf_allocate(capacity, 1);
  while (bytes != NULL) {
    read += fread(bytes + read, 1, capacity - read, stream);
    if (read < capacity) break;
    if (capacity >= SF_LARGEST_FILE) {
      sf_free(bytes);
      return sf_fail(error, SF_IO, "%s is larger than %zu bytes", path, SF_LARGEST_FILE);
    }
    char *larger = sf_reallocate(bytes, capacity * 2, 1);
    if (larger == NULL) sf_free(bytes);
    bytes = larger;
    capacity *= 2;
  }
  if (bytes == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory to read %s", path);
  if (ferror(stream)) {
    sf_free(bytes);
    return sf_fail(error, SF_IO, "cannot read %s: %s", path, strerror(errno));
  }
  bytes[read] = '\0'; /* read < capacity; for whoever prints it */
  *text = bytes;
  *length = read;
  return SF_OK;
}

/* Keeps in best whichever of the two names is nearer to word; of two as near, the first by alphabet. */
static void keep_nearer(char *best, size_t size, const char *name, const char *word) {
  const char *const names[] = {strcmp(best, name) <= 0 ? best : name, strcmp(best, name) <= 0 ? name : best};
  if (sf_nearest_name(word, names, 2) == name) (void)snprintf(best, size, "%s", name);
}

sf_status sf_fail_no_path(const char *path, sf_error *error) {
  char folder[SF_MESSAGE_SIZE] = ".", best[NAME_MAX + 1] = "", word[NAME_MAX + 1];
  size_t end = strlen(path), start;
  while (end > 0 && path[end - 1] == '/') end--;
  for (start = end; start > 0 && path[start - 1] != '/';) start--;
  const int above = (int)start;
  (void)snprintf(word, sizeof word, "%.*s", (int)(end - start), path + start);
  if (above > 0) (void)snprintf(folder, sizeof folder, "%.*s", above, path);
  bool is_link = false;
  DIR *names = opendir(folder);
  for (const struct dirent *entry = names != NULL ? readdir(names) : NULL; entry != NULL; entry = readdir(names)) {
    if (strcmp(entry->d_name, word) == 0)
      is_link = true;
    else if (entry->d_name[0] != '.' || word[0] == '.')
      keep_nearer(best, sizeof best, entry->d_name, word);
  }
  if (names != NULL) closedir(names);
  if (is_link) return sf_fail(error, SF_IO, "cannot open %s: it is a link to what is not there", path);
  if (path[0] == '\0') return sf_fail(error, SF_IO, "cannot open a file without a name");
  if (best[0] == '\0') return sf_fail(error, SF_IO, "cannot open %s: %s", path, strerror(ENOENT));
  return sf_fail(error, SF_IO, "cannot open %s: %s; did you mean '%.*s%s'?", path, strerror(ENOENT), above, path, best);
}

sf_status sf_read_file(const char *path, char **text, size_t *length, sf_error *error) {
  FILE *stream = fopen(path, "rb");
  if (stream == NULL && errno == ENOENT) return sf_fail_no_path(path, error);
  if (stream == NULL) return sf_fail(error, SF_IO, "cannot open %s: %s", path, strerror(errno));
  const sf_status status = read_stream(stream, path, text, length, error);
  fclose(stream);
  return status;
}
