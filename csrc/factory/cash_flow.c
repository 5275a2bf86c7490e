/* Of cash flows over years: net present value, internal rate of return, payback. */
#include "factory/years.h"
#include "numeric/rates.h"
#include "signalflow/factory.h"

#include <math.h>

static bool count_is_valid(sf_graph *graph, size_t count) {
  if (count >= 2 && count <= SF_MAX_HORIZON + 1) return true;
  sf_graph_fail(graph, SF_INVALID, "there must be 2 to %d cash flows, got %zu", SF_MAX_HORIZON + 1, count);
  return false;
}

/* From the last flow back: each year discounts once. */
sf_expression *sf_net_present_value_of(sf_graph *graph, sf_expression *const *flows, size_t count,
                                       sf_expression *discount) {
  static const sf_domain above_total_loss = {-1, INFINITY, true, true};
  static const double hardly_ever = 1e-9;
  if (discount == NULL || !count_is_valid(graph, count)) return NULL;
  if (sf_share_within(discount, &above_total_loss) < hardly_ever)
    return sf_graph_fail(graph, SF_INVALID, "discount must be above -1 (-100 %%), and lies below in every draw");
  sf_expression *const one = sf_number(graph, 1), *const rate = sf_keep_within(graph, discount, &above_total_loss);
  sf_expression *const factor = sf_divide(graph, one, sf_add(graph, one, rate));
  sf_expression *value = flows[count - 1];
  for (size_t i = count - 1; i-- > 0;) value = sf_add(graph, flows[i], sf_multiply(graph, value, factor));
  return value;
}

static double find_internal_rate(const double *flows, size_t count) {
  double workspace[SF_RATE_ARRAYS * (SF_MAX_HORIZON + 1)], rates[SF_MAX_HORIZON + 1];
  for (size_t i = 0; i < count; i++)
    if (!isfinite(flows[i])) return NAN;
  const sf_rate_problem problem = {.flows = flows, .count = count};
  return sf_find_rates(&problem, rates, workspace, NULL) == 1 ? rates[0] : (double)NAN;
}

/* From sum flow_i / (1 + r)^i = 0: dr / dflow_i = (1 + r)^-i / sum(k * flow_k / (1 + r)^(k + 1)). */
static void differentiate_internal_rate(const double *flows, size_t count, double *partial) {
  const double rate = find_internal_rate(flows, count);
  double discount = 1, slope = 0;
  for (size_t i = 0; i < count; i++, discount /= 1 + rate) {
    partial[i] = discount;
    slope += (double)i * flows[i] * discount;
  }
  slope /= 1 + rate;
  for (size_t i = 0; i < count; i++) partial[i] /= slope;
}

static const sf_function internal_rate = {"irr", find_internal_rate, differentiate_internal_rate};

sf_expression *sf_internal_rate_of(sf_graph *graph, sf_expression *const *flows, size_t count) {
  if (!count_is_valid(graph, count)) return NULL;
  return sf_call(graph, &internal_rate, sf_dimensionless(), flows, count);
}

/* operands: condition, value */
static double value_if(const double *operands, size_t count) {
  (void)count;
  return operands[0] != 0 ? operands[1] : (double)NAN;
}

static void differentiate_value_if(const double *operands, size_t count, double *partial) {
  (void)count;
  partial[0] = 0;
  partial[1] = operands[0] != 0 ? 1 : (double)NAN;
}

static const sf_function defined_if = {"payback", value_if, differentiate_value_if};

/* The part of a year in which a flow fills what is missing. It is above 0 wherever the result is used; elsewhere the
 * division must still not be by 0. */
static sf_expression *part_of_year(sf_graph *graph, sf_expression *missing, sf_expression *flow) {
  sf_expression *const fills = sf_less(graph, sf_constant_like(graph, flow, 0), flow);
  return sf_divide(graph, missing, sf_where(graph, fills, flow, sf_constant_like(graph, flow, 1)));
}

sf_expression *sf_payback_of(sf_graph *graph, sf_expression *const *flows, size_t count) {
  if (!count_is_valid(graph, count)) return NULL;
  sf_expression *sums[SF_MAX_HORIZON + 1] = {flows[0]};
  for (size_t i = 1; i < count; i++) sums[i] = sf_add(graph, sums[i - 1], flows[i]);
  /* From the last year back, so that the first year in which the sum is not negative wins. */
  sf_expression *years = sf_number(graph, 0), *ever = sf_number(graph, 0);
  for (size_t i = count; i-- > 0;) {
    sf_expression *const negative = sf_less(graph, sums[i], sf_constant_like(graph, sums[i], 0));
    sf_expression *when = sf_number(graph, 0);
    if (i > 0)
      when = sf_add(graph, sf_number(graph, (double)(i - 1)),
                    part_of_year(graph, sf_negate(graph, sums[i - 1]), flows[i]));
    years = sf_where(graph, negative, years, when);
    ever = sf_where(graph, negative, ever, sf_number(graph, 1));
  }
  sf_expression *const operands[] = {ever, sf_multiply(graph, years, sf_year(graph))};
  return sf_call(graph, &defined_if, sf_base_dimension(SF_TIME), operands, 2);
}
