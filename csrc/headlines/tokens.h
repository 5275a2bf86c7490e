/* A headline as words: what differs only in case, quotes, dashes or a publisher's suffix becomes the same. */
#ifndef SF_HEADLINES_TOKENS_H
#define SF_HEADLINES_TOKENS_H

#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SF_MAX_TOKENS = 160 };

typedef struct sf_token {
  uint64_t hash; /* of the normalised word; never 0 */
  uint64_t stem; /* the same without its ending: surge, surges, surged and surging are one stem */
  uint32_t start, length;
  bool number; /* it starts with a digit */
  bool breaks; /* a clause ended before it */
  bool comma;  /* a comma stood before it */
} sf_token;

/* Stands in a lexicon for any number; no word has it, for words hold no '#'. */
#define SF_ANY_NUMBER sf_hash_byte(SF_EMPTY_HASH, '#')

/* Splits into at most SF_MAX_TOKENS words; *asks says whether a question mark stands in it. Words are letters, digits
 * and bytes above ASCII; case and a final 's are dropped, as are apostrophes; a full stop or comma between digits
 * stays; full stops between single letters do not count ("A.I."). Curly quotes, dashes and Unicode spaces are known. */
size_t sf_split_words(const char *text, size_t length, sf_token *tokens, bool *asks);

/* The length of the headline without what publishers add at its end: " - Reuters", " | TechCrunch",
 * "(NASDAQ:NVDA)". */
size_t sf_headline_length(const char *text, size_t length);

#endif
