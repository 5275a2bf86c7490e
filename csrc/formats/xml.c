#include "formats/xml.h"

#include "base/ascii.h"
#include "base/format.h"

#include <string.h>

enum { SHOWN = 40 };

/* HTML's elements that have no end. */
static const char *const void_elements[] = {"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                            "input", "link", "meta", "param", "source", "track", "wbr"};
/* A start of the first closes an open element of the others where that is the innermost; HTML lets their ends be left
 * out. */
static const char *const implied_ends[][8] = {{"li", "li"},
                                              {"dt", "dt", "dd"},
                                              {"dd", "dt", "dd"},
                                              {"option", "option"},
                                              {"td", "td", "th", "p"},
                                              {"th", "td", "th", "p"},
                                              {"tr", "td", "th", "tr", "p"},
                                              {"thead", "td", "th", "tr", "tbody", "tfoot", "p"},
                                              {"tbody", "td", "th", "tr", "thead", "tbody", "p"},
                                              {"tfoot", "td", "th", "tr", "thead", "tbody", "p"},
                                              {"p", "p"},
                                              {"div", "p"},
                                              {"table", "p"},
                                              {"ul", "p"},
                                              {"ol", "p"},
                                              {"hr", "p"}};

void sf_start_xml(sf_xml *xml, const char *name, const char *text, size_t length) {
  /* the open elements are filled as they come: a reader is started for every tagged figure of a filing */
  xml->name = name;
  xml->text = text;
  xml->length = length;
  xml->at = xml->counted = xml->line_start = xml->depth = xml->ending = 0;
  xml->line = 1;
  xml->closes = xml->rooted = xml->html = false;
}

void sf_start_html(sf_xml *xml, const char *name, const char *text, size_t length) {
  sf_start_xml(xml, name, text, length);
  xml->html = true;
}

size_t sf_xml_line_at(sf_xml *xml, size_t at) {
  while (xml->counted < at) {
    const char *end = memchr(xml->text + xml->counted, '\n', at - xml->counted);
    if (end == NULL) break;
    xml->counted = xml->line_start = (size_t)(end - xml->text) + 1;
    ++xml->line;
  }
  if (xml->counted < at) xml->counted = at;
  return xml->line;
}

size_t sf_xml_line(sf_xml *xml) { return sf_xml_line_at(xml, xml->at); }

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

static size_t name_length(const char *text, size_t left) {
  size_t size = 0;
  while (size < left && !sf_is_blank(text[size]) && text[size] != '>' && text[size] != '/' && text[size] != '<' &&
         text[size] != '=')
    ++size;
  return size;
}

static bool is_among(const char *text, size_t length, const char *const *names, size_t count) {
  for (size_t i = 0; i < count && names[i] != NULL; ++i)
    if (sf_is_word(text, length, names[i])) return true;
  return false;
}

/* Passes over what ends with `end`; in HTML it may run to the end of the document. */
static sf_status pass(sf_xml *xml, const char *what, const char *end, sf_error *error) {
  const size_t at = find(xml, xml->at, end);
  if (at == xml->length && !xml->html) return sf_fail_xml(xml, error, "%s is never ended", what);
  xml->at = at == xml->length ? at : at + strlen(end);
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

/* Whether "<" at `at` opens anything: before a space or a digit it is a sign, as in "5 < 6". */
static bool opens(const sf_xml *xml, size_t at) {
  const char next = at + 1 < xml->length ? xml->text[at + 1] : '\0';
  return sf_is_letter(next) || next == '_' || next == ':' || next == '/' || next == '!' || next == '?' ||
         (unsigned char)next >= 0x80;
}

static sf_status read_text(sf_xml *xml, size_t from, sf_xml_piece *piece) {
  xml->at = find(xml, from, "<");
  while (xml->at < xml->length && !opens(xml, xml->at)) xml->at = find(xml, xml->at + 1, "<");
  *piece = (sf_xml_piece){
      .kind = SF_XML_TEXT, .text = xml->text + piece->at, .length = xml->at - piece->at, .at = piece->at};
  return SF_OK;
}

/* Ends the innermost element. */
static sf_status read_stop(sf_xml *xml, sf_xml_piece *piece) {
  --xml->depth;
  *piece = (sf_xml_piece){
      .kind = SF_XML_STOP, .text = xml->open[xml->depth], .length = xml->open_lengths[xml->depth], .at = piece->at};
  return SF_OK;
}

/* How many elements an end tag of HTML closes: those within the innermost of its name, and that one; 0 when none is
 * open. */
static size_t closed_by(const sf_xml *xml, const char *name, size_t length) {
  for (size_t depth = xml->depth; depth-- > 0;) {
    if (xml->open_lengths[depth] != length) continue;
    size_t i = 0;
    while (i < length && sf_to_lower(xml->open[depth][i]) == sf_to_lower(name[i])) ++i;
    if (i == length) return xml->depth - depth;
  }
  return 0;
}

/* An end tag of HTML; one that ends nothing is passed over. */
static void read_html_end(sf_xml *xml) {
  const size_t from = xml->at + 2, end = find(xml, from, ">");
  xml->ending = closed_by(xml, xml->text + from, name_length(xml->text + from, end - from));
  xml->at = end == xml->length ? end : end + 1;
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
  *piece = (sf_xml_piece){.kind = SF_XML_STOP, .text = xml->text + from, .length = size, .at = from - 2};
  return SF_OK;
}

/* Whether the innermost element's end was left out before a start of that name. */
static bool ends_before(const sf_xml *xml, const char *name, size_t length) {
  if (xml->depth == 0) return false;
  for (size_t i = 0; i < sizeof implied_ends / sizeof *implied_ends; ++i)
    if (sf_is_word(name, length, implied_ends[i][0]))
      return is_among(xml->open[xml->depth - 1], xml->open_lengths[xml->depth - 1], implied_ends[i] + 1, 7);
  return false;
}

/* The text of a script or style is no markup. */
static void pass_raw(sf_xml *xml, const char *name, size_t length) {
  if (!sf_is_word(name, length, "script") && !sf_is_word(name, length, "style")) return;
  size_t at = xml->at;
  while ((at = find(xml, at, "</")) < xml->length) {
    const size_t from = at + 2, left = xml->length - from;
    if (left >= length && closed_by(xml, xml->text + from, length) == 1) break;
    at = from;
  }
  xml->at = at;
}

static sf_status read_start(sf_xml *xml, sf_xml_piece *piece, sf_error *error) {
  const size_t from = xml->at + 1, end = tag_end(xml, from);
  const size_t size = end == xml->length ? 0 : name_length(xml->text + from, end - from);
  if (size == 0 && xml->html) return read_text(xml, from, piece);
  if (end == xml->length) return sf_fail_xml(xml, error, "a tag is never ended");
  if (size == 0) return sf_fail_xml(xml, error, "expected a tag's name after \"<\"");
  if (xml->html && ends_before(xml, xml->text + from, size)) return read_stop(xml, piece);
  if (xml->depth == 0 && xml->rooted && !xml->html)
    return sf_fail_xml(xml, error, "<%.*s> follows the end of the document", shown(size), xml->text + from);
  const size_t deepest = xml->html ? SF_HTML_DEPTH : SF_XML_DEPTH;
  if (xml->depth == deepest) return sf_fail_xml(xml, error, "elements are nested more than %zu deep", deepest);
  xml->rooted = true;
  const bool slash = xml->text[end - 1] == '/';
  xml->closes = slash || (xml->html && is_among(xml->text + from, size, void_elements,
                                                sizeof void_elements / sizeof *void_elements));
  xml->open[xml->depth] = xml->text + from;
  xml->open_lengths[xml->depth++] = size;
  xml->at = end + 1;
  *piece = (sf_xml_piece){.kind = SF_XML_START,
                          .text = xml->text + from,
                          .length = size,
                          .attributes = xml->text + from + size,
                          .attributes_length = end - from - size - slash,
                          .at = from - 1};
  if (xml->html && !xml->closes) pass_raw(xml, piece->text, size);
  return SF_OK;
}

static sf_status read_cdata(sf_xml *xml, sf_xml_piece *piece, sf_error *error) {
  const size_t from = xml->at + 9, end = find(xml, from, "]]>");
  if (end == xml->length && !xml->html) return sf_fail_xml(xml, error, "CDATA is never ended");
  xml->at = end == xml->length ? end : end + 3;
  *piece = (sf_xml_piece){.kind = SF_XML_CDATA, .text = xml->text + from, .length = end - from, .at = from - 9};
  return SF_OK;
}

static sf_status read_done(sf_xml *xml, sf_xml_piece *piece, sf_error *error) {
  if (xml->depth > 0 && xml->html) return read_stop(xml, piece);
  if (xml->depth > 0)
    return sf_fail_xml(xml, error, "<%.*s> is never ended", shown(xml->open_lengths[xml->depth - 1]),
                       xml->open[xml->depth - 1]);
  *piece = (sf_xml_piece){.kind = SF_XML_DONE, .at = xml->at};
  return SF_OK;
}

sf_status sf_next_xml(sf_xml *xml, sf_xml_piece *piece, sf_error *error) {
  piece->at = xml->at;
  if (xml->closes) {
    xml->closes = false;
    return read_stop(xml, piece);
  }
  while (xml->ending == 0 && xml->at < xml->length) {
    sf_status status = SF_OK;
    piece->at = xml->at;
    if (xml->text[xml->at] != '<') return read_text(xml, xml->at, piece);
    if (xml->depth > 0 && !opens(xml, xml->at)) return read_text(xml, xml->at + 1, piece);
    if (starts(xml, "<![CDATA[")) return read_cdata(xml, piece, error);
    if (starts(xml, "<!--"))
      status = pass(xml, "a comment", "-->", error);
    else if (starts(xml, "<?"))
      status = pass(xml, "an instruction", xml->html ? ">" : "?>", error);
    else if (starts(xml, "<!"))
      status = xml->html ? pass(xml, "the document type", ">", error) : pass_doctype(xml, error);
    else if (!starts(xml, "</"))
      return read_start(xml, piece, error);
    else if (xml->html)
      read_html_end(xml);
    else
      return read_end(xml, piece, error);
    if (status != SF_OK) return status;
  }
  if (xml->ending == 0) return read_done(xml, piece, error);
  --xml->ending;
  return read_stop(xml, piece);
}

size_t sf_xml_prefix(const sf_xml_piece *piece) {
  const char *colon = memchr(piece->text, ':', piece->length);
  return colon != NULL ? (size_t)(colon - piece->text) + 1 : 0;
}

/* An element is asked for one name after another: most are told apart by one letter. */
bool sf_xml_is_local(const sf_xml_piece *piece, const char *name) {
  const size_t size = strlen(name);
  if (size > piece->length) return false;
  const char *end = piece->text + piece->length - size;
  return *end == *name && memcmp(end, name, size) == 0 && sf_xml_prefix(piece) + size == piece->length;
}

bool sf_xml_is(const sf_xml_piece *piece, const char *name) {
  return strlen(name) == piece->length && memcmp(piece->text, name, piece->length) == 0;
}

bool sf_next_xml_attribute(const sf_xml_piece *piece, size_t *at, sf_xml_attribute_text *attribute) {
  const char *text = piece->attributes;
  const size_t length = piece->attributes_length;
  size_t here = *at;
  while (here < length && (sf_is_blank(text[here]) || text[here] == '/' || text[here] == '=' || text[here] == '<'))
    ++here;
  const size_t size = name_length(text + here, length - here);
  if (size == 0) return false;
  *attribute = (sf_xml_attribute_text){.name = text + here, .name_length = size, .value = text + here + size};
  here += size;
  size_t sign = here;
  while (sign < length && sf_is_blank(text[sign])) ++sign;
  if (sign < length && text[sign] == '=') {
    here = sign + 1;
    while (here < length && sf_is_blank(text[here])) ++here;
    const char quote = here < length ? text[here] : '\0';
    const bool quoted = quote == '"' || quote == '\'';
    const size_t start = here + quoted;
    size_t end = start;
    while (end < length && (quoted ? text[end] != quote : !sf_is_blank(text[end]))) ++end;
    attribute->value = text + start;
    attribute->value_length = end - start;
    here = end < length ? end + quoted : end;
  }
  *at = here;
  return true;
}

const char *sf_xml_attribute(const sf_xml_piece *piece, const char *name, size_t *length) {
  const size_t wanted = strlen(name);
  sf_xml_attribute_text attribute;
  for (size_t at = 0; sf_next_xml_attribute(piece, &at, &attribute);) {
    if (attribute.name_length != wanted || memcmp(attribute.name, name, wanted) != 0) continue;
    *length = attribute.value_length;
    return attribute.value;
  }
  return NULL;
}
