/* libFuzzer: any bytes through the CSV reader. */
#include "signalflow/csv.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  enum { MOST = 16 };
  sf_csv csv;
  sf_csv_field fields[MOST];
  size_t count;
  char bytes[32];
  sf_start_csv(&csv, "fuzz", (const char *)data, size, ',', size % 2 == 0 ? '#' : '\0');
  do {
    if (sf_next_csv(&csv, fields, MOST, &count, NULL) != SF_OK) return 0;
    for (size_t i = 0; i < count; i++)
      if (sf_decode_csv(&fields[i], bytes, sizeof bytes) > fields[i].length) abort();
  } while (count > 0);
  return 0;
}
