/* Puts doubles in order. */
#ifndef SF_NUMERIC_ORDER_VALUES_H
#define SF_NUMERIC_ORDER_VALUES_H

#include <stddef.h>

/* Ascending by value, -0 before 0; no NaN. Takes time in proportion to count and, while it lasts, twice its memory for
 * many values; where there is none, it takes more time. */
void sf_order_values(double *values, size_t count);

#endif
