/* Polynomials of the standard normal quantile, for the kernels. */
#ifndef SF_KERNELS_NORMAL_TABLE_H
#define SF_KERNELS_NORMAL_TABLE_H

enum { SF_NORMAL_OCTAVES = 12, SF_NORMAL_ROWS = 1 + 8 * SF_NORMAL_OCTAVES };

/* z = c[0] + c[1] r + ... + c[7] r^7 for p in the row's eighth of an octave, r = (p - its right end) / its width in
 * [-1, 0). Row 1 ends at p = 1/2, row 8 k + 1 at 2^-(k+1); row 0 is p = 1/2 itself. */
extern const double sf_normal_rows[SF_NORMAL_ROWS][8];

#endif
