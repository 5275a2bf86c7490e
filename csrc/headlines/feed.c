/* Feeds: which format it is, and the items it holds. */
#include "signalflow/feed.h"

#include "base/memory.h"
#include "headlines/feed_items.h"
#include "headlines/feed_text.h"
#include "signalflow/graph.h"
#include "signalflow/import.h"

#include <string.h>

enum { FIRST_ENTRIES = 64, LOOKED_AT = 1024, LONGEST_HOST = 256 };

const char *sf_feed_format_name(sf_feed_format format) {
  static const char *const names[SF_FEED_FORMAT_COUNT] = {"any", "rss", "atom", "csv", "json", "markdown"};
  return (unsigned)format < SF_FEED_FORMAT_COUNT ? names[format] : "any";
}

/* ---- items ---- */

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
  if (feed->count < feed->capacity) return true;
  const size_t capacity = feed->capacity == 0 ? FIRST_ENTRIES : feed->capacity * 2;
  sf_feed_entry *entries = sf_reallocate(feed->entries, capacity, sizeof *entries);
  if (entries == NULL) return false;
  feed->entries = entries;
  feed->capacity = capacity;
  return true;
}

sf_status sf_add_feed_draft(sf_feed *feed, sf_feed_draft *draft, sf_error *error) {
  sf_feed_entry entry = {.line = draft->line, .date = draft->date, .dated = draft->dated};
  if (!keep_text(feed, &draft->fields[SF_FEED_TITLE], &entry.title))
    return sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  if (entry.title == 0) return SF_OK;
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

/* Items that name no source, of a feed without a title, have the host of their address: "reuters.com". */
static bool name_hosts(sf_feed *feed) {
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

/* ---- columns and keys ---- */

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

/* ---- formats ---- */

static bool holds(const char *text, size_t length, const char *word) {
  const size_t size = strlen(word), looked = length < LOOKED_AT ? length : LOOKED_AT;
  for (size_t at = 0; at + size <= looked; ++at)
    if (memcmp(text + at, word, size) == 0) return true;
  return false;
}

static sf_feed_format tell_format(const char *text, size_t length) {
  size_t at = 0;
  while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) ++at;
  const char first = at < length ? text[at] : '\0', second = at + 1 < length ? text[at + 1] : '\0';
  if (first == '<') return SF_RSS_FEED;
  if (first == '{') return SF_JSON_FEED;
  const bool link = holds(text + at, length - at, "](");
  if (first == '[' && !link) return SF_JSON_FEED;
  const bool marked = first == '#' || first == '[' || first == '>' ||
                      ((first == '-' || first == '*') && (second == ' ' || second == first));
  return marked ? SF_MARKDOWN_FEED : SF_CSV_FEED;
}

/* Whether an XML declaration names an encoding of one byte a character. SF_PARSE for one that is not known here. */
static sf_status find_encoding(const char *name, const char *text, size_t length, bool *latin, sf_error *error) {
  *latin = false;
  const bool wide = length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0);
  if (wide) return sf_fail(error, SF_PARSE, "%s:1: the text is UTF-16; expected UTF-8 or Latin-1", name);
  if (length < 5 || memcmp(text, "<?xml", 5) != 0) return SF_OK;
  const char *end = memchr(text, '>', length < LOOKED_AT ? length : LOOKED_AT);
  const size_t head = end != NULL ? (size_t)(end - text) : 0;
  for (size_t at = 0; at + 10 < head; ++at) {
    if (memcmp(text + at, "encoding", 8) != 0) continue;
    for (at += 8; at < head && (text[at] == ' ' || text[at] == '=' || text[at] == '"' || text[at] == '\''); ++at) {
    }
    char word[16];
    size_t size = 0;
    while (at < head && size + 1 < sizeof word && text[at] != '"' && text[at] != '\'') {
      word[size++] = text[at] >= 'A' && text[at] <= 'Z' ? (char)(text[at] + 32) : text[at];
      ++at;
    }
    word[size] = '\0';
    static const char *const latins[] = {"iso-8859-1", "iso-8859-15", "latin1", "latin-1", "windows-1252", "cp1252"};
    for (size_t i = 0; i < sizeof latins / sizeof *latins; ++i) *latin = *latin || strcmp(word, latins[i]) == 0;
    if (*latin || strcmp(word, "utf-8") == 0 || strcmp(word, "utf8") == 0 || strcmp(word, "us-ascii") == 0)
      return SF_OK;
    return sf_fail(error, SF_PARSE, "%s:1: the encoding is \"%s\"; expected UTF-8 or Latin-1", name, word);
  }
  return SF_OK;
}

static sf_status read_format(sf_feed *feed, const char *name, const char *text, size_t length, sf_feed_format format,
                             sf_error *error) {
  feed->format = format == SF_ANY_FEED ? tell_format(text, length) : format;
  switch (feed->format) {
  case SF_RSS_FEED:
  case SF_ATOM_FEED:
    return sf_read_xml_feed(feed, name, text, length, error);
  case SF_JSON_FEED:
    return sf_read_json_feed(feed, name, text, length, error);
  case SF_MARKDOWN_FEED:
    return sf_read_markdown_feed(feed, name, text, length, error);
  default:
    return sf_read_csv_feed(feed, name, text, length, error);
  }
}

static sf_status fill(sf_feed *feed, const char *name, const char *text, size_t length, sf_feed_format format,
                      sf_error *error) {
  sf_append_bytes(&feed->strings, "", 1);
  bool latin;
  sf_status status = find_encoding(name, text, length, &latin, error);
  if (status != SF_OK) return status;
  const size_t mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  sf_text utf8 = {0};
  sf_append_as_utf8(&utf8, text + mark, length - mark, latin);
  if (utf8.failed || feed->strings.failed)
    status = sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  else
    status = read_format(feed, name, utf8.bytes != NULL ? utf8.bytes : "", utf8.length, format, error);
  sf_discard_text(&utf8);
  if (status == SF_OK && !name_hosts(feed)) status = sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  return status;
}

sf_status sf_read_feed(const char *name, const char *text, size_t length, sf_feed_format format, sf_feed **feed,
                       sf_error *error) {
  *feed = NULL;
  sf_feed *made = sf_allocate(1, sizeof *made);
  if (made == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  const sf_status status = fill(made, name, text, length, format, error);
  if (status != SF_OK) {
    sf_destroy_feed(made);
    return status;
  }
  *feed = made;
  return SF_OK;
}

sf_status sf_load_feed(const char *path, sf_feed_format format, sf_feed **feed, sf_error *error) {
  *feed = NULL;
  char *text;
  size_t length;
  sf_status status = sf_read_file(path, &text, &length, error);
  if (status != SF_OK) return status;
  status = sf_read_feed(path, text, length, format, feed, error);
  sf_free_text(text);
  return status;
}
