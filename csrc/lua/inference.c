/* inference.h by name: tables of inputs in, tables of output expressions out. */
#include "signalflow/inference.h"

#include "lua/lanes.h"
#include "lua/members.h"

#include <string.h>

static sf_status set_inference(void *inputs, const char *name, sf_expression *value, sf_error *error) {
  return sf_set_inference_input(inputs, name, value, error);
}

/* What is not a quantity. */

typedef struct layout_number {
  const char *name;
  size_t offset;
} layout_number;

#define AT(member) #member, offsetof(sf_inference_layout, member)

static const layout_number layout_numbers[] = {
    {AT(accelerators)}, {AT(instances)}, {AT(prefill_accelerators)}, {AT(prefill_size)}, {AT(drafted)}};
static const layout_number layout_switches[] = {{AT(attention_data_parallel)},
                                                {AT(expert_parallel)},
                                                {AT(latent_attention)},
                                                {AT(sliding)},
                                                {AT(sparse)},
                                                {AT(mixture)},
                                                {AT(disaggregated)},
                                                {AT(speculative)},
                                                {AT(offline)},
                                                {AT(limited)}};

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
  sf_inference_layout layout = {.accelerators = 1, .instances = 1, .drafted = 1};
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

static sf_status set_constant(void *constants, const char *name, sf_expression *value, sf_error *error) {
  return sf_set_inference_constant(constants, name, value, error);
}

/* Those of the table at index; what it leaves out is ideal. nil is the roofline. */
static sf_inference_constants check_constants(lua_State *L, int index) {
  static const char *const more[] = {"overlapped"};
  sf_inference_constants constants = {.overlapped = true};
  if (!lua_isnoneornil(L, index)) {
    size_t count;
    const sf_factory_field *const fields = sf_inference_constant_fields(&count);
    sf_check_fields(L, index, "inference: constants", sf_push_member_names(L, fields, count, more, 1), count + 1);
    sf_read_members(L, index, fields, count, set_constant, &constants);
    lua_getfield(L, index, "overlapped");
    if (!lua_isnil(L, -1)) constants.overlapped = check_switch(L, lua_gettop(L), "overlapped");
    lua_pop(L, 1);
  }
  sf_fill_ideal_constants(sf_this_core(L)->graph, &constants);
  return constants;
}

/* Of (inputs, layout, constants), the first three arguments. */
static void read_inference(lua_State *L, sf_inference_inputs *inputs, sf_inference_layout *layout,
                           sf_inference_constants *constants) {
  size_t count;
  const sf_factory_field *const fields = sf_inference_input_fields(&count);
  sf_check_fields(L, 1, "inference", sf_push_member_names(L, fields, count, NULL, 0), count);
  sf_read_members(L, 1, fields, count, set_inference, inputs);
  *layout = check_layout(L, 2);
  *constants = check_constants(L, 3);
}

/* Pushes the outputs of (inputs, layout, constants), held. Nobody holds the ideal constants between reading and
 * building, so what may collect garbage comes first. */
static sf_held *push_outputs(lua_State *L) {
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_inference_inputs inputs = {0};
  sf_inference_layout layout;
  sf_inference_constants constants;
  sf_inference_outputs outputs;
  sf_error error;
  size_t count;
  (void)sf_inference_output_fields(&count);
  sf_held *const results = sf_push_held(L, count);
  const int top = lua_gettop(L);
  read_inference(L, &inputs, &layout, &constants);
  if (sf_build_inference(graph, &inputs, &layout, &constants, &outputs, &error) != SF_OK) {
    sf_collect_graph(graph);
    sf_raise_error(L, &error);
  }
  memcpy(results->items, &outputs, sizeof outputs);
  sf_hold(L, results);
  lua_settop(L, top);
  return results;
}

/*** inference(inputs, layout, constants): the outputs of `inference.h` as a table of expressions; what depends on an
 * absent input is absent. `layout` is its structure by name; `constants` replace the ideal ones by name,
 * `overlapped` among them (nil: the bound) */
static int core_inference(lua_State *L) {
  size_t count;
  lua_settop(L, 3);
  sf_held *const results = push_outputs(L);
  sf_push_members(L, sf_inference_output_fields(&count), results);
  sf_let_go(L, results);
  return 1;
}

static size_t place_of(lua_State *L, const char *name) {
  size_t count;
  const sf_factory_field *const fields = sf_inference_output_fields(&count);
  for (size_t i = 0; i < count; ++i)
    if (strcmp(fields[i].name, name) == 0) return i;
  sf_raise(L, "inference_lanes: there is no output '%s'", name);
}

/*** inference_lanes(inputs, layout, constants, names, places, columns): the outputs named, each a column of numbers
 * over the columns of the places, by name; what depends on an absent input is absent. Nothing of the formula is left
 * in the graph, so that a caller may try one layout after another */
static int core_inference_lanes(lua_State *L) {
  enum { NAMES = 4, PLACES, COLUMNS };
  lua_settop(L, COLUMNS);
  size_t count, known = 0;
  sf_error error;
  const char **const names = sf_check_names(L, NAMES, "inference_lanes: names", &count);
  sf_held *const results = push_outputs(L);
  sf_held *const asked = sf_push_held(L, count);
  for (size_t i = 0; i < count; ++i) {
    sf_expression *const output = results->items[place_of(L, names[i])];
    if (output == NULL) continue;
    names[known] = names[i];
    asked->items[known++] = sf_retain(output);
  }
  asked->count = known;
  sf_let_go(L, results);
  if (sf_push_lanes(L, asked, PLACES, COLUMNS, &error) != SF_OK) return sf_answer_error(L, &error);
  const int list = lua_gettop(L);
  lua_createtable(L, 0, (int)known);
  for (size_t i = 0; i < known; ++i) {
    lua_rawgeti(L, list, (lua_Integer)i + 1);
    lua_setfield(L, -2, names[i]);
  }
  return 1;
}

/*** inference_output(inputs, layout, constants, name): one of them; `nil, err` names the blank it depends on */
static int core_inference_output(lua_State *L) {
  lua_settop(L, 4);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_inference_inputs inputs = {0};
  sf_inference_layout layout;
  sf_inference_constants constants;
  sf_expression *value;
  sf_error error;
  const char *const name = sf_check_text(L, 4, "inference_output: name", NULL);
  sf_quantity_box *const box = sf_push_quantity(L);
  const int top = lua_gettop(L);
  read_inference(L, &inputs, &layout, &constants);
  lua_settop(L, top);
  const sf_status status = sf_inference_output(graph, &inputs, &layout, &constants, name, &value, &error);
  if (status == SF_OK) return sf_give_quantity(L, box, value);
  sf_collect_graph(graph);
  if (status != SF_INVALID) sf_raise_error(L, &error);
  return sf_give_error(L, &error);
}

const luaL_Reg sf_inference_functions[] = {{"inference", core_inference},
                                           {"inference_output", core_inference_output},
                                           {"inference_lanes", core_inference_lanes},
                                           {NULL, NULL}};
