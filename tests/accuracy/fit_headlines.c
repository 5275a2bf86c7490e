/* Fits the odds of csrc/headlines/odds.txt to labelled headlines.
 *
 *   fit_headlines ODDS LEXICON DATA.csv,... [LEXICON DATA.csv,...]...
 *
 * The words and pairs are fitted to the labels by themselves, as if there were no rules: rules look surer on rows they
 * were written for, and words fitted beside them would learn what is left. Then what the rules weigh, what the words
 * were fitted to and what ODDS, the odds before, made of the headline are added up, each by a stated share. So the odds
 * before hand on what they learnt of rows that are no longer there.
 *
 * DATA's rows are fitted but for those that are set aside; all rows of "+MORE.csv,..." are; and all of "=NEW.csv,...",
 * which are also predicted by fits to the others (five folds, parted five times, by the checksum of the headline): rows
 * that neither the odds before nor LEXICON had seen. Pairs are told apart by the names of their concepts. The odds go
 * to standard output, how well they read the new rows to standard error. */
#include "base/checksum.h"
#include "headlines/reading_work.h"
#include "labelled_rows.h"
#include "logistic.h"

#include "signalflow/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDS = 5, PARTITIONS = 5, LEAST_ROWS = 2, SAMPLES = 2000, MOST_CUES = 3900 /* of SF_CUES_OF_READER */ };
/* The ridge on every coefficient; how far rare channels count as much as frequent ones; what a word
 * counts beside a pair. Chosen by cross-validation. */
static const double ridge = 2, evenness = 0.5, word_value = 0.7;
/* Of the rules' own log-odds, of the fitted ones, and of those before. */
static const double rules_share = 0.4, words_share = 0.4, before_share = 0.4;
/* Odds that are less everywhere are left out, and the smallest when there are more than MOST_CUES. */
static const double least_odds = 0.05;

typedef struct cue {
  uint64_t key;
  size_t rows, last_row; /* how many hold it, and the last one, from 1 */
  uint32_t feature;
  double before[CLASSES], odds[CLASSES]; /* before the fit, and to be written */
  char name[72];
} cue;

enum { BY_RULES, BY_ODDS_BEFORE, BY_FIT };

typedef struct row {
  sf_channel label, read[2]; /* BY_RULES, BY_ODDS_BEFORE */
  int folds[PARTITIONS];     /* -1: only fitted */
  uint64_t keys[SF_MOST_CUES];
  size_t key_count;
  double rules[CLASSES], before[CLASSES]; /* the log-odds of each */
  sf_tally tally;
} row;

typedef struct table {
  const sf_reader *reader;
  row *rows;
  size_t count, capacity;
  cue *cues;
  size_t cue_count, cue_capacity;
  sf_odds before;
  bool whole, scored; /* all rows of the file are fitted; and predicted */
} table;

/* ---- rows ---- */

static bool grow(void **items, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return true;
  const size_t more = *capacity == 0 ? 1024 : *capacity * 2;
  void *grown = realloc(*items, more * size);
  if (grown == NULL) return false;
  *items = grown;
  *capacity = more;
  return true;
}

/* Words that say nothing of what a headline is about: to show one as a reason would mislead. */
static bool is_function_word(const char *word) {
  static const char *const words[] = {"a",    "an",  "the",  "and",   "or",   "of",   "to",    "in",  "on",
                                      "at",   "by",  "for",  "with",  "from", "as",   "is",    "are", "was",
                                      "were", "be",  "it",   "its",   "this", "that", "these", "his", "her",
                                      "he",   "she", "they", "their", "has",  "have", "had",   "but", "than"};
  for (size_t i = 0; i < sizeof words / sizeof *words; ++i)
    if (strcmp(words[i], word) == 0) return true;
  return false;
}

/* The word as the lexicon writes it, without apostrophes and in lower case. */
static void spell(const char *headline, const sf_token *token, char *name, size_t size) {
  size_t length = (size_t)snprintf(name, size, "word ");
  for (size_t i = 0; i < token->length && length + 1 < size; ++i) {
    const unsigned char c = (unsigned char)headline[token->start + i];
    if (c >= 'A' && c <= 'Z')
      name[length++] = (char)(c + 'a' - 'A');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      name[length++] = (char)c;
  }
  name[length] = '\0';
  sf_token again[SF_MAX_TOKENS];
  bool asks;
  if (sf_split_words(name + 5, length - 5, again, &asks) != 1 || again[0].stem != token->stem ||
      is_function_word(name + 5))
    name[0] = '\0';
}

static void name_cue(const char *headline, const sf_reading_work *w, const sf_cue *met, char *name, size_t size) {
  const char *const *concepts = w->reader->concepts.items;
  if (met->concept != SF_NO_PAIR)
    snprintf(name, size, "pair %s>%s", concepts[met->concept], concepts[met->other_concept]);
  else
    spell(headline, &w->tokens[met->first], name, size);
}

/* The same cue has the same key with every lexicon: each numbers its concepts anew. */
static uint64_t key_of(const sf_cue *met, const char *name) {
  return met->concept == SF_NO_PAIR ? met->key : sf_checksum(name, strlen(name), 1);
}

/* The cue of that key, made when there is none; NULL when there is no memory. */
static cue *find_cue(table *t, uint64_t key, const char *name) {
  size_t at = 0;
  while (at < t->cue_count && t->cues[at].key != key) ++at;
  if (at == t->cue_count) {
    if (!grow((void **)&t->cues, t->cue_count, &t->cue_capacity, sizeof *t->cues)) return NULL;
    t->cues[t->cue_count++] = (cue){.key = key};
  }
  cue *c = &t->cues[at];
  if (c->name[0] == '\0') snprintf(c->name, sizeof c->name, "%s", name);
  return c;
}

static bool count_cue(table *t, const char *headline, const sf_reading_work *w, const sf_cue *met, row *r) {
  char name[sizeof t->cues->name];
  name_cue(headline, w, met, name, sizeof name);
  cue *c = find_cue(t, key_of(met, name), name);
  if (c == NULL) return false;
  if (c->last_row == t->count) return true;
  c->last_row = t->count;
  r->keys[r->key_count++] = (uint64_t)(c - t->cues);
  return true;
}

/* The words and pairs that have odds before the fit. */
static bool add_cues_before(table *t, const sf_reader *reader) {
  const sf_cue_odds *cues = reader->cues.items;
  for (size_t i = 0; i < reader->cues.count; ++i) {
    const char *name = strstr(cues[i].text, ": ") + 2; /* "demand 0.31: word backlog" */
    const bool word = strncmp(name, "word", 4) == 0;
    cue *c = find_cue(t, word ? cues[i].key : sf_checksum(name, strlen(name), 1), name);
    if (c == NULL) return false;
    memcpy(c->before, cues[i].odds, sizeof c->before);
  }
  return true;
}

/* What the rules say by themselves. */
static void weigh_rules(row *r, double likely[SF_UNSURE]) {
  double evidence[SF_UNSURE], total = 0;
  sf_odds alone;
  sf_start_odds(&alone);
  sf_measure_evidence(&r->tally, evidence);
  for (int c = 0; c < CLASSES; ++c) total += likely[c] = exp(r->rules[c] = alone.start[c] + evidence[c]);
  for (int c = 0; c < CLASSES; ++c) likely[c] /= total;
}

/* What the odds before say; a channel out of their sight is taken as one in a million. */
static void weigh_before(sf_reading_work *work, row *r, double likely[SF_UNSURE]) {
  sf_weigh_channels(work, &r->tally, likely);
  for (int c = 0; c < CLASSES; ++c) r->before[c] = log(fmax(likely[c], 1e-6));
}

static sf_status add_row(void *context, const labelled_text *text, sf_error *error) {
  table *t = context;
  if (text->aside && !t->whole) return SF_OK;
  if (!grow((void **)&t->rows, t->count, &t->capacity, sizeof *t->rows))
    return sf_fail(error, SF_NO_MEMORY, "no memory for the rows");
  row *r = &t->rows[t->count++];
  const size_t length = strlen(text->headline);
  sf_reading reading;
  sf_reading_work work;
  sf_cue cues[SF_MOST_CUES];
  double likely[SF_UNSURE];
  *r = (row){.label = text->label};
  for (uint64_t p = 0; p < PARTITIONS; ++p)
    r->folds[p] = t->scored ? (int)(sf_checksum(text->headline, length, p) / ASIDE_SHARE % FOLDS) : -1;
  sf_work_on_headline(t->reader, text->headline, length, &reading, &work);
  sf_count_weights(&work, &r->tally);
  weigh_rules(r, likely);
  r->read[BY_RULES] = sf_choose_channel(&r->tally, likely, false);
  weigh_before(&work, r, likely);
  r->read[BY_ODDS_BEFORE] = sf_choose_channel(&r->tally, likely, true);
  const size_t count = sf_list_cues(&work, cues);
  for (size_t i = 0; i < count; ++i)
    if (!count_cue(t, text->headline, &work, &cues[i], r))
      return sf_fail(error, SF_NO_MEMORY, "no memory for the cues");
  return SF_OK;
}

/* ---- fits ---- */

typedef struct fit {
  sample *samples;
  feature *features;
  double *coefficients;
  size_t feature_count;
} fit;

/* The rows of one fold of one partition. */
typedef struct part {
  int partition, fold;
} part;
static const part no_part = {0, FOLDS};

static bool is_in(const row *r, part p) { return r->folds[p.partition] == p.fold; }

/* Numbers the cues that enough of the rows outside the part hold. */
static size_t number_cues(table *t, part out) {
  for (size_t i = 0; i < t->cue_count; ++i) t->cues[i].rows = 0;
  for (size_t r = 0; r < t->count; ++r)
    for (size_t k = 0; !is_in(&t->rows[r], out) && k < t->rows[r].key_count; ++k) t->cues[t->rows[r].keys[k]].rows += 1;
  uint32_t next = 1;
  for (size_t i = 0; i < t->cue_count; ++i)
    t->cues[i].feature = t->cues[i].rows >= LEAST_ROWS && t->cues[i].name[0] != '\0' ? next++ : 0;
  return next;
}

static double value_of(const cue *c) { return strncmp(c->name, "word", 4) == 0 ? word_value : 1; }

static sample describe_row(const table *t, const row *r, feature *features) {
  size_t count = 0;
  for (size_t k = 0; k < r->key_count; ++k) {
    const uint32_t index = t->cues[r->keys[k]].feature;
    if (index != 0) features[count++] = (feature){index, value_of(&t->cues[r->keys[k]])};
  }
  return (sample){features, count, (int)r->label, 1};
}

static void even_out(sample *samples, size_t count) {
  double rows[CLASSES] = {0};
  for (size_t i = 0; i < count; ++i) rows[samples[i].label] += 1;
  for (size_t i = 0; i < count; ++i)
    samples[i].weight = pow((double)count / (CLASSES * rows[samples[i].label]), evenness);
}

static void free_fit(fit *f) {
  free(f->samples);
  free(f->features);
  free(f->coefficients);
}

static bool fit_without(table *t, part out, fit *f) {
  f->feature_count = number_cues(t, out);
  f->samples = malloc(t->count * sizeof *f->samples);
  f->features = malloc(t->count * (SF_MOST_CUES) * sizeof *f->features);
  f->coefficients = malloc(f->feature_count * CLASSES * sizeof *f->coefficients);
  if (f->samples == NULL || f->features == NULL || f->coefficients == NULL) return false;
  size_t count = 0;
  for (size_t r = 0; r < t->count; ++r)
    if (!is_in(&t->rows[r], out)) {
      f->samples[count] = describe_row(t, &t->rows[r], f->features + count * (SF_MOST_CUES));
      ++count;
    }
  even_out(f->samples, count);
  return fit_logistic(f->samples, count, f->feature_count, ridge, f->coefficients);
}

/* ---- what a fit to the other folds makes of a row ---- */

typedef struct guess {
  const row *row;
  double likely[CLASSES];
  int channel;
} guess;

static void mix(const fit *f, const sample *one, guess *g) {
  double total = 0;
  predict_logistic(f->coefficients, one, g->likely);
  for (int c = 0; c < CLASSES; ++c)
    total += g->likely[c] =
        exp(rules_share * g->row->rules[c] + words_share * log(g->likely[c]) + before_share * g->row->before[c]);
  for (int c = 0; c < CLASSES; ++c) g->likely[c] /= total;
  g->channel = (int)sf_choose_channel(&g->row->tally, g->likely, true);
}

/* Guesses of a partition stand in the order of the rows. */
static bool predict_part(table *t, part p, guess *guesses) {
  fit f = {0};
  if (!fit_without(t, p, &f)) return false;
  feature features[SF_MOST_CUES];
  size_t at = 0;
  for (size_t r = 0; r < t->count; ++r) {
    if (t->rows[r].folds[p.partition] < 0) continue;
    guess *g = &guesses[at++];
    if (!is_in(&t->rows[r], p)) continue;
    const sample one = describe_row(t, &t->rows[r], features);
    g->row = &t->rows[r];
    mix(&f, &one, g);
  }
  free_fit(&f);
  return true;
}

static int channel_of(const guess *g, int by) { return by == BY_FIT ? g->channel : (int)g->row->read[by]; }

/* Both of the rows drawn, whose guesses stand at drawn[] in one partition. */
static double macro_f1(const guess *guesses, const size_t *drawn, size_t count, int by) {
  double both[CLASSES] = {0}, either[CLASSES] = {0}, sum = 0;
  for (size_t i = 0; i < count; ++i) {
    const guess *g = &guesses[drawn[i]];
    const int label = (int)g->row->label, read = channel_of(g, by);
    either[label] += 1;
    if (read < CLASSES) either[read] += 1;
    if (read == label) both[label] += 1;
  }
  for (int c = 0; c < CLASSES; ++c) sum += either[c] > 0 ? 2 * both[c] / either[c] / CLASSES : 0;
  return sum;
}

static double right_share(const guess *guesses, const size_t *drawn, size_t count, int by) {
  size_t right = 0;
  for (size_t i = 0; i < count; ++i) right += channel_of(&guesses[drawn[i]], by) == (int)guesses[drawn[i]].row->label;
  return (double)right / (double)count;
}

typedef double measure(const guess *guesses, const size_t *drawn, size_t count, int by);

/* The measure's mean over the partitions, each with `count` guesses. */
static double mean_of(measure *m, const guess *guesses, const size_t *drawn, size_t count, int by) {
  double sum = 0;
  for (size_t p = 0; p < PARTITIONS; ++p) sum += m(guesses + p * count, drawn, count, by);
  return sum / PARTITIONS;
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Fitted odds less what there was, on the same rows drawn anew. */
static void print_gain(const char *what, measure *m, const guess *guesses, size_t count, size_t *drawn) {
  static const char *const names[] = {"rules", "before"};
  static double gains[SAMPLES];
  for (int by = BY_RULES; by < BY_FIT; ++by) {
    uint64_t state = 20261130;
    for (size_t i = 0; i < count; ++i) drawn[i] = i;
    const double old = m(guesses, drawn, count, by), fitted = mean_of(m, guesses, drawn, count, BY_FIT);
    for (int k = 0; k < SAMPLES; ++k) {
      for (size_t i = 0; i < count; ++i) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407); /* Knuth, MMIX */
        drawn[i] = (state >> 33) % count;
      }
      gains[k] = mean_of(m, guesses, drawn, count, BY_FIT) - m(guesses, drawn, count, by);
    }
    qsort(gains, SAMPLES, sizeof gains[0], by_value);
    fprintf(stderr, "fit headlines %s n=%zu %s=%.4f fitted=%.4f gain=%.4f interval=%.4f..%.4f\n", what, count,
            names[by], old, fitted, fitted - old, gains[SAMPLES / 40], gains[SAMPLES - 1 - SAMPLES / 40]);
  }
}

static void print_sure(const guess *guesses, size_t count) {
  for (int percent = 45; percent <= 61; percent += 2) {
    size_t sure = 0, right = 0;
    for (size_t i = 0; i < count; ++i) {
      const int best = guesses[i].channel;
      if (best == SF_UNSURE || guesses[i].likely[best] < percent / 100.0) continue;
      sure += 1;
      right += best == (int)guesses[i].row->label;
    }
    fprintf(stderr, "fit headlines least_confidence=%.2f unsure=%.4f sure=%.4f\n", percent / 100.0,
            1 - (double)sure / (double)count, (double)right / (double)sure);
  }
}

/* ---- the file ---- */

static void centre(double odds[CLASSES]) {
  double mean = 0;
  for (int c = 0; c < CLASSES; ++c) mean += odds[c] / CLASSES;
  for (int c = 0; c < CLASSES; ++c) odds[c] -= mean;
}

static double size_of(const double odds[CLASSES]) {
  double size = 0;
  for (int c = 0; c < CLASSES; ++c) size = fmax(size, fabs(odds[c]));
  return size;
}

static void print_odds(const char *head, const double odds[CLASSES]) {
  static const char *const names[] = {"demand", "cost", "bottleneck", "margin", "none"};
  const char *before = ": ";
  printf("odds %s", head);
  for (int c = 0; c < CLASSES; ++c) {
    const double rounded = round(100 * odds[c]) / 100;
    if (rounded == 0) continue;
    printf("%s%s %.2f", before, names[c], rounded);
    before = ", ";
  }
  printf("\n");
}

static void print_rules(const table *t) {
  static const char *const names[] = {"demand", "cost", "bottleneck", "margin", "none"};
  sf_odds alone;
  double odds[CLASSES];
  sf_start_odds(&alone);
  for (int c = 0; c < CLASSES; ++c) odds[c] = rules_share * alone.start[c] + before_share * t->before.start[c];
  centre(odds);
  print_odds("start", odds);
  for (int of = 0; of < CLASSES; ++of) {
    char head[24];
    for (int c = 0; c < CLASSES; ++c)
      odds[c] = rules_share * alone.rules[of][c] + before_share * t->before.rules[of][c];
    centre(odds);
    snprintf(head, sizeof head, "rules %s", names[of]);
    print_odds(head, odds);
  }
}

static void mix_cue(const fit *f, cue *c) {
  for (int k = 0; k < CLASSES; ++k) {
    c->odds[k] = before_share * c->before[k];
    if (c->feature != 0) c->odds[k] += words_share * value_of(c) * f->coefficients[c->feature * CLASSES + (size_t)k];
  }
  centre(c->odds);
}

/* The odds of the cues that are written are no smaller than this. */
static double smallest_kept(const table *t, double *sizes) {
  for (size_t i = 0; i < t->cue_count; ++i) sizes[i] = -size_of(t->cues[i].odds);
  qsort(sizes, t->cue_count, sizeof *sizes, by_value);
  return t->cue_count <= MOST_CUES ? least_odds : fmax(least_odds, -sizes[MOST_CUES - 1]);
}

static bool print_file(table *t, const fit *f) {
  double *sizes = malloc(t->cue_count * sizeof *sizes);
  if (sizes == NULL) return false;
  printf(
      "# Odds of the headline reader, fitted to labelled headlines by tests/accuracy/fit_headlines.c; what each line\n"
      "# means is told in include/signalflow/reading.h. A line of your own for the same cue replaces the one "
      "here.\n\n");
  print_rules(t);
  for (size_t i = 0; i < t->cue_count; ++i) mix_cue(f, &t->cues[i]);
  const double least = smallest_kept(t, sizes);
  for (size_t i = 0; i < t->cue_count; ++i)
    if (size_of(t->cues[i].odds) >= least) print_odds(t->cues[i].name, t->cues[i].odds);
  free(sizes);
  return true;
}

static size_t count_scored(const table *t) {
  size_t count = 0;
  for (size_t r = 0; r < t->count; ++r) count += t->rows[r].folds[0] >= 0;
  return count;
}

static bool fit_all(table *t) {
  const size_t count = count_scored(t);
  guess *guesses = calloc(PARTITIONS * count, sizeof *guesses);
  size_t *drawn = malloc(count * sizeof *drawn);
  fit f = {0};
  bool done = guesses != NULL && drawn != NULL;
  for (part p = {0, 0}; p.partition < PARTITIONS && done; ++p.partition)
    for (p.fold = 0; p.fold < FOLDS && done; ++p.fold) done = predict_part(t, p, guesses + (size_t)p.partition * count);
  if (done) {
    print_gain("channel", right_share, guesses, count, drawn);
    print_gain("macro_f1", macro_f1, guesses, count, drawn);
    print_sure(guesses, PARTITIONS * count);
    done = fit_without(t, no_part, &f) && print_file(t, &f);
  }
  free_fit(&f);
  free(guesses);
  free(drawn);
  return done;
}

/* The rows of one pair of arguments, read with that lexicon and the odds before. */
static sf_status add_rows(table *t, const sf_lexicon_text *odds, const char *lexicon_path, const char *paths,
                          sf_error *error) {
  sf_reader *reader = NULL;
  char *text = NULL;
  size_t length;
  sf_status status = sf_read_file(lexicon_path, &text, &length, error);
  if (status == SF_OK) {
    const sf_lexicon_text lexicons[] = {{lexicon_path, text, length}, *odds};
    status = sf_create_reader(lexicons, 2, &reader, error);
  }
  if (status == SF_OK) {
    t->reader = reader;
    t->before = reader->odds;
    t->scored = paths[0] == '=';
    t->whole = t->scored || paths[0] == '+';
    status = add_cues_before(t, reader) ? visit_labelled_files(paths + t->whole, add_row, t, error)
                                        : sf_fail(error, SF_NO_MEMORY, "no memory for the cues");
  }
  sf_destroy_reader(reader);
  sf_free_text(text);
  return status;
}

int main(int argc, char **argv) {
  if (argc < 4 || argc % 2 != 0) {
    fprintf(stderr, "usage: fit_headlines ODDS LEXICON DATA.csv,... [LEXICON DATA.csv,...]...\n");
    return 2;
  }
  sf_error error;
  table t = {0};
  char *text = NULL;
  size_t length;
  sf_status status = sf_read_file(argv[1], &text, &length, &error);
  const sf_lexicon_text odds = {argv[1], text, length};
  for (int i = 2; i + 1 < argc && status == SF_OK; i += 2) status = add_rows(&t, &odds, argv[i], argv[i + 1], &error);
  if (status == SF_OK && count_scored(&t) == 0)
    status = sf_fail(&error, SF_INVALID, "no new rows: mark them \"=NEW.csv\"");
  if (status == SF_OK && !fit_all(&t)) status = sf_fail(&error, SF_NO_MEMORY, "no memory for the fit");
  if (status != SF_OK) fprintf(stderr, "%s\n", error.message);
  sf_free_text(text);
  free(t.rows);
  free(t.cues);
  return status == SF_OK ? 0 : 1;
}
