/* Elementary functions of the kernels: greatest errors on dense random arguments, every special case, exact cases, and
 * published values. */
#include "check.h"

#include "kernels/kernels.h"

#include <float.h>
#include <stdalign.h>
#include <string.h>

enum { COUNT = 16384 };

typedef struct arguments {
  alignas(64) double a[COUNT], b[COUNT], out[COUNT];
} arguments;

static uint64_t next_bits(uint64_t *state) { /* xorshift64 (Marsaglia 2003) */
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static double between(uint64_t *state, double low, double high) {
  return low + (high - low) * ((double)(next_bits(state) >> 11) * 0x1p-53);
}

/* |actual - expected| in units in the last place of expected */
static double ulps(double actual, long double expected) {
  if (isnan(actual)) return INFINITY;
  int exponent;
  frexpl(expected, &exponent);
  const int least = exponent - DBL_MANT_DIG < -1074 ? -1074 : exponent - DBL_MANT_DIG;
  return (double)(fabsl(actual - expected) / ldexpl(1.0L, least));
}

/* False where long double is no wider than double, as on some machines and under valgrind. */
static bool long_double_is_wider(void) {
  volatile long double one = 1.0L;
  return one + 0x1p-60L != 1.0L;
}

#define NEEDS_WIDER_LONG_DOUBLE()                                                                                      \
  do {                                                                                                                 \
    if (!long_double_is_wider()) skip_because("long double is no wider than double here");                             \
  } while (0)

typedef long double unary_reference(long double);

static void check_unary(sf_unary_kernel *kernel, unary_reference *reference, double low, double high, bool by_exponent,
                        double bound) {
  static arguments lanes;
  uint64_t state = 20080;
  for (int i = 0; i < COUNT; i++) {
    const double x = between(&state, low, high);
    lanes.a[i] = by_exponent ? exp(x) : x;
  }
  kernel(lanes.out, lanes.a, COUNT);
  for (int i = 0; i < COUNT; i++) {
    const double error = ulps(lanes.out[i], reference(lanes.a[i]));
    if (!(error < bound))
      fail_msg("at %.17g: %.17g is %.3g ulp off, %.3g allowed", lanes.a[i], lanes.out[i], error, bound);
  }
}

#define FOR_EACH_SET(set)                                                                                              \
  const sf_kernels *sets[4];                                                                                           \
  const size_t set_count = sf_available_kernels(sets, 4);                                                              \
  for (size_t index = 0; index < set_count; index++)                                                                   \
    for (const sf_kernels *set = sets[index]; set != NULL; set = NULL)

static void test_exponential_is_within_an_ulp(void **unused) {
  (void)unused;
  NEEDS_WIDER_LONG_DOUBLE();
  FOR_EACH_SET(set) {
    check_unary(set->exponential, expl, -1.0, 1.0, false, 0.75);
    check_unary(set->exponential, expl, -708.3, 709.7, false, 0.75);
    check_unary(set->exponential, expl, -745.0, -708.5, false, 1.0); /* subnormal: rounded once more */
  }
}

static void test_logarithm_is_within_an_ulp(void **unused) {
  (void)unused;
  NEEDS_WIDER_LONG_DOUBLE();
  FOR_EACH_SET(set) {
    check_unary(set->logarithm, logl, 0.5, 2.0, false, 0.85);
    check_unary(set->logarithm, logl, 0.99, 1.01, false, 0.85);
    check_unary(set->logarithm, logl, -708.0, 709.0, true, 0.85);
    check_unary(set->logarithm, logl, -744.0, -708.0, true, 0.85);
  }
}

static long double logistic_reference(long double x) { return 1.0L / (1.0L + expl(-x)); }

static void test_logistic_is_within_two_and_a_half_ulp_down_to_its_last_normal_value(void **unused) {
  (void)unused;
  NEEDS_WIDER_LONG_DOUBLE();
  FOR_EACH_SET(set) {
    check_unary(set->logistic, logistic_reference, -6.0, 6.0, false, 2.5);
    check_unary(set->logistic, logistic_reference, -708.0, 40.0, false, 2.5);
  }
}

typedef void fill_power(uint64_t *state, double *x, double *y);

static void usual_power(uint64_t *state, double *x, double *y) {
  *x = exp(between(state, -3.0, 3.0));
  *y = between(state, -10.0, 10.0);
}

static void full_range_power(uint64_t *state, double *x, double *y) {
  const double logarithm = between(state, -744.0, 709.0);
  *x = exp(logarithm);
  *y = between(state, -744.0, 709.0) / logarithm;
}

static void compounding_power(uint64_t *state, double *x, double *y) {
  *x = 1.0 + between(state, -1.0, 1.0) * exp(between(state, -30.0, -1.0));
  *y = between(state, -700.0, 700.0) / log(*x);
}

static void check_power(const sf_kernels *set, fill_power *fill) {
  static arguments lanes;
  uint64_t state = 7777;
  for (int i = 0; i < COUNT; i++) fill(&state, &lanes.a[i], &lanes.b[i]);
  set->power(lanes.out, lanes.a, lanes.b, COUNT);
  for (int i = 0; i < COUNT; i++) {
    const long double expected = powl(lanes.a[i], lanes.b[i]);
    if (expected > DBL_MAX) continue;
    const double error = ulps(lanes.out[i], expected);
    if (!(error < 0.8)) fail_msg("%.17g ^ %.17g: %.17g, %.3g ulp off", lanes.a[i], lanes.b[i], lanes.out[i], error);
  }
}

static void test_power_is_within_an_ulp_over_the_full_range(void **unused) {
  (void)unused;
  NEEDS_WIDER_LONG_DOUBLE();
  FOR_EACH_SET(set) {
    check_power(set, usual_power);
    check_power(set, full_range_power);
    check_power(set, compounding_power);
  }
}

static double one_power(const sf_kernels *set, double x, double y) {
  alignas(64) double a[16], b[16], out[16];
  for (int i = 0; i < 16; i++) {
    a[i] = i == 5 ? x : 1.5; /* among ordinary lanes, which must not disturb it */
    b[i] = i == 5 ? y : 2.5;
  }
  set->power(out, a, b, 16);
  assert_true(out[4] == out[6] && fabs(out[4] - 2.7556759606310752) < 1e-15); /* 1.5 ^ 2.5 = 2.25 sqrt(1.5) */
  return out[5];
}

static void test_power_is_exact_where_the_result_is_a_double(void **unused) {
  (void)unused;
  FOR_EACH_SET(set) {
    double three = 1.0, ten = 1.0;
    for (int k = 0; k <= 33; k++, three *= 3.0) assert_true(one_power(set, 3.0, k) == three);
    for (int k = 0; k <= 22; k++, ten *= 10.0) assert_true(one_power(set, 10.0, k) == ten);
    for (int k = -1074; k <= 1023; k += 9) assert_true(one_power(set, 2.0, k) == ldexp(1.0, k));
    uint64_t state = 5;
    for (int k = 0; k < 200; k++) {
      const double x = exp(between(&state, -740.0, 700.0));
      assert_true(one_power(set, x, 1.0) == x);
      const double root = (double)(next_bits(&state) >> 38);
      assert_true(one_power(set, root * root, 0.5) == root);
      assert_true(one_power(set, -root, 2.0) == root * root);
    }
  }
}

static const double SPECIAL[] = {0.0,
                                 -0.0,
                                 1.0,
                                 -1.0,
                                 0.5,
                                 -0.5,
                                 2.0,
                                 -2.0,
                                 3.0,
                                 -3.0,
                                 1.5,
                                 -1.5,
                                 1e308,
                                 -1e308,
                                 INFINITY,
                                 -INFINITY,
                                 NAN,
                                 0x1p-1074,
                                 -0x1p-1074,
                                 0x1p-1022,
                                 -0x1p-1022,
                                 0x1p-1023,
                                 0x1p53,
                                 -0x1p53,
                                 0x1p52,
                                 0x1p53 - 1.0,
                                 1.0 - 0x1p-53,
                                 1.0 + 0x1p-52,
                                 -1.0 + 0x1p-53,
                                 1e-300,
                                 DBL_MAX,
                                 -DBL_MAX,
                                 1024.0,
                                 -1074.0,
                                 -1075.0,
                                 709.0,
                                 710.0,
                                 -745.0,
                                 -746.0};
enum { SPECIAL_COUNT = sizeof SPECIAL / sizeof *SPECIAL };

/* the same special value, or a number as near as the bound tested above */
static bool agrees(double actual, double expected) {
  if (isnan(expected)) return isnan(actual);
  if (isinf(expected) || expected == 0.0) return actual == expected && !signbit(actual) == !signbit(expected);
  return fabs(actual - expected) <= fmax(fabs(expected) * DBL_EPSILON, 0x1p-1074);
}

/* As IEEE 754 has it, but that what has no value gives none. */
static double power_reference(double x, double y) {
  return isnan(x) || isnan(y) || (x == 0 && y < 0) ? NAN : pow(x, y);
}

static void test_power_of_special_values_is_that_of_ieee_754(void **unused) {
  (void)unused;
  FOR_EACH_SET(set) {
    for (int i = 0; i < SPECIAL_COUNT; i++) {
      for (int j = 0; j < SPECIAL_COUNT; j++) {
        const double actual = one_power(set, SPECIAL[i], SPECIAL[j]),
                     expected = power_reference(SPECIAL[i], SPECIAL[j]);
        if (!agrees(actual, expected))
          fail_msg("%s: %a ^ %a is %a, expected %a", set->name, SPECIAL[i], SPECIAL[j], actual, expected);
      }
    }
  }
}

static void check_special(const char *name, sf_unary_kernel *kernel, double (*reference)(double)) {
  for (int i = 0; i < SPECIAL_COUNT; i++) {
    alignas(64) double a[16], out[16];
    for (int lane = 0; lane < 16; lane++) a[lane] = lane == 11 ? SPECIAL[i] : 0.75;
    kernel(out, a, 16);
    if (!agrees(out[11], reference(SPECIAL[i])) || !agrees(out[10], reference(0.75)))
      fail_msg("%s of %a is %a, expected %a", name, SPECIAL[i], out[11], reference(SPECIAL[i]));
  }
}

static double logarithm_reference(double x) { return x == 0 ? NAN : log(x); }
static double distribution_reference(double x) { return 0.5 * erfc(-x / sqrt(2.0)); }

static void test_special_values_are_those_of_the_c_library(void **unused) {
  (void)unused;
  FOR_EACH_SET(set) {
    check_special("exp", set->exponential, exp);
    check_special("log", set->logarithm, logarithm_reference);
  }
}

static void test_rounding_into_the_subnormals_happens_once(void **unused) {
  (void)unused;
  FOR_EACH_SET(set) {
    assert_true(one_power(set, 2.0, -1074.0) == 0x1p-1074);
    assert_true(one_power(set, 2.0, -1074.9) == 0x1p-1074); /* 0.54 of the least, rounded up */
    assert_true(one_power(set, 2.0, -1075.1) == 0.0);
    assert_true(one_power(set, 0x1.8p-1000, 1.0) == 0x1.8p-1000);
    assert_true(one_power(set, 0x1p-1074, 0.5) == 0x1p-537);
  }
}

static double one_value(sf_unary_kernel *kernel, double x) {
  alignas(64) double a[16], out[16];
  for (int i = 0; i < 16; i++) a[i] = i % 2 ? x : 0.3;
  kernel(out, a, 16);
  return out[15];
}

static void test_normal_distribution_matches_published_values(void **unused) {
  (void)unused;
  /* Abramowitz & Stegun, tables 26.1 and 26.2, where -log10 Q is given to five decimals; and from erfc in 60 digits */
  FOR_EACH_SET(set) {
    sf_unary_kernel *distribution = set->normal_distribution;
    assert_true(one_value(distribution, 0.0) == 0.5);
    assert_close(one_value(distribution, 1.0), 0.841344746068543, 1e-14);
    assert_close(one_value(distribution, 2.0), 0.977249868051821, 1e-14);
    assert_close(-log10(one_value(distribution, -5.0)), 6.54265, 1e-6);
    assert_close(-log10(one_value(distribution, -10.0)), 23.11805, 1e-6);
    assert_close(-log10(one_value(distribution, -20.0)), 88.56010, 1e-6);
    assert_true(one_value(distribution, 40.0) == 1.0);
    assert_true(one_value(distribution, -40.0) == 0.0);
    assert_true(one_value(distribution, -INFINITY) == 0.0 && one_value(distribution, INFINITY) == 1.0);
    assert_true(isnan(one_value(distribution, NAN)));
    assert_close(one_value(distribution, -0.75), distribution_reference(-0.75), 1e-15);
  }
}

static long double distribution_long(long double x) { return 0.5L * erfcl(-x / sqrtl(2.0L)); }

static void test_normal_distribution_keeps_its_relative_accuracy_in_the_left_tail(void **unused) {
  (void)unused;
  NEEDS_WIDER_LONG_DOUBLE();
  FOR_EACH_SET(set) { /* an ulp is between 1.1e-16 and 2.2e-16 of the value */
    check_unary(set->normal_distribution, distribution_long, -37.5, 0.0, false, 8.0);
    check_unary(set->normal_distribution, distribution_long, -3.0, 9.0, false, 8.0);
  }
}

static void test_normal_quantile_matches_the_values_published_with_as241(void **unused) {
  (void)unused;
  /* M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988) 477-484 */
  FOR_EACH_SET(set) {
    assert_close(one_value(set->normal_quantile, 0.25), -0.6744897501960817432, 1e-12);
    assert_close(one_value(set->normal_quantile, 0.001), -3.090232306167813541, 1e-12);
    assert_close(one_value(set->normal_quantile, 1e-20), -9.262340089798407579, 1e-12);
  }
}

static void test_normal_quantile_at_the_ends_and_beyond(void **unused) {
  (void)unused;
  FOR_EACH_SET(set) {
    sf_unary_kernel *quantile = set->normal_quantile;
    assert_true(one_value(quantile, 0.5) == 0.0);
    assert_true(isnan(one_value(quantile, 0.0)) && isnan(one_value(quantile, 1.0)));
    assert_true(isnan(one_value(quantile, -0.1)) && isnan(one_value(quantile, 1.1)) && isnan(one_value(quantile, NAN)));
    /* Phi(x) = 2^-1074 is at x = -38.4674; the next double above one half is 2^-53 sqrt(2 pi) from zero */
    assert_close(one_value(quantile, 0x1p-1074), -38.467405617144344, 1e-12);
    assert_close(one_value(quantile, 0.5 + 0x1p-53), 0x1p-53 * 2.5066282746310002, 1e-12);
  }
}

/* Phi at z in long double, then one Newton step on ln Phi towards p: the quantile to about 1e-18. */
static long double refined_quantile(long double p, long double z) {
  const long double distribution = distribution_long(z),
                    density = expl(-z * z / 2.0L) / sqrtl(2.0L * 3.14159265358979323846264L);
  return z - logl(distribution / p) * distribution / density;
}

static void check_quantile(const sf_kernels *set, double low, double high) {
  static arguments lanes;
  uint64_t state = 99;
  for (int i = 0; i < COUNT; i++) lanes.a[i] = exp(between(&state, low, high));
  set->normal_quantile(lanes.out, lanes.a, COUNT);
  for (int i = 0; i < COUNT; i++) assert_close(lanes.out[i], (double)refined_quantile(lanes.a[i], lanes.out[i]), 4e-13);
  for (int i = 0; i < COUNT; i++) lanes.b[i] = 1.0 - lanes.a[i];
  for (int i = 0; i < COUNT; i++) lanes.a[i] = 1.0 - lanes.b[i]; /* 1 - b exactly */
  set->normal_quantile(lanes.out, lanes.a, COUNT);
  set->normal_quantile(lanes.b, lanes.b, COUNT);
  for (int i = 0; i < COUNT; i++) assert_true(lanes.b[i] == -lanes.out[i] || (lanes.a[i] == 0 && isnan(lanes.b[i])));
}

static void test_normal_quantile_is_within_4e_13_of_its_value_and_symmetric(void **unused) {
  (void)unused;
  NEEDS_WIDER_LONG_DOUBLE();
  FOR_EACH_SET(set) {
    check_quantile(set, -5.0, -0.6931471805599454);
    check_quantile(set, -36.0, -5.0);
    check_quantile(set, -700.0, -9.0);
  }
}

static void test_normal_quantile_never_falls(void **unused) {
  (void)unused;
  static arguments lanes;
  FOR_EACH_SET(set) {
    for (int i = 0; i < COUNT; i++) lanes.a[i] = (i + 0.5) / COUNT;
    set->normal_quantile(lanes.out, lanes.a, COUNT);
    for (int i = 1; i < COUNT; i++) assert_true(lanes.out[i] > lanes.out[i - 1]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_exponential_is_within_an_ulp),
      cmocka_unit_test(test_logarithm_is_within_an_ulp),
      cmocka_unit_test(test_logistic_is_within_two_and_a_half_ulp_down_to_its_last_normal_value),
      cmocka_unit_test(test_power_is_within_an_ulp_over_the_full_range),
      cmocka_unit_test(test_power_is_exact_where_the_result_is_a_double),
      cmocka_unit_test(test_power_of_special_values_is_that_of_ieee_754),
      cmocka_unit_test(test_special_values_are_those_of_the_c_library),
      cmocka_unit_test(test_rounding_into_the_subnormals_happens_once),
      cmocka_unit_test(test_normal_distribution_matches_published_values),
      cmocka_unit_test(test_normal_distribution_keeps_its_relative_accuracy_in_the_left_tail),
      cmocka_unit_test(test_normal_quantile_matches_the_values_published_with_as241),
      cmocka_unit_test(test_normal_quantile_at_the_ends_and_beyond),
      cmocka_unit_test(test_normal_quantile_is_within_4e_13_of_its_value_and_symmetric),
      cmocka_unit_test(test_normal_quantile_never_falls),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
