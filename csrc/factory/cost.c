/* From the token to money: capital, price, use. */
#include "factory/years.h"
#include "signalflow/factory.h"

/* capital * r / (1 - (1 + r)^-n), r not near 0. */
static sf_expression *full_annuity(sf_graph *graph, sf_expression *capital, sf_expression *rate,
                                   sf_expression *periods) {
  sf_expression *const one = sf_number(graph, 1);
  sf_expression *const discount = sf_power(graph, sf_add(graph, one, rate), sf_negate(graph, periods));
  return sf_divide(graph, sf_multiply(graph, capital, rate), sf_subtract(graph, one, discount));
}

/* capital / n * (1 + r (n + 1) / 2), the first terms of the same in r. */
static sf_expression *annuity_near_zero(sf_graph *graph, sf_expression *capital, sf_expression *rate,
                                        sf_expression *periods) {
  sf_expression *const one = sf_number(graph, 1);
  sf_expression *const half_life = sf_divide(graph, sf_add(graph, periods, one), sf_number(graph, 2));
  sf_expression *const interest = sf_add(graph, one, sf_multiply(graph, rate, half_life));
  return sf_multiply(graph, sf_divide(graph, capital, periods), interest);
}

sf_expression *sf_yearly_capital_cost(sf_graph *graph, sf_expression *capital, sf_expression *discount,
                                      sf_expression *life) {
  /* Below this rate 1 - (1 + r)^-n loses more digits than the series leaves out. */
  sf_expression *const smallest = sf_number(graph, 1e-6);
  sf_expression *const near_zero = sf_less(graph, sf_absolute(graph, discount), smallest);
  /* The branch not taken must not divide by 0: a gradient looks at both. */
  sf_expression *const safe_rate = sf_where(graph, near_zero, smallest, discount);
  sf_expression *const years = sf_in_years(graph, life);
  sf_expression *const payment = sf_where(graph, near_zero, annuity_near_zero(graph, capital, discount, years),
                                          full_annuity(graph, capital, safe_rate, years));
  return sf_divide(graph, payment, sf_year(graph));
}

/* (1 - decline)^years */
static sf_expression *kept_of_price(sf_graph *graph, sf_expression *decline, int years) {
  return sf_power(graph, sf_subtract(graph, sf_number(graph, 1), decline), sf_number(graph, years));
}

sf_expression *sf_price_in_year(sf_graph *graph, sf_expression *price, sf_expression *price_decline, int year) {
  return sf_multiply(graph, price, kept_of_price(graph, price_decline, year - 1));
}

sf_expression *sf_use_in_year(sf_graph *graph, sf_expression *utilization, sf_expression *peak_utilization,
                              sf_expression *price_decline, sf_expression *elasticity, int year) {
  sf_expression *const growth = sf_power(graph, kept_of_price(graph, price_decline, year - 1), elasticity);
  sf_expression *const peak = peak_utilization ? peak_utilization : sf_number(graph, 1);
  return sf_minimum(graph, sf_multiply(graph, utilization, growth), peak);
}

sf_expression *sf_in_service_in_year(sf_graph *graph, sf_expression *ramp, int year) {
  sf_expression *const after_ramp = sf_subtract(graph, sf_number(graph, year), sf_in_years(graph, ramp));
  return sf_logistic(graph, sf_multiply(graph, sf_number(graph, 4), after_ramp));
}

sf_expression *sf_usage_growth(sf_graph *graph, sf_expression *price_decline, sf_expression *elasticity) {
  sf_expression *const factor = sf_power(graph, kept_of_price(graph, price_decline, 1), elasticity);
  return sf_subtract(graph, factor, sf_number(graph, 1));
}

static sf_expression *clamp_to_one(sf_graph *graph, sf_expression *value) {
  return sf_minimum(graph, sf_maximum(graph, value, sf_number(graph, 0)), sf_number(graph, 1));
}

sf_expression *sf_part_within_life(sf_graph *graph, sf_expression *life, int year) {
  return clamp_to_one(graph, sf_subtract(graph, sf_in_years(graph, life), sf_number(graph, year - 1)));
}

sf_expression *sf_replacement_in_year(sf_graph *graph, sf_expression *capital, sf_expression *life,
                                      sf_expression *price_decline, int year) {
  sf_expression *const years = sf_in_years(graph, life);
  sf_expression *const part = clamp_to_one(graph, sf_subtract(graph, sf_number(graph, year), years));
  sf_expression *const spent = sf_multiply(graph, sf_divide(graph, capital, years), part);
  return price_decline ? sf_multiply(graph, spent, kept_of_price(graph, price_decline, year)) : spent;
}

sf_expression *sf_depreciation_in_year(sf_graph *graph, sf_expression *capital, sf_expression *life,
                                       sf_expression *price_decline, int year) {
  sf_expression *const each = sf_divide(graph, capital, sf_in_years(graph, life));
  return sf_add(graph, sf_multiply(graph, each, sf_part_within_life(graph, life, year)),
                sf_replacement_in_year(graph, capital, life, price_decline, year));
}

sf_expression *sf_residual_value(sf_graph *graph, sf_expression *capital, sf_expression *life, int years) {
  sf_expression *const used = sf_divide(graph, sf_number(graph, years), sf_in_years(graph, life));
  sf_expression *const left = sf_subtract(graph, sf_number(graph, 1), used);
  return sf_multiply(graph, capital, sf_maximum(graph, left, sf_number(graph, 0)));
}
