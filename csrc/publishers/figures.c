#include "publishers/figures.h"

#include "base/memory.h"
#include "publishers/filings_layout.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACCESSION_SIZE = 24 };

/* Which columns. */

static size_t rank_of(const sf_filing_query *query, const char *tag) {
  size_t rank = 0;
  while (rank < query->tag_count && strcmp(query->tags[rank], tag) != 0) rank++;
  return rank;
}

static bool is_wanted(const sf_filings *filings, const sf_filing_query *query, const sf_fact_column *column) {
  return rank_of(query, sf_filings_text(filings, column->tag)) < query->tag_count;
}

/* Facts in that unit under the query's tags. */
static size_t count_in_unit(const sf_filings *filings, const sf_filing_query *query, const char *unit) {
  size_t count = 0;
  for (size_t i = 0; i < filings->column_count; i++) {
    const sf_fact_column *column = &filings->columns[i];
    if (strcmp(sf_filings_text(filings, column->unit), unit) == 0 && is_wanted(filings, query, column))
      count += column->count;
  }
  return count;
}

static sf_status fail_unknown_tag(const sf_filings *filings, const sf_filing_query *query, sf_error *error) {
  const char **names = sf_allocate(filings->column_count, sizeof *names);
  const char *nearest = NULL;
  if (names != NULL) {
    for (size_t i = 0; i < filings->column_count; i++) names[i] = sf_filings_text(filings, filings->columns[i].tag);
    nearest = sf_nearest_name(query->tags[0], names, filings->column_count);
  }
  sf_free(names);
  return sf_fail(error, SF_UNKNOWN, "%s has no tag '%s'%s%s%s%s", filings->file, query->tags[0],
                 query->tag_count > 1 ? " nor the others for it" : "", nearest == NULL ? "" : "; the nearest is '",
                 nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'");
}

/* The unit asked for, or the one with most facts. */
static sf_status choose_unit(const sf_filings *filings, const sf_filing_query *query, const char **unit,
                             sf_error *error) {
  const char *best = NULL;
  size_t most = 0;
  for (size_t i = 0; i < filings->column_count; i++) {
    if (!is_wanted(filings, query, &filings->columns[i])) continue;
    const char *name = sf_filings_text(filings, filings->columns[i].unit);
    const size_t count = count_in_unit(filings, query, name);
    if (best == NULL || count > most) {
      best = name;
      most = count;
    }
  }
  if (best == NULL) return fail_unknown_tag(filings, query, error);
  *unit = query->unit == NULL ? best : query->unit;
  if (count_in_unit(filings, query, *unit) > 0) return SF_OK;
  return sf_fail(error, SF_UNKNOWN, "%s has '%s' in %s, not in %s", filings->file, query->tags[0], best, *unit);
}

/* ISO 4217 codes are three capitals. */
static bool is_currency(const char *unit, size_t length) {
  if (length != 3) return false;
  for (size_t i = 0; i < length; i++)
    if (unit[i] < 'A' || unit[i] > 'Z') return false;
  return true;
}

static sf_status unit_dimension(const char *unit, sf_dimension *dimension, sf_error *error) {
  const size_t length = strcspn(unit, "/");
  if (length == 3 && memcmp(unit, "USD", 3) == 0) {
    *dimension = sf_base_dimension(SF_MONEY);
    return SF_OK;
  }
  if (is_currency(unit, length))
    return sf_fail(error, SF_DIMENSION, "the figures are in %s: signalflow keeps money in US dollars and converts none",
                   unit);
  *dimension = sf_dimensionless();
  return SF_OK;
}

/* Gathering. */

static int compare_figures(const void *a, const void *b) {
  const sf_figure *x = a, *y = b;
  if (x->end != y->end) return x->end < y->end ? -1 : 1;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->filed != y->filed) return x->filed < y->filed ? -1 : 1;
  if (x->accession != y->accession) return x->accession < y->accession ? -1 : 1;
  if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1; /* the best tag last, where it stands */
  return (x->place > y->place) - (x->place < y->place);
}

static bool same_filing_and_period(const sf_figure *a, const sf_figure *b) {
  return a->end == b->end && a->start == b->start && a->filed == b->filed && a->accession == b->accession;
}

/* Of each filing and period the figure that stands. */
static void keep_standing(sf_figures *figures) {
  size_t kept = 0;
  for (size_t i = 0; i < figures->figure_count; i++) {
    if (i + 1 < figures->figure_count && same_filing_and_period(&figures->items[i], &figures->items[i + 1])) continue;
    figures->items[kept++] = figures->items[i];
  }
  figures->figure_count = kept;
}

static void collect(const sf_filings *filings, const sf_filing_query *query, const char *unit, bool instants,
                    sf_figures *figures) {
  for (size_t i = 0; i < filings->column_count; i++) {
    const sf_fact_column *column = &filings->columns[i];
    const size_t rank = rank_of(query, sf_filings_text(filings, column->tag));
    if (rank == query->tag_count || strcmp(sf_filings_text(filings, column->unit), unit) != 0) continue;
    for (size_t place = column->first; place < column->first + column->count; place++) {
      const sf_fact *fact = &filings->facts[place];
      if ((fact->start == fact->end) != instants) continue;
      figures->items[figures->figure_count++] = (sf_figure){.start = fact->start,
                                                            .end = fact->end,
                                                            .filed = fact->filed,
                                                            .accession = fact->accession,
                                                            .rank = rank,
                                                            .place = place,
                                                            .value = fact->value};
    }
  }
  qsort(figures->items, figures->figure_count, sizeof *figures->items, compare_figures);
  keep_standing(figures);
}

/* Sources: one for each filing and tag. */

typedef struct source_draft {
  sf_source source;
  char document[ACCESSION_SIZE];
  uint64_t accession;
  size_t rank;
} source_draft;

static void print_accession(uint64_t accession, char text[ACCESSION_SIZE]) {
  snprintf(text, ACCESSION_SIZE, "%010" PRIu64 "-%02" PRIu64 "-%06" PRIu64, accession / 100000000,
           accession / 1000000 % 100, accession % 1000000);
}

static int compare_sources(const void *a, const void *b) {
  const sf_figure *x = *(const sf_figure *const *)a, *y = *(const sf_figure *const *)b;
  if (x->accession != y->accession) return x->accession < y->accession ? -1 : 1;
  return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Numbers the figures' sources and describes each. order holds the figures by filing and tag. */
static size_t number_sources(const sf_filings *filings, const sf_filing_query *query, sf_figure **order, size_t count,
                             source_draft *drafts) {
  size_t made = 0;
  for (size_t i = 0; i < count; i++) {
    if (i == 0 || compare_sources(&order[i - 1], &order[i]) != 0) {
      source_draft *draft = &drafts[made++];
      print_accession(order[i]->accession, draft->document);
      draft->source = (sf_source){.file = filings->file,
                                  .document = draft->document,
                                  .form = sf_filings_text(filings, filings->facts[order[i]->place].form),
                                  .concept = query->tags[order[i]->rank]};
    }
    order[i]->source = (uint32_t)(made - 1);
  }
  return made;
}

static sf_status describe_sources(const sf_filings *filings, const sf_filing_query *query, sf_figures *figures,
                                  sf_error *error) {
  const size_t count = figures->figure_count;
  sf_figure **order = sf_allocate(count, sizeof *order);
  source_draft *drafts = sf_allocate(count, sizeof *drafts);
  sf_source *sources = sf_allocate(count, sizeof *sources);
  sf_status status;
  if (order != NULL && drafts != NULL && sources != NULL) {
    for (size_t i = 0; i < count; i++) order[i] = &figures->items[i];
    qsort(order, count, sizeof *order, compare_sources);
    const size_t made = number_sources(filings, query, order, count, drafts);
    for (size_t i = 0; i < made; i++) sources[i] = drafts[i].source;
    status = sf_copy_sources(sources, made, &figures->sources, error);
  } else {
    status = sf_fail(error, SF_NO_MEMORY, "no memory for the sources of %s", query->tags[0]);
  }
  sf_free(order);
  sf_free(drafts);
  sf_free(sources);
  return status;
}

/* Spans. */

static int compare_spans_by_start(const void *a, const void *b) {
  const sf_span *x = *(const sf_span *const *)a, *y = *(const sf_span *const *)b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

static sf_status make_spans(sf_figures *figures, sf_error *error) {
  figures->spans = sf_allocate(figures->figure_count, sizeof *figures->spans);
  figures->by_start = sf_allocate(figures->figure_count, sizeof *figures->by_start);
  const sf_span **order = sf_allocate(figures->figure_count, sizeof *order);
  if (figures->spans == NULL || figures->by_start == NULL || order == NULL) {
    sf_free(order);
    return sf_fail(error, SF_NO_MEMORY, "no memory for the periods of a concept");
  }
  for (size_t i = 0; i < figures->figure_count; i++) {
    const sf_figure *figure = &figures->items[i];
    sf_span *span = figures->span_count == 0 ? NULL : &figures->spans[figures->span_count - 1];
    if (span == NULL || span->start != figure->start || span->end != figure->end) {
      span = &figures->spans[figures->span_count++];
      *span = (sf_span){.start = figure->start, .end = figure->end, .first = i};
    }
    span->count += 1;
  }
  for (size_t i = 0; i < figures->span_count; i++) order[i] = &figures->spans[i];
  qsort(order, figures->span_count, sizeof *order, compare_spans_by_start);
  for (size_t i = 0; i < figures->span_count; i++) figures->by_start[i] = (size_t)(order[i] - figures->spans);
  sf_free(order);
  return SF_OK;
}

sf_status sf_gather_figures(const sf_filings *filings, const sf_filing_query *query, bool instants, sf_figures *figures,
                            sf_error *error) {
  *figures = (sf_figures){0};
  if (query->tag_count == 0) return sf_fail(error, SF_INVALID, "a concept has at least one tag, got none");
  const char *unit = NULL;
  sf_status status = choose_unit(filings, query, &unit, error);
  if (status == SF_OK) status = unit_dimension(unit, &figures->dimension, error);
  if (status != SF_OK) return status;
  figures->items = sf_allocate(count_in_unit(filings, query, unit), sizeof *figures->items);
  if (figures->items == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the figures of %s", query->tags[0]);
  collect(filings, query, unit, instants, figures);
  status = describe_sources(filings, query, figures, error);
  if (status == SF_OK) status = make_spans(figures, error);
  if (status != SF_OK) sf_discard_figures(figures);
  return status;
}

void sf_discard_figures(sf_figures *figures) {
  sf_free(figures->items);
  sf_free(figures->spans);
  sf_free(figures->by_start);
  sf_release_sources(figures->sources);
  *figures = (sf_figures){0};
}

const sf_figure *sf_figure_known(const sf_figures *figures, const sf_span *span, sf_day day) {
  const sf_figure *items = figures->items + span->first;
  size_t low = 0, high = span->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (items[middle].filed <= day)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? NULL : &items[low - 1];
}

size_t sf_find_span_by_start(const sf_figures *figures, sf_day start, sf_day end) {
  size_t low = 0, high = figures->span_count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const sf_span *span = &figures->spans[figures->by_start[middle]];
    if (span->start < start || (span->start == start && span->end < end))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
