/* What a parameter of a formula of arrival.h must be. */
#ifndef SF_FINANCE_ARRIVAL_PARAMETER_H
#define SF_FINANCE_ARRIVAL_PARAMETER_H

#include "signalflow/graph.h"

typedef enum sf_parameter_domain {
  SF_ANY_VALUE,
  SF_POSITIVE,
  SF_NOT_NEGATIVE,
  SF_GAMMA_SHAPE,
  SF_GAMMA_CV
} sf_parameter_domain;

typedef struct sf_parameter {
  const char *name;
  int time_power; /* 1: a time; -1: a rate; 0: a plain number */
  sf_parameter_domain within;
} sf_parameter;

/* False, with the graph's error set, when the dimension is another or a known value is outside the domain; false for
 * NULL. What is not known is left to the draws. */
bool sf_is_valid_parameter(sf_graph *graph, const sf_expression *e, const sf_parameter *is);

#endif
