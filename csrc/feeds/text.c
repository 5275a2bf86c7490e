#include "feeds/text.h"

#include "base/ascii.h"

#include <stdint.h>
#include <string.h>

/* The bytes of a tag at text, 0 when "<" is only a sign. */
static size_t tag_length(const char *text, size_t left) {
  if (text[0] != '<' || left < 3 || !(sf_is_letter(text[1]) || text[1] == '/' || text[1] == '!')) return 0;
  const char *end = memchr(text, '>', left);
  return end != NULL ? (size_t)(end - text) + 1 : 0;
}

size_t sf_clean_title(char *text, size_t length) {
  size_t kept = 0, tags_end = length; /* no tag ends beyond here */
  bool gap = false;
  while (tags_end > 0 && text[tags_end - 1] != '>') --tags_end;
  for (size_t at = 0; at < length;) {
    const size_t tag = at < tags_end ? tag_length(text + at, tags_end - at) : 0;
    const bool space = tag > 0 || sf_is_space(text[at]) || text[at] == '\0';
    if (!space && gap && kept > 0) text[kept++] = ' ';
    if (!space) text[kept++] = text[at];
    gap = space && (gap || kept > 0);
    at += tag > 0 ? tag : 1;
  }
  return kept;
}

/* The six bits of a base64 character, -1 for any other. */
static int base64_bits(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void sf_append_base64(sf_text *to, const char *text, size_t length) {
  uint32_t held = 0;
  unsigned bits = 0;
  for (size_t i = 0; i < length; ++i) {
    if (sf_is_space(text[i])) continue;
    const int six = base64_bits(text[i]);
    if (six < 0) return;
    held = (held << 6 | (uint32_t)six) & 0xFFFFFF;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const char byte = (char)(held >> bits & 0xFF);
    sf_append_bytes(to, &byte, 1);
  }
}
