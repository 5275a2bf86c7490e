/* Filings out of several files: vintages of one company's companyfacts, a predecessor's, single documents. */
#include "publishers/filings_layout.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A column on its way into the joined filings. */
typedef struct part_column {
  const char *tag, *unit;
  const sf_filings *part;
  const sf_fact_column *column;
  size_t place; /* of the part: later ones stand */
} part_column;

static int compare_columns(const void *a, const void *b) {
  const part_column *x = a, *y = b;
  const int tag = strcmp(x->tag, y->tag), unit = strcmp(x->unit, y->unit);
  if (tag != 0 || unit != 0) return tag != 0 ? tag : unit;
  if (x->place != y->place) return x->place < y->place ? -1 : 1;
  return (x->column > y->column) - (x->column < y->column);
}

static sf_status no_memory(sf_error *error) { return sf_fail(error, SF_NO_MEMORY, "no memory to join filings"); }

static size_t keep_text(sf_text *text, const char *words) {
  const size_t place = text->length;
  sf_append_bytes(text, words, strlen(words) + 1);
  return place;
}

/* Copies the facts of columns of one tag and unit, which follow each other. bases are where the parts' texts begin. */
static void append_column(sf_filings *to, const part_column *first, const part_column *last, const size_t *bases) {
  sf_fact_column *made = &to->columns[to->column_count++];
  *made = (sf_fact_column){.first = to->fact_count};
  made->tag = keep_text(&to->text, first->tag);
  made->unit = keep_text(&to->text, first->unit);
  for (const part_column *one = first; one < last; one++)
    for (size_t i = 0; i < one->column->count; i++) {
      sf_fact fact = one->part->facts[one->column->first + i];
      fact.form += (uint32_t)bases[one->place];
      fact.file += (uint32_t)bases[one->place];
      to->facts[to->fact_count++] = fact;
    }
  made->count = to->fact_count - made->first;
}

static sf_status join_columns(sf_filings *to, const sf_filings *const *parts, size_t count, size_t columns,
                              sf_error *error) {
  part_column *order = sf_allocate(columns, sizeof *order);
  size_t *bases = sf_allocate(count, sizeof *bases);
  if (order == NULL || bases == NULL) {
    sf_free(order);
    sf_free(bases);
    return no_memory(error);
  }
  size_t at = 0;
  for (size_t p = 0; p < count; p++) {
    bases[p] = to->text.length;
    sf_append_bytes(&to->text, parts[p]->text.bytes, parts[p]->text.length);
    for (size_t c = 0; c < parts[p]->column_count; c++) {
      const sf_fact_column *column = &parts[p]->columns[c];
      order[at++] = (part_column){.tag = sf_filings_text(parts[p], column->tag),
                                  .unit = sf_filings_text(parts[p], column->unit),
                                  .part = parts[p],
                                  .column = column,
                                  .place = p};
    }
  }
  if (columns > 0) qsort(order, columns, sizeof *order, compare_columns);
  for (size_t first = 0, last; first < columns; first = last) {
    for (last = first + 1; last < columns && strcmp(order[first].tag, order[last].tag) == 0 &&
                           strcmp(order[first].unit, order[last].unit) == 0;)
      last++;
    append_column(to, order + first, order + last, bases);
  }
  sf_free(order);
  sf_free(bases);
  return to->text.failed || to->text.length > UINT32_MAX ? no_memory(error) : SF_OK;
}

static sf_filings *make_empty(const char *name, size_t facts, size_t columns) {
  sf_filings *made = sf_allocate(1, sizeof *made);
  if (made == NULL) return NULL;
  const size_t size = strlen(name) + 1;
  made->file = sf_allocate(size, 1);
  made->facts = sf_allocate(facts, sizeof *made->facts);
  made->columns = sf_allocate(columns, sizeof *made->columns);
  if (made->file == NULL || made->facts == NULL || made->columns == NULL) {
    sf_close_filings(made);
    return NULL;
  }
  memcpy(made->file, name, size);
  made->fact_capacity = facts;
  made->column_capacity = columns;
  return made;
}

sf_status sf_join_filings(const sf_filings *const *parts, size_t count, sf_filings **joined, sf_error *error) {
  if (count == 0) return sf_fail(error, SF_INVALID, "there are no filings to join");
  size_t facts = 0, columns = 0;
  for (size_t p = 0; p < count; p++) {
    facts += parts[p]->fact_count;
    columns += parts[p]->column_count;
  }
  const sf_filings *newest = parts[count - 1];
  sf_filings *made = make_empty(newest->file, facts, columns);
  if (made == NULL) return no_memory(error);
  made->cik = newest->cik;
  made->entity = keep_text(&made->text, sf_filings_entity(newest));
  const sf_status status = join_columns(made, parts, count, columns, error);
  if (status == SF_OK)
    *joined = made;
  else
    sf_close_filings(made);
  return status;
}

static int compare_figures(const void *a, const void *b) {
  const sf_filed_figure *x = *(const sf_filed_figure *const *)a, *y = *(const sf_filed_figure *const *)b;
  const int tag = strcmp(x->tag, y->tag), unit = strcmp(x->unit, y->unit);
  return tag != 0 ? tag : unit != 0 ? unit : (x > y) - (x < y);
}

static void append_figure(sf_filings *to, const sf_filed_figure *figure) {
  const sf_fact_column *last = to->column_count == 0 ? NULL : &to->columns[to->column_count - 1];
  if (figure->end < figure->start || figure->filed < figure->end) return; /* it cannot be */
  if (last == NULL || to->text.failed || strcmp(sf_filings_text(to, last->tag), figure->tag) != 0 ||
      strcmp(sf_filings_text(to, last->unit), figure->unit) != 0) {
    sf_fact_column made = {.first = to->fact_count};
    made.tag = keep_text(&to->text, figure->tag);
    made.unit = keep_text(&to->text, figure->unit);
    to->columns[to->column_count++] = made;
  }
  to->columns[to->column_count - 1].count += 1;
  to->facts[to->fact_count++] = (sf_fact){.start = figure->start,
                                          .end = figure->end,
                                          .filed = figure->filed,
                                          .form = (uint32_t)keep_text(&to->text, figure->form),
                                          .file = (uint32_t)keep_text(&to->text, figure->file),
                                          .line = figure->line,
                                          .accession = figure->accession,
                                          .value = figure->value};
}

sf_status sf_make_filings(const char *name, const char *entity, uint64_t cik, const sf_filed_figure *figures,
                          size_t count, sf_filings **filings, sf_error *error) {
  sf_filings *made = make_empty(name, count, count);
  const sf_filed_figure **order = sf_allocate(count, sizeof *order);
  sf_status status = made == NULL || order == NULL ? no_memory(error) : SF_OK;
  if (status == SF_OK) {
    made->cik = cik;
    made->entity = keep_text(&made->text, entity);
    for (size_t i = 0; i < count; i++) order[i] = &figures[i];
    if (count > 0) qsort(order, count, sizeof *order, compare_figures);
    for (size_t i = 0; i < count; i++) append_figure(made, order[i]);
    if (made->text.failed || made->text.length > UINT32_MAX) status = no_memory(error);
  }
  sf_free(order);
  if (status == SF_OK)
    *filings = made;
  else
    sf_close_filings(made);
  return status;
}
