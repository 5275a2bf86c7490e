/* Nodes, lifetimes, folding, simplification and sticky errors of the expression graph. */
#include "expressions.h"

#include "expressions/node.h"
#include "kernels/kernels.h"

#include <string.h>

static sf_dimension power(void) {
  sf_dimension dimension;
  assert_ok(sf_divide_dimensions(sf_base_dimension(SF_ENERGY), sf_base_dimension(SF_TIME), &dimension, NULL));
  return dimension;
}

static sf_expression *megawatts(sf_graph *graph, double value) {
  return sf_constant(graph, (sf_quantity){value * 1e6, power()});
}

static sf_expression *plain(sf_graph *graph, const char *name) { return sf_input(graph, name, sf_dimensionless()); }

static double value_of(const sf_expression *expression) {
  double value = NAN;
  assert_non_null(expression);
  assert_true(sf_expression_value(expression, &value));
  return value;
}

static void assert_error(sf_graph *graph, sf_status code, const char *words) {
  sf_error error = {SF_OK, ""};
  assert_int_equal(sf_graph_status(graph, &error), code);
  if (strstr(error.message, words) == NULL) fail_msg("\"%s\" does not say \"%s\"", error.message, words);
  assert_ok(sf_graph_status(graph, &error)); /* asking cleared it */
}

static void test_equal_formulas_are_one_node(void **state) {
  sf_graph *graph = *state;
  sf_expression *a = plain(graph, "a"), *b = plain(graph, "b");
  char copied[] = "a";
  assert_ptr_equal(plain(graph, copied), a);
  assert_ptr_not_equal(a, b);
  assert_ptr_not_equal(sf_input(graph, "a", power()), a);
  assert_ptr_equal(sf_subtract(graph, a, b), sf_subtract(graph, a, b));
  assert_ptr_not_equal(sf_subtract(graph, a, b), sf_subtract(graph, b, a));
  assert_ptr_equal(sf_draw(graph, "a"), sf_draw(graph, "a"));
  assert_ptr_not_equal(sf_draw(graph, "a"), a);
  assert_ptr_equal(sf_where(graph, a, b, sf_number(graph, 3)), sf_where(graph, a, b, sf_number(graph, 3)));
  assert_ptr_equal(sf_cite(graph, a, "name", "source"), sf_cite(graph, a, "name", "source"));
  assert_ptr_not_equal(sf_cite(graph, a, "name", "source"), sf_cite(graph, a, "name", NULL));
  assert_ok(sf_graph_status(graph, NULL));
}

static void test_the_order_of_commutative_operands_does_not_count(void **state) {
  sf_graph *graph = *state;
  sf_expression *a = plain(graph, "a"), *b = plain(graph, "b");
  assert_ptr_equal(sf_add(graph, a, b), sf_add(graph, b, a));
  assert_ptr_equal(sf_multiply(graph, a, b), sf_multiply(graph, b, a));
  assert_ptr_equal(sf_minimum(graph, a, b), sf_minimum(graph, b, a));
  assert_ptr_equal(sf_maximum(graph, a, b), sf_maximum(graph, b, a));
  assert_ptr_equal(sf_equal(graph, a, b), sf_equal(graph, b, a));
  assert_ptr_not_equal(sf_less(graph, a, b), sf_less(graph, b, a));
  assert_ptr_not_equal(sf_divide(graph, a, b), sf_divide(graph, b, a));
}

static void test_equal_laws_at_one_draw_are_one_driver(void **state) {
  sf_graph *graph = *state;
  sf_law *first, *second, *third;
  assert_ok(sf_uniform(1, 2, &first, NULL));
  assert_ok(sf_uniform(1, 2, &second, NULL));
  assert_ok(sf_uniform(1, 3, &third, NULL));
  sf_expression *u = sf_draw(graph, "u"), *quantile = sf_quantile(graph, first, power(), u);
  assert_ptr_equal(sf_quantile(graph, second, power(), u), quantile);
  assert_ptr_not_equal(sf_quantile(graph, third, power(), u), quantile);
  assert_ptr_not_equal(sf_quantile(graph, first, sf_dimensionless(), u), quantile);
  sf_release_law(first);
  sf_release_law(second);
  sf_release_law(third);
  assert_close(sf_law_mean(sf_expression_law(quantile)), 1.5, 1e-15); /* the node holds its law */
  assert_true(sf_is_uncertain(quantile));
  assert_false(sf_is_uncertain(plain(graph, "a")));
}

static void test_zero_and_minus_zero_are_two_constants(void **state) {
  sf_graph *graph = *state;
  assert_ptr_not_equal(sf_number(graph, 0.0), sf_number(graph, -0.0));
  assert_true(signbit(value_of(sf_negate(graph, sf_number(graph, 0)))));
}

static void test_released_formulas_leave_nothing(void **state) {
  sf_graph *graph = *state;
  sf_expression *a = sf_retain(plain(graph, "a"));
  sf_expression *kept = sf_retain(sf_multiply(graph, sf_add(graph, a, sf_number(graph, 3)), sf_draw(graph, "u")));
  assert_int_equal(sf_graph_size(graph), 5);
  sf_release(graph, kept);
  assert_int_equal(sf_graph_size(graph), 1); /* a is still held */
  sf_release(graph, a);
  assert_int_equal(sf_graph_size(graph), 0);
  sf_release(graph, NULL);
  assert_null(sf_retain(NULL));
}

static void test_collecting_frees_what_nothing_holds_and_spares_the_rest(void **state) {
  sf_graph *graph = *state;
  sf_expression *a = plain(graph, "a"), *sum = sf_retain(sf_add(graph, a, sf_number(graph, 2)));
  (void)sf_multiply(graph, sum, plain(graph, "b"));
  assert_int_equal(sf_graph_size(graph), 5);
  sf_collect_graph(graph);
  assert_int_equal(sf_graph_size(graph), 3);
  assert_string_equal(sf_expression_name(sf_operand(sum, 0)), "a");
  sf_retain(sum);
  sf_release(graph, sum);
  sf_collect_graph(graph);
  assert_int_equal(sf_graph_size(graph), 3); /* one holder is left */
  sf_release(graph, sum);
  assert_int_equal(sf_graph_size(graph), 0);
}

static void test_a_shared_part_lives_while_one_formula_needs_it(void **state) {
  sf_graph *graph = *state;
  sf_expression *shared = sf_square_root(graph, plain(graph, "a"));
  sf_expression *first = sf_retain(sf_add(graph, shared, sf_number(graph, 1)));
  sf_expression *second = sf_retain(sf_multiply(graph, shared, shared));
  sf_release(graph, first);
  sf_collect_graph(graph);
  assert_ptr_equal(sf_operand(second, 1), shared);
  assert_int_equal(sf_graph_size(graph), 3);
  sf_release(graph, second);
  assert_int_equal(sf_graph_size(graph), 0);
}

static void test_a_million_formulas_built_and_dropped_leave_the_graph_as_it_was(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = sf_retain(sf_draw(graph, "x"));
  for (int i = 1; i <= 1000000; i++) {
    sf_expression *formula = sf_retain(sf_multiply(graph, sf_add(graph, x, sf_number(graph, i + 0.5)), x));
    sf_release(graph, formula);
    if (sf_graph_size(graph) != 1) fail_msg("%zu nodes after %d formulas", sf_graph_size(graph), i);
  }
  sf_release(graph, x);
}

static void test_a_chain_a_million_deep_is_built_and_freed(void **state) {
  sf_graph *graph = *state;
  sf_expression *chain = plain(graph, "x");
  for (int i = 0; i < 1000000; i++) chain = sf_square_root(graph, chain);
  sf_retain(chain);
  sf_collect_graph(graph);
  assert_int_equal(sf_graph_size(graph), 1000001);
  sf_release(graph, chain);
  assert_int_equal(sf_graph_size(graph), 0);
}

static void test_nodes_are_found_again_after_the_table_grew_and_shrank(void **state) {
  sf_graph *graph = *state;
  enum { COUNT = 20000, KEPT = 10 };
  sf_expression *kept[KEPT];
  for (int i = 0; i < COUNT; i++) {
    sf_expression *node = sf_number(graph, i);
    if (i % (COUNT / KEPT) == 0) kept[i / (COUNT / KEPT)] = sf_retain(node);
  }
  sf_collect_graph(graph);
  assert_int_equal(sf_graph_size(graph), KEPT);
  for (int i = 0; i < KEPT; i++) assert_ptr_equal(sf_number(graph, i * (COUNT / KEPT)), kept[i]);
  assert_int_equal(sf_graph_size(graph), KEPT);
}

static void test_constants_fold(void **state) {
  sf_graph *graph = *state;
  sf_expression *product = sf_multiply(graph, megawatts(graph, 100), sf_number(graph, 0.5));
  assert_int_equal(sf_expression_operation(product), SF_CONSTANT);
  assert_close(value_of(product), 5e7, 0);
  assert_true(sf_dimension_equal(sf_expression_dimension(product), power()));
  assert_close(value_of(sf_subtract(graph, sf_number(graph, 3), sf_number(graph, 5))), -2, 0);
  assert_close(value_of(sf_floor(graph, sf_number(graph, -2.5))), -3, 0);
  assert_close(value_of(sf_ceiling(graph, sf_number(graph, -2.5))), -2, 0);
  assert_close(value_of(sf_absolute(graph, sf_number(graph, -2.5))), 2.5, 0);
  assert_close(value_of(sf_minimum(graph, sf_number(graph, 4), sf_number(graph, 3))), 3, 0);
  assert_close(value_of(sf_maximum(graph, sf_number(graph, 4), sf_number(graph, 3))), 4, 0);
  assert_close(value_of(sf_less(graph, sf_number(graph, 4), sf_number(graph, 3))), 0, 0);
  assert_close(value_of(sf_less_equal(graph, sf_number(graph, 3), sf_number(graph, 3))), 1, 0);
  assert_close(value_of(sf_equal(graph, sf_number(graph, 3), sf_number(graph, 3))), 1, 0);
  assert_close(value_of(sf_square_root(graph, sf_number(graph, 2))), 1.4142135623730951, 0);
  /* e, ln 10, 1 / (1 + 1/e), Phi(1.96) and its quantile (Abramowitz & Stegun 26.2), 2^0.5 */
  assert_close(value_of(sf_exponential_of(graph, sf_number(graph, 1))), 2.718281828459045, 1e-15);
  assert_close(value_of(sf_logarithm(graph, sf_number(graph, 10))), 2.302585092994046, 1e-15);
  assert_close(value_of(sf_logistic(graph, sf_number(graph, 1))), 0.7310585786300049, 1e-15);
  assert_close(value_of(sf_normal_distribution(graph, sf_number(graph, 1.96))), 0.9750021048517795, 1e-14);
  assert_close(value_of(sf_normal_quantile(graph, sf_number(graph, 0.975))), 1.959963984540054, 1e-13);
  assert_close(value_of(sf_power(graph, sf_number(graph, 2), sf_number(graph, 0.5))), 1.4142135623730951, 1e-15);
  assert_close(value_of(sf_power(graph, sf_number(graph, -2), sf_number(graph, -3))), -0.125, 0);
  assert_ok(sf_graph_status(graph, NULL));
}

static void test_folding_has_the_bits_of_a_lane(void **state) {
  sf_graph *graph = *state;
  const sf_kernels *kernels = sf_best_kernels();
  _Alignas(64) double in[16], out[16];
  for (int i = 0; i < 16; i++) in[i] = 0.03 + 0.06 * i;
  kernels->logistic(out, in, 16);
  for (int i = 0; i < 16; i++) assert_true(out[i] == value_of(sf_logistic(graph, sf_number(graph, in[i]))));
  kernels->powers(
      &(sf_chain_link){.form = SF_LINK(SF_OP_POWER_CONSTANT, 0), .from = in, .last = {.constant = 1.7}, .out = out}, 1,
      16);
  for (int i = 0; i < 16; i++)
    assert_true(out[i] == value_of(sf_power(graph, sf_number(graph, in[i]), sf_number(graph, 1.7))));
  kernels->integer_power(out, in, -5, 16);
  for (int i = 0; i < 16; i++)
    assert_true(out[i] == value_of(sf_power(graph, sf_number(graph, in[i]), sf_number(graph, -5))));
}

static void test_the_quantile_of_a_constant_draw_is_known(void **state) {
  sf_graph *graph = *state;
  sf_law *law;
  assert_ok(sf_triangular(0, 1, 2, &law, NULL));
  assert_close(value_of(sf_quantile(graph, law, sf_dimensionless(), sf_number(graph, 0.5))), 1, 1e-15);
  assert_null(sf_quantile(graph, law, sf_dimensionless(), sf_number(graph, 1)));
  assert_error(graph, SF_INVALID, "between 0 and 1");
  sf_release_law(law);
}

static void test_a_citation_keeps_its_name_and_its_value_is_known(void **state) {
  sf_graph *graph = *state;
  sf_expression *cited = sf_cite(graph, sf_number(graph, 1.2), "pue", "a filing");
  sf_expression *formula = sf_divide(graph, megawatts(graph, 120), cited);
  assert_string_equal(sf_expression_name(cited), "pue");
  assert_string_equal(sf_expression_source(cited), "a filing");
  assert_int_equal(sf_expression_operation(formula), SF_DIVIDE);
  assert_ptr_equal(sf_operand(formula, 1), cited);
  assert_close(value_of(formula), 120e6 / 1.2, 0);
  double value;
  assert_false(sf_expression_value(sf_add(graph, cited, plain(graph, "a")), &value));
  assert_false(sf_expression_value(sf_add(graph, cited, sf_draw(graph, "a")), &value));
  assert_null(sf_expression_source(sf_cite(graph, cited, "again", NULL)));
}

static void test_neutral_operations_vanish(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = sf_input(graph, "x", power()), *n = plain(graph, "n"), *one = sf_number(graph, 1);
  sf_expression *nothing = megawatts(graph, 0);
  assert_ptr_equal(sf_multiply(graph, x, one), x);
  assert_ptr_equal(sf_multiply(graph, one, x), x);
  assert_ptr_equal(sf_divide(graph, x, one), x);
  assert_ptr_equal(sf_add(graph, x, nothing), x);
  assert_ptr_equal(sf_add(graph, nothing, x), x);
  assert_ptr_equal(sf_subtract(graph, x, nothing), x);
  assert_ptr_equal(sf_negate(graph, sf_negate(graph, x)), x);
  assert_ptr_equal(sf_power(graph, n, one), n);
  assert_ptr_equal(sf_power(graph, n, sf_number(graph, 0)), one);
  assert_ptr_equal(sf_power(graph, x, sf_number(graph, 2)), sf_multiply(graph, x, x));
  assert_ptr_equal(sf_minimum(graph, x, x), x);
  assert_ptr_equal(sf_maximum(graph, x, x), x);
  assert_ptr_equal(sf_where(graph, one, n, plain(graph, "m")), n);
  assert_ptr_equal(sf_where(graph, n, x, x), x);
  assert_ptr_equal(sf_add(graph, n, sf_negate(graph, one)), sf_add(graph, n, sf_number(graph, -1)));
  assert_ptr_equal(sf_add(graph, x, sf_negate(graph, nothing)), x);
  assert_ptr_equal(sf_multiply(graph, x, sf_number(graph, -1)), sf_negate(graph, x));
  assert_ptr_equal(sf_absolute(graph, sf_negate(graph, x)), sf_absolute(graph, x));
  assert_ptr_equal(sf_floor(graph, sf_floor(graph, n)), sf_floor(graph, n));
  assert_ptr_equal(sf_normal_quantile(graph, sf_normal_distribution(graph, n)), n);
  assert_ptr_not_equal(sf_power(graph, n, sf_number(graph, 0.5)), sf_square_root(graph, n));
  assert_ok(sf_graph_status(graph, NULL));
}

static void test_what_would_change_bits_is_left_alone(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x");
  assert_int_equal(sf_expression_operation(sf_multiply(graph, x, sf_number(graph, 0))), SF_MULTIPLY);
  assert_int_equal(sf_expression_operation(sf_subtract(graph, x, x)), SF_SUBTRACT);
  assert_int_equal(sf_expression_operation(sf_divide(graph, x, x)), SF_DIVIDE);
  assert_int_equal(sf_expression_operation(sf_subtract(graph, sf_number(graph, 0), x)), SF_SUBTRACT);
  assert_int_equal(sf_expression_operation(sf_logarithm(graph, sf_exponential_of(graph, x))), SF_LOGARITHM);
}

static void test_operations_carry_dimensions(void **state) {
  sf_graph *graph = *state;
  sf_expression *p = sf_input(graph, "p", power()), *t = sf_input(graph, "t", sf_base_dimension(SF_TIME));
  assert_true(sf_dimension_equal(sf_expression_dimension(sf_multiply(graph, p, t)), sf_base_dimension(SF_ENERGY)));
  assert_true(sf_is_dimensionless(sf_expression_dimension(sf_divide(graph, p, p))));
  assert_true(sf_is_dimensionless(sf_expression_dimension(sf_less(graph, p, p))));
  sf_expression *cube = sf_power(graph, t, sf_number(graph, 3));
  assert_int_equal(sf_expression_dimension(cube).sixths[SF_TIME], 18);
  assert_int_equal(sf_expression_dimension(sf_square_root(graph, cube)).sixths[SF_TIME], 9);
  assert_true(sf_dimension_equal(sf_expression_dimension(sf_where(graph, t, p, p)), power()));
}

static void test_a_dimension_error_shows_both_operands(void **state) {
  sf_graph *graph = *state;
  sf_dimension price;
  assert_ok(sf_divide_dimensions(sf_base_dimension(SF_MONEY), sf_base_dimension(SF_ENERGY), &price, NULL));
  sf_expression *grid = megawatts(graph, 100), *cost = sf_constant(graph, (sf_quantity){65 / 3.6e9, price});
  assert_null(sf_add(graph, grid, cost));
  assert_error(graph, SF_DIMENSION, "cannot add 100 MW (power) and 65 USD/MWh (money/energy)");
  sf_expression *it = sf_divide(graph, sf_input(graph, "grid", power()), plain(graph, "pue"));
  assert_null(sf_subtract(graph, cost, it));
  assert_error(graph, SF_DIMENSION, "cannot subtract grid / pue (power) from 65 USD/MWh (money/energy)");
  assert_null(sf_less(graph, grid, cost));
  assert_error(graph, SF_DIMENSION, "cannot compare 100 MW (power) with 65 USD/MWh (money/energy)");
  assert_null(sf_minimum(graph, grid, cost));
  assert_error(graph, SF_DIMENSION, "100 MW (power) and 65 USD/MWh (money/energy)");
  assert_null(sf_where(graph, it, grid, cost));
  assert_error(graph, SF_DIMENSION, "100 MW (power) and 65 USD/MWh (money/energy)");
  assert_null(sf_exponential_of(graph, grid));
  assert_error(graph, SF_DIMENSION, "the exponential needs a plain number, not 100 MW (power)");
  assert_null(sf_power(graph, sf_number(graph, 2), grid));
  assert_error(graph, SF_DIMENSION, "an exponent needs a plain number");
  assert_null(sf_power(graph, grid, plain(graph, "n")));
  assert_error(graph, SF_DIMENSION, "100 MW (power)");
}

static void test_folding_to_no_number_is_an_error(void **state) {
  sf_graph *graph = *state;
  sf_expression *zero = sf_number(graph, 0), *huge = sf_number(graph, 1e300);
  assert_null(sf_divide(graph, megawatts(graph, 100), zero));
  assert_error(graph, SF_INVALID, "division by zero: 100 MW / 0");
  assert_null(sf_logarithm(graph, sf_number(graph, -3)));
  assert_error(graph, SF_INVALID, "logarithm of -3");
  assert_null(sf_square_root(graph, sf_number(graph, -4)));
  assert_error(graph, SF_INVALID, "square root of -4");
  assert_null(sf_power(graph, sf_number(graph, -2), sf_number(graph, 0.5)));
  assert_error(graph, SF_INVALID, "-2 to the power 0.5 has no value");
  assert_null(sf_normal_quantile(graph, sf_number(graph, 1)));
  assert_error(graph, SF_INVALID, "normal quantile of 1");
  assert_null(sf_multiply(graph, huge, huge));
  assert_error(graph, SF_INVALID, "1e300 * 1e300 is too large");
  assert_null(sf_exponential_of(graph, sf_number(graph, 1000)));
  assert_error(graph, SF_INVALID, "exp of 1000 is too large");
  assert_null(sf_divide(graph, sf_cite(graph, sf_number(graph, 3), "three", NULL), zero));
  assert_error(graph, SF_INVALID, "division by zero");
}

static void test_constants_must_be_finite(void **state) {
  sf_graph *graph = *state;
  assert_null(sf_number(graph, NAN));
  assert_error(graph, SF_INVALID, "finite");
  assert_null(sf_number(graph, -INFINITY));
  assert_error(graph, SF_INVALID, "finite");
  assert_null(sf_input(graph, "", sf_dimensionless()));
  assert_error(graph, SF_INVALID, "an input needs a name");
  assert_null(sf_draw(graph, NULL));
  assert_error(graph, SF_INVALID, "a driver needs a name");
}

static void test_the_first_error_sticks_and_formulas_carry_on_without_checks(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x");
  sf_expression *broken = sf_logarithm(graph, sf_number(graph, -3));
  sf_expression *result = sf_add(graph, x, sf_multiply(graph, broken, sf_divide(graph, x, sf_number(graph, 0))));
  assert_null(sf_where(graph, x, x, sf_maximum(graph, result, sf_floor(graph, sf_negate(graph, result)))));
  assert_null(sf_divide(graph, sf_number(graph, 1), sf_number(graph, 0)));
  assert_null(sf_graph_fail(graph, SF_NO_SOLUTION, "of %d ways", 3));
  assert_error(graph, SF_INVALID, "logarithm of -3");
  assert_null(sf_graph_fail(graph, SF_NO_SOLUTION, "of %d ways", 3));
  assert_error(graph, SF_NO_SOLUTION, "of 3 ways");
}

static double sum_of_squares(const double *operands, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += operands[i] * operands[i];
  return sum > 100 ? NAN : sum;
}

static void test_a_function_folds_unless_it_has_no_answer(void **state) {
  sf_graph *graph = *state;
  static const sf_function function = {"sum_of_squares", sum_of_squares, NULL};
  sf_expression *operands[4];
  for (int i = 0; i < 4; i++) operands[i] = sf_number(graph, i + 1);
  sf_expression *thirty = sf_call(graph, &function, power(), operands, 4);
  assert_int_equal(sf_expression_operation(thirty), SF_CONSTANT);
  assert_close(value_of(thirty), 30, 0);
  operands[3] = plain(graph, "a");
  sf_expression *open = sf_call(graph, &function, power(), operands, 4);
  assert_int_equal(sf_operand_count(open), 4);
  assert_ptr_equal(sf_call(graph, &function, power(), operands, 4), open);
  operands[3] = sf_number(graph, 10);
  sf_expression *unanswered = sf_call(graph, &function, power(), operands, 4);
  assert_int_equal(sf_expression_operation(unanswered), SF_CALL);
  assert_true(isnan(value_of(sf_add(graph, unanswered, thirty))));
  operands[0] = NULL;
  assert_null(sf_call(graph, &function, power(), operands, 4));
  assert_ok(sf_graph_status(graph, NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define GRAPH_TEST(test) cmocka_unit_test_setup_teardown(test, open_graph, close_graph)
      GRAPH_TEST(test_equal_formulas_are_one_node),
      GRAPH_TEST(test_the_order_of_commutative_operands_does_not_count),
      GRAPH_TEST(test_equal_laws_at_one_draw_are_one_driver),
      GRAPH_TEST(test_zero_and_minus_zero_are_two_constants),
      GRAPH_TEST(test_released_formulas_leave_nothing),
      GRAPH_TEST(test_collecting_frees_what_nothing_holds_and_spares_the_rest),
      GRAPH_TEST(test_a_shared_part_lives_while_one_formula_needs_it),
      GRAPH_TEST(test_a_million_formulas_built_and_dropped_leave_the_graph_as_it_was),
      GRAPH_TEST(test_a_chain_a_million_deep_is_built_and_freed),
      GRAPH_TEST(test_nodes_are_found_again_after_the_table_grew_and_shrank),
      GRAPH_TEST(test_constants_fold),
      GRAPH_TEST(test_folding_has_the_bits_of_a_lane),
      GRAPH_TEST(test_the_quantile_of_a_constant_draw_is_known),
      GRAPH_TEST(test_a_citation_keeps_its_name_and_its_value_is_known),
      GRAPH_TEST(test_neutral_operations_vanish),
      GRAPH_TEST(test_what_would_change_bits_is_left_alone),
      GRAPH_TEST(test_operations_carry_dimensions),
      GRAPH_TEST(test_a_dimension_error_shows_both_operands),
      GRAPH_TEST(test_folding_to_no_number_is_an_error),
      GRAPH_TEST(test_constants_must_be_finite),
      GRAPH_TEST(test_the_first_error_sticks_and_formulas_carry_on_without_checks),
      GRAPH_TEST(test_a_function_folds_unless_it_has_no_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
