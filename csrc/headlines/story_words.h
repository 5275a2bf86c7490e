/* Words that mean something to stories: common ones, denials, moves, quarters; and what is no part of a headline's
 * text. */
#ifndef SF_HEADLINES_STORY_WORDS_H
#define SF_HEADLINES_STORY_WORDS_H

#include "signalflow/story.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct sf_story_word {
  const char *word;
  bool common, denies;
  signed char move;     /* 1: up, -1: down */
  unsigned char period; /* 1 to 4 quarters, 5 to 11 weekdays; 0: none */
} sf_story_word;

/* NULL for any other word; word is in lower case. */
const sf_story_word *sf_find_story_word(const char *word);

/* The spelling that stands for all of the word's, "center" for "centre"; NULL for a word with one spelling. */
const char *sf_common_spelling(const char *word);

/* Whether an actor of that role may be the one that acts: analysts comment. */
bool sf_acts_in_story(const char *role);

/* Whether two headlines whose actors are not read yet may be of one deal of two actors: two names and a figure. */
bool sf_may_share_deal(const sf_story *a, const sf_story *b);

/* Where the text starts behind "UPDATE 2-", "Exclusive | ", "RETRANSMISSION: ", "Watch ". */
size_t sf_story_start(const char *text, size_t length);
/* The length without an attribution at the end: ": Report", ", sources say", " - WSJ". */
size_t sf_story_length(const char *text, size_t length);

#endif
