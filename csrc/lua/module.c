/* signalflow.core: opens the module and owns the graph and the units of one Lua state. */
#include "lua/boundary.h"

#include "signalflow/summary.h"

SF_API int luaopen_signalflow_core(lua_State *L);

/* Where a state that has loaded the module keeps it: loading again gives the same one, for quantities of two graphs
 * must not meet. */
static const char module_key[] = "signalflow.core";

static int release_core(lua_State *L) {
  sf_core *core = lua_touserdata(L, 1);
  sf_graph *graph = core->graph;
  sf_units *units = core->units;
  core->graph = NULL;
  core->units = NULL;
  sf_destroy_graph(graph);
  sf_destroy_units(units);
  return 0;
}

/* Pushes the core. The functions beneath raise by the core's own means only once it is whole. */
static sf_core *push_core(lua_State *L) {
  sf_core *core = lua_newuserdatauv(L, sizeof *core, SF_CORE_VALUES);
  *core = (sf_core){.open = luaopen_signalflow_core};
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, release_core);
  lua_setfield(L, -2, "__gc");
  lua_pushliteral(L, "signalflow.core");
  lua_setfield(L, -2, "__name");
  lua_setmetatable(L, -2);
  sf_error error;
  if (sf_create_units(&core->units, &error) != SF_OK || sf_create_graph(&core->graph, &error) != SF_OK)
    luaL_error(L, "signalflow.core: %s", error.message);
  return core;
}

/* The core stands on the top; leaves the metatable there. */
static void make_whole_quantity_type(lua_State *L) {
  const int core = lua_gettop(L);
  sf_make_quantity_type(L);
  sf_add_functions(L, core, sf_arithmetic_metamethods);
  sf_add_functions(L, core, sf_inspection_metamethods);
  lua_getfield(L, -1, "__index");
  sf_add_functions(L, core, sf_comparison_methods);
  sf_add_functions(L, core, sf_inspection_methods);
  lua_pop(L, 1);
}

/* Pushes a copy of the metatable on the top without its finalizer: a script may call what it holds, and changes nothing
 * by writing to it. What frees a value is the collector's alone. */
static void push_metamethods(lua_State *L) {
  const int metatable = lua_gettop(L);
  lua_newtable(L);
  lua_pushnil(L);
  while (lua_next(L, metatable) != 0) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, metatable + 1);
  }
  lua_pushnil(L);
  lua_setfield(L, metatable + 1, "__gc");
}

static void add_types(lua_State *L, int module, int core) {
  static const struct {
    const char *name;
    void (*make)(lua_State *L);
  } types[] = {{"Quantity", make_whole_quantity_type},  {"Plan", sf_make_plan_type},
               {"Summary", sf_make_summary_type},       {"Series", sf_make_series_type},
               {"Filings", sf_make_filings_type},       {"Filing", sf_make_filing_type},
               {"Reader", sf_make_reader_type},         {"Feed", sf_make_feed_type},
               {"ClosedForm", sf_make_closed_form_type}};
  lua_newtable(L);
  lua_newtable(L);
  for (size_t i = 0; i < sizeof types / sizeof *types; ++i) {
    lua_pushvalue(L, core);
    types[i].make(L);
    lua_getfield(L, -1, "__index");
    lua_setfield(L, -5, types[i].name);
    push_metamethods(L);
    lua_setfield(L, -4, types[i].name);
    lua_pop(L, 2);
  }
  lua_setfield(L, module, "metatables");
  lua_setfield(L, module, "methods");
  lua_pushvalue(L, core);
  sf_make_held_types(L);
  sf_make_output_type(L);
  sf_make_process_types(L);
  sf_make_sandbox_type(L);
  sf_make_folder_type(L);
  lua_pop(L, 1);
  lua_pop(L, 1);
  sf_make_error_type(L);
}

static void add_functions(lua_State *L, int core) {
  sf_add_functions(L, core, sf_error_functions);
  sf_add_functions(L, core, sf_expression_functions);
  sf_add_functions(L, core, sf_arithmetic_functions);
  sf_add_functions(L, core, sf_law_functions);
  sf_add_functions(L, core, sf_printing_functions);
  sf_add_functions(L, core, sf_plan_functions);
  sf_add_functions(L, core, sf_summary_functions);
  sf_add_functions(L, core, sf_closed_form_functions);
  sf_add_functions(L, core, sf_finance_functions);
  sf_add_functions(L, core, sf_factory_functions);
  sf_add_functions(L, core, sf_inference_functions);
  sf_add_functions(L, core, sf_system_power_functions);
  sf_add_functions(L, core, sf_frontier_functions);
  sf_add_functions(L, core, sf_attribution_functions);
  sf_add_functions(L, core, sf_date_functions);
  sf_add_functions(L, core, sf_observation_functions);
  sf_add_functions(L, core, sf_series_functions);
  sf_add_functions(L, core, sf_publishers_functions);
  sf_add_functions(L, core, sf_filings_functions);
  sf_add_functions(L, core, sf_filing_functions);
  sf_add_functions(L, core, sf_truth_functions);
  sf_add_functions(L, core, sf_rule_functions);
  sf_add_functions(L, core, sf_concentration_functions);
  sf_add_functions(L, core, sf_folder_functions);
  sf_add_functions(L, core, sf_reader_functions);
  sf_add_functions(L, core, sf_story_functions);
  sf_add_functions(L, core, sf_feed_functions);
  sf_add_functions(L, core, sf_valuation_functions);
  sf_add_functions(L, core, sf_entry_functions);
  sf_add_functions(L, core, sf_rivals_functions);
  sf_add_functions(L, core, sf_arrival_functions);
  sf_add_functions(L, core, sf_event_study_functions);
  sf_add_functions(L, core, sf_track_record_functions);
  sf_add_functions(L, core, sf_checksum_functions);
  sf_add_functions(L, core, sf_hook_functions);
  sf_add_functions(L, core, sf_output_functions);
  sf_add_functions(L, core, sf_json_functions);
  sf_add_functions(L, core, sf_csv_functions);
  sf_add_functions(L, core, sf_records_functions);
  sf_add_functions(L, core, sf_terminal_functions);
  sf_add_functions(L, core, sf_process_functions);
  sf_add_functions(L, core, sf_sandbox_functions);
}

/* Sizes of the engine's that the language cuts runs by. */
static void add_sizes(lua_State *L, int module) {
  lua_pushinteger(L, SF_SUPERBLOCK);
  lua_setfield(L, module, "superblock");
  lua_pushinteger(L, SF_EXACT_DRAWS);
  lua_setfield(L, module, "exact_draws");
}

int luaopen_signalflow_core(lua_State *L) {
  luaL_checkversion(L);
  if (lua_getfield(L, LUA_REGISTRYINDEX, module_key) == LUA_TTABLE) return 1;
  lua_settop(L, 0);
  push_core(L);
  sf_set_pause(L, 1);
  lua_newtable(L);
  add_types(L, 2, 1);
  add_functions(L, 1);
  add_sizes(L, 2);
  lua_pushvalue(L, 2);
  lua_setfield(L, LUA_REGISTRYINDEX, module_key);
  return 1;
}
