/* Running a plan over draws: superblocks are dealt to workers as they come free, each worker keeps summaries of its
 * own, and these are merged. Which worker took which superblock leaves no trace, because merging is exact. */
#include "base/clock.h"
#include "base/memory.h"
#include "base/threads.h"
#include "engine/draws.h"
#include "engine/execute.h"
#include "engine/run_options.h"
#include "summaries/summary_layout.h"

#include <stdatomic.h>
#include <string.h>

enum { SMALL_RUN = 2 /* superblocks that are not worth a thread */ };
enum { LEAST_PILOT = 128, MOST_PILOT = 1024 };

typedef struct run run;

/* What a worker writes for every block lies in a line of the cache that no other worker reads at every block. */
enum { CACHE_LINE = 64 };

typedef struct worker {
  _Alignas(CACHE_LINE) _Atomic uint64_t done; /* draws */
  run *run;
  sf_machine machine;     /* but for the first's opened by the worker itself: whose processor has its lanes in cache */
  sf_summary **summaries; /* one for each output */
  sf_status status;
  sf_error error;
} worker;

struct run {
  const sf_plan *plan;
  const sf_run_options *options;
  sf_draws draws;
  sf_frame *frames; /* of each output */
  size_t block;
  uint64_t end; /* of the draws of this round */
  atomic_bool stopped;
  bool cancelled, alone; /* alone: one worker, on the calling thread */
  double last_tick;
  worker *workers;
  unsigned worker_count;
  _Alignas(CACHE_LINE) _Atomic uint64_t next; /* first draw of the next superblock to be dealt */
};

/* Watching. */

static void tick(void *context) {
  run *work = context;
  const sf_run_options *options = work->options;
  if (!options->tick || work->cancelled) return;
  uint64_t done = 0;
  for (unsigned i = 0; i < work->worker_count; i++)
    done += atomic_load_explicit(&work->workers[i].done, memory_order_relaxed);
  if (options->tick(options->tick_context, done, sf_part_of(options)) == 0) return;
  work->cancelled = true;
  atomic_store_explicit(&work->stopped, true, memory_order_relaxed);
}

static void tick_when_due(run *work) {
  if (!work->options->tick) return;
  const double now = sf_seconds();
  if (now - work->last_tick < SF_TICK_SECONDS) return;
  tick(work);
  work->last_tick = sf_seconds();
}

/* One worker. */

static void draw_block(void *context, size_t driver, uint64_t first, double *u, size_t n) {
  sf_fill_draws(&((worker *)context)->run->draws, driver, first, u, n);
}

static sf_status summarise_block(void *context, size_t output, uint64_t first, const double *lanes, size_t count,
                                 sf_error *error) {
  (void)first;
  return sf_add_values(((worker *)context)->summaries[output], lanes, count, error);
}

static sf_status run_superblock(worker *self, uint64_t first) {
  run *work = self->run;
  const sf_outside outside = {self, draw_block, summarise_block};
  const uint64_t end = work->end - first < SF_SUPERBLOCK ? work->end : first + SF_SUPERBLOCK;
  for (uint64_t at = first; at < end; at += work->block) {
    const size_t count = end - at < work->block ? (size_t)(end - at) : work->block;
    const sf_status status = sf_execute(&self->machine, at, count, &outside, &self->error);
    if (status) return status;
    atomic_fetch_add_explicit(&self->done, count, memory_order_relaxed);
    if (work->alone) tick_when_due(work);
    if (atomic_load_explicit(&work->stopped, memory_order_relaxed)) return SF_OK;
  }
  for (size_t k = 0; k < work->plan->outputs; k++) sf_close_superblock(self->summaries[k]);
  return SF_OK;
}

static void work_on(void *context, unsigned index) {
  run *work = context;
  worker *self = &work->workers[index];
  if (!self->machine.plan) self->status = sf_open_machine(work->plan, work->block, &self->machine, &self->error);
  while (!self->status && !atomic_load_explicit(&work->stopped, memory_order_relaxed)) {
    const uint64_t first = atomic_fetch_add_explicit(&work->next, SF_SUPERBLOCK, memory_order_relaxed);
    if (first >= work->end) return;
    self->status = run_superblock(self, first);
  }
  if (self->status) atomic_store_explicit(&work->stopped, true, memory_order_relaxed);
}

/* Opening and closing. */

static void close_summaries(const sf_plan *plan, sf_summary **summaries) {
  for (size_t k = 0; k < plan->outputs; k++) {
    sf_destroy_summary(summaries[k]);
    summaries[k] = NULL;
  }
}

/* share: how many of the draws come to these summaries, as far as is known. */
static sf_status open_summaries(const run *work, uint64_t share, sf_summary **summaries, sf_error *error) {
  const sf_run_options *options = work->options;
  sf_status status = SF_OK;
  const uint64_t surely = options->relative_error > 0 ? 0 : sf_part_of(options);
  for (size_t k = 0; k < work->plan->outputs && !status; k++) {
    status = sf_create_summary_with(work->plan->kernels, options->statistics, &work->frames[k],
                                    sf_dependence_of(options->sampler), &summaries[k], error);
    if (!status) status = sf_expect_draws(summaries[k], surely, share, error);
  }
  return status;
}

static void close_run(run *work) {
  for (unsigned i = 0; work->workers && i < work->worker_count; i++) {
    sf_close_machine(&work->workers[i].machine);
    if (i == 0 || !work->workers[i].summaries) continue; /* the first worker's are the caller's */
    close_summaries(work->plan, work->workers[i].summaries);
    sf_free(work->workers[i].summaries);
  }
  sf_free(work->workers);
  sf_free(work->frames);
  sf_close_draws(&work->draws);
}

static uint64_t superblocks(uint64_t draws) { return (draws + SF_SUPERBLOCK - 1) / SF_SUPERBLOCK; }

static unsigned workers_for(const sf_run_options *options, uint64_t draws) {
  const uint64_t shares = superblocks(draws);
  const unsigned wanted = options->threads ? options->threads : sf_processors();
  const unsigned most = wanted < SF_MAX_THREADS ? wanted : SF_MAX_THREADS;
  if (shares <= SMALL_RUN) return 1;
  return shares < most ? (unsigned)shares : most;
}

static sf_status open_worker(run *work, unsigned index, sf_summary **summaries, sf_error *error) {
  worker *self = &work->workers[index];
  self->run = work;
  self->summaries = index == 0 ? summaries : sf_allocate(work->plan->outputs + 1, sizeof(sf_summary *));
  return self->summaries ? SF_OK
                         : sf_fail(error, SF_NO_MEMORY, "no memory for a run with %u threads", work->worker_count);
}

/* How many of the run's first draws decide its frames. Where there will be no sketch, only moments need one. */
static size_t pilot_draws(const sf_run_options *options) {
  const bool sketched = (options->statistics & SF_QUANTILES) && options->draws > SF_EXACT_DRAWS;
  const uint64_t enough = sketched ? MOST_PILOT : LEAST_PILOT;
  return (size_t)(options->draws < enough ? options->draws : enough);
}

typedef struct pilot {
  const sf_draws *draws;
  double *const *rows; /* of each output */
} pilot;

static void draw_pilot(void *context, size_t driver, uint64_t first, double *u, size_t n) {
  sf_fill_draws(((const pilot *)context)->draws, driver, first, u, n);
}

static sf_status keep_pilot(void *context, size_t output, uint64_t first, const double *lanes, size_t count,
                            sf_error *error) {
  (void)error;
  memcpy(((const pilot *)context)->rows[output] + first, lanes, count * sizeof *lanes);
  return SF_OK;
}

/* A pure function of plan, seed, sampler and number of draws: every part of a run works it out again for itself. */
static sf_status find_frames(run *work, sf_error *error) {
  const size_t outputs = work->plan->outputs, count = pilot_draws(work->options);
  double *values = sf_allocate(outputs * count + 1, sizeof *values), **rows = sf_allocate(outputs + 1, sizeof *rows);
  sf_status status = values && rows ? SF_OK : sf_fail(error, SF_NO_MEMORY, "no memory for the first draws of a run");
  for (size_t k = 0; k < outputs && !status; k++) rows[k] = values + k * count;
  pilot first = {&work->draws, rows};
  const sf_outside outside = {&first, draw_pilot, keep_pilot};
  for (size_t at = 0; at < count && !status; at += work->block)
    status =
        sf_execute(&work->workers[0].machine, at, count - at < work->block ? count - at : work->block, &outside, error);
  for (size_t k = 0; k < outputs && !status; k++) work->frames[k] = sf_find_frame(rows[k], count);
  sf_free(values);
  sf_free(rows);
  return status;
}

static sf_status open_run(run *work, sf_summary **summaries, sf_error *error) {
  work->worker_count = workers_for(work->options, sf_part_of(work->options));
  work->workers = sf_allocate_aligned(work->worker_count, sizeof *work->workers);
  work->frames = sf_allocate(work->plan->outputs + 1, sizeof *work->frames);
  if (!work->workers || !work->frames)
    return sf_fail(error, SF_NO_MEMORY, "no memory for a run with %u threads", work->worker_count);
  sf_status status = sf_open_draws(work->plan, work->options, &work->draws, error);
  if (!status) status = sf_open_machine(work->plan, work->block, &work->workers[0].machine, error);
  for (unsigned i = 0; i < work->worker_count && !status; i++) status = open_worker(work, i, summaries, error);
  return status ? status : find_frames(work, error);
}

/* Rounds. */

static sf_status merge_worker(run *work, worker *self, sf_summary **into, sf_error *error) {
  sf_status status = SF_OK;
  for (size_t k = 0; k < work->plan->outputs && !status; k++)
    status = sf_merge_summary(into[k], self->summaries[k], error);
  close_summaries(work->plan, self->summaries);
  return status;
}

static sf_status gather(run *work, unsigned used, sf_summary **summaries, sf_error *error) {
  for (unsigned i = 0; i < used; i++) {
    const worker *self = &work->workers[i];
    if (self->status) return sf_fail(error, self->status, "%s", self->error.message);
  }
  if (work->cancelled) return sf_fail(error, SF_CANCELLED, "cancelled");
  sf_status status = SF_OK;
  for (unsigned i = 1; i < used && !status; i++) status = merge_worker(work, &work->workers[i], summaries, error);
  return status;
}

/* Draws from first to end, on top of what the summaries hold. */
static sf_status run_round(run *work, uint64_t first, uint64_t end, sf_summary **summaries, sf_error *error) {
  unsigned used = workers_for(work->options, end - first);
  if (used > work->worker_count) used = work->worker_count;
  for (unsigned i = 1; i < used; i++) {
    const sf_status status = open_summaries(work, (end - first) / used, work->workers[i].summaries, error);
    if (status) return status;
  }
  work->end = end;
  atomic_store(&work->next, first);
  work->alone = used == 1;
  if (work->alone)
    work_on(work, 0);
  else
    sf_run_workers(used, work_on, work, tick, work);
  return gather(work, used, summaries, error);
}

static bool all_sure(const run *work, sf_summary *const *summaries) {
  for (size_t k = 0; k < work->plan->outputs; k++)
    if (!sf_summary_is_sure(summaries[k], work->options->relative_error)) return false;
  return true;
}

/* Each round doubles the draws there are. */
static sf_status run_until_sure(run *work, sf_summary **summaries, uint64_t *done, sf_error *error) {
  const uint64_t last = work->options->draws;
  sf_status status = SF_OK;
  for (uint64_t first = 0, end; first < last && !status; first = end) {
    end = first == 0 ? SF_SUPERBLOCK : 2 * first;
    if (end > last) end = last;
    status = run_round(work, first, end, summaries, error);
    *done = end;
    if (!status && all_sure(work, summaries)) break;
  }
  return status;
}

static sf_status run_all(run *work, sf_summary **summaries, uint64_t *done, sf_error *error) {
  const sf_run_options *options = work->options;
  if (options->relative_error > 0) return run_until_sure(work, summaries, done, error);
  *done = sf_part_of(options);
  return run_round(work, options->first, options->first + *done, summaries, error);
}

sf_status sf_run_plan(const sf_plan *plan, const sf_run_options *options, sf_summary **summaries, uint64_t *draws_done,
                      sf_error *error) {
  for (size_t k = 0; k < plan->outputs; k++) summaries[k] = NULL;
  sf_status status = sf_check_run(options, error);
  if (status) return status;
  run work = {.plan = plan, .options = options, .block = sf_block_of(options), .last_tick = sf_seconds()};
  uint64_t done = 0;
  status = open_run(&work, summaries, error);
  if (!status) status = open_summaries(&work, sf_part_of(options), summaries, error);
  if (!status) status = run_all(&work, summaries, &done, error);
  if (status)
    close_summaries(plan, summaries);
  else if (draws_done)
    *draws_done = done;
  close_run(&work);
  return status;
}
