/* From the tags of a document to its contexts, units and facts. */
#include "publishers/filing_layout.h"

#include "base/ascii.h"
#include "base/memory.h"
#include "formats/encoding.h"
#include "formats/xml.h"

#include <string.h>

enum { LARGEST_POWER = 9999, USUAL_PREFIX = 40 };

typedef enum vocabulary { OTHER_WORDS, INLINE_WORDS, INSTANCE_WORDS, DIMENSION_WORDS, SCHEMA_WORDS } vocabulary;

typedef enum element {
  PLAIN, /* of no meaning here */
  NUMBER_FACT,
  TEXT_FACT,
  CONTINUATION,
  HIDDEN,
  INSTANCE,
  CONTEXT,
  EXPLICIT_MEMBER,
  TYPED_MEMBER,
  START_DATE,
  END_DATE,
  INSTANT,
  FOREVER,
  UNIT,
  DENOMINATOR,
  MEASURE,
  IDENTIFIER
} element;

static const struct {
  vocabulary words;
  const char *name;
  element element;
} elements[] = {{INLINE_WORDS, "nonfraction", NUMBER_FACT},
                {INLINE_WORDS, "nonnumeric", TEXT_FACT},
                {INLINE_WORDS, "continuation", CONTINUATION},
                {INLINE_WORDS, "hidden", HIDDEN},
                {INSTANCE_WORDS, "xbrl", INSTANCE},
                {INSTANCE_WORDS, "context", CONTEXT},
                {INSTANCE_WORDS, "startdate", START_DATE},
                {INSTANCE_WORDS, "enddate", END_DATE},
                {INSTANCE_WORDS, "instant", INSTANT},
                {INSTANCE_WORDS, "forever", FOREVER},
                {INSTANCE_WORDS, "unit", UNIT},
                {INSTANCE_WORDS, "unitdenominator", DENOMINATOR},
                {INSTANCE_WORDS, "measure", MEASURE},
                {INSTANCE_WORDS, "identifier", IDENTIFIER},
                {DIMENSION_WORDS, "explicitmember", EXPLICIT_MEMBER},
                {DIMENSION_WORDS, "typedmember", TYPED_MEMBER}};

/* Where a prefix is declared, and where it is not (a page saved without its head), what it stands for. */
static const struct {
  const char *address, *prefix;
  vocabulary words;
} vocabularies[] = {{"http://www.xbrl.org/2013/inlineXBRL", "ix", INLINE_WORDS},
                    {"http://www.xbrl.org/2008/inlineXBRL", "ix", INLINE_WORDS},
                    {"http://www.xbrl.org/2003/instance", "xbrli", INSTANCE_WORDS},
                    {"http://xbrl.org/2006/xbrldi", "xbrldi", DIMENSION_WORDS},
                    {"http://www.w3.org/2001/XMLSchema-instance", "xsi", SCHEMA_WORDS}};

/* Taxonomies whose prefix differs from document to document; "http://" or "https://" stands before the address, a
 * version after it. */
static const struct {
  const char *address, *prefix;
} taxonomies[] = {
    {"fasb.org/us-gaap/", "us-gaap"}, {"xbrl.us/us-gaap/", "us-gaap"},      {"fasb.org/srt/", "srt"},
    {"xbrl.sec.gov/dei/", "dei"},     {"xbrl.sec.gov/country/", "country"}, {"xbrl.ifrs.org/taxonomy/", "ifrs-full"}};

typedef struct binding {
  sf_extent prefix;
  vocabulary words;
  const char *usual; /* prefix of a taxonomy, or NULL: as written */
  size_t depth;
} binding;

enum { MOST_BINDINGS = 256 };

typedef struct reader {
  sf_filing *filing;
  sf_xml xml;
  sf_error *error;
  binding bindings[MOST_BINDINGS];
  size_t binding_count;
  element open[SF_HTML_DEPTH];
  size_t places[SF_HTML_DEPTH];   /* of the fact, context, ... that an open element makes */
  size_t contents[SF_HTML_DEPTH]; /* where its content begins */
  size_t hidden;                  /* open elements that hide */
  bool in_instance;               /* a plain instance: its facts are elements of their own */
  bool in_context, in_unit, in_denominator;
} reader;

static sf_extent extent_of(const reader *r, const char *text, size_t length) {
  return (sf_extent){.from = (size_t)(text - r->filing->text), .length = length};
}

static sf_extent trimmed(const sf_filing *filing, sf_extent extent) {
  const char *text = filing->text;
  while (extent.length > 0 && (unsigned char)text[extent.from] <= ' ') ++extent.from, --extent.length;
  while (extent.length > 0 && (unsigned char)text[extent.from + extent.length - 1] <= ' ') --extent.length;
  return extent;
}

/* Namespaces. */

static bool starts_with(const char *text, size_t length, const char *start) {
  const size_t size = strlen(start);
  return length >= size && memcmp(text, start, size) == 0;
}

/* xmlns:us-gaap="http://fasb.org/us-gaap/2025" */
static void note_binding(reader *r, sf_extent prefix, const char *address, size_t length) {
  if (r->binding_count == MOST_BINDINGS) return;
  binding *made = &r->bindings[r->binding_count++];
  *made = (binding){.prefix = prefix, .depth = r->xml.depth};
  for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; ++i)
    if (strlen(vocabularies[i].address) == length && memcmp(address, vocabularies[i].address, length) == 0)
      made->words = vocabularies[i].words;
  const size_t scheme = starts_with(address, length, "http://") ? 7 : starts_with(address, length, "https://") ? 8 : 0;
  for (size_t i = 0; i < sizeof taxonomies / sizeof *taxonomies && scheme > 0; ++i)
    if (starts_with(address + scheme, length - scheme, taxonomies[i].address)) made->usual = taxonomies[i].prefix;
}

static void bind_all(reader *r, const sf_xml_piece *piece) {
  sf_xml_attribute_text attribute;
  for (size_t at = 0; sf_next_xml_attribute(piece, &at, &attribute);) {
    if (!starts_with(attribute.name, attribute.name_length, "xmlns")) continue;
    const bool named = attribute.name_length > 6 && attribute.name[5] == ':';
    if (!named && attribute.name_length != 5) continue;
    note_binding(r, extent_of(r, attribute.name + (named ? 6 : 0), named ? attribute.name_length - 6 : 0),
                 attribute.value, attribute.value_length);
  }
}

static const binding *find_binding(const reader *r, const char *prefix, size_t length) {
  for (size_t i = r->binding_count; i-- > 0;) {
    const binding *one = &r->bindings[i];
    if (one->prefix.length == length && memcmp(r->filing->text + one->prefix.from, prefix, length) == 0) return one;
  }
  return NULL;
}

static vocabulary words_of(const reader *r, const char *prefix, size_t length) {
  const binding *found = find_binding(r, prefix, length);
  if (found != NULL) return found->words;
  for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies && length > 0; ++i)
    if (sf_is_word(prefix, length, vocabularies[i].prefix)) return vocabularies[i].words;
  return OTHER_WORDS;
}

static element element_of(const reader *r, const sf_xml_piece *piece) {
  const char *colon = memchr(piece->text, ':', piece->length);
  const size_t prefix = colon == NULL ? 0 : (size_t)(colon - piece->text);
  const char *local = colon == NULL ? piece->text : colon + 1;
  const size_t length = piece->length - (size_t)(local - piece->text);
  const vocabulary words = words_of(r, piece->text, prefix);
  if (words == OTHER_WORDS) return PLAIN;
  for (size_t i = 0; i < sizeof elements / sizeof *elements; ++i)
    if (elements[i].words == words && sf_is_word(local, length, elements[i].name)) return elements[i].element;
  return PLAIN;
}

/* A taxonomy's name with the prefix that is usual. */
static sf_status keep_name(reader *r, sf_extent name, size_t *place) {
  name = trimmed(r->filing, name);
  const char *text = r->filing->text + name.from;
  const char *colon = memchr(text, ':', name.length);
  const size_t prefix = colon == NULL ? 0 : (size_t)(colon - text);
  const binding *found = find_binding(r, text, prefix);
  sf_text *names = &r->filing->names;
  *place = names->length;
  if (found != NULL && found->usual != NULL) {
    sf_append(names, "%s:", found->usual);
    text += colon == NULL ? 0 : prefix + 1;
    name.length -= colon == NULL ? 0 : prefix + 1;
  }
  if (memchr(text, '\0', name.length) != NULL) return sf_fail_xml(&r->xml, r->error, "a name with a NUL in it");
  sf_append_decoded(names, text, name.length, SF_UTF8);
  sf_append_bytes(names, "", 1);
  return names->failed ? sf_fail(r->error, SF_NO_MEMORY, "no memory for the names of %s", r->filing->file) : SF_OK;
}

/* Attributes. */

/* name is in small letters. */
static sf_extent attribute_of(const reader *r, const sf_xml_piece *piece, const char *name) {
  sf_xml_attribute_text attribute;
  for (size_t at = 0; sf_next_xml_attribute(piece, &at, &attribute);)
    if (sf_is_word(attribute.name, attribute.name_length, name))
      return trimmed(r->filing, extent_of(r, attribute.value, attribute.value_length));
  return (sf_extent){0};
}

static bool is_marked_nil(const reader *r, const sf_xml_piece *piece) {
  sf_xml_attribute_text attribute;
  for (size_t at = 0; sf_next_xml_attribute(piece, &at, &attribute);) {
    const char *colon = memchr(attribute.name, ':', attribute.name_length);
    if (colon == NULL) continue;
    const size_t prefix = (size_t)(colon - attribute.name);
    if (words_of(r, attribute.name, prefix) != SCHEMA_WORDS ||
        !sf_is_word(colon + 1, attribute.name_length - prefix - 1, "nil"))
      continue;
    return sf_is_word(attribute.value, attribute.value_length, "true") ||
           sf_is_word(attribute.value, attribute.value_length, "1");
  }
  return false;
}

/* A whole number of few digits, otherwise what it was. */
static int32_t whole_number(const sf_filing *filing, sf_extent text, int32_t otherwise) {
  const char *at = filing->text + text.from;
  const bool negative = text.length > 0 && at[0] == '-';
  const size_t from = negative || (text.length > 0 && at[0] == '+');
  int32_t number = 0;
  for (size_t i = from; i < text.length; ++i) {
    if (at[i] < '0' || at[i] > '9' || number > LARGEST_POWER) return otherwise;
    number = number * 10 + (at[i] - '0');
  }
  return text.length == from ? otherwise : negative ? -number : number;
}

/* Facts. */

static sf_status start_fact(reader *r, const sf_xml_piece *piece, bool is_number, size_t *place) {
  sf_filing *filing = r->filing;
  const sf_status grown = sf_grow_filing((void **)&filing->facts, &filing->fact_capacity, filing->fact_count,
                                         sizeof *filing->facts, r->error);
  if (grown != SF_OK) return grown;
  const size_t line = sf_xml_line_at(&r->xml, piece->at);
  sf_fact_draft draft = {.is_number = is_number,
                         .context = attribute_of(r, piece, "contextref"),
                         .unit = attribute_of(r, piece, "unitref"),
                         .fact = {.is_hidden = r->hidden > 0,
                                  .is_nil = is_marked_nil(r, piece),
                                  .line = line,
                                  .column = piece->at - r->xml.line_start + 1}};
  const sf_extent decimals = attribute_of(r, piece, "decimals");
  const bool exact = sf_is_word(filing->text + decimals.from, decimals.length, "inf");
  draft.fact.decimals = exact ? SF_DECIMALS_EXACT : whole_number(filing, decimals, SF_DECIMALS_UNKNOWN);
  const bool inline_fact = !r->in_instance;
  if (inline_fact) {
    const sf_extent sign = attribute_of(r, piece, "sign");
    draft.is_negative = sign.length == 1 && filing->text[sign.from] == '-';
    const sf_extent scale = attribute_of(r, piece, "scale");
    draft.fact.scale = whole_number(filing, scale, 0);
    draft.has_bad_scale = scale.length > 0 && whole_number(filing, scale, 1) != draft.fact.scale;
    draft.continued = attribute_of(r, piece, "continuedat");
    draft.format = attribute_of(r, piece, "format");
  }
  const sf_extent name = inline_fact ? attribute_of(r, piece, "name") : extent_of(r, piece->text, piece->length);
  const sf_status status = keep_name(r, name, &draft.tag);
  if (status != SF_OK) return status;
  *place = filing->fact_count;
  filing->facts[filing->fact_count++] = draft;
  return SF_OK;
}

static sf_status start_continuation(reader *r, const sf_xml_piece *piece, size_t *place) {
  sf_filing *filing = r->filing;
  const sf_status status = sf_grow_filing((void **)&filing->continuations, &filing->continuation_capacity,
                                          filing->continuation_count, sizeof *filing->continuations, r->error);
  if (status != SF_OK) return status;
  *place = filing->continuation_count;
  filing->continuations[filing->continuation_count++] =
      (sf_continuation){.id = attribute_of(r, piece, "id"), .continued = attribute_of(r, piece, "continuedat")};
  return SF_OK;
}

/* Contexts and units. */

static sf_status start_context(reader *r, const sf_xml_piece *piece) {
  sf_filing *filing = r->filing;
  const sf_status status = sf_grow_filing((void **)&filing->contexts, &filing->context_capacity, filing->context_count,
                                          sizeof *filing->contexts, r->error);
  if (status != SF_OK) return status;
  filing->contexts[filing->context_count++] =
      (sf_filing_context){.id = attribute_of(r, piece, "id"), .first_member = filing->member_count};
  r->in_context = true;
  return SF_OK;
}

static sf_status start_member(reader *r, const sf_xml_piece *piece, bool typed) {
  sf_filing *filing = r->filing;
  if (!r->in_context) return SF_OK;
  sf_status status = sf_grow_filing((void **)&filing->member_drafts, &filing->member_capacity, filing->member_count,
                                    sizeof *filing->member_drafts, r->error);
  if (status != SF_OK) return status;
  sf_member_draft draft = {.is_typed = typed};
  status = keep_name(r, attribute_of(r, piece, "dimension"), &draft.axis);
  if (status != SF_OK) return status;
  draft.member = filing->names.length - 1; /* nothing, until its content has been read */
  filing->member_drafts[filing->member_count++] = draft;
  filing->contexts[filing->context_count - 1].member_count += 1;
  return SF_OK;
}

static sf_status stop_member(reader *r, bool typed, sf_extent content) {
  sf_filing *filing = r->filing;
  if (!r->in_context || filing->contexts[filing->context_count - 1].member_count == 0) return SF_OK;
  sf_member_draft *draft = &filing->member_drafts[filing->member_count - 1];
  if (!typed) return keep_name(r, content, &draft->member);
  draft->member = filing->names.length;
  const sf_status status = sf_append_visible(filing, content, &filing->names, r->error);
  sf_append_bytes(&filing->names, "", 1);
  return status;
}

/* "2025-07-27", or "2025-07-28T00:00:00", which as an end is the midnight that ends the day before. */
static bool read_day(const sf_filing *filing, sf_extent text, bool is_end, sf_day *day) {
  enum { DAY_LENGTH = 10, SHORTEST_TIME = 19 };
  text = trimmed(filing, text);
  const char *at = filing->text + text.from;
  if (text.length < DAY_LENGTH || sf_parse_day(at, DAY_LENGTH, day, NULL) != SF_OK) return false;
  const bool midnight = text.length >= SHORTEST_TIME && memcmp(at + DAY_LENGTH, "T00:00:00", 9) == 0;
  if (is_end && midnight) *day -= 1;
  return true;
}

static void stop_date(reader *r, element which, sf_extent content) {
  if (!r->in_context) return;
  sf_filing_context *context = &r->filing->contexts[r->filing->context_count - 1];
  sf_day day;
  if (!read_day(r->filing, content, which != START_DATE, &day)) return;
  if (which != END_DATE) context->start = day;
  if (which != START_DATE) context->end = day;
  context->has_start = context->has_start || which != END_DATE;
  context->has_end = context->has_end || which != START_DATE;
  if (which == INSTANT) context->period = SF_PERIOD_INSTANT;
}

static void note_forever(reader *r) {
  if (!r->in_context) return;
  sf_filing_context *context = &r->filing->contexts[r->filing->context_count - 1];
  context->period = SF_PERIOD_FOREVER;
  context->start = SF_FIRST_DAY;
  context->end = SF_LAST_DAY;
  context->has_start = context->has_end = true;
}

static sf_status start_unit(reader *r, const sf_xml_piece *piece) {
  sf_filing *filing = r->filing;
  const sf_status status = sf_grow_filing((void **)&filing->units, &filing->unit_capacity, filing->unit_count,
                                          sizeof *filing->units, r->error);
  if (status != SF_OK) return status;
  filing->units[filing->unit_count++] =
      (sf_filing_unit){.id = attribute_of(r, piece, "id"), .name = filing->names.length};
  r->in_unit = true;
  r->in_denominator = false;
  return SF_OK;
}

/* "iso4217:USD" by "xbrli:shares" is "USD/shares". */
static void stop_measure(reader *r, sf_extent content) {
  sf_filing *filing = r->filing;
  if (!r->in_unit) return;
  sf_text *names = &filing->names;
  const bool first = names->length == filing->units[filing->unit_count - 1].name;
  content = trimmed(filing, content);
  const char *text = filing->text + content.from, *colon = memchr(text, ':', content.length);
  if (colon != NULL) {
    content.length -= (size_t)(colon + 1 - text);
    text = colon + 1;
  }
  if (memchr(text, '\0', content.length) != NULL) return;
  if (r->in_denominator)
    sf_append(names, "/");
  else if (!first)
    sf_append(names, "*");
  sf_append_decoded(names, text, content.length, SF_UTF8);
}

static void stop_identifier(reader *r, sf_extent content) {
  content = trimmed(r->filing, content);
  uint64_t cik = 0;
  for (size_t i = 0; i < content.length; ++i) {
    const char c = r->filing->text[content.from + i];
    if (c < '0' || c > '9' || cik > 999999999) return;
    cik = cik * 10 + (uint64_t)(c - '0');
  }
  if (r->filing->cik == 0) r->filing->cik = cik;
}

/* The walk. */

static sf_status start(reader *r, const sf_xml_piece *piece) {
  enum { SHORTEST_BINDING = 8 };
  const size_t depth = r->xml.depth - 1;
  if (piece->attributes_length > SHORTEST_BINDING) {
    /* most tags declare nothing: one look before a careful one */
    const char *at = piece->attributes, *end = at + piece->attributes_length;
    while ((at = memchr(at, 'x', (size_t)(end - at))) != NULL && !starts_with(at, (size_t)(end - at), "xmlns")) ++at;
    if (at != NULL) bind_all(r, piece);
  }
  element found = element_of(r, piece);
  if (found == PLAIN && r->in_instance && attribute_of(r, piece, "contextref").length > 0)
    found = attribute_of(r, piece, "unitref").length > 0 ? NUMBER_FACT : TEXT_FACT;
  r->open[depth] = found;
  r->contents[depth] = r->xml.at;
  switch (found) {
  case NUMBER_FACT:
  case TEXT_FACT:
    return start_fact(r, piece, found == NUMBER_FACT, &r->places[depth]);
  case CONTINUATION:
    return start_continuation(r, piece, &r->places[depth]);
  case HIDDEN:
    r->hidden += 1;
    break;
  case INSTANCE:
    r->in_instance = true;
    break;
  case CONTEXT:
    return start_context(r, piece);
  case EXPLICIT_MEMBER:
    return start_member(r, piece, false);
  case TYPED_MEMBER:
    return start_member(r, piece, true);
  case FOREVER:
    note_forever(r);
    break;
  case UNIT:
    return start_unit(r, piece);
  case DENOMINATOR:
    r->in_denominator = true;
    break;
  case PLAIN:
  case START_DATE:
  case END_DATE:
  case INSTANT:
  case MEASURE:
  case IDENTIFIER:
    break;
  }
  return SF_OK;
}

static sf_status stop(reader *r, const sf_xml_piece *piece) {
  const size_t depth = r->xml.depth;
  const element found = r->open[depth];
  const sf_extent content = {.from = r->contents[depth],
                             .length = piece->at > r->contents[depth] ? piece->at - r->contents[depth] : 0};
  while (r->binding_count > 0 && r->bindings[r->binding_count - 1].depth > depth) --r->binding_count;
  switch (found) {
  case NUMBER_FACT:
  case TEXT_FACT:
    r->filing->facts[r->places[depth]].content = content;
    break;
  case CONTINUATION:
    r->filing->continuations[r->places[depth]].content = content;
    break;
  case HIDDEN:
    r->hidden -= 1;
    break;
  case CONTEXT:
    r->in_context = false;
    break;
  case EXPLICIT_MEMBER:
    return stop_member(r, false, content);
  case TYPED_MEMBER:
    return stop_member(r, true, content);
  case START_DATE:
  case END_DATE:
  case INSTANT:
    stop_date(r, found, content);
    break;
  case UNIT:
    sf_append_bytes(&r->filing->names, "", 1);
    r->in_unit = false;
    break;
  case DENOMINATOR:
    r->in_denominator = false;
    break;
  case MEASURE:
    stop_measure(r, content);
    break;
  case IDENTIFIER:
    stop_identifier(r, content);
    break;
  case PLAIN:
  case INSTANCE:
  case FOREVER:
    break;
  }
  return SF_OK;
}

static sf_status walk(reader *r) {
  for (;;) {
    sf_xml_piece piece;
    sf_status status = sf_next_xml(&r->xml, &piece, r->error);
    if (status != SF_OK || piece.kind == SF_XML_DONE) return status;
    if (piece.kind == SF_XML_START) status = start(r, &piece);
    if (piece.kind == SF_XML_STOP) status = stop(r, &piece);
    if (status != SF_OK) return status;
  }
}

sf_status sf_gather_facts(sf_filing *filing, bool html, sf_error *error) {
  reader *r = sf_allocate(1, sizeof *r);
  if (r == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory to read %s", filing->file);
  *r = (reader){.filing = filing, .error = error};
  (html ? sf_start_html : sf_start_xml)(&r->xml, filing->file, filing->text, filing->length);
  filing->is_html = html;
  sf_append_bytes(&filing->names, "", 1);
  sf_status status = walk(r);
  if (status == SF_OK && filing->names.failed)
    status = sf_fail(error, SF_NO_MEMORY, "no memory for the names of %s", filing->file);
  sf_free(r);
  return status;
}
