/* Which instruction sets are compiled in and usable, and the key of a random stream. */
#include "kernels/kernels.h"

#include "base/hash.h"
#include "numeric/mix.h"

#include <string.h>

extern const sf_kernels sf_kernels_baseline;

#if defined(__x86_64__)
extern const sf_kernels sf_kernels_avx2, sf_kernels_avx512;

/* What -march=x86-64-v3 lets the compiler use beyond the baseline. */
static bool has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

static bool has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#elif defined(__aarch64__)
#include <sys/auxv.h>

extern const sf_kernels sf_kernels_neon;

enum { HAS_ADVANCED_SIMD = 1 << 1 }; /* HWCAP_ASIMD */
#endif

enum { MOST_SETS = 3 };

static size_t list_sets(const sf_kernels *sets[MOST_SETS]) {
  size_t count = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (has_avx512()) sets[count++] = &sf_kernels_avx512;
  if (has_avx2()) sets[count++] = &sf_kernels_avx2;
#elif defined(__aarch64__)
  if (getauxval(AT_HWCAP) & HAS_ADVANCED_SIMD) sets[count++] = &sf_kernels_neon;
#endif
  sets[count++] = &sf_kernels_baseline;
  return count;
}

size_t sf_available_kernels(const sf_kernels *sets[], size_t capacity) {
  const sf_kernels *found[MOST_SETS];
  const size_t count = list_sets(found);
  for (size_t i = 0; i < count && i < capacity; i++) sets[i] = found[i];
  return count;
}

const sf_kernels *sf_best_kernels(void) {
  const sf_kernels *found[MOST_SETS];
  list_sets(found);
  return found[0];
}

/* Mixed, so that the last letters reach all bits. */
uint64_t sf_stream(const char *driver) { return sf_mix(sf_hash_bytes(SF_EMPTY_HASH, driver, strlen(driver))); }
