/* Encodings: any bytes become UTF-8. */
#ifndef SF_FORMATS_ENCODING_H
#define SF_FORMATS_ENCODING_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum sf_encoding { SF_UTF8, SF_LATIN, SF_UTF16_LITTLE, SF_UTF16_BIG } sf_encoding;

/* By a byte order mark, zero bytes, or an XML declaration; SF_PARSE for one that is not known here. */
SF_MUST_USE sf_status sf_find_encoding(const char *name, const char *text, size_t length, sf_encoding *encoding,
                                       sf_error *error);
/* Bytes of the UTF-8 byte order mark at the start: 3, or 0. */
size_t sf_mark_length(const char *text, size_t length);
/* Appends text as UTF-8 without its byte order mark. Of SF_UTF8, bytes that are none are read as Windows-1252. */
void sf_append_decoded(sf_text *to, const char *text, size_t length, sf_encoding encoding);

/* Text as it is, or where it is UTF-16 decoded into made, which the caller discards afterwards. */
SF_MUST_USE sf_status sf_view_as_utf8(const char *name, const char **text, size_t *length, sf_text *made,
                                      sf_error *error);

enum { SF_CHARACTER_SIZE = 4 };
/* Writes a character, a Unicode scalar value, as UTF-8; returns its bytes. */
size_t sf_encode_character(uint32_t character, char bytes[SF_CHARACTER_SIZE]);
/* The bytes of the UTF-8 character at the start of text, 0 where there is none (Unicode 15, table 3-7): no overlong
 * form, no surrogate. */
size_t sf_character_length(const char *text, size_t left);
void sf_append_character(sf_text *to, uint32_t character);
/* What a byte stands for in Windows-1252; 0: no character. */
uint32_t sf_windows_character(unsigned char byte);

#endif
