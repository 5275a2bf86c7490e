/* Distribution function and quantile, kind by kind. */
#include "laws/kinds.h"

#include "numeric/gauss.h"

#include <math.h>

/* Distribution and density */

static sf_probe certain(bool below, bool upper) { return (sf_probe){below == upper ? 1 : 0, 0}; }

static sf_probe scaled(sf_probe at, double scale) { return (sf_probe){at.mass, at.density / scale}; }

static sf_probe probe_uniform(const sf_law *law, double x, bool upper) {
  const double low = law->p[0], high = law->p[1], span = high - low;
  if (x < low || x >= high) return certain(x < low, upper);
  return (sf_probe){(upper ? high - x : x - low) / span, 1 / span};
}

static sf_probe probe_triangular(const sf_law *law, double x, bool upper) {
  const double low = law->p[0], mode = law->p[1], high = law->p[2], span = high - low;
  if (x < low || x >= high) return certain(x < low, upper);
  const bool left = x < mode;
  const double far = (left ? x - low : high - x) / span,
               near = (left ? x - low : high - x) / (left ? mode - low : high - mode);
  return (sf_probe){left == upper ? 1 - far * near : far * near, 2 * near / span};
}

static sf_probe probe_beta_law(const sf_beta_shape *beta, double x, bool upper) {
  if (x <= beta->low || x >= beta->high) return certain(x <= beta->low, upper);
  const double from_low = (x - beta->low) / beta->span, from_high = (beta->high - x) / beta->span;
  return scaled(sf_beta_probe(beta->a, beta->b, beta->constant, from_low, from_high, upper), beta->span);
}

static sf_probe probe_exponential(double mean, double x, bool upper) {
  if (x <= 0) return certain(true, upper);
  const double beyond = sf_exp(-x / mean);
  return (sf_probe){upper ? beyond : -sf_expm1(-x / mean), beyond / mean};
}

static sf_probe probe_lognormal(const sf_law *law, double x, bool upper) {
  if (x <= 0) return certain(true, upper);
  return scaled(sf_normal_probe(sf_log(x / law->p[0]) / law->p[1], upper), x * law->p[1]);
}

/* How many of the ascending numbers are at most x. */
static size_t count_up_to(const double *numbers, size_t count, double x) {
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (numbers[middle] <= x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static sf_probe probe_atoms(const sf_law *law, double x, bool upper) {
  const size_t at_most = count_up_to(law->values, law->count, x);
  double mass = (double)at_most / (double)law->count;
  if (law->kind == SF_LAW_DISCRETE) mass = at_most == 0 ? 0 : law->cumulative[at_most - 1];
  return (sf_probe){upper ? 1 - mass : mass, 0};
}

static sf_probe probe_bernoulli(double probability, double x, bool upper) {
  const double beyond = x < 0 ? 1 : x < 1 ? probability : 0;
  return (sf_probe){upper ? beyond : 1 - beyond, 0};
}

static sf_probe probe_mixture(const sf_law *law, double x, bool upper) {
  sf_probe sum = {0, 0};
  for (size_t i = 0; i < law->part_count; i++) {
    const sf_probe part = sf_law_probe(law->parts[i], x, upper);
    sum.mass = fma(law->shares[i], part.mass, sum.mass);
    sum.density = fma(law->shares[i], part.density, sum.density);
  }
  return sum;
}

/* Close to an end that is itself close to zero the mass between them is a small difference of large ones, and x would
 * lose its relative accuracy; there the density is integrated instead. A triangular law is left out for its kink. */
static bool near_end(const sf_law *law, double x, double mass, bool upper) {
  const sf_law_edges *edge = &law->edges;
  const double outside = upper ? fmin(edge->below_high, edge->above_high) : fmin(edge->below_low, edge->above_low);
  return mass < 0x1p-10 * outside && fabs(x - law->p[upper]) > 0.5 * fabs(x) &&
         law->parts[0]->kind != SF_LAW_TRIANGULAR;
}

typedef struct mass_integral {
  const sf_law *law;
  double mass;
} mass_integral;

static void add_mass(void *context, double x, double weight) {
  mass_integral *of = context;
  of->mass += weight * sf_law_probe(of->law, x, false).density;
}

static double mass_between(const sf_law *law, double low, double high) {
  mass_integral of = {law, 0};
  sf_gauss_legendre(low, high, add_mass, &of);
  return of.mass;
}

/* Masses are differences in that tail of the inner law in which both terms are small. */
static sf_probe probe_truncated(const sf_law *law, double x, bool upper) {
  const double low = law->p[0], high = law->p[1];
  if (x < low || x >= high) return certain(x < low, upper);
  const sf_law_edges *edge = &law->edges;
  const bool by_upper = upper ? edge->above_high <= 0.5 : edge->below_low > 0.5;
  const sf_probe inner = sf_law_probe(law->parts[0], x, by_upper);
  double mass;
  if (upper) {
    mass = by_upper ? inner.mass - edge->above_high : edge->below_high - inner.mass;
  } else {
    mass = by_upper ? edge->above_low - inner.mass : inner.mass - edge->below_low;
  }
  if (near_end(law, x, mass, upper))
    mass = upper ? mass_between(law->parts[0], x, high) : mass_between(law->parts[0], low, x);
  mass /= edge->between;
  return (sf_probe){mass < 0 ? 0 : mass < 1 ? mass : 1, inner.density / edge->between};
}

sf_probe sf_law_probe(const sf_law *law, double x, bool upper) {
  const double *p = law->p;
  switch (law->kind) {
  case SF_LAW_NORMAL:
    return scaled(sf_normal_probe((x - p[0]) / p[1], upper), p[1]);
  case SF_LAW_LOGNORMAL:
    return probe_lognormal(law, x, upper);
  case SF_LAW_UNIFORM:
    return probe_uniform(law, x, upper);
  case SF_LAW_TRIANGULAR:
    return probe_triangular(law, x, upper);
  case SF_LAW_BETA:
  case SF_LAW_PERT:
    return probe_beta_law(&law->beta, x, upper);
  case SF_LAW_GAMMA:
    return scaled(sf_gamma_probe(p[0], law->gamma_constant, x / p[1], upper), p[1]);
  case SF_LAW_EXPONENTIAL:
    return probe_exponential(p[0], x, upper);
  case SF_LAW_BERNOULLI:
    return probe_bernoulli(p[0], x, upper);
  case SF_LAW_DISCRETE:
  case SF_LAW_EMPIRICAL:
    return probe_atoms(law, x, upper);
  case SF_LAW_MIXTURE:
    return probe_mixture(law, x, upper);
  case SF_LAW_TRUNCATED:
    return probe_truncated(law, x, upper);
  case SF_LAW_KIND_COUNT:
    break;
  }
  return (sf_probe){(double)NAN, (double)NAN};
}

double sf_law_distribution(const sf_law *law, double x) { return x != x ? x : sf_law_probe(law, x, false).mass; }

/* Quantiles */

static double within(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

static double triangular_quantile(const sf_law *law, double p, bool upper) {
  const double low = law->p[0], mode = law->p[1], high = law->p[2];
  const double left = mode - low, right = high - mode, span = high - low;
  const bool on_left = upper ? p * span > right : p * span < left;
  if (on_left) return within(low + sqrt(span) * sqrt(left) * sqrt(upper ? 1 - p : p), low, high);
  return within(high - sqrt(span) * sqrt(right) * sqrt(upper ? p : 1 - p), low, high);
}

/* Solved from the end at which p is counted; where the answer lies close to the other end, from that one, so that it
 * keeps its relative accuracy when that end is zero. */
static double beta_quantile(const sf_beta_shape *beta, double p, bool upper) {
  const double near = upper ? beta->b : beta->a, far = upper ? beta->a : beta->b;
  const double from_near = sf_beta_lower_quantile(near, far, beta->constant, p);
  const bool large = sf_beta_is_large(near, far);
  const bool crossed = from_near > 0.9 && (large || 1 - from_near < p);
  const double part = !crossed ? from_near
                      : large  ? sf_beta_upper_quantile(far, near, beta->constant, p, 1 - from_near)
                               : sf_beta_lower_quantile(far, near, beta->constant, 1 - p);
  const double x = upper != crossed ? fma(-beta->span, part, beta->high) : fma(beta->span, part, beta->low);
  return within(x, beta->low, beta->high);
}

static double discrete_quantile(const sf_law *law, double p) {
  const size_t last = law->count - 1;
  size_t at;
  if (law->kind == SF_LAW_EMPIRICAL) {
    at = (size_t)floor(p * (double)law->count);
  } else {
    at = count_up_to(law->cumulative, last, p);
  }
  return law->values[at < last ? at : last];
}

static sf_probe probe_any(const void *context, double x, bool upper) { return sf_law_probe(context, x, upper); }

/* The mixture's quantile lies between those of its parts; where one of its atoms takes the probability in, it is the
 * atom, and between atoms the distribution has no jumps. */
static double mixture_quantile(const sf_law *law, double p, bool upper) {
  const double lower = upper ? 1 - p : p;
  const size_t passed = count_up_to(law->cumulative, law->count, lower);
  if (passed < law->count && law->before[passed] <= lower) return law->values[passed];
  double low = HUGE_VAL, high = -HUGE_VAL, guess = 0;
  for (size_t i = 0; i < law->part_count; i++) {
    const double x = sf_law_tail_quantile(law->parts[i], p, upper);
    if (x < low) low = x;
    if (x > high) high = x;
    guess += law->shares[i] * x;
  }
  if (passed > 0 && law->values[passed - 1] > low) low = law->values[passed - 1];
  if (passed < law->count && law->values[passed] < high) high = law->values[passed];
  if (!(low < high)) return low;
  const sf_inverse inverse = {probe_any, law, low, high, low >= 0, 0};
  return sf_solve_inverse(&inverse, p, upper, guess);
}

/* The inner law's tail in which the wanted mass is the smaller. */
static double truncated_quantile(const sf_law *law, double p, bool upper) {
  const sf_law_edges *edge = &law->edges;
  const double from_low = fma(upper ? 1 - p : p, edge->between, edge->below_low);
  const double from_high = fma(upper ? p : 1 - p, edge->between, edge->above_high);
  const bool by_upper = from_high < from_low;
  const double mass = by_upper ? from_high : from_low;
  if (!(mass > 0)) return by_upper ? law->p[1] : law->p[0];
  double x = sf_law_tail_quantile(law->parts[0], mass, by_upper);
  if (near_end(law, x, p * edge->between, upper)) {
    const sf_probe at = sf_law_probe(law, x, upper);
    x -= (upper ? p - at.mass : at.mass - p) / at.density;
  }
  return within(x, law->p[0], law->p[1]);
}

double sf_law_tail_quantile(const sf_law *law, double p, bool upper) {
  const double *parameter = law->p;
  switch (law->kind) {
  case SF_LAW_NORMAL:
    return fma(parameter[1], sf_normal_tail_quantile(p, upper), parameter[0]);
  case SF_LAW_LOGNORMAL:
    return parameter[0] * sf_exp(parameter[1] * sf_normal_tail_quantile(p, upper));
  case SF_LAW_UNIFORM:
    return within(fma(upper ? -p : p, parameter[1] - parameter[0], parameter[upper]), parameter[0], parameter[1]);
  case SF_LAW_TRIANGULAR:
    return triangular_quantile(law, p, upper);
  case SF_LAW_BETA:
  case SF_LAW_PERT:
    return beta_quantile(&law->beta, p, upper);
  case SF_LAW_GAMMA:
    return parameter[1] * sf_gamma_tail_quantile(parameter[0], law->gamma_constant, p, upper);
  case SF_LAW_EXPONENTIAL:
    return -parameter[0] * (upper ? sf_log(p) : sf_log1p(-p));
  case SF_LAW_BERNOULLI:
    return (upper ? 1 - p : p) >= 1 - parameter[0] ? 1 : 0;
  case SF_LAW_DISCRETE:
  case SF_LAW_EMPIRICAL:
    return discrete_quantile(law, upper ? 1 - p : p);
  case SF_LAW_MIXTURE:
    return mixture_quantile(law, p, upper);
  case SF_LAW_TRUNCATED:
    return truncated_quantile(law, p, upper);
  case SF_LAW_KIND_COUNT:
    break;
  }
  return (double)NAN;
}

/* Where the distribution begins (or ends). */
static double end_of_support(const sf_law *law, bool upper) {
  const double *p = law->p;
  double end;
  switch (law->kind) {
  case SF_LAW_UNIFORM:
    return p[upper];
  case SF_LAW_TRIANGULAR:
  case SF_LAW_PERT:
    return upper ? p[2] : p[0];
  case SF_LAW_BETA:
    return upper ? p[3] : p[2];
  case SF_LAW_LOGNORMAL:
  case SF_LAW_GAMMA:
  case SF_LAW_EXPONENTIAL:
    return upper ? HUGE_VAL : 0;
  case SF_LAW_BERNOULLI:
    return upper ? 1 : 0;
  case SF_LAW_DISCRETE:
  case SF_LAW_EMPIRICAL:
    return law->values[upper ? law->count - 1 : 0];
  case SF_LAW_MIXTURE:
    end = end_of_support(law->parts[0], upper);
    for (size_t i = 1; i < law->part_count; i++) {
      const double other = end_of_support(law->parts[i], upper);
      if (upper ? other > end : other < end) end = other;
    }
    return end;
  case SF_LAW_TRUNCATED:
    end = end_of_support(law->parts[0], upper);
    return upper ? fmin(end, p[1]) : fmax(end, p[0]);
  case SF_LAW_NORMAL:
  case SF_LAW_KIND_COUNT:
    break;
  }
  return upper ? HUGE_VAL : -HUGE_VAL;
}

double sf_law_quantile(const sf_law *law, double p) {
  if (!(p >= 0 && p <= 1)) return (double)NAN;
  if (p == 0 || p == 1) return end_of_support(law, p == 1);
  return p < 0.5 ? sf_law_tail_quantile(law, p, false) : sf_law_tail_quantile(law, 1 - p, true);
}
