/* libFuzzer: any bytes as a FRED, Stooq, CSV or JSON lines file; the first byte says which. */
#include "signalflow/publishers.h"
#include "signalflow/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const sf_series *series) {
  const sf_rule rule = {.pass = {SF_ABOVE, 0}, .hold = 2, .jump_sigmas = 5};
  sf_finding reading;
  sf_series *derived = NULL;
  (void)!sf_evaluate_rule(&rule, series, (sf_witness){series, series}, SF_LAST_DAY, &reading, NULL);
  if (sf_year_over_year(series, &derived, NULL) == SF_OK) sf_release_series(derived);
  if (sf_rolling(series, SF_ROLLING_MEDIAN, 3, &derived, NULL) == SF_OK) sf_release_series(derived);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  const char *text = (const char *)data + 1;
  const size_t length = size - 1;
  const sf_fred_options fred = sf_default_fred_options();
  const sf_table_options table = {
      .end = "end", .start = "start", .known_on = "known", .value = "value", .lag = 1, .unit = {.value = 1}};
  sf_series *series = NULL;
  sf_status status;
  switch (data[0] % 4) {
  case 0:
    status = sf_read_fred("fuzz", text, length, &fred, &series, NULL);
    break;
  case 1:
    status = sf_read_stooq("fuzz", text, length, SF_CLOSE_PRICE, &series, NULL);
    break;
  case 2:
    status = sf_read_csv_series("fuzz", text, length, &table, &series, NULL);
    break;
  default:
    status = sf_read_json_lines("fuzz", text, length, &table, &series, NULL);
  }
  if (status == SF_OK) ask(series);
  sf_release_series(series);
  return 0;
}
