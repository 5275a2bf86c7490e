/* Throughput against interactivity: the points no other point beats in both, and what lies between two of them.
 *
 * Plain numbers in any one unit each (tok/s/user against tok/s/gpu, tok/s/MW or tok/USD). Nothing is extrapolated:
 * outside the points the answer is SF_OUT_OF_RANGE, with the range in the message. */
#ifndef SIGNALFLOW_FRONTIER_H
#define SIGNALFLOW_FRONTIER_H

#include "status.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The places, among count points in any order, of those that no other beats: by rising interactivity and falling
 * throughput. places has room for count, *kept is at least 1. A point with a NaN is one that cannot run and is left
 * out; infinity and numbers that are not above 0 are SF_INVALID. Of points with equal numbers the first stays.
 * SF_NO_SOLUTION when none is left, SF_NO_MEMORY. */
SF_API SF_MUST_USE sf_status sf_find_frontier(const double *interactivity, const double *throughput, size_t count,
                                              size_t *places, size_t *kept, sf_error *error);

/* Between which points a reading lies: first == second at a point, else share (0 to 1) of the way to second. */
typedef struct sf_bracket {
  size_t first, second;
  double share;
} sf_bracket;

/* The monotone cubic of Steffen (Astronomy & Astrophysics 239, 1990, 443-450): through every point, continuous in its
 * first derivative, no extremum but at a point. x rises strictly; the slope at each end is that of the chord. A number
 * within 1e-9 of a point's x, relatively, is that point: people type 35.7 where a row says 35.70000001. */
SF_API SF_MUST_USE sf_status sf_interpolate(const double *x, const double *y, size_t count, double at, double *value,
                                            sf_bracket *bracket, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
