#include "base/list.h"

#include "base/memory.h"

void *sf_double_room(void *block, size_t *capacity, size_t size) {
  enum { FIRST = 32 };
  const size_t larger = *capacity < FIRST ? FIRST : *capacity * 2;
  void *const moved = sf_reallocate(block, larger, size);
  if (moved != NULL) *capacity = larger;
  return moved;
}
