#include "check.h"

#include "base/checksum.h"

#include <string.h>

/* Catalogue of parametrised CRC algorithms (reveng.sourceforge.io): CRC-64/XZ. */
static void test_published_check_value(void **state) {
  (void)state;
  assert_true(sf_checksum("123456789", 9, 0) == 0x995dc9bbdf1939fa);
  assert_true(sf_checksum("", 0, 0) == 0);
}

/* The definition, bit by bit. */
static uint64_t divide(const unsigned char *bytes, size_t length, uint64_t previous) {
  uint64_t sum = ~previous;
  for (size_t bit = 0; bit < 8 * length; ++bit) {
    sum ^= bytes[bit / 8] >> bit % 8 & 1;
    sum = sum >> 1 ^ (sum & 1 ? 0xC96C5795D7870F42 : 0);
  }
  return ~sum;
}

static void test_agrees_with_the_division(void **state) {
  (void)state;
  unsigned char bytes[100];
  for (size_t i = 0; i < sizeof bytes; ++i) bytes[i] = (unsigned char)(i * i * 37 + i);
  for (size_t length = 0; length < sizeof bytes; ++length)
    assert_true(sf_checksum(bytes + length % 3, length - length % 3, length) ==
                divide(bytes + length % 3, length - length % 3, length));
}

static void test_goes_on_from_what_came_before(void **state) {
  (void)state;
  const char *text = "tokens per watt";
  for (size_t cut = 0; cut <= strlen(text); ++cut) {
    const uint64_t first = sf_checksum(text, cut, 0);
    assert_true(sf_checksum(text + cut, strlen(text) - cut, first) == sf_checksum(text, strlen(text), 0));
  }
}

static void test_every_changed_bit_is_found(void **state) {
  (void)state;
  char text[] = "likelihood_ratio=2\nsupports=true\n";
  const uint64_t sound = sf_checksum(text, sizeof text, 7);
  for (size_t bit = 0; bit < 8 * sizeof text; ++bit) {
    text[bit / 8] ^= (char)(1 << bit % 8);
    assert_true(sf_checksum(text, sizeof text, 7) != sound);
    text[bit / 8] ^= (char)(1 << bit % 8);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_published_check_value),
      cmocka_unit_test(test_agrees_with_the_division),
      cmocka_unit_test(test_goes_on_from_what_came_before),
      cmocka_unit_test(test_every_changed_bit_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
