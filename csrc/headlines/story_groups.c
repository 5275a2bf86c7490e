/* Copies and events among many headlines. */
#include "signalflow/story.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A headline is looked up by its rarest words and by its quantities; of each, the latest headlines are kept. */
enum { KEYS = 5, KEPT = 24, FEWEST_PLACES = 64 };

typedef struct dated {
  sf_day day;
  size_t place;
} dated;

/* Where the latest headlines of a key stand in the order; the oldest is written over. */
typedef struct shelf {
  uint32_t key; /* 0: empty */
  uint32_t count, frequency;
  uint32_t places[KEPT];
} shelf;

typedef struct shelves {
  shelf *all;
  size_t capacity; /* a power of two */
} shelves;

typedef struct grouping {
  const sf_story *stories;
  const sf_day *days;
  size_t count;
  sf_day within;
  size_t *copies, *events;
  size_t *tied; /* by place: one more than that of the last headline it was held against */
  dated *order;
  shelves shelves;
} grouping;

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

static shelf *find_shelf(const shelves *s, uint32_t key) {
  size_t at = (key * UINT32_C(0x9E3779B1)) & (s->capacity - 1);
  while (s->all[at].key != 0 && s->all[at].key != key) at = (at + 1) & (s->capacity - 1);
  s->all[at].key = key;
  return &s->all[at];
}

static uint32_t key_of_quantity(const sf_story_quantity *q) {
  uint64_t bits;
  memcpy(&bits, &q->value, sizeof bits);
  const uint32_t key = (uint32_t)((bits ^ q->unit) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
  return key != 0 ? key : 1;
}

static void count_words(grouping *g) {
  for (size_t i = 0; i < g->count; ++i) {
    const sf_story *story = &g->stories[i];
    for (uint16_t k = 0; k < story->count; ++k)
      if (k == 0 || story->sorted[k] != story->sorted[k - 1]) find_shelf(&g->shelves, story->sorted[k])->frequency += 1;
    for (uint16_t k = 0; k < story->quantity_count; ++k)
      find_shelf(&g->shelves, key_of_quantity(&story->quantities[k]))->frequency += 1;
  }
}

/* The shelves of the rarest keys of a story that others have too; returns how many. */
static size_t rarest(const grouping *g, const sf_story *story, shelf *found[KEYS]) {
  size_t count = 0;
  const size_t keys = (size_t)story->count + story->quantity_count;
  for (size_t k = 0; k < keys; ++k) {
    if (k > 0 && k < story->count && story->sorted[k] == story->sorted[k - 1]) continue;
    shelf *s = find_shelf(&g->shelves,
                          k < story->count ? story->sorted[k] : key_of_quantity(&story->quantities[k - story->count]));
    if (s->frequency < 2) continue;
    size_t at = count < KEYS ? count++ : KEYS;
    if (at == KEYS && s->frequency >= found[KEYS - 1]->frequency) continue;
    if (at == KEYS) at = KEYS - 1;
    for (; at > 0 && found[at - 1]->frequency > s->frequency; --at) found[at] = found[at - 1];
    found[at] = s;
  }
  return count;
}

/* Two headlines may meet on several shelves. */
static void tie(const grouping *g, size_t earlier, size_t place) {
  if (g->tied[earlier] == place + 1) return;
  g->tied[earlier] = place + 1;
  const sf_story_tie tied = sf_tie_stories(&g->stories[earlier], &g->stories[place]);
  if (g->copies != NULL && tied == SF_COPY) join(g->days, g->copies, earlier, place);
  if (g->events != NULL && tied != SF_OTHER_STORY) join(g->days, g->events, earlier, place);
}

static void group(grouping *g) {
  for (size_t i = 0; i < g->count; ++i) {
    const size_t place = g->order[i].place;
    shelf *found[KEYS];
    const size_t keys = rarest(g, &g->stories[place], found);
    for (size_t k = 0; k < keys; ++k) {
      shelf *s = found[k];
      const uint32_t held = s->count < KEPT ? s->count : KEPT;
      for (uint32_t j = 0; j < held; ++j) {
        const dated *earlier = &g->order[s->places[j]];
        if ((int64_t)g->order[i].day - earlier->day <= g->within) tie(g, earlier->place, place);
      }
      s->places[s->count++ % KEPT] = (uint32_t)i;
    }
  }
}

static sf_status prepare(grouping *g, sf_error *error) {
  size_t keys = FEWEST_PLACES;
  for (size_t i = 0; i < g->count; ++i) keys += (size_t)g->stories[i].count + g->stories[i].quantity_count;
  for (g->shelves.capacity = FEWEST_PLACES; g->shelves.capacity < keys + keys / 2;) g->shelves.capacity *= 2;
  g->order = sf_allocate(g->count, sizeof *g->order);
  g->shelves.all = sf_allocate(g->shelves.capacity, sizeof *g->shelves.all);
  g->tied = sf_allocate(g->count, sizeof *g->tied);
  if (g->order == NULL || g->tied == NULL || g->shelves.all == NULL)
    return sf_fail(error, SF_NO_MEMORY, "not enough memory to group %zu stories", g->count);
  for (size_t i = 0; i < g->count; ++i) {
    g->order[i] = (dated){g->days[i], i};
    if (g->copies != NULL) g->copies[i] = i;
    if (g->events != NULL) g->events[i] = i;
  }
  if (g->count > 1) qsort(g->order, g->count, sizeof *g->order, compare_dated);
  count_words(g);
  return SF_OK;
}

sf_status sf_group_events(const sf_story *stories, const sf_day *days, size_t count, sf_day within, size_t *copies,
                          size_t *events, sf_error *error) {
  grouping g = {.stories = stories, .days = days, .count = count, .within = within, .copies = copies, .events = events};
  const sf_status status = prepare(&g, error);
  if (status == SF_OK) {
    group(&g);
    for (size_t i = 0; i < count; ++i) {
      if (copies != NULL) copies[i] = find_first(copies, i);
      if (events != NULL) events[i] = find_first(events, i);
    }
  }
  sf_free(g.order);
  sf_free(g.tied);
  sf_free(g.shelves.all);
  return status;
}
