/* Reading XML a piece at a time: what feeds use of it, and nothing that could be harmed by it. Elements, attributes,
 * text, CDATA; comments, instructions and a document type are passed over, and its entities are never expanded. */
#ifndef SF_FORMATS_XML_H
#define SF_FORMATS_XML_H

#include "signalflow/status.h"

#include <stdbool.h>
#include <stddef.h>

enum { SF_XML_DEPTH = 128 };

typedef enum sf_xml_kind { SF_XML_START, SF_XML_STOP, SF_XML_TEXT, SF_XML_CDATA, SF_XML_DONE } sf_xml_kind;

typedef struct sf_xml_piece {
  sf_xml_kind kind;
  const char *text; /* an element's name; text with its references not yet resolved */
  size_t length;
  const char *attributes; /* of a start, as written */
  size_t attributes_length;
} sf_xml_piece;

typedef struct sf_xml {
  const char *name, *text;
  size_t length, at, counted, line, depth;
  bool closes; /* the element just started ends at once: <link/> */
  bool rooted;
  const char *open[SF_XML_DEPTH];
  size_t open_lengths[SF_XML_DEPTH];
} sf_xml;

void sf_start_xml(sf_xml *xml, const char *name, const char *text, size_t length);
/* The next piece. SF_PARSE names the line: an end without its start, an element never ended, text that is no XML. */
SF_MUST_USE sf_status sf_next_xml(sf_xml *xml, sf_xml_piece *piece, sf_error *error);
bool sf_xml_is(const sf_xml_piece *piece, const char *name);
/* Whether the tag is named so, whatever its prefix. */
bool sf_xml_is_local(const sf_xml_piece *piece, const char *name);
/* The bytes of the tag's prefix and colon; 0 when it has none. */
size_t sf_xml_prefix(const sf_xml_piece *piece);
/* The value of a start's attribute, its references not yet resolved; NULL when it has none of that name. */
const char *sf_xml_attribute(const sf_xml_piece *piece, const char *name, size_t *length);
/* The line the reader is at. */
size_t sf_xml_line(sf_xml *xml);
sf_status sf_fail_xml(sf_xml *xml, sf_error *error, const char *format, ...) SF_PRINTF(3, 4);

#endif
