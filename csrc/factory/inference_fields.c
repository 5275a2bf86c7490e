/* Inference by name: inputs, outputs, layout and constants with their domains. */
#include "factory/inference_fields.h"
#include "factory/field_tables.h"

#include "base/text.h"

#include <string.h>

#define IN(member) #member, offsetof(sf_inference_inputs, member)
#define PER_TOKEN OF([SF_TIME] = ONCE, [SF_TOKEN] = -ONCE)

static const sf_factory_field input_fields[] = {
    {IN(compute), OF(FLOP_RATE, EACH_ACCELERATOR), "dense peak at the precision of the weights", ABOVE_ZERO},
    {IN(attention_compute), OF(FLOP_RATE, EACH_ACCELERATOR), "dense peak at 16 bits", ABOVE_ZERO},
    {IN(memory_bandwidth), OF(BYTE_RATE, EACH_ACCELERATOR), "peak bandwidth of an accelerator's memory", ABOVE_ZERO},
    {IN(memory), OF([SF_BYTE] = ONCE, EACH_ACCELERATOR), "memory of an accelerator", ABOVE_ZERO},
    {IN(link_bandwidth), OF(BYTE_RATE, EACH_ACCELERATOR), "one way, within the scale-up domain", ABOVE_ZERO},
    {IN(network_bandwidth), OF(BYTE_RATE, EACH_ACCELERATOR), "one way, beyond the scale-up domain", ABOVE_ZERO},
    {IN(scaleup_domain), OF([SF_ACCELERATOR] = ONCE), "accelerators in a scale-up domain", ABOVE_ZERO},
    {IN(rated_power), OF(POWER, EACH_ACCELERATOR), "rated power of an accelerator (TDP)", ABOVE_ZERO},
    {IN(parameters), PLAIN, "of the language model", ABOVE_ZERO},
    {IN(active_parameters), PLAIN, "used for one token", ABOVE_ZERO},
    {IN(layers), PLAIN, "of the language model", ABOVE_ZERO},
    {IN(hidden), PLAIN, "width of the residual stream", ABOVE_ZERO},
    {IN(heads), PLAIN, "of queries", ABOVE_ZERO},
    {IN(head_size), PLAIN, "of a query's head", ABOVE_ZERO},
    {IN(cache_heads), PLAIN, "over which tensor parallelism can divide the cache", ABOVE_ZERO},
    {IN(score_width), PLAIN, "numbers multiplied by head and cached token", ABOVE_ZERO},
    {IN(cache_elements), PLAIN, "cached for each token of the context", NOT_BELOW_ZERO},
    {IN(window_elements), PLAIN, "cached for each token of the window", NOT_BELOW_ZERO},
    {IN(window), PLAIN, "tokens a sliding layer sees", ABOVE_ZERO},
    {IN(vocabulary), PLAIN, "tokens of the vocabulary", NOT_BELOW_ZERO},
    {IN(expert_layers), PLAIN, "layers with routed experts", NOT_BELOW_ZERO},
    {IN(experts), PLAIN, "routed experts of a layer", AT_LEAST_ONE},
    {IN(experts_per_token), PLAIN, "routed experts a token visits", ABOVE_ZERO},
    {IN(expert_width), PLAIN, "intermediate width of an expert", ABOVE_ZERO},
    {IN(weight_bytes), OF([SF_BYTE] = ONCE), "of a weight outside routed experts", ABOVE_ZERO},
    {IN(expert_bytes), OF([SF_BYTE] = ONCE), "of a weight of a routed expert", ABOVE_ZERO},
    {IN(cache_bytes), OF([SF_BYTE] = ONCE), "of a cached element", ABOVE_ZERO},
    {IN(input), PLAIN, "tokens of a prompt", ABOVE_ZERO},
    {IN(output), PLAIN, "tokens of an answer", AT_LEAST_ONE},
    {IN(concurrency), PLAIN, "requests in flight", ABOVE_ZERO},
    {IN(tpot_limit), PER_TOKEN, "time per output token that an answer may take", ABOVE_ZERO},
};

#define OUT(member) #member, offsetof(sf_inference_outputs, member)

static const sf_factory_field output_fields[] = {
    {OUT(tpot), PER_TOKEN, "time per output token", ANY},
    {OUT(ttft), OF([SF_TIME] = ONCE), "time to the first token", ANY},
    {OUT(interactivity), OF(TOKEN_RATE, [SF_USER] = -ONCE), "1 / tpot", ANY},
    {OUT(token_rate), OF(TOKEN_RATE, EACH_ACCELERATOR), "output tokens over all accelerators", ANY},
    {OUT(request_rate), OF([SF_REQUEST] = ONCE, [SF_TIME] = -ONCE), "of the deployment", ANY},
    {OUT(batch), PLAIN, "sequences decoded together in an instance", ANY},
    {OUT(batch_capacity), PLAIN, "sequences that fit in an instance's memory", ANY},
    {OUT(chip_power), OF(POWER, EACH_ACCELERATOR), "power of an accelerator while serving", ANY},
    {OUT(weights_time), PER_TOKEN, "reading weights, alone", ANY},
    {OUT(compute_time), PER_TOKEN, "multiplying weights, alone", ANY},
    {OUT(cache_time), PER_TOKEN, "attending to the cache, alone", ANY},
    {OUT(communication_time), PER_TOKEN, "collectives, alone", ANY},
    {OUT(fixed_time), PER_TOKEN, "layers, collectives, steps and sequences, whatever the load", ANY},
    {OUT(prefill_time), PER_TOKEN, "prefill of other requests", ANY},
    {OUT(bandwidth_share), PLAIN, "of peak memory bandwidth", ANY},
    {OUT(compute_share), PLAIN, "of peak compute", ANY},
};

#define CONSTANT(member) #member, offsetof(sf_inference_constants, member)

static const sf_factory_field constant_fields[] = {
    {CONSTANT(weight_bandwidth), PLAIN, "share of memory bandwidth, reading weights", ABOVE_ZERO},
    {CONSTANT(expert_bandwidth), PLAIN, "further share, reading routed experts", ABOVE_ZERO},
    {CONSTANT(routing), PLAIN, "power of a step's tokens by which they count for experts", SHARE},
    {CONSTANT(imbalance), PLAIN, "of (2 ln g)^.5 deviations: most experts held by one of g", NOT_BELOW_ZERO},
    {CONSTANT(cache_bandwidth), PLAIN, "share of memory bandwidth, reading the cache", ABOVE_ZERO},
    {CONSTANT(decode_compute), PLAIN, "share of compute, decoding", ABOVE_ZERO},
    {CONSTANT(prefill_compute), PLAIN, "share of compute, prefilling", ABOVE_ZERO},
    {CONSTANT(precision_compute), PLAIN, "further share at this precision", ABOVE_ZERO},
    {CONSTANT(expert_compute), PLAIN, "further share with experts", ABOVE_ZERO},
    {CONSTANT(link), PLAIN, "share of a link's bandwidth", ABOVE_ZERO},
    {CONSTANT(layer_time), PLAIN, "s, each layer without experts and step", NOT_BELOW_ZERO},
    {CONSTANT(expert_layer_time), PLAIN, "s, each layer with experts and step", NOT_BELOW_ZERO},
    {CONSTANT(collective_time), PLAIN, "s, each collective", NOT_BELOW_ZERO},
    {CONSTANT(index_time), PLAIN, "s, each layer's index and step", NOT_BELOW_ZERO},
    {CONSTANT(exchange_time), PLAIN, "s, each exchange of tokens among experts", NOT_BELOW_ZERO},
    {CONSTANT(network_time), PLAIN, "s, more beyond the scale-up domain", NOT_BELOW_ZERO},
    {CONSTANT(step_time), PLAIN, "s, each step", NOT_BELOW_ZERO},
    {CONSTANT(sequence_time), PLAIN, "s, each sequence of a batch and step", NOT_BELOW_ZERO},
    {CONSTANT(acceptance), PLAIN, "of drafted tokens, where all before them were accepted", SHARE},
    {CONSTANT(speculative_step), PLAIN, "time of a speculative step over a plain one", ABOVE_ZERO},
    {CONSTANT(speculative_verified), PLAIN, "tokens verified for a sequence and step", ABOVE_ZERO},
    {CONSTANT(usable_memory), PLAIN, "share of what weights leave", ABOVE_ZERO},
    {CONSTANT(context_share), PLAIN, "of an answer, in the cache on average", NOT_BELOW_ZERO},
    {CONSTANT(capacity_share), PLAIN, "of an answer, for which the cache must have room", NOT_BELOW_ZERO},
    {CONSTANT(scheduled_batch), PLAIN, "most sequences of one scheduler, offline", ABOVE_ZERO},
    {CONSTANT(offline_share), PLAIN, "of offline throughput, under the scenario's rules", ABOVE_ZERO},
    {CONSTANT(host_time), PLAIN, "s before a prompt is prefilled", NOT_BELOW_ZERO},
    {CONSTANT(wave), PLAIN, "share of other prompts that a prompt waits for", NOT_BELOW_ZERO},
    {CONSTANT(hardware), PLAIN, "multiplies memory, compute and link times", ABOVE_ZERO},
    {CONSTANT(overhead), PLAIN, "multiplies layer, collective and step times", ABOVE_ZERO},
    {CONSTANT(prefill), PLAIN, "multiplies prefill", ABOVE_ZERO},
    {CONSTANT(expert), PLAIN, "multiplies experts' times", ABOVE_ZERO},
    {CONSTANT(sequence), PLAIN, "multiplies sequence_time", ABOVE_ZERO},
    {CONSTANT(power_idle), PLAIN, "share of rated power at rest", NOT_BELOW_ZERO},
    {CONSTANT(power_cap), PLAIN, "most of rated power", ABOVE_ZERO},
    {CONSTANT(power_busy), PLAIN, "more by the root of the share of time that something works", NOT_BELOW_ZERO},
    {CONSTANT(power_compute), PLAIN, "more by the root of compute_share", NOT_BELOW_ZERO},
    {CONSTANT(power_prefill), PLAIN, "share of rated power, prefilling all the time", NOT_BELOW_ZERO},
    {CONSTANT(power_hardware), PLAIN, "multiplies power", ABOVE_ZERO},
};

enum {
  INPUT_COUNT = sizeof input_fields / sizeof input_fields[0],
  CONSTANT_COUNT = sizeof constant_fields / sizeof constant_fields[0],
  OUTPUT_COUNT = sizeof output_fields / sizeof output_fields[0]
};
_Static_assert(sizeof(sf_inference_inputs) == INPUT_COUNT * sizeof(sf_expression *), "every input has a name");
_Static_assert(offsetof(sf_inference_constants, overlapped) == CONSTANT_COUNT * sizeof(sf_expression *),
               "every constant has a name");
_Static_assert(sizeof(sf_inference_outputs) == OUTPUT_COUNT * sizeof(sf_expression *), "every output has a name");
#define HAS_ROOM(count) _Static_assert((size_t)(count) <= (size_t)SF_INFERENCE_FIELDS, "there is room for each number")
HAS_ROOM(INPUT_COUNT);
HAS_ROOM(CONSTANT_COUNT);
HAS_ROOM(OUTPUT_COUNT);

const sf_members sf_inference_inputs_by_name = {"inference", "input", input_fields, INPUT_COUNT};
const sf_members sf_inference_constants_by_name = {"inference", "constant", constant_fields, CONSTANT_COUNT};
const sf_members sf_inference_outputs_by_name = {"inference", "output", output_fields, OUTPUT_COUNT};

const sf_factory_field *sf_inference_input_fields(size_t *count) {
  *count = INPUT_COUNT;
  return input_fields;
}

const sf_factory_field *sf_inference_constant_fields(size_t *count) {
  *count = CONSTANT_COUNT;
  return constant_fields;
}

const sf_factory_field *sf_inference_output_fields(size_t *count) {
  *count = OUTPUT_COUNT;
  return output_fields;
}

sf_status sf_set_inference_input(sf_inference_inputs *inputs, const char *name, sf_expression *value, sf_error *error) {
  const sf_factory_field *field = NULL;
  const sf_status status = sf_find_member(&sf_inference_inputs_by_name, name, &field, error);
  return status ? status : sf_set_field(inputs, field, value, error);
}

sf_status sf_check_inference_inputs(const sf_inference_inputs *inputs, sf_error *error) {
  double experts, visited;
  const sf_status status = sf_check_members(&sf_inference_inputs_by_name, inputs, error);
  if (status) return status;
  if (inputs->experts && inputs->experts_per_token && sf_expression_value(inputs->experts, &experts) &&
      sf_expression_value(inputs->experts_per_token, &visited) && visited > experts)
    return sf_fail(error, SF_INVALID, "experts_per_token must be at most experts, got %s of %s",
                   sf_quote_number(visited).text, sf_quote_number(experts).text);
  return SF_OK;
}

sf_inference_inputs sf_inference_inputs_within(sf_graph *graph, const sf_inference_inputs *inputs) {
  sf_inference_inputs within = *inputs;
  sf_keep_members_within(graph, &sf_inference_inputs_by_name, &within);
  return within;
}

/* Numbers that are not expressions. */

typedef struct number_field {
  const char *name;
  size_t offset;
  double low;
  bool low_open;
} number_field;

#define LAYOUT(member) #member, offsetof(sf_inference_layout, member)

static const number_field layout_numbers[] = {{LAYOUT(accelerators), 1, false}, {LAYOUT(instances), 1, false}};

static const number_field draft_numbers[] = {{LAYOUT(drafted), 1, false}};

static const number_field prefill_numbers[] = {{LAYOUT(prefill_accelerators), 0, true},
                                               {LAYOUT(prefill_size), 0, true}};

static sf_status check_numbers(const void *structure, const number_field *fields, size_t count, sf_error *error) {
  for (size_t i = 0; i < count; i++) {
    double value;
    memcpy(&value, (const char *)structure + fields[i].offset, sizeof value);
    const bool high_enough = fields[i].low_open ? value > fields[i].low : value >= fields[i].low;
    if (!isfinite(value) || !high_enough)
      return sf_fail(error, SF_INVALID, "%s must be %s %g, got %s", fields[i].name,
                     fields[i].low_open ? "above" : "at least", fields[i].low, sf_quote_number(value).text);
  }
  return SF_OK;
}

sf_status sf_check_inference_layout(const sf_inference_layout *layout, sf_error *error) {
  sf_status status = check_numbers(layout, layout_numbers, 2, error);
  if (!status && layout->disaggregated) status = check_numbers(layout, prefill_numbers, 2, error);
  if (!status && layout->speculative) status = check_numbers(layout, draft_numbers, 1, error);
  if (status) return status;
  if (layout->limited && !layout->offline)
    return sf_fail(error, SF_INVALID, "a limit of time per token is that of the largest batch: limited needs offline");
  if (layout->offline && layout->disaggregated)
    return sf_fail(error, SF_INVALID,
                   "offline throughput is that of one pool: offline and disaggregated exclude each "
                   "other");
  return SF_OK;
}

sf_status sf_check_inference_constants(const sf_inference_constants *constants, sf_error *error) {
  return sf_check_members(&sf_inference_constants_by_name, constants, error);
}

sf_status sf_set_inference_constant(sf_inference_constants *constants, const char *name, sf_expression *value,
                                    sf_error *error) {
  const sf_factory_field *field = NULL;
  const sf_status status = sf_find_member(&sf_inference_constants_by_name, name, &field, error);
  return status ? status : sf_set_field(constants, field, value, error);
}

#define IDEAL(member) offsetof(sf_inference_constants, member)

/* What is not 1. */
static double ideal_of(const sf_factory_field *field) {
  static const struct {
    size_t offset;
    double value;
  } others[] = {{IDEAL(layer_time), 0},        {IDEAL(expert_layer_time), 0}, {IDEAL(collective_time), 0},
                {IDEAL(index_time), 0},        {IDEAL(exchange_time), 0},     {IDEAL(network_time), 0},
                {IDEAL(step_time), 0},         {IDEAL(sequence_time), 0},     {IDEAL(context_share), .5},
                {IDEAL(scheduled_batch), 1e9}, {IDEAL(host_time), 0},         {IDEAL(wave), 0},
                {IDEAL(power_busy), 0},        {IDEAL(power_compute), 0}};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (others[i].offset == field->offset) return others[i].value;
  return 1;
}

void sf_fill_ideal_numbers(double *constants) {
  for (size_t i = 0; i < CONSTANT_COUNT; i++)
    if (isnan(constants[i])) constants[i] = ideal_of(&constant_fields[i]);
}

void sf_fill_ideal_constants(sf_graph *graph, sf_inference_constants *constants) {
  for (size_t i = 0; i < CONSTANT_COUNT; i++)
    if (!sf_member(constants, &constant_fields[i]))
      sf_set_member(constants, &constant_fields[i], sf_number(graph, ideal_of(&constant_fields[i])));
}
