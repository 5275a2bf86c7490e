/* Concepts to rules: which hold, where, and which of two that claim one word. */
#include "headlines/reading_work.h"

enum {
  COMMA_GAP = 2, /* words that a comma parts like */
  FAR = 3,       /* words by which a rule is nearer than another */
  JOINED = 2     /* words from a noun to one it shares a verb with: "profit, sales", "profit and sales" */
};
/* What a rule weighs when all its words are background: "despite", "after", "amid". */
static const double background_share = 0.75;

static bool stand_together(const sf_reading_work *w, const sf_hit *a, const sf_hit *b, const sf_element *e) {
  if (b->first > a->last) return b->first - a->last <= e->reach && !sf_clause_ends(w, a->last, b->first);
  if (e->tie == SF_AFTER || a->first <= b->last) return false;
  return a->first - b->last <= e->reach && !sf_clause_ends(w, b->last, a->first);
}

static bool tied(sf_tie tie) { return tie == SF_AFTER || tie == SF_BESIDE; }

static void take(const sf_reading_work *w, sf_match *m, const sf_hit *h) {
  m->hedged = m->hedged || h->hedged;
  m->asked = m->asked || h->asked;
  if (!m->placed) m->anchor = h->first;
  if (!m->placed || h->first < m->first) m->first = h->first;
  if (!m->placed || h->last > m->last) m->last = h->last;
  m->background = h->background && (!m->placed || m->background);
  m->placed = true;
  m->partner = h->first;
  m->taken[m->taken_count++] = (uint8_t)(h - w->hits);
}

static uint16_t words_between(const sf_reading_work *w, const sf_hit *a, const sf_hit *b) {
  const size_t from = b->first > a->last ? a->last : b->last, to = b->first > a->last ? b->first : a->first;
  size_t gap = to - from;
  for (size_t i = from + 1; i <= to; ++i) gap += w->tokens[i].comma ? COMMA_GAP : 0;
  return (uint16_t)gap;
}

/* Finds the nearest hits for the elements from `element` on that are tied to `before`, one after another. */
static bool match_chain(const sf_reading_work *w, const sf_rule *rule, size_t element, const sf_hit *before,
                        sf_match *m) {
  if (element == rule->count || !tied(rule->elements[element].tie)) return true;
  const sf_element *e = &rule->elements[element];
  sf_match nearest;
  bool found = false;
  for (size_t i = 0; i < w->hit_count; ++i) {
    const sf_hit *h = &w->hits[i];
    if (h == before || !sf_has_concept(&e->set, h->concept) || !stand_together(w, before, h, e)) continue;
    sf_match further = *m;
    take(w, &further, h);
    further.beside = e->tie == SF_BESIDE;
    further.gap = (uint16_t)(further.gap + words_between(w, before, h));
    if (!match_chain(w, rule, element + 1, h, &further) || (found && further.gap >= nearest.gap)) continue;
    nearest = further;
    found = true;
  }
  if (found) *m = nearest;
  return found;
}

static bool match_term(const sf_reading_work *w, const sf_rule *rule, size_t element, sf_match *m) {
  const sf_concept_set *set = &rule->elements[element].set;
  sf_match nearest;
  bool found = false;
  for (size_t i = 0; i < w->hit_count; ++i) {
    if (!sf_has_concept(set, w->hits[i].concept)) continue;
    sf_match further = *m;
    take(w, &further, &w->hits[i]);
    if (!match_chain(w, rule, element + 1, &w->hits[i], &further) || (found && further.gap >= nearest.gap)) continue;
    nearest = further;
    found = true;
  }
  if (found) *m = nearest;
  return found || (sf_has_concept(set, SF_CONCEPT_QUESTION) && sf_has_concept(&w->present, SF_CONCEPT_QUESTION));
}

static bool match_rule(const sf_reading_work *w, const sf_rule *rule, sf_match *m) {
  for (size_t i = 0; i < rule->count; ++i)
    if (sf_is_any_present(&rule->elements[i], &w->present) == (rule->elements[i].tie == SF_ABSENT)) return false;
  for (size_t i = 0; i < rule->count; ++i)
    if (rule->elements[i].tie == SF_ANYWHERE && !match_term(w, rule, i, m)) return false;
  return true;
}

int sf_fired_sign(const sf_fired_rule *f) {
  const int sign = f->match.negated ? -f->rule->direction : f->rule->direction;
  return f->match.asked || (f->match.hedged && sign > 0) ? 0 : sign;
}

/* "profit, sales beat estimates": what follows the verb takes it from no noun before it. */
static bool is_object_of(const sf_match *object, const sf_match *subject) {
  return object->anchor > object->partner && subject->anchor < subject->partner;
}

/* Two rules that claim opposite signs for one word ("margin~up", "margin~down"): the words nearer to it hold. And one
 * word of change belongs to the noun that stands clearly nearer: "demand rises, shrugs off tariff cost" is no rise of
 * the cost. Nouns side by side ("profit and sales") share it. */
static void overrule(sf_reading_work *w, sf_fired_rule *made) {
  for (size_t i = 0; i < w->fired_count; ++i) {
    sf_fired_rule *other = &w->fired[i];
    if (!other->match.beside) continue;
    const bool one_channel = other->rule->channel == made->rule->channel;
    const int product = sf_fired_sign(other) * sf_fired_sign(made);
    const uint16_t a = other->match.anchor, b = made->match.anchor;
    unsigned nearer;
    if (one_channel && a == b && product < 0)
      nearer = 1;
    else if (!one_channel && other->match.partner == made->match.partner && (a > b ? a - b : b - a) > JOINED)
      nearer = FAR;
    else
      continue;
    if (other->match.gap + nearer <= made->match.gap && (one_channel || !is_object_of(&other->match, &made->match)))
      made->overruled = true;
    if (made->match.gap + nearer <= other->match.gap && (one_channel || !is_object_of(&made->match, &other->match)))
      other->overruled = true;
  }
}

/* A negating word that the rule itself names ("not>bubble") turns nothing. */
static bool turns(const sf_reading_work *w, const sf_match *m, uint16_t negator) {
  if (negator == SF_NO_NEGATOR) return false;
  for (size_t i = 0; i < m->taken_count; ++i)
    if (w->hits[m->taken[i]].first == negator) return false;
  return true;
}

/* Two words that negate one leave it as it is. */
static bool is_negated(const sf_reading_work *w, const sf_match *m) {
  for (size_t i = 0; i < m->taken_count; ++i) {
    const sf_hit *h = &w->hits[m->taken[i]];
    if (turns(w, m, h->negator) != turns(w, m, h->other_negator)) return true;
  }
  return false;
}

static void fire(sf_reading_work *w, const sf_rule *rule, const sf_match *m) {
  if (w->fired_count == SF_MOST_FIRED) {
    w->cut = true;
    return;
  }
  sf_fired_rule *made = &w->fired[w->fired_count];
  *made = (sf_fired_rule){
      .rule = rule, .match = *m, .weight = m->background ? background_share * rule->weight : rule->weight};
  made->match.negated = is_negated(w, m);
  if (m->beside) overrule(w, made);
  ++w->fired_count;
}

/* Whether `concept` is the first of the rule's key element that is present: each rule is looked at once. */
static bool is_first_present(const sf_reading_work *w, const sf_rule *rule, unsigned concept) {
  const sf_concept_set *set = &rule->elements[rule->key].set;
  for (unsigned i = 0; i < concept / 64; ++i)
    if ((set->bits[i] & w->present.bits[i]) != 0) return false;
  const uint64_t before = (UINT64_C(1) << (concept % 64)) - 1;
  return (set->bits[concept / 64] & w->present.bits[concept / 64] & before) == 0;
}

static void apply_rules_of(sf_reading_work *w, unsigned concept) {
  const sf_rule *rules = w->reader->rules.items;
  for (uint32_t i = w->reader->starts[concept]; i < w->reader->starts[concept + 1]; ++i) {
    const sf_rule *rule = &rules[w->reader->by_concept[i]];
    sf_match m = {0};
    if (is_first_present(w, rule, concept) && match_rule(w, rule, &m)) fire(w, rule, &m);
  }
}

void sf_apply_rules(sf_reading_work *w) {
  for (unsigned i = 0; i < SF_CONCEPT_WORDS; ++i)
    for (uint64_t left = w->present.bits[i]; left != 0; left &= left - 1)
      apply_rules_of(w, i * 64 + (unsigned)__builtin_ctzll(left));
}
