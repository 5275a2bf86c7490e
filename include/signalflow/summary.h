/* Summaries: what is kept of one output's draws, in bounded memory for any number of them.
 *
 * Count, mean, variance, minimum and maximum are exact sums of fixed blocks, so merging parts in any order gives the
 * same bits. Quantiles are exact up to SF_EXACT_DRAWS draws. Beyond, they come from counts in bins that are narrow near
 * the frame's centre and widen with the distance from it: the error is at most (distance + scale) / 8,192, or 1e-12 of
 * the value where that is larger. With a frame of the output's own that is at most SF_QUANTILE_ERROR of the standard
 * deviation for quantiles within three of it, and of any wider spread. What shifts and scales the draws shifts and
 * scales the figures. A spread of less than 2^-46 of the value is rounding and reads as none. A draw that is not a
 * finite number (no internal rate of return, say) is counted as undefined and takes part in nothing else. A summary is
 * used by one thread at a time, reading included. */
#ifndef SIGNALFLOW_SUMMARY_H
#define SIGNALFLOW_SUMMARY_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sf_summary sf_summary;

enum { SF_MOMENTS = 1, SF_QUANTILES = 2, SF_REPLICATES = 16, SF_SUPERBLOCK = 16384, SF_EXACT_DRAWS = 65536 };
#define SF_QUANTILE_ERROR 0.0005

/* What an output's values are measured against, so that figures are as good at 1e6 + U(0, 1), 1e160 or 1e-170 as at 0
 * to 1: the centre is a whole multiple of the scale, which is a power of two; atoms, in ascending order, are values
 * that many draws share and that are counted by themselves where they would share a bin with others. Parts to be merged
 * have one frame: it must be worked out from the same draws for all, never from what a part happens to see. */
enum { SF_MOST_ATOMS = 16 };
typedef struct sf_frame {
  double centre, scale;
  size_t atom_count;
  double atoms[SF_MOST_ATOMS];
} sf_frame;
/* The frame of some draws of the output: their median and the width of their middle half, rounded. Reorders values;
 * those that are not finite are left out. */
SF_API sf_frame sf_find_frame(double *values, size_t count);

/* How the draws of a run hang together, and so where the standard error of the mean comes from. */
typedef enum sf_dependence {
  SF_INDEPENDENT, /* from their deviation */
  SF_REPLICATED,  /* draw i belongs to the (i mod SF_REPLICATES)-th of SF_REPLICATES independent randomisations, as with
                     scrambled Sobol points: from the spread of their means */
  SF_STRATIFIED,  /* one randomisation, as a Latin hypercube: unknown */
  SF_DEPENDENCE_COUNT
} sf_dependence;

/* An empty summary that keeps those statistics, centred and scaled on the frame; the caller destroys it. SF_NO_MEMORY.
 */
SF_API SF_MUST_USE sf_status sf_create_summary(unsigned statistics, const sf_frame *frame, sf_dependence dependence,
                                               sf_summary **summary, sf_error *error);
SF_API void sf_destroy_summary(sf_summary *summary);
/* Adds the values of the next draws, in order. The first draw a summary sees has an index that is a multiple of
 * SF_SUPERBLOCK; within a superblock, lane i mod SF_REPLICATES is summed in order of i, whatever the pieces; count is a
 * multiple of SF_REPLICATES but for the last piece of all. */
SF_API SF_MUST_USE sf_status sf_add_values(sf_summary *summary, const double *values, size_t count, sf_error *error);
/* Adds the draws of another summary: superblocks that into has not seen. */
SF_API SF_MUST_USE sf_status sf_merge_summary(sf_summary *into, const sf_summary *from, sf_error *error);
SF_API SF_MUST_USE sf_status sf_copy_summary(const sf_summary *summary, sf_summary **copy, sf_error *error);

SF_API uint64_t sf_summary_count(const sf_summary *summary);     /* defined draws */
SF_API uint64_t sf_summary_undefined(const sf_summary *summary); /* draws without a value */
/* NaN where there are no defined draws, or fewer than two for sd. */
SF_API double sf_summary_mean(const sf_summary *summary);
SF_API double sf_summary_sd(const sf_summary *summary);
SF_API double sf_summary_min(const sf_summary *summary);
SF_API double sf_summary_max(const sf_summary *summary);
/* Standard error of the mean: sd / sqrt(n) for independent draws, from the spread of the replicates' means where there
 * are some, and NaN for stratified ones. */
SF_API double sf_summary_standard_error(const sf_summary *summary);
/* Whether the mean is as sure as asked: its standard error is at most fraction of it or, where the mean cannot be told
 * from 0 (it is within three standard errors of it), at most fraction of the standard deviation. An output that never
 * has a value is not waited for: true. */
SF_API bool sf_summary_is_sure(const sf_summary *summary, double fraction);
/* Linear interpolation between order statistics (Hyndman & Fan 1996, type 7). NaN without SF_QUANTILES. */
SF_API double sf_summary_quantile(const sf_summary *summary, double p);
/* Share of defined draws strictly above threshold, 0 to 1. NaN without SF_QUANTILES. */
SF_API double sf_summary_probability_above(const sf_summary *summary, double threshold);
/* counts[i] of draws in the i-th of n equal slices of [low, high]; outside ones are left out. */
SF_API void sf_summary_histogram(const sf_summary *summary, double low, double high, size_t n, double *counts);

/* As bytes, with nothing lost, for shards: the same bytes for the same draws, whatever the parts they were merged from.
 * Reading refuses anything it did not write. The caller frees *bytes with sf_free_bytes. */
SF_API SF_MUST_USE sf_status sf_write_summary(const sf_summary *summary, unsigned char **bytes, size_t *length,
                                              sf_error *error);
SF_API SF_MUST_USE sf_status sf_read_summary(const unsigned char *bytes, size_t length, sf_summary **summary,
                                             sf_error *error);
SF_API void sf_free_bytes(unsigned char *bytes);

#ifdef __cplusplus
}
#endif
#endif
