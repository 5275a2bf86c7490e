/* Checks: Kleene's tables, and rules read over a series as of a day. */
#include "check.h"

#include "signal_data.h"
#include "signalflow/rule.h"

static const sf_truth T = SF_TRUE, U = SF_UNDECIDED, F = SF_FALSE;

/* Kleene 1952, section 64: the strong tables. */
static void test_strong_kleene_tables(void **state) {
  (void)state;
  const sf_truth values[] = {T, U, F};
  const sf_truth both[3][3] = {{T, U, F}, {U, U, F}, {F, F, F}}, either[3][3] = {{T, T, T}, {T, U, U}, {T, U, F}};
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      assert_int_equal(sf_and(values[i], values[j]), both[i][j]);
      assert_int_equal(sf_or(values[i], values[j]), either[i][j]);
      assert_int_equal(sf_not(sf_and(values[i], values[j])), sf_or(sf_not(values[i]), sf_not(values[j])));
    }
  assert_int_equal(sf_not(U), U);
  assert_int_equal(sf_not(T), F);
}

static void test_an_empty_list_decides_nothing(void **state) {
  (void)state;
  assert_int_equal(sf_all(NULL, 0), U);
  assert_int_equal(sf_any(NULL, 0), U);
  assert_int_equal(sf_quorum(NULL, 0, 1), U);
  assert_false(sf_enough_evidence(NULL, NULL, 0, 0, 0));
}

/* A decided answer stays, however the undecided ones turn out; an undecided one can turn out both ways. */
static void test_quorum_is_decided_just_when_nothing_open_could_change_it(void **state) {
  (void)state;
  for (int code = 0; code < 81; code++) {
    sf_truth values[4];
    for (int i = 0, rest = code; i < 4; i++, rest /= 3) values[i] = (sf_truth)(rest % 3);
    for (size_t needed = 1; needed <= 4; needed++) {
      bool can_hold = false, can_fail = false;
      for (unsigned fill = 0; fill < 16; fill++) {
        size_t yes = 0;
        for (int i = 0; i < 4; i++) yes += values[i] == T || (values[i] == U && (fill >> i & 1) != 0);
        can_hold |= yes >= needed;
        can_fail |= yes < needed;
      }
      assert_int_equal(sf_quorum(values, 4, needed), can_hold && can_fail ? U : can_hold ? T : F);
    }
  }
}

static void test_enough_evidence_goes_by_weight(void **state) {
  (void)state;
  const sf_truth values[] = {T, U, F};
  const double weights[] = {2, 1, 1};
  assert_true(sf_enough_evidence(values, weights, 3, 2, .75));
  assert_false(sf_enough_evidence(values, weights, 3, 2, .8));
  assert_false(sf_enough_evidence(values, weights, 3, 3, .5));
}

static void test_thresholds_are_strict_and_zero_is_one(void **state) {
  (void)state;
  const sf_threshold above = {SF_ABOVE, 0}, below = {SF_BELOW, 0}, none = {SF_NEITHER, 0};
  assert_int_equal(sf_meets(above, 0), F);
  assert_int_equal(sf_meets(below, 0), F);
  assert_int_equal(sf_meets(above, 1e-300), T);
  assert_int_equal(sf_meets(above, NAN), U);
  assert_int_equal(sf_meets(none, 1), U);
  assert_int_equal(sf_bounds_meet(above, -1, 1), U);
  assert_int_equal(sf_bounds_meet(above, 1, 2), T);
  assert_int_equal(sf_bounds_meet(below, 1, 2), F);
}

enum { MOST = 64 };

/* Readings 91 days apart, each known 30 days after its period. */
static sf_series *readings(const double *values, size_t count) {
  sf_observation items[MOST];
  for (size_t i = 0; i < count; i++) {
    const sf_day end = (sf_day)(91 * i + 90);
    items[i] = (sf_observation){.start = end - 90, .end = end, .known_on = end + 30, .value = values[i]};
  }
  const sf_source source = {.file = "typed in"};
  const sf_series_description description = {.name = "x", .sources = &source, .source_count = 1};
  sf_series *series = NULL;
  assert_ok(sf_create_series(&description, items, count, &series, NULL));
  return series;
}

static sf_finding read_at(const sf_rule *rule, const double *values, size_t count, sf_day late) {
  sf_series *series = readings(values, count);
  sf_finding reading;
  const sf_day known_on = (sf_day)(91 * count - 1 + 30);
  assert_ok(sf_evaluate_rule(rule, series, (sf_witness){0}, known_on + late, &reading, NULL));
  sf_release_series(series);
  return reading;
}

static const sf_rule growth = {.pass = {SF_ABOVE, .20},
                               .fail = {SF_BELOW, .0},
                               .has_clear = true,
                               .clear = .25,
                               .hold = 2,
                               .warn_after = 100,
                               .stale_after = 130};

static void test_between_the_thresholds_is_a_warning(void **state) {
  (void)state;
  static const double pass[] = {.3}, warn[] = {.2}, zero[] = {0}, fail[] = {-.01};
  assert_int_equal(read_at(&growth, pass, 1, 0).state, SF_STATE_PASS);
  assert_int_equal(read_at(&growth, warn, 1, 0).state, SF_STATE_WARN);
  assert_int_equal(read_at(&growth, zero, 1, 0).state, SF_STATE_WARN);
  assert_int_equal(read_at(&growth, fail, 1, 0).state, SF_STATE_FAIL);
  const sf_finding failing = read_at(&growth, fail, 1, 0), between = read_at(&growth, warn, 1, 0);
  assert_int_equal(failing.why, SF_WHY_VALUE);
  assert_int_equal(failing.limit.side, SF_BELOW);
  assert_close(failing.limit.limit, 0, 0);
  assert_int_equal(between.why, SF_WHY_VALUE); /* it warns for not being above */
  assert_int_equal(between.limit.side, SF_ABOVE);
  assert_close(between.limit.limit, .20, 0);
  const sf_rule only_fail = {.fail = {SF_BELOW, .0}};
  assert_int_equal(read_at(&only_fail, pass, 1, 0).state, SF_STATE_PASS);
  assert_int_equal(read_at(&only_fail, pass, 1, 0).limit.side, SF_BELOW);
}

static void test_a_state_changes_after_readings_in_a_row(void **state) {
  (void)state;
  static const double once[] = {.3, .3, .1}, twice[] = {.3, .3, .1, .1}, apart[] = {.3, .1, .3, .1};
  static const double worse[] = {.3, -.1, .1}, both_sides[] = {.1, .3, -.1}, falling[] = {.3, .1, -.1};
  const sf_finding pending = read_at(&growth, once, 3, 0);
  assert_int_equal(pending.state, SF_STATE_PASS);
  assert_int_equal(pending.pending, 1);
  assert_int_equal(pending.why, SF_WHY_HELD);
  assert_int_equal(read_at(&growth, twice, 4, 0).state, SF_STATE_WARN);
  assert_int_equal(read_at(&growth, twice, 4, 0).since, 91 * 4 - 1);
  assert_int_equal(read_at(&growth, apart, 4, 0).state, SF_STATE_PASS);
  assert_int_equal(read_at(&growth, twice, 4, 0).why, SF_WHY_VALUE);
  assert_int_equal(read_at(&growth, falling, 3, 0).why, SF_WHY_NEAREST);
  assert_int_equal(read_at(&growth, worse, 3, 0).state, SF_STATE_WARN); /* two said not pass, one of them fail */
  assert_int_equal(read_at(&growth, both_sides, 3, 0).state, SF_STATE_WARN);
}

static void test_dead_band_holds_until_clear(void **state) {
  (void)state;
  static const double in_band[] = {.1, .22, .22}, cleared[] = {.1, .26, .26}, stays[] = {.3, .22, .21};
  const sf_finding band = read_at(&growth, in_band, 3, 0);
  assert_int_equal(band.state, SF_STATE_WARN);
  assert_int_equal(band.why, SF_WHY_DEAD_BAND);
  assert_int_equal(band.limit.side, SF_ABOVE);
  assert_close(band.limit.limit, .25, 0);
  assert_int_equal(read_at(&growth, cleared, 3, 0).state, SF_STATE_PASS);
  assert_int_equal(read_at(&growth, stays, 3, 0).state, SF_STATE_PASS);
}

static void test_age_counts_from_the_day_it_became_known(void **state) {
  (void)state;
  static const double values[] = {.3, .3};
  assert_int_equal(read_at(&growth, values, 2, 0).age, 0);
  assert_int_equal(read_at(&growth, values, 2, 100).state, SF_STATE_PASS);
  assert_int_equal(read_at(&growth, values, 2, 101).state, SF_STATE_WARN);
  assert_int_equal(read_at(&growth, values, 2, 130).state, SF_STATE_WARN);
  const sf_finding ageing = read_at(&growth, values, 2, 130);
  assert_int_equal(ageing.why, SF_WHY_AGEING);
  assert_int_equal(ageing.age, 130);
  assert_int_equal(ageing.since, 91 * 2 - 1 + 30 + 101); /* the first day on which it warns */
  const sf_finding stale = read_at(&growth, values, 2, 131);
  assert_int_equal(stale.state, SF_STATE_UNKNOWN); /* never a pass, but what it was is held */
  assert_int_equal(stale.last, SF_STATE_PASS);
  assert_int_equal(sf_state_truth(stale.state), U);
  assert_int_equal(stale.why, SF_WHY_STALE);
  assert_int_equal(stale.age, 131);
  assert_int_equal(stale.since, 90);
}

static void test_too_little_evidence_is_unknown(void **state) {
  (void)state;
  static const double values[] = {.3, .3};
  sf_rule rule = growth;
  rule.at_least = 3;
  const sf_finding reading = read_at(&rule, values, 2, 0);
  assert_int_equal(reading.state, SF_STATE_UNKNOWN);
  assert_int_equal(reading.why, SF_WHY_TOO_FEW);
  assert_int_equal(reading.readings, 2);
  sf_series *series = readings(values, 2);
  sf_finding before;
  assert_ok(sf_evaluate_rule(&rule, series, (sf_witness){0}, 5, &before, NULL));
  assert_int_equal(before.state, SF_STATE_UNKNOWN);
  assert_false(before.has_observation);
  assert_int_equal(before.why, SF_WHY_NO_READING);
  sf_release_series(series);
}

static void test_rules_without_sense_are_refused(void **state) {
  (void)state;
  sf_error error;
  const sf_rule empty = {.hold = 1}, overlap = {.pass = {SF_ABOVE, 0}, .fail = {SF_BELOW, 1}},
                clear = {.pass = {SF_ABOVE, .2}, .has_clear = true, .clear = .1},
                ages = {.pass = {SF_ABOVE, 0}, .warn_after = 100, .stale_after = 50}, nan = {.pass = {SF_ABOVE, NAN}};
  assert_int_equal(sf_check_rule(&empty, &error), SF_INVALID);
  assert_int_equal(sf_check_rule(&overlap, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "values in common"));
  assert_int_equal(sf_check_rule(&clear, NULL), SF_INVALID);
  assert_int_equal(sf_check_rule(&ages, NULL), SF_INVALID);
  assert_int_equal(sf_check_rule(&nan, NULL), SF_INVALID);
  assert_ok(sf_check_rule(&growth, NULL));
}

static const double tagged[] = {100, 104, 109, 113, 118, 122, 128, 20, 134, 139};
static const double doubled[] = {100, 104, 109, 113, 118, 122, 128, 300, 310, 322};

static void test_a_jump_is_none_where_another_series_shares_it_or_too_little_is_known(void **state) {
  (void)state;
  const sf_rule rule = {.pass = {SF_ABOVE, 90}, .jump_sigmas = 5};
  sf_series *grown = readings(doubled, 10), *fell = readings(tagged, 10), *short_past = readings(doubled + 2, 8);
  const sf_day day = 91 * 8 - 1 + 30; /* the eighth reading jumped */
  sf_finding alone, shared, opposite, unseen, accepted;
  assert_ok(sf_evaluate_rule(&rule, grown, (sf_witness){0}, day, &alone, NULL));
  assert_int_equal(alone.why, SF_WHY_JUMP);
  assert_close(alone.jump.before.value, 128, 0);
  assert_close(alone.jump.change, log(300.0 / 128), 1e-15);
  assert_ok(sf_evaluate_rule(&rule, grown, (sf_witness){.confirming = grown}, day, &shared, NULL));
  assert_int_equal(shared.state, SF_STATE_PASS);
  assert_ok(sf_evaluate_rule(&rule, grown, (sf_witness){.confirming = fell}, day, &opposite, NULL));
  assert_int_equal(opposite.state, SF_STATE_SUSPECT);
  assert_ok(sf_evaluate_rule(&rule, short_past, (sf_witness){0}, 91 * 6 - 1 + 30, &unseen, NULL));
  assert_int_equal(unseen.state, SF_STATE_PASS); /* five changes are too few to say what is usual */
  assert_ok(sf_evaluate_rule(&rule, fell, (sf_witness){0}, 91 * 9 - 1 + 30, &accepted, NULL));
  assert_int_equal(accepted.state, SF_STATE_PASS); /* coming back is no second jump */
  sf_release_series(short_past);
  sf_release_series(fell);
  sf_release_series(grown);
}

static void test_a_suspect_reading_is_neither_pass_nor_fail(void **state) {
  (void)state;
  const sf_rule rule = {.pass = {SF_ABOVE, 90}, .fail = {SF_BELOW, 50}, .jump_sigmas = 5};
  const sf_finding at = read_at(&rule, tagged, 8, 0), after = read_at(&rule, tagged, 9, 0);
  assert_int_equal(at.state, SF_STATE_SUSPECT);
  assert_int_equal(at.last, SF_STATE_PASS);
  assert_int_equal(at.why, SF_WHY_JUMP);
  assert_close(at.jump.before.value, 128, 0);
  assert_close(at.jump.after.value, 20, 0);
  assert_int_equal(after.state, SF_STATE_PASS);
}

static void test_a_new_level_is_accepted_in_the_end(void **state) {
  (void)state;
  static const double fallen[] = {100, 104, 109, 113, 118, 122, 128, 20, 20, 21, 21, 22};
  const sf_rule rule = {.pass = {SF_ABOVE, 90}, .fail = {SF_BELOW, 50}, .jump_sigmas = 5};
  assert_int_equal(read_at(&rule, fallen, 11, 0).state, SF_STATE_SUSPECT);
  assert_int_equal(read_at(&rule, fallen, 12, 0).state, SF_STATE_FAIL);
}

/* The ratio of two such figures moves little where both jump: only the figure behind it shows that one did. */
static void test_a_reading_is_suspect_where_the_figure_behind_it_jumped(void **state) {
  (void)state;
  static const double ratio[] = {2, 2.1, 2, 2.2, 2.1, 2.3, 2.2, .4, 2.4, 2.3};
  sf_series *series = readings(ratio, 10), *raw = readings(tagged, 10), *early = readings(tagged, 7);
  const sf_rule rule = {.pass = {SF_ABOVE, 1}, .fail = {SF_BELOW, .5}, .jump_sigmas = 5};
  sf_finding at, after, unseen, cleared;
  assert_ok(sf_evaluate_rule(&rule, series, (sf_witness){.raw = raw}, 91 * 8 - 1 + 30, &at, NULL));
  assert_int_equal(at.state, SF_STATE_SUSPECT);
  assert_int_equal(at.last, SF_STATE_PASS);
  assert_int_equal(at.since, 90);
  assert_close(at.observation.value, .4, 0);
  assert_close(at.jump.before.value, 128, 0);
  assert_close(at.jump.after.value, 20, 0);
  assert_ok(sf_evaluate_rule(&rule, series, (sf_witness){.raw = raw}, 91 * 9 - 1 + 30, &after, NULL));
  assert_int_equal(after.state, SF_STATE_PASS);
  assert_int_equal(after.since, 90); /* the suspect reading changed nothing in between */
  assert_ok(sf_evaluate_rule(&rule, series, (sf_witness){.raw = early}, 91 * 8 - 1 + 30, &unseen, NULL));
  assert_int_equal(unseen.state, SF_STATE_FAIL); /* raw has no such period */
  assert_ok(
      sf_evaluate_rule(&rule, series, (sf_witness){.raw = raw, .confirming = raw}, 91 * 8 - 1 + 30, &cleared, NULL));
  assert_int_equal(cleared.state, SF_STATE_FAIL);
  sf_release_series(early);
  sf_release_series(raw);
  sf_release_series(series);
}

static void test_every_reason_has_a_name(void **state) {
  (void)state;
  for (int why = 0; why < SF_WHY_COUNT; why++) {
    assert_non_null(sf_why_name((sf_why)why));
    for (int other = 0; other < why; other++)
      assert_string_not_equal(sf_why_name((sf_why)why), sf_why_name((sf_why)other));
  }
}

/* What was said on a day stays what was said, whatever is filed later. */
static void test_later_filings_change_no_earlier_answer(void **state) {
  (void)state;
  sf_series *all = readings(tagged, 10);
  const sf_rule rule = {.pass = {SF_ABOVE, 110}, .fail = {SF_BELOW, 50}, .hold = 2, .jump_sigmas = 5};
  for (size_t count = 1; count <= 10; count++) {
    sf_series *then = readings(tagged, count);
    sf_finding a, b;
    const sf_day day = (sf_day)(91 * count - 1 + 30);
    assert_ok(sf_evaluate_rule(&rule, all, (sf_witness){0}, day, &a, NULL));
    assert_ok(sf_evaluate_rule(&rule, then, (sf_witness){0}, day, &b, NULL));
    assert_int_equal(a.state, b.state);
    assert_int_equal(a.why, b.why);
    sf_release_series(then);
  }
  sf_release_series(all);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_strong_kleene_tables),
      cmocka_unit_test(test_an_empty_list_decides_nothing),
      cmocka_unit_test(test_quorum_is_decided_just_when_nothing_open_could_change_it),
      cmocka_unit_test(test_enough_evidence_goes_by_weight),
      cmocka_unit_test(test_thresholds_are_strict_and_zero_is_one),
      cmocka_unit_test(test_between_the_thresholds_is_a_warning),
      cmocka_unit_test(test_a_state_changes_after_readings_in_a_row),
      cmocka_unit_test(test_dead_band_holds_until_clear),
      cmocka_unit_test(test_age_counts_from_the_day_it_became_known),
      cmocka_unit_test(test_too_little_evidence_is_unknown),
      cmocka_unit_test(test_rules_without_sense_are_refused),
      cmocka_unit_test(test_a_jump_is_none_where_another_series_shares_it_or_too_little_is_known),
      cmocka_unit_test(test_a_suspect_reading_is_neither_pass_nor_fail),
      cmocka_unit_test(test_a_reading_is_suspect_where_the_figure_behind_it_jumped),
      cmocka_unit_test(test_every_reason_has_a_name),
      cmocka_unit_test(test_a_new_level_is_accepted_in_the_end),
      cmocka_unit_test(test_later_filings_change_no_earlier_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
