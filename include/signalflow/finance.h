/* Finance on plain numbers: present value and internal rates of return.
 *
 * Rates are per period as fractions (0.08 is 8 %), flows are money of any one currency, received positive and paid
 * negative. The textbook for all of it: Brealey, Myers & Allen, Principles of Corporate Finance. Every function refuses
 * NaN and infinity with SF_INVALID, and says so with SF_OUT_OF_RANGE when its answer is too large for a double. */
#ifndef SIGNALFLOW_FINANCE_H
#define SIGNALFLOW_FINANCE_H

#include "status.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sum of flows[i] / (1 + rate)^i: the first flow now, as a textbook's net present value counts. rate > -1. */
SF_API SF_MUST_USE sf_status sf_net_present_value(double rate, const double *flows, size_t count, double *value,
                                                  sf_error *error);
/* Sum of flows[i] / (1 + rate)^((days[i] - days[0]) / 365), Excel's XNPV. days are day numbers of any one calendar, in
 * any order. rate > -1. */
SF_API SF_MUST_USE sf_status sf_dated_present_value(double rate, const double *flows, const double *days, size_t count,
                                                    double *value, sf_error *error);

/* Internal rates of return: every rate above -1 at which the net present value is 0 (flows one period apart), and the
 * same for dated flows (Excel's XIRR, actual days over 365). Roots are isolated, not searched for from a guess: by
 * Descartes' rule of signs, which Laguerre (1883) extended to any exponents, n changes of sign allow at most n roots,
 * and one weighted derivative removes one change of sign; the zeros of each derivative bracket those of the one before.
 *
 * roots receives the first capacity of them in rising order, *found how many there are; roots nearer to each other than
 * rounding can tell are one. One root is SF_OK; none is SF_NO_SOLUTION; several are SF_AMBIGUOUS, with the roots
 * given and the first two in the message. */
SF_API SF_MUST_USE sf_status sf_internal_rates(const double *flows, size_t count, double *roots, size_t capacity,
                                               size_t *found, sf_error *error);
SF_API SF_MUST_USE sf_status sf_dated_internal_rates(const double *flows, const double *days, size_t count,
                                                     double *roots, size_t capacity, size_t *found, sf_error *error);

/* Excel's MIRR: payments are discounted at the finance rate, receipts compounded to the last period at the reinvestment
 * rate, and the rate between the two sums is the answer. SF_NO_SOLUTION unless there is a payment and a receipt. */
SF_API SF_MUST_USE sf_status sf_modified_internal_rate(const double *flows, size_t count, double finance_rate,
                                                       double reinvestment_rate, double *rate, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
