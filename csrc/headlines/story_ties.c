/* Whether two headlines are copies, one event, or neither. */
#include "signalflow/story.h"

#include "headlines/story_words.h"

#include <math.h>

enum {
  LONG_COPY = 10,
  LONG_MISSPELT = 5,
  LIKE_IN_TEXT = 70,
  FEWEST_SHARED = 3,
  LETTERS = (1 << 26) - 1,
  MOST_DIGITS = 12,
  LONGEST_NAME = 2,
  LARGE = 10000
};
/* Shares of words in common: of the shorter headline, and of both (Jaccard, Bulletin de la Societe Vaudoise, 1901). */
static const double shared_of_shorter = 0.65, shared_of_both = 0.45, shared_with_figure = 0.5, ordered_of_shorter = 0.5,
                    nearly_one_text = 0.8, mostly_one_text = 0.65;

static bool equal_values(double a, double b) {
  const double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
  return fabs(a - b) <= 1e-9 * larger;
}

/* The unit of the last digit that a value is written to: 1e8 of 5.8e9, 1e9 of 12e9 and 110e9; 0 of one digit, which may
 * stand for much. */
static double last_digit(double value) {
  const double size = fabs(value);
  double unit = 1, written = 1;
  while (unit * 10 <= size) unit *= 10;
  while (unit > size) unit /= 10;
  while (written * 1000 <= size) written *= 1000;
  for (int digits = 1; digits <= MOST_DIGITS; ++digits, unit /= 10)
    if (fabs(size / unit - round(size / unit)) < 1e-6) return digits == 1 ? 0 : unit < written ? unit : written;
  return 0;
}

/* Equal, or the one rounded to fewer digits: "$5.8 billion" of "$5.83 billion". */
static bool near_values(double a, double b) {
  const double apart = fabs(a - b), smaller = fabs(a) < fabs(b) ? fabs(a) : fabs(b);
  if (apart > 0.1 * smaller) return false; /* most, and those of unlike signs */
  if (equal_values(a, b)) return true;
  const double of_a = last_digit(a), of_b = last_digit(b);
  return of_a > 0 && of_b > 0 && apart <= (of_a > of_b ? of_a : of_b) / 2 * (1 + 1e-9);
}

static bool has_quantity(const sf_story *story, const sf_story_quantity *q) {
  for (uint16_t i = 0; i < story->quantity_count; ++i)
    if (story->quantities[i].unit == q->unit && equal_values(story->quantities[i].value, q->value)) return true;
  return false;
}

/* A large number is one with a noun and without: "260,000 chips", "260,000 of its chips". */
static bool has_near_quantity(const sf_story *story, const sf_story_quantity *q) {
  for (uint16_t i = 0; i < story->quantity_count; ++i) {
    const sf_story_quantity *own = &story->quantities[i];
    const bool bare = (own->unit == 0 || q->unit == 0) && q->value >= LARGE && own->value >= LARGE;
    if ((own->unit == q->unit || bare) && near_values(own->value, q->value)) return true;
  }
  return false;
}

static size_t equal_quantities(const sf_story *a, const sf_story *b) {
  size_t equal = 0;
  for (uint16_t i = 0; i < a->quantity_count; ++i) equal += has_quantity(b, &a->quantities[i]);
  return equal;
}

/* Figures of `a` in a unit that `b` has too, and not that value: so differ "$5 billion" and "$6 billion". */
static bool has_other_figure(const sf_story *a, const sf_story *b, uint32_t unit) {
  bool measured = false;
  for (uint16_t j = 0; j < b->quantity_count && !measured; ++j) measured = b->quantities[j].unit == unit;
  for (uint16_t i = 0; i < a->quantity_count && measured; ++i)
    if (a->quantities[i].unit == unit && !has_near_quantity(b, &a->quantities[i])) return true;
  return false;
}

/* Whether each of the two has a figure of one unit that the other has not; one may give more of them than the other. */
static bool figures_differ(const sf_story *a, const sf_story *b) {
  for (uint16_t i = 0; i < a->quantity_count; ++i) {
    const uint32_t unit = a->quantities[i].unit;
    if (has_other_figure(a, b, unit) && has_other_figure(b, a, unit)) return true;
  }
  return false;
}

/* Whether the one names but one side of an opposition of which the other names but the other. What is bought and sold
 * counts where both are told from one side. */
static bool oppose(const sf_story *a, const sf_story *b, bool one_side) {
  const uint32_t only_a = a->sides & ~a->other_sides, only_b = b->sides & ~b->other_sides;
  const uint32_t other_a = a->other_sides & ~a->sides, other_b = b->other_sides & ~b->sides;
  const uint32_t opposed = (only_a & other_b) | (only_b & other_a), deals = UINT32_C(1) << (SF_STORY_BOUGHT - 1);
  return (one_side ? opposed : opposed & ~deals) != 0;
}

/* ---- copies ---- */

static unsigned count_bits(uint32_t bits) {
  unsigned count = 0;
  for (; bits != 0; bits &= bits - 1) ++count;
  return count;
}

/* Whether two words may be one, of which one is misspelt: a letter too many or too few, another in its place, two
 * swapped, or two left out of which the word has others. */
static bool is_misspelt(uint32_t a, uint32_t b) {
  if (a == 0 || b == 0 || a >> 29 != b >> 29) return false;
  const unsigned step = ((a >> 26) - (b >> 26)) & 7, longer = step > 4 ? 8 - step : step;
  const unsigned differing = count_bits((a ^ b) & LETTERS);
  return longer + differing <= 2;
}

/* Whether two headlines of as many words differ in one of them, which is misspelt in one. */
static bool differ_by_a_letter(const sf_story *a, const sf_story *b) {
  unsigned misspelt = 0;
  if (a->count != b->count || a->count < LONG_MISSPELT) return false;
  for (uint16_t i = 0; i < a->count; ++i) {
    if (a->words[i] == b->words[i]) continue;
    if (++misspelt > 1 || !is_misspelt(a->shapes[i], b->shapes[i])) return false;
  }
  return misspelt == 1;
}

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
  if (a->quantity_count != b->quantity_count || a->rises != b->rises || a->falls != b->falls || oppose(a, b, true))
    return false;
  if (!read_as_one(a, b) && !differ_by_a_letter(a, b)) return false;
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
      if (a->words[i] == b->words[j] && (a->proper >> i & 1) != 0 && (b->proper >> j & 1) != 0) {
        ++shared;
        break;
      }
  return shared;
}

static size_t count_shared_measures(const sf_story *a, const sf_story *b) {
  size_t shared = 0;
  for (uint16_t i = 0; i < a->quantity_count; ++i)
    shared +=
        (a->quantities[i].unit != 0 || a->quantities[i].value >= LARGE) && has_near_quantity(b, &a->quantities[i]);
  return shared;
}

bool sf_may_share_deal(const sf_story *a, const sf_story *b) {
  return count_shared_measures(a, b) > 0 && count_shared_names(a, b) >= 2;
}

static int place_of_actor(const sf_story *story, uint32_t actor) {
  for (uint16_t i = 0; i < story->actor_count; ++i)
    if (story->actors[i] == actor) return i;
  return -1;
}

/* Whether actors i and j of a headline stand in one list. */
static bool in_one_list(const sf_story *story, int i, int j) {
  const int first = i < j ? i : j, last = i < j ? j : i;
  for (int k = first + 1; k <= last; ++k)
    if ((story->listed >> k & 1) == 0) return false;
  return true;
}

/* "Nvidia passes Microsoft", "Microsoft passes Nvidia": two actors in the other order, that are no list. */
static bool swaps_actors(const sf_story *a, const sf_story *b) {
  for (int i = 0; i + 1 < a->actor_count; ++i)
    for (int j = i + 1; j < a->actor_count; ++j) {
      const int k = place_of_actor(b, a->actors[i]), l = place_of_actor(b, a->actors[j]);
      if (k < 0 || l < 0 || k < l) continue;
      if (!in_one_list(a, i, j) || !in_one_list(b, k, l)) return true;
    }
  return false;
}

/* "A wins $38bn contract from B", "B signs $38bn deal with A": two actors or more, those of the one among the other's,
 * and a figure. Of one actor: two figures, or one of the same quarter or beside two names. */
static bool share_deal(const sf_story *a, const sf_story *b) {
  const bool among = actors_lacking(a, b) == 0 || actors_lacking(b, a) == 0;
  const uint16_t fewer = a->actor_count < b->actor_count ? a->actor_count : b->actor_count;
  if (!among || fewer == 0) return false;
  const size_t measures = count_shared_measures(a, b);
  const bool one_quarter = (a->periods & b->periods) != 0;
  const bool many_names = !(a->titled && b->titled) && count_shared_names(a, b) >= 2;
  return fewer >= 2 || one_quarter || many_names ? measures > 0 : measures > 1;
}

/* The longest run of words, not always side by side, that both have in one order. */
static size_t count_in_order(const sf_story *a, const sf_story *b) {
  uint8_t longest[SF_STORY_WORDS + 1] = {0};
  for (uint16_t i = 0; i < a->count; ++i) {
    uint8_t before = 0;
    for (uint16_t j = 0; j < b->count; ++j) {
      const uint8_t kept = longest[j + 1];
      if (a->senses[i] == b->senses[j])
        longest[j + 1] = (uint8_t)(before + 1);
      else if (longest[j] > longest[j + 1])
        longest[j + 1] = longest[j];
      before = kept;
    }
  }
  return longest[b->count];
}

static bool has_word(const sf_story *story, uint32_t word) {
  for (uint16_t i = 0; i < story->count; ++i)
    if (story->words[i] == word) return true;
  return false;
}

/* Words of a headline that the other does not have, side by side: between two that it has, or an end. */
typedef struct own_words {
  uint32_t before, after; /* 0: an end */
  bool named;
} own_words;

/* The own words of `story` from *at on; false when there are no more. */
static bool next_own_words(const sf_story *story, const sf_story *other, uint16_t *at, own_words *own) {
  uint16_t i = *at;
  while (i < story->count && has_word(other, story->words[i])) ++i;
  if (i == story->count) return false;
  const uint16_t first = i;
  *own = (own_words){.before = i > 0 ? story->words[i - 1] : 0, .named = true};
  for (; i < story->count && !has_word(other, story->words[i]); ++i) {
    const bool placed = (story->places >> i & 1) != 0, capital = (story->names >> i & 1) != 0;
    const bool goes_on = story->titled ? i > first : i > 0;
    own->named = own->named && i - first < LONGEST_NAME && (placed || (capital && goes_on));
  }
  own->after = i < story->count ? story->words[i] : 0;
  *at = i;
  return true;
}

/* Whether all differs that two headlines say is the words they start with, one or two, with capitals: their subjects.
 */
static bool start_with_others(const sf_story *a, const sf_story *b, size_t common) {
  const size_t first_a = a->count - common, first_b = b->count - common;
  if (first_a == 0 || first_b == 0 || first_a > LONGEST_NAME || first_b > LONGEST_NAME) return false;
  for (size_t i = 0; i < first_a; ++i)
    if (has_word(b, a->words[i]) || (a->names >> i & 1) == 0) return false;
  for (size_t i = 0; i < first_b; ++i)
    if (has_word(a, b->words[i]) || (b->names >> i & 1) == 0) return false;
  return true;
}

/* "a data center in Iowa", "a data center in Ohio": between the same words, a name of the one and another name of the
 * other. */
static bool replace_name(const sf_story *a, const sf_story *b) {
  own_words x, y;
  for (uint16_t i = 0; next_own_words(a, b, &i, &x);)
    for (uint16_t j = 0; x.named && next_own_words(b, a, &j, &y);)
      if (y.named && x.before == y.before && x.after == y.after) return true;
  return false;
}

/* Whether one moves up and the other down, on the whole or, where they are mostly one text, in a word. */
static bool move_apart(const sf_story *a, const sf_story *b, bool like) {
  const int rises = a->rises - b->rises, falls = a->falls - b->falls;
  if (like && rises * falls < 0) return true;
  return (a->rises - a->falls) * (b->rises - b->falls) < 0;
}

static bool contradict(const sf_story *a, const sf_story *b, size_t common, double of_both) {
  const bool like = of_both >= nearly_one_text;
  if (like ? a->denies != b->denies : (a->denies > 0) != (b->denies > 0)) return true;
  if (move_apart(a, b, of_both >= mostly_one_text) || oppose(a, b, like || count_shared_names(a, b) < 2)) return true;
  if (a->is_read && b->is_read && (replace_name(a, b) || start_with_others(a, b, common))) return true;
  if (a->periods != 0 && b->periods != 0 && (a->periods & b->periods) == 0) return true;
  const bool signed_both = a->channel < SF_SIGNED_CHANNELS && a->channel == b->channel;
  if (signed_both && a->direction * b->direction < 0) return true;
  const size_t only_a = actors_lacking(b, a), only_b = actors_lacking(a, b);
  if (only_a > 0 && only_b > 0) return true;
  /* An actor of the one, and in its place a word of the other: another actor that no lexicon names. */
  const sf_story *lacks = only_a > 0 ? b : a;
  const bool alike = common * 100 >= LIKE_IN_TEXT * (size_t)(lacks->count);
  if (only_a + only_b > 0 && alike && common < lacks->count) return true;
  return like && swaps_actors(a, b);
}

sf_story_tie sf_tie_stories(const sf_story *a, const sf_story *b) {
  if (a->count == 0 || b->count == 0 || figures_differ(a, b)) return SF_OTHER_STORY;
  if (sf_same_story(a, b)) return SF_COPY;
  const size_t common = count_common(a, b);
  const bool one_deal = share_deal(a, b);
  if (common < FEWEST_SHARED && !one_deal) return SF_OTHER_STORY;
  const size_t fewer = a->count < b->count ? a->count : b->count, all = (size_t)a->count + b->count - common;
  const double of_both = (double)common / (double)all, of_shorter = (double)common / (double)fewer;
  if (!one_deal && a->is_column && b->is_column && of_both < nearly_one_text) return SF_OTHER_STORY;
  if (one_deal) return contradict(a, b, common, of_both) ? SF_OTHER_STORY : SF_SAME_EVENT;
  const bool like = of_shorter >= shared_of_shorter && of_both >= shared_of_both;
  if (!like && of_shorter < shared_with_figure) return SF_OTHER_STORY;
  if (count_shared_names(a, b) == 0 || contradict(a, b, common, of_both)) return SF_OTHER_STORY;
  const bool has_figure = of_shorter >= shared_with_figure && count_shared_measures(a, b) > 0;
  if (has_figure) return SF_SAME_EVENT;
  return like && (double)count_in_order(a, b) >= ordered_of_shorter * (double)fewer ? SF_SAME_EVENT : SF_OTHER_STORY;
}
