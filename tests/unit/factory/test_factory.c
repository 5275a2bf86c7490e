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
  assert_close(output(room, &out, "provisioned_power", "MW"), 100, 0);
  assert_close(output(room, &out, "rack_density", "kW/rack"), 80, 1e-14);
  assert_close(output(room, &out, "rack_draw", "kW/rack"), 80, 1e-14);
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
  assert_close(output(room, &out, "cost_per_hour", "USD/gpu/year") * output(room, &out, "accelerators", "gpu"),
               616.792e6, 1e-14);
  assert_close(output(room, &out, "drawn_power", "MW"), 70, 1e-14);
  assert_close(output(room, &out, "depreciation", "MUSD/year"), 384 + 50, 1e-14);
  assert_close(output(room, &out, "ebitda_margin", "1"), 1 - 182.792 / 1009.152, 1e-14);
  assert_close(output(room, &out, "gross_margin", "1"), 1 - 616.792 / 1009.152, 1e-14);
  assert_close(output(room, &out, "margin_after_capital", "1"), 1 - 616.792 / 1009.152, 1e-14); /* money is free */
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

/* An independent calculation of the moving site in plain C, year by year as one would in a spreadsheet; USD and tok a
 * year. The nameplate holds the site to fewer accelerators than its draw would. */
typedef struct spreadsheet {
  double accelerators, drawn_full, capex, residual, operating, npv, payback, equity_npv, equity_flows[HORIZON + 1];
  double price[HORIZON], use[HORIZON], up[HORIZON], drawn[HORIZON], tokens[HORIZON], revenue[HORIZON], energy[HORIZON],
      depreciation[HORIZON], capital[HORIZON], tax[HORIZON], cash[HORIZON];
} spreadsheet;

static const driver_text as_lenders_see_it[] = {
    {"all_in_power", "1.9 kW/gpu"}, {"oversubscription", "0.1"},
    {"peak_utilization", "0.8"},    {"accelerator_price_decline", "0.15"},
    {"tax_rate", "0.25"},           {"debt_share", "0.6"},
    {"interest", "0.09"},
};

static double loan_payment(double capital, double rate, double years) {
  return capital * rate / (1 - pow(1 + rate, -years));
}

static double part_after(double year, double life) { return fmin(fmax(year - life, 0), 1); }

static void calculate_year(spreadsheet *s, int t, double hardware, double site) {
  const double seconds = 8760.0 * 3600, megawatts = s->drawn_full / 1e6;
  const double beyond = part_after(t, 4.5), then = pow(.85, t);
  const int i = t - 1;
  s->price[i] = 2.4 * pow(.7, t - 1);
  s->use[i] = fmin(.35 * pow(.7, (t - 1) * -1.2), .8);
  s->up[i] = 1 / (1 + exp(-(t - .8) * 4));
  s->tokens[i] = s->accelerators * 900 * seconds * s->use[i] * s->up[i];
  s->revenue[i] = s->tokens[i] * s->price[i] * 1e-6;
  s->drawn[i] = megawatts * s->up[i] * (.4 + .6 * s->use[i]);
  s->energy[i] = s->drawn[i] * 8760 * 65;
  s->depreciation[i] = hardware / 4.5 * (1 - beyond + beyond * then) + site / 15;
  s->capital[i] = loan_payment(hardware, .1, 4.5) * (1 - beyond + beyond * then) + loan_payment(site, .1, 15);
}

static double tax_after_loss(double income, double *loss) {
  const double left = income - *loss;
  *loss = fmax(-left, 0);
  return .25 * fmax(left, 0);
}

static spreadsheet calculate_moving_site(void) {
  spreadsheet s = {.accelerators = 100e6 / 1.25 / (1900 * .9), .payback = NAN};
  s.drawn_full = s.accelerators * 1040 * 1.28 * 1.25;
  const double hardware = s.accelerators * 38000, site = 100 * 11e6;
  s.capex = hardware + site;
  s.residual = site * (1 - HORIZON / 15.0);
  s.operating = s.capex * .05;
  const double repaid = loan_payment(.6 * s.capex, .09, HORIZON), equity = (.1 - .6 * .09 * .75) / .4;
  double running = -s.capex, loss = 0, loss_to_equity = 0, owed = .6 * s.capex;
  s.npv = -s.capex;
  s.equity_npv = s.equity_flows[0] = -.4 * s.capex;
  for (int t = 1; t <= HORIZON; t++) {
    const int i = t - 1;
    calculate_year(&s, t, hardware, site);
    const double income = s.revenue[i] - s.energy[i] - s.operating - s.depreciation[i], interest = .09 * owed;
    const double replaced = hardware / 4.5 * part_after(t, 4.5) * pow(.85, t);
    const double last = t == HORIZON ? s.residual : 0;
    s.tax[i] = tax_after_loss(income, &loss);
    const double before = s.revenue[i] - s.energy[i] - s.operating - replaced, flow = before - s.tax[i];
    if (running < 0 && running + flow >= 0 && isnan(s.payback)) s.payback = t - 1 - running / flow;
    running += flow;
    s.cash[i] = flow + last;
    s.npv += s.cash[i] / pow(1.1, t);
    s.equity_flows[t] = before - tax_after_loss(income - interest, &loss_to_equity) - repaid + last;
    s.equity_npv += s.equity_flows[t] / pow(1 + equity, t);
    owed += interest - repaid;
  }
  return s;
}

static sf_factory_inputs moving_inputs(expressions *room) {
  sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  for (size_t i = 0; i < COUNT(as_lenders_see_it); i++)
    set(room, &inputs, as_lenders_see_it[i].name, as_lenders_see_it[i].value);
  return inputs;
}

static void check_year(expressions *room, const sf_factory_outputs *out, const spreadsheet *s, int year) {
  const int i = year - 1;
  const double paid = s->energy[i] + s->operating;
  assert_close(output(room, out, "token_price", "USD/Mtok"), s->price[i], 1e-13);
  assert_close(output(room, out, "use", "1"), s->use[i], 1e-13);
  assert_close(output(room, out, "in_service", "1"), s->up[i], 1e-13);
  assert_close(output(room, out, "drawn_power", "MW"), s->drawn[i], 1e-12);
  assert_close(output(room, out, "tokens_per_year", "tok"), s->tokens[i], 1e-12);
  assert_close(output(room, out, "revenue", "USD/year"), s->revenue[i], 1e-12);
  assert_close(output(room, out, "energy_cost", "USD/year"), s->energy[i], 1e-12);
  assert_close(output(room, out, "operating_cost", "USD/year"), s->operating, 1e-12);
  assert_close(output(room, out, "depreciation", "USD/year"), s->depreciation[i], 1e-12);
  assert_close(output(room, out, "capital_cost", "USD/year"), s->capital[i], 1e-12);
  assert_close(output(room, out, "tax", "USD/year"), s->tax[i], 1e-12);
  assert_close(output(room, out, "cash_flow", "USD/year"), s->cash[i], 1e-12);
  assert_close(output(room, out, "ebitda_margin", "1"), 1 - paid / s->revenue[i], 1e-12);
  assert_close(output(room, out, "gross_margin", "1"), 1 - (paid + s->depreciation[i]) / s->revenue[i], 1e-12);
  assert_close(output(room, out, "margin_after_capital", "1"), 1 - (paid + s->capital[i]) / s->revenue[i], 1e-12);
  assert_close(output(room, out, "cost_per_mtok", "USD/tok"), (paid + s->capital[i]) / s->tokens[i], 1e-12);
}

static void test_moving_site_matches_an_independent_calculation(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = moving_inputs(room);
  const sf_factory_outputs out = build(room, &inputs);
  const spreadsheet s = calculate_moving_site();
  double rate;
  size_t found;
  assert_close(output(room, &out, "accelerators", "gpu"), s.accelerators, 1e-13);
  assert_close(output(room, &out, "provisioned_power", "MW"), 100, 0);
  assert_close(output(room, &out, "facility_power", "W"), s.drawn_full, 1e-13);
  assert_close(output(room, &out, "capex", "USD"), s.capex, 1e-13);
  assert_close(output(room, &out, "residual_value", "USD"), s.residual, 1e-13);
  assert_close(output(room, &out, "npv", "USD"), s.npv, 1e-12);
  assert_false(isnan(s.payback));
  assert_close(output(room, &out, "payback", "year"), s.payback, 1e-12);
  assert_close(output(room, &out, "equity_npv", "USD"), s.equity_npv, 1e-12);
  assert_ok(sf_internal_rates(s.equity_flows, HORIZON + 1, &rate, 1, &found, NULL));
  assert_close(output(room, &out, "equity_irr", "1"), rate, 1e-12);
  assert_close(output(room, &out, "usage_growth", "1"), pow(.7, -1.2) - 1, 1e-13);
  for (inputs.year = 1; inputs.year <= HORIZON; inputs.year++) {
    const sf_factory_outputs of_year = build(room, &inputs);
    check_year(room, &of_year, &s, inputs.year);
  }
}

/* Debt at the cost of capital, untaxed, is worth nothing to either side. */
static void test_debt_at_the_cost_of_capital_changes_no_value(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = moving_inputs(room);
  inputs.tax_rate = NULL;
  set(room, &inputs, "interest", "0.1");
  const sf_factory_outputs out = build(room, &inputs);
  assert_null(out.tax);
  assert_close(output(room, &out, "equity_npv", "USD"), output(room, &out, "npv", "USD"), 1e-10);
  inputs.debt_share = NULL;
  const sf_factory_outputs unlevered = build(room, &inputs);
  assert_null(unlevered.equity_npv);
  assert_close(output(room, &unlevered, "npv", "USD"), output(room, &out, "npv", "USD"), 0);
}

static void test_margins_nest(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = moving_inputs(room);
  for (inputs.year = 0; inputs.year <= HORIZON; inputs.year++) {
    const sf_factory_outputs out = build(room, &inputs);
    const double ebitda = output(room, &out, "ebitda_margin", "1"), gross = output(room, &out, "gross_margin", "1");
    assert_true(ebitda > gross);
    assert_true(gross > output(room, &out, "margin_after_capital", "1"));
  }
}

/* A nameplate of 1,900 W asks for more than is drawn; of 1 kW it would leave the connection overloaded. */
static void test_a_site_never_draws_more_than_it_provides(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = moving_inputs(room);
  set(room, &inputs, "all_in_power", "1 kW/gpu");
  const sf_factory_outputs out = build(room, &inputs);
  assert_close(output(room, &out, "facility_power", "MW"), 100, 1e-13);
  assert_close(output(room, &out, "accelerators", "gpu"), 100e6 / 1.25 / 1.28 / 1040, 1e-13);
}

static void test_margin_and_unit_cost_share_one_cost(void **state) {
  expressions *room = *state;
  const sf_factory_inputs inputs = inputs_of(room, moving_site, COUNT(moving_site));
  const sf_factory_outputs out = build(room, &inputs);
  const double revenue = output(room, &out, "revenue", "USD/year");
  const double cost = output(room, &out, "energy_cost", "USD/year") + output(room, &out, "capital_cost", "USD/year") +
                      output(room, &out, "operating_cost", "USD/year");
  assert_close(revenue * (1 - output(room, &out, "margin_after_capital", "1")), cost, 1e-13);
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
  assert_null(out.margin_after_capital);
  assert_null(out.npv);
  assert_null(out.irr);
  assert_null(out.payback);
  assert_non_null(out.accelerators);
  assert_non_null(out.cost_per_mtok);
  assert_non_null(out.usage_growth);
}

static void test_every_output_has_the_dimension_its_field_says(void **state) {
  expressions *room = *state;
  sf_factory_inputs inputs = moving_inputs(room);
  set(room, &inputs, "rack_accelerators", "64 gpu/rack");
  const sf_factory_outputs out = build(room, &inputs);
  size_t count;
  const sf_factory_field *fields = sf_factory_output_fields(&count);
  assert_int_equal(count, 40);
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
  assert_true(output(room, &out, "margin_after_capital", "1") < 0);
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
    assert_true(output(room, &out, "margin_after_capital", "1") > margin);
    npv = output(room, &out, "npv", "USD");
    irr = output(room, &out, "irr", "1");
    margin = output(room, &out, "margin_after_capital", "1");
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

/* Each year's figures have the average year's as their mean, and discounted they are the net present value; what knows
 * no year stays. */
static void test_years_make_up_the_average_one(void **state) {
  static const char *const summed[] = {"revenue", "energy_cost", "depreciation", "capital_cost", "tax", "cash_flow"};
  expressions *room = *state;
  sf_factory_inputs inputs = moving_inputs(room);
  const sf_factory_outputs average = build(room, &inputs);
  double sums[COUNT(summed)] = {0}, value = -output(room, &average, "capex", "USD"), earlier = 0;
  for (inputs.year = 1; inputs.year <= HORIZON; inputs.year++) {
    const sf_factory_outputs out = build(room, &inputs);
    for (size_t i = 0; i < COUNT(summed); i++) sums[i] += output(room, &out, summed[i], "USD/year");
    value += output(room, &out, "cash_flow", "USD/year") / pow(1.1, inputs.year);
    const double revenue = output(room, &out, "revenue", "USD/year");
    assert_close(output(room, &out, "energy_cost", "USD/year"), output(room, &out, "drawn_power", "MW") * 8760 * 65,
                 1e-13);
    assert_close(output(room, &out, "npv", "USD"), output(room, &average, "npv", "USD"), 0);
    assert_true(revenue != earlier);
    earlier = revenue;
  }
  for (size_t i = 0; i < COUNT(summed); i++)
    assert_close(sums[i] / HORIZON, output(room, &average, summed[i], "USD/year"), 1e-12);
  assert_close(value, output(room, &average, "npv", "USD"), 1e-12);
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
  assert_non_null(strstr(error.message, "'utilization'"));
  assert_int_equal(sf_factory_output(&out, "acelerators", &value, &error), SF_UNKNOWN);
  assert_non_null(strstr(error.message, "'accelerators'"));
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
  sf_expression *const outputs[] = {out.npv, out.irr, out.payback, out.margin_after_capital};
  sf_expression *const constants[] = {expected.npv, expected.irr, expected.payback, expected.margin_after_capital};
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
      cmocka_unit_test(test_debt_at_the_cost_of_capital_changes_no_value),
      cmocka_unit_test(test_margins_nest),
      cmocka_unit_test(test_a_site_never_draws_more_than_it_provides),
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
