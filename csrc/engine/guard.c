/* Guards: a value that has none outside its domain, as a function the graph can call. */
#include "engine/node.h"
#include "signalflow/closed_form.h"

#include <math.h>

static double keep(const double *operands, size_t count) {
  (void)count;
  const bool inside = operands[SF_GUARDED] >= operands[SF_LEAST] && operands[SF_GUARDED] <= operands[SF_GREATEST];
  return inside ? operands[SF_GUARDED] : (double)NAN;
}

/* Differentiation sees through a guard; this serves a caller that asks for the partial derivatives themselves. */
static void keep_slopes(const double *operands, size_t count, double *partial) {
  partial[SF_GUARDED] = isnan(keep(operands, count)) ? (double)NAN : 1;
  partial[SF_LEAST] = partial[SF_GREATEST] = 0;
}

const sf_function sf_within = {"within", keep, keep_slopes};

/* No draw of a law whose ends lie inside can fall outside, but for the rounding of a line over it. */
static bool is_surely_between(const sf_expression *value, double least, double greatest) {
  sf_closed_form form;
  if (value->known) return value->value >= least && value->value <= greatest;
  if (value->operation == SF_CALL && value->of.call.function == &sf_within)
    return value->operands[SF_LEAST]->value >= least && value->operands[SF_GREATEST]->value <= greatest;
  if (!sf_find_closed_form(value, &form)) return false;
  return sf_closed_quantile(&form, 0) >= least && sf_closed_quantile(&form, 1) <= greatest;
}

bool sf_guard_is_idle(sf_expression *const *operands) {
  return is_surely_between(operands[SF_GUARDED], operands[SF_LEAST]->value, operands[SF_GREATEST]->value);
}
