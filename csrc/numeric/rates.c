/* Every root of an equation of value, isolated rather than searched for.
 *
 * With x = 1 / (1 + rate) the net present value is f(x) = sum of flow_i x^(t_i), x > 0. Say f has n changes of sign.
 * Dividing by x^c, c between the times at a change of sign, and differentiating multiplies flow_i by (t_i - c) and so
 * leaves n - 1 changes (Laguerre 1883; Polya & Szego, Problems and Theorems in Analysis II, part V). Between
 * neighbouring zeros of that derivative f / x^c is monotone, and f has at most one zero there. After n steps no change
 * of sign, and no zero, is left; going back up finds every zero of f. */
#include "numeric/rates.h"

#include "base/meter.h"
#include "numeric/special.h"

#include <float.h>
#include <math.h>

/* One function in the chain of derivatives, in x for periodic flows and in ln x for dated ones. */
typedef struct rate_search {
  const sf_rate_problem *problem;
  size_t first, last; /* the flows that are not zero lie within */
  double *weighted;   /* flows times the factors (t_i - c) of the level looked at */
  double *centres;    /* c of each level */
  double low, high;   /* every zero of this level lies strictly between, unless numbers end before */
  bool lost;          /* one lies where they have ended */
} rate_search;

/* A function's value, its derivative by ln x, and the sum of its terms' sizes, all divided by one positive number. */
typedef struct rate_value {
  double value, slope, size;
} rate_value;

static double time_of(const sf_rate_problem *problem, size_t i) {
  return problem->times ? problem->times[i] : (double)i;
}

static void add_term(rate_value *sum, double term, double time) {
  sum->value += term;
  sum->slope += term * time;
  sum->size += fabs(term);
}

/* Terms are taken from the largest power of a number below 1, so that nothing overflows. */
static rate_value evaluate_periodic(const rate_search *search, double x) {
  rate_value sum = {0};
  const size_t last = search->last, first = search->first;
  const double ratio = x <= 1 ? x : 1 / x;
  double power = 1;
  for (size_t k = 0; k <= last - first; k++, power *= ratio) {
    const size_t i = x <= 1 ? first + k : last - k;
    add_term(&sum, search->weighted[i] * power, (double)i);
  }
  return sum;
}

static rate_value evaluate_dated(const rate_search *search, double log_x) {
  rate_value sum = {0};
  const double *times = search->problem->times;
  const double reference = times[log_x <= 0 ? search->first : search->last];
  for (size_t i = search->first; i <= search->last; i++)
    add_term(&sum, search->weighted[i] * sf_exp(log_x * (times[i] - reference)), times[i]);
  return sum;
}

static rate_value evaluate_at(const rate_search *search, double at) {
  return search->problem->times ? evaluate_dated(search, at) : evaluate_periodic(search, at);
}

static double middle_of(const rate_search *search, double low, double high) {
  return search->problem->times ? low + (high - low) / 2 : sqrt(low) * sqrt(high);
}

static double newton_from(const rate_search *search, double at, rate_value there) {
  const double step = there.value / there.slope; /* in ln x */
  return search->problem->times ? at - step : at - step * at;
}

/* A rate of 0 where it lies between, else the middle. */
static double first_guess(const rate_search *search, double low, double high) {
  const double at_zero_rate = search->problem->times ? 0 : 1;
  return low < at_zero_rate && at_zero_rate < high ? at_zero_rate : middle_of(search, low, high);
}

/* The zero between low, where the sign is low_sign, and high, where it is the other: Newton's step while it stays
 * within and at least halves the last one, else the middle. A step of Newton's squares the error, so that after one
 * smaller than small_step there is none left. */
static double find_zero(const rate_search *search, double low, double high, int low_sign) {
  enum { MOST_STEPS = 400 };
  static const double small_step = 1e-10;
  double at = first_guess(search, low, high), last_step = high - low;
  for (int step = 0; step < MOST_STEPS; step++) {
    const rate_value there = evaluate_at(search, at);
    if (there.value == 0) return at;
    if ((there.value > 0) == (low_sign > 0))
      low = at;
    else
      high = at;
    double next = newton_from(search, at, there);
    const bool newton = next > low && next < high && fabs(next - at) <= 0.5 * last_step;
    if (newton && fabs(next - at) <= small_step * fabs(next)) return next;
    if (!newton) next = middle_of(search, low, high);
    last_step = fabs(next - at);
    if (next <= low || next >= high) return next; /* neighbours */
    at = next;
  }
  return at;
}

/* Index of the first flow after which the sign changes, and of the flow that changes it; false when none does. */
static bool find_sign_change(const rate_search *search, size_t *before, size_t *after) {
  size_t previous = search->first;
  for (size_t i = search->first + 1; i <= search->last; i++) {
    if (search->weighted[i] == 0) continue;
    if ((search->weighted[i] > 0) != (search->weighted[previous] > 0)) {
      *before = previous;
      *after = i;
      return true;
    }
    previous = i;
  }
  return false;
}

/* weighted becomes its derivative after division by x^centre, scaled to at most 1. */
static void differentiate_once(rate_search *search, double centre) {
  sf_leave_if_late(); /* as many times as there are changes of sign, for each root */
  double largest = 0;
  for (size_t i = search->first; i <= search->last; i++) {
    search->weighted[i] *= time_of(search->problem, i) - centre;
    largest = fmax(largest, fabs(search->weighted[i]));
  }
  for (size_t i = search->first; i <= search->last; i++) search->weighted[i] /= largest;
}

static void load_level(rate_search *search, size_t level) {
  double largest = 0;
  for (size_t i = search->first; i <= search->last; i++) largest = fmax(largest, fabs(search->problem->flows[i]));
  for (size_t i = search->first; i <= search->last; i++) search->weighted[i] = search->problem->flows[i] / largest;
  for (size_t k = 0; k < level; k++) differentiate_once(search, search->centres[k]);
}

static size_t count_sign_changes(const rate_search *search) {
  size_t changes = 0, previous = search->first;
  for (size_t i = search->first + 1; i <= search->last; i++) {
    if (search->weighted[i] == 0) continue;
    changes += (search->weighted[i] > 0) != (search->weighted[previous] > 0);
    previous = i;
  }
  return changes;
}

/* Chooses the centres down to a function with one change of sign; returns how many levels have any. */
static size_t choose_centres(rate_search *search) {
  size_t before = 0, after = 0;
  load_level(search, 0);
  const size_t levels = count_sign_changes(search);
  for (size_t level = 0; level + 1 < levels; level++) {
    if (!find_sign_change(search, &before, &after)) return level;
    const double early = time_of(search->problem, before), late = time_of(search->problem, after);
    search->centres[level] = early + (late - early) / 2;
    differentiate_once(search, search->centres[level]);
  }
  return levels;
}

static double sum_of_ratios(const rate_search *search, size_t to) {
  double sum = 0;
  for (size_t i = search->first; i <= search->last; i++)
    if (i != to) sum += fabs(search->weighted[i] / search->weighted[to]);
  return fmin(sum, DBL_MAX / 16);
}

/* Beyond these the first or the last term outweighs all others twice over (Cauchy's bound). */
static void bound_zeros(rate_search *search) {
  const double by_first = 2 + 2 * sum_of_ratios(search, search->first);
  const double by_last = 2 + 2 * sum_of_ratios(search, search->last);
  const double *times = search->problem->times;
  search->low = times ? -sf_log(by_first) / (times[search->first + 1] - times[search->first]) : 1 / by_first;
  search->high = times ? sf_log(by_last) / (times[search->last] - times[search->last - 1]) : by_last;
}

static int sign_of(double value) { return (value > 0) - (value < 0); }

/* Zero when the value is within the rounding of its terms: two zeros that meet. */
static int sign_at(const rate_search *search, double at) {
  const rate_value there = evaluate_at(search, at);
  const double terms = (double)(search->last - search->first + 1);
  return fabs(there.value) <= 2 * terms * DBL_EPSILON * there.size ? 0 : sign_of(there.value);
}

/* zeros of the loaded level, rising, given those of its derivative; at most one more than there are of them. */
static size_t find_level_zeros(rate_search *search, const double *breaks, size_t count, double *zeros) {
  size_t found = 0;
  double from = search->low;
  int from_sign = sign_of(evaluate_at(search, search->low).value);
  const int end_sign = sign_of(evaluate_at(search, search->high).value);
  search->lost =
      from_sign != sign_of(search->weighted[search->first]) || end_sign != sign_of(search->weighted[search->last]);
  for (size_t k = 0; k < count; k++) {
    const double to = breaks[k];
    if (!(to > from && to < search->high)) continue;
    const int to_sign = sign_at(search, to);
    if (from_sign * to_sign < 0)
      zeros[found++] = find_zero(search, from, to, from_sign);
    else if (to_sign == 0)
      zeros[found++] = to;
    from = to;
    from_sign = to_sign;
  }
  if (from_sign * end_sign < 0) zeros[found++] = find_zero(search, from, search->high, from_sign);
  return found;
}

static double rate_of(const sf_rate_problem *problem, double zero) {
  return problem->times ? sf_expm1(-zero) : (1 - zero) / zero;
}

/* Rising zeros are falling rates. */
static size_t write_rates(const sf_rate_problem *problem, const double *zeros, size_t count, double *rates,
                          bool *beyond) {
  size_t written = 0;
  for (size_t k = count; k-- > 0;) {
    const double rate = rate_of(problem, zeros[k]);
    if (rate > -1 && rate <= DBL_MAX)
      rates[written++] = rate;
    else if (beyond)
      *beyond = true;
  }
  return written;
}

size_t sf_find_rates(const sf_rate_problem *problem, double *rates, double *workspace, bool *beyond) {
  const size_t count = problem->count;
  rate_search search = {.problem = problem, .last = count - 1, .weighted = workspace, .centres = workspace + count};
  double *breaks = workspace + 2 * count, *zeros = workspace + 3 * count;
  if (beyond) *beyond = false;
  while (search.first < count && problem->flows[search.first] == 0) search.first++;
  if (search.first == count) return 0;
  while (problem->flows[search.last] == 0) search.last--;
  if (search.first == search.last) return 0;
  size_t found = 0;
  for (size_t level = choose_centres(&search); level-- > 0;) {
    load_level(&search, level);
    bound_zeros(&search);
    found = find_level_zeros(&search, breaks, found, zeros);
    double *const swap = breaks;
    breaks = zeros;
    zeros = swap;
  }
  if (beyond) *beyond = search.lost;
  return write_rates(problem, breaks, found, rates, beyond);
}
