/* Rules and cues to odds: how likely each channel is. */
#include "headlines/reading_work.h"
#include "numeric/special.h"

#include <math.h>

/* Evidence spread over the channels before a word is read, and the shares in which channels are met: fitted on 667 rows
 * that the lexicon had not seen, read by the lexicon of November 2026 (tests/accuracy prints said against right). */
static const double prior_evidence = 0.8, none_met = 0.7, channel_met = 0.075;

/* A channel whose log-odds are so far behind the likeliest one's is not likely at all: under 1 in 1,000. */
static const double out_of_sight = 7;

static double prior_of(int channel) { return prior_evidence * (channel == SF_NONE ? none_met : channel_met); }

void sf_start_odds(sf_odds *odds) {
  *odds = (sf_odds){.fitted = false};
  for (int c = 0; c < SF_UNSURE; ++c) {
    odds->start[c] = sf_log(prior_of(c));
    odds->rules[c][c] = 1;
  }
}

/* Weights that agree are worth more than their sum: w^(5/4), by square roots, which are the same everywhere. */
void sf_measure_evidence(const sf_tally *t, double evidence[SF_UNSURE]) {
  for (int c = 0; c < SF_UNSURE; ++c) {
    const double weight = t->weight[c];
    evidence[c] = weight > 0 ? sf_log(1 + weight * sqrt(sqrt(weight)) / prior_of(c)) : 0;
  }
}

size_t sf_list_cues(const sf_reading_work *w, sf_cue cues[SF_MOST_CUES]) {
  size_t count = 0;
  for (size_t i = 0; i < w->token_count; ++i)
    if (!w->tokens[i].number)
      cues[count++] = (sf_cue){w->tokens[i].stem, (uint16_t)i, (uint16_t)i, SF_NO_PAIR, SF_NO_PAIR};
  for (size_t i = 0; i < w->hit_count; ++i) {
    const sf_hit *a = &w->hits[i];
    for (size_t j = i + 1; j < w->hit_count && j <= i + SF_PAIRED_HITS; ++j) {
      const sf_hit *b = &w->hits[j];
      if (b->first <= a->first || b->first - a->first > SF_PAIR_REACH) continue;
      cues[count++] = (sf_cue){sf_pair_key(a->concept, b->concept), a->first, b->last, a->concept, b->concept};
    }
  }
  return count;
}

/* A cue counts once, however often it stands there. */
static void add_cues(sf_reading_work *w, double odds[SF_UNSURE]) {
  sf_cue cues[SF_MOST_CUES];
  const size_t count = sf_list_cues(w, cues);
  uint64_t met[SF_CUES_OF_READER / 64] = {0};
  for (size_t i = 0; i < count; ++i) {
    if (!sf_may_have_odds(w->reader, cues[i].key)) continue;
    const sf_cue_odds *cue = sf_find_cue(w->reader, cues[i].key);
    if (cue == NULL) continue;
    const size_t number = (size_t)(cue - (const sf_cue_odds *)w->reader->cues.items);
    if ((met[number / 64] >> (number % 64) & 1) != 0) continue;
    met[number / 64] |= UINT64_C(1) << (number % 64);
    for (int c = 0; c < SF_UNSURE; ++c) odds[c] += cue->odds[c];
    if (w->met_count < SF_MOST_MET)
      w->met[w->met_count++] = (sf_met_cue){cue, cues[i].first, cues[i].last};
    else
      w->cut = true;
  }
}

void sf_weigh_channels(sf_reading_work *w, const sf_tally *t, double likely[SF_UNSURE]) {
  const sf_odds *by = &w->reader->odds;
  double evidence[SF_UNSURE], odds[SF_UNSURE], total = 0;
  sf_measure_evidence(t, evidence);
  for (int c = 0; c < SF_UNSURE; ++c) {
    odds[c] = by->start[c];
    for (int e = 0; e < SF_UNSURE; ++e) odds[c] += by->rules[e][c] * evidence[e];
  }
  if (w->reader->cues.count > 0) add_cues(w, odds);
  double highest = odds[0];
  for (int c = 1; c < SF_UNSURE; ++c) highest = odds[c] > highest ? odds[c] : highest;
  for (int c = 0; c < SF_UNSURE; ++c)
    total += likely[c] = odds[c] == highest ? 1 : odds[c] > highest - out_of_sight ? sf_exp(odds[c] - highest) : 0;
  for (int c = 0; c < SF_UNSURE; ++c) likely[c] /= total;
}
