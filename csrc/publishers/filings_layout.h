/* What is kept of a companyfacts file. */
#ifndef SF_PUBLISHERS_FILINGS_LAYOUT_H
#define SF_PUBLISHERS_FILINGS_LAYOUT_H

#include "signalflow/filings.h"

#include "base/text.h"

typedef struct sf_fact {
  sf_day start, end; /* equal for an instant */
  sf_day filed;
  uint32_t form, file; /* places in the text */
  uint32_t line;       /* of the file; 0 where lines mean nothing */
  uint64_t accession;  /* its 18 digits */
  double value;
} sf_fact;

/* The facts of one tag in one unit, which follow each other. */
typedef struct sf_fact_column {
  size_t tag, unit; /* places in the text */
  size_t first, count;
} sf_fact_column;

struct sf_filings {
  char *file;
  sf_text text; /* names, each ending in NUL, one after another */
  size_t entity;
  uint64_t cik;
  sf_fact *facts;
  size_t fact_count, fact_capacity;
  sf_fact_column *columns;
  size_t column_count, column_capacity;
};

static inline const char *sf_filings_text(const sf_filings *filings, size_t place) {
  return filings->text.bytes + place;
}

#endif
