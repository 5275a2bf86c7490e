/* From facts to one series: a figure per filing and period, then quarters out of years to date. */
#include "publishers/figures.h"
#include "publishers/filings_layout.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  QUARTER_SHORTEST = 80, /* days; 12 weeks are 84, 14 weeks 98 */
  QUARTER_LONGEST = 100,
  YEAR_SHORTEST = 350,
  YEAR_LONGEST = 378
};

static int days_in(sf_day start, sf_day end) { return end - start + 1; }
static bool is_quarter(int days) { return days >= QUARTER_SHORTEST && days <= QUARTER_LONGEST; }
static bool is_year(int days) { return days >= YEAR_SHORTEST && days <= YEAR_LONGEST; }

/* What is known of a quarter on one day; newest NULL: nothing. */
typedef struct choice {
  double value;
  sf_day start, known_on;
  const sf_figure *newest;
  sf_method method;
} choice;

typedef struct quarter_maker {
  const sf_figures *figures;
  sf_draft draft;
  sf_day *days; /* on which what is known of the quarter in hand may change */
  size_t day_count, day_capacity;
  bool failed;
} quarter_maker;

static void note_day(quarter_maker *quarters, sf_day day) {
  if (quarters->day_count == quarters->day_capacity) {
    const size_t capacity = quarters->day_capacity < 32 ? 64 : quarters->day_capacity * 2;
    sf_day *days = sf_reallocate(quarters->days, capacity, sizeof *days);
    if (days == NULL) {
      quarters->failed = true;
      return;
    }
    quarters->days = days;
    quarters->day_capacity = capacity;
  }
  quarters->days[quarters->day_count++] = day;
}

static void note_span_days(quarter_maker *quarters, const sf_span *span) {
  for (size_t i = 0; i < span->count; i++) note_day(quarters, quarters->figures->items[span->first + i].filed);
}

static int compare_days(const void *a, const void *b) {
  const sf_day x = *(const sf_day *)a, y = *(const sf_day *)b;
  return (x > y) - (x < y);
}

static void order_days(quarter_maker *quarters) {
  if (quarters->day_count == 0) return;
  qsort(quarters->days, quarters->day_count, sizeof *quarters->days, compare_days);
  size_t kept = 1;
  for (size_t i = 1; i < quarters->day_count; i++)
    if (quarters->days[i] != quarters->days[kept - 1]) quarters->days[kept++] = quarters->days[i];
  quarters->day_count = kept;
}

/* Takes the candidate when nothing was chosen, when it is reported and the other is not, or when it is newer. */
static void consider(choice *best, const choice *candidate) {
  const bool better = best->newest == NULL || (candidate->method == SF_REPORTED && best->method != SF_REPORTED) ||
                      (candidate->method == best->method && candidate->known_on > best->known_on);
  if (better) *best = *candidate;
}

static void consider_reported(choice *best, const sf_figure *figure) {
  consider(best, &(choice){.value = figure->value,
                           .start = figure->start,
                           .known_on = figure->filed,
                           .newest = figure,
                           .method = SF_REPORTED});
}

/* The longer year to date less the shorter. */
static void consider_difference(choice *best, const sf_figure *longer, const sf_figure *shorter) {
  const sf_figure *newest = shorter->filed > longer->filed ? shorter : longer;
  consider(best, &(choice){.value = longer->value - shorter->value,
                           .start = shorter->end + 1,
                           .known_on = newest->filed,
                           .newest = newest,
                           .method = SF_DIFFERENCED});
}

/* The quarter made before that starts on that day, as known on day; NULL when there is none. */
static const sf_observation *find_made(const sf_draft *draft, sf_day start, sf_day day) {
  const sf_observation *found = NULL;
  for (size_t i = draft->length; i-- > 0;) {
    const sf_observation *item = &draft->items[i];
    if (item->end < start) break;
    if (item->start == start && item->known_on <= day && (found == NULL || item->known_on > found->known_on))
      found = item;
  }
  return found;
}

/* The year to date less the quarters made before that begin with it and leave one quarter. */
static void consider_rest(const quarter_maker *quarters, choice *best, const sf_figure *total, sf_day day) {
  double rest = total->value;
  sf_day start = total->start, known_on = total->filed;
  while (days_in(start, total->end) > QUARTER_LONGEST) {
    const sf_observation *quarter = find_made(&quarters->draft, start, day);
    if (quarter == NULL || isnan(quarter->value)) return;
    rest -= quarter->value;
    start = quarter->end + 1;
    if (quarter->known_on > known_on) known_on = quarter->known_on;
  }
  if (start == total->start || !is_quarter(days_in(start, total->end))) return;
  consider(best,
           &(choice){.value = rest, .start = start, .known_on = known_on, .newest = total, .method = SF_DIFFERENCED});
}

/* Spans with that start that end one quarter before end: [*from, *to) in the order by start. */
static void find_shorter(const sf_figures *figures, sf_day start, sf_day end, size_t *from, size_t *to) {
  *from = sf_find_span_by_start(figures, start, end - QUARTER_LONGEST);
  *to = sf_find_span_by_start(figures, start, end - QUARTER_SHORTEST + 1);
}

static choice choose(const quarter_maker *quarters, size_t first, size_t last, sf_day day) {
  const sf_figures *figures = quarters->figures;
  choice best = {.newest = NULL};
  for (size_t i = first; i < last; i++) {
    const sf_span *span = &figures->spans[i];
    const sf_figure *longer = sf_figure_known(figures, span, day);
    const int length = days_in(span->start, span->end);
    if (longer == NULL || length < QUARTER_SHORTEST || length > YEAR_LONGEST) continue;
    if (is_quarter(length)) {
      consider_reported(&best, longer);
      continue;
    }
    size_t from, to;
    bool differenced = false;
    find_shorter(figures, span->start, span->end, &from, &to);
    for (; from < to; from++) {
      const sf_figure *shorter = sf_figure_known(figures, &figures->spans[figures->by_start[from]], day);
      if (shorter == NULL) continue;
      consider_difference(&best, longer, shorter);
      differenced = true;
    }
    if (!differenced && best.newest == NULL) consider_rest(quarters, &best, longer, day);
  }
  return best;
}

/* The days on which the quarter's figure may change. */
static void gather_days(quarter_maker *quarters, size_t first, size_t last) {
  const sf_figures *figures = quarters->figures;
  quarters->day_count = 0;
  for (size_t i = first; i < last; i++) {
    const sf_span *span = &figures->spans[i];
    const int length = days_in(span->start, span->end);
    if (length < QUARTER_SHORTEST || length > YEAR_LONGEST) continue;
    note_span_days(quarters, span);
    if (is_quarter(length)) continue;
    size_t from, to;
    find_shorter(figures, span->start, span->end, &from, &to);
    for (; from < to; from++) note_span_days(quarters, &figures->spans[figures->by_start[from]]);
    for (size_t j = quarters->draft.length; j-- > 0 && quarters->draft.items[j].end >= span->start;)
      note_day(quarters, quarters->draft.items[j].known_on);
  }
  order_days(quarters);
}

/* All spans that end on one day: at most one quarter. */
static void make_quarter(quarter_maker *quarters, size_t first, size_t last) {
  gather_days(quarters, first, last);
  for (size_t i = 0; i < quarters->day_count && !quarters->failed; i++) {
    const choice chosen = choose(quarters, first, last, quarters->days[i]);
    if (chosen.newest == NULL || chosen.known_on != quarters->days[i]) continue;
    const sf_observation made = {.start = chosen.start,
                                 .end = quarters->figures->spans[first].end,
                                 .known_on = chosen.known_on,
                                 .source = chosen.newest->source,
                                 .method = chosen.method,
                                 .value = isfinite(chosen.value) ? chosen.value : (double)NAN};
    sf_append_vintage(&quarters->draft, &made);
  }
}

static sf_status finish(sf_draft *draft, bool failed, const sf_figures *figures, const sf_filing_query *query,
                        sf_series **series, sf_error *error) {
  if (failed) {
    sf_discard_draft(draft);
    return sf_fail(error, SF_NO_MEMORY, "no memory for a series of %s", query->tags[0]);
  }
  return sf_finish_series(draft, query->name != NULL ? query->name : query->tags[0], figures->dimension,
                          figures->sources, series, error);
}

sf_status sf_quarterly_series(const sf_filings *filings, const sf_filing_query *query, sf_series **series,
                              sf_error *error) {
  sf_figures figures;
  sf_status status = sf_gather_figures(filings, query, false, &figures, error);
  if (status != SF_OK) return status;
  quarter_maker quarters = {.figures = &figures, .draft = {.keep_repeats = query->keep_repeats}};
  for (size_t first = 0, last; first < figures.span_count && !quarters.failed; first = last) {
    for (last = first + 1; last < figures.span_count && figures.spans[last].end == figures.spans[first].end;) last++;
    make_quarter(&quarters, first, last);
  }
  status = finish(&quarters.draft, quarters.failed, &figures, query, series, error);
  sf_free(quarters.days);
  sf_discard_figures(&figures);
  return status;
}

/* Spans of which every figure stands as reported: years, or instants. */
static sf_status reported_series(const sf_filings *filings, const sf_filing_query *query, bool instants,
                                 sf_series **series, sf_error *error) {
  sf_figures figures;
  sf_status status = sf_gather_figures(filings, query, instants, &figures, error);
  if (status != SF_OK) return status;
  sf_draft draft = {.keep_repeats = true};
  for (size_t i = 0; i < figures.figure_count; i++) {
    const sf_figure *figure = &figures.items[i];
    if (!instants && !is_year(days_in(figure->start, figure->end))) continue;
    sf_append_draft(&draft, &(sf_observation){.start = figure->start,
                                              .end = figure->end,
                                              .known_on = figure->filed,
                                              .source = figure->source,
                                              .method = SF_REPORTED,
                                              .value = figure->value});
  }
  if (draft.failed) {
    status = finish(&draft, true, &figures, query, series, error);
  } else {
    const sf_series_description description = {.name = query->name != NULL ? query->name : query->tags[0],
                                               .dimension = figures.dimension,
                                               .sources = figures.sources->items,
                                               .source_count = figures.sources->count,
                                               .keep_repeats = query->keep_repeats};
    status = sf_create_series(&description, draft.items, draft.length, series, error);
    sf_discard_draft(&draft);
  }
  sf_discard_figures(&figures);
  return status;
}

sf_status sf_annual_series(const sf_filings *filings, const sf_filing_query *query, sf_series **series,
                           sf_error *error) {
  return reported_series(filings, query, false, series, error);
}

sf_status sf_instant_series(const sf_filings *filings, const sf_filing_query *query, sf_series **series,
                            sf_error *error) {
  return reported_series(filings, query, true, series, error);
}
