/* Concentration, against the antitrust division's and other published examples. */
#include "check.h"

#include "signalflow/concentration.h"

#include <string.h>

static sf_concentration measure(const double *shares, size_t count, double each_below) {
  sf_concentration result = {0};
  assert_ok(sf_measure_concentration(shares, count, each_below, &result, NULL));
  return result;
}

static sf_bounds top(const double *shares, size_t count, double each_below, size_t n) {
  sf_bounds result = {NAN, NAN};
  assert_ok(sf_top_share(shares, count, each_below, n, &result, NULL));
  return result;
}

/* US Department of Justice, "Herfindahl-Hirschman Index": four firms of 30, 30, 20 and 20 percent make 2,600. */
static void test_four_firms_of_the_department_of_justice(void **state) {
  (void)state;
  static const double shares[] = {.3, .3, .2, .2};
  const sf_concentration result = measure(shares, 4, 0);
  assert_close(result.hhi.low * 1e4, 2600, 1e-14);
  assert_close(result.hhi.high, result.hhi.low, 0);
  assert_close(result.effective_count.low, 1 / .26, 1e-14);
  assert_close(result.entropy_count.low, exp(-.6 * log(.3) - .4 * log(.2)), 1e-14); /* 3.92026 */
  assert_close(result.entropy_count.high, 3.9202634084155794, 1e-14);
  assert_close(top(shares, 4, 0, 2).low, .6, 1e-15);
  assert_close(top(shares, 4, 0, 9).high, 1, 1e-15);
}

/* Investopedia's example of eight firms: 1,296. */
static void test_eight_firms(void **state) {
  (void)state;
  static const double shares[] = {.16, .15, .15, .12, .12, .11, .10, .09};
  const sf_concentration result = measure(shares, 8, 0);
  assert_close(result.hhi.low * 1e4, 1296, 1e-14);
  assert_close(result.effective_count.high, 7.716049382716048, 1e-14);
  assert_close(result.entropy_count.low, 7.853710795335793, 1e-14);
  assert_close(top(shares, 8, 0, 1).low, .16, 1e-15);
  assert_close(top(shares, 8, 0, 2).low, .31, 1e-15);
  assert_close(top(shares, 8, 0, 4).high, .58, 1e-15);
}

/* NVIDIA's 10-Q for the quarter to 2025-07-27: direct customers of 23 % and 16 % of revenue, no other of 10 % or more.
 */
static void test_undisclosed_customers_make_bounds(void **state) {
  (void)state;
  static const double shares[] = {.23, .16};
  const sf_concentration result = measure(shares, 2, .10);
  assert_close(result.undisclosed, .61, 1e-14);
  assert_close(result.hhi.low * 1e4, 785, 1e-12);
  assert_close(result.hhi.high * 1e4, 1386, 1e-12);
  assert_close(result.effective_count.low, 1 / .1386, 1e-12);
  assert_true(isinf(result.entropy_count.high));
  assert_close(top(shares, 2, .10, 2).low, .39, 1e-15);
  assert_close(top(shares, 2, .10, 2).high, .39, 1e-15); /* none of the others can be among them */
  assert_close(top(shares, 2, .10, 4).low, .39, 1e-15);
  assert_close(top(shares, 2, .10, 4).high, .59, 1e-14);
  assert_close(top(shares, 2, .10, 9).high, 1, 1e-14); /* six of 10 %, one of 1 % */
}

static void test_without_a_limit_the_rest_may_be_one(void **state) {
  (void)state;
  static const double shares[] = {.2};
  const sf_concentration result = measure(shares, 1, 0);
  assert_close(result.lump, .8, 1e-15);
  assert_close(result.hhi.high, .04 + .64, 1e-15);
  assert_close(top(shares, 1, 0, 1).low, .2, 0);
  assert_close(top(shares, 1, 0, 1).high, .8, 1e-15);
}

static void test_bounds_hold_every_tail_that_can_be(void **state) {
  (void)state;
  static const double named[] = {.25, .12};
  const sf_concentration bounds = measure(named, 2, .09);
  unsigned seed = 5;
  for (int trial = 0; trial < 500; trial++) {
    double shares[400] = {.25, .12}, rest = .63;
    size_t count = 2;
    while (rest > 0 && count < 399) {
      seed = seed * 1664525u + 1013904223u;
      double piece = .09 * ((seed >> 8) % 1000) / 1000;
      piece = piece < rest ? piece : rest;
      shares[count++] = piece;
      rest -= piece;
    }
    if (rest > 1e-9) continue;
    const sf_concentration whole = measure(shares, count, 0);
    assert_true(whole.hhi.low >= bounds.hhi.low && whole.hhi.high <= bounds.hhi.high);
    assert_true(whole.entropy_count.low >= bounds.entropy_count.low * (1 - 1e-12));
    for (size_t n = 1; n < 6; n++) {
      const sf_bounds a = top(shares, count, 0, n), b = top(named, 2, .09, n);
      assert_true(a.low >= b.low - 1e-12 && a.high <= b.high + 1e-12);
    }
  }
}

static void test_tiny_lumps_and_huge_counts_end(void **state) {
  (void)state;
  static const double shares[] = {.2};
  assert_close(top(shares, 1, 1e-300, SIZE_MAX).low, .2, 0);
  assert_true(measure(shares, 1, 1e-300).hhi.high >= .04);
}

static void test_shares_that_cannot_be_are_refused(void **state) {
  (void)state;
  static const double negative[] = {-.1}, unknown[] = {NAN};
  double over[] = {.7, .4};
  sf_concentration result;
  sf_bounds bounds;
  sf_error error;
  assert_int_equal(sf_measure_concentration(over, 2, 0, &result, &error), SF_INVALID);
  assert_string_equal(error.message, "the shares sum to 1.1, more than the whole");
  over[0] = 1.0000001; /* what came is not rounded to what is allowed */
  assert_int_equal(sf_measure_concentration(over, 1, 0, &result, &error), SF_INVALID);
  assert_string_equal(error.message, "share 1 must be a fraction from 0 to 1, got 1.0000001");
  assert_int_equal(sf_measure_concentration(negative, 1, 0, &result, NULL), SF_INVALID);
  assert_int_equal(sf_measure_concentration(unknown, 1, 0, &result, NULL), SF_INVALID);
  assert_int_equal(sf_measure_concentration(over, 0, 0, &result, NULL), SF_INVALID);
  assert_int_equal(sf_measure_concentration(over, 1, 2, &result, NULL), SF_INVALID);
  assert_int_equal(sf_top_share(over, 1, 0, 0, &bounds, NULL), SF_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_four_firms_of_the_department_of_justice),
      cmocka_unit_test(test_eight_firms),
      cmocka_unit_test(test_undisclosed_customers_make_bounds),
      cmocka_unit_test(test_without_a_limit_the_rest_may_be_one),
      cmocka_unit_test(test_bounds_hold_every_tail_that_can_be),
      cmocka_unit_test(test_tiny_lumps_and_huge_counts_end),
      cmocka_unit_test(test_shares_that_cannot_be_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
