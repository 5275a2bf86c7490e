#include "base/text.h"

#include "base/ascii.h"
#include "base/format.h"
#include "base/memory.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64, LONGEST_NAME = 128 };

bool sf_reserve_text(sf_text *text, size_t more) {
  if (text->failed) return false;
  if (more >= SIZE_MAX - text->length) {
    text->failed = true;
    return false;
  }
  const size_t needed = text->length + more + 1;
  if (needed <= text->capacity) return true;
  size_t capacity = text->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : text->capacity;
  while (capacity < needed) capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
  char *bytes = sf_reallocate(text->bytes, capacity, 1);
  if (bytes == NULL) {
    text->failed = true;
    return false;
  }
  text->bytes = bytes;
  text->capacity = capacity;
  return true;
}

void sf_append_bytes(sf_text *text, const char *bytes, size_t length) {
  if (!sf_reserve_text(text, length)) return;
  if (length > 0) memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
  text->bytes[text->length] = '\0';
}

void sf_append(sf_text *text, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  const int wanted = sf_format_list(NULL, 0, format, arguments);
  if (wanted < 0) {
    text->failed = true;
  } else if (sf_reserve_text(text, (size_t)wanted)) {
    sf_format_list(text->bytes + text->length, (size_t)wanted + 1, format, again);
    text->length += (size_t)wanted;
  }
  va_end(again);
  va_end(arguments);
}

void sf_free_text(char *text) { sf_free(text); }

sf_status sf_finish_text(sf_text *text, char **bytes, sf_error *error) {
  sf_append_bytes(text, "", 0); /* nothing appended is still an empty string */
  if (text->failed) {
    sf_discard_text(text);
    return sf_fail(error, SF_NO_MEMORY, "not enough memory for text");
  }
  *bytes = text->bytes;
  *text = (sf_text){0};
  return SF_OK;
}

void sf_discard_text(sf_text *text) {
  sf_free(text->bytes);
  *text = (sf_text){0};
}

bool sf_is_among(const char *text, size_t length, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const char *const name = names[i];
    size_t same = 0;
    while (same < length && name[same] != '\0' && name[same] == text[same]) same++;
    if (same == length && name[same] == '\0') return true;
  }
  return false;
}

static size_t smallest(size_t a, size_t b, size_t c) {
  const size_t ab = a < b ? a : b;
  return ab < c ? ab : c;
}

/* Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours, case ignored. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length) {
  size_t rows[3][LONGEST_NAME + 1];
  size_t *before = rows[0], *previous = rows[1], *current = rows[2];
  for (size_t j = 0; j <= b_length; j++) previous[j] = j;
  for (size_t i = 1; i <= a_length; i++) {
    current[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
      const bool same = sf_to_lower(a[i - 1]) == sf_to_lower(b[j - 1]);
      current[j] = smallest(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (same ? 0 : 1));
      const bool swapped = i > 1 && j > 1 && sf_to_lower(a[i - 1]) == sf_to_lower(b[j - 2]) &&
                           sf_to_lower(a[i - 2]) == sf_to_lower(b[j - 1]);
      if (swapped && before[j - 2] + 1 < current[j]) current[j] = before[j - 2] + 1;
    }
    size_t *const oldest = before;
    before = previous;
    previous = current;
    current = oldest;
  }
  return previous[b_length];
}

/* A third of the longer name may differ: one letter in "pue", two in "token", four in "price_per_mtok". */
static size_t nearness_limit(size_t a, size_t b) { return ((a > b ? a : b) + 2) / 3; }

/* The host's locale may have another decimal point, of more than one byte. */
static void write_point(char *text) {
  char *to = text;
  bool in_point = false;
  for (const char *from = text; *from != '\0'; from++) {
    const bool part_of_number = strchr("+-0123456789einfa", *from) != NULL;
    if (part_of_number) *to++ = *from;
    if (!part_of_number && !in_point) *to++ = '.';
    in_point = !part_of_number;
  }
  *to = '\0';
}

sf_number_text sf_quote_number(double value) {
  enum { FEWEST_DIGITS = 6, MOST_DIGITS = 17 };
  const double plain_below = 1e15; /* whole numbers are written out */
  sf_number_text quoted;
  if (value != value) value = fabs(value); /* no "-nan" */
  int digits = fabs(value) < plain_below && value == trunc(value) ? 15 : FEWEST_DIGITS;
  do {
    snprintf(quoted.text, sizeof quoted.text, "%.*g", digits, value);
  } while (++digits <= MOST_DIGITS && strtod(quoted.text, NULL) != value);
  write_point(quoted.text);
  return quoted;
}

static bool same_letters(const char *a, const char *b) {
  int counts[1 << CHAR_BIT] = {0};
  for (; *a != '\0'; a++) counts[(unsigned char)sf_to_lower(*a)] += 1;
  for (; *b != '\0'; b++) counts[(unsigned char)sf_to_lower(*b)] -= 1;
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
    if (counts[i] != 0) return false;
  return true;
}

const char *sf_nearest_name(const char *word, const char *const *names, size_t count) {
  const size_t word_length = strlen(word);
  if (word_length == 0 || word_length > LONGEST_NAME) return NULL;
  const char *nearest = NULL;
  size_t least = SIZE_MAX;
  bool swapped = false; /* of two as near, letters in another order are likelier than one too many */
  for (size_t i = 0; i < count; i++) {
    const size_t length = strlen(names[i]);
    if (length == 0 || length > LONGEST_NAME) continue;
    const size_t distance = edit_distance(word, word_length, names[i], length);
    /* a name with nothing in common is not a suggestion */
    if (distance > nearness_limit(word_length, length) || distance >= (word_length > length ? word_length : length))
      continue;
    if (distance < least || (distance == least && !swapped && same_letters(word, names[i]))) {
      least = distance;
      nearest = names[i];
      swapped = same_letters(word, names[i]);
    }
  }
  return nearest;
}

sf_suggestion sf_suggest_name(const char *word, const char *const *names, size_t count) {
  sf_suggestion suggestion = {""};
  const char *nearest = sf_nearest_name(word, names, count);
  if (nearest != NULL) snprintf(suggestion.text, sizeof suggestion.text, "; did you mean '%.64s'?", nearest);
  return suggestion;
}
