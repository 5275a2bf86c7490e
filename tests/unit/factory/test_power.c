/* From the grid to the token, worked by hand on round numbers. */
#include "expressions.h"

#include "signalflow/factory.h"

static void test_pue_divides_grid_power(void **state) {
  expressions *room = *state;
  sf_expression *it = sf_it_power(room->graph, given(room, "100 MW"), given(room, "1.25"));
  assert_close(value_in(room, it, "MW"), 80, 1e-15);
}

/* 1,000 W at the chip, 1,250 W at the wall, 1,562.5 W at the grid: 64,000 accelerators on 100 MW. */
static void test_power_mode_counts_accelerators(void **state) {
  expressions *room = *state;
  sf_expression *each =
      sf_power_per_accelerator(room->graph, given(room, "1 kW/gpu"), given(room, "1.25"), given(room, "1.25"));
  assert_close(value_in(room, each, "W/gpu"), 1562.5, 1e-15);
  sf_expression *count = sf_accelerators_for_power(room->graph, given(room, "100 MW"), each);
  assert_close(value_in(room, count, "gpu"), 64000, 1e-15);
}

/* 30,000 USD and 1,562.5 W at 10 USD/W are 45,625 USD an accelerator. */
static void test_capital_mode_counts_accelerators(void **state) {
  expressions *room = *state;
  sf_expression *count = sf_accelerators_for_capital(room->graph, given(room, "2.92 GUSD"), given(room, "30 kUSD/gpu"),
                                                     given(room, "10 MUSD/MW"), given(room, "1562.5 W/gpu"));
  assert_close(value_in(room, count, "gpu"), 64000, 1e-15);
}

/* 72 accelerators of 1,200 W at 1.4 of overhead: the order of what vendors give for a rack of 72 (120 to 132 kW). */
static void test_rack_draw_is_wall_power(void **state) {
  expressions *room = *state;
  sf_expression *density =
      sf_rack_draw(room->graph, given(room, "72 gpu/rack"), given(room, "1200 W/gpu"), given(room, "1.4"));
  assert_close(value_in(room, density, "kW/rack"), 120.96, 1e-14);
}

static void test_tokens_per_watt_are_tokens_per_joule(void **state) {
  expressions *room = *state;
  sf_expression *efficiency =
      sf_tokens_per_watt(room->graph, given(room, "500 tok/s/gpu"), given(room, "1562.5 W/gpu"));
  assert_close(value_in(room, efficiency, "tok/s/W"), .32, 1e-15);
  assert_close(value_in(room, efficiency, "tok/J"), .32, 1e-15);
}

/* The unit identity: tokens per megawatt-hour times joules per token is 3.6e9, at any rate and power. */
static void test_tokens_per_megawatt_hour_times_joules_per_token(void **state) {
  expressions *room = *state;
  static const char *const rates[] = {"1 tok/s", "32 Mtok/s", "7.3e11 tok/h"};
  for (size_t i = 0; i < 3; i++) {
    sf_expression *rate = given(room, rates[i]), *power = given(room, "87.3 MW");
    const double joules = value_in(room, sf_energy_per_token(room->graph, power, rate), "J/tok");
    const double tokens = value_in(room, sf_tokens_per_watt(room->graph, rate, power), "tok/MWh");
    assert_close(tokens * joules, 3.6e9, 1e-14);
  }
}

/* Electricity per million tokens in USD is J/tok times USD/kWh over 3.6. */
static void test_electricity_per_million_tokens(void **state) {
  expressions *room = *state;
  sf_expression *energy = sf_energy_per_token(room->graph, given(room, "100 MW"), given(room, "32 Mtok/s"));
  sf_expression *cost = sf_multiply(room->graph, energy, given(room, "0.06 USD/kWh"));
  assert_close(value_in(room, cost, "USD/Mtok"), 3.125 * .06 / 3.6, 1e-14);
}

static void test_average_power_runs_from_idle_to_full(void **state) {
  expressions *room = *state;
  static const struct {
    const char *utilization;
    double megawatts;
  } rows[] = {{"0", 40}, {"0.5", 70}, {"1", 100}};
  for (size_t i = 0; i < 3; i++) {
    sf_expression *average =
        sf_average_power(room->graph, given(room, "100 MW"), given(room, rows[i].utilization), given(room, "0.4"));
    assert_close(value_in(room, average, "MW"), rows[i].megawatts, 1e-15);
  }
}

static void test_unknown_passes_through(void **state) {
  expressions *room = *state;
  assert_null(sf_it_power(room->graph, NULL, given(room, "1.25")));
  assert_null(sf_rack_draw(room->graph, NULL, given(room, "1 kW/gpu"), given(room, "1.25")));
  assert_null(sf_average_power(room->graph, given(room, "1 MW"), NULL, given(room, "0.4")));
  assert_ok(sf_graph_status(room->graph, NULL));
}

static void test_scopes_of_power_do_not_mix_with_plain_numbers(void **state) {
  expressions *room = *state;
  assert_null(sf_accelerators_for_capital(room->graph, given(room, "1 GUSD"), given(room, "30 kUSD/gpu"),
                                          given(room, "10 USD/W"), given(room, "1500 W")));
  assert_int_equal(sf_graph_status(room->graph, NULL), SF_DIMENSION);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pue_divides_grid_power),
      cmocka_unit_test(test_power_mode_counts_accelerators),
      cmocka_unit_test(test_capital_mode_counts_accelerators),
      cmocka_unit_test(test_rack_draw_is_wall_power),
      cmocka_unit_test(test_tokens_per_watt_are_tokens_per_joule),
      cmocka_unit_test(test_tokens_per_megawatt_hour_times_joules_per_token),
      cmocka_unit_test(test_electricity_per_million_tokens),
      cmocka_unit_test(test_average_power_runs_from_idle_to_full),
      cmocka_unit_test(test_unknown_passes_through),
      cmocka_unit_test(test_scopes_of_power_do_not_mix_with_plain_numbers),
  };
  return cmocka_run_group_tests(tests, start_expressions, end_expressions);
}
