/* Puts doubles in order, in place. */
#ifndef SF_NUMERIC_ORDER_VALUES_H
#define SF_NUMERIC_ORDER_VALUES_H

#include <stddef.h>

/* Ascending by value, -0 before 0; no NaN. Takes time in proportion to count, and no memory. */
void sf_order_values(double *values, size_t count);

#endif
