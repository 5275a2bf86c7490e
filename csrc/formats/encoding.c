#include "formats/encoding.h"

#include "base/ascii.h"

#include <string.h>

/* Windows-1252 for the bytes 0x80 to 0x9F; 0: no character. */
static const uint16_t windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                          0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

enum { REPLACEMENT = 0xFFFD, LOOKED_AT = 1024, ENCODING_NAME = 16 };

uint32_t sf_windows_character(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
}

size_t sf_encode_character(uint32_t c, char bytes[SF_CHARACTER_SIZE]) {
  const size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  bytes[0] = (char)(lead[size] | c >> (6 * (size - 1)));
  for (size_t i = 1; i < size; ++i) bytes[i] = (char)(0x80 | (c >> (6 * (size - 1 - i)) & 0x3F));
  return size;
}

void sf_append_character(sf_text *to, uint32_t character) {
  char bytes[SF_CHARACTER_SIZE];
  sf_append_bytes(to, bytes, sf_encode_character(character, bytes));
}

size_t sf_character_length(const char *text, size_t left) {
  const unsigned char *bytes = (const unsigned char *)text, first = left > 0 ? bytes[0] : 0xFF;
  if (first < 0x80) return 1;
  const size_t size = first >= 0xC2 && first <= 0xDF   ? 2
                      : (first & 0xF0) == 0xE0         ? 3
                      : first >= 0xF0 && first <= 0xF4 ? 4
                                                       : 0;
  if (size == 0 || size > left) return 0;
  const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (bytes[1] < low || bytes[1] > high) return 0;
  for (size_t i = 2; i < size; ++i)
    if ((bytes[i] & 0xC0) != 0x80) return 0;
  return size;
}

/* Whether eight bytes are ASCII, and none of them NUL: most of any text is. */
static bool are_plain(const char *text) {
  uint64_t bytes;
  memcpy(&bytes, text, sizeof bytes);
  return ((bytes | (bytes - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

static void append_bytes(sf_text *to, const char *text, size_t length, bool latin) {
  const unsigned char *bytes = (const unsigned char *)text;
  for (size_t at = 0; at < length;) {
    size_t run = 0, size;
    while (at + run < length) {
      if (length - at - run >= 8 && are_plain(text + at + run)) {
        run += 8;
        continue;
      }
      size = latin ? bytes[at + run] < 0x80 : sf_character_length(text + at + run, length - at - run);
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

/* UTF-16 by its mark, or by the zero bytes of its first character. */
static sf_encoding tell_wide(const char *text, size_t length) {
  if (length < 2) return SF_UTF8;
  if (memcmp(text, "\xFF\xFE", 2) == 0) return SF_UTF16_LITTLE;
  if (memcmp(text, "\xFE\xFF", 2) == 0) return SF_UTF16_BIG;
  if (text[0] != '\0' && text[1] == '\0') return SF_UTF16_LITTLE;
  return text[0] == '\0' && text[1] != '\0' ? SF_UTF16_BIG : SF_UTF8;
}

/* The value of encoding="..." in an XML declaration, in lower case; false when there is none. */
static bool declared_encoding(const char *text, size_t length, char word[ENCODING_NAME]) {
  if (length < 5 || memcmp(text, "<?xml", 5) != 0) return false;
  const char *end = memchr(text, '>', length < LOOKED_AT ? length : LOOKED_AT);
  const size_t head = end != NULL ? (size_t)(end - text) : 0;
  for (size_t at = 0; at + 10 < head; ++at) {
    if (memcmp(text + at, "encoding", 8) != 0) continue;
    for (at += 8; at < head && (text[at] == ' ' || text[at] == '=' || text[at] == '"' || text[at] == '\''); ++at) {
    }
    size_t size = 0;
    while (at < head && size + 1 < ENCODING_NAME && text[at] != '"' && text[at] != '\'') {
      word[size++] = sf_to_lower(text[at]);
      ++at;
    }
    word[size] = '\0';
    return true;
  }
  return false;
}

sf_status sf_find_encoding(const char *name, const char *text, size_t length, sf_encoding *encoding, sf_error *error) {
  static const char *const latins[] = {"iso-8859-1", "iso-8859-15", "latin1", "latin-1", "windows-1252", "cp1252"};
  static const char *const unicodes[] = {"utf-8", "utf8", "us-ascii", "ascii"};
  char word[ENCODING_NAME];
  *encoding = tell_wide(text, length);
  if (*encoding != SF_UTF8 || !declared_encoding(text, length, word)) return SF_OK;
  if (sf_is_among(word, strlen(word), latins, sizeof latins / sizeof *latins)) *encoding = SF_LATIN;
  if (*encoding == SF_LATIN || sf_is_among(word, strlen(word), unicodes, sizeof unicodes / sizeof *unicodes))
    return SF_OK;
  return sf_fail(error, SF_PARSE, "%s:1: the encoding is '%s'; expected UTF-8, UTF-16 or Latin-1", name, word);
}

static uint32_t unit_at(const unsigned char *bytes, bool big) {
  return big ? (uint32_t)bytes[0] << 8 | bytes[1] : (uint32_t)bytes[1] << 8 | bytes[0];
}

/* Surrogates that make no pair, and a last odd byte, become the replacement character. */
static void append_utf16(sf_text *to, const char *text, size_t length, bool big) {
  const unsigned char *bytes = (const unsigned char *)text;
  size_t at = 0;
  while (at + 1 < length) {
    uint32_t c = unit_at(bytes + at, big);
    at += 2;
    const bool high = c >= 0xD800 && c < 0xDC00;
    const uint32_t low = high && at + 1 < length ? unit_at(bytes + at, big) : 0;
    if (low >= 0xDC00 && low < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = REPLACEMENT;
    }
    sf_append_character(to, c == 0 ? ' ' : c);
  }
  if (at < length) sf_append_character(to, REPLACEMENT);
}

size_t sf_mark_length(const char *text, size_t length) {
  return length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

void sf_append_decoded(sf_text *to, const char *text, size_t length, sf_encoding encoding) {
  const bool wide = encoding == SF_UTF16_LITTLE || encoding == SF_UTF16_BIG;
  if (!wide) {
    const size_t mark = sf_mark_length(text, length);
    append_bytes(to, text + mark, length - mark, encoding == SF_LATIN);
    return;
  }
  const bool marked =
      length >= 2 && ((text[0] == '\xFF' && text[1] == '\xFE') || (text[0] == '\xFE' && text[1] == '\xFF'));
  append_utf16(to, text + 2 * marked, length - 2 * marked, encoding == SF_UTF16_BIG);
}

sf_status sf_view_as_utf8(const char *name, const char **text, size_t *length, sf_text *made, sf_error *error) {
  *made = (sf_text){0};
  const sf_encoding encoding = tell_wide(*text, *length);
  if (encoding == SF_UTF8) return SF_OK;
  sf_append_decoded(made, *text, *length, encoding);
  if (made->failed) {
    sf_discard_text(made);
    return sf_fail(error, SF_NO_MEMORY, "no memory to read %s", name);
  }
  *text = made->bytes != NULL ? made->bytes : ""; /* of a mark alone nothing is left */
  *length = made->length;
  return SF_OK;
}
