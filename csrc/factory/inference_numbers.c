/* The formulas of inference over plain numbers, with the bits that constants of a graph have: build.c says what is
 * simplified, fold.c what is left to the kernels. */
#include "expressions/fold.h"
#include "factory/inference_fields.h"

#include <math.h>

/* An expression is a number here. None leaves this file, and none of a graph's comes into it. */
struct sf_expression {
  double value;
};

enum { MOST_NUMBERS = 2048 };

typedef struct arithmetic {
  size_t count;
  bool failed;
  sf_expression numbers[MOST_NUMBERS];
} arithmetic;

#include "factory/inference_formulas.h"

static expression *keep(arithmetic *with, double value) {
  if (!isfinite(value) || with->count == MOST_NUMBERS) {
    with->failed = true;
    return NULL;
  }
  expression *const kept = &with->numbers[with->count++];
  kept->value = value;
  return kept;
}

static expression *number(const inference *work, double value) { return keep(work->with, value); }

static expression *amount(const inference *work, double value, sf_base base) {
  (void)base;
  return keep(work->with, value);
}

static expression *plus(const inference *work, expression *a, expression *b) {
  if (!a || !b) return NULL;
  if (a->value == 0) return b;
  return b->value == 0 ? a : keep(work->with, a->value + b->value);
}

static expression *less(const inference *work, expression *a, expression *b) {
  if (!a || !b) return NULL;
  return b->value == 0 ? a : keep(work->with, a->value - b->value);
}

static expression *times(const inference *work, expression *a, expression *b) {
  return a && b ? keep(work->with, a->value * b->value) : NULL;
}

static expression *ratio(const inference *work, expression *a, expression *b) {
  return a && b ? keep(work->with, a->value / b->value) : NULL;
}

static expression *power(const inference *work, expression *a, expression *b) {
  if (!a || !b) return NULL;
  if (b->value == 0) return number(work, 1);
  if (b->value == 1) return a;
  return keep(work->with, b->value == 2 ? a->value * a->value : sf_fold_binary(SF_POWER, a->value, b->value));
}

static expression *square_root(const inference *work, expression *a) {
  return a ? keep(work->with, sqrt(a->value)) : NULL;
}

static expression *logarithm(const inference *work, expression *a) {
  return a ? keep(work->with, sf_fold_unary(SF_LOGARITHM, a->value)) : NULL;
}

static expression *larger(const inference *work, expression *a, expression *b) {
  (void)work;
  if (!a || !b) return NULL;
  return a->value > b->value ? a : b;
}

static expression *smaller(const inference *work, expression *a, expression *b) {
  (void)work;
  if (!a || !b) return NULL;
  return a->value < b->value ? a : b;
}

static expression *is_below(const inference *work, expression *a, expression *b) {
  return a && b ? number(work, a->value < b->value) : NULL;
}

static expression *where(const inference *work, expression *condition, expression *yes, expression *no) {
  (void)work;
  if (!condition || !yes || !no) return NULL;
  return condition->value != 0 ? yes : no;
}

static bool is_known(const expression *a, double *value) {
  *value = a->value;
  return true;
}

static expression *fail(const inference *work, const char *name, const char *must) {
  (void)name;
  (void)must;
  work->with->failed = true;
  return NULL;
}

/* Numbers as members of a structure; NaN is NULL, and what is outside its domain fails. */
static void set_numbers(arithmetic *with, const sf_members *members, const double *numbers, void *structure) {
  for (size_t i = 0; i < members->count; i++) {
    const sf_factory_field *const field = &members->fields[i];
    if (!isnan(numbers[i]) && !sf_is_in_domain(field, numbers[i])) with->failed = true;
    sf_set_member(structure, field, isnan(numbers[i]) ? NULL : keep(with, numbers[i]));
  }
}

bool sf_calculate_inference(const double *inputs, const sf_inference_layout *layout, const double *constants,
                            bool overlapped, double *outputs) {
  sf_error error;
  sf_inference_inputs in;
  sf_inference_constants fit = {.overlapped = overlapped};
  sf_inference_outputs out = {0};
  arithmetic with;
  with.count = 0;
  with.failed = layout->places || sf_check_inference_layout(layout, &error) != SF_OK;
  set_numbers(&with, &sf_inference_inputs_by_name, inputs, &in);
  set_numbers(&with, &sf_inference_constants_by_name, constants, &fit);
  if (in.experts && in.experts_per_token && in.experts_per_token->value > in.experts->value) with.failed = true;
  if (with.failed) return false;
  inference work = {.with = &with, .in = &in, .layout = layout, .fit = &fit};
  write_formulas(&work, &out);
  if (with.failed) return false;
  for (size_t i = 0; i < sf_inference_outputs_by_name.count; i++) {
    const expression *const value = sf_member(&out, &sf_inference_outputs_by_name.fields[i]);
    outputs[i] = value ? value->value : (double)NAN;
  }
  return true;
}
