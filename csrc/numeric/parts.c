#include "numeric/parts.h"

#include "numeric/exact_sum.h"
#include "numeric/special.h"
#include "signalflow/attribution.h"

#include <math.h>

/* Near 1 the difference of two logarithms loses what the ratio had: there it is 2 atanh(s) = ln(1 + s) - ln(1 - s), s =
 * (a - b) / (a + b). */
double sf_log_ratio(double a, double b) {
  const double sum = a + b, share = (a - b) / sum;
  return isfinite(sum) && fabs(share) < 1.0 / 3 ? sf_log1p(share) - sf_log1p(-share) : sf_log(a) - sf_log(b);
}

double sf_logarithmic_mean(double a, double b) {
  if (a == b) return a;
  if (a == 0 || b == 0) return 0;
  return (a - b) / sf_log_ratio(a, b);
}

double sf_sum_of(const double *values, size_t count) {
  sf_exact_sum sum = {0};
  for (size_t i = 0; i < count; i++) sf_add_exact(&sum, values[i]);
  return sf_exact_value(&sum);
}

/* Multiples of this, of that size in all, add up without rounding: a power of two, and 0 where there is none. */
static double grid_for(double size) {
  enum { MANTISSA = 53 };
  static const double room = 1 + 0x1p-40; /* for what rounding to the grid adds */
  int exponent;
  frexp(size * room, &exponent);
  return isfinite(size) ? ldexp(1, exponent - MANTISSA) : 0;
}

static double sum_of_sizes(const double *parts, size_t count) {
  sf_exact_sum sum = {0};
  for (size_t i = 0; i < count; i++) sf_add_exact(&sum, fabs(parts[i]));
  return sf_exact_value(&sum);
}

static size_t first_largest(const double *parts, size_t count) {
  size_t found = 0;
  for (size_t i = 1; i < count; i++)
    if (fabs(parts[i]) > fabs(parts[found])) found = i;
  return found;
}

double sf_settle_parts(double *parts, size_t count, double whole) {
  const double grid = grid_for(fmax(sum_of_sizes(parts, count), fabs(whole)));
  if (grid == 0) return whole; /* nothing, or too small or too large to divide */
  const double settled = rint(whole / grid) * grid;
  sf_exact_sum rest = {0};
  sf_add_exact(&rest, settled);
  for (size_t i = 0; i < count; i++) {
    parts[i] = rint(parts[i] / grid) * grid;
    sf_add_exact(&rest, -parts[i]);
  }
  parts[first_largest(parts, count)] += sf_exact_value(&rest);
  return settled;
}
