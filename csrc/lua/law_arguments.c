#include "lua/law_arguments.h"

#include <stdio.h>
#include <string.h>

double sf_join_dimension(lua_State *L, sf_shared_dimension *shared, sf_quantity value, const char *name) {
  if (shared->first == NULL) *shared = (sf_shared_dimension){name, value.dimension};
  if (!sf_dimension_equal(shared->dimension, value.dimension)) {
    char had[SF_DIMENSION_NAME_SIZE], came[SF_DIMENSION_NAME_SIZE];
    if (shared->first == name || strcmp(shared->first, name) == 0)
      sf_raise(L, "%s are of one dimension: one is %s, another %s", name, sf_dimension_name(shared->dimension, had),
               sf_dimension_name(value.dimension, came));
    sf_raise(L, "%s is %s, but %s is %s", shared->first, sf_dimension_name(shared->dimension, had), name,
             sf_dimension_name(value.dimension, came));
  }
  return value.value;
}

double sf_plain_number(lua_State *L, sf_quantity value, const char *name) {
  char came[SF_DIMENSION_NAME_SIZE];
  if (!sf_is_dimensionless(value.dimension))
    sf_raise(L, "%s: expected a plain number, got %s", name, sf_dimension_name(value.dimension, came));
  return value.value;
}

sf_expression *sf_make_driver(sf_core *core, sf_law *law, sf_dimension dimension) {
  char name[32];
  snprintf(name, sizeof name, "~%llu", (unsigned long long)++core->drivers_made);
  sf_expression *value = sf_quantile(core->graph, law, dimension, sf_draw(core->graph, name));
  sf_release_law(law);
  return value;
}

int sf_give_law(lua_State *L, sf_status status, sf_law *law, const sf_shared_dimension *shared, const sf_error *error,
                sf_quantity_box *box) {
  sf_core *core = sf_this_core(L);
  if (status != SF_OK) sf_raise_error(L, error);
  return sf_give_quantity(L, box, sf_make_driver(core, law, shared->dimension));
}

bool sf_has_named_parameters(lua_State *L) {
  lua_pushnil(L);
  if (lua_next(L, SF_LAW_PARAMETERS) == 0) return false;
  const bool named = lua_type(L, -2) == LUA_TSTRING;
  lua_pop(L, 2);
  return named;
}
