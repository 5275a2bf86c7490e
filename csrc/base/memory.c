#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { VECTOR_ALIGNMENT = 64 };

/* Nothing asked for still gives a block, so that NULL always means that memory ran out. */
static size_t at_least_one(size_t bytes) { return bytes == 0 ? 1 : bytes; }

static int product_overflows(size_t count, size_t size) { return size != 0 && count > SIZE_MAX / size; }

void *sf_allocate(size_t count, size_t size) {
  if (product_overflows(count, size)) return NULL;
  return calloc(1, at_least_one(count * size));
}

void *sf_reallocate(void *block, size_t count, size_t size) {
  if (product_overflows(count, size)) return NULL;
  return realloc(block, at_least_one(count * size));
}

void *sf_allocate_aligned(size_t count, size_t size) {
  if (product_overflows(count, size)) return NULL;
  const size_t bytes = at_least_one(count * size);
  if (bytes > SIZE_MAX - VECTOR_ALIGNMENT) return NULL;
  /* C11 asks for a size that is a multiple of the alignment */
  const size_t rounded = (bytes + VECTOR_ALIGNMENT - 1) / VECTOR_ALIGNMENT * VECTOR_ALIGNMENT;
  void *block = aligned_alloc(VECTOR_ALIGNMENT, rounded);
  if (block != NULL) memset(block, 0, rounded);
  return block;
}

void sf_free(void *block) { free(block); }
