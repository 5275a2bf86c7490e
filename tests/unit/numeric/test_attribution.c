/* Index decomposition and Shapley values: worked by hand, and by the properties that make them fair. */
#include "check.h"

#include "signalflow/attribution.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Deterministic numbers from 0 to 1. */
static double next_number(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (double)(*state >> 11) * 0x1p-53;
}

static void assert_sums_in_any_order(const double *parts, size_t count, double whole) {
  double forward = 0, backward = 0;
  for (size_t i = 0; i < count; i++) {
    forward += parts[i];
    backward += parts[count - 1 - i];
  }
  assert_close(forward, whole, 0);
  assert_close(backward, whole, 0);
}

/* L(2, 1) = 1 / ln 2; the mean lies between the geometric and the arithmetic one. */
static void test_logarithmic_mean_of_known_pairs(void **state) {
  (void)state;
  assert_close(sf_logarithmic_mean(2, 1), 1.4426950408889634, 1e-15);
  assert_close(sf_logarithmic_mean(1, 2), 1.4426950408889634, 1e-15);
  assert_close(sf_logarithmic_mean(3, 3), 3, 0);
  assert_close(sf_logarithmic_mean(5, 0), 0, 0);
  assert_close(sf_logarithmic_mean(1 + 1e-9, 1), 1 + 5e-10, 1e-15);
  assert_close(sf_logarithmic_mean(exp(1), 1), exp(1) - 1, 1e-15);
}

/* One factor doubles, one triples: 10 becomes 60; L = 50 / ln 6. */
static void test_difference_of_one_product_by_hand(void **state) {
  (void)state;
  const double before[] = {5, 2}, after[] = {10, 6};
  double parts[2], whole;
  assert_ok(sf_decompose_difference(before, after, 1, 2, parts, &whole, NULL));
  assert_close(whole, 50, 0);
  assert_close(parts[0], 50 * log(2) / log(6), 1e-14);
  assert_close(parts[1], 50 * log(3) / log(6), 1e-14);
  assert_sums_in_any_order(parts, 2, whole);
}

static void test_ratio_of_one_product_is_the_ratio_of_its_factors(void **state) {
  (void)state;
  const double before[] = {5, 2, 7}, after[] = {10, 1, 7};
  double parts[3], whole;
  assert_ok(sf_decompose_ratio(before, after, 1, 3, parts, &whole, NULL));
  assert_close(whole, 0, 0);
  assert_close(parts[0], log(2), 1e-15);
  assert_close(parts[1], -log(2), 1e-15);
  assert_close(parts[2], 0, 0);
}

/* Two sectors, energy = activity * share * intensity, computed apart in plain C. */
static void test_rows_are_weighted_by_logarithmic_means(void **state) {
  (void)state;
  const double before[] = {100, .6, 2, 100, .4, 5}, after[] = {140, .7, 1.5, 140, .3, 4};
  double parts[3], whole, expected[3] = {0, 0, 0}, v0 = 0, v1 = 0, logs[3];
  for (int row = 0; row < 2; row++) {
    const double *x = before + 3 * row, *y = after + 3 * row;
    const double a = x[0] * x[1] * x[2], b = y[0] * y[1] * y[2];
    v0 += a;
    v1 += b;
    for (int k = 0; k < 3; k++) expected[k] += (b - a) / log(b / a) * log(y[k] / x[k]);
  }
  assert_ok(sf_decompose_difference(before, after, 2, 3, parts, &whole, NULL));
  for (int k = 0; k < 3; k++) assert_close(parts[k], expected[k], 1e-13);
  assert_close(whole, v1 - v0, 1e-14);
  assert_ok(sf_decompose_ratio(before, after, 2, 3, logs, &whole, NULL));
  assert_close(whole, log(v1 / v0), 1e-14);
  for (int k = 0; k < 3; k++) assert_close(logs[k], expected[k] * log(v1 / v0) / (v1 - v0), 1e-12);
}

/* What was not there before earns all of the row it makes; it is the limit of ever smaller numbers. */
static void test_zeros_take_their_analytic_limits(void **state) {
  (void)state;
  const double none[] = {0, 2, 3}, some[] = {4, 2, 5}, nearly[] = {1e-280, 2, 3};
  double parts[3], whole, limit[3];
  assert_ok(sf_decompose_difference(none, some, 1, 3, parts, &whole, NULL));
  assert_close(whole, 40, 0);
  assert_close(parts[0], 40, 0);
  assert_close(parts[1], 0, 0);
  assert_close(parts[2], 0, 0);
  assert_ok(sf_decompose_difference(nearly, some, 1, 3, limit, &whole, NULL));
  assert_close(limit[0], parts[0], 2e-3); /* convergence is logarithmic */
  assert_ok(sf_decompose_difference(some, none, 1, 3, parts, &whole, NULL));
  assert_close(parts[0], -40, 0);
  const double two_gone[] = {0, 0, 3};
  assert_ok(sf_decompose_difference(some, two_gone, 1, 3, parts, &whole, NULL));
  assert_close(parts[0], -20, 0);
  assert_close(parts[1], -20, 0);
  const double stays_none[] = {0, 9, 9};
  assert_ok(sf_decompose_difference(none, stays_none, 1, 3, parts, &whole, NULL));
  assert_close(parts[1], 0, 0);
}

static void test_a_quantity_of_zero_has_no_ratio(void **state) {
  (void)state;
  const double none[] = {0}, some[] = {4};
  double part, whole;
  assert_int_equal(sf_decompose_ratio(none, some, 1, 1, &part, &whole, NULL), SF_NO_SOLUTION);
}

static void test_bad_numbers_are_named(void **state) {
  (void)state;
  const double good[] = {1, 2}, negative[] = {1, -2}, undefined[] = {NAN, 2}, huge[] = {1e200, 1e200};
  double parts[2], whole;
  sf_error error = {0};
  assert_int_equal(sf_decompose_difference(good, negative, 1, 2, parts, &whole, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "factor 2 of row 1"));
  assert_int_equal(sf_decompose_difference(undefined, good, 1, 2, parts, &whole, NULL), SF_INVALID);
  assert_int_equal(sf_decompose_difference(good, huge, 1, 2, parts, &whole, NULL), SF_OUT_OF_RANGE);
  assert_int_equal(sf_decompose_difference(good, good, 1, 0, parts, &whole, NULL), SF_INVALID);
}

enum { ROWS = 4, FACTORS = 6, TRIALS = 500 };

typedef struct change {
  double before[ROWS * FACTORS], after[ROWS * FACTORS];
} change;

static change random_change(uint64_t *seed, double spread) {
  change made;
  for (int i = 0; i < ROWS * FACTORS; i++) {
    made.before[i] = exp(3 * next_number(seed) - 1);
    made.after[i] = made.before[i] * exp(spread * (next_number(seed) - .3));
  }
  return made;
}

static void test_parts_add_up_to_the_last_bit_in_any_order(void **state) {
  (void)state;
  uint64_t seed = 1;
  for (int trial = 0; trial < TRIALS; trial++) {
    const change made = random_change(&seed, trial % 2 ? 1 : 1e-3);
    double parts[FACTORS], whole;
    assert_ok(sf_decompose_difference(made.before, made.after, ROWS, FACTORS, parts, &whole, NULL));
    assert_sums_in_any_order(parts, FACTORS, whole);
    assert_ok(sf_decompose_ratio(made.before, made.after, ROWS, FACTORS, parts, &whole, NULL));
    assert_sums_in_any_order(parts, FACTORS, whole);
  }
}

/* One row of small whole numbers, whose products are exact. */
static void test_gains_without_losses_leave_the_whole_alone(void **state) {
  (void)state;
  uint64_t seed = 2;
  for (int trial = 0; trial < TRIALS; trial++) {
    double before[5], after[5], parts[5], whole, v0 = 1, v1 = 1;
    for (int k = 0; k < 5; k++) {
      v0 *= before[k] = 1 + floor(9 * next_number(&seed));
      v1 *= after[k] = before[k] + floor(9 * next_number(&seed));
    }
    assert_ok(sf_decompose_difference(before, after, 1, 5, parts, &whole, NULL));
    assert_close(whole, v1 - v0, 0);
    assert_sums_in_any_order(parts, 5, whole);
  }
}

static void test_exchanging_before_and_after_changes_the_sign_alone(void **state) {
  (void)state;
  uint64_t seed = 3;
  for (int trial = 0; trial < TRIALS; trial++) {
    const change made = random_change(&seed, 1);
    double forth[FACTORS], back[FACTORS], whole, reversed;
    assert_ok(sf_decompose_difference(made.before, made.after, ROWS, FACTORS, forth, &whole, NULL));
    assert_ok(sf_decompose_difference(made.after, made.before, ROWS, FACTORS, back, &reversed, NULL));
    assert_close(reversed, -whole, 0);
    for (int k = 0; k < FACTORS; k++) assert_close(back[k], -forth[k], 0);
  }
}

static void test_order_of_factors_and_rows_does_not_show(void **state) {
  (void)state;
  uint64_t seed = 4;
  for (int trial = 0; trial < TRIALS; trial++) {
    const change made = random_change(&seed, 1);
    change turned;
    for (int row = 0; row < ROWS; row++)
      for (int k = 0; k < FACTORS; k++) {
        const int to = (ROWS - 1 - row) * FACTORS + (k + 2) % FACTORS;
        turned.before[to] = made.before[row * FACTORS + k];
        turned.after[to] = made.after[row * FACTORS + k];
      }
    double parts[FACTORS], others[FACTORS], whole, other_whole;
    assert_ok(sf_decompose_difference(made.before, made.after, ROWS, FACTORS, parts, &whole, NULL));
    assert_ok(sf_decompose_difference(turned.before, turned.after, ROWS, FACTORS, others, &other_whole, NULL));
    assert_close(other_whole, whole, 0);
    for (int k = 0; k < FACTORS; k++) assert_close(others[(k + 2) % FACTORS], parts[k], 0);
  }
}

/* The glove game: a left glove and two right ones, a pair is worth 1. Shapley values are 2/3, 1/6, 1/6. */
static void test_glove_game_has_its_published_values(void **state) {
  (void)state;
  const double values[8] = {0, 0, 0, 1, 0, 1, 0, 1}; /* bit 0 is the left glove */
  double parts[3], whole;
  assert_ok(sf_attribute_values(values, 3, SF_DIFFERENCE, parts, &whole, NULL));
  assert_close(whole, 1, 0);
  assert_close(parts[0], 2. / 3, 1e-15);
  assert_close(parts[1], 1. / 6, 1e-15);
  assert_close(parts[2], 1. / 6, 1e-15);
  assert_sums_in_any_order(parts, 3, 1);
}

/* The airport game (Littlechild & Owen 1973) with runways of 18, 11 and 8: 8/3 each, then 3/2 more, then 7. */
static void test_airport_game_shares_each_stretch(void **state) {
  (void)state;
  const double cost[] = {18, 11, 8};
  double values[8], parts[3], whole;
  for (int set = 0; set < 8; set++) {
    values[set] = 0;
    for (int k = 0; k < 3; k++)
      if (set >> k & 1) values[set] = fmax(values[set], cost[k]);
  }
  assert_ok(sf_attribute_values(values, 3, SF_DIFFERENCE, parts, &whole, NULL));
  assert_close(parts[2], 8. / 3, 1e-14);
  assert_close(parts[1], 8. / 3 + 1.5, 1e-14);
  assert_close(parts[0], 8. / 3 + 1.5 + 7, 1e-14);
}

/* Of a product every switch earns its own factor's logarithm, in whatever company. */
static void test_ratio_scale_agrees_with_a_product(void **state) {
  (void)state;
  const double factor[] = {2, 3, .5, 7, 1.25};
  double values[32], parts[5], whole;
  for (int set = 0; set < 32; set++) {
    values[set] = 10;
    for (int k = 0; k < 5; k++)
      if (set >> k & 1) values[set] *= factor[k];
  }
  assert_ok(sf_attribute_values(values, 5, SF_RATIO, parts, &whole, NULL));
  for (int k = 0; k < 5; k++) assert_close(parts[k], log(factor[k]), 1e-14);
  assert_close(whole, log(2 * 3 * .5 * 7 * 1.25), 1e-14);
}

static uint32_t permuted(uint32_t set, const int *to, int count) {
  uint32_t result = 0;
  for (int k = 0; k < count; k++)
    if (set >> k & 1) result |= UINT32_C(1) << to[k];
  return result;
}

static void test_shapley_values_ignore_order_and_turn_with_time(void **state) {
  (void)state;
  enum { SWITCHES = 6, SETS = 1 << SWITCHES };
  static const int to[SWITCHES] = {3, 0, 5, 1, 4, 2};
  uint64_t seed = 5;
  for (int trial = 0; trial < 50; trial++) {
    double values[SETS], turned[SETS], back[SETS], parts[SWITCHES], others[SWITCHES], reversed[SWITCHES], whole, other;
    for (uint32_t set = 0; set < SETS; set++) values[set] = 1 + next_number(&seed);
    for (uint32_t set = 0; set < SETS; set++) turned[permuted(set, to, SWITCHES)] = values[set];
    for (uint32_t set = 0; set < SETS; set++) back[set] = values[SETS - 1 - set];
    for (int scale = 0; scale < SF_ATTRIBUTION_SCALE_COUNT; scale++) {
      assert_ok(sf_attribute_values(values, SWITCHES, (sf_attribution_scale)scale, parts, &whole, NULL));
      assert_sums_in_any_order(parts, SWITCHES, whole);
      assert_ok(sf_attribute_values(turned, SWITCHES, (sf_attribution_scale)scale, others, &other, NULL));
      for (int k = 0; k < SWITCHES; k++) assert_close(others[to[k]], parts[k], 0);
      assert_ok(sf_attribute_values(back, SWITCHES, (sf_attribution_scale)scale, reversed, &other, NULL));
      assert_close(other, -whole, 0);
      for (int k = 0; k < SWITCHES; k++) assert_close(reversed[k], -parts[k], 0);
    }
  }
}

static void test_a_switch_that_does_nothing_earns_nothing(void **state) {
  (void)state;
  const double values[] = {5, 5, 9, 9};
  double parts[2], whole;
  assert_ok(sf_attribute_values(values, 2, SF_DIFFERENCE, parts, &whole, NULL));
  assert_close(parts[0], 0, 0);
  assert_close(parts[1], 4, 0);
}

static sf_status roof(void *context, uint32_t set, double *value, sf_error *error) {
  (void)error;
  ++*(int *)context;
  *value = fmin(set & 1 ? 30 : 10, set & 2 ? 40 : 12); /* compute and memory: the smaller binds */
  return SF_OK;
}

/* Alone compute gains 2 and memory nothing; together 20. */
static void test_counterfactuals_are_asked_once_each(void **state) {
  (void)state;
  int asked = 0;
  double parts[2], whole;
  assert_ok(sf_attribute(roof, &asked, 2, SF_DIFFERENCE, parts, &whole, NULL));
  assert_int_equal(asked, 4);
  assert_close(whole, 20, 0);
  assert_close(parts[0], (2 + 20) / 2., 0);
  assert_close(parts[1], (0 + 18) / 2., 0);
}

static sf_status broken(void *context, uint32_t set, double *value, sf_error *error) {
  (void)context;
  *value = 1;
  return set == 2 ? sf_fail(error, SF_NO_SOLUTION, "no such point") : SF_OK;
}

static void test_failures_of_a_counterfactual_come_through(void **state) {
  (void)state;
  double parts[8], whole;
  sf_error error = {0};
  assert_int_equal(sf_attribute(broken, NULL, 2, SF_DIFFERENCE, parts, &whole, &error), SF_NO_SOLUTION);
  assert_string_equal(error.message, "no such point");
  assert_int_equal(sf_attribute(broken, NULL, 0, SF_DIFFERENCE, parts, &whole, NULL), SF_INVALID);
  assert_int_equal(sf_attribute(broken, NULL, SF_MAX_SWITCHES + 1, SF_DIFFERENCE, parts, &whole, NULL), SF_INVALID);
  const double zero[] = {0, 1};
  assert_int_equal(sf_attribute_values(zero, 1, SF_RATIO, parts, &whole, NULL), SF_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_logarithmic_mean_of_known_pairs),
      cmocka_unit_test(test_difference_of_one_product_by_hand),
      cmocka_unit_test(test_ratio_of_one_product_is_the_ratio_of_its_factors),
      cmocka_unit_test(test_rows_are_weighted_by_logarithmic_means),
      cmocka_unit_test(test_zeros_take_their_analytic_limits),
      cmocka_unit_test(test_a_quantity_of_zero_has_no_ratio),
      cmocka_unit_test(test_bad_numbers_are_named),
      cmocka_unit_test(test_parts_add_up_to_the_last_bit_in_any_order),
      cmocka_unit_test(test_gains_without_losses_leave_the_whole_alone),
      cmocka_unit_test(test_exchanging_before_and_after_changes_the_sign_alone),
      cmocka_unit_test(test_order_of_factors_and_rows_does_not_show),
      cmocka_unit_test(test_glove_game_has_its_published_values),
      cmocka_unit_test(test_airport_game_shares_each_stretch),
      cmocka_unit_test(test_ratio_scale_agrees_with_a_product),
      cmocka_unit_test(test_shapley_values_ignore_order_and_turn_with_time),
      cmocka_unit_test(test_a_switch_that_does_nothing_earns_nothing),
      cmocka_unit_test(test_counterfactuals_are_asked_once_each),
      cmocka_unit_test(test_failures_of_a_counterfactual_come_through),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
