/* How a change arrives, against worked values of distributed lags and of Bass curves, and as formulas. */
#include "check.h"
#include "expressions.h"

#include "finance/arrival_gamma.h"
#include "numeric/special.h"
#include "signalflow/arrival.h"
#include "signalflow/lanes.h"

static sf_arrival gamma_of(expressions *room, const char *shape, const char *scale) {
  return (sf_arrival){SF_GAMMA_ARRIVAL, given(room, shape), given(room, scale)};
}

static sf_arrival logistic_of(expressions *room, const char *midpoint, const char *steepness) {
  return (sf_arrival){SF_LOGISTIC_ARRIVAL, given(room, midpoint), given(room, steepness)};
}

static sf_arrival bass_of(expressions *room, const char *p, const char *q) {
  return (sf_arrival){SF_BASS_ARRIVAL, given(room, p), given(room, q)};
}

static double share_at(expressions *room, sf_arrival arrival, const char *time) {
  return value_in(room, sf_arrival_share(room->graph, &arrival, given(room, time)), "1");
}

/* In quarters. */
static double time_of(expressions *room, sf_arrival arrival, double share) {
  return value_in(room, sf_arrival_time(room->graph, &arrival, sf_number(room->graph, share)), "quarter");
}

/* Worked values to sixteen digits of a gamma lag of shape 4 and scale 1.5 quarters: mean 6 quarters. */
static void test_gamma_lag_of_four_and_one_and_a_half_quarters(void **state) {
  expressions *room = *state;
  static const struct {
    const char *time;
    double share;
  } known[] = {{"1 quarter", 0.004858176689914284}, {"2 quarter", 0.04649430286533418},
               {"4 quarter", 0.27857305582251735},  {"6 quarter", 0.5665298796332912},
               {"2 year", 0.7786891564556032},      {"3 year", 0.957619888008316}};
  const sf_arrival lag = gamma_of(room, "4", "1.5 quarter");
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_close(share_at(room, lag, known[i].time), known[i].share, 1e-12);
  assert_close(time_of(room, lag, 0.5), 5.508091123276344, 1e-12);
  assert_close(time_of(room, lag, 0.9), 10.021174602383795, 1e-12);
  assert_close(value_in(room, sf_arrival_mean(room->graph, &lag), "quarter"), 6, 1e-14);
}

static void test_weights_of_the_gamma_lag(void **state) {
  expressions *room = *state;
  static const double known[] = {0.004858176689914284, 0.041636126175419896, 0.09638223663611878,
                                 0.1356965163210644,   0.14844095226667553,  0.13951587154409828,
                                 0.11850882157403597,  0.09365045524827609,  0.07010696076774892,
                                 0.05032015884574781,  0.034923400234905366, 0.023580211704310683};
  sf_expression *shares[12];
  const sf_arrival lag = gamma_of(room, "4", "1.5 quarter");
  sf_arrival_by_period(room->graph, &lag, given(room, "quarter"), 12, shares);
  for (size_t i = 0; i < 12; i++) assert_close(value_in(room, shares[i], "1"), known[i], 1e-12);
}

/* Capital spending of 10 in each of four quarters, half of which comes back as revenue. */
static void test_spending_becomes_revenue(void **state) {
  expressions *room = *state;
  static const double known[] = {0.02429088344957142, 0.2324715143266709, 0.7143826975072648, 1.3928652791125868,
                                 2.110779156996393,   2.600177883839785,  2.710810808529371,  2.500580503165429};
  sf_expression *spending[4], *revenue[8], *tail;
  for (size_t i = 0; i < 4; i++) spending[i] = given(room, "10 USD");
  const sf_arrival lag = gamma_of(room, "4", "1.5 quarter");
  sf_spread_by_arrival(room->graph, &lag, given(room, "quarter"), spending, 4, given(room, "0.5"), 8, revenue, &tail);
  double sum = value_in(room, tail, "USD");
  for (size_t t = 0; t < 8; t++) {
    assert_close(value_in(room, revenue[t], "USD"), known[t], 1e-12);
    sum += known[t];
  }
  assert_close(sum, 0.5 * 40, 1e-12);
}

/* The average pair of Sultan, Farley & Lehmann (1990). */
static void test_average_bass_curve(void **state) {
  expressions *room = *state;
  static const struct {
    const char *time;
    double share;
  } known[] = {{"1 year", 0.03575816425644162},
               {"2 year", 0.08505628140218216},
               {"3 year", 0.15050007196371293},
               {"5 year", 0.3311986424913736},
               {"8 year", 0.65173758595855},
               {"10 year", 0.8128032212213462},
               {"15 year", 0.9716096398109868},
               {"0 year", 0},
               {"-3 year", 0}};
  const sf_arrival bass = bass_of(room, "0.03 /year", "0.38 /year");
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_close(share_at(room, bass, known[i].time), known[i].share, 1e-12);
  sf_expression *time, *rate;
  sf_arrival_peak(room->graph, &bass, &time, &rate);
  assert_close(value_in(room, time, "year"), 6.192619197703112, 1e-12);
  assert_close(value_in(room, rate, "/year"), 0.11059210526315791, 1e-12);
  assert_close(value_in(room, sf_arrival_share(room->graph, &bass, time), "1"), 0.4605263157894737, 1e-12);
}

/* Bass (1969), colour television. */
static void test_bass_curve_of_colour_television(void **state) {
  expressions *room = *state;
  const sf_arrival bass = bass_of(room, "0.005 /year", "0.84 /year");
  sf_expression *time, *rate;
  sf_arrival_peak(room->graph, &bass, &time, &rate);
  assert_close(value_in(room, time, "year"), 6.063862697518649, 1e-12);
  assert_close(share_at(room, bass, "5 year"), 0.28503287172305974, 1e-12);
}

static void test_logistic_curve(void **state) {
  expressions *room = *state;
  static const struct {
    const char *time;
    double share;
  } known[] = {{"0 year", 0.008162571153159897},
               {"2 year", 0.08317269649392238},
               {"4 year", 0.5},
               {"6 year", 0.9168273035060777},
               {"8 year", 0.9918374288468401}};
  const sf_arrival logistic = logistic_of(room, "4 year", "1.2 /year");
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_close(share_at(room, logistic, known[i].time), known[i].share, 1e-12);
  assert_close(value_in(room, sf_arrival_mean(room->graph, &logistic), "year"), 4, 0);
}

/* q <= p: adoption only slows, and a curve without followers is an exponential. */
static void test_bass_curve_without_a_peak(void **state) {
  expressions *room = *state;
  const char *const qs[] = {"0.1 /year", "0.05 /year", "0 /year"};
  for (size_t i = 0; i < 3; i++) {
    const sf_arrival bass = bass_of(room, "0.1 /year", qs[i]);
    sf_expression *time, *rate;
    sf_error error = {0};
    sf_arrival_peak(room->graph, &bass, &time, &rate);
    assert_null(time);
    assert_null(rate);
    assert_int_equal(sf_graph_status(room->graph, &error), SF_NO_SOLUTION);
    assert_non_null(strstr(error.message, "q is above p"));
  }
  const sf_arrival alone = bass_of(room, "0.1 /year", "0 /year");
  assert_close(share_at(room, alone, "7 year"), -expm1(-0.7), 1e-14);
  assert_close(value_in(room, sf_arrival_mean(room->graph, &alone), "year"), 10, 1e-14);
}

/* The mean of a Bass curve is the integral of what has not arrived. */
static void test_mean_of_a_bass_curve(void **state) {
  expressions *room = *state;
  const sf_arrival bass = bass_of(room, "0.03 /year", "0.38 /year");
  double sum = 0;
  for (int i = 0; i < 4000; i++) { /* Simpson's rule to 80 years */
    const double t = 0.02 * i, left = exp(-0.41 * t), middle = exp(-0.41 * (t + 0.01)), right = exp(-0.41 * (t + 0.02));
    const double r = 0.38 / 0.03;
    sum += 0.02 / 6 * (1 + r) * (left / (1 + r * left) + 4 * middle / (1 + r * middle) + right / (1 + r * right));
  }
  assert_close(value_in(room, sf_arrival_mean(room->graph, &bass), "year"), sum, 1e-10);
}

static void test_times_undo_shares(void **state) {
  expressions *room = *state;
  const sf_arrival all[] = {gamma_of(room, "4", "1.5 quarter"),
                            gamma_of(room, "0.3", "2 year"),
                            gamma_of(room, "900", "1 day"),
                            logistic_of(room, "4 year", "1.2 /year"),
                            bass_of(room, "0.03 /year", "0.38 /year"),
                            bass_of(room, "0.2 /year", "0 /year")};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    for (double share = 1e-3; share < 1; share += 0.0499) {
      sf_expression *const time = sf_arrival_time(room->graph, &all[i], sf_number(room->graph, share));
      assert_close(value_in(room, sf_arrival_share(room->graph, &all[i], time), "1"), share, 1e-12);
    }
}

/* Of a gamma lag of shape 1, which is exponential, digits are kept to the end of the tail. */
static void test_times_of_the_last_shares(void **state) {
  expressions *room = *state;
  for (double left = 0.1; left > 1e-15; left /= 7)
    assert_close(time_of(room, gamma_of(room, "1", "1 quarter"), 1 - left), -log(1 - (1 - left)), 1e-14);
}

static void test_nothing_has_arrived_at_the_start(void **state) {
  expressions *room = *state;
  const sf_arrival lag = gamma_of(room, "0.5", "1 year"), bass = bass_of(room, "0.03 /year", "0.38 /year");
  assert_close(share_at(room, lag, "0 year"), 0, 0);
  assert_close(share_at(room, lag, "-1 year"), 0, 0);
  assert_close(time_of(room, lag, 0), 0, 0);
  assert_close(time_of(room, bass, 0), 0, 0);
}

static void test_shares_of_periods_and_the_tail_are_the_whole(void **state) {
  expressions *room = *state;
  const sf_arrival all[] = {gamma_of(room, "2", "9 month"), logistic_of(room, "18 month", "1 /year"),
                            bass_of(room, "0.1 /year", "0.7 /year")};
  for (size_t i = 0; i < 3; i++) {
    sf_expression *shares[7];
    sf_arrival_by_period(room->graph, &all[i], given(room, "6 month"), 7, shares);
    double sum = 1 - share_at(room, all[i], "42 month");
    for (size_t j = 0; j < 7; j++) {
      assert_true(value_in(room, shares[j], "1") > 0);
      sum += value_in(room, shares[j], "1");
    }
    assert_close(sum, 1, 1e-15);
  }
}

/* Quantiles of gamma distributions in 30 digits. */
static void test_gamma_lag_of_median_and_p90(void **state) {
  expressions *room = *state;
  static const struct {
    double ratio, shape;
  } known[] = {{3.3219280948873623479, 1},
               {448.53141838205238138, 0.1},
               {1.8193552681138218818, 4},
               {1.0654767878046168334, 400}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    sf_expression *const median = given(room, "18 month");
    sf_expression *const p90 = sf_multiply(room->graph, median, sf_number(room->graph, known[i].ratio));
    const sf_arrival lag = sf_gamma_arrival_of_quantiles(room->graph, median, p90);
    assert_close(value_in(room, lag.first, "1"), known[i].shape, 1e-12);
  }
}

static void test_gamma_lag_keeps_its_median_and_p90(void **state) {
  expressions *room = *state;
  for (double ratio = 1.0014; ratio < 1e25; ratio = ratio < 2 ? 1 + (ratio - 1) * 1.3 : ratio * 2.1) {
    sf_expression *const median = given(room, "1 quarter"), *const p90 = sf_multiply(room->graph, median,
                                                                                     sf_number(room->graph, ratio));
    const sf_arrival lag = sf_gamma_arrival_of_quantiles(room->graph, median, p90);
    assert_close(time_of(room, lag, 0.5), 1, 1e-13);
    assert_close(time_of(room, lag, 0.9), ratio, 1e-12);
  }
}

/* What has an answer ends where the shapes do. */
static void test_ends_of_the_ratios_of_gamma_lags(void **state) {
  expressions *room = *state;
  const sf_arrival ends[] = {gamma_of(room, "1e6", "1 day"), gamma_of(room, "0.01", "1 year")};
  for (size_t i = 0; i < 2; i++) {
    const double ratio = time_of(room, ends[i], 0.9) / time_of(room, ends[i], 0.5);
    assert_close(ratio, i == 0 ? SF_LEAST_GAMMA_RATIO : SF_MOST_GAMMA_RATIO, 1e-12);
    const double within = i == 0 ? ratio * (1 + 1e-12) : ratio * (1 - 1e-12);
    const double shape = sf_gamma_shape_function.evaluate(&within, 1);
    assert_close(shape, i == 0 ? SF_LARGEST_SHAPE : SF_SMALLEST_SHAPE, 1e-8);
    const double beyond = i == 0 ? ratio * (1 - 1e-11) : ratio * (1 + 1e-11);
    assert_true(isnan(sf_gamma_shape_function.evaluate(&beyond, 1)));
  }
}

static void test_gamma_lag_of_mean_and_cv(void **state) {
  expressions *room = *state;
  const sf_arrival lag = sf_gamma_arrival_of_moments(room->graph, given(room, "6 quarter"), given(room, "0.5"));
  assert_close(value_in(room, lag.first, "1"), 4, 1e-15);
  assert_close(value_in(room, lag.second, "quarter"), 1.5, 1e-15);
}

/* Stages in a row. */

static void test_stages_of_one_scale_are_exact(void **state) {
  expressions *room = *state;
  const sf_arrival stages[] = {gamma_of(room, "1", "1.5 quarter"), gamma_of(room, "2.5", "1.5 quarter"),
                               gamma_of(room, "0.5", "1.5 quarter")};
  const sf_arrival row = sf_gamma_arrival_in_row(room->graph, stages, 3);
  assert_close(value_in(room, row.first, "1"), 4, 1e-14);
  assert_close(value_in(room, row.second, "quarter"), 1.5, 1e-14);
  assert_close(share_at(room, row, "6 quarter"), 0.5665298796332912, 1e-12);
}

static double gamma_mass(double shape, double scale, double time) {
  return sf_gamma_probe(shape, sf_gamma_constant(shape), time / scale, false).mass;
}

enum { CONVOLUTION_STEPS = 600 };

/* P(X + Y <= t) as the mean of P(Y <= t - x) over the quantiles x of X, by the midpoint rule. */
static double convolved(const double *x_quantiles, double shape, double scale, double t) {
  double sum = 0;
  for (int i = 0; i < CONVOLUTION_STEPS; i++) sum += gamma_mass(shape, scale, t - x_quantiles[i]);
  return sum / CONVOLUTION_STEPS;
}

/* The largest distance between the share of the row and of the convolution; scales 1 and other, in years. */
static double error_of_row(expressions *room, double first_shape, double second_shape, double other) {
  double quantiles[CONVOLUTION_STEPS], worst = 0;
  const double constant = sf_gamma_constant(first_shape);
  for (int i = 0; i < CONVOLUTION_STEPS; i++)
    quantiles[i] = sf_gamma_tail_quantile(first_shape, constant, (i + 0.5) / CONVOLUTION_STEPS, false);
  const sf_arrival stages[] = {{SF_GAMMA_ARRIVAL, sf_number(room->graph, first_shape), given(room, "year")},
                               {SF_GAMMA_ARRIVAL, sf_number(room->graph, second_shape),
                                sf_multiply(room->graph, given(room, "year"), sf_number(room->graph, other))}};
  const sf_arrival row = sf_gamma_arrival_in_row(room->graph, stages, 2);
  const double shape = value_in(room, row.first, "1"), scale = value_in(room, row.second, "year");
  for (int i = 1; i <= 40; i++) {
    const double t = shape * scale * i / 10;
    worst = fmax(worst, fabs(gamma_mass(shape, scale, t) - convolved(quantiles, second_shape, other, t)));
  }
  return worst;
}

/* Two exponentials have a convolution in closed form: 1 - (a e^(-t/a) - b e^(-t/b)) / (a - b). */
static void test_numeric_convolution_is_one(void **state) {
  (void)state;
  double quantiles[CONVOLUTION_STEPS];
  for (int i = 0; i < CONVOLUTION_STEPS; i++) quantiles[i] = -log1p(-(i + 0.5) / CONVOLUTION_STEPS);
  for (double t = 0.2; t < 9; t += 0.4)
    assert_true(fabs(convolved(quantiles, 1, 3, t) - (1 - (3 * exp(-t / 3) - exp(-t)) / 2)) < 2e-4);
}

/* The figures in arrival.h. */
static void test_error_of_stages_of_unequal_scales(void **state) {
  expressions *room = *state;
  static const double shapes[] = {1, 4, 12};
  static const struct {
    double scale, least, most;
  } known[] = {{1, 0, 4e-4}, {2, 0.005, 0.01}, {4, 0.02, 0.03}, {10, 0.05, 0.06}}; /* 4e-4: of the midpoint rule */
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    double worst = 0;
    for (size_t i = 0; i < 9; i++)
      worst = fmax(worst, error_of_row(room, shapes[i / 3], shapes[i % 3], known[k].scale));
    assert_true(worst >= known[k].least && worst <= known[k].most);
  }
}

/* Slopes. */

typedef struct slopes {
  double value, partial[3];
} slopes;

/* The value and slopes of an expression over inputs a, b, c. */
static slopes slopes_at(sf_graph *graph, sf_expression *output, sf_expression *const *inputs, const double *at) {
  sf_expression *outputs[4] = {output};
  sf_lanes *lanes = NULL;
  slopes result;
  assert_ok(sf_differentiate(graph, output, inputs, 3, &outputs[1], NULL));
  assert_ok(sf_compile_lanes(graph, outputs, 4, inputs, 3, &lanes, NULL));
  const double *const columns[] = {&at[0], &at[1], &at[2]};
  double *const found[] = {&result.value, &result.partial[0], &result.partial[1], &result.partial[2]};
  assert_ok(sf_evaluate_lanes(lanes, columns, 1, found, NULL));
  sf_destroy_lanes(lanes);
  return result;
}

static void check_slopes(sf_graph *graph, sf_expression *output, sf_expression *const *inputs, const double *at) {
  const slopes here = slopes_at(graph, output, inputs, at);
  for (size_t i = 0; i < 3; i++) {
    double low[3] = {at[0], at[1], at[2]}, high[3] = {at[0], at[1], at[2]};
    const double step = 1e-5 * at[i];
    low[i] -= step;
    high[i] += step;
    const double by_steps =
        (slopes_at(graph, output, inputs, high).value - slopes_at(graph, output, inputs, low).value) / (2 * step);
    assert_true(fabs(here.partial[i] - by_steps) <= 1e-7 * fmax(fabs(by_steps), fabs(here.value / at[i])));
  }
}

static void open_inputs(sf_graph *graph, sf_arrival_kind kind, sf_expression *inputs[3]) {
  const sf_dimension time = sf_base_dimension(SF_TIME), none = sf_dimensionless();
  sf_dimension rate;
  assert_ok(sf_divide_dimensions(none, time, &rate, NULL));
  const bool gamma = kind == SF_GAMMA_ARRIVAL, bass = kind == SF_BASS_ARRIVAL;
  inputs[0] = sf_input(graph, "a", gamma ? none : bass ? rate : time);
  inputs[1] = sf_input(graph, "b", gamma ? time : rate);
}

static void test_slopes_are_those_of_small_steps(void **state) {
  expressions *room = *state;
  sf_graph *const graph = room->graph;
  static const double at[SF_ARRIVAL_KIND_COUNT][3] = {{2.5, 3, 5}, {4, 1.2, 3}, {0.03, 0.38, 5}};
  for (int kind = 0; kind < SF_ARRIVAL_KIND_COUNT; kind++) {
    sf_expression *inputs[3];
    open_inputs(graph, (sf_arrival_kind)kind, inputs);
    const sf_arrival arrival = {(sf_arrival_kind)kind, inputs[0], inputs[1]};
    inputs[2] = sf_input(graph, "time", sf_base_dimension(SF_TIME));
    check_slopes(graph, sf_arrival_share(graph, &arrival, inputs[2]), inputs, at[kind]);
    inputs[2] = sf_input(graph, "share", sf_dimensionless());
    const double of_time[] = {at[kind][0], at[kind][1], 0.7};
    check_slopes(graph, sf_arrival_time(graph, &arrival, inputs[2]), inputs, of_time);
  }
}

static void test_slopes_of_a_lag_by_its_quantiles(void **state) {
  expressions *room = *state;
  sf_graph *const graph = room->graph;
  const sf_dimension time = sf_base_dimension(SF_TIME);
  sf_expression *const inputs[] = {sf_input(graph, "a", time), sf_input(graph, "b", time), sf_input(graph, "c", time)};
  const sf_arrival lag = sf_gamma_arrival_of_quantiles(graph, inputs[0], inputs[1]);
  check_slopes(graph, sf_arrival_share(graph, &lag, inputs[2]), inputs, (const double[]){1.5, 3, 2.2});
}

/* Uncertain parameters outside their domain. */

static double lane_of(expressions *room, sf_expression *output, sf_expression *input, double at) {
  sf_lanes *lanes = NULL;
  const double *const column[] = {&at};
  double found, *const result[] = {&found};
  assert_ok(sf_compile_lanes(room->graph, &output, 1, &input, 1, &lanes, NULL));
  assert_ok(sf_evaluate_lanes(lanes, column, 1, result, NULL));
  sf_destroy_lanes(lanes);
  return found;
}

static void test_draws_outside_the_domain_have_no_value(void **state) {
  expressions *room = *state;
  sf_graph *const graph = room->graph;
  sf_expression *const inputs[] = {sf_input(graph, "a", sf_dimensionless())}, *const a = inputs[0];
  sf_expression *const time = sf_multiply(graph, a, given(room, "year")), *const rate = sf_multiply(
                                                                              graph, a, given(room, "1/year"));
  const sf_arrival bad[] = {{SF_GAMMA_ARRIVAL, a, given(room, "year")},
                            {SF_GAMMA_ARRIVAL, given(room, "2"), time},
                            {SF_LOGISTIC_ARRIVAL, given(room, "1 year"), rate},
                            {SF_BASS_ARRIVAL, rate, given(room, "0.3 /year")},
                            {SF_BASS_ARRIVAL, given(room, "0.3 /year"), rate},
                            sf_gamma_arrival_of_quantiles(graph, given(room, "2 year"), time),
                            sf_gamma_arrival_of_moments(graph, given(room, "2 year"), a)};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    sf_expression *const share = sf_arrival_share(graph, &bad[i], given(room, "3 year"));
    assert_true(isnan(lane_of(room, share, a, -0.1)));
    assert_true(isfinite(lane_of(room, share, a, 2.1)));
    assert_true(isnan(lane_of(room, sf_arrival_time(graph, &bad[i], given(room, "0.5")), a, -0.1)));
  }
  for (int kind = 0; kind < SF_ARRIVAL_KIND_COUNT; kind++) {
    const sf_arrival curves[] = {bad[0], logistic_of(room, "1 year", "1 /year"), bass_of(room, "1 /year", "2 /year")};
    const sf_arrival curve = kind == 0 ? gamma_of(room, "2", "1 year") : curves[kind];
    sf_expression *const when = sf_arrival_time(graph, &curve, a);
    assert_true(isnan(lane_of(room, when, a, 1)) && isnan(lane_of(room, when, a, 1.2)));
    for (double share = -0.2; share < 0.1; share += 0.2) {
      const double before = lane_of(room, when, a, share);
      assert_true(kind == SF_LOGISTIC_ARRIVAL ? isnan(before) : before == 0);
    }
  }
}

static void test_peak_of_draws_without_one(void **state) {
  expressions *room = *state;
  sf_expression *const input = sf_input(room->graph, "a", sf_dimensionless()), *time, *rate;
  const sf_arrival bass = {SF_BASS_ARRIVAL, given(room, "0.2 /year"),
                           sf_multiply(room->graph, input, given(room, "1 /year"))};
  sf_arrival_peak(room->graph, &bass, &time, &rate);
  for (double q = 0; q < 0.21; q += 0.1) {
    assert_true(isnan(lane_of(room, time, input, q)));
    assert_true(isnan(lane_of(room, rate, input, q)));
  }
  assert_close(lane_of(room, time, input, 0.4) / (8760 * 3600.0), log(2) / 0.6, 1e-13);
  sf_expression *const mean = sf_arrival_mean(room->graph, &bass); /* 1 / p where nobody follows */
  assert_close(lane_of(room, mean, input, 0) / (8760 * 3600.0), 5, 1e-14);
  assert_close(lane_of(room, mean, input, 0.2) / (8760 * 3600.0), log(2) / 0.2, 1e-14);
}

/* What is refused. */

static void assert_refused(expressions *room, const void *result, sf_status code, const char *words) {
  sf_error error = {0};
  assert_null(result);
  assert_int_equal(sf_graph_status(room->graph, &error), code);
  if (!strstr(error.message, words)) fail_msg("'%s' does not say '%s'", error.message, words);
}

static void refuse_share(expressions *room, sf_arrival arrival, sf_status code, const char *words) {
  assert_refused(room, sf_arrival_share(room->graph, &arrival, given(room, "1 year")), code, words);
}

static void test_parameters_that_cannot_be_are_refused(void **state) {
  expressions *room = *state;
  refuse_share(room, gamma_of(room, "0", "1 year"), SF_INVALID, "shape must lie between 0.01 and 1e6, got 0");
  refuse_share(room, gamma_of(room, "2", "-1 year"), SF_INVALID, "scale must be above 0, got -1 year");
  refuse_share(room, gamma_of(room, "2", "3"), SF_DIMENSION, "scale must be time, not a plain number");
  refuse_share(room, gamma_of(room, "2 W", "1 year"), SF_DIMENSION, "shape must be a plain number, not power");
  refuse_share(room, logistic_of(room, "1 year", "0 /year"), SF_INVALID, "steepness must be above 0");
  refuse_share(room, logistic_of(room, "1 year", "1 year"), SF_DIMENSION, "steepness must be 1/time, not time");
  refuse_share(room, bass_of(room, "0 /year", "1 /year"), SF_INVALID, "p must be above 0");
  refuse_share(room, bass_of(room, "1 /year", "-1 /year"), SF_INVALID, "q must not be negative");
  refuse_share(room, (sf_arrival){(sf_arrival_kind)7, given(room, "1"), given(room, "1")}, SF_INVALID, "kind");
  const sf_arrival lag = gamma_of(room, "2", "1 year"), logistic = logistic_of(room, "1 year", "1 /year");
  assert_refused(room, sf_arrival_share(room->graph, &lag, given(room, "3")), SF_DIMENSION, "time must be time");
  assert_refused(room, sf_arrival_time(room->graph, &lag, given(room, "1")), SF_INVALID, "0 to below 1, got 1");
  assert_refused(room, sf_arrival_time(room->graph, &lag, given(room, "-0.1")), SF_INVALID, "got -0.1");
  assert_refused(room, sf_arrival_time(room->graph, &lag, given(room, "1 W")), SF_DIMENSION, "share must be");
  assert_refused(room, sf_arrival_time(room->graph, &logistic, given(room, "0")), SF_INVALID, "never at 0");
  sf_expression *time, *rate;
  sf_arrival_peak(room->graph, &lag, &time, &rate);
  assert_refused(room, time, SF_INVALID, "not of a gamma one");
}

static void test_lags_that_cannot_be_are_refused(void **state) {
  expressions *room = *state;
  sf_graph *const graph = room->graph;
  sf_expression *const year = given(room, "1 year");
  static const struct {
    const char *p90, *words;
  } known[] = {{"1 year", "p90 must be above the median"},
               {"0.5 year", "p90 must be above the median, got 0.5 times"},
               {"1.0001 year", "p90 must be 1.00128 to"},
               {"1e30 year", "for a gamma lag, got 1e+30"},
               {"-1 year", "p90 must be above 0"}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_refused(room, sf_gamma_arrival_of_quantiles(graph, year, given(room, known[i].p90)).first, SF_INVALID,
                   known[i].words);
  assert_refused(room, sf_gamma_arrival_of_quantiles(graph, given(room, "2"), year).first, SF_DIMENSION, "median");
  assert_refused(room, sf_gamma_arrival_of_moments(graph, year, given(room, "0")).first, SF_INVALID,
                 "cv must lie between 0.001 and 10");
  const sf_arrival stages[] = {gamma_of(room, "2", "1 year"), bass_of(room, "1 /year", "1 /year")};
  assert_refused(room, sf_gamma_arrival_in_row(graph, stages, 2).first, SF_INVALID, "stage 2 is a bass arrival");
  assert_refused(room, sf_gamma_arrival_in_row(graph, stages, 0).first, SF_INVALID, "1 to 64 stages, got 0");
}

static void test_periods_that_cannot_be_are_refused(void **state) {
  expressions *room = *state;
  sf_graph *const graph = room->graph;
  const sf_arrival lag = gamma_of(room, "2", "1 year");
  sf_expression *const year = given(room, "1 year"), *spending[] = {given(room, "1 USD"), given(room, "1 USD")};
  sf_expression *shares[2] = {NULL, NULL}, *tail = NULL, *const none = NULL;
  sf_arrival_by_period(graph, &lag, year, 0, shares);
  assert_refused(room, none, SF_INVALID, "1 to 600 periods, got 0");
  sf_arrival_by_period(graph, &lag, given(room, "0 year"), 2, shares);
  assert_refused(room, none, SF_INVALID, "a period must be above 0");
  sf_arrival_by_period(graph, &lag, given(room, "1 W"), 2, shares);
  assert_refused(room, none, SF_DIMENSION, "a period must be time, not power");
  sf_spread_by_arrival(graph, &lag, year, spending, 2, given(room, "1"), 1, shares, &tail);
  assert_refused(room, tail, SF_INVALID, "spending of 2 periods cannot be followed over 1");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_gamma_lag_of_four_and_one_and_a_half_quarters),
      cmocka_unit_test(test_weights_of_the_gamma_lag),
      cmocka_unit_test(test_spending_becomes_revenue),
      cmocka_unit_test(test_average_bass_curve),
      cmocka_unit_test(test_bass_curve_of_colour_television),
      cmocka_unit_test(test_logistic_curve),
      cmocka_unit_test(test_bass_curve_without_a_peak),
      cmocka_unit_test(test_mean_of_a_bass_curve),
      cmocka_unit_test(test_times_undo_shares),
      cmocka_unit_test(test_times_of_the_last_shares),
      cmocka_unit_test(test_nothing_has_arrived_at_the_start),
      cmocka_unit_test(test_shares_of_periods_and_the_tail_are_the_whole),
      cmocka_unit_test(test_gamma_lag_of_median_and_p90),
      cmocka_unit_test(test_gamma_lag_keeps_its_median_and_p90),
      cmocka_unit_test(test_ends_of_the_ratios_of_gamma_lags),
      cmocka_unit_test(test_gamma_lag_of_mean_and_cv),
      cmocka_unit_test(test_stages_of_one_scale_are_exact),
      cmocka_unit_test(test_numeric_convolution_is_one),
      cmocka_unit_test(test_error_of_stages_of_unequal_scales),
      cmocka_unit_test(test_slopes_are_those_of_small_steps),
      cmocka_unit_test(test_slopes_of_a_lag_by_its_quantiles),
      cmocka_unit_test(test_draws_outside_the_domain_have_no_value),
      cmocka_unit_test(test_peak_of_draws_without_one),
      cmocka_unit_test(test_parameters_that_cannot_be_are_refused),
      cmocka_unit_test(test_lags_that_cannot_be_are_refused),
      cmocka_unit_test(test_periods_that_cannot_be_are_refused),
  };
  return cmocka_run_group_tests(tests, start_expressions, end_expressions);
}
