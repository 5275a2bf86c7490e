/* Reading one headline: words to concepts, concepts to rules, rules to channels. */
#include "headlines/lexicon.h"
#include "headlines/tokens.h"

#include <string.h>

enum {
  MOST_HITS = 128,
  MOST_FIRED = 64,
  REACH = 7,          /* words between two concepts that stand together */
  NEGATION_REACH = 3, /* words between "not" and what it negates */
};
/* A channel beside the primary one is reported when it has this share of the primary's weight, and this weight. */
static const double second_share = 0.6, second_weight = 2.0;
/* Of channels with this share of the heaviest one's weight, the one the headline names first is the primary one. */
static const double order_share = 0.45;
/* The sign of a channel is that of its weighted sum, where that is more than this share of the weight. */
static const double signed_share = 0.15;
/* Less weight than this is no evidence. */
static const double least_weight = 0.75;

typedef struct hit {
  uint16_t concept, first, last; /* tokens */
  int16_t actor;
  bool negated;
} hit;

/* Hits that make a rule true. */
typedef struct match {
  uint16_t anchor, first, last; /* tokens; the anchor is where the rule's first concept stands */
  uint16_t gap;                 /* words between tied hits */
  bool negated, placed, beside; /* beside: by a tie that asks for no order */
} match;

typedef struct fired_rule {
  const sf_rule *rule;
  match match;
  bool overruled;
} fired_rule;

typedef struct work {
  const sf_reader *reader;
  sf_token tokens[SF_MAX_TOKENS];
  size_t token_count, hit_count, fired_count;
  hit hits[MOST_HITS]; /* in the order of their first words */
  sf_concept_set present;
  fired_rule fired[MOST_FIRED];
  bool cut;
} work;

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
  static const char *const names[SF_QUANTITY_KIND_COUNT] = {"money",    "percent", "multiple", "power",
                                                            "duration", "count",   "rate",     "memory"};
  return (unsigned)kind < SF_QUANTITY_KIND_COUNT ? names[kind] : "count";
}

const char *sf_bound_name(sf_bound bound) {
  static const char *const names[SF_BOUND_COUNT] = {"exactly", "up to", "at least", "about"};
  return (unsigned)bound < SF_BOUND_COUNT ? names[bound] : "exactly";
}

/* ---- words to concepts ---- */

static void add_hit(work *w, unsigned concept, size_t first, size_t last, int32_t actor) {
  if (w->hit_count == MOST_HITS) {
    w->cut = true;
    return;
  }
  w->hits[w->hit_count++] = (hit){(uint16_t) concept, (uint16_t)first, (uint16_t)last, (int16_t)actor, false};
  sf_add_concept(&w->present, concept);
}

static uint32_t step(const sf_reader *reader, uint32_t node, const sf_token *token) {
  const sf_node *nodes = reader->nodes.items;
  uint32_t next = 0;
  if ((nodes[node].next_words & sf_next_word_bit(token->hash)) != 0) next = sf_follow_word(reader, node, token->hash);
  return next == 0 && token->number ? sf_follow_word(reader, node, SF_ANY_NUMBER) : next;
}

/* The longest phrase that starts at the token; returns the token after it, or `at` when there is none. */
static size_t match_phrase(work *w, size_t at) {
  const sf_node *nodes = w->reader->nodes.items;
  const sf_meaning *meanings = w->reader->meanings.items;
  uint32_t node = 0, meaning = 0;
  size_t end = at;
  if (!w->tokens[at].number && !sf_may_start_phrase(w->reader, w->tokens[at].hash)) return at;
  for (size_t i = at; i < w->token_count; ++i) {
    node = step(w->reader, node, &w->tokens[i]);
    if (node == 0) break;
    if (nodes[node].meaning == 0) continue;
    meaning = nodes[node].meaning;
    end = i + 1;
  }
  for (uint32_t m = meaning; m != 0; m = meanings[m - 1].next) {
    if (meanings[m - 1].concept == SF_CONCEPT_CLAUSE) w->tokens[at].breaks = true;
    add_hit(w, meanings[m - 1].concept, at, end - 1, meanings[m - 1].actor);
  }
  return end;
}

/* A quantity is a concept at the word it starts in. */
static size_t add_quantities(work *w, const sf_reading *reading, size_t quantity, size_t token) {
  const sf_token *t = &w->tokens[token];
  while (quantity < reading->quantity_count && reading->quantities[quantity].place.start < t->start + t->length) {
    const sf_text_quantity *q = &reading->quantities[quantity];
    /* A price ("$6/hour") is money; its currency sign stands before the word. */
    const bool price = q->kind == SF_RATE_QUANTITY && q->place.start < t->start;
    add_hit(w, SF_CONCEPT_QUANTITY + (unsigned)(price ? SF_MONEY_QUANTITY : q->kind), token, token, SF_NO_ACTOR);
    ++quantity;
  }
  return quantity;
}

static bool clause_ends(const work *w, size_t after, size_t until) {
  for (size_t i = after + 1; i <= until; ++i)
    if (w->tokens[i].breaks) return true;
  return false;
}

static void mark_negated(work *w) {
  if (!sf_has_concept(&w->present, SF_CONCEPT_NOT)) return;
  for (size_t n = 0; n < w->hit_count; ++n) {
    if (w->hits[n].concept != SF_CONCEPT_NOT) continue;
    for (size_t h = 0; h < w->hit_count; ++h) {
      const hit *no = &w->hits[n];
      hit *concept = &w->hits[h];
      const bool reached = concept->first > no->last && concept->first - no->last <= NEGATION_REACH;
      if (reached && concept->actor == SF_NO_ACTOR && !clause_ends(w, no->last, concept->first))
      concept->negated = true;
    }
  }
}

static void find_concepts(work *w, const sf_reading *reading, bool asks) {
  size_t quantity = 0, free_from = 0;
  for (size_t i = 0; i < w->token_count; ++i) {
    quantity = add_quantities(w, reading, quantity, i);
    if (i < free_from || w->reader->nodes.count == 0) continue;
    const size_t end = match_phrase(w, i);
    if (end > i) free_from = end;
  }
  if (asks) sf_add_concept(&w->present, SF_CONCEPT_QUESTION);
  mark_negated(w);
}

/* ---- concepts to rules ---- */

static bool stand_together(const work *w, const hit *a, const hit *b, sf_tie tie) {
  if (b->first > a->last) return b->first - a->last <= REACH && !clause_ends(w, a->last, b->first);
  if (tie == SF_AFTER || a->first <= b->last) return false;
  return a->first - b->last <= REACH && !clause_ends(w, b->last, a->first);
}

static bool tied(sf_tie tie) { return tie == SF_AFTER || tie == SF_BESIDE; }

static void take(match *m, const hit *h) {
  if (!m->placed) m->anchor = h->first;
  if (!m->placed || h->first < m->first) m->first = h->first;
  if (!m->placed || h->last > m->last) m->last = h->last;
  m->placed = true;
  m->negated = m->negated || h->negated;
}

static uint16_t words_between(const hit *a, const hit *b) {
  return (uint16_t)(b->first > a->last ? b->first - a->last : a->first - b->last);
}

/* Finds the nearest hits for the elements from `element` on that are tied to `before`, one after another. */
static bool match_chain(const work *w, const sf_rule *rule, size_t element, const hit *before, match *m) {
  if (element == rule->count || !tied(rule->elements[element].tie)) return true;
  const sf_element *e = &rule->elements[element];
  match nearest;
  bool found = false;
  for (size_t i = 0; i < w->hit_count; ++i) {
    const hit *h = &w->hits[i];
    if (h == before || !sf_has_concept(&e->set, h->concept) || !stand_together(w, before, h, e->tie)) continue;
    match further = *m;
    take(&further, h);
    further.beside = e->tie == SF_BESIDE;
    further.gap = (uint16_t)(further.gap + words_between(before, h));
    if (!match_chain(w, rule, element + 1, h, &further) || (found && further.gap >= nearest.gap)) continue;
    nearest = further;
    found = true;
  }
  if (found) *m = nearest;
  return found;
}

static bool match_term(const work *w, const sf_rule *rule, size_t element, match *m) {
  const sf_concept_set *set = &rule->elements[element].set;
  match nearest;
  bool found = false;
  for (size_t i = 0; i < w->hit_count; ++i) {
    if (!sf_has_concept(set, w->hits[i].concept)) continue;
    match further = *m;
    take(&further, &w->hits[i]);
    if (!match_chain(w, rule, element + 1, &w->hits[i], &further) || (found && further.gap >= nearest.gap)) continue;
    nearest = further;
    found = true;
  }
  if (found) *m = nearest;
  return found || (sf_has_concept(set, SF_CONCEPT_QUESTION) && sf_has_concept(&w->present, SF_CONCEPT_QUESTION));
}

static bool match_rule(const work *w, const sf_rule *rule, match *m) {
  for (size_t i = 0; i < rule->count; ++i)
    if (sf_share_concepts(&rule->elements[i].set, &w->present) == (rule->elements[i].tie == SF_ABSENT)) return false;
  for (size_t i = 0; i < rule->count; ++i)
    if (rule->elements[i].tie == SF_ANYWHERE && !match_term(w, rule, i, m)) return false;
  return true;
}

static int sign_of(const fired_rule *f) { return f->match.negated ? -f->rule->direction : f->rule->direction; }

/* Two rules that claim opposite signs for one word ("margin~up", "margin~down"): the words nearer to it hold. */
static void overrule(work *w, fired_rule *made) {
  for (size_t i = 0; i < w->fired_count; ++i) {
    fired_rule *other = &w->fired[i];
    if (other->rule->channel != made->rule->channel || other->match.anchor != made->match.anchor) continue;
    if (sign_of(other) * sign_of(made) >= 0 || !other->match.beside) continue;
    if (other->match.gap < made->match.gap) made->overruled = true;
    if (other->match.gap > made->match.gap) other->overruled = true;
  }
}

static void fire(work *w, const sf_rule *rule, const match *m) {
  if (w->fired_count == MOST_FIRED) {
    w->cut = true;
    return;
  }
  fired_rule *made = &w->fired[w->fired_count];
  *made = (fired_rule){.rule = rule, .match = *m};
  if (m->beside) overrule(w, made);
  ++w->fired_count;
}

static sf_reason reason_of(const work *w, const fired_rule *f) {
  const sf_token *first = &w->tokens[f->match.first], *last = &w->tokens[f->match.last];
  const sf_rule *rule = f->rule;
  return (sf_reason){.rule = rule->text,
                     .channel = rule->channel,
                     .direction = sign_of(f),
                     .weight = rule->weight,
                     .place = f->match.placed ? (sf_place){first->start, last->start + last->length - first->start}
                                              : (sf_place){0}};
}

/* Whether `concept` is the first of the rule's key element that is present: each rule is looked at once. */
static bool is_first_present(const work *w, const sf_rule *rule, unsigned concept) {
  const sf_concept_set *set = &rule->elements[rule->key].set;
  for (unsigned i = 0; i < concept / 64; ++i)
    if ((set->bits[i] & w->present.bits[i]) != 0) return false;
  const uint64_t before = (UINT64_C(1) << (concept % 64)) - 1;
  return (set->bits[concept / 64] & w->present.bits[concept / 64] & before) == 0;
}

static void apply_rules_of(work *w, unsigned concept) {
  const sf_rule *rules = w->reader->rules.items;
  for (uint32_t i = w->reader->starts[concept]; i < w->reader->starts[concept + 1]; ++i) {
    const sf_rule *rule = &rules[w->reader->by_concept[i]];
    match m = {0};
    if (is_first_present(w, rule, concept) && match_rule(w, rule, &m)) fire(w, rule, &m);
  }
}

static void apply_rules(work *w) {
  for (unsigned i = 0; i < SF_CONCEPT_WORDS; ++i)
    for (uint64_t left = w->present.bits[i]; left != 0; left &= left - 1)
      apply_rules_of(w, i * 64 + (unsigned)__builtin_ctzll(left));
}

/* ---- rules to channels ---- */

typedef struct tally {
  double weight[SF_UNSURE], signed_weight[SF_UNSURE];
  double kind[SF_NONE_KIND_COUNT]; /* none weighs what its heaviest kind does: they do not add up */
  uint32_t first[SF_UNSURE];       /* the token where its first evidence ends */
} tally;

static tally count_weights(const work *w) {
  tally t = {0};
  for (int c = 0; c < SF_UNSURE; ++c) t.first[c] = UINT32_MAX;
  for (size_t i = 0; i < w->fired_count; ++i) {
    if (w->fired[i].overruled) continue;
    const sf_rule *rule = w->fired[i].rule;
    if (rule->channel == SF_NONE) {
      t.kind[rule->kind] += rule->weight;
      if (t.kind[rule->kind] > t.weight[SF_NONE]) t.weight[SF_NONE] = t.kind[rule->kind];
    } else {
      t.weight[rule->channel] += rule->weight;
      t.signed_weight[rule->channel] += rule->weight * sign_of(&w->fired[i]);
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

static void decide(const work *w, sf_reading *reading) {
  const tally t = count_weights(w);
  const bool taken[SF_UNSURE] = {false};
  double total = 0;
  for (int c = 0; c < SF_UNSURE; ++c) total += t.weight[c];
  reading->none_kind = SF_ABOUT_OTHER;
  for (int k = 0; k < SF_NONE_KIND_COUNT; ++k)
    if (t.kind[k] > t.kind[reading->none_kind]) reading->none_kind = (sf_none_kind)k;
  reading->channel = heaviest(&t, taken);
  if (reading->channel != SF_UNSURE && t.weight[reading->channel] < least_weight) reading->channel = SF_UNSURE;
  if (reading->channel == SF_UNSURE) return;
  if (reading->channel != SF_NONE) reading->channel = first_named(&t, reading->channel);
  reading->confidence = t.weight[reading->channel] / total;
  if (reading->channel == SF_NONE) return;
  reading->direction = direction_of(&t, reading->channel);
  list_channels(&t, reading);
}

static void list_reasons(const work *w, sf_reading *reading) {
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

static void list_actors(const work *w, sf_reading *reading) {
  const char *const *actors = w->reader->actors.items, *const *concepts = w->reader->concepts.items;
  for (size_t i = 0; i < w->hit_count; ++i) {
    const hit *h = &w->hits[i];
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
  work w;
  w.reader = reader;
  w.hit_count = w.fired_count = 0;
  w.present = (sf_concept_set){{0}};
  w.cut = false;
  bool asks;
  w.token_count = sf_split_words(headline, length, w.tokens, &asks);
  find_concepts(&w, reading, asks);
  apply_rules(&w);
  decide(&w, reading);
  list_reasons(&w, reading);
  list_actors(&w, reading);
  reading->cut = reading->cut || w.cut || w.token_count == SF_MAX_TOKENS;
}
