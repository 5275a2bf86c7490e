#include "signalflow/event_study.h"

#include "base/memory.h"
#include "base/text.h"
#include "numeric/special.h"

#include <math.h>

/* The New York exchanges have not been closed for longer since 1933 (they were from 10 to 17 September 2001); a longer
 * hole is one of the data. */
enum { LONGEST_CLOSURE = 10 };

/* What is left of the asset's returns must be more than rounding leaves, as a share of their variation. */
static const double rounding = 1e-20;

typedef struct session {
  sf_day day;
  int spans;            /* sessions of the market since the one before */
  double asset, market; /* closes */
} session;

typedef struct sessions {
  session *items;
  size_t count;
} sessions;

sf_event_study_options sf_default_event_study_options(void) {
  return (sf_event_study_options){.first = 0, .last = 1, .estimation = 120, .gap = 11};
}

static sf_status check_options(const sf_event_study_options *o, sf_error *error) {
  if (o->last < o->first)
    return sf_fail(error, SF_INVALID, "the window ends (%d) before it starts (%d)", o->last, o->first);
  if ((long long)o->last - o->first >= SF_LONGEST_EVENT_WINDOW)
    return sf_fail(error, SF_INVALID, "the window must be at most %d sessions, got %d to %d", SF_LONGEST_EVENT_WINDOW,
                   o->first, o->last);
  if (o->estimation < 3 || o->estimation > SF_LONGEST_ESTIMATION)
    return sf_fail(error, SF_INVALID, "estimation must be 3 to %d sessions, got %d", SF_LONGEST_ESTIMATION,
                   o->estimation);
  if (o->gap < 1 || o->gap > SF_LONGEST_ESTIMATION)
    return sf_fail(error, SF_INVALID, "gap must be 1 to %d sessions, got %d", SF_LONGEST_ESTIMATION, o->gap);
  if (o->first <= -o->gap)
    return sf_fail(error, SF_INVALID,
                   "the window starts at %d, but estimation ends at %d: a larger gap keeps them apart", o->first,
                   -o->gap);
  return SF_OK;
}

/* Sessions. */

static sf_status check_close(double close, const sf_series *series, sf_day day, sf_error *error) {
  char text[SF_DAY_TEXT_SIZE];
  if (close > 0) return SF_OK;
  return sf_fail(error, SF_INVALID, "%s: the close of %s must be above 0, got %s", sf_series_name(series),
                 sf_print_day(day, text), sf_quote_number(close).text);
}

/* The newest closes of a series; items is freed by the caller. */
typedef struct closes {
  const sf_series *series;
  sf_observation *items;
  size_t count;
} closes;

static sf_status find_closes(const sf_series *series, closes *found, sf_error *error) {
  const size_t days = sf_series_periods(series);
  *found = (closes){.series = series, .items = sf_allocate(days, sizeof *found->items)};
  if (found->items == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for %zu sessions", days);
  found->count = sf_view_series(series, SF_LAST_DAY, found->items, days);
  return SF_OK;
}

/* Fills joined, which has room for every one of the asset's days, with those on which both traded. */
static sf_status join(const closes *asset, const closes *market, sessions *joined, sf_error *error) {
  size_t at = 0, before = 0; /* places of the market's sessions */
  for (size_t i = 0; i < asset->count; i++) {
    const sf_day day = asset->items[i].end;
    while (at < market->count && market->items[at].end < day) at++;
    if (at == market->count || market->items[at].end != day) continue;
    sf_status status = check_close(asset->items[i].value, asset->series, day, error);
    if (status == SF_OK) status = check_close(market->items[at].value, market->series, day, error);
    if (status != SF_OK) return status;
    joined->items[joined->count] = (session){.day = day,
                                             .spans = joined->count == 0 ? 1 : (int)(at - before),
                                             .asset = asset->items[i].value,
                                             .market = market->items[at].value};
    joined->count += 1;
    before = at;
  }
  return SF_OK;
}

static sf_status find_sessions(const sf_series *asset, const sf_series *market, sessions *found, sf_error *error) {
  closes assets = {0}, markets = {0};
  *found = (sessions){.items = sf_allocate(sf_series_periods(asset), sizeof *found->items)};
  sf_status status = found->items == NULL ? sf_fail(error, SF_NO_MEMORY, "no memory for the sessions") : SF_OK;
  if (status == SF_OK) status = find_closes(asset, &assets, error);
  if (status == SF_OK) status = find_closes(market, &markets, error);
  if (status == SF_OK) status = join(&assets, &markets, found, error);
  sf_free(assets.items);
  sf_free(markets.items);
  return status;
}

/* The place of the event's session; the count where it lies after the last one. */
static size_t place_of(const sessions *s, sf_event event) {
  size_t place = 0;
  while (place < s->count &&
         (s->items[place].day < event.day || (event.after_close && s->items[place].day == event.day)))
    place++;
  return place;
}

/* Log returns of the session at that place, which is not the first. */
static double asset_return(const sessions *s, size_t place) {
  return sf_log(s->items[place].asset / s->items[place - 1].asset);
}

static double market_return(const sessions *s, size_t place) {
  return sf_log(s->items[place].market / s->items[place - 1].market);
}

/* How many sessions before and after the event's are looked at. */
static size_t sessions_before(const sf_event_study_options *o) {
  const int model = o->estimation + o->gap, drift = SF_DRIFT_SESSIONS + 1; /* each with the close before its first */
  return (size_t)(model > drift ? model : drift);
}

static size_t sessions_after(const sf_event_study_options *o) { return o->last > 0 ? (size_t)o->last : 0; }

/* Whether there are enough around it, at `zero`. */
static sf_status check_history(const sessions *s, size_t zero, const sf_event_study_options *o, sf_error *error) {
  char day[SF_DAY_TEXT_SIZE], end[SF_DAY_TEXT_SIZE];
  const size_t before = sessions_before(o), after = sessions_after(o);
  sf_print_day(o->event.day, day);
  if (s->count == 0) return sf_fail(error, SF_OUT_OF_RANGE, "there is no day on which both traded, %zu needed", before);
  sf_print_day(s->items[s->count - 1].day, end);
  if (zero == s->count)
    return sf_fail(error, SF_OUT_OF_RANGE, "the event of %s has no session: the last of %zu on which both traded is %s",
                   day, s->count, end);
  if (zero < before)
    return sf_fail(error, SF_OUT_OF_RANGE, "%zu sessions before the event of %s on which both traded, %zu needed", zero,
                   day, before);
  if (s->count - 1 - zero < after)
    return sf_fail(error, SF_OUT_OF_RANGE,
                   "%zu sessions after that of the event of %s on which both traded, %zu needed (the last is %s)",
                   s->count - 1 - zero, day, after, end);
  return SF_OK;
}

static sf_status fail_hole(const sessions *s, size_t place, sf_error *error) {
  char a[SF_DAY_TEXT_SIZE], b[SF_DAY_TEXT_SIZE];
  return sf_fail(error, SF_OUT_OF_RANGE, "no session from %s to %s: closes must be daily",
                 sf_print_day(s->items[place - 1].day, a), sf_print_day(s->items[place].day, b));
}

static sf_status check_holes(const sessions *s, size_t zero, const sf_event_study_options *o, sf_error *error) {
  for (size_t place = zero - sessions_before(o) + 1; place <= zero + sessions_after(o); place++)
    if (s->items[place].day - s->items[place - 1].day > LONGEST_CLOSURE) return fail_hole(s, place, error);
  return SF_OK;
}

static sf_status check_others(const sessions *s, size_t zero, const sf_event_study_options *o, sf_error *error) {
  char day[SF_DAY_TEXT_SIZE], session_day[SF_DAY_TEXT_SIZE];
  for (size_t i = 0; i < o->other_count; i++) {
    const size_t place = place_of(s, o->others[i]);
    const long long offset = (long long)place - (long long)zero;
    if (place == s->count || offset < o->first || offset > o->last) continue;
    return sf_fail(error, SF_AMBIGUOUS,
                   "another event, of %s, falls on session %lld (%s) of the window %d to %d: their effects cannot be "
                   "told apart",
                   sf_print_day(o->others[i].day, day), offset, sf_print_day(s->items[place].day, session_day),
                   o->first, o->last);
  }
  return SF_OK;
}

/* The market model. */

typedef struct model {
  double alpha, beta, variance; /* residual, n - 2 */
  double mean, sxx;             /* of the market's returns over estimation */
  size_t count;                 /* sessions it was fitted on */
} model;

/* The estimation sessions that count. */
typedef struct estimation {
  const sessions *s;
  size_t from, end; /* places, end left out */
  const size_t *others;
  size_t other_count;
  int first, last; /* how long an event's sessions are */
} estimation;

/* The next session at or after k on which no other event worked. */
static size_t next_used(const estimation *e, size_t k) {
  for (size_t i = 0; k < e->end && i < e->other_count;) {
    const long long offset = (long long)k - (long long)e->others[i];
    const bool worked = offset >= e->first && offset <= e->last;
    k += worked;
    i = worked ? 0 : i + 1;
  }
  return k;
}

static sf_status fit(const estimation *e, model *m, sf_error *error) {
  const sessions *s = e->s;
  double market = 0, asset = 0, sxx = 0, sxy = 0, syy = 0, left = 0;
  size_t used = 0;
  for (size_t k = next_used(e, e->from); k < e->end; k = next_used(e, k + 1)) {
    market += market_return(s, k);
    asset += asset_return(s, k);
    used++;
  }
  if (used < 3) return sf_fail(error, SF_OUT_OF_RANGE, "%zu estimation sessions without other events, 3 needed", used);
  const double count = (double)used;
  market /= count;
  asset /= count;
  for (size_t k = next_used(e, e->from); k < e->end; k = next_used(e, k + 1)) {
    const double x = market_return(s, k) - market, y = asset_return(s, k) - asset;
    sxx += x * x;
    sxy += x * y;
    syy += y * y;
  }
  if (!(sxx > 0)) return sf_fail(error, SF_NO_SOLUTION, "the market did not move over the estimation sessions");
  *m = (model){.beta = sxy / sxx, .mean = market, .sxx = sxx, .count = used};
  m->alpha = asset - m->beta * market;
  for (size_t k = next_used(e, e->from); k < e->end; k = next_used(e, k + 1)) {
    const double rest = asset_return(s, k) - m->alpha - m->beta * market_return(s, k);
    left += rest * rest;
  }
  if (!(left > rounding * syy))
    return sf_fail(
        error, SF_NO_SOLUTION,
        "the asset moved exactly with the market over the estimation sessions: nothing to judge an event by");
  m->variance = left / (count - 2);
  return SF_OK;
}

static double abnormal_return(const sessions *s, const model *m, size_t place) {
  return asset_return(s, place) - s->items[place].spans * m->alpha - m->beta * market_return(s, place);
}

/* Student's law with that many degrees of freedom: P(|T| > t) is the incomplete beta function of v / (v + t^2) with
 * parameters v/2 and 1/2 (Abramowitz and Stegun 26.7.1). */
static double student_tails(double t, double freedom) {
  const double a = freedom / 2, b = 0.5, x = freedom / (freedom + t * t);
  return sf_beta_probe(a, b, sf_beta_constant(a, b), x, t * t / (freedom + t * t), false).mass;
}

static double student_critical(double level, double freedom) {
  const double a = freedom / 2, b = 0.5, x = sf_beta_lower_quantile(a, b, sf_beta_constant(a, b), level);
  return sqrt(freedom * (1 - x) / x);
}

static void measure_window(const sessions *s, const model *m, size_t zero, const sf_event_study_options *o,
                           sf_event_study *study) {
  double excess = 0, length = 0;
  for (int offset = o->first; offset <= o->last; offset++) {
    const size_t place = (size_t)((long long)zero + offset);
    sf_event_session *const at = &study->sessions[study->count++];
    *at = (sf_event_session){.day = s->items[place].day,
                             .offset = offset,
                             .spans = s->items[place].spans,
                             .asset = asset_return(s, place),
                             .market = market_return(s, place),
                             .abnormal = abnormal_return(s, m, place)};
    study->car += at->abnormal;
    excess += at->market - at->spans * m->mean;
    length += at->spans;
  }
  study->t_simple = study->car / sqrt(m->variance * length);
  study->t_exact =
      study->car / sqrt(m->variance * (length + length * length / (double)m->count + excess * excess / m->sxx));
  study->freedom = m->count - 2;
  study->p = student_tails(study->t_exact, (double)study->freedom);
  study->critical = student_critical(SF_EVENT_LEVEL, (double)study->freedom);
}

static void measure_drift(const sessions *s, const model *m, size_t zero, sf_event_study *study) {
  for (size_t place = zero - SF_DRIFT_SESSIONS; place < zero; place++) study->drift += abnormal_return(s, m, place);
  study->anticipated = fabs(study->drift) > fabs(abnormal_return(s, m, zero));
}

static sf_status study_sessions(const sessions *s, const sf_event_study_options *o, sf_event_study *study,
                                sf_error *error) {
  const size_t zero = place_of(s, o->event);
  sf_status status = check_history(s, zero, o, error);
  if (status == SF_OK) status = check_holes(s, zero, o, error);
  if (status == SF_OK) status = check_others(s, zero, o, error);
  if (status != SF_OK) return status;
  size_t *const others = sf_allocate(o->other_count, sizeof *others);
  if (others == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for %zu other events", o->other_count);
  for (size_t i = 0; i < o->other_count; i++) others[i] = place_of(s, o->others[i]);
  model m = {0};
  const size_t end = zero - (size_t)o->gap, from = end + 1 - (size_t)o->estimation;
  const estimation used = {.s = s,
                           .from = from,
                           .end = end + 1,
                           .others = others,
                           .other_count = o->other_count,
                           .first = o->first,
                           .last = o->last};
  status = fit(&used, &m, error);
  sf_free(others);
  if (status != SF_OK) return status;
  *study = (sf_event_study){.session = s->items[zero].day,
                            .estimation_first = s->items[from].day,
                            .estimation_last = s->items[end].day,
                            .alpha = m.alpha,
                            .beta = m.beta,
                            .sigma = sqrt(m.variance),
                            .left_out = (size_t)o->estimation - m.count};
  measure_window(s, &m, zero, o, study);
  measure_drift(s, &m, zero, study);
  return SF_OK;
}

sf_status sf_study_event(const sf_series *asset, const sf_series *market, const sf_event_study_options *options,
                         sf_event_study *study, sf_error *error) {
  sf_status status = check_options(options, error);
  if (status != SF_OK) return status;
  sessions found;
  status = find_sessions(asset, market, &found, error);
  if (status == SF_OK) status = study_sessions(&found, options, study, error);
  sf_free(found.items);
  return status;
}
