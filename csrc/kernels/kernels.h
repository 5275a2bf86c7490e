/* Vector kernels: the inner loops of plans, compiled once per instruction set from the same source.
 *
 * Every set computes the same bits: IEEE operations, explicit fused multiply-add, no contraction left to the compiler,
 * own polynomials for everything transcendental. Lanes are doubles, 64-byte aligned; n is a multiple of SF_GROUP; out
 * may be one of the operands. Bits are the same but for which NaN comes out where one does.
 *
 * Greatest errors found against wider arithmetic (tests/unit/kernels/test_vector_math.c asserts them), in units in the
 * last place: exponential 0.75 (1 where the result is subnormal), logarithm 0.85, power 0.8 over the full range and
 * exact where the result is a double, logistic 2.5. Relative: normal_distribution 1e-15 in both tails, normal_quantile
 * 4e-13. Special values are those of IEEE 754, but that a lane without a value stays one: a division by 0, the
 * logarithm of 0, a negative power of 0 and the normal quantile of 0 and 1 are NaN, and so is whatever NaN goes into,
 * comparisons, powers and conditions too; of a choice only the side taken counts. */
#ifndef SF_KERNELS_KERNELS_H
#define SF_KERNELS_KERNELS_H

#include "kernels/opcode.h"
#include "signalflow/law.h"

#include <stdint.h>

/* Draws come in groups of so many, one for each scrambling of Sobol points. */
enum { SF_GROUP = 16 };

/* How a law turns uniforms into values, prepared for the kernels. See law.c for the kinds. */
typedef struct sf_law_table sf_law_table;

typedef void sf_unary_kernel(double *out, const double *a, size_t n);
typedef void sf_binary_kernel(double *out, const double *a, const double *b, size_t n);
typedef void sf_immediate_kernel(double *out, const double *a, double b, size_t n);

/* A link of a chain: plain arithmetic, one of whose operands is the value of the link before it. */
typedef struct sf_chain_link {
  unsigned form;        /* SF_LINK(operation, which operand: 0, 1 or 2) */
  const double *from;   /* lanes in place of the value before it; NULL: that value */
  const double *second; /* the operation's other operand, or the first of them */
  union {
    const double *third;
    double constant;
  } last;
  double *out; /* where the value is kept too; NULL: nowhere */
} sf_chain_link;

enum { SF_LINK_PLACES = 4 };
#define SF_LINK(code, place) ((unsigned)(code)*SF_LINK_PLACES + (place))

typedef struct sf_kernels {
  const char *name;
  sf_unary_kernel *exponential, *logarithm, *logistic, *normal_distribution, *normal_quantile;
  sf_binary_kernel *power;
  sf_immediate_kernel *constant_power; /* b ^ a */
  /* Powers of one base, links->from, whose logarithm is taken once: to link->second or, where its form is
   * SF_OP_POWER_CONSTANT's, to the constant. Each has an out, and none but the last may have the base's. */
  void (*powers)(const sf_chain_link *links, size_t count, size_t n);
  /* Link after link on a few vectors before the next ones, so that what they keep is still in the nearest cache. The
   * first link has lanes. */
  void (*chain)(const sf_chain_link *links, size_t count, size_t n);
  void (*integer_power)(double *out, const double *a, int exponent, size_t n); /* by squaring; 1 / for negative */
  void (*fill)(double *out, double value, size_t n);
  /* out[i] = quantile of the law at u[i] */
  void (*quantile)(double *out, const double *u, const sf_law_table *law, size_t n);
  /* u[i] = uniform of draw first + i of the stream under seed; first is a multiple of SF_GROUP. Philox4x32-10 on the
   * counter (group, stream), midpoints of a 2^52 grid: never 0 or 1. */
  void (*pseudo)(double *u, uint64_t seed, uint64_t stream, uint64_t first, size_t n);
  /* u[i] for SF_GROUP scramblings interleaved; directions[bit][replicate], shift[replicate]; see sobol.h */
  void (*sobol)(double *u, const uint64_t (*directions)[SF_GROUP], const uint64_t shift[SF_GROUP], uint64_t first,
                size_t n);
  /* With place = values[i] * inverse - middle in one rounding: sum[i mod SF_GROUP] += place, square[i mod SF_GROUP] +=
   * place^2 with one rounding, in order of i; minimum and maximum of the values likewise; a value that is not finite
   * adds nothing and raises *undefined. */
  void (*moments)(const double *values, size_t n, double inverse, double middle, double sum[SF_GROUP],
                  double square[SF_GROUP], double minimum[SF_GROUP], double maximum[SF_GROUP], uint64_t *undefined);
  /* where a sketch counts the values, by the same place; see sketch_key.h */
  void (*sketch_keys)(uint64_t *keys, const double *values, size_t n, double inverse, double middle);
} sf_kernels;

/* The sets compiled in and usable on this processor, best first; returns how many. */
size_t sf_available_kernels(const sf_kernels *sets[], size_t capacity);
const sf_kernels *sf_best_kernels(void);

/* 64-bit key of a driver's name, its random stream (FNV-1a, then a 64-bit finaliser). */
uint64_t sf_stream(const char *driver);

/* Tables for a law, made when a plan is compiled and shared by equal laws. */
SF_MUST_USE sf_status sf_create_law_table(const sf_law *law, sf_law_table **table, sf_error *error);
void sf_destroy_law_table(sf_law_table *table);

#endif
