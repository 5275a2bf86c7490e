/* How quickly a change becomes revenue: the share of it that has arrived by a time, and the time of a share.
 *
 * Three curves, as expressions, so that every parameter may be uncertain. A function here that cannot build its formula
 * returns NULL (an arrival of NULLs) and its error sticks to the graph, as with those of graph.h: SF_DIMENSION when a
 * time is not one, SF_INVALID when a known parameter lies outside its domain. Where an uncertain one does, the draw
 * has no value.
 *
 *   gamma     P(shape, time / scale), the regularized lower incomplete gamma function; 0 up to time 0. Mean
 *             shape * scale, coefficient of variation 1 / sqrt(shape). The distributed lag from spending to output of
 *             Jorgenson (1963), American Economic Review 53(2), and Almon (1965), Econometrica 33(1), with the gamma
 *             form. shape from 0.01 to 1e6, scale > 0.
 *   logistic  1 / (1 + exp(-steepness (time - midpoint))). Never quite 0: what it has before time 0 has arrived when
 *             time begins. steepness > 0; midpoint is any time.
 *   Bass      (1 - e^-(p+q)t) / (1 + (q/p) e^-(p+q)t), 0 up to time 0 (Bass 1969, Management Science 15(5)): p is the
 *             rate at which those adopt who do not wait for others, q at which those do who follow others. p > 0,
 *             q >= 0. Sultan, Farley & Lehmann (1990), Journal of Marketing Research, found p = 0.03 and
 *             q = 0.38 a year on average over the studies they gathered. */
#ifndef SIGNALFLOW_ARRIVAL_H
#define SIGNALFLOW_ARRIVAL_H

#include "graph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sf_arrival_kind {
  SF_GAMMA_ARRIVAL,
  SF_LOGISTIC_ARRIVAL,
  SF_BASS_ARRIVAL,
  SF_ARRIVAL_KIND_COUNT
} sf_arrival_kind;

/* The parameters, borrowed from the graph. */
typedef struct sf_arrival {
  sf_arrival_kind kind;
  sf_expression *first;  /* gamma: shape, a plain number; logistic: midpoint, a time; Bass: p, 1/time */
  sf_expression *second; /* gamma: scale, a time; logistic: steepness, 1/time; Bass: q, 1/time */
} sf_arrival;

/* "gamma", "logistic", "bass"; never NULL. */
SF_API const char *sf_arrival_kind_name(sf_arrival_kind kind);

/* A gamma lag of which half has arrived by median and nine tenths by p90. The shape is the one at which a gamma's 90 %
 * quantile is so many times its median; SF_INVALID, or no value, where p90 is not above the median or the ratio asks
 * for a shape outside its domain. */
SF_API sf_arrival sf_gamma_arrival_of_quantiles(sf_graph *graph, sf_expression *median, sf_expression *p90);
/* cv, the coefficient of variation, is the standard deviation over the mean: shape = 1 / cv^2, scale = mean cv^2. */
SF_API sf_arrival sf_gamma_arrival_of_moments(sf_graph *graph, sf_expression *mean, sf_expression *cv);
/* Independent gamma lags one after another (spending, then deployment, then revenue), 1 to SF_MAX_STAGES. Means and
 * variances add; the result is the gamma of that mean and variance (Satterthwaite 1946, Biometrics Bulletin 2(6)). It
 * is exact when all scales are equal. For two stages of
 * shapes 1 to 12 its share is within 0.01 of the convolution when one scale is twice the other, 0.03 when it is four
 * times and 0.06 when it is ten times the other (tests/unit/finance/test_arrival.c measures it). */
SF_API sf_arrival sf_gamma_arrival_in_row(sf_graph *graph, const sf_arrival *stages, size_t count);

/* The share, 0 to 1, that has arrived by time. */
SF_API sf_expression *sf_arrival_share(sf_graph *graph, const sf_arrival *arrival, sf_expression *time);
/* The time at which a share has arrived. share < 1; a share of 0, or below where it is uncertain, has arrived at time 0
 * under a gamma or Bass curve, and never under a logistic one. */
SF_API sf_expression *sf_arrival_time(sf_graph *graph, const sf_arrival *arrival, sf_expression *share);
/* The mean time of arrival: shape * scale; the midpoint; ln(1 + q / p) / q (1 / p where q is 0), which is the integral
 * of 1 - F. */
SF_API sf_expression *sf_arrival_mean(sf_graph *graph, const sf_arrival *arrival);
/* Where a Bass curve rises fastest: time ln(q / p) / (p + q), and there the rate (p + q)^2 / (4 q) of the whole a unit
 * of time. With q <= p it rises fastest at the start and there is no such time: SF_NO_SOLUTION where both are known, no
 * value in draws. The other kinds are SF_INVALID. */
SF_API void sf_arrival_peak(sf_graph *graph, const sf_arrival *arrival, sf_expression **time, sf_expression **rate);

enum { SF_MAX_STAGES = 64, SF_MAX_ARRIVAL_PERIODS = 600 };

/* shares[i] = what arrives in the i-th of count periods of length step. The first has what a logistic curve had before
 * time 0, so that they and 1 - share(count * step), the tail beyond them, sum to 1. count at most
 * SF_MAX_ARRIVAL_PERIODS. */
SF_API void sf_arrival_by_period(sf_graph *graph, const sf_arrival *arrival, sf_expression *step, size_t count,
                                 sf_expression **shares);
/* Revenue of periods 0 to periods - 1 (each step long) from the spending of the first count of them:
 *   revenue[t] = yield * sum over i <= t of spending[i] * (what arrives in the (t - i)-th period after i)
 * and tail, the revenue that arrives after the last of them; together they are yield * the sum of spending. yield is
 * revenue over spending. 1 <= count <= periods <= SF_MAX_ARRIVAL_PERIODS. */
SF_API void sf_spread_by_arrival(sf_graph *graph, const sf_arrival *arrival, sf_expression *step,
                                 sf_expression *const *spending, size_t count, sf_expression *yield, size_t periods,
                                 sf_expression **revenue, sf_expression **tail);

#ifdef __cplusplus
}
#endif
#endif
