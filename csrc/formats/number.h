/* Decimal numbers, read the same in every locale the host may have set. */
#ifndef SF_FORMATS_NUMBER_H
#define SF_FORMATS_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* Reads a number as JSON writes it from the start of text, rounded correctly; returns how many bytes it took, 0 when
 * there is none. Too large a number is infinite. */
size_t sf_read_decimal(const char *text, size_t length, double *value);
/* The whole text, spaces around it aside, is one finite number; a plus sign and a leading point (".5") are allowed, as
 * spreadsheets write them. */
bool sf_parse_decimal(const char *text, size_t length, double *value);

#endif
