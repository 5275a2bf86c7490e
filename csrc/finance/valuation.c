/* Discounted cash flows, forwards and backwards. */
#include "signalflow/valuation.h"

#include "base/text.h"
#include "numeric/special.h"

#include <math.h>

/* The value of cash flows over the cash flow of the year that has passed. With q = (1 + g) / (1 + r) and the terminal
 * factor T = (1 + gT) / (r - gT) it is q + q^2 + ... + q^N + q^N T = q (1 + q (1 + ... q (1 + T))). */
typedef struct terms {
  double growth, discount, terminal; /* as given */
  double ratio, factor;              /* q and T */
  int years;                         /* N */
} terms;

static bool set_growth(terms *t, double growth) {
  t->growth = growth;
  t->ratio = (1 + growth) / (1 + t->discount);
  return growth > -1 && isfinite(t->ratio);
}

static bool set_rates(terms *t, double discount, double terminal) {
  t->discount = discount;
  t->terminal = terminal;
  t->factor = (1 + terminal) / (discount - terminal);
  return terminal >= -1 && discount > terminal && isfinite(t->factor);
}

/* NaN compares false. */
static bool is_horizon(double rounded) { return rounded >= 1 && rounded <= SF_LONGEST_HORIZON; }

static bool set_horizon(terms *t, double horizon) {
  const double rounded = floor(horizon + 0.5);
  if (!is_horizon(rounded)) return false;
  t->years = (int)rounded;
  return true;
}

/* Operands in the order discount, terminal, horizon. */
static bool set_rates_and_horizon(terms *t, const double *operands) {
  return set_rates(t, operands[0], operands[1]) && set_horizon(t, operands[2]);
}

/* Operands in the order growth, discount, terminal, horizon. */
static bool set_terms(terms *t, const double *operands) {
  return set_rates_and_horizon(t, operands + 1) && set_growth(t, operands[0]);
}

/* From the last year back, the terminal value being what is worth T then. Rounded or not, each step keeps order, so
 * more years are never worth less where one year more is not. */
static double value_of_flow(const terms *t) {
  double value = t->factor;
  for (int i = 0; i < t->years; i++) value = t->ratio * (1 + value);
  return value;
}

typedef struct slopes {
  double value, by_growth, by_discount, by_terminal, by_ratio;
} slopes;

/* dT / dr = -(1 + gT) / (r - gT)^2 and dT / dgT = (1 + r) / (r - gT)^2. */
static slopes slopes_of_flow(const terms *t) {
  double value = t->factor, by_ratio = 0, by_factor = 1;
  for (int i = 0; i < t->years; i++) {
    by_ratio = 1 + value + t->ratio * by_ratio;
    by_factor *= t->ratio;
    value = t->ratio * (1 + value);
  }
  const double spread = t->discount - t->terminal, one_year = 1 + t->discount;
  return (slopes){.value = value,
                  .by_ratio = by_ratio,
                  .by_growth = by_ratio / one_year,
                  .by_discount = -by_ratio * t->ratio / one_year - by_factor * t->factor / spread,
                  .by_terminal = by_factor * one_year / (spread * spread)};
}

static void fill_unknown(double *partial, size_t count) {
  for (size_t i = 0; i < count; i++) partial[i] = NAN;
}

/* Discounted value. Operands: cash_flow, growth, discount, terminal, horizon. */

static double evaluate_value(const double *o, size_t count) {
  (void)count;
  terms t;
  return set_terms(&t, o + 1) ? o[0] * value_of_flow(&t) : (double)NAN;
}

static void differentiate_value(const double *o, size_t count, double *partial) {
  terms t;
  fill_unknown(partial, count);
  if (!set_terms(&t, o + 1)) return;
  const slopes slope = slopes_of_flow(&t);
  partial[0] = slope.value;
  partial[1] = o[0] * slope.by_growth;
  partial[2] = o[0] * slope.by_discount;
  partial[3] = o[0] * slope.by_terminal;
  partial[4] = 0; /* steps */
}

static const sf_function discounted_value = {"discounted_value", evaluate_value, differentiate_value};

/* Implied growth. Operands: value, cash_flow, discount, terminal, horizon. */

/* The ratio q at which a flow is worth so many times itself. Every term of the value is at most the whole, so q is at
 * most the multiple and q^N (1 + T) is too: the lesser of the two bounds q from above. The value being convex and
 * rising in q, Newton's method from there falls towards the root and never below it but by rounding. */
static double solve_ratio(terms *t, double multiple) {
  t->ratio = fmin(multiple, sf_exp(sf_log(multiple / (1 + t->factor)) / t->years));
  for (int step = 0; step < 200; step++) {
    const slopes slope = slopes_of_flow(t);
    const double next = t->ratio - (slope.value - multiple) / slope.by_ratio;
    if (!(next < t->ratio)) break;
    t->ratio = next;
  }
  return t->ratio;
}

static bool solve_growth(terms *t, const double *o) {
  if (!(o[0] > 0 && o[1] > 0 && set_rates_and_horizon(t, o + 2))) return false;
  return set_growth(t, solve_ratio(t, o[0] / o[1]) * (1 + t->discount) - 1);
}

static double evaluate_implied_growth(const double *o, size_t count) {
  (void)count;
  terms t;
  return solve_growth(&t, o) ? t.growth : (double)NAN;
}

/* From value = cash_flow * A(g, r, gT), dg = (dvalue / cash_flow - A dcash_flow / cash_flow - A_r dr - A_gT dgT) / A_g.
 */
static void differentiate_implied_growth(const double *o, size_t count, double *partial) {
  terms t;
  fill_unknown(partial, count);
  if (!solve_growth(&t, o)) return;
  const slopes slope = slopes_of_flow(&t);
  partial[0] = 1 / (o[1] * slope.by_growth);
  partial[1] = -slope.value / (o[1] * slope.by_growth);
  partial[2] = -slope.by_discount / slope.by_growth;
  partial[3] = -slope.by_terminal / slope.by_growth;
  partial[4] = 0;
}

static const sf_function implied_growth = {"implied_growth", evaluate_implied_growth, differentiate_implied_growth};

/* Implied horizon. Operands: value, cash_flow, growth, discount, terminal. */

static bool reaches(terms *t, const double *o, int years) {
  t->years = years;
  return o[1] * value_of_flow(t) >= o[0];
}

/* One more year changes the value by F0 q^N (q (1 + T) - T), whose sign is that of g - gT in every year: so the years
 * that reach the value are all from some year on, or none but the first. */
static double evaluate_implied_horizon(const double *o, size_t count) {
  (void)count;
  terms t;
  if (!(o[1] > 0 && set_rates(&t, o[3], o[4]) && set_growth(&t, o[2]))) return NAN;
  int enough = SF_LONGEST_HORIZON, short_of = -1;
  if (reaches(&t, o, 0)) return 0;
  if (!reaches(&t, o, enough)) return NAN;
  while (enough - short_of > 1) {
    const int middle = short_of + (enough - short_of) / 2;
    if (reaches(&t, o, middle))
      enough = middle;
    else
      short_of = middle;
  }
  return enough;
}

static void differentiate_implied_horizon(const double *o, size_t count, double *partial) {
  const bool answered = !isnan(evaluate_implied_horizon(o, count));
  for (size_t i = 0; i < count; i++) partial[i] = answered ? 0 : (double)NAN;
}

static const sf_function implied_horizon = {"implied_horizon", evaluate_implied_horizon, differentiate_implied_horizon};

/* Priced-in share. Operands: market, base, thesis. */

static double evaluate_share(const double *o, size_t count) {
  (void)count;
  return o[2] != o[1] ? (o[0] - o[1]) / (o[2] - o[1]) : (double)NAN;
}

static void differentiate_share(const double *o, size_t count, double *partial) {
  const double claimed = o[2] - o[1], share = evaluate_share(o, count);
  partial[0] = o[2] != o[1] ? 1 / claimed : (double)NAN;
  partial[1] = (share - 1) / claimed;
  partial[2] = -share / claimed;
}

static const sf_function priced_in_share = {"priced_in_share", evaluate_share, differentiate_share};

/* Value change. Operands: changes, then growth, discount, terminal, horizon. */

enum { AFTER_CHANGES = 4 };

/* One year's share of the value, before it is divided by it, and its slopes by the ratios of the years up to the
 * horizon and after it. */
typedef struct weight {
  double value, by_ratio, by_late_ratio;
} weight;

static double late_ratio(const terms *t) { return (1 + t->terminal) / (1 + t->discount); }

/* From year `year` - 1 to `year`. */
static void next_weight(weight *w, const terms *t, int year) {
  const bool early = year <= t->years;
  const double ratio = early ? t->ratio : late_ratio(t);
  *w = (weight){.value = w->value * ratio,
                .by_ratio = w->by_ratio * ratio + (early ? w->value : 0),
                .by_late_ratio = w->by_late_ratio * ratio + (early ? 0 : w->value)};
}

/* The last change, and what the years before it depart from it by: equal changes give themselves to the last bit. */
static double evaluate_change(const double *o, size_t count) {
  const size_t changes = count - AFTER_CHANGES;
  const double last = o[changes - 1];
  terms t;
  if (!set_terms(&t, o + changes)) return NAN;
  weight w = {.value = 1};
  double sum = 0;
  for (size_t i = 0; i + 1 < changes; i++) {
    next_weight(&w, &t, (int)i + 1);
    sum += w.value * (o[i] - last);
  }
  return last + sum / value_of_flow(&t);
}

/* With change = last + S / A: each rate moves S through the ratios and A by its slope. */
static void differentiate_change(const double *o, size_t count, double *partial) {
  const size_t changes = count - AFTER_CHANGES;
  const double last = o[changes - 1];
  terms t;
  fill_unknown(partial, count);
  if (!set_terms(&t, o + changes)) return;
  const slopes slope = slopes_of_flow(&t);
  weight w = {.value = 1}, sum = {0};
  double early_share = 0;
  for (size_t i = 0; i + 1 < changes; i++) {
    next_weight(&w, &t, (int)i + 1);
    const double departure = o[i] - last;
    sum.value += w.value * departure;
    sum.by_ratio += w.by_ratio * departure;
    sum.by_late_ratio += w.by_late_ratio * departure;
    partial[i] = w.value / slope.value;
    early_share += partial[i];
  }
  const double one_year = 1 + t.discount, moved = sum.value / slope.value;
  double *const by = partial + changes;
  partial[changes - 1] = 1 - early_share;
  by[0] = (sum.by_ratio / one_year - moved * slope.by_growth) / slope.value;
  by[1] = (-(sum.by_ratio * t.ratio + sum.by_late_ratio * late_ratio(&t)) / one_year - moved * slope.by_discount) /
          slope.value;
  by[2] = (sum.by_late_ratio / one_year - moved * slope.by_terminal) / slope.value;
  by[3] = 0;
}

static const sf_function value_change = {"value_change", evaluate_change, differentiate_change};

/* What constants may be. An operand that is NULL passes: the graph has already failed, or it is unknown. */

static bool is_plain(sf_graph *graph, const sf_expression *e, const char *name) {
  char words[SF_DIMENSION_NAME_SIZE];
  if (e == NULL || sf_is_dimensionless(sf_expression_dimension(e))) return true;
  sf_graph_fail(graph, SF_DIMENSION, "%s must be a plain number, not one of %s", name,
                sf_dimension_name(sf_expression_dimension(e), words));
  return false;
}

static bool are_alike(sf_graph *graph, const sf_expression *a, const char *name, const sf_expression *b,
                      const char *other) {
  char words[SF_DIMENSION_NAME_SIZE], others[SF_DIMENSION_NAME_SIZE];
  if (a == NULL || b == NULL || sf_dimension_equal(sf_expression_dimension(a), sf_expression_dimension(b))) return true;
  sf_graph_fail(graph, SF_DIMENSION, "%s (%s) and %s (%s) must be of one dimension", name,
                sf_dimension_name(sf_expression_dimension(a), words), other,
                sf_dimension_name(sf_expression_dimension(b), others));
  return false;
}

/* A constant that has a value. */
static bool is_known(const sf_expression *e, double *value) {
  return e != NULL && sf_expression_value(e, value) && isfinite(*value);
}

static bool check_growth(sf_graph *graph, const sf_expression *growth) {
  double g;
  if (!is_plain(graph, growth, "growth")) return false;
  if (!is_known(growth, &g) || g > -1) return true;
  sf_graph_fail(graph, SF_INVALID, "growth must be above -1 (-100 %%), got %s", sf_quote_number(g).text);
  return false;
}

static bool check_rates(sf_graph *graph, const sf_expression *discount, const sf_expression *terminal) {
  double r, g;
  if (!is_plain(graph, discount, "discount") || !is_plain(graph, terminal, "terminal growth")) return false;
  if (!is_known(terminal, &g)) return true;
  if (g < -1) {
    sf_graph_fail(graph, SF_INVALID, "terminal growth must be at least -1 (-100 %%), got %s", sf_quote_number(g).text);
    return false;
  }
  if (!is_known(discount, &r) || r > g) return true;
  sf_graph_fail(graph, SF_INVALID,
                "discount must be above terminal growth, got %s and %s: what grows for ever as fast as it is "
                "discounted has no finite value",
                sf_quote_number(r).text, sf_quote_number(g).text);
  return false;
}

static bool check_horizon(sf_graph *graph, const sf_expression *horizon) {
  double years;
  if (!is_plain(graph, horizon, "horizon")) return false;
  if (!is_known(horizon, &years) || is_horizon(floor(years + 0.5))) return true;
  sf_graph_fail(graph, SF_INVALID, "horizon must be 1 to %d years, got %s", SF_LONGEST_HORIZON,
                sf_quote_number(years).text);
  return false;
}

/* A constant below the bound for which there is no answer. */
static bool check_above_zero(sf_graph *graph, const sf_expression *e, const char *name, const char *why) {
  double value;
  char text[SF_QUANTITY_TEXT_SIZE];
  if (!is_known(e, &value) || value > 0) return true;
  const sf_quantity quantity = {.value = value, .dimension = sf_expression_dimension(e)};
  sf_graph_fail(graph, SF_NO_SOLUTION, "%s must be above 0, got %s: %s", name,
                sf_print_quantity(quantity, SF_PERSON_DIGITS, text), why);
  return false;
}

static const char no_growth_makes_it[] =
    "no growth turns it into a value; the margin of later years times revenue may stand in for it";

/* Fails where every operand is a constant with a value and the call has none. */
static sf_expression *give_answer(sf_graph *graph, sf_expression *call, sf_status code, const char *words) {
  double value;
  if (call == NULL || !sf_expression_value(call, &value) || isfinite(value)) return call;
  for (size_t i = 0; i < sf_operand_count(call); i++)
    if (!is_known(sf_operand(call, i), &value)) return call;
  return sf_graph_fail(graph, code, "%s", words);
}

/* Building. */

sf_expression *sf_discounted_value(sf_graph *graph, sf_expression *cash_flow, sf_expression *growth,
                                   sf_expression *discount, sf_expression *terminal, sf_expression *horizon) {
  if (!check_growth(graph, growth) || !check_rates(graph, discount, terminal) || !check_horizon(graph, horizon))
    return NULL;
  if (cash_flow == NULL) return NULL;
  sf_expression *const operands[] = {cash_flow, growth, discount, terminal, horizon};
  sf_expression *const value = sf_call(graph, &discounted_value, sf_expression_dimension(cash_flow), operands,
                                       sizeof operands / sizeof *operands);
  return give_answer(graph, value, SF_OUT_OF_RANGE, "the discounted value is too large for a number");
}

sf_expression *sf_implied_growth(sf_graph *graph, sf_expression *value, sf_expression *cash_flow,
                                 sf_expression *discount, sf_expression *terminal, sf_expression *horizon) {
  if (!are_alike(graph, value, "value", cash_flow, "cash flow") || !check_rates(graph, discount, terminal) ||
      !check_horizon(graph, horizon) || !check_above_zero(graph, cash_flow, "cash flow", no_growth_makes_it) ||
      !check_above_zero(graph, value, "value", "no growth above -100 % makes cash flows worth that little"))
    return NULL;
  sf_expression *const operands[] = {value, cash_flow, discount, terminal, horizon};
  sf_expression *const growth =
      sf_call(graph, &implied_growth, sf_dimensionless(), operands, sizeof operands / sizeof *operands);
  return give_answer(graph, growth, SF_NO_SOLUTION,
                     "no growth that a number can hold turns the cash flow into the value");
}

_Static_assert(SF_LONGEST_HORIZON == 100, "a message says so");

sf_expression *sf_implied_horizon(sf_graph *graph, sf_expression *value, sf_expression *cash_flow,
                                  sf_expression *growth, sf_expression *discount, sf_expression *terminal) {
  if (!are_alike(graph, value, "value", cash_flow, "cash flow") || !check_growth(graph, growth) ||
      !check_rates(graph, discount, terminal) || !check_above_zero(graph, cash_flow, "cash flow", no_growth_makes_it))
    return NULL;
  sf_expression *const operands[] = {value, cash_flow, growth, discount, terminal};
  sf_expression *const years =
      sf_call(graph, &implied_horizon, sf_dimensionless(), operands, sizeof operands / sizeof *operands);
  return give_answer(graph, years, SF_NO_SOLUTION, "100 years of that growth are not worth the value");
}

sf_expression *sf_priced_in_share(sf_graph *graph, sf_expression *market, sf_expression *base, sf_expression *thesis) {
  if (!are_alike(graph, market, "the market's value", base, "the base's") ||
      !are_alike(graph, thesis, "the thesis's value", base, "the base's"))
    return NULL;
  sf_expression *const operands[] = {market, base, thesis};
  sf_expression *const share = sf_call(graph, &priced_in_share, sf_dimensionless(), operands, 3);
  return give_answer(graph, share, SF_NO_SOLUTION,
                     "the thesis is worth what the base is worth: there is no change to be priced in");
}

sf_expression *sf_value_change(sf_graph *graph, sf_expression *const *changes, size_t count, sf_expression *growth,
                               sf_expression *discount, sf_expression *terminal, sf_expression *horizon) {
  if (count < 1 || count > SF_LONGEST_HORIZON)
    return sf_graph_fail(graph, SF_INVALID, "there must be 1 to %d yearly changes, got %zu", SF_LONGEST_HORIZON, count);
  if (!check_growth(graph, growth) || !check_rates(graph, discount, terminal) || !check_horizon(graph, horizon))
    return NULL;
  sf_expression *operands[SF_LONGEST_HORIZON + AFTER_CHANGES];
  for (size_t i = 0; i < count; i++) {
    if (!is_plain(graph, changes[i], "a yearly change")) return NULL;
    operands[i] = changes[i];
  }
  operands[count] = growth;
  operands[count + 1] = discount;
  operands[count + 2] = terminal;
  operands[count + 3] = horizon;
  sf_expression *const change = sf_call(graph, &value_change, sf_dimensionless(), operands, count + AFTER_CHANGES);
  return give_answer(graph, change, SF_OUT_OF_RANGE, "the change of value is too large for a number");
}
