/* The whole factory: worked by hand on round numbers, against an independent calculation, and by its identities. */
#include "expressions.h"

#include "signalflow/factory.h"
#include "signalflow/finance.h"
#include "signalflow/plan.h"

enum { HORIZON = 5 };

typedef struct driver_text {
  const char *name, *value;
} driver_text;

/* 64,000 accelerators of 1,000 W on 100 MW, every figure round; the ramp is long past, the price stands still. */
static const driver_text round_site[] = {
    {"grid_power", "100 MW"},
    {"pue", "1.25"},
    {"server_overhead", "1.25"},
    {"chip_power", "1 kW/gpu"},
    {"token_rate", "500 tok/s/gpu"},
    {"rack_accelerators", "64 gpu/rack"},
    {"utilization", "0.5"},
    {"idle_share", "0.4"},
    {"price", "2 USD/Mtok"},
    {"price_decline", "0"},
    {"elasticity", "0"},
    {"electricity", "60 USD/MWh"},
    {"accelerator_cost", "30 kUSD/gpu"},
    {"site_cost", "10 MUSD/MW"},
    {"operating_share", "0.05"},
    {"accelerator_life", "5 year"},
    {"site_life", "20 year"},
    {"discount", "0"},
    {"ramp", "-100 year"},
};
/* The same with movement in it. */
static const driver_text moving_site[] = {
    {"grid_power", "100 MW"},
    {"pue", "1.25"},
    {"server_overhead", "1.28"},
    {"chip_power", "1040 W/gpu"},
    {"token_rate", "900 tok/s/gpu"},
    {"utilization", "0.35"},
    {"idle_share", "0.4"},
    {"price", "2.4 USD/Mtok"},
    {"price_decline", "0.3"},
    {"elasticity", "-1.2"},
    {"electricity", "65 USD/MWh"},
    {"accelerator_cost", "38 kUSD/gpu"},
    {"site_cost", "11 MUSD/MW"},
    {"operating_share", "0.05"},
    {"accelerator_life", "4.5 year"},
    {"site_life", "15 year"},
    {"discount", "0.1"},
    {"ramp", "0.8 year"},
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static sf_factory_inputs inputs_of(expressions *room, const driver_text *drivers, size_t count) {
  sf_factory_inputs inputs = {.horizon = HORIZON};
  for (size_t i = 0; i < count; i++)
    assert_ok(sf_set_factory_input(&inputs, drivers[i].name, given(room, drivers[i].value), NULL));
  return inputs;
}

static void set(expressions *room, sf_factory_inputs *inputs, const char *name, const char *value) {
  assert_ok(sf_set_factory_input(inputs, name, given(room, value), NULL));
}

static sf_factory_outputs build(expressions *room, const sf_factory_inputs *inputs) {
  sf_factory_outputs outputs;
  sf_error error = {0};
  if (sf_build_factory(room->graph, inputs, &outputs, &error) != SF_OK) fail_msg("%s", error.message);
  return outputs;
}

static double output(expressions *room, const sf_factory_outputs *outputs, const char *name, const char *unit) {
  sf_expression *value = NULL;
  assert_ok(sf_factory_output(outputs, name, &value, NULL));
  return value_in(room, value, unit);
}

static bool is_undefined(const sf_expression *expression) {
  double value = 0;
  return sf_expression_value(expression, &value) && isnan(value);
}

static void test_power_and_tokens_of_a_round_site(void **state) {
  expressions *room = *state;
  const sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
  const sf_factory_outputs out = build(room, &inputs);
  assert_close(output(room, &out, "accelerators", "gpu"), 64000, 1e-14);
  assert_close(output(room, &out, "racks", "rack"), 1000, 1e-14);
  assert_close(output(room, &out, "it_power", "MW"), 80, 1e-14);
  assert_close(output(room, &out, "chip_power", "MW"), 64, 1e-14);
  assert_close(output(room, &out, "system_power", "MW"), 80, 1e-14);
  assert_close(output(room, &out, "facility_power", "MW"), 100, 0);
  assert_close(output(room, &out, "rack_density", "kW/rack"), 80, 1e-14);
  assert_close(output(room, &out, "heat", "MW"), 80, 1e-14);
  assert_close(output(room, &out, "token_rate", "Mtok/s"), 32, 1e-14);
  assert_close(output(room, &out, "tokens_per_watt_chip", "tok/s/W"), .5, 1e-14);
  assert_close(output(room, &out, "tokens_per_watt_system", "tok/s/W"), .4, 1e-14);
  assert_close(output(room, &out, "tokens_per_watt_facility", "tok/s/W"), .32, 1e-14);
  assert_close(output(room, &out, "tokens_per_watt", "tok/s/W"), .32, 1e-14);
  assert_close(output(room, &out, "energy_per_token", "J/tok"), 3.125, 1e-14);
}

/* 32 Mtok/s at half load for 31,536,000 s at 2 USD/Mtok; 70 MW at 60 USD/MWh; 1.92 and 1 GUSD of capital. */
static void test_money_of_a_round_site(void **state) {
  expressions *room = *state;
  const sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
  const sf_factory_outputs out = build(room, &inputs);
  assert_close(output(room, &out, "tokens_per_year", "Gtok"), 504576, 1e-14);
  assert_close(output(room, &out, "revenue", "MUSD/year"), 1009.152, 1e-14);
  assert_close(output(room, &out, "energy_cost", "MUSD/year"), 36.792, 1e-14);
  assert_close(output(room, &out, "capex", "MUSD"), 2920, 1e-14);
  assert_close(output(room, &out, "capital_cost", "MUSD/year"), 384 + 50, 1e-14);
  assert_close(output(room, &out, "operating_cost", "MUSD/year"), 146, 1e-14);
  assert_close(output(room, &out, "cost_per_mtok", "USD/Mtok"), 616.792 / 504.576, 1e-14);
  assert_close(output(room, &out, "gross_margin", "1"), 1 - 616.792 / 1009.152, 1e-14);
  /* 826.36 a year; the site keeps three quarters of its value */
  assert_close(output(room, &out, "payback", "year"), 2920 / 826.36, 1e-13);
  assert_close(output(room, &out, "npv", "MUSD"), -2920 + 5 * 826.36 + 750, 1e-13);
  assert_close(output(room, &out, "usage_growth", "1"), 0, 0);
  static const double flows[] = {-2920, 826.36, 826.36, 826.36, 826.36, 826.36 + 750};
  double rate;
  size_t found;
  assert_ok(sf_internal_rates(flows, 6, &rate, 1, &found, NULL));
  assert_close(output(room, &out, "irr", "1"), rate, 1e-12);
}

/* An independent calculation of the moving site in plain C, year by year as one would in a spreadsheet. */
typedef struct spreadsheet {
  double accelerators, capex, tokens, revenue, energy, operating, capital, npv, payback;
} spreadsheet;

static double loan_payment(double capital, double rate, double years) {
  return capital * rate / (1 - pow(1 + rate, -years));
}

static double part_after(double year, double life) { return fmin(fmax(year - life, 0), 1); }

static spreadsheet calculate_moving_site(void) {
  const double seconds = 8760.0 * 3600, power = 100;
  spreadsheet s = {.accelerators = power * 1e6 / 1.25 / 1.28 / 1040, .payback = NAN};
  const double full = s.accelerators * 900 * seconds, hardware = s.accelerators * 38000, site = power * 11e6;
  s.capex = hardware + site;
  s.operating = s.capex * .05;
  s.capital = loan_payment(hardware, .1, 4.5) + loan_payment(site, .1, 15);
  s.npv = -s.capex;
  double running = -s.capex;
  for (int t = 1; t <= HORIZON; t++) {
    const double price = pow(.7, t), up = 1 / (1 + exp(-(t - .8) * 4));
    const double tokens = fmin(full * .35 * pow(price, -1.2), full) * up;
    const double revenue = tokens * 2.4 * price * 1e-6;
    const double energy = power * 8760 * 65 * (.4 + .6 * tokens / full);
    const double flow = revenue - energy - s.operating - hardware / 4.5 * part_after(t, 4.5);
    if (running < 0 && running + flow >= 0 && isnan(s.payback)) s.payback = t - 1 - running / flow;
    running += flow;
    s.npv += flow / pow(1.1, t);
    s.tokens += tokens / HORIZON;
    s.revenue += revenue / HORIZON;
    s.energy += energy / HORIZON;
  }
  s.npv += site * (1 - HORIZON / 15.0) / pow(1.1, HORIZON);
  return s;
}

static void test_moving_site_matches_an_independent_calculation(void **state) {
  expressions *room = *state;
  const sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  const sf_factory_outputs out = build(room, &inputs);
  const spreadsheet s = calculate_moving_site();
  const double cost = s.energy + s.operating + s.capital;
  assert_close(output(room, &out, "accelerators", "gpu"), s.accelerators, 1e-13);
  assert_close(output(room, &out, "capex", "USD"), s.capex, 1e-13);
  assert_close(output(room, &out, "tokens_per_year", "tok"), s.tokens, 1e-13);
  assert_close(output(room, &out, "revenue", "USD/year"), s.revenue, 1e-13);
  assert_close(output(room, &out, "energy_cost", "USD/year"), s.energy, 1e-13);
  assert_close(output(room, &out, "operating_cost", "USD/year"), s.operating, 1e-13);
  assert_close(output(room, &out, "capital_cost", "USD/year"), s.capital, 1e-13);
  assert_close(output(room, &out, "cost_per_mtok", "USD/Mtok"), cost / s.tokens * 1e6, 1e-13);
  assert_close(output(room, &out, "gross_margin", "1"), 1 - cost / s.revenue, 1e-12);
  assert_close(output(room, &out, "npv", "USD"), s.npv, 1e-12);
  assert_false(isnan(s.payback));
  assert_close(output(room, &out, "payback", "year"), s.payback, 1e-12);
  assert_close(output(room, &out, "usage_growth", "1"), pow(.7, -1.2) - 1, 1e-13);
}

static void test_margin_and_unit_cost_share_one_cost(void **state) {
  expressions *room = *state;
  const sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  const sf_factory_outputs out = build(room, &inputs);
  const double revenue = output(room, &out, "revenue", "USD/year");
  const double cost = output(room, &out, "energy_cost", "USD/year") + output(room, &out, "capital_cost", "USD/year") +
                      output(room, &out, "operating_cost", "USD/year");
  assert_close(revenue * (1 - output(room, &out, "gross_margin", "1")), cost, 1e-13);
  assert_close(output(room, &out, "cost_per_mtok", "USD/tok") * output(room, &out, "tokens_per_year", "tok"), cost,
               1e-13);
}

static void test_scopes_of_efficiency_differ_by_overhead_and_pue(void **state) {
  expressions *room = *state;
  const sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  const sf_factory_outputs out = build(room, &inputs);
  const double chip = output(room, &out, "tokens_per_watt_chip", "tok/J");
  const double system = output(room, &out, "tokens_per_watt_system", "tok/J");
  const double facility = output(room, &out, "tokens_per_watt_facility", "tok/J");
  assert_close(chip, system * 1.28, 1e-14);
  assert_close(system, facility * 1.25, 1e-14);
  const double rate = output(room, &out, "token_rate", "tok/s");
  assert_close(chip, rate / output(room, &out, "chip_power", "W"), 1e-14);
  assert_close(system, rate / output(room, &out, "system_power", "W"), 1e-14);
  assert_close(facility, rate / output(room, &out, "facility_power", "W"), 1e-14);
  assert_close(facility * output(room, &out, "energy_per_token", "J/tok"), 1, 1e-14);
}

static void test_npv_is_zero_at_the_internal_rate(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  sf_factory_outputs out = build(room, &inputs);
  inputs.discount = out.irr;
  out = build(room, &inputs);
  assert_true(fabs(output(room, &out, "npv", "USD")) < 1e-12 * output(room, &out, "capex", "USD"));
}

static void test_capital_mode_returns_what_power_mode_spent(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
  inputs.grid_power = NULL;
  set(room, &inputs, "capital", "2.92 GUSD");
  sf_factory_outputs out = build(room, &inputs);
  assert_close(output(room, &out, "accelerators", "gpu"), 64000, 1e-13);
  assert_close(output(room, &out, "facility_power", "MW"), 100, 1e-13);
  assert_close(output(room, &out, "capex", "GUSD"), 2.92, 1e-13);
  assert_close(output(room, &out, "payback", "year"), 2920 / 826.36, 1e-12);
}

static void test_power_and_capital_together_leave_the_smaller(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
  set(room, &inputs, "capital", "1.46 GUSD");
  sf_factory_outputs out = build(room, &inputs);
  assert_close(output(room, &out, "accelerators", "gpu"), 32000, 1e-13);
  assert_close(output(room, &out, "facility_power", "MW"), 50, 1e-13);
  set(room, &inputs, "capital", "100 GUSD");
  out = build(room, &inputs);
  assert_close(output(room, &out, "accelerators", "gpu"), 64000, 1e-13);
}

static void test_unknown_inputs_leave_exactly_their_results_unknown(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site)); /* without rack_accelerators */
  inputs.price = NULL;
  const sf_factory_outputs out = build(room, &inputs);
  assert_null(out.racks);
  assert_null(out.rack_density);
  assert_null(out.revenue);
  assert_null(out.gross_margin);
  assert_null(out.npv);
  assert_null(out.irr);
  assert_null(out.payback);
  assert_non_null(out.accelerators);
  assert_non_null(out.cost_per_mtok);
  assert_non_null(out.usage_growth);
}

static void test_every_output_has_the_dimension_its_field_says(void **state) {
  expressions *room = *state;
  const sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
  const sf_factory_outputs out = build(room, &inputs);
  size_t count;
  const sf_factory_field *fields = sf_factory_output_fields(&count);
  assert_int_equal(count, 25);
  for (size_t i = 0; i < count; i++) {
    sf_expression *value = NULL;
    assert_ok(sf_factory_output(&out, fields[i].name, &value, NULL));
    assert_non_null(value);
    assert_true(sf_dimension_equal(sf_expression_dimension(value), fields[i].dimension));
  }
}

static void test_returns_are_undefined_when_capital_never_comes_back(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
  set(room, &inputs, "price", "0.05 USD/Mtok"); /* does not pay for the electricity */
  sf_factory_outputs out = build(room, &inputs);
  assert_true(is_undefined(out.payback));
  assert_true(output(room, &out, "gross_margin", "1") < 0);
  set(room, &inputs, "price", "1 USD/Mtok"); /* pays, but not within five years */
  out = build(room, &inputs);
  assert_true(is_undefined(out.payback));
  assert_close(output(room, &out, "npv", "MUSD"), -2920 + 5 * 321.784 + 750, 1e-12);
}

static void test_a_higher_price_is_never_worse(void **state) {
  expressions *room = *state;
  static const char *const prices[] = {"0.9 USD/Mtok", "1.2 USD/Mtok", "1.8 USD/Mtok", "2.4 USD/Mtok"};
  double npv = -INFINITY, irr = -1, margin = -INFINITY;
  sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  for (size_t i = 0; i < COUNT(prices); i++) {
    set(room, &inputs, "price", prices[i]);
    const sf_factory_outputs out = build(room, &inputs);
    assert_true(output(room, &out, "npv", "USD") > npv);
    assert_true(output(room, &out, "irr", "1") > irr);
    assert_true(output(room, &out, "gross_margin", "1") > margin);
    npv = output(room, &out, "npv", "USD");
    irr = output(room, &out, "irr", "1");
    margin = output(room, &out, "gross_margin", "1");
  }
}

static void test_inputs_outside_their_domain_are_named(void **state) {
  expressions *room = *state;
  static const struct {
    const char *name, *value, *message;
  } rows[] = {
      {"pue", "0.9", "pue must be at least 1, got 0.9"},
      {"server_overhead", "0.5", "server_overhead must be at least 1, got 0.5"},
      {"utilization", "0", "utilization must be above 0 and at most 1, got 0"},
      {"utilization", "1.3", "utilization must be above 0 and at most 1, got 1.3"},
      {"idle_share", "-0.1", "idle_share must be at least 0 and at most 1, got -0.1"},
      {"grid_power", "-5 MW", "grid_power must be above 0, got -5 MW"},
      {"price_decline", "1", "price_decline must be below 1, got 1"},
      {"elasticity", "1.2", "elasticity must be at most 0, got 1.2"},
      {"discount", "-1", "discount must be at least 0 and at most 1, got -1"},
      {"accelerator_life", "0 year", "accelerator_life must be above 0, got 0 s"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
    set(room, &inputs, rows[i].name, rows[i].value);
    sf_factory_outputs out;
    sf_error error;
    assert_int_equal(sf_build_factory(room->graph, &inputs, &out, &error), SF_INVALID);
    assert_string_equal(error.message, rows[i].message);
    assert_null(out.accelerators);
  }
}

static void test_horizon_is_checked(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
  inputs.horizon = 0;
  assert_int_equal(sf_check_factory_inputs(&inputs, NULL), SF_INVALID);
  inputs.horizon = SF_MAX_HORIZON + 1;
  assert_int_equal(sf_check_factory_inputs(&inputs, NULL), SF_INVALID);
  inputs.horizon = SF_MAX_HORIZON;
  const sf_factory_outputs out = build(room, &inputs);
  assert_true(output(room, &out, "irr", "1") > 0);
}

/* Each year's revenue, tokens and energy have the average year's as their mean, margin and cost follow from them, and
 * what knows no year stays. */
static void test_years_make_up_the_average_one(void **state) {
  static const char *const summed[] = {"revenue", "tokens_per_year", "energy_cost"};
  static const char *const units[] = {"USD/year", "tok", "USD/year"};
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  const sf_factory_outputs average = build(room, &inputs);
  double sums[COUNT(summed)] = {0}, earlier = 0;
  for (inputs.year = 1; inputs.year <= HORIZON; inputs.year++) {
    const sf_factory_outputs out = build(room, &inputs);
    for (size_t i = 0; i < COUNT(summed); i++) sums[i] += output(room, &out, summed[i], units[i]);
    const double revenue = output(room, &out, "revenue", "USD/year");
    const double cost = output(room, &out, "energy_cost", "USD/year") + output(room, &out, "capital_cost", "USD/year") +
                        output(room, &out, "operating_cost", "USD/year");
    assert_close(output(room, &out, "gross_margin", "1"), 1 - cost / revenue, 1e-12);
    assert_close(output(room, &out, "cost_per_mtok", "USD/tok"), cost / output(room, &out, "tokens_per_year", "tok"),
                 1e-12);
    assert_close(output(room, &out, "npv", "USD"), output(room, &average, "npv", "USD"), 0);
    assert_true(revenue != earlier);
    earlier = revenue;
  }
  for (size_t i = 0; i < COUNT(summed); i++)
    assert_close(sums[i] / HORIZON, output(room, &average, summed[i], units[i]), 1e-12);
}

static void test_a_year_outside_the_horizon_is_refused(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
  sf_error error;
  inputs.year = HORIZON + 1;
  assert_int_equal(sf_check_factory_inputs(&inputs, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "year must be 1 to"));
  inputs.year = -1;
  assert_int_equal(sf_check_factory_inputs(&inputs, NULL), SF_INVALID);
}

static void test_misspelt_names_get_the_nearest(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = {.horizon = HORIZON};
  const sf_factory_outputs out = {0};
  sf_expression *value;
  sf_error error;
  assert_int_equal(sf_set_factory_input(&inputs, "utilisation", given(room, "0.5"), &error), SF_UNKNOWN);
  assert_non_null(strstr(error.message, "\"utilization\""));
  assert_int_equal(sf_factory_output(&out, "acelerators", &value, &error), SF_UNKNOWN);
  assert_non_null(strstr(error.message, "\"accelerators\""));
}

static void test_inputs_of_the_wrong_kind_are_named(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, round_site, COUNT(round_site));
  sf_error error;
  assert_int_equal(sf_set_factory_input(&inputs, "price", given(room, "2"), &error), SF_DIMENSION);
  assert_non_null(strstr(error.message, "price must be"));
  inputs.pue = given(room, "1.25 MW");
  assert_int_equal(sf_check_factory_inputs(&inputs, &error), SF_DIMENSION);
  assert_non_null(strstr(error.message, "pue must be"));
}

/* The same formula under an uncertain input, compiled and evaluated at its median. */
static void test_a_plan_of_the_factory_agrees_with_its_constants(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  const sf_factory_outputs expected = build(room, &inputs);
  /* 1 + u / 2 is 1.25 at the median */
  sf_expression *half = sf_multiply(room->graph, sf_draw(room->graph, "pue"), given(room, "0.5"));
  inputs.pue = sf_add(room->graph, given(room, "1"), half);
  const sf_factory_outputs out = build(room, &inputs);
  sf_expression *const outputs[] = {out.npv, out.irr, out.payback, out.gross_margin};
  sf_expression *const constants[] = {expected.npv, expected.irr, expected.payback, expected.gross_margin};
  sf_plan *plan = NULL;
  double values[4], constant;
  assert_ok(sf_compile_plan(room->graph, outputs, 4, &plan, NULL));
  assert_ok(sf_evaluate_plan(plan, NULL, values, NULL));
  sf_destroy_plan(plan);
  for (int i = 0; i < 4; i++) {
    assert_true(sf_expression_value(constants[i], &constant));
    assert_close(values[i], constant, 1e-12);
  }
}

/* d npv / d price, by reverse accumulation through the whole factory, is the discounted tokens. */
static void test_gradient_of_npv_by_price(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  sf_expression *const price = inputs.price;
  inputs.price = sf_input(room->graph, "price", sf_expression_dimension(price));
  sf_factory_outputs out = build(room, &inputs);
  sf_expression *gradient = NULL, *rate_gradient = NULL;
  assert_ok(sf_differentiate(room->graph, out.npv, &inputs.price, 1, &gradient, NULL));
  assert_ok(sf_differentiate(room->graph, out.irr, &inputs.price, 1, &rate_gradient, NULL));
  assert_ok(sf_substitute(room->graph, &gradient, 1, &inputs.price, &price, 1, &gradient, NULL));
  assert_ok(sf_substitute(room->graph, &rate_gradient, 1, &inputs.price, &price, 1, &rate_gradient, NULL));
  const double slope = value_in(room, gradient, "Mtok"), rate_slope = value_in(room, rate_gradient, "Mtok/USD");
  set(room, &inputs, "price", "2.401 USD/Mtok");
  out = build(room, &inputs);
  const double npv = output(room, &out, "npv", "USD"), irr = output(room, &out, "irr", "1");
  set(room, &inputs, "price", "2.399 USD/Mtok");
  out = build(room, &inputs);
  assert_close(slope, (npv - output(room, &out, "npv", "USD")) / .002, 1e-9);
  assert_close(rate_slope, (irr - output(room, &out, "irr", "1")) / .002, 1e-5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_power_and_tokens_of_a_round_site),
      cmocka_unit_test(test_money_of_a_round_site),
      cmocka_unit_test(test_moving_site_matches_an_independent_calculation),
      cmocka_unit_test(test_margin_and_unit_cost_share_one_cost),
      cmocka_unit_test(test_scopes_of_efficiency_differ_by_overhead_and_pue),
      cmocka_unit_test(test_npv_is_zero_at_the_internal_rate),
      cmocka_unit_test(test_capital_mode_returns_what_power_mode_spent),
      cmocka_unit_test(test_power_and_capital_together_leave_the_smaller),
      cmocka_unit_test(test_unknown_inputs_leave_exactly_their_results_unknown),
      cmocka_unit_test(test_every_output_has_the_dimension_its_field_says),
      cmocka_unit_test(test_returns_are_undefined_when_capital_never_comes_back),
      cmocka_unit_test(test_a_higher_price_is_never_worse),
      cmocka_unit_test(test_inputs_outside_their_domain_are_named),
      cmocka_unit_test(test_horizon_is_checked),
      cmocka_unit_test(test_years_make_up_the_average_one),
      cmocka_unit_test(test_a_year_outside_the_horizon_is_refused),
      cmocka_unit_test(test_misspelt_names_get_the_nearest),
      cmocka_unit_test(test_inputs_of_the_wrong_kind_are_named),
      cmocka_unit_test(test_a_plan_of_the_factory_agrees_with_its_constants),
      cmocka_unit_test(test_gradient_of_npv_by_price),
  };
  return cmocka_run_group_tests(tests, start_expressions, end_expressions);
}
