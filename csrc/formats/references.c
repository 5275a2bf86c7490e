#include "formats/references.h"

#include "base/ascii.h"
#include "formats/encoding.h"

#include <stdbool.h>
#include <stdint.h>
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
    const int digit = hex || sf_is_digit(b) ? sf_hex_value(b) : -1;
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
