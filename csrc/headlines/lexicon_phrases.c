/* Phrases in a trie over whole words, each word hashed. */
#include "base/memory.h"

#include "base/ascii.h"
#include "headlines/lexicon.h"
#include "headlines/tokens.h"

#include <string.h>

enum { FIRST_EDGES = 1024, LONGEST_PIECE = 48, MOST_FORMS = 8, MOST_PIECES = 8, PIECE_WORDS = 6 };

static size_t place_of(const sf_edge *edges, size_t capacity, uint32_t node, uint64_t word) {
  size_t at =
      (size_t)((word ^ node * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93) >> 32) & (capacity - 1);
  while (edges[at].word != 0 && (edges[at].word != word || edges[at].from != node)) at = (at + 1) & (capacity - 1);
  return at;
}

uint32_t sf_follow_word(const sf_reader *reader, uint32_t node, uint64_t word) {
  if (reader->edge_capacity == 0) return 0;
  return reader->edges[place_of(reader->edges, reader->edge_capacity, node, word)].to;
}

static bool grow_edges(sf_reader *reader) {
  const size_t capacity = reader->edge_capacity == 0 ? FIRST_EDGES : reader->edge_capacity * 2;
  sf_edge *edges = sf_allocate(capacity, sizeof *edges);
  if (edges == NULL) return false;
  for (size_t i = 0; i < reader->edge_capacity; ++i) {
    const sf_edge *old = &reader->edges[i];
    if (old->word != 0) edges[place_of(edges, capacity, old->from, old->word)] = *old;
  }
  sf_free(reader->edges);
  reader->edges = edges;
  reader->edge_capacity = capacity;
  return true;
}

/* The node one word further, made when it is not there; 0 when there is no memory. */
static uint32_t extend(sf_reader *reader, uint32_t node, uint64_t word) {
  if (reader->nodes.count == 0 && sf_grow_list(&reader->nodes, sizeof(sf_node)) == NULL) return 0;
  const uint32_t known = sf_follow_word(reader, node, word);
  if (known != 0) return known;
  if (reader->edge_count * 3 >= reader->edge_capacity && !grow_edges(reader)) return 0;
  if (sf_grow_list(&reader->nodes, sizeof(sf_node)) == NULL) return 0;
  const uint32_t made = (uint32_t)(reader->nodes.count - 1);
  reader->edges[place_of(reader->edges, reader->edge_capacity, node, word)] = (sf_edge){word, node, made};
  reader->edge_count += 1;
  ((sf_node *)reader->nodes.items)[node].next_words |= sf_next_word_bit(word);
  if (node == 0) {
    const unsigned bit = (unsigned)(word % SF_FIRST_WORD_BITS);
    reader->first_words[bit / 64] |= UINT64_C(1) << (bit % 64);
  }
  return made;
}

static bool add_meaning(sf_reader *reader, uint32_t node, const sf_meaning *meaning) {
  uint32_t *first = &((sf_node *)reader->nodes.items)[node].meaning;
  sf_meaning *meanings = reader->meanings.items;
  for (uint32_t i = *first; i != 0; i = meanings[i - 1].next)
    if (meanings[i - 1].concept == meaning->concept && meanings[i - 1].actor == meaning->actor) {
      meanings[i - 1].open = meanings[i - 1].open && meaning->open;
      return true;
    }
  sf_meaning *made = sf_grow_list(&reader->meanings, sizeof *made);
  if (made == NULL) return false;
  *made = *meaning;
  made->next = *first;
  *first = (uint32_t)reader->meanings.count;
  return true;
}

/* ---- a word and its regular forms ---- */

typedef struct forms {
  char text[MOST_FORMS][LONGEST_PIECE + 8];
  size_t count;
} forms;

static void add_form(forms *all, const char *stem, size_t length, const char *ending) {
  char *form = all->text[all->count++];
  memcpy(form, stem, length);
  strcpy(form + length, ending);
}

static bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

static bool hisses(const char *word, size_t n) {
  const char last = word[n - 1], before = word[n - 2];
  return last == 's' || last == 'x' || last == 'z' || (last == 'h' && (before == 'c' || before == 's'));
}

/* cut, plan, undercut, permit: the last letter may be doubled. Which long words do is not told by their letters
 * (cancelled, developed), so both forms are made: a form that is no word is never met. */
static bool doubles(const char *word, size_t n) {
  const char last = word[n - 1];
  return n >= 3 && !is_vowel(last) && last != 'w' && last != 'x' && last != 'y' && is_vowel(word[n - 2]) &&
         !is_vowel(word[n - 3]);
}

/* surge -> surge surges surged surging; supply -> supplies supplied supplying; plan -> plans planned planning. */
static void inflect(const char *word, size_t n, forms *all) {
  all->count = 0;
  add_form(all, word, n, "");
  if (n < 2) return;
  if (word[n - 1] == 'e') {
    add_form(all, word, n, "s");
    add_form(all, word, n, "d");
    add_form(all, word, n - 1, "ing");
  } else if (word[n - 1] == 'y' && !is_vowel(word[n - 2])) {
    add_form(all, word, n - 1, "ies");
    add_form(all, word, n - 1, "ied");
    add_form(all, word, n, "ing");
  } else {
    add_form(all, word, n, hisses(word, n) ? "es" : "s");
    add_form(all, word, n, "ed");
    add_form(all, word, n, "ing");
    if (!doubles(word, n)) return;
    char doubled[LONGEST_PIECE + 2];
    memcpy(doubled, word, n);
    doubled[n] = word[n - 1];
    add_form(all, doubled, n + 1, "ed");
    add_form(all, doubled, n + 1, "ing");
  }
}

/* ---- a phrase ---- */

typedef struct phrase {
  sf_reader *reader;
  const char *pieces[MOST_PIECES];
  size_t lengths[MOST_PIECES], count;
  sf_meaning meaning;
} phrase;

static uint32_t extend_piece(sf_reader *reader, uint32_t node, const char *text, size_t length) {
  if (length == 1 && text[0] == '#') return extend(reader, node, SF_ANY_NUMBER);
  sf_token tokens[SF_MAX_TOKENS];
  bool asks;
  const size_t count = sf_split_words(text, length, tokens, &asks);
  for (size_t i = 0; i < count; ++i) {
    node = extend(reader, node, tokens[i].hash);
    if (node == 0) return 0;
  }
  return node;
}

/* Adds the pieces from the given one on, in all their forms, beneath the node. */
static bool add_pieces(const phrase *p, size_t piece, uint32_t node) {
  if (piece == p->count) return add_meaning(p->reader, node, &p->meaning);
  const char *text = p->pieces[piece];
  const size_t length = p->lengths[piece];
  forms all;
  if (text[length - 1] == '~') {
    inflect(text, length - 1, &all);
  } else {
    all.count = 0;
    add_form(&all, text, length, "");
  }
  for (size_t i = 0; i < all.count; ++i) {
    const uint32_t next = extend_piece(p->reader, node, all.text[i], strlen(all.text[i]));
    if (next == 0 || !add_pieces(p, piece + 1, next)) return false;
  }
  return true;
}

static bool holds_word(const char *text, size_t length) {
  if (length == 1 && text[0] == '#') return true;
  sf_token tokens[SF_MAX_TOKENS];
  bool asks;
  const size_t count = sf_split_words(text, length, tokens, &asks);
  return count > 0 && count <= PIECE_WORDS;
}

sf_status sf_add_phrase(sf_reader *reader, const char *text, size_t length, uint32_t concept, int32_t actor,
                        sf_error *error) {
  phrase p = {.reader = reader, .meaning = {.concept = concept, .actor = actor}};
  size_t start = 0;
  while (start < length && sf_is_blank(text[start])) ++start;
  if (start < length && text[start] == '+') {
    p.meaning.open = true;
    ++start;
  }
  for (size_t at = start; at < length;) {
    if (sf_is_blank(text[at])) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < length && !sf_is_blank(text[end])) ++end;
    const size_t size = end - at, bare = size > 0 && text[end - 1] == '~' ? size - 1 : size;
    if (size > LONGEST_PIECE || memchr(text + at, '\0', size) != NULL || !holds_word(text + at, bare))
      return sf_fail(error, SF_PARSE, "expected a word, got \"%.*s\"", (int)(size > 40 ? 40 : size), text + at);
    if (p.count == MOST_PIECES)
      return sf_fail(error, SF_PARSE, "a phrase has at most %d words: \"%.*s\"", MOST_PIECES,
                     (int)(length > 80 ? 80 : length), text);
    p.pieces[p.count] = text + at;
    p.lengths[p.count++] = size;
    at = end;
  }
  if (p.count == 0) return sf_fail(error, SF_PARSE, "expected a phrase, got nothing between commas");
  if (!add_pieces(&p, 0, 0)) return sf_fail(error, SF_NO_MEMORY, "no memory for the lexicon");
  return SF_OK;
}
