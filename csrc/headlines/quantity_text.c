/* Quantities in running text: "$6.5 billion", "56 per cent", "25x", "4.25GW", "20-Year", "350M monthly users". */
#include "headlines/quantity_words.h"
#include "signalflow/reading.h"

#include <string.h>

enum { MOST_MODIFIERS = 3, MOST_DIGITS = 18, LONGEST_WORD = 24 };

typedef struct scan {
  const char *text;
  size_t length, at;
} scan;

/* A number, or a range of two. */
typedef struct number {
  size_t start, end;
  double value, high;
  bool grouped; /* it has thousands separators */
} number;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static char byte_at(const scan *s, size_t at) { return at < s->length ? s->text[at] : '\0'; }
static bool is_word_byte(char c) { return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80; }

static bool starts(const scan *s, size_t at, const char *bytes) {
  if (byte_at(s, at) != bytes[0]) return false;
  const size_t size = strlen(bytes);
  return at + size <= s->length && memcmp(s->text + at, bytes, size) == 0;
}

/* Whether a word goes on at `at`: dashes, spaces and signs beyond ASCII end it. */
static bool goes_on(const scan *s, size_t at) {
  if (starts(s, at, "\xE2\x80") || starts(s, at, "\xE2\x84") || byte_at(s, at) == '\xC2') return false;
  return is_word_byte(byte_at(s, at));
}

/* The bytes of a hyphen or short dash at `at`, or 0. */
static size_t dash_at(const scan *s, size_t at) {
  if (byte_at(s, at) == '-') return 1;
  return starts(s, at, "\xE2\x80\x91") || starts(s, at, "\xE2\x80\x93") ? 3 : 0;
}

static size_t space_at(const scan *s, size_t at) {
  if (byte_at(s, at) == ' ') return 1;
  if (starts(s, at, "\xC2\xA0")) return 2;
  return starts(s, at, "\xE2\x80\xAF") ? 3 : 0;
}

/* The word of letters at `at`, in lower case and with a final s or full stop left as it is; 0 when there is none, or
 * when it is longer than any we know. */
static size_t word_at(const scan *s, size_t at, char word[LONGEST_WORD]) {
  size_t size = 0;
  while (is_letter(byte_at(s, at + size)) && size + 1 < LONGEST_WORD) {
    word[size] = lower(s->text[at + size]);
    ++size;
  }
  word[size] = '\0';
  return goes_on(s, at + size) ? 0 : size;
}

/* Digits with thousands separators and a decimal part. False for what is no plain number, as 11.0.2. */
static bool read_digits(const scan *s, size_t *at, double *value, bool *grouped) {
  size_t i = *at, digits = 0;
  double whole = 0, scale = 1;
  while (digits < MOST_DIGITS) {
    const char c = byte_at(s, i);
    if (is_digit(c)) {
      whole = whole * 10 + (c - '0');
      ++digits;
    } else if (c == ',' && is_digit(byte_at(s, i + 1)) && is_digit(byte_at(s, i + 2)) && is_digit(byte_at(s, i + 3)) &&
               !is_digit(byte_at(s, i + 4))) {
      *grouped = true;
    } else {
      break;
    }
    ++i;
  }
  if (digits == 0) return false;
  if (byte_at(s, i) == '.' && is_digit(byte_at(s, i + 1))) {
    for (++i; is_digit(byte_at(s, i)) && digits < MOST_DIGITS; ++i, ++digits) {
      whole = whole * 10 + (s->text[i] - '0');
      scale *= 10;
    }
  }
  if (is_digit(byte_at(s, i)) || (byte_at(s, i) == '.' && is_digit(byte_at(s, i + 1)))) return false;
  *value = whole / scale;
  *at = i;
  return true;
}

/* The sign of a currency that ends at `end`, and where it starts; NULL when there is none. */
static const char *currency_before(const scan *s, size_t end, size_t *start) {
  const unsigned char last = end > 0 ? (unsigned char)s->text[end - 1] : 'x';
  if (last != '$' && last != ' ' && last < 0x80) return NULL;
  if (last == ' ' && (end < 2 || memchr("$.BDs", s->text[end - 2], 5) == NULL)) return NULL; /* "$ ", "USD ", "Rs. " */
  for (size_t i = 0; i < sf_currency_sign_count; ++i) {
    const sf_unit_word *sign = &sf_currency_signs[i];
    const size_t size = strlen(sign->word);
    if (end < size || memcmp(s->text + end - size, sign->word, size) != 0) continue;
    if (is_letter(sign->word[0]) && end > size && is_word_byte(s->text[end - size - 1])) continue;
    *start = end - size;
    return sign->unit;
  }
  return NULL;
}

/* The scale at `at`: a word, after a space or a hyphen too, or a letter that ends a word. */
static size_t read_scale(const scan *s, size_t at, double *scale, bool *spelled) {
  const size_t gap = space_at(s, at) + dash_at(s, at);
  char word[LONGEST_WORD];
  const size_t size = word_at(s, at + gap, word);
  if (size == 0) return at;
  for (size_t i = 0; i < sf_scale_word_count; ++i) {
    const sf_scale_word *known = &sf_scale_words[i];
    if (strcmp(word, known->word) != 0) continue;
    const bool letter = size == 1;
    if (letter && gap > 0) return at;
    *scale = known->scale;
    *spelled = size > 2;
    return at + gap + size;
  }
  return at;
}

/* Whether the number at `at` may start a quantity: not the tail of a name such as GPT-5, v2.0 or RTX-50. */
static bool may_start(const scan *s, size_t at) {
  if (at == 0) return true;
  const char before = s->text[at - 1];
  if (is_word_byte(before) || before == '.' || before == ',' || before == '_' || before == '/')
    return (unsigned char)before >= 0x80 && !is_letter(before);
  if (before != '-') return true;
  return at < 2 || !is_word_byte(s->text[at - 2]);
}

/* "mid-30" and its like belong to the number. */
static size_t with_prefix(const scan *s, size_t at) {
  static const char *const prefixes[] = {"mid-", "low-", "high-", "sub-"};
  if (at == 0 || s->text[at - 1] != '-') return at;
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; ++i) {
    const size_t size = strlen(prefixes[i]);
    if (at < size || (at > size && is_word_byte(s->text[at - size - 1]))) continue;
    size_t same = 0;
    while (same < size && lower(s->text[at - size + same]) == prefixes[i][same]) ++same;
    if (same == size) return at - size;
  }
  return at;
}

/* The second number of a range, when one follows. */
static void read_range(const scan *s, number *n, bool money) {
  size_t at = n->end, gap = dash_at(s, at);
  if (gap == 0) return;
  at += gap;
  if (money && byte_at(s, at) == '$') ++at;
  double high;
  bool grouped = false;
  if (!is_digit(byte_at(s, at)) || !read_digits(s, &at, &high, &grouped) || !(high > n->value)) return;
  n->high = high;
  n->end = at;
}

static void set_unit(sf_text_quantity *quantity, sf_quantity_kind kind, const char *unit) {
  quantity->kind = kind;
  const size_t size = strlen(unit) < SF_QUANTITY_UNIT_SIZE - 1 ? strlen(unit) : SF_QUANTITY_UNIT_SIZE - 1;
  memcpy(quantity->unit, unit, size);
  quantity->unit[size] = '\0';
}

/* "/Hour", " per million tokens" after an amount of money; how far it goes. */
static size_t read_price_unit(const scan *s, size_t at, sf_text_quantity *quantity) {
  char word[LONGEST_WORD];
  size_t next = at;
  if (byte_at(s, at) == '/') {
    next = at + 1;
  } else {
    const size_t gap = space_at(s, at), size = gap > 0 ? word_at(s, at + gap, word) : 0;
    if (size == 0 || strcmp(word, "per") != 0) return at;
    next = at + gap + size;
    next += space_at(s, next);
  }
  if (is_digit(byte_at(s, next))) {
    next += 1;
    next += space_at(s, next);
  }
  size_t size = word_at(s, next, word);
  const char *scale = "";
  if (size > 0 && (strcmp(word, "million") == 0 || strcmp(word, "m") == 0)) {
    scale = "M";
    next += size + space_at(s, next + size);
    size = word_at(s, next, word);
  }
  const sf_unit_word *unit = size > 0 ? sf_find_unit_word(sf_price_words, sf_price_word_count, word) : NULL;
  if (unit == NULL) return at;
  char text[SF_QUANTITY_UNIT_SIZE] = "";
  strcat(text, quantity->unit);
  strcat(text, "/");
  strcat(text, scale);
  strcat(text, unit->unit);
  set_unit(quantity, SF_RATE_QUANTITY, text);
  return next + size;
}

static size_t read_currency_word(const scan *s, size_t at, sf_text_quantity *quantity) {
  const size_t gap = space_at(s, at) + dash_at(s, at);
  char word[LONGEST_WORD];
  const size_t size = word_at(s, at + gap, word);
  const sf_unit_word *unit =
      size > 0 && gap > 0 ? sf_find_unit_word(sf_currency_words, sf_currency_word_count, word) : NULL;
  if (unit == NULL) return at;
  set_unit(quantity, SF_MONEY_QUANTITY, unit->unit);
  return at + gap + size;
}

static size_t read_percent(const scan *s, size_t at, sf_text_quantity *quantity) {
  if (byte_at(s, at) == '%') {
    set_unit(quantity, SF_PERCENT_QUANTITY, "%");
    return at + 1;
  }
  const size_t gap = space_at(s, at) + dash_at(s, at);
  char word[LONGEST_WORD], cent[LONGEST_WORD];
  const size_t size = word_at(s, at + gap, word);
  if (size == 0) return at;
  const size_t end = at + gap + size, more = space_at(s, end);
  set_unit(quantity, SF_PERCENT_QUANTITY, "%");
  if (strcmp(word, "percent") == 0 || strcmp(word, "pct") == 0 || (gap == 0 && strcmp(word, "pc") == 0)) return end;
  if (gap == 0) return at;
  const size_t second = more > 0 ? word_at(s, end + more, cent) : 0;
  if (second > 0 && strcmp(word, "per") == 0 && strcmp(cent, "cent") == 0) return end + more + second;
  const bool points = second > 0 && (strcmp(cent, "points") == 0 || strcmp(cent, "point") == 0);
  set_unit(quantity, SF_PERCENT_QUANTITY, "points");
  if (points && strcmp(word, "percentage") == 0) return end + more + second;
  if (byte_at(s, at) == '-' && strcmp(word, "point") == 0) return end;
  set_unit(quantity, SF_PERCENT_QUANTITY, "bp");
  if (points && strcmp(word, "basis") == 0) return end + more + second;
  return strcmp(word, "bps") == 0 ? end : at;
}

static size_t read_multiple(const scan *s, size_t at, sf_text_quantity *quantity) {
  set_unit(quantity, SF_MULTIPLE_QUANTITY, "");
  if (starts(s, at, "\xC3\x97")) return at + 2;
  if (lower(byte_at(s, at)) == 'x' && !goes_on(s, at + 1)) return at + 1;
  const size_t gap = space_at(s, at) + dash_at(s, at);
  char word[LONGEST_WORD];
  const size_t size = gap > 0 ? word_at(s, at + gap, word) : 0;
  if (size > 0 && (strcmp(word, "times") == 0 || strcmp(word, "fold") == 0)) return at + gap + size;
  return at;
}

/* Power, energy, memory, rates and durations: a word or symbol right after, or after a space or hyphen. */
static size_t read_unit(const scan *s, size_t at, sf_text_quantity *quantity) {
  const size_t gap = space_at(s, at) + dash_at(s, at);
  const char first = lower(byte_at(s, at + gap));
  for (size_t i = 0; i < sf_measure_word_count; ++i) {
    const sf_measure_word *known = &sf_measure_words[i];
    if (lower(known->word[0]) != first) continue;
    const size_t size = strlen(known->word), end = at + gap + size;
    if (end > s->length || (known->spaced && gap == 0)) continue;
    size_t same = 0;
    while (same < size) {
      const char c = s->text[at + gap + same];
      if ((known->exact ? c : lower(c)) != known->word[same]) break;
      ++same;
    }
    if (same < size || goes_on(s, end)) continue;
    if (known->kind == SF_DURATION_QUANTITY &&
        (starts(s, end, "-old") || starts(s, end, " old") || starts(s, end, "-high") || starts(s, end, " high")))
      return at;
    set_unit(quantity, known->kind, known->unit);
    return end;
  }
  return at;
}

/* A counted noun, with words between that a count may have; large counts need no rare noun. */
static size_t read_noun(const scan *s, size_t at, bool large, sf_text_quantity *quantity) {
  size_t next = at;
  for (int words = 0; words <= MOST_MODIFIERS; ++words) {
    const size_t gap = words == 0 && space_at(s, next) == 0 ? dash_at(s, next) : space_at(s, next);
    if (gap == 0) return at;
    char word[LONGEST_WORD];
    const size_t size = word_at(s, next + gap, word);
    next += gap + size;
    if (size == 0) return at;
    const sf_count_word *noun = sf_find_count_word(word);
    if (noun != NULL && noun->unit != NULL && (large || noun->counted_alone)) {
      set_unit(quantity, SF_COUNT_QUANTITY, noun->unit);
      return next;
    }
    if (noun == NULL) return at;
  }
  return at;
}

/* Whether the text ends in the phrase at `end`. */
static bool ends_in(const scan *s, size_t end, const char *phrase, size_t size) {
  if (end < size || lower(s->text[end - 1]) != phrase[size - 1]) return false;
  for (size_t i = 0; i < size; ++i)
    if (lower(s->text[end - size + i]) != phrase[i]) return false;
  return end == size || !is_word_byte(s->text[end - size - 1]);
}

static sf_bound find_bound(const scan *s, size_t start, size_t end) {
  if (start > 0 && s->text[start - 1] == '~') return SF_ABOUT;
  if (byte_at(s, end) == '+') return SF_AT_LEAST;
  while (start > 0 && s->text[start - 1] == ' ') --start;
  for (size_t i = 0; start > 0 && i < sf_bound_word_count; ++i)
    if (ends_in(s, start, sf_bound_words[i].word, sf_bound_words[i].size)) return sf_bound_words[i].bound;
  return SF_EXACTLY;
}

/* What follows a number without a currency. */
static size_t read_measure(const scan *s, const number *n, sf_text_quantity *quantity) {
  size_t end = read_percent(s, n->end, quantity);
  if (end == n->end) end = read_multiple(s, n->end, quantity);
  if (end == n->end) end = read_unit(s, n->end, quantity);
  if (end > n->end) return end;
  double scale = 1;
  bool spelled = false;
  const size_t scaled = read_scale(s, n->end, &scale, &spelled);
  quantity->value *= scale;
  quantity->high *= scale;
  end = read_currency_word(s, scaled, quantity);
  if (end == scaled) end = read_unit(s, scaled, quantity);
  if (end == scaled) end = read_noun(s, scaled, scale > 1 || n->grouped, quantity);
  if (end > scaled) return end;
  if (!spelled) return n->end;
  set_unit(quantity, SF_COUNT_QUANTITY, "");
  return scaled;
}

static size_t read_money(const scan *s, const number *n, const char *currency, sf_text_quantity *quantity) {
  double scale = 1;
  bool spelled = false;
  set_unit(quantity, SF_MONEY_QUANTITY, currency);
  const size_t end = read_scale(s, n->end, &scale, &spelled);
  quantity->value *= scale;
  quantity->high *= scale;
  if (end == n->end && is_letter(byte_at(s, end))) return end; /* $5ish */
  return read_price_unit(s, end, quantity);
}

/* The quantity whose digits start at s->at; moves past it. */
static bool read_quantity(scan *s, sf_text_quantity *quantity) {
  number n = {.start = s->at, .end = s->at};
  if (!read_digits(s, &n.end, &n.value, &n.grouped)) {
    while (is_digit(byte_at(s, s->at)) || byte_at(s, s->at) == '.' || byte_at(s, s->at) == ',') ++s->at;
    return false;
  }
  n.high = n.value;
  size_t start = n.start;
  const char *currency = currency_before(s, n.start, &start);
  if (currency == NULL) start = with_prefix(s, n.start);
  read_range(s, &n, currency != NULL);
  *quantity = (sf_text_quantity){.value = n.value, .high = n.high};
  const size_t end = currency != NULL ? read_money(s, &n, currency, quantity) : read_measure(s, &n, quantity);
  s->at = n.end;
  if (currency == NULL && end == n.end) return false;
  s->at = end;
  quantity->place = (sf_place){(uint32_t)start, (uint32_t)(end - start)};
  quantity->bound = find_bound(s, start, end);
  return true;
}

/* Passes over a name that ends in digits or holds them: H200, GPT-5.6, 7th. */
static void skip_name(scan *s) {
  while (is_word_byte(byte_at(s, s->at)) || (byte_at(s, s->at) == '.' && is_digit(byte_at(s, s->at + 1)))) ++s->at;
}

static size_t next_digit(const scan *s) {
  size_t at = s->at;
  while (at < s->length && !is_digit(s->text[at])) ++at;
  return at;
}

size_t sf_find_quantities(const char *headline, size_t length, sf_text_quantity *quantities, size_t capacity) {
  scan s = {headline, length < SF_LONGEST_HEADLINE ? length : SF_LONGEST_HEADLINE, 0};
  size_t count = 0;
  while (count < capacity && (s.at = next_digit(&s)) < s.length) {
    size_t start;
    const bool money = currency_before(&s, s.at, &start) != NULL;
    if (!money && !may_start(&s, s.at) && with_prefix(&s, s.at) == s.at) {
      skip_name(&s);
      continue;
    }
    if (read_quantity(&s, &quantities[count])) ++count;
  }
  return count;
}
