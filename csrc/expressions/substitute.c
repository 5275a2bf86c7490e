/* Rebuilding a formula with parts replaced. */
#include "expressions/waiting.h"

#include "base/list.h"
#include "base/memory.h"

typedef struct substitution {
  sf_graph *graph;
  sf_node_map done;      /* node -> place of what replaces it */
  sf_expression **built; /* replacements, in the order they were made */
  size_t count, capacity;
  sf_expression **operands; /* room for one node's new operands */
  size_t operand_room;
  uint64_t oldest; /* nodes older than every replaced one contain none of them */
  sf_waiting waiting;
} substitution;

static bool record(substitution *work, const sf_expression *node, sf_expression *replacement) {
  sf_expression **built = sf_make_room(work->built, &work->capacity, work->count, sizeof *built);
  if (built == NULL) return false;
  work->built = built;
  if (!sf_map_node(&work->done, node, work->count)) return false;
  work->built[work->count++] = replacement;
  return true;
}

/* What replaces the node, once it is done. */
static sf_expression *replacement_of(const substitution *work, const sf_expression *node) {
  const size_t place = sf_mapped(&work->done, node);
  return place == (size_t)SF_NO_INDEX ? NULL : work->built[place];
}

/* The branch of a where whose condition has become a constant: the other one is never rebuilt, so that a division by
 * zero it was guarding against does not come up. */
static sf_expression *only_branch(const substitution *work, const sf_expression *node) {
  if (node->operation != SF_WHERE) return NULL;
  const sf_expression *condition = replacement_of(work, node->operands[0]);
  if (condition == NULL || condition->operation != SF_CONSTANT) return NULL;
  return node->operands[condition->value != 0 ? 1 : 2];
}

/* Pushes what the node needs first and is not done. */
static bool push_missing(substitution *work, const sf_expression *node) {
  if (node->operation != SF_WHERE) return sf_push_operands(&work->waiting, node, &work->done);
  if (!sf_is_done(&work->done, node->operands[0])) return sf_push_waiting(&work->waiting, node->operands[0]);
  sf_expression *branch = only_branch(work, node);
  if (branch == NULL) return sf_push_operands(&work->waiting, node, &work->done);
  return sf_is_done(&work->done, branch) || sf_push_waiting(&work->waiting, branch);
}

static bool make_room(substitution *work, size_t count) {
  if (count <= work->operand_room) return true;
  sf_expression **operands = sf_reallocate(work->operands, count, sizeof(sf_expression *));
  if (operands == NULL) return false;
  work->operands = operands;
  work->operand_room = count;
  return true;
}

static sf_status out_of_memory(sf_error *error) {
  return sf_fail(error, SF_NO_MEMORY, "no memory to substitute in a formula");
}

static sf_status rebuild(substitution *work, sf_expression *node, sf_error *error) {
  sf_expression *made = node, *branch = only_branch(work, node);
  if (branch != NULL) {
    made = replacement_of(work, branch);
  } else {
    if (!make_room(work, node->operand_count)) return out_of_memory(error);
    bool changed = false;
    for (size_t i = 0; i < node->operand_count; i++) {
      work->operands[i] = replacement_of(work, node->operands[i]);
      changed = changed || work->operands[i] != node->operands[i];
    }
    if (changed) made = sf_rebuild(work->graph, node, work->operands);
    if (made == NULL) {
      const sf_status status = sf_graph_status(work->graph, error);
      return status != SF_OK ? status : out_of_memory(error);
    }
  }
  return record(work, node, made) ? SF_OK : out_of_memory(error);
}

static sf_status substitute_root(substitution *work, sf_expression *root, sf_error *error) {
  sf_waiting *waiting = &work->waiting;
  if (!sf_push_waiting(waiting, root)) return out_of_memory(error);
  while (waiting->count > 0) {
    sf_expression *node = waiting->nodes[waiting->count - 1];
    const size_t before = waiting->count;
    const bool done = sf_is_done(&work->done, node), untouched = !done && node->id < work->oldest;
    if (!done && !untouched && !push_missing(work, node)) return out_of_memory(error);
    if (waiting->count > before) continue;
    waiting->count--;
    if (untouched && !record(work, node, node)) return out_of_memory(error);
    if (done || untouched) continue;
    const sf_status status = rebuild(work, node, error);
    if (status != SF_OK) return status;
  }
  return SF_OK;
}

static sf_status record_pairs(substitution *work, sf_expression *const *from, sf_expression *const *to, size_t pairs,
                              sf_error *error) {
  for (size_t i = 0; i < pairs; i++) {
    if (from[i] == NULL || to[i] == NULL)
      return sf_fail(error, SF_INVALID, "substitution %zu has no expression to put in or to take out", i + 1);
    if (!sf_dimension_equal(from[i]->dimension, to[i]->dimension)) {
      char old[SF_OPERAND_TEXT_SIZE], new[SF_OPERAND_TEXT_SIZE];
      return sf_fail(error, SF_DIMENSION, "cannot put %s in place of %s", sf_describe_operand(to[i], new),
                     sf_describe_operand(from[i], old));
    }
    if (from[i]->id < work->oldest) work->oldest = from[i]->id;
    if (!record(work, from[i], to[i])) return out_of_memory(error);
  }
  return SF_OK;
}

sf_status sf_substitute(sf_graph *graph, sf_expression *const *roots, size_t count, sf_expression *const *from,
                        sf_expression *const *to, size_t pairs, sf_expression **results, sf_error *error) {
  substitution work = {.graph = graph, .oldest = UINT64_MAX};
  sf_status status = record_pairs(&work, from, to, pairs, error);
  sf_permit_undefined(graph, true);
  for (size_t i = 0; i < count && status == SF_OK; i++)
    if (roots[i] != NULL) status = substitute_root(&work, roots[i], error);
  sf_permit_undefined(graph, false);
  if (status == SF_OK)
    for (size_t i = 0; i < count; i++) results[i] = roots[i] == NULL ? NULL : replacement_of(&work, roots[i]);
  sf_discard_map(&work.done);
  sf_free(work.built);
  sf_free(work.operands);
  sf_free(work.waiting.nodes);
  return status;
}
