/* Feeds as Markdown: lists of links, headings followed by a link to their source, and lists without any link. */
#include "formats/references.h"

#include "base/ascii.h"
#include "feeds/days.h"
#include "feeds/kinds.h"
#include "feeds/text.h"

#include <string.h>

enum { MOST_TRIES = 16 };

typedef struct span {
  const char *text;
  size_t length;
} span;

/* "[words](address)" in a line: where the words, the address and the rest are. */
typedef struct link {
  span words, address, rest;
} link;

static size_t closing(span line, size_t open, char opens, char closes) {
  int depth = 0;
  for (size_t at = open; at < line.length; ++at) {
    if (line.text[at] == '\\') {
      ++at;
    } else if (line.text[at] == opens) {
      ++depth;
    } else if (line.text[at] == closes && --depth == 0) {
      return at;
    }
  }
  return line.length;
}

static bool find_link(span line, link *found) {
  int tries = 0; /* bounded: each looks for its end through the whole line */
  for (size_t at = 0; at < line.length && tries < MOST_TRIES; ++at) {
    if (line.text[at] != '[') continue;
    ++tries;
    const size_t end = closing(line, at, '[', ']');
    if (end + 1 >= line.length || line.text[end + 1] != '(') continue;
    const size_t last = closing(line, end + 1, '(', ')');
    if (last == line.length) continue;
    found->words = (span){line.text + at + 1, end - at - 1};
    found->address = (span){line.text + end + 2, last - end - 2};
    found->rest = (span){line.text + last + 1, line.length - last - 1};
    return true;
  }
  return false;
}

/* Without the backslashes that protect signs. */
static void append_words(sf_text *to, span words) {
  sf_text plain = {0};
  for (size_t i = 0; i < words.length; ++i) {
    const bool sign = words.text[i] == '\\' && i + 1 < words.length && strchr("[]()*_`\\|#", words.text[i + 1]) != NULL;
    if (sign) ++i;
    sf_append_bytes(&plain, words.text + i, 1);
  }
  if (plain.failed)
    to->failed = true;
  else if (plain.length > 0)
    sf_append_resolved(to, plain.bytes, plain.length);
  sf_discard_text(&plain);
}

static span trimmed(span line) {
  while (line.length > 0 && (line.text[0] == ' ' || line.text[0] == '\t'))
    line = (span){line.text + 1, line.length - 1};
  while (line.length > 0 && (line.text[line.length - 1] == ' ' || line.text[line.length - 1] == '\r')) --line.length;
  return line;
}

/* The number of a list or heading, "1. " or "12) ", is no part of it. */
static span without_number(span line) {
  size_t at = 0;
  while (at < line.length && sf_is_digit(line.text[at])) ++at;
  if (at == 0 || at + 1 >= line.length || (line.text[at] != '.' && line.text[at] != ')') || line.text[at + 1] != ' ')
    return line;
  return trimmed((span){line.text + at + 1, line.length - at - 1});
}

/* The text of a heading "### 1. Title", or of nothing. */
static span heading(span line) {
  size_t level = 0;
  while (level < line.length && line.text[level] == '#') ++level;
  if (level < 3 || level == line.length || line.text[level] != ' ') return (span){line.text, 0};
  return without_number(trimmed((span){line.text + level, line.length - level}));
}

static bool is_list_item(span line) {
  if (line.length < 2) return false;
  if ((line.text[0] == '-' || line.text[0] == '*' || line.text[0] == '+') && line.text[1] == ' ') return true;
  return without_number(line).length < line.length;
}

static sf_status add_link(sf_feed *feed, sf_feed_draft *draft, span title, span source, const link *l, size_t line,
                          sf_error *error) {
  sf_clear_feed_draft(draft, line);
  append_words(&draft->fields[SF_FEED_TITLE], title);
  append_words(&draft->fields[SF_FEED_SOURCE], source);
  sf_append_bytes(&draft->fields[SF_FEED_URL], l->address.text, l->address.length);
  draft->dated = sf_find_written_day(l->rest.text, l->rest.length, &draft->date);
  return sf_add_feed_draft(feed, draft, error);
}

/* One line. A heading waits in *pending for the link beneath it. */
static sf_status read_line(sf_feed *feed, sf_feed_draft *draft, span line, span *pending, size_t number,
                           sf_error *error) {
  link l;
  const span title = heading(line);
  if (title.length > 0 && !find_link(title, &l)) {
    *pending = title;
    return SF_OK;
  }
  if (!find_link(line, &l)) return SF_OK;
  const span none = {line.text, 0};
  if (title.length > 0 || is_list_item(line)) {
    *pending = none;
    return add_link(feed, draft, l.words, none, &l, number, error);
  }
  if (pending->length == 0) return SF_OK;
  const span waited = *pending;
  *pending = none;
  return add_link(feed, draft, waited, l.words, &l, number, error);
}

/* Where nothing is linked within a list: a list's item, without its box ("[ ] ", "[x] "), or a line that is a link. */
static sf_status add_plain_item(sf_feed *feed, sf_feed_draft *draft, span line, size_t number, sf_error *error) {
  link l;
  if (line.length > 0 && line.text[0] == '[' && find_link(line, &l) && l.words.text == line.text + 1)
    return add_link(feed, draft, l.words, (span){line.text, 0}, &l, number, error);
  if (!is_list_item(line)) return SF_OK;
  span words = without_number(line);
  if (words.length == line.length) words = trimmed((span){line.text + 1, line.length - 1});
  const bool boxed = words.length > 4 && words.text[0] == '[' && memcmp(words.text + 2, "] ", 2) == 0;
  if (boxed) words = trimmed((span){words.text + 4, words.length - 4});
  sf_clear_feed_draft(draft, number);
  append_words(&draft->fields[SF_FEED_TITLE], words);
  return sf_add_feed_draft(feed, draft, error);
}

/* A line "# Title" is the feed's. */
static sf_status take_feed_title(sf_feed *feed, span line, sf_error *error) {
  sf_text title = {0};
  append_words(&title, trimmed((span){line.text + 2, line.length - 2}));
  const sf_status status = sf_set_feed_title(feed, &title, error);
  sf_discard_text(&title);
  return status;
}

static sf_status read_all(sf_feed *feed, const char *text, size_t length, bool linked, sf_error *error) {
  sf_feed_draft draft = {0};
  span pending = {text, 0};
  sf_status status = SF_OK;
  size_t number = 1;
  for (size_t at = 0; at < length && status == SF_OK; ++number) {
    const char *end = memchr(text + at, '\n', length - at);
    const size_t size = end != NULL ? (size_t)(end - text) - at : length - at;
    const span line = trimmed((span){text + at, size});
    const bool titled = line.length > 2 && line.text[0] == '#' && line.text[1] == ' ' && feed->title == 0;
    if (titled)
      status = take_feed_title(feed, line, error);
    else
      status = linked ? read_line(feed, &draft, line, &pending, number, error)
                      : add_plain_item(feed, &draft, line, number, error);
    at += size + 1;
  }
  sf_discard_feed_draft(&draft);
  return status;
}

sf_status sf_read_markdown_feed(sf_feed *feed, const char *name, const char *text, size_t length, sf_error *error) {
  sf_status status = read_all(feed, text, length, true, error);
  if (status == SF_OK && feed->count == 0) status = read_all(feed, text, length, false, error);
  if (status == SF_OK && feed->count == 0) return sf_fail(error, SF_PARSE, "%s: expected a list, found none", name);
  return status;
}
