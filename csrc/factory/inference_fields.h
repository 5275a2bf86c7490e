/* What must hold before inference is built. */
#ifndef SF_FACTORY_INFERENCE_CHECKS_H
#define SF_FACTORY_INFERENCE_CHECKS_H

#include "signalflow/inference.h"

SF_MUST_USE sf_status sf_check_inference_inputs(const sf_inference_inputs *inputs, sf_error *error);
SF_MUST_USE sf_status sf_check_inference_layout(const sf_inference_layout *layout, sf_error *error);
SF_MUST_USE sf_status sf_check_inference_constants(const sf_inference_constants *constants, sf_error *error);

#endif
