/* Structures of expressions at the boundary: read from a table by their fields' names, and pushed as one. */
#ifndef SF_LUA_MEMBERS_H
#define SF_LUA_MEMBERS_H

#include "lua/boundary.h"
#include "signalflow/factory.h"

/* What a table may hold: members of a structure, and fields beside them that the caller reads. */
typedef struct sf_named_members {
  const char *what;
  const sf_factory_field *fields;
  size_t count;
  const char *const *more;
  size_t more_count;
} sf_named_members;

/* Fills the structure from the table at index; what is absent stays unknown. The values stay on the stack, held. Raises
 * where the table has another field, naming the nearest. */
void sf_read_members(lua_State *L, int index, const sf_named_members *members, void *structure);
/* The same as numbers in coherent units, in the order of the fields; NaN is unknown. False where a value is no plain
 * constant of its member's dimension, or the table holds another field: sf_read_members takes the one, and has words
 * for the rest. */
bool sf_read_numbers(lua_State *L, int index, const sf_named_members *members, double *numbers);
/* Pushes a table of the members that are known: held, or numbers as sf_read_numbers gives them. */
void sf_push_members(lua_State *L, const sf_factory_field *fields, const sf_held *held);
void sf_push_constants(lua_State *L, const sf_factory_field *fields, const double *numbers, size_t count);

#endif
