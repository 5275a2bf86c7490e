/* Between graph and plan: one step per value, in the order they are computed.
 *
 * compile.c lowers the graph's nodes to steps (citations gone, constants folded into operations, equal steps made one);
 * chains.c puts those that outputs need in an order in which arithmetic follows the value it works on; slots.c turns
 * them into instructions over as few slots as it can. */
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

/* Inputs whose numbers, of any kind, are handed in from outside as those of drivers of these names. */
typedef struct sf_given_inputs {
  sf_expression *const *inputs;
  const char *const *names; /* read while it compiles */
  size_t count;
} sf_given_inputs;

/* sf_compile_plan, with inputs that are given. */
SF_MUST_USE sf_status sf_compile_given(sf_graph *graph, sf_expression *const *outputs, size_t count,
                                       const sf_given_inputs *given, sf_plan **plan, sf_error *error);

/* A step in the order of running. */
typedef struct sf_turn {
  uint32_t step;
  uint32_t place; /* which of its operands the turn before hands over in registers; SF_FROM_LANES: none */
  bool kept;      /* whether the value is read from lanes too, and not by the next turn alone */
  bool shares;    /* whether it is a power, and of the same base as the turn before */
} sf_turn;

enum { SF_FROM_LANES = UINT32_MAX };

typedef struct sf_turns {
  sf_turn *items;
  size_t count;
} sf_turns;

/* The steps that outputs need, each after its operands: constants first, then all that a kernel of its own computes,
 * powers of one base side by side, then arithmetic, each step followed where it can be by one that works on its value,
 * then what needed that, and so on. */
SF_MUST_USE sf_status sf_order_steps(const sf_steps *steps, const sf_plan *plan, sf_turns *turns, sf_error *error);

/* Fills the plan's code, slots and constants, and replaces steps by slots in its call operands. On failure the plan is
 * only fit to be destroyed. */
SF_MUST_USE sf_status sf_assign_slots(const sf_steps *steps, sf_plan *plan, sf_error *error);

#endif
