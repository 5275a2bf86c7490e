/* What a plan costs where it runs: every kernel timed over one block of draws, in the order of a run. */
#include "base/clock.h"
#include "base/memory.h"
#include "engine/draws.h"
#include "engine/execute.h"

#include <math.h>

enum { ROUNDS = 32 /* the least time of which counts: what disturbs only adds */ };

static sf_plan_work work_of(sf_opcode code) {
  switch (code) {
  case SF_OP_DRAW:
  case SF_OP_GIVEN:
    return SF_PLAN_DRAWS;
  case SF_OP_QUANTILE:
  case SF_OP_NORMAL_QUANTILE:
    return SF_PLAN_QUANTILES;
  case SF_OP_POWER:
  case SF_OP_POWER_CONSTANT:
  case SF_OP_CONSTANT_POWER:
    return SF_PLAN_POWERS;
  case SF_OP_CALL:
    return SF_PLAN_CALLS;
  default:
    return sf_is_link(code) ? SF_PLAN_ARITHMETIC : SF_PLAN_FUNCTIONS;
  }
}

static void draw(void *context, size_t driver, uint64_t first, double *u, size_t n) {
  sf_fill_draws(context, driver, first, u, n);
}

static sf_status drop(void *context, size_t output, uint64_t first, const double *lanes, size_t count,
                      sf_error *error) {
  (void)context, (void)output, (void)first, (void)lanes, (void)count, (void)error;
  return SF_OK;
}

/* least[i] is lowered to the seconds that the kernel beginning at instruction i took. */
static sf_status time_round(const sf_machine *machine, const sf_outside *outside, double *least, sf_error *error) {
  for (size_t at = 0; at < machine->plan->length;) {
    const size_t began = at;
    const double start = sf_seconds();
    const sf_status status = sf_execute_next(machine, &at, 0, SF_DEFAULT_BLOCK, outside, error);
    const double passed = sf_seconds() - start;
    if (status) return status;
    if (passed < least[began]) least[began] = passed;
  }
  return SF_OK;
}

/* The least time between two looks at the clock, which is in every time. */
static double time_of_looking(void) {
  double least = INFINITY;
  for (int i = 0; i < ROUNDS; i++) {
    const double start = sf_seconds(), passed = sf_seconds() - start;
    if (passed < least) least = passed;
  }
  return least;
}

static sf_status time_plan(const sf_machine *machine, double *least, sf_error *error) {
  sf_run_options options = sf_default_run_options();
  options.sampler = SF_PSEUDO;
  sf_draws draws;
  sf_status status = sf_open_draws(machine->plan, &options, &draws, error);
  const sf_outside outside = {&draws, draw, drop};
  for (size_t i = 0; i < machine->plan->length; i++) least[i] = INFINITY;
  for (int round = 0; round < ROUNDS && !status; round++) status = time_round(machine, &outside, least, error);
  sf_close_draws(&draws);
  return status;
}

static void sum_up(const sf_plan *plan, const double *least, sf_plan_cost *cost) {
  const double looking = time_of_looking();
  for (size_t i = 0; i < plan->length; i++) {
    sf_plan_part *part = &cost->parts[work_of(plan->code[i].code)];
    if (plan->code[i].code == SF_OP_OUTPUT) continue;
    part->values++;
    if (!isfinite(least[i])) continue; /* a later link of a chain, or power of its base */
    part->kernels++;
    part->nanoseconds += fmax(0, least[i] - looking) / SF_DEFAULT_BLOCK * 1e9;
  }
}

sf_status sf_cost_plan(const sf_plan *plan, sf_plan_cost *cost, sf_error *error) {
  *cost = (sf_plan_cost){0};
  sf_machine machine;
  double *least = sf_allocate(plan->length + 1, sizeof *least);
  if (!least) return sf_fail(error, SF_NO_MEMORY, "no memory to time a plan of %zu instructions", plan->length);
  sf_status status = sf_open_machine(plan, SF_DEFAULT_BLOCK, &machine, error);
  if (!status) {
    status = time_plan(&machine, least, error);
    sf_close_machine(&machine);
  }
  if (!status) sum_up(plan, least, cost);
  sf_free(least);
  return status;
}
