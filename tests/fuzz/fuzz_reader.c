/* libFuzzer: any bytes as a headline, as a lexicon and as two headlines to compare. */
#include "signalflow/reading.h"
#include "signalflow/story.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_place(sf_place place, size_t length) {
  if (place.start > length || place.length > length - place.start) abort();
}

static void read(const sf_reader *reader, const char *text, size_t length) {
  sf_reading reading;
  sf_read_headline(reader, text, length, &reading);
  for (size_t i = 0; i < reading.quantity_count; ++i) check_place(reading.quantities[i].place, length);
  for (size_t i = 0; i < reading.actor_count; ++i) check_place(reading.actors[i].place, length);
  for (size_t i = 0; i < reading.reason_count; ++i) check_place(reading.reasons[i].place, length);
  if (reading.channel >= SF_CHANNEL_COUNT || !(reading.confidence >= 0 && reading.confidence <= 1)) abort();
}

/* What the fuzzer makes is a lexicon as well: up to the first NUL; the rest is read by it. */
static void read_with_own_lexicon(const char *text, size_t length) {
  const char *end = memchr(text, '\0', length);
  const size_t size = end != NULL ? (size_t)(end - text) : length;
  const sf_lexicon_text lexicon = {"fuzz", text, size};
  sf_reader *reader;
  if (sf_create_reader(&lexicon, 1, &reader, NULL) != SF_OK) return;
  read(reader, text + size, length - size);
  sf_destroy_reader(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static sf_reader *shipped;
  const sf_lexicon_text lexicon = sf_shipped_lexicon();
  if (shipped == NULL && sf_create_reader(&lexicon, 1, &shipped, NULL) != SF_OK) abort();
  const char *text = (const char *)data;
  read(shipped, text, size);
  read_with_own_lexicon(text, size);
  const sf_story a = sf_sign_headline(text, size / 2), b = sf_sign_headline(text + size / 2, size - size / 2);
  if (sf_same_story(&a, &b) != sf_same_story(&b, &a) || (a.count > 0 && !sf_same_story(&a, &a))) abort();
  const sf_story x = sf_sign_event(shipped, text, size / 2);
  const sf_story y = sf_sign_event(shipped, text + size / 2, size - size / 2);
  if (sf_tie_stories(&x, &y) != sf_tie_stories(&y, &x)) abort();
  return 0;
}
