/* The hot paths as small fixed runs, whose instructions `make bench-check` counts: hot_paths PATH SET [steps]
 *
 * The set of kernels is asked for by name, so that the counts are the same on every machine that has it. With `steps`
 * the run is a 256th as long, takes a trap at each instruction and says how many there were: callgrind does not know
 * AVX-512. */
#define _GNU_SOURCE /* for the names of registers */
#include "reference_estimate.h"
#include "reference_plan.h"

#include "signalflow/plan.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) && defined(__linux__)
#include <ucontext.h>
#endif

static void check(sf_status status, const sf_error *error) {
  if (!status) return;
  fprintf(stderr, "hot_paths: %s\n", error->message);
  exit(1);
}

typedef struct path {
  const char *name;
  sf_sampler sampler;
  unsigned statistics;
  enum { REFERENCE, GRADIENT, ESTIMATE, FORMULA } of;
  uint64_t draws; /* 0: the plan is only compiled; estimates are built whole, over and over */
} path;

static const path PATHS[] = {
    {"compile", SF_PSEUDO, SF_MOMENTS, REFERENCE, 0},
    {"pseudo-means", SF_PSEUDO, SF_MOMENTS, REFERENCE, 32768},
    {"sobol-means", SF_SOBOL, SF_MOMENTS, REFERENCE, 32768},
    {"pseudo-quantiles", SF_PSEUDO, SF_MOMENTS | SF_QUANTILES, REFERENCE, 81920},
    {"gradient", SF_PSEUDO, SF_MOMENTS, GRADIENT, 32768},
    {"estimate", SF_PSEUDO, SF_MOMENTS, ESTIMATE, 0},
    {"estimate-formula", SF_PSEUDO, SF_MOMENTS, FORMULA, 0},
    {"estimate-sweep", SF_PSEUDO, SF_MOMENTS, FORMULA, 32768},
};

/* Counting by the processor's trap flag: while it is set, every instruction ends in SIGTRAP, whose handler sets it
 * again on the way back. No process beside this one is needed, so neighbours do not slow it down. */
static volatile sig_atomic_t counts_steps;
static volatile unsigned long long steps;

#if defined(__x86_64__) && defined(__linux__)
static void count_step(int signal, siginfo_t *info, void *context) {
  enum { TRAP_FLAG = 0x100 };
  greg_t *const flags = &((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL];
  (void)signal, (void)info;
  *flags = counts_steps ? *flags | TRAP_FLAG : *flags & ~(greg_t)TRAP_FLAG;
  steps++;
}

static void start_counting(void) {
  struct sigaction action = {.sa_sigaction = count_step, .sa_flags = SA_SIGINFO};
  if (sigaction(SIGTRAP, &action, NULL) != 0) exit(1);
  counts_steps = 1;
  raise(SIGTRAP);
}
#else
static void start_counting(void) {
  fprintf(stderr, "hot_paths: steps are counted on Linux and x86-64 alone\n");
  exit(1);
}
#endif

enum { MOST_OUTPUTS = 1 + REFERENCE_DRIVERS };

static size_t reference_of(const path *way, sf_graph *graph, sf_expression *outputs[MOST_OUTPUTS]) {
  sf_expression *drivers[REFERENCE_DRIVERS];
  sf_error error;
  check(reference_drivers(graph, drivers, &error), &error);
  check(reference_outputs(graph, drivers, outputs, &error), &error);
  if (way->of != GRADIENT) return REFERENCE_OUTPUTS;
  check(sf_differentiate(graph, outputs[REFERENCE_NPV], drivers, REFERENCE_DRIVERS, outputs + 1, &error), &error);
  return MOST_OUTPUTS;
}

/* Requests in flight: a number, or where a formula is built, a law. */
static sf_expression *requests_of(const path *way, sf_graph *graph, int number) {
  if (way->of == ESTIMATE) return sf_number(graph, number);
  sf_law *law;
  sf_error error;
  check(sf_uniform(1, 200 + number, &law, &error), &error);
  sf_expression *const requests = sf_quantile(graph, law, sf_dimensionless(), sf_draw(graph, "requests"));
  sf_release_law(law);
  return requests;
}

/* One where it is then run, else one after another. */
static size_t estimate_of(const path *way, sf_graph *graph, sf_expression *outputs[MOST_OUTPUTS]) {
  enum { ESTIMATES = 64 };
  sf_error error;
  for (int i = 1; i <= (way->draws > 0 ? 1 : ESTIMATES); i++) {
    sf_collect_graph(graph);
    check(reference_estimate(graph, requests_of(way, graph, i), outputs, &error), &error);
  }
  return ESTIMATE_OUTPUTS;
}

static void follow(const path *way, const char *set, bool stepwise) {
  enum { STEPWISE_SHARE = 256 };
  sf_graph *graph;
  sf_plan *plan;
  sf_expression *outputs[MOST_OUTPUTS];
  sf_summary *summaries[MOST_OUTPUTS];
  sf_error error;
  check(sf_create_graph(&graph, &error), &error);
  const size_t count = (way->of >= ESTIMATE ? estimate_of : reference_of)(way, graph, outputs);
  check(sf_compile_plan(graph, outputs, count, &plan, &error), &error);
  check(sf_use_kernel_set(plan, set, &error), &error);
  if (way->draws > 0) {
    sf_run_options options = sf_default_run_options();
    options.sampler = way->sampler;
    options.statistics = way->statistics;
    options.draws = stepwise ? way->draws / STEPWISE_SHARE : way->draws;
    options.threads = 1;
    if (stepwise) start_counting();
    check(sf_run_plan(plan, &options, summaries, NULL, &error), &error);
    counts_steps = 0;
    if (stepwise) printf("%llu\n", steps);
    for (size_t k = 0; k < sf_plan_outputs(plan); k++) sf_destroy_summary(summaries[k]);
  }
  sf_destroy_plan(plan);
  sf_destroy_graph(graph);
}

/* The paths with the sets of this machine. Compiling is the same with all, but for the tables of laws. */
static void list(void) {
  enum { MOST_SETS = 4 };
  const char *sets[MOST_SETS];
  const size_t count = sf_kernel_sets(sets, MOST_SETS);
  for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
    for (size_t set = 0; set < count; set++)
      if (PATHS[i].draws > 0 || strcmp(sets[set], "avx2") == 0) printf("%s %s\n", PATHS[i].name, sets[set]);
}

int main(int count, char **arguments) {
  if (count < 3) return list(), 0;
  for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
    if (strcmp(arguments[1], PATHS[i].name) == 0) return follow(&PATHS[i], arguments[2], count > 3), 0;
  return 1;
}
