/* A hash map from nodes to numbers, for passes over a graph: open addressing, linear probing, nothing is removed. */
#include "expressions/node.h"

#include "base/memory.h"

static size_t slot_of(const struct sf_node_entry *entries, size_t capacity, const sf_expression *node) {
  const uint64_t mixed = node->id * 0x9E3779B97F4A7C15u; /* ids count up; the product's high bits are well mixed */
  size_t slot = (size_t)(mixed >> 20) & (capacity - 1);
  while (entries[slot].node != NULL && entries[slot].node != node) slot = (slot + 1) & (capacity - 1);
  return slot;
}

static bool grow_map(sf_node_map *map) {
  enum { SMALLEST_MAP = 32 };
  const size_t capacity = map->capacity == 0 ? SMALLEST_MAP : map->capacity * 2;
  struct sf_node_entry *entries = sf_allocate(capacity, sizeof *entries);
  if (entries == NULL) return false;
  for (size_t i = 0; i < map->capacity; i++)
    if (map->entries[i].node != NULL) entries[slot_of(entries, capacity, map->entries[i].node)] = map->entries[i];
  sf_free(map->entries);
  map->entries = entries;
  map->capacity = capacity;
  return true;
}

bool sf_map_node(sf_node_map *map, const sf_expression *node, size_t value) {
  if (map->count * 2 >= map->capacity && !grow_map(map)) return false;
  struct sf_node_entry *entry = &map->entries[slot_of(map->entries, map->capacity, node)];
  if (entry->node == NULL) map->count++;
  *entry = (struct sf_node_entry){node, value};
  return true;
}

size_t sf_mapped(const sf_node_map *map, const sf_expression *node) {
  if (map->capacity == 0) return (size_t)SF_NO_INDEX;
  const struct sf_node_entry *entry = &map->entries[slot_of(map->entries, map->capacity, node)];
  return entry->node == NULL ? (size_t)SF_NO_INDEX : entry->value;
}

void sf_discard_map(sf_node_map *map) {
  sf_free(map->entries);
  *map = (sf_node_map){0};
}
