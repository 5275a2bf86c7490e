/* The median of numbers. */
#ifndef SF_NUMERIC_MEDIAN_H
#define SF_NUMERIC_MEDIAN_H

#include <stddef.h>

/* Of at least one value, none of them NaN; between the middle two of an even number. Reorders values. */
double sf_median(double *values, size_t count);

#endif
