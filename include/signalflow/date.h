/* Calendar days: the proleptic Gregorian calendar, as whole days since 1970-01-01.
 *
 * There is no time of day and no time zone: a filing, a period's end and a trading day are each one day. Years 1 to
 * 9999. */
#ifndef SIGNALFLOW_DATE_H
#define SIGNALFLOW_DATE_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t sf_day;

#define SF_FIRST_DAY ((sf_day)-719162) /* 0001-01-01 */
#define SF_LAST_DAY ((sf_day)2932896)  /* 9999-12-31 */

enum { SF_DAY_TEXT_SIZE = 24 };

typedef struct sf_date {
  int year, month, day; /* month and day from 1 */
} sf_date;

/* SF_INVALID names the part that does not exist: month 13, 29 February of a common year. */
SF_API SF_MUST_USE sf_status sf_make_day(int year, int month, int day, sf_day *result, sf_error *error);
SF_API sf_date sf_split_day(sf_day day);

/* Reads the two complete forms of ISO 8601, "2024-04-28" and "20240428", and nothing else. */
SF_API SF_MUST_USE sf_status sf_parse_day(const char *text, size_t length, sf_day *day, sf_error *error);
/* Reads a day, which is its own first and last, a month, "2024-04", or a quarter of the calendar year: "2023-Q1",
 * "2023Q1". */
SF_API SF_MUST_USE sf_status sf_parse_period(const char *text, size_t length, sf_day *first, sf_day *last,
                                             sf_error *error);
/* Writes "2024-04-28". Returns text. */
SF_API char *sf_print_day(sf_day day, char text[SF_DAY_TEXT_SIZE]);

/* The same day of the month that many months on, or the month's last day where there is no such day; kept within
 * SF_FIRST_DAY and SF_LAST_DAY. */
SF_API sf_day sf_add_months(sf_day day, int months);
/* Last day of the quarter of the calendar year in which day lies. */
SF_API sf_day sf_quarter_end(sf_day day);
SF_API sf_day sf_month_end(sf_day day);

#ifdef __cplusplus
}
#endif
#endif
