/* What a contained process can no longer do, and what it still can; links that come
 * between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base_contain.h"

static char *folder;

static char *in_folder(const char *name) {
  return g_build_filename(folder, name, NULL);
}

static void write_text(const char *name, const char *text) {
  g_autofree char *path = in_folder(name);
  assert_true(g_file_set_contents(path, text, -1, NULL));
}

static int set_up(void **state) {
  (void)state;
  folder = g_dir_make_tmp("hongtou-contain-XXXXXX", NULL);
  static const char *const folders[] = {"doc", "out", "secret"};
  for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
    g_autofree char *path = in_folder(folders[i]);
    assert_int_equal(g_mkdir(path, 0755), 0);
  }
  write_text("doc/a.csv", "inside");
  write_text("secret/b.csv", "outside");
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  static const char *const files[] = {
      "doc/a.csv",    "doc/link", "doc/way", "out/made", "out/kept",
      "secret/b.csv", "doc",      "out",     "secret",   ""};
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *path = in_folder(files[i]);
    g_remove(path);
  }
  g_free(folder);
  return 0;
}

/* In a child, for what is given up is given up for good: 0, the number of the first line
 * that failed, or 255 where the kernel cannot. */
static int in_child(int (*run)(void)) {
  int status = 0;
  pid_t pid = fork();
  if (pid == 0)
    _exit(run());
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static bool opens(const char *name, int flags) {
  g_autofree char *path = in_folder(name);
  int fd = open(path, flags, 0644);
  if (fd >= 0)
    close(fd);
  return fd >= 0;
}

static bool renames(const char *from, const char *to) {
  g_autofree char *a = in_folder(from), *b = in_folder(to);
  return rename(a, b) == 0;
}

static int contained(ContainWish wish) {
  g_autofree char *doc = in_folder("doc"), *out = in_folder("out");
  const char *const reads[] = {doc, "/no/such/place", NULL}, *const writes[] = {out,
                                                                                NULL};
  ContainPlaces places = {reads, writes};
  Diagnostics *diags = diagnostics_new();
  bool good = contain_self(wish, &places, diags);
  diagnostics_free(diags);
  return good ? 0 : 255;
}

#define HOLDS(condition) \
  if (!(condition))      \
  return __LINE__ % 250 + 1

static int try_everything(void) {
  if (contained(CONTAIN_REQUIRE) != 0)
    return 255;
  HOLDS(opens("doc/a.csv", O_RDONLY));
  HOLDS(!opens("doc/a.csv", O_WRONLY));
  HOLDS(!opens("doc/new", O_WRONLY | O_CREAT));
  HOLDS(!opens("secret/b.csv", O_RDONLY) && errno == EACCES);
  HOLDS(!opens("secret/c.csv", O_WRONLY | O_CREAT));
  HOLDS(opens("out/made", O_WRONLY | O_CREAT));
  HOLDS(renames("out/made", "out/kept"));
  HOLDS(!renames("out/kept", "secret/kept"));
  HOLDS(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM);
  HOLDS(execl("/bin/true", "true", NULL) < 0 && errno == EPERM);
  HOLDS(fork() < 0 && errno == EPERM);
  HOLDS(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
  HOLDS(prctl(PR_GET_SECCOMP) == SECCOMP_MODE_FILTER);
  GThread *thread = g_thread_try_new("works", (GThreadFunc)g_strdup, NULL, NULL);
  HOLDS(thread != NULL);
  g_thread_join(thread);
  return 0;
}

static void a_contained_process_keeps_to_its_places(void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  int found = in_child(try_everything);
  if (found == 255)
    skip(); /* a kernel without */
  assert_int_equal(found, 0);
}

static int try_off(void) {
  HOLDS(contained(CONTAIN_OFF) == 0);
  HOLDS(opens("secret/b.csv", O_RDONLY));
  return 0;
}

static void off_is_off(void **state) {
  (void)state;
  assert_int_equal(in_child(try_off), 0);
}

/* ---- links that come between ----------------------------------------------------------
 */

static int try_links(void) {
  g_autofree char *plain = in_folder("doc/a.csv"), *link = in_folder("doc/link"),
                  *way = in_folder("doc/way/b.csv");
  g_autofree char *none = in_folder("doc/none");
  HOLDS(file_open_straight(plain) >= 0);
  HOLDS(file_open_straight(link) < 0 && errno == ELOOP);
  HOLDS(file_open_straight(way) < 0 && errno == ELOOP);
  HOLDS(file_open_straight(none) < 0 && errno == ENOENT);
  return 0;
}

/* openat2 answers as a kernel that does not know it. */
static int try_links_on_an_old_kernel(void) {
  struct sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {.len = G_N_ELEMENTS(program), .filter = program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
    return 255;
  return try_links();
}

static void no_link_is_followed(void **state) {
  (void)state;
  g_autofree char *link = in_folder("doc/link"), *way = in_folder("doc/way"),
                  *real = realpath(folder, NULL);
  assert_int_equal(symlink("../secret/b.csv", link), 0);
  assert_int_equal(symlink("../secret", way), 0);
  g_free(folder);
  folder = g_steal_pointer(&real);
  assert_int_equal(in_child(try_links), 0);
  int found = in_child(try_links_on_an_old_kernel);
  assert_true(found == 0 || found == 255);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_contained_process_keeps_to_its_places, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(off_is_off, set_up, tear_down),
      cmocka_unit_test_setup_teardown(no_link_is_followed, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
