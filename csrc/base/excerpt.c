#include "base/excerpt.h"

#include <string.h>

enum { CONTINUED = 0x80, CONTINUED_MASK = 0xC0, PAYLOAD = 0x3F };

static bool is_continued(char c) { return ((unsigned char)c & CONTINUED_MASK) == CONTINUED; }

/* The bytes of the character that begins the text, by its first; 0 where that begins none. */
static size_t bytes_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

static unsigned long code_of(const char *text, size_t bytes) {
  static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  unsigned long code = (unsigned char)text[0] & masks[bytes];
  for (size_t i = 1; i < bytes; i++) code = code << 6 | ((unsigned char)text[i] & PAYLOAD);
  return code;
}

/* Controls, surrogates, and what has no width or turns the direction of writing. */
static bool is_shown(unsigned long code, size_t bytes) {
  static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000},
                             hidden[][2] = {{0, 0x1F},        {0x7F, 0x9F},     {0x200B, 0x200F}, {0x2028, 0x202E},
                                            {0x2060, 0x206F}, {0xD800, 0xDFFF}, {0xFEFF, 0xFEFF}};
  for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
    if (code >= hidden[i][0] && code <= hidden[i][1]) return false;
  return code >= least[bytes] && code <= 0x10FFFF;
}

/* The bytes of the character that begins the text, where it can be shown; else 0. */
static size_t shown_bytes(const char *text, size_t length) {
  const size_t bytes = bytes_of((unsigned char)text[0]);
  if (bytes == 0 || bytes > length) return 0;
  for (size_t i = 1; i < bytes; i++)
    if (!is_continued(text[i])) return 0;
  return is_shown(code_of(text, bytes), bytes) ? bytes : 0;
}

char *sf_excerpt(const char *text, size_t length, char copy[SF_EXCERPT_SIZE]) {
  size_t at = 0, i = 0;
  while (at < length) {
    const size_t bytes = shown_bytes(text + at, length - at), taken = bytes > 0 ? bytes : 1;
    if (i + taken > SF_EXCERPT_SIZE - 4) break;
    if (bytes == 0) copy[i] = '?';
    if (bytes > 0) memcpy(copy + i, text + at, bytes);
    i += taken;
    at += taken;
  }
  memcpy(copy + i, at < length ? "..." : "", at < length ? 4 : 1);
  return copy;
}

size_t sf_count_characters(const char *text, size_t length) {
  size_t count = 0;
  for (size_t at = 0; at < length; count++) {
    const size_t bytes = shown_bytes(text + at, length - at);
    at += bytes > 0 ? bytes : 1;
  }
  return count;
}
