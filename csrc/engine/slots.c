/* From steps to instructions: drop what no output needs, and reuse slots whose value nobody will read again. */
#include "engine/steps.h"

#include "base/memory.h"

#include <string.h>

enum { UNUSED = 0 };

typedef struct assignment {
  const sf_steps *steps;
  sf_plan *plan;
  uint32_t *last_use;   /* of each step: 1 + the step that reads it last, its own for an output, or UNUSED */
  uint32_t *slot;       /* of each step */
  uint32_t *free_slots; /* most recently freed last: its lanes are still in cache */
  size_t free_count;
  uint32_t *first_output; /* of each step: 1 + the first output it is, then next_output; 0 ends */
  uint32_t *next_output;
} assignment;

typedef void visit_operand(assignment *work, uint32_t operand, uint32_t reader);

static void each_operand(assignment *work, uint32_t reader, visit_operand *visit) {
  const sf_step *step = &work->steps->items[reader];
  for (int i = 0; i < 3; i++)
    if (step->operands[i] != SF_NO_STEP) visit(work, step->operands[i], reader);
  if (step->code != SF_OP_CALL) return;
  const sf_call_site *call = &work->plan->calls[step->index];
  for (size_t i = 0; i < call->count; i++) visit(work, work->steps->call_operands[call->first + i], reader);
}

static void note_use(assignment *work, uint32_t operand, uint32_t reader) {
  if (work->last_use[operand] < reader + 1) work->last_use[operand] = reader + 1;
}

/* Readers come after what they read, so one pass from the end finds everything that is needed. */
static void find_uses(assignment *work) {
  const sf_steps *steps = work->steps;
  for (size_t k = steps->output_count; k-- > 0;) {
    const uint32_t step = steps->outputs[k];
    note_use(work, step, step);
    work->next_output[k] = work->first_output[step];
    work->first_output[step] = (uint32_t)k + 1;
  }
  for (uint32_t i = (uint32_t)steps->count; i-- > 0;)
    if (work->last_use[i] != UNUSED) each_operand(work, i, note_use);
}

static void release_slot(assignment *work, uint32_t operand, uint32_t reader) {
  if (work->last_use[operand] != reader + 1 || work->steps->items[operand].code == SF_OP_CONSTANT) return;
  work->last_use[operand] = UNUSED; /* an operand named twice is released once */
  work->free_slots[work->free_count++] = work->slot[operand];
}

static uint32_t take_slot(assignment *work) {
  if (work->free_count > 0) return work->free_slots[--work->free_count];
  return (uint32_t)work->plan->slots++;
}

static uint32_t slot_of(const assignment *work, uint32_t operand) {
  return operand == SF_NO_STEP ? 0 : work->slot[operand];
}

static void emit_outputs(assignment *work, uint32_t at) {
  sf_plan *plan = work->plan;
  for (uint32_t k = work->first_output[at]; k > 0; k = work->next_output[k - 1])
    plan->code[plan->length++] = (sf_instruction){.code = SF_OP_OUTPUT, .a = work->slot[at], .index = k - 1};
}

static void emit_step(assignment *work, uint32_t at) {
  const sf_step *step = &work->steps->items[at];
  sf_plan *plan = work->plan;
  if (step->code == SF_OP_CONSTANT) {
    work->slot[at] = (uint32_t)plan->slots++;
    plan->filled[plan->filled_count++] = (sf_filled_slot){work->slot[at], step->constant};
  } else {
    sf_instruction made = {.code = step->code, .index = step->index, .constant = step->constant};
    made.a = slot_of(work, step->operands[0]);
    made.b = slot_of(work, step->operands[1]);
    made.c = slot_of(work, step->operands[2]);
    const sf_call_site *call = step->code == SF_OP_CALL ? &plan->calls[step->index] : NULL;
    for (size_t i = 0; call && i < call->count; i++)
      plan->call_operands[call->first + i] = work->slot[work->steps->call_operands[call->first + i]];
    each_operand(work, at, release_slot);
    made.out = work->slot[at] = take_slot(work); /* perhaps an operand's: kernels allow it */
    plan->code[plan->length++] = made;
  }
  emit_outputs(work, at);
  release_slot(work, at, at);
}

static sf_status make_room(assignment *work, sf_error *error) {
  const size_t steps = work->steps->count + 1, outputs = work->steps->output_count + 1;
  work->last_use = sf_allocate(steps, sizeof *work->last_use);
  work->slot = sf_allocate(steps, sizeof *work->slot);
  work->free_slots = sf_allocate(steps, sizeof *work->free_slots);
  work->first_output = sf_allocate(steps, sizeof *work->first_output);
  work->next_output = sf_allocate(outputs, sizeof *work->next_output);
  work->plan->code = sf_allocate(steps + outputs, sizeof *work->plan->code);
  work->plan->filled = sf_allocate(steps, sizeof *work->plan->filled);
  work->plan->call_operands = sf_allocate(work->steps->call_operand_count + 1, sizeof *work->plan->call_operands);
  if (!work->last_use || !work->slot || !work->free_slots || !work->first_output || !work->next_output ||
      !work->plan->code || !work->plan->filled || !work->plan->call_operands)
    return sf_fail(error, SF_NO_MEMORY, "no memory to compile a plan of %zu steps", work->steps->count);
  return SF_OK;
}

sf_status sf_assign_slots(const sf_steps *steps, sf_plan *plan, sf_error *error) {
  assignment work = {.steps = steps, .plan = plan};
  const sf_status status = make_room(&work, error);
  if (!status) {
    find_uses(&work);
    for (uint32_t i = 0; i < steps->count; i++)
      if (work.last_use[i] != UNUSED) emit_step(&work, i);
  }
  sf_free(work.last_use);
  sf_free(work.slot);
  sf_free(work.free_slots);
  sf_free(work.first_output);
  sf_free(work.next_output);
  return status;
}
