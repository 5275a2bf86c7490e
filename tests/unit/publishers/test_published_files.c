/* The publishers' whole files, where they are at hand: figures worked out from the raw files by other means. */
#include "check.h"

#include "signal_data.h"
#include "signalflow/rule.h"

static const char *const tickers[][2] = {{"NVDA", "sec/companyfacts_CIK0001045810_NVDA.json"},
                                         {"META", "sec/companyfacts_CIK0001326801_META.json"},
                                         {"AVGO", "sec/companyfacts_CIK0001730168_AVGO.json"},
                                         {"AMD", "sec/companyfacts_CIK0000002488_AMD.trimmed.json"},
                                         {"AMZN", "sec/companyfacts_CIK0001018724_AMZN.trimmed.json"},
                                         {"ORCL", "sec/companyfacts_CIK0001341439_ORCL.trimmed.json"},
                                         {"GOOGL", "sec/companyfacts_CIK0001652044_GOOGL.trimmed.json"}};
static const char *const concepts[][2] = {{"revenue", "revenue"},
                                          {"cogs", "cost_of_revenue"},
                                          {"capex", "capex"},
                                          {"cfo", "operating_cash_flow"},
                                          {"inventory", "inventory"},
                                          {"purchase_obligation", "purchase_obligation"},
                                          {"rpo", "remaining_performance_obligation"}};
enum { TICKERS = 7, CONCEPTS = 7, FIRST_INSTANT = 4, LINE_SIZE = 256, COLUMNS = 7 };

static sf_filings *open_ticker(const char *ticker) {
  char path[PATH_SIZE];
  for (size_t i = 0; i < TICKERS; i++) {
    if (strcmp(tickers[i][0], ticker) != 0) continue;
    if (published(tickers[i][1], path) == NULL) return NULL;
    sf_filings *filings = NULL;
    assert_ok(sf_open_filings(path, &filings, NULL));
    return filings;
  }
  return NULL;
}

static size_t place_of(const char *const names[][2], size_t count, const char *name) {
  size_t place = 0;
  while (place < count && strcmp(names[place][0], name) != 0) place++;
  assert_true(place < count);
  return place;
}

/* Rows of the table that its filings contradict, with what they say, in millions. Oracle's 10-Ks tagged the year's
 * revenue with the fourth quarter's dates; Meta restated the year 2022 in 2025, net of disposals, without its nine
 * months; NVIDIA's 10-K has 45,079 under PurchaseObligation, the tag of all other quarters, beside 7,600 under another.
 */
static const struct {
  const char *ticker, *series, *end;
  double millions;
} corrections[] = {

    {"ORCL", "revenue", "2022-05-31", 11840},
    {"META", "capex", "2022-12-31", 9043},
    {"NVDA", "purchase_obligation", "2025-01-26", 45079}};
enum { CORRECTIONS = sizeof corrections / sizeof *corrections };

static const double *find_correction(char *const row[COLUMNS]) {
  for (size_t i = 0; i < CORRECTIONS; i++)
    if (strcmp(corrections[i].ticker, row[0]) == 0 && strcmp(corrections[i].series, row[1]) == 0 &&
        strcmp(corrections[i].end, row[2]) == 0)
      return &corrections[i].millions;
  return NULL;
}

/* A row of the table of quarters that was computed from the same files by other means:
 * ticker, series, period end, value, method, filed, accession. */
static void compare_row(sf_series *const series[CONCEPTS], char *const row[COLUMNS], size_t *corrected, size_t *days) {
  const size_t concept = place_of(concepts, CONCEPTS, row[1]);
  const double *correction = find_correction(row);
  sf_observation ours;
  assert_non_null(series[concept]);
  if (!sf_value_at(series[concept], day_of(row[2]), SF_LAST_DAY, &ours))
    fail_msg("no %s %s %s", row[0], row[1], row[2]);
  if (correction != NULL) {
    assert_close(ours.value, *correction * 1e6, 0);
    *corrected += 1;
    return;
  }
  const char *method = concept >= FIRST_INSTANT ? "instant" : ours.method == SF_REPORTED ? "direct" : "ytd_diff";
  if (ours.value != strtod(row[3], NULL) || strcmp(method, row[4]) != 0)
    fail_msg("%s %s %s: theirs %s (%s), ours %.0f (%s)", row[0], row[1], row[2], row[3], row[4], ours.value, method);
  *days += ours.known_on != day_of(row[5]);
}

static void open_all(sf_series *series[TICKERS][CONCEPTS]) {
  for (size_t t = 0; t < TICKERS; t++) {
    sf_filings *filings = open_ticker(tickers[t][0]);
    for (size_t c = 0; filings != NULL && c < CONCEPTS; c++)
      series[t][c] = concept_series(filings, concepts[c][1], c >= FIRST_INSTANT, true);
    sf_close_filings(filings);
  }
}

/* Some days differ: a difference of which one side was filed again, with the same value, after the table's day. */
static void test_quarters_equal_those_worked_out_by_other_means(void **state) {
  (void)state;
  char path[PATH_SIZE], line[LINE_SIZE];
  if (published("derived/sec_quarterly.csv", path) == NULL) skip();
  sf_series *series[TICKERS][CONCEPTS] = {{NULL}};
  size_t rows = 0, corrected = 0, days = 0;
  open_all(series);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  assert_non_null(fgets(line, sizeof line, file)); /* the header */
  while (fgets(line, sizeof line, file) != NULL) {
    char *row[COLUMNS] = {strtok(line, ",\n")};
    for (int i = 1; i < COLUMNS; i++) assert_non_null(row[i] = strtok(NULL, ",\n"));
    compare_row(series[place_of(tickers, TICKERS, row[0])], row, &corrected, &days);
    rows += 1;
  }
  fclose(file);
  for (size_t t = 0; t < TICKERS; t++)
    for (size_t c = 0; c < CONCEPTS; c++) sf_release_series(series[t][c]);
  assert_int_equal(rows, 583);
  assert_int_equal(corrected, CORRECTIONS);
  assert_true(days <= 20);
}

/* Alphabet, Amazon and Meta together, in billions: capital expenditure against revenue and operating cash flow. */
static void test_three_buyers_spend_a_rising_share_of_cash_flow(void **state) {
  (void)state;
  static const char *const buyers[] = {"GOOGL", "AMZN", "META"}, *const of[] = {"capex", "operating_cash_flow",
                                                                                "revenue"};
  sf_series *sums[3] = {NULL}, *intensity = NULL, *funding = NULL;
  for (size_t b = 0; b < 3; b++) {
    sf_filings *filings = open_ticker(buyers[b]);
    if (filings == NULL) skip();
    for (size_t c = 0; c < 3; c++) {
      sf_series *one = concept_series(filings, of[c], false, false), *sum = one;
      if (b > 0) {
        assert_ok(sf_combine_series(sums[c], SF_ADD, one, sf_default_alignment(), &sum, NULL));
        sf_release_series(sums[c]);
        sf_release_series(one);
      }
      sums[c] = sum;
    }
    sf_close_filings(filings);
  }
  assert_close(value_at(sums[0], "2024-06-30", "2025-09-01"), 38.979e9, 1e-12);
  assert_close(value_at(sums[0], "2025-06-30", "2025-09-01"), 71.167e9, 1e-12);
  assert_close(value_at(sums[2], "2025-06-30", "2025-09-01"), 311.646e9, 1e-12);
  assert_ok(sf_combine_series(sums[0], SF_DIVIDE, sums[2], sf_default_alignment(), &intensity, NULL));
  assert_ok(sf_combine_series(sums[0], SF_DIVIDE, sums[1], sf_default_alignment(), &funding, NULL));
  assert_close(value_at(intensity, "2024-06-30", "2025-09-01"), 0.1434158725486589, 1e-12);
  assert_close(value_at(intensity, "2025-06-30", "2025-09-01"), 0.22835845799400603, 1e-12);
  assert_close(value_at(funding, "2024-06-30", "2025-09-01"), 0.5467590579456032, 1e-12);
  assert_close(value_at(funding, "2025-06-30", "2025-09-01"), 0.8292299267096233, 1e-12);
  assert_true(isnan(value_at(funding, "2025-06-30", "2025-07-30"))); /* Meta filed on the 31st, Amazon on 1 August */
  sf_release_series(intensity);
  sf_release_series(funding);
  for (size_t c = 0; c < 3; c++) sf_release_series(sums[c]);
}

/* Oracle on 2025-05-31: 137.8 billion of contracted revenue against 57.399 billion in twelve months. */
static void test_backlog_covers_years_of_revenue(void **state) {
  (void)state;
  sf_filings *filings = open_ticker("ORCL");
  if (filings == NULL) skip();
  sf_series *backlog = concept_series(filings, "remaining_performance_obligation", true, false), *year = NULL,
            *cover = NULL, *revenue = concept_series(filings, "revenue", false, false);
  assert_ok(sf_trailing_year(revenue, &year, NULL));
  assert_ok(sf_combine_series(backlog, SF_DIVIDE, year, sf_default_alignment(), &cover, NULL));
  assert_close(value_at(cover, "2025-05-31", "2025-09-01"), 2.4007386888273317, 1e-12);
  sf_release_series(cover);
  sf_release_series(year);
  sf_release_series(revenue);
  sf_release_series(backlog);
  sf_close_filings(filings);
}

/* NVIDIA on 2025-07-27, in days of a quarter's cost of revenue (91 days). */
static void test_inventory_and_commitments_in_days_of_cost(void **state) {
  (void)state;
  static const struct {
    const char *concept;
    double days;
  } expected[] = {{"inventory", 105.6277734678045}, {"purchase_obligation", 323.1523661753297}};
  sf_filings *filings = open_ticker("NVDA");
  if (filings == NULL) skip();
  sf_series *cost = concept_series(filings, "cost_of_revenue", false, false);
  for (size_t i = 0; i < 2; i++) {
    sf_series *balance = concept_series(filings, expected[i].concept, true, false), *quarters = NULL, *days = NULL;
    assert_ok(sf_combine_series(cost, SF_DIVIDE, balance, sf_default_alignment(), &quarters, NULL));
    assert_ok(sf_combine_quantity(quarters, SF_DIVIDE, (sf_quantity){.value = 91}, true, &days, NULL));
    assert_close(value_at(days, "2025-07-27", "2025-09-01"), expected[i].days, 1e-12);
    sf_release_series(days);
    sf_release_series(quarters);
    sf_release_series(balance);
  }
  sf_release_series(cost);
  sf_close_filings(filings);
}

/* Share of the last five years (1,260 trading days, 260 weeks) at or below the last value. */
static void test_liquidity_is_a_vector(void **state) {
  (void)state;
  static const struct {
    const char *file, *end;
    size_t window;
    double value, percentile;
  } expected[] = {{"fred/DFII10.datevalue.csv", "2026-08-20", 1260, 2.35, .9690},
                  {"fred/BAMLH0A0HYM2.csv", "2026-02-12", 1260, 2.92, .1643},
                  {"fred/DTWEXBGS.csv", "2026-02-06", 1251, 118.2407, .2622},
                  {"fred/ANFCI_weekly.datevalue.csv", "2025-12-26", 260, -.56262, .1385}};
  char path[PATH_SIZE];
  const sf_fred_options options = sf_default_fred_options();
  for (size_t i = 0; i < 4; i++) {
    sf_series *series = NULL, *percentile = NULL;
    if (published(expected[i].file, path) == NULL) skip();
    assert_ok(sf_load_fred(path, &options, &series, NULL));
    assert_ok(sf_rolling(series, SF_ROLLING_PERCENTILE, expected[i].window, &percentile, NULL));
    assert_close(value_at(series, expected[i].end, "2026-12-31"), expected[i].value, 0);
    assert_true(fabs(value_at(percentile, expected[i].end, "2026-12-31") - expected[i].percentile) <= 5e-5);
    sf_release_series(percentile);
    sf_release_series(series);
  }
}

static void test_two_fetches_of_the_dollar_index_differ_everywhere(void **state) {
  (void)state;
  char path[PATH_SIZE];
  const sf_fred_options options = sf_default_fred_options();
  sf_series *earlier = NULL, *later = NULL;
  if (published("fred/DTWEXBGS_vintage2026-01.datevalue.csv", path) == NULL) skip();
  assert_ok(sf_load_fred(path, &options, &earlier, NULL));
  if (published("fred/DTWEXBGS.csv", path) == NULL) skip();
  assert_ok(sf_load_fred(path, &options, &later, NULL));
  const sf_vintage_comparison comparison = sf_compare_vintages(earlier, later);
  assert_int_equal(comparison.common, 1223);
  assert_int_equal(comparison.changed, 1223);
  sf_release_series(earlier);
  sf_release_series(later);
}

static void test_every_published_series_and_price_is_read(void **state) {
  (void)state;
  static const char *const macro[] = {"fred/DGS10.csv", "fred/STLFSI4.csv", "fred/NFCI_quarterly.csv",
                                      "fred/NASDAQCOM.datevalue.csv", "fred/SP500.datevalue.csv"};
  static const char *const prices[] = {"prices/nvda.us.txt", "prices/amd.us.txt", "prices/avgo.us.txt",
                                       "prices/googl.us.txt"};
  static const int spacing[] = {1, 7, 91, 1, 1};
  char path[PATH_SIZE];
  const sf_fred_options options = sf_default_fred_options();
  for (size_t i = 0; i < 5; i++) {
    sf_series *series = NULL;
    if (published(macro[i], path) == NULL) skip();
    assert_ok(sf_load_fred(path, &options, &series, NULL));
    assert_int_equal(sf_series_spacing(series), spacing[i]);
    sf_release_series(series);
  }
  for (size_t i = 0; i < 4; i++) {
    sf_series *series = NULL;
    sf_error error = {SF_OK, ""};
    if (published(prices[i], path) == NULL) skip();
    if (sf_load_stooq(path, SF_CLOSE_PRICE, &series, &error) != SF_OK) fail_msg("%s", error.message);
    assert_true(sf_series_periods(series) > 900);
    sf_release_series(series);
  }
}

static void test_a_quote_in_the_name_of_an_index_is_refused(void **state) {
  (void)state;
  char path[PATH_SIZE];
  const sf_fred_options options = sf_default_fred_options();
  sf_series *series = NULL;
  sf_error error;
  if (published("suspect/NFCI_investingcom_mixup.csv", path) == NULL) skip();
  assert_int_equal(sf_load_fred(path, &options, &series, &error), SF_PARSE);
  assert_non_null(strstr(error.message, ":1: expected the header of a FRED file"));
}

/* A third party's segments of NVIDIA's revenue: in the quarter it calls 2024-Q1, which ended 2024-04-28, its parts add
 * up to more than the whole that was filed. */
static void test_parts_that_exceed_the_whole_are_told(void **state) {
  (void)state;
  static const char *const segments[] = {"Data Center", "Gaming", "Pro Visualization", "Automotive"};
  char path[PATH_SIZE], *text;
  size_t length, found, common;
  if (published("suspect/nvidia_segments_secondary.csv", path) == NULL) skip();
  assert_ok(sf_read_file(path, &text, &length, NULL));
  sf_series *sum = NULL;
  for (size_t i = 0; i < 4; i++) {
    const sf_table_options options = {.end = "quarter",
                                      .value = "revenue_bn_usd",
                                      .where = "segment",
                                      .equals = segments[i],
                                      .lag = 60,
                                      .unit = {.value = 1e9, .dimension = sf_base_dimension(SF_MONEY)},
                                      .comment = '#'};
    sf_series *one = NULL, *before = sum;
    assert_ok(sf_read_csv_series(path, text, length, &options, &one, NULL));
    sum = one;
    if (before == NULL) continue;
    assert_ok(sf_combine_series(before, SF_ADD, one, sf_default_alignment(), &sum, NULL));
    sf_release_series(before);
    sf_release_series(one);
  }
  sf_free_text(text);
  sf_filings *filings = open_ticker("NVDA");
  if (filings == NULL) skip();
  sf_series *revenue = concept_series(filings, "revenue", false, false);
  sf_departure departures[16];
  const sf_alignment alignment = {.tolerance = 45};
  assert_ok(sf_reconcile(sum, revenue, alignment, .03, departures, 16, &found, &common, NULL));
  assert_int_equal(common, 13);
  bool told = false;
  for (size_t i = 0; i < found; i++)
    told |= departures[i].observation.end == day_of("2024-03-31") && departures[i].reference.value == 26044e6 &&
            fabs(departures[i].observation.value - 27.12e9) < 1e6;
  assert_true(told);
  sf_release_series(revenue);
  sf_close_filings(filings);
  sf_release_series(sum);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_quarters_equal_those_worked_out_by_other_means),
      cmocka_unit_test(test_three_buyers_spend_a_rising_share_of_cash_flow),
      cmocka_unit_test(test_backlog_covers_years_of_revenue),
      cmocka_unit_test(test_inventory_and_commitments_in_days_of_cost),
      cmocka_unit_test(test_liquidity_is_a_vector),
      cmocka_unit_test(test_two_fetches_of_the_dollar_index_differ_everywhere),
      cmocka_unit_test(test_every_published_series_and_price_is_read),
      cmocka_unit_test(test_parts_that_exceed_the_whole_are_told),
      cmocka_unit_test(test_a_quote_in_the_name_of_an_index_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
