/* Scrambled Sobol points: SF_GROUP independent randomisations side by side.
 *
 * Point p of replicate r in dimension d is shift[r] xor the directions[bit][r] of the set bits of the Gray code of p,
 * read as a 52-bit fraction plus half a step. Directions are Joe & Kuo's (2008) new-joe-kuo-6, multiplied by a random
 * lower triangular matrix over GF(2) (Matousek 1998); matrix and shift are a pure function of (seed, driver,
 * replicate), the dimension of (the plan's order of drivers). */
#ifndef SF_KERNELS_SOBOL_H
#define SF_KERNELS_SOBOL_H

#include "kernels/kernels.h"

enum { SF_SOBOL_DIMENSIONS = 256, SF_SOBOL_BITS = 52 };

typedef struct sf_sobol_dimension {
  uint64_t directions[SF_SOBOL_BITS][SF_GROUP];
  uint64_t shift[SF_GROUP];
} sf_sobol_dimension;

/* dimension < SF_SOBOL_DIMENSIONS; stream is sf_stream of the driver's name. */
void sf_scramble_sobol(unsigned dimension, uint64_t seed, uint64_t stream, sf_sobol_dimension *result);

#endif
