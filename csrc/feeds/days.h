/* Days as feeds write them. */
#ifndef SF_FEEDS_DAYS_H
#define SF_FEEDS_DAYS_H

#include "signalflow/date.h"

#include <stdbool.h>
#include <stddef.h>

/* The day in "Fri, 14 Aug 2026 00:00:00 +0000", "14 Aug 26", "August 14, 2026", "Fri Aug 14 00:00:00 2026",
 * "2026-08-14T10:00:00Z", "2026/08/14", "14.08.2026", "20260814T100000", in English, German or French, or in Unix
 * seconds or milliseconds. False for what names no day for certain ("10/02/2026"), and for the year 1, which is
 * nobody's. */
bool sf_find_day(const char *text, size_t length, sf_day *day);
/* The bytes of a day before other words, "2026-08-14 " or "2026-08-14: ", and the day; 0 when there is none. */
size_t sf_leading_day(const char *text, size_t length, sf_day *day);
/* The last day written as 2026-08-14 anywhere in text. */
bool sf_find_written_day(const char *text, size_t length, sf_day *day);

#endif
