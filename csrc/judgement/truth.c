#include "signalflow/truth.h"

#include <math.h>

sf_truth sf_not(sf_truth a) { return (sf_truth)(SF_TRUE - a); }
sf_truth sf_and(sf_truth a, sf_truth b) { return a < b ? a : b; }
sf_truth sf_or(sf_truth a, sf_truth b) { return a > b ? a : b; }

sf_truth sf_all(const sf_truth *values, size_t count) {
  if (count == 0) return SF_UNDECIDED;
  sf_truth all = SF_TRUE;
  for (size_t i = 0; i < count; i++) all = sf_and(all, values[i]);
  return all;
}

sf_truth sf_any(const sf_truth *values, size_t count) {
  if (count == 0) return SF_UNDECIDED;
  sf_truth any = SF_FALSE;
  for (size_t i = 0; i < count; i++) any = sf_or(any, values[i]);
  return any;
}

sf_truth sf_quorum(const sf_truth *values, size_t count, size_t needed) {
  if (count == 0 || needed == 0) return SF_UNDECIDED;
  size_t yes = 0, open = 0;
  for (size_t i = 0; i < count; i++) {
    yes += values[i] == SF_TRUE;
    open += values[i] == SF_UNDECIDED;
  }
  if (yes >= needed) return SF_TRUE;
  return yes + open < needed ? SF_FALSE : SF_UNDECIDED;
}

static double weight_of(const double *weights, size_t place) { return weights == NULL ? 1 : weights[place]; }

bool sf_enough_evidence(const sf_truth *values, const double *weights, size_t count, size_t items, double coverage) {
  double decided = 0, total = 0;
  size_t known = 0;
  for (size_t i = 0; i < count; i++) {
    total += weight_of(weights, i);
    if (values[i] == SF_UNDECIDED) continue;
    decided += weight_of(weights, i);
    known += 1;
  }
  return known >= items && total > 0 && decided >= coverage * total;
}

sf_truth sf_meets(sf_threshold threshold, double value) { return sf_bounds_meet(threshold, value, value); }

sf_truth sf_bounds_meet(sf_threshold threshold, double low, double high) {
  if (threshold.side == SF_NEITHER || isnan(low) || isnan(high)) return SF_UNDECIDED;
  const bool above = threshold.side == SF_ABOVE;
  const bool low_meets = above ? low > threshold.limit : low < threshold.limit;
  const bool high_meets = above ? high > threshold.limit : high < threshold.limit;
  if (low_meets != high_meets) return SF_UNDECIDED;
  return low_meets ? SF_TRUE : SF_FALSE;
}

const char *sf_state_name(sf_state state) {
  static const char *const names[SF_STATE_COUNT] = {"unknown", "fail", "warn", "pass", "suspect"};
  return (unsigned)state < SF_STATE_COUNT ? names[state] : "unknown";
}

sf_truth sf_state_truth(sf_state state) {
  if (state == SF_STATE_PASS) return SF_TRUE;
  return state == SF_STATE_FAIL ? SF_FALSE : SF_UNDECIDED;
}
