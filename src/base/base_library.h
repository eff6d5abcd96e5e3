/* Shared libraries that few runs need, opened when one does: each takes as long to link
 * at the start of every process as a page takes to set.
 *
 *   #define FOO_FUNCTIONS(X) X(foo_open) X(foo_close)
 *   LIBRARY_TABLE(FooFunctions, FOO_FUNCTIONS)       in a header:
 * foo_functions.foo_open(…) LIBRARY_OPENER(foo_library, foo_functions, FooFunctions,
 * FOO_FUNCTIONS, "libfoo.so.1")
 *
 * The types are those of the library's own header; the functions are missing until
 * foo_library() has returned true. */
#ifndef HONGTOU_BASE_LIBRARY_H
#define HONGTOU_BASE_LIBRARY_H

#include "base.h"

typedef struct Library {
  const char *file;         /* its soname */
  const char *const *names; /* of the functions … */
  void *functions;          /* … and where the pointers to them go, in the same order */
  size_t n;
  gsize tried; /* of g_once_init_enter: 1 found, 2 not */
} Library;

/* Finds all functions, once. False, reported as env.no-library, where the library is not
 * installed or lacks one. */
bool library_open(Library *library, Diagnostics *diags);

#define LIBRARY_TEXT_OF(name) #name
#define LIBRARY_TEXT(name) \
  LIBRARY_TEXT_OF(name), /* the name itself may be a macro, as ICU's are */
#define LIBRARY_POINTER(name) __typeof__(name) *name;
#define LIBRARY_TABLE(type, FUNCTIONS) \
  typedef struct type {                \
    FUNCTIONS(LIBRARY_POINTER)         \
  } type;
#define LIBRARY_OPENER(opener, table, type, FUNCTIONS, soname)                          \
  type table;                                                                           \
  bool opener(Diagnostics *diags) {                                                     \
    static const char *const names[] = {FUNCTIONS(LIBRARY_TEXT)};                       \
    static Library library = {                                                          \
        .file = soname, .names = names, .functions = &table, .n = G_N_ELEMENTS(names)}; \
    return library_open(&library, diags);                                               \
  }

#endif
