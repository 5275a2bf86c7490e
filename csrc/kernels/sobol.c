/* Direction numbers of the Sobol sequence, and their random linear scrambling. */
#include "kernels/sobol.h"

#include "kernels/sobol_directions.h"
#include "numeric/mix.h"

void sf_sobol_directions(unsigned dimension, uint64_t directions[SF_SOBOL_BITS]) {
  const sf_sobol_row *row = &sf_sobol_rows[dimension];
  const int degree = row->degree;
  for (int k = 0; k < SF_SOBOL_BITS; k++) {
    if (dimension == 0) {
      directions[k] = 1ull << (SF_SOBOL_BITS - 1 - k);
    } else if (k < degree) {
      directions[k] = (uint64_t)row->initial[k] << (SF_SOBOL_BITS - 1 - k);
    } else { /* Bratley & Fox 1988, eq. 2 */
      directions[k] = directions[k - degree] ^ directions[k - degree] >> degree;
      for (int i = 1; i < degree; i++)
        if (row->inner >> (degree - 1 - i) & 1) directions[k] ^= directions[k - i];
    }
  }
}

/* SplitMix64. */
static uint64_t next_random(uint64_t *state) { return sf_mix(*state += 0x9e3779b97f4a7c15); }

/* Columns of a random lower triangular matrix with ones on the diagonal: bit b of a number, the most significant
 * first, is kept and stirs the less significant ones. */
static void draw_matrix(uint64_t *random, uint64_t columns[SF_SOBOL_BITS]) {
  for (int b = 0; b < SF_SOBOL_BITS; b++) {
    const uint64_t diagonal = 1ull << b;
    columns[b] = diagonal | (next_random(random) & (diagonal - 1));
  }
}

static uint64_t apply_matrix(const uint64_t columns[SF_SOBOL_BITS], uint64_t x) {
  uint64_t product = 0;
  for (; x != 0; x &= x - 1) product ^= columns[__builtin_ctzll(x)];
  return product;
}

void sf_scramble_sobol(unsigned dimension, uint64_t seed, uint64_t stream, sf_sobol_dimension *result) {
  uint64_t directions[SF_SOBOL_BITS], columns[SF_SOBOL_BITS];
  sf_sobol_directions(dimension, directions);
  for (uint64_t replicate = 0; replicate < SF_GROUP; replicate++) {
    uint64_t random = sf_mix(sf_mix(sf_mix(seed) + stream) + replicate);
    draw_matrix(&random, columns);
    for (int k = 0; k < SF_SOBOL_BITS; k++) result->directions[k][replicate] = apply_matrix(columns, directions[k]);
    result->shift[replicate] = next_random(&random) >> (64 - SF_SOBOL_BITS);
  }
}
