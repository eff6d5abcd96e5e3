#include "base_zip.h"

LIBRARY_OPENER(zip_library, zip_functions, ZipFunctions, ZIP_FUNCTIONS, LIBZIP_SONAME)
