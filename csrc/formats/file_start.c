#include "formats/file_start.h"

#include "base/ascii.h"
#include "formats/encoding.h"

#include <stdio.h>

/* Whether a word stands in the first kilobyte. */
static bool holds(const char *text, size_t length, const char *word) {
  enum { LOOKED_AT = 1024 };
  for (size_t at = 0; at < length && at < LOOKED_AT; at++)
    if (sf_starts_with_word(text + at, length - at, word)) return true;
  return false;
}

const char *sf_packed_kind(const char *text, size_t length) {
  static const struct {
    const char *start, *kind;
  } kinds[] = {{"pk\x03\x04", "a ZIP archive, as a workbook is"},
               {"\x1f\x8b", "a gzip file: unpack it first"},
               {"%pdf-", "a PDF"},
               {"\xd0\xcf\x11\xe0", "a workbook of the old kind"}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (sf_starts_with_word(text, length, kinds[i].start)) return kinds[i].kind;
  return NULL;
}

static const char *name_kind(const char *text, size_t length) {
  const char *packed = sf_packed_kind(text, length);
  if (packed != NULL) return packed;
  const size_t mark = sf_mark_length(text, length);
  text += mark;
  length -= mark;
  while (length > 0 && sf_is_blank(*text)) text++, length--;
  if (length == 0) return "an empty file";
  if (*text == '<') return holds(text, length, "<html") ? "a web page" : holds(text, length, "<?xml") ? "XML" : NULL;
  return *text == '{' || *text == '[' ? "JSON" : NULL;
}

char *sf_describe_start(const char *text, size_t length, char said[SF_START_SIZE]) {
  enum { SHOWN = 80 };
  const char *kind = name_kind(text, length);
  if (kind != NULL) {
    snprintf(said, SF_START_SIZE, "%s", kind);
    return said;
  }
  size_t end = 0;
  while (end < length && text[end] != '\n' && text[end] != '\r') end++;
  char *to = said;
  *to++ = '\'';
  for (size_t i = 0; i < end && i < SHOWN; i++) *to++ = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
  snprintf(to, SF_START_SIZE - (size_t)(to - said), "%s'", end > SHOWN ? "..." : "");
  return said;
}
