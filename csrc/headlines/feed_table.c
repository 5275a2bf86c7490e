/* Feeds as CSV, and as JSON objects in lines or in a list. */
#include "headlines/feed_columns.h"
#include "headlines/feed_kinds.h"
#include "headlines/feed_text.h"
#include "signalflow/csv.h"
#include "signalflow/json.h"

#include "base/memory.h"

#include <limits.h>
#include <string.h>

/* What a row or object has given so far, and by which name. */
typedef struct filling {
  sf_feed_draft draft;
  sf_text decoded;
  int ranks[SF_NO_FEED_FIELD];
} filling;

static void start_item(filling *f, size_t line) {
  sf_clear_feed_draft(&f->draft, line);
  for (int i = 0; i < SF_NO_FEED_FIELD; ++i) f->ranks[i] = INT_MAX;
}

static void end_filling(filling *f) {
  sf_discard_feed_draft(&f->draft);
  sf_discard_text(&f->decoded);
}

/* Room for a decoded value; false when there is none. */
static bool reserve(sf_text *text, size_t length) {
  text->length = 0;
  for (size_t had = 0; had <= length && !text->failed; had += 64)
    sf_append_bytes(text, "                                                                ", 64);
  return !text->failed;
}

static void take_value(filling *f, int field, int rank, const char *text, size_t length) {
  if (length == 0 || rank > f->ranks[field]) return;
  f->ranks[field] = rank;
  if (field == SF_FEED_DAY) {
    f->draft.dated = sf_find_day(text, length, &f->draft.date);
    return;
  }
  sf_text *to = &f->draft.fields[field];
  to->length = 0;
  if (field == SF_FEED_SOURCE)
    sf_append_source(to, text, length);
  else
    sf_append_resolved(to, text, length);
}

/* ---- CSV ---- */

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

static sf_status add_row(sf_feed *feed, const sf_csv *csv, const sf_csv_field *fields, const column *columns,
                         size_t count, filling *f, sf_error *error) {
  start_item(f, csv->line);
  for (size_t i = 0; i < count; ++i) {
    if (columns[i].field == SF_NO_FEED_FIELD) continue;
    if (!reserve(&f->decoded, fields[i].length)) return sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
    const size_t length = sf_decode_csv(&fields[i], f->decoded.bytes, f->decoded.length);
    take_value(f, columns[i].field, columns[i].rank, f->decoded.bytes, length);
  }
  return sf_add_feed_draft(feed, &f->draft, error);
}

static sf_status read_rows(sf_feed *feed, sf_csv *csv, sf_csv_field *fields, column *columns, filling *f,
                           sf_error *error) {
  size_t wanted, count;
  sf_status status = sf_next_csv(csv, fields, SF_CSV_FIELDS, &wanted, error);
  if (status != SF_OK) return status;
  if (!name_columns(fields, wanted, columns))
    return sf_fail_csv(csv, error, "expected a column \"title\" or \"headline\" in the first row");
  for (;;) {
    status = sf_next_csv(csv, fields, SF_CSV_FIELDS, &count, error);
    if (status != SF_OK || count == 0) return status;
    if (count != wanted) return sf_fail_csv(csv, error, "expected %zu fields, got %zu", wanted, count);
    status = add_row(feed, csv, fields, columns, count, f, error);
    if (status != SF_OK) return status;
  }
}

sf_status sf_read_csv_feed(sf_feed *feed, const char *name, const char *text, size_t length, sf_error *error) {
  sf_csv csv;
  sf_csv_field fields[SF_CSV_FIELDS];
  column columns[SF_CSV_FIELDS];
  filling f = {0};
  sf_start_csv(&csv, name, text, length, ',', '\0');
  const sf_status status = read_rows(feed, &csv, fields, columns, &f, error);
  end_filling(&f);
  return status;
}

/* ---- JSON ---- */

static sf_status take_string(filling *f, const sf_json_token *token, int field, int rank, sf_error *error) {
  if (!reserve(&f->decoded, token->length)) return sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  const size_t length = sf_decode_json(token, f->decoded.bytes, f->decoded.length);
  take_value(f, field, rank, f->decoded.bytes, length);
  return SF_OK;
}

/* A source given as an object: its name or title. */
static sf_status read_source(sf_json *json, filling *f, int rank, sf_error *error) {
  for (;;) {
    sf_json_token token;
    sf_status status = sf_next_json(json, &token, error);
    if (status != SF_OK || token.kind == SF_JSON_OBJECT_END) return status;
    const bool named = sf_json_is(&token, "name") || sf_json_is(&token, "title");
    const sf_json before = *json;
    if (!named) {
      status = sf_skip_json(json, error);
    } else {
      status = sf_next_json(json, &token, error);
      if (status == SF_OK && token.kind == SF_JSON_STRING) {
        status = take_string(f, &token, SF_FEED_SOURCE, rank, error);
      } else if (status == SF_OK) {
        *json = before;
        status = sf_skip_json(json, error);
      }
    }
    if (status != SF_OK) return status;
  }
}

/* The value of a key that is wanted. */
static sf_status read_value(sf_json *json, filling *f, int field, int rank, sf_error *error) {
  const sf_json before = *json;
  sf_json_token token;
  const sf_status status = sf_next_json(json, &token, error);
  if (status != SF_OK) return status;
  if (token.kind == SF_JSON_STRING) return take_string(f, &token, field, rank, error);
  if (token.kind == SF_JSON_OBJECT && field == SF_FEED_SOURCE) return read_source(json, f, rank, error);
  *json = before;
  return sf_skip_json(json, error);
}

/* The rest of an object whose "{" was read. */
static sf_status read_object(sf_feed *feed, sf_json *json, size_t line, filling *f, sf_error *error) {
  start_item(f, line);
  for (;;) {
    sf_json_token token;
    sf_status status = sf_next_json(json, &token, error);
    if (status != SF_OK) return status;
    if (token.kind == SF_JSON_OBJECT_END) return sf_add_feed_draft(feed, &f->draft, error);
    int rank = INT_MAX;
    const int field = token.escaped ? SF_NO_FEED_FIELD : sf_feed_column(token.text, token.length, &rank);
    status = field == SF_NO_FEED_FIELD ? sf_skip_json(json, error) : read_value(json, f, field, rank, error);
    if (status != SF_OK) return status;
  }
}

static size_t count_lines(const char *from, const char *to) {
  size_t lines = 0;
  for (; from < to; ++from) lines += *from == '\n';
  return lines;
}

static sf_status read_list(sf_feed *feed, const char *name, const char *text, size_t length, filling *f,
                           sf_error *error) {
  sf_json json;
  sf_json_token token;
  sf_start_json(&json, name, text, length);
  sf_status status = sf_next_json(&json, &token, error);
  size_t line = 1, seen = 0;
  while (status == SF_OK) {
    status = sf_next_json(&json, &token, error);
    if (status != SF_OK) return status;
    if (token.kind == SF_JSON_ARRAY_END) return sf_next_json(&json, &token, error);
    if (token.kind != SF_JSON_OBJECT) return sf_fail_json(&json, error, "expected a list of objects");
    line += count_lines(text + seen, text + json.at);
    seen = json.at;
    status = read_object(feed, &json, line, f, error);
  }
  return status;
}

static bool is_blank(const char *text, size_t length) {
  for (size_t i = 0; i < length; ++i)
    if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r') return false;
  return true;
}

static sf_status read_line(sf_feed *feed, const char *name, const char *text, size_t length, size_t line, filling *f,
                           sf_error *error) {
  if (is_blank(text, length)) return SF_OK;
  sf_json json;
  sf_json_token token;
  sf_start_json(&json, name, text, length);
  json.lines_before = line - 1;
  sf_status status = sf_next_json(&json, &token, error);
  if (status != SF_OK) return status;
  if (token.kind != SF_JSON_OBJECT) return sf_fail_json(&json, error, "expected an object on each line");
  status = read_object(feed, &json, line, f, error);
  return status == SF_OK ? sf_next_json(&json, &token, error) : status;
}

static sf_status read_lines(sf_feed *feed, const char *name, const char *text, size_t length, filling *f,
                            sf_error *error) {
  size_t line = 1;
  for (size_t at = 0; at < length; ++line) {
    const char *end = memchr(text + at, '\n', length - at);
    const size_t size = end != NULL ? (size_t)(end - text) - at : length - at;
    const sf_status status = read_line(feed, name, text + at, size, line, f, error);
    if (status != SF_OK) return status;
    at += size + 1;
  }
  return SF_OK;
}

sf_status sf_read_json_feed(sf_feed *feed, const char *name, const char *text, size_t length, sf_error *error) {
  size_t at = 0;
  while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) ++at;
  filling f = {0};
  const bool list = at < length && text[at] == '[';
  const sf_status status =
      list ? read_list(feed, name, text, length, &f, error) : read_lines(feed, name, text, length, &f, error);
  end_filling(&f);
  return status;
}
