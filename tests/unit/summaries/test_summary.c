/* Summaries: moments, quantiles, merging, bytes. */
#include "check.h"

#include "summaries/summary_layout.h"

#include <stdlib.h>
#include <string.h>

enum { BOTH = SF_MOMENTS | SF_QUANTILES, MILLION = 1000000 };

static sf_summary *made_in(const sf_frame *frame, bool replicated) {
  sf_summary *summary;
  assert_ok(sf_create_summary(BOTH, frame, replicated, &summary, NULL));
  return summary;
}

static sf_summary *made(double centre, bool replicated) {
  const sf_frame frame = {.centre = rint(centre * 1024) / 1024, .scale = 1. / 1024};
  return made_in(&frame, replicated);
}

static sf_summary *summary_of(const double *values, size_t count, double centre) {
  sf_summary *summary = made(centre, false);
  assert_ok(sf_add_values(summary, values, count, NULL));
  return summary;
}

/* In the frame of their first draws, as runs have it. */
static sf_frame frame_of(const double *values, size_t count) {
  double first[1024];
  count = count < 1024 ? count : 1024;
  memcpy(first, values, count * sizeof *first);
  return sf_find_frame(first, count);
}

static sf_summary *framed(const double *values, size_t count) {
  const sf_frame frame = frame_of(values, count);
  sf_summary *summary = made_in(&frame, false);
  assert_ok(sf_add_values(summary, values, count, NULL));
  return summary;
}

static uint64_t next(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 12;
}

static double uniform(uint64_t *state) { return ((double)next(state) + 0.5) * 0x1p-52; }

static double normal(uint64_t *state) { /* Box & Muller 1958 */
  const double radius = sqrt(-2 * log(uniform(state)));
  return radius * cos(6.283185307179586 * uniform(state));
}

/* Moments. */

static void test_moments_of_a_few_numbers(void **state) {
  (void)state;
  const double values[] = {2, 4, 4, 4, 5, 5, 7, 9}; /* squares about the mean of 5 add up to 32 */
  const double centres[] = {0, 5, -1000};
  for (size_t i = 0; i < 3; i++) {
    sf_summary *summary = summary_of(values, 8, centres[i]);
    assert_int_equal(sf_summary_count(summary), 8);
    assert_close(sf_summary_mean(summary), 5, 1e-15);
    assert_close(sf_summary_sd(summary), sqrt(32. / 7), 1e-9);
    assert_close(sf_summary_standard_error(summary), sqrt(32. / 7 / 8), 1e-9);
    assert_true(sf_summary_min(summary) == 2 && sf_summary_max(summary) == 9);
    sf_destroy_summary(summary);
  }
}

/* 1..n: mean (n + 1) / 2, variance n (n + 1) / 12. */
static void test_moments_of_the_first_integers(void **state) {
  (void)state;
  double *values = malloc(100000 * sizeof *values);
  for (int i = 0; i < 100000; i++) values[i] = i + 1;
  sf_summary *summary = summary_of(values, 100000, 50000);
  assert_true(sf_summary_mean(summary) == 50000.5);
  assert_close(sf_summary_sd(summary), sqrt(100000. * 100001 / 12), 1e-14);
  sf_destroy_summary(summary);
  free(values);
}

static void test_a_constant_has_no_spread(void **state) {
  (void)state;
  double values[1000];
  for (size_t i = 0; i < 1000; i++) values[i] = 0.1;
  sf_summary *summary = summary_of(values, 1000, 0.1);
  assert_true(sf_summary_sd(summary) == 0 && sf_summary_mean(summary) == 0.1);
  assert_true(sf_summary_standard_error(summary) == 0);
  sf_destroy_summary(summary);
}

static void test_nothing_is_known_of_no_draws(void **state) {
  (void)state;
  sf_summary *summary = made(1, false);
  assert_true(isnan(sf_summary_mean(summary)) && isnan(sf_summary_sd(summary)));
  assert_true(isnan(sf_summary_min(summary)) && isnan(sf_summary_max(summary)));
  assert_true(isnan(sf_summary_quantile(summary, 0.5)) && isnan(sf_summary_probability_above(summary, 0)));
  assert_true(isnan(sf_summary_standard_error(summary)));
  const double one = 3;
  assert_ok(sf_add_values(summary, &one, 1, NULL));
  assert_true(sf_summary_mean(summary) == 3 && isnan(sf_summary_sd(summary)));
  assert_true(sf_summary_quantile(summary, 0.9) == 3);
  sf_destroy_summary(summary);
}

static void test_draws_without_a_value_are_counted_apart(void **state) {
  (void)state;
  double values[40];
  for (size_t i = 0; i < 40; i++) values[i] = (double)i;
  values[3] = NAN;
  values[17] = INFINITY;
  values[39] = -INFINITY;
  sf_summary *summary = summary_of(values, 40, 20);
  assert_int_equal(sf_summary_undefined(summary), 3);
  assert_int_equal(sf_summary_count(summary), 37);
  assert_close(sf_summary_mean(summary), (780. - 3 - 17 - 39) / 37, 1e-14);
  assert_true(sf_summary_max(summary) == 38 && sf_summary_min(summary) == 0);
  assert_close(sf_summary_probability_above(summary, 36.5), 2. / 37, 1e-15);
  sf_destroy_summary(summary);
}

/* Replicate r has the mean r: the means are 0..15, their variance 68/3 (n = 16), of their mean 68/3/16. */
static void test_error_between_replicates(void **state) {
  (void)state;
  double values[160];
  for (size_t i = 0; i < 160; i++) values[i] = (double)(i % 16) + ((i / 16) % 2 ? 100 : -100);
  sf_summary *summary = made(0, true);
  assert_ok(sf_add_values(summary, values, 160, NULL));
  assert_close(sf_summary_mean(summary), 7.5, 1e-14);
  assert_close(sf_summary_standard_error(summary), sqrt(68. / 3 / 16), 1e-14);
  sf_destroy_summary(summary);
}

/* Quantiles. */

/* Hyndman & Fan's type 7, as R's quantile(1:10, c(.1, .25, .5, .9)) gives it: 1.9, 3.25, 5.5, 9.1. */
static void test_quantiles_of_type_seven(void **state) {
  (void)state;
  const double values[] = {7, 1, 10, 3, 2, 9, 4, 8, 6, 5};
  sf_summary *summary = summary_of(values, 10, 5);
  assert_close(sf_summary_quantile(summary, 0.1), 1.9, 1e-15);
  assert_close(sf_summary_quantile(summary, 0.25), 3.25, 1e-15);
  assert_close(sf_summary_quantile(summary, 0.5), 5.5, 1e-15);
  assert_close(sf_summary_quantile(summary, 0.9), 9.1, 1e-15);
  assert_true(sf_summary_quantile(summary, 0) == 1 && sf_summary_quantile(summary, 1) == 10);
  assert_true(isnan(sf_summary_quantile(summary, -0.1)) && isnan(sf_summary_quantile(summary, (double)NAN)));
  assert_close(sf_summary_probability_above(summary, 7), 0.3, 1e-15);
  sf_destroy_summary(summary);
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

typedef double make_value(uint64_t *state);
static double plain_normal(uint64_t *state) { return normal(state); }
static double lognormal(uint64_t *state) { return exp(3 * normal(state)); }
static double negative(uint64_t *state) { return -1e6 * exp(normal(state)); }
static double mixed(uint64_t *state) { return next(state) % 3 ? 1e9 * normal(state) : (double)(next(state) % 4); }

static double exact_quantile(const double *ordered, double p) {
  const double place = (MILLION - 1) * p;
  const size_t rank = (size_t)place;
  return ordered[rank] + (place - (double)rank) * (rank + 1 < MILLION ? ordered[rank + 1] - ordered[rank] : 0);
}

static const double shares[] = {0, 1e-5, 0.001, 0.05, 0.25, 0.3123, 0.5, 0.75, 0.95, 0.999, 1 - 1e-5, 1};
enum { SHARES = sizeof shares / sizeof *shares };

static void test_sketched_quantiles_keep_their_stated_error(void **state) {
  (void)state;
  make_value *const kinds[] = {plain_normal, lognormal, negative, mixed};
  double *values = malloc(MILLION * sizeof *values);
  uint64_t seed = 7;
  for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
    for (size_t i = 0; i < MILLION; i++) values[i] = kinds[kind](&seed);
    const sf_frame frame = frame_of(values, MILLION);
    sf_summary *summary = framed(values, MILLION);
    const double sd = sf_summary_sd(summary);
    qsort(values, MILLION, sizeof *values, by_value);
    for (size_t k = 0; k < SHARES; k++) {
      const double exact = exact_quantile(values, shares[k]), distance = fabs(exact - frame.centre);
      const double error = fabs(sf_summary_quantile(summary, shares[k]) - exact);
      assert_true(error <= 1.01 * (distance + frame.scale) / 8192);
      assert_true(distance > 3 * sd || error <= SF_QUANTILE_ERROR * sd);
    }
    for (size_t at = 1000; at < MILLION; at += 99991) {
      size_t above = MILLION - at;
      while (above > 0 && values[MILLION - above] <= values[at]) above--;
      assert_true(fabs(sf_summary_probability_above(summary, values[at]) - (double)above / MILLION) < 5e-4);
    }
    sf_destroy_summary(summary);
  }
  free(values);
}

static void assert_within(double actual, double expected, double allowed) {
  if (!(fabs(actual - expected) <= allowed)) fail_msg("%.17g is not within %g of %.17g", actual, allowed, expected);
}

/* The draws of U(0, 1) come from n equal steps, so every figure is known: quantile(p) = p, mean 1/2, sd 1/sqrt(12). */
static void test_what_shifts_and_scales_the_draws_shifts_and_scales_the_figures(void **state) {
  (void)state;
  const double shifts[] = {0, 1e6, -1e6, 1e12, -3.7e9}, scales[] = {1, -1, 1e-170, 1e160, 12.5, 1e-3};
  double *values = malloc(MILLION * sizeof *values);
  for (size_t s = 0; s < 5 * 6; s++) {
    const double scale = scales[s / 5], shift = shifts[s % 5] * fabs(scale);
    for (uint64_t i = 0; i < MILLION; i++)
      values[i] = shift + scale * (((double)(i * 618033 % MILLION) + 0.5) / MILLION);
    sf_summary *summary = framed(values, MILLION);
    const double size = fabs(scale), rounding = 1e-12 * fabs(shift), sd = size / sqrt(12.);
    for (size_t k = 0; k < SHARES; k++) {
      const double p = scale < 0 ? 1 - shares[k] : shares[k];
      assert_within(sf_summary_quantile(summary, shares[k]), shift + scale * p,
                    fmax(SF_QUANTILE_ERROR * sd, rounding) + size / MILLION);
    }
    assert_within(sf_summary_mean(summary), shift + scale / 2, 1e-9 * size + 1e-15 * fabs(shift));
    assert_within(sf_summary_sd(summary), sd, 1e-6 * sd + rounding);
    const double above = sf_summary_probability_above(summary, shift + 0.3 * scale);
    assert_within(above, scale < 0 ? 0.3 : 0.7, 5e-4 + rounding / size);
    sf_destroy_summary(summary);
  }
  free(values);
}

/* Where a formula's value at the medians is far from any draw's, as of a rare event's indicator. */
static void test_the_frame_is_that_of_the_draws(void **state) {
  (void)state;
  double *values = malloc(MILLION * sizeof *values);
  uint64_t seed = 5;
  for (size_t i = 0; i < MILLION; i++) values[i] = i == 77777 ? 1e12 : i % 5 ? 1e6 + normal(&seed) : 0;
  sf_summary *summary = framed(values, MILLION);
  qsort(values, MILLION, sizeof *values, by_value);
  assert_within(sf_summary_quantile(summary, 0.6), exact_quantile(values, 0.6), SF_QUANTILE_ERROR);
  assert_true(sf_summary_quantile(summary, 0.1) == 0);
  assert_close(sf_summary_probability_above(summary, 0), 0.8, 1e-5); /* a fifth is exactly 0 */
  sf_destroy_summary(summary);
  free(values);
}

/* x / a * a is not x: what differs only by rounding is one value. */
static void test_rounding_is_not_a_spread(void **state) {
  (void)state;
  for (size_t count = 1000; count <= 100000; count *= 100) {
    double *values = malloc(count * sizeof *values);
    uint64_t seed = 2;
    for (size_t i = 0; i < count; i++) {
      const double pue = 1 + uniform(&seed);
      values[i] = 80.1 / pue * pue;
    }
    sf_summary *summary = framed(values, count);
    assert_true(sf_summary_sd(summary) == 0 && sf_summary_standard_error(summary) == 0);
    assert_close(sf_summary_mean(summary), 80.1, 1e-14);
    assert_true(sf_summary_quantile(summary, 0.05) == sf_summary_quantile(summary, 0.95));
    assert_true(sf_summary_min(summary) == sf_summary_max(summary));
    sf_destroy_summary(summary);
    free(values);
  }
}

/* Values that no bin's edge meets, with a probability each: 0.1, 0.2, ... and a share of draws without steps. */
static void test_values_that_many_draws_share_are_counted_by_themselves(void **state) {
  (void)state;
  double *values = malloc(MILLION * sizeof *values);
  uint64_t seed = 9;
  for (size_t i = 0; i < MILLION; i++) values[i] = i % 10 == 9 ? normal(&seed) : 0.1 * (double)(i % 10);
  sf_summary *summary = framed(values, MILLION);
  const double at[2] = {0.1 * 3, 0.1 * 7};
  size_t above[2] = {0, 0};
  for (size_t i = 0; i < MILLION; i++)
    for (size_t k = 0; k < 2; k++) above[k] += values[i] > at[k];
  for (size_t k = 0; k < 2; k++)
    assert_within(sf_summary_probability_above(summary, at[k]), (double)above[k] / MILLION, 1e-4);
  assert_true(sf_summary_quantile(summary, 0.5) == 0.1 * 4);
  sf_destroy_summary(summary);
  free(values);
}

static void test_discrete_outputs_stay_exact_in_a_sketch(void **state) {
  (void)state;
  double *values = malloc(MILLION * sizeof *values);
  for (size_t i = 0; i < MILLION; i++) values[i] = (double)(i % 10) - 3; /* -3..6 */
  sf_summary *summary = summary_of(values, MILLION, 0);
  assert_true(sf_summary_quantile(summary, 0.05) == -3 && sf_summary_quantile(summary, 0.15) == -2);
  assert_true(sf_summary_quantile(summary, 0.35) == 0 && sf_summary_quantile(summary, 0.85) == 5);
  for (int above = -3; above <= 6; above++) {
    assert_close(sf_summary_probability_above(summary, above), (6 - above) / 10., 1e-15);
    assert_close(sf_summary_probability_above(summary, above - 0.25), (7 - above) / 10., 1e-15);
  }
  double counts[10];
  sf_summary_histogram(summary, -3.5, 6.5, 10, counts);
  for (size_t i = 0; i < 10; i++) assert_true(counts[i] == MILLION / 10);
  sf_destroy_summary(summary);
  free(values);
}

/* Alone or in runs, around what a byte can count, and merged: a bin loses nothing where its count carries. */
static void test_any_number_of_draws_fits_a_bin(void **state) {
  (void)state;
  enum { MANY = 5 * SF_SUPERBLOCK, RUNS = 2 };
  const size_t raised[] = {1, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537};
  const sf_frame frame = {.scale = 1};
  double *values = malloc(MANY * sizeof *values);
  for (size_t k = 0; k < RUNS * sizeof raised / sizeof *raised; k++) {
    const size_t share = raised[k / RUNS], rest = MANY - share;
    for (size_t i = 0; i < MANY; i++)
      values[i] = k % RUNS ? i < share : i < 2 * share && i < 2 * rest ? i % 2 : share > rest;
    sf_summary *summary = made_in(&frame, false), *first = made_in(&frame, false), *second = made_in(&frame, false);
    assert_ok(sf_add_values(summary, values, MANY, NULL));
    assert_ok(sf_add_values(first, values, 3 * SF_SUPERBLOCK, NULL));
    assert_ok(sf_add_values(second, values + 3 * SF_SUPERBLOCK, MANY - 3 * SF_SUPERBLOCK, NULL));
    assert_ok(sf_merge_summary(first, second, NULL));
    double counts[2], merged[2];
    sf_summary_histogram(summary, -0.5, 1.5, 2, counts);
    sf_summary_histogram(first, -0.5, 1.5, 2, merged);
    assert_true(counts[0] == (double)rest && counts[1] == (double)share);
    assert_true(merged[0] == (double)rest && merged[1] == (double)share);
    assert_close(sf_summary_probability_above(summary, 0.5), (double)share / MANY, 1e-15);
    sf_destroy_summary(summary);
    sf_destroy_summary(first);
    sf_destroy_summary(second);
  }
  free(values);
}

static void test_histogram_counts_what_lies_inside(void **state) {
  (void)state;
  double *values = malloc(MILLION * sizeof *values), counts[8];
  for (size_t size = 1000; size <= MILLION; size *= 1000) {
    for (size_t i = 0; i < size; i++) values[i] = ((double)i + 0.5) / (double)size;
    sf_summary *summary = summary_of(values, size, 0);
    sf_summary_histogram(summary, 0, 1, 8, counts);
    for (size_t i = 0; i < 8; i++) assert_close(counts[i], (double)size / 8, 1e-3);
    sf_summary_histogram(summary, 0.25, 0.75, 4, counts);
    assert_close(counts[0] + counts[1] + counts[2] + counts[3], (double)size / 2, 1e-3);
    sf_summary_histogram(summary, 1, 0, 4, counts);
    assert_true(counts[0] == 0);
    sf_destroy_summary(summary);
  }
  free(values);
}

static void test_quantiles_that_were_not_asked_for_are_unknown(void **state) {
  (void)state;
  sf_summary *summary;
  const sf_frame frame = {.scale = 1};
  assert_ok(sf_create_summary(SF_MOMENTS, &frame, false, &summary, NULL));
  const double values[] = {1, 2, 3};
  double count;
  assert_ok(sf_add_values(summary, values, 3, NULL));
  sf_summary_histogram(summary, 0, 1, 1, &count);
  assert_true(isnan(sf_summary_quantile(summary, 0.5)) && isnan(sf_summary_probability_above(summary, 1)) &&
              isnan(count));
  assert_close(sf_summary_mean(summary), 2, 1e-15);
  sf_destroy_summary(summary);
}

/* Merging and bytes. */

typedef struct bytes {
  unsigned char *data;
  size_t length;
} bytes;

static bytes written(const sf_summary *summary) {
  bytes made_bytes;
  assert_ok(sf_write_summary(summary, &made_bytes.data, &made_bytes.length, NULL));
  return made_bytes;
}

static void assert_same_bytes(const sf_summary *a, const sf_summary *b) {
  bytes one = written(a), other = written(b);
  assert_int_equal(one.length, other.length);
  assert_memory_equal(one.data, other.data, one.length);
  sf_free_bytes(one.data);
  sf_free_bytes(other.data);
}

static double *wild_values(size_t count) {
  double *values = malloc(count * sizeof *values);
  uint64_t seed = 3;
  for (size_t i = 0; i < count; i++) values[i] = i % 1009 == 5 ? (double)NAN : lognormal(&seed) - 1;
  return values;
}

static void test_parts_merged_in_any_order_are_the_whole(void **state) {
  (void)state;
  enum { PARTS = 5 };
  const size_t totals[] = {3 * SF_SUPERBLOCK + 1234, 9 * SF_SUPERBLOCK + 7}; /* below and above what is held exactly */
  for (size_t k = 0; k < 2; k++) {
    double *values = wild_values(totals[k]);
    sf_summary *whole = summary_of(values, totals[k], 0.5), *parts[PARTS];
    for (size_t part = 0; part < PARTS; part++) parts[part] = made(0.5, false);
    for (size_t at = 0, block = 0; at < totals[k]; at += SF_SUPERBLOCK, block++) {
      const size_t n = totals[k] - at < SF_SUPERBLOCK ? totals[k] - at : SF_SUPERBLOCK;
      assert_ok(sf_add_values(parts[block * 3 % PARTS], values + at, n, NULL));
    }
    for (size_t turn = 0; turn < PARTS; turn++) {
      sf_summary *total = made(0.5, false);
      for (size_t part = 0; part < PARTS; part++)
        assert_ok(sf_merge_summary(total, parts[(part * 2 + turn) % PARTS], NULL));
      assert_same_bytes(total, whole);
      assert_true(sf_summary_mean(total) == sf_summary_mean(whole));
      assert_true(sf_summary_sd(total) == sf_summary_sd(whole));
      assert_true(sf_summary_quantile(total, 0.95) == sf_summary_quantile(whole, 0.95));
      sf_destroy_summary(total);
    }
    for (size_t part = 0; part < PARTS; part++) sf_destroy_summary(parts[part]);
    sf_destroy_summary(whole);
    free(values);
  }
}

static void test_pieces_and_alignment_leave_no_trace(void **state) {
  (void)state;
  const size_t count = SF_SUPERBLOCK + 16 * 77 + 5, pieces[] = {16, 48, 256, 4096};
  double *values = wild_values(count + 1), *shifted = malloc((count + 8) * sizeof *shifted);
  sf_summary *whole = summary_of(values, count, 1);
  for (size_t offset = 0; offset < 8; offset += 3) {
    memcpy(shifted + offset, values, count * sizeof *values);
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
      sf_summary *summary = made(1, false);
      for (size_t at = 0; at < count; at += pieces[k])
        assert_ok(sf_add_values(summary, shifted + offset + at, count - at < pieces[k] ? count - at : pieces[k], NULL));
      assert_same_bytes(summary, whole);
      sf_destroy_summary(summary);
    }
  }
  sf_destroy_summary(whole);
  free(values);
  free(shifted);
}

static void test_a_copy_is_the_same_and_its_own(void **state) {
  (void)state;
  double *values = wild_values(100);
  sf_summary *summary = summary_of(values, 100, 0), *copy;
  assert_ok(sf_copy_summary(summary, &copy, NULL));
  assert_same_bytes(summary, copy);
  const double mean = sf_summary_mean(copy);
  sf_destroy_summary(summary);
  assert_true(sf_summary_mean(copy) == mean);
  sf_destroy_summary(copy);
  free(values);
}

static void test_summaries_of_different_runs_do_not_merge(void **state) {
  (void)state;
  sf_error error;
  sf_summary *a = made(0, false), *b = made(1, false), *c = made(0, true);
  assert_int_equal(sf_merge_summary(a, b, &error), SF_INVALID);
  assert_int_equal(sf_merge_summary(a, c, &error), SF_INVALID);
  assert_int_equal(sf_merge_summary(a, a, &error), SF_INVALID);
  sf_destroy_summary(a);
  sf_destroy_summary(b);
  sf_destroy_summary(c);
}

static void test_bytes_come_back_whole(void **state) {
  (void)state;
  const size_t counts[] = {0, 1, 500, 100000};
  for (size_t k = 0; k < 4; k++) {
    double *values = wild_values(counts[k] + 1);
    sf_summary *summary = framed(values, counts[k]), *read;
    bytes form = written(summary);
    assert_ok(sf_read_summary(form.data, form.length, &read, NULL));
    assert_same_bytes(read, summary);
    assert_true(sf_summary_count(read) == sf_summary_count(summary));
    assert_true(sf_summary_undefined(read) == sf_summary_undefined(summary));
    if (counts[k] > 1) {
      assert_true(sf_summary_sd(read) == sf_summary_sd(summary));
      assert_true(sf_summary_quantile(read, 0.3) == sf_summary_quantile(summary, 0.3));
    }
    sf_destroy_summary(read);
    sf_destroy_summary(summary);
    sf_free_bytes(form.data);
    free(values);
  }
}

static void test_damaged_bytes_are_refused(void **state) {
  (void)state;
  double *values = wild_values(50);
  sf_summary *summary = summary_of(values, 50, 0), *read;
  bytes form = written(summary);
  sf_error error;
  for (size_t at = 0; at < form.length; at++) {
    form.data[at] ^= 0x20;
    assert_int_equal(sf_read_summary(form.data, form.length, &read, &error), SF_PARSE);
    assert_null(read);
    form.data[at] ^= 0x20;
    assert_int_equal(sf_read_summary(form.data, at, &read, &error), SF_PARSE);
  }
  assert_ok(sf_read_summary(form.data, form.length, &read, &error));
  sf_destroy_summary(read);
  sf_destroy_summary(summary);
  sf_free_bytes(form.data);
  free(values);
}

static void sign(bytes form) { /* the 64-bit FNV-1a that ends a summary */
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < form.length - 8; i++) hash = (hash ^ form.data[i]) * UINT64_C(0x100000001b3);
  for (size_t i = 0; i < 8; i++) form.data[form.length - 8 + i] = (unsigned char)(hash >> 8 * i);
}

/* Damage behind a right hash must be caught by what the bytes say, or be another valid summary that can be used. */
static void test_forged_bytes_do_no_harm(void **state) {
  (void)state;
  const size_t counts[] = {60, 70000};
  uint64_t seed = 11;
  for (size_t k = 0; k < 2; k++) {
    double *values = wild_values(counts[k]);
    for (size_t i = 0; i < counts[k]; i += 3) values[i] = 0.7; /* an atom */
    sf_summary *summary = framed(values, counts[k]), *read;
    bytes form = written(summary);
    size_t refused = 0;
    const size_t tries = 600, reach = form.length < 4000 ? form.length - 8 : 4000;
    for (size_t i = 0; i < tries; i++) {
      const size_t at = (size_t)(next(&seed) % reach);
      const unsigned char kept = form.data[at];
      form.data[at] ^= (unsigned char)(1 + next(&seed) % 255);
      sign(form);
      if (sf_read_summary(form.data, form.length, &read, NULL) == SF_OK) {
        (void)sf_summary_quantile(read, 0.5);
        (void)sf_summary_sd(read);
        sf_destroy_summary(read);
      } else {
        refused++;
      }
      form.data[at] = kept;
    }
    assert_true(refused > tries / 20);
    sf_destroy_summary(summary);
    sf_free_bytes(form.data);
    free(values);
  }
}

/* No values have no bounds that could be compared: not a number is none of those an empty summary has. */
static void test_bounds_that_are_no_numbers_are_refused(void **state) {
  (void)state;
  enum { BOUNDS = 24 /* bytes before the least and the greatest */ };
  const double not_a_number = NAN;
  sf_summary *summary = made(0, false), *read;
  for (size_t bound = 0; bound < 2; bound++) {
    bytes form = written(summary);
    assert_ok(sf_read_summary(form.data, form.length, &read, NULL));
    sf_destroy_summary(read);
    memcpy(form.data + BOUNDS + bound * sizeof not_a_number, &not_a_number, sizeof not_a_number);
    sign(form);
    assert_int_equal(sf_read_summary(form.data, form.length, &read, NULL), SF_PARSE);
    sf_free_bytes(form.data);
  }
  sf_destroy_summary(summary);
}

static void test_misuse_is_told(void **state) {
  (void)state;
  sf_summary *summary;
  sf_error error;
  const sf_frame frame = {.scale = 1};
  assert_int_equal(sf_create_summary(0, &frame, false, &summary, &error), SF_INVALID);
  assert_int_equal(sf_create_summary(8, &frame, false, &summary, &error), SF_INVALID);
  const sf_frame wrong[] = {{.centre = INFINITY, .scale = 1},
                            {.centre = 0.5, .scale = 1},
                            {.scale = 3},
                            {.scale = -1},
                            {.scale = NAN},
                            {.scale = 0x1p-1070},
                            {.scale = 1, .atom_count = 2, .atoms = {1, 1}},
                            {.scale = 1, .atom_count = SF_MOST_ATOMS + 1}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_int_equal(sf_create_summary(BOTH, &wrong[i], false, &summary, &error), SF_INVALID);
  assert_null(summary);
  sf_destroy_summary(NULL);
}

/* It is draws that end exactness, whether they have a value or not; so what is expected to end in a sketch may begin in
 * one. */
static void test_a_sketch_from_the_first_draw_is_the_same(void **state) {
  (void)state;
  const size_t total = 5 * SF_SUPERBLOCK;
  double *values = wild_values(total);
  for (size_t i = 0; i < total; i += 2) values[i] = INFINITY;
  sf_summary *held = made(0.5, false), *expected = made(0.5, false);
  assert_ok(sf_expect_draws(expected, total, total, NULL));
  assert_ok(sf_add_values(held, values, total, NULL));
  assert_ok(sf_add_values(expected, values, total, NULL));
  assert_true(sf_summary_count(held) < SF_EXACT_DRAWS);
  assert_same_bytes(held, expected);
  sf_destroy_summary(held);
  sf_destroy_summary(expected);
  free(values);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_moments_of_a_few_numbers),
      cmocka_unit_test(test_moments_of_the_first_integers),
      cmocka_unit_test(test_a_constant_has_no_spread),
      cmocka_unit_test(test_nothing_is_known_of_no_draws),
      cmocka_unit_test(test_draws_without_a_value_are_counted_apart),
      cmocka_unit_test(test_error_between_replicates),
      cmocka_unit_test(test_quantiles_of_type_seven),
      cmocka_unit_test(test_sketched_quantiles_keep_their_stated_error),
      cmocka_unit_test(test_what_shifts_and_scales_the_draws_shifts_and_scales_the_figures),
      cmocka_unit_test(test_the_frame_is_that_of_the_draws),
      cmocka_unit_test(test_rounding_is_not_a_spread),
      cmocka_unit_test(test_values_that_many_draws_share_are_counted_by_themselves),
      cmocka_unit_test(test_discrete_outputs_stay_exact_in_a_sketch),
      cmocka_unit_test(test_any_number_of_draws_fits_a_bin),
      cmocka_unit_test(test_histogram_counts_what_lies_inside),
      cmocka_unit_test(test_quantiles_that_were_not_asked_for_are_unknown),
      cmocka_unit_test(test_parts_merged_in_any_order_are_the_whole),
      cmocka_unit_test(test_a_sketch_from_the_first_draw_is_the_same),
      cmocka_unit_test(test_pieces_and_alignment_leave_no_trace),
      cmocka_unit_test(test_a_copy_is_the_same_and_its_own),
      cmocka_unit_test(test_summaries_of_different_runs_do_not_merge),
      cmocka_unit_test(test_bytes_come_back_whole),
      cmocka_unit_test(test_damaged_bytes_are_refused),
      cmocka_unit_test(test_forged_bytes_do_no_harm),
      cmocka_unit_test(test_bounds_that_are_no_numbers_are_refused),
      cmocka_unit_test(test_misuse_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
