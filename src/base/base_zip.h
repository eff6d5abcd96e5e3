/* libzip, opened when a package is read or written. */
#ifndef HONGTOU_BASE_ZIP_H
#define HONGTOU_BASE_ZIP_H

#include <zip.h>

#include "base_library.h"

/* Left as it is: each line would be indented further. */
/* clang-format off */
#define ZIP_FUNCTIONS(X)                                                              \
  X(zip_close) X(zip_discard) X(zip_error_fini) X(zip_error_init)                     \
  X(zip_error_strerror) X(zip_fclose) X(zip_file_add) X(zip_file_set_dostime)         \
  X(zip_fopen_index) X(zip_fread) X(zip_get_name) X(zip_get_num_entries) \
  X(zip_open_from_source) X(zip_set_file_compression) X(zip_source_buffer)            \
  X(zip_source_buffer_create) X(zip_source_close) X(zip_source_free)                  \
  X(zip_source_keep) X(zip_source_open) X(zip_source_read) X(zip_source_stat)         \
  X(zip_stat_index)
/* clang-format on */

LIBRARY_TABLE(ZipFunctions, ZIP_FUNCTIONS)
extern ZipFunctions zip_functions;
/* False, reported, where libzip is not installed. */
bool zip_library(Diagnostics *diags);

#define ZIP(name) zip_functions.zip_##name

#endif
