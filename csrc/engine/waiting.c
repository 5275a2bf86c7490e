#include "engine/waiting.h"

#include "base/memory.h"

bool sf_push_waiting(sf_waiting *waiting, sf_expression *node) {
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

bool sf_is_done(const sf_node_map *done, const sf_expression *node) {
  return sf_mapped(done, node) != (size_t)SF_NO_INDEX;
}

bool sf_push_operands(sf_waiting *waiting, const sf_expression *node, const sf_node_map *done) {
  for (size_t i = node->operand_count; i-- > 0;)
    if (!sf_is_done(done, node->operands[i]) && !sf_push_waiting(waiting, node->operands[i])) return false;
  return true;
}
