/* Passing over a graph: every node once, operands first. */
#include "engine/waiting.h"

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
