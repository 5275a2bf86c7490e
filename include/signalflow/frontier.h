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

typedef struct sf_frontier sf_frontier;

typedef struct sf_frontier_point {
  double interactivity, throughput;
  size_t index; /* in the arrays the frontier was made from */
} sf_frontier_point;

/* From count points in any order. A point with a NaN is one that cannot run and is left out; infinity and numbers that
 * are not above 0 are SF_INVALID. Of points with equal numbers the first stays. SF_NO_SOLUTION when none is left. */
SF_API SF_MUST_USE sf_status sf_build_frontier(const double *interactivity, const double *throughput, size_t count,
                                               sf_frontier **frontier, sf_error *error);
SF_API void sf_destroy_frontier(sf_frontier *frontier);

/* By rising interactivity and falling throughput; *count is at least 1. */
SF_API const sf_frontier_point *sf_frontier_points(const sf_frontier *frontier, size_t *count);

/* Between which points a reading lies: first == second at a point, else share (0 to 1) of the way to second. Places
 * in sf_frontier_points, or in x for sf_interpolate. */
typedef struct sf_bracket {
  size_t first, second;
  double share;
} sf_bracket;

/* Throughput at that interactivity. bracket may be NULL. */
SF_API SF_MUST_USE sf_status sf_frontier_at(const sf_frontier *frontier, double interactivity, double *throughput,
                                            sf_bracket *bracket, sf_error *error);

/* Another figure of the same points (power, cost), given for all points the frontier was made from, read along the
 * frontier. Per megawatt and per dollar views are ratios of such readings. NaN at a neighbouring point is
 * SF_NO_SOLUTION. */
SF_API SF_MUST_USE sf_status sf_read_along_frontier(const sf_frontier *frontier, const double *column,
                                                    double interactivity, double *value, sf_error *error);

/* The monotone cubic of Steffen (Astronomy & Astrophysics 239, 1990, 443-450): through every point, continuous in its
 * first derivative, no extremum but at a point. x rises strictly; the slope at each end is that of the chord. A number
 * within 1e-9 of a point's x, relatively, is that point: people type 35.7 where a row says 35.70000001. */
SF_API SF_MUST_USE sf_status sf_interpolate(const double *x, const double *y, size_t count, double at, double *value,
                                            sf_bracket *bracket, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
