#include "numeric/order_values.h"

#include "base/memory.h"
#include "numeric/mix.h"

#include <math.h>
#include <stdbool.h>
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

static inline void insert(double *values, size_t count) {
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
static void order_by_digits(double *values, size_t count) {
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
    if (end[part] - from > 1) order_by_digits(values + from, end[part] - from);
  }
}

/* Many values are dealt out at once to about twice as many buckets: narrow and equal near the middle of a sample of
 * them, and wider by octaves further out. Nearly every bucket then holds a few values or none. */
enum { MANY = 4096, SAMPLE = 64, OCTAVES = 4, SHARE_BITS = 2, SIGNIFICAND_BITS = 52 };

typedef struct buckets {
  double centre, inverse;
  unsigned shift;    /* of the bits of 1 + |place|, for the number of its bucket */
  uint32_t per_side; /* of the centre */
} buckets;

/* Never less for a larger value. */
static uint32_t bucket_of(double value, const buckets *by) {
  const double place = (value - by->centre) * by->inverse;
  const uint64_t steps = (sf_bits_of(fabs(place) + 1) - sf_bits_of(1)) >> by->shift;
  const uint32_t step = steps < by->per_side ? (uint32_t)steps : by->per_side - 1;
  return place < 0 ? by->per_side - 1 - step : by->per_side + step;
}

/* False where the middle half of the sample has no width to speak of. */
static bool choose_buckets(const double *values, size_t count, buckets *by) {
  double sample[SAMPLE];
  for (size_t i = 0; i < SAMPLE; i++) sample[i] = values[count / SAMPLE * i];
  insert(sample, SAMPLE);
  unsigned bits = 0;
  while (count >> (bits + 1 + SHARE_BITS) > 0) bits++;
  *by = (buckets){.centre = sample[SAMPLE / 2],
                  .inverse = 2 / (sample[SAMPLE * 3 / 4] - sample[SAMPLE / 4]),
                  .shift = SIGNIFICAND_BITS - bits,
                  .per_side = (uint32_t)OCTAVES << bits};
  return isnormal(by->inverse) && isfinite(by->centre);
}

/* Makes starts of the buckets' sizes, and puts in order what is in one of too many. */
static void deal_out(double *values, size_t count, double *dealt, uint32_t *starts, const buckets *by) {
  uint32_t start = 0, most = 0;
  for (uint32_t i = 0; i < 2 * by->per_side; i++) {
    const uint32_t size = starts[i];
    starts[i] = start;
    start += size;
    if (size > most) most = size;
  }
  for (size_t i = 0; i < count; i++)
    dealt[starts[bucket_of(values[i], by)]++] = values[i]; /* a start is then its bucket's end */
  uint32_t from = 0;
  for (uint32_t i = 0; most > SMALL && i < 2 * by->per_side; from = starts[i++])
    if (starts[i] - from > SMALL) order_by_digits(dealt + from, starts[i] - from);
  memcpy(values, dealt, count * sizeof *values);
  insert(values, count);
}

/* False, and nothing done, where there is no memory. */
static bool order_by_buckets(double *values, size_t count, const buckets *by) {
  double *dealt = sf_allocate(count + by->per_side, sizeof *dealt);
  if (dealt == NULL) return false;
  uint32_t *sizes = (uint32_t *)(void *)(dealt + count); /* two where a double has room */
  for (size_t i = 0; i < count; i++) sizes[bucket_of(values[i], by)]++;
  deal_out(values, count, dealt, sizes, by);
  sf_free(dealt);
  return true;
}

void sf_order_values(double *values, size_t count) {
  buckets by;
  const bool many = count >= MANY && count <= UINT32_MAX / (4 * OCTAVES);
  if (!many || !choose_buckets(values, count, &by) || !order_by_buckets(values, count, &by))
    order_by_digits(values, count);
}
