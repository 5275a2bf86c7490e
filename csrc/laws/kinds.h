/* The kinds of law and what each keeps: for this room, and for the tables that kernels read.
 *
 * Constructors keep the forms simple, so that nothing nests without end: a mixture has no mixture among its parts, the
 * law that was truncated is smooth and neither uniform nor itself truncated, and what is left of a discrete law is
 * again discrete. */
#ifndef SF_LAWS_KINDS_H
#define SF_LAWS_KINDS_H

#include "numeric/special.h"
#include "signalflow/law.h"

#include <stdatomic.h>

typedef enum sf_law_kind {
  SF_LAW_NORMAL,      /* p: mean, sd */
  SF_LAW_LOGNORMAL,   /* p: median, sigma */
  SF_LAW_UNIFORM,     /* p: low, high */
  SF_LAW_TRIANGULAR,  /* p: low, mode, high */
  SF_LAW_BETA,        /* p: a, b, low, high */
  SF_LAW_PERT,        /* p: low, mode, high, weight */
  SF_LAW_GAMMA,       /* p: shape, scale */
  SF_LAW_EXPONENTIAL, /* p: mean */
  SF_LAW_BERNOULLI,   /* p: probability */
  SF_LAW_DISCRETE,    /* values ascending and distinct, shares, cumulative */
  SF_LAW_EMPIRICAL,   /* values ascending */
  SF_LAW_MIXTURE,     /* parts, shares; values are the parts' atoms */
  SF_LAW_TRUNCATED,   /* p: low, high; parts[0] */
  SF_LAW_KIND_COUNT
} sf_law_kind;

/* Beta and PERT. */
typedef struct sf_beta_shape {
  double a, b, constant, low, high, span;
} sf_beta_shape;

/* Truncated: masses of the inner law on both sides of both ends, and between them; each has its own rounding, so that
 * differences in either tail keep their digits. */
typedef struct sf_law_edges {
  double below_low, above_low, below_high, above_high, between;
} sf_law_edges;

struct sf_law {
  atomic_size_t holders;
  sf_law_kind kind;
  double p[4];
  double mean, sd;
  sf_beta_shape beta;
  double gamma_constant;
  sf_law_edges edges;
  size_t count;       /* of values */
  double *values;     /* of a mixture: where it has atoms, ascending */
  double *cumulative; /* P(X <= values[i]) */
  double *before;     /* of a mixture: P(X < values[i]) */
  size_t part_count;
  sf_law **parts;
  double *shares; /* probability of each value or part */
};

/* What is known at x; upper asks for P(X > x) in place of P(X <= x). */
sf_probe sf_law_probe(const sf_law *law, double x, bool upper);
/* x with P(X <= x) = p, or P(X > x) = p when upper; 0 < p < 1. */
double sf_law_tail_quantile(const sf_law *law, double p, bool upper);
const char *sf_law_kind_name(sf_law_kind kind);

/* For constructors. An empty law, held once; NULL when memory ran out, which error then says. */
sf_law *sf_new_law(sf_law_kind kind, sf_error *error);
/* Works out mean and sd and hands the law over; a law whose moments are not numbers is released and refused. */
SF_MUST_USE sf_status sf_finish_law(sf_law *made, sf_law **law, sf_error *error);
/* Fills in law->mean and law->sd. */
void sf_find_moments(sf_law *law);

#endif
