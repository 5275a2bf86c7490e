/* Filings: the SEC's companyfacts files, as served.
 *
 * A file holds every figure that a company has tagged in its filings. One period's figure appears in several filings
 * (the quarter itself, then next year's comparison), under several tags over the years, and cash flows only from the
 * start of the fiscal year. These functions make one series of it:
 *   - a concept is a list of tags, the best first; a filing's figure is that of the first of them it uses, or where a
 *     flow stands under several that name one total, the largest;
 *   - each filing that changes a figure makes a vintage, known on the day it was filed;
 *   - a quarter (12 to 17 weeks) that is not reported is a longer period less an earlier or a later part of it, or less
 *     the quarters before it, of one tag and one basis: so the fourth is the year less nine months;
 *   - a filer's own parts are held against each other: what contradicts is unknown, and the series' notes say why. */
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

/* The filer's name as the SEC writes it, its Central Index Key, and how many facts were kept: those that cannot be,
 * filed before their period ended or ended before it started, are passed over. */
SF_API const char *sf_filings_entity(const sf_filings *filings);
SF_API uint64_t sf_filings_cik(const sf_filings *filings);
SF_API size_t sf_filings_facts(const sf_filings *filings);
/* The day of the newest filing. False when there are no facts. */
SF_API bool sf_filings_newest(const sf_filings *filings, sf_day *day);
/* The day on which a report of that form, for the period that ends then, was first filed. False when there is none. */
SF_API bool sf_filings_filed(const sf_filings *filings, const char *form, sf_day period_end, sf_day *day);
/* Tags in the file's order, without their taxonomy: "Revenues". NULL beyond the last. */
SF_API const char *sf_filings_tag(const sf_filings *filings, size_t index);

/* One figure as filed, from wherever it was read. */
typedef struct sf_filed_figure {
  const char *tag, *unit;  /* "Revenues", "USD" */
  const char *form, *file; /* "10-Q", the document; "" where it is not said */
  sf_day start, end;       /* equal for a balance */
  sf_day filed;            /* figures filed before their period ended are passed over */
  uint64_t accession;      /* its 18 digits; 0 where it is not known */
  uint32_t line;
  double value;
} sf_filed_figure;
SF_API SF_MUST_USE sf_status sf_make_filings(const char *name, const char *entity, uint64_t cik,
                                             const sf_filed_figure *figures, size_t count, sf_filings **filings,
                                             sf_error *error);
/* All that the parts hold: vintages of one company's file, its predecessor's, single documents. Where two say something
 * of one tag, period and filing the later part stands; the last part's name, entity and CIK are those of the whole. */
SF_API SF_MUST_USE sf_status sf_join_filings(const sf_filings *const *parts, size_t count, sf_filings **joined,
                                             sf_error *error);

typedef struct sf_filing_query {
  const char *name;        /* of the series; NULL: the first tag */
  const char *const *tags; /* best first */
  size_t tag_count;
  const char *unit;    /* "USD", "shares", "USD/shares", "pure", ...; NULL: the one with most facts */
  bool keep_repeats;   /* keep a vintage for each filing that repeats a figure */
  size_t alike;        /* the first so many tags name one total, of which a filing's largest is the whole; 0: all */
  bool not_additive;   /* what the tags name is an average or an extreme: parts do not add up to the whole */
  bool never_negative; /* a difference below 0 contradicts the filer's own figures */
} sf_filing_query;

/* SF_UNKNOWN when the file has none of the tags, with the nearest it has, or only balances of them. Dollars have the
 * dimension of money; other currencies are refused with SF_DIMENSION, or plain numbers where the query names them;
 * shares, instruments and the like are plain numbers. Parts of money and of shares add up over a year, those of
 * anything else are never differenced. */
SF_API SF_MUST_USE sf_status sf_quarterly_series(const sf_filings *filings, const sf_filing_query *query,
                                                 sf_series **series, sf_error *error);
/* Fiscal years as reported. */
SF_API SF_MUST_USE sf_status sf_annual_series(const sf_filings *filings, const sf_filing_query *query,
                                              sf_series **series, sf_error *error);
/* Balances: figures of a day. SF_UNKNOWN when the file has only flows of the tags. */
SF_API SF_MUST_USE sf_status sf_instant_series(const sf_filings *filings, const sf_filing_query *query,
                                               sf_series **series, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
