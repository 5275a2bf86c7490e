/* The addresses in feeds. */
#ifndef SF_FEEDS_URL_H
#define SF_FEEDS_URL_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether text, but for spaces around it, starts with http:// or https://. */
bool sf_is_address(const char *text, size_t length);
/* Appends an address with its character references resolved; a relative one against base (RFC 3986, section 5), where
 * there is one. base may be NULL. */
void sf_append_address(sf_text *to, const char *text, size_t length, const char *base, size_t base_length);

#endif
