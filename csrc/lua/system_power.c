/* system_power.h by name: a table of inputs in, a table of output expressions by scope out. */
#include "signalflow/system_power.h"

#include "lua/members.h"

#include <string.h>

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

#define AT(member)                                                                                                     \
  { #member, offsetof(sf_system_power, member) }

static const struct {
  const char *name;
  size_t offset;
} system_outputs[] = {AT(chip_power), AT(system_power), AT(facility_power),  AT(whole_system_power),
                      AT(fans),       AT(supply_load),  AT(server_overhead), AT(total_overhead)};

enum { SYSTEM_OUTPUT_COUNT = sizeof system_outputs / sizeof *system_outputs };

/*** system_power(inputs): `system_power.h`: a table of `chip_power system_power facility_power whole_system_power
 * fans supply_load server_overhead total_overhead`; curves are lists of `{x, y}`; `nil, err` where the supplies
 * cannot give that much */
static int core_system_power(lua_State *L) {
  lua_settop(L, 1);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_system_power_inputs inputs = {0};
  sf_system_power power;
  sf_error error;
  sf_named_members members = {.what = "system_power", .more = curve_names, .more_count = 2};
  members.fields = sf_system_power_input_fields(&members.count);
  sf_read_members(L, 1, &members, &inputs);
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
  sf_push_members(L, named, results);
  return 1;
}

const luaL_Reg sf_system_power_functions[] = {{"system_power", core_system_power}, {NULL, NULL}};
