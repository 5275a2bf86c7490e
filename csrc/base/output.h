/* Files written whole or not at all. */
#ifndef SF_BASE_OUTPUT_H
#define SF_BASE_OUTPUT_H

#include "signalflow/status.h"

#include <stddef.h>

/* What becomes the file at a path: written beside it under a fresh name, and put in its place once it is on the disk.
 * An existing file keeps its mode, and stands as it was until then; a link is followed. What is no regular file (a
 * terminal, a pipe) is written to as it is. */
typedef struct sf_output sf_output;

/* SF_IO where nothing can be written there: the message names the path and says why. */
SF_MUST_USE sf_status sf_create_output(const char *path, sf_output **output, sf_error *error);
SF_MUST_USE sf_status sf_append_output(sf_output *output, const char *bytes, size_t length, sf_error *error);
/* Puts the file in its place: synced, renamed, its folder synced. Frees the output, and on failure leaves nothing
 * behind. */
SF_MUST_USE sf_status sf_finish_output(sf_output *output, sf_error *error);
/* Gives it up: nothing is left behind. Frees the output; NULL is nothing. */
void sf_abandon_output(sf_output *output);

#endif
