/* Who earned the gain: a change split into parts that sum to the whole.
 *
 * Index decomposition (LMDI-I) is for a quantity that is a product of observed factors, or a sum of such products;
 * Shapley values are for one that only a model can answer, with its factors switched one by one.
 *
 * In both, adding the parts in any order gives the whole to the last bit: the parts and the whole are rounded to one
 * grid, 2^-53 of the sum of the parts' sizes or a little coarser, and what rounding left over goes to the largest part
 * (the first of equals). The whole moves by that only where parts of both signs cancel; else it is on the grid already.
 * The parts do not depend on the order in which factors or rows are given, and change their sign, and nothing else,
 * when before and after are exchanged; both to the last bit. */
#ifndef SIGNALFLOW_ATTRIBUTION_H
#define SIGNALFLOW_ATTRIBUTION_H

#include "status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SF_MAX_FACTORS = 64, SF_MAX_SWITCHES = 8 };

/* Logarithmic mean (a - b) / (ln a - ln b), a where both are equal, 0 where one is 0. a and b are not negative. */
SF_API double sf_logarithmic_mean(double a, double b);

/* LMDI-I (Ang, Energy Policy 33, 2005, 867-871). A quantity is the sum over rows of the product of that row's factors:
 * before[row * factors + k], after[...], not negative, at most SF_MAX_FACTORS of them.
 *
 * Additive: parts[k] = sum over rows of L(v1, v0) ln(after_k / before_k), L the logarithmic mean, v the row's product;
 * *whole = after - before, in the quantity's unit. A factor that comes from or falls to 0 has the analytic limit (Ang &
 * Liu, Energy Policy 35, 2007, 238-246; Wood & Lenzen, Energy Policy 34, 2006, 1326-1331): it earns all of its row's
 * change, shared equally among those that do. SF_INVALID for a number that is negative or not finite, SF_OUT_OF_RANGE
 * when a product is too large for a double. */
SF_API SF_MUST_USE sf_status sf_decompose_difference(const double *before, const double *after, size_t rows,
                                                     size_t factors, double *parts, double *whole, sf_error *error);

/* Multiplicative, in logarithms: parts[k] = sum over rows of L(v1, v0) / L(V1, V0) ln(after_k / before_k), V the sum of
 * all rows; *whole = ln(V1 / V0). With one row, parts[k] is ln(after_k / before_k). exp(parts[k]) are the factors whose
 * product is the gain. SF_NO_SOLUTION when the quantity is 0 before or after. */
SF_API SF_MUST_USE sf_status sf_decompose_ratio(const double *before, const double *after, size_t rows, size_t factors,
                                                double *parts, double *whole, sf_error *error);

/* What a Shapley value splits. */
typedef enum sf_attribution_scale {
  SF_DIFFERENCE, /* value after - value before, in the value's unit */
  SF_RATIO,      /* ln(after / before); values are above 0 */
  SF_ATTRIBUTION_SCALE_COUNT
} sf_attribution_scale;

/* Shapley values (Shapley 1953; Shorrocks, Journal of Economic Inequality 11, 2013, 99-126): a switch earns the mean of
 * what it adds, over all orders in which the switches may be thrown. values[set] is the value with the switches of set
 * thrown, bit k standing for switch k: 2^switches of them, 1 to SF_MAX_SWITCHES switches. values[0] is before,
 * values[2^switches - 1] after; *whole is their difference or log ratio. */
SF_API SF_MUST_USE sf_status sf_attribute_values(const double *values, size_t switches, sf_attribution_scale scale,
                                                 double *parts, double *whole, sf_error *error);

/* *value with the switches of set thrown; a status other than SF_OK ends the attribution with it. */
typedef sf_status sf_counterfactual(void *context, uint32_t set, double *value, sf_error *error);

/* The same, asking for each of the 2^switches values once, from before (set 0) on. */
SF_API SF_MUST_USE sf_status sf_attribute(sf_counterfactual *counterfactual, void *context, size_t switches,
                                          sf_attribution_scale scale, double *parts, double *whole, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
