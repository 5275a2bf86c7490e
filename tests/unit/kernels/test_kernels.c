/* Kernels: the same bits from every instruction set, and each one against the C expression it stands for. */
#include "check.h"

#include "kernels/kernels.h"
#include "kernels/law_table.h"

#include <float.h>
#include <limits.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 4096 };

typedef struct lanes {
  alignas(64) double v[COUNT];
} lanes;

static uint64_t next_bits(uint64_t *state) { /* xorshift64 (Marsaglia 2003) */
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static const double SPECIAL[] = {0.0,        -0.0,      1.0,   -1.0,   INFINITY, -INFINITY, NAN,    0x1p-1074,
                                 -0x1p-1060, 0x1p-1022, 1e308, -1e308, 2.0,      -2.0,      3.0,    -3.0,
                                 0.5,        -0.5,      709.9, -745.2, -708.0,   1e-320,    0x1p53, -0x1p53};
enum { SPECIAL_COUNT = sizeof SPECIAL / sizeof *SPECIAL };

/* Every eighth lane special, every eighth any bit pattern, the rest of moderate size. */
static lanes mixed(uint64_t seed) {
  lanes result;
  uint64_t state = seed;
  for (int i = 0; i < COUNT; i++) {
    const uint64_t bits = next_bits(&state);
    result.v[i] = (double)(int64_t)bits * 0x1p-60;
    if (i % 8 == 3) result.v[i] = SPECIAL[bits % SPECIAL_COUNT];
    if (i % 8 == 6) memcpy(&result.v[i], &bits, sizeof bits);
  }
  return result;
}

static lanes uniforms(uint64_t seed) {
  lanes result;
  uint64_t state = seed;
  for (int i = 0; i < COUNT; i++) {
    result.v[i] = ((double)(next_bits(&state) >> 12) + 0.5) * 0x1p-52;
    if (i % 64 == 9) result.v[i] *= 0x1p-30;
    if (i % 1024 == 77) result.v[i] *= 0x1p-800;
  }
  result.v[100] = 0.5;
  return result;
}

/* NaN has no sign and no payload here: which one comes out is the processor's choice. */
static uint64_t hash(const double *values, size_t n, uint64_t seed) {
  uint64_t result = seed ^ 0xcbf29ce484222325;
  for (size_t i = 0; i < n; i++) {
    uint64_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    if (isnan(values[i])) bits = 0x7ff8000000000000;
    result = (result ^ bits) * 0x100000001b3;
    result ^= result >> 29;
  }
  return result;
}

#define FOR_EACH_SET(set)                                                                                              \
  const sf_kernels *sets[4];                                                                                           \
  const size_t set_count = sf_available_kernels(sets, 4);                                                              \
  for (size_t index = 0; index < set_count; index++)                                                                   \
    for (const sf_kernels *set = sets[index]; set != NULL; set = NULL)

static void test_sets_are_listed_best_first_and_baseline_is_always_there(void **unused) {
  (void)unused;
  const sf_kernels *sets[4] = {NULL, NULL, NULL, NULL};
  const size_t count = sf_available_kernels(sets, 4);
  assert_in_range(count, 1, 3);
  assert_ptr_equal(sets[0], sf_best_kernels());
  assert_string_equal(sets[count - 1]->name, "baseline");
  const sf_kernels *only[2] = {NULL, NULL};
  assert_int_equal(sf_available_kernels(only, 1), count);
  assert_ptr_equal(only[0], sets[0]);
  assert_null(only[1]);
}

static void example_laws(sf_law_table laws[SF_FORM_COUNT], double *coefficients, double *cumulative, double *values) {
  uint64_t state = 4;
  for (int i = 0; i < 2 * SF_LAW_ROWS * SF_LAW_COEFFICIENTS; i++)
    coefficients[i] = (double)(int64_t)next_bits(&state) * 0x1p-63;
  for (int i = 0; i < 64; i++) {
    cumulative[i] = i < 39 ? (i + 1) / 40.0 : INFINITY;
    values[i] = i * i;
  }
  for (int form = 0; form < SF_FORM_COUNT; form++)
    laws[form] = (sf_law_table){.form = (sf_law_form)form,
                                .p = {0.3, 0.7, 1.1, 2.2, 0.9},
                                .low = -INFINITY,
                                .high = INFINITY,
                                .count = 40,
                                .padded = 64,
                                .values = values,
                                .cumulative = cumulative,
                                .coefficients = coefficients};
}

typedef struct observer {
  uint64_t hashes[96];
  size_t count;
} observer;

static void observe(observer *seen, const double *values, size_t n) {
  seen->hashes[seen->count] = hash(values, n, seen->count);
  seen->count++;
}

typedef struct operands {
  const double *a, *b, *c;
  double constant;
} operands;

/* COUNT lanes of one link; place says which operand is taken in a register. */
static void run_link(const sf_kernels *set, sf_opcode code, unsigned place, double *out, const operands *of) {
  const double *all[] = {of->a, of->b, of->c};
  sf_chain_link link = {
      .form = SF_LINK(code, place), .from = all[place], .second = all[place == 0 ? 1 : 0], .out = out};
  if (code == SF_OP_WHERE || code == SF_OP_SIGNED_POWER)
    link.last.third = all[place == 2 ? 1 : 2];
  else
    link.last.constant = of->constant;
  set->chain(&link, 1, COUNT);
}

static void run_one(const sf_kernels *set, sf_opcode code, double *out, const operands *of) {
  switch (code) {
  case SF_OP_EXPONENTIAL:
    set->exponential(out, of->a, COUNT);
    break;
  case SF_OP_LOGARITHM:
    set->logarithm(out, of->a, COUNT);
    break;
  case SF_OP_LOGISTIC:
    set->logistic(out, of->a, COUNT);
    break;
  case SF_OP_NORMAL_DISTRIBUTION:
    set->normal_distribution(out, of->a, COUNT);
    break;
  case SF_OP_NORMAL_QUANTILE:
    set->normal_quantile(out, of->a, COUNT);
    break;
  case SF_OP_POWER:
    set->power(out, of->a, of->b, COUNT);
    break;
  case SF_OP_POWER_CONSTANT:
    set->powers(
        &(sf_chain_link){.form = SF_LINK(code, 0), .from = of->a, .last = {.constant = of->constant}, .out = out}, 1,
        COUNT);
    break;
  case SF_OP_CONSTANT_POWER:
    set->constant_power(out, of->a, of->constant, COUNT);
    break;
  default:
    run_link(set, code, 0, out, of);
  }
}

static const sf_opcode ELEMENTARY[] = {SF_OP_NEGATE,
                                       SF_OP_SQUARE_ROOT,
                                       SF_OP_EXPONENTIAL,
                                       SF_OP_LOGARITHM,
                                       SF_OP_LOGISTIC,
                                       SF_OP_NORMAL_DISTRIBUTION,
                                       SF_OP_NORMAL_QUANTILE,
                                       SF_OP_ABSOLUTE,
                                       SF_OP_FLOOR,
                                       SF_OP_CEILING,
                                       SF_OP_SQUARE,
                                       SF_OP_RECIPROCAL,
                                       SF_OP_ADD,
                                       SF_OP_SUBTRACT,
                                       SF_OP_MULTIPLY,
                                       SF_OP_DIVIDE,
                                       SF_OP_POWER,
                                       SF_OP_MINIMUM,
                                       SF_OP_MAXIMUM,
                                       SF_OP_LESS,
                                       SF_OP_LESS_EQUAL,
                                       SF_OP_EQUAL,
                                       SF_OP_ADD_CONSTANT,
                                       SF_OP_SUBTRACT_FROM,
                                       SF_OP_MULTIPLY_CONSTANT,
                                       SF_OP_DIVIDE_CONSTANT,
                                       SF_OP_DIVIDE_INTO,
                                       SF_OP_POWER_CONSTANT,
                                       SF_OP_CONSTANT_POWER,
                                       SF_OP_MINIMUM_CONSTANT,
                                       SF_OP_MAXIMUM_CONSTANT,
                                       SF_OP_LESS_CONSTANT,
                                       SF_OP_LESS_EQUAL_CONSTANT,
                                       SF_OP_MORE_CONSTANT,
                                       SF_OP_MORE_EQUAL_CONSTANT,
                                       SF_OP_EQUAL_CONSTANT,
                                       SF_OP_WHERE};

static void run_elementary(const sf_kernels *set, observer *seen) {
  static lanes a, b, c, out;
  a = mixed(1), b = mixed(2), c = mixed(3);
  for (int i = 0; i < COUNT; i++) /* valgrind 3.19 errs in the sign of fma(0, -1, -0); zeros are tested below */
    if (c.v[i] == 0.0) c.v[i] = 1.0;
  for (size_t k = 0; k < sizeof ELEMENTARY / sizeof *ELEMENTARY; k++) {
    run_one(set, ELEMENTARY[k], out.v, &(operands){a.v, b.v, c.v, 1.7});
    observe(seen, out.v, COUNT);
  }
  run_one(set, SF_OP_LOGISTIC_SHARE, out.v, &(operands){b.v, a.v, NULL, 0.3}), observe(seen, out.v, COUNT);
  set->integer_power(out.v, a.v, 7, COUNT), observe(seen, out.v, COUNT);
  set->integer_power(out.v, a.v, -13, COUNT), observe(seen, out.v, COUNT);
}

static void run_sampling(const sf_kernels *set, observer *seen) {
  static lanes u, a, out;
  static alignas(64) double coefficients[2 * SF_LAW_ROWS * SF_LAW_COEFFICIENTS], cumulative[64], values[64];
  static alignas(64) uint64_t directions[52][16], shift[16];
  sf_law_table laws[SF_FORM_COUNT];
  u = uniforms(5);
  a = mixed(6);
  for (int i = 0; i < COUNT; i++) /* no lane may need the law itself, which these tables lack */
    if (u.v[i] < 0x1p-20) u.v[i] += 0x1p-20;
  example_laws(laws, coefficients, cumulative, values);
  for (int form = 0; form < SF_FORM_COUNT; form++)
    set->quantile(out.v, u.v, &laws[form], COUNT), observe(seen, out.v, COUNT);
  u = uniforms(7);
  set->normal_quantile(out.v, u.v, COUNT), observe(seen, out.v, COUNT);
  set->pseudo(out.v, 1, 2, 1600, COUNT), observe(seen, out.v, COUNT);
  uint64_t state = 8;
  for (int i = 0; i < 52 * 16; i++) directions[i / 16][i % 16] = next_bits(&state) >> 12;
  for (int i = 0; i < 16; i++) shift[i] = next_bits(&state) >> 12;
  set->sobol(out.v, directions, shift, 1600, COUNT), observe(seen, out.v, COUNT);
  double sums[4][16] = {{0.0}};
  uint64_t undefined = 0;
  set->moments(a.v, COUNT, 4, 1, sums[0], sums[1], sums[2], sums[3], &undefined);
  observe(seen, sums[0], 64);
  static uint64_t keys[COUNT];
  set->sketch_keys(keys, a.v, COUNT, 4, 1);
  for (int i = 0; i < COUNT; i++) out.v[i] = (double)keys[i];
  observe(seen, out.v, COUNT);
  seen->hashes[seen->count++] = undefined;
}

static void test_every_set_computes_the_same_bits(void **unused) {
  (void)unused;
  static observer first, other;
  FOR_EACH_SET(set) {
    observer *seen = index == 0 ? &first : &other;
    memset(seen, 0, sizeof *seen);
    run_elementary(set, seen);
    run_sampling(set, seen);
    for (size_t k = 0; index > 0 && k < first.count; k++)
      if (first.hashes[k] != other.hashes[k]) fail_msg("%s differs from %s in kernel %zu", set->name, sets[0]->name, k);
  }
}

/* The bits are promised across machines too. This number was the same for AVX2 and plain C on x86-64 and for NEON and
 * plain C on 64-bit Arm; it changes only with a kernel's arithmetic, and then every stored result changes too. */
static void test_bits_are_those_of_other_machines(void **unused) {
  (void)unused;
  static observer seen;
  memset(&seen, 0, sizeof seen);
  run_elementary(sf_best_kernels(), &seen);
  run_sampling(sf_best_kernels(), &seen);
  uint64_t all = 0;
  for (size_t k = 0; k < seen.count; k++) all = (all ^ seen.hashes[k]) * 0x9e3779b97f4a7c15;
  if (all != 0xd432bf55cfa75247) fail_msg("the kernels' bits are %016llx", (unsigned long long)all);
}

static bool same(double a, double b) { return (isnan(a) && isnan(b)) || (a == b && !signbit(a) == !signbit(b)); }

#define CHECK(call, expression)                                                                                        \
  do {                                                                                                                 \
    call;                                                                                                              \
    for (int i = 0; i < COUNT; i++) {                                                                                  \
      const double x = a.v[i], y = b.v[i], z = c.v[i];                                                                 \
      (void)x, (void)y, (void)z;                                                                                       \
      if (!same(out.v[i], (expression)))                                                                               \
        fail_msg("%s: %s is %a at %a, %a, %a", set->name, #expression, out.v[i], x, y, z);                             \
    }                                                                                                                  \
  } while (0)

/* of operands that have none, or of a condition */
static double none_if(bool missing, double value) { return missing ? NAN : value; }
static double quotient(double x, double y) { return none_if(y == 0, x / y); }
static double verdict(double x, double y, bool holds) { return none_if(isunordered(x, y), holds); }
static double chosen(double x, double yes, double no) { return none_if(isnan(x), x != 0.0 ? yes : no); }

static double lesser(double x, double y) { return isnan(x) || isnan(y) ? NAN : x < y ? x : y; }
static double greater(double x, double y) { return isnan(x) || isnan(y) ? NAN : x > y ? x : y; }

/* The first operand in a register, and each other that can be. */
#define CHECK_LINK(code, constant, expression)                                                                         \
  CHECK(run_link(set, SF_OP_##code, 0, out.v, &(operands){a.v, b.v, c.v, constant}), expression)
#define CHECK_PAIR(code, expression)                                                                                   \
  CHECK_LINK(code, 0, expression);                                                                                     \
  CHECK(run_link(set, SF_OP_##code, 1, out.v, &(operands){a.v, b.v, c.v, 0}), expression)

static void test_arithmetic_is_that_of_c_but_for_division_by_0(void **unused) {
  (void)unused;
  static lanes a, b, c, out;
  a = mixed(11), b = mixed(12), c = mixed(13);
  FOR_EACH_SET(set) {
    CHECK_LINK(NEGATE, 0, -x);
    CHECK_LINK(ABSOLUTE, 0, fabs(x));
    CHECK_LINK(SQUARE, 0, x * x);
    CHECK_LINK(RECIPROCAL, 0, quotient(1.0, x));
    CHECK_LINK(SQUARE_ROOT, 0, sqrt(x));
    CHECK_LINK(FLOOR, 0, floor(x));
    CHECK_LINK(CEILING, 0, ceil(x));
    CHECK_PAIR(ADD, x + y);
    CHECK_PAIR(SUBTRACT, x - y);
    CHECK_PAIR(MULTIPLY, x * y);
    CHECK_PAIR(DIVIDE, quotient(x, y));
    CHECK_LINK(ADD_CONSTANT, 0.3, x + 0.3);
    CHECK_LINK(SUBTRACT_FROM, 0.3, 0.3 - x);
    CHECK_LINK(MULTIPLY_CONSTANT, 0.3, x * 0.3);
    CHECK_LINK(DIVIDE_CONSTANT, 0.3, x / 0.3);
    CHECK_LINK(DIVIDE_INTO, 0.3, quotient(0.3, x));
    CHECK(set->fill(out.v, -2.5, COUNT), -2.5);
  }
}

static void test_comparisons_and_conditions_without_a_value_give_none(void **unused) {
  (void)unused;
  static lanes a, b, c, out;
  a = mixed(21), b = mixed(22), c = mixed(23);
  for (int i = 0; i < COUNT; i += 5) b.v[i] = a.v[i];
  FOR_EACH_SET(set) {
    CHECK_PAIR(LESS, verdict(x, y, x < y));
    CHECK_PAIR(LESS_EQUAL, verdict(x, y, x <= y));
    CHECK_PAIR(EQUAL, verdict(x, y, x == y));
    CHECK_PAIR(SHARE_BELOW, none_if(isunordered(x, y), x < y ? 1.0 : x == y ? 0.5 : 0.0));
    CHECK_LINK(LESS_CONSTANT, 0.5, verdict(x, 0.5, x < 0.5));
    CHECK_LINK(LESS_EQUAL_CONSTANT, 0.5, verdict(x, 0.5, x <= 0.5));
    CHECK_LINK(MORE_CONSTANT, 0.5, verdict(x, 0.5, x > 0.5));
    CHECK_LINK(MORE_EQUAL_CONSTANT, 0.5, verdict(x, 0.5, x >= 0.5));
    CHECK_LINK(EQUAL_CONSTANT, 0.5, verdict(x, 0.5, x == 0.5));
    CHECK_PAIR(WHERE, chosen(x, y, z));
    CHECK(run_link(set, SF_OP_WHERE, 2, out.v, &(operands){a.v, b.v, c.v, 0}), chosen(x, y, z));
    CHECK_PAIR(WHERE_THEN, chosen(x, 0.0, y));
    CHECK_PAIR(WHERE_ELSE, chosen(x, y, 0.0));
    CHECK_LINK(WHERE_THEN, -0.5, chosen(x, -0.5, y));
    CHECK_LINK(WHERE_ELSE, -0.5, chosen(x, y, -0.5));
  }
}

static void test_least_and_greatest_of_an_undefined_value_are_undefined(void **unused) {
  (void)unused;
  static lanes a, b, c, out;
  a = mixed(31), b = mixed(32), c = mixed(33);
  for (int i = 0; i < COUNT; i++) /* the sign of the lesser of 0 and -0 is not promised */
    if (a.v[i] == 0.0 || b.v[i] == 0.0) a.v[i] = 1.0;
  FOR_EACH_SET(set) {
    CHECK_PAIR(MINIMUM, lesser(x, y));
    CHECK_PAIR(MAXIMUM, greater(x, y));
    CHECK_LINK(MINIMUM_CONSTANT, 0.5, lesser(x, 0.5));
    CHECK_LINK(MAXIMUM_CONSTANT, 0.5, greater(x, 0.5));
  }
}

/* |x| ^ y with the sign of x put back, or none where x < 0 has no power. */
static void test_a_signed_power_is_the_power(void **unused) {
  (void)unused;
  static lanes a, b, size, of_size, expected, out;
  a = mixed(42), b = mixed(43);
  for (int i = 0; i < COUNT; i += 4) b.v[i] = rint(b.v[i]);
  for (int i = 0; i < COUNT; i++) size.v[i] = fabs(a.v[i]);
  FOR_EACH_SET(set) {
    set->power(of_size.v, size.v, b.v, COUNT);
    set->power(expected.v, a.v, b.v, COUNT);
    run_link(set, SF_OP_SIGNED_POWER, 0, out.v, &(operands){of_size.v, a.v, b.v, 0});
    for (int i = 0; i < COUNT; i++) assert_true(same(out.v[i], expected.v[i]));
  }
}

/* ((x + y) x - z) 0.5, the sum and the result kept, then z from lanes, negated; on every lane and no other. */
static void test_a_chain_hands_on_what_its_links_make(void **unused) {
  (void)unused;
  static lanes a, b, c, sum, end, negative;
  a = mixed(44), b = mixed(45), c = mixed(46);
  const sf_chain_link links[] = {{.form = SF_LINK(SF_OP_ADD, 0), .from = a.v, .second = b.v, .out = sum.v},
                                 {.form = SF_LINK(SF_OP_MULTIPLY, 1), .second = a.v},
                                 {.form = SF_LINK(SF_OP_SUBTRACT, 0), .second = c.v},
                                 {.form = SF_LINK(SF_OP_MULTIPLY_CONSTANT, 0), .last = {.constant = 0.5}, .out = end.v},
                                 {.form = SF_LINK(SF_OP_NEGATE, 0), .from = c.v, .out = negative.v}};
  FOR_EACH_SET(set) {
    for (size_t n = 16; n <= COUNT; n = n * 3 / 32 * 16 + 16) {
      sum = end = negative = a;
      set->chain(links, sizeof links / sizeof *links, n);
      for (size_t i = 0; i < COUNT; i++) {
        const double total = a.v[i] + b.v[i];
        assert_true(same(sum.v[i], i < n ? total : a.v[i]));
        assert_true(same(end.v[i], i < n ? (total * a.v[i] - c.v[i]) * 0.5 : a.v[i]));
        assert_true(same(negative.v[i], i < n ? -c.v[i] : a.v[i]));
      }
    }
  }
}

/* To lanes, to a constant, and in place of exponent and base, which the last alone may take. */
static void test_powers_of_one_base_are_each_the_same_power(void **unused) {
  (void)unused;
  static lanes a, b, c, constant, base, in_place, other, fixed, expected[4];
  a = mixed(41), b = mixed(42), c = mixed(43);
  const sf_chain_link links[] = {
      {.form = SF_LINK(SF_OP_POWER, 0), .from = base.v, .second = in_place.v, .out = in_place.v},
      {.form = SF_LINK(SF_OP_POWER, 0), .from = base.v, .second = c.v, .out = other.v},
      {.form = SF_LINK(SF_OP_POWER_CONSTANT, 0), .from = base.v, .last = {.constant = -1.75}, .out = fixed.v},
      {.form = SF_LINK(SF_OP_POWER, 0), .from = base.v, .second = base.v, .out = base.v}};
  FOR_EACH_SET(set) {
    set->fill(constant.v, -1.75, COUNT);
    set->power(expected[0].v, a.v, b.v, COUNT);
    set->power(expected[1].v, a.v, c.v, COUNT);
    set->power(expected[2].v, a.v, constant.v, COUNT);
    set->power(expected[3].v, a.v, a.v, COUNT);
    for (size_t n = 16; n <= COUNT; n = n * 3 / 32 * 16 + 16) {
      base = a, in_place = b, other = fixed = c;
      set->powers(links, sizeof links / sizeof *links, n);
      for (size_t i = 0; i < COUNT; i++) {
        assert_true(same(in_place.v[i], i < n ? expected[0].v[i] : b.v[i]));
        assert_true(same(other.v[i], i < n ? expected[1].v[i] : c.v[i]));
        assert_true(same(fixed.v[i], i < n ? expected[2].v[i] : c.v[i]));
        assert_true(same(base.v[i], i < n ? expected[3].v[i] : a.v[i]));
      }
    }
  }
}

static void test_power_of_a_constant_is_the_same_power(void **unused) {
  (void)unused;
  static lanes a, constant, out, expected;
  a = mixed(41);
  FOR_EACH_SET(set) {
    set->fill(constant.v, 1.03, COUNT);
    set->power(expected.v, constant.v, a.v, COUNT);
    set->constant_power(out.v, a.v, 1.03, COUNT);
    for (int i = 0; i < COUNT; i++) assert_true(same(out.v[i], expected.v[i]));
  }
}

static void test_integer_powers_of_small_integers_are_exact(void **unused) {
  (void)unused;
  alignas(64) double a[16], out[16];
  for (int i = 0; i < 16; i++) a[i] = i - 8;
  FOR_EACH_SET(set) {
    for (int exponent = 0; exponent <= 17; exponent++) {
      set->integer_power(out, a, exponent, 16);
      for (int i = 0; i < 16; i++) {
        double expected = 1.0;
        for (int k = 0; k < exponent; k++) expected *= a[i];
        assert_true(out[i] == expected);
      }
    }
    set->integer_power(out, a, -2, 16);
    assert_true(out[0] == 1.0 / 64.0 && isnan(out[8]) && out[15] == 1.0 / 49.0);
    set->integer_power(out, a, INT_MIN, 16);
    assert_true(out[0] == 0.0 && out[7] == 1.0 && out[9] == 1.0);
  }
}

static void test_out_may_be_an_operand_and_nothing_past_n_is_touched(void **unused) {
  (void)unused;
  static lanes a, b, whole, part;
  a = mixed(51), b = mixed(52);
  FOR_EACH_SET(set) {
    set->power(whole.v, a.v, b.v, COUNT);
    part = b;
    set->power(part.v, a.v, part.v, 48);
    for (int i = 0; i < COUNT; i++) assert_true(same(part.v[i], i < 48 ? whole.v[i] : b.v[i]));
    part = a;
    const sf_chain_link link = {
        .form = SF_LINK(SF_OP_WHERE, 0), .from = b.v, .second = part.v, .last = {.third = b.v}, .out = part.v};
    set->chain(&link, 1, 16);
    for (int i = 0; i < COUNT; i++) assert_true(same(part.v[i], i < 16 && b.v[i] == 0 ? b.v[i] : a.v[i]));
  }
}

static void test_moments_sum_lane_by_lane_and_leave_out_what_is_not_finite(void **unused) {
  (void)unused;
  static lanes values;
  values = mixed(61);
  for (int i = 0; i < COUNT; i++)
    if (fabs(values.v[i]) > 1e100) values.v[i] = i % 3 ? INFINITY : -INFINITY;
  double sum[16] = {0.0}, square[16] = {0.0}, least[16], most[16];
  uint64_t undefined = 5;
  for (int r = 0; r < 16; r++) least[r] = INFINITY, most[r] = -INFINITY;
  for (int i = 0; i < COUNT; i++) {
    const double distance = fma(values.v[i], 8, -3);
    if (!isfinite(values.v[i])) {
      undefined++;
      continue;
    }
    sum[i % 16] += distance;
    square[i % 16] = fma(distance, distance, square[i % 16]);
    if (values.v[i] < least[i % 16]) least[i % 16] = values.v[i];
    if (values.v[i] > most[i % 16]) most[i % 16] = values.v[i];
  }
  FOR_EACH_SET(set) {
    double s[16] = {0.0}, q[16] = {0.0}, low[16], high[16];
    uint64_t left_out = 5;
    for (int r = 0; r < 16; r++) low[r] = INFINITY, high[r] = -INFINITY;
    set->moments(values.v, 1024, 8, 3, s, q, low, high, &left_out);
    set->moments(values.v + 1024, COUNT - 1024, 8, 3, s, q, low, high, &left_out);
    assert_true(left_out == undefined && undefined > 50);
    for (int r = 0; r < 16; r++) {
      assert_true(s[r] == sum[r] && q[r] == square[r]);
      assert_true(low[r] == least[r] && high[r] == most[r]);
    }
  }
}

#define CHECK_FORM(form, expected, tolerance)                                                                          \
  do {                                                                                                                 \
    set->quantile(out.v, uniform.v, &laws[form], COUNT);                                                               \
    for (int i = 0; i < COUNT; i++) {                                                                                  \
      const double u = uniform.v[i];                                                                                   \
      (void)u;                                                                                                         \
      assert_close(out.v[i], (expected), tolerance);                                                                   \
    }                                                                                                                  \
  } while (0)

static void test_quantiles_of_closed_forms_are_their_formulas(void **unused) {
  (void)unused;
  static lanes uniform, z, out;
  static alignas(64) double coefficients[2 * SF_LAW_ROWS * SF_LAW_COEFFICIENTS], cumulative[64], values[64];
  sf_law_table laws[SF_FORM_COUNT];
  example_laws(laws, coefficients, cumulative, values);
  uniform = uniforms(71);
  FOR_EACH_SET(set) {
    set->normal_quantile(z.v, uniform.v, COUNT);
    CHECK_FORM(SF_FORM_UNIFORM, fma(0.7, u, 0.3), 0.0);
    CHECK_FORM(SF_FORM_NORMAL, fma(0.7, z.v[i], 0.3), 0.0);
    CHECK_FORM(SF_FORM_LOGNORMAL, 0.3 * exp(0.7 * z.v[i]), 1e-15);
    CHECK_FORM(SF_FORM_TRIANGULAR, u < 0.3 ? 0.7 + 1.1 * sqrt(u) : 2.2 - 0.9 * sqrt(1.0 - u), 1e-15);
    CHECK_FORM(SF_FORM_EXPONENTIAL, -0.3 * log1p(-u), 1e-15);
    CHECK_FORM(SF_FORM_BERNOULLI, u >= 0.3 ? 1.0 : 0.0, 0.0);
    CHECK_FORM(SF_FORM_EMPIRICAL, pow(fmin(floor(u * 40.0), 39.0), 2.0), 0.0);
  }
}

static void test_discrete_quantile_is_the_value_whose_share_holds_u(void **unused) {
  (void)unused;
  static lanes uniform, z, out;
  static alignas(64) double coefficients[2 * SF_LAW_ROWS * SF_LAW_COEFFICIENTS], cumulative[64], values[64];
  sf_law_table laws[SF_FORM_COUNT];
  example_laws(laws, coefficients, cumulative, values);
  uniform = uniforms(72);
  uniform.v[7] = cumulative[12]; /* on the edge: the next one */
  for (int i = 0; i < COUNT; i++) {
    int at = 0;
    while (at < 39 && cumulative[at] <= uniform.v[i]) at++;
    z.v[i] = values[at];
  }
  FOR_EACH_SET(set) {
    CHECK_FORM(SF_FORM_DISCRETE, z.v[i], 0.0);
    assert_true(out.v[7] == 169.0);
  }
}

static void test_polynomial_quantile_takes_its_row_and_asks_the_law_for_the_rest(void **unused) {
  (void)unused;
  static lanes uniform, out;
  sf_law *law = NULL;
  sf_law_table *table = NULL;
  assert_ok(sf_pert(1.1, 1.2, 1.35, 4.0, &law, NULL));
  assert_ok(sf_create_law_table(law, &table, NULL));
  assert_int_equal(table->form, SF_FORM_POLYNOMIAL);
  uniform = uniforms(73);
  FOR_EACH_SET(set) {
    set->quantile(out.v, uniform.v, table, COUNT);
    for (int i = 0; i < COUNT; i++) {
      const double expected = sf_law_quantile(law, uniform.v[i]);
      assert_close(out.v[i], expected, 1e-11);
      if (uniform.v[i] < 0x1p-21) assert_true(out.v[i] == expected); /* below the table's last octave */
    }
  }
  sf_destroy_law_table(table);
  sf_release_law(law);
}

/* 1 / (1 + share e^t) for every t, also where e^t overflows but the logistic does not underflow. */
static void test_a_shared_logistic_is_whole_where_its_exponential_overflows(void **unused) {
  (void)unused;
  static lanes t, e, out;
  const double share = exp(-60.0);
  for (int i = 0; i < COUNT; i++) t.v[i] = -900.0 + 1660.0 * i / COUNT; /* e^709.78 is the greatest double */
  t.v[3] = INFINITY, t.v[5] = -INFINITY, t.v[7] = NAN;
  FOR_EACH_SET(set) {
    set->exponential(e.v, t.v, COUNT);
    run_link(set, SF_OP_LOGISTIC_SHARE, 0, out.v, &(operands){e.v, t.v, NULL, share});
    for (int i = 8; i < COUNT; i++) {
      assert_close(out.v[i], 1 / (1 + exp(t.v[i] - 60.0)), 3e-13);
    }
    assert_true(out.v[3] == 0 && out.v[5] == 1 && isnan(out.v[7]));
  }
}

/* With y = 4 value - 1: exponent and bin of 1 + |y| by division, sign of y, and whether |y| + 1 is on the bin's edge.
 */
static uint64_t expected_key(double value) {
  const double place = fma(value, 4, -1);
  const uint64_t sign = (uint64_t)(signbit(place) != 0) << 23;
  const double raised = 1 + fabs(place);
  int exponent;
  const double bin = (2 * frexp(raised, &exponent) - 1) * 4096;
  const bool edge = bin == floor(bin) && raised - 1 == fabs(place);
  return ((uint64_t)(exponent - 1) << 12 | (uint64_t)bin) | sign | (uint64_t)edge << 24;
}

static void test_keys_say_the_octave_and_bin_of_a_value_about_the_centre(void **unused) {
  (void)unused;
  static lanes values;
  static uint64_t keys[COUNT];
  values = mixed(4);
  values.v[0] = 2.5, values.v[1] = 0.25, values.v[2] = nextafter(2.5, 3), values.v[3] = -INFINITY;
  values.v[4] = nextafter(0.25, 1), values.v[5] = -DBL_MAX, values.v[6] = INFINITY;
  FOR_EACH_SET(set) {
    set->sketch_keys(keys, values.v, COUNT, 4, 1);
    for (int i = 0; i < COUNT; i++)
      if (isfinite(4 * values.v[i]))
        assert_int_equal(keys[i], expected_key(values.v[i]));
      else
        assert_true((keys[i] >> 12) % 2048 >= 1024); /* on a page that no value has */
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sets_are_listed_best_first_and_baseline_is_always_there),
      cmocka_unit_test(test_every_set_computes_the_same_bits),
      cmocka_unit_test(test_bits_are_those_of_other_machines),
      cmocka_unit_test(test_a_shared_logistic_is_whole_where_its_exponential_overflows),
      cmocka_unit_test(test_keys_say_the_octave_and_bin_of_a_value_about_the_centre),
      cmocka_unit_test(test_arithmetic_is_that_of_c_but_for_division_by_0),
      cmocka_unit_test(test_comparisons_and_conditions_without_a_value_give_none),
      cmocka_unit_test(test_least_and_greatest_of_an_undefined_value_are_undefined),
      cmocka_unit_test(test_a_signed_power_is_the_power),
      cmocka_unit_test(test_a_chain_hands_on_what_its_links_make),
      cmocka_unit_test(test_powers_of_one_base_are_each_the_same_power),
      cmocka_unit_test(test_power_of_a_constant_is_the_same_power),
      cmocka_unit_test(test_integer_powers_of_small_integers_are_exact),
      cmocka_unit_test(test_out_may_be_an_operand_and_nothing_past_n_is_touched),
      cmocka_unit_test(test_moments_sum_lane_by_lane_and_leave_out_what_is_not_finite),
      cmocka_unit_test(test_quantiles_of_closed_forms_are_their_formulas),
      cmocka_unit_test(test_discrete_quantile_is_the_value_whose_share_holds_u),
      cmocka_unit_test(test_polynomial_quantile_takes_its_row_and_asks_the_law_for_the_rest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
