/* What a plan holds: a straight line of instructions over numbered slots, each a block of lanes. */
#ifndef SF_ENGINE_PLAN_LAYOUT_H
#define SF_ENGINE_PLAN_LAYOUT_H

#include "kernels/kernels.h"
#include "signalflow/plan.h"

typedef struct sf_instruction {
  sf_opcode code;
  uint32_t operands[3]; /* slots */
  uint32_t out;         /* a slot, or SF_NO_SLOT where only the next link of the chain reads the value */
  uint32_t index;       /* of a driver, law table, output or call site */
  uint32_t chain;       /* how many links the chain has that begins here, or powers of one base; 0 where none does */
  uint32_t place;       /* which operand of a link is the value of the one before it; 0 where it loads that one */
  bool joined;          /* whether it is */
  double constant;
} sf_instruction;

enum { SF_NO_SLOT = UINT32_MAX };

/* A function of many operands, or one of its partial derivatives. */
typedef struct sf_call_site {
  const sf_function *function;
  bool partial;
  size_t index;        /* which partial derivative */
  size_t first, count; /* its operands' slots, in call_operands */
} sf_call_site;

typedef struct sf_filled_slot {
  uint32_t slot;
  double value;
} sf_filled_slot;

struct sf_plan {
  const sf_kernels *kernels;
  sf_instruction *code;
  size_t length, slots, outputs;
  sf_filled_slot *filled; /* constants that no immediate can hold; their slots are written once and never again */
  size_t filled_count;
  char **drivers; /* in byte order */
  uint64_t *streams;
  size_t driver_count;
  sf_law_table **tables;
  size_t table_count;
  sf_call_site *calls;
  size_t call_count, widest_call;
  uint32_t *call_operands;
};

#endif
