#include "summaries/summary_layout.h"

#include "base/memory.h"
#include "numeric/order_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = SF_REPLICATES, PIECE = 256, FURTHEST_EXPONENT = 1001 };

static sf_status no_memory(sf_error *error) {
  return sf_fail(error, SF_NO_MEMORY, "no memory for the summary of an output");
}

static bool is_frame(const sf_frame *frame) {
  int exponent;
  if (!isfinite(frame->centre) || !isfinite(frame->scale) || frame->scale <= 0 || frame->atom_count > SF_MOST_ATOMS)
    return false;
  if (frexp(frame->scale, &exponent) != 0.5 || abs(exponent) > FURTHEST_EXPONENT) return false;
  const double middle = frame->centre / frame->scale;
  if (fabs(middle) > 0x1p+52 || floor(middle) != middle) return false;
  for (size_t i = 0; i < frame->atom_count; i++)
    if (!isfinite(frame->atoms[i]) || (i > 0 && frame->atoms[i] <= frame->atoms[i - 1])) return false;
  return true;
}

static bool same_frame(const sf_frame *a, const sf_frame *b) {
  if (a->centre != b->centre || a->scale != b->scale || a->atom_count != b->atom_count) return false;
  for (size_t i = 0; i < a->atom_count; i++)
    if (a->atoms[i] != b->atoms[i]) return false;
  return true;
}

sf_status sf_create_summary_with(const sf_kernels *kernels, unsigned statistics, const sf_frame *frame,
                                 sf_dependence dependence, sf_summary **summary, sf_error *error) {
  *summary = NULL;
  if (statistics == 0 || (statistics & ~(unsigned)(SF_MOMENTS | SF_QUANTILES)) != 0)
    return sf_fail(error, SF_INVALID, "statistics must be SF_MOMENTS, with or without SF_QUANTILES, not %u",
                   statistics);
  if (!is_frame(frame))
    return sf_fail(error, SF_INVALID,
                   "a summary's centre must be a whole multiple of its scale, a power of two, not %g", frame->centre);
  sf_summary *made = sf_allocate_aligned(1, sizeof *made);
  if (!made) return no_memory(error);
  made->kernels = kernels;
  made->statistics = statistics | SF_MOMENTS;
  made->frame = *frame;
  made->inverse = 1 / frame->scale;
  made->middle = frame->centre * made->inverse;
  made->dependence = dependence;
  for (unsigned lane = 0; lane < LANES; lane++) {
    made->minima[lane] = INFINITY;
    made->maxima[lane] = -INFINITY;
  }
  *summary = made;
  return SF_OK;
}

sf_status sf_create_summary(unsigned statistics, const sf_frame *frame, sf_dependence dependence, sf_summary **summary,
                            sf_error *error) {
  return sf_create_summary_with(sf_best_kernels(), statistics, frame, dependence, summary, error);
}

void sf_destroy_summary(sf_summary *summary) {
  if (!summary) return;
  sf_free(summary->values);
  sf_destroy_sketch(summary->sketch);
  sf_free(summary);
}

sf_status sf_copy_summary(const sf_summary *summary, sf_summary **copy, sf_error *error) {
  sf_status status =
      sf_create_summary_with(summary->kernels, summary->statistics, &summary->frame, summary->dependence, copy, error);
  if (!status) status = sf_merge_summary(*copy, summary, error);
  if (status) {
    sf_destroy_summary(*copy);
    *copy = NULL;
  }
  return status;
}

void sf_close_superblock(sf_summary *summary) {
  if (summary->position == 0) return;
  for (unsigned lane = 0; lane < LANES; lane++) {
    sf_add_exact(&summary->sums[lane], summary->lane_sums[lane]);
    sf_add_exact(&summary->square, summary->lane_squares[lane]);
    summary->lane_sums[lane] = summary->lane_squares[lane] = 0;
  }
  summary->position = 0;
}

uint64_t sf_count_in_lane(const sf_summary *summary, unsigned lane) { return summary->counts[lane] + summary->rounds; }

double sf_least(const sf_summary *summary) {
  double least = INFINITY;
  for (unsigned lane = 0; lane < LANES; lane++)
    if (summary->minima[lane] < least) least = summary->minima[lane];
  return least;
}

double sf_most(const sf_summary *summary) {
  double most = -INFINITY;
  for (unsigned lane = 0; lane < LANES; lane++)
    if (summary->maxima[lane] > most) most = summary->maxima[lane];
  return most;
}

uint64_t sf_draws_added(const sf_summary *summary) { return sf_summary_count(summary) + summary->undefined; }

/* Adding: moments. */

static void count_defined(sf_summary *summary, const double *values, size_t count, bool all) {
  if (all) summary->rounds += count / LANES;
  for (size_t i = 0; !all && i < count; i++) summary->counts[i % LANES] += isfinite(values[i]) ? 1 : 0;
}

/* count is a multiple of LANES, values are aligned, and the superblock has room. The last filler values are NaN put
 * there to fill the lanes. */
static void add_moments(sf_summary *summary, const double *values, size_t count, size_t filler) {
  uint64_t undefined = 0;
  summary->kernels->moments(values, count, summary->inverse, summary->middle, summary->lane_sums, summary->lane_squares,
                            summary->minima, summary->maxima, &undefined);
  count_defined(summary, values, count, undefined == 0);
  summary->undefined += undefined - filler;
  summary->position += (unsigned)count;
  if (summary->position >= SF_SUPERBLOCK) sf_close_superblock(summary);
}

/* Adding: quantiles. */

static sf_status hold_room(sf_summary *summary, size_t more, sf_error *error) {
  const size_t needed = summary->held + more;
  if (needed <= summary->capacity) return SF_OK;
  size_t capacity = summary->capacity ? summary->capacity : 1024;
  while (capacity < needed) capacity *= 2;
  double *values = sf_reallocate(summary->values, capacity, sizeof *values);
  if (!values) return no_memory(error);
  summary->values = values;
  summary->capacity = capacity;
  return SF_OK;
}

/* From values that are held to counts in bins. */
static sf_status start_sketch(sf_summary *summary, sf_error *error) {
  if (summary->sketch) return SF_OK;
  sf_status status = sf_create_sketch(&summary->frame, &summary->sketch, error);
  if (!status) status = sf_sketch_values(summary->sketch, summary->kernels, summary->values, summary->held, error);
  if (status) return status;
  sf_free(summary->values);
  summary->values = NULL;
  summary->held = summary->capacity = summary->ordered = 0;
  return SF_OK;
}

static void hold_defined(sf_summary *summary, const double *values, size_t count, bool all) {
  if (all && count > 0) {
    memcpy(summary->values + summary->held, values, count * sizeof *values);
    summary->held += count;
  }
  for (size_t i = 0; !all && i < count; i++)
    if (isfinite(values[i])) summary->values[summary->held++] = values[i];
}

sf_status sf_expect_draws(sf_summary *summary, uint64_t draws, uint64_t share, sf_error *error) {
  if (!(summary->statistics & SF_QUANTILES)) return SF_OK;
  if (draws > SF_EXACT_DRAWS) return start_sketch(summary, error);
  return hold_room(summary, (size_t)(share < draws ? share : draws), error);
}

/* draws is how many there are with these; all says that every value is finite. */
static sf_status add_to_quantiles(sf_summary *summary, const double *values, size_t count, uint64_t draws, bool all,
                                  sf_error *error) {
  if (draws > SF_EXACT_DRAWS) {
    const sf_status status = start_sketch(summary, error);
    if (status) return status;
  }
  if (summary->sketch) return sf_sketch_values(summary->sketch, summary->kernels, values, count, error);
  const sf_status status = hold_room(summary, count, error);
  if (status) return status;
  hold_defined(summary, values, count, all);
  return SF_OK;
}

static bool is_aligned(const double *values) { return (uintptr_t)values % 64 == 0; }

sf_status sf_add_values(sf_summary *summary, const double *values, size_t count, sf_error *error) {
  for (size_t done = 0, n; done < count; done += n) {
    const uint64_t before = summary->undefined;
    n = count - done;
    if (n > SF_SUPERBLOCK - summary->position) n = SF_SUPERBLOCK - summary->position;
    const bool direct = n >= LANES && is_aligned(values + done);
    if (direct)
      n -= n % LANES;
    else if (n > PIECE)
      n = PIECE;
    if (direct) {
      add_moments(summary, values + done, n, 0);
    } else {
      _Alignas(64) double piece[PIECE];
      const size_t filler = (LANES - n % LANES) % LANES;
      memcpy(piece, values + done, n * sizeof *piece);
      for (size_t i = 0; i < filler; i++) piece[n + i] = NAN;
      add_moments(summary, piece, n + filler, filler);
    }
    if (summary->statistics & SF_QUANTILES) {
      const sf_status status =
          add_to_quantiles(summary, values + done, n, sf_draws_added(summary), summary->undefined == before, error);
      if (status) return status;
    }
  }
  return SF_OK;
}

/* Merging. */

static sf_status merge_quantiles(sf_summary *into, const sf_summary *from, sf_error *error) {
  const uint64_t draws = sf_draws_added(into) + sf_draws_added(from);
  if (!from->sketch) return add_to_quantiles(into, from->values, from->held, draws, true, error);
  const sf_status status = start_sketch(into, error);
  return status ? status : sf_merge_sketch(into->sketch, from->sketch, error);
}

/* The exact sums of every superblock, the open one too. */
static sf_exact_sum lane_total(const sf_summary *summary, unsigned lane) {
  sf_exact_sum total = summary->sums[lane];
  sf_add_exact(&total, summary->lane_sums[lane]);
  return total;
}

static sf_exact_sum square_total(const sf_summary *summary) {
  sf_exact_sum total = summary->square;
  for (unsigned lane = 0; lane < LANES; lane++) sf_add_exact(&total, summary->lane_squares[lane]);
  return total;
}

sf_status sf_merge_summary(sf_summary *into, const sf_summary *from, sf_error *error) {
  if (into == from) return sf_fail(error, SF_INVALID, "a summary cannot be merged with itself");
  if (into->statistics != from->statistics || into->dependence != from->dependence ||
      !same_frame(&into->frame, &from->frame))
    return sf_fail(error, SF_INVALID, "summaries of different outputs or kinds of run cannot be merged");
  if (into->statistics & SF_QUANTILES) {
    const sf_status status = merge_quantiles(into, from, error);
    if (status) return status;
  }
  sf_close_superblock(into);
  for (unsigned lane = 0; lane < LANES; lane++) {
    const sf_exact_sum sum = lane_total(from, lane);
    sf_merge_exact(&into->sums[lane], &sum);
    into->counts[lane] += from->counts[lane];
    if (from->minima[lane] < into->minima[lane]) into->minima[lane] = from->minima[lane];
    if (from->maxima[lane] > into->maxima[lane]) into->maxima[lane] = from->maxima[lane];
  }
  const sf_exact_sum square = square_total(from);
  sf_merge_exact(&into->square, &square);
  into->undefined += from->undefined;
  into->rounds += from->rounds;
  return SF_OK;
}

/* Reading: moments. */

uint64_t sf_summary_count(const sf_summary *summary) {
  uint64_t count = LANES * summary->rounds;
  for (unsigned lane = 0; lane < LANES; lane++) count += summary->counts[lane];
  return count;
}

uint64_t sf_summary_undefined(const sf_summary *summary) { return summary->undefined; }

/* Sum of (value - centre) / scale. */
static double total_deviation(const sf_summary *summary) {
  sf_exact_sum total = {0};
  for (unsigned lane = 0; lane < LANES; lane++) {
    const sf_exact_sum sum = lane_total(summary, lane);
    sf_merge_exact(&total, &sum);
  }
  return sf_exact_value(&total);
}

static double clamp(const sf_summary *summary, double value) {
  const double least = sf_least(summary), most = sf_most(summary);
  return value < least ? least : value > most ? most : value;
}

double sf_summary_mean(const sf_summary *summary) {
  const uint64_t count = sf_summary_count(summary);
  if (count == 0) return NAN;
  return clamp(summary, (summary->middle + total_deviation(summary) / (double)count) * summary->frame.scale);
}

/* All values are one but for the rounding of the formula that gave them. */
static bool is_one_value(const sf_summary *summary) {
  const double least = sf_least(summary), most = sf_most(summary);
  return most - least <= 0x1p-46 * fmax(fabs(least), fabs(most));
}

double sf_summary_sd(const sf_summary *summary) {
  const uint64_t count = sf_summary_count(summary);
  if (count < 2) return NAN;
  if (is_one_value(summary)) return 0;
  const sf_exact_sum square = square_total(summary);
  const double sum = total_deviation(summary);
  const double spread = fma(-sum, sum / (double)count, sf_exact_value(&square)); /* sum of squares about the mean */
  return summary->frame.scale * sqrt(spread > 0 || isnan(spread) ? spread / (double)(count - 1) : 0);
}

static double extreme(const sf_summary *summary, double value) {
  if (sf_summary_count(summary) == 0) return NAN;
  return is_one_value(summary) ? sf_summary_mean(summary) : value;
}

double sf_summary_min(const sf_summary *summary) { return extreme(summary, sf_least(summary)); }
double sf_summary_max(const sf_summary *summary) { return extreme(summary, sf_most(summary)); }

/* sqrt(sum over replicates of (mean_r - average)^2 / (R (R - 1))), R the replicates that have a value. */
static double error_between_replicates(const sf_summary *summary) {
  double means[LANES], average = 0, spread = 0;
  unsigned replicates = 0;
  for (unsigned lane = 0; lane < LANES; lane++) {
    const uint64_t count = sf_count_in_lane(summary, lane);
    if (count == 0) continue;
    const sf_exact_sum sum = lane_total(summary, lane);
    means[replicates++] = sf_exact_value(&sum) / (double)count;
  }
  if (replicates < 2) return NAN;
  if (is_one_value(summary)) return 0;
  for (unsigned i = 0; i < replicates; i++) average += means[i] / replicates;
  for (unsigned i = 0; i < replicates; i++) spread += (means[i] - average) * (means[i] - average);
  return summary->frame.scale * sqrt(spread / ((double)replicates * (replicates - 1)));
}

double sf_summary_standard_error(const sf_summary *summary) {
  if (summary->dependence == SF_REPLICATED) return error_between_replicates(summary);
  if (summary->dependence == SF_STRATIFIED && !(sf_summary_count(summary) > 0 && is_one_value(summary))) return NAN;
  return sf_summary_sd(summary) / sqrt((double)sf_summary_count(summary));
}

bool sf_summary_is_sure(const sf_summary *summary, double fraction) {
  if (sf_summary_count(summary) == 0) return true;
  const double mean = fabs(sf_summary_mean(summary)), error = sf_summary_standard_error(summary);
  return error <= fraction * mean || (mean <= 3 * error && error <= fraction * sf_summary_sd(summary));
}

/* Reading: quantiles. */

void sf_order_summary(sf_summary *summary) {
  if (summary->ordered < summary->held) sf_order_values(summary->values, summary->held);
  summary->ordered = summary->held;
}

/* Order is a matter of how the values are held, not of what they are, so reading may bring it about: a summary is
 * always made on the heap, and used by one thread at a time. */
static const double *ordered_values(const sf_summary *summary) {
  sf_order_summary((sf_summary *)(uintptr_t)summary);
  return summary->values;
}

/* The order statistics of rank and rank + 1, the extremes exactly. */
static void order_pair(const sf_summary *summary, uint64_t rank, uint64_t count, double pair[2]) {
  if (summary->sketch) {
    sf_sketch_order(summary->sketch, rank, pair);
    pair[0] = rank == 0 ? sf_least(summary) : clamp(summary, pair[0]);
    if (rank + 1 < count) pair[1] = clamp(summary, pair[1]);
    if (rank + 2 == count) pair[1] = sf_most(summary);
    if (rank + 1 == count) pair[0] = sf_most(summary);
  } else {
    const double *values = ordered_values(summary);
    pair[0] = values[rank];
    if (rank + 1 < count) pair[1] = values[rank + 1];
  }
  if (rank + 1 >= count) pair[1] = pair[0];
}

double sf_summary_quantile(const sf_summary *summary, double p) {
  const uint64_t count = sf_summary_count(summary);
  if (!(summary->statistics & SF_QUANTILES) || count == 0 || !(p >= 0 && p <= 1)) return NAN;
  if (is_one_value(summary)) return sf_summary_mean(summary);
  const double place = (double)(count - 1) * p;
  uint64_t rank = (uint64_t)place;
  if (rank > count - 1) rank = count - 1;
  double pair[2];
  order_pair(summary, rank, count, pair);
  const double share = place - (double)rank;
  return share > 0 ? pair[0] + share * (pair[1] - pair[0]) : pair[0];
}

/* How many ordered values are at most threshold. */
static size_t count_up_to(const double *values, size_t count, double threshold) {
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (values[middle] <= threshold)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

double sf_summary_probability_above(const sf_summary *summary, double threshold) {
  const uint64_t count = sf_summary_count(summary);
  if (!(summary->statistics & SF_QUANTILES) || count == 0 || isnan(threshold)) return NAN;
  if (is_one_value(summary)) return sf_summary_mean(summary) > threshold ? 1 : 0;
  if (threshold >= sf_most(summary)) return 0;
  if (threshold < sf_least(summary)) return 1;
  if (summary->sketch) return sf_sketch_above(summary->sketch, threshold) / (double)count;
  const size_t up_to = count_up_to(ordered_values(summary), summary->held, threshold);
  return (double)(count - up_to) / (double)count;
}

/* Adds a bin's count to the slices it overlaps, in proportion; a single value at high falls in the last slice. */
static void share_out(double low, double high, size_t n, double *counts, sf_bin bin) {
  const double width = (high - low) / (double)n;
  if (!(bin.high > bin.low)) {
    if (bin.low < low || bin.low > high) return;
    const size_t slice = (size_t)((bin.low - low) / width);
    counts[slice < n ? slice : n - 1] += (double)bin.count;
    return;
  }
  if (bin.high <= low || bin.low >= high) return;
  const double start = bin.low > low ? (bin.low - low) / width : 0, end = (bin.high - low) / width;
  for (size_t slice = (size_t)start; slice < n && (double)slice < end; slice++) {
    const double from = low + width * (double)slice, to = from + width;
    const double overlap = (bin.high < to ? bin.high : to) - (bin.low > from ? bin.low : from);
    if (overlap > 0) counts[slice] += (double)bin.count * (overlap / (bin.high - bin.low));
  }
}

void sf_summary_histogram(const sf_summary *summary, double low, double high, size_t n, double *counts) {
  const bool known = summary->statistics & SF_QUANTILES;
  for (size_t i = 0; i < n; i++) counts[i] = known ? 0 : (double)NAN;
  if (!known || n == 0 || !(high > low) || !isfinite(high - low)) return;
  for (size_t i = 0; i < summary->held; i++)
    share_out(low, high, n, counts, (sf_bin){summary->values[i], summary->values[i], 1});
  sf_bin_cursor cursor = {0};
  sf_bin bin;
  while (summary->sketch && sf_next_bin(summary->sketch, &cursor, &bin)) share_out(low, high, n, counts, bin);
}
