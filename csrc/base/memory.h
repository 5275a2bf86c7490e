/* All memory goes through here, so that tests can fail the n-th allocation and count what is left. */
#ifndef SF_BASE_MEMORY_H
#define SF_BASE_MEMORY_H

#include <stddef.h>

/* Zeroed memory for count items of size bytes each; NULL when there is none or the product overflows. */
void *sf_allocate(size_t count, size_t size);
/* Grows or shrinks; the new part is not zeroed. On NULL the old block stands. */
void *sf_reallocate(void *block, size_t count, size_t size);
/* Zeroed, 64-byte aligned, for vector kernels; freed with sf_free. */
void *sf_allocate_aligned(size_t count, size_t size);
void sf_free(void *block);

#endif
