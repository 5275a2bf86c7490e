/* Reads filings and feeds with libxml2's SAX2 events. Keeps less than the library: see reading_xml.h. */
#include "reading_xml.h"

#include <libxml/parser.h>

enum { ATTRIBUTE_FIELDS = 5 };

static bool has_context(int count, const xmlChar **attributes) {
  for (int i = 0; i < count; i++)
    if (strcmp((const char *)attributes[ATTRIBUTE_FIELDS * i], "contextRef") == 0) return true;
  return false;
}

static void start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int spaces,
                  const xmlChar **declared, int count, int defaulted, const xmlChar **attributes) {
  xml_work *work = context;
  (void)prefix, (void)uri, (void)spaces, (void)declared, (void)defaulted;
  xml_start(work, work->is_feed ? xml_is_item((const char *)name) : has_context(count, attributes));
}

static void end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  (void)name, (void)prefix, (void)uri;
  xml_end(context);
}

static void text(void *context, const xmlChar *part, int length) { xml_text(context, (const char *)part, length); }

static size_t read_xml(const char *kind, const reading_file *file) {
  xml_work work = {.is_feed = strcmp(kind, "feed") == 0};
  xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                           .startElementNs = start,
                           .endElementNs = end,
                           .characters = text,
                           .ignorableWhitespace = text,
                           .cdataBlock = text};
  if (xmlSAXUserParseMemory(&handler, &work, file->text, (int)file->length) != 0)
    reading_stop(file->name, "libxml2 cannot read it");
  free(work.text);
  return work.things;
}

int main(int count, char **arguments) { return reading_main("libxml2", count, arguments, read_xml); }
