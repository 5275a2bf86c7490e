/* arrival.h: a curve is its kind and two parameters; values in, values out. */
#include "signalflow/arrival.h"

#include "lua/boundary.h"

static sf_arrival_kind check_kind(lua_State *L, int index) {
  const char *words[SF_ARRIVAL_KIND_COUNT];
  for (int i = 0; i < SF_ARRIVAL_KIND_COUNT; ++i) words[i] = sf_arrival_kind_name((sf_arrival_kind)i);
  return (sf_arrival_kind)sf_check_word(L, index, "arrival: kind", words, SF_ARRIVAL_KIND_COUNT);
}

/* The curve of arguments 1 to 3. Its parameters are borrowed: no Lua memory is allocated before they are held. */
static sf_arrival check_arrival(lua_State *L) {
  const sf_arrival_kind kind = check_kind(L, 1);
  sf_expression *const first = sf_check_value(L, 2, "arrival: first parameter");
  return (sf_arrival){kind, first, sf_check_value(L, 3, "arrival: second parameter")};
}

typedef sf_expression *sf_of_curve(sf_graph *graph, const sf_arrival *arrival, sf_expression *at);

static int give_of_curve(lua_State *L, sf_of_curve *build, const char *name) {
  lua_settop(L, 4);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_quantity_box *const box = sf_push_quantity(L);
  const sf_arrival arrival = check_arrival(L);
  return sf_give_quantity(L, box, build(graph, &arrival, sf_check_value(L, 4, name)));
}

/*** arrival_share(kind, first, second, time) arrival_time(kind, first, second, share) arrival_mean(kind, first,
 * second): `arrival.h` on values; `kind` and its parameters are `"gamma"` (shape, scale), `"logistic"` (midpoint,
 * steepness) or `"bass"` (p, q) */
static int core_arrival_share(lua_State *L) { return give_of_curve(L, sf_arrival_share, "arrival_share: time"); }
static int core_arrival_time(lua_State *L) { return give_of_curve(L, sf_arrival_time, "arrival_time: share"); }

static int core_arrival_mean(lua_State *L) {
  lua_settop(L, 3);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_quantity_box *const box = sf_push_quantity(L);
  const sf_arrival arrival = check_arrival(L);
  return sf_give_quantity(L, box, sf_arrival_mean(graph, &arrival));
}

/* Pushes the values of a list instead of the list. */
static int give_apart(lua_State *L, const sf_held *held) {
  sf_give_values(L, held);
  const int list = lua_gettop(L);
  for (size_t i = 0; i < held->count; ++i) lua_rawgeti(L, list, (lua_Integer)i + 1);
  return (int)held->count;
}

/*** arrival_peak(kind, first, second): time and rate; `nil, err` where a Bass curve has no peak after its start */
static int core_arrival_peak(lua_State *L) {
  lua_settop(L, 3);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_held *const peak = sf_push_held(L, 2);
  const sf_arrival arrival = check_arrival(L);
  sf_arrival_peak(graph, &arrival, &peak->items[0], &peak->items[1]);
  sf_error error;
  if (sf_graph_status(graph, &error) != SF_OK) {
    peak->count = 0;
    sf_collect_graph(graph);
    return sf_answer_error(L, &error);
  }
  sf_hold(L, peak);
  return give_apart(L, peak);
}

/* Gamma lags: shape and scale. */

static int give_gamma(lua_State *L, sf_held *held, sf_arrival gamma) {
  held->items[0] = gamma.first;
  held->items[1] = gamma.second;
  sf_hold(L, held);
  return give_apart(L, held);
}

/*** gamma_of_quantiles(median, p90) gamma_of_moments(mean, cv) gamma_in_row(shapes, scales): shape and scale */
static int core_gamma_of_quantiles(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_held *const held = sf_push_held(L, 2);
  sf_expression *const median = sf_check_value(L, 1, "median"), *const p90 = sf_check_value(L, 2, "p90");
  return give_gamma(L, held, sf_gamma_arrival_of_quantiles(graph, median, p90));
}

static int core_gamma_of_moments(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_held *const held = sf_push_held(L, 2);
  sf_expression *const mean = sf_check_value(L, 1, "mean"), *const cv = sf_check_value(L, 2, "cv");
  return give_gamma(L, held, sf_gamma_arrival_of_moments(graph, mean, cv));
}

/* gamma_in_row(shapes, scales) */
static int core_gamma_in_row(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *const graph = sf_this_core(L)->graph;
  const sf_held *const shapes = sf_check_values(L, 1, "gamma_in_row: shapes");
  const sf_held *const scales = sf_check_values(L, 2, "gamma_in_row: scales");
  if (shapes->count != scales->count)
    sf_raise(L, "gamma_in_row: %zu shapes, but %zu scales", shapes->count, scales->count);
  if (shapes->count < 1 || shapes->count > SF_MAX_STAGES)
    sf_raise(L, "stages: expected 1 to %d of them, got %zu", SF_MAX_STAGES, shapes->count);
  sf_held *const held = sf_push_held(L, 2);
  sf_arrival stages[SF_MAX_STAGES];
  for (size_t i = 0; i < shapes->count; ++i)
    stages[i] = (sf_arrival){SF_GAMMA_ARRIVAL, shapes->items[i], scales->items[i]};
  return give_gamma(L, held, sf_gamma_arrival_in_row(graph, stages, shapes->count));
}

/* Periods. */

/*** arrival_by_period(kind, first, second, step, n): list of shares */
static int core_arrival_by_period(lua_State *L) {
  lua_settop(L, 5);
  sf_graph *const graph = sf_this_core(L)->graph;
  const int64_t count = sf_check_integer(L, 5, "number of periods", 1, SF_MAX_ARRIVAL_PERIODS);
  sf_held *const shares = sf_push_held(L, (size_t)count);
  const sf_arrival arrival = check_arrival(L);
  sf_expression *const step = sf_check_value(L, 4, "period");
  sf_arrival_by_period(graph, &arrival, step, shares->count, shares->items);
  sf_hold(L, shares);
  return sf_give_values(L, shares);
}

/*** arrival_spread(kind, first, second, step, spending, yield, n): list of revenue by period, and the tail beyond
 * them */
static int core_arrival_spread(lua_State *L) {
  lua_settop(L, 7);
  sf_graph *const graph = sf_this_core(L)->graph;
  const sf_held *const spending = sf_check_values(L, 5, "spending");
  const int64_t periods = sf_check_integer(L, 7, "number of periods", 1, SF_MAX_ARRIVAL_PERIODS);
  sf_held *const results = sf_push_held(L, (size_t)periods + 1);
  const sf_arrival arrival = check_arrival(L);
  sf_expression *const step = sf_check_value(L, 4, "period"), *const yield = sf_check_value(L, 6, "yield");
  sf_spread_by_arrival(graph, &arrival, step, spending->items, spending->count, yield, (size_t)periods, results->items,
                       &results->items[periods]);
  sf_hold(L, results);
  sf_give_values(L, results);
  lua_rawgeti(L, -1, periods + 1);
  lua_pushnil(L);
  lua_rawseti(L, -3, periods + 1);
  return 2;
}

const luaL_Reg sf_arrival_functions[] = {{"arrival_share", core_arrival_share},
                                         {"arrival_time", core_arrival_time},
                                         {"arrival_mean", core_arrival_mean},
                                         {"arrival_peak", core_arrival_peak},
                                         {"arrival_by_period", core_arrival_by_period},
                                         {"arrival_spread", core_arrival_spread},
                                         {"gamma_of_quantiles", core_gamma_of_quantiles},
                                         {"gamma_of_moments", core_gamma_of_moments},
                                         {"gamma_in_row", core_gamma_in_row},
                                         {NULL, NULL}};
