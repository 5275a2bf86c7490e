/* Times the engine without Lua, one question a process:
 *
 *   engine run SAMPLER mean|all SET DRAWS           the reference model
 *   engine threads THREADS DRAWS                    its means, the least passed time of many short runs
 *   engine model DRAWS                              its formulas alone, inputs given
 *   engine forward|gradient DRAWS                   npv; npv and its derivatives by all sixteen drivers
 *   engine cost DRAWS                               what plans say that they cost, and what a draw of a run takes
 *   engine compile                                  a plan of a thousand nodes
 *   engine sure                                     draws and time to a standard error of 0.1 %
 *   engine memory DRAWS                             resident memory of a long run with quantiles, and their error
 *   engine kernels                                  nanoseconds a value, by instruction set
 *
 * What is compared with others prints "X ns/draw": the median of five in processor time, but for `threads`.
 */
#include "reference_plan.h"

#include "base/clock.h"
#include "kernels/kernels.h"
#include "kernels/law_table.h"
#include "signalflow/lanes.h"
#include "signalflow/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { ROUNDS = 5 };

static void check(sf_status status, const sf_error *error) {
  if (!status) return;
  fprintf(stderr, "engine: %s\n", error->message);
  exit(1);
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double times[ROUNDS]) {
  qsort(times, ROUNDS, sizeof *times, by_size);
  return times[ROUNDS / 2];
}

static double processor_seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

typedef struct reference {
  sf_graph *graph;
  sf_expression *drivers[REFERENCE_DRIVERS], *outputs[REFERENCE_OUTPUTS];
} reference;

static reference open_reference(void) {
  reference made;
  sf_error error;
  check(sf_create_graph(&made.graph, &error), &error);
  check(reference_drivers(made.graph, made.drivers, &error), &error);
  check(reference_outputs(made.graph, made.drivers, made.outputs, &error), &error);
  return made;
}

static sf_plan *compile(sf_graph *graph, sf_expression *const *outputs, size_t count) {
  sf_plan *plan;
  sf_error error;
  check(sf_compile_plan(graph, outputs, count, &plan, &error), &error);
  return plan;
}

static sf_sampler sampler_of(const char *name) { return strcmp(name, "sobol") == 0 ? SF_SOBOL : SF_PSEUDO; }

static void run(const sf_plan *plan, const sf_run_options *options, sf_summary **summaries) {
  sf_error error;
  check(sf_run_plan(plan, options, summaries, NULL, &error), &error);
}

static void discard(const sf_plan *plan, sf_summary **summaries) {
  for (size_t k = 0; k < sf_plan_outputs(plan); k++) sf_destroy_summary(summaries[k]);
}

enum { MOST_OUTPUTS = 1 + REFERENCE_DRIVERS };

static double time_runs(const sf_plan *plan, const sf_run_options *options) {
  double times[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    sf_summary *summaries[MOST_OUTPUTS];
    const double start = processor_seconds();
    run(plan, options, summaries);
    times[round] = processor_seconds() - start;
    discard(plan, summaries);
  }
  return median(times) / (double)options->draws * 1e9;
}

static sf_run_options options_for(sf_sampler sampler, unsigned statistics, uint64_t draws) {
  sf_run_options options = sf_default_run_options();
  options.sampler = sampler;
  options.statistics = statistics;
  options.draws = draws;
  options.threads = 1;
  return options;
}

static void time_reference(char **arguments) {
  reference model = open_reference();
  sf_plan *plan = compile(model.graph, model.outputs, REFERENCE_OUTPUTS);
  sf_error error;
  check(sf_use_kernel_set(plan, strcmp(arguments[2], "best") == 0 ? NULL : arguments[2], &error), &error);
  const unsigned statistics = strcmp(arguments[1], "all") == 0 ? SF_MOMENTS | SF_QUANTILES : SF_MOMENTS;
  const sf_run_options options =
      options_for(sampler_of(arguments[0]), statistics, (uint64_t)strtod(arguments[3], NULL));
  printf("engine %s %s, %s: %.1f ns/draw\n", arguments[0], arguments[1], arguments[2], time_runs(plan, &options));
  sf_destroy_plan(plan);
  sf_destroy_graph(model.graph);
}

/* Whatever else runs on the machine only adds: the least time is that of a moment when it was quiet. */
static void time_threads(unsigned threads, uint64_t draws) {
  enum { RUNS = 40 };
  reference model = open_reference();
  sf_plan *plan = compile(model.graph, model.outputs, REFERENCE_OUTPUTS);
  sf_run_options options = options_for(SF_PSEUDO, SF_MOMENTS, draws);
  options.threads = threads;
  double least = INFINITY;
  for (int i = 0; i < RUNS; i++) {
    sf_summary *summaries[REFERENCE_OUTPUTS];
    const double start = sf_seconds();
    run(plan, &options, summaries);
    least = fmin(least, sf_seconds() - start);
    discard(plan, summaries);
  }
  printf("engine means, %u threads: %.2f ns/draw\n", threads, least / (double)draws * 1e9);
  sf_destroy_plan(plan);
  sf_destroy_graph(model.graph);
}

/* Columns of inputs in chunks, as NumPy takes them. */
static void time_model(uint64_t draws) {
  enum { CHUNK = 8192 };
  static double inputs[REFERENCE_DRIVERS][CHUNK], results[REFERENCE_OUTPUTS][CHUNK];
  sf_graph *graph;
  sf_error error;
  reference sampled = open_reference();
  sf_plan *sampling = compile(sampled.graph, sampled.drivers, REFERENCE_DRIVERS);
  double *columns[REFERENCE_DRIVERS], *outputs[REFERENCE_OUTPUTS];
  for (int j = 0; j < REFERENCE_DRIVERS; j++) columns[j] = inputs[j];
  for (int k = 0; k < REFERENCE_OUTPUTS; k++) outputs[k] = results[k];
  const sf_run_options options = options_for(SF_PSEUDO, SF_MOMENTS, CHUNK);
  check(sf_sample_plan(sampling, &options, 0, CHUNK, columns, &error), &error);

  check(sf_create_graph(&graph, &error), &error);
  sf_expression *given[REFERENCE_DRIVERS], *formulas[REFERENCE_OUTPUTS];
  for (int j = 0; j < REFERENCE_DRIVERS; j++) {
    char name[16];
    snprintf(name, sizeof name, "given %d", j);
    given[j] = sf_input(graph, name, (sf_dimension){0});
  }
  check(reference_outputs(graph, given, formulas, &error), &error);
  sf_lanes *lanes;
  check(sf_compile_lanes(graph, formulas, REFERENCE_OUTPUTS, given, REFERENCE_DRIVERS, &lanes, &error), &error);
  double times[ROUNDS];
  const uint64_t chunks = draws / CHUNK + 1;
  for (int round = 0; round < ROUNDS; round++) {
    const double start = processor_seconds();
    for (uint64_t i = 0; i < chunks; i++)
      check(sf_evaluate_lanes(lanes, (const double *const *)columns, CHUNK, outputs, &error), &error);
    times[round] = processor_seconds() - start;
  }
  printf("engine model: %.1f ns/draw\n", median(times) / (double)(chunks * CHUNK) * 1e9);
  sf_destroy_lanes(lanes);
  sf_destroy_plan(sampling);
  sf_destroy_graph(graph);
  sf_destroy_graph(sampled.graph);
}

static void time_gradient(bool derivatives, uint64_t draws) {
  reference model = open_reference();
  sf_expression *wanted[MOST_OUTPUTS] = {model.outputs[REFERENCE_NPV]};
  sf_error error;
  if (derivatives)
    check(sf_differentiate(model.graph, wanted[0], model.drivers, REFERENCE_DRIVERS, wanted + 1, &error), &error);
  sf_plan *plan = compile(model.graph, wanted, derivatives ? MOST_OUTPUTS : 1);
  const sf_run_options options = options_for(SF_PSEUDO, SF_MOMENTS, draws);
  printf("engine %s: %.1f ns/draw\n", derivatives ? "gradient" : "forward", time_runs(plan, &options));
  sf_destroy_plan(plan);
  sf_destroy_graph(model.graph);
}

static void compare_cost(const char *name, const sf_plan *plan, uint64_t draws) {
  sf_plan_cost cost;
  sf_error error;
  check(sf_cost_plan(plan, &cost, &error), &error);
  size_t kernels = 0, values = 0;
  double nanoseconds = 0;
  for (int work = 0; work < SF_PLAN_COUNT; work++) {
    kernels += cost.parts[work].kernels;
    values += cost.parts[work].values;
    nanoseconds += cost.parts[work].nanoseconds;
  }
  const sf_run_options options = options_for(SF_PSEUDO, SF_MOMENTS, draws);
  const double measured = time_runs(plan, &options);
  printf("%-22s %3zu kernels, %3zu values, %5.1f ns a draw; a run with means %5.1f: %.2f of it\n", name, kernels,
         values, nanoseconds, measured, nanoseconds / measured);
}

static void compare_costs(uint64_t draws) {
  reference model = open_reference();
  sf_expression *wanted[MOST_OUTPUTS] = {model.outputs[REFERENCE_NPV]};
  sf_error error;
  check(sf_differentiate(model.graph, wanted[0], model.drivers, REFERENCE_DRIVERS, wanted + 1, &error), &error);
  sf_plan *plans[] = {compile(model.graph, wanted, 1), compile(model.graph, model.outputs, REFERENCE_OUTPUTS),
                      compile(model.graph, wanted, MOST_OUTPUTS)};
  static const char *const names[] = {"npv", "ten outputs", "npv and gradient"};
  for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
    compare_cost(names[i], plans[i], draws);
    sf_destroy_plan(plans[i]);
  }
  sf_destroy_graph(model.graph);
}

/* x_(i+1) = x_i y + i over ten drivers: no two nodes alike. */
static void time_compile(void) {
  enum { NODES = 1000, PERIODS = 10 };
  double times[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    sf_graph *graph;
    sf_error error;
    check(sf_create_graph(&graph, &error), &error);
    sf_expression *x = sf_draw(graph, "x");
    for (int i = 0; sf_graph_size(graph) < NODES; i++) {
      char name[16];
      snprintf(name, sizeof name, "y %d", i % PERIODS);
      x = sf_add(graph, sf_multiply(graph, x, sf_draw(graph, name)), sf_number(graph, i + 0.5));
    }
    const double start = sf_seconds();
    sf_plan *plan = compile(graph, &x, 1);
    times[round] = sf_seconds() - start;
    sf_destroy_plan(plan);
    sf_destroy_graph(graph);
  }
  printf("compiling a plan of 1,000 nodes: %.3f ms\n", median(times) * 1e3);
}

/* Relative standard error of an output's mean after so many draws, averaged over seeds. */
static double relative_error(const sf_plan *plan, sf_run_options options, size_t output) {
  enum { SEEDS = 8 };
  double squares = 0;
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    sf_summary *summaries[REFERENCE_OUTPUTS];
    options.seed = seed;
    run(plan, &options, summaries);
    const double error = sf_summary_standard_error(summaries[output]) / sf_summary_mean(summaries[output]);
    squares += error * error / SEEDS;
    discard(plan, summaries);
  }
  return sqrt(squares);
}

enum { MANY = 1 << 16 };

/* Pseudo-random draws that would give this error: it falls with their root. */
static double pseudo_draws(double error_of_many, double wanted) {
  return MANY * (error_of_many / wanted) * (error_of_many / wanted);
}

static void find_sure(const sf_plan *plan, double pseudo_error, double wanted) {
  const sf_run_options pseudo = options_for(SF_PSEUDO, SF_MOMENTS, MANY);
  sf_run_options sobol = options_for(SF_SOBOL, SF_MOMENTS, 2 * SF_REPLICATES);
  while (relative_error(plan, sobol, REFERENCE_NPV) > wanted) sobol.draws *= 2;
  const double needed = pseudo_draws(pseudo_error, wanted), spent = time_runs(plan, &sobol) * 1e-6;
  printf("  E[npv] to %g %%: Sobol %.0f draws, %.2f ms; pseudo-random %.0f draws, %.1f ms: %.0f times as many\n",
         wanted * 100, (double)sobol.draws, spent * (double)sobol.draws, needed,
         time_runs(plan, &pseudo) * 1e-6 * needed, needed / (double)sobol.draws);
}

static void print_worth(const sf_plan *plan, size_t output, const char *name) {
  const double pseudo = relative_error(plan, options_for(SF_PSEUDO, SF_MOMENTS, MANY), output);
  const double sobol = relative_error(plan, options_for(SF_SOBOL, SF_MOMENTS, MANY), output);
  printf("  %s: at 65,536 draws a Sobol draw is worth %.1f pseudo-random ones\n", name,
         pseudo / sobol * (pseudo / sobol));
}

static void print_sure(void) {
  reference model = open_reference();
  sf_plan *plan = compile(model.graph, model.outputs, REFERENCE_OUTPUTS);
  const double error = relative_error(plan, options_for(SF_PSEUDO, SF_MOMENTS, MANY), REFERENCE_NPV);
  find_sure(plan, error, 1e-3);
  find_sure(plan, error, 1e-4);
  print_worth(plan, REFERENCE_NPV, "E[npv]");
  print_worth(plan, REFERENCE_NPV_POSITIVE, "P(npv > 0)");
  sf_destroy_plan(plan);
  sf_destroy_graph(model.graph);
}

/* A sum of three drivers whose quantiles are known: the sum of three normal ones. */
static void run_long(uint64_t draws) {
  sf_graph *graph;
  sf_law *law;
  sf_error error;
  check(sf_create_graph(&graph, &error), &error);
  check(sf_normal(100, 10, &law, &error), &error);
  sf_expression *total = sf_number(graph, 0);
  static const char *const names[] = {"a", "b", "c"};
  for (int i = 0; i < 3; i++)
    total = sf_add(graph, total, sf_quantile(graph, law, (sf_dimension){0}, sf_draw(graph, names[i])));
  sf_plan *plan = compile(graph, &total, 1);
  sf_run_options options = options_for(SF_PSEUDO, SF_MOMENTS | SF_QUANTILES, draws);
  options.threads = 0;
  sf_summary *summary;
  const double start = sf_seconds();
  run(plan, &options, &summary);
  const double seconds = sf_seconds() - start;
  static const double p[] = {0.05, 0.5, 0.95}, z[] = {-1.6448536269514722, 0, 1.6448536269514722};
  double worst = 0;
  for (int i = 0; i < 3; i++) {
    const double exact = 300 + z[i] * 10 * sqrt(3);
    worst = fmax(worst, fabs(sf_summary_quantile(summary, p[i]) / exact - 1));
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%.0f draws in %.1f s: %.1f MB resident at most; p5, p50 and p95 within %.1e (stated: %.0e)\n", (double)draws,
         seconds, (double)usage.ru_maxrss / 1024, worst, SF_QUANTILE_ERROR);
  sf_destroy_summary(summary);
  sf_destroy_plan(plan);
  sf_release_law(law);
  sf_destroy_graph(graph);
}

/* Kernels. */

enum { LANES = 256, CALLS = 2000, MOST_SETS = 4 };
static _Alignas(64) double out[LANES], second_out[LANES], left[LANES], right[LANES], uniform[LANES];

typedef struct tables {
  sf_law_table *normal, *lognormal, *triangular, *pert;
} tables;

static tables open_tables(void) {
  sf_law *laws[4];
  tables made;
  sf_law_table **const places[] = {&made.normal, &made.lognormal, &made.triangular, &made.pert};
  sf_error error;
  check(sf_normal(1, 0.3, &laws[0], &error), &error);
  check(sf_lognormal(1, 0.3, &laws[1], &error), &error);
  check(sf_triangular(1, 2, 4, &laws[2], &error), &error);
  check(sf_pert(1, 2, 4, 4, &laws[3], &error), &error);
  for (int i = 0; i < 4; i++) {
    check(sf_create_law_table(laws[i], places[i], &error), &error);
    sf_release_law(laws[i]);
  }
  return made;
}

#define KERNEL(name, call)                                                                                             \
  do {                                                                                                                 \
    printf("  %-22s", name);                                                                                           \
    for (size_t index = 0; index < count; index++) {                                                                   \
      const sf_kernels *k = sets[index];                                                                               \
      double times[ROUNDS];                                                                                            \
      for (int round = 0; round < ROUNDS; round++) {                                                                   \
        const double start = processor_seconds();                                                                      \
        for (int i = 0; i < CALLS; i++) call;                                                                          \
        times[round] = processor_seconds() - start;                                                                    \
      }                                                                                                                \
      printf(" %9.2f", median(times) / CALLS / LANES * 1e9);                                                           \
    }                                                                                                                  \
    printf("\n");                                                                                                      \
  } while (0)

static void time_kernels(void) {
  const sf_kernels *sets[MOST_SETS];
  const size_t count = sf_available_kernels(sets, MOST_SETS);
  const tables law = open_tables();
  for (int i = 0; i < LANES; i++) {
    left[i] = 0.5 + i * 7 % LANES / (double)LANES;
    right[i] = i * 5 % LANES / 40.0 - 3;
  }
  sets[0]->pseudo(uniform, 1, 77, 0, LANES);
  const sf_chain_link square_root = {.form = SF_LINK(SF_OP_SQUARE_ROOT, 0), .from = left, .out = out},
                      divide = {.form = SF_LINK(SF_OP_DIVIDE, 0), .from = right, .second = left, .out = out},
                      pair[] = {{.form = SF_LINK(SF_OP_POWER, 0), .from = left, .second = right, .out = out},
                                {.form = SF_LINK(SF_OP_POWER, 0), .from = left, .second = uniform, .out = second_out}},
                      multiply = {.form = SF_LINK(SF_OP_MULTIPLY, 0), .from = right, .second = left, .out = out};
  double sums[4][16] = {{0}};
  uint64_t undefined = 0;
  printf("  %-22s", "ns a value");
  for (size_t i = 0; i < count; i++) printf(" %9s", sets[i]->name);
  printf("\n");
  KERNEL("pseudo-random", k->pseudo(out, 1, 77, (uint64_t)i * LANES, LANES));
  KERNEL("normal", k->quantile(out, uniform, law.normal, LANES));
  KERNEL("lognormal", k->quantile(out, uniform, law.lognormal, LANES));
  KERNEL("triangular", k->quantile(out, uniform, law.triangular, LANES));
  KERNEL("PERT", k->quantile(out, uniform, law.pert, LANES));
  KERNEL("exponential", k->exponential(out, right, LANES));
  KERNEL("logarithm", k->logarithm(out, left, LANES));
  KERNEL("power", k->power(out, left, right, LANES));
  KERNEL("two of one base", k->powers(pair, 2, LANES));
  KERNEL("logistic", k->logistic(out, right, LANES));
  KERNEL("square root", k->chain(&square_root, 1, LANES));
  KERNEL("divide", k->chain(&divide, 1, LANES));
  KERNEL("multiply", k->chain(&multiply, 1, LANES));
  KERNEL("moments", k->moments(right, LANES, 1, 1, sums[0], sums[1], sums[2], sums[3], &undefined));
  sf_destroy_law_table(law.normal);
  sf_destroy_law_table(law.lognormal);
  sf_destroy_law_table(law.triangular);
  sf_destroy_law_table(law.pert);
}

int main(int count, char **arguments) {
  const char *question = count > 1 ? arguments[1] : "";
  const uint64_t draws = count > 2 ? (uint64_t)strtod(arguments[2], NULL) : 0;
  if (count == 6 && strcmp(question, "run") == 0)
    time_reference(arguments + 2);
  else if (count == 4 && strcmp(question, "threads") == 0)
    time_threads((unsigned)draws, (uint64_t)strtod(arguments[3], NULL));
  else if (count == 3 && strcmp(question, "model") == 0)
    time_model(draws);
  else if (count == 3 && (strcmp(question, "gradient") == 0 || strcmp(question, "forward") == 0))
    time_gradient(question[0] == 'g', draws);
  else if (count == 3 && strcmp(question, "memory") == 0)
    run_long(draws);
  else if (count == 3 && strcmp(question, "cost") == 0)
    compare_costs(draws);
  else if (strcmp(question, "compile") == 0)
    time_compile();
  else if (strcmp(question, "sure") == 0)
    print_sure();
  else if (strcmp(question, "kernels") == 0)
    time_kernels();
  else
    return fprintf(stderr, "engine: see the head of engine.c for what it takes\n"), 2;
  return 0;
}
