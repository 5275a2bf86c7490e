/* How a change arrives over time: gamma lags, logistic and Bass curves, and what they make of spending. */
#include "signalflow/arrival.h"

#include "base/text.h"
#include "finance/arrival_gamma.h"
#include "finance/arrival_parameter.h"
#include "numeric/special.h"

#include <math.h>

/* What a parameter must be. */

static const struct {
  const char *name;
  sf_parameter first, second;
} kinds[SF_ARRIVAL_KIND_COUNT] = {
    [SF_GAMMA_ARRIVAL] = {"gamma", {"shape", 0, SF_GAMMA_SHAPE}, {"scale", 1, SF_POSITIVE}},
    [SF_LOGISTIC_ARRIVAL] = {"logistic", {"midpoint", 1, SF_ANY_VALUE}, {"steepness", -1, SF_POSITIVE}},
    [SF_BASS_ARRIVAL] = {"bass", {"p", -1, SF_POSITIVE}, {"q", -1, SF_NOT_NEGATIVE}},
};

const char *sf_arrival_kind_name(sf_arrival_kind kind) {
  return (unsigned)kind < SF_ARRIVAL_KIND_COUNT ? kinds[kind].name : "unknown";
}

static bool has_dimension(sf_graph *graph, const sf_expression *e, const sf_parameter *is) {
  const sf_dimension time = sf_base_dimension(SF_TIME), got = sf_expression_dimension(e);
  sf_dimension wanted = is->time_power > 0 ? time : sf_dimensionless();
  sf_error error;
  if (is->time_power < 0 && sf_divide_dimensions(wanted, time, &wanted, &error) != SF_OK) return false;
  if (sf_dimension_equal(got, wanted)) return true;
  char got_name[SF_DIMENSION_NAME_SIZE], wanted_name[SF_DIMENSION_NAME_SIZE];
  sf_graph_fail(graph, SF_DIMENSION, "%s must be %s, not %s", is->name, sf_dimension_name(wanted, wanted_name),
                sf_dimension_name(got, got_name));
  return false;
}

static bool is_outside(sf_parameter_domain domain, double value) {
  switch (domain) {
  case SF_POSITIVE:
    return value <= 0;
  case SF_NOT_NEGATIVE:
    return value < 0;
  case SF_GAMMA_SHAPE:
    return value < SF_SMALLEST_SHAPE || value > SF_LARGEST_SHAPE;
  case SF_GAMMA_CV:
    return value <= 0 || is_outside(SF_GAMMA_SHAPE, 1 / (value * value));
  default: /* SF_ANY_VALUE */
    return false;
  }
}

/* What is not known, or has no value, is left to the draws. */
static bool is_within(sf_graph *graph, const sf_expression *e, const sf_parameter *is) {
  static const char *const words[] = {[SF_ANY_VALUE] = "have a value",
                                      [SF_POSITIVE] = "be above 0",
                                      [SF_NOT_NEGATIVE] = "not be negative",
                                      [SF_GAMMA_SHAPE] = "lie between 0.01 and 1e6",
                                      [SF_GAMMA_CV] = "lie between 0.001 and 10"};
  sf_quantity quantity = {.dimension = sf_expression_dimension(e)};
  if (!sf_expression_value(e, &quantity.value)) return true;
  if (!is_outside(is->within, quantity.value)) return true;
  char text[SF_QUANTITY_TEXT_SIZE];
  const sf_number_text quoted = sf_quote_number(quantity.value);
  const bool plain = sf_is_dimensionless(quantity.dimension);
  sf_graph_fail(graph, SF_INVALID, "%s must %s, got %s", is->name, words[is->within],
                plain ? quoted.text : sf_print_quantity(quantity, SF_PERSON_DIGITS, text));
  return false;
}

bool sf_is_valid_parameter(sf_graph *graph, const sf_expression *e, const sf_parameter *is) {
  return e != NULL && has_dimension(graph, e, is) && is_within(graph, e, is);
}

static bool is_arrival(sf_graph *graph, const sf_arrival *arrival) {
  if ((unsigned)arrival->kind < SF_ARRIVAL_KIND_COUNT)
    return sf_is_valid_parameter(graph, arrival->first, &kinds[arrival->kind].first) &&
           sf_is_valid_parameter(graph, arrival->second, &kinds[arrival->kind].second);
  sf_graph_fail(graph, SF_INVALID, "%d is no kind of arrival", (int)arrival->kind);
  return false;
}

/* Uncertain values keep within their domain draw by draw. */

static sf_expression *positive(sf_graph *graph, sf_expression *x) {
  return sf_keep_within(graph, x, &(sf_domain){0, INFINITY, true, true});
}

static sf_expression *not_negative(sf_graph *graph, sf_expression *x) {
  return sf_keep_within(graph, x, &(sf_domain){0, INFINITY, false, true});
}

/* Making gamma lags. */

static const sf_arrival no_arrival = {SF_GAMMA_ARRIVAL, NULL, NULL};

/* Whether a gamma has this ratio of p90 to the median; when they are not known, the draws tell. */
static bool is_ratio(sf_graph *graph, const sf_expression *ratio) {
  double value;
  if (ratio == NULL) return false;
  if (!sf_expression_value(ratio, &value) || isnan(value)) return true;
  const double least = SF_LEAST_GAMMA_RATIO, most = SF_MOST_GAMMA_RATIO;
  if (value >= least && value <= most) return true;
  if (value <= 1)
    sf_graph_fail(graph, SF_INVALID, "p90 must be above the median, got %.6g times the median", value);
  else
    sf_graph_fail(graph, SF_INVALID, "p90 must be %.6g to %.3g times the median for a gamma lag, got %.6g", least, most,
                  value);
  return false;
}

sf_arrival sf_gamma_arrival_of_quantiles(sf_graph *graph, sf_expression *median, sf_expression *p90) {
  static const sf_parameter the_median = {"median", 1, SF_POSITIVE}, the_p90 = {"p90", 1, SF_POSITIVE};
  if (!sf_is_valid_parameter(graph, median, &the_median) || !sf_is_valid_parameter(graph, p90, &the_p90))
    return no_arrival;
  sf_expression *const ratio = sf_divide(graph, p90, median);
  if (!is_ratio(graph, ratio)) return no_arrival;
  sf_expression *const shape = sf_call(graph, &sf_gamma_shape_function, sf_dimensionless(), &ratio, 1);
  sf_expression *const operands[] = {shape, sf_number(graph, 1), sf_number(graph, 0.5)};
  sf_expression *const unit_median = sf_call(graph, &sf_gamma_time_function, sf_dimensionless(), operands, 3);
  return (sf_arrival){SF_GAMMA_ARRIVAL, shape, sf_divide(graph, median, unit_median)};
}

sf_arrival sf_gamma_arrival_of_moments(sf_graph *graph, sf_expression *mean, sf_expression *cv) {
  static const sf_parameter the_mean = {"mean", 1, SF_POSITIVE}, the_cv = {"cv", 0, SF_GAMMA_CV};
  if (!sf_is_valid_parameter(graph, mean, &the_mean) || !sf_is_valid_parameter(graph, cv, &the_cv)) return no_arrival;
  sf_expression *const spread = positive(graph, cv), *const square = sf_multiply(graph, spread, spread);
  return (sf_arrival){SF_GAMMA_ARRIVAL, sf_divide(graph, sf_number(graph, 1), square),
                      sf_multiply(graph, mean, square)};
}

sf_arrival sf_gamma_arrival_in_row(sf_graph *graph, const sf_arrival *stages, size_t count) {
  if (count < 1 || count > SF_MAX_STAGES) {
    sf_graph_fail(graph, SF_INVALID, "there must be 1 to %d stages, got %zu", SF_MAX_STAGES, count);
    return no_arrival;
  }
  sf_expression *mean = NULL, *variance = NULL;
  for (size_t i = 0; i < count; i++) {
    if (!is_arrival(graph, &stages[i])) return no_arrival;
    if (stages[i].kind != SF_GAMMA_ARRIVAL) {
      sf_graph_fail(graph, SF_INVALID, "stage %zu is a %s arrival; only gamma ones go in a row", i + 1,
                    sf_arrival_kind_name(stages[i].kind));
      return no_arrival;
    }
    sf_expression *const its_mean =
        sf_multiply(graph, positive(graph, stages[i].first), positive(graph, stages[i].second));
    sf_expression *const its_variance = sf_multiply(graph, its_mean, stages[i].second);
    mean = i == 0 ? its_mean : sf_add(graph, mean, its_mean);
    variance = i == 0 ? its_variance : sf_add(graph, variance, its_variance);
  }
  return (sf_arrival){SF_GAMMA_ARRIVAL, sf_divide(graph, sf_multiply(graph, mean, mean), variance),
                      sf_divide(graph, variance, mean)};
}

/* The share by a time. */

static sf_expression *bass_share(sf_graph *graph, const sf_arrival *bass, sf_expression *time) {
  sf_expression *const p = positive(graph, bass->first), *const q = not_negative(graph, bass->second);
  sf_expression *const since = sf_maximum(graph, time, sf_constant_like(graph, time, 0)), *const one =
                                                                                              sf_number(graph, 1);
  sf_expression *const rest =
      sf_exponential_of(graph, sf_negate(graph, sf_multiply(graph, sf_add(graph, p, q), since)));
  return sf_divide(graph, sf_subtract(graph, one, rest),
                   sf_add(graph, one, sf_multiply(graph, sf_divide(graph, q, p), rest)));
}

sf_expression *sf_arrival_share(sf_graph *graph, const sf_arrival *arrival, sf_expression *time) {
  static const sf_parameter the_time = {"time", 1, SF_ANY_VALUE};
  if (!is_arrival(graph, arrival) || !sf_is_valid_parameter(graph, time, &the_time)) return NULL;
  sf_expression *const operands[] = {arrival->first, arrival->second, time};
  switch (arrival->kind) {
  case SF_GAMMA_ARRIVAL:
    return sf_call(graph, &sf_gamma_share_function, sf_dimensionless(), operands, 3);
  case SF_LOGISTIC_ARRIVAL:
    return sf_logistic(graph,
                       sf_multiply(graph, positive(graph, arrival->second), sf_subtract(graph, time, arrival->first)));
  default:
    return bass_share(graph, arrival, time);
  }
}

/* The time of a share. */

/* Solved from the share F: e^-(p+q)t = (1 - F) / (1 + (q/p) F). */
static sf_expression *bass_time(sf_graph *graph, const sf_arrival *bass, sf_expression *share) {
  sf_expression *const p = positive(graph, bass->first), *const q = not_negative(graph, bass->second);
  sf_expression *const arrived = sf_maximum(graph, share, sf_number(graph, 0)), *const one = sf_number(graph, 1);
  sf_expression *const grown = sf_add(graph, one, sf_multiply(graph, sf_divide(graph, q, p), arrived));
  sf_expression *const left = positive(graph, sf_subtract(graph, one, arrived));
  return sf_divide(graph, sf_logarithm(graph, sf_divide(graph, grown, left)), sf_add(graph, p, q));
}

static sf_expression *logistic_time(sf_graph *graph, const sf_arrival *logistic, sf_expression *share) {
  sf_expression *const left = positive(graph, sf_subtract(graph, sf_number(graph, 1), share));
  sf_expression *const odds = sf_divide(graph, positive(graph, share), left);
  return sf_add(graph, logistic->first, sf_divide(graph, sf_logarithm(graph, odds), positive(graph, logistic->second)));
}

static bool is_share(sf_graph *graph, const sf_arrival *arrival, const sf_expression *share) {
  static const sf_parameter the_share = {"share", 0, SF_ANY_VALUE};
  double value;
  if (!sf_is_valid_parameter(graph, share, &the_share)) return false;
  if (!sf_expression_value(share, &value) || isnan(value)) return true;
  if (value >= 1 || value < 0) {
    sf_graph_fail(graph, SF_INVALID, "share must be a fraction from 0 to below 1, got %s", sf_quote_number(value).text);
    return false;
  }
  if (value > 0 || arrival->kind != SF_LOGISTIC_ARRIVAL) return true;
  sf_graph_fail(graph, SF_INVALID, "share must be above 0: a logistic curve is never at 0");
  return false;
}

sf_expression *sf_arrival_time(sf_graph *graph, const sf_arrival *arrival, sf_expression *share) {
  if (!is_arrival(graph, arrival) || !is_share(graph, arrival, share)) return NULL;
  sf_expression *const operands[] = {arrival->first, arrival->second, share};
  switch (arrival->kind) {
  case SF_GAMMA_ARRIVAL:
    return sf_call(graph, &sf_gamma_time_function, sf_base_dimension(SF_TIME), operands, 3);
  case SF_LOGISTIC_ARRIVAL:
    return logistic_time(graph, arrival, share);
  default:
    return bass_time(graph, arrival, share);
  }
}

/* Mean and peak. */

static sf_expression *bass_mean(sf_graph *graph, const sf_arrival *bass) {
  sf_expression *const p = positive(graph, bass->first), *const q = not_negative(graph, bass->second);
  sf_expression *const one = sf_number(graph, 1);
  sf_expression *const alone = sf_equal(graph, q, sf_constant_like(graph, bass->second, 0));
  sf_expression *const divisor = sf_where(graph, alone, sf_constant_like(graph, bass->second, 1), q);
  sf_expression *const growth = sf_logarithm(graph, sf_add(graph, one, sf_divide(graph, q, p)));
  return sf_where(graph, alone, sf_divide(graph, one, p), sf_divide(graph, growth, divisor));
}

sf_expression *sf_arrival_mean(sf_graph *graph, const sf_arrival *arrival) {
  if (!is_arrival(graph, arrival)) return NULL;
  switch (arrival->kind) {
  case SF_GAMMA_ARRIVAL:
    return sf_multiply(graph, positive(graph, arrival->first), positive(graph, arrival->second));
  case SF_LOGISTIC_ARRIVAL:
    return arrival->first;
  default:
    return bass_mean(graph, arrival);
  }
}

static bool has_peak(sf_graph *graph, const sf_arrival *bass) {
  sf_quantity p = {.dimension = sf_expression_dimension(bass->first)}, q = p;
  char text[SF_QUANTITY_TEXT_SIZE], other[SF_QUANTITY_TEXT_SIZE];
  if (!sf_expression_value(bass->first, &p.value) || !sf_expression_value(bass->second, &q.value)) return true;
  if (!(q.value <= p.value)) return true;
  sf_graph_fail(graph, SF_NO_SOLUTION, "a Bass curve has a peak after its start only where q is above p: p is %s, q %s",
                sf_print_quantity(p, SF_PERSON_DIGITS, text), sf_print_quantity(q, SF_PERSON_DIGITS, other));
  return false;
}

void sf_arrival_peak(sf_graph *graph, const sf_arrival *arrival, sf_expression **time, sf_expression **rate) {
  *time = *rate = NULL;
  if (!is_arrival(graph, arrival)) return;
  if (arrival->kind != SF_BASS_ARRIVAL) {
    sf_graph_fail(graph, SF_INVALID, "a peak is asked of a Bass curve, not of a %s one",
                  sf_arrival_kind_name(arrival->kind));
    return;
  }
  if (!has_peak(graph, arrival)) return;
  sf_expression *const p = positive(graph, arrival->first);
  sf_expression *const q = not_negative(graph, arrival->second), *const one = sf_number(graph, 1);
  /* ln(q / p) has no value where q is not above p, nor then has the rate, as q (1 + p / q)^2 / 4 by it. */
  sf_expression *const lead = positive(graph, sf_logarithm(graph, sf_divide(graph, q, p)));
  sf_expression *const sum = sf_add(graph, one, sf_exponential_of(graph, sf_negate(graph, lead)));
  *time = sf_divide(graph, lead, sf_add(graph, p, q));
  *rate = sf_multiply(graph, sf_divide(graph, q, sf_number(graph, 4)), sf_multiply(graph, sum, sum));
}
