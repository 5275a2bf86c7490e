/* The Pareto front of interactivity and throughput, and monotone interpolation along it. */
#include "check.h"

#include "signalflow/frontier.h"

#include <stdint.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_beaten_points_are_left_out(void **state) {
  (void)state;
  const double x[] = {20, 10, 30, 15, 30, 10}, y[] = {50, 90, 20, 40, 25, 90};
  size_t places[COUNT(x)], kept;
  assert_ok(sf_find_frontier(x, y, COUNT(x), places, &kept, NULL));
  assert_int_equal(kept, 3);
  assert_int_equal(places[0], 1);
  assert_int_equal(places[1], 0);
  assert_int_equal(places[2], 4);
}

static void test_points_that_cannot_run_are_left_out(void **state) {
  (void)state;
  const double x[] = {NAN, 10, 20}, y[] = {5, 9, NAN};
  size_t places[3], kept;
  assert_ok(sf_find_frontier(x, y, 3, places, &kept, NULL));
  assert_int_equal(kept, 1);
  assert_int_equal(places[0], 1);
  assert_int_equal(sf_find_frontier(x, y, 1, places, &kept, NULL), SF_NO_SOLUTION);
  assert_int_equal(sf_find_frontier(x, y, 0, places, &kept, NULL), SF_NO_SOLUTION);
}

static void test_a_point_that_is_not_above_zero_is_refused(void **state) {
  (void)state;
  const double good[] = {1, 2}, zero[] = {1, 0}, infinite[] = {1, INFINITY};
  size_t places[2], kept;
  sf_error error = {0};
  assert_int_equal(sf_find_frontier(good, zero, 2, places, &kept, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "point 2"));
  assert_int_equal(sf_find_frontier(infinite, good, 2, places, &kept, NULL), SF_INVALID);
}

static void test_outside_the_points_there_is_no_answer(void **state) {
  (void)state;
  const double x[] = {10, 20, 40}, y[] = {900, 500, 100};
  double value = -1;
  sf_error error = {0};
  assert_int_equal(sf_interpolate(x, y, 3, 9.99, &value, NULL, &error), SF_OUT_OF_RANGE);
  assert_non_null(strstr(error.message, "10 to 40"));
  assert_int_equal(sf_interpolate(x, y, 3, 40.01, &value, NULL, NULL), SF_OUT_OF_RANGE);
  assert_int_equal(sf_interpolate(x, y, 3, NAN, &value, NULL, NULL), SF_INVALID);
  assert_int_equal(sf_interpolate(x, y, 1, 10.1, &value, NULL, NULL), SF_OUT_OF_RANGE);
  assert_close(value, -1, 0);
  assert_ok(sf_interpolate(x, y, 3, 40.00000001, &value, NULL, NULL)); /* as typed */
  assert_close(value, 100, 0);
  assert_ok(sf_interpolate(x, y, 1, 10, &value, NULL, NULL));
  assert_close(value, 900, 0);
}

/* Chords of slope 2 and 4 over widths 1 and 2: parabola's slope (2*2 + 4*1)/3 = 8/3, limited by twice the smaller
 * chord to 8/3 (half of it is 4/3 < 2). At 0.5: Hermite with slopes 2 and 8/3 on (0,0)-(1,2). */
static void test_slope_is_that_of_the_parabola_within_its_limits(void **state) {
  (void)state;
  const double x[] = {0, 1, 3}, y[] = {0, 2, 10};
  double value;
  sf_bracket bracket;
  assert_ok(sf_interpolate(x, y, 3, .5, &value, &bracket, NULL));
  assert_close(value, 1 + (2 - 8. / 3) / 8, 1e-15);
  assert_int_equal(bracket.first, 0);
  assert_int_equal(bracket.second, 1);
  assert_close(bracket.share, .5, 0);
}

static void test_a_straight_line_stays_straight(void **state) {
  (void)state;
  const double x[] = {1, 2, 4, 8, 9}, y[] = {3, 5, 9, 17, 19};
  for (double at = 1; at <= 9; at += .125) {
    double value;
    assert_ok(sf_interpolate(x, y, 5, at, &value, NULL, NULL));
    assert_close(value, 2 * at + 1, 1e-14);
  }
}

static void test_no_extremum_but_at_a_point(void **state) {
  (void)state;
  const double x[] = {1, 2, 3, 4, 5, 6, 7}, y[] = {10, 10, 9.9, 3, 2.99, 1, 0};
  double last = 10;
  for (int i = 0; i <= 6000; i++) {
    double value;
    assert_ok(sf_interpolate(x, y, 7, 1 + i * 1e-3, &value, NULL, NULL));
    assert_true(value <= last);
    last = value;
  }
  const double peak_y[] = {0, 1, 3, 2, 1, 0, -1};
  for (int i = 0; i <= 6000; i++) {
    double value;
    assert_ok(sf_interpolate(x, peak_y, 7, 1 + i * 1e-3, &value, NULL, NULL));
    assert_true(value <= 3 && value >= -1);
  }
}

static void test_every_point_is_met_exactly(void **state) {
  (void)state;
  const double x[] = {.1, .35, 7, 9000}, y[] = {1. / 3, 2. / 7, .1, .01};
  for (int i = 0; i < 4; i++) {
    double value;
    sf_bracket bracket;
    assert_ok(sf_interpolate(x, y, 4, x[i], &value, &bracket, NULL));
    assert_close(value, y[i], 0);
    assert_int_equal(bracket.first, i);
    assert_int_equal(bracket.second, i);
  }
}

static void test_x_must_rise(void **state) {
  (void)state;
  const double x[] = {1, 1}, y[] = {1, 2};
  double value;
  assert_int_equal(sf_interpolate(x, y, 2, 1, &value, NULL, NULL), SF_INVALID);
  assert_int_equal(sf_interpolate(x, y, 0, 1, &value, NULL, NULL), SF_INVALID);
}

static void test_many_points_in_any_order_give_one_front(void **state) {
  (void)state;
  enum { MANY = 20000 };
  static double x[MANY], y[MANY];
  uint64_t seed = 9;
  for (int i = 0; i < MANY; i++) {
    seed = seed * UINT64_C(6364136223846793005) + 1;
    x[i] = 1 + (double)(seed >> 40);
    seed = seed * UINT64_C(6364136223846793005) + 1;
    y[i] = 1 + (double)(seed >> 40);
  }
  static size_t places[MANY];
  size_t kept;
  assert_ok(sf_find_frontier(x, y, MANY, places, &kept, NULL));
  for (size_t k = 1; k < kept; k++) assert_true(x[places[k]] > x[places[k - 1]] && y[places[k]] < y[places[k - 1]]);
  for (int i = 0; i < MANY; i += 7) {
    size_t k = 0;
    while (k < kept && x[places[k]] < x[i]) k++;
    assert_true(k < kept && y[places[k]] >= y[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_beaten_points_are_left_out),
      cmocka_unit_test(test_points_that_cannot_run_are_left_out),
      cmocka_unit_test(test_a_point_that_is_not_above_zero_is_refused),
      cmocka_unit_test(test_outside_the_points_there_is_no_answer),
      cmocka_unit_test(test_slope_is_that_of_the_parabola_within_its_limits),
      cmocka_unit_test(test_a_straight_line_stays_straight),
      cmocka_unit_test(test_no_extremum_but_at_a_point),
      cmocka_unit_test(test_every_point_is_met_exactly),
      cmocka_unit_test(test_x_must_rise),
      cmocka_unit_test(test_many_points_in_any_order_give_one_front),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
