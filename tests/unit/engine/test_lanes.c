/* Formulas over columns of given numbers, against the same formula with constants put in. */
#include "expressions.h"

#include "signalflow/lanes.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static sf_lanes *compile(expressions *room, sf_expression *output, sf_expression *const *inputs, size_t count) {
  sf_lanes *lanes = NULL;
  sf_error error = {0};
  if (sf_compile_lanes(room->graph, &output, 1, inputs, count, &lanes, &error) != SF_OK) fail_msg("%s", error.message);
  return lanes;
}

static sf_expression *input(expressions *room, const char *name, const char *unit) {
  return sf_input(room->graph, name, sf_expression_dimension(given(room, unit)));
}

static void test_each_lane_is_the_formula_at_its_inputs(void **state) {
  expressions *room = *state;
  sf_expression *const inputs[] = {input(room, "power", "W"), input(room, "rate", "tok/s")};
  sf_lanes *const lanes = compile(room, sf_divide(room->graph, inputs[1], inputs[0]), inputs, 2);
  double power[1000], rate[1000], efficiency[1000];
  for (int i = 0; i < 1000; i++) {
    power[i] = 100 + i;
    rate[i] = 7 * i;
  }
  const double *const columns[] = {power, rate};
  double *const outputs[] = {efficiency};
  assert_ok(sf_evaluate_lanes(lanes, columns, 1000, outputs, NULL));
  for (int i = 0; i < 1000; i++) assert_close(efficiency[i], 7. * i / (100 + i), 0);
  sf_destroy_lanes(lanes);
}

/* A uniform draw lies between 0 and 1, and powers of powers use it; a given number may be anything. */
static void test_given_numbers_are_not_taken_for_uniform_ones(void **state) {
  expressions *room = *state;
  sf_expression *const x = input(room, "x", "1");
  sf_expression *const less = sf_subtract(room->graph, sf_number(room->graph, 2), x);
  sf_expression *const square = sf_power(room->graph, less, sf_number(room->graph, 2));
  sf_expression *const root = sf_power(room->graph, square, sf_number(room->graph, .25));
  sf_lanes *const lanes = compile(room, root, &x, 1);
  static const double given_numbers[] = {-7, 0, 6, 11};
  static const double expected[] = {3, 1.4142135623730951, 2, 3};
  double found[4];
  const double *const columns[] = {given_numbers};
  double *const outputs[] = {found};
  assert_ok(sf_evaluate_lanes(lanes, columns, 4, outputs, NULL));
  for (int i = 0; i < 4; i++) assert_close(found[i], expected[i], 1e-14);
  sf_destroy_lanes(lanes);
}

static void test_bits_do_not_depend_on_how_many_lanes_are_asked(void **state) {
  expressions *room = *state;
  sf_expression *const x = input(room, "x", "1");
  sf_expression *const formula =
      sf_exponential_of(room->graph, sf_multiply(room->graph, x, sf_logarithm(room->graph, x)));
  sf_lanes *const lanes = compile(room, formula, &x, 1);
  double numbers[700], together[700], alone;
  for (int i = 0; i < 700; i++) numbers[i] = .01 * (i + 1);
  const double *const all[] = {numbers};
  double *const to[] = {together};
  assert_ok(sf_evaluate_lanes(lanes, all, 700, to, NULL));
  for (int i = 0; i < 700; i += 37) {
    const double *const one[] = {numbers + i};
    double *const single[] = {&alone};
    assert_ok(sf_evaluate_lanes(lanes, one, 1, single, NULL));
    assert_memory_equal(&alone, &together[i], sizeof alone);
  }
  sf_destroy_lanes(lanes);
}

/* A price that falls each year, raised to an elasticity, and a ramp: what a plan makes of them with laws it knows. */
static void test_lanes_have_the_bits_of_a_plan_that_draws(void **state) {
  expressions *room = *state;
  enum { YEARS = 5, COUNT_OF_DRAWS = 512 };
  sf_graph *const g = room->graph;
  sf_law *law;
  assert_ok(sf_uniform(0.5, 0.9, &law, NULL));
  sf_expression *const drawn = sf_quantile(g, law, sf_dimensionless(), sf_draw(g, "keep"));
  sf_release_law(law);
  sf_expression *const x = input(room, "x", "1"), *formula = sf_number(g, 0), *put;
  for (int year = 1; year <= YEARS; year++) {
    sf_expression *const left = sf_power(g, x, sf_number(g, year));
    sf_expression *const ramp = sf_multiply(g, sf_subtract(g, sf_number(g, year), x), sf_number(g, 4));
    formula =
        sf_add(g, formula, sf_multiply(g, sf_power(g, left, sf_subtract(g, x, sf_number(g, 2))), sf_logistic(g, ramp)));
  }
  assert_ok(sf_substitute(g, &formula, 1, &x, &drawn, 1, &put, NULL));
  sf_plan *plan;
  assert_ok(sf_compile_plan(g, (sf_expression *const[]){drawn, put}, 2, &plan, NULL));
  static double keep[COUNT_OF_DRAWS], expected[COUNT_OF_DRAWS], found[COUNT_OF_DRAWS];
  const sf_run_options options = sf_default_run_options();
  assert_ok(sf_sample_plan(plan, &options, 0, COUNT_OF_DRAWS, (double *const[]){keep, expected}, NULL));
  sf_lanes *const lanes = compile(room, formula, &x, 1);
  assert_ok(sf_evaluate_lanes(lanes, (const double *const[]){keep}, COUNT_OF_DRAWS, (double *const[]){found}, NULL));
  assert_memory_equal(found, expected, sizeof found);
  sf_destroy_lanes(lanes);
  sf_destroy_plan(plan);
}

static void test_unresolved_driver_stands_at_its_median(void **state) {
  expressions *room = *state;
  sf_expression *const x = input(room, "x", "1");
  sf_lanes *const lanes = compile(room, sf_add(room->graph, x, sf_draw(room->graph, "other")), &x, 1);
  const double one = 1;
  double found;
  const double *const columns[] = {&one};
  double *const outputs[] = {&found};
  assert_ok(sf_evaluate_lanes(lanes, columns, 1, outputs, NULL));
  assert_close(found, 1.5, 0);
  sf_destroy_lanes(lanes);
}

static void test_a_gradient_runs_over_lanes(void **state) {
  expressions *room = *state;
  sf_expression *const x = input(room, "x", "1");
  sf_expression *const cube = sf_power(room->graph, x, sf_number(room->graph, 3));
  sf_expression *slope;
  assert_ok(sf_differentiate(room->graph, cube, &x, 1, &slope, NULL));
  sf_lanes *const lanes = compile(room, slope, &x, 1);
  static const double numbers[] = {1, 2, 10};
  double found[3];
  const double *const columns[] = {numbers};
  double *const outputs[] = {found};
  assert_ok(sf_evaluate_lanes(lanes, columns, 3, outputs, NULL));
  for (int i = 0; i < 3; i++) assert_close(found[i], 3 * numbers[i] * numbers[i], 1e-15);
  sf_destroy_lanes(lanes);
}

static void test_missing_input_is_named(void **state) {
  expressions *room = *state;
  sf_expression *const x = input(room, "x", "1"), *const y = input(room, "forgotten", "1");
  sf_expression *const sum = sf_add(room->graph, x, y);
  sf_lanes *lanes = NULL;
  sf_error error = {0};
  assert_int_equal(sf_compile_lanes(room->graph, &sum, 1, &x, 1, &lanes, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "forgotten"));
  assert_null(lanes);
}

static void test_what_is_not_an_input_is_refused(void **state) {
  expressions *room = *state;
  sf_expression *const x = input(room, "x", "1"), *const two = sf_number(room->graph, 2);
  sf_lanes *lanes = NULL;
  assert_int_equal(sf_compile_lanes(room->graph, &x, 1, &two, 1, &lanes, NULL), SF_INVALID);
  sf_expression *const none = NULL;
  assert_int_equal(sf_compile_lanes(room->graph, &none, 1, &x, 1, &lanes, NULL), SF_INVALID);
  assert_null(lanes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_each_lane_is_the_formula_at_its_inputs),
      cmocka_unit_test(test_given_numbers_are_not_taken_for_uniform_ones),
      cmocka_unit_test(test_bits_do_not_depend_on_how_many_lanes_are_asked),
      cmocka_unit_test(test_lanes_have_the_bits_of_a_plan_that_draws),
      cmocka_unit_test(test_unresolved_driver_stands_at_its_median),
      cmocka_unit_test(test_a_gradient_runs_over_lanes),
      cmocka_unit_test(test_missing_input_is_named),
      cmocka_unit_test(test_what_is_not_an_input_is_refused),
  };
  return cmocka_run_group_tests(tests, start_expressions, end_expressions);
}
