/* The signature of a headline: stems, quantities in base units, actors, what is denied. */
#include "signalflow/story.h"

#include "base/ascii.h"
#include "headlines/reading_work.h"
#include "headlines/story_words.h"
#include "headlines/tokens.h"

#include <string.h>

enum {
  LONGEST_STEM = 32,
  QUARTERS = 4,
  LONGEST_LEAD = 3,
  LONGEST_TAIL = 4,
  SHORTEST_MISSPELT = 6,
  LONGEST_COUNTED = 64
};

const char *sf_story_tie_name(sf_story_tie tie) {
  static const char *const names[SF_STORY_TIE_COUNT] = {"different", "event", "copy"};
  return (unsigned)tie < SF_STORY_TIE_COUNT ? names[tie] : "different";
}

static uint32_t fold(uint64_t hash) {
  const uint32_t folded = (uint32_t)(hash ^ hash >> 32);
  return folded != 0 ? folded : 1;
}

static uint32_t hash_bytes(const char *bytes, size_t length) {
  return fold(sf_hash_bytes(SF_EMPTY_HASH, bytes, length));
}

/* The token in lower case and in its common spelling, without apostrophes, a final 's and the full stops of "U.S.";
 * returns its length, 0 when it is too long for a stem. */
static size_t spell(const char *text, const sf_token *token, char word[LONGEST_STEM]) {
  size_t length = 0;
  for (size_t i = 0; i < token->length; ++i) {
    const char c = text[token->start + i];
    const bool mark =
        c == '\'' || (c == '\xE2' && i + 2 < token->length && memcmp(&text[token->start + i], "\xE2\x80\x99", 3) == 0);
    if (mark) {
      const size_t size = c == '\'' ? 1 : 3;
      if (i + size + 1 == token->length && (text[token->start + i + size] | 0x20) == 's') break;
      i += size - 1;
      continue;
    }
    if (c == '.' && i > 0 && !sf_is_digit(text[token->start + i - 1])) continue;
    if (length + 1 == LONGEST_STEM) return 0;
    word[length++] = sf_to_lower(c);
  }
  word[length] = '\0';
  const char *common = sf_common_spelling(word);
  if (common == NULL) return length;
  length = strlen(common);
  memcpy(word, common, length + 1);
  return length;
}

/* The letters of a word as a set of 26 bits, three bits of its length and three of its first letter; 0 for a short word
 * and for one with other signs than letters. */
static uint32_t shape_of(const char *word, size_t length) {
  if (length < SHORTEST_MISSPELT) return 0;
  uint32_t letters = 0;
  for (size_t i = 0; i < length; ++i) {
    if (word[i] < 'a' || word[i] > 'z') return 0;
    letters |= UINT32_C(1) << (word[i] - 'a');
  }
  return letters | (uint32_t)(length & 7) << 26 | (uint32_t)(word[0] & 7) << 29;
}

static bool ends(const char *word, size_t length, const char *ending) {
  const size_t size = strlen(ending);
  return length > size + 2 && memcmp(word + length - size, ending, size) == 0;
}

/* signs, signed, signing -> sign; surges -> surg; supplies -> supply: rough, for likeness only. */
static size_t stem(char *word, size_t length) {
  if (ends(word, length, "ies") || ends(word, length, "ied")) {
    word[length - 3] = 'y';
    return length - 2;
  }
  if (ends(word, length, "ing"))
    length -= 3;
  else if (ends(word, length, "ed"))
    length -= 2;
  else if (ends(word, length, "s") && word[length - 2] != 's')
    length -= 1;
  if (length > 3 && word[length - 1] == word[length - 2] && word[length - 1] != 's') --length; /* planned, cutting */
  if (length > 3 && word[length - 1] == 'e') --length;
  return length;
}

/* ---- quantities ---- */

typedef struct base_unit {
  const char *unit, *base;
  double scale;
} base_unit;

static const base_unit base_units[] = {{"GW", "W", 1e9},       {"MW", "W", 1e6},      {"kW", "W", 1e3},
                                       {"TWh", "Wh", 1e12},    {"GWh", "Wh", 1e9},    {"MWh", "Wh", 1e6},
                                       {"kWh", "Wh", 1e3},     {"TB", "GB", 1e3},     {"PB", "GB", 1e6},
                                       {"decade", "year", 10}, {"bp", "points", 0.01}};

static void add_quantity(sf_story *story, const sf_text_quantity *q) {
  if (story->quantity_count == SF_STORY_QUANTITIES) return;
  const char *unit = q->unit;
  double scale = 1;
  for (size_t i = 0; i < sizeof base_units / sizeof *base_units; ++i)
    if (strcmp(base_units[i].unit, unit) == 0) {
      unit = base_units[i].base;
      scale = base_units[i].scale;
      break;
    }
  const uint32_t kind = hash_bytes(unit, strlen(unit)) + (uint32_t)q->kind;
  story->quantities[story->quantity_count++] = (sf_story_quantity){kind != 0 ? kind : 1, q->value * scale};
}

/* The quantity a token is part of, or NULL. */
static const sf_text_quantity *quantity_of(const sf_reading *reading, const sf_token *token) {
  for (size_t i = 0; i < reading->quantity_count; ++i) {
    const sf_place place = reading->quantities[i].place;
    if (token->start + token->length > place.start && token->start < place.start + place.length)
      return &reading->quantities[i];
  }
  return NULL;
}

/* A number that is no quantity: "151 bugs", "in 2031". False for what only starts with digits, as "3nm". */
static bool add_number(sf_story *story, const char *text, const sf_token *token) {
  double value = 0, scale = 0;
  for (size_t i = 0; i < token->length; ++i) {
    const char c = text[token->start + i];
    if (c == ',') continue;
    if (c == '.' && scale == 0) {
      scale = 1;
      continue;
    }
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
    scale *= 10;
  }
  if (story->quantity_count < SF_STORY_QUANTITIES)
    story->quantities[story->quantity_count++] = (sf_story_quantity){0, scale > 0 ? value / scale : value};
  return true;
}

/* ---- words ---- */

/* A headline being signed. */
typedef struct signing {
  sf_story *story;
  const char *text;
  size_t length;
  const sf_token *tokens;
  size_t count;
  unsigned flags; /* of the known words so far */
  bool placed;    /* the word before says that a place may follow */
  bool directed;  /* the word before is "to", "from" or "for" */
} signing;

static void sort_words(sf_story *story) {
  for (uint16_t i = 0; i < story->count; ++i) {
    uint16_t at = i;
    for (; at > 0 && story->sorted[at - 1] > story->senses[i]; --at) story->sorted[at] = story->sorted[at - 1];
    story->sorted[at] = story->senses[i];
  }
}

/* Whether the word after token i is `word`. */
static bool follows(const signing *s, size_t i, const char *word) {
  char following[LONGEST_STEM];
  return i + 1 < s->count && spell(s->text, &s->tokens[i + 1], following) > 0 && strcmp(following, word) == 0;
}

/* "first", "second", ... name a quarter only before that word. */
static bool names_period(const signing *s, size_t i, const sf_story_word *known) {
  if ((known->flags & SF_STORY_NUMBER) != 0) return false;
  if (known->period == 0 || known->period > QUARTERS || known->word[0] == 'q') return known->period > 0;
  return follows(s, i, "quarter");
}

/* What a known word says of the story; false when that is all there is to it. */
static bool note_known(signing *s, size_t i, const sf_story_word *known) {
  sf_story *story = s->story;
  if (names_period(s, i, known)) {
    story->periods |= (uint16_t)(1u << (known->period - 1));
    if (known->period <= QUARTERS) return false; /* "Q3" and "third quarter" are one text */
  }
  s->flags |= known->flags;
  const bool undoes = (s->flags & SF_STORY_LIFTS) != 0 && (s->flags & SF_STORY_LIMIT) != 0;
  if ((known->flags & SF_STORY_DENIES) != 0)
    story->denies += 1;
  else if (undoes && story->denies == 0)
    story->denies = 1;
  if (known->word[0] == 'u' && strcmp(known->word, "up") == 0 && follows(s, i, "to")) return false; /* "up to 25x" */
  if ((known->flags & SF_STORY_UP) != 0) ++story->rises;
  if ((known->flags & SF_STORY_DOWN) != 0) ++story->falls;
  if (known->side > 0) story->sides |= UINT32_C(1) << (known->side - 1);
  if (known->side < 0) story->other_sides |= UINT32_C(1) << (-known->side - 1);
  return (known->flags & SF_STORY_COMMON) == 0;
}

/* A word of a sentence, which a headline that capitalises each word would capitalise. */
static bool is_lower(const char *text, const sf_token *token) {
  enum { LONGEST_SMALL = 3 };
  for (size_t i = 0; i < token->length; ++i)
    if (text[token->start + i] < 'a' || text[token->start + i] > 'z') return false;
  return token->length > LONGEST_SMALL;
}

static bool is_possessive(const char *text, const sf_token *token) {
  const char *end = text + token->start + token->length;
  return token->length > 2 && (end[-1] | 0x20) == 's' && (end[-2] == '\'' || end[-2] == '\x99');
}

/* Whether a word has a capital: "Meta", "xAI". */
static bool names_something(const char *text, const sf_token *token) {
  for (size_t i = 0; i < token->length; ++i)
    if (sf_is_upper(text[token->start + i])) return true;
  return false;
}

/* Adds the word of token i, with what is known of it or NULL. */
static void add_word(signing *s, size_t i, char word[LONGEST_STEM], size_t length, const sf_story_word *known) {
  sf_story *story = s->story;
  const sf_token *token = &s->tokens[i];
  if (story->count == SF_STORY_WORDS) return;
  const bool ends = i + 1 == s->count || s->tokens[i + 1].breaks || s->tokens[i + 1].comma;
  const bool capital = sf_is_upper(s->text[token->start]), placed = s->placed || (s->directed && ends);
  s->placed = known != NULL && ((known->flags & SF_STORY_PLACE) != 0 ||
                                (placed && capital && (known->flags & SF_STORY_COMMON) != 0)); /* "in New York" */
  s->directed = known != NULL && (known->flags & SF_STORY_DIRECTION) != 0;
  if (known != NULL && !note_known(s, i, known)) return;
  const uint64_t bit = UINT64_C(1) << story->count;
  if (capital) story->names |= bit;
  if (names_something(s->text, token) && (known == NULL || (known->flags & SF_STORY_GENERAL) == 0))
    story->proper |= bit;
  if (capital && (placed || is_possessive(s->text, token))) story->places |= bit;
  if (!capital && is_lower(s->text, token)) story->titled = false;
  story->shapes[story->count] = length > 0 ? shape_of(word, length) : 0;
  if (length == 0) {
    story->words[story->count] = story->senses[story->count] = fold(token->hash);
  } else {
    length = stem(word, length);
    word[length] = '\0';
    const char *sense = sf_common_sense(word);
    story->words[story->count] = hash_bytes(word, length);
    story->senses[story->count] = sense == word ? story->words[story->count] : hash_bytes(sense, strlen(sense));
  }
  ++story->count;
}

/* "six gigawatts", "seven new gas plants": the number that token i spells is read as its digits would be. Returns how
 * many tokens are told by that: none of "one" of nothing measured. */
static size_t add_spelled_number(signing *s, size_t i, int number) {
  char written[LONGEST_COUNTED];
  const size_t after = s->tokens[i].start + s->tokens[i].length, left = s->length - after;
  const size_t digits = number < 10 ? 1 : 2;
  const size_t copied = left < sizeof written - digits ? left : sizeof written - digits;
  written[0] = (char)('0' + number / 10);
  written[digits - 1] = (char)('0' + number % 10);
  memcpy(written + digits, s->text + after, copied);
  sf_text_quantity q;
  if (sf_find_quantities(written, digits + copied, &q, 1) == 0 || q.place.start > 0) {
    if (number == 1 || s->story->quantity_count == SF_STORY_QUANTITIES) return 0;
    s->story->quantities[s->story->quantity_count++] = (sf_story_quantity){0, number};
    return 1;
  }
  add_quantity(s->story, &q);
  size_t told = 1;
  while (q.kind != SF_COUNT_QUANTITY && i + told < s->count &&
         s->tokens[i + told].start < after + q.place.length - digits)
    ++told;
  return told;
}

/* Whether a mark parts token i from the one before: the end of a clause, a bracket, the "$" of a ticker. */
static bool is_parted(const char *text, const sf_token *tokens, size_t i) {
  if (tokens[i].breaks) return true;
  const char before = tokens[i].start > 0 ? text[tokens[i].start - 1] : ' ';
  if (before == '(' || before == '[' || (before == '$' && !tokens[i].number)) return true;
  const char after = i > 0 ? text[tokens[i - 1].start + tokens[i - 1].length] : ' ';
  return after == ')' || after == ']';
}

/* Whether nothing but commas, "and" and "&" stands between two places of a text. */
static bool are_listed(const char *text, size_t from, size_t to) {
  for (size_t at = from; at < to;) {
    const bool joins = to - at >= 3 && memcmp(text + at, "and", 3) == 0;
    if (!joins && text[at] != ',' && text[at] != ' ' && text[at] != '&') return false;
    at += joins ? 3 : 1;
  }
  return true;
}

/* Adds an actor; the last one ended at `before`. */
static void add_actor(sf_story *story, const char *text, const sf_actor *actor, size_t before) {
  if (!sf_acts_in_story(actor->name, actor->role) || story->actor_count == SF_STORY_ACTORS) return;
  const uint32_t name = hash_bytes(actor->name, strlen(actor->name));
  for (uint16_t k = 0; k < story->actor_count; ++k)
    if (story->actors[k] == name) return;
  if (before > 0 && are_listed(text, before, actor->place.start)) story->listed |= (uint8_t)(1u << story->actor_count);
  story->actors[story->actor_count++] = name;
}

static void add_words(signing *s, const sf_reading *reading) {
  sf_story *story = s->story;
  uint16_t last_break = 0;
  for (size_t i = 0, actor = 0; i < s->count; ++i) {
    const sf_token *token = &s->tokens[i];
    for (; actor < reading->actor_count && reading->actors[actor].place.start < token->start + token->length; ++actor) {
      const sf_place last = actor > 0 ? reading->actors[actor - 1].place : (sf_place){0};
      add_actor(story, s->text, &reading->actors[actor], last.start + last.length);
    }
    if (is_parted(s->text, s->tokens, i)) {
      if (story->lead == 0 && story->count <= LONGEST_LEAD) story->lead = story->count;
      last_break = story->count;
    }
    const sf_text_quantity *q = quantity_of(reading, token);
    if (q != NULL ? q->kind != SF_COUNT_QUANTITY || token->number : token->number && add_number(story, s->text, token))
      continue;
    char word[LONGEST_STEM];
    const size_t length = spell(s->text, token, word);
    const sf_story_word *known = length > 0 ? sf_find_story_word(word) : NULL;
    const bool spelled = known != NULL && (known->flags & SF_STORY_NUMBER) != 0 && q == NULL;
    const size_t told = spelled ? add_spelled_number(s, i, known->period) : 0;
    if (told > 0)
      i += told - 1;
    else
      add_word(s, i, word, length, known);
  }
  if (last_break > 0 && story->count - last_break <= LONGEST_TAIL) story->tail = (uint16_t)(story->count - last_break);
}

/* What is said, of a text and its words, of which there are count. */
static sf_story sign(const char *text, size_t length, const sf_reading *reading, const sf_token *tokens, size_t count) {
  sf_story story = {.channel = (int8_t)reading->channel, .direction = (int8_t)reading->direction, .titled = true};
  for (size_t i = 0; i < reading->quantity_count; ++i) add_quantity(&story, &reading->quantities[i]);
  signing s = {.story = &story, .text = text, .length = length, .tokens = tokens, .count = count};
  add_words(&s, reading);
  story.is_column = (s.flags & SF_STORY_COLUMN) != 0 || memchr(text, '?', length) != NULL;
  sort_words(&story);
  return story;
}

/* The text without what an outlet puts around it. */
static const char *find_text(const char *headline, size_t *length) {
  if (*length > SF_LONGEST_HEADLINE) *length = SF_LONGEST_HEADLINE;
  const size_t start = sf_story_start(headline, *length);
  const char *text = headline + start;
  *length = sf_story_length(text, sf_headline_length(text, *length - start));
  return text;
}

sf_story sf_sign_headline(const char *headline, size_t length) {
  sf_reading reading; /* not zeroed: its lists are long, and only quantities are found */
  sf_token tokens[SF_MAX_TOKENS];
  bool asks;
  const char *text = find_text(headline, &length);
  reading.channel = SF_UNSURE;
  reading.direction = 0;
  reading.actor_count = 0;
  reading.quantity_count = sf_find_quantities(text, length, reading.quantities, SF_MAX_QUANTITIES);
  return sign(text, length, &reading, tokens, sf_split_words(text, length, tokens, &asks));
}

sf_story sf_sign_event(const sf_reader *reader, const char *headline, size_t length) {
  sf_reading reading;
  sf_reading_work work;
  bool asks;
  const char *text = find_text(headline, &length);
  sf_read_headline_with(reader, text, length, &reading, &work);
  if (work.length != length) { /* an outlet stood before what find_text has cut off */
    reading.quantity_count = sf_find_quantities(text, length, reading.quantities, SF_MAX_QUANTITIES);
    work.token_count = sf_split_words(text, length, work.tokens, &asks);
  }
  sf_story story = sign(text, length, &reading, work.tokens, work.token_count);
  story.is_read = true;
  return story;
}
