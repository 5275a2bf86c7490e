/* Closed forms as Lua values: they answer what a Summary answers, in coherent numbers, without draws. */
#include "signalflow/closed_form.h"

#include "base/text.h"
#include "lua/boundary.h"

#include <math.h>

static const char closed_form_type[] = "signalflow.ClosedForm";

typedef struct closed_form_box {
  sf_closed_form form;
  sf_law *law; /* retained; NULL while empty */
} closed_form_box;

static closed_form_box *check_form(lua_State *L, const char *name) {
  closed_form_box *box = luaL_testudata(L, 1, closed_form_type);
  if (box == NULL) sf_raise(L, "%s: expected a ClosedForm, got %s", name, sf_describe(L, 1));
  if (box->law == NULL) sf_raise(L, "%s: this closed form is empty", name);
  return box;
}

static int release_form(lua_State *L) {
  closed_form_box *box = luaL_testudata(L, 1, closed_form_type);
  if (box == NULL) return 0;
  sf_law *law = box->law;
  box->law = NULL;
  sf_release_law(law);
  return 0;
}

/* An end that a law does not have is unknown, as is what is not a number. */
static int give_number(lua_State *L, double value) {
  sf_push_known(L, isfinite(value) ? value : (double)NAN);
  return 1;
}

static int form_mean(lua_State *L) { return give_number(L, sf_closed_mean(&check_form(L, "mean")->form)); }
static int form_sd(lua_State *L) { return give_number(L, sf_closed_sd(&check_form(L, "sd")->form)); }
static int form_min(lua_State *L) { return give_number(L, sf_closed_quantile(&check_form(L, "min")->form, 0)); }
static int form_max(lua_State *L) { return give_number(L, sf_closed_quantile(&check_form(L, "max")->form, 1)); }

static int form_standard_error(lua_State *L) {
  check_form(L, "standard_error");
  lua_pushnumber(L, 0);
  return 1;
}

static int form_undefined(lua_State *L) {
  check_form(L, "undefined");
  lua_pushinteger(L, 0);
  return 1;
}

static int form_quantile(lua_State *L) {
  const double p = sf_check_number(L, 2, "quantile");
  if (p < 0 || p > 1) sf_raise(L, "quantile: expected a number from 0 to 1, got %s", sf_quote_number(p).text);
  return give_number(L, sf_closed_quantile(&check_form(L, "quantile")->form, p));
}

static int form_probability_above(lua_State *L) {
  const double threshold = sf_check_number(L, 2, "probability_above");
  return give_number(L, sf_closed_probability_above(&check_form(L, "probability_above")->form, threshold));
}

enum { MOST_SLICES = 1 << 20 };

/* The probability of each of n equal slices, each with its low end and the last with both. */
static int form_histogram(lua_State *L) {
  const double low = sf_check_number(L, 2, "histogram: low"), high = sf_check_number(L, 3, "histogram: high");
  const lua_Integer slices = (lua_Integer)sf_check_integer(L, 4, "histogram: n", 1, MOST_SLICES);
  if (!(low < high))
    sf_raise(L, "histogram: low (%s) must be below high (%s)", sf_quote_number(low).text, sf_quote_number(high).text);
  const closed_form_box *box = check_form(L, "histogram");
  lua_createtable(L, (int)slices, 0);
  double from = sf_closed_probability_from(&box->form, low);
  for (lua_Integer i = 1; i <= slices; ++i) {
    const double end = low + (high - low) / (double)slices * (double)i;
    const double beyond =
        i < slices ? sf_closed_probability_from(&box->form, end) : sf_closed_probability_above(&box->form, high);
    lua_pushnumber(L, from - beyond);
    lua_rawseti(L, -2, i);
    from = beyond;
  }
  return 1;
}

/*** closed_form(q): ClosedForm of a law, times, over, plus or less constants: the methods of a Summary, exact; nil
 * for anything else */
static int core_closed_form(lua_State *L) {
  lua_settop(L, 1);
  closed_form_box *box = lua_newuserdatauv(L, sizeof *box, 0);
  *box = (closed_form_box){{NULL, 1, 0}, NULL};
  luaL_setmetatable(L, closed_form_type);
  if (!sf_find_closed_form(sf_check_quantity(L, 1, "closed_form"), &box->form)) return 0;
  /* the count of holders lies in the law, which a finder hands out to be read */
  box->law = sf_retain_law((sf_law *)(uintptr_t)box->form.law);
  return 1;
}

static void set_finite(lua_State *L, const char *name, double value) {
  if (isfinite(value)) sf_set_number(L, name, value);
}

/*** ClosedForm:line(): the law that the quantity is a line of: `scale` times a draw of it plus `shift`, in coherent
 * numbers
 * @treturn ?table `kind`, `parameters` (a list), `low` and `high` where it is truncated, `scale`, `shift`; nil for a
 * law that holds a list */
static int form_line(lua_State *L) {
  const closed_form_box *box = check_form(L, "line");
  sf_law_description law;
  if (!sf_describe_law(box->law, &law)) return 0;
  lua_createtable(L, 0, 6);
  sf_set_text(L, "kind", law.kind);
  lua_createtable(L, (int)law.count, 0);
  for (size_t i = 0; i < law.count; ++i) {
    lua_pushnumber(L, law.parameters[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "parameters");
  set_finite(L, "low", law.low);
  set_finite(L, "high", law.high);
  sf_set_number(L, "scale", box->form.scale);
  sf_set_number(L, "shift", box->form.shift);
  return 1;
}

static int form_text(lua_State *L) {
  check_form(L, "tostring");
  lua_pushliteral(L, "ClosedForm");
  return 1;
}

void sf_make_closed_form_type(lua_State *L) {
  static const luaL_Reg methods[] = {{"mean", form_mean},
                                     {"sd", form_sd},
                                     {"min", form_min},
                                     {"max", form_max},
                                     {"standard_error", form_standard_error},
                                     {"undefined", form_undefined},
                                     {"quantile", form_quantile},
                                     {"probability_above", form_probability_above},
                                     {"histogram", form_histogram},
                                     {"line", form_line},
                                     {NULL, NULL}};
  static const luaL_Reg metamethods[] = {{"__tostring", form_text}, {NULL, NULL}};
  sf_make_type(L, closed_form_type, methods, metamethods, release_form, false);
}

const luaL_Reg sf_closed_form_functions[] = {{"closed_form", core_closed_form}, {NULL, NULL}};
