/* Exact sums against facts of rational arithmetic, and against sums of integers that doubles hold exactly. */
#include "check.h"

#include "numeric/exact_sum.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

static double sum_of(const double *values, size_t count) {
  sf_exact_sum sum = {0};
  for (size_t i = 0; i < count; i++) sf_add_exact(&sum, values[i]);
  return sf_exact_value(&sum);
}

#define SUM(...) sum_of((const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static void test_nothing_lost_between_great_and_small(void **state) {
  (void)state;
  assert_true(SUM(1e100, 1, -1e100) == 1);
  assert_true(SUM(1e308, 1e-308, -1e308) == 1e-308);
  assert_true(SUM(DBL_MAX, 0x1p-1074, -DBL_MAX) == 0x1p-1074);
  assert_true(SUM(1, -1) == 0);
  assert_true(sum_of(NULL, 0) == 0);
}

static void test_one_double_comes_back_as_it_is(void **state) {
  (void)state;
  const double values[] = {0.1,      -0.1,    1e-310,   -0x1p-1074,  DBL_MIN,
                           -DBL_MIN, DBL_MAX, -DBL_MAX, 4294967296., 0x1.fffffffffffffp-2,
                           3,        -7,      1e22,     0x1.8p-1060};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) assert_true(SUM(values[i]) == values[i]);
}

/* 1 + 2^-53 lies half way between 1 and the next double: ties go to even, and the least bit more goes up. */
static void test_rounds_once_to_nearest_even(void **state) {
  (void)state;
  assert_true(SUM(1, 0x1p-53) == 1);
  assert_true(SUM(1, 0x1p-53, 0x1p-1074) == 1 + DBL_EPSILON);
  assert_true(SUM(1, 0x1p-53, -0x1p-1074) == 1);
  assert_true(SUM(1 + DBL_EPSILON, 0x1p-53) == 1 + 2 * DBL_EPSILON);
  assert_true(SUM(-1, -0x1p-53, -0x1p-1074) == -1 - DBL_EPSILON);
  assert_true(SUM(0x1p53, 1) == 0x1p53);
  assert_true(SUM(0x1p53, 1, 0x1p-500) == 0x1p53 + 2);
}

static void test_subnormal_sums_are_exact(void **state) {
  (void)state;
  assert_true(SUM(0x1p-1074, 0x1p-1074, 0x1p-1074) == 0x3p-1074);
  assert_true(SUM(DBL_MIN, -0x1p-1074) == DBL_MIN - 0x1p-1074);
}

static void test_overflow_of_the_total_only(void **state) {
  (void)state;
  assert_true(SUM(DBL_MAX, DBL_MAX, -DBL_MAX) == DBL_MAX);
  assert_true(isinf(SUM(DBL_MAX, DBL_MAX)));
  assert_true(isinf(SUM(1, INFINITY)) && SUM(1, INFINITY) > 0);
  assert_true(SUM(1, -INFINITY) < 0);
  assert_true(isnan(SUM(INFINITY, -INFINITY)));
  assert_true(isnan(SUM((double)NAN)));
}

static uint64_t next(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 11;
}

enum { MANY = 4000 };

/* Doubles of every size and sign that is finite. */
static void fill_wildly(double *values, uint64_t seed) {
  for (size_t i = 0; i < MANY; i++) {
    uint64_t bits;
    do bits = next(&seed) << 11 ^ next(&seed);
    while ((bits >> 52 & 0x7ff) == 0x7ff);
    memcpy(values + i, &bits, sizeof bits);
  }
}

static void shuffle(double *values, uint64_t seed) {
  for (size_t i = MANY - 1; i > 0; i--) {
    const size_t j = (size_t)(next(&seed) % (i + 1));
    const double kept = values[i];
    values[i] = values[j];
    values[j] = kept;
  }
}

static void test_any_order_and_any_merging_give_the_same_bytes(void **state) {
  (void)state;
  double values[MANY];
  fill_wildly(values, 1);
  sf_exact_sum forward = {0};
  for (size_t i = 0; i < MANY; i++) sf_add_exact(&forward, values[i]);
  sf_settle_exact(&forward);
  for (uint64_t seed = 2; seed < 12; seed++) {
    shuffle(values, seed);
    sf_exact_sum parts[7] = {{{0}, 0, 0}}, total = {0};
    for (size_t i = 0; i < MANY; i++) sf_add_exact(&parts[i % 7], values[i]);
    for (size_t part = 0; part < 7; part++) sf_merge_exact(&total, &parts[(part * 3 + seed) % 7]);
    assert_memory_equal(total.digits, forward.digits, sizeof forward.digits);
  }
}

static void test_values_and_their_opposites_cancel_to_zero(void **state) {
  (void)state;
  double values[MANY];
  fill_wildly(values, 99);
  sf_exact_sum sum = {0};
  for (size_t i = 0; i < MANY; i++) sf_add_exact(&sum, values[i]);
  shuffle(values, 5);
  for (size_t i = 0; i < MANY; i++) sf_add_exact(&sum, -values[i]);
  assert_true(sf_exact_value(&sum) == 0);
}

/* n (n + 1) / 2, scaled by a power of two that no rounding touches. */
static void test_sum_of_the_first_integers(void **state) {
  (void)state;
  sf_exact_sum sum = {0};
  for (int i = 1; i <= 100000; i++) sf_add_exact(&sum, i % 2 ? ldexp(i, -900) : -ldexp(-i, -900));
  assert_true(sf_exact_value(&sum) == ldexp(5000050000., -900));
}

static void test_carries_are_settled_before_they_overflow(void **state) {
  (void)state;
  sf_exact_sum sum = {0};
  sf_add_exact(&sum, DBL_MAX);
  sum.pending = (UINT32_C(1) << 28) - 1; /* as after so many additions */
  sf_add_exact(&sum, DBL_MAX);
  assert_int_equal(sum.pending, 0);
  sf_add_exact(&sum, -DBL_MAX);
  assert_true(sf_exact_value(&sum) == DBL_MAX);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_nothing_lost_between_great_and_small),
      cmocka_unit_test(test_one_double_comes_back_as_it_is),
      cmocka_unit_test(test_rounds_once_to_nearest_even),
      cmocka_unit_test(test_subnormal_sums_are_exact),
      cmocka_unit_test(test_overflow_of_the_total_only),
      cmocka_unit_test(test_any_order_and_any_merging_give_the_same_bytes),
      cmocka_unit_test(test_values_and_their_opposites_cancel_to_zero),
      cmocka_unit_test(test_sum_of_the_first_integers),
      cmocka_unit_test(test_carries_are_settled_before_they_overflow),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
