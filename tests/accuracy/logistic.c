/* J. Nocedal, Updating quasi-Newton matrices with limited storage, Mathematics of Computation 35 (1980): two loops. */
#include "logistic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT = 10, MOST_STEPS = 400 };
static const double small_gradient = 1e-4, armijo = 1e-4;

void predict_logistic(const double *coefficients, const sample *one, double probability[CLASSES]) {
  double odds[CLASSES] = {0}, highest = -INFINITY, total = 0;
  for (size_t i = 0; i < one->count; ++i)
    for (int c = 0; c < CLASSES; ++c)
      odds[c] += one->features[i].value * coefficients[one->features[i].index * CLASSES + (size_t)c];
  for (int c = 0; c < CLASSES; ++c) highest = fmax(highest, odds[c]);
  for (int c = 0; c < CLASSES; ++c) total += probability[c] = exp(odds[c] - highest);
  for (int c = 0; c < CLASSES; ++c) probability[c] /= total;
}

typedef struct problem {
  const sample *samples;
  size_t count, size; /* of samples, of coefficients */
  double ridge;
} problem;

static double loss_of(const problem *p, const double *x, double *gradient) {
  double loss = 0;
  for (size_t i = 0; i < p->size; ++i) {
    gradient[i] = p->ridge * x[i];
    loss += p->ridge * x[i] * x[i] / 2;
  }
  for (size_t s = 0; s < p->count; ++s) {
    const sample *one = &p->samples[s];
    double probability[CLASSES];
    predict_logistic(x, one, probability);
    loss -= one->weight * log(probability[one->label]);
    probability[one->label] -= 1;
    for (size_t i = 0; i < one->count; ++i)
      for (int c = 0; c < CLASSES; ++c)
        gradient[one->features[i].index * CLASSES + (size_t)c] += one->weight * one->features[i].value * probability[c];
  }
  return loss;
}

static double product(const double *a, const double *b, size_t size) {
  double sum = 0;
  for (size_t i = 0; i < size; ++i) sum += a[i] * b[i];
  return sum;
}

static void add_times(double *to, double factor, const double *what, size_t size) {
  for (size_t i = 0; i < size; ++i) to[i] += factor * what[i];
}

typedef struct memory {
  double *moved[KEPT], *turned[KEPT]; /* steps of the coefficients and of the gradient */
  size_t count, next;
} memory;

/* direction = -(about the inverse Hessian) times the gradient. */
static void choose_direction(const memory *m, const double *gradient, size_t size, double *direction) {
  double shares[KEPT];
  for (size_t i = 0; i < size; ++i) direction[i] = -gradient[i];
  for (size_t k = 0; k < m->count; ++k) {
    const size_t at = (m->next + KEPT - 1 - k) % KEPT;
    shares[at] = product(m->moved[at], direction, size) / product(m->moved[at], m->turned[at], size);
    add_times(direction, -shares[at], m->turned[at], size);
  }
  if (m->count > 0) {
    const size_t last = (m->next + KEPT - 1) % KEPT;
    const double scale =
        product(m->moved[last], m->turned[last], size) / product(m->turned[last], m->turned[last], size);
    for (size_t i = 0; i < size; ++i) direction[i] *= scale;
  }
  for (size_t k = m->count; k-- > 0;) {
    const size_t at = (m->next + KEPT - 1 - k) % KEPT;
    const double share = product(m->turned[at], direction, size) / product(m->moved[at], m->turned[at], size);
    add_times(direction, shares[at] - share, m->moved[at], size);
  }
}

static void minimise(const problem *p, double *x, memory *m, double *work) {
  const size_t n = p->size;
  double *gradient = work, *direction = work + n, *next = work + 2 * n, *next_gradient = work + 3 * n;
  double loss = loss_of(p, x, gradient);
  for (int step = 0; step < MOST_STEPS && sqrt(product(gradient, gradient, n)) > small_gradient; ++step) {
    choose_direction(m, gradient, n, direction);
    const double slope = product(gradient, direction, n);
    double length = m->count > 0 ? 1 : 1 / (1 + sqrt(product(gradient, gradient, n))), lower;
    for (;; length /= 2) {
      for (size_t i = 0; i < n; ++i) next[i] = x[i] + length * direction[i];
      lower = loss_of(p, next, next_gradient);
      if (lower <= loss + armijo * length * slope || length < 1e-12) break;
    }
    double *moved = m->moved[m->next], *turned = m->turned[m->next];
    for (size_t i = 0; i < n; ++i) {
      moved[i] = next[i] - x[i];
      turned[i] = next_gradient[i] - gradient[i];
    }
    if (product(moved, turned, n) > 1e-14) {
      m->next = (m->next + 1) % KEPT;
      m->count += m->count < KEPT;
    }
    memcpy(x, next, n * sizeof *x);
    memcpy(gradient, next_gradient, n * sizeof *x);
    loss = lower;
  }
}

bool fit_logistic(const sample *samples, size_t count, size_t features, double ridge, double *coefficients) {
  const problem p = {samples, count, features * CLASSES, ridge};
  double *all = calloc((4 + 2 * KEPT) * p.size, sizeof *all);
  if (all == NULL) return false;
  memory m = {.count = 0};
  for (size_t k = 0; k < KEPT; ++k) {
    m.moved[k] = all + (4 + 2 * k) * p.size;
    m.turned[k] = all + (5 + 2 * k) * p.size;
  }
  memset(coefficients, 0, p.size * sizeof *coefficients);
  minimise(&p, coefficients, &m, all);
  free(all);
  return true;
}
