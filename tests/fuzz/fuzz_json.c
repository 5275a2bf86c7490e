/* libFuzzer: any bytes through the JSON reader; what it accepts is decoded too. */
#include "signalflow/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  sf_json json;
  sf_json_token token;
  sf_error error;
  char bytes[64];
  sf_start_json(&json, "fuzz", (const char *)data, size);
  do {
    if (sf_next_json(&json, &token, &error) != SF_OK) return 0;
    if (token.kind != SF_JSON_KEY && token.kind != SF_JSON_STRING) continue;
    if (sf_decode_json(&token, bytes, sizeof bytes) > token.length)
      abort(); /* an escape is longer than what it means */
  } while (token.kind != SF_JSON_END);
  return 0;
}
