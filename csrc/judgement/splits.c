/* Splits that a series of closes is not adjusted for. */
#include "base/memory.h"
#include "judgement/suspicion.h"
#include "numeric/special.h"

#include <math.h>

enum { LONGEST_CLOSURE = 10 }; /* days between two closes of one session to the next */

/* What else a share moves on the day of its split, and what a market moves on its worst days, as logarithms. */
static const double own_move = 0.08, market_move = 0.12;
/* Three for two: the one split into no whole number that large companies still make. A fall by a third on news is not
 * rare, so that a share moves less else. */
static const double three_for_two = 1.5, own_move_then = 0.03;

/* The factor of a split near that change, a logarithm, of one share into a whole number or the reverse, or of two into
 * three; 0 when there is none. */
static double find_factor(double change) {
  const double factor = round(sf_exp(fabs(change)));
  if (factor >= 2 && fabs(fabs(change) - sf_log(factor)) <= own_move) return change < 0 ? factor : 1 / factor;
  return fabs(-change - sf_log(three_for_two)) <= own_move_then ? three_for_two : 0;
}

static bool is_shared(const sf_series *market, sf_day before, sf_day after, sf_day as_of, double change) {
  sf_observation a, b;
  if (market == NULL || !sf_value_at(market, before, as_of, &a) || !sf_value_at(market, after, as_of, &b)) return false;
  if (!(a.value > 0 && b.value > 0)) return false;
  const double move = sf_log(b.value / a.value);
  return fabs(move) > market_move && (move > 0) == (change > 0);
}

sf_status sf_find_splits(const sf_series *closes, const sf_series *market, sf_day as_of, sf_split *splits,
                         size_t capacity, size_t *found, sf_error *error) {
  *found = 0;
  sf_observation *view;
  size_t count;
  const sf_status status = sf_take_view(closes, as_of, &view, &count, error);
  if (status != SF_OK) return status;
  for (size_t i = 1; i < count; i++) {
    if (view[i].end - view[i - 1].end > LONGEST_CLOSURE || !(view[i].value > 0 && view[i - 1].value > 0)) continue;
    const double change = sf_log(view[i].value / view[i - 1].value), factor = find_factor(change);
    if (factor == 0 || is_shared(market, view[i - 1].end, view[i].end, as_of, change)) continue;
    if (*found < capacity) splits[*found] = (sf_split){.before = view[i - 1], .after = view[i], .factor = factor};
    *found += 1;
  }
  sf_free(view);
  return SF_OK;
}
