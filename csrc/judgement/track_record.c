#include "signalflow/track_record.h"

#include "base/memory.h"
#include "base/text.h"
#include "numeric/order_values.h"
#include "numeric/special.h"
#include "signalflow/evidence.h"

#include <math.h>

/* The probabilities of what did not happen, then of what did, each in order. */
typedef struct sorted_forecasts {
  double *values;
  size_t failed, count;
} sorted_forecasts;

/* Forecasts of one probability. */
typedef struct group {
  double p;
  size_t count, happened;
} group;

static sf_status check_probabilities(const double *probabilities, size_t count, sf_error *error) {
  for (size_t i = 0; i < count; i++)
    if (!(probabilities[i] >= 0 && probabilities[i] <= 1))
      return sf_fail(error, SF_INVALID, "forecast %zu must be a probability from 0 to 1, got %s", i + 1,
                     sf_quote_number(probabilities[i]).text);
  return SF_OK;
}

static void sort_forecasts(sorted_forecasts *sorted, const double *probabilities, const bool *outcomes) {
  size_t last = sorted->count;
  for (size_t i = 0; i < sorted->count; i++) sorted->values[outcomes[i] ? --last : sorted->failed++] = probabilities[i];
  sf_order_values(sorted->values, sorted->failed);
  sf_order_values(sorted->values + sorted->failed, sorted->count - sorted->failed);
}

/* The group that starts at places *no and *yes, which move behind it. */
static group next_group(const sorted_forecasts *sorted, size_t *no, size_t *yes) {
  const double *values = sorted->values;
  const bool no_left = *no < sorted->failed, yes_left = *yes < sorted->count;
  group next = {.p = no_left && (!yes_left || values[*no] <= values[*yes]) ? values[*no] : values[*yes]};
  while (*no < sorted->failed && values[*no] == next.p) ++*no, next.count++;
  while (*yes < sorted->count && values[*yes] == next.p) ++*yes, next.count++, next.happened++;
  return next;
}

static double square(double x) { return x * x; }

/* -ln(p), each of `times` forecasts; 0 for none of them even where p is 0. */
static double surprise(double p, size_t times) { return times == 0 ? 0 : -(double)times * sf_log(p); }

static void add_to_bin(sf_score *score, const group *of) {
  const double place = of->p * SF_CALIBRATION_BINS;
  sf_calibration_bin *bin = &score->bins[place < SF_CALIBRATION_BINS ? (int)place : SF_CALIBRATION_BINS - 1];
  bin->forecast += (double)of->count * of->p;
  bin->count += of->count;
  bin->happened += of->happened;
}

/* Sums of one group's forecasts; they come in order of probability, so that sums have the same bits in any order. */
static void add_group(sf_score *score, const group *of) {
  const double n = (double)of->count, yes = (double)of->happened, rate = yes / n;
  const size_t failed = of->count - of->happened;
  score->brier += yes * square(1 - of->p) + (n - yes) * square(of->p);
  score->reliability += n * square(of->p - rate);
  score->resolution += n * square(rate - score->base_rate);
  score->log_score += surprise(of->p, of->happened) + surprise(1 - of->p, failed);
  if (of->p == 0) score->certain_and_wrong += of->happened;
  if (of->p == 1) score->certain_and_wrong += failed;
  score->hits += of->p > .5 ? of->happened : of->p < .5 ? failed : 0;
  score->misses += of->p > .5 ? failed : of->p < .5 ? of->happened : 0;
  add_to_bin(score, of);
}

static void finish_score(sf_score *score) {
  const double n = (double)score->count;
  score->brier /= n;
  score->reliability /= n;
  score->resolution /= n;
  score->log_score /= n;
  score->uncertainty = score->base_rate * (1 - score->base_rate);
  score->skill = score->uncertainty > 0 ? (score->resolution - score->reliability) / score->uncertainty : (double)NAN;
  for (int i = 0; i < SF_CALIBRATION_BINS; i++) score->bins[i].forecast /= (double)score->bins[i].count;
}

sf_status sf_score_forecasts(const double *probabilities, const bool *outcomes, size_t count, sf_score *score,
                             sf_error *error) {
  const sf_status status = check_probabilities(probabilities, count, error);
  if (status != SF_OK) return status;
  sorted_forecasts sorted = {.values = sf_allocate(count, sizeof *sorted.values), .count = count};
  if (sorted.values == NULL) return sf_fail(error, SF_NO_MEMORY, "not enough memory to score %zu forecasts", count);
  sort_forecasts(&sorted, probabilities, outcomes);
  *score = (sf_score){.count = count, .base_rate = (double)(count - sorted.failed) / (double)count};
  for (size_t no = 0, yes = sorted.failed; no < sorted.failed || yes < count;) {
    const group next = next_group(&sorted, &no, &yes);
    add_group(score, &next);
  }
  finish_score(score);
  sf_free(sorted.values);
  return SF_OK;
}

double sf_source_weight(const sf_score *score, double halfway) {
  if (!(score->skill > 0)) return 0;
  const double n = (double)score->count;
  return n / (n + halfway) * score->skill;
}

static double logit(double p) { return sf_log(p) - sf_log1p(-p); }

double sf_earned_log_ratio(const sf_score *score, double p, double halfway) {
  const double weight = sf_source_weight(score, halfway);
  if (weight == 0) return 0;
  return fmax(-SF_ITEM_CAP, fmin(SF_ITEM_CAP, weight * (logit(p) - logit(score->base_rate))));
}

sf_rate sf_hit_rate(size_t hits, size_t misses) {
  const double a = 1 + (double)hits, b = 1 + (double)misses, constant = sf_beta_constant(a, b);
  return (sf_rate){.mean = a / (a + b),
                   .low = sf_beta_lower_quantile(a, b, constant, .05),
                   .high = 1 - sf_beta_lower_quantile(b, a, constant, .05)};
}
