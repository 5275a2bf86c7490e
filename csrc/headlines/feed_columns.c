#include "headlines/feed_columns.h"

#include "headlines/feed_text.h"

#include <string.h>

int sf_feed_column(const char *name, size_t length, int *rank) {
  static const struct {
    const char *name;
    int field;
  } known[] = {{"title", SF_FEED_TITLE},       {"headline", SF_FEED_TITLE},     {"url", SF_FEED_URL},
               {"link", SF_FEED_URL},          {"publisher", SF_FEED_SOURCE},   {"source", SF_FEED_SOURCE},
               {"outlet", SF_FEED_SOURCE},     {"site", SF_FEED_SOURCE},        {"published", SF_FEED_DAY},
               {"publishedDate", SF_FEED_DAY}, {"published date", SF_FEED_DAY}, {"published_at", SF_FEED_DAY},
               {"publishedAt", SF_FEED_DAY},   {"time_published", SF_FEED_DAY}, {"pubDate", SF_FEED_DAY},
               {"date", SF_FEED_DAY}};
  for (size_t i = 0; i < sizeof known / sizeof *known; ++i)
    if (strlen(known[i].name) == length && memcmp(known[i].name, name, length) == 0) {
      *rank = (int)i;
      return known[i].field;
    }
  return SF_NO_FEED_FIELD;
}

void sf_append_source(sf_text *to, const char *text, size_t length) {
  static const char key[] = "'title': ";
  const size_t size = sizeof key - 1;
  for (size_t at = 0; length > 0 && text[0] == '{' && at + size + 1 < length; ++at) {
    if (memcmp(text + at, key, size) != 0) continue;
    const char quote = text[at + size], *start = text + at + size + 1;
    const char *end = quote == '\'' || quote == '"' ? memchr(start, quote, length - (size_t)(start - text)) : NULL;
    if (end != NULL) {
      sf_append_resolved(to, start, (size_t)(end - start));
      return;
    }
  }
  sf_append_resolved(to, text, length);
}
