/* Which readings of a view are suspect. */
#ifndef SF_JUDGEMENT_SUSPICION_H
#define SF_JUDGEMENT_SUSPICION_H

#include "signalflow/rule.h"

/* What is usual from one reading to the next; known is false while there are too few readings. */
typedef struct sf_habit {
  bool known, logarithmic;
  double usual, sigma;
} sf_habit;

/* The reading of a view whose period ends nearest to day, within 10 days; NULL when there is none. */
const sf_observation *sf_find_near(const sf_observation *view, size_t count, sf_day day);

SF_MUST_USE sf_status sf_learn_habit(const sf_observation *view, size_t count, sf_habit *habit, sf_error *error);

sf_jump sf_jump_between(const sf_habit *habit, const sf_observation *before, const sf_observation *after);

/* The view of a series on that day, the caller's to free with sf_free. */
SF_MUST_USE sf_status sf_take_view(const sf_series *series, sf_day as_of, sf_observation **view, size_t *count,
                                   sf_error *error);

/* trusted[i] = place of the reading that i jumped away from, or i itself when it is not suspect. */
SF_MUST_USE sf_status sf_mark_suspects(const sf_observation *view, size_t count, const sf_habit *habit, double sigmas,
                                       const sf_series *confirming, sf_day as_of, size_t *trusted, sf_error *error);

#endif
