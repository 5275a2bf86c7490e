/* Looking at a quantity: its operation and operands, its formula, the drivers and citations beneath it. */
#include "lua/boundary.h"

#include <math.h>
#include <stdio.h>

static const char *operation_name(sf_operation operation) {
  static const char *const names[SF_OPERATION_COUNT] = {
      [SF_CONSTANT] = "constant",
      [SF_INPUT] = "input",
      [SF_DRAW] = "draw",
      [SF_QUANTILE] = "law",
      [SF_CITE] = "cite",
      [SF_ADD] = "add",
      [SF_SUBTRACT] = "subtract",
      [SF_MULTIPLY] = "multiply",
      [SF_DIVIDE] = "divide",
      [SF_NEGATE] = "negate",
      [SF_POWER] = "power",
      [SF_SQUARE_ROOT] = "sqrt",
      [SF_EXPONENTIAL] = "exp",
      [SF_LOGARITHM] = "log",
      [SF_LOGISTIC] = "logistic",
      [SF_NORMAL_DISTRIBUTION] = "normal distribution",
      [SF_NORMAL_QUANTILE] = "normal quantile",
      [SF_ABSOLUTE] = "abs",
      [SF_FLOOR] = "floor",
      [SF_CEILING] = "ceil",
      [SF_MINIMUM] = "min",
      [SF_MAXIMUM] = "max",
      [SF_LESS] = "less",
      [SF_LESS_EQUAL] = "less or equal",
      [SF_EQUAL] = "equal",
      [SF_WHERE] = "where",
      [SF_CALL] = "call",
      [SF_PARTIAL] = "partial derivative",
  };
  return names[operation];
}

/* Pushes the law in the unit in which its mean is printed: "triangular(60, 65, 80) USD/MWh". */
static void push_law(lua_State *L, const sf_expression *expression) {
  char text[SF_LAW_TEXT_SIZE];
  const sf_law *law = sf_expression_law(expression);
  const double mean = sf_law_mean(law);
  const sf_quantity typical = {.value = isfinite(mean) ? mean : 1, .dimension = sf_expression_dimension(expression)};
  const sf_scale scale = sf_scale_for(typical);
  lua_pushfstring(L, *scale.name == '\0' ? "%s%s" : "%s %s", sf_print_law(law, scale.factor, text), scale.name);
}

static void hold_operands(sf_held *held, const sf_expression *expression) {
  for (size_t i = 0; i < held->count; ++i) held->items[i] = sf_retain(sf_operand(expression, i));
}

/*** Quantity:inspect(): the outermost step of its formula.
 * @treturn table `operation`, `operands` (list); `name`, `source` and `law` where it has them */
static int quantity_inspect(lua_State *L) {
  lua_settop(L, 1);
  const sf_expression *expression = sf_check_quantity(L, 1, "inspect");
  sf_held *operands = sf_push_held(L, sf_operand_count(expression));
  hold_operands(operands, expression);
  lua_newtable(L);
  sf_set_text(L, "operation", operation_name(sf_expression_operation(expression)));
  sf_set_text(L, "name", sf_expression_name(expression));
  sf_set_text(L, "source", sf_expression_source(expression));
  if (sf_expression_law(expression) != NULL) {
    push_law(L, expression);
    lua_setfield(L, -2, "law");
  }
  sf_give_values(L, operands);
  lua_setfield(L, -2, "operands");
  return 1;
}

enum { USUAL_FORMULA = 400 };

/* Pushes the formula as text, which is C's: it goes through a userdata block so that no raise can lose it. Returns 1.
 */
static int push_formula(lua_State *L, const sf_expression *expression, size_t limit) {
  sf_error error;
  char *text = NULL;
  char *block = sf_push_block(L, limit + sizeof "..." + 1, 1);
  if (sf_print_expression(expression, limit, &text, &error) != SF_OK) sf_raise_error(L, &error);
  snprintf(block, limit + sizeof "..." + 1, "%s", text);
  sf_free_text(text);
  lua_pushstring(L, block);
  return 1;
}

enum { LONGEST_FORMULA = 1 << 20 };

/* What an uncertain value looks like is the language's business: it may set core.methods.Quantity.text. */
static int quantity_text(lua_State *L) {
  const sf_expression *expression = sf_check_quantity(L, 1, "tostring");
  sf_quantity constant = {.dimension = sf_expression_dimension(expression)};
  if (sf_expression_value(expression, &constant.value)) {
    char text[SF_QUANTITY_TEXT_SIZE];
    if (isfinite(constant.value))
      lua_pushstring(L, sf_print_quantity(constant, SF_PERSON_DIGITS, text));
    else
      lua_pushliteral(L, "undefined");
    return 1;
  }
  if (luaL_getmetafield(L, 1, "__index") == LUA_TTABLE && lua_getfield(L, -1, "text") == LUA_TFUNCTION) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    return 1;
  }
  return push_formula(L, expression, USUAL_FORMULA);
}

/*** Quantity:formula(limit): how it is worked out, as text.
 * @tparam[opt] integer limit the most bytes
 * @treturn string */
static int quantity_formula(lua_State *L) {
  const sf_expression *expression = sf_check_quantity(L, 1, "formula");
  size_t limit = USUAL_FORMULA;
  if (!lua_isnoneornil(L, 2)) limit = (size_t)sf_check_integer(L, 2, "formula", 1, LONGEST_FORMULA);
  return push_formula(L, expression, limit);
}

/* Some nodes beneath an expression: counted in a first walk, noted in a second, so that no callback raises. */
typedef struct node_list {
  bool (*wanted)(sf_operation operation);
  const sf_expression **items; /* NULL while counting */
  size_t count;
} node_list;

static bool note_node(void *context, sf_expression *expression) {
  node_list *list = context;
  if (!list->wanted(sf_expression_operation(expression))) return true;
  if (list->items != NULL) list->items[list->count] = expression;
  list->count++;
  return true;
}

/* The memory for the list is pushed. */
static node_list list_nodes(lua_State *L, sf_expression *expression, bool (*wanted)(sf_operation)) {
  node_list list = {wanted, NULL, 0};
  sf_error error;
  if (sf_walk(&expression, 1, note_node, &list, &error) != SF_OK) sf_raise_error(L, &error);
  list.items = sf_push_block(L, list.count, sizeof *list.items);
  list.count = 0;
  if (sf_walk(&expression, 1, note_node, &list, &error) != SF_OK) sf_raise_error(L, &error);
  return list;
}

static bool is_of_driver(sf_operation operation) { return operation == SF_QUANTILE || operation == SF_DRAW; }
static bool is_citation(sf_operation operation) { return operation == SF_CITE; }

static const char *driver_name(const sf_expression *law) {
  const sf_expression *draw = sf_operand(law, 0);
  return sf_expression_operation(draw) == SF_DRAW ? sf_expression_name(draw) : NULL;
}

/* A draw whose law is in the list as well is told of there. */
static bool has_law(const node_list *laws, const sf_expression *draw) {
  for (size_t i = 0; i < laws->count; ++i)
    if (sf_expression_operation(laws->items[i]) == SF_QUANTILE && sf_operand(laws->items[i], 0) == draw) return true;
  return false;
}

static void push_driver(lua_State *L, const sf_expression *driver) {
  lua_newtable(L);
  if (sf_expression_operation(driver) == SF_DRAW) {
    sf_set_text(L, "name", sf_expression_name(driver));
    return;
  }
  sf_set_text(L, "name", driver_name(driver));
  push_law(L, driver);
  lua_setfield(L, -2, "law");
}

/*** Quantity:drivers(): the uncertain inputs beneath it.
 * @treturn {table,...} `name`, `law` each */
static int quantity_drivers(lua_State *L) {
  lua_settop(L, 1);
  const node_list laws = list_nodes(L, sf_check_quantity(L, 1, "drivers"), is_of_driver);
  lua_newtable(L);
  lua_Integer listed = 0;
  for (size_t i = 0; i < laws.count; ++i) {
    if (sf_expression_operation(laws.items[i]) == SF_DRAW && has_law(&laws, laws.items[i])) continue;
    push_driver(L, laws.items[i]);
    lua_rawseti(L, -2, ++listed);
  }
  return 1;
}

/*** Quantity:citations(): the sources beneath it.
 * @treturn {table,...} `name`, `source` each */
static int quantity_citations(lua_State *L) {
  lua_settop(L, 1);
  const node_list citations = list_nodes(L, sf_check_quantity(L, 1, "citations"), is_citation);
  lua_newtable(L);
  for (size_t i = 0; i < citations.count; ++i) {
    lua_newtable(L);
    sf_set_text(L, "name", sf_expression_name(citations.items[i]));
    sf_set_text(L, "source", sf_expression_source(citations.items[i]));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static bool may_fail(sf_operation operation) {
  return operation == SF_MULTIPLY || operation == SF_DIVIDE || operation == SF_POWER || operation == SF_SQUARE_ROOT ||
         operation == SF_LOGARITHM || operation == SF_EXPONENTIAL || operation == SF_NORMAL_QUANTILE ||
         operation == SF_CALL || operation == SF_PARTIAL;
}

/* Pushes {operation=, name= (of a function), value=, operands=}. */
static void push_hazard(lua_State *L, const sf_expression *node) {
  sf_held *operands = sf_push_held(L, sf_operand_count(node)), *value;
  hold_operands(operands, node);
  value = sf_push_held(L, 1);
  value->items[0] = sf_retain((sf_expression *)(uintptr_t)node); /* listed as a node to look at; it is the graph's */
  lua_newtable(L);
  sf_set_text(L, "operation", operation_name(sf_expression_operation(node)));
  sf_set_text(L, "name", sf_function_name(node));
  sf_give_values(L, operands);
  lua_setfield(L, -2, "operands");
  sf_give_values(L, value);
  lua_rawgeti(L, -1, 1);
  lua_setfield(L, -3, "value");
  lua_pop(L, 1);
  lua_replace(L, -3);
  lua_pop(L, 1);
}

/*** Quantity:hazards(): the steps beneath it that may have no value where their operands have one.
 * @treturn {table,...} `operation`, `name`, `value`, `operands` each, operands first */
static int quantity_hazards(lua_State *L) {
  lua_settop(L, 1);
  const node_list hazards = list_nodes(L, sf_check_quantity(L, 1, "hazards"), may_fail);
  lua_newtable(L);
  for (size_t i = 0; i < hazards.count; ++i) {
    push_hazard(L, hazards.items[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

const luaL_Reg sf_inspection_metamethods[] = {{"__tostring", quantity_text}, {NULL, NULL}};

const luaL_Reg sf_inspection_methods[] = {{"inspect", quantity_inspect}, {"formula", quantity_formula},
                                          {"drivers", quantity_drivers}, {"citations", quantity_citations},
                                          {"hazards", quantity_hazards}, {NULL, NULL}};
