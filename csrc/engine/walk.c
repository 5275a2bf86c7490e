/* Passing over a graph: every node once, operands first; and rebuilding it with parts replaced.
 *
 * No recursion: nodes still to be done wait on a stack of their own. A node is done once its operands are; until then
 * it stays on the stack beneath those that are missing. */
#include "engine/node.h"

#include "base/memory.h"

typedef struct stack {
  sf_expression **nodes;
  size_t count, capacity;
} stack;

static bool push(stack *waiting, sf_expression *node) {
  if (waiting->count == waiting->capacity) {
    const size_t capacity = waiting->capacity == 0 ? 64 : waiting->capacity * 2;
    sf_expression **nodes = sf_reallocate(waiting->nodes, capacity, sizeof(sf_expression *));
    if (nodes == NULL) return false;
    waiting->nodes = nodes;
    waiting->capacity = capacity;
  }
  waiting->nodes[waiting->count++] = node;
  return true;
}

static bool is_done(const sf_node_map *done, const sf_expression *node) {
  return sf_mapped(done, node) != (size_t)SF_NO_INDEX;
}

/* Pushes the operands that are not done yet, the first one on top. */
static bool push_operands(stack *waiting, const sf_expression *node, const sf_node_map *done) {
  for (size_t i = node->operand_count; i-- > 0;)
    if (!is_done(done, node->operands[i]) && !push(waiting, node->operands[i])) return false;
  return true;
}

/* Listing. */

static bool append_node(sf_listing *listing, sf_expression *node) {
  if (listing->count == listing->capacity) {
    const size_t capacity = listing->capacity == 0 ? 64 : listing->capacity * 2;
    sf_expression **nodes = sf_reallocate(listing->nodes, capacity, sizeof(sf_expression *));
    if (nodes == NULL) return false;
    listing->nodes = nodes;
    listing->capacity = capacity;
  }
  if (!sf_map_node(&listing->index, node, listing->count)) return false;
  listing->nodes[listing->count++] = node;
  return true;
}

static bool list_waiting(stack *waiting, const sf_node_map *stop, sf_listing *listing) {
  while (waiting->count > 0) {
    sf_expression *node = waiting->nodes[waiting->count - 1];
    const size_t before = waiting->count;
    const bool listed = is_done(&listing->index, node);
    const bool stops = stop != NULL && is_done(stop, node);
    if (!listed && !stops && !push_operands(waiting, node, &listing->index)) return false;
    if (waiting->count > before) continue;
    waiting->count--;
    if (!listed && !append_node(listing, node)) return false;
  }
  return true;
}

sf_status sf_list_nodes(sf_expression *const *roots, size_t count, const sf_node_map *stop, sf_listing *listing,
                        sf_error *error) {
  stack waiting = {0};
  bool enough = true;
  for (size_t i = 0; i < count && enough; i++)
    if (roots[i] != NULL) enough = push(&waiting, roots[i]) && list_waiting(&waiting, stop, listing);
  sf_free(waiting.nodes);
  if (enough) return SF_OK;
  sf_discard_listing(listing);
  return sf_fail(error, SF_NO_MEMORY, "no memory to pass over a formula");
}

void sf_discard_listing(sf_listing *listing) {
  sf_free(listing->nodes);
  sf_discard_map(&listing->index);
  *listing = (sf_listing){0};
}

sf_status sf_walk(sf_expression *const *roots, size_t count, sf_visit *visit, void *context, sf_error *error) {
  sf_listing listing = {0};
  const sf_status status = sf_list_nodes(roots, count, NULL, &listing, error);
  for (size_t i = 0; i < listing.count; i++)
    if (!visit(context, listing.nodes[i])) break;
  sf_discard_listing(&listing);
  return status;
}

/* Substituting. */

typedef struct substitution {
  sf_graph *graph;
  sf_node_map done;      /* node -> place of what replaces it */
  sf_expression **built; /* replacements, in the order they were made */
  size_t count, capacity;
  sf_expression **operands; /* room for one node's new operands */
  size_t operand_room;
  uint64_t oldest; /* nodes older than every replaced one contain none of them */
  stack waiting;
} substitution;

static bool record(substitution *work, const sf_expression *node, sf_expression *replacement) {
  if (work->count == work->capacity) {
    const size_t capacity = work->capacity == 0 ? 64 : work->capacity * 2;
    sf_expression **built = sf_reallocate(work->built, capacity, sizeof(sf_expression *));
    if (built == NULL) return false;
    work->built = built;
    work->capacity = capacity;
  }
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
  if (node->operation != SF_WHERE) return push_operands(&work->waiting, node, &work->done);
  if (!is_done(&work->done, node->operands[0])) return push(&work->waiting, node->operands[0]);
  sf_expression *branch = only_branch(work, node);
  if (branch == NULL) return push_operands(&work->waiting, node, &work->done);
  return is_done(&work->done, branch) || push(&work->waiting, branch);
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
  stack *waiting = &work->waiting;
  if (!push(waiting, root)) return out_of_memory(error);
  while (waiting->count > 0) {
    sf_expression *node = waiting->nodes[waiting->count - 1];
    const size_t before = waiting->count;
    const bool done = is_done(&work->done, node), untouched = !done && node->id < work->oldest;
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
