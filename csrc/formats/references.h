/* Character references of XML and HTML. */
#ifndef SF_FORMATS_REFERENCES_H
#define SF_FORMATS_REFERENCES_H

#include "base/text.h"

#include <stddef.h>

/* Appends text with character references (&amp; &#8217; &#x2019; and the named ones that headlines have) resolved. A
 * reference that is not known, or names no character, stays as it is. */
void sf_append_resolved(sf_text *to, const char *text, size_t length);

#endif
