/* Domains: a bound that holds for a constant holds for draws too. */
#include "expressions/node.h"
#include "signalflow/closed_form.h"

#include <float.h>
#include <math.h>

static double least_of(const sf_domain *domain) {
  if (!isfinite(domain->low)) return -DBL_MAX;
  return domain->low_open ? nextafter(domain->low, INFINITY) : domain->low;
}

static double greatest_of(const sf_domain *domain) {
  if (!isfinite(domain->high)) return DBL_MAX;
  return domain->high_open ? nextafter(domain->high, -INFINITY) : domain->high;
}

bool sf_is_within(double value, const sf_domain *domain) {
  const bool high_enough = domain->low_open ? value > domain->low : value >= domain->low;
  return isfinite(value) && high_enough && (domain->high_open ? value < domain->high : value <= domain->high);
}

double sf_share_within(const sf_expression *value, const sf_domain *domain) {
  sf_closed_form form;
  if (value->known) return sf_is_within(value->value, domain) ? 1 : 0;
  if (!sf_find_closed_form(value, &form)) return NAN;
  const double below = 1 - sf_closed_probability_from(&form, least_of(domain)),
               above = sf_closed_probability_above(&form, greatest_of(domain));
  return fmax(0, 1 - below - above);
}

static sf_expression *keep_between(sf_graph *graph, sf_expression *value, sf_expression *least,
                                   sf_expression *greatest) {
  sf_expression *operands[SF_GUARD_OPERANDS] = {[SF_GUARDED] = value, [SF_LEAST] = least, [SF_GREATEST] = greatest};
  if (least == NULL || greatest == NULL) return NULL;
  if (sf_guard_is_idle(operands)) return value;
  return sf_call(graph, &sf_within, value->dimension, operands, SF_GUARD_OPERANDS);
}

sf_expression *sf_keep_within(sf_graph *graph, sf_expression *value, const sf_domain *domain) {
  if (value == NULL || (!isfinite(domain->low) && !isfinite(domain->high))) return value;
  if (value->known && sf_is_within(value->value, domain)) return value;
  return keep_between(graph, value, sf_constant(graph, (sf_quantity){least_of(domain), value->dimension}),
                      sf_constant(graph, (sf_quantity){greatest_of(domain), value->dimension}));
}

sf_expression *sf_keep_up_to(sf_graph *graph, sf_expression *value, sf_expression *limit) {
  if (sf_less_equal(graph, value, limit) == NULL) return NULL; /* of different dimensions, say */
  return keep_between(graph, value, sf_constant(graph, (sf_quantity){-DBL_MAX, value->dimension}), limit);
}
