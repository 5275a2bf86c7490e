/* Plans as Lua values. A run calls back into Lua only under lua_pcall and on the calling thread, so that an error
 * raised meanwhile, by a hook or by the tick, waits until every thread has been joined. */
#include "signalflow/plan.h"

#include "base/clock.h"
#include "base/meter.h"
#include "base/text.h"
#include "lua/boundary.h"

#include <ctype.h>
#include <string.h>

static const char plan_type[] = "signalflow.Plan";

typedef struct plan_box {
  sf_plan *plan;    /* NULL while empty or once closed */
  unsigned running; /* calls that use it now; a tick may reach the plan that is running */
} plan_box;

static plan_box *check_box(lua_State *L, int index, const char *name) {
  plan_box *box = luaL_testudata(L, index, plan_type);
  if (box == NULL) sf_raise(L, "%s: expected a Plan, got %s", name, sf_describe(L, index));
  return box;
}

static plan_box *check_open(lua_State *L, int index, const char *name) {
  plan_box *box = check_box(L, index, name);
  if (box->plan == NULL) sf_raise(L, "%s: this plan has been closed", name);
  return box;
}

static int release_plan(lua_State *L) {
  plan_box *box = check_box(L, 1, "close");
  /* reached from a tick; when that is the state being closed, the process is about to end */
  if (box->running > 0) sf_raise(L, "close: this plan is running");
  sf_plan *plan = box->plan;
  box->plan = NULL;
  sf_destroy_plan(plan);
  return 0;
}

/*** compile(outputs): Plan */
static int core_compile(lua_State *L) {
  enum { BYTES_AN_INSTRUCTION = 64 };
  lua_settop(L, 1);
  sf_graph *graph = sf_this_core(L)->graph;
  plan_box *box = lua_newuserdatauv(L, sizeof *box, 0);
  *box = (plan_box){NULL, 0};
  luaL_setmetatable(L, plan_type);
  const sf_held *outputs = sf_check_values(L, 1, "compile: outputs");
  sf_error error;
  const sf_status status = sf_compile_plan(graph, outputs->items, outputs->count, &box->plan, &error);
  sf_collect_graph(graph);
  if (status != SF_OK) {
    box->plan = NULL;
    sf_raise_error(L, &error);
  }
  lua_pop(L, 1);
  sf_charge(L, BYTES_AN_INSTRUCTION * sf_plan_instructions(box->plan));
  return 1;
}

/* Options. */

static sf_sampler check_sampler(lua_State *L, int index) {
  static const char *const names[SF_SAMPLER_COUNT] = {
      [SF_SOBOL] = "sobol", [SF_PSEUDO] = "pseudo", [SF_ANTITHETIC] = "antithetic", [SF_LATIN] = "latin"};
  return (sf_sampler)sf_check_word(L, index, "sampler", names, SF_SAMPLER_COUNT);
}

/* "p5", "p99.9" */
static bool names_quantile(const char *word) {
  return word[0] == 'p' && isdigit((unsigned char)word[1]) && word[1 + strspn(word + 1, "0123456789.")] == '\0';
}

static unsigned statistics_of(lua_State *L, int index) {
  static const char *const moments[] = {"mean", "sd", "min", "max", "moments"};
  const char *word = sf_check_text(L, index, "statistics", NULL);
  if (strcmp(word, "quantiles") == 0 || names_quantile(word)) return SF_MOMENTS | SF_QUANTILES;
  for (size_t i = 0; i < sizeof moments / sizeof *moments; ++i)
    if (strcmp(word, moments[i]) == 0) return SF_MOMENTS;
  sf_raise(L, "statistics: expected \"mean\", \"sd\", \"min\", \"max\", \"quantiles\" or one such as \"p95\", got %s",
           sf_describe(L, index));
}

static unsigned check_statistics(lua_State *L, int index) {
  unsigned statistics = SF_MOMENTS;
  const size_t count = sf_check_list(L, index, "statistics");
  for (size_t i = 1; i <= count; ++i) {
    lua_rawgeti(L, index, (lua_Integer)i);
    statistics |= statistics_of(L, lua_gettop(L));
    lua_pop(L, 1);
  }
  return statistics;
}

/* A fraction as a number or as text such as "0.1%". */
static double check_fraction(lua_State *L, int index, const char *name) {
  if (lua_type(L, index) != LUA_TSTRING) {
    const double value = sf_check_number(L, index, name);
    if (!(value > 0)) sf_raise(L, "%s: expected a number above 0, got %s", name, sf_quote_number(value).text);
    return value;
  }
  sf_quantity quantity;
  sf_error error;
  size_t length;
  const char *text = sf_check_text(L, index, name, &length);
  if (sf_parse_quantity(sf_this_core(L)->units, text, length, &quantity, &error) != SF_OK) sf_raise_error(L, &error);
  if (!sf_is_dimensionless(quantity.dimension) || !(quantity.value > 0))
    sf_raise(L, "%s: expected a positive fraction such as \"0.1%%\", got %s", name, sf_describe(L, index));
  return quantity.value;
}

/* Pushes the named option; true when it is there. */
static bool push_option(lua_State *L, int options, const char *name) {
  lua_pushstring(L, name);
  return lua_rawget(L, options) != LUA_TNIL;
}

static void read_size(lua_State *L, int options, const char *name, int64_t low, uint64_t *result) {
  if (push_option(L, options, name)) *result = (uint64_t)sf_check_integer(L, -1, name, low, INT64_MAX);
  lua_pop(L, 1);
}

static void read_small(lua_State *L, int options, const char *name, int64_t high, unsigned *result) {
  if (push_option(L, options, name)) *result = (unsigned)sf_check_integer(L, -1, name, 0, high);
  lua_pop(L, 1);
}

/* What says which draws: for a run and for a sample. */
static void read_draws(lua_State *L, int options, sf_run_options *run) {
  read_size(L, options, "draws", 1, &run->draws);
  read_size(L, options, "seed", INT64_MIN, &run->seed);
  read_size(L, options, "first", 0, &run->first);
  if (push_option(L, options, "sampler")) run->sampler = check_sampler(L, lua_gettop(L));
  lua_pop(L, 1);
}

static sf_run_options check_run_options(lua_State *L, int options) {
  static const char *const names[] = {"draws",      "seed",  "sampler", "threads", "block",
                                      "statistics", "error", "first",   "count",   "tick"};
  enum { LARGEST_BLOCK = 1 << 16 };
  sf_run_options run = sf_default_run_options();
  if (lua_isnil(L, options)) return run;
  sf_check_fields(L, options, "run", names, sizeof names / sizeof *names);
  read_draws(L, options, &run);
  read_size(L, options, "count", 0, &run.count);
  read_small(L, options, "threads", SF_MAX_THREADS, &run.threads);
  read_small(L, options, "block", LARGEST_BLOCK, &run.block);
  if (push_option(L, options, "statistics")) run.statistics = check_statistics(L, lua_gettop(L));
  lua_pop(L, 1);
  if (push_option(L, options, "error")) run.relative_error = check_fraction(L, lua_gettop(L), "error");
  lua_pop(L, 1);
  return run;
}

/* Running. */

enum { RUN_PLAN = 1, RUN_OPTIONS, RUN_TICK, RUN_RESULTS, RUN_PLACES, RUN_SUMMARIES };

typedef struct run_watch {
  lua_State *L;
  double heard; /* when hooks were last let fire */
  bool raised;  /* the error of a hook or of the tick is on the top of the stack */
} run_watch;

static bool hook_raises(run_watch *watch) {
  const double now = sf_seconds(), since = now - watch->heard;
  watch->heard = now;
  return sf_hook_raises(watch->L, since);
}

static int tick(void *context, uint64_t done, uint64_t total) {
  run_watch *watch = context;
  lua_State *L = watch->L;
  if (sf_sandbox_is_over()) return 1;
  watch->raised = hook_raises(watch);
  if (watch->raised) return 1;
  /* no Lua of a sandbox runs within the engine: its limits leave by a jump */
  if (lua_isnil(L, RUN_TICK) || sf_used_meter() != NULL) return 0;
  lua_pushvalue(L, RUN_TICK);
  lua_pushinteger(L, (lua_Integer)done);
  lua_pushinteger(L, (lua_Integer)total);
  watch->raised = lua_pcall(L, 2, 1, 0) != LUA_OK;
  if (watch->raised) return 1;
  const bool stop = lua_isboolean(L, -1) && !lua_toboolean(L, -1);
  lua_pop(L, 1);
  return stop;
}

static void push_tick(lua_State *L) {
  lua_pushnil(L);
  if (lua_isnil(L, RUN_OPTIONS)) return;
  lua_pop(L, 1);
  if (push_option(L, RUN_OPTIONS, "tick") && lua_type(L, RUN_TICK) != LUA_TFUNCTION)
    sf_raise(L, "tick: expected a function, got %s", sf_describe(L, RUN_TICK));
}

/* Pushes a list of empty summaries, their places, and as many pointers for the engine to write to. */
static void push_results(lua_State *L, size_t count) {
  lua_createtable(L, (int)count, 0);
  sf_summary ***places = sf_push_block(L, count, sizeof *places);
  for (size_t i = 0; i < count; ++i) {
    places[i] = sf_push_summary(L);
    lua_rawseti(L, RUN_RESULTS, (lua_Integer)i + 1);
  }
  sf_summary **summaries = sf_push_block(L, count, sizeof *summaries);
  for (size_t i = 0; i < count; ++i) summaries[i] = NULL;
}

/* A summary holds its draws until there are too many to hold. */
static size_t summary_bytes(uint64_t draws, unsigned statistics) {
  enum { AROUND = 16384 };
  if (!(statistics & SF_QUANTILES)) return AROUND;
  return AROUND + sizeof(double) * (size_t)(draws < SF_EXACT_DRAWS ? draws : SF_EXACT_DRAWS);
}

static int plan_run(lua_State *L) {
  lua_settop(L, RUN_OPTIONS);
  sf_this_core(L);
  const size_t count = sf_plan_outputs(check_open(L, RUN_PLAN, "run")->plan);
  sf_run_options options = check_run_options(L, RUN_OPTIONS);
  push_tick(L);
  push_results(L, count);
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  run_watch watch = {.L = L, .heard = sf_seconds()};
  options.tick = tick;
  options.tick_context = &watch;
  sf_summary **summaries = lua_touserdata(L, RUN_SUMMARIES), ***places = lua_touserdata(L, RUN_PLACES);
  uint64_t draws = 0;
  sf_error error;

  plan_box *box = check_open(L, RUN_PLAN, "run");
  box->running++;
  const sf_status status = sf_run_plan(box->plan, &options, summaries, &draws, &error);
  box->running--;
  sf_leave_if_over();

  for (size_t i = 0; i < count && status == SF_OK; ++i) *places[i] = summaries[i];
  if (watch.raised || hook_raises(&watch)) return lua_error(L);
  if (status != SF_OK) return sf_answer_error(L, &error);
  sf_charge(L, count * summary_bytes(draws, options.statistics));
  lua_pushvalue(L, RUN_RESULTS);
  lua_pushinteger(L, (lua_Integer)draws);
  return 2;
}

/* Looking at single draws. */

static sf_run_options check_sample_options(lua_State *L, int options, size_t count) {
  static const char *const names[] = {"draws", "seed", "sampler", "first"};
  sf_run_options run = sf_default_run_options();
  run.draws = 0;
  if (!lua_isnil(L, options)) {
    sf_check_fields(L, options, "sample", names, sizeof names / sizeof *names);
    read_draws(L, options, &run);
  }
  if (run.first > (uint64_t)INT64_MAX - count) sf_raise(L, "first: the last draw would be too large to count");
  if (run.draws < run.first + count) run.draws = run.first + count;
  return run;
}

/* Fills the rows a part at a time, with hooks let fire in between. Moves where the rows begin. */
static void sample_rows(lua_State *L, const sf_run_options *options, size_t count, double **rows, size_t outputs) {
  const size_t part = sf_used_meter() == NULL ? 1 << 16 : 1 << 12;
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  run_watch watch = {.L = L, .heard = sf_seconds()};
  for (size_t at = 0; at < count; at += part) {
    const size_t n = count - at < part ? count - at : part;
    sf_error error;
    if (sf_sample_plan(check_open(L, 1, "sample")->plan, options, options->first + at, n, rows, &error) != SF_OK)
      sf_raise_error(L, &error);
    if (sf_sandbox_is_over()) sf_leave_if_over();
    for (size_t k = 0; k < outputs; ++k) rows[k] += n;
    if (hook_raises(&watch)) lua_error(L);
  }
}

static int plan_sample(lua_State *L) {
  enum { MOST_SAMPLES = 1 << 28 };
  lua_settop(L, 3);
  const size_t count = (size_t)sf_check_integer(L, 2, "sample: n", 1, MOST_SAMPLES);
  const size_t outputs = sf_plan_outputs(check_open(L, 1, "sample")->plan);
  const sf_run_options options = check_sample_options(L, 3, count);
  if (outputs > SIZE_MAX / sizeof(double) / count) sf_raise(L, "sample: n is too large");
  double *values = sf_push_block(L, outputs * count, sizeof *values);
  double **rows = sf_push_block(L, outputs, sizeof *rows);
  for (size_t k = 0; k < outputs; ++k) rows[k] = values + k * count;
  sample_rows(L, &options, count, rows, outputs);
  lua_createtable(L, (int)outputs, 0);
  for (size_t k = 0; k < outputs; ++k) {
    sf_push_numbers(L, values + k * count, count);
    lua_rawseti(L, -2, (lua_Integer)k + 1);
  }
  return 1;
}

/* Reads one number in (0, 1) for each driver into a block, which is pushed. */
static const double *check_uniforms(lua_State *L, int index, size_t drivers) {
  const double *uniforms = sf_check_as_many(L, index, "evaluate: uniforms", drivers, "drivers");
  for (size_t i = 0; i < drivers; ++i)
    if (!(uniforms[i] > 0 && uniforms[i] < 1))
      sf_raise(L, "evaluate: uniforms: expected numbers between 0 and 1, got %s", sf_quote_number(uniforms[i]).text);
  return uniforms;
}

static int plan_evaluate(lua_State *L) {
  lua_settop(L, 2);
  const sf_plan *plan = check_open(L, 1, "evaluate")->plan;
  const size_t outputs = sf_plan_outputs(plan), drivers = sf_plan_drivers(plan);
  const double *uniforms = lua_isnil(L, 2) ? NULL : check_uniforms(L, 2, drivers);
  double *values = sf_push_block(L, outputs, sizeof *values);
  sf_error error;
  if (sf_evaluate_plan(check_open(L, 1, "evaluate")->plan, uniforms, values, &error) != SF_OK)
    sf_raise_error(L, &error);
  sf_push_numbers(L, values, outputs);
  return 1;
}

static int plan_drivers(lua_State *L) {
  lua_settop(L, 1);
  lua_newtable(L);
  const size_t count = sf_plan_drivers(check_open(L, 1, "drivers")->plan);
  for (size_t i = 0; i < count; ++i) {
    lua_pushstring(L, sf_plan_driver(check_open(L, 1, "drivers")->plan, i));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static int plan_outputs(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sf_plan_outputs(check_open(L, 1, "length")->plan));
  return 1;
}

static int plan_instructions(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sf_plan_instructions(check_open(L, 1, "instructions")->plan));
  return 1;
}

static void set_number(lua_State *L, const char *name, double value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

static void push_part(lua_State *L, const sf_plan_part *part) {
  lua_createtable(L, 0, 3);
  lua_pushinteger(L, (lua_Integer)part->kernels);
  lua_setfield(L, -2, "kernels");
  lua_pushinteger(L, (lua_Integer)part->values);
  lua_setfield(L, -2, "values");
  set_number(L, "ns", part->nanoseconds);
}

/* What a draw costs on this processor, in all and by kind of work: kernels a block, values and nanoseconds a draw. */
static int plan_cost(lua_State *L) {
  static const char *const names[SF_PLAN_COUNT] = {"draws", "quantiles", "powers", "functions", "calls", "arithmetic"};
  lua_settop(L, 1);
  sf_plan_cost cost;
  sf_plan_part all = {0};
  sf_error error;
  if (sf_cost_plan(check_open(L, 1, "cost")->plan, &cost, &error) != SF_OK) sf_raise_error(L, &error);
  for (int i = 0; i < SF_PLAN_COUNT; ++i) {
    all.kernels += cost.parts[i].kernels;
    all.values += cost.parts[i].values;
    all.nanoseconds += cost.parts[i].nanoseconds;
  }
  push_part(L, &all);
  for (int i = 0; i < SF_PLAN_COUNT; ++i) {
    if (cost.parts[i].values == 0) continue;
    push_part(L, &cost.parts[i]);
    lua_setfield(L, -2, names[i]);
  }
  return 1;
}

/* The sets usable here, best first; with a name, the plan uses that one from now on. */
static int plan_kernels(lua_State *L) {
  enum { MOST_SETS = 8 };
  lua_settop(L, 2);
  if (!lua_isnil(L, 2)) {
    const char *name = sf_check_text(L, 2, "kernels: name", NULL);
    plan_box *box = check_open(L, 1, "kernels");
    sf_error error;
    if (box->running > 0) sf_raise(L, "kernels: this plan is running");
    if (sf_use_kernel_set(box->plan, name, &error) != SF_OK) sf_raise_error(L, &error);
  }
  const char *names[MOST_SETS];
  const size_t count = sf_kernel_sets(names, MOST_SETS);
  lua_newtable(L);
  for (size_t i = 0; i < count && i < MOST_SETS; ++i) {
    lua_pushstring(L, names[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static int plan_text(lua_State *L) {
  const sf_plan *plan = check_open(L, 1, "tostring")->plan;
  lua_pushfstring(L, "Plan of %I outputs, %I drivers, %I instructions", (LUAI_UACINT)sf_plan_outputs(plan),
                  (LUAI_UACINT)sf_plan_drivers(plan), (LUAI_UACINT)sf_plan_instructions(plan));
  return 1;
}

void sf_make_plan_type(lua_State *L) {
  static const luaL_Reg methods[] = {{"run", plan_run},
                                     {"sample", plan_sample},
                                     {"evaluate", plan_evaluate},
                                     {"drivers", plan_drivers},
                                     {"instructions", plan_instructions},
                                     {"cost", plan_cost},
                                     {"kernels", plan_kernels},
                                     {NULL, NULL}};
  static const luaL_Reg metamethods[] = {{"__len", plan_outputs}, {"__tostring", plan_text}, {NULL, NULL}};
  sf_make_type(L, plan_type, methods, metamethods, release_plan, true);
}

const luaL_Reg sf_plan_functions[] = {{"compile", core_compile}, {NULL, NULL}};
