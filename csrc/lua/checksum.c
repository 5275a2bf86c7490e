/* Checksums and digests at the boundary. */
#include "base/checksum.h"
#include "base/digest.h"

#include "lua/boundary.h"

#include <stdio.h>
#include <string.h>

enum { CHECKSUM_DIGITS = 16 };

static uint64_t check_checksum(lua_State *L, int index) {
  static const char digits[] = "0123456789abcdef";
  size_t length;
  const char *text = sf_check_text(L, index, "checksum: previous", &length);
  uint64_t sum = 0;
  if (length != CHECKSUM_DIGITS || strspn(text, digits) != length)
    sf_raise(L, "checksum: previous: expected %d hexadecimal digits, got %s", CHECKSUM_DIGITS, sf_describe(L, index));
  for (size_t i = 0; i < length; ++i) sum = sum << 4 | (uint64_t)(strchr(digits, text[i]) - digits);
  return sum;
}

/*** checksum(text, previous): CRC-64/XZ as 16 hexadecimal digits, going on from `previous` (nil begins);
 * `base/checksum.h` */
static int core_checksum(lua_State *L) {
  size_t length;
  const char *text = sf_check_text(L, 1, "checksum: text", &length);
  const uint64_t previous = lua_isnoneornil(L, 2) ? 0 : check_checksum(L, 2);
  char digits[CHECKSUM_DIGITS + 1];
  snprintf(digits, sizeof digits, "%016llx", (unsigned long long)sf_checksum(text, length, previous));
  lua_pushlstring(L, digits, CHECKSUM_DIGITS);
  return 1;
}

/*** digest(text): SHA-256 as 64 hexadecimal digits; `base/digest.h` */
static int core_digest(lua_State *L) {
  size_t length;
  const char *text = sf_check_text(L, 1, "digest: text", &length);
  char digits[SF_DIGEST_SIZE];
  sf_digest(text, length, digits);
  lua_pushstring(L, digits);
  return 1;
}

const luaL_Reg sf_checksum_functions[] = {{"checksum", core_checksum}, {"digest", core_digest}, {NULL, NULL}};
