#include "check.h"

#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void test_text_grows_by_appending(void **state) {
  (void)state;
  sf_text text = {0};
  for (int i = 0; i < 1000; i++) sf_append(&text, "%d,", i % 10);
  sf_append_bytes(&text, "end\0!", 5);
  assert_int_equal(text.length, 2005);
  char *bytes = NULL;
  assert_ok(sf_finish_text(&text, &bytes, NULL));
  assert_memory_equal(bytes, "0,1,2,3,", 8);
  assert_memory_equal(bytes + 2000, "end\0!\0", 6);
  sf_free(bytes);
}

static void test_finished_text_starts_anew(void **state) {
  (void)state;
  sf_text text = {0};
  sf_append(&text, "first");
  char *first = NULL, *second = NULL;
  assert_ok(sf_finish_text(&text, &first, NULL));
  sf_append(&text, "second");
  assert_ok(sf_finish_text(&text, &second, NULL));
  assert_string_equal(first, "first");
  assert_string_equal(second, "second");
  sf_free(first);
  sf_free(second);
}

static void test_nothing_appended_is_empty_text(void **state) {
  (void)state;
  sf_text text = {0};
  char *bytes = NULL;
  assert_ok(sf_finish_text(&text, &bytes, NULL));
  assert_string_equal(bytes, "");
  sf_free(bytes);
}

static void test_a_quoted_number_reads_back(void **state) {
  (void)state;
  static const struct {
    double value;
    const char *quoted;
  } cases[] = {{0.1, "0.1"},         {1.0000001, "1.0000001"}, {1 + 0x1p-52, "1.0000000000000002"},
               {1000000, "1000000"}, {-1234567, "-1234567"},   {1e300, "1e+300"},
               {1.5e-7, "1.5e-07"},  {INFINITY, "inf"},        {-(double)NAN, "nan"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(sf_quote_number(cases[i].value).text, cases[i].quoted);
}

static void test_failure_to_grow_sticks(void **state) {
  (void)state;
  sf_text text = {0};
  sf_append(&text, "kept");
  sf_append_bytes(&text, "", SIZE_MAX); /* refused before anything is read */
  assert_true(text.failed);
  sf_append(&text, "too late");
  char *bytes = NULL;
  sf_error error;
  assert_int_equal(sf_finish_text(&text, &bytes, &error), SF_NO_MEMORY);
  assert_null(bytes);
  assert_null(text.bytes);
}

static void test_allocation_refuses_overflow(void **state) {
  (void)state;
  assert_null(sf_allocate(SIZE_MAX / 2, 3));
  assert_null(sf_allocate_aligned(SIZE_MAX / 2, 3));
  assert_null(sf_allocate_aligned(1, SIZE_MAX - 8));
  char *const block = sf_allocate(4, 1);
  assert_non_null(block);
  assert_null(sf_reallocate(block, SIZE_MAX / 2, 3));
  sf_free(block);
}

static void test_allocation_of_nothing_is_a_block(void **state) {
  (void)state;
  void *const plain = sf_allocate(0, 8), *const aligned = sf_allocate_aligned(0, 8);
  assert_non_null(plain);
  assert_non_null(aligned);
  sf_free(plain);
  sf_free(aligned);
  sf_free(NULL);
}

static void test_aligned_memory_is_zero_and_aligned(void **state) {
  (void)state;
  for (size_t count = 1; count < 40; count++) {
    double *const block = sf_allocate_aligned(count, sizeof *block);
    assert_non_null(block);
    assert_int_equal((uintptr_t)block % 64, 0);
    for (size_t i = 0; i < count; i++) assert_true(block[i] == 0);
    sf_free(block);
  }
}

static const char *nearest(const char *word) {
  static const char *const names[] = {"pue",   "rate",          "chip_power", "grid_power",
                                      "price", "price_decline", "MWh",        "mWh"};
  return sf_nearest_name(word, names, sizeof names / sizeof names[0]);
}

static void test_nearest_name_finds_misspellings(void **state) {
  (void)state;
  assert_string_equal(nearest("chip_powr"), "chip_power");
  assert_string_equal(nearest("rtae"), "rate"); /* one swap */
  assert_string_equal(nearest("PUE"), "pue");
  assert_string_equal(nearest("gridpower"), "grid_power");
  assert_string_equal(nearest("prices"), "price");
}

static void test_nearest_of_equals_is_the_first(void **state) {
  (void)state;
  assert_string_equal(nearest("Mwh"), "MWh");
}

static void test_nothing_near_is_null(void **state) {
  (void)state;
  assert_null(nearest("utilization"));
  assert_null(nearest("xyz"));
  assert_null(nearest(""));
  assert_null(sf_nearest_name("pue", NULL, 0));
}

static void test_very_long_words_are_not_compared(void **state) {
  (void)state;
  char word[4096];
  memset(word, 'r', sizeof word - 1);
  word[sizeof word - 1] = '\0';
  assert_null(nearest(word));
  const char *const names[] = {word, "rate"};
  assert_string_equal(sf_nearest_name("rat", names, 2), "rate");
}

static void test_quoted_numbers_read_back(void **state) {
  (void)state;
  assert_string_equal(sf_quote_number(1.0000001).text, "1.0000001");
  assert_string_equal(sf_quote_number(0.1).text, "0.1");
  assert_string_equal(sf_quote_number(-2).text, "-2");
  assert_string_equal(sf_quote_number(0.1 + 0.2).text, "0.30000000000000004");
  assert_string_equal(sf_quote_number(1e300).text, "1e+300");
  assert_string_equal(sf_quote_number(-(double)NAN).text, "nan");
  assert_string_equal(sf_quote_number(-(double)INFINITY).text, "-inf");
  for (double value = 1e-320; value < 1e300; value *= 1234.5678)
    assert_true(strtod(sf_quote_number(value).text, NULL) == value);
}

static void test_of_two_as_near_swapped_letters_are_meant(void **state) {
  (void)state;
  const char *const names[] = {"Mh", "MWh", "MHa"};
  assert_string_equal(sf_nearest_name("MHw", names, 3), "MWh");
  const char *const others[] = {"MW", "MWh"};
  assert_string_equal(sf_nearest_name("MWW", others, 2), "MW");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_text_grows_by_appending),
      cmocka_unit_test(test_finished_text_starts_anew),
      cmocka_unit_test(test_nothing_appended_is_empty_text),
      cmocka_unit_test(test_a_quoted_number_reads_back),
      cmocka_unit_test(test_failure_to_grow_sticks),
      cmocka_unit_test(test_allocation_refuses_overflow),
      cmocka_unit_test(test_allocation_of_nothing_is_a_block),
      cmocka_unit_test(test_aligned_memory_is_zero_and_aligned),
      cmocka_unit_test(test_nearest_name_finds_misspellings),
      cmocka_unit_test(test_nearest_of_equals_is_the_first),
      cmocka_unit_test(test_nothing_near_is_null),
      cmocka_unit_test(test_very_long_words_are_not_compared),
      cmocka_unit_test(test_quoted_numbers_read_back),
      cmocka_unit_test(test_of_two_as_near_swapped_letters_are_meant),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
