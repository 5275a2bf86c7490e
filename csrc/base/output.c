/* POSIX: fsync, realpath, getentropy and the modes of files */
#define _GNU_SOURCE

#include "base/output.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRESH_NAME_SIZE = sizeof "/.signalflow-0123456789abcdef", MOST_NAMES = 100 };

struct sf_output {
  int file;          /* -1 once closed */
  bool direct;       /* written where it is */
  const char *shown; /* the path as it was given, for messages */
  char *path, *fresh, *folder;
};

static sf_status fail_at(const sf_output *output, sf_error *error) {
  return sf_fail(error, SF_IO, "%s: %s", output->shown, strerror(errno));
}

static char *copy_text(const char *text, size_t length, size_t more) {
  char *copy = sf_allocate(length + more + 1, 1);
  if (copy != NULL) memcpy(copy, text, length);
  return copy;
}

static void free_output(sf_output *output) {
  sf_free(output->path);
  sf_free(output->fresh);
  sf_free(output->folder);
  sf_free((char *)(uintptr_t)output->shown);
  sf_free(output);
}

void sf_abandon_output(sf_output *output) {
  if (output == NULL) return;
  if (output->file >= 0) {
    (void)close(output->file);
    if (!output->direct) (void)unlink(output->fresh);
  }
  free_output(output);
}

/* The path, links followed where they lead somewhere; its folder; and room for a fresh name in that. */
static bool name_places(sf_output *output, const char *path) {
  char *followed = realpath(path, NULL);
  const char *real = followed == NULL ? path : followed;
  const char *slash = strrchr(real, '/');
  const size_t folder_length = slash == NULL ? 1 : slash == real ? 1 : (size_t)(slash - real);
  output->shown = copy_text(path, strlen(path), 0);
  output->path = copy_text(real, strlen(real), 0);
  output->folder = copy_text(slash == NULL ? "." : real, folder_length, 0);
  output->fresh = copy_text(slash == NULL ? "." : real, folder_length, FRESH_NAME_SIZE);
  free(followed);
  return output->shown && output->path && output->folder && output->fresh;
}

/* A name nobody has guessed or taken: created exclusively, so that nothing laid there is followed. */
static void create_fresh(sf_output *output, mode_t mode) {
  char *name = output->fresh + strlen(output->folder);
  for (int i = 0; i < MOST_NAMES && output->file < 0; ++i) {
    uint64_t random;
    if (getentropy(&random, sizeof random) != 0) return;
    snprintf(name, FRESH_NAME_SIZE, "/.signalflow-%016llx", (unsigned long long)random);
    output->file = open(output->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (output->file < 0 && errno != EEXIST) return;
  }
}

/* The new file takes the old one's mode, and its owner and group where that is allowed. */
static bool take_mode(const sf_output *output, const struct stat *old) {
  struct stat made;
  if (fstat(output->file, &made) != 0) return false;
  const bool same = made.st_uid == old->st_uid && made.st_gid == old->st_gid;
  const bool given = same || fchown(output->file, old->st_uid, old->st_gid) == 0;
  /* an owner's right to run as himself is not for another to give */
  return fchmod(output->file, old->st_mode & (given ? 07777u : 0777u)) == 0;
}

static bool open_output(sf_output *output) {
  struct stat old;
  const bool exists = stat(output->path, &old) == 0;
  if (!exists && errno != ENOENT) return false;
  if (exists && S_ISDIR(old.st_mode)) {
    errno = EISDIR;
    return false;
  }
  output->direct = exists && !S_ISREG(old.st_mode);
  if (output->direct) {
    output->file = open(output->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return output->file >= 0;
  }
  /* a file that may not be written to is not replaced either */
  if (exists && faccessat(AT_FDCWD, output->path, W_OK, AT_EACCESS) != 0) return false;
  create_fresh(output, exists ? 0600 : 0666);
  return output->file >= 0 && (!exists || take_mode(output, &old));
}

sf_status sf_create_output(const char *path, sf_output **output, sf_error *error) {
  sf_output *made = sf_allocate(1, sizeof *made);
  if (made == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory to write %s", path);
  made->file = -1;
  sf_status status = SF_OK;
  if (!name_places(made, path))
    status = sf_fail(error, SF_NO_MEMORY, "no memory to write %s", path);
  else if (!open_output(made))
    status = fail_at(made, error);
  if (status != SF_OK)
    sf_abandon_output(made);
  else
    *output = made;
  return status;
}

/* As write, but what goes beyond the largest file that the process may write is an error, and no signal: that would end
 * the process and leave the file behind. */
static ssize_t write_within_limit(int file, const char *bytes, size_t length) {
  sigset_t limit, before;
  sigemptyset(&limit);
  sigaddset(&limit, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &limit, &before);
  const ssize_t written = write(file, bytes, length);
  const int reason = errno;
  if (written < 0 && reason == EFBIG && sigismember(&before, SIGXFSZ) == 0)
    (void)sigtimedwait(&limit, NULL, &(struct timespec){0}); /* takes it back */
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = reason;
  return written;
}

sf_status sf_append_output(sf_output *output, const char *bytes, size_t length, sf_error *error) {
  while (length > 0) {
    const ssize_t written = write_within_limit(output->file, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_at(output, error);
    bytes += written;
    length -= (size_t)written;
  }
  return SF_OK;
}

/* A folder that cannot be opened or synced as such is left to the system. */
static bool sync_folder(const char *path) {
  const int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return true;
  const bool synced = fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP;
  const int reason = errno;
  (void)close(folder);
  errno = reason;
  return synced;
}

static bool close_file(sf_output *output) {
  const int file = output->file;
  output->file = -1;
  return close(file) == 0;
}

/* Closes the file and puts it in its place. */
static bool place_file(sf_output *output) {
  if (output->direct) return close_file(output);
  const bool placed = fsync(output->file) == 0 && close_file(output) && rename(output->fresh, output->path) == 0;
  if (placed) return sync_folder(output->folder);
  const int reason = errno;
  if (output->file >= 0) (void)close_file(output);
  (void)unlink(output->fresh);
  errno = reason;
  return false;
}

sf_status sf_finish_output(sf_output *output, sf_error *error) {
  const sf_status status = place_file(output) ? SF_OK : fail_at(output, error);
  free_output(output);
  return status;
}
