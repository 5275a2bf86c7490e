#include "signalflow/status.h"
#include "base/format.h"

#include <string.h>

const char *sf_status_name(sf_status status) {
  switch (status) {
  case SF_OK:
    return "ok";
  case SF_NO_MEMORY:
    return "no memory";
  case SF_INVALID:
    return "invalid";
  case SF_DIMENSION:
    return "dimension";
  case SF_UNKNOWN:
    return "unknown";
  case SF_PARSE:
    return "parse";
  case SF_NO_SOLUTION:
    return "no solution";
  case SF_AMBIGUOUS:
    return "ambiguous";
  case SF_OUT_OF_RANGE:
    return "out of range";
  case SF_CANCELLED:
    return "cancelled";
  case SF_IO:
    return "io";
  case SF_STATUS_COUNT:
    break;
  }
  return "not a status";
}

/* A message cut in the middle of a UTF-8 character would be invalid text: drop the incomplete tail. */
static void drop_cut_character(char *message, size_t length) {
  size_t start = length;
  while (start > 0 && ((unsigned char)message[start - 1] & 0xC0u) == 0x80u) start--;
  if (start == 0) return;
  const unsigned char lead = (unsigned char)message[start - 1];
  const size_t expected = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : lead >= 0xC0u ? 2 : 1;
  if (expected > 1 && length - (start - 1) < expected) message[start - 1] = '\0';
}

sf_status sf_fail_list(sf_error *error, sf_status code, const char *format, va_list arguments) {
  if (error == NULL) return code;
  /* Written aside first, because an argument may be the very message being replaced. */
  char message[SF_MESSAGE_SIZE];
  const int wanted = sf_format_list(message, sizeof message, format, arguments);
  if (wanted < 0) message[0] = '\0';
  if (wanted >= (int)sizeof message) drop_cut_character(message, sizeof message - 1);
  error->code = code;
  memcpy(error->message, message, sizeof message);
  return code;
}

sf_status sf_fail(sf_error *error, sf_status code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  sf_fail_list(error, code, format, arguments);
  va_end(arguments);
  return code;
}
