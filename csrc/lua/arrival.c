/* arrival.h: values in, a number or a quantity out. */
#include "signalflow/arrival.h"

#include "lua/boundary.h"

enum { MOST_OPERANDS = 3 };

/* Reads count values into operands, which the arguments keep alive. */
static void check_operands(lua_State *L, const char *const *names, int count, sf_expression **operands) {
  for (int i = 0; i < count; ++i) operands[i] = sf_check_value(L, i + 1, names[i]);
}

typedef sf_expression *sf_of_three(sf_graph *graph, sf_expression *a, sf_expression *b, sf_expression *c);
typedef sf_expression *sf_of_two(sf_graph *graph, sf_expression *a, sf_expression *b);

static int give_of_three(lua_State *L, sf_of_three *build, const char *const *names) {
  lua_settop(L, 3);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_quantity_box *const box = sf_push_quantity(L);
  sf_expression *o[MOST_OPERANDS];
  check_operands(L, names, 3, o);
  return sf_give_quantity(L, box, build(graph, o[0], o[1], o[2]));
}

static int give_of_two(lua_State *L, sf_of_two *build, const char *const *names) {
  lua_settop(L, 2);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_quantity_box *const box = sf_push_quantity(L);
  sf_expression *o[MOST_OPERANDS];
  check_operands(L, names, 2, o);
  return sf_give_quantity(L, box, build(graph, o[0], o[1]));
}

static int core_gamma_share(lua_State *L) {
  static const char *const names[] = {"gamma_share: time", "gamma_share: shape", "gamma_share: scale"};
  return give_of_three(L, sf_gamma_share, names);
}

static int core_gamma_time(lua_State *L) {
  static const char *const names[] = {"gamma_time: share", "gamma_time: shape", "gamma_time: scale"};
  return give_of_three(L, sf_gamma_time, names);
}

static int core_logistic_share(lua_State *L) {
  static const char *const names[] = {"logistic_share: time", "logistic_share: midpoint", "logistic_share: steepness"};
  return give_of_three(L, sf_logistic_share, names);
}

static int core_logistic_time(lua_State *L) {
  static const char *const names[] = {"logistic_time: share", "logistic_time: midpoint", "logistic_time: steepness"};
  return give_of_three(L, sf_logistic_time, names);
}

static int core_bass_share(lua_State *L) {
  static const char *const names[] = {"bass_share: time", "bass_share: p", "bass_share: q"};
  return give_of_three(L, sf_bass_share, names);
}

static int core_bass_time(lua_State *L) {
  static const char *const names[] = {"bass_time: share", "bass_time: p", "bass_time: q"};
  return give_of_three(L, sf_bass_time, names);
}

static int core_bass_peak(lua_State *L) {
  static const char *const names[] = {"bass_peak: p", "bass_peak: q"};
  return give_of_two(L, sf_bass_peak, names);
}

static int core_gamma_scale(lua_State *L) {
  static const char *const names[] = {"gamma_scale: median", "gamma_scale: shape"};
  return give_of_two(L, sf_gamma_scale, names);
}

static int core_gamma_shape(lua_State *L) {
  lua_settop(L, 1);
  sf_graph *const graph = sf_this_core(L)->graph;
  sf_quantity_box *const box = sf_push_quantity(L);
  return sf_give_quantity(L, box, sf_gamma_shape(graph, sf_check_value(L, 1, "gamma_shape: ratio")));
}

/* gamma_stages({shape, ...}, {scale, ...}) gives the shape and the scale of the whole */
static int core_gamma_stages(lua_State *L) {
  lua_settop(L, 2);
  sf_graph *const graph = sf_this_core(L)->graph;
  const sf_held *const shapes = sf_check_values(L, 1, "gamma_stages: shapes");
  const sf_held *const scales = sf_check_values(L, 2, "gamma_stages: scales");
  if (shapes->count == 0 || shapes->count != scales->count)
    sf_raise(L, "gamma_stages: expected as many scales as shapes, at least one, got %zu and %zu", shapes->count,
             scales->count);
  sf_gamma_curve *const stages = sf_push_block(L, shapes->count, sizeof *stages);
  for (size_t i = 0; i < shapes->count; ++i)
    stages[i] = (sf_gamma_curve){.shape = shapes->items[i], .scale = scales->items[i]};
  sf_held *const whole = sf_push_held(L, 2);
  const sf_gamma_curve curve = sf_gamma_stages(graph, stages, shapes->count);
  whole->items[0] = curve.shape;
  whole->items[1] = curve.scale;
  sf_hold(L, whole);
  return sf_give_values(L, whole);
}

const luaL_Reg sf_arrival_functions[] = {{"gamma_share", core_gamma_share},
                                         {"gamma_time", core_gamma_time},
                                         {"gamma_shape", core_gamma_shape},
                                         {"gamma_scale", core_gamma_scale},
                                         {"gamma_stages", core_gamma_stages},
                                         {"logistic_share", core_logistic_share},
                                         {"logistic_time", core_logistic_time},
                                         {"bass_share", core_bass_share},
                                         {"bass_time", core_bass_time},
                                         {"bass_peak", core_bass_peak},
                                         {NULL, NULL}};
