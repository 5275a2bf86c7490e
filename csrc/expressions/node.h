/* The inside of an expression, for the files that build, rewrite and compile it.
 *
 * Nodes are immutable but for their links and reference count. Operands are older than the node they belong to, so
 * sorting nodes by id puts operands first. */
#ifndef SF_EXPRESSIONS_NODE_H
#define SF_EXPRESSIONS_NODE_H

#include "signalflow/graph.h"

typedef struct sf_link {
  struct sf_link *previous, *next;
} sf_link;

/* What an operation has beside its operands. */
typedef union sf_attribute {
  struct {
    const char *name, *source; /* SF_INPUT, SF_DRAW, SF_CITE; source may be NULL */
  } text;
  sf_law *law; /* SF_QUANTILE; the node holds a reference */
  struct {
    const sf_function *function; /* SF_CALL, SF_PARTIAL */
    size_t index;                /* SF_PARTIAL: with respect to operand index; its operands are the call's */
  } call;
} sf_attribute;

struct sf_expression {
  sf_link idle;        /* first; in the graph's list while nothing holds the node */
  sf_expression *next; /* in its bucket of the hash table */
  uint64_t hash, id;
  size_t references; /* holders and parents */
  double value; /* when known; not finite where a function has no answer, or a substitution left an operation without */
  sf_attribute of;
  sf_dimension dimension;
  uint8_t operation; /* an sf_operation */
  bool known;        /* no input and no draw lies beneath */
  bool uncertain;    /* a draw lies beneath */
  uint32_t operand_count;
  sf_expression *operands[];
};

/* A node that may not exist yet: what makes two nodes equal, and what is kept in a new one. */
typedef struct sf_shape {
  sf_operation operation;
  sf_dimension dimension;
  sf_attribute of;
  sf_expression *const *operands;
  size_t operand_count;
  bool known, uncertain;
  double value;
  uint64_t hash;
} sf_shape;

/* The existing node of that shape or NULL; fills shape->hash. The order of commutative operands does not count. */
sf_expression *sf_find_node(const sf_graph *graph, sf_shape *shape);
/* A new node of a shape that sf_find_node did not find; NULL (and an error that sticks) without memory. */
sf_expression *sf_insert_node(sf_graph *graph, const sf_shape *shape);
/* The node of a finite constant, existing or new: most of what formulas over numbers make, so without a shape. */
sf_expression *sf_constant_node(sf_graph *graph, sf_quantity quantity);

/* The shape's value at known operands, with the bits a lane of the kernels has: NaN or infinity where there is none. */
SF_MUST_USE sf_status sf_fold(const sf_shape *shape, double *value, sf_error *error);
/* Says why an operation at these known operands has no finite value; returns SF_INVALID. */
sf_status sf_explain_fold(const sf_shape *shape, sf_error *error);
/* While permitted, an operation over known operands that has no finite value is made all the same, and its draws are
 * undefined; otherwise it is an error that sticks. Substitution permits it: one point of a sweep may have no value. */
void sf_permit_undefined(sf_graph *graph, bool permitted);
bool sf_undefined_permitted(const sf_graph *graph);

/* Whether raising to this constant exponent is done by repeated squaring (the integer_power kernel) instead of by the
 * power kernel. Plans and constant folding both ask here, so that they agree. */
bool sf_is_whole_exponent(double exponent, int *whole);

/* The same operation over other operands, built as if written anew. */
sf_expression *sf_rebuild(sf_graph *graph, const sf_expression *node, sf_expression *const *operands);
/* The i-th partial derivative of an SF_CALL node. */
sf_expression *sf_partial(sf_graph *graph, const sf_expression *call, size_t index);

enum { SF_OPERAND_TEXT_SIZE = 256 };
/* An operand as error messages show it: "100 MW (power)", "grid / pue (power)". Returns text. */
char *sf_describe_operand(const sf_expression *operand, char text[SF_OPERAND_TEXT_SIZE]);

/* A map from nodes to numbers. Starts as {0}. */
typedef struct sf_node_map {
  struct sf_node_entry {
    const sf_expression *node;
    size_t value;
  } * entries;
  size_t count, capacity;
} sf_node_map;

enum { SF_NO_INDEX = -1 };
/* Sets node's value, replacing an earlier one; false without memory, and the map stands. */
bool sf_map_node(sf_node_map *map, const sf_expression *node, size_t value);
/* The node's value, or (size_t)SF_NO_INDEX. */
size_t sf_mapped(const sf_node_map *map, const sf_expression *node);
void sf_discard_map(sf_node_map *map);

/* Every node beneath and including the roots, once, operands before the nodes they belong to. Starts as {0}. */
typedef struct sf_listing {
  sf_expression **nodes;
  size_t count, capacity;
  sf_node_map index; /* place of each node in nodes */
} sf_listing;

/* Nodes in stop (which may be NULL) are listed, but not what lies beneath them. NULL roots are passed over. */
SF_MUST_USE sf_status sf_list_nodes(sf_expression *const *roots, size_t count, const sf_node_map *stop,
                                    sf_listing *listing, sf_error *error);
void sf_discard_listing(sf_listing *listing);

/* A guard: a value that has none outside its domain. Its operands are the value, and the least and the greatest it may
 * be; it is idle, and may be left out, where no draw can fall outside. */
enum { SF_GUARDED, SF_LEAST, SF_GREATEST, SF_GUARD_OPERANDS };
extern const sf_function sf_within;
bool sf_guard_is_idle(sf_expression *const *operands);

#endif
