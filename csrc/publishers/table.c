/* Series out of named columns: CSV, and JSON lines. */
#include "base/ascii.h"
#include "base/excerpt.h"
#include "base/memory.h"
#include "base/text.h"
#include "formats/encoding.h"
#include "formats/file_start.h"
#include "formats/number.h"
#include "publishers/observation_list.h"
#include "signalflow/csv.h"
#include "signalflow/json.h"
#include "signalflow/publishers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_SIZE = 128, NAMES = 32 };
enum { END, START, KNOWN_ON, VALUE, WHERE, BOUND, BASIS, ROLES };

typedef struct table_cell {
  bool present; /* and not blank */
  bool met;     /* its field stood in the object */
  bool cut;     /* longer than it may be */
  size_t length;
  char text[CELL_SIZE];
} table_cell;

/* Names met, each once: of fields, or in the column that chooses rows. */
typedef struct name_list {
  char names[NAMES][CELL_SIZE];
  size_t count;
} name_list;

typedef struct table_reader {
  const char *name;
  size_t line, rows;
  bool has[ROLES]; /* whether a row had the role's field */
  name_list met;
  const sf_table_options *options;
  const char *columns[ROLES]; /* by role; NULL where there is none */
  table_cell cells[ROLES];
  sf_text bases;  /* what the basis column holds, each once and ending in NUL */
  sf_draft draft; /* an observation's source is the place of its basis until the rows are in order */
  sf_error *error;
} table_reader;

static sf_status check_options(const sf_table_options *options, sf_error *error) {
  if (options->end == NULL || options->value == NULL)
    return sf_fail(error, SF_INVALID, "a table needs a column for the period's end and one for the value");
  if (options->lag > SF_LARGEST_LAG)
    return sf_fail(error, SF_INVALID, "the lag must be at most %d days, got %d", SF_LARGEST_LAG, options->lag);
  if (options->known_on == NULL && options->lag < 0)
    return sf_fail(error, SF_INVALID,
                   "when was it known? Name a column for it, or the days from a period's end to publication");
  if ((options->where == NULL) != (options->equals == NULL))
    return sf_fail(error, SF_INVALID, "'where' names a column and 'equals' what it holds: one is missing");
  return isfinite(options->unit.value) ? SF_OK : sf_fail(error, SF_INVALID, "the unit must be a finite quantity");
}

static void start_reader(table_reader *reader, const char *name, const sf_table_options *options, sf_error *error) {
  *reader = (table_reader){.name = name, .options = options, .error = error};
  reader->columns[END] = options->end;
  reader->columns[START] = options->start;
  reader->columns[KNOWN_ON] = options->known_on;
  reader->columns[VALUE] = options->value;
  reader->columns[WHERE] = options->where;
  reader->columns[BOUND] = options->bound;
  reader->columns[BASIS] = options->basis;
}

static sf_status fail_row(const table_reader *reader, const char *format, ...) SF_PRINTF(2, 3);
static sf_status fail_row(const table_reader *reader, const char *format, ...) {
  sf_error reason;
  va_list arguments;
  va_start(arguments, format);
  (void)sf_fail_list(&reason, SF_PARSE, format, arguments);
  va_end(arguments);
  return sf_fail(reader->error, SF_PARSE, "%s:%zu: %s", reader->name, reader->line, reason.message);
}

static sf_status fail_cell(const table_reader *reader, int role, const char *expected) {
  char copy[SF_EXCERPT_SIZE];
  return fail_row(reader, "'%s' must be %s, got '%s'", reader->columns[role], expected,
                  sf_excerpt(reader->cells[role].text, reader->cells[role].length, copy));
}

static sf_status read_cell_day(const table_reader *reader, int role, sf_day *day) {
  const table_cell *cell = &reader->cells[role];
  if (!cell->present) return fail_row(reader, "'%s' is missing", reader->columns[role]);
  if (cell->cut || sf_parse_day(cell->text, sf_day_length(cell->text, cell->length), day, NULL) != SF_OK)
    return fail_cell(reader, role, "a day such as 2024-04-28");
  return SF_OK;
}

static sf_status read_period(const table_reader *reader, sf_observation *made) {
  const table_cell *cell = &reader->cells[END];
  if (!cell->present) return fail_row(reader, "'%s' is missing", reader->columns[END]);
  const size_t length = sf_day_length(cell->text, cell->length);
  if (cell->cut || sf_parse_period(cell->text, length, &made->start, &made->end, NULL) != SF_OK)
    return fail_cell(reader, END, "a day such as 2024-04-28, a month such as 2024-04 or a quarter such as 2024-Q1");
  if (reader->columns[START] == NULL || !reader->cells[START].present) return SF_OK;
  const sf_status status = read_cell_day(reader, START, &made->start);
  if (status != SF_OK || made->start <= made->end) return status;
  return fail_cell(reader, START, "no later than the period's end");
}

static sf_status read_known_on(const table_reader *reader, sf_observation *made) {
  made->known_on = made->end + (reader->options->lag > 0 ? reader->options->lag : 0);
  if (reader->columns[KNOWN_ON] == NULL) return SF_OK;
  if (!reader->cells[KNOWN_ON].present && reader->options->lag >= 0) return SF_OK;
  const sf_status status = read_cell_day(reader, KNOWN_ON, &made->known_on);
  if (status != SF_OK || made->known_on >= made->end) return status;
  return fail_cell(reader, KNOWN_ON, "no earlier than the period's end");
}

/* In any case. */
static bool cell_starts(const table_cell *cell, const char *const *words) {
  for (; *words != NULL; words++) {
    size_t i = 0;
    while (i < cell->length && (*words)[i] != '\0' && sf_to_lower(cell->text[i]) == (*words)[i]) i++;
    if ((*words)[i] == '\0') return true;
  }
  return false;
}

static sf_exactness read_bound(const table_reader *reader) {
  static const char *const above[] = {"more than", "over", "above", "at least", ">", NULL};
  static const char *const below[] = {"less than", "under", "below", "at most", "up to", "<", NULL};
  const table_cell *cell = &reader->cells[BOUND];
  if (reader->columns[BOUND] == NULL || !cell->present) return SF_EXACT;
  return cell_starts(cell, above) ? SF_LOWER_BOUND : cell_starts(cell, below) ? SF_UPPER_BOUND : SF_EXACT;
}

/* The place of the row's basis among those met. */
static uint32_t read_basis(table_reader *reader) {
  const table_cell *cell = &reader->cells[BASIS];
  if (reader->columns[BASIS] == NULL) return 0;
  const size_t length = cell->present && memchr(cell->text, '\0', cell->length) == NULL ? cell->length : 0;
  for (size_t at = 0; at < reader->bases.length; at += strlen(reader->bases.bytes + at) + 1)
    if (strlen(reader->bases.bytes + at) == length && memcmp(reader->bases.bytes + at, cell->text, length) == 0)
      return (uint32_t)at;
  const size_t place = reader->bases.length;
  sf_append_bytes(&reader->bases, cell->text, length);
  sf_append_bytes(&reader->bases, "", 1);
  return (uint32_t)place;
}

static void meet_name(name_list *met, const char *name, size_t length) {
  if (met->count == NAMES || length >= CELL_SIZE || memchr(name, '\0', length) != NULL) return;
  for (size_t i = 0; i < met->count; i++)
    if (strlen(met->names[i]) == length && memcmp(met->names[i], name, length) == 0) return;
  memcpy(met->names[met->count], name, length);
  met->names[met->count++][length] = '\0';
}

/* "; the nearest is 'NAME'", else all of them, else nothing. */
static const char *suggest(const name_list *met, const char *name, char said[SF_MESSAGE_SIZE]) {
  const char *list[NAMES];
  for (size_t i = 0; i < met->count; i++) list[i] = met->names[i];
  const char *nearest = sf_nearest_name(name, list, met->count);
  size_t length = 0;
  said[0] = '\0';
  if (nearest != NULL) {
    snprintf(said, SF_MESSAGE_SIZE, "; the nearest is '%s'", nearest);
    return said;
  }
  enum { SHOWN = 240 };
  for (size_t i = 0; i < met->count && length < SHOWN; i++)
    length += (size_t)snprintf(said + length, SF_MESSAGE_SIZE - length, "%s'%.60s'", i == 0 ? "; there are " : ", ",
                               met->names[i]);
  return said;
}

static bool cell_is(const table_cell *cell, const char *word) {
  return cell->length == strlen(word) && memcmp(cell->text, word, cell->length) == 0;
}

/* Whether the row is one of those asked for. */
static bool is_chosen(table_reader *reader) {
  const table_cell *where = &reader->cells[WHERE];
  if (reader->options->equals == NULL) return true;
  if (!where->present) return false;
  meet_name(&reader->met, where->text, where->cut ? CELL_SIZE : where->length);
  return cell_is(where, reader->options->equals);
}

/* One row, its cells filled. */
static sf_status read_row(table_reader *reader) {
  table_cell *value = &reader->cells[VALUE];
  if (!is_chosen(reader)) return SF_OK;
  reader->rows += 1;
  if (reader->options->missing != NULL && cell_is(value, reader->options->missing)) value->present = false;
  sf_observation made = {.line = (uint32_t)reader->line,
                         .method = SF_REPORTED,
                         .exactness = read_bound(reader),
                         .source = read_basis(reader),
                         .value = NAN};
  sf_status status = read_period(reader, &made);
  if (status == SF_OK) status = read_known_on(reader, &made);
  if (!value->present) { /* a blank row without its days says nothing */
    if (status == SF_OK) sf_append_draft(&reader->draft, &made);
    return status == SF_PARSE ? SF_OK : status;
  }
  if (status != SF_OK) return status;
  if (value->cut || !sf_parse_decimal(value->text, value->length, &made.value))
    return fail_cell(reader, VALUE, "a number or blank");
  made.value *= reader->options->unit.value;
  if (!isfinite(made.value)) return fail_cell(reader, VALUE, "a number that can be held");
  sf_append_draft(&reader->draft, &made);
  return SF_OK;
}

static int compare_rows(const void *a, const void *b) {
  const sf_observation *x = a, *y = b;
  if (x->end != y->end) return x->end < y->end ? -1 : 1;
  if (x->known_on != y->known_on) return x->known_on < y->known_on ? -1 : 1;
  if (isnan(x->value) != isnan(y->value)) return isnan(x->value) ? -1 : 1; /* a value stands instead of a blank */
  return (x->line > y->line) - (x->line < y->line);
}

/* Two values of one period, known on one day: nobody can say which stands. */
static sf_status check_rows(table_reader *reader) {
  sf_observation *rows = reader->draft.items;
  if (reader->draft.failed || reader->draft.length == 0) return SF_OK;
  qsort(rows, reader->draft.length, sizeof *rows, compare_rows);
  for (size_t i = 1; i < reader->draft.length; i++) {
    if (rows[i].end != rows[i - 1].end || rows[i].known_on != rows[i - 1].known_on ||
        rows[i].value == rows[i - 1].value || isnan(rows[i - 1].value))
      continue;
    char end[SF_DAY_TEXT_SIZE], known_on[SF_DAY_TEXT_SIZE];
    reader->line = rows[i].line;
    return fail_row(reader, "the period that ends %s, known on %s, has another value than on line %u",
                    sf_print_day(rows[i].end, end), sf_print_day(rows[i].known_on, known_on), rows[i - 1].line);
  }
  return SF_OK;
}

/* Breaks the series where the basis changes from one period to the next. */
static sf_status break_by_basis(const table_reader *reader, const sf_observation *rows, size_t count,
                                sf_series **series, sf_error *error) {
  for (size_t i = 1; i < count; i++) {
    if (rows[i].source == rows[i - 1].source) continue;
    char reason[2 * CELL_SIZE + 40];
    snprintf(reason, sizeof reason, "%s: %.120s, before: %.120s", reader->columns[BASIS],
             reader->bases.bytes + rows[i].source, reader->bases.bytes + rows[i - 1].source);
    sf_series *broken = NULL;
    const sf_status status = sf_break_series(*series, rows[i].end, reason, &broken, error);
    if (status != SF_OK) return status;
    sf_release_series(*series);
    *series = broken;
  }
  return SF_OK;
}

/* Makes the series of the rows in order, then breaks it. */
static sf_status make_series(table_reader *reader, const char *name, sf_series **series) {
  const size_t count = reader->draft.length;
  sf_observation *rows = NULL;
  if (reader->columns[BASIS] != NULL && !reader->draft.failed) {
    rows = sf_allocate(count, sizeof *rows);
    if (rows == NULL || reader->bases.failed) {
      sf_free(rows);
      return sf_fail(reader->error, SF_NO_MEMORY, "no memory for the rows of %s", name);
    }
    if (count > 0) memcpy(rows, reader->draft.items, count * sizeof *rows);
  }
  for (size_t i = 0; i < count; i++) reader->draft.items[i].source = 0;
  const sf_source source = {.file = reader->name, .tag = reader->options->value};
  sf_series *made = NULL;
  sf_status status =
      sf_series_of_rows(&reader->draft, name, reader->options->unit.dimension, &source, 1, &made, reader->error);
  if (status == SF_OK && rows != NULL) status = break_by_basis(reader, rows, count, &made, reader->error);
  sf_free(rows);
  if (status == SF_OK)
    *series = made;
  else
    sf_release_series(made);
  return status;
}

static sf_status finish(table_reader *reader, sf_series **series) {
  char names[SF_MESSAGE_SIZE];
  if (reader->rows == 0 && reader->met.count > 0 && reader->options->equals != NULL)
    return sf_fail(reader->error, SF_UNKNOWN, "%s: no row has '%s' in its column '%s'%s", reader->name,
                   reader->options->equals, reader->options->where,
                   suggest(&reader->met, reader->options->equals, names));
  const sf_status status = check_rows(reader);
  if (status != SF_OK) return status;
  char name[SF_SERIES_NAME_SIZE];
  if (reader->options->equals == NULL)
    sf_derived_name(name, "%s", reader->options->value);
  else
    sf_derived_name(name, "%.70s of %.70s", reader->options->value, reader->options->equals);
  return make_series(reader, name, series);
}

/* CSV. */

typedef struct csv_table {
  table_reader reader;
  sf_csv csv;
  sf_csv_field fields[SF_CSV_FIELDS];
  size_t count;         /* of columns */
  size_t places[ROLES]; /* of the roles' columns */
} csv_table;

/* A field without the spaces around it. */
static sf_csv_field trim(sf_csv_field field) {
  while (field.length > 0 && sf_is_blank(field.text[0])) field.text++, field.length--;
  while (field.length > 0 && sf_is_blank(field.text[field.length - 1])) field.length--;
  return field;
}

/* The only column's name holds another separator; 0 where it does not. */
static char other_separator(const csv_table *table) {
  static const char separators[] = {';', '\t', '|', ','};
  for (size_t i = 0; i < sizeof separators && table->count == 1; i++)
    if (memchr(table->fields[0].text, separators[i], table->fields[0].length) != NULL) return separators[i];
  return '\0';
}

static sf_status fail_unknown_column(csv_table *table, int role) {
  const table_reader *reader = &table->reader;
  const char separator = other_separator(table);
  char said[SF_START_SIZE], names[SF_MESSAGE_SIZE];
  sf_describe_start(table->csv.text, table->csv.length, said);
  if (said[0] != '\'')
    return sf_fail_csv(&table->csv, reader->error, "expected a row that names the columns, got %s", said);
  if (separator != '\0')
    return sf_fail_csv(&table->csv, reader->error, "expected columns between '%c', got %s: say separator = \"%s\"",
                       table->csv.separator, said, separator == '\t' ? "\\t" : (const char[2]){separator, '\0'});
  return sf_fail(reader->error, SF_UNKNOWN, "%s:%zu: there is no column '%s'%s%s", reader->name, table->csv.line,
                 reader->columns[role], suggest(&reader->met, reader->columns[role], names),
                 role == KNOWN_ON && reader->options->lag < 0
                     ? "; say which holds the day it became known (known_on), or how many days later it is (lag)"
                     : "");
}

static sf_status find_column(csv_table *table, int role) {
  const char *name = table->reader.columns[role];
  size_t found = table->count;
  for (size_t place = 0; place < table->count; place++) {
    if (!sf_csv_is(&table->fields[place], name)) continue;
    if (found < table->count)
      return sf_fail_csv(&table->csv, table->reader.error, "columns %zu and %zu are both called '%s'", found + 1,
                         place + 1, name);
    found = place;
  }
  table->places[role] = found;
  return found < table->count ? SF_OK : fail_unknown_column(table, role);
}

static sf_status read_header(csv_table *table) {
  const sf_status status = sf_next_csv(&table->csv, table->fields, SF_CSV_FIELDS, &table->count, table->reader.error);
  if (status != SF_OK) return status;
  if (table->count == 0)
    return sf_fail_csv(&table->csv, table->reader.error, "expected a row that names the columns, got an empty file");
  for (size_t i = 0; i < table->count; i++) {
    table->fields[i] = trim(table->fields[i]);
    char name[CELL_SIZE] = "";
    const size_t length = sf_decode_csv(&table->fields[i], name, CELL_SIZE);
    meet_name(&table->reader.met, name, length);
  }
  for (int role = 0; role < ROLES; role++) {
    const sf_status found = table->reader.columns[role] == NULL ? SF_OK : find_column(table, role);
    if (found != SF_OK) return found;
  }
  table->reader.met.count = 0; /* from here on, what the column holds that chooses rows */
  return SF_OK;
}

static void fill_csv_cell(table_cell *cell, const sf_csv_field *field) {
  const sf_csv_field bare = trim(*field);
  const size_t length = sf_decode_csv(&bare, cell->text, CELL_SIZE);
  cell->present = length > 0;
  cell->cut = length > CELL_SIZE;
  cell->length = cell->cut ? CELL_SIZE : length;
}

static sf_status read_csv_rows(csv_table *table) {
  table_reader *reader = &table->reader;
  for (;;) {
    size_t count;
    sf_status status = sf_next_csv(&table->csv, table->fields, SF_CSV_FIELDS, &count, reader->error);
    if (status != SF_OK || count == 0) return status;
    if (count != table->count)
      return sf_fail_csv(&table->csv, reader->error, "expected %zu fields, got %zu", table->count, count);
    reader->line = table->csv.line;
    for (int role = 0; role < ROLES; role++)
      if (reader->columns[role] != NULL) fill_csv_cell(&reader->cells[role], &table->fields[table->places[role]]);
    status = read_row(reader);
    if (status != SF_OK) return status;
  }
}

sf_status sf_read_csv_series(const char *name, const char *text, size_t length, const sf_table_options *options,
                             sf_series **series, sf_error *error) {
  sf_status status = check_options(options, error);
  if (status != SF_OK) return status;
  sf_text decoded;
  csv_table *table = sf_allocate(1, sizeof *table);
  if (table == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory to read %s", name);
  start_reader(&table->reader, name, options, error);
  status = sf_view_as_utf8(name, &text, &length, &decoded, error);
  sf_start_csv(&table->csv, name, text, length, options->separator == '\0' ? ',' : options->separator,
               options->comment);
  if (status == SF_OK) status = read_header(table);
  if (status == SF_OK) status = read_csv_rows(table);
  if (status == SF_OK) status = finish(&table->reader, series);
  sf_discard_draft(&table->reader.draft);
  sf_discard_text(&table->reader.bases);
  sf_discard_text(&decoded);
  sf_free(table);
  return status;
}

/* JSON lines. */

static sf_status fill_json_cell(sf_json *json, table_cell *cell, sf_error *error) {
  sf_json_token token;
  const sf_status status = sf_next_json(json, &token, error);
  if (status != SF_OK) return status;
  cell->present = token.kind == SF_JSON_STRING || token.kind == SF_JSON_NUMBER;
  if (token.kind == SF_JSON_NULL || cell->present) {
    const size_t length = cell->present ? sf_decode_json(&token, cell->text, CELL_SIZE) : 0;
    cell->present = length > 0;
    cell->cut = length > CELL_SIZE;
    cell->length = cell->cut ? CELL_SIZE : length;
    return SF_OK;
  }
  return sf_fail_json(json, error, "expected text, a number or null");
}

/* The object of one line. */
static sf_status read_json_object(table_reader *reader, sf_json *json) {
  sf_json_token token;
  sf_status status = sf_next_json(json, &token, reader->error);
  if (status == SF_OK && token.kind != SF_JSON_OBJECT)
    return sf_fail_json(json, reader->error, "expected one object a line");
  while (status == SF_OK) {
    status = sf_next_json(json, &token, reader->error);
    if (status != SF_OK || token.kind == SF_JSON_OBJECT_END) break;
    bool wanted = false; /* one field may have two roles */
    const sf_json before = *json;
    if (reader->options->equals == NULL) {
      char field[CELL_SIZE] = "";
      const size_t length = sf_decode_json(&token, field, CELL_SIZE);
      meet_name(&reader->met, field, length);
    }
    for (int role = 0; role < ROLES && status == SF_OK; role++) {
      if (reader->columns[role] == NULL || !sf_json_is(&token, reader->columns[role])) continue;
      reader->has[role] = true;
      *json = before;
      if (reader->cells[role].met)
        return sf_fail_json(json, reader->error, "'%s' stands twice in one object", reader->columns[role]);
      reader->cells[role].met = true;
      status = fill_json_cell(json, &reader->cells[role], reader->error);
      wanted = true;
    }
    if (!wanted) status = sf_skip_json(json, reader->error);
  }
  return status == SF_OK ? sf_next_json(json, &token, reader->error) : status; /* SF_JSON_END, or it fails */
}

static sf_status read_json_line(table_reader *reader, const char *text, size_t length) {
  sf_json json;
  sf_start_json(&json, reader->name, text, length);
  json.lines_before = reader->line - 1;
  memset(reader->cells, 0, sizeof reader->cells);
  const sf_status status = read_json_object(reader, &json);
  return status == SF_OK ? read_row(reader) : status;
}

/* A field that no object has is a mistake in its name. */
static sf_status check_fields(const table_reader *reader) {
  char names[SF_MESSAGE_SIZE];
  for (int role = 0; role < ROLES && reader->line > 0; role++)
    if (reader->columns[role] != NULL && !reader->has[role] && (reader->rows > 0 || role == WHERE) &&
        !(role == KNOWN_ON && reader->options->lag >= 0))
      return sf_fail(reader->error, SF_UNKNOWN, "%s: no object has a field '%s'%s", reader->name, reader->columns[role],
                     suggest(&reader->met, reader->columns[role], names));
  return SF_OK;
}

static bool is_empty(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r') return false;
  return true;
}

sf_status sf_read_json_lines(const char *name, const char *text, size_t length, const sf_table_options *options,
                             sf_series **series, sf_error *error) {
  sf_status status = check_options(options, error);
  if (status != SF_OK) return status;
  sf_text decoded;
  table_reader reader;
  start_reader(&reader, name, options, error);
  status = sf_view_as_utf8(name, &text, &length, &decoded, error);
  for (size_t at = 0; at < length && status == SF_OK;) {
    const char *end = memchr(text + at, '\n', length - at);
    const size_t line_length = end == NULL ? length - at : (size_t)(end - (text + at));
    reader.line += 1;
    if (!is_empty(text + at, line_length)) status = read_json_line(&reader, text + at, line_length);
    at += line_length + 1;
  }
  if (status == SF_OK) status = check_fields(&reader);
  if (status == SF_OK) status = finish(&reader, series);
  sf_discard_draft(&reader.draft);
  sf_discard_text(&reader.bases);
  sf_discard_text(&decoded);
  return status;
}
