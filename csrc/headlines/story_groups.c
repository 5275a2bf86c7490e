/* Copies of one story among many headlines. */
#include "base/memory.h"
#include "signalflow/story.h"

#include <stdlib.h>

typedef struct dated {
  sf_day day;
  size_t place;
} dated;

static int compare_dated(const void *left, const void *right) {
  const dated *a = left, *b = right;
  if (a->day != b->day) return a->day < b->day ? -1 : 1;
  return (a->place > b->place) - (a->place < b->place);
}

/* The earliest of a story. Each `first` leads nearer to it. */
static size_t find_first(size_t *first, size_t place) {
  while (first[place] != place) {
    first[place] = first[first[place]];
    place = first[place];
  }
  return place;
}

static void join(const sf_day *days, size_t *first, size_t a, size_t b) {
  a = find_first(first, a);
  b = find_first(first, b);
  const dated x = {days[a], a}, y = {days[b], b};
  if (compare_dated(&x, &y) <= 0)
    first[b] = a;
  else
    first[a] = b;
}

sf_status sf_group_stories(const sf_story *stories, const sf_day *days, size_t count, sf_day within, size_t *first,
                           sf_error *error) {
  dated *order = sf_allocate(count, sizeof *order);
  if (order == NULL) return sf_fail(error, SF_NO_MEMORY, "not enough memory to group %zu stories", count);
  for (size_t i = 0; i < count; ++i) {
    order[i] = (dated){days[i], i};
    first[i] = i;
  }
  if (count > 1) qsort(order, count, sizeof *order, compare_dated);
  for (size_t i = 0, start = 0; i < count; ++i) {
    while ((int64_t)order[i].day - order[start].day > within) ++start;
    for (size_t j = start; j < i; ++j) {
      const size_t a = order[j].place, b = order[i].place;
      if (sf_same_story(&stories[a], &stories[b])) join(days, first, a, b);
    }
  }
  for (size_t i = 0; i < count; ++i) first[i] = find_first(first, i);
  sf_free(order);
  return SF_OK;
}
