/* Mean and standard deviation, kind by kind. */
#include "laws/kinds.h"

#include "numeric/gauss.h"

#include <math.h>

/* Sums of weight, weight (x - centre) and weight (x - centre)^2. */
typedef struct moment_sum {
  double centre, weight, first, second;
} moment_sum;

static void add_moment(moment_sum *sum, double x, double weight) {
  const double from_centre = x - sum->centre;
  sum->weight += weight;
  sum->first += weight * from_centre;
  sum->second += weight * from_centre * from_centre;
}

static void set_moments(sf_law *law, double mean, double sd) {
  law->mean = mean;
  law->sd = sd;
}

static void take_moments(sf_law *law, const moment_sum *sum) {
  const double shift = sum->first / sum->weight, variance = sum->second / sum->weight - shift * shift;
  set_moments(law, sum->centre + shift, variance > 0 ? sqrt(variance) : 0);
}

/* An integral while it is summed: of what, from which tail. */
typedef struct moment_integral {
  moment_sum *sum;
  const sf_law *law;
  bool upper;
} moment_integral;

static void add_quantile(void *context, double p, double weight) {
  const moment_integral *of = context;
  add_moment(of->sum, sf_law_tail_quantile(of->law, p, of->upper), weight);
}

static void add_density(void *context, double x, double weight) {
  const moment_integral *of = context;
  add_moment(of->sum, x, weight * sf_law_probe(of->law, x, of->upper).density);
}

/* A smooth law: the integral of its quantile, octave by octave towards both ends until they add nothing. */
static void integrate_quantile(sf_law *law) {
  moment_sum sum = {sf_law_quantile(law, 0.5), 0, 0, 0};
  for (int upper = 0; upper < 2; upper++) {
    double high = 0.5;
    for (int octave = 0; octave < 1000; octave++, high *= 0.5) {
      const double before = sum.second;
      sf_gauss_legendre(0.5 * high, high, add_quantile, &(moment_integral){&sum, law, upper});
      if (octave > 8 && !(sum.second - before >= 1e-17 * before)) break; /* also when it is no number any more */
    }
  }
  take_moments(law, &sum);
}

/* The density is a straight line on either side of the mode, and the rule is exact for polynomials. */
static void truncated_triangular_moments(sf_law *law) {
  const sf_law *inner = law->parts[0];
  const double low = fmax(law->p[0], inner->p[0]), high = fmin(law->p[1], inner->p[2]);
  const double split = fmin(fmax(inner->p[1], low), high);
  moment_sum sum = {split, 0, 0, 0};
  moment_integral of = {&sum, law, false};
  sf_gauss_legendre(low, split, add_density, &of);
  sf_gauss_legendre(split, high, add_density, &of);
  take_moments(law, &sum);
}

static void value_moments(sf_law *law) {
  moment_sum sum = {law->values[law->count / 2], 0, 0, 0};
  for (int pass = 0; pass < 2; pass++) { /* the second about the mean */
    sum = (moment_sum){sum.centre, 0, 0, 0};
    for (size_t i = 0; i < law->count; i++) add_moment(&sum, law->values[i], law->shares == NULL ? 1 : law->shares[i]);
    take_moments(law, &sum);
    sum.centre = law->mean;
  }
}

static void mixture_moments(sf_law *law) {
  double mean = 0, variance = 0;
  for (size_t i = 0; i < law->part_count; i++) mean += law->shares[i] * law->parts[i]->mean;
  for (size_t i = 0; i < law->part_count; i++) {
    const double apart = law->parts[i]->mean - mean, sd = law->parts[i]->sd;
    variance += law->shares[i] * (apart * apart + sd * sd);
  }
  set_moments(law, mean, sqrt(variance));
}

static void beta_moments(sf_law *law) {
  const sf_beta_shape *beta = &law->beta;
  const double n = beta->a + beta->b, mean = beta->a / n;
  set_moments(law, fma(beta->span, mean, beta->low), beta->span * sqrt(mean * (beta->b / n) / (n + 1)));
}

void sf_find_moments(sf_law *law) {
  const double *p = law->p;
  switch (law->kind) {
  case SF_LAW_NORMAL:
    return set_moments(law, p[0], p[1]);
  case SF_LAW_LOGNORMAL:
    law->mean = p[0] * sf_exp(0.5 * p[1] * p[1]);
    law->sd = law->mean * sqrt(sf_expm1(p[1] * p[1]));
    return;
  case SF_LAW_UNIFORM:
    return set_moments(law, p[0] + 0.5 * (p[1] - p[0]), (p[1] - p[0]) / sqrt(12));
  case SF_LAW_TRIANGULAR: {
    const double mode = p[1] - p[0], high = p[2] - p[0], share = mode / high;
    return set_moments(law, p[0] + (mode + high) / 3, high * sqrt((1 - share * (1 - share)) / 18));
  }
  case SF_LAW_BETA:
  case SF_LAW_PERT:
    return beta_moments(law);
  case SF_LAW_GAMMA:
    return set_moments(law, p[0] * p[1], p[1] * sqrt(p[0]));
  case SF_LAW_EXPONENTIAL:
    return set_moments(law, p[0], p[0]);
  case SF_LAW_BERNOULLI:
    return set_moments(law, p[0], sqrt(p[0] * (1 - p[0])));
  case SF_LAW_DISCRETE:
  case SF_LAW_EMPIRICAL:
    return value_moments(law);
  case SF_LAW_MIXTURE:
    return mixture_moments(law);
  case SF_LAW_TRUNCATED:
    if (law->parts[0]->kind == SF_LAW_TRIANGULAR) return truncated_triangular_moments(law);
    return integrate_quantile(law);
  case SF_LAW_KIND_COUNT:
    break;
  }
}

double sf_law_mean(const sf_law *law) { return law->mean; }
double sf_law_sd(const sf_law *law) { return law->sd; }
