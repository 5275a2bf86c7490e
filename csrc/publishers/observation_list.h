/* Rows on their way from a file to a series. */
#ifndef SF_PUBLISHERS_OBSERVATION_LIST_H
#define SF_PUBLISHERS_OBSERVATION_LIST_H

#include "series/series_layout.h"

/* Makes the series of what was gathered, all from one file (and column, as its concept), and empties the draft. */
SF_MUST_USE sf_status sf_series_of_rows(sf_draft *draft, const char *name, sf_dimension dimension,
                                        const sf_source *sources, size_t source_count, sf_series **series,
                                        sf_error *error);
/* What follows the last slash of a path. */
const char *sf_file_name(const char *path);

/* Reads a file and hands its text to read. */
typedef sf_status sf_read_text(void *context, const char *name, const char *text, size_t length, sf_series **series,
                               sf_error *error);
SF_MUST_USE sf_status sf_load_series(const char *path, sf_read_text *read, void *context, sf_series **series,
                                     sf_error *error);

/* The length of the day that text starts with where a time of day follows it, else of text: 2024-04-28T16:05:00Z. */
size_t sf_day_length(const char *text, size_t length);

#endif
