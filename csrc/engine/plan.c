#include "engine/plan_layout.h"

#include "base/memory.h"
#include "base/text.h"

#include <string.h>

enum { MOST_SETS = 8 };

void sf_destroy_plan(sf_plan *plan) {
  if (!plan) return;
  for (size_t i = 0; plan->drivers && i < plan->driver_count; i++) sf_free(plan->drivers[i]);
  for (size_t i = 0; plan->tables && i < plan->table_count; i++) sf_destroy_law_table(plan->tables[i]);
  sf_free(plan->code);
  sf_free(plan->filled);
  sf_free(plan->drivers);
  sf_free(plan->streams);
  sf_free(plan->tables);
  sf_free(plan->calls);
  sf_free(plan->call_operands);
  sf_free(plan);
}

size_t sf_plan_outputs(const sf_plan *plan) { return plan->outputs; }

size_t sf_plan_drivers(const sf_plan *plan) { return plan->driver_count; }

const char *sf_plan_driver(const sf_plan *plan, size_t index) {
  return index < plan->driver_count ? plan->drivers[index] : NULL;
}

size_t sf_plan_instructions(const sf_plan *plan) { return plan->length; }

size_t sf_kernel_sets(const char *names[], size_t capacity) {
  const sf_kernels *sets[MOST_SETS];
  const size_t count = sf_available_kernels(sets, MOST_SETS), known = count < MOST_SETS ? count : MOST_SETS;
  for (size_t i = 0; i < known && i < capacity; i++) names[i] = sets[i]->name;
  return known;
}

sf_status sf_use_kernel_set(sf_plan *plan, const char *name, sf_error *error) {
  if (!name) {
    plan->kernels = sf_best_kernels();
    return SF_OK;
  }
  const sf_kernels *sets[MOST_SETS];
  const char *names[MOST_SETS];
  const size_t count = sf_kernel_sets(names, MOST_SETS);
  (void)sf_available_kernels(sets, MOST_SETS);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(names[i], name) != 0) continue;
    plan->kernels = sets[i];
    return SF_OK;
  }
  return sf_fail(error, SF_UNKNOWN, "no kernel set '%s' on this machine, whose best one is '%s'%s", name, names[0],
                 sf_suggest_name(name, names, count).text);
}
