/* Laws: probability distributions, each known by its inverse distribution function.
 *
 * A law is immutable and counted; parameters are plain numbers in coherent units. A draw is quantile(u) of one uniform
 * u in (0, 1), so every sampler (pseudo-random, Sobol, antithetic, stratified) serves every law. Constructors return
 * SF_INVALID, naming the parameter, for reversed bounds, a zero or negative spread, an empty list, NaN or infinity. */
#ifndef SIGNALFLOW_LAW_H
#define SIGNALFLOW_LAW_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sf_law sf_law;

/* Makers: the caller releases the law. SF_INVALID names a parameter outside its domain; SF_NO_MEMORY. */
SF_API SF_MUST_USE sf_status sf_normal(double mean, double sd, sf_law **law, sf_error *error);
/* exp(N(ln median, sigma^2)); median > 0. */
SF_API SF_MUST_USE sf_status sf_lognormal(double median, double sigma, sf_law **law, sf_error *error);
SF_API SF_MUST_USE sf_status sf_uniform(double low, double high, sf_law **law, sf_error *error);
SF_API SF_MUST_USE sf_status sf_triangular(double low, double mode, double high, sf_law **law, sf_error *error);
/* Beta on [low, high] with shapes a, b; they, gamma's shape and PERT's weight lie in [0.01, 1e6]. */
SF_API SF_MUST_USE sf_status sf_beta(double a, double b, double low, double high, sf_law **law, sf_error *error);
/* Beta with a = 1 + weight (mode - low)/(high - low), b = 1 + weight (high - mode)/(high - low); weight is 4 in the
 * classic PERT (Malcolm et al. 1959; Vose, Risk Analysis). */
SF_API SF_MUST_USE sf_status sf_pert(double low, double mode, double high, double weight, sf_law **law,
                                     sf_error *error);
SF_API SF_MUST_USE sf_status sf_gamma(double shape, double scale, sf_law **law, sf_error *error);
SF_API SF_MUST_USE sf_status sf_exponential(double mean, sf_law **law, sf_error *error);
/* values[i] with probability weights[i] / sum(weights). */
SF_API SF_MUST_USE sf_status sf_discrete(const double *values, const double *weights, size_t count, sf_law **law,
                                         sf_error *error);
/* 1 with the given probability, else 0. */
SF_API SF_MUST_USE sf_status sf_bernoulli(double probability, sf_law **law, sf_error *error);
/* Each of the samples with equal probability. */
SF_API SF_MUST_USE sf_status sf_empirical(const double *samples, size_t count, sf_law **law, sf_error *error);
/* Each part with probability weights[i] / sum(weights); the quantile is that of the mixture's own distribution. */
SF_API SF_MUST_USE sf_status sf_mixture(sf_law *const *parts, const double *weights, size_t count, sf_law **law,
                                        sf_error *error);
/* The law given that it falls within [low, high]; -INFINITY and INFINITY leave a side open. The result is the simplest
 * law that says it: a uniform of a uniform, a discrete law of a discrete one, the law itself when nothing is cut off.
 */
SF_API SF_MUST_USE sf_status sf_truncated(sf_law *law_in, double low, double high, sf_law **law, sf_error *error);
/* The law whose 5 % and 95 % quantiles are given: lognormal when both are positive, normal otherwise. */
SF_API SF_MUST_USE sf_status sf_between(double p5, double p95, sf_law **law, sf_error *error);

/* A law as data: the name of its maker and what that takes, in its order, and where the law is truncated. */
enum { SF_MOST_PARAMETERS = 4 };
typedef struct sf_law_description {
  const char *kind; /* "normal", "lognormal", "uniform", "triangular", "beta", "pert", "gamma", ... */
  double parameters[SF_MOST_PARAMETERS];
  size_t count;
  double low, high; /* -INFINITY and INFINITY: not truncated there */
} sf_law_description;
/* SF_UNKNOWN names the nearest kind; SF_INVALID for another number of parameters, or one outside its domain. A PERT may
 * go without its weight, and "between" is a kind. */
SF_API SF_MUST_USE sf_status sf_make_law(const sf_law_description *of, sf_law **law, sf_error *error);
/* What makes this very law. False for laws that hold lists: discrete, empirical and mixtures. */
SF_API bool sf_describe_law(const sf_law *law, sf_law_description *as);

/* A law never changes and may be shared: each retain needs a release. */
SF_API sf_law *sf_retain_law(sf_law *law);
SF_API void sf_release_law(sf_law *law); /* NULL is allowed */

/* x with P(X <= x) = p, for 0 < p < 1. Relative error below 1e-12 for p in [1e-6, 1 - 1e-6], and never outside the
 * law's ends. At 0 and 1 the ends of the law, which may be infinite; NaN outside. The same bits on every machine. */
SF_API double sf_law_quantile(const sf_law *law, double p);
/* P(X <= x). */
SF_API double sf_law_distribution(const sf_law *law, double x);
SF_API double sf_law_mean(const sf_law *law);
SF_API double sf_law_sd(const sf_law *law);
/* Same kind and same parameters. */
SF_API bool sf_law_equal(const sf_law *a, const sf_law *b);

enum { SF_LAW_TEXT_SIZE = 160 };
/* "triangular(1.1, 1.2, 1.35)", with values divided by factor (the unit they are shown in). Returns text. */
SF_API char *sf_print_law(const sf_law *law, double factor, char text[SF_LAW_TEXT_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
