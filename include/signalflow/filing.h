/* A filing: one document as filed with the SEC, its figures tagged in it.
 *
 * Reads inline XBRL (an HTML document whose figures are tagged where they stand) and plain XBRL instances. A fact is a
 * concept's figure for a period, and for members of axes where it is one part of the whole: revenue of the networking
 * products, the share of the largest customer. HTML that is no XML is read as browsers read it.
 *
 * Sources: Inline XBRL 1.1 and its transformation registries 1 to 5, the SEC's transformations, XBRL 2.1, XBRL
 * Dimensions 1.0. */
#ifndef SIGNALFLOW_FILING_H
#define SIGNALFLOW_FILING_H

#include "date.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sf_filing sf_filing;

/* One part of the whole: "srt:ProductOrServiceAxis", "nvda:NetworkingMember". A typed member is its text. */
typedef struct sf_filing_member {
  const char *axis, *member;
  bool is_typed;
} sf_filing_member;

typedef enum sf_filing_period { SF_PERIOD_DURATION, SF_PERIOD_INSTANT, SF_PERIOD_FOREVER } sf_filing_period;

enum { SF_DECIMALS_UNKNOWN = INT32_MIN, SF_DECIMALS_EXACT = INT32_MAX };

typedef struct sf_filing_fact {
  const char *tag;  /* "us-gaap:Revenues": the usual prefix of the taxonomy, whatever the document calls it */
  const char *unit; /* "USD", "USD/shares", "pure"; NULL: a text */
  sf_filing_period period;
  sf_day start, end;               /* equal for an instant; SF_FIRST_DAY and SF_LAST_DAY for ever */
  const sf_filing_member *members; /* by axis */
  size_t member_count;
  double value;  /* with its scale and sign; NaN: the filer says nil, or what is displayed is no number of its format */
  int32_t scale; /* power of ten that what is displayed is multiplied by */
  int32_t decimals; /* accurate to 10^-decimals; SF_DECIMALS_EXACT, SF_DECIMALS_UNKNOWN */
  bool is_nil, is_hidden;
  bool is_repeat;       /* another fact says the same at least as accurately, and stands for it */
  bool is_contradicted; /* another fact of the same concept, period, members and unit says something else */
  size_t line, column;  /* of the tag in the document, from 1; columns count bytes */
} sf_filing_fact;

/* name is the file's, for messages. SF_PARSE names the line; a document without any XBRL is refused too. */
SF_API SF_MUST_USE sf_status sf_read_filing(const char *name, const char *text, size_t length, sf_filing **filing,
                                            sf_error *error);
SF_API SF_MUST_USE sf_status sf_open_filing(const char *path, sf_filing **filing, sf_error *error);
SF_API void sf_close_filing(sf_filing *filing); /* NULL is allowed */

/* In the document's order; valid until the filing is closed. */
SF_API size_t sf_filing_fact_count(const sf_filing *filing);
SF_API const sf_filing_fact *sf_filing_fact_at(const sf_filing *filing, size_t index);
/* What a reader of the document sees of a fact, without markup and with single spaces, as UTF-8; a text goes on where
 * it is continued. The caller frees *text with sf_free_text. */
SF_API SF_MUST_USE sf_status sf_filing_text(const sf_filing *filing, size_t index, char **text, sf_error *error);
/* Facts passed over, because their context or unit is missing from the document or has no period. */
SF_API size_t sf_filing_passed_over(const sf_filing *filing);

/* From the cover page; "" where it does not say. */
SF_API const char *sf_filing_entity(const sf_filing *filing);
SF_API const char *sf_filing_form(const sf_filing *filing); /* "10-Q" */
SF_API uint64_t sf_filing_cik(const sf_filing *filing);     /* 0: not said */
/* Last day of the period the filing is about. False where it does not say. */
SF_API bool sf_filing_period_end(const sf_filing *filing, sf_day *day);

#ifdef __cplusplus
}
#endif
#endif
