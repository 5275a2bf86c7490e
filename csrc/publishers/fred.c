/* FRED's CSV: fredgraph's own layout, the older one, the re-exported one, and vintages side by side. */
#include "base/ascii.h"
#include "base/excerpt.h"
#include "formats/encoding.h"
#include "formats/file_start.h"
#include "formats/number.h"
#include "publishers/observation_list.h"
#include "signalflow/csv.h"
#include "signalflow/publishers.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

enum { COLUMN_SIZE = 64, VINTAGE_DIGITS = 8 };

const char *sf_frequency_name(sf_frequency frequency) {
  static const char *const names[SF_FREQUENCY_COUNT] = {"any",       "daily",       "weekly", "monthly",
                                                        "quarterly", "half-yearly", "yearly"};
  return (unsigned)frequency < SF_FREQUENCY_COUNT ? names[frequency] : "unknown";
}

/* Our judgement, from FRED's release pages: daily indices of the Board of Governors come a week later, prices and
 * employment within three weeks, GDP, productivity and flow of funds after one to three months, figures of other
 * countries after more than four. */
int sf_cautious_lag(sf_frequency frequency) {
  static const int days[SF_FREQUENCY_COUNT] = {
      [SF_ANY_FREQUENCY] = 8, [SF_DAILY] = 8,         [SF_WEEKLY] = 12, [SF_MONTHLY] = 65,
      [SF_QUARTERLY] = 135,   [SF_HALF_YEARLY] = 190, [SF_YEARLY] = 370};
  return (unsigned)frequency < SF_FREQUENCY_COUNT ? days[frequency] : days[SF_YEARLY];
}

sf_fred_options sf_default_fred_options(void) {
  return (sf_fred_options){.lag = 1, .unit = {.value = 1, .dimension = sf_dimensionless()}};
}

typedef struct fred_reader {
  sf_csv csv;
  const sf_fred_options *options;
  sf_csv_field fields[SF_CSV_FIELDS];
  size_t columns;                         /* of values */
  char names[SF_CSV_FIELDS][COLUMN_SIZE]; /* of the columns */
  sf_day vintages[SF_CSV_FIELDS];         /* SF_FIRST_DAY: not a vintage */
  char vintage_names[SF_CSV_FIELDS][SF_DAY_TEXT_SIZE];
  char series[COLUMN_SIZE];
  sf_draft draft; /* start is FRED's date, end and known_on follow when the frequency is known */
  size_t rows;
  sf_day last;
  int least_gap;
  bool first_of_month;
  bool lagged; /* a value counts from its period's end plus the lag */
  sf_error *error;
} fred_reader;

/* Header. */

static sf_status fail_header(fred_reader *reader) {
  char said[SF_START_SIZE];
  return sf_fail_csv(&reader->csv, reader->error,
                     "expected the header of a FRED file, 'observation_date,SERIES' or 'date,value', got %s",
                     sf_describe_start(reader->csv.text, reader->csv.length, said));
}

/* SERIES_20240125 is the series as it was on that day. */
static void read_column_name(fred_reader *reader, size_t column) {
  char *name = reader->names[column];
  size_t length = sf_decode_csv(&reader->fields[column + 1], name, COLUMN_SIZE - 1);
  if (length > COLUMN_SIZE - 1) length = COLUMN_SIZE - 1;
  name[length] = '\0';
  reader->vintages[column] = SF_FIRST_DAY;
  sf_day day;
  if (length <= VINTAGE_DIGITS + 1 || name[length - VINTAGE_DIGITS - 1] != '_' ||
      sf_parse_day(name + length - VINTAGE_DIGITS, VINTAGE_DIGITS, &day, NULL) != SF_OK)
    return;
  name[length - VINTAGE_DIGITS - 1] = '\0';
  reader->vintages[column] = day;
  sf_print_day(day, reader->vintage_names[column]);
}

static sf_status read_header(fred_reader *reader) {
  static const char *const dates[] = {"observation_date", "DATE", "date"};
  size_t count;
  if (sf_next_csv(&reader->csv, reader->fields, SF_CSV_FIELDS, &count, reader->error) != SF_OK || count == 0)
    return fail_header(reader); /* JSON has quotes where CSV has none */
  reader->columns = count - 1;
  bool dated = false;
  for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) dated |= sf_csv_is(&reader->fields[0], dates[i]);
  if (!dated || count < 2 || reader->fields[1].length == 0) return fail_header(reader);
  for (size_t i = 0; i < reader->columns; i++) {
    read_column_name(reader, i);
    if (i == 0) continue;
    if (reader->vintages[i] == SF_FIRST_DAY || strcmp(reader->names[i], reader->names[0]) != 0)
      return sf_fail_csv(&reader->csv, reader->error,
                         "expected one series, or vintages of one (SERIES_20240125), got '%s' beside '%s'",
                         reader->names[i], reader->names[0]);
    if (reader->vintages[i] <= reader->vintages[i - 1])
      return sf_fail_csv(&reader->csv, reader->error, "vintages must rise: %s comes after %s", reader->vintage_names[i],
                         reader->vintage_names[i - 1]);
  }
  return SF_OK;
}

/* Rows. */

static sf_status read_date(fred_reader *reader, sf_day *day) {
  sf_error reason;
  const sf_csv_field *field = &reader->fields[0];
  if (sf_parse_day(field->text, sf_day_length(field->text, field->length), day, &reason) != SF_OK)
    return sf_fail_csv(&reader->csv, reader->error, "%s", reason.message);
  if (reader->rows > 0 && *day <= reader->last) {
    char a[SF_DAY_TEXT_SIZE], b[SF_DAY_TEXT_SIZE];
    return sf_fail_csv(&reader->csv, reader->error, "dates must rise: %s comes after %s", sf_print_day(*day, a),
                       sf_print_day(reader->last, b));
  }
  const sf_date date = sf_split_day(*day);
  if (reader->rows > 0 && *day - reader->last < reader->least_gap) reader->least_gap = *day - reader->last;
  reader->first_of_month &= date.day == 1;
  reader->last = *day;
  reader->rows += 1;
  return SF_OK;
}

static bool is_blank(const sf_csv_field *field) {
  return field->length == 0 || (field->length == 1 && field->text[0] == '.');
}

static sf_status read_value(fred_reader *reader, size_t column, sf_day day, bool *seen) {
  const sf_csv_field *field = &reader->fields[column + 1];
  sf_observation made = {
      .start = day, .end = day, .source = (uint32_t)column, .line = (uint32_t)reader->csv.line, .method = SF_REPORTED};
  if (is_blank(field)) {
    const bool is_vintage = reader->vintages[column] != SF_FIRST_DAY;
    if (!*seen && (is_vintage || reader->draft.length == 0)) return SF_OK; /* not known yet; later it is taken back */
    made.value = NAN;
  } else if (sf_parse_decimal(field->text, field->length, &made.value)) {
    made.value *= reader->options->unit.value;
    if (!isfinite(made.value)) return sf_fail_csv(&reader->csv, reader->error, "a value too large to hold");
    *seen = true;
  } else {
    char copy[SF_EXCERPT_SIZE];
    return sf_fail_csv(&reader->csv, reader->error, "expected a number or a blank, got '%s'",
                       sf_excerpt(field->text, field->length, copy));
  }
  sf_append_draft(&reader->draft, &made);
  return SF_OK;
}

static sf_status read_rows(fred_reader *reader) {
  for (;;) {
    size_t count;
    sf_day day;
    sf_status status = sf_next_csv(&reader->csv, reader->fields, SF_CSV_FIELDS, &count, reader->error);
    if (status != SF_OK || count == 0) return status;
    if (count != reader->columns + 1)
      return sf_fail_csv(&reader->csv, reader->error, "expected %zu fields, got %zu", reader->columns + 1, count);
    status = read_date(reader, &day);
    bool seen = false;
    for (size_t i = 0; i < reader->columns && status == SF_OK; i++) status = read_value(reader, i, day, &seen);
    if (status != SF_OK) return status;
  }
}

/* Frequency: the file does not say it, its dates do. A year may begin with any month, as a fiscal one does. */
static sf_frequency infer_frequency(const fred_reader *reader) {
  enum { SHORTEST_MONTH = 28, SHORTEST_QUARTER = 89, SHORTEST_HALF = 181, SHORTEST_YEAR = 365 };
  if (reader->rows < 2) return reader->options->expected == SF_ANY_FREQUENCY ? SF_WEEKLY : reader->options->expected;
  if (reader->first_of_month && reader->least_gap >= SHORTEST_YEAR) return SF_YEARLY;
  if (reader->first_of_month && reader->least_gap >= SHORTEST_HALF) return SF_HALF_YEARLY;
  if (reader->first_of_month && reader->least_gap >= SHORTEST_QUARTER) return SF_QUARTERLY;
  if (reader->first_of_month && reader->least_gap >= SHORTEST_MONTH) return SF_MONTHLY;
  return reader->least_gap >= 6 ? SF_WEEKLY : SF_DAILY;
}

static sf_day period_end(sf_frequency frequency, sf_day start) {
  static const int months[SF_FREQUENCY_COUNT] = {
      [SF_MONTHLY] = 1, [SF_QUARTERLY] = 3, [SF_HALF_YEARLY] = 6, [SF_YEARLY] = 12};
  return months[frequency] == 0 ? start : sf_add_months(start, months[frequency]) - 1;
}

/* A blank day or week is a holiday, where no vintage takes a value back: nothing is missing. */
static void leave_out_holidays(fred_reader *reader) {
  size_t kept = 0;
  for (size_t i = 0; i < reader->draft.length; i++) {
    const sf_observation *item = &reader->draft.items[i];
    if (!isnan(item->value) || reader->vintages[item->source] != SF_FIRST_DAY) reader->draft.items[kept++] = *item;
  }
  reader->draft.length = kept;
}

/* Known once it was published: what a vintage holds, by the day of that vintage. */
static sf_status date_rows(fred_reader *reader, int *lag) {
  if (reader->rows == 0) return sf_fail_csv(&reader->csv, reader->error, "expected rows, got the header alone");
  if (reader->rows == 1 && reader->first_of_month && reader->options->expected == SF_ANY_FREQUENCY)
    return sf_fail_csv(
        &reader->csv, reader->error,
        "one row, of the first of a month, does not say whether it is of a day, a month or a quarter: say "
        "the frequency");
  const sf_frequency frequency = infer_frequency(reader), expected = reader->options->expected;
  if (expected != SF_ANY_FREQUENCY && frequency != expected)
    return sf_fail(reader->error, SF_PARSE, "%s:%zu: expected a %s series, got %s dates", reader->csv.name,
                   reader->csv.line, sf_frequency_name(expected), sf_frequency_name(frequency));
  if (frequency < SF_MONTHLY) leave_out_holidays(reader);
  *lag = reader->options->lag == SF_UNKNOWN_LAG ? sf_cautious_lag(frequency) : reader->options->lag;
  for (size_t i = 0; i < reader->draft.length; i++) {
    sf_observation *item = &reader->draft.items[i];
    item->end = period_end(frequency, item->start);
    const sf_day fetched = reader->vintages[item->source];
    const bool by_vintage = fetched >= item->end;
    item->known_on = by_vintage ? fetched : item->end + *lag;
    reader->lagged |= !by_vintage;
  }
  return SF_OK;
}

static sf_status read_all(fred_reader *reader, sf_series **series) {
  sf_status status = read_header(reader);
  if (status == SF_OK) status = read_rows(reader);
  int lag = 0;
  if (status == SF_OK) status = date_rows(reader, &lag);
  if (status != SF_OK) return status;
  const char *name = sf_is_word(reader->names[0], strlen(reader->names[0]), "value") ? sf_file_name(reader->csv.name)
                                                                                     : reader->names[0];
  sf_source sources[SF_CSV_FIELDS];
  for (size_t i = 0; i < reader->columns; i++)
    sources[i] = (sf_source){.file = reader->csv.name,
                             .document = reader->vintages[i] == SF_FIRST_DAY ? NULL : reader->vintage_names[i],
                             .tag = name};
  sf_series *made = NULL;
  status = sf_series_of_rows(&reader->draft, name, reader->options->unit.dimension, sources, reader->columns, &made,
                             reader->error);
  const sf_note guess = {.code = SF_NOTE_LAG, .end = reader->last, .known_on = reader->last, .here = lag, .there = NAN};
  if (status == SF_OK && reader->options->lag == SF_UNKNOWN_LAG && reader->lagged)
    status = sf_note_series(made, &guess, 1, reader->error);
  if (status == SF_OK)
    *series = made;
  else
    sf_release_series(made);
  return status;
}

sf_status sf_read_fred(const char *name, const char *text, size_t length, const sf_fred_options *options,
                       sf_series **series, sf_error *error) {
  if (options->lag < SF_UNKNOWN_LAG || options->lag > SF_LARGEST_LAG)
    return sf_fail(error, SF_INVALID, "the lag must be 0 to %d days, got %d", SF_LARGEST_LAG, options->lag);
  if (!isfinite(options->unit.value)) return sf_fail(error, SF_INVALID, "the unit must be a finite quantity");
  fred_reader *reader = sf_allocate(1, sizeof *reader);
  if (reader == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory to read %s", name);
  sf_text decoded;
  sf_status status = sf_view_as_utf8(name, &text, &length, &decoded, error);
  reader->options = options;
  reader->error = error;
  reader->least_gap = INT32_MAX;
  reader->first_of_month = true;
  sf_start_csv(&reader->csv, name, text, length, ',', '\0');
  if (status == SF_OK) status = read_all(reader, series);
  sf_discard_draft(&reader->draft);
  sf_discard_text(&decoded);
  sf_free(reader);
  return status;
}

static sf_status read_loaded(void *context, const char *name, const char *text, size_t length, sf_series **series,
                             sf_error *error) {
  return sf_read_fred(name, text, length, context, series, error);
}

sf_status sf_load_fred(const char *path, const sf_fred_options *options, sf_series **series, sf_error *error) {
  sf_fred_options copy = *options;
  return sf_load_series(path, read_loaded, &copy, series, error);
}
