/* factory.h by name: a table of inputs in, a table of output expressions out, and what the names mean. */
#include "signalflow/factory.h"

#include "lua/boundary.h"

static const char horizon[] = "horizon", year[] = "year";
enum { NUMBERS = 2 }; /* inputs that are plain numbers: horizon and year */

/* Pushes a block of every name that inputs may have. */
static const char **push_input_names(lua_State *L, const sf_factory_field *fields, size_t count) {
  const char **names = sf_push_block(L, count + NUMBERS, sizeof *names);
  for (size_t i = 0; i < count; ++i) names[i] = fields[i].name;
  names[count] = horizon;
  names[count + 1] = year;
  return names;
}

static void read_inputs(lua_State *L, const sf_factory_field *fields, sf_held *held, sf_factory_inputs *inputs) {
  sf_error error;
  for (size_t i = 0; i < held->count; ++i) {
    if (lua_getfield(L, 1, fields[i].name) != LUA_TNIL) {
      held->items[i] = sf_retain(sf_check_value(L, lua_gettop(L), fields[i].name));
      if (sf_set_factory_input(inputs, fields[i].name, held->items[i], &error) != SF_OK) sf_raise_error(L, &error);
    }
    lua_pop(L, 1);
  }
  lua_getfield(L, 1, horizon);
  inputs->horizon = (int)sf_check_integer(L, -1, horizon, 1, SF_MAX_HORIZON);
  if (lua_getfield(L, 1, year) != LUA_TNIL) inputs->year = (int)sf_check_integer(L, -1, year, 1, inputs->horizon);
  lua_pop(L, 2);
}

/* Outputs that depend on an input that was not given are absent. */
static void push_outputs(lua_State *L, const sf_factory_field *fields, const sf_held *outputs) {
  lua_createtable(L, 0, (int)outputs->count);
  for (size_t i = 0; i < outputs->count; ++i) {
    if (outputs->items[i] == NULL) continue;
    sf_quantity_box *box = sf_push_quantity(L);
    sf_give_quantity(L, box, outputs->items[i]);
    lua_setfield(L, -2, fields[i].name);
  }
}

static int core_factory(lua_State *L) {
  lua_settop(L, 1);
  sf_graph *graph = sf_this_core(L)->graph;
  size_t input_count, output_count;
  const sf_factory_field *input_fields = sf_factory_input_fields(&input_count);
  const sf_factory_field *output_fields = sf_factory_output_fields(&output_count);
  sf_check_fields(L, 1, "factory", push_input_names(L, input_fields, input_count), input_count + NUMBERS);
  sf_factory_inputs inputs = {0};
  sf_factory_outputs outputs;
  sf_error error;
  sf_held *given = sf_push_held(L, input_count), *results = sf_push_held(L, output_count);
  read_inputs(L, input_fields, given, &inputs);
  if (sf_build_factory(graph, &inputs, &outputs, &error) != SF_OK) {
    sf_collect_graph(graph);
    sf_raise_error(L, &error);
  }
  for (size_t i = 0; i < output_count; ++i)
    results->items[i] = *(sf_expression *const *)(const void *)((const char *)&outputs + output_fields[i].offset);
  sf_hold(L, results);
  push_outputs(L, output_fields, results);
  return 1;
}

static void push_field(lua_State *L, const sf_factory_field *field, bool input) {
  lua_createtable(L, 0, 5);
  lua_pushstring(L, field->name);
  lua_setfield(L, -2, "name");
  lua_pushstring(L, field->meaning);
  lua_setfield(L, -2, "meaning");
  sf_push_constant(L, 1, field->dimension);
  lua_setfield(L, -2, "like");
  if (!input) return;
  lua_pushnumber(L, field->low);
  lua_setfield(L, -2, "low");
  lua_pushnumber(L, field->high);
  lua_setfield(L, -2, "high");
}

static void push_fields(lua_State *L, const sf_factory_field *fields, size_t count, bool inputs) {
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; ++i) {
    push_field(L, &fields[i], inputs);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* Two lists: what inputs and outputs are called and mean, and one coherent unit of each. */
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
static int core_payback_of(lua_State *L) { return give_of_flows(L, sf_payback_of, "payback_of"); }

static int core_npv_of(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *graph = sf_this_core(L)->graph;
  const sf_held *flows = sf_check_values(L, 1, "npv_of: flows");
  sf_quantity_box *box = sf_push_quantity(L);
  sf_expression *discount = sf_check_value(L, 2, "npv_of: discount");
  return sf_give_quantity(L, box, sf_net_present_value_of(graph, flows->items, flows->count, discount));
}

const luaL_Reg sf_factory_functions[] = {{"factory", core_factory}, {"factory_fields", core_factory_fields},
                                         {"irr_of", core_irr_of},   {"payback_of", core_payback_of},
                                         {"npv_of", core_npv_of},   {NULL, NULL}};
