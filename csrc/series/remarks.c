/* What whoever made a series says about it: what contradicts or is missing, and where it breaks. */
#include "series/series_layout.h"

#include "base/memory.h"

#include <string.h>

static size_t count_notes(const sf_remarks *remarks) { return remarks == NULL ? 0 : remarks->note_count; }
static size_t count_breaks(const sf_remarks *remarks) { return remarks == NULL ? 0 : remarks->break_count; }

static size_t text_size(const sf_remarks *remarks) {
  size_t size = 0;
  for (size_t i = 0; i < count_breaks(remarks); i++) size += strlen(remarks->breaks[i].reason) + 1;
  return size;
}

static void append(sf_remarks *to, const sf_remarks *from, size_t *text) {
  for (size_t i = 0; i < count_notes(from); i++) to->notes[to->note_count++] = from->notes[i];
  for (size_t i = 0; i < count_breaks(from); i++) {
    const size_t size = strlen(from->breaks[i].reason) + 1;
    to->breaks[to->break_count++] =
        (sf_break){.first = from->breaks[i].first, .reason = memcpy(to->text + *text, from->breaks[i].reason, size)};
    *text += size;
  }
}

static void destroy(sf_remarks *remarks) {
  sf_free(remarks->notes);
  sf_free(remarks->breaks);
  sf_free(remarks->text);
  sf_free(remarks);
}

static sf_status join(const sf_remarks *a, const sf_remarks *b, sf_remarks **result, sf_error *error) {
  sf_remarks *made = sf_allocate(1, sizeof *made);
  if (made == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the remarks on a series");
  atomic_init(&made->holders, 1);
  made->notes = sf_allocate(count_notes(a) + count_notes(b), sizeof *made->notes);
  made->breaks = sf_allocate(count_breaks(a) + count_breaks(b), sizeof *made->breaks);
  made->text = sf_allocate(text_size(a) + text_size(b), 1);
  if (made->notes == NULL || made->breaks == NULL || made->text == NULL) {
    destroy(made);
    return sf_fail(error, SF_NO_MEMORY, "no memory for the remarks on a series");
  }
  size_t text = 0;
  append(made, a, &text);
  append(made, b, &text);
  *result = made;
  return SF_OK;
}

void sf_release_remarks(sf_remarks *remarks) {
  if (remarks == NULL || atomic_fetch_sub_explicit(&remarks->holders, 1, memory_order_acq_rel) != 1) return;
  destroy(remarks);
}

sf_status sf_remark_as(sf_series *series, const sf_series *over, const sf_series *other, sf_error *error) {
  sf_remarks *first = over->remarks, *second = other == NULL || other == over ? NULL : other->remarks;
  if (first != NULL && second != NULL && first != second) return join(first, second, &series->remarks, error);
  series->remarks = first != NULL ? first : second;
  if (series->remarks != NULL) atomic_fetch_add_explicit(&series->remarks->holders, 1, memory_order_relaxed);
  return SF_OK;
}

sf_status sf_remark_as_of(sf_series *series, const sf_series *over, sf_day day, sf_error *error) {
  size_t later = 0;
  for (size_t i = 0; i < count_notes(over->remarks); i++) later += over->remarks->notes[i].known_on > day;
  if (later == 0) return sf_remark_as(series, over, NULL, error);
  sf_remarks *made;
  const sf_status status = join(over->remarks, NULL, &made, error);
  if (status != SF_OK) return status;
  made->note_count = 0;
  for (size_t i = 0; i < over->remarks->note_count; i++)
    if (over->remarks->notes[i].known_on <= day) made->notes[made->note_count++] = over->remarks->notes[i];
  series->remarks = made;
  return SF_OK;
}

static sf_status add(sf_series *series, const sf_remarks *added, sf_error *error) {
  sf_remarks *made;
  const sf_status status = join(series->remarks, added, &made, error);
  if (status != SF_OK) return status;
  sf_release_remarks(series->remarks);
  series->remarks = made;
  return SF_OK;
}

sf_status sf_note_series(sf_series *series, const sf_note *notes, size_t count, sf_error *error) {
  if (count == 0) return SF_OK;
  const sf_remarks added = {.notes = (sf_note *)(uintptr_t)notes, .note_count = count};
  return add(series, &added, error);
}

sf_status sf_add_break(sf_series *series, sf_day first, const char *reason, sf_error *error) {
  sf_break one = {.first = first, .reason = reason};
  const sf_remarks added = {.breaks = &one, .break_count = 1};
  return add(series, &added, error);
}

const sf_note *sf_series_notes(const sf_series *series, size_t *count) {
  *count = count_notes(series->remarks);
  return *count == 0 ? NULL : series->remarks->notes;
}

const sf_break *sf_series_breaks(const sf_series *series, size_t *count) {
  *count = count_breaks(series->remarks);
  return *count == 0 ? NULL : series->remarks->breaks;
}
