#include "signalflow/finance.h"

#include "base/memory.h"
#include "base/text.h"
#include "numeric/rates.h"
#include "numeric/special.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double days_in_year = 365; /* Excel's convention for dated flows */

static sf_status check_rate(double rate, const char *name, sf_error *error) {
  if (isfinite(rate) && rate > -1) return SF_OK;
  return sf_fail(error, SF_INVALID, "%s must be a finite number above -1 (-100 %%), got %s", name,
                 sf_quote_number(rate).text);
}

static sf_status check_flows(const double *flows, size_t count, sf_error *error) {
  if (count == 0) return sf_fail(error, SF_INVALID, "there must be at least one cash flow, got none");
  for (size_t i = 0; i < count; i++)
    if (!isfinite(flows[i]))
      return sf_fail(error, SF_INVALID, "cash flow %zu must be a finite number, got %s", i + 1,
                     sf_quote_number(flows[i]).text);
  return SF_OK;
}

static sf_status check_days(const double *days, size_t count, sf_error *error) {
  for (size_t i = 0; i < count; i++)
    if (!(fabs(days[i]) <= 1e9))
      return sf_fail(error, SF_INVALID, "the day of cash flow %zu must be a day number, got %s", i + 1,
                     sf_quote_number(days[i]).text);
  return SF_OK;
}

static sf_status give(double answer, const char *name, double *value, sf_error *error) {
  if (!isfinite(answer)) return sf_fail(error, SF_OUT_OF_RANGE, "the %s is too large for a number to hold", name);
  *value = answer;
  return SF_OK;
}

/* Horner's rule from the last flow back: each period divides by 1 + rate once. */
static double discount_flows(double rate, const double *flows, size_t count) {
  double value = 0;
  for (size_t i = count; i-- > 0;) value = value / (1 + rate) + flows[i];
  return value;
}

sf_status sf_net_present_value(double rate, const double *flows, size_t count, double *value, sf_error *error) {
  sf_status status = check_rate(rate, "rate", error);
  if (status == SF_OK) status = check_flows(flows, count, error);
  if (status != SF_OK) return status;
  return give(discount_flows(rate, flows, count), "present value", value, error);
}

sf_status sf_dated_present_value(double rate, const double *flows, const double *days, size_t count, double *value,
                                 sf_error *error) {
  sf_status status = check_rate(rate, "rate", error);
  if (status == SF_OK) status = check_flows(flows, count, error);
  if (status == SF_OK) status = check_days(days, count, error);
  if (status != SF_OK) return status;
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += flows[i] * sf_exp(-sf_log1p(rate) * ((days[i] - days[0]) / days_in_year));
  return give(sum, "present value", value, error);
}

/* SF_NO_SOLUTION in the words of its cause; whether flows of one day were added together. */
static sf_status fail_without_rate(const double *flows, size_t count, bool added, bool beyond, sf_error *error) {
  bool receipt = false, payment = false;
  for (size_t i = 0; i < count; i++) {
    receipt |= flows[i] > 0;
    payment |= flows[i] < 0;
  }
  if (added && count == 1)
    return sf_fail(error, SF_NO_SOLUTION, "no internal rate of return: all cash flows fall on one day");
  const char *what = added ? "what the cash flows of each day add up to" : "every cash flow";
  if (!receipt && !payment)
    return sf_fail(error, SF_NO_SOLUTION, "no single internal rate of return: %s is 0, so every rate is an answer",
                   what);
  if (!receipt || !payment)
    return sf_fail(error, SF_NO_SOLUTION, "no internal rate of return: %s is a %s", what,
                   receipt ? "receipt" : "payment");
  if (beyond)
    return sf_fail(error, SF_NO_SOLUTION,
                   "no internal rate of return that a number can hold: it lies too near to -100 %% or too high");
  return sf_fail(error, SF_NO_SOLUTION, "no internal rate of return: the present value is 0 at no rate above -100 %%");
}

static sf_status give_rates(const double *rates, size_t count, double *roots, size_t capacity, size_t *found,
                            sf_error *error) {
  *found = count;
  for (size_t k = 0; k < count && k < capacity; k++) roots[k] = rates[k];
  if (count == 1) return SF_OK;
  return sf_fail(error, SF_AMBIGUOUS, "%zu internal rates of return, the first two %.6g and %.6g", count, rates[0],
                 rates[1]);
}

static sf_status solve_rates(const sf_rate_problem *problem, bool added, double *roots, size_t capacity, size_t *found,
                             sf_error *error) {
  double *const workspace = sf_allocate(problem->count, (SF_RATE_ARRAYS + 1) * sizeof *workspace);
  if (!workspace) return sf_fail(error, SF_NO_MEMORY, "no memory for %zu cash flows", problem->count);
  double *const rates = workspace + SF_RATE_ARRAYS * problem->count;
  bool beyond = false;
  const size_t count = sf_find_rates(problem, rates, workspace, &beyond);
  const sf_status status = count ? give_rates(rates, count, roots, capacity, found, error)
                                 : fail_without_rate(problem->flows, problem->count, added, beyond, error);
  sf_free(workspace);
  return status;
}

sf_status sf_internal_rates(const double *flows, size_t count, double *roots, size_t capacity, size_t *found,
                            sf_error *error) {
  *found = 0;
  const sf_status status = check_flows(flows, count, error);
  if (status != SF_OK) return status;
  return solve_rates(&(sf_rate_problem){.flows = flows, .count = count}, false, roots, capacity, found, error);
}

typedef struct dated_flow {
  double day, flow;
} dated_flow;

static int compare_days(const void *a, const void *b) {
  const double day_a = ((const dated_flow *)a)->day, day_b = ((const dated_flow *)b)->day;
  return (day_a > day_b) - (day_a < day_b);
}

/* Orders by day, joins the flows of one day, and writes them as flows and years since the first; returns how many. */
static size_t order_flows(dated_flow *dated, size_t count, double *flows, double *years) {
  qsort(dated, count, sizeof *dated, compare_days);
  size_t joined = 0;
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && dated[i].day == dated[i - 1].day) {
      flows[joined - 1] += dated[i].flow;
      continue;
    }
    flows[joined] = dated[i].flow;
    years[joined++] = (dated[i].day - dated[0].day) / days_in_year;
  }
  return joined;
}

sf_status sf_dated_internal_rates(const double *flows, const double *days, size_t count, double *roots, size_t capacity,
                                  size_t *found, sf_error *error) {
  *found = 0;
  sf_status status = check_flows(flows, count, error);
  if (status == SF_OK) status = check_days(days, count, error);
  if (status != SF_OK) return status;
  dated_flow *const dated = sf_allocate(count, sizeof *dated);
  double *const joined = sf_allocate(count, 2 * sizeof *joined);
  if (dated && joined) {
    for (size_t i = 0; i < count; i++) dated[i] = (dated_flow){.day = days[i], .flow = flows[i]};
    const size_t kept = order_flows(dated, count, joined, joined + count);
    const sf_rate_problem problem = {.flows = joined, .times = joined + count, .count = kept};
    status = check_flows(joined, kept, error); /* flows of one day may have added up to infinity */
    if (status == SF_OK) status = solve_rates(&problem, kept < count, roots, capacity, found, error);
  } else {
    status = sf_fail(error, SF_NO_MEMORY, "no memory for %zu cash flows", count);
  }
  sf_free(joined);
  sf_free(dated);
  return status;
}

sf_status sf_modified_internal_rate(const double *flows, size_t count, double finance_rate, double reinvestment_rate,
                                    double *rate, sf_error *error) {
  sf_status status = check_rate(finance_rate, "the finance rate", error);
  if (status == SF_OK) status = check_rate(reinvestment_rate, "the reinvestment rate", error);
  if (status == SF_OK) status = check_flows(flows, count, error);
  if (status != SF_OK) return status;
  double paid_now = 0, received_at_end = 0, discount = 1;
  for (size_t i = 0; i < count; i++, discount /= 1 + finance_rate) {
    paid_now -= flows[i] < 0 ? flows[i] * discount : 0;
    received_at_end = received_at_end * (1 + reinvestment_rate) + (flows[i] > 0 ? flows[i] : 0);
  }
  if (!(paid_now > 0 && received_at_end > 0))
    return sf_fail(error, SF_NO_SOLUTION, "a modified internal rate of return needs a payment and a receipt");
  if (count == 1) return sf_fail(error, SF_INVALID, "there must be at least two cash flows, got 1");
  return give(sf_expm1(sf_log(received_at_end / paid_now) / (double)(count - 1)), "rate", rate, error);
}
