/* What the tests of the font room share: the book over the fonts installed here. */
#ifndef FONT_FIXTURE_H
#define FONT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "font.h"

#define ROLES_FILE SOURCE_DIR "/fonts/roles.xml"

/* NULL, and the caller skips, where a role has no font on this machine. */
static inline FontBook *fixture_book(Diagnostics *diags) {
  const char *folders[] = {SOURCE_DIR "/fonts/packages", NULL};
  g_autofree char *cache = g_build_filename(g_get_tmp_dir(), "hongtou-test-fonts", NULL);
  FontPaths paths = {.roles_file = ROLES_FILE,
                     .folders = folders,
                     .system_folders = true,
                     .cache_folder = cache};
  FontBook *book = NULL;
  fontbook_open(&paths, diags, &book);
  if (!book)
    print_message("skipped: no fonts for every role here\n");
  return book;
}

/* The face of a family in any role; NULL when it is not installed. */
static inline const Font *fixture_font(const FontBook *book, const char *family) {
  for (size_t i = 0; i < fontbook_role_count(book); i++) {
    const FontRole *role = fontbook_role_at(book, i);
    for (size_t j = 0; j < fontrole_candidates(role); j++) {
      Candidate candidate = fontrole_candidate(role, j);
      if (candidate.font && strcmp(candidate.family, family) == 0)
        return candidate.font;
    }
  }
  return NULL;
}

#endif
