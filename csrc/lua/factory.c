/* factory.h by name: a table of inputs in, a table of output expressions out, and what the names mean. */
#include "signalflow/factory.h"

#include "lua/members.h"

#include <math.h>

static const char *const numbers[] = {"horizon", "year"}; /* inputs that are plain numbers */
enum { HORIZON, YEAR, NUMBERS };

static void read_numbers(lua_State *L, sf_factory_inputs *inputs) {
  lua_getfield(L, 1, numbers[HORIZON]);
  inputs->horizon = (int)sf_check_integer(L, -1, numbers[HORIZON], 1, SF_MAX_HORIZON);
  if (lua_getfield(L, 1, numbers[YEAR]) != LUA_TNIL)
    inputs->year = (int)sf_check_integer(L, -1, numbers[YEAR], 1, inputs->horizon);
  lua_pop(L, 2);
}

static sf_factory_inputs read_inputs(lua_State *L) {
  sf_named_members members = {.what = "factory", .more = numbers, .more_count = NUMBERS};
  sf_factory_inputs inputs = {0};
  members.fields = sf_factory_input_fields(&members.count);
  sf_read_members(L, 1, &members, &inputs);
  read_numbers(L, &inputs);
  return inputs;
}

/*** factory(inputs): the outputs of `factory.h` as a table of expressions; what depends on an absent input is
 * absent. `horizon` (years) is an input too, and `year`, one of its years whose figures are wanted */
static int core_factory(lua_State *L) {
  lua_settop(L, 1);
  sf_graph *graph = sf_this_core(L)->graph;
  size_t output_count;
  const sf_factory_field *output_fields = sf_factory_output_fields(&output_count);
  sf_factory_outputs outputs;
  sf_error error;
  sf_held *results = sf_push_held(L, output_count);
  const sf_factory_inputs inputs = read_inputs(L);
  if (sf_build_factory(graph, &inputs, &outputs, &error) != SF_OK) {
    sf_collect_graph(graph);
    sf_raise_error(L, &error);
  }
  for (size_t i = 0; i < output_count; ++i)
    results->items[i] = *(sf_expression *const *)(const void *)((const char *)&outputs + output_fields[i].offset);
  sf_hold(L, results);
  sf_push_members(L, output_fields, results); /* those that depend on an input not given are absent */
  return 1;
}

/*** check_factory(inputs): raises where `factory` would for a dimension or a domain */
static int core_check_factory(lua_State *L) {
  lua_settop(L, 1);
  sf_error error;
  const sf_factory_inputs inputs = read_inputs(L);
  if (sf_check_factory_inputs(&inputs, &error) != SF_OK) sf_raise_error(L, &error);
  return 0;
}

static void push_field(lua_State *L, const sf_factory_field *field, bool input) {
  lua_createtable(L, 0, 7);
  sf_set_text(L, "name", field->name);
  sf_set_text(L, "meaning", field->meaning);
  sf_push_constant(L, 1, field->dimension);
  lua_setfield(L, -2, "like");
  if (!input) return;
  sf_set_number(L, "low", field->low);
  sf_set_number(L, "high", field->high);
  sf_set_boolean(L, "low_open", field->low_open);
  sf_set_boolean(L, "high_open", field->high_open);
}

static void push_fields(lua_State *L, const sf_factory_field *fields, size_t count, bool inputs) {
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; ++i) {
    push_field(L, &fields[i], inputs);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/*** factory_fields(): two lists (inputs, outputs) of `{name=, meaning=, like=}`, `like` being one coherent unit;
 * inputs have `low`, `high`, `low_open` and `high_open`: the domain that draws keep to as well */
static int core_factory_fields(lua_State *L) {
  size_t count;
  const sf_factory_field *fields = sf_factory_input_fields(&count);
  push_fields(L, fields, count, true);
  fields = sf_factory_output_fields(&count);
  push_fields(L, fields, count, false);
  return 2;
}

/* Expressions over a list of yearly cash flows, the first one now. */

typedef sf_expression *sf_of_flows(sf_graph *graph, sf_expression *const *flows, size_t count);

static int give_of_flows(lua_State *L, sf_of_flows *build, const char *name) {
  lua_settop(L, 1);
  sf_graph *graph = sf_this_core(L)->graph;
  const sf_held *flows = sf_check_values(L, 1, name);
  sf_quantity_box *box = sf_push_quantity(L);
  return sf_give_quantity(L, box, build(graph, flows->items, flows->count));
}

static int core_irr_of(lua_State *L) { return give_of_flows(L, sf_internal_rate_of, "irr_of"); }

/*** npv_of(flows, discount) irr_of(flows): expressions over yearly cash flows, the first one now */
static int core_npv_of(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *graph = sf_this_core(L)->graph;
  const sf_held *flows = sf_check_values(L, 1, "npv_of: flows");
  sf_quantity_box *box = sf_push_quantity(L);
  sf_expression *discount = sf_check_value(L, 2, "npv_of: discount");
  return sf_give_quantity(L, box, sf_net_present_value_of(graph, flows->items, flows->count, discount));
}

static bool read_flag(lua_State *L, int table, const char *name) {
  lua_pushstring(L, name);
  lua_rawget(L, table);
  const bool flag = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return flag;
}

static double read_end(lua_State *L, int table, const char *name, double none) {
  lua_pushstring(L, name);
  const bool given = lua_rawget(L, table) != LUA_TNIL;
  if (given && lua_type(L, -1) != LUA_TNUMBER) sf_raise(L, "share_within: %s: expected a number", name);
  const double end = given ? lua_tonumber(L, -1) : none;
  lua_pop(L, 1);
  return end;
}

/*** share_within(value, domain): the probability that a constant, a law or a line of one lies in a domain, `{low=,
 * high=, low_open=, high_open=}`; nil for anything else */
static int core_share_within(lua_State *L) {
  lua_settop(L, 2);
  if (lua_type(L, 2) != LUA_TTABLE) sf_raise(L, "share_within: domain: expected a table, got %s", sf_describe(L, 2));
  const sf_domain domain = {read_end(L, 2, "low", -INFINITY), read_end(L, 2, "high", INFINITY),
                            read_flag(L, 2, "low_open"), read_flag(L, 2, "high_open")};
  sf_push_known(L, sf_share_within(sf_check_value(L, 1, "share_within: value"), &domain));
  return 1;
}

const luaL_Reg sf_factory_functions[] = {{"share_within", core_share_within},
                                         {"factory", core_factory},
                                         {"check_factory", core_check_factory},
                                         {"factory_fields", core_factory_fields},
                                         {"irr_of", core_irr_of},
                                         {"npv_of", core_npv_of},
                                         {NULL, NULL}};
