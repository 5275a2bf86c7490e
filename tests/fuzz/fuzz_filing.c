/* libFuzzer: any bytes as a filing, and everything that can be asked of what is accepted. */
#include "signalflow/filing.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is kept is in order: names are text, periods do not end before they start, members rise. */
static void check_fact(const sf_filing *filing, size_t index) {
  const sf_filing_fact *fact = sf_filing_fact_at(filing, index);
  if (fact->start > fact->end || *fact->tag == '\0') abort();
  for (size_t i = 1; i < fact->member_count; i++)
    if (strcmp(fact->members[i - 1].axis, fact->members[i].axis) > 0) abort();
  if (index >= 64) return; /* texts may overlap: all of them would make a slow input of a short one */
  char *text = NULL;
  if (sf_filing_text(filing, index, &text, NULL) == SF_OK) sf_free_text(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  sf_filing *filing = NULL;
  sf_error error;
  if (sf_read_filing("fuzz", (const char *)data, size, &filing, &error) != SF_OK) return 0;
  for (size_t i = 0; i < sf_filing_fact_count(filing); i++) check_fact(filing, i);
  sf_day day;
  if (sf_filing_period_end(filing, &day) && (day < SF_FIRST_DAY || day > SF_LAST_DAY)) abort();
  sf_close_filing(filing);
  return 0;
}
