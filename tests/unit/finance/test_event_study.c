/* Event studies: the days around DeepSeek's, against a reference of their own; whole files where they are at hand. */
#include "check.h"
#include "failing_memory.h"

#include "signal_data.h"
#include "signalflow/event_study.h"

typedef struct closes {
  sf_series *asset, *market;
} closes;

static int open_closes(void **state) {
  static closes cut;
  char path[PATH_SIZE];
  const sf_fred_options options = sf_default_fred_options();
  assert_ok(sf_load_stooq(fixture("stooq_nvda_january_cut.txt", path), SF_CLOSE_PRICE, &cut.asset, NULL));
  assert_ok(sf_load_fred(fixture("fred_SP500_cut.csv", path), &options, &cut.market, NULL));
  *state = &cut;
  return 0;
}

static int release_closes(void **state) {
  closes *cut = *state;
  sf_release_series(cut->asset);
  sf_release_series(cut->market);
  return 0;
}

/* Twelve sessions of estimation, which end eleven before the event's. */
static sf_event_study_options short_study(const char *day, int first, int last) {
  sf_event_study_options options = sf_default_event_study_options();
  options.event.day = day_of(day);
  options.first = first;
  options.last = last;
  options.estimation = 12;
  return options;
}

static sf_event_study study_of(const closes *cut, sf_event_study_options options) {
  sf_event_study study = {0};
  sf_error error = {0};
  if (sf_study_event(cut->asset, cut->market, &options, &study, &error) != SF_OK) fail_msg("%s", error.message);
  return study;
}

static void expect_refusal(const closes *cut, sf_event_study_options options, sf_status code, const char *words) {
  sf_event_study study;
  sf_error error = {0};
  assert_int_equal(sf_study_event(cut->asset, cut->market, &options, &study, &error), code);
  if (strstr(error.message, words) == NULL) fail_msg("\"%s\" has no \"%s\"", error.message, words);
}

/* The reference: the normal equations by sums of products, with the C library's logarithms, and the variance of a
 * forecast from the inverse of X'X, over sessions typed in: no search and no join. Closes of 2024-12-19 to 2025-01-29
 * (Stooq, nvda.us; S&P Dow Jones Indices through FRED, SP500), 2025-01-27 being the 24th session of them. */
static const double nvda[] = {130.68, 134.7,  139.67, 140.22, 139.93, 137.01, 137.49, 134.29, 138.31,
                              144.47, 149.43, 140.14, 140.11, 135.91, 133.23, 131.76, 136.24, 133.57,
                              137.71, 140.83, 147.07, 147.22, 142.62, 118.42, 128.99, 123.7};
static const double sp500[] = {5867.08, 5930.85, 5974.07, 6040.04, 6037.59, 5970.84, 5906.94, 5881.63, 5868.55,
                               5942.47, 5975.38, 5909.03, 5918.25, 5827.04, 5836.22, 5842.91, 5949.91, 5937.34,
                               5996.66, 6049.24, 6086.37, 6118.71, 6101.24, 6012.28, 6067.7,  6039.31};

typedef struct reference {
  double alpha, beta, sigma, car, t_simple, t_exact, drift;
} reference;

static double move(const double *closes_of, int k) { return log(closes_of[k]) - log(closes_of[k - 1]); }

static reference work_by_hand(int zero, int first, int last, int n, int gap) {
  double sx = 0, sy = 0, sxx = 0, sxy = 0, left = 0;
  const int end = zero - gap;
  for (int k = end - n + 1; k <= end; k++) {
    const double x = move(sp500, k), y = move(nvda, k);
    sx += x, sy += y, sxx += x * x, sxy += x * y;
  }
  const double determinant = n * sxx - sx * sx;
  reference r = {.alpha = (sxx * sy - sx * sxy) / determinant, .beta = (n * sxy - sx * sy) / determinant};
  for (int k = end - n + 1; k <= end; k++) left += pow(move(nvda, k) - r.alpha - r.beta * move(sp500, k), 2);
  r.sigma = sqrt(left / (n - 2));
  double length = 0, moved = 0;
  for (int k = zero + first; k <= zero + last; k++) {
    r.car += move(nvda, k) - r.alpha - r.beta * move(sp500, k);
    length += 1;
    moved += move(sp500, k);
  }
  for (int k = zero - 10; k < zero; k++) r.drift += move(nvda, k) - r.alpha - r.beta * move(sp500, k);
  /* (length, moved) (X'X)^-1 (length, moved)' */
  const double forecast = (length * length * sxx - 2 * length * moved * sx + moved * moved * n) / determinant;
  r.t_simple = r.car / (r.sigma * sqrt(length));
  r.t_exact = r.car / (r.sigma * sqrt(length + forecast));
  return r;
}

static void expect_reference(const sf_event_study *study, reference r) {
  assert_close(study->alpha, r.alpha, 1e-10);
  assert_close(study->beta, r.beta, 1e-10);
  assert_close(study->sigma, r.sigma, 1e-10);
  assert_close(study->car, r.car, 1e-10);
  assert_close(study->t_simple, r.t_simple, 1e-10);
  assert_close(study->t_exact, r.t_exact, 1e-10);
  assert_close(study->drift, r.drift, 1e-9);
}

static void test_days_around_deepseek(void **state) {
  const sf_event_study study = study_of(*state, short_study("2025-01-27", 0, 1));
  expect_reference(&study, work_by_hand(23, 0, 1, 12, 11));
  assert_int_equal(study.session, day_of("2025-01-27"));
  assert_int_equal(study.estimation_first, day_of("2024-12-20"));
  assert_int_equal(study.estimation_last, day_of("2025-01-08"));
  assert_int_equal(study.count, 2);
  assert_int_equal(study.sessions[1].offset, 1);
  assert_int_equal(study.sessions[1].day, day_of("2025-01-28"));
  assert_close(study.sessions[0].asset, -0.18594612349652748, 1e-12);
  assert_close(study.sessions[0].asset - study.alpha - study.beta * study.sessions[0].market,
               study.sessions[0].abnormal, 1e-12);
  assert_close(study.sessions[0].abnormal + study.sessions[1].abnormal, study.car, 1e-12);
  assert_false(study.anticipated);
}

static void test_windows_estimation_and_gap_are_the_callers(void **state) {
  sf_event_study_options options = short_study("2025-01-27", -2, 2);
  options.estimation = 9;
  options.gap = 5;
  const sf_event_study study = study_of(*state, options);
  expect_reference(&study, work_by_hand(23, -2, 2, 9, 5));
  assert_int_equal(study.sessions[0].day, day_of("2025-01-23"));
  options.first = options.last = 1;
  const sf_event_study later = study_of(*state, options);
  expect_reference(&later, work_by_hand(23, 1, 1, 9, 5));
}

/* 2025-01-25 was a Saturday, 2025-01-20 a holiday. */
static void test_news_without_a_session_belongs_to_the_next(void **state) {
  sf_event_study_options options = short_study("2025-01-25", 0, 1);
  assert_int_equal(study_of(*state, options).session, day_of("2025-01-27"));
  options.event.after_close = true;
  assert_int_equal(study_of(*state, options).session, day_of("2025-01-27"));
  options.event.day = day_of("2025-01-24");
  assert_int_equal(study_of(*state, options).session, day_of("2025-01-27"));
  options.event.after_close = false;
  assert_int_equal(study_of(*state, options).session, day_of("2025-01-24"));
  options = short_study("2025-01-20", 0, 0);
  options.estimation = 8;
  assert_int_equal(study_of(*state, options).session, day_of("2025-01-21"));
}

static void test_other_events_in_the_window_confound(void **state) {
  sf_event_study_options options = short_study("2025-01-27", 0, 1);
  sf_event others[] = {{day_of("2025-01-24"), false}, {day_of("2025-01-29"), false}, {day_of("2030-01-01"), false}};
  options.others = others;
  options.other_count = 3;
  assert_close(study_of(*state, options).car, study_of(*state, short_study("2025-01-27", 0, 1)).car, 0);
  others[0].after_close = true; /* so that it moved the session of the event */
  expect_refusal(*state, options, SF_AMBIGUOUS,
                 "another event, of 2025-01-24, falls on session 0 (2025-01-27) of the window 0 to 1");
  others[0].after_close = false;
  others[1].day = day_of("2025-01-28");
  expect_refusal(*state, options, SF_AMBIGUOUS, "another event, of 2025-01-28, falls on session 1 (2025-01-28)");
  options.first = -1; /* the Friday before is in it now */
  options.other_count = 1;
  expect_refusal(*state, options, SF_AMBIGUOUS, "another event, of 2025-01-24, falls on session -1 (2025-01-24)");
}

static void test_too_few_sessions_are_counted(void **state) {
  expect_refusal(*state, short_study("2025-01-16", 0, 1), SF_OUT_OF_RANGE,
                 "21 sessions before the event of 2025-01-16 on which both traded, 23 needed");
  expect_refusal(*state, short_study("2025-01-31", 0, 1), SF_OUT_OF_RANGE,
                 "0 sessions after that of the event of 2025-01-31 on which both traded, 1 needed");
  expect_refusal(*state, short_study("2025-02-01", 0, 0), SF_OUT_OF_RANGE,
                 "the event of 2025-02-01 has no session: the last of 32 on which both traded is 2025-01-31");
  sf_event_study_options options = short_study("2025-01-27", 0, 1);
  options.estimation = 120;
  expect_refusal(*state, options, SF_OUT_OF_RANGE,
                 "27 sessions before the event of 2025-01-27 on which both traded, 131");
}

static void test_options_that_do_not_fit_are_refused(void **state) {
  sf_event_study_options options = short_study("2025-01-27", 1, 0);
  expect_refusal(*state, options, SF_INVALID, "the window ends (0) before it starts (1)");
  options = short_study("2025-01-27", -11, 1);
  expect_refusal(*state, options, SF_INVALID, "the window starts at -11, but estimation ends at -11: a larger gap");
  options = short_study("2025-01-27", 0, SF_LONGEST_EVENT_WINDOW);
  expect_refusal(*state, options, SF_INVALID, "at most 128 sessions, got 0 to 128");
  options = short_study("2025-01-27", 0, 1);
  options.estimation = 2;
  expect_refusal(*state, options, SF_INVALID, "estimation must be 3 to 2520 sessions, got 2");
  options.estimation = 12;
  options.gap = 0;
  expect_refusal(*state, options, SF_INVALID, "gap must be 1 to 2520 sessions, got 0");
}

/* A series of closes on consecutive days but for a hole before day `hole`. */
static sf_series *made_of(const double *values, size_t count, size_t hole) {
  sf_observation items[64];
  for (size_t i = 0; i < count; i++) {
    const sf_day day = 20000 + (sf_day)i + (i >= hole ? 20 : 0);
    items[i] = (sf_observation){.start = day, .end = day, .known_on = day, .value = values[i]};
  }
  const sf_source source = {.file = "typed in"};
  const sf_series_description description = {.name = "made", .sources = &source, .source_count = 1};
  sf_series *series = NULL;
  assert_ok(sf_create_series(&description, items, count, &series, NULL));
  return series;
}

enum { MADE = 30 };

static void expect_refusal_of(const double *asset, const double *market, size_t hole, sf_status code,
                              const char *words) {
  const closes made = {made_of(asset, MADE, hole), made_of(market, MADE, hole)};
  sf_event_study_options options = sf_default_event_study_options();
  options.event.day = 20000 + 25 + (hole < MADE ? 20 : 0);
  options.estimation = 12;
  expect_refusal(&made, options, code, words);
  sf_release_series(made.asset);
  sf_release_series(made.market);
}

static void test_closes_that_say_nothing_are_refused(void **state) {
  (void)state;
  double still[MADE], rising[MADE], scaled[MADE], broken[MADE];
  for (int i = 0; i < MADE; i++) {
    still[i] = 100;
    rising[i] = 100 + i * i % 7;
    scaled[i] = 3 * rising[i];
    broken[i] = i == 20 ? 0 : rising[i];
  }
  expect_refusal_of(rising, still, MADE, SF_NO_SOLUTION, "the market did not move");
  expect_refusal_of(scaled, rising, MADE, SF_NO_SOLUTION, "moved exactly with the market");
  expect_refusal_of(broken, rising, MADE, SF_INVALID, "made: the close of 2024-10-24 must be above 0, got 0");
  expect_refusal_of(still, rising, 18, SF_OUT_OF_RANGE,
                    "no session from 2024-10-21 to 2024-11-11: closes must be daily");
}

static void test_without_a_common_day_there_is_no_study(void **state) {
  const closes *cut = *state;
  const double values[] = {1, 2, 3};
  const closes apart = {cut->asset, made_of(values, 3, 3)};
  expect_refusal(&apart, short_study("2025-01-27", 0, 1), SF_OUT_OF_RANGE, "there is no day on which both traded");
  sf_release_series(apart.market);
}

static void test_drift_before_the_news_is_seen(void **state) {
  (void)state;
  double asset[MADE], market[MADE];
  for (int i = 0; i < MADE; i++) {
    market[i] = 100 + i * 3 % 5;
    asset[i] = (100 + i * 5 % 7) * (i > 15 ? pow(1.03, i < 25 ? i - 15 : 9) : 1); /* rises before day 25 alone */
  }
  const closes made = {made_of(asset, MADE, MADE), made_of(market, MADE, MADE)};
  sf_event_study_options options = sf_default_event_study_options();
  options.event.day = 20000 + 25;
  options.estimation = 12;
  const sf_event_study study = study_of(&made, options);
  assert_true(study.drift > .2);
  assert_true(study.anticipated);
  sf_release_series(made.asset);
  sf_release_series(made.market);
}

/* NVIDIA against the S&P 500, window 0 to 1, 120 sessions: worked in Python on the whole files. */
static void test_published_files(void **state) {
  (void)state;
  static const struct {
    const char *day;
    double alpha, beta, sigma, first, second, car, t_simple, t_exact;
  } cases[] = {{"2025-01-27", -0.00021450191104881449, 2.633971188673899, 0.022969359391126702, -0.1470438925823081,
                0.06154355329016763, -0.08550033929214047, -2.6321095280775935, -2.6076754068620525},
               {"2024-02-22", 0.0019885957077538895, 1.8306394793107137, 0.017822898348460306, 0.11161604740429443,
                0.0009204129179969321, 0.11253646032229137, 4.46477854885468, 4.368705634045927},
               {"2023-05-25", 0.003957914472320527, 2.100938712294201, 0.023511550135707562, 0.19581447291134857,
                -0.006081034761846002, 0.18973343814950255, 5.706208223574202, 5.611348824619402},
               {"2025-08-28", 0.0013323407200880304, 1.7920639242701422, 0.019224700646651376, -0.014886100829502116,
                -0.02364117730031767, -0.038527278129819785, -1.4170779627198513, -1.4051948154094174}};
  char prices[PATH_SIZE], index[PATH_SIZE];
  if (published("prices/nvda.us.txt", prices) == NULL || published("fred/SP500.datevalue.csv", index) == NULL) skip();
  closes whole = {0};
  const sf_fred_options fred = sf_default_fred_options();
  assert_ok(sf_load_stooq(prices, SF_CLOSE_PRICE, &whole.asset, NULL));
  assert_ok(sf_load_fred(index, &fred, &whole.market, NULL));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sf_event_study_options options = sf_default_event_study_options();
    options.event.day = day_of(cases[i].day);
    const sf_event_study study = study_of(&whole, options);
    assert_close(study.alpha, cases[i].alpha, 1e-9);
    assert_close(study.beta, cases[i].beta, 1e-9);
    assert_close(study.sigma, cases[i].sigma, 1e-9);
    assert_close(study.sessions[0].abnormal, cases[i].first, 1e-9);
    assert_close(study.sessions[1].abnormal, cases[i].second, 1e-9);
    assert_close(study.car, cases[i].car, 1e-9);
    assert_close(study.t_simple, cases[i].t_simple, 1e-9);
    assert_close(study.t_exact, cases[i].t_exact, 1e-9);
  }
  sf_release_series(whole.asset);
  sf_release_series(whole.market);
}

static sf_status study_again(void *context, sf_error *error) {
  const closes *cut = context;
  const sf_event_study_options options = short_study("2025-01-27", 0, 1);
  sf_event_study study;
  return sf_study_event(cut->asset, cut->market, &options, &study, error);
}

static void test_every_allocation_may_fail(void **state) {
  assert_int_equal(fail_each_allocation(study_again, *state), 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_days_around_deepseek),
      cmocka_unit_test(test_windows_estimation_and_gap_are_the_callers),
      cmocka_unit_test(test_news_without_a_session_belongs_to_the_next),
      cmocka_unit_test(test_other_events_in_the_window_confound),
      cmocka_unit_test(test_too_few_sessions_are_counted),
      cmocka_unit_test(test_options_that_do_not_fit_are_refused),
      cmocka_unit_test(test_closes_that_say_nothing_are_refused),
      cmocka_unit_test(test_without_a_common_day_there_is_no_study),
      cmocka_unit_test(test_drift_before_the_news_is_seen),
      cmocka_unit_test(test_published_files),
      cmocka_unit_test(test_every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_closes, release_closes);
}
