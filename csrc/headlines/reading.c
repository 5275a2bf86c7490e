/* Reading one headline: rules to channels, and what the reading lists. */
#include "headlines/reading_work.h"

/* A channel beside the primary one is reported when it has this share of the primary's weight, and this weight. */
static const double second_share = 0.6, second_weight = 2.0;
/* Of channels with this share of the heaviest one's weight, the one the headline names first is the primary one. */
static const double order_share = 0.45;
/* The sign of a channel is that of the sum of its rules' signed squares, where that is more than this share of their
 * squares: one rule that says much outdoes two that say little. */
static const double signed_share = 0.1;
/* Less weight than this is no evidence. */
static const double least_weight = 0.5;
/* A word that raises a channel's log-odds by less is no reason, nor is a rule that weighs less, but for the sign of a
 * channel that is read. */
static const double least_odds = 0.2;

/* ---- rules to channels ---- */

void sf_count_weights(const sf_reading_work *w, sf_tally *t) {
  *t = (sf_tally){.weight = {0}};
  for (int c = 0; c < SF_UNSURE; ++c) t->first[c] = UINT32_MAX;
  for (size_t i = 0; i < w->fired_count; ++i) {
    if (w->fired[i].overruled) continue;
    const sf_rule *rule = w->fired[i].rule;
    if (rule->channel == SF_NONE) {
      t->kind[rule->kind] += w->fired[i].weight;
      if (t->kind[rule->kind] > t->weight[SF_NONE]) t->weight[SF_NONE] = t->kind[rule->kind];
    } else {
      const double weight = w->fired[i].weight;
      t->weight[rule->channel] += weight;
      t->squares[rule->channel] += weight * weight;
      t->signed_squares[rule->channel] += weight * weight * sf_fired_sign(&w->fired[i]);
    }
    const uint32_t end = w->fired[i].match.placed ? w->fired[i].match.last + 1u : 0;
    if (rule->weight >= least_weight && end < t->first[rule->channel]) t->first[rule->channel] = end;
  }
}

/* A channel that no rule speaks for, but its words do, changes as the others do. */
static int direction_of(const sf_tally *t, sf_channel channel) {
  double sum = t->signed_squares[channel];
  const double least = signed_share * t->squares[channel];
  if (t->squares[channel] > 0) return sum > least ? 1 : sum < -least ? -1 : 0;
  for (int c = 0; c < SF_SIGNED_CHANNELS; ++c) sum += t->signed_squares[c];
  return sum < 0 ? -1 : 1;
}

/* The heaviest first; of equals, the one the headline names first. */
static sf_channel heaviest(const sf_tally *t, const bool taken[SF_UNSURE]) {
  sf_channel best = SF_UNSURE;
  for (int c = 0; c < SF_UNSURE; ++c) {
    if (taken[c] || t->weight[c] <= 0) continue;
    if (best == SF_UNSURE || t->weight[c] > t->weight[best] ||
        (t->weight[c] >= t->weight[best] && t->first[c] < t->first[best]))
      best = (sf_channel)c;
  }
  return best;
}

static sf_channel likeliest(const double likely[SF_UNSURE]) {
  sf_channel best = SF_DEMAND;
  for (int c = 1; c < SF_UNSURE; ++c)
    if (likely[c] > likely[best]) best = (sf_channel)c;
  return best;
}

/* The channel that the headline's own order puts first among those of about the best one's weight and likelihood. */
static sf_channel first_named(const sf_tally *t, const double likely[SF_UNSURE], sf_channel best) {
  sf_channel first = best;
  for (int c = 0; c < SF_SIGNED_CHANNELS; ++c) {
    const bool heavy = t->weight[c] >= second_weight && t->weight[c] >= order_share * t->weight[best];
    if (heavy && likely[c] >= order_share * likely[best] && t->first[c] < t->first[first]) first = (sf_channel)c;
  }
  return first;
}

static void list_channels(const sf_tally *t, sf_reading *reading) {
  bool taken[SF_UNSURE] = {false};
  taken[SF_NONE] = true;
  for (sf_channel c = reading->channel; c != SF_UNSURE; c = heaviest(t, taken)) {
    taken[c] = true;
    const bool second = c != reading->channel;
    if (second && (t->weight[c] < second_weight || t->weight[c] < second_share * t->weight[reading->channel])) break;
    reading->channels[reading->channel_count++] = (sf_channel_reading){c, direction_of(t, c), t->weight[c]};
  }
}

static sf_none_kind kind_of_none(const sf_tally *t) {
  sf_none_kind kind = SF_ABOUT_OTHER;
  for (int k = 0; k < SF_NONE_KIND_COUNT; ++k)
    if (t->kind[k] > t->kind[kind]) kind = (sf_none_kind)k;
  return kind;
}

sf_channel sf_choose_channel(const sf_tally *t, const double likely[SF_UNSURE], bool fitted) {
  const bool taken[SF_UNSURE] = {false};
  const sf_channel heavy = heaviest(t, taken);
  if (heavy == SF_UNSURE || t->weight[heavy] < least_weight) return SF_UNSURE;
  const sf_channel best = fitted ? likeliest(likely) : heavy;
  return best == SF_NONE ? SF_NONE : first_named(t, likely, best);
}

static void decide(sf_reading_work *w, sf_reading *reading) {
  sf_tally t;
  double likely[SF_UNSURE];
  sf_count_weights(w, &t);
  reading->none_kind = kind_of_none(&t);
  sf_weigh_channels(w, &t, likely);
  const sf_channel best = sf_choose_channel(&t, likely, w->reader->odds.fitted);
  if (best == SF_UNSURE) return;
  reading->channel = best;
  if (best != SF_NONE) list_channels(&t, reading);
  reading->confidence = likely[best];
  double sure = best == SF_NONE ? likely[best] : 0;
  for (size_t i = 0; i < reading->channel_count; ++i) sure += likely[reading->channels[i].channel];
  if (sure < SF_LEAST_CONFIDENCE) {
    reading->channel = SF_UNSURE;
    reading->channel_count = 0;
  } else if (best != SF_NONE) {
    reading->direction = reading->channels[0].direction;
  }
}

/* The bytes of some words, with all of the quantities that they start or end in: "spend $80 billion". */
static sf_place place_of(const sf_reading_work *w, const sf_reading *reading, size_t first, size_t last) {
  uint32_t start = w->tokens[first].start, end = w->tokens[last].start + w->tokens[last].length;
  for (size_t i = 0; i < reading->quantity_count; ++i) {
    const sf_place q = reading->quantities[i].place;
    if (q.start < start && start < q.start + q.length) start = q.start;
    if (q.start < end && end < q.start + q.length) end = q.start + q.length;
  }
  return (sf_place){start, end - start};
}

static sf_reason reason_of(const sf_reading_work *w, const sf_reading *reading, const sf_fired_rule *f) {
  return (sf_reason){.rule = f->rule->text,
                     .channel = f->rule->channel,
                     .none_kind = f->rule->kind,
                     .direction = sf_fired_sign(f),
                     .weight = f->weight,
                     .place = f->match.placed ? place_of(w, reading, f->match.first, f->match.last) : (sf_place){0}};
}

static void add_reason(sf_reading *reading, const sf_reason *reason) {
  size_t at = reading->reason_count;
  if (at == SF_MAX_REASONS) {
    reading->cut = true;
    if (reason->weight <= reading->reasons[--at].weight) return;
  } else {
    ++reading->reason_count;
  }
  for (; at > 0 && reading->reasons[at - 1].weight < reason->weight; --at)
    reading->reasons[at] = reading->reasons[at - 1];
  reading->reasons[at] = *reason;
}

/* A cue speaks for the channel whose odds it raises the most. */
static sf_reason reason_of_cue(const sf_reading_work *w, const sf_reading *reading, const sf_met_cue *met) {
  const sf_channel channel = likeliest(met->odds->odds);
  return (sf_reason){.rule = met->odds->text,
                     .channel = channel,
                     .fitted = true,
                     .weight = met->odds->odds[channel],
                     .place = place_of(w, reading, met->first, met->last)};
}

static bool is_read(const sf_reading *reading, sf_channel channel) {
  for (size_t i = 0; i < reading->channel_count; ++i)
    if (reading->channels[i].channel == channel) return true;
  return false;
}

static void list_reasons(const sf_reading_work *w, sf_reading *reading) {
  for (size_t i = 0; i < w->fired_count; ++i) {
    const sf_fired_rule *f = &w->fired[i];
    if (f->overruled || (f->weight < least_odds && !is_read(reading, f->rule->channel))) continue;
    const sf_reason reason = reason_of(w, reading, &w->fired[i]);
    add_reason(reading, &reason);
  }
  for (size_t i = 0; i < w->met_count; ++i) {
    const sf_reason reason = reason_of_cue(w, reading, &w->met[i]);
    if (reason.weight >= least_odds) add_reason(reading, &reason);
  }
}

static void list_actors(const sf_reading_work *w, sf_reading *reading) {
  const sf_named_actor *actors = w->reader->actors.items;
  const char *const *concepts = w->reader->concepts.items;
  for (size_t i = 0; i < w->hit_count; ++i) {
    const sf_hit *h = &w->hits[i];
    if (h->actor == SF_NO_ACTOR) continue;
    if (reading->actor_count == SF_MAX_ACTORS) {
      reading->cut = true;
      return;
    }
    const sf_token *first = &w->tokens[h->first], *last = &w->tokens[h->last];
    reading->actors[reading->actor_count++] = (sf_actor){actors[h->actor].name,
                                                         concepts[h->concept],
                                                         actors[h->actor].business,
                                                         {first->start, last->start + last->length - first->start}};
  }
}

void sf_work_on_headline(const sf_reader *reader, const char *headline, size_t length, sf_reading *reading,
                         sf_reading_work *w) {
  reading->cut = length > SF_LONGEST_HEADLINE;
  if (reading->cut) length = SF_LONGEST_HEADLINE;
  length = sf_headline_length(headline, length);
  reading->quantity_count = sf_find_quantities(headline, length, reading->quantities, SF_MAX_QUANTITIES);
  w->reader = reader;
  w->length = length;
  w->hit_count = w->fired_count = w->met_count = 0;
  w->present = (sf_concept_set){{0}};
  w->cut = false;
  bool asks;
  w->token_count = sf_split_words(headline, length, w->tokens, &asks);
  sf_find_concepts(w, reading, asks);
  sf_apply_rules(w);
}

void sf_read_headline_with(const sf_reader *reader, const char *headline, size_t length, sf_reading *reading,
                           sf_reading_work *w) {
  reading->channel = SF_UNSURE;
  reading->direction = 0;
  reading->confidence = 0;
  reading->channel_count = reading->actor_count = reading->reason_count = 0;
  sf_work_on_headline(reader, headline, length, reading, w);
  decide(w, reading);
  list_reasons(w, reading);
  list_actors(w, reading);
  reading->cut = reading->cut || w->cut || w->token_count == SF_MAX_TOKENS;
}

void sf_read_headline(const sf_reader *reader, const char *headline, size_t length, sf_reading *reading) {
  sf_reading_work w;
  sf_read_headline_with(reader, headline, length, reading, &w);
}
