/* Valuation: what cash flows are worth, and how much of a change a price already reflects.
 *
 * One form of cash flows underlies all of it. The flow of the year that has passed, F0, grows at g for N years and at
 * the terminal growth gT ever after; a flow is received at the end of its year and discounted at r:
 *
 *   value = sum_{i=1..N} F0 (1 + g)^i / (1 + r)^i  +  F0 (1 + g)^N (1 + gT) / (r - gT) / (1 + r)^N
 *
 * (Gordon & Shapiro 1956 for the last term; read backwards, Rappaport & Mauboussin, Expectations Investing, 2001.)
 *
 * Every function builds an expression, so discount, terminal growth and horizon may be uncertain, the horizon by a
 * discrete law. Rates are fractions a year and the horizon a number of years, all plain numbers; the horizon is rounded
 * to a whole one. A draw in which growth is not above -1, terminal growth is below -1, discount is not above terminal
 * growth or the horizon is not 1 to SF_LONGEST_HORIZON years has no value (NaN). Where constants break one of these,
 * the graph fails with SF_INVALID and says which. Constants for which a function has no answer fail with
 * SF_NO_SOLUTION (SF_OUT_OF_RANGE when it is too large for a double); draws for which it has none give NaN. As
 * everywhere in the graph, NULL operands pass through. */
#ifndef SIGNALFLOW_VALUATION_H
#define SIGNALFLOW_VALUATION_H

#include "graph.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { SF_LONGEST_HORIZON = 100 };

/* The value above, of the dimension of cash_flow (that of one year). */
SF_API sf_expression *sf_discounted_value(sf_graph *graph, sf_expression *cash_flow, sf_expression *growth,
                                          sf_expression *discount, sf_expression *terminal, sf_expression *horizon);

/* The growth at which the discounted value is `value` (of cash_flow's dimension). Value rises with growth from 0 at
 * -100 % without limit, so there is one where both are above 0, and none elsewhere. */
SF_API sf_expression *sf_implied_growth(sf_graph *graph, sf_expression *value, sf_expression *cash_flow,
                                        sf_expression *discount, sf_expression *terminal, sf_expression *horizon);

/* The market-implied forecast period of Rappaport & Mauboussin: the least number of years of that growth, 0 to
 * SF_LONGEST_HORIZON, with which the discounted value reaches `value`. 0 where terminal growth alone is enough; none
 * where SF_LONGEST_HORIZON years are not, or cash_flow is not above 0. Its derivatives are 0. */
SF_API sf_expression *sf_implied_horizon(sf_graph *graph, sf_expression *value, sf_expression *cash_flow,
                                         sf_expression *growth, sf_expression *discount, sf_expression *terminal);

/* (market - base) / (thesis - base), all of one dimension: the share of the thesis that the market's value reflects.
 * Not clipped: below 0 the market moved the other way, above 1 it went further. None where thesis equals base. */
SF_API sf_expression *sf_priced_in_share(sf_graph *graph, sf_expression *market, sf_expression *base,
                                         sf_expression *thesis);

/* The relative change of the discounted value when the cash flow of year i is changed by the fraction changes[i - 1],
 * growth, discount, terminal growth and horizon being those of the base: sum_i w_i changes_i, w_i the share of year i
 * in the base value. Years after the last of the count changes (1 to SF_LONGEST_HORIZON) keep the last one, and so does
 * everything after the horizon that has none of its own. */
SF_API sf_expression *sf_value_change(sf_graph *graph, sf_expression *const *changes, size_t count,
                                      sf_expression *growth, sf_expression *discount, sf_expression *terminal,
                                      sf_expression *horizon);

#ifdef __cplusplus
}
#endif
#endif
