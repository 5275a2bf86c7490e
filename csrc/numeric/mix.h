/* The finaliser of SplitMix64 (Steele, Lea & Flood 2014): spreads every bit of a word over all of them, one to one. */
#ifndef SF_NUMERIC_MIX_H
#define SF_NUMERIC_MIX_H

#include <stdint.h>

static inline uint64_t sf_mix(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

#endif
