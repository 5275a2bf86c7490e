/* Single draws and single points of a plan. */
#include "base/text.h"
#include "engine/draws.h"
#include "engine/execute.h"
#include "engine/run_options.h"

/* Sampling. */

typedef struct sampling {
  sf_draws draws;
  uint64_t first;
  size_t count;
  double *const *outputs;
} sampling;

static void draw_sample(void *context, size_t driver, uint64_t first, double *u, size_t n) {
  sf_fill_draws(&((sampling *)context)->draws, driver, first, u, n);
}

/* The first block may begin a few lanes before the first draw that was asked for. */
static sf_status keep_sample(void *context, size_t output, uint64_t first, const double *lanes, size_t count,
                             sf_error *error) {
  (void)error;
  const sampling *work = context;
  for (size_t i = 0; i < count; i++)
    if (first + i >= work->first) work->outputs[output][first + i - work->first] = lanes[i];
  return SF_OK;
}

static sf_status sample_blocks(const sf_machine *machine, sampling *work, size_t block, sf_error *error) {
  const sf_outside outside = {work, draw_sample, keep_sample};
  const uint64_t end = work->first + work->count;
  for (uint64_t at = work->first / SF_GROUP * SF_GROUP; at < end; at += block) {
    const size_t n = end - at < block ? (size_t)(end - at) : block;
    const sf_status status = sf_execute(machine, at, n, &outside, error);
    if (status) return status;
  }
  return SF_OK;
}

sf_status sf_sample_plan(const sf_plan *plan, const sf_run_options *options, uint64_t first, size_t count,
                         double *const *outputs, sf_error *error) {
  sf_status status = sf_check_sampling(options, first, count, error);
  if (status) return status;
  const size_t block = sf_block_of(options);
  sf_machine machine;
  sampling work = {.first = first, .count = count, .outputs = outputs};
  status = sf_open_machine(plan, block, &machine, error);
  if (status) return status;
  status = sf_open_draws(plan, options, &work.draws, error);
  if (!status) status = sample_blocks(&machine, &work, block, error);
  sf_close_draws(&work.draws);
  sf_close_machine(&machine);
  return status;
}

/* Evaluating. */

typedef struct evaluation {
  const sf_plan *plan;
  const double *uniforms;
  double *outputs;
} evaluation;

static void draw_given(void *context, size_t driver, uint64_t first, double *u, size_t n) {
  (void)first;
  const evaluation *work = context;
  work->plan->kernels->fill(u, work->uniforms ? work->uniforms[driver] : 0.5, n);
}

static sf_status keep_value(void *context, size_t output, uint64_t first, const double *lanes, size_t count,
                            sf_error *error) {
  (void)first;
  (void)count;
  (void)error;
  ((evaluation *)context)->outputs[output] = lanes[0];
  return SF_OK;
}

sf_status sf_evaluate_plan(const sf_plan *plan, const double *uniforms, double *outputs, sf_error *error) {
  for (size_t i = 0; uniforms && i < plan->driver_count; i++)
    if (!(uniforms[i] > 0 && uniforms[i] < 1))
      return sf_fail(error, SF_INVALID, "the uniform of driver '%s' must lie between 0 and 1, not %s", plan->drivers[i],
                     sf_quote_number(uniforms[i]).text);
  sf_machine machine;
  sf_status status = sf_open_machine(plan, SF_GROUP, &machine, error);
  if (status) return status;
  evaluation work = {plan, uniforms, outputs};
  const sf_outside outside = {&work, draw_given, keep_value};
  status = sf_execute(&machine, 0, 1, &outside, error);
  sf_close_machine(&machine);
  return status;
}
