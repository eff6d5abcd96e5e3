/* What a workbook holds: its sheets, and the names it has for ranges. */
#include <string.h>

#include "data_private.h"

static void sheet_free(gpointer data) {
  BookSheet *sheet = data;
  g_free(sheet->name);
  g_free(sheet->entry);
  g_free(sheet);
}

static void name_free(gpointer data) {
  BookName *name = data;
  g_free(name->name);
  g_free(name->reference);
  g_free(name);
}

BookOutline workbook_new(void) {
  return (BookOutline){.sheets = g_ptr_array_new_with_free_func(sheet_free),
                       .names = g_ptr_array_new_with_free_func(name_free)};
}

void workbook_free(BookOutline *outline) {
  g_ptr_array_unref(outline->sheets);
  g_ptr_array_unref(outline->names);
}

void workbook_add_name(BookOutline *outline, char *name, char *reference, int scope) {
  BookName *own = g_new0(BookName, 1);
  *own = (BookName){name, reference, scope};
  g_ptr_array_add(outline->names, own);
}

const BookSheet *workbook_wanted(const BookOutline *outline, const DataSource *source) {
  const BookSheet *first = NULL;
  for (guint i = 0; i < outline->sheets->len; i++) {
    const BookSheet *sheet = outline->sheets->pdata[i];
    if (!sheet->table)
      continue;
    if (source->sheet && strcmp(sheet->name, source->sheet) == 0)
      return sheet;
    bool passed = sheet->hidden && source->hidden == HIDDEN_SKIP;
    first = first || passed ? first : sheet;
  }
  return source->sheet ? NULL : first;
}
