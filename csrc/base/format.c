#define _POSIX_C_SOURCE 200809L /* uselocale */

#include "base/format.h"

#include <locale.h>
#include <stdio.h>
#if defined(__APPLE__)
#include <xlocale.h>
#endif

/* The C locale is a constant of the C library, or a small allocation; without it the host's is all there is. */
sf_plain_locale sf_enter_plain_locale(void) {
  const locale_t made = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  return (sf_plain_locale){made, made ? uselocale(made) : NULL};
}

void sf_leave_plain_locale(sf_plain_locale plain) {
  if (!plain.made) return;
  (void)uselocale(plain.before);
  freelocale(plain.made);
}

int sf_format_list(char *buffer, size_t size, const char *format, va_list arguments) {
  const sf_plain_locale plain = sf_enter_plain_locale();
  const int length = vsnprintf(buffer, size, format, arguments);
  sf_leave_plain_locale(plain);
  return length;
}

int sf_format(char *buffer, size_t size, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int length = sf_format_list(buffer, size, format, arguments);
  va_end(arguments);
  return length;
}
