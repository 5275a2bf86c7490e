/* A base/memory.h that fails the n-th allocation and counts the blocks that live. A test program that includes this
 * uses it instead of the library's. */
#ifndef SF_TESTS_FAILING_MEMORY_H
#define SF_TESTS_FAILING_MEMORY_H

#include "check.h"

#include "base/memory.h"
#include "signalflow/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static _Atomic long living_blocks, until_failure = -1;

static bool must_fail(void) { return until_failure >= 0 && atomic_fetch_sub(&until_failure, 1) == 0; }

void *sf_allocate_aligned(size_t count, size_t size) {
  if (must_fail()) return NULL;
  const size_t bytes = (count * size + 64) / 64 * 64;
  void *block = aligned_alloc(64, bytes);
  if (block) memset(block, 0, bytes);
  living_blocks += block != NULL;
  return block;
}

void *sf_allocate(size_t count, size_t size) {
  if (must_fail()) return NULL;
  void *block = calloc(count ? count : 1, size ? size : 1);
  living_blocks += block != NULL;
  return block;
}

void *sf_reallocate(void *block, size_t count, size_t size) {
  if (must_fail()) return NULL;
  const size_t bytes = count * size;
  void *grown = realloc(block, bytes > 0 ? bytes : 1);
  living_blocks += grown && !block;
  return grown;
}

void sf_free(void *block) {
  living_blocks -= block != NULL;
  free(block);
}

/* Something that allocates: fills error and leaves nothing behind when it fails. */
typedef sf_status attempt(void *context, sf_error *error);

/* Makes the attempt with its first allocation failing, then its second, and so on until it succeeds: each failure is
 * SF_NO_MEMORY with a message and leaves no block behind. Returns how many allocations were failed. */
static inline long fail_each_allocation(attempt *try, void *context) {
  const long before = living_blocks;
  long failures = 0;
  for (bool failed = true; failed; failures += failed) {
    sf_error error = {SF_OK, ""};
    until_failure = failures;
    const sf_status status = try(context, &error);
    failed = until_failure < 0;
    until_failure = -1;
    assert_int_equal(status, failed ? SF_NO_MEMORY : SF_OK);
    assert_int_equal(error.code, failed ? SF_NO_MEMORY : SF_OK);
    assert_int_equal(living_blocks, before);
  }
  return failures;
}

#endif
