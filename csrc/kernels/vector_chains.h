/* Chains of plain arithmetic over vectors: see sf_chain_link. */
#ifndef SF_KERNELS_VECTOR_CHAINS_H
#define SF_KERNELS_VECTOR_CHAINS_H

#include "kernels/kernels.h"
#include "kernels/vector_draws.h"
#include "kernels/vector_math.h"

/* Vectors that go through a chain side by side: as many as leave the registers room for an operand, so that finding
 * out what the next link does costs less than doing it. Plain C has them in memory, which the compiler makes vectors
 * of.
 */
enum { TILE = LANES > 1 ? 8 : 64 };

/* a over b, which has no value where b is 0 */
static inline reals quotient(reals a, reals b) { return missing_if(equal(b, all(0.0)), a / b); }
/* the lesser, and NaN when either is */
static inline reals lesser_of(reals a, reals b) { return choose(equal(a, a), smaller(a, b), a); }
static inline reals greater_of(reals a, reals b) { return choose(equal(a, a), larger(a, b), a); }
static inline reals one_if(mask holds) { return choose(holds, all(1.0), all(0.0)); }
/* of a comparison of a and b */
static inline reals verdict(reals a, reals b, mask holds) { return missing_if(unordered(a, b), one_if(holds)); }

/* value where divisor is finite */
static OUT_OF_LINE reals with_whole_logistic(reals value, reals divisor, reals t, reals share) {
  return choose(less(divisor, all(INFINITY)), value, logistic_of(-(t + logarithm_of(share))));
}

static inline reals logistic_share_of(reals e, reals t, reals share) {
  const reals divisor = fused(e, share, all(1.0)), result = 1.0 / divisor;
  return every(less(divisor, all(INFINITY))) ? result : with_whole_logistic(result, divisor, t, share);
}

/* value where x > 0 */
static OUT_OF_LINE reals with_special_power(reals value, reals x, reals y) {
  return choose(less(all(0.0), x), value, special_power(x, y));
}

static inline reals signed_power_of(reals value, reals x, reals y) {
  return every(less(all(0.0), x)) ? value : with_special_power(value, x, y);
}

static inline reals share_below(reals a, reals b) {
  return missing_if(unordered(a, b), choose(less(a, b), all(1.0), choose(equal(a, b), all(0.5), all(0.0))));
}

static inline reals where_not_zero(reals a, reals yes, reals no) {
  return missing_if(unordered(a, a), choose(equal(a, all(0.0)), no, yes));
}

/* Every link: of the value a before it; of a and a constant, b; of a value and another operand, in each place that the
 * value can have; of three operands. */
#define EACH_LINK(ONE, CONSTANT, TWO, THREE)                                                                           \
  ONE(NEGATE, -a)                                                                                                      \
  ONE(SQUARE_ROOT, root(a))                                                                                            \
  ONE(ABSOLUTE, magnitude(a))                                                                                          \
  ONE(FLOOR, round_down(a))                                                                                            \
  ONE(CEILING, round_up(a))                                                                                            \
  ONE(SQUARE, a *a)                                                                                                    \
  ONE(RECIPROCAL, quotient(all(1.0), a))                                                                               \
  EITHER_OF_TWO(TWO, ADD, a + b)                                                                                       \
  EITHER_OF_TWO(TWO, SUBTRACT, a - b)                                                                                  \
  EITHER_OF_TWO(TWO, MULTIPLY, a *b)                                                                                   \
  EITHER_OF_TWO(TWO, DIVIDE, quotient(a, b))                                                                           \
  EITHER_OF_TWO(TWO, MINIMUM, lesser_of(a, b))                                                                         \
  EITHER_OF_TWO(TWO, MAXIMUM, greater_of(a, b))                                                                        \
  EITHER_OF_TWO(TWO, LESS, verdict(a, b, less(a, b)))                                                                  \
  EITHER_OF_TWO(TWO, LESS_EQUAL, verdict(a, b, less_equal(a, b)))                                                      \
  EITHER_OF_TWO(TWO, EQUAL, verdict(a, b, equal(a, b)))                                                                \
  EITHER_OF_TWO(TWO, SHARE_BELOW, share_below(a, b))                                                                   \
  CONSTANT(ADD_CONSTANT, a + b)                                                                                        \
  CONSTANT(SUBTRACT_FROM, b - a)                                                                                       \
  CONSTANT(MULTIPLY_CONSTANT, a *b)                                                                                    \
  CONSTANT(DIVIDE_CONSTANT, a / b)                                                                                     \
  CONSTANT(DIVIDE_INTO, quotient(b, a))                                                                                \
  CONSTANT(MINIMUM_CONSTANT, lesser_of(a, b))                                                                          \
  CONSTANT(MAXIMUM_CONSTANT, greater_of(a, b))                                                                         \
  CONSTANT(LESS_CONSTANT, verdict(a, b, less(a, b)))                                                                   \
  CONSTANT(LESS_EQUAL_CONSTANT, verdict(a, b, less_equal(a, b)))                                                       \
  CONSTANT(MORE_CONSTANT, verdict(a, b, less(b, a)))                                                                   \
  CONSTANT(MORE_EQUAL_CONSTANT, verdict(a, b, less_equal(b, a)))                                                       \
  CONSTANT(EQUAL_CONSTANT, verdict(a, b, equal(a, b)))                                                                 \
  TWO(LOGISTIC_SHARE, 0, e, t, logistic_share_of(e, t, all(link->last.constant)))                                      \
  THREE(SIGNED_POWER, 0, a, x, y, signed_power_of(a, x, y))                                                            \
  THREE(WHERE, 0, a, yes, no, where_not_zero(a, yes, no))                                                              \
  THREE(WHERE, 1, yes, a, no, where_not_zero(a, yes, no))                                                              \
  THREE(WHERE, 2, no, a, yes, where_not_zero(a, yes, no))                                                              \
  EITHER_OF_TWO(TWO, WHERE_THEN, where_not_zero(a, all(link->last.constant), b))                                       \
  EITHER_OF_TWO(TWO, WHERE_ELSE, where_not_zero(a, b, all(link->last.constant)))
#define EITHER_OF_TWO(TWO, name, result) TWO(name, 0, a, b, result) TWO(name, 1, b, a, result)

#define LABEL_OF_ONE(name, result) [SF_LINK(SF_OP_##name, 0)] = &&name##_0,
#define LABEL_OF_TWO(name, place, running, beside, result) [SF_LINK(SF_OP_##name, place)] = &&name##_##place,
#define LABEL_OF_THREE(name, place, running, beside, beyond, result) [SF_LINK(SF_OP_##name, place)] = &&name##_##place,

#if SF_SET == SF_SET_baseline /* the compiler makes vectors of the loop, which it would not of what is unrolled */
#define EACH_VALUE for (int v = 0; v < VECTORS; v++)
#else
#define EACH_VALUE _Pragma("GCC unroll 8") for (int v = 0; v < VECTORS; v++)
#endif
/* The next link, once the value is kept where it must be. Each jumps there by itself: a processor foresees that better
 * than one jump for all. */
#define NEXT_LINK                                                                                                      \
  do {                                                                                                                 \
    double *const out = link->out;                                                                                     \
    if (out) EACH_VALUE store(out + i + v * LANES, value[v]);                                                          \
    if (++link == end) return;                                                                                         \
    const double *const from = link->from;                                                                             \
    if (from) EACH_VALUE value[v] = load(from + i + v * LANES);                                                        \
    goto *forms[link->form];                                                                                           \
  } while (0);
#define LINK_OF_ONE(name, result)                                                                                      \
  name##_0 : EACH_VALUE {                                                                                              \
    const reals a = value[v];                                                                                          \
    value[v] = (result);                                                                                               \
  }                                                                                                                    \
  NEXT_LINK
#define LINK_WITH_CONSTANT(name, result)                                                                               \
  name##_0 : EACH_VALUE {                                                                                              \
    const reals a = value[v], b = all(link->last.constant);                                                            \
    value[v] = (result);                                                                                               \
  }                                                                                                                    \
  NEXT_LINK
#define LINK_OF_TWO(name, place, running, beside, result)                                                              \
  name##_##place : EACH_VALUE {                                                                                        \
    const reals running = value[v], beside = load(link->second + i + v * LANES);                                       \
    value[v] = (result);                                                                                               \
  }                                                                                                                    \
  NEXT_LINK
#define LINK_OF_THREE(name, place, running, beside, beyond, result)                                                    \
  name##_##place : EACH_VALUE {                                                                                        \
    const reals running = value[v], beside = load(link->second + i + v * LANES),                                       \
                beyond = load(link->last.third + i + v * LANES);                                                       \
    value[v] = (result);                                                                                               \
  }                                                                                                                    \
  NEXT_LINK

/* Lanes i to i + vectors * LANES - 1 through all links. */
#define FOLLOW(name, vectors)                                                                                          \
  static void name(const sf_chain_link *link, const sf_chain_link *end, size_t i) {                                    \
    enum { VECTORS = (vectors) };                                                                                      \
    static const void *const forms[] = {EACH_LINK(LABEL_OF_ONE, LABEL_OF_ONE, LABEL_OF_TWO, LABEL_OF_THREE)};          \
    reals value[VECTORS];                                                                                              \
    EACH_VALUE value[v] = load(link->from + i + v * LANES);                                                            \
    goto *forms[link->form];                                                                                           \
    EACH_LINK(LINK_OF_ONE, LINK_WITH_CONSTANT, LINK_OF_TWO, LINK_OF_THREE)                                             \
  }

/* cppcheck-suppress internalAstError ; it does not read labels as values */
FOLLOW(follow_tile, TILE)
/* cppcheck-suppress internalAstError */
FOLLOW(follow_group, GROUP_VECTORS)

static inline void follow(const sf_chain_link *links, size_t count, size_t n) {
  size_t i = 0;
  for (; i + TILE * LANES <= n; i += TILE * LANES) follow_tile(links, links + count, i);
  for (; i < n; i += SF_GROUP) follow_group(links, links + count, i);
}

#endif
