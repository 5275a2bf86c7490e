/* Copies and events among many headlines. */
#include "signalflow/story.h"

#include "base/memory.h"
#include "headlines/story_words.h"

#include <stdlib.h>
#include <string.h>

/* A headline is looked up by its rarest words and quantities; of each, the latest headlines are kept. */
enum { KEYS = 5, KEPT = 24, FEWEST_PLACES = 64 };

typedef struct dated {
  sf_day day;
  size_t place;
} dated;

/* A word or a quantity, and how many headlines have it. */
typedef struct story_key {
  uint32_t key; /* 0: empty */
  uint32_t frequency;
  uint32_t shelf; /* its place among the shelves; only of what several have */
} story_key;

/* Where the latest headlines of a key stand in the order; the oldest is written over. */
typedef struct shelf {
  uint32_t count;
  uint32_t places[KEPT];
} shelf;

typedef struct grouping {
  const sf_reader *reader;
  const sf_dated_headline *headlines;
  size_t count;
  sf_day within;
  size_t *copies, *events;
  sf_story *stories, *readings; /* by place: by its words alone; as it is read, where it is */
  bool *is_read;
  uint32_t *met; /* by their places in the order: one more than that of the last headline each was met by */
  dated *order;
  story_key *keys;   /* open addressing */
  size_t key_places; /* a power of two */
  size_t *first;     /* story i has the keys at found[first[i]] to found[first[i + 1] - 1] */
  uint32_t *found;
  shelf *shelves;
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

static void join(const grouping *g, size_t *first, size_t a, size_t b) {
  a = find_first(first, a);
  b = find_first(first, b);
  const dated x = {g->headlines[a].day, a}, y = {g->headlines[b].day, b};
  if (compare_dated(&x, &y) <= 0)
    first[b] = a;
  else
    first[a] = b;
}

/* Counts the key, and notes it as one of the story being looked at. */
static size_t note_key(grouping *g, size_t noted, uint32_t key) {
  size_t at = (key * UINT32_C(0x9E3779B1)) & (g->key_places - 1);
  while (g->keys[at].key != 0 && g->keys[at].key != key) at = (at + 1) & (g->key_places - 1);
  g->keys[at].key = key;
  g->keys[at].frequency += 1;
  g->found[noted] = (uint32_t)at;
  return noted + 1;
}

static uint32_t key_of_quantity(const sf_story_quantity *q) {
  uint64_t bits;
  memcpy(&bits, &q->value, sizeof bits);
  const uint32_t key = (uint32_t)((bits ^ q->unit) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
  return key != 0 ? key : 1;
}

static void note_keys(grouping *g) {
  size_t noted = 0;
  for (size_t i = 0; i < g->count; ++i) {
    const sf_story *story = &g->stories[i];
    g->first[i] = noted;
    for (uint16_t k = 0; k < story->count; ++k)
      if (k == 0 || story->sorted[k] != story->sorted[k - 1]) noted = note_key(g, noted, story->sorted[k]);
    for (uint16_t k = 0; k < story->quantity_count; ++k)
      noted = note_key(g, noted, key_of_quantity(&story->quantities[k]));
  }
  g->first[g->count] = noted;
}

static bool make_shelves(grouping *g) {
  size_t shelves = 0;
  for (size_t at = 0; at < g->key_places; ++at)
    if (g->keys[at].frequency > 1) g->keys[at].shelf = (uint32_t)shelves++;
  g->shelves = sf_allocate(shelves, sizeof *g->shelves);
  return g->shelves != NULL;
}

/* The rarest keys of a story that others have too; returns how many. */
static size_t rarest(const grouping *g, size_t place, const story_key *found[KEYS]) {
  size_t count = 0;
  for (size_t k = g->first[place]; k < g->first[place + 1]; ++k) {
    const story_key *key = &g->keys[g->found[k]];
    if (key->frequency < 2) continue;
    size_t at = count < KEYS ? count++ : KEYS;
    if (at == KEYS && key->frequency >= found[KEYS - 1]->frequency) continue;
    if (at == KEYS) at = KEYS - 1;
    for (; at > 0 && found[at - 1]->frequency > key->frequency; --at) found[at] = found[at - 1];
    found[at] = key;
  }
  return count;
}

static const sf_story *read_story(const grouping *g, size_t place) {
  const sf_dated_headline *headline = &g->headlines[place];
  if (!g->is_read[place]) g->readings[place] = sf_sign_event(g->reader, headline->text, headline->length);
  g->is_read[place] = true;
  return &g->readings[place];
}

/* What a reading tells, actors and signs, parts stories, and ties none but those of one deal: it is asked for both. */
static void tie(const grouping *g, size_t earlier, size_t place) {
  const sf_story *a = &g->stories[earlier], *b = &g->stories[place];
  sf_story_tie tied = sf_tie_stories(a, b);
  const bool asked = tied == SF_SAME_EVENT || (tied == SF_OTHER_STORY && sf_may_share_deal(a, b));
  if (asked && g->events != NULL && g->reader != NULL)
    tied = sf_tie_stories(read_story(g, earlier), read_story(g, place));
  if (g->copies != NULL && tied == SF_COPY) join(g, g->copies, earlier, place);
  if (g->events != NULL && tied != SF_OTHER_STORY) join(g, g->events, earlier, place);
}

/* Two headlines may meet on several shelves. */
static void hold_against(const grouping *g, const shelf *s, uint32_t i) {
  const uint32_t held = s->count < KEPT ? s->count : KEPT;
  for (uint32_t j = 0; j < held; ++j) {
    const uint32_t at = s->places[j];
    if (g->met[at] == i + 1) continue;
    g->met[at] = i + 1;
    if ((int64_t)g->order[i].day - g->order[at].day <= g->within) tie(g, g->order[at].place, g->order[i].place);
  }
}

static void group(grouping *g) {
  for (uint32_t i = 0; i < g->count; ++i) {
    const story_key *found[KEYS];
    const size_t keys = rarest(g, g->order[i].place, found);
    for (size_t k = 0; k < keys; ++k) {
      shelf *s = &g->shelves[found[k]->shelf];
      hold_against(g, s, i);
      s->places[s->count++ % KEPT] = i;
    }
  }
}

static bool sign_all(grouping *g) {
  g->stories = sf_reallocate(NULL, g->count, sizeof *g->stories); /* not zeroed: each is written before it is read */
  g->readings = sf_reallocate(NULL, g->count, sizeof *g->readings);
  g->is_read = sf_allocate(g->count, sizeof *g->is_read);
  if (g->stories == NULL || g->readings == NULL || g->is_read == NULL) return false;
  for (size_t i = 0; i < g->count; ++i) g->stories[i] = sf_sign_headline(g->headlines[i].text, g->headlines[i].length);
  return true;
}

static bool prepare(grouping *g) {
  size_t keys = FEWEST_PLACES;
  if (!sign_all(g)) return false;
  for (size_t i = 0; i < g->count; ++i) keys += (size_t)g->stories[i].count + g->stories[i].quantity_count;
  for (g->key_places = FEWEST_PLACES; g->key_places < keys + keys / 2;) g->key_places *= 2;
  g->order = sf_allocate(g->count, sizeof *g->order);
  g->met = sf_allocate(g->count, sizeof *g->met);
  g->keys = sf_allocate(g->key_places, sizeof *g->keys);
  g->first = sf_allocate(g->count + 1, sizeof *g->first);
  g->found = sf_allocate(keys, sizeof *g->found);
  if (g->order == NULL || g->met == NULL || g->keys == NULL || g->first == NULL || g->found == NULL) return false;
  note_keys(g);
  for (size_t i = 0; i < g->count; ++i) {
    g->order[i] = (dated){g->headlines[i].day, i};
    if (g->copies != NULL) g->copies[i] = i;
    if (g->events != NULL) g->events[i] = i;
  }
  if (g->count > 1) qsort(g->order, g->count, sizeof *g->order, compare_dated);
  return make_shelves(g);
}

sf_status sf_group_headlines(const sf_reader *reader, const sf_dated_headline *headlines, size_t count, sf_day within,
                             size_t *copies, size_t *events, sf_error *error) {
  grouping g = {
      .reader = reader, .headlines = headlines, .count = count, .within = within, .copies = copies, .events = events};
  const bool ready = prepare(&g);
  if (ready) group(&g);
  for (size_t i = 0; i < count && ready; ++i) {
    if (copies != NULL) copies[i] = find_first(copies, i);
    if (events != NULL) events[i] = find_first(events, i);
  }
  sf_free(g.stories);
  sf_free(g.readings);
  sf_free(g.is_read);
  sf_free(g.order);
  sf_free(g.met);
  sf_free(g.keys);
  sf_free(g.first);
  sf_free(g.found);
  sf_free(g.shelves);
  return ready ? SF_OK : sf_fail(error, SF_NO_MEMORY, "not enough memory to group %zu stories", count);
}
