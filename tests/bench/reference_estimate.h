/* An estimate of inference as expressions in C: DeepSeek-R1 in FP8 on eight B200, by constants like those fitted. */
#ifndef SF_BENCH_REFERENCE_ESTIMATE_H
#define SF_BENCH_REFERENCE_ESTIMATE_H

#include "signalflow/graph.h"

enum { ESTIMATE_OUTPUTS = 16 };

/* All outputs at that many requests in flight, a plain number, known or not. */
SF_MUST_USE sf_status reference_estimate(sf_graph *graph, sf_expression *concurrency,
                                         sf_expression *outputs[ESTIMATE_OUTPUTS], sf_error *error);

#endif
