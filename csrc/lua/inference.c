/* inference.h by name: tables of inputs in, tables of output expressions out. */
#include "signalflow/inference.h"
#include "signalflow/frontier.h"
#include "signalflow/lanes.h"

#include "lua/members.h"

#include <math.h>
#include <string.h>

/* What is not a quantity. */

typedef struct layout_number {
  const char *name;
  size_t offset;
} layout_number;

#define AT(member) #member, offsetof(sf_inference_layout, member)

static const layout_number layout_numbers[] = {
    {AT(accelerators)}, {AT(instances)}, {AT(prefill_accelerators)}, {AT(prefill_size)}, {AT(drafted)}};
static const layout_number layout_switches[] = {{AT(attention_data_parallel)},
                                                {AT(expert_parallel)},
                                                {AT(latent_attention)},
                                                {AT(sliding)},
                                                {AT(sparse)},
                                                {AT(indexed)},
                                                {AT(mixture)},
                                                {AT(disaggregated)},
                                                {AT(speculative)},
                                                {AT(offline)},
                                                {AT(limited)}};

enum {
  NUMBER_COUNT = sizeof layout_numbers / sizeof *layout_numbers,
  SWITCH_COUNT = sizeof layout_switches / sizeof *layout_switches
};

static bool check_switch(lua_State *L, int index, const char *name) {
  if (!lua_isnoneornil(L, index) && !lua_isboolean(L, index))
    sf_raise(L, "%s: expected true or false, got %s", name, sf_describe(L, index));
  return lua_toboolean(L, index);
}

static sf_inference_layout check_layout(lua_State *L, int index) {
  static const char what[] = "inference: layout";
  const char *names[NUMBER_COUNT + SWITCH_COUNT];
  sf_inference_layout layout = {.accelerators = 1, .instances = 1, .drafted = 1};
  size_t found = 0;
  for (size_t i = 0; i < NUMBER_COUNT; ++i) names[i] = layout_numbers[i].name;
  for (size_t i = 0; i < SWITCH_COUNT; ++i) names[NUMBER_COUNT + i] = layout_switches[i].name;
  sf_check_table(L, index, what);
  for (size_t i = 0; i < NUMBER_COUNT; ++i) {
    if (lua_getfield(L, index, layout_numbers[i].name) != LUA_TNIL) {
      ++found;
      const double value = sf_check_number(L, lua_gettop(L), layout_numbers[i].name);
      memcpy((char *)&layout + layout_numbers[i].offset, &value, sizeof value);
    }
    lua_pop(L, 1);
  }
  for (size_t i = 0; i < SWITCH_COUNT; ++i) {
    if (lua_getfield(L, index, layout_switches[i].name) != LUA_TNIL) ++found;
    const bool on = check_switch(L, lua_gettop(L), layout_switches[i].name);
    memcpy((char *)&layout + layout_switches[i].offset, &on, sizeof on);
    lua_pop(L, 1);
  }
  if (!sf_has_so_many(L, index, found)) sf_check_fields(L, index, what, names, NUMBER_COUNT + SWITCH_COUNT);
  return layout;
}

static sf_named_members input_members(void) {
  sf_named_members members = {.what = "inference"};
  members.fields = sf_inference_input_fields(&members.count);
  return members;
}

static sf_named_members constant_members(void) {
  static const char *const more[] = {"overlapped"};
  sf_named_members members = {.what = "inference: constants", .more = more, .more_count = 1};
  members.fields = sf_inference_constant_fields(&members.count);
  return members;
}

/* Of a table of constants; where there is none, the roofline overlaps. */
static bool check_overlapped(lua_State *L, int index) {
  if (lua_isnoneornil(L, index)) return true;
  const bool given = lua_getfield(L, index, "overlapped") != LUA_TNIL;
  const bool overlapped = !given || check_switch(L, lua_gettop(L), "overlapped");
  lua_pop(L, 1);
  return overlapped;
}

/* Those of the table at index; what it leaves out is ideal. nil is the roofline. */
static sf_inference_constants check_constants(lua_State *L, int index) {
  const sf_named_members members = constant_members();
  sf_inference_constants constants = {.overlapped = true};
  if (!lua_isnoneornil(L, index)) {
    sf_read_members(L, index, &members, &constants);
    constants.overlapped = check_overlapped(L, index);
  }
  sf_fill_ideal_constants(sf_this_core(L)->graph, &constants);
  return constants;
}

static void read_inputs(lua_State *L, int index, sf_inference_inputs *inputs) {
  const sf_named_members members = input_members();
  sf_read_members(L, index, &members, inputs);
}

/* Of (inputs, layout, constants), the first three arguments. */
static void read_inference(lua_State *L, sf_inference_inputs *inputs, sf_inference_layout *layout,
                           sf_inference_constants *constants) {
  read_inputs(L, 1, inputs);
  *layout = check_layout(L, 2);
  *constants = check_constants(L, 3);
}

/* Pushes the outputs of (inputs, layout, constants), held. Nobody holds the ideal constants between reading and
 * building, so what may collect garbage comes first. */
static sf_held *push_outputs(lua_State *L) {
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_inference_inputs inputs = {0};
  sf_inference_layout layout;
  sf_inference_constants constants;
  sf_inference_outputs outputs;
  sf_error error;
  size_t count;
  (void)sf_inference_output_fields(&count);
  sf_held *const results = sf_push_held(L, count);
  const int top = lua_gettop(L);
  read_inference(L, &inputs, &layout, &constants);
  if (sf_build_inference(graph, &inputs, &layout, &constants, &outputs, &error) != SF_OK) {
    sf_collect_graph(graph);
    sf_raise_error(L, &error);
  }
  memcpy(results->items, &outputs, sizeof outputs);
  sf_hold(L, results);
  lua_settop(L, top);
  return results;
}

/* Of (inputs, layout, constants) that are all numbers, which most are, pushes the outputs: no formula is built. */
static bool push_calculated(lua_State *L) {
  const sf_named_members inputs = input_members(), constants = constant_members();
  double in[SF_INFERENCE_FIELDS], fit[SF_INFERENCE_FIELDS], out[SF_INFERENCE_FIELDS];
  size_t count;
  const sf_factory_field *const outputs = sf_inference_output_fields(&count);
  if (!sf_read_numbers(L, 1, &inputs, in)) return false;
  const sf_inference_layout layout = check_layout(L, 2);
  for (size_t i = 0; i < constants.count; ++i) fit[i] = NAN;
  if (!lua_isnil(L, 3) && !sf_read_numbers(L, 3, &constants, fit)) return false;
  sf_fill_ideal_numbers(fit);
  if (!sf_calculate_inference(in, &layout, fit, check_overlapped(L, 3), out)) return false;
  sf_push_constants(L, outputs, out, count);
  return true;
}

/*** inference(inputs, layout, constants): the outputs of `inference.h` as a table of expressions; what depends on an
 * absent input is absent. `layout` is its structure by name; `constants` replace the ideal ones by name,
 * `overlapped` among them (nil: the bound) */
static int core_inference(lua_State *L) {
  size_t count;
  lua_settop(L, 3);
  if (push_calculated(L)) return 1;
  sf_held *const results = push_outputs(L);
  sf_push_members(L, sf_inference_output_fields(&count), results);
  sf_let_go(L, results);
  return 1;
}

/* Pushes the names, and a block of the places of these outputs. */
static const size_t *check_outputs(lua_State *L, int index, const char *what, const char ***names, size_t *count) {
  size_t known;
  const sf_factory_field *const fields = sf_inference_output_fields(&known);
  *names = sf_check_names(L, index, what, count);
  size_t *const places = sf_push_block(L, *count, sizeof *places);
  for (size_t i = 0; i < *count; ++i) {
    size_t place = 0;
    while (place < known && strcmp(fields[place].name, (*names)[i]) != 0) ++place;
    if (place == known) sf_raise(L, "%s: there is no output '%s'", what, (*names)[i]);
    places[i] = place;
  }
  return places;
}

/* Pushes columns of so many numbers, beneath one another in one block. */
static double **push_columns(lua_State *L, size_t columns, size_t count) {
  double **const pushed = sf_push_block(L, columns + 1, sizeof *pushed);
  double *const numbers = sf_push_block(L, columns * count + 1, sizeof *numbers);
  for (size_t i = 0; i < columns; ++i) pushed[i] = numbers + i * count;
  return pushed;
}

/* Compiled, evaluated and destroyed within: nothing between raises. */
static sf_status evaluate(sf_graph *graph, sf_expression *const *outputs, size_t output_count,
                          sf_expression *const *places, size_t place_count, double *const *columns, size_t count,
                          double *const *results, sf_error *error) {
  sf_lanes *lanes;
  sf_status status = sf_compile_lanes(graph, outputs, output_count, places, place_count, &lanes, error);
  if (status != SF_OK) return status;
  status = sf_evaluate_lanes(lanes, (const double *const *)columns, count, results, error);
  sf_destroy_lanes(lanes);
  return status;
}

/*** inference_at(inputs, layout, constants, names, places, numbers): the outputs named, as coherent numbers by name,
 * with a number for each of the places, which `input` makes; what depends on an absent input is absent. Nothing of the
 * formula is left in the graph */
static int core_inference_at(lua_State *L) {
  enum { NAMES = 4, PLACES, NUMBERS };
  lua_settop(L, NUMBERS);
  const char **names;
  size_t count, known = 0;
  sf_error error;
  const size_t *const outputs = check_outputs(L, NAMES, "inference_at: names", &names, &count);
  const sf_held *const places = sf_check_values(L, PLACES, "inference_at: places");
  const double *const numbers = sf_check_as_many(L, NUMBERS, "inference_at: numbers", places->count, "places");
  double **const columns = push_columns(L, places->count, 1), **const values = push_columns(L, count, 1);
  sf_held *const formula = push_outputs(L), *const asked = sf_push_held(L, count);
  for (size_t i = 0; i < places->count; ++i) *columns[i] = numbers[i];
  for (size_t i = 0; i < count; ++i) {
    if (formula->items[outputs[i]] == NULL) continue;
    names[known] = names[i];
    asked->items[known++] = sf_retain(formula->items[outputs[i]]);
  }
  const sf_status status =
      evaluate(sf_this_core(L)->graph, asked->items, known, places->items, places->count, columns, 1, values, &error);
  sf_let_go(L, formula);
  sf_let_go(L, asked);
  sf_collect_graph(sf_this_core(L)->graph);
  if (status != SF_OK) return sf_answer_error(L, &error);
  lua_createtable(L, 0, (int)known);
  for (size_t i = 0; i < known; ++i) {
    lua_pushnumber(L, *values[i]);
    lua_setfield(L, -2, names[i]);
  }
  return 1;
}

/* Fronts: of deployments alike but for some numbers, the points that no other beats. */

typedef struct tried_layout {
  sf_inference_layout layout;
  size_t request_count, member_count, first; /* first of its lanes: the requests of its first member, of the next ... */
  size_t formula;                            /* the first layout that shares its formula */
  const double *requests;                    /* rising numbers in flight */
  const double *members, *factors;           /* the deployments that try it, from 1, and their factors */
} tried_layout;

/* Outputs without which there is no front; the last where first tokens are to come in time. */
static const char *const needed_names[] = {"interactivity", "token_rate", "batch", "batch_capacity", "ttft"};
enum { SPEED, RATE, BATCH, CAPACITY, TTFT, NEEDED };

typedef struct fronts {
  sf_inference_inputs inputs;
  sf_inference_constants constants;
  tried_layout *layouts;
  size_t layout_count, member_count, lane_count, most_lanes; /* lanes of all, and the most of a formula */
  const sf_held *places;                                     /* the first of them for requests */
  const double **given;                                      /* of each other place, a number for each member */
  const char **names;
  const size_t *outputs; /* their places */
  size_t output_count, needed[NEEDED];
  double ttft_limit;               /* infinity for any time */
  sf_expression **inputs_of_lanes; /* the places, and behind them those of a layout's numbers */
  double **columns, **results;     /* of a formula's lanes, for each of these; of all lanes, for each output */
} fronts;

/* The values stay on the stack, held, the ideal ones too. */
static void hold_formula(lua_State *L, int inputs, int constants, fronts *work) {
  size_t count;
  (void)sf_inference_constant_fields(&count);
  sf_held *const held = sf_push_held(L, count);
  read_inputs(L, inputs, &work->inputs);
  work->constants = check_constants(L, constants);
  memcpy(held->items, &work->constants, count * sizeof *held->items);
  for (size_t i = 0; i < count; ++i) sf_retain(held->items[i]);
}

static void find_needed(lua_State *L, fronts *work) {
  for (size_t k = 0; k < NEEDED; ++k) {
    size_t i = 0;
    while (i < work->output_count && strcmp(work->names[i], needed_names[k]) != 0) ++i;
    if (i == work->output_count && (k != TTFT || isfinite(work->ttft_limit)))
      sf_raise(L, "inference_fronts: names: '%s' is needed", needed_names[k]);
    work->needed[k] = i;
  }
}

static void read_given(lua_State *L, int index, fronts *work) {
  const size_t count = sf_check_list(L, index, "inference_fronts: given");
  if (count + 1 != work->places->count) sf_raise(L, "inference_fronts: given: one list is needed for each place");
  work->given = sf_push_block(L, count + 1, sizeof *work->given);
  for (size_t k = 0; k < count; ++k) {
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_rawgeti(L, index, (lua_Integer)k + 1);
    work->given[k] = sf_check_as_many(L, lua_gettop(L), "inference_fronts: given", work->member_count, "members");
  }
}

static const double *check_field(lua_State *L, int table, const char *name, size_t *count) {
  lua_getfield(L, table, name);
  return sf_check_numbers(L, lua_gettop(L), name, count);
}

static void read_tried(lua_State *L, int table, fronts *work, tried_layout *tried) {
  size_t factors;
  (void)sf_check_list(L, table, "inference_fronts: layouts");
  lua_getfield(L, table, "layout");
  tried->layout = check_layout(L, lua_gettop(L));
  tried->requests = check_field(L, table, "requests", &tried->request_count);
  tried->members = check_field(L, table, "members", &tried->member_count);
  tried->factors = check_field(L, table, "factors", &factors);
  if (factors != tried->member_count) sf_raise(L, "inference_fronts: a factor is needed for each member");
  for (size_t j = 0; j < factors; ++j)
    if (!(tried->members[j] >= 1 && tried->members[j] <= (double)work->member_count))
      sf_raise(L, "inference_fronts: there is no member %g", tried->members[j]);
}

static void read_layouts(lua_State *L, int index, fronts *work) {
  work->layout_count = sf_check_list(L, index, "inference_fronts: layouts");
  work->layouts = sf_push_block(L, work->layout_count + 1, sizeof *work->layouts);
  for (size_t i = 0; i < work->layout_count; ++i) {
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    read_tried(L, lua_gettop(L), work, &work->layouts[i]);
  }
}

/* Lanes of the layouts of one formula follow each other. */
static void share_formulas(fronts *work) {
  for (size_t i = 0; i < work->layout_count; ++i) {
    size_t formula = 0;
    while (formula < i &&
           !(work->layouts[formula].formula == formula &&
             sf_inference_is_shared(&work->inputs, &work->layouts[formula].layout, &work->layouts[i].layout)))
      ++formula;
    work->layouts[i].formula = formula;
  }
  for (size_t formula = 0; formula < work->layout_count; ++formula) {
    const size_t first = work->lane_count;
    for (size_t i = formula; i < work->layout_count; ++i) {
      tried_layout *const tried = &work->layouts[i];
      if (tried->formula != formula) continue;
      tried->first = work->lane_count;
      work->lane_count += tried->request_count * tried->member_count;
    }
    if (work->lane_count - first > work->most_lanes) work->most_lanes = work->lane_count - first;
  }
}

enum { ACCELERATORS, INSTANCES, PREFILL_ACCELERATORS, PREFILL_SIZE, SIZES };

static void fill_columns(const fronts *work, const tried_layout *tried, size_t lane) {
  const sf_inference_layout *const layout = &tried->layout;
  const double sizes[SIZES] = {[ACCELERATORS] = layout->accelerators,
                               [INSTANCES] = layout->instances,
                               [PREFILL_ACCELERATORS] = layout->prefill_accelerators,
                               [PREFILL_SIZE] = layout->prefill_size};
  double **const of_sizes = work->columns + work->places->count;
  for (size_t j = 0; j < tried->member_count; ++j) {
    const size_t member = (size_t)tried->members[j] - 1;
    for (size_t i = 0; i < tried->request_count; ++i, ++lane) {
      work->columns[0][lane] = tried->requests[i];
      for (size_t k = 1; k < work->places->count; ++k) work->columns[k][lane] = work->given[k - 1][member];
      for (size_t k = 0; k < SIZES; ++k) of_sizes[k][lane] = sizes[k];
    }
  }
}

/* The lanes of all layouts of a formula; how many there are. */
static size_t fill_formula(const fronts *work, size_t formula) {
  size_t lanes = 0;
  for (size_t i = formula; i < work->layout_count; ++i) {
    const tried_layout *const tried = &work->layouts[i];
    if (tried->formula != formula) continue;
    fill_columns(work, tried, lanes);
    lanes += tried->request_count * tried->member_count;
  }
  return lanes;
}

/* Of the outputs that are known; the others' lanes are NaN. False where one that is needed is unknown. */
static bool choose_outputs(const fronts *work, size_t first, size_t lanes, const sf_inference_outputs *outputs,
                           sf_expression **asked, double **results, size_t *count) {
  for (size_t i = *count = 0; i < work->output_count; ++i) {
    sf_expression *const output = ((sf_expression *const *)(const void *)outputs)[work->outputs[i]];
    asked[*count] = output;
    results[*count] = work->results[i] + first;
    if (output != NULL) ++*count;
    for (size_t k = 0; output == NULL && k < NEEDED; ++k)
      if (work->needed[k] == i) return false;
    for (size_t lane = 0; output == NULL && lane < lanes; ++lane) work->results[i][first + lane] = NAN;
  }
  return true;
}

/* Puts a place for each number of a layout behind the others. */
static sf_inference_sizes open_sizes(sf_graph *graph, const fronts *work) {
  static const char *const names[SIZES] = {"layout: accelerators", "layout: instances", "layout: prefill_accelerators",
                                           "layout: prefill_size"};
  sf_expression **const sizes = work->inputs_of_lanes + work->places->count;
  for (size_t k = 0; k < SIZES; ++k) sizes[k] = sf_input(graph, names[k], sf_dimensionless());
  return (sf_inference_sizes){sizes[ACCELERATORS], sizes[INSTANCES], sizes[PREFILL_ACCELERATORS], sizes[PREFILL_SIZE]};
}

/* Evaluates the layouts of a formula, if it is one; known is false where an output that is needed is not. */
static sf_status evaluate_formula(sf_graph *graph, const fronts *work, size_t formula, sf_expression **asked,
                                  double **results, bool *known, sf_error *error) {
  const tried_layout *const tried = &work->layouts[formula];
  size_t count;
  sf_inference_outputs outputs;
  const sf_inference_sizes sizes = open_sizes(graph, work);
  sf_inference_layout layout = tried->layout;
  layout.places = &sizes;
  const size_t lanes = fill_formula(work, formula);
  sf_status status = sf_build_inference(graph, &work->inputs, &layout, &work->constants, &outputs, error);
  if (status == SF_OK) *known = choose_outputs(work, tried->first, lanes, &outputs, asked, results, &count);
  if (status == SF_OK && *known)
    status = evaluate(graph, asked, count, work->inputs_of_lanes, work->places->count + SIZES, work->columns, lanes,
                      results, error);
  sf_collect_graph(graph);
  return status;
}

/* The points of a member that are served, in the order of its layouts. */
typedef struct served_points {
  size_t count, *lanes, *layouts; /* lanes over all */
  double *speeds, *rates;
} served_points;

static void add_served(const fronts *work, size_t layout, size_t j, size_t *places, served_points *points) {
  const tried_layout *const tried = &work->layouts[layout];
  const size_t first = tried->first + j * tried->request_count;
  const double *of[NEEDED];
  for (size_t k = 0; k < NEEDED; ++k)
    of[k] = work->needed[k] < work->output_count ? work->results[work->needed[k]] + first : NULL;
  const sf_served_lanes lanes = {.requests = tried->requests,
                                 .batch = of[BATCH],
                                 .batch_capacity = of[CAPACITY],
                                 .ttft = of[TTFT],
                                 .ttft_limit = work->ttft_limit,
                                 .instances = tried->layout.instances};
  const size_t found = sf_find_served(&lanes, tried->request_count, places);
  for (size_t i = 0; i < found; ++i, ++points->count) {
    points->speeds[points->count] = of[SPEED][places[i]];
    points->rates[points->count] = of[RATE][places[i]] * tried->factors[j];
    points->lanes[points->count] = first + places[i];
    points->layouts[points->count] = layout;
  }
}

static void find_points(const fronts *work, size_t member, size_t *places, served_points *points) {
  points->count = 0;
  for (size_t i = 0; i < work->layout_count; ++i)
    for (size_t j = 0; j < work->layouts[i].member_count; ++j)
      if ((size_t)work->layouts[i].members[j] == member) add_served(work, i, j, places, points);
}

static void push_point(lua_State *L, const fronts *work, const served_points *points, size_t place) {
  const tried_layout *const tried = &work->layouts[points->layouts[place]];
  const size_t lane = points->lanes[place];
  lua_createtable(L, 0, (int)work->output_count + 3);
  for (size_t i = 0; i < work->output_count; ++i) sf_set_number(L, work->names[i], work->results[i][lane]);
  sf_set_number(L, needed_names[RATE], points->rates[place]);
  sf_set_number(L, "concurrency", tried->requests[(lane - tried->first) % tried->request_count]);
  sf_set_count(L, "layout", points->layouts[place] + 1);
}

/* Pushes the front of a member; nothing is on it where no layout serves. */
static sf_status push_front(lua_State *L, const fronts *work, const served_points *points, size_t *places,
                            sf_error *error) {
  size_t kept = 0;
  double slowest = INFINITY;
  sf_status status = SF_OK;
  if (points->count > 0) status = sf_find_frontier(points->speeds, points->rates, points->count, places, &kept, error);
  if (status != SF_OK) return status;
  lua_createtable(L, (int)kept, 1);
  for (size_t i = 0; i < kept; ++i) {
    push_point(L, work, points, places[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  for (size_t i = 0; i < points->count; ++i) slowest = fmin(slowest, points->speeds[i]);
  sf_set_number(L, "slowest", slowest);
  return SF_OK;
}

static int push_fronts(lua_State *L, const fronts *work) {
  sf_error error;
  const size_t room = work->lane_count + 1;
  served_points points = {.lanes = sf_push_block(L, room, sizeof(size_t)),
                          .layouts = sf_push_block(L, room, sizeof(size_t)),
                          .speeds = sf_push_block(L, room, sizeof(double)),
                          .rates = sf_push_block(L, room, sizeof(double))};
  size_t *const places = sf_push_block(L, room, sizeof *places);
  lua_createtable(L, (int)work->member_count, 0);
  for (size_t member = 1; member <= work->member_count; ++member) {
    find_points(work, member, places, &points);
    if (push_front(L, work, &points, places, &error) != SF_OK) return sf_answer_error(L, &error);
    lua_rawseti(L, -2, (lua_Integer)member);
  }
  return 1;
}

/*** inference_fronts(inputs, constants, names, places, given, members, layouts, ttft): of several deployments, alike
 * but for the numbers that `given` lists for each of the places beyond the first, the points that no other of the same
 * one beats; the first place is of the requests. `layouts` are `{layout=, requests=, members=, factors=}`: rising
 * numbers of requests to try, the deployments that try it and a factor for each, by which estimated rates are
 * multiplied. `ttft` (s) limits the time of a first token, unless it is nil. A list for each deployment, by rising
 * interactivity, of `{layout=, concurrency=}` and the outputs named, with the `slowest` interactivity of all that is
 * served; nil where an output is unknown */
static int core_inference_fronts(lua_State *L) {
  enum { INPUTS = 1, CONSTANTS, NAMES, PLACES, GIVEN, MEMBERS, LAYOUTS, LIMIT, MOST_MEMBERS = 1 << 20 };
  lua_settop(L, LIMIT);
  sf_error error;
  fronts work = {.ttft_limit = INFINITY};
  work.member_count = (size_t)sf_check_integer(L, MEMBERS, "inference_fronts: members", 1, MOST_MEMBERS);
  if (!lua_isnil(L, LIMIT)) work.ttft_limit = sf_check_number(L, LIMIT, "inference_fronts: ttft");
  work.outputs = check_outputs(L, NAMES, "inference_fronts: names", &work.names, &work.output_count);
  find_needed(L, &work);
  work.places = sf_check_values(L, PLACES, "inference_fronts: places");
  if (work.places->count == 0) sf_raise(L, "inference_fronts: places: the first is of the requests");
  read_given(L, GIVEN, &work);
  read_layouts(L, LAYOUTS, &work);
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  hold_formula(L, INPUTS, CONSTANTS, &work);
  share_formulas(&work);
  work.inputs_of_lanes = sf_push_block(L, work.places->count + SIZES, sizeof(sf_expression *));
  memcpy(work.inputs_of_lanes, work.places->items, work.places->count * sizeof(sf_expression *));
  work.columns = push_columns(L, work.places->count + SIZES, work.most_lanes);
  work.results = push_columns(L, work.output_count, work.lane_count);
  sf_expression **const asked = sf_push_block(L, work.output_count, sizeof *asked);
  double **const results = sf_push_block(L, work.output_count, sizeof *results);
  bool known = true;
  for (size_t i = 0; i < work.layout_count; ++i) {
    if (work.layouts[i].formula != i) continue;
    if (evaluate_formula(sf_this_core(L)->graph, &work, i, asked, results, &known, &error) != SF_OK)
      return sf_answer_error(L, &error);
    if (known) continue;
    lua_pushnil(L);
    return 1;
  }
  return push_fronts(L, &work);
}

/*** inference_output(inputs, layout, constants, name): one of them; `nil, err` names the blank it depends on */
static int core_inference_output(lua_State *L) {
  lua_settop(L, 4);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_inference_inputs inputs = {0};
  sf_inference_layout layout;
  sf_inference_constants constants;
  sf_expression *value;
  sf_error error;
  const char *const name = sf_check_text(L, 4, "inference_output: name", NULL);
  sf_quantity_box *const box = sf_push_quantity(L);
  const int top = lua_gettop(L);
  read_inference(L, &inputs, &layout, &constants);
  lua_settop(L, top);
  const sf_status status = sf_inference_output(graph, &inputs, &layout, &constants, name, &value, &error);
  if (status == SF_OK) return sf_give_quantity(L, box, value);
  sf_collect_graph(graph);
  if (status != SF_INVALID) sf_raise_error(L, &error);
  return sf_give_error(L, &error);
}

const luaL_Reg sf_inference_functions[] = {{"inference", core_inference},
                                           {"inference_output", core_inference_output},
                                           {"inference_at", core_inference_at},
                                           {"inference_fronts", core_inference_fronts},
                                           {NULL, NULL}};
