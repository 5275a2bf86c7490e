#include "headlines/tokens.h"

#include "base/ascii.h"

#include <string.h>

enum { LONGEST_SUFFIX = 48, MOST_SUFFIX_WORDS = 5, SHORTEST_TITLE = 16, SHORTEST_STEM = 4 };

/* In an order that makes what is not listed below, GAP, the default. */
typedef enum letter { GAP, LETTER, DIGIT, APOSTROPHE, COMMA, BREAK, QUESTION } letter;

#define TEN(first)                                                                                                     \
  [first] = DIGIT, [first + 1] = DIGIT, [first + 2] = DIGIT, [first + 3] = DIGIT, [first + 4] = DIGIT,                 \
  [first + 5] = DIGIT, [first + 6] = DIGIT, [first + 7] = DIGIT, [first + 8] = DIGIT, [first + 9] = DIGIT
#define FIVE(first)                                                                                                    \
  [first] = LETTER, [first + 1] = LETTER, [first + 2] = LETTER, [first + 3] = LETTER, [first + 4] = LETTER
#define ALPHABET(first)                                                                                                \
  FIVE(first), FIVE(first + 5), FIVE(first + 10), FIVE(first + 15), FIVE(first + 20), [first + 25] = LETTER

static const unsigned char ascii_kinds[128] = {
    TEN('0'),      ALPHABET('a'), ALPHABET('A'), ['\''] = APOSTROPHE, ['`'] = APOSTROPHE, ['?'] = QUESTION,
    [','] = COMMA, [';'] = BREAK, [':'] = BREAK, ['.'] = BREAK,       ['!'] = BREAK,      ['|'] = BREAK};

/* Letters and digits in lower case; 0 for all other bytes. */
#define LOWER(first, to)                                                                                               \
  [first] = (to), [first + 1] = (to) + 1, [first + 2] = (to) + 2, [first + 3] = (to) + 3, [first + 4] = (to) + 4
#define LOWER_ALPHABET(first)                                                                                          \
  LOWER(first, 'a'), LOWER(first + 5, 'f'), LOWER(first + 10, 'k'), LOWER(first + 15, 'p'), LOWER(first + 20, 'u'),    \
      [first + 25] = 'z'
static const unsigned char lower_words[256] = {LOWER_ALPHABET('A'), LOWER_ALPHABET('a'), LOWER('0', '0'),
                                               LOWER('5', '5')};

/* General punctuation, U+2000 to U+203F, is E2 80 xx. */
static letter punctuation_kind(unsigned char last) {
  if (last == 0x98 || last == 0x99) return APOSTROPHE;
  if (last >= 0x92 && last <= 0x95) return BREAK; /* dashes longer than a hyphen */
  return GAP;
}

static bool is_word(letter kind) { return kind == LETTER || kind == DIGIT; }

/* Bytes above ASCII that are nothing known are letters. */
static letter wide_kind(const unsigned char *text, size_t left, size_t *bytes) {
  if (left >= 3 && text[0] == 0xE2 && text[1] == 0x80) {
    *bytes = 3;
    return punctuation_kind(text[2]);
  }
  if (left >= 2 && text[0] == 0xC2 && text[1] >= 0x80 && text[1] <= 0xBF) {
    *bytes = 2;
    return GAP; /* Latin-1 signs: no-break space, registered, pound, ... */
  }
  if (left >= 3 && text[0] == 0xE2 && (text[1] == 0x84 || text[1] == 0x82)) {
    *bytes = 3;
    return GAP; /* trade mark, currency signs */
  }
  return LETTER;
}

/* What stands at text, and over how many bytes. */
static inline letter kind_at(const unsigned char *text, size_t left, size_t *bytes) {
  *bytes = 1;
  return text[0] < 0x80 ? (letter)ascii_kinds[text[0]] : wide_kind(text, left, bytes);
}

/* A full stop or comma that belongs to the word: between digits, or between the single letters of an abbreviation. */
static bool joins(const unsigned char *text, size_t length, size_t at, size_t start) {
  if (at + 1 >= length || at == start) return false;
  const unsigned char before = text[at - 1], after = text[at + 1];
  if (text[at] == ',') return sf_is_digit(before) && sf_is_digit(after);
  if (text[at] != '.') return false;
  if (sf_is_digit(before) && sf_is_digit(after)) return true;
  const bool single = at - start == 1 || text[at - 2] == '.';
  const bool ends = at + 2 >= length || (text[at + 2] < 0x80 && !is_word((letter)ascii_kinds[text[at + 2]]));
  return single && sf_is_upper(before) && sf_is_upper(after) && ends;
}

/* The hash before its last byte, by the inverse of the hash's factor modulo 2^64. */
static uint64_t unhash_byte(uint64_t hash, unsigned char byte) { return (hash * UINT64_C(0xCE965057AFF6957B)) ^ byte; }

static unsigned char lower_at(const unsigned char *text, size_t at) { return lower_words[text[at]]; }

/* The length of the longest ending of -ings, -ing, -ies, -ied, -es, -ed, -s, -e and -y that leaves four letters. */
static size_t ending_of(const unsigned char *text, size_t start, size_t end) {
  if (end - start <= SHORTEST_STEM) return 0;
  const size_t most = end - start - SHORTEST_STEM;
  const unsigned char last = lower_at(text, end - 1), second = lower_at(text, end - 2), third = lower_at(text, end - 3);
  const bool ing = last == 'g' && second == 'n' && third == 'i';
  if (last == 'e' || last == 'y') return 1;
  if (ing) return most >= 3 ? 3 : 0;
  if (last != 's' && last != 'd') return 0;
  if (last == 's' && most >= 4 && second == 'g' && third == 'n' && lower_at(text, end - 4) == 'i') return 4;
  if (second == 'e' && third == 'i' && most >= 3) return 3;
  if (second == 'e' && most >= 2) return 2;
  return last == 's' ? 1 : 0;
}

static uint64_t stem_of(const unsigned char *text, size_t start, size_t end, uint64_t hash) {
  for (size_t size = ending_of(text, start, end); size > 0; --size) hash = unhash_byte(hash, lower_at(text, --end));
  return hash;
}

/* The word that starts at `at`; returns where it ends. */
static size_t read_word(const unsigned char *text, size_t length, size_t at, sf_token *token) {
  const size_t start = at;
  uint64_t hash = SF_EMPTY_HASH, before_s = 0;
  size_t bytes, end = 0;
  while (at < length) {
    for (; at < length && lower_words[text[at]] != 0; ++at) /* most of any text */
      hash = sf_hash_byte(hash, lower_words[text[at]]);
    if (at == length || text[at] == ' ') break;
    const letter kind = kind_at(text + at, length - at, &bytes);
    if (kind == APOSTROPHE) {
      size_t more;
      if (at + bytes >= length || !is_word(kind_at(text + at + bytes, length - at - bytes, &more))) break;
      const size_t next = at + bytes + 1;
      const bool possessive =
          (text[at + bytes] | 0x20) == 's' && (next >= length || !is_word(kind_at(text + next, length - next, &more)));
      if (possessive) {
        before_s = hash;
        end = at;
      }
    } else if ((kind == BREAK || kind == COMMA) && joins(text, length, at, start)) {
      if (sf_is_digit(text[at - 1]) && text[at] == '.') hash = sf_hash_byte(hash, '.');
    } else if (is_word(kind)) {
      hash = sf_hash_byte(hash, text[at]); /* above ASCII */
    } else {
      break;
    }
    at += bytes;
  }
  token->hash = before_s != 0 ? before_s : hash;
  token->stem = stem_of(text, start, before_s != 0 ? end : at, token->hash);
  token->start = (uint32_t)start;
  token->length = (uint32_t)(at - start);
  token->number = sf_is_digit(text[start]);
  return at;
}

/* Whether the full stop at `at` only ends an abbreviation: "U.S. firms", "adj. EPS", "vs. estimates". */
static bool abbreviates(const unsigned char *text, const sf_token *before, size_t at) {
  static const char *const words[] = {"vs", "adj", "est",    "exp", "inc", "corp",
                                      "co", "ltd", "approx", "gov", "sen", "rep"};
  const unsigned char *word = text + before->start;
  const size_t length = before->length;
  if (text[at] != '.' || before->start + length != at) return false;
  if (length >= 3 && word[length - 2] == '.') return true;
  for (size_t i = 0; i < sizeof words / sizeof *words; ++i) {
    size_t same = 0;
    while (same < length && words[i][same] != '\0' && lower_words[word[same]] == (unsigned char)words[i][same]) ++same;
    if (same == length && words[i][same] == '\0') return true;
  }
  return false;
}

/* A hyphen between spaces ends a clause, one within a word does not. */
static bool is_dash(const unsigned char *text, size_t length, size_t at) {
  return text[at] == '-' && at > 0 && text[at - 1] == ' ' && at + 1 < length && text[at + 1] == ' ';
}

static bool same_word(const unsigned char *text, const sf_token *token, size_t from, const char *word) {
  size_t i = 0;
  while (word[i] != '\0' && from + i < token->length &&
         lower_words[text[token->start + from + i]] == (unsigned char)word[i])
    ++i;
  return word[i] == '\0' && from + i == token->length;
}

static uint64_t hash_word(const char *word) { return sf_hash_bytes(SF_EMPTY_HASH, word, strlen(word)); }

/* One spelling for "centre", and "datacenter" as two words. Returns how many words the token became: 1 or 2; there is
 * room for one more behind it. */
static size_t settle_spelling(const unsigned char *text, sf_token *token) {
  static const struct {
    const char *met, *meant;
  } spellings[] = {{"center", "center"}, {"centre", "center"}, {"centers", "centers"}, {"centres", "centers"}};
  const size_t data = token->length > 7 ? 4 : 0;
  if (token->length < 6 || token->length > 11 || (data > 0 && (text[token->start] | 0x20) != 'd')) return 1;
  if (data == 0 && (text[token->start] | 0x20) != 'c') return 1;
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; ++i) {
    if (!same_word(text, token, data, spellings[i].met)) continue;
    sf_token *center = token + (data > 0);
    if (data > 0) {
      *center = (sf_token){.start = token->start + 4, .length = token->length - 4};
      token->length = 4;
      token->hash = token->stem = hash_word("data");
    }
    center->hash = hash_word(spellings[i].meant);
    center->stem = hash_word("center");
    return 1 + (data > 0);
  }
  return 1;
}

size_t sf_split_words(const char *headline, size_t length, sf_token *tokens, bool *asks) {
  const unsigned char *text = (const unsigned char *)headline;
  size_t count = 0, at = 0, bytes;
  bool breaks = false, comma = false;
  *asks = false;
  while (at < length && count < SF_MAX_TOKENS) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const letter kind = kind_at(text + at, length - at, &bytes);
    if (is_word(kind)) {
      at = read_word(text, length, at, &tokens[count]);
      tokens[count].comma = comma;
      tokens[count].breaks = breaks;
      breaks = comma = false;
      count += count + 1 < SF_MAX_TOKENS ? settle_spelling(text, &tokens[count]) : 1;
      continue;
    }
    breaks = breaks || kind == QUESTION || is_dash(text, length, at) ||
             (kind == BREAK && !(count > 0 && abbreviates(text, &tokens[count - 1], at)));
    comma = comma || kind == COMMA;
    *asks = *asks || kind == QUESTION;
    at += bytes;
  }
  return count;
}

/* A publisher's name is short and has no small words of a sentence: each starts with a capital, or is of, the, and, or
 * holds a full stop. */
static bool is_publisher(const char *text, size_t length) {
  if (length == 0 || length > LONGEST_SUFFIX) return false;
  size_t words = 0;
  for (size_t at = 0; at < length;) {
    size_t end = at;
    while (end < length && text[end] != ' ') ++end;
    const size_t size = end - at;
    const bool small = (size == 2 && memcmp(text + at, "of", 2) == 0) ||
                       (size == 3 && memcmp(text + at, "the", 3) == 0) ||
                       (size == 3 && memcmp(text + at, "and", 3) == 0);
    const bool site = size > 3 && memchr(text + at, '.', size) != NULL;
    if (size > 0 && !small && !site && !sf_is_upper((unsigned char)text[at]) && !sf_is_digit((unsigned char)text[at]) &&
        text[at] != '&')
      return false;
    words += size > 0;
    at = end + 1;
  }
  return words >= 1 && words <= MOST_SUFFIX_WORDS;
}

/* The bytes of a separator between spaces, the first at `at`: "-", "|", a dash or a middle dot; 0 for none. */
static size_t separator_length(const char *text, size_t length, size_t at) {
  if (at + 3 >= length) return 0;
  const bool dash = at + 4 < length && memcmp(text + at + 1, "\xE2\x80", 2) == 0 &&
                    (text[at + 3] == '\x93' || text[at + 3] == '\x94');
  const bool dot = memcmp(text + at + 1, "\xC2\xB7", 2) == 0;
  const size_t size = text[at + 1] == '-' || text[at + 1] == '|' ? 1 : dash ? 3 : dot ? 2 : 0;
  return size > 0 && at + 1 + size < length && text[at + 1 + size] == ' ' ? size + 2 : 0;
}

/* Where the last separator stands near the end, and after it; length when there is none. */
static size_t last_separator(const char *text, size_t length, size_t *after) {
  const size_t least = length > LONGEST_SUFFIX + 3 ? length - LONGEST_SUFFIX - 3 : 0;
  for (size_t at = length; at-- > least;) {
    const size_t size = text[at] == ' ' ? separator_length(text, length, at) : 0;
    if (size == 0) continue;
    *after = at + size;
    return at;
  }
  *after = length;
  return length;
}

/* The length without a list of firms with their tickers at the end: " - NVIDIA (NASDAQ:NVDA), Intel (NASDAQ:INTC)". */
static size_t without_tickers(const char *text, size_t length) {
  if (length == 0 || text[length - 1] != ')') return length;
  for (size_t at = SHORTEST_TITLE; at + 3 < length; ++at) {
    if (text[at] != ' ' || text[at + 1] != '-' || text[at + 2] != ' ') continue;
    const char *open = memchr(text + at, '(', length - at);
    const size_t left = open != NULL ? length - (size_t)(open - text) : 0;
    if (left == 0 || (size_t)(open - text) - at > LONGEST_SUFFIX) continue;
    if (memchr(open, ':', left < 16 ? left : 16) != NULL && sf_is_upper((unsigned char)text[at + 3])) return at;
  }
  return length;
}

static size_t without_ticker(const char *text, size_t length) {
  if (length == 0 || text[length - 1] != ')') return length;
  size_t open = length - 1;
  while (open > 0 && text[open] != '(') --open;
  const bool ticker = text[open] == '(' && memchr(text + open, ':', length - open) != NULL && length - open <= 24;
  return ticker && open >= SHORTEST_TITLE ? open : length;
}

/* The length without " By Investing.com": a site after "By". */
static size_t without_byline(const char *text, size_t length) {
  const size_t least = length > LONGEST_SUFFIX ? length - LONGEST_SUFFIX : 0;
  size_t site = length;
  while (site > least && text[site - 1] != ' ') --site;
  if (site <= SHORTEST_TITLE || site <= least || memchr(text + site, '.', length - site) == NULL) return length;
  const bool by = memcmp(text + site - 4, " By ", 4) == 0 || memcmp(text + site - 4, " by ", 4) == 0;
  return by && text[length - 1] != '.' ? site - 4 : length;
}

static size_t without_spaces(const char *text, size_t length) {
  while (length > 0 && text[length - 1] == ' ') --length;
  return length;
}

size_t sf_headline_length(const char *text, size_t length) {
  for (int round = 0; round < 3; ++round) {
    const size_t before = length;
    length = without_spaces(text, length);
    length = without_spaces(text, without_tickers(text, length));
    length = without_spaces(text, without_ticker(text, length));
    length = without_spaces(text, without_byline(text, length));
    size_t after;
    const size_t cut = last_separator(text, length, &after);
    if (cut < length && cut >= SHORTEST_TITLE && is_publisher(text + after, length - after)) length = cut;
    if (length == before) break;
  }
  return length;
}
