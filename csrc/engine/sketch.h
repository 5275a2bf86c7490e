/* Sketches: counts of values in logarithmic bins, for quantiles of any number of draws in bounded memory.
 *
 * Every octave is cut into 1,024 equal bins, so a value is known to one part in 2,048 by its bin's middle (as in
 * HdrHistogram and DDSketch, Masson et al. 2019). Values that lie exactly on a bin's edge (0, 1, 2.5, a year) are
 * counted apart and known exactly, so that discrete outputs and shares of 0 and 1 stay what they are. Counts are
 * integers: merging in any order gives the same sketch. */
#ifndef SF_ENGINE_SKETCH_H
#define SF_ENGINE_SKETCH_H

#include "engine/kernels.h"

enum { SF_SKETCH_BINS = 1024, SF_SKETCH_PAGES = 8192 };
/* A value's key is the first 22 of its bits (sign, exponent, bin), and before them one that says whether the rest are
 * 0, so that the value is on its bin's edge: page * SF_SKETCH_BINS + bin. */
enum { SF_SKETCH_BIN_SHIFT = 42, SF_SKETCH_EDGE = 1 << 22 };

/* pages[edge << 12 | sign << 11 | exponent] counts the bins of one octave, or is NULL when all are empty; edge is 1 for
 * values exactly on the edge nearer to zero. */
typedef struct sf_sketch {
  uint64_t *pages[SF_SKETCH_PAGES];
} sf_sketch;

SF_MUST_USE sf_status sf_create_sketch(sf_sketch **sketch, sf_error *error);
void sf_destroy_sketch(sf_sketch *sketch); /* NULL is allowed */
/* Counts the values that are finite. */
SF_MUST_USE sf_status sf_sketch_values(sf_sketch *sketch, const sf_kernels *kernels, const double *values, size_t count,
                                       sf_error *error);
/* On failure into is partly merged and fit only to be destroyed. */
SF_MUST_USE sf_status sf_merge_sketch(sf_sketch *into, const sf_sketch *from, sf_error *error);
/* Adds to one bin of one page, as read from bytes. */
SF_MUST_USE sf_status sf_add_to_bin(sf_sketch *sketch, unsigned page, unsigned bin, uint64_t count, sf_error *error);

/* A bin that is not empty; low == high when its values are known exactly. */
typedef struct sf_bin {
  double low, high;
  uint64_t count;
} sf_bin;
/* Goes through the bins from the lowest value to the highest; position starts at 0. False after the last. */
bool sf_next_bin(const sf_sketch *sketch, uint32_t *position, sf_bin *bin);

/* The order statistics of rank and rank + 1 (0 is the least), each by the middle of its bin. */
void sf_sketch_order(const sf_sketch *sketch, uint64_t rank, double pair[2]);
/* How many values lie strictly above threshold, sharing out the bin it falls in evenly. */
double sf_sketch_above(const sf_sketch *sketch, double threshold);

#endif
