/* Series: what was known, and when.
 *
 * A series holds observations: the value of a period (a quarter's revenue, a day's close; an instant when its start is
 * its end) and the day on which that value became known. A period that was restated has several vintages, and all are
 * kept. A value of NaN is a vintage too: from that day on the period's value is unknown. What was never there is
 * unknown as well, and never 0.
 *
 * No function here looks ahead. Every derived observation is known on the latest day of those it was made of, each in
 * the vintage known then, so that deriving first and asking as of a day later gives what an analyst would have derived
 * on that day: derive(known_on(s, day)) and known_on(derive(s), day) are equal.
 *
 * A series is immutable and counted; any number of threads may read it. Values are in coherent units of its dimension.
 */
#ifndef SIGNALFLOW_SERIES_H
#define SIGNALFLOW_SERIES_H

#include "date.h"
#include "graph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sf_series sf_series;

/* Where figures came from; each part may be NULL. */
typedef struct sf_source {
  const char *file;     /* as named by whoever read it */
  const char *document; /* accession number of the filing, name of the vintage */
  const char *form;     /* 10-Q, 10-K, ... */
  const char *tag;      /* of a filing, or a column */
} sf_source;

typedef enum sf_method {
  SF_REPORTED,    /* stands in the source as it is */
  SF_DIFFERENCED, /* one reported year-to-date figure less another */
  SF_COMPUTED,    /* derived here from other observations */
  SF_METHOD_COUNT
} sf_method;

/* A filer who names no customer above a tenth says a bound. Sums, differences, products and quotients with what is
 * exact are bounds too, as far as they have one; anything else that is worked out of a bound is unknown. */
typedef enum sf_exactness { SF_EXACT, SF_UPPER_BOUND, SF_LOWER_BOUND, SF_EXACTNESS_COUNT } sf_exactness;

typedef struct sf_observation {
  sf_day start, end; /* first and last day of the period */
  sf_day known_on;
  uint32_t source; /* index into the series' sources */
  uint32_t line;   /* of the file, from 1; 0 where lines mean nothing */
  sf_method method;
  sf_exactness exactness; /* of the value */
  double value;
} sf_observation;

typedef struct sf_series_description {
  const char *name;
  sf_dimension dimension;
  const sf_source *sources; /* copied */
  size_t source_count;
  bool keep_repeats; /* keep vintages that repeat the value before them; otherwise only changes are kept */
} sf_series_description;

/* Observations in any order; of two with one period end and one known_on the later in the list stands. SF_INVALID when
 * a value is infinite, a period ends before it starts or is known before it ends, or a source does not exist. */
SF_API SF_MUST_USE sf_status sf_create_series(const sf_series_description *description,
                                              const sf_observation *observations, size_t count, sf_series **series,
                                              sf_error *error);
SF_API void sf_release_series(sf_series *series); /* NULL is allowed */

/* The name it was made with, and what its values count. */
SF_API const char *sf_series_name(const sf_series *series);
SF_API sf_dimension sf_series_dimension(const sf_series *series);
SF_API size_t sf_series_length(const sf_series *series);  /* observations, all vintages */
SF_API size_t sf_series_periods(const sf_series *series); /* different period ends */
/* Ordered by period end, then known_on; valid as long as the series. */
SF_API const sf_observation *sf_series_observations(const sf_series *series);
/* NULL when there is no such source. */
SF_API const sf_source *sf_series_source(const sf_series *series, uint32_t index);

/* What whoever made the series found wrong with it; derived series carry it on. NULL when there is nothing. */
typedef enum sf_note_code {
  SF_NOTE_SUM,          /* the four quarters (here) do not add up to the year (there) that ends then */
  SF_NOTE_QUARTER,      /* the reported quarter (here) is far from the difference (there): unknown */
  SF_NOTE_NEGATIVE,     /* the difference (here) is below 0, which the figure cannot be: unknown */
  SF_NOTE_LAST_QUARTER, /* the year (there) has no last quarter: no nine months of its tag and basis */
  SF_NOTE_NOT_ADDITIVE, /* a rate or an average: the year (there) less its parts is no quarter */
  SF_NOTE_BLANK,        /* the period was given without a value, known on that day */
  SF_NOTE_LAG,          /* the days from a period's end to publication (here) are a guess: nobody said them */
  SF_NOTE_ENDED,        /* the last figure of any of the tags; the filer has filed since, the newest on known_on */
  SF_NOTE_SIGN,         /* a figure filed on known_on (here) is negative, those around it are not: left out */
  SF_NOTE_SCALE,        /* one (here) is of another scale than those around it, thousands for millions: left out */
  SF_NOTE_CODE_COUNT
} sf_note_code;
typedef struct sf_note {
  sf_note_code code;
  sf_day end, known_on;
  double here, there;
} sf_note;
SF_API const sf_note *sf_series_notes(const sf_series *series, size_t *count);

/* A break: from that day on the figures mean something else (another wording, tag, basis or provider). Changes, sums,
 * lags and windows that would reach across it are unknown. */
typedef struct sf_break {
  sf_day first; /* periods that end on or after it lie behind the break */
  const char *reason;
} sf_break;
SF_API const sf_break *sf_series_breaks(const sf_series *series, size_t *count);
/* The same series with one more break. */
SF_API SF_MUST_USE sf_status sf_break_series(const sf_series *series, sf_day first, const char *reason,
                                             sf_series **result, sf_error *error);

/* The value of the period that ends on that day, as known on as_of. False when there was none. */
SF_API bool sf_value_at(const sf_series *series, sf_day end, sf_day as_of, sf_observation *observation);
/* The newest period with a known value on as_of. False when there was none. */
SF_API bool sf_latest_value(const sf_series *series, sf_day as_of, sf_observation *observation);
/* One observation per period, in order, as known on as_of; writes at most capacity and returns how many there are. */
SF_API size_t sf_view_series(const sf_series *series, sf_day as_of, sf_observation *observations, size_t capacity);
/* Median days from one period end to the next; 0 with fewer than two. Tells a weekly series from a quarterly file. */
SF_API int sf_series_spacing(const sf_series *series);

/* Every vintage that was known by that day. */
SF_API SF_MUST_USE sf_status sf_series_known_on(const sf_series *series, sf_day day, sf_series **result,
                                                sf_error *error);

/* Days by which ends of periods may miss: quarters of 13 and 14 weeks end on different days of different years. */
enum { SF_YEAR_TOLERANCE = 10, SF_QUARTER_TOLERANCE = 10 };
/* The newest value known on as_of, and that of the period that ends nearest to the same day a year before, within
 * SF_YEAR_TOLERANCE days, as it was known on as_of too. Returns how many of the two there are: 0, 1 (the newest) or 2.
 */
SF_API size_t sf_value_and_year_before(const sf_series *series, sf_day as_of, sf_observation pair[2]);

enum { SF_MOST_MONTHS = 1200, SF_LARGEST_TOLERANCE = 366 /* days */, SF_LARGEST_CARRY = 3660 /* days */ };

/* Change over that many months (1 to SF_MOST_MONTHS) as a fraction: value / earlier - 1, where earlier is the value of
 * the period that ends nearest to the same day so many months before, within tolerance days (0 to
 * SF_LARGEST_TOLERANCE). Unknown where the earlier value is not above 0.
 */
SF_API SF_MUST_USE sf_status sf_change_over_months(const sf_series *series, int months, int tolerance,
                                                   sf_series **result, sf_error *error);
/* 12 months within SF_YEAR_TOLERANCE, 3 months within SF_QUARTER_TOLERANCE. */
SF_API SF_MUST_USE sf_status sf_year_over_year(const sf_series *series, sf_series **result, sf_error *error);
SF_API SF_MUST_USE sf_status sf_quarter_over_quarter(const sf_series *series, sf_series **result, sf_error *error);

/* Sum over the trailing year: the periods that, without a gap, end with this one and together last 52 or 53 weeks or a
 * calendar year (360 to 378 days). Unknown where they do not. SF_INVALID for a series of instants. */
SF_API SF_MUST_USE sf_status sf_trailing_year(const sf_series *series, sf_series **result, sf_error *error);

/* The value count periods back, and the difference from it. A series of weeks, months, quarters or years goes back by
 * date, so that a hole is not stepped over: unknown where no period ends within a third of a period of that date. In
 * one of days (of trade) the last count known ones count. */
SF_API SF_MUST_USE sf_status sf_lag_series(const sf_series *series, size_t count, sf_series **result, sf_error *error);
SF_API SF_MUST_USE sf_status sf_difference_series(const sf_series *series, size_t count, sf_series **result,
                                                  sf_error *error);

typedef enum sf_statistic {
  SF_ROLLING_SUM,
  SF_ROLLING_MEAN,
  SF_ROLLING_SD, /* of a sample: n - 1 */
  SF_ROLLING_MINIMUM,
  SF_ROLLING_MAXIMUM,
  SF_ROLLING_MEDIAN,
  SF_ROLLING_ZSCORE,     /* (value - mean) / sd; unknown where sd is 0 */
  SF_ROLLING_PERCENTILE, /* share of the window at or below the value, 0 to 1 */
  SF_STATISTIC_COUNT
} sf_statistic;

/* Of the last count periods known on the day, this one included; unknown until there are so many. count from 1 (2 for
 * sd and z-score) to SF_LARGEST_WINDOW. */
enum { SF_LARGEST_WINDOW = 100000 };
SF_API SF_MUST_USE sf_status sf_rolling(const sf_series *series, sf_statistic statistic, size_t count,
                                        sf_series **result, sf_error *error);

/* How the periods of two series meet: tolerance 0 to SF_LARGEST_TOLERANCE, carry 0 to SF_LARGEST_CARRY. */
typedef struct sf_alignment {
  int tolerance; /* days between period ends that count as one period, but at most half the finer's spacing; the
                    nearest is taken */
  int carry;     /* else the other's newest period that ended at most so many days before is taken; 0: none */
} sf_alignment;
/* tolerance 10, carry 0. */
SF_API sf_alignment sf_default_alignment(void);

/* a operation b (SF_ADD, SF_SUBTRACT, SF_MULTIPLY, SF_DIVIDE, SF_MINIMUM, SF_MAXIMUM), each in the vintage known on the
 * same day. The result has a's periods. Unknown where either is, and where the divisor is 0. */
SF_API SF_MUST_USE sf_status sf_combine_series(const sf_series *a, sf_operation operation, const sf_series *b,
                                               sf_alignment alignment, sf_series **result, sf_error *error);
/* series operation quantity, or quantity operation series when quantity_first. */
SF_API SF_MUST_USE sf_status sf_combine_quantity(const sf_series *series, sf_operation operation, sf_quantity quantity,
                                                 bool quantity_first, sf_series **result, sf_error *error);

/* Two files of one series, fetched at different times. */
typedef struct sf_vintage_comparison {
  size_t common;         /* periods with a value in both, each in its newest vintage */
  size_t changed;        /* of them, with another value */
  double largest_change; /* |newer - older| / |older|; the sign of a re-weighting is that nearly all changed a little */
  sf_day largest_at;     /* period end */
} sf_vintage_comparison;
SF_API sf_vintage_comparison sf_compare_vintages(const sf_series *older, const sf_series *newer);
/* The older series, with what the newer one changed known from the day on which it was fetched; periods only the newer
 * has keep their own days. Where more than half of the common periods changed the series was rebased: then values of
 * the two must not meet, so periods of the older that the newer does not cover are unknown from that day on. */
SF_API SF_MUST_USE sf_status sf_merge_vintages(const sf_series *older, const sf_series *newer, sf_day fetched,
                                               sf_series **result, sf_error *error);

/* Where a series of second hand departs from the filings. */
typedef struct sf_departure {
  sf_observation observation, reference;
} sf_departure;
/* Compares newest vintages; periods meet when their ends are within alignment.tolerance. Writes the first capacity
 * departures of more than relative * |reference| and returns in *found how many there are, in *common how many periods
 * met. */
SF_API SF_MUST_USE sf_status sf_reconcile(const sf_series *series, const sf_series *reference, sf_alignment alignment,
                                          double relative, sf_departure *departures, size_t capacity, size_t *found,
                                          size_t *common, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
