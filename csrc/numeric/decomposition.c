/* LMDI-I: the change of a sum of products, by factor. */
#include "numeric/parts.h"
#include "signalflow/attribution.h"

#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct decomposition {
  const double *before, *after;
  size_t rows, factors;
  double *products; /* before of each row, then after */
  double *terms;    /* of one factor in each row */
} decomposition;

static sf_status check_numbers(const decomposition *work, sf_error *error) {
  if (work->rows < 1 || work->factors < 1 || work->factors > SF_MAX_FACTORS)
    return sf_fail(error, SF_INVALID, "a decomposition needs at least one row and 1 to %d factors, got %zu and %zu",
                   SF_MAX_FACTORS, work->rows, work->factors);
  for (size_t i = 0; i < work->rows * work->factors; i++) {
    const double given[] = {work->before[i], work->after[i]};
    for (int side = 0; side < 2; side++)
      if (!(isfinite(given[side]) && given[side] >= 0))
        return sf_fail(error, SF_INVALID, "factor %zu of row %zu must be a number not below 0 %s, got %s",
                       i % work->factors + 1, i / work->factors + 1, side == 0 ? "before" : "after",
                       sf_quote_number(given[side]).text);
  }
  return SF_OK;
}

static int by_size(const void *a, const void *b) {
  const double first = *(const double *)a, second = *(const double *)b;
  return (first > second) - (first < second);
}

/* In order of size, so that the order of the factors never shows. */
static double product_of(const double *factors, size_t count) {
  double sorted[SF_MAX_FACTORS], product = 1;
  memcpy(sorted, factors, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, by_size);
  for (size_t i = 0; i < count; i++) product *= sorted[i];
  return product;
}

static bool has_zero(const double *factors, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (factors[i] == 0) return true;
  return false;
}

static sf_status multiply_rows(decomposition *work, sf_error *error) {
  for (size_t side = 0; side < 2; side++) {
    for (size_t row = 0; row < work->rows; row++) {
      const double *const factors = (side == 0 ? work->before : work->after) + row * work->factors;
      const double product = product_of(factors, work->factors);
      if (!isfinite(product) || (product == 0 && !has_zero(factors, work->factors)))
        return sf_fail(error, SF_OUT_OF_RANGE, "the product of row %zu is too %s for a double", row + 1,
                       product == 0 ? "small" : "large");
      work->products[side * work->rows + row] = product;
    }
  }
  return SF_OK;
}

/* L(v1, v0) ln(after_k / before_k), or its limit where the row's product is 0 on one side. */
static double term_of(const decomposition *work, size_t row, size_t factor) {
  const double v0 = work->products[row], v1 = work->products[work->rows + row];
  const double *const before = work->before + row * work->factors, *const after = work->after + row * work->factors;
  if (v0 > 0 && v1 > 0) return sf_logarithmic_mean(v1, v0) * sf_log_ratio(after[factor], before[factor]);
  if (v0 == 0 && v1 == 0) return 0;
  const double *const gone = v0 == 0 ? before : after;
  double zeros = 0;
  for (size_t k = 0; k < work->factors; k++) zeros += gone[k] == 0;
  return gone[factor] == 0 ? (v1 - v0) / zeros : 0;
}

static void sum_terms(decomposition *work, double *parts) {
  for (size_t k = 0; k < work->factors; k++) {
    for (size_t row = 0; row < work->rows; row++) work->terms[row] = term_of(work, row, k);
    parts[k] = sf_sum_of(work->terms, work->rows);
  }
}

/* parts by factor, and the quantity before and after */
static sf_status decompose(const decomposition *given, double *parts, double totals[2], sf_error *error) {
  decomposition work = *given;
  sf_status status = check_numbers(&work, error);
  if (status) return status;
  work.products = sf_allocate(2 * work.rows, sizeof *work.products);
  work.terms = sf_allocate(work.rows, sizeof *work.terms);
  if (!work.products || !work.terms)
    status = sf_fail(error, SF_NO_MEMORY, "no memory to decompose %zu rows", work.rows);
  if (!status) status = multiply_rows(&work, error);
  if (!status) {
    sum_terms(&work, parts);
    for (size_t side = 0; side < 2; side++) totals[side] = sf_sum_of(work.products + side * work.rows, work.rows);
  }
  sf_free(work.products);
  sf_free(work.terms);
  if (!status && !(isfinite(totals[0]) && isfinite(totals[1])))
    status = sf_fail(error, SF_OUT_OF_RANGE, "the sum of the rows is too large for a double");
  return status;
}

sf_status sf_decompose_difference(const double *before, const double *after, size_t rows, size_t factors, double *parts,
                                  double *whole, sf_error *error) {
  const decomposition given = {.before = before, .after = after, .rows = rows, .factors = factors};
  double totals[2];
  const sf_status status = decompose(&given, parts, totals, error);
  if (status) return status;
  *whole = sf_settle_parts(parts, factors, totals[1] - totals[0]);
  return SF_OK;
}

sf_status sf_decompose_ratio(const double *before, const double *after, size_t rows, size_t factors, double *parts,
                             double *whole, sf_error *error) {
  const decomposition given = {.before = before, .after = after, .rows = rows, .factors = factors};
  double totals[2];
  const sf_status status = decompose(&given, parts, totals, error);
  if (status) return status;
  if (totals[0] == 0 || totals[1] == 0)
    return sf_fail(error, SF_NO_SOLUTION, "a ratio cannot be decomposed: the quantity is 0 %s",
                   totals[0] == 0 ? "before" : "after");
  const double mean = sf_logarithmic_mean(totals[1], totals[0]);
  for (size_t k = 0; k < factors; k++) {
    const double logarithm = rows == 1 ? sf_log_ratio(after[k], before[k]) : parts[k] / mean;
    parts[k] = logarithm;
  }
  *whole = sf_settle_parts(parts, factors, sf_log_ratio(totals[1], totals[0]));
  return SF_OK;
}
