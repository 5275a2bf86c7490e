/* Operators of quantities: arithmetic, which carries the unit a value was written in, and comparison. */
#include "lua/boundary.h"

#include <string.h>

typedef sf_expression *sf_binary(sf_graph *graph, sf_expression *a, sf_expression *b);

static int give_binary(lua_State *L, sf_binary *build, const char *name) {
  lua_settop(L, 2);
  sf_graph *graph = sf_this_core(L)->graph;
  sf_quantity_box *box = sf_push_quantity(L);
  sf_expression *left = sf_check_value(L, 1, name);
  sf_expression *right = sf_check_value(L, 2, name);
  return sf_give_quantity(L, box, build(graph, left, right));
}

/* The unit a value was written in, which a plain number in its place is read in. A product's or quotient's is that of
 * its factors, a sum's that of its first term; plain numbers and dimensionless values leave it as it is. */

enum { LONGEST_UNIT = 60 };

/* Pushes the unit, as text or nil. */
static const char *push_unit(lua_State *L, int index) {
  if (lua_type(L, index) == LUA_TUSERDATA)
    lua_getiuservalue(L, index, SF_QUANTITY_UNIT);
  else
    lua_pushnil(L);
  return lua_tostring(L, -1);
}

static bool is_dimensionless(lua_State *L, int index) {
  const sf_quantity_box *box = sf_test_quantity(L, index);
  return box == NULL || box->expression == NULL || sf_is_dimensionless(sf_expression_dimension(box->expression));
}

/* Pushes "a*b" or "a/(b)"; a may be NULL. */
static void push_joint_unit(lua_State *L, const char *a, char joint, const char *b) {
  const bool grouped = joint == '/' && strpbrk(b, "*/ ") != NULL;
  lua_pushfstring(L, "%s%c%s%s%s", a == NULL ? "1" : a, joint, grouped ? "(" : "", b, grouped ? ")" : "");
}

/* Gives the result, on the top, the unit that the operands at 1 and 2 make; joint is '*', '/' or '+'. */
static void carry_unit(lua_State *L, char joint) {
  const int result = lua_gettop(L);
  if (lua_type(L, result) != LUA_TUSERDATA) return;
  const char *a = push_unit(L, 1), *b = push_unit(L, 2);
  if (joint == '+')
    lua_pushvalue(L, a != NULL ? -2 : -1);
  else if (a != NULL && b != NULL)
    push_joint_unit(L, a, joint, b);
  else if (a != NULL && is_dimensionless(L, 2))
    lua_pushvalue(L, -2);
  else if (b != NULL && is_dimensionless(L, 1) && joint == '*')
    lua_pushvalue(L, -1);
  else if (b != NULL && is_dimensionless(L, 1))
    push_joint_unit(L, NULL, joint, b);
  else
    lua_pushnil(L);
  if (lua_rawlen(L, -1) <= LONGEST_UNIT) lua_setiuservalue(L, result, SF_QUANTITY_UNIT);
  lua_settop(L, result);
}

/* Lua asks the first operand: a quantity meets a series here, and leaves the work to it. */
static bool meets_series(lua_State *L) {
  return lua_type(L, 2) == LUA_TUSERDATA && sf_test_quantity(L, 2) == NULL && sf_is_series(L, 2);
}

static int give_carrying(lua_State *L, sf_binary *build, const char *name, char joint, lua_CFunction with_series) {
  if (meets_series(L)) return with_series(L);
  give_binary(L, build, name);
  carry_unit(L, joint);
  return 1;
}

static sf_expression *greater(sf_graph *graph, sf_expression *a, sf_expression *b) { return sf_less(graph, b, a); }
static sf_expression *greater_equal(sf_graph *graph, sf_expression *a, sf_expression *b) {
  return sf_less_equal(graph, b, a);
}

static int quantity_add(lua_State *L) { return give_carrying(L, sf_add, "add", '+', sf_series_add); }
static int quantity_subtract(lua_State *L) {
  return give_carrying(L, sf_subtract, "subtract", '+', sf_series_subtract);
}
static int quantity_multiply(lua_State *L) {
  return give_carrying(L, sf_multiply, "multiply", '*', sf_series_multiply);
}
static int quantity_divide(lua_State *L) { return give_carrying(L, sf_divide, "divide", '/', sf_series_divide); }
static int quantity_power(lua_State *L) { return give_binary(L, sf_power, "power"); }
/*** Quantity:lt(other): whether it is less than another, draw by draw.
 * @tparam number|Quantity|string other of its dimension
 * @treturn number|Quantity 1 where it is, 0 where not: for sf.where */
static int quantity_lt(lua_State *L) { return give_binary(L, sf_less, "lt"); }
/*** Quantity:le(other): whether it is at most another, draw by draw.
 * @tparam number|Quantity|string other of its dimension
 * @treturn number|Quantity 1 where it is, 0 where not: for sf.where */
static int quantity_le(lua_State *L) { return give_binary(L, sf_less_equal, "le"); }
/*** Quantity:gt(other): whether it is more than another, draw by draw.
 * @tparam number|Quantity|string other of its dimension
 * @treturn number|Quantity 1 where it is, 0 where not: for sf.where */
static int quantity_gt(lua_State *L) { return give_binary(L, greater, "gt"); }
/*** Quantity:ge(other): whether it is at least another, draw by draw.
 * @tparam number|Quantity|string other of its dimension
 * @treturn number|Quantity 1 where it is, 0 where not: for sf.where */
static int quantity_ge(lua_State *L) { return give_binary(L, greater_equal, "ge"); }
/*** Quantity:eq(other): whether it is equal to another, draw by draw.
 * @tparam number|Quantity|string other of its dimension
 * @treturn number|Quantity 1 where it is, 0 where not: for sf.where */
static int quantity_eq(lua_State *L) { return give_binary(L, sf_equal, "eq"); }

static int quantity_negate(lua_State *L) {
  lua_settop(L, 1);
  sf_graph *graph = sf_this_core(L)->graph;
  sf_quantity_box *box = sf_push_quantity(L);
  sf_give_quantity(L, box, sf_negate(graph, sf_check_value(L, 1, "negate")));
  if (lua_type(L, 2) != LUA_TUSERDATA) return 1; /* a plain number has no unit */
  push_unit(L, 1);
  lua_setiuservalue(L, 2, SF_QUANTITY_UNIT);
  return 1;
}

/* Lua turns the result of < into one boolean, which an uncertain value does not have. */
static int compare(lua_State *L, sf_binary *build, const char *method) {
  lua_settop(L, 2);
  sf_graph *graph = sf_this_core(L)->graph;
  sf_expression *left = sf_check_value(L, 1, "compare");
  sf_expression *right = sf_check_value(L, 2, "compare");
  const sf_expression *result = build(graph, left, right);
  sf_error error;
  double truth = 0;
  const bool failed = sf_graph_status(graph, &error) != SF_OK;
  const bool known = !failed && sf_expression_value(result, &truth);
  sf_collect_graph(graph);
  if (failed) sf_raise_error(L, &error);
  if (!known)
    sf_raise(L, "this comparison depends on uncertain values; use a:%s(b), or sf.where(a:%s(b), x, y)", method, method);
  lua_pushboolean(L, truth != 0);
  return 1;
}

static int quantity_less(lua_State *L) { return compare(L, sf_less, "lt"); }
static int quantity_less_equal(lua_State *L) { return compare(L, sf_less_equal, "le"); }

/* Constants are equal by value and dimension, other expressions when they are the same expression. */
static int quantity_equals(lua_State *L) {
  const sf_quantity_box *left = sf_test_quantity(L, 1), *right = sf_test_quantity(L, 2);
  bool equal = left != NULL && right != NULL && left->expression == right->expression;
  if (!equal && left != NULL && right != NULL && left->expression != NULL && right->expression != NULL) {
    sf_this_core(L);
    double a, b;
    equal = sf_expression_value(left->expression, &a) && sf_expression_value(right->expression, &b) && a == b &&
            sf_dimension_equal(sf_expression_dimension(left->expression), sf_expression_dimension(right->expression));
  }
  lua_pushboolean(L, equal);
  return 1;
}

/*** written(value) write(value, unit): the unit (text or nil) a quantity was written in: `write` sets it and gives
 * the value back; the core carries it through `+ - * /` and minus (a product's is its factors', a sum's that of its
 * first term). No weak table in Lua can do this: keys with finalizers stay in one for a further cycle, and it only
 * grows */
static int core_written(lua_State *L) {
  lua_settop(L, 1);
  if (lua_type(L, 1) != LUA_TNUMBER) sf_check_quantity(L, 1, "written");
  push_unit(L, 1);
  return 1;
}

/* Says which unit a quantity was written in, and gives it back. */
static int core_write(lua_State *L) {
  lua_settop(L, 2);
  if (lua_type(L, 1) != LUA_TNUMBER) {
    sf_check_quantity(L, 1, "write: value");
    if (!lua_isnil(L, 2)) sf_check_text(L, 2, "write: unit", NULL);
    lua_setiuservalue(L, 1, SF_QUANTITY_UNIT);
  }
  lua_settop(L, 1);
  return 1;
}

/* What Lua has for whole numbers: a // b and a % b. */
static int refuse_whole(lua_State *L) {
  sf_raise(L, "quantities have no // and no %%; write sf.floor(a / b), and a - b * sf.floor(a / b)");
}

const luaL_Reg sf_arithmetic_metamethods[] = {
    {"__add", quantity_add},    {"__sub", quantity_subtract},  {"__mul", quantity_multiply},
    {"__div", quantity_divide}, {"__pow", quantity_power},     {"__unm", quantity_negate},
    {"__lt", quantity_less},    {"__le", quantity_less_equal}, {"__eq", quantity_equals},
    {"__idiv", refuse_whole},   {"__mod", refuse_whole},       {NULL, NULL}};

const luaL_Reg sf_comparison_methods[] = {{"lt", quantity_lt}, {"le", quantity_le}, {"gt", quantity_gt},
                                          {"ge", quantity_ge}, {"eq", quantity_eq}, {NULL, NULL}};

const luaL_Reg sf_arithmetic_functions[] = {{"written", core_written}, {"write", core_write}, {NULL, NULL}};
