#include "check.h"

#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

static void assert_digest(const char *wanted, const void *bytes, size_t length) {
  char digits[SF_DIGEST_SIZE];
  sf_digest(bytes, length, digits);
  assert_string_equal(wanted, digits);
}

/* NIST, Cryptographic Algorithm Validation: SHA-256, short and long messages of FIPS 180. */
static void test_published_digests(void **state) {
  (void)state;
  assert_digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "", 0);
  assert_digest("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc", 3);
  const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  assert_digest("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", two_blocks, strlen(two_blocks));
  const size_t million = 1000000;
  char *letters = malloc(million);
  assert_non_null(letters);
  memset(letters, 'a', million);
  assert_digest("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", letters, million);
  free(letters);
}

/* Every length about the ends of a block gives another digest, and one changed bit does too. */
static void test_lengths_and_bits_differ(void **state) {
  (void)state;
  unsigned char bytes[130] = {0};
  char seen[131][SF_DIGEST_SIZE], changed[SF_DIGEST_SIZE];
  for (size_t length = 0; length <= sizeof bytes; ++length) {
    sf_digest(bytes, length, seen[length]);
    for (size_t i = 0; i < length; ++i) assert_string_not_equal(seen[i], seen[length]);
  }
  for (size_t bit = 0; bit < 8 * sizeof bytes; ++bit) {
    bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    sf_digest(bytes, sizeof bytes, changed);
    assert_string_not_equal(seen[sizeof bytes], changed);
    bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_published_digests),
      cmocka_unit_test(test_lengths_and_bits_differ),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
