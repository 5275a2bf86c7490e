/* Integrals of smooth functions by the rule of Gauss and Legendre with ten points, exact for polynomials up to the
 * nineteenth degree. */
#ifndef SF_NUMERIC_GAUSS_H
#define SF_NUMERIC_GAUSS_H

/* Called at each point with its weight: the integral on [low, high] is the sum of weight times the function at x. */
typedef void sf_gauss_visit(void *context, double x, double weight);
void sf_gauss_legendre(double low, double high, sf_gauss_visit *visit, void *context);

#endif
