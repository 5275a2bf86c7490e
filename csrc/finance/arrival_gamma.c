/* The gamma distribution as functions of a lag: its share, the time of a share, the shape of a ratio of quantiles. */
#include "finance/arrival_gamma.h"

#include "numeric/special.h"

#include <math.h>

static void fill_unknown(double *partial, size_t count) {
  for (size_t i = 0; i < count; i++) partial[i] = NAN;
}

/* NaN compares false. */
static bool is_gamma(double shape, double scale) {
  return shape >= SF_SMALLEST_SHAPE && shape <= SF_LARGEST_SHAPE && scale > 0;
}

/* The share by a time. */

static double share_at(const double *o, size_t count) {
  (void)count;
  if (!is_gamma(o[0], o[1])) return NAN;
  return sf_gamma_probe(o[0], sf_gamma_constant(o[0]), o[2] / o[1], false).mass;
}

static void slopes_of_share(const double *o, size_t count, double *partial) {
  fill_unknown(partial, count);
  if (!is_gamma(o[0], o[1])) return;
  const double constant = sf_gamma_constant(o[0]), x = o[2] / o[1];
  const double density = sf_gamma_probe(o[0], constant, x, false).density;
  partial[0] = sf_gamma_shape_slope(o[0], constant, x);
  partial[1] = -density * x / o[1];
  partial[2] = density / o[1];
}

const sf_function sf_gamma_share_function = {"gamma_share", share_at, slopes_of_share};

/* The time of a share, which solves share_at. */

/* The quantile of a gamma of scale 1, with its slopes. From P(shape, x) = p: dx = (dp - P_shape dshape) / density. */
typedef struct unit_quantile {
  double x, by_shape, by_share;
} unit_quantile;

/* 0 < share < 1; 1 - share is exact above a half. */
static double quantile_at(double shape, double constant, double share) {
  const bool upper = share > 0.5;
  return sf_gamma_tail_quantile(shape, constant, upper ? 1 - share : share, upper);
}

static unit_quantile quantile_with_slopes(double shape, double constant, double share) {
  const double x = quantile_at(shape, constant, share);
  const double density = sf_gamma_probe(shape, constant, x, false).density;
  return (unit_quantile){x, -sf_gamma_shape_slope(shape, constant, x) / density, 1 / density};
}

static double time_at(const double *o, size_t count) {
  (void)count;
  if (!is_gamma(o[0], o[1]) || !(o[2] < 1)) return NAN;
  return o[2] <= 0 ? 0 : o[1] * quantile_at(o[0], sf_gamma_constant(o[0]), o[2]);
}

static void slopes_of_time(const double *o, size_t count, double *partial) {
  fill_unknown(partial, count);
  if (!is_gamma(o[0], o[1]) || !(o[2] < 1)) return;
  const unit_quantile at =
      o[2] <= 0 ? (unit_quantile){0, 0, 0} : quantile_with_slopes(o[0], sf_gamma_constant(o[0]), o[2]);
  partial[0] = o[1] * at.by_shape;
  partial[1] = at.x;
  partial[2] = o[1] * at.by_share;
}

const sf_function sf_gamma_time_function = {"gamma_time", time_at, slopes_of_time};

/* The shape of a ratio. */

/* ln(p90 / median), and its slope by ln shape. */
typedef struct spread {
  double width, slope;
} spread;

static spread spread_of(double shape) {
  const double constant = sf_gamma_constant(shape);
  const unit_quantile most = quantile_with_slopes(shape, constant, 0.9);
  const unit_quantile half = quantile_with_slopes(shape, constant, 0.5);
  return (spread){sf_log(most.x / half.x), shape * (most.by_shape / most.x - half.by_shape / half.x)};
}

/* By Wilson & Hilferty (1931) a quantile is shape (1 - s^2 + z s)^3 with s = 1 / (3 sqrt(shape)), z being the normal's:
 * with the cube root of the ratio 1 + d, d s^2 + z s - d = 0. */
static double guess_shape(double width) {
  const double z = 1.2815515655446004, d = sf_expm1(width / 3);
  const double s = 2 * d / (z + sqrt(z * z + 4 * d * d));
  return 1 / (9 * s * s);
}

/* Newton's method for ln(width) over ln(shape), which is so nearly a line (slope -1/2 at large shapes, -1 at small
 * ones) that a few steps have all digits from anywhere. */
static double shape_of(double ratio) {
  if (!(ratio >= SF_LEAST_GAMMA_RATIO && ratio <= SF_MOST_GAMMA_RATIO)) return NAN;
  const double wanted = sf_log(ratio);
  double shape = guess_shape(wanted);
  for (int step = 0; step < 20; step++) {
    shape = fmin(fmax(shape, SF_SMALLEST_SHAPE), SF_LARGEST_SHAPE);
    const spread at = spread_of(shape);
    const double change = sf_log(at.width / wanted) * at.width / at.slope;
    shape *= sf_exp(-change);
    if (fabs(change) <= 1e-7) return fmin(fmax(shape, SF_SMALLEST_SHAPE), SF_LARGEST_SHAPE);
  }
  return NAN;
}

static double shape_at(const double *o, size_t count) {
  (void)count;
  return shape_of(o[0]);
}

static void slope_of_shape(const double *o, size_t count, double *partial) {
  fill_unknown(partial, count);
  const double shape = shape_of(o[0]);
  if (!isnan(shape)) partial[0] = shape / (o[0] * spread_of(shape).slope);
}

const sf_function sf_gamma_shape_function = {"gamma_shape", shape_at, slope_of_shape};
