#include "engine/ranges.h"

#include "kernels/law_table.h"
#include "laws/kinds.h"

#include <float.h>
#include <math.h>

static sf_range between(double a, double b) {
  if (isnan(a) || isnan(b)) return (sf_range){.low = -INFINITY, .high = INFINITY};
  return a <= b ? (sf_range){.low = a, .high = b} : (sf_range){.low = b, .high = a};
}

static sf_range unknown(void) { return (sf_range){.low = -INFINITY, .high = INFINITY}; }

/* A polynomial law's ends, with room for the polynomials' error: from the least uniform there is to the greatest. */
static sf_range range_of_polynomial(const sf_law *law) {
  const double low = sf_law_quantile(law, DBL_MIN), high = sf_law_quantile(law, 0x1.fffffffffffffp-1);
  const double room = 1e-9 * fmax(fabs(low), fabs(high));
  return between(low - room, high + room);
}

/* z is above -40, so nothing underflows to 0. */
static sf_range range_of_lognormal(const double *p) {
  return p[0] > 1e-40 && p[1] < 15 ? (sf_range){.low = DBL_MIN, .high = INFINITY}
                                   : (sf_range){.low = 0, .high = INFINITY};
}

static sf_range range_of_law(const sf_law_table *table) {
  const double *p = table->p;
  switch (table->form) {
  case SF_FORM_UNIFORM:
    return between(p[0], p[0] + p[1]);
  case SF_FORM_TRIANGULAR:
    return between(p[1], p[3]);
  case SF_FORM_BERNOULLI:
    return (sf_range){.low = 0, .high = 1};
  case SF_FORM_EXPONENTIAL:
    return (sf_range){.low = 0, .high = INFINITY};
  case SF_FORM_LOGNORMAL:
    return range_of_lognormal(p);
  case SF_FORM_DISCRETE:
  case SF_FORM_EMPIRICAL:
    return between(table->values[0], table->values[table->count - 1]);
  case SF_FORM_POLYNOMIAL:
    return table->law->kind == SF_LAW_LOGNORMAL ? range_of_lognormal(table->law->p) : range_of_polynomial(table->law);
  case SF_FORM_NORMAL:
  case SF_FORM_COUNT:
    break;
  }
  return unknown();
}

/* By a constant: the lanes' operation at both ends, where it is monotone. */
static sf_range range_with_constant(const sf_step *step, sf_range a) {
  const double c = step->constant;
  switch (step->code) {
  case SF_OP_ADD_CONSTANT:
    return between(a.low + c, a.high + c);
  case SF_OP_SUBTRACT_FROM:
    return between(c - a.low, c - a.high);
  case SF_OP_MULTIPLY_CONSTANT:
    return between(a.low * c, a.high * c);
  case SF_OP_DIVIDE_CONSTANT:
    return between(a.low / c, a.high / c);
  case SF_OP_DIVIDE_INTO:
    return a.low > 0 ? between(c / a.low, c / a.high) : unknown();
  case SF_OP_MINIMUM_CONSTANT:
    return between(fmin(a.low, c), fmin(a.high, c));
  case SF_OP_MAXIMUM_CONSTANT:
    return between(fmax(a.low, c), fmax(a.high, c));
  default:
    return unknown();
  }
}

/* Of two operands; products and quotients only where both are positive. */
static sf_range range_of_two(sf_opcode code, sf_range a, sf_range b) {
  const bool positive = a.low > 0 && b.low > 0;
  switch (code) {
  case SF_OP_ADD:
    return between(a.low + b.low, a.high + b.high);
  case SF_OP_SUBTRACT:
    return between(a.low - b.high, a.high - b.low);
  case SF_OP_MULTIPLY:
    return positive ? between(a.low * b.low, a.high * b.high) : unknown();
  case SF_OP_DIVIDE:
    return positive ? between(a.low / b.high, a.high / b.low) : unknown();
  case SF_OP_MINIMUM:
    return between(fmin(a.low, b.low), fmin(a.high, b.high));
  case SF_OP_MAXIMUM:
    return between(fmax(a.low, b.low), fmax(a.high, b.high));
  case SF_OP_WHERE:
    return between(fmin(a.low, b.low), fmax(a.high, b.high));
  default:
    return unknown();
  }
}

static sf_range bounds_of(const sf_plan *plan, const sf_range *ranges, const sf_step *step) {
  const sf_range a = step->operands[0] == SF_NO_STEP ? unknown() : ranges[step->operands[0]];
  switch (step->code) {
  case SF_OP_CONSTANT:
    return between(step->constant, step->constant);
  case SF_OP_DRAW:
  case SF_OP_LOGISTIC:
  case SF_OP_LOGISTIC_SHARE:
  case SF_OP_NORMAL_DISTRIBUTION:
    return (sf_range){.low = 0, .high = 1};
  case SF_OP_QUANTILE:
    return range_of_law(plan->tables[step->index]);
  case SF_OP_SQUARE_ROOT:
    return a.low > 0 ? between(sqrt(a.low), sqrt(a.high)) : (sf_range){.low = 0, .high = INFINITY};
  case SF_OP_SQUARE:
    return a.low > 0 ? between(a.low * a.low, a.high * a.high) : (sf_range){.low = 0, .high = INFINITY};
  case SF_OP_RECIPROCAL:
    return a.low > 0 ? between(1 / a.low, 1 / a.high) : unknown();
  case SF_OP_WHERE:
    return range_of_two(step->code, ranges[step->operands[1]], ranges[step->operands[2]]);
  case SF_OP_WHERE_THEN:
  case SF_OP_WHERE_ELSE:
    return range_of_two(SF_OP_WHERE, ranges[step->operands[1]], between(step->constant, step->constant));
  default:
    break;
  }
  if (step->operands[0] == SF_NO_STEP) return unknown();
  if (step->operands[1] == SF_NO_STEP) return range_with_constant(step, a);
  return range_of_two(step->code, a, ranges[step->operands[1]]);
}

static bool is_finite(sf_range a) { return isfinite(a.low) && isfinite(a.high); }

/* Whether an operation has a value wherever its operands, which do, have theirs: no pole, root or logarithm lies within
 * their ranges, and no infinities meet. */
static bool keeps_values(const sf_step *step, sf_range a, sf_range b) {
  switch (step->code) {
  case SF_OP_CONSTANT:
  case SF_OP_ADD_CONSTANT:
  case SF_OP_SUBTRACT_FROM:
    return isfinite(step->constant);
  case SF_OP_MULTIPLY_CONSTANT:
  case SF_OP_DIVIDE_CONSTANT:
    return isfinite(step->constant) && step->constant != 0;
  case SF_OP_RECIPROCAL:
  case SF_OP_DIVIDE_INTO:
  case SF_OP_LOGARITHM:
    return a.low > 0;
  case SF_OP_SQUARE_ROOT:
    return a.low >= 0;
  case SF_OP_DIVIDE:
    return is_finite(a) && is_finite(b) && (b.low > 0 || b.high < 0);
  case SF_OP_ADD:
  case SF_OP_SUBTRACT:
  case SF_OP_MULTIPLY:
    return is_finite(a) && is_finite(b);
  case SF_OP_GIVEN: /* numbers of any kind */
  case SF_OP_CALL:
  case SF_OP_POWER:
  case SF_OP_POWER_CONSTANT:
  case SF_OP_CONSTANT_POWER:
  case SF_OP_SIGNED_POWER:
  case SF_OP_NORMAL_QUANTILE:
    return false;
  default:
    return true;
  }
}

sf_range sf_range_of(const sf_plan *plan, const sf_range *ranges, const sf_step *step) {
  sf_range range = bounds_of(plan, ranges, step), operands[3];
  range.has_value = true;
  for (int i = 0; i < 3; i++) {
    operands[i] = step->operands[i] == SF_NO_STEP ? unknown() : ranges[step->operands[i]];
    if (step->operands[i] != SF_NO_STEP && !operands[i].has_value) range.has_value = false;
  }
  if (!keeps_values(step, operands[0], operands[1])) range.has_value = false;
  return range;
}
