/* The Pareto front of interactivity and throughput, and monotone interpolation along it. */
#include "check.h"

#include "signalflow/frontier.h"

#include <stdint.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static sf_frontier *build(const double *x, const double *y, size_t count) {
  sf_frontier *frontier = NULL;
  assert_ok(sf_build_frontier(x, y, count, &frontier, NULL));
  return frontier;
}

static void test_beaten_points_are_left_out(void **state) {
  (void)state;
  const double x[] = {20, 10, 30, 15, 30, 10}, y[] = {50, 90, 20, 40, 25, 90};
  sf_frontier *const frontier = build(x, y, COUNT(x));
  size_t count;
  const sf_frontier_point *const points = sf_frontier_points(frontier, &count);
  assert_int_equal(count, 3);
  assert_int_equal(points[0].index, 1);
  assert_int_equal(points[1].index, 0);
  assert_int_equal(points[2].index, 4);
  sf_destroy_frontier(frontier);
}

static void test_points_that_cannot_run_are_left_out(void **state) {
  (void)state;
  const double x[] = {NAN, 10, 20}, y[] = {5, 9, NAN};
  sf_frontier *const frontier = build(x, y, 3);
  size_t count;
  assert_int_equal(sf_frontier_points(frontier, &count)->index, 1);
  assert_int_equal(count, 1);
  double value;
  assert_ok(sf_frontier_at(frontier, 10, &value, NULL, NULL));
  assert_close(value, 9, 0);
  assert_int_equal(sf_frontier_at(frontier, 10.1, &value, NULL, NULL), SF_OUT_OF_RANGE);
  sf_destroy_frontier(frontier);
  sf_frontier *none = NULL;
  assert_int_equal(sf_build_frontier(x, y, 1, &none, NULL), SF_NO_SOLUTION);
  assert_null(none);
}

static void test_a_point_that_is_not_above_zero_is_refused(void **state) {
  (void)state;
  const double good[] = {1, 2}, zero[] = {1, 0}, infinite[] = {1, INFINITY};
  sf_frontier *frontier = NULL;
  sf_error error = {0};
  assert_int_equal(sf_build_frontier(good, zero, 2, &frontier, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "point 2"));
  assert_int_equal(sf_build_frontier(infinite, good, 2, &frontier, NULL), SF_INVALID);
}

static void test_outside_the_points_there_is_no_answer(void **state) {
  (void)state;
  const double x[] = {10, 20, 40}, y[] = {900, 500, 100};
  sf_frontier *const frontier = build(x, y, 3);
  double value = -1;
  sf_error error = {0};
  assert_int_equal(sf_frontier_at(frontier, 9.99, &value, NULL, &error), SF_OUT_OF_RANGE);
  assert_non_null(strstr(error.message, "10 to 40"));
  assert_int_equal(sf_frontier_at(frontier, 40.01, &value, NULL, NULL), SF_OUT_OF_RANGE);
  assert_int_equal(sf_frontier_at(frontier, NAN, &value, NULL, NULL), SF_INVALID);
  assert_close(value, -1, 0);
  assert_ok(sf_frontier_at(frontier, 40.00000001, &value, NULL, NULL)); /* as typed */
  assert_close(value, 100, 0);
  sf_destroy_frontier(frontier);
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

/* Power by point in the caller's order; at points the ratio is theirs. */
static void test_other_figures_are_read_along_the_frontier(void **state) {
  (void)state;
  const double x[] = {40, 10, 20, 30, 15}, y[] = {100, 900, 500, 250, 100}, watts[] = {400, 900, 800, NAN, NAN};
  sf_frontier *const frontier = build(x, y, 5);
  double value, rate;
  assert_ok(sf_read_along_frontier(frontier, watts, 10, &value, NULL));
  assert_close(value, 900, 0);
  assert_int_equal(sf_read_along_frontier(frontier, watts, 25, &value, NULL), SF_NO_SOLUTION);
  const double known[] = {400, 900, 800, 600, NAN};
  for (double at = 10; at <= 40; at += .5) {
    assert_ok(sf_read_along_frontier(frontier, known, at, &value, NULL));
    const double rising[] = {10, 20, 30, 40}, expected_watts[] = {900, 800, 600, 400};
    double expected;
    assert_ok(sf_interpolate(rising, expected_watts, 4, at, &expected, NULL, NULL));
    assert_close(value, expected, 1e-15);
    assert_ok(sf_frontier_at(frontier, at, &rate, NULL, NULL));
    assert_ok(sf_read_along_frontier(frontier, y, at, &value, NULL));
    assert_close(value, rate, 1e-15);
  }
  sf_destroy_frontier(frontier);
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
  sf_frontier *const frontier = build(x, y, MANY);
  size_t count;
  const sf_frontier_point *const points = sf_frontier_points(frontier, &count);
  for (size_t k = 1; k < count; k++)
    assert_true(points[k].interactivity > points[k - 1].interactivity &&
                points[k].throughput < points[k - 1].throughput);
  for (int i = 0; i < MANY; i += 7) {
    size_t k = 0;
    while (k < count && points[k].interactivity < x[i]) k++;
    assert_true(k < count && points[k].throughput >= y[i]);
  }
  sf_destroy_frontier(frontier);
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
      cmocka_unit_test(test_other_figures_are_read_along_the_frontier),
      cmocka_unit_test(test_many_points_in_any_order_give_one_front),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
