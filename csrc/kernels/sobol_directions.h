/* The numbers that make a Sobol sequence: a primitive polynomial over GF(2) and initial direction integers for each
 * dimension. */
#ifndef SF_KERNELS_SOBOL_DIRECTIONS_H
#define SF_KERNELS_SOBOL_DIRECTIONS_H

#include "kernels/sobol.h"

enum { SF_SOBOL_DEGREE = 11 };

/* x^degree + a_1 x^(degree-1) + ... + a_(degree-1) x + 1, its a_1 ... a_(degree-1) read as the binary number inner;
 * initial holds m_1 ... m_degree, each odd and m_k below 2^k. */
typedef struct sf_sobol_row {
  uint16_t degree, inner, initial[SF_SOBOL_DEGREE];
} sf_sobol_row;

/* Row d is dimension d of sobol.h; row 0 is empty, the dimension of van der Corput's radical inverse. */
extern const sf_sobol_row sf_sobol_rows[SF_SOBOL_DIMENSIONS];

/* directions[k] = m_(k+1) / 2^(k+1) as a fraction of SF_SOBOL_BITS bits, not scrambled. */
void sf_sobol_directions(unsigned dimension, uint64_t directions[SF_SOBOL_BITS]);

#endif
