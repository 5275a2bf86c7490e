/* A tiny interpreter of formulas in plain C, independent of the engine's kernels, to check the engine against. */
#ifndef SF_TESTS_EVALUATE_H
#define SF_TESTS_EVALUATE_H

#include "check.h"

#include "signalflow/graph.h"

#include <string.h>

/* Values of inputs and draws by name. */
typedef struct setting {
  const char *names[8];
  double values[8];
} setting;

static double evaluate(const sf_expression *e, const setting *at);

static double normal_distribution_at(double z) { return 0.5 * erfc(-z / sqrt(2.0)); }

/* By bisection: slow and plain. */
static double normal_quantile_at(double p) {
  double low = -40, high = 40;
  for (int i = 0; i < 200; i++) {
    const double middle = (low + high) / 2;
    if (normal_distribution_at(middle) < p)
      low = middle;
    else
      high = middle;
  }
  return (low + high) / 2;
}

static double value_of_name(const setting *at, const char *name) {
  for (int i = 0; i < 8 && at->names[i] != NULL; i++)
    if (strcmp(at->names[i], name) == 0) return at->values[i];
  fail_msg("no value for %s", name);
  return NAN;
}

static double evaluate_call(const sf_expression *e, const setting *at);

static double evaluate(const sf_expression *e, const setting *at) {
  double o[3] = {0, 0, 0}, value = NAN;
  const sf_operation operation = sf_expression_operation(e);
  if (operation == SF_CALL || operation == SF_PARTIAL) return evaluate_call(e, at);
  for (size_t i = 0; i < sf_operand_count(e); i++) o[i] = evaluate(sf_operand(e, i), at);
  switch (operation) {
  case SF_CONSTANT:
    assert_true(sf_expression_value(e, &value));
    return value;
  case SF_INPUT:
  case SF_DRAW:
    return value_of_name(at, sf_expression_name(e));
  case SF_QUANTILE:
    return sf_law_quantile(sf_expression_law(e), o[0]);
  case SF_CITE:
    return o[0];
  case SF_ADD:
    return o[0] + o[1];
  case SF_SUBTRACT:
    return o[0] - o[1];
  case SF_MULTIPLY:
    return o[0] * o[1];
  case SF_DIVIDE:
    return o[0] / o[1];
  case SF_NEGATE:
    return -o[0];
  case SF_POWER:
    return pow(o[0], o[1]);
  case SF_SQUARE_ROOT:
    return sqrt(o[0]);
  case SF_EXPONENTIAL:
    return exp(o[0]);
  case SF_LOGARITHM:
    return log(o[0]);
  case SF_LOGISTIC:
    return 1 / (1 + exp(-o[0]));
  case SF_NORMAL_DISTRIBUTION:
    return normal_distribution_at(o[0]);
  case SF_NORMAL_QUANTILE:
    return normal_quantile_at(o[0]);
  case SF_ABSOLUTE:
    return fabs(o[0]);
  case SF_FLOOR:
    return floor(o[0]);
  case SF_CEILING:
    return ceil(o[0]);
  case SF_MINIMUM:
    return fmin(o[0], o[1]);
  case SF_MAXIMUM:
    return fmax(o[0], o[1]);
  case SF_LESS:
    return o[0] < o[1];
  case SF_LESS_EQUAL:
    return o[0] <= o[1];
  case SF_EQUAL:
    return o[0] == o[1];
  case SF_WHERE:
    return o[0] != 0 ? o[1] : o[2];
  default:
    fail_msg("operation %d is not known here", (int)operation);
    return NAN;
  }
}

#endif
