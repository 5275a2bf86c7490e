/* Reading XML a piece at a time: what feeds and filings use of it, and nothing that could be harmed by it. Elements,
 * attributes, text, CDATA; comments, instructions and a document type are passed over, and its entities are never
 * expanded.
 *
 * As HTML, the reader takes what browsers take: elements without an end (<br>), ends that are left out or match
 * nothing, elements closed in another order than they were opened, names in any case, "<" in text, scripts. */
#ifndef SF_FORMATS_XML_H
#define SF_FORMATS_XML_H

#include "signalflow/status.h"

#include <stdbool.h>
#include <stddef.h>

enum { SF_XML_DEPTH = 128, SF_HTML_DEPTH = 1024 };

typedef enum sf_xml_kind { SF_XML_START, SF_XML_STOP, SF_XML_TEXT, SF_XML_CDATA, SF_XML_DONE } sf_xml_kind;

typedef struct sf_xml_piece {
  sf_xml_kind kind;
  const char *text; /* an element's name; text with its references not yet resolved */
  size_t length;
  const char *attributes; /* of a start, as written */
  size_t attributes_length;
  size_t at; /* where the piece begins in the document; an end left out begins where it is noticed */
} sf_xml_piece;

typedef struct sf_xml_attribute_text {
  const char *name, *value; /* as written; value is empty where there is none */
  size_t name_length, value_length;
} sf_xml_attribute_text;

typedef struct sf_xml {
  const char *name, *text;
  size_t length, at, counted, line, line_start, depth;
  bool closes; /* the element just started ends at once: <link/> */
  bool rooted, html;
  size_t ending; /* elements that the end tag just read still closes */
  const char *open[SF_HTML_DEPTH];
  size_t open_lengths[SF_HTML_DEPTH];
} sf_xml;

void sf_start_xml(sf_xml *xml, const char *name, const char *text, size_t length);
/* The same for HTML: of what is read, only elements nested too deep are refused. */
void sf_start_html(sf_xml *xml, const char *name, const char *text, size_t length);
/* The next piece. SF_PARSE names the line: an end without its start, an element never ended, text that is no XML. */
SF_MUST_USE sf_status sf_next_xml(sf_xml *xml, sf_xml_piece *piece, sf_error *error);
bool sf_xml_is(const sf_xml_piece *piece, const char *name);
/* Whether the tag is named so, whatever its prefix. */
bool sf_xml_is_local(const sf_xml_piece *piece, const char *name);
/* The bytes of the tag's prefix and colon; 0 when it has none. */
size_t sf_xml_prefix(const sf_xml_piece *piece);
/* The value of a start's attribute, its references not yet resolved; NULL when it has none of that name. */
const char *sf_xml_attribute(const sf_xml_piece *piece, const char *name, size_t *length);
/* The attributes one after another: *at starts as 0. False after the last. Quotes may be missing. */
bool sf_next_xml_attribute(const sf_xml_piece *piece, size_t *at, sf_xml_attribute_text *attribute);
/* The line the reader is at. */
size_t sf_xml_line(sf_xml *xml);
/* The line of a place the reader has come to, at or after the last one asked for; xml->line_start is where it starts.
 */
size_t sf_xml_line_at(sf_xml *xml, size_t at);
sf_status sf_fail_xml(sf_xml *xml, sf_error *error, const char *format, ...) SF_PRINTF(3, 4);

#endif
