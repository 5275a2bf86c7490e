/* The factory's inputs and outputs by name, and the domain of each input. */
#include "base/text.h"
#include "signalflow/factory.h"

#include <math.h>
#include <string.h>

enum { ONCE = SF_EXPONENT_STEPS };

#define PLAIN                                                                                                          \
  {                                                                                                                    \
    { 0 }                                                                                                              \
  }
#define OF(...)                                                                                                        \
  {                                                                                                                    \
    { __VA_ARGS__ }                                                                                                    \
  }
#define POWER [SF_ENERGY] = ONCE, [SF_TIME] = -ONCE
#define TOKEN_RATE [SF_TOKEN] = ONCE, [SF_TIME] = -ONCE
#define MONEY_RATE [SF_MONEY] = ONCE, [SF_TIME] = -ONCE
#define TOKENS_PER_JOULE [SF_TOKEN] = ONCE, [SF_ENERGY] = -ONCE
#define EACH_ACCELERATOR [SF_ACCELERATOR] = -ONCE

#define ANY -INFINITY, INFINITY, true, true
#define ABOVE_ZERO 0, INFINITY, true, true
#define NOT_BELOW_ZERO 0, INFINITY, false, true
#define AT_LEAST_ONE 1, INFINITY, false, true
#define IN(member) #member, offsetof(sf_factory_inputs, member)

static const sf_factory_field input_fields[] = {
    {IN(grid_power), OF(POWER), "power of the grid connection", ABOVE_ZERO},
    {IN(capital), OF([SF_MONEY] = ONCE), "money to build with", ABOVE_ZERO},
    {IN(pue), PLAIN, "facility power over IT power (PUE)", AT_LEAST_ONE},
    {IN(server_overhead), PLAIN, "power at the wall over chip power, network and storage included", AT_LEAST_ONE},
    {IN(chip_power), OF(POWER, EACH_ACCELERATOR), "power of an accelerator at full load", ABOVE_ZERO},
    {IN(token_rate), OF(TOKEN_RATE, EACH_ACCELERATOR), "output tokens of an accelerator at full load", ABOVE_ZERO},
    {IN(rack_accelerators), OF([SF_ACCELERATOR] = ONCE, [SF_RACK] = -ONCE), "accelerators in a rack", ABOVE_ZERO},
    {IN(utilization), PLAIN, "share of capacity that serves at today's price", 0, 1, true, false},
    {IN(idle_share), PLAIN, "idle power over full-load power", 0, 1, false, false},
    {IN(price), OF([SF_MONEY] = ONCE, [SF_TOKEN] = -ONCE), "price of an output token today", ABOVE_ZERO},
    {IN(price_decline), PLAIN, "fall of the price a year", -INFINITY, 1, true, true},
    {IN(elasticity), PLAIN, "of token use by price", -INFINITY, 0, true, false},
    {IN(electricity), OF([SF_MONEY] = ONCE, [SF_ENERGY] = -ONCE), "price of electricity", NOT_BELOW_ZERO},
    {IN(accelerator_cost), OF([SF_MONEY] = ONCE, EACH_ACCELERATOR), "accelerator with its share of server and network",
     NOT_BELOW_ZERO},
    {IN(site_cost), OF([SF_MONEY] = ONCE, [SF_ENERGY] = -ONCE, [SF_TIME] = ONCE), "site by grid power", NOT_BELOW_ZERO},
    {IN(operating_share), PLAIN, "operating cost a year, without electricity, over capex", NOT_BELOW_ZERO},
    {IN(accelerator_life), OF([SF_TIME] = ONCE), "useful life of accelerators", ABOVE_ZERO},
    {IN(site_life), OF([SF_TIME] = ONCE), "useful life of the site", ABOVE_ZERO},
    {IN(discount), PLAIN, "weighted cost of capital a year", -1, INFINITY, true, true},
    {IN(ramp), OF([SF_TIME] = ONCE), "time until half of the site serves", ANY},
};

#define OUT(member) #member, offsetof(sf_factory_outputs, member)

static const sf_factory_field output_fields[] = {
    {OUT(accelerators), OF([SF_ACCELERATOR] = ONCE), "accelerators of the deployment", ANY},
    {OUT(racks), OF([SF_RACK] = ONCE), "accelerators / rack_accelerators", ANY},
    {OUT(it_power), OF(POWER), "facility_power / pue, full load", ANY},
    {OUT(chip_power), OF(POWER), "accelerators * chip power, full load", ANY},
    {OUT(system_power), OF(POWER), "chip_power * server_overhead, full load", ANY},
    {OUT(facility_power), OF(POWER), "power at the grid, full load", ANY},
    {OUT(rack_density), OF(POWER, [SF_RACK] = -ONCE), "power of a rack at the wall, full load", ANY},
    {OUT(heat), OF(POWER), "heat to carry out of the IT hall, full load: it_power", ANY},
    {OUT(token_rate), OF(TOKEN_RATE), "output tokens of the deployment, full load", ANY},
    {OUT(tokens_per_watt_chip), OF(TOKENS_PER_JOULE), "token_rate / chip_power", ANY},
    {OUT(tokens_per_watt_system), OF(TOKENS_PER_JOULE), "token_rate / system_power", ANY},
    {OUT(tokens_per_watt_facility), OF(TOKENS_PER_JOULE), "token_rate / facility_power", ANY},
    {OUT(energy_per_token), OF([SF_ENERGY] = ONCE, [SF_TOKEN] = -ONCE), "facility_power / token_rate", ANY},
    {OUT(tokens_per_year), OF([SF_TOKEN] = ONCE), "tokens served in an average year", ANY},
    {OUT(revenue), OF(MONEY_RATE), "tokens * price, average year", ANY},
    {OUT(energy_cost), OF(MONEY_RATE), "average power * electricity, average year", ANY},
    {OUT(capital_cost), OF(MONEY_RATE), "annuities of accelerators and site over their lives", ANY},
    {OUT(operating_cost), OF(MONEY_RATE), "operating_share * capex", ANY},
    {OUT(cost_per_mtok), OF([SF_MONEY] = ONCE, [SF_TOKEN] = -ONCE), "energy, capital and operating cost / tokens", ANY},
    {OUT(gross_margin), PLAIN, "1 - energy, capital and operating cost / revenue", ANY},
    {OUT(capex), OF([SF_MONEY] = ONCE), "accelerators and site", ANY},
    {OUT(payback), OF([SF_TIME] = ONCE), "until the cash flows have returned capex", ANY},
    {OUT(npv), OF([SF_MONEY] = ONCE), "cash flows of the horizon, discounted, less capex", ANY},
    {OUT(irr), PLAIN, "discount at which npv is 0", ANY},
    {OUT(usage_growth), PLAIN, "(1 - price_decline)^elasticity - 1", ANY},
};

enum {
  INPUT_COUNT = sizeof input_fields / sizeof input_fields[0],
  OUTPUT_COUNT = sizeof output_fields / sizeof output_fields[0],
  MOST_FIELDS = 32
};
_Static_assert(INPUT_COUNT <= MOST_FIELDS && OUTPUT_COUNT <= MOST_FIELDS, "room for every name");
_Static_assert(sizeof(sf_factory_outputs) == OUTPUT_COUNT * sizeof(sf_expression *), "every output has a name");

const sf_factory_field *sf_factory_input_fields(size_t *count) {
  *count = INPUT_COUNT;
  return input_fields;
}

const sf_factory_field *sf_factory_output_fields(size_t *count) {
  *count = OUTPUT_COUNT;
  return output_fields;
}

static sf_status find_field(const sf_factory_field *fields, size_t count, const char *name, const char *kind,
                            const sf_factory_field **field, sf_error *error) {
  const char *names[MOST_FIELDS];
  for (size_t i = 0; i < count; i++) {
    names[i] = fields[i].name;
    if (strcmp(fields[i].name, name) != 0) continue;
    *field = &fields[i];
    return SF_OK;
  }
  const char *const nearest = sf_nearest_name(name, names, count);
  return sf_fail(error, SF_UNKNOWN, "a factory has no %s \"%s\"%s%s%s", kind, name, nearest ? "; did you mean \"" : "",
                 nearest ? nearest : "", nearest ? "\"?" : "");
}

static sf_expression *const *slot_of(const void *structure, const sf_factory_field *field) {
  return (sf_expression *const *)(const void *)((const char *)structure + field->offset);
}

static sf_status check_dimension(const sf_factory_field *field, const sf_expression *value, sf_error *error) {
  if (!value || sf_dimension_equal(sf_expression_dimension(value), field->dimension)) return SF_OK;
  char expected[SF_DIMENSION_NAME_SIZE], got[SF_DIMENSION_NAME_SIZE];
  return sf_fail(error, SF_DIMENSION, "%s must be %s, got %s", field->name,
                 sf_dimension_name(field->dimension, expected), sf_dimension_name(sf_expression_dimension(value), got));
}

sf_status sf_set_factory_input(sf_factory_inputs *inputs, const char *name, sf_expression *value, sf_error *error) {
  const sf_factory_field *field = NULL;
  sf_status status = find_field(input_fields, INPUT_COUNT, name, "driver", &field, error);
  if (status == SF_OK) status = check_dimension(field, value, error);
  if (status == SF_OK) memcpy((char *)inputs + field->offset, &value, sizeof value);
  return status;
}

sf_status sf_factory_output(const sf_factory_outputs *outputs, const char *name, sf_expression **value,
                            sf_error *error) {
  const sf_factory_field *field = NULL;
  if (strcmp(name, "tokens_per_watt") == 0) name = "tokens_per_watt_facility";
  const sf_status status = find_field(output_fields, OUTPUT_COUNT, name, "output", &field, error);
  if (status == SF_OK) *value = *slot_of(outputs, field);
  return status;
}

/* "at least 1", "above 0 and at most 1" */
static void describe_domain(const sf_factory_field *field, sf_text *text) {
  if (isfinite(field->low)) sf_append(text, "%s %g", field->low_open ? "above" : "at least", field->low);
  if (isfinite(field->low) && isfinite(field->high)) sf_append(text, " and ");
  if (isfinite(field->high)) sf_append(text, "%s %g", field->high_open ? "below" : "at most", field->high);
}

static sf_status fail_domain(const sf_factory_field *field, double value, sf_error *error) {
  sf_text domain = {0};
  describe_domain(field, &domain);
  char got[SF_QUANTITY_TEXT_SIZE];
  sf_print_quantity((sf_quantity){.value = value, .dimension = field->dimension}, SF_PERSON_DIGITS, got);
  const sf_status status = sf_fail(error, SF_INVALID, "%s must be %s, got %s", field->name,
                                   domain.bytes ? domain.bytes : "within its domain", got);
  sf_discard_text(&domain);
  return status;
}

static sf_status check_domain(const sf_factory_field *field, const sf_expression *expression, sf_error *error) {
  double value;
  if (!expression || !sf_expression_value(expression, &value)) return SF_OK;
  const bool high_enough = field->low_open ? value > field->low : value >= field->low;
  const bool low_enough = field->high_open ? value < field->high : value <= field->high;
  return high_enough && low_enough ? SF_OK : fail_domain(field, value, error);
}

sf_status sf_check_factory_inputs(const sf_factory_inputs *inputs, sf_error *error) {
  if (inputs->horizon < 1 || inputs->horizon > SF_MAX_HORIZON)
    return sf_fail(error, SF_INVALID, "horizon must be 1 to %d years, got %d", SF_MAX_HORIZON, inputs->horizon);
  for (size_t i = 0; i < INPUT_COUNT; i++) {
    const sf_expression *const value = *slot_of(inputs, &input_fields[i]);
    sf_status status = check_dimension(&input_fields[i], value, error);
    if (status == SF_OK) status = check_domain(&input_fields[i], value, error);
    if (status != SF_OK) return status;
  }
  return SF_OK;
}
