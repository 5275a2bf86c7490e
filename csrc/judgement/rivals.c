/* Competing hypotheses: the one that the least speaks against comes first. */
#include "signalflow/evidence.h"

#include "base/text.h"
#include "numeric/exact_sum.h"

#include <math.h>
#include <string.h>

static bool is_cell(sf_consistency cell) { return cell >= SF_STRONGLY_INCONSISTENT && cell <= SF_UNJUDGED; }

static int score(sf_consistency cell) { return cell == SF_UNJUDGED ? 0 : (int)cell; }

static sf_status check_matrix(const sf_consistency *cells, const double *weights, size_t items, size_t hypotheses,
                              sf_error *error) {
  if (hypotheses == 0) return sf_fail(error, SF_INVALID, "there is no hypothesis to compare");
  for (size_t i = 0; i < items; i++) {
    if (weights != NULL && !(weights[i] >= 0 && isfinite(weights[i])))
      return sf_fail(error, SF_INVALID, "the weight of item %zu must be 0 or more, got %s", i + 1,
                     sf_quote_number(weights[i]).text);
    for (size_t h = 0; h < hypotheses; h++)
      if (!is_cell(cells[i * hypotheses + h]))
        return sf_fail(error, SF_INVALID, "item %zu, hypothesis %zu: there is no consistency %d", i + 1, h + 1,
                       (int)cells[i * hypotheses + h]);
  }
  return SF_OK;
}

static int spread(const sf_consistency *row, size_t hypotheses) {
  int low = score(row[0]), high = low;
  for (size_t h = 1; h < hypotheses; h++) {
    const int value = score(row[h]);
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  return high - low;
}

/* Of one column; exact, so that ties stay ties in any order of the items. */
static double sum_against(const sf_consistency *column, const double *weights, const double *diagnosticity,
                          size_t items, size_t stride) {
  sf_exact_sum sum = {0};
  for (size_t i = 0; i < items; i++) {
    const int against = -score(column[i * stride]);
    if (against > 0 && diagnosticity[i] > 0) sf_add_exact(&sum, (weights != NULL ? weights[i] : 1) * against);
  }
  return sf_exact_value(&sum);
}

sf_status sf_rank_rivals(const sf_consistency *cells, const double *weights, size_t items, size_t hypotheses,
                         double *inconsistency, double *diagnosticity, size_t *rank, sf_error *error) {
  const sf_status status = check_matrix(cells, weights, items, hypotheses, error);
  if (status != SF_OK) return status;
  for (size_t i = 0; i < items; i++) diagnosticity[i] = spread(cells + i * hypotheses, hypotheses);
  for (size_t h = 0; h < hypotheses; h++)
    inconsistency[h] = sum_against(cells + h, weights, diagnosticity, items, hypotheses);
  for (size_t h = 0; h < hypotheses; h++) {
    rank[h] = 1;
    for (size_t other = 0; other < hypotheses; other++) rank[h] += inconsistency[other] < inconsistency[h];
  }
  return SF_OK;
}

sf_status sf_parse_consistency(const char *text, size_t length, sf_consistency *cell, sf_error *error) {
  static const struct {
    const char *text;
    sf_consistency cell;
  } words[] = {{"CC", SF_STRONGLY_CONSISTENT},   {"C", SF_CONSISTENT}, {"N", SF_NEUTRAL}, {"I", SF_INCONSISTENT},
               {"II", SF_STRONGLY_INCONSISTENT}, {"?", SF_UNJUDGED}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strlen(words[i].text) != length || memcmp(words[i].text, text, length) != 0) continue;
    *cell = words[i].cell;
    return SF_OK;
  }
  return sf_fail(error, SF_PARSE, "expected CC, C, N, I or II, or ? where it is not known, got '%.*s'",
                 length < 20 ? (int)length : 20, text);
}
