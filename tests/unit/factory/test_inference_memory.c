/* Every allocation of inference, lanes, frontier and attribution may fail: the error is clean, and nothing is left. */
#include "failing_memory.h"

#include "signalflow/attribution.h"
#include "signalflow/frontier.h"
#include "signalflow/inference.h"
#include "signalflow/lanes.h"

/* A dense model of 80 layers on eight accelerators; all but concurrency, and link_bandwidth when it is to be blank. */
static void set_inputs(sf_graph *graph, sf_inference_inputs *inputs, bool blank) {
  static const struct {
    const char *name;
    double value;
  } rows[] = {{"compute", 1e15},
              {"attention_compute", 1e15},
              {"memory_bandwidth", 3e12},
              {"memory", 141e9},
              {"scaleup_domain", 8},
              {"rated_power", 700},
              {"parameters", 70e9},
              {"active_parameters", 70e9},
              {"layers", 80},
              {"hidden", 8192},
              {"heads", 64},
              {"head_size", 128},
              {"cache_heads", 8},
              {"score_width", 256},
              {"cache_elements", 163840},
              {"vocabulary", 128256},
              {"weight_bytes", 1},
              {"cache_bytes", 1},
              {"input", 1000},
              {"output", 500},
              {"link_bandwidth", 4e11}};
  size_t count;
  const sf_factory_field *const fields = sf_inference_input_fields(&count);
  for (size_t i = 0; i < sizeof rows / sizeof *rows - blank; i++)
    for (size_t k = 0; k < count; k++)
      if (strcmp(fields[k].name, rows[i].name) == 0) {
        sf_expression *const value = sf_constant(graph, (sf_quantity){rows[i].value, fields[k].dimension});
        if (value) assert_ok(sf_set_inference_input(inputs, rows[i].name, value, NULL));
      }
}

static const sf_inference_layout layout = {.accelerators = 8, .instances = 1};

static sf_status sweep(sf_graph *graph, sf_error *error) {
  sf_inference_inputs inputs = {0};
  sf_inference_outputs outputs;
  sf_inference_constants ideal = {.overlapped = true};
  sf_fill_ideal_constants(graph, &ideal);
  set_inputs(graph, &inputs, false);
  inputs.concurrency = sf_input(graph, "concurrency", sf_dimensionless());
  sf_status status = sf_graph_status(graph, error);
  if (!status) status = sf_build_inference(graph, &inputs, &layout, &ideal, &outputs, error);
  if (status) return status;
  sf_expression *const results[] = {outputs.interactivity, outputs.token_rate};
  sf_lanes *lanes = NULL;
  status = sf_compile_lanes(graph, results, 2, &inputs.concurrency, 1, &lanes, error);
  if (status) assert_null(lanes);
  if (status) return status;
  const double concurrency[] = {1, 8, 64};
  double interactivity[3], rate[3];
  const double *const columns[] = {concurrency};
  double *const lines[] = {interactivity, rate};
  status = sf_evaluate_lanes(lanes, columns, 3, lines, error);
  sf_destroy_lanes(lanes);
  size_t places[3], kept;
  if (!status) status = sf_find_frontier(interactivity, rate, 3, places, &kept, error);
  return status;
}

/* Naming a blank is the success here. */
static sf_status name_blank(sf_graph *graph, sf_error *error) {
  sf_inference_inputs inputs = {0};
  sf_inference_constants ideal = {.overlapped = true};
  sf_fill_ideal_constants(graph, &ideal);
  set_inputs(graph, &inputs, true);
  inputs.concurrency = sf_number(graph, 8);
  sf_status status = sf_graph_status(graph, error);
  sf_expression *value;
  if (!status) status = sf_inference_output(graph, &inputs, &layout, &ideal, "tpot", &value, error);
  if (status != SF_INVALID) return status;
  assert_string_equal(error->message, "tpot needs link_bandwidth, which is not known");
  error->code = SF_OK;
  return SF_OK;
}

/* Of numbers alone: only the outputs take memory. */
static sf_status calculate(sf_graph *graph, sf_error *error) {
  sf_inference_inputs inputs = {0};
  sf_inference_outputs outputs = {.tpot = sf_number(graph, 1)}, none = {0};
  sf_inference_constants ideal = {.overlapped = true};
  sf_fill_ideal_constants(graph, &ideal);
  set_inputs(graph, &inputs, false);
  inputs.concurrency = sf_number(graph, 8);
  sf_status status = sf_graph_status(graph, error);
  if (status) return status;
  status = sf_build_inference(graph, &inputs, &layout, &ideal, &outputs, error);
  if (status)
    assert_memory_equal(&outputs, &none, sizeof none);
  else
    assert_int_equal(sf_expression_operation(outputs.tpot), SF_CONSTANT);
  return status;
}

static sf_status with_graph(sf_status (*use)(sf_graph *, sf_error *), sf_error *error) {
  sf_graph *graph = NULL;
  sf_status status = sf_create_graph(&graph, error);
  if (!status) status = use(graph, error);
  if (graph) sf_destroy_graph(graph);
  return status;
}

/* As fail_each_allocation, but where a graph's table could not grow the answer comes all the same, more slowly. */
static long fail_each_in_graph(sf_status (*use)(sf_graph *, sf_error *)) {
  long failures = 0;
  for (bool failed = true; failed; failures += failed) {
    sf_error error = {SF_OK, ""};
    until_failure = failures;
    const sf_status status = with_graph(use, &error);
    failed = until_failure < 0;
    until_failure = -1;
    assert_true(status == SF_OK || (failed && status == SF_NO_MEMORY));
    assert_int_equal(error.code, status);
    assert_int_equal(living_blocks, 0);
  }
  return failures;
}

static sf_status try_decomposition(void *context, sf_error *error) {
  (void)context;
  const double before[] = {1, 2, 3, 4}, after[] = {2, 3, 4, 5};
  double parts[2], whole;
  return sf_decompose_difference(before, after, 2, 2, parts, &whole, error);
}

static void test_every_failed_allocation_is_clean(void **state) {
  (void)state;
  assert_true(fail_each_in_graph(sweep) > 100);
  assert_true(fail_each_in_graph(name_blank) > 100);
  assert_true(fail_each_in_graph(calculate) > 30);
  assert_int_equal(fail_each_allocation(try_decomposition, NULL), 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_failed_allocation_is_clean)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
