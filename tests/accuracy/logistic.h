/* Multinomial logistic regression with a ridge, fitted by L-BFGS. */
#ifndef SF_TESTS_ACCURACY_LOGISTIC_H
#define SF_TESTS_ACCURACY_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLASSES = 5 };

typedef struct feature {
  uint32_t index;
  double value;
} feature;

typedef struct sample {
  const feature *features;
  size_t count;
  int label;     /* 0 to CLASSES - 1 */
  double weight; /* in the loss */
} sample;

/* Minimises the weighted sum of -ln(probability of the label) plus ridge / 2 times the squared coefficients; gives
 * coefficients[feature * CLASSES + class]. False when there is no memory. */
bool fit_logistic(const sample *samples, size_t count, size_t features, double ridge, double *coefficients);
/* The probability of each class. */
void predict_logistic(const double *coefficients, const sample *one, double probability[CLASSES]);

#endif
