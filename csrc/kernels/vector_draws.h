/* Uniform numbers over vectors: Philox4x32-10 and scrambled Sobol points. */
#ifndef SF_KERNELS_VECTOR_DRAWS_H
#define SF_KERNELS_VECTOR_DRAWS_H

#include "kernels/simd.h"
#include "kernels/sobol.h"

enum { GROUP_VECTORS = SF_GROUP / LANES };

/* Counters of a group, and groups made at once: as many vectors side by side as hide the multiplier's latency. */
enum {
  COUNTERS = SF_GROUP / 2,
  GROUPS_AT_ONCE = LANES > 4   ? 4
                   : LANES > 2 ? 2
                               : 1,
  MOST_VECTORS = GROUPS_AT_ONCE * COUNTERS / LANES
};

/* Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011): its multipliers, and what its two keys grow by each round. */
#define PHILOX_M0 UINT64_C(0xd2511f53)
#define PHILOX_M1 UINT64_C(0xcd9e8d57)
enum { PHILOX_ROUNDS = 10 };
static inline uint32_t philox_key0(uint64_t key, int round) { return (uint32_t)key + (uint32_t)round * 0x9e3779b9; }
static inline uint32_t philox_key1(uint64_t key, int round) {
  return (uint32_t)(key >> 32) + (uint32_t)round * 0xbb67ae85;
}

/* What all counters (first + lane, stream) with the same high half of first share: the keys of every round, into which
 * rounds 0 and 1 mix the words that are one number for all lanes. The last word of round 1 is that too. */
typedef struct philox_keys {
  uint64_t key0[PHILOX_ROUNDS], key1[PHILOX_ROUNDS], last_word;
} philox_keys;

static inline philox_keys share_keys(uint64_t key, uint64_t stream, uint64_t first) {
  philox_keys keys;
  for (int round = 0; round < PHILOX_ROUNDS; round++) {
    keys.key0[round] = philox_key0(key, round);
    keys.key1[round] = philox_key1(key, round);
  }
  const uint64_t p1 = PHILOX_M1 * (uint32_t)stream;
  const uint64_t p0 = PHILOX_M0 * ((uint32_t)(p1 >> 32) ^ (uint32_t)(first >> 32) ^ (uint32_t)keys.key0[0]);
  keys.key1[0] ^= stream >> 32;
  keys.key0[1] ^= (uint32_t)p1;
  keys.key1[1] ^= p0 >> 32;
  keys.last_word = p0;
  return keys;
}

/* (k + 1/2) 2^-52 for k below 2^52; exact */
static inline reals midpoint(words k) { return real_of(k | 0x3ff0000000000000) - (1.0 - 0x1p-53); }

/* Words x[0..3][v] are the generator's, each in the low half of a lane; the high halves do not count. */

static inline void first_rounds(words x[4][MOST_VECTORS], const philox_keys *keys, uint64_t first, int vectors) {
#pragma GCC unroll 8
  for (int v = 0; v < vectors; v++) {
    const words counter = lane_numbers() + (first + (uint64_t)(v * LANES));
    const words p0 = multiply_low(counter, all_words(PHILOX_M0));
    const words q1 = multiply_low((p0 >> 32) ^ keys->key1[0], all_words(PHILOX_M1));
    x[0][v] = (q1 >> 32) ^ keys->key0[1];
    x[1][v] = q1;
    x[2][v] = p0 ^ keys->key1[1];
    x[3][v] = all_words(keys->last_word);
  }
}

static inline void middle_rounds(words x[4][MOST_VECTORS], const philox_keys *keys, int vectors) {
#pragma GCC unroll 10
  for (int round = 2; round < PHILOX_ROUNDS - 1; round++) {
    const words key0 = all_words(keys->key0[round]), key1 = all_words(keys->key1[round]);
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) {
      const words p0 = multiply_low(x[0][v], all_words(PHILOX_M0)), p1 = multiply_low(x[2][v], all_words(PHILOX_M1));
      x[0][v] = (p1 >> 32) ^ (x[1][v] ^ key0);
      x[2][v] = (p0 >> 32) ^ (x[3][v] ^ key1);
      x[1][v] = p1;
      x[3][v] = p0;
    }
  }
}

/* The last round and the uniforms, the first 52 bits of the number that words 0 and 1 make, and of 2 and 3. A product
 * has the second of each in its low half already, and in its high half what the first is made from. */
static inline void last_round(double *u, words x[4][MOST_VECTORS], const philox_keys *keys, int vectors) {
  const words key0 = all_words(keys->key0[PHILOX_ROUNDS - 1]), key1 = all_words(keys->key1[PHILOX_ROUNDS - 1]);
#pragma GCC unroll 8
  for (int v = 0; v < vectors; v++) {
    const words p0 = multiply_low(x[0][v], all_words(PHILOX_M0)), p1 = multiply_low(x[2][v], all_words(PHILOX_M1));
    double *to = u + v * LANES / COUNTERS * SF_GROUP + v * LANES % COUNTERS;
    store(to, midpoint((p1 ^ (x[1][v] ^ key0) << 32) >> 12));
    store(to + COUNTERS, midpoint((p0 ^ (x[3][v] ^ key1) << 32) >> 12));
  }
}

/* Group g holds draws 16 g to 16 g + 15; its eight counters 8 g + j give draws j (first two words) and 8 + j. */
static inline void pseudo_groups(double *u, const philox_keys *keys, uint64_t group, int groups) {
  const int vectors = groups * COUNTERS / LANES;
  words x[4][MOST_VECTORS];
  first_rounds(x, keys, group * COUNTERS, vectors);
  middle_rounds(x, keys, vectors);
  last_round(u, x, keys, vectors);
}

/* One point for each of the 16 replicates: the next Gray code differs in the bit at the number of trailing zeros of the
 * next index (Antonov & Saleev 1979). */
static inline void sobol_points(double *u, const uint64_t (*directions)[SF_GROUP], const uint64_t shift[SF_GROUP],
                                uint64_t point, size_t n) {
  words state[GROUP_VECTORS];
  for (int v = 0; v < GROUP_VECTORS; v++) state[v] = load_words(shift + v * LANES);
  for (int bit = 0; bit < SF_SOBOL_BITS; bit++) {
    if (((point ^ point >> 1) >> bit & 1) == 0) continue;
    for (int v = 0; v < GROUP_VECTORS; v++) state[v] ^= load_words(directions[bit] + v * LANES);
  }
  for (size_t i = 0; i < n; i += SF_GROUP) {
    const int bit = __builtin_ctzll(++point | 1ull << (SF_SOBOL_BITS - 1));
#pragma GCC unroll 16
    for (int v = 0; v < GROUP_VECTORS; v++) {
      store(u + i + v * LANES, midpoint(state[v]));
      state[v] ^= load_words(directions[bit] + v * LANES);
    }
  }
}

#endif
