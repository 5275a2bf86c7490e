/* A number as a filing displays it: "7,252" in millions, "(1.234,5", a dash for zero, "twenty-three". */
#ifndef SF_PUBLISHERS_DISPLAYED_NUMBER_H
#define SF_PUBLISHERS_DISPLAYED_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* format is the local name of a transformation ("num-dot-decimal"), empty for a plain decimal. The value, multiplied by
 * 10^scale, is rounded once. False where text is no number of that format, or the format is not one of numbers. */
bool sf_read_displayed(const char *format, size_t format_length, const char *text, size_t length, int scale,
                       double *value);

#endif
