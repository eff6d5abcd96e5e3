/* Landlock and seccomp by their system calls: neither needs a library. */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base_contain.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true /* its shadow is far over any limit, and it looks into itself */
#else
#define SANITIZED false
#endif

const char *const contain_system[] = {
    "/usr",  "/lib",      "/lib64",       "/etc",
    "/proc", "/dev/null", "/dev/urandom", "/var/cache/fontconfig",
    NULL};

/* ---- where files are read and written -------------------------------------------------
 */

#define LANDLOCK_READS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* Of a folder; a file takes none of the rights to make something. */
#define LANDLOCK_WRITES                                           \
  (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |  \
   LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
   LANDLOCK_ACCESS_FS_REFER | LANDLOCK_ACCESS_FS_TRUNCATE)
#define LANDLOCK_FIRST \
  (LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1) /* all of the first version */

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

/* Rights that this kernel knows; 0: it has no Landlock. */
static uint64_t landlock_rights(void) {
  long version =
      syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  uint64_t rights = version > 0 ? LANDLOCK_FIRST : 0;
  if (version >= 2)
    rights |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3)
    rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
  return rights;
}

static void allow(int ruleset, const char *path, uint64_t rights) {
  struct stat st;
  struct landlock_path_beneath_attr rule = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
  if (rule.parent_fd < 0)
    return;
  bool folder = fstat(rule.parent_fd, &st) == 0 && S_ISDIR(st.st_mode);
  rule.allowed_access =
      folder ? rights
             : rights & (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                         LANDLOCK_ACCESS_FS_TRUNCATE);
  syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(rule.parent_fd);
}

static void allow_all(int ruleset, const char *const *paths, uint64_t rights) {
  for (; paths && *paths; paths++)
    allow(ruleset, *paths, rights);
}

static bool keep_to_places(const ContainPlaces *places) {
  uint64_t known = landlock_rights();
  struct landlock_ruleset_attr attributes = {.handled_access_fs = known};
  int ruleset = known ? (int)syscall(SYS_landlock_create_ruleset, &attributes,
                                     sizeof attributes.handled_access_fs, 0)
                      : -1;
  if (ruleset < 0)
    return false;
  allow_all(ruleset, contain_system, LANDLOCK_READS);
  allow_all(ruleset, places->reads, LANDLOCK_READS);
  allow_all(ruleset, places->writes, (LANDLOCK_READS | LANDLOCK_WRITES) & known);
  allow(ruleset, "/dev/null", LANDLOCK_READS | LANDLOCK_ACCESS_FS_WRITE_FILE);
  bool kept = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  close(ruleset);
  return kept;
}

/* ---- what is asked of the kernel -----------------------------------------------------
 */

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE
#define REFUSE (SECCOMP_RET_ERRNO | EPERM)
#define LOAD(field) \
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define END(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define IF_NOT(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1)
#define WHERE(number, action) IF_NOT(number), END(action)
#define CLONE_THREAD_FLAG 0x10000u
#define X32_BIT 0x40000000u

static const struct sock_filter program[] = {
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    END(SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1),
    END(SECCOMP_RET_KILL_PROCESS),
    /* programs and processes; threads may be made */
    WHERE(SYS_execve, REFUSE),
    WHERE(SYS_execveat, REFUSE),
#ifdef SYS_fork
    WHERE(SYS_fork, REFUSE),
    WHERE(SYS_vfork, REFUSE),
#endif
    WHERE(SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS), /* its flags are out of sight */
    WHERE(SYS_ptrace, REFUSE),
    WHERE(SYS_process_vm_readv, REFUSE),
    WHERE(SYS_process_vm_writev, REFUSE),
    WHERE(SYS_pidfd_open, REFUSE),
    WHERE(SYS_pidfd_getfd, REFUSE),
    /* connections */
    WHERE(SYS_socket, REFUSE),
    WHERE(SYS_connect, REFUSE),
    WHERE(SYS_bind, REFUSE),
    WHERE(SYS_listen, REFUSE),
    WHERE(SYS_accept, REFUSE),
    WHERE(SYS_accept4, REFUSE),
    /* the system */
    WHERE(SYS_mount, REFUSE),
    WHERE(SYS_umount2, REFUSE),
    WHERE(SYS_pivot_root, REFUSE),
    WHERE(SYS_chroot, REFUSE),
    WHERE(SYS_setns, REFUSE),
    WHERE(SYS_unshare, REFUSE),
    WHERE(SYS_bpf, REFUSE),
    WHERE(SYS_perf_event_open, REFUSE),
    WHERE(SYS_userfaultfd, REFUSE),
    WHERE(SYS_io_uring_setup, REFUSE),
    WHERE(SYS_io_uring_enter, REFUSE),
    WHERE(SYS_io_uring_register, REFUSE),
    WHERE(SYS_add_key, REFUSE),
    WHERE(SYS_request_key, REFUSE),
    WHERE(SYS_keyctl, REFUSE),
    WHERE(SYS_init_module, REFUSE),
    WHERE(SYS_finit_module, REFUSE),
    WHERE(SYS_delete_module, REFUSE),
    WHERE(SYS_kexec_load, REFUSE),
    WHERE(SYS_reboot, REFUSE),
    WHERE(SYS_open_by_handle_at, REFUSE),
    WHERE(SYS_personality, REFUSE),
    IF_NOT(SYS_clone),
    BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
    END(SECCOMP_RET_ALLOW),
    LOAD(args[0]), /* its lower half, on both machines */
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD_FLAG, 0, 1),
    END(SECCOMP_RET_ALLOW),
    END(REFUSE),
};

static bool keep_to_calls(void) {
  struct sock_fprog filter = {.len = G_N_ELEMENTS(program),
                              .filter = (struct sock_filter *)program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}
#else
static bool keep_to_calls(void) {
  return false;
}
#endif

/* ---- the door ------------------------------------------------------------------------
 */

bool contain_self(ContainWish wish, const ContainPlaces *places, Diagnostics *diags) {
  if (wish == CONTAIN_OFF || SANITIZED)
    return true;
  bool settled = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  bool kept = settled && keep_to_places(places);
  bool narrow = settled && keep_to_calls();
  if ((kept && narrow) || wish == CONTAIN_AUTO)
    return true;
  diag_add(diags, (Span){0}, DIAG_ENV_SANDBOX, kept ? "seccomp" : "Landlock", NULL);
  return false;
}

/* ---- memory --------------------------------------------------------------------------
 */

/* Bytes of data and stack this process has now. */
static size_t data_now(void) {
  unsigned long pages = 0;
  FILE *statm = fopen("/proc/self/statm", "re");
  if (!statm)
    return 0;
  if (fscanf(statm, "%*u %*u %*u %*u %*u %lu", &pages) != 1)
    pages = 0;
  fclose(statm);
  return pages * (size_t)sysconf(_SC_PAGESIZE);
}

void contain_memory(size_t bytes) {
  size_t now = data_now();
  struct rlimit memory;
  if (SANITIZED || bytes == 0 || now == 0 || getrlimit(RLIMIT_DATA, &memory) != 0)
    return;
  rlim_t most = now + bytes;
  memory.rlim_cur = memory.rlim_max == RLIM_INFINITY ? most : MIN(most, memory.rlim_max);
  setrlimit(RLIMIT_DATA, &memory);
}
