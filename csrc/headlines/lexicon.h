/* The inside of a reader: a trie of phrases, the concepts they stand for, and the rules over concepts. */
#ifndef SF_HEADLINES_LEXICON_H
#define SF_HEADLINES_LEXICON_H

#include "signalflow/reading.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  SF_MAX_CONCEPTS = 384,
  SF_CONCEPT_WORDS = SF_MAX_CONCEPTS / 64,
  SF_MAX_ELEMENTS = 8,
  SF_NO_ACTOR = -1,
  SF_FIRST_WORD_BITS = 32768,
  SF_CUE_BITS = 32768,
  SF_CUES_OF_READER = 4096 /* words and pairs that may have odds */
};

/* Concepts every lexicon has; those of quantities follow in the order of sf_quantity_kind. */
enum {
  SF_CONCEPT_NOT,
  SF_CONCEPT_CLAUSE,
  SF_CONCEPT_QUESTION,
  SF_CONCEPT_DENY,
  SF_CONCEPT_BACKGROUND,
  SF_CONCEPT_HEDGE,
  SF_CONCEPT_WHETHER,
  SF_CONCEPT_LIFT,
  SF_CONCEPT_LIMIT,
  SF_CONCEPT_CAUSE,
  SF_CONCEPT_VERSUS,
  SF_CONCEPT_ESTIMATE,
  SF_CONCEPT_ABOVE,
  SF_CONCEPT_BELOW,
  SF_CONCEPT_QUANTITY,
  SF_OWN_CONCEPTS = SF_CONCEPT_QUANTITY + SF_QUANTITY_KIND_COUNT
};

typedef struct sf_concept_set {
  uint64_t bits[SF_CONCEPT_WORDS];
} sf_concept_set;

static inline void sf_add_concept(sf_concept_set *set, unsigned concept) {
  set->bits[concept / 64] |= UINT64_C(1) << (concept % 64);
}
static inline bool sf_has_concept(const sf_concept_set *set, unsigned concept) {
  return (set->bits[concept / 64] >> (concept % 64) & 1) != 0;
}
/* How an element of a rule is tied to the one before it. */
typedef enum sf_tie { SF_ANYWHERE, SF_AFTER, SF_BESIDE, SF_ABSENT } sf_tie;

typedef struct sf_element {
  sf_concept_set set; /* any of these */
  uint8_t from, to;   /* the words of the set that are not 0, and the one after them */
  sf_tie tie;
  int reach; /* words to the one it is tied to */
} sf_element;

static inline bool sf_is_any_present(const sf_element *element, const sf_concept_set *present) {
  uint64_t common = 0;
  for (unsigned i = element->from; i < element->to; ++i) common |= element->set.bits[i] & present->bits[i];
  return common != 0;
}

typedef struct sf_rule {
  const char *text;
  sf_channel channel;
  sf_none_kind kind;
  int direction;
  double weight;
  size_t count, key; /* the element the rule is found by: of those that must be there, the one fewest concepts make */
  sf_element elements[SF_MAX_ELEMENTS]; /* the first is not SF_ABSENT */
} sf_rule;

/* What a phrase stands for; a phrase may stand for several things. */
typedef struct sf_meaning {
  uint32_t concept;
  int32_t actor;
  uint32_t next; /* meaning of the same phrase, from 1; 0 ends */
  bool open;     /* its words count for other phrases too */
} sf_meaning;

/* Where a phrase has come to. */
typedef struct sf_node {
  uint32_t meaning;    /* the first, from 1; 0: no phrase ends here */
  uint32_t next_words; /* a bit for each word that may follow: most words follow none, and need not be looked up */
} sf_node;

typedef struct sf_edge {
  uint64_t word; /* 0: empty place */
  uint32_t from, to;
} sf_edge;

/* What a cue, a word or a pair of concepts, adds to the log-odds of the channels. */
typedef struct sf_cue_odds {
  uint64_t key;
  const char *text; /* "demand 0.31: word backlog" */
  double odds[SF_UNSURE];
} sf_cue_odds;

/* What turns the weights of rules and the cues into odds. */
typedef struct sf_odds {
  double start[SF_UNSURE];
  double rules[SF_UNSURE][SF_UNSURE]; /* [whose evidence][on which channel] */
  bool fitted;                        /* any was given: the likeliest channel is read, else the heaviest */
} sf_odds;

/* A growing array; size is that of an item. */
typedef struct sf_list {
  void *items;
  size_t count, capacity;
} sf_list;

typedef struct sf_named_actor {
  const char *name, *business; /* the reader's own; "" where no business is named */
} sf_named_actor;

struct sf_reader {
  sf_list strings;                     /* char *: everything named */
  sf_list concepts;                    /* const char * */
  sf_list actors;                      /* sf_named_actor */
  sf_list nodes;                       /* sf_node; node 0 is the root */
  sf_list meanings;                    /* sf_meaning */
  sf_list rules;                       /* sf_rule */
  sf_list cues;                        /* sf_cue_odds */
  uint32_t *cue_places;                /* open addressing over cues, from 1; 0: empty place */
  size_t cue_capacity;                 /* a power of two */
  uint64_t cue_bits[SF_CUE_BITS / 64]; /* bit of each cue that has odds: most have none */
  sf_odds odds;
  sf_edge *edges; /* open addressing; a power of two */
  size_t edge_count, edge_capacity;
  uint64_t first_words[SF_FIRST_WORD_BITS / 64]; /* bit of each word that starts a phrase: most words start none */
  uint32_t *starts;     /* concept -> where its rules start in by_concept; one more than there are concepts */
  uint32_t *by_concept; /* rules whose key element holds the concept */
};

/* Makes room for one more item and returns it, zeroed; NULL when there is no memory. */
void *sf_grow_list(sf_list *list, size_t size);
/* A copy that the reader frees; NULL when there is no memory. */
const char *sf_keep_string(sf_reader *reader, const char *text, size_t length);
/* The concept of that name; -1 when there is none. */
int sf_find_concept(const sf_reader *reader, const char *name, size_t length);
/* The concept of that name, made when there is none. SF_PARSE when it is no name or there are too many. */
SF_MUST_USE sf_status sf_add_concept_name(sf_reader *reader, const char *name, size_t length, uint32_t *concept,
                                          sf_error *error);

/* Which of the names it is; -1 for none. */
int sf_find_name(const char *text, size_t length, const char *const *names, size_t count);
/* SF_UNKNOWN: there is no such `what`, with the nearest of the names. */
SF_MUST_USE sf_status sf_refuse_name(const char *what, const char *got, size_t length, const char *const *names,
                                     size_t count, sf_error *error);

/* Whether a phrase may start with the word. */
static inline bool sf_may_start_phrase(const sf_reader *reader, uint64_t word) {
  const unsigned bit = (unsigned)(word % SF_FIRST_WORD_BITS);
  return (reader->first_words[bit / 64] >> (bit % 64) & 1) != 0;
}
static inline uint32_t sf_next_word_bit(uint64_t word) { return UINT32_C(1) << (word >> 59); }
/* The node one word further, or 0. */
uint32_t sf_follow_word(const sf_reader *reader, uint32_t node, uint64_t word);
/* Adds a phrase such as "set~ up for", or the open one "+set to double", to the trie. SF_PARSE says what is wrong. */
SF_MUST_USE sf_status sf_add_phrase(sf_reader *reader, const char *phrase, size_t length, uint32_t concept,
                                    int32_t actor, sf_error *error);

/* Reads "demand + 3: buyer>spend !stock" (header and body parted by the colon) into a rule. */
SF_MUST_USE sf_status sf_add_rule(sf_reader *reader, const char *text, size_t length, sf_error *error);
/* Indexes the rules once all are there. */
SF_MUST_USE sf_status sf_index_rules(sf_reader *reader, sf_error *error);

/* The odds before any are given: how often channels are met, and the evidence of rules as it is. */
void sf_start_odds(sf_odds *odds);
/* Reads "word backlog: demand 0.31, none -0.2", "pair deal>chips: ...", "rules demand: ..." or "start: ...", replacing
 * what was given for the same before. */
SF_MUST_USE sf_status sf_add_odds(sf_reader *reader, const char *text, size_t length, sf_error *error);
/* The cue of that key; NULL when it has no odds. */
const sf_cue_odds *sf_find_cue(const sf_reader *reader, uint64_t key);
static inline unsigned sf_cue_bit(uint64_t key) { return (unsigned)(key >> 40) % SF_CUE_BITS; }
static inline bool sf_may_have_odds(const sf_reader *reader, uint64_t key) {
  return (reader->cue_bits[sf_cue_bit(key) / 64] >> (sf_cue_bit(key) % 64) & 1) != 0;
}
/* The key of a pair of concepts; that of a word is its stem. */
static inline uint64_t sf_pair_key(unsigned first, unsigned second) {
  return ((uint64_t)first << 16 | second << 1 | 1) * UINT64_C(0x9E3779B97F4A7C15);
}

#endif
