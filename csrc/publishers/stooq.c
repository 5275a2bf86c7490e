/* Stooq's daily ASCII files. */
#include "base/excerpt.h"
#include "formats/encoding.h"
#include "formats/file_start.h"
#include "formats/number.h"
#include "publishers/observation_list.h"
#include "signalflow/csv.h"
#include "signalflow/publishers.h"

#include <stdio.h>
#include <string.h>

enum { TICKER, PERIOD, DATE, TIME, OPEN, HIGH, LOW, CLOSE, VOLUME, OPEN_INTEREST, FIELDS };
enum { TICKER_SIZE = 32 };

static const char *const header[FIELDS] = {"<TICKER>", "<PER>", "<DATE>",  "<TIME>", "<OPEN>",
                                           "<HIGH>",   "<LOW>", "<CLOSE>", "<VOL>",  "<OPENINT>"};

typedef struct stooq_reader {
  sf_csv csv;
  sf_csv_field fields[SF_CSV_FIELDS];
  char ticker[TICKER_SIZE];
  sf_price price;
  sf_draft draft;
  sf_error *error;
} stooq_reader;

static sf_status fail_field(const stooq_reader *reader, size_t field, const char *expected) {
  char copy[SF_EXCERPT_SIZE];
  return sf_fail_csv(&reader->csv, reader->error, "%s must be %s, got '%s'", header[field], expected,
                     sf_excerpt(reader->fields[field].text, reader->fields[field].length, copy));
}

static sf_status next_row(stooq_reader *reader, bool *done) {
  size_t count;
  const sf_status status = sf_next_csv(&reader->csv, reader->fields, SF_CSV_FIELDS, &count, reader->error);
  *done = count == 0;
  if (status != SF_OK || count == 0 || count == FIELDS) return status;
  return sf_fail_csv(&reader->csv, reader->error, "expected %d fields, got %zu", FIELDS, count);
}

static sf_status read_header(stooq_reader *reader) {
  size_t count;
  const sf_status status = sf_next_csv(&reader->csv, reader->fields, SF_CSV_FIELDS, &count, reader->error);
  bool is_ours = count == FIELDS;
  for (size_t i = 0; i < FIELDS && is_ours; i++) is_ours = sf_csv_is(&reader->fields[i], header[i]);
  if (status != SF_OK || is_ours) return status;
  char said[SF_START_SIZE];
  reader->csv.line = 1;
  return sf_fail_csv(&reader->csv, reader->error,
                     "expected daily prices, with Stooq's header (<TICKER>,<PER>,<DATE>,...) or with columns date and "
                     "close, got %s",
                     sf_describe_start(reader->csv.text, reader->csv.length, said));
}

static sf_status read_ticker(stooq_reader *reader) {
  const sf_csv_field *field = &reader->fields[TICKER];
  if (reader->ticker[0] == '\0') {
    if (field->length == 0 || field->length >= TICKER_SIZE || memchr(field->text, '\0', field->length) != NULL)
      return fail_field(reader, TICKER, "a ticker of at most 31 characters");
    memcpy(reader->ticker, field->text, field->length);
    reader->ticker[field->length] = '\0';
  }
  if (sf_csv_is(field, reader->ticker)) return SF_OK;
  return fail_field(reader, TICKER, reader->ticker);
}

static sf_status read_numbers(const stooq_reader *reader, double numbers[FIELDS]) {
  for (size_t i = OPEN; i <= VOLUME; i++)
    if (!sf_parse_decimal(reader->fields[i].text, reader->fields[i].length, &numbers[i]))
      return fail_field(reader, i, "a number");
  for (size_t i = OPEN; i <= CLOSE; i++) {
    if (!(numbers[i] > 0)) return fail_field(reader, i, "above 0");
    if (numbers[i] < numbers[LOW] || numbers[i] > numbers[HIGH])
      return fail_field(reader, i, "within the day's low and high");
  }
  return numbers[VOLUME] < 0 ? fail_field(reader, VOLUME, "at least 0") : SF_OK;
}

static sf_status read_row(stooq_reader *reader) {
  static const size_t places[SF_PRICE_COUNT] = {OPEN, HIGH, LOW, CLOSE, VOLUME};
  double numbers[FIELDS] = {0};
  sf_day day = 0;
  const sf_csv_field *date = &reader->fields[DATE];
  sf_status status = read_ticker(reader);
  if (status == SF_OK && !sf_csv_is(&reader->fields[PERIOD], "D")) status = fail_field(reader, PERIOD, "D, for daily");
  if (status == SF_OK && sf_parse_day(date->text, date->length, &day, NULL) != SF_OK)
    status = fail_field(reader, DATE, "a day such as 20240428");
  if (status == SF_OK && reader->draft.length > 0 && day <= reader->draft.items[reader->draft.length - 1].end)
    status = fail_field(reader, DATE, "later than the row before");
  if (status == SF_OK) status = read_numbers(reader, numbers);
  if (status != SF_OK) return status;
  sf_append_draft(&reader->draft, &(sf_observation){.start = day,
                                                    .end = day,
                                                    .known_on = day,
                                                    .line = (uint32_t)reader->csv.line,
                                                    .method = SF_REPORTED,
                                                    .value = numbers[places[reader->price]]});
  return SF_OK;
}

static sf_status read_rows(stooq_reader *reader) {
  for (;;) {
    bool done;
    sf_status status = next_row(reader, &done);
    if (status != SF_OK || done) return status;
    status = read_row(reader);
    if (status != SF_OK) return status;
  }
}

sf_status sf_read_stooq(const char *name, const char *text, size_t length, sf_price price, sf_series **series,
                        sf_error *error) {
  static const char *const words[SF_PRICE_COUNT] = {"open", "high", "low", "close", "volume"};
  if ((unsigned)price >= SF_PRICE_COUNT) return sf_fail(error, SF_INVALID, "price %d does not exist", (int)price);
  sf_text decoded;
  stooq_reader reader = {.price = price, .error = error};
  sf_status status = sf_view_as_utf8(name, &text, &length, &decoded, error);
  sf_start_csv(&reader.csv, name, text, length, ',', '\0');
  if (status == SF_OK) status = read_header(&reader);
  if (status == SF_OK) status = read_rows(&reader);
  if (status == SF_OK) {
    char title[TICKER_SIZE + 16];
    snprintf(title, sizeof title, "%s %s", reader.ticker, words[price]);
    const sf_source source = {.file = name, .tag = words[price]};
    const sf_dimension dimension = price == SF_VOLUME ? sf_dimensionless() : sf_base_dimension(SF_MONEY);
    status = sf_series_of_rows(&reader.draft, title, dimension, &source, 1, series, error);
  }
  sf_discard_draft(&reader.draft);
  sf_discard_text(&decoded);
  return status;
}

static sf_status read_loaded(void *context, const char *name, const char *text, size_t length, sf_series **series,
                             sf_error *error) {
  return sf_read_stooq(name, text, length, *(const sf_price *)context, series, error);
}

sf_status sf_load_stooq(const char *path, sf_price price, sf_series **series, sf_error *error) {
  return sf_load_series(path, read_loaded, &price, series, error);
}
