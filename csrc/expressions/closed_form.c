#include "signalflow/closed_form.h"

#include "expressions/node.h"
#include "laws/kinds.h"

#include <math.h>

/* The operand that is not known, when the other is; NULL otherwise. */
static const sf_expression *unknown_operand(const sf_expression *node, double *known, bool *first) {
  const sf_expression *a = node->operands[0], *b = node->operands[1];
  if (a->known == b->known) return NULL;
  *known = a->known ? a->value : b->value;
  *first = b->known;
  return b->known ? a : b;
}

/* From scale * node + shift to the same of its operand; NULL where the node is no line of one operand. */
static const sf_expression *step_down(const sf_expression *node, sf_closed_form *form) {
  double known = 0;
  bool first = true;
  if (node->operation == SF_CITE) return node->operands[0];
  if (node->operation == SF_NEGATE) {
    form->scale = -form->scale;
    return node->operands[0];
  }
  if (node->operand_count != 2) return NULL;
  const sf_expression *operand = unknown_operand(node, &known, &first);
  if (operand == NULL) return NULL;
  switch (node->operation) {
  case SF_ADD:
    form->shift = fma(form->scale, known, form->shift);
    return operand;
  case SF_SUBTRACT:
    form->shift = fma(form->scale, first ? -known : known, form->shift);
    if (!first) form->scale = -form->scale;
    return operand;
  case SF_MULTIPLY:
    form->scale *= known;
    return operand;
  case SF_DIVIDE:
    form->scale /= known;
    return first ? operand : NULL;
  default:
    return NULL;
  }
}

bool sf_find_closed_form(const sf_expression *expression, sf_closed_form *form) {
  *form = (sf_closed_form){NULL, 1, 0};
  while (expression != NULL && expression->operation != SF_QUANTILE) expression = step_down(expression, form);
  if (expression == NULL || expression->operands[0]->operation != SF_DRAW) return false;
  form->law = expression->of.law;
  return form->scale != 0 && isfinite(form->scale) && isfinite(form->shift);
}

double sf_closed_mean(const sf_closed_form *form) { return fma(form->scale, sf_law_mean(form->law), form->shift); }

double sf_closed_sd(const sf_closed_form *form) { return fabs(form->scale) * sf_law_sd(form->law); }

double sf_closed_quantile(const sf_closed_form *form, double p) {
  if (!(p >= 0 && p <= 1)) return (double)NAN;
  const bool inside = p > 0 && p < 1, falling = form->scale < 0, upper = p >= 0.5; /* the smaller tail's digits */
  const double x = inside ? sf_law_tail_quantile(form->law, upper ? 1 - p : p, falling != upper)
                          : sf_law_quantile(form->law, falling ? 1 - p : p);
  return fma(form->scale, x, form->shift);
}

/* P(X > x), or P(X >= x): X has the mass of x itself above the number before it. */
static double beyond(const sf_law *law, double x, bool itself) {
  return sf_law_probe(law, itself ? nextafter(x, -HUGE_VAL) : x, true).mass;
}

/* P(X <= x), or P(X < x). */
static double up_to(const sf_law *law, double x, bool itself) {
  return sf_law_probe(law, itself ? x : nextafter(x, -HUGE_VAL), false).mass;
}

static double probability(const sf_closed_form *form, double threshold, bool itself) {
  if (isnan(threshold)) return (double)NAN;
  const double x = (threshold - form->shift) / form->scale;
  return form->scale > 0 ? beyond(form->law, x, itself) : up_to(form->law, x, itself);
}

double sf_closed_probability_above(const sf_closed_form *form, double threshold) {
  return probability(form, threshold, false);
}

double sf_closed_probability_from(const sf_closed_form *form, double threshold) {
  return probability(form, threshold, true);
}
