/* Quantities in running text: "$6.5 billion", "56 per cent", "25x", "4.25GW", "20-Year", "350M monthly users". */
#include "headlines/quantity_words.h"

#include "base/ascii.h"
#include "signalflow/reading.h"

#include <string.h>

enum { MOST_MODIFIERS = 3, MOST_DIGITS = 18, LONGEST_WORD = 24 };

typedef struct scan {
  const char *text;
  size_t length, at;
} scan;

/* The digits of a number. */
typedef struct number {
  size_t start, end;
  double value;
  bool grouped; /* it has thousands separators */
} number;

static char byte_at(const scan *s, size_t at) { return at < s->length ? s->text[at] : '\0'; }
static bool is_ascii(char c) { return (unsigned char)c < 0x80; }
static bool is_word_byte(char c) { return sf_is_letter(c) || sf_is_digit(c) || !is_ascii(c); }

static bool starts(const scan *s, size_t at, const char *bytes) {
  if (byte_at(s, at) != bytes[0]) return false;
  const size_t size = strlen(bytes);
  return at + size <= s->length && memcmp(s->text + at, bytes, size) == 0;
}

/* Whether a word goes on at `at`: dashes, spaces and signs beyond ASCII end it. */
static bool goes_on(const scan *s, size_t at) {
  const char c = byte_at(s, at);
  if (!is_ascii(c) && (starts(s, at, "\xE2\x80") || starts(s, at, "\xE2\x84") || c == '\xC2')) return false;
  return is_word_byte(c);
}

/* The bytes of a hyphen or short dash at `at`, or 0. */
static size_t dash_at(const scan *s, size_t at) {
  const char c = byte_at(s, at);
  if (is_ascii(c)) return c == '-';
  return starts(s, at, "\xE2\x80\x91") || starts(s, at, "\xE2\x80\x93") ? 3 : 0;
}

static size_t space_at(const scan *s, size_t at) {
  const char c = byte_at(s, at);
  if (is_ascii(c)) return c == ' ';
  if (starts(s, at, "\xC2\xA0")) return 2;
  return starts(s, at, "\xE2\x80\xAF") ? 3 : 0;
}

static bool is(const char *word, const char *other) { return word[0] == other[0] && strcmp(word, other) == 0; }

/* The word of letters at `at`, in lower case and with a final s or full stop left as it is; 0 when there is none, or
 * when it is longer than any we know. */
static size_t word_at(const scan *s, size_t at, char word[LONGEST_WORD]) {
  size_t size = 0;
  while (sf_is_letter(byte_at(s, at + size)) && size + 1 < LONGEST_WORD) {
    word[size] = sf_to_lower(s->text[at + size]);
    ++size;
  }
  word[size] = '\0';
  return goes_on(s, at + size) ? 0 : size;
}

/* "1,2bn": a comma before one or two digits and a letter or sign right after parts off decimals, as much of Europe
 * writes them. */
static bool is_decimal_comma(const scan *s, size_t at) {
  if (byte_at(s, at) != ',' || !sf_is_digit(byte_at(s, at + 1))) return false;
  const size_t end = at + (sf_is_digit(byte_at(s, at + 2)) ? 3 : 2);
  return sf_is_letter(byte_at(s, end)) || byte_at(s, end) == '%';
}

/* Digits with thousands separators and a decimal part. False for what is no plain number, as 11.0.2. */
static bool read_digits(const scan *s, size_t *at, double *value, bool *grouped) {
  size_t i = *at, digits = 0;
  double whole = 0, scale = 1;
  while (digits < MOST_DIGITS) {
    const char c = byte_at(s, i);
    if (sf_is_digit(c)) {
      whole = whole * 10 + (c - '0');
      ++digits;
    } else if (c == ',' && sf_is_digit(byte_at(s, i + 1)) && sf_is_digit(byte_at(s, i + 2)) &&
               sf_is_digit(byte_at(s, i + 3)) && !sf_is_digit(byte_at(s, i + 4))) {
      *grouped = true;
    } else {
      break;
    }
    ++i;
  }
  if (digits == 0) return false;
  if ((byte_at(s, i) == '.' && sf_is_digit(byte_at(s, i + 1))) || is_decimal_comma(s, i)) {
    for (++i; sf_is_digit(byte_at(s, i)) && digits < MOST_DIGITS; ++i, ++digits) {
      whole = whole * 10 + (s->text[i] - '0');
      scale *= 10;
    }
  }
  if (sf_is_digit(byte_at(s, i)) || (byte_at(s, i) == '.' && sf_is_digit(byte_at(s, i + 1)))) return false;
  *value = whole / scale;
  *at = i;
  return true;
}

/* The sign or code of a currency that ends at `end`, with or without a space ("$", "NT$", "EUR ", "USD"), and where it
 * starts; NULL when there is none. */
static const char *currency_before(const scan *s, size_t end, size_t *start) {
  const size_t to = end > 0 && s->text[end - 1] == ' ' ? end - 1 : end;
  const unsigned char last = to > 0 ? (unsigned char)s->text[to - 1] : 'x';
  const bool code = sf_is_upper(last) || last == 's' || last == '.';
  if (last != '$' && last < 0x80 && !code) return NULL;
  const bool alone = last == '$' && (to < 2 || !sf_is_letter(s->text[to - 2])); /* no country before the dollar */
  for (size_t i = 0; i < sf_currency_sign_count; ++i) {
    const sf_unit_word *sign = &sf_currency_signs[i];
    if (alone && sign->word[0] != '$') continue;
    const size_t size = strlen(sign->word);
    if (to < size || (unsigned char)sign->word[size - 1] != last) continue;
    if (memcmp(s->text + to - size, sign->word, size) != 0) continue;
    if (sf_is_letter(sign->word[0]) && to > size && is_word_byte(s->text[to - size - 1])) continue;
    *start = to - size;
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
    if (!is(word, known->word)) continue;
    const bool letter = size == 1;
    if (letter && gap > 0) return at;
    *scale = known->scale;
    *spelled = size > 2;
    const size_t end = at + gap + size, space = space_at(s, end);
    if (!is(word, "lakh") || space == 0 || word_at(s, end + space, word) == 0 || !is(word, "crore")) return end;
    *scale *= 1e7;
    return end + space + strlen("crore");
  }
  return at;
}

static bool ends_in(const scan *s, size_t end, const char *phrase, size_t size);

/* "RTX " before the number of a card or chip. */
static bool follows_name(const scan *s, size_t at) {
  static const char *const names[] = {"rtx", "gtx", "rx", "geforce", "radeon", "ryzen", "epyc", "xeon", "instinct"};
  if (at < 3 || s->text[at - 1] != ' ') return false;
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
    if (ends_in(s, at - 1, names[i], strlen(names[i]))) return true;
  return false;
}

/* Whether the number at `at` may start a quantity: not the tail of a name such as GPT-5, v2.0 or RTX 50. */
static bool may_start(const scan *s, size_t at) {
  if (at == 0) return true;
  if (follows_name(s, at)) return false;
  const char before = s->text[at - 1];
  if (is_word_byte(before) || before == '.' || before == ',' || before == '_' || before == '/')
    return (unsigned char)before >= 0x80 && !sf_is_letter(before);
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
    while (same < size && sf_to_lower(s->text[at - size + same]) == prefixes[i][same]) ++same;
    if (same == size) return at - size;
  }
  return at;
}

static void set_unit(sf_text_quantity *quantity, sf_quantity_kind kind, const char *unit) {
  quantity->kind = kind;
  const size_t size = strlen(unit) < SF_QUANTITY_UNIT_SIZE - 1 ? strlen(unit) : SF_QUANTITY_UNIT_SIZE - 1;
  memcpy(quantity->unit, unit, size);
  quantity->unit[size] = '\0';
}

static const sf_unit_word *price_unit(const char *word) {
  return sf_find_unit_word(sf_price_words, sf_price_word_count, word);
}

/* The time that follows what a price is of: "-hour" of "GPU-hour", "-day" of "MW-day", "/month", " per hour"; how far
 * it goes, at where there is none. */
static size_t read_price_time(const scan *s, size_t at, const char **time) {
  char word[LONGEST_WORD];
  size_t next = at + (byte_at(s, at) == '/' ? 1 : space_at(s, at) + dash_at(s, at));
  if (next == at) return at;
  size_t size = word_at(s, next, word);
  if (size > 0 && is(word, "per")) {
    next += size;
    next += space_at(s, next);
    size = word_at(s, next, word);
  }
  if (size > 0 && word[size - 1] == 's') word[size - 1] = '\0';
  const sf_unit_word *unit = size > 0 ? price_unit(word) : NULL;
  if (unit == NULL || !sf_is_price_time(unit->unit)) return at;
  *time = unit->unit;
  return next + size;
}

/* "/Hour", " an hour", " per million tokens", " per MW-day" after an amount of money; how far it goes. */
static size_t read_price_unit(const scan *s, size_t at, sf_text_quantity *quantity) {
  char word[LONGEST_WORD];
  size_t next = at;
  if (byte_at(s, at) == '/') {
    next = at + 1;
  } else {
    const size_t gap = space_at(s, at), size = gap > 0 ? word_at(s, at + gap, word) : 0;
    const bool an = size > 0 && is(word, "an"); /* "$2 an hour"; "a year" may go on "ago" */
    if (size == 0 || (!an && !is(word, "per"))) return at;
    next = at + gap + size;
    next += space_at(s, next);
    char hour[LONGEST_WORD];
    if (an && (word_at(s, next, hour) == 0 || !is(hour, "hour"))) return at;
  }
  if (sf_is_digit(byte_at(s, next))) {
    next += 1;
    next += space_at(s, next);
  }
  size_t size = word_at(s, next, word);
  const char *scale = "";
  size_t scaled = next;
  if (size > 0 && (is(word, "million") || is(word, "m"))) {
    scale = "M";
    scaled = next + size;
    next = scaled + space_at(s, scaled);
    size = word_at(s, next, word);
    if (size > 0 && (is(word, "input") || is(word, "output"))) {
      next += size + space_at(s, next + size);
      size = word_at(s, next, word);
    }
  }
  static const sf_unit_word token = {"", "tok"}; /* "$3/M" is a price of a million tokens */
  const sf_unit_word *unit = size > 0 ? price_unit(word) : NULL;
  if (unit == NULL && *scale != '\0' && byte_at(s, at) == '/') {
    unit = &token;
    next = scaled;
    size = 0;
  }
  if (unit == NULL) return at;
  if (strcmp(unit->unit, "share") == 0) return at; /* "$23.28 per share" is an amount */
  char text[SF_QUANTITY_UNIT_SIZE] = "";
  strcat(text, quantity->unit);
  strcat(text, "/");
  strcat(text, scale);
  strcat(text, unit->unit);
  next += size;
  const char *time = NULL;
  if (!sf_is_price_time(unit->unit)) next = read_price_time(s, next, &time);
  const bool is_energy = time != NULL && strcmp(time, "h") == 0 && strchr(unit->unit, 'W') != NULL;
  if (time != NULL) strcat(text, is_energy ? "" : "/"); /* a kilowatt-hour is a kWh */
  if (time != NULL) strcat(text, time);
  set_unit(quantity, SF_RATE_QUANTITY, text);
  return next;
}

static size_t read_currency_word(const scan *s, size_t at, sf_text_quantity *quantity) {
  if (starts(s, at, "\xC2\xA2")) {
    set_unit(quantity, SF_MONEY_QUANTITY, "cent");
    return at + 2;
  }
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
  if (is(word, "percent") || is(word, "pct") || (gap == 0 && is(word, "pc"))) return end;
  if (is(word, "bps")) {
    set_unit(quantity, SF_PERCENT_QUANTITY, "bp");
    return end;
  }
  if (gap == 0) return at;
  const size_t second = more > 0 ? word_at(s, end + more, cent) : 0;
  if (second > 0 && is(word, "per") && is(cent, "cent")) return end + more + second;
  const bool points = second > 0 && (is(cent, "points") || is(cent, "point"));
  set_unit(quantity, SF_PERCENT_QUANTITY, "points");
  if (points && is(word, "percentage")) return end + more + second;
  if (byte_at(s, at) == '-' && is(word, "point")) return end;
  set_unit(quantity, SF_PERCENT_QUANTITY, "bp");
  return points && is(word, "basis") ? end + more + second : at;
}

static size_t read_multiple(const scan *s, size_t at, sf_text_quantity *quantity) {
  set_unit(quantity, SF_MULTIPLE_QUANTITY, "");
  if (starts(s, at, "\xC3\x97")) return at + 2;
  if (sf_to_lower(byte_at(s, at)) == 'x' && !goes_on(s, at + 1)) return at + 1;
  const size_t gap = space_at(s, at) + dash_at(s, at);
  char word[LONGEST_WORD];
  const size_t size = gap > 0 ? word_at(s, at + gap, word) : 0;
  if (size > 0 && (is(word, "times") || is(word, "fold"))) return at + gap + size;
  return at;
}

/* Power, energy, memory, rates and durations: a word or symbol right after, or after a space or hyphen. */
static size_t read_unit(const scan *s, size_t at, sf_text_quantity *quantity) {
  const bool apart = starts(s, at, " - "); /* "1 - Year", as some tools part what a hyphen joins */
  const size_t gap = apart ? 3 : space_at(s, at) + dash_at(s, at);
  const char first = byte_at(s, at + gap);
  for (size_t i = 0; i < sf_measure_word_count && sf_is_letter(first); ++i) {
    const sf_measure_word *known = &sf_measure_words[i];
    if ((known->word[0] | 0x20) != (first | 0x20)) continue;
    const size_t size = strlen(known->word), end = at + gap + size;
    if (end > s->length || (known->spaced && gap == 0)) continue;
    size_t same = 0;
    while (same < size) {
      const char c = s->text[at + gap + same];
      if ((known->exact ? c : sf_to_lower(c)) != known->word[same]) break;
      ++same;
    }
    if (same < size || goes_on(s, end)) continue;
    if (apart && (known->kind != SF_DURATION_QUANTITY || known->word[size - 1] == 's')) continue;
    if (known->kind == SF_DURATION_QUANTITY && (starts(s, end, "-old") || starts(s, end, " old"))) return at;
    set_unit(quantity, known->kind, known->unit);
    return end;
  }
  return at;
}

/* A counted noun, with words between that a count may have; large counts need no rare noun. */
static size_t read_noun(const scan *s, size_t at, bool large, sf_text_quantity *quantity) {
  size_t next = at;
  for (int words = 0; words <= MOST_MODIFIERS; ++words) {
    const size_t gap = space_at(s, next) == 0 ? dash_at(s, next) : space_at(s, next);
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

/* Words that no counted noun follows. */
static bool ends_count(const char *word) {
  static const char *const words[] = {"in",   "of",   "to",  "from",  "by",   "and", "for",  "at",
                                      "on",   "a",    "the", "is",    "as",   "was", "with", "or",
                                      "per",  "its",  "has", "after", "this", "up",  "than", "that",
                                      "amid", "says", "but", "into",  "over", "vs",  "it",   "model"};
  for (size_t i = 0; i < sizeof words / sizeof *words; ++i)
    if (is(word, words[i])) return true;
  return false;
}

/* The word at `at`, letters and digits ("H100s"), in lower case; 0 when there is none or it is longer than any. */
static size_t name_at(const scan *s, size_t at, char word[LONGEST_WORD]) {
  size_t size = 0;
  while ((sf_is_letter(byte_at(s, at + size)) || sf_is_digit(byte_at(s, at + size))) && size + 1 < LONGEST_WORD) {
    word[size] = sf_to_lower(s->text[at + size]);
    ++size;
  }
  word[size] = '\0';
  return goes_on(s, at + size) ? 0 : size;
}

/* A large number counts any plural within a few words: "30M gallons", "500k IP addresses", "100K H100s". */
static size_t read_plural(const scan *s, size_t at, sf_text_quantity *quantity) {
  size_t next = at;
  for (int words = 0; words <= MOST_MODIFIERS; ++words) {
    const size_t gap = space_at(s, next);
    char word[LONGEST_WORD];
    const size_t size = gap > 0 ? name_at(s, next + gap, word) : 0;
    if (size == 0 || ends_count(word)) return at;
    next += gap + size;
    if (size < 4 || word[size - 1] != 's' || word[size - 2] == 's') continue;
    if (s->text[next - 1] == 'S' && !sf_is_upper(s->text[next - 2])) continue; /* CoWoS is one of its kind */
    set_unit(quantity, SF_COUNT_QUANTITY, word);
    return next;
  }
  return at;
}

/* Whether the text ends in the phrase at `end`. */
static bool ends_in(const scan *s, size_t end, const char *phrase, size_t size) {
  if (end < size || sf_to_lower(s->text[end - 1]) != phrase[size - 1]) return false;
  for (size_t i = 0; i < size; ++i)
    if (sf_to_lower(s->text[end - size + i]) != phrase[i]) return false;
  return end == size || !is_word_byte(s->text[end - size - 1]);
}

static sf_bound find_bound(const scan *s, size_t start, size_t end) {
  if (start > 0 && s->text[start - 1] == '~') return SF_ABOUT;
  if (byte_at(s, end) == '+' || memchr(s->text + start, '+', end - start) != NULL) return SF_AT_LEAST;
  while (start > 0 && s->text[start - 1] == ' ') --start;
  for (size_t i = 0; start > 0 && i < sf_bound_word_count; ++i)
    if (ends_in(s, start, sf_bound_words[i].word, sf_bound_words[i].size)) return sf_bound_words[i].bound;
  return SF_EXACTLY;
}

static void set_scale(sf_text_quantity *quantity, double scale) {
  quantity->value *= scale;
  quantity->high *= scale;
}

/* A count: a noun that is counted, or any plural of a large number. A large number alone ("90M", "3,757") is a count
 * too; a year is none. */
static size_t read_count(const scan *s, const number *n, size_t at, double scale, sf_text_quantity *quantity) {
  enum { BEYOND_NAMES = 100000 }; /* "200000 GPUs": no year and no name, as the RX 10950 */
  const bool large = scale > 1 || n->grouped, counts = large || n->value >= BEYOND_NAMES;
  size_t end = read_noun(s, at, counts, quantity);
  if (end > at || !counts) return end;
  const char letter = at == n->end + 1 ? byte_at(s, n->end) : '\0';
  if ((letter == 'K' || letter == 'k') && quantity->value < 10e3) return n->end; /* "4K" is a picture */
  if (letter == 'B' || letter == 'T') return n->end; /* "70B models", "1.6T modules": their size */
  end = read_plural(s, at, quantity);
  if (end > at) return end;
  if (!large) return n->end;
  set_unit(quantity, SF_COUNT_QUANTITY, "");
  return at;
}

/* What follows a number without a currency. */
static size_t read_measure(const scan *s, const number *n, sf_text_quantity *quantity) {
  const size_t from = n->end + (byte_at(s, n->end) == '+');
  size_t end = read_percent(s, from, quantity);
  if (end == from) end = read_multiple(s, from, quantity);
  if (end == from) end = read_unit(s, from, quantity);
  if (end > from) return end;
  double scale = 1;
  bool spelled = false;
  size_t scaled = read_scale(s, from, &scale, &spelled);
  set_scale(quantity, scale);
  if (scaled > from && byte_at(s, scaled) == '+') ++scaled;
  end = read_currency_word(s, scaled, quantity);
  if (end > scaled) return read_price_unit(s, end, quantity);
  if (scaled > from) end = read_unit(s, scaled, quantity);
  if (end == scaled) end = read_count(s, n, scaled, scale, quantity);
  return end > from ? end : n->end;
}

static size_t read_money(const scan *s, const number *n, const char *currency, sf_text_quantity *quantity) {
  double scale = 1;
  bool spelled = false;
  set_unit(quantity, SF_MONEY_QUANTITY, currency);
  const size_t end = read_scale(s, n->end, &scale, &spelled);
  set_scale(quantity, scale);
  if (end == n->end && sf_is_letter(byte_at(s, end))) return end; /* $5ish */
  if (byte_at(s, end) == '+' && !is_word_byte(byte_at(s, end + 1))) return end + 1;
  return read_price_unit(s, end, quantity);
}

/* "-12%", "-$2bn", "\u221212%": a sign before the quantity, where no word or number is joined by it. */
static size_t sign_before(const scan *s, size_t start) {
  const size_t size = start >= 1 && s->text[start - 1] == '-'                             ? 1
                      : start >= 3 && memcmp(s->text + start - 3, "\xE2\x88\x92", 3) == 0 ? 3
                                                                                          : 0;
  if (size == 0) return 0;
  const char before = start > size ? s->text[start - size - 1] : ' ';
  return before == ' ' || before == '(' ? size : 0;
}

/* An accountant's negative, "(30%)": nothing but the quantity in brackets. */
static bool in_brackets(const scan *s, size_t start, size_t end) {
  return start > 0 && s->text[start - 1] == '(' && byte_at(s, end) == ')';
}

static void negate(sf_text_quantity *quantity) {
  const double low = -quantity->high;
  quantity->high = -quantity->value;
  quantity->value = low;
}

/* A number and what it measures, from the digits at `at` on: where it ends, or `at` when it is no quantity. */
static size_t read_amount(const scan *s, size_t at, const char *currency, number *n, sf_text_quantity *quantity) {
  *n = (number){.start = at, .end = at};
  if (!read_digits(s, &n->end, &n->value, &n->grouped)) return at;
  *quantity = (sf_text_quantity){.value = n->value, .high = n->value};
  const size_t end = currency != NULL ? read_money(s, n, currency, quantity) : read_measure(s, n, quantity);
  return currency != NULL || end > n->end ? end : at;
}

/* The bytes between the two ends of a range, 0 for none: a dash, or " to " where no "from" says that one became the
 * other. */
static size_t range_gap(const scan *s, size_t start, size_t end) {
  const size_t dash = dash_at(s, end);
  if (dash > 0) return dash;
  size_t before = start;
  while (before > 0 && s->text[before - 1] == ' ') --before;
  return starts(s, end, " to ") && !ends_in(s, before, "from", 4) ? 4 : 0;
}

/* Joins the second end of a range: "$7.7B-$8.1B", "10-15%", "5 to 6 GW", "$5-6 billion". An end without a scale or unit
 * has the other's. Returns where the range ends, or `end`. */
static size_t read_range(const scan *s, const number *n, size_t start, size_t end, const char *currency,
                         sf_text_quantity *quantity) {
  const bool bare = end == n->end || end == n->start;
  const size_t gap = range_gap(s, start, bare ? n->end : end);
  size_t at = (bare ? n->end : end) + gap, sign;
  if (gap == 0) return end;
  while (at < s->length && !sf_is_digit(s->text[at]) && at < end + gap + 8) ++at;
  const char *second = sf_is_digit(byte_at(s, at)) ? currency_before(s, at, &sign) : NULL;
  if (second == NULL) sign = at;
  if (sign != (bare ? n->end : end) + gap || (second != NULL && currency == NULL)) return end;
  number other;
  sf_text_quantity high;
  const size_t last = read_amount(s, at, currency, &other, &high);
  if (last == at || (!bare && (high.kind != quantity->kind || strcmp(high.unit, quantity->unit) != 0))) return end;
  const double scale = bare ? high.value / other.value : 1;
  if (!(other.value > 0) || !(high.value > n->value * scale) || (!bare && !(high.value > quantity->value))) return end;
  const double low = bare ? n->value * scale : quantity->value;
  const double highest = high.high;
  *quantity = high;
  quantity->value = low;
  quantity->high = highest;
  return last;
}

/* "$(0.15)": a currency before the bracket that stands for minus. */
static bool is_accountants_loss(const scan *s, size_t start, size_t end, const char **currency, size_t *first) {
  if (!in_brackets(s, start, end) || *currency != NULL) return false;
  *currency = currency_before(s, start - 1, first);
  return *currency != NULL;
}

/* The quantity whose digits start at s->at; moves past it. */
static bool read_quantity(scan *s, sf_text_quantity *quantity) {
  number n;
  size_t start = s->at;
  const char *currency = currency_before(s, s->at, &start);
  if (currency == NULL) start = with_prefix(s, s->at);
  size_t end = read_amount(s, s->at, currency, &n, quantity);
  if (n.end == n.start) {
    while (sf_is_digit(byte_at(s, s->at)) || byte_at(s, s->at) == '.' || byte_at(s, s->at) == ',') ++s->at;
    return false;
  }
  end = read_range(s, &n, start, end, currency, quantity);
  s->at = end > n.end ? end : n.end;
  const bool loss = is_accountants_loss(s, start, n.end, &currency, &start);
  if (loss) {
    end = s->at = n.end + 1;
    set_unit(quantity, SF_MONEY_QUANTITY, currency);
  }
  if (end == n.start) return false;
  const size_t sign = sign_before(s, start);
  if (loss || sign > 0 || in_brackets(s, start, end)) negate(quantity);
  start -= sign;
  quantity->place = (sf_place){(uint32_t)start, (uint32_t)(end - start)};
  quantity->bound = find_bound(s, start, end);
  return true;
}

/* Passes over a name that ends in digits or holds them: H200, GPT-5.6, 7th. */
static void skip_name(scan *s) {
  while (is_word_byte(byte_at(s, s->at)) || (byte_at(s, s->at) == '.' && sf_is_digit(byte_at(s, s->at + 1)))) ++s->at;
}

static size_t next_digit(const scan *s) {
  size_t at = s->at;
  while (at < s->length && !sf_is_digit(s->text[at])) ++at;
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
