/* Laws as data: made of a name and numbers, and described by them. */
#include "base/text.h"
#include "laws/kinds.h"

#include <math.h>
#include <string.h>

typedef struct named_law {
  const char *name;
  size_t least, most; /* parameters */
  sf_status (*make)(const double *p, size_t count, sf_law **law, sf_error *error);
} named_law;

#define MAKER(kind, ...)                                                                                               \
  static sf_status make_##kind(const double *p, size_t count, sf_law **law, sf_error *error) {                         \
    (void)count;                                                                                                       \
    return sf_##kind(__VA_ARGS__, law, error);                                                                         \
  }
MAKER(normal, p[0], p[1])
MAKER(lognormal, p[0], p[1])
MAKER(uniform, p[0], p[1])
MAKER(triangular, p[0], p[1], p[2])
MAKER(beta, p[0], p[1], p[2], p[3])
MAKER(pert, p[0], p[1], p[2], count == 4 ? p[3] : 4)
MAKER(gamma, p[0], p[1])
MAKER(exponential, p[0])
MAKER(bernoulli, p[0])
MAKER(between, p[0], p[1])

static const named_law laws[] = {
    {"normal", 2, 2, make_normal},   {"lognormal", 2, 2, make_lognormal},     {"uniform", 2, 2, make_uniform},
    {"beta", 4, 4, make_beta},       {"triangular", 3, 3, make_triangular},   {"pert", 3, 4, make_pert},
    {"gamma", 2, 2, make_gamma},     {"exponential", 1, 1, make_exponential}, {"bernoulli", 1, 1, make_bernoulli},
    {"between", 2, 2, make_between},
};
enum { LAWS = sizeof laws / sizeof *laws };

static const named_law *find_law(const char *kind) {
  for (size_t i = 0; i < LAWS; i++)
    if (strcmp(laws[i].name, kind) == 0) return &laws[i];
  return NULL;
}

static sf_status fail_kind(const char *kind, sf_error *error) {
  const char *names[LAWS];
  for (size_t i = 0; i < LAWS; i++) names[i] = laws[i].name;
  return sf_fail(error, SF_UNKNOWN, "no law is called '%s'%s", kind, sf_suggest_name(kind, names, LAWS).text);
}

sf_status sf_make_law(const sf_law_description *of, sf_law **law, sf_error *error) {
  const named_law *const maker = find_law(of->kind);
  if (maker == NULL) return fail_kind(of->kind, error);
  if (of->count < maker->least || of->count > maker->most)
    return sf_fail(error, SF_INVALID, "%s: expected %zu parameter%s, got %zu", maker->name, maker->most,
                   maker->most == 1 ? "" : "s", of->count);
  sf_law *whole = NULL;
  sf_status status = maker->make(of->parameters, of->count, &whole, error);
  if (status != SF_OK) return status;
  status = sf_truncated(whole, of->low, of->high, law, error);
  sf_release_law(whole);
  return status;
}

bool sf_describe_law(const sf_law *law, sf_law_description *as) {
  *as = (sf_law_description){.low = -INFINITY, .high = INFINITY};
  if (law->kind == SF_LAW_TRUNCATED) {
    as->low = law->p[0], as->high = law->p[1];
    law = law->parts[0];
  }
  const named_law *const maker = find_law(sf_law_kind_name(law->kind));
  if (maker == NULL) return false;
  as->kind = maker->name;
  as->count = maker->most;
  memcpy(as->parameters, law->p, sizeof as->parameters);
  return true;
}
