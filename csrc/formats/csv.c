#include "signalflow/csv.h"

#include "base/format.h"
#include "formats/encoding.h"

#include <string.h>

void sf_start_csv(sf_csv *csv, const char *name, const char *text, size_t length, char separator, char comment) {
  *csv = (sf_csv){.name = name,
                  .text = text,
                  .length = length,
                  .at = sf_mark_length(text, length),
                  .line = 1,
                  .next_line = 1,
                  .separator = separator,
                  .comment = comment};
}

sf_status sf_fail_csv(const sf_csv *csv, sf_error *error, const char *format, ...) {
  char message[SF_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  sf_format_list(message, sizeof message, format, arguments);
  va_end(arguments);
  return sf_fail(error, SF_PARSE, "%s:%zu: %s", csv->name, csv->line, message);
}

static bool at_end(const sf_csv *csv) { return csv->at >= csv->length; }

/* Bytes of the line end at the reader: LF, CRLF or a lone CR; 0 when there is none. */
static size_t line_end(const sf_csv *csv) {
  if (at_end(csv)) return 0;
  const char c = csv->text[csv->at];
  if (c == '\n') return 1;
  if (c != '\r') return 0;
  return csv->at + 1 < csv->length && csv->text[csv->at + 1] == '\n' ? 2 : 1;
}

static void pass_line_end(sf_csv *csv) {
  csv->at += line_end(csv);
  csv->next_line += 1;
}

static void skip_line(sf_csv *csv) {
  while (!at_end(csv) && line_end(csv) == 0) csv->at += 1;
  if (!at_end(csv)) pass_line_end(csv);
}

/* Passes over empty lines and comments. */
static void find_row(sf_csv *csv) {
  while (!at_end(csv)) {
    if (line_end(csv) > 0)
      pass_line_end(csv);
    else if (csv->comment != '\0' && csv->text[csv->at] == csv->comment)
      skip_line(csv);
    else
      return;
  }
}

static void read_plain(sf_csv *csv, sf_csv_field *field) {
  const size_t start = csv->at;
  while (!at_end(csv) && csv->text[csv->at] != csv->separator && line_end(csv) == 0) csv->at += 1;
  *field = (sf_csv_field){.text = csv->text + start, .length = csv->at - start};
}

static sf_status read_quoted(sf_csv *csv, sf_csv_field *field, sf_error *error) {
  csv->at += 1;
  *field = (sf_csv_field){.text = csv->text + csv->at};
  const size_t start = csv->at;
  for (;;) {
    if (at_end(csv)) return sf_fail_csv(csv, error, "a quote that is never closed");
    if (line_end(csv) > 0) {
      pass_line_end(csv);
    } else if (csv->text[csv->at] != '"') {
      csv->at += 1;
    } else if (csv->at + 1 < csv->length && csv->text[csv->at + 1] == '"') {
      field->doubled = true;
      csv->at += 2;
    } else {
      break;
    }
  }
  field->length = csv->at - start;
  csv->at += 1;
  if (!at_end(csv) && csv->text[csv->at] != csv->separator && line_end(csv) == 0)
    return sf_fail_csv(csv, error, "text after a closing quote");
  return SF_OK;
}

sf_status sf_next_csv(sf_csv *csv, sf_csv_field *fields, size_t capacity, size_t *count, sf_error *error) {
  *count = 0;
  find_row(csv);
  csv->line = csv->next_line;
  if (at_end(csv)) return SF_OK;
  for (;;) {
    if (*count == capacity) return sf_fail_csv(csv, error, "more than %zu fields", capacity);
    sf_csv_field *field = &fields[*count];
    if (!at_end(csv) && csv->text[csv->at] == '"') {
      const sf_status status = read_quoted(csv, field, error);
      if (status != SF_OK) return status;
    } else {
      read_plain(csv, field);
    }
    *count += 1;
    if (at_end(csv)) return SF_OK;
    if (line_end(csv) > 0) {
      pass_line_end(csv);
      return SF_OK;
    }
    csv->at += 1; /* the separator */
  }
}

size_t sf_decode_csv(const sf_csv_field *field, char *bytes, size_t capacity) {
  size_t written = 0;
  for (size_t at = 0; at < field->length; at++, written++) {
    if (field->doubled && field->text[at] == '"') at += 1; /* the first of the two */
    if (written < capacity) bytes[written] = field->text[at];
  }
  return written;
}

bool sf_csv_is(const sf_csv_field *field, const char *word) {
  const size_t length = strlen(word);
  if (!field->doubled) return field->length == length && memcmp(field->text, word, length) == 0;
  char decoded[128];
  const size_t decoded_length = sf_decode_csv(field, decoded, sizeof decoded);
  return decoded_length == length && length <= sizeof decoded && memcmp(decoded, word, length) == 0;
}
