/* Deriving without looking ahead: change, trailing year, lag and difference.
 *
 * A derived period is looked at on the day it first became known, and again on every later day on which anything it
 * was made of was restated; what it is made of is each time chosen among what was known on that day. */
#include "base/format.h"
#include "series/series_layout.h"

#include "base/memory.h"

#include <math.h>

enum { YEAR_AT_LEAST = 360, YEAR_AT_MOST = 378, LARGEST_SEAM = 4 };

char *sf_derived_name(char name[SF_SERIES_NAME_SIZE], const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  sf_format_list(name, SF_SERIES_NAME_SIZE, format, arguments);
  va_end(arguments);
  return name;
}

static void derive_period(const sf_derived *derived, size_t period, sf_draft *draft) {
  const sf_series *over = derived->over;
  for (sf_day day = over->observations[sf_first_vintage(over, period)].known_on; day != SF_NEVER;) {
    sf_moment moment = {.value = NAN, .next = SF_NEVER};
    const sf_observation *own = sf_find_vintage(over, period, day, &moment.next);
    moment.newest = own;
    moment.start = own->start;
    moment.is_inexact = own->exactness != SF_EXACT;
    if (!isnan(own->value)) derived->derive(derived->context, period, day, &moment);
    if (moment.is_inexact && moment.exactness == SF_EXACT) moment.value = NAN;
    const sf_observation made = {.start = moment.start,
                                 .end = own->end,
                                 .known_on = day,
                                 .source = moment.newest->source + moment.source_offset,
                                 .line = moment.newest->line,
                                 .method = SF_COMPUTED,
                                 .exactness = moment.exactness,
                                 .value = isfinite(moment.value) ? moment.value : (double)NAN};
    sf_append_vintage(draft, &made);
    day = moment.next;
  }
}

sf_status sf_derive_series(const sf_derived *derived, sf_series **result, sf_error *error) {
  sf_draft draft = {0};
  sf_reserve_draft(&draft, derived->over->length);
  for (size_t period = 0; period < derived->over->periods && !draft.failed; period++)
    derive_period(derived, period, &draft);
  sf_series *made = NULL;
  sf_status status = sf_finish_series(&draft, derived->name, derived->dimension, derived->sources, &made, error);
  if (status == SF_OK) status = sf_remark_as(made, derived->over, derived->other, error);
  if (status == SF_OK)
    *result = made;
  else
    sf_release_series(made);
  return status;
}

const sf_observation *sf_nearest_vintage(const sf_series *series, size_t at, size_t limit, sf_day target, int tolerance,
                                         sf_day day, sf_day *next) {
  size_t below = at, above = at; /* period below - 1 is the next to look at on the left, above on the right */
  for (;;) {
    const int64_t left = below > 0 ? (int64_t)target - sf_period_end(series, below - 1) : INT64_MAX;
    const int64_t right = above < limit ? (int64_t)sf_period_end(series, above) - target : INT64_MAX;
    if (left > tolerance && right > tolerance) return NULL;
    const size_t period = left <= right ? --below : above++;
    const sf_observation *vintage = sf_find_vintage(series, period, day, next);
    if (vintage != NULL && !isnan(vintage->value)) return vintage;
  }
}

/* Change over months. */

typedef struct change_context {
  const sf_series *series;
  int months, tolerance;
  size_t at;                     /* the first period that ends on or after the day last aimed at */
  sf_day month_start, month_end; /* days of one month, and where its first day is aimed */
  sf_day aimed_start, aimed_end;
} change_context;

static void aim_month(change_context *context, sf_day end) {
  context->month_end = sf_month_end(end);
  context->month_start = end - sf_split_day(end).day + 1;
  context->aimed_start = sf_add_months(context->month_start, -context->months);
  context->aimed_end = sf_month_end(context->aimed_start);
}

/* The same day so many months before; a month's days are worked out once. */
static inline sf_day aim(change_context *context, sf_day end) {
  if (end < context->month_start || end > context->month_end) aim_month(context, end);
  const sf_day day = context->aimed_start + (end - context->month_start);
  return day < context->aimed_end ? day : context->aimed_end;
}

static void derive_change(void *opaque, size_t period, sf_day day, sf_moment *moment) {
  change_context *context = opaque;
  const sf_series *series = context->series;
  const sf_day target = aim(context, sf_period_end(series, period));
  while (context->at < period && sf_period_end(series, context->at) < target) context->at += 1;
  sf_day next = moment->next;
  const sf_observation *own = moment->newest;
  const sf_observation *before =
      sf_nearest_vintage(series, context->at, period, target, context->tolerance, day, &next);
  moment->next = next;
  if (before == NULL || !(before->value > 0) || sf_is_broken(series, before->end, own->end)) return;
  moment->value = own->value / before->value - 1;
  sf_note_input(moment, before, 0);
}

/* The period below limit that ends nearest to target, ties to the earlier; limit when none is within tolerance. at is
 * the first period that ends on or after target. */
static size_t nearest_period(const sf_series *series, size_t at, size_t limit, sf_day target, int tolerance) {
  const int left = at > 0 ? target - series->ends[at - 1] : INT32_MAX;
  const int right = at < limit ? series->ends[at] - target : INT32_MAX;
  if (left > tolerance && right > tolerance) return limit;
  return left <= right ? at - 1 : at;
}

/* In a plain series all that came before is known, so one look at each period is enough, and what comes of it is
 * plain. */
static void gather_plain_changes(change_context *context, sf_draft *draft) {
  const sf_series *series = context->series;
  for (size_t period = 0; period < series->length; period++) {
    const sf_day target = aim(context, series->ends[period]);
    while (context->at < period && series->ends[context->at] < target) context->at += 1;
    const size_t before = nearest_period(series, context->at, period, target, context->tolerance);
    if (before == period || !(series->observations[before].value > 0)) continue;
    sf_observation made = series->observations[period];
    made.value = made.value / series->observations[before].value - 1;
    made.method = SF_COMPUTED;
    if (isfinite(made.value)) sf_append_plain(draft, &made);
  }
}

static sf_status change_plain(change_context *context, const char *name, sf_series **result, sf_error *error) {
  sf_draft draft = {0};
  sf_reserve_plain_draft(&draft, context->series->length);
  if (!draft.failed) gather_plain_changes(context, &draft);
  return sf_finish_series(&draft, name, sf_dimensionless(), context->series->sources, result, error);
}

static sf_status change_named(const sf_series *series, int months, int tolerance, const char *name, sf_series **result,
                              sf_error *error) {
  if (months < 1 || months > SF_MOST_MONTHS)
    return sf_fail(error, SF_INVALID, "a change is over 1 to %d months, got %d", SF_MOST_MONTHS, months);
  if (tolerance < 0 || tolerance > SF_LARGEST_TOLERANCE)
    return sf_fail(error, SF_INVALID, "the tolerance must be 0 to %d days, got %d", SF_LARGEST_TOLERANCE, tolerance);
  change_context context = {.series = series, .months = months, .tolerance = tolerance, .month_start = 1};
  if (series->plain && series->remarks == NULL) return change_plain(&context, name, result, error);
  return sf_derive_series(&(sf_derived){.over = series,
                                        .sources = series->sources,
                                        .name = name,
                                        .dimension = sf_dimensionless(),
                                        .derive = derive_change,
                                        .context = &context},
                          result, error);
}

sf_status sf_change_over_months(const sf_series *series, int months, int tolerance, sf_series **result,
                                sf_error *error) {
  char name[SF_SERIES_NAME_SIZE];
  sf_derived_name(name, "change over %d months(%s)", months, series->name);
  return change_named(series, months, tolerance, name, result, error);
}

sf_status sf_year_over_year(const sf_series *series, sf_series **result, sf_error *error) {
  char name[SF_SERIES_NAME_SIZE];
  return change_named(series, 12, SF_YEAR_TOLERANCE, sf_derived_name(name, "yoy(%s)", series->name), result, error);
}

sf_status sf_quarter_over_quarter(const sf_series *series, sf_series **result, sf_error *error) {
  char name[SF_SERIES_NAME_SIZE];
  return change_named(series, 3, SF_QUARTER_TOLERANCE, sf_derived_name(name, "qoq(%s)", series->name), result, error);
}

/* Trailing year. */

/* The vintage of the period that ends just before start, or NULL. *period is where to look from, and where it was. */
static const sf_observation *find_seam(const sf_series *series, size_t *period, sf_day start, sf_day day,
                                       sf_day *next) {
  while (*period > 0) {
    const sf_day end = sf_period_end(series, *period - 1);
    if (end < start - 1 - LARGEST_SEAM) return NULL;
    *period -= 1;
    const sf_observation *vintage = sf_find_vintage(series, *period, day, next);
    if (end <= start - 1 + LARGEST_SEAM && vintage != NULL && !isnan(vintage->value)) return vintage;
  }
  return NULL;
}

static void derive_trailing_year(void *opaque, size_t period, sf_day day, sf_moment *moment) {
  const sf_series *series = opaque;
  const sf_day end = moment->newest->end;
  double sum = moment->newest->value;
  sf_day start = moment->start;
  while (end - start + 1 < YEAR_AT_LEAST) {
    const sf_observation *before = find_seam(series, &period, start, day, &moment->next);
    if (before == NULL || sf_is_broken(series, before->end, end)) return;
    sum += before->value;
    start = before->start;
    sf_note_input(moment, before, 0);
  }
  if (end - start + 1 > YEAR_AT_MOST) return;
  moment->value = sum;
  moment->start = start;
}

sf_status sf_trailing_year(const sf_series *series, sf_series **result, sf_error *error) {
  for (size_t i = 0; i < series->length; i++)
    if (series->observations[i].start == series->observations[i].end)
      return sf_fail(error, SF_INVALID, "%s is of single days, not of periods: it has no sum over a year",
                     series->name);
  char name[SF_SERIES_NAME_SIZE];
  return sf_derive_series(&(sf_derived){.over = series,
                                        .sources = series->sources,
                                        .name = sf_derived_name(name, "ttm(%s)", series->name),
                                        .dimension = series->dimension,
                                        .derive = derive_trailing_year,
                                        .context = (void *)(uintptr_t)series},
                          result, error);
}

/* Lag and difference. */

/* The step from one period to the next, where the series has one: months, else days, else neither. */
typedef struct sf_step {
  int months, days, tolerance;
} sf_step;

/* The usual days from one of the last few known periods to the next; 0 with fewer than two. Only what was known on the
 * day counts, so that it is the same whenever one asks. */
static int usual_gap(const sf_series *series, size_t period, sf_day day, sf_day *next) {
  enum { LOOKED_AT = 8 };
  int gaps[LOOKED_AT], count = 0;
  sf_day end = sf_period_end(series, period);
  for (size_t late = 0; count < LOOKED_AT && period > 0 && late < SF_LATE_PERIODS; period--) {
    const sf_observation *vintage = sf_find_vintage(series, period - 1, day, next);
    if (vintage == NULL || isnan(vintage->value)) {
      ++late;
      continue;
    }
    int gap = end - vintage->end, at = count++;
    for (; at > 0 && gaps[at - 1] > gap; --at) gaps[at] = gaps[at - 1];
    gaps[at] = gap;
    end = vintage->end;
  }
  return count == 0 ? 0 : gaps[(count - 1) / 2];
}

static sf_step step_of(int gap) {
  static const struct {
    int least, most, months;
  } calendar[] = {{26, 35, 1}, {80, 100, 3}, {170, 195, 6}, {350, 380, 12}};
  for (size_t i = 0; i < sizeof calendar / sizeof *calendar; i++)
    if (gap >= calendar[i].least && gap <= calendar[i].most)
      return (sf_step){.months = calendar[i].months, .tolerance = gap / 3};
  return gap >= 6 ? (sf_step){.days = gap, .tolerance = gap / 3} : (sf_step){0};
}

typedef struct lag_context {
  const sf_series *series;
  size_t count;
  bool difference;
} lag_context;

/* The vintage of the period so many steps before, by date: a hole is not stepped over. */
static const sf_observation *find_by_date(const lag_context *context, sf_step step, size_t period, sf_day day,
                                          sf_day *next) {
  const sf_series *series = context->series;
  const sf_day end = sf_period_end(series, period);
  const int64_t count = (int64_t)context->count;
  if (count * 31 * (step.months + 1) + count * step.days > end - SF_FIRST_DAY) return NULL;
  const sf_day target =
      step.months > 0 ? sf_add_months(end, -(int)count * step.months) : end - (sf_day)count * step.days;
  return sf_nearest_vintage(series, sf_find_period(series, target), period, target, step.tolerance, day, next);
}

/* The vintage so many known periods before: days of trade have no step. */
static const sf_observation *find_by_row(const lag_context *context, size_t period, sf_day day, sf_day *next) {
  const sf_observation *found = NULL;
  size_t steps = 0;
  for (size_t late = 0; steps < context->count; period--) {
    if (period == 0) return NULL;
    const sf_observation *vintage = sf_find_vintage(context->series, period - 1, day, next);
    if (vintage == NULL || isnan(vintage->value)) {
      if (++late > SF_LATE_PERIODS) return NULL;
      continue;
    }
    found = vintage;
    steps += 1;
  }
  return found;
}

static void derive_lag(void *opaque, size_t period, sf_day day, sf_moment *moment) {
  const lag_context *context = opaque;
  const sf_observation *own = moment->newest;
  sf_day next = moment->next;
  const sf_step step = step_of(usual_gap(context->series, period, day, &next));
  const sf_observation *found = step.months > 0 || step.days > 0 ? find_by_date(context, step, period, day, &next)
                                                                 : find_by_row(context, period, day, &next);
  moment->next = next;
  if (found == NULL || sf_is_broken(context->series, found->end, own->end)) return;
  moment->value = context->difference ? own->value - found->value : found->value;
  sf_note_input(moment, found, 0);
}

static sf_status lag_named(const sf_series *series, size_t count, bool difference, sf_series **result,
                           sf_error *error) {
  if (count < 1 || count > SF_LARGEST_WINDOW)
    return sf_fail(error, SF_INVALID, "the number of periods must be 1 to %d, got %zu", SF_LARGEST_WINDOW, count);
  lag_context context = {.series = series, .count = count, .difference = difference};
  char name[SF_SERIES_NAME_SIZE];
  sf_derived_name(name, "%s(%s, %zu)", difference ? "diff" : "lag", series->name, count);
  return sf_derive_series(&(sf_derived){.over = series,
                                        .sources = series->sources,
                                        .name = name,
                                        .dimension = series->dimension,
                                        .derive = derive_lag,
                                        .context = &context},
                          result, error);
}

sf_status sf_lag_series(const sf_series *series, size_t count, sf_series **result, sf_error *error) {
  return lag_named(series, count, false, result, error);
}

sf_status sf_difference_series(const sf_series *series, size_t count, sf_series **result, sf_error *error) {
  return lag_named(series, count, true, result, error);
}
