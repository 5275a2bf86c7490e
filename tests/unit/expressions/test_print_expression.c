/* Formulas written as a person would. */
#include "expressions.h"

#include "expressions/node.h"

#include <string.h>

static void assert_printed(const sf_expression *expression, size_t limit, const char *expected) {
  char *text = NULL;
  assert_non_null(expression);
  assert_ok(sf_print_expression(expression, limit, &text, NULL));
  assert_string_equal(text, expected);
  sf_free_text(text);
}

static sf_expression *plain(sf_graph *graph, const char *name) { return sf_input(graph, name, sf_dimensionless()); }

static sf_dimension power(void) {
  sf_dimension dimension;
  assert_ok(sf_divide_dimensions(sf_base_dimension(SF_ENERGY), sf_base_dimension(SF_TIME), &dimension, NULL));
  return dimension;
}

static void test_brackets_stand_where_the_order_of_operations_needs_them(void **state) {
  sf_graph *g = *state;
  sf_expression *a = plain(g, "a"), *b = plain(g, "b"), *c = plain(g, "c");
  assert_printed(sf_add(g, sf_multiply(g, a, b), c), 99, "a * b + c");
  assert_printed(sf_multiply(g, sf_add(g, a, b), c), 99, "(a + b) * c");
  assert_printed(sf_subtract(g, a, sf_subtract(g, b, c)), 99, "a - (b - c)");
  assert_printed(sf_subtract(g, sf_subtract(g, a, b), c), 99, "a - b - c");
  assert_printed(sf_divide(g, a, sf_multiply(g, b, c)), 99, "a / (b * c)");
  assert_printed(sf_divide(g, sf_divide(g, a, b), c), 99, "a / b / c");
  assert_printed(sf_power(g, sf_multiply(g, a, b), c), 99, "(a * b)^c");
  assert_printed(sf_power(g, a, sf_negate(g, b)), 99, "a^(-b)");
  assert_printed(sf_negate(g, sf_power(g, a, b)), 99, "-a^b");
  assert_printed(sf_negate(g, sf_add(g, a, b)), 99, "-(a + b)");
  assert_printed(sf_multiply(g, sf_add(g, a, b), sf_add(g, a, b)), 99, "(a + b)^2");
  assert_printed(sf_add(g, sf_less(g, a, b), sf_number(g, 1)), 99, "(a < b) + 1");
}

static void test_functions_are_named(void **state) {
  sf_graph *g = *state;
  sf_expression *a = plain(g, "a"), *b = plain(g, "b");
  assert_printed(sf_where(g, sf_less_equal(g, a, b), sf_minimum(g, a, b), sf_floor(g, b)), 99,
                 "where(a <= b, min(a, b), floor(b))");
  assert_printed(sf_logarithm(g, sf_add(g, sf_exponential_of(g, a), sf_square_root(g, b))), 99,
                 "log(exp(a) + sqrt(b))");
  assert_printed(sf_absolute(g, sf_ceiling(g, sf_maximum(g, a, b))), 99, "abs(ceil(max(a, b)))");
  assert_printed(sf_logistic(g, sf_normal_distribution(g, sf_normal_quantile(g, sf_equal(g, a, b)))), 99,
                 "logistic(normal_distribution(normal_quantile(a == b)))");
}

static void test_constants_have_units_and_citations_their_names(void **state) {
  sf_graph *g = *state;
  sf_dimension price;
  assert_ok(sf_divide_dimensions(sf_base_dimension(SF_MONEY), sf_base_dimension(SF_ENERGY), &price, NULL));
  sf_expression *grid = sf_constant(g, (sf_quantity){1e8, power()});
  sf_expression *cost = sf_constant(g, (sf_quantity){65 / 3.6e9, price});
  sf_expression *x = sf_input(g, "x", power());
  assert_printed(sf_divide(g, grid, plain(g, "pue")), 99, "100 MW / pue");
  assert_printed(sf_divide(g, x, grid), 99, "x / 100 MW");
  assert_printed(sf_multiply(g, plain(g, "n"), cost), 99, "n * (65 USD/MWh)");
  assert_printed(sf_add(g, plain(g, "n"), sf_number(g, -1.25)), 99, "n + -1.25");
  assert_printed(sf_power(g, plain(g, "n"), sf_number(g, -1)), 99, "n^(-1)");
  assert_printed(sf_multiply(g, x, sf_cite(g, sf_number(g, 1.2), "pue", "a filing")), 99, "x * pue");
}

static void test_laws_are_spelled_out_in_their_unit(void **state) {
  sf_graph *g = *state;
  sf_law *pue, *load;
  assert_ok(sf_triangular(1.1, 1.2, 1.35, &pue, NULL));
  assert_ok(sf_uniform(90e6, 110e6, &load, NULL));
  sf_expression *named = sf_quantile(g, pue, sf_dimensionless(), sf_draw(g, "pue"));
  sf_expression *anonymous = sf_quantile(g, load, power(), sf_draw(g, "~1"));
  assert_printed(anonymous, 99, "uniform(90, 110) MW");
  assert_printed(sf_multiply(g, sf_divide(g, anonymous, named), named), 99,
                 "uniform(90, 110) MW / pue * pue, pue ~ triangular(1.1, 1.2, 1.35)");
  assert_printed(sf_quantile(g, pue, sf_dimensionless(), sf_normal_distribution(g, plain(g, "z"))), 99,
                 "triangular(1.1, 1.2, 1.35) at (normal_distribution(z))");
  sf_release_law(pue);
  sf_release_law(load);
}

static double first(const double *operands, size_t count) { return count > 0 ? operands[0] : NAN; }

static void test_functions_of_many_operands_show_them_all(void **state) {
  sf_graph *g = *state;
  static const sf_function function = {"irr", first, NULL};
  sf_expression *operands[] = {plain(g, "a"), sf_number(g, 2), plain(g, "c"), plain(g, "d")};
  assert_printed(sf_call(g, &function, sf_dimensionless(), operands, 4), 99, "irr(a, 2, c, d)");
}

static void test_text_is_cut_after_the_limit_in_whole_characters(void **state) {
  sf_graph *g = *state;
  sf_expression *sum = sf_add(g, plain(g, "alpha"), plain(g, "beta"));
  assert_printed(sum, 12, "alpha + beta");
  assert_printed(sum, 11, "alpha + bet...");
  assert_printed(sum, 5, "alpha...");
  assert_printed(sum, 0, "...");
  assert_printed(sf_add(g, plain(g, "\xce\xb1\xce\xb2"), plain(g, "x")), 1, "\xce\xb1...");
  assert_printed(sf_add(g, plain(g, "\xce\xb1\xce\xb2"), plain(g, "x")), 6, "\xce\xb1\xce\xb2 + x");
}

static void test_endless_formulas_are_cut_in_no_time(void **state) {
  sf_graph *g = *state;
  sf_expression *chain = plain(g, "x"), *doubled = plain(g, "x");
  for (int i = 0; i < 1000000; i++) chain = sf_subtract(g, chain, sf_number(g, 1));
  assert_printed(chain, 9, "x - 1 - 1...");
  for (int i = 0; i < 100; i++) doubled = sf_add(g, doubled, doubled);
  assert_printed(doubled, 11, "x + x + (x ...");
}

static void test_a_missing_expression_is_refused(void **state) {
  (void)state;
  char *text = NULL;
  assert_int_equal(sf_print_expression(NULL, 10, &text, NULL), SF_INVALID);
  assert_null(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define GRAPH_TEST(test) cmocka_unit_test_setup_teardown(test, open_graph, close_graph)
      GRAPH_TEST(test_brackets_stand_where_the_order_of_operations_needs_them),
      GRAPH_TEST(test_functions_are_named),
      GRAPH_TEST(test_constants_have_units_and_citations_their_names),
      GRAPH_TEST(test_laws_are_spelled_out_in_their_unit),
      GRAPH_TEST(test_functions_of_many_operands_show_them_all),
      GRAPH_TEST(test_text_is_cut_after_the_limit_in_whole_characters),
      GRAPH_TEST(test_endless_formulas_are_cut_in_no_time),
      GRAPH_TEST(test_a_missing_expression_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
