/* Pseudo-random draws: the published vectors of Philox4x32-10, and where each draw comes from. */
#include "check.h"

#include "kernels/kernels.h"

#include <stdalign.h>
#include <string.h>

typedef struct known_answer {
  uint32_t counter[4], key[2], output[4];
} known_answer;

/* Random123's known answers for philox4x32 with 10 rounds */
static const known_answer KNOWN[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

/* The generator as its paper writes it, one counter at a time: what the kernels' vectors are compared with. */
static void philox_words(const uint32_t counter[4], uint64_t key, uint32_t output[4]) {
  uint32_t x[4] = {counter[0], counter[1], counter[2], counter[3]}, k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    const uint64_t p0 = UINT64_C(0xd2511f53) * x[0], p1 = UINT64_C(0xcd9e8d57) * x[2];
    const uint32_t next[4] = {(uint32_t)(p1 >> 32) ^ x[1] ^ k0, (uint32_t)p1, (uint32_t)(p0 >> 32) ^ x[3] ^ k1,
                              (uint32_t)p0};
    memcpy(x, next, sizeof x);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  memcpy(output, x, sizeof x);
}

static void test_plain_philox_gives_the_published_words(void **unused) {
  (void)unused;
  for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
    uint32_t output[4];
    philox_words(KNOWN[i].counter, KNOWN[i].key[0] | (uint64_t)KNOWN[i].key[1] << 32, output);
    for (int k = 0; k < 4; k++) assert_int_equal(output[k], KNOWN[i].output[k]);
  }
}

/* the uniform that draw i must be, from the definition in kernels.h */
static double expected_draw(uint64_t seed, uint64_t stream, uint64_t draw) {
  const uint64_t group = draw / 16 * 8 + draw % 8;
  const uint32_t counter[4] = {(uint32_t)group, (uint32_t)(group >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)};
  uint32_t output[4];
  philox_words(counter, seed, output);
  const int at = draw % 16 < 8 ? 0 : 2;
  const uint64_t bits = (uint64_t)output[at] << 32 | output[at + 1];
  return ((double)(bits >> 12) + 0.5) * 0x1p-52;
}

#define FOR_EACH_SET(set)                                                                                              \
  const sf_kernels *sets[4];                                                                                           \
  const size_t set_count = sf_available_kernels(sets, 4);                                                              \
  for (size_t index = 0; index < set_count; index++)                                                                   \
    for (const sf_kernels *set = sets[index]; set != NULL; set = NULL)

static void test_first_draws_of_seed_zero_are_the_published_words(void **unused) {
  (void)unused;
  alignas(64) double u[16];
  FOR_EACH_SET(set) {
    set->pseudo(u, 0, 0, 0, 16);
    assert_true(u[0] == ((double)(0x6627e8d5e169c58d >> 12) + 0.5) * 0x1p-52);
    assert_true(u[8] == ((double)(0xbc57ac4c9b00dbd8 >> 12) + 0.5) * 0x1p-52);
  }
}

static void test_draw_is_a_function_of_seed_stream_and_index_alone(void **unused) {
  (void)unused;
  alignas(64) double u[256];
  const uint64_t firsts[] = {0, 16, 4096, 0x7fffffff0, 0xfffffffffff0, 0xfffffffffffffff0 - 240};
  FOR_EACH_SET(set) {
    for (size_t k = 0; k < sizeof firsts / sizeof *firsts; k++) {
      set->pseudo(u, 0x0123456789abcdef, 0xfedcba9876543210, firsts[k], 256);
      for (uint64_t i = 0; i < 256; i++)
        assert_true(u[i] == expected_draw(0x0123456789abcdef, 0xfedcba9876543210, firsts[k] + i));
    }
  }
}

static void test_draws_fill_the_open_unit_interval_evenly(void **unused) {
  (void)unused;
  enum { N = 65536, BINS = 64 };
  static alignas(64) double u[N], v[N];
  double counts[BINS] = {0}, cross = 0.0;
  const sf_kernels *set = sf_best_kernels();
  set->pseudo(u, 1, sf_stream("power price"), 0, N);
  set->pseudo(v, 1, sf_stream("utilisation"), 0, N);
  for (int i = 0; i < N; i++) {
    assert_true(u[i] > 0.0 && u[i] < 1.0);
    counts[(int)(u[i] * BINS)] += 1.0;
    cross += (u[i] - 0.5) * (v[i] - 0.5) * 12.0 / N;
  }
  double chi_square = 0.0;
  for (int b = 0; b < BINS; b++) chi_square += (counts[b] - N / BINS) * (counts[b] - N / BINS) / (N / BINS);
  assert_true(chi_square > 30.0 && chi_square < 113.0); /* 63 degrees of freedom: 0.02 % in either tail */
  assert_true(fabs(cross) < 5.0 / 256.0);               /* correlation of two streams: five standard errors */
}

static uint64_t finalised(uint64_t hash) {
  hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ hash >> 27) * 0x94d049bb133111eb;
  return hash ^ hash >> 31;
}

static void test_stream_is_the_published_hash_of_the_name(void **unused) {
  (void)unused;
  /* FNV-1a, 64 bits, as on the authors' page */
  assert_true(sf_stream("") == finalised(0xcbf29ce484222325));
  assert_true(sf_stream("a") == finalised(0xaf63dc4c8601ec8c));
  assert_true(sf_stream("foobar") == finalised(0x85944171f73967e8));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plain_philox_gives_the_published_words),
      cmocka_unit_test(test_first_draws_of_seed_zero_are_the_published_words),
      cmocka_unit_test(test_draw_is_a_function_of_seed_stream_and_index_alone),
      cmocka_unit_test(test_draws_fill_the_open_unit_interval_evenly),
      cmocka_unit_test(test_stream_is_the_published_hash_of_the_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
