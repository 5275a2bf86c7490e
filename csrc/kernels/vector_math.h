/* Elementary functions over vectors. Polynomial coefficients are minimax (Remez exchange in 160-bit arithmetic, then
 * rounded) unless a comment says otherwise; kernels.h states the greatest errors found. */
#ifndef SF_KERNELS_VECTOR_MATH_H
#define SF_KERNELS_VECTOR_MATH_H

#include "kernels/normal_table.h"
#include "kernels/simd.h"

#include <stdalign.h>

#define SF_LN2_HIGH 0x1.62e42fefa3800p-1 /* 42 bits: its product with an exponent is exact */
#define SF_LN2_LOW 0x1.ef35793c76730p-45
#define SF_LOG2_E 0x1.71547652b82fep+0
/* x + shift - shift is x rounded to an integer, which is also in the low bits of x + shift. */
#define SF_ROUNDING_SHIFT 0x1.8p52
#define SF_LEAST_NORMAL 0x1p-1022

/* Lanes that a long calculation takes through one of its parts before the next: a processor looks ahead over the next
 * lanes of a short loop, but not of a long one. */
enum { STRETCH = 64 };

/* c[0] + c[1] x + ... + c[n-1] x^(n-1), its even and its odd terms by Horner's rule side by side: the kernels wait more
 * for one multiply-add to end than for room to begin the next. */
static inline reals polynomial(reals x, const double *c, int n) {
  const int even_top = (n - 1) / 2 * 2, odd_top = (n - 2) / 2 * 2 + 1;
  const reals square = x * x;
  reals even = all(c[even_top]), odd = all(c[odd_top]);
  for (int k = even_top - 2; k >= 0; k -= 2) even = fused(even, square, all(c[k]));
  for (int k = odd_top - 2; k >= 1; k -= 2) odd = fused(odd, square, all(c[k]));
  return fused(odd, x, even);
}

/* ---- exponential ---- */

/* exp(x + tail) / 2^k for k = the integer nearest x / ln 2, with shifted = k + shift; |tail| is about an ulp of x at
 * most. */
static inline reals reduced_exponential(reals x, reals tail, reals *shifted) {
  /* (exp r - 1 - r) / r^2, |r| <= ln 2 / 2 */
  static const double c[] = {0x1.000000000000ap-1,  0x1.55555555554fap-3,  0x1.555555555088bp-5,  0x1.1111111127ba2p-7,
                             0x1.6c16c184268c1p-10, 0x1.a01a012a67337p-13, 0x1.a0199a1690303p-16, 0x1.71df253fdf78bp-19,
                             0x1.28ad68edff6d1p-22, 0x1.ad7f720251ac6p-26};
  *shifted = fused(x, all(SF_LOG2_E), all(SF_ROUNDING_SHIFT));
  const reals k = *shifted - SF_ROUNDING_SHIFT;
  const reals high = fused(k, all(-SF_LN2_HIGH), x);
  const reals low = fused(k, all(SF_LN2_LOW), -tail), r = high - low;
  const reals sum = 1.0 + high, lost = high - (sum - 1.0);
  return sum + (lost + fused(r * r, polynomial(r, c, 10), -low));
}

/* For lanes whose result may be subnormal, zero, infinite or NaN: 2^k in two factors, so that there is one rounding. */
static inline reals extreme_exponential(reals x, reals tail) {
  const mask beyond = either(less(all(720.0), x), less(x, all(-760.0)));
  const reals within = larger(all(-760.0), smaller(all(720.0), x));
  reals shifted;
  const reals value = reduced_exponential(within, choose(beyond, all(0.0), tail), &shifted);
  const words k = bits_of(shifted) - bits_of(all(SF_ROUNDING_SHIFT));
  const words half = ((k + 4096) >> 1) - 2048;
  return value * real_of((half + 1023) << 52) * real_of((k - half + 1023) << 52);
}

/* exp(x + tail) */
static inline reals exponential_of_sum(reals x, reals tail) {
  if (!every(less_equal(magnitude(x), all(707.0)))) return extreme_exponential(x, tail);
  reals shifted;
  const reals value = reduced_exponential(x, tail, &shifted);
  return real_of(bits_of(value) + (bits_of(shifted) << 52));
}

static inline reals exponential_of(reals x) { return exponential_of_sum(x, all(0.0)); }

/* 1 / (1 + exp(-x)), also where exp(-x) overflows */
static inline reals logistic_of(reals x) {
  const reals e = exponential_of(-magnitude(x));
  return choose(less(x, all(0.0)), e, all(1.0)) / (1.0 + e);
}

/* ---- logarithm ---- */

/* x = 2^exponent m with m in [sqrt(1/2), sqrt(2)), for positive normal x */
static inline reals split(reals x, reals *exponent) {
  const uint64_t root_half = 0x3fe6a09e667f3bcd, bias = 1023;
  const words from_root_half = bits_of(x) - root_half + (bias << 52);
  *exponent = real_of((from_root_half >> 52) | 0x4330000000000000) - (0x1p52 + 1023.0);
  return real_of((from_root_half & 0x000fffffffffffff) + root_half);
}

/* ln(2^exponent m), by s = (m - 1) / (m + 1), ln m = 2 s + s^3 R(s^2) (Tang 1990; the sum is arranged as in fdlibm) */
static inline reals logarithm_of_split(reals m, reals exponent) {
  static const double c[] = {0x1.5555555555592p-1, 0x1.999999997fdb8p-2, 0x1.24924941f1216p-2, 0x1.c71c52095d3f8p-3,
                             0x1.74663ee8b7786p-3, 0x1.39a1baa91ed01p-3, 0x1.2f056458c3008p-3};
  const reals f = m - 1.0, half_square = f * f * 0.5;
  const reals s = f / (f + 2.0), z = s * s;
  const reals rest = z * polynomial(z, c, 7);
  const reals correction = fused(s, half_square + rest, exponent * SF_LN2_LOW);
  return fused(exponent, all(SF_LN2_HIGH), f - (half_square - correction));
}

static inline mask is_ordinary(reals x) { return both(less_equal(all(SF_LEAST_NORMAL), x), less(x, all(INFINITY))); }

static inline reals special_logarithm(reals x) {
  const mask small = less(x, all(SF_LEAST_NORMAL));
  reals exponent;
  const reals m = split(choose(small, x * 0x1p54, x), &exponent);
  reals result = logarithm_of_split(m, choose(small, exponent - 54.0, exponent));
  result = missing_if(less_equal(x, all(0.0)), result);
  return choose(less(x, all(INFINITY)), result, x); /* infinity and NaN */
}

static inline reals logarithm_of(reals x) {
  if (!every(is_ordinary(x))) return special_logarithm(x);
  reals exponent;
  const reals m = split(x, &exponent);
  return logarithm_of_split(m, exponent);
}

/* ---- power ---- */

/* A number as the unevaluated sum of two. */
typedef struct pair {
  reals high, low;
} pair;

/* high + low for |high| >= |low| or high = 0 (Dekker 1971) */
static inline pair quick_sum(reals high, reals low) {
  const reals sum = high + low;
  return (pair){sum, low - (sum - high)};
}

/* The logarithms of a few lanes with a relative error below 2^-64, on the way: of 2^exponent m, at first s = (m - 1) /
 * (m + 1) as a pair and exponent; then ln, as a pair too. */
typedef struct logarithm_parts {
  alignas(64) double high[STRETCH], low[STRETCH], exponent[STRETCH];
} logarithm_parts;

/* (m - 1) / (m + 1) */
static inline pair logarithm_argument(reals m) {
  const reals f = m - 1.0, d = m + 1.0, d_low = m - (d - 1.0);
  const reals r = 1.0 / d, s = f * r, negative = -s;
  return (pair){s, r * fused(negative, d_low, fused(negative, d, f))};
}

/* ln(2^exponent m) = ln 2 exponent + 2 s + s^3 (2/3 + s^2 Q(s^2)): s^2 and the first coefficient as pairs too */
static inline pair logarithm_of_argument(reals s, reals s_low, reals exponent) {
  static const double c[] = {0x1.9999999999b30p-2, 0x1.2492492457dbfp-2, 0x1.c71c722d5d51fp-3, 0x1.745ce9e691659p-3,
                             0x1.3b1eeb734b268p-3, 0x1.0f7ff7abac2d1p-3, 0x1.0e4227bb5a41ep-3};
  const reals z = s * s, z_low = fused(s + s, s_low, fused(s, s, -z));
  const pair b = quick_sum(all(0x1.5555555555555p-1), fused(z, polynomial(z, c, 7), all(0x1.5555555555555p-55)));
  const reals t = z * b.high;
  const reals t_low = fused(z_low, b.high, fused(z, b.low, fused(z, b.high, -t)));
  const reals w = s * t;
  const reals w_low = fused(s_low, t, fused(s, t_low, fused(s, t, -w)));
  const pair l = quick_sum(s + s, w);
  const pair sum = quick_sum(exponent * SF_LN2_HIGH, l.high);
  return quick_sum(sum.high, sum.low + fused(exponent, all(SF_LN2_LOW), l.low + (w_low + (s_low + s_low))));
}

static inline void start_logarithm(logarithm_parts *parts, size_t i, reals x) {
  reals exponent;
  const pair s = logarithm_argument(split(x, &exponent));
  store(parts->high + i, s.high);
  store(parts->low + i, s.low);
  store(parts->exponent + i, exponent);
}

static inline void finish_logarithm(logarithm_parts *parts, size_t i) {
  const pair l = logarithm_of_argument(load(parts->high + i), load(parts->low + i), load(parts->exponent + i));
  store(parts->high + i, l.high);
  store(parts->low + i, l.low);
}

static inline reals power_of_logarithm(pair l, reals y) {
  const reals high = y * l.high;
  return exponential_of_sum(high, fused(y, l.low, fused(y, l.high, -high)));
}

/* Any operands: IEEE 754-2019, 9.2.1, pow, but for 0 to a negative power and NaN to the power 0, which have no value.
 */
static OUT_OF_LINE reals special_power(reals x, reals y) {
  const reals a = magnitude(x), zero = all(0.0), infinity = all(INFINITY), one = all(1.0);
  const mask small = less(a, all(SF_LEAST_NORMAL));
  reals exponent;
  const reals m = split(choose(small, a * 0x1p54, a), &exponent);
  const pair argument = logarithm_argument(m);
  exponent = choose(small, exponent - 54.0, exponent);
  reals result = power_of_logarithm(logarithm_of_argument(argument.high, argument.low, exponent), y);

  const mask rises = less(zero, y), falls = less(y, zero);
  result = choose(equal(a, infinity), choose(falls, zero, infinity), result);
  const mask to_zero = either(both(less(a, one), rises), both(less(one, a), falls));
  const reals limit = choose(equal(a, one), one, choose(to_zero, zero, infinity));
  result = choose(equal(magnitude(y), infinity), limit, result);
  result = choose(equal(a, zero), missing_if(falls, zero), result);

  const reals half = y * 0.5;
  const mask integer = equal(round_down(y), y);
  const mask odd = both(integer, opposite(equal(round_down(half), half)));
  result = turn(result, choose(odd, sign_bit(x), zero));
  result = choose(both(both(less(x, zero), less(a, infinity)), opposite(integer)), all(NAN), result);
  result = choose(either(equal(y, zero), equal(x, one)), one, result);
  return missing_if(unordered(x, y), result);
}

static inline reals power_by_logarithm(const logarithm_parts *parts, size_t i, reals x, reals y) {
  if (!every(both(is_ordinary(x), less(magnitude(y), all(INFINITY))))) return special_power(x, y);
  return power_of_logarithm((pair){load(parts->high + i), load(parts->low + i)}, y);
}

/* ---- normal distribution ---- */

/* P(Z <= x) = exp(-x^2/2) g(-x) for x <= 0, with (t + 5) g(t) a polynomial in (t - 5)/(t + 5) on 0 <= t <= 39
 * (Chebyshev interpolation; the mapping is Shepherd & Laframboise's, 1981), and 1 less the mirror image above zero. */
static inline reals normal_distribution_of(reals x) {
  static const double c[] = {
      0x1.89d3abe1f95aep-1,   -0x1.54ad03f27ca17p-1, 0x1.fb31653876f8fp-2,   -0x1.410ed5f875a7ap-2,
      0x1.51f6329f0187bp-3,   -0x1.1b1c254c9a2e6p-4, 0x1.54b4d4f4b669dp-6,   -0x1.88590eaafa38ap-9,
      -0x1.a25037c87b0ecp-11, 0x1.1daf1d4d75665p-11, -0x1.f21467ad6278dp-15, -0x1.a170d475ef56ep-15,
      0x1.17dd44798bf8cp-16,  0x1.0b2760d8b1777p-18, -0x1.73af4afacfcbap-19, -0x1.697020b9644f5p-22,
      0x1.d114e6bba97a0p-22,  0x1.6b23b1c1c1515p-25, -0x1.1b383be38249ep-24, -0x1.4002f2e969bbcp-27,
      0x1.074d17a738a60p-27,  0x1.e1dfd082669c9p-30, -0x1.5d26340ff95b4p-33};
  const reals t = smaller(all(39.0), magnitude(x));
  const reals square = t * t, rest = fused(t, t, -square);
  const reals r = 1.0 / (t + 5.0);
  const reals g = polynomial((t - 5.0) * r, c, 23) * r;
  const reals lower = exponential_of_sum(square * -0.5, rest * -0.5) * g;
  return choose(less(all(0.0), x), 1.0 - lower, lower);
}

/* v < 2^-13: z + t is a polynomial in (t - 8)/(t + 8), t = sqrt(-2 ln v), with an error below 3e-13 of z
 * (Chebyshev interpolation on 4.07 <= t <= 39). Below 0, NaN. */
static OUT_OF_LINE reals normal_tail_quantile(reals v) {
  static const double c[] = {0x1.84ea564631843p-2, -0x1.0b40ae4aad1e1p-1, 0x1.30e21b8e4f4c5p-2, -0x1.eaa6090b3edf2p-3,
                             0x1.6e8fd58e46deap-3, -0x1.339ed757859d1p-3, 0x1.ed0cae14c468ep-4, -0x1.aa92d8981cb58p-4,
                             0x1.65f0b633ccab2p-4, -0x1.3f48e170cb19ep-4, 0x1.1221eaa5e4babp-4, -0x1.ea1a5256d97e3p-5,
                             0x1.d62b6431af0a7p-5, -0x1.0019fd241bfa5p-4, 0x1.a4beeabb8c0a8p-5, -0x1.58973a2e86d91p-6};
  const reals t = root(logarithm_of(v) * -2.0);
  const reals z = polynomial((t - 8.0) / (t + 8.0), c, 16) - t;
  return missing_if(equal(v, all(0.0)), z);
}

/* Where in a table of rows of eight coefficients the polynomials of a few lanes lie, and their arguments. Found for all
 * of them before the first row is read. */
typedef struct row_places {
  alignas(64) double r[STRETCH];
  alignas(64) uint64_t at[STRETCH];
} row_places;

/* c[0] + c[1] r + ... + c[7] r^7 with the coefficients of each lane's own row: even and odd powers of r are summed
 * apart, a pair of neighbouring coefficients at a time, so that rows need no transposition but of the two sums. */
#if SF_SET == SF_SET_baseline
static inline reals row_polynomial(const double *rows, const row_places *places, size_t i) {
  const double *const c = rows + places->at[i];
  const reals r = places->r[i], square = r * r;
  const reals even = fused(fused(fused(c[6], square, c[4]), square, c[2]), square, c[0]);
  const reals odd = fused(fused(fused(c[7], square, c[5]), square, c[3]), square, c[1]);
  return fused(odd, r, even);
}
#else
static inline reals pair_polynomial(reals square, const reals c[4]) {
  return fused(fused(fused(c[3], square, c[2]), square, c[1]), square, c[0]);
}
static IN_LINE reals row_polynomial(const double *rows, const row_places *places, size_t i) {
  const reals r = load(places->r + i), square = r * r;
  reals even[4], odd[4];
  load_pairs(rows, places->at + i, even, odd);
  const reals of_even = pair_polynomial(firsts(square, square), even);
  const reals of_odd = pair_polynomial(seconds(square, square), odd);
  return fused(seconds(of_even, of_odd), r, firsts(of_even, of_odd));
}
#endif

#define NORMAL_LEAST_V 0x1p-13

/* The segment of v = min(u, 1 - u) is its exponent and first three bits; the coordinate within is the rest of its bits,
 * exactly. So the tails keep their relative accuracy, and one uniform gives one normal, monotonically. */
static inline void place_normal(row_places *places, size_t i, reals u) {
  const words bits = bits_of(larger(smaller(u, 1.0 - u), all(NORMAL_LEAST_V)));
  store(places->r + i, real_of(((bits << 3) & 0x000fffffffffffff) | 0x3ff0000000000000) - 2.0);
  store_words(places->at + i, (all_words(1022 << 3) - (bits >> 49)) << 3);
}

static inline reals placed_normal(const row_places *places, size_t i, reals u) {
  const reals v = smaller(u, 1.0 - u);
  reals z = row_polynomial(&sf_normal_rows[0][0], places, i);
  const mask usual = less_equal(all(NORMAL_LEAST_V), v);
  if (!every(usual)) z = choose(usual, z, normal_tail_quantile(v));
  return turn(z, sign_bit(0.5 - u));
}

#endif
