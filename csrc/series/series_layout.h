/* How a series lies in memory, for the files that make and derive them. */
#ifndef SF_SERIES_SERIES_LAYOUT_H
#define SF_SERIES_SERIES_LAYOUT_H

#include "signalflow/series.h"

#include <stdatomic.h>

#define SF_NEVER INT32_MAX

/* Sources, shared by a series and all that is derived from it. */
typedef struct sf_sources {
  atomic_size_t holders;
  size_t count;
  sf_source *items;
  char *text; /* what they point into */
} sf_sources;

/* Shared by a series and all that is derived from it. */
typedef struct sf_remarks {
  atomic_size_t holders;
  sf_note *notes;
  size_t note_count;
  sf_break *breaks;
  size_t break_count;
  char *text; /* the breaks' reasons */
} sf_remarks;

struct sf_series {
  char *name;
  sf_dimension dimension;
  sf_sources *sources;
  sf_remarks *remarks;          /* NULL: none */
  sf_observation *observations; /* by period end, then known_on */
  size_t length, periods;
  uint32_t *first; /* period p has observations first[p] to first[p + 1] - 1; NULL when each has one */
  sf_day *ends;    /* of the periods, close together for searching */
  /* The earliest day on which this period or a later one was known; never falls from period to period, so the newest
   * period known on a day is the last one whose entry is not after it. */
  sf_day *known;
  bool plain; /* one vintage each, known in order, exact, no NaN */
};

/* Observations being gathered; starts as {0}. */
typedef struct sf_draft {
  sf_observation *items;
  size_t length, capacity;
  bool failed, keep_repeats;
  sf_day *ends, *known; /* of a plain series in the making: gathered with the items; else NULL */
} sf_draft;

/* Two unknowns are the same value. */
static inline bool sf_same_value(double a, double b) { return a == b || (a != a && b != b); }

/* Makes room for that many in all. */
void sf_reserve_draft(sf_draft *draft, size_t capacity);
void sf_append_draft(sf_draft *draft, const sf_observation *observation);
/* As sf_append_draft, for observations that come ordered by end, then known_on: leaves out a vintage that repeats the
 * one before, and a period's first vintage when it is NaN. */
void sf_append_vintage(sf_draft *draft, const sf_observation *observation);
/* Makes room for so many observations of a plain series, so that nobody has to look at them again to index them. */
void sf_reserve_plain_draft(sf_draft *draft, size_t capacity);
/* For observations that keep the series plain, no more of them than there is room for. */
static inline void sf_append_plain(sf_draft *draft, const sf_observation *observation) {
  draft->items[draft->length] = *observation;
  draft->ends[draft->length] = observation->end;
  draft->known[draft->length++] = observation->known_on;
}
void sf_discard_draft(sf_draft *draft);

SF_MUST_USE sf_status sf_copy_sources(const sf_source *items, size_t count, sf_sources **sources, sf_error *error);
/* The items of a, then those of b. */
SF_MUST_USE sf_status sf_join_sources(sf_sources *a, sf_sources *b, sf_sources **sources, sf_error *error);
/* Gives a series just made the remarks of those it was derived from; other may be NULL. */
SF_MUST_USE sf_status sf_remark_as(sf_series *series, const sf_series *over, const sf_series *other, sf_error *error);
/* The same, without the notes that became known after day. */
SF_MUST_USE sf_status sf_remark_as_of(sf_series *series, const sf_series *over, sf_day day, sf_error *error);
/* Adds a break, or notes, to a series just made. */
SF_MUST_USE sf_status sf_add_break(sf_series *series, sf_day first, const char *reason, sf_error *error);
SF_MUST_USE sf_status sf_note_series(sf_series *series, const sf_note *notes, size_t count, sf_error *error);
void sf_release_remarks(sf_remarks *remarks); /* NULL is allowed */
/* Whether a break lies between the periods that end on those days: nothing is worked out across it. */
static inline bool sf_is_broken(const sf_series *series, sf_day earlier, sf_day later) {
  if (series->remarks == NULL) return false;
  for (size_t i = 0; i < series->remarks->break_count; i++)
    if (series->remarks->breaks[i].first > earlier && series->remarks->breaks[i].first <= later) return true;
  return false;
}

sf_sources *sf_retain_sources(sf_sources *sources);
void sf_release_sources(sf_sources *sources);

/* Takes over the draft, ordered and without two observations of one period end and known_on, and retains sources. */
SF_MUST_USE sf_status sf_finish_series(sf_draft *draft, const char *name, sf_dimension dimension, sf_sources *sources,
                                       sf_series **series, sf_error *error);

static inline size_t sf_first_vintage(const sf_series *series, size_t period) {
  return series->first == NULL ? period : series->first[period];
}

static inline size_t sf_vintage_count(const sf_series *series, size_t period) {
  return series->first == NULL ? 1 : series->first[period + 1] - series->first[period];
}

static inline sf_day sf_period_end(const sf_series *series, size_t period) { return series->ends[period]; }

/* The first period that ends on or after day; the number of periods when none does. */
size_t sf_find_period(const sf_series *series, sf_day day);
/* Of a period with several vintages. */
const sf_observation *sf_search_vintages(const sf_series *series, size_t period, sf_day day, sf_day *next);

/* The period's vintage known on day, or NULL; lowers *next to the day of its following vintage. */
static inline const sf_observation *sf_find_vintage(const sf_series *series, size_t period, sf_day day, sf_day *next) {
  if (series->first != NULL) return sf_search_vintages(series, period, day, next);
  const sf_observation *only = &series->observations[period];
  if (only->known_on <= day) return only;
  if (only->known_on < *next) *next = only->known_on;
  return NULL;
}

/* What a derived period is on one day. */
typedef struct sf_moment {
  double value;                 /* NaN: unknown */
  sf_day start;                 /* of the derived period */
  const sf_observation *newest; /* of what it was made of, the last to become known */
  uint32_t source_offset;       /* of newest's source in the derived series */
  bool is_inexact;              /* a bound went into it: then it is unknown, unless it is a bound itself */
  sf_exactness exactness;       /* of value, where the derivation can say */
  sf_day next;                  /* the next day on which it may be another, SF_NEVER at the end */
} sf_moment;

/* Fills moment, which comes with value NaN, the period's own vintage as newest and start, and its next day as next. */
typedef void sf_derivation(void *context, size_t period, sf_day day, sf_moment *moment);

typedef struct sf_derived {
  const sf_series *over;  /* the series whose periods the result has */
  const sf_series *other; /* a second one, or NULL */
  sf_sources *sources;
  const char *name;
  sf_dimension dimension;
  sf_derivation *derive; /* called with rising periods */
  void *context;
} sf_derived;

/* Walks each period through every day on which its value may change. */
SF_MUST_USE sf_status sf_derive_series(const sf_derived *derived, sf_series **result, sf_error *error);

/* Says that vintage went into the moment; takes it for newest when it became known later. */
static inline void sf_note_input(sf_moment *moment, const sf_observation *vintage, uint32_t source_offset) {
  moment->is_inexact |= vintage->exactness != SF_EXACT;
  if (vintage->known_on <= moment->newest->known_on) return;
  moment->newest = vintage;
  moment->source_offset = source_offset;
}

/* The vintage, known on day and not NaN, of the period that ends nearest to target within tolerance days, ties to the
 * earlier; NULL when there is none. at is the first period that ends on or after target. Only periods below limit are
 * looked at. */
const sf_observation *sf_nearest_vintage(const sf_series *series, size_t at, size_t limit, sf_day target, int tolerance,
                                         sf_day day, sf_day *next);

enum { SF_SERIES_NAME_SIZE = 160, SF_LATE_PERIODS = 64 };

/* Writes "yoy(Revenues)", cut to fit. Returns name. */
char *sf_derived_name(char name[SF_SERIES_NAME_SIZE], const char *format, ...) SF_PRINTF(2, 3);

#endif
