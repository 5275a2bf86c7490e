/* From graph to steps.
 *
 * Choosing an instruction never changes what is computed beyond the rules stated here. These keep the bits: x - c is
 * the sum of x and -c, a division by a power of two is a product, x * x and x ^ 2 are squares, |x| is x and x < c is 0
 * where x's law says so, powers by whole constants are made of squares and products as sf_is_whole_exponent's are, so
 * that powers of one base share their parts. Two move the last bits, and no more: (x ^ n) ^ y is (x ^ y) ^ n where n
 * is a whole constant, and (|x| ^ y) ^ n where n is even and x perhaps negative (x ^ y beside it is then made of |x| ^
 * y too, with the bits it has by itself), because a price that falls each year raised to an elasticity then costs one
 * power for all years; and the logistic of s x + c is 1 / (1 + exp(-c) exp(-s x)), whole where that overflows, because
 * a ramp then costs one exponential for all years. A product and a sum are not fused: a b - c would then no longer be
 * 0 where a b rounds to c. */
#include "expressions/node.h"

#include "base/memory.h"
#include "engine/ranges.h"
#include "engine/steps.h"
#include "numeric/mix.h"
#include "numeric/special.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct compilation {
  sf_listing listing;
  uint32_t *step_of; /* of each node in the listing */
  bool *raised;      /* whether a whole power of it is raised again, of each node too */
  sf_steps steps;
  sf_range *ranges;          /* of each step */
  const char **names;        /* of drivers, in order of first sight */
  const sf_law **table_laws; /* of the plan's tables */
  const sf_given_inputs *given;
  sf_plan *plan;
  sf_error *error;
} compilation;

static sf_status no_memory(compilation *work) {
  return sf_fail(work->error, SF_NO_MEMORY, "no memory to compile a plan of %zu expressions", work->listing.count);
}

/* Equal steps are one step: citations gone, expressions may turn out to be the same. */

static uint64_t hash_step(const sf_step *step) {
  const uint64_t parts[] = {step->code,        step->operands[0], step->operands[1],
                            step->operands[2], step->index,       sf_bits_of(step->constant)};
  uint64_t hash = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) hash = sf_mix_word(hash, parts[i]);
  return hash;
}

static bool same_step(const sf_step *a, const sf_step *b) {
  return a->code == b->code && memcmp(a->operands, b->operands, sizeof a->operands) == 0 && a->index == b->index &&
         sf_bits_of(a->constant) == sf_bits_of(b->constant);
}

/* The step equal to this one, made when there is none. Room was made for all of them beforehand, see MORE_STEPS. */
static uint32_t add_step(compilation *work, sf_step step) {
  sf_steps *steps = &work->steps;
  size_t at = (size_t)hash_step(&step) & (steps->bucket_count - 1);
  while (steps->buckets[at] != SF_NO_STEP) {
    if (same_step(&steps->items[steps->buckets[at]], &step)) return steps->buckets[at];
    at = (at + 1) & (steps->bucket_count - 1);
  }
  steps->buckets[at] = (uint32_t)steps->count;
  steps->items[steps->count] = step;
  work->ranges[steps->count] = sf_range_of(work->plan, work->ranges, &step);
  return (uint32_t)steps->count++;
}

static sf_step new_step(sf_opcode code, uint32_t a, uint32_t b, uint32_t c) {
  return (sf_step){.code = code, .operands = {a, b, c}};
}

static uint32_t add_constant_step(compilation *work, double value) {
  sf_step step = new_step(SF_OP_CONSTANT, SF_NO_STEP, SF_NO_STEP, SF_NO_STEP);
  step.constant = value;
  return add_step(work, step);
}

static uint32_t add_unary(compilation *work, sf_opcode code, uint32_t a) {
  return add_step(work, new_step(code, a, SF_NO_STEP, SF_NO_STEP));
}

static uint32_t add_immediate(compilation *work, sf_opcode code, uint32_t a, double constant) {
  sf_step step = new_step(code, a, SF_NO_STEP, SF_NO_STEP);
  step.constant = constant;
  return add_step(work, step);
}

static const sf_step *constant_step(const compilation *work, uint32_t step) {
  const sf_step *found = &work->steps.items[step];
  return found->code == SF_OP_CONSTANT ? found : NULL;
}

/* Operations of two operands, with a constant on the right, and with one on the left. */
typedef struct binary_forms {
  sf_opcode general, right, left;
} binary_forms;

static binary_forms forms_of(sf_operation operation) {
  switch (operation) {
  case SF_ADD:
    return (binary_forms){SF_OP_ADD, SF_OP_ADD_CONSTANT, SF_OP_ADD_CONSTANT};
  case SF_SUBTRACT:
    return (binary_forms){SF_OP_SUBTRACT, SF_OP_ADD_CONSTANT, SF_OP_SUBTRACT_FROM};
  case SF_MULTIPLY:
    return (binary_forms){SF_OP_MULTIPLY, SF_OP_MULTIPLY_CONSTANT, SF_OP_MULTIPLY_CONSTANT};
  case SF_DIVIDE:
    return (binary_forms){SF_OP_DIVIDE, SF_OP_DIVIDE_CONSTANT, SF_OP_DIVIDE_INTO};
  case SF_MINIMUM:
    return (binary_forms){SF_OP_MINIMUM, SF_OP_MINIMUM_CONSTANT, SF_OP_MINIMUM_CONSTANT};
  case SF_MAXIMUM:
    return (binary_forms){SF_OP_MAXIMUM, SF_OP_MAXIMUM_CONSTANT, SF_OP_MAXIMUM_CONSTANT};
  case SF_LESS:
    return (binary_forms){SF_OP_LESS, SF_OP_LESS_CONSTANT, SF_OP_MORE_CONSTANT};
  case SF_LESS_EQUAL:
    return (binary_forms){SF_OP_LESS_EQUAL, SF_OP_LESS_EQUAL_CONSTANT, SF_OP_MORE_EQUAL_CONSTANT};
  case SF_EQUAL:
    return (binary_forms){SF_OP_EQUAL, SF_OP_EQUAL_CONSTANT, SF_OP_EQUAL_CONSTANT};
  default:
    return (binary_forms){SF_OP_COUNT, SF_OP_COUNT, SF_OP_COUNT};
  }
}

static sf_opcode unary_form(sf_operation operation) {
  switch (operation) {
  case SF_NEGATE:
    return SF_OP_NEGATE;
  case SF_SQUARE_ROOT:
    return SF_OP_SQUARE_ROOT;
  case SF_EXPONENTIAL:
    return SF_OP_EXPONENTIAL;
  case SF_LOGARITHM:
    return SF_OP_LOGARITHM;
  case SF_NORMAL_DISTRIBUTION:
    return SF_OP_NORMAL_DISTRIBUTION;
  case SF_NORMAL_QUANTILE:
    return SF_OP_NORMAL_QUANTILE;
  case SF_FLOOR:
    return SF_OP_FLOOR;
  case SF_CEILING:
    return SF_OP_CEILING;
  default:
    return SF_OP_COUNT;
  }
}

/* Whether 1 / c is exact, so that dividing by c and multiplying by 1 / c have the same bits. */
static bool has_exact_reciprocal(double c) {
  int exponent;
  return isnormal(c) && fabs(frexp(c, &exponent)) == 0.5 && isnormal(1 / c);
}

/* x ^ n as the kernel's squaring makes it: the highest power of two in n times the rest. */
static uint32_t raise_by_squares(compilation *work, uint32_t a, unsigned n) {
  unsigned top = 1;
  while (2 * top <= n) top *= 2;
  if (n == 1) return a;
  if (n == top) return add_unary(work, SF_OP_SQUARE, raise_by_squares(work, a, n / 2));
  const uint32_t rest = raise_by_squares(work, a, n - top), highest = raise_by_squares(work, a, top);
  return add_step(work, new_step(SF_OP_MULTIPLY, rest, highest, SF_NO_STEP));
}

static uint32_t lower_whole_power(compilation *work, uint32_t a, int whole) {
  const uint32_t raised = raise_by_squares(work, a, (unsigned)abs(whole));
  return whole < 0 ? add_unary(work, SF_OP_RECIPROCAL, raised) : raised;
}

static const sf_expression *cited(const sf_expression *node) {
  while (node->operation == SF_CITE) node = node->operands[0];
  return node;
}

static size_t place_of(const compilation *work, const sf_expression *node) {
  return sf_mapped(&work->listing.index, cited(node));
}

static uint32_t lowered(const compilation *work, const sf_expression *node) {
  return work->step_of[sf_mapped(&work->listing.index, node)];
}

/* The step of a node's x where the node is x ^ n or x * x, and n; SF_NO_STEP for any other node. */
static uint32_t base_of_power(const compilation *work, const sf_expression *power, int *whole) {
  power = cited(power);
  if (power->known || (power->operation != SF_POWER && power->operation != SF_MULTIPLY)) return SF_NO_STEP;
  const sf_expression *second = power->operands[1];
  const uint32_t base = lowered(work, power->operands[0]);
  *whole = 2;
  if (power->operation == SF_MULTIPLY) return lowered(work, second) == base ? base : SF_NO_STEP;
  return second->known && sf_is_whole_exponent(second->value, whole) ? base : SF_NO_STEP;
}

/* x ^ y for the general y a step holds. */
static uint32_t raise_to(compilation *work, uint32_t x, uint32_t y) {
  const sf_step *constant = constant_step(work, y);
  return constant ? add_immediate(work, SF_OP_POWER_CONSTANT, x, constant->constant)
                  : add_step(work, new_step(SF_OP_POWER, x, y, SF_NO_STEP));
}

static uint32_t lower_absolute(compilation *work, uint32_t a) {
  return work->ranges[a].low > 0 ? a : add_unary(work, SF_OP_ABSOLUTE, a);
}

static uint32_t lower_power(compilation *work, const sf_expression *node) {
  const uint32_t a = lowered(work, node->operands[0]), b = lowered(work, node->operands[1]);
  const sf_step *left = constant_step(work, a), *right = constant_step(work, b);
  int whole;
  if (right && sf_is_whole_exponent(right->constant, &whole)) return lower_whole_power(work, a, whole);
  if (left) return add_immediate(work, SF_OP_CONSTANT_POWER, b, left->constant);
  uint32_t base = base_of_power(work, node->operands[0], &whole);
  if (base == SF_NO_STEP) {
    if (!work->raised[place_of(work, node->operands[0])]) return raise_to(work, a, b);
    base = a;
    whole = 1;
  }
  if (work->ranges[base].low > 0) return lower_whole_power(work, raise_to(work, base, b), whole);
  const uint32_t of_magnitude = raise_to(work, add_unary(work, SF_OP_ABSOLUTE, base), b);
  if (whole % 2 == 0) return lower_whole_power(work, of_magnitude, whole);
  return lower_whole_power(work, add_step(work, new_step(SF_OP_SIGNED_POWER, of_magnitude, base, b)), whole);
}

/* slope * base + offset */
typedef struct line {
  uint32_t base;
  double slope, offset;
} line;

/* The straight line a step is in the earliest step it leads back to by constants alone. */
static line line_of(const compilation *work, uint32_t at) {
  line found = {at, 1, 0};
  for (;;) {
    const sf_step *step = &work->steps.items[found.base];
    const double c = step->constant;
    if (step->code == SF_OP_ADD_CONSTANT)
      found.offset += found.slope * c;
    else if (step->code == SF_OP_MULTIPLY_CONSTANT)
      found.slope *= c;
    else if (step->code == SF_OP_NEGATE)
      found.slope = -found.slope;
    else if (step->code == SF_OP_SUBTRACT_FROM)
      found.offset += found.slope * c, found.slope = -found.slope;
    else
      return found;
    found.base = step->operands[0];
  }
}

static uint32_t lower_logistic(compilation *work, uint32_t a) {
  enum { FAR_FROM_OVERFLOW = 300 };
  const line x = line_of(work, a);
  if (x.offset == 0 || !(fabs(x.offset) <= FAR_FROM_OVERFLOW)) return add_unary(work, SF_OP_LOGISTIC, a);
  const uint32_t exponent = x.slope == -1 ? x.base : add_immediate(work, SF_OP_MULTIPLY_CONSTANT, x.base, -x.slope);
  sf_step step = new_step(SF_OP_LOGISTIC_SHARE, add_unary(work, SF_OP_EXPONENTIAL, exponent), exponent, SF_NO_STEP);
  step.constant = sf_exp(-x.offset);
  return add_step(work, step);
}

/* Whether a step is (a < b) + (a <= b), as the slope of a minimum has it. */
static bool is_twice_share_below(const compilation *work, uint32_t at, uint32_t pair[2]) {
  const sf_step *sum = &work->steps.items[at];
  if (sum->code != SF_OP_ADD) return false;
  const sf_step *less = &work->steps.items[sum->operands[0]], *equal = &work->steps.items[sum->operands[1]];
  if (less->code != SF_OP_LESS || equal->code != SF_OP_LESS_EQUAL) return false;
  pair[0] = less->operands[0];
  pair[1] = less->operands[1];
  return equal->operands[0] == pair[0] && equal->operands[1] == pair[1];
}

/* Whether a comparison with a constant fails for all that a can be. */
static bool surely_fails(const compilation *work, sf_opcode code, uint32_t a, double c) {
  const sf_range range = work->ranges[a];
  if (!range.has_value) return false;
  switch (code) {
  case SF_OP_LESS_CONSTANT:
    return range.low >= c;
  case SF_OP_LESS_EQUAL_CONSTANT:
    return range.low > c;
  case SF_OP_MORE_CONSTANT:
    return range.high <= c;
  case SF_OP_MORE_EQUAL_CONSTANT:
    return range.high < c;
  case SF_OP_EQUAL_CONSTANT:
    return range.low > c || range.high < c;
  default:
    return false;
  }
}

/* An operation with a constant on the right, or on either side where that is the same. */
static uint32_t lower_right(compilation *work, sf_operation operation, sf_opcode code, uint32_t a, double c) {
  uint32_t pair[2];
  if (surely_fails(work, code, a, c)) return add_constant_step(work, 0);
  if (operation == SF_EQUAL && constant_step(work, a))
    return add_constant_step(work, constant_step(work, a)->constant == c);
  if (operation == SF_MULTIPLY && c == 0.5 && is_twice_share_below(work, a, pair))
    return add_step(work, new_step(SF_OP_SHARE_BELOW, pair[0], pair[1], SF_NO_STEP));
  if ((operation == SF_MULTIPLY && c == 1) || (operation == SF_SUBTRACT && c == 0)) return a;
  if (operation == SF_SUBTRACT) return add_immediate(work, code, a, -c);
  if (operation == SF_DIVIDE && c == 0) return add_constant_step(work, NAN);
  if (operation == SF_DIVIDE && has_exact_reciprocal(c)) return add_immediate(work, SF_OP_MULTIPLY_CONSTANT, a, 1 / c);
  return add_immediate(work, code, a, c);
}

static uint32_t lower_binary(compilation *work, const sf_expression *node) {
  const sf_operation operation = (sf_operation)node->operation;
  const binary_forms forms = forms_of(operation);
  const uint32_t a = lowered(work, node->operands[0]), b = lowered(work, node->operands[1]);
  const sf_step *left = constant_step(work, a), *right = constant_step(work, b);
  if (right) return lower_right(work, operation, forms.right, a, right->constant);
  if (left && operation == SF_DIVIDE && left->constant == 1) return add_unary(work, SF_OP_RECIPROCAL, b);
  if (left && forms.left == forms.right) return lower_right(work, operation, forms.left, b, left->constant);
  if (left && surely_fails(work, forms.left, b, left->constant)) return add_constant_step(work, 0);
  if (left) return add_immediate(work, forms.left, b, left->constant);
  if (operation == SF_MULTIPLY && a == b) return add_unary(work, SF_OP_SQUARE, a);
  return add_step(work, new_step(forms.general, a, b, SF_NO_STEP));
}

static uint32_t lower_where(compilation *work, uint32_t condition, uint32_t yes, uint32_t no) {
  const sf_step *known = constant_step(work, condition);
  if (known) return isnan(known->constant) ? condition : known->constant != 0 ? yes : no;
  sf_step step = new_step(SF_OP_WHERE, condition, yes, no);
  if (constant_step(work, no)) {
    step = new_step(SF_OP_WHERE_ELSE, condition, yes, SF_NO_STEP);
    step.constant = constant_step(work, no)->constant;
  } else if (constant_step(work, yes)) {
    step = new_step(SF_OP_WHERE_THEN, condition, no, SF_NO_STEP);
    step.constant = constant_step(work, yes)->constant;
  }
  return add_step(work, step);
}

/* Leaves and the rest. */

static uint32_t lower_driver(compilation *work, sf_opcode code, const char *name) {
  sf_step step = new_step(code, SF_NO_STEP, SF_NO_STEP, SF_NO_STEP);
  step.index = (uint32_t)work->plan->driver_count;
  work->names[work->plan->driver_count++] = name;
  return add_step(work, step);
}

static sf_status lower_input(compilation *work, const sf_expression *node, uint32_t *made) {
  for (size_t j = 0; j < work->given->count; j++) {
    if (work->given->inputs[j] != node) continue;
    *made = lower_driver(work, SF_OP_GIVEN, work->given->names[j]);
    return SF_OK;
  }
  return sf_fail(work->error, SF_INVALID, "the input '%s' has no value before a run puts one there: ask the run",
                 node->of.text.name);
}

/* Equal laws share one table. */
static sf_status lower_quantile(compilation *work, const sf_expression *node, uint32_t *made) {
  sf_plan *plan = work->plan;
  size_t index = 0;
  while (index < plan->table_count && work->table_laws[index] != node->of.law &&
         !sf_law_equal(work->table_laws[index], node->of.law))
    index++;
  if (index == plan->table_count) {
    const sf_status status = sf_create_law_table(node->of.law, &plan->tables[index], work->error);
    if (status) return status;
    work->table_laws[plan->table_count++] = node->of.law;
  }
  sf_step step = new_step(SF_OP_QUANTILE, lowered(work, node->operands[0]), SF_NO_STEP, SF_NO_STEP);
  step.index = (uint32_t)index;
  *made = add_step(work, step);
  return SF_OK;
}

static uint32_t lower_call(compilation *work, const sf_expression *node) {
  sf_plan *plan = work->plan;
  sf_step step = new_step(SF_OP_CALL, SF_NO_STEP, SF_NO_STEP, SF_NO_STEP);
  step.index = (uint32_t)plan->call_count++;
  sf_call_site *call = &plan->calls[step.index];
  *call = (sf_call_site){.function = node->of.call.function,
                         .partial = node->operation == SF_PARTIAL,
                         .index = node->of.call.index,
                         .first = work->steps.call_operand_count,
                         .count = node->operand_count};
  for (size_t i = 0; i < call->count; i++)
    work->steps.call_operands[work->steps.call_operand_count++] = lowered(work, node->operands[i]);
  if (call->count > plan->widest_call) plan->widest_call = call->count;
  return add_step(work, step);
}

static sf_status lower_node(compilation *work, const sf_expression *node, uint32_t *made) {
  const sf_operation operation = (sf_operation)node->operation;
  const uint32_t a = node->operand_count > 0 && !node->known ? lowered(work, node->operands[0]) : SF_NO_STEP;
  if (node->known) {
    *made = add_constant_step(work, node->value);
  } else if (operation == SF_CITE) {
    *made = a;
  } else if (operation == SF_INPUT) {
    return lower_input(work, node, made);
  } else if (operation == SF_DRAW) {
    *made = lower_driver(work, SF_OP_DRAW, node->of.text.name);
  } else if (operation == SF_QUANTILE) {
    return lower_quantile(work, node, made);
  } else if (operation == SF_CALL || operation == SF_PARTIAL) {
    *made = lower_call(work, node);
  } else if (operation == SF_WHERE) {
    *made = lower_where(work, a, lowered(work, node->operands[1]), lowered(work, node->operands[2]));
  } else if (operation == SF_LOGISTIC) {
    *made = lower_logistic(work, a);
  } else if (operation == SF_POWER) {
    *made = lower_power(work, node);
  } else if (operation == SF_ABSOLUTE) {
    *made = lower_absolute(work, a);
  } else if (unary_form(operation) != SF_OP_COUNT) {
    *made = add_unary(work, unary_form(operation), a);
  } else {
    *made = lower_binary(work, node);
  }
  return SF_OK;
}

/* Passes. */

/* At most, beside the step of every node: a magnitude, its power and that with the sign of its base, and then squares
 * and products (x ^ 15 makes six) and a reciprocal; or the exponential of a logistic and its exponent. */
enum { MORE_STEPS = 10 };

typedef struct census {
  size_t drivers, quantiles, calls, call_operands, many_steps;
} census;

static census count_nodes(const compilation *work) {
  census found = {0};
  for (size_t i = 0; i < work->listing.count; i++) {
    const sf_expression *node = work->listing.nodes[i];
    found.drivers += node->operation == SF_DRAW || node->operation == SF_INPUT;
    found.quantiles += node->operation == SF_QUANTILE;
    found.many_steps += node->operation == SF_POWER || node->operation == SF_LOGISTIC;
    if (node->operation != SF_CALL && node->operation != SF_PARTIAL) continue;
    found.calls++;
    found.call_operands += node->operand_count;
  }
  return found;
}

static sf_status make_room(compilation *work, size_t outputs) {
  const census found = count_nodes(work);
  const size_t nodes = work->listing.count, most = nodes + MORE_STEPS * found.many_steps;
  sf_steps *steps = &work->steps;
  sf_plan *plan = work->plan;
  if (nodes >= SF_NO_STEP / (4 * MORE_STEPS))
    return sf_fail(work->error, SF_INVALID, "%zu expressions are too many", nodes);
  steps->bucket_count = 16;
  while (steps->bucket_count < 2 * most) steps->bucket_count *= 2;
  work->step_of = sf_allocate(nodes + 1, sizeof *work->step_of);
  work->raised = sf_allocate(nodes + 1, sizeof *work->raised);
  work->names = sf_allocate(found.drivers + 1, sizeof *work->names);
  work->ranges = sf_allocate(most + 1, sizeof *work->ranges);
  steps->items = sf_allocate(most + 1, sizeof *steps->items);
  steps->buckets = sf_allocate(steps->bucket_count, sizeof *steps->buckets);
  steps->outputs = sf_allocate(outputs + 1, sizeof *steps->outputs);
  steps->call_operands = sf_allocate(found.call_operands + 1, sizeof *steps->call_operands);
  plan->drivers = sf_allocate(found.drivers + 1, sizeof *plan->drivers);
  plan->streams = sf_allocate(found.drivers + 1, sizeof *plan->streams);
  plan->tables = sf_allocate(found.quantiles + 1, sizeof *plan->tables);
  work->table_laws = sf_allocate(found.quantiles + 1, sizeof *work->table_laws);
  plan->calls = sf_allocate(found.calls + 1, sizeof *plan->calls);
  if (!work->step_of || !work->raised || !work->names || !work->ranges || !steps->items || !steps->buckets ||
      !steps->outputs || !steps->call_operands || !plan->drivers || !plan->streams || !plan->tables ||
      !work->table_laws || !plan->calls)
    return no_memory(work);
  memset(steps->buckets, 0xff, steps->bucket_count * sizeof *steps->buckets);
  return SF_OK;
}

/* Squares and powers by constants are marked whatever the constant: what is marked for nothing costs a sign. */
static void mark_raised(compilation *work) {
  for (size_t i = 0; i < work->listing.count; i++) {
    const sf_expression *node = work->listing.nodes[i];
    if (node->known || node->operation != SF_POWER) continue;
    const sf_expression *power = cited(node->operands[0]);
    if (power->known) continue;
    const bool is_square = power->operation == SF_MULTIPLY && power->operands[0] == power->operands[1];
    if (is_square || (power->operation == SF_POWER && power->operands[1]->known))
      work->raised[place_of(work, power->operands[0])] = true;
  }
}

static sf_status lower_all(compilation *work, sf_expression *const *outputs, size_t count) {
  for (size_t i = 0; i < work->listing.count; i++) {
    const sf_status status = lower_node(work, work->listing.nodes[i], &work->step_of[i]);
    if (status) return status;
  }
  for (size_t k = 0; k < count; k++) work->steps.outputs[k] = lowered(work, outputs[k]);
  work->steps.output_count = work->plan->outputs = count;
  return SF_OK;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static char *copy_name(const char *name) {
  const size_t size = strlen(name) + 1;
  char *copy = sf_allocate(size, 1);
  if (copy) memcpy(copy, name, size);
  return copy;
}

/* Drivers in byte order of their names, and their draws numbered so. */
static sf_status rank_drivers(compilation *work) {
  sf_plan *plan = work->plan;
  for (size_t i = 0; i < plan->driver_count; i++) {
    plan->drivers[i] = copy_name(work->names[i]);
    if (!plan->drivers[i]) return no_memory(work);
  }
  qsort(plan->drivers, plan->driver_count, sizeof *plan->drivers, by_name);
  for (size_t i = 0; i < plan->driver_count; i++) plan->streams[i] = sf_stream(plan->drivers[i]);
  for (size_t i = 0; i < work->steps.count; i++) {
    sf_step *step = &work->steps.items[i];
    if (step->code != SF_OP_DRAW && step->code != SF_OP_GIVEN) continue;
    char *const *found =
        bsearch(&work->names[step->index], plan->drivers, plan->driver_count, sizeof *plan->drivers, by_name);
    step->index = (uint32_t)(found - plan->drivers);
  }
  return SF_OK;
}

/* An output is NULL because its formula failed: the graph knows why. */
static sf_status check_outputs(sf_graph *graph, sf_expression *const *outputs, size_t count, sf_error *error) {
  for (size_t k = 0; k < count; k++) {
    if (outputs[k]) continue;
    const sf_status status = sf_graph_status(graph, error);
    return status ? status : sf_fail(error, SF_INVALID, "output %zu of the plan is not an expression", k + 1);
  }
  return SF_OK;
}

static sf_status compile(compilation *work, sf_expression *const *outputs, size_t count) {
  sf_status status = sf_list_nodes(outputs, count, NULL, &work->listing, work->error);
  if (!status) status = make_room(work, count);
  if (!status) mark_raised(work);
  if (!status) status = lower_all(work, outputs, count);
  if (!status) status = rank_drivers(work);
  if (!status) status = sf_assign_slots(&work->steps, work->plan, work->error);
  return status;
}

static void discard(compilation *work) {
  sf_discard_listing(&work->listing);
  sf_free(work->step_of);
  sf_free(work->raised);
  sf_free(work->ranges);
  sf_free(work->names);
  sf_free(work->table_laws);
  sf_free(work->steps.items);
  sf_free(work->steps.buckets);
  sf_free(work->steps.outputs);
  sf_free(work->steps.call_operands);
}

sf_status sf_compile_given(sf_graph *graph, sf_expression *const *outputs, size_t count, const sf_given_inputs *given,
                           sf_plan **plan, sf_error *error) {
  *plan = NULL;
  sf_status status = check_outputs(graph, outputs, count, error);
  if (status) return status;
  compilation work = {.error = error, .given = given, .plan = sf_allocate(1, sizeof(sf_plan))};
  if (!work.plan) return no_memory(&work);
  work.plan->kernels = sf_best_kernels();
  status = compile(&work, outputs, count);
  discard(&work);
  if (status)
    sf_destroy_plan(work.plan);
  else
    *plan = work.plan;
  return status;
}

sf_status sf_compile_plan(sf_graph *graph, sf_expression *const *outputs, size_t count, sf_plan **plan,
                          sf_error *error) {
  static const sf_given_inputs none;
  return sf_compile_given(graph, outputs, count, &none, plan, error);
}
