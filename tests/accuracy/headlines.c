/* How well headlines are read: the shipped lexicon against labelled headlines.
 *
 *   headlines A.csv,B.csv [wrong]    columns headline, channel, direction, quantities, and kind where there is one;
 *                                    "wrong" also lists what was misread of the rows that may be tuned on
 *
 * Scores are given for the rows that may be tuned on and for those set aside. The primary channel, its direction and
 * the exact list of quantities are compared over all rows; "unsure" counts as wrong. Macro-F1 is over demand, cost,
 * bottleneck, margin and none. Direction is that of the label's primary channel, and right only where that channel was
 * read with that sign. "sure" is the share of right channels among those that are not unsure. Intervals hold 95 of 100
 * bootstrap samples of the rows. */
#include "labelled_rows.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 2000, BANDS = 5, MOST_KINDS = 48 };

typedef enum measure { OF_CHANNEL, OF_MACRO_F1, OF_DIRECTION, OF_QUANTITIES, OF_COVERAGE, OF_SURE, MEASURES } measure;
static const char *const measure_names[MEASURES] = {"channel",    "macro_f1", "direction",
                                                    "quantities", "coverage", "sure"};

typedef struct score {
  size_t rows, channel, direction, quantities, sure;
  size_t confusion[SF_UNSURE][SF_CHANNEL_COUNT]; /* label, read */
} score;

static void count_row(score *s, const labelled_row *row) {
  s->rows += 1;
  s->channel += row->channel;
  s->direction += row->signed_right;
  s->quantities += row->quantities;
  s->sure += row->read != SF_UNSURE;
  s->confusion[row->label][row->read] += 1;
}

static double share(size_t part, size_t whole) { return whole == 0 ? 0 : (double)part / (double)whole; }

static double f1(const score *s, int channel) {
  size_t labelled = 0, read = 0;
  for (int i = 0; i < SF_CHANNEL_COUNT; ++i) labelled += s->confusion[channel][i];
  for (int i = 0; i < SF_UNSURE; ++i) read += s->confusion[i][channel];
  return 2 * share(s->confusion[channel][channel], labelled + read);
}

static double value_of(const score *s, measure m) {
  double macro = 0;
  switch (m) {
  case OF_CHANNEL:
    return share(s->channel, s->rows);
  case OF_MACRO_F1:
    for (int c = 0; c < SF_UNSURE; ++c) macro += f1(s, c) / SF_UNSURE;
    return macro;
  case OF_DIRECTION:
    return share(s->direction, s->rows);
  case OF_QUANTITIES:
    return share(s->quantities, s->rows);
  case OF_COVERAGE:
    return share(s->sure, s->rows);
  default:
    return share(s->channel, s->sure);
  }
}

static void print_confusion(const score *s) {
  printf("\n%-12s", "label \\ read");
  for (int i = 0; i < SF_CHANNEL_COUNT; ++i) printf(" %10s", sf_channel_name((sf_channel)i));
  printf(" %8s\n", "F1");
  for (int c = 0; c < SF_UNSURE; ++c) {
    printf("%-12s", sf_channel_name((sf_channel)c));
    for (int i = 0; i < SF_CHANNEL_COUNT; ++i) printf(" %10zu", s->confusion[c][i]);
    printf(" %8.3f\n", f1(s, c));
  }
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Rows drawn anew from the rows, SAMPLES times, always the same way. */
static void draw_samples(const labelled_row *const *rows, size_t count, double drawn[MEASURES][SAMPLES]) {
  uint64_t state = 20261130;
  for (int k = 0; k < SAMPLES; ++k) {
    score s = {0};
    for (size_t i = 0; i < count; ++i) {
      state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407); /* Knuth, MMIX */
      count_row(&s, rows[(state >> 33) % count]);
    }
    for (int m = 0; m < MEASURES; ++m) drawn[m][k] = value_of(&s, (measure)m);
  }
  for (int m = 0; m < MEASURES; ++m) qsort(drawn[m], SAMPLES, sizeof drawn[m][0], by_value);
}

/* Said against right: where confidence is honest, the two columns agree. */
static void print_calibration(const char *part, const labelled_row *const *rows, size_t count) {
  static const double ends[BANDS] = {0.6, 0.7, 0.8, 0.9, 1.01};
  double from = 0;
  for (int b = 0; b < BANDS; ++b) {
    size_t held = 0, right = 0;
    double said = 0;
    for (size_t i = 0; i < count; ++i) {
      if (rows[i]->read == SF_UNSURE || rows[i]->confidence < from || rows[i]->confidence >= ends[b]) continue;
      held += 1;
      right += rows[i]->channel;
      said += rows[i]->confidence;
    }
    if (held > 0)
      printf("calibration %s confidence %.1f to %.1f n=%zu said=%.3f right=%.3f\n", part, from,
             ends[b] < 1 ? ends[b] : 1.0, held, said / (double)held, share(right, held));
    from = ends[b];
  }
}

static void print_kinds(const char *part, const labelled_row *const *rows, size_t count) {
  const char *kinds[MOST_KINDS];
  score scores[MOST_KINDS];
  size_t known = 0;
  memset(scores, 0, sizeof scores);
  for (size_t i = 0; i < count; ++i) {
    size_t k = 0;
    while (k < known && strcmp(kinds[k], rows[i]->kind) != 0) ++k;
    if (k == MOST_KINDS) continue;
    if (k == known) kinds[known++] = rows[i]->kind;
    count_row(&scores[k], rows[i]);
  }
  for (size_t k = 0; k < known; ++k)
    printf("kind %s %-12s n=%zu channel=%.3f direction=%.3f coverage=%.3f\n", part, kinds[k], scores[k].rows,
           value_of(&scores[k], OF_CHANNEL), value_of(&scores[k], OF_DIRECTION), value_of(&scores[k], OF_COVERAGE));
}

static void print_part(const char *part, const labelled_row *const *rows, size_t count) {
  static double drawn[MEASURES][SAMPLES];
  if (count == 0) return;
  score s = {0};
  for (size_t i = 0; i < count; ++i) count_row(&s, rows[i]);
  print_confusion(&s);
  print_kinds(part, rows, count);
  print_calibration(part, rows, count);
  draw_samples(rows, count, drawn);
  for (int m = 0; m < MEASURES; ++m)
    printf("accuracy headlines %s %s n=%zu value=%.4f interval=%.4f..%.4f\n", part, measure_names[m],
           m == OF_SURE ? s.sure : s.rows, value_of(&s, (measure)m), drawn[m][SAMPLES / 40],
           drawn[m][SAMPLES - 1 - SAMPLES / 40]);
}

static sf_status print_parts(const labelled_rows *all, sf_error *error) {
  const labelled_row **part = malloc(all->count * sizeof *part);
  if (part == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the rows");
  static const char *const names[] = {"tuned", "aside", "all"};
  for (int p = 0; p < 3; ++p) {
    size_t count = 0;
    for (size_t i = 0; i < all->count; ++i)
      if (p == 2 || all->rows[i].aside == (p == 1)) part[count++] = &all->rows[i];
    print_part(names[p], part, count);
  }
  free(part);
  return SF_OK;
}

static sf_status score_files(const sf_reader *reader, const char *paths, bool wrong, sf_error *error) {
  labelled_rows all = {0};
  sf_status status = add_labelled_files(&all, reader, paths, wrong, error);
  if (status == SF_OK) status = print_parts(&all, error);
  free(all.rows);
  return status;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: headlines A.csv,B.csv [wrong]\n");
    return 2;
  }
  sf_error error;
  sf_reader *reader;
  const sf_lexicon_text lexicon = sf_shipped_lexicon();
  sf_status status = sf_create_reader(&lexicon, 1, &reader, &error);
  if (status == SF_OK) {
    status = score_files(reader, argv[1], argc > 2 && strcmp(argv[2], "wrong") == 0, &error);
    sf_destroy_reader(reader);
  }
  if (status != SF_OK) fprintf(stderr, "%s\n", error.message);
  return status == SF_OK ? 0 : 1;
}
