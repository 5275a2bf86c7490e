#include "signalflow/frontier.h"

#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Interpolating. */

static double sign_of(double value) { return (value > 0) - (value < 0); }

/* Of the chord from i to i + 1. */
static double chord(const double *x, const double *y, size_t i) { return (y[i + 1] - y[i]) / (x[i + 1] - x[i]); }

/* Steffen's slope at a point: that of the parabola through it and its neighbours, but not above twice the smaller
 * chord's, and 0 where the chords' signs differ. */
static double slope_at(const double *x, const double *y, size_t count, size_t i) {
  if (i == 0) return chord(x, y, 0);
  if (i == count - 1) return chord(x, y, count - 2);
  const double left = x[i] - x[i - 1], right = x[i + 1] - x[i], before = chord(x, y, i - 1), after = chord(x, y, i);
  const double parabola = (before * right + after * left) / (left + right);
  return (sign_of(before) + sign_of(after)) * fmin(fmin(fabs(before), fabs(after)), fabs(parabola) / 2);
}

static double cubic_between(const double *x, const double *y, size_t count, size_t i, double at) {
  const double width = x[i + 1] - x[i], slope = chord(x, y, i), u = at - x[i];
  const double first = slope_at(x, y, count, i), second = slope_at(x, y, count, i + 1);
  const double cubic = (first + second - 2 * slope) / (width * width),
               square = (3 * slope - 2 * first - second) / width;
  const double value = ((cubic * u + square) * u + first) * u + y[i];
  return fmin(fmax(value, fmin(y[i], y[i + 1])), fmax(y[i], y[i + 1])); /* rounding may step over the end */
}

/* The last of the points before the last whose x is not above at; 0 where all are. */
static size_t segment_of(const double *x, size_t count, double at) {
  size_t low = 0, high = count - 1;
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    if (x[middle] <= at)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static bool is_at(double x, double at) {
  static const double typed = 1e-9;
  return fabs(x - at) <= typed * fabs(at);
}

static sf_status check_points(const double *x, const double *y, size_t count, sf_error *error) {
  if (count == 0) return sf_fail(error, SF_INVALID, "there is no point to interpolate");
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(x[i]) || !isfinite(y[i])) return sf_fail(error, SF_INVALID, "point %zu is not a number", i + 1);
    if (i > 0 && !(x[i] > x[i - 1]))
      return sf_fail(error, SF_INVALID, "x must rise: point %zu is %s after %s", i + 1, sf_quote_number(x[i]).text,
                     sf_quote_number(x[i - 1]).text);
  }
  return SF_OK;
}

static sf_status locate(const double *x, size_t count, double at, sf_bracket *place, sf_error *error) {
  if (isnan(at)) return sf_fail(error, SF_INVALID, "a reading needs a number");
  const size_t i = count > 1 ? segment_of(x, count, at) : 0, next = count > 1 ? i + 1 : 0;
  if (is_at(x[i], at))
    *place = (sf_bracket){i, i, 0};
  else if (is_at(x[next], at))
    *place = (sf_bracket){next, next, 0};
  else if (at < x[0] || at > x[count - 1])
    return sf_fail(error, SF_OUT_OF_RANGE, "%s lies outside %s to %s, and nothing is extrapolated",
                   sf_quote_number(at).text, sf_quote_number(x[0]).text, sf_quote_number(x[count - 1]).text);
  else
    *place = (sf_bracket){i, next, (at - x[i]) / (x[next] - x[i])};
  return SF_OK;
}

static double read_at(const double *x, const double *y, size_t count, double at, const sf_bracket *place) {
  return place->first == place->second ? y[place->first] : cubic_between(x, y, count, place->first, at);
}

sf_status sf_interpolate(const double *x, const double *y, size_t count, double at, double *value, sf_bracket *bracket,
                         sf_error *error) {
  sf_bracket place;
  sf_status status = check_points(x, y, count, error);
  if (!status) status = locate(x, count, at, &place, error);
  if (status) return status;
  *value = read_at(x, y, count, at, &place);
  if (bracket) *bracket = place;
  return SF_OK;
}

/* The frontier. */

typedef struct frontier_point {
  double interactivity, throughput;
  size_t place;
} frontier_point;

/* By falling interactivity, then falling throughput, then place. */
static int by_interactivity(const void *a, const void *b) {
  const frontier_point *const p = a, *const q = b;
  if (p->interactivity != q->interactivity) return p->interactivity < q->interactivity ? 1 : -1;
  if (p->throughput != q->throughput) return p->throughput < q->throughput ? 1 : -1;
  return (p->place > q->place) - (p->place < q->place);
}

static sf_status take_points(const double *interactivity, const double *throughput, size_t count,
                             frontier_point *points, size_t *taken, sf_error *error) {
  *taken = 0;
  for (size_t i = 0; i < count; i++) {
    const frontier_point point = {interactivity[i], throughput[i], i};
    if (isnan(point.interactivity) || isnan(point.throughput)) continue;
    if (!(isfinite(point.interactivity) && point.interactivity > 0 && isfinite(point.throughput) &&
          point.throughput > 0))
      return sf_fail(error, SF_INVALID, "point %zu of the frontier must be above 0, got %s and %s", i + 1,
                     sf_quote_number(point.interactivity).text, sf_quote_number(point.throughput).text);
    points[(*taken)++] = point;
  }
  if (*taken > 0) return SF_OK;
  return sf_fail(error, SF_NO_SOLUTION, "none of the %zu points can run", count);
}

/* From the fastest down, a point stays when it beats every faster one in throughput; their places the other way. */
static size_t keep_unbeaten(frontier_point *points, size_t count, size_t *places) {
  qsort(points, count, sizeof *points, by_interactivity);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || points[i].throughput > points[kept - 1].throughput) points[kept++] = points[i];
  for (size_t i = 0; i < kept; i++) places[i] = points[kept - 1 - i].place;
  return kept;
}

sf_status sf_find_frontier(const double *interactivity, const double *throughput, size_t count, size_t *places,
                           size_t *kept, sf_error *error) {
  size_t taken;
  frontier_point *const points = sf_allocate(count, sizeof *points);
  if (!points) return sf_fail(error, SF_NO_MEMORY, "no memory for a frontier of %zu points", count);
  const sf_status status = take_points(interactivity, throughput, count, points, &taken, error);
  if (!status) *kept = keep_unbeaten(points, taken, places);
  sf_free(points);
  return status;
}
