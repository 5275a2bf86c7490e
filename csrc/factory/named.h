/* Structures of expressions by name: finding a member, checking it, and naming the one that is missing. */
#ifndef SF_FACTORY_NAMED_H
#define SF_FACTORY_NAMED_H

#include "signalflow/factory.h"

/* The members of one structure. */
typedef struct sf_members {
  const char *owner; /* "a factory" */
  const char *kind;  /* "driver" */
  const sf_factory_field *fields;
  size_t count;
} sf_members;

/* SF_UNKNOWN names the nearest one. */
SF_MUST_USE sf_status sf_find_member(const sf_members *members, const char *name, const sf_factory_field **field,
                                     sf_error *error);
sf_expression *sf_member(const void *structure, const sf_factory_field *field);
void sf_set_member(void *structure, const sf_factory_field *field, sf_expression *value);
SF_MUST_USE sf_status sf_check_dimension(const sf_factory_field *field, const sf_expression *value, sf_error *error);
SF_MUST_USE sf_status sf_check_members(const sf_members *members, const void *structure, sf_error *error);
bool sf_is_in_domain(const sf_factory_field *field, double value);
/* Keeps every member within its domain: draws outside have no value. */
void sf_keep_members_within(sf_graph *graph, const sf_members *members, void *structure);

/* One of a factory's inputs; SF_UNKNOWN names the nearest. */
SF_MUST_USE sf_status sf_find_factory_input(const char *name, const sf_factory_field **field, sf_error *error);

/* Puts an input of its field's name in place of each blank member, so that what is built from the structure shows on
 * which blanks it depends. */
void sf_fill_blanks(sf_graph *graph, const sf_members *members, void *structure);
/* SF_INVALID: "tpot needs memory_bandwidth, which is not known", naming the first such input beneath the value; SF_OK
 * when there is none. */
SF_MUST_USE sf_status sf_name_blank(const char *name, sf_expression *value, sf_error *error);

#endif
