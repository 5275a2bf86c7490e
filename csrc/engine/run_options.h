/* What a run was asked for, checked. */
#ifndef SF_ENGINE_RUN_OPTIONS_H
#define SF_ENGINE_RUN_OPTIONS_H

#include "signalflow/plan.h"

enum { SF_MOST_BLOCK = SF_SUPERBLOCK };

/* SF_INVALID names the first option that is out of its domain. */
SF_MUST_USE sf_status sf_check_run(const sf_run_options *options, sf_error *error);
SF_MUST_USE sf_status sf_check_sampling(const sf_run_options *options, uint64_t first, size_t count, sf_error *error);

/* Lanes at a time. */
size_t sf_block_of(const sf_run_options *options);
/* Draws of this part. */
uint64_t sf_part_of(const sf_run_options *options);

#endif
