/* Competing hypotheses. */
#include "lua/boundary.h"
#include "signalflow/evidence.h"

/* The texts of the row on the top, into cells. */
static void read_row(lua_State *L, size_t item, size_t hypotheses, sf_consistency *cells) {
  sf_error error;
  size_t length;
  const char *name = lua_pushfstring(L, "matrix[%d]", (int)item + 1);
  const size_t count = sf_check_list(L, -2, name);
  if (count != hypotheses) sf_raise(L, "%s: expected %zu cells, as in the first row, got %zu", name, hypotheses, count);
  for (size_t h = 0; h < hypotheses; ++h) {
    lua_rawgeti(L, -2, (lua_Integer)h + 1);
    const char *text = sf_check_text(L, -1, name, &length);
    if (sf_parse_consistency(text, length, &cells[h], &error) != SF_OK) sf_raise(L, "%s: %s", name, error.message);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

static const sf_consistency *check_matrix(lua_State *L, int index, size_t *items, size_t *hypotheses) {
  *items = sf_check_list(L, index, "matrix");
  if (*items == 0) sf_raise(L, "matrix: expected a row for each item of evidence, got none");
  lua_rawgeti(L, index, 1);
  *hypotheses = sf_check_list(L, -1, "matrix[1]");
  lua_pop(L, 1);
  sf_consistency *cells = sf_push_block(L, *items * *hypotheses, sizeof *cells);
  for (size_t i = 0; i < *items; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    read_row(L, i, *hypotheses, cells + i * *hypotheses);
    lua_pop(L, 1);
  }
  return cells;
}

/*** rival_hypotheses(matrix, weights): rows of `"CC" "C" "N" "I" "II" "?"`, one an item; weights a list or nil.
 * `{inconsistency=, diagnosticity=, rank=}`, lists; ties share a rank */
static int core_rival_hypotheses(lua_State *L) {
  lua_settop(L, 2);
  sf_error error;
  size_t items, hypotheses;
  const sf_consistency *cells = check_matrix(L, 1, &items, &hypotheses);
  const double *weights = lua_isnil(L, 2) ? NULL : sf_check_as_many(L, 2, "weights", items, "items");
  double *inconsistency = sf_push_block(L, hypotheses, sizeof *inconsistency);
  double *diagnosticity = sf_push_block(L, items, sizeof *diagnosticity);
  size_t *rank = sf_push_block(L, hypotheses, sizeof *rank);
  if (sf_rank_rivals(cells, weights, items, hypotheses, inconsistency, diagnosticity, rank, &error) != SF_OK)
    sf_raise_error(L, &error);
  lua_createtable(L, 0, 3);
  sf_set_numbers(L, "inconsistency", inconsistency, hypotheses);
  sf_set_numbers(L, "diagnosticity", diagnosticity, items);
  lua_createtable(L, (int)hypotheses, 0);
  for (size_t h = 0; h < hypotheses; ++h) {
    lua_pushinteger(L, (lua_Integer)rank[h]);
    lua_rawseti(L, -2, (lua_Integer)h + 1);
  }
  lua_setfield(L, -2, "rank");
  return 1;
}

const luaL_Reg sf_rivals_functions[] = {{"rival_hypotheses", core_rival_hypotheses}, {NULL, NULL}};
