#include "feeds/days.h"

#include "base/ascii.h"

#include <math.h>
#include <string.h>

enum { MOST_PARTS = 8, LONGEST_NAME = 12, SECONDS_A_DAY = 86400, CENTURY_TURNS = 70 };

static bool is_letter(char c) { return sf_is_letter(c) || (unsigned char)c >= 0x80; }

/* A part of a date: digits, or a word. */
typedef struct part {
  const char *text;
  size_t length;
  bool digits;
  bool time; /* of digits, by a colon before or after */
} part;

static int value_of(const part *p) {
  int value = 0;
  if (p->length > 4) return -1;
  for (size_t i = 0; i < p->length; ++i) value = value * 10 + (p->text[i] - '0');
  return value;
}

/* The no-break spaces U+00A0 and U+202F. */
static size_t wide_gap(const char *text, size_t left) {
  if (left >= 2 && memcmp(text, "\xC2\xA0", 2) == 0) return 2;
  return left >= 3 && memcmp(text, "\xE2\x80\xAF", 3) == 0 ? 3 : 0;
}

static size_t split(const char *text, size_t length, part parts[MOST_PARTS]) {
  size_t count = 0;
  for (size_t at = 0; at < length && count < MOST_PARTS;) {
    const size_t wide = wide_gap(text + at, length - at), start = at;
    const bool digits = sf_is_digit(text[at]);
    if (wide > 0 || (!digits && !is_letter(text[at]))) {
      at += wide > 0 ? wide : 1;
      continue;
    }
    while (at < length && (digits ? sf_is_digit(text[at]) : is_letter(text[at])) &&
           wide_gap(text + at, length - at) == 0)
      ++at;
    const bool time = (start > 0 && text[start - 1] == ':') || (at < length && text[at] == ':');
    parts[count++] = (part){text + start, at - start, digits, time};
  }
  return count;
}

/* The month a word names in English, German or French, 0 for none. */
static int month_of(const part *p) {
  static const char *const names[12][3] = {{"jan", "janv", ""},
                                           {"feb", "f\xC3\xA9v", "fev"},
                                           {"mar", "m\xC3\xA4r", "mrz"},
                                           {"apr", "avr", ""},
                                           {"may", "mai", ""},
                                           {"jun", "juin", ""},
                                           {"jul", "juil", ""},
                                           {"aug", "ao\xC3\xBB", "aou"},
                                           {"sep", "", ""},
                                           {"oct", "okt", ""},
                                           {"nov", "", ""},
                                           {"dec", "dez",
                                            "d\xC3\xA9"
                                            "c"}};
  if (p->digits || p->length < 3 || p->length > LONGEST_NAME) return 0;
  for (int m = 0; m < 12; ++m)
    for (int k = 0; k < 3; ++k) {
      const char *name = names[m][k];
      size_t same = 0;
      while (same < p->length && name[same] != '\0' && (sf_to_lower(p->text[same]) == name[same])) ++same;
      if (same > 0 && name[same] == '\0') return m + 1;
    }
  return 0;
}

static bool make_day(int year, int month, int day, sf_day *made) {
  return year > 1 && sf_make_day(year, month, day, made, NULL) == SF_OK;
}

/* Years of two digits are of 1970 to 2069. */
static int full_year(const part *p) {
  const int value = value_of(p);
  return p->length == 2 ? value + (value < CENTURY_TURNS ? 2000 : 1900) : p->length == 4 ? value : -1;
}

/* A day and a year beside a month's name, in either order; times of day are passed over. */
static bool find_named_month(const part *parts, size_t count, sf_day *day) {
  size_t at = 0;
  while (at < count && month_of(&parts[at]) == 0) ++at;
  if (at == count) return false;
  const part *of_month = NULL, *year = NULL;
  if (at > 0 && parts[at - 1].digits && parts[at - 1].length <= 2 && !parts[at - 1].time) of_month = &parts[at - 1];
  for (size_t i = at + 1; i < count; ++i) {
    const part *p = &parts[i];
    if (!p->digits || p->time) continue;
    if (of_month == NULL && p->length <= 2)
      of_month = p;
    else if (year == NULL && (p->length == 4 || (p->length == 2 && of_month < &parts[at])))
      year = p;
  }
  if (of_month == NULL || year == NULL) return false;
  return make_day(full_year(year), month_of(&parts[at]), value_of(of_month), day);
}

/* "1790958930" and "1790958930000": seconds, or milliseconds, since 1970, of the years 1973 to 5138; a fraction is
 * dropped. */
static bool find_unix(const char *text, size_t length, sf_day *day) {
  const char *point = length > 0 ? memchr(text, '.', length) : NULL;
  for (const char *c = point != NULL ? point + 1 : text + length; c < text + length; ++c)
    if (!sf_is_digit(*c)) return false;
  if (point != NULL) length = (size_t)(point - text);
  if (length < 9 || length > 14) return false;
  double seconds = 0;
  for (size_t i = 0; i < length; ++i) {
    if (!sf_is_digit(text[i])) return false;
    seconds = seconds * 10 + (text[i] - '0');
  }
  sf_day epoch;
  if (sf_make_day(1970, 1, 1, &epoch, NULL) != SF_OK) return false;
  if (length >= 12) seconds /= 1000;
  *day = epoch + (sf_day)floor(seconds / SECONDS_A_DAY);
  return true;
}

/* "2026-08-14" or "2026/08/14", not within a longer number. */
static bool day_at(const char *text, size_t left, sf_day *day) {
  if (left < 10 || (text[4] != '-' && text[4] != '/') || text[7] != text[4] || (left > 10 && sf_is_digit(text[10])))
    return false;
  char plain[10];
  memcpy(plain, text, sizeof plain);
  plain[4] = plain[7] = '-';
  sf_day found;
  if (sf_parse_day(plain, sizeof plain, &found, NULL) != SF_OK || sf_split_day(found).year <= 1) return false;
  *day = found;
  return true;
}

/* "14.08.2026": day, month and year, as they are written with full stops. */
static bool dotted_day(const char *text, size_t length, sf_day *day) {
  int values[3] = {0, 0, 0};
  size_t at = 0;
  for (int i = 0; i < 3; ++i) {
    const size_t start = at, most = i < 2 ? 2 : 4;
    for (; at < length && at - start < most && sf_is_digit(text[at]); ++at)
      values[i] = values[i] * 10 + (text[at] - '0');
    if (at == start || (i < 2 && (at == length || text[at++] != '.')) || (i == 2 && at - start != most)) return false;
  }
  return (at == length || !sf_is_digit(text[at])) && make_day(values[2], values[1], values[0], day);
}

size_t sf_leading_day(const char *text, size_t length, sf_day *day) {
  enum { WRITTEN = 10 };
  if (!day_at(text, length, day) || length == WRITTEN ||
      (text[WRITTEN] != ' ' && text[WRITTEN] != '\t' && text[WRITTEN] != ':'))
    return 0;
  size_t at = WRITTEN;
  while (at < length && (sf_is_space(text[at]) || text[at] == ':' || text[at] == '|' || text[at] == '-')) ++at;
  return at < length ? at : 0;
}

bool sf_find_day(const char *text, size_t length, sf_day *day) {
  while (length > 0 && sf_is_space(*text)) {
    ++text;
    --length;
  }
  while (length > 0 && sf_is_space(text[length - 1])) --length;
  if (day_at(text, length, day) || dotted_day(text, length, day) || find_unix(text, length, day)) return true;
  sf_day compact;
  if (length >= 8 && (length == 8 || !sf_is_digit(text[8])) && sf_parse_day(text, 8, &compact, NULL) == SF_OK) {
    *day = compact;
    return sf_split_day(compact).year > 1;
  }
  part parts[MOST_PARTS];
  return find_named_month(parts, split(text, length, parts), day);
}

bool sf_find_written_day(const char *text, size_t length, sf_day *day) {
  for (size_t at = length; at-- > 0;) {
    const bool starts = at == 0 || !sf_is_digit(text[at - 1]);
    if (starts && sf_is_digit(text[at]) && day_at(text + at, length - at, day)) return true;
  }
  return false;
}
