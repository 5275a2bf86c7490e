#include "expressions/waiting.h"

#include "base/list.h"

bool sf_push_waiting(sf_waiting *waiting, sf_expression *node) {
  sf_expression **nodes = sf_make_room(waiting->nodes, &waiting->capacity, waiting->count, sizeof *nodes);
  if (nodes == NULL) return false;
  waiting->nodes = nodes;
  waiting->nodes[waiting->count++] = node;
  return true;
}

bool sf_is_done(const sf_node_map *done, const sf_expression *node) {
  return sf_mapped(done, node) != (size_t)SF_NO_INDEX;
}

bool sf_push_operands(sf_waiting *waiting, const sf_expression *node, const sf_node_map *done) {
  for (size_t i = node->operand_count; i-- > 0;)
    if (!sf_is_done(done, node->operands[i]) && !sf_push_waiting(waiting, node->operands[i])) return false;
  return true;
}
