#include "units/unit_table.h"

#include "base/ascii.h"
#include "base/list.h"
#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = SF_UNIT_WORD_SIZE };

typedef struct built_in {
  const char *name;
  double over, under;
  sf_base base;
  signed char energy_per_time; /* 1 for the watt, whose base is energy */
  signed char plain;           /* 1 for a unit of a plain number */
} built_in;

/* The US dollar is the unit of money; a year is 8,760 hours, a month and a quarter its 12th and 4th part. The square
 * foot is exact since the international foot of 1959 (0.3048 m). */
static const built_in built_ins[] = {
    {"s", 1, 1, SF_TIME, 0, 0},
    {"min", 60, 1, SF_TIME, 0, 0},
    {"h", 3600, 1, SF_TIME, 0, 0},
    {"day", 86400, 1, SF_TIME, 0, 0},
    {"week", 604800, 1, SF_TIME, 0, 0},
    {"month", 2628000, 1, SF_TIME, 0, 0},
    {"quarter", 7884000, 1, SF_TIME, 0, 0},
    {"year", 31536000, 1, SF_TIME, 0, 0},
    {"W", 1, 1, SF_ENERGY, 1, 0},
    {"Wh", 3600, 1, SF_ENERGY, 0, 0},
    {"J", 1, 1, SF_ENERGY, 0, 0},
    {"USD", 1, 1, SF_MONEY, 0, 0},
    {"$", 1, 1, SF_MONEY, 0, 0},
    {"cent", 1, 100, SF_MONEY, 0, 0},
    {"tok", 1, 1, SF_TOKEN, 0, 0},
    {"gpu", 1, 1, SF_ACCELERATOR, 0, 0},
    {"rack", 1, 1, SF_RACK, 0, 0},
    {"user", 1, 1, SF_USER, 0, 0},
    {"req", 1, 1, SF_REQUEST, 0, 0},
    {"B", 1, 1, SF_BYTE, 0, 0},
    {"bit", 1, 8, SF_BYTE, 0, 0},
    {"flop", 1, 1, SF_FLOP, 0, 0},
    {"FLOP", 1, 1, SF_FLOP, 0, 0},
    {"m2", 1, 1, SF_AREA, 0, 0},
    {"ft2", 0.09290304, 1, SF_AREA, 0, 0},
    {"%", 1, 100, SF_TIME, 0, 1},
    {"ppm", 1, 1e6, SF_TIME, 0, 1},
};
enum { BUILT_IN_COUNT = sizeof built_ins / sizeof built_ins[0] };

typedef struct unit_prefix {
  const char *name;
  double over, under;
  bool binary;
} unit_prefix;

/* Large before small: of "MW" and "mW", the nearest to a mistyped "mw" is the one analysts mean. */
static const unit_prefix prefixes[] = {
    {"k", 1e3, 1, false},
    {"M", 1e6, 1, false},
    {"G", 1e9, 1, false},
    {"T", 1e12, 1, false},
    {"P", 1e15, 1, false},
    {"E", 1e18, 1, false},
    {"m", 1, 1e3, false},
    {"u", 1, 1e6, false},
    {"n", 1, 1e9, false},
    {"Ki", 1024, 1, true},
    {"Mi", 1048576, 1, true},
    {"Gi", 1073741824, 1, true},
    {"Ti", 1099511627776.0, 1, true},
};
enum { PREFIX_COUNT = sizeof prefixes / sizeof prefixes[0] };

/* What people write instead of a unit's name, too far from it to be found by its letters. */
static const char *const long_names[][2] = {
    {"second", "s"},        {"sec", "s"},    {"minute", "min"},  {"hour", "h"},     {"hr", "h"},
    {"yr", "year"},         {"watt", "W"},   {"joule", "J"},     {"dollar", "USD"}, {"token", "tok"},
    {"accelerator", "gpu"}, {"chip", "gpu"}, {"request", "req"}, {"query", "req"},  {"byte", "B"},
    {"percent", "%"},       {"sqft", "ft2"},
};

typedef struct own_unit {
  char name[NAME_SIZE];
  sf_quantity value;
} own_unit;

struct sf_units {
  own_unit *own;
  size_t count, capacity;
};

sf_status sf_create_units(sf_units **units, sf_error *error) {
  sf_units *const created = sf_allocate(1, sizeof *created);
  if (created == NULL) return sf_fail(error, SF_NO_MEMORY, "not enough memory for a table of units");
  *units = created;
  return SF_OK;
}

void sf_destroy_units(sf_units *units) {
  if (units == NULL) return;
  sf_free(units->own);
  sf_free(units);
}

static sf_dimension built_in_dimension(const built_in *unit) {
  if (unit->plain) return sf_dimensionless();
  sf_dimension dimension = sf_base_dimension(unit->base);
  if (unit->energy_per_time) dimension.sixths[SF_TIME] = -SF_EXPONENT_STEPS;
  return dimension;
}

static bool is_name(const char *name, const char *text, size_t length) {
  return strlen(name) == length && memcmp(name, text, length) == 0;
}

static bool find_whole_name(const sf_units *units, const char *text, size_t length, sf_measure *found) {
  for (size_t i = 0; i < BUILT_IN_COUNT; i++) {
    if (!is_name(built_ins[i].name, text, length)) continue;
    *found = (sf_measure){built_ins[i].over, built_ins[i].under, built_in_dimension(&built_ins[i])};
    return true;
  }
  for (size_t i = 0; i < units->count; i++) {
    if (!is_name(units->own[i].name, text, length)) continue;
    *found = (sf_measure){units->own[i].value.value, 1, units->own[i].value.dimension};
    return true;
  }
  return false;
}

static bool takes_prefix(const unit_prefix *prefix, const char *name, size_t length) {
  return !prefix->binary || is_name("B", name, length);
}

bool sf_find_unit(const sf_units *units, const char *text, size_t length, sf_measure *found) {
  if (find_whole_name(units, text, length, found)) return true;
  for (size_t i = 0; i < PREFIX_COUNT; i++) {
    const unit_prefix *const before = &prefixes[i];
    const size_t skipped = strlen(before->name);
    if (length <= skipped || memcmp(text, before->name, skipped) != 0) continue;
    const char *const name = text + skipped;
    if (!takes_prefix(before, name, length - skipped)) continue;
    if (!find_whole_name(units, name, length - skipped, found)) continue;
    const bool squared = is_name("m2", name, length - skipped) || is_name("ft2", name, length - skipped);
    found->over *= squared ? before->over * before->over : before->over;
    found->under *= squared ? before->under * before->under : before->under;
    return true;
  }
  return false;
}

/* A spelt-out name, singular or plural. */
static const char *long_name_of(const char *word) {
  char singular[NAME_SIZE];
  size_t length = strlen(word);
  if (length == 0 || length >= sizeof singular) return NULL;
  for (size_t i = 0; i <= length; i++) {
    singular[i] = word[i];
    singular[i] = sf_to_lower(word[i]);
  }
  for (int plural = 0; plural < 2; plural++) {
    for (size_t i = 0; i < sizeof long_names / sizeof long_names[0]; i++) {
      if (is_name(long_names[i][0], singular, length)) return long_names[i][1];
    }
    if (singular[length - 1] != 's' || length == 1) return NULL;
    length -= 1;
  }
  return NULL;
}

typedef struct name_list {
  char (*names)[NAME_SIZE];
  const char **pointers;
  size_t count, capacity;
} name_list;

static void list_name(name_list *list, const char *prefix_name, const char *name) {
  if (list->count == list->capacity) return;
  snprintf(list->names[list->count], NAME_SIZE, "%s%s", prefix_name, name);
  list->pointers[list->count] = list->names[list->count];
  list->count += 1;
}

/* Every name the parser knows, plain names first. */
static void list_names(const sf_units *units, name_list *list) {
  for (size_t p = 0; p <= PREFIX_COUNT; p++) {
    const char *const before = p == 0 ? "" : prefixes[p - 1].name;
    for (size_t i = 0; i < BUILT_IN_COUNT; i++) {
      const char *const name = built_ins[i].name;
      if (p == 0 || takes_prefix(&prefixes[p - 1], name, strlen(name))) list_name(list, before, name);
    }
    if (p > 0 && prefixes[p - 1].binary) continue;
    for (size_t i = 0; i < units->count; i++) list_name(list, before, units->own[i].name);
  }
}

/* Writes the nearest name; false when none is near, or when there is no memory to look. */
static bool nearest_unit(const sf_units *units, const char *word, char nearest[NAME_SIZE]) {
  const char *found = long_name_of(word);
  name_list list = {NULL, NULL, 0, (PREFIX_COUNT + 1) * (BUILT_IN_COUNT + units->count)};
  if (found == NULL) {
    list.names = sf_allocate(list.capacity, sizeof list.names[0]);
    list.pointers = sf_allocate(list.capacity, sizeof list.pointers[0]);
    if (list.names != NULL && list.pointers != NULL) {
      list_names(units, &list);
      found = sf_nearest_name(word, list.pointers, list.count);
    }
  }
  if (found != NULL) snprintf(nearest, NAME_SIZE, "%s", found);
  sf_free(list.names);
  sf_free((void *)list.pointers);
  return found != NULL;
}

/* Whether a word is the code of a currency, with or without a prefix: EUR, MEUR. */
static bool is_currency(const char *word) {
  static const char *const codes[] = {"AUD", "CAD", "CHF", "CNY", "EUR", "GBP", "HKD", "INR",
                                      "JPY", "KRW", "NTD", "RMB", "SEK", "SGD", "TWD"};
  const size_t length = strlen(word);
  if (length < 3 || length > 4) return false;
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    if (strcmp(word + length - 3, codes[i]) == 0) return true;
  }
  return false;
}

sf_status sf_unknown_unit(const sf_units *units, const char *word, sf_error *error) {
  char nearest[NAME_SIZE];
  if (is_currency(word))
    return sf_fail(error, SF_UNKNOWN, "unknown unit '%s'; the currency here is USD: define others by it", word);
  if (nearest_unit(units, word, nearest))
    return sf_fail(error, SF_UNKNOWN, "unknown unit '%s'; did you mean '%s'?", word, nearest);
  return sf_fail(error, SF_UNKNOWN, "unknown unit '%s'", word);
}

static sf_status check_own_name(const sf_units *units, const char *name, sf_error *error) {
  const size_t length = strlen(name);
  if (length == 0 || length > NAME_SIZE - 4) /* room for a prefix */
    return sf_fail(error, SF_INVALID, "a unit's name has 1 to %d letters", NAME_SIZE - 4);
  for (size_t i = 0; i < length; i++) {
    if (!sf_is_letter(name[i]) && name[i] != '_')
      return sf_fail(error, SF_INVALID, "a unit's name is made of letters and underscores; character %zu is not",
                     i + 1);
  }
  sf_measure taken;
  if (sf_find_unit(units, name, length, &taken))
    return sf_fail(error, SF_INVALID, "the unit '%s' exists already", name);
  return SF_OK;
}

sf_status sf_define_unit(sf_units *units, const char *name, sf_quantity value, sf_error *error) {
  const sf_status checked = check_own_name(units, name, error);
  if (checked != SF_OK) return checked;
  if (!(value.value > 0) || !isfinite(value.value))
    return sf_fail(error, SF_INVALID, "the unit '%s' must be worth a finite amount above zero", name);
  own_unit *const grown = sf_make_room(units->own, &units->capacity, units->count, sizeof *grown);
  if (grown == NULL) return sf_fail(error, SF_NO_MEMORY, "not enough memory for the unit '%s'", name);
  units->own = grown;
  own_unit *const unit = &units->own[units->count++];
  memset(unit, 0, sizeof *unit);
  memcpy(unit->name, name, strlen(name));
  unit->value = value;
  return SF_OK;
}
