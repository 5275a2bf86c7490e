/* What is kept of a filing while it is read, and after. */
#ifndef SF_PUBLISHERS_FILING_LAYOUT_H
#define SF_PUBLISHERS_FILING_LAYOUT_H

#include "signalflow/filing.h"

#include "base/text.h"

/* A piece of the document; empty: none. */
typedef struct sf_extent {
  size_t from, length;
} sf_extent;

typedef struct sf_filing_context {
  sf_extent id;
  sf_filing_period period;
  sf_day start, end;
  bool has_start, has_end;
  size_t first_member, member_count;
} sf_filing_context;

/* A member before its names have their final place in memory. */
typedef struct sf_member_draft {
  size_t axis, member; /* places in names */
  bool is_typed;
} sf_member_draft;

typedef struct sf_filing_unit {
  sf_extent id;
  size_t name; /* place in names */
} sf_filing_unit;

typedef struct sf_fact_draft {
  sf_extent context, unit, format, content, continued;
  size_t tag;  /* place in names */
  size_t kind; /* its context, once resolved; after comparing, one number for contexts that say the same */
  bool is_number, is_negative;
  bool has_bad_scale; /* no whole number */
  sf_filing_fact fact;
} sf_fact_draft;

typedef struct sf_continuation {
  sf_extent id, content, continued;
} sf_continuation;

struct sf_filing {
  char *file, *text; /* the document as it came */
  size_t length;
  bool is_html;  /* read as browsers read it */
  sf_text names; /* each ending in NUL */
  sf_filing_context *contexts;
  size_t context_count, context_capacity;
  sf_member_draft *member_drafts;
  size_t member_count, member_capacity;
  sf_filing_unit *units;
  size_t unit_count, unit_capacity;
  sf_fact_draft *facts;
  size_t fact_count, fact_capacity;
  sf_continuation *continuations;
  size_t continuation_count, continuation_capacity;
  sf_filing_member *members;
  size_t passed_over;
  char *entity, *form;
  uint64_t cik;
  sf_day period_end;
  bool has_period_end;
};

/* Makes room for one more. */
SF_MUST_USE sf_status sf_grow_filing(void **items, size_t *capacity, size_t count, size_t size, sf_error *error);
/* Reads the document into contexts, units, facts and continuations: as XML, or as HTML. */
SF_MUST_USE sf_status sf_gather_facts(sf_filing *filing, bool html, sf_error *error);
/* Empties what was gathered. */
void sf_discard_facts(sf_filing *filing);
/* Gives each fact its context, unit and value, and passes over those without. */
SF_MUST_USE sf_status sf_resolve_facts(sf_filing *filing, sf_error *error);
/* Finds facts that repeat or contradict each other. */
SF_MUST_USE sf_status sf_compare_facts(sf_filing *filing, sf_error *error);
/* Appends what stands in an extent without markup and without what the filer excludes, with single spaces. */
SF_MUST_USE sf_status sf_append_visible(const sf_filing *filing, sf_extent extent, sf_text *to, sf_error *error);

#endif
