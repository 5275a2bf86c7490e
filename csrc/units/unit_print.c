/* The one rule by which quantities are printed. */
#include "base/format.h"
#include "signalflow/unit.h"
#include "units/dimension_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  EXACT_DIGITS = 15,   /* decimal digits a double always keeps */
  MOST_DIGITS = 17,    /* decimal digits that always give the double back */
  FIRST_EXPONENT = -9, /* below and above these powers of ten a number is written with an exponent */
  LAST_EXPONENT = 15,
  NUMBER_SIZE = 64
};

/* 0.d1d2d3... as digits and the power of ten of the first: 1275 is "1275" and 3. */
typedef struct decimal {
  char digits[MOST_DIGITS + 1];
  int count, exponent;
} decimal;

static decimal decimal_of(double magnitude, int digits) {
  char text[NUMBER_SIZE];
  decimal result = {{0}, 0, 0};
  sf_format(text, sizeof text, "%.*e", digits - 1, magnitude);
  const char *c = text;
  for (; *c != '\0' && *c != 'e'; c++) {
    if (*c >= '0' && *c <= '9' && result.count < MOST_DIGITS) result.digits[result.count++] = *c;
  }
  if (*c == 'e') result.exponent = (int)strtol(c + 1, NULL, 10);
  return result;
}

/* Rounds to that many digits, a tie to the even digit. */
static void round_decimal(decimal *number, int digits) {
  if (number->count <= digits) return;
  bool beyond_tie = false;
  for (int i = digits + 1; i < number->count; i++) beyond_tie = beyond_tie || number->digits[i] != '0';
  const char next = number->digits[digits];
  const bool odd = (number->digits[digits - 1] - '0') % 2 == 1;
  const bool up = next > '5' || (next == '5' && (beyond_tie || odd));
  number->count = digits;
  if (!up) return;
  int i = digits - 1;
  while (i >= 0 && number->digits[i] == '9') number->digits[i--] = '0';
  if (i >= 0) {
    number->digits[i] += 1;
    return;
  }
  number->digits[0] = '1'; /* 9.99 became 10.0 */
  number->exponent += 1;
}

/* Rounding is decimal: 1.275 is a tie for people, though its double lies just below. Fifteen digits first undo the
 * binary representation. */
static decimal rounded(double magnitude, int digits) {
  if (digits >= EXACT_DIGITS) return decimal_of(magnitude, digits);
  decimal number = decimal_of(magnitude, EXACT_DIGITS);
  round_decimal(&number, digits);
  return number;
}

/* The power of ten of a number as it would be printed. */
static int printed_exponent(double value, int digits) { return rounded(fabs(value), digits).exponent; }

static void drop_trailing_zeros(decimal *number) {
  while (number->count > 1 && number->digits[number->count - 1] == '0') number->count -= 1;
}

/* Writes the digits with a decimal point after the first `before` of them. */
static size_t write_fixed(const decimal *number, int before, char *text) {
  size_t length = 0;
  if (before <= 0) {
    text[length++] = '0';
    text[length++] = '.';
    for (int i = before; i < 0; i++) text[length++] = '0';
  }
  for (int i = 0; i < number->count || i < before; i++) {
    if (i == before && i > 0) text[length++] = '.';
    text[length++] = i < number->count ? number->digits[i] : '0';
  }
  return length;
}

static void write_number(double value, int digits, char text[NUMBER_SIZE]) {
  if (!isfinite(value)) {
    snprintf(text, NUMBER_SIZE, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    return;
  }
  if (value == 0) {
    snprintf(text, NUMBER_SIZE, "0");
    return;
  }
  decimal number = rounded(fabs(value), digits);
  drop_trailing_zeros(&number);
  size_t length = 0;
  if (value < 0) text[length++] = '-';
  if (number.exponent >= FIRST_EXPONENT && number.exponent < LAST_EXPONENT) {
    length += write_fixed(&number, number.exponent + 1, text + length);
    text[length] = '\0';
    return;
  }
  length += write_fixed(&number, 1, text + length);
  snprintf(text + length, NUMBER_SIZE - length, "e%d", number.exponent);
}

static int clamp_digits(int digits) { return digits < 1 ? 1 : digits > MOST_DIGITS ? MOST_DIGITS : digits; }

typedef struct unit_family {
  double over, under;           /* one of the unit without prefix is over / under coherent units */
  const char *front;            /* takes the prefix; "" when none may be put */
  char tail[SF_UNIT_NAME_SIZE]; /* follows it: "/gpu/h" */
  int least_exponent;           /* a value printed below this power of ten takes a smaller prefix */
  bool no_larger;               /* takes no larger prefix: a year */
} unit_family;

/* Half a token, a dollar or an accelerator is 0.5 of it, never 500 thousandths. */
enum { NO_SMALLER = -400 };

typedef struct named_family {
  sf_dimension dimension;
  const char *front, *tail;
  double over, under;
  int least_exponent;
} named_family;

#define ONE SF_EXPONENT_STEPS
#define TIME(power) [SF_TIME] = (power)*ONE
#define ENERGY(power) [SF_ENERGY] = (power)*ONE
#define MONEY(power) [SF_MONEY] = (power)*ONE
#define TOKEN(power) [SF_TOKEN] = (power)*ONE
#define FLOP(power) [SF_FLOP] = (power)*ONE
#define GPU(power) [SF_ACCELERATOR] = (power)*ONE

/* Where the field has a habit that coherent units would not follow. J/tok stays in joules down to 0.01, so that 0.25
 * and 2 J/tok compare at sight; a rented accelerator is paid by the hour, everything else by the year. */
static const named_family named_families[] = {
    {{{MONEY(1), ENERGY(-1)}}, "USD", "/MWh", 1, 3.6e9, NO_SMALLER},
    {{{MONEY(1), TOKEN(-1)}}, "USD", "/Mtok", 1, 1e6, NO_SMALLER},
    {{{MONEY(1), TIME(-1)}}, "USD", "/year", 1, 31536000, NO_SMALLER},
    {{{MONEY(1), TIME(-1), GPU(-1)}}, "USD", "/gpu/h", 1, 3600, NO_SMALLER},
    {{{MONEY(1), TIME(1), ENERGY(-1)}}, "USD", "/MW", 1, 1e6, NO_SMALLER},
    {{{TOKEN(1), ENERGY(-1)}}, "tok", "/s/W", 1, 1, NO_SMALLER},
    {{{FLOP(1), ENERGY(-1)}}, "flop", "/s/W", 1, 1, NO_SMALLER},
    {{{ENERGY(1), TOKEN(-1)}}, "J", "/tok", 1, 1, -2},
};

static bool find_named_family(sf_dimension dimension, unit_family *found) {
  for (size_t i = 0; i < sizeof named_families / sizeof named_families[0]; i++) {
    const named_family *const named = &named_families[i];
    if (!sf_dimension_equal(named->dimension, dimension)) continue;
    *found = (unit_family){named->over, named->under, named->front, "", named->least_exponent, false};
    snprintf(found->tail, sizeof found->tail, "%s", named->tail);
    return true;
  }
  return false;
}

/* The largest step whose printed value is at least one, else the last. */
typedef struct step {
  double over, under;
  const char *front, *tail;
  int least_exponent;
} step;

static unit_family largest_step(const step *steps, size_t count, double value, int digits) {
  size_t i = 0;
  while (i + 1 < count && printed_exponent(value * steps[i].under / steps[i].over, digits) < 0) i++;
  unit_family chosen = {steps[i].over, steps[i].under, steps[i].front, "", steps[i].least_exponent, true};
  snprintf(chosen.tail, sizeof chosen.tail, "%s", steps[i].tail);
  return chosen;
}

static unit_family time_family(double value, int digits) {
  static const step steps[] = {{31536000, 1, "", "year", NO_SMALLER},
                               {86400, 1, "", "day", NO_SMALLER},
                               {3600, 1, "", "h", NO_SMALLER},
                               {60, 1, "", "min", NO_SMALLER},
                               {1, 1, "s", "", 0}};
  return largest_step(steps, sizeof steps / sizeof steps[0], value, digits);
}

static unit_family rate_family(double value, int digits) {
  static const step steps[] = {{1, 1, "", "/s", NO_SMALLER},
                               {1, 3600, "", "/h", NO_SMALLER},
                               {1, 86400, "", "/day", NO_SMALLER},
                               {1, 31536000, "", "/year", NO_SMALLER}};
  return largest_step(steps, sizeof steps / sizeof steps[0], value, digits);
}

/* No prefix: kilo of a square metre is not a square kilometre. */
static unit_family area_family(double value, int digits) {
  static const step steps[] = {{1e6, 1, "", "km2", NO_SMALLER}, {1, 1, "", "m2", NO_SMALLER}};
  return largest_step(steps, sizeof steps / sizeof steps[0], value, digits);
}

enum { POWER_PART = SF_BASE_COUNT, PART_COUNT = SF_BASE_COUNT + 1 };

static const char *const coherent_units[PART_COUNT] = {"s",    "J",   "USD", "tok",  "gpu", "rack",
                                                       "user", "req", "B",   "flop", "m2",  "W"};

static const int counted_order[PART_COUNT] = {SF_MONEY,   SF_TOKEN, SF_FLOP,        SF_BYTE, POWER_PART, SF_ENERGY,
                                              SF_REQUEST, SF_USER,  SF_ACCELERATOR, SF_RACK, SF_AREA,    SF_TIME};
static const int over_order[PART_COUNT] = {SF_TIME, SF_TOKEN,       SF_FLOP, SF_BYTE,  SF_REQUEST, SF_USER,
                                           SF_AREA, SF_ACCELERATOR, SF_RACK, SF_MONEY, SF_ENERGY,  POWER_PART};

static void add_text(char *text, const char *more) {
  const size_t length = strlen(text);
  snprintf(text + length, SF_UNIT_NAME_SIZE - length, "%s", more);
}

static void add_part(char *text, const char *separator, const char *unit, int sixths) {
  char exponent[SF_EXPONENT_TEXT_SIZE];
  add_text(text, separator);
  add_text(text, unit);
  add_text(text, sf_exponent_text(sixths, exponent));
}

/* Watts, joules, seconds and square metres are measured; the rest is counted or paid, and has no thousandths. */
static bool is_measured(int part) { return part == POWER_PART || part == SF_ENERGY || part == SF_TIME; }

/* Energy is joules while small and watt-hours from one watt-hour up, as it is metered. */
static void front_energy(unit_family *chosen, double value, int digits) {
  chosen->front = "J";
  chosen->least_exponent = 0;
  if (printed_exponent(value / 3600, digits) < 0) return;
  chosen->front = "Wh";
  chosen->over = 3600;
}

static void write_counted(const int parts[PART_COUNT], unit_family *chosen, double value, int digits) {
  bool first = true;
  for (int i = 0; i < PART_COUNT; i++) {
    const int part = counted_order[i];
    if (parts[part] <= 0) continue;
    const bool takes_prefix = first && parts[part] == ONE && part != SF_AREA;
    if (!takes_prefix) {
      add_part(chosen->tail, first ? "" : "*", coherent_units[part], parts[part]);
    } else if (part == SF_ENERGY) {
      front_energy(chosen, value, digits);
    } else {
      chosen->front = coherent_units[part];
      if (is_measured(part)) chosen->least_exponent = 0;
    }
    first = false;
  }
}

static void write_over(const int parts[PART_COUNT], unit_family *chosen) {
  for (int i = 0; i < PART_COUNT; i++) {
    const int part = over_order[i];
    if (parts[part] >= 0) continue;
    const bool paid_by_year = part == SF_TIME && parts[part] == -ONE && parts[SF_MONEY] > 0;
    if (paid_by_year) chosen->under *= 31536000;
    add_part(chosen->tail, "/", paid_by_year ? "year" : coherent_units[part], -parts[part]);
  }
}

/* Racks are counted one by one: 1,810 of them, never 1.81 thousand. */
static unit_family rack_family(void) {
  const unit_family counted = {1, 1, "rack", "", NO_SMALLER, true};
  return counted;
}

static unit_family composed_family(sf_dimension dimension, double value, int digits) {
  unit_family chosen = {1, 1, "", "", NO_SMALLER, false};
  int parts[PART_COUNT];
  parts[POWER_PART] = sf_take_power(&dimension);
  for (int base = 0; base < SF_BASE_COUNT; base++) parts[base] = dimension.sixths[base];
  write_counted(parts, &chosen, value, digits);
  write_over(parts, &chosen);
  return chosen;
}

static bool is_power_of(sf_dimension dimension, sf_base base, int power) {
  sf_dimension expected = sf_dimensionless();
  expected.sixths[base] = (int8_t)(power * SF_EXPONENT_STEPS);
  return sf_dimension_equal(dimension, expected);
}

static unit_family family_of(sf_quantity quantity, int digits) {
  unit_family found;
  if (find_named_family(quantity.dimension, &found)) return found;
  if (is_power_of(quantity.dimension, SF_TIME, 1)) return time_family(quantity.value, digits);
  if (is_power_of(quantity.dimension, SF_TIME, -1)) return rate_family(quantity.value, digits);
  if (is_power_of(quantity.dimension, SF_AREA, 1)) return area_family(quantity.value, digits);
  if (is_power_of(quantity.dimension, SF_RACK, 1)) return rack_family();
  return composed_family(quantity.dimension, quantity.value, digits);
}

typedef struct unit_prefix {
  const char *name;
  double over, under;
} unit_prefix;

static const unit_prefix larger[] = {{"", 1, 1},     {"k", 1e3, 1},  {"M", 1e6, 1}, {"G", 1e9, 1},
                                     {"T", 1e12, 1}, {"P", 1e15, 1}, {"E", 1e18, 1}};
static const unit_prefix smaller[] = {{"", 1, 1}, {"m", 1, 1e3}, {"u", 1, 1e6}, {"n", 1, 1e9}};
enum { LARGEST = sizeof larger / sizeof larger[0] - 1, SMALLEST = sizeof smaller / sizeof smaller[0] - 1 };

/* Beyond the prefixes a number has a power of ten, and the plain unit: 1e26 flop. */
static const unit_prefix *choose_prefix(const unit_family *family, double value, int digits) {
  if (family->front[0] == '\0' || value == 0 || !isfinite(value)) return &larger[0];
  const int exponent = printed_exponent(value * family->under / family->over, digits);
  if (exponent >= 0) {
    const int thousands = family->no_larger ? 0 : exponent / 3;
    return &larger[thousands > LARGEST ? 0 : thousands];
  }
  if (exponent >= family->least_exponent) return &larger[0];
  const int thousandths = (2 - exponent) / 3;
  if (thousandths > SMALLEST + 1) return &larger[0];
  return &smaller[thousandths > SMALLEST ? SMALLEST : thousandths];
}

/* A value of nothing has no size to choose by: it takes the plain unit of its dimension. */
static sf_scale scale_for_digits(sf_quantity quantity, int digits) {
  sf_scale scale = {1, ""};
  if (sf_is_dimensionless(quantity.dimension)) return scale;
  const bool sized = isfinite(quantity.value) && quantity.value != 0;
  const sf_quantity typical = {sized ? quantity.value : 1, quantity.dimension};
  const unit_family family = family_of(typical, digits);
  const unit_prefix *const prefix = choose_prefix(&family, quantity.value, digits);
  scale.factor = family.over * prefix->over / (family.under * prefix->under);
  snprintf(scale.name, sizeof scale.name, "%s%s%s", prefix->name, family.front, family.tail);
  return scale;
}

sf_scale sf_scale_for(sf_quantity quantity) { return scale_for_digits(quantity, SF_PERSON_DIGITS); }

char *sf_print_number(double value, const sf_scale *scale, int digits, char buffer[SF_QUANTITY_TEXT_SIZE]) {
  write_number(value / scale->factor, clamp_digits(digits), buffer);
  return buffer;
}

char *sf_print_quantity(sf_quantity quantity, int digits, char buffer[SF_QUANTITY_TEXT_SIZE]) {
  const sf_scale scale = scale_for_digits(quantity, clamp_digits(digits));
  sf_print_number(quantity.value, &scale, digits, buffer);
  if (scale.name[0] == '\0') return buffer;
  const size_t length = strlen(buffer);
  snprintf(buffer + length, SF_QUANTITY_TEXT_SIZE - length, " %s", scale.name);
  return buffer;
}
