/* Reading one headline: rules to channels, and what the reading lists. */
#include "headlines/reading_work.h"

#include <math.h>
#include <string.h>

/* A channel beside the primary one is reported when it has this share of the primary's weight, and this weight. */
static const double second_share = 0.6, second_weight = 2.0;
/* Of channels with this share of the heaviest one's weight, the one the headline names first is the primary one. */
static const double order_share = 0.45;
/* The sign of a channel is that of its weighted sum, where that is more than this share of the weight. */
static const double signed_share = 0.15;
/* Less weight than this is no evidence. */
static const double least_weight = 0.5;
/* Evidence spread over the channels before a word is read, and the shares in which channels are met: fitted on 667 rows
 * that the lexicon had not seen, read by the lexicon of November 2026 (tests/accuracy prints said against right). */
static const double prior_evidence = 0.8, none_met = 0.7, channel_met = 0.075;

const char *sf_channel_name(sf_channel channel) {
  static const char *const names[SF_CHANNEL_COUNT] = {"demand", "cost", "bottleneck", "margin", "none", "unsure"};
  return (unsigned)channel < SF_CHANNEL_COUNT ? names[channel] : "unsure";
}

const char *sf_none_kind_name(sf_none_kind kind) {
  static const char *const names[SF_NONE_KIND_COUNT] = {"stock",  "financing", "model",   "product", "legal",
                                                        "people", "consumer",  "opinion", "other"};
  return (unsigned)kind < SF_NONE_KIND_COUNT ? names[kind] : "other";
}

const char *sf_quantity_kind_name(sf_quantity_kind kind) {
  static const char *const names[SF_QUANTITY_KIND_COUNT] = {"money", "percent", "multiple", "power", "duration",
                                                            "count", "rate",    "memory",   "energy"};
  return (unsigned)kind < SF_QUANTITY_KIND_COUNT ? names[kind] : "count";
}

const char *sf_bound_name(sf_bound bound) {
  static const char *const names[SF_BOUND_COUNT] = {"exactly", "up to", "at least", "about"};
  return (unsigned)bound < SF_BOUND_COUNT ? names[bound] : "exactly";
}

/* ---- rules to channels ---- */

typedef struct tally {
  double weight[SF_UNSURE], signed_weight[SF_UNSURE];
  double kind[SF_NONE_KIND_COUNT]; /* none weighs what its heaviest kind does: they do not add up */
  uint32_t first[SF_UNSURE];       /* the token where its first evidence ends */
} tally;

static tally count_weights(const sf_reading_work *w) {
  tally t = {0};
  for (int c = 0; c < SF_UNSURE; ++c) t.first[c] = UINT32_MAX;
  for (size_t i = 0; i < w->fired_count; ++i) {
    if (w->fired[i].overruled) continue;
    const sf_rule *rule = w->fired[i].rule;
    if (rule->channel == SF_NONE) {
      t.kind[rule->kind] += w->fired[i].weight;
      if (t.kind[rule->kind] > t.weight[SF_NONE]) t.weight[SF_NONE] = t.kind[rule->kind];
    } else {
      t.weight[rule->channel] += w->fired[i].weight;
      t.signed_weight[rule->channel] += w->fired[i].weight * sf_fired_sign(&w->fired[i]);
    }
    const uint32_t end = w->fired[i].match.placed ? w->fired[i].match.last + 1u : 0;
    if (end < t.first[rule->channel]) t.first[rule->channel] = end;
  }
  return t;
}

static int direction_of(const tally *t, sf_channel channel) {
  const double sum = t->signed_weight[channel], least = signed_share * t->weight[channel];
  return sum > least ? 1 : sum < -least ? -1 : 0;
}

/* The heaviest first; of equals, the one the headline names first. */
static sf_channel heaviest(const tally *t, const bool taken[SF_UNSURE]) {
  sf_channel best = SF_UNSURE;
  for (int c = 0; c < SF_UNSURE; ++c) {
    if (taken[c] || t->weight[c] <= 0) continue;
    if (best == SF_UNSURE || t->weight[c] > t->weight[best] ||
        (t->weight[c] >= t->weight[best] && t->first[c] < t->first[best]))
      best = (sf_channel)c;
  }
  return best;
}

/* The channel that the headline's own order puts first among those of about the heaviest one's weight. */
static sf_channel first_named(const tally *t, sf_channel best) {
  sf_channel first = best;
  for (int c = 0; c < SF_SIGNED_CHANNELS; ++c) {
    const bool heavy = t->weight[c] >= second_weight && t->weight[c] >= order_share * t->weight[best];
    if (heavy && t->first[c] < t->first[first]) first = (sf_channel)c;
  }
  return first;
}

static void list_channels(const tally *t, sf_reading *reading) {
  bool taken[SF_UNSURE] = {false};
  taken[SF_NONE] = true;
  for (sf_channel c = reading->channel; c != SF_UNSURE; c = heaviest(t, taken)) {
    taken[c] = true;
    const bool second = c != reading->channel;
    if (second && (t->weight[c] < second_weight || t->weight[c] < second_share * t->weight[reading->channel])) break;
    reading->channels[reading->channel_count++] = (sf_channel_reading){c, direction_of(t, c), t->weight[c]};
  }
}

/* Weights that agree are worth more than their sum: w^(5/4), by square roots, which are the same everywhere. */
static double evidence_of(const tally *t, sf_channel channel) {
  return t->weight[channel] * sqrt(sqrt(t->weight[channel]));
}

/* How likely a reading of that evidence is right: its share, after prior_evidence was spread as channels are met. */
static double likelihood(const tally *t, double evidence, double met) {
  double total = prior_evidence;
  for (int c = 0; c < SF_UNSURE; ++c) total += evidence_of(t, (sf_channel)c);
  return (evidence + prior_evidence * met) / total;
}

static sf_none_kind kind_of_none(const tally *t) {
  sf_none_kind kind = SF_ABOUT_OTHER;
  for (int k = 0; k < SF_NONE_KIND_COUNT; ++k)
    if (t->kind[k] > t->kind[kind]) kind = (sf_none_kind)k;
  return kind;
}

static void decide(const sf_reading_work *w, sf_reading *reading) {
  const tally t = count_weights(w);
  const bool taken[SF_UNSURE] = {false};
  reading->none_kind = kind_of_none(&t);
  sf_channel best = heaviest(&t, taken);
  if (best == SF_UNSURE || t.weight[best] < least_weight) return;
  if (best != SF_NONE) best = first_named(&t, best);
  reading->channel = best;
  if (best != SF_NONE) list_channels(&t, reading);
  reading->confidence = likelihood(&t, evidence_of(&t, best), best == SF_NONE ? none_met : channel_met);
  double together = 0;
  for (size_t i = 0; i < reading->channel_count; ++i) together += evidence_of(&t, reading->channels[i].channel);
  const double met = channel_met * (double)reading->channel_count;
  const double sure = best == SF_NONE ? reading->confidence : likelihood(&t, together, met);
  if (sure < SF_LEAST_CONFIDENCE) {
    reading->channel = SF_UNSURE;
    reading->channel_count = 0;
  } else if (best != SF_NONE) {
    reading->direction = reading->channels[0].direction;
  }
}

static sf_reason reason_of(const sf_reading_work *w, const sf_fired_rule *f) {
  const sf_token *first = &w->tokens[f->match.first], *last = &w->tokens[f->match.last];
  return (sf_reason){.rule = f->rule->text,
                     .channel = f->rule->channel,
                     .direction = sf_fired_sign(f),
                     .weight = f->weight,
                     .place = f->match.placed ? (sf_place){first->start, last->start + last->length - first->start}
                                              : (sf_place){0}};
}

static void list_reasons(const sf_reading_work *w, sf_reading *reading) {
  for (size_t i = 0; i < w->fired_count; ++i) {
    if (w->fired[i].overruled) continue;
    const sf_reason reason = reason_of(w, &w->fired[i]);
    size_t at = reading->reason_count;
    if (at == SF_MAX_REASONS) {
      reading->cut = true;
      if (reason.weight <= reading->reasons[--at].weight) continue;
    } else {
      ++reading->reason_count;
    }
    for (; at > 0 && reading->reasons[at - 1].weight < reason.weight; --at)
      reading->reasons[at] = reading->reasons[at - 1];
    reading->reasons[at] = reason;
  }
}

static void list_actors(const sf_reading_work *w, sf_reading *reading) {
  const char *const *actors = w->reader->actors.items, *const *concepts = w->reader->concepts.items;
  for (size_t i = 0; i < w->hit_count; ++i) {
    const sf_hit *h = &w->hits[i];
    if (h->actor == SF_NO_ACTOR) continue;
    if (reading->actor_count == SF_MAX_ACTORS) {
      reading->cut = true;
      return;
    }
    const sf_token *first = &w->tokens[h->first], *last = &w->tokens[h->last];
    reading->actors[reading->actor_count++] =
        (sf_actor){actors[h->actor], concepts[h->concept], {first->start, last->start + last->length - first->start}};
  }
}

void sf_read_headline(const sf_reader *reader, const char *headline, size_t length, sf_reading *reading) {
  reading->channel = SF_UNSURE;
  reading->direction = 0;
  reading->confidence = 0;
  reading->channel_count = reading->actor_count = reading->reason_count = 0;
  reading->cut = length > SF_LONGEST_HEADLINE;
  if (reading->cut) length = SF_LONGEST_HEADLINE;
  length = sf_headline_length(headline, length);
  reading->quantity_count = sf_find_quantities(headline, length, reading->quantities, SF_MAX_QUANTITIES);
  sf_reading_work w;
  w.reader = reader;
  w.hit_count = w.fired_count = 0;
  w.present = (sf_concept_set){{0}};
  w.cut = false;
  bool asks;
  w.token_count = sf_split_words(headline, length, w.tokens, &asks);
  sf_find_concepts(&w, reading, asks);
  sf_apply_rules(&w);
  decide(&w, reading);
  list_reasons(&w, reading);
  list_actors(&w, reading);
  reading->cut = reading->cut || w.cut || w.token_count == SF_MAX_TOKENS;
}
