#include "units/dimension_words.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const base_names[SF_BASE_COUNT] = {"time", "energy",  "money", "token", "accelerator", "rack",
                                                      "user", "request", "byte",  "flop",  "area"};

/* The order in which a dimension is read aloud: what is counted first, what it is counted over after. */
static const sf_base reading_order[SF_BASE_COUNT] = {SF_MONEY,  SF_TOKEN, SF_FLOP,        SF_BYTE, SF_REQUEST, SF_TIME,
                                                     SF_ENERGY, SF_USER,  SF_ACCELERATOR, SF_RACK, SF_AREA};

sf_dimension sf_dimensionless(void) { return (sf_dimension){{0}}; }

sf_dimension sf_base_dimension(sf_base base) {
  sf_dimension dimension = {{0}};
  if ((unsigned)base < SF_BASE_COUNT) dimension.sixths[base] = SF_EXPONENT_STEPS;
  return dimension;
}

bool sf_dimension_equal(sf_dimension a, sf_dimension b) { return memcmp(a.sixths, b.sixths, sizeof a.sixths) == 0; }

bool sf_is_dimensionless(sf_dimension a) { return sf_dimension_equal(a, sf_dimensionless()); }

static sf_status too_large(int base, sf_error *error) {
  return sf_fail(error, SF_DIMENSION, "the exponent of %s is too large (it must stay between -21 and 21)",
                 base_names[base]);
}

/* The first base of which the sum does not hold the exponent. */
static int first_lost(sf_dimension a, sf_dimension b, int sign, sf_dimension sum) {
  int base = 0;
  while (base + 1 < SF_BASE_COUNT && a.sixths[base] + sign * b.sixths[base] == sum.sixths[base]) base++;
  return base;
}

/* result = a + sign * b, exponent by exponent. */
static sf_status add_exponents(sf_dimension a, sf_dimension b, int sign, sf_dimension *result, sf_error *error) {
  sf_dimension sum;
  int lost = 0; /* what an exponent cannot hold */
  for (int base = 0; base < SF_EXPONENT_COUNT; base++) {
    const int sixths = a.sixths[base] + sign * b.sixths[base];
    sum.sixths[base] = (int8_t)sixths;
    lost |= sixths - sum.sixths[base];
  }
  if (lost != 0) return too_large(first_lost(a, b, sign, sum), error);
  *result = sum;
  return SF_OK;
}

/* Most factors and divisors are plain numbers. */
static sf_status keep_dimension(sf_dimension a, sf_dimension *result) {
  *result = a;
  return SF_OK;
}

sf_status sf_multiply_dimensions(sf_dimension a, sf_dimension b, sf_dimension *result, sf_error *error) {
  if (sf_is_dimensionless(a)) return keep_dimension(b, result);
  return sf_is_dimensionless(b) ? keep_dimension(a, result) : add_exponents(a, b, 1, result, error);
}

sf_status sf_divide_dimensions(sf_dimension a, sf_dimension b, sf_dimension *result, sf_error *error) {
  return sf_is_dimensionless(b) ? keep_dimension(a, result) : add_exponents(a, b, -1, result, error);
}

sf_status sf_raise_dimension(sf_dimension a, double exponent, sf_dimension *result, sf_error *error) {
  sf_dimension power = {{0}};
  for (int base = 0; base < SF_BASE_COUNT; base++) {
    if (a.sixths[base] == 0) continue;
    const double sixths = a.sixths[base] * exponent;
    if (!(sixths >= INT8_MIN && sixths <= INT8_MAX)) return too_large(base, error);
    const double whole = nearbyint(sixths);
    /* 1/3 is not exact in binary: allow for its rounding, and no more */
    if (fabs(sixths - whole) > 1e-12 * fabs(sixths)) {
      char name[SF_DIMENSION_NAME_SIZE];
      return sf_fail(error, SF_DIMENSION, "cannot raise %s to the power %s: only multiples of 1/6 are kept",
                     sf_dimension_name(a, name), sf_quote_number(exponent).text);
    }
    power.sixths[base] = (int8_t)whole;
  }
  *result = power;
  return SF_OK;
}

/* A name being written into the caller's buffer; what does not fit is cut. */
typedef struct name_writer {
  char *name;
  size_t length;
} name_writer;

static void write_word(name_writer *writer, const char *word) {
  const size_t room = SF_DIMENSION_NAME_SIZE - 1 - writer->length;
  size_t length = strlen(word);
  if (length > room) length = room;
  memcpy(writer->name + writer->length, word, length);
  writer->length += length;
  writer->name[writer->length] = '\0';
}

static int greatest_divisor(int a, int b) { return b == 0 ? a : greatest_divisor(b, a % b); }

char *sf_exponent_text(int sixths, char text[SF_EXPONENT_TEXT_SIZE]) {
  text[0] = '\0';
  if (sixths == SF_EXPONENT_STEPS) return text;
  const int divisor = greatest_divisor(sixths, SF_EXPONENT_STEPS);
  const int over = sixths / divisor, under = SF_EXPONENT_STEPS / divisor;
  if (under == 1)
    snprintf(text, SF_EXPONENT_TEXT_SIZE, "^%d", over);
  else
    snprintf(text, SF_EXPONENT_TEXT_SIZE, "^(%d/%d)", over, under);
  return text;
}

static void write_power(name_writer *writer, const char *word, int sixths) {
  char exponent[SF_EXPONENT_TEXT_SIZE];
  write_word(writer, word);
  write_word(writer, sf_exponent_text(sixths, exponent));
}

int sf_take_power(sf_dimension *dimension) {
  const int energy = dimension->sixths[SF_ENERGY], time = dimension->sixths[SF_TIME];
  if ((energy > 0) == (time > 0) || energy == 0 || time == 0) return 0;
  const int size = abs(energy) < abs(time) ? abs(energy) : abs(time);
  const int power = energy > 0 ? size : -size;
  dimension->sixths[SF_ENERGY] = (int8_t)(energy - power);
  dimension->sixths[SF_TIME] = (int8_t)(time + power);
  return power;
}

static bool is_token_per_energy(sf_dimension dimension) {
  sf_dimension expected = sf_base_dimension(SF_TOKEN);
  expected.sixths[SF_ENERGY] = -SF_EXPONENT_STEPS;
  return sf_dimension_equal(dimension, expected);
}

char *sf_dimension_name(sf_dimension dimension, char name[SF_DIMENSION_NAME_SIZE]) {
  name_writer writer = {name, 0};
  name[0] = '\0';
  if (sf_is_dimensionless(dimension)) {
    write_word(&writer, "a plain number");
    return name;
  }
  if (is_token_per_energy(dimension)) { /* the field says tokens per second per watt */
    write_word(&writer, "token/time/power");
    return name;
  }
  const int power = sf_take_power(&dimension);
  for (int i = 0; i < SF_BASE_COUNT; i++) {
    const sf_base base = reading_order[i];
    if (dimension.sixths[base] <= 0) continue;
    if (writer.length > 0) write_word(&writer, "*");
    write_power(&writer, base_names[base], dimension.sixths[base]);
  }
  if (power > 0) {
    if (writer.length > 0) write_word(&writer, "*");
    write_power(&writer, "power", power);
  }
  if (writer.length == 0) write_word(&writer, "1");
  for (int i = 0; i < SF_BASE_COUNT; i++) {
    const sf_base base = reading_order[i];
    if (dimension.sixths[base] >= 0) continue;
    write_word(&writer, "/");
    write_power(&writer, base_names[base], -dimension.sixths[base]);
  }
  if (power < 0) {
    write_word(&writer, "/");
    write_power(&writer, "power", -power);
  }
  return name;
}
