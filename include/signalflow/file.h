/* Files, read whole. */
#ifndef SIGNALFLOW_FILE_H
#define SIGNALFLOW_FILE_H

#include "status.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A whole file, at most SF_LARGEST_FILE bytes; the caller frees *text with sf_free_text. SF_IO when it cannot be read;
 * where nothing lies at the path, the error names what is nearest to it in its folder. */
#define SF_LARGEST_FILE ((size_t)1 << 30)
SF_API SF_MUST_USE sf_status sf_read_file(const char *path, char **text, size_t *length, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
