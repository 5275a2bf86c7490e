#include "base/digest.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 64, WORDS = 8, ROUNDS = 64, LENGTH_BYTES = 8 };

/* The first 32 bits of the fractions of the cube roots of the first 64 primes. */
static const uint32_t rounds[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turned(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

/* The 64 words of a block's schedule. */
static void spread(const unsigned char *block, uint32_t schedule[ROUNDS]) {
  for (int i = 0; i < 16; ++i)
    schedule[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
                  (uint32_t)block[4 * i + 3];
  for (int i = 16; i < ROUNDS; ++i) {
    const uint32_t far = schedule[i - 15], near = schedule[i - 2];
    schedule[i] = schedule[i - 16] + (turned(far, 7) ^ turned(far, 18) ^ far >> 3) + schedule[i - 7] +
                  (turned(near, 17) ^ turned(near, 19) ^ near >> 10);
  }
}

static void add_block(uint32_t state[WORDS], const unsigned char *block) {
  uint32_t schedule[ROUNDS], word[WORDS];
  spread(block, schedule);
  memcpy(word, state, sizeof word);
  for (int i = 0; i < ROUNDS; ++i) {
    const uint32_t e = word[4], a = word[0];
    const uint32_t first = word[7] + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & word[5]) ^ (~e & word[6])) +
                           rounds[i] + schedule[i];
    const uint32_t second =
        (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & word[1]) ^ (a & word[2]) ^ (word[1] & word[2]));
    memmove(word + 1, word, (WORDS - 1) * sizeof *word);
    word[4] += first;
    word[0] = first + second;
  }
  for (int i = 0; i < WORDS; ++i) state[i] += word[i];
}

/* The last bytes, a one, zeros, and the length in bits. */
static void add_rest(uint32_t state[WORDS], const unsigned char *rest, size_t count, uint64_t length) {
  unsigned char blocks[2 * BLOCK] = {0};
  const size_t size = count + 1 + LENGTH_BYTES <= BLOCK ? BLOCK : 2 * BLOCK;
  if (count) memcpy(blocks, rest, count);
  blocks[count] = 0x80;
  for (int i = 0; i < LENGTH_BYTES; ++i) blocks[size - 1 - (size_t)i] = (unsigned char)(8 * length >> 8 * i);
  for (size_t at = 0; at < size; at += BLOCK) add_block(state, blocks + at);
}

void sf_digest(const void *bytes, size_t length, char digits[SF_DIGEST_SIZE]) {
  /* of the square roots of the first 8 primes */
  uint32_t state[WORDS] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  const unsigned char *byte = bytes;
  size_t at = 0;
  for (; length - at >= BLOCK; at += BLOCK) add_block(state, byte + at);
  add_rest(state, byte + at, length - at, length);
  for (int i = 0; i < WORDS; ++i) snprintf(digits + 8 * i, 9, "%08x", (unsigned)state[i]);
}
