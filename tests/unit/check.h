/* What cmocka 1.1.5 lacks: comparing doubles, and reasons of skipped tests. */
#ifndef SF_TESTS_CHECK_H
#define SF_TESTS_CHECK_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

/* |actual - expected| <= relative * max(|expected|, tiny); both NaN counts as equal. */
#define assert_close(actual, expected, relative)                                                                       \
  do {                                                                                                                 \
    const double close_actual = (actual), close_expected = (expected);                                                 \
    const double close_allowed = (relative)*fmax(fabs(close_expected), 1e-300);                                        \
    if (!(fabs(close_actual - close_expected) <= close_allowed) && !(isnan(close_actual) && isnan(close_expected)))    \
      fail_msg("%s is %.17g, expected %.17g within %g", #actual, close_actual, close_expected, (double)(relative));    \
  } while (0)

/* Leaves the test, counted as skipped; tests/run lists the reason. */
#define skip_because(reason)                                                                                           \
  do {                                                                                                                 \
    print_message("skipped: %s\n", reason);                                                                            \
    skip();                                                                                                            \
  } while (0)

#define assert_ok(status) assert_int_equal((status), SF_OK)

#endif
