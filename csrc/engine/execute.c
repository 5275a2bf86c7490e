#include "engine/execute.h"

#include "base/memory.h"

#include <math.h>

enum { GROUP = 16 };

sf_status sf_open_machine(const sf_plan *plan, size_t block, sf_machine *machine, sf_error *error) {
  /* one group more than a block: slots a power of two apart would fight for the same cache sets */
  *machine = (sf_machine){.plan = plan, .stride = block + GROUP};
  machine->lanes = sf_allocate_aligned(plan->slots * machine->stride + GROUP, sizeof *machine->lanes);
  machine->operands = sf_allocate(2 * plan->widest_call + 1, sizeof *machine->operands);
  if (!machine->lanes || !machine->operands) {
    sf_close_machine(machine);
    return sf_fail(error, SF_NO_MEMORY, "no memory for %zu blocks of %zu lanes", plan->slots, block);
  }
  for (size_t i = 0; i < plan->filled_count; i++)
    plan->kernels->fill(machine->lanes + plan->filled[i].slot * machine->stride, plan->filled[i].value, block);
  return SF_OK;
}

void sf_close_machine(sf_machine *machine) {
  sf_free(machine->lanes);
  sf_free(machine->operands);
  machine->lanes = machine->operands = NULL;
}

static double call_at(const sf_machine *machine, const sf_call_site *call, size_t lane) {
  double *operands = machine->operands, *partial = operands + call->count;
  const uint32_t *slots = machine->plan->call_operands + call->first;
  for (size_t i = 0; i < call->count; i++) operands[i] = machine->lanes[slots[i] * machine->stride + lane];
  if (!call->partial) return call->function->evaluate(operands, call->count);
  for (size_t i = 0; i < call->count; i++) partial[i] = NAN;
  call->function->derivative(operands, call->count, partial);
  return partial[call->index];
}

static void run_kernel(const sf_machine *machine, const sf_instruction *at, size_t n) {
  const sf_kernels *k = machine->plan->kernels;
  double *out = machine->lanes + at->out * machine->stride;
  const double *a = machine->lanes + at->a * machine->stride, *b = machine->lanes + at->b * machine->stride,
               *c = machine->lanes + at->c * machine->stride, constant = at->constant;
  switch (at->code) {
  case SF_OP_QUANTILE:
    k->quantile(out, a, machine->plan->tables[at->index], n);
    break;
  case SF_OP_NEGATE:
    k->negate(out, a, n);
    break;
  case SF_OP_SQUARE_ROOT:
    k->square_root(out, a, n);
    break;
  case SF_OP_EXPONENTIAL:
    k->exponential(out, a, n);
    break;
  case SF_OP_LOGARITHM:
    k->logarithm(out, a, n);
    break;
  case SF_OP_LOGISTIC:
    k->logistic(out, a, n);
    break;
  case SF_OP_NORMAL_DISTRIBUTION:
    k->normal_distribution(out, a, n);
    break;
  case SF_OP_NORMAL_QUANTILE:
    k->normal_quantile(out, a, n);
    break;
  case SF_OP_ABSOLUTE:
    k->absolute(out, a, n);
    break;
  case SF_OP_FLOOR:
    k->floor(out, a, n);
    break;
  case SF_OP_CEILING:
    k->ceiling(out, a, n);
    break;
  case SF_OP_SQUARE:
    k->square(out, a, n);
    break;
  case SF_OP_RECIPROCAL:
    k->reciprocal(out, a, n);
    break;
  case SF_OP_ADD:
    k->add(out, a, b, n);
    break;
  case SF_OP_SUBTRACT:
    k->subtract(out, a, b, n);
    break;
  case SF_OP_MULTIPLY:
    k->multiply(out, a, b, n);
    break;
  case SF_OP_DIVIDE:
    k->divide(out, a, b, n);
    break;
  case SF_OP_POWER:
    k->power(out, a, b, n);
    break;
  case SF_OP_MINIMUM:
    k->minimum(out, a, b, n);
    break;
  case SF_OP_MAXIMUM:
    k->maximum(out, a, b, n);
    break;
  case SF_OP_LESS:
    k->less(out, a, b, n);
    break;
  case SF_OP_LESS_EQUAL:
    k->less_equal(out, a, b, n);
    break;
  case SF_OP_EQUAL:
    k->equal(out, a, b, n);
    break;
  case SF_OP_ADD_CONSTANT:
    k->add_constant(out, a, constant, n);
    break;
  case SF_OP_SUBTRACT_FROM:
    k->subtract_from(out, a, constant, n);
    break;
  case SF_OP_MULTIPLY_CONSTANT:
    k->multiply_constant(out, a, constant, n);
    break;
  case SF_OP_DIVIDE_CONSTANT:
    k->divide_constant(out, a, constant, n);
    break;
  case SF_OP_DIVIDE_INTO:
    k->divide_into(out, a, constant, n);
    break;
  case SF_OP_POWER_CONSTANT:
    k->power_constant(out, a, constant, n);
    break;
  case SF_OP_CONSTANT_POWER:
    k->constant_power(out, a, constant, n);
    break;
  case SF_OP_MINIMUM_CONSTANT:
    k->minimum_constant(out, a, constant, n);
    break;
  case SF_OP_MAXIMUM_CONSTANT:
    k->maximum_constant(out, a, constant, n);
    break;
  case SF_OP_LESS_CONSTANT:
    k->less_constant(out, a, constant, n);
    break;
  case SF_OP_LESS_EQUAL_CONSTANT:
    k->less_equal_constant(out, a, constant, n);
    break;
  case SF_OP_MORE_CONSTANT:
    k->more_constant(out, a, constant, n);
    break;
  case SF_OP_MORE_EQUAL_CONSTANT:
    k->more_equal_constant(out, a, constant, n);
    break;
  case SF_OP_EQUAL_CONSTANT:
    k->equal_constant(out, a, constant, n);
    break;
  case SF_OP_LOGISTIC_SHARE:
    k->logistic_share(out, a, b, constant, n);
    break;
  case SF_OP_WHERE:
    k->where(out, a, b, c, n);
    break;
  case SF_OP_CALL:
    for (size_t lane = 0; lane < n; lane++) out[lane] = call_at(machine, &machine->plan->calls[at->index], lane);
    break;
  case SF_OP_DRAW: /* the outside's, see sf_execute */
  case SF_OP_GIVEN:
  case SF_OP_OUTPUT:
  case SF_OP_CONSTANT: /* never emitted */
  case SF_OP_COUNT:
    break;
  }
}

sf_status sf_execute(const sf_machine *machine, uint64_t first, size_t count, const sf_outside *outside,
                     sf_error *error) {
  const sf_plan *plan = machine->plan;
  const size_t n = (count + GROUP - 1) / GROUP * GROUP;
  for (size_t i = 0; i < plan->length; i++) {
    const sf_instruction *at = &plan->code[i];
    if (at->code == SF_OP_DRAW || at->code == SF_OP_GIVEN) {
      outside->draw(outside->context, at->index, first, machine->lanes + at->out * machine->stride, n);
    } else if (at->code == SF_OP_OUTPUT) {
      const double *lanes = machine->lanes + at->a * machine->stride;
      const sf_status status = outside->output(outside->context, at->index, first, lanes, count, error);
      if (status) return status;
    } else {
      run_kernel(machine, at, n);
    }
  }
  return SF_OK;
}
