/* libFuzzer: any bytes as a feed of each format. */
#include "signalflow/feed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  sf_feed *feed;
  const sf_feed_format format = (sf_feed_format)(data[0] % SF_FEED_FORMAT_COUNT);
  if (sf_read_feed("fuzz", (const char *)data + 1, size - 1, format, &feed, NULL) != SF_OK) return 0;
  for (size_t i = 0; i < sf_feed_count(feed); ++i) {
    const sf_feed_item item = sf_feed_item_at(feed, i);
    if (strlen(item.title) == 0 || strchr(item.title, '\n') != NULL || item.line == 0) abort();
  }
  sf_destroy_feed(feed);
  return 0;
}
