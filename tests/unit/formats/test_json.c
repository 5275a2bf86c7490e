/* The JSON reader, after the cases of RFC 8259 and Unicode's table of well-formed UTF-8. */
#include "check.h"

#include "signalflow/json.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads the whole text; a letter for each token. */
static sf_status spell(const char *text, size_t length, char *letters, size_t capacity, sf_error *error) {
  static const char names[] = ".{}[]ksntf0";
  sf_json json;
  sf_json_token token;
  size_t count = 0;
  sf_start_json(&json, "t.json", text, length);
  do {
    const sf_status status = sf_next_json(&json, &token, error);
    if (status != SF_OK) return status;
    if (count + 1 < capacity) letters[count++] = names[token.kind];
  } while (token.kind != SF_JSON_END);
  letters[count] = '\0';
  return SF_OK;
}

static void test_tokens_come_in_order(void **state) {
  (void)state;
  static const char text[] = "\xEF\xBB\xBF {\"a\": [1, -2.5e3, \"x\", true, false, null, {}, []], \"b\" : {\"c\":0}}\n";
  char letters[64];
  assert_ok(spell(text, sizeof text - 1, letters, sizeof letters, NULL));
  assert_string_equal(letters, "{k[nnstf0{}[]]k{kn}}.");
}

static void test_malformed_text_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"",
                                      "{",
                                      "}",
                                      "[1,]",
                                      "{\"a\"}",
                                      "{\"a\":1,}",
                                      "[1 2]",
                                      "01",
                                      "1.",
                                      ".5",
                                      "+1",
                                      "1e",
                                      "-",
                                      "tru",
                                      "nul",
                                      "'a'",
                                      "\"a",
                                      "\"\\x\"",
                                      "[1]]",
                                      "{1:2}",
                                      "\"\t\"",
                                      "\"\\u12\"",
                                      "\"\\ud800\"",
                                      "\"\\udc00\"",
                                      "[",
                                      "NaN",
                                      "1e999",
                                      "{} x",
                                      "\"\xC0\x80\"",
                                      "\"\xED\xA0\x80\"",
                                      "\"\xF5\x80\x80\x80\"",
                                      "\"\xE2\x82\"",
                                      "\"\xFF\""};
  char letters[64];
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (spell(texts[i], strlen(texts[i]), letters, sizeof letters, NULL) != SF_PARSE) fail_msg("took %s", texts[i]);
}

static void test_errors_name_line_and_column(void **state) {
  (void)state;
  static const char text[] = "{\n \"a\": 1,\n \"b\": oops\n}";
  char letters[64];
  sf_error error;
  assert_int_equal(spell(text, sizeof text - 1, letters, sizeof letters, &error), SF_PARSE);
  assert_string_equal(error.message, "t.json:3:7: expected a value, got 'oops?}'");
}

static void test_a_string_is_judged_alike_at_each_place(void **state) {
  (void)state;
  enum { LENGTH = 40, SPECIALS = 6 };
  static const struct {
    const char *bytes, *message; /* NULL: it is taken */
  } specials[SPECIALS] = {{"\x1F", "a control character (byte 31) in a string"},
                          {"\\x", "an escape that JSON does not know"},
                          {"\xFF", "bytes that are not UTF-8 (255)"},
                          {"\\n", NULL},
                          {"\xC3\xA9", NULL},
                          {"\x7F", NULL}};
  for (size_t at = 1; at < LENGTH - 4; at++) {
    for (size_t i = 0; i < SPECIALS; i++) {
      char text[LENGTH], expected[96];
      sf_error error;
      sf_json json;
      sf_json_token token;
      memset(text, 'a', sizeof text);
      text[0] = text[LENGTH - 1] = '"';
      memcpy(text + at, specials[i].bytes, strlen(specials[i].bytes));
      sf_start_json(&json, "t", text, sizeof text);
      const sf_status status = sf_next_json(&json, &token, &error);
      if (specials[i].message == NULL) {
        assert_ok(status);
        assert_int_equal(token.length, LENGTH - 2);
        continue;
      }
      snprintf(expected, sizeof expected, "t:1:%zu: %s", at + 1, specials[i].message);
      assert_string_equal(error.message, expected);
    }
  }
}

static void test_nesting_has_a_limit(void **state) {
  (void)state;
  char text[2 * SF_JSON_DEPTH + 4], letters[4 * SF_JSON_DEPTH];
  memset(text, '[', SF_JSON_DEPTH);
  memset(text + SF_JSON_DEPTH, ']', SF_JSON_DEPTH);
  assert_ok(spell(text, 2 * SF_JSON_DEPTH, letters, sizeof letters, NULL));
  memset(text, '[', SF_JSON_DEPTH + 1);
  assert_int_equal(spell(text, SF_JSON_DEPTH + 1, letters, sizeof letters, NULL), SF_PARSE);
}

static void test_escapes_are_decoded(void **state) {
  (void)state;
  static const char text[] = "\"a\\n\\u00e9\\u20AC\\ud83d\\ude00\\/\"";
  sf_json json;
  sf_json_token token;
  char bytes[32];
  sf_start_json(&json, "t", text, sizeof text - 1);
  assert_ok(sf_next_json(&json, &token, NULL));
  const size_t length = sf_decode_json(&token, bytes, sizeof bytes);
  assert_int_equal(length, 12);
  assert_memory_equal(bytes, "a\n\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80/", 12);
  assert_int_equal(sf_decode_json(&token, bytes, 2), 12); /* cut, and says how long it is */
  assert_true(sf_json_is(&token, "a\n\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80/"));
  assert_false(sf_json_is(&token, "a"));
}

static double number(const char *text) {
  sf_json json;
  sf_json_token token;
  sf_start_json(&json, "t", text, strlen(text));
  assert_ok(sf_next_json(&json, &token, NULL));
  assert_int_equal(token.kind, SF_JSON_NUMBER);
  return token.number;
}

static void test_numbers_are_rounded_correctly(void **state) {
  (void)state;
  static const char *const texts[] = {
      "0",
      "7643000000",
      "0.1",
      "-1.7976931348623157e308",
      "5e-324",
      "2.2250738585072011e-308", /* hung some readers */
      "9007199254740993",
      "9007199254740992.999999999999999999999999999999999999999999999999999999999999",
      "123456789012345678901234567890e-10",
      "1e23",
      "8.5e-7",
      "0.000000000000000000000000000000000000000000000000000000000000000000000000012345"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_close(number(texts[i]), strtod(texts[i], NULL), 0);
  uint64_t seed = 1;
  for (int i = 0; i < 20000; i++) {
    char text[64];
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    snprintf(text, sizeof text, "%d.%llue%d", (int)(seed >> 60), (unsigned long long)(seed >> (i % 50)),
             (int)(seed >> 40 & 63) - 32);
    assert_close(number(text), strtod(text, NULL), 0);
  }
}

static void test_numbers_do_not_follow_the_locale(void **state) {
  (void)state;
  if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL) skip_because("no locale de_DE.UTF-8 in LOCPATH");
  const double read = number("123456789012345678.5");
  setlocale(LC_NUMERIC, "C");
  assert_close(read, 123456789012345678.5, 0);
}

static void test_a_value_is_skipped_whole(void **state) {
  (void)state;
  static const char text[] = "[{\"a\": [1, {\"b\": []}]}, 7]";
  sf_json json;
  sf_json_token token;
  sf_start_json(&json, "t", text, sizeof text - 1);
  assert_ok(sf_next_json(&json, &token, NULL));
  assert_ok(sf_skip_json(&json, NULL));
  assert_ok(sf_next_json(&json, &token, NULL));
  assert_close(token.number, 7, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tokens_come_in_order),
      cmocka_unit_test(test_malformed_text_is_refused),
      cmocka_unit_test(test_errors_name_line_and_column),
      cmocka_unit_test(test_a_string_is_judged_alike_at_each_place),
      cmocka_unit_test(test_nesting_has_a_limit),
      cmocka_unit_test(test_escapes_are_decoded),
      cmocka_unit_test(test_numbers_are_rounded_correctly),
      cmocka_unit_test(test_numbers_do_not_follow_the_locale),
      cmocka_unit_test(test_a_value_is_skipped_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
