/* Plans: what compiling keeps, and single points and draws of the result. */
#include "expressions.h"

#include "signalflow/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sf_graph *graph_of(void **state) { return *state; }

static sf_expression *number(sf_graph *g, double value) { return sf_number(g, value); }

static sf_plan *plan_of(sf_graph *graph, sf_expression *const *outputs, size_t count) {
  sf_plan *plan;
  sf_error error;
  if (sf_compile_plan(graph, outputs, count, &plan, &error)) fail_msg("%s", error.message);
  return plan;
}

static double value_at(sf_graph *graph, sf_expression *output, const double *uniforms) {
  sf_plan *plan = plan_of(graph, &output, 1);
  double value;
  assert_ok(sf_evaluate_plan(plan, uniforms, &value, NULL));
  sf_destroy_plan(plan);
  return value;
}

/* Each operation in the forms it is compiled to: both sides varying, a constant on either side. */

typedef sf_expression *binary(sf_graph *graph, sf_expression *a, sf_expression *b);

static void check_forms(sf_graph *g, binary *build, double a, double b, double expected) {
  const double uniforms[] = {a, b};
  sf_expression *x = sf_draw(g, "a"), *y = sf_draw(g, "b");
  assert_close(value_at(g, build(g, x, y), uniforms), expected, 1e-15);
  assert_close(value_at(g, build(g, x, number(g, b)), &a), expected, 1e-15);
  assert_close(value_at(g, build(g, number(g, a), y), &b), expected, 1e-15);
}

static void test_every_operation_of_two_in_every_form(void **state) {
  sf_graph *g = graph_of(state);
  const double pairs[][2] = {{0.25, 0.75}, {0.75, 0.25}, {0.5, 0.5}, {0.3, 0.125}};
  for (size_t i = 0; i < 4; i++) {
    const double a = pairs[i][0], b = pairs[i][1];
    check_forms(g, sf_add, a, b, a + b);
    check_forms(g, sf_subtract, a, b, a - b);
    check_forms(g, sf_multiply, a, b, a * b);
    check_forms(g, sf_divide, a, b, a / b);
    check_forms(g, sf_power, a, b, pow(a, b));
    check_forms(g, sf_minimum, a, b, fmin(a, b));
    check_forms(g, sf_maximum, a, b, fmax(a, b));
    check_forms(g, sf_less, a, b, a < b);
    check_forms(g, sf_less_equal, a, b, a <= b);
    check_forms(g, sf_equal, a, b, a == b);
  }
}

typedef sf_expression *unary(sf_graph *graph, sf_expression *a);

static void test_every_operation_of_one(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "a");
  const struct {
    unary *build;
    double expected;
  } cases[] = {{sf_negate, -0.3},
               {sf_square_root, sqrt(0.3)},
               {sf_exponential_of, exp(0.3)},
               {sf_logarithm, log(0.3)},
               {sf_logistic, 1 / (1 + exp(-0.3))},
               {sf_normal_distribution, 0.5 * erfc(-0.3 / sqrt(2))},
               {sf_normal_quantile, -0.52440051270804066}, /* R: qnorm(0.3) */
               {sf_absolute, 0.3},
               {sf_floor, 0},
               {sf_ceiling, 1}};
  const double u = 0.3;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_close(value_at(g, cases[i].build(g, x), &u), cases[i].expected, 1e-13);
}

static void test_constant_powers(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "a");
  const double u = 0.7, exponents[] = {2, -1, 3, 5, -4, 0.5, 1.5, -0.25, 17};
  for (size_t i = 0; i < sizeof exponents / sizeof *exponents; i++)
    assert_close(value_at(g, sf_power(g, x, number(g, exponents[i])), &u), pow(0.7, exponents[i]), 1e-14);
}

static size_t instructions_of(sf_graph *g, sf_expression *const *outputs, size_t count) {
  sf_plan *plan;
  assert_ok(sf_compile_plan(g, outputs, count, &plan, NULL));
  const size_t instructions = sf_plan_instructions(plan);
  sf_destroy_plan(plan);
  return instructions;
}

/* x ^ 1 to x ^ 8: three squares and four products beside the draw and eight outputs. */
static void test_powers_of_one_base_share_their_parts(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "a"), *powers[8];
  const double u = 0.7;
  for (int n = 1; n <= 8; n++) {
    powers[n - 1] = sf_power(g, x, number(g, n));
    assert_close(value_at(g, powers[n - 1], &u), pow(0.7, n), 1e-15);
  }
  assert_int_equal(instructions_of(g, powers, 8), 1 + 3 + 4 + 8);
}

/* x ^ y, x ^ 0.3 and x ^ (x ^ y), which has its exponent in time, are one kernel's; y ^ 0.3 has another base; x ^
 * exp(y) comes after its exponential, and x ^ -y and x ^ (x + y) after arithmetic. */
static void test_powers_of_one_base_take_its_logarithm_once(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "a"), *y = sf_draw(g, "b"), *first = sf_power(g, x, y);
  sf_expression *outputs[] = {first,
                              sf_power(g, x, number(g, 0.3)),
                              sf_power(g, y, number(g, 0.3)),
                              sf_power(g, x, first),
                              sf_power(g, x, sf_exponential_of(g, y)),
                              sf_power(g, x, sf_negate(g, y)),
                              sf_power(g, x, sf_add(g, x, y))};
  enum { OUTPUTS = sizeof outputs / sizeof *outputs };
  const double u[] = {0.7, 0.4},
               expected[OUTPUTS] = {pow(0.7, 0.4),      pow(0.7, 0.3),  pow(0.4, 0.3), pow(0.7, pow(0.7, 0.4)),
                                    pow(0.7, exp(0.4)), pow(0.7, -0.4), pow(0.7, 1.1)};
  sf_plan *plan = plan_of(g, outputs, OUTPUTS);
  double values[OUTPUTS];
  assert_ok(sf_evaluate_plan(plan, u, values, NULL));
  for (size_t k = 0; k < OUTPUTS; k++) {
    assert_close(values[k], expected[k], 1e-15);
    assert_true(values[k] == value_at(g, outputs[k], k == 2 ? u + 1 : u));
  }
  sf_plan_cost cost;
  assert_ok(sf_cost_plan(plan, &cost, NULL));
  assert_int_equal(cost.parts[SF_PLAN_POWERS].values, OUTPUTS);
  assert_int_equal(cost.parts[SF_PLAN_POWERS].kernels, 4);
  sf_destroy_plan(plan);
}

/* Of a base that may be negative: x ^ y, (x ^ 2) ^ y and (x ^ 3) ^ y are made of |x| ^ y alone, and x ^ y has the bits
 * it has by itself, without a value too. */
static void test_a_power_beside_powers_of_powers_costs_nothing(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_subtract(g, sf_draw(g, "a"), number(g, 0.5)),
                *y = sf_multiply(g, sf_draw(g, "b"), number(g, 4));
  sf_expression *outputs[] = {sf_power(g, x, y), sf_power(g, sf_multiply(g, x, x), y),
                              sf_power(g, sf_power(g, x, number(g, 3)), y)};
  sf_plan *plan = plan_of(g, outputs, 3), *alone = plan_of(g, outputs, 1);
  sf_plan_cost cost;
  assert_ok(sf_cost_plan(plan, &cost, NULL));
  assert_int_equal(cost.parts[SF_PLAN_POWERS].values, 1);
  for (int i = 1; i < 16; i++)
    for (int j = 1; j < 8; j++) {
      const double u[] = {i / 16., j / 8.};
      double values[3], value;
      assert_ok(sf_evaluate_plan(plan, u, values, NULL));
      assert_ok(sf_evaluate_plan(alone, u, &value, NULL));
      assert_true(isnan(value) ? isnan(values[0]) : values[0] == value && !signbit(value) == !signbit(values[0]));
    }
  sf_destroy_plan(plan);
  sf_destroy_plan(alone);
}

/* A ramp over five years: one exponential, of an exponent, and what each year makes of it. */
static void test_logistics_along_a_line_share_an_exponential(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *start = sf_draw(g, "a"), *years[5];
  const double u = 0.4;
  for (int year = 1; year <= 5; year++) {
    sf_expression *since = sf_subtract(g, number(g, year), start);
    years[year - 1] = sf_logistic(g, sf_multiply(g, since, number(g, 4)));
    assert_close(value_at(g, years[year - 1], &u), 1 / (1 + exp(-4 * (year - 0.4))), 1e-15);
    sf_expression *falling = sf_logistic(g, sf_divide(g, sf_subtract(g, start, number(g, year)), number(g, 0.25)));
    assert_close(value_at(g, falling, &u), 1 / (1 + exp(4 * (year - 0.4))), 4e-15);
  }
  assert_int_equal(instructions_of(g, years, 5), 1 + 2 + 5 + 5);
}

/* Also where an exponential of its own would overflow: at -752, of a logistic at -692 (3008 / 4 = 752). */
static void test_a_steep_logistic_does_not_overflow(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "a");
  const double u = 0.25;
  for (int sign = -1; sign <= 1; sign += 2) {
    sf_expression *steep = sf_add(g, sf_multiply(g, x, number(g, sign * 4000.0)), number(g, sign * -1000.0));
    assert_close(value_at(g, sf_logistic(g, steep), &u), 0.5, 1e-15);
    sf_expression *far = sf_add(g, x, number(g, sign * 700.0));
    assert_close(value_at(g, sf_logistic(g, far), &u), 1 / (1 + exp(-sign * 700.0 - 0.25)), 1e-13);
    sf_expression *deep = sf_add(g, sf_multiply(g, x, number(g, sign * 3008.0)), number(g, sign * -60.0));
    assert_close(value_at(g, sf_logistic(g, deep), &u), 1 / (1 + exp(-sign * 692.0)), 1e-13);
  }
}

/* A price ratio that falls each year, raised to an elasticity: one power serves all years, where the base is positive.
 */
static void test_powers_of_powers(void **state) {
  sf_graph *g = graph_of(state);
  sf_law *law;
  assert_ok(sf_uniform(0.1, 0.5, &law, NULL));
  sf_expression *decline = sf_quantile(g, law, sf_dimensionless(), sf_draw(g, "a"));
  sf_release_law(law);
  sf_expression *ratio = sf_subtract(g, number(g, 1), decline), *elasticity = sf_draw(g, "b");
  const double uniforms[] = {0.25, 0.75};
  sf_expression *years[5];
  for (int year = 1; year <= 5; year++) {
    sf_expression *price = sf_power(g, ratio, number(g, year));
    years[year - 1] = sf_power(g, price, elasticity);
    assert_close(value_at(g, years[year - 1], uniforms), pow(0.8, year * 0.75), 1e-14);
    assert_close(value_at(g, sf_power(g, price, number(g, -1.2)), uniforms), pow(0.8, year * -1.2), 1e-14);
  }
  /* the square of a negative number has a power that the number itself has not */
  sf_expression *negative = sf_subtract(g, sf_draw(g, "a"), number(g, 1));
  assert_close(value_at(g, sf_power(g, sf_power(g, negative, number(g, 2)), elasticity), uniforms), pow(0.5625, 0.75),
               1e-14);
  /* and its cube has those that the number itself has */
  sf_expression *cube = sf_power(g, negative, number(g, 3));
  assert_true(isnan(value_at(g, sf_power(g, cube, elasticity), uniforms)));
  sf_expression *three = sf_add(g, sf_multiply(g, elasticity, number(g, 4)), number(g, 0));
  assert_close(value_at(g, sf_power(g, cube, three), uniforms), pow(-0.75, 9), 1e-14);
}

/* Whatever the law, of either sign or none, the power of a square is that of the square. */
static void test_powers_of_squares_hold_for_every_law(void **state) {
  sf_graph *g = graph_of(state);
  enum { LAWS = 12, DRAWS = 2000 };
  const double values[] = {-2, 0, 3}, weights[] = {1, 2, 1};
  sf_law *laws[LAWS];
  assert_ok(sf_normal(0.5, 1, &laws[0], NULL));
  assert_ok(sf_uniform(-1, 2, &laws[1], NULL));
  assert_ok(sf_uniform(0.5, 2, &laws[2], NULL));
  assert_ok(sf_triangular(-1, 0, 1, &laws[3], NULL));
  assert_ok(sf_triangular(1, 2, 4, &laws[4], NULL));
  assert_ok(sf_pert(-3, -2, 1, 4, &laws[5], NULL));
  assert_ok(sf_pert(1, 2, 3, 4, &laws[6], NULL));
  assert_ok(sf_discrete(values, weights, 3, &laws[7], NULL));
  assert_ok(sf_empirical(values, 3, &laws[8], NULL));
  assert_ok(sf_truncated(laws[0], -0.5, 0.75, &laws[9], NULL));
  assert_ok(sf_mixture((sf_law *const[]){laws[0], laws[4]}, weights, 2, &laws[10], NULL));
  assert_ok(sf_exponential(2, &laws[11], NULL));
  for (size_t i = 0; i < LAWS; i++) {
    sf_expression *drawn = sf_quantile(g, laws[i], sf_dimensionless(), sf_draw(g, "a"));
    sf_expression *const bases[] = {drawn,
                                    sf_subtract(g, number(g, 1), drawn),
                                    sf_negate(g, drawn),
                                    sf_multiply(g, drawn, number(g, -2)),
                                    sf_minimum(g, drawn, number(g, 0.5)),
                                    sf_maximum(g, drawn, number(g, 0.25)),
                                    sf_divide(g, number(g, 1), drawn)};
    for (size_t k = 0; k < sizeof bases / sizeof *bases; k++) {
      sf_expression *const outputs[] = {bases[k], sf_power(g, sf_power(g, bases[k], number(g, 2)), number(g, 0.3))};
      sf_plan *plan = plan_of(g, outputs, 2);
      const sf_run_options options = sf_default_run_options();
      double base[DRAWS], power[DRAWS], *const columns[] = {base, power};
      assert_ok(sf_sample_plan(plan, &options, 0, DRAWS, columns, NULL));
      for (size_t at = 0; at < DRAWS; at++)
        if (isfinite(base[at])) assert_close(power[at], pow(base[at] * base[at], 0.3), 1e-13);
      sf_destroy_plan(plan);
    }
    sf_release_law(laws[i]);
  }
}

static void test_what_a_law_decides_costs_nothing(void **state) {
  sf_graph *g = graph_of(state);
  sf_law *law;
  assert_ok(sf_uniform(1, 2, &law, NULL));
  sf_expression *x = sf_quantile(g, law, sf_dimensionless(), sf_draw(g, "a"));
  sf_release_law(law);
  sf_expression *never[] = {sf_less(g, x, number(g, 1)), sf_less(g, number(g, 2), x), sf_equal(g, x, number(g, 3)),
                            sf_less_equal(g, x, number(g, 0.5)), sf_less_equal(g, number(g, 2.5), x)};
  sf_plan *alone = plan_of(g, &x, 1);
  const double u = 0.25;
  for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
    sf_expression *chosen = sf_where(g, never[i], sf_logarithm(g, x), sf_absolute(g, x));
    sf_plan *plan = plan_of(g, &chosen, 1);
    assert_int_equal(sf_plan_instructions(plan), sf_plan_instructions(alone));
    assert_close(value_at(g, chosen, &u), 1.25, 0);
    sf_destroy_plan(plan);
  }
  sf_destroy_plan(alone);
  /* at its ends a law is still met, and of a root without a value nothing is decided */
  sf_expression *ends = sf_add(g, sf_less_equal(g, x, number(g, 1)), sf_less(g, x, number(g, 2)));
  assert_close(value_at(g, ends, &u), 1, 0);
  sf_expression *root = sf_square_root(g, sf_negate(g, x)), *zero = number(g, 0);
  sf_expression *compared = sf_add(g, sf_less(g, root, zero), sf_less_equal(g, zero, root));
  assert_true(isnan(value_at(g, compared, &u)));
}

static void test_where_takes_constants_and_values(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "a"), *half = number(g, 0.5);
  const double low = 0.25, high = 0.75;
  sf_expression *both = sf_where(g, sf_less(g, x, half), number(g, 3), number(g, 4));
  assert_true(value_at(g, both, &low) == 3 && value_at(g, both, &high) == 4);
  sf_expression *one = sf_where(g, sf_less(g, x, half), x, number(g, 4));
  assert_true(value_at(g, one, &low) == 0.25 && value_at(g, one, &high) == 4);
  sf_expression *other = sf_where(g, sf_less(g, x, half), number(g, 3), x);
  assert_true(value_at(g, other, &low) == 3 && value_at(g, other, &high) == 0.75);
  sf_expression *values = sf_where(g, sf_less(g, x, half), x, sf_negate(g, x));
  assert_true(value_at(g, values, &low) == 0.25 && value_at(g, values, &high) == -0.75);
}

static void test_outputs_may_be_constants_draws_or_each_other(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "a"), *sum = sf_add(g, x, number(g, 1));
  sf_expression *const outputs[] = {number(g, 7), x, sum, sum, sf_multiply(g, sum, sum)};
  sf_plan *plan = plan_of(g, outputs, 5);
  const double u = 0.5;
  double values[5];
  assert_ok(sf_evaluate_plan(plan, &u, values, NULL));
  assert_true(values[0] == 7 && values[1] == 0.5 && values[2] == 1.5 && values[3] == 1.5 && values[4] == 2.25);
  assert_int_equal(sf_plan_outputs(plan), 5);
  sf_destroy_plan(plan);
}

static void test_citations_cost_nothing_and_hide_nothing(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "a"), *cited = sf_cite(g, x, "pue", "Uptime Institute 2024");
  sf_expression *const plain[] = {sf_exponential_of(g, x)};
  sf_expression *const both[] = {sf_exponential_of(g, x), sf_cite(g, sf_exponential_of(g, cited), "e", NULL)};
  sf_plan *one = plan_of(g, plain, 1), *two = plan_of(g, both, 2);
  assert_int_equal(sf_plan_instructions(two), sf_plan_instructions(one) + 1); /* one more output, nothing computed */
  sf_destroy_plan(one);
  sf_destroy_plan(two);
}

static void test_only_drivers_beneath_are_drawn_in_byte_order(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *sum = number(g, 0);
  const char *const names[] = {"pue", "Zeta", "alpha", "grid_power", "alph"};
  for (size_t i = 0; i < 5; i++) sum = sf_add(g, sum, sf_draw(g, names[i]));
  (void)sf_draw(g, "unused");
  sf_plan *plan = plan_of(g, &sum, 1);
  assert_int_equal(sf_plan_drivers(plan), 5);
  const char *const ordered[] = {"Zeta", "alph", "alpha", "grid_power", "pue"};
  for (size_t i = 0; i < 5; i++) assert_string_equal(sf_plan_driver(plan, i), ordered[i]);
  assert_null(sf_plan_driver(plan, 5));
  sf_destroy_plan(plan);
}

static void test_a_plan_outlives_its_graph(void **state) {
  (void)state;
  sf_graph *g;
  assert_ok(sf_create_graph(&g, NULL));
  sf_law *law;
  assert_ok(sf_uniform(10, 20, &law, NULL));
  sf_expression *x = sf_quantile(g, law, sf_dimensionless(), sf_draw(g, "a"));
  sf_release_law(law);
  sf_plan *plan = plan_of(g, &x, 1);
  sf_destroy_graph(g);
  double value;
  assert_ok(sf_evaluate_plan(plan, NULL, &value, NULL));
  assert_close(value, 15, 1e-15);
  assert_string_equal(sf_plan_driver(plan, 0), "a");
  sf_destroy_plan(plan);
}

static void test_an_input_without_a_value_is_named(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *sum = sf_add(g, sf_input(g, "grid_power", sf_dimensionless()), sf_draw(g, "a"));
  sf_plan *plan;
  sf_error error;
  assert_int_equal(sf_compile_plan(g, &sum, 1, &plan, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "grid_power"));
  assert_null(plan);
}

static void test_a_failed_formula_tells_its_own_error(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *wrong = sf_add(g, sf_draw(g, "a"), sf_input(g, "p", sf_base_dimension(SF_ENERGY)));
  sf_plan *plan;
  sf_error error;
  assert_int_equal(sf_compile_plan(g, &wrong, 1, &plan, &error), SF_DIMENSION);
  assert_ok(sf_graph_status(g, &error));
  assert_int_equal(sf_compile_plan(g, &wrong, 1, &plan, &error), SF_INVALID);
}

/* Calls. */

static double weighted(const double *operands, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += (double)(i + 1) * operands[i];
  return sum < 0 ? (double)NAN : sum;
}

static void weights(const double *operands, size_t count, double *partial) {
  (void)operands;
  for (size_t i = 0; i < count; i++) partial[i] = (double)(i + 1);
}

static const sf_function weighted_sum = {"weighted_sum", weighted, weights};

static void test_functions_of_many_operands_are_called_lane_by_lane(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *const operands[] = {sf_draw(g, "a"), number(g, 10), sf_draw(g, "b"), sf_draw(g, "a")};
  sf_expression *call = sf_call(g, &weighted_sum, sf_dimensionless(), operands, 4);
  const double uniforms[] = {0.5, 0.25};
  assert_close(value_at(g, call, uniforms), 0.5 + 20 + 0.75 + 2, 1e-15);
  sf_expression *gradient, *const by[] = {operands[2]};
  assert_ok(sf_differentiate(g, call, by, 1, &gradient, NULL));
  assert_close(value_at(g, gradient, uniforms), 3, 1e-15);
}

static void test_a_function_without_an_answer_has_none(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *const operands[] = {sf_draw(g, "a"), sf_subtract(g, sf_draw(g, "b"), number(g, 9))};
  assert_true(isnan(value_at(g, sf_call(g, &weighted_sum, sf_dimensionless(), operands, 2), NULL)));
}

/* Many expressions at once: slots are reused without ever mixing values up. */

static uint64_t next(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 33;
}

enum { NODES = 1000, DRIVERS = 7 };

/* A random formula, built both as expressions and in plain doubles at the given uniforms. */
static void build_randomly(sf_graph *g, uint64_t seed, const double *uniforms, sf_expression **nodes, double *values) {
  char name[8];
  for (size_t i = 0; i < NODES; i++) {
    const size_t a = i ? next(&seed) % i : 0, b = i ? next(&seed) % i : 0;
    const double c = 0.5 + (double)(next(&seed) % 1000) / 1000;
    if (i < DRIVERS) {
      snprintf(name, sizeof name, "d%zu", i);
      nodes[i] = sf_draw(g, name);
      values[i] = uniforms[i];
      continue;
    }
    switch (next(&seed) % 6) {
    case 0:
      nodes[i] = sf_add(g, nodes[a], nodes[b]), values[i] = values[a] + values[b];
      break;
    case 1:
      nodes[i] = sf_minimum(g, nodes[a], nodes[b]), values[i] = fmin(values[a], values[b]);
      break;
    case 2:
      nodes[i] = sf_multiply(g, nodes[a], number(g, c)), values[i] = values[a] * c;
      break;
    case 3:
      nodes[i] = sf_subtract(g, number(g, c), nodes[b]), values[i] = c - values[b];
      break;
    case 4:
      nodes[i] = sf_logistic(g, nodes[a]), values[i] = 1 / (1 + exp(-values[a]));
      break;
    default:
      nodes[i] = sf_where(g, sf_less(g, nodes[a], nodes[b]), nodes[b], number(g, c)),
      values[i] = values[a] < values[b] ? values[b] : c;
    }
  }
}

static void test_a_thousand_nodes_keep_their_values(void **state) {
  sf_graph *g = graph_of(state);
  const double uniforms[DRIVERS] = {0.11, 0.23, 0.37, 0.51, 0.67, 0.83, 0.97};
  sf_expression *nodes[NODES];
  double expected[NODES], values[100];
  for (uint64_t seed = 1; seed <= 5; seed++) {
    build_randomly(g, seed, uniforms, nodes, expected);
    sf_plan *plan = plan_of(g, nodes + NODES - 100, 100);
    assert_int_equal(sf_plan_drivers(plan), DRIVERS);
    assert_ok(sf_evaluate_plan(plan, uniforms, values, NULL));
    for (size_t i = 0; i < 100; i++) assert_true(fabs(values[i] - expected[NODES - 100 + i]) < 1e-9);
    sf_destroy_plan(plan);
  }
}

static void test_points_outside_the_unit_cube_are_refused(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "pue");
  sf_plan *plan = plan_of(g, &x, 1);
  sf_error error;
  const double outside[] = {0, 1, -1, (double)NAN};
  double value;
  for (size_t i = 0; i < 4; i++) assert_int_equal(sf_evaluate_plan(plan, outside + i, &value, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "pue"));
  sf_destroy_plan(plan);
}

static void test_kernel_sets_are_named(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *x = sf_draw(g, "a");
  sf_plan *plan = plan_of(g, &x, 1);
  const char *names[8];
  const size_t count = sf_kernel_sets(names, 8);
  assert_true(count >= 1);
  for (size_t i = 0; i < count; i++) assert_ok(sf_use_kernel_set(plan, names[i], NULL));
  assert_ok(sf_use_kernel_set(plan, NULL, NULL));
  sf_error error;
  assert_int_equal(sf_use_kernel_set(plan, "basline", &error), SF_UNKNOWN);
  assert_non_null(strstr(error.message, "baseline"));
  sf_destroy_plan(plan);
}

/* max(a, b) - c x ^ 1.5 with exp(a): three draws, a power, an exponential, and arithmetic in one chain. */
static void test_a_plan_says_what_it_costs(void **state) {
  sf_graph *g = graph_of(state);
  sf_expression *a = sf_draw(g, "a"), *b = sf_draw(g, "b"), *x = sf_draw(g, "x");
  sf_expression *outputs[] = {sf_subtract(g, sf_maximum(g, a, b), sf_power(g, x, number(g, 1.5))),
                              sf_exponential_of(g, a)};
  sf_plan *plan = plan_of(g, outputs, 2);
  sf_plan_cost cost;
  assert_ok(sf_cost_plan(plan, &cost, NULL));
  const size_t expected[SF_PLAN_COUNT][2] = {
      [SF_PLAN_DRAWS] = {3, 3}, [SF_PLAN_POWERS] = {1, 1}, [SF_PLAN_FUNCTIONS] = {1, 1}, [SF_PLAN_ARITHMETIC] = {1, 2}};
  for (int work = 0; work < SF_PLAN_COUNT; work++) {
    assert_int_equal(cost.parts[work].kernels, expected[work][0]);
    assert_int_equal(cost.parts[work].values, expected[work][1]);
    assert_true(isfinite(cost.parts[work].nanoseconds) && cost.parts[work].nanoseconds >= 0);
  }
  sf_destroy_plan(plan);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_graph, close_graph)
  const struct CMUnitTest tests[] = {
      TEST(test_every_operation_of_two_in_every_form),
      TEST(test_every_operation_of_one),
      TEST(test_constant_powers),
      TEST(test_powers_of_one_base_share_their_parts),
      TEST(test_powers_of_one_base_take_its_logarithm_once),
      TEST(test_a_power_beside_powers_of_powers_costs_nothing),
      TEST(test_logistics_along_a_line_share_an_exponential),
      TEST(test_a_steep_logistic_does_not_overflow),
      TEST(test_powers_of_powers),
      TEST(test_powers_of_squares_hold_for_every_law),
      TEST(test_what_a_law_decides_costs_nothing),
      TEST(test_where_takes_constants_and_values),
      TEST(test_outputs_may_be_constants_draws_or_each_other),
      TEST(test_citations_cost_nothing_and_hide_nothing),
      TEST(test_only_drivers_beneath_are_drawn_in_byte_order),
      TEST(test_a_plan_outlives_its_graph),
      TEST(test_an_input_without_a_value_is_named),
      TEST(test_a_failed_formula_tells_its_own_error),
      TEST(test_functions_of_many_operands_are_called_lane_by_lane),
      TEST(test_a_function_without_an_answer_has_none),
      TEST(test_a_thousand_nodes_keep_their_values),
      TEST(test_points_outside_the_unit_cube_are_refused),
      TEST(test_kernel_sets_are_named),
      TEST(test_a_plan_says_what_it_costs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
