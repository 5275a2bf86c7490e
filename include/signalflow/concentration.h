/* Concentration of customers, suppliers or markets, in bounds where not everyone is named.
 *
 * Shares are fractions of the whole. What is not disclosed is a tail of unknown make-up: atomised at one end, packed
 * into the largest lumps it may hold at the other. Direct and end customers are different wholes: never join the two.
 */
#ifndef SIGNALFLOW_CONCENTRATION_H
#define SIGNALFLOW_CONCENTRATION_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sf_bounds {
  double low, high;
} sf_bounds;

typedef struct sf_concentration {
  double undisclosed;        /* what the named shares leave of 1 */
  double lump;               /* the largest that one of the undisclosed can be */
  sf_bounds hhi;             /* Herfindahl-Hirschman index, sum of squared shares, 0 to 1; times 10,000 in points */
  sf_bounds effective_count; /* 1 / hhi */
  sf_bounds entropy_count;   /* exp(-sum s ln s) (Hill 1973, order 1); high is infinite with an undisclosed tail */
} sf_concentration;

/* each_below: a share that none of the undisclosed reaches (10 % in US filings, ASC 280-10-50-42); 0 when it is not
 * known. SF_INVALID when a share is outside 0 to 1, they sum to more than 1 (1e-9 is forgiven), or there is none. */
SF_API SF_MUST_USE sf_status sf_measure_concentration(const double *shares, size_t count, double each_below,
                                                      sf_concentration *result, sf_error *error);
/* The largest n together. */
SF_API SF_MUST_USE sf_status sf_top_share(const double *shares, size_t count, double each_below, size_t n,
                                          sf_bounds *result, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
