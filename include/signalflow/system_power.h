/* From the chip to the grid: what a server or rack draws at the wall, and a facility at its connection.
 *
 * Expressions, as everywhere in the factory: errors stick to the graph, NULL is unknown and passes on.
 *
 * Three scopes of power nest:
 *   chip      accelerator packages with their memory
 *   system    servers at the wall, with fans, conversion and the share of the network
 *   facility  the grid connection, cooling included */
#ifndef SIGNALFLOW_SYSTEM_POWER_H
#define SIGNALFLOW_SYSTEM_POWER_H

#include "factory.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { SF_MAX_CURVE_POINTS = 16 };

/* Straight between its points and level beyond them; x rises strictly. */
typedef struct sf_curve {
  size_t count; /* 0: the curve is not known */
  double x[SF_MAX_CURVE_POINTS], y[SF_MAX_CURVE_POINTS];
} sf_curve;

/* y at x, both plain numbers. */
SF_API sf_expression *sf_curve_at(sf_graph *graph, const sf_curve *curve, sf_expression *x);

/* One system: an eight-accelerator chassis, or a rack that shares its power supplies. */
typedef struct sf_system_power_inputs {
  sf_expression *chip_power;    /* W/gpu drawn by an accelerator at its load */
  sf_expression *accelerators;  /* gpu in the system */
  sf_expression *fixed;         /* W DC of boards, processors, memory, network cards and storage */
  sf_expression *fan_rated;     /* W of all fans at full speed */
  sf_expression *fan_full_load; /* W to be carried off by air at which the fans reach fan_fastest */
  sf_expression *fan_slowest;   /* share of full speed, 0 to 1 */
  sf_expression *fan_fastest;   /* share of full speed, 0 to 1 */
  sf_expression *air_load;      /* W carried off by air; NULL: all of chips and fixed, as without liquid cooling */
  sf_expression *beside;        /* W DC past fans and converters (switch trays of a rack); NULL: none */
  sf_expression *converters;    /* W that DC converters between bus and boards can give; NULL: none are modelled */
  sf_curve converter_loss;      /* loss / converters by output / converters */
  sf_expression *supplies;      /* W DC that the power supplies which share the load can give */
  sf_curve supply_efficiency;   /* DC / AC by DC / supplies */
  sf_expression *network;       /* W at the wall of the system's share of scale-out switches */
  sf_expression *pue;           /* facility power / IT power, at least 1 (ISO/IEC 30134-2) */
} sf_system_power_inputs;

/* An output is NULL where an input it depends on is. */
typedef struct sf_system_power {
  sf_expression *chip_power;         /* W/gpu: as given */
  sf_expression *system_power;       /* W/gpu at the wall */
  sf_expression *facility_power;     /* W/gpu at the grid */
  sf_expression *whole_system_power; /* W of one system at the wall */
  sf_expression *fans;               /* W of one system */
  sf_expression *supply_load;        /* DC / supplies; above 1 the system cannot run */
  sf_expression *server_overhead;    /* system / chip: ITUE of Patterson et al., ISC 2013; at least 1 */
  sf_expression *total_overhead;     /* facility / chip: TUE = ITUE * PUE, ibid. */
} sf_system_power;

/* With components = accelerators * chip + fixed:
 *   speed   = clamp(slowest + (fastest - slowest) * min(1, air_load / fan_full_load), slowest, fastest)
 *   fans    = fan_rated * speed^3                     (affinity laws: power goes with the cube of speed)
 *   board   = components + fans
 *   bus     = board + converters * converter_loss(board / converters) + beside
 *   system  = bus / supply_efficiency(bus / supplies) + network
 *   facility = system * pue
 * The form, and published figures for chassis and racks: power_model of github.com/SemiAnalysisAI/InferenceX.
 *
 * SF_DIMENSION names an input of another kind, SF_INVALID a constant one outside its domain or a curve that does not
 * rise; SF_OUT_OF_RANGE says by how much a constant load exceeds the supplies. On failure every output is NULL. */
SF_API SF_MUST_USE sf_status sf_build_system_power(sf_graph *graph, const sf_system_power_inputs *inputs,
                                                   sf_system_power *outputs, sf_error *error);

/* By name: every member above but the curves. SF_UNKNOWN names the nearest one. */
SF_API const sf_factory_field *sf_system_power_input_fields(size_t *count);
SF_API SF_MUST_USE sf_status sf_set_system_power_input(sf_system_power_inputs *inputs, const char *name,
                                                       sf_expression *value, sf_error *error);
#ifdef __cplusplus
}
#endif
#endif
