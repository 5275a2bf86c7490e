/* Weighing evidence, and competing hypotheses: worked values, then what must hold whatever the items are. */
#include "check.h"
#include "failing_memory.h"

#include "numeric/exact_sum.h"
#include "signalflow/evidence.h"

enum { TODAY = 20000, MOST = 400 };

/* A hard item of its own origin, known today. */
static sf_evidence item(double ratio, uint64_t origin) {
  return (sf_evidence){.log_ratio = log(ratio), .day = TODAY, .half_life = INFINITY, .origin = origin, .hard = true};
}

static sf_evidence check_that_could_fail(double ratio, uint64_t origin) {
  sf_evidence made = item(ratio, origin);
  made.disconfirming = true;
  return made;
}

static sf_weighing weigh_as(double prior, const sf_evidence *items, size_t count, sf_evidence_settings settings,
                            double *contributions) {
  sf_weighing result = {0};
  assert_ok(sf_weigh_evidence(prior, items, count, &settings, contributions, &result, NULL));
  return result;
}

static sf_weighing weigh(double prior, const sf_evidence *items, size_t count) {
  return weigh_as(prior, items, count, sf_default_evidence_settings(TODAY), NULL);
}

static double moved(const sf_evidence *items, size_t count) { return weigh(.5, items, count).log_odds; }

/* To the last bit, NaN included. */
static void assert_same_numbers(const double *a, const double *b, size_t count) {
  assert_memory_equal(a, b, count * sizeof *a);
}

static void assert_same(const sf_weighing *a, const sf_weighing *b) {
  const double numbers[][2] = {{a->probability, b->probability},
                               {a->log_odds, b->log_odds},
                               {a->supporting, b->supporting},
                               {a->opposing, b->opposing},
                               {a->one_sided, b->one_sided}};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) assert_same_numbers(&numbers[i][0], &numbers[i][1], 1);
  assert_int_equal(a->status, b->status);
  assert_int_equal(a->origins, b->origins);
  assert_int_equal(a->stories, b->stories);
  assert_int_equal(a->hard, b->hard);
  assert_int_equal(a->disconfirming, b->disconfirming);
  assert_int_equal(a->lopsided, b->lopsided);
  assert_int_equal(a->missing, b->missing);
  assert_int_equal(a->warnings, b->warnings);
}

static uint32_t seed = 1;
static uint32_t next_random(uint32_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (uint32_t)((uint64_t)(seed >> 8) * below >> 24);
}

static void shuffle(sf_evidence *items, double *beside, size_t count) {
  for (size_t i = count; i > 1; i--) {
    const size_t other = next_random((uint32_t)i);
    const sf_evidence kept = items[i - 1];
    const double number = beside[i - 1];
    items[i - 1] = items[other];
    beside[i - 1] = beside[other];
    items[other] = kept;
    beside[other] = number;
  }
}

static size_t random_items(sf_evidence *items) {
  const size_t count = 1 + next_random(MOST);
  const uint32_t origins = 1 + next_random(60), stories = 1 + next_random(90);
  for (size_t i = 0; i < count; i++)
    items[i] = (sf_evidence){.log_ratio = (next_random(2001) - 900.) / 300,
                             .day = TODAY - 400 + (sf_day)next_random(450),
                             .half_life = next_random(5) == 0 ? INFINITY : 1 + next_random(300),
                             .origin = next_random(origins),
                             .story = next_random(stories),
                             .hard = next_random(3) == 0,
                             .disconfirming = next_random(20) == 0,
                             .own = next_random(9) == 0,
                             .flat = next_random(9) == 0};
  return count;
}

/* Bayes' rule in odds: from .5 with 3, 2 and 1/2 to 3 : 1; from .2 with 10 to 2.5 : 1. */
static void test_odds_multiply(void **state) {
  (void)state;
  const sf_evidence three[] = {item(3, 1), item(2, 2), check_that_could_fail(.5, 3)};
  const sf_weighing result = weigh(.5, three, 3);
  assert_close(result.probability, .75, 1e-15);
  assert_int_equal(result.status, SF_SUPPORTED); /* odds of 3 are enough, however their logarithm is rounded */
  assert_close(result.supporting, log(6), 1e-15);
  assert_close(result.opposing, log(2), 1e-15);
  const sf_evidence ten = item(10, 1);
  assert_close(weigh(.2, &ten, 1).probability, 0.7142857142857143, 1e-15);
}

/* Four reports of one event, correlated by a half, count as 1.6: 2^1.6 : 1, not 16 : 1. */
static void test_reports_of_one_event_share_their_weight(void **state) {
  (void)state;
  const sf_evidence reports[] = {item(2, 7), item(2, 7), item(2, 7), item(2, 7)};
  double each[4];
  sf_evidence_settings settings = sf_default_evidence_settings(TODAY);
  const sf_weighing result = weigh_as(.5, reports, 4, settings, each);
  assert_close(result.probability, 0.7519492530313434, 1e-15);
  assert_close(each[2], .4 * log(2), 1e-15);
  assert_int_equal(result.origins, 1);
  assert_int_equal(result.stories, 4);
  settings.correlation = 0; /* independent, as if each had an origin of its own */
  assert_close(weigh_as(.5, reports, 4, settings, NULL).probability, 0.9411764705882353, 1e-15);
  settings.correlation = 1;
  assert_close(weigh_as(.5, reports, 4, settings, NULL).probability, 2. / 3, 1e-15);
}

static void test_evidence_fades(void **state) {
  (void)state;
  sf_evidence old = item(4, 1);
  old.half_life = 90;
  old.day = TODAY - 90;
  assert_close(weigh(.5, &old, 1).probability, 0.6666666666666666, 1e-15);
  old.day = TODAY - 45;
  assert_close(moved(&old, 1) / log(4), 0.7071067811865476, 1e-15);
  old.day = SF_FIRST_DAY; /* nothing is left */
  old.half_life = 1;
  assert_close(weigh(.3, &old, 1).probability, .3, 1e-15);
  old.half_life = 1e-300;
  assert_close(weigh(.3, &old, 1).probability, .3, 1e-15);
}

static void test_one_item_multiplies_the_odds_by_no_more_than_ten(void **state) {
  (void)state;
  const sf_evidence for_it = item(1000, 1), against = item(1e-9, 1), usual = item(10, 1);
  assert_close(weigh(.5, &for_it, 1).probability, 0.9090909090909091, 1e-15);
  assert_close(weigh(.5, &against, 1).probability, 1. / 11, 1e-15);
  assert_true(weigh(.5, &for_it, 1).warnings & SF_WARN_CAPPED_ITEM);
  assert_false(weigh(.5, &usual, 1).warnings & SF_WARN_CAPPED_ITEM);
}

static void test_forty_copies_of_one_story_move_no_more_than_one(void **state) {
  (void)state;
  sf_evidence copies[40];
  for (int i = 0; i < 40; i++) {
    copies[i] = item(3, 100 + (uint64_t)i); /* forty papers, one story */
    copies[i].story = 5;
    copies[i].half_life = 30;
    copies[i].day = TODAY - 50 + i; /* a later copy makes it no fresher */
  }
  const sf_weighing all = weigh(.5, copies, 40), one = weigh(.5, copies, 1);
  assert_close(all.log_odds, one.log_odds, 1e-15);
  assert_int_equal(all.origins, 1); /* and they are no second origin */
  assert_int_equal(all.stories, 1);
  assert_int_equal(all.hard, 1);
  assert_true(all.missing & SF_LACKS_ORIGIN);
}

static void test_a_story_belongs_to_the_origin_of_its_first_copy(void **state) {
  (void)state;
  sf_evidence items[] = {item(2, 8), item(2, 9), item(2, 8)};
  items[0].story = items[1].story = 3;
  items[0].day = TODAY - 1;
  assert_int_equal(weigh(.5, items, 3).origins, 1);
  items[0].day = TODAY;
  items[1].day = TODAY - 1;
  assert_int_equal(weigh(.5, items, 3).origins, 2);
  items[1].day = TODAY; /* on one day, the smaller number */
  assert_int_equal(weigh(.5, items, 3).origins, 1);
}

static void test_forty_stories_of_one_origin_stay_under_both_limits(void **state) {
  (void)state;
  sf_evidence stories[40];
  for (int i = 0; i < 40; i++) stories[i] = item(1.5, 1);
  const double effective = 40 / (1 + 39 * .5);
  assert_close(moved(stories, 40), effective * log(1.5), 1e-14);
  for (int i = 0; i < 40; i++) stories[i] = item(10, 1);
  assert_true(effective * log(10) > log(20));
  const sf_weighing capped = weigh(.5, stories, 40);
  assert_close(capped.log_odds, log(20), 1e-14);
  assert_true(capped.warnings & SF_WARN_CAPPED_ORIGIN);
}

static void test_the_cap_of_an_origin_keeps_signs(void **state) {
  (void)state;
  sf_evidence items[MOST];
  double each[MOST];
  for (int i = 0; i < 30; i++) items[i] = item(i % 5 == 0 ? .2 : 10, 1);
  sf_evidence_settings settings = sf_default_evidence_settings(TODAY);
  settings.origin_cap = 1;
  assert_close(weigh_as(.5, items, 30, settings, each).log_odds, 1, 1e-14);
  for (int i = 0; i < 30; i++) assert_true(each[i] * items[i].log_ratio > 0);
  for (int i = 0; i < 30; i++) items[i].log_ratio *= -1;
  assert_close(weigh_as(.5, items, 30, settings, each).log_odds, -1, 1e-14);
  items[0] = item(10, 2); /* another origin is not touched */
  weigh_as(.5, items, 30, settings, each);
  assert_close(each[0], settings.origin_cap, 1e-15);
}

static void test_what_says_nothing_moves_nothing_and_counts_for_nothing(void **state) {
  (void)state;
  sf_evidence items[MOST] = {item(3, 1), item(2, 1)};
  const sf_weighing before = weigh(.4, items, 2);
  for (uint64_t i = 2; i < 42; i++) items[i] = check_that_could_fail(9, i);
  for (int kind = 0; kind < 4; kind++) {
    for (int i = 2; i < 42; i++) {
      items[i].own = kind == 0;
      items[i].flat = kind == 1;
      items[i].log_ratio = kind == 2 ? 0 : log(9);
      items[i].day = TODAY + (kind == 3);
      items[i].story = (uint64_t)(i % 2); /* some are copies of one another */
      items[i].origin = (uint64_t)(i % 3);
    }
    double each[MOST];
    const sf_weighing after = weigh_as(.4, items, 42, sf_default_evidence_settings(TODAY), each);
    assert_same(&after, &before);
    for (int i = 2; i < 42; i++) assert_close(each[i], 0, 0);
  }
}

static void test_no_order_shows(void **state) {
  (void)state;
  sf_evidence items[MOST];
  double first[MOST], again[MOST];
  for (int trial = 0; trial < 300; trial++) {
    const size_t count = random_items(items);
    sf_evidence_settings settings = sf_default_evidence_settings(TODAY);
    settings.origin_cap = .05 + next_random(40) / 10.;
    const sf_weighing before = weigh_as(.37, items, count, settings, first);
    for (int turn = 0; turn < 5; turn++) {
      shuffle(items, first, count);
      const sf_weighing after = weigh_as(.37, items, count, settings, again);
      assert_same(&after, &before);
      assert_same_numbers(again, first, count);
    }
  }
}

/* Rounded once: the contributions' exact sum on top of the prior's log odds. */
static void test_contributions_add_up(void **state) {
  (void)state;
  sf_evidence items[MOST];
  double each[MOST];
  for (int trial = 0; trial < 200; trial++) {
    const size_t count = random_items(items);
    const sf_weighing result = weigh_as(.5, items, count, sf_default_evidence_settings(TODAY), each);
    sf_exact_sum sum = {0};
    for (size_t i = 0; i < count; i++) sf_add_exact(&sum, each[i]);
    assert_close(result.log_odds, sf_exact_value(&sum), 0);
    assert_close(result.supporting - result.opposing, result.log_odds, 1e-12);
  }
}

static void test_no_look_ahead(void **state) {
  (void)state;
  sf_evidence items[MOST], known[MOST];
  for (int trial = 0; trial < 100; trial++) {
    const size_t count = random_items(items);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
      if (items[i].day <= TODAY - 200) known[kept++] = items[i];
    const sf_evidence_settings then = sf_default_evidence_settings(TODAY - 200);
    const sf_weighing all = weigh_as(.6, items, count, then, NULL), past = weigh_as(.6, known, kept, then, NULL);
    assert_same(&all, &past);
  }
}

static void test_more_support_never_lowers(void **state) {
  (void)state;
  sf_evidence items[] = {item(2, 1), item(2, 2), check_that_could_fail(.7, 3), item(1.01, 4)};
  double last = 0;
  for (int step = 0; step < 60; step++) {
    items[3] = item(1 + step / 4., 4);
    const double p = weigh(.3, items, 4).probability;
    assert_true(p >= last);
    last = p;
  }
}

static void test_each_guard_is_named_when_it_fails(void **state) {
  (void)state;
  sf_evidence items[] = {item(4, 1), check_that_could_fail(4, 2)};
  assert_int_equal(weigh(.5, items, 2).missing, 0);
  assert_int_equal(weigh(.5, items, 2).status, SF_SUPPORTED);
  items[1].origin = 1;
  assert_int_equal(weigh(.5, items, 2).missing, SF_LACKS_ORIGIN);
  assert_int_equal(weigh(.5, items, 2).status, SF_UNVERIFIED);
  items[1].origin = 2;
  items[0].hard = items[1].hard = false;
  assert_int_equal(weigh(.5, items, 2).missing, SF_LACKS_HARD);
  items[0].hard = true;
  items[1].disconfirming = false;
  assert_int_equal(weigh(.5, items, 2).missing, SF_LACKS_DISCONFIRMING);
  assert_int_equal(weigh(.5, items, 0).missing, SF_LACKS_ORIGIN | SF_LACKS_HARD | SF_LACKS_DISCONFIRMING);
  assert_true(isnan(weigh(.5, items, 0).one_sided));
  assert_string_equal(sf_missing_name(SF_LACKS_ORIGIN), "origin");
  assert_string_equal(sf_missing_name(SF_LACKS_HARD), "hard");
  assert_string_equal(sf_missing_name(SF_LACKS_DISCONFIRMING), "disconfirming");
  assert_null(sf_missing_name(0));
}

static void test_the_probability_is_held_until_the_guards_pass(void **state) {
  (void)state;
  sf_evidence items[12];
  for (uint64_t i = 0; i < 12; i++) items[i] = item(10, i);
  const sf_weighing held = weigh(.5, items, 12);
  assert_close(held.probability, .98, 0);
  assert_true(held.warnings & SF_WARN_HELD);
  assert_close(held.log_odds, 12 * log(10), 1e-15); /* what the evidence says is not hidden */
  items[3].disconfirming = true;
  assert_true(weigh(.5, items, 12).probability > .999999);
  assert_false(weigh(.5, items, 12).warnings & SF_WARN_HELD);
  items[3].disconfirming = false;
  for (uint64_t i = 0; i < 12; i++) items[i].log_ratio *= -1;
  assert_close(weigh(.5, items, 12).probability, .02, 0);
}

static void test_the_words_of_a_verdict(void **state) {
  (void)state;
  sf_evidence items[] = {item(4, 1), check_that_could_fail(4, 2), item(1, 3)};
  assert_string_equal(sf_belief_name(weigh(.5, items, 3).status), "supported");
  items[2] = item(.2, 3); /* ln 5 against ln 16: more than half; odds of 3.2 */
  assert_close(weigh(.5, items, 3).probability, 3.2 / 4.2, 1e-15);
  assert_string_equal(sf_belief_name(weigh(.5, items, 3).status), "contested");
  items[2] = item(1, 3);
  assert_string_equal(sf_belief_name(weigh(.1, items, 3).status), "contested"); /* odds of 1.8 */
  items[0] = item(.25, 1);
  items[1] = check_that_could_fail(.25, 2);
  assert_string_equal(sf_belief_name(weigh(.5, items, 3).status), "contradicted");
  items[2] = item(5, 3);
  assert_string_equal(sf_belief_name(weigh(.5, items, 3).status), "contested"); /* odds of 1 to 3.2, but ln 5 */
  items[2] = item(1, 3);
  assert_string_equal(sf_belief_name(weigh(.99, items, 3).status), "contested"); /* a prior alone supports nothing */
  assert_string_equal(sf_belief_name(weigh(.5, items, 0).status), "unverified");
}

static void test_odds_of_three_are_enough_however_they_are_rounded(void **state) {
  (void)state;
  size_t below = 0;
  for (int i = 1; i < 200; i++) { /* from i : 200 - i to 3 : 1 */
    const double prior = i / 200., ratio = 3 * (1 - prior) / prior;
    if (ratio < 1.1 || ratio > 9) continue;
    const sf_evidence items[] = {item(sqrt(ratio), 1), check_that_could_fail(sqrt(ratio), 2)};
    below += weigh(prior, items, 2).log_odds < log(3);
    assert_int_equal(weigh(prior, items, 2).status, SF_SUPPORTED);
  }
  assert_true(below > 0);
}

static void test_a_horizon_passes(void **state) {
  (void)state;
  const sf_evidence items[] = {item(4, 1), check_that_could_fail(4, 2)};
  sf_evidence_settings settings = sf_default_evidence_settings(TODAY);
  settings.has_horizon = true;
  settings.horizon = TODAY;
  assert_int_equal(weigh_as(.5, items, 2, settings, NULL).status, SF_SUPPORTED);
  settings.horizon = TODAY - 1;
  assert_int_equal(weigh_as(.5, items, 2, settings, NULL).status, SF_EXPIRED);
}

static void test_one_sidedness_counts_stories(void **state) {
  (void)state;
  sf_evidence items[MOST];
  for (uint64_t i = 0; i < 5; i++) items[i] = item(2, i);
  assert_true(weigh(.5, items, 5).lopsided);
  assert_false(weigh(.5, items, 4).lopsided); /* too few to tell */
  items[4] = item(.5, 4);
  assert_close(weigh(.5, items, 5).one_sided, .8, 0);
  assert_false(weigh(.5, items, 5).lopsided); /* not above the share */
  for (uint64_t i = 5; i < 25; i++) {         /* copies change neither */
    items[i] = items[0];
    items[0].story = items[i].story = 77;
  }
  assert_close(weigh(.5, items, 25).one_sided, .8, 0);
  for (uint64_t i = 0; i < 25; i++) items[i].log_ratio *= -1; /* nor does the sign */
  assert_close(weigh(.5, items, 25).one_sided, .8, 0);
  for (uint64_t i = 0; i < 25; i++) items[i].log_ratio *= -1;
  items[4] = check_that_could_fail(2, 4);
  assert_close(weigh(.5, items, 25).one_sided, 1, 0);
  assert_false(weigh(.5, items, 25).lopsided); /* one that could have failed was tried */
  items[4].disconfirming = false;
  assert_true(weigh(.5, items, 25).warnings & SF_WARN_LOPSIDED);
}

static void test_names_of_origins(void **state) {
  (void)state;
  const uint64_t key = sf_evidence_key("MSFT 10-Q", 9);
  assert_true(key != 0 && key == sf_evidence_key("  msft \t 10-q\n", 14));
  assert_true(key != sf_evidence_key("MSFT10-Q", 8) && key != sf_evidence_key("MSFT 10-K", 9));
  assert_true(sf_evidence_key("", 0) != 0);
}

static void test_every_flag_has_a_code_of_its_own(void **state) {
  (void)state;
  for (unsigned flag = 1; flag <= SF_WARN_HELD; flag *= 2) {
    assert_non_null(sf_warning_name(flag));
    for (unsigned other = 1; other < flag; other *= 2)
      assert_string_not_equal(sf_warning_name(flag), sf_warning_name(other));
  }
  assert_null(sf_warning_name(2 * SF_WARN_HELD));
}

static void test_what_cannot_be_is_refused(void **state) {
  (void)state;
  sf_weighing result;
  sf_error error;
  sf_evidence bad[] = {item(2, 1), item(2, 1)};
  sf_evidence_settings settings = sf_default_evidence_settings(TODAY);
  const double priors[] = {0, 1, -1, NAN};
  for (int i = 0; i < 4; i++)
    assert_int_equal(sf_weigh_evidence(priors[i], bad, 2, &settings, NULL, &result, &error), SF_INVALID);
  bad[1].log_ratio = INFINITY;
  assert_int_equal(sf_weigh_evidence(.5, bad, 2, &settings, NULL, &result, &error), SF_INVALID);
  assert_string_equal(error.message, "item 2: log_ratio: expected a finite number, got inf");
  bad[1] = item(2, 1);
  bad[1].half_life = 0;
  assert_int_equal(sf_weigh_evidence(.5, bad, 2, &settings, NULL, &result, &error), SF_INVALID);
  settings.correlation = 1.5;
  assert_int_equal(sf_weigh_evidence(.5, bad, 1, &settings, NULL, &result, NULL), SF_INVALID);
  settings = sf_default_evidence_settings(TODAY);
  settings.item_cap = 0;
  assert_int_equal(sf_weigh_evidence(.5, bad, 1, &settings, NULL, &result, NULL), SF_INVALID);
  settings = sf_default_evidence_settings(TODAY);
  settings.origin_cap = NAN;
  assert_int_equal(sf_weigh_evidence(.5, bad, 1, &settings, NULL, &result, NULL), SF_INVALID);
}

static sf_status weigh_some(void *context, sf_error *error) {
  (void)context;
  const sf_evidence items[] = {item(4, 1), item(4, 2)};
  const sf_evidence_settings settings = sf_default_evidence_settings(TODAY);
  sf_weighing result;
  return sf_weigh_evidence(.5, items, 2, &settings, NULL, &result, error);
}

static void test_weighing_survives_failing_memory(void **state) {
  (void)state;
  assert_int_equal(fail_each_allocation(weigh_some, NULL), 6);
}

/* A matrix of three hypotheses: only what speaks against counts, and E2, equal over all, is left out. */
static void test_rivals_are_ranked_by_what_speaks_against_them(void **state) {
  (void)state;
  static const sf_consistency cells[] = {1, -2, -1, /* E1 */ 1, 1, 1, /* E2 */ -1, 2, 0 /* E3 */};
  double inconsistency[3], diagnosticity[3];
  size_t rank[3];
  assert_ok(sf_rank_rivals(cells, NULL, 3, 3, inconsistency, diagnosticity, rank, NULL));
  static const double against[] = {1, 2, 1}, tells[] = {3, 0, 3};
  static const size_t ranks[] = {1, 3, 1};
  for (int i = 0; i < 3; i++) {
    assert_close(inconsistency[i], against[i], 0);
    assert_close(diagnosticity[i], tells[i], 0);
    assert_int_equal(rank[i], ranks[i]);
  }
  static const double weights[] = {.5, 1, 2};
  assert_ok(sf_rank_rivals(cells, weights, 3, 3, inconsistency, diagnosticity, rank, NULL));
  assert_close(inconsistency[0], 2, 0);
  assert_close(inconsistency[1], 1, 0);
  assert_close(inconsistency[2], .5, 0);
  assert_int_equal(rank[0], 3);
}

static void test_equal_rows_move_no_rival(void **state) {
  (void)state;
  static const sf_consistency cells[] = {-2, -2, -1, 0, -1, SF_UNJUDGED, SF_UNJUDGED, SF_UNJUDGED};
  double inconsistency[2], diagnosticity[4];
  size_t rank[2];
  assert_ok(sf_rank_rivals(cells, NULL, 4, 2, inconsistency, diagnosticity, rank, NULL));
  assert_close(diagnosticity[0], 0, 0); /* II on both: against both, and between them nothing */
  assert_close(diagnosticity[2], 1, 0); /* what is not judged is neutral */
  assert_close(diagnosticity[3], 0, 0);
  assert_close(inconsistency[0], 2, 0);
  assert_close(inconsistency[1], 0, 0);
}

static void test_words_and_matrices_that_are_none(void **state) {
  (void)state;
  sf_consistency cell;
  sf_error error;
  assert_ok(sf_parse_consistency("CC", 2, &cell, NULL));
  assert_int_equal(cell, SF_STRONGLY_CONSISTENT);
  assert_ok(sf_parse_consistency("II", 2, &cell, NULL));
  assert_int_equal(cell, SF_STRONGLY_INCONSISTENT);
  assert_ok(sf_parse_consistency("?", 1, &cell, NULL));
  assert_int_equal(cell, SF_UNJUDGED);
  assert_int_equal(sf_parse_consistency("III", 3, &cell, &error), SF_PARSE);
  assert_int_equal(sf_parse_consistency("", 0, &cell, &error), SF_PARSE);
  static const sf_consistency cells[] = {1, (sf_consistency)4};
  const double weight = -1;
  double inconsistency[2], diagnosticity[1];
  size_t rank[2];
  assert_int_equal(sf_rank_rivals(cells, NULL, 1, 2, inconsistency, diagnosticity, rank, &error), SF_INVALID);
  assert_int_equal(sf_rank_rivals(cells, &weight, 1, 1, inconsistency, diagnosticity, rank, &error), SF_INVALID);
  assert_int_equal(sf_rank_rivals(cells, NULL, 0, 0, inconsistency, diagnosticity, rank, &error), SF_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_odds_multiply),
      cmocka_unit_test(test_reports_of_one_event_share_their_weight),
      cmocka_unit_test(test_evidence_fades),
      cmocka_unit_test(test_one_item_multiplies_the_odds_by_no_more_than_ten),
      cmocka_unit_test(test_forty_copies_of_one_story_move_no_more_than_one),
      cmocka_unit_test(test_a_story_belongs_to_the_origin_of_its_first_copy),
      cmocka_unit_test(test_forty_stories_of_one_origin_stay_under_both_limits),
      cmocka_unit_test(test_the_cap_of_an_origin_keeps_signs),
      cmocka_unit_test(test_what_says_nothing_moves_nothing_and_counts_for_nothing),
      cmocka_unit_test(test_no_order_shows),
      cmocka_unit_test(test_contributions_add_up),
      cmocka_unit_test(test_no_look_ahead),
      cmocka_unit_test(test_more_support_never_lowers),
      cmocka_unit_test(test_each_guard_is_named_when_it_fails),
      cmocka_unit_test(test_the_probability_is_held_until_the_guards_pass),
      cmocka_unit_test(test_the_words_of_a_verdict),
      cmocka_unit_test(test_odds_of_three_are_enough_however_they_are_rounded),
      cmocka_unit_test(test_a_horizon_passes),
      cmocka_unit_test(test_one_sidedness_counts_stories),
      cmocka_unit_test(test_names_of_origins),
      cmocka_unit_test(test_every_flag_has_a_code_of_its_own),
      cmocka_unit_test(test_what_cannot_be_is_refused),
      cmocka_unit_test(test_weighing_survives_failing_memory),
      cmocka_unit_test(test_rivals_are_ranked_by_what_speaks_against_them),
      cmocka_unit_test(test_equal_rows_move_no_rival),
      cmocka_unit_test(test_words_and_matrices_that_are_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
