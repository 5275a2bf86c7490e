/* The formulas of inference as expressions of a graph. */
#include "factory/inference_fields.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

typedef sf_graph arithmetic;

#include "factory/inference_formulas.h"

static expression *number(const inference *work, double value) { return sf_number(work->with, value); }

static expression *amount(const inference *work, double value, sf_base base) {
  return sf_constant(work->with, (sf_quantity){value, sf_base_dimension(base)});
}

static expression *plus(const inference *work, expression *a, expression *b) { return sf_add(work->with, a, b); }

static expression *less(const inference *work, expression *a, expression *b) { return sf_subtract(work->with, a, b); }

static expression *times(const inference *work, expression *a, expression *b) { return sf_multiply(work->with, a, b); }

static expression *ratio(const inference *work, expression *a, expression *b) { return sf_divide(work->with, a, b); }

static expression *power(const inference *work, expression *a, expression *b) { return sf_power(work->with, a, b); }

static expression *square_root(const inference *work, expression *a) { return sf_square_root(work->with, a); }

static expression *logarithm(const inference *work, expression *a) { return sf_logarithm(work->with, a); }

static expression *larger(const inference *work, expression *a, expression *b) { return sf_maximum(work->with, a, b); }

static expression *smaller(const inference *work, expression *a, expression *b) { return sf_minimum(work->with, a, b); }

static expression *is_below(const inference *work, expression *a, expression *b) { return sf_less(work->with, a, b); }

static expression *where(const inference *work, expression *condition, expression *yes, expression *no) {
  return sf_where(work->with, condition, yes, no);
}

static bool is_known(const expression *a, double *value) { return sf_expression_value(a, value); }

static expression *fail(const inference *work, const char *name, const char *must) {
  return sf_graph_fail(work->with, SF_INVALID, "%s must %s", name, must);
}

/* The numbers of members that are plain constants, NaN where one is NULL; false where one is neither. */
static bool are_numbers(const sf_members *members, const void *structure, double *numbers) {
  for (size_t i = 0; i < members->count; i++) {
    const expression *const value = sf_member(structure, &members->fields[i]);
    numbers[i] = NAN;
    if (value && (sf_expression_operation(value) != SF_CONSTANT || !is_known(value, &numbers[i]))) return false;
  }
  return true;
}

/* Where nothing varies, constants are the outputs, and no formula is needed. */
static bool calculate(sf_graph *graph, const sf_inference_inputs *inputs, const sf_inference_layout *layout,
                      const sf_inference_constants *constants, sf_inference_outputs *outputs) {
  double in[SF_INFERENCE_FIELDS], fit[SF_INFERENCE_FIELDS], out[SF_INFERENCE_FIELDS];
  if (!are_numbers(&sf_inference_inputs_by_name, inputs, in)) return false;
  if (!are_numbers(&sf_inference_constants_by_name, constants, fit)) return false;
  if (!sf_calculate_inference(in, layout, fit, constants->overlapped, out)) return false;
  for (size_t i = 0; i < sf_inference_outputs_by_name.count; i++) {
    const sf_factory_field *const field = &sf_inference_outputs_by_name.fields[i];
    if (isnan(out[i])) continue;
    sf_set_member(outputs, field, sf_constant(graph, (sf_quantity){out[i], field->dimension}));
  }
  return true;
}

static void write_expressions(sf_graph *graph, const sf_inference_inputs *inputs, const sf_inference_layout *layout,
                              const sf_inference_constants *constants, sf_inference_outputs *outputs) {
  const sf_inference_inputs within = sf_inference_inputs_within(graph, inputs);
  inference work = {.with = graph, .in = &within, .layout = layout, .fit = constants};
  write_formulas(&work, outputs);
}

sf_status sf_build_inference(sf_graph *graph, const sf_inference_inputs *inputs, const sf_inference_layout *layout,
                             const sf_inference_constants *constants, sf_inference_outputs *outputs, sf_error *error) {
  memset(outputs, 0, sizeof *outputs);
  sf_status status = sf_check_inference_inputs(inputs, error);
  if (!status) status = sf_check_inference_layout(layout, error);
  if (!status) status = sf_check_inference_constants(constants, error);
  if (status) return status;
  if (!calculate(graph, inputs, layout, constants, outputs))
    write_expressions(graph, inputs, layout, constants, outputs);
  status = sf_graph_status(graph, error);
  if (status) memset(outputs, 0, sizeof *outputs);
  return status;
}

bool sf_inference_is_shared(const sf_inference_inputs *inputs, const sf_inference_layout *a,
                            const sf_inference_layout *b) {
  double domain;
  sf_error error;
  const size_t switches = offsetof(sf_inference_layout, limited) + sizeof a->limited -
                          offsetof(sf_inference_layout, attention_data_parallel);
  if (memcmp(&a->attention_data_parallel, &b->attention_data_parallel, switches) != 0) return false;
  if (a->drafted != b->drafted || (a->accelerators == 1) != (b->accelerators == 1)) return false;
  if (prefills_alone(a) != prefills_alone(b)) return false;
  if (sf_check_inference_layout(a, &error) != SF_OK || sf_check_inference_layout(b, &error) != SF_OK) return false;
  if (!inputs->scaleup_domain || !sf_expression_value(inputs->scaleup_domain, &domain)) return true;
  return (domain < a->accelerators) == (domain < b->accelerators);
}

sf_status sf_inference_output(sf_graph *graph, const sf_inference_inputs *inputs, const sf_inference_layout *layout,
                              const sf_inference_constants *constants, const char *name, sf_expression **value,
                              sf_error *error) {
  *value = NULL;
  const sf_factory_field *field = NULL;
  sf_inference_outputs outputs;
  sf_status status = sf_find_member(&sf_inference_outputs_by_name, name, &field, error);
  if (!status) status = sf_build_inference(graph, inputs, layout, constants, &outputs, error);
  if (status) return status;
  *value = sf_member(&outputs, field);
  if (*value) return SF_OK;
  sf_inference_inputs filled = *inputs;
  sf_fill_blanks(graph, &sf_inference_inputs_by_name, &filled);
  status = sf_build_inference(graph, &filled, layout, constants, &outputs, error);
  return status ? status : sf_name_blank(name, sf_member(&outputs, field), error);
}
