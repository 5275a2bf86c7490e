/* What inference takes and gives, by name, and what must hold before it is built. */
#ifndef SF_FACTORY_INFERENCE_FIELDS_H
#define SF_FACTORY_INFERENCE_FIELDS_H

#include "factory/named.h"
#include "signalflow/inference.h"

extern const sf_members sf_inference_inputs_by_name, sf_inference_constants_by_name, sf_inference_outputs_by_name;

SF_MUST_USE sf_status sf_check_inference_inputs(const sf_inference_inputs *inputs, sf_error *error);
/* The inputs kept within their domains: draws outside have no value. */
sf_inference_inputs sf_inference_inputs_within(sf_graph *graph, const sf_inference_inputs *inputs);
SF_MUST_USE sf_status sf_check_inference_layout(const sf_inference_layout *layout, sf_error *error);
SF_MUST_USE sf_status sf_check_inference_constants(const sf_inference_constants *constants, sf_error *error);

#endif
