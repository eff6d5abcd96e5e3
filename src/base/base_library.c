#include "base_library.h"

#include <dlfcn.h>
#include <string.h>

enum { FOUND = 1, NOT_FOUND };

static gsize find_functions(const Library *library) {
  void *handle = dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);
  if (!handle)
    return NOT_FOUND;
  for (size_t i = 0; i < library->n; i++) {
    void *function = dlsym(handle, library->names[i]);
    if (!function)
      return NOT_FOUND;
    memcpy((char *)library->functions + i * sizeof function, &function, sizeof function);
  }
  return FOUND;
}

bool library_open(Library *library, Diagnostics *diags) {
  if (g_once_init_enter(&library->tried))
    g_once_init_leave(&library->tried, find_functions(library));
  if (library->tried == NOT_FOUND)
    diag_add(diags, (Span){0}, DIAG_ENV_NO_LIBRARY, library->file, NULL);
  return library->tried == FOUND;
}
