/* From the grid to the token: power, accelerators, efficiency. */
#include "signalflow/factory.h"

sf_expression *sf_it_power(sf_graph *graph, sf_expression *grid_power, sf_expression *pue) {
  return sf_divide(graph, grid_power, pue);
}

sf_expression *sf_power_per_accelerator(sf_graph *graph, sf_expression *chip_power, sf_expression *server_overhead,
                                        sf_expression *pue) {
  return sf_multiply(graph, sf_multiply(graph, chip_power, server_overhead), pue);
}

sf_expression *sf_accelerators_for_power(sf_graph *graph, sf_expression *grid_power,
                                         sf_expression *power_per_accelerator) {
  return sf_divide(graph, grid_power, power_per_accelerator);
}

sf_expression *sf_accelerators_for_capital(sf_graph *graph, sf_expression *capital, sf_expression *accelerator_cost,
                                           sf_expression *site_cost, sf_expression *power_per_accelerator) {
  sf_expression *const site = sf_multiply(graph, site_cost, power_per_accelerator);
  return sf_divide(graph, capital, sf_add(graph, accelerator_cost, site));
}

sf_expression *sf_rack_draw(sf_graph *graph, sf_expression *rack_accelerators, sf_expression *chip_power,
                            sf_expression *server_overhead) {
  return sf_multiply(graph, rack_accelerators, sf_multiply(graph, chip_power, server_overhead));
}

sf_expression *sf_tokens_per_watt(sf_graph *graph, sf_expression *token_rate, sf_expression *power) {
  return sf_divide(graph, token_rate, power);
}

sf_expression *sf_energy_per_token(sf_graph *graph, sf_expression *power, sf_expression *token_rate) {
  return sf_divide(graph, power, token_rate);
}

sf_expression *sf_average_power(sf_graph *graph, sf_expression *power, sf_expression *utilization,
                                sf_expression *idle_share) {
  sf_expression *const rest = sf_subtract(graph, sf_number(graph, 1), idle_share);
  sf_expression *const share = sf_add(graph, idle_share, sf_multiply(graph, rest, utilization));
  return sf_multiply(graph, power, share);
}
