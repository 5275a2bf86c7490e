#include "base/memory.h"

#include "base/meter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { VECTOR_ALIGNMENT = 64 };

/* Nothing asked for still gives a block, so that NULL always means that memory ran out. */
static size_t at_least_one(size_t bytes) { return bytes == 0 ? 1 : bytes; }

static int product_overflows(size_t count, size_t size) { return size != 0 && count > SIZE_MAX / size; }

/* What a meter refuses ends what it measures: the collector of Lua, which might free some, is not asked from here. */
static void *metered(sf_meter *meter, void *block) {
  if (block == NULL) sf_end_meter(meter, SF_METER_MEMORY);
  return block;
}

static void *zeroed(void *block, size_t bytes) { return block == NULL ? NULL : memset(block, 0, bytes); }

void *sf_allocate(size_t count, size_t size) {
  if (product_overflows(count, size)) return NULL;
  const size_t bytes = at_least_one(count * size);
  sf_meter *meter = sf_used_meter();
  if (meter != NULL) return zeroed(metered(meter, sf_meter_allocate(meter, bytes, 0)), bytes);
  return calloc(1, bytes);
}

void *sf_reallocate(void *block, size_t count, size_t size) {
  if (product_overflows(count, size)) return NULL;
  const size_t bytes = at_least_one(count * size);
  sf_meter *meter = sf_used_meter();
  if (meter != NULL) return metered(meter, sf_meter_resize(meter, block, bytes));
  return realloc(block, bytes);
}

void *sf_allocate_aligned(size_t count, size_t size) {
  if (product_overflows(count, size)) return NULL;
  const size_t bytes = at_least_one(count * size);
  if (bytes > SIZE_MAX - VECTOR_ALIGNMENT) return NULL;
  /* C11 asks for a size that is a multiple of the alignment */
  const size_t rounded = (bytes + VECTOR_ALIGNMENT - 1) / VECTOR_ALIGNMENT * VECTOR_ALIGNMENT;
  sf_meter *meter = sf_used_meter();
  if (meter != NULL) return zeroed(metered(meter, sf_meter_allocate(meter, rounded, VECTOR_ALIGNMENT)), rounded);
  return zeroed(aligned_alloc(VECTOR_ALIGNMENT, rounded), rounded);
}

void sf_free(void *block) {
  sf_meter *meter = sf_used_meter();
  if (meter != NULL)
    sf_meter_free(meter, block);
  else
    free(block);
}
