#include "numeric/exact_sum.h"

#include <math.h>
#include <string.h>

enum { DIGIT_BITS = 32, SIGNIFICAND_BITS = 52, LOWEST_EXPONENT = -1074, EXPONENT_MASK = 0x7ff };
#define DIGIT_MASK UINT64_C(0xffffffff)

/* A digit grows by less than 2^33 an addition, so 2^28 of them stay below 2^61. */
#define MOST_PENDING (UINT32_C(1) << 28)

void sf_settle_exact(sf_exact_sum *sum) {
  int64_t carry = 0;
  for (int i = 0; i < SF_EXACT_DIGITS - 1; i++) {
    const int64_t digit = sum->digits[i] + carry;
    sum->digits[i] = (int64_t)((uint64_t)digit & DIGIT_MASK);
    carry = (digit - sum->digits[i]) / (INT64_C(1) << DIGIT_BITS); /* exact: rounds down for negative digits too */
  }
  sum->digits[SF_EXACT_DIGITS - 1] += carry;
  sum->pending = 0;
}

static void add_significand(sf_exact_sum *sum, uint64_t significand, unsigned shift, int64_t sign) {
  int64_t *digit = sum->digits + shift / DIGIT_BITS;
  const unsigned offset = shift % DIGIT_BITS;
  const uint64_t low = (significand & DIGIT_MASK) << offset, high = (significand >> DIGIT_BITS) << offset;
  digit[0] += sign * (int64_t)(low & DIGIT_MASK);
  digit[1] += sign * (int64_t)((low >> DIGIT_BITS) + (high & DIGIT_MASK));
  digit[2] += sign * (int64_t)(high >> DIGIT_BITS);
}

void sf_add_exact(sf_exact_sum *sum, double value) {
  if (!isfinite(value)) {
    sum->infinite |= isnan(value) ? 3U : value > 0 ? 1U : 2U;
    return;
  }
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  const unsigned exponent = (unsigned)(bits >> SIGNIFICAND_BITS) & EXPONENT_MASK;
  uint64_t significand = bits & ((UINT64_C(1) << SIGNIFICAND_BITS) - 1);
  if (exponent > 0) significand |= UINT64_C(1) << SIGNIFICAND_BITS;
  add_significand(sum, significand, exponent > 0 ? exponent - 1 : 0, bits >> 63 ? -1 : 1);
  if (++sum->pending >= MOST_PENDING) sf_settle_exact(sum);
}

/* Digits that are not settled are below 2^61, and two of them together fit. */
void sf_merge_exact(sf_exact_sum *into, const sf_exact_sum *from) {
  for (int i = 0; i < SF_EXACT_DIGITS; i++) into->digits[i] += from->digits[i];
  into->infinite |= from->infinite;
  sf_settle_exact(into);
}

static void negate(sf_exact_sum *sum) {
  for (int i = 0; i < SF_EXACT_DIGITS; i++) sum->digits[i] = -sum->digits[i];
  sf_settle_exact(sum);
}

/* Bits low .. low + 63 of a settled sum that is not negative. */
static uint64_t bits_from(const sf_exact_sum *sum, int low) {
  const int digit = low / DIGIT_BITS, offset = low % DIGIT_BITS;
  uint64_t bits = (uint64_t)sum->digits[digit] >> offset;
  if (digit + 1 < SF_EXACT_DIGITS) bits |= (uint64_t)sum->digits[digit + 1] << (DIGIT_BITS - offset);
  if (offset > 0 && digit + 2 < SF_EXACT_DIGITS) bits |= (uint64_t)sum->digits[digit + 2] << (64 - offset);
  return bits;
}

static bool any_below(const sf_exact_sum *sum, int low) {
  for (int i = 0; i < low / DIGIT_BITS; i++)
    if (sum->digits[i] != 0) return true;
  const uint64_t part = (UINT64_C(1) << low % DIGIT_BITS) - 1;
  return ((uint64_t)sum->digits[low / DIGIT_BITS] & part) != 0;
}

/* The place of the highest bit that is set, or -1. */
static int highest_bit(const sf_exact_sum *sum) {
  int digit = SF_EXACT_DIGITS - 1;
  while (digit >= 0 && sum->digits[digit] == 0) digit--;
  if (digit < 0) return -1;
  int bit = 0;
  while ((uint64_t)sum->digits[digit] >> bit > 1) bit++;
  return digit * DIGIT_BITS + bit;
}

double sf_exact_value(const sf_exact_sum *sum) {
  if (sum->infinite == 3) return NAN;
  if (sum->infinite) return sum->infinite == 1 ? INFINITY : -INFINITY;
  sf_exact_sum size = *sum;
  sf_settle_exact(&size);
  const bool negative = size.digits[SF_EXACT_DIGITS - 1] < 0;
  if (negative) negate(&size);
  const int highest = highest_bit(&size);
  if (highest < 0) return 0;
  /* 53 bits, one to round by, and one that says whether anything lies below: the conversion then rounds correctly */
  const int low = highest > SIGNIFICAND_BITS + 2 ? highest - (SIGNIFICAND_BITS + 2) : 0;
  uint64_t leading = bits_from(&size, low) & ((UINT64_C(1) << (SIGNIFICAND_BITS + 3)) - 1);
  if (any_below(&size, low)) leading |= 1;
  const double value = ldexp((double)leading, low + LOWEST_EXPONENT);
  return negative ? -value : value;
}
