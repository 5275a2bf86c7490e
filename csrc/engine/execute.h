/* Runs a plan's instructions over one block of lanes at a time. */
#ifndef SF_ENGINE_EXECUTE_H
#define SF_ENGINE_EXECUTE_H

#include "engine/plan_layout.h"

/* The lanes of one thread. */
typedef struct sf_machine {
  const sf_plan *plan;
  double *lanes;        /* slot s starts at lanes + s * stride */
  double *operands;     /* of a call, and after them its partial derivatives */
  sf_chain_link *links; /* of each instruction that is one */
  size_t stride;
} sf_machine;

/* What instructions ask of the outside. */
typedef struct sf_outside {
  void *context;
  /* u[i] = draw first + i of the driver */
  void (*draw)(void *context, size_t driver, uint64_t first, double *u, size_t n);
  /* the first count of lanes are output's values at draws first + i */
  sf_status (*output)(void *context, size_t output, uint64_t first, const double *lanes, size_t count, sf_error *error);
} sf_outside;

/* block is a multiple of 16. */
SF_MUST_USE sf_status sf_open_machine(const sf_plan *plan, size_t block, sf_machine *machine, sf_error *error);
void sf_close_machine(sf_machine *machine);

/* Draws first .. first + count - 1, count at most the machine's block; first is a multiple of 16. The lanes that fill
 * up the last group of 16 are computed and not handed over. */
SF_MUST_USE sf_status sf_execute(const sf_machine *machine, uint64_t first, size_t count, const sf_outside *outside,
                                 sf_error *error);

/* The kernel at instruction *at of the same, or the output handed over there; *at is then the next one's. */
SF_MUST_USE sf_status sf_execute_next(const sf_machine *machine, size_t *at, uint64_t first, size_t count,
                                      const sf_outside *outside, sf_error *error);

#endif
