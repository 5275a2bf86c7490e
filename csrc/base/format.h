/* Formatted text with the point as decimal sign, whatever locale the host has set: the only place that meets printf
 * with a number in its format. */
#ifndef SF_BASE_FORMAT_H
#define SF_BASE_FORMAT_H

#include "signalflow/status.h"

#include <stdarg.h>
#include <stddef.h>

/* As snprintf and vsnprintf. */
int sf_format(char *buffer, size_t size, const char *format, ...) SF_PRINTF(3, 4);
int sf_format_list(char *buffer, size_t size, const char *format, va_list arguments);

/* This thread in the C locale, from sf_enter_plain_locale to sf_leave_plain_locale; other threads stay in the host's.
 */
typedef struct sf_plain_locale {
  void *made, *before;
} sf_plain_locale;
sf_plain_locale sf_enter_plain_locale(void);
void sf_leave_plain_locale(sf_plain_locale plain);

#endif
