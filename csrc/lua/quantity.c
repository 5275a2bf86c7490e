/* Quantities: expressions of the graph as Lua values. */
#include "lua/boundary.h"

#include <math.h>
#include <string.h>

static const char quantity_type[] = "signalflow.Quantity";

/* What luaL_testudata does, by the metatable's address instead of its name: arithmetic spends its time here. */
sf_quantity_box *sf_test_quantity(lua_State *L, int index) {
  const sf_core *core = lua_touserdata(L, lua_upvalueindex(1));
  if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return NULL;
  const bool is_quantity = lua_topointer(L, -1) == core->quantity;
  lua_pop(L, 1);
  return is_quantity ? lua_touserdata(L, index) : NULL;
}

sf_quantity_box *sf_push_quantity(lua_State *L) {
  sf_quantity_box *box = lua_newuserdatauv(L, sizeof *box, SF_QUANTITY_VALUES);
  box->expression = NULL;
  sf_push_core_value(L, SF_CORE_QUANTITY);
  lua_setmetatable(L, -2);
  return box;
}

static int release_quantity(lua_State *L) {
  sf_quantity_box *box = sf_test_quantity(L, 1);
  const sf_core *core = lua_touserdata(L, lua_upvalueindex(1));
  if (box == NULL || box->expression == NULL) return 0;
  sf_expression *expression = box->expression;
  box->expression = NULL;
  if (core != NULL && core->graph != NULL) sf_release(core->graph, expression);
  return 0;
}

/* A number whose citation would be lost by giving it back plain stays a quantity. */
static bool is_plain_number(const sf_expression *expression, double *value) {
  return sf_expression_operation(expression) == SF_CONSTANT &&
         sf_is_dimensionless(sf_expression_dimension(expression)) && sf_expression_value(expression, value);
}

int sf_give_quantity(lua_State *L, sf_quantity_box *box, sf_expression *expression) {
  sf_graph *graph = sf_this_core(L)->graph;
  sf_error error = {.code = SF_NO_MEMORY, .message = "not enough memory"};
  double number = 0;
  const bool failed = sf_graph_status(graph, &error) != SF_OK || expression == NULL;
  const bool plain = !failed && is_plain_number(expression, &number);
  if (!failed && !plain) box->expression = sf_retain(expression);
  sf_collect_graph(graph);
  if (failed) sf_raise_error(L, &error);
  if (plain) {
    lua_pop(L, 1);
    lua_pushnumber(L, number);
  }
  return 1;
}

sf_expression *sf_check_quantity(lua_State *L, int index, const char *name) {
  sf_this_core(L);
  const sf_quantity_box *box = sf_test_quantity(L, index);
  if (box == NULL) sf_raise(L, "%s: expected a quantity, got %s", name, sf_describe(L, index));
  if (box->expression == NULL) sf_raise(L, "%s: this quantity is empty", name);
  return box->expression;
}

/* Whether the text at index could be written as u"...". */
static bool reads_as_quantity(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TSTRING) return false;
  size_t length;
  const char *text = lua_tolstring(L, index, &length);
  sf_quantity quantity;
  return sf_parse_quantity(sf_this_core(L)->units, text, length, &quantity, NULL) == SF_OK;
}

sf_expression *sf_check_value(lua_State *L, int index, const char *name) {
  const sf_core *core = sf_this_core(L);
  if (lua_type(L, index) == LUA_TNUMBER) {
    const double number = lua_tonumber(L, index);
    sf_check_finite(L, number, name);
    return sf_number(core->graph, number);
  }
  const sf_quantity_box *box = sf_test_quantity(L, index);
  if (box == NULL) {
    const char *is_text = reads_as_quantity(L, index) ? "; as a quantity it is u\"" : NULL;
    sf_raise(L, "%s: expected a quantity or a number, got %s%s%s%s", name, sf_describe(L, index),
             is_text != NULL ? is_text : "", is_text != NULL ? lua_tostring(L, index) : "",
             is_text != NULL ? "\"" : "");
  }
  if (box->expression == NULL) sf_raise(L, "%s: this quantity is empty", name);
  return box->expression;
}

sf_quantity sf_check_constant(lua_State *L, int index, const char *name) {
  sf_quantity quantity = {.dimension = sf_dimensionless()};
  if (lua_type(L, index) == LUA_TNUMBER) {
    quantity.value = sf_check_number(L, index, name);
    return quantity;
  }
  const sf_expression *expression = sf_check_value(L, index, name);
  if (!sf_expression_value(expression, &quantity.value))
    sf_raise(L, "%s: expected a constant, got an expression that depends on draws or inputs", name);
  quantity.dimension = sf_expression_dimension(expression);
  return quantity;
}

sf_dimension sf_check_like(lua_State *L, int index, const char *name) {
  if (lua_isnoneornil(L, index) || lua_type(L, index) == LUA_TNUMBER) return sf_dimensionless();
  return sf_expression_dimension(sf_check_value(L, index, name));
}

int sf_push_constant(lua_State *L, double value, sf_dimension dimension) {
  sf_quantity_box *box = sf_push_quantity(L);
  sf_quantity quantity = {.value = value, .dimension = dimension};
  return sf_give_quantity(L, box, sf_constant(sf_this_core(L)->graph, quantity));
}

/* Conversions. */

/* The quantity that a unit, given as text or as a quantity, is one of. */
static sf_quantity check_unit(lua_State *L, int index, const sf_expression *expression) {
  if (lua_type(L, index) != LUA_TSTRING) return sf_check_constant(L, index, "to");
  const sf_core *core = sf_this_core(L);
  size_t length;
  const char *text = sf_check_text(L, index, "to", &length);
  sf_quantity unit;
  sf_error error;
  double number;
  if (sf_parse_quantity(core->units, text, length, &unit, &error) != SF_OK) sf_raise_error(L, &error);
  if (strlen(text) != length) sf_raise(L, "to: the text has a zero byte in it");
  /* asked for the words with which it refuses a unit of another dimension */
  sf_quantity certain = {.dimension = sf_expression_dimension(expression)};
  if (sf_expression_value(expression, &certain.value) &&
      sf_convert_quantity(core->units, certain, text, &number, &error) != SF_OK)
    sf_raise_error(L, &error);
  return unit;
}

/*** Quantity:to(unit): its number in a unit.
 * @tparam string unit of its dimension: "USD/MWh"
 * @treturn number|Quantity a plain number; of an uncertain one a Quantity without unit
 * @raise where the unit is not known or of another dimension */
static int quantity_to(lua_State *L) {
  lua_settop(L, 2);
  sf_core *core = sf_this_core(L);
  sf_expression *expression = sf_check_quantity(L, 1, "to");
  const sf_dimension dimension = sf_expression_dimension(expression);
  const sf_quantity unit = check_unit(L, 2, expression);
  if (!sf_dimension_equal(dimension, unit.dimension)) {
    char had[SF_DIMENSION_NAME_SIZE], wanted[SF_DIMENSION_NAME_SIZE];
    sf_raise(L, "to: cannot express %s in a unit of %s", sf_dimension_name(dimension, had),
             sf_dimension_name(unit.dimension, wanted));
  }
  double value;
  if (sf_expression_value(expression, &value)) {
    sf_push_known(L, value / unit.value);
    return 1;
  }
  sf_quantity_box *box = sf_push_quantity(L);
  return sf_give_quantity(L, box, sf_divide(core->graph, expression, sf_constant(core->graph, unit)));
}

/*** Quantity:value(): its number in coherent units (s, J, USD, B and the like).
 * @treturn ?number nil where it is uncertain */
static int quantity_value(lua_State *L) {
  double value;
  if (sf_expression_value(sf_check_quantity(L, 1, "value"), &value) && isfinite(value))
    lua_pushnumber(L, value);
  else
    lua_pushnil(L);
  return 1;
}

/*** Quantity:undefined(): why it has no value.
 * @treturn ?string nil where nothing that is certain stands in the way */
static int quantity_undefined(lua_State *L) {
  sf_error error;
  if (sf_explain_undefined(sf_check_quantity(L, 1, "undefined"), &error))
    lua_pushstring(L, error.message);
  else
    lua_pushnil(L);
  return 1;
}

/*** Quantity:dimension(): what it is, in words.
 * @treturn string "power", "money/energy" */
static int quantity_dimension(lua_State *L) {
  char name[SF_DIMENSION_NAME_SIZE];
  lua_pushstring(L, sf_dimension_name(sf_expression_dimension(sf_check_quantity(L, 1, "dimension")), name));
  return 1;
}

/*** Quantity:is_uncertain(): whether it depends on draws.
 * @treturn boolean */
static int quantity_is_uncertain(lua_State *L) {
  lua_pushboolean(L, sf_is_uncertain(sf_check_quantity(L, 1, "is_uncertain")));
  return 1;
}

static int quantity_concatenate(lua_State *L) {
  lua_settop(L, 2);
  if (sf_test_quantity(L, 1) == NULL) sf_check_quantity(L, 2, "concatenate");
  luaL_tolstring(L, 1, NULL);
  luaL_tolstring(L, 2, NULL);
  lua_concat(L, 2);
  return 1;
}

void sf_make_quantity_type(lua_State *L) {
  static const luaL_Reg methods[] = {{"to", quantity_to},
                                     {"is_uncertain", quantity_is_uncertain},
                                     {"value", quantity_value},
                                     {"dimension", quantity_dimension},
                                     {"undefined", quantity_undefined},
                                     {NULL, NULL}};
  static const luaL_Reg metamethods[] = {{"__concat", quantity_concatenate}, {NULL, NULL}};
  const int core = lua_gettop(L);
  sf_make_type(L, quantity_type, methods, metamethods, release_quantity, false);
  ((sf_core *)lua_touserdata(L, core))->quantity = lua_topointer(L, -1);
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, core, SF_CORE_QUANTITY);
}
