/* Laws made of values or of other laws: discrete, empirical, mixture, truncated. Their results keep the simple forms
 * that kinds.h promises. */
#include "base/memory.h"
#include "base/text.h"
#include "laws/kinds.h"

#include <math.h>
#include <stdlib.h>

/* Of atoms alone. */
static bool is_discrete(const sf_law *law) {
  return law->kind == SF_LAW_BERNOULLI || law->kind == SF_LAW_DISCRETE || law->kind == SF_LAW_EMPIRICAL;
}

static sf_status no_memory(const char *kind, sf_error *error) {
  return sf_fail(error, SF_NO_MEMORY, "out of memory making a %s law", kind);
}

/* Weights and atoms */

static sf_status check_weights(const char *kind, const double *weights, size_t count, sf_error *error) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (!(weights[i] >= 0 && isfinite(weights[i])))
      return sf_fail(error, SF_INVALID, "%s: weight %zu must be a finite number not below 0, got %s", kind, i + 1,
                     sf_quote_number(weights[i]).text);
    sum += weights[i];
  }
  if (!(sum > 0 && isfinite(sum)))
    return sf_fail(error, SF_INVALID, "%s: the weights add up to %g; their sum must be positive and finite", kind, sum);
  return SF_OK;
}

static sf_status check_values(const char *kind, const char *name, const double *values, size_t count, sf_error *error) {
  if (count == 0) return sf_fail(error, SF_INVALID, "%s: the list of %ss is empty", kind, name);
  for (size_t i = 0; i < count; i++)
    if (!isfinite(values[i]))
      return sf_fail(error, SF_INVALID, "%s: %s %zu must be a finite number, got %s", kind, name, i + 1,
                     sf_quote_number(values[i]).text);
  return SF_OK;
}

static sf_status no_spread(const char *kind, double value, sf_error *error) {
  return sf_fail(error, SF_INVALID, "%s: every value is %s; for a value without spread write the plain number", kind,
                 sf_quote_number(value).text);
}

typedef struct atom {
  double value, weight;
} atom;

static int order(double a, double b) { return (a > b) - (a < b); }

/* A total order, so that the sums of weights do not depend on how qsort treats equals. */
static int order_atoms(const void *a, const void *b) {
  const atom *x = a, *y = b;
  const int by_value = order(x->value, y->value);
  return by_value != 0 ? by_value : order(x->weight, y->weight);
}

static int order_numbers(const void *a, const void *b) { return order(*(const double *)a, *(const double *)b); }

/* Sorts, leaves out what has no weight, and joins equal values; returns how many are left. */
static size_t tidy_atoms(atom *atoms, size_t count) {
  size_t kept = 0;
  qsort(atoms, count, sizeof *atoms, order_atoms);
  for (size_t i = 0; i < count; i++) {
    if (atoms[i].weight == 0) continue;
    if (kept > 0 && atoms[kept - 1].value == atoms[i].value) {
      atoms[kept - 1].weight += atoms[i].weight;
    } else {
      atoms[kept++] = atoms[i];
    }
  }
  return kept;
}

/* atoms are tidy. */
static sf_status make_discrete(const atom *atoms, size_t count, sf_law **law, sf_error *error) {
  sf_law *made = sf_new_law(SF_LAW_DISCRETE, error);
  if (made == NULL) return SF_NO_MEMORY;
  made->count = count;
  made->values = sf_allocate(count, sizeof *made->values);
  made->cumulative = sf_allocate(count, sizeof *made->cumulative);
  made->shares = sf_allocate(count, sizeof *made->shares);
  if (made->values == NULL || made->cumulative == NULL || made->shares == NULL) {
    sf_release_law(made);
    return no_memory("discrete", error);
  }
  double total = 0, sum = 0;
  for (size_t i = 0; i < count; i++) total += atoms[i].weight;
  for (size_t i = 0; i < count; i++) {
    sum += atoms[i].weight;
    made->values[i] = atoms[i].value;
    made->shares[i] = atoms[i].weight / total;
    made->cumulative[i] = i + 1 < count ? sum / total : 1;
  }
  return sf_finish_law(made, law, error);
}

sf_status sf_discrete(const double *values, const double *weights, size_t count, sf_law **law, sf_error *error) {
  sf_status status = check_values("discrete", "value", values, count, error);
  if (status == SF_OK) status = check_weights("discrete", weights, count, error);
  if (status != SF_OK) return status;
  atom *atoms = sf_allocate(count, sizeof *atoms);
  if (atoms == NULL) return no_memory("discrete", error);
  for (size_t i = 0; i < count; i++) atoms[i] = (atom){values[i] + 0.0, weights[i]};
  const size_t kept = tidy_atoms(atoms, count);
  status = kept == 1 ? no_spread("discrete", atoms[0].value, error) : make_discrete(atoms, kept, law, error);
  sf_free(atoms);
  return status;
}

/* samples need not be sorted. */
static sf_status make_empirical(const double *samples, size_t count, sf_law **law, sf_error *error) {
  sf_law *made = sf_new_law(SF_LAW_EMPIRICAL, error);
  if (made == NULL) return SF_NO_MEMORY;
  made->count = count;
  made->values = sf_allocate(count, sizeof *made->values);
  if (made->values == NULL) {
    sf_release_law(made);
    return no_memory("empirical", error);
  }
  for (size_t i = 0; i < count; i++) made->values[i] = samples[i] + 0.0; /* -0 becomes 0 */
  qsort(made->values, count, sizeof *made->values, order_numbers);
  return sf_finish_law(made, law, error);
}

sf_status sf_empirical(const double *samples, size_t count, sf_law **law, sf_error *error) {
  const sf_status status = check_values("empirical", "sample", samples, count, error);
  if (status != SF_OK) return status;
  bool spread = false;
  for (size_t i = 1; i < count && !spread; i++) spread = samples[i] != samples[0];
  return spread ? make_empirical(samples, count, law, error) : no_spread("empirical", samples[0], error);
}

/* Mixtures */

static size_t atom_count(const sf_law *law) {
  if (law->kind == SF_LAW_BERNOULLI) return 2;
  return is_discrete(law) ? law->count : 0;
}

static atom law_atom(const sf_law *law, size_t index) {
  if (law->kind == SF_LAW_BERNOULLI) return (atom){(double)index, index == 1 ? law->p[0] : 1 - law->p[0]};
  return (atom){law->values[index], law->shares == NULL ? 1 / (double)law->count : law->shares[index]};
}

/* The mixture's atoms, tidy; *atoms is the caller's to free, also when there are none. */
static sf_status gather_atoms(const sf_law *mixture, atom **atoms, size_t *count, sf_error *error) {
  size_t total = 0, at = 0;
  for (size_t i = 0; i < mixture->part_count; i++) total += atom_count(mixture->parts[i]);
  *atoms = sf_allocate(total, sizeof **atoms);
  if (*atoms == NULL) return no_memory("mixture", error);
  for (size_t i = 0; i < mixture->part_count; i++) {
    const sf_law *part = mixture->parts[i];
    for (size_t k = 0; k < atom_count(part); k++) {
      (*atoms)[at] = law_atom(part, k);
      (*atoms)[at++].weight *= mixture->shares[i];
    }
  }
  *count = tidy_atoms(*atoms, total);
  return SF_OK;
}

static bool store_atoms(sf_law *mixture, const atom *atoms, size_t count) {
  mixture->values = sf_allocate(count, sizeof *mixture->values);
  mixture->cumulative = sf_allocate(count, sizeof *mixture->cumulative);
  mixture->before = sf_allocate(count, sizeof *mixture->before);
  if (mixture->values == NULL || mixture->cumulative == NULL || mixture->before == NULL) return false;
  mixture->count = count;
  for (size_t i = 0; i < count; i++) {
    const double x = atoms[i].value;
    mixture->values[i] = x;
    mixture->cumulative[i] = sf_law_probe(mixture, x, false).mass;
    mixture->before[i] = sf_law_probe(mixture, nextafter(x, -HUGE_VAL), false).mass;
  }
  return true;
}

/* Room for the parts of a mixture, whose own mixtures are taken apart. */
static sf_law *new_mixture(sf_law *const *parts, size_t count, sf_error *error) {
  size_t flat = 0;
  for (size_t i = 0; i < count; i++) flat += parts[i]->kind == SF_LAW_MIXTURE ? parts[i]->part_count : 1;
  sf_law *mixture = sf_new_law(SF_LAW_MIXTURE, error);
  if (mixture == NULL) return NULL;
  mixture->parts = sf_allocate(flat, sizeof *mixture->parts);
  mixture->shares = sf_allocate(flat, sizeof *mixture->shares);
  if (mixture->parts != NULL && mixture->shares != NULL) return mixture;
  sf_release_law(mixture);
  (void)no_memory("mixture", error);
  return NULL;
}

static void add_part(sf_law *mixture, sf_law *part, double share) {
  if (share == 0) return;
  if (part->kind == SF_LAW_MIXTURE) {
    for (size_t i = 0; i < part->part_count; i++) add_part(mixture, part->parts[i], share * part->shares[i]);
    return;
  }
  mixture->shares[mixture->part_count] = share;
  mixture->parts[mixture->part_count++] = sf_retain_law(part);
}

/* Only atoms: the discrete law of them. One part: that part. */
static sf_status settle_mixture(sf_law *mixture, sf_law **law, sf_error *error) {
  if (mixture->part_count == 1 && mixture->parts[0]->sd > 0) {
    *law = sf_retain_law(mixture->parts[0]);
    sf_release_law(mixture);
    return SF_OK;
  }
  atom *atoms = NULL;
  size_t count = 0;
  bool discrete = true;
  for (size_t i = 0; i < mixture->part_count; i++) discrete = discrete && is_discrete(mixture->parts[i]);
  sf_status status = gather_atoms(mixture, &atoms, &count, error);
  if (status == SF_OK && discrete) {
    status = count == 1 ? no_spread("mixture", atoms[0].value, error) : make_discrete(atoms, count, law, error);
    sf_release_law(mixture);
  } else if (status == SF_OK && store_atoms(mixture, atoms, count)) {
    status = sf_finish_law(mixture, law, error);
  } else {
    sf_release_law(mixture);
    status = no_memory("mixture", error);
  }
  sf_free(atoms);
  return status;
}

/* weights are checked. */
static sf_status make_mixture(sf_law *const *parts, const double *weights, size_t count, sf_law **law,
                              sf_error *error) {
  sf_law *mixture = new_mixture(parts, count, error);
  if (mixture == NULL) return SF_NO_MEMORY;
  double total = 0;
  for (size_t i = 0; i < count; i++) total += weights[i];
  for (size_t i = 0; i < count; i++) add_part(mixture, parts[i], weights[i] / total);
  return settle_mixture(mixture, law, error);
}

sf_status sf_mixture(sf_law *const *parts, const double *weights, size_t count, sf_law **law, sf_error *error) {
  if (count == 0) return sf_fail(error, SF_INVALID, "mixture: the list of parts is empty");
  for (size_t i = 0; i < count; i++)
    if (parts[i] == NULL) return sf_fail(error, SF_INVALID, "mixture: part %zu is missing", i + 1);
  const sf_status status = check_weights("mixture", weights, count, error);
  if (status != SF_OK) return status;
  return make_mixture(parts, weights, count, law, error);
}

/* Truncation */

static sf_status nothing_left(const sf_law *inner, double low, double high, sf_error *error) {
  char text[SF_LAW_TEXT_SIZE];
  const char *law = sf_print_law(inner, 1, text);
  if (isinf(high))
    return sf_fail(error, SF_INVALID, "truncated: %s has no probability above %s", law, sf_quote_number(low).text);
  if (isinf(low))
    return sf_fail(error, SF_INVALID, "truncated: %s has no probability below %s", law, sf_quote_number(high).text);
  return sf_fail(error, SF_INVALID, "truncated: %s has no probability in [%s, %s]", law, sf_quote_number(low).text,
                 sf_quote_number(high).text);
}

static sf_law_edges find_edges(const sf_law *inner, double low, double high) {
  sf_law_edges edge = {.below_low = sf_law_probe(inner, low, false).mass,
                       .above_low = sf_law_probe(inner, low, true).mass,
                       .below_high = sf_law_probe(inner, high, false).mass,
                       .above_high = sf_law_probe(inner, high, true).mass};
  edge.between = edge.below_low > 0.5 ? edge.above_low - edge.above_high : edge.below_high - edge.below_low;
  return edge;
}

static sf_status truncate_smooth(sf_law *inner, double low, double high, sf_law **law, sf_error *error) {
  const sf_law_edges edges = find_edges(inner, low, high);
  if (!(edges.between > 0)) return nothing_left(inner, low, high, error);
  if (edges.below_low == 0 && edges.above_high == 0) {
    *law = sf_retain_law(inner);
    return SF_OK;
  }
  sf_law *made = sf_new_law(SF_LAW_TRUNCATED, error);
  if (made == NULL) return SF_NO_MEMORY;
  made->parts = sf_allocate(1, sizeof *made->parts);
  if (made->parts == NULL) {
    sf_release_law(made);
    return no_memory("truncated", error);
  }
  made->parts[made->part_count++] = sf_retain_law(inner);
  made->p[0] = low, made->p[1] = high;
  made->edges = edges;
  return sf_finish_law(made, law, error);
}

static sf_status truncate_uniform(const sf_law *inner, double low, double high, sf_law **law, sf_error *error) {
  const double from = fmax(low, inner->p[0]), to = fmin(high, inner->p[1]);
  return from < to ? sf_uniform(from, to, law, error) : nothing_left(inner, low, high, error);
}

/* One value may be left: as a part of a mixture that is a law. *mass is the probability that is left. */
static sf_status truncate_atoms(sf_law *inner, double low, double high, sf_law **law, sf_error *error) {
  const size_t total = atom_count(inner);
  size_t kept = 0;
  atom *atoms = sf_allocate(total, sizeof *atoms);
  if (atoms == NULL) return no_memory("truncated", error);
  for (size_t i = 0; i < total; i++) {
    const atom at = law_atom(inner, i);
    if (at.value >= low && at.value <= high) atoms[kept++] = at;
  }
  sf_status status = SF_OK;
  if (kept == total) {
    *law = sf_retain_law(inner);
  } else if (kept == 0) {
    status = nothing_left(inner, low, high, error);
  } else {
    status = make_discrete(atoms, tidy_atoms(atoms, kept), law, error);
  }
  sf_free(atoms);
  return status;
}

static sf_status truncate_simple(sf_law *inner, double low, double high, sf_law **law, sf_error *error) {
  if (is_discrete(inner)) return truncate_atoms(inner, low, high, law, error);
  if (inner->kind == SF_LAW_UNIFORM) return truncate_uniform(inner, low, high, law, error);
  if (inner->kind != SF_LAW_TRUNCATED) return truncate_smooth(inner, low, high, law, error);
  const double from = fmax(low, inner->p[0]), to = fmin(high, inner->p[1]);
  if (!(from < to)) return nothing_left(inner, low, high, error);
  return truncate_smooth(inner->parts[0], from, to, law, error);
}

static double mass_within(const sf_law *law, double low, double high) {
  if (!is_discrete(law)) return find_edges(law, low, high).between;
  double mass = 0;
  for (size_t i = 0; i < atom_count(law); i++) {
    const atom at = law_atom(law, i);
    if (at.value >= low && at.value <= high) mass += at.weight;
  }
  return mass;
}

/* A truncated mixture is the mixture of its truncated parts, weighted by what is left of each. */
static sf_status truncate_mixture(const sf_law *inner, double low, double high, sf_law **law, sf_error *error) {
  const size_t count = inner->part_count;
  size_t kept = 0;
  sf_status status = SF_OK;
  sf_law **parts = sf_allocate(count, sizeof(sf_law *));
  double *weights = sf_allocate(count, sizeof *weights);
  if (parts == NULL || weights == NULL) status = no_memory("truncated", error);
  for (size_t i = 0; i < count && status == SF_OK; i++) {
    const double mass = mass_within(inner->parts[i], low, high);
    if (!(mass > 0)) continue;
    status = truncate_simple(inner->parts[i], low, high, &parts[kept], error);
    if (status == SF_OK) weights[kept++] = inner->shares[i] * mass;
  }
  if (status == SF_OK && kept == 0) status = nothing_left(inner, low, high, error);
  if (status == SF_OK) status = make_mixture(parts, weights, kept, law, error);
  for (size_t i = 0; i < kept; i++) sf_release_law(parts[i]);
  sf_free(parts);
  sf_free(weights);
  return status;
}

sf_status sf_truncated(sf_law *law_in, double low, double high, sf_law **law, sf_error *error) {
  if (law_in == NULL) return sf_fail(error, SF_INVALID, "truncated: the law is missing");
  if (low != low || high != high)
    return sf_fail(error, SF_INVALID, "truncated: %s must be a number", low != low ? "low" : "high");
  if (!(low < high))
    return sf_fail(error, SF_INVALID, "truncated: low %s is not below high %s", sf_quote_number(low).text,
                   sf_quote_number(high).text);
  if (law_in->kind == SF_LAW_MIXTURE) return truncate_mixture(law_in, low, high, law, error);
  sf_law *made = NULL;
  sf_status status = truncate_simple(law_in, low, high, &made, error);
  if (status == SF_OK && made->count == 1) {
    status = no_spread("truncated", made->values[0], error);
    sf_release_law(made);
  } else if (status == SF_OK) {
    *law = made;
  }
  return status;
}
