/* What a summary holds; only the summary's own files and the run look inside. */
#ifndef SF_SUMMARIES_SUMMARY_LAYOUT_H
#define SF_SUMMARIES_SUMMARY_LAYOUT_H

#include "kernels/kernels.h"
#include "numeric/exact_sum.h"
#include "signalflow/summary.h"
#include "summaries/sketch.h"

_Static_assert((int)SF_REPLICATES == (int)SF_GROUP, "a kernel sums each replicate by itself");

struct sf_summary {
  /* What every block of draws needs lies together, for it has left the nearest cache since the block before. */
  const sf_kernels *kernels;
  unsigned statistics;
  unsigned position;      /* draws of the open superblock */
  double inverse, middle; /* 1 / scale, and the place of the centre in scales from 0 */
  uint64_t undefined;
  uint64_t rounds; /* of defined draws, one of each replicate, beside those in counts */
  _Alignas(64) double lane_sums[SF_REPLICATES], lane_squares[SF_REPLICATES]; /* of the open superblock */
  double minima[SF_REPLICATES], maxima[SF_REPLICATES]; /* of each replicate: infinity and -infinity for no values */

  sf_dependence dependence;
  sf_frame frame;
  uint64_t counts[SF_REPLICATES];   /* defined draws of each replicate, beside the rounds */
  sf_exact_sum sums[SF_REPLICATES]; /* of (value - centre) / scale, over the superblocks that are finished */
  sf_exact_sum square;              /* of its square, over all replicates */
  double *values; /* every defined value, the first ordered of them in ascending order; NULL once there is a sketch */
  size_t held, capacity, ordered;
  sf_sketch *sketch;
};

/* As sf_create_summary, adding with the kernels given. */
SF_MUST_USE sf_status sf_create_summary_with(const sf_kernels *kernels, unsigned statistics, const sf_frame *frame,
                                             sf_dependence dependence, sf_summary **summary, sf_error *error);
uint64_t sf_count_in_lane(const sf_summary *summary, unsigned lane);
/* The least and the greatest value; infinity and -infinity for none. */
double sf_least(const sf_summary *summary);
double sf_most(const sf_summary *summary);
/* Draws that have a value and draws that have none. */
uint64_t sf_draws_added(const sf_summary *summary);
/* Says how many draws there will be at least, and how many of them in this summary: values that will end in a sketch
 * need not be held until then, and others have room from the start. */
SF_MUST_USE sf_status sf_expect_draws(sf_summary *summary, uint64_t draws, uint64_t share, sf_error *error);
/* Finishes the open superblock: its sums join the exact ones. */
void sf_close_superblock(sf_summary *summary);
/* Puts the values that are held in order. */
void sf_order_summary(sf_summary *summary);

#endif
