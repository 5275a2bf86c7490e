/* Sobol points: the published ones before scrambling, and what scrambling must keep. */
#include "check.h"

#include "kernels/kernels.h"
#include "kernels/sobol_directions.h"

#include <stdalign.h>
#include <string.h>

enum { POINTS = 1024 };

static void unscrambled(unsigned dimension, sf_sobol_dimension *result) {
  uint64_t directions[SF_SOBOL_BITS];
  sf_sobol_directions(dimension, directions);
  for (int r = 0; r < SF_GROUP; r++) {
    for (int k = 0; k < SF_SOBOL_BITS; k++) result->directions[k][r] = directions[k];
    result->shift[r] = 0;
  }
}

#define FOR_EACH_SET(set)                                                                                              \
  const sf_kernels *sets[4];                                                                                           \
  const size_t set_count = sf_available_kernels(sets, 4);                                                              \
  for (size_t index = 0; index < set_count; index++)                                                                   \
    for (const sf_kernels *set = sets[index]; set != NULL; set = NULL)

static void test_first_points_match_joe_and_kuo(void **unused) {
  (void)unused;
  /* the ten points in three dimensions printed with the authors' program */
  static const double published[10][3] = {{0.0, 0.0, 0.0},         {0.5, 0.5, 0.5},       {0.75, 0.25, 0.25},
                                          {0.25, 0.75, 0.75},      {0.375, 0.375, 0.625}, {0.875, 0.875, 0.125},
                                          {0.625, 0.125, 0.875},   {0.125, 0.625, 0.375}, {0.1875, 0.3125, 0.9375},
                                          {0.6875, 0.8125, 0.4375}};
  FOR_EACH_SET(set) {
    for (unsigned d = 0; d < 3; d++) {
      sf_sobol_dimension dimension;
      alignas(64) double u[10 * SF_GROUP];
      unscrambled(d, &dimension);
      set->sobol(u, dimension.directions, dimension.shift, 0, 10 * SF_GROUP);
      for (int i = 0; i < 10; i++)
        for (int r = 0; r < SF_GROUP; r++) assert_true(u[i * SF_GROUP + r] == published[i][d] + 0x1p-53);
    }
  }
}

static void test_table_rows_are_the_published_ones(void **unused) {
  (void)unused;
  /* new-joe-kuo-6.21201: dimensions 2, 10, 100 and 256 of the file */
  static const struct {
    unsigned dimension;
    sf_sobol_row row;
  } published[] = {{2, {1, 0, {1}}},
                   {10, {5, 7, {1, 1, 7, 11, 19}}},
                   {100, {9, 244, {1, 1, 5, 5, 11, 5, 45, 117, 217}}},
                   {256, {11, 560, {1, 1, 1, 5, 19, 3, 53, 133, 97, 863, 983}}}};
  for (size_t i = 0; i < sizeof published / sizeof *published; i++)
    assert_memory_equal(&sf_sobol_rows[published[i].dimension - 1], &published[i].row, sizeof(sf_sobol_row));
}

static bool is_primitive(unsigned polynomial, int degree) {
  const unsigned order = (1u << degree) - 1;
  unsigned x = 1;
  for (unsigned k = 1; k <= order; k++) {
    x <<= 1;
    if (x >> degree) x ^= polynomial;
    if (x == 1) return k == order;
  }
  return false;
}

static void test_table_holds_every_primitive_polynomial_in_order(void **unused) {
  (void)unused;
  unsigned dimension = 1;
  for (int degree = 1; degree <= SF_SOBOL_DEGREE; degree++) {
    for (unsigned inner = 0; inner < 1u << (degree - 1) && dimension < SF_SOBOL_DIMENSIONS; inner++) {
      if (!is_primitive(1u << degree | inner << 1 | 1, degree)) continue;
      const sf_sobol_row *row = &sf_sobol_rows[dimension++];
      assert_int_equal(row->degree, degree);
      assert_int_equal(row->inner, inner);
      for (int k = 0; k < degree; k++) assert_true(row->initial[k] % 2 == 1 && row->initial[k] < 1u << (k + 1));
    }
  }
  assert_int_equal(dimension, SF_SOBOL_DIMENSIONS);
}

/* Sobol's property A, which Joe & Kuo's numbers have in every dimension up to 1,111: the first bits of the first d
 * direction numbers of the first d dimensions make an invertible matrix over GF(2). It holds up to the 52 directions
 * kept here. */
static void test_table_has_property_a(void **unused) {
  (void)unused;
  uint64_t rows[SF_SOBOL_BITS]; /* reduced so far; bit k is column k */
  for (unsigned d = 0; d < SF_SOBOL_BITS; d++) {
    uint64_t directions[SF_SOBOL_BITS], row = 0;
    sf_sobol_directions(d, directions);
    for (int k = 0; k < SF_SOBOL_BITS; k++) row |= (directions[k] >> (SF_SOBOL_BITS - 1) & 1) << k;
    for (unsigned e = 0; e < d; e++)
      if (row >> e & 1) row ^= rows[e];
    assert_true(row >> d & 1); /* the leading minor of size d + 1 is not zero */
    rows[d] = row;
  }
}

static void check_net(const sf_kernels *set, unsigned d) {
  static alignas(64) double u[POINTS * SF_GROUP];
  sf_sobol_dimension dimension;
  sf_scramble_sobol(d, 42, sf_stream("efficiency"), &dimension);
  set->sobol(u, dimension.directions, dimension.shift, 0, POINTS * SF_GROUP);
  for (int r = 0; r < SF_GROUP; r++) {
    bool hit[POINTS] = {false};
    for (int i = 0; i < POINTS; i++) {
      const int slice = (int)(u[i * SF_GROUP + r] * POINTS);
      if (hit[slice]) fail_msg("dimension %u, replicate %d: slice %d is hit twice", d, r, slice);
      hit[slice] = true;
    }
  }
}

static void test_each_scrambled_dimension_hits_each_slice_once(void **unused) {
  (void)unused;
  FOR_EACH_SET(set)
  for (unsigned d = 0; d < SF_SOBOL_DIMENSIONS; d += 5) check_net(set, d);
}

static void test_first_two_scrambled_dimensions_fill_every_box_of_every_shape_once(void **unused) {
  (void)unused;
  static alignas(64) double x[POINTS * SF_GROUP], y[POINTS * SF_GROUP];
  sf_sobol_dimension first, second;
  sf_scramble_sobol(0, 7, sf_stream("a"), &first);
  sf_scramble_sobol(1, 7, sf_stream("b"), &second);
  const sf_kernels *set = sf_best_kernels();
  set->sobol(x, first.directions, first.shift, 0, POINTS * SF_GROUP);
  set->sobol(y, second.directions, second.shift, 0, POINTS * SF_GROUP);
  for (int columns = 1; columns <= POINTS; columns *= 2) {
    const int rows = POINTS / columns;
    for (int r = 0; r < SF_GROUP; r++) {
      bool hit[POINTS] = {false};
      for (int i = r; i < POINTS * SF_GROUP; i += SF_GROUP) {
        const int box = (int)(x[i] * columns) * rows + (int)(y[i] * rows);
        assert_false(hit[box]);
        hit[box] = true;
      }
    }
  }
}

static void test_points_do_not_depend_on_where_a_piece_begins(void **unused) {
  (void)unused;
  enum { N = 1024 };
  static alignas(64) double whole[N], piece[N];
  sf_sobol_dimension dimension;
  sf_scramble_sobol(17, 3, 5, &dimension);
  FOR_EACH_SET(set) {
    const uint64_t base = 1000000 * SF_GROUP;
    set->sobol(whole, dimension.directions, dimension.shift, base, N);
    for (int i = 0; i < N; i += 16) set->sobol(piece + i, dimension.directions, dimension.shift, base + i, 16);
    assert_memory_equal(whole, piece, sizeof whole);
  }
}

static void test_scramblings_differ_between_replicates_drivers_and_seeds(void **unused) {
  (void)unused;
  static sf_sobol_dimension a, again, other_seed, other_driver;
  sf_scramble_sobol(9, 1, 1, &a);
  sf_scramble_sobol(9, 1, 1, &again);
  sf_scramble_sobol(9, 2, 1, &other_seed);
  sf_scramble_sobol(9, 1, 2, &other_driver);
  assert_memory_equal(&a, &again, sizeof a);
  for (int r = 0; r < SF_GROUP; r++) {
    assert_true(a.shift[r] != other_seed.shift[r] && a.shift[r] != other_driver.shift[r]);
    assert_true(a.shift[r] < 1ull << SF_SOBOL_BITS);
    for (int s = 0; s < r; s++) {
      assert_true(a.shift[r] != a.shift[s]);
      assert_true(a.directions[0][r] != a.directions[0][s]);
    }
  }
}

/* Root mean square error, over replicates, of the mean of prod (1 + (u_d - 1/2) / (d + 1)), whose integral is 1. */
static double product_error(bool sobol, int n) {
  enum { DIMENSIONS = 8 };
  static alignas(64) double u[4096 * SF_GROUP], product[4096 * SF_GROUP];
  const sf_kernels *set = sf_best_kernels();
  const size_t lanes = (size_t)n * SF_GROUP;
  set->fill(product, 1.0, lanes);
  for (unsigned d = 0; d < DIMENSIONS; d++) {
    sf_sobol_dimension dimension;
    sf_scramble_sobol(d, 11, d, &dimension);
    if (sobol)
      set->sobol(u, dimension.directions, dimension.shift, 0, lanes);
    else
      set->pseudo(u, 11, d, 0, lanes);
    for (size_t i = 0; i < lanes; i++) product[i] *= 1.0 + (u[i] - 0.5) / (d + 1.0);
  }
  double squares = 0.0;
  for (int r = 0; r < SF_GROUP; r++) {
    double mean = 0.0;
    for (int i = 0; i < n; i++) mean += product[i * SF_GROUP + r] / n;
    squares += (mean - 1.0) * (mean - 1.0) / SF_GROUP;
  }
  return sqrt(squares);
}

static void test_smooth_integral_converges_much_faster_than_at_random(void **unused) {
  (void)unused;
  assert_true(product_error(true, 4096) < product_error(false, 4096) / 50.0);
  /* about n^-1.5 for smooth functions (Owen 1997) against n^-0.5: 64 times the points, 512 against 8 times better */
  assert_true(product_error(true, 64) / product_error(true, 4096) > 64.0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_first_points_match_joe_and_kuo),
      cmocka_unit_test(test_table_rows_are_the_published_ones),
      cmocka_unit_test(test_table_holds_every_primitive_polynomial_in_order),
      cmocka_unit_test(test_table_has_property_a),
      cmocka_unit_test(test_each_scrambled_dimension_hits_each_slice_once),
      cmocka_unit_test(test_first_two_scrambled_dimensions_fill_every_box_of_every_shape_once),
      cmocka_unit_test(test_points_do_not_depend_on_where_a_piece_begins),
      cmocka_unit_test(test_scramblings_differ_between_replicates_drivers_and_seeds),
      cmocka_unit_test(test_smooth_integral_converges_much_faster_than_at_random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
