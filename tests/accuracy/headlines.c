/* How well headlines are read: the shipped lexicon against labelled headlines.
 *
 *   headlines DATA.csv [wrong]     columns headline, channel, direction, quantities; "wrong" also lists what was
 * misread
 *
 * The primary channel, its direction and the exact list of quantities are compared over all rows; "unsure" counts as
 * wrong. Macro-F1 is over demand, cost, bottleneck, margin and none. Direction is that of the label's primary channel,
 * and right only where that channel was read with that sign. */
#include "signalflow/csv.h"
#include "signalflow/file.h"
#include "signalflow/reading.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 4096, FIELDS = 64 };

typedef struct columns {
  size_t headline, channel, direction, quantities;
} columns;

typedef struct score {
  size_t rows, channel, direction, quantities, sure, all_channels;
  size_t confusion[SF_UNSURE][SF_CHANNEL_COUNT]; /* label, read */
} score;

static int find_channel(const char *name, size_t length) {
  for (int c = 0; c < SF_UNSURE; ++c)
    if (strlen(sf_channel_name((sf_channel)c)) == length && memcmp(sf_channel_name((sf_channel)c), name, length) == 0)
      return c;
  return -1;
}

static bool find_columns(const sf_csv_field *fields, size_t count, columns *found) {
  *found = (columns){FIELDS, FIELDS, FIELDS, FIELDS};
  for (size_t i = 0; i < count; ++i) {
    if (sf_csv_is(&fields[i], "headline")) found->headline = i;
    if (sf_csv_is(&fields[i], "channel")) found->channel = i;
    if (sf_csv_is(&fields[i], "direction")) found->direction = i;
    if (sf_csv_is(&fields[i], "quantities")) found->quantities = i;
  }
  return found->headline < count && found->channel < count && found->direction < count && found->quantities < count;
}

static void decode(const sf_csv_field *field, char text[LONGEST]) {
  const size_t length = sf_decode_csv(field, text, LONGEST - 1);
  text[length < LONGEST ? length : LONGEST - 1] = '\0';
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

static void print_wrong(const sf_reading *reading, const char *headline, const char *label, const char *direction,
                        const char *wanted, const char *found) {
  printf("%s %s, read", label, direction);
  for (size_t i = 0; i < reading->channel_count; ++i)
    printf(" %s%+d(%.1f)", sf_channel_name(reading->channels[i].channel), reading->channels[i].direction,
           reading->channels[i].weight);
  if (reading->channel_count == 0) printf(" %s", sf_channel_name(reading->channel));
  printf("  %s\n", headline);
  for (size_t i = 0; i < reading->reason_count; ++i)
    printf("      %+d %s  [%.*s]\n", reading->reasons[i].direction, reading->reasons[i].rule,
           (int)reading->reasons[i].place.length, headline + reading->reasons[i].place.start);
  if (strcmp(wanted, found) != 0) printf("      quantities: %s, read %s\n", wanted, found);
}

static bool score_row(const sf_reader *reader, const sf_csv_field *fields, const columns *c, bool wrong, score *s) {
  char headline[LONGEST], label[LONGEST], direction[LONGEST], wanted[LONGEST], found[LONGEST];
  decode(&fields[c->headline], headline);
  decode(&fields[c->channel], label);
  decode(&fields[c->direction], direction);
  decode(&fields[c->quantities], wanted);
  const int channel = find_channel(label, strcspn(label, "|"));
  if (channel < 0) return false;
  sf_reading reading;
  sf_read_headline(reader, headline, strlen(headline), &reading);
  join_quantities(headline, &reading, found);
  const int sign = direction[0] == '+' ? 1 : direction[0] == '-' ? -1 : 0;
  bool read;
  const int read_sign = direction_of(&reading, (sf_channel)channel, &read);
  const bool right = (int)reading.channel == channel, signed_right = read && read_sign == sign;
  const bool same = strcmp(wanted, found) == 0;
  s->rows += 1;
  s->channel += right;
  s->direction += signed_right;
  s->quantities += same;
  s->sure += reading.channel != SF_UNSURE;
  s->confusion[channel][reading.channel] += 1;
  if (wrong && !(right && signed_right && same)) print_wrong(&reading, headline, label, direction, wanted, found);
  return true;
}

static double f1(const score *s, int channel) {
  size_t labelled = 0, read = 0;
  for (int i = 0; i < SF_CHANNEL_COUNT; ++i) labelled += s->confusion[channel][i];
  for (int i = 0; i < SF_UNSURE; ++i) read += s->confusion[i][channel];
  return labelled + read == 0 ? 0 : 2.0 * (double)s->confusion[channel][channel] / (double)(labelled + read);
}

static void print_score(const score *s) {
  printf("\n%-12s", "label \\ read");
  for (int i = 0; i < SF_CHANNEL_COUNT; ++i) printf(" %10s", sf_channel_name((sf_channel)i));
  printf(" %8s\n", "F1");
  double macro = 0;
  for (int c = 0; c < SF_UNSURE; ++c) {
    printf("%-12s", sf_channel_name((sf_channel)c));
    for (int i = 0; i < SF_CHANNEL_COUNT; ++i) printf(" %10zu", s->confusion[c][i]);
    printf(" %8.3f\n", f1(s, c));
    macro += f1(s, c) / SF_UNSURE;
  }
  const double rows = (double)s->rows;
  printf("\n");
  printf("accuracy headlines channel n=%zu value=%.4f\n", s->rows, (double)s->channel / rows);
  printf("accuracy headlines macro_f1 n=%zu value=%.4f\n", s->rows, macro);
  printf("accuracy headlines direction n=%zu value=%.4f\n", s->rows, (double)s->direction / rows);
  printf("accuracy headlines quantities n=%zu value=%.4f\n", s->rows, (double)s->quantities / rows);
  printf("accuracy headlines coverage n=%zu value=%.4f\n", s->rows, (double)s->sure / rows);
}

static sf_status score_file(const sf_reader *reader, const char *path, bool wrong, sf_error *error) {
  char *text;
  size_t length, count;
  sf_status status = sf_read_file(path, &text, &length, error);
  if (status != SF_OK) return status;
  sf_csv csv;
  sf_csv_field fields[FIELDS];
  columns c;
  score s = {0};
  sf_start_csv(&csv, path, text, length, ',', '\0');
  status = sf_next_csv(&csv, fields, FIELDS, &count, error);
  if (status == SF_OK && !find_columns(fields, count, &c))
    status = sf_fail_csv(&csv, error, "expected columns headline, channel, direction and quantities");
  const size_t columns_count = count;
  while (status == SF_OK) {
    status = sf_next_csv(&csv, fields, FIELDS, &count, error);
    if (status != SF_OK || count == 0) break;
    if (count != columns_count) {
      status = sf_fail_csv(&csv, error, "expected %zu fields, got %zu", columns_count, count);
    } else if (!score_row(reader, fields, &c, wrong, &s)) {
      status = sf_fail_csv(&csv, error, "the channel is none of demand, cost, bottleneck, margin and none");
    }
  }
  if (status == SF_OK && s.rows == 0) status = sf_fail(error, SF_PARSE, "%s: no rows", path);
  if (status == SF_OK) print_score(&s);
  sf_free_text(text);
  return status;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: headlines DATA.csv [wrong]\n");
    return 2;
  }
  sf_error error;
  sf_reader *reader;
  const sf_lexicon_text lexicon = sf_shipped_lexicon();
  sf_status status = sf_create_reader(&lexicon, 1, &reader, &error);
  if (status == SF_OK) {
    status = score_file(reader, argv[1], argc > 2 && strcmp(argv[2], "wrong") == 0, &error);
    sf_destroy_reader(reader);
  }
  if (status != SF_OK) fprintf(stderr, "%s\n", error.message);
  return status == SF_OK ? 0 : 1;
}
