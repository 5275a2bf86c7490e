/* Threads that live for one call. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include "base/clock.h"
#include "base/threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

enum { MOST = 300 };

typedef struct gang {
  _Atomic unsigned times[MOST];
  atomic_bool signals_blocked, on_caller, release;
  unsigned watched;
  pthread_t caller;
  double seconds;
} gang;

static void take_note(void *context, unsigned worker) {
  gang *all = context;
  all->times[worker]++;
  if (pthread_equal(pthread_self(), all->caller)) all->on_caller = true;
}

static void test_every_share_is_worked_once(void **state) {
  (void)state;
  const unsigned counts[] = {0, 1, 2, 3, 8, 64, MOST};
  for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
    gang all = {.caller = pthread_self()};
    sf_run_workers(counts[k], take_note, &all, NULL, NULL);
    for (unsigned i = 0; i < MOST; i++) assert_int_equal(all.times[i], i < counts[k] ? 1 : 0);
  }
}

static void test_workers_are_not_the_calling_thread(void **state) {
  (void)state;
  gang all = {.caller = pthread_self()};
  sf_run_workers(2, take_note, &all, NULL, NULL);
  assert_false(all.on_caller);
}

static void look_at_signals(void *context, unsigned worker) {
  (void)worker;
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, NULL, &mask);
  ((gang *)context)->signals_blocked = sigismember(&mask, SIGINT) && sigismember(&mask, SIGTERM) &&
                                       sigismember(&mask, SIGALRM) && sigismember(&mask, SIGCHLD);
}

static void test_workers_block_signals_and_the_caller_keeps_its_mask(void **state) {
  (void)state;
  sigset_t before, after;
  pthread_sigmask(SIG_SETMASK, NULL, &before);
  gang all = {.caller = pthread_self()};
  sf_run_workers(1, look_at_signals, &all, NULL, NULL);
  pthread_sigmask(SIG_SETMASK, NULL, &after);
  assert_true(all.signals_blocked);
  assert_int_equal(sigismember(&before, SIGINT), sigismember(&after, SIGINT));
  assert_int_equal(sigismember(&after, SIGINT), 0);
}

static void wait_for_release(void *context, unsigned worker) {
  (void)worker;
  const struct timespec short_while = {0, 1000000};
  while (!((gang *)context)->release) nanosleep(&short_while, NULL);
}

/* Releases the workers at the third look, as a run that is cancelled does: without looks this test never ends. */
static void watch(void *context) {
  gang *all = context;
  all->on_caller = pthread_equal(pthread_self(), all->caller);
  if (++all->watched == 3) all->release = true;
}

static void test_the_calling_thread_watches_in_short_ticks(void **state) {
  (void)state;
  gang all = {.caller = pthread_self()};
  const double start = sf_seconds();
  sf_run_workers(2, wait_for_release, &all, watch, &all);
  assert_true(all.watched >= 3);
  assert_true(all.on_caller);
  assert_true(sf_seconds() - start >= 2.9 * SF_TICK_SECONDS);
}

static void test_there_is_a_processor_and_time_goes_forward(void **state) {
  (void)state;
  assert_true(sf_processors() >= 1);
  double last = sf_seconds();
  for (int i = 0; i < 1000; i++) {
    const double now = sf_seconds();
    assert_true(now >= last);
    last = now;
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_share_is_worked_once),
      cmocka_unit_test(test_workers_are_not_the_calling_thread),
      cmocka_unit_test(test_workers_block_signals_and_the_caller_keeps_its_mask),
      cmocka_unit_test(test_the_calling_thread_watches_in_short_ticks),
      cmocka_unit_test(test_there_is_a_processor_and_time_goes_forward),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
