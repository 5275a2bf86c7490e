/* A factory's inputs from a file: laws with their parameters, a driver a line. */
#include "base/excerpt.h"
#include "factory/named.h"
#include "formats/number.h"
#include "signalflow/csv.h"

#include <math.h>
#include <string.h>

enum { DRIVER, DRAW, LAW, PARAMETERS, LOW = PARAMETERS + SF_MOST_PARAMETERS, HIGH, SCALE, SHIFT, DIMENSION, COLUMNS };
enum { NAME_SIZE = 128, MOST_FIELDS = 32 };

static const char *const titles[COLUMNS] = {"driver", "draw", "law",  "a",     "b",     "c",
                                            "d",      "low",  "high", "scale", "shift", "dimension"};

typedef struct drivers_reader {
  sf_csv csv;
  sf_graph *graph;
  sf_factory_inputs *inputs;
  sf_csv_field fields[MOST_FIELDS];
  size_t count; /* of fields in this row */
  char driver[NAME_SIZE], draw[NAME_SIZE], kind[NAME_SIZE];
  sf_error *error;
} drivers_reader;

static sf_status read_header(drivers_reader *reader) {
  for (size_t i = 0; i < COLUMNS; i++) {
    if (i < reader->count && sf_csv_is(&reader->fields[i], titles[i])) continue;
    char copy[SF_EXCERPT_SIZE];
    const sf_csv_field *const field = i < reader->count ? &reader->fields[i] : NULL;
    return sf_fail_csv(&reader->csv, reader->error,
                       "expected '%s' as title of column %zu of a factory's drivers, got '%s'", titles[i], i + 1,
                       field ? sf_excerpt(field->text, field->length, copy) : "");
  }
  return SF_OK;
}

static sf_status read_word(drivers_reader *reader, size_t column, char word[NAME_SIZE]) {
  const size_t length = sf_decode_csv(&reader->fields[column], word, NAME_SIZE - 1);
  word[length < NAME_SIZE ? length : NAME_SIZE - 1] = '\0';
  if (length < NAME_SIZE) return SF_OK;
  return sf_fail_csv(&reader->csv, reader->error, "%s: a name of %zu bytes is too long", titles[column], length);
}

/* An empty cell leaves the number as it is. */
static sf_status read_number(drivers_reader *reader, size_t column, double *number) {
  const sf_csv_field *const field = &reader->fields[column];
  char copy[SF_EXCERPT_SIZE];
  if (field->length == 0 || sf_parse_decimal(field->text, field->length, number)) return SF_OK;
  return sf_fail_csv(&reader->csv, reader->error, "%s: %s: expected a number, got '%s'", reader->driver, titles[column],
                     sf_excerpt(field->text, field->length, copy));
}

/* What another room said of this row, with its place before it. */
static sf_status place_error(drivers_reader *reader, sf_status status, const sf_error *said) {
  return sf_fail(reader->error, status, "%s:%zu: %s: %s", reader->csv.name, reader->csv.line, reader->driver,
                 said->message);
}

static sf_status read_law(drivers_reader *reader, sf_law_description *words) {
  *words = (sf_law_description){.kind = reader->kind, .low = -INFINITY, .high = INFINITY};
  sf_status status = read_number(reader, LOW, &words->low);
  if (!status) status = read_number(reader, HIGH, &words->high);
  while (!status && words->count < SF_MOST_PARAMETERS && reader->fields[PARAMETERS + words->count].length > 0) {
    status = read_number(reader, PARAMETERS + words->count, &words->parameters[words->count]);
    words->count++;
  }
  return status;
}

/* scale * X + shift, where X follows the law. */
static sf_status build_driver(drivers_reader *reader, const sf_law_description *words, sf_dimension dimension,
                              sf_expression **value) {
  sf_graph *const graph = reader->graph;
  sf_quantity scale = {1, dimension}, shift = {0, dimension};
  sf_error said;
  sf_law *law;
  sf_status status = read_number(reader, SCALE, &scale.value);
  if (!status) status = read_number(reader, SHIFT, &shift.value);
  if (status) return status;
  status = sf_make_law(words, &law, &said);
  if (status) return place_error(reader, status, &said);
  sf_expression *const drawn =
      sf_quantile(graph, law, sf_dimensionless(), sf_draw(graph, reader->draw[0] ? reader->draw : reader->driver));
  sf_release_law(law);
  *value = sf_add(graph, sf_multiply(graph, drawn, sf_constant(graph, scale)), sf_constant(graph, shift));
  return SF_OK;
}

/* Whole years, the one input that no law has. */
static sf_status read_horizon(drivers_reader *reader, const sf_law_description *words) {
  const double years = words->count == 1 ? words->parameters[0] : (double)NAN;
  if (!(years >= 1 && years <= SF_MAX_HORIZON && years == floor(years)))
    return sf_fail_csv(&reader->csv, reader->error, "horizon: expected whole years, 1 to %d", SF_MAX_HORIZON);
  reader->inputs->horizon = (int)years;
  return SF_OK;
}

static sf_status read_driver(drivers_reader *reader, const sf_law_description *words) {
  const bool constant = strcmp(reader->kind, "constant") == 0;
  if (constant && words->count != 1)
    return sf_fail_csv(&reader->csv, reader->error, "%s: a constant is one number, in column a", reader->driver);
  if (constant && strcmp(reader->driver, "horizon") == 0) return read_horizon(reader, words);

  sf_error said;
  const sf_factory_field *field;
  char name[SF_DIMENSION_NAME_SIZE];
  sf_status status = sf_find_factory_input(reader->driver, &field, &said);
  if (status) return place_error(reader, status, &said);
  if (!sf_csv_is(&reader->fields[DIMENSION], sf_dimension_name(field->dimension, name)))
    return sf_fail_csv(&reader->csv, reader->error, "%s: expected the dimension '%s'", reader->driver, name);
  if (sf_member(reader->inputs, field))
    return sf_fail_csv(&reader->csv, reader->error, "%s stands here twice", reader->driver);
  sf_expression *value = NULL;
  if (constant)
    value = sf_constant(reader->graph, (sf_quantity){words->parameters[0], field->dimension});
  else
    status = build_driver(reader, words, field->dimension, &value);
  if (!status) status = sf_graph_status(reader->graph, &said) ? place_error(reader, said.code, &said) : SF_OK;
  if (!status) sf_set_member(reader->inputs, field, value);
  return status;
}

static sf_status read_row(drivers_reader *reader) {
  if (reader->count < COLUMNS)
    return sf_fail_csv(&reader->csv, reader->error, "expected %d fields or more, got %zu", COLUMNS, reader->count);
  sf_law_description words;
  sf_status status = read_word(reader, DRIVER, reader->driver);
  if (!status) status = read_word(reader, DRAW, reader->draw);
  if (!status) status = read_word(reader, LAW, reader->kind);
  if (!status) status = read_law(reader, &words);
  return status ? status : read_driver(reader, &words);
}

sf_status sf_read_factory_inputs(sf_graph *graph, const char *name, const char *text, size_t length,
                                 sf_factory_inputs *inputs, sf_error *error) {
  drivers_reader reader = {.graph = graph, .inputs = inputs, .error = error};
  *inputs = (sf_factory_inputs){0};
  sf_start_csv(&reader.csv, name, text, length, ',', '\0');
  sf_status status = sf_next_csv(&reader.csv, reader.fields, MOST_FIELDS, &reader.count, error);
  if (!status) status = read_header(&reader);
  while (!status) {
    status = sf_next_csv(&reader.csv, reader.fields, MOST_FIELDS, &reader.count, error);
    if (status || reader.count == 0) break;
    status = read_row(&reader);
  }
  if (status) *inputs = (sf_factory_inputs){0};
  return status;
}
