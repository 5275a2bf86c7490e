#include "formats/encoding.h"

#include <string.h>

/* Windows-1252 for the bytes 0x80 to 0x9F; 0: no character. */
static const uint16_t windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                          0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

enum { REPLACEMENT = 0xFFFD, LOOKED_AT = 1024 };

uint32_t sf_windows_character(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
}

void sf_append_character(sf_text *to, uint32_t c) {
  char b[4];
  size_t n;
  if (c < 0x80) {
    b[0] = (char)c;
    n = 1;
  } else if (c < 0x800) {
    b[0] = (char)(0xC0 | c >> 6);
    n = 2;
  } else if (c < 0x10000) {
    b[0] = (char)(0xE0 | c >> 12);
    n = 3;
  } else {
    b[0] = (char)(0xF0 | c >> 18);
    n = 4;
  }
  for (size_t i = 1; i < n; ++i) b[i] = (char)(0x80 | (c >> (6 * (n - 1 - i)) & 0x3F));
  sf_append_bytes(to, b, n);
}

/* The bytes of the UTF-8 character at text, 0 when there is none: no overlong forms, no surrogates. */
static size_t utf8_length(const unsigned char *text, size_t left) {
  const unsigned char first = text[0];
  if (first < 0x80) return 1;
  const size_t size = first >= 0xC2 && first <= 0xDF   ? 2
                      : (first & 0xF0) == 0xE0         ? 3
                      : first >= 0xF0 && first <= 0xF4 ? 4
                                                       : 0;
  if (size == 0 || size > left) return 0;
  for (size_t i = 1; i < size; ++i)
    if ((text[i] & 0xC0) != 0x80) return 0;
  const unsigned char second = text[1];
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return size;
}

void sf_append_as_utf8(sf_text *to, const char *text, size_t length, bool latin) {
  const unsigned char *bytes = (const unsigned char *)text;
  for (size_t at = 0; at < length;) {
    size_t run = 0, size;
    while (at + run < length) {
      size = latin ? bytes[at + run] < 0x80 : utf8_length(bytes + at + run, length - at - run);
      if (size == 0 || bytes[at + run] == '\0') break;
      run += size;
    }
    sf_append_bytes(to, text + at, run);
    at += run;
    if (at == length) break;
    const unsigned char c = bytes[at++];
    const uint32_t known = c < 0x80 ? 0 : c < 0xA0 ? windows_1252[c - 0x80] : c;
    sf_append_character(to, known != 0 ? known : c == '\0' ? ' ' : REPLACEMENT);
  }
}

sf_status sf_find_encoding(const char *name, const char *text, size_t length, bool *latin, sf_error *error) {
  *latin = false;
  const bool wide = length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0);
  if (wide) return sf_fail(error, SF_PARSE, "%s:1: the text is UTF-16; expected UTF-8 or Latin-1", name);
  if (length < 5 || memcmp(text, "<?xml", 5) != 0) return SF_OK;
  const char *end = memchr(text, '>', length < LOOKED_AT ? length : LOOKED_AT);
  const size_t head = end != NULL ? (size_t)(end - text) : 0;
  for (size_t at = 0; at + 10 < head; ++at) {
    if (memcmp(text + at, "encoding", 8) != 0) continue;
    for (at += 8; at < head && (text[at] == ' ' || text[at] == '=' || text[at] == '"' || text[at] == '\''); ++at) {
    }
    char word[16];
    size_t size = 0;
    while (at < head && size + 1 < sizeof word && text[at] != '"' && text[at] != '\'') {
      word[size++] = text[at] >= 'A' && text[at] <= 'Z' ? (char)(text[at] + 32) : text[at];
      ++at;
    }
    word[size] = '\0';
    static const char *const latins[] = {"iso-8859-1", "iso-8859-15", "latin1", "latin-1", "windows-1252", "cp1252"};
    for (size_t i = 0; i < sizeof latins / sizeof *latins; ++i) *latin = *latin || strcmp(word, latins[i]) == 0;
    if (*latin || strcmp(word, "utf-8") == 0 || strcmp(word, "utf8") == 0 || strcmp(word, "us-ascii") == 0)
      return SF_OK;
    return sf_fail(error, SF_PARSE, "%s:1: the encoding is \"%s\"; expected UTF-8 or Latin-1", name, word);
  }
  return SF_OK;
}
