/* From figures to one series: what each group of tags makes of itself, quarters, years or balances, merged, and held
 * against the years. */
#include "publishers/filings_layout.h"
#include "publishers/quarters.h"

#include "base/list.h"
#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct series_maker {
  const sf_filing_query *query;
  sf_figures figures;
  sf_draft group; /* what the group in hand makes of itself */
  bool failed;
} series_maker;

static void add_note(series_maker *maker, const sf_note *note) {
  maker->failed |= !sf_add_note(&maker->figures.notes, note);
}

/* A group's vintage, on its way into the series. */
typedef struct ranked {
  sf_observation made;
  size_t group;
} ranked;

typedef struct ranked_list {
  ranked *items;
  size_t count, capacity;
} ranked_list;

static int compare_ranked(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->made.end != y->made.end) return x->made.end < y->made.end ? -1 : 1;
  if (x->made.known_on != y->made.known_on) return x->made.known_on < y->made.known_on ? -1 : 1;
  return (x->group > y->group) - (x->group < y->group);
}

static void keep_group(series_maker *maker, ranked_list *all, size_t group) {
  for (size_t i = 0; i < maker->group.length; i++) {
    ranked *larger = sf_make_room(all->items, &all->capacity, all->count, sizeof *larger);
    maker->failed |= larger == NULL;
    if (larger == NULL) return;
    all->items = larger;
    all->items[all->count++] = (ranked){.made = maker->group.items[i], .group = group};
  }
  maker->group.length = 0;
}

/* Of each quarter and day the best group that knows it: rank before method, and before news of a worse tag. */
static void merge_groups(const ranked_list *all, sf_draft *draft) {
  size_t best = 0;
  bool has_value = false;
  for (size_t i = 0; i < all->count; i++) {
    const ranked *one = &all->items[i];
    const bool first = i == 0 || all->items[i - 1].made.end != one->made.end;
    const bool known = !isnan(one->made.value);
    if (!first && has_value && one->group > best) continue;
    if (!first && has_value && !known && one->group != best) continue;
    best = one->group;
    has_value = known;
    /* of one day what is known stands instead of what is not */
    if (draft->length > 0 && draft->items[draft->length - 1].end == one->made.end &&
        draft->items[draft->length - 1].known_on == one->made.known_on)
      draft->items[draft->length - 1] = one->made;
    else
      sf_append_vintage(draft, &one->made);
  }
}

/* What a group of spans makes of itself: quarters, or years. */
typedef void make_of_group(series_maker *maker, const sf_span *first, const sf_span *last);

/* Figures that stand as reported. */
static void make_reported(series_maker *maker, const sf_span *span) {
  for (size_t i = 0; i < span->count; i++) {
    const sf_figure *figure = &maker->figures.items[span->first + i];
    sf_append_draft(&maker->group, &(sf_observation){.start = figure->start,
                                                     .end = figure->end,
                                                     .known_on = figure->filed,
                                                     .source = figure->source,
                                                     .line = figure->line,
                                                     .method = SF_REPORTED,
                                                     .value = figure->value});
  }
}

static void make_quarters(series_maker *maker, const sf_span *first, const sf_span *last) {
  maker->failed |= !sf_make_quarters(&maker->figures, maker->query, first, last, &maker->group, &maker->figures.notes);
}

static void make_years(series_maker *maker, const sf_span *first, const sf_span *last) {
  for (const sf_span *span = first; span < last; span++)
    if (sf_is_year(sf_days_in(span->start, span->end))) make_reported(maker, span);
}

static void make_balances(series_maker *maker, const sf_span *first, const sf_span *last) {
  for (const sf_span *span = first; span < last; span++) make_reported(maker, span);
}

static void make_all(series_maker *maker, make_of_group *make, sf_draft *draft) {
  const sf_figures *figures = &maker->figures;
  ranked_list all = {0};
  for (size_t first = 0, last; first < figures->span_count && !maker->failed; first = last) {
    for (last = first + 1; last < figures->span_count && figures->spans[last].group == figures->spans[first].group;)
      last++;
    make(maker, figures->spans + first, figures->spans + last);
    maker->failed |= maker->group.failed;
    keep_group(maker, &all, figures->spans[first].group);
  }
  if (all.count > 0) qsort(all.items, all.count, sizeof *all.items, compare_ranked);
  if (!maker->failed) merge_groups(&all, draft);
  sf_free(all.items);
}

/* What the series says of itself. */

/* The newest vintage of the quarter that ends near there; NULL when there is none. */
static const sf_observation *find_quarter(const sf_series *series, sf_day end) {
  enum { NEAR = 10 };
  sf_day next = SF_NEVER;
  return sf_nearest_vintage(series, sf_find_period(series, end), series->periods, end, NEAR, SF_LAST_DAY, &next);
}

/* Holds the quarters of a year against it. */
static void check_year(series_maker *maker, const sf_series *series, const sf_figure *year) {
  const sf_observation *quarter = find_quarter(series, year->end);
  const sf_note_code missing = maker->figures.is_additive ? SF_NOTE_LAST_QUARTER : SF_NOTE_NOT_ADDITIVE;
  if (quarter == NULL) {
    add_note(maker, &(sf_note){.code = missing, .end = year->end, .known_on = year->filed, .there = year->value});
    return;
  }
  if (!maker->figures.is_additive) return;
  double sum = quarter->value;
  while (quarter->start > year->start + SF_START_TOLERANCE) {
    quarter = find_quarter(series, quarter->start - 1);
    if (quarter == NULL) return;
    sum += quarter->value;
  }
  if (quarter->start >= year->start - SF_START_TOLERANCE && sf_are_apart(sum, year->value, SF_SUM_APART))
    add_note(
        maker,
        &(sf_note){.code = SF_NOTE_SUM, .end = year->end, .known_on = year->filed, .here = sum, .there = year->value});
}

/* By end, then by group. */
static int compare_years(const void *a, const void *b) {
  const sf_figure *x = *(const sf_figure *const *)a, *y = *(const sf_figure *const *)b;
  if (x->end != y->end) return x->end < y->end ? -1 : 1;
  return (x > y) - (x < y);
}

/* Each year once: by its best group, in the newest vintage. */
static void check_years(series_maker *maker, const sf_series *series) {
  const sf_figures *figures = &maker->figures;
  const sf_figure **years = sf_allocate(figures->span_count, sizeof *years);
  size_t count = 0;
  maker->failed |= years == NULL;
  for (size_t i = 0; i < figures->span_count && years != NULL; i++) {
    const sf_span *span = &figures->spans[i];
    if (sf_is_year(sf_days_in(span->start, span->end))) years[count++] = &figures->items[span->first + span->count - 1];
  }
  if (count > 0) qsort(years, count, sizeof *years, compare_years);
  for (size_t i = 0; i < count && !maker->failed; i++)
    if (i == 0 || years[i]->end != years[i - 1]->end) check_year(maker, series, years[i]);
  sf_free(years);
}

/* The rank of the tag that the period's newest vintage stands under. */
static size_t rank_in(const sf_filing_query *query, const sf_series *series, const sf_observation *observation) {
  const char *tag = sf_series_source(series, observation->source)->tag;
  size_t rank = 0;
  while (rank + 1 < query->tag_count && strcmp(query->tags[rank], tag) != 0) rank++;
  return rank;
}

/* Breaks the series where its tag changes to one that a filing shows to be another thing. */
static sf_status break_at_tags(const sf_figures *figures, const sf_filing_query *query, sf_series **series,
                               sf_error *error) {
  enum { REASON_SIZE = 300 };
  size_t before = SIZE_MAX;
  for (size_t period = 0; query->tag_count > 1 && period < (*series)->periods; period++) {
    sf_day next = SF_NEVER;
    const sf_observation *newest = sf_find_vintage(*series, period, SF_LAST_DAY, &next);
    if (newest == NULL || isnan(newest->value)) continue;
    const size_t rank = rank_in(query, *series, newest);
    const bool broken = before != SIZE_MAX && sf_tags_differ(figures, rank, before);
    if (broken) {
      char reason[REASON_SIZE];
      snprintf(reason, sizeof reason, "tag: %.120s, before: %.120s", query->tags[rank], query->tags[before]);
      sf_series *made = NULL;
      const sf_status status = sf_break_series(*series, newest->end, reason, &made, error);
      if (status != SF_OK) return status;
      sf_release_series(*series);
      *series = made;
    }
    before = rank;
  }
  return SF_OK;
}

static sf_status no_memory(const sf_filing_query *query, sf_error *error) {
  return sf_fail(error, SF_NO_MEMORY, "no memory for a series of %s", query->tags[0]);
}

static const char *name_of(const sf_filing_query *query) { return query->name != NULL ? query->name : query->tags[0]; }

/* The tags end where the filer goes on: the next figure, and the report that holds it, are overdue. */
static sf_status note_end(const sf_filings *filings, sf_series *series, sf_error *error) {
  enum { TO_REPORT = 110 };
  sf_day newest;
  if (series->periods == 0 || !sf_filings_newest(filings, &newest)) return SF_OK;
  const sf_day end = series->ends[series->periods - 1];
  if (newest - end <= sf_series_spacing(series) + TO_REPORT) return SF_OK;
  const sf_note note = {.code = SF_NOTE_ENDED, .end = end, .known_on = newest, .here = NAN, .there = NAN};
  return sf_note_series(series, &note, 1, error);
}

static sf_status finish_grouped(series_maker *maker, const sf_filings *filings, bool check, sf_draft *draft,
                                sf_series **series, sf_error *error) {
  const sf_filing_query *query = maker->query;
  if (maker->failed || draft->failed) {
    sf_discard_draft(draft);
    return no_memory(query, error);
  }
  sf_series *made = NULL;
  sf_status status =
      sf_finish_series(draft, name_of(query), maker->figures.dimension, maker->figures.sources, &made, error);
  if (status != SF_OK) return status;
  if (check) check_years(maker, made);
  status = maker->failed ? no_memory(query, error)
                         : sf_note_series(made, maker->figures.notes.items, maker->figures.notes.count, error);
  if (status == SF_OK) status = note_end(filings, made, error);
  if (status == SF_OK) status = break_at_tags(&maker->figures, query, &made, error);
  if (status == SF_OK)
    *series = made;
  else
    sf_release_series(made);
  return status;
}

/* A series of what each group of tags makes of itself. */
static sf_status make_grouped(const sf_filings *filings, const sf_filing_query *query, make_of_group *make,
                              sf_series **series, sf_error *error) {
  series_maker maker = {.query = query, .group = {.keep_repeats = query->keep_repeats}};
  sf_status status = sf_gather_figures(filings, query, make == make_balances, &maker.figures, error);
  if (status != SF_OK) return status;
  sf_draft draft = {.keep_repeats = query->keep_repeats};
  make_all(&maker, make, &draft);
  status = finish_grouped(&maker, filings, make == make_quarters, &draft, series, error);
  sf_discard_draft(&maker.group);
  sf_discard_figures(&maker.figures);
  return status;
}

sf_status sf_quarterly_series(const sf_filings *filings, const sf_filing_query *query, sf_series **series,
                              sf_error *error) {
  return make_grouped(filings, query, make_quarters, series, error);
}

sf_status sf_annual_series(const sf_filings *filings, const sf_filing_query *query, sf_series **series,
                           sf_error *error) {
  return make_grouped(filings, query, make_years, series, error);
}

sf_status sf_instant_series(const sf_filings *filings, const sf_filing_query *query, sf_series **series,
                            sf_error *error) {
  return make_grouped(filings, query, make_balances, series, error);
}
