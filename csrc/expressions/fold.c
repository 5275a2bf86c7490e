/* The value of an operation over known operands.
 *
 * A folded constant has the bits that a lane of the kernels would have: IEEE arithmetic is done here, and what the
 * kernels approximate by polynomials of their own is asked of them. */
#include "expressions/fold.h"
#include "expressions/node.h"
#include "kernels/kernels.h"

#include "base/memory.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

typedef struct lanes {
  _Alignas(64) double values[SF_GROUP];
} lanes;

static lanes fill(double value) {
  lanes filled;
  for (size_t i = 0; i < SF_GROUP; i++) filled.values[i] = value;
  return filled;
}

static double by_unary(sf_unary_kernel *kernel, double a) {
  const lanes in = fill(a);
  lanes out;
  kernel(out.values, in.values, SF_GROUP);
  return out.values[0];
}

static double by_binary(sf_binary_kernel *kernel, double a, double b) {
  const lanes left = fill(a), right = fill(b);
  lanes out;
  kernel(out.values, left.values, right.values, SF_GROUP);
  return out.values[0];
}

bool sf_is_whole_exponent(double exponent, int *whole) {
  enum { LARGEST = 16 }; /* beyond, the power kernel is as fast and closer */
  if (!(fabs(exponent) <= LARGEST) || floor(exponent) != exponent) return false;
  *whole = (int)exponent;
  return true;
}

static double raise(double a, double b) {
  const sf_kernels *kernels = sf_best_kernels();
  int whole;
  if (!sf_is_whole_exponent(b, &whole)) return by_binary(kernels->power, a, b);
  const lanes in = fill(a);
  lanes out;
  kernels->integer_power(out.values, in.values, whole, SF_GROUP);
  return out.values[0];
}

/* Outside (0, 1) a law has no quantile, whatever the kernel would extrapolate. */
static sf_status fold_quantile(const sf_shape *shape, double u, double *value, sf_error *error) {
  *value = NAN;
  if (!(u > 0 && u < 1)) return SF_OK;
  sf_law_table *table;
  const sf_status status = sf_create_law_table(shape->of.law, &table, error);
  if (status != SF_OK) return status;
  const lanes in = fill(u);
  lanes out;
  sf_best_kernels()->quantile(out.values, in.values, table, SF_GROUP);
  sf_destroy_law_table(table);
  *value = out.values[0];
  return SF_OK;
}

static sf_status fold_call(const sf_shape *shape, double *value, sf_error *error) {
  const size_t count = shape->operand_count;
  double *operands = sf_allocate(count + 1, 2 * sizeof *operands); /* with room for the partial derivatives */
  if (operands == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory to evaluate %s", shape->of.call.function->name);
  for (size_t i = 0; i < count; i++) operands[i] = shape->operands[i]->value;
  if (shape->operation == SF_CALL) {
    *value = shape->of.call.function->evaluate(operands, count);
  } else {
    double *partial = operands + count;
    shape->of.call.function->derivative(operands, count, partial);
    *value = partial[shape->of.call.index];
  }
  if (!isfinite(*value)) *value = NAN;
  sf_free(operands);
  return SF_OK;
}

double sf_fold_unary(sf_operation operation, double a) {
  const sf_kernels *kernels = sf_best_kernels();
  switch (operation) {
  case SF_NEGATE:
    return -a;
  case SF_SQUARE_ROOT:
    return sqrt(a);
  case SF_EXPONENTIAL:
    return by_unary(kernels->exponential, a);
  case SF_LOGARITHM:
    return by_unary(kernels->logarithm, a);
  case SF_LOGISTIC:
    return by_unary(kernels->logistic, a);
  case SF_NORMAL_DISTRIBUTION:
    return by_unary(kernels->normal_distribution, a);
  case SF_NORMAL_QUANTILE:
    return by_unary(kernels->normal_quantile, a);
  case SF_ABSOLUTE:
    return fabs(a);
  case SF_FLOOR:
    return floor(a);
  default: /* SF_CEILING */
    return ceil(a);
  }
}

double sf_fold_binary(sf_operation operation, double a, double b) {
  switch (operation) {
  case SF_ADD:
    return a + b;
  case SF_SUBTRACT:
    return a - b;
  case SF_MULTIPLY:
    return a * b;
  case SF_DIVIDE:
    return b == 0 ? (double)NAN : a / b;
  case SF_POWER:
    return raise(a, b);
  case SF_MINIMUM:
    return isnan(a) || a < b ? a : b;
  case SF_MAXIMUM:
    return isnan(a) || a > b ? a : b;
  case SF_LESS:
    return isunordered(a, b) ? (double)NAN : a < b;
  case SF_LESS_EQUAL:
    return isunordered(a, b) ? (double)NAN : a <= b;
  default: /* SF_EQUAL */
    return isunordered(a, b) ? (double)NAN : a == b;
  }
}

sf_status sf_fold(const sf_shape *shape, double *value, sf_error *error) {
  if (shape->operation == SF_CALL || shape->operation == SF_PARTIAL) return fold_call(shape, value, error);
  const double a = shape->operands[0]->value;
  if (shape->operation == SF_QUANTILE) return fold_quantile(shape, a, value, error);
  if (shape->operation == SF_WHERE) {
    *value = isnan(a) ? a : shape->operands[a != 0 ? 1 : 2]->value;
    return SF_OK;
  }
  if (shape->operand_count == 1)
    *value = sf_fold_unary(shape->operation, a);
  else
    *value = sf_fold_binary(shape->operation, a, shape->operands[1]->value);
  return SF_OK;
}

/* A value as a message names it; a citation is known, so its value can stand for it. */
static char *value_text(const sf_expression *operand, char text[SF_QUANTITY_TEXT_SIZE]) {
  return sf_print_quantity((sf_quantity){operand->value, operand->dimension}, SF_PERSON_DIGITS, text);
}

/* A guard outside of which its value lies: below an end, or at one that is open at 0. */
static sf_status explain_guard(const sf_shape *shape, sf_error *error) {
  const sf_expression *value = shape->operands[SF_GUARDED], *least = shape->operands[SF_LEAST];
  const bool is_below = value->value < least->value, is_open = is_below && least->value > 0 && least->value < DBL_MIN;
  sf_expression end = *(is_below ? least : shape->operands[SF_GREATEST]);
  if (is_open) end.value = 0;
  char what[SF_QUANTITY_TEXT_SIZE], bound[SF_QUANTITY_TEXT_SIZE];
  return sf_fail(error, SF_INVALID, "%s is %s %s", value_text(value, what),
                 is_open    ? "not above"
                 : is_below ? "below"
                            : "above",
                 value_text(&end, bound));
}

static sf_status explain_call(const sf_function *function, sf_error *error) {
  char name[SF_OPERAND_TEXT_SIZE];
  snprintf(name, sizeof name, "%s", function->name);
  for (char *at = name; *at != '\0'; at++)
    if (*at == '_') *at = ' ';
  return sf_fail(error, SF_INVALID, "there is no %s at these numbers", name);
}

sf_status sf_explain_fold(const sf_shape *shape, sf_error *error) {
  static const char *const signs[SF_OPERATION_COUNT] = {
      [SF_ADD] = "+", [SF_SUBTRACT] = "-", [SF_MULTIPLY] = "*", [SF_DIVIDE] = "/", [SF_POWER] = "^"};
  char a[SF_QUANTITY_TEXT_SIZE], b[SF_QUANTITY_TEXT_SIZE];
  value_text(shape->operands[0], a);
  b[0] = '\0';
  if (shape->operand_count > 1) value_text(shape->operands[1], b);
  switch (shape->operation) {
  case SF_DIVIDE:
    if (shape->operands[1]->value != 0) break;
    return sf_fail(error, SF_INVALID, "division by zero: %s / %s", a, b);
  case SF_POWER:
    if (shape->operands[0]->value > 0) break;
    return sf_fail(error, SF_INVALID, "%s to the power %s has no value", a, b);
  case SF_SQUARE_ROOT:
    return sf_fail(error, SF_INVALID, "square root of %s", a);
  case SF_LOGARITHM:
    return sf_fail(error, SF_INVALID, "logarithm of %s", a);
  case SF_NORMAL_QUANTILE:
    return sf_fail(error, SF_INVALID, "normal quantile of %s: expected a number between 0 and 1", a);
  case SF_QUANTILE:
    return sf_fail(error, SF_INVALID, "quantile of a law at %s: expected a number between 0 and 1", a);
  case SF_CALL:
  case SF_PARTIAL:
    return shape->of.call.function == &sf_within ? explain_guard(shape, error)
                                                 : explain_call(shape->of.call.function, error);
  default:
    break;
  }
  if (signs[shape->operation] != NULL)
    return sf_fail(error, SF_INVALID, "%s %s %s is too large for a number", a, signs[shape->operation], b);
  const char *function = shape->operation == SF_EXPONENTIAL ? "exp" : "a function";
  return sf_fail(error, SF_INVALID, "%s of %s is too large for a number", function, a);
}

/* Anything over 0: no draw of it has a value. */
static bool divides_by_zero(const sf_expression *node) {
  return node->operation == SF_DIVIDE && node->operands[1]->known && node->operands[1]->value == 0;
}

/* The first operation that has no value although all its operands have one. */
static bool is_cause(const sf_expression *node) {
  if (divides_by_zero(node)) return true;
  if (!node->known || isfinite(node->value) || node->operand_count == 0 || node->operation == SF_CITE) return false;
  for (size_t i = 0; i < node->operand_count; i++)
    if (!isfinite(node->operands[i]->value)) return false;
  return true;
}

static bool seek_cause(void *context, sf_expression *node) {
  sf_expression **cause = context;
  if (is_cause(node)) *cause = node;
  return *cause == NULL;
}

bool sf_explain_undefined(sf_expression *expression, sf_error *error) {
  sf_expression *cause = NULL;
  if (sf_walk(&expression, 1, seek_cause, &cause, error) != SF_OK || cause == NULL) return false;
  if (divides_by_zero(cause)) {
    char text[SF_OPERAND_TEXT_SIZE];
    (void)sf_fail(error, SF_INVALID, "division by zero: %s / 0", sf_describe_operand(cause->operands[0], text));
    return true;
  }
  const sf_shape shape = {.operation = (sf_operation)cause->operation,
                          .dimension = cause->dimension,
                          .of = cause->of,
                          .operands = cause->operands,
                          .operand_count = cause->operand_count};
  (void)sf_explain_fold(&shape, error);
  return true;
}
