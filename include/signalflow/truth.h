/* Three-valued logic: what is not known is undecided.
 *
 * Strong Kleene logic (Kleene, Introduction to Metamathematics, 1952, section 64): an answer is given only where no
 * completion of the unknown could change it. Undecided never passes. */
#ifndef SIGNALFLOW_TRUTH_H
#define SIGNALFLOW_TRUTH_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sf_truth { SF_FALSE, SF_UNDECIDED, SF_TRUE, SF_TRUTH_COUNT } sf_truth;

/* Negation, conjunction and disjunction of two. */
SF_API sf_truth sf_not(sf_truth a);
SF_API sf_truth sf_and(sf_truth a, sf_truth b);
SF_API sf_truth sf_or(sf_truth a, sf_truth b);
/* Of an empty list both are undecided: nothing was asked. */
SF_API sf_truth sf_all(const sf_truth *values, size_t count);
SF_API sf_truth sf_any(const sf_truth *values, size_t count);
/* At least needed of them are true. needed is at least 1; of an empty list undecided. */
SF_API sf_truth sf_quorum(const sf_truth *values, size_t count, size_t needed);
/* False until at least `items` are decided and their share of the weight is at least `coverage`. weights NULL: all
 * equal. */
SF_API bool sf_enough_evidence(const sf_truth *values, const double *weights, size_t count, size_t items,
                               double coverage);

typedef enum sf_side { SF_NEITHER, SF_ABOVE, SF_BELOW } sf_side;

/* Strictly above or below; 0 is a limit like any other. */
typedef struct sf_threshold {
  sf_side side; /* SF_NEITHER: there is none */
  double limit; /* coherent units */
} sf_threshold;

/* Of a number, undecided when it is NaN; of one known to lie in [low, high], decided only where both ends agree. */
SF_API sf_truth sf_meets(sf_threshold threshold, double value);
SF_API sf_truth sf_bounds_meet(sf_threshold threshold, double low, double high);

typedef enum sf_state {
  SF_STATE_UNKNOWN,
  SF_STATE_FAIL,
  SF_STATE_WARN,
  SF_STATE_PASS,
  SF_STATE_SUSPECT, /* the reading looks like a change of tag or source; counts as unknown */
  SF_STATE_COUNT
} sf_state;
/* "unknown", "fail", "warn", "pass", "suspect". */
SF_API const char *sf_state_name(sf_state state);
/* Pass is true, fail false, the others undecided. */
SF_API sf_truth sf_state_truth(sf_state state);

#ifdef __cplusplus
}
#endif
#endif
