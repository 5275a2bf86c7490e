/* Reads companyfacts JSON into facts, in one pass over its tokens. */
#include "publishers/filings_layout.h"

#include "base/ascii.h"
#include "base/excerpt.h"
#include "base/list.h"
#include "base/memory.h"
#include "formats/file_start.h"
#include "signalflow/file.h"
#include "signalflow/json.h"

#include <string.h>

enum { LONGEST_NAME = 256 };

typedef struct facts_reader {
  sf_json json;
  sf_filings *filings;
  sf_error *error;
  size_t last_form;
  uint32_t file; /* place of its name */
  bool has_form, has_facts;
} facts_reader;

static sf_status next(facts_reader *reader, sf_json_token *token) {
  return sf_next_json(&reader->json, token, reader->error);
}

static sf_status out_of_memory(facts_reader *reader) {
  return sf_fail(reader->error, SF_NO_MEMORY, "no memory for the facts of %s", reader->json.name);
}

static sf_status expect(facts_reader *reader, sf_json_kind kind, const char *what) {
  sf_json_token token;
  const sf_status status = next(reader, &token);
  if (status != SF_OK || token.kind == kind) return status;
  return sf_fail_json(&reader->json, reader->error, "expected %s", what);
}

/* A web page, a table, another publisher's file. */
static sf_status fail_start(const facts_reader *reader) {
  char said[SF_START_SIZE];
  return sf_fail(reader->error, SF_PARSE, "%s:1: expected companyfacts, a JSON object, got %s", reader->json.name,
                 sf_describe_start(reader->json.text, reader->json.length, said));
}

/* Whether the text starts as an object does. */
static bool is_object(const sf_json *json) {
  size_t at = json->at;
  while (at < json->length && sf_is_blank(json->text[at])) at++;
  return at < json->length && json->text[at] == '{';
}

/* Goes to the next key of an object; *done at its end. */
static sf_status next_key(facts_reader *reader, sf_json_token *key, bool *done) {
  const sf_status status = next(reader, key);
  *done = status != SF_OK || key->kind == SF_JSON_OBJECT_END;
  return status;
}

/* Keeps the decoded text and gives its place. */
static sf_status keep_text(facts_reader *reader, const sf_json_token *token, size_t *place) {
  char decoded[LONGEST_NAME];
  const size_t length = sf_decode_json(token, decoded, sizeof decoded);
  if (length > sizeof decoded || memchr(decoded, '\0', length) != NULL)
    return sf_fail_json(&reader->json, reader->error, "expected a name of at most %d bytes, without NUL, got %zu bytes",
                        LONGEST_NAME, length);
  *place = reader->filings->text.length;
  sf_append_bytes(&reader->filings->text, decoded, length);
  sf_append_bytes(&reader->filings->text, "", 1);
  return reader->filings->text.failed ? out_of_memory(reader) : SF_OK;
}

static sf_status read_day(facts_reader *reader, const sf_json_token *token, const char *what, sf_day *day) {
  sf_error reason;
  if (token->kind == SF_JSON_STRING && sf_parse_day(token->text, token->length, day, &reason) == SF_OK) return SF_OK;
  char copy[SF_EXCERPT_SIZE];
  if (token->kind != SF_JSON_STRING)
    return sf_fail_json(&reader->json, reader->error, "'%s' must be a day such as \"2024-04-28\"", what);
  return sf_fail_json(&reader->json, reader->error, "'%s' must be a day such as 2024-04-28, got '%s'", what,
                      sf_excerpt(token->text, token->length, copy));
}

/* Puts so many digits behind the number; false where there are others. Told at the end: digits are the rule. */
static inline bool add_digits(uint64_t *number, const char *text, size_t count) {
  bool digits = true;
  for (size_t i = 0; i < count; i++) {
    digits &= sf_is_digit(text[i]);
    *number = *number * 10 + (uint64_t)(text[i] - '0');
  }
  return digits;
}

enum {
  FILER_DIGITS = 10,
  YEAR_DIGITS = 2,
  NUMBER_DIGITS = 6,
  ACCESSION_LENGTH = FILER_DIGITS + YEAR_DIGITS + NUMBER_DIGITS + 2
};

/* 0001045810-25-000023 as 000104581025000023; false when it is not of that form. */
static bool parse_accession(const char *filer, uint64_t *accession) {
  const char *year = filer + FILER_DIGITS + 1, *number = year + YEAR_DIGITS + 1;
  *accession = 0;
  return filer[FILER_DIGITS] == '-' && year[YEAR_DIGITS] == '-' && add_digits(accession, filer, FILER_DIGITS) &&
         add_digits(accession, year, YEAR_DIGITS) && add_digits(accession, number, NUMBER_DIGITS);
}

static sf_status read_accession(facts_reader *reader, const sf_json_token *token, uint64_t *accession) {
  if (token->kind == SF_JSON_STRING && token->length == ACCESSION_LENGTH && parse_accession(token->text, accession))
    return SF_OK;
  return sf_fail_json(&reader->json, reader->error, "'accn' must be an accession number such as 0001045810-25-000023");
}

/* Forms repeat: the same text as last time is kept once. */
static sf_status read_form(facts_reader *reader, const sf_json_token *token, uint32_t *form) {
  *form = 0;
  if (token->kind == SF_JSON_NULL) return SF_OK;
  if (token->kind != SF_JSON_STRING) return sf_fail_json(&reader->json, reader->error, "'form' must be text");
  if (!reader->has_form || !sf_json_is(token, sf_filings_text(reader->filings, reader->last_form))) {
    const sf_status status = keep_text(reader, token, &reader->last_form);
    if (status != SF_OK) return status;
    reader->has_form = true;
  }
  *form = (uint32_t)reader->last_form;
  return SF_OK;
}

enum { HAS_START = 1, HAS_END = 2, HAS_VALUE = 4, HAS_ACCESSION = 8, HAS_FORM = 16, HAS_FILED = 32, IS_NULL = 64 };

static sf_status read_value(facts_reader *reader, const sf_json_token *token, sf_fact *fact, unsigned *has) {
  if (token->kind == SF_JSON_NULL) {
    *has |= IS_NULL;
    return SF_OK;
  }
  if (token->kind != SF_JSON_NUMBER) return sf_fail_json(&reader->json, reader->error, "'val' must be a number");
  fact->value = token->number;
  *has |= HAS_VALUE;
  return SF_OK;
}

/* What a fact's member says; 0 for what is not read. Of a constant's length, memcmp is one comparison. */
static unsigned member_of(const sf_json_token *key) {
  enum { LONGEST_MEMBER = 5 };
  char decoded[LONGEST_MEMBER];
  const size_t length = key->escaped ? sf_decode_json(key, decoded, sizeof decoded) : key->length;
  const char *name = key->escaped ? decoded : key->text;
  switch (length) {
  case 3:
    return memcmp(name, "end", 3) == 0 ? HAS_END : memcmp(name, "val", 3) == 0 ? HAS_VALUE : 0;
  case 4:
    return memcmp(name, "accn", 4) == 0 ? HAS_ACCESSION : memcmp(name, "form", 4) == 0 ? HAS_FORM : 0;
  case LONGEST_MEMBER:
    return memcmp(name, "start", 5) == 0 ? HAS_START : memcmp(name, "filed", 5) == 0 ? HAS_FILED : 0;
  default:
    return 0;
  }
}

static sf_status read_member(facts_reader *reader, const sf_json_token *key, sf_fact *fact, unsigned *has) {
  const unsigned member = member_of(key);
  if (member == 0) return sf_skip_json(&reader->json, reader->error);
  sf_json_token token;
  const sf_status status = next(reader, &token);
  if (status != SF_OK) return status;
  if ((*has & (member == HAS_VALUE ? HAS_VALUE | IS_NULL : member)) != 0)
    return sf_fail_json(&reader->json, reader->error, "'%.*s' stands twice in one fact", (int)key->length, key->text);
  if (member == HAS_VALUE) return read_value(reader, &token, fact, has);
  *has |= member;
  if (member == HAS_START) return read_day(reader, &token, "start", &fact->start);
  if (member == HAS_END) return read_day(reader, &token, "end", &fact->end);
  if (member == HAS_FILED) return read_day(reader, &token, "filed", &fact->filed);
  if (member == HAS_ACCESSION) return read_accession(reader, &token, &fact->accession);
  return read_form(reader, &token, &fact->form);
}

static sf_status keep_fact(facts_reader *reader, const sf_fact *fact) {
  sf_filings *filings = reader->filings;
  if (fact->end < fact->start || fact->filed < fact->end) return SF_OK; /* it cannot be */
  sf_fact *facts = sf_make_room(filings->facts, &filings->fact_capacity, filings->fact_count, sizeof *facts);
  if (facts == NULL) return out_of_memory(reader);
  filings->facts = facts;
  filings->facts[filings->fact_count] = *fact;
  filings->facts[filings->fact_count++].file = reader->file;
  return SF_OK;
}

/* One fact, its opening brace already read. */
static sf_status read_fact(facts_reader *reader) {
  static const struct {
    unsigned bit;
    const char *name;
  } required[] = {{HAS_END, "end"}, {HAS_ACCESSION, "accn"}, {HAS_FORM, "form"}, {HAS_FILED, "filed"}};
  sf_fact fact = {0};
  unsigned has = 0;
  for (;;) {
    sf_json_token key;
    bool done;
    sf_status status = next_key(reader, &key, &done);
    if (status == SF_OK && !done) status = read_member(reader, &key, &fact, &has);
    if (status != SF_OK) return status;
    if (done) break;
  }
  for (size_t i = 0; i < sizeof required / sizeof *required; i++)
    if ((has & required[i].bit) == 0)
      return sf_fail_json(&reader->json, reader->error, "a fact without '%s'", required[i].name);
  if ((has & (HAS_VALUE | IS_NULL)) == 0) return sf_fail_json(&reader->json, reader->error, "a fact without 'val'");
  if ((has & IS_NULL) != 0) return SF_OK; /* not disclosed */
  if ((has & HAS_START) == 0) fact.start = fact.end;
  return keep_fact(reader, &fact);
}

static sf_status keep_column(facts_reader *reader, const sf_fact_column *column) {
  sf_filings *filings = reader->filings;
  sf_fact_column *columns =
      sf_make_room(filings->columns, &filings->column_capacity, filings->column_count, sizeof *columns);
  if (columns == NULL) return out_of_memory(reader);
  filings->columns = columns;
  filings->columns[filings->column_count++] = *column;
  return SF_OK;
}

/* "USD": [facts], its key already read. */
static sf_status read_column(facts_reader *reader, size_t tag, const sf_json_token *unit) {
  sf_fact_column column = {.tag = tag, .first = reader->filings->fact_count};
  sf_status status = keep_text(reader, unit, &column.unit);
  if (status == SF_OK) status = expect(reader, SF_JSON_ARRAY, "an array of facts");
  while (status == SF_OK) {
    sf_json_token token;
    status = next(reader, &token);
    if (status != SF_OK) break;
    if (token.kind == SF_JSON_ARRAY_END) {
      column.count = reader->filings->fact_count - column.first;
      return keep_column(reader, &column);
    }
    if (token.kind != SF_JSON_OBJECT) return sf_fail_json(&reader->json, reader->error, "expected a fact, an object");
    status = read_fact(reader);
  }
  return status;
}

typedef sf_status read_entry(facts_reader *reader, size_t context, const sf_json_token *key);

/* An object whose every entry read reads. */
static sf_status read_object(facts_reader *reader, const char *what, size_t context, read_entry *read) {
  sf_status status = expect(reader, SF_JSON_OBJECT, what);
  while (status == SF_OK) {
    sf_json_token key;
    bool done;
    status = next_key(reader, &key, &done);
    if (done) return status;
    status = read(reader, context, &key);
  }
  return status;
}

static sf_status read_unit(facts_reader *reader, size_t tag, const sf_json_token *key) {
  return read_column(reader, tag, key);
}

static sf_status read_tag_member(facts_reader *reader, size_t tag, const sf_json_token *key) {
  if (!sf_json_is(key, "units")) return sf_skip_json(&reader->json, reader->error);
  return read_object(reader, "an object of units", tag, read_unit);
}

static sf_status read_tag(facts_reader *reader, size_t context, const sf_json_token *key) {
  (void)context;
  size_t tag;
  const sf_status status = keep_text(reader, key, &tag);
  return status == SF_OK ? read_object(reader, "a tag's object", tag, read_tag_member) : status;
}

static sf_status read_taxonomy(facts_reader *reader, size_t context, const sf_json_token *key) {
  (void)key;
  return read_object(reader, "an object of tags", context, read_tag);
}

/* The SEC has written the number both ways. */
static sf_status read_cik(facts_reader *reader) {
  sf_json_token token;
  const sf_status status = next(reader, &token);
  if (status != SF_OK) return status;
  char digits[16];
  if (token.kind == SF_JSON_STRING) {
    const size_t length = sf_decode_json(&token, digits, sizeof digits);
    for (size_t i = 0; i < length && i < sizeof digits && sf_is_digit(digits[i]); i++)
      reader->filings->cik = reader->filings->cik * 10 + (uint64_t)(digits[i] - '0');
    return SF_OK;
  }
  if (token.kind != SF_JSON_NUMBER || !(token.number >= 0 && token.number < 1e10))
    return sf_fail_json(&reader->json, reader->error, "'cik' must be a number of at most ten digits");
  reader->filings->cik = (uint64_t)token.number;
  return SF_OK;
}

static sf_status read_entity(facts_reader *reader) {
  sf_json_token token;
  const sf_status status = next(reader, &token);
  if (status != SF_OK) return status;
  if (token.kind != SF_JSON_STRING) return sf_fail_json(&reader->json, reader->error, "'entityName' must be text");
  return keep_text(reader, &token, &reader->filings->entity);
}

static sf_status read_top_member(facts_reader *reader, size_t context, const sf_json_token *key) {
  if (sf_json_is(key, "cik")) return read_cik(reader);
  if (sf_json_is(key, "entityName")) return read_entity(reader);
  if (!sf_json_is(key, "facts")) return sf_skip_json(&reader->json, reader->error);
  reader->has_facts = true;
  return read_object(reader, "an object of taxonomies", context, read_taxonomy);
}

static sf_status read_all(facts_reader *reader) {
  sf_append_bytes(&reader->filings->text, "", 1); /* place 0: what has no name */
  reader->file = (uint32_t)reader->filings->text.length;
  sf_append_bytes(&reader->filings->text, reader->json.name, strlen(reader->json.name) + 1);
  sf_status status = read_object(reader, "companyfacts, an object", 0, read_top_member);
  if (status == SF_OK) status = expect(reader, SF_JSON_END, "the end of the file");
  if (status == SF_OK && !reader->has_facts)
    status =
        sf_fail_json(&reader->json, reader->error, "expected companyfacts, with 'facts' at the top: there is none");
  if (status == SF_OK && reader->filings->text.failed) status = out_of_memory(reader);
  return status;
}

sf_status sf_read_filings(const char *name, const char *text, size_t length, sf_filings **filings, sf_error *error) {
  facts_reader reader = {.filings = sf_allocate(1, sizeof *reader.filings), .error = error};
  sf_start_json(&reader.json, name, text, length);
  if (reader.filings == NULL) return out_of_memory(&reader);
  const size_t name_size = strlen(name) + 1;
  reader.filings->file = sf_allocate(name_size, 1);
  sf_status status = SF_OK;
  if (reader.filings->file == NULL)
    status = out_of_memory(&reader);
  else
    memcpy(reader.filings->file, name, name_size);
  if (status == SF_OK) status = is_object(&reader.json) ? read_all(&reader) : fail_start(&reader);
  if (status == SF_OK)
    *filings = reader.filings;
  else
    sf_close_filings(reader.filings);
  return status;
}

sf_status sf_open_filings(const char *path, sf_filings **filings, sf_error *error) {
  char *text;
  size_t length;
  sf_status status = sf_read_file(path, &text, &length, error);
  if (status != SF_OK) return status;
  status = sf_read_filings(path, text, length, filings, error);
  sf_free_text(text);
  return status;
}

void sf_close_filings(sf_filings *filings) {
  if (filings == NULL) return;
  sf_free(filings->file);
  sf_discard_text(&filings->text);
  sf_free(filings->facts);
  sf_free(filings->columns);
  sf_free(filings);
}

const char *sf_filings_entity(const sf_filings *filings) { return sf_filings_text(filings, filings->entity); }
uint64_t sf_filings_cik(const sf_filings *filings) { return filings->cik; }
size_t sf_filings_facts(const sf_filings *filings) { return filings->fact_count; }

bool sf_filings_newest(const sf_filings *filings, sf_day *day) {
  for (size_t i = 0; i < filings->fact_count; i++)
    if (i == 0 || filings->facts[i].filed > *day) *day = filings->facts[i].filed;
  return filings->fact_count > 0;
}

bool sf_filings_filed(const sf_filings *filings, const char *form, sf_day period_end, sf_day *day) {
  bool found = false;
  for (size_t i = 0; i < filings->fact_count; i++) {
    const sf_fact *fact = &filings->facts[i];
    if (fact->end != period_end || (found && fact->filed >= *day)) continue;
    if (strcmp(sf_filings_text(filings, fact->form), form) != 0) continue;
    *day = fact->filed;
    found = true;
  }
  return found;
}

const char *sf_filings_tag(const sf_filings *filings, size_t index) {
  for (size_t i = 0; i < filings->column_count; i++) {
    /* the units of one tag follow each other */
    if (i > 0 && filings->columns[i].tag == filings->columns[i - 1].tag) continue;
    if (index-- == 0) return sf_filings_text(filings, filings->columns[i].tag);
  }
  return NULL;
}
