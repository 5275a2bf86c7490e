/* The reference model of reference_model.lua as expressions in C, for the programs here that ask the engine directly.
 */
#ifndef SF_BENCH_REFERENCE_PLAN_H
#define SF_BENCH_REFERENCE_PLAN_H

#include "signalflow/graph.h"

enum { REFERENCE_DRIVERS = 16, REFERENCE_OUTPUTS = 10, REFERENCE_NPV = 0, REFERENCE_NPV_POSITIVE = 9 };

/* Each driver's law at its own draw. */
SF_MUST_USE sf_status reference_drivers(sf_graph *graph, sf_expression *drivers[REFERENCE_DRIVERS], sf_error *error);

/* The ten outputs of these drivers, whatever they are (draws, inputs); dimensionless. */
SF_MUST_USE sf_status reference_outputs(sf_graph *graph, sf_expression *const drivers[REFERENCE_DRIVERS],
                                        sf_expression *outputs[REFERENCE_OUTPUTS], sf_error *error);

#endif
