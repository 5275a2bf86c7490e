#include "headlines/feed_text.h"

#include "formats/encoding.h"

#include <string.h>

enum { LONGEST_REFERENCE = 12, LAST_CHARACTER = 0x10FFFF };

static const struct {
  const char *name;
  uint32_t character;
} references[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
                  {"nbsp", 0xA0},    {"ndash", 0x2013}, {"mdash", 0x2014},  {"lsquo", 0x2018}, {"rsquo", 0x2019},
                  {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"hellip", 0x2026}, {"pound", 0xA3},   {"euro", 0x20AC},
                  {"yen", 0xA5},     {"times", 0xD7},   {"trade", 0x2122},  {"reg", 0xAE},     {"copy", 0xA9},
                  {"deg", 0xB0},     {"middot", 0xB7},  {"bull", 0x2022},   {"eacute", 0xE9},  {"uuml", 0xFC},
                  {"ouml", 0xF6},    {"auml", 0xE4},    {"shy", 0xAD},      {"laquo", 0xAB},   {"raquo", 0xBB}};

static uint32_t numeric_reference(const char *text, size_t length) {
  const bool hex = length > 1 && (text[0] == 'x' || text[0] == 'X');
  uint32_t c = 0;
  for (size_t i = hex; i < length; ++i) {
    const char b = text[i];
    const int digit = b >= '0' && b <= '9'          ? b - '0'
                      : hex && b >= 'a' && b <= 'f' ? b - 'a' + 10
                      : hex && b >= 'A' && b <= 'F' ? b - 'A' + 10
                                                    : -1;
    if (digit < 0 || c > LAST_CHARACTER) return 0;
    c = c * (hex ? 16 : 10) + (uint32_t)digit;
  }
  if (c >= 0x80 && c < 0xA0) c = sf_windows_character((unsigned char)c);
  const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
  const bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
  return surrogate || control || c > LAST_CHARACTER ? 0 : c;
}

/* The character of the reference between & and ;, 0 when there is none. */
static uint32_t reference(const char *text, size_t length) {
  if (length > 1 && text[0] == '#') return numeric_reference(text + 1, length - 1);
  for (size_t i = 0; i < sizeof references / sizeof *references; ++i)
    if (strlen(references[i].name) == length && memcmp(references[i].name, text, length) == 0)
      return references[i].character;
  return 0;
}

void sf_append_resolved(sf_text *to, const char *text, size_t length) {
  for (size_t at = 0; at < length;) {
    const char *mark = memchr(text + at, '&', length - at);
    const size_t plain = mark != NULL ? (size_t)(mark - text) - at : length - at;
    sf_append_bytes(to, text + at, plain);
    at += plain;
    if (mark == NULL) return;
    const size_t left = length - at - 1, looked = left < LONGEST_REFERENCE ? left : LONGEST_REFERENCE;
    const char *end = memchr(mark + 1, ';', looked);
    const uint32_t c = end != NULL ? reference(mark + 1, (size_t)(end - mark) - 1) : 0;
    if (c != 0) {
      sf_append_character(to, c);
      at += (size_t)(end - mark) + 1;
    } else {
      sf_append_bytes(to, "&", 1);
      ++at;
    }
  }
}

static bool is_gap(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The bytes of a tag at text, 0 when "<" is only a sign. */
static size_t tag_length(const char *text, size_t left) {
  if (text[0] != '<' || left < 3 || !(is_letter(text[1]) || text[1] == '/' || text[1] == '!')) return 0;
  const char *end = memchr(text, '>', left);
  return end != NULL ? (size_t)(end - text) + 1 : 0;
}

size_t sf_clean_title(char *text, size_t length) {
  size_t kept = 0, tags_end = length; /* no tag ends beyond here */
  bool gap = false;
  while (tags_end > 0 && text[tags_end - 1] != '>') --tags_end;
  for (size_t at = 0; at < length;) {
    const size_t tag = at < tags_end ? tag_length(text + at, tags_end - at) : 0;
    const bool space = tag > 0 || is_gap(text[at]) || text[at] == '\0';
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
    if (is_gap(text[i])) continue;
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
