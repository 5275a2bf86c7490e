/* Rank correlations between drivers. */
#include "evaluate.h"
#include "expressions.h"

#include <stdlib.h>

static double evaluate_call(const sf_expression *e, const setting *at) {
  (void)e, (void)at;
  fail_msg("no function is called in a correlation");
  return NAN;
}

/* Score of the i-th result when driver k's score is 1 and the others' are 0: an entry of L. */
static double weight(sf_graph *graph, sf_expression *result, const char *const *drivers, size_t count, size_t k) {
  setting at = {{NULL}, {0}};
  for (size_t i = 0; i < count; i++) {
    at.names[i] = drivers[i];
    at.values[i] = i == k ? normal_distribution_at(1) : 0.5;
  }
  return evaluate(sf_normal_quantile(graph, result), &at);
}

static void test_scores_have_the_pearson_correlations_of_the_ranks(void **state) {
  sf_graph *graph = *state;
  enum { N = 4 };
  const char *const drivers[N] = {"rate", "power", "price", "pue"};
  const double rank[N * N] = {1, 0.4, -0.3, 0.1, 0.4, 1, 0.2, 0.5, -0.3, 0.2, 1, -0.5, 0.1, 0.5, -0.5, 1};
  sf_expression *results[N];
  assert_ok(sf_correlate(graph, drivers, N, rank, results, NULL));
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++) {
      double sum = 0;
      for (size_t k = 0; k < N; k++)
        sum += weight(graph, results[i], drivers, N, k) * weight(graph, results[j], drivers, N, k);
      const double pearson = i == j ? 1 : 2 * sin(acos(-1) * rank[i * N + j] / 6);
      assert_close(sum, pearson, 1e-9);
    }
}

static int by_value(const void *a, const void *b) {
  const double x = **(const double *const *)a, y = **(const double *const *)b;
  return (x > y) - (x < y);
}

enum { DRAWS = 4000 };

static void ranks_of(const double *values, double *ranks) {
  static const double *order[DRAWS];
  for (size_t i = 0; i < DRAWS; i++) order[i] = values + i;
  qsort(order, DRAWS, sizeof *order, by_value);
  for (size_t i = 0; i < DRAWS; i++) ranks[order[i] - values] = (double)i;
}

static void test_draws_have_the_rank_correlation_asked_for(void **state) {
  sf_graph *graph = *state;
  const char *const drivers[] = {"a", "b"};
  const double rank[] = {1, 0.7, 0.7, 1};
  sf_expression *results[2];
  assert_ok(sf_correlate(graph, drivers, 2, rank, results, NULL));
  static double first[DRAWS], second[DRAWS], first_rank[DRAWS], second_rank[DRAWS];
  for (int i = 0; i < DRAWS; i++) {
    /* the R2 sequence (Roberts 2018): evenly spread points in the unit square */
    const setting at = {{"a", "b"}, {fmod(0.5 + 0.7548776662466927 * i, 1), fmod(0.5 + 0.5698402909980532 * i, 1)}};
    first[i] = evaluate(results[0], &at);
    second[i] = evaluate(results[1], &at);
    assert_true(second[i] > 0 && second[i] < 1);
  }
  ranks_of(first, first_rank);
  ranks_of(second, second_rank);
  double squares = 0;
  for (int i = 0; i < DRAWS; i++) squares += (first_rank[i] - second_rank[i]) * (first_rank[i] - second_rank[i]);
  const double n = DRAWS, spearman = 1 - 6 * squares / (n * (n * n - 1));
  assert_close(spearman, 0.7, 0.005);
}

static void test_the_first_driver_and_uncorrelated_ones_keep_their_draws(void **state) {
  sf_graph *graph = *state;
  const char *const drivers[] = {"a", "b", "c"};
  const double rank[] = {1, 0, 0.5, 0, 1, 0, 0.5, 0, 1};
  sf_expression *results[3];
  assert_ok(sf_correlate(graph, drivers, 3, rank, results, NULL));
  assert_ptr_equal(results[0], sf_draw(graph, "a"));
  assert_ptr_equal(results[1], sf_draw(graph, "b"));
  assert_int_equal(sf_expression_operation(results[2]), SF_NORMAL_DISTRIBUTION);
}

static void test_a_median_draw_of_all_gives_the_median_of_each(void **state) {
  sf_graph *graph = *state;
  const char *const drivers[] = {"a", "b"};
  const double rank[] = {1, -0.8, -0.8, 1};
  sf_expression *results[2];
  assert_ok(sf_correlate(graph, drivers, 2, rank, results, NULL));
  const setting at = {{"a", "b"}, {0.5, 0.5}};
  assert_close(evaluate(results[1], &at), 0.5, 1e-12);
}

static void assert_refused(sf_graph *graph, size_t count, const char *const *drivers, const double *rank,
                           const char *words) {
  sf_expression *results[4] = {NULL};
  sf_error error = {SF_OK, ""};
  assert_int_equal(sf_correlate(graph, drivers, count, rank, results, &error), SF_INVALID);
  if (strstr(error.message, words) == NULL) fail_msg("\"%s\" does not say \"%s\"", error.message, words);
  for (int i = 0; i < 4; i++) assert_null(results[i]);
}

static void test_an_impossible_pair_is_named_with_a_value_that_is_possible(void **state) {
  sf_graph *graph = *state;
  const char *const drivers[] = {"a", "b", "c"};
  double rank[] = {1, 0.9, 0.9, 0.9, 1, -0.5, 0.9, -0.5, 1};
  /* With r = 2 sin(pi 0.9 / 6) for the first two pairs, the third lies within r^2 -+ (1 - r^2):
   * 2 r^2 - 1 = 0.6487, a rank correlation of 0.631; and 1 */
  assert_refused(graph, 3, drivers, rank, "-0.5 of b and c");
  assert_refused(graph, 3, drivers, rank, "between 0.631 and 1;");
  assert_refused(graph, 3, drivers, rank, "nearest valid value is 0.632");
  rank[5] = rank[7] = 0.632;
  sf_expression *results[3];
  assert_ok(sf_correlate(graph, drivers, 3, rank, results, NULL));
  rank[5] = rank[7] = 0.630;
  assert_refused(graph, 3, drivers, rank, "0.63 of b and c");
}

static void test_the_value_offered_is_possible_beside_all_the_others(void **state) {
  sf_graph *graph = *state;
  const char *const drivers[] = {"rate", "power", "price", "pue"};
  double rank[] = {1, 0.4, -0.3, 0.1, 0.4, 1, 0.2, 0.5, -0.3, 0.2, 1, -0.6, 0.1, 0.5, -0.6, 1};
  /* the smallest eigenvalue of 2 sin(pi rank / 6), by numpy's eigvalsh: -0.0120 at -0.58, 0.00004 at -0.56 */
  assert_refused(graph, 4, drivers, rank, "-0.6 of price and pue");
  assert_refused(graph, 4, drivers, rank, "nearest valid value is -0.56");
  rank[11] = rank[14] = -0.56;
  sf_expression *results[4];
  assert_ok(sf_correlate(graph, drivers, 4, rank, results, NULL));
}

static void test_perfect_correlation_is_refused(void **state) {
  const char *const drivers[] = {"a", "b"};
  const double rank[] = {1, -1, -1, 1};
  assert_refused(*state, 2, drivers, rank, "makes a and b one uncertain input");
  assert_refused(*state, 2, drivers, rank, "a correlation of -0.999");
  /* nearer to 1 than a pivot can tell, and not impossible for lying outside -1 to 1 */
  const double near[] = {1, 0.99999999999999, 0.99999999999999, 1};
  assert_refused(*state, 2, drivers, near, "0.99999999999999 of a and b leaves nothing of its own");
}

static void test_a_malformed_matrix_is_refused(void **state) {
  const char *const drivers[] = {"a", "b"}, *const twice[] = {"a", "a"};
  assert_refused(*state, 2, drivers, (double[]){1, 0.2, 0.3, 1}, "both");
  assert_refused(*state, 2, drivers, (double[]){1, 1.2, 1.2, 1}, "between -1 and 1, not 1.2");
  assert_refused(*state, 2, drivers, (double[]){1, 1.0000001, 1.0000001, 1}, "between -1 and 1, not 1.0000001");
  assert_refused(*state, 2, drivers, (double[]){1, NAN, NAN, 1}, "between -1 and 1");
  assert_refused(*state, 2, drivers, (double[]){0.9, 0, 0, 1}, "a with itself must be 1");
  assert_refused(*state, 2, twice, (double[]){1, 0, 0, 1}, "driver a is listed twice");
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define GRAPH_TEST(test) cmocka_unit_test_setup_teardown(test, open_graph, close_graph)
      GRAPH_TEST(test_scores_have_the_pearson_correlations_of_the_ranks),
      GRAPH_TEST(test_draws_have_the_rank_correlation_asked_for),
      GRAPH_TEST(test_the_first_driver_and_uncorrelated_ones_keep_their_draws),
      GRAPH_TEST(test_a_median_draw_of_all_gives_the_median_of_each),
      GRAPH_TEST(test_an_impossible_pair_is_named_with_a_value_that_is_possible),
      GRAPH_TEST(test_the_value_offered_is_possible_beside_all_the_others),
      GRAPH_TEST(test_perfect_correlation_is_refused),
      GRAPH_TEST(test_a_malformed_matrix_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
