/* A feed while it is read: its items, and the draft of the next one. */
#ifndef SF_FEEDS_ITEMS_H
#define SF_FEEDS_ITEMS_H

#include "base/text.h"
#include "signalflow/feed.h"

/* Places in the feed's strings. */
typedef struct sf_feed_entry {
  size_t title, url, source, line;
  sf_day date;
  bool dated;
} sf_feed_entry;

struct sf_feed {
  sf_feed_format format;
  sf_text strings; /* NUL-terminated, one after another; the first is "" */
  sf_feed_entry *entries;
  size_t count, capacity, title, skipped;
};

typedef enum sf_feed_field { SF_FEED_TITLE, SF_FEED_URL, SF_FEED_SOURCE, SF_FEED_FIELD_COUNT } sf_feed_field;

typedef struct sf_feed_draft {
  sf_text fields[SF_FEED_FIELD_COUNT];
  size_t line;
  sf_day date;
  bool dated;
} sf_feed_draft;

void sf_clear_feed_draft(sf_feed_draft *draft, size_t line);
void sf_discard_feed_draft(sf_feed_draft *draft);
/* Adds the draft's item, unless it has no title. */
SF_MUST_USE sf_status sf_add_feed_draft(sf_feed *feed, sf_feed_draft *draft, sf_error *error);
/* The feed's own title, which is the source of items that name none. */
SF_MUST_USE sf_status sf_set_feed_title(sf_feed *feed, sf_text *title, sf_error *error);

/* Items that name no source, of a feed without a title, have the host of their address: "reuters.com". False when
 * there is no memory. */
bool sf_name_hosts(sf_feed *feed);

#endif
