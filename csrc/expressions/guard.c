/* Guards: a value that has none outside its domain, as a function the graph can call. */
#include "expressions/node.h"
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

typedef struct span {
  double least, greatest;
} span;

/* Where all draws lie, but for the rounding of a line over a law; anywhere, where neither a law nor a guard tells. */
static span span_of(const sf_expression *value) {
  sf_closed_form form;
  if (value->known) return (span){value->value, value->value};
  if (value->operation == SF_CALL && value->of.call.function == &sf_within)
    return (span){span_of(value->operands[SF_LEAST]).least, span_of(value->operands[SF_GREATEST]).greatest};
  if (!sf_find_closed_form(value, &form)) return (span){-INFINITY, INFINITY};
  return (span){sf_closed_quantile(&form, 0), sf_closed_quantile(&form, 1)};
}

bool sf_guard_is_idle(sf_expression *const *operands) {
  const span value = span_of(operands[SF_GUARDED]);
  return value.least >= span_of(operands[SF_LEAST]).greatest && value.greatest <= span_of(operands[SF_GREATEST]).least;
}
