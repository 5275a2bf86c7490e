#include "factory/named.h"

#include "base/text.h"
#include "signalflow/closed_form.h"

#include <math.h>
#include <string.h>

enum { MOST_MEMBERS = 64 };

sf_status sf_find_member(const sf_members *members, const char *name, const sf_factory_field **field, sf_error *error) {
  const char *names[MOST_MEMBERS];
  for (size_t i = 0; i < members->count && i < MOST_MEMBERS; i++) {
    names[i] = members->fields[i].name;
    if (strcmp(members->fields[i].name, name) != 0) continue;
    *field = &members->fields[i];
    return SF_OK;
  }
  const size_t count = members->count < MOST_MEMBERS ? members->count : MOST_MEMBERS;
  return sf_fail(error, SF_UNKNOWN, "%s has no %s '%s'%s", members->owner, members->kind, name,
                 sf_suggest_name(name, names, count).text);
}

sf_expression *sf_member(const void *structure, const sf_factory_field *field) {
  sf_expression *value;
  memcpy(&value, (const char *)structure + field->offset, sizeof value);
  return value;
}

void sf_set_member(void *structure, const sf_factory_field *field, sf_expression *value) {
  memcpy((char *)structure + field->offset, &value, sizeof value);
}

sf_status sf_check_dimension(const sf_factory_field *field, const sf_expression *value, sf_error *error) {
  if (!value || sf_dimension_equal(sf_expression_dimension(value), field->dimension)) return SF_OK;
  char expected[SF_DIMENSION_NAME_SIZE], got[SF_DIMENSION_NAME_SIZE];
  return sf_fail(error, SF_DIMENSION, "%s must be %s, got %s", field->name,
                 sf_dimension_name(field->dimension, expected), sf_dimension_name(sf_expression_dimension(value), got));
}

sf_status sf_set_field(void *structure, const sf_factory_field *field, sf_expression *value, sf_error *error) {
  const sf_status status = sf_check_dimension(field, value, error);
  if (!status) sf_set_member(structure, field, value);
  return status;
}

/* "at least 1", "above 0 and at most 1"; of a domain that is no fraction's, the bound that the value lies beyond. */
static void describe_domain(const sf_factory_field *field, double value, sf_text *text) {
  const bool both = isfinite(field->low) && field->high <= 1;
  const bool has_low = isfinite(field->low) && (both || !(value >= field->high));
  const bool has_high = isfinite(field->high) && (both || !(value < field->low));
  if (has_low) sf_append(text, "%s %g", field->low_open ? "above" : "at least", field->low);
  if (has_low && has_high) sf_append(text, " and ");
  if (has_high) sf_append(text, "%s %g", field->high_open ? "below" : "at most", field->high);
}

static sf_domain domain_of(const sf_factory_field *field) {
  return (sf_domain){field->low, field->high, field->low_open, field->high_open};
}

bool sf_is_in_domain(const sf_factory_field *field, double value) {
  const sf_domain domain = domain_of(field);
  return sf_is_within(value, &domain);
}

/* A share or rate that was written in percent: "; write 0.55 or u'55 %'". */
static void offer_percent(const sf_factory_field *field, double value, sf_text *text) {
  if (!sf_is_dimensionless(field->dimension) || field->high != 1 || !(value >= 2 && value <= 100)) return;
  sf_append(text, "; write %g or u'%g %%'", value / 100, value);
}

static sf_status fail_domain(const sf_factory_field *field, const sf_expression *value, sf_error *error) {
  enum { LONGEST_LAW = 200 };
  sf_text said = {0};
  sf_closed_form form;
  double typical = NAN;
  char *got = NULL;
  const sf_status printed = sf_print_expression(value, LONGEST_LAW, &got, error);
  if (printed != SF_OK) return printed;
  const bool certain = sf_expression_value(value, &typical);
  if (!certain && sf_find_closed_form(value, &form)) typical = sf_closed_mean(&form);
  describe_domain(field, typical, &said);
  sf_append(&said, ", got %s%s", got, certain ? "" : ", which lies outside in every draw");
  offer_percent(field, typical, &said);
  const sf_status status =
      sf_fail(error, SF_INVALID, "%s must be %s", field->name, said.bytes ? said.bytes : "within its domain");
  sf_free_text(got);
  sf_discard_text(&said);
  return status;
}

static sf_status check_domain(const sf_factory_field *field, const sf_expression *expression, sf_error *error) {
  static const double hardly_ever = 1e-9;
  if (!expression) return SF_OK;
  const sf_domain domain = domain_of(field);
  return sf_share_within(expression, &domain) < hardly_ever ? fail_domain(field, expression, error) : SF_OK;
}

/* Dimension; and domain, where the value is a constant or lies outside in every draw. NULL is allowed. */
static sf_status check_member(const sf_factory_field *field, const sf_expression *value, sf_error *error) {
  const sf_status status = sf_check_dimension(field, value, error);
  return status ? status : check_domain(field, value, error);
}

sf_status sf_check_members(const sf_members *members, const void *structure, sf_error *error) {
  for (size_t i = 0; i < members->count; i++) {
    const sf_factory_field *const field = &members->fields[i];
    const sf_status status = check_member(field, sf_member(structure, field), error);
    if (status) return status;
  }
  return SF_OK;
}

void sf_keep_members_within(sf_graph *graph, const sf_members *members, void *structure) {
  for (size_t i = 0; i < members->count; i++) {
    const sf_factory_field *const field = &members->fields[i];
    const sf_domain domain = domain_of(field);
    sf_set_member(structure, field, sf_keep_within(graph, sf_member(structure, field), &domain));
  }
}

/* Blanks. No analyst's input begins with a control character. */

static const char blank_mark = '\x1e';

void sf_fill_blanks(sf_graph *graph, const sf_members *members, void *structure) {
  for (size_t i = 0; i < members->count; i++) {
    const sf_factory_field *const field = &members->fields[i];
    if (sf_member(structure, field)) continue;
    sf_text name = {0};
    sf_append(&name, "%c%s", blank_mark, field->name);
    if (name.bytes && !name.failed)
      sf_set_member(structure, field, sf_input(graph, name.bytes, field->dimension));
    else
      sf_graph_fail(graph, SF_NO_MEMORY, "no memory to name what is not known");
    sf_discard_text(&name);
  }
}

static bool find_blank(void *context, sf_expression *expression) {
  const char *const name = sf_expression_operation(expression) == SF_INPUT ? sf_expression_name(expression) : NULL;
  if (!name || name[0] != blank_mark) return true;
  *(const char **)context = name + 1;
  return false;
}

sf_status sf_name_blank(const char *name, sf_expression *value, sf_error *error) {
  const char *blank = NULL;
  const sf_status status = sf_walk(&value, 1, find_blank, &blank, error);
  if (status) return status;
  return blank ? sf_fail(error, SF_INVALID, "%s needs %s, which is not known", name, blank) : SF_OK;
}
