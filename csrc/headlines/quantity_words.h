/* The words that make a number a quantity. */
#ifndef SF_HEADLINES_QUANTITY_WORDS_H
#define SF_HEADLINES_QUANTITY_WORDS_H

#include "signalflow/reading.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct sf_unit_word {
  const char *word, *unit;
} sf_unit_word;

typedef struct sf_scale_word {
  const char *word;
  double scale;
} sf_scale_word;

typedef struct sf_measure_word {
  const char *word;
  sf_quantity_kind kind;
  const char *unit;
  bool exact;  /* case counts: GB is memory, Gb is not */
  bool spaced; /* not right after the digits */
} sf_measure_word;

typedef struct sf_count_word {
  const char *word;
  const char *unit;   /* NULL: may stand between a number and its noun */
  bool counted_alone; /* small numbers of it are a quantity too: "8 GPUs", but not "3 companies" */
} sf_count_word;

typedef struct sf_bound_word {
  const char *word;
  size_t size;
  sf_bound bound;
} sf_bound_word;

extern const sf_unit_word sf_currency_signs[], sf_currency_words[], sf_price_words[];
extern const size_t sf_currency_sign_count, sf_currency_word_count, sf_price_word_count;
extern const sf_scale_word sf_scale_words[];
extern const size_t sf_scale_word_count;
extern const sf_measure_word sf_measure_words[];
extern const size_t sf_measure_word_count;
extern const sf_bound_word sf_bound_words[];
extern const size_t sf_bound_word_count;

/* Whether a unit that a price is for is a time: "h", "month". */
bool sf_is_price_time(const char *unit);
const sf_unit_word *sf_find_unit_word(const sf_unit_word *words, size_t count, const char *word);
/* A noun that is counted, or a word that may stand before one; NULL for any other. */
const sf_count_word *sf_find_count_word(const char *word);

#endif
