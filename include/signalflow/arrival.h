/* Arrival: how quickly a change becomes revenue.
 *
 * A curve gives the share of a change that has arrived by a time, from 0 to 1. All of it is expressions, so any
 * parameter may be uncertain. Times, scales and midpoints are of dimension time, rates per time, shares and shapes
 * plain numbers. Draws whose parameters lie outside their domain have no value (NaN); constants that do fail the graph
 * with SF_INVALID or SF_NO_SOLUTION and say why.
 *
 *   gamma     a lag that most of the change takes: distributed lags (Jorgenson 1963; Almon 1965) with gamma weights.
 *             mean shape * scale, standard deviation over mean 1 / sqrt(shape)
 *   logistic  1 / (1 + exp(-steepness (t - midpoint))): half of it at the midpoint
 *   Bass      adoption by innovators (p) and imitators (q), Bass, Management Science 15 (1969):
 *             (1 - e^-(p+q)t) / (1 + (q/p) e^-(p+q)t) */
#ifndef SIGNALFLOW_ARRIVAL_H
#define SIGNALFLOW_ARRIVAL_H

#include "graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The share that has arrived by a time; 0 until time 0 for gamma and Bass. */
sf_expression *sf_gamma_share(sf_graph *graph, sf_expression *time, sf_expression *shape, sf_expression *scale);
sf_expression *sf_logistic_share(sf_graph *graph, sf_expression *time, sf_expression *midpoint,
                                 sf_expression *steepness);
sf_expression *sf_bass_share(sf_graph *graph, sf_expression *time, sf_expression *p, sf_expression *q);

/* The time by which a share (above 0, below 1) has arrived: the inverses. */
sf_expression *sf_gamma_time(sf_graph *graph, sf_expression *share, sf_expression *shape, sf_expression *scale);
sf_expression *sf_logistic_time(sf_graph *graph, sf_expression *share, sf_expression *midpoint,
                                sf_expression *steepness);
sf_expression *sf_bass_time(sf_graph *graph, sf_expression *share, sf_expression *p, sf_expression *q);

/* The shape of the gamma whose 90 % quantile is that many times its median, and its scale for a median. A gamma of
 * shape SF_LEAST_SHAPE to SF_LARGEST_SHAPE has ratios of about 1.0013 to 448. */
#define SF_LEAST_SHAPE 0.1
#define SF_LARGEST_SHAPE 1e6
sf_expression *sf_gamma_shape(sf_graph *graph, sf_expression *ratio);
sf_expression *sf_gamma_scale(sf_graph *graph, sf_expression *median, sf_expression *shape);

/* Stages one after another (spending, then deployment, then revenue), each a gamma: means add and variances add, and
 * the whole is taken as the gamma of that mean and variance. Exact where all scales are equal. */
typedef struct sf_gamma_curve {
  sf_expression *shape, *scale;
} sf_gamma_curve;
sf_gamma_curve sf_gamma_stages(sf_graph *graph, const sf_gamma_curve *stages, size_t count);

/* The time at which Bass adoption is fastest: ln(q / p) / (p + q); not above 0 where q <= p, and then adoption is
 * fastest at the start. */
sf_expression *sf_bass_peak(sf_graph *graph, sf_expression *p, sf_expression *q);

#ifdef __cplusplus
}
#endif
#endif
