/* Containment: what a process gives up for good before it reads what others wrote. */
#ifndef HONGTOU_BASE_CONTAIN_H
#define HONGTOU_BASE_CONTAIN_H

#include "base.h"

typedef enum {
  CONTAIN_AUTO,    /* as far as the kernel goes */
  CONTAIN_REQUIRE, /* a kernel that cannot is a fault */
  CONTAIN_OFF
} ContainWish;

/* Each list ends with NULL; what is not there is left out. */
typedef struct ContainPlaces {
  const char *const *reads;  /* files, and folders with all below them */
  const char *const *writes; /* folders in and below which files may be made */
} ContainPlaces;

/* Folders that any process of ours reads: libraries, the system's fonts and settings. */
extern const char *const contain_system[];

/* From here on this thread, and all it begins, reads and writes in those places alone
 * (Landlock), and starts no program, opens no connection and looks into no other process
 * (seccomp). Files that are open stay so. False, and env.sandbox, where it is required
 * and the kernel lacks either. */
bool contain_self(ContainWish wish, const ContainPlaces *places, Diagnostics *diags);

/* Lets this process take so much more memory than it has; 0: no limit. */
void contain_memory(size_t bytes);

#endif
