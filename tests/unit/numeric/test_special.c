/* Special functions, against values computed apart in 60-digit arithmetic from their defining series, published values
 * and closed forms. */
#include "check.h"

#include "numeric/special.h"

#define PI 3.14159265358979323846

static void test_exponential_and_logarithms_match_the_c_library(void **state) {
  (void)state;
  for (int i = -2000; i <= 2000; i++) {
    const double x = 0.35 * i, near = 0.0007 * i;
    assert_close(sf_exp(x), exp(x), 4e-16);
    assert_close(sf_exp(near), exp(near), 4e-16);
    assert_close(sf_expm1(near), expm1(near), 8e-16);
    assert_close(sf_log(exp(x)), log(exp(x)), 4e-16);
    assert_close(sf_log(1 + near / 3), log(1 + near / 3), 4e-16);
    assert_close(sf_log1p(near / 2), log1p(near / 2), 5e-16);
  }
}

static void test_exponential_and_logarithm_at_their_limits(void **state) {
  (void)state;
  assert_true(sf_exp(0) == 1 && sf_log(1) == 0 && sf_log1p(0) == 0 && sf_expm1(0) == 0);
  assert_true(sf_exp(710) == INFINITY && sf_exp(INFINITY) == INFINITY && sf_exp(-INFINITY) == 0 && sf_exp(-746) == 0);
  assert_true(sf_log(0) == -INFINITY && sf_log(INFINITY) == INFINITY && sf_log1p(-1) == -INFINITY);
  assert_true(isnan(sf_log(-1)) && isnan(sf_log(NAN)) && isnan(sf_exp(NAN)) && isnan(sf_log1p(-2)));
  assert_close(sf_exp(-740), exp(-740), 1e-12); /* subnormal */
  assert_close(sf_log(0x1p-1074), -1074 * 0.69314718055994530942, 4e-16);
  assert_close(sf_exp(1), 2.718281828459045235, 3e-16);
  assert_close(sf_log1p(1e-20), 1e-20, 1e-16);
}

static void test_log_gamma_matches_factorials_and_half_integers(void **state) {
  (void)state;
  double factorial = 1;
  for (int n = 2; n <= 20; n++) {
    factorial *= n;
    assert_close(sf_log_gamma(n + 1), log(factorial), 3e-15);
  }
  assert_close(sf_log_gamma(0.5), 0.57236494292470008707, 2e-15); /* ln sqrt(pi) */
  assert_close(sf_log_gamma(0.001), 6.907178885383853682512, 1e-15);
  assert_close(sf_log_gamma(7.3), 7.147892523022249032777, 1e-15);
  assert_close(sf_log_gamma(1e6), lgamma(1e6), 1e-15);
}

/* Gamma(z + 1) = sqrt(2 pi z) (z / e)^z exp(error) */
static void test_stirling_error_completes_stirlings_formula(void **state) {
  (void)state;
  assert_close(sf_stirling_error(1), 1 - 0.91893853320467274178, 1e-14);
  assert_close(sf_stirling_error(1000), 1 / 12000.0 - 1 / 360e9, 1e-12);
  assert_close(sf_stirling_error(1e-12), -0.5 * log(1e-12) - 0.91893853320467274178, 1e-10);
}

static void test_normal_tail_keeps_relative_accuracy(void **state) {
  (void)state;
  static const double known[][2] = {{0.5, 0.3085375387259868963623},  {1, 0.1586552539314570514148},
                                    {1.7, 0.04456546275854303948743}, {1.8, 0.03593031911292580396033},
                                    {3, 0.001349898031630094526652},  {6, 9.865876450376981407009e-10},
                                    {10, 7.619853024160526065987e-24}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    assert_close(sf_normal_probe(known[i][0], true).mass, known[i][1], 5e-15);
    assert_close(sf_normal_probe(-known[i][0], false).mass, known[i][1], 5e-15);
    assert_close(sf_normal_probe(known[i][0], false).mass, 1 - known[i][1], 4e-16);
  }
  assert_true(sf_normal_probe(0, false).mass == 0.5 && sf_normal_probe(0, true).mass == 0.5);
  assert_true(sf_normal_probe(INFINITY, true).mass == 0 && sf_normal_probe(-INFINITY, true).mass == 1);
  assert_close(sf_normal_probe(37, true).density, exp(-684.5) / sqrt(2 * PI), 1e-14);
}

/* The test values of AS 241 (Wichura 1988). */
static void test_normal_quantile_matches_wichura(void **state) {
  (void)state;
  assert_close(sf_normal_tail_quantile(0.25, false), -0.674489750196081743, 4e-16);
  assert_close(sf_normal_tail_quantile(0.001, false), -3.090232306167813541, 4e-16);
  assert_close(sf_normal_tail_quantile(1e-20, false), -9.262340089798408, 4e-16);
  assert_close(sf_normal_tail_quantile(0.05, true), 1.644853626951472714864, 4e-16);
  assert_close(sf_normal_tail_quantile(0.75, false), 0.674489750196081743, 4e-16);
  assert_true(sf_normal_tail_quantile(0.5, false) == 0);
}

static void test_normal_quantile_inverts_the_distribution(void **state) {
  (void)state;
  for (double p = 0.5; p > 1e-300; p *= 0.83) {
    const double z = sf_normal_tail_quantile(p, true);
    const sf_probe at = sf_normal_probe(z, true);
    assert_true(fabs(at.mass - p) <= 1e-15 * at.density * (1 + z) + 4e-16 * p);
  }
}

static double gamma_quantile(double shape, double p, bool upper) {
  return sf_gamma_tail_quantile(shape, sf_gamma_constant(shape), p, upper);
}

static void test_gamma_quantiles_match_high_precision(void **state) {
  (void)state;
  static const double known[][3] = {{0.5, 0.1, 0.007895387046715612434078}, {0.5, 0.95, 1.920729410347062979181},
                                    {2.5, 0.01, 0.2771490383641385702626},  {2.5, 0.99, 7.543136234694495056323},
                                    {3, 0.5, 2.674060313723560317913},      {0.1, 0.5, 0.0005933911044602259426636},
                                    {30, 0.001, 15.86917079714035697058},   {30, 0.999, 49.80361653492468872701},
                                    {1000, 0.25, 978.4929664946928476569}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_close(gamma_quantile(known[i][0], known[i][1], false), known[i][2], 1e-13);
  assert_close(gamma_quantile(2, 1e-6, true), 16.68842079085991967077, 1e-14);
}

/* Shape 1 is the exponential distribution, shape 1/2 half the square of a normal. */
static void test_gamma_quantile_has_known_special_cases(void **state) {
  (void)state;
  for (double p = 0.9; p > 1e-12; p *= 0.7) {
    assert_close(gamma_quantile(1, p, true), -log(p), 1e-13);
    assert_close(gamma_quantile(1, p, false), -log1p(-p), 1e-13);
    assert_close(gamma_quantile(0.5, p, true), pow(sf_normal_tail_quantile(p / 2, true), 2) / 2, 1e-13);
  }
}

/* Erlang: P(X > x) = exp(-x) (1 + x + ... + x^(k-1) / (k-1)!) for shape k. */
static void test_gamma_distribution_matches_erlang(void **state) {
  (void)state;
  for (int k = 1; k <= 12; k++)
    for (double x = 0.25; x < 60; x *= 1.7) {
      double term = 1, sum = 1;
      for (int i = 1; i < k; i++) sum += term *= x / i;
      const sf_probe upper = sf_gamma_probe(k, sf_gamma_constant(k), x, true);
      assert_true(fabs(upper.mass - exp(-x) * sum) <= 1e-14 * fmax(upper.mass, x < k + 1 ? 1 : 0));
      assert_close(upper.density, exp(-x) * term, 1e-13);
      assert_close(upper.mass + sf_gamma_probe(k, sf_gamma_constant(k), x, false).mass, 1, 3e-16);
    }
}

/* d P(shape, x) / d shape in 18 digits, from mpmath. */
static void test_slope_of_gamma_by_shape_matches_high_precision(void **state) {
  (void)state;
  static const double known[][3] = {
      {.05, .001, -4.66181305268967969},    {.5, .2, -0.820161406486338878},       {.5, 4, -0.0165659753466303661},
      {1, 1, -0.431729710634898696},        {3, 2.5, -0.247117357483268238},       {4, 9, -0.0228066974589230881},
      {4, 30, -1.01637893692749128e-9},     {40, 35, -0.0480011964148018381},      {40, 60, -0.00116820958976448765},
      {1000, 1010, -0.0119457313372254415}, {1000, 1100, -0.000110489877840793885}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_close(sf_gamma_shape_slope(known[i][0], sf_gamma_constant(known[i][0]), known[i][1]), known[i][2], 2e-13);
  assert_close(sf_gamma_shape_slope(4, sf_gamma_constant(4), 0), 0, 0);
  assert_close(sf_gamma_shape_slope(4, sf_gamma_constant(4), 1e4), 0, 0);
}

static double beta_quantile(double a, double b, double p) {
  return sf_beta_lower_quantile(a, b, sf_beta_constant(a, b), p);
}

static void test_beta_quantiles_match_high_precision(void **state) {
  (void)state;
  static const double known[][4] = {
      {3, 3, 1e-6, 0.004652416361586581869037},    {3, 3, 0.05, 0.1892553774377707908598},
      {3, 3, 0.25, 0.3594361647896470881259},      {3, 3, 0.95, 0.8107446225622292091402},
      {2.5, 4, 0.1, 0.1576580554781870801182},     {0.5, 3, 0.3, 0.02652228581049732034564},
      {0.5, 3, 0.001, 2.844445523226961384467e-7}, {50, 20, 0.01, 0.5817766930969047618112},
      {50, 20, 0.99, 0.8289385311395461172046},    {1.5, 0.75, 0.9, 0.9698479390503499682500},
      {400, 700, 0.2, 0.3514051665833923392839}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_close(beta_quantile(known[i][0], known[i][1], known[i][2]), known[i][3], 1e-13);
}

/* Beta(a, 1): x = p^(1/a). Beta(1, b): 1 - x = (1 - p)^(1/b). Beta(1/2, 1/2): the arcsine law. */
static void test_beta_quantile_has_known_special_cases(void **state) {
  (void)state;
  for (double p = 0.97; p > 1e-12; p *= 0.7) {
    assert_close(beta_quantile(2, 1, p), sqrt(p), 1e-13);
    assert_close(beta_quantile(0.25, 1, p), p * p * p * p, 1e-13);
    assert_close(beta_quantile(1, 5, p), -expm1(log1p(-p) / 5), 1e-13);
    assert_close(beta_quantile(0.5, 0.5, p), pow(sin((PI / 2) * p), 2), 1e-13);
  }
}

static void test_beta_tails_are_mirror_images(void **state) {
  (void)state;
  const double constant = sf_beta_constant(2.5, 40);
  assert_true(constant == sf_beta_constant(40, 2.5));
  for (double x = 1e-8; x < 1; x = x < 0.01 ? x * 10 : x + 0.07) {
    const sf_probe lower = sf_beta_probe(2.5, 40, constant, x, 1 - x, false);
    const sf_probe mirror = sf_beta_probe(40, 2.5, constant, 1 - x, x, true);
    assert_true(lower.mass == mirror.mass);
    assert_close(lower.density, mirror.density, 1e-14);
  }
}

static void test_extreme_shapes_are_solved(void **state) {
  (void)state;
  static const double shapes[] = {0.01, 0.3, 1, 7, 1e3, 1e6};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
    for (size_t j = 0; j < sizeof shapes / sizeof *shapes; j++) {
      const double a = shapes[i], b = shapes[j], constant = sf_beta_constant(a, b);
      for (double p = 0.5; p > 1e-9; p /= 8) {
        const double x = sf_beta_lower_quantile(a, b, constant, p);
        assert_true(x >= 0 && x <= 1);
        if (x < 1e-290 || x > 1 - 1e-12) continue; /* the double next to it is further than the answer */
        const sf_probe at = sf_beta_probe(a, b, constant, x, 1 - x, false);
        assert_true(fabs(at.mass - p) <= 1e-12 * at.density * x);
      }
    }
}

/* Two steps and a jump: P(X <= x) is 0.4 x below 1, 0.4 to 0.7 in a jump at 1, then 0.7 + 0.3 (x - 1). */
static sf_probe probe_steps(const void *context, double x, bool upper) {
  (void)context;
  const double mass = x < 0 ? 0 : x < 1 ? 0.4 * x : x < 2 ? 0.7 + 0.3 * (x - 1) : 1;
  return (sf_probe){upper ? 1 - mass : mass, x < 1 ? 0.4 : 0.3};
}

static void test_solver_finds_jumps_and_kinks(void **state) {
  (void)state;
  const sf_inverse inverse = {probe_steps, NULL, 0, 2, false, 0};
  assert_close(sf_solve_inverse(&inverse, 0.2, false, 1.7), 0.5, 1e-15);
  assert_close(sf_solve_inverse(&inverse, 0.5, false, 0.1), 1, 1e-15);
  assert_close(sf_solve_inverse(&inverse, 0.85, false, 0.1), 1.5, 1e-15);
  assert_close(sf_solve_inverse(&inverse, 0.15, true, 0.1), 1.5, 1e-15);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_exponential_and_logarithms_match_the_c_library),
      cmocka_unit_test(test_exponential_and_logarithm_at_their_limits),
      cmocka_unit_test(test_log_gamma_matches_factorials_and_half_integers),
      cmocka_unit_test(test_stirling_error_completes_stirlings_formula),
      cmocka_unit_test(test_normal_tail_keeps_relative_accuracy),
      cmocka_unit_test(test_normal_quantile_matches_wichura),
      cmocka_unit_test(test_normal_quantile_inverts_the_distribution),
      cmocka_unit_test(test_gamma_quantiles_match_high_precision),
      cmocka_unit_test(test_gamma_quantile_has_known_special_cases),
      cmocka_unit_test(test_gamma_distribution_matches_erlang),
      cmocka_unit_test(test_slope_of_gamma_by_shape_matches_high_precision),
      cmocka_unit_test(test_beta_quantiles_match_high_precision),
      cmocka_unit_test(test_beta_quantile_has_known_special_cases),
      cmocka_unit_test(test_beta_tails_are_mirror_images),
      cmocka_unit_test(test_extreme_shapes_are_solved),
      cmocka_unit_test(test_solver_finds_jumps_and_kinks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
