/* Tables of laws, through every kernel set of this machine: they give the law's own quantile. */
#include "check.h"

#include "kernels/law_table.h"
#include "laws/kinds.h"

#include <stdalign.h>
#include <string.h>

enum { MOST_SETS = 8, LANES = 1024 };

static sf_law_table *table_of(const sf_law *law) {
  sf_law_table *table = NULL;
  assert_ok(sf_create_law_table(law, &table, NULL));
  assert_non_null(table);
  return table;
}

/* Uniforms of every size: an even grid, then both tails down to 2^-52. */
static void fill_uniforms(double u[LANES]) {
  const int even = LANES / 2, tail = LANES / 4;
  for (int i = 0; i < even; i++) u[i] = (i + 0.5) / even;
  for (int i = 0; i < tail; i++) {
    const double v = 0.5 * pow(2, -51.0 * i / tail) * (1 - 1e-3 * (i % 7));
    u[even + i] = v;
    u[even + tail + i] = 1 - v;
  }
}

static sf_law *lognormal(double sigma) {
  sf_law *law = NULL;
  assert_ok(sf_lognormal(1000, sigma, &law, NULL));
  return law;
}

/* The table within tolerance of the law itself, or of range where that is larger (the value may pass through zero), the
 * same bits in every set; takes the law. */
static void check_table(sf_law *law, double tolerance, double range) {
  const sf_kernels *sets[MOST_SETS];
  const size_t count = sf_available_kernels(sets, MOST_SETS);
  alignas(64) double u[LANES], first[LANES], values[LANES];
  sf_law_table *table = table_of(law);
  fill_uniforms(u);
  for (size_t s = 0; s < count; s++) {
    sets[s]->quantile(s == 0 ? first : values, u, table, LANES);
    if (s > 0) assert_memory_equal(first, values, sizeof first);
  }
  for (int i = 0; i < LANES; i++) {
    const double expected = sf_law_quantile(law, u[i]);
    if (!(fabs(first[i] - expected) <= tolerance * fmax(fabs(expected), range)))
      fail_msg("at %.17g: %.17g, expected %.17g", u[i], first[i], expected);
  }
  sf_destroy_law_table(table);
  sf_release_law(law);
}

static sf_law *smooth(int which) {
  sf_law *law = NULL;
  sf_status status = SF_INVALID;
  switch (which) {
  case 0:
    status = sf_normal(0, 1, &law, NULL);
    break;
  case 1:
    status = sf_lognormal(1000, 0.35, &law, NULL);
    break;
  case 2:
    status = sf_uniform(2, 5, &law, NULL);
    break;
  case 3:
    status = sf_triangular(1.1, 1.2, 1.35, &law, NULL);
    break;
  case 4:
    status = sf_triangular(0, 0, 1, &law, NULL);
    break;
  case 5:
    status = sf_exponential(3, &law, NULL);
    break;
  case 6:
    status = sf_pert(1.1, 1.2, 1.35, 4, &law, NULL);
    break;
  case 7:
    status = sf_pert(0, 0, 1, 4, &law, NULL);
    break;
  case 8:
    status = sf_beta(3, 3, 0, 1, &law, NULL);
    break;
  case 9:
    status = sf_beta(0.5, 0.5, 0, 1, &law, NULL);
    break;
  case 10:
    status = sf_beta(400, 9, 0, 1, &law, NULL);
    break;
  case 11:
    status = sf_gamma(2, 3, &law, NULL);
    break;
  case 12:
    status = sf_gamma(0.5, 3, &law, NULL);
    break;
  case 13:
    status = sf_gamma(0.05, 1, &law, NULL);
    break;
  case 14:
    status = sf_gamma(1e4, 1, &law, NULL);
    break;
  default:
    break;
  }
  assert_ok(status);
  return law;
}

static void test_tables_give_the_laws_own_quantile(void **state) {
  (void)state;
  for (int which = 0; which < 15; which++) check_table(smooth(which), 1e-11, 0);
}

static sf_law *truncated(sf_law *inner, double low, double high) {
  sf_law *law = NULL;
  assert_ok(sf_truncated(inner, low, high, &law, NULL));
  sf_release_law(inner);
  return law;
}

static sf_law *mixed(sf_law *a, sf_law *b) {
  sf_law *law = NULL;
  assert_ok(sf_mixture((sf_law *[]){a, b}, (const double[]){1, 2}, 2, &law, NULL));
  sf_release_law(a);
  sf_release_law(b);
  return law;
}

/* Narrow and wide, on both sides of the widest that has polynomials. */
static void test_tables_of_lognormal_laws(void **state) {
  (void)state;
  static const double widths[] = {1e-6, 0.05, 0.35, 1, 2, 2.0000001, 6};
  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) check_table(lognormal(widths[i]), 1e-11, 0);
}

static void test_tables_of_truncated_laws(void **state) {
  (void)state;
  check_table(truncated(smooth(0), 0, INFINITY), 1e-11, 0);
  check_table(truncated(smooth(0), -1, 2), 1e-11, 0.1);
  check_table(truncated(smooth(0), 8, INFINITY), 1e-11, 0);
  check_table(truncated(smooth(1), 900, 1500), 1e-11, 0);
  check_table(truncated(smooth(3), 1.15, 1.3), 1e-11, 0);
  check_table(truncated(smooth(11), -INFINITY, 5), 1e-11, 0);
}

/* A kink, a gap, an atom: where a polynomial will not do, the lane asks the law. */
static void test_tables_of_mixtures(void **state) {
  (void)state;
  sf_law *coin = NULL, *far = NULL;
  assert_ok(sf_bernoulli(0.25, &coin, NULL));
  assert_ok(sf_uniform(8, 9, &far, NULL));
  check_table(mixed(smooth(1), smooth(6)), 1e-11, 0);
  check_table(mixed(smooth(2), smooth(5)), 1e-11, 0);
  check_table(mixed(far, smooth(2)), 1e-11, 0);
  check_table(mixed(smooth(11), coin), 1e-11, 0);
  check_table(mixed(smooth(0), smooth(2)), 1e-11, 0.1);
}

static void test_tables_of_values_are_exact(void **state) {
  (void)state;
  double values[1000], weights[1000];
  for (int i = 0; i < 1000; i++) values[i] = 500 - i, weights[i] = 1 + i % 5;
  const size_t counts[] = {2, 3, 4, 5, 64, 1000};
  for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
    sf_law *law = NULL;
    assert_ok(sf_discrete(values, weights, counts[k], &law, NULL));
    check_table(law, 0, 0);
    assert_ok(sf_empirical(values, counts[k], &law, NULL));
    check_table(law, 0, 0);
  }
  sf_law *coin = NULL;
  assert_ok(sf_bernoulli(0.25, &coin, NULL));
  check_table(coin, 0, 0);
}

/* The share of lanes that a table leaves to the law; those are slow. */
static double share_left_out(sf_law *law) {
  sf_law_table *table = table_of(law);
  double share = 0;
  for (int side = 0; side < 2; side++)
    for (int segment = 0; segment < SF_LAW_SEGMENTS; segment++)
      if (isnan(table->coefficients[(size_t)(side * SF_LAW_ROWS + segment) * SF_LAW_COEFFICIENTS]))
        share += ldexp(1.0 / 32, -(segment / SF_LAW_SEGMENTS_PER_OCTAVE));
  sf_destroy_law_table(table);
  sf_release_law(law);
  return share;
}

static void test_smooth_laws_leave_no_segment_out(void **state) {
  (void)state;
  for (int which = 6; which <= 12; which++) assert_close(share_left_out(smooth(which)), 0, 0);
  assert_close(share_left_out(lognormal(0.35)), 0, 0);
  assert_close(share_left_out(truncated(smooth(0), 0, INFINITY)), 0, 0);
  assert_close(share_left_out(truncated(smooth(1), 900, INFINITY)), 0, 0);
  assert_true(share_left_out(mixed(smooth(2), smooth(5))) < 0.2);
}

static void test_quantiles_never_decrease_across_segments(void **state) {
  (void)state;
  alignas(64) double u[LANES], x[LANES];
  sf_law *law = smooth(6);
  sf_law_table *table = table_of(law);
  for (int i = 0; i < LANES; i += 2) { /* either side of the seams */
    const double seam = 0.5 - i / 2 / (2.0 * LANES);
    u[i] = seam, u[i + 1] = seam * (1 - 1e-12);
  }
  sf_best_kernels()->quantile(x, u, table, LANES);
  for (int i = 0; i < LANES; i += 2) assert_true(x[i + 1] <= x[i] * (1 + 1e-15));
  sf_destroy_law_table(table);
  sf_release_law(law);
}

static void test_a_table_outlives_the_law_it_was_made_of(void **state) {
  (void)state;
  alignas(64) double u[16], x[16];
  for (int i = 0; i < 16; i++) u[i] = 1e-9 * (i + 1); /* beyond the last octave: the law itself is asked */
  sf_law *law = smooth(8);
  sf_law_table *table = table_of(law);
  double expected = sf_law_quantile(law, u[15]);
  sf_release_law(law);
  sf_best_kernels()->quantile(x, u, table, 16);
  assert_close(x[15], expected, 0);
  sf_destroy_law_table(table);
  sf_destroy_law_table(NULL);
}

static uint64_t bits_of_table(sf_law *law) {
  sf_law_table *table = table_of(law);
  uint64_t hash = 0xcbf29ce484222325;
  for (int i = 0; i < 2 * SF_LAW_ROWS * SF_LAW_COEFFICIENTS; i++) {
    uint64_t bits = 0;
    if (!isnan(table->coefficients[i])) memcpy(&bits, &table->coefficients[i], sizeof bits);
    hash = (hash ^ bits) * 0x100000001b3;
    hash ^= hash >> 29;
  }
  sf_destroy_law_table(table);
  sf_release_law(law);
  return hash;
}

/* Computed on x86-64 with and without FMA instructions, and on aarch64. */
static void test_tables_have_the_same_bits_on_every_machine(void **state) {
  (void)state;
  assert_int_equal(bits_of_table(lognormal(0.35)), 0x3e9b3a9b1cef732e);
  assert_int_equal(bits_of_table(smooth(6)), 0x3c4f5322ef93cf9e);
  assert_int_equal(bits_of_table(smooth(12)), 0xac2a2680de597c6c);
  assert_int_equal(bits_of_table(truncated(smooth(0), -1, 2)), 0xbe970b7adfd6437b);
  assert_int_equal(bits_of_table(mixed(smooth(1), smooth(0))), 0x98a365d1fc073c57);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tables_give_the_laws_own_quantile),
      cmocka_unit_test(test_tables_of_lognormal_laws),
      cmocka_unit_test(test_tables_of_truncated_laws),
      cmocka_unit_test(test_tables_of_mixtures),
      cmocka_unit_test(test_tables_of_values_are_exact),
      cmocka_unit_test(test_smooth_laws_leave_no_segment_out),
      cmocka_unit_test(test_quantiles_never_decrease_across_segments),
      cmocka_unit_test(test_a_table_outlives_the_law_it_was_made_of),
      cmocka_unit_test(test_tables_have_the_same_bits_on_every_machine),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
