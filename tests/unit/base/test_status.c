#include "check.h"

#include "signalflow/status.h"

#include <string.h>

static void test_every_status_has_its_own_name(void **state) {
  (void)state;
  for (int a = 0; a < SF_STATUS_COUNT; a++) {
    assert_true(strlen(sf_status_name((sf_status)a)) > 0);
    for (int b = 0; b < a; b++) assert_string_not_equal(sf_status_name((sf_status)a), sf_status_name((sf_status)b));
  }
  assert_string_equal(sf_status_name(SF_OUT_OF_RANGE), "out of range");
  assert_string_equal(sf_status_name((sf_status)999), "not a status");
}

static void test_failure_carries_code_and_message(void **state) {
  (void)state;
  sf_error error = {SF_OK, ""};
  assert_int_equal(sf_fail(&error, SF_DIMENSION, "cannot add %s and %s", "100 MW", "65 USD/MWh"), SF_DIMENSION);
  assert_int_equal(error.code, SF_DIMENSION);
  assert_string_equal(error.message, "cannot add 100 MW and 65 USD/MWh");
}

static void test_failure_without_error_still_returns_code(void **state) {
  (void)state;
  assert_int_equal(sf_fail(NULL, SF_IO, "%d", 1), SF_IO);
}

static void test_long_message_is_cut_to_fit(void **state) {
  (void)state;
  char text[2 * SF_MESSAGE_SIZE];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  sf_error error;
  assert_int_equal(sf_fail(&error, SF_PARSE, "%s", text), SF_PARSE);
  assert_int_equal(strlen(error.message), SF_MESSAGE_SIZE - 1);
}

static void test_cut_never_splits_a_character(void **state) {
  (void)state;
  for (int shift = 0; shift < 4; shift++) {
    char text[2 * SF_MESSAGE_SIZE] = "xxxx";
    size_t length = (size_t)shift;
    while (length + 3 < sizeof text) { /* the euro sign is three bytes */
      memcpy(text + length, "\xE2\x82\xAC", 3);
      length += 3;
    }
    text[length] = '\0';
    sf_error error;
    assert_int_equal(sf_fail(&error, SF_PARSE, "%s", text), SF_PARSE);
    const size_t cut = strlen(error.message);
    assert_int_equal((cut - (size_t)shift) % 3, 0);
    assert_true(cut > SF_MESSAGE_SIZE - 4);
  }
}

static void test_message_may_quote_the_one_it_replaces(void **state) {
  (void)state;
  sf_error error;
  assert_int_equal(sf_fail(&error, SF_PARSE, "no number"), SF_PARSE);
  assert_int_equal(sf_fail(&error, SF_INVALID, "driver 'pue': %s", error.message), SF_INVALID);
  assert_string_equal(error.message, "driver 'pue': no number");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_status_has_its_own_name),
      cmocka_unit_test(test_failure_carries_code_and_message),
      cmocka_unit_test(test_failure_without_error_still_returns_code),
      cmocka_unit_test(test_long_message_is_cut_to_fit),
      cmocka_unit_test(test_cut_never_splits_a_character),
      cmocka_unit_test(test_message_may_quote_the_one_it_replaces),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
