/* What the readers of laws share: core.law(kind, parameters) stands at SF_LAW_KIND and SF_LAW_PARAMETERS. */
#ifndef SF_LUA_LAW_ARGUMENTS_H
#define SF_LUA_LAW_ARGUMENTS_H

#include "lua/boundary.h"

enum { SF_LAW_KIND = 1, SF_LAW_PARAMETERS };

/* The dimension that the values of a law share. Starts as {NULL, sf_dimensionless()}. */
typedef struct sf_shared_dimension {
  const char *first; /* the parameter that set it; NULL before any has */
  sf_dimension dimension;
} sf_shared_dimension;

/* The value's number; raises when its dimension is another one. */
double sf_join_dimension(lua_State *L, sf_shared_dimension *shared, sf_quantity value, const char *name);
/* The value's number; raises when it has a dimension. */
double sf_plain_number(lua_State *L, sf_quantity value, const char *name);
bool sf_has_named_parameters(lua_State *L);

/* The box for the result is on the stack before there is a law, and nothing raises between making the law and giving
 * it. */

/* A fresh driver of that law; takes the law over. */
sf_expression *sf_make_driver(sf_core *core, sf_law *law, sf_dimension dimension);
/* Gives a fresh driver of the law that status says was made; raises the error when it was not. Returns 1. */
int sf_give_law(lua_State *L, sf_status status, sf_law *law, const sf_shared_dimension *shared, const sf_error *error,
                sf_quantity_box *box);

/* Readers of laws made of values or of other laws; each returns 1. */
int sf_read_empirical(lua_State *L, const char *kind);
int sf_read_discrete(lua_State *L, const char *kind);
int sf_read_mixture(lua_State *L, const char *kind);
int sf_read_truncated(lua_State *L, const char *kind);

#endif
