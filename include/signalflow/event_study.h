/* Event studies: how far a price moved on news, beyond what the market explains.
 *
 * The method of MacKinlay, "Event Studies in Economics and Finance", Journal of Economic Literature 35 (1997). Sessions
 * are the days on which both the asset and the market have a close; returns are natural logarithms of one close over
 * the one before. Counting sessions from that of the event, 0:
 *
 *   market model  R = alpha + beta Rm + e, by least squares over the estimation sessions that end `gap` before 0
 *   abnormal      AR = R - alpha - beta Rm, over the window
 *   cumulative    CAR = sum of AR
 *   variance      s2 (L + L^2 / n + (sum over the window of (Rm - mean))^2 / Sxx)
 *
 * with s2 the residual variance (n - 2), L the sessions of the window, n those of estimation, mean and Sxx the mean and
 * the sum of squared deviations of Rm over estimation. CAR over the root of the variance follows Student's law with n -
 * 2 degrees of freedom.
 *
 * Where the asset did not trade (a halt), its return spans several sessions of the market: alpha, mean and L count each
 * of them. */
#ifndef SIGNALFLOW_EVENT_STUDY_H
#define SIGNALFLOW_EVENT_STUDY_H

#include "series.h"

#ifdef __cplusplus
extern "C" {
#endif

/* News belongs to the first session that could trade on it: that of its day, or the next one where there is none or
 * where it came after the close. */
typedef struct sf_event {
  sf_day day;
  bool after_close;
} sf_event;

#define SF_EVENT_LEVEL 0.05

enum {
  SF_LONGEST_EVENT_WINDOW = 128, /* sessions */
  SF_LONGEST_ESTIMATION = 2520,  /* sessions: ten years */
  SF_DRIFT_SESSIONS = 10
};

typedef struct sf_event_study_options {
  sf_event event;
  int first, last; /* the window, counted from the event's session */
  int estimation;  /* sessions, 3 to SF_LONGEST_ESTIMATION */
  int gap;         /* the last of them is that many sessions before the event's, at least 1 */
  const sf_event *others;
  size_t other_count; /* what else became known of the asset: its sessions first to last are left out of estimation */
} sf_event_study_options;
/* Window 0 to 1, estimation -130 to -11: MacKinlay's example of 120 sessions, kept off the SF_DRIFT_SESSIONS in which
 * news leaks (our judgement). */
SF_API sf_event_study_options sf_default_event_study_options(void);

typedef struct sf_event_session {
  sf_day day;
  int offset;
  int spans;                      /* sessions of the market since the asset's close before: 1 unless it did not trade */
  double asset, market, abnormal; /* log returns */
} sf_event_session;

typedef struct sf_event_study {
  sf_day session, estimation_first, estimation_last;
  double alpha, beta, sigma; /* sigma: square root of s2 */
  double car;                /* a log return: exp(car) - 1 is the move as a fraction of the price */
  double t_exact;            /* CAR over the root of the variance above */
  double p;                  /* probability of a t as far from 0, or farther, were there no effect: Student's law */
  double critical;           /* the |t| that has a p of SF_EVENT_LEVEL */
  size_t freedom;            /* degrees of freedom: estimation sessions used, less 2 */
  size_t left_out;           /* estimation sessions left out for other events */
  double t_simple;           /* CAR / (sigma sqrt(L)): without the error of alpha and beta */
  double drift;              /* CAR over the SF_DRIFT_SESSIONS before the event's */
  bool anticipated;          /* |drift| above |AR| of the event's session */
  size_t count;              /* of the window */
  sf_event_session sessions[SF_LONGEST_EVENT_WINDOW];
} sf_event_study;

/* asset and market are daily closes; each day's newest vintage counts. SF_AMBIGUOUS: the session of another event lies
 * in the window, so that the two cannot be told apart; names its day. SF_OUT_OF_RANGE: too few sessions before or after
 * the event, or a hole of more than ten days among them; says how many there are and how many are needed.
 * SF_NO_SOLUTION: the market did not move, or the asset moved exactly as it did. SF_INVALID: options that do not fit
 * each other, or a close that is not above 0. */
SF_API SF_MUST_USE sf_status sf_study_event(const sf_series *asset, const sf_series *market,
                                            const sf_event_study_options *options, sf_event_study *study,
                                            sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
