/* Sealed records: a line of words and records of bytes in one file that shows any damage.
 *
 *   "SFR 1\n"
 *   the header        one line
 *   each record       its length (8 bytes), then its bytes
 *   the seal          8 bytes of 0xFF, the length of the whole file (8 bytes), FNV-1a of all that came before (8 bytes)
 *
 * Numbers are little-endian, so that a file has the same bytes on any machine. The seal is against damage, not against
 * malice: what stands in the records is to be checked besides. */
#ifndef SF_FORMATS_RECORDS_H
#define SF_FORMATS_RECORDS_H

#include "base/text.h"
#include "signalflow/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Writing: a failed allocation sticks to the text, and sf_finish_text says so. */

/* The header holds no line end. */
void sf_begin_records(sf_text *to, const char *header, size_t length);
void sf_append_record(sf_text *to, const char *bytes, size_t length);
void sf_seal_records(sf_text *to);

/* Reading: the bytes must outlive the reader. */

typedef struct sf_records {
  const char *header;
  size_t header_length;
  const char *next; /* the record that comes next */
  size_t left;      /* bytes of the records from there on */
} sf_records;

/* Looks through all of it first: SF_PARSE says whether it is none of these files, of another version, cut short, or
 * damaged. */
SF_MUST_USE sf_status sf_open_records(const char *bytes, size_t length, sf_records *records, sf_error *error);
/* The next record; false after the last. */
bool sf_next_record(sf_records *records, const char **bytes, size_t *length);

#endif
