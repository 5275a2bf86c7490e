/* From the chip to the wall to the grid: fans, conversion, power supplies, PUE. */
#include "signalflow/system_power.h"
#include "base/text.h"
#include "factory/field_tables.h"

#include <string.h>

/* Curves. */

static sf_expression *clamp(sf_graph *graph, sf_expression *x, sf_expression *low, sf_expression *high) {
  return sf_maximum(graph, low, sf_minimum(graph, x, high));
}

/* y0 and, for each piece, its slope times the part of it that x has passed. */
sf_expression *sf_curve_at(sf_graph *graph, const sf_curve *curve, sf_expression *x) {
  if (curve->count > SF_MAX_CURVE_POINTS)
    return sf_graph_fail(graph, SF_INVALID, "a curve has at most %d points, got %zu", SF_MAX_CURVE_POINTS,
                         curve->count);
  if (curve->count == 0) return NULL;
  sf_expression *y = x ? sf_number(graph, curve->y[0]) : NULL;
  for (size_t i = 0; i + 1 < curve->count; i++) {
    const double from = curve->x[i], to = curve->x[i + 1];
    if (!(to > from))
      return sf_graph_fail(graph, SF_INVALID, "a curve's x must rise: %s after %s", sf_quote_number(to).text,
                           sf_quote_number(from).text);
    sf_expression *const start = sf_number(graph, from);
    sf_expression *const passed = sf_subtract(graph, clamp(graph, x, start, sf_number(graph, to)), start);
    sf_expression *const slope = sf_number(graph, (curve->y[i + 1] - curve->y[i]) / (to - from));
    y = sf_add(graph, y, sf_multiply(graph, slope, passed));
  }
  return y;
}

/* Inputs. */

#define IN(member) #member, offsetof(sf_system_power_inputs, member)

static const sf_factory_field input_fields[] = {
    {IN(chip_power), OF(POWER, EACH_ACCELERATOR), "power of an accelerator at its load", ABOVE_ZERO},
    {IN(accelerators), OF([SF_ACCELERATOR] = ONCE), "accelerators in the system", ABOVE_ZERO},
    {IN(fixed), OF(POWER), "DC power of boards, processors, memory, network cards and storage", NOT_BELOW_ZERO},
    {IN(fan_rated), OF(POWER), "power of all fans at full speed", NOT_BELOW_ZERO},
    {IN(fan_full_load), OF(POWER), "load on air at which the fans reach their fastest", ABOVE_ZERO},
    {IN(fan_slowest), PLAIN, "share of full speed at no load", SHARE},
    {IN(fan_fastest), PLAIN, "share of full speed at full load", SHARE},
    {IN(supplies), OF(POWER), "DC power that the power supplies which share the load can give", ABOVE_ZERO},
    {IN(network), OF(POWER), "share of scale-out switches, at the wall", NOT_BELOW_ZERO},
    {IN(pue), PLAIN, "facility power over IT power (PUE)", SOME_TIMES_OVER},
    /* from here on NULL stands for what such a system does not have */
    {IN(air_load), OF(POWER), "power carried off by air, all of it without liquid cooling", NOT_BELOW_ZERO},
    {IN(beside), OF(POWER), "DC power past fans and converters, as of switch trays", NOT_BELOW_ZERO},
    {IN(converters), OF(POWER), "output of the DC converters between bus and boards", ABOVE_ZERO},
};

enum { INPUT_COUNT = sizeof input_fields / sizeof input_fields[0] };

static const sf_members inputs_by_name = {"a system", "input", input_fields, INPUT_COUNT};

const sf_factory_field *sf_system_power_input_fields(size_t *count) {
  *count = INPUT_COUNT;
  return input_fields;
}

sf_status sf_set_system_power_input(sf_system_power_inputs *inputs, const char *name, sf_expression *value,
                                    sf_error *error) {
  const sf_factory_field *field = NULL;
  const sf_status status = sf_find_member(&inputs_by_name, name, &field, error);
  return status ? status : sf_set_field(inputs, field, value, error);
}

/* The chain. */

static sf_expression *fan_power(sf_graph *graph, const sf_system_power_inputs *in, sf_expression *components) {
  sf_expression *const air = in->air_load ? in->air_load : components;
  sf_expression *const load = sf_minimum(graph, sf_number(graph, 1), sf_divide(graph, air, in->fan_full_load));
  sf_expression *const span = sf_subtract(graph, in->fan_fastest, in->fan_slowest);
  sf_expression *const wanted = sf_add(graph, in->fan_slowest, sf_multiply(graph, span, load));
  sf_expression *const speed = clamp(graph, wanted, in->fan_slowest, in->fan_fastest);
  return sf_multiply(graph, in->fan_rated, sf_power(graph, speed, sf_number(graph, 3)));
}

static sf_expression *bus_power(sf_graph *graph, const sf_system_power_inputs *in, sf_expression *board) {
  sf_expression *bus = board;
  if (in->converters) {
    sf_expression *const loss = sf_curve_at(graph, &in->converter_loss, sf_divide(graph, board, in->converters));
    bus = sf_add(graph, bus, sf_multiply(graph, in->converters, loss));
  }
  return in->beside ? sf_add(graph, bus, in->beside) : bus;
}

static sf_status check_supply_load(const sf_expression *load, sf_error *error) {
  double share;
  if (!load || !sf_expression_value(load, &share) || share <= 1) return SF_OK;
  return sf_fail(error, SF_OUT_OF_RANGE, "the system draws %.4g times what its power supplies can give", share);
}

static void build_scopes(sf_graph *graph, const sf_system_power_inputs *in, sf_system_power *out) {
  sf_expression *const chips = sf_multiply(graph, in->accelerators, in->chip_power);
  sf_expression *const components = sf_add(graph, chips, in->fixed);
  out->chip_power = in->chip_power;
  out->fans = fan_power(graph, in, components);
  sf_expression *const bus = bus_power(graph, in, sf_add(graph, components, out->fans));
  out->supply_load = sf_divide(graph, bus, in->supplies);
  sf_expression *const efficiency = sf_curve_at(graph, &in->supply_efficiency, out->supply_load);
  out->whole_system_power = sf_add(graph, sf_divide(graph, bus, efficiency), in->network);
  out->system_power = sf_divide(graph, out->whole_system_power, in->accelerators);
  out->facility_power = sf_multiply(graph, out->system_power, in->pue);
  out->server_overhead = sf_divide(graph, out->whole_system_power, chips);
  out->total_overhead = sf_multiply(graph, out->server_overhead, in->pue);
}

sf_status sf_build_system_power(sf_graph *graph, const sf_system_power_inputs *inputs, sf_system_power *outputs,
                                sf_error *error) {
  memset(outputs, 0, sizeof *outputs);
  sf_status status = sf_check_members(&inputs_by_name, inputs, error);
  if (status) return status;
  sf_system_power made = {0};
  sf_system_power_inputs within = *inputs;
  sf_keep_members_within(graph, &inputs_by_name, &within);
  build_scopes(graph, &within, &made);
  status = sf_graph_status(graph, error);
  if (!status) status = check_supply_load(made.supply_load, error);
  if (!status) *outputs = made;
  return status;
}
