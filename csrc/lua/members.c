#include "lua/members.h"

const char **sf_push_member_names(lua_State *L, const sf_factory_field *fields, size_t count, const char *const *more,
                                  size_t more_count) {
  const char **const names = sf_push_block(L, count + more_count, sizeof *names);
  for (size_t i = 0; i < count; ++i) names[i] = fields[i].name;
  for (size_t i = 0; i < more_count; ++i) names[count + i] = more[i];
  return names;
}

void sf_read_members(lua_State *L, int index, const sf_factory_field *fields, size_t count, void *structure) {
  sf_error error;
  sf_held *const held = sf_push_held(L, count);
  for (size_t i = 0; i < count; ++i) {
    if (lua_getfield(L, index, fields[i].name) != LUA_TNIL) {
      held->items[i] = sf_retain(sf_check_value(L, lua_gettop(L), fields[i].name));
      if (sf_set_field(structure, &fields[i], held->items[i], &error) != SF_OK) sf_raise_error(L, &error);
    }
    lua_pop(L, 1);
  }
}

void sf_push_members(lua_State *L, const sf_factory_field *fields, const sf_held *held) {
  lua_createtable(L, 0, (int)held->count);
  for (size_t i = 0; i < held->count; ++i) {
    if (held->items[i] == NULL) continue;
    sf_quantity_box *const box = sf_push_quantity(L);
    sf_give_quantity(L, box, held->items[i]);
    lua_setfield(L, -2, fields[i].name);
  }
}
