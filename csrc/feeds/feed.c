/* Feeds: which format it is, and the items it holds. */
#include "signalflow/feed.h"

#include "base/ascii.h"
#include "base/memory.h"
#include "feeds/kinds.h"
#include "formats/encoding.h"
#include "formats/file_start.h"
#include "signalflow/file.h"

#include <string.h>

enum { LOOKED_AT = 1024 };

const char *sf_feed_format_name(sf_feed_format format) {
  static const char *const names[SF_FEED_FORMAT_COUNT] = {"any", "rss", "atom", "csv", "json", "markdown", "lines"};
  return (unsigned)format < SF_FEED_FORMAT_COUNT ? names[format] : "any";
}

static bool holds(const char *text, size_t length, const char *word) {
  const size_t size = strlen(word), looked = length < LOOKED_AT ? length : LOOKED_AT;
  for (size_t at = 0; at + size <= looked; ++at)
    if (memcmp(text + at, word, size) == 0) return true;
  return false;
}

/* "1. [" and "12) [": a linked item of a numbered list. */
static bool is_numbered_link(const char *text, size_t length) {
  size_t at = 0;
  while (at < length && sf_is_digit(text[at])) ++at;
  return at > 0 && at + 2 < length && (text[at] == '.' || text[at] == ')') && memcmp(text + at + 1, " [", 2) == 0;
}

/* Whether a line soon starts with a link of a list: "- [" or "1. [". */
static bool lists_links(const char *text, size_t length) {
  const size_t looked = length < LOOKED_AT ? length : LOOKED_AT;
  for (size_t at = 0; at + 3 < looked; ++at) {
    if (at > 0 && text[at - 1] != '\n') continue;
    const bool marked = (text[at] == '-' || text[at] == '*') && memcmp(text + at + 1, " [", 2) == 0;
    if (marked || is_numbered_link(text + at, looked - at)) return true;
  }
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
                      ((first == '-' || first == '*') && (second == ' ' || second == first)) ||
                      (link && lists_links(text + at, length - at));
  if (marked) return SF_MARKDOWN_FEED;
  /* A table without a title is refused by its reader; other text is headlines. */
  const bool table = sf_names_title(text + at, length - at) || sf_looks_tabular(text + at, length - at);
  return table || at == length ? SF_CSV_FEED : SF_LINES_FEED;
}

static sf_status read_format(sf_feed *feed, const char *name, const char *text, size_t length, sf_error *error) {
  switch (feed->format) {
  case SF_RSS_FEED:
  case SF_ATOM_FEED:
    return sf_read_xml_feed(feed, name, text, length, error);
  case SF_JSON_FEED:
    return sf_read_json_feed(feed, name, text, length, error);
  case SF_MARKDOWN_FEED:
    return sf_read_markdown_feed(feed, name, text, length, error);
  case SF_LINES_FEED:
    return sf_read_lines_feed(feed, name, text, length, error);
  default:
    return sf_read_csv_feed(feed, name, text, length, error);
  }
}

/* A NUL stands in no text of bytes, and control characters but those of lines in no text at all; the readers of
 * formats pass over them. */
static bool is_binary(const char *text, size_t length, sf_encoding encoding, const sf_text *utf8) {
  const bool wide = encoding == SF_UTF16_LITTLE || encoding == SF_UTF16_BIG;
  if (!wide && memchr(text, '\0', length) != NULL) return true;
  for (size_t i = 0; i < utf8->length; ++i) {
    const unsigned char c = (unsigned char)utf8->bytes[i];
    if (c < ' ' && !sf_is_space(utf8->bytes[i])) return true;
  }
  return false;
}

static sf_status fill(sf_feed *feed, const char *name, const char *text, size_t length, sf_feed_format format,
                      sf_error *error) {
  const char *packed = sf_packed_kind(text, length);
  if (packed != NULL) return sf_fail(error, SF_PARSE, "%s: expected headlines, got %s", name, packed);
  sf_append_bytes(&feed->strings, "", 1);
  sf_encoding encoding;
  sf_status status = sf_find_encoding(name, text, length, &encoding, error);
  if (status != SF_OK) return status;
  sf_text utf8 = {0};
  sf_append_decoded(&utf8, text, length, encoding);
  size_t blank = 0;
  while (blank < utf8.length && sf_is_blank(utf8.bytes[blank])) ++blank;
  if (utf8.failed || feed->strings.failed)
    status = sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  else if (blank == utf8.length)
    status = sf_fail(error, SF_PARSE, "%s: no headlines: nothing stands in it", name);
  else
    feed->format = format == SF_ANY_FEED ? tell_format(utf8.bytes, utf8.length) : format;
  if (status == SF_OK && feed->format == SF_LINES_FEED && is_binary(text, length, encoding, &utf8))
    status =
        sf_fail(error, SF_PARSE, "%s: expected headlines, got no text: a control character is among its bytes", name);
  if (status == SF_OK) status = read_format(feed, name, utf8.bytes, utf8.length, error);
  sf_discard_text(&utf8);
  if (status == SF_OK && !sf_name_hosts(feed)) status = sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
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
