/* Shapley values of a few switches, by all of their subsets. */
#include "base/text.h"
#include "numeric/parts.h"
#include "signalflow/attribution.h"

#include <math.h>

enum { MOST_VALUES = 1 << SF_MAX_SWITCHES };

static sf_status check_switches(size_t switches, sf_attribution_scale scale, sf_error *error) {
  if (switches < 1 || switches > SF_MAX_SWITCHES)
    return sf_fail(error, SF_INVALID, "an attribution takes 1 to %d switches, got %zu", SF_MAX_SWITCHES, switches);
  if (scale < 0 || scale >= SF_ATTRIBUTION_SCALE_COUNT)
    return sf_fail(error, SF_INVALID, "%d is not a scale of attribution", (int)scale);
  return SF_OK;
}

static sf_status check_value(double value, uint32_t set, sf_attribution_scale scale, sf_error *error) {
  if (!isfinite(value)) return sf_fail(error, SF_INVALID, "counterfactual %u has no value", (unsigned)set);
  if (scale == SF_RATIO && !(value > 0))
    return sf_fail(error, SF_INVALID, "counterfactual %u is %s: a ratio needs values above 0", (unsigned)set,
                   sf_quote_number(value).text);
  return SF_OK;
}

/* Out of all orders, the share in which exactly that many of the others come first: 1 / (n binomial(n - 1, first)). */
static double share_of_orders(size_t switches, size_t first) {
  const size_t others = switches - 1, smaller = first <= others - first ? first : others - first;
  double combinations = 1;
  for (size_t i = 1; i <= smaller; i++) combinations = combinations * (double)(others - smaller + i) / (double)i;
  return 1 / ((double)switches * combinations);
}

static size_t size_of(uint32_t set) {
  size_t size = 0;
  for (; set; set &= set - 1) size++;
  return size;
}

static double change(double after, double before, sf_attribution_scale scale) {
  return scale == SF_RATIO ? sf_log_ratio(after, before) : after - before;
}

static double part_of(const double *values, size_t switches, size_t k, sf_attribution_scale scale) {
  const uint32_t bit = UINT32_C(1) << k, sets = UINT32_C(1) << switches;
  double terms[MOST_VALUES / 2];
  size_t count = 0;
  for (uint32_t set = 0; set < sets; set++)
    if (!(set & bit))
      terms[count++] = share_of_orders(switches, size_of(set)) * change(values[set | bit], values[set], scale);
  return sf_sum_of(terms, count);
}

sf_status sf_attribute_values(const double *values, size_t switches, sf_attribution_scale scale, double *parts,
                              double *whole, sf_error *error) {
  sf_status status = check_switches(switches, scale, error);
  if (status) return status;
  const uint32_t sets = UINT32_C(1) << switches;
  for (uint32_t set = 0; set < sets && !status; set++) status = check_value(values[set], set, scale, error);
  if (status) return status;
  for (size_t k = 0; k < switches; k++) parts[k] = part_of(values, switches, k, scale);
  const double gained = change(values[sets - 1], values[0], scale);
  if (!isfinite(gained)) return sf_fail(error, SF_OUT_OF_RANGE, "the change is too large for a double");
  *whole = sf_settle_parts(parts, switches, gained);
  return SF_OK;
}

sf_status sf_attribute(sf_counterfactual *counterfactual, void *context, size_t switches, sf_attribution_scale scale,
                       double *parts, double *whole, sf_error *error) {
  sf_status status = check_switches(switches, scale, error);
  if (status) return status;
  double values[MOST_VALUES];
  for (uint32_t set = 0; set < UINT32_C(1) << switches && !status; set++)
    status = counterfactual(context, set, &values[set], error);
  return status ? status : sf_attribute_values(values, switches, scale, parts, whole, error);
}
