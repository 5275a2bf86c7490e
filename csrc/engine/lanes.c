/* Lanes are a plan whose inputs are handed their numbers from outside. */
#include "signalflow/lanes.h"

#include "base/memory.h"
#include "engine/execute.h"
#include "engine/steps.h"
#include "expressions/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = SF_DEFAULT_BLOCK };

struct sf_lanes {
  sf_plan *plan;
  size_t *column; /* of each driver of the plan, or NO_COLUMN */
};

static const size_t NO_COLUMN = (size_t)-1;
/* No analyst's driver begins with a control character. */
static const char column_mark = '\x1f';

static sf_status find_columns(sf_lanes *lanes, sf_error *error) {
  const size_t drivers = sf_plan_drivers(lanes->plan);
  lanes->column = sf_allocate(drivers + 1, sizeof *lanes->column);
  if (!lanes->column) return sf_fail(error, SF_NO_MEMORY, "no memory for %zu columns", drivers);
  for (size_t d = 0; d < drivers; d++) {
    const char *const name = sf_plan_driver(lanes->plan, d);
    lanes->column[d] = name[0] == column_mark ? strtoul(name + 1, NULL, 10) : NO_COLUMN;
  }
  return SF_OK;
}

static sf_status compile(sf_graph *graph, sf_expression *const *outputs, size_t output_count,
                         sf_expression *const *inputs, size_t input_count, sf_lanes *lanes, sf_error *error) {
  char texts[SF_MAX_LANE_INPUTS][8];
  const char *names[SF_MAX_LANE_INPUTS];
  for (size_t j = 0; j < input_count; j++) {
    if (!inputs[j] || sf_expression_operation(inputs[j]) != SF_INPUT)
      return sf_fail(error, SF_INVALID, "input %zu of the lanes is not an input", j + 1);
    snprintf(texts[j], sizeof texts[j], "%c%zu", column_mark, j);
    names[j] = texts[j];
  }
  const sf_given_inputs given = {inputs, names, input_count};
  const sf_status status = sf_compile_given(graph, outputs, output_count, &given, &lanes->plan, error);
  return status ? status : find_columns(lanes, error);
}

sf_status sf_compile_lanes(sf_graph *graph, sf_expression *const *outputs, size_t output_count,
                           sf_expression *const *inputs, size_t input_count, sf_lanes **lanes, sf_error *error) {
  *lanes = NULL;
  if (input_count > SF_MAX_LANE_INPUTS)
    return sf_fail(error, SF_INVALID, "lanes take at most %d inputs, got %zu", SF_MAX_LANE_INPUTS, input_count);
  for (size_t k = 0; k < output_count; k++)
    if (!outputs[k]) return sf_fail(error, SF_INVALID, "output %zu of the lanes is not an expression", k + 1);
  sf_lanes *const made = sf_allocate(1, sizeof *made);
  sf_status status = made ? SF_OK : sf_fail(error, SF_NO_MEMORY, "no memory to compile lanes");
  if (!status) status = compile(graph, outputs, output_count, inputs, input_count, made, error);
  if (status)
    sf_destroy_lanes(made);
  else
    *lanes = made;
  return status;
}

void sf_destroy_lanes(sf_lanes *lanes) {
  if (!lanes) return;
  sf_destroy_plan(lanes->plan);
  sf_free(lanes->column);
  sf_free(lanes);
}

typedef struct evaluation {
  const sf_lanes *lanes;
  const double *const *inputs;
  size_t count;
  double *const *outputs;
} evaluation;

/* The last group is filled up with copies of the last lane, so that nothing made up is computed. */
static void give_column(void *context, size_t driver, uint64_t first, double *u, size_t n) {
  const evaluation *const work = context;
  const size_t column = work->lanes->column[driver];
  if (column == NO_COLUMN) {
    for (size_t i = 0; i < n; i++) u[i] = 0.5;
    return;
  }
  const double *const from = work->inputs[column] + first;
  const size_t left = work->count - (size_t)first, known = left < n ? left : n;
  memcpy(u, from, known * sizeof *u);
  for (size_t i = known; i < n; i++) u[i] = from[known - 1];
}

static sf_status keep_lanes(void *context, size_t output, uint64_t first, const double *lanes, size_t count,
                            sf_error *error) {
  (void)error;
  memcpy(((const evaluation *)context)->outputs[output] + first, lanes, count * sizeof *lanes);
  return SF_OK;
}

sf_status sf_evaluate_lanes(const sf_lanes *lanes, const double *const *inputs, size_t count, double *const *outputs,
                            sf_error *error) {
  const size_t block = count < BLOCK ? (count + SF_GROUP - 1) / SF_GROUP * SF_GROUP : BLOCK;
  if (count == 0) return SF_OK;
  sf_machine machine;
  sf_status status = sf_open_machine(lanes->plan, block, &machine, error);
  if (status) return status;
  evaluation work = {lanes, inputs, count, outputs};
  const sf_outside outside = {&work, give_column, keep_lanes};
  for (size_t at = 0; at < count && !status; at += block)
    status = sf_execute(&machine, at, count - at < block ? count - at : block, &outside, error);
  sf_close_machine(&machine);
  return status;
}
