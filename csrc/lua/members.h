/* Structures of expressions at the boundary: read from a table by their fields' names, and pushed as one. */
#ifndef SF_LUA_MEMBERS_H
#define SF_LUA_MEMBERS_H

#include "lua/boundary.h"
#include "signalflow/factory.h"

/* Pushes a block of the fields' names and, behind them, those of more. */
const char **sf_push_member_names(lua_State *L, const sf_factory_field *fields, size_t count, const char *const *more,
                                  size_t more_count);

/* Fills the structure from the table at index; what is absent stays unknown. The values stay on the stack, held. */
void sf_read_members(lua_State *L, int index, const sf_factory_field *fields, size_t count, void *structure);
/* Pushes a table of the members that are known. */
void sf_push_members(lua_State *L, const sf_factory_field *fields, const sf_held *held);

#endif
