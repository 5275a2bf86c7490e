/* A list that grows by one item at a time. */
#ifndef SF_BASE_LIST_H
#define SF_BASE_LIST_H

#include <stddef.h>

/* The block, moved, with room for twice as many. */
void *sf_double_room(void *block, size_t *capacity, size_t size);
/* The block of a list with room for one item more than count: moved and doubled where it was full. On NULL, without
 * memory, the old block and *capacity stand. */
static inline void *sf_make_room(void *block, size_t *capacity, size_t count, size_t size) {
  return count < *capacity ? block : sf_double_room(block, capacity, size);
}

#endif
