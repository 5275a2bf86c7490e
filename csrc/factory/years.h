/* Time in years, for formulas that count them. */
#ifndef SF_FACTORY_YEARS_H
#define SF_FACTORY_YEARS_H

#include "signalflow/graph.h"

/* One year of 8,760 h, the industry's convention. */
sf_expression *sf_year(sf_graph *graph);
/* A duration as a plain number of years. */
sf_expression *sf_in_years(sf_graph *graph, sf_expression *duration);

#endif
