/* A filer's own parts held against each other: which figures make a quarter, and which contradict. Small files in the
 * SEC's format; figures of real filings where a comment names them. */
#include "check.h"

#include "signal_data.h"

/* One fact: start, end, value, accession's last digits, form, day filed. */
typedef struct fact {
  const char *tag, *start, *end, *value;
  int filing;
  const char *form, *filed;
} fact;

static sf_filings *filings_of(const fact *facts, size_t count, const char *unit) {
  static char text[1 << 15];
  size_t length = (size_t)snprintf(text, sizeof text, "{\"cik\":1,\"entityName\":\"X\",\"facts\":{\"us-gaap\":{");
  for (size_t i = 0; i < count; i++) {
    const bool opens = i == 0 || strcmp(facts[i].tag, facts[i - 1].tag) != 0;
    const bool closes = i + 1 == count || strcmp(facts[i].tag, facts[i + 1].tag) != 0;
    if (opens)
      length += (size_t)snprintf(text + length, sizeof text - length, "%s\"%s\":{\"units\":{\"%s\":[", i > 0 ? "," : "",
                                 facts[i].tag, unit);
    length += (size_t)snprintf(
        text + length, sizeof text - length,
        "%s{\"start\":\"%s\",\"end\":\"%s\",\"val\":%s,\"accn\":\"0000000001-24-%06d\",\"form\":%s,"
        "\"filed\":\"%s\"}",
        opens ? "" : ",", facts[i].start, facts[i].end, facts[i].value, facts[i].filing, facts[i].form, facts[i].filed);
    if (closes) length += (size_t)snprintf(text + length, sizeof text - length, "]}}");
  }
  length += (size_t)snprintf(text + length, sizeof text - length, "}}}");
  sf_filings *filings = NULL;
  sf_error error = {SF_OK, ""};
  if (sf_read_filings("x.json", text, length, &filings, &error) != SF_OK) fail_msg("%s", error.message);
  return filings;
}

static sf_series *quarters_of(const fact *facts, size_t count, sf_filing_query query, const char *unit) {
  sf_filings *filings = filings_of(facts, count, unit);
  sf_series *series = NULL;
  sf_error error = {SF_OK, ""};
  if (sf_quarterly_series(filings, &query, &series, &error) != SF_OK) fail_msg("%s", error.message);
  sf_close_filings(filings);
  return series;
}

#define K "\"10-K\""
#define Q "\"10-Q\""
#define QUARTERS(facts, query, unit) quarters_of(facts, sizeof facts / sizeof *facts, query, unit)

static double latest(const sf_series *series, const char *end) { return value_at(series, end, "2099-01-01"); }

static bool has_note(const sf_series *series, sf_note_code code, const char *end) {
  size_t count;
  const sf_note *notes = sf_series_notes(series, &count);
  for (size_t i = 0; i < count; i++)
    if (notes[i].code == code && notes[i].end == day_of(end)) return true;
  return false;
}

static const char *const one_tag[] = {"A"}, *const two_tags[] = {"A", "B"};
static const sf_filing_query one = {.tags = one_tag, .tag_count = 1}, two = {.tags = two_tags, .tag_count = 2};

static void test_a_year_under_the_dates_of_a_quarter_is_the_year(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2024-01-01", "2024-09-30", "300", 1, Q, "2024-11-01"},
                        {"A", "2024-01-01", "2024-12-31", "420", 2, K, "2025-02-01"},
                        {"A", "2024-10-01", "2024-12-31", "420", 2, K, "2025-02-01"}};
  sf_series *series = QUARTERS(facts, one, "USD");
  assert_close(latest(series, "2024-12-31"), 120, 0);
  sf_release_series(series);
  /* so is a half under the dates of its second quarter */
  const fact half[] = {{"A", "2024-01-01", "2024-03-31", "100", 1, Q, "2024-05-01"},
                       {"A", "2024-01-01", "2024-06-30", "210", 2, Q, "2024-08-01"},
                       {"A", "2024-04-01", "2024-06-30", "210", 2, Q, "2024-08-01"}};
  series = QUARTERS(half, one, "USD");
  assert_close(latest(series, "2024-06-30"), 110, 0);
  sf_release_series(series);
}

static void test_a_quarter_far_from_its_difference_is_unknown(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2024-01-01", "2024-09-30", "300", 1, Q, "2024-11-01"},
                        {"A", "2024-01-01", "2024-12-31", "420", 2, K, "2025-02-01"},
                        {"A", "2024-10-01", "2024-12-31", "900", 2, K, "2025-02-01"}};
  sf_series *series = QUARTERS(facts, one, "USD");
  assert_true(isnan(latest(series, "2024-12-31")));
  assert_true(has_note(series, SF_NOTE_QUARTER, "2024-12-31"));
  sf_release_series(series);
}

static void test_a_difference_has_one_tag(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2024-01-01", "2024-12-31", "1841", 2, K, "2025-02-01"},
                        {"B", "2024-01-01", "2024-09-30", "11900", 1, Q, "2024-11-01"}};
  sf_series *series = QUARTERS(facts, two, "USD");
  assert_true(isnan(latest(series, "2024-12-31")));
  assert_true(has_note(series, SF_NOTE_LAST_QUARTER, "2024-12-31"));
  sf_release_series(series);
  /* unless one filing shows that the two are one */
  const fact equal[] = {{"A", "2023-01-01", "2023-12-31", "90", 3, K, "2024-02-01"},
                        {"A", "2024-01-01", "2024-12-31", "100", 2, K, "2025-02-01"},
                        {"B", "2023-01-01", "2023-12-31", "90", 3, K, "2024-02-01"},
                        {"B", "2024-01-01", "2024-09-30", "70", 1, Q, "2024-11-01"}};
  series = QUARTERS(equal, two, "USD");
  assert_close(latest(series, "2024-12-31"), 30, 0);
  sf_release_series(series);
}

static void test_a_recast_year_is_not_differenced_with_months_as_filed(void **state) {
  (void)state;
  /* Western Digital, fiscal 2023, in millions: the year recast in 2025 after a spin-off */
  const fact facts[] = {{"A", "2022-07-02", "2023-03-31", "9646", 1, Q, "2023-05-08"},
                        {"A", "2022-07-02", "2023-06-30", "12318", 2, K, "2023-08-22"},
                        {"A", "2022-07-02", "2023-06-30", "6255", 3, K, "2025-08-14"}};
  sf_series *series = QUARTERS(facts, one, "USD");
  assert_close(value_at(series, "2023-06-30", "2023-09-01"), 2672, 0);
  assert_close(value_at(series, "2023-06-30", "2025-09-01"), 2672, 0);
  assert_true(has_note(series, SF_NOTE_SUM, "2023-06-30") || sf_series_periods(series) == 1);
  sf_release_series(series);
  /* once its nine months are recast too, the quarter is */
  const fact both[] = {{"A", "2022-07-02", "2023-03-31", "9646", 1, Q, "2023-05-08"},
                       {"A", "2022-07-02", "2023-03-31", "4900", 4, Q, "2025-05-08"},
                       {"A", "2022-07-02", "2023-06-30", "12318", 2, K, "2023-08-22"},
                       {"A", "2022-07-02", "2023-06-30", "6255", 3, K, "2025-08-14"}};
  series = QUARTERS(both, one, "USD");
  assert_close(value_at(series, "2023-06-30", "2025-06-01"), 2672, 0);
  assert_close(value_at(series, "2023-06-30", "2025-09-01"), 1355, 0);
  sf_release_series(series);
}

static void test_rates_and_averages_are_never_differenced(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2024-01-01", "2024-09-30", "2.40", 1, Q, "2024-11-01"},
                        {"A", "2024-01-01", "2024-12-31", "1.40", 2, K, "2025-02-01"}};
  const fact shares[] = {{"WeightedAverageShares", "2024-01-01", "2024-09-30", "1000", 1, Q, "2024-11-01"},
                         {"WeightedAverageShares", "2024-01-01", "2024-12-31", "990", 2, K, "2025-02-01"}};
  static const char *const average[] = {"WeightedAverageShares"};
  sf_series *of[] = {
      QUARTERS(facts, one, "USD/shares"), QUARTERS(facts, one, "pure"),
      QUARTERS(shares, ((sf_filing_query){.tags = average, .tag_count = 1, .not_additive = true}), "shares")};
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(sf_series_periods(of[i]), 0);
    assert_true(has_note(of[i], SF_NOTE_NOT_ADDITIVE, "2024-12-31"));
    sf_release_series(of[i]);
  }
  /* shares bought back are an amount */
  sf_series *bought = QUARTERS(facts, one, "shares");
  assert_close(latest(bought, "2024-12-31"), -1, 1e-12);
  sf_release_series(bought);
}

static void test_what_cannot_be_negative_is_unknown(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2024-01-01", "2024-09-30", "300", 1, Q, "2024-11-01"},
                        {"A", "2024-01-01", "2024-12-31", "290", 2, K, "2025-02-01"}};
  sf_filing_query query = one;
  query.never_negative = true;
  sf_series *series = QUARTERS(facts, query, "USD");
  assert_true(isnan(latest(series, "2024-12-31")));
  assert_true(has_note(series, SF_NOTE_NEGATIVE, "2024-12-31"));
  sf_release_series(series);
  series = QUARTERS(facts, one, "USD");
  assert_close(latest(series, "2024-12-31"), -10, 0);
  sf_release_series(series);
}

static void test_quarters_last_12_to_17_weeks(void **state) {
  (void)state;
  /* 16 weeks, then 12, 12 and 12: as grocers and warehouse clubs report */
  const fact facts[] = {{"A", "2024-01-01", "2024-04-20", "300", 1, Q, "2024-05-20"},
                        {"A", "2024-04-21", "2024-07-13", "240", 2, Q, "2024-08-20"},
                        {"A", "2024-07-14", "2024-10-05", "250", 3, Q, "2024-11-20"},
                        {"A", "2024-01-01", "2024-12-28", "1100", 4, K, "2025-03-01"}};
  sf_series *series = QUARTERS(facts, one, "USD"), *year = NULL;
  assert_close(latest(series, "2024-04-20"), 300, 0);
  assert_close(latest(series, "2024-12-28"), 310, 0);
  assert_ok(sf_trailing_year(series, &year, NULL));
  assert_close(latest(year, "2024-12-28"), 1100, 0);
  sf_release_series(year);
  sf_release_series(series);
}

static void test_starts_may_miss_by_days(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2024-01-01", "2024-09-30", "300", 1, Q, "2024-11-01"},
                        {"A", "2023-12-31", "2024-12-31", "420", 2, K, "2025-02-01"}};
  sf_series *series = QUARTERS(facts, one, "USD");
  assert_close(latest(series, "2024-12-31"), 120, 0);
  sf_release_series(series);
}

static void test_the_larger_of_two_totals_is_the_total(void **state) {
  (void)state;
  /* General Mills, in millions: a part of revenue under the better tag, the whole under the other, in one 10-Q */
  const fact facts[] = {{"A", "2019-05-27", "2019-08-25", "2038", 1, Q, "2019-09-18"},
                        {"B", "2019-05-27", "2019-08-25", "19857", 1, Q, "2019-09-18"}};
  sf_series *series = QUARTERS(facts, two, "USD");
  assert_close(latest(series, "2019-08-25"), 19857, 0);
  sf_release_series(series);
  sf_filing_query ranked = two;
  ranked.alike = 1;
  series = QUARTERS(facts, ranked, "USD");
  assert_close(latest(series, "2019-08-25"), 2038, 0);
  sf_release_series(series);
  /* a year of 0 is not the whole of one that is more: Eaton 2013 */
  const fact none[] = {{"A", "2013-01-01", "2013-12-31", "0", 1, K, "2014-02-26"},
                       {"B", "2013-01-01", "2013-09-30", "16519", 2, Q, "2013-11-01"},
                       {"B", "2013-01-01", "2013-12-31", "22046", 1, K, "2014-02-26"}};
  series = QUARTERS(none, two, "USD");
  assert_close(latest(series, "2013-12-31"), 22046 - 16519, 0);
  sf_release_series(series);
}

static void test_the_better_tags_difference_outranks_a_worse_tags_report(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2019-01-01", "2019-03-31", "1355", 1, Q, "2019-04-25"},
                        {"A", "2019-01-01", "2019-06-30", "2857", 2, Q, "2019-07-25"},
                        {"B", "2019-04-01", "2019-06-30", "1340", 2, Q, "2019-07-25"}};
  sf_series *series = QUARTERS(facts, two, "USD");
  assert_close(latest(series, "2019-06-30"), 1502, 0);
  sf_release_series(series);
}

static void test_a_half_less_its_second_quarter_is_the_first(void **state) {
  (void)state;
  /* NVIDIA's networking revenue, in millions, 10-Q of 2025-08-27 */
  const fact facts[] = {{"A", "2025-01-27", "2025-07-27", "12209", 1, Q, "2025-08-27"},
                        {"A", "2025-04-28", "2025-07-27", "7252", 1, Q, "2025-08-27"}};
  sf_series *series = QUARTERS(facts, one, "USD");
  sf_observation first;
  assert_true(sf_value_at(series, day_of("2025-04-27"), SF_LAST_DAY, &first));
  assert_close(first.value, 4957, 0);
  assert_int_equal(first.known_on, day_of("2025-08-27"));
  assert_int_equal(first.method, SF_DIFFERENCED);
  sf_release_series(series);
}

static void test_periodic_reports_outrank_proxies(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2024-01-01", "2024-03-31", "100", 1, Q, "2024-05-01"},
                        {"A", "2024-01-01", "2024-03-31", "77", 2, "\"DEF 14A\"", "2024-06-01"},
                        {"A", "2024-04-01", "2024-06-30", "55", 3, "\"DEF 14A\"", "2024-09-01"},
                        {"A", "2024-07-01", "2024-09-30", "66", 4, "null", "2024-11-01"}};
  sf_series *series = QUARTERS(facts, one, "USD");
  assert_close(latest(series, "2024-03-31"), 100, 0);
  assert_close(latest(series, "2024-06-30"), 55, 0);
  assert_close(latest(series, "2024-09-30"), 66, 0);
  sf_release_series(series);
}

static void test_dollars_come_before_other_currencies(void **state) {
  (void)state;
  static const char text[] =
      "{\"cik\":1,\"entityName\":\"X\",\"facts\":{\"ifrs-full\":{\"A\":{\"units\":{"
      "\"EUR\":[{\"start\":\"2023-01-01\",\"end\":\"2023-12-31\",\"val\":5,\"accn\":\"0000000001-24-000001\",\"form\":"
      "\"20-F\",\"filed\":\"2024-03-01\"},{\"start\":\"2022-01-01\",\"end\":\"2022-12-31\",\"val\":4,\"accn\":"
      "\"0000000001-24-000001\",\"form\":\"20-F\",\"filed\":\"2024-03-01\"}],"
      "\"USD\":[{\"start\":\"2023-01-01\",\"end\":\"2023-12-31\",\"val\":6,\"accn\":\"0000000001-24-000001\",\"form\":"
      "\"20-F\",\"filed\":\"2024-03-01\"}]}}}}}";
  sf_filings *filings = NULL;
  sf_series *series = NULL;
  assert_ok(sf_read_filings("x.json", text, sizeof text - 1, &filings, NULL));
  assert_ok(sf_annual_series(filings, &one, &series, NULL));
  assert_close(latest(series, "2023-12-31"), 6, 0);
  assert_true(sf_dimension_equal(sf_series_dimension(series), sf_base_dimension(SF_MONEY)));
  sf_release_series(series);
  sf_filing_query euros = one;
  euros.unit = "EUR";
  assert_ok(sf_annual_series(filings, &euros, &series, NULL));
  assert_close(latest(series, "2022-12-31"), 4, 0);
  assert_true(sf_dimension_equal(sf_series_dimension(series), sf_dimensionless()));
  sf_release_series(series);
  sf_close_filings(filings);
}

static void test_a_tag_that_stops_is_noted(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2020-07-01", "2020-09-30", "300", 1, Q, "2020-11-01"},
                        {"Z", "2024-01-01", "2024-03-31", "1", 2, Q, "2024-05-01"}};
  sf_series *series = QUARTERS(facts, one, "USD");
  assert_true(has_note(series, SF_NOTE_ENDED, "2020-09-30"));
  sf_release_series(series);
}

static void test_a_change_between_tags_that_differ_is_a_break(void **state) {
  (void)state;
  const fact facts[] = {{"A", "2023-01-01", "2023-03-31", "100", 1, Q, "2023-05-01"},
                        {"A", "2023-04-01", "2023-06-30", "110", 2, Q, "2023-08-01"},
                        {"B", "2023-04-01", "2023-06-30", "60", 2, Q, "2023-08-01"},
                        {"B", "2024-04-01", "2024-06-30", "70", 3, Q, "2024-08-01"},
                        {"B", "2024-07-01", "2024-09-30", "77", 4, Q, "2024-11-01"}};
  sf_series *series = QUARTERS(facts, two, "USD"), *change = NULL;
  size_t count;
  const sf_break *breaks = sf_series_breaks(series, &count);
  assert_int_equal(count, 1);
  assert_int_equal(breaks[0].first, day_of("2024-06-30"));
  assert_string_equal(breaks[0].reason, "tag: B, before: A");
  assert_ok(sf_year_over_year(series, &change, NULL));
  assert_true(isnan(latest(change, "2024-06-30")));
  sf_release_series(change);
  assert_ok(sf_quarter_over_quarter(series, &change, NULL));
  assert_close(latest(change, "2024-09-30"), 0.1, 1e-12);
  sf_release_series(change);
  sf_release_series(series);
  /* tags that no filing shows to differ are one thing: a filer moved from one to the other */
  const fact moved[] = {{"A", "2023-01-01", "2023-03-31", "100", 1, Q, "2023-05-01"},
                        {"B", "2024-01-01", "2024-03-31", "120", 2, Q, "2024-05-01"}};
  series = QUARTERS(moved, two, "USD");
  sf_series_breaks(series, &count);
  assert_int_equal(count, 0);
  assert_ok(sf_year_over_year(series, &change, NULL));
  assert_close(latest(change, "2024-03-31"), 0.2, 1e-12);
  sf_release_series(change);
  sf_release_series(series);
}

static void test_files_of_one_company_join(void **state) {
  (void)state;
  const fact older[] = {{"A", "2024-01-01", "2024-03-31", "10", 1, Q, "2024-05-01"},
                        {"A", "2024-01-01", "2024-09-30", "30", 2, Q, "2024-11-01"}};
  const fact newer[] = {{"A", "2024-01-01", "2024-03-31", "11", 1, Q, "2024-05-01"},
                        {"A", "2024-01-01", "2024-12-31", "45", 3, K, "2025-02-01"}};
  const sf_filings *parts[] = {filings_of(older, 2, "USD"), filings_of(newer, 2, "USD")};
  const sf_filed_figure document = {.tag = "A",
                                    .unit = "USD",
                                    .form = "10-Q",
                                    .file = "x.htm",
                                    .start = day_of("2025-01-01"),
                                    .end = day_of("2025-03-31"),
                                    .filed = day_of("2025-05-01"),
                                    .line = 7,
                                    .value = 20};
  sf_filings *made = NULL, *joined = NULL;
  sf_series *series = NULL;
  assert_ok(sf_make_filings("x.htm", "X", 1, &document, 1, &made, NULL));
  assert_ok(sf_join_filings((const sf_filings *[]){parts[0], parts[1], made}, 3, &joined, NULL));
  for (size_t i = 0; i < 2; i++) sf_close_filings((sf_filings *)(uintptr_t)parts[i]);
  sf_close_filings(made);
  assert_int_equal(sf_filings_facts(joined), 5);
  assert_ok(sf_quarterly_series(joined, &one, &series, NULL));
  assert_close(latest(series, "2024-03-31"), 11, 0); /* of one filing, the newer file */
  assert_close(latest(series, "2024-12-31"), 15, 0); /* the year of one file less nine months of the other */
  sf_observation quarter;
  assert_true(sf_value_at(series, day_of("2025-03-31"), SF_LAST_DAY, &quarter));
  assert_int_equal(quarter.line, 7);
  assert_string_equal(sf_series_source(series, quarter.source)->file, "x.htm");
  assert_null(sf_series_source(series, quarter.source)->document);
  sf_release_series(series);
  sf_close_filings(joined);
}

/* A month alone: no span that a quarter could be made of, so that the list of ways to make one is never made. An offset
 * of that list stops -fsanitize=undefined. */
static void test_figures_that_make_no_quarter_are_an_empty_series(void **state) {
  (void)state;
  const fact month[] = {{"A", "2024-01-01", "2024-01-31", "10", 1, Q, "2024-05-01"}};
  sf_series *series = QUARTERS(month, one, "USD");
  assert_int_equal(sf_series_periods(series), 0);
  sf_release_series(series);
  /* beside a tag that makes one */
  const fact both[] = {{"A", "2024-01-01", "2024-01-31", "10", 1, Q, "2024-05-01"},
                       {"B", "2024-01-01", "2024-03-31", "30", 1, Q, "2024-05-01"}};
  series = QUARTERS(both, two, "USD");
  assert_int_equal(sf_series_periods(series), 1);
  assert_close(latest(series, "2024-03-31"), 30, 0);
  sf_release_series(series);
}

/* Oracle's 10-Ks of 2018 to 2022 tag the year's revenue with the dates of its fourth quarter. In millions, from the
 * 10-Ks and 10-Qs: the year less nine months, which in fiscal 2020 are rounded to one more than their quarters. */
static void test_oracles_fourth_quarters(void **state) {
  (void)state;
  static const struct {
    const char *end;
    double millions;
  } right[] = {{"2018-05-31", 11014},
               {"2019-05-31", 11137},
               {"2020-05-31", 39068 - 28629},
               {"2021-05-31", 11227},
               {"2022-05-31", 11840}};
  char path[PATH_SIZE];
  if (published("sec/companyfacts_CIK0001341439_ORCL.trimmed.json", path) == NULL) skip();
  sf_filings *filings = NULL;
  assert_ok(sf_open_filings(path, &filings, NULL));
  sf_series *revenue = concept_series(filings, "revenue", false, false);
  for (size_t i = 0; i < 5; i++) assert_close(latest(revenue, right[i].end), right[i].millions * 1e6, 0);
  sf_release_series(revenue);
  sf_close_filings(filings);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_figures_that_make_no_quarter_are_an_empty_series),
      cmocka_unit_test(test_a_year_under_the_dates_of_a_quarter_is_the_year),
      cmocka_unit_test(test_a_quarter_far_from_its_difference_is_unknown),
      cmocka_unit_test(test_a_difference_has_one_tag),
      cmocka_unit_test(test_a_recast_year_is_not_differenced_with_months_as_filed),
      cmocka_unit_test(test_rates_and_averages_are_never_differenced),
      cmocka_unit_test(test_what_cannot_be_negative_is_unknown),
      cmocka_unit_test(test_quarters_last_12_to_17_weeks),
      cmocka_unit_test(test_starts_may_miss_by_days),
      cmocka_unit_test(test_the_larger_of_two_totals_is_the_total),
      cmocka_unit_test(test_the_better_tags_difference_outranks_a_worse_tags_report),
      cmocka_unit_test(test_a_half_less_its_second_quarter_is_the_first),
      cmocka_unit_test(test_periodic_reports_outrank_proxies),
      cmocka_unit_test(test_dollars_come_before_other_currencies),
      cmocka_unit_test(test_a_tag_that_stops_is_noted),
      cmocka_unit_test(test_a_change_between_tags_that_differ_is_a_break),
      cmocka_unit_test(test_files_of_one_company_join),
      cmocka_unit_test(test_oracles_fourth_quarters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
