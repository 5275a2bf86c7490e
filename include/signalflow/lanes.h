/* Formulas evaluated over columns of given numbers: the inputs stay inputs, and each lane is one setting of them.
 *
 * A plan draws its drivers; lanes are given theirs. This is how a formula with a few inputs left open answers a sweep
 * (a frontier over batch sizes) without being written, or compiled, again for each point. Each lane has the bits that a
 * plan of the same formula has where it draws these numbers; a formula with constants put in for its inputs may differ
 * from both in the last bits, because constants are folded first. No result depends on how many lanes are asked at
 * once. */
#ifndef SIGNALFLOW_LANES_H
#define SIGNALFLOW_LANES_H

#include "plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Compiled; immutable and independent of the graph, so any number of threads may evaluate it at once. */
typedef struct sf_lanes sf_lanes;

enum { SF_MAX_LANE_INPUTS = 128 }; /* inference has some seventy numbers */

/* inputs are leaves made by sf_input, at most SF_MAX_LANE_INPUTS. SF_INVALID names an input beneath the outputs that is
 * not among them. */
SF_API SF_MUST_USE sf_status sf_compile_lanes(sf_graph *graph, sf_expression *const *outputs, size_t output_count,
                                              sf_expression *const *inputs, size_t input_count, sf_lanes **lanes,
                                              sf_error *error);
SF_API void sf_destroy_lanes(sf_lanes *lanes);

/* outputs[k][i] for 0 <= i < count, inputs[j][i] being the j-th input there in coherent units. A driver that was not
 * resolved stands at its median. */
SF_API SF_MUST_USE sf_status sf_evaluate_lanes(const sf_lanes *lanes, const double *const *inputs, size_t count,
                                               double *const *outputs, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
