#include "base/meter.h"

#include "base/clock.h"

#include <stdlib.h>

/* Before every block; what follows it is aligned as malloc aligns. */
typedef struct sf_meter_block {
  struct sf_meter_block *next, *previous;
  size_t bytes; /* all of it */
  void *base;   /* what malloc gave */
} sf_meter_block;

enum { LOOK_EVERY = 2000 }; /* work between two looks at the clock */

/* What a thread uses: its meter, NULL for none, and whether it is a worker, in the lowest bit. A key and no variable of
 * threads: those of a module that is loaded late, checkers of leaks stumble over. It is made with the first meter, and
 * stays. */
static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static _Atomic bool has_key;

static void make_key(void) { has_key = pthread_key_create(&key, NULL) == 0; }

static uintptr_t used_here(void) { return has_key ? (uintptr_t)pthread_getspecific(key) : 0; }

static sf_meter *meter_in(uintptr_t used) { return (sf_meter *)(used & ~(uintptr_t)1); }

sf_meter *sf_used_meter(void) { return meter_in(used_here()); }

sf_meter *sf_use_meter(sf_meter *meter) {
  sf_meter *before = sf_used_meter();
  if (meter != before) (void)pthread_setspecific(key, meter);
  return before;
}

void sf_work_for_meter(sf_meter *meter) {
  if (meter != NULL) (void)pthread_setspecific(key, (void *)((uintptr_t)meter | 1));
}

bool sf_open_meter(sf_meter *meter, size_t bytes, uint64_t work, double seconds) {
  if (pthread_once(&key_once, make_key) != 0 || !has_key) return false;
  sf_meter *before = sf_used_meter();
  if (pthread_setspecific(key, meter) != 0) return false; /* the first time may ask for memory */
  (void)pthread_setspecific(key, before);
  *meter = (sf_meter){.most_bytes = bytes, .most_work = work, .deadline = sf_seconds() + seconds};
  return pthread_mutex_init(&meter->lock, NULL) == 0;
}

void sf_close_meter(sf_meter *meter) {
  while (meter->blocks != NULL) {
    sf_meter_block *block = meter->blocks;
    meter->blocks = block->next;
    free(block->base);
  }
  meter->bytes = 0;
  pthread_mutex_destroy(&meter->lock);
}

static void link_block(sf_meter *meter, sf_meter_block *block) {
  block->previous = NULL;
  block->next = meter->blocks;
  if (block->next != NULL) block->next->previous = block;
  meter->blocks = block;
  meter->bytes += block->bytes;
}

static void unlink_block(sf_meter *meter, sf_meter_block *block) {
  if (block->next != NULL) block->next->previous = block->previous;
  if (block->previous != NULL)
    block->previous->next = block->next;
  else
    meter->blocks = block->next;
  meter->bytes -= block->bytes;
}

static bool has_room(const sf_meter *meter, size_t bytes) {
  return meter->bytes <= meter->most_bytes && bytes <= meter->most_bytes - meter->bytes;
}

void *sf_meter_allocate(sf_meter *meter, size_t bytes, size_t alignment) {
  const size_t before = alignment > sizeof(sf_meter_block) ? alignment : sizeof(sf_meter_block);
  if (bytes > SIZE_MAX / 2 - before) return NULL;
  char *block = NULL;
  pthread_mutex_lock(&meter->lock);
  if (has_room(meter, before + bytes)) {
    char *base = alignment > sizeof(sf_meter_block)
                     ? aligned_alloc(alignment, before + (bytes + alignment - 1) / alignment * alignment)
                     : malloc(before + bytes);
    if (base != NULL) {
      block = base + before;
      sf_meter_block *head = (sf_meter_block *)(void *)block - 1;
      *head = (sf_meter_block){.bytes = before + bytes, .base = base};
      link_block(meter, head);
    }
  }
  pthread_mutex_unlock(&meter->lock);
  return block;
}

void *sf_meter_resize(sf_meter *meter, void *block, size_t bytes) {
  if (block == NULL) return sf_meter_allocate(meter, bytes, 0);
  if (bytes > SIZE_MAX / 2 - sizeof(sf_meter_block)) return NULL;
  pthread_mutex_lock(&meter->lock);
  sf_meter_block *head = (sf_meter_block *)block - 1, *moved = NULL;
  const size_t whole = sizeof *head + bytes;
  unlink_block(meter, head);
  if (whole <= head->bytes || has_room(meter, whole)) moved = realloc(head, whole);
  if (moved != NULL) {
    moved->bytes = whole;
    moved->base = moved;
  }
  link_block(meter, moved != NULL ? moved : head);
  pthread_mutex_unlock(&meter->lock);
  if (moved == NULL && whole <= head->bytes) return block; /* a block can always shrink */
  return moved != NULL ? moved + 1 : NULL;
}

void sf_meter_free(sf_meter *meter, void *block) {
  if (block == NULL) return;
  sf_meter_block *head = (sf_meter_block *)block - 1;
  pthread_mutex_lock(&meter->lock);
  unlink_block(meter, head);
  pthread_mutex_unlock(&meter->lock);
  free(head->base);
}

void sf_end_meter(sf_meter *meter, sf_meter_end end) {
  int open = SF_METER_OPEN;
  atomic_compare_exchange_strong(&meter->end, &open, (int)end);
}

static bool is_over(sf_meter *meter) {
  if (sf_seconds() > meter->deadline) sf_end_meter(meter, SF_METER_TIME);
  return meter->end != SF_METER_OPEN;
}

bool sf_meter_spend(sf_meter *meter, uint64_t work) {
  meter->work = work > UINT64_MAX - meter->work ? UINT64_MAX : meter->work + work;
  if (meter->work > meter->most_work) sf_end_meter(meter, SF_METER_WORK);
  if (meter->work - meter->looked < LOOK_EVERY) return meter->end == SF_METER_OPEN;
  meter->looked = meter->work;
  return !is_over(meter);
}

void sf_leave_if_over(void) {
  const uintptr_t used = used_here();
  if (used == 0 || used & 1) return;
  sf_meter *meter = meter_in(used);
  if (meter->end != SF_METER_OPEN) meter->leave(meter);
}

void sf_leave_if_late(void) {
  const uintptr_t used = used_here();
  if (used == 0 || used & 1) return;
  sf_meter *meter = meter_in(used);
  if (is_over(meter)) meter->leave(meter);
}

bool sf_is_over(void) {
  sf_meter *meter = sf_used_meter();
  return meter != NULL && is_over(meter);
}
