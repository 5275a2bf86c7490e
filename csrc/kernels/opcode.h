/* The operations of a plan. Those from SF_OP_NEGATE on are plain arithmetic, and may be links of a chain: one takes the
 * value of the one before it from a register. */
#ifndef SF_KERNELS_OPCODE_H
#define SF_KERNELS_OPCODE_H

#include <stdbool.h>

typedef enum sf_opcode {
  SF_OP_CONSTANT, /* only while compiling: a constant is an immediate, or fills a slot once */
  SF_OP_DRAW,     /* out = uniforms of driver index */
  SF_OP_GIVEN,    /* out = numbers of any kind, handed in as those of driver index */
  SF_OP_QUANTILE, /* out = quantile of law table index at a */
  SF_OP_OUTPUT,   /* hands a over as output index */
  SF_OP_CALL,     /* out = call site index, lane by lane */
  SF_OP_EXPONENTIAL,
  SF_OP_LOGARITHM,
  SF_OP_LOGISTIC,
  SF_OP_NORMAL_DISTRIBUTION,
  SF_OP_NORMAL_QUANTILE,
  SF_OP_POWER,
  SF_OP_POWER_CONSTANT, /* a ^ constant */
  SF_OP_CONSTANT_POWER, /* constant ^ a */
  SF_OP_NEGATE,
  SF_OP_SQUARE_ROOT,
  SF_OP_ABSOLUTE,
  SF_OP_FLOOR,
  SF_OP_CEILING,
  SF_OP_SQUARE,
  SF_OP_RECIPROCAL,
  SF_OP_ADD,
  SF_OP_SUBTRACT,
  SF_OP_MULTIPLY,
  SF_OP_DIVIDE,
  SF_OP_MINIMUM,
  SF_OP_MAXIMUM,
  SF_OP_LESS,
  SF_OP_LESS_EQUAL,
  SF_OP_EQUAL,
  SF_OP_SHARE_BELOW,  /* ((a < b) + (a <= b)) / 2 */
  SF_OP_ADD_CONSTANT, /* a and constant; the two named otherwise have the constant on the left */
  SF_OP_SUBTRACT_FROM,
  SF_OP_MULTIPLY_CONSTANT,
  SF_OP_DIVIDE_CONSTANT, /* which is not 0 */
  SF_OP_DIVIDE_INTO,
  SF_OP_MINIMUM_CONSTANT,
  SF_OP_MAXIMUM_CONSTANT,
  SF_OP_LESS_CONSTANT,
  SF_OP_LESS_EQUAL_CONSTANT,
  SF_OP_MORE_CONSTANT,
  SF_OP_MORE_EQUAL_CONSTANT,
  SF_OP_EQUAL_CONSTANT,
  SF_OP_LOGISTIC_SHARE, /* 1 / (1 + constant a), a being exp(b); where that overflows, the logistic of -(b + ln
                           constant) */
  SF_OP_SIGNED_POWER,   /* b ^ c, a being |b| ^ c */
  SF_OP_WHERE,          /* a != 0 ? b : c */
  SF_OP_WHERE_THEN,     /* a != 0 ? constant : b */
  SF_OP_WHERE_ELSE,     /* a != 0 ? b : constant */
  SF_OP_COUNT
} sf_opcode;

static inline bool sf_is_link(sf_opcode code) { return code >= SF_OP_NEGATE; }

/* Whether one kernel may make the value together with others of the same base. */
static inline bool sf_is_power(sf_opcode code) { return code == SF_OP_POWER || code == SF_OP_POWER_CONSTANT; }

#endif
