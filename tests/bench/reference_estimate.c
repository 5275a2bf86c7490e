#include "reference_estimate.h"

#include "signalflow/inference.h"

#include <string.h>

typedef struct member_number {
  size_t offset;
  double value;
} member_number;

#define IN(member, value)                                                                                              \
  { offsetof(sf_inference_inputs, member), value }
#define FIT(member, value)                                                                                             \
  { offsetof(sf_inference_constants, member), value }

static const member_number INPUTS[] = {
    IN(compute, 4.5e15),
    IN(attention_compute, 2.25e15),
    IN(memory_bandwidth, 8e12),
    IN(memory, 180e9),
    IN(link_bandwidth, 900e9),
    IN(network_bandwidth, 50e9),
    IN(scaleup_domain, 8),
    IN(rated_power, 1000),
    IN(parameters, 671e9),
    IN(active_parameters, 37.6e9),
    IN(layers, 61),
    IN(hidden, 7168),
    IN(heads, 128),
    IN(head_size, 192),
    IN(cache_heads, 128),
    IN(score_width, 1088),
    IN(cache_elements, 35136),
    IN(vocabulary, 129280),
    IN(expert_layers, 58),
    IN(experts, 256),
    IN(experts_per_token, 8),
    IN(expert_width, 2048),
    IN(weight_bytes, 1),
    IN(expert_bytes, 1),
    IN(cache_bytes, 2),
    IN(input, 1024),
    IN(output, 1024),
};

static const member_number CONSTANTS[] = {
    FIT(weight_bandwidth, 0.8), FIT(expert_bandwidth, 0.7),
    FIT(routing, 0.9),          FIT(cache_bandwidth, 0.6),
    FIT(decode_compute, 0.5),   FIT(prefill_compute, 0.6),
    FIT(expert_compute, 0.5),   FIT(link, 0.7),
    FIT(layer_time, 2e-5),      FIT(expert_layer_time, 4e-5),
    FIT(collective_time, 1e-5), FIT(exchange_time, 4e-5),
    FIT(network_time, 4e-5),    FIT(step_time, 1e-3),
    FIT(sequence_time, 1e-5),   FIT(usable_memory, 0.9),
    FIT(host_time, 0.05),       FIT(wave, 0.4),
    FIT(power_idle, 0.11),      FIT(power_busy, 0.5),
    FIT(power_compute, 0.4),
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Members stand in the order of their fields. */
static void set_members(sf_graph *graph, const sf_factory_field *fields, const member_number *numbers, size_t count,
                        void *structure) {
  for (size_t i = 0; i < count; i++) {
    const sf_dimension dimension = fields[numbers[i].offset / sizeof(sf_expression *)].dimension;
    sf_expression *const value = sf_constant(graph, (sf_quantity){numbers[i].value, dimension});
    memcpy((char *)structure + numbers[i].offset, &value, sizeof value);
  }
}

sf_status reference_estimate(sf_graph *graph, sf_expression *concurrency, sf_expression *outputs[ESTIMATE_OUTPUTS],
                             sf_error *error) {
  const sf_inference_layout layout = {
      .accelerators = 8, .instances = 1, .drafted = 1, .latent_attention = true, .mixture = true};
  sf_inference_inputs inputs = {.concurrency = concurrency};
  sf_inference_constants constants = {.overlapped = false};
  sf_inference_outputs made;
  size_t count;
  set_members(graph, sf_inference_input_fields(&count), INPUTS, COUNT(INPUTS), &inputs);
  set_members(graph, sf_inference_constant_fields(&count), CONSTANTS, COUNT(CONSTANTS), &constants);
  sf_fill_ideal_constants(graph, &constants);
  const sf_status status = sf_build_inference(graph, &inputs, &layout, &constants, &made, error);
  if (!status) memcpy(outputs, &made, sizeof made);
  return status;
}

_Static_assert(sizeof(sf_inference_outputs) == ESTIMATE_OUTPUTS * sizeof(sf_expression *),
               "every output is one of them");
