/* Uniform numbers over vectors: Philox4x32-10 and scrambled Sobol points. */
#ifndef SF_ENGINE_VECTOR_DRAWS_H
#define SF_ENGINE_VECTOR_DRAWS_H

#include "simd.h"
#include "sobol.h"

enum { GROUP = 16, PHILOX_LANES = 8, PHILOX_VECTORS = PHILOX_LANES / LANES, GROUP_VECTORS = GROUP / LANES };

/* Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011) on x[0..3][lane], each in the low half of a word; the high halves of
 * what comes in and out do not count. Several vectors go side by side to hide the multiplier's latency. */
static inline void philox(words x[4][PHILOX_VECTORS], uint64_t key) {
  const words m0 = all_words(0xd2511f53), m1 = all_words(0xcd9e8d57);
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
#pragma GCC unroll 10
  for (int round = 0; round < 10; round++, k0 += 0x9e3779b9, k1 += 0xbb67ae85) {
    const words key0 = all_words(k0), key1 = all_words(k1);
#pragma GCC unroll 8
    for (int v = 0; v < PHILOX_VECTORS; v++) {
      const words p0 = multiply_low(x[0][v], m0), p1 = multiply_low(x[2][v], m1);
      x[0][v] = (p1 >> 32) ^ (x[1][v] ^ key0);
      x[2][v] = (p0 >> 32) ^ (x[3][v] ^ key1);
      x[1][v] = p1;
      x[3][v] = p0;
    }
  }
}

/* (k + 1/2) 2^-52 for k the low 52 bits; exact */
static inline reals midpoint(words k) { return real_of(k | 0x3ff0000000000000) - (1.0 - 0x1p-53); }

/* the first 52 bits of the 64-bit number high:low */
static inline reals uniform_of(words high, words low) {
  return midpoint(((high << 32) >> 12) | ((low & 0xffffffff) >> 12));
}

/* Group g holds draws 16 g to 16 g + 15; its eight counters 8 g + j give draws j (first two words) and 8 + j. */
static inline void pseudo_group(double *u, uint64_t seed, uint64_t stream, uint64_t group) {
  words x[4][PHILOX_VECTORS];
#pragma GCC unroll 8
  for (int v = 0; v < PHILOX_VECTORS; v++) {
    x[0][v] = lane_numbers() + (group * PHILOX_LANES + (uint64_t)(v * LANES));
    x[1][v] = x[0][v] >> 32;
    x[2][v] = all_words(stream);
    x[3][v] = all_words(stream >> 32);
  }
  philox(x, seed);
#pragma GCC unroll 8
  for (int v = 0; v < PHILOX_VECTORS; v++) {
    store(u + v * LANES, uniform_of(x[0][v], x[1][v]));
    store(u + PHILOX_LANES + v * LANES, uniform_of(x[2][v], x[3][v]));
  }
}

/* One point for each of the 16 replicates: the next Gray code differs in the bit at the number of trailing zeros of the
 * next index (Antonov & Saleev 1979). */
static inline void sobol_points(double *u, const uint64_t (*directions)[GROUP], const uint64_t shift[GROUP],
                                uint64_t point, size_t n) {
  words state[GROUP_VECTORS];
  for (int v = 0; v < GROUP_VECTORS; v++) state[v] = load_words(shift + v * LANES);
  for (int bit = 0; bit < SF_SOBOL_BITS; bit++) {
    if (((point ^ point >> 1) >> bit & 1) == 0) continue;
    for (int v = 0; v < GROUP_VECTORS; v++) state[v] ^= load_words(directions[bit] + v * LANES);
  }
  for (size_t i = 0; i < n; i += GROUP) {
    const int bit = __builtin_ctzll(++point | 1ull << (SF_SOBOL_BITS - 1));
#pragma GCC unroll 16
    for (int v = 0; v < GROUP_VECTORS; v++) {
      store(u + i + v * LANES, midpoint(state[v]));
      state[v] ^= load_words(directions[bit] + v * LANES);
    }
  }
}

#endif
