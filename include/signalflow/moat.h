/* Moat and dependence: whether an advantage widens, beside whether its buyers grow fewer or find other ways.
 *
 * Each side is joined from measures of its own, and each measure is a change against a dead band: down, flat or up. The
 * rule can be followed by hand:
 *
 *   1. A measure that is not known has no vote.
 *   2. With fewer than two that are known, the side is unknown.
 *   3. With one up and another down, they contradict each other, and the side is unknown: nothing is averaged, and
 * three against one is still a contradiction that an analyst has to resolve.
 *   4. Else the side goes where those that moved went, or is flat when none did.
 *
 * The joint state is the pair of sides, nine in all, and unknown while either side is. There is no score. */
#ifndef SIGNALFLOW_MOAT_H
#define SIGNALFLOW_MOAT_H

#include "series.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sf_trend { SF_TREND_UNKNOWN, SF_TREND_DOWN, SF_TREND_FLAT, SF_TREND_UP, SF_TREND_COUNT } sf_trend;
/* "unknown", "down", "flat", "up". */
SF_API const char *sf_trend_name(sf_trend trend);
/* Down for up and up for down: concentration that rises is diversification that worsens. */
SF_API sf_trend sf_opposite_trend(sf_trend trend);

/* Of a change known to lie in [low, high], in the unit of band: up beyond band, down beyond -band, flat within; exactly
 * at the band (1e-9 of it is forgiven) is flat. Unknown where the bounds do not agree, where one is NaN, and where band
 * is not 0 or more. */
SF_API sf_trend sf_trend_of_change(double low, double high, double band);

/* The newest value known on as_of, and that of the period that ends nearest to the same day a year before, within
 * SF_YEAR_TOLERANCE days, as it was known on as_of too. Returns how many of the two there are: 0, 1 (the newest) or 2.
 */
SF_API size_t sf_value_and_year_before(const sf_series *series, sf_day as_of, sf_observation pair[2]);

typedef enum sf_joining {
  SF_JOINED,
  SF_TOO_FEW,     /* fewer than SF_MEASURES_NEEDED are known */
  SF_CONFLICTING, /* at least one is up and one is down */
  SF_JOINING_COUNT
} sf_joining;

enum { SF_MEASURES_NEEDED = 2 }; /* one measure may have a reason of its own: our judgement */

typedef struct sf_moat_side {
  sf_trend trend; /* unknown unless joined */
  sf_joining joining;
  size_t known, down, flat, up; /* measures */
} sf_moat_side;

/* Up is better on both sides. trends may be NULL when count is 0. */
SF_API sf_moat_side sf_join_trends(const sf_trend *trends, size_t count);

/* "widening", "flat", "narrowing", "unknown". */
SF_API const char *sf_moat_name(sf_trend moat);
/* "improving", "flat", "worsening", "unknown". */
SF_API const char *sf_diversification_name(sf_trend diversification);

/* The joint state:
 *
 *                  improving      flat           worsening
 *   widening       broadening     strengthening  dependence
 *   flat           diversifying   steady         concentrating
 *   narrowing      commoditising  eroding        exposed
 *
 * and "unknown" where either is. */
SF_API const char *sf_moat_state_name(sf_trend moat, sf_trend diversification);

#ifdef __cplusplus
}
#endif
#endif
