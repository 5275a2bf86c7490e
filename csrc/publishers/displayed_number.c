/* The transformations of inline XBRL that give numbers: registries 1 to 5 of XBRL International, and the SEC's number
 * words. Registry 1 names a format by what separates ("numcommadot"), the later ones by the decimal mark. */
#include "publishers/displayed_number.h"

#include "base/ascii.h"
#include "formats/number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_NUMBER = 400, LARGEST_SCALE = 300 };

typedef enum form { DECIMAL, DOT, COMMA, UNIT_BETWEEN, ZERO, WORDS, NO_NUMBER } form;

static const struct {
  const char *name; /* in small letters, without hyphens */
  form form;
} forms[] = {{"", DECIMAL},
             {"numdotdecimal", DOT},
             {"numdotdecimalapos", DOT},
             {"numdotdecimalin", DOT},
             {"numcommadot", DOT},
             {"numspacedot", DOT},
             {"numcommadecimal", COMMA},
             {"numcommadecimalapos", COMMA},
             {"numdotcomma", COMMA},
             {"numspacecomma", COMMA},
             {"numcomma", COMMA},
             {"numunitdecimal", UNIT_BETWEEN},
             {"numunitdecimalapos", UNIT_BETWEEN},
             {"numunitdecimalin", UNIT_BETWEEN},
             {"zerodash", ZERO},
             {"numdash", ZERO},
             {"fixedzero", ZERO},
             {"numwordsen", WORDS}};

static form form_of(const char *format, size_t length) {
  char name[32];
  size_t size = 0;
  for (size_t i = 0; i < length; ++i) {
    if (format[i] == '-') continue;
    if (size + 1 == sizeof name) return NO_NUMBER;
    name[size++] = sf_to_lower(format[i]);
  }
  name[size] = '\0';
  for (size_t i = 0; i < sizeof forms / sizeof *forms; ++i)
    if (strcmp(forms[i].name, name) == 0) return forms[i].form;
  return NO_NUMBER;
}

/* The bytes of the space at text, 0 when there is none: ASCII, no-break, thin, narrow no-break and their like. */
static size_t space_at(const char *text, size_t left) {
  if (text[0] == ' ' || text[0] == '\t' || text[0] == '\n' || text[0] == '\r') return 1;
  if (left >= 2 && memcmp(text, "\xC2\xA0", 2) == 0) return 2;
  if (left < 3) return 0;
  const bool general = memcmp(text, "\xE2\x80", 2) == 0 && (unsigned char)text[2] <= 0x8B;
  return general || memcmp(text, "\xE2\x80\xAF", 3) == 0 ? 3 : 0;
}

/* The bytes of what may stand between groups of digits. */
static size_t group_mark_at(const char *text, size_t left, char group) {
  if (text[0] == group || text[0] == '\'' || text[0] == '`') return 1;
  if (left >= 3 && (memcmp(text, "\xE2\x80\x99", 3) == 0 || memcmp(text, "\xE2\x80\x98", 3) == 0)) return 3;
  return space_at(text, left);
}

static bool finish(char *digits, size_t size, int scale, double *value) {
  if (scale < -LARGEST_SCALE || scale > LARGEST_SCALE) return false;
  snprintf(digits + size, LONGEST_NUMBER - size, "e%d", scale);
  return sf_parse_decimal(digits, strlen(digits), value) && isfinite(*value);
}

/* Digits in groups, and digits after one decimal mark. */
static bool read_grouped(const char *text, size_t length, char mark, int scale, double *value) {
  char digits[LONGEST_NUMBER];
  size_t size = 0, count = 0;
  bool pointed = false;
  for (size_t at = 0; at < length;) {
    if (size + 16 > sizeof digits) return false;
    const size_t passed = group_mark_at(text + at, length - at, mark == '.' ? ',' : '.');
    if (sf_is_digit(text[at])) {
      digits[size++] = text[at++];
      ++count;
    } else if (text[at] == mark && !pointed) {
      if (count == 0) digits[size++] = '0';
      digits[size++] = '.';
      pointed = true;
      ++at;
    } else if (passed > 0 && (!pointed || space_at(text + at, length - at) > 0)) {
      at += passed;
    } else {
      return false;
    }
  }
  if (count == 0) return false;
  if (digits[size - 1] == '.') digits[size++] = '0';
  return finish(digits, size, scale, value);
}

/* 12 dollars 34 cents: two digits after the unit. */
static bool read_around_unit(const char *text, size_t length, int scale, double *value) {
  char digits[LONGEST_NUMBER];
  size_t size = 0, at = 0, parts = 0;
  while (at < length && parts < 2) {
    const size_t before = size;
    for (size_t passed; at < length && size + 16 < sizeof digits; at += passed) {
      passed = sf_is_digit(text[at]) ? 1 : group_mark_at(text + at, length - at, ',');
      if (passed == 0) break;
      if (sf_is_digit(text[at])) digits[size++] = text[at];
    }
    if (size == before) return false;
    if (++parts == 2) return size - before == 2 && finish(digits, size, scale, value);
    digits[size++] = '.';
    while (at < length && !sf_is_digit(text[at])) ++at;
  }
  return false;
}

/* As XML Schema writes a decimal. */
static bool read_plain(const char *text, size_t length, int scale, double *value) {
  while (length > 0 && space_at(text, length) > 0) {
    const size_t size = space_at(text, length);
    text += size;
    length -= size;
  }
  while (length > 0 && space_at(text + length - 1, 1) > 0) --length;
  if (length == 0 || length + 16 > LONGEST_NUMBER) return false;
  char digits[LONGEST_NUMBER];
  const bool plus = text[0] == '+';
  memcpy(digits, text + plus, length - plus);
  digits[length - plus] = '\0';
  if (strpbrk(digits, "eE") == NULL) return finish(digits, length - plus, scale, value);
  /* 1.5E9 is a float of a plain instance, where nothing is scaled */
  return scale == 0 && sf_parse_decimal(digits, length - plus, value) && isfinite(*value);
}

/* Words. */

static const struct {
  const char *word;
  double value;
} small_words[] = {{"no", 0},       {"none", 0},     {"nil", 0},        {"zero", 0},      {"a", 1},
                   {"an", 1},       {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},
                   {"five", 5},     {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},
                   {"ten", 10},     {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14},
                   {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},
                   {"twenty", 20},  {"thirty", 30},  {"forty", 40},     {"fifty", 50},    {"sixty", 60},
                   {"seventy", 70}, {"eighty", 80},  {"ninety", 90}},
  large_words[] = {{"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9}, {"trillion", 1e12}};

/* The next word in small letters; its length, 0 at the end, SIZE_MAX for what is no word. */
static size_t next_word(const char *text, size_t length, size_t *at, char word[16]) {
  for (size_t size; *at < length; *at += size) {
    size = space_at(text + *at, length - *at);
    if (size == 0 && (text[*at] == '-' || text[*at] == ',')) size = 1;
    if (size == 0) break;
  }
  size_t size = 0;
  for (; *at < length; ++*at) {
    const char c = sf_to_lower(text[*at]);
    if (c < 'a' || c > 'z') break;
    if (size + 1 == 16) return SIZE_MAX;
    word[size++] = c;
  }
  word[size] = '\0';
  return size == 0 && *at < length ? SIZE_MAX : size;
}

/* Whether a small number may follow what its group holds: "forty" a hundred, "two" also "forty"; "two" no "two". */
static bool follows(double group, double value) {
  const int below = (int)fmod(group, 100);
  return below == 0 || (value >= 1 && value <= 9 && below >= 20 && below % 10 == 0);
}

/* A sum of groups, each of a smaller power than the one before: "two million forty thousand one hundred". */
typedef struct word_sum {
  double total, group, power; /* of the last power; INFINITY before the first */
  bool any;                   /* the group has a word */
} word_sum;

static bool add_word(word_sum *sum, const char *word) {
  for (size_t i = 0; i < sizeof small_words / sizeof *small_words; ++i)
    if (strcmp(word, small_words[i].word) == 0) {
      const bool fits =
          !sum->any || (small_words[i].value > 0 && sum->group > 0 && follows(sum->group, small_words[i].value));
      sum->group += small_words[i].value;
      sum->any = true;
      return fits;
    }
  if (strcmp(word, "hundred") == 0) {
    const bool fits = !sum->any || (sum->group > 0 && sum->group < 100);
    sum->group = (sum->any ? sum->group : 1) * 100;
    sum->any = true;
    return fits;
  }
  for (size_t i = 0; i < sizeof large_words / sizeof *large_words; ++i)
    if (strcmp(word, large_words[i].word) == 0) {
      const bool fits =
          large_words[i].value < sum->power && (!sum->any || sum->group > 0) && (sum->any || sum->total == 0);
      sum->total += (sum->any ? sum->group : 1) * large_words[i].value;
      sum->power = large_words[i].value;
      sum->group = 0;
      sum->any = false;
      return fits;
    }
  return false;
}

static bool read_words(const char *text, size_t length, int scale, double *value) {
  word_sum sum = {.power = (double)INFINITY};
  size_t at = 0, size, words = 0;
  char word[16];
  while ((size = next_word(text, length, &at, word)) != 0) {
    if (size == SIZE_MAX) return false;
    if (words > 0 && strcmp(word, "and") == 0) continue;
    ++words;
    if (!add_word(&sum, word)) return false;
  }
  char digits[LONGEST_NUMBER];
  const int written = snprintf(digits, sizeof digits, "%.0f", sum.total + sum.group);
  return words > 0 && written > 0 && finish(digits, (size_t)written, scale, value);
}

bool sf_read_displayed(const char *format, size_t format_length, const char *text, size_t length, int scale,
                       double *value) {
  switch (form_of(format, format_length)) {
  case DECIMAL:
    return read_plain(text, length, scale, value);
  case DOT:
    return read_grouped(text, length, '.', scale, value);
  case COMMA:
    return read_grouped(text, length, ',', scale, value);
  case UNIT_BETWEEN:
    return read_around_unit(text, length, scale, value);
  case WORDS:
    return read_words(text, length, scale, value) || read_grouped(text, length, '.', scale, value);
  case ZERO:
    *value = 0;
    return true;
  case NO_NUMBER:
    break;
  }
  return false;
}
