/* What arrives in each period, and what spending becomes. */
#include "base/memory.h"
#include "finance/arrival_parameter.h"
#include "signalflow/arrival.h"

/* Whether there can be so many periods of that length. */
static bool are_periods(sf_graph *graph, const sf_expression *step, size_t count) {
  static const sf_parameter period = {"a period", 1, SF_POSITIVE};
  if (!sf_is_valid_parameter(graph, step, &period)) return false;
  if (count >= 1 && count <= SF_MAX_ARRIVAL_PERIODS) return true;
  sf_graph_fail(graph, SF_INVALID, "there must be 1 to %d periods, got %zu", SF_MAX_ARRIVAL_PERIODS, count);
  return false;
}

/* The share that has arrived by the end of that many periods. */
static sf_expression *share_by(sf_graph *graph, const sf_arrival *arrival, sf_expression *step, size_t periods) {
  return sf_arrival_share(graph, arrival, sf_multiply(graph, step, sf_number(graph, (double)periods)));
}

void sf_arrival_by_period(sf_graph *graph, const sf_arrival *arrival, sf_expression *step, size_t count,
                          sf_expression **shares) {
  if (!are_periods(graph, step, count)) return;
  sf_expression *before = NULL;
  for (size_t i = 0; i < count; i++) {
    sf_expression *const by_end = share_by(graph, arrival, step, i + 1);
    shares[i] = i == 0 ? by_end : sf_subtract(graph, by_end, before);
    before = by_end;
  }
}

/* Sum over i <= t of spending[i] shares[t - i]. */
static sf_expression *arriving_in(sf_graph *graph, sf_expression *const *shares, sf_expression *const *spending,
                                  size_t count, size_t t) {
  sf_expression *sum = NULL;
  for (size_t i = 0; i < count && i <= t; i++) {
    sf_expression *const part = sf_multiply(graph, spending[i], shares[t - i]);
    sum = i == 0 ? part : sf_add(graph, sum, part);
  }
  return sum;
}

/* Sum over i of spending[i] (1 - share by the end of the last period). */
static sf_expression *arriving_later(sf_graph *graph, const sf_arrival *arrival, sf_expression *step,
                                     sf_expression *const *spending, size_t count, size_t periods) {
  sf_expression *const one = sf_number(graph, 1), *sum = NULL;
  for (size_t i = 0; i < count; i++) {
    sf_expression *const left = sf_subtract(graph, one, share_by(graph, arrival, step, periods - i));
    sf_expression *const part = sf_multiply(graph, spending[i], left);
    sum = i == 0 ? part : sf_add(graph, sum, part);
  }
  return sum;
}

void sf_spread_by_arrival(sf_graph *graph, const sf_arrival *arrival, sf_expression *step,
                          sf_expression *const *spending, size_t count, sf_expression *yield, size_t periods,
                          sf_expression **revenue, sf_expression **tail) {
  *tail = NULL;
  if (!are_periods(graph, step, periods)) return;
  if (count < 1 || count > periods) {
    sf_graph_fail(graph, SF_INVALID, "spending of %zu periods cannot be followed over %zu", count, periods);
    return;
  }
  sf_expression **const shares = sf_allocate(periods, sizeof(sf_expression *));
  if (shares == NULL) {
    sf_graph_fail(graph, SF_NO_MEMORY, "no memory for %zu periods", periods);
    return;
  }
  sf_arrival_by_period(graph, arrival, step, periods, shares);
  for (size_t t = 0; t < periods; t++)
    revenue[t] = sf_multiply(graph, yield, arriving_in(graph, shares, spending, count, t));
  *tail = sf_multiply(graph, yield, arriving_later(graph, arrival, step, spending, count, periods));
  sf_free(shares);
}
