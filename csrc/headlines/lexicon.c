/* Reading lexicons: lines of words, actors and rules, compiled into a reader. */
#include "headlines/lexicon.h"

#include "base/ascii.h"
#include "base/memory.h"

#include <string.h>

/* Rules and odds are kept until all words are known. */
typedef struct waiting_entry {
  const char *name, *text;
  size_t line, length;
  bool odds;
} waiting_entry;

/* One entry: its line and the lines that continue it. */
typedef struct entry {
  const char *name; /* of the lexicon */
  const char *text;
  size_t line, length;
} entry;

/* Puts "lexicon.txt:12: " before the message. */
static sf_status place_error(const char *name, size_t line, sf_status status, sf_error *error) {
  if (error == NULL || status == SF_NO_MEMORY) return status;
  char message[SF_MESSAGE_SIZE];
  memcpy(message, error->message, sizeof message);
  return sf_fail(error, status, "%s:%zu: %s", name, line, message);
}

static sf_status add_own_concepts(sf_reader *reader, sf_error *error) {
  static const char *const own[SF_CONCEPT_QUANTITY] = {
      "not",  "clause", "question", "deny",   "background", "hedge",          "whether",
      "lift", "limit",  "cause",    "versus", "estimate",   "above_estimate", "below_estimate"};
  for (int i = 0; i < SF_OWN_CONCEPTS; ++i) {
    const char *name =
        i < SF_CONCEPT_QUANTITY ? own[i] : sf_quantity_kind_name((sf_quantity_kind)(i - SF_CONCEPT_QUANTITY));
    uint32_t concept;
    const sf_status status = sf_add_concept_name(reader, name, strlen(name), &concept, error);
    if (status != SF_OK) return status;
  }
  return SF_OK;
}

/* The next entry from *at on, or one of length 0. */
static entry next_entry(const sf_lexicon_text *lexicon, size_t *at, size_t *line) {
  const char *text = lexicon->text;
  for (;;) {
    const size_t start = *at, first = *line;
    do {
      while (*at < lexicon->length && text[*at] != '\n') ++*at;
      if (*at < lexicon->length) {
        ++*at;
        ++*line;
      }
    } while (*at < lexicon->length && (text[*at] == ' ' || text[*at] == '\t') && text[start] != '#');
    size_t from = start, to = *at;
    while (from < to && sf_is_blank(text[from])) ++from;
    while (to > from && sf_is_blank(text[to - 1])) --to;
    if (from < to && text[from] != '#') return (entry){lexicon->name, text + from, first, to - from};
    if (*at >= lexicon->length) return (entry){lexicon->name, text, first, 0};
  }
}

static sf_status add_phrases(sf_reader *reader, const char *text, size_t length, uint32_t concept, int32_t actor,
                             sf_error *error) {
  for (size_t at = 0; at <= length;) {
    const char *comma = memchr(text + at, ',', length - at);
    const size_t end = comma != NULL ? (size_t)(comma - text) : length;
    const sf_status status = sf_add_phrase(reader, text + at, end - at, concept, actor, error);
    if (status != SF_OK) return status;
    at = end + 1;
  }
  return SF_OK;
}

static sf_status add_words(sf_reader *reader, const char *head, size_t head_length, const char *body, size_t length,
                           sf_error *error) {
  uint32_t concept;
  const sf_status status = sf_add_concept_name(reader, head, head_length, &concept, error);
  return status != SF_OK ? status : add_phrases(reader, body, length, concept, SF_NO_ACTOR, error);
}

/* "buyer Meta: meta, facebook", "buyer/cloud Microsoft: microsoft, azure" */
static sf_status add_actor(sf_reader *reader, const char *head, size_t head_length, const char *body, size_t length,
                           sf_error *error) {
  size_t role = 0;
  while (role < head_length && !sf_is_blank(head[role]) && head[role] != '/') ++role;
  const size_t business = role < head_length && head[role] == '/' ? role + 1 : role;
  size_t end = business;
  while (end < head_length && !sf_is_blank(head[end])) ++end;
  size_t name = end;
  while (name < head_length && sf_is_blank(head[name])) ++name;
  if (name == head_length || (business > role && end == business))
    return sf_fail(error, SF_PARSE, "expected \"actor ROLE NAME: alias, ...\" or \"actor ROLE/BUSINESS NAME: ...\"");
  uint32_t concept;
  const sf_status status = sf_add_concept_name(reader, head, role, &concept, error);
  if (status != SF_OK) return status;
  sf_named_actor *actor = sf_grow_list(&reader->actors, sizeof *actor);
  if (actor != NULL) {
    actor->name = sf_keep_string(reader, head + name, head_length - name);
    actor->business = end > business ? sf_keep_string(reader, head + business, end - business) : "";
  }
  if (actor == NULL || actor->name == NULL || actor->business == NULL)
    return sf_fail(error, SF_NO_MEMORY, "no memory for the lexicon");
  return add_phrases(reader, body, length, concept, (int32_t)reader->actors.count - 1, error);
}

static sf_status add_entry(sf_reader *reader, const entry *e, sf_list *waiting, sf_error *error) {
  size_t keyword = 0;
  while (keyword < e->length && !sf_is_blank(e->text[keyword])) ++keyword;
  size_t head = keyword;
  while (head < e->length && sf_is_blank(e->text[head])) ++head;
  const char *colon = memchr(e->text, ':', e->length);
  if (colon == NULL || (size_t)(colon - e->text) <= head)
    return sf_fail(error, SF_PARSE,
                   "expected \"words CONCEPT: ...\", \"actor ROLE NAME: ...\", \"rule CHANNEL ...: ...\" or "
                   "\"odds word WORD: ...\"");
  size_t head_end = (size_t)(colon - e->text);
  const char *body = colon + 1;
  const size_t length = e->length - head_end - 1;
  while (head_end > head && sf_is_blank(e->text[head_end - 1])) --head_end;
  if (keyword == 5 && memcmp(e->text, "words", 5) == 0)
    return add_words(reader, e->text + head, head_end - head, body, length, error);
  if (keyword == 5 && memcmp(e->text, "actor", 5) == 0)
    return add_actor(reader, e->text + head, head_end - head, body, length, error);
  const bool odds = keyword == 4 && memcmp(e->text, "odds", 4) == 0;
  if (!odds && (keyword != 4 || memcmp(e->text, "rule", 4) != 0))
    return sf_fail(error, SF_PARSE, "expected words, actor, rule or odds, got \"%.*s\"",
                   (int)(keyword > 40 ? 40 : keyword), e->text);
  waiting_entry *kept = sf_grow_list(waiting, sizeof *kept);
  if (kept == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the lexicon");
  *kept = (waiting_entry){e->name, e->text + head, e->line, e->length - head, odds};
  return SF_OK;
}

static sf_status add_lexicon(sf_reader *reader, const sf_lexicon_text *lexicon, sf_list *waiting, sf_error *error) {
  size_t at = 0, line = 1;
  for (;;) {
    const entry e = next_entry(lexicon, &at, &line);
    if (e.length == 0) return SF_OK;
    const sf_status status = add_entry(reader, &e, waiting, error);
    if (status != SF_OK) return place_error(e.name, e.line, status, error);
  }
}

static sf_status compile(sf_reader *reader, const sf_lexicon_text *lexicons, size_t count, sf_list *waiting,
                         sf_error *error) {
  sf_status status = add_own_concepts(reader, error);
  for (size_t i = 0; i < count && status == SF_OK; ++i) status = add_lexicon(reader, &lexicons[i], waiting, error);
  const waiting_entry *entries = waiting->items;
  for (size_t i = 0; i < waiting->count && status == SF_OK; ++i) {
    const waiting_entry *e = &entries[i];
    status = (e->odds ? sf_add_odds : sf_add_rule)(reader, e->text, e->length, error);
    if (status != SF_OK) status = place_error(e->name, e->line, status, error);
  }
  return status == SF_OK ? sf_index_rules(reader, error) : status;
}

sf_status sf_create_reader(const sf_lexicon_text *lexicons, size_t count, sf_reader **reader, sf_error *error) {
  sf_error own;
  if (error == NULL) error = &own;
  *reader = NULL;
  sf_reader *made = sf_allocate(1, sizeof *made);
  if (made == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the lexicon");
  sf_start_odds(&made->odds);
  sf_list waiting = {0};
  const sf_status status = compile(made, lexicons, count, &waiting, error);
  sf_free(waiting.items);
  if (status != SF_OK) {
    sf_destroy_reader(made);
    return status;
  }
  *reader = made;
  return SF_OK;
}

void sf_destroy_reader(sf_reader *reader) {
  if (reader == NULL) return;
  char **strings = reader->strings.items;
  for (size_t i = 0; i < reader->strings.count; ++i) sf_free(strings[i]);
  sf_list *lists[] = {&reader->strings,  &reader->concepts, &reader->actors, &reader->nodes,
                      &reader->meanings, &reader->rules,    &reader->cues};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; ++i) sf_free(lists[i]->items);
  sf_free(reader->edges);
  sf_free(reader->cue_places);
  sf_free(reader->starts);
  sf_free(reader->by_concept);
  sf_free(reader);
}
