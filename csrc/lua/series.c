/* Series as Lua values: what was known of a figure, and when. */
#include "lua/series_types.h"

static int release_series(lua_State *L) {
  sf_series **place = luaL_checkudata(L, 1, sf_series_type);
  sf_series *series = *place;
  *place = NULL;
  sf_release_series(series);
  return 0;
}

/* Looking. */

/*** Series:name(): what it is of, and how it was worked out.
 * @treturn string */
static int series_name(lua_State *L) {
  lua_pushstring(L, sf_series_name(sf_check_series(L, 1, "name")));
  return 1;
}

/*** Series:like(): one of its unit, coherent.
 * @treturn number|Quantity 1 where its values are plain numbers */
static int series_like(lua_State *L) {
  return sf_push_constant(L, 1, sf_series_dimension(sf_check_series(L, 1, "like")));
}

/*** Series:periods(): how many periods it has.
 * @treturn integer */
static int series_periods(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sf_series_periods(sf_check_series(L, 1, "periods")));
  return 1;
}

/*** Series:spacing(): how far apart its periods usually are.
 * @treturn integer days; 0 with fewer than two */
static int series_spacing(lua_State *L) {
  lua_pushinteger(L, sf_series_spacing(sf_check_series(L, 1, "spacing")));
  return 1;
}

/*** Series:observation(period_end, as_of): what was known of one period.
 * @tparam string period_end "2024-04-28"
 * @tparam[opt] string as_of the day whose knowledge counts; else all
 * @treturn ?table `period_start period_end known_on value method`, and where it came from: `line file document form
 * concept`; nil where nothing was known */
static int series_observation(lua_State *L) {
  sf_observation observation;
  const sf_series *series = sf_check_series(L, 1, "observation");
  const sf_day end = sf_check_day(L, 2, "observation: period end");
  const sf_day as_of = sf_day_or(L, 3, "observation: as of", SF_LAST_DAY);
  sf_push_observation(L, series, sf_value_at(series, end, as_of, &observation), &observation);
  return 1;
}

/*** Series:at(period_end, as_of): the value of one period.
 * @tparam string period_end "2024-04-28"
 * @tparam[opt] string as_of the day whose knowledge counts; else all
 * @treturn ?number|Quantity nil where it was not known */
static int series_at(lua_State *L) {
  sf_observation observation;
  const sf_series *series = sf_check_series(L, 1, "at");
  const sf_day end = sf_check_day(L, 2, "at: period end");
  const sf_day as_of = sf_day_or(L, 3, "at: as of", SF_LAST_DAY);
  if (sf_value_at(series, end, as_of, &observation))
    return sf_push_constant(L, observation.value, sf_series_dimension(series));
  lua_pushnil(L);
  return 1;
}

/*** Series:latest(as_of): the newest period that was known.
 * @tparam[opt] string as_of the day whose knowledge counts; else all
 * @treturn ?table an observation */
static int series_latest(lua_State *L) {
  sf_observation observation;
  const sf_series *series = sf_check_series(L, 1, "latest");
  const sf_day as_of = sf_day_or(L, 2, "latest: as of", SF_LAST_DAY);
  sf_push_observation(L, series, sf_latest_value(series, as_of, &observation), &observation);
  return 1;
}

static int push_observations(lua_State *L, const sf_series *series, const sf_observation *observations, size_t count,
                             size_t last) {
  const size_t first = count > last ? count - last : 0;
  lua_createtable(L, (int)(count - first), 0);
  for (size_t i = first; i < count; ++i) {
    sf_push_observation(L, series, true, &observations[i]);
    lua_rawseti(L, -2, (lua_Integer)(i - first) + 1);
  }
  return 1;
}

static size_t check_last(lua_State *L, int index, const char *name) {
  return lua_isnoneornil(L, index) ? SIZE_MAX : (size_t)sf_check_integer(L, index, name, 0, INT64_MAX);
}

/*** Series:view(as_of, last): one observation a period, as of a day.
 * @tparam[opt] string as_of the day whose knowledge counts; else all
 * @tparam[opt] integer last only so many, the newest
 * @treturn {table,...} observations by period */
static int series_view(lua_State *L) {
  const sf_series *series = sf_check_series(L, 1, "view");
  const sf_day as_of = sf_day_or(L, 2, "view: as of", SF_LAST_DAY);
  const size_t last = check_last(L, 3, "view: how many");
  sf_observation *observations = sf_push_block(L, sf_series_periods(series), sizeof *observations);
  const size_t count = sf_view_series(series, as_of, observations, sf_series_periods(series));
  return push_observations(L, series, observations, count, last);
}

/*** Series:vintages(last): every observation, restated ones too.
 * @tparam[opt] integer last only so many, the newest
 * @treturn {table,...} observations */
static int series_vintages(lua_State *L) {
  const sf_series *series = sf_check_series(L, 1, "vintages");
  const size_t last = check_last(L, 2, "vintages: how many");
  return push_observations(L, series, sf_series_observations(series), sf_series_length(series), last);
}

/*** Series:label(): the unit that its values are shown in, where one was given.
 * @treturn ?string */
static int series_label(lua_State *L) {
  sf_check_series(L, 1, "label");
  lua_getiuservalue(L, 1, SF_SERIES_LABEL);
  return 1;
}

/*** Series:notes(): what whoever made it found wrong.
 * @treturn {table,...} `code`, `period_end`, `known_on`, and the numbers `here` and `there` each */
static int series_notes(lua_State *L) {
  static const char *const words[SF_NOTE_CODE_COUNT] = {"sum",   "quarter", "negative", "last quarter", "not additive",
                                                        "blank", "lag",     "ended",    "sign",         "scale"};
  size_t count;
  const sf_note *notes = sf_series_notes(sf_check_series(L, 1, "notes"), &count);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; ++i) {
    lua_createtable(L, 0, 5);
    sf_set_text(L, "code", words[notes[i].code]);
    sf_set_day(L, "period_end", notes[i].end);
    sf_set_day(L, "known_on", notes[i].known_on);
    sf_set_number(L, "here", notes[i].here);
    sf_set_number(L, "there", notes[i].there);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/*** Series:breaks(): where another wording, tag, basis or provider begins: nothing is worked out across it.
 * @treturn {table,...} `from` (a day), `reason` each */
static int series_breaks(lua_State *L) {
  size_t count;
  const sf_break *breaks = sf_series_breaks(sf_check_series(L, 1, "breaks"), &count);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; ++i) {
    lua_createtable(L, 0, 2);
    sf_set_day(L, "from", breaks[i].first);
    sf_set_text(L, "reason", breaks[i].reason);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* Deriving. */

/*** Series:break_at(day, reason): the same series with a break.
 * @tparam string day the first one of the other basis
 * @tparam string reason in words
 * @treturn Series */
static int series_break_at(lua_State *L) {
  sf_error error;
  lua_settop(L, 3);
  const sf_series *series = sf_check_series(L, 1, "break_at");
  const sf_day day = sf_check_day(L, 2, "break_at: from");
  const char *reason = sf_check_text(L, 3, "break_at: reason", NULL);
  sf_series **place = sf_push_series(L);
  sf_give_series(L, place, sf_break_series(series, day, reason, place, &error), &error);
  lua_getiuservalue(L, 1, SF_SERIES_LABEL);
  lua_setiuservalue(L, -2, SF_SERIES_LABEL);
  return 1;
}

/*** Series:known_on(day): only what was known by a day.
 * @tparam string day
 * @treturn Series */
static int give_cut(lua_State *L) {
  sf_error error;
  const sf_series *series = sf_check_series(L, 1, "known_on");
  const sf_day day = sf_check_day(L, 2, "known_on");
  sf_series **place = sf_push_series(L);
  sf_give_series(L, place, sf_series_known_on(series, day, place, &error), &error);
  lua_getiuservalue(L, 1, SF_SERIES_LABEL);
  lua_setiuservalue(L, -2, SF_SERIES_LABEL);
  return 1;
}

typedef sf_status sf_derive(const sf_series *series, sf_series **result, sf_error *error);

static int give_derived(lua_State *L, sf_derive *derive, const char *name) {
  sf_error error;
  const sf_series *series = sf_check_series(L, 1, name);
  sf_series **place = sf_push_series(L);
  return sf_give_series(L, place, derive(series, place, &error), &error);
}

/*** Series:yoy(): growth against the period of a year before, by date.
 * @treturn Series shares: 0.2 is 20 % */
static int series_yoy(lua_State *L) { return give_derived(L, sf_year_over_year, "yoy"); }
/*** Series:qoq(): growth against the quarter before, by date.
 * @treturn Series shares: 0.2 is 20 % */
static int series_qoq(lua_State *L) { return give_derived(L, sf_quarter_over_quarter, "qoq"); }
/*** Series:ttm(): sums over four quarters without a gap.
 * @treturn Series in its unit */
static int series_ttm(lua_State *L) { return give_derived(L, sf_trailing_year, "ttm"); }

/*** Series:change(months, tolerance): difference to the period so many months before, by date.
 * @tparam integer months 1 to 1,200
 * @tparam[opt] integer tolerance days that the earlier period may be off
 * @treturn Series in its unit */
static int series_change(lua_State *L) {
  sf_error error;
  const sf_series *series = sf_check_series(L, 1, "change");
  const int months = (int)sf_check_integer(L, 2, "change: months", 1, SF_MOST_MONTHS);
  const int tolerance = lua_isnoneornil(L, 3)
                            ? SF_YEAR_TOLERANCE
                            : (int)sf_check_integer(L, 3, "change: tolerance", 0, SF_LARGEST_TOLERANCE);
  sf_series **place = sf_push_series(L);
  return sf_give_series(L, place, sf_change_over_months(series, months, tolerance, place, &error), &error);
}

typedef sf_status sf_derive_by(const sf_series *series, size_t count, sf_series **result, sf_error *error);

static int give_derived_by(lua_State *L, sf_derive_by *derive, const char *name) {
  sf_error error;
  const sf_series *series = sf_check_series(L, 1, name);
  const size_t count = lua_isnoneornil(L, 2) ? 1 : (size_t)sf_check_integer(L, 2, name, 1, INT32_MAX);
  sf_series **place = sf_push_series(L);
  return sf_give_series(L, place, derive(series, count, place, &error), &error);
}

/*** Series:lag(n): each value at the period n later: what was known then.
 * @tparam[opt=1] integer n periods
 * @treturn Series in its unit */
static int series_lag(lua_State *L) { return give_derived_by(L, sf_lag_series, "lag"); }
/*** Series:diff(n): difference to the value n periods before.
 * @tparam[opt=1] integer n periods
 * @treturn Series in its unit */
static int series_diff(lua_State *L) { return give_derived_by(L, sf_difference_series, "diff"); }

static int give_rolling(lua_State *L, sf_statistic statistic, int index, const char *name) {
  sf_error error;
  const sf_series *series = sf_check_series(L, 1, name);
  const size_t count = (size_t)sf_check_integer(L, index, name, 1, SF_LARGEST_WINDOW);
  sf_series **place = sf_push_series(L);
  return sf_give_series(L, place, sf_rolling(series, statistic, count, place, &error), &error);
}

/*** Series:zscore(n): how many standard deviations each value lies from the mean of the n up to it.
 * @tparam integer n periods
 * @treturn Series plain numbers */
static int series_zscore(lua_State *L) { return give_rolling(L, SF_ROLLING_ZSCORE, 2, "zscore"); }
/*** Series:percentile(n): the share of the n values up to each that are no greater.
 * @tparam integer n periods
 * @treturn Series 0 to 1 */
static int series_percentile(lua_State *L) { return give_rolling(L, SF_ROLLING_PERCENTILE, 2, "percentile"); }

/*** Series:rolling(statistic, n): a statistic of the n values up to each.
 * @tparam string statistic "sum", "mean", "sd", "min", "max", "median", "zscore", "percentile"
 * @tparam integer n periods
 * @treturn Series */
static int series_rolling(lua_State *L) {
  static const char *const words[SF_STATISTIC_COUNT] = {"sum", "mean",   "sd",     "min",
                                                        "max", "median", "zscore", "percentile"};
  return give_rolling(L, (sf_statistic)sf_check_word(L, 2, "rolling: statistic", words, SF_STATISTIC_COUNT), 3,
                      "rolling: periods");
}

/* Arithmetic. */

/* {tolerance=, carry=}, or the default for nil. */
static sf_alignment check_alignment(lua_State *L, int index) {
  static const char *const fields[] = {"tolerance", "carry"};
  sf_alignment alignment = sf_default_alignment();
  if (lua_isnoneornil(L, index)) return alignment;
  sf_check_fields(L, index, "alignment", fields, 2);
  if (lua_getfield(L, index, "tolerance") != LUA_TNIL)
    alignment.tolerance = (int)sf_check_integer(L, -1, "alignment: tolerance", 0, SF_LARGEST_TOLERANCE);
  if (lua_getfield(L, index, "carry") != LUA_TNIL)
    alignment.carry = (int)sf_check_integer(L, -1, "alignment: carry", 0, SF_LARGEST_CARRY);
  lua_pop(L, 2);
  return alignment;
}

/* At least one of the two at 1 and 2 is a series. */
static int combine(lua_State *L, sf_operation operation, sf_alignment alignment, const char *name) {
  sf_error error;
  sf_status status;
  const sf_series *a = sf_test_series(L, 1), *b = sf_test_series(L, 2);
  if (a != NULL && b != NULL) {
    sf_series **place = sf_push_series(L);
    status = sf_combine_series(a, operation, b, alignment, place, &error);
    return sf_give_series(L, place, status, &error);
  }
  const bool first = a == NULL;
  const sf_series *series = first ? sf_check_series(L, 2, name) : a;
  if (lua_type(L, first ? 1 : 2) == LUA_TTABLE || lua_isnil(L, first ? 1 : 2))
    sf_raise(L, "%s: expected a Series, a quantity or a number, got %s", name, sf_describe(L, first ? 1 : 2));
  const sf_quantity quantity = sf_check_constant(L, first ? 1 : 2, name);
  sf_series **place = sf_push_series(L);
  status = sf_combine_quantity(series, operation, quantity, first, place, &error);
  return sf_give_series(L, place, status, &error);
}

int sf_series_add(lua_State *L) { return combine(L, SF_ADD, sf_default_alignment(), "add"); }
int sf_series_subtract(lua_State *L) { return combine(L, SF_SUBTRACT, sf_default_alignment(), "subtract"); }
int sf_series_multiply(lua_State *L) { return combine(L, SF_MULTIPLY, sf_default_alignment(), "multiply"); }
int sf_series_divide(lua_State *L) { return combine(L, SF_DIVIDE, sf_default_alignment(), "divide"); }

static int series_negate(lua_State *L) {
  lua_settop(L, 1);
  lua_pushnumber(L, -1);
  return combine(L, SF_MULTIPLY, sf_default_alignment(), "negate");
}

/*** Series:combine(operation, other, how): arithmetic as of the same day; `+ - * /` do the same.
 * @tparam string operation "+", "-", "*", "/", "min", "max"
 * @tparam Series|number|Quantity other
 * @tparam[opt] table how `tolerance`, days that period ends may be apart; `carry`, days for which an older value stands
 * @treturn Series
 * @raise where dimensions do not fit */
static int series_combine(lua_State *L) {
  static const char *const words[] = {"+", "-", "*", "/", "min", "max"};
  static const sf_operation operations[] = {SF_ADD, SF_SUBTRACT, SF_MULTIPLY, SF_DIVIDE, SF_MINIMUM, SF_MAXIMUM};
  lua_settop(L, 4);
  sf_check_series(L, 1, "combine");
  const sf_operation operation = operations[sf_check_word(L, 2, "combine: operation", words, 6)];
  const sf_alignment alignment = check_alignment(L, 4);
  lua_remove(L, 2);
  lua_settop(L, 2);
  return combine(L, operation, alignment, "combine");
}

static int series_text(lua_State *L) {
  sf_check_series(L, 1, "tostring");
  if (luaL_getmetafield(L, 1, "__index") == LUA_TTABLE && lua_getfield(L, -1, "text") == LUA_TFUNCTION) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    return 1;
  }
  lua_pushfstring(L, "Series '%s'", sf_series_name(sf_check_series(L, 1, "tostring")));
  return 1;
}

/* Lua's own words would name the type alone. */
static int series_compare(lua_State *L) {
  sf_raise(L,
           "a series is many figures, not one: compare what it was on a day, series:at(\"2024-04-28\"), or "
           "series:latest().value");
}

static int series_pairs(lua_State *L) {
  sf_raise(L, "a series is gone through by its rows: for _, row in ipairs(series:view())");
}

/* Two fetches, or two hands. */

/*** label(series, text): what the publisher calls its unit; kept by `known_on` */
static int core_label(lua_State *L) {
  lua_settop(L, 2);
  sf_check_series(L, 1, "label");
  if (!lua_isnil(L, 2)) sf_check_text(L, 2, "label", NULL);
  lua_setiuservalue(L, 1, SF_SERIES_LABEL);
  return 1;
}

/*** merge_vintages(older, newer, fetched): Series */
static int core_merge_vintages(lua_State *L) {
  sf_error error;
  const sf_series *older = sf_check_series(L, 1, "merge_vintages: older");
  const sf_series *newer = sf_check_series(L, 2, "merge_vintages: newer");
  const sf_day fetched = sf_check_day(L, 3, "merge_vintages: fetched");
  sf_series **place = sf_push_series(L);
  return sf_give_series(L, place, sf_merge_vintages(older, newer, fetched, place, &error), &error);
}

/*** reconcile(series, reference, relative, alignment): list of `{observation=, reference=}`, and how many periods
 * met */
static int core_reconcile(lua_State *L) {
  lua_settop(L, 4);
  size_t found = 0, common = 0;
  sf_error error;
  const sf_series *series = sf_check_series(L, 1, "reconcile: series");
  const sf_series *reference = sf_check_series(L, 2, "reconcile: reference");
  const double relative = sf_check_number(L, 3, "reconcile: relative");
  const sf_alignment alignment = check_alignment(L, 4);
  const size_t capacity = sf_series_periods(series);
  sf_departure *departures = sf_push_block(L, capacity, sizeof *departures);
  if (sf_reconcile(series, reference, alignment, relative, departures, capacity, &found, &common, &error) != SF_OK)
    sf_raise_error(L, &error);
  lua_createtable(L, (int)found, 0);
  for (size_t i = 0; i < found && i < capacity; ++i) {
    lua_createtable(L, 0, 2);
    sf_set_observation(L, "observation", series, true, &departures[i].observation);
    sf_set_observation(L, "reference", reference, true, &departures[i].reference);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_pushinteger(L, (lua_Integer)common);
  return 2;
}

/*** year_before(series, as_of): the newest observation and that of a year before, each nil where there is none */
static int core_year_before(lua_State *L) {
  sf_observation pair[2];
  const sf_series *series = sf_check_series(L, 1, "year_before: series");
  const size_t count = sf_value_and_year_before(series, sf_check_day(L, 2, "year_before: as_of"), pair);
  sf_push_observation(L, series, count > 0, &pair[0]);
  sf_push_observation(L, series, count > 1, &pair[1]);
  return 2;
}

void sf_make_series_type(lua_State *L) {
  static const luaL_Reg methods[] = {{"name", series_name},
                                     {"like", series_like},
                                     {"label", series_label},
                                     {"periods", series_periods},
                                     {"spacing", series_spacing},
                                     {"observation", series_observation},
                                     {"at", series_at},
                                     {"latest", series_latest},
                                     {"view", series_view},
                                     {"vintages", series_vintages},
                                     {"known_on", give_cut},
                                     {"yoy", series_yoy},
                                     {"qoq", series_qoq},
                                     {"ttm", series_ttm},
                                     {"change", series_change},
                                     {"lag", series_lag},
                                     {"diff", series_diff},
                                     {"rolling", series_rolling},
                                     {"zscore", series_zscore},
                                     {"percentile", series_percentile},
                                     {"combine", series_combine},
                                     {"notes", series_notes},
                                     {"breaks", series_breaks},
                                     {"break_at", series_break_at},
                                     {NULL, NULL}};
  static const luaL_Reg metamethods[] = {{"__lt", series_compare},
                                         {"__le", series_compare},
                                         {"__pairs", series_pairs},
                                         {"__add", sf_series_add},
                                         {"__sub", sf_series_subtract},
                                         {"__mul", sf_series_multiply},
                                         {"__div", sf_series_divide},
                                         {"__unm", series_negate},
                                         {"__len", series_periods},
                                         {"__tostring", series_text},
                                         {NULL, NULL}};
  sf_make_type(L, sf_series_type, methods, metamethods, release_series, false);
}

const luaL_Reg sf_series_functions[] = {{"label", core_label},
                                        {"merge_vintages", core_merge_vintages},
                                        {"reconcile", core_reconcile},
                                        {"year_before", core_year_before},
                                        {NULL, NULL}};
