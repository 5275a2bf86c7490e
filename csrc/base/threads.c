#if defined(__linux__)
#define _GNU_SOURCE /* sched_getaffinity */
#else
#define _POSIX_C_SOURCE 200809L
#endif
#include "base/threads.h"

#include "base/meter.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <sched.h>
#endif

enum { MOST_WORKERS = 256, NANOSECONDS = 1000000000 };

unsigned sf_processors(void) {
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
    const int count = CPU_COUNT(&allowed);
    if (count > 0) return (unsigned)count;
  }
#endif
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (unsigned)online : 1;
}

/* What the workers of one call share. */
typedef struct crew {
  pthread_mutex_t lock;
  pthread_cond_t one_done;
  unsigned working;
  sf_work *work;
  void *context;
  sf_meter *meter; /* of the thread that waits for them */
} crew;

typedef struct member {
  crew *crew;
  pthread_t thread;
  unsigned worker;
  bool started;
} member;

static void *run_member(void *argument) {
  const member *self = argument;
  crew *shared = self->crew;
  sf_work_for_meter(shared->meter);
  shared->work(shared->context, self->worker);
  pthread_mutex_lock(&shared->lock);
  shared->working--;
  pthread_cond_signal(&shared->one_done);
  pthread_mutex_unlock(&shared->lock);
  return NULL;
}

static bool open_crew(crew *shared) {
  pthread_condattr_t attributes;
  if (pthread_mutex_init(&shared->lock, NULL) != 0) return false;
  bool made = pthread_condattr_init(&attributes) == 0;
  if (made) {
#if !defined(__APPLE__)
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
#endif
    made = pthread_cond_init(&shared->one_done, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
  }
  if (!made) pthread_mutex_destroy(&shared->lock);
  return made;
}

static struct timespec next_tick(void) {
  struct timespec at = {0, 0};
#if defined(__APPLE__)
  clock_gettime(CLOCK_REALTIME, &at);
#else
  clock_gettime(CLOCK_MONOTONIC, &at);
#endif
  at.tv_nsec += (long)(SF_TICK_SECONDS * NANOSECONDS);
  if (at.tv_nsec >= NANOSECONDS) {
    at.tv_nsec -= NANOSECONDS;
    at.tv_sec++;
  }
  return at;
}

/* Waits for the workers; the watch is called with the lock open, so that they are not held up by it. */
static void wait_for(crew *shared, sf_watch *watch, void *watch_context) {
  pthread_mutex_lock(&shared->lock);
  struct timespec tick = next_tick();
  while (shared->working > 0) {
    if (pthread_cond_timedwait(&shared->one_done, &shared->lock, &tick) == 0) continue;
    pthread_mutex_unlock(&shared->lock);
    if (watch) watch(watch_context);
    tick = next_tick();
    pthread_mutex_lock(&shared->lock);
  }
  pthread_mutex_unlock(&shared->lock);
}

/* A worker takes on the signal mask of the thread that makes it, so everything is blocked while they are made. */
static void start_members(crew *shared, member *members, unsigned count) {
  sigset_t every_signal, before;
  sigfillset(&every_signal);
  const bool blocked = pthread_sigmask(SIG_SETMASK, &every_signal, &before) == 0;
  for (unsigned i = 0; i < count; i++) {
    members[i] = (member){.crew = shared, .worker = i};
    pthread_mutex_lock(&shared->lock);
    shared->working++;
    pthread_mutex_unlock(&shared->lock);
    members[i].started = blocked && pthread_create(&members[i].thread, NULL, run_member, &members[i]) == 0;
    if (members[i].started) continue;
    pthread_mutex_lock(&shared->lock);
    shared->working--;
    pthread_mutex_unlock(&shared->lock);
  }
  if (blocked) pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void run_in_turn(unsigned count, sf_work *work, void *context) {
  for (unsigned i = 0; i < count; i++) work(context, i);
}

void sf_run_workers(unsigned count, sf_work *work, void *context, sf_watch *watch, void *watch_context) {
  crew shared = {.work = work, .context = context, .meter = sf_used_meter()};
  if (count > MOST_WORKERS || !open_crew(&shared)) {
    run_in_turn(count, work, context);
    return;
  }
  member members[MOST_WORKERS];
  start_members(&shared, members, count);
  for (unsigned i = 0; i < count; i++)
    if (!members[i].started) work(context, i);
  wait_for(&shared, watch, watch_context);
  for (unsigned i = 0; i < count; i++)
    if (members[i].started) pthread_join(members[i].thread, NULL);
  pthread_cond_destroy(&shared.one_done);
  pthread_mutex_destroy(&shared.lock);
}
