/* Walking over formulas and putting expressions in place of others. */
#include "expressions.h"

#include "expressions/node.h"

#include <string.h>

static sf_expression *plain(sf_graph *graph, const char *name) { return sf_input(graph, name, sf_dimensionless()); }

static double value_of(const sf_expression *expression) {
  double value = NAN;
  assert_non_null(expression);
  assert_true(sf_expression_value(expression, &value));
  return value;
}

static sf_expression *put(sf_graph *graph, sf_expression *root, sf_expression *from, sf_expression *to) {
  sf_expression *result = NULL;
  assert_ok(sf_substitute(graph, &root, 1, &from, &to, 1, &result, NULL));
  return result;
}

/* Walking. */

typedef struct visits {
  const sf_expression *seen[16];
  size_t count, limit;
} visits;

static bool note(void *context, sf_expression *expression) {
  visits *visited = context;
  assert_true(visited->count < 16);
  visited->seen[visited->count++] = expression;
  return visited->count < visited->limit;
}

static void test_a_walk_visits_every_node_once_operands_first(void **state) {
  sf_graph *graph = *state;
  sf_expression *a = plain(graph, "a"), *sum = sf_add(graph, a, sf_draw(graph, "u"));
  sf_expression *roots[] = {sf_multiply(graph, sum, sum), NULL, sf_divide(graph, a, sum), a};
  visits visited = {.limit = 16};
  assert_ok(sf_walk(roots, 4, note, &visited, NULL));
  assert_int_equal(visited.count, 5);
  for (size_t i = 0; i < visited.count; i++)
    for (size_t k = 0; k < sf_operand_count(visited.seen[i]); k++) {
      bool earlier = false;
      for (size_t j = 0; j < i; j++) earlier = earlier || visited.seen[j] == sf_operand(visited.seen[i], k);
      assert_true(earlier);
    }
}

static void test_a_walk_ends_when_the_visitor_has_seen_enough(void **state) {
  sf_graph *graph = *state;
  sf_expression *root = sf_add(graph, plain(graph, "a"), plain(graph, "b"));
  visits visited = {.limit = 2};
  assert_ok(sf_walk(&root, 1, note, &visited, NULL));
  assert_int_equal(visited.count, 2);
}

static bool count_node(void *context, sf_expression *expression) {
  (void)expression;
  ++*(size_t *)context;
  return true;
}

static sf_expression *deep_chain(sf_graph *graph, sf_expression *x) {
  for (int i = 0; i < 1000000; i++) x = sf_logistic(graph, x);
  return x;
}

static void test_a_walk_goes_a_million_deep(void **state) {
  sf_expression *root = deep_chain(*state, plain(*state, "x"));
  size_t count = 0;
  assert_ok(sf_walk(&root, 1, count_node, &count, NULL));
  assert_int_equal(count, 1000001);
}

/* Substituting. */

static void test_an_input_is_replaced_everywhere_and_constants_fold(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x"), *y = plain(graph, "y");
  sf_expression *formula = sf_add(graph, sf_multiply(graph, x, y), sf_square_root(graph, x));
  sf_expression *half = put(graph, formula, x, sf_number(graph, 9));
  assert_ptr_equal(half, sf_add(graph, sf_multiply(graph, sf_number(graph, 9), y), sf_number(graph, 3)));
  assert_close(value_of(put(graph, half, y, sf_number(graph, 2))), 21, 0);
}

static void test_what_holds_no_replaced_part_stays_the_same_node(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x"), *y = plain(graph, "y");
  sf_expression *untouched = sf_exponential_of(graph, y);
  assert_ptr_equal(put(graph, untouched, x, sf_number(graph, 1)), untouched);
  assert_ptr_equal(put(graph, untouched, y, y), untouched);
}

static void test_replacements_happen_at_once_and_may_swap(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x"), *y = plain(graph, "y");
  sf_expression *from[] = {x, y}, *to[] = {y, sf_negate(graph, x)};
  sf_expression *roots[] = {sf_divide(graph, x, y), sf_less(graph, x, y), NULL};
  assert_ok(sf_substitute(graph, roots, 3, from, to, 2, roots, NULL)); /* results may be roots */
  assert_ptr_equal(roots[0], sf_divide(graph, y, sf_negate(graph, x)));
  assert_ptr_equal(roots[1], sf_less(graph, y, sf_negate(graph, x)));
  assert_null(roots[2]);
}

static void test_an_operation_can_be_replaced(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x"), *square = sf_multiply(graph, x, x);
  sf_expression *formula = sf_logistic(graph, sf_add(graph, square, x));
  assert_ptr_equal(put(graph, formula, square, x), sf_logistic(graph, sf_add(graph, x, x)));
}

static double sum(const double *operands, size_t count) {
  double total = 0;
  for (size_t i = 0; i < count; i++) total += operands[i];
  return total;
}

static void test_every_operation_is_rebuilt_as_itself(void **state) {
  sf_graph *graph = *state;
  static const sf_function function = {"sum", sum, NULL};
  sf_law *law;
  assert_ok(sf_uniform(0, 1, &law, NULL));
  typedef sf_expression *builder(sf_graph *, sf_expression *);
  builder *const unary[] = {
      sf_negate,          sf_square_root, sf_exponential_of, sf_logarithm, sf_logistic, sf_normal_distribution,
      sf_normal_quantile, sf_absolute,    sf_floor,          sf_ceiling};
  typedef sf_expression *pair_builder(sf_graph *, sf_expression *, sf_expression *);
  pair_builder *const binary[] = {sf_add,     sf_subtract, sf_multiply, sf_divide,     sf_power,
                                  sf_minimum, sf_maximum,  sf_less,     sf_less_equal, sf_equal};
  sf_expression *x = sf_draw(graph, "x"), *y = sf_draw(graph, "y"), *z = sf_draw(graph, "z");
  for (size_t i = 0; i < sizeof unary / sizeof *unary; i++)
    assert_ptr_equal(put(graph, unary[i](graph, x), x, z), unary[i](graph, z));
  for (size_t i = 0; i < sizeof binary / sizeof *binary; i++)
    assert_ptr_equal(put(graph, binary[i](graph, x, y), x, z), binary[i](graph, z, y));
  assert_ptr_equal(put(graph, sf_where(graph, x, y, z), x, z), sf_where(graph, z, y, z));
  assert_ptr_equal(put(graph, sf_cite(graph, x, "name", "source"), x, z), sf_cite(graph, z, "name", "source"));
  assert_ptr_equal(put(graph, sf_quantile(graph, law, sf_dimensionless(), x), x, z),
                   sf_quantile(graph, law, sf_dimensionless(), z));
  sf_expression *before[] = {x, y}, *after[] = {z, y};
  assert_ptr_equal(put(graph, sf_call(graph, &function, sf_dimensionless(), before, 2), x, z),
                   sf_call(graph, &function, sf_dimensionless(), after, 2));
  sf_release_law(law);
  assert_ok(sf_graph_status(graph, NULL));
}

static void test_dimensions_must_match(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = sf_input(graph, "x", sf_base_dimension(SF_TOKEN)), *result = NULL, *to = sf_number(graph, 3);
  sf_error error;
  assert_int_equal(sf_substitute(graph, &x, 1, &x, &to, 1, &result, &error), SF_DIMENSION);
  assert_non_null(strstr(error.message, "cannot put 3 (a plain number) in place of x (token)"));
  assert_null(result);
}

static void test_a_result_without_a_value_is_undefined_and_says_why(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x"), *u = sf_draw(graph, "u"), *zero = sf_number(graph, 0);
  sf_expression *inverse = sf_divide(graph, sf_number(graph, 1), x);
  sf_expression *roots[] = {sf_multiply(graph, u, inverse), sf_add(graph, u, x), sf_divide(graph, u, x)}, *results[3];
  sf_error error;
  assert_ok(sf_substitute(graph, roots, 3, &x, &zero, 1, results, &error));
  assert_true(sf_explain_undefined(results[0], &error));
  assert_non_null(strstr(error.message, "division by zero: 1"));
  assert_ptr_equal(results[1], u); /* the rest stands */
  assert_false(sf_explain_undefined(results[1], &error));
  assert_true(sf_explain_undefined(results[2], &error));
  assert_non_null(strstr(error.message, "division by zero: u"));
  assert_false(sf_explain_undefined(roots[0], &error));
}

static void test_a_formula_written_without_a_value_stays_an_error_after_a_substitution(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x"), *root = sf_square_root(graph, x);
  sf_expression *cited = sf_cite(graph, sf_number(graph, -1), "x", "source");
  sf_error error;
  assert_true(sf_explain_undefined(put(graph, root, x, cited), &error));
  assert_null(sf_square_root(graph, cited)); /* the same node */
  assert_int_equal(sf_graph_status(graph, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "square root of -1"));
}

static void test_a_branch_that_is_not_taken_is_not_computed(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x"), *y = plain(graph, "y"), *zero = sf_number(graph, 0);
  sf_expression *inverse = sf_divide(graph, y, x), *safe = sf_where(graph, sf_equal(graph, x, zero), y, inverse);
  sf_expression *formula = sf_add(graph, safe, sf_number(graph, 1));
  assert_ptr_equal(put(graph, formula, x, zero), sf_add(graph, y, sf_number(graph, 1)));
  assert_ptr_equal(put(graph, formula, x, sf_number(graph, 2)),
                   sf_add(graph, sf_divide(graph, y, sf_number(graph, 2)), sf_number(graph, 1)));
}

static void test_substitution_goes_a_million_deep(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x"), *y = plain(graph, "y"), *chain = deep_chain(graph, x);
  assert_ptr_equal(put(graph, chain, x, y), deep_chain(graph, y));
}

static void test_formulas_that_repeat_their_parts_stay_cheap(void **state) {
  sf_graph *graph = *state;
  sf_expression *x = plain(graph, "x"), *formula = x;
  for (int i = 0; i < 200; i++) formula = sf_add(graph, formula, formula); /* 2^200 terms when written out */
  assert_close(value_of(put(graph, formula, x, sf_number(graph, 3))), ldexp(3, 200), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define GRAPH_TEST(test) cmocka_unit_test_setup_teardown(test, open_graph, close_graph)
      GRAPH_TEST(test_a_walk_visits_every_node_once_operands_first),
      GRAPH_TEST(test_a_walk_ends_when_the_visitor_has_seen_enough),
      GRAPH_TEST(test_a_walk_goes_a_million_deep),
      GRAPH_TEST(test_an_input_is_replaced_everywhere_and_constants_fold),
      GRAPH_TEST(test_what_holds_no_replaced_part_stays_the_same_node),
      GRAPH_TEST(test_replacements_happen_at_once_and_may_swap),
      GRAPH_TEST(test_an_operation_can_be_replaced),
      GRAPH_TEST(test_every_operation_is_rebuilt_as_itself),
      GRAPH_TEST(test_dimensions_must_match),
      GRAPH_TEST(test_a_result_without_a_value_is_undefined_and_says_why),
      GRAPH_TEST(test_a_formula_written_without_a_value_stays_an_error_after_a_substitution),
      GRAPH_TEST(test_a_branch_that_is_not_taken_is_not_computed),
      GRAPH_TEST(test_substitution_goes_a_million_deep),
      GRAPH_TEST(test_formulas_that_repeat_their_parts_stay_cheap),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
