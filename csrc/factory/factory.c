/* The whole factory: each output built once from the equations of power.c, cost.c and cash_flow.c. */
#include "signalflow/factory.h"
#include "factory/years.h"

#include <string.h>

/* One year of the horizon; money in USD/s. */
typedef struct factory_year {
  sf_expression *use, *in_service, *price, *served; /* served: tok/s */
  sf_expression *drawn, *energy, *revenue, *depreciation, *capital;
  sf_expression *replaced; /* USD */
  sf_expression *tax;      /* NULL where there is none */
  sf_expression *cash;     /* USD, without residual value */
} factory_year;

/* What the outputs share: the years, and the parts of capex. */
typedef struct factory_build {
  sf_graph *graph;
  const sf_factory_inputs *in;
  sf_factory_outputs *out;
  sf_expression *year;
  sf_expression *accelerator_capital, *site_capital;
  factory_year years[SF_MAX_HORIZON + 1]; /* from 1 */
} factory_build;

static sf_expression *choose_accelerators(sf_graph *graph, const sf_factory_inputs *in, sf_expression *each_power) {
  sf_expression *const powered = sf_accelerators_for_power(graph, in->grid_power, each_power);
  sf_expression *const bought =
      sf_accelerators_for_capital(graph, in->capital, in->accelerator_cost, in->site_cost, each_power);
  if (in->grid_power && in->capital) return sf_minimum(graph, powered, bought);
  return in->capital ? bought : powered;
}

/* W/gpu at the wall that a site provides: the nameplate less what is oversubscribed, and never less than is drawn. */
static sf_expression *provided(sf_graph *graph, const sf_factory_inputs *in, sf_expression *drawn) {
  if (!in->all_in_power) return drawn;
  sf_expression *nameplate = in->all_in_power;
  if (in->oversubscription)
    nameplate = sf_multiply(graph, nameplate, sf_subtract(graph, sf_number(graph, 1), in->oversubscription));
  return sf_maximum(graph, nameplate, drawn);
}

static void build_power(factory_build *build) {
  sf_graph *const graph = build->graph;
  const sf_factory_inputs *const in = build->in;
  sf_factory_outputs *const out = build->out;
  sf_expression *const each_system = sf_multiply(graph, in->chip_power, in->server_overhead);
  sf_expression *const each = sf_power_per_accelerator(graph, in->chip_power, in->server_overhead, in->pue);
  sf_expression *const each_provided = provided(graph, in, each_system);
  sf_expression *const each_of_grid = sf_multiply(graph, each_provided, in->pue);
  out->accelerators = choose_accelerators(graph, in, each_of_grid);
  out->chip_power = sf_multiply(graph, out->accelerators, in->chip_power);
  out->system_power = sf_multiply(graph, out->chip_power, in->server_overhead);
  /* A factory of given power provides, or draws, all of it, to the last bit. */
  out->provisioned_power = in->capital ? sf_multiply(graph, out->accelerators, each_of_grid) : in->grid_power;
  out->facility_power = in->all_in_power ? sf_multiply(graph, out->accelerators, each) : out->provisioned_power;
  out->it_power = sf_it_power(graph, out->facility_power, in->pue);
  out->heat = out->it_power;
  out->racks = sf_divide(graph, out->accelerators, in->rack_accelerators);
  out->rack_density = sf_multiply(graph, in->rack_accelerators, each_provided);
  out->rack_draw = sf_rack_draw(graph, in->rack_accelerators, in->chip_power, in->server_overhead);
  out->token_rate = sf_multiply(graph, out->accelerators, in->token_rate);
  out->tokens_per_watt_chip = sf_tokens_per_watt(graph, in->token_rate, in->chip_power);
  out->tokens_per_watt_system = sf_tokens_per_watt(graph, in->token_rate, each_system);
  out->tokens_per_watt_facility = sf_tokens_per_watt(graph, in->token_rate, each);
  out->energy_per_token = sf_energy_per_token(graph, each, in->token_rate);
}

static void build_capital(factory_build *build) {
  sf_graph *const graph = build->graph;
  const sf_factory_inputs *const in = build->in;
  sf_factory_outputs *const out = build->out;
  build->accelerator_capital = sf_multiply(graph, out->accelerators, in->accelerator_cost);
  build->site_capital = sf_multiply(graph, out->provisioned_power, in->site_cost);
  out->capex = sf_add(graph, build->accelerator_capital, build->site_capital);
  out->operating_cost = sf_divide(graph, sf_multiply(graph, out->capex, in->operating_share), build->year);
  out->residual_value =
      sf_add(graph, sf_residual_value(graph, build->accelerator_capital, in->accelerator_life, in->horizon),
             sf_residual_value(graph, build->site_capital, in->site_life, in->horizon));
}

/* USD/s: the annuities; what stands in for accelerators past their life costs what they cost then. */
static sf_expression *capital_cost_in(factory_build *build, int year) {
  sf_graph *const graph = build->graph;
  const sf_factory_inputs *const in = build->in;
  sf_expression *accelerators =
      sf_yearly_capital_cost(graph, build->accelerator_capital, in->discount, in->accelerator_life);
  if (in->accelerator_price_decline) {
    sf_expression *const one = sf_number(graph, 1);
    sf_expression *const within = sf_part_within_life(graph, in->accelerator_life, year);
    sf_expression *const then = sf_price_in_year(graph, one, in->accelerator_price_decline, year + 1);
    sf_expression *const beyond = sf_multiply(graph, sf_subtract(graph, one, within), then);
    accelerators = sf_multiply(graph, accelerators, sf_add(graph, within, beyond));
  }
  return sf_add(graph, accelerators, sf_yearly_capital_cost(graph, build->site_capital, in->discount, in->site_life));
}

static void build_year(factory_build *build, int year) {
  sf_graph *const graph = build->graph;
  const sf_factory_inputs *const in = build->in;
  factory_year *const of = &build->years[year];
  of->use = sf_use_in_year(graph, in->utilization, in->peak_utilization, in->price_decline, in->elasticity, year);
  of->in_service = sf_in_service_in_year(graph, in->ramp, year);
  of->price = sf_price_in_year(graph, in->price, in->price_decline, year);
  of->served = sf_multiply(graph, build->out->token_rate, sf_multiply(graph, of->use, of->in_service));
  of->revenue = sf_multiply(graph, of->served, of->price);
  of->drawn =
      sf_multiply(graph, sf_average_power(graph, build->out->facility_power, of->use, in->idle_share), of->in_service);
  of->energy = sf_multiply(graph, of->drawn, in->electricity);
  of->capital = capital_cost_in(build, year);
  sf_expression *const worn = sf_add(graph,
                                     sf_depreciation_in_year(graph, build->accelerator_capital, in->accelerator_life,
                                                             in->accelerator_price_decline, year),
                                     sf_depreciation_in_year(graph, build->site_capital, in->site_life, NULL, year));
  of->depreciation = sf_divide(graph, worn, build->year);
  of->replaced = sf_add(graph,
                        sf_replacement_in_year(graph, build->accelerator_capital, in->accelerator_life,
                                               in->accelerator_price_decline, year),
                        sf_replacement_in_year(graph, build->site_capital, in->site_life, NULL, year));
}

/* USD/s before tax, interest and replacement. */
static sf_expression *earnings_in(factory_build *build, int year) {
  const factory_year *const of = &build->years[year];
  sf_expression *const paid = sf_add(build->graph, of->energy, build->out->operating_cost);
  return sf_subtract(build->graph, of->revenue, paid);
}

/* Taxes by year, USD/s, on earnings less depreciation and interest (by year, USD; NULL for none); a loss is set off
 * against the years that follow. */
static void build_taxes(factory_build *build, sf_expression *const *interest, sf_expression **taxes) {
  sf_graph *const graph = build->graph;
  sf_expression *loss = NULL;
  for (int year = 1; year <= build->in->horizon; year++) {
    sf_expression *income = sf_subtract(graph, earnings_in(build, year), build->years[year].depreciation);
    if (interest) income = sf_subtract(graph, income, sf_divide(graph, interest[year], build->year));
    if (loss) income = sf_subtract(graph, income, loss);
    if (!income) return;
    sf_expression *const none = sf_constant_like(graph, income, 0);
    taxes[year] = sf_multiply(graph, build->in->tax_rate, sf_maximum(graph, income, none));
    loss = sf_maximum(graph, sf_negate(graph, income), none);
  }
}

/* USD in that year, after tax and replacement; without residual value. */
static sf_expression *cash_in(factory_build *build, int year, sf_expression *tax) {
  sf_graph *const graph = build->graph;
  sf_expression *earned = earnings_in(build, year);
  if (tax) earned = sf_subtract(graph, earned, tax);
  return sf_subtract(graph, sf_multiply(graph, earned, build->year), build->years[year].replaced);
}

static void build_years(factory_build *build) {
  const sf_factory_inputs *const in = build->in;
  sf_expression *taxes[SF_MAX_HORIZON + 1] = {NULL};
  for (int year = 1; year <= in->horizon; year++) build_year(build, year);
  if (in->tax_rate) build_taxes(build, NULL, taxes);
  for (int year = 1; year <= in->horizon; year++) {
    build->years[year].tax = taxes[year];
    build->years[year].cash = in->tax_rate && !taxes[year] ? NULL : cash_in(build, year, taxes[year]);
  }
}

typedef sf_expression *value_in_year(factory_build *build, int year);

/* Of the year asked for, else the mean over the years of the horizon. */
static sf_expression *yearly(factory_build *build, value_in_year *value_in) {
  if (build->in->year > 0) return value_in(build, build->in->year);
  sf_expression *sum = value_in(build, 1);
  for (int year = 2; year <= build->in->horizon; year++) sum = sf_add(build->graph, sum, value_in(build, year));
  return sf_divide(build->graph, sum, sf_number(build->graph, build->in->horizon));
}

static sf_expression *use_of(factory_build *build, int year) { return build->years[year].use; }
static sf_expression *service_of(factory_build *build, int year) { return build->years[year].in_service; }
static sf_expression *price_of(factory_build *build, int year) { return build->years[year].price; }
static sf_expression *served_of(factory_build *build, int year) { return build->years[year].served; }
static sf_expression *drawn_of(factory_build *build, int year) { return build->years[year].drawn; }
static sf_expression *revenue_of(factory_build *build, int year) { return build->years[year].revenue; }
static sf_expression *energy_of(factory_build *build, int year) { return build->years[year].energy; }
static sf_expression *depreciation_of(factory_build *build, int year) { return build->years[year].depreciation; }
static sf_expression *capital_of(factory_build *build, int year) { return build->years[year].capital; }
static sf_expression *tax_of(factory_build *build, int year) { return build->years[year].tax; }

/* USD/s; the residual value comes in with the last year. */
static sf_expression *cash_of(factory_build *build, int year) {
  sf_expression *cash = build->years[year].cash;
  if (year == build->in->horizon) cash = sf_add(build->graph, cash, build->out->residual_value);
  return sf_divide(build->graph, cash, build->year);
}

static sf_expression *margin(factory_build *build, sf_expression *cost) {
  sf_graph *const graph = build->graph;
  return sf_subtract(graph, sf_number(graph, 1), sf_divide(graph, cost, build->out->revenue));
}

static void build_yearly(factory_build *build) {
  sf_graph *const graph = build->graph;
  sf_factory_outputs *const out = build->out;
  sf_expression *const served = yearly(build, served_of);
  out->use = yearly(build, use_of);
  out->in_service = yearly(build, service_of);
  out->token_price = yearly(build, price_of);
  out->drawn_power = yearly(build, drawn_of);
  out->tokens_per_year = sf_multiply(graph, served, build->year);
  out->revenue = yearly(build, revenue_of);
  out->energy_cost = yearly(build, energy_of);
  out->depreciation = yearly(build, depreciation_of);
  out->capital_cost = yearly(build, capital_of);
  out->tax = yearly(build, tax_of);
  out->cash_flow = yearly(build, cash_of);
  sf_expression *const paid = sf_add(graph, out->energy_cost, out->operating_cost);
  sf_expression *const cost = sf_add(graph, paid, out->capital_cost);
  out->cost_per_hour = sf_divide(graph, cost, out->accelerators);
  out->cost_per_mtok = sf_divide(graph, cost, served);
  out->ebitda_margin = margin(build, paid);
  out->gross_margin = margin(build, sf_add(graph, paid, out->depreciation));
  out->margin_after_capital = margin(build, cost);
}

static void build_returns(factory_build *build) {
  sf_graph *const graph = build->graph;
  const int horizon = build->in->horizon;
  const size_t count = (size_t)horizon + 1;
  sf_expression *flows[SF_MAX_HORIZON + 1] = {sf_negate(graph, build->out->capex)};
  for (int year = 1; year <= horizon; year++) flows[year] = build->years[year].cash;
  build->out->payback = sf_payback_of(graph, flows, count);
  flows[horizon] = sf_add(graph, flows[horizon], build->out->residual_value);
  build->out->npv = sf_net_present_value_of(graph, flows, count, build->in->discount);
  build->out->irr = sf_internal_rate_of(graph, flows, count);
}

/* Interest by year, USD, of a debt that equal payments (USD/s) repay over the horizon. */
static void build_interest(factory_build *build, sf_expression *debt, sf_expression *payment,
                           sf_expression **interest) {
  sf_graph *const graph = build->graph;
  sf_expression *owed = debt;
  for (int year = 1; year <= build->in->horizon; year++) {
    interest[year] = sf_multiply(graph, owed, build->in->interest);
    owed = sf_subtract(graph, sf_add(graph, owed, interest[year]), sf_multiply(graph, payment, build->year));
  }
}

/* (discount - debt_share * interest after tax) / (1 - debt_share) */
static sf_expression *cost_of_equity(factory_build *build) {
  sf_graph *const graph = build->graph;
  const sf_factory_inputs *const in = build->in;
  sf_expression *const one = sf_number(graph, 1);
  sf_expression *after_tax = in->interest;
  if (in->tax_rate) after_tax = sf_multiply(graph, after_tax, sf_subtract(graph, one, in->tax_rate));
  sf_expression *const rest = sf_subtract(graph, in->discount, sf_multiply(graph, in->debt_share, after_tax));
  return sf_divide(graph, rest, sf_subtract(graph, one, in->debt_share));
}

static void build_equity(factory_build *build) {
  sf_graph *const graph = build->graph;
  const sf_factory_inputs *const in = build->in;
  const int horizon = in->horizon;
  if (!in->debt_share || !in->interest || !build->out->capex) return;
  sf_expression *taxes[SF_MAX_HORIZON + 1] = {NULL}, *interest[SF_MAX_HORIZON + 1] = {NULL};
  sf_expression *const debt = sf_multiply(graph, build->out->capex, in->debt_share);
  sf_expression *const term = sf_multiply(graph, sf_number(graph, horizon), build->year);
  sf_expression *const payment = sf_yearly_capital_cost(graph, debt, in->interest, term);
  build_interest(build, debt, payment, interest);
  if (in->tax_rate) build_taxes(build, interest, taxes);
  sf_expression *flows[SF_MAX_HORIZON + 1] = {sf_subtract(graph, debt, build->out->capex)};
  for (int year = 1; year <= horizon; year++)
    flows[year] = sf_subtract(graph, cash_in(build, year, taxes[year]), sf_multiply(graph, payment, build->year));
  flows[horizon] = sf_add(graph, flows[horizon], build->out->residual_value);
  build->out->equity_npv = sf_net_present_value_of(graph, flows, (size_t)horizon + 1, cost_of_equity(build));
  build->out->equity_irr = sf_internal_rate_of(graph, flows, (size_t)horizon + 1);
}

sf_status sf_build_factory(sf_graph *graph, const sf_factory_inputs *inputs, sf_factory_outputs *outputs,
                           sf_error *error) {
  memset(outputs, 0, sizeof *outputs);
  sf_status status = sf_check_factory_inputs(inputs, error);
  if (status != SF_OK) return status;
  const sf_factory_inputs within = sf_factory_inputs_within(graph, inputs);
  factory_build build = {.graph = graph, .in = &within, .out = outputs, .year = sf_year(graph)};
  build_power(&build);
  build_capital(&build);
  build_years(&build);
  build_yearly(&build);
  build_returns(&build);
  build_equity(&build);
  outputs->usage_growth = sf_usage_growth(graph, within.price_decline, within.elasticity);
  status = sf_graph_status(graph, error);
  if (status != SF_OK) memset(outputs, 0, sizeof *outputs);
  return status;
}
