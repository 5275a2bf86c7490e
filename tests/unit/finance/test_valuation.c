/* Valuation, against sums written out year by year, and figures of reverse discounted cash flows. */
#include "check.h"
#include "expressions.h"
#include "failing_memory.h"

#include "signalflow/lanes.h"
#include "signalflow/plan.h"
#include "signalflow/valuation.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static sf_expression *number(expressions *room, double value) { return sf_number(room->graph, value); }

/* The value of constants without a dimension. */
static double plain(expressions *room, const sf_expression *e) { return value_in(room, e, "1"); }

static double value_of(expressions *room, double flow, double growth, double discount, double terminal, double years) {
  return plain(room, sf_discounted_value(room->graph, number(room, flow), number(room, growth), number(room, discount),
                                         number(room, terminal), number(room, years)));
}

static double growth_for(expressions *room, double value, double flow, double discount, double terminal, double years) {
  return plain(room, sf_implied_growth(room->graph, number(room, value), number(room, flow), number(room, discount),
                                       number(room, terminal), number(room, years)));
}

static double horizon_for(expressions *room, double value, double flow, double growth, double discount,
                          double terminal) {
  return plain(room, sf_implied_horizon(room->graph, number(room, value), number(room, flow), number(room, growth),
                                        number(room, discount), number(room, terminal)));
}

/* changes, then growth, discount, terminal, horizon */
static sf_expression *change_of(expressions *room, sf_expression *const *o, size_t count) {
  return sf_value_change(room->graph, o, count, o[count], o[count + 1], o[count + 2], o[count + 3]);
}

static double change_for(expressions *room, const double *changes, size_t count, double growth, double discount,
                         double terminal, double years) {
  sf_expression *operands[SF_LONGEST_HORIZON + 4];
  for (size_t i = 0; i < count; i++) operands[i] = number(room, changes[i]);
  operands[count] = number(room, growth);
  operands[count + 1] = number(room, discount);
  operands[count + 2] = number(room, terminal);
  operands[count + 3] = number(room, years);
  return plain(room, change_of(room, operands, count));
}

/* Year by year for so long that what is left is nothing: year i's flow changed by the fraction changes[i - 1]. */
static double sum_of_years(const double *changes, size_t count, double growth, double discount, double terminal,
                           int years) {
  double flow = 1, sum = 0;
  for (int i = 1; i <= 4000; i++) {
    flow *= 1 + (i <= years ? growth : terminal);
    const double change = count == 0 ? 0 : changes[(size_t)i < count ? (size_t)i - 1 : count - 1];
    sum += flow * (1 + change) / pow(1 + discount, i);
  }
  return sum;
}

/* A flow of 100, 10 % discount, 3 % terminal growth, ten years. */
static void test_value_of_growing_cash_flows(void **state) {
  expressions *room = *state;
  assert_close(value_of(room, 100, .05, .10, .03, 10), 1705.2512389736846, 1e-14);
  assert_close(value_of(room, 100, .15, .10, .03, 10), 3582.439088121506, 1e-14);
  assert_close(value_of(room, 100, .03, .10, .03, 10), 103 / .07, 1e-14); /* Gordon's formula */
  assert_close(value_of(room, 100, .15, .10, .03, 9.6), 3582.439088121506, 1e-14);
  assert_close(value_of(room, 100, .2, .1, -1, 1), 120 / 1.1, 1e-14); /* nothing after the horizon */
  assert_close(value_of(room, 1, .3, .09, .02, 7), sum_of_years(NULL, 0, .3, .09, .02, 7), 1e-12);
}

static void test_value_carries_its_unit(void **state) {
  expressions *room = *state;
  sf_expression *const value = sf_discounted_value(room->graph, given(room, "60 GUSD"), number(room, .15),
                                                   number(room, .10), number(room, .03), number(room, 10));
  assert_close(value_in(room, value, "USD"), 6e8 * 3582.439088121506, 1e-14);
}

static void test_growth_that_a_value_implies(void **state) {
  expressions *room = *state;
  assert_close(growth_for(room, 4000, 100, .10, .03, 10), 0.16491156264075968, 1e-13);
  assert_close(growth_for(room, 2000, 100, .10, .03, 10), 0.07151821025938021, 1e-13);
  assert_close(growth_for(room, 103 / .07, 100, .10, .03, 10), .03, 1e-13);
  /* a company of 3.2 trillion with a cash flow of 60 billion */
  const double growth = growth_for(room, 3.2e12, 60e9, .10, .03, 10);
  assert_close(value_of(room, 60e9, growth, .10, .03, 10), 3.2e12, 1e-13);
}

static void test_implied_growth_gives_back_any_growth(void **state) {
  expressions *room = *state;
  static const double rates[][2] = {{.02, .019}, {.1, .03}, {.35, -.5}, {.08, -1}, {3, 1}};
  static const double growths[] = {-.999, -.6, -.1, 0, .01, .3, 2, 40};
  static const double horizons[] = {1, 2, 10, 37, 100};
  for (size_t i = 0; i < COUNT(rates); i++)
    for (size_t k = 0; k < COUNT(growths); k++)
      for (size_t n = 0; n < COUNT(horizons); n++) {
        const double value = value_of(room, 7, growths[k], rates[i][0], rates[i][1], horizons[n]);
        const double found = growth_for(room, value, 7, rates[i][0], rates[i][1], horizons[n]);
        assert_close(1 + found, 1 + growths[k], 2e-13 * (growths[k] < -.9 ? 1e3 : 1));
      }
}

static void test_years_that_a_value_implies(void **state) {
  expressions *room = *state;
  assert_close(horizon_for(room, 3000, 100, .15, .10, .03), 8, 0);
  assert_true(value_of(room, 100, .15, .10, .03, 8) >= 3000 && value_of(room, 100, .15, .10, .03, 7) < 3000);
  assert_close(horizon_for(room, 103 / .07, 100, .15, .10, .03), 0, 0); /* terminal growth alone is worth it */
  assert_close(horizon_for(room, 1400, 100, .02, .10, .03), 0, 0);      /* and so it is here, where growth is slower */
  for (int years = 1; years <= SF_LONGEST_HORIZON; years++) {
    const double value = value_of(room, 100, .08, .10, .03, years);
    assert_close(horizon_for(room, value, 100, .08, .10, .03), years, 0);
    assert_close(horizon_for(room, value * (1 - 1e-9), 100, .08, .10, .03), years, 0);
  }
}

static void test_share_that_is_priced_in(void **state) {
  expressions *room = *state;
  const double market = value_of(room, 100, .12, .10, .03, 10), base = value_of(room, 100, .06, .10, .03, 10),
               thesis = value_of(room, 100, .18, .10, .03, 10);
  assert_close(market, 2867.6038954764686, 1e-14);
  assert_close(base, 1836.2561682446335, 1e-14);
  assert_close(thesis, 4470.510339247873, 1e-14);
  sf_graph *const graph = room->graph;
  sf_expression *const m = number(room, market), *const b = number(room, base), *const t = number(room, thesis);
  assert_close(plain(room, sf_priced_in_share(graph, m, b, t)), 0.3915141289646521, 1e-13);
  assert_close(plain(room, sf_priced_in_share(graph, number(room, 0), number(room, 2), number(room, 3))), -2, 0);
  assert_close(plain(room, sf_priced_in_share(graph, number(room, 5), number(room, 2), number(room, 3))), 3, 0);
  assert_close(plain(room, sf_priced_in_share(graph, number(room, 1), number(room, 2), number(room, 0))), .5, 0);
}

static void test_equal_changes_change_the_value_by_themselves(void **state) {
  expressions *room = *state;
  for (int count = 1; count <= SF_LONGEST_HORIZON; count += 9) {
    double changes[SF_LONGEST_HORIZON] = {0};
    for (int years = 1; years <= SF_LONGEST_HORIZON; years += 11) {
      for (int i = 0; i < count; i++) changes[i] = 0;
      assert_close(change_for(room, changes, count, .15, .10, .03, years), 0, 0);
      for (int i = 0; i < count; i++) changes[i] = -.3;
      assert_close(change_for(room, changes, count, .15, .10, .03, years), -.3, 0);
    }
  }
}

static void test_changes_weigh_as_their_years_do(void **state) {
  expressions *room = *state;
  static const double changes[] = {.1, -.2, .5, .7, 0, .4};
  for (size_t count = 1; count <= COUNT(changes); count++)
    for (int years = 1; years <= 8; years++) {
      const double base = sum_of_years(NULL, 0, .2, .12, .03, years);
      const double changed = sum_of_years(changes, count, .2, .12, .03, years);
      assert_close(change_for(room, changes, count, .2, .12, .03, years), changed / base - 1, 1e-12);
    }
}

static void test_broken_guards_are_named(void **state) {
  expressions *room = *state;
  static const struct {
    double growth, discount, terminal, horizon;
    const char *words;
  } cases[] = {{-1, .1, .03, 10, "growth must be above -1 (-100 %), got -1"},
               {.1, .1, -1.5, 10, "terminal growth must be at least -1 (-100 %), got -1.5"},
               {.1, .03, .03, 10,
                "discount must be above terminal growth, got 0.03 and 0.03: what grows for ever as fast as it is "
                "discounted has no finite value"},
               {.1, .1, .03, .4, "horizon must be 1 to 100 years, got 0.4"},
               {.1, .1, .03, 101, "horizon must be 1 to 100 years, got 101"}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    sf_expression *const o[] = {number(room, 1), number(room, cases[i].growth), number(room, cases[i].discount),
                                number(room, cases[i].terminal), number(room, cases[i].horizon)};
    sf_error error;
    assert_null(sf_discounted_value(room->graph, o[0], o[1], o[2], o[3], o[4]));
    assert_int_equal(sf_graph_status(room->graph, &error), SF_INVALID);
    assert_string_equal(error.message, cases[i].words);
    assert_null(change_of(room, o, 1));
    assert_int_equal(sf_graph_status(room->graph, &error), SF_INVALID);
    assert_string_equal(error.message, cases[i].words);
  }
}

static void expect_failure(expressions *room, const sf_expression *none, sf_status code, const char *words) {
  sf_error error = {SF_OK, ""};
  assert_null(none);
  assert_int_equal(sf_graph_status(room->graph, &error), code);
  if (strstr(error.message, words) == NULL) fail_msg("\"%s\" has no \"%s\"", error.message, words);
}

static void test_constants_without_an_answer_say_why(void **state) {
  expressions *room = *state;
  sf_graph *const g = room->graph;
  sf_expression *const flow = number(room, -5), *const value = number(room, 100), *const r = number(room, .1),
                       *const gT = number(room, .03), *const years = number(room, 10), *const zero = number(room, 0);
  expect_failure(room, sf_implied_growth(g, value, flow, r, gT, years), SF_NO_SOLUTION,
                 "cash flow must be above 0, got -5: no growth turns it into a value");
  expect_failure(room, sf_implied_growth(g, value, zero, r, gT, years), SF_NO_SOLUTION, "got 0");
  expect_failure(room, sf_implied_growth(g, zero, value, r, gT, years), SF_NO_SOLUTION, "value must be above 0, got 0");
  expect_failure(room, sf_implied_horizon(g, value, flow, gT, r, gT), SF_NO_SOLUTION, "cash flow must be above 0");
  expect_failure(room, sf_implied_horizon(g, number(room, 1e9), value, number(room, .05), r, gT), SF_NO_SOLUTION,
                 "100 years of that growth are not worth the value");
  expect_failure(room, sf_priced_in_share(g, zero, value, value), SF_NO_SOLUTION, "no change to be priced in");
  expect_failure(room, sf_discounted_value(g, value, number(room, 1e9), r, gT, number(room, 100)), SF_OUT_OF_RANGE,
                 "too large");
}

static void test_dimensions_are_checked(void **state) {
  expressions *room = *state;
  sf_graph *const g = room->graph;
  sf_expression *const money = given(room, "1 USD"), *const power = given(room, "1 MW"), *const r = number(room, .1),
                       *const gT = number(room, .03), *const years = number(room, 10);
  expect_failure(room, sf_discounted_value(g, money, power, r, gT, years), SF_DIMENSION,
                 "growth must be a plain number");
  expect_failure(room, sf_discounted_value(g, money, r, r, gT, given(room, "10 year")), SF_DIMENSION,
                 "horizon must be a plain number, not one of time");
  expect_failure(room, sf_implied_growth(g, money, power, r, gT, years), SF_DIMENSION,
                 "value (money) and cash flow (power) must be of one dimension");
  expect_failure(room, sf_priced_in_share(g, money, money, power), SF_DIMENSION, "of one dimension");
  expect_failure(room, sf_value_change(g, &money, 1, r, r, gT, years), SF_DIMENSION, "a yearly change must be a plain");
  expect_failure(room, sf_value_change(g, &money, 0, r, r, gT, years), SF_INVALID, "1 to 100 yearly changes, got 0");
  expect_failure(room, sf_value_change(g, &money, 101, r, r, gT, years), SF_INVALID, "got 101");
}

/* Draws are given as lanes. */
static void lanes_of(expressions *room, sf_expression *output, sf_expression *const *inputs, size_t count,
                     const double *const *columns, size_t length, double *result) {
  sf_lanes *lanes = NULL;
  assert_ok(sf_graph_status(room->graph, NULL));
  assert_ok(sf_compile_lanes(room->graph, &output, 1, inputs, count, &lanes, NULL));
  assert_ok(sf_evaluate_lanes(lanes, columns, length, &result, NULL));
  sf_destroy_lanes(lanes);
}

static sf_expression *place(expressions *room, const char *name) {
  return sf_input(room->graph, name, sf_dimensionless());
}

static void test_draws_that_break_a_guard_have_no_value(void **state) {
  expressions *room = *state;
  sf_expression *const in[] = {place(room, "g"), place(room, "r"), place(room, "t"), place(room, "n")};
  static const double g[] = {.1, -1, .1, .1, .1, .1, NAN}, r[] = {.1, .1, .03, .1, .1, .1, .1},
                      t[] = {.03, .03, .03, -1.1, .03, .03, .03}, n[] = {10, 10, 10, 10, 0.49, 100.5, 10};
  const double *const columns[] = {g, r, t, n};
  double values[COUNT(g)];
  sf_expression *const one = number(room, 1);
  sf_expression *const outputs[] = {sf_discounted_value(room->graph, one, in[0], in[1], in[2], in[3]),
                                    sf_value_change(room->graph, &one, 1, in[0], in[1], in[2], in[3])};
  for (size_t k = 0; k < COUNT(outputs); k++) {
    lanes_of(room, outputs[k], in, COUNT(in), columns, COUNT(g), values);
    assert_false(isnan(values[0]));
    for (size_t i = 1; i < COUNT(g); i++) assert_true(isnan(values[i]));
  }
}

static void test_draws_without_an_answer_have_no_value(void **state) {
  expressions *room = *state;
  sf_graph *const graph = room->graph;
  sf_expression *const in[] = {place(room, "v"), place(room, "f")}, *const r = number(room, .1),
                       *const gT = number(room, .03), *const years = number(room, 10);
  static const double v[] = {4000, -4000, 4000, 0, 1e9}, f[] = {100, 100, -100, 100, 100};
  const double *const columns[] = {v, f};
  double values[COUNT(v)];
  lanes_of(room, sf_implied_growth(graph, in[0], in[1], r, gT, years), in, 2, columns, COUNT(v), values);
  assert_close(values[0], 0.16491156264075968, 1e-13);
  for (size_t i = 1; i < 4; i++) assert_true(isnan(values[i]));
  assert_true(values[4] > 3);
  lanes_of(room, sf_implied_horizon(graph, in[0], in[1], number(room, .12), r, gT), in, 2, columns, COUNT(v), values);
  assert_close(values[0], 17, 0);
  assert_close(values[1], 0, 0);
  assert_true(isnan(values[2]));
  assert_close(values[3], 0, 0);
  assert_true(isnan(values[4]));
  lanes_of(room, sf_priced_in_share(graph, number(room, 1), in[0], in[1]), in, 2,
           (const double *const[]){(const double[]){2, 3}, (const double[]){2, 2}}, 2, values);
  assert_true(isnan(values[0]));
  assert_close(values[1], 2, 0);
}

/* A horizon of eight to twelve years, each as likely, and an uncertain discount: the mean over a plan's draws is that
 * of the values. */
static void test_horizon_may_be_a_discrete_law(void **state) {
  expressions *room = *state;
  static const double years[] = {8, 9, 10, 11, 12}, weights[] = {1, 1, 1, 1, 1};
  sf_law *law = NULL;
  assert_ok(sf_discrete(years, weights, 5, &law, NULL));
  sf_expression *const horizon = sf_quantile(room->graph, law, sf_dimensionless(), sf_draw(room->graph, "horizon"));
  sf_release_law(law);
  sf_expression *const value = sf_discounted_value(room->graph, number(room, 100), number(room, .15), number(room, .1),
                                                   number(room, .03), horizon);
  assert_ok(sf_graph_status(room->graph, NULL));
  sf_plan *plan = NULL;
  assert_ok(sf_compile_plan(room->graph, &value, 1, &plan, NULL));
  double expected = 0;
  for (int i = 0; i < 5; i++) {
    const double uniform = .2 * i + .1;
    double got = NAN;
    assert_ok(sf_evaluate_plan(plan, &uniform, &got, NULL));
    assert_close(got, value_of(room, 100, .15, .1, .03, years[i]), 1e-14);
    expected += got / 5;
  }
  sf_run_options options = sf_default_run_options();
  options.draws = 4096;
  sf_summary *summary = NULL;
  assert_ok(sf_run_plan(plan, &options, &summary, NULL, NULL));
  assert_close(sf_summary_mean(summary), expected, 1e-3);
  sf_destroy_summary(summary);
  sf_destroy_plan(plan);
}

/* Every slope, against the difference of two values nearby. */
static void expect_slopes(expressions *room, sf_expression *output, sf_expression *const *inputs, size_t count,
                          const double *at) {
  sf_expression *slopes[8];
  assert_ok(sf_graph_status(room->graph, NULL));
  assert_ok(sf_differentiate(room->graph, output, inputs, count, slopes, NULL));
  for (size_t k = 0; k < count; k++) {
    const double step = 1e-5 * fmax(fabs(at[k]), .1);
    double settings[8][2], low_high[2], slope[2];
    const double *columns[8];
    for (size_t i = 0; i < count; i++) {
      settings[i][0] = at[i] - (i == k ? step : 0);
      settings[i][1] = at[i] + (i == k ? step : 0);
      columns[i] = settings[i];
    }
    lanes_of(room, output, inputs, count, columns, 2, low_high);
    lanes_of(room, slopes[k], inputs, count, columns, 2, slope);
    const double between = (low_high[1] - low_high[0]) / (2 * step), mean = (slope[0] + slope[1]) / 2;
    if (!(fabs(between - mean) <= 1e-6 * fmax(fabs(mean), 1e-3))) fail_msg("slope %zu: %g, not %g", k, mean, between);
  }
}

static void test_slopes_are_those_of_the_values(void **state) {
  expressions *room = *state;
  sf_graph *const graph = room->graph;
  sf_expression *const in[] = {place(room, "a"), place(room, "b"), place(room, "c"), place(room, "d"),
                               place(room, "e"), place(room, "f"), place(room, "h")};
  expect_slopes(room, sf_discounted_value(graph, in[0], in[1], in[2], in[3], in[4]), in, 5,
                (const double[]){3, .15, .11, .02, 9});
  expect_slopes(room, sf_implied_growth(graph, in[0], in[1], in[2], in[3], in[4]), in, 5,
                (const double[]){70, 3, .11, .02, 9});
  expect_slopes(room, sf_implied_horizon(graph, in[0], in[1], in[2], in[3], in[4]), in, 5,
                (const double[]){70, 3, .15, .11, .02});
  expect_slopes(room, sf_priced_in_share(graph, in[0], in[1], in[2]), in, 3, (const double[]){3, 2, 5});
  expect_slopes(room, sf_value_change(graph, in, 3, in[3], in[4], in[5], in[6]), in, 7,
                (const double[]){.1, -.2, .4, .15, .11, .02, 9});
  /* changes that reach beyond the horizon */
  expect_slopes(room, sf_value_change(graph, in, 3, in[3], in[4], in[5], in[6]), in, 7,
                (const double[]){.1, -.2, .4, .15, .11, .02, 1});
}

/* Each function once of constants, and once of an input, with its slopes. */
static sf_status build_all(sf_graph *g, sf_error *error) {
  sf_expression *const x = sf_input(g, "x", sf_dimensionless()), *const r = sf_number(g, .1),
                       *const gT = sf_number(g, .03), *const years = sf_number(g, 10), *const flow = sf_number(g, 100);
  sf_expression *outputs[10], *slope;
  for (size_t i = 0; i < 2; i++) {
    sf_expression *const growth = i == 0 ? x : r, *const value = i == 0 ? x : sf_number(g, 2000),
                         *const changes[] = {growth, gT, growth};
    outputs[5 * i] = sf_discounted_value(g, flow, growth, r, gT, years);
    outputs[5 * i + 1] = sf_implied_growth(g, value, flow, r, gT, years);
    outputs[5 * i + 2] = sf_implied_horizon(g, value, flow, r, r, gT);
    outputs[5 * i + 3] = sf_priced_in_share(g, value, flow, gT);
    outputs[5 * i + 4] = sf_value_change(g, changes, 3, growth, r, gT, years);
  }
  sf_status status = sf_graph_status(g, error);
  for (size_t i = 0; i < 5 && !status; i++) status = sf_differentiate(g, outputs[i], &x, 1, &slope, error);
  return status;
}

static sf_status build_in_a_graph(void *context, sf_error *error) {
  (void)context;
  sf_graph *graph = NULL;
  sf_status status = sf_create_graph(&graph, error);
  if (!status) status = build_all(graph, error);
  sf_destroy_graph(graph);
  return status;
}

static void test_every_allocation_may_fail(void **state) {
  (void)state;
  assert_true(fail_each_allocation(build_in_a_graph, NULL) > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_value_of_growing_cash_flows),
      cmocka_unit_test(test_value_carries_its_unit),
      cmocka_unit_test(test_growth_that_a_value_implies),
      cmocka_unit_test(test_implied_growth_gives_back_any_growth),
      cmocka_unit_test(test_years_that_a_value_implies),
      cmocka_unit_test(test_share_that_is_priced_in),
      cmocka_unit_test(test_equal_changes_change_the_value_by_themselves),
      cmocka_unit_test(test_changes_weigh_as_their_years_do),
      cmocka_unit_test(test_broken_guards_are_named),
      cmocka_unit_test(test_constants_without_an_answer_say_why),
      cmocka_unit_test(test_dimensions_are_checked),
      cmocka_unit_test(test_draws_that_break_a_guard_have_no_value),
      cmocka_unit_test(test_draws_without_an_answer_have_no_value),
      cmocka_unit_test(test_horizon_may_be_a_discrete_law),
      cmocka_unit_test(test_slopes_are_those_of_the_values),
      cmocka_unit_test(test_every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, start_expressions, end_expressions);
}
