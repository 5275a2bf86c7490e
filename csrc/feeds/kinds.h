/* The readers of feeds, one a format. */
#ifndef SF_FEEDS_KINDS_H
#define SF_FEEDS_KINDS_H

#include "feeds/items.h"

/* text is UTF-8 without a byte order mark. */
SF_MUST_USE sf_status sf_read_xml_feed(sf_feed *feed, const char *name, const char *text, size_t length,
                                       sf_error *error);
SF_MUST_USE sf_status sf_read_csv_feed(sf_feed *feed, const char *name, const char *text, size_t length,
                                       sf_error *error);
SF_MUST_USE sf_status sf_read_json_feed(sf_feed *feed, const char *name, const char *text, size_t length,
                                        sf_error *error);
SF_MUST_USE sf_status sf_read_markdown_feed(sf_feed *feed, const char *name, const char *text, size_t length,
                                            sf_error *error);
SF_MUST_USE sf_status sf_read_lines_feed(sf_feed *feed, const char *name, const char *text, size_t length,
                                         sf_error *error);

/* Whether the first row of a table names a title, by any separator. */
bool sf_names_title(const char *text, size_t length);
/* Whether the first line reads as names of columns, none of which need be a title's. */
bool sf_looks_tabular(const char *text, size_t length);

#endif
