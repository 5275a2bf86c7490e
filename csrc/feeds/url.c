#include "feeds/url.h"

#include "base/ascii.h"
#include "feeds/text.h"
#include "formats/references.h"

#include <string.h>

static void trim(const char **text, size_t *length) {
  while (*length > 0 && sf_is_blank(**text)) {
    ++*text;
    --*length;
  }
  while (*length > 0 && sf_is_blank((*text)[*length - 1])) --*length;
}

bool sf_is_address(const char *text, size_t length) {
  trim(&text, &length);
  return (length > 7 && memcmp(text, "http://", 7) == 0) || (length > 8 && memcmp(text, "https://", 8) == 0);
}

/* The bytes of "https:", 0 when there is no scheme. */
static size_t scheme_length(const char *text, size_t length) {
  for (size_t i = 0; i < length; ++i) {
    const char c = text[i];
    if (c == ':') return i > 0 ? i + 1 : 0;
    const bool letter = sf_is_letter(c), other = sf_is_digit(c) || c == '+' || c == '-' || c == '.';
    if (!letter && !(i > 0 && other)) return 0;
  }
  return 0;
}

/* Where the path starts: after "https://host". */
static size_t path_start(const char *url, size_t length) {
  size_t at = scheme_length(url, length);
  if (at + 2 > length || memcmp(url + at, "//", 2) != 0) return at;
  for (at += 2; at < length && url[at] != '/' && url[at] != '?' && url[at] != '#'; ++at) {
  }
  return at;
}

/* The end of the base's directory, gone up one for each "../" of the address. */
static size_t directory_end(const char *base, size_t length, const char **text, size_t *left) {
  const size_t path = path_start(base, length);
  size_t end = path;
  for (size_t at = path; at < length && base[at] != '?' && base[at] != '#'; ++at)
    if (base[at] == '/') end = at + 1;
  for (;;) {
    const bool up = *left >= 3 && memcmp(*text, "../", 3) == 0, here = *left >= 2 && memcmp(*text, "./", 2) == 0;
    if (!up && !here) return end;
    *text += up ? 3 : 2;
    *left -= up ? 3 : 2;
    if (!up || end <= path + 1) continue;
    --end;
    while (end > path + 1 && base[end - 1] != '/') --end;
  }
}

static void append_joined(sf_text *to, const char *text, size_t length, const char *base, size_t base_length) {
  size_t kept;
  if (length >= 2 && memcmp(text, "//", 2) == 0)
    kept = scheme_length(base, base_length);
  else if (text[0] == '/')
    kept = path_start(base, base_length);
  else if (text[0] == '?' || text[0] == '#')
    kept = strcspn(base, text[0] == '?' ? "?#" : "#");
  else
    kept = directory_end(base, base_length, &text, &length);
  sf_append_bytes(to, base, kept);
  if (kept == path_start(base, base_length) && text[0] != '/' && kept > 0 && length > 0 && text[0] != '?' &&
      text[0] != '#')
    sf_append_bytes(to, "/", 1);
  sf_append_bytes(to, text, length);
}

void sf_append_address(sf_text *to, const char *text, size_t length, const char *base, size_t base_length) {
  sf_text plain = {0};
  sf_append_resolved(&plain, text, length);
  const char *start = plain.bytes;
  size_t size = plain.length;
  if (size > 0) trim(&start, &size);
  if (plain.failed)
    to->failed = true;
  else if (size > 0 && base != NULL && base_length > 0 && scheme_length(start, size) == 0)
    append_joined(to, start, size, base, base_length);
  else if (size > 0)
    sf_append_bytes(to, start, size);
  sf_discard_text(&plain);
}
