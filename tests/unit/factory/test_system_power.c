/* From the chip to the grid, worked by hand and against published worked examples. */
#include "expressions.h"

#include "signalflow/plan.h"
#include "signalflow/system_power.h"

/* Efficiency by load of 80-plus titanium class supplies, as the InferenceX power model gives it (revision ebbf89d). */
static const sf_curve supplies = {5, {.05, .1, .2, .5, 1}, {.8864, .9238, .9448, .964, .9556}};

/* An eight-accelerator H100 chassis with 700 W chips; figures ibid. */
static sf_system_power_inputs hopper_chassis(expressions *room) {
  return (sf_system_power_inputs){
      .chip_power = given(room, "700 W/gpu"),
      .accelerators = given(room, "8 gpu"),
      .fixed = given(room, "1271.6 W"),
      .fan_rated = given(room, "835.3052631578948 W"),
      .fan_full_load = given(room, "7214 W"),
      .fan_slowest = given(room, "0.22"),
      .fan_fastest = given(room, "0.8"),
      .supplies = given(room, "19800 W"),
      .supply_efficiency = supplies,
      .network = given(room, "405 W"),
      .pue = given(room, "1.3"),
  };
}

static sf_system_power build(expressions *room, const sf_system_power_inputs *inputs) {
  sf_system_power power;
  sf_error error = {0};
  if (sf_build_system_power(room->graph, inputs, &power, &error) != SF_OK) fail_msg("%s", error.message);
  return power;
}

/* Step by step in plain C. */
static void test_chassis_follows_the_published_steps(void **state) {
  expressions *room = *state;
  const sf_system_power_inputs inputs = hopper_chassis(room);
  const sf_system_power power = build(room, &inputs);
  const double components = 8 * 700 + 1271.6, speed = .22 + .58 * components / 7214;
  const double fans = 835.3052631578948 * speed * speed * speed, load = (components + fans) / 19800;
  const double efficiency = .9448 + (.964 - .9448) * (load - .2) / .3;
  const double wall = (components + fans) / efficiency + 405;
  assert_close(value_in(room, power.fans, "W"), fans, 1e-14);
  assert_close(value_in(room, power.supply_load, "1"), load, 1e-14);
  assert_close(value_in(room, power.whole_system_power, "W"), wall, 1e-14);
  assert_close(value_in(room, power.system_power, "W/gpu"), wall / 8, 1e-14);
  assert_close(value_in(room, power.facility_power, "W/gpu"), 1.3 * wall / 8, 1e-14);
  assert_close(value_in(room, power.server_overhead, "1"), wall / 5600, 1e-14);
  assert_close(value_in(room, power.total_overhead, "1"), 1.3 * wall / 5600, 1e-14);
}

/* A GB300 rack at 594.191 W a chip: the worked example published with the InferenceX power model gives 66,359.628 W of
 * IT power and 1,013.828 W/gpu at the facility. 18 trays of 2 * 98.066 W processors and 220 W beside the chips; air
 * carries 220 W, 9.60192 W of memory heat and 103.463 W of converter loss a tray of 500 W; nine switch trays; power
 * shelves whose supplies share 8 * 6 * 5,500 W. Shelf fans and controllers are part of the rack's 3,579.398 W of shelf
 * power and not of this chain: hence half a percent. */
static void test_rack_comes_near_its_published_example(void **state) {
  expressions *room = *state;
  const sf_curve loss = {5,
                         {0, .1, .2, .5, 1},
                         {25. / 8000, 51.06382978723411 / 8000, 66.66666666666674 / 8000, 136.50465356773566 / 8000,
                          333.33333333333394 / 8000}};
  const sf_system_power_inputs inputs = {
      .chip_power = given(room, "594.191 W/gpu"),
      .accelerators = given(room, "72 gpu"),
      .fixed = sf_multiply(room->graph, given(room, "18"), given(room, "416.132 W")),
      .fan_rated = sf_multiply(room->graph, given(room, "18"), given(room, "241.92 W")),
      .fan_full_load = given(room, "9000 W"),
      .fan_slowest = given(room, "0.4"),
      .fan_fastest = given(room, "0.8"),
      .air_load = sf_multiply(room->graph, given(room, "18"), given(room, "333.06492 W")),
      .beside = given(room, "4297.656 W"),
      .converters = given(room, "144 kW"),
      .converter_loss = loss,
      .supplies = given(room, "264 kW"),
      .supply_efficiency = supplies,
      .network = given(room, "5059.125 W"),
      .pue = given(room, "1.1"),
  };
  const sf_system_power power = build(room, &inputs);
  assert_close(value_in(room, power.fans, "W"), 18 * 71.611, 1e-3);
  assert_close(value_in(room, power.whole_system_power, "W"), 66359.628, 5e-3);
  assert_close(value_in(room, power.facility_power, "W/gpu"), 1013.828, 5e-3);
}

static void test_fans_stay_between_their_speeds(void **state) {
  expressions *room = *state;
  sf_system_power_inputs inputs = hopper_chassis(room);
  inputs.chip_power = given(room, "1200 W/gpu");
  assert_close(value_in(room, build(room, &inputs).fans, "W"), 835.3052631578948 * .8 * .8 * .8, 1e-14);
  inputs.air_load = given(room, "0 W");
  assert_close(value_in(room, build(room, &inputs).fans, "W"), 835.3052631578948 * .22 * .22 * .22, 1e-14);
}

static void test_scopes_nest(void **state) {
  expressions *room = *state;
  const char *const chips[] = {"50 W/gpu", "300 W/gpu", "700 W/gpu", "1500 W/gpu"};
  for (int i = 0; i < 4; i++) {
    sf_system_power_inputs inputs = hopper_chassis(room);
    inputs.chip_power = given(room, chips[i]);
    const sf_system_power power = build(room, &inputs);
    const double chip = value_in(room, power.chip_power, "W/gpu"), system = value_in(room, power.system_power, "W/gpu");
    assert_true(chip < system && system < value_in(room, power.facility_power, "W/gpu"));
  }
}

/* At the wall a hungrier chip never costs less, though the supplies become more efficient. */
static void test_more_chip_power_is_more_wall_power(void **state) {
  expressions *room = *state;
  double last = 0;
  for (int watts = 20; watts <= 2000; watts += 20) {
    sf_system_power_inputs inputs = hopper_chassis(room);
    const sf_dimension each = sf_expression_dimension(inputs.chip_power);
    inputs.chip_power = sf_constant(room->graph, (sf_quantity){watts, each});
    const double wall = value_in(room, build(room, &inputs).system_power, "W/gpu");
    assert_true(wall > last);
    last = wall;
  }
}

static void test_tokens_per_joule_and_joules_per_token_are_inverse(void **state) {
  expressions *room = *state;
  const sf_system_power_inputs inputs = hopper_chassis(room);
  const sf_system_power power = build(room, &inputs);
  sf_expression *const rate = given(room, "913 tok/s/gpu");
  sf_expression *const watts[] = {power.chip_power, power.system_power, power.facility_power};
  for (int i = 0; i < 3; i++) {
    const double joules = value_in(room, sf_energy_per_token(room->graph, watts[i], rate), "J/tok");
    sf_expression *const found = sf_tokens_per_watt(room->graph, rate, watts[i]);
    assert_close(joules * value_in(room, found, "tok/J"), 1, 1e-15);
    assert_close(joules * value_in(room, found, "tok/MWh"), 3.6e9, 1e-14);
  }
}

static void test_curves_are_straight_between_points_and_level_beyond(void **state) {
  expressions *room = *state;
  static const double x[] = {0, .05, .075, .35, 1, 3}, y[] = {.8864, .8864, .9051, .9544, .9556, .9556};
  for (int i = 0; i < 6; i++)
    assert_close(value_in(room, sf_curve_at(room->graph, &supplies, sf_number(room->graph, x[i])), "1"), y[i], 1e-15);
}

static void test_gradient_runs_through_fans_and_supplies(void **state) {
  expressions *room = *state;
  sf_system_power_inputs inputs = hopper_chassis(room);
  sf_expression *const chip = inputs.chip_power;
  inputs.chip_power = sf_input(room->graph, "chip", sf_expression_dimension(chip));
  sf_system_power power = build(room, &inputs);
  sf_expression *slope;
  assert_ok(sf_differentiate(room->graph, power.system_power, &inputs.chip_power, 1, &slope, NULL));
  assert_ok(sf_substitute(room->graph, &slope, 1, &inputs.chip_power, &chip, 1, &slope, NULL));
  sf_expression *around[2] = {given(room, "699.99 W/gpu"), given(room, "700.01 W/gpu")};
  double wall[2];
  for (int i = 0; i < 2; i++) {
    sf_expression *at;
    assert_ok(sf_substitute(room->graph, &power.system_power, 1, &inputs.chip_power, &around[i], 1, &at, NULL));
    wall[i] = value_in(room, at, "W/gpu");
  }
  assert_close(value_in(room, slope, "1"), (wall[1] - wall[0]) / .02, 1e-8);
}

static void test_blank_makes_unknown_what_depends_on_it(void **state) {
  expressions *room = *state;
  sf_system_power_inputs inputs = hopper_chassis(room);
  inputs.network = NULL;
  const sf_system_power power = build(room, &inputs);
  assert_null(power.system_power);
  assert_null(power.facility_power);
  assert_non_null(power.fans);
  assert_non_null(power.chip_power);
  inputs = hopper_chassis(room);
  inputs.supply_efficiency.count = 0;
  assert_null(build(room, &inputs).system_power);
}

static void test_overload_and_bad_inputs_are_named(void **state) {
  expressions *room = *state;
  sf_system_power_inputs inputs = hopper_chassis(room);
  sf_system_power power;
  sf_error error = {0};
  inputs.chip_power = given(room, "2400 W/gpu");
  assert_int_equal(sf_build_system_power(room->graph, &inputs, &power, &error), SF_OUT_OF_RANGE);
  assert_non_null(strstr(error.message, "power supplies"));
  assert_null(power.system_power);
  inputs = hopper_chassis(room);
  inputs.pue = given(room, "0.9");
  assert_int_equal(sf_build_system_power(room->graph, &inputs, &power, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "pue must be at least 1"));
  inputs = hopper_chassis(room);
  inputs.chip_power = given(room, "5600 W");
  assert_int_equal(sf_build_system_power(room->graph, &inputs, &power, &error), SF_DIMENSION);
  assert_non_null(strstr(error.message, "chip_power"));
  inputs = hopper_chassis(room);
  inputs.supply_efficiency.x[2] = .1;
  assert_int_equal(sf_build_system_power(room->graph, &inputs, &power, &error), SF_INVALID);
  assert_ok(sf_graph_status(room->graph, NULL));
  assert_int_equal(sf_set_system_power_input(&inputs, "fan_ratd", NULL, &error), SF_UNKNOWN);
  assert_non_null(strstr(error.message, "fan_rated"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_chassis_follows_the_published_steps),
      cmocka_unit_test(test_rack_comes_near_its_published_example),
      cmocka_unit_test(test_fans_stay_between_their_speeds),
      cmocka_unit_test(test_scopes_nest),
      cmocka_unit_test(test_more_chip_power_is_more_wall_power),
      cmocka_unit_test(test_tokens_per_joule_and_joules_per_token_are_inverse),
      cmocka_unit_test(test_curves_are_straight_between_points_and_level_beyond),
      cmocka_unit_test(test_gradient_runs_through_fans_and_supplies),
      cmocka_unit_test(test_blank_makes_unknown_what_depends_on_it),
      cmocka_unit_test(test_overload_and_bad_inputs_are_named),
  };
  return cmocka_run_group_tests(tests, start_expressions, end_expressions);
}
