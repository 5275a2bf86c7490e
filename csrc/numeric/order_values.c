#include "numeric/order_values.h"

#include <stdint.h>
#include <string.h>

/* An American-flag sort (McIlroy, Bostic & McIlroy 1993) on the bits, a digit at a time from the highest that differs.
 * Doubles order as integers once the negative ones have their bits turned round. */
enum { LEAST_BITS = 4, MOST_BITS = 10, MOST_DIGITS = 1 << MOST_BITS, SMALL = 24, PER_DIGIT_BITS = 3 };

/* Which bits of a key are its digit. */
typedef struct digit {
  int shift;
  uint64_t mask;
} digit;

static uint64_t key_of(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static void insert(double *values, size_t count) {
  for (size_t i = 1; i < count; i++) {
    const double value = values[i];
    const uint64_t key = key_of(value);
    size_t at = i;
    for (; at > 0 && key_of(values[at - 1]) > key; at--) values[at] = values[at - 1];
    values[at] = value;
  }
}

/* The highest bits that differ, so many that a digit's share is small; an empty mask when all values are the same. */
static digit choose_digit(const double *values, size_t count) {
  const uint64_t first = key_of(values[0]);
  uint64_t differs = 0;
  for (size_t i = 1; i < count; i++) differs |= key_of(values[i]) ^ first;
  if (differs == 0) return (digit){0, 0};
  int highest = 0, bits = LEAST_BITS;
  while (differs >> highest > 1) highest++;
  while (bits < MOST_BITS && count >> (bits + PER_DIGIT_BITS) > 0) bits++;
  return (digit){highest >= bits ? highest - bits + 1 : 0, (UINT64_C(1) << bits) - 1};
}

static size_t digit_of(double value, digit by) { return (size_t)(key_of(value) >> by.shift & by.mask); }

/* Swaps every value into the part of its digit; start and end bound what is still to be placed in each part. */
static void deal(double *values, size_t *start, const size_t *end, digit by) {
  for (size_t part = 0; part <= by.mask; part++) {
    while (start[part] < end[part]) {
      double value = values[start[part]];
      size_t to = digit_of(value, by);
      while (to != part) {
        const size_t at = start[to]++;
        const double displaced = values[at];
        values[at] = value;
        value = displaced;
        to = digit_of(value, by);
      }
      values[start[part]++] = value;
    }
  }
}

/* Sixteen levels at the deepest: each settles at least four of the 64 bits. */
void sf_order_values(double *values, size_t count) {
  if (count <= SMALL) {
    insert(values, count);
    return;
  }
  const digit by = choose_digit(values, count);
  if (by.mask == 0) return;
  size_t start[MOST_DIGITS], end[MOST_DIGITS], before = 0;
  for (size_t part = 0; part <= by.mask; part++) start[part] = 0;
  for (size_t i = 0; i < count; i++) start[digit_of(values[i], by)]++;
  for (size_t part = 0; part <= by.mask; part++) {
    const size_t size = start[part];
    start[part] = before;
    end[part] = before += size;
  }
  deal(values, start, end, by);
  for (size_t part = 0; part <= by.mask; part++) {
    const size_t from = part ? end[part - 1] : 0;
    if (end[part] - from > 1) sf_order_values(values + from, end[part] - from);
  }
}
