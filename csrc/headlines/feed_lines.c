/* A headline a line. */
#include "formats/references.h"
#include "headlines/feed_kinds.h"
#include "headlines/feed_text.h"

#include <string.h>

sf_status sf_read_lines_feed(sf_feed *feed, const char *name, const char *text, size_t length, sf_error *error) {
  (void)name;
  sf_feed_draft draft = {0};
  sf_status status = SF_OK;
  size_t line = 1;
  for (size_t at = 0; at < length && status == SF_OK; ++line) {
    const char *end = memchr(text + at, '\n', length - at);
    const size_t size = end != NULL ? (size_t)(end - text) - at : length - at;
    size_t blank = 0;
    while (blank < size && (text[at + blank] == ' ' || text[at + blank] == '\t' || text[at + blank] == '\r')) ++blank;
    if (blank < size) {
      sf_clear_feed_draft(&draft, line);
      sf_append_resolved(&draft.fields[SF_FEED_TITLE], text + at, size);
      status = sf_add_feed_draft(feed, &draft, error);
    }
    at += size + 1;
  }
  sf_discard_feed_draft(&draft);
  return status;
}
