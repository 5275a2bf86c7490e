#include "lua/members.h"

#include <math.h>

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

/* The number of the value on the top, where it is a plain constant of that dimension. */
static bool read_number(lua_State *L, sf_dimension dimension, double *number) {
  if (lua_type(L, -1) == LUA_TNUMBER) {
    *number = lua_tonumber(L, -1);
    return isfinite(*number) && sf_is_dimensionless(dimension);
  }
  const sf_quantity_box *const box = sf_test_quantity(L, -1);
  return box != NULL && box->expression != NULL && sf_expression_operation(box->expression) == SF_CONSTANT &&
         sf_expression_value(box->expression, number) &&
         sf_dimension_equal(sf_expression_dimension(box->expression), dimension);
}

/* Pushes the places of the members by their names, and behind them those of the other fields, each from 1: looking up
 * a key of a table there is quicker than looking up every name in the table. They are made once. */
static void push_places(lua_State *L, const sf_named_members *members) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, members->fields) == LUA_TTABLE) return;
  lua_pop(L, 1);
  const size_t count = members->count + members->more_count;
  lua_createtable(L, 0, (int)count);
  for (size_t i = 0; i < count; ++i) {
    lua_pushinteger(L, (lua_Integer)i + 1);
    lua_setfield(L, -2, i < members->count ? members->fields[i].name : members->more[i - members->count]);
  }
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, members->fields);
}

/* The place of the key beneath the top among the places; 0 where it has none. */
static size_t find_place(lua_State *L, int places) {
  lua_pushvalue(L, -2);
  lua_rawget(L, places);
  const size_t place = (size_t)lua_tointeger(L, -1);
  lua_pop(L, 1);
  return place;
}

bool sf_read_numbers(lua_State *L, int index, const sf_named_members *members, double *numbers) {
  for (size_t i = 0; i < members->count; ++i) numbers[i] = NAN;
  if (lua_type(L, index) != LUA_TTABLE) return false;
  if (lua_getmetatable(L, index)) return lua_pop(L, 1), false; /* which may give fields of its own */
  const int top = lua_gettop(L);
  bool read = true;
  push_places(L, members);
  for (lua_pushnil(L); read && lua_next(L, index) != 0; lua_pop(L, 1)) {
    const size_t place = find_place(L, top + 1);
    if (place <= members->count)
      read = place > 0 && read_number(L, members->fields[place - 1].dimension, &numbers[place - 1]);
  }
  lua_settop(L, top);
  return read;
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

void sf_push_constants(lua_State *L, const sf_factory_field *fields, const double *numbers, size_t count) {
  lua_createtable(L, 0, (int)count);
  for (size_t i = 0; i < count; ++i) {
    if (isnan(numbers[i])) continue;
    if (sf_is_dimensionless(fields[i].dimension))
      lua_pushnumber(L, numbers[i]);
    else
      sf_push_constant(L, numbers[i], fields[i].dimension);
    lua_setfield(L, -2, fields[i].name);
  }
}
