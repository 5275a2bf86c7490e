/* event_study.h: two Series and options in, a table out; nil, err where the closes do not allow it. */
#include "signalflow/event_study.h"

#include "lua/series_types.h"

/* Reads the field of the table at 3, which stays on the stack, unless it is nil. */
static int optional_integer(lua_State *L, const char *field, const char *name, int otherwise) {
  int value = otherwise;
  if (lua_getfield(L, 3, field) != LUA_TNIL)
    value = (int)sf_check_integer(L, lua_gettop(L), name, -SF_LONGEST_ESTIMATION, SF_LONGEST_ESTIMATION);
  lua_pop(L, 1);
  return value;
}

/* {on=, after_close=} of the table on the top. */
static sf_event check_event(lua_State *L, const char *name) {
  sf_event event = {0};
  lua_getfield(L, -1, "on");
  event.day = sf_check_day(L, lua_gettop(L), name);
  lua_getfield(L, -2, "after_close");
  event.after_close = lua_toboolean(L, -1);
  lua_pop(L, 2);
  return event;
}

/* A list of {on=, after_close=}, read into a block, which is pushed. */
static const sf_event *check_others(lua_State *L, size_t *count) {
  static const char *const fields[] = {"on", "after_close"};
  const char name[] = "event_study: others";
  *count = 0;
  if (lua_getfield(L, 3, "others") == LUA_TNIL) return NULL;
  const int list = lua_gettop(L);
  *count = sf_check_list(L, list, name);
  sf_event *const others = sf_push_block(L, *count, sizeof *others);
  for (size_t i = 0; i < *count; ++i) {
    lua_rawgeti(L, list, (lua_Integer)i + 1);
    sf_check_fields(L, lua_gettop(L), name, fields, sizeof fields / sizeof *fields);
    others[i] = check_event(L, name);
    lua_pop(L, 1);
  }
  return others;
}

static void push_session(lua_State *L, const sf_event_session *session) {
  lua_createtable(L, 0, 5);
  sf_set_day(L, "day", session->day);
  sf_set_integer(L, "offset", session->offset);
  sf_set_integer(L, "spans", session->spans);
  sf_set_number(L, "asset", session->asset);
  sf_set_number(L, "market", session->market);
  sf_set_number(L, "abnormal", session->abnormal);
}

static void push_study(lua_State *L, const sf_event_study *study) {
  lua_createtable(L, 0, 13);
  sf_set_day(L, "session", study->session);
  sf_set_day(L, "estimation_first", study->estimation_first);
  sf_set_day(L, "estimation_last", study->estimation_last);
  sf_set_number(L, "alpha", study->alpha);
  sf_set_number(L, "beta", study->beta);
  sf_set_number(L, "sigma", study->sigma);
  sf_set_number(L, "car", study->car);
  sf_set_number(L, "t", study->t_exact);
  sf_set_number(L, "t_simple", study->t_simple);
  sf_set_number(L, "p", study->p);
  sf_set_number(L, "critical", study->critical);
  sf_set_count(L, "freedom", study->freedom);
  sf_set_count(L, "left_out", study->left_out);
  sf_set_number(L, "drift", study->drift);
  sf_set_boolean(L, "anticipated", study->anticipated);
  lua_createtable(L, (int)study->count, 0);
  for (size_t i = 0; i < study->count; ++i) {
    push_session(L, &study->sessions[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "sessions");
}

/*** event_study(asset, market, options): `event_study.h` on two Series of closes; options `{on=, after_close=,
 * first=, last=, estimation=, gap=, others={{on=, after_close=}}}`. A table `session estimation_first
 * estimation_last alpha beta sigma car t t_simple drift anticipated sessions={{day=, offset=, asset=, market=,
 * abnormal=}}`; or `nil, err` */
static int core_event_study(lua_State *L) {
  static const char *const fields[] = {"on", "after_close", "first", "last", "estimation", "gap", "others"};
  lua_settop(L, 3);
  sf_error error;
  const sf_series *const asset = sf_check_series(L, 1, "event_study: asset");
  const sf_series *const market = sf_check_series(L, 2, "event_study: market");
  sf_check_fields(L, 3, "event_study: options", fields, sizeof fields / sizeof *fields);
  sf_event_study_options options = sf_default_event_study_options();
  lua_pushvalue(L, 3);
  options.event = check_event(L, "event_study: on");
  options.first = optional_integer(L, "first", "event_study: first", options.first);
  options.last = optional_integer(L, "last", "event_study: last", options.last);
  options.estimation = optional_integer(L, "estimation", "event_study: estimation", options.estimation);
  options.gap = optional_integer(L, "gap", "event_study: gap", options.gap);
  options.others = check_others(L, &options.other_count);
  sf_event_study *const study = sf_push_block(L, 1, sizeof *study);
  if (sf_study_event(asset, market, &options, study, &error) != SF_OK) return sf_answer_error(L, &error);
  push_study(L, study);
  sf_set_integer(L, "estimation", options.estimation);
  return 1;
}

const luaL_Reg sf_event_study_functions[] = {{"event_study", core_event_study}, {NULL, NULL}};
