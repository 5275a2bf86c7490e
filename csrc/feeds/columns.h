/* Which field or day a column or key of CSV and JSON stands for, and what a row or object has given so far. */
#ifndef SF_FEEDS_COLUMNS_H
#define SF_FEEDS_COLUMNS_H

#include "feeds/items.h"

enum { SF_FEED_DAY = SF_FEED_FIELD_COUNT, SF_NO_FEED_FIELD };
/* *rank: of two names for one field, the one of lower rank is believed. */
int sf_feed_column(const char *name, size_t length, int *rank);
/* Whether a key of a JSON object may hold the list of items. */
bool sf_is_feed_list(const char *name, size_t length);

typedef struct sf_feed_filling {
  sf_feed_draft draft;
  sf_text decoded;
  int ranks[SF_NO_FEED_FIELD];
} sf_feed_filling;

void sf_start_filling(sf_feed_filling *filling, size_t line);
void sf_end_filling(sf_feed_filling *filling);
/* Gives a field its value, unless one of lower rank was given. */
void sf_fill(sf_feed_filling *filling, int field, int rank, const char *text, size_t length);

#endif
