/* Reads "65 USD/MWh". The text may hold any bytes; its length is explicit and nothing reads past it. */
#include "units/unit_table.h"

#include "base/ascii.h"
#include "base/excerpt.h"
#include "numeric/special.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  DIGITS_KEPT = 64, /* more than any double needs; what is beyond only breaks ties */
  NUMBER_SIZE = DIGITS_KEPT + 32,
  EXPONENT_LIMIT = 1000000,
  DEEPEST_PARENTHESES = 32
};

typedef struct quantity_reader {
  const sf_units *units;
  const char *text;
  size_t length, at;
  int depth; /* of open parentheses */
  sf_error *error;
} quantity_reader;

static bool is_letter(char c) { return sf_is_letter(c) || c == '_'; }

/* The byte that many places on, or NUL at the end; a NUL inside the text is never a valid character either. */
static char peek(const quantity_reader *reader, size_t ahead) {
  return ahead < reader->length - reader->at ? reader->text[reader->at + ahead] : '\0';
}

/* Adds the text on a line of its own, and carets beneath the part from start to end, where it is not too long. */
static sf_status point_at(const quantity_reader *reader, size_t start, size_t end, sf_status status) {
  char copy[SF_EXCERPT_SIZE];
  sf_error *error = reader->error;
  const size_t before = sf_count_characters(reader->text, start);
  const size_t last = end < reader->length ? end : reader->length;
  const size_t carets = last > start ? sf_count_characters(reader->text + start, last - start) : 1;
  if (error == NULL || reader->length == 0 || start > SF_EXCERPT_SIZE - 4 || last > SF_EXCERPT_SIZE - 4) return status;
  const size_t length = strlen(error->message);
  snprintf(error->message + length, sizeof error->message - length, "\n  %s\n  %*s%.*s",
           sf_excerpt(reader->text, reader->length, copy), (int)before, "", (int)carets,
           "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^");
  return status;
}

static sf_status expected(const quantity_reader *reader, const char *what) {
  char copy[SF_EXCERPT_SIZE];
  const sf_status status =
      sf_fail(reader->error, SF_PARSE, "cannot read '%s': expected %s at character %zu",
              sf_excerpt(reader->text, reader->length, copy), what, sf_count_characters(reader->text, reader->at) + 1);
  return point_at(reader, reader->at, reader->at + 1, status);
}

/* What typography writes for a character of ASCII, in UTF-8: as pages and documents that are copied from have it. */
typedef struct written_for {
  const char *written;
  char character;
} written_for;

static const written_for typography[] = {
    {"\xC2\xA0", ' '},     /* no-break space */
    {"\xE2\x80\x87", ' '}, /* figure space */
    {"\xE2\x80\x89", ' '}, /* thin space */
    {"\xE2\x80\xAF", ' '}, /* narrow no-break space */
    {"\xE2\x88\x92", '-'}, /* minus sign */
    {"\xC2\xB7", '*'},     /* middle dot */
    {"\xE2\x8B\x85", '*'}, /* dot operator */
    {"\xC3\x97", '*'},     /* multiplication sign */
    {"\xC2\xB5", 'u'},     /* micro sign */
    {"\xCE\xBC", 'u'},     /* Greek mu */
};

/* A character that may be typography, and how many bytes it takes. */
static char plain_at(const quantity_reader *reader, size_t at, size_t *bytes) {
  *bytes = 1;
  if (at >= reader->length) return '\0';
  for (size_t i = 0; i < sizeof typography / sizeof typography[0]; i++) {
    const size_t length = strlen(typography[i].written);
    if (length > reader->length - at || memcmp(reader->text + at, typography[i].written, length) != 0) continue;
    *bytes = length;
    return typography[i].character;
  }
  return reader->text[at];
}

/* Goes past the character, plain or typography, where it comes next. */
static bool take(quantity_reader *reader, char character) {
  size_t bytes;
  if (reader->at >= reader->length || plain_at(reader, reader->at, &bytes) != character) return false;
  reader->at += bytes;
  return true;
}

static void skip_spaces(quantity_reader *reader) {
  while (take(reader, ' ') || take(reader, '\t')) continue;
}

/* The length without the spaces at its end. */
static size_t trimmed(const char *text, size_t length) {
  quantity_reader reader = {NULL, text, length, 0, 0, NULL};
  size_t end = 0;
  while (reader.at < length) {
    skip_spaces(&reader);
    if (reader.at == length) break;
    reader.at += 1;
    end = reader.at;
  }
  return end;
}

/* A decimal number as whole digits and a power of ten: it needs no decimal point, so that strtod reads it the same in
 * every locale the host may have set. */
typedef struct decimal {
  bool negative;
  char digits[DIGITS_KEPT + 1];
  int count;
  long exponent;
  bool any; /* a digit was seen */
} decimal;

static void add_digit(decimal *number, char digit, bool after_point) {
  number->any = true;
  const bool leading_zero = number->count == 0 && digit == '0';
  const bool kept = number->count < DIGITS_KEPT;
  if (kept && !leading_zero) number->digits[number->count++] = digit;
  if (!kept && digit != '0') number->digits[DIGITS_KEPT - 1] = '1'; /* never exactly half-way */
  const long step = (after_point ? -1 : 0) + (kept ? 0 : 1);
  if (labs(number->exponent) < EXPONENT_LIMIT) number->exponent += step;
}

static long read_whole(quantity_reader *reader) {
  long whole = 0;
  for (; sf_is_digit(peek(reader, 0)); reader->at++)
    if (whole < EXPONENT_LIMIT) whole = whole * 10 + (peek(reader, 0) - '0');
  return whole;
}

/* "e" begins an exponent only before digits: in "2 Es" it does not. */
static void read_exponent(quantity_reader *reader, decimal *number) {
  if (peek(reader, 0) != 'e' && peek(reader, 0) != 'E') return;
  const bool sign = peek(reader, 1) == '-' || peek(reader, 1) == '+';
  if (!sf_is_digit(peek(reader, sign ? 2 : 1))) return;
  const bool negative = peek(reader, 1) == '-';
  reader->at += sign ? 2 : 1;
  const long exponent = read_whole(reader);
  number->exponent += negative ? -exponent : exponent;
}

static bool starts_number(const quantity_reader *reader) {
  size_t sign;
  const char first = plain_at(reader, reader->at, &sign);
  if (first != '-' && first != '+') sign = 0;
  return sf_is_digit(peek(reader, sign)) || (peek(reader, sign) == '.' && sf_is_digit(peek(reader, sign + 1)));
}

/* A number with more in it than digits and one point: "0,5", "1 000", "1.000,5". */
typedef struct separated {
  char digits[SF_EXCERPT_SIZE];
  size_t count, whole; /* digits, and those before the last separator */
  size_t end;          /* where it ends in the text */
  bool grouped;        /* three digits after each separator */
} separated;

static bool is_separator(const quantity_reader *reader, size_t at) {
  const char c = reader->text[at];
  return (c == ',' || c == '.' || c == ' ') && at + 1 < reader->length && sf_is_digit(reader->text[at + 1]);
}

static separated read_separated(const quantity_reader *reader, size_t start) {
  separated number = {.end = start, .grouped = true};
  for (; number.end < reader->length && number.count < sizeof number.digits - 2; number.end++) {
    const char c = reader->text[number.end];
    const bool sign = number.end == start && (c == '-' || c == '+');
    if (is_separator(reader, number.end)) {
      number.grouped = number.grouped && (number.whole == 0 || number.count - number.whole == 3);
      number.whole = number.count;
    } else if (sf_is_digit(c) || sign) {
      number.digits[number.count++] = c;
    } else {
      break;
    }
  }
  number.grouped = number.grouped && number.count - number.whole == 3;
  return number;
}

/* Says how it is written here. */
static sf_status explain_separator(const quantity_reader *reader, size_t start) {
  const separated number = read_separated(reader, start);
  char with_point[SF_EXCERPT_SIZE + 2], words[SF_EXCERPT_SIZE];
  snprintf(with_point, sizeof with_point, "%.*s.%.*s", (int)number.whole, number.digits,
           (int)(number.count - number.whole), number.digits + number.whole);
  sf_excerpt(reader->text + start, number.end - start, words);
  const sf_status status =
      number.grouped
          ? sf_fail(reader->error, SF_PARSE, "'%s': a number has no separators; write %.*s, or %s if that was meant",
                    words, (int)number.count, number.digits, with_point)
          : sf_fail(reader->error, SF_PARSE, "'%s': a number has a decimal point and no other separators; write %s",
                    words, with_point);
  return point_at(reader, start, number.end, status);
}

/* "0,5", "1 000", "1.000,5": digits that go on after what ended a number. */
static bool goes_on(const quantity_reader *reader) {
  const char c = peek(reader, 0);
  if (c == ' ') return sf_is_digit(peek(reader, 1)) && peek(reader, 1) != '1';
  return (c == ',' || c == '.') && sf_is_digit(peek(reader, 1));
}

static sf_status read_number(quantity_reader *reader, double *value) {
  const size_t start = reader->at;
  decimal number = {.negative = take(reader, '-')};
  if (!number.negative) (void)take(reader, '+');
  for (; sf_is_digit(peek(reader, 0)); reader->at++) add_digit(&number, peek(reader, 0), false);
  if (peek(reader, 0) == '.') {
    reader->at += 1;
    for (; sf_is_digit(peek(reader, 0)); reader->at++) add_digit(&number, peek(reader, 0), true);
  }
  if (goes_on(reader)) return explain_separator(reader, start);
  read_exponent(reader, &number);
  if (number.count == 0) {
    *value = 0;
    return SF_OK;
  }
  char whole[NUMBER_SIZE];
  snprintf(whole, sizeof whole, "%s%.*se%ld", number.negative ? "-" : "", number.count, number.digits, number.exponent);
  *value = strtod(whole, NULL);
  if (isinf(*value)) return sf_fail(reader->error, SF_PARSE, "the number is too large for double precision");
  if (*value == 0) return sf_fail(reader->error, SF_PARSE, "the number is too small for double precision");
  return SF_OK;
}

static sf_status read_unit(quantity_reader *reader, sf_measure *unit);

static bool starts_name(const quantity_reader *reader) {
  size_t bytes;
  const char c = plain_at(reader, reader->at, &bytes);
  return is_letter(c) || c == '$' || c == '%';
}

/* The digit above the line that comes next, of 1 to 3; NUL where none does. */
static char raised_digit(const quantity_reader *reader) {
  if (peek(reader, 0) != '\xC2') return '\0';
  return peek(reader, 1) == '\xB9' ? '1' : peek(reader, 1) == '\xB2' ? '2' : peek(reader, 1) == '\xB3' ? '3' : '\0';
}

/* Says what may be meant by a word that is no unit: a power without its sign, or one of ten apart from its number. */
static sf_status refuse_name(const quantity_reader *reader, const char *word, size_t length, size_t start) {
  sf_measure unit;
  size_t letters = 0;
  while (letters < length && !sf_is_digit(word[letters])) letters++;
  const bool to_a_digit = letters > 0 && letters + 1 == length;
  sf_status status;
  if (start > 0 && length > 1 && letters == 1 && sf_to_lower(word[0]) == 'e')
    status = sf_fail(reader->error, SF_UNKNOWN, "unknown unit '%s'; a power of ten joins its number, as in 5e3", word);
  else if (to_a_digit && sf_find_unit(reader->units, word, letters, &unit))
    status = sf_fail(reader->error, SF_UNKNOWN, "unknown unit '%s'; did you mean '%.*s^%s'?", word, (int)letters, word,
                     word + letters);
  else
    status = sf_unknown_unit(reader->units, word, reader->error);
  return point_at(reader, start, reader->at, status);
}

static sf_status read_name(quantity_reader *reader, sf_measure *unit) {
  char word[SF_UNIT_WORD_SIZE];
  const size_t start = reader->at;
  size_t length = 0;
  while (starts_name(reader) || sf_is_digit(peek(reader, 0))) {
    size_t bytes;
    const char c = plain_at(reader, reader->at, &bytes);
    if (length < sizeof word - 1) word[length++] = c;
    reader->at += bytes;
  }
  word[length] = '\0';
  const bool whole = reader->at - start < sizeof word - 1;
  const char raised = raised_digit(reader);
  if (whole && raised == '2') { /* square metres and feet have the digit in their names */
    word[length] = raised;
    word[length + 1] = '\0';
    if (sf_find_unit(reader->units, word, length + 1, unit)) {
      reader->at += 2;
      return SF_OK;
    }
    word[length] = '\0';
  }
  if (whole && sf_find_unit(reader->units, word, length, unit)) return SF_OK;
  return refuse_name(reader, word, length, start);
}

static sf_status read_signed_whole(quantity_reader *reader, long *whole) {
  const bool negative = take(reader, '-');
  if (!negative) (void)take(reader, '+');
  if (!sf_is_digit(peek(reader, 0))) return expected(reader, "a whole number");
  *whole = read_whole(reader);
  if (negative) *whole = -*whole;
  return SF_OK;
}

/* -1 or (1/2) */
static sf_status read_power(quantity_reader *reader, double *power) {
  long over = 1, under = 1;
  const bool fraction = peek(reader, 0) == '(';
  if (fraction) reader->at += 1;
  sf_status status = read_signed_whole(reader, &over);
  if (status == SF_OK && fraction && peek(reader, 0) == '/') {
    reader->at += 1;
    status = read_signed_whole(reader, &under);
  }
  if (status != SF_OK) return status;
  if (fraction) {
    if (peek(reader, 0) != ')') return expected(reader, "')'");
    reader->at += 1;
  }
  if (under == 0) return expected(reader, "a fraction that is not over zero");
  *power = (double)over / (double)under;
  return SF_OK;
}

/* x^power for power >= 0, with the same bits on every machine: by multiplication and square root where these reach. */
static double raise_positive(double x, double power) {
  double whole = floor(power);
  const double rest = power - whole;
  double product = rest == 0 ? 1 : rest == 0.5 ? sqrt(x) : sf_exp(rest * sf_log(x));
  for (double square = x; whole > 0; square *= square, whole = floor(whole / 2))
    if (fmod(whole, 2) == 1) product *= square;
  return product;
}

static sf_status raise_measure(const quantity_reader *reader, sf_measure *unit, double power) {
  const sf_status status = sf_raise_dimension(unit->dimension, power, &unit->dimension, reader->error);
  if (status != SF_OK) return status;
  const double over = raise_positive(unit->over, fabs(power)), under = raise_positive(unit->under, fabs(power));
  unit->over = power < 0 ? under : over;
  unit->under = power < 0 ? over : under;
  return SF_OK;
}

static sf_status read_parentheses(quantity_reader *reader, sf_measure *unit) {
  if (reader->depth == DEEPEST_PARENTHESES) return expected(reader, "fewer parentheses");
  reader->depth += 1;
  reader->at += 1;
  const sf_status status = read_unit(reader, unit);
  if (status != SF_OK) return status;
  if (peek(reader, 0) != ')') return expected(reader, "')'");
  reader->at += 1;
  reader->depth -= 1;
  return SF_OK;
}

static sf_status read_factor(quantity_reader *reader, sf_measure *unit) {
  sf_status status;
  if (starts_name(reader)) {
    status = read_name(reader, unit);
  } else if (peek(reader, 0) == '(') {
    status = read_parentheses(reader, unit);
  } else if (peek(reader, 0) == '1' && !sf_is_digit(peek(reader, 1)) && peek(reader, 1) != '.') {
    *unit = (sf_measure){1, 1, sf_dimensionless()};
    reader->at += 1;
    status = SF_OK;
  } else {
    return expected(reader, "a unit");
  }
  const char raised = raised_digit(reader);
  if (status == SF_OK && raised != '\0') {
    reader->at += 2;
    return raise_measure(reader, unit, raised - '0');
  }
  if (status != SF_OK || peek(reader, 0) != '^') return status;
  reader->at += 1;
  double power = 1;
  status = read_power(reader, &power);
  return status == SF_OK ? raise_measure(reader, unit, power) : status;
}

static sf_status multiply_measure(const quantity_reader *reader, sf_measure *unit, sf_measure factor, bool divide) {
  if (divide) {
    unit->over *= factor.under;
    unit->under *= factor.over;
    return sf_divide_dimensions(unit->dimension, factor.dimension, &unit->dimension, reader->error);
  }
  unit->over *= factor.over;
  unit->under *= factor.under;
  return sf_multiply_dimensions(unit->dimension, factor.dimension, &unit->dimension, reader->error);
}

/* What stands between two factors; 0 at the end of this unit. */
static char read_separator(quantity_reader *reader) {
  const size_t before = reader->at;
  skip_spaces(reader);
  const bool divides = take(reader, '/');
  if (divides || take(reader, '*')) {
    skip_spaces(reader);
    return divides ? '/' : '*';
  }
  const bool factor_follows = reader->at < reader->length && peek(reader, 0) != ')';
  return factor_follows && reader->at > before ? '*' : '\0';
}

static sf_status read_unit(quantity_reader *reader, sf_measure *unit) {
  *unit = (sf_measure){1, 1, sf_dimensionless()};
  skip_spaces(reader);
  char separator = '*';
  if (peek(reader, 0) == '/') separator = read_separator(reader);
  do {
    sf_measure factor;
    sf_status status = read_factor(reader, &factor);
    if (status == SF_OK) status = multiply_measure(reader, unit, factor, separator == '/');
    if (status != SF_OK) return status;
    separator = read_separator(reader);
  } while (separator != '\0');
  return SF_OK;
}

/* The whole of the rest must be one unit. */
static sf_status read_last_unit(quantity_reader *reader, sf_measure *unit) {
  const sf_status status = read_unit(reader, unit);
  if (status != SF_OK) return status;
  if (reader->at < reader->length) return expected(reader, "the end");
  if (!isfinite(unit->over) || !isfinite(unit->under) || unit->over == 0 || unit->under == 0)
    return sf_fail(reader->error, SF_PARSE, "the unit is too large for double precision");
  return SF_OK;
}

/* "$5/MWh", "USD 5" */
static size_t currency_size(const quantity_reader *reader) {
  if (peek(reader, 0) == '$') return 1;
  const bool usd = peek(reader, 0) == 'U' && peek(reader, 1) == 'S' && peek(reader, 2) == 'D';
  return usd ? 3 : 0;
}

static bool puts_unit_first(const quantity_reader *reader) {
  quantity_reader ahead = *reader;
  ahead.at += currency_size(reader);
  skip_spaces(&ahead);
  return ahead.at > reader->at && starts_number(&ahead);
}

/* Says how it is written here: 5 $/MWh. */
static sf_status explain_unit_first(const quantity_reader *reader) {
  quantity_reader ahead = *reader;
  char number[SF_EXCERPT_SIZE], rest[SF_EXCERPT_SIZE];
  const size_t currency = currency_size(reader);
  ahead.at += currency;
  skip_spaces(&ahead);
  const size_t start = ahead.at;
  (void)take(&ahead, '-');
  while (sf_is_digit(peek(&ahead, 0)) || peek(&ahead, 0) == '.' || peek(&ahead, 0) == ',') ahead.at += 1;
  const sf_status status =
      sf_fail(reader->error, SF_PARSE, "a unit stands after its number; write %s %.*s%s",
              sf_excerpt(ahead.text + start, ahead.at - start, number), (int)currency, reader->text + reader->at,
              sf_excerpt(ahead.text + ahead.at, ahead.length - ahead.at, rest));
  return point_at(reader, reader->at, ahead.at, status);
}

sf_status sf_parse_quantity(const sf_units *units, const char *text, size_t length, sf_quantity *quantity,
                            sf_error *error) {
  quantity_reader reader = {units, text, length, 0, 0, error};
  reader.length = trimmed(text, length);
  skip_spaces(&reader);
  if (reader.at == reader.length) return expected(&reader, "a number or a unit");
  if (puts_unit_first(&reader)) return explain_unit_first(&reader);
  double number = 1;
  const bool has_number = starts_number(&reader);
  if (has_number) {
    const sf_status status = read_number(&reader, &number);
    if (status != SF_OK) return status;
    skip_spaces(&reader);
  }
  sf_measure unit = {1, 1, sf_dimensionless()};
  if (!has_number || reader.at < reader.length) {
    if (has_number) (void)take(&reader, '*'); /* "5 * W" */
    const sf_status status = read_last_unit(&reader, &unit);
    if (status != SF_OK) return status;
  }
  const double value = number * unit.over / unit.under;
  if (!isfinite(value) || (value == 0 && number != 0))
    return sf_fail(error, SF_PARSE, "the quantity is outside double precision");
  *quantity = (sf_quantity){value, unit.dimension};
  return SF_OK;
}

sf_status sf_convert_quantity(const sf_units *units, sf_quantity quantity, const char *text, double *number,
                              sf_error *error) {
  quantity_reader reader = {units, text, strlen(text), 0, 0, error};
  reader.length = trimmed(text, reader.length);
  sf_measure unit;
  const sf_status status = read_last_unit(&reader, &unit);
  if (status != SF_OK) return status;
  if (!sf_dimension_equal(unit.dimension, quantity.dimension)) {
    char is[SF_DIMENSION_NAME_SIZE], asked[SF_DIMENSION_NAME_SIZE], printed[SF_QUANTITY_TEXT_SIZE];
    return sf_fail(error, SF_DIMENSION, "cannot convert %s (%s) to %s (%s)",
                   sf_print_quantity(quantity, SF_PERSON_DIGITS, printed), sf_dimension_name(quantity.dimension, is),
                   text, sf_dimension_name(unit.dimension, asked));
  }
  *number = quantity.value * unit.under / unit.over;
  return SF_OK;
}
