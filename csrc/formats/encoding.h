/* Encodings: any bytes become UTF-8. */
#ifndef SF_FORMATS_ENCODING_H
#define SF_FORMATS_ENCODING_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether an XML declaration names an encoding of one byte a character. SF_PARSE for one that is not known here. */
SF_MUST_USE sf_status sf_find_encoding(const char *name, const char *text, size_t length, bool *latin, sf_error *error);
/* Appends text as UTF-8. Where latin is false, what is UTF-8 already is kept and only other bytes are converted. */
void sf_append_as_utf8(sf_text *to, const char *text, size_t length, bool latin);

/* Appends a character, a Unicode scalar value, as UTF-8. */
void sf_append_character(sf_text *to, uint32_t character);
/* What a byte stands for in Windows-1252; 0: no character. */
uint32_t sf_windows_character(unsigned char byte);

#endif
