/* The text of feeds: character references, tags, base64. */
#ifndef SF_HEADLINES_FEED_TEXT_H
#define SF_HEADLINES_FEED_TEXT_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends text with character references (&amp; &#8217; &#x2019; and the named ones that headlines have) resolved. A
 * reference that is not known, or names no character, stays as it is. */
void sf_append_resolved(sf_text *to, const char *text, size_t length);

/* Makes a title of bytes: tags removed, runs of spaces and line ends one space, none at the ends. Works in place and
 * returns the length. */
size_t sf_clean_title(char *text, size_t length);

/* Appends what base64 stands for (RFC 4648); stops at the first byte that is none. */
void sf_append_base64(sf_text *to, const char *text, size_t length);

#endif
