/* Operations over plain numbers, with the bits that a constant of a graph has. */
#ifndef SF_EXPRESSIONS_FOLD_H
#define SF_EXPRESSIONS_FOLD_H

#include "signalflow/graph.h"

/* NaN or infinity where there is no value. */
double sf_fold_unary(sf_operation operation, double a);
double sf_fold_binary(sf_operation operation, double a, double b);

#endif
