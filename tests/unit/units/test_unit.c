#include "check.h"

#include "signalflow/unit.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static sf_units *units;

static int open_units(void **state) {
  (void)state;
  return sf_create_units(&units, NULL) == SF_OK ? 0 : -1;
}

static int close_units(void **state) {
  (void)state;
  sf_destroy_units(units);
  return 0;
}

static sf_quantity parse(const char *text) {
  sf_quantity quantity = {NAN, sf_dimensionless()};
  sf_error error = {SF_OK, ""};
  if (sf_parse_quantity(units, text, strlen(text), &quantity, &error) != SF_OK)
    fail_msg("'%s': %s", text, error.message);
  return quantity;
}

static sf_status refuse(const char *text, size_t length, char message[SF_MESSAGE_SIZE]) {
  sf_quantity quantity;
  sf_error error = {SF_OK, ""};
  const sf_status status = sf_parse_quantity(units, text, length, &quantity, &error);
  memcpy(message, error.message, SF_MESSAGE_SIZE);
  assert_int_equal(status, error.code);
  return status;
}

static void assert_printed(sf_quantity quantity, const char *expected) {
  char text[SF_QUANTITY_TEXT_SIZE];
  assert_string_equal(sf_print_quantity(quantity, SF_PERSON_DIGITS, text), expected);
}

static void assert_prints(const char *text, const char *expected) { assert_printed(parse(text), expected); }

static void test_values_are_coherent(void **state) {
  (void)state;
  assert_close(parse("100 MW").value, 1e8, 0);
  assert_close(parse("65 USD/MWh").value, 65 / 3.6e9, 0);
  assert_close(parse("35 %").value, 0.35, 0);
  assert_close(parse("1 year").value, 8760.0 * 3600, 0);
  assert_close(parse("12 month").value, parse("year").value, 0);
  assert_close(parse("4 quarter").value, parse("year").value, 0);
  assert_close(parse("80 GiB").value, 80.0 * 1073741824, 0);
  assert_close(parse("8 bit").value, 1, 0);
  assert_close(parse("2.5 PFLOP/s").value, 2.5e15, 0);
  assert_close(parse("1 kft2").value, 92903.04, 1e-15); /* (1000 ft)^2 */
  assert_close(parse("-3 cent").value, -0.03, 0);
  assert_close(parse("MW").value, 1e6, 0);
  assert_close(parse("1e3 W").value, 1e3, 0);
  assert_close(parse("2 Es").value, 2e18, 0); /* exaseconds: not an exponent */
  assert_close(parse("5 /s").value, 5, 0);
  assert_close(parse("0.35").value, 0.35, 0);
}

static void test_whole_names_win_over_prefixes(void **state) {
  (void)state;
  assert_close(parse("min").value, 60, 0);
  assert_close(parse("day").value, 86400, 0);
  assert_close(parse("cent").value, 0.01, 0);
}

static void test_factors_read_left_to_right(void **state) {
  (void)state;
  const sf_quantity plain = parse("12 tok/s/W"), grouped = parse("12 tok/(s W)"), written = parse("12 tok*s^-1*W^-1");
  assert_true(sf_dimension_equal(plain.dimension, grouped.dimension));
  assert_true(sf_dimension_equal(plain.dimension, written.dimension));
  assert_true(sf_dimension_equal(parse("USD/rack day").dimension, parse("USD*day/rack").dimension));
  assert_true(sf_dimension_equal(parse("W\xC2\xB7h").dimension, parse("J").dimension));
  assert_close(parse("5 \xC2\xB5s").value, 5e-6, 0);
}

/* Correctly rounded values: the ones strtod gives in the C locale. */
static void test_numbers_are_correctly_rounded(void **state) {
  (void)state;
  assert_close(parse("0.1").value, 0.1, 0);
  assert_close(parse("123456.789e-3").value, 123.456789, 0);
  assert_close(parse("9007199254740993").value, 9007199254740992.0, 0); /* 2^53 + 1: tie to even */
  assert_close(parse("9007199254740993.0000000000000000000000000000000000000000000000000000000000000000001").value,
               9007199254740994.0, 0);
  assert_close(parse("2.2250738585072011e-308").value, 2.2250738585072011e-308, 0);
  assert_close(parse("0.000000000000000000000000000000000000000000000000000000000000000000000000000000001e81").value, 1,
               0);
  assert_close(parse("100000000000000000000000000000000000000000000000000000000000000000000000000000000e-80").value, 1,
               0);
}

static void test_unknown_units_name_the_nearest(void **state) {
  (void)state;
  char message[SF_MESSAGE_SIZE];
  assert_int_equal(refuse("65 USD/Mwh", 10, message), SF_UNKNOWN);
  assert_string_equal(message, "unknown unit 'Mwh'; did you mean 'MWh'?\n  65 USD/Mwh\n         ^^^");
  assert_int_equal(refuse("5 mw", 4, message), SF_UNKNOWN);
  assert_string_equal(message, "unknown unit 'mw'; did you mean 'MW'?\n  5 mw\n    ^^");
  assert_int_equal(refuse("5 MHw", 5, message), SF_UNKNOWN);
  assert_string_equal(message, "unknown unit 'MHw'; did you mean 'MWh'?\n  5 MHw\n    ^^^");
  assert_int_equal(refuse("5 hours", 7, message), SF_UNKNOWN);
  assert_string_equal(message, "unknown unit 'hours'; did you mean 'h'?\n  5 hours\n    ^^^^^");
  assert_int_equal(refuse("5 xyzzy", 7, message), SF_UNKNOWN);
  assert_string_equal(message, "unknown unit 'xyzzy'\n  5 xyzzy\n    ^^^^^");
  assert_int_equal(refuse("5 MEUR", 6, message), SF_UNKNOWN);
  assert_string_equal(message,
                      "unknown unit 'MEUR'; the currency here is USD: define others by it\n  5 MEUR\n    ^^^^");
}

static void test_errors_point_at_the_character(void **state) {
  (void)state;
  char message[SF_MESSAGE_SIZE];
  assert_int_equal(refuse("1,000 W", 7, message), SF_PARSE);
  assert_string_equal(message,
                      "'1,000': a number has no separators; write 1000, or 1.000 if that was meant\n"
                      "  1,000 W\n  ^^^^^");
  assert_int_equal(refuse("0,5 USD/Mtok", 12, message), SF_PARSE);
  assert_string_equal(message,
                      "'0,5': a number has a decimal point and no other separators; write 0.5\n"
                      "  0,5 USD/Mtok\n  ^^^");
  assert_int_equal(refuse("-1.000,5", 8, message), SF_PARSE);
  assert_string_equal(message,
                      "'-1.000,5': a number has a decimal point and no other separators; write -1000.5\n"
                      "  -1.000,5\n  ^^^^^^^^");
  assert_int_equal(refuse("2 500 000 W", 11, message), SF_PARSE);
  assert_non_null(strstr(message, "write 2500000"));
  assert_int_equal(refuse("5 USD//MW", 9, message), SF_PARSE);
  assert_string_equal(message, "cannot read '5 USD//MW': expected a unit at character 7\n  5 USD//MW\n        ^");
  assert_int_equal(refuse("5 (W/s", 6, message), SF_PARSE);
  assert_string_equal(message, "cannot read '5 (W/s': expected ')' at character 7\n  5 (W/s\n        ^");
  assert_int_equal(refuse("", 0, message), SF_PARSE);
  assert_int_equal(refuse("W^", 2, message), SF_PARSE);
  assert_int_equal(refuse("W^(1/0)", 7, message), SF_PARSE);
  assert_int_equal(refuse("5 W\0h", 5, message), SF_PARSE);
  assert_string_equal(message, "cannot read '5 W?h': expected the end at character 4\n  5 W?h\n     ^");
}

/* As pages and documents that are copied from have it. */
static void test_typography_is_read(void **state) {
  (void)state;
  static const struct {
    const char *text, *plain;
  } cases[] = {{"5\xC2\xA0MW", "5 MW"},
               {"\xC2\xA0"
                "5\xE2\x80\xAFMW\xC2\xA0",
                "5 MW"},
               {"5\xE2\x80\x89USD/MWh", "5 USD/MWh"},
               {"\xE2\x88\x92"
                "5 MW",
                "-5 MW"},
               {"tok s^\xE2\x88\x92"
                "1",
                "tok/s"},
               {"tok\xC3\x97s", "tok*s"},
               {"tok\xC2\xB7s", "tok*s"},
               {"tok\xE2\x8B\x85s", "tok*s"},
               {"kW\xC2\xB2", "kW^2"},
               {"kW\xC2\xB3", "kW^3"},
               {"5 m\xC2\xB2", "5 m2"},
               {"3 km\xC2\xB2/rack", "3 km2/rack"},
               {"2 ft\xC2\xB2", "2 ft2"},
               {"5 \xC2\xB5s", "5 us"},
               {"5 \xCE\xBCs", "5 us"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const sf_quantity found = parse(cases[i].text), plain = parse(cases[i].plain);
    assert_close(found.value, plain.value, 0);
    assert_true(sf_dimension_equal(found.dimension, plain.dimension));
  }
}

static void test_errors_keep_characters_and_count_them(void **state) {
  (void)state;
  char message[SF_MESSAGE_SIZE];
  assert_int_equal(refuse("5 \xE2\x82\xAC/MWh", 9, message), SF_PARSE);
  assert_string_equal(message,
                      "cannot read '5 \xE2\x82\xAC/MWh': expected a unit at character 3\n"
                      "  5 \xE2\x82\xAC/MWh\n    ^");
  assert_int_equal(refuse("\xC2\xB5W h\xC2\xB2 Wx", 10, message), SF_UNKNOWN);
  assert_non_null(strstr(message, "\n  \xC2\xB5W h\xC2\xB2 Wx\n        ^^"));
  assert_int_equal(refuse("5 \xE2\x80", 4, message), SF_PARSE); /* cut within a character */
  assert_non_null(strstr(message, "cannot read '5 ?\?':"));
  assert_int_equal(refuse("5 W\xE2\x80\xAEh", 7, message), SF_PARSE); /* turns the direction of writing */
  assert_non_null(strstr(message, "cannot read '5 W??\?h':"));
}

static void test_what_is_usual_elsewhere_is_said_as_it_is_here(void **state) {
  (void)state;
  char message[SF_MESSAGE_SIZE];
  assert_int_equal(refuse("$0.5/Mtok", 9, message), SF_PARSE);
  assert_string_equal(message, "a unit stands after its number; write 0.5 $/Mtok\n  $0.5/Mtok\n  ^^^^");
  assert_int_equal(refuse("USD 65/MWh", 10, message), SF_PARSE);
  assert_non_null(strstr(message, "write 65 USD/MWh"));
  assert_close(parse("$/MWh").value, parse("1 USD/MWh").value, 0);
  assert_int_equal(refuse("5 W2", 4, message), SF_UNKNOWN);
  assert_string_equal(message, "unknown unit 'W2'; did you mean 'W^2'?\n  5 W2\n    ^^");
  assert_int_equal(refuse("5 e3 W", 6, message), SF_UNKNOWN);
  assert_non_null(strstr(message, "a power of ten joins its number, as in 5e3"));
}

static void test_numbers_outside_double_precision_are_refused(void **state) {
  (void)state;
  char message[SF_MESSAGE_SIZE];
  assert_int_equal(refuse("1e400", 5, message), SF_PARSE);
  assert_int_equal(refuse("1e-400", 6, message), SF_PARSE);
  assert_int_equal(refuse("1e99999999999999999999", 22, message), SF_PARSE);
  assert_int_equal(refuse("1e308 EW", 8, message), SF_PARSE);
  assert_int_equal(refuse("W^99", 4, message), SF_DIMENSION);
}

/* Any bytes: the answer does not matter, only that there is one and nothing is read outside the text. */
static void test_parser_survives_any_bytes(void **state) {
  (void)state;
  static const char pieces[] = "0159.eE+-*/^() \tWhskMGUSD$%tok\xC2\xB7\xC2\xB5\xFF\0\x80_";
  unsigned seed = 12345;
  for (int trial = 0; trial < 20000; trial++) {
    char *const text = malloc(24); /* on the heap, so that a sanitizer sees a byte too far */
    const size_t length = trial % 25 == 0 ? 0 : (size_t)(trial % 24);
    for (size_t i = 0; i < length; i++) {
      seed = seed * 1103515245u + 12345u;
      text[i] = pieces[(seed >> 16) % (sizeof pieces - 1)];
    }
    char *const exact = malloc(length > 0 ? length : 1);
    memcpy(exact, text, length);
    free(text);
    sf_quantity quantity = {0, sf_dimensionless()};
    sf_error error = {SF_OK, ""};
    const sf_status status = sf_parse_quantity(units, exact, length, &quantity, &error);
    if (status == SF_OK)
      assert_true(isfinite(quantity.value));
    else
      assert_true(strlen(error.message) > 0);
    free(exact);
  }
}

static void test_deep_parentheses_are_refused(void **state) {
  (void)state;
  char text[4000], message[SF_MESSAGE_SIZE];
  memset(text, '(', sizeof text);
  assert_int_equal(refuse(text, sizeof text, message), SF_PARSE);
}

static void test_printing_follows_the_fields_habits(void **state) {
  (void)state;
  assert_prints("100 MW", "100 MW");
  assert_prints("65 USD/MWh", "65 USD/MWh");
  assert_prints("12.3 tok/s/W", "12.3 tok/s/W");
  assert_prints("0.6 USD/Mtok", "0.6 USD/Mtok");
  assert_prints("0.25 J/tok", "0.25 J/tok");
  assert_prints("4 mJ/tok", "4 mJ/tok");
  assert_prints("1275 W/gpu", "1.28 kW/gpu");
  assert_prints("120 kW/rack", "120 kW/rack");
  assert_prints("900 tok/s/gpu", "900 tok/s/gpu");
  assert_prints("50 tok/s/user", "50 tok/s/user");
  assert_prints("38000 USD/gpu", "38 kUSD/gpu");
  assert_prints("5e6 USD/year", "5 MUSD/year");
  assert_prints("11 USD/W", "11 MUSD/MW");
  assert_prints("2.5 USD/gpu/h", "2.5 USD/gpu/h");
  assert_prints("8 TB/s", "8 TB/s");
  assert_prints("2.25 PFLOP/s", "2.25 Pflop/s");
  assert_prints("350 ms", "350 ms");
  assert_prints("25 ms/tok", "25 ms/tok");
  assert_prints("90 s", "1.5 min");
  assert_prints("36 h", "1.5 day");
  assert_prints("400 day", "1.1 year");
  assert_prints("100 MW day", "2.4 GWh");
  assert_prints("500 J", "500 J");
  assert_prints("0.15 /year", "0.15 /year");
  assert_prints("300 W/m2", "300 W/m2");
  assert_prints("2000000 m2", "2 km2");
  assert_prints("1810 rack", "1810 rack");
  assert_prints("48000 gpu", "48 kgpu");
  assert_prints("0.02 USD", "0.02 USD");
  assert_prints("72 gpu/rack", "72 gpu/rack");
}

/* 1e8 W * 8760 h * 65 USD/MWh = 876000 MWh * 65 USD/MWh = 56.94 MUSD */
static void test_a_year_of_grid_power_costs_what_it_should(void **state) {
  (void)state;
  const sf_quantity grid = parse("100 MW"), price = parse("65 USD/MWh"), year = parse("year");
  sf_quantity cost = {grid.value * price.value * year.value, sf_dimensionless()};
  assert_ok(sf_multiply_dimensions(grid.dimension, price.dimension, &cost.dimension, NULL));
  assert_ok(sf_multiply_dimensions(cost.dimension, year.dimension, &cost.dimension, NULL));
  assert_printed(cost, "56.9 MUSD");
}

static void test_rounding_is_decimal_half_to_even(void **state) {
  (void)state;
  assert_prints("1275 W", "1.28 kW");
  assert_prints("1265 W", "1.26 kW");
  assert_prints("1.275", "1.28");
  assert_prints("1.265", "1.26");
  assert_prints("1.2750001", "1.28");
  assert_prints("999.4 W", "999 W");
  assert_prints("999.6 W", "1 kW");
  assert_prints("59.99 s", "1 min");
}

static void test_any_size_prints(void **state) {
  (void)state;
  assert_prints("0 W", "0 W");
  assert_prints("-0 W", "0 W");
  assert_prints("0", "0");
  assert_prints("-5 kW", "-5 kW");
  assert_prints("999e18 W", "999 EW");
  assert_prints("1e22 W", "1e22 W"); /* beyond the last prefix: the plain unit, and a power of ten */
  assert_prints("3e26 flop", "3e26 flop");
  assert_prints("5 nW", "5 nW");
  assert_prints("0.005 nW", "0.005 nW");
  assert_prints("123456", "123000");
  assert_prints("1e-13 W", "1e-13 W");
  assert_prints("1e40 W", "1e40 W");
  assert_prints("1e-30", "1e-30");
  const sf_dimension power = parse("W").dimension;
  assert_printed((sf_quantity){NAN, power}, "nan W");
  assert_printed((sf_quantity){-INFINITY, power}, "-inf W");
}

/* Every dimension with exponents -2..2 on three bases, over many sizes: what is printed reads back. */
static void test_printed_quantities_read_back(void **state) {
  (void)state;
  for (int trial = 0; trial < 3000; trial++) {
    sf_quantity quantity = {ldexp(1 + (trial * 0x9E3779B1u) / 4294967296.0, trial % 121 - 60), sf_dimensionless()};
    const int first = trial % SF_BASE_COUNT, second = trial / 11 % SF_BASE_COUNT, third = trial / 121 % SF_BASE_COUNT;
    quantity.dimension.sixths[first] = (int8_t)(SF_EXPONENT_STEPS * (trial % 5 - 2));
    quantity.dimension.sixths[second] = (int8_t)(SF_EXPONENT_STEPS * (trial / 5 % 3 - 1));
    if (trial % 7 == 0) quantity.dimension.sixths[third] = (int8_t)(trial % 13 - 6);
    char text[SF_QUANTITY_TEXT_SIZE];
    sf_print_quantity(quantity, 17, text);
    const sf_quantity back = parse(text);
    assert_true(sf_dimension_equal(back.dimension, quantity.dimension));
    assert_close(back.value, quantity.value, 1e-15);
  }
}

static void test_longest_unit_reads_back(void **state) {
  (void)state;
  sf_quantity quantity = {1.5, sf_dimensionless()};
  for (int i = 0; i < SF_BASE_COUNT; i++) quantity.dimension.sixths[i] = (int8_t)(i % 2 == 0 ? 121 : -115);
  char text[SF_QUANTITY_TEXT_SIZE];
  assert_true(sf_dimension_equal(parse(sf_print_quantity(quantity, 3, text)).dimension, quantity.dimension));
}

static void test_scale_prints_a_whole_row_alike(void **state) {
  (void)state;
  const sf_scale scale = sf_scale_for(parse("82.3 MW"));
  char text[SF_QUANTITY_TEXT_SIZE];
  assert_string_equal(scale.name, "MW");
  assert_close(scale.factor, 1e6, 0);
  assert_string_equal(sf_print_number(950e3, &scale, 3, text), "0.95");
  assert_string_equal(sf_print_number(0, &scale, 3, text), "0");
  assert_string_equal(sf_scale_for(parse("0.5")).name, "");
}

static void test_conversion_checks_the_dimension(void **state) {
  (void)state;
  double number = 0;
  sf_error error;
  assert_ok(sf_convert_quantity(units, parse("56.94 MUSD"), "USD", &number, NULL));
  assert_close(number, 56.94e6, 0);
  assert_ok(sf_convert_quantity(units, parse("65 USD/MWh"), "cent/kWh", &number, NULL));
  assert_close(number, 6.5, 1e-15);
  assert_int_equal(sf_convert_quantity(units, parse("100 MW"), "USD/MWh", &number, &error), SF_DIMENSION);
  assert_string_equal(error.message, "cannot convert 100 MW (power) to USD/MWh (money/energy)");
  assert_int_equal(sf_convert_quantity(units, parse("100 MW"), "5 W", &number, &error), SF_PARSE);
}

static void test_own_units_take_prefixes(void **state) {
  (void)state;
  const sf_dimension money = parse("USD").dimension;
  assert_ok(sf_define_unit(units, "EUR", (sf_quantity){1.08, money}, NULL));
  assert_close(parse("2 MEUR").value, 2.16e6, 1e-15);
  char message[SF_MESSAGE_SIZE];
  assert_int_equal(refuse("5 MEURR", 7, message), SF_UNKNOWN);
  assert_string_equal(message, "unknown unit 'MEURR'; did you mean 'MEUR'?\n  5 MEURR\n    ^^^^^");
}

static void test_own_units_are_checked(void **state) {
  (void)state;
  const sf_quantity one = {1, sf_dimensionless()};
  sf_error error;
  assert_int_equal(sf_define_unit(units, "MW", one, &error), SF_INVALID);
  assert_string_equal(error.message, "the unit 'MW' exists already");
  assert_int_equal(sf_define_unit(units, "", one, NULL), SF_INVALID);
  assert_int_equal(sf_define_unit(units, "a b", one, NULL), SF_INVALID);
  assert_int_equal(sf_define_unit(units, "m3", one, NULL), SF_INVALID);
  assert_int_equal(sf_define_unit(units, "a_name_that_is_much_too_long_for_a_unit", one, NULL), SF_INVALID);
  assert_int_equal(sf_define_unit(units, "zero", (sf_quantity){0, one.dimension}, NULL), SF_INVALID);
  assert_int_equal(sf_define_unit(units, "nothing", (sf_quantity){NAN, one.dimension}, NULL), SF_INVALID);
}

static void test_locale_changes_nothing(void **state) {
  (void)state;
  if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) skip_because("no locale de_DE.UTF-8 in LOCPATH");
  assert_string_equal(localeconv()->decimal_point, ",");
  const double value = parse("1.5 kW").value;
  char text[SF_QUANTITY_TEXT_SIZE];
  sf_print_quantity(parse("1.5 kW"), 3, text);
  setlocale(LC_ALL, "C");
  assert_close(value, 1500, 0);
  assert_string_equal(text, "1.5 kW");
}

#define UNIT_TEST(name) cmocka_unit_test_setup_teardown(name, open_units, close_units)

int main(void) {
  const struct CMUnitTest tests[] = {
      UNIT_TEST(test_values_are_coherent),
      UNIT_TEST(test_whole_names_win_over_prefixes),
      UNIT_TEST(test_factors_read_left_to_right),
      UNIT_TEST(test_numbers_are_correctly_rounded),
      UNIT_TEST(test_unknown_units_name_the_nearest),
      UNIT_TEST(test_errors_point_at_the_character),
      UNIT_TEST(test_typography_is_read),
      UNIT_TEST(test_errors_keep_characters_and_count_them),
      UNIT_TEST(test_what_is_usual_elsewhere_is_said_as_it_is_here),
      UNIT_TEST(test_numbers_outside_double_precision_are_refused),
      UNIT_TEST(test_parser_survives_any_bytes),
      UNIT_TEST(test_deep_parentheses_are_refused),
      UNIT_TEST(test_printing_follows_the_fields_habits),
      UNIT_TEST(test_a_year_of_grid_power_costs_what_it_should),
      UNIT_TEST(test_rounding_is_decimal_half_to_even),
      UNIT_TEST(test_any_size_prints),
      UNIT_TEST(test_printed_quantities_read_back),
      UNIT_TEST(test_longest_unit_reads_back),
      UNIT_TEST(test_scale_prints_a_whole_row_alike),
      UNIT_TEST(test_conversion_checks_the_dimension),
      UNIT_TEST(test_own_units_take_prefixes),
      UNIT_TEST(test_own_units_are_checked),
      UNIT_TEST(test_locale_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
