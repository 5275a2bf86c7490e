/* libFuzzer: any bytes as the parts of a run. The seals are put right first, for what lies behind them is what a
 * stranger writes: records of any length, summaries of any content. */
#include "base/hash.h"
#include "formats/records.h"
#include "signalflow/summary.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NUMBER = 8 };

static void put(uint8_t *at, uint64_t value) {
  for (unsigned i = 0; i < NUMBER; i++) at[i] = (uint8_t)(value >> 8 * i);
}

static void seal(uint8_t *bytes, size_t length) {
  if (length >= NUMBER) put(bytes + length - NUMBER, sf_hash_bytes(SF_EMPTY_HASH, bytes, length - NUMBER));
}

static void read_summary(const char *record, size_t length) {
  sf_summary *summary = NULL;
  uint8_t *copy = malloc(length + 1);
  if (!copy) return;
  memcpy(copy, record, length);
  seal(copy, length);
  if (sf_read_summary(copy, length, &summary, NULL) == SF_OK) {
    (void)sf_summary_quantile(summary, 0.5);
    (void)sf_summary_sd(summary);
  }
  sf_destroy_summary(summary);
  free(copy);
}

static void read_records(const char *bytes, size_t size) {
  sf_records records;
  const char *record;
  size_t length, all = 0;
  if (sf_open_records(bytes, size, &records, NULL) != SF_OK) return;
  while (sf_next_record(&records, &record, &length)) {
    all += length;
    read_summary(record, length);
  }
  if (all > size) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t *copy = malloc(size + 1);
  if (!copy) return 0;
  read_records((const char *)data, size);
  memcpy(copy, data, size);
  if (size >= 2 * NUMBER) put(copy + size - 2 * NUMBER, size);
  seal(copy, size);
  read_records((const char *)copy, size);
  free(copy);
  return 0;
}
