/* Labelled headlines, and how each was read. */
#ifndef SF_TESTS_ACCURACY_LABELLED_ROWS_H
#define SF_TESTS_ACCURACY_LABELLED_ROWS_H

#include "signalflow/reading.h"

#include <stdbool.h>
#include <stddef.h>

/* One row in ASIDE_SHARE, told by the checksum of its headline, is set aside: nobody tunes on it, and the tool never
 * lists it. */
enum { ASIDE_SHARE = 3, LONGEST_KIND = 24 };

typedef struct labelled_row {
  sf_channel label, read; /* primary channels */
  bool aside, channel, signed_right, quantities;
  double confidence;
  char kind[LONGEST_KIND]; /* the column kind; without it, the label's channel, or the kind of none */
} labelled_row;

typedef struct labelled_rows {
  labelled_row *rows;
  size_t count, capacity;
} labelled_rows;

/* A row as the file has it. */
typedef struct labelled_text {
  const char *headline, *channels, *directions, *quantities, *kind;
  sf_channel label; /* the primary channel */
  bool aside;
} labelled_text;
typedef sf_status labelled_row_fn(void *context, const labelled_text *row, sf_error *error);

/* Hands every row of a CSV file with the columns headline, channel, direction and quantities to `visit`. */
SF_MUST_USE sf_status visit_labelled_file(const char *path, labelled_row_fn *visit, void *context, sf_error *error);
/* The same of files whose paths are parted by commas. */
SF_MUST_USE sf_status visit_labelled_files(const char *paths, labelled_row_fn *visit, void *context, sf_error *error);

/* Reads every headline of the files, and adds what became of it. wrong: lists the misread ones, with their reasons,
 * unless they are set aside. */
SF_MUST_USE sf_status add_labelled_files(labelled_rows *all, const sf_reader *reader, const char *paths, bool wrong,
                                         sf_error *error);

#endif
