/* About thirty primitives over the widest vector of one instruction set, so that a kernel is written once.
 *
 * reals is a vector of LANES doubles, words of as many 64-bit unsigned integers, mask one truth value for each lane.
 * On reals the operators + - * / and on words + - & | ^ << >> work lane by lane, also with a constant on the right
 * (with LANES 1 the three are plain C types); everything else is here. Every primitive is exact or correctly rounded,
 * and min, max and choose follow the stated comparison, so the bits do not depend on the set. (But for which NaN comes
 * out: its sign and payload are the processor's.) unordered is true where either is NaN; missing_if(a, value) is NaN
 * where a is true.
 *
 * load_pairs reads rows of eight coefficients, each lane's beginning where at says: even[k] holds the coefficients 2k
 * and 2k + 1 of the rows of lanes 0, 2, ..., side by side, odd[k] those of lanes 1, 3, ...; firsts puts the first of
 * each pair of a and b back in the order of the lanes, seconds the second. (With LANES 1 a row is read as it lies.) */
#ifndef SF_KERNELS_SIMD_H
#define SF_KERNELS_SIMD_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* For the rare lanes' code, so that the usual way stays short. */
#define OUT_OF_LINE __attribute__((noinline, cold))
/* For what is in the middle of a loop, however long: a call would have every constant read again. */
#define IN_LINE inline __attribute__((always_inline))

#define SF_SET_avx512 1
#define SF_SET_avx2 2
#define SF_SET_neon 3
#define SF_SET_baseline 4
#define SF_SET_NUMBER_OF(set) SF_SET_##set
#define SF_SET_NUMBER(set) SF_SET_NUMBER_OF(set)
#define SF_SET SF_SET_NUMBER(SF_KERNEL_SET)

#if SF_SET == SF_SET_avx512

#include <immintrin.h>
enum { LANES = 8 };
typedef double reals __attribute__((vector_size(64)));
typedef unsigned long long words __attribute__((vector_size(64)));
typedef __mmask8 mask;

static inline reals load(const double *a) { return _mm512_load_pd(a); }
static inline void store(double *out, reals a) { _mm512_store_pd(out, a); }
static inline words load_words(const uint64_t *a) { return (words)_mm512_loadu_si512(a); }
static inline void store_words(uint64_t *out, words a) { _mm512_storeu_si512(out, (__m512i)a); }
static inline reals all(double a) { return _mm512_set1_pd(a); }
static inline words all_words(uint64_t a) { return (words)_mm512_set1_epi64((long long)a); }
static inline words lane_numbers(void) { return (words){0, 1, 2, 3, 4, 5, 6, 7}; }
static inline words bits_of(reals a) { return (words)_mm512_castpd_si512(a); }
static inline reals real_of(words a) { return _mm512_castsi512_pd((__m512i)a); }
static inline reals fused(reals a, reals b, reals c) { return _mm512_fmadd_pd(a, b, c); }
static inline reals root(reals a) { return _mm512_sqrt_pd(a); }
static inline reals round_down(reals a) { return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
static inline reals round_up(reals a) { return _mm512_roundscale_pd(a, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
static inline reals smaller(reals a, reals b) { return _mm512_min_pd(a, b); }
static inline reals larger(reals a, reals b) { return _mm512_max_pd(a, b); }
static inline mask less(reals a, reals b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
static inline mask less_equal(reals a, reals b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
static inline mask equal(reals a, reals b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
static inline mask unordered(reals a, reals b) { return _mm512_cmp_pd_mask(a, b, _CMP_UNORD_Q); }
static inline mask both(mask a, mask b) { return (mask)(a & b); }
static inline mask either(mask a, mask b) { return (mask)(a | b); }
static inline mask opposite(mask a) { return (mask)~a; }
static inline bool every(mask a) { return a == 0xff; }
static inline reals choose(mask a, reals yes, reals no) { return _mm512_mask_blend_pd(a, no, yes); }
static inline reals missing_if(mask a, reals value) { return choose(a, all(NAN), value); }
static inline words multiply_low(words a, words b) { return (words)_mm512_mul_epu32((__m512i)a, (__m512i)b); }
static inline reals gather(const double *from, words at) { return _mm512_i64gather_pd((__m512i)at, from, 8); }
/* Halves of rows a and c, side by side. */
static inline reals load_halves(const double *a, const double *c) {
  return _mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_load_pd(a)), _mm256_load_pd(c), 1);
}
static inline void load_quarters(const double *r0, const double *r1, const double *r2, const double *r3, reals c[4]) {
  for (int k = 0; k < 4; k += 2) {
    const reals first = load_halves(r0 + 2 * k, r1 + 2 * k), second = load_halves(r2 + 2 * k, r3 + 2 * k);
    c[k] = _mm512_shuffle_f64x2(first, second, 0x88);
    c[k + 1] = _mm512_shuffle_f64x2(first, second, 0xdd);
  }
}
static inline void load_pairs(const double *rows, const uint64_t *at, reals even[4], reals odd[4]) {
  load_quarters(rows + at[0], rows + at[2], rows + at[4], rows + at[6], even);
  load_quarters(rows + at[1], rows + at[3], rows + at[5], rows + at[7], odd);
}
static inline reals firsts(reals a, reals b) { return _mm512_unpacklo_pd(a, b); }
static inline reals seconds(reals a, reals b) { return _mm512_unpackhi_pd(a, b); }

#elif SF_SET == SF_SET_avx2

#include <immintrin.h>
enum { LANES = 4 };
typedef double reals __attribute__((vector_size(32)));
typedef unsigned long long words __attribute__((vector_size(32)));
typedef reals mask;

static inline reals load(const double *a) { return _mm256_load_pd(a); }
static inline void store(double *out, reals a) { _mm256_store_pd(out, a); }
static inline words load_words(const uint64_t *a) {
  return (words)_mm256_loadu_si256((const __m256i *)(const void *)a);
}
static inline void store_words(uint64_t *out, words a) { _mm256_storeu_si256((__m256i *)(void *)out, (__m256i)a); }
static inline reals all(double a) { return _mm256_set1_pd(a); }
static inline words all_words(uint64_t a) { return (words)_mm256_set1_epi64x((long long)a); }
static inline words lane_numbers(void) { return (words){0, 1, 2, 3}; }
static inline words bits_of(reals a) { return (words)_mm256_castpd_si256(a); }
static inline reals real_of(words a) { return _mm256_castsi256_pd((__m256i)a); }
static inline reals fused(reals a, reals b, reals c) { return _mm256_fmadd_pd(a, b, c); }
static inline reals root(reals a) { return _mm256_sqrt_pd(a); }
static inline reals round_down(reals a) { return _mm256_floor_pd(a); }
static inline reals round_up(reals a) { return _mm256_ceil_pd(a); }
static inline reals smaller(reals a, reals b) { return _mm256_min_pd(a, b); }
static inline reals larger(reals a, reals b) { return _mm256_max_pd(a, b); }
static inline mask less(reals a, reals b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
static inline mask less_equal(reals a, reals b) { return _mm256_cmp_pd(a, b, _CMP_LE_OQ); }
static inline mask equal(reals a, reals b) { return _mm256_cmp_pd(a, b, _CMP_EQ_OQ); }
static inline mask unordered(reals a, reals b) { return _mm256_cmp_pd(a, b, _CMP_UNORD_Q); }
static inline mask both(mask a, mask b) { return _mm256_and_pd(a, b); }
static inline mask either(mask a, mask b) { return _mm256_or_pd(a, b); }
static inline mask opposite(mask a) { return real_of(~bits_of(a)); }
static inline bool every(mask a) { return _mm256_movemask_pd(a) == 0xf; }
static inline reals choose(mask a, reals yes, reals no) { return _mm256_blendv_pd(no, yes, a); }
static inline reals missing_if(mask a, reals value) { return _mm256_or_pd(a, value); } /* all bits set: a NaN */
static inline words multiply_low(words a, words b) { return (words)_mm256_mul_epu32((__m256i)a, (__m256i)b); }
static inline reals gather(const double *from, words at) {
  return (reals){from[at[0]], from[at[1]], from[at[2]], from[at[3]]};
}
/* Two coefficients of rows a and c, each in a half. */
static inline reals load_halves(const double *a, const double *c) {
  return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_load_pd(a)), _mm_load_pd(c), 1);
}
static inline void load_pairs(const double *rows, const uint64_t *at, reals even[4], reals odd[4]) {
  for (int k = 0; k < 4; k++) {
    even[k] = load_halves(rows + at[0] + 2 * k, rows + at[2] + 2 * k);
    odd[k] = load_halves(rows + at[1] + 2 * k, rows + at[3] + 2 * k);
  }
}
static inline reals firsts(reals a, reals b) { return _mm256_unpacklo_pd(a, b); }
static inline reals seconds(reals a, reals b) { return _mm256_unpackhi_pd(a, b); }

#elif SF_SET == SF_SET_neon

#include <arm_neon.h>
enum { LANES = 2 };
typedef float64x2_t reals;
typedef uint64x2_t words;
typedef uint64x2_t mask;

static inline reals load(const double *a) { return vld1q_f64(a); }
static inline void store(double *out, reals a) { vst1q_f64(out, a); }
static inline words load_words(const uint64_t *a) { return vld1q_u64(a); }
static inline void store_words(uint64_t *out, words a) { vst1q_u64(out, a); }
static inline reals all(double a) { return vdupq_n_f64(a); }
static inline words all_words(uint64_t a) { return vdupq_n_u64(a); }
static inline words lane_numbers(void) { return (words){0, 1}; }
static inline words bits_of(reals a) { return vreinterpretq_u64_f64(a); }
static inline reals real_of(words a) { return vreinterpretq_f64_u64(a); }
static inline reals fused(reals a, reals b, reals c) { return vfmaq_f64(c, a, b); }
static inline reals root(reals a) { return vsqrtq_f64(a); }
static inline reals round_down(reals a) { return vrndmq_f64(a); }
static inline reals round_up(reals a) { return vrndpq_f64(a); }
static inline mask less(reals a, reals b) { return vcltq_f64(a, b); }
static inline mask less_equal(reals a, reals b) { return vcleq_f64(a, b); }
static inline mask equal(reals a, reals b) { return vceqq_f64(a, b); }
static inline mask unordered(reals a, reals b) { return ~(equal(a, a) & equal(b, b)); }
static inline mask both(mask a, mask b) { return a & b; }
static inline mask either(mask a, mask b) { return a | b; }
static inline mask opposite(mask a) { return ~a; }
static inline bool every(mask a) { return (a[0] & a[1]) != 0; }
static inline reals choose(mask a, reals yes, reals no) { return vbslq_f64(a, yes, no); }
static inline reals missing_if(mask a, reals value) { return real_of(a | bits_of(value)); }
static inline reals smaller(reals a, reals b) { return choose(less(a, b), a, b); }
static inline reals larger(reals a, reals b) { return choose(less(b, a), a, b); }
static inline words multiply_low(words a, words b) { return vmull_u32(vmovn_u64(a), vmovn_u64(b)); }
static inline reals gather(const double *from, words at) { return (reals){from[at[0]], from[at[1]]}; }
static inline void load_pairs(const double *rows, const uint64_t *at, reals even[4], reals odd[4]) {
  for (int k = 0; k < 4; k++) {
    even[k] = load(rows + at[0] + 2 * k);
    odd[k] = load(rows + at[1] + 2 * k);
  }
}
static inline reals firsts(reals a, reals b) { return vzip1q_f64(a, b); }
static inline reals seconds(reals a, reals b) { return vzip2q_f64(a, b); }

#else /* baseline: plain C; fma() of the C library is correctly rounded whatever the processor */

enum { LANES = 1 };
typedef double reals;
typedef uint64_t words;
typedef bool mask;

static inline reals load(const double *a) { return *a; }
static inline void store(double *out, reals a) { *out = a; }
static inline words load_words(const uint64_t *a) { return *a; }
static inline void store_words(uint64_t *out, words a) { *out = a; }
static inline reals all(double a) { return a; }
static inline words all_words(uint64_t a) { return a; }
static inline words lane_numbers(void) { return 0; }
static inline words bits_of(reals a) {
  words bits;
  memcpy(&bits, &a, sizeof bits);
  return bits;
}
static inline reals real_of(words a) {
  reals value;
  memcpy(&value, &a, sizeof value);
  return value;
}
static inline reals fused(reals a, reals b, reals c) { return fma(a, b, c); }
static inline reals root(reals a) { return sqrt(a); }
static inline reals round_down(reals a) { return floor(a); }
static inline reals round_up(reals a) { return ceil(a); }
static inline reals smaller(reals a, reals b) { return a < b ? a : b; }
static inline reals larger(reals a, reals b) { return a > b ? a : b; }
static inline mask less(reals a, reals b) { return a < b; }
static inline mask less_equal(reals a, reals b) { return a <= b; }
static inline mask equal(reals a, reals b) { return a == b; }
static inline mask unordered(reals a, reals b) { return isunordered(a, b); }
static inline mask both(mask a, mask b) { return a && b; }
static inline mask either(mask a, mask b) { return a || b; }
static inline mask opposite(mask a) { return !a; }
static inline bool every(mask a) { return a; }
static inline reals choose(mask a, reals yes, reals no) { return a ? yes : no; }
static inline reals missing_if(mask a, reals value) { return a ? (double)NAN : value; }
static inline words multiply_low(words a, words b) { return (a & 0xffffffff) * (b & 0xffffffff); }
static inline reals gather(const double *from, words at) { return from[at]; }

#endif

static inline reals magnitude(reals a) { return real_of(bits_of(a) & 0x7fffffffffffffff); }
static inline reals sign_bit(reals a) { return real_of(bits_of(a) & 0x8000000000000000); }
/* a with its sign turned where sign has the sign bit set (sign is +0 or -0) */
static inline reals turn(reals a, reals sign) { return real_of(bits_of(a) ^ bits_of(sign)); }

#endif
