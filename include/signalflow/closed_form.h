/* Closed forms: what is known of a quantity without drawing it.
 *
 * A driver's law, and such a law times, over, plus or less constants, has its mean, deviation, quantiles and
 * probabilities from the law itself: no draws, no sampling error, and nothing that was made before can change them. */
#ifndef SIGNALFLOW_CLOSED_FORM_H
#define SIGNALFLOW_CLOSED_FORM_H

#include "graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The quantity is scale * X + shift, where X follows the law; scale is not 0. All in coherent units. */
typedef struct sf_closed_form {
  const sf_law *law; /* borrowed from the expression */
  double scale, shift;
} sf_closed_form;

/* False where the expression is anything else: certain, of several laws, or of a law through another function. */
SF_API bool sf_find_closed_form(const sf_expression *expression, sf_closed_form *form);

/* Infinite where the law has no end or no finite moment. */
SF_API double sf_closed_mean(const sf_closed_form *form);
SF_API double sf_closed_sd(const sf_closed_form *form);
/* For 0 <= p <= 1, the ends of the law at 0 and 1; NaN outside. */
SF_API double sf_closed_quantile(const sf_closed_form *form, double p);
/* P(quantity > threshold) and P(quantity >= threshold), 0 to 1. */
SF_API double sf_closed_probability_above(const sf_closed_form *form, double threshold);
SF_API double sf_closed_probability_from(const sf_closed_form *form, double threshold);

#ifdef __cplusplus
}
#endif
#endif
