/* Prints a hash of every result of one model, for each sampler and each kernel set of this machine. The lines of every
 * machine are the same but for the name of the set: `make check-machines` compares them. */
#include "signalflow/signalflow.h"

#include <stdio.h>
#include <stdlib.h>

enum { OUTPUTS = 6, DRAWS = 100000 };

static sf_expression *driver(sf_graph *g, const char *name, sf_law *law) {
  sf_expression *value = sf_quantile(g, law, sf_dimensionless(), sf_draw(g, name));
  sf_release_law(law);
  return value;
}

/* A formula that uses every kind of law and most operations. */
static sf_status build(sf_graph *g, sf_expression **outputs, sf_error *error) {
  sf_law *normal = NULL, *lognormal = NULL, *pert = NULL, *triangular = NULL, *gamma = NULL, *uniform = NULL;
  sf_status status = sf_normal(100, 5, &normal, error);
  if (!status) status = sf_lognormal(0.6, 0.4, &lognormal, error);
  if (!status) status = sf_pert(0.3, 0.55, 0.8, 4, &pert, error);
  if (!status) status = sf_triangular(1.1, 1.2, 1.4, &triangular, error);
  if (!status) status = sf_gamma(2.5, 3, &gamma, error);
  if (!status) status = sf_uniform(0.1, 0.5, &uniform, error);
  if (status) return status;
  sf_expression *power = driver(g, "power", normal), *price = driver(g, "price", lognormal),
                *share = driver(g, "share", pert), *pue = driver(g, "pue", triangular),
                *wait = driver(g, "wait", gamma), *decline = driver(g, "decline", uniform);
  sf_expression *keep = sf_subtract(g, sf_number(g, 1), decline);
  outputs[0] = sf_divide(g, sf_multiply(g, power, share), pue);
  outputs[1] = sf_multiply(g, outputs[0], sf_power(g, keep, sf_negate(g, pue)));
  outputs[2] = sf_logistic(g, sf_subtract(g, wait, sf_number(g, 4)));
  outputs[3] = sf_logarithm(g, sf_add(g, price, sf_exponential_of(g, sf_negate(g, wait))));
  outputs[4] = sf_where(g, sf_less(g, price, share), sf_square_root(g, wait), sf_minimum(g, pue, price));
  outputs[5] = sf_normal_distribution(g, sf_add(g, sf_normal_quantile(g, sf_draw(g, "share")), outputs[3]));
  return sf_graph_status(g, error);
}

static uint64_t add_bytes(uint64_t hash, const unsigned char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
  return hash;
}

static sf_status hash_run(const sf_plan *plan, sf_sampler sampler, uint64_t *hash, sf_error *error) {
  sf_run_options options = sf_default_run_options();
  options.draws = DRAWS;
  options.sampler = sampler;
  options.seed = 20261123;
  sf_summary *summaries[OUTPUTS];
  sf_status status = sf_run_plan(plan, &options, summaries, NULL, error);
  *hash = UINT64_C(0xcbf29ce484222325);
  for (size_t k = 0; k < OUTPUTS && !status; k++) {
    unsigned char *bytes = NULL;
    size_t length = 0;
    status = sf_write_summary(summaries[k], &bytes, &length, error);
    if (!status) *hash = add_bytes(*hash, bytes, length);
    sf_free_bytes(bytes);
    sf_destroy_summary(summaries[k]);
  }
  return status;
}

static sf_status print_hashes(sf_plan *plan, sf_error *error) {
  static const char *const names[SF_SAMPLER_COUNT] = {"sobol", "pseudo", "antithetic", "latin"};
  const char *sets[8];
  const size_t count = sf_kernel_sets(sets, 8);
  for (size_t s = 0; s < count; s++) {
    const sf_status status = sf_use_kernel_set(plan, sets[s], error);
    if (status) return status;
    for (int sampler = 0; sampler < SF_SAMPLER_COUNT; sampler++) {
      uint64_t hash;
      const sf_status ran = hash_run(plan, (sf_sampler)sampler, &hash, error);
      if (ran) return ran;
      printf("%-10s %016llx  %s\n", names[sampler], (unsigned long long)hash, sets[s]);
    }
  }
  return SF_OK;
}

int main(void) {
  sf_error error = {SF_OK, ""};
  sf_graph *graph = NULL;
  sf_plan *plan = NULL;
  sf_expression *outputs[OUTPUTS];
  sf_status status = sf_create_graph(&graph, &error);
  if (!status) status = build(graph, outputs, &error);
  if (!status) status = sf_compile_plan(graph, outputs, OUTPUTS, &plan, &error);
  if (!status) status = print_hashes(plan, &error);
  if (status) fprintf(stderr, "same_bits: %s\n", error.message);
  sf_destroy_plan(plan);
  sf_destroy_graph(graph);
  return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
