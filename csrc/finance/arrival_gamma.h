/* The functions of a gamma lag that no chain of operations can say, for sf_call. */
#ifndef SF_FINANCE_ARRIVAL_GAMMA_H
#define SF_FINANCE_ARRIVAL_GAMMA_H

#include "signalflow/graph.h"

/* p90 over the median at the largest and at the smallest of the shapes. */
#define SF_LEAST_GAMMA_RATIO 1.0012820992603009
#define SF_MOST_GAMMA_RATIO 3.3671074500657557e25

extern const sf_function sf_gamma_share_function; /* operands: shape, scale, time */
extern const sf_function sf_gamma_time_function;  /* operands: shape, scale, share */
extern const sf_function sf_gamma_shape_function; /* operand: p90 over the median */

#endif
