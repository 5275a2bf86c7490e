/* Thresholds at the boundary, shared by what meets one and by rules. */
#ifndef SF_LUA_TRUTH_TYPES_H
#define SF_LUA_TRUTH_TYPES_H

#include "lua/boundary.h"
#include "signalflow/truth.h"

/* A threshold {side = "above" or "below", limit = number in coherent units}, at index; nil is none. */
sf_threshold sf_check_threshold(lua_State *L, int index, const char *name);

#endif
