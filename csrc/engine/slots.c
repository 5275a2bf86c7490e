/* From steps to instructions: reuse slots whose value nobody will read again. */
#include "engine/steps.h"

#include "base/memory.h"

enum { UNUSED = 0, MANY_WAITING = 16 /* outputs that hold their slots until a chain's end */ };

typedef struct assignment {
  const sf_steps *steps;
  sf_turns turns;
  sf_plan *plan;
  uint32_t *last_use;   /* of each step: 1 + the turn that reads it last from lanes, its own for an output, or UNUSED */
  uint32_t *slot;       /* of each step */
  uint32_t *free_slots; /* most recently freed last: its lanes are still in cache */
  size_t free_count;
  uint32_t *first_output; /* of each step: 1 + the first output it is, then next_output; 0 ends */
  uint32_t *next_output;
  uint32_t *waiting; /* outputs among the links of the chain that is being made */
  size_t waiting_count;
  size_t chain; /* the instruction it begins with; NO_CHAIN */
} assignment;

#define NO_CHAIN SIZE_MAX

typedef void visit_operand(assignment *work, uint32_t operand, uint32_t at);

/* The operands that the turn at a place reads from lanes. */
static void each_operand(assignment *work, uint32_t at, visit_operand *visit) {
  const sf_turn *turn = &work->turns.items[at];
  const sf_step *step = &work->steps->items[turn->step];
  for (uint32_t i = 0; i < 3; i++)
    if (step->operands[i] != SF_NO_STEP && i != turn->place) visit(work, step->operands[i], at);
  if (step->code != SF_OP_CALL) return;
  const sf_call_site *call = &work->plan->calls[step->index];
  for (size_t i = 0; i < call->count; i++) visit(work, work->steps->call_operands[call->first + i], at);
}

static void note_use(assignment *work, uint32_t operand, uint32_t at) { work->last_use[operand] = at + 1; }

static void find_uses(assignment *work) {
  const sf_steps *steps = work->steps;
  for (size_t k = steps->output_count; k-- > 0;) {
    const uint32_t step = steps->outputs[k];
    work->next_output[k] = work->first_output[step];
    work->first_output[step] = (uint32_t)k + 1;
  }
  for (uint32_t at = 0; at < work->turns.count; at++) {
    note_use(work, work->turns.items[at].step, at);
    each_operand(work, at, note_use);
  }
}

static void release_slot(assignment *work, uint32_t operand, uint32_t at) {
  if (work->last_use[operand] != at + 1 || work->steps->items[operand].code == SF_OP_CONSTANT) return;
  work->last_use[operand] = UNUSED; /* an operand named twice is released once */
  if (work->first_output[operand] == 0) work->free_slots[work->free_count++] = work->slot[operand];
}

static uint32_t take_slot(assignment *work) {
  if (work->free_count > 0) return work->free_slots[--work->free_count];
  return (uint32_t)work->plan->slots++;
}

static uint32_t slot_of(const assignment *work, uint32_t operand) {
  return operand == SF_NO_STEP ? 0 : work->slot[operand];
}

/* A step that is an output keeps its slot until it has been handed over. */
static void emit_outputs(assignment *work, uint32_t step) {
  sf_plan *plan = work->plan;
  for (uint32_t k = work->first_output[step]; k > 0; k = work->next_output[k - 1])
    plan->code[plan->length++] = (sf_instruction){.code = SF_OP_OUTPUT, .operands = {work->slot[step]}, .index = k - 1};
  work->first_output[step] = 0;
  if (work->last_use[step] == UNUSED) work->free_slots[work->free_count++] = work->slot[step];
}

static void end_chain(assignment *work) {
  for (size_t i = 0; i < work->waiting_count; i++) emit_outputs(work, work->waiting[i]);
  work->waiting_count = 0;
  work->chain = NO_CHAIN;
}

static void emit_call(assignment *work, const sf_call_site *call) {
  for (size_t i = 0; i < call->count; i++)
    work->plan->call_operands[call->first + i] = work->slot[work->steps->call_operands[call->first + i]];
}

static void fill_constant(assignment *work, uint32_t step) {
  sf_plan *plan = work->plan;
  work->slot[step] = (uint32_t)plan->slots++;
  plan->filled[plan->filled_count++] = (sf_filled_slot){work->slot[step], work->steps->items[step].constant};
}

static void emit_step(assignment *work, uint32_t at) {
  const sf_turn *turn = &work->turns.items[at];
  const sf_step *step = &work->steps->items[turn->step];
  sf_instruction made = {.code = step->code, .index = step->index, .constant = step->constant, .out = SF_NO_SLOT};
  for (int i = 0; i < 3; i++) made.operands[i] = slot_of(work, step->operands[i]);
  if (step->code == SF_OP_CALL) emit_call(work, &work->plan->calls[step->index]);
  made.joined = turn->place != SF_FROM_LANES;
  made.place = made.joined ? turn->place : 0;
  each_operand(work, at, release_slot);
  if (turn->kept) made.out = work->slot[turn->step] = take_slot(work); /* perhaps an operand's: kernels allow it */
  work->plan->code[work->plan->length++] = made;
}

/* Whether the chain that is being made takes in the turn, or the powers of one base do. */
static bool goes_on(const assignment *work, const sf_turn *turn) {
  if (work->chain == NO_CHAIN || sf_is_power(work->steps->items[turn->step].code)) return turn->shares;
  if (!sf_is_link(work->steps->items[turn->step].code) || !sf_is_link(work->plan->code[work->chain].code)) return false;
  return work->waiting_count < MANY_WAITING || turn->place != SF_FROM_LANES;
}

/* What follows a step: its outputs, at a chain's end where it is a link or one of several powers. */
static void take_turn(assignment *work, uint32_t at) {
  const sf_turn *turn = &work->turns.items[at];
  sf_plan *plan = work->plan;
  if (work->steps->items[turn->step].code == SF_OP_CONSTANT) {
    fill_constant(work, turn->step);
    emit_outputs(work, turn->step);
    return;
  }
  const sf_opcode code = work->steps->items[turn->step].code;
  const bool in_chain = sf_is_link(code) || sf_is_power(code);
  if (!goes_on(work, turn)) end_chain(work);
  if (in_chain && work->chain == NO_CHAIN) work->chain = plan->length;
  emit_step(work, at);
  if (in_chain) plan->code[work->chain].chain++;
  if (work->first_output[turn->step] > 0) work->waiting[work->waiting_count++] = turn->step;
  if (turn->kept) release_slot(work, turn->step, at);
  if (!in_chain) end_chain(work);
}

static sf_status make_room(assignment *work, sf_error *error) {
  const size_t steps = work->steps->count + 1, outputs = work->steps->output_count + 1;
  work->last_use = sf_allocate(steps, sizeof *work->last_use);
  work->slot = sf_allocate(steps, sizeof *work->slot);
  work->free_slots = sf_allocate(steps, sizeof *work->free_slots);
  work->first_output = sf_allocate(steps, sizeof *work->first_output);
  work->next_output = sf_allocate(outputs, sizeof *work->next_output);
  work->waiting = sf_allocate(outputs, sizeof *work->waiting);
  work->plan->code = sf_allocate(steps + outputs, sizeof *work->plan->code);
  work->plan->filled = sf_allocate(steps, sizeof *work->plan->filled);
  work->plan->call_operands = sf_allocate(work->steps->call_operand_count + 1, sizeof *work->plan->call_operands);
  if (!work->last_use || !work->slot || !work->free_slots || !work->first_output || !work->next_output ||
      !work->waiting || !work->plan->code || !work->plan->filled || !work->plan->call_operands)
    return sf_fail(error, SF_NO_MEMORY, "no memory to compile a plan of %zu steps", work->steps->count);
  return SF_OK;
}

sf_status sf_assign_slots(const sf_steps *steps, sf_plan *plan, sf_error *error) {
  assignment work = {.steps = steps, .plan = plan, .chain = NO_CHAIN};
  sf_status status = sf_order_steps(steps, plan, &work.turns, error);
  if (!status) status = make_room(&work, error);
  if (!status) {
    find_uses(&work);
    for (uint32_t at = 0; at < work.turns.count; at++) take_turn(&work, at);
    end_chain(&work);
  }
  sf_free(work.turns.items);
  sf_free(work.last_use);
  sf_free(work.slot);
  sf_free(work.free_slots);
  sf_free(work.first_output);
  sf_free(work.next_output);
  sf_free(work.waiting);
  return status;
}
