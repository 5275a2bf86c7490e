/* Quantiles of laws over vectors; the forms are law_table.h's. */
#ifndef SF_KERNELS_VECTOR_LAWS_H
#define SF_KERNELS_VECTOR_LAWS_H

#include "kernels/law_table.h"
#include "kernels/vector_math.h"

/* NaN stays NaN. */
static inline reals inside(reals x, const sf_law_table *law) {
  return smaller(all(law->high), larger(all(law->low), x));
}

static inline reals triangular_quantile(reals u, const double *p) {
  const mask low = less(u, all(p[0]));
  const reals distance = root(choose(low, u, 1.0 - u));
  return fused(choose(low, all(p[2]), all(-p[4])), distance, choose(low, all(p[1]), all(p[3])));
}

/* ln(1 - u): what 1 - u rounds away is put back to first order. */
static inline reals logarithm_of_complement(reals u) {
  const reals rest = 1.0 - u, lost = (1.0 - rest) - u;
  return logarithm_of(rest) + lost / larger(rest, all(SF_LEAST_NORMAL));
}

static inline reals discrete_quantile(reals u, const sf_law_table *law) {
  words at = all_words(0);
  for (size_t half = law->padded / 2; half > 0; half /= 2) {
    const mask beyond = less_equal(gather(law->cumulative, at + (half - 1)), u);
    at += bits_of(choose(beyond, real_of(all_words(half)), all(0.0)));
  }
  return gather(law->values, at);
}

static inline reals empirical_quantile(reals u, const sf_law_table *law) {
  const double count = (double)law->count;
  const reals at = smaller(larger(round_down(u * count), all(0.0)), all(count - 1.0));
  return gather(law->values, bits_of(at + 0x1p52) & 0x000fffffffffffff);
}

/* value where it is a number, else the law asked lane by lane; out of line, so that the usual way stays lean. */
static OUT_OF_LINE reals with_law_quantile(const sf_law *law, reals u, reals value) {
  alignas(64) double at[LANES], values[LANES];
  store(at, u);
  store(values, value);
  for (int lane = 0; lane < LANES; lane++)
    if (isnan(values[lane])) values[lane] = sf_law_quantile(law, at[lane]);
  return load(values);
}

static inline void place_polynomial(row_places *places, size_t i, reals u) {
  const reals v = smaller(u, 1.0 - u);
  /* below the last octave, and for NaN, any number there will do: that row is NaN */
  const words bits = bits_of(smaller(larger(v, all(SF_LAW_SMALLEST_V)), all(SF_LAW_LARGEST_V)));
  const words upper = all_words(SF_LAW_TOP_SEGMENT) - (bits >> SF_LAW_LOCAL_BITS);
  const reals side = choose(less(u, all(0.5)), all(0.0), real_of(all_words(SF_LAW_ROWS)));
  store(places->r + i, real_of(((bits << 3) & 0x000fffffffffffff) | 0x3ff0000000000000) - 1.5);
  store_words(places->at + i, (bits_of(side) + upper) << 3);
}

static inline reals placed_polynomial(const row_places *places, size_t i, reals u, const sf_law_table *law) {
  const reals x = inside(row_polynomial(law->coefficients, places, i), law);
  return every(equal(x, x)) ? x : with_law_quantile(law->law, u, x);
}

#endif
