#include "judgement/copies.h"

#include "base/hash.h"
#include "base/memory.h"
#include "numeric/mix.h"
#include "signalflow/story.h"

#include <string.h>

enum { NONE = 0, FEWEST_SLOTS = 16 };

/* Of each key the reports that no earlier one took for its copy, a chain through `following`. Places are one too high:
 * 0 is none. */
typedef struct key_slot {
  uint64_t key; /* 0: free */
  size_t first, last;
} key_slot;

typedef struct search {
  const sf_report *reports;
  size_t count, mask;
  size_t *parents;
  key_slot *slots;
  size_t *following;
} search;

uint64_t sf_exact_key(sf_piece text) {
  const uint64_t key = sf_mix(sf_hash_bytes(SF_EMPTY_HASH, text.text, text.length));
  return key != 0 ? key : 1;
}

static size_t find_root(size_t *parents, size_t place) {
  while (parents[place] != place) {
    parents[place] = parents[parents[place]];
    place = parents[place];
  }
  return place;
}

/* The first of a story stands for it. */
static void join(size_t *parents, size_t a, size_t b) {
  a = find_root(parents, a);
  b = find_root(parents, b);
  parents[a > b ? a : b] = a < b ? a : b;
}

/* A story and its copies say one thing, and a document has one number. */
static bool contradict(const sf_report *a, const sf_report *b) {
  return a->supports != b->supports || (a->accession != 0 && b->accession != 0 && a->accession != b->accession);
}

typedef uint64_t key_of(const sf_report *report);

static uint64_t story_of(const sf_report *report) { return report->story; }
static uint64_t accession_of(const sf_report *report) { return report->accession; }
static uint64_t address_of(const sf_report *report) { return report->url; }

/* A page that is kept up to date says something new on each date. */
static bool differ(const sf_report *a, const sf_report *b) {
  return a->date != 0 && b->date != 0 && a->date != b->date;
}

static key_slot *find_slot(const search *s, uint64_t key) {
  size_t at = (size_t)key & s->mask;
  while (s->slots[at].key != 0 && s->slots[at].key != key) at = (at + 1) & s->mask;
  return &s->slots[at];
}

/* Joins those of one key, unless they contradict, or are dated otherwise. */
static void join_by(search *s, key_of *key, bool dated) {
  size_t named = 0;
  for (size_t i = 0; i < s->count; ++i) named += key(&s->reports[i]) != 0;
  if (named == 0) return;
  memset(s->slots, 0, (s->mask + 1) * sizeof *s->slots);
  for (size_t i = 0; i < s->count; ++i) {
    const sf_report *own = &s->reports[i];
    if (key(own) == 0) continue;
    key_slot *slot = find_slot(s, key(own));
    size_t place = slot->first;
    while (place != NONE) {
      const sf_report *other = &s->reports[place - 1];
      if (!contradict(other, own) && !(dated && differ(other, own))) break;
      place = s->following[place - 1];
    }
    if (place != NONE) {
      join(s->parents, place - 1, i);
      continue;
    }
    s->following[i] = NONE;
    if (slot->key == 0)
      *slot = (key_slot){key(own), i + 1, i + 1};
    else
      s->following[slot->last - 1] = i + 1;
    slot->last = i + 1;
  }
}

static sf_status join_headlines(search *s, const sf_reader *reader, bool supports, sf_day within, sf_error *error) {
  size_t count = 0;
  for (size_t i = 0; i < s->count; ++i)
    count += s->reports[i].supports == supports && s->reports[i].headline.text != NULL;
  sf_dated_headline *headlines = sf_allocate(count, sizeof *headlines);
  size_t *places = sf_allocate(count, sizeof *places), *events = sf_allocate(count, sizeof *events);
  sf_status status = headlines != NULL && places != NULL && events != NULL ? SF_OK : SF_NO_MEMORY;
  if (status != SF_OK) sf_fail(error, status, "not enough memory to tell %zu headlines apart", count);
  count = 0;
  for (size_t i = 0; i < s->count && status == SF_OK; ++i) {
    const sf_report *report = &s->reports[i];
    if (report->supports != supports || report->headline.text == NULL) continue;
    headlines[count] = (sf_dated_headline){report->headline.text, report->headline.length, report->day};
    places[count++] = i;
  }
  if (status == SF_OK) status = sf_group_headlines(reader, headlines, count, within, NULL, events, error);
  for (size_t i = 0; i < count && status == SF_OK; ++i) join(s->parents, places[i], places[events[i]]);
  sf_free(headlines);
  sf_free(places);
  sf_free(events);
  return status;
}

sf_status sf_find_copies(const sf_reader *reader, const sf_report *reports, size_t count, sf_day within,
                         size_t *stories, sf_error *error) {
  size_t slots = FEWEST_SLOTS;
  while (slots < 2 * count) slots *= 2;
  search s = {.reports = reports, .count = count, .mask = slots - 1, .parents = stories};
  s.slots = sf_reallocate(NULL, slots, sizeof *s.slots); /* emptied for each kind of key */
  s.following = sf_allocate(count, sizeof *s.following);
  sf_status status = s.slots != NULL && s.following != NULL ? SF_OK : SF_NO_MEMORY;
  if (status == SF_OK) {
    for (size_t i = 0; i < count; ++i) stories[i] = i;
    join_by(&s, story_of, false);
    join_by(&s, accession_of, false);
    join_by(&s, address_of, true);
    status = join_headlines(&s, reader, true, within, error);
    if (status == SF_OK) status = join_headlines(&s, reader, false, within, error);
    for (size_t i = 0; i < count; ++i) stories[i] = find_root(stories, i);
  } else {
    sf_fail(error, status, "not enough memory to tell %zu pieces of evidence apart", count);
  }
  sf_free(s.slots);
  sf_free(s.following);
  return status;
}
