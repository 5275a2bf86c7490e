/* Stories in two ties.
 *
 * A copy is one text told again: outlet, prefixes such as "UPDATE 2-" or "Exclusive:", case, hyphens, spelling and the
 * way a quantity is written ("$16.5B", "$16.5 billion"; "1 GW", "1,000 MW"; "6 gigawatts", "six gigawatts") do not
 * count; the order of the words does, and of a long headline one word may be left out or misspelt by a letter.
 *
 * An event is one thing that happened, told in other words: the same actors, an equal quantity or most of the words;
 * of two actors or more, who are the same, one equal quantity is enough ("A wins a $38bn contract from B"), of one
 * actor two of them or one of the same quarter; "$5.8 billion" equals "$5.83 billion".
 * Two headlines are never one event across a denial, opposites (up and down, imports and exports), opposite signs,
 * actors that differ or are swapped, another name in the same place ("in Iowa", "in Ohio"), another quarter, or another
 * figure of the same unit. Independent origins are counted in events, not in copies. */
#ifndef SIGNALFLOW_STORY_H
#define SIGNALFLOW_STORY_H

#include "date.h"
#include "reading.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SF_STORY_WORDS = 40, SF_STORY_QUANTITIES = 6, SF_STORY_ACTORS = 6 };

typedef enum sf_story_tie { SF_OTHER_STORY, SF_SAME_EVENT, SF_COPY, SF_STORY_TIE_COUNT } sf_story_tie;
/* "different", "event", "copy" */
SF_API const char *sf_story_tie_name(sf_story_tie tie);

typedef struct sf_story_quantity {
  uint32_t unit; /* hashed; 0: a bare number */
  double value;  /* in the unit's base: W of power, 1 of counts */
} sf_story_quantity;

/* A headline's signature. */
typedef struct sf_story {
  uint16_t count, quantity_count, actor_count;
  uint16_t lead, tail;             /* words before its first and after its last break, where they are few */
  uint16_t periods;                /* quarters and weekdays named, a bit each */
  uint32_t sides, other_sides;     /* of opposites such as imports and exports: a bit each where one side is named */
  int8_t denies;                   /* how many words deny, undo or say that something is not done */
  uint8_t rises, falls;            /* how many of its words move up and down */
  int8_t channel, direction;       /* as read; SF_UNSURE when no reader was given */
  uint32_t words[SF_STORY_WORDS];  /* stems, hashed, in the headline's order */
  uint32_t senses[SF_STORY_WORDS]; /* the same, words of one sense ("acquires", "buys") alike */
  uint32_t sorted[SF_STORY_WORDS]; /* those in rising order */
  uint32_t shapes[SF_STORY_WORDS]; /* of each word: its letters, to find one misspelt; 0: of none but letters */
  uint64_t names;                  /* which of words are written with a capital, a bit each */
  uint64_t proper;                 /* those that name something: "xAI" too, "AI" not */
  uint64_t places;                 /* which of words are names by their position or form: "in Iowa", "Iowa's" */
  bool titled;                     /* every word has a capital, which then makes no name */
  bool is_read;                    /* a reader was given */
  bool is_column;                  /* it asks or speaks to the reader, as columns and lists of stocks do */
  sf_story_quantity quantities[SF_STORY_QUANTITIES];
  uint32_t actors[SF_STORY_ACTORS]; /* hashed, in the headline's order */
  uint8_t listed;                   /* which of actors are listed with the one before, "A, B and C", a bit each */
} sf_story;

/* Without a reader no actors are known: copies are found all the same, events by their names and quantities. */
SF_API sf_story sf_sign_headline(const char *headline, size_t length);
SF_API sf_story sf_sign_event(const sf_reader *reader, const char *headline, size_t length);

/* Whether one is a copy of the other. */
SF_API bool sf_same_story(const sf_story *a, const sf_story *b);
/* The tie of two headlines of about one time; symmetric. */
SF_API sf_story_tie sf_tie_stories(const sf_story *a, const sf_story *b);

typedef struct sf_dated_headline {
  const char *text;
  size_t length;
  sf_day day;
} sf_dated_headline;

/* Copies and events among many, in time that grows with their number: each is held against those of its rarest words
 * and quantities that are at most `within` days older. A copy's copy is one as well, and so for events. copies[i] and
 * events[i] are the place of the earliest of i's story (of equal days, the one placed first): i itself when there is
 * none before; either may be NULL. A headline without words has no copy. Only those are read that by their words may
 * be one event; without a reader none is. SF_NO_MEMORY. */
SF_API SF_MUST_USE sf_status sf_group_headlines(const sf_reader *reader, const sf_dated_headline *headlines,
                                                size_t count, sf_day within, size_t *copies, size_t *events,
                                                sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
