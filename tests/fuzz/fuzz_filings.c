/* libFuzzer: any bytes as a companyfacts file, and every series that can be made of what is accepted. */
#include "signalflow/filings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void derive(const sf_filings *filings, const sf_filing_query *query) {
  sf_series *series = NULL, *derived = NULL;
  if (sf_instant_series(filings, query, &series, NULL) == SF_OK) sf_release_series(series);
  if (sf_annual_series(filings, query, &series, NULL) == SF_OK) sf_release_series(series);
  if (sf_quarterly_series(filings, query, &series, NULL) != SF_OK) return;
  if (sf_year_over_year(series, &derived, NULL) == SF_OK) sf_release_series(derived);
  if (sf_trailing_year(series, &derived, NULL) == SF_OK) sf_release_series(derived);
  sf_release_series(series);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  sf_filings *filings = NULL;
  sf_error error;
  if (sf_read_filings("fuzz", (const char *)data, size, &filings, &error) != SF_OK) return 0;
  const char *tags[3];
  size_t count = 0;
  while (count < 3 && (tags[count] = sf_filings_tag(filings, count)) != NULL) count++;
  derive(filings, &(sf_filing_query){.tags = tags, .tag_count = count, .keep_repeats = size % 2 == 0});
  sf_close_filings(filings);
  return 0;
}
