/* The whole factory: each output built once from the equations of power.c, cost.c and cash_flow.c. */
#include "signalflow/factory.h"
#include "years.h"

#include <string.h>

/* What the outputs share: each year's use and price, and the parts of capex. */
typedef struct factory_build {
  sf_graph *graph;
  const sf_factory_inputs *in;
  sf_factory_outputs *out;
  sf_expression *year;
  sf_expression *accelerator_capital, *site_capital;
  sf_expression *utilization[SF_MAX_HORIZON + 1]; /* by year, from 1 */
  sf_expression *price[SF_MAX_HORIZON + 1];
} factory_build;

static sf_expression *choose_accelerators(sf_graph *graph, const sf_factory_inputs *in, sf_expression *each_power) {
  sf_expression *const powered = sf_accelerators_for_power(graph, in->grid_power, each_power);
  sf_expression *const bought =
      sf_accelerators_for_capital(graph, in->capital, in->accelerator_cost, in->site_cost, each_power);
  if (in->grid_power && in->capital) return sf_minimum(graph, powered, bought);
  return in->capital ? bought : powered;
}

static void build_power(factory_build *build) {
  sf_graph *const graph = build->graph;
  const sf_factory_inputs *const in = build->in;
  sf_factory_outputs *const out = build->out;
  sf_expression *const each_system = sf_multiply(graph, in->chip_power, in->server_overhead);
  sf_expression *const each = sf_power_per_accelerator(graph, in->chip_power, in->server_overhead, in->pue);
  out->accelerators = choose_accelerators(graph, in, each);
  out->chip_power = sf_multiply(graph, out->accelerators, in->chip_power);
  out->system_power = sf_multiply(graph, out->chip_power, in->server_overhead);
  /* A factory of given power draws all of it, to the last bit. */
  out->facility_power = in->capital ? sf_multiply(graph, out->accelerators, each) : in->grid_power;
  out->it_power = sf_it_power(graph, out->facility_power, in->pue);
  out->heat = out->it_power;
  out->racks = sf_divide(graph, out->accelerators, in->rack_accelerators);
  out->rack_density = sf_rack_density(graph, in->rack_accelerators, in->chip_power, in->server_overhead);
  out->token_rate = sf_multiply(graph, out->accelerators, in->token_rate);
  out->tokens_per_watt_chip = sf_tokens_per_watt(graph, in->token_rate, in->chip_power);
  out->tokens_per_watt_system = sf_tokens_per_watt(graph, in->token_rate, each_system);
  out->tokens_per_watt_facility = sf_tokens_per_watt(graph, in->token_rate, each);
  out->energy_per_token = sf_energy_per_token(graph, each, in->token_rate);
}

static void build_use(factory_build *build) {
  const sf_factory_inputs *const in = build->in;
  for (int year = 1; year <= in->horizon; year++) {
    build->utilization[year] =
        sf_utilization_in_year(build->graph, in->utilization, in->price_decline, in->elasticity, in->ramp, year);
    build->price[year] = sf_price_in_year(build->graph, in->price, in->price_decline, year);
  }
  build->out->usage_growth = sf_usage_growth(build->graph, in->price_decline, in->elasticity);
}

static void build_capital(factory_build *build) {
  sf_graph *const graph = build->graph;
  const sf_factory_inputs *const in = build->in;
  sf_factory_outputs *const out = build->out;
  build->accelerator_capital = sf_multiply(graph, out->accelerators, in->accelerator_cost);
  build->site_capital = sf_multiply(graph, out->facility_power, in->site_cost);
  out->capex = sf_add(graph, build->accelerator_capital, build->site_capital);
  out->capital_cost =
      sf_add(graph, sf_yearly_capital_cost(graph, build->accelerator_capital, in->discount, in->accelerator_life),
             sf_yearly_capital_cost(graph, build->site_capital, in->discount, in->site_life));
  out->operating_cost = sf_divide(graph, sf_multiply(graph, out->capex, in->operating_share), build->year);
}

/* USD/s at that utilization */
static sf_expression *energy_cost_at(factory_build *build, sf_expression *utilization) {
  sf_expression *const drawn =
      sf_average_power(build->graph, build->out->facility_power, utilization, build->in->idle_share);
  return sf_multiply(build->graph, drawn, build->in->electricity);
}

/* USD/s in that year */
static sf_expression *revenue_in(factory_build *build, int year) {
  sf_expression *const served = sf_multiply(build->graph, build->out->token_rate, build->utilization[year]);
  return sf_multiply(build->graph, served, build->price[year]);
}

/* Of the year asked for, else the mean over the years of the horizon. */
static sf_expression *yearly(factory_build *build, sf_expression *(*value_in)(factory_build *, int)) {
  if (build->in->year > 0) return value_in(build, build->in->year);
  sf_expression *sum = value_in(build, 1);
  for (int year = 2; year <= build->in->horizon; year++) sum = sf_add(build->graph, sum, value_in(build, year));
  return sf_divide(build->graph, sum, sf_number(build->graph, build->in->horizon));
}

static sf_expression *utilization_in(factory_build *build, int year) { return build->utilization[year]; }

static void build_yearly(factory_build *build) {
  sf_graph *const graph = build->graph;
  sf_factory_outputs *const out = build->out;
  sf_expression *const utilization = yearly(build, utilization_in);
  sf_expression *const served = sf_multiply(graph, out->token_rate, utilization);
  out->tokens_per_year = sf_multiply(graph, served, build->year);
  out->revenue = yearly(build, revenue_in);
  out->energy_cost = energy_cost_at(build, utilization);
  sf_expression *const cost = sf_add(graph, sf_add(graph, out->energy_cost, out->operating_cost), out->capital_cost);
  out->cost_per_mtok = sf_divide(graph, cost, served);
  out->gross_margin = sf_subtract(graph, sf_number(graph, 1), sf_divide(graph, cost, out->revenue));
}

/* USD: revenue less what is paid out in that year. */
static sf_expression *cash_flow_in(factory_build *build, int year) {
  sf_graph *const graph = build->graph;
  sf_expression *const paid =
      sf_add(graph, energy_cost_at(build, build->utilization[year]), build->out->operating_cost);
  sf_expression *const earned = sf_multiply(graph, sf_subtract(graph, revenue_in(build, year), paid), build->year);
  sf_expression *const replaced =
      sf_add(graph, sf_replacement_in_year(graph, build->accelerator_capital, build->in->accelerator_life, year),
             sf_replacement_in_year(graph, build->site_capital, build->in->site_life, year));
  return sf_subtract(graph, earned, replaced);
}

static void build_returns(factory_build *build) {
  sf_graph *const graph = build->graph;
  const sf_factory_inputs *const in = build->in;
  const int horizon = in->horizon;
  const size_t count = (size_t)horizon + 1;
  sf_expression *flows[SF_MAX_HORIZON + 1] = {sf_negate(graph, build->out->capex)};
  for (int year = 1; year <= horizon; year++) flows[year] = cash_flow_in(build, year);
  build->out->payback = sf_payback_of(graph, flows, count);
  sf_expression *const residual =
      sf_add(graph, sf_residual_value(graph, build->accelerator_capital, in->accelerator_life, horizon),
             sf_residual_value(graph, build->site_capital, in->site_life, horizon));
  flows[horizon] = sf_add(graph, flows[horizon], residual);
  build->out->npv = sf_net_present_value_of(graph, flows, count, in->discount);
  build->out->irr = sf_internal_rate_of(graph, flows, count);
}

sf_status sf_build_factory(sf_graph *graph, const sf_factory_inputs *inputs, sf_factory_outputs *outputs,
                           sf_error *error) {
  memset(outputs, 0, sizeof *outputs);
  sf_status status = sf_check_factory_inputs(inputs, error);
  if (status != SF_OK) return status;
  const sf_factory_inputs within = sf_factory_inputs_within(graph, inputs);
  factory_build build = {.graph = graph, .in = &within, .out = outputs, .year = sf_year(graph)};
  build_power(&build);
  build_use(&build);
  build_capital(&build);
  build_yearly(&build);
  build_returns(&build);
  status = sf_graph_status(graph, error);
  if (status != SF_OK) memset(outputs, 0, sizeof *outputs);
  return status;
}
