#include "signalflow/json.h"

#include "base/ascii.h"
#include "base/excerpt.h"
#include "base/format.h"
#include "formats/encoding.h"
#include "formats/number.h"

#include <math.h>
#include <string.h>

/* What may come next. */
enum {
  EXPECT_VALUE,
  EXPECT_FIRST_KEY, /* or the end of the object */
  EXPECT_KEY,
  EXPECT_FIRST_ITEM, /* or the end of the array */
  EXPECT_MORE,       /* a comma, or the end of what is open */
  EXPECT_END
};

void sf_start_json(sf_json *json, const char *name, const char *text, size_t length) {
  const size_t start = sf_mark_length(text, length);
  *json = (sf_json){.name = name, .text = text, .length = length, .at = start, .expect = EXPECT_VALUE};
}

sf_status sf_fail_json(const sf_json *json, sf_error *error, const char *format, ...) {
  size_t line = json->lines_before + 1, start = 0;
  const size_t at = json->at < json->length ? json->at : json->length;
  for (size_t i = 0; i < at; i++)
    if (json->text[i] == '\n') line += 1, start = i + 1;
  char message[SF_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  sf_format_list(message, sizeof message, format, arguments);
  va_end(arguments);
  return sf_fail(error, SF_PARSE, "%s:%zu:%zu: %s", json->name, line, at - start + 1, message);
}

static sf_status fail_expected(const sf_json *json, const char *what, sf_error *error) {
  if (json->at >= json->length) return sf_fail_json(json, error, "expected %s, got the end of the file", what);
  size_t length = json->length - json->at;
  char copy[SF_EXCERPT_SIZE];
  return sf_fail_json(json, error, "expected %s, got '%s'", what,
                      sf_excerpt(json->text + json->at, length < 12 ? length : 12, copy));
}

static inline void skip_space(sf_json *json) {
  if (json->at < json->length && (unsigned char)json->text[json->at] > ' ') return;
  while (json->at < json->length && sf_is_blank(json->text[json->at])) json->at += 1;
}

/* The byte that many places on; 0 beyond the end, which is valid nowhere that this is asked. */
static unsigned char byte_at(const sf_json *json, size_t ahead) {
  return ahead < json->length - json->at ? (unsigned char)json->text[json->at + ahead] : 0;
}

/* The code unit of \uXXXX at text, or -1. */
static long read_unit(const char *text, size_t length) {
  if (length < 6 || text[0] != '\\' || text[1] != 'u') return -1;
  long unit = 0;
  for (int i = 2; i < 6; i++) {
    const int digit = sf_hex_value(text[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

static bool is_high_surrogate(long unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
static bool is_low_surrogate(long unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/* Bytes of the escape at text and the character it stands for; 0 when it is none. */
static size_t read_escape(const char *text, size_t length, unsigned long *character) {
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  if (length < 2) return 0;
  const char *letter = text[1] == '\0' ? NULL : strchr(letters, text[1]);
  if (letter != NULL) {
    *character = (unsigned char)meanings[letter - letters];
    return 2;
  }
  const long high = read_unit(text, length);
  if (high < 0 || is_low_surrogate(high)) return 0;
  *character = (unsigned long)high;
  if (!is_high_surrogate(high)) return 6;
  const long low = read_unit(text + 6, length - 6);
  if (!is_low_surrogate(low)) return 0;
  *character = 0x10000 + (((unsigned long)high - 0xD800) << 10) + ((unsigned long)low - 0xDC00);
  return 12;
}

static bool is_special(unsigned char c) { return c == '"' || c == '\\' || c < 0x20 || c >= 0x80; }

/* Of eight bytes, the first the lowest, the high bit of each that is_special; behind the first, of others too. */
static uint64_t special_of_eight(const char *text) {
  static const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
  uint64_t bytes;
  memcpy(&bytes, text, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  bytes = __builtin_bswap64(bytes);
#endif
  const uint64_t quote = bytes ^ ones * '"', backslash = bytes ^ ones * '\\';
  return (bytes | (bytes - ones * ' ') | (quote - ones) | (backslash - ones)) & highs;
}

/* Where the first byte from at on lies that a string does not take as it is. */
static size_t find_special(const sf_json *json, size_t at) {
  for (; json->length - at >= 8; at += 8) {
    const uint64_t special = special_of_eight(json->text + at);
    if (special != 0) return at + (size_t)__builtin_ctzll(special) / 8;
  }
  while (at < json->length && !is_special((unsigned char)json->text[at])) ++at;
  return at;
}

static sf_status read_string(sf_json *json, sf_json_token *token, sf_error *error) {
  const size_t start = json->at + 1;
  token->text = json->text + start;
  token->escaped = false;
  for (json->at = start;;) {
    json->at = find_special(json, json->at);
    if (json->at >= json->length) return sf_fail_json(json, error, "a string that is never closed");
    const unsigned char c = (unsigned char)json->text[json->at];
    if (c == '"') {
      token->length = json->at - start;
      json->at += 1;
      return SF_OK;
    }
    size_t step;
    if (c < 0x20) return sf_fail_json(json, error, "a control character (byte %u) in a string", c);
    if (c == '\\') {
      unsigned long character;
      step = read_escape(json->text + json->at, json->length - json->at, &character);
      if (step == 0) return sf_fail_json(json, error, "an escape that JSON does not know");
      token->escaped = true;
    } else {
      step = sf_character_length(json->text + json->at, json->length - json->at);
      if (step == 0) return sf_fail_json(json, error, "bytes that are not UTF-8 (%u)", c);
    }
    json->at += step;
  }
}

static sf_status read_word(sf_json *json, const char *word, sf_json_kind kind, sf_json_token *token, sf_error *error) {
  const size_t length = strlen(word);
  if (json->length - json->at < length || memcmp(json->text + json->at, word, length) != 0)
    return fail_expected(json, "a value", error);
  json->at += length;
  token->kind = kind;
  return SF_OK;
}

static sf_status read_number(sf_json *json, sf_json_token *token, sf_error *error) {
  const size_t taken = sf_read_decimal(json->text + json->at, json->length - json->at, &token->number);
  if (taken == 0) return fail_expected(json, "a value", error);
  if (!isfinite(token->number)) return sf_fail_json(json, error, "a number too large to hold");
  token->kind = SF_JSON_NUMBER;
  token->text = json->text + json->at;
  token->length = taken;
  token->escaped = false;
  json->at += taken;
  return SF_OK;
}

static void after_value(sf_json *json) { json->expect = json->depth == 0 ? EXPECT_END : EXPECT_MORE; }

static bool in_object(const sf_json *json) { return (json->objects >> (json->depth - 1) & 1) != 0; }

static sf_status open_container(sf_json *json, bool object, sf_json_token *token, sf_error *error) {
  if (json->depth == SF_JSON_DEPTH) return sf_fail_json(json, error, "nested deeper than %d", SF_JSON_DEPTH);
  const uint64_t bit = (uint64_t)1 << json->depth;
  json->objects = object ? json->objects | bit : json->objects & ~bit;
  json->depth += 1;
  json->at += 1;
  json->expect = object ? EXPECT_FIRST_KEY : EXPECT_FIRST_ITEM;
  token->kind = object ? SF_JSON_OBJECT : SF_JSON_ARRAY;
  return SF_OK;
}

static sf_status close_container(sf_json *json, sf_json_token *token) {
  token->kind = in_object(json) ? SF_JSON_OBJECT_END : SF_JSON_ARRAY_END;
  json->depth -= 1;
  json->at += 1;
  after_value(json);
  return SF_OK;
}

static sf_status read_value(sf_json *json, sf_json_token *token, sf_error *error) {
  const unsigned char c = byte_at(json, 0);
  if (c == '{') return open_container(json, true, token, error);
  if (c == '[') return open_container(json, false, token, error);
  sf_status status;
  switch (c) {
  case '"':
    token->kind = SF_JSON_STRING;
    status = read_string(json, token, error);
    break;
  case 't':
    status = read_word(json, "true", SF_JSON_TRUE, token, error);
    break;
  case 'f':
    status = read_word(json, "false", SF_JSON_FALSE, token, error);
    break;
  case 'n':
    status = read_word(json, "null", SF_JSON_NULL, token, error);
    break;
  default:
    status = read_number(json, token, error);
  }
  if (status == SF_OK) after_value(json);
  return status;
}

static sf_status read_key(sf_json *json, sf_json_token *token, sf_error *error) {
  if (byte_at(json, 0) != '"') return fail_expected(json, "a key", error);
  const sf_status status = read_string(json, token, error);
  if (status != SF_OK) return status;
  skip_space(json);
  if (byte_at(json, 0) != ':') return fail_expected(json, "':'", error);
  json->at += 1;
  json->expect = EXPECT_VALUE;
  token->kind = SF_JSON_KEY;
  return SF_OK;
}

/* After a value within something open. */
static sf_status read_more(sf_json *json, sf_json_token *token, sf_error *error) {
  const bool object = in_object(json);
  const unsigned char c = byte_at(json, 0);
  if (c == (object ? '}' : ']')) return close_container(json, token);
  if (c != ',') return fail_expected(json, object ? "',' or '}'" : "',' or ']'", error);
  json->at += 1;
  skip_space(json);
  return object ? read_key(json, token, error) : read_value(json, token, error);
}

sf_status sf_next_json(sf_json *json, sf_json_token *token, sf_error *error) {
  skip_space(json);
  switch (json->expect) {
  case EXPECT_END:
    if (json->at < json->length) return fail_expected(json, "the end of the file", error);
    token->kind = SF_JSON_END;
    return SF_OK;
  case EXPECT_FIRST_KEY:
    return byte_at(json, 0) == '}' ? close_container(json, token) : read_key(json, token, error);
  case EXPECT_FIRST_ITEM:
    return byte_at(json, 0) == ']' ? close_container(json, token) : read_value(json, token, error);
  case EXPECT_MORE:
    return read_more(json, token, error);
  default:
    return read_value(json, token, error);
  }
}

sf_status sf_skip_json(sf_json *json, sf_error *error) {
  const unsigned depth = json->depth;
  sf_json_token token;
  do {
    const sf_status status = sf_next_json(json, &token, error);
    if (status != SF_OK) return status;
  } while (json->depth > depth);
  return SF_OK;
}

/* Writes what there is room for. */
static size_t put(char *bytes, size_t capacity, size_t at, const char *more, size_t count) {
  for (size_t i = 0; i < count && at + i < capacity; i++) bytes[at + i] = more[i];
  return at + count;
}

size_t sf_decode_json(const sf_json_token *token, char *bytes, size_t capacity) {
  if (!token->escaped) {
    if (capacity > 0) memcpy(bytes, token->text, token->length < capacity ? token->length : capacity);
    return token->length;
  }
  size_t written = 0;
  for (size_t at = 0; at < token->length;) {
    unsigned long character;
    char encoded[SF_CHARACTER_SIZE] = {token->text[at]};
    size_t size = 1, step = 1;
    if (token->text[at] == '\\' && (step = read_escape(token->text + at, token->length - at, &character)) > 0)
      size = sf_encode_character((uint32_t)character, encoded);
    written = put(bytes, capacity, written, encoded, size);
    at += step > 0 ? step : 1;
  }
  return written;
}

bool sf_json_is(const sf_json_token *token, const char *word) {
  if (!token->escaped) { /* most words differ in their first letter */
    size_t same = 0;
    while (same < token->length && word[same] != '\0' && token->text[same] == word[same]) ++same;
    return same == token->length && word[same] == '\0';
  }
  const size_t length = strlen(word);
  char decoded[128];
  const size_t decoded_length = sf_decode_json(token, decoded, sizeof decoded);
  return decoded_length == length && length <= sizeof decoded && memcmp(decoded, word, length) == 0;
}
