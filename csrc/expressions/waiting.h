/* Nodes still to be done, in a pass over a graph without recursion. A node is done once its operands are; until then it
 * stays on the stack beneath those that are missing. */
#ifndef SF_EXPRESSIONS_WAITING_H
#define SF_EXPRESSIONS_WAITING_H

#include "expressions/node.h"

/* Starts as {0}; its nodes are freed with sf_free. */
typedef struct sf_waiting {
  sf_expression **nodes;
  size_t count, capacity;
} sf_waiting;

/* False without memory. */
bool sf_push_waiting(sf_waiting *waiting, sf_expression *node);
/* Pushes the operands that are not done yet, the first one on top; false without memory. */
bool sf_push_operands(sf_waiting *waiting, const sf_expression *node, const sf_node_map *done);
bool sf_is_done(const sf_node_map *done, const sf_expression *node);

#endif
