/* The figures of one concept: one per filing and period, out of its tags. */
#ifndef SF_PUBLISHERS_FIGURES_H
#define SF_PUBLISHERS_FIGURES_H

#include "series/series_layout.h"
#include "signalflow/filings.h"

typedef struct sf_figure {
  sf_day start, end, filed;
  uint32_t source;
  uint64_t accession;
  size_t rank;  /* of its tag in the query */
  size_t place; /* of its fact in the file */
  double value;
} sf_figure;

/* The figures of one period, by the day they were filed. */
typedef struct sf_span {
  sf_day start, end;
  size_t first, count;
} sf_span;

typedef struct sf_figures {
  sf_figure *items; /* by end, start, filed, accession */
  size_t figure_count;
  sf_span *spans; /* by end, start */
  size_t span_count;
  size_t *by_start; /* spans by start, end */
  sf_dimension dimension;
  sf_sources *sources;
} sf_figures;

/* SF_UNKNOWN when the file has none of the tags, SF_DIMENSION when the unit is a foreign currency. */
SF_MUST_USE sf_status sf_gather_figures(const sf_filings *filings, const sf_filing_query *query, bool instants,
                                        sf_figures *figures, sf_error *error);
void sf_discard_figures(sf_figures *figures);

/* The newest figure filed by day; of one day the last accession's. NULL when there is none. */
const sf_figure *sf_figure_known(const sf_figures *figures, const sf_span *span, sf_day day);
/* The first place in by_start of a span with that start that ends on or after end, or with a later start. */
size_t sf_find_span_by_start(const sf_figures *figures, sf_day start, sf_day end);

#endif
