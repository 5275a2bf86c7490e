#include "factory/years.h"

sf_expression *sf_year(sf_graph *graph) {
  return sf_constant(graph, (sf_quantity){.value = 8760.0 * 3600.0, .dimension = sf_base_dimension(SF_TIME)});
}

sf_expression *sf_in_years(sf_graph *graph, sf_expression *duration) {
  return sf_divide(graph, duration, sf_year(graph));
}
