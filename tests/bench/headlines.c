/* How fast headlines are read: headlines DATA.csv [CHANNELS]
 *
 * Reads the column `headline` of the whole file, over and over for half a second, on one thread, and prints
 * "signalflow: X headlines/s". With CHANNELS, writes there what each was read as, one a line. */
#include "signalflow/csv.h"
#include "signalflow/file.h"
#include "signalflow/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIELDS = 64, LONGEST = 4096 };

typedef struct headlines {
  char **texts;
  size_t *lengths, count, capacity;
} headlines;

static void stop(const char *message) {
  fprintf(stderr, "headlines: %s\n", message);
  exit(1);
}

static void keep(headlines *all, const sf_csv_field *field) {
  char text[LONGEST];
  size_t length = sf_decode_csv(field, text, LONGEST - 1);
  if (length >= LONGEST) length = LONGEST - 1;
  if (all->count == all->capacity) {
    all->capacity = all->capacity == 0 ? 1024 : all->capacity * 2;
    all->texts = realloc(all->texts, all->capacity * sizeof *all->texts);
    all->lengths = realloc(all->lengths, all->capacity * sizeof *all->lengths);
    if (all->texts == NULL || all->lengths == NULL) stop("no memory");
  }
  char *kept = malloc(length + 1);
  if (kept == NULL) stop("no memory");
  memcpy(kept, text, length);
  kept[length] = '\0';
  all->texts[all->count] = kept;
  all->lengths[all->count++] = length;
}

static headlines load(const char *path) {
  headlines all = {0};
  char *text;
  size_t length, count;
  sf_error error;
  sf_csv csv;
  sf_csv_field fields[FIELDS];
  if (sf_read_file(path, &text, &length, &error) != SF_OK) stop(error.message);
  sf_start_csv(&csv, path, text, length, ',', '\0');
  if (sf_next_csv(&csv, fields, FIELDS, &count, &error) != SF_OK) stop(error.message);
  size_t column = 0;
  while (column < count && !sf_csv_is(&fields[column], "headline")) ++column;
  if (column == count) stop("expected a column headline");
  for (;;) {
    if (sf_next_csv(&csv, fields, FIELDS, &count, &error) != SF_OK) stop(error.message);
    if (count == 0) break;
    if (column < count) keep(&all, &fields[column]);
  }
  if (all.count == 0) stop("no rows");
  sf_free_text(text);
  return all;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void write_channels(const sf_reader *reader, const headlines *all, const char *path) {
  FILE *file = fopen(path, "w");
  if (file == NULL) stop("the channels cannot be written");
  for (size_t i = 0; i < all->count; ++i) {
    sf_reading reading;
    sf_read_headline(reader, all->texts[i], all->lengths[i], &reading);
    fprintf(file, "%s\n", sf_channel_name(reading.channel));
  }
  fclose(file);
}

static double headlines_per_second(const sf_reader *reader, const headlines *all) {
  size_t read = 0, sure = 0;
  const double start = now();
  double passed;
  do {
    for (size_t i = 0; i < all->count; ++i) {
      sf_reading reading;
      sf_read_headline(reader, all->texts[i], all->lengths[i], &reading);
      sure += reading.channel != SF_UNSURE;
    }
    read += all->count;
    passed = now() - start;
  } while (passed < 0.5);
  if (sure == 0) stop("nothing was understood");
  return (double)read / passed;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: headlines DATA.csv [CHANNELS]\n");
    return 2;
  }
  sf_error error;
  sf_reader *reader;
  const sf_lexicon_text lexicon = sf_shipped_lexicon();
  if (sf_create_reader(&lexicon, 1, &reader, &error) != SF_OK) stop(error.message);
  headlines all = load(argv[1]);
  if (argc > 2) write_channels(reader, &all, argv[2]);
  printf("signalflow: %.0f headlines/s\n", headlines_per_second(reader, &all));
  for (size_t i = 0; i < all.count; ++i) free(all.texts[i]);
  free(all.texts);
  free(all.lengths);
  sf_destroy_reader(reader);
  return 0;
}
