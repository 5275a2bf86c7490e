#include "engine/execute.h"

#include "base/memory.h"

#include <math.h>

static double *lanes_of(const sf_machine *machine, uint32_t slot) { return machine->lanes + slot * machine->stride; }

static sf_chain_link link_of(const sf_machine *machine, const sf_instruction *at) {
  const double *lanes[3];
  for (int i = 0; i < 3; i++) lanes[i] = lanes_of(machine, at->operands[i]);
  sf_chain_link link = {.form = SF_LINK(at->code, at->place), .second = lanes[at->place == 0 ? 1 : 0]};
  if (at->code == SF_OP_SIGNED_POWER || at->code == SF_OP_WHERE)
    link.last.third = lanes[at->place == 2 ? 1 : 2];
  else
    link.last.constant = at->constant;
  if (!at->joined) link.from = lanes[0];
  if (at->out != SF_NO_SLOT) link.out = lanes_of(machine, at->out);
  return link;
}

sf_status sf_open_machine(const sf_plan *plan, size_t block, sf_machine *machine, sf_error *error) {
  /* one group more than a block: slots a power of two apart would fight for the same cache sets */
  *machine = (sf_machine){.plan = plan, .stride = block + SF_GROUP};
  machine->lanes = sf_allocate_aligned(plan->slots * machine->stride + SF_GROUP, sizeof *machine->lanes);
  machine->operands = sf_allocate(2 * plan->widest_call + 1, sizeof *machine->operands);
  machine->links = sf_allocate(plan->length + 1, sizeof *machine->links);
  if (!machine->lanes || !machine->operands || !machine->links) {
    sf_close_machine(machine);
    return sf_fail(error, SF_NO_MEMORY, "no memory for %zu blocks of %zu lanes", plan->slots, block);
  }
  for (size_t i = 0; i < plan->filled_count; i++)
    plan->kernels->fill(lanes_of(machine, plan->filled[i].slot), plan->filled[i].value, block);
  for (size_t i = 0; i < plan->length; i++) machine->links[i] = link_of(machine, &plan->code[i]);
  return SF_OK;
}

void sf_close_machine(sf_machine *machine) {
  sf_free(machine->lanes);
  sf_free(machine->operands);
  sf_free(machine->links);
  machine->lanes = machine->operands = NULL;
  machine->links = NULL;
}

/* What has no value stays NaN, which every kernel passes on. */
static double finite(double value) { return isfinite(value) ? value : (double)NAN; }

static double call_at(const sf_machine *machine, const sf_call_site *call, size_t lane) {
  double *operands = machine->operands, *partial = operands + call->count;
  const uint32_t *slots = machine->plan->call_operands + call->first;
  for (size_t i = 0; i < call->count; i++) operands[i] = lanes_of(machine, slots[i])[lane];
  if (!call->partial) return finite(call->function->evaluate(operands, call->count));
  for (size_t i = 0; i < call->count; i++) partial[i] = NAN;
  call->function->derivative(operands, call->count, partial);
  return finite(partial[call->index]);
}

static void run_kernel(const sf_machine *machine, const sf_instruction *at, size_t n) {
  const sf_kernels *k = machine->plan->kernels;
  double *out = lanes_of(machine, at->out);
  const double *a = lanes_of(machine, at->operands[0]);
  switch (at->code) {
  case SF_OP_QUANTILE:
    k->quantile(out, a, machine->plan->tables[at->index], n);
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
  case SF_OP_CONSTANT_POWER:
    k->constant_power(out, a, at->constant, n);
    break;
  case SF_OP_CALL:
    for (size_t lane = 0; lane < n; lane++) out[lane] = call_at(machine, &machine->plan->calls[at->index], lane);
    break;
  default: /* the outside's, a power or a link, see sf_execute_next; constants are never emitted */
    break;
  }
}

sf_status sf_execute_next(const sf_machine *machine, size_t *index, uint64_t first, size_t count,
                          const sf_outside *outside, sf_error *error) {
  const sf_plan *plan = machine->plan;
  const size_t n = (count + SF_GROUP - 1) / SF_GROUP * SF_GROUP, i = *index;
  const sf_instruction *at = &plan->code[i];
  *index += at->chain > 0 ? at->chain : 1;
  if (sf_is_power(at->code)) {
    plan->kernels->powers(&machine->links[i], at->chain, n);
  } else if (at->chain > 0) {
    plan->kernels->chain(&machine->links[i], at->chain, n);
  } else if (at->code == SF_OP_DRAW || at->code == SF_OP_GIVEN) {
    outside->draw(outside->context, at->index, first, lanes_of(machine, at->out), n);
  } else if (at->code == SF_OP_OUTPUT) {
    return outside->output(outside->context, at->index, first, lanes_of(machine, at->operands[0]), count, error);
  } else {
    run_kernel(machine, at, n);
  }
  return SF_OK;
}

sf_status sf_execute(const sf_machine *machine, uint64_t first, size_t count, const sf_outside *outside,
                     sf_error *error) {
  sf_status status = SF_OK;
  for (size_t at = 0; at < machine->plan->length && !status;)
    status = sf_execute_next(machine, &at, first, count, outside, error);
  return status;
}
