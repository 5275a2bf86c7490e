/* How a file starts, for messages that refuse it. */
#ifndef SF_FORMATS_FILE_START_H
#define SF_FORMATS_FILE_START_H

#include <stddef.h>

enum { SF_START_SIZE = 128 };

/* "a gzip file: unpack it first", "a PDF", and their like; NULL for what may be text. */
const char *sf_packed_kind(const char *text, size_t length);

/* "a web page", "JSON", "a ZIP archive, as a workbook is", and their like; else its first line in quotes. */
char *sf_describe_start(const char *text, size_t length, char said[SF_START_SIZE]);

#endif
