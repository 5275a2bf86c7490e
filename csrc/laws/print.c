/* Laws in words. */
#include "base/format.h"
#include "laws/kinds.h"

#include <stdio.h>
#include <string.h>

/* Fills text up to its size; what does not fit ends in "...". */
typedef struct writer {
  char *text;
  size_t length;
  bool full;
} writer;

static void write_words(writer *to, const char *words) {
  const size_t length = strlen(words), room = SF_LAW_TEXT_SIZE - 1 - to->length;
  if (to->full) return;
  memcpy(to->text + to->length, words, length <= room ? length : room);
  to->length += length <= room ? length : room;
  to->text[to->length] = '\0';
  if (length <= room) return;
  to->full = true;
  memcpy(to->text + SF_LAW_TEXT_SIZE - 4, "...", 3);
}

/* Six significant digits. */
static void write_number(writer *to, double number) {
  char digits[32];
  sf_format(digits, sizeof digits, "%.6g", number + 0.0);
  write_words(to, digits);
}

/* A list in which a name may stand before each number: "(median 1000, sigma 0.05)". */
typedef struct item {
  const char *name; /* with a space at its end, or "" */
  double value;
} item;

static void write_items(writer *to, sf_law_kind kind, const item *items, size_t count) {
  write_words(to, sf_law_kind_name(kind));
  for (size_t i = 0; i < count; i++) {
    write_words(to, i == 0 ? "(" : ", ");
    write_words(to, items[i].name);
    write_number(to, items[i].value);
  }
  write_words(to, ")");
}

static void write_law(writer *to, const sf_law *law, double factor);

static void write_discrete(writer *to, const sf_law *law, double factor) {
  write_words(to, "discrete(");
  for (size_t i = 0; i < law->count && !to->full; i++) {
    if (i > 0) write_words(to, ", ");
    write_number(to, law->values[i] / factor);
    write_words(to, ": ");
    write_number(to, law->shares[i]);
  }
  write_words(to, ")");
}

static void write_empirical(writer *to, const sf_law *law, double factor) {
  char count[48];
  snprintf(count, sizeof count, "empirical(%zu samples, ", law->count);
  write_words(to, count);
  write_number(to, law->values[0] / factor);
  write_words(to, " to ");
  write_number(to, law->values[law->count - 1] / factor);
  write_words(to, ")");
}

static void write_mixture(writer *to, const sf_law *law, double factor) {
  write_words(to, "mixture(");
  for (size_t i = 0; i < law->part_count && !to->full; i++) {
    if (i > 0) write_words(to, ", ");
    write_number(to, law->shares[i]);
    write_words(to, ": ");
    write_law(to, law->parts[i], factor);
  }
  write_words(to, ")");
}

static void write_truncated(writer *to, const sf_law *law, double factor) {
  const double low = law->p[0], high = law->p[1];
  write_words(to, "truncated(");
  write_law(to, law->parts[0], factor);
  if (low - low != 0) { /* infinite */
    write_words(to, ", below ");
    write_number(to, high / factor);
  } else if (high - high != 0) {
    write_words(to, ", above ");
    write_number(to, low / factor);
  } else {
    write_words(to, ", ");
    write_number(to, low / factor);
    write_words(to, ", ");
    write_number(to, high / factor);
  }
  write_words(to, ")");
}

static void write_law(writer *to, const sf_law *law, double factor) {
  const double *p = law->p, a = p[0] / factor, b = p[1] / factor, c = p[2] / factor, d = p[3] / factor;
  switch (law->kind) {
  case SF_LAW_NORMAL:
    return write_items(to, law->kind, (const item[]){{"mean ", a}, {"sd ", b}}, 2);
  case SF_LAW_LOGNORMAL:
    return write_items(to, law->kind, (const item[]){{"median ", a}, {"sigma ", p[1]}}, 2);
  case SF_LAW_UNIFORM:
    return write_items(to, law->kind, (const item[]){{"", a}, {"", b}}, 2);
  case SF_LAW_TRIANGULAR:
    return write_items(to, law->kind, (const item[]){{"", a}, {"", b}, {"", c}}, 3);
  case SF_LAW_BETA:
    return write_items(to, law->kind, (const item[]){{"a ", p[0]}, {"b ", p[1]}, {"low ", c}, {"high ", d}}, 4);
  case SF_LAW_PERT: /* the classic weight goes without saying */
    return write_items(to, law->kind, (const item[]){{"", a}, {"", b}, {"", c}, {"weight ", p[3]}}, p[3] == 4 ? 3 : 4);
  case SF_LAW_GAMMA:
    return write_items(to, law->kind, (const item[]){{"shape ", p[0]}, {"scale ", b}}, 2);
  case SF_LAW_EXPONENTIAL:
    return write_items(to, law->kind, (const item[]){{"mean ", a}}, 1);
  case SF_LAW_BERNOULLI:
    return write_items(to, law->kind, (const item[]){{"", p[0]}}, 1);
  case SF_LAW_DISCRETE:
    return write_discrete(to, law, factor);
  case SF_LAW_EMPIRICAL:
    return write_empirical(to, law, factor);
  case SF_LAW_MIXTURE:
    return write_mixture(to, law, factor);
  case SF_LAW_TRUNCATED:
    return write_truncated(to, law, factor);
  case SF_LAW_KIND_COUNT:
    break;
  }
}

char *sf_print_law(const sf_law *law, double factor, char text[SF_LAW_TEXT_SIZE]) {
  writer to = {text, 0, false};
  text[0] = '\0';
  write_law(&to, law, factor);
  return text;
}
