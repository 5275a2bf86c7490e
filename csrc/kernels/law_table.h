/* What the vector kernels need to turn uniforms into values of a law.
 *
 * A law is evaluated in one of the forms below. Everything in a table is computed with IEEE operations alone
 * (special.h), so a table has the same bits on every machine. */
#ifndef SF_KERNELS_LAW_TABLE_H
#define SF_KERNELS_LAW_TABLE_H

#include "kernels/kernels.h"

#include <stdint.h>

typedef enum sf_law_form {
  SF_FORM_UNIFORM,     /* p[0] + p[1] u */
  SF_FORM_NORMAL,      /* p[0] + p[1] z, z the standard normal quantile of u */
  SF_FORM_LOGNORMAL,   /* p[0] exp(p[1] z), p[1] above SF_LAW_WIDEST_LOGNORMAL */
  SF_FORM_TRIANGULAR,  /* u < p[0] ? p[1] + p[2] sqrt(u) : p[3] - p[4] sqrt(1 - u) */
  SF_FORM_EXPONENTIAL, /* -p[0] log1p(-u) */
  SF_FORM_BERNOULLI,   /* u >= p[0] ? 1 : 0 */
  SF_FORM_DISCRETE,    /* values[number of cumulative[i] <= u] */
  SF_FORM_EMPIRICAL,   /* values[min(floor(u count), count - 1)] */
  SF_FORM_POLYNOMIAL,  /* see below */
  SF_FORM_COUNT
} sf_law_form;

/* The polynomial form. v = min(u, 1 - u) is at most one half; u and 1 - u are exact where they are v. Each side has
 * SF_LAW_OCTAVES octaves [2^-(k+2), 2^-(k+1)), cut into SF_LAW_SEGMENTS_PER_OCTAVE equal segments:
 *
 *   bits    = the 64 bits of max(SF_LAW_SMALLEST_V, min(v, SF_LAW_LARGEST_V))
 *   segment = SF_LAW_TOP_SEGMENT - (bits >> SF_LAW_LOCAL_BITS)                 0 is next to the median
 *   r       = double of (0x3ff0000000000000 | (bits << 3 & 0x000fffffffffffff)), less 1.5    in [-0.5, 0.5), exact
 *   row     = (u < 0.5 ? 0 : SF_LAW_ROWS) + segment
 *   value   = c[0] + c[1] r + ... + c[7] r^7 (row_polynomial in vector_math.h), c = coefficients + 8 row
 *
 * Where the polynomial is not good enough, and in one more octave on each side for all v below the last, c is NaN: a
 * lane that comes out as NaN is replaced by sf_law_quantile(law, u). */
enum {
  SF_LAW_OCTAVES = 20,
  SF_LAW_SEGMENTS_PER_OCTAVE = 8,
  SF_LAW_SEGMENTS = SF_LAW_OCTAVES * SF_LAW_SEGMENTS_PER_OCTAVE,
  SF_LAW_ROWS = SF_LAW_SEGMENTS + SF_LAW_SEGMENTS_PER_OCTAVE,
  SF_LAW_COEFFICIENTS = 8,
  SF_LAW_LOCAL_BITS = 49,
  SF_LAW_TOP_SEGMENT = (1022 << 3) - 1,
  SF_LAW_PARAMETERS = 5,
  SF_LAW_WIDEST_LOGNORMAL = 2 /* up to here the polynomials are good enough in every segment */
};
#define SF_LAW_SMALLEST_V 0x1p-22
#define SF_LAW_LARGEST_V 0x1.fffffffffffffp-2

struct sf_law_table {
  sf_law_form form;
  double p[SF_LAW_PARAMETERS];
  /* Discrete and empirical: ascending values. cumulative holds padded entries, padded a power of two not below count;
   * those from count - 1 on are infinite, so this needs no end check and gives at most count - 1:
   *   at = 0; for (half = padded / 2; half > 0; half /= 2) at += cumulative[at + half - 1] <= u ? half : 0; */
  double low, high; /* ends of the support: rounding takes no uniform, triangular or polynomial value past them */
  size_t count, padded;
  double *values;
  double *cumulative;
  double *coefficients; /* polynomial form: 2 * SF_LAW_ROWS rows of SF_LAW_COEFFICIENTS, each on its own cache line */
  sf_law *law;          /* retained, for lanes the table leaves out */
};

#endif
