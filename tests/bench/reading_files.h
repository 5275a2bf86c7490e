/* What each program of `make bench-reading` does with its files: PROGRAM KIND FILE..., KIND being facts (companyfacts
 * JSON), filing (inline XBRL or an instance) or feed (RSS or Atom).
 *
 * All files are read into memory, then parsed one after the other, over and over for half a second of processor time
 * and at least twice; prints "PROGRAM: X MB/s, N things". */
#ifndef SF_BENCH_READING_FILES_H
#define SF_BENCH_READING_FILES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { READING_PADDING = 64 /* zeros after a text, which simdjson wants */ };

typedef struct reading_file {
  const char *name;
  char *text;
  size_t length;
} reading_file;

/* Reads one file as this kind, and says how many facts or items it has. */
typedef size_t read_one(const char *kind, const reading_file *file);

static inline void reading_stop(const char *name, const char *why) {
  fprintf(stderr, "%s: %s\n", name, why);
  exit(1);
}

static inline reading_file reading_load(const char *name) {
  FILE *from = fopen(name, "rb");
  if (from == NULL || fseek(from, 0, SEEK_END) != 0) reading_stop(name, "cannot be read");
  const long size = ftell(from);
  reading_file file = {name, NULL, (size_t)size};
  rewind(from);
  file.text = (char *)calloc(file.length + READING_PADDING, 1);
  if (file.text == NULL || fread(file.text, 1, file.length, from) != file.length) reading_stop(name, "cannot be read");
  fclose(from);
  return file;
}

static inline int reading_main(const char *program, int count, char **arguments, read_one *read) {
  if (count < 3) reading_stop(program, "takes facts, filing or feed, and files");
  const size_t files = (size_t)count - 2;
  reading_file *loaded = (reading_file *)calloc(files, sizeof *loaded);
  if (loaded == NULL) reading_stop(program, "no memory");
  double bytes = 0, seconds = 0;
  for (size_t i = 0; i < files; i++) loaded[i] = reading_load(arguments[i + 2]);
  size_t things = 0;
  for (int round = 0; round < 2 || seconds < 0.5; round++) {
    const clock_t start = clock();
    things = 0;
    for (size_t i = 0; i < files; i++) things += read(arguments[1], &loaded[i]);
    if (round == 0) continue; /* the first touches memory that the others find */
    seconds += (double)(clock() - start) / CLOCKS_PER_SEC;
    for (size_t i = 0; i < files; i++) bytes += (double)loaded[i].length;
  }
  printf("%s: %.1f MB/s, %zu things\n", program, bytes / seconds / 1e6, things);
  for (size_t i = 0; i < files; i++) free(loaded[i].text);
  free(loaded);
  return 0;
}

#endif
