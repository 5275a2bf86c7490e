#include "signalflow/concentration.h"

#include "base/text.h"
#include "numeric/special.h"

#include <math.h>

static const double forgiven = 1e-9; /* shares are printed to a few digits and summed */

static sf_status check_shares(const double *shares, size_t count, double each_below, double *undisclosed,
                              sf_error *error) {
  if (count == 0) return sf_fail(error, SF_INVALID, "a concentration needs at least one share, got none");
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (!(shares[i] >= 0 && shares[i] <= 1))
      return sf_fail(error, SF_INVALID, "share %zu must be a fraction from 0 to 1, got %s", i + 1,
                     sf_quote_number(shares[i]).text);
    sum += shares[i];
  }
  if (sum > 1 + forgiven) return sf_fail(error, SF_INVALID, "the shares sum to %.10g, more than the whole", sum);
  if (!(each_below >= 0 && each_below <= 1))
    return sf_fail(error, SF_INVALID, "each_below must be a fraction from 0 to 1, got %s",
                   sf_quote_number(each_below).text);
  *undisclosed = 1 - sum > forgiven ? 1 - sum : 0;
  return SF_OK;
}

/* The most that one of the undisclosed can hold. */
static double largest_lump(double undisclosed, double each_below) {
  return each_below > 0 && each_below < undisclosed ? each_below : undisclosed;
}

/* How many whole lumps the tail holds; what is left is one more, smaller. */
static double whole_lumps(double undisclosed, double lump) {
  return lump > 0 ? floor(undisclosed / lump * (1 + 4e-16)) : 0;
}

static double sum_of_squares(const double *shares, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += shares[i] * shares[i];
  return sum;
}

static double entropy_term(double share) { return share > 0 ? -share * sf_log(share) : 0; }

sf_status sf_measure_concentration(const double *shares, size_t count, double each_below, sf_concentration *result,
                                   sf_error *error) {
  double undisclosed;
  const sf_status status = check_shares(shares, count, each_below, &undisclosed, error);
  if (status != SF_OK) return status;
  const double lump = largest_lump(undisclosed, each_below), lumps = whole_lumps(undisclosed, lump);
  const double rest = fmax(undisclosed - lumps * lump, 0);
  const double named = sum_of_squares(shares, count);
  double entropy = lumps * entropy_term(lump) + entropy_term(rest);
  for (size_t i = 0; i < count; i++) entropy += entropy_term(shares[i]);
  *result = (sf_concentration){.undisclosed = undisclosed,
                               .lump = lump,
                               .hhi = {.low = named, .high = named + lumps * lump * lump + rest * rest}};
  result->effective_count = (sf_bounds){.low = 1 / result->hhi.high, .high = 1 / result->hhi.low};
  result->entropy_count =
      (sf_bounds){.low = sf_exp(entropy), .high = undisclosed > 0 ? (double)INFINITY : sf_exp(entropy)};
  return SF_OK;
}

/* The next largest after (share, place) in falling order, ties by place; false when there is none. */
static bool next_largest(const double *shares, size_t count, double *share, size_t *place) {
  size_t best = count;
  for (size_t i = 0; i < count; i++) {
    const bool after = shares[i] < *share || (shares[i] == *share && (*place == count || i > *place));
    if (after && (best == count || shares[i] > shares[best])) best = i;
  }
  if (best == count) return false;
  *share = shares[best];
  *place = best;
  return true;
}

sf_status sf_top_share(const double *shares, size_t count, double each_below, size_t n, sf_bounds *result,
                       sf_error *error) {
  double undisclosed;
  const sf_status status = check_shares(shares, count, each_below, &undisclosed, error);
  if (status != SF_OK) return status;
  if (n == 0) return sf_fail(error, SF_INVALID, "the largest how many? n must be at least 1");
  const double lump = largest_lump(undisclosed, each_below);
  double share = 2, tail = undisclosed;
  size_t place = count, taken = 0;
  *result = (sf_bounds){0};
  sf_bounds sum = {0};
  bool named = next_largest(shares, count, &share, &place);
  while (taken < n && (named || tail > 0)) { /* high: named ones and lumps, the larger first */
    const double piece = tail < lump ? tail : lump;
    if (named && (share >= piece || tail <= 0)) {
      sum.high += share;
      named = next_largest(shares, count, &share, &place);
      taken += 1;
    } else {
      const double lumps = fmax(fmin(whole_lumps(tail, piece), (double)(n - taken)), 1);
      sum.high += lumps * piece;
      tail = fmax(tail - lumps * piece, 0);
      taken += lumps < (double)(n - taken) ? (size_t)lumps : n - taken;
    }
  }
  share = 2;
  place = count;
  for (taken = 0; taken < n && next_largest(shares, count, &share, &place); taken++) sum.low += share;
  *result = (sf_bounds){.low = sum.low, .high = fmin(fmax(sum.high, sum.low), 1)};
  return SF_OK;
}
