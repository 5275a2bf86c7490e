#include "labelled_rows.h"

#include "base/checksum.h"
#include "signalflow/csv.h"
#include "signalflow/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 4096, FIELDS = 64, LONGEST_PATH = 1024 };

typedef enum column { HEADLINE, CHANNEL, DIRECTION, QUANTITIES, KIND, NONE_KIND, COLUMNS } column;
static const char *const column_names[COLUMNS] = {"headline",   "channel", "direction",
                                                  "quantities", "kind",    "none_kind"};

typedef struct cells {
  char text[COLUMNS][LONGEST];
} cells;

static int find_channel(const char *name, size_t length) {
  for (int c = 0; c < SF_UNSURE; ++c)
    if (strlen(sf_channel_name((sf_channel)c)) == length && memcmp(sf_channel_name((sf_channel)c), name, length) == 0)
      return c;
  return -1;
}

static bool find_columns(const sf_csv_field *fields, size_t count, size_t places[COLUMNS]) {
  for (int c = 0; c < COLUMNS; ++c) {
    places[c] = FIELDS;
    for (size_t i = 0; i < count; ++i)
      if (sf_csv_is(&fields[i], column_names[c])) places[c] = i;
    if (places[c] == FIELDS && c < KIND) return false;
  }
  return true;
}

static void decode(const sf_csv_field *fields, const size_t places[COLUMNS], cells *row) {
  for (int c = 0; c < COLUMNS; ++c) {
    const size_t length = places[c] < FIELDS ? sf_decode_csv(&fields[places[c]], row->text[c], LONGEST - 1) : 0;
    row->text[c][length < LONGEST ? length : LONGEST - 1] = '\0';
  }
}

static void join_quantities(const char *headline, const sf_reading *reading, char text[LONGEST]) {
  size_t length = 0;
  for (size_t i = 0; i < reading->quantity_count; ++i) {
    const sf_place place = reading->quantities[i].place;
    if (length + place.length + 2 > LONGEST) break;
    if (i > 0) text[length++] = ';';
    memcpy(text + length, headline + place.start, place.length);
    length += place.length;
  }
  text[length] = '\0';
}

static int direction_of(const sf_reading *reading, sf_channel channel, bool *read) {
  *read = channel == SF_NONE && reading->channel == SF_NONE;
  for (size_t i = 0; i < reading->channel_count; ++i)
    if (reading->channels[i].channel == channel) {
      *read = true;
      return reading->channels[i].direction;
    }
  return 0;
}

static void print_wrong(const sf_reading *reading, const labelled_text *row, const char *found) {
  const char *headline = row->headline;
  printf("%s %s, read", row->channels, row->directions);
  for (size_t i = 0; i < reading->channel_count; ++i)
    printf(" %s%+d(%.1f)", sf_channel_name(reading->channels[i].channel), reading->channels[i].direction,
           reading->channels[i].weight);
  if (reading->channel_count == 0) printf(" %s", sf_channel_name(reading->channel));
  printf(" (%.2f)  %s\n", reading->confidence, headline);
  for (size_t i = 0; i < reading->reason_count; ++i)
    printf("      %+d %s  [%.*s]\n", reading->reasons[i].direction, reading->reasons[i].rule,
           (int)reading->reasons[i].place.length, headline + reading->reasons[i].place.start);
  if (strcmp(row->quantities, found) != 0) printf("      quantities: %s, read %s\n", row->quantities, found);
}

/* ---- files ---- */

static const char *kind_of(const cells *row) {
  if (row->text[KIND][0] != '\0') return row->text[KIND];
  return row->text[NONE_KIND][0] != '\0' ? row->text[NONE_KIND] : row->text[CHANNEL];
}

static sf_status visit_rows(sf_csv *csv, labelled_row_fn *visit, void *context, size_t *seen, sf_error *error) {
  static cells row;
  sf_csv_field fields[FIELDS];
  size_t places[COLUMNS], columns, count;
  sf_status status = sf_next_csv(csv, fields, FIELDS, &columns, error);
  if (status != SF_OK) return status;
  if (!find_columns(fields, columns, places))
    return sf_fail_csv(csv, error, "expected columns headline, channel, direction and quantities");
  for (; status == SF_OK; ++*seen) {
    status = sf_next_csv(csv, fields, FIELDS, &count, error);
    if (status != SF_OK || count == 0) return status;
    if (count != columns) return sf_fail_csv(csv, error, "expected %zu fields, got %zu", columns, count);
    decode(fields, places, &row);
    const int channel = find_channel(row.text[CHANNEL], strcspn(row.text[CHANNEL], "|"));
    if (channel < 0) return sf_fail_csv(csv, error, "the channel is none of demand, cost, bottleneck, margin and none");
    const char *headline = row.text[HEADLINE];
    const labelled_text text = {.headline = headline,
                                .channels = row.text[CHANNEL],
                                .directions = row.text[DIRECTION],
                                .quantities = row.text[QUANTITIES],
                                .kind = kind_of(&row),
                                .label = (sf_channel)channel,
                                .aside = sf_checksum(headline, strlen(headline), 0) % ASIDE_SHARE == 0};
    status = visit(context, &text, error);
  }
  return status;
}

sf_status visit_labelled_file(const char *path, labelled_row_fn *visit, void *context, sf_error *error) {
  char *text;
  size_t length, seen = 0;
  sf_status status = sf_read_file(path, &text, &length, error);
  if (status != SF_OK) return status;
  sf_csv csv;
  sf_start_csv(&csv, path, text, length, ',', '\0');
  status = visit_rows(&csv, visit, context, &seen, error);
  if (status == SF_OK && seen == 0) status = sf_fail(error, SF_PARSE, "%s: no rows", path);
  sf_free_text(text);
  return status;
}

sf_status visit_labelled_files(const char *paths, labelled_row_fn *visit, void *context, sf_error *error) {
  sf_status status = SF_OK;
  while (*paths != '\0' && status == SF_OK) {
    const size_t length = strcspn(paths, ",");
    char path[LONGEST_PATH];
    snprintf(path, sizeof path, "%.*s", (int)length, paths);
    status = visit_labelled_file(path, visit, context, error);
    paths += length + (paths[length] == ',');
  }
  return status;
}

/* ---- what became of them ---- */

typedef struct visitor {
  labelled_rows *all;
  const sf_reader *reader;
  bool wrong;
} visitor;

static labelled_row *grow(labelled_rows *all) {
  if (all->count == all->capacity) {
    const size_t capacity = all->capacity == 0 ? 512 : all->capacity * 2;
    labelled_row *rows = realloc(all->rows, capacity * sizeof *rows);
    if (rows == NULL) return NULL;
    all->rows = rows;
    all->capacity = capacity;
  }
  return &all->rows[all->count++];
}

static sf_status read_row(void *context, const labelled_text *row, sf_error *error) {
  const visitor *v = context;
  const char sign = row->directions[0];
  labelled_row *made = grow(v->all);
  if (made == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the rows");
  sf_reading reading;
  char found[LONGEST];
  bool read;
  sf_read_headline(v->reader, row->headline, strlen(row->headline), &reading);
  join_quantities(row->headline, &reading, found);
  const int direction = direction_of(&reading, row->label, &read);
  *made = (labelled_row){.label = row->label,
                         .read = reading.channel,
                         .aside = row->aside,
                         .channel = reading.channel == row->label,
                         .signed_right = read && direction == (sign == '+'   ? 1
                                                               : sign == '-' ? -1
                                                                             : 0),
                         .quantities = strcmp(row->quantities, found) == 0,
                         .confidence = reading.confidence};
  snprintf(made->kind, sizeof made->kind, "%.*s", (int)strcspn(row->kind, "|"), row->kind);
  if (v->wrong && !made->aside && !(made->channel && made->signed_right && made->quantities))
    print_wrong(&reading, row, found);
  return SF_OK;
}

sf_status add_labelled_files(labelled_rows *all, const sf_reader *reader, const char *paths, bool wrong,
                             sf_error *error) {
  visitor v = {all, reader, wrong};
  return visit_labelled_files(paths, read_row, &v, error);
}
