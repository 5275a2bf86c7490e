/* Between graph and plan: one step per value, in the order they are computed.
 *
 * compile.c lowers the graph's nodes to steps (citations gone, constants folded into operations, equal steps made one);
 * slots.c then turns the steps that outputs need into instructions over as few slots as it can. */
#ifndef SF_ENGINE_STEPS_H
#define SF_ENGINE_STEPS_H

#include "engine/plan_layout.h"

enum { SF_NO_STEP = UINT32_MAX };

typedef struct sf_step {
  sf_opcode code;
  uint32_t operands[3]; /* steps; SF_NO_STEP where there is none */
  uint32_t index;       /* as in sf_instruction */
  double constant;
} sf_step;

typedef struct sf_steps {
  sf_step *items;
  size_t count, capacity;
  uint32_t *buckets; /* equal steps are found here: open addressing, SF_NO_STEP when free */
  size_t bucket_count;
  uint32_t *outputs; /* the step of each output */
  size_t output_count;
  uint32_t *call_operands; /* steps; the call sites of the plan point into them */
  size_t call_operand_count, call_operand_capacity;
} sf_steps;

/* Fills the plan's code, slots and constants, and replaces steps by slots in its call operands. On failure the plan is
 * only fit to be destroyed. */
SF_MUST_USE sf_status sf_assign_slots(const sf_steps *steps, sf_plan *plan, sf_error *error);

#endif
