/* What the XML peers keep of a document: how many facts or items it has, and the text within them, one buffer for each
 * open one's. Facts are the elements with a contextRef, items those named item or entry. */
#ifndef SF_BENCH_READING_XML_H
#define SF_BENCH_READING_XML_H

#include "../reading_files.h"

#include <stdbool.h>

typedef struct xml_work {
  bool is_feed;
  size_t things, open, length, capacity; /* open: elements within the outermost thing, itself too */
  char *text;
} xml_work;

static inline bool xml_is_item(const char *name) { return strcmp(name, "item") == 0 || strcmp(name, "entry") == 0; }

static inline void xml_start(xml_work *work, bool is_thing) {
  if (is_thing) work->things++;
  if (is_thing && work->open == 0) work->length = 0;
  if (is_thing || work->open > 0) work->open++;
}

static inline void xml_end(xml_work *work) {
  if (work->open > 0) work->open--;
}

static inline void xml_text(xml_work *work, const char *text, int length) {
  if (work->open == 0) return;
  const size_t needed = work->length + (size_t)length;
  if (needed > work->capacity) {
    work->capacity = 2 * needed;
    work->text = (char *)realloc(work->text, work->capacity);
    if (work->text == NULL) reading_stop("text", "no memory");
  }
  memcpy(work->text + work->length, text, (size_t)length);
  work->length = needed;
}

#endif
