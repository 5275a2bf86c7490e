/* A factory's inputs read from a file: what the language writes, and whatever else a file may hold. */
#include "failing_memory.h"

#include "signalflow/closed_form.h"
#include "signalflow/factory.h"

#include <stdio.h>

#define HEADER "driver,draw,law,a,b,c,d,low,high,scale,shift,dimension,tier,source\n"
static const char FILE_OF_DRIVERS[] = HEADER
    "grid_power,,constant,1e8,,,,,,1,0,power,given,given\n"
    "pue,,triangular,1.1,1.2,1.4,,,,1,0,a plain number,default,\"a survey, \"\"halls\"\"\"\n"
    "chip_power,shared,normal,0.72,0.17,,,0.29,0.99,1000,-100,power/accelerator,,\r\n"
    "\n"
    "price,,between,0.2,1,,,,,1e-6,,money/token,given,\n"
    "utilization,,pert,0.3,0.55,0.8,,,,,,a plain number,,\n"
    "horizon,,constant,7,,,,,,1,0,a plain number,,\n";

static sf_status read_text(sf_graph *graph, const char *text, sf_factory_inputs *inputs, sf_error *error) {
  return sf_read_factory_inputs(graph, "d.csv", text, strlen(text), inputs, error);
}

static void reads_laws_in_coherent_units(void **state) {
  (void)state;
  sf_graph *graph;
  sf_factory_inputs inputs;
  sf_closed_form form;
  double value;
  assert_ok(sf_create_graph(&graph, NULL));
  assert_ok(read_text(graph, FILE_OF_DRIVERS, &inputs, NULL));
  assert_true(sf_expression_value(inputs.grid_power, &value));
  assert_close(value, 1e8, 0);
  assert_int_equal(inputs.horizon, 7);
  assert_null(inputs.capital);
  assert_true(sf_find_closed_form(inputs.pue, &form));
  assert_close(sf_closed_mean(&form), (1.1 + 1.2 + 1.4) / 3, 1e-15);
  assert_true(sf_find_closed_form(inputs.chip_power, &form));
  assert_close(sf_closed_quantile(&form, 0), 290 - 100, 1e-12);
  assert_close(sf_closed_quantile(&form, 1), 990 - 100, 1e-12);
  assert_true(sf_find_closed_form(inputs.price, &form));
  assert_close(sf_closed_quantile(&form, 0.05), 0.2e-6, 1e-12);
  assert_close(sf_closed_quantile(&form, 0.95), 1e-6, 1e-12);
  assert_string_equal(sf_expression_name(sf_operand(inputs.utilization, 0)), "utilization"); /* its draw */
  sf_destroy_graph(graph);
}

static void says_what_is_wrong_and_where(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
    sf_status code;
  } cases[] = {
      {"", "d.csv:1: expected 'driver' as title of column 1 of a factory's drivers, got ''", SF_PARSE},
      {"driver,draw,lore\n", "d.csv:1: expected 'law' as title of column 3 of a factory's drivers, got 'lore'",
       SF_PARSE},
      {HEADER "pue,,constant,1.2\n", "d.csv:2: expected 12 fields or more, got 4", SF_PARSE},
      {HEADER "peu,,constant,1.2,,,,,,1,0,a plain number\n",
       "d.csv:2: peu: a factory has no driver 'peu'; did you mean 'pue'?", SF_UNKNOWN},
      {HEADER "pue,,triangluar,1,2,3,,,,1,0,a plain number\n",
       "d.csv:2: pue: no law is called 'triangluar'; did you mean 'triangular'?", SF_UNKNOWN},
      {HEADER "pue,,triangular,1,2,,,,,1,0,a plain number\n", "d.csv:2: pue: triangular: expected 3 parameters, got 2",
       SF_INVALID},
      {HEADER "pue,,uniform,2,1,,,,,1,0,a plain number\n", "d.csv:2: pue: uniform: low 2 is not below high 1",
       SF_INVALID},
      {HEADER "pue,,constant,1,2,,,,,1,0,a plain number\n", "d.csv:2: pue: a constant is one number, in column a",
       SF_PARSE},
      {HEADER "pue,,constant,\"1,2\",,,,,,1,0,a plain number\n", "d.csv:2: pue: a: expected a number, got '1,2'",
       SF_PARSE},
      {HEADER "pue,,constant,1.2,,,,,,1,0,power\n", "d.csv:2: pue: expected the dimension 'a plain number'", SF_PARSE},
      {HEADER "pue,,constant,1.2,,,,,,1,0,a plain number\npue,,constant,1.3,,,,,,1,0,a plain number\n",
       "d.csv:3: pue stands here twice", SF_PARSE},
      {HEADER "horizon,,constant,2.5,,,,,,1,0,a plain number\n", "d.csv:2: horizon: expected whole years, 1 to 50",
       SF_PARSE},
      {HEADER "pue,,constant,1.2,,,,,,1,0,\"a plain number\n", "d.csv:2: a quote that is never closed", SF_PARSE},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sf_graph *graph;
    sf_factory_inputs inputs;
    sf_error error;
    assert_ok(sf_create_graph(&graph, NULL));
    assert_int_equal(read_text(graph, cases[i].text, &inputs, &error), cases[i].code);
    assert_string_equal(error.message, cases[i].message);
    assert_null(inputs.pue);
    assert_int_equal(read_text(graph, cases[i].text, &inputs, NULL), cases[i].code); /* who asks for no words */
    assert_ok(sf_graph_status(graph, NULL));
    sf_destroy_graph(graph);
  }
}

/* Each byte changed in turn, and the file cut there: read, or refused with words that name the file. */
static void any_bytes_are_safe(void **state) {
  (void)state;
  static const char strange[] = {'\0', '"', ',', '\n', '9', '-', 'e', '\xff'};
  char text[sizeof FILE_OF_DRIVERS];
  sf_graph *graph;
  assert_ok(sf_create_graph(&graph, NULL));
  for (size_t at = 0; at < sizeof text - 1; at++)
    for (size_t k = 0; k <= sizeof strange; k++) {
      const bool cut = k == sizeof strange;
      memcpy(text, FILE_OF_DRIVERS, sizeof text);
      if (!cut) text[at] = strange[k];
      sf_factory_inputs inputs;
      sf_error error = {SF_OK, ""};
      const sf_status status =
          sf_read_factory_inputs(graph, "d.csv", text, cut ? at : sizeof text - 1, &inputs, &error);
      assert_true(status == SF_OK || strncmp(error.message, "d.csv:", 6) == 0);
      assert_ok(sf_graph_status(graph, NULL));
    }
  sf_destroy_graph(graph);
}

static sf_status read_all(void *context, sf_error *error) {
  (void)context;
  sf_graph *graph;
  sf_factory_inputs inputs;
  sf_status status = sf_create_graph(&graph, error);
  if (status) return status;
  status = read_text(graph, FILE_OF_DRIVERS, &inputs, error);
  sf_destroy_graph(graph);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  assert_true(fail_each_allocation(read_all, NULL) > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_laws_in_coherent_units),
      cmocka_unit_test(says_what_is_wrong_and_where),
      cmocka_unit_test(any_bytes_are_safe),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
