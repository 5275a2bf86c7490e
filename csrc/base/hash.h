/* FNV-1a (Fowler, Noll & Vo), 64 bits, a byte at a time. Its high bits alone are weak: what needs them mixes it. */
#ifndef SF_BASE_HASH_H
#define SF_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define SF_EMPTY_HASH UINT64_C(0xCBF29CE484222325)

static inline uint64_t sf_hash_byte(uint64_t hash, unsigned char byte) {
  return (hash ^ byte) * UINT64_C(0x100000001B3);
}
static inline uint64_t sf_hash_bytes(uint64_t hash, const void *bytes, size_t length) {
  for (size_t i = 0; i < length; ++i) hash = sf_hash_byte(hash, ((const unsigned char *)bytes)[i]);
  return hash;
}

#endif
