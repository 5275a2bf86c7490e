/* The start of foreign text for a message: printable ASCII, dots where it was cut. */
#ifndef SF_BASE_EXCERPT_H
#define SF_BASE_EXCERPT_H

#include <stddef.h>

enum { SF_EXCERPT_SIZE = 48 };

/* Returns copy. */
char *sf_excerpt(const char *text, size_t length, char copy[SF_EXCERPT_SIZE]);

#endif
