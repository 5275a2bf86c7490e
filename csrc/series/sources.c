/* Lists of sources, one block of text each. */
#include "series/series_layout.h"

#include "base/memory.h"

#include <string.h>

static size_t text_size(const char *text) { return text == NULL ? 0 : strlen(text) + 1; }

static size_t source_size(const sf_source *source) {
  return text_size(source->file) + text_size(source->document) + text_size(source->form) + text_size(source->tag);
}

static const char *copy_text(char **at, const char *text) {
  if (text == NULL) return NULL;
  const size_t size = text_size(text);
  char *copy = memcpy(*at, text, size);
  *at += size;
  return copy;
}

static void copy_source(char **at, const sf_source *from, sf_source *to) {
  to->file = copy_text(at, from->file);
  to->document = copy_text(at, from->document);
  to->form = copy_text(at, from->form);
  to->tag = copy_text(at, from->tag);
}

static void destroy_sources(sf_sources *sources) {
  sf_free(sources->items);
  sf_free(sources->text);
  sf_free(sources);
}

/* The items of two lists, either of which may be empty. */
static sf_status make_sources(const sf_source *a, size_t a_count, const sf_source *b, size_t b_count,
                              sf_sources **sources, sf_error *error) {
  size_t size = 0;
  for (size_t i = 0; i < a_count; i++) size += source_size(&a[i]);
  for (size_t i = 0; i < b_count; i++) size += source_size(&b[i]);
  sf_sources *made = sf_allocate(1, sizeof *made);
  if (made == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the sources of a series");
  atomic_init(&made->holders, 1);
  made->count = a_count + b_count;
  made->items = sf_allocate(made->count, sizeof *made->items);
  made->text = sf_allocate(size, 1);
  if (made->items == NULL || made->text == NULL) {
    destroy_sources(made);
    return sf_fail(error, SF_NO_MEMORY, "no memory for the sources of a series");
  }
  char *at = made->text;
  for (size_t i = 0; i < a_count; i++) copy_source(&at, &a[i], &made->items[i]);
  for (size_t i = 0; i < b_count; i++) copy_source(&at, &b[i], &made->items[a_count + i]);
  *sources = made;
  return SF_OK;
}

sf_status sf_copy_sources(const sf_source *items, size_t count, sf_sources **sources, sf_error *error) {
  return make_sources(items, count, NULL, 0, sources, error);
}

sf_status sf_join_sources(sf_sources *a, sf_sources *b, sf_sources **sources, sf_error *error) {
  return make_sources(a->items, a->count, b->items, b->count, sources, error);
}

sf_sources *sf_retain_sources(sf_sources *sources) {
  atomic_fetch_add_explicit(&sources->holders, 1, memory_order_relaxed);
  return sources;
}

void sf_release_sources(sf_sources *sources) {
  if (sources == NULL || atomic_fetch_sub_explicit(&sources->holders, 1, memory_order_acq_rel) != 1) return;
  destroy_sources(sources);
}
