/* inference.h and system_power.h by name: tables of inputs in, tables of output expressions out. */
#include "signalflow/inference.h"
#include "signalflow/system_power.h"

#include "lua/boundary.h"

#include <string.h>

/* Structures of expressions. */

typedef sf_status set_input(void *inputs, const char *name, sf_expression *value, sf_error *error);

static sf_status set_inference(void *inputs, const char *name, sf_expression *value, sf_error *error) {
  return sf_set_inference_input(inputs, name, value, error);
}

static sf_status set_system(void *inputs, const char *name, sf_expression *value, sf_error *error) {
  return sf_set_system_power_input(inputs, name, value, error);
}

/* Pushes a block of the fields' names and, behind them, those of more. */
static const char **push_names(lua_State *L, const sf_factory_field *fields, size_t count, const char *const *more,
                               size_t more_count) {
  const char **const names = sf_push_block(L, count + more_count, sizeof *names);
  for (size_t i = 0; i < count; ++i) names[i] = fields[i].name;
  for (size_t i = 0; i < more_count; ++i) names[count + i] = more[i];
  return names;
}

/* From the table at index; what is absent stays unknown. The values stay on the stack, held. */
static void read_values(lua_State *L, int index, const sf_factory_field *fields, size_t count, set_input *set,
                        void *inputs) {
  sf_error error;
  sf_held *const held = sf_push_held(L, count);
  for (size_t i = 0; i < count; ++i) {
    if (lua_getfield(L, index, fields[i].name) != LUA_TNIL) {
      held->items[i] = sf_retain(sf_check_value(L, lua_gettop(L), fields[i].name));
      if (set(inputs, fields[i].name, held->items[i], &error) != SF_OK) sf_raise_error(L, &error);
    }
    lua_pop(L, 1);
  }
}

/* Pushes a table of the members that are known. */
static void push_members(lua_State *L, const sf_factory_field *fields, const sf_held *held) {
  lua_createtable(L, 0, (int)held->count);
  for (size_t i = 0; i < held->count; ++i) {
    if (held->items[i] == NULL) continue;
    sf_quantity_box *const box = sf_push_quantity(L);
    sf_give_quantity(L, box, held->items[i]);
    lua_setfield(L, -2, fields[i].name);
  }
}

/* What is not a quantity. */

typedef struct layout_number {
  const char *name;
  size_t offset;
} layout_number;

#define AT(member) #member, offsetof(sf_inference_layout, member)

static const layout_number layout_numbers[] = {
    {AT(accelerators)}, {AT(instances)}, {AT(prefill_accelerators)}, {AT(prefill_size)}};
static const layout_number layout_switches[] = {
    {AT(attention_data_parallel)}, {AT(expert_parallel)}, {AT(latent_attention)}, {AT(sliding)}, {AT(mixture)},
    {AT(disaggregated)},           {AT(speculative)},     {AT(offline)}};

enum {
  NUMBER_COUNT = sizeof layout_numbers / sizeof *layout_numbers,
  SWITCH_COUNT = sizeof layout_switches / sizeof *layout_switches
};

static bool check_switch(lua_State *L, int index, const char *name) {
  if (!lua_isnoneornil(L, index) && !lua_isboolean(L, index))
    sf_raise(L, "%s: expected true or false, got %s", name, sf_describe(L, index));
  return lua_toboolean(L, index);
}

static sf_inference_layout check_layout(lua_State *L, int index) {
  const char *names[NUMBER_COUNT + SWITCH_COUNT];
  sf_inference_layout layout = {.accelerators = 1, .instances = 1};
  for (size_t i = 0; i < NUMBER_COUNT; ++i) names[i] = layout_numbers[i].name;
  for (size_t i = 0; i < SWITCH_COUNT; ++i) names[NUMBER_COUNT + i] = layout_switches[i].name;
  sf_check_fields(L, index, "inference: layout", names, NUMBER_COUNT + SWITCH_COUNT);
  for (size_t i = 0; i < NUMBER_COUNT; ++i) {
    if (lua_getfield(L, index, layout_numbers[i].name) != LUA_TNIL) {
      const double value = sf_check_number(L, lua_gettop(L), layout_numbers[i].name);
      memcpy((char *)&layout + layout_numbers[i].offset, &value, sizeof value);
    }
    lua_pop(L, 1);
  }
  for (size_t i = 0; i < SWITCH_COUNT; ++i) {
    lua_getfield(L, index, layout_switches[i].name);
    const bool on = check_switch(L, lua_gettop(L), layout_switches[i].name);
    memcpy((char *)&layout + layout_switches[i].offset, &on, sizeof on);
    lua_pop(L, 1);
  }
  return layout;
}

/* The ideal ones, with those of the table at index in their place; nil leaves them ideal. */
static sf_inference_constants check_constants(lua_State *L, int index) {
  sf_inference_constants constants = sf_ideal_constants();
  sf_error error;
  if (lua_isnoneornil(L, index)) return constants;
  if (!lua_istable(L, index)) sf_raise(L, "inference: expected a table of constants, got %s", sf_describe(L, index));
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    if (lua_type(L, -2) != LUA_TSTRING)
      sf_raise(L, "inference: constants are named, got [%s]", sf_describe(L, lua_gettop(L) - 1));
    const char *const name = lua_tostring(L, -2);
    if (strcmp(name, "overlapped") == 0) {
      constants.overlapped = check_switch(L, lua_gettop(L), name);
    } else {
      const double value = sf_check_number(L, lua_gettop(L), name);
      if (sf_set_inference_constant(&constants, name, value, &error) != SF_OK) sf_raise_error(L, &error);
    }
    lua_pop(L, 1);
  }
  return constants;
}

/* Inference. */

/* Of (inputs, layout, constants), the first three arguments. */
static void read_inference(lua_State *L, sf_inference_inputs *inputs, sf_inference_layout *layout,
                           sf_inference_constants *constants) {
  size_t count;
  const sf_factory_field *const fields = sf_inference_input_fields(&count);
  sf_check_fields(L, 1, "inference", push_names(L, fields, count, NULL, 0), count);
  read_values(L, 1, fields, count, set_inference, inputs);
  *layout = check_layout(L, 2);
  *constants = check_constants(L, 3);
}

static int core_inference(lua_State *L) {
  lua_settop(L, 3);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_inference_inputs inputs = {0};
  sf_inference_layout layout;
  sf_inference_constants constants;
  sf_inference_outputs outputs;
  sf_error error;
  size_t count;
  const sf_factory_field *const fields = sf_inference_output_fields(&count);
  sf_held *const results = sf_push_held(L, count);
  read_inference(L, &inputs, &layout, &constants);
  if (sf_build_inference(graph, &inputs, &layout, &constants, &outputs, &error) != SF_OK) {
    sf_collect_graph(graph);
    sf_raise_error(L, &error);
  }
  memcpy(results->items, &outputs, sizeof outputs);
  sf_hold(L, results);
  push_members(L, fields, results);
  return 1;
}

/* One output; or nil, err that names the blank it depends on. */
static int core_inference_output(lua_State *L) {
  lua_settop(L, 4);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_inference_inputs inputs = {0};
  sf_inference_layout layout;
  sf_inference_constants constants;
  sf_expression *value;
  sf_error error;
  const char *const name = sf_check_text(L, 4, "inference_output: name", NULL);
  read_inference(L, &inputs, &layout, &constants);
  sf_quantity_box *const box = sf_push_quantity(L);
  const sf_status status = sf_inference_output(graph, &inputs, &layout, &constants, name, &value, &error);
  if (status == SF_OK) return sf_give_quantity(L, box, value);
  sf_collect_graph(graph);
  if (status != SF_INVALID) sf_raise_error(L, &error);
  lua_pushnil(L);
  sf_push_error(L, &error);
  return 2;
}

/* System power. */

static const char *const curve_names[] = {"supply_efficiency", "converter_loss"};

/* A list of {x, y}, or nothing. */
static void read_curve(lua_State *L, int index, const char *name, sf_curve *curve) {
  if (lua_getfield(L, index, name) != LUA_TNIL) {
    const int list = lua_gettop(L);
    curve->count = sf_check_list(L, list, name);
    if (curve->count > SF_MAX_CURVE_POINTS)
      sf_raise(L, "%s: a curve has at most %d points, got %zu", name, SF_MAX_CURVE_POINTS, curve->count);
    for (size_t i = 0; i < curve->count; ++i) {
      lua_rawgeti(L, list, (lua_Integer)i + 1);
      if (sf_check_list(L, list + 1, name) != 2) sf_raise(L, "%s: a point is {x, y}", name);
      lua_rawgeti(L, list + 1, 1);
      lua_rawgeti(L, list + 1, 2);
      curve->x[i] = sf_check_number(L, list + 2, name);
      curve->y[i] = sf_check_number(L, list + 3, name);
      lua_settop(L, list);
    }
  }
  lua_pop(L, 1);
}

/* Names by scope: a power without one is not given out. */
static const struct {
  const char *name;
  size_t offset;
} system_outputs[] = {{"chip_power", offsetof(sf_system_power, chip.power)},
                      {"system_power", offsetof(sf_system_power, system.power)},
                      {"facility_power", offsetof(sf_system_power, facility.power)},
                      {"whole_system_power", offsetof(sf_system_power, whole.power)},
                      {"fans", offsetof(sf_system_power, fans)},
                      {"supply_load", offsetof(sf_system_power, supply_load)},
                      {"server_overhead", offsetof(sf_system_power, server_overhead)},
                      {"total_overhead", offsetof(sf_system_power, total_overhead)}};

enum { SYSTEM_OUTPUT_COUNT = sizeof system_outputs / sizeof *system_outputs };

static int core_system_power(lua_State *L) {
  lua_settop(L, 1);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_system_power_inputs inputs = {0};
  sf_system_power power;
  sf_error error;
  size_t count, required;
  const sf_factory_field *const fields = sf_system_power_input_fields(&count, &required);
  sf_check_fields(L, 1, "system_power", push_names(L, fields, count, curve_names, 2), count + 2);
  read_values(L, 1, fields, count, set_system, &inputs);
  read_curve(L, 1, curve_names[0], &inputs.supply_efficiency);
  read_curve(L, 1, curve_names[1], &inputs.converter_loss);
  sf_held *const results = sf_push_held(L, SYSTEM_OUTPUT_COUNT);
  const sf_status status = sf_build_system_power(graph, &inputs, &power, &error);
  if (status != SF_OK) {
    sf_collect_graph(graph);
    return sf_answer_error(L, &error);
  }
  sf_factory_field named[SYSTEM_OUTPUT_COUNT];
  for (size_t i = 0; i < SYSTEM_OUTPUT_COUNT; ++i) {
    named[i].name = system_outputs[i].name;
    memcpy(&results->items[i], (const char *)&power + system_outputs[i].offset, sizeof(sf_expression *));
  }
  sf_hold(L, results);
  push_members(L, named, results);
  return 1;
}

const luaL_Reg sf_inference_functions[] = {{"inference", core_inference},
                                           {"inference_output", core_inference_output},
                                           {"system_power", core_system_power},
                                           {NULL, NULL}};
