/* Formulas evaluated over columns of numbers (lanes.h of the core). */
#ifndef SF_LUA_LANES_H
#define SF_LUA_LANES_H

#include "lua/boundary.h"

/* Pushes a list with a column of each output, in coherent units, over the columns of the places at inputs, both lists
 * of the stack; lets go of the outputs. On failure the stack's top is undefined. */
SF_MUST_USE sf_status sf_push_lanes(lua_State *L, sf_held *outputs, int inputs, int columns, sf_error *error);

#endif
