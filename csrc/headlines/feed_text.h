/* The text of feeds: character references, tags, days. */
#ifndef SF_HEADLINES_FEED_TEXT_H
#define SF_HEADLINES_FEED_TEXT_H

#include "base/text.h"
#include "signalflow/date.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends text with character references (&amp; &#8217; &#x2019; and the named ones that headlines have) resolved. A
 * reference that is not known, or names no character, stays as it is. */
void sf_append_resolved(sf_text *to, const char *text, size_t length);

/* Makes a title of bytes: tags removed, runs of spaces and line ends one space, none at the ends. Works in place and
 * returns the length. */
size_t sf_clean_title(char *text, size_t length);

/* The day in "Fri, 14 Aug 2026 00:00:00 +0000", "2026-08-14T10:00:00Z", "2026-08-14 10:00:00", "20260814T100000". */
bool sf_find_day(const char *text, size_t length, sf_day *day);
/* The last day written as 2026-08-14 anywhere in text. */
bool sf_find_written_day(const char *text, size_t length, sf_day *day);

#endif
