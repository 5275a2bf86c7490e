#include "base/checksum.h"

#include <string.h>

/* The remainders of the values of four and of eight bits, from those of the single bits. */
#define FOUR_BITS(high, a, b, c, d)                                                                                    \
  high, high ^ a, high ^ b, high ^ a ^ b, high ^ c, high ^ a ^ c, high ^ b ^ c, high ^ a ^ b ^ c, high ^ d,            \
      high ^ a ^ d, high ^ b ^ d, high ^ a ^ b ^ d, high ^ c ^ d, high ^ a ^ c ^ d, high ^ b ^ c ^ d,                  \
      high ^ a ^ b ^ c ^ d
#define EIGHT_BITS(a, b, c, d, e, f, g, h)                                                                             \
  {                                                                                                                    \
    FOUR_BITS(0, a, b, c, d), FOUR_BITS(e, a, b, c, d), FOUR_BITS(f, a, b, c, d), FOUR_BITS(e ^ f, a, b, c, d),        \
        FOUR_BITS(g, a, b, c, d), FOUR_BITS(e ^ g, a, b, c, d), FOUR_BITS(f ^ g, a, b, c, d),                          \
        FOUR_BITS(e ^ f ^ g, a, b, c, d), FOUR_BITS(h, a, b, c, d), FOUR_BITS(e ^ h, a, b, c, d),                      \
        FOUR_BITS(f ^ h, a, b, c, d), FOUR_BITS(e ^ f ^ h, a, b, c, d), FOUR_BITS(g ^ h, a, b, c, d),                  \
        FOUR_BITS(e ^ g ^ h, a, b, c, d), FOUR_BITS(f ^ g ^ h, a, b, c, d), FOUR_BITS(e ^ f ^ g ^ h, a, b, c, d)       \
  }

/* By how many bytes follow. */
static const uint64_t remainders[8][256] = {
    EIGHT_BITS(0xb32e4cbe03a75f6f, 0xf4843657a840a05b, 0x7bd0c384ff8f5e33, 0xf7a18709ff1ebc66, 0x7d9ba13851336649,
               0xfb374270a266cc92, 0x64b62bcaebc387a1, 0xc96c5795d7870f42),
    EIGHT_BITS(0x54e979925cd0f10d, 0xa9d2f324b9a1e21a, 0xc17d4962dc4ddab1, 0x10223dee1795abe7, 0x20447bdc2f2b57ce,
               0x4088f7b85e56af9c, 0x8111ef70bcad5f38, 0x90fb71cad654a0f5),
    EIGHT_BITS(0x3f0be14a916a6dcb, 0x7e17c29522d4db96, 0xfc2f852a45a9b72c, 0x6a87a57f245d70dd, 0xd50f4afe48bae1ba,
               0x38c63ad73e7bddf1, 0x718c75ae7cf7bbe2, 0xe318eb5cf9ef77c4),
    EIGHT_BITS(0x1dee8a5e222ca1dc, 0x3bdd14bc445943b8, 0x77ba297888b28770, 0xef7452f111650ee0, 0x4c300ac98dc40345,
               0x986015931b88068a, 0xa218840d981e1391, 0xd6e9a7309f3239a7),
    EIGHT_BITS(0x5c2d776033c4205e, 0xb85aeec0678840bc, 0xe26d72ab601e9ffd, 0x56024a7d6f33217f, 0xac0494fade6642fe,
               0xcad186de13c29b79, 0x077ba297888b2877, 0x0ef7452f111650ee),
    EIGHT_BITS(0x6184d55f721267c6, 0xc309aabee424cf8c, 0x14cbfa566747819d, 0x2997f4acce8f033a, 0x532fe9599d1e0674,
               0xa65fd2b33a3c0ce8, 0xde670a4ddb760755, 0x2e16bbb019e2102f),
    EIGHT_BITS(0x22ef0d5934f964ec, 0x45de1ab269f2c9d8, 0x8bbc3564d3e593b0, 0x85a0c5e208c539e5, 0x999924efbe846d4f,
               0xa1eae6f4d206c41b, 0xd10d62c20b0396b3, 0x30c26aafb90933e3),
    EIGHT_BITS(0xdabe95afc7875f40, 0x27a584742000a005, 0x4f4b08e84001400a, 0x9e9611d080028014, 0xaff48c8aaf0b1ead,
               0xcd31b63ef11823df, 0x08bbc3564d3e593b, 0x117786ac9a7cb276)};

/* Eight bytes, the first the lowest. */
static uint64_t load_eight(const unsigned char *bytes) {
  uint64_t eight;
  memcpy(&eight, bytes, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  eight = __builtin_bswap64(eight);
#endif
  return eight;
}

#define PART(i) remainders[7 - (i)][eight >> 8 * (i)&255]

uint64_t sf_checksum(const void *bytes, size_t length, uint64_t previous) {
  const unsigned char *byte = bytes;
  uint64_t sum = ~previous;
  for (; length >= 8; length -= 8, byte += 8) {
    const uint64_t eight = sum ^ load_eight(byte);
    sum = PART(0) ^ PART(1) ^ PART(2) ^ PART(3) ^ PART(4) ^ PART(5) ^ PART(6) ^ PART(7);
  }
  for (; length > 0; --length, ++byte) sum = sum >> 8 ^ remainders[0][(sum ^ *byte) & 255];
  return ~sum;
}
