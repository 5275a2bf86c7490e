/* What someone else's script may use: memory, work and time. While a thread uses a meter, all memory that it asks for
 * is counted there, in blocks that are taken back together: what stopped half way leaves nothing behind.
 *
 * Which meter a thread uses is the one thing that is kept by thread: allocation is asked for in every room, and no
 * function of theirs has a place for it. Blocks asked for with a meter are freed with it, and with no other. */
#ifndef SF_BASE_METER_H
#define SF_BASE_METER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum sf_meter_end { SF_METER_OPEN, SF_METER_MEMORY, SF_METER_WORK, SF_METER_TIME } sf_meter_end;

typedef struct sf_meter {
  size_t most_bytes, bytes; /* what each block takes beside its content is counted too */
  uint64_t most_work, work; /* instructions of Lua, or what takes about as long */
  double deadline;          /* of sf_seconds */
  _Atomic int end;          /* an sf_meter_end: which limit was met first */
  uint64_t looked;          /* the work when the clock was last looked at */
  struct sf_meter_block *blocks;
  void (*leave)(struct sf_meter *meter); /* goes away for good from what is measured, and does not return */
  pthread_mutex_t lock;                  /* of bytes and blocks: workers ask for memory too */
} sf_meter;

/* False where no lock can be made. */
bool sf_open_meter(sf_meter *meter, size_t bytes, uint64_t work, double seconds);
/* Frees every block. */
void sf_close_meter(sf_meter *meter);

/* The meter of this thread, NULL for none; sf_use_meter gives the one before. */
sf_meter *sf_used_meter(void);
sf_meter *sf_use_meter(sf_meter *meter);
/* For a worker's thread, which is never left. */
void sf_work_for_meter(sf_meter *meter);

/* Memory within the limit, not zeroed; NULL beyond it. Alignment is that of malloc, or more. Shrinking never fails. */
void *sf_meter_allocate(sf_meter *meter, size_t bytes, size_t alignment);
void *sf_meter_resize(sf_meter *meter, void *block, size_t bytes);
void sf_meter_free(sf_meter *meter, void *block);

/* Notes work on the thread that opened the meter; false once any limit is met. */
bool sf_meter_spend(sf_meter *meter, uint64_t work);
/* The first limit that is met stays. */
void sf_end_meter(sf_meter *meter, sf_meter_end end);
/* Leaves what the thread's meter measures where a limit was met; else does nothing. */
void sf_leave_if_over(void);
/* For loops that take long, and never run on workers: the same, with a look at the clock. */
void sf_leave_if_late(void);
/* For loops that take long: whether the thread uses a meter that has met a limit. Looks at the clock. */
bool sf_is_over(void);

#endif
