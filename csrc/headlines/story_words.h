/* Words that mean something to stories: common ones, denials, moves, quarters; and what is no part of a headline's
 * text. */
#ifndef SF_HEADLINES_STORY_WORDS_H
#define SF_HEADLINES_STORY_WORDS_H

#include "signalflow/story.h"

#include <stdbool.h>
#include <stddef.h>

enum {
  SF_STORY_COMMON = 1, /* no word of the signature */
  SF_STORY_DENIES = 2,
  SF_STORY_UP = 4,
  SF_STORY_DOWN = 8,
  SF_STORY_PLACE = 16, /* a place may follow */
  SF_STORY_LIFTS = 32, /* undoes a limit, raises anything else */
  SF_STORY_LIMIT = 64,
  SF_STORY_NUMBER = 128,    /* "one" to "twenty" */
  SF_STORY_DIRECTION = 256, /* a place may follow, and end the clause */
  SF_STORY_GENERAL = 512,   /* has a capital, and names nothing in particular */
  SF_STORY_COLUMN = 1024    /* speaks to the reader: no news */
};

/* The side of what is bought and sold: one deal may be told from either. */
enum { SF_STORY_BOUGHT = 31 };

typedef struct sf_story_word {
  const char *word;
  unsigned short flags;
  unsigned char period; /* 1 to 4 quarters, 5 to 11 weekdays; of a number, itself; 0: none */
  signed char side;     /* of a pair of opposites: imports 1, exports -1; 0: none */
} sf_story_word;

/* NULL for any other word; word is in lower case. */
const sf_story_word *sf_find_story_word(const char *word);

/* The spelling that stands for all of the word's, "center" for "centre"; NULL for a word with one spelling. */
const char *sf_common_spelling(const char *word);

/* The stem that stands for all of one sense, "buy" for "acquir"; the stem itself for any other. */
const char *sf_common_sense(const char *stem);

/* Whether an actor of that name and role may be one that acts: analysts comment, and a class of firms is no actor. */
bool sf_acts_in_story(const char *name, const char *role);

/* Whether two headlines whose actors are not read yet may be of one deal of two actors: two names and a figure. */
bool sf_may_share_deal(const sf_story *a, const sf_story *b);

/* Where the text starts behind "UPDATE 2-", "Exclusive | ", "RETRANSMISSION: ", "Watch ". */
size_t sf_story_start(const char *text, size_t length);
/* The length without an attribution at the end: ": Report", ", sources say", " - WSJ". */
size_t sf_story_length(const char *text, size_t length);

#endif
