/* Programs of others, run without a shell. */
#ifndef SF_BASE_PROCESS_H
#define SF_BASE_PROCESS_H

#include "signalflow/status.h"

#include <stdbool.h>
#include <stddef.h>

/* What POSIX lets a pipe hold at least: no more can be handed to a program before it runs. */
enum { SF_LARGEST_INPUT = 4096 };

typedef struct sf_process {
  const char *const *arguments; /* the program, looked up in PATH unless it has a slash, its arguments, NULL */
  const char *input;            /* its standard input, at most SF_LARGEST_INPUT bytes; then the input ends */
  size_t input_length;
  double seconds; /* after which it is killed; 0: never */
  /* Takes what the program writes to standard output (1) or standard error (2), as it comes; false kills it. */
  bool (*take)(void *context, int stream, const char *bytes, size_t length);
  /* Called every SF_TICK_SECONDS with the seconds since the last call; false kills it. */
  bool (*tick)(void *context, double seconds);
  void *context;
} sf_process;

typedef enum sf_process_end {
  SF_PROCESS_EXITED,   /* with the status */
  SF_PROCESS_SIGNALED, /* by the signal of that number, from elsewhere */
  SF_PROCESS_STOPPED,  /* for take or tick said false */
  SF_PROCESS_LATE,     /* its seconds were over */
  SF_PROCESS_LOST      /* nobody can say how it ended: the host ignores the ends of its children */
} sf_process_end;

typedef struct sf_process_result {
  sf_process_end end;
  int status;
} sf_process_result;

/* Runs a program to its end; nothing of it is left behind. SF_IO when it cannot be started, SF_INVALID when the input
 * is too large. */
SF_MUST_USE sf_status sf_run_process(const sf_process *process, sf_process_result *result, sf_error *error);

#endif
