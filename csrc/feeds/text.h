/* The text of feeds: tags, base64. */
#ifndef SF_FEEDS_TEXT_H
#define SF_FEEDS_TEXT_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Makes a title of bytes: tags removed, runs of spaces and line ends one space, none at the ends. Works in place and
 * returns the length. */
size_t sf_clean_title(char *text, size_t length);

/* Appends what base64 stands for (RFC 4648); stops at the first byte that is none. */
void sf_append_base64(sf_text *to, const char *text, size_t length);

#endif
