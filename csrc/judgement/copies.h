/* Which pieces of evidence are copies of one story. */
#ifndef SF_JUDGEMENT_COPIES_H
#define SF_JUDGEMENT_COPIES_H

#include "judgement/entries.h"
#include "signalflow/date.h"
#include "signalflow/reading.h"

/* Numbers are sf_evidence_key's or sf_exact_key's; 0: it does not say. */
typedef struct sf_report {
  sf_day day;
  bool supports;
  uint64_t story, accession, url, date;
  sf_piece headline; /* by which copies are found; none where it has none */
} sf_report;

/* A number for a text, byte for byte; never 0. */
uint64_t sf_exact_key(sf_piece text);

/* For each piece of evidence the place of the first of its story's copies: those that name the same story, come from
 * the same document, from the same address (unless its dates differ), or are reports whose headlines are one event
 * within so many days. What speaks the other way, or has another accession number, is another story. */
SF_MUST_USE sf_status sf_find_copies(const sf_reader *reader, const sf_report *reports, size_t count, sf_day within,
                                     size_t *stories, sf_error *error);

#endif
