#include "check.h"

#include "signalflow/dimension.h"

#include <string.h>

static sf_dimension over(sf_dimension a, sf_dimension b) {
  sf_dimension result;
  assert_ok(sf_divide_dimensions(a, b, &result, NULL));
  return result;
}

static sf_dimension times(sf_dimension a, sf_dimension b) {
  sf_dimension result;
  assert_ok(sf_multiply_dimensions(a, b, &result, NULL));
  return result;
}

static sf_dimension base(sf_base which) { return sf_base_dimension(which); }

static sf_dimension power(void) { return over(base(SF_ENERGY), base(SF_TIME)); }

static void assert_name(sf_dimension dimension, const char *expected) {
  char name[SF_DIMENSION_NAME_SIZE];
  assert_string_equal(sf_dimension_name(dimension, name), expected);
}

static void test_tokens_per_second_per_watt_are_tokens_per_joule(void **state) {
  (void)state;
  const sf_dimension rate = over(base(SF_TOKEN), base(SF_TIME));
  assert_true(sf_dimension_equal(over(rate, power()), over(base(SF_TOKEN), base(SF_ENERGY))));
}

static void test_names_are_the_fields_words(void **state) {
  (void)state;
  assert_name(sf_dimensionless(), "a plain number");
  assert_name(power(), "power");
  assert_name(over(base(SF_MONEY), base(SF_ENERGY)), "money/energy");
  assert_name(over(base(SF_TOKEN), base(SF_ENERGY)), "token/time/power");
  assert_name(over(base(SF_TOKEN), times(base(SF_TIME), base(SF_ACCELERATOR))), "token/time/accelerator");
  assert_name(over(power(), base(SF_RACK)), "power/rack");
  assert_name(over(sf_dimensionless(), base(SF_TIME)), "1/time");
  assert_name(over(base(SF_MONEY), power()), "money/power");
  assert_name(times(base(SF_MONEY), base(SF_MONEY)), "money^2");
}

static void test_roots_stay_exact(void **state) {
  (void)state;
  sf_dimension root, back;
  assert_ok(sf_raise_dimension(power(), 1.0 / 3, &root, NULL));
  assert_name(root, "power^(1/3)");
  assert_ok(sf_raise_dimension(root, 3, &back, NULL));
  assert_true(sf_dimension_equal(back, power()));
  assert_ok(sf_raise_dimension(power(), -0.5, &root, NULL));
  assert_name(root, "1/power^(1/2)");
}

static void test_other_fractions_are_refused(void **state) {
  (void)state;
  sf_dimension result;
  sf_error error;
  assert_int_equal(sf_raise_dimension(base(SF_MONEY), 0.1, &result, &error), SF_DIMENSION);
  assert_string_equal(error.message, "cannot raise money to the power 0.1: only multiples of 1/6 are kept");
  assert_int_equal(sf_raise_dimension(base(SF_MONEY), NAN, &result, &error), SF_DIMENSION);
  assert_int_equal(sf_raise_dimension(base(SF_MONEY), INFINITY, &result, &error), SF_DIMENSION);
}

static void test_a_plain_number_takes_any_exponent(void **state) {
  (void)state;
  sf_dimension result;
  assert_ok(sf_raise_dimension(sf_dimensionless(), 0.1, &result, NULL));
  assert_true(sf_is_dimensionless(result));
  assert_ok(sf_raise_dimension(base(SF_MONEY), 0, &result, NULL));
  assert_true(sf_is_dimensionless(result));
}

static void test_exponents_never_wrap(void **state) {
  (void)state;
  sf_dimension dimension = base(SF_TIME), next;
  sf_error error = {SF_OK, ""};
  int steps = 0;
  while (sf_multiply_dimensions(dimension, base(SF_TIME), &next, &error) == SF_OK) {
    dimension = next;
    assert_true(++steps < 100);
  }
  assert_int_equal(steps, 20);
  assert_int_equal(error.code, SF_DIMENSION);
  assert_non_null(strstr(error.message, "time"));
  assert_int_equal(sf_raise_dimension(base(SF_TIME), 1e9, &next, NULL), SF_DIMENSION);
  assert_int_equal(sf_raise_dimension(base(SF_TIME), -22, &next, NULL), SF_DIMENSION);
}

static void test_result_may_be_an_operand(void **state) {
  (void)state;
  sf_dimension a = power();
  assert_ok(sf_multiply_dimensions(a, base(SF_TIME), &a, NULL));
  assert_true(sf_dimension_equal(a, base(SF_ENERGY)));
  assert_ok(sf_raise_dimension(a, 2, &a, NULL));
  assert_name(a, "energy^2");
}

static void test_longest_name_fits(void **state) {
  (void)state;
  sf_dimension all;
  memset(&all, 0, sizeof all);
  for (int i = 0; i < SF_BASE_COUNT; i++) all.sixths[i] = (int8_t)(i % 2 == 0 ? 127 : -127);
  char name[SF_DIMENSION_NAME_SIZE];
  assert_true(strlen(sf_dimension_name(all, name)) < SF_DIMENSION_NAME_SIZE);
  assert_non_null(strstr(name, "user^(127/6)"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tokens_per_second_per_watt_are_tokens_per_joule),
      cmocka_unit_test(test_names_are_the_fields_words),
      cmocka_unit_test(test_roots_stay_exact),
      cmocka_unit_test(test_other_fractions_are_refused),
      cmocka_unit_test(test_a_plain_number_takes_any_exponent),
      cmocka_unit_test(test_exponents_never_wrap),
      cmocka_unit_test(test_result_may_be_an_operand),
      cmocka_unit_test(test_longest_name_fits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
