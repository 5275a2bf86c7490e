/* The start of foreign text for a message: characters of UTF-8 as they are, a question mark for each byte that is none
 * of one that can be shown, dots where it was cut. */
#ifndef SF_BASE_EXCERPT_H
#define SF_BASE_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

enum { SF_EXCERPT_SIZE = 48 };

/* Returns copy. */
char *sf_excerpt(const char *text, size_t length, char copy[SF_EXCERPT_SIZE]);

/* How many characters an excerpt of it has, where it is not cut. */
size_t sf_count_characters(const char *text, size_t length);

#endif
