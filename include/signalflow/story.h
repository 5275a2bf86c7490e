/* Copies of one story.
 *
 * A headline is signed by its words: the publisher's suffix and tickers are dropped, case and punctuation do not count,
 * nor do the commonest words; what is left is a set of at most SF_STORY_WORDS words. Two headlines are one story when
 * their numbers do not contradict each other (every number of the one with fewer is in the other) and the words they
 * share are at least SF_STORY_SHARE of the words of both (Jaccard), or SF_BRIEF_STORY_SHARE where one has fewer than
 * SF_BRIEF_STORY words. Order does not count: "A buys B" is "B buys A". */
#ifndef SIGNALFLOW_STORY_H
#define SIGNALFLOW_STORY_H

#include "date.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SF_STORY_WORDS = 40, SF_BRIEF_STORY = 8 };
#define SF_STORY_SHARE 0.6
#define SF_BRIEF_STORY_SHARE 0.8
typedef struct sf_story {
  uint16_t count, numbers;        /* of the words, the first `numbers` are numbers */
  uint32_t words[SF_STORY_WORDS]; /* hashed; numbers and words each in rising order */
} sf_story;
/* The signature of a headline: any bytes. */
SF_API sf_story sf_sign_headline(const char *headline, size_t length);
/* Whether two signed headlines tell one story. A story without words is like none, itself included. */
SF_API bool sf_same_story(const sf_story *a, const sf_story *b);
/* Copies among many: two are one story when sf_same_story says so and their days are at most `within` apart, and a
 * copy's copy is one as well. first[i] is the place of the earliest of i's story (of equal days, the one placed first):
 * i itself when there is none before. A story without words is never a copy. SF_NO_MEMORY. */
SF_API SF_MUST_USE sf_status sf_group_stories(const sf_story *stories, const sf_day *days, size_t count, sf_day within,
                                              size_t *first, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
