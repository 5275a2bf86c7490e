/* A filing as its caller sees it: opened, asked, closed. */
#include "signalflow/filing.h"

#include "base/ascii.h"
#include "base/memory.h"
#include "formats/encoding.h"
#include "formats/file_start.h"
#include "publishers/displayed_number.h"
#include "publishers/filing_layout.h"
#include "signalflow/file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_extents(const char *text, sf_extent a, sf_extent b) {
  const int order = memcmp(text + a.from, text + b.from, a.length < b.length ? a.length : b.length);
  return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* What one may look up by its id. */
typedef struct named {
  const char *text;
  sf_extent id;
  size_t place;
} named;

static int compare_named(const void *a, const void *b) {
  const named *x = a, *y = b;
  const int order = compare_extents(x->text, x->id, y->id);
  return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

/* The place of the only one with that id; SIZE_MAX when there is none, or several: nobody can say which is meant. */
static size_t look_up(const named *index, size_t count, const char *text, sf_extent id) {
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (compare_extents(text, index[middle].id, id) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == count || compare_extents(text, index[low].id, id) != 0) return SIZE_MAX;
  const bool is_only = low + 1 == count || compare_extents(text, index[low + 1].id, id) != 0;
  return is_only ? index[low].place : SIZE_MAX;
}

/* In the order of their axes; a context with two members of one axis says nothing. */
static void finish_members(sf_filing *filing, sf_filing_context *context) {
  sf_filing_member *members = filing->members + context->first_member;
  for (size_t i = 0; i < context->member_count; ++i) {
    const sf_member_draft *draft = &filing->member_drafts[context->first_member + i];
    const sf_filing_member member = {.axis = filing->names.bytes + draft->axis,
                                     .member = filing->names.bytes + draft->member,
                                     .is_typed = draft->is_typed};
    size_t at = i;
    for (; at > 0 && strcmp(members[at - 1].axis, member.axis) > 0; --at) members[at] = members[at - 1];
    members[at] = member;
    if (at > 0 && strcmp(members[at - 1].axis, member.axis) == 0) context->has_end = false;
  }
}

static sf_status read_value(const sf_filing *filing, sf_fact_draft *draft, sf_error *error) {
  draft->fact.value = NAN;
  if (draft->fact.is_nil || draft->has_bad_scale) return SF_OK;
  sf_text seen = {0};
  const sf_status status = sf_append_visible(filing, draft->content, &seen, error);
  const char *format = filing->text + draft->format.from;
  const char *colon = memchr(format, ':', draft->format.length);
  const size_t prefix = colon == NULL ? 0 : (size_t)(colon - format) + 1;
  double value;
  if (status == SF_OK && sf_read_displayed(format + prefix, draft->format.length - prefix,
                                           seen.length == 0 ? "" : seen.bytes, seen.length, draft->fact.scale, &value))
    draft->fact.value = value == 0 ? 0 : draft->is_negative ? -value : value; /* never -0 */
  sf_discard_text(&seen);
  return status;
}

static bool has_period(const sf_filing_context *context) {
  return context->has_start && context->has_end && context->start <= context->end;
}

static sf_status resolve_fact(sf_filing *filing, const named *contexts, const named *units, sf_fact_draft *draft,
                              bool *kept, sf_error *error) {
  const size_t context_at = look_up(contexts, filing->context_count, filing->text, draft->context);
  const size_t unit_at = draft->is_number ? look_up(units, filing->unit_count, filing->text, draft->unit) : SIZE_MAX;
  *kept = context_at != SIZE_MAX && (unit_at != SIZE_MAX || !draft->is_number) &&
          has_period(&filing->contexts[context_at]) && filing->names.bytes[draft->tag] != '\0';
  if (!*kept) return SF_OK;
  const sf_filing_context *context = &filing->contexts[context_at];
  sf_filing_fact *fact = &draft->fact;
  draft->kind = context_at;
  fact->tag = filing->names.bytes + draft->tag;
  fact->unit = unit_at == SIZE_MAX ? NULL : filing->names.bytes + filing->units[unit_at].name;
  fact->period = context->period;
  fact->start = context->start;
  fact->end = context->end;
  fact->members = filing->members + context->first_member;
  fact->member_count = context->member_count;
  if (draft->is_number) return read_value(filing, draft, error);
  fact->value = NAN;
  return SF_OK;
}

static sf_status resolve_all(sf_filing *filing, named *contexts, named *units, sf_error *error) {
  for (size_t i = 0; i < filing->context_count; ++i) {
    contexts[i] = (named){.text = filing->text, .id = filing->contexts[i].id, .place = i};
    finish_members(filing, &filing->contexts[i]);
  }
  for (size_t i = 0; i < filing->unit_count; ++i)
    units[i] = (named){.text = filing->text, .id = filing->units[i].id, .place = i};
  qsort(contexts, filing->context_count, sizeof *contexts, compare_named);
  qsort(units, filing->unit_count, sizeof *units, compare_named);
  size_t kept = 0;
  for (size_t i = 0; i < filing->fact_count; ++i) {
    bool keep;
    const sf_status status = resolve_fact(filing, contexts, units, &filing->facts[i], &keep, error);
    if (status != SF_OK) return status;
    if (keep) filing->facts[kept++] = filing->facts[i];
    filing->passed_over += !keep;
  }
  filing->fact_count = kept;
  return SF_OK;
}

sf_status sf_resolve_facts(sf_filing *filing, sf_error *error) {
  filing->members = sf_allocate(filing->member_count, sizeof *filing->members);
  named *contexts = sf_allocate(filing->context_count, sizeof *contexts);
  named *units = sf_allocate(filing->unit_count, sizeof *units);
  sf_status status;
  if (filing->members == NULL || contexts == NULL || units == NULL)
    status = sf_fail(error, SF_NO_MEMORY, "no memory for the facts of %s", filing->file);
  else
    status = resolve_all(filing, contexts, units, error);
  sf_free(contexts);
  sf_free(units);
  return status;
}

/* The cover page. */

/* The first text of a concept, best without members; NULL when there is none. */
static const sf_fact_draft *find_cover(const sf_filing *filing, const char *concept) {
  const sf_fact_draft *found = NULL;
  for (size_t i = 0; i < filing->fact_count; ++i) {
    const sf_fact_draft *draft = &filing->facts[i];
    if (strcmp(draft->fact.tag, concept) != 0) continue;
    if (found == NULL || (found->fact.member_count > 0 && draft->fact.member_count == 0)) found = draft;
  }
  return found;
}

static sf_status read_cover_text(const sf_filing *filing, const char *concept, char **text, sf_error *error) {
  const sf_fact_draft *draft = find_cover(filing, concept);
  sf_text seen = {0};
  sf_status status = SF_OK;
  if (draft != NULL && !draft->fact.is_nil) status = sf_append_visible(filing, draft->content, &seen, error);
  if (status == SF_OK) return sf_finish_text(&seen, text, error);
  sf_discard_text(&seen);
  return status;
}

static sf_status read_cover(sf_filing *filing, sf_error *error) {
  char *end = NULL;
  sf_status status = read_cover_text(filing, "dei:EntityRegistrantName", &filing->entity, error);
  if (status == SF_OK) status = read_cover_text(filing, "dei:DocumentType", &filing->form, error);
  if (status == SF_OK) status = read_cover_text(filing, "dei:DocumentPeriodEndDate", &end, error);
  if (status != SF_OK) return status;
  filing->has_period_end = sf_parse_day(end, strlen(end), &filing->period_end, NULL) == SF_OK;
  sf_free(end);
  const sf_fact_draft *draft = find_cover(filing, "dei:DocumentPeriodEndDate");
  if (draft == NULL) draft = find_cover(filing, "dei:DocumentType");
  if (filing->has_period_end || draft == NULL || draft->fact.period == SF_PERIOD_FOREVER) return SF_OK;
  /* the day is written for people; its context says it too */
  filing->period_end = draft->fact.end;
  filing->has_period_end = true;
  return SF_OK;
}

/* Opening. */

void sf_discard_facts(sf_filing *filing) {
  filing->names.length = 0;
  filing->context_count = filing->member_count = filing->unit_count = 0;
  filing->fact_count = filing->continuation_count = 0;
  filing->cik = 0;
}

static sf_status fail_without(const sf_filing *filing, sf_error *error) {
  char said[SF_START_SIZE];
  return sf_fail(error, SF_PARSE, "%s: expected a filing with inline XBRL, or an XBRL instance, got %s: it has %s",
                 filing->file, sf_describe_start(filing->text, filing->length, said),
                 filing->context_count == 0 ? "no contexts" : "no facts");
}

/* Whether the document's last kilobytes close it. */
static bool is_closed(const sf_filing *filing) {
  static const char *const ends[] = {"</html", "xbrl>"};
  enum { LOOKED_AT = 4096 };
  const size_t from = filing->length > LOOKED_AT ? filing->length - LOOKED_AT : 0;
  for (size_t at = from; at < filing->length; ++at)
    for (size_t i = 0; i < sizeof ends / sizeof *ends; ++i)
      if (filing->length - at >= strlen(ends[i]) && sf_is_word(filing->text + at, strlen(ends[i]), ends[i]))
        return true;
  return false;
}

static sf_status fail_cut_off(const sf_filing *filing, sf_error *error) {
  size_t line = 1;
  for (size_t i = 0; i < filing->length; ++i) line += filing->text[i] == '\n';
  return sf_fail(error, SF_PARSE,
                 "%s:%zu: expected the document to be closed by </html> or </xbrl>: it is cut off here", filing->file,
                 line);
}

static sf_status read_document(sf_filing *filing, sf_error *error) {
  sf_status status = sf_gather_facts(filing, false, error);
  if (status == SF_PARSE) {
    sf_discard_facts(filing);
    status = sf_gather_facts(filing, true, error);
  }
  if (status != SF_OK) return status;
  if (filing->context_count == 0) return fail_without(filing, error);
  if (!is_closed(filing)) return fail_cut_off(filing, error);
  if (filing->fact_count == 0) return fail_without(filing, error);
  status = sf_resolve_facts(filing, error);
  if (status == SF_OK) status = sf_compare_facts(filing, error);
  return status == SF_OK ? read_cover(filing, error) : status;
}

/* Takes over text, or what UTF-16 is decoded to. */
static sf_status read_owned(const char *name, char *text, size_t length, sf_filing **result, sf_error *error) {
  sf_filing *filing = sf_allocate(1, sizeof *filing);
  const size_t size = strlen(name) + 1;
  char *file = sf_allocate(size, 1);
  if (filing == NULL || file == NULL) {
    sf_free(filing);
    sf_free(file);
    sf_free(text);
    return sf_fail(error, SF_NO_MEMORY, "no memory to read %s", name);
  }
  memcpy(file, name, size);
  filing->file = file;
  filing->text = text;
  filing->length = length;
  sf_text decoded;
  const char *view = text;
  sf_status status = sf_view_as_utf8(name, &view, &filing->length, &decoded, error);
  if (status == SF_OK && view != text) {
    sf_free(text);
    filing->text = NULL;
    status = sf_finish_text(&decoded, &filing->text, error);
  }
  if (status == SF_OK) status = read_document(filing, error);
  if (status == SF_OK)
    *result = filing;
  else
    sf_close_filing(filing);
  return status;
}

sf_status sf_read_filing(const char *name, const char *text, size_t length, sf_filing **filing, sf_error *error) {
  char *copy = sf_allocate(length, 1);
  if (copy == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory to read %s", name);
  memcpy(copy, text, length);
  return read_owned(name, copy, length, filing, error);
}

sf_status sf_open_filing(const char *path, sf_filing **filing, sf_error *error) {
  char *text;
  size_t length;
  const sf_status status = sf_read_file(path, &text, &length, error);
  return status == SF_OK ? read_owned(path, text, length, filing, error) : status;
}

void sf_close_filing(sf_filing *filing) {
  if (filing == NULL) return;
  sf_free(filing->file);
  sf_free(filing->text);
  sf_discard_text(&filing->names);
  sf_free(filing->contexts);
  sf_free(filing->member_drafts);
  sf_free(filing->units);
  sf_free(filing->facts);
  sf_free(filing->continuations);
  sf_free(filing->members);
  sf_free(filing->entity);
  sf_free(filing->form);
  sf_free(filing);
}

size_t sf_filing_fact_count(const sf_filing *filing) { return filing->fact_count; }
const sf_filing_fact *sf_filing_fact_at(const sf_filing *filing, size_t index) { return &filing->facts[index].fact; }
size_t sf_filing_passed_over(const sf_filing *filing) { return filing->passed_over; }
const char *sf_filing_entity(const sf_filing *filing) { return filing->entity; }
const char *sf_filing_form(const sf_filing *filing) { return filing->form; }
uint64_t sf_filing_cik(const sf_filing *filing) { return filing->cik; }

bool sf_filing_period_end(const sf_filing *filing, sf_day *day) {
  if (filing->has_period_end) *day = filing->period_end;
  return filing->has_period_end;
}

static const sf_continuation *find_continuation(const sf_filing *filing, sf_extent id) {
  for (size_t i = 0; i < filing->continuation_count && id.length > 0; ++i)
    if (compare_extents(filing->text, filing->continuations[i].id, id) == 0) return &filing->continuations[i];
  return NULL;
}

sf_status sf_filing_text(const sf_filing *filing, size_t index, char **text, sf_error *error) {
  const sf_fact_draft *draft = &filing->facts[index];
  sf_text seen = {0};
  sf_status status = sf_append_visible(filing, draft->content, &seen, error);
  sf_extent next = draft->continued;
  /* each continuation at most once: a circle ends */
  for (size_t steps = 0; status == SF_OK && steps < filing->continuation_count; ++steps) {
    const sf_continuation *more = find_continuation(filing, next);
    if (more == NULL) break;
    if (seen.length > 0) sf_append_bytes(&seen, " ", 1);
    status = sf_append_visible(filing, more->content, &seen, error);
    next = more->continued;
  }
  if (status == SF_OK) return sf_finish_text(&seen, text, error);
  sf_discard_text(&seen);
  return status;
}
