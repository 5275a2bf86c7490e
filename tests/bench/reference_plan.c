#include "reference_plan.h"

#include <math.h>

enum { YEARS = 5, MOST_PARAMETERS = 3 };

typedef enum kind { NORMAL, LOGNORMAL, UNIFORM, TRIANGULAR, PERT } kind;

typedef struct driver {
  const char *name;
  kind kind;
  double p[MOST_PARAMETERS];
  double least; /* cut off below, unless -INFINITY */
} driver;

/* In the order of the fields of `model` below. */
static const driver DRIVERS[REFERENCE_DRIVERS] = {
    {"power", NORMAL, {100, 5}, 1e-3},
    {"pue", TRIANGULAR, {1.1, 1.2, 1.4}, -INFINITY},
    {"it_share", UNIFORM, {0.70, 0.85}, -INFINITY},
    {"gpu_power", LOGNORMAL, {1000, 0.05}, -INFINITY},
    {"gpu_rate", LOGNORMAL, {900, 0.35}, -INFINITY},
    {"utilization", PERT, {0.3, 0.55, 0.8}, -INFINITY},
    {"price", LOGNORMAL, {0.6, 0.4}, -INFINITY},
    {"decline", UNIFORM, {0.1, 0.5}, -INFINITY},
    {"elasticity", NORMAL, {-1.2, 0.3}, -INFINITY},
    {"gpu_cost", LOGNORMAL, {38000, 0.15}, -INFINITY},
    {"site_cost", TRIANGULAR, {8e6, 11e6, 15e6}, -INFINITY},
    {"electricity", LOGNORMAL, {65, 0.25}, -INFINITY},
    {"operating_share", UNIFORM, {0.03, 0.08}, -INFINITY},
    {"life", TRIANGULAR, {3, 4.5, 6}, -INFINITY},
    {"discount", NORMAL, {0.1, 0.015}, 0.03},
    {"ramp", UNIFORM, {0.25, 1.5}, -INFINITY},
};

static sf_status law_of(const driver *of, sf_law **law, sf_error *error) {
  const double *p = of->p;
  switch (of->kind) {
  case NORMAL:
    return sf_normal(p[0], p[1], law, error);
  case LOGNORMAL:
    return sf_lognormal(p[0], p[1], law, error);
  case UNIFORM:
    return sf_uniform(p[0], p[1], law, error);
  case TRIANGULAR:
    return sf_triangular(p[0], p[1], p[2], law, error);
  case PERT:
    break;
  }
  return sf_pert(p[0], p[1], p[2], 4, law, error);
}

sf_status reference_drivers(sf_graph *graph, sf_expression *drivers[REFERENCE_DRIVERS], sf_error *error) {
  for (int i = 0; i < REFERENCE_DRIVERS; i++) {
    sf_law *law;
    const sf_status status = law_of(&DRIVERS[i], &law, error);
    if (status) return status;
    drivers[i] = sf_quantile(graph, law, (sf_dimension){0}, sf_draw(graph, DRIVERS[i].name));
    sf_release_law(law);
    if (isfinite(DRIVERS[i].least)) drivers[i] = sf_maximum(graph, drivers[i], sf_number(graph, DRIVERS[i].least));
  }
  return sf_graph_status(graph, error);
}

/* Formulas read better without the graph in every term. */
#define NUMBER(x) sf_number(graph, x)
#define SUM(a, b) sf_add(graph, a, b)
#define LESS(a, b) sf_subtract(graph, a, b)
#define TIMES(a, b) sf_multiply(graph, a, b)
#define OVER(a, b) sf_divide(graph, a, b)
#define POWER(a, b) sf_power(graph, a, b)

sf_status reference_outputs(sf_graph *graph, sf_expression *const drivers[REFERENCE_DRIVERS],
                            sf_expression *outputs[REFERENCE_OUTPUTS], sf_error *error) {
  struct model {
    sf_expression *power, *pue, *it_share, *gpu_power, *gpu_rate, *utilization, *price, *decline, *elasticity,
        *gpu_cost, *site_cost, *electricity, *operating_share, *life, *discount, *ramp;
  };
  const struct model *m = (const struct model *)(const void *)drivers;
  sf_expression *const one = NUMBER(1);

  sf_expression *const gpus = OVER(OVER(TIMES(TIMES(m->power, NUMBER(1e6)), m->it_share), m->pue), m->gpu_power);
  sf_expression *const rate = TIMES(gpus, m->gpu_rate), *const full = TIMES(rate, NUMBER(31536000));
  sf_expression *const demand = TIMES(full, m->utilization);
  sf_expression *const capex = SUM(TIMES(gpus, m->gpu_cost), TIMES(m->power, m->site_cost));
  sf_expression *const load = SUM(NUMBER(0.4), TIMES(NUMBER(0.6), m->utilization));
  sf_expression *const energy = TIMES(TIMES(TIMES(m->power, NUMBER(8760)), m->electricity), load);
  sf_expression *const fixed = SUM(energy, TIMES(capex, m->operating_share));
  sf_expression *const growth = SUM(one, m->discount);
  sf_expression *const recovered = LESS(one, POWER(growth, sf_negate(graph, m->life)));
  sf_expression *const cost = SUM(fixed, OVER(TIMES(capex, m->discount), recovered));
  sf_expression *const keep = LESS(one, m->decline), *const factor = OVER(one, growth);

  sf_expression *npv = NUMBER(0), *tokens = NUMBER(0), *revenues = NUMBER(0), *balance = sf_negate(graph, capex);
  sf_expression *first = NULL, *balances[YEARS];
  for (int year = 1; year <= YEARS; year++) {
    sf_expression *const price_left = POWER(keep, NUMBER(year));
    sf_expression *const ramped = sf_logistic(graph, TIMES(LESS(NUMBER(year), m->ramp), NUMBER(4)));
    sf_expression *const wanted = TIMES(demand, POWER(price_left, m->elasticity));
    sf_expression *const sold = TIMES(sf_minimum(graph, wanted, full), ramped);
    sf_expression *const revenue = TIMES(TIMES(sold, TIMES(m->price, price_left)), NUMBER(1e-6));
    if (year == 1) first = revenue;
    npv = SUM(npv, TIMES(LESS(revenue, cost), POWER(factor, NUMBER(year))));
    balances[year - 1] = balance = SUM(balance, LESS(revenue, fixed));
    tokens = SUM(tokens, sold);
    revenues = SUM(revenues, revenue);
  }
  sf_expression *payback = NUMBER(YEARS + 1);
  for (int year = YEARS; year > 0; year--) {
    sf_expression *const paid = sf_less_equal(graph, NUMBER(0), balances[year - 1]);
    payback = sf_where(graph, paid, NUMBER(year), payback);
  }
  sf_expression *const per_year = OVER(tokens, NUMBER(YEARS));
  sf_expression *const all[REFERENCE_OUTPUTS] = {
      npv,
      OVER(cost, TIMES(per_year, NUMBER(1e-6))),
      OVER(TIMES(rate, m->utilization), TIMES(m->power, NUMBER(1e6))),
      LESS(one, OVER(TIMES(NUMBER(YEARS), cost), revenues)),
      payback,
      first,
      per_year,
      capex,
      OVER(energy, cost),
      sf_where(graph, sf_less(graph, NUMBER(0), npv), one, NUMBER(0)),
  };
  for (int k = 0; k < REFERENCE_OUTPUTS; k++) outputs[k] = all[k];
  return sf_graph_status(graph, error);
}
