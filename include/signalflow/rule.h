/* A rule read over a series, and jumps that the series' own history does not explain. */
#ifndef SIGNALFLOW_RULE_H
#define SIGNALFLOW_RULE_H

#include "series.h"
#include "truth.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sf_rule {
  sf_threshold pass, fail; /* neither met: warn. Without pass, what does not fail passes; without fail, none does. */
  bool has_clear;          /* a dead band: having left pass, the value must be beyond clear to pass again */
  double clear;
  unsigned hold;      /* readings in a row on one side of the state that it takes to change it, to the nearest of them;
                              0 and 1: one. The first reading decides at once */
  int warn_after;     /* days since the reading became known after which pass becomes warn; 0: never */
  int stale_after;    /* and after which the state is unknown; 0: never */
  size_t at_least;    /* readings known, or the state is unknown */
  double jump_sigmas; /* above 0: readings that jump by more robust sigmas than this are suspect (sf_jump), and the
                         state before them is held; 5 is usual */
} sf_rule;

/* SF_INVALID when pass and fail overlap, clear lies on the wrong side of pass, or a number is not finite. */
SF_API SF_MUST_USE sf_status sf_check_rule(const sf_rule *rule, sf_error *error);

/* A change that the series' own history does not explain: more robust sigmas from the usual one than a rule allows. It
 * is taken from the last value that is not itself suspect: a value that comes back is no second jump, and one that
 * stays is accepted after SF_SUSPECT_READINGS. There is none while fewer than SF_LEAST_CHANGES changes are known. */
typedef struct sf_jump {
  sf_observation before, after;
  double change; /* ln(after / before), or after - before in a series that is not everywhere above 0 */
  double usual;  /* the median change from one period to the next */
  double sigma;  /* robust: 1.4826 times the median absolute deviation from it, at least SF_LEAST_SIGMA (of the median
                    absolute value in a series that is not everywhere above 0) */
} sf_jump;

#define SF_LEAST_SIGMA 0.01
enum { SF_LEAST_CHANGES = 6, SF_SUSPECT_READINGS = 4 };

/* Why a state is what it is. */
typedef enum sf_why {
  SF_WHY_NO_READING, /* nothing was known on that day */
  SF_WHY_VALUE,      /* the newest reading says so by itself */
  SF_WHY_DEAD_BAND,  /* it meets pass and not clear, having left pass before */
  SF_WHY_HELD,       /* it says otherwise: `pending` readings in a row do, fewer than hold */
  SF_WHY_NEAREST,    /* it says otherwise: hold readings in a row left the state before, to the nearest of theirs */
  SF_WHY_AGEING,     /* it passes, and has been known for more than warn_after days */
  SF_WHY_STALE,      /* it has been known for more than stale_after days */
  SF_WHY_TOO_FEW,    /* fewer than at_least readings are known */
  SF_WHY_JUMP,       /* it jumped */
  SF_WHY_BLANK,      /* a newer period, `blank`, was given without a value */
  SF_WHY_OPEN_BOUND, /* it is a bound that leaves open on which side of a threshold the value lies */
  SF_WHY_COUNT
} sf_why;
/* "no reading", "value", "dead band", "held", "nearest", "ageing", "stale", "too few", "jump", "blank",
 * "open bound". */
SF_API const char *sf_why_name(sf_why why);

/* What a rule says of a series on a day. */
typedef struct sf_finding {
  sf_state state;
  sf_why why;
  size_t readings; /* known on that day */
  bool has_observation;
  sf_observation observation; /* the newest value known */
  int age;                    /* days from when its period first had a value to as_of */
  sf_state last;              /* where state is unknown or suspect: the last one that was known, held */
  sf_day since;               /* where last or state is known: end of the period whose reading brought it; where it
                                 warns by age, the day from which it does */
  unsigned pending;           /* readings in a row that point to another state, not yet enough */
  sf_threshold limit;         /* that the newest reading crossed, or did not: what decides between state and another */
  sf_note blank;              /* with SF_WHY_BLANK */
  sf_jump jump;               /* with SF_WHY_JUMP: the newest reading, and the last that is trusted */
} sf_finding;

/* Where the readings of a rule are doubted, and cleared; both may be NULL. */
typedef struct sf_witness {
  const sf_series *raw;        /* jumps are looked for in it, not in the rule's own series (a ratio's numerator); a
                                  reading is suspect where that of raw is whose period ends within 10 days of its own */
  const sf_series *confirming; /* clears a jump that it shares: a change of the same sign, beyond as many sigmas of its
                                  own, between periods that end within 10 days of these */
} sf_witness;

/* Reads the series as known on as_of, oldest period first, and says where the rule stands. Asking as of a day gives
 * what would have been said on that day. */
SF_API SF_MUST_USE sf_status sf_evaluate_rule(const sf_rule *rule, const sf_series *series, sf_witness witness,
                                              sf_day as_of, sf_finding *finding, sf_error *error);

/* A jump as of a split that the closes are not adjusted for. */
typedef struct sf_split {
  sf_observation before, after;
  double factor; /* 10: ten shares for one; 0.1: one for ten; 1.5: three for two */
} sf_split;

/* Jumps from one close to the next whose logarithm lies near that of a split (a whole number for one or back, or three
 * for two), and which the market (may be NULL) does not share. The first capacity are written, *found says how many
 * there are. A fall by half or by a third on news looks the same: whoever knows says so. */
SF_API SF_MUST_USE sf_status sf_find_splits(const sf_series *closes, const sf_series *market, sf_day as_of,
                                            sf_split *splits, size_t capacity, size_t *found, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
