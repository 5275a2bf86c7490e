/* A headline while it is read: its words, the concepts found in them, the rules that fired. */
#ifndef SF_HEADLINES_READING_WORK_H
#define SF_HEADLINES_READING_WORK_H

#include "headlines/lexicon.h"
#include "headlines/tokens.h"

enum {
  SF_MOST_HITS = 128,
  SF_MOST_FIRED = 64,
  SF_PAIRED_HITS = 4, /* a hit makes pairs with so many of those after it */
  SF_PAIR_REACH = 12, /* that start at most so many words on */
  SF_MOST_CUES = SF_MAX_TOKENS + SF_MOST_HITS * SF_PAIRED_HITS,
  SF_MOST_MET = 64
};

typedef struct sf_hit {
  uint16_t concept, first, last;   /* tokens */
  uint16_t negator, other_negator; /* the tokens of the words that negate it; SF_NO_NEGATOR for none */
  int16_t actor;
  bool background, hedged, asked;
} sf_hit;

/* Hits that make a rule true. */
typedef struct sf_match {
  uint16_t anchor, partner, first, last; /* tokens; the anchor is where the rule's first concept stands, the partner
                                            where its last tied one does */
  uint16_t gap;                          /* words between tied hits */
  uint8_t taken[SF_MAX_ELEMENTS];        /* the places of its hits */
  uint8_t taken_count;
  bool placed;
  bool negated;    /* an odd number of words that the rule does not name negate one of its hits */
  bool hedged;     /* one of its hits is only hoped or asked for */
  bool asked;      /* one of its hits stands in a question of yes or no */
  bool beside;     /* by a tie that asks for no order */
  bool background; /* all its hits stand in background clauses */
} sf_match;

typedef struct sf_fired_rule {
  const sf_rule *rule;
  sf_match match;
  double weight; /* the rule's, less in the background */
  bool overruled;
} sf_fired_rule;

/* A word, or two concepts that stand near each other in this order: what odds are fitted to. */
typedef struct sf_cue {
  uint64_t key;
  uint16_t first, last;            /* tokens */
  uint16_t concept, other_concept; /* of a pair; SF_NO_PAIR for a word */
} sf_cue;
enum { SF_NO_PAIR = SF_MAX_CONCEPTS, SF_NO_NEGATOR = UINT16_MAX };

/* A cue that has odds. */
typedef struct sf_met_cue {
  const sf_cue_odds *odds;
  uint16_t first, last; /* tokens */
} sf_met_cue;

typedef struct sf_reading_work {
  const sf_reader *reader;
  sf_token tokens[SF_MAX_TOKENS];
  size_t length; /* of the headline, without the outlet behind it */
  size_t token_count, hit_count, fired_count;
  sf_hit hits[SF_MOST_HITS]; /* in the order of their first words */
  sf_concept_set present;
  sf_fired_rule fired[SF_MOST_FIRED];
  sf_met_cue met[SF_MOST_MET];
  size_t met_count;
  bool cut;
} sf_reading_work;

/* Finds the concepts in the words and the reading's quantities; asks: the headline has a question mark. */
void sf_find_concepts(sf_reading_work *work, const sf_reading *reading, bool asks);
/* Whether a clause ends after the token `after`, up to and with `until`. */
bool sf_clause_ends(const sf_reading_work *work, size_t after, size_t until);
/* Fires the rules that the concepts make true. */
void sf_apply_rules(sf_reading_work *work);
/* The rule's sign, turned where its words are negated; 0 where what would be good is only hoped for, and where a
 * question leaves it open. */
int sf_fired_sign(const sf_fired_rule *fired);

/* What the rules that fired weigh together, by channel, and with what sign. */
typedef struct sf_tally {
  double weight[SF_UNSURE];
  double squares[SF_UNSURE], signed_squares[SF_UNSURE]; /* of the weights of rules, the second with the rules' signs */
  double kind[SF_NONE_KIND_COUNT]; /* none weighs what its heaviest kind does: they do not add up */
  uint32_t first[SF_UNSURE];       /* the token where its first evidence ends */
} sf_tally;

/* Splits the headline into words, finds its quantities and concepts, and fires the rules. */
void sf_work_on_headline(const sf_reader *reader, const char *headline, size_t length, sf_reading *reading,
                         sf_reading_work *work);
/* Reads the headline, and leaves what was worked out on the way. */
void sf_read_headline_with(const sf_reader *reader, const char *headline, size_t length, sf_reading *reading,
                           sf_reading_work *work);
void sf_count_weights(const sf_reading_work *work, sf_tally *tally);
/* The weight of a channel's rules as evidence: by how much it raises the log-odds of the channel when it is taken as it
 * is; 0 for no weight. */
void sf_measure_evidence(const sf_tally *tally, double evidence[SF_UNSURE]);
/* The words and pairs, the same one as often as it stands there. */
size_t sf_list_cues(const sf_reading_work *work, sf_cue cues[SF_MOST_CUES]);
/* How likely each channel is: evidence and cues by the reader's odds. Lists the cues met. */
void sf_weigh_channels(sf_reading_work *work, const sf_tally *tally, double likely[SF_UNSURE]);
/* The likeliest channel, without odds the heaviest, or of those near it the one named first; SF_UNSURE where no rule
 * fired. */
sf_channel sf_choose_channel(const sf_tally *tally, const double likely[SF_UNSURE], bool fitted);

#endif
