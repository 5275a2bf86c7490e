/* A headline while it is read: its words, the concepts found in them, the rules that fired. */
#ifndef SF_HEADLINES_READING_WORK_H
#define SF_HEADLINES_READING_WORK_H

#include "headlines/lexicon.h"
#include "headlines/tokens.h"

enum { SF_MOST_HITS = 128, SF_MOST_FIRED = 64 };

typedef struct sf_hit {
  uint16_t concept, first, last; /* tokens */
  uint16_t negator;              /* the token of the word that negates it */
  int16_t actor;
  bool negated, background;
} sf_hit;

/* Hits that make a rule true. */
typedef struct sf_match {
  uint16_t anchor, partner, first, last; /* tokens; the anchor is where the rule's first concept stands, the partner
                                            where its last tied one does */
  uint16_t gap;                          /* words between tied hits */
  bool negated, placed;
  bool beside;     /* by a tie that asks for no order */
  bool background; /* all its hits stand in background clauses */
} sf_match;

typedef struct sf_fired_rule {
  const sf_rule *rule;
  sf_match match;
  double weight; /* the rule's, less in the background */
  bool overruled;
} sf_fired_rule;

typedef struct sf_reading_work {
  const sf_reader *reader;
  sf_token tokens[SF_MAX_TOKENS];
  size_t token_count, hit_count, fired_count;
  sf_hit hits[SF_MOST_HITS]; /* in the order of their first words */
  sf_concept_set present;
  sf_fired_rule fired[SF_MOST_FIRED];
  bool cut;
} sf_reading_work;

/* Finds the concepts in the words and the reading's quantities; asks: the headline has a question mark. */
void sf_find_concepts(sf_reading_work *work, const sf_reading *reading, bool asks);
/* Whether a clause ends after the token `after`, up to and with `until`. */
bool sf_clause_ends(const sf_reading_work *work, size_t after, size_t until);
/* Fires the rules that the concepts make true. */
void sf_apply_rules(sf_reading_work *work);
/* The rule's sign, turned where its words are negated. */
int sf_fired_sign(const sf_fired_rule *fired);

#endif
