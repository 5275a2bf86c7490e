/* An AI factory in C, without Lua: a hundred megawatts of B200 that serve DeepSeek-R1, all else as the catalogue has
 * it.
 *
 *   cc reference_factory.c $(pkg-config --cflags --libs signalflow) -o reference_factory
 *   ./reference_factory reference_factory.csv [DIGITS [THREADS [KERNELS]]]
 *
 * The drivers stand in the file with their laws, sources and dates. Any factory of the language writes such a file:
 * factory:save_drivers "mine.csv". */
#include <signalflow/signalflow.h>

#include <stdio.h>
#include <stdlib.h>

enum { MOST_OUTPUTS = 64, DRAWS = 100000, SEED = 7 };

/* What the drivers make known of a factory. */
typedef struct known_outputs {
  sf_expression *values[MOST_OUTPUTS];
  const sf_factory_field *fields[MOST_OUTPUTS];
  size_t count;
} known_outputs;

static sf_status read_factory(sf_graph *graph, const char *path, known_outputs *known, sf_error *error) {
  char *text;
  size_t length, count;
  sf_factory_inputs inputs;
  sf_factory_outputs outputs;
  sf_status status = sf_read_file(path, &text, &length, error);
  if (status) return status;
  status = sf_read_factory_inputs(graph, path, text, length, &inputs, error);
  sf_free_text(text);
  if (!status) status = sf_build_factory(graph, &inputs, &outputs, error);
  const sf_factory_field *const fields = sf_factory_output_fields(&count);
  known->count = 0;
  for (size_t i = 0; i < count && !status; i++) {
    sf_expression *value;
    status = sf_factory_output(&outputs, fields[i].name, &value, error);
    if (status || value == NULL || known->count == MOST_OUTPUTS) continue;
    known->fields[known->count] = &fields[i];
    known->values[known->count++] = value;
  }
  return status;
}

static void print(const sf_factory_field *field, const sf_summary *summary, int digits) {
  char mean[SF_QUANTITY_TEXT_SIZE], low[SF_QUANTITY_TEXT_SIZE], high[SF_QUANTITY_TEXT_SIZE];
  const sf_dimension of = field->dimension;
  if (sf_summary_count(summary) == 0) {
    printf("%-24s  no draw has a value\n", field->name);
    return;
  }
  sf_print_quantity((sf_quantity){sf_summary_mean(summary), of}, digits, mean);
  sf_print_quantity((sf_quantity){sf_summary_quantile(summary, 0.05), of}, digits, low);
  sf_print_quantity((sf_quantity){sf_summary_quantile(summary, 0.95), of}, digits, high);
  printf("%-24s  %s  [%s, %s]\n", field->name, mean, low, high);
}

/* Mean, 5 % and 95 % quantile of every output. */
static sf_status run(sf_plan *plan, const known_outputs *known, int digits, unsigned threads, sf_error *error) {
  sf_summary *summaries[MOST_OUTPUTS];
  sf_run_options options = sf_default_run_options();
  options.draws = DRAWS, options.seed = SEED, options.threads = threads;
  const sf_status status = sf_run_plan(plan, &options, summaries, NULL, error);
  for (size_t i = 0; i < known->count && !status; i++) {
    print(known->fields[i], summaries[i], digits);
    sf_destroy_summary(summaries[i]);
  }
  return status;
}

int main(int count, char **arguments) {
  if (count < 2) {
    fputs("usage: reference_factory DRIVERS.csv [DIGITS [THREADS [KERNELS]]]\n", stderr);
    return EXIT_FAILURE;
  }
  const int digits = count > 2 ? atoi(arguments[2]) : SF_PERSON_DIGITS;
  const unsigned threads = count > 3 ? (unsigned)atoi(arguments[3]) : 0; /* 0: as many as there are processors */
  sf_error error;
  sf_graph *graph = NULL;
  sf_plan *plan = NULL;
  known_outputs known;
  sf_status status = sf_create_graph(&graph, &error);
  if (!status) status = read_factory(graph, arguments[1], &known, &error);
  if (!status) status = sf_compile_plan(graph, known.values, known.count, &plan, &error);
  if (!status && count > 4) status = sf_use_kernel_set(plan, arguments[4], &error);
  if (!status) status = run(plan, &known, digits, threads, &error);
  if (status) fprintf(stderr, "reference_factory: %s\n", error.message);
  sf_destroy_plan(plan);
  sf_destroy_graph(graph);
  return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
