/* Whether two headlines are copies, one event, or neither. */
#include "signalflow/story.h"

#include "headlines/story_words.h"

#include <math.h>

enum { LONG_COPY = 10, LIKE_IN_TEXT = 70, FEWEST_SHARED = 3 };
/* Shares of words in common: of the shorter headline, and of both (Jaccard, Bulletin de la Societe Vaudoise, 1901). */
static const double shared_of_shorter = 0.65, shared_of_both = 0.45, shared_with_figure = 0.5, ordered_of_shorter = 0.5,
                    swapped_likeness = 0.8;

static bool equal_values(double a, double b) {
  const double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
  return fabs(a - b) <= 1e-9 * larger;
}

static bool has_quantity(const sf_story *story, const sf_story_quantity *q) {
  for (uint16_t i = 0; i < story->quantity_count; ++i)
    if (story->quantities[i].unit == q->unit && equal_values(story->quantities[i].value, q->value)) return true;
  return false;
}

static size_t equal_quantities(const sf_story *a, const sf_story *b) {
  size_t equal = 0;
  for (uint16_t i = 0; i < a->quantity_count; ++i) equal += has_quantity(b, &a->quantities[i]);
  return equal;
}

/* A quantity of the one whose unit the other has too, with other values. */
static bool figures_differ(const sf_story *a, const sf_story *b) {
  for (uint16_t i = 0; i < a->quantity_count; ++i) {
    bool measured = false, equal = false;
    for (uint16_t j = 0; j < b->quantity_count; ++j) {
      if (b->quantities[j].unit != a->quantities[i].unit) continue;
      measured = true;
      equal = equal || equal_values(b->quantities[j].value, a->quantities[i].value);
    }
    if (measured && !equal) return true;
  }
  return false;
}

/* ---- copies ---- */

/* Whether the shorter's words stand in the longer's, from `start` up to `end`, in the same order, all but `spare` of
 * the longer's being there. */
static bool reads_alike(const sf_story *shorter, const sf_story *longer, uint16_t start, uint16_t end, uint16_t spare) {
  uint16_t i = 0, passed = 0;
  for (uint16_t j = start; j < end; ++j) {
    if (i < shorter->count && shorter->words[i] == longer->words[j])
      ++i;
    else if (++passed > spare)
      return false;
  }
  return i == shorter->count;
}

/* Whether the words of two headlines are those of one text. */
static bool read_as_one(const sf_story *a, const sf_story *b) {
  const sf_story *shorter = a->count <= b->count ? a : b, *longer = shorter == a ? b : a;
  const uint16_t all = longer->count, extra = (uint16_t)(all - shorter->count);
  if (extra <= (all >= LONG_COPY)) return reads_alike(shorter, longer, 0, all, extra);
  /* A label of one newsroom before the text, or its name behind. */
  return (extra == longer->lead && reads_alike(shorter, longer, longer->lead, all, 0)) ||
         (extra == longer->tail && reads_alike(shorter, longer, 0, (uint16_t)(all - longer->tail), 0));
}

bool sf_same_story(const sf_story *a, const sf_story *b) {
  if (a->count == 0 || b->count == 0 || a->denies != b->denies || a->periods != b->periods) return false;
  if (a->quantity_count != b->quantity_count || !read_as_one(a, b)) return false;
  return equal_quantities(a, b) == a->quantity_count && equal_quantities(b, a) == a->quantity_count;
}

/* ---- events ---- */

static size_t count_common(const sf_story *a, const sf_story *b) {
  size_t i = 0, j = 0, common = 0;
  while (i < a->count && j < b->count) {
    if (a->sorted[i] == b->sorted[j]) {
      ++common;
      ++i;
      ++j;
    } else if (a->sorted[i] < b->sorted[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return common;
}

static bool has_actor(const sf_story *story, uint32_t actor) {
  for (uint16_t i = 0; i < story->actor_count; ++i)
    if (story->actors[i] == actor) return true;
  return false;
}

static size_t actors_lacking(const sf_story *in, const sf_story *from) {
  size_t lacking = 0;
  for (uint16_t i = 0; i < from->actor_count; ++i) lacking += !has_actor(in, from->actors[i]);
  return lacking;
}

/* Capitalised words of the one that stand in the other with a capital too: names in common, but for headlines that
 * capitalise every word. */
static size_t count_shared_names(const sf_story *a, const sf_story *b) {
  size_t shared = 0;
  for (uint16_t i = 0; i < a->count; ++i)
    for (uint16_t j = 0; j < b->count; ++j)
      if (a->words[i] == b->words[j] && (a->names >> i & 1) != 0 && (b->names >> j & 1) != 0) {
        ++shared;
        break;
      }
  return shared;
}

static bool share_measured(const sf_story *a, const sf_story *b) {
  for (uint16_t i = 0; i < a->quantity_count; ++i)
    if (a->quantities[i].unit != 0 && has_quantity(b, &a->quantities[i])) return true;
  return false;
}

bool sf_may_share_deal(const sf_story *a, const sf_story *b) {
  return share_measured(a, b) && count_shared_names(a, b) >= 2;
}

/* "Nvidia passes Microsoft", "Microsoft passes Nvidia": two actors in the other order, with a word between them. */
static bool swaps_actors(const sf_story *a, const sf_story *b) {
  for (uint16_t i = 0; i + 1 < a->actor_count; ++i) {
    const uint32_t first = a->actors[i], second = a->actors[i + 1];
    for (uint16_t j = 0; j + 1 < b->actor_count; ++j) {
      if (b->actors[j] != second || b->actors[j + 1] != first) continue;
      const bool parted =
          a->actor_words[i + 1] > a->actor_words[i] + 2 || b->actor_words[j + 1] > b->actor_words[j] + 2;
      return parted || (a->actor_words[i + 1] > a->actor_words[i] + 1 && b->actor_words[j + 1] > b->actor_words[j] + 1);
    }
  }
  return false;
}

/* "A wins $38bn contract from B", "B signs $38bn deal with A": two actors or more, the same ones, and a figure. */
static bool share_deal(const sf_story *a, const sf_story *b) {
  return a->actor_count >= 2 && a->actor_count == b->actor_count && actors_lacking(a, b) == 0 && share_measured(a, b);
}

/* The longest run of words, not always side by side, that both have in one order. */
static size_t count_in_order(const sf_story *a, const sf_story *b) {
  uint8_t longest[SF_STORY_WORDS + 1] = {0};
  for (uint16_t i = 0; i < a->count; ++i) {
    uint8_t before = 0;
    for (uint16_t j = 0; j < b->count; ++j) {
      const uint8_t kept = longest[j + 1];
      if (a->words[i] == b->words[j])
        longest[j + 1] = (uint8_t)(before + 1);
      else if (longest[j] > longest[j + 1])
        longest[j + 1] = longest[j];
      before = kept;
    }
  }
  return longest[b->count];
}

static bool contradict(const sf_story *a, const sf_story *b, size_t common, double of_both) {
  if (a->denies != b->denies || a->move * b->move < 0) return true;
  if (a->periods != 0 && b->periods != 0 && (a->periods & b->periods) == 0) return true;
  const bool signed_both = a->channel < SF_SIGNED_CHANNELS && a->channel == b->channel;
  if (signed_both && a->direction * b->direction < 0) return true;
  const size_t only_a = actors_lacking(b, a), only_b = actors_lacking(a, b);
  if (only_a > 0 && only_b > 0) return true;
  /* An actor of the one, and in its place a word of the other: another actor that no lexicon names. */
  const sf_story *lacks = only_a > 0 ? b : a;
  const bool alike = common * 100 >= LIKE_IN_TEXT * (size_t)(lacks->count);
  if (only_a + only_b > 0 && alike && common < lacks->count) return true;
  return of_both >= swapped_likeness && swaps_actors(a, b);
}

sf_story_tie sf_tie_stories(const sf_story *a, const sf_story *b) {
  if (a->count == 0 || b->count == 0 || figures_differ(a, b) || figures_differ(b, a)) return SF_OTHER_STORY;
  if (sf_same_story(a, b)) return SF_COPY;
  const size_t common = count_common(a, b);
  const bool one_deal = share_deal(a, b);
  if (common < FEWEST_SHARED && !one_deal) return SF_OTHER_STORY;
  const size_t fewer = a->count < b->count ? a->count : b->count, all = (size_t)a->count + b->count - common;
  const double of_both = (double)common / (double)all, of_shorter = (double)common / (double)fewer;
  if (one_deal) return contradict(a, b, common, of_both) ? SF_OTHER_STORY : SF_SAME_EVENT;
  const bool like = of_shorter >= shared_of_shorter && of_both >= shared_of_both;
  if (!like && of_shorter < shared_with_figure) return SF_OTHER_STORY;
  if (count_shared_names(a, b) == 0 || contradict(a, b, common, of_both)) return SF_OTHER_STORY;
  const bool has_figure = of_shorter >= shared_with_figure && equal_quantities(a, b) > 0 && equal_quantities(b, a) > 0;
  if (has_figure) return SF_SAME_EVENT;
  return like && (double)count_in_order(a, b) >= ordered_of_shorter * (double)fewer ? SF_SAME_EVENT : SF_OTHER_STORY;
}
