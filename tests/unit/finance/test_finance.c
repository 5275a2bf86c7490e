/* Finance on plain numbers, against published examples and equations with known roots. */
#include "check.h"

#include "signalflow/finance.h"

#include <string.h>

enum { MOST_ROOTS = 16 };

/* Day number of a Gregorian date, 1970-01-01 being 0: counts days from a year that starts in March. */
static double day(int year, int month, int day_of_month) {
  const int y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
  return 365.0 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day_of_month - 1 - 719468;
}

static double only_rate(const double *flows, size_t count) {
  double rate = NAN;
  size_t found = 0;
  assert_ok(sf_internal_rates(flows, count, &rate, 1, &found, NULL));
  assert_int_equal(found, 1);
  return rate;
}

static double only_dated_rate(const double *flows, const double *days, size_t count) {
  double rate = NAN;
  size_t found = 0;
  assert_ok(sf_dated_internal_rates(flows, days, count, &rate, 1, &found, NULL));
  assert_int_equal(found, 1);
  return rate;
}

/* Two of Microsoft's examples of NPV, which pay 40,000 before the first period. */
static void test_present_value_matches_microsoft(void **state) {
  (void)state;
  static const double shop[] = {-40000, 8000, 9200, 10000, 12000, 14500, -9000};
  double value;
  assert_ok(sf_net_present_value(.08, shop, 6, &value, NULL));
  assert_true(fabs(value - 1922.06) < .005);
  assert_ok(sf_net_present_value(.08, shop, 7, &value, NULL));
  assert_true(fabs(value - -3749.47) < .005);
}

/* Microsoft's example of IRR: a business that costs 70,000 and earns for two, four and five years. */
static void test_internal_rate_matches_microsoft(void **state) {
  (void)state;
  static const double flows[] = {-70000, 12000, 15000, 18000, 21000, 26000};
  assert_true(fabs(only_rate(flows, 5) - -.021) < .0005);
  assert_true(fabs(only_rate(flows, 6) - .087) < .0005);
  assert_true(fabs(only_rate(flows, 3) - -.444) < .0005);
}

static void test_internal_rate_makes_present_value_zero(void **state) {
  (void)state;
  static const double flows[] = {-70000, 12000, 15000, 18000, 21000, 26000};
  double value;
  assert_ok(sf_net_present_value(only_rate(flows, 6), flows, 6, &value, NULL));
  assert_true(fabs(value) < 70000 * 1e-14);
}

/* Microsoft's example of XIRR and XNPV. */
static void test_dated_rate_matches_microsoft(void **state) {
  (void)state;
  static const double flows[] = {-10000, 2750, 4250, 3250, 2750};
  const double days[] = {day(2008, 1, 1), day(2008, 3, 1), day(2008, 10, 30), day(2009, 2, 15), day(2009, 4, 1)};
  /* Excel stops within a hundred-thousandth of a percent */
  assert_true(fabs(only_dated_rate(flows, days, 5) - .373362535) < 1e-7);
  double value;
  assert_ok(sf_dated_present_value(.09, flows, days, 5, &value, NULL));
  assert_true(fabs(value - 2086.65) < .005);
}

/* Dated flows on which other implementations were reported to fail, with the rate the reports settled on:
 * ExcelFinancial functions issue 27, java xirr issues 14 and 5, PhpSpreadsheet issue 2469, node xirr issue 14. With two
 * flows the rate has a closed form. */
static void test_dated_rates_that_defeat_newton(void **state) {
  (void)state;
  const double lost[] = {-177900000, 8799805.85}, lost_days[] = {day(2020, 7, 3), day(2021, 2, 25)};
  assert_close(only_dated_rate(lost, lost_days, 2), -.990247691899517, 1e-14);
  assert_close(only_dated_rate(lost, lost_days, 2), pow(8799805.85 / 177900000, 365.0 / 237) - 1, 1e-14);

  const double late[] = {-1500000, -500000, -500000, -45000000, 44674833.323048346};
  const double late_days[] = {day(2018, 8, 30), day(2019, 1, 10), day(2019, 3, 7), day(2019, 3, 19), day(2019, 3, 31)};
  assert_close(only_dated_rate(late, late_days, 5), -.724636607244611, 1e-8);

  const double borrowed[] = {55600, -51094.83}, borrowed_days[] = {day(2021, 11, 24), day(2021, 12, 24)};
  assert_close(only_dated_rate(borrowed, borrowed_days, 2), -.642308, 1e-6);

  const double week[] = {-99995, 97642}, week_days[] = {day(2021, 8, 3), day(2021, 8, 9)};
  assert_close(only_dated_rate(week, week_days, 2), pow(97642.0 / 99995, 365.0 / 6) - 1, 1e-13);

  const double month[] = {-2610, -2589, -5110, -2550, -5086, -2561, -5040, -2552, -2530, 29520};
  const int month_days[] = {1, 12, 14, 15, 18, 19, 21, 22, 25, 26};
  double days[10], value;
  for (int i = 0; i < 10; i++) days[i] = month_days[i];
  const double rate = only_dated_rate(month, days, 10);
  assert_true(rate > -1 && rate < 0);
  assert_ok(sf_dated_present_value(rate, month, days, 10, &value, NULL));
  assert_true(fabs(value) < 29520 * 1e-12);
}

static void test_dated_rate_ignores_the_order_of_flows_and_joins_a_day(void **state) {
  (void)state;
  static const double flows[] = {110, -60, -40}, days[] = {365, 0, 0};
  assert_close(only_dated_rate(flows, days, 3), .1, 1e-14);
}

static void test_yearly_dates_give_the_periodic_rate(void **state) {
  (void)state;
  static const double flows[] = {-100, 20, 30, 40, 50}, days[] = {100, 465, 830, 1195, 1560};
  assert_close(only_dated_rate(flows, days, 5), only_rate(flows, 5), 1e-13);
}

static void test_several_rates_are_all_reported(void **state) {
  (void)state;
  static const double flows[] = {-100, 230, -132}; /* -100 (1 - 1.1 x)(1 - 1.2 x) */
  double roots[MOST_ROOTS] = {0};
  size_t found = 0;
  sf_error error;
  assert_int_equal(sf_internal_rates(flows, 3, roots, MOST_ROOTS, &found, &error), SF_AMBIGUOUS);
  assert_int_equal(found, 2);
  assert_close(roots[0], .1, 1e-12);
  assert_close(roots[1], .2, 1e-12);
  assert_non_null(strstr(error.message, "0.1 and 0.2"));
  roots[1] = 7;
  assert_int_equal(sf_internal_rates(flows, 3, roots, 1, &found, NULL), SF_AMBIGUOUS);
  assert_int_equal(found, 2);
  assert_close(roots[1], 7, 0); /* beyond the capacity nothing is written */
}

/* Multiplies flows by (1 - growth x), which adds the rate growth - 1. */
static void add_root(double *flows, size_t *count, double growth) {
  flows[*count] = 0;
  for (size_t i = *count; i > 0; i--) flows[i] -= growth * flows[i - 1];
  ++*count;
}

static void test_every_known_root_is_found(void **state) {
  (void)state;
  static const double growths[] = {.05, .4, .9, 1.15, 2.5, 7};
  double flows[MOST_ROOTS] = {-3}, roots[MOST_ROOTS];
  size_t count = 1, found = 0;
  for (size_t i = 0; i < 6; i++) add_root(flows, &count, growths[i]);
  assert_int_equal(sf_internal_rates(flows, count, roots, MOST_ROOTS, &found, NULL), SF_AMBIGUOUS);
  assert_int_equal(found, 6);
  for (size_t i = 0; i < 6; i++) assert_close(1 + roots[i], growths[i], 1e-9);
}

static void test_complex_roots_are_not_rates(void **state) {
  (void)state;
  double flows[MOST_ROOTS] = {-1, 3, -3}, roots[MOST_ROOTS]; /* no real root */
  size_t count = 3, found = 9;
  sf_error error;
  assert_int_equal(sf_internal_rates(flows, 3, roots, MOST_ROOTS, &found, &error), SF_NO_SOLUTION);
  assert_int_equal(found, 0);
  add_root(flows, &count, 1.07);
  assert_close(only_rate(flows, count), .07, 1e-12);
}

static void test_roots_that_meet_are_one(void **state) {
  (void)state;
  static const double flows[] = {-100, 220, -121}; /* -100 (1 - 1.1 x)^2 */
  assert_close(only_rate(flows, 3), .1, 1e-7);
}

/* Between neighbouring roots the present value keeps its sign: none was missed. */
static void test_no_root_lies_between_the_roots(void **state) {
  (void)state;
  unsigned seed = 12345;
  for (int trial = 0; trial < 200; trial++) {
    double flows[12], roots[12], before = NAN;
    for (int i = 0; i < 12; i++) {
      seed = seed * 1664525u + 1013904223u;
      flows[i] = (double)(seed >> 16) - 32768;
    }
    size_t found = 0, crossed = 0;
    const sf_status status = sf_internal_rates(flows, 12, roots, 12, &found, NULL);
    assert_true(status == (found == 0 ? SF_NO_SOLUTION : found == 1 ? SF_OK : SF_AMBIGUOUS));
    for (int step = 0; step <= 2000; step++) {
      double value;
      assert_ok(sf_net_present_value(exp(-4 + step * .005) - 1, flows, 12, &value, NULL));
      crossed += step > 0 && (value > 0) != (before > 0);
      before = value;
    }
    assert_true(crossed <= found);
    for (size_t k = 0; k < found; k++) {
      assert_true(k == 0 || roots[k] > roots[k - 1]);
      double below, above;
      assert_ok(sf_net_present_value(roots[k] - 1e-6 * (1 + roots[k]), flows, 12, &below, NULL));
      assert_ok(sf_net_present_value(roots[k] + 1e-6 * (1 + roots[k]), flows, 12, &above, NULL));
      assert_true((below > 0) != (above > 0));
    }
  }
}

static void test_rates_do_not_depend_on_the_unit_of_money(void **state) {
  (void)state;
  static const double scales[] = {1e-300, 1e-9, 1024, 1e290};
  static const double flows[] = {-70000, 12000, 15000, 18000, 21000, 26000};
  for (size_t k = 0; k < 4; k++) {
    double scaled[6];
    for (size_t i = 0; i < 6; i++) scaled[i] = flows[i] * scales[k];
    assert_close(only_rate(scaled, 6), only_rate(flows, 6), 1e-13);
  }
}

static void test_rates_say_why_there_is_none(void **state) {
  (void)state;
  static const double receipts[] = {1, 2}, nothing[] = {0, 0, 0}, bad[] = {-1, NAN}, ruin[] = {-100, 1};
  static const double days[] = {0, 1};
  double root;
  size_t found;
  sf_error error;
  assert_int_equal(sf_internal_rates(receipts, 2, &root, 1, &found, &error), SF_NO_SOLUTION);
  assert_non_null(strstr(error.message, "receipt"));
  assert_int_equal(sf_internal_rates(nothing, 3, &root, 1, &found, &error), SF_NO_SOLUTION);
  assert_non_null(strstr(error.message, "every cash flow is 0, so every rate is an answer"));
  assert_int_equal(sf_internal_rates(bad, 2, &root, 1, &found, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "cash flow 2"));
  assert_int_equal(sf_internal_rates(bad, 0, &root, 1, &found, &error), SF_INVALID);
  /* the flows of one day are added together, and the words are of what was given */
  static const double dated[] = {-100, 110, 20}, cancelling[] = {-5, 5, 0}, one_day[] = {3, 3, 3},
                      two_days[] = {3, 3, 9};
  assert_int_equal(sf_dated_internal_rates(dated, one_day, 2, &root, 1, &found, &error), SF_NO_SOLUTION);
  assert_non_null(strstr(error.message, "all cash flows fall on one day"));
  assert_int_equal(sf_dated_internal_rates(dated, two_days, 3, &root, 1, &found, &error), SF_NO_SOLUTION);
  assert_non_null(strstr(error.message, "what the cash flows of each day add up to is a receipt"));
  assert_int_equal(sf_dated_internal_rates(cancelling, two_days, 3, &root, 1, &found, &error), SF_NO_SOLUTION);
  assert_non_null(strstr(error.message, "each day add up to is 0"));
  /* 99 % lost in a day: -1 to more digits than a number has */
  assert_int_equal(sf_dated_internal_rates(ruin, days, 2, &root, 1, &found, &error), SF_NO_SOLUTION);
  assert_non_null(strstr(error.message, "-100 %"));
}

static void test_leading_and_trailing_nothing_changes_no_rate(void **state) {
  (void)state;
  static const double flows[] = {0, 0, -100, 110, 0, 0};
  assert_close(only_rate(flows, 6), .1, 1e-14);
}

/* Microsoft's example of MIRR: 120,000 borrowed at 10 %, profits reinvested at 12 %, after five years. */
static void test_modified_rate_matches_microsoft(void **state) {
  (void)state;
  static const double flows[] = {-120000, 39000, 30000, 21000, 37000, 46000};
  double rate;
  assert_ok(sf_modified_internal_rate(flows, 6, .10, .12, &rate, NULL));
  assert_true(fabs(rate - .1261) < 5e-5);
  assert_int_equal(sf_modified_internal_rate(flows + 1, 5, .10, .12, &rate, NULL), SF_NO_SOLUTION);
  assert_int_equal(sf_modified_internal_rate(flows, 6, -1, .12, &rate, NULL), SF_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_present_value_matches_microsoft),
      cmocka_unit_test(test_internal_rate_matches_microsoft),
      cmocka_unit_test(test_internal_rate_makes_present_value_zero),
      cmocka_unit_test(test_dated_rate_matches_microsoft),
      cmocka_unit_test(test_dated_rates_that_defeat_newton),
      cmocka_unit_test(test_dated_rate_ignores_the_order_of_flows_and_joins_a_day),
      cmocka_unit_test(test_yearly_dates_give_the_periodic_rate),
      cmocka_unit_test(test_several_rates_are_all_reported),
      cmocka_unit_test(test_every_known_root_is_found),
      cmocka_unit_test(test_complex_roots_are_not_rates),
      cmocka_unit_test(test_roots_that_meet_are_one),
      cmocka_unit_test(test_no_root_lies_between_the_roots),
      cmocka_unit_test(test_rates_do_not_depend_on_the_unit_of_money),
      cmocka_unit_test(test_rates_say_why_there_is_none),
      cmocka_unit_test(test_leading_and_trailing_nothing_changes_no_rate),
      cmocka_unit_test(test_modified_rate_matches_microsoft),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
