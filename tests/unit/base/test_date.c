/* Days, against known ones and against counting day by day. */
#include "check.h"

#include "signalflow/date.h"

#include <string.h>

static sf_day day(int year, int month, int of_month) {
  sf_day result = 0;
  assert_ok(sf_make_day(year, month, of_month, &result, NULL));
  return result;
}

static void test_known_days(void **state) {
  (void)state;
  assert_int_equal(day(1970, 1, 1), 0);
  assert_int_equal(day(2000, 3, 1), 11017);  /* POSIX time 951868800 */
  assert_int_equal(day(2038, 1, 19), 24855); /* the last day of 32-bit POSIX time */
  assert_int_equal(day(1, 1, 1), SF_FIRST_DAY);
  assert_int_equal(day(9999, 12, 31), SF_LAST_DAY);
}

static void test_every_day_follows_the_one_before(void **state) {
  (void)state;
  sf_date before = sf_split_day(SF_FIRST_DAY);
  for (sf_day at = SF_FIRST_DAY + 1; at <= SF_LAST_DAY; at++) {
    const sf_date date = sf_split_day(at);
    const bool next_day = date.year == before.year && date.month == before.month && date.day == before.day + 1;
    const bool next_month = date.day == 1 && date.year == before.year && date.month == before.month + 1;
    const bool next_year = date.day == 1 && date.month == 1 && before.month == 12 && date.year == before.year + 1;
    if (!(next_day || (next_month && before.day >= 28) || (next_year && before.day == 31)))
      fail_msg("%d-%d-%d follows %d-%d-%d", date.year, date.month, date.day, before.year, before.month, before.day);
    if (at % 97 == 0) assert_int_equal(day(date.year, date.month, date.day), at);
    before = date;
  }
}

static void test_leap_days_exist_in_leap_years_alone(void **state) {
  (void)state;
  sf_day result = 7;
  sf_error error;
  assert_int_equal(day(2024, 2, 29) + 1, day(2024, 3, 1));
  assert_int_equal(day(2000, 2, 29) + 1, day(2000, 3, 1));
  assert_int_equal(sf_make_day(2023, 2, 29, &result, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "28 days"));
  assert_int_equal(sf_make_day(1900, 2, 29, &result, NULL), SF_INVALID);
  assert_int_equal(sf_make_day(2023, 13, 1, &result, NULL), SF_INVALID);
  assert_int_equal(sf_make_day(0, 1, 1, &result, NULL), SF_INVALID);
  assert_int_equal(result, 7);
}

static void test_iso_days_are_read_and_written(void **state) {
  (void)state;
  char text[SF_DAY_TEXT_SIZE];
  sf_day result = 0;
  assert_ok(sf_parse_day("2024-04-28", 10, &result, NULL));
  assert_int_equal(result, day(2024, 4, 28));
  assert_string_equal(sf_print_day(result, text), "2024-04-28");
  assert_ok(sf_parse_day("20240428", 8, &result, NULL));
  assert_int_equal(result, day(2024, 4, 28));
  assert_string_equal(sf_print_day(SF_FIRST_DAY, text), "0001-01-01");
}

static void test_other_texts_are_no_days(void **state) {
  (void)state;
  static const char *const texts[] = {"04/28/2024", "2024-4-28", "2024-04-28T00:00", "2024-04-2x",
                                      "",           "2024",      "2024/04/28"};
  sf_day result;
  sf_error error;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_int_equal(sf_parse_day(texts[i], strlen(texts[i]), &result, &error), SF_PARSE);
  assert_int_equal(sf_parse_day("2024-02-30", 10, &result, &error), SF_INVALID);
}

static void test_quarters_are_read(void **state) {
  (void)state;
  sf_day first, last;
  assert_ok(sf_parse_period("2023-Q1", 7, &first, &last, NULL));
  assert_int_equal(first, day(2023, 1, 1));
  assert_int_equal(last, day(2023, 3, 31));
  assert_ok(sf_parse_period("2024Q4", 6, &first, &last, NULL));
  assert_int_equal(last, day(2024, 12, 31));
  assert_ok(sf_parse_period("2024-05-05", 10, &first, &last, NULL));
  assert_int_equal(first, last);
  assert_ok(sf_parse_period("2024-02", 7, &first, &last, NULL));
  assert_int_equal(first, day(2024, 2, 1));
  assert_int_equal(last, day(2024, 2, 29));
  assert_int_equal(sf_parse_period("2024-13", 7, &first, &last, NULL), SF_PARSE);
  assert_int_equal(sf_parse_period("2023-Q5", 7, &first, &last, NULL), SF_PARSE);
  assert_int_equal(sf_parse_period("FY25", 4, &first, &last, NULL), SF_PARSE);
}

static void test_months_end_where_the_calendar_does(void **state) {
  (void)state;
  assert_int_equal(sf_add_months(day(2024, 2, 29), -12), day(2023, 2, 28));
  assert_int_equal(sf_add_months(day(2023, 11, 30), 3), day(2024, 2, 29));
  assert_int_equal(sf_add_months(day(2024, 5, 31), -3), day(2024, 2, 29));
  assert_int_equal(sf_add_months(day(2024, 1, 15), -13), day(2022, 12, 15));
  assert_int_equal(sf_add_months(day(9999, 12, 1), 12), SF_LAST_DAY);
  assert_int_equal(sf_add_months(day(1, 1, 1), -1), SF_FIRST_DAY);
  assert_int_equal(sf_quarter_end(day(2024, 5, 20)), day(2024, 6, 30));
  assert_int_equal(sf_month_end(day(2024, 2, 3)), day(2024, 2, 29));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_known_days),
      cmocka_unit_test(test_every_day_follows_the_one_before),
      cmocka_unit_test(test_leap_days_exist_in_leap_years_alone),
      cmocka_unit_test(test_iso_days_are_read_and_written),
      cmocka_unit_test(test_other_texts_are_no_days),
      cmocka_unit_test(test_quarters_are_read),
      cmocka_unit_test(test_months_end_where_the_calendar_does),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
