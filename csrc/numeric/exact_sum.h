/* Exact sums: a fixed-point number wide enough for any sum of doubles, so that the order of adding never shows.
 *
 * The idea is Kulisch's long accumulator (Kulisch & Miranker 1986), kept in 32-bit digits inside 64-bit words so that
 * carries can wait (Neal 2015). Adding and merging are exact; only reading rounds, once, to nearest even. */
#ifndef SF_NUMERIC_EXACT_SUM_H
#define SF_NUMERIC_EXACT_SUM_H

#include <stdbool.h>
#include <stdint.h>

/* 2,098 bits hold every finite double; the other 142 hold the sum of 2^64 of them and the sign. */
enum { SF_EXACT_DIGITS = 70 };

/* Starts as {0}. Two settled sums of equal value have equal bytes. */
typedef struct sf_exact_sum {
  int64_t digits[SF_EXACT_DIGITS]; /* sum of digits[i] * 2^(32 i - 1074) */
  uint32_t pending;                /* additions since carries were last settled */
  uint32_t infinite;               /* 1: +infinity was added, 2: -infinity; NaN counts as both */
} sf_exact_sum;

void sf_add_exact(sf_exact_sum *sum, double value);
void sf_merge_exact(sf_exact_sum *into, const sf_exact_sum *from);
/* Carries into place: every digit but the last is then in [0, 2^32), the last carries the sign. */
void sf_settle_exact(sf_exact_sum *sum);
/* The nearest double; infinite when it is too large or an infinity was added, NaN when both were. */
double sf_exact_value(const sf_exact_sum *sum);

#endif
