/* Where the tokens come from: how fast accelerators serve a language model, and what power they draw doing it.
 *
 * One formula for every question, built as expressions: uncertain inputs, gradients, sweeps (lanes.h) and solving work
 * through it. As everywhere in the graph, errors stick and NULL passes through: what is not known makes exactly those
 * results unknown that depend on it.
 *
 * The formula is a roofline with a handful of constants: the time of one decode step is the larger of reading weights
 * and computing, plus reading the cache, plus communicating, plus fixed times; prefill is computed likewise; the two
 * share the same accelerators in turn, or have their own. Constants are data: fitted ones give an estimate, ideal ones
 * (sf_fill_ideal_constants) the bound that no software can pass.
 *
 * With B sequences in an instance of g accelerators, n tokens verified a step (B, or more with speculation), context S,
 * e experts hit of E, w bytes a weight, W memory bandwidth, F compute, all of one accelerator (a constant's name stands
 * for the constant):
 *   weights   = dense weights * w / (g W weight_bandwidth), times g with data-parallel attention
 *   experts   = e * expert weights * w / (g W weight_bandwidth expert_bandwidth), e = E (1 - (1 - k/E)^(n^routing));
 *               spread over the accelerators, by as much more as the one that holds most of these e holds more than
 *               their mean, imbalance (2 ln g e (1 - e/E) / g)^.5, at most all
 *   compute   = 2 active weights n / (g F decode_compute)
 *   cache     = the larger of B cache(S) / (shards W cache_bandwidth) and its 2 B S heads score_width flop a layer;
 *               shards: g with data-parallel attention, 1 with latent attention, else min(g, cache_heads)
 *   links     = all-reduce, twice a layer, 2 (g-1)/g n hidden at 2 byte (ring), or with experts spread over
 *               data-parallel accelerators the all-to-all, twice a layer, n/g min(k, g) hidden at 1.5 byte
 *   step      = (max(weights + experts, compute) + cache + links) * hardware + fixed times: of layers, of an index in
 *               each that chooses tokens, of two collectives a layer or, with experts spread over data-parallel
 *               accelerators, two exchanges of tokens.
 *               Spread beyond the scale-up domain, two half batches in turn where that is shorter: each reads all
 *               weights, and the longer of their work and of their tokens' travel counts
 *   prompt    = 2 active weights input / (g F prefill_compute) + its attention, causal, + its all-reduce
 *   tpot      = step + (1 - wave) (B - 1) prompt / output when prefill interrupts decoding: a prompt is prefilled once,
 *               before another's first token or between its tokens; offline, where places are taken again at once, step
 *               + B prompt / output
 *   ttft      = host_time + prompt + step + wave (R - 1) prompt, R requests on one pool that prefills: requests of a
 *               closed loop end, and begin, together; or what is left of Little's law where places are short
 *   request rate of an instance = min(B / (ttft + output tpot), that of prefill), by Little's law
 *   B         = min(concurrency, room in memory); disaggregated, the sequences that the request rate keeps decoding;
 *               limited, what keeps to tpot_limit, found between the shortest and the longest step
 *   tokens a step with d drafted = 1 + a + ... + a^d, a the acceptance
 *   power     = rated * power_hardware * min(power_cap, power_idle + power_busy * sqrt(busy) + power_compute *
 *               sqrt(compute_share)), busy the share of time in which memory or multipliers work, rather than wait for
 *               launches and links; of accelerators that prefill apart, between power_idle and power_prefill by the
 *               root of the share of time they are busy
 * Dense and active weights leave out the embedding table, which is looked up and not multiplied; dense ones also leave
 * out routed experts. At the bound everything overlaps: a step takes the longest of memory, compute and links.
 * Sources of the parts: Yuan et al., LLM Inference Unveiled: Survey and Roofline Model Insights (2024) for rooflines;
 * Little, Operations Research 9 (1961) 383-387. The fixed times, shares and the power law are fits on measured rows.
 *
 * Conventions. Rates are over all accelerators of the deployment, prefill and decode alike. Tokens are output tokens.
 * Peak rates are dense. Bandwidths of links are one way. Numbers of parameters, layers, tokens of a prompt and requests
 * are plain numbers. "Instance" is the group of accelerators that decodes one batch together. */
#ifndef SIGNALFLOW_INFERENCE_H
#define SIGNALFLOW_INFERENCE_H

#include "factory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What varies. An input left NULL is unknown; the remark says when it is not needed at all. */
typedef struct sf_inference_inputs {
  /* The platform. */
  sf_expression *compute;           /* flop/s/gpu, dense, at the precision in which weights are multiplied */
  sf_expression *attention_compute; /* flop/s/gpu, dense, at 16 bits */
  sf_expression *memory_bandwidth;  /* byte/s/gpu */
  sf_expression *memory;            /* byte/gpu */
  sf_expression *link_bandwidth;    /* byte/s/gpu within the scale-up domain; not for one accelerator */
  sf_expression *network_bandwidth; /* byte/s/gpu beyond it; only where an instance is larger than the domain */
  sf_expression *scaleup_domain;    /* gpu; not for one accelerator */
  sf_expression *rated_power;       /* W/gpu (TDP); only for power */
  /* The language model. */
  sf_expression *parameters;
  sf_expression *active_parameters; /* used for one token, the embedding table included */
  sf_expression *layers;
  sf_expression *hidden; /* width of the residual stream */
  sf_expression *heads;  /* of queries */
  sf_expression *head_size;
  sf_expression *cache_heads;     /* over which tensor parallelism can divide the cache; not with latent attention */
  sf_expression *score_width;     /* numbers multiplied by head and cached token: twice head_size; with latent
                                     attention twice the latent rank plus the rotary width */
  sf_expression *cache_elements;  /* cached for every token of the context, over all layers */
  sf_expression *window_elements; /* cached for the last window tokens, over all sliding layers; only with sliding or
                                     sparse */
  sf_expression *window;          /* tokens; only with sliding or sparse */
  sf_expression *vocabulary;
  /* Its experts; only with experts. */
  sf_expression *expert_layers;
  sf_expression *experts;           /* routed, by layer */
  sf_expression *experts_per_token; /* routed */
  sf_expression *expert_width;      /* intermediate width of one expert */
  /* Precision. */
  sf_expression *weight_bytes; /* byte, of a weight outside routed experts */
  sf_expression *expert_bytes; /* byte, of a weight of a routed expert; only with experts */
  sf_expression *cache_bytes;  /* byte, of a cached element */
  /* The operating point. */
  sf_expression *input;       /* tokens of a prompt */
  sf_expression *output;      /* tokens of an answer */
  sf_expression *concurrency; /* requests in flight in the deployment; not offline */
  sf_expression *tpot_limit;  /* s/tok that an answer may take; only where limited */
} sf_inference_inputs;

/* Numbers of a layout, left open: plain numbers, inputs where a formula serves many layouts. */
typedef struct sf_inference_sizes {
  sf_expression *accelerators, *instances, *prefill_accelerators, *prefill_size;
} sf_inference_sizes;

/* How the model is laid out: numbers and switches, not quantities. */
typedef struct sf_inference_layout {
  double accelerators;          /* of one instance, at least 1 */
  double instances;             /* that decode, at least 1 */
  double prefill_accelerators;  /* of all prefill instances; only when disaggregated */
  double prefill_size;          /* accelerators of one prefill instance; only when disaggregated */
  double drafted;               /* tokens guessed ahead in a step; only when speculative */
  bool attention_data_parallel; /* each accelerator holds all of attention, and the cache of its own requests */
  bool expert_parallel;         /* experts are spread over the instance, tokens travel to them */
  bool latent_attention;        /* one compressed cache, shared by all heads: tensor parallelism replicates it */
  bool sliding;                 /* some layers see the last window tokens only */
  bool sparse;                  /* attention reads window chosen tokens, of all that are kept */
  bool indexed;                 /* an index chooses the tokens that attention reads */
  bool mixture;                 /* of experts */
  bool disaggregated;           /* prefill has accelerators of its own */
  bool speculative;             /* drafted tokens are verified several at a time */
  bool offline;                 /* the largest batch there is room for; concurrency is not needed */
  bool limited;                 /* offline, the largest batch whose tokens keep to tpot_limit */

  /* NULL: the numbers above stand in the formula. Else these do, and the numbers choose its form. */
  const sf_inference_sizes *places;
} sf_inference_layout;

/* Fitted on measured rows, or ideal: plain numbers, certain or not. Shares are of the peak; times in seconds. One left
 * NULL is unknown. */
typedef struct sf_inference_constants {
  sf_expression *weight_bandwidth;     /* share of memory_bandwidth, reading weights */
  sf_expression *expert_bandwidth;     /* share of that, reading routed experts */
  sf_expression *routing;              /* tokens of a step count for experts by this power: alike ones share experts */
  sf_expression *imbalance;            /* of (2 ln g)^.5 standard deviations: by so much does the one of g accelerators
                                          that holds most of a step's experts hold more than their mean */
  sf_expression *cache_bandwidth;      /* share of memory_bandwidth, reading the cache */
  sf_expression *decode_compute;       /* share of compute, decoding */
  sf_expression *prefill_compute;      /* share of compute, prefilling */
  sf_expression *precision_compute;    /* share of those, at this precision; attention, at 16 bits, is spared */
  sf_expression *expert_compute;       /* share of those, with experts */
  sf_expression *link;                 /* share of a link's bandwidth */
  sf_expression *layer_time;           /* s, each layer without experts, and step */
  sf_expression *expert_layer_time;    /* s, each layer with experts */
  sf_expression *index_time;           /* s, each layer's index */
  sf_expression *collective_time;      /* s, each collective; two in a layer */
  sf_expression *exchange_time;        /* s, each exchange of tokens among experts in place of a collective */
  sf_expression *network_time;         /* s, more for each collective beyond the scale-up domain */
  sf_expression *step_time;            /* s, each step */
  sf_expression *sequence_time;        /* s, each sequence of one scheduler's batch and step */
  sf_expression *acceptance;           /* share of drafted tokens that are accepted where all before them were */
  sf_expression *speculative_step;     /* time of a speculative step over that of a plain one */
  sf_expression *speculative_verified; /* tokens verified for each sequence and step */
  sf_expression *usable_memory;        /* share of the memory that weights leave, for the cache */
  sf_expression *context_share;        /* of an answer, in the cache on average */
  sf_expression *capacity_share;       /* of an answer, for which the cache must have room */
  sf_expression *scheduled_batch;      /* most sequences of one scheduler, offline */
  sf_expression *offline_share;        /* of offline throughput, under the rules of the scenario */
  sf_expression *host_time;            /* s before a prompt is prefilled: reading it, handing it on */
  sf_expression *wave;                 /* share of the other requests' prompts that a prompt waits for */
  sf_expression *hardware;             /* multiplies memory, compute and link times: this hardware's software stack */
  sf_expression *overhead;             /* multiplies layer, collective and step times: this engine's */
  sf_expression *prefill;              /* multiplies prefill: this engine's */
  sf_expression *expert;               /* multiplies experts' times: this engine's */
  sf_expression *sequence;             /* multiplies sequence_time: this engine's */
  sf_expression *power_idle;           /* share of rated power at rest */
  sf_expression *power_cap;            /* most of rated power that is drawn */
  sf_expression *power_busy;           /* more of it by the root of the share of time that memory or compute works */
  sf_expression *power_compute;        /* more of it by the root of compute_share */
  sf_expression *power_prefill;        /* share of rated power of accelerators that prefill all the time */
  sf_expression *power_hardware;       /* multiplies power: this hardware's */
  bool overlapped; /* memory, compute and links all work at once: a step takes the longest of the three, prefill
                      counting as compute */
} sf_inference_constants;

/* Puts ideal numbers where a constant is NULL: every share and multiplier 1, every time 0, nothing waits, every drafted
 * token is accepted, power as rated. With overlapped set as well, this is the roofline. */
SF_API void sf_fill_ideal_constants(sf_graph *graph, sf_inference_constants *constants);
/* The same in place of NaN, in the order of the fields. */
SF_API void sf_fill_ideal_numbers(double *constants);

typedef struct sf_inference_outputs {
  sf_expression *tpot;           /* s/tok: time per output token, with the prefill of others between */
  sf_expression *ttft;           /* s: waiting, prefill and one step */
  sf_expression *interactivity;  /* tok/s/user: 1 / tpot */
  sf_expression *token_rate;     /* tok/s/gpu */
  sf_expression *request_rate;   /* req/s of the deployment */
  sf_expression *batch;          /* sequences decoded together in an instance */
  sf_expression *batch_capacity; /* that fit in memory beside the weights; below 1 the model does not fit */
  sf_expression *chip_power;     /* W/gpu, over all accelerators */
  /* What each would take alone, s/tok; the longest binds. */
  sf_expression *weights_time; /* routed experts included */
  sf_expression *compute_time;
  sf_expression *cache_time; /* attention's compute where that is longer */
  sf_expression *communication_time;
  sf_expression *fixed_time;
  sf_expression *prefill_time; /* of other requests, between two tokens */
  /* Of their peaks, while serving; of the accelerators that decode. */
  sf_expression *bandwidth_share;
  sf_expression *compute_share;
} sf_inference_outputs;

enum { SF_INFERENCE_FIELDS = 64 }; /* no fewer than there are inputs, constants or outputs */
/* All members that are expressions, in the order above; *count of them. */
SF_API const sf_factory_field *sf_inference_input_fields(size_t *count);
SF_API const sf_factory_field *sf_inference_constant_fields(size_t *count);
SF_API const sf_factory_field *sf_inference_output_fields(size_t *count);
/* By name; SF_UNKNOWN names the nearest one, and SF_DIMENSION says what was expected. */
SF_API SF_MUST_USE sf_status sf_set_inference_input(sf_inference_inputs *inputs, const char *name, sf_expression *value,
                                                    sf_error *error);

/* One of the constants but overlapped. SF_UNKNOWN names the nearest one, SF_DIMENSION says what was expected. */
SF_API SF_MUST_USE sf_status sf_set_inference_constant(sf_inference_constants *constants, const char *name,
                                                       sf_expression *value, sf_error *error);

/* Checks everything and builds every output; each is borrowed, as is usual, or NULL when unknown. On failure all are
 * NULL. SF_DIMENSION and SF_INVALID name the input, the layout's number or the constant. */
SF_API SF_MUST_USE sf_status sf_build_inference(sf_graph *graph, const sf_inference_inputs *inputs,
                                                const sf_inference_layout *layout,
                                                const sf_inference_constants *constants, sf_inference_outputs *outputs,
                                                sf_error *error);

/* The same over plain numbers, in coherent units and in the order of the fields; NaN is unknown. The outputs have the
 * bits that sf_build_inference gives constants, and nothing is allocated. False where it would fail, and say why, and
 * where the layout's numbers are open. */
SF_API SF_MUST_USE bool sf_calculate_inference(const double *inputs, const sf_inference_layout *layout,
                                               const double *constants, bool overlapped, double *outputs);

/* One output by name, which must be known: SF_INVALID names the first blank it depends on ("tpot needs
 * memory_bandwidth, which is not known"). */
SF_API SF_MUST_USE sf_status sf_inference_output(sf_graph *graph, const sf_inference_inputs *inputs,
                                                 const sf_inference_layout *layout,
                                                 const sf_inference_constants *constants, const char *name,
                                                 sf_expression **value, sf_error *error);

/* Whether one formula serves two layouts, with its numbers left open: they are switched alike and both alone or not,
 * and where the scale-up domain is known both cross it or do not. */
SF_API bool sf_inference_is_shared(const sf_inference_inputs *inputs, const sf_inference_layout *a,
                                   const sf_inference_layout *b);

/* Outputs of a layout over rising numbers of requests in flight, and how long a first token may take. */
typedef struct sf_served_lanes {
  const double *requests, *batch, *batch_capacity;
  const double *ttft; /* s; NULL where any time will do */
  double ttft_limit;  /* s */
  double instances;   /* of the layout */
} sf_served_lanes;

/* The places, below count, of the numbers of requests that are served: an instance has room for its batch, and the
 * first token comes in time. The last is the first at which more requests would only wait. Returns how many there are.
 */
SF_API size_t sf_find_served(const sf_served_lanes *lanes, size_t count, size_t *places);

#ifdef __cplusplus
}
#endif
#endif
