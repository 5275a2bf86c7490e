/* A quarter is worked out within one group of tags. It is reported, or it is a longer period less an earlier or a later
 * part of it, or less the quarters before it. Longer and shorter must belong together: they stand in one filing, or are
 * the first that were filed, or were both restated since. A year that was recast when a business was sold, less nine
 * months as they were first filed, is no quarter of anything; where the year was so from the first, the year before
 * shows it, which the same report restates. */
#include "publishers/quarters.h"

#include "base/list.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

/* How far, as a share of the larger, a reported quarter may be from the difference before the two contradict each
 * other, where the parts stand as first filed and where they were restated; and of the longer period, for roundings. */
static const double near_apart = 0.1, far_apart = 0.5, rounding = 0.01;
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
  sf_draft *group; /* the quarters made so far */
  sf_day *days;    /* on which what is known of the quarter in hand may change */
  size_t day_count, day_capacity;
  sf_note_list *notes;
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
  quarters->failed |= !sf_add_note(quarters->notes, note);
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
  for (int miss = -SF_START_TOLERANCE; miss <= SF_START_TOLERANCE; miss++) {
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
    if (sf_are_apart(now->value, before->value, recast)) return RESTATED;
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
    if (miss < -SF_START_TOLERANCE || miss > SF_START_TOLERANCE || item->known_on > day) continue;
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
    const sf_observation *quarter = find_made(quarters->group, start, total->filed, day);
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
  return sf_are_apart(reported, difference->value, one_basis ? near_apart : far_apart) &&
         fabs(reported - difference->value) > rounding * fabs(difference->longer->value);
}

/* The span's figure, beside what the quarter's recipes, from first to last, leave for it when it is filed. */
static verdict judge(quarter_maker *quarters, const recipe *first, const recipe *last, const sf_span *span,
                     const sf_figure *reported) {
  const recipe *one = NULL;
  const outcome difference = leave(quarters, first, last, reported->filed, &one);
  if (difference.newest == NULL || !sf_same_filing(difference.longer, reported))
    return is_mixed_up(quarters->figures, span, reported) ? OTHER_PERIOD : STANDS;
  if (difference.longer->value == reported->value && sf_are_apart(reported->value, difference.value, SF_SUM_APART))
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
    for (size_t i = quarters->group->length; i-- > 0 && quarters->group->items[i].end >= one->longer->start;)
      note_day(quarters, quarters->group->items[i].known_on);
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
    sf_append_vintage(quarters->group, &made);
  }
}

bool sf_make_quarters(const sf_figures *figures, const sf_filing_query *query, const sf_span *first,
                      const sf_span *last, sf_draft *group, sf_note_list *notes) {
  quarter_maker quarters = {.figures = figures, .query = query, .group = group, .notes = notes};
  write_recipes(&quarters, first, last);
  for (size_t from = 0, to; from < quarters.recipe_count && !quarters.failed; from = to) {
    for (to = from + 1; to < quarters.recipe_count && quarters.recipes[to].end == quarters.recipes[from].end;) to++;
    make_quarter(&quarters, quarters.recipes + from, quarters.recipes + to);
  }
  sf_free(quarters.recipes);
  sf_free(quarters.days);
  return !quarters.failed && !group->failed;
}
