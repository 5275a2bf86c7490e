/* The efficiency math of an AI factory: electricity in, tokens out, money either way.
 *
 * Every function here builds an expression and does no arithmetic of its own, so that one formula serves a number, a
 * million draws, a sweep, a gradient and a solve. As everywhere in the graph, errors stick and NULL operands pass
 * through: what is not known makes exactly those results unknown that depend on it.
 *
 * Conventions. Tokens are output tokens. Rates are over all accelerators of the deployment (prefill and decode alike).
 * A year is 8,760 h; years are counted from 1 and their money falls at their end; discount and price decline are
 * fractions a year. "At full load" means every accelerator serving. The three scopes of power nest and never mix:
 *   chip      accelerator packages with their memory
 *   system    servers at the wall: chips times server_overhead (ITUE of Patterson et al., ISC 2013)
 *   facility  the grid connection: system times PUE (ISO/IEC 30134-2) */
#ifndef SIGNALFLOW_FACTORY_H
#define SIGNALFLOW_FACTORY_H

#include "graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Power. */

/* W: what a grid connection leaves for IT equipment, grid_power / pue. */
SF_API sf_expression *sf_it_power(sf_graph *graph, sf_expression *grid_power, sf_expression *pue);
/* W/gpu at the grid, at full load: chip_power * server_overhead * pue. */
SF_API sf_expression *sf_power_per_accelerator(sf_graph *graph, sf_expression *chip_power,
                                               sf_expression *server_overhead, sf_expression *pue);
/* gpu: what the grid connection feeds, grid_power / (W/gpu at the grid). Not rounded to whole ones. */
SF_API sf_expression *sf_accelerators_for_power(sf_graph *graph, sf_expression *grid_power,
                                                sf_expression *power_per_accelerator);
/* gpu: what the money buys, capital / (accelerator_cost + site_cost * W/gpu at the grid). */
SF_API sf_expression *sf_accelerators_for_capital(sf_graph *graph, sf_expression *capital,
                                                  sf_expression *accelerator_cost, sf_expression *site_cost,
                                                  sf_expression *power_per_accelerator);
/* W/rack at the wall, at full load: rack_accelerators * chip_power * server_overhead. */
SF_API sf_expression *sf_rack_draw(sf_graph *graph, sf_expression *rack_accelerators, sf_expression *chip_power,
                                   sf_expression *server_overhead);
/* tok/s/W = tok/J: token_rate / power, both per accelerator or both of the deployment; the scope is that of power. */
SF_API sf_expression *sf_tokens_per_watt(sf_graph *graph, sf_expression *token_rate, sf_expression *power);
/* J/tok: power / token_rate. tok/MWh times J/tok is 3.6e9. */
SF_API sf_expression *sf_energy_per_token(sf_graph *graph, sf_expression *power, sf_expression *token_rate);
/* W: power * (idle_share + (1 - idle_share) * utilization), idle_share being idle power over full-load power. The
 * linear law of Fan, Weber & Barroso (ISCA 2007). */
SF_API sf_expression *sf_average_power(sf_graph *graph, sf_expression *power, sf_expression *utilization,
                                       sf_expression *idle_share);

/* Money. */

/* USD/year: the annuity that repays capital with interest within life (time). discount may be 0. */
SF_API sf_expression *sf_yearly_capital_cost(sf_graph *graph, sf_expression *capital, sf_expression *discount,
                                             sf_expression *life);
/* USD/tok in that year: price * (1 - price_decline)^(year - 1), so that price is the first year's. */
SF_API sf_expression *sf_price_in_year(sf_graph *graph, sf_expression *price, sf_expression *price_decline, int year);
/* Share of the accelerators in service that serve in that year: min(utilization * (price in year / price)^elasticity,
 * peak_utilization), a constant elasticity of use (below 0); utilization is the first year's. peak_utilization may be
 * NULL: 1. */
SF_API sf_expression *sf_use_in_year(sf_graph *graph, sf_expression *utilization, sf_expression *peak_utilization,
                                     sf_expression *price_decline, sf_expression *elasticity, int year);
/* Share of the site that is in service in that year: logistic(4 * (year - ramp)), half of it at ramp, 98 % one year
 * later. */
SF_API sf_expression *sf_in_service_in_year(sf_graph *graph, sf_expression *ramp, int year);
/* Growth a year of token use that the price decline brings, capacity permitting: (1 - price_decline)^elasticity - 1. */
SF_API sf_expression *sf_usage_growth(sf_graph *graph, sf_expression *price_decline, sf_expression *elasticity);
/* Part of that year which lies within the life that began with year 1, 0 to 1. */
SF_API sf_expression *sf_part_within_life(sf_graph *graph, sf_expression *life, int year);
/* USD: what is spent in that year on standing in for what has outlived its life, straight line, as it is used up:
 * capital / life for the part of the year after the life has ended, at the price of that year, (1 - price_decline)^year
 * of today's (NULL: today's). Keeps a horizon beyond the life honest. */
SF_API sf_expression *sf_replacement_in_year(sf_graph *graph, sf_expression *capital, sf_expression *life,
                                             sf_expression *price_decline, int year);
/* USD: straight-line depreciation of that year: capital / life within the life, and what is replaced beyond it. Over a
 * horizon it sums up with the residual value to what was spent. */
SF_API sf_expression *sf_depreciation_in_year(sf_graph *graph, sf_expression *capital, sf_expression *life,
                                              sf_expression *price_decline, int year);
/* USD: what is left after that many years, straight line: capital * max(1 - years / life, 0). */
SF_API sf_expression *sf_residual_value(sf_graph *graph, sf_expression *capital, sf_expression *life, int years);

/* Of cash flows: flows[0] now (capital spent is negative), flows[i] at the end of year i. 2 to SF_MAX_HORIZON + 1 of
 * them, all money. */
enum { SF_MAX_HORIZON = 50 };
/* USD: sum of flows[i] / (1 + discount)^i; without a value where the discount is -1 (-100 %) or below. */
SF_API sf_expression *sf_net_present_value_of(sf_graph *graph, sf_expression *const *flows, size_t count,
                                              sf_expression *discount);
/* The rate at which that is 0; NaN where no rate above -1 or more than one is (see finance.h). */
SF_API sf_expression *sf_internal_rate_of(sf_graph *graph, sf_expression *const *flows, size_t count);
/* Time until the running sum is no longer negative, straight within the year; NaN where it still is at the end. */
SF_API sf_expression *sf_payback_of(sf_graph *graph, sf_expression *const *flows, size_t count);

/* The whole factory. An input left NULL is unknown, and so is what depends on it, except for those marked (none): left
 * NULL they are not there. grid_power makes it a factory of that power, capital one of that money, both one of the
 * smaller.
 *
 * A site is sized on what it must provide and pays for what it draws. What an accelerator takes of the connection is
 * its nameplate with the share of host and network, times PUE, less oversubscription; or what it draws at full load,
 * where that is more or no nameplate is known. */
typedef struct sf_factory_inputs {
  sf_expression *grid_power;        /* W */
  sf_expression *capital;           /* USD */
  sf_expression *pue;               /* facility power / IT power, at least 1 */
  sf_expression *server_overhead;   /* system power / chip power, at least 1; network and storage included */
  sf_expression *chip_power;        /* W/gpu at full load */
  sf_expression *all_in_power;      /* W/gpu: nameplate with the share of host and network (none: what is drawn) */
  sf_expression *oversubscription;  /* share of the nameplate that is not provided for, 0 to below 1 (none) */
  sf_expression *token_rate;        /* tok/s/gpu at full load, at the workload's operating point */
  sf_expression *rack_accelerators; /* gpu/rack */
  sf_expression *utilization;       /* share of accelerators in service that serve in year 1, above 0, at most 1 */
  sf_expression *peak_utilization;  /* the most that use can grow to, above 0, at most 1 (none: 1) */
  sf_expression *idle_share;        /* idle power / full-load power, 0 to 1 */
  sf_expression *price;             /* USD/tok in year 1 */
  sf_expression *price_decline;     /* a year, below 1; negative when prices rise */
  sf_expression *elasticity;        /* of use by price, at most 0 */
  sf_expression *electricity;       /* USD/J */
  sf_expression *accelerator_cost;  /* USD/gpu with its share of server, network and storage */
  sf_expression *accelerator_price_decline; /* of what replaces them, a year, below 1 (none: 0) */
  sf_expression *site_cost;                 /* USD/W of grid power: land, shell, power, cooling */
  sf_expression *operating_share;           /* operating cost a year, without electricity / capex */
  sf_expression *accelerator_life;          /* s */
  sf_expression *site_life;                 /* s */
  sf_expression *discount;                  /* weighted cost of capital a year, 0 to 1 */
  sf_expression *ramp;                      /* s until half of the site serves */
  sf_expression *tax_rate;                  /* of income, 0 to 1; losses are carried forward (none) */
  sf_expression *debt_share;                /* of capex, 0 to below 1; repaid in equal years over the horizon (none) */
  sf_expression *interest;                  /* on it, a year, 0 to 1 (none) */
  int horizon;                              /* years looked at, 1 to SF_MAX_HORIZON */
  int year;                                 /* 0, or the one year of the horizon whose figures are wanted */
} sf_factory_inputs;

/* Figures marked (year) are those of an average year of the horizon, or of the year asked for; they agree with each
 * other: revenue * (1 - ebitda_margin) is energy_cost + operating_cost, with depreciation beside them it is revenue *
 * (1
 * - gross_margin), with capital_cost instead revenue * (1 - margin_after_capital), which is cost_per_mtok times
 * tokens_per_year over a year. The other outputs know no year. */
typedef struct sf_factory_outputs {
  sf_expression *accelerators;             /* gpu */
  sf_expression *racks;                    /* rack; unknown without rack_accelerators */
  sf_expression *it_power;                 /* W drawn at full load: facility_power / pue */
  sf_expression *chip_power;               /* W of all accelerators at full load */
  sf_expression *system_power;             /* W of all servers at the wall at full load */
  sf_expression *facility_power;           /* W drawn from the grid at full load */
  sf_expression *provisioned_power;        /* W that the connection provides: grid_power, where that sets the size */
  sf_expression *rack_density;             /* W/rack provided; unknown without rack_accelerators */
  sf_expression *rack_draw;                /* W/rack drawn at full load; unknown without rack_accelerators */
  sf_expression *heat;                     /* W to carry out of the IT hall at full load: all of it_power */
  sf_expression *token_rate;               /* tok/s of the deployment at full load */
  sf_expression *tokens_per_watt_chip;     /* tok/J at full load */
  sf_expression *tokens_per_watt_system;   /* tok/J at full load */
  sf_expression *tokens_per_watt_facility; /* tok/J drawn at full load; the plain name tokens_per_watt means this one */
  sf_expression *energy_per_token;         /* J/tok at full load at the grid: 1 / tokens_per_watt_facility */
  sf_expression *token_price;              /* USD/tok (year) */
  sf_expression *use;                      /* share of accelerators in service that serve (year) */
  sf_expression *in_service;               /* share of the site (year) */
  sf_expression *drawn_power;              /* W from the grid, idle power included (year) */
  sf_expression *tokens_per_year;          /* tok (year) */
  sf_expression *revenue;                  /* USD/s (year) */
  sf_expression *energy_cost;              /* USD/s: drawn_power * electricity (year) */
  sf_expression *operating_cost;           /* USD/s: operating_share * capex */
  sf_expression *depreciation;             /* USD/s: straight line over each life, replacement beyond it (year) */
  sf_expression *capital_cost;             /* USD/s: annuities of accelerators and site, each over its life (year) */
  sf_expression *tax;                      /* USD/s (year); unknown without tax_rate */
  sf_expression *cash_flow;            /* USD/s after tax and replacement; the last year with residual value (year) */
  sf_expression *cost_per_hour;        /* USD/gpu/s: energy, operating and capital cost / accelerators (year) */
  sf_expression *cost_per_mtok;        /* USD/tok: energy, operating and capital cost / tokens (year) */
  sf_expression *ebitda_margin;        /* 1 - energy and operating cost / revenue (year) */
  sf_expression *gross_margin;         /* 1 - energy, operating cost and depreciation / revenue (year) */
  sf_expression *margin_after_capital; /* 1 - energy, operating and capital cost / revenue (year) */
  sf_expression *capex;                /* USD: accelerators and site */
  sf_expression *residual_value;       /* USD at the end of the horizon, straight line */
  sf_expression *payback;              /* s; NaN when not within the horizon; without residual value */
  /* To the firm: of -capex now and each year's cash flow. */
  sf_expression *npv; /* USD */
  sf_expression *irr; /* a year; NaN when there is none or more than one */
  /* To equity, unknown without debt: of the share of capex that it pays now and each year's cash flow less interest and
   * repayment, interest being free of tax. Discounted at the cost of equity that discount, as the weighted cost of
   * capital, implies: (discount - debt_share * interest * (1 - tax_rate)) / (1 - debt_share). */
  sf_expression *equity_npv;   /* USD */
  sf_expression *equity_irr;   /* a year */
  sf_expression *usage_growth; /* a year, where use is below its peak */
} sf_factory_outputs;

/* A member of either structure, for callers that go by name. */
typedef struct sf_factory_field {
  const char *name;
  size_t offset; /* of the sf_expression * in its structure */
  sf_dimension dimension;
  const char *meaning;
  double low, high; /* inputs only: where every value must lie, in coherent units */
  bool low_open;    /* low itself is not allowed */
  bool high_open;
} sf_factory_field;

/* All members that are expressions, in the order above; *count of them. */
SF_API const sf_factory_field *sf_factory_input_fields(size_t *count);
SF_API const sf_factory_field *sf_factory_output_fields(size_t *count);

/* Puts a value, or NULL for what is not known, into the member of a structure that the field is of; SF_DIMENSION says
 * what was expected. */
SF_API SF_MUST_USE sf_status sf_set_field(void *structure, const sf_factory_field *field, sf_expression *value,
                                          sf_error *error);

/* By name; SF_UNKNOWN names the nearest one, and SF_DIMENSION says what was expected. "tokens_per_watt" is its facility
 * scope. */
SF_API SF_MUST_USE sf_status sf_set_factory_input(sf_factory_inputs *inputs, const char *name, sf_expression *value,
                                                  sf_error *error);
SF_API SF_MUST_USE sf_status sf_factory_output(const sf_factory_outputs *outputs, const char *name,
                                               sf_expression **value, sf_error *error);

/* Reads the inputs from CSV: a row with the titles driver, draw, law, a, b, c, d, low, high, scale, shift and dimension
 * (more may follow, such as tier, source and date), then a row a driver. Its value is scale * X + shift in coherent
 * units, where X is drawn by the name of the draw (the driver's, if that is empty) and follows the law with the
 * parameters a to d in the order of its maker, truncated to low and high; an empty cell leaves out. A law "constant"
 * has a alone; "horizon" is one, in whole years. sf.factory { ... }:save_drivers of the language writes such files.
 * SF_PARSE, SF_UNKNOWN and SF_INVALID name the line; then nothing is left in inputs. What is read is borrowed, as is
 * usual. */
SF_API SF_MUST_USE sf_status sf_read_factory_inputs(sf_graph *graph, const char *name, const char *text, size_t length,
                                                    sf_factory_inputs *inputs, sf_error *error);

/* SF_DIMENSION when an input is of another kind, SF_INVALID when a constant one lies outside its domain ("pue must be
 * at least 1, got 0.9"), when every draw of an uncertain one does, or when the horizon does. */
SF_API SF_MUST_USE sf_status sf_check_factory_inputs(const sf_factory_inputs *inputs, sf_error *error);

/* The inputs kept within their domains: draws outside have no value, and nothing built over them has. */
SF_API sf_factory_inputs sf_factory_inputs_within(sf_graph *graph, const sf_factory_inputs *inputs);

/* Checks the inputs, keeps them within their domains and builds every output; each is borrowed, as is usual, or NULL
 * when unknown. On failure all are NULL. */
SF_API SF_MUST_USE sf_status sf_build_factory(sf_graph *graph, const sf_factory_inputs *inputs,
                                              sf_factory_outputs *outputs, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
