#include "lua/members.h"

/* Pushes a block of all names. */
static const char **push_names(lua_State *L, const sf_named_members *members) {
  const char **const names = sf_push_block(L, members->count + members->more_count, sizeof *names);
  for (size_t i = 0; i < members->count; ++i) names[i] = members->fields[i].name;
  for (size_t i = 0; i < members->more_count; ++i) names[members->count + i] = members->more[i];
  return names;
}

void sf_read_members(lua_State *L, int index, const sf_named_members *members, void *structure) {
  sf_error error;
  size_t found = 0;
  sf_check_table(L, index, members->what);
  sf_held *const held = sf_push_held(L, members->count);
  for (size_t i = 0; i < members->count; ++i) {
    const sf_factory_field *const field = &members->fields[i];
    if (lua_getfield(L, index, field->name) != LUA_TNIL) {
      ++found;
      held->items[i] = sf_retain(sf_check_value(L, lua_gettop(L), field->name));
      if (sf_set_field(structure, field, held->items[i], &error) != SF_OK) sf_raise_error(L, &error);
    }
    lua_pop(L, 1);
  }
  for (size_t i = 0; i < members->more_count; ++i, lua_pop(L, 1))
    if (lua_getfield(L, index, members->more[i]) != LUA_TNIL) ++found;
  if (sf_has_so_many(L, index, found)) return;
  sf_check_fields(L, index, members->what, push_names(L, members), members->count + members->more_count);
  lua_pop(L, 1);
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
