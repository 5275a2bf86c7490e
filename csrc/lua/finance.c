/* finance.h on plain numbers: lists of flows in, a number or nil, err out. */
#include "signalflow/finance.h"

#include "lua/boundary.h"

static int give_number(lua_State *L, sf_status status, double value, const sf_error *error) {
  if (status != SF_OK) return sf_answer_error(L, error);
  lua_pushnumber(L, value);
  return 1;
}

/*** npv(rate, flows) xnpv(rate, flows, days): `finance.h` on numbers, here and below: a number, or `nil, err`. First
 * flow now; dated by day numbers */
static int core_npv(lua_State *L) {
  size_t count;
  double value = 0;
  sf_error error;
  const double rate = sf_check_number(L, 1, "npv: rate");
  const double *flows = sf_check_numbers(L, 2, "npv: flows", &count);
  const sf_status status = sf_net_present_value(rate, flows, count, &value, &error);
  return give_number(L, status, value, &error);
}

static int core_xnpv(lua_State *L) {
  size_t count;
  double value = 0;
  sf_error error;
  lua_settop(L, 3);
  const double rate = sf_check_number(L, 1, "xnpv: rate");
  const double *flows = sf_check_numbers(L, 2, "xnpv: flows", &count);
  const double *days = sf_check_as_many(L, 3, "xnpv: days", count, "flows");
  const sf_status status = sf_dated_present_value(rate, flows, days, count, &value, &error);
  return give_number(L, status, value, &error);
}

/* One rate; or nil, err, which lists the rates in err.roots when there are several. */
static int give_rates(lua_State *L, sf_status status, const double *roots, size_t found, const sf_error *error) {
  if (status != SF_AMBIGUOUS) return give_number(L, status, status == SF_OK ? roots[0] : 0, error);
  sf_give_error(L, error);
  sf_set_numbers(L, "roots", roots, found);
  return 2;
}

/*** irr(flows) xirr(flows, days): one root; several give `nil, err` with the roots in `err.roots` */
static int core_irr(lua_State *L) {
  size_t count, found = 0;
  sf_error error;
  const double *flows = sf_check_numbers(L, 1, "irr: flows", &count);
  double *roots = sf_push_block(L, count + 1, sizeof *roots);
  const sf_status status = sf_internal_rates(flows, count, roots, count, &found, &error);
  return give_rates(L, status, roots, found, &error);
}

static int core_xirr(lua_State *L) {
  size_t count, found = 0;
  sf_error error;
  lua_settop(L, 2);
  const double *flows = sf_check_numbers(L, 1, "xirr: flows", &count);
  const double *days = sf_check_as_many(L, 2, "xirr: days", count, "flows");
  double *roots = sf_push_block(L, count + 1, sizeof *roots);
  const sf_status status = sf_dated_internal_rates(flows, days, count, roots, count, &found, &error);
  return give_rates(L, status, roots, found, &error);
}

/*** mirr(flows, finance_rate, reinvestment_rate): what payments would have to earn a year to become the receipts
 * reinvested */
static int core_mirr(lua_State *L) {
  size_t count;
  double rate = 0;
  sf_error error;
  lua_settop(L, 3);
  const double *flows = sf_check_numbers(L, 1, "mirr: flows", &count);
  const double finance = sf_check_number(L, 2, "mirr: finance_rate");
  const double reinvestment = sf_check_number(L, 3, "mirr: reinvestment_rate");
  const sf_status status = sf_modified_internal_rate(flows, count, finance, reinvestment, &rate, &error);
  return give_number(L, status, rate, &error);
}

const luaL_Reg sf_finance_functions[] = {{"npv", core_npv},   {"xnpv", core_xnpv}, {"irr", core_irr},
                                         {"xirr", core_xirr}, {"mirr", core_mirr}, {NULL, NULL}};
