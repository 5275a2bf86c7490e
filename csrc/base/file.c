#include "signalflow/file.h"

#include "base/memory.h"

#include <errno.h>
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

sf_status sf_read_file(const char *path, char **text, size_t *length, sf_error *error) {
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) return sf_fail(error, SF_IO, "cannot open %s: %s", path, strerror(errno));
  const sf_status status = read_stream(stream, path, text, length, error);
  fclose(stream);
  return status;
}
