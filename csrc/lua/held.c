/* What a function holds while it works: expressions of a list, or memory that C has handed over. Whatever raises, the
 * collector releases it. */
#include "base/memory.h"
#include "lua/boundary.h"

static const char held_type[] = "signalflow.Held";

static void release_items(sf_graph *graph, sf_held *held) {
  const size_t count = held->count;
  held->count = 0;
  for (size_t i = 0; i < count; ++i) sf_release(graph, held->items[i]);
}

static int release_held(lua_State *L) {
  const sf_core *core = lua_touserdata(L, lua_upvalueindex(1));
  sf_held *held = luaL_checkudata(L, 1, held_type);
  if (core != NULL && core->graph != NULL) release_items(core->graph, held);
  return 0;
}

void sf_let_go(lua_State *L, sf_held *held) { release_items(sf_this_core(L)->graph, held); }

sf_held *sf_push_held(lua_State *L, size_t count) {
  if (count > (SIZE_MAX - sizeof(sf_held)) / sizeof(sf_expression *)) sf_raise(L, "the list is too long");
  sf_held *held = lua_newuserdatauv(L, sizeof *held + count * sizeof(sf_expression *), 0);
  held->count = count;
  for (size_t i = 0; i < count; ++i) held->items[i] = NULL;
  luaL_setmetatable(L, held_type);
  return held;
}

void sf_hold(lua_State *L, sf_held *held) {
  sf_graph *graph = sf_this_core(L)->graph;
  sf_error error;
  for (size_t i = 0; i < held->count; ++i) sf_retain(held->items[i]);
  const sf_status status = sf_graph_status(graph, &error);
  sf_collect_graph(graph);
  if (status != SF_OK) sf_raise_error(L, &error);
}

sf_held *sf_check_values(lua_State *L, int index, const char *name) {
  const size_t count = sf_check_list(L, index, name);
  sf_held *held = sf_push_held(L, count);
  for (size_t i = 0; i < count; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    held->items[i] = sf_retain(sf_check_value(L, -1, name));
    lua_pop(L, 1);
  }
  sf_error error;
  if (sf_graph_status(sf_this_core(L)->graph, &error) != SF_OK) sf_raise_error(L, &error);
  return held;
}

int sf_give_values(lua_State *L, const sf_held *held) {
  lua_createtable(L, (int)held->count, 0);
  for (size_t i = 0; i < held->count; ++i) {
    sf_quantity_box *box = sf_push_quantity(L);
    sf_give_quantity(L, box, held->items[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static const char memory_type[] = "signalflow.Memory";

static int release_memory(lua_State *L) {
  void **memory = luaL_checkudata(L, 1, memory_type);
  sf_free(*memory);
  *memory = NULL;
  return 0;
}

void **sf_push_memory(lua_State *L) {
  void **memory = lua_newuserdatauv(L, sizeof *memory, 0);
  *memory = NULL;
  luaL_setmetatable(L, memory_type);
  return memory;
}

void sf_make_held_types(lua_State *L) {
  static const luaL_Reg none[] = {{NULL, NULL}};
  sf_make_type(L, held_type, none, none, release_held, false);
  lua_pop(L, 1);
  sf_make_type(L, memory_type, none, none, release_memory, false);
  lua_pop(L, 1);
}
