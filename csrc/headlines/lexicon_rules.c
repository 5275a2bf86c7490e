/* Rules of a lexicon: "demand + 3: buyer>spend|capex !stock". */
#include "base/ascii.h"
#include "base/memory.h"
#include "formats/number.h"
#include "headlines/lexicon.h"

enum {
  LONGEST_RULE = 480,
  REACH = 7,     /* words between two concepts that stand together */
  NEAR_REACH = 4 /* and between two that stand close together */
};

typedef struct cursor {
  const char *text;
  size_t length, at;
} cursor;

static bool at_end(const cursor *c) { return c->at >= c->length; }
static char here(const cursor *c) { return at_end(c) ? '\0' : c->text[c->at]; }
static void skip_spaces(cursor *c) {
  while (!at_end(c) && sf_is_blank(here(c))) ++c->at;
}

static size_t read_name(cursor *c) {
  const size_t start = c->at;
  while (!at_end(c)) {
    const char b = here(c);
    const bool named = sf_is_letter(b) || sf_is_digit(b) || b == '_' || b == '.' || b == '-';
    if (!named) break;
    ++c->at;
  }
  return c->at - start;
}

static sf_status read_channel(cursor *c, sf_rule *rule, sf_error *error) {
  const char *names[SF_UNSURE], *kinds[SF_NONE_KIND_COUNT];
  for (int i = 0; i < SF_UNSURE; ++i) names[i] = sf_channel_name((sf_channel)i);
  for (int i = 0; i < SF_NONE_KIND_COUNT; ++i) kinds[i] = sf_none_kind_name((sf_none_kind)i);
  const char *start = c->text + c->at;
  size_t size = read_name(c);
  const int channel = sf_find_name(start, size, names, SF_UNSURE);
  if (channel < 0) return sf_refuse_name("channel", start, size, names, SF_UNSURE, error);
  rule->channel = (sf_channel)channel;
  rule->kind = SF_ABOUT_OTHER;
  if (rule->channel != SF_NONE || here(c) != '/') return SF_OK;
  ++c->at;
  start = c->text + c->at;
  size = read_name(c);
  const int kind = sf_find_name(start, size, kinds, SF_NONE_KIND_COUNT);
  if (kind < 0) return sf_refuse_name("kind of none", start, size, kinds, SF_NONE_KIND_COUNT, error);
  rule->kind = (sf_none_kind)kind;
  return SF_OK;
}

/* "demand + 3" or "none/stock 2". */
static sf_status read_head(cursor *c, sf_rule *rule, sf_error *error) {
  skip_spaces(c);
  sf_status status = read_channel(c, rule, error);
  if (status != SF_OK) return status;
  skip_spaces(c);
  if (rule->channel != SF_NONE) {
    const char sign = here(c);
    if (sign != '+' && sign != '-' && sign != '0')
      return sf_fail(error, SF_PARSE, "expected +, - or 0 after the channel \"%s\"", sf_channel_name(rule->channel));
    rule->direction = sign == '+' ? 1 : sign == '-' ? -1 : 0;
    ++c->at;
    skip_spaces(c);
  }
  const size_t used = sf_read_decimal(c->text + c->at, c->length - c->at, &rule->weight);
  if (used == 0 || !(rule->weight > 0 && rule->weight <= 100))
    return sf_fail(error, SF_PARSE, "expected a weight above 0 and at most 100 before the colon");
  c->at += used;
  skip_spaces(c);
  if (here(c) != ':') return sf_fail(error, SF_PARSE, "expected a colon after the weight");
  ++c->at;
  return SF_OK;
}

/* "a|b|c" */
static sf_status read_set(const sf_reader *reader, cursor *c, sf_concept_set *set, sf_error *error) {
  for (;;) {
    const char *start = c->text + c->at;
    const size_t size = read_name(c);
    if (size == 0) return sf_fail(error, SF_PARSE, "expected a concept at \"%.40s\"", start);
    const int concept = sf_find_concept(reader, start, size);
    if (concept < 0)
      return sf_refuse_name("concept", start, size, reader->concepts.items, reader->concepts.count, error);
    sf_add_concept(set, (unsigned)concept);
    if (here(c) != '|') return SF_OK;
    ++c->at;
  }
}

static sf_status read_element(const sf_reader *reader, cursor *c, sf_rule *rule, sf_tie tie, int reach,
                              sf_error *error) {
  if (rule->count == SF_MAX_ELEMENTS)
    return sf_fail(error, SF_PARSE, "a rule has at most %d concepts", SF_MAX_ELEMENTS);
  sf_element *element = &rule->elements[rule->count++];
  element->tie = tie;
  element->reach = reach;
  const sf_status status = read_set(reader, c, &element->set, error);
  for (uint8_t i = SF_CONCEPT_WORDS; i-- > 0;)
    if (element->set.bits[i] != 0) element->from = i;
  for (uint8_t i = 0; i < SF_CONCEPT_WORDS; ++i)
    if (element->set.bits[i] != 0) element->to = (uint8_t)(i + 1);
  return status;
}

/* One of "a", "!a", "a>b>c", "a~b", "a>>b", "a~~b". */
static sf_status read_term(const sf_reader *reader, cursor *c, sf_rule *rule, sf_error *error) {
  if (here(c) == '!') {
    if (rule->count == 0) return sf_fail(error, SF_PARSE, "a rule starts with a concept that is there, not with \"!\"");
    ++c->at;
    return read_element(reader, c, rule, SF_ABSENT, 0, error);
  }
  sf_status status = read_element(reader, c, rule, SF_ANYWHERE, 0, error);
  while (status == SF_OK && (here(c) == '>' || here(c) == '~')) {
    const char sign = here(c);
    ++c->at;
    const bool near = here(c) == sign;
    c->at += near;
    status = read_element(reader, c, rule, sign == '>' ? SF_AFTER : SF_BESIDE, near ? NEAR_REACH : REACH, error);
  }
  return status;
}

static size_t count_concepts(const sf_concept_set *set) {
  size_t count = 0;
  for (int i = 0; i < SF_CONCEPT_WORDS; ++i) count += (size_t)__builtin_popcountll(set->bits[i]);
  return count;
}

static size_t key_of(const sf_rule *rule) {
  size_t key = 0;
  for (size_t i = 1; i < rule->count; ++i)
    if (rule->elements[i].tie != SF_ABSENT &&
        count_concepts(&rule->elements[i].set) < count_concepts(&rule->elements[key].set))
      key = i;
  return key;
}

sf_status sf_add_rule(sf_reader *reader, const char *text, size_t length, sf_error *error) {
  char plain[LONGEST_RULE + 1];
  size_t size = 0;
  for (size_t i = 0; i < length; ++i) { /* one line, one space between words */
    const char b = sf_is_blank(text[i]) ? ' ' : text[i];
    if (b == ' ' && (size == 0 || plain[size - 1] == ' ')) continue;
    if (size == LONGEST_RULE || b == '\0')
      return sf_fail(error, SF_PARSE, "a rule has at most %d characters", LONGEST_RULE);
    plain[size++] = b;
  }
  plain[size] = '\0';
  sf_rule rule = {0};
  cursor c = {plain, size, 0};
  sf_status status = read_head(&c, &rule, error);
  for (skip_spaces(&c); status == SF_OK && !at_end(&c); skip_spaces(&c)) status = read_term(reader, &c, &rule, error);
  if (status != SF_OK) return status;
  if (rule.count == 0) return sf_fail(error, SF_PARSE, "expected a concept after the colon");
  rule.key = key_of(&rule);
  rule.text = sf_keep_string(reader, plain, size);
  sf_rule *kept = rule.text != NULL ? sf_grow_list(&reader->rules, sizeof *kept) : NULL;
  if (kept == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the lexicon");
  *kept = rule;
  return SF_OK;
}

sf_status sf_index_rules(sf_reader *reader, sf_error *error) {
  const sf_rule *rules = reader->rules.items;
  const size_t concepts = reader->concepts.count;
  size_t total = 0;
  for (size_t c = 0; c < concepts; ++c)
    for (size_t r = 0; r < reader->rules.count; ++r)
      total += sf_has_concept(&rules[r].elements[rules[r].key].set, (unsigned)c);
  reader->starts = sf_allocate(concepts + 1, sizeof *reader->starts);
  reader->by_concept = sf_allocate(total > 0 ? total : 1, sizeof *reader->by_concept);
  if (reader->starts == NULL || reader->by_concept == NULL)
    return sf_fail(error, SF_NO_MEMORY, "no memory for the lexicon");
  uint32_t at = 0;
  for (size_t c = 0; c < concepts; ++c) {
    reader->starts[c] = at;
    for (size_t r = 0; r < reader->rules.count; ++r)
      if (sf_has_concept(&rules[r].elements[rules[r].key].set, (unsigned)c)) reader->by_concept[at++] = (uint32_t)r;
  }
  reader->starts[concepts] = at;
  return SF_OK;
}
