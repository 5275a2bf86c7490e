/* Where the tokens come from. The equations are in inference.h, in the order in which they are built here. They are
 * written once, in operations that each file that includes this one gives: of the graph's expressions, which may vary
 * (inference_expressions.c), and of plain numbers (inference_numbers.c). */
#ifndef SF_FACTORY_INFERENCE_FORMULAS_H
#define SF_FACTORY_INFERENCE_FORMULAS_H

#include "signalflow/inference.h"

#include <stdbool.h>

typedef sf_expression expression;

/* What decode steps of all batches share. */
typedef struct step_costs {
  expression *dense;                              /* s to read the weights outside routed experts */
  expression *experts, *missed, *experts_reading; /* byte of all routed experts; 1 - k/E; s/byte */
  expression *deviation;                          /* of experts spread, see slowest_share; else NULL */
  expression *token_compute, *token_links;        /* s a token */
  expression *cache_read, *attention, *sequence;  /* s a sequence */
  expression *waits, *fixed;                      /* s */
} step_costs;

/* What the equations share. */
typedef struct inference {
  arithmetic *with;
  const sf_inference_inputs *in;
  const sf_inference_layout *layout;
  const sf_inference_constants *fit;
  sf_inference_sizes sizes;
  expression *accelerators;   /* gpu of an instance */
  expression *replicas;       /* schedulers of an instance, each with all of attention */
  expression *dense, *active; /* weights outside routed experts; those a token meets; embedding table excepted */
  expression *expert;         /* weights of one routed expert */
  expression *shards;         /* gpu among which a sequence's cache is divided */
  expression *link;           /* byte/s/gpu of what collectives travel on */
  expression *crosses;        /* 1 where an instance is larger than the scale-up domain */
  expression *context_bytes;  /* byte of one sequence's cache, on average */
  expression *capacity;       /* sequences that fit, at least 1 */
  expression *prefill_size;   /* accelerators of an instance that prefills */
  expression *pools;          /* of prefill, on which one decoding instance draws */
  expression *prompt;         /* s to prefill one prompt */
  step_costs costs;
} inference;

/* One decode step of a batch, in s a step. */
typedef struct decode_step {
  expression *weights, *compute, *cache_read, *attention, *links, *waits, *fixed;
} decode_step;

/* The operations. What is made of NULL, which is unknown, is NULL. */

static expression *number(const inference *work, double value);
static expression *amount(const inference *work, double value, sf_base base);
static expression *plus(const inference *work, expression *a, expression *b);
static expression *less(const inference *work, expression *a, expression *b);
static expression *times(const inference *work, expression *a, expression *b);
static expression *ratio(const inference *work, expression *a, expression *b);
static expression *power(const inference *work, expression *a, expression *b);
static expression *square_root(const inference *work, expression *a);
static expression *logarithm(const inference *work, expression *a);
static expression *larger(const inference *work, expression *a, expression *b);
static expression *smaller(const inference *work, expression *a, expression *b);
static expression *is_below(const inference *work, expression *a, expression *b);
static expression *where(const inference *work, expression *condition, expression *yes, expression *no);
/* True, and the value, of what is known and does not vary. */
static bool is_known(const expression *a, double *value);
/* There is no answer: the input of that name must be what it is not. NULL. */
static expression *fail(const inference *work, const char *name, const char *must);

static expression *product_of(const inference *work, expression *const *factors, size_t count) {
  expression *product = factors[0];
  for (size_t i = 1; i < count; i++) product = times(work, product, factors[i]);
  return product;
}

static expression *sum_of(const inference *work, expression *const *terms, size_t count) {
  expression *sum = terms[0];
  for (size_t i = 1; i < count; i++) sum = plus(work, sum, terms[i]);
  return sum;
}

#define LIST(...) (expression *const[]){__VA_ARGS__}, sizeof((expression *const[]){__VA_ARGS__}) / sizeof(expression *)
#define PRODUCT(...) product_of(work, LIST(__VA_ARGS__))
#define SUM(...) sum_of(work, LIST(__VA_ARGS__))

static expression *accelerators_of(const inference *work, expression *count) {
  return PRODUCT(count, amount(work, 1, SF_ACCELERATOR));
}

static bool is_alone(const inference *work) { return work->layout->accelerators == 1; }

/* The language model and the instance. */

/* What is left when the parts are taken off must be something. */
static expression *remainder_of(const inference *work, const char *name, expression *whole, expression *parts) {
  expression *const rest = less(work, whole, parts);
  double left;
  if (!rest || !is_known(rest, &left) || left > 0) return rest;
  return fail(work, name, "be more than those of its embedding table and routed experts");
}

/* 3 matrices of hidden by expert_width: gate, up and down. */
static void split_weights(inference *work) {
  const sf_inference_inputs *const in = work->in;
  expression *const table = PRODUCT(in->vocabulary, in->hidden);
  work->active = remainder_of(work, "active_parameters", in->active_parameters, table);
  expression *apart = table;
  if (work->layout->mixture) {
    work->expert = PRODUCT(number(work, 3), in->hidden, in->expert_width);
    apart = SUM(table, PRODUCT(work->expert, in->experts, in->expert_layers));
  }
  work->dense = remainder_of(work, "parameters", in->parameters, apart);
}

static expression *cache_shards(const inference *work) {
  if (work->layout->attention_data_parallel) return work->accelerators;
  if (work->layout->latent_attention) return amount(work, 1, SF_ACCELERATOR);
  return PRODUCT(amount(work, 1, SF_ACCELERATOR), smaller(work, work->sizes.accelerators, work->in->cache_heads));
}

/* Of two figures that a condition chooses between, the one not chosen need not be known. */
static expression *choose(const inference *work, expression *condition, expression *yes, expression *no) {
  double known;
  if (condition && is_known(condition, &known)) return known != 0 ? yes : no;
  return where(work, condition, yes, no);
}

/* Whether an instance that prefills is one accelerator. */
static bool prefills_alone(const sf_inference_layout *layout) {
  return (layout->disaggregated ? layout->prefill_size : layout->accelerators) <= 1;
}

/* Where the domain is known, layouts of one formula are all larger than it, or none is. */
static expression *crosses(const inference *work) {
  double domain;
  expression *accelerators = work->accelerators;
  if (work->in->scaleup_domain && is_known(work->in->scaleup_domain, &domain))
    accelerators = amount(work, work->layout->accelerators, SF_ACCELERATOR);
  return is_below(work, work->in->scaleup_domain, accelerators);
}

static void choose_links(inference *work) {
  if (is_alone(work) && prefills_alone(work->layout)) return;
  work->crosses = crosses(work);
  expression *const peak = choose(work, work->crosses, work->in->network_bandwidth, work->in->link_bandwidth);
  work->link = PRODUCT(peak, work->fit->link);
}

/* tokens of so many that layers with a window, or with chosen tokens, attend to */
static expression *within_window(const inference *work, expression *tokens) {
  return smaller(work, tokens, work->in->window);
}

/* byte of one sequence of that many tokens, of which layers with a window keep, or read, those in it */
static expression *cache_bytes(const inference *work, expression *tokens, expression *in_window) {
  const sf_inference_inputs *const in = work->in;
  expression *elements = PRODUCT(tokens, in->cache_elements);
  if (in_window) elements = SUM(elements, PRODUCT(in_window, in->window_elements));
  return PRODUCT(elements, in->cache_bytes);
}

static bool has_window(const inference *work) { return work->layout->sliding || work->layout->sparse; }

static expression *bytes_read(const inference *work, expression *tokens) {
  return cache_bytes(work, tokens, has_window(work) ? within_window(work, tokens) : NULL);
}

/* Tokens that sparse attention does not choose are kept all the same. */
static expression *bytes_kept(const inference *work, expression *tokens) {
  return work->layout->sparse ? cache_bytes(work, tokens, tokens) : bytes_read(work, tokens);
}

/* tokens of a sequence with that share of its answer */
static expression *context(const inference *work, expression *share) {
  return SUM(work->in->input, PRODUCT(share, work->in->output));
}

/* byte of all weights of an instance, with what data-parallel attention replicates */
static expression *weight_bytes(const inference *work) {
  const sf_inference_inputs *const in = work->in;
  expression *const dense = PRODUCT(work->dense, in->weight_bytes, work->replicas);
  if (!work->layout->mixture) return dense;
  return SUM(dense, PRODUCT(work->expert, in->experts, in->expert_layers, in->expert_bytes));
}

/* sequences: room for cache beside the weights, over the bytes that one sequence takes on each accelerator */
static expression *memory_capacity(const inference *work) {
  expression *const left = less(work, PRODUCT(work->accelerators, work->in->memory), weight_bytes(work));
  expression *const room = PRODUCT(larger(work, left, amount(work, 0, SF_BYTE)), work->fit->usable_memory);
  expression *const sequence = bytes_kept(work, context(work, work->fit->capacity_share));
  return ratio(work, ratio(work, PRODUCT(room, work->shards), work->accelerators), sequence);
}

/* Decoding. */

/* tokens of a batch that one step verifies */
static expression *verified(const inference *work, expression *batch) {
  return work->layout->speculative ? PRODUCT(batch, work->fit->speculative_verified) : batch;
}

/* share of a layer's routed experts that a step reads: 1 - (1 - k/E)^n where n tokens are routed evenly and apart; some
 * experts are asked for more often, and tokens of one answer ask for the same */
static expression *experts_asked(const inference *work, expression *tokens) {
  expression *const apart = power(work, larger(work, tokens, number(work, 1)), work->fit->routing);
  return less(work, number(work, 1), power(work, work->costs.missed, apart));
}

/* That share as if every accelerator held as many of the experts asked for as the one that holds most, for which the
 * others wait. Of a share s of E experts dealt to g accelerators each holds s E / g, give or take (s (1 - s) E / g)^.5,
 * and the most of g such numbers lies above their mean by about imbalance (2 ln g)^.5 times that. */
static expression *slowest_share(const inference *work, expression *share) {
  if (!work->costs.deviation) return share;
  expression *const one = number(work, 1), *const spread = PRODUCT(share, less(work, one, share));
  /* roots have a slope even where all experts are asked for */
  expression *const root = square_root(work, larger(work, spread, number(work, 1e-12)));
  return smaller(work, SUM(share, PRODUCT(work->costs.deviation, root)), one);
}

static expression *dense_bytes(const inference *work) {
  return PRODUCT(work->dense, work->in->weight_bytes, work->replicas);
}

/* What multiplies a quantity that varies is put together first, so that it folds where it is constant. */
static expression *inverse(const inference *work, expression *a) { return ratio(work, number(work, 1), a); }

/* s/byte of memory that these accelerators read together */
static expression *reading(const inference *work, expression *accelerators, expression *share) {
  return inverse(work, PRODUCT(accelerators, work->in->memory_bandwidth, share));
}

static expression *weights_time(const inference *work, expression *tokens) {
  const step_costs *const costs = &work->costs;
  if (!work->layout->mixture) return costs->dense;
  expression *const read = slowest_share(work, experts_asked(work, tokens));
  return SUM(costs->dense, PRODUCT(costs->experts, read, costs->experts_reading));
}

/* Share of compute that multiplying weights reaches. */
static expression *compute_share(const inference *work, expression *phase) {
  const sf_inference_constants *const fit = work->fit;
  expression *const share = PRODUCT(phase, fit->precision_compute);
  return work->layout->mixture ? PRODUCT(share, ratio(work, fit->expert_compute, fit->expert)) : share;
}

/* s a token: 2 flop for each weight */
static expression *multiplying(const inference *work, expression *accelerators, expression *share) {
  expression *const flops = PRODUCT(amount(work, 2, SF_FLOP), work->active);
  return ratio(work, flops, PRODUCT(accelerators, work->in->compute, share));
}

/* s a sequence: 2 flop for each number of a head, cached token and layer */
static expression *attending(const inference *work) {
  const sf_inference_inputs *const in = work->in;
  expression *const each = PRODUCT(amount(work, 2, SF_FLOP), in->heads, in->score_width, in->layers);
  expression *const speed = PRODUCT(work->accelerators, in->attention_compute, work->fit->decode_compute);
  expression *const tokens = context(work, work->fit->context_share);
  return PRODUCT(ratio(work, each, speed), work->layout->sparse ? within_window(work, tokens) : tokens);
}

/* s a token: two ring all-reduces a layer of its activations, 2 byte each */
static expression *all_reduce(const inference *work, expression *accelerators) {
  expression *const one = amount(work, 1, SF_ACCELERATOR), *const two_bytes = amount(work, 2, SF_BYTE);
  expression *const others = ratio(work, less(work, accelerators, one), accelerators);
  expression *const sent = PRODUCT(number(work, 2 * 2), work->in->layers, others, work->in->hidden);
  return ratio(work, PRODUCT(sent, ratio(work, two_bytes, one)), work->link);
}

/* s a token: to its experts (1 byte) and back (2 byte), each accelerator sending its own tokens */
static expression *all_to_all(const inference *work) {
  const sf_inference_inputs *const in = work->in;
  expression *const copies = smaller(work, in->experts_per_token, work->sizes.accelerators);
  expression *const sent = PRODUCT(number(work, 2), in->expert_layers, copies, in->hidden, amount(work, 1.5, SF_BYTE));
  return ratio(work, sent, PRODUCT(work->accelerators, work->link));
}

/* s a token */
static expression *links_time(const inference *work) {
  const sf_inference_layout *const layout = work->layout;
  if (is_alone(work)) return amount(work, 0, SF_TIME);
  if (!layout->attention_data_parallel) return all_reduce(work, work->accelerators);
  if (layout->expert_parallel && layout->mixture) return all_to_all(work);
  return amount(work, 0, SF_TIME);
}

static expression *seconds(const inference *work, expression *value) {
  return PRODUCT(value, amount(work, 1, SF_TIME));
}

static expression *no_time(const inference *work) { return amount(work, 0, SF_TIME); }

/* Each accelerator attends for its own sequences, and their tokens travel to the experts and back. */
static bool exchanges_tokens(const inference *work) {
  const sf_inference_layout *const layout = work->layout;
  return layout->mixture && layout->expert_parallel && layout->attention_data_parallel && !is_alone(work);
}

/* s a step for two collectives a layer within the scale-up domain: exchanges of tokens, where a layer has experts */
static expression *collectives(const inference *work) {
  const sf_inference_inputs *const in = work->in;
  expression *const two = number(work, 2), *const each = seconds(work, work->fit->collective_time);
  if (!exchanges_tokens(work)) return PRODUCT(in->layers, two, each);
  return PRODUCT(in->expert_layers, two, seconds(work, work->fit->exchange_time));
}

/* s a step more for what goes beyond the domain */
static expression *network_waits(const inference *work) {
  if (is_alone(work)) return no_time(work);
  return PRODUCT(work->crosses, work->in->layers, number(work, 2), seconds(work, work->fit->network_time));
}

/* s a step for the kernels of all layers: those with experts take their own time, and so does an index in each */
static expression *layer_times(const inference *work) {
  const sf_inference_inputs *const in = work->in;
  const sf_inference_constants *const fit = work->fit;
  expression *const index = work->layout->indexed ? fit->index_time : number(work, 0);
  expression *const indices = PRODUCT(in->layers, seconds(work, PRODUCT(index, fit->overhead)));
  expression *const plain = seconds(work, PRODUCT(fit->layer_time, fit->overhead));
  if (!work->layout->mixture) return SUM(PRODUCT(in->layers, plain), indices);
  expression *const others = less(work, in->layers, in->expert_layers);
  expression *const with_experts = seconds(work, PRODUCT(fit->expert_layer_time, fit->expert));
  return SUM(PRODUCT(others, plain), PRODUCT(in->expert_layers, with_experts), indices);
}

/* s a step for what has no share in its batch */
static expression *fixed_time(const inference *work) {
  expression *beside = seconds(work, work->fit->step_time);
  if (!is_alone(work)) beside = SUM(beside, collectives(work));
  return SUM(layer_times(work), PRODUCT(beside, work->fit->overhead));
}

static void add_expert_costs(const inference *work, step_costs *costs) {
  const sf_inference_inputs *const in = work->in;
  const sf_inference_constants *const fit = work->fit;
  expression *const share = ratio(work, PRODUCT(fit->weight_bandwidth, fit->expert_bandwidth), fit->expert);
  costs->experts = PRODUCT(in->experts, work->expert, in->expert_layers, in->expert_bytes);
  costs->missed = less(work, number(work, 1), ratio(work, in->experts_per_token, in->experts));
  costs->experts_reading = reading(work, work->accelerators, share);
  if (!work->layout->expert_parallel || is_alone(work)) return;
  expression *const size = work->sizes.accelerators;
  expression *const squared = PRODUCT(number(work, 2), logarithm(work, size), size);
  costs->deviation = PRODUCT(fit->imbalance, square_root(work, ratio(work, squared, in->experts)));
}

static step_costs costs_of(const inference *work) {
  const sf_inference_constants *const fit = work->fit;
  step_costs costs = {
      .dense = PRODUCT(dense_bytes(work), reading(work, work->accelerators, fit->weight_bandwidth)),
      .token_compute = multiplying(work, work->accelerators, compute_share(work, fit->decode_compute)),
      .token_links = links_time(work),
      .cache_read = PRODUCT(work->context_bytes, reading(work, work->shards, fit->cache_bandwidth)),
      .attention = attending(work),
      .sequence = ratio(work, seconds(work, PRODUCT(fit->sequence_time, fit->sequence)), work->replicas),
      .waits = PRODUCT(network_waits(work), fit->overhead),
      .fixed = fixed_time(work),
  };
  if (work->layout->mixture) add_expert_costs(work, &costs);
  return costs;
}

static decode_step step_of(const inference *work, expression *batch) {
  const step_costs *const costs = &work->costs;
  expression *const tokens = verified(work, batch);
  return (decode_step){
      .weights = weights_time(work, tokens),
      .compute = PRODUCT(costs->token_compute, tokens),
      .cache_read = PRODUCT(costs->cache_read, batch),
      .attention = PRODUCT(costs->attention, batch),
      .links = PRODUCT(costs->token_links, tokens),
      .waits = costs->waits,
      .fixed = SUM(costs->fixed, PRODUCT(costs->sequence, batch)),
  };
}

/* Tokens a step: with d drafted, 1 + a + ... + a^d. */
static expression *tokens_per_step(const inference *work) {
  expression *const a = work->fit->acceptance, *tokens = number(work, 1);
  for (double i = 0; i < work->layout->drafted; i++) tokens = SUM(number(work, 1), PRODUCT(a, tokens));
  return tokens;
}

/* Steps a token: fewer, longer ones with speculation. */
static expression *steps_per_token(const inference *work) {
  if (!work->layout->speculative) return number(work, 1);
  return ratio(work, work->fit->speculative_step, tokens_per_step(work));
}

/* s a step in which memory or multipliers are at work, rather than waiting for launches and links */
static expression *working_time(const inference *work, const decode_step *step) {
  expression *const busy =
      SUM(larger(work, step->weights, step->compute), larger(work, step->cache_read, step->attention));
  return PRODUCT(busy, work->fit->hardware);
}

/* s a step whose parts follow each other */
static expression *step_in_turn(const inference *work, const decode_step *step) {
  expression *const working = SUM(working_time(work, step), step->fixed);
  return SUM(working, PRODUCT(step->links, work->fit->hardware), step->waits);
}

/* s a step of two half batches in turn, one at work while the other's tokens travel: each half reads all weights, and
 * has its own kernels and exchanges */
static expression *step_of_halves(const inference *work, const decode_step *step) {
  expression *const hardware = work->fit->hardware, *const two = number(work, 2);
  expression *const busy =
      SUM(larger(work, PRODUCT(two, step->weights), step->compute), larger(work, step->cache_read, step->attention));
  expression *const working = SUM(PRODUCT(busy, hardware), PRODUCT(two, step->fixed));
  return larger(work, working, SUM(PRODUCT(step->links, hardware), PRODUCT(two, step->waits)));
}

/* s a step, the way that is shorter where tokens travel beyond the domain */
static expression *step_time(const inference *work, const decode_step *step) {
  expression *const in_turn = step_in_turn(work, step);
  if (!exchanges_tokens(work)) return in_turn;
  return choose(work, work->crosses, smaller(work, in_turn, step_of_halves(work, step)), in_turn);
}

/* s a token, with that much prefill of others between */
static expression *token_time(const inference *work, const decode_step *step, expression *prefill) {
  expression *const hardware = work->fit->hardware, *const steps = steps_per_token(work);
  if (!work->fit->overlapped) return SUM(PRODUCT(step_time(work, step), steps), prefill);
  expression *const memory = PRODUCT(SUM(step->weights, step->cache_read), hardware, steps);
  expression *const compute = SUM(PRODUCT(SUM(step->compute, step->attention), hardware, steps), prefill);
  expression *const longest = larger(work, larger(work, memory, compute), PRODUCT(step->links, hardware, steps));
  return SUM(longest, PRODUCT(SUM(step->fixed, step->waits), steps));
}

/* Prefill. */

/* s for one prompt; causal attention multiplies half of its square, scores and values */
static expression *prompt_time(const inference *work) {
  const sf_inference_inputs *const in = work->in;
  const sf_inference_constants *const fit = work->fit;
  expression *const accelerators = accelerators_of(work, work->prefill_size);
  expression *const weights =
      PRODUCT(multiplying(work, accelerators, compute_share(work, fit->prefill_compute)), in->input);
  expression *const flops = PRODUCT(amount(work, 2, SF_FLOP), in->layers, in->heads, in->head_size);
  expression *const speed = PRODUCT(accelerators, in->attention_compute, fit->prefill_compute);
  expression *time = SUM(weights, PRODUCT(ratio(work, flops, speed), in->input, in->input));
  if (!prefills_alone(work->layout) && !work->layout->attention_data_parallel) {
    expression *const links = PRODUCT(all_reduce(work, accelerators), in->input);
    time = fit->overlapped ? larger(work, time, links) : SUM(time, links);
  }
  return PRODUCT(time, fit->prefill, fit->hardware);
}

/* Serving. */

/* s between two tokens of a sequence, for the prompts of that many others; a closed loop has waited for some of them
 * before its first token, and each prompt is prefilled once */
static expression *interruption(const inference *work, expression *others) {
  if (work->layout->disaggregated) return no_time(work);
  expression *each = ratio(work, work->prompt, work->in->output);
  if (!work->layout->offline)
    each = PRODUCT(each, larger(work, less(work, number(work, 1), work->fit->wave), number(work, 0)));
  return PRODUCT(each, larger(work, others, number(work, 0)));
}

/* Prompts a second that prefill hands to one decoding instance, where it has accelerators of its own. */
static expression *prefill_rate(const inference *work) {
  return ratio(work, work->pools, larger(work, work->prompt, amount(work, 1e-9, SF_TIME)));
}

/* s before a prompt's own prefill: reading it, and a share of the prompts of those that share its pool. */
static expression *waiting_time(const inference *work, expression *held) {
  const sf_inference_constants *const fit = work->fit;
  expression *const others = less(work, PRODUCT(held, inverse(work, work->pools)), number(work, 1));
  expression *const prompts = PRODUCT(larger(work, others, number(work, 0)), work->prompt);
  return SUM(seconds(work, fit->host_time), PRODUCT(fit->wave, prompts));
}

/* 1/s: of an instance that holds that many sequences, which each stay so long (Little) */
static expression *request_rate(const inference *work, expression *held, expression *stay) {
  expression *const rate = ratio(work, held, stay);
  return work->layout->disaggregated ? smaller(work, rate, prefill_rate(work)) : rate;
}

/* s that a sequence stays: until its first token, and decoding */
static expression *stay_of(const inference *work, expression *first, expression *tpot) {
  return SUM(first, PRODUCT(work->in->output, tpot));
}

static expression *requests_of_instance(const inference *work) {
  return ratio(work, work->in->concurrency, work->sizes.instances);
}

/* s from one token to the next of a sequence, in a batch that prefill interrupts for each answer that ends */
static expression *full_cycle(const inference *work, expression *batch) {
  const decode_step step = step_of(work, batch);
  return token_time(work, &step, interruption(work, batch));
}

/* The largest batch up to most whose cycle keeps to the limit, along the chord between a batch of one and most, and
 * again along the chords from there: cycles bend little with the batch. */
static expression *limited_batch(const inference *work, expression *most) {
  enum { CHORDS = 3 };
  expression *const one = number(work, 1), *const limit = PRODUCT(work->in->tpot_limit, amount(work, 1, SF_TOKEN));
  expression *const shortest = full_cycle(work, one), *const least = number(work, 1 + 1e-6);
  expression *batch = larger(work, most, least);
  for (int i = 0; i < CHORDS; i++) {
    expression *const chord = ratio(work, less(work, limit, shortest), less(work, full_cycle(work, batch), shortest));
    expression *const kept = SUM(one, PRODUCT(less(work, batch, one), chord));
    batch = larger(work, smaller(work, kept, most), least);
  }
  return batch;
}

static expression *largest_batch(const inference *work) {
  if (!work->layout->offline) return smaller(work, requests_of_instance(work), work->capacity);
  expression *const most = smaller(work, work->capacity, PRODUCT(work->replicas, work->fit->scheduled_batch));
  return work->layout->limited ? limited_batch(work, most) : most;
}

/* With prefill apart, the sequences that decode are those the request rate keeps there: a fixed point, to which four
 * steps of half the way come near enough; the constants were fitted with just these. */
static expression *busy_batch(const inference *work, expression *held) {
  enum { STEPS = 4 };
  expression *batch = held;
  expression *const least = number(work, 1e-3), *const half = number(work, .5);
  expression *const first = SUM(work->prompt, waiting_time(work, held));
  for (int i = 0; work->layout->disaggregated && i < STEPS; i++) {
    const decode_step step = step_of(work, batch);
    expression *const tpot = token_time(work, &step, no_time(work));
    expression *const rate = request_rate(work, held, stay_of(work, first, tpot));
    expression *const needed = PRODUCT(rate, work->in->output, tpot);
    expression *const next = larger(work, smaller(work, held, needed), least);
    batch = PRODUCT(half, SUM(batch, next));
  }
  return batch;
}

/* Those that decode, and all. */
static expression *decoders(const inference *work) { return PRODUCT(work->sizes.accelerators, work->sizes.instances); }

static expression *all_accelerators(const inference *work) {
  return work->layout->disaggregated ? SUM(decoders(work), work->sizes.prefill_accelerators) : decoders(work);
}

static expression *deployment_accelerators(const inference *work) {
  return accelerators_of(work, all_accelerators(work));
}

/* Bytes and flops a second of the accelerators that decode, over their peaks. */
static void build_shares(const inference *work, expression *batch, expression *tpot, sf_inference_outputs *out) {
  const sf_inference_inputs *const in = work->in;
  expression *const steps = inverse(work, ratio(work, tpot, steps_per_token(work))); /* 1/s */
  expression *const tokens = verified(work, batch);
  expression *bytes = SUM(ratio(work, dense_bytes(work), work->accelerators),
                          PRODUCT(ratio(work, work->context_bytes, work->shards), batch));
  if (work->layout->mixture) {
    expression *const read = PRODUCT(work->costs.experts, experts_asked(work, tokens));
    bytes = SUM(bytes, PRODUCT(read, inverse(work, work->accelerators)));
  }
  out->bandwidth_share = PRODUCT(inverse(work, in->memory_bandwidth), bytes, steps);
  expression *multiplied = PRODUCT(tokens, steps); /* 1/s */
  if (!work->layout->disaggregated)
    multiplied = SUM(multiplied, ratio(work, PRODUCT(ratio(work, in->input, in->output), batch), tpot));
  expression *const flops = PRODUCT(amount(work, 2, SF_FLOP), in->active_parameters);
  out->compute_share = PRODUCT(ratio(work, flops, PRODUCT(work->accelerators, in->compute)), multiplied);
}

/* of rated: at rest, and more by the roots of the share of time something works and of the share of compute */
static expression *decoding_power(const inference *work, const decode_step *step, expression *prefill,
                                  const sf_inference_outputs *out) {
  const sf_inference_constants *const fit = work->fit;
  expression *const working = SUM(PRODUCT(working_time(work, step), steps_per_token(work)), prefill);
  expression *const tpot = PRODUCT(out->tpot, amount(work, 1, SF_TOKEN));
  expression *const busy = smaller(work, ratio(work, working, tpot), number(work, 1));
  expression *const activity = SUM(fit->power_idle, PRODUCT(fit->power_busy, square_root(work, busy)),
                                   PRODUCT(fit->power_compute, square_root(work, out->compute_share)));
  return smaller(work, activity, fit->power_cap);
}

/* W/gpu over all accelerators, of which those that decode draw that share; requests are those of an instance, 1/s */
static expression *chip_power(const inference *work, expression *decoding, expression *requests) {
  const sf_inference_constants *const fit = work->fit;
  const sf_inference_layout *const layout = work->layout;
  expression *share = decoding;
  if (layout->disaggregated) {
    expression *const busy = smaller(work, ratio(work, requests, prefill_rate(work)), number(work, 1));
    expression *const swing = larger(work, less(work, fit->power_prefill, fit->power_idle), number(work, 0));
    expression *const prefilling = SUM(fit->power_idle, PRODUCT(swing, square_root(work, busy)));
    expression *const all = all_accelerators(work);
    share = SUM(PRODUCT(share, ratio(work, decoders(work), all)),
                PRODUCT(prefilling, ratio(work, work->sizes.prefill_accelerators, all)));
  }
  return PRODUCT(work->in->rated_power, fit->power_hardware, share);
}

static void build_parts(const inference *work, const decode_step *step, expression *prefill,
                        sf_inference_outputs *out) {
  expression *const hardware = work->fit->hardware;
  expression *const each = ratio(work, steps_per_token(work), amount(work, 1, SF_TOKEN));
  out->weights_time = PRODUCT(step->weights, hardware, each);
  out->compute_time = PRODUCT(step->compute, hardware, each);
  out->cache_time = PRODUCT(larger(work, step->cache_read, step->attention), hardware, each);
  out->communication_time = PRODUCT(SUM(PRODUCT(step->links, hardware), step->waits), each);
  out->fixed_time = PRODUCT(step->fixed, each);
  out->prefill_time = ratio(work, prefill, amount(work, 1, SF_TOKEN));
}

/* tok/s/gpu over the whole deployment */
static expression *token_rate(const inference *work, expression *batch, expression *tpot, expression *requests) {
  expression *tokens = PRODUCT(work->sizes.instances, work->in->output, requests);
  if (work->layout->offline)
    tokens = PRODUCT(ratio(work, batch, tpot), work->fit->offline_share, work->sizes.instances);
  return PRODUCT(ratio(work, amount(work, 1, SF_TOKEN), deployment_accelerators(work)), tokens);
}

/* s until the first token: waiting, prefill and one step; where fewer are held than wait, or prefill hands over slower
 * than decoding takes, what Little's law leaves beside decoding */
static expression *first_token(const inference *work, expression *held, expression *step, expression *tpot,
                               expression *requests) {
  expression *const alone = SUM(work->prompt, waiting_time(work, held), step);
  if (work->layout->offline || work->fit->overlapped) return alone;
  expression *const left =
      less(work, ratio(work, requests_of_instance(work), requests), PRODUCT(work->in->output, tpot));
  return larger(work, alone, left);
}

static void build_serving(const inference *work, sf_inference_outputs *out) {
  expression *const token = amount(work, 1, SF_TOKEN);
  expression *const held = largest_batch(work);
  expression *const batch = busy_batch(work, held);
  const decode_step step = step_of(work, batch);
  /* with all places taken for good, a prompt comes in for each answer that ends */
  expression *const others = work->layout->offline ? batch : less(work, batch, number(work, 1));
  expression *const prefill = interruption(work, others);
  expression *const tpot = token_time(work, &step, prefill), *const plain = token_time(work, &step, no_time(work));
  expression *const waited = SUM(work->prompt, waiting_time(work, held));
  expression *const requests = request_rate(work, held, stay_of(work, waited, tpot));
  out->tpot = ratio(work, tpot, token);
  out->ttft = first_token(work, held, plain, tpot, requests);
  out->interactivity = ratio(work, ratio(work, token, tpot), amount(work, 1, SF_USER));
  out->token_rate = token_rate(work, batch, tpot, requests);
  out->request_rate = ratio(work, PRODUCT(out->token_rate, deployment_accelerators(work)),
                            ratio(work, PRODUCT(work->in->output, token), amount(work, 1, SF_REQUEST)));
  out->batch = batch;
  build_parts(work, &step, prefill, out);
  build_shares(work, batch, tpot, out);
  out->chip_power = chip_power(work, decoding_power(work, &step, prefill, out), requests);
}

static sf_inference_sizes sizes_of(const inference *work) {
  const sf_inference_layout *const layout = work->layout;
  if (layout->places) return *layout->places;
  return (sf_inference_sizes){.accelerators = number(work, layout->accelerators),
                              .instances = number(work, layout->instances),
                              .prefill_accelerators = number(work, layout->prefill_accelerators),
                              .prefill_size = number(work, layout->prefill_size)};
}

static void prepare(inference *work, sf_inference_outputs *out) {
  const sf_inference_layout *const layout = work->layout;
  const sf_inference_sizes *const sizes = &work->sizes;
  expression *const one = number(work, 1);
  work->sizes = sizes_of(work);
  work->accelerators = accelerators_of(work, sizes->accelerators);
  work->replicas = layout->attention_data_parallel ? sizes->accelerators : one;
  work->prefill_size = layout->disaggregated ? larger(work, sizes->prefill_size, one) : sizes->accelerators;
  work->pools = layout->disaggregated
                    ? ratio(work, ratio(work, sizes->prefill_accelerators, work->prefill_size), sizes->instances)
                    : one;
  split_weights(work);
  work->shards = cache_shards(work);
  choose_links(work);
  work->context_bytes = bytes_read(work, context(work, work->fit->context_share));
  out->batch_capacity = memory_capacity(work);
  work->capacity = larger(work, out->batch_capacity, number(work, 1));
  work->prompt = prompt_time(work);
  work->costs = costs_of(work);
}

static void write_formulas(inference *work, sf_inference_outputs *outputs) {
  prepare(work, outputs);
  build_serving(work, outputs);
}

#endif
