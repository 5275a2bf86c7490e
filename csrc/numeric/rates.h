/* Finding every internal rate of return, for flows one period apart and for dated ones. */
#ifndef SF_NUMERIC_RATES_H
#define SF_NUMERIC_RATES_H

#include <stdbool.h>
#include <stddef.h>

/* flows[i] at times[i], in periods, strictly rising from 0; not all zero. times NULL means 0, 1, 2, ... The bits
 * are the same everywhere: no function of the C library's takes part. */
typedef struct sf_rate_problem {
  const double *flows, *times;
  size_t count;
} sf_rate_problem;

/* Doubles of workspace that sf_find_rates needs for count flows. */
enum { SF_RATE_ARRAYS = 4 };

/* Writes the rates above -1, rising, to rates (room for count) and returns how many. A root so near to -1 or so large
 * that a double cannot say it is left out, and *beyond (may be NULL) is set. workspace holds SF_RATE_ARRAYS * count. */
size_t sf_find_rates(const sf_rate_problem *problem, double *rates, double *workspace, bool *beyond);

#endif
