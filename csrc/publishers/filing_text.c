/* What is seen of a filing: markup left out, references resolved, spaces one. */
#include "publishers/filing_layout.h"

#include "base/list.h"
#include "formats/encoding.h"
#include "formats/references.h"
#include "formats/xml.h"

#include <string.h>

sf_status sf_grow_filing(void **items, size_t *capacity, size_t count, size_t size, sf_error *error) {
  void *larger = sf_make_room(*items, capacity, count, size);
  if (larger == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the facts of a filing");
  *items = larger;
  return SF_OK;
}

/* Elements that begin a new line or cell. */
static bool is_apart(const sf_xml_piece *piece) {
  static const char *const names[] = {"br", "div", "p", "td", "th", "tr", "li", "table", "BR", "DIV", "P", "TD"};
  return sf_is_among(piece->text, piece->length, names, sizeof names / sizeof *names);
}

/* What the filer excludes from a figure: a page number, a footnote mark. */
static bool is_excluded(const sf_xml_piece *piece) {
  static const char *const ends[] = {":exclude", ":EXCLUDE", ":Exclude"};
  return piece->length >= 8 && sf_is_among(piece->text + piece->length - 8, 8, ends, 3);
}

/* Runs of spaces become one, none at the ends. */
static void append_spaced(sf_text *to, const char *text, size_t length) {
  bool gap = false;
  const size_t first = to->length;
  for (size_t at = 0; at < length;) {
    const bool hard = at + 1 < length && memcmp(text + at, "\xC2\xA0", 2) == 0;
    if (hard || (unsigned char)text[at] <= ' ') {
      gap = to->length > first;
      at += hard ? 2 : 1;
      continue;
    }
    size_t run = 1;
    while (at + run < length && (unsigned char)text[at + run] > ' ' && text[at + run] != '\xC2') ++run;
    if (gap) sf_append_bytes(to, " ", 1);
    gap = false;
    sf_append_bytes(to, text + at, run);
    at += run;
  }
}

static sf_status append_pieces(sf_xml *xml, sf_text *plain, sf_error *error) {
  size_t excluded = 0;
  sf_xml_piece piece;
  for (;;) {
    const sf_status status = sf_next_xml(xml, &piece, error);
    if (status != SF_OK || piece.kind == SF_XML_DONE) return status;
    if (piece.kind == SF_XML_START && (excluded > 0 || is_excluded(&piece))) ++excluded;
    if (piece.kind == SF_XML_STOP && excluded > 0) --excluded;
    if (excluded > 0) continue;
    if (piece.kind == SF_XML_START && is_apart(&piece)) sf_append_bytes(plain, " ", 1);
    if (piece.kind == SF_XML_CDATA) sf_append_bytes(plain, piece.text, piece.length);
    if (piece.kind == SF_XML_TEXT) sf_append_resolved(plain, piece.text, piece.length);
  }
}

sf_status sf_append_visible(const sf_filing *filing, sf_extent extent, sf_text *to, sf_error *error) {
  const char *from = filing->text + extent.from;
  const bool marked = memchr(from, '<', extent.length) != NULL;
  sf_text plain = {0}, utf8 = {0};
  sf_status status = SF_OK;
  if (marked) {
    sf_xml xml;
    sf_start_html(&xml, filing->file, from, extent.length);
    status = append_pieces(&xml, &plain, error);
  } else {
    sf_append_resolved(&plain, from, extent.length);
  }
  if (plain.length > 0) sf_append_decoded(&utf8, plain.bytes, plain.length, SF_UTF8);
  if (utf8.length > 0) append_spaced(to, utf8.bytes, utf8.length);
  if (status == SF_OK && (plain.failed || utf8.failed || to->failed))
    status = sf_fail(error, SF_NO_MEMORY, "no memory for a text of %s", filing->file);
  sf_discard_text(&plain);
  sf_discard_text(&utf8);
  return status;
}
