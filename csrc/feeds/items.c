/* The items of a feed, kept one after another while it is read. */
#include "feeds/items.h"

#include "base/list.h"
#include "base/memory.h"
#include "feeds/text.h"

#include <string.h>

enum { LONGEST_HOST = 256 };

void sf_clear_feed_draft(sf_feed_draft *draft, size_t line) {
  for (int i = 0; i < SF_FEED_FIELD_COUNT; ++i) draft->fields[i].length = 0;
  draft->line = line;
  draft->dated = false;
  draft->date = 0;
}

void sf_discard_feed_draft(sf_feed_draft *draft) {
  for (int i = 0; i < SF_FEED_FIELD_COUNT; ++i) sf_discard_text(&draft->fields[i]);
}

/* Keeps a cleaned text; *place is 0, the empty one, for nothing. */
static bool keep_text(sf_feed *feed, sf_text *text, size_t *place) {
  if (text->failed) return false;
  const size_t length = text->length > 0 ? sf_clean_title(text->bytes, text->length) : 0;
  *place = length > 0 ? feed->strings.length : 0;
  if (length == 0) return true;
  sf_append_bytes(&feed->strings, text->bytes, length);
  sf_append_bytes(&feed->strings, "", 1);
  return !feed->strings.failed;
}

static bool grow(sf_feed *feed) {
  sf_feed_entry *entries = sf_make_room(feed->entries, &feed->capacity, feed->count, sizeof *entries);
  if (entries != NULL) feed->entries = entries;
  return entries != NULL;
}

sf_status sf_add_feed_draft(sf_feed *feed, sf_feed_draft *draft, sf_error *error) {
  sf_feed_entry entry = {.line = draft->line, .date = draft->date, .dated = draft->dated};
  if (!keep_text(feed, &draft->fields[SF_FEED_TITLE], &entry.title))
    return sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  if (entry.title == 0) {
    feed->skipped += 1;
    return SF_OK;
  }
  if (!keep_text(feed, &draft->fields[SF_FEED_URL], &entry.url) ||
      !keep_text(feed, &draft->fields[SF_FEED_SOURCE], &entry.source) || !grow(feed))
    return sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  feed->entries[feed->count++] = entry;
  return SF_OK;
}

sf_status sf_set_feed_title(sf_feed *feed, sf_text *title, sf_error *error) {
  return keep_text(feed, title, &feed->title) ? SF_OK : sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
}

sf_feed_format sf_feed_format_of(const sf_feed *feed) { return feed->format; }
const char *sf_feed_title(const sf_feed *feed) { return feed->strings.bytes + feed->title; }
size_t sf_feed_count(const sf_feed *feed) { return feed->count; }
size_t sf_feed_skipped(const sf_feed *feed) { return feed->skipped; }

sf_feed_item sf_feed_item_at(const sf_feed *feed, size_t index) {
  const char *strings = feed->strings.bytes;
  if (index >= feed->count) return (sf_feed_item){.title = strings, .url = strings, .source = strings};
  const sf_feed_entry *e = &feed->entries[index];
  return (sf_feed_item){.title = strings + e->title,
                        .url = strings + e->url,
                        .source = strings + (e->source != 0 ? e->source : feed->title),
                        .dated = e->dated,
                        .date = e->date,
                        .line = e->line};
}

void sf_destroy_feed(sf_feed *feed) {
  if (feed == NULL) return;
  sf_discard_text(&feed->strings);
  sf_free(feed->entries);
  sf_free(feed);
}

bool sf_name_hosts(sf_feed *feed) {
  for (size_t i = 0; i < feed->count && feed->title == 0; ++i) {
    sf_feed_entry *e = &feed->entries[i];
    const char *start = strstr(feed->strings.bytes + e->url, "://");
    if (e->source != 0 || start == NULL) continue;
    start += strncmp(start, "://www.", 7) == 0 ? 7 : 3;
    char host[LONGEST_HOST];
    const size_t length = strcspn(start, "/?#");
    if (length == 0 || length >= LONGEST_HOST) continue;
    memcpy(host, start, length);
    host[length] = '\0';
    e->source = feed->strings.length;
    sf_append_bytes(&feed->strings, host, length + 1);
    if (feed->strings.failed) return false;
  }
  return true;
}
