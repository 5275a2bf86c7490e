/* Reads filings and feeds with expat, its names as they are written. Keeps less than the library: see reading_xml.h. */
#include "reading_xml.h"

#include <expat.h>

static bool has_context(const char **attributes) {
  for (; *attributes != NULL; attributes += 2)
    if (strcmp(*attributes, "contextRef") == 0) return true;
  return false;
}

static void start(void *context, const char *name, const char **attributes) {
  xml_work *work = context;
  xml_start(work, work->is_feed ? xml_is_item(name) : has_context(attributes));
}

static void end(void *context, const char *name) {
  (void)name;
  xml_end(context);
}

static void text(void *context, const char *part, int length) { xml_text(context, part, length); }

static size_t read_xml(const char *kind, const reading_file *file) {
  xml_work work = {.is_feed = strcmp(kind, "feed") == 0};
  XML_Parser parser = XML_ParserCreate("UTF-8"); /* "ASCII", as filers have it, is no name to expat */
  XML_SetUserData(parser, &work);
  XML_SetElementHandler(parser, start, end);
  XML_SetCharacterDataHandler(parser, text);
  if (XML_Parse(parser, file->text, (int)file->length, XML_TRUE) != XML_STATUS_OK)
    reading_stop(file->name, XML_ErrorString(XML_GetErrorCode(parser)));
  XML_ParserFree(parser);
  free(work.text);
  return work.things;
}

int main(int count, char **arguments) { return reading_main("expat", count, arguments, read_xml); }
