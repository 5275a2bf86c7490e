/* Scalar special functions that give the same bits on every machine: IEEE + - * /, square root and fused multiply-add
 * alone, never the C library's exp, log, lgamma or erfc, whose last bits differ between versions and processors. */
#ifndef SF_NUMERIC_SPECIAL_H
#define SF_NUMERIC_SPECIAL_H

#include <stdbool.h>

/* Each below one unit in the last place or so; the usual values at 0, infinities and NaN. */
double sf_exp(double x);
double sf_expm1(double x);
double sf_log(double x);
double sf_log1p(double x);
/* x > 0. */
double sf_log_gamma(double x);
/* ln Gamma(z + 1) - [(z + 1/2) ln z - z + ln(2 pi) / 2], z > 0: what Stirling's formula leaves out. */
double sf_stirling_error(double z);

/* What is known of a distribution at a point. */
typedef struct sf_probe {
  double mass; /* P(X <= x), or P(X > x) when the upper tail was asked for; small masses keep their relative accuracy */
  double density; /* dP/dx, without atoms */
} sf_probe;

/* Standard normal. quantile: z with P(Z <= z) = p (P(Z > z) = p when upper), 0 < p < 1. */
sf_probe sf_normal_probe(double z, bool upper);
double sf_normal_tail_quantile(double p, bool upper);

/* The shapes that gamma and beta distributions may have: beyond these a quantile would not fit a double, or take
 * milliseconds. */
#define SF_SMALLEST_SHAPE 0.01
#define SF_LARGEST_SHAPE 1e6

/* Gamma with scale 1. constant is sf_gamma_constant(shape). */
double sf_gamma_constant(double shape);
sf_probe sf_gamma_probe(double shape, double constant, double x, bool upper);
double sf_gamma_tail_quantile(double shape, double constant, double p, bool upper);
/* d P(X <= x) / d shape. */
double sf_gamma_shape_slope(double shape, double constant, double x);

/* Beta on [0, 1]; y = 1 - x is given beside x so that neither end loses digits. constant is sf_beta_constant(a, b),
 * which is symmetric. The density is with respect to x. */
double sf_beta_constant(double a, double b);
sf_probe sf_beta_probe(double a, double b, double constant, double x, double y, bool upper);
/* x with P(X <= x) = p. For the upper tail swap a and b: that gives 1 - x. */
double sf_beta_lower_quantile(double a, double b, double constant, double p);
/* x with P(X > x) = p, from a guess: for a small x, of which 1 - x has lost the digits. */
double sf_beta_upper_quantile(double a, double b, double constant, double p, double guess);
/* Whether the shapes are so large that rounding 1 - x matters to what is raised to them. */
bool sf_beta_is_large(double a, double b);

/* Solves mass(x) = p for a monotone distribution by Newton's method on ln mass, safeguarded by a bracket. */
typedef sf_probe sf_prober(const void *context, double x, bool upper);
typedef struct sf_inverse {
  sf_prober *probe;
  const void *context;
  double low, high; /* the answer lies within; may be infinite when logarithmic is not set */
  bool logarithmic; /* step in ln x: low >= 0 */
  double settled;   /* |ln(mass / p)| at which one more step is the last; 0 for distributions with kinks or jumps */
} sf_inverse;
double sf_solve_inverse(const sf_inverse *inverse, double p, bool upper, double guess);

#endif
