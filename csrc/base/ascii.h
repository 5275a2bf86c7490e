/* Classes of ASCII characters, which no locale changes. Bytes above ASCII are in none of them. */
#ifndef SF_BASE_ASCII_H
#define SF_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

static inline bool sf_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool sf_is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static inline bool sf_is_letter(char c) { return sf_is_upper(c) || (c >= 'a' && c <= 'z'); }
/* White space as XML and JSON have it, and as text has it: form feed and vertical tab too. */
static inline bool sf_is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static inline bool sf_is_space(char c) { return sf_is_blank(c) || c == '\f' || c == '\v'; }
static inline char sf_to_lower(char c) { return sf_is_upper(c) ? (char)(c - 'A' + 'a') : c; }
/* The value of a hexadecimal digit, or -1. */
static inline int sf_hex_value(char c) {
  if (sf_is_digit(c)) return c - '0';
  const char small = sf_to_lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}
/* Whether the text, in any case, is the word, which is in small letters. */
static inline bool sf_is_word(const char *text, size_t length, const char *word) {
  size_t i = 0;
  while (i < length && word[i] != '\0' && sf_to_lower(text[i]) == word[i]) ++i;
  return i == length && word[i] == '\0';
}
/* Whether it begins with the word. */
static inline bool sf_starts_with_word(const char *text, size_t length, const char *word) {
  size_t i = 0;
  while (i < length && word[i] != '\0' && sf_to_lower(text[i]) == word[i]) ++i;
  return word[i] == '\0';
}

#endif
