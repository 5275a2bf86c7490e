/* Formulas as a person would write them: infix, named, with units.
 *
 * What is still to be written waits on a stack, so a deep formula needs no deep recursion, and writing stops at the
 * limit, so a formula whose parts repeat without end costs no more than what is shown of it. */
#include "expressions/node.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* How tightly an operation binds. */
enum { COMPARING = 1, ADDING, MULTIPLYING, NEGATING, RAISING, ATOM };

enum { FORMULA_DIGITS = 6, LONGEST_FORMULA = 1 << 20 };

/* Either words to write, or an expression that stands where operators bind this tightly. */
typedef struct piece {
  const char *words;
  const sf_expression *node;
  int binding;
} piece;

typedef struct writer {
  sf_text text;
  size_t characters, limit;
  bool cut, failed;
  piece *pieces;
  size_t count, capacity;
  sf_node_map laws; /* quantiles of named drivers already told about */
  const sf_expression **told;
  size_t told_count;
} writer;

static void write_words(writer *to, const char *words) {
  if (to->cut) return;
  size_t length = 0;
  for (; words[length] != '\0'; length++) {
    const bool starts_character = ((unsigned char)words[length] & 0xC0) != 0x80;
    if (starts_character && to->characters == to->limit) {
      to->cut = true;
      break;
    }
    if (starts_character) to->characters++;
  }
  sf_append_bytes(&to->text, words, length);
  if (to->cut) sf_append_bytes(&to->text, "...", 3);
}

static void push_piece(writer *to, piece next) {
  if (to->failed) return;
  piece *pieces = sf_make_room(to->pieces, &to->capacity, to->count, sizeof *pieces);
  to->failed = pieces == NULL;
  if (to->failed) return;
  to->pieces = pieces;
  to->pieces[to->count++] = next;
}

static void push_words(writer *to, const char *words) { push_piece(to, (piece){.words = words}); }
static void push_node(writer *to, const sf_expression *node, int binding) {
  push_piece(to, (piece){.node = node, .binding = binding});
}

/* Pieces are pushed last first. */
static void push_infix(writer *to, const sf_expression *node, const char *words, int left, int right) {
  push_node(to, node->operands[1], right);
  push_words(to, words);
  push_node(to, node->operands[0], left);
}

static void push_arguments(writer *to, const sf_expression *node) {
  push_words(to, ")");
  for (size_t i = node->operand_count; i-- > 0;) {
    push_node(to, node->operands[i], COMPARING);
    if (i > 0) push_words(to, ", ");
  }
  push_words(to, "(");
}

static int constant_binding(const char *text) {
  const char *unit = strchr(text, ' ');
  if (unit != NULL && strpbrk(unit, "/*") != NULL) return MULTIPLYING;
  return unit != NULL || text[0] == '-' ? NEGATING : ATOM;
}

static void write_constant(writer *to, const sf_expression *node, int binding) {
  char text[SF_QUANTITY_TEXT_SIZE];
  sf_print_quantity((sf_quantity){node->value, node->dimension}, FORMULA_DIGITS, text);
  const bool brackets = constant_binding(text) < binding;
  if (brackets) write_words(to, "(");
  write_words(to, text);
  if (brackets) write_words(to, ")");
}

/* "triangular(1.1, 1.2, 1.35)", "lognormal(1000, 0.05) W/gpu" */
static void write_law(writer *to, const sf_expression *node) {
  const sf_scale scale = sf_scale_for((sf_quantity){sf_law_mean(node->of.law), node->dimension});
  char text[SF_LAW_TEXT_SIZE];
  write_words(to, sf_print_law(node->of.law, scale.factor, text));
  if (scale.name[0] == '\0') return;
  write_words(to, " ");
  write_words(to, scale.name);
}

/* A driver somebody named, and not one numbered "~1" because nobody did. */
static bool has_named_driver(const sf_expression *quantile) {
  const sf_expression *u = quantile->operands[0];
  return u->operation == SF_DRAW && u->of.text.name[0] != '~';
}

static void tell_law_later(writer *to, const sf_expression *quantile) {
  if (sf_mapped(&to->laws, quantile) != (size_t)SF_NO_INDEX) return;
  const sf_expression **told = sf_reallocate(to->told, to->told_count + 1, sizeof(sf_expression *));
  if (told != NULL) to->told = told;
  if (told == NULL || !sf_map_node(&to->laws, quantile, to->told_count)) {
    to->failed = true;
    return;
  }
  to->told[to->told_count++] = quantile;
}

static void write_quantile(writer *to, const sf_expression *node) {
  if (has_named_driver(node)) {
    write_words(to, node->operands[0]->of.text.name);
    tell_law_later(to, node);
    return;
  }
  if (node->operands[0]->operation != SF_DRAW) {
    push_arguments(to, node);
    push_words(to, " at ");
  }
  write_law(to, node);
}

typedef struct spelling {
  const char *words;
  int binding, left, right; /* infix operators */
} spelling;

static const spelling spellings[SF_OPERATION_COUNT] = {
    [SF_ADD] = {" + ", ADDING, ADDING, MULTIPLYING},
    [SF_SUBTRACT] = {" - ", ADDING, ADDING, MULTIPLYING},
    [SF_MULTIPLY] = {" * ", MULTIPLYING, MULTIPLYING, NEGATING},
    [SF_DIVIDE] = {" / ", MULTIPLYING, MULTIPLYING, NEGATING},
    [SF_POWER] = {"^", RAISING, ATOM, ATOM},
    [SF_LESS] = {" < ", COMPARING, ADDING, ADDING},
    [SF_LESS_EQUAL] = {" <= ", COMPARING, ADDING, ADDING},
    [SF_EQUAL] = {" == ", COMPARING, ADDING, ADDING},
    [SF_SQUARE_ROOT] = {"sqrt", 0, 0, 0},
    [SF_EXPONENTIAL] = {"exp", 0, 0, 0},
    [SF_LOGARITHM] = {"log", 0, 0, 0},
    [SF_LOGISTIC] = {"logistic", 0, 0, 0},
    [SF_NORMAL_DISTRIBUTION] = {"normal_distribution", 0, 0, 0},
    [SF_NORMAL_QUANTILE] = {"normal_quantile", 0, 0, 0},
    [SF_ABSOLUTE] = {"abs", 0, 0, 0},
    [SF_FLOOR] = {"floor", 0, 0, 0},
    [SF_CEILING] = {"ceil", 0, 0, 0},
    [SF_MINIMUM] = {"min", 0, 0, 0},
    [SF_MAXIMUM] = {"max", 0, 0, 0},
    [SF_WHERE] = {"where", 0, 0, 0},
};

/* Opens brackets when the surroundings bind more tightly than the node. */
static void bracket(writer *to, int own, int around) {
  if (own >= around) return;
  write_words(to, "(");
  push_words(to, ")");
}

static void write_operation(writer *to, const sf_expression *node, int binding) {
  const spelling *spelt = &spellings[node->operation];
  if (node->operation == SF_MULTIPLY && node->operands[0] == node->operands[1]) {
    bracket(to, RAISING, binding);
    push_words(to, "^2");
    push_node(to, node->operands[0], ATOM);
  } else if (spelt->binding > 0) {
    bracket(to, spelt->binding, binding);
    push_infix(to, node, spelt->words, spelt->left, spelt->right);
  } else {
    write_words(to, spelt->words);
    push_arguments(to, node);
  }
}

static void write_node(writer *to, const sf_expression *node, int binding) {
  char number[32];
  switch (node->operation) {
  case SF_CONSTANT:
    write_constant(to, node, binding);
    break;
  case SF_INPUT:
  case SF_DRAW:
  case SF_CITE:
    write_words(to, node->of.text.name);
    break;
  case SF_QUANTILE:
    write_quantile(to, node);
    break;
  case SF_NEGATE:
    bracket(to, NEGATING, binding);
    write_words(to, "-");
    push_node(to, node->operands[0], NEGATING);
    break;
  case SF_CALL:
    if (node->of.call.function == &sf_within) {
      push_node(to, node->operands[0], binding);
      break;
    }
    write_words(to, node->of.call.function->name);
    push_arguments(to, node);
    break;
  case SF_PARTIAL: /* irr'2(...): with respect to the second operand */
    write_words(to, node->of.call.function->name);
    (void)snprintf(number, sizeof number, "'%zu", node->of.call.index + 1);
    write_words(to, number);
    push_arguments(to, node);
    break;
  default:
    write_operation(to, node, binding);
    break;
  }
}

static void write_formula(writer *to, const sf_expression *root) {
  push_node(to, root, COMPARING);
  while (to->count > 0 && !to->cut && !to->failed && !to->text.failed) {
    const piece next = to->pieces[--to->count];
    if (next.node == NULL)
      write_words(to, next.words);
    else
      write_node(to, next.node, next.binding);
  }
}

/* After the formula, the laws of the drivers it names: "a / pue, pue ~ triangular(1.1, 1.2, 1.35)". */
static void write_laws(writer *to) {
  for (size_t i = 0; i < to->told_count && !to->cut; i++) {
    write_words(to, ", ");
    write_words(to, to->told[i]->operands[0]->of.text.name);
    write_words(to, " ~ ");
    write_law(to, to->told[i]);
  }
}

static sf_status print_formula(const sf_expression *root, size_t limit, bool with_laws, char **text, sf_error *error) {
  writer to = {.limit = limit < LONGEST_FORMULA ? limit : LONGEST_FORMULA};
  write_formula(&to, root);
  if (with_laws && !to.failed) write_laws(&to);
  sf_free(to.pieces);
  sf_free(to.told);
  sf_discard_map(&to.laws);
  if (!to.failed) return sf_finish_text(&to.text, text, error);
  sf_discard_text(&to.text);
  return sf_fail(error, SF_NO_MEMORY, "no memory to print a formula");
}

sf_status sf_print_expression(const sf_expression *expression, size_t limit, char **text, sf_error *error) {
  if (expression == NULL) return sf_fail(error, SF_INVALID, "there is no expression to print");
  return print_formula(expression, limit, true, text, error);
}

char *sf_describe_operand(const sf_expression *operand, char text[SF_OPERAND_TEXT_SIZE]) {
  enum { SHOWN = 40 };
  char kind[SF_DIMENSION_NAME_SIZE], *formula = NULL;
  sf_dimension_name(operand->dimension, kind);
  if (print_formula(operand, SHOWN, false, &formula, NULL) != SF_OK) formula = NULL;
  (void)snprintf(text, SF_OPERAND_TEXT_SIZE, "%.170s (%.60s)", formula == NULL ? "an expression" : formula, kind);
  sf_free(formula);
  return text;
}
