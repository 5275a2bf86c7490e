/* Writing and reading expressions as text with units, for tests of the rooms that build them. */
#ifndef SF_TESTS_EXPRESSIONS_H
#define SF_TESTS_EXPRESSIONS_H

#include "check.h"

#include "signalflow/graph.h"

#include <string.h>

typedef struct expressions {
  sf_graph *graph;
  sf_units *units;
} expressions;

/* For cmocka's setup and teardown. */
static inline int start_expressions(void **state) {
  static expressions room;
  assert_ok(sf_create_graph(&room.graph, NULL));
  assert_ok(sf_create_units(&room.units, NULL));
  *state = &room;
  return 0;
}

static inline int end_expressions(void **state) {
  expressions *room = *state;
  sf_destroy_graph(room->graph);
  sf_destroy_units(room->units);
  return 0;
}

/* The same, of a graph alone. */
static inline int open_graph(void **state) {
  sf_graph *graph;
  if (sf_create_graph(&graph, NULL) != SF_OK) return -1;
  *state = graph;
  return 0;
}

static inline int close_graph(void **state) {
  sf_destroy_graph(*state);
  return 0;
}

/* "100 MW" as a constant. */
static inline sf_expression *given(expressions *room, const char *text) {
  sf_quantity quantity;
  sf_error error = {0};
  if (sf_parse_quantity(room->units, text, strlen(text), &quantity, &error) != SF_OK) fail_msg("%s", error.message);
  return sf_constant(room->graph, quantity);
}

/* The value of an expression without inputs or draws, in that unit; its dimension must be that unit's. */
static inline double value_in(expressions *room, const sf_expression *expression, const char *unit) {
  sf_error error = {0};
  if (sf_graph_status(room->graph, &error) != SF_OK) fail_msg("%s", error.message);
  assert_non_null(expression);
  sf_quantity quantity = {.dimension = sf_expression_dimension(expression)};
  assert_true(sf_expression_value(expression, &quantity.value));
  double number = 0;
  if (sf_convert_quantity(room->units, quantity, unit, &number, &error) != SF_OK) fail_msg("%s", error.message);
  return number;
}

#endif
