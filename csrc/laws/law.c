/* Laws that are given by a few numbers: making them; and the lifetime and equality of all laws. */
#include "base/memory.h"
#include "base/text.h"
#include "laws/kinds.h"

#include <math.h>
#include <string.h>

#define Z95 1.6448536269514722 /* standard normal quantile of 0.95 */

const char *sf_law_kind_name(sf_law_kind kind) {
  static const char *const names[] = {"normal",    "lognormal", "uniform",     "triangular", "beta",
                                      "pert",      "gamma",     "exponential", "bernoulli",  "discrete",
                                      "empirical", "mixture",   "truncated"};
  return kind < SF_LAW_KIND_COUNT ? names[kind] : "law";
}

sf_law *sf_new_law(sf_law_kind kind, sf_error *error) {
  sf_law *law = sf_allocate(1, sizeof *law);
  if (law == NULL) {
    sf_fail(error, SF_NO_MEMORY, "out of memory making a %s law", sf_law_kind_name(kind));
    return NULL;
  }
  atomic_init(&law->holders, 1);
  law->kind = kind;
  return law;
}

sf_law *sf_retain_law(sf_law *law) {
  if (law != NULL) atomic_fetch_add_explicit(&law->holders, 1, memory_order_relaxed);
  return law;
}

void sf_release_law(sf_law *law) {
  if (law == NULL || atomic_fetch_sub_explicit(&law->holders, 1, memory_order_acq_rel) != 1) return;
  for (size_t i = 0; i < law->part_count; i++) sf_release_law(law->parts[i]);
  sf_free(law->parts);
  sf_free(law->shares);
  sf_free(law->values);
  sf_free(law->cumulative);
  sf_free(law->before);
  sf_free(law);
}

sf_status sf_finish_law(sf_law *made, sf_law **law, sf_error *error) {
  sf_find_moments(made);
  if (!isfinite(made->mean) || !isfinite(made->sd)) {
    const sf_law_kind kind = made->kind;
    sf_release_law(made);
    return sf_fail(error, SF_INVALID, "%s: %s", sf_law_kind_name(kind),
                   kind == SF_LAW_TRUNCATED ? "what is left of the law is less probable than a number can hold"
                                            : "its mean or standard deviation is too large to be a number");
  }
  *law = made;
  return SF_OK;
}

/* Equality */

static bool same_numbers(const double *a, const double *b, size_t count) {
  if (a == NULL || b == NULL) return a == b;
  for (size_t i = 0; i < count; i++)
    if (a[i] != b[i]) return false;
  return true;
}

bool sf_law_equal(const sf_law *a, const sf_law *b) {
  if (a == b) return true;
  if (a == NULL || b == NULL || a->kind != b->kind || a->count != b->count || a->part_count != b->part_count)
    return false;
  const size_t shares = a->part_count > 0 ? a->part_count : a->count;
  if (!same_numbers(a->p, b->p, sizeof a->p / sizeof *a->p) || !same_numbers(a->values, b->values, a->count) ||
      !same_numbers(a->shares, b->shares, shares))
    return false;
  for (size_t i = 0; i < a->part_count; i++)
    if (!sf_law_equal(a->parts[i], b->parts[i])) return false;
  return true;
}

/* Checking parameters */

/* "kind: name must be a finite number, got nan" */
static sf_status need_finite(const char *kind, const char *name, double value, sf_error *error) {
  if (isfinite(value)) return SF_OK;
  return sf_fail(error, SF_INVALID, "%s: %s must be a finite number, got %s", kind, name, sf_quote_number(value).text);
}

static sf_status need_positive(const char *kind, const char *name, double value, sf_error *error) {
  if (value > 0 && isfinite(value)) return SF_OK;
  return sf_fail(error, SF_INVALID, "%s: %s must be positive%s, got %s", kind, name, value > 0 ? " and finite" : "",
                 sf_quote_number(value).text);
}

static sf_status need_shape(const char *kind, const char *name, double value, sf_error *error) {
  if (value >= SF_SMALLEST_SHAPE && value <= SF_LARGEST_SHAPE) return SF_OK;
  return sf_fail(error, SF_INVALID, "%s: %s must lie in [%g, %g], got %s", kind, name, SF_SMALLEST_SHAPE,
                 SF_LARGEST_SHAPE, sf_quote_number(value).text);
}

/* SF_INVALID unless low < high, both finite and a finite distance apart. */
static sf_status need_range(const char *kind, const char *low_name, double low, const char *high_name, double high,
                            sf_error *error) {
  sf_status status = need_finite(kind, low_name, low, error);
  if (status == SF_OK) status = need_finite(kind, high_name, high, error);
  if (status != SF_OK) return status;
  if (low == high)
    return sf_fail(error, SF_INVALID, "%s: %s and %s are both %s; for a value without spread write the plain number",
                   kind, low_name, high_name, sf_quote_number(low).text);
  if (low > high)
    return sf_fail(error, SF_INVALID, "%s: %s %s is not below %s %s", kind, low_name, sf_quote_number(low).text,
                   high_name, sf_quote_number(high).text);
  if (!isfinite(high - low))
    return sf_fail(error, SF_INVALID, "%s: %s %s and %s %s are too far apart", kind, low_name,
                   sf_quote_number(low).text, high_name, sf_quote_number(high).text);
  return SF_OK;
}

/* low <= mode <= high and low < high. */
static sf_status need_mode(const char *kind, double low, double mode, double high, sf_error *error) {
  sf_status status = need_range(kind, "low", low, "high", high, error);
  if (status == SF_OK) status = need_finite(kind, "mode", mode, error);
  if (status == SF_OK && (mode < low || mode > high))
    status = sf_fail(error, SF_INVALID, "%s: mode %s lies outside [%s, %s]", kind, sf_quote_number(mode).text,
                     sf_quote_number(low).text, sf_quote_number(high).text);
  return status;
}

/* sd or sigma */
static sf_status need_spread(const char *kind, const char *name, double value, double middle, sf_error *error) {
  if (value != 0) return need_positive(kind, name, value, error);
  return sf_fail(error, SF_INVALID, "%s: %s must be positive, got 0; for a value without spread write the number %s",
                 kind, name, sf_quote_number(middle).text);
}

/* Constructors */

static sf_status make(sf_law_kind kind, const double *p, size_t count, sf_law **law, sf_error *error) {
  sf_law *made = sf_new_law(kind, error);
  if (made == NULL) return SF_NO_MEMORY;
  memcpy(made->p, p, count * sizeof *p);
  if (kind == SF_LAW_GAMMA) made->gamma_constant = sf_gamma_constant(p[0]);
  return sf_finish_law(made, law, error);
}

sf_status sf_normal(double mean, double sd, sf_law **law, sf_error *error) {
  sf_status status = need_finite("normal", "mean", mean, error);
  if (status == SF_OK) status = need_spread("normal", "sd", sd, mean, error);
  if (status != SF_OK) return status;
  return make(SF_LAW_NORMAL, (const double[]){mean, sd}, 2, law, error);
}

sf_status sf_lognormal(double median, double sigma, sf_law **law, sf_error *error) {
  sf_status status = need_positive("lognormal", "median", median, error);
  if (status == SF_OK) status = need_spread("lognormal", "sigma", sigma, median, error);
  if (status != SF_OK) return status;
  return make(SF_LAW_LOGNORMAL, (const double[]){median, sigma}, 2, law, error);
}

sf_status sf_uniform(double low, double high, sf_law **law, sf_error *error) {
  const sf_status status = need_range("uniform", "low", low, "high", high, error);
  if (status != SF_OK) return status;
  return make(SF_LAW_UNIFORM, (const double[]){low, high}, 2, law, error);
}

sf_status sf_triangular(double low, double mode, double high, sf_law **law, sf_error *error) {
  const sf_status status = need_mode("triangular", low, mode, high, error);
  if (status != SF_OK) return status;
  return make(SF_LAW_TRIANGULAR, (const double[]){low, mode, high}, 3, law, error);
}

static sf_status make_beta(sf_law_kind kind, const double p[4], sf_beta_shape shape, sf_law **law, sf_error *error) {
  sf_law *made = sf_new_law(kind, error);
  if (made == NULL) return SF_NO_MEMORY;
  memcpy(made->p, p, sizeof made->p);
  made->beta = shape;
  made->beta.span = shape.high - shape.low;
  made->beta.constant = sf_beta_constant(shape.a, shape.b);
  return sf_finish_law(made, law, error);
}

sf_status sf_beta(double a, double b, double low, double high, sf_law **law, sf_error *error) {
  sf_status status = need_shape("beta", "a", a, error);
  if (status == SF_OK) status = need_shape("beta", "b", b, error);
  if (status == SF_OK) status = need_range("beta", "low", low, "high", high, error);
  if (status != SF_OK) return status;
  const sf_beta_shape shape = {.a = a, .b = b, .low = low, .high = high};
  return make_beta(SF_LAW_BETA, (const double[]){a, b, low, high}, shape, law, error);
}

sf_status sf_pert(double low, double mode, double high, double weight, sf_law **law, sf_error *error) {
  sf_status status = need_mode("pert", low, mode, high, error);
  if (status == SF_OK) status = need_shape("pert", "weight", weight, error);
  if (status != SF_OK) return status;
  const double share = (mode - low) / (high - low);
  const sf_beta_shape shape = {.a = 1 + weight * share, .b = 1 + weight * (1 - share), .low = low, .high = high};
  return make_beta(SF_LAW_PERT, (const double[]){low, mode, high, weight}, shape, law, error);
}

sf_status sf_gamma(double shape, double scale, sf_law **law, sf_error *error) {
  sf_status status = need_shape("gamma", "shape", shape, error);
  if (status == SF_OK) status = need_positive("gamma", "scale", scale, error);
  if (status != SF_OK) return status;
  return make(SF_LAW_GAMMA, (const double[]){shape, scale}, 2, law, error);
}

sf_status sf_exponential(double mean, sf_law **law, sf_error *error) {
  const sf_status status = need_positive("exponential", "mean", mean, error);
  if (status != SF_OK) return status;
  return make(SF_LAW_EXPONENTIAL, &mean, 1, law, error);
}

sf_status sf_bernoulli(double probability, sf_law **law, sf_error *error) {
  if (probability == 0 || probability == 1)
    return sf_fail(error, SF_INVALID, "bernoulli: probability %g leaves nothing to chance; write the plain number %g",
                   probability, probability);
  if (!(probability > 0 && probability < 1))
    return sf_fail(error, SF_INVALID, "bernoulli: probability must lie between 0 and 1, got %s",
                   sf_quote_number(probability).text);
  return make(SF_LAW_BERNOULLI, &probability, 1, law, error);
}

sf_status sf_between(double p5, double p95, sf_law **law, sf_error *error) {
  const sf_status status = need_range("between", "p5", p5, "p95", p95, error);
  if (status != SF_OK) return status;
  if (p5 <= 0) return sf_normal(p5 + 0.5 * (p95 - p5), (p95 - p5) / (2 * Z95), law, error);
  return sf_lognormal(sqrt(p5) * sqrt(p95), sf_log(p95 / p5) / (2 * Z95), law, error);
}
