/* Making a series, and asking it what was known. */
#include "series/series_layout.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_GAP = 400 };

/* Drafts. */

void sf_reserve_draft(sf_draft *draft, size_t capacity) {
  if (draft->failed || capacity <= draft->capacity) return;
  sf_observation *items = sf_reallocate(draft->items, capacity, sizeof *items);
  if (items == NULL) {
    draft->failed = true;
    return;
  }
  draft->items = items;
  draft->capacity = capacity;
}

void sf_append_draft(sf_draft *draft, const sf_observation *observation) {
  if (draft->length == draft->capacity) sf_reserve_draft(draft, draft->capacity < 32 ? 64 : draft->capacity * 2);
  if (!draft->failed) draft->items[draft->length++] = *observation;
}

void sf_append_vintage(sf_draft *draft, const sf_observation *observation) {
  const sf_observation *before = draft->length > 0 ? &draft->items[draft->length - 1] : NULL;
  if (before != NULL && before->end == observation->end) {
    if (!draft->keep_repeats && before->start == observation->start && before->exactness == observation->exactness &&
        sf_same_value(before->value, observation->value))
      return;
  } else if (isnan(observation->value)) {
    return;
  }
  sf_append_draft(draft, observation);
}

void sf_reserve_plain_draft(sf_draft *draft, size_t capacity) {
  sf_reserve_draft(draft, capacity);
  /* not zeroed: what is kept is written */
  draft->ends = sf_reallocate(NULL, capacity, sizeof *draft->ends);
  draft->known = sf_reallocate(NULL, capacity, sizeof *draft->known);
  draft->failed |= draft->ends == NULL || draft->known == NULL;
}

void sf_discard_draft(sf_draft *draft) {
  sf_free(draft->items);
  sf_free(draft->ends);
  sf_free(draft->known);
  *draft = (sf_draft){0};
}

/* Making. */

void sf_release_series(sf_series *series) {
  if (series == NULL) return;
  sf_free(series->name);
  sf_free(series->observations);
  sf_free(series->first);
  sf_free(series->ends);
  sf_free(series->known);
  sf_release_sources(series->sources);
  sf_release_remarks(series->remarks);
  sf_free(series);
}

/* The periods' ends and first days, in one pass over the observations. */
static void index_ends(sf_series *series) {
  const sf_observation *items = series->observations;
  bool plain = true;
  for (size_t i = 0; i < series->length; i++) {
    plain &= (i == 0 || items[i].known_on >= items[i - 1].known_on) && !isnan(items[i].value) &&
             items[i].exactness == SF_EXACT;
    if (i > 0 && items[i].end == items[i - 1].end) continue;
    series->ends[series->periods] = items[i].end;
    series->known[series->periods++] = items[i].known_on;
  }
  series->plain = plain && series->periods == series->length;
}

static bool index_periods(sf_series *series) {
  if (series->plain) return true; /* indexed as it was made */
  series->ends = sf_allocate(series->length, sizeof *series->ends);
  series->known = sf_allocate(series->length, sizeof *series->known);
  if (series->ends == NULL || series->known == NULL) return false;
  index_ends(series);
  for (size_t period = series->periods; period-- > 1;)
    if (series->known[period] < series->known[period - 1]) series->known[period - 1] = series->known[period];
  if (series->periods == series->length) return true;
  series->first = sf_allocate(series->periods + 1, sizeof *series->first);
  if (series->first == NULL) return false;
  const sf_observation *items = series->observations;
  for (size_t i = 0, period = 0; i < series->length; i++)
    if (i == 0 || items[i].end != items[i - 1].end) series->first[period++] = (uint32_t)i;
  series->first[series->periods] = (uint32_t)series->length;
  return true;
}

sf_status sf_finish_series(sf_draft *draft, const char *name, sf_dimension dimension, sf_sources *sources,
                           sf_series **series, sf_error *error) {
  sf_series *made = draft->failed || draft->length >= UINT32_MAX ? NULL : sf_allocate(1, sizeof *made);
  if (made == NULL) {
    sf_discard_draft(draft);
    return sf_fail(error, SF_NO_MEMORY, "no memory for a series");
  }
  made->dimension = dimension;
  made->sources = sf_retain_sources(sources);
  made->observations = draft->items;
  made->length = draft->length;
  made->plain = draft->ends != NULL;
  made->periods = made->plain ? made->length : 0;
  made->ends = draft->ends;
  made->known = draft->known;
  *draft = (sf_draft){0};
  const size_t name_size = strlen(name) + 1;
  made->name = sf_allocate(name_size, 1);
  if (made->name != NULL) memcpy(made->name, name, name_size);
  if (made->name == NULL || !index_periods(made)) {
    sf_release_series(made);
    return sf_fail(error, SF_NO_MEMORY, "no memory for a series");
  }
  *series = made;
  return SF_OK;
}

static sf_status check_observation(const sf_series_description *description, const sf_observation *observation,
                                   size_t place, sf_error *error) {
  char a[SF_DAY_TEXT_SIZE], b[SF_DAY_TEXT_SIZE];
  if (isinf(observation->value)) return sf_fail(error, SF_INVALID, "observation %zu is infinite", place + 1);
  if (observation->start < SF_FIRST_DAY || observation->known_on > SF_LAST_DAY)
    return sf_fail(error, SF_INVALID, "observation %zu has a day outside the years 1 to 9999", place + 1);
  if (observation->end < observation->start)
    return sf_fail(error, SF_INVALID, "observation %zu: its period ends (%s) before it starts (%s)", place + 1,
                   sf_print_day(observation->end, a), sf_print_day(observation->start, b));
  if (observation->known_on < observation->end)
    return sf_fail(error, SF_INVALID, "observation %zu: known on %s, before its period ends (%s)", place + 1,
                   sf_print_day(observation->known_on, a), sf_print_day(observation->end, b));
  if (observation->source >= description->source_count)
    return sf_fail(error, SF_INVALID, "observation %zu names source %u of %zu", place + 1, observation->source,
                   description->source_count);
  return SF_OK;
}

/* By end, known_on, and place in the list. */
static int compare_observations(const void *a, const void *b) {
  const sf_observation *x = *(const sf_observation *const *)a, *y = *(const sf_observation *const *)b;
  if (x->end != y->end) return x->end < y->end ? -1 : 1;
  if (x->known_on != y->known_on) return x->known_on < y->known_on ? -1 : 1;
  return (x > y) - (x < y);
}

static bool is_ordered(const sf_observation *items, size_t count) {
  for (size_t i = 1; i < count; i++)
    if (items[i].end < items[i - 1].end ||
        (items[i].end == items[i - 1].end && items[i].known_on < items[i - 1].known_on))
      return false;
  return true;
}

/* Appends the observation unless the next one, of the same period and day, stands instead. */
static void append_unless_replaced(sf_draft *draft, const sf_observation *item, const sf_observation *next) {
  if (next != NULL && next->end == item->end && next->known_on == item->known_on) return;
  sf_append_vintage(draft, item);
}

/* Blanks that were given: news that a period has no figure yet, kept apart from the figures. */
static sf_status note_blanks(sf_series *series, const sf_observation *items, size_t count, sf_error *error) {
  size_t blanks = 0;
  for (size_t i = 0; i < count; i++) blanks += isnan(items[i].value);
  if (blanks == 0) return SF_OK;
  sf_note *notes = sf_allocate(blanks, sizeof *notes);
  if (notes == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the blanks of %s", series->name);
  blanks = 0;
  for (size_t i = 0; i < count; i++) {
    if (!isnan(items[i].value)) continue;
    notes[blanks++] =
        (sf_note){.code = SF_NOTE_BLANK, .end = items[i].end, .known_on = items[i].known_on, .here = NAN, .there = NAN};
  }
  const sf_status status = sf_note_series(series, notes, blanks, error);
  sf_free(notes);
  return status;
}

static bool append_ordered(sf_draft *draft, const sf_observation *items, size_t count) {
  sf_reserve_draft(draft, count);
  if (is_ordered(items, count)) {
    for (size_t i = 0; i < count; i++) append_unless_replaced(draft, &items[i], i + 1 < count ? &items[i + 1] : NULL);
    return !draft->failed;
  }
  const sf_observation **order = sf_allocate(count, sizeof *order);
  if (order == NULL) return false;
  for (size_t i = 0; i < count; i++) order[i] = &items[i];
  qsort(order, count, sizeof *order, compare_observations);
  for (size_t i = 0; i < count; i++) append_unless_replaced(draft, order[i], i + 1 < count ? order[i + 1] : NULL);
  sf_free(order);
  return !draft->failed;
}

sf_status sf_create_series(const sf_series_description *description, const sf_observation *observations, size_t count,
                           sf_series **series, sf_error *error) {
  for (size_t i = 0; i < count; i++) {
    const sf_status status = check_observation(description, &observations[i], i, error);
    if (status != SF_OK) return status;
  }
  sf_sources *sources;
  sf_status status = sf_copy_sources(description->sources, description->source_count, &sources, error);
  if (status != SF_OK) return status;
  sf_draft draft = {.keep_repeats = description->keep_repeats};
  if (append_ordered(&draft, observations, count)) {
    sf_series *made = NULL;
    status = sf_finish_series(&draft, description->name, description->dimension, sources, &made, error);
    if (status == SF_OK) status = note_blanks(made, observations, count, error);
    if (status == SF_OK)
      *series = made;
    else
      sf_release_series(made);
  } else {
    sf_discard_draft(&draft);
    status = sf_fail(error, SF_NO_MEMORY, "no memory for a series of %zu observations", count);
  }
  sf_release_sources(sources);
  return status;
}

/* Looking. */

const char *sf_series_name(const sf_series *series) { return series->name; }
sf_dimension sf_series_dimension(const sf_series *series) { return series->dimension; }
size_t sf_series_length(const sf_series *series) { return series->length; }
size_t sf_series_periods(const sf_series *series) { return series->periods; }
const sf_observation *sf_series_observations(const sf_series *series) { return series->observations; }

const sf_source *sf_series_source(const sf_series *series, uint32_t index) {
  return index < series->sources->count ? &series->sources->items[index] : NULL;
}

/* How many of the rising days are before day: without branches, which would be guessed wrong half of the time. */
static size_t count_before(const sf_day *days, size_t count, sf_day day) {
  size_t at = 0;
  while (count > 0) {
    const size_t half = (count + 1) / 2;
    at += days[at + half - 1] < day ? half : 0;
    count -= half;
  }
  return at;
}

size_t sf_find_period(const sf_series *series, sf_day day) { return count_before(series->ends, series->periods, day); }

const sf_observation *sf_search_vintages(const sf_series *series, size_t period, sf_day day, sf_day *next) {
  const sf_observation *items = series->observations + sf_first_vintage(series, period);
  const size_t count = sf_vintage_count(series, period);
  size_t low = 0, high = count; /* the first vintage known after day */
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (items[middle].known_on <= day)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < count && items[low].known_on < *next) *next = items[low].known_on;
  return low == 0 ? NULL : &items[low - 1];
}

bool sf_value_at(const sf_series *series, sf_day end, sf_day as_of, sf_observation *observation) {
  const size_t period = sf_find_period(series, end);
  if (period == series->periods || sf_period_end(series, period) != end) return false;
  sf_day next = SF_NEVER;
  const sf_observation *vintage = sf_find_vintage(series, period, as_of, &next);
  if (vintage == NULL || isnan(vintage->value)) return false;
  *observation = *vintage;
  return true;
}

/* How many periods there are up to the newest one known on that day. */
static size_t count_known(const sf_series *series, sf_day as_of) {
  if (as_of == SF_NEVER) return series->periods;
  return count_before(series->known, series->periods, as_of + 1);
}

bool sf_latest_value(const sf_series *series, sf_day as_of, sf_observation *observation) {
  for (size_t period = count_known(series, as_of); period-- > 0;) {
    sf_day next = SF_NEVER;
    const sf_observation *vintage = sf_find_vintage(series, period, as_of, &next);
    if (vintage == NULL || isnan(vintage->value)) continue;
    *observation = *vintage;
    return true;
  }
  return false;
}

size_t sf_value_and_year_before(const sf_series *series, sf_day as_of, sf_observation pair[2]) {
  if (!sf_latest_value(series, as_of, &pair[0])) return 0;
  const sf_day year_before = sf_add_months(pair[0].end, -12);
  for (sf_day apart = 0; apart <= SF_YEAR_TOLERANCE; apart++)
    if (sf_value_at(series, year_before - apart, as_of, &pair[1]) ||
        sf_value_at(series, year_before + apart, as_of, &pair[1]))
      return 2;
  return 1;
}

size_t sf_view_series(const sf_series *series, sf_day as_of, sf_observation *observations, size_t capacity) {
  const size_t known = count_known(series, as_of);
  size_t count = 0;
  for (size_t period = 0; period < known; period++) {
    sf_day next = SF_NEVER;
    const sf_observation *vintage = sf_find_vintage(series, period, as_of, &next);
    if (vintage == NULL || isnan(vintage->value)) continue;
    if (count < capacity) observations[count] = *vintage;
    count += 1;
  }
  return count;
}

int sf_series_spacing(const sf_series *series) {
  if (series->periods < 2) return 0;
  size_t gaps[LONGEST_GAP + 1] = {0};
  for (size_t period = 1; period < series->periods; period++) {
    const int gap = sf_period_end(series, period) - sf_period_end(series, period - 1);
    gaps[gap < LONGEST_GAP ? gap : LONGEST_GAP] += 1;
  }
  size_t below = 0;
  int median = 0;
  while (below + gaps[median] <= (series->periods - 1) / 2) below += gaps[median++];
  return median;
}

sf_status sf_series_known_on(const sf_series *series, sf_day day, sf_series **result, sf_error *error) {
  sf_draft draft = {.keep_repeats = true};
  for (size_t i = 0; i < series->length; i++)
    if (series->observations[i].known_on <= day) sf_append_draft(&draft, &series->observations[i]);
  sf_series *made = NULL;
  sf_status status = sf_finish_series(&draft, series->name, series->dimension, series->sources, &made, error);
  if (status == SF_OK) status = sf_remark_as_of(made, series, day, error);
  if (status == SF_OK)
    *result = made;
  else
    sf_release_series(made);
  return status;
}

sf_status sf_break_series(const sf_series *series, sf_day first, const char *reason, sf_series **result,
                          sf_error *error) {
  if (first < SF_FIRST_DAY || first > SF_LAST_DAY)
    return sf_fail(error, SF_INVALID, "the day of a break is outside the years 1 to 9999");
  sf_series *made = NULL;
  sf_status status = sf_series_known_on(series, SF_LAST_DAY, &made, error);
  if (status == SF_OK) status = sf_add_break(made, first, reason, error);
  if (status == SF_OK)
    *result = made;
  else
    sf_release_series(made);
  return status;
}
