/* Passing over a graph: every node once, operands first. */
#include "expressions/waiting.h"

#include "base/list.h"
#include "base/memory.h"

static bool append_node(sf_listing *listing, sf_expression *node) {
  sf_expression **nodes = sf_make_room(listing->nodes, &listing->capacity, listing->count, sizeof *nodes);
  if (nodes == NULL) return false;
  listing->nodes = nodes;
  if (!sf_map_node(&listing->index, node, listing->count)) return false;
  listing->nodes[listing->count++] = node;
  return true;
}

static bool list_waiting(sf_waiting *waiting, const sf_node_map *stop, sf_listing *listing) {
  while (waiting->count > 0) {
    sf_expression *node = waiting->nodes[waiting->count - 1];
    const size_t before = waiting->count;
    const bool listed = sf_is_done(&listing->index, node);
    const bool stops = stop != NULL && sf_is_done(stop, node);
    if (!listed && !stops && !sf_push_operands(waiting, node, &listing->index)) return false;
    if (waiting->count > before) continue;
    waiting->count--;
    if (!listed && !append_node(listing, node)) return false;
  }
  return true;
}

sf_status sf_list_nodes(sf_expression *const *roots, size_t count, const sf_node_map *stop, sf_listing *listing,
                        sf_error *error) {
  sf_waiting waiting = {0};
  bool enough = true;
  for (size_t i = 0; i < count && enough; i++)
    if (roots[i] != NULL) enough = sf_push_waiting(&waiting, roots[i]) && list_waiting(&waiting, stop, listing);
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

/* Marks with the round each node of the listing that depends on the one at a place; returns how many do. */
static size_t count_from(const sf_listing *listing, size_t place, size_t *marks, size_t round) {
  size_t count = 0;
  marks[place] = round;
  for (size_t i = place + 1; i < listing->count; i++) {
    const sf_expression *node = listing->nodes[i];
    for (size_t k = 0; k < node->operand_count && marks[i] != round; k++)
      if (marks[sf_mapped(&listing->index, node->operands[k])] == round) marks[i] = round;
    count += marks[i] == round;
  }
  return count;
}

sf_status sf_count_dependents(sf_expression *root, sf_expression *const *of, size_t count, size_t *dependents,
                              sf_error *error) {
  sf_listing listing = {0};
  sf_status status = sf_list_nodes(&root, 1, NULL, &listing, error);
  if (status != SF_OK) return status;
  size_t *const marks = sf_allocate(listing.count, sizeof *marks);
  if (marks == NULL) status = sf_fail(error, SF_NO_MEMORY, "no memory to pass over a formula");
  for (size_t i = 0; i < count && marks != NULL; i++) {
    const size_t place = of[i] == NULL ? (size_t)SF_NO_INDEX : sf_mapped(&listing.index, of[i]);
    dependents[i] = place == (size_t)SF_NO_INDEX ? 0 : count_from(&listing, place, marks, i + 1);
  }
  sf_free(marks);
  sf_discard_listing(&listing);
  return status;
}
