/* Threads that live for one call: made, watched and joined before it returns, with every signal blocked in them. */
#ifndef SF_BASE_THREADS_H
#define SF_BASE_THREADS_H

#define SF_TICK_SECONDS 0.05

/* How many processors this process may use; at least 1. */
unsigned sf_processors(void);

/* One worker's share; worker counts from 0. */
typedef void sf_work(void *context, unsigned worker);
/* Called on the calling thread about every SF_TICK_SECONDS while workers are at work. */
typedef void sf_watch(void *context);

/* Runs work(context, 0), ..., work(context, count - 1), each on a thread of its own, while the calling thread waits and
 * calls watch (which may be NULL). The share of a thread that the system does not give, or of all when more than 256
 * are asked for, is run on the calling thread, in turn and unwatched. */
void sf_run_workers(unsigned count, sf_work *work, void *context, sf_watch *watch, void *watch_context);

#endif
