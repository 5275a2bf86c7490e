/* The kernels, written once over simd.h and compiled for one instruction set after another with -DSF_KERNEL_SET= the
 * set's name. See kernels.h for what each does. */
#include "kernels/kernels.h"
#include "kernels/simd.h"
#include "kernels/sketch_key.h"
#include "kernels/vector_chains.h"
#include "kernels/vector_draws.h"
#include "kernels/vector_laws.h"
#include "kernels/vector_math.h"

#include <limits.h>

#define EACH_VECTOR _Pragma("GCC unroll 4") for (size_t i = 0; i < n; i += LANES)

#define UNARY(name, result)                                                                                            \
  static void name(double *out, const double *operand, size_t n) {                                                     \
    EACH_VECTOR {                                                                                                      \
      const reals a = load(operand + i);                                                                               \
      store(out + i, result);                                                                                          \
    }                                                                                                                  \
  }

UNARY(exponential, exponential_of(a))
UNARY(logarithm, logarithm_of(a))
UNARY(logistic, logistic_of(a))
UNARY(normal_distribution, normal_distribution_of(a))

static void fill(double *out, double value, size_t n) {
  for (size_t i = 0; i < n; i += LANES) store(out + i, all(value));
}

/* Lanes first to first + n - 1, at most a stretch of them. */
static inline void raise(const sf_chain_link *links, size_t count, size_t first, size_t n) {
  const double *x = links->from + first;
  logarithm_parts parts;
  for (size_t i = 0; i < n; i += LANES) start_logarithm(&parts, i, load(x + i));
  for (size_t i = 0; i < n; i += LANES) finish_logarithm(&parts, i);
  for (const sf_chain_link *link = links; link < links + count; link++) {
    alignas(64) double constant[STRETCH];
    const bool is_constant = link->form == SF_LINK(SF_OP_POWER_CONSTANT, 0);
    if (is_constant) fill(constant, link->last.constant, STRETCH);
    const double *y = is_constant ? constant : link->second + first;
    double *out = link->out + first;
    for (size_t i = 0; i < n; i += LANES) store(out + i, power_by_logarithm(&parts, i, load(x + i), load(y + i)));
  }
}

static void powers(const sf_chain_link *links, size_t count, size_t n) {
  for (size_t first = 0; first < n; first += STRETCH)
    raise(links, count, first, n - first < STRETCH ? n - first : STRETCH);
}

static void power(double *out, const double *x, const double *y, size_t n) {
  const sf_chain_link link = {.form = SF_LINK(SF_OP_POWER, 0), .from = x, .second = y, .out = out};
  powers(&link, 1, n);
}

static void constant_power(double *out, const double *y, double constant, size_t n) {
  logarithm_parts parts;
  start_logarithm(&parts, 0, all(constant));
  finish_logarithm(&parts, 0);
  for (size_t i = 0; i < n; i += LANES) store(out + i, power_by_logarithm(&parts, 0, all(constant), load(y + i)));
}

/* A law whose lanes each have a polynomial of their own: place finds it, result is its value. */
#define BY_PLACES(place, result)                                                                                       \
  for (size_t first = 0; first < n; first += STRETCH) {                                                                \
    const size_t count = n - first < STRETCH ? n - first : STRETCH;                                                    \
    row_places places;                                                                                                 \
    for (size_t i = 0; i < count; i += LANES) place(&places, i, load(uniforms + first + i));                           \
    for (size_t i = 0; i < count; i += LANES) {                                                                        \
      const reals u = load(uniforms + first + i);                                                                      \
      store(out + first + i, result);                                                                                  \
    }                                                                                                                  \
  }

static void normal_quantile(double *out, const double *uniforms, size_t n) {
  BY_PLACES(place_normal, placed_normal(&places, i, u))
}

static void chain(const sf_chain_link *links, size_t count, size_t n) { follow(links, count, n); }

/* A group at a time, so that the multiplications of one vector hide behind those of the others. */
static inline void power_of_group(double *out, const double *operand, unsigned exponent, bool invert) {
  reals a[GROUP_VECTORS], result[GROUP_VECTORS];
  for (int v = 0; v < GROUP_VECTORS; v++) {
    a[v] = load(operand + v * LANES);
    result[v] = all(1.0);
  }
  for (; exponent > 0; exponent >>= 1) {
    for (int v = 0; v < GROUP_VECTORS; v++) {
      if (exponent & 1) result[v] = result[v] * a[v];
      a[v] = a[v] * a[v];
    }
  }
  for (int v = 0; v < GROUP_VECTORS; v++) store(out + v * LANES, invert ? quotient(all(1.0), result[v]) : result[v]);
}

static void integer_power(double *out, const double *a, int exponent, size_t n) {
  const unsigned size = exponent < 0 ? 0u - (unsigned)exponent : (unsigned)exponent;
  for (size_t i = 0; i < n; i += SF_GROUP) power_of_group(out + i, a + i, size, exponent < 0);
}

/* One loop for each form, so that the choice is made once. */
#define FORM(form, result)                                                                                             \
  case form:                                                                                                           \
    for (size_t i = 0; i < n; i += LANES) {                                                                            \
      const reals u = load(uniforms + i);                                                                              \
      store(out + i, result);                                                                                          \
    }                                                                                                                  \
    break

static void quantile(double *out, const double *uniforms, const sf_law_table *law, size_t n) {
  const double *p = law->p;
  switch (law->form) {
    FORM(SF_FORM_UNIFORM, inside(fused(all(p[1]), u, all(p[0])), law));
  case SF_FORM_NORMAL:
    BY_PLACES(place_normal, fused(all(p[1]), placed_normal(&places, i, u), all(p[0])))
    break;
  case SF_FORM_LOGNORMAL: /* two loops: together they would not fit the registers */
    normal_quantile(out, uniforms, n);
    for (size_t i = 0; i < n; i += LANES) store(out + i, p[0] * exponential_of(p[1] * load(out + i)));
    break;
    FORM(SF_FORM_TRIANGULAR, inside(triangular_quantile(u, p), law));
    FORM(SF_FORM_EXPONENTIAL, -p[0] * logarithm_of_complement(u));
    FORM(SF_FORM_BERNOULLI, one_if(less_equal(all(p[0]), u)));
    FORM(SF_FORM_DISCRETE, discrete_quantile(u, law));
    FORM(SF_FORM_EMPIRICAL, empirical_quantile(u, law));
  case SF_FORM_POLYNOMIAL:
    BY_PLACES(place_polynomial, placed_polynomial(&places, i, u, law))
    break;
  case SF_FORM_COUNT:
    break;
  }
}

/* Groups whose counters share the high half. */
static void pseudo_run(double *u, uint64_t seed, uint64_t stream, uint64_t group, size_t groups) {
  const philox_keys keys = share_keys(seed, stream, group * COUNTERS);
  size_t made = 0;
  for (; made + GROUPS_AT_ONCE <= groups; made += GROUPS_AT_ONCE)
    pseudo_groups(u + made * SF_GROUP, &keys, group + made, GROUPS_AT_ONCE);
  for (; made < groups; made++) pseudo_groups(u + made * SF_GROUP, &keys, group + made, 1);
}

static void pseudo(double *u, uint64_t seed, uint64_t stream, uint64_t first, size_t n) {
  enum { SHARING = 1 << 29 }; /* groups from one change of the high half to the next */
  const uint64_t group = first / SF_GROUP, end = group + n / SF_GROUP, change = (group / SHARING + 1) * SHARING;
  const size_t shared = (size_t)((end < change ? end : change) - group);
  pseudo_run(u, seed, stream, group, shared);
  if (group + shared < end) pseudo_run(u + shared * SF_GROUP, seed, stream, change, (size_t)(end - change));
}

static void sobol(double *u, const uint64_t (*directions)[SF_GROUP], const uint64_t shift[SF_GROUP], uint64_t first,
                  size_t n) {
  sobol_points(u, directions, shift, first / SF_GROUP, n);
}

/* Columns of a group that are summed side by side: their running sums and extremes fit the registers. */
enum { COLUMNS = 2 };

typedef struct moment_lanes {
  reals sum[GROUP_VECTORS], square[GROUP_VECTORS], minimum[GROUP_VECTORS], maximum[GROUP_VECTORS];
} moment_lanes;

/* Adds columns first to first + COLUMNS - 1 of every group, all values being finite. */
static inline void add_columns(moment_lanes *lanes, int first, const double *values, size_t n, reals inverse,
                               reals offset) {
  reals sum[COLUMNS], square[COLUMNS], minimum[COLUMNS], maximum[COLUMNS];
  for (int c = 0; c < COLUMNS; c++) {
    sum[c] = lanes->sum[first + c];
    square[c] = lanes->square[first + c];
    minimum[c] = lanes->minimum[first + c];
    maximum[c] = lanes->maximum[first + c];
  }
  for (size_t i = (size_t)first * LANES; i < n; i += SF_GROUP) {
#pragma GCC unroll 2
    for (int c = 0; c < COLUMNS; c++) {
      const reals value = load(values + i + c * LANES), distance = fused(value, inverse, offset);
      sum[c] = sum[c] + distance;
      square[c] = fused(distance, distance, square[c]);
      minimum[c] = smaller(value, minimum[c]);
      maximum[c] = larger(value, maximum[c]);
    }
  }
  for (int c = 0; c < COLUMNS; c++) {
    lanes->sum[first + c] = sum[c];
    lanes->square[first + c] = square[c];
    lanes->minimum[first + c] = minimum[c];
    lanes->maximum[first + c] = maximum[c];
  }
}

/* The same where some values are not finite; out of line, so that the usual way stays lean. */
static OUT_OF_LINE uint64_t add_finite(moment_lanes *lanes, const double *values, size_t n, reals inverse,
                                       reals offset) {
  reals undefined = all(0.0);
  for (size_t i = 0; i < n; i += SF_GROUP) {
    for (int v = 0; v < GROUP_VECTORS; v++) {
      const reals value = load(values + i + v * LANES);
      const mask finite = less(magnitude(value), all(INFINITY));
      const reals distance = choose(finite, fused(value, inverse, offset), all(0.0));
      lanes->sum[v] = lanes->sum[v] + distance;
      lanes->square[v] = fused(distance, distance, lanes->square[v]);
      lanes->minimum[v] = smaller(choose(finite, value, all(INFINITY)), lanes->minimum[v]);
      lanes->maximum[v] = larger(choose(finite, value, all(-INFINITY)), lanes->maximum[v]);
      undefined = undefined + choose(finite, all(0.0), all(1.0));
    }
  }
  alignas(64) double counts[LANES];
  store(counts, undefined);
  uint64_t count = 0;
  for (int lane = 0; lane < LANES; lane++) count += (uint64_t)counts[lane];
  return count;
}

/* A sum of squares takes in every value: it is finite only where they all are. */
static inline bool all_finite(const moment_lanes *lanes) {
  reals total = lanes->square[0];
  for (int v = 1; v < GROUP_VECTORS; v++) total = total + lanes->square[v];
  return every(less(total, all(INFINITY)));
}

static void moments(const double *values, size_t n, double inverse, double middle, double sum[SF_GROUP],
                    double square_sum[SF_GROUP], double minimum_value[SF_GROUP], double maximum_value[SF_GROUP],
                    uint64_t *undefined) {
  moment_lanes before, lanes;
  memcpy(before.sum, sum, sizeof before.sum);
  memcpy(before.square, square_sum, sizeof before.square);
  memcpy(before.minimum, minimum_value, sizeof before.minimum);
  memcpy(before.maximum, maximum_value, sizeof before.maximum);
  lanes = before;
  for (int v = 0; v < GROUP_VECTORS; v += COLUMNS) add_columns(&lanes, v, values, n, all(inverse), all(-middle));
  if (!all_finite(&lanes)) {
    lanes = before;
    *undefined += add_finite(&lanes, values, n, all(inverse), all(-middle));
  }
  memcpy(sum, lanes.sum, sizeof lanes.sum);
  memcpy(square_sum, lanes.square, sizeof lanes.square);
  memcpy(minimum_value, lanes.minimum, sizeof lanes.minimum);
  memcpy(maximum_value, lanes.maximum, sizeof lanes.maximum);
}

static void sketch_keys(uint64_t *keys, const double *values, size_t n, double inverse, double middle) {
  const uint64_t one = 0x3ff0000000000000, below_bin = (UINT64_C(1) << SF_SKETCH_BIN_SHIFT) - 1;
  EACH_VECTOR {
    const reals place = fused(load(values + i), all(inverse), all(-middle)), size = magnitude(place);
    const words bits = bits_of(size + all(1.0)), sign = bits_of(sign_bit(place));
    const mask on_edge = equal(real_of(bits & ~below_bin) - all(1.0), size);
    const reals edge = choose(on_edge, real_of(all_words(SF_SKETCH_EDGE)), all(0.0));
    store_words(keys + i, (((bits - one) | sign) >> SF_SKETCH_BIN_SHIFT) | bits_of(edge));
  }
}

#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)
#define SYMBOL_OF(set) sf_kernels_##set
#define SYMBOL(set) SYMBOL_OF(set)

extern const sf_kernels SYMBOL(SF_KERNEL_SET);
const sf_kernels SYMBOL(SF_KERNEL_SET) = {
    .name = TEXT(SF_KERNEL_SET),
    .exponential = exponential,
    .logarithm = logarithm,
    .logistic = logistic,
    .normal_distribution = normal_distribution,
    .normal_quantile = normal_quantile,
    .power = power,
    .powers = powers,
    .constant_power = constant_power,
    .chain = chain,
    .integer_power = integer_power,
    .fill = fill,
    .quantile = quantile,
    .pseudo = pseudo,
    .sobol = sobol,
    .moments = moments,
    .sketch_keys = sketch_keys,
};
