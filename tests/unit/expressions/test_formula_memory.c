/* Every allocation of reading units and of building, rewriting and printing formulas may fail: the error is clean and
 * nothing is left behind. */
#include "check.h"
#include "failing_memory.h"

#include "signalflow/graph.h"

static sf_status read_units(void *context, sf_error *error) {
  (void)context;
  sf_units *units = NULL;
  sf_quantity euro;
  sf_status status = sf_create_units(&units, error);
  if (!status) status = sf_parse_quantity(units, "1.08 USD", 8, &euro, error);
  if (!status) status = sf_define_unit(units, "EUR", euro, error);
  sf_destroy_units(units);
  return status;
}

static sf_status compose_laws(void *context, sf_error *error) {
  (void)context;
  const double weights[] = {1, 2}, values[] = {3, 4};
  sf_law *parts[2] = {NULL, NULL}, *mixture = NULL, *truncated = NULL, *discrete = NULL;
  sf_status status = sf_normal(0, 1, &parts[0], error);
  if (!status) status = sf_gamma(2, 3, &parts[1], error);
  if (!status) status = sf_mixture(parts, weights, 2, &mixture, error);
  if (!status) status = sf_truncated(mixture, -1, 4, &truncated, error);
  if (!status) status = sf_discrete(values, weights, 2, &discrete, error);
  sf_release_law(parts[0]);
  sf_release_law(parts[1]);
  sf_release_law(mixture);
  sf_release_law(truncated);
  sf_release_law(discrete);
  return status;
}

/* A formula, its slopes, its drivers correlated, and its text. */
static sf_status rework(sf_graph *g, sf_error *error) {
  const char *const names[] = {"a", "b"};
  const double rank[] = {1, 0.5, 0.5, 1};
  sf_expression *a = sf_draw(g, "a"), *b = sf_draw(g, "b"), *draws[] = {a, b}, *slopes[2], *joined[2], *result[1];
  sf_expression *formula = sf_multiply(g, sf_exponential_of(g, a), sf_power(g, b, a));
  sf_status status = sf_graph_status(g, error);
  char *text = NULL;
  if (!status) status = sf_differentiate(g, formula, draws, 2, slopes, error);
  if (!status) status = sf_correlate(g, names, 2, rank, joined, error);
  if (!status) status = sf_substitute(g, &formula, 1, draws, joined, 2, result, error);
  if (!status) status = sf_print_expression(result[0], 1000, &text, error);
  sf_free_text(text);
  return status;
}

static sf_status build_formula(void *context, sf_error *error) {
  (void)context;
  sf_graph *graph = NULL;
  sf_status status = sf_create_graph(&graph, error);
  if (!status) status = rework(graph, error);
  sf_destroy_graph(graph);
  return status;
}

static void test_units_survive_every_failed_allocation(void **state) {
  (void)state;
  assert_true(fail_each_allocation(read_units, NULL) >= 2);
}

static void test_laws_survive_every_failed_allocation(void **state) {
  (void)state;
  assert_true(fail_each_allocation(compose_laws, NULL) >= 5);
}

static void test_formulas_survive_every_failed_allocation(void **state) {
  (void)state;
  assert_true(fail_each_allocation(build_formula, NULL) >= 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_units_survive_every_failed_allocation),
      cmocka_unit_test(test_laws_survive_every_failed_allocation),
      cmocka_unit_test(test_formulas_survive_every_failed_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
