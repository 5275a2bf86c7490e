/* valuation.h: values in, a number or a quantity out; nil, err where constants have no answer. */
#include "signalflow/valuation.h"

#include <math.h>

#include "lua/boundary.h"

/* Gives what was built into the box, which is on the top of the stack. */
static int give_answer(lua_State *L, sf_quantity_box *box, sf_expression *answer) {
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_error error;
  if (sf_graph_status(graph, &error) == SF_OK) return sf_give_quantity(L, box, answer);
  sf_collect_graph(graph);
  return sf_answer_error(L, &error);
}

typedef sf_expression *sf_of_five(sf_graph *graph, sf_expression *a, sf_expression *b, sf_expression *c,
                                  sf_expression *d, sf_expression *e);

static int give_of_five(lua_State *L, sf_of_five *build, const char *const *names) {
  lua_settop(L, 5);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_quantity_box *const box = sf_push_quantity(L);
  sf_expression *values[5];
  for (int i = 0; i < 5; ++i) values[i] = sf_check_value(L, i + 1, names[i]);
  return give_answer(L, box, build(graph, values[0], values[1], values[2], values[3], values[4]));
}

/* The value of a cash flow that is above 0, as one that is certain must be. */
static sf_expression *value_above_zero(sf_graph *graph, sf_expression *cash_flow, sf_expression *growth,
                                       sf_expression *discount, sf_expression *terminal, sf_expression *horizon) {
  sf_expression *const flow = sf_keep_within(graph, cash_flow, &(sf_domain){0, INFINITY, true, true});
  return sf_discounted_value(graph, flow, growth, discount, terminal, horizon);
}

/*** dcf_value(cash_flow, growth, discount, terminal, horizon): `valuation.h` on values, here and below; rates and
 * years are plain numbers, certain or not. `nil, err` where constants have no answer */
static int core_dcf_value(lua_State *L) {
  static const char *const names[] = {"dcf_value: cash_flow", "dcf_value: growth", "dcf_value: discount",
                                      "dcf_value: terminal", "dcf_value: horizon"};
  return give_of_five(L, value_above_zero, names);
}

/*** implied_growth(value, cash_flow, discount, terminal, horizon): the growth at which the flows are worth that */
static int core_implied_growth(lua_State *L) {
  static const char *const names[] = {"implied_growth: value", "implied_growth: cash_flow", "implied_growth: discount",
                                      "implied_growth: terminal", "implied_growth: horizon"};
  return give_of_five(L, sf_implied_growth, names);
}

/*** implied_horizon(value, cash_flow, growth, discount, terminal): the least number of years, 0 to 100 */
static int core_implied_horizon(lua_State *L) {
  static const char *const names[] = {"implied_horizon: value", "implied_horizon: cash_flow", "implied_horizon: growth",
                                      "implied_horizon: discount", "implied_horizon: terminal"};
  return give_of_five(L, sf_implied_horizon, names);
}

/*** priced_in_share(market, base, thesis): not clipped; `nil, err` where the thesis equals the base */
static int core_priced_in_share(lua_State *L) {
  lua_settop(L, 3);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_quantity_box *const box = sf_push_quantity(L);
  sf_expression *const market = sf_check_value(L, 1, "priced_in_share: market");
  sf_expression *const base = sf_check_value(L, 2, "priced_in_share: base");
  sf_expression *const thesis = sf_check_value(L, 3, "priced_in_share: thesis");
  return give_answer(L, box, sf_priced_in_share(graph, market, base, thesis));
}

/*** value_change(changes, growth, discount, terminal, horizon): relative change of value when year i's cash flow
 * changes by the fraction `changes[i]`; the last one stays for ever */
static int core_value_change(lua_State *L) {
  lua_settop(L, 5);
  sf_graph *const graph = sf_this_core(L)->graph;
  const sf_held *const changes = sf_check_values(L, 1, "value_change: changes");
  sf_quantity_box *const box = sf_push_quantity(L);
  sf_expression *const growth = sf_check_value(L, 2, "value_change: growth");
  sf_expression *const discount = sf_check_value(L, 3, "value_change: discount");
  sf_expression *const terminal = sf_check_value(L, 4, "value_change: terminal");
  sf_expression *const horizon = sf_check_value(L, 5, "value_change: horizon");
  return give_answer(L, box,
                     sf_value_change(graph, changes->items, changes->count, growth, discount, terminal, horizon));
}

const luaL_Reg sf_valuation_functions[] = {{"dcf_value", core_dcf_value},
                                           {"implied_growth", core_implied_growth},
                                           {"implied_horizon", core_implied_horizon},
                                           {"priced_in_share", core_priced_in_share},
                                           {"value_change", core_value_change},
                                           {NULL, NULL}};
