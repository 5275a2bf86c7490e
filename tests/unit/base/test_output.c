/* The calls that a file is written by fail here one after another, in place of the C library's. */
#define _GNU_SOURCE

#include "check.h"

#include "base/output.h"
#include "failing_memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fault_at; /* which call fails; 0: none */
static int calls;

static bool is_faulty(void) { return fault_at != 0 && ++calls == fault_at; }

static int refuse(int reason) {
  errno = reason;
  return -1;
}

/* Writes at most three bytes at a time, as a system may. */
ssize_t write(int file, const void *bytes, size_t length) {
  if (is_faulty()) return refuse(ENOSPC);
  return syscall(SYS_write, file, bytes, fault_at == 0 || length < 3 ? length : 3);
}
int fsync(int file) { return is_faulty() ? refuse(EIO) : (int)syscall(SYS_fsync, file); }
int fchmod(int file, mode_t mode) { return is_faulty() ? refuse(EPERM) : (int)syscall(SYS_fchmod, file, mode); }
int close(int file) {
  const int done = (int)syscall(SYS_close, file);
  return is_faulty() ? refuse(EDQUOT) : done;
}
int rename(const char *from, const char *to) {
  return is_faulty() ? refuse(EROFS) : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static char folder[] = "/tmp/sf_output_XXXXXX", path[64], link_path[64];

static int make_folder(void **state) {
  (void)state;
  if (mkdtemp(folder) == NULL) return -1;
  snprintf(path, sizeof path, "%s/result.json", folder);
  snprintf(link_path, sizeof link_path, "%s/link", folder);
  return 0;
}

static int remove_folder(void **state) {
  (void)state;
  (void)unlink(path);
  (void)unlink(link_path);
  return rmdir(folder);
}

static sf_status write_text(const char *to, const char *text, sf_error *error) {
  sf_output *output = NULL;
  sf_status status = sf_create_output(to, &output, error);
  if (status != SF_OK) return status;
  status = sf_append_output(output, text, strlen(text), error);
  if (status == SF_OK) return sf_finish_output(output, error);
  sf_abandon_output(output);
  return status;
}

static void assert_holds(const char *at, const char *text) {
  char found[256] = "";
  FILE *file = fopen(at, "rb");
  assert_non_null(file);
  found[fread(found, 1, sizeof found - 1, file)] = '\0';
  fclose(file);
  assert_string_equal(found, text);
}

static int names_in_folder(void) {
  DIR *listed = opendir(folder);
  int count = -2; /* . and .. */
  while (readdir(listed) != NULL) count++;
  closedir(listed);
  return count;
}

static mode_t mode_of(const char *at) {
  struct stat info;
  assert_int_equal(stat(at, &info), 0);
  return info.st_mode & 07777;
}

static void test_file_is_written_and_replaced(void **state) {
  (void)state;
  const mode_t mask = umask(027);
  assert_ok(write_text(path, "first", NULL));
  assert_int_equal(mode_of(path), 0640);
  assert_int_equal(chmod(path, 0604), 0);
  assert_ok(write_text(path, "the second, longer", NULL));
  umask(mask);
  assert_holds(path, "the second, longer");
  assert_int_equal(mode_of(path), 0604);
  assert_int_equal(names_in_folder(), 1);
}

static void test_every_call_that_fails_leaves_the_earlier_file(void **state) {
  (void)state;
  int refused = 0, replaced = 0;
  assert_ok(write_text(path, "earlier", NULL));
  for (int at = 1;; at++) {
    sf_error error = {.code = SF_OK};
    fault_at = at;
    calls = 0;
    const sf_status status = write_text(path, "what is newer", &error);
    const bool met = calls >= at;
    fault_at = 0;
    assert_int_equal(names_in_folder(), 1);
    if (!met) break;
    refused += status == SF_IO;
    if (status == SF_IO) assert_memory_equal(error.message, path, strlen(path));
    /* once renamed, the newer file stands whole, whatever the folder says */
    char first[2] = "";
    FILE *file = fopen(path, "rb");
    assert_int_equal(fread(first, 1, 1, file), 1);
    fclose(file);
    replaced += *first == 'w';
    assert_holds(path, *first == 'w' ? "what is newer" : "earlier");
    if (*first != 'w') assert_int_equal(status, SF_IO);
    assert_ok(write_text(path, "earlier", NULL));
  }
  /* fchmod, five writes, fsync, close, rename leave the earlier file; the folder's fsync and close come after */
  assert_int_equal(refused, 10);
  assert_int_equal(replaced, 2);
}

static sf_status attempt_writing(void *context, sf_error *error) { return write_text(path, context, error); }

static void test_each_allocation_fails_once(void **state) {
  (void)state;
  assert_int_equal(fail_each_allocation(attempt_writing, (void *)(uintptr_t) "newer"), 5);
  assert_holds(path, "newer");
  assert_int_equal(names_in_folder(), 1);
}

static void test_a_limit_on_files_is_an_error_and_no_signal(void **state) {
  (void)state;
  char text[256] = "";
  memset(text, 'x', sizeof text - 1);
  assert_ok(write_text(path, "earlier", NULL));
  struct rlimit before, limit;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  limit = (struct rlimit){.rlim_cur = 100, .rlim_max = before.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
  sf_error error;
  const sf_status status = write_text(path, text, &error);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_int_equal(status, SF_IO);
  assert_non_null(strstr(error.message, ": File too large"));
  assert_holds(path, "earlier");
  assert_int_equal(names_in_folder(), 1);
  sigset_t left;
  assert_int_equal(sigpending(&left), 0);
  assert_int_equal(sigismember(&left, SIGXFSZ), 0);
}

static void test_link_is_followed(void **state) {
  (void)state;
  assert_ok(write_text(path, "earlier", NULL));
  assert_int_equal(symlink("result.json", link_path), 0);
  assert_ok(write_text(link_path, "through the link", NULL));
  assert_holds(path, "through the link");
  struct stat info;
  assert_int_equal(lstat(link_path, &info), 0);
  assert_true(S_ISLNK(info.st_mode));
}

static void test_what_is_no_file_is_written_as_it_is(void **state) {
  (void)state;
  sf_error error;
  assert_ok(write_text("/dev/null", "gone", NULL));
  assert_int_equal(write_text("/dev/full", "refused", &error), SF_IO);
  assert_string_equal(error.message, "/dev/full: No space left on device");
  assert_int_equal(write_text(folder, "refused", &error), SF_IO);
  assert_non_null(strstr(error.message, "Is a directory"));
  assert_int_equal(write_text("/nonexistent/file", "refused", &error), SF_IO);
  assert_string_equal(error.message, "/nonexistent/file: No such file or directory");
  assert_int_equal(write_text("", "refused", &error), SF_IO);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_file_is_written_and_replaced),
      cmocka_unit_test(test_every_call_that_fails_leaves_the_earlier_file),
      cmocka_unit_test(test_each_allocation_fails_once),
      cmocka_unit_test(test_a_limit_on_files_is_an_error_and_no_signal),
      cmocka_unit_test(test_link_is_followed),
      cmocka_unit_test(test_what_is_no_file_is_written_as_it_is),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
