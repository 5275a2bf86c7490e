/* Importers, on cuts of the publishers' files and on files that are wrong. */
#include "check.h"

#include "signal_data.h"

static const sf_quantity money_billions = {.value = 1e9};

static sf_status read_fred(const char *text, const sf_fred_options *options, sf_series **series, sf_error *error) {
  return sf_read_fred("t.csv", text, strlen(text), options, series, error);
}

static void test_fred_blanks_make_no_observation(void **state) {
  (void)state;
  char path[PATH_SIZE];
  sf_series *series = NULL;
  const sf_fred_options options = {.lag = 1, .expected = SF_DAILY, .unit = {.value = .01}};
  assert_ok(sf_load_fred(fixture("fred_DGS10_cut.csv", path), &options, &series, NULL));
  assert_string_equal(sf_series_name(series), "DGS10");
  assert_int_equal(sf_series_periods(series), 22); /* 23 rows, 2021-02-15 was a holiday */
  assert_true(isnan(value_at(series, "2021-02-15", "2021-03-01")));
  assert_close(value_at(series, "2021-02-16", "2021-03-01"), .0130, 1e-15);
  assert_true(isnan(value_at(series, "2021-02-16", "2021-02-16"))); /* published the day after */
  assert_int_equal(sf_series_observations(series)[1].line, 4);
  sf_release_series(series);
}

/* FRED dates a quarter by its first day: taken as it stands, it would be known three months early. */
static void test_fred_quarters_are_known_after_they_end(void **state) {
  (void)state;
  char path[PATH_SIZE];
  sf_series *series = NULL;
  sf_fred_options options = sf_default_fred_options();
  assert_ok(sf_load_fred(fixture("fred_NFCI_quarterly_cut.csv", path), &options, &series, NULL));
  const sf_observation *first = sf_series_observations(series);
  assert_int_equal(first->start, day_of("1971-01-01"));
  assert_int_equal(first->end, day_of("1971-03-31"));
  assert_int_equal(first->known_on, day_of("1971-04-01"));
  sf_release_series(series);
  series = NULL;
  sf_error error;
  options.expected = SF_WEEKLY;
  assert_int_equal(sf_load_fred(path, &options, &series, &error), SF_PARSE);
  assert_non_null(strstr(error.message, "expected a weekly series, got quarterly dates"));
  assert_null(series);
}

static void test_fred_frequencies_come_from_the_dates(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const char *end; /* of the first period */
  } files[] = {{"DATE,X\n2024-01-01,1\n2024-02-01,2\n", "2024-01-31"},
               {"date,value\n2023-01-01,1\n2024-01-01,2\n", "2023-12-31"},
               {"date,value\n2022-10-01,1\n2023-10-01,2\n", "2023-09-30"}, /* the federal fiscal year */
               {"date,value\n2023-04-01,1\n2023-10-01,2\n", "2023-09-30"},
               {"date,value\n2023-02-01,1\n2023-05-01,2\n", "2023-04-30"},
               {"date,value\n2024-01-05,1\n2024-01-12,2\n", "2024-01-05"},
               {"observation_date,X\n2024-01-01,.\n2024-01-02,2\n2024-01-03,3\n", "2024-01-02"}};
  const sf_fred_options options = sf_default_fred_options();
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    sf_series *series = NULL;
    assert_ok(read_fred(files[i].text, &options, &series, NULL));
    assert_int_equal(sf_series_observations(series)[0].end, day_of(files[i].end));
    sf_release_series(series);
  }
}

static void test_fred_vintages_side_by_side(void **state) {
  (void)state;
  static const char text[] =
      "observation_date,GDP_20240125,GDP_20240228\r\n"
      "2023-07-01,27610.1,27610.1\r\n2023-10-01,27938.8,27944.6\r\n2024-01-01,.,\r\n";
  const sf_fred_options options = sf_default_fred_options();
  sf_series *series = NULL;
  assert_ok(read_fred(text, &options, &series, NULL));
  assert_string_equal(sf_series_name(series), "GDP");
  assert_int_equal(sf_series_length(series), 3);
  assert_true(isnan(value_at(series, "2023-12-31", "2024-01-24")));
  assert_close(value_at(series, "2023-12-31", "2024-02-27"), 27938.8, 0);
  assert_close(value_at(series, "2023-12-31", "2024-02-28"), 27944.6, 0);
  assert_string_equal(sf_series_source(series, 1)->document, "2024-02-28");
  sf_release_series(series);
}

/* The first quarter of 2024 came on 2024-04-25 and was revised on 2024-05-30, whatever lag is guessed. */
static void test_fred_vintages_say_the_day_themselves(void **state) {
  (void)state;
  sf_fred_options options = sf_default_fred_options();
  for (int lag = SF_UNKNOWN_LAG; lag < 70; lag += 33) {
    options.lag = lag;
    sf_series *series = NULL;
    assert_ok(
        read_fred("observation_date,GDP_20240425,GDP_20240530\n2023-10-01,27956.998,27956.998\n"
                  "2024-01-01,28284.498,28255.928\n",
                  &options, &series, NULL));
    assert_true(isnan(value_at(series, "2024-03-31", "2024-04-24")));
    assert_close(value_at(series, "2024-03-31", "2024-04-25"), 28284.498, 0);
    assert_close(value_at(series, "2024-03-31", "2024-05-29"), 28284.498, 0);
    assert_close(value_at(series, "2024-03-31", "2024-05-30"), 28255.928, 0);
    size_t notes;
    sf_series_notes(series, &notes);
    assert_int_equal(notes, 0); /* nothing was guessed */
    sf_release_series(series);
  }
}

static void test_revised_weights_change_every_value(void **state) {
  (void)state;
  char path[PATH_SIZE];
  sf_series *earlier = NULL, *later = NULL, *merged = NULL;
  const sf_fred_options options = sf_default_fred_options();
  assert_ok(sf_load_fred(fixture("fred_DTWEXBGS_earlier_cut.csv", path), &options, &earlier, NULL));
  assert_ok(sf_load_fred(fixture("fred_DTWEXBGS_cut.csv", path), &options, &later, NULL));
  const sf_vintage_comparison comparison = sf_compare_vintages(earlier, later);
  assert_int_equal(comparison.common, 15);
  assert_int_equal(comparison.changed, 15);
  assert_true(comparison.largest_change > .003 && comparison.largest_change < .004);
  assert_ok(sf_merge_vintages(earlier, later, day_of("2026-02-07"), &merged, NULL));
  assert_close(value_at(merged, "2025-12-01", "2026-02-06"), 121.3615, 0);
  assert_close(value_at(merged, "2025-12-01", "2026-02-07"), 120.9862, 0);
  sf_release_series(merged);
  sf_release_series(later);
  sf_release_series(earlier);
}

static void test_wrong_fred_files_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } wrong[] = {{"", "'observation_date,SERIES' or 'date,value', got an empty file"},
               {"\xFF\xFE", "got an empty file"}, /* nothing after the mark of UTF-16 */
               {"\xFE\xFF", "got an empty file"},
               {"{\"observations\": []}", "t.csv:1: expected the header of a FRED file"},
               {"<!DOCTYPE html><html>", "or 'date,value', got a web page"},
               {"PK\x03\x04", "or 'date,value', got a ZIP archive"},
               {"date,value\n", "t.csv:2: expected rows, got the header alone"},
               {"observation_date,XYZ\n2025-07-01,1\n", "t.csv:3: one row, of the first of a month, does not say"},
               {"observation_date\n", "t.csv:1: expected the header of a FRED file"},
               {"date,A,B\n", "expected one series, or vintages of one (SERIES_20240125), got 'B' beside 'A'"},
               {"date,value\n01/02/2024,1\n", "t.csv:2: expected a day such as 2024-04-28, got '01/02/2024'"},
               {"date,value\n2024-01-02,1\n2024-01-02,1\n", "t.csv:3: dates must rise"},
               {"date,value\n2024-01-02,1.10M\n", "t.csv:2: expected a number or a blank, got '1.10M'"},
               {"date,value\n2024-01-02\n", "t.csv:2: expected 2 fields, got 1"},
               {"date,value\n2024-02-30,1\n", "has 29 days, got day 30"},
               {"date,value\n2024-01-02,1e999\n", "expected a number"}};
  const sf_fred_options options = sf_default_fred_options();
  sf_series *series = NULL;
  sf_error error;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(read_fred(wrong[i].text, &options, &series, &error), SF_PARSE);
    if (strstr(error.message, wrong[i].message) == NULL) fail_msg("%s", error.message);
  }
  char path[PATH_SIZE];
  assert_int_equal(sf_load_fred(fixture("wrong_investingcom_quote.csv", path), &options, &series, &error), SF_PARSE);
  assert_non_null(strstr(error.message,
                         "wrong_investingcom_quote.csv:1: expected the header of a FRED file, "
                         "'observation_date,SERIES' or 'date,value', got 'Date,Price,Open"));
  assert_null(series);
}

static void test_stooq_prices_with_crlf(void **state) {
  (void)state;
  char path[PATH_SIZE];
  sf_series *close = NULL, *volume = NULL;
  assert_ok(sf_load_stooq(fixture("stooq_nvda_cut.txt", path), SF_CLOSE_PRICE, &close, NULL));
  assert_int_equal(sf_series_periods(close), 12);
  assert_string_equal(sf_series_name(close), "NVDA.US close");
  assert_close(value_at(close, "2022-01-03", "2022-01-03"), 30.0711, 0);
  assert_ok(sf_load_stooq(path, SF_VOLUME, &volume, NULL));
  assert_close(value_at(volume, "2022-01-04", "2022-01-04"), 528031140, 0);
  assert_true(sf_is_dimensionless(sf_series_dimension(volume)));
  sf_release_series(volume);
  sf_release_series(close);
}

#define STOOQ "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\r\n"

static void test_wrong_prices_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } wrong[] = {
      {"", "got an empty file"},
      {"Date,Close/Last,Volume\n", "or with columns date and close, got 'Date,Close/Last,Volume'"},
      {"a,b,c,d,e,f,g,h,i,j,k,l\n", "t.txt:1: expected daily prices, with Stooq's header"},
      {STOOQ "A.US,5,20240102,000000,1,2,1,2,10,0\r\n", "<PER> must be D"},
      {STOOQ "A.US,D,20240102,000000,1,2,1,3,10,0\r\n", "<CLOSE> must be within the day's low and high, got '3'"},
      {STOOQ "A.US,D,20240102,000000,0,2,0,1,10,0\r\n", "<OPEN> must be above 0"},
      {STOOQ "A.US,D,20240102,000000,1,2,1,2,-1,0\r\n", "<VOL> must be at least 0"},
      {STOOQ "A.US,D,20240102,000000,1,2,1,2,1,0\r\nB.US,D,20240103,000000,1,2,1,2,1,0\r\n",
       "t.txt:3: <TICKER> must be A.US, got 'B.US'"},
      {STOOQ "A.US,D,20240103,000000,1,2,1,2,1,0\r\nA.US,D,20240102,000000,1,2,1,2,1,0\r\n",
       "<DATE> must be later than the row before, got '20240102'"}};
  sf_series *series = NULL;
  sf_error error;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(sf_read_stooq("t.txt", wrong[i].text, strlen(wrong[i].text), SF_CLOSE_PRICE, &series, &error),
                     SF_PARSE);
    if (strstr(error.message, wrong[i].message) == NULL) fail_msg("%s", error.message);
  }
}

static sf_table_options capex_options(void) {
  sf_table_options options = {.end = "quarter",
                              .value = "capex_bn_usd",
                              .where = "company",
                              .equals = "Google",
                              .lag = 30,
                              .unit = money_billions,
                              .comment = '#'};
  options.unit.dimension = sf_base_dimension(SF_MONEY);
  return options;
}

/* Alphabet's capital expenditure from its 10-Qs and 10-Ks, in millions. */
static sf_series *google_capex(void) {
  static const struct {
    const char *end;
    double millions;
  } rows[] = {{"2022-03-31", 9786},  {"2022-06-30", 6828},  {"2022-09-30", 7276},  {"2022-12-31", 7595},
              {"2023-03-31", 6289},  {"2023-06-30", 6888},  {"2023-09-30", 8055},  {"2023-12-31", 11019},
              {"2024-03-31", 12012}, {"2024-06-30", 13186}, {"2024-09-30", 13061}, {"2024-12-31", 14276},
              {"2025-03-31", 17197}};
  sf_observation items[16];
  const size_t count = sizeof rows / sizeof *rows;
  for (size_t i = 0; i < count; i++) {
    const sf_day end = day_of(rows[i].end);
    items[i] = (sf_observation){.start = sf_quarter_end(sf_add_months(end, -3)) + 1,
                                .end = end,
                                .known_on = end + 30,
                                .value = rows[i].millions * 1e6};
  }
  const sf_source source = {.file = "10-Q"};
  const sf_series_description description = {
      .name = "capex", .dimension = sf_base_dimension(SF_MONEY), .sources = &source, .source_count = 1};
  sf_series *series = NULL;
  assert_ok(sf_create_series(&description, items, count, &series, NULL));
  return series;
}

static void test_a_table_that_departs_from_the_filings_is_told_by_line(void **state) {
  (void)state;
  char path[PATH_SIZE], *text;
  size_t length, found, common;
  const sf_table_options options = capex_options();
  sf_series *series = NULL, *filed = google_capex();
  assert_ok(sf_read_file(fixture("secondary_capex_google.csv", path), &text, &length, NULL));
  assert_ok(sf_read_csv_series(path, text, length, &options, &series, NULL));
  sf_free_text(text);
  assert_int_equal(sf_series_periods(series), 13);
  sf_departure departures[16];
  assert_ok(sf_reconcile(series, filed, sf_default_alignment(), .05, departures, 16, &found, &common, NULL));
  assert_int_equal(common, 13);
  assert_int_equal(found, 7); /* every quarter of 2022-Q2 to 2023-Q4; those of 2024 and 2025 agree */
  const sf_departure *worst = &departures[3];
  assert_int_equal(worst->observation.end, day_of("2023-03-31"));
  assert_close(worst->observation.value, 12.0e9, 1e-15);
  assert_close(worst->reference.value, 6.289e9, 0);
  assert_int_equal(worst->observation.line, 10);
  sf_release_series(series);
  sf_release_series(filed);
}

static void test_tables_need_to_say_when_it_was_known(void **state) {
  (void)state;
  static const char text[] = "end,filed,value\n2024-03-31,2024-05-01,\"1\"\n2024-06-30,2024-08-01,\n2024-09-30,,3\n";
  sf_table_options options = {.end = "end", .value = "value", .lag = -1, .unit = {.value = 1}};
  sf_series *series = NULL;
  sf_error error;
  assert_int_equal(sf_read_csv_series("t", text, sizeof text - 1, &options, &series, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "when was it known?"));
  options.known_on = "filed";
  assert_int_equal(sf_read_csv_series("t", text, sizeof text - 1, &options, &series, &error), SF_PARSE);
  assert_string_equal(error.message, "t:4: 'filed' is missing");
  options.lag = 45;
  assert_ok(sf_read_csv_series("t", text, sizeof text - 1, &options, &series, NULL));
  assert_int_equal(sf_series_periods(series), 2);
  assert_int_equal(sf_series_observations(series)[0].known_on, day_of("2024-05-01"));
  assert_int_equal(sf_series_observations(series)[1].known_on, day_of("2024-11-14"));
  sf_release_series(series);
  options.value = "valeu";
  assert_int_equal(sf_read_csv_series("t", text, sizeof text - 1, &options, &series, &error), SF_UNKNOWN);
  assert_string_equal(error.message, "t:1: there is no column 'valeu'; the nearest is 'value'");
}

static void test_two_values_of_one_period_are_refused(void **state) {
  (void)state;
  static const char text[] = "end,value,who\n2024-Q1,1,a\n2024-Q2,5,a\n2024-Q1,2,b\n";
  sf_table_options options = {.end = "end", .value = "value", .lag = 30, .unit = {.value = 1}};
  sf_series *series = NULL;
  sf_error error;
  assert_int_equal(sf_read_csv_series("t", text, sizeof text - 1, &options, &series, &error), SF_PARSE);
  assert_string_equal(error.message,
                      "t:4: the period that ends 2024-03-31, known on 2024-04-30, has another value than "
                      "on line 2");
  options.where = "who";
  options.equals = "a";
  assert_ok(sf_read_csv_series("t", text, sizeof text - 1, &options, &series, NULL));
  sf_release_series(series);
}

static void test_json_lines_read_as_tables_do(void **state) {
  (void)state;
  static const char text[] =
      "{\"end\": \"2024-Q1\", \"known\": \"2024-05-01\", \"value\": 1.5, \"x\": [1, {}]}\r\n\n"
      "{\"value\": null, \"end\": \"2024-Q2\", \"known\": \"2024-08-01\"}\n"
      "{\"value\": \"2.5\", \"end\": \"2024-09-30\", \"start\": \"2024-07-01\", \"known\": "
      "\"2024-11-01\"}";
  sf_table_options options = {
      .end = "end", .start = "start", .known_on = "known", .value = "value", .lag = -1, .unit = {.value = 2}};
  sf_series *series = NULL;
  sf_error error;
  assert_ok(sf_read_json_lines("t", text, sizeof text - 1, &options, &series, NULL));
  assert_int_equal(sf_series_periods(series), 2);
  assert_close(value_at(series, "2024-03-31", "2024-05-01"), 3, 0);
  assert_close(value_at(series, "2024-09-30", "2024-11-01"), 5, 0);
  assert_int_equal(sf_series_observations(series)[1].line, 4);
  assert_int_equal(sf_series_observations(series)[1].start, day_of("2024-07-01"));
  sf_release_series(series);
  static const char broken[] = "{\"end\":\"2024-Q1\",\"value\":1,\"known\":\"2024-05-01\"}\n{\"end\": }";
  assert_int_equal(sf_read_json_lines("t", broken, sizeof broken - 1, &options, &series, &error), SF_PARSE);
  assert_non_null(strstr(error.message, "t:2:9: expected a value"));
  static const char early[] = "{\"end\":\"2024-Q1\",\"value\":1,\"known\":\"2024-03-01\"}";
  assert_int_equal(sf_read_json_lines("t", early, sizeof early - 1, &options, &series, &error), SF_PARSE);
  assert_string_equal(error.message, "t:1: 'known' must be no earlier than the period's end, got '2024-03-01'");
  static const char doubled[] = "{\"end\":\"2024-Q1\",\"value\":1,\"known\":\"2024-05-01\",\"value\":null}";
  assert_int_equal(sf_read_json_lines("t", doubled, sizeof doubled - 1, &options, &series, &error), SF_PARSE);
  assert_non_null(strstr(error.message, "'value' stands twice in one object"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_fred_blanks_make_no_observation),
      cmocka_unit_test(test_fred_quarters_are_known_after_they_end),
      cmocka_unit_test(test_fred_frequencies_come_from_the_dates),
      cmocka_unit_test(test_fred_vintages_side_by_side),
      cmocka_unit_test(test_fred_vintages_say_the_day_themselves),
      cmocka_unit_test(test_revised_weights_change_every_value),
      cmocka_unit_test(test_wrong_fred_files_are_refused),
      cmocka_unit_test(test_stooq_prices_with_crlf),
      cmocka_unit_test(test_wrong_prices_are_refused),
      cmocka_unit_test(test_a_table_that_departs_from_the_filings_is_told_by_line),
      cmocka_unit_test(test_tables_need_to_say_when_it_was_known),
      cmocka_unit_test(test_two_values_of_one_period_are_refused),
      cmocka_unit_test(test_json_lines_read_as_tables_do),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
