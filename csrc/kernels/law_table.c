#include "kernels/law_table.h"
#include "base/memory.h"
#include "laws/kinds.h"

#include <math.h>
#include <string.h>

#define TOLERANCE 5e-12 /* of the value, where it is checked; half of what is promised */

enum { NODES = SF_LAW_COEFFICIENTS };

/* cos(i pi / 16); nodes are at r = cos((2k + 1) pi / 16) / 2. */
static const double cosine[9] = {1,
                                 0.98078528040323044913,
                                 0.92387953251128675613,
                                 0.83146961230254523708,
                                 0.70710678118654752440,
                                 0.55557023301960222474,
                                 0.38268343236508977173,
                                 0.19509032201612826785,
                                 0};

static double cosine_of(int sixteenths) {
  const int turn = sixteenths % 32, half = turn > 16 ? 32 - turn : turn;
  return half > 8 ? -cosine[16 - half] : cosine[half];
}

/* Segments */

typedef struct segment {
  double middle, width; /* v = middle + width r */
} segment;

static segment segment_at(int index) {
  const int octave = index / SF_LAW_SEGMENTS_PER_OCTAVE, from_top = index % SF_LAW_SEGMENTS_PER_OCTAVE;
  const double low = ldexp(0.25, -octave), width = low / SF_LAW_SEGMENTS_PER_OCTAVE;
  return (segment){low + width * (SF_LAW_SEGMENTS_PER_OCTAVE - 0.5 - from_top), width};
}

static double v_of(segment at, double r) { return fma(at.width, r, at.middle); }

/* By Horner's rule; the kernels add the same terms in another order, within the tolerance either way. */
static double polynomial(const double c[SF_LAW_COEFFICIENTS], double r) {
  double sum = c[SF_LAW_COEFFICIENTS - 1];
  for (int i = SF_LAW_COEFFICIENTS - 2; i >= 0; i--) sum = fma(sum, r, c[i]);
  return sum;
}

/* Chebyshev polynomial j of t = 2 r in powers of r */
static const double chebyshev[NODES][SF_LAW_COEFFICIENTS] = {{1},
                                                             {0, 2},
                                                             {-1, 0, 8},
                                                             {0, -6, 0, 32},
                                                             {1, 0, -32, 0, 128},
                                                             {0, 10, 0, -160, 0, 512},
                                                             {-1, 0, 72, 0, -768, 0, 2048},
                                                             {0, -14, 0, 448, 0, -3584, 0, 8192}};

/* The polynomial through the nodes: its Chebyshev coefficients, then powers of r = t / 2. */
static void interpolate(const double values[NODES], double c[SF_LAW_COEFFICIENTS]) {
  memset(c, 0, SF_LAW_COEFFICIENTS * sizeof *c);
  for (int j = NODES - 1; j >= 0; j--) {
    double sum = 0;
    for (int k = 0; k < NODES; k++) sum = fma(values[k], cosine_of(j * (2 * k + 1)), sum);
    sum *= j == 0 ? 1.0 / NODES : 2.0 / NODES;
    for (int i = 0; i <= j; i++) c[i] = fma(chebyshev[j][i], sum, c[i]);
  }
}

/* Building one side */

typedef struct side {
  const sf_law *law;
  bool upper;
  segment last; /* where the coefficients below were found */
  double c[SF_LAW_COEFFICIENTS];
  bool started;
} side;

/* Newton's method from a good guess; the law's own quantile where that does not settle at once. */
static double quantile_near(const side *on, double v, double guess) {
  double x = guess;
  for (int i = 0; i < 4; i++) {
    const sf_probe at = sf_law_probe(on->law, x, on->upper);
    if (!(at.mass > 0 && at.density > 0)) break;
    const double excess = sf_log1p((at.mass - v) / v), change = excess * at.mass / at.density;
    x += on->upper ? change : -change;
    if (fabs(excess) < 1e-7) return x;
  }
  return sf_law_tail_quantile(on->law, v, on->upper);
}

static double node_value(const side *on, double v) {
  if (!on->started) return sf_law_tail_quantile(on->law, v, on->upper);
  return quantile_near(on, v, polynomial(on->c, (v - on->last.middle) / on->last.width));
}

/* Whether the polynomial is the quantile within the tolerance at the ends and the middle, where the error of an
 * interpolation at these nodes is largest. */
static bool good_enough(const side *on) {
  const double span = fabs(polynomial(on->c, 0.5) - polynomial(on->c, -0.5));
  for (int i = -1; i <= 1; i++) {
    const double x = polynomial(on->c, 0.5 * i), v = v_of(on->last, 0.5 * i);
    const sf_probe at = sf_law_probe(on->law, x, on->upper);
    const double miss = fabs(at.mass - v) / at.density, size = fabs(x) > span ? fabs(x) : span;
    if (!(miss <= TOLERANCE * size)) return false;
  }
  return true;
}

/* A segment that lies within one atom of a mixture. */
static bool constant_segment(side *on) {
  if (on->law->count == 0) return false;
  const double first = sf_law_tail_quantile(on->law, v_of(on->last, -0.5), on->upper);
  const double last = sf_law_tail_quantile(on->law, v_of(on->last, 0.5), on->upper);
  if (first != last) return false;
  memset(on->c, 0, sizeof on->c);
  on->c[0] = first;
  return true;
}

static bool build_segment(side *on, int index) {
  const segment here = segment_at(index);
  double values[NODES];
  for (int k = 0; k < NODES; k++) values[k] = node_value(on, v_of(here, 0.5 * cosine_of(2 * k + 1)));
  on->last = here;
  on->started = true;
  if (constant_segment(on)) return true;
  interpolate(values, on->c);
  return good_enough(on);
}

static void build_side(const sf_law *law, bool upper, double *rows) {
  side on = {.law = law, .upper = upper};
  for (int index = 0; index < SF_LAW_ROWS; index++) {
    double *row = rows + (size_t)index * SF_LAW_COEFFICIENTS;
    if (index < SF_LAW_SEGMENTS && build_segment(&on, index)) {
      memcpy(row, on.c, sizeof on.c);
    } else {
      for (int i = 0; i < SF_LAW_COEFFICIENTS; i++) row[i] = (double)NAN;
    }
  }
}

static bool build_polynomials(sf_law_table *table, const sf_law *law) {
  table->form = SF_FORM_POLYNOMIAL;
  table->coefficients = sf_allocate_aligned((size_t)2 * SF_LAW_ROWS * SF_LAW_COEFFICIENTS, sizeof(double));
  if (table->coefficients == NULL) return false;
  build_side(law, false, table->coefficients);
  build_side(law, true, table->coefficients + SF_LAW_ROWS * SF_LAW_COEFFICIENTS);
  return true;
}

/* Lognormal laws, whose nodes are the same for all: p[0] exp(p[1] z) on the lower side, p[0] exp(-p[1] z) on the upper,
 * z being the normal quantile of v. All segments of a side are made together, by the kernels; every set of them
 * has the same bits. */

typedef double node_lanes[NODES][SF_LAW_SEGMENTS];

/* Two links: sum += factor lanes. */
static size_t add_multiple(sf_chain_link *links, double *sum, const double *lanes, double factor) {
  if (factor == 0) return 0;
  links[0] = (sf_chain_link){.form = SF_LINK(SF_OP_MULTIPLY_CONSTANT, 0), .from = lanes, .last = {.constant = factor}};
  links[1] = (sf_chain_link){.form = SF_LINK(SF_OP_ADD, 1), .second = sum, .out = sum};
  return 2;
}

static void multiply(double *out, const double *lanes, double factor, size_t count) {
  const sf_chain_link link = {
      .form = SF_LINK(SF_OP_MULTIPLY_CONSTANT, 0), .from = lanes, .last = {.constant = factor}, .out = out};
  sf_best_kernels()->chain(&link, 1, count);
}

/* As interpolate, a lane for each segment. */
static void interpolate_lanes(node_lanes values, double *rows) {
  _Alignas(64) node_lanes c = {{0}};
  for (int j = NODES - 1; j >= 0; j--) {
    _Alignas(64) double sum[SF_LAW_SEGMENTS] = {0};
    sf_chain_link links[4 * NODES];
    size_t count = 0;
    const double weight = j == 0 ? 1.0 / NODES : 2.0 / NODES;
    for (int k = 0; k < NODES; k++)
      count += add_multiple(links + count, sum, values[k], weight * cosine_of(j * (2 * k + 1)));
    for (int i = 0; i <= j; i++) count += add_multiple(links + count, c[i], sum, chebyshev[j][i]);
    sf_best_kernels()->chain(links, count, SF_LAW_SEGMENTS);
  }
  for (size_t index = 0; index < SF_LAW_ROWS; index++)
    for (size_t i = 0; i < SF_LAW_COEFFICIENTS; i++)
      rows[index * SF_LAW_COEFFICIENTS + i] = index < SF_LAW_SEGMENTS ? c[i][index] : (double)NAN;
}

static void build_lognormal_side(double *rows, node_lanes normal, const double p[2], bool upper) {
  enum { ALL_NODES = NODES * SF_LAW_SEGMENTS };
  _Alignas(64) node_lanes values;
  multiply(&values[0][0], &normal[0][0], upper ? -p[1] : p[1], ALL_NODES);
  sf_best_kernels()->exponential(&values[0][0], &values[0][0], ALL_NODES);
  multiply(&values[0][0], &values[0][0], p[0], ALL_NODES);
  interpolate_lanes(values, rows);
}

static bool build_lognormal(sf_law_table *table, const double p[2]) {
  _Alignas(64) node_lanes normal;
  table->form = SF_FORM_POLYNOMIAL;
  table->coefficients = sf_allocate_aligned((size_t)2 * SF_LAW_ROWS * SF_LAW_COEFFICIENTS, sizeof(double));
  if (table->coefficients == NULL) return false;
  for (int i = 0; i < SF_LAW_SEGMENTS; i++) {
    const segment here = segment_at(i);
    for (int k = 0; k < NODES; k++) normal[k][i] = v_of(here, 0.5 * cosine_of(2 * k + 1));
  }
  sf_best_kernels()->normal_quantile(&normal[0][0], &normal[0][0], NODES * SF_LAW_SEGMENTS);
  build_lognormal_side(table->coefficients, normal, p, false);
  build_lognormal_side(table->coefficients + SF_LAW_ROWS * SF_LAW_COEFFICIENTS, normal, p, true);
  return true;
}

/* Forms with closed expressions */

static bool set_form(sf_law_table *table, sf_law_form form, const double *p, size_t count) {
  table->form = form;
  memcpy(table->p, p, count * sizeof *p);
  return true;
}

static bool set_triangular(sf_law_table *table, const double p[3]) {
  const double left = p[1] - p[0], right = p[2] - p[1], span = p[2] - p[0];
  return set_form(table, SF_FORM_TRIANGULAR,
                  (const double[]){left / span, p[0], sqrt(span) * sqrt(left), p[2], sqrt(span) * sqrt(right)}, 5);
}

static bool set_values(sf_law_table *table, const sf_law *law) {
  const bool weighted = law->kind == SF_LAW_DISCRETE;
  table->form = weighted ? SF_FORM_DISCRETE : SF_FORM_EMPIRICAL;
  table->count = law->count;
  table->values = sf_allocate_aligned(law->count, sizeof *table->values);
  if (table->values == NULL) return false;
  memcpy(table->values, law->values, law->count * sizeof *table->values);
  if (!weighted) return true;
  for (table->padded = 1; table->padded < law->count;) table->padded *= 2;
  table->cumulative = sf_allocate_aligned(table->padded, sizeof *table->cumulative);
  if (table->cumulative == NULL) return false;
  for (size_t i = 0; i < table->padded; i++) table->cumulative[i] = i + 1 < law->count ? law->cumulative[i] : HUGE_VAL;
  return true;
}

static bool fill_table(sf_law_table *table, const sf_law *law) {
  const double *p = law->p;
  switch (law->kind) {
  case SF_LAW_NORMAL:
    return set_form(table, SF_FORM_NORMAL, p, 2);
  case SF_LAW_LOGNORMAL: /* the polynomials halve its cost */
    return p[1] <= SF_LAW_WIDEST_LOGNORMAL ? build_lognormal(table, p) : set_form(table, SF_FORM_LOGNORMAL, p, 2);
  case SF_LAW_UNIFORM:
    return set_form(table, SF_FORM_UNIFORM, (const double[]){p[0], p[1] - p[0]}, 2);
  case SF_LAW_TRIANGULAR:
    return set_triangular(table, p);
  case SF_LAW_EXPONENTIAL:
    return set_form(table, SF_FORM_EXPONENTIAL, p, 1);
  case SF_LAW_BERNOULLI:
    return set_form(table, SF_FORM_BERNOULLI, (const double[]){1 - p[0]}, 1);
  case SF_LAW_DISCRETE:
  case SF_LAW_EMPIRICAL:
    return set_values(table, law);
  case SF_LAW_BETA:
  case SF_LAW_PERT:
  case SF_LAW_GAMMA:
  case SF_LAW_MIXTURE:
  case SF_LAW_TRUNCATED:
  case SF_LAW_KIND_COUNT:
    break;
  }
  return build_polynomials(table, law);
}

sf_status sf_create_law_table(const sf_law *law, sf_law_table **table, sf_error *error) {
  sf_law_table *made = sf_allocate(1, sizeof *made);
  if (made != NULL) made->law = sf_retain_law((sf_law *)law); /* counting holders changes no law */
  if (made != NULL) {
    made->low = sf_law_quantile(law, 0);
    made->high = sf_law_quantile(law, 1);
  }
  if (made == NULL || !fill_table(made, law)) {
    sf_destroy_law_table(made);
    return sf_fail(error, SF_NO_MEMORY, "out of memory for the table of a %s law", sf_law_kind_name(law->kind));
  }
  *table = made;
  return SF_OK;
}

void sf_destroy_law_table(sf_law_table *table) {
  if (table == NULL) return;
  sf_release_law(table->law);
  sf_free(table->values);
  sf_free(table->cumulative);
  sf_free(table->coefficients);
  sf_free(table);
}
