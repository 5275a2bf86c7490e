/* Programs run without a shell: what they write, how they end, and that nothing of them is left. */
#define _GNU_SOURCE

#include "check.h"

#include "base/process.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct said {
  char output[256], errors[256];
  size_t bytes;          /* of standard output */
  size_t most;           /* 0: any number */
  int ticks, ticks_left; /* ticks_left 0: any number */
} said;

static bool take(void *context, int stream, const char *bytes, size_t length) {
  said *all = context;
  char *text = stream == 1 ? all->output : all->errors;
  if (stream == 1) all->bytes += length;
  const size_t there = strlen(text), room = sizeof all->output - 1 - there;
  memcpy(text + there, bytes, length < room ? length : room);
  return all->most == 0 || all->bytes <= all->most;
}

static bool count_tick(void *context, double seconds) {
  said *all = context;
  assert_true(seconds > 0);
  return ++all->ticks != all->ticks_left;
}

static sf_status run(said *all, double seconds, const char *input, sf_process_result *result, sf_error *error,
                     const char *const *arguments) {
  const sf_process process = {.arguments = arguments,
                              .input = input,
                              .input_length = input == NULL ? 0 : strlen(input),
                              .seconds = seconds,
                              .take = take,
                              .tick = count_tick,
                              .context = all};
  return sf_run_process(&process, result, error);
}

static int open_files(void) {
  DIR *listed = opendir("/proc/self/fd");
  int count = 0;
  while (readdir(listed) != NULL) count++;
  closedir(listed);
  return count;
}

static void assert_nothing_left(int files) {
  assert_int_equal(open_files(), files);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
}

static void test_what_it_writes_and_how_it_ends_come_back(void **state) {
  (void)state;
  const int files = open_files();
  said all = {.bytes = 0};
  sf_process_result result;
  assert_ok(
      run(&all, 0, NULL, &result, NULL, (const char *const[]){"sh", "-c", "echo out; echo words >&2; exit 7", NULL}));
  assert_int_equal(result.end, SF_PROCESS_EXITED);
  assert_int_equal(result.status, 7);
  assert_string_equal(all.output, "out\n");
  assert_string_equal(all.errors, "words\n");
  assert_nothing_left(files);
}

static void test_no_shell_reads_the_arguments(void **state) {
  (void)state;
  said all = {.bytes = 0};
  sf_process_result result;
  assert_ok(run(&all, 0, NULL, &result, NULL, (const char *const[]){"echo", "$HOME; `id` 'x' | cat > /nowhere", NULL}));
  assert_string_equal(all.output, "$HOME; `id` 'x' | cat > /nowhere\n");
}

static void test_input_is_handed_over_and_ends(void **state) {
  (void)state;
  char large[SF_LARGEST_INPUT + 2];
  memset(large, 'x', sizeof large);
  large[SF_LARGEST_INPUT] = '\0';
  said all = {.bytes = 0}, refused = {.bytes = 0};
  sf_process_result result;
  sf_error error;
  assert_ok(run(&all, 0, large, &result, NULL, (const char *const[]){"cat", NULL}));
  assert_int_equal(all.bytes, SF_LARGEST_INPUT);
  large[SF_LARGEST_INPUT] = 'x';
  large[SF_LARGEST_INPUT + 1] = '\0';
  assert_int_equal(run(&refused, 0, large, &result, &error, (const char *const[]){"cat", NULL}), SF_INVALID);
  assert_non_null(strstr(error.message, "4097"));
}

static void test_a_program_that_is_not_there_is_said(void **state) {
  (void)state;
  const int files = open_files();
  said all = {.bytes = 0};
  sf_process_result result;
  sf_error error;
  assert_int_equal(run(&all, 0, "x", &result, &error, (const char *const[]){"/no/such/program", NULL}), SF_IO);
  assert_string_equal(error.message, "cannot start /no/such/program: No such file or directory");
  assert_nothing_left(files);
}

static void test_what_is_stopped_late_or_killed_is_gone(void **state) {
  (void)state;
  const int files = open_files();
  sf_process_result result;
  said endless = {.most = 100000};
  assert_ok(run(&endless, 0, NULL, &result, NULL, (const char *const[]){"yes", NULL}));
  assert_int_equal(result.end, SF_PROCESS_STOPPED);
  said sleeping = {.bytes = 0};
  assert_ok(run(&sleeping, 0.2, NULL, &result, NULL, (const char *const[]){"sleep", "60", NULL}));
  assert_int_equal(result.end, SF_PROCESS_LATE);
  assert_true(sleeping.ticks > 0);
  said interrupted = {.ticks_left = 1};
  assert_ok(run(&interrupted, 0, NULL, &result, NULL, (const char *const[]){"sleep", "60", NULL}));
  assert_int_equal(result.end, SF_PROCESS_STOPPED);
  said silent = {.bytes = 0}; /* closes its streams and goes on */
  assert_ok(
      run(&silent, 0.2, NULL, &result, NULL, (const char *const[]){"sh", "-c", "exec >&- 2>&-; exec sleep 60", NULL}));
  assert_int_equal(result.end, SF_PROCESS_LATE);
  said killed = {.bytes = 0};
  assert_ok(run(&killed, 0, NULL, &result, NULL, (const char *const[]){"sh", "-c", "kill -9 $$", NULL}));
  assert_int_equal(result.end, SF_PROCESS_SIGNALED);
  assert_int_equal(result.status, SIGKILL);
  assert_nothing_left(files);
}

static void test_much_is_read_whole(void **state) {
  (void)state;
  said all = {.bytes = 0};
  sf_process_result result;
  assert_ok(run(&all, 0, NULL, &result, NULL, (const char *const[]){"head", "-c", "5000000", "/dev/zero", NULL}));
  assert_int_equal(result.end, SF_PROCESS_EXITED);
  assert_int_equal(all.bytes, 5000000);
}

static void test_a_host_without_standard_files_or_ends_of_children_is_served(void **state) {
  (void)state;
  said all = {.bytes = 0};
  sf_process_result result;
  const int kept = dup(0);
  close(0);
  const sf_status status = run(&all, 0, "in", &result, NULL, (const char *const[]){"cat", NULL});
  assert_int_equal(dup2(kept, 0), 0);
  close(kept);
  assert_ok(status);
  assert_string_equal(all.output, "in");
  assert_int_equal(result.end, SF_PROCESS_EXITED);
  signal(SIGCHLD, SIG_IGN);
  assert_ok(run(&all, 0, NULL, &result, NULL, (const char *const[]){"true", NULL}));
  signal(SIGCHLD, SIG_DFL);
  assert_int_equal(result.end, SF_PROCESS_LOST);
}

int main(void) {
  unsetenv("LD_PRELOAD"); /* a sanitizer's runtime would look for leaks in programs of others */
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_it_writes_and_how_it_ends_come_back),
      cmocka_unit_test(test_no_shell_reads_the_arguments),
      cmocka_unit_test(test_input_is_handed_over_and_ends),
      cmocka_unit_test(test_a_program_that_is_not_there_is_said),
      cmocka_unit_test(test_what_is_stopped_late_or_killed_is_gone),
      cmocka_unit_test(test_much_is_read_whole),
      cmocka_unit_test(test_a_host_without_standard_files_or_ends_of_children_is_served),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
