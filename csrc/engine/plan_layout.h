/* What a plan holds: a straight line of instructions over numbered slots, each a block of lanes. */
#ifndef SF_ENGINE_PLAN_LAYOUT_H
#define SF_ENGINE_PLAN_LAYOUT_H

#include "engine/kernels.h"
#include "signalflow/plan.h"

typedef enum sf_opcode {
  SF_OP_CONSTANT, /* only while compiling: a constant is an immediate, or fills a slot once */
  SF_OP_DRAW,     /* out = uniforms of driver index */
  SF_OP_GIVEN,    /* out = numbers of any kind, handed in as those of driver index */
  SF_OP_QUANTILE, /* out = quantile of law table index at a */
  SF_OP_OUTPUT,   /* hands a over as output index */
  SF_OP_CALL,     /* out = call site index, lane by lane */
  SF_OP_NEGATE,
  SF_OP_SQUARE_ROOT,
  SF_OP_EXPONENTIAL,
  SF_OP_LOGARITHM,
  SF_OP_LOGISTIC,
  SF_OP_NORMAL_DISTRIBUTION,
  SF_OP_NORMAL_QUANTILE,
  SF_OP_ABSOLUTE,
  SF_OP_FLOOR,
  SF_OP_CEILING,
  SF_OP_SQUARE,
  SF_OP_RECIPROCAL,
  SF_OP_ADD,
  SF_OP_SUBTRACT,
  SF_OP_MULTIPLY,
  SF_OP_DIVIDE,
  SF_OP_POWER,
  SF_OP_MINIMUM,
  SF_OP_MAXIMUM,
  SF_OP_LESS,
  SF_OP_LESS_EQUAL,
  SF_OP_EQUAL,
  SF_OP_ADD_CONSTANT, /* a and constant; the three named otherwise have the constant on the left */
  SF_OP_SUBTRACT_FROM,
  SF_OP_MULTIPLY_CONSTANT,
  SF_OP_DIVIDE_CONSTANT,
  SF_OP_DIVIDE_INTO,
  SF_OP_POWER_CONSTANT,
  SF_OP_CONSTANT_POWER,
  SF_OP_MINIMUM_CONSTANT,
  SF_OP_MAXIMUM_CONSTANT,
  SF_OP_LESS_CONSTANT,
  SF_OP_LESS_EQUAL_CONSTANT,
  SF_OP_MORE_CONSTANT,
  SF_OP_MORE_EQUAL_CONSTANT,
  SF_OP_EQUAL_CONSTANT,
  SF_OP_LOGISTIC_SHARE, /* 1 / (1 + constant a), a being exp(b) */
  SF_OP_WHERE,          /* a != 0 ? b : c */
  SF_OP_COUNT
} sf_opcode;

typedef struct sf_instruction {
  sf_opcode code;
  uint32_t out, a, b, c; /* slots */
  uint32_t index;        /* of a driver, law table, output or call site */
  double constant;
} sf_instruction;

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
