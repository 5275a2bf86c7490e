#include "formats/number.h"

#include "base/ascii.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  MANTISSA_DIGITS = 19,
  DIGITS_KEPT = 64, /* more than any double needs; what is beyond only breaks ties */
  EXPONENT_LIMIT = 100000,
  LARGEST_EXACT_POWER = 22
};

typedef struct decimal {
  char digits[DIGITS_KEPT + 1];
  int count;
  uint64_t mantissa; /* of the first MANTISSA_DIGITS digits */
  long exponent;
} decimal;

/* A digit beyond those of the mantissa. */
static void add_digit(decimal *number, char digit, bool after_point) {
  const bool kept = number->count < DIGITS_KEPT;
  if (kept) number->digits[number->count++] = digit;
  if (!kept && digit != '0') number->digits[DIGITS_KEPT - 1] = '1'; /* never exactly half-way */
  const long step = (after_point ? -1 : 0) + (kept ? 0 : 1);
  if (labs(number->exponent) < EXPONENT_LIMIT) number->exponent += step;
}

/* Bytes of the exponent at text, 0 when there is none. */
static size_t read_exponent(const char *text, size_t length, decimal *number) {
  if (length < 2 || (text[0] != 'e' && text[0] != 'E')) return 0;
  size_t at = text[1] == '-' || text[1] == '+' ? 2 : 1;
  if (at >= length || !sf_is_digit(text[at])) return 0;
  long exponent = 0;
  for (; at < length && sf_is_digit(text[at]); at++)
    if (exponent < EXPONENT_LIMIT) exponent = exponent * 10 + (text[at] - '0');
  number->exponent += text[1] == '-' ? -exponent : exponent;
  return at;
}

static double to_double(const decimal *number) {
  static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  /* both factors exact, so one rounding (Clinger 1990) */
  if (number->count <= 15 && labs(number->exponent) <= LARGEST_EXACT_POWER) {
    const double mantissa = (double)number->mantissa;
    return number->exponent < 0 ? mantissa / powers[-number->exponent] : mantissa * powers[number->exponent];
  }
  /* whole digits and a power of ten: without a decimal point strtod knows no locale */
  char text[DIGITS_KEPT + 32];
  snprintf(text, sizeof text, "%.*se%ld", number->count, number->digits, number->exponent);
  return strtod(text, NULL);
}

static double finish(decimal *number, bool negative) {
  number->digits[number->count] = '\0';
  const double value = number->count == 0 ? 0 : to_double(number);
  return negative ? -value : value;
}

/* Digits from at on; returns where they end. */
static size_t read_digits(const char *text, size_t length, size_t at, bool after_point, decimal *number) {
  const size_t first = at;
  if (number->count == 0)
    while (at < length && text[at] == '0') ++at; /* they count for nothing but the place of the point */
  for (; at < length && number->count < MANTISSA_DIGITS && sf_is_digit(text[at]); ++at) {
    number->mantissa = number->mantissa * 10 + (uint64_t)(text[at] - '0');
    number->digits[number->count++] = text[at];
  }
  if (after_point) number->exponent -= at - first < EXPONENT_LIMIT ? (long)(at - first) : EXPONENT_LIMIT;
  for (; at < length && sf_is_digit(text[at]); at++) add_digit(number, text[at], after_point);
  return at;
}

size_t sf_read_decimal(const char *text, size_t length, double *value) {
  decimal number = {.count = 0};
  const bool negative = length > 0 && text[0] == '-';
  const size_t first = negative ? 1 : 0;
  size_t at = read_digits(text, length, first, false, &number);
  if (at == first || (text[first] == '0' && at > first + 1)) return 0; /* JSON knows no leading zero */
  if (at + 1 < length && text[at] == '.' && sf_is_digit(text[at + 1]))
    at = read_digits(text, length, at + 1, true, &number);
  at += read_exponent(text + at, length - at, &number);
  *value = finish(&number, negative);
  return at;
}

bool sf_parse_decimal(const char *text, size_t length, double *value) {
  while (length > 0 && (text[0] == ' ' || text[0] == '\t')) text++, length--;
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
  decimal number = {.count = 0};
  size_t at = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const size_t whole = at;
  at = read_digits(text, length, at, false, &number);
  size_t seen = at - whole;
  if (at < length && text[at] == '.') {
    const size_t fraction = at + 1;
    at = read_digits(text, length, fraction, true, &number);
    seen += at - fraction;
  }
  if (seen == 0) return false;
  at += read_exponent(text + at, length - at, &number);
  if (at != length) return false;
  const double parsed = finish(&number, text[0] == '-');
  if (!isfinite(parsed)) return false;
  *value = parsed;
  return true;
}
