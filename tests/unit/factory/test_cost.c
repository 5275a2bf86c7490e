/* From the token to money, against the plain finance functions, closed forms and DeepSeek's published day. */
#include "expressions.h"

#include "../golden/deepseek_day.h"
#include "signalflow/factory.h"
#include "signalflow/finance.h"

#include <stdio.h>

static sf_expression *plain(expressions *room, double value) { return sf_number(room->graph, value); }

static double yearly_cost(expressions *room, double millions, double rate, double years) {
  sf_expression *capital = sf_multiply(room->graph, plain(room, millions), given(room, "1 MUSD"));
  sf_expression *life = sf_multiply(room->graph, plain(room, years), given(room, "1 year"));
  return value_in(room, sf_yearly_capital_cost(room->graph, capital, plain(room, rate), life), "MUSD/year");
}

/* Capital recovery factors of the compound-interest tables in Newnan, Eschenbach & Lavelle, Engineering Economic
 * Analysis (35 %), and in Blank & Tarquin, Engineering Economy, table 1 (0.25 %). */
static void test_yearly_capital_cost_matches_published_tables(void **state) {
  static const struct {
    double rate, years, factor, rounding;
  } rows[] = {{.35, 1, 1.3500, 5e-5},    {.35, 2, .7755, 5e-5},    {.35, 3, .5897, 5e-5},    {.35, 5, .4505, 5e-5},
              {.35, 10, .3683, 5e-5},    {.35, 20, .3509, 5e-5},   {.0025, 5, .20150, 5e-6}, {.0025, 12, .08469, 5e-6},
              {.0025, 24, .04298, 5e-6}, {.0025, 20, .05132, 5e-6}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    assert_true(fabs(yearly_cost(*state, 1, rows[i].rate, rows[i].years) - rows[i].factor) <= rows[i].rounding * 1.001);
}

static void test_yearly_capital_cost_is_the_annuity(void **state) {
  static const double rates[] = {-.05, -2e-6, -1e-9, 1e-9, 9e-7, 2e-6, .08, .35};
  for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
    assert_close(yearly_cost(*state, 1e3, rates[i], 4.5), 1e3 * rates[i] / -expm1(-4.5 * log1p(rates[i])), 1e-10);
  assert_close(yearly_cost(*state, 900, 0, 4.5), 200, 1e-15);
}

static void test_price_falls_by_the_same_share_each_year(void **state) {
  expressions *room = *state;
  sf_expression *price = given(room, "2 USD/Mtok"), *decline = given(room, "0.5");
  assert_close(value_in(room, sf_price_in_year(room->graph, price, decline, 1), "USD/Mtok"), 2, 0);
  assert_close(value_in(room, sf_price_in_year(room->graph, price, decline, 4), "USD/Mtok"), .25, 1e-15);
}

static double use_at(expressions *room, double utilization, double peak, double decline, double elasticity, int year) {
  return value_in(room,
                  sf_use_in_year(room->graph, plain(room, utilization), plain(room, peak), plain(room, decline),
                                 plain(room, elasticity), year),
                  "1");
}

static void test_use_follows_price_at_constant_elasticity(void **state) {
  expressions *room = *state;
  assert_close(use_at(room, .1, 1, .5, -1.5, 1), .1, 0);
  /* half the price at an elasticity of -1.5 is 2^1.5 times the use */
  assert_close(use_at(room, .1, 1, .5, -1.5, 2), .1 * 2 * sqrt(2), 1e-14);
  assert_close(use_at(room, .1, 1, .5, 0, 3), .1, 1e-15);
}

static void test_use_never_passes_its_peak(void **state) {
  expressions *room = *state;
  assert_close(use_at(room, .6, .8, .5, -1.5, 2), .8, 0);
  assert_close(use_at(room, .9, .8, 0, 0, 1), .8, 0);
  for (int year = 1; year <= 10; year++) assert_true(use_at(room, .3, .75, .4, -1.2, year) <= .75);
  assert_close(
      value_in(room, sf_use_in_year(room->graph, plain(room, .9), NULL, plain(room, .5), plain(room, -1), 3), "1"), 1,
      0);
}

static void test_half_of_the_site_serves_at_ramp(void **state) {
  expressions *room = *state;
  assert_close(value_in(room, sf_in_service_in_year(room->graph, given(room, "2 year"), 2), "1"), .5, 1e-15);
  assert_close(value_in(room, sf_in_service_in_year(room->graph, given(room, "1 year"), 2), "1"), 1 / (1 + exp(-4)),
               1e-14);
}

static void test_usage_growth_from_price_and_elasticity(void **state) {
  expressions *room = *state;
  assert_close(value_in(room, sf_usage_growth(room->graph, plain(room, .75), plain(room, -1)), "1"), 3, 1e-14);
  assert_close(value_in(room, sf_usage_growth(room->graph, plain(room, .3), plain(room, 0)), "1"), 0, 0);
}

/* What replaces and what is left: together with the first purchase they are straight-line use over any horizon. */
static void test_replacement_and_residual_add_up_to_what_was_used(void **state) {
  expressions *room = *state;
  static const char *const lives[] = {"0.5 year", "3 year", "4.5 year", "6 year", "20 year"};
  static const double years[] = {.5, 3, 4.5, 6, 20};
  for (size_t i = 0; i < 5; i++) {
    sf_expression *capital = given(room, "60 MUSD"), *life = given(room, lives[i]);
    double spent = 60;
    for (int year = 1; year <= 7; year++)
      spent += value_in(room, sf_replacement_in_year(room->graph, capital, life, NULL, year), "MUSD");
    const double left = value_in(room, sf_residual_value(room->graph, capital, life, 7), "MUSD");
    assert_close(spent - left, 60 * 7 / years[i], 1e-13);
  }
}

/* What is spent and not left is written off, at whatever price things are replaced. */
static void test_depreciation_is_what_was_spent_and_is_not_left(void **state) {
  expressions *room = *state;
  static const char *const lives[] = {"0.5 year", "3 year", "4.5 year", "6 year", "20 year"};
  static const double declines[] = {-.25, 0, .3};
  for (size_t i = 0; i < 15; i++) {
    sf_expression *capital = given(room, "60 MUSD"), *life = given(room, lives[i % 5]);
    sf_expression *decline = plain(room, declines[i / 5]);
    double spent = 60, written_off = 0;
    for (int year = 1; year <= 7; year++) {
      spent += value_in(room, sf_replacement_in_year(room->graph, capital, life, decline, year), "MUSD");
      written_off += value_in(room, sf_depreciation_in_year(room->graph, capital, life, decline, year), "MUSD");
    }
    assert_close(written_off, spent - value_in(room, sf_residual_value(room->graph, capital, life, 7), "MUSD"), 1e-13);
  }
}

/* Half of year 5 lies past a life of 4.5 years; at 20 % a year what replaces costs 0.8^5 of today's. */
static void test_replacement_is_at_the_price_of_its_year(void **state) {
  expressions *room = *state;
  sf_expression *capital = given(room, "90 MUSD"), *life = given(room, "4.5 year");
  assert_close(value_in(room, sf_part_within_life(room->graph, life, 5), "1"), .5, 1e-14);
  assert_close(value_in(room, sf_replacement_in_year(room->graph, capital, life, plain(room, .2), 5), "MUSD"),
               20 * .5 * pow(.8, 5), 1e-13);
  assert_close(value_in(room, sf_depreciation_in_year(room->graph, capital, life, plain(room, .2), 5), "MUSD"),
               20 * .5 + 20 * .5 * pow(.8, 5), 1e-13);
}

/* Expressions of cash flows in MUSD. */
static void write_flows(expressions *room, const double *millions, size_t count, sf_expression **flows) {
  for (size_t i = 0; i < count; i++)
    flows[i] = sf_multiply(room->graph, plain(room, millions[i]), given(room, "1 MUSD"));
}

static void test_flows_are_valued_as_plain_numbers_are(void **state) {
  expressions *room = *state;
  static const double millions[] = {-70, 12, 15, 18, 21, 26};
  sf_expression *flows[6];
  write_flows(room, millions, 6, flows);
  double npv, irr;
  size_t found;
  assert_ok(sf_net_present_value(.08, millions, 6, &npv, NULL));
  assert_ok(sf_internal_rates(millions, 6, &irr, 1, &found, NULL));
  assert_close(value_in(room, sf_net_present_value_of(room->graph, flows, 6, plain(room, .08)), "MUSD"), npv, 1e-13);
  assert_close(value_in(room, sf_internal_rate_of(room->graph, flows, 6), "1"), irr, 1e-13);
  assert_close(value_in(room, sf_payback_of(room->graph, flows, 6), "year"), 4 + 4. / 26, 1e-14);
}

static void test_rate_is_undefined_when_there_is_none_or_more_than_one(void **state) {
  expressions *room = *state;
  static const double none[] = {-1, 3, -3}, two[] = {-100, 230, -132};
  sf_expression *flows[3];
  double value = 0;
  write_flows(room, none, 3, flows);
  assert_true(sf_expression_value(sf_internal_rate_of(room->graph, flows, 3), &value) && isnan(value));
  write_flows(room, two, 3, flows);
  assert_true(sf_expression_value(sf_internal_rate_of(room->graph, flows, 3), &value) && isnan(value));
  assert_ok(sf_graph_status(room->graph, NULL));
}

static void test_payback_is_undefined_when_it_never_comes(void **state) {
  expressions *room = *state;
  static const double never[] = {-100, 40, 40, 0}, first[] = {-100, 200, -500}, exact[] = {-100, 0, 100};
  sf_expression *flows[4];
  double value = 0;
  write_flows(room, never, 4, flows);
  assert_true(sf_expression_value(sf_payback_of(room->graph, flows, 4), &value) && isnan(value));
  write_flows(room, first, 3, flows); /* paid back once is paid back, whatever comes after */
  assert_close(value_in(room, sf_payback_of(room->graph, flows, 3), "year"), .5, 1e-15);
  write_flows(room, exact, 3, flows);
  assert_close(value_in(room, sf_payback_of(room->graph, flows, 3), "year"), 2, 1e-15);
}

static void test_too_many_years_are_refused(void **state) {
  expressions *room = *state;
  sf_expression *flow = given(room, "1 USD");
  assert_null(sf_internal_rate_of(room->graph, &flow, 1));
  assert_int_equal(sf_graph_status(room->graph, NULL), SF_INVALID);
}

/* d rate / d flow against the definition, through the engine's own differentiation. */
static void test_gradient_of_the_internal_rate(void **state) {
  expressions *room = *state;
  static const double millions[] = {-70, 12, 15, 18, 21, 26};
  const sf_dimension money = sf_base_dimension(SF_MONEY);
  sf_expression *inputs[6], *constants[6], *gradients[6];
  for (int i = 0; i < 6; i++) {
    const char name[] = {'f', (char)('0' + i), 0};
    inputs[i] = sf_input(room->graph, name, money);
    constants[i] = sf_constant(room->graph, (sf_quantity){.value = millions[i], .dimension = money});
  }
  sf_expression *rate = sf_internal_rate_of(room->graph, inputs, 6);
  assert_ok(sf_differentiate(room->graph, rate, inputs, 6, gradients, NULL));
  assert_ok(sf_substitute(room->graph, gradients, 6, inputs, constants, 6, gradients, NULL));
  for (int i = 0; i < 6; i++) {
    double above[6], below[6], up, down;
    size_t found;
    memcpy(above, millions, sizeof above);
    memcpy(below, millions, sizeof below);
    above[i] += 1e-5;
    below[i] -= 1e-5;
    assert_ok(sf_internal_rates(above, 6, &up, 1, &found, NULL));
    assert_ok(sf_internal_rates(below, 6, &down, 1, &found, NULL));
    assert_close(value_in(room, gradients[i], "1/USD"), (up - down) / 2e-5, 1e-7);
  }
}

/* DeepSeek's day. Nodes of eight rented at 2 USD an hour; input at two prices, output at a third. */
static sf_expression *tokens_at_price(expressions *room, double tokens, double usd_per_mtok) {
  sf_expression *count = sf_multiply(room->graph, plain(room, tokens), given(room, "1 tok"));
  sf_expression *price = sf_multiply(room->graph, plain(room, usd_per_mtok), given(room, "1 USD/Mtok"));
  return sf_multiply(room->graph, count, sf_price_in_year(room->graph, price, plain(room, 0), 1));
}

static sf_expression *deepseek_revenue_of_day(expressions *room) {
  sf_expression *hits = tokens_at_price(room, deepseek_cache_hits, deepseek_price_hit);
  sf_expression *misses = tokens_at_price(room, deepseek_input - deepseek_cache_hits, deepseek_price_miss);
  sf_expression *output = tokens_at_price(room, deepseek_output, deepseek_price_output);
  return sf_add(room->graph, sf_add(room->graph, hits, misses), output);
}

static sf_expression *deepseek_cost_of_day(expressions *room) {
  sf_expression *accelerators =
      sf_multiply(room->graph, plain(room, deepseek_nodes * deepseek_node_accelerators), given(room, "1 gpu"));
  sf_expression *rent = sf_multiply(room->graph, plain(room, deepseek_accelerator_hour), given(room, "1 USD/gpu/h"));
  return sf_multiply(room->graph, sf_multiply(room->graph, accelerators, rent), given(room, "1 day"));
}

static void test_deepseek_cost_revenue_and_margin(void **state) {
  expressions *room = *state;
  sf_expression *revenue = deepseek_revenue_of_day(room), *cost = deepseek_cost_of_day(room);
  assert_close(value_in(room, cost, "USD"), deepseek_cost, 1e-12);
  /* token counts are published to a billion: 0.1 % of the revenue */
  assert_close(value_in(room, revenue, "USD"), deepseek_revenue, 1e-3);
  sf_expression *profit = sf_subtract(room->graph, revenue, cost);
  assert_true(fabs(value_in(room, sf_divide(room->graph, profit, cost), "1") - deepseek_cost_profit) < .01);
}

static void test_deepseek_cache_hits(void **state) {
  (void)state;
  assert_true(fabs(deepseek_cache_hits / deepseek_input - deepseek_hit_share) < .0005);
}

/* Published apart: rates of a prefill and a decode node, tokens of the day, average nodes. The rates say how many nodes
 * the tokens need, and the two kinds together are the nodes there were. */
static void test_deepseek_rates_explain_the_nodes(void **state) {
  expressions *room = *state;
  char input[64], output[64];
  snprintf(input, sizeof input, "%.17g tok/day", deepseek_input);
  snprintf(output, sizeof output, "%.17g tok/day", deepseek_output);
  sf_expression *prefill =
      sf_divide(room->graph, given(room, input),
                sf_multiply(room->graph, plain(room, deepseek_prefill_rate), given(room, "1 tok/s")));
  sf_expression *decode =
      sf_divide(room->graph, given(room, output),
                sf_multiply(room->graph, plain(room, deepseek_decode_rate), given(room, "1 tok/s")));
  assert_close(value_in(room, sf_add(room->graph, prefill, decode), "1"), deepseek_nodes, 5e-3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_yearly_capital_cost_matches_published_tables),
      cmocka_unit_test(test_yearly_capital_cost_is_the_annuity),
      cmocka_unit_test(test_price_falls_by_the_same_share_each_year),
      cmocka_unit_test(test_use_follows_price_at_constant_elasticity),
      cmocka_unit_test(test_use_never_passes_its_peak),
      cmocka_unit_test(test_half_of_the_site_serves_at_ramp),
      cmocka_unit_test(test_usage_growth_from_price_and_elasticity),
      cmocka_unit_test(test_replacement_and_residual_add_up_to_what_was_used),
      cmocka_unit_test(test_depreciation_is_what_was_spent_and_is_not_left),
      cmocka_unit_test(test_replacement_is_at_the_price_of_its_year),
      cmocka_unit_test(test_flows_are_valued_as_plain_numbers_are),
      cmocka_unit_test(test_rate_is_undefined_when_there_is_none_or_more_than_one),
      cmocka_unit_test(test_payback_is_undefined_when_it_never_comes),
      cmocka_unit_test(test_too_many_years_are_refused),
      cmocka_unit_test(test_gradient_of_the_internal_rate),
      cmocka_unit_test(test_deepseek_cost_revenue_and_margin),
      cmocka_unit_test(test_deepseek_cache_hits),
      cmocka_unit_test(test_deepseek_rates_explain_the_nodes),
  };
  return cmocka_run_group_tests(tests, start_expressions, end_expressions);
}
