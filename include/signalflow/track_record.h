/* Track records: how well probabilities given beforehand met what happened, and what a source's word has earned.
 *
 * A forecast is a probability of an event with a yes-or-no outcome. What is unresolved, overdue or too vague to resolve
 * is not scored, and is no hit either. */
#ifndef SIGNALFLOW_TRACK_RECORD_H
#define SIGNALFLOW_TRACK_RECORD_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A record counts in full only after many forecasts: n of them by n / (n + 10). Our judgement (2026-11). */
#define SF_RECORD_HALFWAY 10.0

enum { SF_CALIBRATION_BINS = 10 }; /* of equal width; 1 falls in the last */

typedef struct sf_calibration_bin {
  size_t count, happened;
  double forecast; /* mean probability given; NaN while the bin is empty */
} sf_calibration_bin;

/* Every number is NaN while count is 0. */
typedef struct sf_score {
  size_t count;
  size_t hits, misses; /* above 1/2 and it happened or below and it did not; the other way round. 1/2 is neither */
  double base_rate;    /* share that happened */
  double brier;        /* mean (p - o)^2 (Brier 1950): 0 is perfect, 1/4 is saying 1/2 always */
  /* Murphy (1973), over forecasts of equal probability: brier = reliability - resolution + uncertainty, exactly. */
  double reliability; /* how far what happened lies from what was said: sum n_k (p_k - o_k)^2 / n */
  double resolution;  /* how far what was said tells cases apart: sum n_k (o_k - base)^2 / n; 0 when always the same */
  double uncertainty; /* base (1 - base) */
  double skill; /* (resolution - reliability) / uncertainty = 1 - brier / uncertainty; NaN where all came out alike */
  double log_score;         /* mean -ln of the probability given to what happened, nats (Good 1952) */
  size_t certain_and_wrong; /* given 0 or 1, and wrong: any such makes log_score infinite */
  sf_calibration_bin bins[SF_CALIBRATION_BINS];
} sf_score;

/* Scores count forecasts, in any order with the same bits. SF_INVALID names the one that is no probability;
 * SF_NO_MEMORY. */
SF_API SF_MUST_USE sf_status sf_score_forecasts(const double *probabilities, const bool *outcomes, size_t count,
                                                sf_score *score, sf_error *error);

/* max(0, n / (n + halfway) x skill), 0 where skill is not known: shrunk towards no weight while the record is short.
 * halfway is 0 or more: SF_RECORD_HALFWAY. */
SF_API double sf_source_weight(const sf_score *score, double halfway);

/* ln of the likelihood ratio that a source's word p has earned:
 *   weight x (logit(p) - logit(base_rate)), within +-SF_ITEM_CAP.
 * For a source that is calibrated, Bayes' rule makes the ratio odds(p) / odds(base rate); the weight raises it to a
 * power below 1. This is our judgement (2026-11), and cautious: calibrated sources are discounted too. No record, a
 * record without skill, and one that always says the same earn exactly 0, a ratio of 1. p is within 0 and 1. */
SF_API double sf_earned_log_ratio(const sf_score *score, double p, double halfway);

typedef struct sf_rate {
  double mean, low, high;
} sf_rate;

/* The rate behind hits and misses from a uniform prior: Beta(1 + hits, 1 + misses), its mean, 5th and 95th
 * percentile. */
SF_API sf_rate sf_hit_rate(size_t hits, size_t misses);
#ifdef __cplusplus
}
#endif
#endif
