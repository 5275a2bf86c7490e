/* A C program that hosts Lua: several states at once, states on several threads, and a Lua whose memory runs out at
 * every point in turn. Lua's memory is counted here, C's by the C library (mallinfo2; the sanitizers and valgrind see
 * the rest). */
#include "check.h"

#include <lauxlib.h>
#include <lualib.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An allocator that refuses everything from the n-th request on. */
typedef struct ration {
  long requests, allowed; /* allowed < 0: no limit */
  size_t bytes;           /* held now */
} ration;

static void *rationed(void *context, void *block, size_t old_size, size_t new_size) {
  ration *left = context;
  if (block == NULL) old_size = 0; /* then it says what kind of object is wanted */
  if (new_size == 0) {
    left->bytes -= old_size;
    free(block);
    return NULL;
  }
  left->requests++;
  /* Lua takes it for granted that a block can shrink */
  if (new_size > old_size && left->allowed >= 0 && left->requests > left->allowed) return NULL;
  void *grown = realloc(block, new_size);
  if (grown != NULL) left->bytes = left->bytes - old_size + new_size;
  return grown;
}

static int open_everything(lua_State *L) {
  const char *build = getenv("BUILD");
  luaL_openlibs(L);
  lua_getglobal(L, "package");
  lua_pushfstring(L, "%s/lib/?.so", build == NULL ? "build" : build);
  lua_setfield(L, -2, "cpath");
  return 0;
}

static int run_text(lua_State *L) {
  const char *text = lua_touserdata(L, 1);
  lua_settop(L, 0);
  open_everything(L);
  if (luaL_loadstring(L, text) != LUA_OK) return lua_error(L);
  lua_call(L, 0, 1);
  return 1;
}

/* Runs the text in a state; its result, or the error, is left on the top. */
static int run_protected(lua_State *L, const char *text) {
  lua_pushcfunction(L, run_text);
  lua_pushlightuserdata(L, (void *)text);
  return lua_pcall(L, 1, 1, 0);
}

static lua_State *new_state(void) {
  lua_State *L = luaL_newstate();
  assert_non_null(L);
  return L;
}

static double number_from(lua_State *L, const char *text) {
  if (run_protected(L, text) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
  const double number = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return number;
}

#define USING_CORE "local core = require 'signalflow.core' "

static void test_states_share_nothing(void **state) {
  (void)state;
  lua_State *first = new_state(), *second = new_state(), *third = new_state();
  const char *define =
      USING_CORE "core.define_unit('EUR', 1.08 * core.quantity 'USD') return core.quantity('1 EUR'):to 'USD'";
  const char *knows = USING_CORE "return pcall(core.quantity, '1 EUR') and 1 or 0";
  const char *first_driver = USING_CORE "return tonumber(core.law('uniform', {0, 1}):drivers()[1].name:sub(2))";
  assert_close(number_from(first, define), 1.08, 1e-15);
  assert_true(number_from(second, knows) == 0);
  assert_true(number_from(first, first_driver) == 1);
  assert_true(number_from(first, first_driver) == 2);
  assert_true(number_from(second, first_driver) == 1);
  lua_close(first);
  assert_true(number_from(third, first_driver) == 1);
  lua_close(third);
  assert_true(number_from(second, first_driver) == 2);
  lua_close(second);
}

static const char model[] = USING_CORE
    "local pue = core.law('triangular', {1.1, 1.2, 1.35}) "
    "local plan = core.compile {core.quantity '100 MW' / pue} "
    "return plan:run {draws = 200000, seed = 5, threads = 2}[1]:mean()";

static void *mean_of_model(void *result) {
  lua_State *L = luaL_newstate();
  double *mean = result;
  if (L == NULL) return NULL;
  if (run_protected(L, model) == LUA_OK) *mean = lua_tonumber(L, -1);
  lua_close(L);
  return NULL;
}

static void test_states_on_threads_agree_to_the_bit(void **state) {
  (void)state;
  enum { THREADS = 4 };
  pthread_t threads[THREADS];
  double means[THREADS] = {0}, alone = 0;
  mean_of_model(&alone);
  assert_true(alone > 8e7 && alone < 9e7);
  for (int i = 0; i < THREADS; ++i) assert_int_equal(pthread_create(&threads[i], NULL, mean_of_model, &means[i]), 0);
  for (int i = 0; i < THREADS; ++i) pthread_join(threads[i], NULL);
  for (int i = 0; i < THREADS; ++i) assert_true(means[i] == alone);
}

/* Every kind of thing the module makes, and errors on the way. */
static const char everything[] = USING_CORE
    "local MW = core.write(core.quantity 'MW', 'MW') "
    "core.define_unit('EUR', 1.08 * core.quantity 'USD') "
    "local a, b = core.law('triangular', {1.1, 1.2, 1.35}), core.law('lognormal', {mean = 2 * MW, sd = 1 * MW}) "
    "local c = core.law('mixture', {{1, core.law('normal', {0, 1})}, {2, core.law('truncated', {a, 1.15, nil})}}) "
    "local d = core.law('discrete', {{1, 1}, {2, 3}}) + core.law('empirical', {1, 2, 3}) "
    "local x, y = core.draw 'x', core.draw 'y' "
    "local both = core.substitute({x * y}, {x, y}, core.correlate({'x', 'y'}, {{1, .5}, {.5, 1}})) "
    "local slope = core.differentiate(a ^ 2 * c, {a, c}) "
    "local plan = core.compile {a * b / MW, c, d, both[1], slope[1], core.where(a:lt(1.2), 1, 2), 3} "
    "local runs = plan:run {draws = 2000, threads = 1, tick = function() end} "
    "local again = core.summary(runs[1]:bytes()) "
    "local text = tostring(b) .. (a * b):formula() .. again:histogram(0, 1, 8)[1] .. plan:drivers()[1] "
    "local drawn = plan:sample(20, {seed = 3})[1][20] + plan:evaluate()[1] "
    "local seen = (a * MW):inspect().operands[1], (a * b):drivers()[2].law "
    "local _, err = core.irr {-100, 230, -132} "
    "pcall(function() return MW + 3 end) pcall(core.law, 'norml', {}) pcall(plan.run, plan, {draw = 1}) "
    "local factory = core.factory {grid_power = 100 * MW, pue = a, chip_power = core.quantity '1 kW/gpu', "
    "server_overhead = 1.1, token_rate = core.quantity '1 ktok/s/gpu', horizon = 4} "
    "plan:close() "
    "local q, B = core.quantity, core.quantity '2 B' local rate = q '1 Pflop/s/gpu' "
    "local serving = {compute = rate, attention_compute = rate, memory_bandwidth = q '8 TB/s/gpu', "
    "memory = q '180 GB/gpu', parameters = 8e9, active_parameters = 8e9, layers = 32, hidden = 4096, heads = 32, "
    "head_size = 128, cache_heads = 8, score_width = 256, cache_elements = 65536, vocabulary = 128256, "
    "weight_bytes = B, cache_bytes = B, input = 1024, output = 1024, concurrency = 8} "
    "local calculated = core.inference(serving, {}, {wave = 0.5}).tpot:value() "
    "serving.concurrency = a "
    "drawn = drawn + calculated + core.compile {core.inference(serving, {}).tpot}:evaluate()[1] "
    "local rows = {} for i = 1, 9 do rows[i] = {period_end = 90 * i, known_on = 90 * i + 30, value = i * MW} end "
    "local series = core.series('s', rows, 'here') local ratio = 2 * MW * series / series:lag(1) / MW + 1 "
    "core.evaluate_rule({pass = {side = 'above', limit = 2}, hold = 2, jump_sigmas = 5}, ratio, 900, nil, series) "
    "series:known_on(500):view() ratio:percentile(3):latest() core.reconcile(series, series, 0.1) "
    "core.concentration({.2, .3}, .1) core.names '.' pcall(core.series, 's', {{}}) core.open_filings 'absent' "
    "core.open_filings('tests/data/companyfacts_nvda_cut.json'):quarters('r', {'Revenues'}):yoy() "
    "core.read_fred('tests/data/fred_DGS10_cut.csv', {}) core.quorum({true, 'unknown'}, 1) "
    "return core.npv(0.1, {-1, 2}) + #err.roots + #factory.accelerators:formula() + drawn";

/* Requests for memory that running everything takes. */
static long requests_in_all(void) {
  ration left = {.allowed = -1};
  lua_State *L = lua_newstate(rationed, &left);
  assert_non_null(L);
  if (run_protected(L, everything) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
  lua_close(L);
  assert_int_equal(left.bytes, 0);
  return left.requests;
}

enum { POINTS = 300 };

/* Runs of everything, each with more memory than the one before. */
typedef struct rationed_runs {
  long requests, finished;
  size_t lua_bytes_left;
  bool unfinalized[POINTS + 1]; /* Lua said that it had no memory to call a finalizer: what that would free is lost */
} rationed_runs;

static void note_warning(void *context, const char *message, int continued) {
  (void)message, (void)continued;
  *(bool *)context = true;
}

static void run_with(rationed_runs *runs, long point, long allowed) {
  if (runs->unfinalized[point]) return;
  ration left = {.allowed = allowed};
  lua_State *L = lua_newstate(rationed, &left);
  if (L != NULL) {
    lua_setwarnf(L, note_warning, &runs->unfinalized[point]);
    runs->finished += run_protected(L, everything) == LUA_OK;
    left.allowed = -1;
    lua_close(L);
  }
  runs->lua_bytes_left += left.bytes;
}

/* The first time through marks the points at which Lua itself loses something; later ones pass them over. */
static void *run_with_every_ration(void *context) {
  rationed_runs *runs = context;
  const long step = 1 + runs->requests / POINTS;
  for (long point = 0; point * step <= runs->requests; ++point) run_with(runs, point, point * step);
  return NULL;
}

/* C memory held once the runs are done. They are done on a thread of their own, because the C library gives back what
 * it keeps at hand for a thread when that ends. */
static size_t c_memory_after(rationed_runs *runs) {
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, run_with_every_ration, runs), 0);
  assert_int_equal(pthread_join(thread, NULL), 0);
  return mallinfo2().uordblks;
}

static void test_running_out_of_memory_leaves_nothing(void **state) {
  (void)state;
  enum { TOLERANCE = 2048 }; /* 16 bytes lost in half of the runs would be more */
  rationed_runs runs = {.requests = requests_in_all()};
  const size_t before = c_memory_after(&runs), after = c_memory_after(&runs);
  long passed_over = 0;
  for (size_t point = 0; point <= POINTS; ++point) passed_over += runs.unfinalized[point];
  assert_int_equal(runs.lua_bytes_left, 0);
  assert_true(runs.finished <= 2);
  assert_true(passed_over < POINTS / 10);
  if (after > before + TOLERANCE) fail_msg("%zu bytes of C memory are left", after - before);
}

static void test_memory_failing_while_loading_does_not_spoil_the_next_load(void **state) {
  (void)state;
  const long most = requests_in_all();
  for (long allowed = 100; allowed < most; allowed += 37) {
    ration left = {.allowed = allowed};
    lua_State *L = lua_newstate(rationed, &left);
    if (L == NULL) continue;
    run_protected(L, USING_CORE "return core");
    left.allowed = -1;
    lua_settop(L, 0);
    assert_true(number_from(L, USING_CORE "return (core.quantity '2 MW' + core.quantity '1 MW'):to 'kW'") == 3000);
    lua_close(L);
    assert_int_equal(left.bytes, 0);
  }
}

static void test_finalizers_of_the_host_may_use_the_module_while_the_state_closes(void **state) {
  (void)state;
  lua_State *L = new_state();
  const char *text =
      "local late = setmetatable({}, {__gc = function(t) "
      "  pcall(function() return t.q * 2 end) pcall(t.core.exp, 1) pcall(tostring, t.q) "
      "  pcall(function() return t.plan:run{} end) end}) "
      "local core = require 'signalflow.core' "
      "late.core, late.q, late.plan = core, core.quantity 'MW', core.compile {core.draw 'x'} "
      "LATE = late return 1";
  assert_true(number_from(L, text) == 1);
  lua_close(L);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_states_share_nothing),
      cmocka_unit_test(test_states_on_threads_agree_to_the_bit),
      cmocka_unit_test(test_running_out_of_memory_leaves_nothing),
      cmocka_unit_test(test_memory_failing_while_loading_does_not_spoil_the_next_load),
      cmocka_unit_test(test_finalizers_of_the_host_may_use_the_module_while_the_state_closes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
