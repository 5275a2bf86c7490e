#include "engine/run_options.h"

#include "base/text.h"
#include "kernels/kernels.h"

#include <inttypes.h>
#include <math.h>

/* Draws are numbered by the counter of a random stream and counted in doubles. */
#define MOST_DRAWS (UINT64_C(1) << 53)

sf_run_options sf_default_run_options(void) {
  return (sf_run_options){
      .seed = 1, .draws = UINT64_C(1) << 16, .sampler = SF_SOBOL, .statistics = SF_MOMENTS | SF_QUANTILES};
}

size_t sf_block_of(const sf_run_options *options) { return options->block ? options->block : SF_DEFAULT_BLOCK; }

uint64_t sf_part_of(const sf_run_options *options) {
  return options->count ? options->count : options->draws - options->first;
}

static sf_status check_common(const sf_run_options *options, sf_error *error) {
  if (options->draws == 0 || options->draws > MOST_DRAWS)
    return sf_fail(error, SF_INVALID, "draws must be from 1 to 2^53, not %" PRIu64, options->draws);
  if ((unsigned)options->sampler >= SF_SAMPLER_COUNT)
    return sf_fail(error, SF_INVALID, "there is no sampler %d", (int)options->sampler);
  if (options->block % SF_GROUP != 0 || options->block > SF_MOST_BLOCK)
    return sf_fail(error, SF_INVALID, "block must be a multiple of %d up to %d, not %u", SF_GROUP, SF_MOST_BLOCK,
                   options->block);
  return SF_OK;
}

static sf_status check_part(const sf_run_options *options, sf_error *error) {
  if (options->first >= options->draws)
    return sf_fail(error, SF_INVALID, "a part that begins at draw %" PRIu64 " is not among %" PRIu64 " draws",
                   options->first, options->draws);
  if (options->count > options->draws - options->first)
    return sf_fail(error, SF_INVALID,
                   "a part of %" PRIu64 " draws from draw %" PRIu64 " on is more than the %" PRIu64 " there are",
                   options->count, options->first, options->draws);
  const uint64_t end = options->first + sf_part_of(options);
  if (options->first % SF_SUPERBLOCK != 0 || (end != options->draws && end % SF_SUPERBLOCK != 0))
    return sf_fail(error, SF_INVALID,
                   "a part must begin and end at a multiple of %d draws, not %" PRIu64 " and %" PRIu64, SF_SUPERBLOCK,
                   options->first, end);
  return SF_OK;
}

sf_status sf_check_run(const sf_run_options *options, sf_error *error) {
  sf_status status = check_common(options, error);
  if (!status) status = check_part(options, error);
  if (status) return status;
  if (options->threads > SF_MAX_THREADS)
    return sf_fail(error, SF_INVALID, "threads must be at most %d, not %u", SF_MAX_THREADS, options->threads);
  if (!(options->relative_error >= 0) || !isfinite(options->relative_error))
    return sf_fail(error, SF_INVALID, "the relative error must be positive, or 0 for none, not %s",
                   sf_quote_number(options->relative_error).text);
  if (options->relative_error > 0 && options->sampler == SF_LATIN)
    return sf_fail(error, SF_INVALID,
                   "a Latin hypercube cannot stop by relative error: it does not tell its own error");
  if (options->relative_error > 0 && sf_part_of(options) != options->draws)
    return sf_fail(error, SF_INVALID, "a part of a run cannot stop by relative error: it does not see the other parts");
  return SF_OK;
}

sf_status sf_check_sampling(const sf_run_options *options, uint64_t first, size_t count, sf_error *error) {
  const sf_status status = check_common(options, error);
  if (status) return status;
  if (first > MOST_DRAWS || count > MOST_DRAWS)
    return sf_fail(error, SF_INVALID, "draws are numbered up to 2^53, not %" PRIu64 " and %zu more", first, count);
  if (options->sampler == SF_LATIN && first + count > options->draws)
    return sf_fail(error, SF_INVALID, "a Latin hypercube of %" PRIu64 " draws has no draw %" PRIu64, options->draws,
                   first + count - 1);
  return SF_OK;
}
