/* Which field or day a column or key of CSV and JSON stands for. */
#ifndef SF_HEADLINES_FEED_COLUMNS_H
#define SF_HEADLINES_FEED_COLUMNS_H

#include "headlines/feed_items.h"

enum { SF_FEED_DAY = SF_FEED_FIELD_COUNT, SF_NO_FEED_FIELD };
/* *rank: of two names for one field, the one of lower rank is believed. */
int sf_feed_column(const char *name, size_t length, int *rank);
/* A publisher written as "{'href': ..., 'title': 'Reuters'}" is its title. */
void sf_append_source(sf_text *to, const char *text, size_t length);

#endif
