/* Every allocation of the signal model may fail: the error is clean and nothing is left behind. */
#include "check.h"
#include "failing_memory.h"

#include "signal_data.h"
#include "signalflow/arrival.h"
#include "signalflow/rule.h"

static sf_status derive_all(const sf_series *series, sf_error *error) {
  sf_series *result = NULL;
  sf_status status = sf_year_over_year(series, &result, error);
  if (!status) sf_release_series(result);
  if (!status && !(status = sf_rolling(series, SF_ROLLING_MEDIAN, 3, &result, error))) sf_release_series(result);
  if (!status && !(status = sf_series_known_on(series, 900, &result, error))) sf_release_series(result);
  if (!status && !(status = sf_combine_series(series, SF_ADD, series, sf_default_alignment(), &result, error)))
    sf_release_series(result);
  if (!status && !(status = sf_merge_vintages(series, series, 2000, &result, error))) sf_release_series(result);
  return status;
}

static sf_status make_and_derive(void *context, sf_error *error) {
  (void)context;
  const sf_source source = {.file = "typed in", .tag = "x"};
  const sf_series_description description = {.name = "x", .sources = &source, .source_count = 1};
  sf_observation items[12];
  for (sf_day i = 0; i < 12; i++) /* out of order, so that they are sorted */
    items[11 - i] = (sf_observation){
        .start = i * 91, .end = i * 91 + 90, .known_on = i * 91 + (i == 3 ? 400 : 120), .value = i + 1};
  sf_series *series = NULL;
  sf_status status = sf_create_series(&description, items, 12, &series, error);
  if (!status) status = derive_all(series, error);
  const sf_rule rule = {.pass = {SF_ABOVE, 3}, .jump_sigmas = 5};
  sf_finding reading;
  if (!status) status = sf_evaluate_rule(&rule, series, (sf_witness){series, series}, 2000, &reading, error);
  sf_release_series(series);
  return status;
}

static sf_status read_filings(void *context, sf_error *error) {
  (void)context;
  char path[PATH_SIZE];
  const sf_filing_query query = concept_query("revenue");
  sf_filings *filings = NULL;
  sf_series *series = NULL;
  sf_status status = sf_open_filings(fixture("companyfacts_nvda_cut.json", path), &filings, error);
  if (!status) status = sf_quarterly_series(filings, &query, &series, error);
  sf_release_series(series);
  series = NULL;
  if (!status) status = sf_annual_series(filings, &query, &series, error);
  sf_release_series(series);
  sf_close_filings(filings);
  return status;
}

static sf_status import_files(void *context, sf_error *error) {
  (void)context;
  static const char rows[] = "end,value\n2024-Q1,3\n2024-Q2,4\n", lines[] = "{\"end\":\"2024-Q1\",\"value\":3}\n";
  const sf_table_options table = {.end = "end", .value = "value", .lag = 30, .unit = {.value = 1}};
  const sf_fred_options options = sf_default_fred_options();
  char path[PATH_SIZE];
  sf_series *series = NULL;
  sf_status status = sf_load_fred(fixture("fred_DGS10_cut.csv", path), &options, &series, error);
  if (!status) sf_release_series(series);
  if (!status && !(status = sf_load_stooq(fixture("stooq_nvda_cut.txt", path), SF_CLOSE_PRICE, &series, error)))
    sf_release_series(series);
  if (!status && !(status = sf_read_csv_series("rows", rows, sizeof rows - 1, &table, &series, error)))
    sf_release_series(series);
  if (!status && !(status = sf_read_json_lines("lines", lines, sizeof lines - 1, &table, &series, error)))
    sf_release_series(series);
  return status;
}

/* Few expressions in each: a graph that cannot grow its table goes on with the one it has. */
typedef void build(sf_graph *graph, sf_expression **roots);
enum { MOST_ROOTS = 6 };

static sf_expression *years(sf_graph *graph, sf_expression *count) {
  return sf_multiply(graph, count, sf_constant(graph, (sf_quantity){8760 * 3600, sf_base_dimension(SF_TIME)}));
}

static void build_lags(sf_graph *graph, sf_expression **roots) {
  sf_expression *const one = years(graph, sf_number(graph, 1)), *const half = sf_number(graph, 0.5);
  sf_expression *const late = years(graph, sf_add(graph, sf_number(graph, 2), sf_draw(graph, "late")));
  const sf_arrival stages[] = {sf_gamma_arrival_of_quantiles(graph, one, late),
                               sf_gamma_arrival_of_moments(graph, late, half)};
  const sf_arrival row = sf_gamma_arrival_in_row(graph, stages, 2);
  roots[0] = sf_arrival_time(graph, &row, half);
  sf_spread_by_arrival(graph, &row, one, &half, 1, half, 2, &roots[1], &roots[3]);
  roots[4] = roots[5] = roots[0];
}

static void build_curves(sf_graph *graph, sf_expression **roots) {
  sf_expression *const late = years(graph, sf_draw(graph, "late")), *const half = sf_number(graph, 0.5);
  sf_expression *const rate = sf_divide(graph, half, late);
  const sf_arrival logistic = {SF_LOGISTIC_ARRIVAL, late, rate}, bass = {SF_BASS_ARRIVAL, rate, rate};
  sf_arrival_peak(graph, &bass, &roots[0], &roots[1]);
  roots[2] = sf_arrival_time(graph, &logistic, half);
  roots[3] = sf_arrival_time(graph, &bass, half);
  roots[4] = sf_arrival_share(graph, &logistic, sf_arrival_mean(graph, &bass));
  roots[5] = sf_arrival_share(graph, &bass, late);
}

static sf_status build_arrivals(void *context, sf_error *error) {
  sf_graph *graph = NULL;
  sf_expression *roots[MOST_ROOTS] = {NULL};
  sf_status status = sf_create_graph(&graph, error);
  if (status) return status;
  (*(build *const *)context)(graph, roots);
  status = sf_graph_status(graph, error);
  for (size_t i = 0; i < MOST_ROOTS; i++) assert_true(status || roots[i]);
  sf_destroy_graph(graph);
  return status;
}

static void test_arrivals_survive_failing_memory(void **state) {
  (void)state;
  build *lags = build_lags, *curves = build_curves;
  assert_true(fail_each_allocation(build_arrivals, &lags) > 30);
  assert_true(fail_each_allocation(build_arrivals, &curves) > 30);
}

static void test_series_survive_failing_memory(void **state) {
  (void)state;
  assert_true(fail_each_allocation(make_and_derive, NULL) > 30);
}

static void test_filings_survive_failing_memory(void **state) {
  (void)state;
  assert_true(fail_each_allocation(read_filings, NULL) > 20);
}

static void test_importers_survive_failing_memory(void **state) {
  (void)state;
  assert_true(fail_each_allocation(import_files, NULL) > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_series_survive_failing_memory),
      cmocka_unit_test(test_filings_survive_failing_memory),
      cmocka_unit_test(test_importers_survive_failing_memory),
      cmocka_unit_test(test_arrivals_survive_failing_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
