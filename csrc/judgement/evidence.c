#include "signalflow/evidence.h"

#include "base/ascii.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "numeric/exact_sum.h"
#include "numeric/mix.h"
#include "numeric/special.h"

#include <math.h>

static const double forgiven = 1e-12; /* odds of exactly 3 count, whichever way their logarithm was rounded */
static const uint32_t no_story = UINT32_MAX;
enum { NONE = -1 };

typedef struct story {
  sf_day first;    /* day of the first copy */
  uint64_t source; /* that copy's origin; the smaller number of two on one day */
  double share;    /* what each copy weighs before it fades */
  ptrdiff_t origin;
  uint32_t copies, supporting;
  bool hard, disconfirming;
} story;

typedef struct origin {
  size_t stories;
  double most;     /* sum of |contributions| */
  double scale;    /* below 1 where the cap holds */
  ptrdiff_t items; /* the last item, a chain through links */
} origin;

/* Open addressing from a key to a place; a place of 0 is free, others are one too high. */
typedef struct slot {
  uint64_t key;
  uint32_t place;
} slot;

typedef struct key_index {
  slot *slots;
  size_t mask;
} key_index;

typedef struct scratch {
  key_index index; /* of stories, then of origins */
  story *stories;
  origin *origins;
  uint32_t *story_of; /* by item; no_story for what moves nothing */
  ptrdiff_t *links;   /* by item: the one before it in its origin */
  double *moves;      /* by item */
  size_t story_count, origin_count;
} scratch;

static bool moves_something(const sf_evidence *item, sf_day as_of) {
  return item->day <= as_of && !item->own && !item->flat && item->log_ratio != 0;
}

static sf_status check_settings(double prior, const sf_evidence_settings *settings, sf_error *error) {
  if (!(prior > 0 && prior < 1))
    return sf_fail(error, SF_INVALID, "prior: expected a probability above 0 and below 1, got %s",
                   sf_quote_number(prior).text);
  if (!(settings->correlation >= 0 && settings->correlation <= 1))
    return sf_fail(error, SF_INVALID, "correlation: expected a number from 0 to 1, got %s",
                   sf_quote_number(settings->correlation).text);
  if (!(settings->item_cap > 0 && isfinite(settings->item_cap)))
    return sf_fail(error, SF_INVALID, "item_cap: expected a number above 0, got %s",
                   sf_quote_number(settings->item_cap).text);
  if (!(settings->origin_cap > 0 && isfinite(settings->origin_cap)))
    return sf_fail(error, SF_INVALID, "origin_cap: expected a number above 0, got %s",
                   sf_quote_number(settings->origin_cap).text);
  return SF_OK;
}

static sf_status check_items(const sf_evidence *items, size_t count, sf_error *error) {
  if (count >= UINT32_MAX) return sf_fail(error, SF_INVALID, "%zu items of evidence are too many", count);
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(items[i].log_ratio))
      return sf_fail(error, SF_INVALID, "item %zu: log_ratio: expected a finite number, got %s", i + 1,
                     sf_quote_number(items[i].log_ratio).text);
    if (!(items[i].half_life > 0))
      return sf_fail(error, SF_INVALID, "item %zu: half_life: expected days above 0, got %s", i + 1,
                     sf_quote_number(items[i].half_life).text);
  }
  return SF_OK;
}

static void free_scratch(scratch *work) {
  sf_free(work->index.slots);
  sf_free(work->stories);
  sf_free(work->origins);
  sf_free(work->story_of);
  sf_free(work->links);
  sf_free(work->moves);
}

static sf_status make_scratch(scratch *work, size_t count, sf_error *error) {
  size_t slots = 16;
  while (slots < 2 * count) slots *= 2;
  *work = (scratch){.index = {.mask = slots - 1}};
  work->index.slots = sf_allocate(slots, sizeof *work->index.slots);
  work->stories = sf_allocate(count, sizeof *work->stories);
  work->origins = sf_allocate(count, sizeof *work->origins);
  work->story_of = sf_allocate(count, sizeof *work->story_of);
  work->links = sf_allocate(count, sizeof *work->links);
  work->moves = sf_allocate(count, sizeof *work->moves);
  if (work->index.slots && work->stories && work->origins && work->story_of && work->links && work->moves) return SF_OK;
  free_scratch(work);
  return sf_fail(error, SF_NO_MEMORY, "not enough memory to weigh %zu items of evidence", count);
}

/* The place of a key; next, which it gets, when it is new. */
static size_t find_place(key_index *index, uint64_t key, size_t next) {
  size_t at = (size_t)sf_mix(key) & index->mask;
  while (index->slots[at].place != 0 && index->slots[at].key != key) at = (at + 1) & index->mask;
  if (index->slots[at].place != 0) return index->slots[at].place - 1;
  index->slots[at] = (slot){key, (uint32_t)next + 1};
  return next;
}

static void clear_index(key_index *index) {
  for (size_t i = 0; i <= index->mask; i++) index->slots[i].place = 0;
}

static void add_copy(story *into, const sf_evidence *item) {
  const bool earlier = into->copies == 0 || item->day < into->first;
  if (earlier || (item->day == into->first && item->origin < into->source)) into->source = item->origin;
  if (earlier) into->first = item->day;
  into->copies++;
  into->supporting += item->log_ratio > 0;
  into->hard |= item->hard;
  into->disconfirming |= item->disconfirming;
}

static void gather_stories(scratch *work, const sf_evidence *items, size_t count, sf_day as_of) {
  for (size_t i = 0; i < count; i++) {
    if (!moves_something(&items[i], as_of)) {
      work->story_of[i] = no_story;
      continue;
    }
    size_t place = work->story_count;
    if (items[i].story != 0) place = find_place(&work->index, items[i].story, work->story_count);
    work->story_count += place == work->story_count;
    work->story_of[i] = (uint32_t)place;
    add_copy(&work->stories[place], &items[i]);
  }
}

static void gather_origins(scratch *work, double correlation) {
  clear_index(&work->index);
  for (size_t i = 0; i < work->story_count; i++) {
    const size_t place = find_place(&work->index, work->stories[i].source, work->origin_count);
    work->origin_count += place == work->origin_count;
    work->stories[i].origin = (ptrdiff_t)place;
    work->origins[place].stories++;
    work->origins[place].items = NONE;
  }
  for (size_t i = 0; i < work->story_count; i++) {
    story *one = &work->stories[i];
    const double others = (double)(work->origins[one->origin].stories - 1);
    one->share = 1 / (1 + others * correlation) / one->copies;
  }
}

/* 2^-x; exact where x is whole. */
static double halved(double x) {
  static const double ln_2 = 0.69314718055994530942;
  if (!(x < 1100)) return 0;
  const double whole = floor(x);
  return ldexp(sf_exp(-(x - whole) * ln_2), -(int)whole);
}

static double within(double value, double cap) { return value > cap ? cap : value < -cap ? -cap : value; }

static void weigh_items(scratch *work, const sf_evidence *items, size_t count, const sf_evidence_settings *settings) {
  for (size_t i = 0; i < count; i++) {
    if (work->story_of[i] == no_story) continue;
    const story *of = &work->stories[work->story_of[i]];
    origin *from = &work->origins[of->origin];
    const double age = (double)settings->as_of - of->first;
    work->moves[i] = within(items[i].log_ratio, settings->item_cap) * of->share * halved(age / items[i].half_life);
    from->most += fabs(work->moves[i]);
    work->links[i] = from->items;
    from->items = (ptrdiff_t)i;
  }
}

/* How an origin's contributions are scaled. Where the sum of magnitudes, which rounds by the order of adding, is
 * safely below the cap, so is the sum; elsewhere the sum is exact. */
static double origin_scale(const scratch *work, const origin *from, double cap) {
  if (from->most < cap * (1 - 1e-9)) return 1;
  sf_exact_sum sum = {0};
  for (ptrdiff_t i = from->items; i != NONE; i = work->links[i]) sf_add_exact(&sum, work->moves[i]);
  const double moved = fabs(sf_exact_value(&sum));
  return moved > cap ? cap / moved : 1;
}

static void cap_origins(scratch *work, size_t count, double cap, sf_weighing *result) {
  for (size_t i = 0; i < work->origin_count; i++) {
    work->origins[i].scale = origin_scale(work, &work->origins[i], cap);
    if (work->origins[i].scale < 1) result->warnings |= SF_WARN_CAPPED_ORIGIN;
  }
  for (size_t i = 0; i < count; i++)
    if (work->story_of[i] != no_story) work->moves[i] *= work->origins[work->stories[work->story_of[i]].origin].scale;
}

static void sum_moves(const scratch *work, size_t count, double prior, sf_weighing *result) {
  sf_exact_sum supporting = {0}, opposing = {0};
  for (size_t i = 0; i < count; i++)
    if (work->moves[i] != 0) sf_add_exact(work->moves[i] > 0 ? &supporting : &opposing, work->moves[i]);
  result->supporting = sf_exact_value(&supporting);
  result->opposing = fabs(sf_exact_value(&opposing));
  sf_merge_exact(&supporting, &opposing);
  result->log_odds = sf_log(prior) - sf_log1p(-prior) + sf_exact_value(&supporting);
}

static void count_stories(const scratch *work, sf_weighing *result) {
  size_t up = 0, down = 0;
  for (size_t i = 0; i < work->story_count; i++) {
    const story *one = &work->stories[i];
    result->hard += one->hard;
    result->disconfirming += one->disconfirming;
    up += one->supporting > one->copies - one->supporting;
    down += one->supporting < one->copies - one->supporting;
  }
  result->stories = work->story_count;
  result->origins = work->origin_count;
  result->one_sided = work->story_count > 0 ? (double)(up > down ? up : down) / (double)work->story_count : (double)NAN;
  result->lopsided =
      result->stories >= SF_LOPSIDED_STORIES && result->one_sided > SF_LOPSIDED_SHARE && result->disconfirming == 0;
}

static void apply_guards(sf_weighing *result) {
  if (result->origins < SF_GUARD_ORIGINS) result->missing |= SF_LACKS_ORIGIN;
  if (result->hard == 0) result->missing |= SF_LACKS_HARD;
  if (result->disconfirming == 0) result->missing |= SF_LACKS_DISCONFIRMING;
  if (result->stories == 0) result->warnings |= SF_WARN_NO_EVIDENCE;
  if (result->origins == 1) result->warnings |= SF_WARN_ONE_ORIGIN;
  if (result->missing & SF_LACKS_HARD) result->warnings |= SF_WARN_NO_HARD;
  if (result->missing & SF_LACKS_DISCONFIRMING) result->warnings |= SF_WARN_NO_DISCONFIRMING;
  if (result->lopsided) result->warnings |= SF_WARN_LOPSIDED;
}

static double logistic(double x) {
  if (x >= 0) return 1 / (1 + sf_exp(-x));
  const double e = sf_exp(x);
  return e / (1 + e);
}

static void find_probability(sf_weighing *result) {
  result->probability = logistic(result->log_odds);
  if (result->missing == 0) return;
  const double free = result->probability;
  result->probability = fmax(SF_UNGUARDED_LOW, fmin(SF_UNGUARDED_HIGH, free));
  if (result->probability != free) result->warnings |= SF_WARN_HELD;
}

static sf_belief find_status(const sf_weighing *result, const sf_evidence_settings *settings) {
  const double decided = sf_log(SF_DECIDED_ODDS) - forgiven;
  if (settings->has_horizon && settings->as_of > settings->horizon) return SF_EXPIRED;
  if (result->missing != 0) return SF_UNVERIFIED;
  /* the stronger side must be the one the odds are on: a high prior alone supports nothing */
  if (result->log_odds >= decided && result->opposing < SF_WEAKER_SIDE * result->supporting) return SF_SUPPORTED;
  if (result->log_odds <= -decided && result->supporting < SF_WEAKER_SIDE * result->opposing) return SF_CONTRADICTED;
  return SF_CONTESTED;
}

static void find_capped_items(const scratch *work, const sf_evidence *items, size_t count, double cap,
                              sf_weighing *result) {
  for (size_t i = 0; i < count; i++)
    if (work->story_of[i] != UINT32_MAX && fabs(items[i].log_ratio) > cap + forgiven)
      result->warnings |= SF_WARN_CAPPED_ITEM;
}

sf_evidence_settings sf_default_evidence_settings(sf_day as_of) {
  return (sf_evidence_settings){
      .as_of = as_of, .correlation = SF_CORRELATION, .item_cap = SF_ITEM_CAP, .origin_cap = SF_ORIGIN_CAP};
}

sf_status sf_weigh_evidence(double prior, const sf_evidence *items, size_t count, const sf_evidence_settings *settings,
                            double *contributions, sf_weighing *result, sf_error *error) {
  scratch work;
  sf_status status = check_settings(prior, settings, error);
  if (status == SF_OK) status = check_items(items, count, error);
  if (status == SF_OK) status = make_scratch(&work, count, error);
  if (status != SF_OK) return status;
  *result = (sf_weighing){0};
  gather_stories(&work, items, count, settings->as_of);
  gather_origins(&work, settings->correlation);
  weigh_items(&work, items, count, settings);
  cap_origins(&work, count, settings->origin_cap, result);
  find_capped_items(&work, items, count, settings->item_cap, result);
  sum_moves(&work, count, prior, result);
  count_stories(&work, result);
  apply_guards(result);
  find_probability(result);
  result->status = find_status(result, settings);
  if (contributions != NULL)
    for (size_t i = 0; i < count; i++) contributions[i] = work.moves[i];
  free_scratch(&work);
  return SF_OK;
}

/* Over what is left of the text, then mixed: the high bits of the hash alone are weak. */
uint64_t sf_evidence_key(const char *text, size_t length) {
  uint64_t hash = SF_EMPTY_HASH;
  bool started = false, gap = false;
  for (size_t i = 0; i < length; i++) {
    const unsigned char byte = (unsigned char)(sf_is_space(text[i]) ? ' ' : sf_to_lower(text[i]));
    if (byte == ' ') {
      gap = started;
      continue;
    }
    if (gap) hash = sf_hash_byte(hash, ' ');
    hash = sf_hash_byte(hash, byte);
    started = true;
    gap = false;
  }
  hash = sf_mix(hash);
  return hash != 0 ? hash : 1;
}

const char *sf_belief_name(sf_belief status) {
  static const char *const names[SF_BELIEF_COUNT] = {"unverified", "supported", "contested", "contradicted", "expired"};
  return (unsigned)status < SF_BELIEF_COUNT ? names[status] : "unknown";
}

const char *sf_missing_name(unsigned flag) {
  switch (flag) {
  case SF_LACKS_ORIGIN:
    return "origin";
  case SF_LACKS_HARD:
    return "hard";
  case SF_LACKS_DISCONFIRMING:
    return "disconfirming";
  default:
    return NULL;
  }
}

const char *sf_warning_name(unsigned flag) {
  switch (flag) {
  case SF_WARN_NO_EVIDENCE:
    return "no_evidence";
  case SF_WARN_ONE_ORIGIN:
    return "one_origin";
  case SF_WARN_NO_HARD:
    return "no_hard";
  case SF_WARN_NO_DISCONFIRMING:
    return "no_disconfirming";
  case SF_WARN_LOPSIDED:
    return "lopsided";
  case SF_WARN_CAPPED_ITEM:
    return "capped_item";
  case SF_WARN_CAPPED_ORIGIN:
    return "capped_origin";
  case SF_WARN_HELD:
    return "held";
  default:
    return NULL;
  }
}
