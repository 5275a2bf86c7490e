/* How well stories are told apart: pairs of headlines labelled copy, event or different.
 *
 *   stories PAIRS.csv [wrong]    columns date_a, headline_a, date_b, headline_b, label; "wrong" also lists the
 * misjudged pairs that may be tuned on
 *
 * A copy is looked for whatever the days; an event within EVENT_DAYS. Copies count as events too. Scores are given for
 * the pairs that may be tuned on, for those set aside, and for all; the last two lines are those for all. */
#include "labelled_rows.h"

#include "base/checksum.h"
#include "signalflow/csv.h"
#include "signalflow/file.h"
#include "signalflow/story.h"

#include <stdio.h>
#include <string.h>

enum { EVENT_DAYS = 3, LONGEST = 2048, FIELDS = 32, PARTS = 3 };

typedef enum column { DATE_A, HEADLINE_A, DATE_B, HEADLINE_B, LABEL, COLUMNS } column;

typedef struct score {
  size_t pairs, found[2], wanted[2], right[2]; /* copies, events */
} score;

static sf_status find_columns(const sf_csv *csv, const sf_csv_field *fields, size_t count, size_t places[COLUMNS],
                              sf_error *error) {
  static const char *const names[COLUMNS] = {"date_a", "headline_a", "date_b", "headline_b", "label"};
  for (int c = 0; c < COLUMNS; ++c) {
    places[c] = FIELDS;
    for (size_t i = 0; i < count; ++i)
      if (sf_csv_is(&fields[i], names[c])) places[c] = i;
    if (places[c] == FIELDS) return sf_fail_csv(csv, error, "expected a column %s", names[c]);
  }
  return SF_OK;
}

static void count_pair(score *s, sf_story_tie tie, sf_story_tie label) {
  const bool found[2] = {tie == SF_COPY, tie != SF_OTHER_STORY};
  const bool wanted[2] = {label == SF_COPY, label != SF_OTHER_STORY};
  s->pairs += 1;
  for (int k = 0; k < 2; ++k) {
    s->found[k] += found[k];
    s->wanted[k] += wanted[k];
    s->right[k] += found[k] && wanted[k];
  }
}

static sf_status judge(const sf_reader *reader, char text[COLUMNS][LONGEST], bool wrong, score scores[PARTS],
                       sf_error *error) {
  sf_day days[2];
  sf_story stories[2];
  for (int k = 0; k < 2; ++k) {
    const char *day = text[k == 0 ? DATE_A : DATE_B], *headline = text[k == 0 ? HEADLINE_A : HEADLINE_B];
    const sf_status status = sf_parse_day(day, strlen(day), &days[k], error);
    if (status != SF_OK) return status;
    stories[k] = sf_sign_event(reader, headline, strlen(headline));
  }
  sf_story_tie tie = sf_tie_stories(&stories[0], &stories[1]);
  const sf_day apart = days[0] > days[1] ? days[0] - days[1] : days[1] - days[0];
  if (tie == SF_SAME_EVENT && apart > EVENT_DAYS) tie = SF_OTHER_STORY;
  const char *label = text[LABEL];
  const sf_story_tie wanted = strcmp(label, "copy") == 0    ? SF_COPY
                              : strcmp(label, "event") == 0 ? SF_SAME_EVENT
                                                            : SF_OTHER_STORY;
  const bool aside = sf_checksum(text[HEADLINE_A], strlen(text[HEADLINE_A]), 0) % ASIDE_SHARE == 0;
  count_pair(&scores[aside], tie, wanted);
  count_pair(&scores[2], tie, wanted);
  if (wrong && !aside && tie != wanted)
    printf("%s, judged %s\n    %s  %s\n    %s  %s\n", label, sf_story_tie_name(tie), text[DATE_A], text[HEADLINE_A],
           text[DATE_B], text[HEADLINE_B]);
  return SF_OK;
}

static sf_status judge_rows(const sf_reader *reader, sf_csv *csv, bool wrong, score scores[PARTS], sf_error *error) {
  static char text[COLUMNS][LONGEST];
  sf_csv_field fields[FIELDS];
  size_t columns, count, places[COLUMNS];
  sf_status status = sf_next_csv(csv, fields, FIELDS, &columns, error);
  if (status == SF_OK) status = find_columns(csv, fields, columns, places, error);
  while (status == SF_OK) {
    status = sf_next_csv(csv, fields, FIELDS, &count, error);
    if (status != SF_OK || count == 0) return status;
    if (count != columns) return sf_fail_csv(csv, error, "expected %zu fields, got %zu", columns, count);
    for (int c = 0; c < COLUMNS; ++c) {
      const size_t length = sf_decode_csv(&fields[places[c]], text[c], LONGEST - 1);
      text[c][length < LONGEST ? length : LONGEST - 1] = '\0';
    }
    status = judge(reader, text, wrong, scores, error);
  }
  return status;
}

static double share(size_t part, size_t whole) { return whole == 0 ? 0 : (double)part / (double)whole; }

static void print_scores(const score scores[PARTS]) {
  static const char *const parts[PARTS] = {"tuned ", "aside ", ""}, *const kinds[2] = {"copy", "event"};
  for (int p = 0; p < PARTS; ++p)
    for (int k = 0; k < 2; ++k)
      printf("accuracy stories %s%s precision=%.4f recall=%.4f n=%zu found=%zu wanted=%zu\n", parts[p], kinds[k],
             share(scores[p].right[k], scores[p].found[k]), share(scores[p].right[k], scores[p].wanted[k]),
             scores[p].pairs, scores[p].found[k], scores[p].wanted[k]);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: stories PAIRS.csv [wrong]\n");
    return 2;
  }
  sf_error error;
  sf_reader *reader = NULL;
  char *text = NULL;
  size_t length;
  score scores[PARTS] = {{0}};
  const sf_lexicon_text lexicon = sf_shipped_lexicon();
  sf_status status = sf_create_reader(&lexicon, 1, &reader, &error);
  if (status == SF_OK) status = sf_read_file(argv[1], &text, &length, &error);
  if (status == SF_OK) {
    sf_csv csv;
    sf_start_csv(&csv, argv[1], text, length, ',', '\0');
    status = judge_rows(reader, &csv, argc > 2 && strcmp(argv[2], "wrong") == 0, scores, &error);
  }
  if (status == SF_OK) print_scores(scores);
  sf_free_text(text);
  sf_destroy_reader(reader);
  if (status != SF_OK) fprintf(stderr, "%s\n", error.message);
  return status == SF_OK ? 0 : 1;
}
