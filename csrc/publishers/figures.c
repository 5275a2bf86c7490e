#include "publishers/figures.h"

#include "base/list.h"
#include "base/memory.h"
#include "publishers/filings_layout.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACCESSION_SIZE = 24, UNITS_SIZE = 120 };

/* Which columns. */

static size_t rank_of(const sf_filing_query *query, const char *tag) {
  size_t rank = 0;
  while (rank < query->tag_count && strcmp(query->tags[rank], tag) != 0) rank++;
  return rank;
}

static bool is_wanted(const sf_filings *filings, const sf_filing_query *query, const sf_fact_column *column) {
  return rank_of(query, sf_filings_text(filings, column->tag)) < query->tag_count;
}

/* Facts in that unit under the query's tags. */
static size_t count_in_unit(const sf_filings *filings, const sf_filing_query *query, const char *unit) {
  size_t count = 0;
  for (size_t i = 0; i < filings->column_count; i++) {
    const sf_fact_column *column = &filings->columns[i];
    if (strcmp(sf_filings_text(filings, column->unit), unit) == 0 && is_wanted(filings, query, column))
      count += column->count;
  }
  return count;
}

static sf_status fail_unknown_tag(const sf_filings *filings, const sf_filing_query *query, sf_error *error) {
  const char **names = sf_allocate(filings->column_count, sizeof *names);
  const char *nearest = NULL;
  if (names != NULL) {
    for (size_t i = 0; i < filings->column_count; i++) names[i] = sf_filings_text(filings, filings->columns[i].tag);
    nearest = sf_nearest_name(query->tags[0], names, filings->column_count);
  }
  sf_free(names);
  return sf_fail(error, SF_UNKNOWN, "%s has no tag '%s'%s%s%s%s", filings->file, query->tags[0],
                 query->tag_count > 1 ? " nor the others for it" : "", nearest == NULL ? "" : "; the nearest is '",
                 nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'");
}

/* ISO 4217 codes are three capitals. */
static bool is_currency(const char *unit, size_t length) {
  if (length != 3) return false;
  for (size_t i = 0; i < length; i++)
    if (unit[i] < 'A' || unit[i] > 'Z') return false;
  return true;
}

/* Dollars before other currencies, then the one with most facts. */
static bool is_better_unit(const sf_filings *filings, const sf_filing_query *query, const char *unit,
                           const char *than) {
  if (than == NULL) return true;
  const bool dollars = strncmp(unit, "USD", 3) == 0, other = strncmp(than, "USD", 3) == 0;
  const bool both_money = is_currency(unit, strcspn(unit, "/")) && is_currency(than, strcspn(than, "/"));
  if (both_money && dollars != other) return dollars;
  return count_in_unit(filings, query, unit) > count_in_unit(filings, query, than);
}

/* Each unit of the query's tags once, as "USD, EUR". */
static const char *list_units(const sf_filings *filings, const sf_filing_query *query, char list[UNITS_SIZE]) {
  size_t length = 0;
  list[0] = '\0';
  for (size_t i = 0; i < filings->column_count; i++) {
    const char *unit = sf_filings_text(filings, filings->columns[i].unit);
    bool is_new = is_wanted(filings, query, &filings->columns[i]);
    for (size_t j = 0; j < i && is_new; j++)
      is_new = !is_wanted(filings, query, &filings->columns[j]) ||
               strcmp(sf_filings_text(filings, filings->columns[j].unit), unit) != 0;
    if (!is_new || length >= UNITS_SIZE) continue;
    const int written = snprintf(list + length, UNITS_SIZE - length, "%s%s", length == 0 ? "" : ", ", unit);
    length += (size_t)written;
  }
  return list;
}

/* The unit asked for, or the best. */
static sf_status choose_unit(const sf_filings *filings, const sf_filing_query *query, const char **unit,
                             sf_error *error) {
  const char *best = NULL;
  for (size_t i = 0; i < filings->column_count; i++) {
    if (!is_wanted(filings, query, &filings->columns[i])) continue;
    const char *name = sf_filings_text(filings, filings->columns[i].unit);
    if (is_better_unit(filings, query, name, best)) best = name;
  }
  if (best == NULL) return fail_unknown_tag(filings, query, error);
  *unit = query->unit == NULL ? best : query->unit;
  if (count_in_unit(filings, query, *unit) > 0) return SF_OK;
  if (strcmp(*unit, best) == 0)
    return sf_fail(error, SF_UNKNOWN, "%s has '%s', but no value of it that was filed after its period ended",
                   filings->file, query->tags[0]);
  char units[UNITS_SIZE];
  return sf_fail(error, SF_UNKNOWN, "%s has '%s' in %s, not in %s", filings->file, query->tags[0],
                 list_units(filings, query, units), *unit);
}

/* Figures, but none of the kind that was asked for. */
static sf_status fail_other_kind(const sf_filings *filings, const sf_filing_query *query, bool balances,
                                 sf_error *error) {
  return sf_fail(error, SF_UNKNOWN, "%s: '%s' is a %s: ask for it %s", filings->file, query->tags[0],
                 balances ? "flow, the figure of a period" : "balance, the figure of a day",
                 balances ? "by quarter or by year (quarterly, annual)" : "by day (instant)");
}

static sf_status unit_dimension(const sf_filings *filings, const sf_filing_query *query, const char *unit,
                                sf_dimension *dimension, sf_error *error) {
  const size_t length = strcspn(unit, "/");
  if (length == 3 && memcmp(unit, "USD", 3) == 0) {
    *dimension = sf_base_dimension(SF_MONEY);
    return SF_OK;
  }
  *dimension = sf_dimensionless();
  if (!is_currency(unit, length) || query->unit != NULL) return SF_OK;
  return sf_fail(error, SF_DIMENSION,
                 "%s: the figures of '%s' are in %s: signalflow keeps money in US dollars and converts none; ask for "
                 "unit \"%s\" to "
                 "have them as plain numbers",
                 filings->file, query->tags[0], unit, unit);
}

/* Money and shares add up over periods, unless they are averages or extremes. Rates do not, and what other units count
 * (segments, megawatts) may be the state of a day. */
static bool is_additive(const sf_filing_query *query, const char *unit) {
  return !query->not_additive && (is_currency(unit, strlen(unit)) || strcmp(unit, "shares") == 0);
}

/* Gathering. */

static int compare_days(sf_day a, sf_day b) { return (a > b) - (a < b); }

static int compare_filings(const sf_figure *x, const sf_figure *y) {
  const int filed = compare_days(x->filed, y->filed);
  return filed != 0 ? filed : (x->accession > y->accession) - (x->accession < y->accession);
}

static int compare_ends(const sf_figure *x, const sf_figure *y) { return compare_days(x->end, y->end); }
static int compare_starts(const sf_figure *x, const sf_figure *y) { return compare_days(x->start, y->start); }

/* The best tag last, and of one tag the last place, where it stands. */
static int compare_standing(const sf_figure *x, const sf_figure *y) {
  if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

/* By end, start: what is said of one period. */
static int compare_by_period(const void *a, const void *b) {
  const int end = compare_ends(a, b), start = compare_starts(a, b);
  return end != 0 ? end : start != 0 ? start : compare_standing(a, b);
}

/* By end, filing, start: what one filing says. */
static int compare_by_filing(const void *a, const void *b) {
  const int end = compare_ends(a, b), filing = compare_filings(a, b), start = compare_starts(a, b);
  return end != 0 ? end : filing != 0 ? filing : start != 0 ? start : compare_standing(a, b);
}

/* By group, period, filing: what stands. */
static int compare_by_group(const void *a, const void *b) {
  const sf_figure *x = a, *y = b;
  if (x->group != y->group) return x->group < y->group ? -1 : 1;
  const int end = compare_ends(x, y), start = compare_starts(x, y), filing = compare_filings(x, y);
  return end != 0 ? end : start != 0 ? start : filing != 0 ? filing : compare_standing(x, y);
}

static bool same_period(const sf_figure *a, const sf_figure *b) { return a->end == b->end && a->start == b->start; }

enum { NOWHERE = -1 }; /* the rank of a figure that is left out, until it is */

static bool is_left_out(const sf_figure *figure) { return figure->rank == (size_t)NOWHERE; }

static void remove_left_out(sf_figures *figures) {
  size_t kept = 0;
  for (size_t i = 0; i < figures->figure_count; i++)
    if (!is_left_out(&figures->items[i])) figures->items[kept++] = figures->items[i];
  figures->figure_count = kept;
}

/* A form that is not said may be any. */
static bool is_periodic(const char *form) {
  static const char *const forms[] = {"10-K", "10-Q", "20-F", "40-F", "6-K"};
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (strncmp(form, forms[i], strlen(forms[i])) == 0) return true;
  return *form == '\0';
}

static bool is_of_periodic(const sf_filings *filings, const sf_figure *figure) {
  return is_periodic(sf_filings_text(filings, filings->facts[figure->place].form));
}

/* A proxy statement repeats figures for other ends: it counts only where nothing else does. */
static void leave_out_other_forms(const sf_filings *filings, sf_figures *figures) {
  sf_figure *items = figures->items;
  qsort(items, figures->figure_count, sizeof *items, compare_by_period);
  for (size_t first = 0, last; first < figures->figure_count; first = last) {
    bool periodic = false;
    for (last = first; last < figures->figure_count && same_period(&items[first], &items[last]); last++)
      periodic = periodic || is_of_periodic(filings, &items[last]);
    for (size_t i = first; i < last && periodic; i++)
      if (!is_of_periodic(filings, &items[i])) items[i].rank = (size_t)NOWHERE;
  }
  remove_left_out(figures);
}

/* Signs and scales. */

/* A figure's neighbours end within a year of it, which may have 53 weeks. Thousands for millions, in a year in which
 * the thing grew or shrank threefold, are a factor of 300 apart. */
enum { NEIGHBOURS = SF_YEAR_LONGEST, SCALE = 300 };

typedef struct neighbours {
  size_t positive, negative, same_scale, other_scale;
} neighbours;

/* A period's figure by the day: periods of other lengths are compared by it. */
static double per_day(const sf_figure *figure) { return fabs(figure->value) / sf_days_in(figure->start, figure->end); }

static void count_neighbour(const sf_figure *figure, const sf_figure *other, neighbours *found) {
  if (other->rank != figure->rank || other->value == 0) return;
  const double here = per_day(figure), there = per_day(other);
  const bool same_scale = here < SCALE * there && there < SCALE * here;
  *(other->value < 0 ? &found->negative : &found->positive) += 1;
  *(same_scale ? &found->same_scale : &found->other_scale) += 1;
}

/* What was known around a figure on the day before it was filed, or where nothing was, what was filed with it. */
static neighbours find_neighbours(const sf_figures *figures, size_t at) {
  const sf_figure *items = figures->items, *figure = &items[at];
  neighbours before = {0}, beside = {0};
  size_t first = at, last = at;
  while (first > 0 && items[first - 1].end >= figure->end - NEIGHBOURS) first--;
  while (last < figures->figure_count && items[last].end <= figure->end + NEIGHBOURS) last++;
  for (size_t i = first; i < last; i++)
    if (i != at && items[i].filed <= figure->filed)
      count_neighbour(figure, &items[i], items[i].filed < figure->filed ? &before : &beside);
  return before.positive + before.negative > 0 ? before : beside;
}

/* Leaves out negative figures with positive ones around them, and those of another scale than most around them. */
static sf_status leave_out_misread(const sf_filing_query *query, sf_figures *figures, sf_error *error) {
  qsort(figures->items, figures->figure_count, sizeof *figures->items, compare_by_period);
  bool *misread = sf_allocate(figures->figure_count, sizeof *misread), done = misread != NULL;
  for (size_t i = 0; i < figures->figure_count && done; i++) {
    if (figures->items[i].value == 0) continue;
    const neighbours found = find_neighbours(figures, i);
    const bool is_negative = figures->items[i].value < 0 && found.positive > 0;
    misread[i] = is_negative || found.other_scale > found.same_scale;
    const sf_note note = {.code = is_negative ? SF_NOTE_SIGN : SF_NOTE_SCALE,
                          .end = figures->items[i].end,
                          .known_on = figures->items[i].filed,
                          .here = figures->items[i].value,
                          .there = NAN};
    if (misread[i]) done = sf_add_note(&figures->notes, &note);
  }
  for (size_t i = 0; i < figures->figure_count && done; i++)
    if (misread[i]) figures->items[i].rank = (size_t)NOWHERE;
  sf_free(misread);
  if (!done) return sf_fail(error, SF_NO_MEMORY, "no memory for the figures of %s", query->tags[0]);
  remove_left_out(figures);
  return SF_OK;
}

/* A quarter that is the year of the same end, in its own filing or in one before: the year, under the quarter's dates.
 * A half may be its last quarter. */
static void leave_out_years(sf_figure *items, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (is_left_out(&items[i]) || items[i].value == 0 || !sf_is_quarter(sf_days_in(items[i].start, items[i].end)))
      continue;
    for (size_t j = 0; j < count; j++)
      if (items[j].value == items[i].value && sf_is_year(sf_days_in(items[j].start, items[j].end)) &&
          items[j].filed <= items[i].filed)
        items[i].rank = (size_t)NOWHERE;
  }
}

/* Of what one filing says of one period the last under each tag; and no years under a quarter's dates. */
static void leave_out_what_contradicts(sf_figures *figures, bool flows) {
  sf_figure *items = figures->items;
  const size_t count = figures->figure_count;
  qsort(items, count, sizeof *items, compare_by_filing);
  for (size_t i = 0; i + 1 < count; i++)
    if (same_period(&items[i], &items[i + 1]) && sf_same_filing(&items[i], &items[i + 1]) &&
        items[i].rank == items[i + 1].rank)
      items[i].rank = (size_t)NOWHERE;
  for (size_t first = 0, last; first < count && flows; first = last) {
    for (last = first; last < count && items[last].end == items[first].end;) last++;
    leave_out_years(items + first, last - first);
  }
  remove_left_out(figures);
}

/* Groups of tags. */

/* What one filing says of one period under two tags. */
static void compare_tags(const sf_figure *items, size_t count, unsigned char *met, size_t tags) {
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++) {
      unsigned char *pair = &met[items[i].rank * tags + items[j].rank];
      if (items[i].value != items[j].value)
        *pair = SF_TAGS_DIFFERENT;
      else if (*pair == SF_TAGS_NEVER_MET)
        *pair = SF_TAGS_EQUAL;
    }
}

/* What one filing says of one period, under each tag once: a part is not its whole. */
static void leave_out_parts(const sf_filing_query *query, sf_figure *items, size_t count) {
  enum { ROUNDING = 100 }; /* a whole exceeds its part by more than a hundredth of it */
  const size_t alike = query->alike == 0 ? query->tag_count : query->alike;
  double largest = 0; /* of the worse tags: they come first */
  for (size_t i = 0; i < count; i++) {
    if (items[i].rank >= alike) continue;
    const double value = items[i].value;
    if (value >= 0 && largest > value + value / ROUNDING)
      items[i].rank = (size_t)NOWHERE;
    else if (value > largest)
      largest = value;
  }
}

/* Compares the tags wherever one filing has two of them for one period, and of flows keeps the whole. */
static void meet_tags(const sf_filing_query *query, sf_figures *figures, bool flows) {
  sf_figure *items = figures->items;
  for (size_t first = 0, last; first < figures->figure_count; first = last) {
    for (last = first + 1; last < figures->figure_count && same_period(&items[first], &items[last]) &&
                           sf_same_filing(&items[first], &items[last]);)
      last++;
    compare_tags(items + first, last - first, figures->met, figures->tag_count);
    if (flows) leave_out_parts(query, items + first, last - first);
  }
  remove_left_out(figures);
}

/* Tags that are equal wherever they meet are one group; its number is that of its best tag. */
static sf_status group_tags(const sf_filing_query *query, sf_figures *figures, sf_error *error) {
  const size_t tags = query->tag_count;
  size_t *group = sf_allocate(tags, sizeof *group);
  if (group == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the tags of %s", query->tags[0]);
  for (size_t worse = 0; worse < tags; worse++) {
    group[worse] = worse;
    for (size_t better = worse; better-- > 0;)
      if (figures->met[worse * tags + better] == SF_TAGS_EQUAL) group[worse] = group[better];
  }
  for (size_t i = 0; i < figures->figure_count; i++) figures->items[i].group = group[figures->items[i].rank];
  sf_free(group);
  return SF_OK;
}

/* Of each group, filing and period the figure that stands. */
static void keep_standing(sf_figures *figures) {
  sf_figure *items = figures->items;
  qsort(items, figures->figure_count, sizeof *items, compare_by_group);
  size_t kept = 0;
  for (size_t i = 0; i < figures->figure_count; i++) {
    const bool repeated = i + 1 < figures->figure_count && items[i].group == items[i + 1].group &&
                          same_period(&items[i], &items[i + 1]) && sf_same_filing(&items[i], &items[i + 1]);
    if (!repeated) items[kept++] = items[i];
  }
  figures->figure_count = kept;
}

static void collect(const sf_filings *filings, const sf_filing_query *query, const char *unit, bool instants,
                    sf_figures *figures) {
  for (size_t i = 0; i < filings->column_count; i++) {
    const sf_fact_column *column = &filings->columns[i];
    const size_t rank = rank_of(query, sf_filings_text(filings, column->tag));
    if (rank == query->tag_count || strcmp(sf_filings_text(filings, column->unit), unit) != 0) continue;
    for (size_t place = column->first; place < column->first + column->count; place++) {
      const sf_fact *fact = &filings->facts[place];
      if ((fact->start == fact->end) != instants) continue;
      figures->items[figures->figure_count++] = (sf_figure){.start = fact->start,
                                                            .end = fact->end,
                                                            .filed = fact->filed,
                                                            .form = fact->form,
                                                            .file = fact->file,
                                                            .line = fact->line,
                                                            .accession = fact->accession,
                                                            .rank = rank,
                                                            .place = place,
                                                            .value = fact->value};
    }
  }
}

static sf_status sift(const sf_filings *filings, const sf_filing_query *query, bool balances, sf_figures *figures,
                      sf_error *error) {
  leave_out_other_forms(filings, figures);
  if (!balances && query->never_negative) {
    const sf_status read = leave_out_misread(query, figures, error);
    if (read != SF_OK) return read;
  }
  leave_out_what_contradicts(figures, !balances);
  figures->tag_count = query->tag_count;
  figures->met = sf_allocate(query->tag_count, query->tag_count);
  if (figures->met == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the tags of %s", query->tags[0]);
  meet_tags(query, figures, !balances);
  const sf_status status = group_tags(query, figures, error);
  if (status == SF_OK) keep_standing(figures);
  return status;
}

/* Sources: one for each filing and tag. */

typedef struct source_draft {
  sf_source source;
  char document[ACCESSION_SIZE];
  uint64_t accession;
  size_t rank;
} source_draft;

static void print_accession(uint64_t accession, char text[ACCESSION_SIZE]) {
  snprintf(text, ACCESSION_SIZE, "%010" PRIu64 "-%02" PRIu64 "-%06" PRIu64, accession / 100000000,
           accession / 1000000 % 100, accession % 1000000);
}

static int compare_sources(const void *a, const void *b) {
  const sf_figure *x = *(const sf_figure *const *)a, *y = *(const sf_figure *const *)b;
  if (x->accession != y->accession) return x->accession < y->accession ? -1 : 1;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  if (x->file != y->file) return x->file < y->file ? -1 : 1;
  return (x->form > y->form) - (x->form < y->form);
}

/* Numbers the figures' sources and describes each. order holds the figures by filing and tag. */
static size_t number_sources(const sf_filings *filings, const sf_filing_query *query, sf_figure **order, size_t count,
                             source_draft *drafts) {
  size_t made = 0;
  for (size_t i = 0; i < count; i++) {
    if (i == 0 || compare_sources(&order[i - 1], &order[i]) != 0) {
      source_draft *draft = &drafts[made++];
      print_accession(order[i]->accession, draft->document);
      draft->source = (sf_source){.file = sf_filings_text(filings, order[i]->file),
                                  .document = order[i]->accession == 0 ? NULL : draft->document,
                                  .form = sf_filings_text(filings, order[i]->form),
                                  .tag = query->tags[order[i]->rank]};
    }
    order[i]->source = (uint32_t)(made - 1);
  }
  return made;
}

static sf_status describe_sources(const sf_filings *filings, const sf_filing_query *query, sf_figures *figures,
                                  sf_error *error) {
  const size_t count = figures->figure_count;
  sf_figure **order = sf_allocate(count, sizeof *order);
  source_draft *drafts = sf_allocate(count, sizeof *drafts);
  sf_source *sources = sf_allocate(count, sizeof *sources);
  sf_status status;
  if (order != NULL && drafts != NULL && sources != NULL) {
    for (size_t i = 0; i < count; i++) order[i] = &figures->items[i];
    qsort(order, count, sizeof *order, compare_sources);
    const size_t made = number_sources(filings, query, order, count, drafts);
    for (size_t i = 0; i < made; i++) sources[i] = drafts[i].source;
    status = sf_copy_sources(sources, made, &figures->sources, error);
  } else {
    status = sf_fail(error, SF_NO_MEMORY, "no memory for the sources of %s", query->tags[0]);
  }
  sf_free(order);
  sf_free(drafts);
  sf_free(sources);
  return status;
}

/* Spans. */

static int compare_spans_by_start(const void *a, const void *b) {
  const sf_span *x = *(const sf_span *const *)a, *y = *(const sf_span *const *)b;
  if (x->group != y->group) return x->group < y->group ? -1 : 1;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

static sf_status make_spans(sf_figures *figures, sf_error *error) {
  figures->spans = sf_allocate(figures->figure_count, sizeof *figures->spans);
  figures->by_start = sf_allocate(figures->figure_count, sizeof *figures->by_start);
  const sf_span **order = sf_allocate(figures->figure_count, sizeof *order);
  if (figures->spans == NULL || figures->by_start == NULL || order == NULL) {
    sf_free(order);
    return sf_fail(error, SF_NO_MEMORY, "no memory for the periods of a concept");
  }
  for (size_t i = 0; i < figures->figure_count; i++) {
    const sf_figure *figure = &figures->items[i];
    sf_span *span = figures->span_count == 0 ? NULL : &figures->spans[figures->span_count - 1];
    if (span == NULL || span->group != figure->group || span->start != figure->start || span->end != figure->end) {
      span = &figures->spans[figures->span_count++];
      *span = (sf_span){.start = figure->start, .end = figure->end, .group = figure->group, .first = i};
    }
    span->count += 1;
  }
  for (size_t i = 0; i < figures->span_count; i++) order[i] = &figures->spans[i];
  qsort(order, figures->span_count, sizeof *order, compare_spans_by_start);
  for (size_t i = 0; i < figures->span_count; i++) figures->by_start[i] = (size_t)(order[i] - figures->spans);
  sf_free(order);
  return SF_OK;
}

sf_status sf_gather_figures(const sf_filings *filings, const sf_filing_query *query, bool balances, sf_figures *figures,
                            sf_error *error) {
  *figures = (sf_figures){0};
  if (query->tag_count == 0) return sf_fail(error, SF_INVALID, "a concept has at least one tag, got none");
  const char *unit = NULL;
  sf_status status = choose_unit(filings, query, &unit, error);
  if (status == SF_OK) status = unit_dimension(filings, query, unit, &figures->dimension, error);
  if (status != SF_OK) return status;
  figures->is_additive = is_additive(query, unit);
  figures->items = sf_allocate(count_in_unit(filings, query, unit), sizeof *figures->items);
  if (figures->items == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the figures of %s", query->tags[0]);
  collect(filings, query, unit, balances, figures);
  if (figures->figure_count == 0) status = fail_other_kind(filings, query, balances, error);
  if (status == SF_OK) status = sift(filings, query, balances, figures, error);
  if (status == SF_OK) status = describe_sources(filings, query, figures, error);
  if (status == SF_OK) status = make_spans(figures, error);
  if (status != SF_OK) sf_discard_figures(figures);
  return status;
}

void sf_discard_figures(sf_figures *figures) {
  sf_free(figures->items);
  sf_free(figures->spans);
  sf_free(figures->by_start);
  sf_free(figures->met);
  sf_free(figures->notes.items);
  sf_release_sources(figures->sources);
  *figures = (sf_figures){0};
}

bool sf_add_note(sf_note_list *notes, const sf_note *note) {
  for (size_t i = notes->count; i-- > 0;)
    if (notes->items[i].code == note->code && notes->items[i].end == note->end) return true;
  sf_note *larger = sf_make_room(notes->items, &notes->capacity, notes->count, sizeof *larger);
  if (larger == NULL) return false;
  notes->items = larger;
  notes->items[notes->count++] = *note;
  return true;
}

const sf_figure *sf_figure_known(const sf_figures *figures, const sf_span *span, sf_day day) {
  const sf_figure *items = figures->items + span->first;
  size_t low = 0, high = span->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (items[middle].filed <= day)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? NULL : &items[low - 1];
}

size_t sf_find_span_by_start(const sf_figures *figures, size_t group, sf_day start, sf_day end) {
  size_t low = 0, high = figures->span_count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const sf_span *span = &figures->spans[figures->by_start[middle]];
    const bool before = span->group != group   ? span->group < group
                        : span->start != start ? span->start < start
                                               : span->end < end;
    if (before)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
