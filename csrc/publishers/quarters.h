/* Quarters out of years to date, within one group of tags. */
#ifndef SF_PUBLISHERS_QUARTERS_H
#define SF_PUBLISHERS_QUARTERS_H

#include "publishers/figures.h"

enum { SF_START_TOLERANCE = 6 /* days by which filers miss a period's first day */ };

/* How far, as a share of the larger, a sum and its whole may be apart before that is said. */
#define SF_SUM_APART 0.005

/* Appends to group the quarters of one group's spans, by end, in all their vintages, and to notes what is odd about
 * them; false where memory ran out. */
bool sf_make_quarters(const sf_figures *figures, const sf_filing_query *query, const sf_span *first,
                      const sf_span *last, sf_draft *group, sf_note_list *notes);

#endif
