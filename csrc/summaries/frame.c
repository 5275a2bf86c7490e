/* A frame from an output's first draws: see summary.h. */
#include "summaries/sketch.h"

#include "numeric/order_values.h"

#include <float.h>
#include <math.h>

/* Scales within which 1 / scale and the place of any centre are doubles. */
#define LEAST_SCALE 0x1p-1000
#define MOST_SCALE 0x1p+1000
#define LEAST_STEP 0x1p-50 /* of the centre: below, its place in scales would not be exact */

enum { ATOM_SHARE = 256 /* a value is an atom when one draw in so many, and at least two, have it */ };

static size_t keep_finite(double *values, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (isfinite(values[i])) values[kept++] = values[i];
  return kept;
}

/* The width of the middle half, or of the middle nine tenths, or of all of them: the first that is not 0. */
static double spread_of(const double *ordered, size_t count) {
  const size_t cuts[] = {4, 20, count};
  double width = 0;
  for (size_t i = 0; i < 3 && width == 0; i++) {
    const size_t cut = count / cuts[i] - (cuts[i] == count);
    width = ordered[count - 1 - cut] - ordered[cut];
  }
  return fmin(width, DBL_MAX);
}

static double power_of_two_up_to(double value) {
  int exponent;
  (void)frexp(value, &exponent);
  return ldexp(1, exponent - 1);
}

static double scale_of(double spread, double centre) {
  if (spread == 0) spread = centre == 0 ? 1 : 0x1p-30 * fabs(centre);
  const double least = fmax(LEAST_SCALE, LEAST_STEP * fabs(centre));
  return power_of_two_up_to(fmin(fmax(spread / 2, least), MOST_SCALE));
}

/* Puts a value that count draws have among the atoms, which are in order of value; the rarest of too many leaves. */
static void add_atom(sf_frame *frame, size_t counts[SF_MOST_ATOMS], double value, size_t count) {
  size_t at = frame->atom_count;
  if (at == SF_MOST_ATOMS) {
    size_t rarest = 0;
    for (size_t i = 1; i < at; i++)
      if (counts[i] < counts[rarest]) rarest = i;
    if (counts[rarest] >= count) return;
    for (size_t i = rarest; i + 1 < at; i++) {
      frame->atoms[i] = frame->atoms[i + 1];
      counts[i] = counts[i + 1];
    }
    at--;
  }
  frame->atoms[at] = value;
  counts[at] = count;
  frame->atom_count = at + 1;
}

/* A sketch keeps values on its bins' edges apart without being told of them. */
static bool is_on_edge(const sf_frame *frame, double value) {
  const double place = fabs(fma(value, 1 / frame->scale, -frame->centre / frame->scale)), raised = 1 + place;
  int exponent;
  const double bins = ldexp(frexp(raised, &exponent), SF_SKETCH_BIN_BITS + 1);
  return floor(bins) == bins && raised - 1 == place;
}

static void find_atoms(sf_frame *frame, const double *ordered, size_t count) {
  const size_t enough = count / ATOM_SHARE > 2 ? count / ATOM_SHARE : 2;
  size_t counts[SF_MOST_ATOMS];
  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; end < count && ordered[end] == ordered[i];) end++;
    if (end - i >= enough && !is_on_edge(frame, ordered[i])) add_atom(frame, counts, ordered[i], end - i);
  }
}

sf_frame sf_find_frame(double *values, size_t count) {
  sf_frame frame = {.centre = 0, .scale = 1};
  const size_t kept = keep_finite(values, count);
  if (kept == 0) return frame;
  sf_order_values(values, kept);
  const double median = values[kept / 2];
  frame.scale = scale_of(spread_of(values, kept), median);
  frame.centre = rint(median / frame.scale) * frame.scale;
  find_atoms(&frame, values, kept);
  return frame;
}
