#include "base/memory.h"
#include "base/meter.h"
#include "base/threads.h"
#include "check.h"

#include <setjmp.h>
#include <stdint.h>
#include <string.h>

static sf_meter open_meter(size_t bytes, uint64_t work, double seconds) {
  sf_meter meter;
  assert_true(sf_open_meter(&meter, bytes, work, seconds));
  return meter;
}

static void test_memory_is_counted_and_refused(void **state) {
  (void)state;
  sf_meter meter = open_meter(10000, 1, 100);
  assert_null(sf_used_meter());
  assert_null(sf_use_meter(&meter));
  char *first = sf_allocate(100, 10), *second = sf_allocate(3000, 1);
  assert_true(first != NULL && second != NULL && meter.bytes >= 4000 && meter.bytes < 4200);
  assert_true(first[999] == 0);
  assert_int_equal(meter.end, SF_METER_OPEN);
  assert_null(sf_reallocate(second, 9500, 1));
  assert_int_equal(meter.end, SF_METER_MEMORY);
  second[2999] = 1; /* it stands */
  second = sf_reallocate(second, 10, 1);
  assert_non_null(second);
  assert_true(meter.bytes < 1200);
  double *lanes = sf_allocate_aligned(7, sizeof *lanes);
  assert_true((uintptr_t)lanes % 64 == 0 && lanes[6] == 0);
  assert_null(sf_allocate(SIZE_MAX / 2, 1));
  sf_free(lanes);
  sf_free(second);
  sf_free(first);
  sf_free(NULL);
  assert_int_equal(meter.bytes, 0);
  assert_ptr_equal(sf_use_meter(NULL), &meter);
  sf_close_meter(&meter);
}

static void test_blocks_are_taken_back_together(void **state) {
  (void)state;
  sf_meter meter = open_meter(1 << 20, 1, 100);
  (void)sf_use_meter(&meter);
  for (int i = 0; i < 100; ++i) assert_non_null(i % 2 ? sf_allocate(i, 8) : sf_allocate_aligned(i, 8));
  (void)sf_use_meter(NULL);
  sf_close_meter(&meter); /* a checker of memory sees what is left */
  assert_null(meter.blocks);
}

static void test_the_first_limit_stays(void **state) {
  (void)state;
  sf_meter meter = open_meter(1000, 5000, 100);
  assert_true(sf_meter_spend(&meter, 5000));
  assert_false(sf_meter_spend(&meter, 1));
  assert_int_equal(meter.end, SF_METER_WORK);
  sf_end_meter(&meter, SF_METER_MEMORY);
  assert_false(sf_meter_spend(&meter, UINT64_MAX));
  assert_int_equal(meter.end, SF_METER_WORK);
  sf_close_meter(&meter);
  meter = open_meter(1000, UINT64_MAX, -1);
  assert_false(sf_is_over()); /* nobody uses it */
  (void)sf_use_meter(&meter);
  assert_true(sf_is_over());
  (void)sf_use_meter(NULL);
  assert_int_equal(meter.end, SF_METER_TIME);
  sf_close_meter(&meter);
}

static jmp_buf out;

static void leave(sf_meter *meter) {
  (void)meter;
  longjmp(out, 1);
}

static void ask_for_memory(void *context, unsigned index) {
  (void)context, (void)index;
  assert_non_null(sf_used_meter());
  for (int i = 0; i < 1000; ++i) sf_free(sf_allocate(10, 10));
  sf_leave_if_late(); /* a worker does not leave */
}

static void test_workers_count_with_whoever_waits_for_them(void **state) {
  (void)state;
  sf_meter meter = open_meter(1 << 20, 1, -1);
  meter.leave = leave;
  (void)sf_use_meter(&meter);
  sf_run_workers(4, ask_for_memory, NULL, NULL, NULL);
  assert_int_equal(meter.bytes, 0);
  if (setjmp(out) == 0) {
    sf_leave_if_late();
    fail();
  }
  (void)sf_use_meter(NULL);
  sf_leave_if_late();
  sf_close_meter(&meter);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_memory_is_counted_and_refused),
      cmocka_unit_test(test_blocks_are_taken_back_together),
      cmocka_unit_test(test_the_first_limit_stays),
      cmocka_unit_test(test_workers_count_with_whoever_waits_for_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
