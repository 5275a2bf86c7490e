/* The reference model as a C programmer would fuse it by hand for this one model: reference_fused DRAWS [THREADS]
 *
 * Literal formulas in one vectorized loop over blocks of draws, with the compiler's own vector mathematics. Sampling is
 * whatever is fastest for these laws and keeps nothing else in mind (no pairing of scenarios, no quasi-random points,
 * no same bits elsewhere): xoshiro256+ side by side, Box and Muller's normal numbers, Beta(3, 3) as the middle one of
 * five.
 *
 *   gcc -O3 -march=native -ffast-math -fopenmp -o reference_fused reference_fused.c -lm
 *
 * Prints "fused, ...: X ns/draw" and the ten means: the median of five in processor time or, where THREADS is given,
 * the least passed time of forty.
 */
#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK = 256, INPUTS = 16, UNIFORMS = 20, OUTPUTS = 10, ROUNDS = 5, PASSED_ROUNDS = 40, STREAMS = 16 };
#define PI 3.14159265358979323846
#define EACH _Pragma("omp simd") for (int i = 0; i < BLOCK; i++)

typedef struct worker {
  uint64_t s[4][STREAMS];
  double u[UNIFORMS][BLOCK], x[INPUTS][BLOCK], out[OUTPUTS][BLOCK];
  double sum[OUTPUTS], square[OUTPUTS];
} worker;

static void seed(worker *w, uint64_t number) {
  uint64_t state = number * 0x9e3779b97f4a7c15;
  for (int k = 0; k < 4; k++)
    for (int i = 0; i < STREAMS; i++) {
      uint64_t z = state += 0x9e3779b97f4a7c15;
      z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
      z = (z ^ z >> 27) * 0x94d049bb133111eb;
      w->s[k][i] = z ^ z >> 31;
    }
}

/* xoshiro256+ (Blackman & Vigna 2021), its upper 52 bits as a number in (0, 1) */
static void fill(worker *w, double *u) {
  uint64_t(*s)[STREAMS] = w->s;
  for (int at = 0; at < BLOCK; at += STREAMS) {
#pragma omp simd
    for (int i = 0; i < STREAMS; i++) {
      const uint64_t bits = (s[0][i] + s[3][i]) >> 12 | 0x3ff0000000000000, t = s[1][i] << 17;
      s[2][i] ^= s[0][i];
      s[3][i] ^= s[1][i];
      s[1][i] ^= s[2][i];
      s[0][i] ^= s[3][i];
      s[2][i] ^= t;
      s[3][i] = s[3][i] << 45 | s[3][i] >> 19;
      double value;
      memcpy(&value, &bits, sizeof value);
      u[at + i] = value - (1 - 0x1p-53);
    }
  }
}

/* Two independent normal numbers in place of two uniform ones; a sine is written as a cosine because the compiler would
 * else call a scalar function for both at once. */
static void box_muller(double *restrict a, double *restrict b) {
  EACH {
    const double radius = sqrt(-2 * log(a[i])), angle = 2 * PI * b[i];
    a[i] = radius * cos(angle);
    b[i] = radius * cos(angle - PI / 2);
  }
}

static inline double least(double a, double b) { return a < b ? a : b; }
static inline double most(double a, double b) { return a > b ? a : b; }

static inline double triangular(double u, double low, double mode, double high) {
  const double share = (mode - low) / (high - low);
  const double root = sqrt(u < share ? u * ((high - low) * (mode - low)) : (1 - u) * ((high - low) * (high - mode)));
  return u < share ? low + root : high - root;
}

static inline double middle(double a, double b, double c, double d, double e) {
  const double low = most(least(a, b), least(c, d)), high = least(most(a, b), most(c, d));
  const double first = least(low, high), last = most(low, high);
  return most(first, least(last, e));
}

static void sample(worker *w) {
  double(*u)[BLOCK] = w->u, (*x)[BLOCK] = w->x;
  for (int k = 0; k < UNIFORMS; k++) fill(w, u[k]);
  for (int k = 0; k < 8; k += 2) box_muller(u[k], u[k + 1]);
  EACH {
    x[0][i] = most(100 + 5 * u[0][i], 1e-3);
    x[3][i] = 1000 * exp(0.05 * u[1][i]);
    x[4][i] = 900 * exp(0.35 * u[2][i]);
    x[6][i] = 0.6 * exp(0.4 * u[3][i]);
    x[8][i] = -1.2 + 0.3 * u[4][i];
    x[9][i] = 38000 * exp(0.15 * u[5][i]);
    x[11][i] = 65 * exp(0.25 * u[6][i]);
    x[14][i] = most(0.1 + 0.015 * u[7][i], 0.03);
  }
  EACH {
    x[1][i] = triangular(u[8][i], 1.1, 1.2, 1.4);
    x[10][i] = triangular(u[9][i], 8e6, 11e6, 15e6);
    x[13][i] = triangular(u[10][i], 3, 4.5, 6);
    x[2][i] = 0.70 + 0.15 * u[11][i];
    x[7][i] = 0.1 + 0.4 * u[12][i];
    x[12][i] = 0.03 + 0.05 * u[13][i];
    x[15][i] = 0.25 + 1.25 * u[14][i];
    x[5][i] = 0.3 + 0.5 * middle(u[15][i], u[16][i], u[17][i], u[18][i], u[19][i]);
  }
}

/* One year of the model; written out five times, because the compiler vectorizes no loop with a loop within. */
#define YEAR(year)                                                                                                     \
  const double sold##year = least(demand * pow(left, elasticity), full) / (1 + exp(4 * (ramp - year)));                \
  const double revenue##year = sold##year * (price * left) * 1e-6;                                                     \
  npv += (revenue##year - cost) * discounting;                                                                         \
  balance += revenue##year - fixed;                                                                                    \
  const double balance##year = balance;                                                                                \
  left *= keep;                                                                                                        \
  discounting *= factor

static void model(worker *w) {
  double(*x)[BLOCK] = w->x, (*out)[BLOCK] = w->out;
  EACH {
    const double power = x[0][i], utilization = x[5][i], price = x[6][i], elasticity = x[8][i], ramp = x[15][i];
    const double gpus = power * 1e6 * x[2][i] / (x[1][i] * x[3][i]), rate = gpus * x[4][i], full = rate * 31536000;
    const double demand = full * utilization, capex = gpus * x[9][i] + power * x[10][i];
    const double energy = power * 8760 * x[11][i] * (0.4 + 0.6 * utilization), fixed = energy + capex * x[12][i];
    const double growth = 1 + x[14][i], cost = fixed + capex * x[14][i] / (1 - pow(growth, -x[13][i]));
    const double keep = 1 - x[7][i], factor = 1 / growth;
    double left = keep, discounting = factor, npv = 0, balance = -capex;
    YEAR(1);
    YEAR(2);
    YEAR(3);
    YEAR(4);
    YEAR(5);
    double payback = balance5 >= 0 ? 5.0 : 6.0;
    payback = balance4 >= 0 ? 4.0 : payback;
    payback = balance3 >= 0 ? 3.0 : payback;
    payback = balance2 >= 0 ? 2.0 : payback;
    payback = balance1 >= 0 ? 1.0 : payback;
    const double tokens = sold1 + sold2 + sold3 + sold4 + sold5;
    const double revenues = revenue1 + revenue2 + revenue3 + revenue4 + revenue5;
    out[0][i] = npv;
    out[1][i] = cost / (tokens * 0.2 * 1e-6);
    out[2][i] = rate * utilization / (power * 1e6);
    out[3][i] = 1 - 5 * cost / revenues;
    out[4][i] = payback;
    out[5][i] = revenue1;
    out[6][i] = tokens * 0.2;
    out[7][i] = capex;
    out[8][i] = energy / cost;
    out[9][i] = npv > 0 ? 1.0 : 0.0;
  }
}

static void add_moments(worker *w) {
  for (int k = 0; k < OUTPUTS; k++) {
    double sum = 0, square = 0;
#pragma omp simd reduction(+ : sum, square)
    for (int i = 0; i < BLOCK; i++) {
      sum += w->out[k][i];
      square += w->out[k][i] * w->out[k][i];
    }
    w->sum[k] += sum;
    w->square[k] += square;
  }
}

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void run(long blocks, int threads, double sum[OUTPUTS]) {
  memset(sum, 0, OUTPUTS * sizeof *sum);
#pragma omp parallel num_threads(threads)
  {
    worker *w = aligned_alloc(64, (sizeof *w + 63) / 64 * 64);
    memset(w, 0, sizeof *w);
    seed(w, (uint64_t)omp_get_thread_num() + 1);
#pragma omp for schedule(static)
    for (long block = 0; block < blocks; block++) {
      sample(w);
      model(w);
      add_moments(w);
    }
#pragma omp critical
    for (int k = 0; k < OUTPUTS; k++) sum[k] += w->sum[k];
    free(w);
  }
}

int main(int count, char **arguments) {
  const long blocks = (long)(count > 1 ? atof(arguments[1]) : 1e6) / BLOCK + 1;
  const bool passed = count > 2;
  const int threads = passed ? atoi(arguments[2]) : 1, rounds = passed ? PASSED_ROUNDS : ROUNDS;
  const clockid_t clock = passed ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID;
  double times[PASSED_ROUNDS], sum[OUTPUTS];
  for (int round = 0; round < rounds; round++) {
    const double start = now(clock);
    run(blocks, threads, sum);
    times[round] = now(clock) - start;
  }
  qsort(times, (size_t)rounds, sizeof *times, by_size);
  const double draws = (double)blocks * BLOCK;
  printf("fused, %d threads: %.1f ns/draw ", threads, times[passed ? 0 : rounds / 2] / draws * 1e9);
  for (int k = 0; k < OUTPUTS; k++) printf(" %.6g", sum[k] / draws);
  printf("\n");
}
