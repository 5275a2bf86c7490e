/* Companyfacts: a cut of NVIDIA's file, against figures in its filings. */
#include "check.h"

#include "signal_data.h"
#include "signalflow/rule.h"

static sf_filings *nvidia(void) {
  char path[PATH_SIZE];
  sf_filings *filings = NULL;
  assert_ok(sf_open_filings(fixture("companyfacts_nvda_cut.json", path), &filings, NULL));
  return filings;
}

static void test_the_file_says_whose_it_is(void **state) {
  (void)state;
  sf_filings *filings = nvidia();
  assert_string_equal(sf_filings_entity(filings), "NVIDIA CORP");
  assert_int_equal(sf_filings_cik(filings), 1045810);
  assert_int_equal(sf_filings_facts(filings), 87);
  assert_string_equal(sf_filings_tag(filings, 0), "Revenues");
  assert_string_equal(sf_filings_tag(filings, 5), "UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount");
  assert_null(sf_filings_tag(filings, 6));
  sf_close_filings(filings);
}

static void test_the_fourth_quarter_is_the_year_less_nine_months(void **state) {
  (void)state;
  sf_filings *filings = nvidia();
  sf_series *revenue = concept_series(filings, "revenue", false, false);
  sf_observation quarter;
  assert_true(sf_value_at(revenue, day_of("2024-01-28"), SF_LAST_DAY, &quarter));
  assert_close(quarter.value, 22103e6, 0); /* press release of 2024-02-21: 22.1 billion */
  assert_int_equal(quarter.method, SF_DIFFERENCED);
  assert_int_equal(quarter.start, day_of("2023-10-30"));
  assert_int_equal(quarter.known_on, day_of("2024-02-21"));
  const sf_source *source = sf_series_source(revenue, quarter.source);
  assert_string_equal(source->document, "0001045810-24-000029");
  assert_string_equal(source->form, "10-K");
  assert_string_equal(source->tag, "Revenues");
  assert_true(isnan(value_at(revenue, "2024-01-28", "2024-02-20")));
  assert_close(value_at(revenue, "2025-07-27", "2025-08-27"), 46743e6, 0);
  sf_release_series(revenue);
  sf_close_filings(filings);
}

static void test_cash_flows_come_out_of_years_to_date(void **state) {
  (void)state;
  sf_filings *filings = nvidia();
  sf_series *capex = concept_series(filings, "capex", false, false);
  static const struct {
    const char *end;
    double millions;
  } quarters[] = {{"2023-04-30", 248},  {"2023-07-30", 289}, {"2023-10-29", 278}, {"2024-01-28", 254},
                  {"2024-04-28", 369},  {"2024-07-28", 977}, {"2024-10-27", 813}, {"2025-01-26", 1077},
                  {"2025-04-27", 1227}, {"2025-07-27", 1895}};
  for (size_t i = 0; i < sizeof quarters / sizeof *quarters; i++)
    assert_close(value_at(capex, quarters[i].end, "2025-09-01"), quarters[i].millions * 1e6, 0);
  sf_release_series(capex);
  sf_close_filings(filings);
}

static void test_quarters_sum_to_the_reported_year(void **state) {
  (void)state;
  sf_filings *filings = nvidia();
  sf_series *revenue = concept_series(filings, "revenue", false, false), *ttm = NULL, *years = NULL;
  assert_ok(sf_trailing_year(revenue, &ttm, NULL));
  const sf_filing_query query = {.tags = concept_tags("revenue"), .tag_count = 1};
  assert_ok(sf_annual_series(filings, &query, &years, NULL));
  assert_int_equal(sf_series_periods(years), 3);
  for (size_t i = 0; i < 3; i++) {
    const sf_observation *year = &sf_series_observations(years)[i];
    sf_observation sum;
    assert_true(sf_value_at(ttm, year->end, SF_LAST_DAY, &sum));
    assert_close(sum.value, year->value, 0);
    assert_int_equal(sum.known_on, year->known_on);
  }
  sf_release_series(years);
  sf_release_series(ttm);
  sf_release_series(revenue);
  sf_close_filings(filings);
}

/* Both tags stand in the 10-K of 2025-02-26: 45.1 billion of purchase obligations, and 7.6 billion of something else.
 */
static void test_the_first_tag_of_a_filing_stands(void **state) {
  (void)state;
  sf_filings *filings = nvidia();
  sf_series *obligation = concept_series(filings, "purchase_obligation", true, false);
  assert_close(value_at(obligation, "2025-01-26", "2025-03-01"), 45079e6, 0);
  sf_release_series(obligation);
  sf_close_filings(filings);
}

static void test_a_change_of_tag_is_suspect_and_no_collapse(void **state) {
  (void)state;
  static const char *const reversed[] = {"UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount",
                                         "PurchaseObligation"};
  sf_filings *filings = nvidia();
  sf_series *obligation = NULL, *revenue = concept_series(filings, "revenue", false, false);
  const sf_filing_query query = {.tags = reversed, .tag_count = 2};
  assert_ok(sf_instant_series(filings, &query, &obligation, NULL));
  assert_close(value_at(obligation, "2025-01-26", "2025-03-01"), 7600e6, 0);

  const sf_rule rule = {.pass = {SF_ABOVE, 20e9}, .fail = {SF_BELOW, 10e9}, .jump_sigmas = 5};
  sf_finding reading;
  assert_ok(
      sf_evaluate_rule(&rule, obligation, (sf_witness){.confirming = revenue}, day_of("2025-03-01"), &reading, NULL));
  assert_int_equal(reading.state, SF_STATE_SUSPECT);
  assert_int_equal(reading.last, SF_STATE_PASS);
  assert_int_equal(reading.why, SF_WHY_JUMP);
  assert_close(reading.jump.before.value, 42044e6, 0);
  assert_int_equal(reading.jump.before.end, day_of("2024-10-27"));
  assert_close(reading.jump.after.value, 7600e6, 0);
  assert_int_equal(reading.jump.after.end, day_of("2025-01-26"));
  assert_string_equal(sf_series_source(obligation, reading.jump.before.source)->tag, "PurchaseObligation");
  assert_string_equal(sf_series_source(obligation, reading.jump.after.source)->tag, reversed[0]);
  assert_ok(
      sf_evaluate_rule(&rule, obligation, (sf_witness){.confirming = revenue}, day_of("2025-06-01"), &reading, NULL));
  assert_int_equal(reading.state, SF_STATE_PASS);
  sf_release_series(revenue);
  sf_release_series(obligation);
  sf_close_filings(filings);
}

#define FACT(start, end, value, accession, filed)                                                                      \
  "{\"start\":\"" start "\",\"end\":\"" end "\",\"val\":" value ",\"accn\":\"0000000001-" accession                    \
  "\",\"fy\":2024,\"fp\":\"Q1\",\"form\":\"10-Q\",\"filed\":\"" filed "\"}"
#define FILE_OF(tag, unit, facts)                                                                                      \
  "{\"cik\":1,\"entityName\":\"X\",\"facts\":{\"us-gaap\":{\"" tag "\":{\"units\":{\"" unit "\":[" facts "]}}}}}"

static sf_series *quarters_of(const char *text, const char *tag) {
  sf_filings *filings = NULL;
  sf_series *series = NULL;
  assert_ok(sf_read_filings("x.json", text, strlen(text), &filings, NULL));
  const sf_filing_query query = {.tags = &tag, .tag_count = 1};
  assert_ok(sf_quarterly_series(filings, &query, &series, NULL));
  sf_close_filings(filings);
  return series;
}

static void test_restated_years_to_date_restate_the_quarter(void **state) {
  (void)state;
  sf_series *series =
      quarters_of(FILE_OF("A", "USD",
                          FACT("2024-01-01", "2024-03-31", "10", "24-000001", "2024-05-01") "," FACT(
                              "2024-01-01", "2024-06-30", "25", "24-000002",
                              "2024-08-01") "," FACT("2024-01-01", "2024-06-30", "27", "25-000002",
                                                     "2025-08-01") "," FACT("2024-01-01", "2024-03-31", "11",
                                                                            "25-000001", "2025-05-01")),
                  "A");
  assert_close(value_at(series, "2024-06-30", "2024-08-01"), 15, 0);
  /* the first quarter alone was restated: the half as first filed does not belong to it */
  assert_close(value_at(series, "2024-06-30", "2025-05-01"), 15, 0);
  assert_close(value_at(series, "2024-06-30", "2025-08-01"), 16, 0);
  assert_close(value_at(series, "2024-03-31", "2025-04-30"), 10, 0);
  assert_close(value_at(series, "2024-03-31", "2025-05-01"), 11, 0);
  sf_release_series(series);
}

static void test_a_year_less_its_quarters_when_no_nine_months_were_filed(void **state) {
  (void)state;
  sf_series *series =
      quarters_of(FILE_OF("A", "USD",
                          FACT("2024-01-01", "2024-03-31", "10", "24-000001", "2024-05-01") "," FACT(
                              "2024-04-01", "2024-06-30", "20", "24-000002",
                              "2024-08-01") "," FACT("2024-07-01", "2024-09-30", "30", "24-000003",
                                                     "2024-11-01") "," FACT("2024-01-01", "2024-12-31", "100",
                                                                            "25-000001", "2025-02-01")),
                  "A");
  assert_close(value_at(series, "2024-12-31", "2025-02-01"), 40, 0);
  assert_true(isnan(value_at(series, "2024-12-31", "2025-01-31")));
  sf_release_series(series);
}

static void test_of_one_day_the_later_accession_stands(void **state) {
  (void)state;
  sf_series *series =
      quarters_of(FILE_OF("A", "USD",
                          FACT("2024-01-01", "2024-03-31", "12", "24-000009", "2024-05-01") "," FACT(
                              "2024-01-01", "2024-03-31", "10", "24-000001",
                              "2024-05-01") "," FACT("2024-01-01", "2024-03-31", "11", "24-000008", "2024-03-01")),
                  "A"); /* before its period ended */
  assert_int_equal(sf_series_length(series), 1);
  assert_close(value_at(series, "2024-03-31", "2024-05-01"), 12, 0);
  sf_release_series(series);
}

static void test_foreign_money_is_refused(void **state) {
  (void)state;
  static const char text[] = FILE_OF("A", "TWD", FACT("2024-01-01", "2024-03-31", "12", "24-000009", "2024-05-01"));
  static const char *const tags[] = {"A"}, *const misspelt[] = {"AA"};
  sf_filings *filings = NULL;
  sf_series *series = NULL;
  sf_error error;
  assert_ok(sf_read_filings("x.json", text, sizeof text - 1, &filings, NULL));
  assert_int_equal(sf_quarterly_series(filings, &(sf_filing_query){.tags = tags, .tag_count = 1}, &series, &error),
                   SF_DIMENSION);
  assert_non_null(strstr(error.message, "TWD"));
  assert_int_equal(sf_quarterly_series(filings, &(sf_filing_query){.tags = misspelt, .tag_count = 1}, &series, &error),
                   SF_UNKNOWN);
  assert_string_equal(error.message, "x.json has no tag 'AA'; the nearest is 'A'");
  sf_close_filings(filings);
}

static void test_a_file_that_is_none_is_refused_with_its_place(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } wrong[] = {
      {"", "x.json:1: expected companyfacts, a JSON object, got an empty file"},
      {"[]", "x.json:1: expected companyfacts, a JSON object, got JSON"},
      {"<html>", "x.json:1: expected companyfacts, a JSON object, got a web page"},
      {"{\"cik\":1}", "there is none"},
      {FILE_OF("A", "USD", "{\"end\":\"2024-03-31\",\"val\":1}"), "a fact without 'accn'"},
      {FILE_OF("A", "USD", "{\"end\":\"03/31/2024\"}"), "'end' must be a day such as 2024-04-28, got '03/31/2024'"},
      {FILE_OF("A", "USD", "{\"accn\":\"1-2-3\"}"), "accession number"},
      {FILE_OF("A", "USD", "{\"val\":\"7\"}"), "'val' must be a number"},
      {FILE_OF("A", "USD", "7"), "expected a fact"},
      {FILE_OF("A", "USD", "{\"val\":7,\"val\":8}"), "'val' stands twice in one fact"},
      {FILE_OF("A", "USD", "{\"val\":7,\"val\":null}"), "'val' stands twice in one fact"},
  };
  sf_filings *filings = NULL;
  sf_error error;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(sf_read_filings("x.json", wrong[i].text, strlen(wrong[i].text), &filings, &error), SF_PARSE);
    if (strstr(error.message, wrong[i].message) == NULL) fail_msg("%s", error.message);
  }
  assert_null(filings);
  assert_int_equal(sf_open_filings("tests/data/absent.json", &filings, &error), SF_IO);
}

static void test_every_truncation_is_refused(void **state) {
  (void)state;
  char path[PATH_SIZE], *text;
  size_t length;
  assert_ok(sf_read_file(fixture("companyfacts_nvda_cut.json", path), &text, &length, NULL));
  for (size_t cut = 0; cut + 1 < length; cut += 7) {
    sf_filings *filings = NULL;
    char *copy = malloc(cut + 1); /* of just that size, for the sanitizer */
    memcpy(copy, text, cut);
    assert_int_equal(sf_read_filings("x", copy, cut, &filings, NULL), SF_PARSE);
    free(copy);
  }
  sf_free_text(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_file_says_whose_it_is),
      cmocka_unit_test(test_the_fourth_quarter_is_the_year_less_nine_months),
      cmocka_unit_test(test_cash_flows_come_out_of_years_to_date),
      cmocka_unit_test(test_quarters_sum_to_the_reported_year),
      cmocka_unit_test(test_the_first_tag_of_a_filing_stands),
      cmocka_unit_test(test_a_change_of_tag_is_suspect_and_no_collapse),
      cmocka_unit_test(test_restated_years_to_date_restate_the_quarter),
      cmocka_unit_test(test_a_year_less_its_quarters_when_no_nine_months_were_filed),
      cmocka_unit_test(test_of_one_day_the_later_accession_stands),
      cmocka_unit_test(test_foreign_money_is_refused),
      cmocka_unit_test(test_a_file_that_is_none_is_refused_with_its_place),
      cmocka_unit_test(test_every_truncation_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
