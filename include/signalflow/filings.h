/* Filings: the SEC's companyfacts files, as served.
 *
 * A file holds every figure that a company has tagged in its filings. One period's figure appears in several filings
 * (the quarter itself, then next year's comparison), under several tags over the years, and cash flows only from the
 * start of the fiscal year. These functions make one series of it:
 *   - a concept is a list of tags, the best first; a filing's figure is that of the first of them it uses;
 *   - each filing that changes a figure makes a vintage, known on the day it was filed;
 *   - a quarter that is not reported is the year to date less the year to date one quarter before, or less the quarters
 *     that make it up, all as known on the same day: so the fourth is the year less nine months. */
#ifndef SIGNALFLOW_FILINGS_H
#define SIGNALFLOW_FILINGS_H

#include "series.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sf_filings sf_filings;

/* Reads companyfacts JSON; name is the file's, for messages and sources. SF_PARSE names line and column, what came and
 * what was expected. */
SF_API SF_MUST_USE sf_status sf_read_filings(const char *name, const char *text, size_t length, sf_filings **filings,
                                             sf_error *error);
SF_API SF_MUST_USE sf_status sf_open_filings(const char *path, sf_filings **filings, sf_error *error);
SF_API void sf_close_filings(sf_filings *filings); /* NULL is allowed; series made of it stand on their own */

/* The filer's name as the SEC writes it, its Central Index Key, and how many facts were kept. */
SF_API const char *sf_filings_entity(const sf_filings *filings);
SF_API uint64_t sf_filings_cik(const sf_filings *filings);
SF_API size_t sf_filings_facts(const sf_filings *filings);
/* Facts that were passed over because they cannot be: filed before their period ended, or ended before it started. */
SF_API size_t sf_filings_impossible(const sf_filings *filings);
/* Tags in the file's order, without their taxonomy: "Revenues". NULL beyond the last. */
SF_API const char *sf_filings_tag(const sf_filings *filings, size_t index);

/* The tags filers have used for one concept, best first, ending in NULL: "revenue", "cost_of_revenue", "capex",
 * "operating_cash_flow", "inventory", "purchase_obligation", "remaining_performance_obligation", "depreciation". NULL
 * for any other name. */
SF_API const char *const *sf_concept_tags(const char *concept);
/* Names of the concepts, ending in NULL. */
SF_API const char *const *sf_concepts(void);

typedef struct sf_filing_query {
  const char *name;        /* of the series; NULL: the first tag */
  const char *const *tags; /* best first */
  size_t tag_count;
  const char *unit;  /* "USD", "shares", "USD/shares", "pure", ...; NULL: the one with most facts */
  bool keep_repeats; /* keep a vintage for each filing that repeats a figure */
} sf_filing_query;

/* SF_UNKNOWN when the file has none of the tags, with the nearest it has. Dollars have the dimension of money; other
 * currencies are refused with SF_DIMENSION; shares, instruments and the like are plain numbers. */
SF_API SF_MUST_USE sf_status sf_quarterly_series(const sf_filings *filings, const sf_filing_query *query,
                                                 sf_series **series, sf_error *error);
/* Fiscal years as reported. */
SF_API SF_MUST_USE sf_status sf_annual_series(const sf_filings *filings, const sf_filing_query *query,
                                              sf_series **series, sf_error *error);
/* Balances: figures of a day. */
SF_API SF_MUST_USE sf_status sf_instant_series(const sf_filings *filings, const sf_filing_query *query,
                                               sf_series **series, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
