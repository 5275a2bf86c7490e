#include "base/excerpt.h"

#include <string.h>

char *sf_excerpt(const char *text, size_t length, char copy[SF_EXCERPT_SIZE]) {
  size_t i = 0;
  for (; i < length && i < SF_EXCERPT_SIZE - 4; i++) copy[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
  memcpy(copy + i, i < length ? "..." : "", i < length ? 4 : 1);
  return copy;
}
