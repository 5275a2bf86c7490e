/* Derivatives, against hand derivations and central differences. */
#include "evaluate.h"
#include "expressions.h"

#include "expressions/node.h"
#include "signalflow/plan.h"

static double evaluate_call(const sf_expression *e, const setting *at) {
  double operands[8], partial[8];
  const size_t count = sf_operand_count(e);
  assert_true(count <= 8);
  for (size_t i = 0; i < count; i++) operands[i] = evaluate(sf_operand(e, i), at);
  if (sf_expression_operation(e) == SF_CALL) return e->of.call.function->evaluate(operands, count);
  e->of.call.function->derivative(operands, count, partial);
  return partial[e->of.call.index];
}

static sf_expression *plain(sf_graph *graph, const char *name) { return sf_input(graph, name, sf_dimensionless()); }

static sf_expression *derivative(sf_graph *graph, sf_expression *output, sf_expression *input) {
  sf_expression *gradient = NULL;
  sf_error error = {SF_OK, ""};
  assert_non_null(output);
  if (sf_differentiate(graph, output, &input, 1, &gradient, &error) != SF_OK) fail_msg("%s", error.message);
  assert_non_null(gradient);
  return gradient;
}

static double central_difference(const sf_expression *output, const setting *at, size_t which) {
  setting shifted = *at;
  const double step = 1e-5 * fmax(1, fabs(at->values[which]));
  shifted.values[which] = at->values[which] + step;
  const double above = evaluate(output, &shifted);
  shifted.values[which] = at->values[which] - step;
  return (above - evaluate(output, &shifted)) / (2 * step);
}

/* d output / d x and d output / d y at a point, against central differences. */
static void assert_gradient(sf_graph *graph, sf_expression *output, double x, double y) {
  const setting at = {{"x", "y"}, {x, y}};
  sf_expression *inputs[] = {plain(graph, "x"), plain(graph, "y")}, *gradients[2];
  assert_ok(sf_graph_status(graph, NULL));
  assert_non_null(output);
  assert_ok(sf_differentiate(graph, output, inputs, 2, gradients, NULL));
  for (size_t i = 0; i < 2; i++) {
    const double numeric = central_difference(output, &at, i), exact = evaluate(gradients[i], &at);
    if (!(fabs(numeric - exact) <= 1e-7 * (1 + fabs(exact))))
      fail_msg("d output / d %s is %.12g, its central difference %.12g", at.names[i], exact, numeric);
  }
}

static void test_arithmetic_matches_central_differences(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *y = plain(g, "y");
  assert_gradient(g, sf_add(g, x, sf_multiply(g, sf_number(g, 3), y)), 1.3, 0.7);
  assert_gradient(g, sf_subtract(g, x, sf_multiply(g, y, y)), 1.3, 0.7);
  assert_gradient(g, sf_multiply(g, sf_multiply(g, x, y), x), 1.3, 0.7);
  assert_gradient(g, sf_divide(g, sf_add(g, x, y), sf_subtract(g, x, y)), 1.3, 0.7);
  assert_gradient(g, sf_negate(g, sf_divide(g, sf_number(g, 2), sf_multiply(g, x, y))), 1.3, 0.7);
  assert_gradient(g, sf_power(g, x, y), 1.3, 0.7);
  assert_gradient(g, sf_power(g, x, sf_number(g, -2.5)), 1.3, 0.7);
  assert_gradient(g, sf_power(g, sf_number(g, 1.08), y), 1.3, 0.7);
  assert_gradient(g, sf_power(g, sf_add(g, x, y), sf_number(g, 3)), -1.3, 0.7);
}

static void test_functions_match_central_differences(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *y = plain(g, "y"), *product = sf_multiply(g, x, y);
  assert_gradient(g, sf_square_root(g, product), 1.3, 0.7);
  assert_gradient(g, sf_exponential_of(g, product), 1.3, 0.7);
  assert_gradient(g, sf_logarithm(g, product), 1.3, 0.7);
  assert_gradient(g, sf_logistic(g, product), 1.3, 0.7);
  assert_gradient(g, sf_normal_distribution(g, product), 1.3, 0.7);
  assert_gradient(g, sf_normal_quantile(g, product), 0.6, 0.7);
  assert_gradient(g, sf_absolute(g, product), 1.3, -0.7);
  assert_gradient(g, sf_absolute(g, product), 1.3, 0.7);
  assert_gradient(g, sf_cite(g, sf_multiply(g, x, product), "area", NULL), 1.3, 0.7);
}

static void test_branches_have_the_slope_of_the_one_taken(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *y = plain(g, "y"), *square = sf_multiply(g, x, x);
  sf_expression *formulas[] = {
      sf_minimum(g, square, y),
      sf_maximum(g, square, y),
      sf_where(g, sf_less(g, x, y), square, sf_multiply(g, x, y)),
      sf_where(g, sf_less_equal(g, y, x), square, sf_multiply(g, x, y)),
      sf_multiply(g, sf_add(g, sf_floor(g, x), sf_ceiling(g, y)), x),
      sf_add(g, sf_equal(g, x, y), sf_minimum(g, x, sf_number(g, 1))),
  };
  for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
    assert_gradient(g, formulas[i], 1.3, 0.7);
    assert_gradient(g, formulas[i], 0.6, 2.2);
  }
}

/* The slopes of output by x and y at a point. */
static void slopes_at(sf_graph *graph, sf_expression *output, const setting *at, double slopes[2]) {
  sf_expression *inputs[] = {plain(graph, "x"), plain(graph, "y")}, *gradients[2];
  assert_ok(sf_graph_status(graph, NULL));
  assert_ok(sf_differentiate(graph, output, inputs, 2, gradients, NULL));
  for (int i = 0; i < 2; i++) slopes[i] = evaluate(gradients[i], at);
}

static void assert_slopes(sf_graph *graph, sf_expression *output, double x, double y, double by_x, double by_y) {
  const setting at = {{"x", "y"}, {x, y}};
  double slopes[2];
  slopes_at(graph, output, &at, slopes);
  assert_close(slopes[0], by_x, 0);
  assert_close(slopes[1], by_y, 0);
}

static void test_a_tie_shares_the_slope(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *y = plain(g, "y"), *zero = sf_number(g, 0), *one = sf_number(g, 1);
  assert_slopes(g, sf_minimum(g, x, y), 7, 7, 0.5, 0.5);
  assert_slopes(g, sf_maximum(g, x, y), 7, 7, 0.5, 0.5);
  assert_slopes(g, sf_absolute(g, sf_subtract(g, x, y)), 7, 7, 0, 0);
  assert_slopes(g, sf_absolute(g, x), -3, 0, -1, 0);
  /* demand and capacity: what is served and what is not make up the demand */
  sf_expression *unserved = sf_maximum(g, sf_subtract(g, x, y), zero);
  assert_slopes(g, sf_add(g, sf_minimum(g, x, y), unserved), 100, 100, 1, 0);
  assert_slopes(g, sf_add(g, sf_maximum(g, x, zero), sf_minimum(g, x, zero)), 0, 5, 1, 0);
  /* at a limit, a clamp has the slope of neither side */
  assert_slopes(g, sf_minimum(g, sf_maximum(g, x, zero), one), 1, 5, 0.5, 0);
  /* three tied arguments: a quarter, a quarter and a half */
  assert_slopes(g, sf_minimum(g, sf_minimum(g, x, y), one), 1, 1, 0.25, 0.25);
  assert_slopes(g, sf_minimum(g, sf_minimum(g, one, y), x), 1, 1, 0.5, 0.25);
  /* floors, ceilings and the branch taken */
  assert_slopes(g, sf_add(g, sf_floor(g, x), sf_ceiling(g, y)), 2, 2, 0, 0);
  assert_slopes(g, sf_where(g, sf_less_equal(g, x, y), x, sf_multiply(g, y, y)), 2, 2, 1, 0);
  assert_slopes(g, sf_where(g, sf_less(g, x, y), x, sf_multiply(g, y, y)), 2, 2, 0, 4);
}

static uint64_t next_random(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 33;
}

/* A formula over x, y and small whole numbers, in which ties are common. */
static sf_expression *random_formula(sf_graph *g, uint64_t *random, int depth) {
  const uint64_t kind = depth == 0 ? next_random(random) % 3 : 3 + next_random(random) % 6;
  if (kind == 0) return plain(g, "x");
  if (kind == 1) return plain(g, "y");
  if (kind == 2) return sf_number(g, (double)(next_random(random) % 3) - 1);
  sf_expression *a = random_formula(g, random, depth - 1);
  if (kind == 3) return sf_absolute(g, a);
  sf_expression *b = random_formula(g, random, depth - 1);
  switch (kind) {
  case 4:
    return sf_add(g, a, b);
  case 5:
    return sf_subtract(g, a, b);
  case 6:
    return sf_multiply(g, a, b);
  case 7:
    return sf_minimum(g, a, b);
  default:
    return sf_maximum(g, a, b);
  }
}

static void assert_same_slopes(sf_graph *g, sf_expression *one, sf_expression *other, const setting *at) {
  double slopes[2], expected[2];
  slopes_at(g, one, at, slopes);
  slopes_at(g, other, at, expected);
  for (int i = 0; i < 2; i++) assert_close(slopes[i], expected[i], 1e-12);
}

/* Formulas that are equal everywhere have equal slopes everywhere, at ties too. */
static void test_identities_of_minima_and_maxima_hold_for_slopes(void **state) {
  sf_graph *g = *state;
  uint64_t random = 1;
  int ties = 0;
  for (int i = 0; i < 3000; i++) {
    sf_expression *a = random_formula(g, &random, 3), *b = random_formula(g, &random, 3), *zero = sf_number(g, 0);
    const setting at = {{"x", "y"}, {(double)(next_random(&random) % 3) - 1, (double)(next_random(&random) % 3) - 1}};
    sf_expression *low = sf_minimum(g, a, b), *high = sf_maximum(g, a, b), *gap = sf_subtract(g, a, b);
    ties += evaluate(a, &at) == evaluate(b, &at);
    assert_same_slopes(g, sf_add(g, low, high), sf_add(g, a, b), &at);
    assert_same_slopes(g, sf_add(g, low, sf_maximum(g, gap, zero)), a, &at);
    assert_same_slopes(g, sf_subtract(g, high, low), sf_absolute(g, gap), &at);
    assert_same_slopes(g, sf_maximum(g, a, sf_negate(g, a)), sf_absolute(g, a), &at);
    assert_same_slopes(g, sf_negate(g, sf_minimum(g, sf_negate(g, a), sf_negate(g, b))), high, &at);
    sf_collect_graph(g);
  }
  assert_true(ties > 500);
}

static void test_a_branch_that_is_not_taken_has_no_say_in_the_slope(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *y = plain(g, "y"), *zero = sf_number(g, 0);
  sf_expression *root = sf_square_root(g, sf_add(g, x, sf_number(g, 1)));
  sf_expression *guarded = sf_where(g, sf_less(g, zero, x), sf_multiply(g, root, sf_logarithm(g, x)), y);
  assert_gradient(g, guarded, 1.3, 0.7);
  assert_gradient(g, guarded, -1.3, 0.7); /* neither the logarithm nor the root has a value here */
  sf_expression *nested = sf_where(g, sf_less(g, y, zero), y, sf_maximum(g, guarded, sf_multiply(g, x, x)));
  assert_gradient(g, nested, 1.3, 0.7);
  assert_gradient(g, nested, -1.3, 0.7);
  assert_gradient(g, nested, -1.3, -0.7);
  /* a root that the branch has twice */
  sf_expression *twice = sf_multiply(g, root, sf_add(g, root, sf_multiply(g, y, root)));
  assert_gradient(g, sf_where(g, sf_less(g, zero, x), twice, y), -1.3, 0.7);
}

static void test_a_product_has_the_other_factor_as_its_slope(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *y = plain(g, "y");
  assert_ptr_equal(derivative(g, sf_multiply(g, x, y), x), y);
  assert_ptr_equal(derivative(g, sf_add(g, x, y), x), sf_number(g, 1));
  assert_ptr_equal(derivative(g, sf_negate(g, x), x), sf_number(g, -1));
  assert_ptr_equal(derivative(g, sf_multiply(g, x, x), x), sf_multiply(g, sf_number(g, 2), x));
  assert_ptr_equal(derivative(g, sf_exponential_of(g, x), x), sf_exponential_of(g, x));
  assert_ptr_equal(derivative(g, x, x), sf_number(g, 1));
}

static void test_an_annuity_has_the_slope_derived_by_hand(void **state) {
  /* A = C r / (1 - (1 + r)^-n); dA/dr = C / q - C r n (1 + r)^(-n-1) / q^2 with q = 1 - (1 + r)^-n */
  sf_graph *g = *state;
  const double cost = 30000, rate = 0.1, years = 5;
  sf_expression *r = plain(g, "r"), *one = sf_number(g, 1);
  sf_expression *growth = sf_power(g, sf_add(g, one, r), sf_number(g, -years));
  sf_expression *annuity = sf_divide(g, sf_multiply(g, sf_number(g, cost), r), sf_subtract(g, one, growth));
  const double q = 1 - pow(1 + rate, -years);
  const double expected = cost / q - cost * rate * years * pow(1 + rate, -years - 1) / (q * q);
  const setting at = {{"r"}, {rate}};
  assert_close(evaluate(derivative(g, annuity, r), &at), expected, 1e-13);
}

static void test_gradients_have_the_dimension_of_a_ratio(void **state) {
  sf_graph *g = *state;
  const sf_dimension energy = sf_base_dimension(SF_ENERGY), money = sf_base_dimension(SF_MONEY);
  sf_dimension price, per_energy;
  assert_ok(sf_divide_dimensions(money, energy, &price, NULL));
  assert_ok(sf_divide_dimensions(price, energy, &per_energy, NULL));
  sf_expression *e = sf_input(g, "e", energy), *p = sf_input(g, "p", price), *unused = sf_input(g, "unused", energy);
  sf_expression *cost = sf_maximum(g, sf_multiply(g, e, p), sf_constant(g, (sf_quantity){5, money}));
  sf_expression *inputs[] = {e, p, unused}, *gradients[3];
  assert_ok(sf_differentiate(g, cost, inputs, 3, gradients, NULL));
  assert_true(sf_dimension_equal(sf_expression_dimension(gradients[0]), price));
  assert_true(sf_dimension_equal(sf_expression_dimension(gradients[1]), energy));
  assert_true(sf_dimension_equal(sf_expression_dimension(gradients[2]), price));
  double value = NAN;
  assert_true(sf_expression_value(gradients[2], &value));
  assert_close(value, 0, 0);
  sf_expression *root = sf_square_root(g, sf_multiply(g, e, p)), *slope = derivative(g, root, e);
  const setting at = {{"e", "p"}, {2, 8}};
  assert_close(evaluate(slope, &at), 1, 1e-15); /* sqrt(p / e) / 2 */
}

static void test_inputs_may_be_any_expressions_and_hold_the_others_still(void **state) {
  sf_graph *g = *state;
  sf_law *law;
  assert_ok(sf_uniform(1, 3, &law, NULL));
  sf_expression *driver = sf_quantile(g, law, sf_dimensionless(), sf_draw(g, "d"));
  sf_release_law(law);
  sf_expression *x = plain(g, "x"), *square = sf_multiply(g, x, x);
  sf_expression *output = sf_multiply(g, sf_add(g, square, x), driver);
  sf_expression *inputs[] = {x, square, driver, output}, *gradients[4];
  assert_ok(sf_differentiate(g, sf_multiply(g, output, sf_number(g, 3)), inputs, 3, gradients, NULL));
  const setting at = {{"x", "d"}, {5, 0.25}};            /* driver at 1.5 */
  assert_close(evaluate(gradients[0], &at), 4.5, 1e-15); /* not through the square */
  assert_close(evaluate(gradients[1], &at), 4.5, 1e-15);
  assert_close(evaluate(gradients[2], &at), 90, 1e-15);
  assert_ok(sf_differentiate(g, output, inputs, 4, gradients, NULL));
  assert_ptr_equal(gradients[3], sf_number(g, 1));
}

static void assert_refused(sf_graph *graph, sf_expression *output, sf_expression *input, const char *words) {
  sf_expression *gradient = NULL;
  sf_error error = {SF_OK, ""};
  assert_int_equal(sf_differentiate(graph, output, &input, 1, &gradient, &error), SF_INVALID);
  if (strstr(error.message, words) == NULL) fail_msg("\"%s\" does not say \"%s\"", error.message, words);
  assert_null(gradient);
}

static void test_a_law_is_not_differentiated_by_its_draw(void **state) {
  sf_graph *g = *state;
  sf_law *law;
  assert_ok(sf_uniform(1, 3, &law, NULL));
  sf_expression *u = sf_draw(g, "d"), *driver = sf_quantile(g, law, sf_dimensionless(), u);
  sf_release_law(law);
  assert_refused(g, sf_multiply(g, driver, driver), u, "cannot differentiate a quantile");
  assert_refused(g, NULL, u, "no expression");
  assert_refused(g, driver, NULL, "missing");
}

/* x^2 y and its slopes */
static double square_times(const double *o, size_t count) { return count == 2 ? o[0] * o[0] * o[1] : NAN; }
static void square_times_slopes(const double *o, size_t count, double *partial) {
  partial[0] = 2 * o[0] * o[1];
  partial[count - 1] = o[0] * o[0];
}

static void test_functions_are_differentiated_by_their_own_derivative(void **state) {
  sf_graph *g = *state;
  static const sf_function smooth = {"square_times", square_times, square_times_slopes};
  static const sf_function rough = {"rough", square_times, NULL};
  sf_expression *x = plain(g, "x"), *y = plain(g, "y");
  sf_expression *operands[] = {sf_exponential_of(g, x), sf_multiply(g, x, y)}, *same[] = {x, x};
  assert_gradient(g, sf_call(g, &smooth, sf_dimensionless(), operands, 2), 0.4, 1.7);
  assert_gradient(g, sf_call(g, &smooth, sf_dimensionless(), same, 2), 0.4, 1.7);
  assert_refused(g, sf_call(g, &rough, sf_dimensionless(), operands, 2), x, "rough cannot be differentiated");
  sf_expression *slope = derivative(g, sf_call(g, &smooth, sf_dimensionless(), operands, 2), y);
  assert_refused(g, slope, x, "cannot be differentiated again");
}

static void test_second_derivatives_come_from_differentiating_twice(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *y = plain(g, "y");
  sf_expression *f = sf_multiply(g, sf_exponential_of(g, sf_multiply(g, x, y)), sf_square_root(g, x));
  assert_gradient(g, derivative(g, f, x), 1.3, 0.7);
  assert_gradient(g, derivative(g, sf_logistic(g, f), y), 1.3, 0.7);
}

static void test_one_sweep_gives_what_separate_ones_give(void **state) {
  sf_graph *g = *state;
  sf_expression *inputs[3] = {plain(g, "x"), plain(g, "y"), plain(g, "z")}, *gradients[3];
  sf_expression *f = sf_divide(g, sf_multiply(g, inputs[0], inputs[1]), sf_logarithm(g, inputs[2]));
  assert_ok(sf_differentiate(g, f, inputs, 3, gradients, NULL));
  for (int i = 0; i < 3; i++) assert_ptr_equal(gradients[i], derivative(g, f, inputs[i]));
}

static void test_the_slope_of_a_power_at_base_zero_is_zero(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *y = plain(g, "y");
  const setting at = {{"x", "y"}, {0, 2}};
  assert_close(evaluate(derivative(g, sf_power(g, x, y), y), &at), 0, 0);
  assert_close(evaluate(derivative(g, sf_power(g, sf_number(g, 0), y), y), &at), 0, 0);
}

static void assert_powers_match(sf_graph *g, double x_at, double y_at, const double *exponents, size_t count) {
  sf_expression *x = plain(g, "x"), *y = plain(g, "y"), *sum = sf_number(g, 0);
  for (size_t i = 0; i < count; i++) {
    sf_expression *power = sf_power(g, sf_power(g, x, sf_number(g, exponents[i])), y);
    assert_gradient(g, power, x_at, y_at);
    sum = sf_add(g, sum, sf_multiply(g, sf_number(g, (double)i + 1), sf_minimum(g, power, sf_number(g, 1.5))));
  }
  assert_gradient(g, sum, x_at, y_at);
}

/* Whole powers of one base raised to one exponent, each alone and all in a sum, some of them cut off. */
static void test_powers_of_powers_match_central_differences(void **state) {
  sf_graph *g = *state;
  const double any[] = {1, 2, 3, 4, -1, -2, 17, 0.5}, even[] = {2, 4, -2, 6};
  assert_powers_match(g, 1.1, 0.7, any, 8);
  assert_powers_match(g, 0.8, -1.4, any, 8);
  assert_powers_match(g, -1.1, 0.7, even, 4);
  assert_powers_match(g, -0.8, -1.4, even, 4);
  sf_expression *x = plain(g, "x"), *square = sf_multiply(g, x, x), *cited = sf_cite(g, square, "area", NULL);
  assert_gradient(g, sf_power(g, cited, sf_number(g, 1.5)), -1.3, 0);
  assert_gradient(g, sf_power(g, cited, x), 1.3, 0);
  assert_gradient(g, sf_power(g, sf_number(g, 1.3), sf_multiply(g, x, square)), 0.7, 0);
}

static void test_powers_of_powers_hold_still_what_lies_between(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *y = plain(g, "y"), *square = sf_multiply(g, x, x);
  sf_expression *inputs[] = {x, y, square}, *gradients[3];
  sf_expression *output = sf_add(g, sf_power(g, square, y), sf_power(g, x, y));
  assert_ok(sf_differentiate(g, output, inputs, 3, gradients, NULL));
  const setting at = {{"x", "y"}, {3, 2}}; /* of x^y alone; of both; of 9^2 by the 9 */
  assert_close(evaluate(gradients[0], &at), 6, 1e-15);
  assert_close(evaluate(gradients[1], &at), 81 * log(9) + 9 * log(3), 1e-15);
  assert_close(evaluate(gradients[2], &at), 18, 1e-15);
}

static void test_slopes_add_up_exactly(void **state) {
  sf_graph *g = *state;
  const double factors[] = {3, 1, 0.1, 1e300, 0x1p-1000, -6, 7};
  for (size_t i = 0; i < 7; i++)
    for (size_t k = 0; k < 7; k++) {
      sf_expression *x = plain(g, "x"), *a = sf_number(g, factors[i]), *b = sf_number(g, factors[k]);
      sf_expression *sum = sf_add(g, sf_multiply(g, a, x), sf_multiply(g, x, b));
      sf_expression *difference = sf_subtract(g, sf_multiply(g, a, x), sf_divide(g, x, b));
      const setting at = {{"x"}, {5}};
      assert_close(evaluate(derivative(g, sum, x), &at), factors[i] + factors[k], 0);
      assert_close(evaluate(derivative(g, difference, x), &at), factors[i] - 1 / factors[k], 0);
    }
}

/* A value and its derivative by one driver in wider arithmetic, carried forward; terms is the sum of the magnitudes of
 * what the derivative adds up, which rounding is relative to. */
typedef struct dual {
  long double value, slope, terms;
} dual;

enum { DRIVERS = 4, MOST_NODES = 400 };

typedef struct forward {
  sf_expression *const *drivers;
  const double *values;
  size_t by;
  const sf_expression *nodes[MOST_NODES];
  dual found[MOST_NODES];
  size_t count;
} forward;

/* op(a, b) with these partial derivatives */
static dual through(long double value, dual a, long double by_a, dual b, long double by_b) {
  if (b.terms == 0) by_b = 0;
  return (dual){value, a.slope * by_a + b.slope * by_b, a.terms * fabsl(by_a) + b.terms * fabsl(by_b)};
}

static dual dual_of_operation(const sf_expression *e, dual a, dual b) {
  const long double x = a.value, y = b.value;
  switch (sf_expression_operation(e)) {
  case SF_ADD:
    return through(x + y, a, 1, b, 1);
  case SF_SUBTRACT:
    return through(x - y, a, 1, b, -1);
  case SF_MULTIPLY:
    return through(x * y, a, y, b, x);
  case SF_DIVIDE:
    return through(x / y, a, 1 / y, b, -x / (y * y));
  case SF_NEGATE:
    return through(-x, a, -1, b, 0);
  case SF_POWER:
    return through(powl(x, y), a, y * powl(x, y - 1), b, powl(x, y) * logl(x));
  case SF_LOGISTIC:
    return through(1 / (1 + expl(-x)), a, 1 / ((1 + expl(-x)) * (1 + expl(x))), b, 0);
  case SF_MINIMUM:
    return x < y ? a : b;
  default:
    fail_msg("operation %d is not known here", (int)sf_expression_operation(e));
    return a;
  }
}

static dual dual_of(forward *work, const sf_expression *e) {
  for (size_t i = 0; i < DRIVERS; i++)
    if (e == work->drivers[i]) return (dual){work->values[i], i == work->by, i == work->by};
  for (size_t i = 0; i < work->count; i++)
    if (e == work->nodes[i]) return work->found[i];
  double known;
  if (sf_expression_value(e, &known)) return (dual){known, 0, 0};
  const dual a = dual_of(work, sf_operand(e, 0)), b = sf_operand_count(e) > 1 ? dual_of(work, sf_operand(e, 1)) : a;
  assert_true(work->count < MOST_NODES);
  work->nodes[work->count] = e;
  return work->found[work->count++] = dual_of_operation(e, a, sf_operand_count(e) > 1 ? b : (dual){0});
}

static sf_expression *uniform_driver(sf_graph *g, const char *name, double low, double high) {
  sf_law *law;
  assert_ok(sf_uniform(low, high, &law, NULL));
  sf_expression *driver = sf_quantile(g, law, sf_dimensionless(), sf_draw(g, name));
  sf_release_law(law);
  return driver;
}

/* Five years of demand that answers a falling price, cut off by a capacity that ramps up, and discounted. */
static sf_expression *present_value(sf_graph *g, sf_expression *const d[DRIVERS]) {
  sf_expression *one = sf_number(g, 1), *keep = sf_subtract(g, one, d[0]), *growth = sf_add(g, one, d[1]);
  sf_expression *factor = sf_divide(g, one, growth), *value = sf_number(g, 0);
  sf_expression *recovered = sf_subtract(g, one, sf_power(g, growth, sf_negate(g, d[3])));
  sf_expression *cost = sf_divide(g, sf_multiply(g, d[1], sf_number(g, 3e6)), recovered);
  for (int year = 1; year <= 5; year++) {
    sf_expression *price = sf_power(g, keep, sf_number(g, year)), *demand = sf_power(g, price, d[2]);
    sf_expression *ramp = sf_logistic(g, sf_multiply(g, sf_subtract(g, sf_number(g, year), d[3]), sf_number(g, 2)));
    sf_expression *sold = sf_multiply(g, sf_minimum(g, demand, sf_number(g, 3)), ramp);
    sf_expression *revenue = sf_multiply(g, sf_multiply(g, sold, price), sf_number(g, 1e6));
    sf_expression *discount = sf_power(g, factor, sf_number(g, year));
    value = sf_add(g, value, sf_multiply(g, sf_subtract(g, revenue, cost), discount));
  }
  return value;
}

static void test_a_gradient_is_that_of_wider_arithmetic(void **state) {
  sf_graph *g = *state;
  sf_expression *drivers[DRIVERS] = {uniform_driver(g, "a", 0.1, 0.5), uniform_driver(g, "b", 0.03, 0.2),
                                     uniform_driver(g, "c", -2, 0.5), uniform_driver(g, "d", 0.25, 4)};
  sf_expression *value = present_value(g, drivers), *outputs[2 * DRIVERS];
  assert_ok(sf_differentiate(g, value, drivers, DRIVERS, outputs, NULL));
  for (int i = 0; i < DRIVERS; i++) outputs[DRIVERS + i] = drivers[i];
  sf_plan *plan;
  assert_ok(sf_compile_plan(g, outputs, 2 * DRIVERS, &plan, NULL));
  uint64_t random = 1;
  for (int point = 0; point < 500; point++) {
    double uniforms[DRIVERS], results[2 * DRIVERS];
    for (int i = 0; i < DRIVERS; i++) uniforms[i] = ((double)next_random(&random) + 0.5) * 0x1p-31;
    assert_ok(sf_evaluate_plan(plan, uniforms, results, NULL));
    for (size_t i = 0; i < DRIVERS; i++) {
      static forward work;
      work = (forward){.drivers = drivers, .values = results + DRIVERS, .by = i};
      const dual expected = dual_of(&work, value);
      const long double error = fabsl((long double)results[i] - expected.slope);
      if (!(error <= 1e-14L * expected.terms))
        fail_msg("slope %zu at point %d is %g, off by %Lg of its terms", i, point, results[i], error / expected.terms);
    }
  }
  sf_destroy_plan(plan);
}

static void test_powers_of_one_base_share_a_logarithm_in_the_gradient(void **state) {
  sf_graph *g = *state;
  sf_expression *inputs[] = {uniform_driver(g, "a", 0.5, 2), uniform_driver(g, "b", -2, 2)}, *gradients[2];
  sf_expression *sum = sf_number(g, 0);
  for (int n = 1; n <= 5; n++) sum = sf_add(g, sum, sf_power(g, sf_power(g, inputs[0], sf_number(g, n)), inputs[1]));
  assert_ok(sf_differentiate(g, sum, inputs, 2, gradients, NULL));
  sf_plan *plan;
  sf_plan_cost cost;
  assert_ok(sf_compile_plan(g, gradients, 2, &plan, NULL));
  assert_ok(sf_cost_plan(plan, &cost, NULL));
  assert_int_equal(cost.parts[SF_PLAN_FUNCTIONS].values, 1);
  assert_int_equal(cost.parts[SF_PLAN_POWERS].values, 2); /* by b and by b - 1 */
  sf_destroy_plan(plan);
}

static void test_a_chain_of_a_hundred_thousand_is_differentiated(void **state) {
  sf_graph *g = *state;
  sf_expression *x = plain(g, "x"), *chain = x;
  for (int i = 0; i < 100000; i++) chain = sf_negate(g, sf_cite(g, chain, "step", NULL));
  double value = NAN;
  assert_true(sf_expression_value(derivative(g, chain, x), &value));
  assert_close(value, 1, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define GRAPH_TEST(test) cmocka_unit_test_setup_teardown(test, open_graph, close_graph)
      GRAPH_TEST(test_arithmetic_matches_central_differences),
      GRAPH_TEST(test_functions_match_central_differences),
      GRAPH_TEST(test_branches_have_the_slope_of_the_one_taken),
      GRAPH_TEST(test_a_tie_shares_the_slope),
      GRAPH_TEST(test_identities_of_minima_and_maxima_hold_for_slopes),
      GRAPH_TEST(test_a_branch_that_is_not_taken_has_no_say_in_the_slope),
      GRAPH_TEST(test_a_product_has_the_other_factor_as_its_slope),
      GRAPH_TEST(test_an_annuity_has_the_slope_derived_by_hand),
      GRAPH_TEST(test_gradients_have_the_dimension_of_a_ratio),
      GRAPH_TEST(test_inputs_may_be_any_expressions_and_hold_the_others_still),
      GRAPH_TEST(test_a_law_is_not_differentiated_by_its_draw),
      GRAPH_TEST(test_functions_are_differentiated_by_their_own_derivative),
      GRAPH_TEST(test_second_derivatives_come_from_differentiating_twice),
      GRAPH_TEST(test_one_sweep_gives_what_separate_ones_give),
      GRAPH_TEST(test_the_slope_of_a_power_at_base_zero_is_zero),
      GRAPH_TEST(test_powers_of_powers_match_central_differences),
      GRAPH_TEST(test_powers_of_powers_hold_still_what_lies_between),
      GRAPH_TEST(test_slopes_add_up_exactly),
      GRAPH_TEST(test_a_gradient_is_that_of_wider_arithmetic),
      GRAPH_TEST(test_powers_of_one_base_share_a_logarithm_in_the_gradient),
      GRAPH_TEST(test_a_chain_of_a_hundred_thousand_is_differentiated),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
