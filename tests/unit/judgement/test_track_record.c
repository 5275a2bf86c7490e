/* Scores of forecasts against published and worked values, what a source's word has earned, several forecasts as one.
 */
#include "check.h"
#include "failing_memory.h"

#include "signalflow/evidence.h"
#include "signalflow/track_record.h"

#include <string.h>

enum { MOST = 500 };

static sf_score score(const double *p, const bool *o, size_t count) {
  sf_score result;
  assert_ok(sf_score_forecasts(p, o, count, &result, NULL));
  return result;
}

static uint32_t seed = 7;
static uint32_t next_random(uint32_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (uint32_t)((uint64_t)(seed >> 8) * below >> 24);
}

/* Forecasts in steps of a twentieth, with outcomes as likely as they say. */
static size_t random_record(double *p, bool *o) {
  const size_t count = 2 + next_random(MOST - 2);
  for (size_t i = 0; i < count; i++) {
    p[i] = next_random(21) / 20.;
    o[i] = next_random(1000) < 1000 * p[i];
  }
  return count;
}

/* Wikipedia, "Brier score": 70 %, 30 % and 50 % of rain, and it rains. */
static void test_rain(void **state) {
  (void)state;
  const bool rain = true;
  const double said[] = {.7, .3, .5}, expected[] = {.09, .49, .25};
  for (int i = 0; i < 3; i++) assert_close(score(&said[i], &rain, 1).brier, expected[i], 1e-15);
}

static const double eight[] = {.1, .1, .4, .4, .4, .8, .8, .9};
static const bool outcomes[] = {false, false, true, false, false, true, false, true};

static void test_murphys_decomposition(void **state) {
  (void)state;
  const sf_score result = score(eight, outcomes, 8);
  assert_close(result.brier, .17375, 1e-15);
  assert_close(result.reliability, 0.027916666666666673, 1e-14);
  assert_close(result.resolution, 0.08854166666666666, 1e-15);
  assert_close(result.uncertainty, .234375, 1e-15);
  assert_close(result.skill, 0.2586666666666666, 1e-14);
  assert_close(result.log_score, 0.5108256237659906, 1e-15);
  assert_int_equal(result.hits, 6);
  assert_int_equal(result.misses, 2);
  assert_close(result.base_rate, .375, 0);
}

static void test_the_decomposition_adds_up(void **state) {
  (void)state;
  double p[MOST];
  bool o[MOST];
  for (int trial = 0; trial < 300; trial++) {
    const size_t count = random_record(p, o);
    const sf_score result = score(p, o, count);
    assert_true(fabs(result.reliability - result.resolution + result.uncertainty - result.brier) < 1e-15);
    double direct = 0;
    for (size_t i = 0; i < count; i++) direct += (p[i] - o[i]) * (p[i] - o[i]) / (double)count;
    assert_close(result.brier, direct, 1e-12);
    size_t binned = 0, happened = 0;
    for (int i = 0; i < SF_CALIBRATION_BINS; i++) {
      const sf_calibration_bin *bin = &result.bins[i];
      binned += bin->count;
      happened += bin->happened;
      if (bin->count == 0) continue;
      assert_true(bin->forecast >= i / 10. - 1e-12 && bin->forecast <= (i + 1) / 10. + 1e-12);
    }
    assert_int_equal(binned, count);
    assert_close((double)happened / (double)count, result.base_rate, 0);
  }
}

static void test_no_order_shows(void **state) {
  (void)state;
  double p[MOST];
  bool o[MOST];
  for (int trial = 0; trial < 100; trial++) {
    const size_t count = random_record(p, o);
    const sf_score before = score(p, o, count);
    for (size_t i = count; i > 1; i--) {
      const size_t other = next_random((uint32_t)i);
      const double kept = p[i - 1];
      const bool happened = o[i - 1];
      p[i - 1] = p[other];
      o[i - 1] = o[other];
      p[other] = kept;
      o[other] = happened;
    }
    const sf_score after = score(p, o, count);
    assert_memory_equal(&after, &before, sizeof before);
  }
}

static void test_certain_and_wrong_is_infinitely_bad_news(void **state) {
  (void)state;
  const double p[] = {1, 0, 1, .5};
  const bool right[] = {true, false, true, true}, wrong[] = {false, true, true, true};
  assert_close(score(p, right, 4).log_score, log(2) / 4, 1e-15);
  assert_int_equal(score(p, right, 4).certain_and_wrong, 0);
  assert_true(isinf(score(p, wrong, 4).log_score));
  assert_int_equal(score(p, wrong, 4).certain_and_wrong, 2);
  assert_close(score(p, wrong, 4).brier, 2.25 / 4, 1e-15);
  assert_int_equal(score(p, wrong, 4).hits, 1); /* a half is neither */
  assert_int_equal(score(p, wrong, 4).misses, 2);
}

static void test_no_record_is_unknown_and_weighs_nothing(void **state) {
  (void)state;
  const sf_score none = score(NULL, NULL, 0);
  assert_true(isnan(none.brier) && isnan(none.skill) && isnan(none.log_score) && isnan(none.base_rate));
  assert_close(sf_source_weight(&none, SF_RECORD_HALFWAY), 0, 0);
  assert_close(sf_earned_log_ratio(&none, .99, SF_RECORD_HALFWAY), 0, 0);
  assert_close(exp(sf_earned_log_ratio(&none, 1, SF_RECORD_HALFWAY)), 1, 0);
}

/* Always the same says nothing of this case, whatever the market does and even when it is exactly the base rate. */
static void test_a_permabull_earns_exactly_one(void **state) {
  (void)state;
  double p[MOST];
  bool o[MOST];
  for (size_t count = 1; count < MOST; count++) {
    const size_t rises = next_random((uint32_t)count + 1);
    for (int kind = 0; kind < 3; kind++) {
      for (size_t i = 0; i < count; i++) {
        o[i] = i < rises;
        p[i] = kind == 0 ? .95 : kind == 1 ? 1 : (double)rises / (double)count;
      }
      const sf_score result = score(p, o, count);
      assert_close(result.resolution, 0, 0);
      assert_close(sf_source_weight(&result, SF_RECORD_HALFWAY), 0, 0);
      assert_close(sf_earned_log_ratio(&result, p[0], SF_RECORD_HALFWAY), 0, 0);
      assert_close(sf_earned_log_ratio(&result, .2, SF_RECORD_HALFWAY), 0, 0);
    }
  }
}

static void test_skill_earns_by_its_weight(void **state) {
  (void)state;
  const sf_score result = score(eight, outcomes, 8);
  const double weight = 8. / 18 * 0.2586666666666666;
  assert_close(sf_source_weight(&result, 10), weight, 1e-14);
  assert_close(sf_earned_log_ratio(&result, .8, 10), weight * (log(4) - log(.375 / .625)), 1e-13);
  assert_true(sf_earned_log_ratio(&result, .1, 10) < 0);
  assert_close(sf_earned_log_ratio(&result, .375, 10), 0, 1e-15); /* the base rate is no news */
  assert_close(sf_earned_log_ratio(&result, 1, 10), SF_ITEM_CAP, 0);
  assert_close(sf_earned_log_ratio(&result, 0, 10), -SF_ITEM_CAP, 0);
}

static void test_skill_below_the_base_rate_earns_nothing(void **state) {
  (void)state;
  static const double p[] = {.9, .9, .1, .1, .2};
  static const bool o[] = {false, false, true, true, false};
  const sf_score result = score(p, o, 5);
  assert_true(result.skill < 0);
  assert_close(sf_source_weight(&result, 10), 0, 0);
  static const bool alike[] = {true, true, true, true, true};
  assert_true(isnan(score(p, alike, 5).skill)); /* nothing to tell apart */
  const sf_score same = score(p, alike, 5);
  assert_close(sf_earned_log_ratio(&same, .9, 10), 0, 0);
}

static void test_a_perfect_record_grows_towards_full_weight(void **state) {
  (void)state;
  double p[MOST], last = 0;
  bool o[MOST];
  for (size_t i = 0; i < MOST; i++) p[i] = (o[i] = i % 3 == 0) ? 1 : 0;
  for (size_t count = 4; count <= MOST; count *= 2) {
    const sf_score result = score(p, o, count);
    assert_close(result.skill, 1, 1e-15);
    assert_close(sf_source_weight(&result, 10), (double)count / (double)(count + 10), 1e-15);
    assert_true(sf_source_weight(&result, 10) > last);
    last = sf_source_weight(&result, 10);
  }
}

static void test_seven_hits_of_ten(void **state) {
  (void)state;
  const sf_rate rate = sf_hit_rate(7, 3);
  assert_close(rate.mean, 2. / 3, 1e-15);
  assert_close(rate.low, 0.43562581171076964, 1e-13);
  assert_close(rate.high, 0.8649245270803587, 1e-13);
  const sf_rate none = sf_hit_rate(0, 0); /* uniform */
  assert_close(none.mean, .5, 0);
  assert_close(none.low, .05, 1e-13);
  assert_close(none.high, .95, 1e-13);
  const sf_rate all = sf_hit_rate(20, 0); /* Beta(21, 1): x^21 */
  assert_close(all.low, pow(.05, 1. / 21), 1e-13);
  assert_close(all.high, pow(.95, 1. / 21), 1e-13);
}

static void test_what_cannot_be_is_refused(void **state) {
  (void)state;
  static const double p[] = {.5, 1.1}, nothing[] = {NAN};
  static const bool o[] = {true, false};
  sf_score result;
  sf_error error;
  assert_int_equal(sf_score_forecasts(p, o, 2, &result, &error), SF_INVALID);
  assert_string_equal(error.message, "forecast 2 must be a probability from 0 to 1, got 1.1");
  assert_int_equal(sf_score_forecasts(nothing, o, 1, &result, NULL), SF_INVALID);
}

static sf_status score_eight(void *context, sf_error *error) {
  (void)context;
  sf_score result;
  return sf_score_forecasts(eight, outcomes, 8, &result, error);
}

static void test_scoring_survives_failing_memory(void **state) {
  (void)state;
  assert_int_equal(fail_each_allocation(score_eight, NULL), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rain),
      cmocka_unit_test(test_murphys_decomposition),
      cmocka_unit_test(test_the_decomposition_adds_up),
      cmocka_unit_test(test_no_order_shows),
      cmocka_unit_test(test_certain_and_wrong_is_infinitely_bad_news),
      cmocka_unit_test(test_no_record_is_unknown_and_weighs_nothing),
      cmocka_unit_test(test_a_permabull_earns_exactly_one),
      cmocka_unit_test(test_skill_earns_by_its_weight),
      cmocka_unit_test(test_skill_below_the_base_rate_earns_nothing),
      cmocka_unit_test(test_a_perfect_record_grows_towards_full_weight),
      cmocka_unit_test(test_seven_hits_of_ten),
      cmocka_unit_test(test_what_cannot_be_is_refused),
      cmocka_unit_test(test_scoring_survives_failing_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
