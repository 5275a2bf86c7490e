/* Ordering doubles in place, against the C library's qsort. */
#include "check.h"
#include "failing_memory.h"

#include "numeric/order_values.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 50000 };

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static uint64_t next(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 11;
}

static void check_against_qsort(double *values, size_t count) {
  double *expected = malloc(count * sizeof *expected + 1);
  memcpy(expected, values, count * sizeof *expected);
  qsort(expected, count, sizeof *expected, by_value);
  sf_order_values(values, count);
  for (size_t i = 0; i < count; i++) assert_true(values[i] == expected[i]);
  free(expected);
}

typedef double make_value(uint64_t *state);

static double close_together(uint64_t *state) { return 1 + (double)(next(state) % 1000) * DBL_EPSILON; }
static double few_kinds(uint64_t *state) { return (double)(next(state) % 3) - 1; }
static double all_equal(uint64_t *state) { return (void)state, 7; }
static double around_zero(uint64_t *state) { return ((double)next(state) - 0x1p52) * 0x1p-52; }
static double of_every_size(uint64_t *state) {
  return ldexp((double)next(state) - 0x1p52, (int)(next(state) % 1800) - 1000);
}

/* Most beside each other, some at the ends of what there is. */
static double with_outliers(uint64_t *state) {
  static const double ends[] = {INFINITY, -INFINITY, DBL_MAX, -DBL_MAX, 0x1p-1074, -0x1p-1074};
  return next(state) % 500 == 0 ? ends[next(state) % 6] : 1e6 + around_zero(state);
}
static double of_a_long_tail(uint64_t *state) { return exp(5 * (around_zero(state) + around_zero(state))); }

static void test_every_kind_of_data_comes_out_ascending(void **state) {
  (void)state;
  make_value *const kinds[] = {close_together, few_kinds,     all_equal,     around_zero,
                               of_every_size,  with_outliers, of_a_long_tail};
  const size_t counts[] = {0, 1, 2, 24, 25, 1000, 4095, 4096, MANY};
  double *values = malloc(MANY * sizeof *values);
  uint64_t seed = 1;
  for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
      for (size_t i = 0; i < counts[k]; i++) values[i] = kinds[kind](&seed);
      check_against_qsort(values, counts[k]);
    }
  free(values);
}

static void test_extremes_find_their_places(void **state) {
  (void)state;
  double values[] = {INFINITY, DBL_MAX, 1, 0x1p-1074, 0., -0., -0x1p-1074, -1, -DBL_MAX, -INFINITY};
  sf_order_values(values, 10);
  assert_true(isinf(values[0]) && values[0] < 0 && values[1] == -DBL_MAX && values[3] == -0x1p-1074);
  assert_true(signbit(values[4]) && !signbit(values[5]));
  assert_true(values[6] == 0x1p-1074 && isinf(values[9]));
}

/* Of many values, among which both kinds of zero are many, each comes out as often as it went in. */
static void test_zeros_find_their_places_among_many(void **state) {
  (void)state;
  double *values = malloc(MANY * sizeof *values);
  uint64_t seed = 2;
  size_t negative = 0, zeros = 0;
  for (size_t i = 0; i < MANY; i++) {
    values[i] = i % 3 == 0 ? around_zero(&seed) : i % 3 == 1 ? 0. : -0.;
    zeros += values[i] == 0;
    negative += values[i] == 0 && signbit(values[i]);
  }
  sf_order_values(values, MANY);
  size_t at = 0;
  while (values[at] < 0) at++;
  for (size_t i = 0; i < zeros; i++, at++) assert_true(values[at] == 0 && !signbit(values[at]) == (i >= negative));
  assert_true(values[at] > 0);
  free(values);
}

static void test_without_memory_the_order_is_the_same(void **state) {
  (void)state;
  double *values = malloc(2 * MANY * sizeof *values), *again = values + MANY;
  uint64_t seed = 3;
  for (size_t i = 0; i < MANY; i++) values[i] = again[i] = with_outliers(&seed);
  const long before = living_blocks;
  sf_order_values(values, MANY);
  until_failure = 0;
  sf_order_values(again, MANY);
  assert_true(until_failure < 0);
  until_failure = -1;
  assert_int_equal(living_blocks, before);
  assert_memory_equal(values, again, MANY * sizeof *values);
  free(values);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_kind_of_data_comes_out_ascending),
      cmocka_unit_test(test_extremes_find_their_places),
      cmocka_unit_test(test_zeros_find_their_places_among_many),
      cmocka_unit_test(test_without_memory_the_order_is_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
