#include "feeds/columns.h"

#include "base/ascii.h"
#include "feeds/days.h"
#include "feeds/text.h"
#include "formats/references.h"

#include <limits.h>
#include <string.h>

enum { LONGEST_COLUMN = 24 };

/* Without case, spaces and signs between words. */
static size_t plain_name(const char *name, size_t length, char plain[LONGEST_COLUMN]) {
  size_t size = 0;
  for (size_t i = 0; i < length; ++i) {
    const char c = sf_to_lower(name[i]);
    if (c == '_' || c == '-' || c == ' ' || c == '\t') continue;
    if (size + 1 == LONGEST_COLUMN) return 0;
    plain[size++] = c;
  }
  plain[size] = '\0';
  return size;
}

int sf_feed_column(const char *name, size_t length, int *rank) {
  static const struct {
    const char *name;
    int field;
  } known[] = {{"title", SF_FEED_TITLE},
               {"headline", SF_FEED_TITLE},
               {"webtitle", SF_FEED_TITLE},
               {"storytitle", SF_FEED_TITLE},
               {"newstitle", SF_FEED_TITLE},
               {"articletitle", SF_FEED_TITLE},
               {"newsheadline", SF_FEED_TITLE},
               {"headlinetext", SF_FEED_TITLE},
               {"url", SF_FEED_URL},
               {"link", SF_FEED_URL},
               {"articleurl", SF_FEED_URL},
               {"weburl", SF_FEED_URL},
               {"externalurl", SF_FEED_URL},
               {"permalink", SF_FEED_URL},
               {"storyurl", SF_FEED_URL},
               {"newsurl", SF_FEED_URL},
               {"publisher", SF_FEED_SOURCE},
               {"source", SF_FEED_SOURCE},
               {"outlet", SF_FEED_SOURCE},
               {"site", SF_FEED_SOURCE},
               {"domain", SF_FEED_SOURCE},
               {"sourcename", SF_FEED_SOURCE},
               {"publication", SF_FEED_SOURCE},
               {"published", SF_FEED_DAY},
               {"publisheddate", SF_FEED_DAY},
               {"publishedat", SF_FEED_DAY},
               {"datepublished", SF_FEED_DAY},
               {"publishedutc", SF_FEED_DAY},
               {"timepublished", SF_FEED_DAY},
               {"pubdate", SF_FEED_DAY},
               {"webpublicationdate", SF_FEED_DAY},
               {"publicationdate", SF_FEED_DAY},
               {"seendate", SF_FEED_DAY},
               {"datetime", SF_FEED_DAY},
               {"createdat", SF_FEED_DAY},
               {"createdutc", SF_FEED_DAY},
               {"publishdate", SF_FEED_DAY},
               {"publishtime", SF_FEED_DAY},
               {"posted", SF_FEED_DAY},
               {"date", SF_FEED_DAY},
               {"timestamp", SF_FEED_DAY},
               {"time", SF_FEED_DAY}};
  char plain[LONGEST_COLUMN];
  if (plain_name(name, length, plain) == 0) return SF_NO_FEED_FIELD;
  for (size_t i = 0; i < sizeof known / sizeof *known; ++i)
    if (strcmp(known[i].name, plain) == 0) {
      *rank = (int)i;
      return known[i].field;
    }
  return SF_NO_FEED_FIELD;
}

bool sf_is_feed_list(const char *name, size_t length) {
  static const char *const lists[] = {"articles", "items",   "results", "hits",       "feed",   "data",  "entries",
                                      "news",     "stories", "posts",   "response",   "result", "entry", "docs",
                                      "children", "edges",   "node",    "attributes", "fields"};
  char plain[LONGEST_COLUMN];
  if (plain_name(name, length, plain) == 0) return false;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; ++i)
    if (strcmp(lists[i], plain) == 0) return true;
  return false;
}

/* ---- what a row or object has given so far ---- */

void sf_start_filling(sf_feed_filling *f, size_t line) {
  sf_clear_feed_draft(&f->draft, line);
  for (int i = 0; i < SF_NO_FEED_FIELD; ++i) f->ranks[i] = INT_MAX;
}

void sf_end_filling(sf_feed_filling *f) {
  sf_discard_feed_draft(&f->draft);
  sf_discard_text(&f->decoded);
}

/* A publisher written as "{'href': ..., 'title': 'Reuters'}" is its title. */
static void append_source(sf_text *to, const char *text, size_t length) {
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

void sf_fill(sf_feed_filling *f, int field, int rank, const char *text, size_t length) {
  if (length == 0 || rank > f->ranks[field]) return;
  if (field == SF_FEED_DAY) {
    if (!sf_find_day(text, length, &f->draft.date)) return;
    f->draft.dated = true;
    f->ranks[field] = rank;
    return;
  }
  f->ranks[field] = rank;
  sf_text *to = &f->draft.fields[field];
  to->length = 0;
  if (field == SF_FEED_SOURCE)
    append_source(to, text, length);
  else
    sf_append_resolved(to, text, length);
}
