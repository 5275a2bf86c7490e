/* The figures of one concept: one per filing and period, out of its tags. */
#ifndef SF_PUBLISHERS_FIGURES_H
#define SF_PUBLISHERS_FIGURES_H

#include "series/series_layout.h"
#include "signalflow/filings.h"

#include <math.h>

enum {
  SF_QUARTER_SHORTEST = 80, /* days; 12 weeks are 84 */
  SF_QUARTER_LONGEST = 123, /* 17 weeks are 119 */
  SF_YEAR_SHORTEST = 350,
  SF_YEAR_LONGEST = 378
};

typedef struct sf_figure {
  sf_day start, end, filed;
  uint32_t source, form, file, line; /* form and file are places in the text */
  uint64_t accession;
  size_t rank;  /* of its tag in the query */
  size_t group; /* of its tag */
  size_t place; /* of its fact in the file */
  double value;
} sf_figure;

/* The figures of one period and group, by the day they were filed. */
typedef struct sf_span {
  sf_day start, end;
  size_t group, first, count;
} sf_span;

/* What two tags are wherever one filing has both for one period. */
enum { SF_TAGS_NEVER_MET, SF_TAGS_EQUAL, SF_TAGS_DIFFERENT };

typedef struct sf_note_list {
  sf_note *items;
  size_t count, capacity;
} sf_note_list;

typedef struct sf_figures {
  sf_figure *items; /* by group, end, start, filed, accession */
  size_t figure_count;
  sf_span *spans; /* by group, end, start */
  size_t span_count;
  size_t *by_start;   /* spans by group, start, end */
  unsigned char *met; /* what the query's tags are to each other, by worse tag and better tag */
  size_t tag_count;
  sf_note_list notes; /* of figures that were left out */
  bool is_additive;   /* amounts, not rates or averages: parts add up to the whole */
  sf_dimension dimension;
  sf_sources *sources;
} sf_figures;

/* Flows, or balances of a day, in one group for each tag, where tags that say the same wherever one filing has both are
 * one. SF_UNKNOWN when the file has none of the tags, or only flows where balances are asked for, SF_DIMENSION when the
 * unit is a foreign currency nobody asked for.
 *
 * Left out: what other forms say where a periodic report says something; a part, where one filing has a larger figure
 * of the same span under another of the first query->alike tags; a quarter that is the year of the same end; of what is
 * never negative, a negative figure with positive ones known around it, and one of another scale than most of them. */
SF_MUST_USE sf_status sf_gather_figures(const sf_filings *filings, const sf_filing_query *query, bool balances,
                                        sf_figures *figures, sf_error *error);
void sf_discard_figures(sf_figures *figures);

/* Adds a note unless there is one of its code and period, for the next vintage says it again; false: no memory. */
bool sf_add_note(sf_note_list *notes, const sf_note *note);

static inline bool sf_same_filing(const sf_figure *a, const sf_figure *b) {
  return a->accession == b->accession && a->filed == b->filed;
}
static inline int sf_days_in(sf_day start, sf_day end) { return end - start + 1; }
static inline bool sf_is_quarter(int days) { return days >= SF_QUARTER_SHORTEST && days <= SF_QUARTER_LONGEST; }
static inline bool sf_is_year(int days) { return days >= SF_YEAR_SHORTEST && days <= SF_YEAR_LONGEST; }

static inline bool sf_are_apart(double a, double b, double share) {
  return fabs(a - b) > share * fmax(fabs(a), fabs(b));
}

/* Whether a filing shows that two tags are not one thing. */
static inline bool sf_tags_differ(const sf_figures *figures, size_t a, size_t b) {
  return a != b && figures->met[(a > b ? a : b) * figures->tag_count + (a > b ? b : a)] == SF_TAGS_DIFFERENT;
}

/* The newest figure filed by day; of one day the last accession's. NULL when there is none. */
const sf_figure *sf_figure_known(const sf_figures *figures, const sf_span *span, sf_day day);
/* The first place in by_start of a span of that group with that start that ends on or after end, or with a later start.
 */
size_t sf_find_span_by_start(const sf_figures *figures, size_t group, sf_day start, sf_day end);

#endif
