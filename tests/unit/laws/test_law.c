/* Laws: every one against closed forms, references computed apart in 60-digit arithmetic, and its own moments
 * integrated from its quantile. */
#include "check.h"

#include "kernels/kernels.h"
#include "laws/kinds.h"

#include <string.h>

#define PI 3.14159265358979323846

static sf_law *made(sf_status status, sf_law *const *law) {
  assert_ok(status);
  assert_non_null(*law);
  return *law;
}
static sf_law *normal(double mean, double sd) {
  sf_law *law = NULL;
  return made(sf_normal(mean, sd, &law, NULL), &law);
}
static sf_law *lognormal(double median, double sigma) {
  sf_law *law = NULL;
  return made(sf_lognormal(median, sigma, &law, NULL), &law);
}
static sf_law *uniform(double low, double high) {
  sf_law *law = NULL;
  return made(sf_uniform(low, high, &law, NULL), &law);
}
static sf_law *triangular(double low, double mode, double high) {
  sf_law *law = NULL;
  return made(sf_triangular(low, mode, high, &law, NULL), &law);
}
static sf_law *beta(double a, double b, double low, double high) {
  sf_law *law = NULL;
  return made(sf_beta(a, b, low, high, &law, NULL), &law);
}
static sf_law *pert(double low, double mode, double high, double weight) {
  sf_law *law = NULL;
  return made(sf_pert(low, mode, high, weight, &law, NULL), &law);
}
static sf_law *gamma_law(double shape, double scale) {
  sf_law *law = NULL;
  return made(sf_gamma(shape, scale, &law, NULL), &law);
}
static sf_law *exponential(double mean) {
  sf_law *law = NULL;
  return made(sf_exponential(mean, &law, NULL), &law);
}
static sf_law *bernoulli(double probability) {
  sf_law *law = NULL;
  return made(sf_bernoulli(probability, &law, NULL), &law);
}
static sf_law *between(double p5, double p95) {
  sf_law *law = NULL;
  return made(sf_between(p5, p95, &law, NULL), &law);
}
/* Takes the law it is given. */
static sf_law *truncated(sf_law *inner, double low, double high) {
  sf_law *law = NULL;
  assert_ok(sf_truncated(inner, low, high, &law, NULL));
  sf_release_law(inner);
  return law;
}
static sf_law *mixed(sf_law *a, double weight_a, sf_law *b, double weight_b) {
  sf_law *law = NULL;
  assert_ok(sf_mixture((sf_law *[]){a, b}, (const double[]){weight_a, weight_b}, 2, &law, NULL));
  sf_release_law(a);
  sf_release_law(b);
  return law;
}

/* Mean and sd by the double-exponential rule on the quantile, both tails by their own mass: no digits are lost at 0 or
 * 1. */
static void integrated_moments(const sf_law *law, double *mean, double *sd) {
  const double step = 1.0 / 256;
  double weight = 0, first = 0, second = 0;
  const double centre = sf_law_quantile(law, 0.5);
  for (int i = -1200; i <= 1200; i++) {
    const double t = step * i, inner = PI * sinh(t);
    const double small = 1 / (1 + exp(fabs(inner)));
    if (small < 1e-280) continue;
    const double x = sf_law_tail_quantile(law, small, inner > 0) - centre;
    const double w = step * PI * cosh(t) * small * (1 - small);
    weight += w, first += w * x, second += w * x * x;
  }
  *mean = centre + first / weight;
  *sd = sqrt(second / weight - first / weight * (first / weight));
}

/* Takes the law. */
static void check_moments(sf_law *law, double mean, double sd, double tolerance) {
  double integrated_mean, integrated_sd;
  integrated_moments(law, &integrated_mean, &integrated_sd);
  assert_true(fabs(integrated_mean - mean) <= tolerance * (fabs(mean) + sd));
  assert_close(integrated_sd, sd, tolerance);
  assert_true(fabs(sf_law_mean(law) - mean) <= 1e-12 * (fabs(mean) + sd));
  assert_close(sf_law_sd(law), sd, 1e-12);
  sf_release_law(law);
}

static void test_moments_match_closed_forms(void **state) {
  (void)state;
  check_moments(normal(-3, 2), -3, 2, 1e-11);
  check_moments(lognormal(1000, 0.35), 1000 * exp(0.06125), 1000 * exp(0.06125) * sqrt(expm1(0.1225)), 1e-10);
  check_moments(uniform(-1, 5), 2, 6 / sqrt(12), 1e-11);
  check_moments(triangular(1.10, 1.20, 1.35), 3.65 / 3, sqrt((1.21 + 1.44 + 1.8225 - 1.32 - 1.485 - 1.62) / 18),
                1e-7); /* a kink at the mode */
  check_moments(triangular(0, 0, 3), 1, sqrt(0.5), 1e-11);
  check_moments(triangular(0, 3, 3), 2, sqrt(0.5), 1e-11);
  check_moments(beta(2, 5, -1, 6), 1, 7 * sqrt(10.0 / (49 * 8)), 1e-11);
  check_moments(beta(0.5, 0.5, 0, 1), 0.5, sqrt(0.125), 1e-11);
  check_moments(gamma_law(2.5, 4), 10, sqrt(40), 1e-11);
  check_moments(gamma_law(0.3, 1), 0.3, sqrt(0.3), 1e-10);
  check_moments(exponential(7), 7, 7, 1e-11);
  check_moments(bernoulli(0.3), 0.3, sqrt(0.21), 2e-2); /* a jump */
}

/* The classic three-point estimate: mean = (low + 4 mode + high) / 6 (Malcolm et al. 1959); in general
 * (low + weight mode + high) / (weight + 2), variance = (mean - low) (high - mean) / (weight + 3) (Vose). */
static void test_pert_has_the_moments_of_its_definition(void **state) {
  (void)state;
  const double mean = (1.1 + 4 * 1.2 + 1.35) / 6;
  check_moments(pert(1.1, 1.2, 1.35, 4), mean, sqrt((mean - 1.1) * (1.35 - mean) / 7), 1e-11);
  check_moments(pert(0, 10, 10, 6), 70.0 / 8, sqrt(70.0 / 8 * 1.25 / 9), 1e-11);
}

static void check_quantiles(sf_law *law, const double (*known)[2], size_t count, double tolerance) {
  for (size_t i = 0; i < count; i++) assert_close(sf_law_quantile(law, known[i][0]), known[i][1], tolerance);
  sf_release_law(law);
}

static void test_quantiles_match_high_precision(void **state) {
  (void)state;
  check_quantiles(normal(10, 2), (const double[][2]){{0.25, 10 - 2 * 0.674489750196081743}, {0.5, 10}}, 2, 1e-15);
  check_quantiles(lognormal(1000, 0.05), (const double[][2]){{0.001, 856.833539698493423657}, {0.5, 1000}}, 2, 1e-15);
  check_quantiles(beta(3, 3, 0, 1),
                  (const double[][2]){{1e-6, 0.004652416361586581869037},
                                      {0.75, 0.6405638352103529118741},
                                      {0.999999, 0.9953475836384134181310}},
                  3, 1e-13);
  check_quantiles(pert(2, 4, 6, 4), (const double[][2]){{0.05, 2 + 4 * 0.1892553774377707908598}}, 1, 1e-14);
  check_quantiles(gamma_law(2.5, 4),
                  (const double[][2]){{0.01, 4 * 0.2771490383641385702626}, {0.99, 4 * 7.543136234694495056323}}, 2,
                  1e-13);
  check_quantiles(exponential(3), (const double[][2]){{0.5, 3 * 0.69314718055994530942}, {1e-6, 3.0000015000010e-6}}, 2,
                  1e-13);
  check_quantiles(uniform(2, 6), (const double[][2]){{0.25, 3}, {0.75, 5}}, 2, 1e-15);
}

/* Beta(a, 1): x = p^(1/a), tiny on both sides of the median when a is small. */
static void test_small_beta_quantiles_keep_relative_accuracy(void **state) {
  (void)state;
  check_quantiles(beta(0.05, 1, 0, 1),
                  (const double[][2]){
                      {0.25, 0x1p-40}, {0.5, 0x1p-20}, {0.625, 8.271806125530277e-05}, {0.75, 0.003171211938934018}},
                  4, 1e-12);
  check_quantiles(beta(1, 0.05, -1, 0), (const double[][2]){{0.75, -0x1p-40}, {0.375, -8.271806125530277e-05}}, 2,
                  1e-12);
}

/* Two roots of quadratics: below the mode (x - low)^2 = u (high - low) (mode - low). */
static void test_triangular_quantile_is_exact(void **state) {
  (void)state;
  check_quantiles(triangular(0, 1, 4), (const double[][2]){{0.0625, 0.5}, {0.25, 1}, {0.8125, 2.5}}, 3, 1e-15);
}

static void test_between_has_the_quantiles_it_was_given(void **state) {
  (void)state;
  check_quantiles(between(0.4, 2), (const double[][2]){{0.05, 0.4}, {0.95, 2}, {0.5, sqrt(0.8)}}, 3, 4e-15);
  check_quantiles(between(-1, 5), (const double[][2]){{0.05, -1}, {0.95, 5}, {0.5, 2}}, 3, 4e-15);
}

static void test_discrete_quantile_is_the_step_inverse(void **state) {
  (void)state;
  sf_law *law = NULL;
  assert_ok(sf_discrete((const double[]){3, 1, 2, 1}, (const double[]){1, 1, 0, 2}, 4, &law, NULL));
  assert_true(sf_law_quantile(law, 0.1) == 1 && sf_law_quantile(law, 0.7499) == 1 && sf_law_quantile(law, 0.7501) == 3);
  assert_true(sf_law_quantile(law, 0) == 1 && sf_law_quantile(law, 1) == 3);
  assert_close(sf_law_distribution(law, 0.999), 0, 0);
  assert_close(sf_law_distribution(law, 1), 0.75, 1e-15);
  assert_close(sf_law_distribution(law, 3), 1, 0);
  assert_close(sf_law_mean(law), 1.5, 1e-15);
  assert_close(sf_law_sd(law), sqrt(0.75), 1e-15);
  sf_release_law(law);
}

static void test_empirical_draws_average_to_the_samples(void **state) {
  (void)state;
  const double samples[] = {5, -1, 2, 2, 9, 4, 7};
  sf_law *law = NULL;
  assert_ok(sf_empirical(samples, 7, &law, NULL));
  double sum = 0;
  for (int i = 0; i < 700; i++) sum += sf_law_quantile(law, (i + 0.5) / 700);
  assert_close(sum / 700, 4, 1e-14);
  assert_close(sf_law_mean(law), 4, 1e-15);
  assert_close(sf_law_sd(law), sqrt(68.0 / 7), 1e-15);
  assert_close(sf_law_distribution(law, 2), 3.0 / 7, 1e-15);
  sf_release_law(law);
}

static void test_bernoulli_is_one_with_its_probability(void **state) {
  (void)state;
  sf_law *law = bernoulli(0.3);
  assert_true(sf_law_quantile(law, 0.69) == 0 && sf_law_quantile(law, 0.71) == 1);
  assert_close(sf_law_distribution(law, 0.5), 0.7, 1e-15);
  assert_close(sf_law_distribution(law, -0.5), 0, 0);
  assert_close(sf_law_distribution(law, 1), 1, 0);
  sf_release_law(law);
}

/* Takes the law. */
static void check_round_trip(sf_law *law) {
  static const double at[] = {1e-9, 1e-6, 1e-3, 0.01, 0.1, 0.3, 0.49, 0.5, 0.51, 0.77, 0.9, 0.99, 0.999, 0.999999};
  double last = -INFINITY;
  for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
    const double x = sf_law_quantile(law, at[i]);
    const double half_step = sf_law_probe(law, x, false).density * fabs(x) * 0x1p-52; /* x is rounded */
    assert_true(fabs(sf_law_distribution(law, x) - at[i]) <= 1e-14 + half_step);
    assert_true(x >= last);
    last = x;
  }
  sf_release_law(law);
}

static void test_distribution_inverts_the_quantile(void **state) {
  (void)state;
  check_round_trip(normal(5, 0.1));
  check_round_trip(lognormal(2, 1.5));
  check_round_trip(uniform(-3, 8));
  check_round_trip(triangular(-1, 0.5, 2));
  check_round_trip(beta(0.7, 9, 10, 30));
  check_round_trip(pert(0.3, 0.55, 0.8, 4));
  check_round_trip(gamma_law(0.4, 100));
  check_round_trip(gamma_law(350, 0.1));
  check_round_trip(exponential(1e-3));
  check_round_trip(truncated(normal(0, 1), -1, 2));
  check_round_trip(truncated(lognormal(1, 0.5), 1.2, INFINITY));
  check_round_trip(truncated(triangular(0, 1, 4), 0.5, 3));
  check_round_trip(mixed(normal(0, 1), 1, normal(3, 0.5), 2));
  check_round_trip(mixed(uniform(0, 1), 1, exponential(2), 1));
}

static void test_probabilities_outside_their_range(void **state) {
  (void)state;
  sf_law *law = truncated(normal(0, 1), -1, INFINITY);
  assert_true(isnan(sf_law_quantile(law, -0.1)) && isnan(sf_law_quantile(law, 1.1)) &&
              isnan(sf_law_quantile(law, NAN)));
  assert_true(sf_law_quantile(law, 0) == -1 && sf_law_quantile(law, 1) == INFINITY);
  assert_true(sf_law_distribution(law, -1.5) == 0 && sf_law_distribution(law, INFINITY) == 1);
  assert_true(isnan(sf_law_distribution(law, NAN)));
  sf_release_law(law);
}

/* Johnson, Kotz & Balakrishnan: mean of the normal within [a, b] is (density(a) - density(b)) / mass. */
static void test_truncated_normal_matches_high_precision(void **state) {
  (void)state;
  static const double known[][2] = {
      {0.001, -0.9966226715348403834979}, {0.3, -0.2424038178892268027718}, {0.9, 1.255715364150215222546}};
  check_quantiles(truncated(normal(0, 1), -1, 2), known, 3, 1e-13);
  check_moments(truncated(normal(0, 1), -1, 2), 0.2296371790913289686154, 0.7209455868590457887736, 1e-10);
}

/* The half-normal law: P(X <= x) = erf(x / sqrt 2); its small quantiles keep their relative accuracy. */
static void test_half_normal_keeps_small_quantiles(void **state) {
  (void)state;
  static const double known[][2] = {
      {1e-6, 0.000001253314137315828368082}, {0.3, 0.3853204664075676238108}, {0.9, 1.644853626951472714864}};
  check_quantiles(truncated(normal(0, 1), 0, INFINITY), known, 3, 1e-12);
  check_moments(truncated(normal(0, 1), 0, INFINITY), sqrt(2 / PI), sqrt(1 - 2 / PI), 1e-11);
  sf_law *mirror = truncated(normal(0, 1), -INFINITY, 0);
  assert_close(sf_law_tail_quantile(mirror, 1e-6, true), -known[0][1], 1e-12);
  sf_release_law(mirror);
}

/* Beyond c far in the tail, X - c is near to exponential; P(X > x | X > c) = Q(x) / Q(c). */
static void test_far_tail_keeps_its_digits(void **state) {
  (void)state;
  sf_law *law = truncated(normal(0, 1), 8, INFINITY);
  for (double p = 0.9; p > 1e-9; p *= 0.3) {
    const double x = sf_law_tail_quantile(law, p, true);
    assert_close(erfc(x / sqrt(2)) / erfc(8 / sqrt(2)), p, 1e-12);
  }
  sf_release_law(law);
  law = truncated(normal(0, 1), -INFINITY, -8);
  assert_close(sf_law_quantile(law, 0.25), -sf_normal_tail_quantile(0.25 * sf_normal_probe(8, true).mass, true), 1e-14);
  sf_release_law(law);
}

static void test_truncation_keeps_to_simple_forms(void **state) {
  (void)state;
  char text[SF_LAW_TEXT_SIZE];
  sf_law *law = truncated(uniform(0, 4), 1, 9);
  assert_string_equal(sf_print_law(law, 1, text), "uniform(1, 4)");
  sf_release_law(law);
  law = truncated(truncated(normal(0, 1), -2, INFINITY), -5, 1);
  assert_string_equal(sf_print_law(law, 1, text), "truncated(normal(mean 0, sd 1), -2, 1)");
  sf_release_law(law);
  law = truncated(pert(1, 2, 3, 4), 0, 10);
  assert_string_equal(sf_print_law(law, 1, text), "pert(1, 2, 3)");
  sf_release_law(law);
}

static void test_truncated_triangular_has_exact_moments(void **state) {
  (void)state;
  /* density x/2 on [0, 1], (4 - x)/6 on [1, 4], cut to [0.5, 2] : mass 3/16 + 5/12 = 29/48 */
  const double mass = 29.0 / 48, first = (1 - 0.125) / 6 + (2 * 3 - 7.0 / 3) / 6;
  const double second = (1 - 0.0625) / 8 + (4 * 7.0 / 3 - 15.0 / 4) / 6, mean = first / mass;
  check_moments(truncated(triangular(0, 1, 4), 0.5, 2), mean, sqrt(second / mass - mean * mean), 1e-7);
}

static void test_mixture_quantiles_match_high_precision(void **state) {
  (void)state;
  static const double known[][2] = {{0.1, -0.4307310380858084578531},
                                    {0.3, 1.181694110050128635982},
                                    {0.5, 1.742343971098827942715},
                                    {0.99, 3.100448548437431185273}};
  check_quantiles(mixed(normal(0, 1), 3, normal(2, 0.5), 7), known, 4, 1e-14);
  check_moments(mixed(normal(0, 1), 3, normal(2, 0.5), 7), 1.4, sqrt(0.3 * (1 + 1.96) + 0.7 * (0.25 + 0.36)), 1e-10);
}

/* An outage that costs nothing two times in three. */
static void test_mixture_with_an_atom_gives_the_atom(void **state) {
  (void)state;
  sf_law *law = mixed(bernoulli(0.25), 2, exponential(4), 1);
  assert_true(sf_law_quantile(law, 0.3) == 0 && sf_law_quantile(law, 0.4999) == 0);
  assert_true(sf_law_quantile(law, 0.6) == 1 && sf_law_quantile(law, 0.7) == 1);
  const double x = sf_law_quantile(law, 0.9); /* above both atoms: 2/3 + (1 - exp(-x/4)) / 3 = 0.9 */
  assert_close(x, -4 * log(0.3), 1e-13);
  const double y = sf_law_quantile(law, 0.55); /* between them: 1/2 + (1 - exp(-y/4)) / 3 = 0.55 */
  assert_close(y, -4 * log(0.85), 1e-13);
  assert_close(sf_law_mean(law), 0.5 / 3 + 4.0 / 3, 1e-15);
  sf_release_law(law);
}

static void test_mixture_jumps_over_gaps(void **state) {
  (void)state;
  sf_law *law = mixed(uniform(0, 1), 1, uniform(5, 6), 3);
  assert_close(sf_law_quantile(law, 0.2), 0.8, 1e-14);
  assert_close(sf_law_quantile(law, 0.25 + 1e-9), 5, 1e-8);
  assert_close(sf_law_quantile(law, 0.625), 5.5, 1e-14);
  sf_release_law(law);
}

static void test_mixtures_are_kept_flat(void **state) {
  (void)state;
  char text[SF_LAW_TEXT_SIZE];
  sf_law *law = mixed(mixed(uniform(0, 1), 1, uniform(1, 3), 1), 1, exponential(2), 1);
  assert_string_equal(sf_print_law(law, 1, text),
                      "mixture(0.25: uniform(0, 1), 0.25: uniform(1, 3), 0.5: exponential(mean 2))");
  law = truncated(law, 0.5, 2);
  const double tail = exp(-0.25) - exp(-1.0), mass = 0.25 * 0.5 + 0.25 * 0.5 + 0.5 * tail;
  assert_close(sf_law_distribution(law, 1), (0.25 * 0.5 + 0.5 * (exp(-0.25) - exp(-0.5))) / mass, 1e-14);
  assert_close(sf_law_distribution(law, sf_law_quantile(law, 0.37)), 0.37, 1e-14);
  sf_release_law(law);
  law = mixed(bernoulli(0.5), 1, bernoulli(0.1), 1);
  assert_string_equal(sf_print_law(law, 1, text), "discrete(0: 0.7, 1: 0.3)");
  sf_release_law(law);
}

static void test_equal_laws(void **state) {
  (void)state;
  sf_law *a = mixed(normal(0, 1), 1, uniform(0, 1), 2), *b = mixed(normal(0, 1), 2, uniform(0, 1), 4);
  sf_law *c = mixed(normal(0, 1), 1, uniform(0, 1), 1), *d = normal(0, 1), *e = lognormal(1, 1), *f = normal(0, 2);
  assert_true(sf_law_equal(a, b) && sf_law_equal(a, a));
  assert_false(sf_law_equal(a, c) || sf_law_equal(a, d) || sf_law_equal(d, e) || sf_law_equal(d, f));
  sf_law *laws[] = {a, b, c, d, e, f};
  for (size_t i = 0; i < 6; i++) sf_release_law(laws[i]);
  double samples[] = {3, 1, 2};
  assert_ok(sf_empirical(samples, 3, &a, NULL));
  assert_ok(sf_empirical((double[]){1, 2, 3}, 3, &b, NULL));
  samples[0] = 4;
  assert_ok(sf_empirical(samples, 3, &c, NULL));
  assert_true(sf_law_equal(a, b));
  assert_false(sf_law_equal(a, c));
  sf_release_law(a), sf_release_law(b), sf_release_law(c);
}

static void test_a_retained_law_outlives_its_maker(void **state) {
  (void)state;
  sf_law *inner = normal(1, 2), *law = NULL;
  assert_ok(sf_truncated(inner, 0, 3, &law, NULL));
  assert_ptr_equal(sf_retain_law(law), law);
  sf_release_law(inner);
  sf_release_law(law);
  assert_true(sf_law_quantile(law, 0.5) > 0);
  sf_release_law(law);
  sf_release_law(NULL);
  assert_null(sf_retain_law(NULL));
}

/* Takes the law. */
static void check_text(sf_law *law, double factor, const char *expected) {
  char text[SF_LAW_TEXT_SIZE];
  assert_string_equal(sf_print_law(law, factor, text), expected);
  sf_release_law(law);
}

static void test_laws_print_as_they_are_written(void **state) {
  (void)state;
  check_text(triangular(1.10, 1.20, 1.35), 1, "triangular(1.1, 1.2, 1.35)");
  check_text(lognormal(1000, 0.05), 1, "lognormal(median 1000, sigma 0.05)");
  check_text(normal(5e6, 1e6), 1e6, "normal(mean 5, sd 1)");
  check_text(uniform(-0.0, 1e8), 1e6, "uniform(0, 100)");
  check_text(pert(0.3, 0.55, 0.8, 4), 1, "pert(0.3, 0.55, 0.8)");
  check_text(pert(0.3, 0.55, 0.8, 6), 0.01, "pert(30, 55, 80, weight 6)");
  check_text(beta(2, 3, 0, 10), 10, "beta(a 2, b 3, low 0, high 1)");
  check_text(gamma_law(2, 300), 100, "gamma(shape 2, scale 3)");
  check_text(exponential(1.0 / 3), 1, "exponential(mean 0.333333)");
  check_text(bernoulli(0.25), 1000, "bernoulli(0.25)");
  check_text(truncated(normal(0, 1), 0, INFINITY), 1, "truncated(normal(mean 0, sd 1), above 0)");
  check_text(truncated(normal(0, 1), -INFINITY, 1), 1, "truncated(normal(mean 0, sd 1), below 1)");
  check_text(truncated(normal(0, 1), -1, 1), 1, "truncated(normal(mean 0, sd 1), -1, 1)");
}

static void test_long_laws_are_cut_to_fit(void **state) {
  (void)state;
  double values[100], weights[100];
  for (int i = 0; i < 100; i++) values[i] = i, weights[i] = 1;
  sf_law *law = NULL;
  char text[SF_LAW_TEXT_SIZE];
  assert_ok(sf_discrete(values, weights, 100, &law, NULL));
  assert_int_equal(strlen(sf_print_law(law, 1, text)), SF_LAW_TEXT_SIZE - 1);
  assert_string_equal(text + SF_LAW_TEXT_SIZE - 4, "...");
  assert_memory_equal(text, "discrete(0: 0.01, 1: 0.01, ", 27);
  sf_release_law(law);
  assert_ok(sf_empirical(values, 100, &law, NULL));
  assert_string_equal(sf_print_law(law, 1, text), "empirical(100 samples, 0 to 99)");
  sf_release_law(law);
}

/* A refusal leaves the result alone and says why. */
#define assert_refused(words, constructor, ...)                                                                        \
  do {                                                                                                                 \
    sf_law *refused = NULL;                                                                                            \
    sf_error why = {SF_OK, ""};                                                                                        \
    assert_int_equal(constructor(__VA_ARGS__, &refused, &why), SF_INVALID);                                            \
    assert_null(refused);                                                                                              \
    assert_string_equal(why.message, words);                                                                           \
  } while (0)

/* Where x = low + part * span is rounded, or a polynomial errs in its last digits, it could be past an end. */
static void test_no_quantile_leaves_the_support(void **state) {
  (void)state;
  sf_law *const laws[] = {triangular(0.1, 0.3, 0.3),
                          triangular(0.1, 0.1, 0.3),
                          triangular(-0.3, -0.1, 0.7),
                          uniform(0.1, 0.3),
                          beta(0.5, 0.5, 0.1, 0.3),
                          pert(0.1, 0.15, 0.3, 4),
                          truncated(normal(0, 1), 0.1, 0.3),
                          truncated(lognormal(1, 2), 0.1, 0.3),
                          truncated(triangular(0, 0.2, 1), 0.1, 0.3)};
  for (size_t k = 0; k < sizeof laws / sizeof *laws; k++) {
    const double low = sf_law_quantile(laws[k], 0), high = sf_law_quantile(laws[k], 1);
    sf_law_table *table;
    assert_ok(sf_create_law_table(laws[k], &table, NULL));
    for (int step = 0; step < 4000; step++) {
      _Alignas(64) double u[16], x[16];
      for (int i = 0; i < 16; i++) {
        const double near_end = ldexp(1 + i / 16., -(step % 60) - 2);
        u[i] = step % 3 == 0 ? (step + (i + 0.5) / 16) / 4000 : step % 3 == 1 ? near_end : 1 - near_end;
        if (u[i] >= 1) u[i] = 1 - 0x1p-53;
        const double own = sf_law_quantile(laws[k], u[i]);
        assert_true(own >= low && own <= high);
      }
      sf_best_kernels()->quantile(x, u, table, 16);
      for (int i = 0; i < 16; i++) assert_true(x[i] >= low && x[i] <= high);
    }
    sf_destroy_law_table(table);
    sf_release_law(laws[k]);
  }
}

/* 50-digit values of beta laws with one large shape, which 1 - x takes the digits of. */
static void test_beta_with_one_large_shape_keeps_its_digits(void **state) {
  (void)state;
  check_quantiles(beta(0.5, 1e6, 0, 1), (const double[][2]){{0.95, 1.9207280459289227924e-6}}, 1, 1e-12);
  check_quantiles(beta(5, 1e6, 0, 1), (const double[][2]){{0.75, 6.274398465500835728e-6}}, 1, 1e-12);
  check_quantiles(beta(0.02, 1e5, 0, 1), (const double[][2]){{1e-6, 5.7068404057415400721e-306}}, 1, 1e-12);
  sf_law *const law = beta(0.9, 1e6, 0, 1);
  assert_close(sf_law_quantile(law, 0.9999), 8.9150199329234439356e-6, 1e-12);
  assert_close(sf_law_quantile(law, 1 - 1e-6), 0.000013481994575818440019, 1e-12);
  /* P(X <= q) = p again, from the law's own distribution */
  const double shares[] = {0.001, 0.3, 0.75, 0.95, 0.9999};
  for (size_t i = 0; i < 5; i++)
    assert_close(1 - sf_law_distribution(law, sf_law_quantile(law, shares[i])), 1 - shares[i], 1e-9);
  sf_release_law(law);
}

static void test_bad_parameters_are_named(void **state) {
  (void)state;
  const char *plain = "uniform: low and high are both 5; for a value without spread write the plain number";
  assert_refused("normal: sd must be positive, got -1", sf_normal, 0, -1);
  assert_refused("normal: sd must be positive, got 0; for a value without spread write the number 7", sf_normal, 7, 0);
  assert_refused("normal: mean must be a finite number, got nan", sf_normal, NAN, 1);
  assert_refused("normal: sd must be positive and finite, got inf", sf_normal, 0, INFINITY);
  assert_refused("lognormal: median must be positive, got -2", sf_lognormal, -2, 1);
  assert_refused("lognormal: its mean or standard deviation is too large to be a number", sf_lognormal, 1, 40);
  assert_refused("uniform: low 2 is not below high 1", sf_uniform, 2, 1);
  assert_refused(plain, sf_uniform, 5, 5);
  assert_refused("uniform: high must be a finite number, got inf", sf_uniform, 5, INFINITY);
  assert_refused("uniform: low -1e+308 and high 1e+308 are too far apart", sf_uniform, -1e308, 1e308);
  assert_refused("triangular: mode 0.9 lies outside [1.1, 1.35]", sf_triangular, 1.1, 0.9, 1.35);
  assert_refused("triangular: mode must be a finite number, got nan", sf_triangular, 1.1, NAN, 1.35);
  assert_refused("pert: mode 9 lies outside [0, 1]", sf_pert, 0, 9, 1, 4);
  assert_refused("pert: weight must lie in [0.01, 1e+06], got -4", sf_pert, 0, 0.5, 1, -4);
  assert_refused("beta: a must lie in [0.01, 1e+06], got 0", sf_beta, 0, 1, 0, 1);
  assert_refused("beta: b must lie in [0.01, 1e+06], got nan", sf_beta, 1, NAN, 0, 1);
  assert_refused("beta: low 1 is not below high 0", sf_beta, 1, 1, 1, 0);
  assert_refused("gamma: shape must lie in [0.01, 1e+06], got -1", sf_gamma, -1, 1);
  assert_refused("gamma: scale must be positive, got 0", sf_gamma, 1, 0);
  assert_refused("exponential: mean must be positive, got -3", sf_exponential, -3);
  assert_refused("bernoulli: probability must lie between 0 and 1, got 1.5", sf_bernoulli, 1.5);
  assert_refused("bernoulli: probability 1 leaves nothing to chance; write the plain number 1", sf_bernoulli, 1);
  assert_refused("between: p5 2 is not below p95 1", sf_between, 2, 1);
  /* what was given, to the digit that makes it wrong */
  assert_refused("bernoulli: probability must lie between 0 and 1, got 1.0000001", sf_bernoulli, 1.0000001);
  assert_refused("uniform: low 1.0000001 is not below high 1", sf_uniform, 1.0000001, 1);
  assert_refused("triangular: mode 2 lies outside [1, 1.9999999]", sf_triangular, 1, 2, 1.9999999);
}

static void test_bad_lists_are_named(void **state) {
  (void)state;
  const double values[] = {1, 2, NAN}, ones[] = {1, 1, 1}, none[] = {0, 0}, minus[] = {1, -1};
  assert_refused("discrete: the list of values is empty", sf_discrete, values, ones, 0);
  assert_refused("discrete: value 3 must be a finite number, got nan", sf_discrete, values, ones, 3);
  assert_refused("discrete: weight 2 must be a finite number not below 0, got -1", sf_discrete, values, minus, 2);
  assert_refused("discrete: the weights add up to 0; their sum must be positive and finite", sf_discrete, values, none,
                 2);
  assert_refused("discrete: every value is 1; for a value without spread write the plain number", sf_discrete, ones,
                 ones, 3);
  assert_refused("empirical: the list of samples is empty", sf_empirical, values, 0);
  assert_refused("empirical: sample 3 must be a finite number, got nan", sf_empirical, values, 3);
  assert_refused("empirical: every value is 1; for a value without spread write the plain number", sf_empirical, ones,
                 3);
  sf_law *part = normal(0, 1), *parts[] = {part, NULL};
  assert_refused("mixture: the list of parts is empty", sf_mixture, parts, ones, 0);
  assert_refused("mixture: part 2 is missing", sf_mixture, parts, ones, 2);
  parts[1] = part;
  assert_refused("mixture: weight 2 must be a finite number not below 0, got -1", sf_mixture, parts, minus, 2);
  sf_release_law(part);
}

static void test_bad_truncations_are_named(void **state) {
  (void)state;
  sf_law *smooth = normal(0, 1), *coin = bernoulli(0.5);
  assert_refused("truncated: the law is missing", sf_truncated, NULL, 0, 1);
  assert_refused("truncated: high must be a number", sf_truncated, smooth, 0, NAN);
  assert_refused("truncated: low 1 is not below high 0", sf_truncated, smooth, 1, 0);
  assert_refused("truncated: normal(mean 0, sd 1) has no probability in [50, 60]", sf_truncated, smooth, 50, 60);
  assert_refused("truncated: bernoulli(0.5) has no probability in [2, 3]", sf_truncated, coin, 2, 3);
  assert_refused("truncated: normal(mean 0, sd 1) has no probability above 50", sf_truncated, smooth, 50, INFINITY);
  /* 2.9e-316 is left, which a number holds to a few bits only: no statistic of it would be right */
  assert_refused("truncated: what is left of the law is less probable than a number can hold", sf_truncated, smooth, 38,
                 INFINITY);
  sf_law *flat = uniform(0, 1), *cut = truncated(normal(0, 1), 0, 1);
  assert_refused("truncated: uniform(0, 1) has no probability in [2, 3]", sf_truncated, flat, 2, 3);
  assert_refused("truncated: truncated(normal(mean 0, sd 1), 0, 1) has no probability in [-3, -2]", sf_truncated, cut,
                 -3, -2);
  sf_release_law(flat);
  sf_release_law(cut);
  assert_refused("truncated: every value is 1; for a value without spread write the plain number", sf_truncated, coin,
                 0.5, 3);
  sf_release_law(smooth);
  sf_release_law(coin);
}

/* What describes a law makes it again, truncated or not; lists have no description. */
static void laws_are_data(void **state) {
  (void)state;
  sf_law *const laws[] = {normal(5, 2),
                          lognormal(3, 0.5),
                          uniform(1, 2),
                          triangular(1, 2, 4),
                          beta(2, 3, -1, 4),
                          pert(1, 2, 5, 3),
                          gamma_law(2, 3),
                          exponential(4),
                          bernoulli(0.25),
                          between(0.2, 1),
                          between(-1, 1),
                          truncated(normal(0, 1), -1, INFINITY),
                          truncated(gamma_law(2, 3), 1, 8)};
  for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
    sf_law_description words;
    sf_law *again = NULL;
    assert_true(sf_describe_law(laws[i], &words));
    assert_ok(sf_make_law(&words, &again, NULL));
    assert_true(sf_law_equal(laws[i], again));
    sf_release_law(again);
    words.count = 0;
    assert_int_equal(sf_make_law(&words, &again, NULL), SF_INVALID);
    sf_release_law(laws[i]);
  }
  sf_law_description words = {.kind = "pert", .parameters = {1, 2, 5}, .count = 3, .low = -INFINITY, .high = INFINITY};
  sf_law *const classic = pert(1, 2, 5, 4), *without_weight = NULL;
  assert_ok(sf_make_law(&words, &without_weight, NULL));
  assert_true(sf_law_equal(classic, without_weight));
  sf_release_law(classic);
  sf_release_law(without_weight);
  sf_law *const mixture = mixed(normal(0, 1), 1, normal(3, 1), 1);
  assert_false(sf_describe_law(mixture, &words));
  sf_release_law(mixture);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_moments_match_closed_forms),
      cmocka_unit_test(test_pert_has_the_moments_of_its_definition),
      cmocka_unit_test(test_quantiles_match_high_precision),
      cmocka_unit_test(test_small_beta_quantiles_keep_relative_accuracy),
      cmocka_unit_test(test_triangular_quantile_is_exact),
      cmocka_unit_test(test_between_has_the_quantiles_it_was_given),
      cmocka_unit_test(test_discrete_quantile_is_the_step_inverse),
      cmocka_unit_test(test_empirical_draws_average_to_the_samples),
      cmocka_unit_test(test_bernoulli_is_one_with_its_probability),
      cmocka_unit_test(test_distribution_inverts_the_quantile),
      cmocka_unit_test(test_probabilities_outside_their_range),
      cmocka_unit_test(test_truncated_normal_matches_high_precision),
      cmocka_unit_test(test_half_normal_keeps_small_quantiles),
      cmocka_unit_test(test_far_tail_keeps_its_digits),
      cmocka_unit_test(test_truncation_keeps_to_simple_forms),
      cmocka_unit_test(test_truncated_triangular_has_exact_moments),
      cmocka_unit_test(test_mixture_quantiles_match_high_precision),
      cmocka_unit_test(test_mixture_with_an_atom_gives_the_atom),
      cmocka_unit_test(test_mixture_jumps_over_gaps),
      cmocka_unit_test(test_mixtures_are_kept_flat),
      cmocka_unit_test(test_equal_laws),
      cmocka_unit_test(test_a_retained_law_outlives_its_maker),
      cmocka_unit_test(test_laws_print_as_they_are_written),
      cmocka_unit_test(test_long_laws_are_cut_to_fit),
      cmocka_unit_test(test_no_quantile_leaves_the_support),
      cmocka_unit_test(test_beta_with_one_large_shape_keeps_its_digits),
      cmocka_unit_test(test_bad_parameters_are_named),
      cmocka_unit_test(test_bad_lists_are_named),
      cmocka_unit_test(test_bad_truncations_are_named),
      cmocka_unit_test(laws_are_data),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
