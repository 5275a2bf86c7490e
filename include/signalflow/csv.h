/* Reading CSV (RFC 4180) a row at a time: quoted fields with commas, doubled quotes and line ends in them, CRLF or LF,
 * a byte order mark. Any bytes are safe. Errors are SF_PARSE and name the line. */
#ifndef SIGNALFLOW_CSV_H
#define SIGNALFLOW_CSV_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SF_CSV_FIELDS = 256 };

typedef struct sf_csv_field {
  const char *text; /* without the quotes around it */
  size_t length;
  bool doubled; /* it holds doubled quotes, each standing for one */
} sf_csv_field;

/* The reader is the caller's; its members are its own, but for the row's line. */
typedef struct sf_csv {
  const char *name;
  const char *text;
  size_t length, at;
  size_t line, next_line; /* of the row last read, from 1 */
  char separator;
  char comment; /* lines that start with it are passed over; NUL: none */
} sf_csv;

/* name is the file's, for messages. text must outlive the reader. */
SF_API void sf_start_csv(sf_csv *csv, const char *name, const char *text, size_t length, char separator, char comment);
/* Reads the next row that is not empty into fields; *count is 0 at the end of the text. SF_PARSE for a quote that is
 * never closed, text after a closing quote, or more than capacity fields. */
SF_API SF_MUST_USE sf_status sf_next_csv(sf_csv *csv, sf_csv_field *fields, size_t capacity, size_t *count,
                                         sf_error *error);
/* Decodes a field into at most capacity bytes; returns how many it has. A result above capacity was cut. */
SF_API size_t sf_decode_csv(const sf_csv_field *field, char *bytes, size_t capacity);
SF_API bool sf_csv_is(const sf_csv_field *field, const char *word);
/* Fails with name and line of the row last read. */
SF_API sf_status sf_fail_csv(const sf_csv *csv, sf_error *error, const char *format, ...) SF_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif
#endif
