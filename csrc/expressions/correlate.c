/* Rank correlations between drivers, by a Gaussian copula.
 *
 * z = normal scores of the drivers' draws, independent; L L' = R, the Pearson correlations of the correlated scores,
 * R = 2 sin(pi rank / 6) (Kruskal 1958, eq. 6.5); the new draws are Phi(L z). L is Cholesky's lower triangle, so the
 * first driver keeps its draw, and so does every driver that is correlated with none before it. */
#include "expressions/node.h"

#include "base/memory.h"
#include "base/meter.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

/* A pivot below this is 0 but for rounding: the scores would be exact multiples of each other. */
static const double SMALLEST_PIVOT = 1e-12;
static const double PI = 3.14159265358979323846;

/* sin x for |x| <= pi / 6, by Taylor's series: the C library's last bits differ between machines, and these reach every
 * correlated draw. */
static double sine_of(double x) {
  const double square = x * x;
  double sum = 0;
  for (int k = 17; k > 1; k -= 2) sum = (sum + 1) * -square / (k * (k - 1));
  return fma(x, sum, x);
}

static double pearson_of(double rank) { return 2 * sine_of(PI * rank / 6); }
/* only for messages */
static double rank_of(double pearson) { return 6 / PI * asin(fmax(-1, fmin(1, pearson / 2))); }

typedef struct copula {
  const char *const *drivers;
  size_t count;
  const double *rank;
  double *lower;   /* L, row by row */
  double *scratch; /* three vectors */
} copula;

static sf_status check_pair(const copula *of, size_t i, size_t j, sf_error *error) {
  const double value = of->rank[i * of->count + j], mirror = of->rank[j * of->count + i];
  if (strcmp(of->drivers[i], of->drivers[j]) == 0)
    return sf_fail(error, SF_INVALID, "driver %s is listed twice in a correlation", of->drivers[i]);
  if (!(fabs(value) <= 1))
    return sf_fail(error, SF_INVALID, "the rank correlation of %s and %s must be between -1 and 1, not %s",
                   of->drivers[i], of->drivers[j], sf_quote_number(value).text);
  if (value != mirror)
    return sf_fail(error, SF_INVALID, "the rank correlation of %s and %s is given as both %s and %s", of->drivers[i],
                   of->drivers[j], sf_quote_number(value).text, sf_quote_number(mirror).text);
  return SF_OK;
}

static sf_status check_matrix(const copula *of, sf_error *error) {
  for (size_t i = 0; i < of->count; i++) {
    if (of->drivers[i] == NULL || of->drivers[i][0] == '\0')
      return sf_fail(error, SF_INVALID, "driver %zu of a correlation has no name", i + 1);
    const double diagonal = of->rank[i * of->count + i];
    if (diagonal != 1)
      return sf_fail(error, SF_INVALID, "the rank correlation of %s with itself must be 1, not %s", of->drivers[i],
                     sf_quote_number(diagonal).text);
    for (size_t j = 0; j < i; j++) {
      const sf_status status = check_pair(of, i, j, error);
      if (status != SF_OK) return status;
    }
  }
  return SF_OK;
}

/* x = L^-1 b for the leading block of that size. */
static void solve_lower(const copula *of, size_t size, const double *b, double *x) {
  sf_leave_if_late();
  for (size_t i = 0; i < size; i++) {
    double rest = b[i];
    for (size_t k = 0; k < i; k++) rest -= of->lower[i * of->count + k] * x[k];
    x[i] = rest / of->lower[i * of->count + i];
  }
}

/* Pearson correlations of drivers row and column that keep the leading block positive definite, all others of that
 * block as they are. With v the row and A the block before it, the block is positive definite while v' A^-1 v < 1,
 * which is quadratic in one entry of v. False when no value is. */
static bool valid_interval(const copula *of, size_t row, size_t column, double *low, double *high) {
  double *v = of->scratch, *fixed = v + of->count, *free_part = fixed + of->count;
  for (size_t k = 0; k < row; k++) v[k] = k == column ? 0 : pearson_of(of->rank[row * of->count + k]);
  solve_lower(of, row, v, fixed);
  for (size_t k = 0; k < row; k++) v[k] = k == column;
  solve_lower(of, row, v, free_part);
  double square = 0, cross = 0, constant = 0;
  for (size_t k = 0; k < row; k++) {
    square += free_part[k] * free_part[k];
    cross += free_part[k] * fixed[k];
    constant += fixed[k] * fixed[k];
  }
  const double discriminant = cross * cross - square * (constant - 1);
  if (!(discriminant > 0)) return false;
  *low = (-cross - sqrt(discriminant)) / square;
  *high = (-cross + sqrt(discriminant)) / square;
  return true;
}

/* The same with the pairs (row, k > column) free as well: never empty while those before are valid. */
static void prefix_interval(const copula *of, size_t row, size_t column, double *low, double *high) {
  const double *lower = of->lower + row * of->count, *other = of->lower + column * of->count;
  double left = 1, centre = 0;
  for (size_t k = 0; k < column; k++) {
    left -= lower[k] * lower[k];
    centre += lower[k] * other[k];
  }
  const double reach = other[column] * sqrt(fmax(0, left));
  *low = centre - reach;
  *high = centre + reach;
}

/* low < value < high in steps of a thousandth when there are some, as an analyst would type it. */
static double nearest_inside(double value, double low, double high) {
  const double step = 0.001;
  const double least = (floor(low / step + 1e-9) + 1) * step, most = (ceil(high / step - 1e-9) - 1) * step;
  if (least > most) return (low + high) / 2;
  return fmax(least, fmin(most, value));
}

static sf_number_text thousandths(double value) { return sf_quote_number(round(value * 1000) / 1000); }

/* Row is the first whose leading block is not positive definite, column where its squares first pass 1. The pair named
 * is that one when changing it alone mends the block, else the nearest before it that does. */
static sf_status refuse(const copula *of, size_t row, size_t column, sf_error *error) {
  double low, high;
  bool alone = false;
  size_t pair = column;
  for (size_t k = column + 1; k-- > 0 && !alone;)
    if ((alone = valid_interval(of, row, k, &low, &high))) pair = k;
  if (!alone) prefix_interval(of, row, column, &low, &high);
  low = rank_of(fmax(low, -1)), high = rank_of(fmin(high, 1));
  const double value = of->rank[row * of->count + pair];
  const char *one = of->drivers[pair], *other = of->drivers[row], *beside = alone ? "others" : "ones before it";
  const sf_number_text nearest = thousandths(nearest_inside(value, low, high));
  if (fabs(value) == 1)
    return sf_fail(
        error, SF_INVALID,
        "a rank correlation of %g makes %s and %s one uncertain input: write one in terms of the other, or a "
        "correlation of %s",
        value, one, other, nearest.text);
  if (value >= low && value <= high)
    return sf_fail(
        error, SF_INVALID,
        "the rank correlation %s of %s and %s leaves nothing of its own to one of the drivers, beside the %s; "
        "the nearest valid value is %s",
        sf_quote_number(value).text, one, other, beside, nearest.text);
  return sf_fail(error, SF_INVALID,
                 "the rank correlation %s of %s and %s is impossible beside the %s: it must lie between %s and %s; "
                 "the nearest valid value is %s",
                 sf_quote_number(value).text, one, other, beside, thousandths(low).text, thousandths(high).text,
                 nearest.text);
}

/* Fills one row of L; false, with the column where it fails, when the leading block is not positive definite. */
static bool factor_row(const copula *of, size_t row, size_t *failed) {
  double *lower = of->lower + row * of->count, left = 1;
  for (size_t j = 0; j < row; j++) {
    const double *other = of->lower + j * of->count;
    double rest = pearson_of(of->rank[row * of->count + j]);
    for (size_t k = 0; k < j; k++) rest -= lower[k] * other[k];
    lower[j] = rest / other[j];
    left -= lower[j] * lower[j];
    *failed = j;
    if (!(left > SMALLEST_PIVOT)) return false;
  }
  lower[row] = sqrt(left);
  return true;
}

static sf_status factor(const copula *of, sf_error *error) {
  for (size_t row = 0; row < of->count; row++) {
    size_t column;
    if (!factor_row(of, row, &column)) return refuse(of, row, column, error);
  }
  return SF_OK;
}

static sf_expression *correlated_draw(sf_graph *graph, const copula *of, size_t row) {
  const double *lower = of->lower + row * of->count;
  sf_expression *own = sf_draw(graph, of->drivers[row]);
  if (lower[row] == 1) return own; /* correlated with none before it */
  sf_expression *score = NULL;
  for (size_t k = 0; k <= row; k++) {
    if (lower[k] == 0) continue;
    sf_expression *z = sf_normal_quantile(graph, sf_draw(graph, of->drivers[k]));
    sf_expression *part = sf_multiply(graph, sf_number(graph, lower[k]), z);
    score = score == NULL ? part : sf_add(graph, score, part);
    if (score == NULL) return NULL;
  }
  return sf_normal_distribution(graph, score);
}

static sf_status build_draws(sf_graph *graph, const copula *of, sf_expression **results, sf_error *error) {
  sf_expression **draws = sf_allocate(of->count, sizeof(sf_expression *));
  if (draws == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for a correlation");
  bool complete = true;
  for (size_t i = 0; i < of->count && complete; i++) complete = (draws[i] = correlated_draw(graph, of, i)) != NULL;
  if (complete) memcpy(results, draws, of->count * sizeof(sf_expression *));
  sf_free(draws);
  return complete ? SF_OK : sf_graph_status(graph, error);
}

sf_status sf_correlate(sf_graph *graph, const char *const *drivers, size_t count, const double *rank,
                       sf_expression **results, sf_error *error) {
  if (count == 0) return SF_OK;
  copula of = {.drivers = drivers, .count = count, .rank = rank};
  sf_status status = check_matrix(&of, error);
  if (status != SF_OK) return status;
  of.lower = count > SIZE_MAX / count ? NULL : sf_allocate(count * count, sizeof *of.lower);
  of.scratch = sf_allocate(count, 3 * sizeof *of.scratch);
  if (of.lower == NULL || of.scratch == NULL)
    status = sf_fail(error, SF_NO_MEMORY, "no memory for a correlation");
  else
    status = factor(&of, error);
  if (status == SF_OK) status = build_draws(graph, &of, results, error);
  sf_free(of.lower);
  sf_free(of.scratch);
  return status;
}
