/* Jumps that a series' own history does not explain: robust, since the jump itself is in that history. */
#include "judgement/suspicion.h"

#include "base/memory.h"
#include "numeric/median.h"
#include "numeric/special.h"
#include "series/series_layout.h"

#include <math.h>

enum { SAME_PERIOD = 10 }; /* days between the ends of what counts as one period */

/* Makes the median absolute deviation of normal draws their standard deviation: 1 / quantile(3/4). */
static const double normal_consistency = 1.4826;

sf_status sf_take_view(const sf_series *series, sf_day as_of, sf_observation **view, size_t *count, sf_error *error) {
  *view = sf_allocate(sf_series_periods(series), sizeof **view);
  if (*view == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for a view of %s", sf_series_name(series));
  *count = sf_view_series(series, as_of, *view, sf_series_periods(series));
  return SF_OK;
}

static double change_between(const sf_habit *habit, const sf_observation *before, const sf_observation *after) {
  return habit->logarithmic ? sf_log(after->value / before->value) : after->value - before->value;
}

sf_jump sf_jump_between(const sf_habit *habit, const sf_observation *before, const sf_observation *after) {
  return (sf_jump){.before = *before,
                   .after = *after,
                   .change = change_between(habit, before, after),
                   .usual = habit->usual,
                   .sigma = habit->sigma};
}

static bool is_positive(const sf_observation *view, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(view[i].value > 0)) return false;
  return true;
}

sf_status sf_learn_habit(const sf_observation *view, size_t count, sf_habit *habit, sf_error *error) {
  *habit = (sf_habit){.known = false};
  if (count < SF_LEAST_CHANGES + 1) return SF_OK;
  double *const changes = sf_allocate(count, sizeof *changes);
  if (changes == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for %zu changes", count);
  habit->logarithmic = is_positive(view, count);
  double scale = 1;
  if (!habit->logarithmic) {
    for (size_t i = 0; i < count; i++) changes[i] = fabs(view[i].value);
    scale = sf_median(changes, count);
  }
  for (size_t i = 1; i < count; i++) changes[i - 1] = change_between(habit, &view[i - 1], &view[i]);
  habit->usual = sf_median(changes, count - 1);
  for (size_t i = 0; i < count - 1; i++) changes[i] = fabs(changes[i] - habit->usual);
  habit->sigma = fmax(normal_consistency * sf_median(changes, count - 1), SF_LEAST_SIGMA * scale);
  habit->known = true;
  sf_free(changes);
  return SF_OK;
}

static bool is_jump(const sf_habit *habit, double sigmas, double change) {
  return fabs(change - habit->usual) > sigmas * habit->sigma;
}

const sf_observation *sf_find_near(const sf_observation *view, size_t count, sf_day day) {
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (view[middle].end < day)
      low = middle + 1;
    else
      high = middle;
  }
  const bool is_before = low > 0 && day - view[low - 1].end <= SAME_PERIOD;
  const bool is_after = low < count && view[low].end - day <= SAME_PERIOD;
  if (is_before && (!is_after || day - view[low - 1].end <= view[low].end - day)) return &view[low - 1];
  return is_after ? &view[low] : NULL;
}

typedef struct confirming_view {
  sf_observation *view;
  size_t count;
  sf_habit habit;
} confirming_view;

/* The witness shares the jump: its own value jumped the same way between the same periods. */
static bool confirms(const confirming_view *witness, double sigmas, const sf_observation *before,
                     const sf_observation *after, double change) {
  if (!witness->habit.known) return false;
  const sf_observation *a = sf_find_near(witness->view, witness->count, before->end);
  const sf_observation *b = sf_find_near(witness->view, witness->count, after->end);
  if (a == NULL || b == NULL || a == b) return false;
  const double own = change_between(&witness->habit, a, b);
  return is_jump(&witness->habit, sigmas, own) && (own > 0) == (change > 0);
}

static void mark(const sf_observation *view, size_t count, const sf_habit *habit, double sigmas,
                 const confirming_view *witness, size_t *trusted) {
  size_t last = 0, run = 0; /* the last trusted reading, and how many suspect ones follow it */
  for (size_t i = 0; i < count; i++) {
    const double change = i == 0 ? habit->usual : change_between(habit, &view[last], &view[i]);
    if (!habit->known || !is_jump(habit, sigmas, change) || run == SF_SUSPECT_READINGS ||
        confirms(witness, sigmas, &view[last], &view[i], change)) {
      last = i;
      run = 0;
    } else {
      run += 1;
    }
    trusted[i] = last;
  }
}

sf_status sf_mark_suspects(const sf_observation *view, size_t count, const sf_habit *habit, double sigmas,
                           const sf_series *confirming, sf_day as_of, size_t *trusted, sf_error *error) {
  confirming_view witness = {.view = NULL};
  sf_status status = SF_OK;
  if (confirming != NULL) {
    status = sf_take_view(confirming, as_of, &witness.view, &witness.count, error);
    if (status == SF_OK) status = sf_learn_habit(witness.view, witness.count, &witness.habit, error);
  }
  if (status == SF_OK) mark(view, count, habit, sigmas, &witness, trusted);
  sf_free(witness.view);
  return status;
}
