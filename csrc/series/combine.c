/* Arithmetic between series, and between a series and a quantity. */
#include "series/series_layout.h"

#include "base/text.h"
#include "expressions/fold.h"

#include <math.h>

sf_alignment sf_default_alignment(void) { return (sf_alignment){.tolerance = 10, .carry = 0}; }

static const char *symbol_of(sf_operation operation) {
  switch (operation) {
  case SF_ADD:
    return "+";
  case SF_SUBTRACT:
    return "-";
  case SF_MULTIPLY:
    return "*";
  case SF_DIVIDE:
    return "/";
  case SF_MINIMUM:
    return "min";
  case SF_MAXIMUM:
    return "max";
  default:
    return NULL;
  }
}

/* In which direction the true value may lie from the one that is said: -1 below an upper bound, 1 above a lower one. */
static int direction_of(sf_exactness exactness) {
  return exactness == SF_EXACT ? 0 : exactness == SF_UPPER_BOUND ? -1 : 1;
}

static int sign_of(double value) { return (value > 0) - (value < 0); }

/* What a op b is where a, b or both are bounds: an operand moves the result up or down with itself, and both must
 * agree. SF_EXACT: nothing is known of it. */
static sf_exactness bound_of(sf_operation operation, const sf_observation *a, const sf_observation *b) {
  int by_a = direction_of(a->exactness), by_b = direction_of(b->exactness);
  if (operation == SF_MULTIPLY || operation == SF_DIVIDE) {
    if (by_a != 0 && by_b != 0) return SF_EXACT;
    /* what is at most so much may be next to nothing, or less: nothing bounds a quotient by it */
    if (operation == SF_DIVIDE && (by_b < 0 || (by_b > 0 && b->value <= 0))) return SF_EXACT;
    by_a *= sign_of(b->value);
    by_b *= operation == SF_DIVIDE ? -sign_of(a->value) : sign_of(a->value);
  } else if (operation == SF_SUBTRACT) {
    by_b = -by_b;
  }
  if (by_a * by_b < 0) return SF_EXACT;
  return by_a + by_b == 0 ? SF_EXACT : by_a + by_b < 0 ? SF_UPPER_BOUND : SF_LOWER_BOUND;
}

static sf_status combine_dimensions(sf_operation operation, sf_dimension a, sf_dimension b, sf_dimension *result,
                                    sf_error *error) {
  if (symbol_of(operation) == NULL)
    return sf_fail(error, SF_INVALID,
                   "series are added, subtracted, multiplied, divided, or the lesser or greater of "
                   "two is taken");
  if (operation == SF_MULTIPLY) return sf_multiply_dimensions(a, b, result, error);
  if (operation == SF_DIVIDE) return sf_divide_dimensions(a, b, result, error);
  if (!sf_dimension_equal(a, b)) {
    char a_name[SF_DIMENSION_NAME_SIZE], b_name[SF_DIMENSION_NAME_SIZE];
    return sf_fail(error, SF_DIMENSION, "cannot combine (%s) a series of %s and one of %s", symbol_of(operation),
                   sf_dimension_name(a, a_name), sf_dimension_name(b, b_name));
  }
  *result = a;
  return SF_OK;
}

/* Two series. */

typedef struct combine_context {
  const sf_series *a, *b; /* the result has a's periods */
  sf_operation operation;
  sf_alignment alignment;
  size_t at;          /* b's first period that ends on or after a's */
  uint32_t b_sources; /* where they begin in the result's */
} combine_context;

/* b's newest period before `at` that is known on day and ended within carry days of end; or NULL. */
static const sf_observation *find_carried(const combine_context *context, sf_day end, sf_day day, sf_day *next) {
  for (size_t period = context->at; period-- > 0;) {
    if ((int64_t)end - sf_period_end(context->b, period) > context->alignment.carry) return NULL;
    const sf_observation *vintage = sf_find_vintage(context->b, period, day, next);
    if (vintage != NULL && !isnan(vintage->value)) return vintage;
  }
  return NULL;
}

static void derive_combined(void *opaque, size_t period, sf_day day, sf_moment *moment) {
  combine_context *context = opaque;
  const sf_series *b = context->b;
  const sf_day end = sf_period_end(context->a, period);
  while (context->at < b->periods && sf_period_end(b, context->at) < end) context->at += 1;
  const sf_observation *own = moment->newest,
                       *met = sf_nearest_vintage(b, context->at, b->periods, end, context->alignment.tolerance, day,
                                                 &moment->next);
  if (met == NULL && context->alignment.carry > 0) met = find_carried(context, end, day, &moment->next);
  if (met == NULL || sf_is_broken(b, met->end < end ? met->end : end, met->end < end ? end : met->end)) return;
  moment->value = sf_fold_binary(context->operation, own->value, met->value);
  moment->exactness = bound_of(context->operation, own, met);
  sf_note_input(moment, met, context->b_sources);
}

static sf_alignment limit_alignment(sf_alignment alignment, const sf_series *series) {
  const int half = sf_series_spacing(series) / 2;
  if (series->periods > 1 && alignment.tolerance > half) alignment.tolerance = half;
  return alignment;
}

static sf_status check_alignment(sf_alignment alignment, sf_error *error) {
  if (alignment.tolerance >= 0 && alignment.tolerance <= SF_LARGEST_TOLERANCE && alignment.carry >= 0 &&
      alignment.carry <= SF_LARGEST_CARRY)
    return SF_OK;
  return sf_fail(error, SF_INVALID, "tolerance must be 0 to %d days and carry 0 to %d, got %d and %d",
                 SF_LARGEST_TOLERANCE, SF_LARGEST_CARRY, alignment.tolerance, alignment.carry);
}

sf_status sf_combine_series(const sf_series *a, sf_operation operation, const sf_series *b, sf_alignment alignment,
                            sf_series **result, sf_error *error) {
  sf_dimension dimension;
  sf_sources *sources;
  sf_status status = check_alignment(alignment, error);
  if (status == SF_OK) status = combine_dimensions(operation, a->dimension, b->dimension, &dimension, error);
  if (status == SF_OK) status = sf_join_sources(a->sources, b->sources, &sources, error);
  if (status != SF_OK) return status;
  combine_context context = {.a = a,
                             .b = b,
                             .operation = operation,
                             .alignment = limit_alignment(limit_alignment(alignment, a), b),
                             .b_sources = (uint32_t)a->sources->count};
  char name[SF_SERIES_NAME_SIZE];
  sf_derived_name(name, "(%.70s %s %.70s)", a->name, symbol_of(operation), b->name);
  status = sf_derive_series(&(sf_derived){.over = a,
                                          .other = b,
                                          .sources = sources,
                                          .name = name,
                                          .dimension = dimension,
                                          .derive = derive_combined,
                                          .context = &context},
                            result, error);
  sf_release_sources(sources);
  return status;
}

/* A series and a quantity. */

typedef struct quantity_context {
  sf_operation operation;
  double value;
  bool quantity_first;
} quantity_context;

static void derive_with_quantity(void *opaque, size_t period, sf_day day, sf_moment *moment) {
  (void)period;
  (void)day;
  const quantity_context *context = opaque;
  const sf_observation *own = moment->newest, given = {.value = context->value};
  const sf_observation *a = context->quantity_first ? &given : own, *b = context->quantity_first ? own : &given;
  moment->value = sf_fold_binary(context->operation, a->value, b->value);
  moment->exactness = bound_of(context->operation, a, b);
}

sf_status sf_combine_quantity(const sf_series *series, sf_operation operation, sf_quantity quantity,
                              bool quantity_first, sf_series **result, sf_error *error) {
  if (!isfinite(quantity.value))
    return sf_fail(error, SF_INVALID, "a series is combined with a finite number, got %s",
                   sf_quote_number(quantity.value).text);
  const sf_dimension first = quantity_first ? quantity.dimension : series->dimension;
  const sf_dimension second = quantity_first ? series->dimension : quantity.dimension;
  sf_dimension dimension;
  const sf_status status = combine_dimensions(operation, first, second, &dimension, error);
  if (status != SF_OK) return status;
  quantity_context context = {.operation = operation, .value = quantity.value, .quantity_first = quantity_first};
  char name[SF_SERIES_NAME_SIZE], shown[SF_QUANTITY_TEXT_SIZE];
  sf_print_quantity(quantity, SF_PERSON_DIGITS, shown);
  sf_derived_name(name, "(%.100s %s %.50s)", quantity_first ? shown : series->name, symbol_of(operation),
                  quantity_first ? series->name : shown);
  return sf_derive_series(&(sf_derived){.over = series,
                                        .sources = series->sources,
                                        .name = name,
                                        .dimension = dimension,
                                        .derive = derive_with_quantity,
                                        .context = &context},
                          result, error);
}
