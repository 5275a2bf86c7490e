/* The expression graph: a formula is written once, and everything else is asked of it.
 *
 * An expression is an immutable node with a dimension: a constant, an input (a named place that a value or another
 * expression is put into later), a draw (a uniform random number keyed by its driver's name), or an operation. Equal
 * nodes are one node; constants fold; x*1, x+0, x^1, x^2 and their like are simplified where the bits stay the same.
 *
 * Writing formulas. A dimension error, a bad constant or a failed allocation sticks to the graph (the first one wins)
 * and the function returns NULL; every function accepts NULL operands and passes them on. So a formula carries no
 * checks between its lines; sf_graph_status is asked once at the end and clears the error.
 *
 * Ownership. An expression returned by any function here is borrowed: it lives until the next sf_collect_graph unless
 * it was retained, or is an operand of something that lives. Retain what is kept, release it when done; nodes that
 * nothing holds are freed at once on release, and by sf_collect_graph otherwise. A graph is used by one thread at a
 * time. */
#ifndef SIGNALFLOW_GRAPH_H
#define SIGNALFLOW_GRAPH_H

#include "law.h"
#include "unit.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sf_graph sf_graph;
typedef struct sf_expression sf_expression;

/* An empty graph, which the caller destroys. SF_NO_MEMORY. */
SF_API SF_MUST_USE sf_status sf_create_graph(sf_graph **graph, sf_error *error);
/* Frees every node, retained or not. */
SF_API void sf_destroy_graph(sf_graph *graph);
/* The first error since the last call, which clears it; SF_OK when there was none. */
SF_API SF_MUST_USE sf_status sf_graph_status(sf_graph *graph, sf_error *error);
/* Makes a formula's own error stick, as the functions below do; returns NULL. */
SF_API sf_expression *sf_graph_fail(sf_graph *graph, sf_status code, const char *format, ...) SF_PRINTF(3, 4);
/* Frees what nothing holds. */
SF_API void sf_collect_graph(sf_graph *graph);
/* Number of live nodes. */
SF_API size_t sf_graph_size(const sf_graph *graph);

SF_API sf_expression *sf_retain(sf_expression *expression);         /* NULL in, NULL out */
SF_API void sf_release(sf_graph *graph, sf_expression *expression); /* NULL is allowed */

/* Leaves. */
SF_API sf_expression *sf_constant(sf_graph *graph, sf_quantity quantity); /* NaN or infinity: SF_INVALID */
SF_API sf_expression *sf_number(sf_graph *graph, double value);           /* a dimensionless constant */
/* A constant of that expression's dimension. */
SF_API sf_expression *sf_constant_like(sf_graph *graph, const sf_expression *expression, double value);
SF_API sf_expression *sf_input(sf_graph *graph, const char *name, sf_dimension dimension);
/* The uniform draw of the driver of that name; dimensionless, in (0, 1). */
SF_API sf_expression *sf_draw(sf_graph *graph, const char *driver);
/* quantile of law at u (dimensionless, in (0, 1)); the law's numbers are in coherent units of dimension. */
SF_API sf_expression *sf_quantile(sf_graph *graph, sf_law *law, sf_dimension dimension, sf_expression *u);
/* An identity that carries a name and where the figure comes from, for explanations; plans see through it. */
SF_API sf_expression *sf_cite(sf_graph *graph, sf_expression *value, const char *name, const char *source);

/* Arithmetic. Addition, comparison, min, max and the branches of where need equal dimensions. A draw at which an
 * operation has no value (a division by 0, the logarithm of 0, a root of what is below it) has none in anything made of
 * it, in min, max and comparisons too; where has none for a condition that has none, or in the branch it takes. */
SF_API sf_expression *sf_add(sf_graph *graph, sf_expression *a, sf_expression *b);
SF_API sf_expression *sf_subtract(sf_graph *graph, sf_expression *a, sf_expression *b);
SF_API sf_expression *sf_multiply(sf_graph *graph, sf_expression *a, sf_expression *b);
SF_API sf_expression *sf_divide(sf_graph *graph, sf_expression *a, sf_expression *b);
SF_API sf_expression *sf_negate(sf_graph *graph, sf_expression *a);
/* a ^ b; b is dimensionless, and a constant where a has a dimension. */
SF_API sf_expression *sf_power(sf_graph *graph, sf_expression *a, sf_expression *b);
SF_API sf_expression *sf_square_root(sf_graph *graph, sf_expression *a);
SF_API sf_expression *sf_exponential_of(sf_graph *graph, sf_expression *a);      /* dimensionless */
SF_API sf_expression *sf_logarithm(sf_graph *graph, sf_expression *a);           /* dimensionless */
SF_API sf_expression *sf_logistic(sf_graph *graph, sf_expression *a);            /* 1 / (1 + exp(-a)) */
SF_API sf_expression *sf_normal_distribution(sf_graph *graph, sf_expression *a); /* standard normal P(Z <= a) */
SF_API sf_expression *sf_normal_quantile(sf_graph *graph, sf_expression *a);     /* its inverse */
SF_API sf_expression *sf_absolute(sf_graph *graph, sf_expression *a);
SF_API sf_expression *sf_floor(sf_graph *graph, sf_expression *a);
SF_API sf_expression *sf_ceiling(sf_graph *graph, sf_expression *a);
SF_API sf_expression *sf_minimum(sf_graph *graph, sf_expression *a, sf_expression *b);
SF_API sf_expression *sf_maximum(sf_graph *graph, sf_expression *a, sf_expression *b);
/* Comparisons give 1 or 0, dimensionless. */
SF_API sf_expression *sf_less(sf_graph *graph, sf_expression *a, sf_expression *b);
SF_API sf_expression *sf_less_equal(sf_graph *graph, sf_expression *a, sf_expression *b);
SF_API sf_expression *sf_equal(sf_graph *graph, sf_expression *a, sf_expression *b);
/* yes where condition is not 0, else no. */
SF_API sf_expression *sf_where(sf_graph *graph, sf_expression *condition, sf_expression *yes, sf_expression *no);

/* A function of many operands that no chain of the operations above can say (an internal rate of return). It is
 * evaluated lane by lane, must be pure, and returns NaN where it has no answer. Functions are compared by address, so
 * each is one static object. derivative may be NULL: then the function cannot be differentiated. */
typedef struct sf_function {
  const char *name;
  double (*evaluate)(const double *operands, size_t count);
  /* partial[i] = d evaluate / d operands[i] */
  void (*derivative)(const double *operands, size_t count, double *partial);
} sf_function;
SF_API sf_expression *sf_call(sf_graph *graph, const sf_function *function, sf_dimension result,
                              sf_expression *const *operands, size_t count);

/* Where a value may lie; infinite ends are none, open ones are not allowed themselves. */
typedef struct sf_domain {
  double low, high;
  bool low_open, high_open;
} sf_domain;
SF_API bool sf_is_within(double value, const sf_domain *domain);
/* The value where it lies in its domain; its draws outside are undefined. It is the value itself where its law shows
 * that it cannot lie outside. Formulas print it, and derivatives see it, as the value. */
SF_API sf_expression *sf_keep_within(sf_graph *graph, sf_expression *value, const sf_domain *domain);
/* The value where it is not above a limit of the same dimension, which may be uncertain; otherwise as above. */
SF_API sf_expression *sf_keep_up_to(sf_graph *graph, sf_expression *value, sf_expression *limit);
/* The probability that a constant, a law, or a law times or plus constants lies in the domain; NaN for anything else.
 */
SF_API double sf_share_within(const sf_expression *value, const sf_domain *domain);

/* Looking at an expression. */
typedef enum sf_operation {
  SF_CONSTANT,
  SF_INPUT,
  SF_DRAW,
  SF_QUANTILE,
  SF_CITE,
  SF_ADD,
  SF_SUBTRACT,
  SF_MULTIPLY,
  SF_DIVIDE,
  SF_NEGATE,
  SF_POWER,
  SF_SQUARE_ROOT,
  SF_EXPONENTIAL,
  SF_LOGARITHM,
  SF_LOGISTIC,
  SF_NORMAL_DISTRIBUTION,
  SF_NORMAL_QUANTILE,
  SF_ABSOLUTE,
  SF_FLOOR,
  SF_CEILING,
  SF_MINIMUM,
  SF_MAXIMUM,
  SF_LESS,
  SF_LESS_EQUAL,
  SF_EQUAL,
  SF_WHERE,
  SF_CALL,
  SF_PARTIAL, /* made by differentiating a call: its i-th partial derivative */
  SF_OPERATION_COUNT
} sf_operation;

/* What an expression is made of. index is below the operand count; operands are borrowed. */
SF_API sf_operation sf_expression_operation(const sf_expression *expression);
SF_API sf_dimension sf_expression_dimension(const sf_expression *expression);
SF_API size_t sf_operand_count(const sf_expression *expression);
SF_API sf_expression *sf_operand(const sf_expression *expression, size_t index);
/* The name of an input, draw or citation; the source of a citation; else NULL. */
SF_API const char *sf_expression_name(const sf_expression *expression);
SF_API const char *sf_expression_source(const sf_expression *expression);
/* The name of the function of a call or of its derivative; else NULL. */
SF_API const char *sf_function_name(const sf_expression *expression);
SF_API const sf_law *sf_expression_law(const sf_expression *expression);
/* True, and its value in coherent units, when no input and no draw lies beneath. */
SF_API bool sf_expression_value(const sf_expression *expression, double *value);
/* Whether a part of the expression that is certain has no finite value; error's message then says why. */
SF_API bool sf_explain_undefined(sf_expression *expression, sf_error *error);
/* True when a draw lies beneath. */
SF_API bool sf_is_uncertain(const sf_expression *expression);

/* Calls visit once for each node beneath and including the roots, operands first, until it returns false. */
typedef bool sf_visit(void *context, sf_expression *expression);
SF_API SF_MUST_USE sf_status sf_walk(sf_expression *const *roots, size_t count, sf_visit *visit, void *context,
                                     sf_error *error);

/* dependents[i] = how many operations beneath and including root change when of[i] does: what each further evaluation
 * costs. Time grows with count times the size of the formula. SF_NO_MEMORY. */
SF_API SF_MUST_USE sf_status sf_count_dependents(sf_expression *root, sf_expression *const *of, size_t count,
                                                 size_t *dependents, sf_error *error);

/* results[i] = roots[i] with every occurrence of from[k] replaced by to[k] (same dimension), rebuilt and simplified.
 * results may be roots. Where that leaves an operation over constants without a value (a division by zero), the
 * result is undefined and not an error: plans give NaN there, and sf_explain_undefined says why. */
SF_API SF_MUST_USE sf_status sf_substitute(sf_graph *graph, sf_expression *const *roots, size_t count,
                                           sf_expression *const *from, sf_expression *const *to, size_t pairs,
                                           sf_expression **results, sf_error *error);

/* Makes the draws of these drivers follow a Gaussian copula with the given rank (Spearman) correlations:
 * rank[i*count+j], symmetric with a unit diagonal. results[i] replaces sf_draw(drivers[i]) (substitute it). Pearson
 * correlation of the normal scores is 2 sin(pi rank / 6) (Kruskal 1958). SF_INVALID names the first pair that makes the
 * matrix not positive definite, and the message offers the nearest value that is valid for that pair. */
SF_API SF_MUST_USE sf_status sf_correlate(sf_graph *graph, const char *const *drivers, size_t count, const double *rank,
                                          sf_expression **results, sf_error *error);

/* gradients[k] = d output / d inputs[k], as expressions, by reverse accumulation: one sweep gives them all, and they
 * share their parts with each other and with the output when compiled into one plan. inputs may be any expressions
 * beneath output. At a tie the operands of a minimum or maximum share its slope, a half each (so of three equal ones in
 * two minima a quarter, a quarter and a half), and an absolute value has slope 0 at 0; so min(a, b) + max(a, b) has
 * the slopes of a + b everywhere. where has the slope of the branch taken; floor, ceiling and comparisons have 0. */
SF_API SF_MUST_USE sf_status sf_differentiate(sf_graph *graph, sf_expression *output, sf_expression *const *inputs,
                                              size_t count, sf_expression **gradients, sf_error *error);

/* Writes the formula as a person would: infix, names for inputs, drivers and citations, constants with units, laws
 * spelled out; cut with "..." after limit characters. The caller frees *text with sf_free_text. */
SF_API SF_MUST_USE sf_status sf_print_expression(const sf_expression *expression, size_t limit, char **text,
                                                 sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
