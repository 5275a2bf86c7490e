/* Evidence for and against a hypothesis: a probability moved by weighed likelihood ratios, behind guards.
 *
 *   logit(p) = logit(prior) + sum of w L,   L = ln P(item | true) / P(item | false), kept within the item cap,
 *   w = 2^(-age / half-life) x independence
 *
 * Independence. Copies of one story count as one: each of its m copies weighs 1/m, and all fade from the day the story
 * was first known, for a copy is no news. A story belongs to the origin of its first copy. An origin is one root event
 * (a filing, an announcement), not a publisher: its m stories weigh 1 / (1 + (m - 1) correlation) each, which is the
 * effective number of m equally correlated reports, and all of it together moves no more than the origin cap.
 *
 * Nothing depends on the order of the items, to the last bit. What became known after as_of does not exist. */
#ifndef SIGNALFLOW_EVIDENCE_H
#define SIGNALFLOW_EVIDENCE_H

#include "date.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Defaults and thresholds. Where no source is named, the figure is our judgement (2026-11). */
#define SF_ITEM_CAP 2.302585092994046   /* ln 10: one item multiplies the odds by no more than ten */
#define SF_ORIGIN_CAP 2.995732273553991 /* ln 20, where "strong" evidence begins (Kass & Raftery 1995) */
#define SF_CORRELATION 0.5              /* of two reports of one event: 4 count as 1.6 */
#define SF_DECIDED_ODDS 3.0             /* posterior odds where "positive" evidence begins (Kass & Raftery 1995) */
#define SF_WEAKER_SIDE 0.5              /* decided only while the weaker side is below this share of the stronger */
#define SF_UNGUARDED_LOW .02            /* bounds of the probability while a guard fails */
#define SF_UNGUARDED_HIGH .98
#define SF_LOPSIDED_SHARE .8                            /* lopsided above this share on one side ... */
enum { SF_LOPSIDED_STORIES = 5, SF_GUARD_ORIGINS = 2 }; /* ... from this many stories; origins that a verdict needs */

/* An item moves nothing, and counts for no guard, when it is `own`, `flat`, not yet known, or when log_ratio is 0. */
typedef struct sf_evidence {
  double log_ratio;   /* ln of the likelihood ratio: above 0 supports; finite */
  sf_day day;         /* when it became known */
  double half_life;   /* days, above 0; infinite: it does not fade */
  uint64_t origin;    /* the same number for the same origin: sf_evidence_key */
  uint64_t story;     /* the same number for copies of one story, whatever their origins; 0: there is no copy */
  bool hard;          /* a filing, a contract or a measurement */
  bool disconfirming; /* the outcome of a check that could have failed */
  bool own;           /* the hypothesis' own speaker, or a comment */
  bool flat;          /* equal over all rival hypotheses */
} sf_evidence;

typedef struct sf_evidence_settings {
  sf_day as_of;
  bool has_horizon; /* leave it out once the hypothesis is resolved */
  sf_day horizon;
  double correlation; /* 0 to 1 */
  double item_cap;    /* of |ln likelihood ratio|, above 0 */
  double origin_cap;  /* of |sum of w L| of one origin, above 0 */
} sf_evidence_settings;

typedef enum sf_belief {
  SF_UNVERIFIED,   /* a guard fails */
  SF_SUPPORTED,    /* odds of SF_DECIDED_ODDS or more, and the evidence on that side clearly the stronger */
  SF_CONTESTED,    /* neither supported nor contradicted */
  SF_CONTRADICTED, /* odds of 1 / SF_DECIDED_ODDS or less, and the evidence on that side clearly the stronger */
  SF_EXPIRED,      /* as_of is past the horizon, whatever the evidence */
  SF_BELIEF_COUNT
} sf_belief;

/* Guards that fail. */
enum { SF_LACKS_ORIGIN = 1, SF_LACKS_HARD = 2, SF_LACKS_DISCONFIRMING = 4 };
/* Warnings. */
enum {
  SF_WARN_NO_EVIDENCE = 1,
  SF_WARN_ONE_ORIGIN = 2,
  SF_WARN_NO_HARD = 4,
  SF_WARN_NO_DISCONFIRMING = 8,
  SF_WARN_LOPSIDED = 16,
  SF_WARN_CAPPED_ITEM = 32,
  SF_WARN_CAPPED_ORIGIN = 64,
  SF_WARN_HELD = 128 /* the probability would lie outside its bounds */
};

typedef struct sf_weighing {
  sf_belief status;
  double probability;      /* within SF_UNGUARDED_LOW and _HIGH unless every guard passes */
  double log_odds;         /* logit(prior) + the exact sum of the contributions, rounded once; not held within bounds */
  size_t origins, stories; /* that move something, as are the next two */
  size_t hard, disconfirming;  /* stories with such a copy */
  double supporting, opposing; /* sums of w |L| by sign */
  double one_sided; /* share of stories on the commoner side, by the majority of copies; NaN without stories */
  bool lopsided;    /* one_sided above SF_LOPSIDED_SHARE, SF_LOPSIDED_STORIES or more, nothing disconfirming */
  unsigned missing, warnings; /* sums of the flags above */
} sf_weighing;

/* The default caps and correlation, and no horizon. */
SF_API sf_evidence_settings sf_default_evidence_settings(sf_day as_of);

/* A number for a name of an origin or a story: never 0; case (of ASCII letters) and spaces at the ends or repeated do
 * not matter. Of a hundred thousand names two share a number with a chance of 3e-10. */
SF_API uint64_t sf_evidence_key(const char *text, size_t length);

/* Weighs count items. prior is above 0 and below 1. contributions is NULL, or count numbers: w L of each item, 0 for
 * what moves nothing. SF_INVALID names the item and what is wrong; SF_NO_MEMORY. Takes time in proportion to count. */
SF_API SF_MUST_USE sf_status sf_weigh_evidence(double prior, const sf_evidence *items, size_t count,
                                               const sf_evidence_settings *settings, double *contributions,
                                               sf_weighing *result, sf_error *error);

/* "unverified", "supported", ... Never NULL. */
SF_API const char *sf_belief_name(sf_belief status);
/* One flag as a code: "origin", "hard", "disconfirming"; NULL for no flag. */
SF_API const char *sf_missing_name(unsigned flag);
/* One flag as a code: "no_evidence", "one_origin", "no_hard", "no_disconfirming", "lopsided", "capped_item",
 * "capped_origin", "held"; NULL for no flag. */
SF_API const char *sf_warning_name(unsigned flag);

/* Analysis of competing hypotheses (Heuer 1999, ch. 8): each item is judged against each hypothesis, and what counts
 * is what speaks against. SF_UNJUDGED counts as neutral. */
typedef enum sf_consistency {
  SF_STRONGLY_INCONSISTENT = -2,
  SF_INCONSISTENT = -1,
  SF_NEUTRAL = 0,
  SF_CONSISTENT = 1,
  SF_STRONGLY_CONSISTENT = 2,
  SF_UNJUDGED = 3
} sf_consistency;

/* cells: items rows of hypotheses columns. weights: one a row, 0 or more, or NULL for 1 each.
 *   inconsistency[h] = sum over items of weight x max(0, -score), items of diagnosticity 0 left out
 *   diagnosticity[i] = largest score of the row - smallest
 *   rank[h] = 1 + the number of hypotheses with less inconsistency: ties share a rank
 * SF_INVALID: no hypothesis, a cell that is none of the above, a weight that is negative or not finite. */
SF_API SF_MUST_USE sf_status sf_rank_rivals(const sf_consistency *cells, const double *weights, size_t items,
                                            size_t hypotheses, double *inconsistency, double *diagnosticity,
                                            size_t *rank, sf_error *error);

/* "CC" "C" "N" "I" "II" to the cell, "?" to SF_UNJUDGED; SF_PARSE for any other text. */
SF_API SF_MUST_USE sf_status sf_parse_consistency(const char *text, size_t length, sf_consistency *cell,
                                                  sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
