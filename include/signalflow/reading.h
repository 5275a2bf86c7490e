/* Reading a headline: which channel of the AI-factory thesis changed, in which direction, by how much, and who said or
 * did it.
 *
 * A reader is a lexicon compiled once: words grouped into concepts, actors with their roles, rules that turn concepts
 * which stand together into weight for a channel, and odds that weigh rules and words against each other. Nothing is
 * learnt at run time and nothing is hidden: every reading names the rules and words that decided and the bytes they
 * stood on. A reading is the claim a headline makes, never its truth.
 *
 * The lexicon is plain text, one entry a line; lines that start with a space continue the one above, # starts a
 * comment:
 *
 *   words CONCEPT: phrase, +phrase, ...     "surge~" also stands for surges, surged, surging; "#" for any number
 *   actor ROLE NAME: alias, alias, ...      ROLE (buyer, supplier, lab, regulator, ...) is a concept as well;
 *                                           "buyer/landlord": a buyer to the rules, and what its business is
 *   rule CHANNEL SIGN WEIGHT: terms         demand, cost, bottleneck or margin, with + - or 0
 *   rule none/KIND WEIGHT: terms            KIND as in sf_none_kind_name
 *   odds word WORD: demand 0.3, none -0.2   and "odds pair CONCEPT>CONCEPT", "odds rules CHANNEL", "odds start"
 *
 * Terms: "a" present anywhere; "a>b>c" in this order, "a~b" in any order, within seven words and one clause; "a>>b",
 * "a~~b" the same within four; "!a" absent; "a|b" either. A term must hold for each part; a rule fires once a
 * headline. The longest phrase that starts at a word wins, and what it covers counts for nothing else: so "supply chain
 * security" is no supply, "on demand" no demand. A phrase after "+" is open: it counts, and its words count for other
 * phrases too.
 *
 * Clauses: one ends at a full stop, colon, semicolon, dash and the like, not at a comma or after an abbreviation; words
 * of the concept "clause" ("but", "while") end one as well. A word of "not" ("no", "without", "veto") turns the sign of
 * the rules that use a concept up to three words on, a word of "deny" ("denies", "no talks", "walks back plan to") all
 * that follows in its clause; but a negating word that the rule itself names ("not>bubble") turns nothing. A word of
 * "lift" ("vetoes", "scraps") and one of "limit" ("pause", "ban") up to five words on, without a comma or a word of
 * "cause" ("on", "due to") between, turn each other likewise: what halts a halt eases. Lifting that is itself denied or
 * lifted leaves the limit. What follows a word of "hedge" ("hopes to", "asks", "weighs") in its clause is no change for
 * the better yet: + becomes 0, while - stays, for a threat is a change. What follows a word of "whether" ("is", "can")
 * that heads a clause of a headline with a question mark is left open: + and - become 0. A rule all of whose words
 * follow one of "background" ("despite", "after", "amid"), up to a comma or the clause's end, weighs three quarters.
 * Where two rules "a~b" of a channel start at one word and claim opposite signs ("margin~up", "margin~down"), the one
 * whose words stand closer together holds; where rules of two channels share their last word ("demand rises, shrugs off
 * tariff cost"), the one that is nearer by three words or more, unless their first words stand together ("profit, sales
 * beat") or the nearer one's stands behind the shared word and the other's before it ("profit beats estimates"). Rules
 * of a channel add up; of the kinds of none only the heaviest counts. The sign of a channel is that of the sum of its
 * rules' squared weights.
 *
 * Odds: a channel whose rules weigh w has the evidence ln(1 + w^(5/4) / p), p being 0.56 for none and 0.06 for the
 * others. The log-odds of the five channels are those of the start, the evidence of each channel times its "odds
 * rules", and those of every word and pair that the headline holds. A word stands for its stem (surge, surges, surged,
 * surging: endings are cut where four letters stay), a pair for two concepts in this order that start within
 * twelve words, with three other concepts between them at most; each counts once. The likeliest channel is read. A
 * later line for the same word, pair or channel replaces an earlier one. A lexicon without odds reads the heaviest
 * channel, and its confidence is the evidence alone. A headline in which no rule fires is unsure, whatever its words.
 *
 * Two figures of one unit beside a word of "estimate" or "versus" ("EPS $1.42 beats $1.38 estimate") are compared, and
 * become the concept above_estimate or below_estimate. Other concepts that need no words: question (a question mark),
 * and money, percent, multiple, power, duration, count, rate, memory, energy, where a quantity of that kind stands.
 *
 * A reader never changes once made, and many threads may use one. */
#ifndef SIGNALFLOW_READING_H
#define SIGNALFLOW_READING_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sf_channel {
  SF_DEMAND,     /* what is wanted, ordered, used or paid for */
  SF_COST,       /* what a token or a unit of compute costs; + is cheaper */
  SF_BOTTLENECK, /* what holds supply or deployment back; + is easing */
  SF_MARGIN,     /* what is left for the seller */
  SF_NONE,       /* nothing of these changed */
  SF_UNSURE,     /* the words do not tell */
  SF_CHANNEL_COUNT
} sf_channel;
/* "demand", "cost", "bottleneck", "margin", "none", "unsure". */
SF_API const char *sf_channel_name(sf_channel channel);
enum { SF_SIGNED_CHANNELS = SF_NONE };

/* What a headline without a channel is about. */
typedef enum sf_none_kind {
  SF_ABOUT_STOCK,
  SF_ABOUT_FINANCING,
  SF_ABOUT_MODEL,
  SF_ABOUT_PRODUCT,
  SF_ABOUT_LEGAL,
  SF_ABOUT_PEOPLE,
  SF_ABOUT_CONSUMER,
  SF_ABOUT_OPINION,
  SF_ABOUT_OTHER,
  SF_NONE_KIND_COUNT
} sf_none_kind;
SF_API const char *sf_none_kind_name(sf_none_kind kind);

typedef enum sf_quantity_kind {
  SF_MONEY_QUANTITY,
  SF_PERCENT_QUANTITY,
  SF_MULTIPLE_QUANTITY,
  SF_POWER_QUANTITY,
  SF_DURATION_QUANTITY,
  SF_COUNT_QUANTITY,
  SF_RATE_QUANTITY,
  SF_MEMORY_QUANTITY,
  SF_ENERGY_QUANTITY,
  SF_QUANTITY_KIND_COUNT
} sf_quantity_kind;
/* "money", "percent", "multiple", ... */
SF_API const char *sf_quantity_kind_name(sf_quantity_kind kind);

typedef enum sf_bound { SF_EXACTLY, SF_UP_TO, SF_AT_LEAST, SF_ABOUT, SF_BOUND_COUNT } sf_bound;
/* "exactly", "up to", "at least", "about". */
SF_API const char *sf_bound_name(sf_bound bound);

enum {
  SF_QUANTITY_UNIT_SIZE = 24,
  SF_MAX_QUANTITIES = 16,
  SF_MAX_ACTORS = 12,
  SF_MAX_REASONS = 24,
  SF_LONGEST_HEADLINE = 2048 /* bytes; what follows is not read, and the reading says so */
};

/* A place in the headline, in bytes from 0. */
typedef struct sf_place {
  uint32_t start, length;
} sf_place;

/* A quantity as written. value is in unit: "$6.5 billion" is 6.5e9 USD, "4.25GW" 4.25 GW, "56 per cent" 56 %,
 * "25x" 25, "350M monthly users" 3.5e8 users. */
typedef struct sf_text_quantity {
  sf_place place;
  sf_quantity_kind kind;
  sf_bound bound;     /* "up to 25x" */
  double value, high; /* equal but for a range: "10-15%" */
  char unit[SF_QUANTITY_UNIT_SIZE];
} sf_text_quantity;

typedef struct sf_actor {
  const char *name, *role, *business; /* the reader's own; "" where no business is named */
  sf_place place;
} sf_actor;

typedef struct sf_channel_reading {
  sf_channel channel;
  int direction; /* +1, -1; 0: no change asserted, or evenly mixed */
  double weight; /* of its rules; 0 where words alone speak for it */
} sf_channel_reading;

/* A rule that fired, and the words that made it; or a word or pair that raises a channel's log-odds by 0.2 or more. */
typedef struct sf_reason {
  const char *rule; /* as in the lexicon: "demand + 3: buyer>spend", "demand 0.31: word backlog"; the reader's own */
  sf_channel channel;
  sf_none_kind none_kind; /* of a rule for none */
  bool fitted;            /* a word or pair */
  int direction;          /* after negation; 0 for a word or pair */
  double weight;          /* of a word or pair, what it adds to the log-odds */
  sf_place place;         /* from the first of its words to the last */
} sf_reason;

/* Below this confidence a reading is unsure; its confidence is then that of the channel that came first. Where two
 * channels are read, their evidence counts together. */
#define SF_LEAST_CONFIDENCE 0.52

typedef struct sf_reading {
  sf_channel channel; /* the primary one: the likeliest, or of those near it the one named first */
  int direction;      /* of the primary one; 0 for none and unsure */
  sf_none_kind none_kind;
  double confidence; /* how likely the primary channel is right, 0 to 1: see SF_LEAST_CONFIDENCE */
  size_t channel_count, quantity_count, actor_count, reason_count;
  sf_channel_reading channels[SF_SIGNED_CHANNELS]; /* primary first; none for none and unsure */
  sf_text_quantity quantities[SF_MAX_QUANTITIES];
  sf_actor actors[SF_MAX_ACTORS];
  sf_reason reasons[SF_MAX_REASONS]; /* heaviest first */
  bool cut;                          /* the headline, or one of these lists, was longer than is kept */
} sf_reading;

typedef struct sf_lexicon_text {
  const char *name; /* for messages */
  const char *text;
  size_t length;
} sf_lexicon_text;

typedef struct sf_reader sf_reader;

/* The lexicon signalflow comes with, its odds after it; the text is static. */
SF_API sf_lexicon_text sf_shipped_lexicon(void);

/* Compiles lexicons, later ones adding to earlier ones. SF_PARSE names the lexicon, the line and what is wrong there;
 * SF_UNKNOWN names the nearest concept when a rule uses one that has no words. */
SF_API SF_MUST_USE sf_status sf_create_reader(const sf_lexicon_text *lexicons, size_t count, sf_reader **reader,
                                              sf_error *error);
SF_API void sf_destroy_reader(sf_reader *reader);

/* Reads one headline: any bytes, UTF-8 or not. Never fails. */
SF_API void sf_read_headline(const sf_reader *reader, const char *headline, size_t length, sf_reading *reading);

/* The quantities alone; returns how many were stored. */
SF_API size_t sf_find_quantities(const char *headline, size_t length, sf_text_quantity *quantities, size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
