/* Odds of a lexicon: "word backlog: demand 0.31, none -0.2". */
#include "base/ascii.h"
#include "base/memory.h"
#include "formats/number.h"
#include "headlines/lexicon.h"
#include "headlines/tokens.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_PLACES = 256, LONGEST_NAME = 48, LONGEST_TEXT = 160, MOST_ODDS = 50 };

typedef struct cursor {
  const char *text;
  size_t length, at;
} cursor;

static void skip_spaces(cursor *c) {
  while (c->at < c->length && sf_is_blank(c->text[c->at])) ++c->at;
}

/* What stands up to a space or one of the bytes of `ends`. */
static size_t read_piece(cursor *c, const char *ends) {
  skip_spaces(c);
  const size_t start = c->at;
  while (c->at < c->length && !sf_is_blank(c->text[c->at]) && strchr(ends, c->text[c->at]) == NULL) ++c->at;
  return c->at - start;
}

static sf_status read_channel(cursor *c, int *channel, sf_error *error) {
  const char *names[SF_UNSURE];
  for (int i = 0; i < SF_UNSURE; ++i) names[i] = sf_channel_name((sf_channel)i);
  const size_t size = read_piece(c, ":");
  const char *name = c->text + c->at - size;
  *channel = sf_find_name(name, size, names, SF_UNSURE);
  return *channel < 0 ? sf_refuse_name("channel", name, size, names, SF_UNSURE, error) : SF_OK;
}

/* ": demand 0.31, none -0.2"; channels that are not named get 0. */
static sf_status read_odds(cursor *c, double odds[SF_UNSURE], sf_error *error) {
  for (int i = 0; i < SF_UNSURE; ++i) odds[i] = 0;
  skip_spaces(c);
  if (c->at == c->length || c->text[c->at] != ':') return sf_fail(error, SF_PARSE, "expected a colon before the odds");
  do {
    ++c->at;
    int channel;
    const sf_status status = read_channel(c, &channel, error);
    if (status != SF_OK) return status;
    skip_spaces(c);
    const size_t used = sf_read_decimal(c->text + c->at, c->length - c->at, &odds[channel]);
    if (used == 0 || !(fabs(odds[channel]) <= MOST_ODDS))
      return sf_fail(error, SF_PARSE, "expected log-odds from -%d to %d after the channel \"%s\"", MOST_ODDS, MOST_ODDS,
                     sf_channel_name((sf_channel)channel));
    c->at += used;
    skip_spaces(c);
  } while (c->at < c->length && c->text[c->at] == ',');
  return c->at == c->length ? SF_OK : sf_fail(error, SF_PARSE, "expected a comma between the odds of two channels");
}

/* ---- cues by their keys ---- */

static size_t place_of(const sf_reader *reader, uint64_t key) {
  const sf_cue_odds *cues = reader->cues.items;
  size_t at = (size_t)(key * UINT64_C(0xD6E8FEB86659FD93) >> 32) & (reader->cue_capacity - 1);
  while (reader->cue_places[at] != 0 && cues[reader->cue_places[at] - 1].key != key)
    at = (at + 1) & (reader->cue_capacity - 1);
  return at;
}

const sf_cue_odds *sf_find_cue(const sf_reader *reader, uint64_t key) {
  if (reader->cue_capacity == 0) return NULL;
  const uint32_t found = reader->cue_places[place_of(reader, key)];
  return found == 0 ? NULL : &((const sf_cue_odds *)reader->cues.items)[found - 1];
}

static bool grow_places(sf_reader *reader) {
  const size_t capacity = reader->cue_capacity == 0 ? FIRST_PLACES : reader->cue_capacity * 2;
  uint32_t *places = sf_allocate(capacity, sizeof *places);
  if (places == NULL) return false;
  sf_free(reader->cue_places);
  reader->cue_places = places;
  reader->cue_capacity = capacity;
  const sf_cue_odds *cues = reader->cues.items;
  for (size_t i = 0; i < reader->cues.count; ++i) places[place_of(reader, cues[i].key)] = (uint32_t)i + 1;
  return true;
}

/* The cue of that key, made when there is none; NULL when there is no memory. */
static sf_cue_odds *make_cue(sf_reader *reader, uint64_t key) {
  if ((reader->cues.count + 1) * 2 > reader->cue_capacity && !grow_places(reader)) return NULL;
  uint32_t *place = &reader->cue_places[place_of(reader, key)];
  if (*place != 0) return &((sf_cue_odds *)reader->cues.items)[*place - 1];
  sf_cue_odds *made = sf_grow_list(&reader->cues, sizeof *made);
  if (made == NULL) return NULL;
  made->key = key;
  reader->cue_bits[sf_cue_bit(key) / 64] |= UINT64_C(1) << (sf_cue_bit(key) % 64);
  *place = (uint32_t)reader->cues.count;
  return made;
}

/* ---- entries ---- */

static sf_status read_word(cursor *c, uint64_t *key, sf_error *error) {
  const size_t size = read_piece(c, ":");
  sf_token tokens[SF_MAX_TOKENS];
  bool asks;
  if (sf_split_words(c->text + c->at - size, size, tokens, &asks) != 1 || tokens[0].number)
    return sf_fail(error, SF_PARSE, "expected one word, got \"%.*s\"", (int)(size > 40 ? 40 : size),
                   c->text + c->at - size);
  *key = tokens[0].stem;
  return SF_OK;
}

static sf_status read_concept(const sf_reader *reader, cursor *c, const char *ends, unsigned *concept,
                              sf_error *error) {
  const size_t size = read_piece(c, ends);
  const char *name = c->text + c->at - size;
  const int found = sf_find_concept(reader, name, size);
  *concept = (unsigned)found;
  return found >= 0 ? SF_OK
                    : sf_refuse_name("concept", name, size, reader->concepts.items, reader->concepts.count, error);
}

static sf_status read_pair(const sf_reader *reader, cursor *c, uint64_t *key, sf_error *error) {
  unsigned first, second;
  sf_status status = read_concept(reader, c, ">:", &first, error);
  if (status != SF_OK) return status;
  if (c->at == c->length || c->text[c->at] != '>') return sf_fail(error, SF_PARSE, "expected a pair as \"a>b\"");
  ++c->at;
  status = read_concept(reader, c, ":", &second, error);
  *key = sf_pair_key(first, second);
  return status;
}

/* What a reason shows: "demand 0.31: word backlog", the channel that the cue speaks for the most. */
static const char *describe(sf_reader *reader, const sf_cue_odds *cue, const char *head, size_t length) {
  int best = 0;
  for (int c = 1; c < SF_UNSURE; ++c)
    if (cue->odds[c] > cue->odds[best]) best = c;
  char text[LONGEST_TEXT];
  const int hundredths = (int)lround(100 * cue->odds[best]), size = hundredths < 0 ? -hundredths : hundredths;
  const int written =
      snprintf(text, sizeof text, "%s %s%d.%02d: %.*s", sf_channel_name((sf_channel)best), hundredths < 0 ? "-" : "",
               size / 100, size % 100, (int)(length < LONGEST_TEXT / 2 ? length : LONGEST_TEXT / 2), head);
  return sf_keep_string(reader, text, (size_t)written);
}

static sf_status add_cue(sf_reader *reader, cursor *c, bool pair, sf_error *error) {
  uint64_t key;
  double odds[SF_UNSURE];
  sf_status status = pair ? read_pair(reader, c, &key, error) : read_word(c, &key, error);
  const size_t head = c->at;
  if (status == SF_OK) status = read_odds(c, odds, error);
  if (status != SF_OK) return status;
  if (reader->cues.count == SF_CUES_OF_READER && sf_find_cue(reader, key) == NULL)
    return sf_fail(error, SF_PARSE, "at most %d words and pairs may have odds", SF_CUES_OF_READER);
  sf_cue_odds *cue = make_cue(reader, key);
  if (cue == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the lexicon");
  memcpy(cue->odds, odds, sizeof odds);
  cue->text = describe(reader, cue, c->text, head);
  return cue->text != NULL ? SF_OK : sf_fail(error, SF_NO_MEMORY, "no memory for the lexicon");
}

sf_status sf_add_odds(sf_reader *reader, const char *text, size_t length, sf_error *error) {
  static const char *const names[] = {"word", "pair", "rules", "start"};
  cursor c = {text, length, 0};
  const size_t size = read_piece(&c, ":");
  const char *name = text + c.at - size;
  const int what = sf_find_name(name, size, names, 4);
  if (what < 0) return sf_refuse_name("kind of odds", name, size, names, 4, error);
  reader->odds.fitted = true;
  if (what < 2) return add_cue(reader, &c, what == 1, error);
  if (what == 3) return read_odds(&c, reader->odds.start, error);
  int channel;
  const sf_status status = read_channel(&c, &channel, error);
  return status == SF_OK ? read_odds(&c, reader->odds.rules[channel], error) : status;
}
