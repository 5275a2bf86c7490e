/* Arrival curves, against worked values and numeric convolution. */
#include "check.h"
#include "expressions.h"

#include "signalflow/arrival.h"
#include "signalflow/plan.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static sf_expression *number(expressions *room, double value) { return sf_number(room->graph, value); }
static double plain(expressions *room, const sf_expression *e) { return value_in(room, e, "1"); }

static double gamma_share(expressions *room, double time, double shape, double scale) {
  return plain(room, sf_gamma_share(room->graph, number(room, time), number(room, shape), number(room, scale)));
}

static double bass_share(expressions *room, double time, double p, double q) {
  return plain(room, sf_bass_share(room->graph, number(room, time), number(room, p), number(room, q)));
}

/* A lag of mean six quarters, k = 4, theta = 1.5: the worked values of the design's reference table. */
static void test_gamma_lag_of_four_and_one_and_a_half(void **state) {
  expressions *room = *state;
  static const double weights[] = {0.004858176689914284, 0.041636126175419896, 0.09638223663611878,
                                   0.1356965163210644,   0.14844095226667553,  0.13951587154409828,
                                   0.11850882157403597,  0.09365045524827609,  0.07010696076774892,
                                   0.05032015884574781,  0.034923400234905366, 0.023580211704310683};
  for (size_t i = 0; i < COUNT(weights); i++)
    assert_close(gamma_share(room, i + 1, 4, 1.5) - gamma_share(room, i, 4, 1.5), weights[i], 1e-12);
  assert_close(gamma_share(room, 12, 4, 1.5), 0.957619888008316, 1e-13);
  assert_close(plain(room, sf_gamma_time(room->graph, number(room, .5), number(room, 4), number(room, 1.5))),
               5.508091123276344, 1e-12);
  assert_close(plain(room, sf_gamma_time(room->graph, number(room, .9), number(room, 4), number(room, 1.5))),
               10.021174602383795, 1e-12);
}

/* Shape 1 is exponential. */
static void test_gamma_of_shape_one_is_exponential(void **state) {
  expressions *room = *state;
  assert_close(gamma_share(room, 3, 1, 2), -expm1(-1.5), 1e-14);
  assert_close(gamma_share(room, 0, 1, 2), 0, 0);
  assert_close(gamma_share(room, -5, 1, 2), 0, 0);
}

/* Averages of Sultan, Farley & Lehmann 1990, and colour television. */
static void test_bass_curves(void **state) {
  expressions *room = *state;
  static const struct {
    double time, share;
  } rows[] = {{1, 0.03575816425644162}, {2, 0.08505628140218216}, {3, 0.15050007196371293}, {5, 0.3311986424913736},
              {8, 0.65173758595855},    {10, 0.8128032212213462}, {15, 0.9716096398109868}};
  for (size_t i = 0; i < COUNT(rows); i++) assert_close(bass_share(room, rows[i].time, .03, .38), rows[i].share, 1e-13);
  assert_close(bass_share(room, 5, .005, .84), 0.28503287172305974, 1e-13);
  assert_close(plain(room, sf_bass_peak(room->graph, number(room, .03), number(room, .38))), 6.192619197703112, 1e-13);
  assert_close(plain(room, sf_bass_peak(room->graph, number(room, .005), number(room, .84))), 6.063862697518649, 1e-13);
  assert_close(bass_share(room, 6.192619197703112, .03, .38), 0.4605263157894737, 1e-13);
  assert_close(bass_share(room, -1, .03, .38), 0, 0);
  /* no interior peak where imitation is not above innovation */
  assert_true(plain(room, sf_bass_peak(room->graph, number(room, .4), number(room, .4))) == 0);
  assert_true(plain(room, sf_bass_peak(room->graph, number(room, .5), number(room, .38))) < 0);
}

static void test_logistic_curve(void **state) {
  expressions *room = *state;
  static const double shares[] = {0.008162571153159897, 0.08317269649392238, 0.5, 0.9168273035060777,
                                  0.9918374288468401};
  for (size_t i = 0; i < COUNT(shares); i++)
    assert_close(plain(room, sf_logistic_share(room->graph, number(room, 2.0 * i), number(room, 4), number(room, 1.2))),
                 shares[i], 1e-13);
}

static void test_times_undo_shares(void **state) {
  expressions *room = *state;
  for (double share = .01; share < 1; share += .07) {
    sf_expression *const s = number(room, share), *const a = number(room, 3.7), *const b = number(room, .9);
    assert_close(plain(room, sf_gamma_share(room->graph, sf_gamma_time(room->graph, s, a, b), a, b)), share, 1e-12);
    assert_close(plain(room, sf_logistic_share(room->graph, sf_logistic_time(room->graph, s, a, b), a, b)), share,
                 1e-12);
    assert_close(plain(room, sf_bass_share(room->graph, sf_bass_time(room->graph, s, b, a), b, a)), share, 1e-12);
  }
}

static void test_a_gamma_is_found_by_median_and_p90(void **state) {
  expressions *room = *state;
  for (double ratio = 1.002; ratio < 440; ratio *= 1.3) {
    sf_expression *const shape = sf_gamma_shape(room->graph, number(room, ratio));
    sf_expression *const scale = sf_gamma_scale(room->graph, number(room, 1.5), shape);
    assert_close(plain(room, sf_gamma_time(room->graph, number(room, .5), shape, scale)), 1.5, 1e-12);
    assert_close(plain(room, sf_gamma_time(room->graph, number(room, .9), shape, scale)), 1.5 * ratio, 1e-9);
  }
}

static void assert_fails(expressions *room, sf_expression *expression, sf_status status, const char *words) {
  sf_error error = {0};
  assert_null(expression);
  assert_int_equal(sf_graph_status(room->graph, &error), status);
  if (!strstr(error.message, words)) fail_msg("\"%s\" lacks \"%s\"", error.message, words);
}

static void test_what_no_curve_has_is_said(void **state) {
  expressions *room = *state;
  sf_graph *const graph = room->graph;
  assert_fails(room, sf_gamma_shape(graph, number(room, 1)), SF_NO_SOLUTION, "p90");
  assert_fails(room, sf_gamma_shape(graph, number(room, .5)), SF_NO_SOLUTION, "p90");
  assert_fails(room, sf_gamma_shape(graph, number(room, 1e9)), SF_NO_SOLUTION, "p90");
  assert_fails(room, sf_gamma_share(graph, number(room, 1), number(room, -1), number(room, 1)), SF_NO_SOLUTION,
               "shape");
  assert_fails(room, sf_gamma_time(graph, number(room, 1), number(room, 2), number(room, 1)), SF_NO_SOLUTION, "share");
  assert_fails(room, sf_gamma_share(graph, given(room, "1 year"), number(room, 2), number(room, 1)), SF_DIMENSION, "");
  assert_fails(room, sf_bass_share(graph, given(room, "1 year"), number(room, .1), number(room, .3)), SF_DIMENSION, "");
  assert_fails(room, sf_logistic_share(graph, given(room, "1 year"), given(room, "1 year"), number(room, 1)),
               SF_DIMENSION, "");
}

static void test_times_have_units(void **state) {
  expressions *room = *state;
  sf_expression *const shape = sf_gamma_shape(room->graph, number(room, 2));
  sf_expression *const scale = sf_gamma_scale(room->graph, given(room, "18 month"), shape);
  assert_close(value_in(room, sf_gamma_time(room->graph, number(room, .9), shape, scale), "month"), 36, 1e-9);
  assert_close(
      value_in(room,
               sf_bass_time(room->graph, number(room, .5), given(room, "0.03 1/year"), given(room, "0.38 1/year")),
               "year"),
      log(44. / 3) / .41, 1e-12);
}

/* The density of one stage after another, by the rectangle rule at the middle of 4,000 steps. */
static double convolved_share(expressions *room, const double (*stages)[2], double time) {
  enum { STEPS = 4000 };
  double sum = 0, before = 0;
  for (int i = 0; i < STEPS; i++) {
    const double by_now = gamma_share(room, time * (i + 1) / STEPS, stages[0][0], stages[0][1]);
    sum += (by_now - before) * gamma_share(room, time * (1 - (i + .5) / STEPS), stages[1][0], stages[1][1]);
    before = by_now;
  }
  return sum;
}

static double staged_share(expressions *room, const double (*stages)[2], double time) {
  sf_gamma_curve curves[2];
  for (int i = 0; i < 2; i++)
    curves[i] = (sf_gamma_curve){.shape = number(room, stages[i][0]), .scale = number(room, stages[i][1])};
  const sf_gamma_curve whole = sf_gamma_stages(room->graph, curves, 2);
  return plain(room, sf_gamma_share(room->graph, number(room, time), whole.shape, whole.scale));
}

static void test_stages_of_one_scale_are_exact_and_others_near(void **state) {
  expressions *room = *state;
  static const double same[2][2] = {{2, 1.5}, {3, 1.5}}, other[2][2] = {{4, .25}, {2, 1}};
  for (double time = 1; time <= 12; time += 2.2) {
    assert_close(staged_share(room, same, time), convolved_share(room, same, time), 1e-5);
    assert_true(fabs(staged_share(room, other, time) - convolved_share(room, other, time)) < .015);
  }
}

static void test_mean_and_variance_of_stages_add(void **state) {
  expressions *room = *state;
  const sf_gamma_curve stages[] = {{number(room, 4), number(room, .25)}, {number(room, 2), number(room, 1)}};
  const sf_gamma_curve whole = sf_gamma_stages(room->graph, stages, 2);
  const double shape = plain(room, whole.shape), scale = plain(room, whole.scale);
  assert_close(shape * scale, 1 + 2, 1e-14);
  assert_close(shape * scale * scale, .25 + 2, 1e-14);
}

/* Draws outside the domain have no value; the others do. */
static void test_uncertain_parameters(void **state) {
  expressions *room = *state;
  sf_law *law = NULL;
  assert_ok(sf_uniform(-1, 3, &law, NULL));
  sf_expression *const shape = sf_quantile(room->graph, law, sf_dimensionless(), sf_draw(room->graph, "shape"));
  sf_release_law(law);
  sf_expression *const share = sf_gamma_share(room->graph, number(room, 2), shape, number(room, 1));
  sf_plan *plan = NULL;
  assert_ok(sf_compile_plan(room->graph, &share, 1, &plan, NULL));
  double low = .1, high = .75, value = 0;
  assert_ok(sf_evaluate_plan(plan, &low, &value, NULL));
  assert_true(isnan(value));
  assert_ok(sf_evaluate_plan(plan, &high, &value, NULL));
  assert_close(value, gamma_share(room, 2, 2, 1), 1e-12);
  sf_destroy_plan(plan);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_gamma_lag_of_four_and_one_and_a_half),
      cmocka_unit_test(test_gamma_of_shape_one_is_exponential),
      cmocka_unit_test(test_bass_curves),
      cmocka_unit_test(test_logistic_curve),
      cmocka_unit_test(test_times_undo_shares),
      cmocka_unit_test(test_a_gamma_is_found_by_median_and_p90),
      cmocka_unit_test(test_what_no_curve_has_is_said),
      cmocka_unit_test(test_times_have_units),
      cmocka_unit_test(test_stages_of_one_scale_are_exact_and_others_near),
      cmocka_unit_test(test_mean_and_variance_of_stages_add),
      cmocka_unit_test(test_uncertain_parameters),
  };
  return cmocka_run_group_tests(tests, start_expressions, end_expressions);
}
