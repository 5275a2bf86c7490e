/* Nodes of the expression graph: one for each shape, how long they live, and errors that stick.
 *
 * A node counts its holders and its parents. While that count is zero it waits in the idle list, where it was put when
 * it was made; sf_collect_graph empties the list, and sf_release frees a node whose last holder goes at once, with
 * whatever only it held. Both work through a list, never by recursion: a chain may be a million nodes deep. */
#include "expressions/node.h"

#include "base/memory.h"
#include "numeric/mix.h"

#include <string.h>

enum { SMALLEST_TABLE = 512, INLINE_OPERANDS = 3 };

/* Freed nodes kept for the next ones to be made; none under the address sanitizer, so that it sees misuse. */
#if defined(__SANITIZE_ADDRESS__)
enum { MOST_SPARES = 0 };
#else
enum { MOST_SPARES = 1024 };
#endif

struct sf_graph {
  sf_expression **buckets;
  size_t bucket_count; /* a power of two */
  size_t size;
  uint64_t newest; /* id of the newest node */
  sf_link idle;
  sf_expression *spare; /* linked by next */
  size_t spare_count;
  bool undefined_permitted;
  sf_error error; /* the one that stuck */
};

static void start_list(sf_link *list) { list->previous = list->next = list; }

static void unlink_node(sf_link *link) {
  link->previous->next = link->next;
  link->next->previous = link->previous;
}

static void append_link(sf_link *list, sf_link *link) {
  link->previous = list->previous;
  link->next = list;
  list->previous->next = link;
  list->previous = link;
}

sf_status sf_create_graph(sf_graph **graph, sf_error *error) {
  sf_graph *made = sf_allocate(1, sizeof *made);
  sf_expression **buckets = sf_allocate(SMALLEST_TABLE, sizeof *buckets);
  if (made == NULL || buckets == NULL) {
    sf_free(made);
    sf_free(buckets);
    return sf_fail(error, SF_NO_MEMORY, "no memory for an expression graph");
  }
  made->buckets = buckets;
  made->bucket_count = SMALLEST_TABLE;
  start_list(&made->idle);
  *graph = made;
  return SF_OK;
}

static bool is_text(unsigned operation) {
  return operation == SF_INPUT || operation == SF_DRAW || operation == SF_CITE;
}

static void free_attribute(sf_expression *node) {
  /* name and source share one block, which the node owns: the cast takes back the const its readers see */
  if (is_text(node->operation)) sf_free((char *)(uintptr_t)node->of.text.name);
  if (node->operation == SF_QUANTILE) sf_release_law(node->of.law);
}

void sf_destroy_graph(sf_graph *graph) {
  if (graph == NULL) return;
  for (size_t i = 0; i < graph->bucket_count; i++)
    for (sf_expression *node = graph->buckets[i], *next; node != NULL; node = next) {
      next = node->next;
      free_attribute(node);
      sf_free(node);
    }
  for (sf_expression *node = graph->spare, *next; node != NULL; node = next) {
    next = node->next;
    sf_free(node);
  }
  sf_free(graph->buckets);
  sf_free(graph);
}

sf_status sf_graph_status(sf_graph *graph, sf_error *error) {
  const sf_status code = graph->error.code;
  if (code != SF_OK && error != NULL) *error = graph->error;
  graph->error.code = SF_OK;
  return code;
}

sf_expression *sf_graph_fail(sf_graph *graph, sf_status code, const char *format, ...) {
  if (graph->error.code != SF_OK) return NULL;
  va_list arguments;
  va_start(arguments, format);
  (void)sf_fail_list(&graph->error, code, format, arguments);
  va_end(arguments);
  return NULL;
}

size_t sf_graph_size(const sf_graph *graph) { return graph->size; }

void sf_permit_undefined(sf_graph *graph, bool permitted) { graph->undefined_permitted = permitted; }
bool sf_undefined_permitted(const sf_graph *graph) { return graph->undefined_permitted; }

/* Hashing. */

static uint64_t mix_text(uint64_t hash, const char *text) {
  if (text == NULL) return sf_mix_word(hash, 1);
  for (; *text != '\0'; text++) hash = sf_mix_word(hash, (unsigned char)*text + 2u);
  return sf_mix_word(hash, 0);
}

static bool is_commutative(sf_operation operation) {
  return operation == SF_ADD || operation == SF_MULTIPLY || operation == SF_MINIMUM || operation == SF_MAXIMUM ||
         operation == SF_EQUAL;
}

static uint64_t mix_operands(uint64_t hash, const sf_shape *shape) {
  if (is_commutative(shape->operation)) {
    const uint64_t a = shape->operands[0]->id, b = shape->operands[1]->id;
    return sf_mix_word(sf_mix_word(hash, a < b ? a : b), a < b ? b : a);
  }
  for (size_t i = 0; i < shape->operand_count; i++) hash = sf_mix_word(hash, shape->operands[i]->id);
  return hash;
}

static uint64_t hash_shape(const sf_shape *shape) {
  uint64_t hash = sf_mix_word(0, (uint64_t)shape->operation + ((uint64_t)shape->operand_count << 8));
  switch (shape->operation) {
  case SF_INPUT:
  case SF_DRAW:
  case SF_CITE:
    hash = mix_text(mix_text(hash, shape->of.text.name), shape->of.text.source);
    break;
  case SF_QUANTILE: /* equal laws have equal means */
    hash = sf_mix_word(hash, sf_bits_of(sf_law_mean(shape->of.law)));
    break;
  case SF_CALL:
  case SF_PARTIAL:
    hash = sf_mix_word(sf_mix_word(hash, (uintptr_t)shape->of.call.function), shape->of.call.index);
    break;
  default:
    break;
  }
  return mix_operands(hash, shape);
}

static bool same_text(const char *a, const char *b) { return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0); }

static bool same_attribute(const sf_expression *node, const sf_shape *shape) {
  switch (shape->operation) {
  case SF_INPUT:
  case SF_DRAW:
  case SF_CITE:
    return same_text(node->of.text.name, shape->of.text.name) && same_text(node->of.text.source, shape->of.text.source);
  case SF_QUANTILE:
    return sf_law_equal(node->of.law, shape->of.law);
  case SF_CALL:
  case SF_PARTIAL:
    return node->of.call.function == shape->of.call.function && node->of.call.index == shape->of.call.index;
  default:
    return true;
  }
}

static bool same_operands(const sf_expression *node, const sf_shape *shape) {
  sf_expression *const *a = node->operands, *const *b = shape->operands;
  if (is_commutative(shape->operation) && a[0] == b[1] && a[1] == b[0]) return true;
  for (size_t i = 0; i < shape->operand_count; i++)
    if (a[i] != b[i]) return false;
  return true;
}

sf_expression *sf_find_node(const sf_graph *graph, sf_shape *shape) {
  shape->hash = hash_shape(shape);
  sf_expression *node = graph->buckets[shape->hash & (graph->bucket_count - 1)];
  for (; node != NULL; node = node->next)
    if (node->hash == shape->hash && node->operation == (uint8_t)shape->operation &&
        node->operand_count == shape->operand_count && sf_dimension_equal(node->dimension, shape->dimension) &&
        same_operands(node, shape) && same_attribute(node, shape))
      return node;
  return NULL;
}

/* The table. Failing to resize it costs speed, never an answer. */

static void grow_table(sf_graph *graph) {
  const size_t half = graph->bucket_count;
  sf_expression **buckets = sf_reallocate(graph->buckets, half * 2, sizeof *buckets);
  if (buckets == NULL) return;
  graph->buckets = buckets;
  graph->bucket_count = half * 2;
  for (size_t i = 0; i < half; i++) {
    sf_expression *low = NULL, *high = NULL;
    for (sf_expression *node = buckets[i], *next; node != NULL; node = next) {
      next = node->next;
      sf_expression **chain = (node->hash & half) != 0 ? &high : &low;
      node->next = *chain;
      *chain = node;
    }
    buckets[i] = low;
    buckets[i + half] = high;
  }
}

static void shrink_table(sf_graph *graph) {
  const size_t half = graph->bucket_count / 2;
  for (size_t i = 0; i < half; i++) {
    sf_expression **tail = &graph->buckets[i];
    while (*tail != NULL) tail = &(*tail)->next;
    *tail = graph->buckets[i + half];
  }
  graph->bucket_count = half;
  sf_expression **buckets = sf_reallocate(graph->buckets, half, sizeof *buckets);
  if (buckets != NULL) graph->buckets = buckets;
}

static void leave_bucket(sf_graph *graph, const sf_expression *node) {
  sf_expression **at = &graph->buckets[node->hash & (graph->bucket_count - 1)];
  while (*at != node) at = &(*at)->next;
  *at = node->next;
}

/* Making and freeing. */

static sf_expression *allocate_node(sf_graph *graph, size_t operand_count) {
  if (operand_count > INLINE_OPERANDS) {
    const size_t operands = sizeof(sf_expression *);
    if (operand_count > UINT32_MAX || operand_count > (SIZE_MAX - sizeof(sf_expression)) / operands) return NULL;
    return sf_allocate(1, sizeof(sf_expression) + operand_count * operands);
  }
  sf_expression *node = graph->spare;
  if (node == NULL) return sf_allocate(1, sizeof *node + INLINE_OPERANDS * sizeof node);
  graph->spare = node->next;
  graph->spare_count--;
  return node;
}

static void free_node(sf_graph *graph, sf_expression *node) {
  if (node->operand_count > INLINE_OPERANDS || graph->spare_count + 1 > MOST_SPARES) {
    sf_free(node);
    return;
  }
  node->next = graph->spare;
  graph->spare = node;
  graph->spare_count++;
}

/* The node's own copy of its name and source, in one block. */
static bool copy_text(sf_attribute *copy, const sf_attribute *of) {
  const size_t name_size = strlen(of->text.name) + 1;
  const size_t source_size = of->text.source == NULL ? 0 : strlen(of->text.source) + 1;
  char *block = sf_allocate(name_size + source_size, 1);
  if (block == NULL) return false;
  memcpy(block, of->text.name, name_size);
  copy->text.name = block;
  copy->text.source = NULL;
  if (source_size > 0) copy->text.source = memcpy(block + name_size, of->text.source, source_size);
  return true;
}

/* Puts a new node, held by nobody, into its bucket. */
static sf_expression *enter_node(sf_graph *graph, sf_expression *node) {
  node->id = ++graph->newest;
  node->references = 0;
  append_link(&graph->idle, &node->idle);
  if (++graph->size > graph->bucket_count) grow_table(graph);
  sf_expression **bucket = &graph->buckets[node->hash & (graph->bucket_count - 1)];
  node->next = *bucket;
  *bucket = node;
  return node;
}

sf_expression *sf_insert_node(sf_graph *graph, const sf_shape *shape) {
  sf_attribute of = shape->of;
  sf_expression *node = allocate_node(graph, shape->operand_count);
  if (node == NULL || (is_text(shape->operation) && !copy_text(&of, &shape->of))) {
    sf_free(node);
    return sf_graph_fail(graph, SF_NO_MEMORY, "no memory for an expression");
  }
  if (shape->operation == SF_QUANTILE) of.law = sf_retain_law(of.law);
  node->of = of;
  node->hash = shape->hash;
  node->value = shape->value;
  node->dimension = shape->dimension;
  node->operation = (uint8_t)shape->operation;
  node->known = shape->known;
  node->uncertain = shape->uncertain;
  node->operand_count = (uint32_t)shape->operand_count;
  for (size_t i = 0; i < shape->operand_count; i++) node->operands[i] = sf_retain(shape->operands[i]);
  return enter_node(graph, node);
}

sf_expression *sf_constant_node(sf_graph *graph, sf_quantity quantity) {
  const uint64_t bits = sf_bits_of(quantity.value), hash = sf_mix_word(SF_CONSTANT, bits);
  sf_expression *node = graph->buckets[hash & (graph->bucket_count - 1)];
  for (; node != NULL; node = node->next)
    if (node->hash == hash && node->operation == SF_CONSTANT && sf_bits_of(node->value) == bits &&
        sf_dimension_equal(node->dimension, quantity.dimension))
      return node;
  node = allocate_node(graph, 0);
  if (node == NULL) return sf_graph_fail(graph, SF_NO_MEMORY, "no memory for an expression");
  node->hash = hash;
  node->value = quantity.value;
  node->dimension = quantity.dimension;
  node->operation = SF_CONSTANT;
  node->known = true;
  node->uncertain = false;
  node->operand_count = 0;
  return enter_node(graph, node);
}

/* Frees the nodes in the list and those that only they held. */
static void free_list(sf_graph *graph, sf_link *list) {
  while (list->next != list) {
    sf_expression *node = (sf_expression *)list->next;
    unlink_node(&node->idle);
    for (size_t i = 0; i < node->operand_count; i++)
      if (--node->operands[i]->references == 0) append_link(list, &node->operands[i]->idle);
    leave_bucket(graph, node);
    free_attribute(node);
    free_node(graph, node);
    graph->size--;
  }
  while (graph->bucket_count > SMALLEST_TABLE && graph->size < graph->bucket_count / 8) shrink_table(graph);
}

void sf_collect_graph(sf_graph *graph) { free_list(graph, &graph->idle); }

sf_expression *sf_retain(sf_expression *expression) {
  if (expression != NULL && expression->references++ == 0) unlink_node(&expression->idle);
  return expression;
}

void sf_release(sf_graph *graph, sf_expression *expression) {
  if (expression == NULL || expression->references == 0 || --expression->references > 0) return;
  sf_link doomed;
  start_list(&doomed);
  append_link(&doomed, &expression->idle);
  free_list(graph, &doomed);
}

/* Looking. */

sf_operation sf_expression_operation(const sf_expression *expression) { return (sf_operation)expression->operation; }
sf_dimension sf_expression_dimension(const sf_expression *expression) { return expression->dimension; }
size_t sf_operand_count(const sf_expression *expression) { return expression->operand_count; }

sf_expression *sf_operand(const sf_expression *expression, size_t index) {
  return index < expression->operand_count ? expression->operands[index] : NULL;
}

const char *sf_expression_name(const sf_expression *expression) {
  return is_text(expression->operation) ? expression->of.text.name : NULL;
}

const char *sf_expression_source(const sf_expression *expression) {
  return expression->operation == SF_CITE ? expression->of.text.source : NULL;
}

const char *sf_function_name(const sf_expression *expression) {
  const bool calls = expression->operation == SF_CALL || expression->operation == SF_PARTIAL;
  return calls ? expression->of.call.function->name : NULL;
}

const sf_law *sf_expression_law(const sf_expression *expression) {
  return expression->operation == SF_QUANTILE ? expression->of.law : NULL;
}

bool sf_expression_value(const sf_expression *expression, double *value) {
  if (expression->known) *value = expression->value;
  return expression->known;
}

bool sf_is_uncertain(const sf_expression *expression) { return expression->uncertain; }
