/* Inference: against an independent calculation, by the properties physics demands, and by what is said of blanks. */
#include "expressions.h"
#include "inference_reference.h"

#include "signalflow/lanes.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef struct named_number {
  const char *name;
  double value;
} named_number;

enum { INPUTS = 31 };

/* In the order and under the names of the inputs. */
static void list_inputs(const reference_case *of, named_number list[INPUTS]) {
  const named_number inputs[INPUTS] = {
      {"compute", of->platform.compute},
      {"attention_compute", of->platform.attention_compute},
      {"memory_bandwidth", of->platform.memory_bandwidth},
      {"memory", 0.9 * of->platform.memory - 3.5e9}, /* that an engine may use, there */
      {"link_bandwidth", of->platform.link_bandwidth},
      {"network_bandwidth", 50e9},
      {"scaleup_domain", of->platform.scaleup_domain},
      {"rated_power", of->platform.rated_power},
      {"parameters", of->model.parameters},
      {"active_parameters", of->model.active_parameters},
      {"layers", of->model.layers},
      {"hidden", of->model.hidden},
      {"heads", of->model.heads},
      {"head_size", of->model.head_size},
      {"cache_heads", of->model.cache_heads},
      {"score_width", of->rest.score_width},
      {"cache_elements", of->rest.cache_elements},
      {"window_elements", of->layout.sliding ? of->rest.window_elements : NAN},
      {"window", of->layout.sliding ? of->rest.window : NAN},
      {"vocabulary", of->rest.vocabulary},
      {"expert_layers", of->layout.mixture ? of->rest.expert_layers : NAN},
      {"experts", of->layout.mixture ? of->rest.experts : NAN},
      {"experts_per_token", of->layout.mixture ? of->rest.experts_per_token : NAN},
      {"expert_width", of->layout.mixture ? of->rest.expert_width : NAN},
      {"weight_bytes", of->bytes.weight},
      {"expert_bytes", of->layout.mixture ? of->bytes.expert : NAN},
      {"cache_bytes", of->bytes.cache},
      {"input", of->point.input},
      {"output", of->point.output},
      {"concurrency", of->layout.offline ? NAN : of->point.concurrency},
      {"tpot_limit", NAN},
  };
  memcpy(list, inputs, sizeof inputs);
}

/* What is NaN stays blank. */
static sf_inference_inputs inputs_of(expressions *room, const reference_case *of) {
  sf_inference_inputs inputs = {0};
  named_number list[INPUTS];
  size_t count;
  const sf_factory_field *const fields = sf_inference_input_fields(&count);
  assert_int_equal(count, INPUTS);
  list_inputs(of, list);
  for (size_t i = 0; i < count; i++) {
    assert_string_equal(fields[i].name, list[i].name);
    if (isnan(list[i].value)) continue;
    sf_expression *const value = sf_constant(room->graph, (sf_quantity){list[i].value, fields[i].dimension});
    assert_ok(sf_set_inference_input(&inputs, list[i].name, value, NULL));
  }
  return inputs;
}

static void set_constant(expressions *room, sf_inference_constants *constants, const char *name, double value) {
  assert_ok(sf_set_inference_constant(constants, name, sf_number(room->graph, value), NULL));
}

static double fitted(const char *name) {
  for (size_t i = 0; i < COUNT(fitted_constants); i++)
    if (strcmp(fitted_constants[i].name, name) == 0) return fitted_constants[i].value;
  fail_msg("no constant %s", name);
  return NAN;
}

static sf_inference_constants constants_of(expressions *room, const reference_case *of) {
  const double layer = fitted("layer_time"), more = fitted("expert_layer_time"), collective = fitted("collective_time");
  const named_number own[] = {
      {"expert_layer_time", of->fit.overhead * (layer + more * of->fit.expert) / of->fit.expert},
      /* an exchange took no longer than a collective, and every layer had two */
      {"exchange_time", of->layout.mixture ? collective * of->model.layers / of->rest.expert_layers : collective},
      {"context_share", fitted("context_share") * of->fit.varied},
      {"capacity_share", fitted("capacity_share") * of->fit.varied},
      {"precision_compute", of->fit.precision},
      {"offline_share", of->fit.offline_share},
      {"hardware", of->fit.hardware},
      {"overhead", of->fit.overhead},
      {"prefill", of->fit.prefill},
      {"expert", of->fit.expert},
      {"sequence", of->fit.sequence},
      {"power_hardware", of->fit.power_hardware},
  };
  sf_inference_constants constants = {.overlapped = false};
  for (size_t i = 0; i < COUNT(fitted_constants); i++)
    set_constant(room, &constants, fitted_constants[i].name, fitted_constants[i].value);
  for (size_t i = 0; i < COUNT(own); i++) set_constant(room, &constants, own[i].name, own[i].value);
  return constants;
}

static sf_inference_constants ideal_constants(expressions *room) {
  sf_inference_constants ideal = {.overlapped = true};
  sf_fill_ideal_constants(room->graph, &ideal);
  return ideal;
}

static sf_inference_outputs build_with(expressions *room, const sf_inference_inputs *inputs,
                                       const sf_inference_layout *layout, const sf_inference_constants *constants) {
  sf_inference_outputs outputs;
  sf_error error = {0};
  if (sf_build_inference(room->graph, inputs, layout, constants, &outputs, &error) != SF_OK)
    fail_msg("%s", error.message);
  return outputs;
}

static sf_inference_outputs build(expressions *room, const reference_case *of) {
  const sf_inference_inputs inputs = inputs_of(room, of);
  const sf_inference_constants constants = constants_of(room, of);
  return build_with(room, &inputs, &of->layout, &constants);
}

static const reference_case *find_case(const char *part) {
  for (size_t i = 0; i < COUNT(reference_cases); i++)
    if (strstr(reference_cases[i].name, part)) return &reference_cases[i];
  fail_msg("no case of %s", part);
  return NULL;
}

static void set(expressions *room, sf_inference_inputs *inputs, const char *name, const char *value) {
  assert_ok(sf_set_inference_input(inputs, name, given(room, value), NULL));
}

#define AGREES(name, value, wanted)                                                                                    \
  do {                                                                                                                 \
    const double got = (value);                                                                                        \
    if (!(fabs(got - (wanted)) <= 1e-9 * fabs(wanted)))                                                                \
      fail_msg("%s: " #value " is %.12g, not %.12g", name, got, wanted);                                               \
  } while (0)

/* 1/s of an instance, from what was calculated */
static double requests_of(const reference_case *at) {
  const sf_inference_layout *const layout = &at->layout;
  const double all = layout->accelerators * layout->instances + layout->prefill_accelerators;
  return at->expected.token_rate * all / (at->point.output * layout->instances);
}

/* Prefill and a step; or what Little's law leaves beside decoding, where places or prefill are short. */
static double expected_ttft(const reference_case *at) {
  if (at->layout.offline) return at->expected.ttft;
  const double stay = at->point.concurrency / at->layout.instances / requests_of(at);
  return fmax(at->expected.ttft, stay - at->point.output * at->expected.tpot);
}

static double steps_of(const reference_case *at) {
  return at->layout.speculative ? fitted("speculative_step") / 2.17323 : 1;
}

/* s a token on links: two all-reduces a layer at 2 byte, or what goes to experts (1 byte) and back (2 byte). */
static double links_of(const reference_case *at) {
  const sf_inference_layout *const layout = &at->layout;
  const double g = layout->accelerators;
  if (g == 1) return 0;
  const double peak = at->platform.scaleup_domain < g ? 50e9 : at->platform.link_bandwidth;
  const double tokens = at->expected.batch * (layout->speculative ? fitted("speculative_verified") : 1);
  const double reduced = 4 * at->model.layers * (g - 1) / g * at->model.hidden * 2;
  const double exchanged =
      2 * at->rest.expert_layers * fmin(at->rest.experts_per_token, g) * at->model.hidden * 1.5 / g;
  const double sent = layout->attention_data_parallel ? exchanged : reduced;
  return tokens * sent / (peak * fitted("link")) * at->fit.hardware * steps_of(at);
}

/* Accelerators that decode work but for fixed times and links; those that prefill lie between rest and prefilling, by
 * how busy they are. */
static double expected_power(const reference_case *at) {
  const sf_inference_layout *const layout = &at->layout;
  const double busy = 1 - (at->expected.fixed * steps_of(at) + links_of(at)) / at->expected.tpot;
  const double rated = at->platform.rated_power * at->fit.power_hardware, idle = fitted("power_idle");
  const double working =
      idle + fitted("power_busy") * sqrt(busy) + fitted("power_compute") * sqrt(at->expected.compute_share);
  const double decoding = fmin(working, fitted("power_cap"));
  if (!layout->disaggregated) return rated * decoding;
  const double pools = layout->prefill_accelerators / layout->prefill_size / layout->instances;
  const double taken = fmin(requests_of(at) * at->expected.prompt / pools, 1);
  const double prefilling = idle + (fitted("power_prefill") - idle) * sqrt(taken);
  const double decoders = layout->accelerators * layout->instances, all = decoders + layout->prefill_accelerators;
  return rated * (decoding * decoders + prefilling * layout->prefill_accelerators) / all;
}

static void test_independent_calculation_agrees(void **state) {
  expressions *room = *state;
  for (size_t i = 0; i < COUNT(reference_cases); i++) {
    const reference_case *const at = &reference_cases[i];
    const sf_inference_outputs out = build(room, at);
    AGREES(at->name, value_in(room, out.tpot, "s/tok"), at->expected.tpot);
    AGREES(at->name, value_in(room, out.ttft, "s"), expected_ttft(at));
    AGREES(at->name, value_in(room, out.token_rate, "tok/s/gpu"), at->expected.token_rate);
    AGREES(at->name, value_in(room, out.batch, "1"), at->expected.batch);
    AGREES(at->name, fmax(value_in(room, out.batch_capacity, "1"), 1), at->expected.capacity);
    AGREES(at->name, value_in(room, out.bandwidth_share, "1"), at->expected.bandwidth_share);
    AGREES(at->name, value_in(room, out.compute_share, "1"), at->expected.compute_share);
    AGREES(at->name, value_in(room, out.chip_power, "W/gpu"), expected_power(at));
    sf_collect_graph(room->graph);
  }
}

static void test_interactivity_is_the_inverse_of_tpot(void **state) {
  expressions *room = *state;
  const sf_inference_outputs out = build(room, find_case("TP8EP1"));
  assert_close(value_in(room, out.interactivity, "tok/s/user") * value_in(room, out.tpot, "s/tok"), 1, 1e-15);
}

/* Concurrency is request rate times stay: prefill and one tpot for each token. */
static void test_littles_law_holds(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("vllm");
  const sf_inference_outputs out = build(room, at);
  const double prompt = at->expected.prompt, tpot = value_in(room, out.tpot, "s/tok");
  const double held = value_in(room, out.request_rate, "req/s") * (prompt + at->point.output * tpot);
  assert_close(held, fmin(at->point.concurrency, at->expected.capacity), 1e-12);
  assert_close(value_in(room, out.request_rate, "req/s") * at->point.output,
               value_in(room, out.token_rate, "tok/s/gpu") * at->layout.accelerators, 1e-12);
}

/* The cache has a share of what weights leave: half of the share, half of the sequences. */
static void test_cache_takes_its_share_of_what_weights_leave(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("llama-3.1-405b");
  const sf_inference_inputs inputs = inputs_of(room, at);
  sf_inference_constants constants = constants_of(room, at);
  const double all = value_in(room, build_with(room, &inputs, &at->layout, &constants).batch_capacity, "1");
  set_constant(room, &constants, "usable_memory", 0.5);
  assert_close(value_in(room, build_with(room, &inputs, &at->layout, &constants).batch_capacity, "1"), all / 2, 1e-12);
  const double memory = 0.9 * at->platform.memory - 3.5e9, gpus = at->layout.accelerators;
  const double weights = (at->model.parameters - at->rest.vocabulary * at->model.hidden) * at->bytes.weight;
  const double tokens = at->point.input + at->point.output,
               sequence = at->rest.cache_elements * at->bytes.cache * tokens;
  assert_close(all, (gpus * memory - weights) / sequence, 1e-12);
}

/* Every platform figure doubled alone: no token comes later and none fewer, with fitted constants and at the bound. */
static void test_more_hardware_is_never_slower(void **state) {
  expressions *room = *state;
  static const char *const figures[] = {"compute", "attention_compute", "memory_bandwidth", "link_bandwidth", "memory"};
  for (size_t i = 0; i < COUNT(reference_cases); i++) {
    const reference_case *const at = &reference_cases[i];
    for (int bound = 0; bound < 2; bound++) {
      const sf_inference_constants constants = bound ? ideal_constants(room) : constants_of(room, at);
      sf_inference_inputs inputs = inputs_of(room, at);
      const sf_inference_outputs plain = build_with(room, &inputs, &at->layout, &constants);
      const double rate = value_in(room, plain.token_rate, "tok/s/gpu"), tpot = value_in(room, plain.tpot, "s/tok");
      const double batch = value_in(room, plain.batch, "1");
      for (size_t k = 0; k < COUNT(figures); k++) {
        inputs = inputs_of(room, at);
        size_t count;
        const sf_factory_field *field = sf_inference_input_fields(&count);
        while (strcmp(field->name, figures[k]) != 0) field++;
        sf_expression *value;
        memcpy(&value, (char *)&inputs + field->offset, sizeof value);
        if (!value) continue;
        value = sf_multiply(room->graph, sf_number(room->graph, 2), value);
        assert_ok(sf_set_inference_input(&inputs, figures[k], value, NULL));
        const sf_inference_outputs doubled = build_with(room, &inputs, &at->layout, &constants);
        if (value_in(room, doubled.token_rate, "tok/s/gpu") < rate * (1 - 1e-12))
          fail_msg("%s: twice the %s gives fewer tokens", at->name, figures[k]);
        /* a larger batch, for which there is now room, may take longer a token */
        if (value_in(room, doubled.batch, "1") <= batch && value_in(room, doubled.tpot, "s/tok") > tpot * (1 + 1e-12))
          fail_msg("%s: twice the %s takes longer", at->name, figures[k]);
      }
      sf_collect_graph(room->graph);
    }
  }
}

/* Constants at their ideal: nothing fitted is faster. */
static void test_estimate_never_beats_the_bound(void **state) {
  expressions *room = *state;
  for (size_t i = 0; i < COUNT(reference_cases); i++) {
    const reference_case *const at = &reference_cases[i];
    if (at->layout.disaggregated || at->layout.offline || at->layout.speculative) continue;
    const sf_inference_inputs inputs = inputs_of(room, at);
    sf_inference_constants fit = constants_of(room, at);
    /* below 1 an engine hides prefill behind decoding, which is counted in full */
    set_constant(room, &fit, "prefill", fmax(at->fit.prefill, 1));
    const sf_inference_constants ideal = ideal_constants(room);
    const sf_inference_outputs estimate = build_with(room, &inputs, &at->layout, &fit);
    const sf_inference_outputs bound = build_with(room, &inputs, &at->layout, &ideal);
    const double same_batch = value_in(room, estimate.batch, "1") - value_in(room, bound.batch, "1");
    if (fabs(same_batch) < 1e-9)
      assert_true(value_in(room, bound.tpot, "s/tok") <= value_in(room, estimate.tpot, "s/tok"));
    assert_true(value_in(room, bound.token_rate, "tok/s/gpu") >= value_in(room, estimate.token_rate, "tok/s/gpu"));
  }
}

/* One accelerator, ideal: 8.03 G parameters less the embedding's 0.525 G at 2 byte over 8 TB/s, batch 1, and the same
 * times 2 flop over 2.25 Pflop/s from the ridge on. */
static const reference_case *small_dense(void) { return find_case("qwen3-8b"); }

static sf_inference_outputs at_bound(expressions *room, const char *concurrency, const char *output) {
  sf_inference_inputs inputs = inputs_of(room, small_dense());
  const sf_inference_constants ideal = ideal_constants(room);
  set(room, &inputs, "concurrency", concurrency);
  set(room, &inputs, "input", "0.001");
  set(room, &inputs, "output", output);
  set(room, &inputs, "memory", "1000 TB/gpu");
  set(room, &inputs, "score_width", "1e-6"); /* weights alone: no context to attend to */
  return build_with(room, &inputs, &small_dense()->layout, &ideal);
}

static void test_batch_of_one_reads_every_weight(void **state) {
  expressions *room = *state;
  const double weights = 8.19e9 - 151936. * 4096;
  assert_close(value_in(room, at_bound(room, "1", "1").tpot, "s/tok"), weights * 2 / 8e12, 1e-4);
}

static void test_batch_to_infinity_tends_to_the_compute_roof(void **state) {
  expressions *room = *state;
  const double weights = 8.19e9 - 151936. * 4096, roof = 2.25e15 / (2 * weights);
  double last = 0;
  for (double batch = 1; batch <= 1e6; batch *= 10) {
    char text[32];
    snprintf(text, sizeof text, "%.0f", batch);
    const double rate = value_in(room, at_bound(room, text, "1").token_rate, "tok/s/gpu");
    assert_true(rate >= last * (1 - 1e-12) && rate <= roof * (1 + 1e-12));
    last = rate;
  }
  assert_close(last, roof, 1e-3);
}

static void test_one_accelerator_does_not_communicate(void **state) {
  expressions *room = *state;
  sf_inference_inputs inputs = inputs_of(room, small_dense());
  const sf_inference_constants constants = constants_of(room, small_dense());
  inputs.link_bandwidth = inputs.network_bandwidth = inputs.scaleup_domain = NULL;
  sf_inference_layout layout = small_dense()->layout;
  const sf_inference_outputs alone = build_with(room, &inputs, &layout, &constants);
  assert_close(value_in(room, alone.communication_time, "s/tok"), 0, 0);
  assert_non_null(alone.tpot);
  layout.accelerators = 2;
  const sf_inference_outputs two = build_with(room, &inputs, &layout, &constants);
  assert_null(two.tpot);
  assert_null(two.communication_time);
}

static void test_latent_cache_is_replicated_but_for_data_parallel_attention(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("trt, TP8EP1");
  sf_inference_inputs inputs = inputs_of(room, at);
  set(room, &inputs, "attention_compute", "1e30 flop/s/gpu"); /* reading the cache binds */
  const sf_inference_constants constants = constants_of(room, at);
  sf_inference_layout layout = at->layout;
  const double tensor = value_in(room, build_with(room, &inputs, &layout, &constants).cache_time, "s/tok");
  layout.attention_data_parallel = true;
  const double data = value_in(room, build_with(room, &inputs, &layout, &constants).cache_time, "s/tok");
  assert_close(tensor / data, 8, 1e-12);
}

/* E (1 - (1 - k/E)^n): one token reads k experts, many read all. */
static void test_experts_read_grow_with_the_batch(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("qwen3-30b-a3b");
  sf_inference_constants ideal = ideal_constants(room);
  const double expert = 3. * 2048 * 768 * 48 * at->bytes.expert / at->platform.memory_bandwidth;
  static const struct {
    const char *batch;
    double experts;
  } rows[] = {{"1", 8}, {"2", 8 * 2 - 64. / 128}, {"1e6", 128}};
  sf_inference_inputs inputs = inputs_of(room, at);
  set(room, &inputs, "memory", "1000 TB/gpu");
  double dense = 0;
  for (int i = 0; i < 3; i++) {
    set(room, &inputs, "concurrency", rows[i].batch);
    const double time = value_in(room, build_with(room, &inputs, &at->layout, &ideal).weights_time, "s/tok");
    if (i == 0) dense = time - rows[0].experts * expert;
    assert_close(time - dense, rows[i].experts * expert, 1e-9);
  }
}

static void test_joules_per_token_and_tokens_per_joule_are_inverse(void **state) {
  expressions *room = *state;
  const sf_inference_outputs out = build(room, find_case("trt, TP8EP1"));
  sf_expression *const joules = sf_energy_per_token(room->graph, out.chip_power, out.token_rate);
  sf_expression *const tokens = sf_tokens_per_watt(room->graph, out.token_rate, out.chip_power);
  assert_close(value_in(room, joules, "J/tok") * value_in(room, tokens, "tok/J"), 1, 1e-15);
  assert_close(value_in(room, joules, "J/tok") * value_in(room, tokens, "tok/MWh"), 3.6e9, 1e-14);
}

static void test_every_blank_is_named_and_never_a_number(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("trt, TP8EP1");
  static const char *const needed[] = {
      "compute",      "attention_compute", "memory_bandwidth", "memory",        "link_bandwidth", "scaleup_domain",
      "parameters",   "active_parameters", "layers",           "hidden",        "heads",          "head_size",
      "score_width",  "cache_elements",    "vocabulary",       "expert_layers", "experts",        "experts_per_token",
      "expert_width", "weight_bytes",      "expert_bytes",     "cache_bytes",   "input",          "output",
      "concurrency"};
  for (size_t i = 0; i < COUNT(needed); i++) {
    const sf_inference_constants constants = constants_of(room, at);
    sf_inference_inputs inputs = inputs_of(room, at);
    assert_ok(sf_set_inference_input(&inputs, needed[i], NULL, NULL));
    sf_expression *value;
    sf_error error = {0};
    assert_int_equal(sf_inference_output(room->graph, &inputs, &at->layout, &constants, "tpot", &value, &error),
                     SF_INVALID);
    assert_null(value);
    char expected[96];
    snprintf(expected, sizeof expected, "tpot needs %s, which is not known", needed[i]);
    assert_string_equal(error.message, expected);
    sf_collect_graph(room->graph);
  }
}

static void test_blank_leaves_the_rest_known(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("trt, TP8EP1");
  sf_inference_inputs inputs = inputs_of(room, at);
  const sf_inference_constants constants = constants_of(room, at);
  inputs.rated_power = inputs.network_bandwidth = inputs.window = inputs.cache_heads = NULL;
  const sf_inference_outputs out = build_with(room, &inputs, &at->layout, &constants);
  assert_close(value_in(room, out.tpot, "s/tok"), at->expected.tpot, 1e-9);
  assert_null(out.chip_power);
  sf_expression *value;
  sf_error error = {0};
  assert_int_equal(sf_inference_output(room->graph, &inputs, &at->layout, &constants, "chip_power", &value, &error),
                   SF_INVALID);
  assert_string_equal(error.message, "chip_power needs rated_power, which is not known");
  assert_ok(sf_inference_output(room->graph, &inputs, &at->layout, &constants, "ttft", &value, &error));
  assert_non_null(value);
}

static void test_bad_inputs_are_named(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("trt, TP8EP1");
  sf_inference_inputs inputs = inputs_of(room, at);
  sf_inference_constants constants = constants_of(room, at);
  sf_inference_layout layout = at->layout;
  sf_inference_outputs out;
  sf_error error = {0};
  set(room, &inputs, "experts", "4");
  assert_int_equal(sf_build_inference(room->graph, &inputs, &layout, &constants, &out, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "experts_per_token"));
  assert_null(out.tpot);
  inputs = inputs_of(room, at);
  layout.accelerators = 0;
  assert_int_equal(sf_build_inference(room->graph, &inputs, &layout, &constants, &out, &error), SF_INVALID);
  assert_string_equal(error.message, "accelerators must be at least 1, got 0");
  layout = at->layout;
  layout.disaggregated = true;
  assert_int_equal(sf_build_inference(room->graph, &inputs, &layout, &constants, &out, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "prefill_accelerators"));
  inputs = inputs_of(room, at);
  set(room, &inputs, "parameters", "1e9");
  assert_int_equal(sf_build_inference(room->graph, &inputs, &at->layout, &constants, &out, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "parameters must be more"));
  inputs = inputs_of(room, at);
  set_constant(room, &constants, "link", 0);
  assert_int_equal(sf_build_inference(room->graph, &inputs, &at->layout, &constants, &out, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "link"));
  assert_int_equal(sf_set_inference_input(&inputs, "memory_bandwith", NULL, &error), SF_UNKNOWN);
  assert_non_null(strstr(error.message, "memory_bandwidth"));
  assert_int_equal(sf_set_inference_input(&inputs, "memory", given(room, "80 GB"), &error), SF_DIMENSION);
  assert_int_equal(sf_set_inference_constant(&constants, "layer_tme", given(room, "1"), &error), SF_UNKNOWN);
  assert_non_null(strstr(error.message, "layer_time"));
  assert_int_equal(sf_set_inference_constant(&constants, "layer_time", given(room, "1 s"), &error), SF_DIMENSION);
  constants = constants_of(room, at);
  set_constant(room, &constants, "acceptance", 1.5);
  assert_int_equal(sf_build_inference(room->graph, &inputs, &at->layout, &constants, &out, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "acceptance"));
}

/* Requests of a closed loop begin together: a prompt waits for a share of the others', so its first token is late by
 * that. Those do not interrupt its answer as well: it stays as long as it would without waiting, but for the host. */
static void test_prompts_wait_for_each_other(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("B200, qwen3-8b");
  const sf_inference_inputs inputs = inputs_of(room, at);
  sf_inference_constants constants = constants_of(room, at);
  const sf_inference_outputs apart = build_with(room, &inputs, &at->layout, &constants);
  set_constant(room, &constants, "wave", .25);
  set_constant(room, &constants, "host_time", .02);
  const sf_inference_outputs together = build_with(room, &inputs, &at->layout, &constants);
  const double prompts = .25 * (at->point.concurrency - 1) * at->expected.prompt;
  assert_close(value_in(room, together.ttft, "s") - value_in(room, apart.ttft, "s"), .02 + prompts, 1e-9);
  const double stay = at->expected.prompt + .02 + at->point.output * at->expected.tpot;
  assert_close(value_in(room, together.request_rate, "req/s"), at->point.concurrency / stay, 1e-9);
  assert_close(value_in(room, apart.tpot, "s/tok") - value_in(room, together.tpot, "s/tok"), prompts / at->point.output,
               1e-9);
}

/* 1 + a + a^2 + a^3 tokens of three drafted: with every one accepted a step gives four. */
static void test_accepted_drafts_are_tokens(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("trt, TP4EP4+attnDP");
  const sf_inference_inputs inputs = inputs_of(room, at);
  sf_inference_constants constants = constants_of(room, at);
  static const struct { double acceptance, tokens; } rows[] = {{0, 1}, {.5, 1.875}, {1, 4}};
  double step = NAN;
  for (size_t i = 0; i < COUNT(rows); i++) {
    set_constant(room, &constants, "acceptance", rows[i].acceptance);
    const double time = value_in(room, build_with(room, &inputs, &at->layout, &constants).weights_time, "s/tok");
    if (i == 0) step = time;
    assert_close(time, step / rows[i].tokens, 1e-12);
  }
}

/* Sparse attention reads the tokens it chose and keeps them all. */
static void test_sparse_attention_reads_less_than_it_keeps(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("trt, TP8EP1");
  const sf_inference_constants constants = constants_of(room, at);
  sf_inference_inputs inputs = inputs_of(room, at);
  sf_inference_layout layout = at->layout;
  set(room, &inputs, "input", "100000");
  const sf_inference_outputs dense = build_with(room, &inputs, &layout, &constants);
  set(room, &inputs, "cache_elements", "0");
  set(room, &inputs, "window_elements", "35136");
  set(room, &inputs, "window", "2048");
  layout.sparse = true;
  const sf_inference_outputs sparse = build_with(room, &inputs, &layout, &constants);
  assert_close(value_in(room, sparse.batch_capacity, "1"), value_in(room, dense.batch_capacity, "1"), 1e-12);
  const double context = 100000 + at->point.output / 2;
  assert_close(value_in(room, sparse.cache_time, "s/tok"), value_in(room, dense.cache_time, "s/tok") * 2048 / context,
               1e-9);
  layout.sparse = false, layout.sliding = true;
  const sf_inference_outputs sliding = build_with(room, &inputs, &layout, &constants);
  assert_true(value_in(room, sliding.batch_capacity, "1") > 10 * value_in(room, sparse.batch_capacity, "1"));
}

/* The largest batch whose tokens keep to a limit: within 2 % of it where it binds, all there is room for where not. */
static void test_limit_of_time_per_token_limits_the_batch(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("B200, llama-3.1-405b, fp4, trtllm 1.0");
  const sf_inference_constants constants = constants_of(room, at);
  sf_inference_inputs inputs = inputs_of(room, at);
  sf_inference_layout layout = at->layout;
  layout.limited = true;
  double last = 0;
  static const char *const limits[] = {"20 ms/tok", "40 ms/tok", "80 ms/tok", "1 s/tok"};
  for (size_t i = 0; i < COUNT(limits); i++) {
    set(room, &inputs, "tpot_limit", limits[i]);
    const sf_inference_outputs out = build_with(room, &inputs, &layout, &constants);
    const double limit = value_in(room, given(room, limits[i]), "s/tok"), tpot = value_in(room, out.tpot, "s/tok");
    const double rate = value_in(room, out.token_rate, "tok/s/gpu");
    assert_true(tpot <= limit * 1.02 && rate > last);
    if (limit < at->expected.tpot) assert_close(tpot, limit, .02);
    last = rate;
  }
  assert_close(last, at->expected.token_rate, 1e-6);
  layout.offline = false;
  sf_inference_outputs out;
  sf_error error = {0};
  assert_int_equal(sf_build_inference(room->graph, &inputs, &layout, &constants, &out, &error), SF_INVALID);
  assert_non_null(strstr(error.message, "limited needs offline"));
}

/* Experts spread beyond the scale-up domain: of two half batches, which each read all weights, one computes while the
 * other's tokens travel, where that is shorter than one after the other. */
static void test_half_batches_take_turns_beyond_the_domain(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("TP4EP4+attnDP");
  sf_inference_constants constants = constants_of(room, at);
  sf_inference_inputs inputs = inputs_of(room, at);
  sf_inference_layout layout = at->layout;
  layout.speculative = false;
  set_constant(room, &constants, "network_time", 0);
  set(room, &inputs, "scaleup_domain", "2 gpu");
  set(room, &inputs, "network_bandwidth", "1e9 GB/s/gpu");
  const sf_inference_outputs at_once = build_with(room, &inputs, &layout, &constants);
  const double prefill = value_in(room, at_once.prefill_time, "s/tok");
  const double working = value_in(room, at_once.tpot, "s/tok") - prefill;
  set(room, &inputs, "network_bandwidth", "50 GB/s/gpu");
  const sf_inference_outputs fast = build_with(room, &inputs, &layout, &constants);
  const double travelling = value_in(room, fast.communication_time, "s/tok");
  /* to read the weights twice would take longer than the tokens travel */
  assert_true(travelling < value_in(room, fast.weights_time, "s/tok"));
  assert_close(value_in(room, fast.tpot, "s/tok") - prefill, working + travelling, 1e-7);
  set(room, &inputs, "network_bandwidth", "0.1 GB/s/gpu");
  const sf_inference_outputs slow = build_with(room, &inputs, &layout, &constants);
  assert_close(value_in(room, slow.tpot, "s/tok") - prefill, value_in(room, slow.communication_time, "s/tok"), 1e-9);
}

static void test_gradient_runs_through_the_whole_formula(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("trt, TP8EP1");
  sf_inference_inputs inputs = inputs_of(room, at);
  const sf_inference_constants constants = constants_of(room, at);
  sf_expression *const bandwidth = inputs.memory_bandwidth;
  sf_expression *const open = sf_input(room->graph, "bandwidth", sf_expression_dimension(bandwidth));
  inputs.memory_bandwidth = open;
  const sf_inference_outputs out = build_with(room, &inputs, &at->layout, &constants);
  sf_expression *slope;
  assert_ok(sf_differentiate(room->graph, out.tpot, &open, 1, &slope, NULL));
  sf_expression *const results[] = {out.tpot, slope};
  sf_lanes *lanes;
  assert_ok(sf_compile_lanes(room->graph, results, 2, &open, 1, &lanes, NULL));
  const double w = at->platform.memory_bandwidth, around[] = {w, w * (1 - 1e-6), w * (1 + 1e-6)};
  double tpot[3], slopes[3];
  const double *const columns[] = {around};
  double *const outputs[] = {tpot, slopes};
  assert_ok(sf_evaluate_lanes(lanes, columns, 3, outputs, NULL));
  assert_true(slopes[0] < 0);
  assert_close(slopes[0], (tpot[2] - tpot[1]) / (2e-6 * w), 1e-6);
  sf_destroy_lanes(lanes);
}

/* A bandwidth somewhere between half and all of the published one. */
static void test_uncertain_inputs_run_through_the_whole_formula(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("trt, TP8EP1");
  const sf_inference_constants constants = constants_of(room, at);
  const double most = at->platform.memory_bandwidth;
  sf_law *law;
  assert_ok(sf_uniform(most / 2, most, &law, NULL));
  sf_inference_inputs inputs = inputs_of(room, at);
  const sf_dimension dimension = sf_expression_dimension(inputs.memory_bandwidth);
  inputs.memory_bandwidth = sf_quantile(room->graph, law, dimension, sf_draw(room->graph, "bandwidth"));
  sf_release_law(law);
  sf_expression *const uncertain = build_with(room, &inputs, &at->layout, &constants).tpot;
  assert_true(sf_is_uncertain(uncertain));
  sf_plan *plan;
  assert_ok(sf_compile_plan(room->graph, &uncertain, 1, &plan, NULL));
  for (double u = .125; u < 1; u += .25) {
    double tpot;
    assert_ok(sf_evaluate_plan(plan, &u, &tpot, NULL));
    inputs.memory_bandwidth = sf_constant(room->graph, (sf_quantity){most * (1 + u) / 2, dimension});
    assert_close(tpot, value_in(room, build_with(room, &inputs, &at->layout, &constants).tpot, "s/tok"), 1e-13);
  }
  sf_destroy_plan(plan);
}

/* A sweep over concurrency is the formula at each. */
static void test_lanes_answer_a_sweep(void **state) {
  expressions *room = *state;
  const reference_case *const at = find_case("trt, TP8EP1");
  sf_inference_inputs inputs = inputs_of(room, at);
  const sf_inference_constants constants = constants_of(room, at);
  sf_expression *const open = sf_input(room->graph, "concurrency", sf_dimensionless());
  inputs.concurrency = open;
  const sf_inference_outputs out = build_with(room, &inputs, &at->layout, &constants);
  sf_expression *const results[] = {out.interactivity, out.token_rate, out.chip_power};
  sf_lanes *lanes;
  assert_ok(sf_compile_lanes(room->graph, results, 3, &open, 1, &lanes, NULL));
  double concurrency[300], interactivity[300], rate[300], power[300];
  for (int i = 0; i < 300; i++) concurrency[i] = 1 + i;
  const double *const columns[] = {concurrency};
  double *const outputs[] = {interactivity, rate, power};
  assert_ok(sf_evaluate_lanes(lanes, columns, 300, outputs, NULL));
  for (int i = 0; i < 300; i += 23) {
    inputs.concurrency = sf_number(room->graph, concurrency[i]);
    const sf_inference_outputs one = build_with(room, &inputs, &at->layout, &constants);
    assert_close(interactivity[i], value_in(room, one.interactivity, "tok/s/user"), 1e-13);
    assert_close(rate[i], value_in(room, one.token_rate, "tok/s/gpu"), 1e-13);
    assert_close(power[i], value_in(room, one.chip_power, "W/gpu"), 1e-13);
  }
  sf_destroy_lanes(lanes);
}

/* Room for 8 sequences in each of 2 instances: 16 requests fill it, and the seventeenth waits. */
static void test_served_are_those_that_fit_and_come_in_time(void **state) {
  (void)state;
  enum { COUNT = 6 };
  const double requests[COUNT] = {1, 4, 12, 16, 17, 40}, batch[COUNT] = {1, 2, 6, 8, 8, 8};
  const double room[COUNT] = {8, 8, 8, 8, 8, 8}, none[COUNT] = {0.9, 0.9, 0.9, 0.9, 0.9, 0.9};
  const double ttft[COUNT] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
  sf_served_lanes lanes = {.requests = requests, .batch = batch, .batch_capacity = room, .instances = 2};
  size_t places[COUNT];
  assert_int_equal(4, sf_find_served(&lanes, COUNT, places));
  assert_int_equal(3, places[3]);
  lanes.ttft = ttft;
  lanes.ttft_limit = 0.25;
  assert_int_equal(2, sf_find_served(&lanes, COUNT, places));
  assert_int_equal(1, places[1]);
  lanes.ttft = NULL;
  lanes.batch_capacity = none;
  assert_int_equal(0, sf_find_served(&lanes, COUNT, places));
}

/* One form with its sizes left open gives what the form of each layout's own numbers gives. */
static void check_shared(expressions *room, const reference_case *of, const sf_inference_layout *other) {
  enum { SIZES = 4, OUTPUTS = 4 };
  const sf_inference_inputs inputs = inputs_of(room, of);
  const sf_inference_constants constants = constants_of(room, of);
  const double sizes[SIZES] = {other->accelerators, other->instances, other->prefill_accelerators, other->prefill_size};
  static const char *const names[SIZES] = {"accelerators", "instances", "prefill accelerators", "prefill size"};
  sf_expression *places[SIZES];
  for (size_t k = 0; k < SIZES; k++) places[k] = sf_input(room->graph, names[k], sf_dimensionless());
  const sf_inference_sizes open = {places[0], places[1], places[2], places[3]};
  sf_inference_layout layout = of->layout;
  layout.places = &open;
  const sf_inference_outputs shared = build_with(room, &inputs, &layout, &constants);
  const sf_inference_outputs own = build_with(room, &inputs, other, &constants);
  sf_expression *const asked[OUTPUTS] = {shared.tpot, shared.ttft, shared.token_rate, shared.chip_power};
  sf_expression *const expected[OUTPUTS] = {own.tpot, own.ttft, own.token_rate, own.chip_power};
  const double *const columns[SIZES] = {&sizes[0], &sizes[1], &sizes[2], &sizes[3]};
  double values[OUTPUTS];
  double *const results[OUTPUTS] = {&values[0], &values[1], &values[2], &values[3]};
  sf_lanes *lanes;
  sf_error error;
  assert_ok(sf_compile_lanes(room->graph, asked, OUTPUTS, places, SIZES, &lanes, &error));
  assert_ok(sf_evaluate_lanes(lanes, columns, 1, results, &error));
  sf_destroy_lanes(lanes);
  for (size_t k = 0; k < OUTPUTS; k++) {
    double value;
    assert_true(sf_expression_value(expected[k], &value));
    assert_close(values[k], value, 1e-12);
  }
}

static void test_layouts_of_one_form_share_its_formula(void **state) {
  expressions *const room = *state;
  size_t shared = 0;
  for (size_t i = 0; i < COUNT(reference_cases); i++) {
    const reference_case *const of = &reference_cases[i];
    const sf_inference_inputs inputs = inputs_of(room, of);
    for (int way = 0; way < 4; way++) {
      sf_inference_layout other = of->layout;
      if (way & 1) other.accelerators *= 2;
      if (way & 2) other.instances += 1, other.prefill_accelerators *= 3;
      if (!sf_inference_is_shared(&inputs, &of->layout, &other)) continue;
      check_shared(room, of, &other);
      shared++;
    }
  }
  assert_true(shared > 2 * COUNT(reference_cases));
}

static void test_layouts_of_other_forms_share_none(void **state) {
  expressions *const room = *state;
  const reference_case *const of = &reference_cases[0];
  sf_inference_inputs inputs = inputs_of(room, of);
  inputs.scaleup_domain = sf_constant(room->graph, (sf_quantity){8, sf_base_dimension(SF_ACCELERATOR)});
  const sf_inference_layout plain = {.accelerators = 4, .instances = 1, .drafted = 1};
  sf_inference_layout others[6] = {plain, plain, plain, plain, plain, plain};
  assert_true(sf_inference_is_shared(&inputs, &plain, &others[0]));
  others[0].accelerators = 1;  /* no communication */
  others[1].accelerators = 16; /* crosses the domain */
  others[2].expert_parallel = true;
  others[3].instances = 0; /* is none */
  others[4].drafted = 3;
  others[5].limited = true; /* without offline */
  for (size_t i = 0; i < COUNT(others); i++) assert_false(sf_inference_is_shared(&inputs, &plain, &others[i]));
}

/* Numbers alone: the formulas without a graph, held against the graph's over cited constants, which do not fold. */

static uint64_t next_random(uint64_t *state) {
  return (*state = *state * 6364136223846793005u + 1442695040888963407u) >> 33;
}

/* One of the numbers made another, or blank. Powers and sums treat 0, 1, 2 and whole numbers in ways of their own. */
static void change(uint64_t *random, double *numbers, size_t count) {
  const double to[] = {0, 1, 2, 3, 0.3, NAN}, factors[] = {0.001, 0.5, 1.1, 7, 1000, 1e200};
  double *const number = &numbers[next_random(random) % count];
  if (next_random(random) % 2)
    *number = to[next_random(random) % COUNT(to)];
  else
    *number *= factors[next_random(random) % COUNT(factors)];
}

static sf_inference_layout change_layout(uint64_t *random, sf_inference_layout layout) {
  bool *const switches[] = {&layout.attention_data_parallel,
                            &layout.expert_parallel,
                            &layout.latent_attention,
                            &layout.sliding,
                            &layout.sparse,
                            &layout.indexed,
                            &layout.mixture,
                            &layout.disaggregated,
                            &layout.speculative,
                            &layout.offline,
                            &layout.limited};
  const double sizes[] = {1, 2, 8, 32, 144};
  for (int i = 0; i < 2; i++) {
    bool *const one = switches[next_random(random) % COUNT(switches)];
    *one = !*one;
  }
  layout.accelerators = sizes[next_random(random) % COUNT(sizes)];
  layout.instances = (double)(1 + next_random(random) % 3);
  layout.prefill_size = sizes[next_random(random) % COUNT(sizes)];
  layout.prefill_accelerators = layout.prefill_size * (double)(1 + next_random(random) % 3);
  layout.drafted = (double)(1 + next_random(random) % 4);
  return layout;
}

/* Members of the numbers, cited if they are to stay in the formula; NaN stays blank. */
static void put_members(expressions *room, const sf_factory_field *fields, size_t count, const double *numbers,
                        bool cited, void *structure) {
  for (size_t i = 0; i < count; i++) {
    sf_expression *value = NULL;
    if (!isnan(numbers[i])) value = sf_constant(room->graph, (sf_quantity){numbers[i], fields[i].dimension});
    if (cited) value = sf_cite(room->graph, value, fields[i].name, NULL);
    memcpy((char *)structure + fields[i].offset, &value, sizeof value);
  }
}

typedef struct estimate {
  double inputs[INPUTS], constants[SF_INFERENCE_FIELDS];
  sf_inference_layout layout;
  bool overlapped;
} estimate;

static sf_status build_estimate(expressions *room, const estimate *of, bool cited, sf_expression **outputs) {
  size_t inputs_count, constants_count;
  const sf_factory_field *const input_fields = sf_inference_input_fields(&inputs_count);
  const sf_factory_field *const constant_fields = sf_inference_constant_fields(&constants_count);
  sf_inference_inputs inputs;
  sf_inference_constants constants = {.overlapped = of->overlapped};
  sf_inference_outputs built;
  put_members(room, input_fields, inputs_count, of->inputs, cited, &inputs);
  put_members(room, constant_fields, constants_count, of->constants, cited, &constants);
  const sf_status status = sf_build_inference(room->graph, &inputs, &of->layout, &constants, &built, NULL);
  memcpy(outputs, &built, sizeof built);
  return status;
}

/* Whether the estimate has an answer, in numbers as in expressions. */
static bool check_estimate(expressions *room, const estimate *of) {
  enum { OUTPUTS = sizeof(sf_inference_outputs) / sizeof(sf_expression *) };
  double numbers[OUTPUTS];
  sf_expression *formulas[OUTPUTS], *constants[OUTPUTS];
  const bool answered = sf_calculate_inference(of->inputs, &of->layout, of->constants, of->overlapped, numbers);
  assert_int_equal(answered, build_estimate(room, of, true, formulas) == SF_OK);
  assert_int_equal(answered, build_estimate(room, of, false, constants) == SF_OK);
  for (size_t i = 0; answered && i < OUTPUTS; i++) {
    double expected;
    assert_int_equal(isnan(numbers[i]), formulas[i] == NULL);
    assert_int_equal(isnan(numbers[i]), constants[i] == NULL);
    if (!formulas[i]) continue;
    assert_true(sf_expression_value(formulas[i], &expected));
    assert_memory_equal(&numbers[i], &expected, sizeof expected);
    assert_true(sf_dimension_equal(sf_expression_dimension(formulas[i]), sf_expression_dimension(constants[i])));
    assert_true(sf_expression_value(constants[i], &expected));
    assert_memory_equal(&numbers[i], &expected, sizeof expected);
  }
  sf_collect_graph(room->graph);
  return answered;
}

static void read_constants(expressions *room, const reference_case *of, estimate *to) {
  size_t count;
  const sf_factory_field *const fields = sf_inference_constant_fields(&count);
  sf_inference_constants constants = constants_of(room, of);
  sf_fill_ideal_constants(room->graph, &constants);
  for (size_t i = 0; i < count; i++) {
    sf_expression *value;
    memcpy(&value, (const char *)&constants + fields[i].offset, sizeof value);
    assert_true(sf_expression_value(value, &to->constants[i]));
  }
}

static void test_numbers_alone_give_the_bits_of_the_formula(void **state) {
  enum { ROUNDS = 300 };
  expressions *const room = *state;
  uint64_t random = 1;
  size_t count, tried = 0, answered = 0;
  (void)sf_inference_constant_fields(&count);
  for (size_t i = 0; i < COUNT(reference_cases); i++) {
    const reference_case *const of = &reference_cases[i];
    named_number list[INPUTS];
    list_inputs(of, list);
    for (int round = 0; round < ROUNDS; round++, tried++) {
      estimate one = {.layout = of->layout, .overlapped = round % 5 == 1};
      for (size_t k = 0; k < INPUTS; k++) one.inputs[k] = list[k].value;
      read_constants(room, of, &one);
      if (round > 0) one.layout = change_layout(&random, one.layout);
      for (int k = 0; k < round % 4; k++) change(&random, one.inputs, INPUTS);
      for (int k = 0; k < round % 3; k++) change(&random, one.constants, count);
      answered += check_estimate(room, &one) ? 1 : 0;
    }
  }
  assert_true(tried > 1000 && answered > tried / 2 && answered < tried);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_independent_calculation_agrees),
      cmocka_unit_test(test_interactivity_is_the_inverse_of_tpot),
      cmocka_unit_test(test_littles_law_holds),
      cmocka_unit_test(test_cache_takes_its_share_of_what_weights_leave),
      cmocka_unit_test(test_more_hardware_is_never_slower),
      cmocka_unit_test(test_estimate_never_beats_the_bound),
      cmocka_unit_test(test_batch_of_one_reads_every_weight),
      cmocka_unit_test(test_batch_to_infinity_tends_to_the_compute_roof),
      cmocka_unit_test(test_one_accelerator_does_not_communicate),
      cmocka_unit_test(test_latent_cache_is_replicated_but_for_data_parallel_attention),
      cmocka_unit_test(test_experts_read_grow_with_the_batch),
      cmocka_unit_test(test_joules_per_token_and_tokens_per_joule_are_inverse),
      cmocka_unit_test(test_every_blank_is_named_and_never_a_number),
      cmocka_unit_test(test_blank_leaves_the_rest_known),
      cmocka_unit_test(test_bad_inputs_are_named),
      cmocka_unit_test(test_prompts_wait_for_each_other),
      cmocka_unit_test(test_accepted_drafts_are_tokens),
      cmocka_unit_test(test_sparse_attention_reads_less_than_it_keeps),
      cmocka_unit_test(test_limit_of_time_per_token_limits_the_batch),
      cmocka_unit_test(test_half_batches_take_turns_beyond_the_domain),
      cmocka_unit_test(test_gradient_runs_through_the_whole_formula),
      cmocka_unit_test(test_uncertain_inputs_run_through_the_whole_formula),
      cmocka_unit_test(test_lanes_answer_a_sweep),
      cmocka_unit_test(test_layouts_of_one_form_share_its_formula),
      cmocka_unit_test(test_layouts_of_other_forms_share_none),
      cmocka_unit_test(test_numbers_alone_give_the_bits_of_the_formula),
      cmocka_unit_test(test_served_are_those_that_fit_and_come_in_time),
  };
  return cmocka_run_group_tests(tests, start_expressions, end_expressions);
}
