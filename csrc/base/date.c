/* Civil dates by counting from a March that starts a 400-year era, so that the leap day comes last (the method of
 * Richards, Explanatory Supplement to the Astronomical Almanac, 2013, chapter 15, in integers). */
#include "signalflow/date.h"

#include "base/excerpt.h"

#include <stdio.h>

enum { ERA_DAYS = 146097, ERA_YEARS = 400, EPOCH = 719468 /* days from 0000-03-01 to 1970-01-01 */ };

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int month_length(int year, int month) {
  static const signed char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

static sf_day count_days(int year, int month, int day) {
  const int y = month > 2 ? year : year - 1; /* the year that began in March; at least 0 */
  const int m = month > 2 ? month - 3 : month + 9;
  const int era = y / ERA_YEARS, year_of_era = y % ERA_YEARS;
  const int day_of_year = (153 * m + 2) / 5 + day - 1;
  return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - EPOCH;
}

static sf_day keep_in_range(sf_day day) {
  if (day < SF_FIRST_DAY) return SF_FIRST_DAY;
  return day > SF_LAST_DAY ? SF_LAST_DAY : day;
}

sf_status sf_make_day(int year, int month, int day, sf_day *result, sf_error *error) {
  if (year < 1 || year > 9999) return sf_fail(error, SF_INVALID, "the year must be 1 to 9999, got %d", year);
  if (month < 1 || month > 12) return sf_fail(error, SF_INVALID, "the month must be 1 to 12, got %d", month);
  if (day < 1 || day > month_length(year, month))
    return sf_fail(error, SF_INVALID, "%04d-%02d has %d days, got day %d", year, month, month_length(year, month), day);
  *result = count_days(year, month, day);
  return SF_OK;
}

sf_date sf_split_day(sf_day day) {
  const int days = keep_in_range(day) + EPOCH;
  const int era = days / ERA_DAYS, day_of_era = days % ERA_DAYS;
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int m = (5 * day_of_year + 2) / 153;
  const int month = m < 10 ? m + 3 : m - 9;
  return (sf_date){.year = era * ERA_YEARS + year_of_era + (month <= 2 ? 1 : 0),
                   .month = month,
                   .day = day_of_year - (153 * m + 2) / 5 + 1};
}

/* That many digits as a number, or -1. */
static int read_digits(const char *text, int count) {
  int value = 0;
  for (int i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

sf_status sf_parse_day(const char *text, size_t length, sf_day *day, sf_error *error) {
  int year = -1, month = -1, of_month = -1;
  if (length == 10 && text[4] == '-' && text[7] == '-') {
    year = read_digits(text, 4);
    month = read_digits(text + 5, 2);
    of_month = read_digits(text + 8, 2);
  } else if (length == 8) {
    year = read_digits(text, 4);
    month = read_digits(text + 4, 2);
    of_month = read_digits(text + 6, 2);
  }
  if (year < 0 || month < 0 || of_month < 0) {
    char copy[SF_EXCERPT_SIZE];
    return sf_fail(error, SF_PARSE, "expected a day such as 2024-04-28, got '%s'", sf_excerpt(text, length, copy));
  }
  return sf_make_day(year, month, of_month, day, error);
}

/* "2023-Q1" or "2023Q1"; false when it is not of that form. */
static bool parse_quarter(const char *text, size_t length, sf_day *first, sf_day *last) {
  const size_t at = length == 7 && text[4] == '-' ? 5 : 4;
  if (length != at + 2 || (text[at] != 'Q' && text[at] != 'q')) return false;
  const int year = read_digits(text, 4), quarter = text[at + 1] - '0';
  if (year < 1 || quarter < 1 || quarter > 4) return false;
  *first = count_days(year, quarter * 3 - 2, 1);
  *last = count_days(year, quarter * 3, month_length(year, quarter * 3));
  return true;
}

/* "2024-04"; false when it is not of that form. */
static bool parse_month(const char *text, size_t length, sf_day *first, sf_day *last) {
  if (length != 7 || text[4] != '-') return false;
  const int year = read_digits(text, 4), month = read_digits(text + 5, 2);
  if (year < 1 || month < 1 || month > 12) return false;
  *first = count_days(year, month, 1);
  *last = count_days(year, month, month_length(year, month));
  return true;
}

sf_status sf_parse_period(const char *text, size_t length, sf_day *first, sf_day *last, sf_error *error) {
  if (parse_quarter(text, length, first, last) || parse_month(text, length, first, last)) return SF_OK;
  sf_day day;
  const sf_status status = sf_parse_day(text, length, &day, error);
  if (status == SF_PARSE) {
    char copy[SF_EXCERPT_SIZE];
    return sf_fail(error, SF_PARSE,
                   "expected a day such as 2024-04-28, a month such as 2024-04 or a quarter such as 2024-Q1, got '%s'",
                   sf_excerpt(text, length, copy));
  }
  if (status == SF_OK) *first = *last = day;
  return status;
}

char *sf_print_day(sf_day day, char text[SF_DAY_TEXT_SIZE]) {
  const sf_date date = sf_split_day(day);
  snprintf(text, SF_DAY_TEXT_SIZE, "%04d-%02d-%02d", date.year, date.month, date.day);
  return text;
}

sf_day sf_add_months(sf_day day, int months) {
  const sf_date date = sf_split_day(day);
  const int64_t total = (int64_t)date.year * 12 + date.month - 1 + months;
  if (total < 12) return SF_FIRST_DAY;
  if (total >= (int64_t)10000 * 12) return SF_LAST_DAY;
  const int year = (int)(total / 12), month = (int)(total % 12) + 1, length = month_length(year, month);
  return count_days(year, month, date.day < length ? date.day : length);
}

sf_day sf_quarter_end(sf_day day) {
  const sf_date date = sf_split_day(day);
  const int month = (date.month - 1) / 3 * 3 + 3;
  return count_days(date.year, month, month_length(date.year, month));
}

sf_day sf_month_end(sf_day day) {
  const sf_date date = sf_split_day(day);
  return keep_in_range(day) + month_length(date.year, date.month) - date.day;
}
