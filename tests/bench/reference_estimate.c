#include "reference_estimate.h"

#include "signalflow/inference.h"

#include <string.h>

typedef struct named_number {
  const char *name;
  double value;
} named_number;

static const named_number INPUTS[] = {
    {"compute", 4.5e15},
    {"attention_compute", 2.25e15},
    {"memory_bandwidth", 8e12},
    {"memory", 180e9},
    {"link_bandwidth", 900e9},
    {"network_bandwidth", 50e9},
    {"scaleup_domain", 8},
    {"rated_power", 1000},
    {"parameters", 671e9},
    {"active_parameters", 37.6e9},
    {"layers", 61},
    {"hidden", 7168},
    {"heads", 128},
    {"head_size", 192},
    {"cache_heads", 128},
    {"score_width", 1088},
    {"cache_elements", 35136},
    {"vocabulary", 129280},
    {"expert_layers", 58},
    {"experts", 256},
    {"experts_per_token", 8},
    {"expert_width", 2048},
    {"weight_bytes", 1},
    {"expert_bytes", 1},
    {"cache_bytes", 2},
    {"input", 1024},
    {"output", 1024},
};

static const named_number CONSTANTS[] = {
    {"weight_bandwidth", 0.8}, {"expert_bandwidth", 0.7},
    {"routing", 0.9},          {"cache_bandwidth", 0.6},
    {"decode_compute", 0.5},   {"prefill_compute", 0.6},
    {"expert_compute", 0.5},   {"link", 0.7},
    {"layer_time", 2e-5},      {"expert_layer_time", 4e-5},
    {"collective_time", 1e-5}, {"exchange_time", 4e-5},
    {"network_time", 4e-5},    {"step_time", 1e-3},
    {"sequence_time", 1e-5},   {"usable_memory", 0.9},
    {"host_time", 0.05},       {"wave", 0.4},
    {"power_idle", 0.11},      {"power_busy", 0.5},
    {"power_compute", 0.4},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static sf_dimension dimension_of(const char *name) {
  size_t count;
  const sf_factory_field *const fields = sf_inference_input_fields(&count);
  for (size_t i = 0; i < count; i++)
    if (strcmp(fields[i].name, name) == 0) return fields[i].dimension;
  return sf_dimensionless();
}

sf_status reference_estimate(sf_graph *graph, sf_expression *concurrency, sf_expression *outputs[ESTIMATE_OUTPUTS],
                             sf_error *error) {
  const sf_inference_layout layout = {
      .accelerators = 8, .instances = 1, .drafted = 1, .latent_attention = true, .mixture = true};
  sf_inference_inputs inputs = {0};
  sf_inference_constants constants = {.overlapped = false};
  sf_inference_outputs made;
  sf_status status = sf_set_inference_input(&inputs, "concurrency", concurrency, error);
  for (size_t i = 0; i < COUNT(INPUTS) && !status; i++) {
    const sf_quantity quantity = {INPUTS[i].value, dimension_of(INPUTS[i].name)};
    status = sf_set_inference_input(&inputs, INPUTS[i].name, sf_constant(graph, quantity), error);
  }
  for (size_t i = 0; i < COUNT(CONSTANTS) && !status; i++)
    status = sf_set_inference_constant(&constants, CONSTANTS[i].name, sf_number(graph, CONSTANTS[i].value), error);
  sf_fill_ideal_constants(graph, &constants);
  if (!status) status = sf_build_inference(graph, &inputs, &layout, &constants, &made, error);
  if (!status) memcpy(outputs, &made, sizeof made);
  return status;
}

_Static_assert(sizeof(sf_inference_outputs) == ESTIMATE_OUTPUTS * sizeof(sf_expression *),
               "every output is one of them");
