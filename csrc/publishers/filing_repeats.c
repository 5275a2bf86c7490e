/* A filing says many figures more than once: in a statement, in a note, in a sentence. Those that agree within what
 * they are rounded to are one; those that do not contradict each other. */
#include "publishers/filing_layout.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Contexts that say the same. */

typedef struct said {
  const sf_filing *filing;
  sf_filing_context *context;
} said;

static int compare_said(const void *a, const void *b) {
  const said *x = a, *y = b;
  const sf_filing_context *p = x->context, *q = y->context;
  if (p->period != q->period) return p->period < q->period ? -1 : 1;
  if (p->end != q->end) return p->end < q->end ? -1 : 1;
  if (p->start != q->start) return p->start < q->start ? -1 : 1;
  if (p->member_count != q->member_count) return p->member_count < q->member_count ? -1 : 1;
  for (size_t i = 0; i < p->member_count; ++i) {
    const sf_filing_member *m = &x->filing->members[p->first_member + i], *n = &y->filing->members[q->first_member + i];
    const int axis = strcmp(m->axis, n->axis), member = strcmp(m->member, n->member);
    if (axis != 0 || member != 0) return axis != 0 ? axis : member;
  }
  return 0;
}

static sf_status number_contexts(sf_filing *filing, size_t *kinds, sf_error *error) {
  said *order = sf_allocate(filing->context_count, sizeof *order);
  if (order == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the contexts of %s", filing->file);
  for (size_t i = 0; i < filing->context_count; ++i)
    order[i] = (said){.filing = filing, .context = &filing->contexts[i]};
  qsort(order, filing->context_count, sizeof *order, compare_said);
  size_t kind = 0;
  for (size_t i = 0; i < filing->context_count; ++i) {
    kind += i > 0 && compare_said(&order[i - 1], &order[i]) != 0;
    kinds[order[i].context - filing->contexts] = kind;
  }
  sf_free(order);
  return SF_OK;
}

/* Facts that say something of the same. */

static int compare_subjects(const sf_fact_draft *x, const sf_fact_draft *y) {
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  const int concept = strcmp(x->fact.tag, y->fact.tag);
  return concept != 0 ? concept : strcmp(x->fact.unit, y->fact.unit);
}

/* Of one subject the most accurate first, then what is displayed, then the document's order. */
static int compare_facts(const void *a, const void *b) {
  const sf_fact_draft *x = *(sf_fact_draft *const *)a, *y = *(sf_fact_draft *const *)b;
  const int subject = compare_subjects(x, y);
  if (subject != 0) return subject;
  if (x->fact.decimals != y->fact.decimals) return x->fact.decimals > y->fact.decimals ? -1 : 1;
  if (x->fact.is_hidden != y->fact.is_hidden) return x->fact.is_hidden ? 1 : -1;
  return (x > y) - (x < y);
}

/* Half a unit of the last accurate digit. */
static double rounding_of(const sf_filing_fact *fact) {
  const bool known = fact->decimals != SF_DECIMALS_EXACT && fact->decimals != SF_DECIMALS_UNKNOWN;
  if (!known) return 0;
  double half = 0.5;
  const int power = fact->decimals < 0 ? -fact->decimals : fact->decimals;
  for (int i = 0; i < power && i < 300; ++i) half *= fact->decimals < 0 ? 10 : 0.1;
  return half;
}

static bool agree(const sf_filing_fact *a, const sf_filing_fact *b) {
  const double slack = 1e-12 * fabs(a->value);
  return fabs(a->value - b->value) <= rounding_of(a) + rounding_of(b) + slack;
}

static void compare_group(sf_fact_draft **facts, size_t count) {
  sf_filing_fact *best = &facts[0]->fact;
  for (size_t i = 1; i < count; ++i) {
    sf_filing_fact *other = &facts[i]->fact;
    if (agree(best, other))
      other->is_repeat = true;
    else
      best->is_contradicted = other->is_contradicted = true;
  }
}

sf_status sf_compare_facts(sf_filing *filing, sf_error *error) {
  size_t *kinds = sf_allocate(filing->context_count, sizeof *kinds);
  sf_fact_draft **order = sf_allocate(filing->fact_count, sizeof *order);
  sf_status status = kinds == NULL || order == NULL
                         ? sf_fail(error, SF_NO_MEMORY, "no memory for the facts of %s", filing->file)
                         : number_contexts(filing, kinds, error);
  if (status == SF_OK) {
    size_t count = 0;
    for (size_t i = 0; i < filing->fact_count; ++i) {
      sf_fact_draft *draft = &filing->facts[i];
      draft->kind = kinds[draft->kind];
      if (draft->is_number && !isnan(draft->fact.value)) order[count++] = draft;
    }
    qsort(order, count, sizeof *order, compare_facts);
    for (size_t first = 0, last; first < count; first = last) {
      for (last = first + 1; last < count && compare_subjects(order[first], order[last]) == 0;) ++last;
      compare_group(order + first, last - first);
    }
  }
  sf_free(kinds);
  sf_free(order);
  return status;
}
