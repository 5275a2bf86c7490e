#include "labelled_rows.h"

#include "base/checksum.h"
#include "signalflow/csv.h"
#include "signalflow/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 4096, FIELDS = 64 };

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

static void print_wrong(const sf_reading *reading, const cells *row, const char *found) {
  const char *headline = row->text[HEADLINE];
  printf("%s %s, read", row->text[CHANNEL], row->text[DIRECTION]);
  for (size_t i = 0; i < reading->channel_count; ++i)
    printf(" %s%+d(%.1f)", sf_channel_name(reading->channels[i].channel), reading->channels[i].direction,
           reading->channels[i].weight);
  if (reading->channel_count == 0) printf(" %s", sf_channel_name(reading->channel));
  printf(" (%.2f)  %s\n", reading->confidence, headline);
  for (size_t i = 0; i < reading->reason_count; ++i)
    printf("      %+d %s  [%.*s]\n", reading->reasons[i].direction, reading->reasons[i].rule,
           (int)reading->reasons[i].place.length, headline + reading->reasons[i].place.start);
  if (strcmp(row->text[QUANTITIES], found) != 0)
    printf("      quantities: %s, read %s\n", row->text[QUANTITIES], found);
}

static const char *kind_of(const cells *row) {
  if (row->text[KIND][0] != '\0') return row->text[KIND];
  return row->text[NONE_KIND][0] != '\0' ? row->text[NONE_KIND] : row->text[CHANNEL];
}

/* False when the channel is not known. */
static bool read_row(const sf_reader *reader, const cells *row, bool wrong, labelled_row *made) {
  const char *headline = row->text[HEADLINE], *sign = row->text[DIRECTION], *kind = kind_of(row);
  const int channel = find_channel(row->text[CHANNEL], strcspn(row->text[CHANNEL], "|"));
  if (channel < 0) return false;
  sf_reading reading;
  char found[LONGEST];
  bool read;
  sf_read_headline(reader, headline, strlen(headline), &reading);
  join_quantities(headline, &reading, found);
  const int direction = direction_of(&reading, (sf_channel)channel, &read);
  *made = (labelled_row){.label = (sf_channel)channel,
                         .read = reading.channel,
                         .aside = sf_checksum(headline, strlen(headline), 0) % ASIDE_SHARE == 0,
                         .channel = (int)reading.channel == channel,
                         .signed_right = read && direction == (sign[0] == '+'   ? 1
                                                               : sign[0] == '-' ? -1
                                                                                : 0),
                         .quantities = strcmp(row->text[QUANTITIES], found) == 0,
                         .confidence = reading.confidence};
  snprintf(made->kind, sizeof made->kind, "%.*s", (int)strcspn(kind, "|"), kind);
  if (wrong && !made->aside && !(made->channel && made->signed_right && made->quantities))
    print_wrong(&reading, row, found);
  return true;
}

static labelled_row *grow(labelled_rows *all) {
  if (all->count == all->capacity) {
    const size_t capacity = all->capacity == 0 ? 512 : all->capacity * 2;
    labelled_row *rows = realloc(all->rows, capacity * sizeof *rows);
    if (rows == NULL) return NULL;
    all->rows = rows;
    all->capacity = capacity;
  }
  return &all->rows[all->count];
}

static sf_status add_rows(labelled_rows *all, const sf_reader *reader, sf_csv *csv, bool wrong, sf_error *error) {
  static cells row;
  sf_csv_field fields[FIELDS];
  size_t places[COLUMNS], columns, count;
  sf_status status = sf_next_csv(csv, fields, FIELDS, &columns, error);
  if (status != SF_OK) return status;
  if (!find_columns(fields, columns, places))
    return sf_fail_csv(csv, error, "expected columns headline, channel, direction and quantities");
  for (;;) {
    status = sf_next_csv(csv, fields, FIELDS, &count, error);
    if (status != SF_OK || count == 0) return status;
    if (count != columns) return sf_fail_csv(csv, error, "expected %zu fields, got %zu", columns, count);
    labelled_row *made = grow(all);
    if (made == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the rows");
    decode(fields, places, &row);
    if (!read_row(reader, &row, wrong, made))
      return sf_fail_csv(csv, error, "the channel is none of demand, cost, bottleneck, margin and none");
    all->count += 1;
  }
}

sf_status add_labelled_file(labelled_rows *all, const sf_reader *reader, const char *path, bool wrong,
                            sf_error *error) {
  char *text;
  size_t length;
  sf_status status = sf_read_file(path, &text, &length, error);
  if (status != SF_OK) return status;
  sf_csv csv;
  const size_t before = all->count;
  sf_start_csv(&csv, path, text, length, ',', '\0');
  status = add_rows(all, reader, &csv, wrong, error);
  if (status == SF_OK && all->count == before) status = sf_fail(error, SF_PARSE, "%s: no rows", path);
  sf_free_text(text);
  return status;
}
