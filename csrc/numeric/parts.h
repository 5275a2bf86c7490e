/* What attributions share: logarithms of ratios, and parts that sum to their whole. */
#ifndef SF_NUMERIC_PARTS_H
#define SF_NUMERIC_PARTS_H

#include <stddef.h>

/* ln(a / b) for a, b above 0; changes its sign, to the last bit, when they are exchanged. */
double sf_log_ratio(double a, double b);

/* Exact and then rounded once, so that the order of the values never shows. */
double sf_sum_of(const double *values, size_t count);

/* Rounds the parts and the whole to one grid and gives the largest part what that left over, as attribution.h promises;
 * returns the whole. */
double sf_settle_parts(double *parts, size_t count, double whole);

#endif
