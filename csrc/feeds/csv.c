/* Feeds as tables: CSV parted by commas, semicolons, tabs or bars. */
#include "signalflow/csv.h"
#include "base/ascii.h"
#include "feeds/columns.h"
#include "feeds/kinds.h"

#include <limits.h>
#include <string.h>

static const char separators[] = {',', ';', '\t', '|'};

typedef struct column {
  int field, rank;
} column;

static bool name_columns(const sf_csv_field *fields, size_t count, column *columns) {
  bool titled = false;
  for (size_t i = 0; i < count; ++i) {
    columns[i].rank = INT_MAX;
    columns[i].field = sf_feed_column(fields[i].text, fields[i].length, &columns[i].rank);
    titled = titled || columns[i].field == SF_FEED_TITLE;
  }
  return titled;
}

/* "sep=;" on a line of its own, as spreadsheets write it: *separator, and the bytes of that line; 0 when there is none.
 */
static size_t said_separator(const char *text, size_t length, char *separator) {
  if (length < 5 || (text[0] | 0x20) != 's' || (text[1] | 0x20) != 'e' || (text[2] | 0x20) != 'p' || text[3] != '=')
    return 0;
  size_t end = 5;
  while (end < length && text[end] == '\r') ++end;
  if (end < length && text[end] != '\n') return 0;
  *separator = text[4];
  return end < length ? end + 1 : end;
}

/* The separator by which the first row names a title; false when there is none. */
static bool find_separator(const char *text, size_t length, char *separator) {
  for (size_t i = 0; i < sizeof separators; ++i) {
    sf_csv csv;
    sf_csv_field fields[SF_CSV_FIELDS];
    column columns[SF_CSV_FIELDS];
    size_t count;
    sf_start_csv(&csv, "", text, length, separators[i], '\0');
    if (sf_next_csv(&csv, fields, SF_CSV_FIELDS, &count, NULL) != SF_OK || !name_columns(fields, count, columns))
      continue;
    *separator = separators[i];
    return true;
  }
  return false;
}

bool sf_names_title(const char *text, size_t length) {
  char separator;
  return said_separator(text, length, &separator) > 0 || find_separator(text, length, &separator);
}

static bool is_column_name(const char *text, size_t length) {
  enum { LONGEST = 24, MOST_SPACES = 2 };
  size_t spaces = 0;
  for (size_t i = 0; i < length; ++i) spaces += text[i] == ' ';
  return length > 0 && length <= LONGEST && spaces <= MOST_SPACES && !sf_is_digit(text[0]);
}

bool sf_looks_tabular(const char *text, size_t length) {
  const char *line_end = memchr(text, '\n', length);
  const size_t first = line_end != NULL ? (size_t)(line_end - text) : length;
  for (size_t s = 0; s < sizeof separators; ++s) {
    size_t start = 0, names = 0;
    bool named = true;
    for (size_t at = 0; at <= first && named; ++at) {
      if (at < first && text[at] != separators[s]) continue;
      named = is_column_name(text + start, at - start);
      names += 1;
      start = at + 1;
    }
    if (named && names > 1) return true;
  }
  return false;
}

/* The row of dashes beneath the names of a Markdown table. */
static bool is_rule(const sf_csv_field *fields, size_t count) {
  size_t dashes = 0;
  for (size_t i = 0; i < count; ++i)
    for (size_t at = 0; at < fields[i].length; ++at) {
      const char c = fields[i].text[at];
      if (c != '-' && c != ':' && c != ' ' && c != '\t' && c != '\r') return false;
      dashes += c == '-';
    }
  return dashes > 0;
}

/* A title that is a link of a Markdown table, "[words](address)": its words, and its address where the row has none. */
static void split_link(sf_feed_draft *draft) {
  sf_text *title = &draft->fields[SF_FEED_TITLE], *url = &draft->fields[SF_FEED_URL];
  size_t start = 0, end = title->length, words = 0;
  while (start < end && title->bytes[start] == ' ') ++start;
  while (end > start && title->bytes[end - 1] == ' ') --end;
  if (end < start + 4 || title->bytes[start] != '[' || title->bytes[end - 1] != ')') return;
  for (size_t at = start + 1; at + 1 < end && words == 0; ++at)
    if (title->bytes[at] == ']' && title->bytes[at + 1] == '(') words = at;
  if (words == 0) return;
  if (url->length == 0) sf_append_bytes(url, title->bytes + words + 2, end - words - 3);
  memmove(title->bytes, title->bytes + start + 1, words - start - 1);
  title->length = words - start - 1;
}

static sf_status add_row(sf_feed *feed, const sf_csv *csv, const sf_csv_field *fields, const column *columns,
                         size_t count, sf_feed_filling *f, sf_error *error) {
  sf_start_filling(f, csv->line);
  for (size_t i = 0; i < count; ++i) {
    if (columns[i].field == SF_NO_FEED_FIELD) continue;
    if (!sf_reserve_text(&f->decoded, fields[i].length)) return sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
    const size_t length = sf_decode_csv(&fields[i], f->decoded.bytes, f->decoded.capacity);
    sf_fill(f, columns[i].field, columns[i].rank, f->decoded.bytes, length);
  }
  if (csv->separator == '|') split_link(&f->draft);
  return sf_add_feed_draft(feed, &f->draft, error);
}

static sf_status read_rows(sf_feed *feed, sf_csv *csv, sf_csv_field *fields, column *columns, sf_feed_filling *f,
                           sf_error *error) {
  size_t wanted, count;
  sf_status status = sf_next_csv(csv, fields, SF_CSV_FIELDS, &wanted, error);
  if (status != SF_OK) return status;
  if (!name_columns(fields, wanted, columns))
    return sf_fail_csv(csv, error, "expected a column \"title\" or \"headline\" in the first row");
  for (;;) {
    status = sf_next_csv(csv, fields, SF_CSV_FIELDS, &count, error);
    if (status != SF_OK || count == 0) return status;
    if (csv->separator == '|' && is_rule(fields, count)) continue;
    if (count != wanted) return sf_fail_csv(csv, error, "expected %zu fields, got %zu", wanted, count);
    status = add_row(feed, csv, fields, columns, count, f, error);
    if (status != SF_OK) return status;
  }
}

sf_status sf_read_csv_feed(sf_feed *feed, const char *name, const char *text, size_t length, sf_error *error) {
  sf_csv csv;
  sf_csv_field fields[SF_CSV_FIELDS];
  column columns[SF_CSV_FIELDS];
  sf_feed_filling f = {0};
  char separator = ',';
  const size_t said = said_separator(text, length, &separator);
  if (said == 0 && !find_separator(text, length, &separator)) separator = ',';
  sf_start_csv(&csv, name, text + said, length - said, separator, '\0');
  csv.next_line += said > 0;
  const sf_status status = read_rows(feed, &csv, fields, columns, &f, error);
  sf_end_filling(&f);
  return status;
}
