/* The module's functions that build expressions: leaves, functions of quantities, and work on whole formulas. */
#include "lua/boundary.h"

/*** quantity(x): text, number or Q to value: `"65 USD/MWh"`, `1.2` */
static int core_quantity(lua_State *L) {
  lua_settop(L, 1);
  sf_core *core = sf_this_core(L);
  sf_quantity_box *box = sf_push_quantity(L);
  if (lua_type(L, 1) != LUA_TSTRING) return sf_give_quantity(L, box, sf_check_value(L, 1, "quantity"));
  sf_quantity quantity;
  sf_error error;
  size_t length;
  const char *text = sf_check_text(L, 1, "quantity", &length);
  if (sf_parse_quantity(core->units, text, length, &quantity, &error) != SF_OK) sf_raise_error(L, &error);
  return sf_give_quantity(L, box, sf_constant(core->graph, quantity));
}

/*** define_unit(name, value): the analyst's own unit */
static int core_define_unit(lua_State *L) {
  sf_core *core = sf_this_core(L);
  sf_error error;
  const char *name = sf_check_text(L, 1, "define_unit: name", NULL);
  const sf_quantity value = sf_check_constant(L, 2, "define_unit: value");
  if (sf_define_unit(core->units, name, value, &error) != SF_OK) sf_raise_error(L, &error);
  return 0;
}

/*** constant(number, like): number in coherent units with the dimension of `like` (a Q, or nil for none) */
static int core_constant(lua_State *L) {
  const double value = sf_check_number(L, 1, "constant");
  return sf_push_constant(L, value, sf_check_like(L, 2, "constant: like"));
}

/*** input(name, like): a named place in a model's formula, of like's dimension */
static int core_input(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *graph = sf_this_core(L)->graph;
  const char *name = sf_check_text(L, 1, "input: name", NULL);
  const sf_dimension dimension = sf_check_like(L, 2, "input: like");
  sf_quantity_box *box = sf_push_quantity(L);
  return sf_give_quantity(L, box, sf_input(graph, name, dimension));
}

/*** draw(name): the uniform draw of the driver of that name */
static int core_draw(lua_State *L) {
  lua_settop(L, 1);
  sf_graph *graph = sf_this_core(L)->graph;
  const char *name = sf_check_text(L, 1, "draw: name", NULL);
  sf_quantity_box *box = sf_push_quantity(L);
  return sf_give_quantity(L, box, sf_draw(graph, name));
}

/*** cite(value, name, source): identity that carries a name and a source */
static int core_cite(lua_State *L) {
  lua_settop(L, 3);
  sf_graph *graph = sf_this_core(L)->graph;
  const char *name = lua_isnil(L, 2) ? NULL : sf_check_text(L, 2, "cite: name", NULL);
  const char *source = lua_isnil(L, 3) ? NULL : sf_check_text(L, 3, "cite: source", NULL);
  sf_quantity_box *box = sf_push_quantity(L);
  return sf_give_quantity(L, box, sf_cite(graph, sf_check_value(L, 1, "cite: value"), name, source));
}

/*** up_to(value, limit): the value where it is not above the limit; its other draws have none */
static int core_up_to(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *graph = sf_this_core(L)->graph;
  sf_quantity_box *box = sf_push_quantity(L);
  sf_expression *value = sf_check_value(L, 1, "up_to: value"), *limit = sf_check_value(L, 2, "up_to: limit");
  return sf_give_quantity(L, box, sf_keep_up_to(graph, value, limit));
}

/* Functions of one value. */

typedef sf_expression *sf_unary(sf_graph *graph, sf_expression *a);

static int give_unary(lua_State *L, sf_unary *build, const char *name) {
  lua_settop(L, 1);
  sf_graph *graph = sf_this_core(L)->graph;
  sf_quantity_box *box = sf_push_quantity(L);
  return sf_give_quantity(L, box, build(graph, sf_check_value(L, 1, name)));
}

static int core_exp(lua_State *L) { return give_unary(L, sf_exponential_of, "exp"); }
static int core_log(lua_State *L) { return give_unary(L, sf_logarithm, "log"); }
static int core_sqrt(lua_State *L) { return give_unary(L, sf_square_root, "sqrt"); }
static int core_abs(lua_State *L) { return give_unary(L, sf_absolute, "abs"); }
static int core_floor(lua_State *L) { return give_unary(L, sf_floor, "floor"); }
static int core_ceil(lua_State *L) { return give_unary(L, sf_ceiling, "ceil"); }
static int core_logistic(lua_State *L) { return give_unary(L, sf_logistic, "logistic"); }
/*** normal_quantile(p): of the standard normal */
static int core_normal_quantile(lua_State *L) { return give_unary(L, sf_normal_quantile, "normal_quantile"); }

/* The least or greatest of one or more values. */

typedef sf_expression *sf_extreme(sf_graph *graph, sf_expression *a, sf_expression *b);

static int give_extreme(lua_State *L, sf_extreme *build, const char *name) {
  const int count = lua_gettop(L);
  sf_graph *graph = sf_this_core(L)->graph;
  if (count == 0) sf_raise(L, "%s: expected at least one value", name);
  luaL_checkstack(L, 1, NULL);
  sf_quantity_box *box = sf_push_quantity(L);
  sf_expression *result = sf_check_value(L, 1, name);
  for (int i = 2; i <= count; ++i) result = build(graph, result, sf_check_value(L, i, name));
  return sf_give_quantity(L, box, result);
}

/*** min max exp log sqrt abs floor ceil logistic where: build expressions (numbers in, number out) */
static int core_min(lua_State *L) { return give_extreme(L, sf_minimum, "min"); }
static int core_max(lua_State *L) { return give_extreme(L, sf_maximum, "max"); }

static int core_where(lua_State *L) {
  lua_settop(L, 3);
  sf_graph *graph = sf_this_core(L)->graph;
  sf_quantity_box *box = sf_push_quantity(L);
  sf_expression *condition = sf_check_value(L, 1, "where: condition");
  sf_expression *yes = sf_check_value(L, 2, "where: yes");
  sf_expression *no = sf_check_value(L, 3, "where: no");
  return sf_give_quantity(L, box, sf_where(graph, condition, yes, no));
}

/* Work on whole formulas. */

/*** substitute(roots, from, to): lists; roots rebuilt with from[i] replaced by to[i] */
static int core_substitute(lua_State *L) {
  lua_settop(L, 3);
  sf_graph *graph = sf_this_core(L)->graph;
  sf_held *roots = sf_check_values(L, 1, "substitute: roots");
  sf_held *from = sf_check_values(L, 2, "substitute: from");
  sf_held *to = sf_check_values(L, 3, "substitute: to");
  if (from->count != to->count) sf_raise(L, "substitute: from has %zu values, to has %zu", from->count, to->count);
  sf_held *results = sf_push_held(L, roots->count);
  sf_error error;
  if (sf_substitute(graph, roots->items, roots->count, from->items, to->items, from->count, results->items, &error) !=
      SF_OK) {
    results->count = 0;
    sf_collect_graph(graph);
    sf_raise_error(L, &error);
  }
  sf_hold(L, results);
  return sf_give_values(L, results);
}

/*** dependents(value, of): how many operations of a value change when each of a list of values does */
static int core_dependents(lua_State *L) {
  lua_settop(L, 2);
  sf_error error;
  const sf_held *const of = sf_check_values(L, 2, "dependents: of");
  size_t *const dependents = sf_push_block(L, of->count, sizeof *dependents);
  sf_expression *const root = sf_check_value(L, 1, "dependents: value");
  if (sf_count_dependents(root, of->items, of->count, dependents, &error) != SF_OK) sf_raise_error(L, &error);
  lua_createtable(L, (int)of->count, 0);
  for (size_t i = 0; i < of->count; ++i) {
    lua_pushinteger(L, (lua_Integer)dependents[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* Reads the rows of a matrix into a block, which is pushed. */
static double *check_matrix(lua_State *L, int index, size_t count, const char *name) {
  if (sf_check_list(L, index, name) != count)
    sf_raise(L, "%s: expected %zu rows, got %zu", name, count, (size_t)lua_rawlen(L, index));
  if (count != 0 && count > SIZE_MAX / count) sf_raise(L, "%s: too many names", name);
  double *matrix = sf_push_block(L, count * count, sizeof *matrix);
  for (size_t i = 0; i < count; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    const int row = lua_gettop(L);
    if (sf_check_list(L, row, name) != count)
      sf_raise(L, "%s: expected %zu values in row %zu, got %zu", name, count, i + 1, (size_t)lua_rawlen(L, row));
    for (size_t j = 0; j < count; ++j) {
      lua_rawgeti(L, row, (lua_Integer)j + 1);
      matrix[i * count + j] = sf_check_number(L, -1, name);
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
  return matrix;
}

/*** correlate(names, rank): list of names, matrix as list of lists; list of Q that replace `draw(names[i])` */
static int core_correlate(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *graph = sf_this_core(L)->graph;
  size_t count;
  const char **names = sf_check_names(L, 1, "correlate: names", &count);
  const double *rank = check_matrix(L, 2, count, "correlate: rank");
  sf_held *results = sf_push_held(L, count);
  sf_error error;
  if (sf_correlate(graph, names, count, rank, results->items, &error) != SF_OK) {
    results->count = 0;
    sf_collect_graph(graph);
    sf_raise_error(L, &error);
  }
  sf_hold(L, results);
  return sf_give_values(L, results);
}

/*** differentiate(output, inputs): list of Q */
static int core_differentiate(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *graph = sf_this_core(L)->graph;
  sf_held *inputs = sf_check_values(L, 2, "differentiate: inputs");
  sf_held *gradients = sf_push_held(L, inputs->count);
  sf_error error;
  sf_expression *output = sf_check_value(L, 1, "differentiate: output");
  if (sf_differentiate(graph, output, inputs->items, inputs->count, gradients->items, &error) != SF_OK) {
    gradients->count = 0;
    sf_collect_graph(graph);
    sf_raise_error(L, &error);
  }
  sf_hold(L, gradients);
  return sf_give_values(L, gradients);
}

/*** nodes(): live expressions; tests see by it that nothing is left */
static int core_nodes(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sf_graph_size(sf_this_core(L)->graph));
  return 1;
}

const luaL_Reg sf_expression_functions[] = {{"quantity", core_quantity},
                                            {"define_unit", core_define_unit},
                                            {"constant", core_constant},
                                            {"input", core_input},
                                            {"draw", core_draw},
                                            {"cite", core_cite},
                                            {"up_to", core_up_to},
                                            {"exp", core_exp},
                                            {"log", core_log},
                                            {"sqrt", core_sqrt},
                                            {"abs", core_abs},
                                            {"floor", core_floor},
                                            {"ceil", core_ceil},
                                            {"logistic", core_logistic},
                                            {"normal_quantile", core_normal_quantile},
                                            {"min", core_min},
                                            {"max", core_max},
                                            {"where", core_where},
                                            {"substitute", core_substitute},
                                            {"dependents", core_dependents},
                                            {"correlate", core_correlate},
                                            {"differentiate", core_differentiate},
                                            {"nodes", core_nodes},
                                            {NULL, NULL}};
