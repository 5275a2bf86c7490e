/* Text: a growing string, and the nearest name to a misspelt one. */
#ifndef SF_BASE_TEXT_H
#define SF_BASE_TEXT_H

#include "signalflow/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Starts as {0}. A failed allocation sticks: later appends do nothing and sf_finish_text says so. */
typedef struct sf_text {
  char *bytes; /* always ends in NUL once something was appended */
  size_t length, capacity;
  bool failed;
} sf_text;

/* Room for `more` bytes and the closing NUL; false, with the failure remembered, when there is none. */
bool sf_reserve_text(sf_text *text, size_t more);
void sf_append(sf_text *text, const char *format, ...) SF_PRINTF(2, 3);
void sf_append_bytes(sf_text *text, const char *bytes, size_t length);
/* Hands over the bytes (free with sf_free), never NULL on SF_OK. */
SF_MUST_USE sf_status sf_finish_text(sf_text *text, char **bytes, sf_error *error);
void sf_discard_text(sf_text *text);

/* A number in the fewest digits that read back as it, for words that quote what came: 1.0000001, 1e+300, nan. The same
 * in every locale. */
typedef struct sf_number_text {
  char text[32];
} sf_number_text;
sf_number_text sf_quote_number(double value);

/* Whether the text is one of the names. */
bool sf_is_among(const char *text, size_t length, const char *const *names, size_t count);

/* The name in names nearest to word by edit distance (transpositions count one, case is ignored), or NULL when none is
 * near. */
const char *sf_nearest_name(const char *word, const char *const *names, size_t count);

/* What follows a name that is not there: "; did you mean 'pue'?", or nothing where none is near. */
typedef struct sf_suggestion {
  char text[96];
} sf_suggestion;
sf_suggestion sf_suggest_name(const char *word, const char *const *names, size_t count);

#endif
