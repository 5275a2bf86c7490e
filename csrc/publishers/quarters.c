/* From figures to one series: quarters out of years to date, years, balances.
 *
 * A quarter is worked out within one group of tags. It is reported, or it is a longer period less an earlier or a later
 * part of it, or less the quarters before it. Longer and shorter must belong together: they stand in one filing, or are
 * the first that were filed, or were both restated since. A year that was recast when a business was sold, less nine
 * months as they were first filed, is no quarter of anything; where the year was so from the first, the year before
 * shows it, which the same report restates. */
#include "publishers/figures.h"
#include "publishers/filings_layout.h"

#include "base/list.h"
#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { START_TOLERANCE = 6 /* days by which filers miss a period's first day */ };

/* How far, as a share of the larger, a reported quarter may be from the difference before the two contradict each
 * other, where the parts stand as first filed and where they were restated; and of the longer period, for roundings.
 * How far four quarters may be from their year before that is said. */
static const double near_apart = 0.1, far_apart = 0.5, rounding = 0.01, apart = 0.005;
/* How far a report must move its comparison of a year before to show that it has another basis: a business that was
 * sold is more than a correction. */
static const double recast = 0.05;

/* One way to work out a quarter. */
typedef enum way { REPORTED, LESS_EARLIER, LESS_LATER, LESS_QUARTERS } way;

typedef struct recipe {
  sf_day end, start; /* of the quarter; where it is less quarters, the start is found with them */
  way way;
  int miss; /* days by which the two starts differ */
  const sf_span *longer, *shorter;
} recipe;

/* What a recipe gives on one day; newest NULL: nothing. */
typedef struct outcome {
  double value;
  sf_day start, known_on;
  const sf_figure *newest, *longer, *shorter;
  sf_method method;
} outcome;

typedef struct quarter_maker {
  const sf_figures *figures;
  const sf_filing_query *query;
  recipe *recipes;
  size_t recipe_count, recipe_capacity;
  sf_draft group; /* the quarters of the group in hand */
  sf_day *days;   /* on which what is known of the quarter in hand may change */
  size_t day_count, day_capacity;
  sf_note *notes;
  size_t note_count, note_capacity;
  bool failed;
} quarter_maker;

/* Makes room for one more; false when there is none. */
static bool grow(quarter_maker *quarters, void **items, size_t *capacity, size_t count, size_t size) {
  void *larger = sf_make_room(*items, capacity, count, size);
  quarters->failed |= larger == NULL;
  if (larger != NULL) *items = larger;
  return larger != NULL;
}

static void add_recipe(quarter_maker *quarters, const recipe *one) {
  if (grow(quarters, (void **)&quarters->recipes, &quarters->recipe_capacity, quarters->recipe_count, sizeof *one))
    quarters->recipes[quarters->recipe_count++] = *one;
}

static void add_note(quarter_maker *quarters, const sf_note *note) {
  for (size_t i = quarters->note_count; i-- > 0;) /* the next vintage says it again */
    if (quarters->notes[i].code == note->code && quarters->notes[i].end == note->end) return;
  if (grow(quarters, (void **)&quarters->notes, &quarters->note_capacity, quarters->note_count, sizeof *note))
    quarters->notes[quarters->note_count++] = *note;
}

static void note_day(quarter_maker *quarters, sf_day day) {
  if (grow(quarters, (void **)&quarters->days, &quarters->day_capacity, quarters->day_count, sizeof day))
    quarters->days[quarters->day_count++] = day;
}

static void note_span_days(quarter_maker *quarters, const sf_span *span) {
  for (size_t i = 0; span != NULL && i < span->count; i++)
    note_day(quarters, quarters->figures->items[span->first + i].filed);
}

static int compare_days(const void *a, const void *b) {
  const sf_day x = *(const sf_day *)a, y = *(const sf_day *)b;
  return (x > y) - (x < y);
}

static void order_days(quarter_maker *quarters) {
  if (quarters->day_count == 0) return;
  qsort(quarters->days, quarters->day_count, sizeof *quarters->days, compare_days);
  size_t kept = 1;
  for (size_t i = 1; i < quarters->day_count; i++)
    if (quarters->days[i] != quarters->days[kept - 1]) quarters->days[kept++] = quarters->days[i];
  quarters->day_count = kept;
}

/* Recipes. */

/* The longer less shorter ones that start with it and leave a quarter. */
static void add_earlier(quarter_maker *quarters, const sf_span *longer) {
  const sf_figures *figures = quarters->figures;
  for (int miss = -START_TOLERANCE; miss <= START_TOLERANCE; miss++) {
    const sf_day start = longer->start + miss;
    size_t at = sf_find_span_by_start(figures, longer->group, start, longer->end - SF_QUARTER_LONGEST);
    for (; at < figures->span_count; at++) {
      const sf_span *shorter = &figures->spans[figures->by_start[at]];
      if (shorter->group != longer->group || shorter->start != start) break;
      if (!sf_is_quarter(longer->end - shorter->end)) break; /* they only end later */
      add_recipe(quarters, &(recipe){.end = longer->end,
                                     .start = shorter->end + 1,
                                     .way = LESS_EARLIER,
                                     .miss = abs(miss),
                                     .longer = longer,
                                     .shorter = shorter});
    }
  }
}

/* Those of one end: the longer less a shorter one, which leaves a quarter before it. */
static void add_later(quarter_maker *quarters, const sf_span *longer, const sf_span *first, const sf_span *last) {
  for (const sf_span *shorter = first; shorter < last; shorter++)
    if (shorter->start > longer->start && sf_is_quarter(shorter->start - longer->start))
      add_recipe(quarters, &(recipe){.end = shorter->start - 1,
                                     .start = longer->start,
                                     .way = LESS_LATER,
                                     .longer = longer,
                                     .shorter = shorter});
}

static void add_recipes_of(quarter_maker *quarters, const sf_span *span, const sf_span *first, const sf_span *last) {
  const int length = sf_days_in(span->start, span->end);
  if (sf_is_quarter(length))
    add_recipe(quarters, &(recipe){.end = span->end, .start = span->start, .way = REPORTED, .longer = span});
  if (length <= SF_QUARTER_LONGEST || length > SF_YEAR_LONGEST || !quarters->figures->is_additive) return;
  add_earlier(quarters, span);
  add_later(quarters, span, first, last);
  add_recipe(quarters, &(recipe){.end = span->end, .way = LESS_QUARTERS, .longer = span});
}

static int compare_recipes(const void *a, const void *b) {
  const recipe *x = a, *y = b;
  if (x->end != y->end) return x->end < y->end ? -1 : 1;
  if (x->way != y->way) return x->way < y->way ? -1 : 1;
  if (x->miss != y->miss) return x->miss < y->miss ? -1 : 1;
  if (x->longer != y->longer) return x->longer < y->longer ? -1 : 1;
  return (x->shorter > y->shorter) - (x->shorter < y->shorter);
}

/* The spans of one group, from first to last. */
static void write_recipes(quarter_maker *quarters, const sf_span *first, const sf_span *last) {
  quarters->recipe_count = 0;
  for (const sf_span *from = first, *to; from < last; from = to) {
    for (to = from + 1; to < last && to->end == from->end;) to++;
    for (const sf_span *span = from; span < to && !quarters->failed; span++) add_recipes_of(quarters, span, from, to);
  }
  if (quarters->recipe_count > 0)
    qsort(quarters->recipes, quarters->recipe_count, sizeof *quarters->recipes, compare_recipes);
}

/* Following a recipe. */

static bool are_apart(double a, double b, double share) { return fabs(a - b) > share * fmax(fabs(a), fabs(b)); }

/* Whether a pair stands instead of the one before it: restated together, or filed together. */
static bool replaces(const sf_figure *longer, const sf_figure *shorter, const outcome *before) {
  const bool longer_changed = longer->value != before->longer->value;
  const bool shorter_changed = shorter->value != before->shorter->value;
  return longer_changed == shorter_changed || sf_same_filing(longer, shorter);
}

/* The group's first span that ends on that day or later. */
static const sf_span *find_span_by_end(const sf_figures *figures, size_t group, sf_day end) {
  size_t low = 0, high = figures->span_count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const sf_span *span = &figures->spans[middle];
    if (span->group < group || (span->group == group && span->end < end))
      low = middle + 1;
    else
      high = middle;
  }
  return figures->spans + low;
}

/* The group's next span, from that one on, that is the same period a year before; NULL when there is none. */
static const sf_span *find_year_before(const sf_figures *figures, const sf_span *from, size_t group, sf_day start,
                                       sf_day end) {
  const sf_span *last = figures->spans + figures->span_count;
  for (; from < last && from->group == group && from->end <= end - SF_YEAR_SHORTEST; from++)
    if (start - from->start >= SF_YEAR_SHORTEST && start - from->start <= SF_YEAR_LONGEST) return from;
  return NULL;
}

/* What was filed on a day says of the same period a year before: nothing, as was known, or another basis. */
typedef enum year_before { SAYS_NOTHING, AS_KNOWN, RESTATED } year_before;

static year_before say_year_before(const sf_figures *figures, size_t group, sf_day filed, sf_day start, sf_day end) {
  year_before said = SAYS_NOTHING;
  const sf_span *span = find_span_by_end(figures, group, end - SF_YEAR_LONGEST);
  while ((span = find_year_before(figures, span, group, start, end)) != NULL) {
    const sf_figure *now = sf_figure_known(figures, span, filed), *before = sf_figure_known(figures, span, filed - 1);
    span++;
    if (before == NULL || now->filed != filed) continue;
    if (are_apart(now->value, before->value, recast)) return RESTATED;
    said = AS_KNOWN;
  }
  return said;
}

/* Whether that is what was known, before a day, of the same period a year before or after. */
static bool is_of_other_year(const sf_figures *figures, const sf_figure *figure) {
  for (int year = 0; year < 2; year++) {
    const int ahead = year == 0 ? 0 : SF_YEAR_SHORTEST + SF_YEAR_LONGEST;
    const sf_day start = figure->start + ahead, end = figure->end + ahead;
    const sf_span *span = find_span_by_end(figures, figure->group, end - SF_YEAR_LONGEST);
    while ((span = find_year_before(figures, span, figure->group, start, end)) != NULL) {
      const sf_figure *before = sf_figure_known(figures, span++, figure->filed - 1);
      if (before != NULL && before->value == figure->value) return true;
    }
  }
  return false;
}

/* Whether a report mixed up its columns: a figure that was not known of its period, though others were, but of another
 * year's. */
static bool is_mixed_up(const sf_figures *figures, const sf_span *span, const sf_figure *figure) {
  const sf_figure *first = &figures->items[span->first];
  if (first->filed >= figure->filed) return false;
  for (const sf_figure *before = first; before->filed < figure->filed; before++)
    if (before->value == figure->value) return false;
  return is_of_other_year(figures, figure);
}

/* Whether the longer was filed on a new basis, and the period that was filed on a day before on the old one. */
static bool is_recast(const sf_figures *figures, const sf_figure *longer, sf_day filed, sf_day start, sf_day end) {
  return longer->filed > filed &&
         say_year_before(figures, longer->group, longer->filed, longer->start, longer->end) == RESTATED &&
         say_year_before(figures, longer->group, filed, start, end) == AS_KNOWN;
}

/* Whether a pair is of two bases: neither was restated, but the year before was when the longer was filed. */
static bool is_of_two_bases(const sf_figures *figures, const recipe *one, const sf_figure *longer,
                            const sf_figure *shorter) {
  const sf_figure *first_longer = &figures->items[one->longer->first];
  const sf_figure *first_shorter = &figures->items[one->shorter->first];
  return longer->value == first_longer->value && shorter->value == first_shorter->value &&
         is_recast(figures, first_longer, first_shorter->filed, first_shorter->start, first_shorter->end);
}

/* The longer less the shorter, as far as they belonged together by that day. */
static outcome less_span(const sf_figures *figures, const recipe *one, sf_day day) {
  const sf_figure *longer = NULL, *shorter = NULL;
  const sf_figure *l = &figures->items[one->longer->first], *l_end = l + one->longer->count;
  const sf_figure *s = &figures->items[one->shorter->first], *s_end = s + one->shorter->count;
  outcome result = {.newest = NULL};
  while (l < l_end || s < s_end) {
    const sf_day on = s == s_end || (l < l_end && l->filed <= s->filed) ? l->filed : s->filed;
    if (on > day) break;
    for (; l < l_end && l->filed == on; l++) longer = l; /* of one day the last */
    for (; s < s_end && s->filed == on; s++) shorter = s;
    if (longer == NULL || shorter == NULL) continue;
    if (result.newest == NULL ? is_of_two_bases(figures, one, longer, shorter) : !replaces(longer, shorter, &result))
      continue;
    result = (outcome){.value = longer->value - shorter->value,
                       .start = one->start,
                       .known_on = on,
                       .newest = shorter->filed > longer->filed ? shorter : longer,
                       .longer = longer,
                       .shorter = shorter,
                       .method = SF_DIFFERENCED};
  }
  return result;
}

/* The group's quarter that starts there: as known on the first day, else the first known by the second; NULL when there
 * is none. */
static const sf_observation *find_made(const sf_draft *draft, sf_day start, sf_day first, sf_day day) {
  const sf_observation *found = NULL;
  for (size_t i = draft->length; i-- > 0;) {
    const sf_observation *item = &draft->items[i];
    if (item->end < start) break;
    const int miss = item->start - start;
    if (miss < -START_TOLERANCE || miss > START_TOLERANCE || item->known_on > day) continue;
    const bool better =
        found == NULL || (found->known_on > first ? item->known_on < found->known_on
                                                  : item->known_on > found->known_on && item->known_on <= first);
    if (better) found = item;
  }
  return found;
}

/* The longer less the quarters that begin with it, all as known when there were first enough of them. */
static outcome less_quarters(const quarter_maker *quarters, const recipe *one, sf_day day) {
  const outcome none = {.newest = NULL};
  const sf_span *span = one->longer;
  const sf_figure *total = &quarters->figures->items[span->first];
  double rest = total->value;
  sf_day start = span->start, known_on = total->filed;
  if (known_on > day) return none;
  while (sf_days_in(start, span->end) > SF_QUARTER_LONGEST) {
    const sf_observation *quarter = find_made(&quarters->group, start, total->filed, day);
    if (quarter == NULL || isnan(quarter->value) ||
        is_recast(quarters->figures, total, quarter->known_on, quarter->start, quarter->end))
      return none;
    rest -= quarter->value;
    start = quarter->end + 1;
    if (quarter->known_on > known_on) known_on = quarter->known_on;
  }
  if (start == span->start || !sf_is_quarter(sf_days_in(start, span->end))) return none;
  return (outcome){
      .value = rest, .start = start, .known_on = known_on, .newest = total, .longer = total, .method = SF_DIFFERENCED};
}

/* Choosing. */

/* What a quarter's longer periods leave for it on a day, and by which recipe. */
static outcome leave(quarter_maker *quarters, const recipe *first, const recipe *last, sf_day day,
                     const recipe **taken) {
  for (const recipe *one = first; one < last; one++) { /* earlier parts before later ones before quarters */
    if (one->way == REPORTED) continue;
    const outcome found =
        one->way == LESS_QUARTERS ? less_quarters(quarters, one, day) : less_span(quarters->figures, one, day);
    if (found.newest == NULL) continue;
    *taken = one;
    if (!quarters->query->never_negative || found.value >= 0 || found.longer->value < 0) return found;
    add_note(quarters, &(sf_note){.code = SF_NOTE_NEGATIVE,
                                  .end = one->end,
                                  .known_on = found.known_on,
                                  .here = found.value,
                                  .there = found.longer->value});
  }
  return (outcome){.newest = NULL};
}

/* What a filing's other figures say of its quarter: nothing; the same; something else, taking quarters off one by one;
 * that another period's figure stands under its dates; something else. */
typedef enum verdict { STANDS, CONFIRMED, DOUBTED, OTHER_PERIOD, CONTRADICTED } verdict;

/* Whether the quarter that the filing reports is far from what its longer period leaves. Where parts were restated
 * since they were first filed, or quarters were taken off one by one, they may be of several bases. */
static bool is_far(const sf_figures *figures, const recipe *one, const outcome *difference, double reported) {
  const bool one_basis = one->way == LESS_EARLIER &&
                         difference->longer->value == figures->items[one->longer->first].value &&
                         difference->shorter->value == figures->items[one->shorter->first].value;
  return are_apart(reported, difference->value, one_basis ? near_apart : far_apart) &&
         fabs(reported - difference->value) > rounding * fabs(difference->longer->value);
}

/* The span's figure, beside what the quarter's recipes, from first to last, leave for it when it is filed. */
static verdict judge(quarter_maker *quarters, const recipe *first, const recipe *last, const sf_span *span,
                     const sf_figure *reported) {
  const recipe *one = NULL;
  const outcome difference = leave(quarters, first, last, reported->filed, &one);
  if (difference.newest == NULL || !sf_same_filing(difference.longer, reported))
    return is_mixed_up(quarters->figures, span, reported) ? OTHER_PERIOD : STANDS;
  if (difference.longer->value == reported->value && are_apart(reported->value, difference.value, apart))
    return OTHER_PERIOD;
  if (!is_far(quarters->figures, one, &difference, reported->value)) return CONFIRMED;
  if (is_of_other_year(quarters->figures, reported)) return OTHER_PERIOD;
  return one->way == LESS_QUARTERS ? DOUBTED : CONTRADICTED;
}

/* Whether one of the span's figures by that one says the same and is contradicted by its filing. */
static bool is_contradicted(quarter_maker *quarters, const recipe *first, const recipe *last, const sf_span *span,
                            const sf_figure *newest, double value) {
  for (const sf_figure *figure = &quarters->figures->items[span->first]; figure <= newest; figure++)
    if (figure->value == value && judge(quarters, first, last, span, figure) >= OTHER_PERIOD) return true;
  return false;
}

/* A quarter as reported by a day: the newest figure under its dates that its filing confirms, or that no filing of the
 * same figure contradicts. Where there is none, *wrong is the newest, and *how what is said of it. */
static const sf_figure *find_reported(quarter_maker *quarters, const recipe *first, const recipe *last,
                                      const sf_span *span, sf_day day, const sf_figure **wrong, verdict *how) {
  const sf_figure *from = &quarters->figures->items[span->first];
  const sf_figure *newest = sf_figure_known(quarters->figures, span, day);
  for (const sf_figure *figure = newest; figure != NULL; figure = figure == from ? NULL : figure - 1) {
    const verdict said = judge(quarters, first, last, span, figure);
    if (said == CONFIRMED) return figure;
    if (said == STANDS && !is_contradicted(quarters, first, last, span, newest, figure->value)) return figure;
    if (figure != newest || (*wrong != NULL && (*wrong)->filed >= figure->filed)) continue;
    *wrong = figure;
    *how = said;
  }
  return NULL;
}

static outcome as_reported(const sf_figure *figure, double value) {
  return (outcome){.value = value,
                   .start = figure->start,
                   .known_on = figure->filed,
                   .newest = figure,
                   .longer = figure,
                   .method = SF_REPORTED};
}

static outcome choose(quarter_maker *quarters, const recipe *first, const recipe *last, sf_day day) {
  const sf_figure *reported = NULL, *wrong = NULL;
  verdict how = STANDS;
  for (const recipe *one = first; one < last && one->way == REPORTED; one++) {
    const sf_figure *found = find_reported(quarters, first, last, one->longer, day, &wrong, &how);
    if (found != NULL && (reported == NULL || found->filed > reported->filed)) reported = found;
  }
  if (reported != NULL) return as_reported(reported, reported->value);
  const recipe *one = NULL;
  const outcome difference = leave(quarters, first, last, day, &one);
  if (wrong == NULL || (how == OTHER_PERIOD && difference.newest != NULL)) return difference;
  add_note(quarters, &(sf_note){.code = SF_NOTE_QUARTER,
                                .end = first->end,
                                .known_on = wrong->filed,
                                .here = wrong->value,
                                .there = difference.newest == NULL ? (double)NAN : difference.value});
  return as_reported(wrong, NAN);
}

static void gather_days(quarter_maker *quarters, const recipe *first, const recipe *last) {
  quarters->day_count = 0;
  for (const recipe *one = first; one < last; one++) {
    note_span_days(quarters, one->longer);
    note_span_days(quarters, one->shorter);
    if (one->way != LESS_QUARTERS) continue;
    for (size_t i = quarters->group.length; i-- > 0 && quarters->group.items[i].end >= one->longer->start;)
      note_day(quarters, quarters->group.items[i].known_on);
  }
  order_days(quarters);
}

/* All recipes that end on one day: at most one quarter, in all its vintages. */
static void make_quarter(quarter_maker *quarters, const recipe *first, const recipe *last) {
  gather_days(quarters, first, last);
  double before = NAN;
  for (size_t i = 0; i < quarters->day_count && !quarters->failed; i++) {
    const outcome chosen = choose(quarters, first, last, quarters->days[i]);
    if (chosen.newest == NULL) continue;
    if (chosen.known_on != quarters->days[i] && sf_same_value(chosen.value, before)) continue;
    before = chosen.value;
    const sf_observation made = {.start = chosen.start,
                                 .end = first->end,
                                 .known_on = quarters->days[i],
                                 .source = chosen.newest->source,
                                 .line = chosen.newest->line,
                                 .method = chosen.method,
                                 .value = isfinite(chosen.value) ? chosen.value : (double)NAN};
    sf_append_vintage(&quarters->group, &made);
  }
}

static void make_quarters(quarter_maker *quarters, const sf_span *first, const sf_span *last) {
  write_recipes(quarters, first, last);
  if (quarters->recipe_count == 0) return; /* and perhaps no list at all */
  const recipe *end = quarters->recipes + quarters->recipe_count;
  for (const recipe *from = quarters->recipes, *to; from < end && !quarters->failed; from = to) {
    for (to = from + 1; to < end && to->end == from->end;) to++;
    make_quarter(quarters, from, to);
  }
}

/* Groups. */

/* A group's vintage, on its way into the series. */
typedef struct ranked {
  sf_observation made;
  size_t group;
} ranked;

typedef struct ranked_list {
  ranked *items;
  size_t count, capacity;
} ranked_list;

static int compare_ranked(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->made.end != y->made.end) return x->made.end < y->made.end ? -1 : 1;
  if (x->made.known_on != y->made.known_on) return x->made.known_on < y->made.known_on ? -1 : 1;
  return (x->group > y->group) - (x->group < y->group);
}

static void keep_group(quarter_maker *quarters, ranked_list *all, size_t group) {
  for (size_t i = 0; i < quarters->group.length; i++) {
    if (!grow(quarters, (void **)&all->items, &all->capacity, all->count, sizeof *all->items)) return;
    all->items[all->count++] = (ranked){.made = quarters->group.items[i], .group = group};
  }
  quarters->group.length = 0;
}

/* Of each quarter and day the best group that knows it: rank before method, and before news of a worse tag. */
static void merge_groups(const ranked_list *all, sf_draft *draft) {
  size_t best = 0;
  bool has_value = false;
  for (size_t i = 0; i < all->count; i++) {
    const ranked *one = &all->items[i];
    const bool first = i == 0 || all->items[i - 1].made.end != one->made.end;
    const bool known = !isnan(one->made.value);
    if (!first && has_value && one->group > best) continue;
    if (!first && has_value && !known && one->group != best) continue;
    best = one->group;
    has_value = known;
    /* of one day what is known stands instead of what is not */
    if (draft->length > 0 && draft->items[draft->length - 1].end == one->made.end &&
        draft->items[draft->length - 1].known_on == one->made.known_on)
      draft->items[draft->length - 1] = one->made;
    else
      sf_append_vintage(draft, &one->made);
  }
}

/* What a group of spans makes of itself: quarters, or years. */
typedef void make_of_group(quarter_maker *quarters, const sf_span *first, const sf_span *last);

/* Figures that stand as reported. */
static void make_reported(quarter_maker *quarters, const sf_span *span) {
  for (size_t i = 0; i < span->count; i++) {
    const sf_figure *figure = &quarters->figures->items[span->first + i];
    sf_append_draft(&quarters->group, &(sf_observation){.start = figure->start,
                                                        .end = figure->end,
                                                        .known_on = figure->filed,
                                                        .source = figure->source,
                                                        .line = figure->line,
                                                        .method = SF_REPORTED,
                                                        .value = figure->value});
  }
}

static void make_years(quarter_maker *quarters, const sf_span *first, const sf_span *last) {
  for (const sf_span *span = first; span < last; span++)
    if (sf_is_year(sf_days_in(span->start, span->end))) make_reported(quarters, span);
}

static void make_balances(quarter_maker *quarters, const sf_span *first, const sf_span *last) {
  for (const sf_span *span = first; span < last; span++) make_reported(quarters, span);
}

static void make_all(quarter_maker *quarters, make_of_group *make, sf_draft *draft) {
  const sf_figures *figures = quarters->figures;
  ranked_list all = {0};
  for (size_t first = 0, last; first < figures->span_count && !quarters->failed; first = last) {
    for (last = first + 1; last < figures->span_count && figures->spans[last].group == figures->spans[first].group;)
      last++;
    make(quarters, figures->spans + first, figures->spans + last);
    quarters->failed |= quarters->group.failed;
    keep_group(quarters, &all, figures->spans[first].group);
  }
  if (all.count > 0) qsort(all.items, all.count, sizeof *all.items, compare_ranked);
  if (!quarters->failed) merge_groups(&all, draft);
  sf_free(all.items);
}

/* What the series says of itself. */

/* The newest vintage of the quarter that ends near there; NULL when there is none. */
static const sf_observation *find_quarter(const sf_series *series, sf_day end) {
  enum { NEAR = 10 };
  sf_day next = SF_NEVER;
  return sf_nearest_vintage(series, sf_find_period(series, end), series->periods, end, NEAR, SF_LAST_DAY, &next);
}

/* Holds the quarters of a year against it. */
static void check_year(quarter_maker *quarters, const sf_series *series, const sf_figure *year) {
  const sf_observation *quarter = find_quarter(series, year->end);
  const sf_note_code missing = quarters->figures->is_additive ? SF_NOTE_LAST_QUARTER : SF_NOTE_NOT_ADDITIVE;
  if (quarter == NULL) {
    add_note(quarters, &(sf_note){.code = missing, .end = year->end, .known_on = year->filed, .there = year->value});
    return;
  }
  if (!quarters->figures->is_additive) return;
  double sum = quarter->value;
  while (quarter->start > year->start + START_TOLERANCE) {
    quarter = find_quarter(series, quarter->start - 1);
    if (quarter == NULL) return;
    sum += quarter->value;
  }
  if (quarter->start >= year->start - START_TOLERANCE && are_apart(sum, year->value, apart))
    add_note(
        quarters,
        &(sf_note){.code = SF_NOTE_SUM, .end = year->end, .known_on = year->filed, .here = sum, .there = year->value});
}

/* By end, then by group. */
static int compare_years(const void *a, const void *b) {
  const sf_figure *x = *(const sf_figure *const *)a, *y = *(const sf_figure *const *)b;
  if (x->end != y->end) return x->end < y->end ? -1 : 1;
  return (x > y) - (x < y);
}

/* Each year once: by its best group, in the newest vintage. */
static void check_years(quarter_maker *quarters, const sf_series *series) {
  const sf_figures *figures = quarters->figures;
  const sf_figure **years = sf_allocate(figures->span_count, sizeof *years);
  size_t count = 0;
  quarters->failed |= years == NULL;
  for (size_t i = 0; i < figures->span_count && years != NULL; i++) {
    const sf_span *span = &figures->spans[i];
    if (sf_is_year(sf_days_in(span->start, span->end))) years[count++] = &figures->items[span->first + span->count - 1];
  }
  if (count > 0) qsort(years, count, sizeof *years, compare_years);
  for (size_t i = 0; i < count && !quarters->failed; i++)
    if (i == 0 || years[i]->end != years[i - 1]->end) check_year(quarters, series, years[i]);
  sf_free(years);
}

/* The rank of the tag that the period's newest vintage stands under. */
static size_t rank_in(const sf_filing_query *query, const sf_series *series, const sf_observation *observation) {
  const char *tag = sf_series_source(series, observation->source)->tag;
  size_t rank = 0;
  while (rank + 1 < query->tag_count && strcmp(query->tags[rank], tag) != 0) rank++;
  return rank;
}

/* Breaks the series where its tag changes to one that a filing shows to be another thing. */
static sf_status break_at_tags(const sf_figures *figures, const sf_filing_query *query, sf_series **series,
                               sf_error *error) {
  enum { REASON_SIZE = 300 };
  size_t before = SIZE_MAX;
  for (size_t period = 0; query->tag_count > 1 && period < (*series)->periods; period++) {
    sf_day next = SF_NEVER;
    const sf_observation *newest = sf_find_vintage(*series, period, SF_LAST_DAY, &next);
    if (newest == NULL || isnan(newest->value)) continue;
    const size_t rank = rank_in(query, *series, newest);
    const bool broken = before != SIZE_MAX && sf_tags_differ(figures, rank, before);
    if (broken) {
      char reason[REASON_SIZE];
      snprintf(reason, sizeof reason, "tag: %.120s, before: %.120s", query->tags[rank], query->tags[before]);
      sf_series *made = NULL;
      const sf_status status = sf_break_series(*series, newest->end, reason, &made, error);
      if (status != SF_OK) return status;
      sf_release_series(*series);
      *series = made;
    }
    before = rank;
  }
  return SF_OK;
}

static sf_status no_memory(const sf_filing_query *query, sf_error *error) {
  return sf_fail(error, SF_NO_MEMORY, "no memory for a series of %s", query->tags[0]);
}

static const char *name_of(const sf_filing_query *query) { return query->name != NULL ? query->name : query->tags[0]; }

/* The tags end where the filer goes on: the next figure, and the report that holds it, are overdue. */
static sf_status note_end(const sf_filings *filings, sf_series *series, sf_error *error) {
  enum { TO_REPORT = 110 };
  sf_day newest;
  if (series->periods == 0 || !sf_filings_newest(filings, &newest)) return SF_OK;
  const sf_day end = series->ends[series->periods - 1];
  if (newest - end <= sf_series_spacing(series) + TO_REPORT) return SF_OK;
  const sf_note note = {.code = SF_NOTE_ENDED, .end = end, .known_on = newest, .here = NAN, .there = NAN};
  return sf_note_series(series, &note, 1, error);
}

static sf_status finish_grouped(quarter_maker *quarters, const sf_filings *filings, bool check, sf_draft *draft,
                                sf_series **series, sf_error *error) {
  const sf_filing_query *query = quarters->query;
  if (quarters->failed || draft->failed) {
    sf_discard_draft(draft);
    return no_memory(query, error);
  }
  sf_series *made = NULL;
  sf_status status =
      sf_finish_series(draft, name_of(query), quarters->figures->dimension, quarters->figures->sources, &made, error);
  if (status != SF_OK) return status;
  if (check) check_years(quarters, made);
  status =
      quarters->failed ? no_memory(query, error) : sf_note_series(made, quarters->notes, quarters->note_count, error);
  if (status == SF_OK) status = note_end(filings, made, error);
  if (status == SF_OK) status = break_at_tags(quarters->figures, query, &made, error);
  if (status == SF_OK)
    *series = made;
  else
    sf_release_series(made);
  return status;
}

/* A series of what each group of tags makes of itself. */
static sf_status make_grouped(const sf_filings *filings, const sf_filing_query *query, make_of_group *make,
                              sf_series **series, sf_error *error) {
  sf_figures figures;
  sf_status status = sf_gather_figures(filings, query, make == make_balances, &figures, error);
  if (status != SF_OK) return status;
  quarter_maker quarters = {.figures = &figures, .query = query, .group = {.keep_repeats = query->keep_repeats}};
  for (size_t i = 0; i < figures.note_count; i++) add_note(&quarters, &figures.notes[i]);
  sf_draft draft = {.keep_repeats = query->keep_repeats};
  make_all(&quarters, make, &draft);
  status = finish_grouped(&quarters, filings, make == make_quarters, &draft, series, error);
  sf_discard_draft(&quarters.group);
  sf_free(quarters.recipes);
  sf_free(quarters.days);
  sf_free(quarters.notes);
  sf_discard_figures(&figures);
  return status;
}

sf_status sf_quarterly_series(const sf_filings *filings, const sf_filing_query *query, sf_series **series,
                              sf_error *error) {
  return make_grouped(filings, query, make_quarters, series, error);
}

sf_status sf_annual_series(const sf_filings *filings, const sf_filing_query *query, sf_series **series,
                           sf_error *error) {
  return make_grouped(filings, query, make_years, series, error);
}

sf_status sf_instant_series(const sf_filings *filings, const sf_filing_query *query, sf_series **series,
                            sf_error *error) {
  return make_grouped(filings, query, make_balances, series, error);
}
