/* Series: what was known, when, and that nothing derived looks ahead. */
#include "check.h"

#include "signal_data.h"
#include "signalflow/series.h"

enum { LARGEST = 400 };

static uint32_t next_random(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

static sf_series *make(const sf_observation *items, size_t count, sf_dimension dimension) {
  const sf_source source = {.file = "typed in"};
  const sf_series_description description = {
      .name = "x", .dimension = dimension, .sources = &source, .source_count = 1};
  sf_series *series = NULL;
  assert_ok(sf_create_series(&description, items, count, &series, NULL));
  return series;
}

static sf_observation quarter(const char *start, const char *end, const char *known_on, double value) {
  return (sf_observation){.start = day_of(start), .end = day_of(end), .known_on = day_of(known_on), .value = value};
}

/* NVIDIA's revenue in millions as first reported, 10-Q and 10-K of each period. */
static sf_series *nvidia_revenue(void) {
  const sf_observation items[] = {quarter("2023-05-01", "2023-07-30", "2023-08-28", 13507),
                                  quarter("2023-07-31", "2023-10-29", "2023-11-21", 18120),
                                  quarter("2023-10-30", "2024-01-28", "2024-02-21", 22103),
                                  quarter("2024-01-29", "2024-04-28", "2024-05-29", 26044),
                                  quarter("2024-04-29", "2024-07-28", "2024-08-28", 30040),
                                  quarter("2024-07-29", "2024-10-27", "2024-11-20", 35082),
                                  quarter("2024-10-28", "2025-01-26", "2025-02-26", 39331)};
  return make(items, sizeof items / sizeof *items, sf_base_dimension(SF_MONEY));
}

static void test_only_what_was_filed_by_the_day_is_known(void **state) {
  (void)state;
  sf_series *series = nvidia_revenue(), *known = NULL;
  sf_observation latest;
  assert_false(sf_latest_value(series, day_of("2023-08-27"), &latest));
  assert_true(sf_latest_value(series, day_of("2024-05-28"), &latest));
  assert_int_equal(latest.end, day_of("2024-01-28"));
  assert_true(sf_latest_value(series, day_of("2024-05-29"), &latest));
  assert_close(latest.value, 26044, 0);
  assert_true(isnan(value_at(series, "2024-04-28", "2024-05-28")));
  assert_ok(sf_series_known_on(series, day_of("2024-05-01"), &known, NULL));
  assert_int_equal(sf_series_periods(known), 3);
  sf_release_series(known);
  sf_release_series(series);
}

static void test_restatements_are_kept_and_repeats_are_not(void **state) {
  (void)state;
  const sf_observation items[] = {quarter("2024-01-01", "2024-03-31", "2025-04-25", 11),
                                  quarter("2024-01-01", "2024-03-31", "2024-04-26", 10),
                                  quarter("2024-01-01", "2024-03-31", "2024-07-26", 10)};
  sf_series *series = make(items, 3, sf_dimensionless());
  assert_int_equal(sf_series_length(series), 2);
  assert_int_equal(sf_series_periods(series), 1);
  assert_close(value_at(series, "2024-03-31", "2025-04-24"), 10, 0);
  assert_close(value_at(series, "2024-03-31", "2025-04-25"), 11, 0);
  sf_release_series(series);
}

static void test_a_value_taken_back_is_unknown_from_that_day(void **state) {
  (void)state;
  const sf_observation items[] = {quarter("2024-01-01", "2024-03-31", "2024-04-26", 10),
                                  quarter("2024-04-01", "2024-06-30", "2024-07-26", 12),
                                  quarter("2024-04-01", "2024-06-30", "2024-09-01", NAN)};
  sf_series *series = make(items, 3, sf_dimensionless());
  sf_observation latest;
  assert_true(sf_latest_value(series, day_of("2024-08-31"), &latest));
  assert_close(latest.value, 12, 0);
  assert_true(sf_latest_value(series, day_of("2024-09-01"), &latest));
  assert_close(latest.value, 10, 0);
  assert_true(isnan(value_at(series, "2024-06-30", "2024-09-01")));
  sf_release_series(series);
}

static void test_impossible_observations_are_refused(void **state) {
  (void)state;
  const sf_source source = {.file = "typed in"};
  const sf_series_description description = {.name = "x", .sources = &source, .source_count = 1};
  sf_series *series = NULL;
  sf_error error;
  sf_observation item = quarter("2024-01-01", "2024-03-31", "2024-03-30", 1);
  assert_int_equal(sf_create_series(&description, &item, 1, &series, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "before its period ends (2024-03-31)"));
  item = quarter("2024-04-01", "2024-03-31", "2024-03-31", 1);
  assert_int_equal(sf_create_series(&description, &item, 1, &series, NULL), SF_INVALID);
  item = quarter("2024-01-01", "2024-03-31", "2024-03-31", INFINITY);
  assert_int_equal(sf_create_series(&description, &item, 1, &series, NULL), SF_INVALID);
  item = quarter("2024-01-01", "2024-03-31", "2024-03-31", 1);
  item.source = 1;
  assert_int_equal(sf_create_series(&description, &item, 1, &series, NULL), SF_INVALID);
  assert_null(series);
}

static void test_yoy_meets_quarters_that_end_on_other_days(void **state) {
  (void)state;
  sf_series *series = nvidia_revenue(), *yoy = NULL, *qoq = NULL;
  assert_ok(sf_year_over_year(series, &yoy, NULL));
  /* 2024-07-28 against 2023-07-30; NVIDIA's release of 2024-08-28 says up 122 % from a year ago, 15 % from the quarter
   */
  assert_close(value_at(yoy, "2024-07-28", "2025-01-01"), 30040.0 / 13507 - 1, 1e-15);
  assert_true(isnan(value_at(yoy, "2024-07-28", "2024-08-27")));
  assert_true(isnan(value_at(yoy, "2024-04-28", "2025-01-01")));
  assert_ok(sf_quarter_over_quarter(series, &qoq, NULL));
  assert_close(value_at(qoq, "2024-07-28", "2025-01-01"), 30040.0 / 26044 - 1, 1e-15);
  assert_int_equal(sf_series_periods(qoq), 6);
  sf_release_series(qoq);
  sf_release_series(yoy);
  sf_release_series(series);
}

/* Years of 52 and 53 weeks: the fourth quarter of the longer year has 14. */
static void test_quarters_of_thirteen_and_fourteen_weeks(void **state) {
  (void)state;
  sf_observation items[16];
  sf_day start = day_of("2021-02-01");
  for (int i = 0; i < 16; i++) {
    const int weeks = i == 7 ? 14 : 13;
    const sf_day end = start + weeks * 7 - 1;
    items[i] = (sf_observation){.start = start, .end = end, .known_on = end + 30, .value = 100 + i};
    start = end + 1;
  }
  sf_series *series = make(items, 16, sf_dimensionless()), *yoy = NULL, *ttm = NULL;
  assert_ok(sf_year_over_year(series, &yoy, NULL));
  assert_int_equal(sf_series_periods(yoy), 12);
  for (size_t i = 0; i < 12; i++) assert_close(sf_series_observations(yoy)[i].value, 4.0 / (100 + (double)i), 1e-12);
  assert_ok(sf_trailing_year(series, &ttm, NULL));
  assert_int_equal(sf_series_periods(ttm), 13);
  for (size_t i = 0; i < 13; i++) {
    const sf_observation *sum = &sf_series_observations(ttm)[i];
    assert_close(sum->value, 4 * (100 + (double)i) + 6, 0);
    const int days = sum->end - sum->start + 1;
    assert_true(days == 364 || days == 371);
  }
  assert_int_equal(sf_series_spacing(series), 91);
  sf_release_series(ttm);
  sf_release_series(yoy);
  sf_release_series(series);
}

static void test_a_missing_quarter_leaves_its_trailing_years_unknown(void **state) {
  (void)state;
  sf_series *series = nvidia_revenue(), *ttm = NULL, *known = NULL;
  assert_ok(sf_trailing_year(series, &ttm, NULL));
  assert_close(value_at(ttm, "2025-01-26", "2025-03-01"), 130497, 0); /* the year's revenue in the 10-K of 2025-02-26 */
  assert_int_equal(sf_series_periods(ttm), 4);
  sf_release_series(ttm);
  sf_observation items[LARGEST];
  size_t count = 0;
  for (size_t i = 0; i < sf_series_length(series); i++)
    if (i != 4) items[count++] = sf_series_observations(series)[i];
  known = make(items, count, sf_dimensionless());
  assert_ok(sf_trailing_year(known, &ttm, NULL));
  assert_int_equal(sf_series_periods(ttm), 1);
  sf_release_series(ttm);
  sf_release_series(known);
  sf_release_series(series);
}

static void test_a_sum_over_a_year_needs_periods(void **state) {
  (void)state;
  const sf_observation item = quarter("2024-03-31", "2024-03-31", "2024-05-01", 5);
  sf_series *series = make(&item, 1, sf_dimensionless()), *ttm = NULL;
  assert_int_equal(sf_trailing_year(series, &ttm, NULL), SF_INVALID);
  sf_release_series(series);
}

static void test_change_from_nothing_is_unknown(void **state) {
  (void)state;
  const sf_observation items[] = {
      quarter("2023-01-01", "2023-03-31", "2023-05-01", 0), quarter("2023-04-01", "2023-06-30", "2023-08-01", -5),
      quarter("2024-01-01", "2024-03-31", "2024-05-01", 7), quarter("2024-04-01", "2024-06-30", "2024-08-01", 9)};
  sf_series *series = make(items, 4, sf_dimensionless()), *yoy = NULL;
  assert_ok(sf_year_over_year(series, &yoy, NULL));
  assert_int_equal(sf_series_length(yoy), 0);
  sf_release_series(yoy);
  sf_release_series(series);
}

static sf_series *daily(const double *values, size_t count) {
  sf_observation items[LARGEST];
  for (size_t i = 0; i < count; i++)
    items[i] = (sf_observation){.start = (sf_day)i, .end = (sf_day)i, .known_on = (sf_day)i, .value = values[i]};
  return make(items, count, sf_dimensionless());
}

static double last_rolling(const sf_series *series, sf_statistic statistic, size_t count) {
  sf_series *rolled = NULL;
  sf_observation latest = {.value = NAN};
  assert_ok(sf_rolling(series, statistic, count, &rolled, NULL));
  (void)sf_latest_value(rolled, SF_LAST_DAY, &latest);
  sf_release_series(rolled);
  return latest.value;
}

/* The eight numbers of the textbook example of a standard deviation: mean 5, population sd 2. */
static void test_rolling_statistics_of_a_textbook_sample(void **state) {
  (void)state;
  static const double values[] = {1000, 2, 4, 4, 4, 5, 5, 7, 9};
  sf_series *series = daily(values, 9);
  assert_close(last_rolling(series, SF_ROLLING_SUM, 8), 40, 0);
  assert_close(last_rolling(series, SF_ROLLING_MEAN, 8), 5, 0);
  assert_close(last_rolling(series, SF_ROLLING_SD, 8), sqrt(32.0 / 7), 1e-15);
  assert_close(last_rolling(series, SF_ROLLING_MINIMUM, 8), 2, 0);
  assert_close(last_rolling(series, SF_ROLLING_MAXIMUM, 9), 1000, 0);
  assert_close(last_rolling(series, SF_ROLLING_MEDIAN, 8), 4.5, 0);
  assert_close(last_rolling(series, SF_ROLLING_MEDIAN, 9), 5, 0);
  assert_close(last_rolling(series, SF_ROLLING_ZSCORE, 8), 4 / sqrt(32.0 / 7), 1e-15);
  assert_close(last_rolling(series, SF_ROLLING_PERCENTILE, 9), 8.0 / 9, 1e-15);
  assert_true(isnan(last_rolling(series, SF_ROLLING_SUM, 10)));
  sf_release_series(series);
}

static void test_a_constant_window_has_no_zscore(void **state) {
  (void)state;
  static const double values[] = {.1, .1, .1, .1};
  sf_series *series = daily(values, 4), *rolled = NULL;
  assert_true(isnan(last_rolling(series, SF_ROLLING_ZSCORE, 3)));
  assert_close(last_rolling(series, SF_ROLLING_PERCENTILE, 3), 1, 0);
  assert_int_equal(sf_rolling(series, SF_ROLLING_SD, 1, &rolled, NULL), SF_INVALID);
  assert_int_equal(sf_rolling(series, SF_ROLLING_MEAN, 0, &rolled, NULL), SF_INVALID);
  sf_release_series(series);
}

static int compare_doubles(const void *a, const void *b) {
  return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static void test_median_is_that_of_the_sorted_values(void **state) {
  (void)state;
  uint32_t seed = 3;
  for (int trial = 0; trial < 300; trial++) {
    double values[64], sorted[64];
    const size_t count = 1 + next_random(&seed) % 64;
    for (size_t i = 0; i < count; i++) values[i] = sorted[i] = next_random(&seed) % 20; /* with many ties */
    qsort(sorted, count, sizeof *sorted, compare_doubles);
    sf_series *series = daily(values, count);
    assert_close(last_rolling(series, SF_ROLLING_MEDIAN, count), (sorted[(count - 1) / 2] + sorted[count / 2]) / 2, 0);
    sf_release_series(series);
  }
}

static void test_arithmetic_checks_units_and_periods(void **state) {
  (void)state;
  sf_series *revenue = nvidia_revenue(), *ratio = NULL, *wrong = NULL, *scaled = NULL;
  const sf_observation capex[] = {quarter("2024-04-29", "2024-07-28", "2024-08-30", 977),
                                  quarter("2024-07-29", "2024-10-27", "2024-11-20", 0)};
  sf_series *spent = make(capex, 2, sf_base_dimension(SF_MONEY)), *count = make(capex, 2, sf_dimensionless());
  sf_error error;
  assert_ok(sf_combine_series(spent, SF_DIVIDE, revenue, sf_default_alignment(), &ratio, NULL));
  assert_true(sf_is_dimensionless(sf_series_dimension(ratio)));
  assert_int_equal(sf_series_periods(ratio), 2);
  assert_close(value_at(ratio, "2024-07-28", "2024-08-30"), 977.0 / 30040, 1e-15);
  assert_true(isnan(value_at(ratio, "2024-07-28", "2024-08-29"))); /* one of the two was not known yet */
  sf_release_series(ratio);
  assert_ok(sf_combine_series(revenue, SF_DIVIDE, spent, sf_default_alignment(), &ratio, NULL));
  assert_int_equal(sf_series_periods(ratio), 1); /* not by 0 */
  assert_int_equal(sf_combine_series(revenue, SF_ADD, count, sf_default_alignment(), &wrong, &error), SF_DIMENSION);
  assert_int_equal(sf_combine_series(revenue, SF_POWER, revenue, sf_default_alignment(), &wrong, NULL), SF_INVALID);
  const sf_quantity one = {.value = 1, .dimension = sf_dimensionless()};
  assert_ok(sf_combine_quantity(ratio, SF_SUBTRACT, one, true, &scaled, NULL));
  assert_close(value_at(scaled, "2024-07-28", "2025-01-01"), 1 - 30040.0 / 977, 1e-15);
  assert_int_equal(sf_combine_quantity(revenue, SF_ADD, one, false, &wrong, NULL), SF_DIMENSION);
  sf_release_series(scaled);
  sf_release_series(ratio);
  sf_release_series(count);
  sf_release_series(spent);
  sf_release_series(revenue);
}

static void test_a_quarterly_figure_is_carried_to_days_from_when_it_was_filed(void **state) {
  (void)state;
  sf_series *revenue = nvidia_revenue(), *ratio = NULL;
  sf_observation items[LARGEST];
  const sf_day first = day_of("2024-08-01");
  for (int i = 0; i < 60; i++)
    items[i] = (sf_observation){.start = first + i, .end = first + i, .known_on = first + i, .value = 1000};
  sf_series *prices = make(items, 60, sf_base_dimension(SF_MONEY));
  const sf_alignment carried = {.tolerance = 10, .carry = 130};
  assert_ok(sf_combine_series(prices, SF_DIVIDE, revenue, carried, &ratio, NULL));
  assert_close(value_at(ratio, "2024-08-27", "2024-08-27"), 1000.0 / 26044, 1e-15);
  assert_close(value_at(ratio, "2024-08-28", "2024-08-28"), 1000.0 / 30040, 1e-15);
  assert_close(value_at(ratio, "2024-08-27", "2024-08-28"), 1000.0 / 30040, 1e-15); /* seen again, with what is known */
  sf_release_series(ratio);
  sf_release_series(prices);
  sf_release_series(revenue);
}

/* Random series of quarters: restated, taken back, and known in any order. */
static sf_series *random_series(uint32_t *seed, size_t periods, bool ordered) {
  sf_observation items[LARGEST];
  size_t count = 0;
  sf_day start = 10000;
  for (size_t p = 0; p < periods; p++) {
    const sf_day end = start + 83 + (sf_day)(next_random(seed) % 15);
    sf_day known_on = end + (sf_day)(next_random(seed) % (ordered ? 60 : 500));
    for (uint32_t v = next_random(seed) % (ordered ? 1 : 4) + 1; v > 0; v--) {
      const double value = next_random(seed) % 12 == 0 && !ordered ? NAN : (double)(next_random(seed) % 1000) - 50;
      items[count++] = (sf_observation){.start = start, .end = end, .known_on = known_on, .value = value};
      known_on += 1 + (sf_day)(next_random(seed) % 300);
    }
    start = end + 1;
  }
  return make(items, count, sf_dimensionless());
}

enum { DERIVATIONS = 17 };

static sf_series *derive(int which, const sf_series *a, const sf_series *b) {
  sf_series *result = NULL;
  sf_status status;
  const sf_alignment carried = {.tolerance = 10, .carry = 200};
  switch (which) {
  case 0:
    status = sf_year_over_year(a, &result, NULL);
    break;
  case 1:
    status = sf_quarter_over_quarter(a, &result, NULL);
    break;
  case 2:
    status = sf_trailing_year(a, &result, NULL);
    break;
  case 3:
    status = sf_lag_series(a, 2, &result, NULL);
    break;
  case 4:
    status = sf_difference_series(a, 1, &result, NULL);
    break;
  case 5:
    status = sf_combine_series(a, SF_DIVIDE, b, sf_default_alignment(), &result, NULL);
    break;
  case 6:
    status = sf_combine_series(a, SF_SUBTRACT, b, carried, &result, NULL);
    break;
  case 7:
    status = sf_change_over_months(a, 6, 40, &result, NULL);
    break;
  case 8:
    status = sf_combine_quantity(a, SF_DIVIDE, (sf_quantity){.value = 7}, true, &result, NULL);
    break;
  default:
    status = sf_rolling(a, (sf_statistic)(which - 9), 4, &result, NULL);
  }
  assert_ok(status);
  return result;
}

static void assert_same_view(const sf_series *a, sf_day a_day, const sf_series *b, sf_day b_day, int which) {
  sf_observation x[LARGEST], y[LARGEST];
  const size_t count = sf_view_series(a, a_day, x, LARGEST);
  assert_int_equal(count, sf_view_series(b, b_day, y, LARGEST));
  for (size_t i = 0; i < count; i++)
    if (x[i].end != y[i].end || x[i].value != y[i].value || x[i].known_on - a_day != y[i].known_on - b_day)
      fail_msg("derivation %d, period ending %d: %.17g and %.17g", which, x[i].end, x[i].value, y[i].value);
}

static void test_deriving_then_asking_as_of_is_asking_as_of_then_deriving(void **state) {
  (void)state;
  uint32_t seed = 42;
  for (int trial = 0; trial < 120; trial++) {
    sf_series *a = random_series(&seed, 24, trial % 4 == 0), *b = random_series(&seed, 20, trial % 4 == 0);
    const sf_day day = 10000 + (sf_day)(next_random(&seed) % 2600);
    sf_series *a_known = NULL, *b_known = NULL;
    assert_ok(sf_series_known_on(a, day, &a_known, NULL));
    assert_ok(sf_series_known_on(b, day, &b_known, NULL));
    for (int which = 0; which < DERIVATIONS; which++) {
      /* the tolerance depends on the spacing of what is there */
      const bool two = which == 5 || which == 6;
      if (two && (sf_series_spacing(a_known) < 20 || sf_series_spacing(b_known) < 20)) continue;
      sf_series *later = derive(which, a, b), *then = derive(which, a_known, b_known);
      assert_same_view(later, day, then, day, which);
      sf_release_series(later);
      sf_release_series(then);
    }
    sf_release_series(a_known);
    sf_release_series(b_known);
    sf_release_series(a);
    sf_release_series(b);
  }
}

/* Every observation known after day becomes known so many days later still. */
static sf_series *postpone(const sf_series *series, sf_day day, sf_day by) {
  sf_observation items[LARGEST];
  const size_t count = sf_series_length(series);
  memcpy(items, sf_series_observations(series), count * sizeof *items);
  for (size_t i = 0; i < count; i++)
    if (items[i].known_on > day) items[i].known_on += by;
  return make(items, count, sf_series_dimension(series));
}

static void test_postponing_what_comes_changes_nothing_that_was(void **state) {
  (void)state;
  uint32_t seed = 7;
  for (int trial = 0; trial < 100; trial++) {
    sf_series *a = random_series(&seed, 24, false), *b = random_series(&seed, 24, false);
    const sf_day day = 10000 + (sf_day)(next_random(&seed) % 2600), by = 1 + (sf_day)(next_random(&seed) % 1000);
    sf_series *a_late = postpone(a, day, by), *b_late = postpone(b, day, by);
    sf_series *a_all = postpone(a, SF_FIRST_DAY, by), *b_all = postpone(b, SF_FIRST_DAY, by);
    for (int which = 0; which < DERIVATIONS; which++) {
      sf_series *before = derive(which, a, b), *late = derive(which, a_late, b_late),
                *all = derive(which, a_all, b_all);
      assert_same_view(before, day, late, day, which);
      assert_same_view(before, day, all, day + by, which); /* all known later: all said later, and otherwise the same */
      sf_release_series(before);
      sf_release_series(late);
      sf_release_series(all);
    }
    sf_release_series(a_late);
    sf_release_series(b_late);
    sf_release_series(a_all);
    sf_release_series(b_all);
    sf_release_series(a);
    sf_release_series(b);
  }
}

/* A series in which all is known in order takes a shorter way; an unrelated restatement must not change what it says.
 */
static void test_the_short_way_and_the_long_way_agree(void **state) {
  (void)state;
  uint32_t seed = 11;
  for (int trial = 0; trial < 50; trial++) {
    sf_observation items[LARGEST];
    sf_day end = 0;
    for (size_t i = 0; i < 300; i++) {
      end += 1 + (sf_day)(next_random(&seed) % 30);
      items[i] = (sf_observation){
          .start = end, .end = end, .known_on = end + 40, .value = (double)(next_random(&seed) % 50) - 2};
    }
    items[300] = items[0]; /* restated after all */
    items[300].known_on = end + 50;
    items[300].value += 1;
    sf_series *plain = make(items, 300, sf_dimensionless()), *restated = make(items, 301, sf_dimensionless());
    for (int which = 0; which < DERIVATIONS; which++) {
      if (which == 2 || which == 5 || which == 6) continue; /* of periods, and of two series */
      sf_series *a = derive(which, plain, plain), *b = derive(which, restated, restated);
      assert_same_view(a, end + 45, b, end + 45, which);
      sf_release_series(a);
      sf_release_series(b);
    }
    sf_release_series(plain);
    sf_release_series(restated);
  }
}

/* What sf_change_over_months promises of one period on one day, by looking at every earlier period. */
static double change_by_search(const sf_series *series, size_t count, const sf_day *ends, size_t period, sf_day day,
                               int months, int tolerance) {
  const sf_day target = sf_add_months(ends[period], -months);
  sf_observation own, other, nearest = {.value = NAN};
  int distance = tolerance + 1;
  if (!sf_value_at(series, ends[period], day, &own)) return NAN;
  for (size_t i = 0; i < count && ends[i] < own.end; i++) {
    if (abs(ends[i] - target) >= distance || !sf_value_at(series, ends[i], day, &other)) continue;
    distance = abs(ends[i] - target);
    nearest = other;
  }
  return nearest.value > 0 ? own.value / nearest.value - 1 : NAN;
}

enum { DAYS = 120 };

/* Days of which some are missing, as published the same day or a few days on; unless plain, also restated,
 * taken back, and known in any order. Writes the period ends and returns how many observations there are. */
static size_t random_days(uint32_t *seed, bool plain, sf_observation items[LARGEST], sf_day ends[DAYS]) {
  const sf_day delay = (sf_day)(next_random(seed) % 4);
  sf_day end = (sf_day)(next_random(seed) % 20000) - 10000;
  size_t count = 0;
  for (size_t p = 0; p < DAYS; p++) {
    end += next_random(seed) % 10 == 0 ? 1 + (sf_day)(next_random(seed) % 40) : 1;
    ends[p] = end;
    sf_observation item = {.start = end, .end = end, .line = (uint32_t)p + 1};
    item.known_on = end + delay + (plain ? 0 : (sf_day)(next_random(seed) % 100));
    for (uint32_t v = plain ? 1 : 1 + next_random(seed) % 3; v > 0; v--) {
      item.value = next_random(seed) % 8 == 0 ? NAN : (double)(next_random(seed) % 60) - 3;
      items[count++] = item;
      item.known_on += 1 + (sf_day)(next_random(seed) % 90);
    }
  }
  return count;
}

static void assert_changes_are_those_found_by_search(const sf_series *series, const sf_series *changes,
                                                     const sf_day *ends, sf_day day, int months, int tolerance) {
  size_t known_changes = 0;
  for (size_t p = 0; p < DAYS; p++) {
    sf_observation found = {.value = NAN};
    const bool known = sf_value_at(changes, ends[p], day, &found);
    const double expected = change_by_search(series, DAYS, ends, p, day, months, tolerance);
    assert_int_equal(known, !isnan(expected));
    assert_close(found.value, expected, 0);
    known_changes += known;
  }
  assert_int_equal(sf_view_series(changes, day, NULL, 0), known_changes);
}

static void assert_same_observations(const sf_series *a, const sf_series *b) {
  assert_int_equal(sf_series_length(a), sf_series_length(b));
  const sf_observation *x = sf_series_observations(a), *y = sf_series_observations(b);
  for (size_t i = 0; i < sf_series_length(a); i++) {
    assert_true(x[i].start == y[i].start && x[i].end == y[i].end && x[i].known_on == y[i].known_on);
    assert_true(x[i].source == y[i].source && x[i].line == y[i].line && x[i].method == y[i].method);
    assert_close(x[i].value, y[i].value, 0);
  }
}

/* The walk along a plain series and the search on every day of a restated one, each against the definition; and one
 * against the other: a last period with two vintages, far from all others, sends a series the long way. */
static void test_changes_of_daily_series_are_those_found_by_search(void **state) {
  (void)state;
  uint32_t seed = 5;
  for (int trial = 0; trial < 60; trial++) {
    const bool plain = trial % 2 == 0;
    const int months = 1 + (int)(next_random(&seed) % 4), tolerance = (int)(next_random(&seed) % 45);
    sf_observation items[LARGEST];
    sf_day ends[DAYS];
    size_t count = random_days(&seed, plain, items, ends);
    sf_series *series = make(items, count, sf_dimensionless()), *changes = NULL, *long_way = NULL;
    assert_ok(sf_change_over_months(series, months, tolerance, &changes, NULL));
    for (int looks = 0; looks < 6; looks++) {
      const sf_day day = looks == 0 ? SF_LAST_DAY : ends[next_random(&seed) % DAYS] + (sf_day)(next_random(&seed) % 60);
      assert_changes_are_those_found_by_search(series, changes, ends, day, months, tolerance);
    }
    const sf_day far = ends[DAYS - 1] + 1000;
    for (int vintage = 0; vintage < 2; vintage++)
      items[count++] = (sf_observation){.start = far, .end = far, .known_on = far + vintage, .value = vintage};
    sf_series *restated = make(items, count, sf_dimensionless());
    assert_ok(sf_change_over_months(restated, months, tolerance, &long_way, NULL));
    if (plain) assert_same_observations(changes, long_way);
    sf_release_series(long_way);
    sf_release_series(restated);
    sf_release_series(changes);
    sf_release_series(series);
  }
}

static void test_vintages_of_a_rebased_series_never_meet(void **state) {
  (void)state;
  const sf_observation old_items[] = {quarter("2024-01-01", "2024-01-01", "2024-01-02", 100),
                                      quarter("2024-01-02", "2024-01-02", "2024-01-03", 101),
                                      quarter("2024-01-03", "2024-01-03", "2024-01-04", 102)};
  const sf_observation new_items[] = {quarter("2024-01-02", "2024-01-02", "2024-01-03", 50.5),
                                      quarter("2024-01-03", "2024-01-03", "2024-01-04", 51),
                                      quarter("2024-01-04", "2024-01-04", "2024-01-05", 52)};
  sf_series *older = make(old_items, 3, sf_dimensionless()), *newer = make(new_items, 3, sf_dimensionless());
  const sf_vintage_comparison comparison = sf_compare_vintages(older, newer);
  assert_int_equal(comparison.common, 2);
  assert_int_equal(comparison.changed, 2);
  assert_close(comparison.largest_change, .5, 0);
  sf_series *merged = NULL, *change = NULL;
  assert_ok(sf_merge_vintages(older, newer, day_of("2024-01-10"), &merged, NULL));
  assert_close(value_at(merged, "2024-01-02", "2024-01-09"), 101, 0);
  assert_close(value_at(merged, "2024-01-02", "2024-01-10"), 50.5, 0);
  assert_true(isnan(value_at(merged, "2024-01-01", "2024-01-10")));
  assert_true(isnan(value_at(merged, "2024-01-04", "2024-01-09"))); /* of the other base */
  assert_ok(sf_difference_series(merged, 1, &change, NULL));
  assert_close(value_at(change, "2024-01-03", "2024-01-09"), 1, 0);
  assert_close(value_at(change, "2024-01-03", "2024-01-10"), .5, 0);
  sf_release_series(change);
  sf_release_series(merged);
  sf_release_series(newer);
  sf_release_series(older);
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
      cmocka_unit_test(test_only_what_was_filed_by_the_day_is_known),
      cmocka_unit_test(test_a_year_before_is_found_as_it_was_known),
      cmocka_unit_test(test_restatements_are_kept_and_repeats_are_not),
      cmocka_unit_test(test_a_value_taken_back_is_unknown_from_that_day),
      cmocka_unit_test(test_impossible_observations_are_refused),
      cmocka_unit_test(test_yoy_meets_quarters_that_end_on_other_days),
      cmocka_unit_test(test_quarters_of_thirteen_and_fourteen_weeks),
      cmocka_unit_test(test_a_missing_quarter_leaves_its_trailing_years_unknown),
      cmocka_unit_test(test_a_sum_over_a_year_needs_periods),
      cmocka_unit_test(test_change_from_nothing_is_unknown),
      cmocka_unit_test(test_rolling_statistics_of_a_textbook_sample),
      cmocka_unit_test(test_a_constant_window_has_no_zscore),
      cmocka_unit_test(test_median_is_that_of_the_sorted_values),
      cmocka_unit_test(test_arithmetic_checks_units_and_periods),
      cmocka_unit_test(test_a_quarterly_figure_is_carried_to_days_from_when_it_was_filed),
      cmocka_unit_test(test_deriving_then_asking_as_of_is_asking_as_of_then_deriving),
      cmocka_unit_test(test_postponing_what_comes_changes_nothing_that_was),
      cmocka_unit_test(test_the_short_way_and_the_long_way_agree),
      cmocka_unit_test(test_changes_of_daily_series_are_those_found_by_search),
      cmocka_unit_test(test_vintages_of_a_rebased_series_never_meet),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
