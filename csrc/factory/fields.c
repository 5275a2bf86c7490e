/* The factory's inputs and outputs by name, and the domain of each input. */
#include "factory/field_tables.h"

#include <string.h>

#define IN(member) #member, offsetof(sf_factory_inputs, member)

static const sf_factory_field input_fields[] = {
    {IN(grid_power), OF(POWER), "power of the grid connection", ABOVE_ZERO},
    {IN(capital), OF([SF_MONEY] = ONCE), "money to build with", ABOVE_ZERO},
    {IN(pue), PLAIN, "facility power over IT power (PUE)", SOME_TIMES_OVER},
    {IN(server_overhead), PLAIN, "power at the wall over chip power, network and storage included", SOME_TIMES_OVER},
    {IN(chip_power), OF(POWER, EACH_ACCELERATOR), "power of an accelerator at full load", ABOVE_ZERO},
    {IN(all_in_power), OF(POWER, EACH_ACCELERATOR), "nameplate of an accelerator with its share of host and network",
     ABOVE_ZERO},
    {IN(oversubscription), PLAIN, "share of the nameplate that the site does not provide for", 0, 1, false, true},
    {IN(token_rate), OF(TOKEN_RATE, EACH_ACCELERATOR), "output tokens of an accelerator at full load", ABOVE_ZERO},
    {IN(rack_accelerators), OF([SF_ACCELERATOR] = ONCE, [SF_RACK] = -ONCE), "accelerators in a rack", ABOVE_ZERO},
    {IN(utilization), PLAIN, "share of capacity in service that serves in the first year", 0, 1, true, false},
    {IN(peak_utilization), PLAIN, "the most that use can grow to", 0, 1, true, false},
    {IN(idle_share), PLAIN, "idle power over full-load power", 0, 1, false, false},
    {IN(price), OF([SF_MONEY] = ONCE, [SF_TOKEN] = -ONCE), "price of an output token in the first year", ABOVE_ZERO},
    {IN(price_decline), PLAIN, "fall of the price a year", -INFINITY, 1, true, true},
    {IN(elasticity), PLAIN, "of token use by price", -INFINITY, 0, true, false},
    {IN(electricity), OF([SF_MONEY] = ONCE, [SF_ENERGY] = -ONCE), "price of electricity", NOT_BELOW_ZERO},
    {IN(accelerator_cost), OF([SF_MONEY] = ONCE, EACH_ACCELERATOR), "accelerator with its share of server and network",
     NOT_BELOW_ZERO},
    {IN(accelerator_price_decline), PLAIN, "fall a year of what accelerators cost when replaced", -INFINITY, 1, true,
     true},
    {IN(site_cost), OF([SF_MONEY] = ONCE, [SF_ENERGY] = -ONCE, [SF_TIME] = ONCE), "site by grid power", NOT_BELOW_ZERO},
    {IN(operating_share), PLAIN, "operating cost a year, without electricity, over capex", SHARE},
    {IN(accelerator_life), OF([SF_TIME] = ONCE), "useful life of accelerators", ABOVE_ZERO},
    {IN(site_life), OF([SF_TIME] = ONCE), "useful life of the site", ABOVE_ZERO},
    {IN(discount), PLAIN, "weighted cost of capital a year", SHARE},
    {IN(ramp), OF([SF_TIME] = ONCE), "time until half of the site serves", ANY},
    {IN(tax_rate), PLAIN, "tax on income, losses carried forward", SHARE},
    {IN(debt_share), PLAIN, "share of capex that debt pays", 0, 1, false, true},
    {IN(interest), PLAIN, "interest on debt a year", SHARE},
};

#define OUT(member) #member, offsetof(sf_factory_outputs, member)

static const sf_factory_field output_fields[] = {
    {OUT(accelerators), OF([SF_ACCELERATOR] = ONCE), "accelerators of the deployment", ANY},
    {OUT(racks), OF([SF_RACK] = ONCE), "accelerators / rack_accelerators", ANY},
    {OUT(it_power), OF(POWER), "facility_power / pue, full load", ANY},
    {OUT(chip_power), OF(POWER), "accelerators * chip power, full load", ANY},
    {OUT(system_power), OF(POWER), "chip_power * server_overhead, full load", ANY},
    {OUT(facility_power), OF(POWER), "power drawn at the grid, full load", ANY},
    {OUT(provisioned_power), OF(POWER), "power that the connection provides", ANY},
    {OUT(rack_density), OF(POWER, [SF_RACK] = -ONCE), "power provided for a rack, at the wall", ANY},
    {OUT(rack_draw), OF(POWER, [SF_RACK] = -ONCE), "power of a rack at the wall, full load", ANY},
    {OUT(heat), OF(POWER), "heat to carry out of the IT hall, full load: it_power", ANY},
    {OUT(token_rate), OF(TOKEN_RATE), "output tokens of the deployment, full load", ANY},
    {OUT(tokens_per_watt_chip), OF(TOKENS_PER_JOULE), "token_rate / chip_power", ANY},
    {OUT(tokens_per_watt_system), OF(TOKENS_PER_JOULE), "token_rate / system_power", ANY},
    {OUT(tokens_per_watt_facility), OF(TOKENS_PER_JOULE), "token_rate / facility_power", ANY},
    {OUT(energy_per_token), OF([SF_ENERGY] = ONCE, [SF_TOKEN] = -ONCE), "facility_power / token_rate", ANY},
    {OUT(token_price), OF([SF_MONEY] = ONCE, [SF_TOKEN] = -ONCE), "price of an output token, average year", ANY},
    {OUT(use), PLAIN, "share of accelerators in service that serve, average year", ANY},
    {OUT(in_service), PLAIN, "share of the site in service, average year", ANY},
    {OUT(drawn_power), OF(POWER), "power drawn at the grid, average year", ANY},
    {OUT(tokens_per_year), OF([SF_TOKEN] = ONCE), "tokens served in an average year", ANY},
    {OUT(revenue), OF(MONEY_RATE), "tokens * price, average year", ANY},
    {OUT(energy_cost), OF(MONEY_RATE), "drawn_power * electricity, average year", ANY},
    {OUT(operating_cost), OF(MONEY_RATE), "operating_share * capex", ANY},
    {OUT(depreciation), OF(MONEY_RATE), "straight line over the lives, replacement beyond, average year", ANY},
    {OUT(capital_cost), OF(MONEY_RATE), "annuities of accelerators and site over their lives", ANY},
    {OUT(tax), OF(MONEY_RATE), "tax on income, average year", ANY},
    {OUT(cash_flow), OF(MONEY_RATE), "after tax and replacement, with residual value, average year", ANY},
    {OUT(cost_per_hour), OF(MONEY_RATE, [SF_ACCELERATOR] = -ONCE), "energy, operating and capital cost / accelerators",
     ANY},
    {OUT(cost_per_mtok), OF([SF_MONEY] = ONCE, [SF_TOKEN] = -ONCE), "energy, operating and capital cost / tokens", ANY},
    {OUT(ebitda_margin), PLAIN, "1 - energy and operating cost / revenue", ANY},
    {OUT(gross_margin), PLAIN, "1 - energy, operating cost and depreciation / revenue", ANY},
    {OUT(margin_after_capital), PLAIN, "1 - energy, operating and capital cost / revenue", ANY},
    {OUT(capex), OF([SF_MONEY] = ONCE), "accelerators and site", ANY},
    {OUT(residual_value), OF([SF_MONEY] = ONCE), "left at the end of the horizon, straight line", ANY},
    {OUT(payback), OF([SF_TIME] = ONCE), "until the cash flows have returned capex", ANY},
    {OUT(npv), OF([SF_MONEY] = ONCE), "cash flows of the horizon, discounted, less capex", ANY},
    {OUT(irr), PLAIN, "discount at which npv is 0", ANY},
    {OUT(equity_npv), OF([SF_MONEY] = ONCE), "the same to equity, after interest and repayment", ANY},
    {OUT(equity_irr), PLAIN, "cost of equity at which equity_npv is 0", ANY},
    {OUT(usage_growth), PLAIN, "(1 - price_decline)^elasticity - 1", ANY},
};

enum {
  INPUT_COUNT = sizeof input_fields / sizeof input_fields[0],
  OUTPUT_COUNT = sizeof output_fields / sizeof output_fields[0]
};
_Static_assert(sizeof(sf_factory_outputs) == OUTPUT_COUNT * sizeof(sf_expression *), "every output has a name");

const sf_factory_field *sf_factory_input_fields(size_t *count) {
  *count = INPUT_COUNT;
  return input_fields;
}

const sf_factory_field *sf_factory_output_fields(size_t *count) {
  *count = OUTPUT_COUNT;
  return output_fields;
}

static const sf_members inputs_by_name = {"a factory", "driver", input_fields, INPUT_COUNT};
static const sf_members outputs_by_name = {"a factory", "output", output_fields, OUTPUT_COUNT};

sf_status sf_find_factory_input(const char *name, const sf_factory_field **field, sf_error *error) {
  return sf_find_member(&inputs_by_name, name, field, error);
}

sf_status sf_set_factory_input(sf_factory_inputs *inputs, const char *name, sf_expression *value, sf_error *error) {
  const sf_factory_field *field = NULL;
  const sf_status status = sf_find_member(&inputs_by_name, name, &field, error);
  return status ? status : sf_set_field(inputs, field, value, error);
}

sf_factory_inputs sf_factory_inputs_within(sf_graph *graph, const sf_factory_inputs *inputs) {
  sf_factory_inputs within = *inputs;
  sf_keep_members_within(graph, &inputs_by_name, &within);
  return within;
}

sf_status sf_factory_output(const sf_factory_outputs *outputs, const char *name, sf_expression **value,
                            sf_error *error) {
  const sf_factory_field *field = NULL;
  if (strcmp(name, "tokens_per_watt") == 0) name = "tokens_per_watt_facility";
  const sf_status status = sf_find_member(&outputs_by_name, name, &field, error);
  if (status == SF_OK) *value = sf_member(outputs, field);
  return status;
}

sf_status sf_check_factory_inputs(const sf_factory_inputs *inputs, sf_error *error) {
  if (inputs->horizon < 1 || inputs->horizon > SF_MAX_HORIZON)
    return sf_fail(error, SF_INVALID, "horizon must be 1 to %d years, got %d", SF_MAX_HORIZON, inputs->horizon);
  if (inputs->year < 0 || inputs->year > inputs->horizon)
    return sf_fail(error, SF_INVALID, "year must be 1 to %d, a year of the horizon, or 0 for an average one, got %d",
                   inputs->horizon, inputs->year);
  return sf_check_members(&inputs_by_name, inputs, error);
}
