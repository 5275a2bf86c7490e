/* Sketches: counts of values in bins about a frame's centre, for quantiles of any number of draws in bounded memory.
 *
 * A value's place is y = (value - centre) / scale, and 1 + |y| is kept to 12 bits after its first: within one scale of
 * the centre bins are scale / 4,096 wide, and further out they widen with the distance (as in HdrHistogram and
 * DDSketch, Masson et al. 2019, but about the centre and not about 0). A value is known by its bin's middle, to
 * (|value - centre| + scale) / 8,192. The frame's atoms, and values exactly on a bin's edge, are counted apart and
 * known exactly, so that discrete outputs and shares of 0 and 1 stay what they are. Counts are integers: merging in any
 * order gives the same sketch. */
#ifndef SF_SUMMARIES_SKETCH_H
#define SF_SUMMARIES_SKETCH_H

#include "kernels/kernels.h"
#include "kernels/sketch_key.h"
#include "signalflow/summary.h"

enum { SF_SKETCH_PAGES = 8192 };

/* The counts of one octave's bins. Few bins of a run's outputs hold 256 values, and the pages that are raised at every
 * draw then stay in a near cache. */
typedef struct sf_sketch_page {
  uint8_t low[SF_SKETCH_BINS]; /* modulo 256 */
  uint64_t *high;              /* how many times 256 more; NULL: no bin of the page has any */
} sf_sketch_page;

static inline uint64_t sf_count_in_bin(const sf_sketch_page *page, size_t bin) {
  return (page->high ? page->high[bin] << 8 : 0) | page->low[bin];
}

/* pages[edge << 12 | sign << 11 | exponent] counts the bins of one octave, or is NULL when all are empty. */
typedef struct sf_sketch {
  sf_frame frame;
  double inverse, middle; /* 1 / scale, and the place of the centre in scales from 0 */
  uint64_t atoms[SF_MOST_ATOMS];
  uint32_t atom_positions[SF_MOST_ATOMS];
  sf_sketch_page *pages[SF_SKETCH_PAGES];
} sf_sketch;

SF_MUST_USE sf_status sf_create_sketch(const sf_frame *frame, sf_sketch **sketch, sf_error *error);
void sf_destroy_sketch(sf_sketch *sketch); /* NULL is allowed */
/* Counts the values that are finite. */
SF_MUST_USE sf_status sf_sketch_values(sf_sketch *sketch, const sf_kernels *kernels, const double *values, size_t count,
                                       sf_error *error);
/* Both have the same frame. On failure into is partly merged and fit only to be destroyed. */
SF_MUST_USE sf_status sf_merge_sketch(sf_sketch *into, const sf_sketch *from, sf_error *error);
/* Adds to one bin of one page, as read from bytes. */
SF_MUST_USE sf_status sf_add_to_bin(sf_sketch *sketch, unsigned page, unsigned bin, uint64_t count, sf_error *error);

/* A bin that is not empty; low == high when its values are known exactly. */
typedef struct sf_bin {
  double low, high;
  uint64_t count;
} sf_bin;
/* A place among the bins; starts as {0}. */
typedef struct sf_bin_cursor {
  uint32_t position;
  size_t atom;
} sf_bin_cursor;
/* Goes through the bins from the lowest value to the highest. False after the last. */
bool sf_next_bin(const sf_sketch *sketch, sf_bin_cursor *cursor, sf_bin *bin);

/* The order statistics of rank and rank + 1 (0 is the least), each by the middle of its bin. */
void sf_sketch_order(const sf_sketch *sketch, uint64_t rank, double pair[2]);
/* How many values lie strictly above threshold, sharing out the bin it falls in evenly. */
double sf_sketch_above(const sf_sketch *sketch, double threshold);

#endif
