/* Sealed records: written and read back, and refused when anything about them is not as it was sealed. */
#include "failing_memory.h"

#include "formats/records.h"

#include <stdio.h>
#include <string.h>

enum { LENGTH = 52, SEAL = 24 };

/* "SFR 1", "{}", the records "a\0b" and "", the mark, 52, and FNV-1a of the 44 bytes before it as a program of another
 * language gives it. */
static const char sealed[LENGTH + 1] =
    "SFR 1\n{}\n"
    "\x03\0\0\0\0\0\0\0"
    "a\0b"
    "\0\0\0\0\0\0\0\0"
    "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
    "\x34\0\0\0\0\0\0\0"
    "\x33\xD0\x4E\x64\xC3\x0A\x46\x56";

static sf_status make(void *context, sf_error *error) {
  sf_text to = {0};
  char *bytes = NULL;
  sf_begin_records(&to, "{}", 2);
  sf_append_record(&to, "a\0b", 3);
  sf_append_record(&to, "", 0);
  sf_seal_records(&to);
  const size_t length = to.length;
  const sf_status status = sf_finish_text(&to, &bytes, error);
  if (status) return status;
  if (context) {
    assert_int_equal(length, LENGTH);
    memcpy(context, bytes, length);
  }
  sf_free(bytes);
  return SF_OK;
}

static void test_bytes_are_the_same_on_any_machine(void **state) {
  (void)state;
  char made[LENGTH];
  assert_ok(make(made, NULL));
  assert_memory_equal(made, sealed, LENGTH);
}

static void test_what_was_written_is_read(void **state) {
  (void)state;
  sf_records records;
  const char *bytes;
  size_t length;
  assert_ok(sf_open_records(sealed, LENGTH, &records, NULL));
  assert_int_equal(records.header_length, 2);
  assert_memory_equal(records.header, "{}", 2);
  assert_true(sf_next_record(&records, &bytes, &length));
  assert_int_equal(length, 3);
  assert_memory_equal(bytes, "a\0b", 3);
  assert_true(sf_next_record(&records, &bytes, &length));
  assert_int_equal(length, 0);
  assert_false(sf_next_record(&records, &bytes, &length));
}

static void refuse(const char *bytes, size_t length, const char *why) {
  sf_records records;
  sf_error error;
  assert_int_equal(sf_open_records(bytes, length, &records, &error), SF_PARSE);
  if (strstr(error.message, why) == NULL) fail_msg("'%s' does not say '%s'", error.message, why);
}

static void test_every_flipped_bit_is_refused(void **state) {
  (void)state;
  char damaged[LENGTH];
  for (size_t at = 0; at < LENGTH; at++)
    for (unsigned bit = 0; bit < 8; bit++) {
      memcpy(damaged, sealed, LENGTH);
      damaged[at] = (char)(damaged[at] ^ (1 << bit));
      refuse(damaged, LENGTH, at < 4 ? "no part of a run" : at < 6 ? "another version" : "it is");
    }
}

static void test_what_is_cut_short_is_said_to_be(void **state) {
  (void)state;
  for (size_t length = 0; length < LENGTH; length++) refuse(sealed, length, "cut short");
}

static void test_what_follows_the_end_is_refused(void **state) {
  (void)state;
  char more[2 * LENGTH];
  memcpy(more, sealed, LENGTH);
  memcpy(more + LENGTH, sealed, LENGTH);
  for (size_t length = LENGTH + 1; length <= 2 * LENGTH; length++) refuse(more, length, "it is");
}

static void put(char *at, uint64_t value) {
  for (unsigned i = 0; i < 8; i++) at[i] = (char)(unsigned char)(value >> 8 * i);
}

static uint64_t fnv(const char *bytes, size_t length) {
  uint64_t hash = UINT64_C(14695981039346656037);
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
  return hash;
}

/* Lengths of records that a stranger wrote and sealed. */
static void test_lengths_beyond_the_file_are_refused(void **state) {
  (void)state;
  static const uint64_t lengths[] = {
      2, 4, 12, 19, UINT64_MAX, INT64_MAX, UINT64_MAX - 7, UINT64_MAX - 19, UINT64_C(1) << 63};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    char hostile[LENGTH];
    memcpy(hostile, sealed, LENGTH);
    put(hostile + 9, lengths[i]);
    put(hostile + LENGTH - 8, fnv(hostile, LENGTH - 8));
    refuse(hostile, LENGTH, "damaged");
  }
}

static void test_a_file_of_another_kind_is_said_to_be_one(void **state) {
  (void)state;
  refuse("PK\003\004 and more of it", 20, "no part of a run");
  refuse("SFR 2\n{}\n", 9, "another version");
  refuse("SFR 1\nno line end", 17, "cut short");
}

static void test_each_failed_allocation_is_said(void **state) {
  (void)state;
  assert_true(fail_each_allocation(make, NULL) > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_bytes_are_the_same_on_any_machine),
      cmocka_unit_test(test_what_was_written_is_read),
      cmocka_unit_test(test_every_flipped_bit_is_refused),
      cmocka_unit_test(test_what_is_cut_short_is_said_to_be),
      cmocka_unit_test(test_what_follows_the_end_is_refused),
      cmocka_unit_test(test_lengths_beyond_the_file_are_refused),
      cmocka_unit_test(test_a_file_of_another_kind_is_said_to_be_one),
      cmocka_unit_test(test_each_failed_allocation_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
