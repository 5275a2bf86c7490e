/* Moat and dependence: trends against a dead band, and how they join. */
#include "check.h"

#include "signalflow/moat.h"

#include <string.h>

enum { UNKNOWN = SF_TREND_UNKNOWN, DOWN = SF_TREND_DOWN, FLAT = SF_TREND_FLAT, UP = SF_TREND_UP };

static void test_a_change_within_the_dead_band_is_flat(void **state) {
  (void)state;
  assert_int_equal(sf_trend_of_change(.5, .5, .5), FLAT);
  assert_int_equal(sf_trend_of_change(-.5, -.5, .5), FLAT);
  assert_int_equal(sf_trend_of_change(.5 * (1 + 2e-9), .75, .5), UP);
  assert_int_equal(sf_trend_of_change(-.75, -.5 * (1 + 2e-9), .5), DOWN);
  assert_int_equal(sf_trend_of_change(.75 - .74, .75 - .74, .01), FLAT); /* 0.010000000000000009 */
  assert_int_equal(sf_trend_of_change(0, 0, 0), FLAT);
  assert_int_equal(sf_trend_of_change(1e-300, 1e-300, 0), UP);
}

/* Shares of NVIDIA's direct customers at 2025-07-27 (23 % and 16 %, no other of 10 %): 785 to 1,386 points. Against
 * 500 to 600 the rise is certain, against 700 to 1,300 it is not. */
static void test_bounds_decide_only_where_both_ends_agree(void **state) {
  (void)state;
  assert_int_equal(sf_trend_of_change(.0785 - .0600, .1386 - .0500, .01), UP);
  assert_int_equal(sf_trend_of_change(.0785 - .1300, .1386 - .0700, .01), UNKNOWN);
  assert_int_equal(sf_trend_of_change(-.005, .02, .01), UNKNOWN);
  assert_int_equal(sf_trend_of_change(NAN, 1, .01), UNKNOWN);
  assert_int_equal(sf_trend_of_change(1, NAN, .01), UNKNOWN);
  assert_int_equal(sf_trend_of_change(1, 1, -1), UNKNOWN);
  assert_int_equal(sf_trend_of_change(1, 1, NAN), UNKNOWN);
  assert_int_equal(sf_trend_of_change(-(double)INFINITY, -1, .01), DOWN);
}

static sf_moat_side join(int a, int b, int c, int d) {
  const sf_trend trends[] = {(sf_trend)a, (sf_trend)b, (sf_trend)c, (sf_trend)d};
  return sf_join_trends(trends, 4);
}

static void test_a_side_needs_two_known_measures(void **state) {
  (void)state;
  assert_int_equal(sf_join_trends(NULL, 0).joining, SF_TOO_FEW);
  assert_int_equal(join(UP, UNKNOWN, UNKNOWN, UNKNOWN).joining, SF_TOO_FEW);
  assert_int_equal(join(UP, UNKNOWN, UNKNOWN, UNKNOWN).trend, UNKNOWN);
  assert_int_equal(join(UP, UP, UNKNOWN, UNKNOWN).trend, UP);
  assert_int_equal(join(UNKNOWN, FLAT, UNKNOWN, FLAT).trend, FLAT);
  assert_int_equal(join(DOWN, FLAT, UNKNOWN, FLAT).trend, DOWN);
}

static void test_contradictions_are_not_averaged_away(void **state) {
  (void)state;
  const sf_moat_side side = join(UP, UP, UP, DOWN);
  assert_int_equal(side.trend, UNKNOWN);
  assert_int_equal(side.joining, SF_CONFLICTING);
  assert_int_equal(side.known, 4);
  assert_int_equal(side.up, 3);
  assert_int_equal(side.down, 1);
  assert_int_equal(side.flat, 0);
}

/* Of every four measures: their order does not matter, an unknown one changes nothing, and what is turned round gives
 * the opposite. */
static void test_joining_is_fair_to_every_combination(void **state) {
  (void)state;
  for (int mix = 0; mix < 256; mix++) {
    const int a = mix & 3, b = mix >> 2 & 3, c = mix >> 4 & 3, d = mix >> 6 & 3;
    const sf_moat_side side = join(a, b, c, d), other = join(d, b, a, c);
    assert_memory_equal(&side, &other, sizeof side);
    const sf_trend five[] = {(sf_trend)a, SF_TREND_UNKNOWN, (sf_trend)b, (sf_trend)c, (sf_trend)d};
    assert_int_equal(sf_join_trends(five, 5).trend, side.trend);
    const sf_moat_side turned = join((int)sf_opposite_trend((sf_trend)a), (int)sf_opposite_trend((sf_trend)b),
                                     (int)sf_opposite_trend((sf_trend)c), (int)sf_opposite_trend((sf_trend)d));
    assert_int_equal(turned.trend, sf_opposite_trend(side.trend));
    assert_int_equal(turned.joining, side.joining);
    assert_true((side.trend == SF_TREND_UNKNOWN) == (side.joining != SF_JOINED));
  }
}

static void test_nine_states_and_unknown(void **state) {
  (void)state;
  static const char *const names[3][3] = {{"exposed", "eroding", "commoditising"},
                                          {"concentrating", "steady", "diversifying"},
                                          {"dependence", "strengthening", "broadening"}};
  for (int moat = DOWN; moat <= UP; moat++) {
    for (int other = DOWN; other <= UP; other++)
      assert_string_equal(sf_moat_state_name((sf_trend)moat, (sf_trend)other), names[moat - DOWN][other - DOWN]);
    assert_string_equal(sf_moat_state_name((sf_trend)moat, SF_TREND_UNKNOWN), "unknown");
    assert_string_equal(sf_moat_state_name(SF_TREND_UNKNOWN, (sf_trend)moat), "unknown");
  }
  assert_string_equal(sf_moat_state_name((sf_trend)77, SF_TREND_UP), "unknown");
  assert_string_equal(sf_moat_name(SF_TREND_DOWN), "narrowing");
  assert_string_equal(sf_diversification_name(SF_TREND_DOWN), "worsening");
  assert_string_equal(sf_trend_name(SF_TREND_COUNT), "unknown");
}

static sf_day day(int year, int month, int of_month) {
  sf_day result = 0;
  assert_ok(sf_make_day(year, month, of_month, &result, NULL));
  return result;
}

/* NVIDIA's gross margin, 10-Q: 0.7515 for the quarter to 2024-07-28, 0.7242 for that to 2025-07-27, filed 2025-08-27;
 * one in between is restated to unknown. */
static void test_a_year_before_is_found_as_it_was_known(void **state) {
  (void)state;
  const sf_observation rows[] = {
      {.start = day(2024, 4, 29), .end = day(2024, 7, 28), .known_on = day(2024, 8, 28), .value = .7515},
      {.start = day(2024, 4, 29), .end = day(2024, 7, 28), .known_on = day(2025, 9, 15), .value = .75},
      {.start = day(2024, 7, 29), .end = day(2024, 10, 27), .known_on = day(2024, 11, 20), .value = .7456},
      {.start = day(2025, 4, 28), .end = day(2025, 7, 27), .known_on = day(2025, 8, 27), .value = .7242},
      {.start = day(2025, 7, 28), .end = day(2025, 10, 26), .known_on = day(2025, 11, 19), .value = .734},
      {.start = day(2025, 7, 28), .end = day(2025, 10, 26), .known_on = day(2025, 12, 1), .value = NAN}};
  const sf_source source = {.form = "10-Q"};
  const sf_series_description description = {.name = "gross margin", .sources = &source, .source_count = 1};
  sf_series *series = NULL;
  sf_observation pair[2];
  assert_ok(sf_create_series(&description, rows, sizeof rows / sizeof *rows, &series, NULL));
  assert_int_equal(sf_value_and_year_before(series, day(2024, 8, 27), pair), 0);
  assert_int_equal(sf_value_and_year_before(series, day(2025, 8, 26), pair), 1);
  assert_int_equal(pair[0].end, day(2024, 10, 27));
  assert_int_equal(sf_value_and_year_before(series, day(2025, 8, 27), pair), 2);
  assert_close(pair[0].value, .7242, 0);
  assert_close(pair[1].value, .7515, 0);
  assert_int_equal(sf_value_and_year_before(series, day(2025, 9, 15), pair), 2);
  assert_close(pair[1].value, .75, 0);
  assert_int_equal(sf_value_and_year_before(series, day(2025, 11, 19), pair), 2);
  assert_close(pair[1].value, .7456, 0);
  assert_int_equal(sf_value_and_year_before(series, day(2025, 12, 1), pair), 2); /* the newest is unknown by then */
  assert_close(pair[0].value, .7242, 0);
  sf_release_series(series);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_change_within_the_dead_band_is_flat),
      cmocka_unit_test(test_bounds_decide_only_where_both_ends_agree),
      cmocka_unit_test(test_a_side_needs_two_known_measures),
      cmocka_unit_test(test_contradictions_are_not_averaged_away),
      cmocka_unit_test(test_joining_is_fair_to_every_combination),
      cmocka_unit_test(test_nine_states_and_unknown),
      cmocka_unit_test(test_a_year_before_is_found_as_it_was_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
