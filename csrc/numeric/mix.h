/* The bits of a double as a word, and words mixed. */
#ifndef SF_NUMERIC_MIX_H
#define SF_NUMERIC_MIX_H

#include <stdint.h>
#include <string.h>

static inline uint64_t sf_bits_of(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/* The finaliser of SplitMix64 (Steele, Lea & Flood 2014): spreads every bit of a word over all of them, one to one. */
static inline uint64_t sf_mix(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

/* A hash that has taken in one word more. Multiplied twice, since round numbers have their bits at the top, from where
 * one multiplication brings nothing down. */
static inline uint64_t sf_mix_word(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15;
  hash = (hash ^ hash >> 32) * 0x9e3779b97f4a7c15;
  return hash ^ hash >> 29;
}

#endif
