/* The CSV reader, after RFC 4180. */
#include "check.h"

#include "signalflow/csv.h"

#include <string.h>

enum { MOST = 8 };

static sf_csv start(const char *text, char comment) {
  sf_csv csv;
  sf_start_csv(&csv, "t.csv", text, strlen(text), ',', comment);
  return csv;
}

static void test_rows_with_any_line_end(void **state) {
  (void)state;
  sf_csv csv = start(
      "\xEF\xBB\xBF"
      "a,b\r\n1,\n\r\n,2\r3,4",
      '\0');
  sf_csv_field fields[MOST];
  size_t count;
  static const char *const rows[][2] = {{"a", "b"}, {"1", ""}, {"", "2"}, {"3", "4"}};
  static const size_t lines[] = {1, 2, 4, 5};
  for (size_t i = 0; i < 4; i++) {
    assert_ok(sf_next_csv(&csv, fields, MOST, &count, NULL));
    assert_int_equal(count, 2);
    assert_int_equal(csv.line, lines[i]);
    assert_true(sf_csv_is(&fields[0], rows[i][0]) && sf_csv_is(&fields[1], rows[i][1]));
  }
  assert_ok(sf_next_csv(&csv, fields, MOST, &count, NULL));
  assert_int_equal(count, 0);
}

static void test_quotes_hold_commas_quotes_and_lines(void **state) {
  (void)state;
  sf_csv csv = start("\"a, \"\"b\"\"\nc\",\"\"\nnext", '\0');
  sf_csv_field fields[MOST];
  size_t count;
  char text[32] = {0};
  assert_ok(sf_next_csv(&csv, fields, MOST, &count, NULL));
  assert_int_equal(count, 2);
  assert_int_equal(sf_decode_csv(&fields[0], text, sizeof text), 8);
  assert_string_equal(text, "a, \"b\"\nc");
  assert_int_equal(fields[1].length, 0);
  assert_ok(sf_next_csv(&csv, fields, MOST, &count, NULL));
  assert_int_equal(csv.line, 3);
}

static void test_comments_are_passed_over_when_asked(void **state) {
  (void)state;
  sf_csv csv = start("# one, \"two\n#three\na,b\n", '#');
  sf_csv_field fields[MOST];
  size_t count;
  assert_ok(sf_next_csv(&csv, fields, MOST, &count, NULL));
  assert_true(sf_csv_is(&fields[0], "a"));
  assert_int_equal(csv.line, 3);
}

static void test_what_is_no_csv_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"a,\"b", "\"a\"b,c", "1,2,3,4,5,6,7,8,9"};
  sf_csv_field fields[MOST];
  size_t count;
  sf_error error;
  for (size_t i = 0; i < 3; i++) {
    sf_csv csv = start(texts[i], '\0');
    assert_int_equal(sf_next_csv(&csv, fields, MOST, &count, &error), SF_PARSE);
    assert_non_null(strstr(error.message, "t.csv:1: "));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows_with_any_line_end),
      cmocka_unit_test(test_quotes_hold_commas_quotes_and_lines),
      cmocka_unit_test(test_comments_are_passed_over_when_asked),
      cmocka_unit_test(test_what_is_no_csv_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
