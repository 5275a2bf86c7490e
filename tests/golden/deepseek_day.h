/* What DeepSeek published of 24 hours of serving V3 and R1, noon to noon of 27 to 28 February 2025 (UTC+8):
 * "DeepSeek-V3/R1 Inference System Overview", 1 March 2025, day 6 of github.com/deepseek-ai/open-infra-index. Revenue
 * is theoretical, every token counted at R1's price. */
#ifndef SIGNALFLOW_GOLDEN_DEEPSEEK_DAY_H
#define SIGNALFLOW_GOLDEN_DEEPSEEK_DAY_H

static const double deepseek_nodes = 226.75; /* average over the day, of 8 H800 each */
static const double deepseek_node_accelerators = 8;
static const double deepseek_accelerator_hour = 2; /* USD, their assumption */
static const double deepseek_cost = 87072;         /* USD a day */
static const double deepseek_revenue = 562027;     /* USD a day */
static const double deepseek_cost_profit = 5.45;   /* profit / cost, published as 545 % */
static const double deepseek_input = 608e9;        /* tokens */
static const double deepseek_cache_hits = 342e9;   /* tokens of the input; published as 56.3 % of it */
static const double deepseek_hit_share = 0.563;
static const double deepseek_output = 168e9;                                                             /* tokens */
static const double deepseek_price_hit = 0.14, deepseek_price_miss = 0.55, deepseek_price_output = 2.19; /* USD/Mtok */
static const double deepseek_prefill_rate = 73.7e3; /* input tok/s of a prefill node, cache hits included */
static const double deepseek_decode_rate = 14.8e3;  /* output tok/s of a decode node */

#endif
