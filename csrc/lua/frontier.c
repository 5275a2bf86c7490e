/* frontier.h on lists of numbers, and lanes.h: a formula with a few inputs left open, evaluated over columns. */
#include "signalflow/frontier.h"
#include "signalflow/lanes.h"

#include "lua/lanes.h"

static const double *check_second(lua_State *L, int index, const char *name, size_t count) {
  size_t second;
  const double *const column = sf_check_column(L, index, name, &second);
  if (second != count) sf_raise(L, "%s: %zu numbers, but %zu beside them", name, second, count);
  return column;
}

/*** frontier(interactivity, throughput): lists of numbers; the places of the points no other beats, by rising
 * interactivity; nan is what cannot run; `nil, err` when none can */
static int core_frontier(lua_State *L) {
  lua_settop(L, 2);
  size_t count, kept;
  sf_error error;
  const double *const x = sf_check_column(L, 1, "frontier: interactivity", &count);
  const double *const y = check_second(L, 2, "frontier: throughput", count);
  size_t *const places = sf_push_block(L, count + 1, sizeof *places);
  if (sf_find_frontier(x, y, count, places, &kept, &error) != SF_OK) return sf_answer_error(L, &error);
  sf_push_places(L, places, kept);
  return 1;
}

/*** interpolate(x, y, at): the value, the places of the points on both sides, the share of the way; `nil, err`
 * outside */
static int core_interpolate(lua_State *L) {
  lua_settop(L, 3);
  size_t count;
  double value = 0;
  sf_bracket bracket;
  sf_error error;
  const double *const x = sf_check_column(L, 1, "interpolate: x", &count);
  const double *const y = check_second(L, 2, "interpolate: y", count);
  const double at = sf_check_number(L, 3, "interpolate: at");
  const sf_status status = sf_interpolate(x, y, count, at, &value, &bracket, &error);
  if (status != SF_OK) return sf_answer_error(L, &error);
  lua_pushnumber(L, value);
  lua_pushinteger(L, (lua_Integer)bracket.first + 1);
  lua_pushinteger(L, (lua_Integer)bracket.second + 1);
  lua_pushnumber(L, bracket.first == bracket.second ? 0 : bracket.share);
  return 4;
}

/* Lanes. */

/* Pushes a block of as many columns as there are inputs, each of count numbers, read from the lists at index. */
static const double **check_columns(lua_State *L, int index, size_t columns, size_t *count) {
  if (sf_check_list(L, index, "lanes: columns") != columns) sf_raise(L, "lanes: one column is needed for each input");
  const double **const read = sf_push_block(L, columns + 1, sizeof *read);
  *count = 0;
  luaL_checkstack(L, (int)columns + 8, NULL);
  for (size_t i = 0; i < columns; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    const int list = lua_gettop(L);
    if (i == 0)
      read[i] = sf_check_column(L, list, "lanes: column", count);
    else
      read[i] = check_second(L, list, "lanes: column", *count);
  }
  return read;
}

static double **push_results(lua_State *L, size_t columns, size_t count) {
  double **const results = sf_push_block(L, columns + 1, sizeof *results);
  double *const numbers = sf_push_block(L, columns * count + 1, sizeof *numbers);
  for (size_t i = 0; i < columns; ++i) results[i] = numbers + i * count;
  return results;
}

/* Compiled, evaluated and destroyed within: nothing between raises. */
static sf_status evaluate(sf_graph *graph, const sf_held *outputs, const sf_held *inputs, const double *const *columns,
                          size_t count, double *const *results, sf_error *error) {
  sf_lanes *lanes;
  sf_status status =
      sf_compile_lanes(graph, outputs->items, outputs->count, inputs->items, inputs->count, &lanes, error);
  if (status != SF_OK) return status;
  status = sf_evaluate_lanes(lanes, columns, count, results, error);
  sf_destroy_lanes(lanes);
  return status;
}

sf_status sf_push_lanes(lua_State *L, sf_held *outputs, int inputs, int columns, sf_error *error) {
  size_t count;
  const sf_held *const places = sf_check_values(L, inputs, "lanes: inputs");
  const double **const given = check_columns(L, columns, places->count, &count);
  double **const results = push_results(L, outputs->count, count);
  const size_t made = outputs->count;
  const sf_status status = evaluate(sf_this_core(L)->graph, outputs, places, given, count, results, error);
  sf_let_go(L, outputs);
  sf_collect_graph(sf_this_core(L)->graph);
  if (status != SF_OK) return status;
  lua_createtable(L, (int)made, 0);
  for (size_t i = 0; i < made; ++i) {
    sf_push_numbers(L, results[i], count);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return SF_OK;
}

/*** lanes(outputs, inputs, columns): `lanes.h`: inputs are places made by `input`, one column (list of numbers)
 * each; a column for each output, in coherent units */
static int core_lanes(lua_State *L) {
  lua_settop(L, 3);
  sf_error error;
  sf_held *const outputs = sf_check_values(L, 1, "lanes: outputs");
  return sf_push_lanes(L, outputs, 2, 3, &error) == SF_OK ? 1 : sf_answer_error(L, &error);
}

const luaL_Reg sf_frontier_functions[] = {
    {"frontier", core_frontier}, {"interpolate", core_interpolate}, {"lanes", core_lanes}, {NULL, NULL}};
