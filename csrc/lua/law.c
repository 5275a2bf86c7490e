/* Laws from Lua: core.law(kind, parameters), with parameters by place or by name.
 *
 * A kind may be described in several forms (a lognormal by median and sigma, by mean and sd, or by two quantiles). The
 * table below is the whole list; places fill the first form that has as many. Parameters that carry the value's
 * dimension must agree on it, and the result has it. */
#include "lua/law_arguments.h"

#include "base/text.h"
#include "numeric/special.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PARAMETERS = 4, MOST_NAMES = 16, NAMES_TEXT = 240 };

typedef sf_status make_law(const double *values, sf_law **law, sf_error *error);

static sf_status normal_by_sd(const double *v, sf_law **law, sf_error *error) {
  return sf_normal(v[0], v[1], law, error);
}

/* The standard normal's 95 % quantile. */
static const double quantile_95 = 1.6448536269514722;

static sf_status refuse_quantiles(double p5, double p95, sf_error *error) {
  return sf_fail(error, SF_INVALID, "p5 (%s) must be below p95 (%s)", sf_quote_number(p5).text,
                 sf_quote_number(p95).text);
}

static sf_status normal_by_quantiles(const double *v, sf_law **law, sf_error *error) {
  if (!(v[0] < v[1])) return refuse_quantiles(v[0], v[1], error);
  return sf_normal(v[0] + (v[1] - v[0]) / 2, (v[1] - v[0]) / (2 * quantile_95), law, error);
}

static sf_status lognormal_by_median(const double *v, sf_law **law, sf_error *error) {
  return sf_lognormal(v[0], v[1], law, error);
}

static sf_status refuse_spread(const char *kind, double mean, double sd, sf_error *error) {
  return sf_fail(error, SF_INVALID, "%s: mean (%s) and sd (%s) must be positive", kind, sf_quote_number(mean).text,
                 sf_quote_number(sd).text);
}

/* sigma^2 = ln(1 + (sd/mean)^2), median = mean / sqrt(1 + (sd/mean)^2) (Aitchison & Brown 1957). */
static sf_status lognormal_by_mean(const double *v, sf_law **law, sf_error *error) {
  if (!(v[0] > 0 && v[1] > 0)) return refuse_spread("lognormal", v[0], v[1], error);
  const double square = v[1] / v[0] * (v[1] / v[0]);
  return sf_lognormal(v[0] / sqrt(1 + square), sqrt(sf_log1p(square)), law, error);
}

static sf_status lognormal_by_quantiles(const double *v, sf_law **law, sf_error *error) {
  if (!(v[0] > 0)) return sf_fail(error, SF_INVALID, "lognormal: p5 (%s) must be positive", sf_quote_number(v[0]).text);
  if (!(v[0] < v[1])) return refuse_quantiles(v[0], v[1], error);
  return sf_between(v[0], v[1], law, error);
}

static sf_status uniform_law(const double *v, sf_law **law, sf_error *error) {
  return sf_uniform(v[0], v[1], law, error);
}
static sf_status triangular_law(const double *v, sf_law **law, sf_error *error) {
  return sf_triangular(v[0], v[1], v[2], law, error);
}
static sf_status pert_law(const double *v, sf_law **law, sf_error *error) {
  return sf_pert(v[0], v[1], v[2], v[3], law, error);
}
static sf_status classic_pert(const double *v, sf_law **law, sf_error *error) {
  return sf_pert(v[0], v[1], v[2], 4, law, error);
}
static sf_status beta_law(const double *v, sf_law **law, sf_error *error) {
  return sf_beta(v[0], v[1], v[2], v[3], law, error);
}
static sf_status standard_beta(const double *v, sf_law **law, sf_error *error) {
  return sf_beta(v[0], v[1], 0, 1, law, error);
}
static sf_status gamma_by_shape(const double *v, sf_law **law, sf_error *error) {
  return sf_gamma(v[0], v[1], law, error);
}
/* mean = shape * scale, sd^2 = shape * scale^2. */
static sf_status gamma_by_mean(const double *v, sf_law **law, sf_error *error) {
  if (!(v[0] > 0 && v[1] > 0)) return refuse_spread("gamma", v[0], v[1], error);
  return sf_gamma(v[0] / v[1] * (v[0] / v[1]), v[1] / v[0] * v[1], law, error);
}
static sf_status exponential_law(const double *v, sf_law **law, sf_error *error) {
  return sf_exponential(v[0], law, error);
}
static sf_status bernoulli_law(const double *v, sf_law **law, sf_error *error) {
  return sf_bernoulli(v[0], law, error);
}
static sf_status between_law(const double *v, sf_law **law, sf_error *error) {
  return sf_between(v[0], v[1], law, error);
}

/* A name that begins with a dot is a plain number; the others carry the dimension. */
typedef struct law_form {
  const char *kind;
  make_law *make;
  const char *parameters[MOST_PARAMETERS];
} law_form;

static const law_form forms[] = {
    {"normal", normal_by_sd, {"mean", "sd"}},
    {"normal", normal_by_quantiles, {"p5", "p95"}},
    {"lognormal", lognormal_by_median, {"median", ".sigma"}},
    {"lognormal", lognormal_by_mean, {"mean", "sd"}},
    {"lognormal", lognormal_by_quantiles, {"p5", "p95"}},
    {"uniform", uniform_law, {"low", "high"}},
    {"triangular", triangular_law, {"low", "mode", "high"}},
    {"triangular", triangular_law, {"min", "mode", "max"}},
    {"pert", classic_pert, {"low", "mode", "high"}},
    {"pert", pert_law, {"low", "mode", "high", ".weight"}},
    {"pert", classic_pert, {"min", "mode", "max"}},
    {"pert", pert_law, {"min", "mode", "max", ".weight"}},
    {"beta", standard_beta, {".a", ".b"}},
    {"beta", beta_law, {".a", ".b", "low", "high"}},
    {"gamma", gamma_by_shape, {".shape", "scale"}},
    {"gamma", gamma_by_mean, {"mean", "sd"}},
    {"exponential", exponential_law, {"mean"}},
    {"bernoulli", bernoulli_law, {".probability"}},
    {"between", between_law, {"p5", "p95"}},
};
enum { FORM_COUNT = sizeof forms / sizeof *forms };

static bool is_plain(const char *parameter) { return *parameter == '.'; }
static const char *bare_name(const char *parameter) { return is_plain(parameter) ? parameter + 1 : parameter; }

static size_t parameter_count(const law_form *form) {
  size_t count = 0;
  while (count < MOST_PARAMETERS && form->parameters[count] != NULL) ++count;
  return count;
}

static double check_parameter(lua_State *L, const char *parameter, sf_shared_dimension *shared) {
  const char *name = bare_name(parameter);
  const sf_quantity value = sf_check_constant(L, lua_gettop(L), name);
  return is_plain(parameter) ? sf_plain_number(L, value, name) : sf_join_dimension(L, shared, value, name);
}

/* Choosing a form. */

static size_t field_count(lua_State *L) {
  size_t count = 0;
  lua_pushnil(L);
  while (lua_next(L, SF_LAW_PARAMETERS) != 0) {
    lua_pop(L, 1);
    ++count;
  }
  return count;
}

static bool has_fields(lua_State *L, const law_form *form) {
  const size_t count = parameter_count(form);
  for (size_t i = 0; i < count; ++i) {
    const bool there = lua_getfield(L, SF_LAW_PARAMETERS, bare_name(form->parameters[i])) != LUA_TNIL;
    lua_pop(L, 1);
    if (!there) return false;
  }
  return field_count(L) == count;
}

/* Every parameter name of the kind, once. */
static size_t names_of(const char *kind, const char *names[MOST_NAMES]) {
  size_t count = 0;
  for (size_t f = 0; f < FORM_COUNT; ++f) {
    if (strcmp(forms[f].kind, kind) != 0) continue;
    for (size_t i = 0; i < parameter_count(&forms[f]); ++i) {
      const char *name = bare_name(forms[f].parameters[i]);
      size_t seen = 0;
      while (seen < count && strcmp(names[seen], name) != 0) ++seen;
      if (seen == count && count < MOST_NAMES) names[count++] = name;
    }
  }
  return count;
}

/* "median and sigma, or mean and sd, or p5 and p95" */
static void write_forms(const char *kind, char text[NAMES_TEXT]) {
  size_t length = 0;
  *text = '\0';
  for (size_t f = 0; f < FORM_COUNT; ++f) {
    if (strcmp(forms[f].kind, kind) != 0) continue;
    const size_t count = parameter_count(&forms[f]);
    for (size_t i = 0; i < count && length < NAMES_TEXT; ++i) {
      const char *before = i == 0 ? (length == 0 ? "" : ", or ") : i + 1 == count ? " and " : ", ";
      length += (size_t)snprintf(text + length, NAMES_TEXT - length, "%s%s", before, bare_name(forms[f].parameters[i]));
    }
  }
}

static _Noreturn void refuse_parameters(lua_State *L, const char *kind) {
  char text[NAMES_TEXT];
  write_forms(kind, text);
  sf_raise(L, "%s: expected %s", kind, text);
}

static const law_form *check_form(lua_State *L, const char *kind, bool named) {
  const char *names[MOST_NAMES];
  if (named) sf_check_fields(L, SF_LAW_PARAMETERS, kind, names, names_of(kind, names));
  const size_t given = field_count(L);
  for (size_t f = 0; f < FORM_COUNT; ++f) {
    if (strcmp(forms[f].kind, kind) != 0) continue;
    if (named ? has_fields(L, &forms[f]) : parameter_count(&forms[f]) == given) return &forms[f];
  }
  refuse_parameters(L, kind);
}

static int law_by_form(lua_State *L, const char *kind) {
  const bool named = sf_has_named_parameters(L);
  const law_form *form = check_form(L, kind, named);
  sf_shared_dimension shared = {NULL, sf_dimensionless()};
  double values[MOST_PARAMETERS] = {0};
  for (size_t i = 0; i < parameter_count(form); ++i) {
    if (named)
      lua_getfield(L, SF_LAW_PARAMETERS, bare_name(form->parameters[i]));
    else
      lua_rawgeti(L, SF_LAW_PARAMETERS, (lua_Integer)i + 1);
    values[i] = check_parameter(L, form->parameters[i], &shared);
    lua_pop(L, 1);
  }
  sf_error error;
  sf_law *law = NULL;
  sf_quantity_box *box = sf_push_quantity(L);
  const sf_status status = form->make(values, &law, &error);
  return sf_give_law(L, status, law, &shared, &error, box);
}

/* Choosing the kind. */

typedef int law_reader(lua_State *L, const char *kind);

static const struct {
  const char *kind;
  law_reader *read;
} kinds[] = {{"normal", law_by_form},        {"lognormal", law_by_form},      {"uniform", law_by_form},
             {"triangular", law_by_form},    {"pert", law_by_form},           {"beta", law_by_form},
             {"gamma", law_by_form},         {"between", law_by_form},        {"exponential", law_by_form},
             {"discrete", sf_read_discrete}, {"bernoulli", law_by_form},      {"empirical", sf_read_empirical},
             {"mixture", sf_read_mixture},   {"truncated", sf_read_truncated}};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

/*** law(kind, parameters): Q that is one fresh anonymous driver (`~1`, `~2`, ...) of that law. `parameters` is a
 * table, by place or by name (the forms are listed in `law_arguments.c`); values may be quantities of one dimension,
 * which the result has. `truncated` takes `{q, low, high}` or `{of=, low=, high=}` (a bound of nil is open),
 * `mixture` takes `{{weight, q}, ...}`, `discrete` takes `{{value, weight}, ...}` or `{values=, weights=}` */
static int core_law(lua_State *L) {
  lua_settop(L, SF_LAW_PARAMETERS);
  sf_this_core(L); /* a law made for a core that is closed would be lost */
  const char *kind = sf_check_text(L, SF_LAW_KIND, "law: kind", NULL);
  if (lua_type(L, SF_LAW_PARAMETERS) != LUA_TTABLE)
    sf_raise(L, "%s: expected a table of parameters, got %s", kind, sf_describe(L, SF_LAW_PARAMETERS));
  const char *names[KIND_COUNT];
  for (size_t i = 0; i < KIND_COUNT; ++i) {
    if (strcmp(kinds[i].kind, kind) == 0) return kinds[i].read(L, kinds[i].kind);
    names[i] = kinds[i].kind;
  }
  sf_raise(L, "law: there is no law '%s'%s", kind, sf_suggest_name(kind, names, KIND_COUNT).text);
}

const luaL_Reg sf_law_functions[] = {{"law", core_law}, {NULL, NULL}};
