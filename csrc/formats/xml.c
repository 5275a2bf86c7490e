#include "formats/xml.h"
#include "base/format.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN = 40 };

void sf_start_xml(sf_xml *xml, const char *name, const char *text, size_t length) {
  *xml = (sf_xml){.name = name, .text = text, .length = length, .line = 1};
}

size_t sf_xml_line(sf_xml *xml) {
  for (; xml->counted < xml->at; ++xml->counted) xml->line += xml->text[xml->counted] == '\n';
  return xml->line;
}

sf_status sf_fail_xml(sf_xml *xml, sf_error *error, const char *format, ...) {
  char message[SF_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  sf_format_list(message, sizeof message, format, arguments);
  va_end(arguments);
  return sf_fail(error, SF_PARSE, "%s:%zu: %s", xml->name, sf_xml_line(xml), message);
}

static int shown(size_t length) { return (int)(length < SHOWN ? length : SHOWN); }

static bool starts(const sf_xml *xml, const char *bytes) {
  const size_t size = strlen(bytes);
  return xml->at + size <= xml->length && memcmp(xml->text + xml->at, bytes, size) == 0;
}

/* Where `bytes` next stands from `from` on; length when nowhere. */
static size_t find(const sf_xml *xml, size_t from, const char *bytes) {
  const size_t size = strlen(bytes);
  while (from + size <= xml->length) {
    const char *first = memchr(xml->text + from, bytes[0], xml->length - size + 1 - from);
    if (first == NULL) return xml->length;
    if (memcmp(first, bytes, size) == 0) return (size_t)(first - xml->text);
    from = (size_t)(first - xml->text) + 1;
  }
  return xml->length;
}

static bool is_gap(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static size_t name_length(const char *text, size_t left) {
  size_t size = 0;
  while (size < left && !is_gap(text[size]) && text[size] != '>' && text[size] != '/' && text[size] != '<' &&
         text[size] != '=')
    ++size;
  return size;
}

/* Passes over what ends with `end`. */
static sf_status pass(sf_xml *xml, const char *what, const char *end, sf_error *error) {
  const size_t at = find(xml, xml->at, end);
  if (at == xml->length) return sf_fail_xml(xml, error, "%s is never ended", what);
  xml->at = at + strlen(end);
  return SF_OK;
}

/* <!DOCTYPE ... [ ... ]>: quotes and brackets within are heeded. */
static sf_status pass_doctype(sf_xml *xml, sf_error *error) {
  int depth = 0;
  char quote = '\0';
  for (size_t at = xml->at; at < xml->length; ++at) {
    const char c = xml->text[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == ']') {
      depth += c == '[' ? 1 : -1;
    } else if (c == '>' && depth <= 0) {
      xml->at = at + 1;
      return SF_OK;
    }
  }
  return sf_fail_xml(xml, error, "the document type is never ended");
}

/* Where the tag that starts at `at` ends; quotes are heeded. */
static size_t tag_end(const sf_xml *xml, size_t at) {
  char quote = '\0';
  for (; at < xml->length; ++at) {
    const char c = xml->text[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>' || c == '<') {
      break;
    }
  }
  return at < xml->length && xml->text[at] == '>' ? at : xml->length;
}

static sf_status read_end(sf_xml *xml, sf_xml_piece *piece, sf_error *error) {
  const size_t from = xml->at + 2, end = find(xml, from, ">");
  if (end == xml->length) return sf_fail_xml(xml, error, "a tag is never ended");
  const size_t size = name_length(xml->text + from, end - from);
  if (xml->depth == 0) return sf_fail_xml(xml, error, "</%.*s> ends nothing", shown(size), xml->text + from);
  const size_t top = xml->depth - 1;
  if (xml->open_lengths[top] != size || memcmp(xml->open[top], xml->text + from, size) != 0)
    return sf_fail_xml(xml, error, "expected </%.*s>, got </%.*s>", shown(xml->open_lengths[top]), xml->open[top],
                       shown(size), xml->text + from);
  xml->depth = top;
  xml->at = end + 1;
  *piece = (sf_xml_piece){.kind = SF_XML_STOP, .text = xml->text + from, .length = size};
  return SF_OK;
}

static sf_status read_start(sf_xml *xml, sf_xml_piece *piece, sf_error *error) {
  const size_t from = xml->at + 1, end = tag_end(xml, from);
  if (end == xml->length) return sf_fail_xml(xml, error, "a tag is never ended");
  const size_t size = name_length(xml->text + from, end - from);
  if (size == 0) return sf_fail_xml(xml, error, "expected a tag's name after \"<\"");
  if (xml->depth == 0 && xml->rooted)
    return sf_fail_xml(xml, error, "<%.*s> follows the end of the document", shown(size), xml->text + from);
  if (xml->depth == SF_XML_DEPTH) return sf_fail_xml(xml, error, "elements are nested more than %d deep", SF_XML_DEPTH);
  xml->rooted = true;
  xml->closes = xml->text[end - 1] == '/';
  xml->open[xml->depth] = xml->text + from;
  xml->open_lengths[xml->depth++] = size;
  xml->at = end + 1;
  *piece = (sf_xml_piece){.kind = SF_XML_START,
                          .text = xml->text + from,
                          .length = size,
                          .attributes = xml->text + from + size,
                          .attributes_length = end - from - size - xml->closes};
  return SF_OK;
}

static sf_status read_cdata(sf_xml *xml, sf_xml_piece *piece, sf_error *error) {
  const size_t from = xml->at + 9, end = find(xml, from, "]]>");
  if (end == xml->length) return sf_fail_xml(xml, error, "CDATA is never ended");
  xml->at = end + 3;
  *piece = (sf_xml_piece){.kind = SF_XML_CDATA, .text = xml->text + from, .length = end - from};
  return SF_OK;
}

/* Whether "<" at `at` opens anything: before a space or a digit it is a sign, as in "5 < 6". */
static bool opens(const sf_xml *xml, size_t at) {
  const char next = at + 1 < xml->length ? xml->text[at + 1] : '\0';
  return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '_' || next == ':' || next == '/' ||
         next == '!' || next == '?' || (unsigned char)next >= 0x80;
}

static sf_status read_text(sf_xml *xml, sf_xml_piece *piece) {
  const size_t from = xml->at;
  while (xml->at < xml->length && (xml->at == from || !opens(xml, xml->at))) xml->at = find(xml, xml->at + 1, "<");
  *piece = (sf_xml_piece){.kind = SF_XML_TEXT, .text = xml->text + from, .length = xml->at - from};
  return SF_OK;
}

static sf_status read_done(sf_xml *xml, sf_xml_piece *piece, sf_error *error) {
  if (xml->depth > 0)
    return sf_fail_xml(xml, error, "<%.*s> is never ended", shown(xml->open_lengths[xml->depth - 1]),
                       xml->open[xml->depth - 1]);
  *piece = (sf_xml_piece){.kind = SF_XML_DONE};
  return SF_OK;
}

sf_status sf_next_xml(sf_xml *xml, sf_xml_piece *piece, sf_error *error) {
  if (xml->closes) {
    xml->closes = false;
    --xml->depth;
    *piece =
        (sf_xml_piece){.kind = SF_XML_STOP, .text = xml->open[xml->depth], .length = xml->open_lengths[xml->depth]};
    return SF_OK;
  }
  while (xml->at < xml->length) {
    sf_status status = SF_OK;
    if (xml->text[xml->at] != '<' || (xml->depth > 0 && !opens(xml, xml->at))) return read_text(xml, piece);
    if (starts(xml, "<![CDATA[")) return read_cdata(xml, piece, error);
    if (starts(xml, "</")) return read_end(xml, piece, error);
    if (starts(xml, "<!--"))
      status = pass(xml, "a comment", "-->", error);
    else if (starts(xml, "<?"))
      status = pass(xml, "an instruction", "?>", error);
    else if (starts(xml, "<!"))
      status = pass_doctype(xml, error);
    else
      return read_start(xml, piece, error);
    if (status != SF_OK) return status;
  }
  return read_done(xml, piece, error);
}

size_t sf_xml_prefix(const sf_xml_piece *piece) {
  const char *colon = memchr(piece->text, ':', piece->length);
  return colon != NULL ? (size_t)(colon - piece->text) + 1 : 0;
}

bool sf_xml_is_local(const sf_xml_piece *piece, const char *name) {
  const size_t prefix = sf_xml_prefix(piece);
  return strlen(name) == piece->length - prefix && memcmp(piece->text + prefix, name, piece->length - prefix) == 0;
}

bool sf_xml_is(const sf_xml_piece *piece, const char *name) {
  return strlen(name) == piece->length && memcmp(piece->text, name, piece->length) == 0;
}

const char *sf_xml_attribute(const sf_xml_piece *piece, const char *name, size_t *length) {
  const char *text = piece->attributes;
  const size_t wanted = strlen(name);
  for (size_t at = 0; at < piece->attributes_length;) {
    while (at < piece->attributes_length && (is_gap(text[at]) || text[at] == '/')) ++at;
    const char *found = text + at;
    const size_t size = name_length(found, piece->attributes_length - at);
    at += size;
    while (at < piece->attributes_length && (is_gap(text[at]) || text[at] == '=')) ++at;
    if (at >= piece->attributes_length || (text[at] != '"' && text[at] != '\'')) return NULL;
    const char *start = text + at + 1;
    const char *end = memchr(start, text[at], piece->attributes_length - at - 1);
    if (end == NULL) return NULL;
    *length = (size_t)(end - start);
    if (size == wanted && memcmp(found, name, size) == 0) return start;
    at = (size_t)(end - text) + 1;
  }
  return NULL;
}
