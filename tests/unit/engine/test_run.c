/* Runs: the draws have the laws they should, and how they were computed leaves no trace. */
#include "check.h"

#include "signalflow/plan.h"

#include <stdlib.h>
#include <string.h>

/* A plan with a uniform, a normal, a lognormal, an exponential and a formula of them that sometimes has no value. */
enum { UNIFORM, NORMAL, LOGNORMAL, EXPONENTIAL, FORMULA, OUTPUTS };

static sf_expression *drawn(sf_graph *g, const char *driver, sf_law *law) {
  sf_expression *made = sf_quantile(g, law, sf_dimensionless(), sf_draw(g, driver));
  sf_release_law(law);
  return made;
}

static sf_plan *made_plan(void) {
  sf_graph *g;
  sf_law *uniform, *normal, *lognormal, *exponential;
  assert_ok(sf_create_graph(&g, NULL));
  assert_ok(sf_uniform(10, 30, &uniform, NULL));
  assert_ok(sf_normal(-5, 2, &normal, NULL));
  assert_ok(sf_lognormal(3, 0.5, &lognormal, NULL));
  assert_ok(sf_exponential(4, &exponential, NULL));
  sf_expression *outputs[OUTPUTS] = {drawn(g, "grid_power", uniform), drawn(g, "price", normal),
                                     drawn(g, "rate", lognormal), drawn(g, "wait", exponential)};
  sf_expression *margin =
      sf_subtract(g, sf_multiply(g, outputs[0], outputs[2]), sf_multiply(g, outputs[3], sf_number(g, 10)));
  outputs[FORMULA] = sf_logarithm(g, margin); /* undefined where it is negative */
  sf_plan *plan;
  assert_ok(sf_compile_plan(g, outputs, OUTPUTS, &plan, NULL));
  sf_destroy_graph(g);
  return plan;
}

static int open_plan(void **state) {
  *state = made_plan();
  return 0;
}

static int close_plan(void **state) {
  sf_destroy_plan(*state);
  return 0;
}

static sf_run_options options_for(uint64_t draws, sf_sampler sampler, unsigned threads) {
  sf_run_options options = sf_default_run_options();
  options.draws = draws;
  options.sampler = sampler;
  options.threads = threads;
  return options;
}

static void run_all(const sf_plan *plan, const sf_run_options *options, sf_summary **summaries) {
  sf_error error;
  if (sf_run_plan(plan, options, summaries, NULL, &error)) fail_msg("%s", error.message);
}

static void destroy_all(sf_summary **summaries) {
  for (size_t k = 0; k < OUTPUTS; k++) sf_destroy_summary(summaries[k]);
}

static void assert_same(sf_summary *const *a, sf_summary *const *b) {
  for (size_t k = 0; k < OUTPUTS; k++) {
    unsigned char *one, *other;
    size_t length, other_length;
    assert_ok(sf_write_summary(a[k], &one, &length, NULL));
    assert_ok(sf_write_summary(b[k], &other, &other_length, NULL));
    assert_int_equal(length, other_length);
    assert_memory_equal(one, other, length);
    sf_free_bytes(one);
    sf_free_bytes(other);
  }
}

/* Laws. Exact moments: uniform (a + b)/2, (b - a)/sqrt 12; lognormal m exp(s^2/2), mean sqrt(exp(s^2) - 1); quantiles
 * from the inverse distribution functions. */

static const struct law_facts {
  double mean, sd, p5, p95;
} facts[] = {{20, 5.773502691896258, 11, 29},
             {-5, 2, -5 - 2 * 1.6448536269514722, -5 + 2 * 1.6448536269514722},
             {3.3994453592094796, 1.8116863541640407, 1.3180927, 6.8280353},
             {4, 4, 0.20517317755, 11.98292909422}};

static void test_laws_come_out_of_every_sampler(void **state) {
  const uint64_t draws = 1 << 18;
  for (int sampler = 0; sampler < SF_SAMPLER_COUNT; sampler++) {
    const sf_run_options options = options_for(draws, (sf_sampler)sampler, 2);
    sf_summary *summaries[OUTPUTS];
    run_all(*state, &options, summaries);
    for (size_t k = 0; k < 4; k++) {
      const double error = facts[k].sd / sqrt((double)draws);
      const double allowed = sampler == SF_SOBOL ? error / 30 : 5 * error; /* quasi-random: far below sampling error */
      assert_true(fabs(sf_summary_mean(summaries[k]) - facts[k].mean) < allowed);
      assert_close(sf_summary_sd(summaries[k]), facts[k].sd, 0.02);
      assert_close(sf_summary_quantile(summaries[k], 0.05), facts[k].p5, 0.02);
      assert_close(sf_summary_quantile(summaries[k], 0.95), facts[k].p95, 0.02);
      assert_int_equal(sf_summary_count(summaries[k]), draws);
    }
    destroy_all(summaries);
  }
}

static void test_standard_errors_tell_the_truth(void **state) {
  for (int sampler = 0; sampler < SF_SAMPLER_COUNT; sampler++) {
    double worst = 0, sum = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
      sf_run_options options = options_for(16384, (sf_sampler)sampler, 1);
      options.seed = seed;
      options.statistics = SF_MOMENTS;
      sf_summary *summaries[OUTPUTS];
      run_all(*state, &options, summaries);
      if (sampler == SF_LATIN) { /* one hypercube cannot know its error, and says so */
        assert_true(isnan(sf_summary_standard_error(summaries[LOGNORMAL])));
        destroy_all(summaries);
        continue;
      }
      const double z = fabs(sf_summary_mean(summaries[LOGNORMAL]) - facts[LOGNORMAL].mean) /
                       sf_summary_standard_error(summaries[LOGNORMAL]);
      worst = fmax(worst, z);
      sum += z * z / 20;
      destroy_all(summaries);
    }
    if (sampler == SF_LATIN) continue;
    assert_true(worst < 5); /* an honest error is rarely exceeded threefold */
    assert_true(sum < 2.5); /* the mean of 20 squares of a standard score is 1 with a standard deviation of 0.32 */
    assert_true(sum > 0.2); /* nor is it far too large */
  }
}

static void test_draws_without_a_value_are_counted(void **state) {
  const sf_run_options options = options_for(100000, SF_PSEUDO, 2);
  sf_summary *summaries[OUTPUTS];
  run_all(*state, &options, summaries);
  const uint64_t undefined = sf_summary_undefined(summaries[FORMULA]);
  assert_true(undefined > 1000 && undefined < 99000);
  assert_int_equal(sf_summary_count(summaries[FORMULA]) + undefined, 100000);
  destroy_all(summaries);
}

/* The same bits. */

static void test_threads_blocks_and_kernel_sets_leave_no_trace(void **state) {
  sf_plan *plan = *state;
  const unsigned threads[] = {2, 3, 8}, blocks[] = {16, 48, 128, 1024, 4096};
  const char *sets[8];
  const size_t set_count = sf_kernel_sets(sets, 8);
  for (int sampler = 0; sampler < SF_SAMPLER_COUNT; sampler++) {
    const sf_run_options options = options_for(5 * SF_SUPERBLOCK + 333, (sf_sampler)sampler, 1);
    sf_summary *expected[OUTPUTS], *summaries[OUTPUTS];
    run_all(plan, &options, expected);
    for (size_t i = 0; i < 3 + 5 + set_count; i++) {
      sf_run_options other = options;
      if (i < 3) other.threads = threads[i];
      if (i >= 3 && i < 8) other.block = blocks[i - 3];
      if (i >= 8) assert_ok(sf_use_kernel_set(plan, sets[i - 8], NULL));
      run_all(plan, &other, summaries);
      assert_same(summaries, expected);
      destroy_all(summaries);
    }
    assert_ok(sf_use_kernel_set(plan, NULL, NULL));
    destroy_all(expected);
  }
}

static void test_shards_merged_in_any_order_are_the_whole(void **state) {
  const uint64_t draws = 6 * SF_SUPERBLOCK + 1000;
  const uint64_t bounds[] = {0, SF_SUPERBLOCK, 4 * SF_SUPERBLOCK, draws};
  for (int sampler = 0; sampler < SF_SAMPLER_COUNT; sampler++) {
    sf_run_options options = options_for(draws, (sf_sampler)sampler, 2);
    sf_summary *expected[OUTPUTS], *total[OUTPUTS], *part[OUTPUTS];
    run_all(*state, &options, expected);
    for (size_t i = 3; i-- > 0;) {
      options.first = bounds[i];
      options.count = i == 2 ? 0 : bounds[i + 1] - bounds[i];
      run_all(*state, &options, i == 2 ? total : part);
      for (size_t k = 0; i < 2 && k < OUTPUTS; k++) assert_ok(sf_merge_summary(total[k], part[k], NULL));
      if (i < 2) destroy_all(part);
    }
    assert_same(total, expected);
    destroy_all(total);
    destroy_all(expected);
  }
}

static void test_samples_are_the_draws_that_runs_summarise(void **state) {
  enum { COUNT = 3000 };
  double *columns[OUTPUTS], *tail[OUTPUTS];
  for (size_t k = 0; k < OUTPUTS; k++) {
    columns[k] = malloc(COUNT * sizeof(double));
    tail[k] = malloc(COUNT * sizeof(double));
  }
  for (int sampler = 0; sampler < SF_SAMPLER_COUNT; sampler++) {
    const sf_run_options options = options_for(COUNT, (sf_sampler)sampler, 1);
    sf_summary *expected[OUTPUTS], *summaries[OUTPUTS];
    run_all(*state, &options, expected);
    assert_ok(sf_sample_plan(*state, &options, 0, COUNT, columns, NULL));
    for (size_t k = 0; k < OUTPUTS; k++) {
      const sf_dependence dependence[] = {SF_REPLICATED, SF_INDEPENDENT, SF_REPLICATED, SF_STRATIFIED};
      double first[128]; /* a run whose draws are all held takes its frame from these */
      memcpy(first, columns[k], sizeof first);
      const sf_frame frame = sf_find_frame(first, 128);
      assert_ok(sf_create_summary(options.statistics, &frame, dependence[sampler], &summaries[k], NULL));
      assert_ok(sf_add_values(summaries[k], columns[k], COUNT, NULL));
    }
    assert_same(summaries, expected);
    assert_ok(sf_sample_plan(*state, &options, 1237, 700, tail, NULL));
    for (size_t k = 0; k < OUTPUTS; k++) assert_memory_equal(tail[k], columns[k] + 1237, 700 * sizeof(double));
    destroy_all(summaries);
    destroy_all(expected);
  }
  for (size_t k = 0; k < OUTPUTS; k++) {
    free(columns[k]);
    free(tail[k]);
  }
}

static sf_plan *sum_of_drivers(const char *const *names, size_t count) {
  sf_graph *g;
  assert_ok(sf_create_graph(&g, NULL));
  sf_expression *outputs[2] = {sf_draw(g, "pue"), sf_number(g, 0)};
  for (size_t i = 0; i < count; i++) outputs[1] = sf_add(g, outputs[1], sf_draw(g, names[i]));
  sf_plan *plan;
  assert_ok(sf_compile_plan(g, outputs, 2, &plan, NULL));
  sf_destroy_graph(g);
  return plan;
}

static void test_pseudo_random_draws_stay_when_drivers_are_added(void **state) {
  (void)state;
  const char *const names[] = {"pue", "alpha", "rate"};
  double first[2][500];
  for (size_t more = 0; more < 2; more++) {
    sf_plan *plan = sum_of_drivers(names, more ? 3 : 1);
    const sf_run_options options = options_for(500, SF_PSEUDO, 1);
    double sums[500], *const columns[] = {first[more], sums};
    assert_ok(sf_sample_plan(plan, &options, 0, 500, columns, NULL));
    sf_destroy_plan(plan);
  }
  assert_memory_equal(first[0], first[1], sizeof first[0]);
}

/* Samplers. */

static void sample_one(sf_sampler sampler, uint64_t draws, uint64_t seed, double *u) {
  const char *const names[] = {"pue"};
  sf_plan *plan = sum_of_drivers(names, 1);
  sf_run_options options = options_for(draws, sampler, 1);
  options.seed = seed;
  double *sums = malloc(draws * sizeof *sums), *const columns[] = {u, sums};
  assert_ok(sf_sample_plan(plan, &options, 0, (size_t)draws, columns, NULL));
  sf_destroy_plan(plan);
  free(sums);
}

static void test_antithetic_groups_mirror_each_other(void **state) {
  (void)state;
  double u[320];
  sample_one(SF_ANTITHETIC, 320, 9, u);
  for (size_t i = 0; i < 320; i++) assert_true(i % 32 >= 16 || u[i] + u[i + 16] == 1);
  for (size_t i = 1; i < 320; i++) assert_true(u[i] != u[0]);
}

static void test_a_latin_hypercube_has_one_draw_in_every_slice(void **state) {
  (void)state;
  const uint64_t sizes[] = {1, 2, 7, 16, 1000, 4097};
  for (size_t k = 0; k < 6; k++) {
    double *u = malloc(sizes[k] * sizeof *u);
    char *seen = calloc(sizes[k], 1);
    sample_one(SF_LATIN, sizes[k], 4, u);
    size_t in_place = 0;
    for (size_t i = 0; i < sizes[k]; i++) {
      const size_t slice = (size_t)(u[i] * (double)sizes[k]);
      assert_true(u[i] > 0 && u[i] < 1 && slice < sizes[k]);
      assert_false(seen[slice]);
      seen[slice] = 1;
      in_place += slice == i;
    }
    if (sizes[k] >= 1000) assert_true(in_place < 10); /* the slices are shuffled: one stays in place on average */
    free(u);
    free(seen);
  }
}

/* Joe & Kuo's points, scrambled, are (0, m, s)-nets in each dimension: 2^m of them fall one into each slice of 2^-m. */
static void test_each_sobol_replicate_fills_every_slice(void **state) {
  (void)state;
  enum { POINTS = 1024, DRAWS = POINTS * SF_REPLICATES };
  double *u = malloc(DRAWS * sizeof *u);
  sample_one(SF_SOBOL, DRAWS, 5, u);
  for (size_t replicate = 0; replicate < SF_REPLICATES; replicate++) {
    char seen[POINTS] = {0};
    for (size_t i = 0; i < POINTS; i++) {
      const size_t slice = (size_t)(u[i * SF_REPLICATES + replicate] * POINTS);
      assert_false(seen[slice]);
      seen[slice] = 1;
    }
  }
  free(u);
}

static void test_more_drivers_than_sobol_dimensions_still_run(void **state) {
  (void)state;
  enum { MANY = 300 };
  static char text[MANY][8];
  const char *names[MANY];
  for (size_t i = 0; i < MANY; i++) {
    text[i][0] = 'd';
    for (size_t place = 1, rest = i; place <= 3; place++, rest /= 10) text[i][4 - place] = (char)('0' + rest % 10);
    names[i] = text[i];
  }
  sf_plan *plan = sum_of_drivers(names, MANY);
  const sf_run_options options = options_for(65536, SF_SOBOL, 1);
  sf_summary *summaries[2];
  run_all(plan, &options, summaries);
  assert_close(sf_summary_mean(summaries[1]), MANY / 2., 1e-3);
  assert_close(sf_summary_sd(summaries[1]), sqrt(MANY / 12.), 0.03);
  sf_destroy_summary(summaries[0]);
  sf_destroy_summary(summaries[1]);
  sf_destroy_plan(plan);
}

/* Stopping. */

static void test_a_run_stops_when_every_mean_is_sure_enough(void **state) {
  sf_run_options options = options_for(1 << 24, SF_PSEUDO, 2);
  options.relative_error = 0.003;
  options.statistics = SF_MOMENTS;
  sf_summary *summaries[OUTPUTS], *again[OUTPUTS];
  uint64_t done, done_alone;
  assert_ok(sf_run_plan(*state, &options, summaries, &done, NULL));
  /* the exponential's needs (1 / 0.003)^2 = 111,111 draws; the next doubling is 131,072 */
  assert_int_equal(done, 131072);
  for (size_t k = 0; k < 4; k++)
    assert_true(sf_summary_standard_error(summaries[k]) <= 0.003 * fabs(sf_summary_mean(summaries[k])));
  options.threads = 1;
  assert_ok(sf_run_plan(*state, &options, again, &done_alone, NULL));
  assert_int_equal(done_alone, done);
  assert_same(summaries, again);
  destroy_all(summaries);
  destroy_all(again);
}

static void test_a_mean_of_zero_is_judged_by_the_spread(void **state) {
  (void)state;
  sf_graph *g;
  sf_law *law;
  assert_ok(sf_create_graph(&g, NULL));
  assert_ok(sf_normal(0, 1, &law, NULL));
  sf_expression *output = drawn(g, "a", law);
  sf_plan *plan;
  assert_ok(sf_compile_plan(g, &output, 1, &plan, NULL));
  sf_run_options options = options_for(UINT64_C(1) << 24, SF_PSEUDO, 1);
  options.relative_error = 0.005; /* of the standard deviation: 40,000 draws */
  sf_summary *summary;
  uint64_t done;
  assert_ok(sf_run_plan(plan, &options, &summary, &done, NULL));
  assert_int_equal(done, 65536);
  sf_destroy_summary(summary);
  sf_destroy_plan(plan);
  sf_destroy_graph(g);
}

typedef struct ticks {
  unsigned seen, cancel_at;
  uint64_t last, total;
} ticks;

static int count_ticks(void *context, uint64_t done, uint64_t total) {
  ticks *all = context;
  if (done < all->last || done > total) all->seen += 1000000; /* never backwards, never too far */
  all->last = done;
  all->total = total;
  return ++all->seen == all->cancel_at;
}

static void test_a_tick_may_cancel_a_run(void **state) {
  for (unsigned threads = 1; threads <= 3; threads++) {
    ticks all = {.cancel_at = 2};
    sf_run_options options = options_for(UINT64_C(1) << 40, SF_PSEUDO, threads); /* days of work */
    options.tick = count_ticks;
    options.tick_context = &all;
    sf_summary *summaries[OUTPUTS];
    sf_error error;
    assert_int_equal(sf_run_plan(*state, &options, summaries, NULL, &error), SF_CANCELLED);
    assert_int_equal(error.code, SF_CANCELLED);
    assert_int_equal(all.seen, 2);
    assert_true(all.last > 0 && all.total == UINT64_C(1) << 40);
    for (size_t k = 0; k < OUTPUTS; k++) assert_null(summaries[k]);
  }
}

/* Options. */

static void test_options_out_of_their_domain_are_named(void **state) {
  const struct {
    sf_run_options options;
    const char *word;
  } cases[] = {
      {{.draws = 0, .statistics = SF_MOMENTS}, "draws"},
      {{.draws = UINT64_MAX, .statistics = SF_MOMENTS}, "draws"},
      {{.draws = 100, .statistics = SF_MOMENTS, .block = 100}, "block"},
      {{.draws = 100, .statistics = SF_MOMENTS, .block = 1 << 20}, "block"},
      {{.draws = 100, .statistics = SF_MOMENTS, .sampler = SF_SAMPLER_COUNT}, "sampler"},
      {{.draws = 100, .statistics = 0}, "statistics"},
      {{.draws = 100, .statistics = SF_MOMENTS, .threads = 10000}, "threads"},
      {{.draws = 100, .statistics = SF_MOMENTS, .relative_error = -1}, "relative error"},
      {{.draws = 100, .statistics = SF_MOMENTS, .relative_error = (double)NAN}, "relative error"},
      {{.draws = 1 << 20, .statistics = SF_MOMENTS, .first = 100}, "16384"},
      {{.draws = 1 << 20, .statistics = SF_MOMENTS, .count = 100}, "16384"},
      {{.draws = 100, .statistics = SF_MOMENTS, .count = 200}, "200"},
      {{.draws = 100, .statistics = SF_MOMENTS, .first = 16384}, "16384"},
      {{.draws = 1 << 20, .statistics = SF_MOMENTS, .first = 16384, .relative_error = 0.1}, "relative error"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sf_summary *summaries[OUTPUTS];
    sf_error error;
    assert_int_equal(sf_run_plan(*state, &cases[i].options, summaries, NULL, &error), SF_INVALID);
    if (!strstr(error.message, cases[i].word)) fail_msg("\"%s\" does not name %s", error.message, cases[i].word);
    for (size_t k = 0; k < OUTPUTS; k++) assert_null(summaries[k]);
  }
  sf_run_options latin = options_for(100, SF_LATIN, 1);
  double column[64], *columns[OUTPUTS] = {column, column, column, column, column};
  sf_error error;
  assert_int_equal(sf_sample_plan(*state, &latin, 64, 64, columns, &error), SF_INVALID);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_plan, close_plan)
  const struct CMUnitTest tests[] = {
      TEST(test_laws_come_out_of_every_sampler),
      TEST(test_standard_errors_tell_the_truth),
      TEST(test_draws_without_a_value_are_counted),
      TEST(test_threads_blocks_and_kernel_sets_leave_no_trace),
      TEST(test_shards_merged_in_any_order_are_the_whole),
      TEST(test_samples_are_the_draws_that_runs_summarise),
      TEST(test_pseudo_random_draws_stay_when_drivers_are_added),
      TEST(test_antithetic_groups_mirror_each_other),
      TEST(test_a_latin_hypercube_has_one_draw_in_every_slice),
      TEST(test_each_sobol_replicate_fills_every_slice),
      TEST(test_more_drivers_than_sobol_dimensions_still_run),
      TEST(test_a_run_stops_when_every_mean_is_sure_enough),
      TEST(test_a_mean_of_zero_is_judged_by_the_spread),
      TEST(test_a_tick_may_cancel_a_run),
      TEST(test_options_out_of_their_domain_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
