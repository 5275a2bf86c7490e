/* Every allocation of compiling, running, merging and writing may fail: the error is clean, and nothing is left. */
#include "check.h"
#include "failing_memory.h"

#include "signalflow/plan.h"

static double first_of(const double *operands, size_t count) { return count ? operands[0] : 0; }
static const sf_function first_operand = {"first", first_of, NULL};

/* A plan that uses every table a plan may have. */
static sf_status build(sf_graph **graph, sf_expression **outputs, sf_error *error) {
  sf_status status = sf_create_graph(graph, error);
  if (status) return status;
  sf_law *law;
  status = sf_pert(0, 1, 4, 4, &law, error);
  if (status) return status;
  sf_graph *g = *graph;
  sf_expression *x = sf_quantile(g, law, sf_dimensionless(), sf_draw(g, "x"));
  sf_release_law(law);
  sf_expression *operands[] = {x, sf_draw(g, "y"), sf_number(g, 3)};
  outputs[0] = sf_where(g, sf_less(g, x, operands[1]), sf_number(g, 1), sf_number(g, 2));
  outputs[1] = sf_call(g, &first_operand, sf_dimensionless(), operands, 3);
  return sf_graph_status(g, error);
}

static sf_status compile_again(void *plan, sf_error *error) {
  (void)plan;
  sf_graph *graph = NULL;
  sf_expression *outputs[2];
  sf_plan *made = NULL;
  sf_status status = build(&graph, outputs, error);
  if (!status) status = sf_compile_plan(graph, outputs, 2, &made, error);
  if (status) assert_null(made);
  sf_destroy_plan(made);
  if (graph) sf_destroy_graph(graph);
  return status;
}

static sf_status run_with(sf_plan *plan, uint64_t draws, unsigned threads, double relative_error, sf_error *error) {
  sf_run_options options = sf_default_run_options();
  options.draws = draws;
  options.threads = threads;
  options.relative_error = relative_error;
  sf_summary *summaries[2];
  const sf_status status = sf_run_plan(plan, &options, summaries, NULL, error);
  for (size_t k = 0; k < 2; k++) {
    if (status) assert_null(summaries[k]);
    sf_destroy_summary(summaries[k]);
  }
  return status;
}

static sf_status run_alone(void *plan, sf_error *error) { return run_with(plan, 70000, 1, 0, error); }
static sf_status run_together(void *plan, sf_error *error) { return run_with(plan, 70000, 3, 0, error); }
static sf_status run_in_rounds(void *plan, sf_error *error) { return run_with(plan, 80000, 2, 1e-9, error); }

static sf_status cost(void *plan, sf_error *error) {
  sf_plan_cost found;
  return sf_cost_plan(plan, &found, error);
}

static sf_status sample(void *plan, sf_error *error) {
  const sf_run_options options = sf_default_run_options();
  double columns[2][100], *const outputs[] = {columns[0], columns[1]};
  return sf_sample_plan(plan, &options, 5, 100, outputs, error);
}

static sf_status through_bytes(void *plan, sf_error *error) {
  (void)plan;
  double values[40];
  sf_summary *summary = NULL, *read = NULL;
  unsigned char *bytes = NULL;
  size_t length;
  for (size_t i = 0; i < 40; i++) values[i] = (double)i;
  const sf_frame frame = {.scale = 1};
  sf_status status = sf_create_summary(SF_MOMENTS | SF_QUANTILES, &frame, false, &summary, error);
  if (!status) status = sf_add_values(summary, values, 40, error);
  if (!status) status = sf_write_summary(summary, &bytes, &length, error);
  if (!status) status = sf_read_summary(bytes, length, &read, error);
  sf_free_bytes(bytes);
  sf_destroy_summary(read);
  sf_destroy_summary(summary);
  return status;
}

static void test_every_failed_allocation_is_clean(void **state) {
  (void)state;
  attempt *const attempts[] = {compile_again, run_alone, run_together, run_in_rounds, sample, cost, through_bytes};
  sf_graph *graph;
  sf_expression *outputs[2];
  sf_plan *plan;
  assert_ok(build(&graph, outputs, NULL));
  assert_ok(sf_compile_plan(graph, outputs, 2, &plan, NULL));
  for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
    assert_true(fail_each_allocation(attempts[i], plan) >= 2);
  sf_destroy_plan(plan);
  sf_destroy_graph(graph);
  assert_int_equal(living_blocks, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_failed_allocation_is_clean)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
