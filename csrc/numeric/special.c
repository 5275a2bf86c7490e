#include "numeric/special.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LN2_HIGH 0x1.62e42fefa0000p-1 /* its trailing zeros make k * LN2_HIGH exact for |k| < 2^11 */
#define LN2_LOW 0x1.cf79abc9e3b39803fp-40
#define LOG2_E 0x1.71547652b82fep+0
#define HALF_LN_2PI 0.91893853320467274178
#define INVERSE_SQRT_2PI 0.39894228040143267794
#define ROOT_2 1.41421356237309504880

/* 2^k for normal results. */
static double power_of_two(int k) {
  const uint64_t bits = (uint64_t)(k + 1023) << 52;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* (exp(r) - 1 - r) / r^2 for |r| <= 0.36, by Taylor's series. */
static double exponential_rest(double r) {
  static const double inverse_factorial[] = {1.0 / 2,
                                             1.0 / 6,
                                             1.0 / 24,
                                             1.0 / 120,
                                             1.0 / 720,
                                             1.0 / 5040,
                                             1.0 / 40320,
                                             1.0 / 362880,
                                             1.0 / 3628800.0,
                                             1.0 / 39916800.0,
                                             1.0 / 479001600.0,
                                             1.0 / 6227020800.0,
                                             1.0 / 87178291200.0};
  int i = (int)(sizeof inverse_factorial / sizeof *inverse_factorial) - 1;
  double sum = inverse_factorial[i];
  while (i > 0) sum = fma(sum, r, inverse_factorial[--i]);
  return sum;
}

double sf_exp(double x) {
  if (x != x) return x;
  if (x > 709.8) return HUGE_VAL;
  if (x < -745.2) return 0;
  const double k = floor(fma(x, LOG2_E, 0.5));
  const double high = fma(-k, LN2_HIGH, x), low = -k * LN2_LOW, r = high + low;
  const double value = 1.0 + (high + fma(r * r, exponential_rest(r), low));
  const int half = (int)k / 2; /* in two steps, so that neither factor leaves the range */
  return value * power_of_two(half) * power_of_two((int)k - half);
}

double sf_expm1(double x) { return fabs(x) < 0.34 ? fma(x * x, exponential_rest(x), x) : sf_exp(x) - 1; }

/* (artanh(s) - s) / s^3 = 1/3 + z/5 + z^2/7 + ..., z = s^2 <= 0.03. */
static double artanh_rest(double z) {
  static const double odd[] = {1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11, 1.0 / 13,
                               1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25};
  int i = (int)(sizeof odd / sizeof *odd) - 1;
  double sum = odd[i];
  while (i > 0) sum = fma(sum, z, odd[--i]);
  return sum;
}

/* ln(1 + f) + k ln 2 for 1 + f in [sqrt(1/2), sqrt 2]: with s = f / (2 + f), ln(1 + f) = 2 artanh s
 * = f - (f^2/2 - s (f^2/2 + R)), R = 2 s^2/3 + 2 s^4/5 + ... */
static double logarithm_near_one(double f, double k) {
  const double s = f / (2 + f), z = s * s, half_square = 0.5 * f * f;
  const double rest = 2 * z * artanh_rest(z);
  return k * LN2_HIGH - ((half_square - (s * (half_square + rest) + k * LN2_LOW)) - f);
}

double sf_log(double x) {
  if (x != x || x < 0) return NAN;
  if (x == 0) return -HUGE_VAL;
  if (x == HUGE_VAL) return x;
  double k = 0;
  if (x < 0x1p-1022) x *= 0x1p54, k = -54;
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  k += (double)((int)(bits >> 52) - 1023);
  bits = (bits & 0x000fffffffffffff) | 0x3ff0000000000000;
  double m;
  memcpy(&m, &bits, sizeof m);
  if (m > ROOT_2) m *= 0.5, k += 1;
  return logarithm_near_one(m - 1, k);
}

double sf_log1p(double x) {
  if (x > -0.29 && x < 0.41) return logarithm_near_one(x, 0);
  const double sum = 1 + x;
  if (!(sum > 0) || sum == HUGE_VAL) return sf_log(sum);
  return sf_log(sum) + (x - (sum - 1)) / sum; /* what rounding 1 + x lost */
}

/* Above 16 by Stirling's series (Abramowitz & Stegun 6.1.42); below by the recurrence
 * error(z) = error(z + 1) + (z + 1/2) ln(1 + 1/z) - 1. */
double sf_stirling_error(double z) {
  double sum = 0;
  for (; z < 16; z += 1) sum += (z + 0.5) * (z < 1e-3 ? sf_log1p(z) - sf_log(z) : sf_log1p(1 / z)) - 1;
  const double w = 1 / (z * z);
  double series = fma(w, -691.0 / 360360, 1.0 / 1188);
  series = fma(w, series, -1.0 / 1680);
  series = fma(w, series, 1.0 / 1260);
  series = fma(w, series, -1.0 / 360);
  series = fma(w, series, 1.0 / 12);
  return sum + series / z;
}

double sf_log_gamma(double x) { return (x - 0.5) * sf_log(x) - x + HALF_LN_2PI + sf_stirling_error(x); }

/* k ln(k / m) + m - k without cancellation where k is near m: with d = k - m and w = d / (k + m),
 * d w + 2 k (w^3/3 + w^5/5 + ...) (Loader 2000, "Fast and accurate computation of binomial probabilities"). */
static double deviance(double k, double m) {
  const double d = k - m;
  if (fabs(d) > 0.1 * (k + m)) return m > 0 ? k * sf_log(k / m) - d : HUGE_VAL;
  const double w = d / (k + m), square = w * w;
  return d * w + 2 * k * w * square * artanh_rest(square);
}

/* Normal distribution */

/* The rounding of z * z would cost z^2/2 units in the last place of the exponential. */
static double normal_density(double z) {
  const double square = z * z, lost = fma(z, z, -square);
  return z * z == HUGE_VAL ? 0 : INVERSE_SQRT_2PI * sf_exp(-0.5 * square) * fma(-0.5, lost, 1.0);
}

/* P(Z > z) for z >= 0. Below 1.75 from the series of P(0 < Z < z) = density (z + z^3/3 + z^5/15 + ...), above by
 * Laplace's continued fraction density / (z + 1/(z + 2/(z + 3/(z + ...)))) (Abramowitz & Stegun 26.2.11, 26.2.14). */
static double normal_far_tail(double z, double density) {
  if (z < 1.75) {
    double term = z, sum = z;
    for (int i = 3; term > 1e-18 * sum; i += 2) sum += term *= z * z / i;
    return 0.5 - density * sum;
  }
  if (density == 0) return 0;
  const int terms = (int)(12 + 220 / (z * z));
  double fraction = 0.5 * (z + sqrt(z * z + 4 * terms)); /* about what the terms left out come to */
  for (int i = terms; i > 0; i--) fraction = z + i / fraction;
  return density / fraction;
}

sf_probe sf_normal_probe(double z, bool upper) {
  const double density = normal_density(z), tail = normal_far_tail(fabs(z), density);
  return (sf_probe){upper == (z >= 0) ? tail : 1 - tail, density};
}

static double ratio(const double numerator[8], const double denominator[8], double r) {
  double n = numerator[7], d = denominator[7];
  for (int i = 6; i >= 0; i--) n = fma(n, r, numerator[i]), d = fma(d, r, denominator[i]);
  return n / d;
}

/* Wichura (1988), algorithm AS 241 (PPND16), about 1 part in 10^16. */
static double normal_lower_quantile(double p) {
  static const double centre[2][8] = {
      {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
       4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3},
      {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3, 2.1213794301586595867e+4,
       3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3}};
  static const double middle[2][8] = {
      {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
       1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4},
      {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
       1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}};
  static const double far[2][8] = {
      {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
       2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
      {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
       1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}};
  const double q = p - 0.5;
  if (fabs(q) <= 0.425) return q * ratio(centre[0], centre[1], 0.180625 - q * q);
  const double r = sqrt(-sf_log(q < 0 ? p : 1 - p));
  const double z = r <= 5 ? ratio(middle[0], middle[1], r - 1.6) : ratio(far[0], far[1], r - 5);
  return q < 0 ? -z : z;
}

double sf_normal_tail_quantile(double p, bool upper) {
  const double z = normal_lower_quantile(p);
  return upper ? -z : z;
}

/* Newton with a bracket */

/* A point inside the bracket when Newton's step leaves it. */
static double halve(double low, double high, bool logarithmic) {
  if (high == HUGE_VAL) return low > 1 ? 4 * low : low < -1 ? low / 4 : low + 2;
  if (low == -HUGE_VAL) return -halve(-high, HUGE_VAL, false);
  if (logarithmic && low == 0) return high / 64;
  if (logarithmic && high > 4 * low) return sqrt(low) * sqrt(high);
  return low + 0.5 * (high - low);
}

static double newton_step(sf_probe at, double x, double excess, bool upper, bool logarithmic) {
  const double change = (upper ? excess : -excess) * at.mass / at.density;
  if (!logarithmic) return x + change;
  const double relative = change / x;
  return fabs(relative) < 1e-8 ? x + change : x * sf_exp(relative > 4 ? 4 : relative);
}

/* Doubles in their order as integers, and back. */
static int64_t rank_of(double x) {
  int64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits < 0 ? INT64_MIN - bits : bits;
}

static double double_of(int64_t rank) {
  const int64_t bits = rank < 0 ? INT64_MIN - rank : rank;
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* The double half way between two by counting doubles: whatever the scales, 64 halvings leave none between. */
static double halve_count(double low, double high) {
  const int64_t from = rank_of(low), to = rank_of(high);
  return double_of(from / 2 + to / 2 + (from % 2 + to % 2) / 2);
}

/* Newton's method is quick, or is given up for halving. */
enum { SOLVER_PATIENCE = 50, SOLVER_STEPS = SOLVER_PATIENCE + 66 };

double sf_solve_inverse(const sf_inverse *inverse, double p, bool upper, double guess) {
  double low = inverse->low, high = inverse->high, x = guess;
  if (!(x > low && x < high)) x = halve(low, high, inverse->logarithmic);
  for (int i = 0; i < SOLVER_STEPS; i++) {
    const sf_probe at = inverse->probe(inverse->context, x, upper);
    if (at.mass == p) return x;
    if ((at.mass < p) == upper) {
      high = x;
    } else {
      low = x;
    }
    const double excess = at.mass > 0 ? sf_log(at.mass / p) : -HUGE_VAL;
    double next = newton_step(at, x, excess, upper, inverse->logarithmic);
    /* of the smaller tail: near 1 a small excess of the mass is a large one of what is left */
    const double settled = p <= 0.5 ? inverse->settled : inverse->settled * (1 - p);
    if (next >= low && next <= high && (fabs(excess) <= settled || fabs(next - x) <= 0x1p-52 * fabs(x))) return next;
    if (!(next > low && next < high)) next = halve(low, high, inverse->logarithmic);
    if (i >= SOLVER_PATIENCE) next = halve_count(low, high);
    if (next <= low || next >= high) return high; /* the smallest x with P(X <= x) >= p */
    x = next;
  }
  return x;
}

/* Gamma distribution */

/* x^a exp(-x) / Gamma(a) = constant exp(-deviance(a, x)). */
double sf_gamma_constant(double shape) { return INVERSE_SQRT_2PI * sqrt(shape) * sf_exp(-sf_stirling_error(shape)); }

/* P(X <= x) a / weight = 1 + x/(a+1) + x^2/((a+1)(a+2)) + ... (DLMF 8.11.4) */
static double gamma_series(double a, double x) {
  double term = 1, sum = 1;
  for (double n = a + 1; term > 0x1p-54 * sum; n += 1) sum += term *= x / n;
  return sum;
}

/* A denominator of a continued fraction, kept away from zero (Thompson & Barnett 1986). */
static double not_zero(double x) { return fabs(x) < 1e-300 ? 1e-300 : x; }

/* P(X > x) / weight = 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))) (DLMF 8.9.2, even part) */
static double gamma_fraction(double a, double x) {
  double b = x + 1 - a, c = 1e300, d = 1 / not_zero(b), value = d, change = 0;
  for (double n = 1; fabs(change - 1) > 0x1p-53 && n < 1e6; n += 1) {
    const double numerator = -n * (n - a);
    b += 2;
    d = 1 / not_zero(fma(numerator, d, b));
    c = not_zero(b + numerator / c);
    change = c * d;
    value *= change;
  }
  return value;
}

sf_probe sf_gamma_probe(double shape, double constant, double x, bool upper) {
  if (x <= 0) return (sf_probe){upper ? 1 : 0, 0};
  if (x == HUGE_VAL) return (sf_probe){upper ? 0 : 1, 0};
  const double weight = constant * sf_exp(-deviance(shape, x));
  const bool below = x < shape + 1;
  const double direct = below ? weight / shape * gamma_series(shape, x) : weight * gamma_fraction(shape, x);
  return (sf_probe){below == upper ? 1 - direct : direct, weight / x};
}

typedef struct gamma_law {
  double shape, constant;
} gamma_law;

static sf_probe probe_gamma(const void *context, double x, bool upper) {
  const gamma_law *law = context;
  return sf_gamma_probe(law->shape, law->constant, x, upper);
}

/* Wilson & Hilferty's (1931) cube root near the middle, the leading power of the series in the lower tail. */
static double guess_gamma(double a, double constant, double p, bool upper) {
  const double root = 1 - 1 / (9 * a) + sf_normal_tail_quantile(p, upper) / (3 * sqrt(a));
  if (a > 0.3 && root > 0.3) return a * root * root * root;
  const double lower = upper ? sf_log1p(-p) : sf_log(p);
  const double x = a * sf_exp((lower - sf_log(constant / a)) / a - 1);
  return x < 1 + a ? x : 1 + a;
}

double sf_gamma_tail_quantile(double shape, double constant, double p, bool upper) {
  const gamma_law law = {shape, constant};
  const double guess = guess_gamma(shape, constant, p, upper);
  if (guess < 1e-290) return guess;
  const sf_inverse inverse = {probe_gamma, &law, 0, HUGE_VAL, !upper || shape < 1, 1e-8};
  return sf_solve_inverse(&inverse, p, upper, guess);
}

/* ln a - psi(a), psi being the digamma function: from 16 on its asymptotic series (DLMF 5.11.2), below by the
 * recurrence psi(z + 1) = psi(z) + 1/z, whose logarithms ln((z + 1) / z) telescope. */
static double digamma_gap(double a) {
  double sum = 0, z = a;
  for (; z < 16; z += 1) sum += 1 / z;
  const double w = 1 / (z * z);
  double series = fma(w, 1.0 / 132, -1.0 / 240);
  series = fma(w, series, 1.0 / 252);
  series = fma(w, series, -1.0 / 120);
  series = fma(w, series, 1.0 / 12);
  return (z > a ? sum - sf_log(z / a) : 0) + (0.5 / z + w * series);
}

/* d ln / da of what gamma_series sums: each term has the logarithmic slope -1/(a+1) - ... - 1/(a+n). */
static double gamma_series_slope(double a, double x) {
  double term = 1, sum = 1, slope = 0, weighted = 0;
  for (double n = a + 1; term > 0x1p-60 * sum; n += 1) {
    slope -= 1 / n;
    sum += term *= x / n;
    weighted += term * slope;
  }
  return weighted / sum;
}

/* d ln / da of gamma_fraction: each of its steps differentiated. */
static double gamma_fraction_slope(double a, double x) {
  double b = x + 1 - a, c = 1e300, d = 1 / not_zero(b), c_slope = 0, d_slope = d * d;
  double slope = d_slope / d, change = 1;
  for (double n = 1; fabs(change) > 0x1p-53 * fabs(slope) && n < 1e6; n += 1) {
    const double numerator = -n * (n - a);
    b += 2;
    const double denominator = not_zero(fma(numerator, d, b)), next = not_zero(b + numerator / c);
    d_slope = -(n * d + numerator * d_slope - 1) / (denominator * denominator);
    c_slope = -1 + n / c - numerator * c_slope / (c * c);
    d = 1 / denominator;
    c = next;
    change = c_slope / c + d_slope / d;
    slope += change;
  }
  return slope;
}

double sf_gamma_shape_slope(double shape, double constant, double x) {
  if (x <= 0 || x == HUGE_VAL) return 0;
  const bool below = x < shape + 1;
  const double mass = sf_gamma_probe(shape, constant, x, !below).mass;
  if (mass == 0) return 0;
  const double weight_slope = sf_log(x / shape) + digamma_gap(shape);
  if (below) return mass * (weight_slope - 1 / shape + gamma_series_slope(shape, x));
  return -mass * (weight_slope + gamma_fraction_slope(shape, x));
}

/* Beta distribution */

/* x^a y^b / B(a, b) = constant exp(-deviance(a, (a+b) x) - deviance(b, (a+b) y)). */
double sf_beta_constant(double a, double b) {
  const double error = sf_stirling_error(a + b) - (sf_stirling_error(a) + sf_stirling_error(b));
  return INVERSE_SQRT_2PI * sqrt(a / (a + b)) * sqrt(b) * sf_exp(error);
}

/* P(X <= x) a / weight = 1 + (a+b)/(a+1) x + (a+b)(a+b+1)/((a+1)(a+2)) x^2 + ... (DLMF 8.17.8) */
static double beta_series(double a, double b, double x) {
  double term = 1, sum = 1;
  for (double n = 0; term > 0x1p-54 * sum; n += 1) sum += term *= (a + b + n) / (a + 1 + n) * x;
  return sum;
}

/* P(X <= x) a / weight = 1/(1 + d1/(1 + d2/(1 + ...))) (DLMF 8.17.22), by Lentz's method. */
static double beta_fraction(double a, double b, double x) {
  double c = 1, d = 1 / not_zero(1 - (a + b) / (a + 1) * x), value = d, change = 0;
  for (double m = 1; fabs(change - 1) > 0x1p-53 && m < 1e6; m += 1) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / not_zero(fma(even, d, 1));
    c = not_zero(1 + even / c);
    value *= c * d;
    d = 1 / not_zero(fma(odd, d, 1));
    c = not_zero(1 + odd / c);
    change = c * d;
    value *= change;
  }
  return value;
}

/* weight / P(X <= x): the even part of that fraction (Didonato & Morris 1992, eq. 9.1), which takes nothing from 1
 * where one shape is large. */
static double beta_even_fraction(double a, double b, double x, double y) {
  const double beyond = a * y - b * x + 1;
  double value = a / (a + 1) * beyond, c = not_zero(value), d = 0, change = 0;
  value = c;
  for (double m = 1; fabs(change - 1) > 0x1p-53 && m < 1e6; m += 1) {
    const double at = a + 2 * m - 1;
    const double numerator = m * (a + m - 1) / at * ((a + b + m - 1) / at) * (b - m) * x * x;
    const double denominator = m + m * (b - m) * x / at + (a + m) * (beyond + m * (2 - x)) / (at + 2);
    d = 1 / not_zero(fma(numerator, d, denominator));
    c = not_zero(denominator + numerator / c);
    change = c * d;
    value *= change;
  }
  return value;
}

bool sf_beta_is_large(double a, double b) { return a + b >= 200; }

static double beta_direct(double a, double b, double weight, double x, double y) {
  if (sf_beta_is_large(a, b)) return weight / beta_even_fraction(a, b, x, y);
  return weight / a * (x <= 0.7 ? beta_series(a, b, x) : beta_fraction(a, b, x));
}

sf_probe sf_beta_probe(double a, double b, double constant, double x, double y, bool upper) {
  if (x <= 0) return (sf_probe){upper ? 1 : 0, 0};
  if (y <= 0) return (sf_probe){upper ? 0 : 1, 0};
  const double weight = constant * sf_exp(-(deviance(a, (a + b) * x) + deviance(b, (a + b) * y)));
  const bool below = x * (a + b + 2) < a + 1;
  const double direct = below ? beta_direct(a, b, weight, x, y) : beta_direct(b, a, weight, y, x);
  return (sf_probe){below == upper ? 1 - direct : direct, weight / x / y};
}

typedef struct beta_law {
  double a, b, constant;
} beta_law;

static sf_probe probe_beta(const void *context, double x, bool upper) {
  const beta_law *law = context;
  return sf_beta_probe(law->a, law->b, law->constant, x, 1 - x, upper);
}

/* The normal approximation near the middle, the leading power of the series in the tail. */
static double guess_beta(double a, double b, double constant, double p) {
  const double n = a + b, mean = a / n;
  const double near = mean + sqrt(mean * (b / n) / (n + 1)) * sf_normal_tail_quantile(p, false);
  if (a > 2 && near > 0.3 * mean && near < 1) return near;
  const double over_b = sf_beta_is_large(a, b) ? sf_log1p(a / b) : sf_log(n / b);
  const double power = a / n * sf_exp((sf_log(p * a / constant) - b * over_b) / a);
  return power < mean ? power : mean;
}

double sf_beta_lower_quantile(double a, double b, double constant, double p) {
  const beta_law law = {a, b, constant};
  const double guess = guess_beta(a, b, constant, p);
  if (guess < 1e-290) return guess;
  const sf_inverse inverse = {probe_beta, &law, 0, 1, true, 1e-8};
  return sf_solve_inverse(&inverse, p, false, guess);
}

double sf_beta_upper_quantile(double a, double b, double constant, double p, double guess) {
  const beta_law law = {a, b, constant};
  const sf_inverse inverse = {probe_beta, &law, 0, 1, true, 1e-8};
  return sf_solve_inverse(&inverse, p, true, guess);
}
