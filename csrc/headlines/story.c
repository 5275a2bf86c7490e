/* Copies of one story: headlines as sets of hashed words. */
#include "signalflow/story.h"
#include "headlines/tokens.h"
#include "signalflow/reading.h"

#include <string.h>

/* Words too common to tell one story from another. */
static const char *const common_words[] = {
    "a",    "an",   "the", "of",   "to",   "in",   "for",   "on",   "and",  "is",     "as",      "at",   "its",
    "it",   "with", "by",  "from", "that", "this", "be",    "are",  "was",  "will",   "has",     "have", "had",
    "says", "said", "say", "or",   "but",  "new",  "after", "amid", "over", "report", "reports", "into"};

static uint64_t hash_word(const char *word) {
  uint64_t hash = SF_EMPTY_WORD;
  for (; *word != '\0'; ++word) hash = sf_hash_byte(hash, (unsigned char)*word);
  return hash;
}

static bool is_common(uint64_t hash) {
  for (size_t i = 0; i < sizeof common_words / sizeof *common_words; ++i)
    if (hash_word(common_words[i]) == hash) return true;
  return false;
}

/* Adds a word to the rising list, once. */
static void insert(uint32_t *words, uint16_t *count, uint32_t word) {
  size_t at = *count;
  while (at > 0 && words[at - 1] > word) --at;
  if (at > 0 && words[at - 1] == word) return;
  memmove(words + at + 1, words + at, (*count - at) * sizeof *words);
  words[at] = word;
  *count += 1;
}

sf_story sf_sign_headline(const char *headline, size_t length) {
  if (length > SF_LONGEST_HEADLINE) length = SF_LONGEST_HEADLINE;
  length = sf_headline_length(headline, length);
  sf_token tokens[SF_MAX_TOKENS];
  bool asks;
  const size_t count = sf_split_words(headline, length, tokens, &asks);
  uint32_t numbers[SF_STORY_WORDS + 1] = {0}, words[SF_STORY_WORDS + 1] = {0};
  uint16_t number_count = 0, word_count = 0;
  for (size_t i = 0; i < count && number_count + word_count < SF_STORY_WORDS; ++i) {
    const uint32_t word = (uint32_t)(tokens[i].hash ^ tokens[i].hash >> 32);
    if (tokens[i].number)
      insert(numbers, &number_count, word);
    else if (!is_common(tokens[i].hash))
      insert(words, &word_count, word);
  }
  sf_story story = {.count = (uint16_t)(number_count + word_count), .numbers = number_count};
  memcpy(story.words, numbers, number_count * sizeof *numbers);
  memcpy(story.words + number_count, words, word_count * sizeof *words);
  return story;
}

/* How many two rising lists have in common. */
static size_t count_common(const uint32_t *a, size_t n, const uint32_t *b, size_t m) {
  size_t i = 0, j = 0, common = 0;
  while (i < n && j < m) {
    if (a[i] == b[j]) {
      ++common;
      ++i;
      ++j;
    } else if (a[i] < b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return common;
}

bool sf_same_story(const sf_story *a, const sf_story *b) {
  if (a->count == 0 || b->count == 0) return false;
  const size_t fewer = a->numbers < b->numbers ? a->numbers : b->numbers;
  const size_t numbers = count_common(a->words, a->numbers, b->words, b->numbers);
  if (numbers < fewer) return false;
  const size_t words = count_common(a->words + a->numbers, (size_t)(a->count - a->numbers), b->words + b->numbers,
                                    (size_t)(b->count - b->numbers));
  const size_t common = numbers + words, all = (size_t)a->count + b->count - common;
  const bool brief = a->count < SF_BRIEF_STORY || b->count < SF_BRIEF_STORY;
  return (double)common >= (brief ? SF_BRIEF_STORY_SHARE : SF_STORY_SHARE) * (double)all;
}
