/* Arrival curves: gamma, logistic, Bass. */
#include "signalflow/arrival.h"

#include "engine/special.h"

#include <math.h>

static const double share_of_p90 = 0.9;

/* A time counted in scales, 0 before time 0; of no dimension, or the graph has failed. */
static sf_expression *from_zero(sf_graph *graph, sf_expression *scales) {
  return sf_maximum(graph, scales, sf_number(graph, 0));
}

/* The call, or a failure in words where its operands are constants without an answer. */
static sf_expression *answered_call(sf_graph *graph, const sf_function *function, sf_expression *const *operands,
                                    size_t count, const char *otherwise) {
  sf_expression *const result = sf_call(graph, function, sf_dimensionless(), operands, count);
  double value;
  if (result && sf_expression_value(result, &value) && isnan(value))
    return sf_graph_fail(graph, SF_NO_SOLUTION, "%s", otherwise);
  return result;
}

static bool is_shape(double shape) { return shape > 0 && shape <= SF_LARGEST_SHAPE; }

/* Operands: time over scale, shape. */
static double evaluate_share(const double *o, size_t count) {
  (void)count;
  if (!is_shape(o[1]) || isnan(o[0])) return NAN;
  if (!(o[0] > 0)) return 0;
  return isinf(o[0]) ? 1 : sf_gamma_probe(o[1], sf_gamma_constant(o[1]), o[0], false).mass;
}

static const sf_function gamma_share = {"gamma_share", evaluate_share, NULL};

static double quantile_of(double share, double shape) {
  const bool upper = share > 0.5;
  return sf_gamma_tail_quantile(shape, sf_gamma_constant(shape), upper ? 1 - share : share, upper);
}

/* Operands: share, shape. */
static double evaluate_time(const double *o, size_t count) {
  (void)count;
  if (!is_shape(o[1]) || !(o[0] > 0 && o[0] < 1)) return NAN;
  return quantile_of(o[0], o[1]);
}

static const sf_function gamma_time = {"gamma_time", evaluate_time, NULL};

static double log_ratio(double log_shape) {
  const double shape = sf_exp(log_shape);
  return sf_log(quantile_of(share_of_p90, shape) / quantile_of(0.5, shape));
}

/* Wilson & Hilferty (1931): a gamma's cube root is nearly normal, quantile_z ~ k (1 - 1/9k + z/(3 sqrt k))^3. With
 * a = 1 / sqrt(k) and s = ratio^(1/3) - 1 the ratio of quantiles gives s a^2 / 9 + z a / 3 - s = 0. */
static double first_guess(double ratio) {
  const double z = sf_normal_tail_quantile(share_of_p90, false), s = sf_expm1(sf_log(ratio) / 3);
  const double a = (sqrt(z * z / 9 + 4 * s * s / 9) - z / 3) / (2 * s / 9);
  return -2 * sf_log(a);
}

/* The ratio falls as the shape rises: secant steps on its logarithm, kept within a bracket. */
static double evaluate_shape(const double *o, size_t count) {
  (void)count;
  if (!(o[0] > 1 && o[0] < HUGE_VAL)) return NAN;
  double low = sf_log(SF_LEAST_SHAPE), high = sf_log(SF_LARGEST_SHAPE);
  const double wanted = sf_log(o[0]);
  if (wanted > log_ratio(low) || wanted < log_ratio(high)) return NAN;
  double x = fmin(fmax(first_guess(o[0]), low), high), before = low, before_error = log_ratio(low) - wanted;
  for (int step = 0; step < 100; step++) {
    const double error = log_ratio(x) - wanted;
    if (error > 0)
      low = x;
    else
      high = x;
    double next = x - error * (x - before) / (error - before_error);
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    if (error == 0 || fabs(next - x) <= 1e-15 * fmax(1, fabs(x)) || next == low || next == high) break;
    before = x;
    before_error = error;
    x = next;
  }
  return sf_exp(x);
}

static const sf_function gamma_shape = {"gamma_shape", evaluate_shape, NULL};

static const char share_words[] = "a share lies above 0 and below 1, and a shape above 0";

sf_expression *sf_gamma_share(sf_graph *graph, sf_expression *time, sf_expression *shape, sf_expression *scale) {
  sf_expression *const operands[] = {from_zero(graph, sf_divide(graph, time, scale)), shape};
  return answered_call(graph, &gamma_share, operands, 2, "the shape of a gamma must be above 0 and at most 1e6");
}

sf_expression *sf_gamma_time(sf_graph *graph, sf_expression *share, sf_expression *shape, sf_expression *scale) {
  sf_expression *const operands[] = {share, shape};
  return sf_multiply(graph, scale, answered_call(graph, &gamma_time, operands, 2, share_words));
}

sf_expression *sf_gamma_shape(sf_graph *graph, sf_expression *ratio) {
  return answered_call(graph, &gamma_shape, &ratio, 1,
                       "no gamma curve has that p90 for its median: it must be 1.0013 to 448 times the median");
}

sf_expression *sf_gamma_scale(sf_graph *graph, sf_expression *median, sf_expression *shape) {
  sf_expression *const operands[] = {sf_number(graph, 0.5), shape};
  return sf_divide(graph, median, answered_call(graph, &gamma_time, operands, 2, share_words));
}

sf_gamma_curve sf_gamma_stages(sf_graph *graph, const sf_gamma_curve *stages, size_t count) {
  sf_expression *mean = NULL, *variance = NULL;
  for (size_t i = 0; i < count; i++) {
    sf_expression *const stage_mean = sf_multiply(graph, stages[i].shape, stages[i].scale);
    sf_expression *const stage_variance = sf_multiply(graph, stage_mean, stages[i].scale);
    mean = i == 0 ? stage_mean : sf_add(graph, mean, stage_mean);
    variance = i == 0 ? stage_variance : sf_add(graph, variance, stage_variance);
  }
  sf_expression *const scale = sf_divide(graph, variance, mean);
  return (sf_gamma_curve){.shape = sf_divide(graph, mean, scale), .scale = scale};
}

sf_expression *sf_logistic_share(sf_graph *graph, sf_expression *time, sf_expression *midpoint,
                                 sf_expression *steepness) {
  return sf_logistic(graph, sf_multiply(graph, steepness, sf_subtract(graph, time, midpoint)));
}

static sf_expression *one_minus(sf_graph *graph, sf_expression *value) {
  return sf_subtract(graph, sf_number(graph, 1), value);
}

sf_expression *sf_logistic_time(sf_graph *graph, sf_expression *share, sf_expression *midpoint,
                                sf_expression *steepness) {
  sf_expression *const odds = sf_divide(graph, share, one_minus(graph, share));
  return sf_add(graph, midpoint, sf_divide(graph, sf_logarithm(graph, odds), steepness));
}

sf_expression *sf_bass_share(sf_graph *graph, sf_expression *time, sf_expression *p, sf_expression *q) {
  sf_expression *const passed = from_zero(graph, sf_multiply(graph, sf_add(graph, p, q), time));
  sf_expression *const left = sf_exponential_of(graph, sf_negate(graph, passed));
  sf_expression *const slowed = sf_multiply(graph, sf_divide(graph, q, p), left);
  return sf_divide(graph, one_minus(graph, left), sf_add(graph, sf_number(graph, 1), slowed));
}

sf_expression *sf_bass_time(sf_graph *graph, sf_expression *share, sf_expression *p, sf_expression *q) {
  sf_expression *const imitated = sf_multiply(graph, sf_divide(graph, q, p), share);
  sf_expression *const grown = sf_add(graph, sf_number(graph, 1), imitated);
  sf_expression *const passed = sf_logarithm(graph, sf_divide(graph, grown, one_minus(graph, share)));
  return sf_divide(graph, passed, sf_add(graph, p, q));
}

sf_expression *sf_bass_peak(sf_graph *graph, sf_expression *p, sf_expression *q) {
  return sf_divide(graph, sf_logarithm(graph, sf_divide(graph, q, p)), sf_add(graph, p, q));
}
