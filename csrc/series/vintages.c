/* Two files of one series: what changed between them, one series of both, and a second hand beside the first. */
#include "series/series_layout.h"

#include "base/text.h"

#include <math.h>

/* The period's newest vintage; NULL when it is unknown. */
static const sf_observation *newest_vintage(const sf_series *series, size_t period) {
  sf_day next = SF_NEVER;
  const sf_observation *vintage = sf_find_vintage(series, period, SF_LAST_DAY, &next);
  return vintage == NULL || isnan(vintage->value) ? NULL : vintage;
}

/* The newest vintage of the period that ends on that very day; NULL when there is none. */
static const sf_observation *newest_at(const sf_series *series, sf_day end) {
  const size_t period = sf_find_period(series, end);
  if (period == series->periods || sf_period_end(series, period) != end) return NULL;
  return newest_vintage(series, period);
}

sf_vintage_comparison sf_compare_vintages(const sf_series *older, const sf_series *newer) {
  sf_vintage_comparison comparison = {0};
  for (size_t period = 0; period < older->periods; period++) {
    const sf_observation *a = newest_vintage(older, period);
    const sf_observation *b = a == NULL ? NULL : newest_at(newer, a->end);
    if (b == NULL) continue;
    comparison.common += 1;
    if (a->value == b->value) continue;
    comparison.changed += 1;
    const double change = a->value == 0 ? (double)INFINITY : fabs(b->value - a->value) / fabs(a->value);
    if (change <= comparison.largest_change) continue;
    comparison.largest_change = change;
    comparison.largest_at = a->end;
  }
  return comparison;
}

typedef struct merging {
  const sf_series *older, *newer;
  sf_day fetched;
  bool rebased;
  sf_draft *draft;
} merging;

static sf_day later(sf_day a, sf_day b) { return a > b ? a : b; }

/* The older's vintages up to the fetch, and what the newer file makes of the period. */
static void merge_older(const merging *merge, size_t period) {
  const sf_observation *items = merge->older->observations + sf_first_vintage(merge->older, period);
  const size_t count = sf_vintage_count(merge->older, period);
  for (size_t i = 0; i < count; i++) sf_append_draft(merge->draft, &items[i]);
  const sf_observation *before = newest_vintage(merge->older, period), *after = newest_at(merge->newer, items[0].end);
  if (after == NULL && !merge->rebased) return;
  if (after != NULL && before != NULL && after->value == before->value) return;
  sf_observation made = after != NULL ? *after : items[count - 1];
  if (after != NULL) made.source += (uint32_t)merge->older->sources->count;
  if (after == NULL) made.value = NAN;
  made.known_on = later(merge->fetched, items[count - 1].known_on);
  sf_append_draft(merge->draft, &made);
}

/* Vintages of a period that only the newer file has. */
static void merge_newer(const merging *merge, size_t period) {
  const sf_observation *items = merge->newer->observations + sf_first_vintage(merge->newer, period);
  const size_t count = sf_vintage_count(merge->newer, period);
  for (size_t i = 0; i < count; i++) {
    sf_observation made = items[i];
    made.source += (uint32_t)merge->older->sources->count;
    if (merge->rebased) made.known_on = later(merge->fetched, made.known_on);
    sf_append_draft(merge->draft, &made);
  }
}

/* Periods in order of their ends, those of both series once. */
static void merge_periods(const merging *merge) {
  size_t a = 0, b = 0;
  while (a < merge->older->periods || b < merge->newer->periods) {
    const sf_day a_end = a < merge->older->periods ? sf_period_end(merge->older, a) : SF_NEVER;
    const sf_day b_end = b < merge->newer->periods ? sf_period_end(merge->newer, b) : SF_NEVER;
    if (a_end <= b_end)
      merge_older(merge, a);
    else
      merge_newer(merge, b);
    a += a_end <= b_end;
    b += b_end <= a_end;
  }
}

sf_status sf_merge_vintages(const sf_series *older, const sf_series *newer, sf_day fetched, sf_series **result,
                            sf_error *error) {
  if (!sf_dimension_equal(older->dimension, newer->dimension))
    return sf_fail(error, SF_DIMENSION, "two vintages of %s are of different kinds", older->name);
  if (fetched < SF_FIRST_DAY || fetched > SF_LAST_DAY)
    return sf_fail(error, SF_INVALID, "the day of the fetch is outside the years 1 to 9999");
  const sf_vintage_comparison comparison = sf_compare_vintages(older, newer);
  sf_sources *sources;
  sf_status status = sf_join_sources(older->sources, newer->sources, &sources, error);
  if (status != SF_OK) return status;
  sf_draft gathered = {0};
  const merging merge = {.older = older,
                         .newer = newer,
                         .fetched = fetched,
                         .rebased = comparison.changed * 2 > comparison.common,
                         .draft = &gathered};
  merge_periods(&merge);
  if (gathered.failed) {
    status = sf_fail(error, SF_NO_MEMORY, "no memory for the vintages of %s", older->name);
  } else {
    const sf_series_description description = {
        .name = older->name, .dimension = older->dimension, .sources = sources->items, .source_count = sources->count};
    status = sf_create_series(&description, gathered.items, gathered.length, result, error);
  }
  sf_discard_draft(&gathered);
  sf_release_sources(sources);
  return status;
}

sf_status sf_reconcile(const sf_series *series, const sf_series *reference, sf_alignment alignment, double relative,
                       sf_departure *departures, size_t capacity, size_t *found, size_t *common, sf_error *error) {
  *found = *common = 0;
  if (!(relative >= 0) || alignment.tolerance < 0)
    return sf_fail(error, SF_INVALID, "a reconciliation allows a relative difference of at least 0, got %s",
                   sf_quote_number(relative).text);
  if (!sf_dimension_equal(series->dimension, reference->dimension))
    return sf_fail(error, SF_DIMENSION, "%s and %s are of different kinds", series->name, reference->name);
  for (size_t period = 0; period < series->periods; period++) {
    const sf_observation *a = newest_vintage(series, period);
    if (a == NULL) continue;
    sf_day next = SF_NEVER;
    const sf_observation *b = sf_nearest_vintage(reference, sf_find_period(reference, a->end), reference->periods,
                                                 a->end, alignment.tolerance, SF_LAST_DAY, &next);
    if (b == NULL) continue;
    *common += 1;
    if (fabs(a->value - b->value) <= relative * fabs(b->value)) continue;
    if (*found < capacity) departures[*found] = (sf_departure){.observation = *a, .reference = *b};
    *found += 1;
  }
  return SF_OK;
}
