/* A headline a line; "2026-08-14" before it is its day. */
#include "base/ascii.h"
#include "feeds/days.h"
#include "feeds/kinds.h"
#include "feeds/text.h"
#include "formats/references.h"

#include <string.h>

enum { LONGEST_NUMBER = 4 };

/* The bytes of what marks a list's item before its words: a bullet, a dash, or the number of the next item, "2. ". */
static size_t mark_length(const char *line, size_t length, size_t next) {
  static const char *const marks[] = {"- ", "* ", "+ ", "\xE2\x80\xA2", "\xC2\xB7 ", "\xE2\x80\x93 ", "\xE2\x80\x94 "};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; ++i) {
    const size_t size = strlen(marks[i]);
    if (length > size && memcmp(line, marks[i], size) == 0) return size;
  }
  size_t number = 0, at = 0;
  while (at < length && at < LONGEST_NUMBER && sf_is_digit(line[at])) number = number * 10 + (size_t)(line[at++] - '0');
  const bool ended = at > 0 && at + 1 < length && (line[at] == '.' || line[at] == ')') && line[at + 1] == ' ';
  return ended && number == next ? at + 2 : 0;
}

sf_status sf_read_lines_feed(sf_feed *feed, const char *name, const char *text, size_t length, sf_error *error) {
  (void)name;
  sf_feed_draft draft = {0};
  sf_status status = SF_OK;
  const char ending = memchr(text, '\n', length) != NULL ? '\n' : '\r';
  size_t line = 1;
  for (size_t at = 0; at < length && status == SF_OK; ++line) {
    const char *end = memchr(text + at, ending, length - at);
    const size_t size = end != NULL ? (size_t)(end - text) - at : length - at;
    size_t blank = 0;
    while (blank < size && (text[at + blank] == ' ' || text[at + blank] == '\t' || text[at + blank] == '\r')) ++blank;
    if (blank < size) {
      sf_clear_feed_draft(&draft, line);
      size_t start = blank + mark_length(text + at + blank, size - blank, feed->count + 1);
      const size_t day = sf_leading_day(text + at + start, size - start, &draft.date);
      draft.dated = day > 0;
      start += day;
      sf_append_resolved(&draft.fields[SF_FEED_TITLE], text + at + start, size - start);
      status = sf_add_feed_draft(feed, &draft, error);
    }
    at += size + 1;
  }
  sf_discard_feed_draft(&draft);
  return status;
}
