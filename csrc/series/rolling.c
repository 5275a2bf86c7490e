/* Statistics of the last so many periods. Sums run from the oldest to the newest, afresh for every window, so that a
 * window's bits do not depend on where the series began. */
#include "series/series_layout.h"

#include "base/memory.h"
#include "base/meter.h"
#include "numeric/median.h"

#include <math.h>
#include <string.h>

typedef struct rolling_context {
  const sf_series *series;
  sf_statistic statistic;
  size_t count;
  double *values;  /* of a plain series, all of them; else NULL */
  double *window;  /* gathered, oldest first */
  double *scratch; /* for the median */
  /* Days rise within a period, so of each period before it the place of the first vintage not yet known is kept. */
  size_t *following;
  size_t period, looked; /* for how many periods before which one */
} rolling_context;

static double sum_of(const double *values, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += values[i];
  return sum;
}

static double mean_of(const double *values, size_t count) { return sum_of(values, count) / (double)count; }

static double sd_of(const double *values, size_t count, double mean) {
  double squares = 0;
  for (size_t i = 0; i < count; i++) squares += (values[i] - mean) * (values[i] - mean);
  return sqrt(squares / (double)(count - 1));
}

static double extreme_of(const double *values, size_t count, bool largest) {
  double extreme = values[0];
  for (size_t i = 1; i < count; i++)
    if (largest ? values[i] > extreme : values[i] < extreme) extreme = values[i];
  return extreme;
}

static double share_at_or_below(const double *values, size_t count, double value) {
  size_t below = 0;
  for (size_t i = 0; i < count; i++) below += values[i] <= value;
  return (double)below / (double)count;
}

static bool is_constant(const double *values, size_t count) {
  size_t same = 1;
  while (same < count && values[same] == values[0]) same++;
  return same == count;
}

static double zscore_of(const double *values, size_t count) {
  /* a constant window has no z-score, whatever rounding makes of its mean */
  if (is_constant(values, count)) return NAN;
  const double mean = mean_of(values, count);
  return (values[count - 1] - mean) / sd_of(values, count, mean);
}

static double statistic_of(const rolling_context *context, const double *window) {
  const size_t count = context->count;
  switch (context->statistic) {
  case SF_ROLLING_SUM:
    return sum_of(window, count);
  case SF_ROLLING_MEAN:
    return mean_of(window, count);
  case SF_ROLLING_SD:
    return sd_of(window, count, mean_of(window, count));
  case SF_ROLLING_MINIMUM:
    return extreme_of(window, count, false);
  case SF_ROLLING_MAXIMUM:
    return extreme_of(window, count, true);
  case SF_ROLLING_MEDIAN:
    memcpy(context->scratch, window, count * sizeof *window);
    return sf_median(context->scratch, count);
  case SF_ROLLING_ZSCORE:
    return zscore_of(window, count);
  case SF_ROLLING_PERCENTILE:
    return share_at_or_below(window, count, window[count - 1]);
  case SF_STATISTIC_COUNT:
    break;
  }
  return NAN;
}

/* The vintage, known on day, of the period that many before; NULL when there is none. */
static const sf_observation *find_before(rolling_context *context, size_t back, sf_day day, sf_day *next) {
  const sf_series *series = context->series;
  const size_t period = context->period - back, first = sf_first_vintage(series, period);
  const size_t end = first + sf_vintage_count(series, period);
  size_t *const at = &context->following[back - 1];
  if (back > context->looked) {
    const sf_observation *known = sf_find_vintage(series, period, day, next);
    *at = known == NULL ? first : (size_t)(known - series->observations) + 1;
    context->looked = back;
  }
  while (*at < end && series->observations[*at].known_on <= day) ++*at;
  if (*at < end && series->observations[*at].known_on < *next) *next = series->observations[*at].known_on;
  return *at > first ? &series->observations[*at - 1] : NULL;
}

/* The last periods known on day, oldest first, the first of which ends on *oldest; NULL while there are too few. */
static const double *gather_window(rolling_context *context, size_t period, sf_day day, sf_day *oldest,
                                   sf_moment *moment) {
  *oldest = sf_period_end(context->series, period);
  if (context->values != NULL) {
    if (period + 1 < context->count) return NULL;
    *oldest = sf_period_end(context->series, period + 1 - context->count);
    return context->values + (period + 1 - context->count);
  }
  if (context->period != period) context->looked = 0;
  context->period = period;
  size_t missing = context->count - 1;
  context->window[missing] = moment->newest->value;
  for (size_t back = 1, late = 0; missing > 0; back++) {
    if (back > period) return NULL;
    const sf_observation *vintage = find_before(context, back, day, &moment->next);
    if (vintage == NULL || isnan(vintage->value)) {
      if (++late > SF_LATE_PERIODS) return NULL;
      continue;
    }
    context->window[--missing] = vintage->value;
    *oldest = vintage->end;
    sf_note_input(moment, vintage, 0);
  }
  return context->window;
}

static void derive_rolling(void *opaque, size_t period, sf_day day, sf_moment *moment) {
  rolling_context *context = opaque;
  sf_day oldest;
  const double *window = gather_window(context, period, day, &oldest, moment);
  if (sf_is_broken(context->series, oldest, sf_period_end(context->series, period))) return;
  sf_leave_if_late();
  if (window != NULL) moment->value = statistic_of(context, window);
}

static bool prepare(rolling_context *context) {
  const sf_series *series = context->series;
  context->scratch = sf_allocate(context->count, sizeof *context->scratch);
  if (series->plain) {
    context->values = sf_allocate(series->length, sizeof *context->values);
    for (size_t i = 0; context->values != NULL && i < series->length; i++)
      context->values[i] = series->observations[i].value;
    return context->scratch != NULL && context->values != NULL;
  }
  context->window = sf_allocate(context->count, sizeof *context->window);
  context->following = sf_allocate(context->count + SF_LATE_PERIODS, sizeof *context->following);
  return context->scratch != NULL && context->window != NULL && context->following != NULL;
}

static const char *const statistic_names[SF_STATISTIC_COUNT] = {
    [SF_ROLLING_SUM] = "sum",         [SF_ROLLING_MEAN] = "mean",
    [SF_ROLLING_SD] = "sd",           [SF_ROLLING_MINIMUM] = "minimum",
    [SF_ROLLING_MAXIMUM] = "maximum", [SF_ROLLING_MEDIAN] = "median",
    [SF_ROLLING_ZSCORE] = "zscore",   [SF_ROLLING_PERCENTILE] = "percentile"};

static bool is_plain_number(sf_statistic statistic) {
  return statistic == SF_ROLLING_ZSCORE || statistic == SF_ROLLING_PERCENTILE;
}

sf_status sf_rolling(const sf_series *series, sf_statistic statistic, size_t count, sf_series **result,
                     sf_error *error) {
  if ((unsigned)statistic >= SF_STATISTIC_COUNT)
    return sf_fail(error, SF_INVALID, "statistic %d does not exist", (int)statistic);
  const size_t least = statistic == SF_ROLLING_SD || statistic == SF_ROLLING_ZSCORE ? 2 : 1;
  if (count < least || count > SF_LARGEST_WINDOW)
    return sf_fail(error, SF_INVALID, "the window of a %s must be %zu to %d periods, got %zu",
                   statistic_names[statistic], least, SF_LARGEST_WINDOW, count);
  rolling_context context = {.series = series, .statistic = statistic, .count = count};
  sf_status status;
  if (prepare(&context)) {
    char name[SF_SERIES_NAME_SIZE];
    sf_derived_name(name, "%s(%s, %zu)", statistic_names[statistic], series->name, count);
    status =
        sf_derive_series(&(sf_derived){.over = series,
                                       .sources = series->sources,
                                       .name = name,
                                       .dimension = is_plain_number(statistic) ? sf_dimensionless() : series->dimension,
                                       .derive = derive_rolling,
                                       .context = &context},
                         result, error);
  } else {
    status = sf_fail(error, SF_NO_MEMORY, "no memory for a window of %zu periods", count);
  }
  sf_free(context.values);
  sf_free(context.window);
  sf_free(context.following);
  sf_free(context.scratch);
  return status;
}
