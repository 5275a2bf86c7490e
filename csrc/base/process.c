/* pipe2 and posix_spawnp */
#define _GNU_SOURCE

#include "base/process.h"

#include "base/clock.h"
#include "base/threads.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { READ_SIZE = 1 << 14, FIRST_FREE = 3, MILLISECONDS = 1000 };

typedef struct pipes {
  int ends[3][2]; /* by the program's standard file: its read end, its write end; -1 once closed */
} pipes;

static void close_end(int *file) {
  if (*file >= 0) (void)close(*file);
  *file = -1;
}

static void close_pipes(pipes *all) {
  for (int i = 0; i < 3; ++i)
    for (int end = 0; end < 2; ++end) close_end(&all->ends[i][end]);
}

/* Out of the way of the standard files, which a host may have closed. */
static bool move_away(int *file) {
  if (*file >= FIRST_FREE) return true;
  const int moved = fcntl(*file, F_DUPFD_CLOEXEC, FIRST_FREE);
  close_end(file);
  *file = moved;
  return moved >= 0;
}

static bool open_pipes(pipes *all) {
  for (int i = 0; i < 3; ++i) {
    if (pipe2(all->ends[i], O_CLOEXEC) != 0) return false;
    if (!move_away(&all->ends[i][0]) || !move_away(&all->ends[i][1])) return false;
  }
  return true;
}

/* The input is in the pipe before the program starts, so that nobody waits for it to be read. */
static bool write_input(pipes *all, const sf_process *process) {
  const bool written = process->input_length == 0 ||
                       write(all->ends[0][1], process->input, process->input_length) == (ssize_t)process->input_length;
  close_end(&all->ends[0][1]);
  return written;
}

/* Starts the program with the pipes as its standard files, and with signals as a shell would give them. 0, or a reason.
 */
static int start(const sf_process *process, const pipes *all, pid_t *child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, broken_pipe;
  int reason = posix_spawn_file_actions_init(&actions);
  if (reason != 0) return reason;
  reason = posix_spawnattr_init(&attributes);
  if (reason == 0) {
    sigemptyset(&none);
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    reason = posix_spawnattr_setsigmask(&attributes, &none);
    if (reason == 0) reason = posix_spawnattr_setsigdefault(&attributes, &broken_pipe);
    if (reason == 0) reason = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    for (int i = 0; i < 3 && reason == 0; ++i)
      reason = posix_spawn_file_actions_adddup2(&actions, all->ends[i][i == 0 ? 0 : 1], i);
    /* posix_spawn changes no argument, whatever its type says */
    if (reason == 0)
      reason =
          posix_spawnp(child, process->arguments[0], &actions, &attributes, (char *const *)process->arguments, environ);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return reason;
}

typedef struct watch {
  const sf_process *process;
  double began, ticked;
  bool stopped, late;
} watch;

static bool is_over(const watch *over) { return over->stopped || over->late; }

static void tick(watch *over) {
  const double now = sf_seconds();
  const double since = now - over->ticked;
  if (over->process->seconds > 0 && now - over->began >= over->process->seconds) over->late = true;
  if (since < SF_TICK_SECONDS) return;
  over->ticked = now;
  if (over->process->tick && !over->process->tick(over->process->context, since)) over->stopped = true;
}

/* Reads once what a stream has; closes it at its end. */
static void read_stream(watch *over, int *file, int stream) {
  char bytes[READ_SIZE];
  const ssize_t length = read(*file, bytes, sizeof bytes);
  if (length < 0 && errno == EINTR) return;
  if (length <= 0) {
    close_end(file);
    return;
  }
  const sf_process *process = over->process;
  if (process->take && !process->take(process->context, stream, bytes, (size_t)length)) over->stopped = true;
}

static void read_streams(watch *over, pipes *all) {
  while ((all->ends[1][0] >= 0 || all->ends[2][0] >= 0) && !is_over(over)) {
    struct pollfd waited[2] = {{.fd = all->ends[1][0], .events = POLLIN}, {.fd = all->ends[2][0], .events = POLLIN}};
    const int found = poll(waited, 2, (int)(SF_TICK_SECONDS * MILLISECONDS));
    for (int i = 0; i < 2 && found > 0 && !is_over(over); ++i)
      if (waited[i].revents != 0) read_stream(over, &all->ends[i + 1][0], i + 1);
    if (!is_over(over)) tick(over);
  }
}

/* Waits for the end of the child, which is killed first where it is over. */
static sf_process_result reap(watch *over, pid_t child) {
  int status = 0;
  pid_t ended = 0;
  while (ended != child) {
    if (is_over(over)) (void)kill(child, SIGKILL);
    ended = waitpid(child, &status, is_over(over) ? 0 : WNOHANG);
    if (ended < 0 && errno != EINTR) return (sf_process_result){.end = SF_PROCESS_LOST};
    if (ended != 0) continue;
    (void)poll(NULL, 0, (int)(SF_TICK_SECONDS * MILLISECONDS) / 10 + 1);
    tick(over);
  }
  if (over->stopped) return (sf_process_result){.end = SF_PROCESS_STOPPED};
  if (over->late) return (sf_process_result){.end = SF_PROCESS_LATE};
  if (WIFSIGNALED(status)) return (sf_process_result){.end = SF_PROCESS_SIGNALED, .status = WTERMSIG(status)};
  return (sf_process_result){.end = SF_PROCESS_EXITED, .status = WEXITSTATUS(status)};
}

sf_status sf_run_process(const sf_process *process, sf_process_result *result, sf_error *error) {
  if (process->input_length > SF_LARGEST_INPUT)
    return sf_fail(error, SF_INVALID, "the input of a program must be at most %d bytes, got %zu", (int)SF_LARGEST_INPUT,
                   process->input_length);
  pipes all = {{{-1, -1}, {-1, -1}, {-1, -1}}};
  pid_t child = 0;
  int reason = open_pipes(&all) && write_input(&all, process) ? 0 : errno;
  if (reason == 0) reason = start(process, &all, &child);
  close_end(&all.ends[0][0]);
  for (int i = 1; i < 3; ++i) close_end(&all.ends[i][1]);
  if (reason == 0) {
    watch over = {.process = process, .began = sf_seconds()};
    over.ticked = over.began;
    read_streams(&over, &all);
    *result = reap(&over, child);
  }
  close_pipes(&all);
  return reason == 0 ? SF_OK : sf_fail(error, SF_IO, "cannot start %s: %s", process->arguments[0], strerror(reason));
}
