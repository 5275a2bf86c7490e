/* Words to concepts: the longest phrases, quantities, what is denied, what is only background. */
#include "headlines/reading_work.h"

#include <string.h>

enum {
  NEGATION_REACH = 3,   /* words between "not" and what it negates */
  LIFTING_REACH = 5,    /* words between "lifts" and the limit that is lifted */
  COMPARISON_REACH = 6, /* words between a figure and the estimate it is held against */
  ESTIMATE_REACH = 2    /* words between the estimate's figure and the word that says so */
};

static void add_hit(sf_reading_work *w, unsigned concept, size_t first, size_t last, int32_t actor) {
  if (w->hit_count == SF_MOST_HITS) {
    w->cut = true;
    return;
  }
  w->hits[w->hit_count++] = (sf_hit){.concept = (uint16_t) concept,
                                     .first = (uint16_t)first,
                                     .last = (uint16_t)last,
                                     .negator = SF_NO_NEGATOR,
                                     .other_negator = SF_NO_NEGATOR,
                                     .actor = (int16_t)actor};
  sf_add_concept(&w->present, concept);
}

static uint32_t step(const sf_reader *reader, uint32_t node, const sf_token *token) {
  const sf_node *nodes = reader->nodes.items;
  uint32_t next = 0;
  if ((nodes[node].next_words & sf_next_word_bit(token->hash)) != 0) next = sf_follow_word(reader, node, token->hash);
  return next == 0 && token->number ? sf_follow_word(reader, node, SF_ANY_NUMBER) : next;
}

/* Adds the meanings of a phrase that are open, or those that are not; returns whether there are any of the others. */
static bool add_meanings(sf_reading_work *w, uint32_t meaning, bool open, size_t first, size_t last) {
  const sf_meaning *meanings = w->reader->meanings.items;
  bool others = false;
  for (uint32_t m = meaning; m != 0; m = meanings[m - 1].next) {
    if (meanings[m - 1].open != open) {
      others = true;
      continue;
    }
    if (meanings[m - 1].concept == SF_CONCEPT_CLAUSE) w->tokens[first].breaks = true;
    add_hit(w, meanings[m - 1].concept, first, last, meanings[m - 1].actor);
  }
  return others;
}

/* The open phrases that start at the token, and the longest of the others; returns the token after that one, or `at`
 * when there is none. */
static size_t match_phrase(sf_reading_work *w, size_t at) {
  const sf_node *nodes = w->reader->nodes.items;
  uint32_t node = 0, meaning = 0;
  size_t end = at;
  if (!w->tokens[at].number && !sf_may_start_phrase(w->reader, w->tokens[at].hash)) return at;
  for (size_t i = at; i < w->token_count; ++i) {
    node = step(w->reader, node, &w->tokens[i]);
    if (node == 0) break;
    if (nodes[node].meaning == 0 || !add_meanings(w, nodes[node].meaning, true, at, i)) continue;
    meaning = nodes[node].meaning;
    end = i + 1;
  }
  if (meaning != 0) add_meanings(w, meaning, false, at, end - 1);
  return end;
}

/* A quantity is a concept at the word it starts in. */
static size_t add_quantities(sf_reading_work *w, const sf_reading *reading, size_t quantity, size_t token) {
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

bool sf_clause_ends(const sf_reading_work *w, size_t after, size_t until) {
  for (size_t i = after + 1; i <= until; ++i)
    if (w->tokens[i].breaks) return true;
  return false;
}

/* What follows "not" at once, or "denies" anywhere in the clause, is negated. */
static void mark_negated(sf_reading_work *w) {
  if (!sf_has_concept(&w->present, SF_CONCEPT_NOT) && !sf_has_concept(&w->present, SF_CONCEPT_DENY)) return;
  for (size_t n = 0; n < w->hit_count; ++n) {
    const sf_hit *no = &w->hits[n];
    if (no->concept != SF_CONCEPT_NOT && no->concept != SF_CONCEPT_DENY) continue;
    const size_t reach = no->concept == SF_CONCEPT_NOT ? NEGATION_REACH : SF_MAX_TOKENS;
    for (size_t h = 0; h < w->hit_count; ++h) {
      sf_hit *concept = &w->hits[h];
      const bool reached = concept->first > no->last && (size_t)(concept->first - no->last) <= reach;
      if (!reached || concept->actor != SF_NO_ACTOR || sf_clause_ends(w, no->last, concept->first)) continue;
      concept->negator = no->first;
    }
  }
}

/* Gives what the words that start at `token` say its negators. */
static void set_negators(sf_reading_work *w, uint16_t token, uint16_t negator, uint16_t other) {
  for (size_t h = 0; h < w->hit_count; ++h) {
    if (w->hits[h].first != token || w->hits[h].actor != SF_NO_ACTOR) continue;
    w->hits[h].negator = negator;
    w->hits[h].other_negator = other;
  }
}

/* What the word negated as one of "not" it does no more: it acts on a limit. */
static void free_negated(sf_reading_work *w, uint16_t negator) {
  for (size_t h = 0; h < w->hit_count; ++h)
    if (w->hits[h].negator == negator) w->hits[h].negator = SF_NO_NEGATOR;
}

static bool comma_between(const sf_reading_work *w, size_t after, size_t until) {
  for (size_t i = after + 1; i <= until; ++i)
    if (w->tokens[i].comma) return true;
  return false;
}

/* The next word of "lift" or "limit" that the one of "lift" may act on; NULL when there is none. */
static const sf_hit *find_lifted(const sf_reading_work *w, size_t lift) {
  const sf_hit *by = &w->hits[lift], *found = NULL;
  for (size_t h = lift + 1; h < w->hit_count; ++h) {
    const sf_hit *met = &w->hits[h];
    if (met->first > by->last + LIFTING_REACH || (found != NULL && met->first > found->first)) break;
    if (met->first <= by->last) continue;
    if (met->concept == SF_CONCEPT_CAUSE && found == NULL) break; /* "drops on curbs": the limit is why, not what */
    if (met->concept != SF_CONCEPT_LIFT && met->concept != SF_CONCEPT_LIMIT) continue;
    if (sf_clause_ends(w, by->last, met->first) || comma_between(w, by->last, met->first)) break;
    if (found == NULL || met->concept == SF_CONCEPT_LIMIT) found = met;
  }
  return found;
}

static void drop_concepts(sf_reading_work *w, unsigned a, unsigned b) {
  size_t kept = 0;
  for (size_t i = 0; i < w->hit_count; ++i)
    if (w->hits[i].concept != a && w->hits[i].concept != b) w->hits[kept++] = w->hits[i];
  w->hit_count = kept;
  w->present.bits[a / 64] &= ~(UINT64_C(1) << (a % 64));
  w->present.bits[b / 64] &= ~(UINT64_C(1) << (b % 64));
}

/* "Lifts order halting", "vetoes pause": the word that lifts and the limit turn each other, so that a rule that names
 * one of the two has its sign turned, and one that names both has not. Whatever denies or lifts the lifting turns both
 * again ("rejects bid to lift moratorium"). Neither is a cue. */
static void mark_lifted(sf_reading_work *w) {
  const bool lifts = sf_has_concept(&w->present, SF_CONCEPT_LIFT),
             limits = sf_has_concept(&w->present, SF_CONCEPT_LIMIT);
  if (!lifts && !limits) return;
  for (size_t n = lifts && limits ? w->hit_count : 0; n-- > 0;) {
    if (w->hits[n].concept != SF_CONCEPT_LIFT) continue;
    const sf_hit *met = find_lifted(w, n);
    if (met == NULL) continue;
    const uint16_t by = w->hits[n].first, at = met->first, before = met->negator;
    if (met->concept == SF_CONCEPT_LIMIT) {
      const uint16_t denier = w->hits[n].negator != SF_NO_NEGATOR ? w->hits[n].negator
                              : before == by                      ? SF_NO_NEGATOR
                                                                  : before;
      free_negated(w, by);
      set_negators(w, at, by, denier);
      set_negators(w, by, at, denier);
    } else if (before != SF_NO_NEGATOR && before > at) { /* what it lifts lifts a limit itself */
      const uint16_t denier = met->other_negator == SF_NO_NEGATOR ? by : SF_NO_NEGATOR;
      free_negated(w, by);
      set_negators(w, at, before, denier);
      set_negators(w, before, at, denier);
    }
  }
  drop_concepts(w, SF_CONCEPT_LIFT, SF_CONCEPT_LIMIT);
}

/* What follows "hopes to", "asks" or "whether" in its clause is no change yet. */
static void mark_hedged(sf_reading_work *w) {
  if (!sf_has_concept(&w->present, SF_CONCEPT_HEDGE)) return;
  for (size_t n = 0; n < w->hit_count; ++n) {
    const sf_hit *hedge = &w->hits[n];
    if (hedge->concept != SF_CONCEPT_HEDGE) continue;
    for (size_t h = 0; h < w->hit_count; ++h)
      if (w->hits[h].first > hedge->last && !sf_clause_ends(w, hedge->last, w->hits[h].first)) w->hits[h].hedged = true;
  }
}

/* "Is", "can" and the like at the head of a clause of a headline that asks: what follows them there is left open. They
 * are no cues, for elsewhere they tell nothing. */
static void mark_asked(sf_reading_work *w, bool asks) {
  if (!sf_has_concept(&w->present, SF_CONCEPT_WHETHER)) return;
  size_t kept = 0;
  for (size_t n = 0; n < w->hit_count; ++n) {
    const sf_hit whether = w->hits[n];
    if (whether.concept != SF_CONCEPT_WHETHER) {
      w->hits[kept++] = whether;
      continue;
    }
    if (!asks || (whether.first > 0 && !w->tokens[whether.first].breaks)) continue;
    for (size_t h = n + 1; h < w->hit_count; ++h)
      if (!sf_clause_ends(w, whether.last, w->hits[h].first)) w->hits[h].asked = true;
  }
  w->hit_count = kept;
  w->present.bits[SF_CONCEPT_WHETHER / 64] &= ~(UINT64_C(1) << (SF_CONCEPT_WHETHER % 64));
}

/* "despite", "after", "amid" and what follows them, up to a comma or the clause's end, is background. */
static void mark_background(sf_reading_work *w) {
  if (!sf_has_concept(&w->present, SF_CONCEPT_BACKGROUND)) return;
  for (size_t n = 0; n < w->hit_count; ++n) {
    if (w->hits[n].concept != SF_CONCEPT_BACKGROUND) continue;
    size_t end = w->hits[n].last + 1u;
    while (end < w->token_count && !w->tokens[end].breaks && !w->tokens[end].comma) ++end;
    for (size_t h = 0; h < w->hit_count; ++h)
      if (w->hits[h].first > w->hits[n].last && w->hits[h].first < end) w->hits[h].background = true;
  }
}

/* ---- figures held against estimates ---- */

/* The token after the concept's word that stands from `first` on and before `end`; 0 when there is none. */
static size_t end_of_concept(const sf_reading_work *w, unsigned concept, size_t first, size_t end) {
  if (!sf_has_concept(&w->present, concept)) return 0;
  for (size_t i = 0; i < w->hit_count; ++i)
    if (w->hits[i].concept == concept && w->hits[i].first >= first && w->hits[i].first < end)
      return w->hits[i].last + 1u;
  return 0;
}

/* The words that a quantity covers: *first, and the one after its last. */
static size_t quantity_end(const sf_reading_work *w, const sf_text_quantity *q, size_t *first) {
  size_t at = 0;
  while (at < w->token_count && w->tokens[at].start + w->tokens[at].length <= q->place.start) ++at;
  *first = at;
  while (at < w->token_count && w->tokens[at].start < q->place.start + q->place.length) ++at;
  return at;
}

/* Drops what stands from `first` on and before `end`: the comparison is told by one concept alone. */
static void drop_hits(sf_reading_work *w, size_t first, size_t end) {
  size_t kept = 0;
  w->present = (sf_concept_set){{0}};
  for (size_t i = 0; i < w->hit_count; ++i) {
    if (w->hits[i].first >= first && w->hits[i].first < end) continue;
    w->hits[kept++] = w->hits[i];
    sf_add_concept(&w->present, w->hits[i].concept);
  }
  w->hit_count = kept;
}

/* "EPS $1.42 vs $1.38 est", "sales $14.1B miss $14.2B estimate": arithmetic says which it is, not the verb. */
static bool compare(sf_reading_work *w, const sf_text_quantity *told, const sf_text_quantity *expected) {
  if (told->kind != expected->kind || strcmp(told->unit, expected->unit) != 0) return false;
  size_t first, next;
  const size_t end = quantity_end(w, told, &first), last = quantity_end(w, expected, &next);
  if (next < end || next - end > COMPARISON_REACH) return false;
  const size_t said = end_of_concept(w, SF_CONCEPT_ESTIMATE, last, last + ESTIMATE_REACH);
  if (said == 0 && end_of_concept(w, SF_CONCEPT_ESTIMATE, end, next) == 0 &&
      end_of_concept(w, SF_CONCEPT_VERSUS, end, next) == 0)
    return false;
  const double difference = told->value + told->high - expected->value - expected->high;
  drop_hits(w, end, said > 0 ? said : last);
  if (difference > 0) add_hit(w, SF_CONCEPT_ABOVE, first, last - 1, SF_NO_ACTOR);
  if (difference < 0) add_hit(w, SF_CONCEPT_BELOW, first, last - 1, SF_NO_ACTOR);
  return true;
}

static void compare_with_estimates(sf_reading_work *w, const sf_reading *reading) {
  if (!sf_has_concept(&w->present, SF_CONCEPT_ESTIMATE) && !sf_has_concept(&w->present, SF_CONCEPT_VERSUS)) return;
  for (size_t i = 0; i + 1 < reading->quantity_count; ++i)
    i += compare(w, &reading->quantities[i], &reading->quantities[i + 1]);
}

void sf_find_concepts(sf_reading_work *w, const sf_reading *reading, bool asks) {
  size_t quantity = 0, free_from = 0;
  for (size_t i = 0; i < w->token_count; ++i) {
    quantity = add_quantities(w, reading, quantity, i);
    if (i < free_from || w->reader->nodes.count == 0) continue;
    const size_t end = match_phrase(w, i);
    if (end > i) free_from = end;
  }
  compare_with_estimates(w, reading);
  if (asks) sf_add_concept(&w->present, SF_CONCEPT_QUESTION);
  mark_asked(w, asks);
  mark_negated(w);
  mark_lifted(w);
  mark_background(w);
  mark_hedged(w);
}
