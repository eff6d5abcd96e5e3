/* Files that are no CSV whatever their name says, told by their first bytes. */
#include <string.h>

#include "data_private.h"

typedef struct KnownForm {
  const char *begins;
  size_t n;
  const char *form;
} KnownForm;

#define BEGINS(text) text, sizeof text - 1

static const KnownForm magics[] = {
    {BEGINS("\x09\x00\x04\x00"), "XLS (BIFF 2)"},
    {BEGINS("\x09\x02\x06\x00"), "XLS (BIFF 3)"},
    {BEGINS("\x09\x04\x06\x00"), "XLS (BIFF 4)"},
    {BEGINS("\x09\x08"), "XLS (BIFF 5)"},
    {BEGINS("%PDF-"), "PDF"},
    {BEGINS("{\\rtf"), "RTF"},
    {BEGINS("\x1f\x8b"), "GZIP"},
    {BEGINS("7z\xbc\xaf\x27\x1c"), "7-Zip"},
    {BEGINS("Rar!\x1a\x07"), "RAR"},
    {BEGINS("\x89PNG"), "PNG"},
    {BEGINS("\xff\xd8\xff"), "JPEG"},
    {BEGINS("SQLite format 3"), "SQLite"},
    {BEGINS("PAR1"), "Parquet"},
    {BEGINS("ID;P"), "SYLK"},
    {BEGINS("MIME-Version:"), "MHTML"},
};

/* Markup by what stands in its first kilobytes. */
static const struct {
  const char *mark, *form;
} markups[] = {
    {"urn:schemas-microsoft-com:office:spreadsheet", "XML Spreadsheet 2003"},
    {"progid=\"excel.sheet\"", "XML Spreadsheet 2003"},
    {"<!doctype html", "HTML"},
    {"<html", "HTML"},
    {"<table", "HTML"},
    {"<meta ", "HTML"},
    {"<body", "HTML"},
    {"<?xml", "XML"},
};

/* Names in a compound file's directory are UTF-16. */
static bool holds_wide(const char *bytes, size_t len, const char *name) {
  g_autoptr(GString) wide = g_string_new(NULL);
  for (const char *p = name; *p; p++) {
    g_string_append_c(wide, *p);
    g_string_append_c(wide, '\0');
  }
  return memmem(bytes, len, wide->str, wide->len) != NULL;
}

static const char *compound_form(const char *bytes, size_t len, bool *encrypted) {
  *encrypted = holds_wide(bytes, len, "EncryptedPackage");
  if (holds_wide(bytes, len, "WordDocument"))
    return "Word 97–2003 (.doc, .wps)";
  return "Excel 97–2003 (.xls, .et)";
}

static const char *markup_form(const char *bytes, size_t len) {
  size_t from = 0;
  if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
    from = 3;
  while (from < len && g_ascii_isspace(bytes[from]))
    from++;
  if (from >= len || bytes[from] != '<')
    return NULL;
  g_autofree char *head = g_ascii_strdown(bytes + from, (gssize)MIN(len - from, 4096));
  for (size_t i = 0; i < G_N_ELEMENTS(markups); i++) {
    if (strstr(head, markups[i].mark))
      return markups[i].form;
  }
  return NULL;
}

/* Every other byte of plain text in UTF-16 without a mark is NUL. */
static bool is_bare_utf16(const char *bytes, size_t len) {
  size_t n = MIN(len, 512) & ~(size_t)1, even = 0, odd = 0;
  for (size_t i = 0; i < n; i += 2) {
    even += bytes[i] == 0;
    odd += bytes[i + 1] == 0;
  }
  return even + odd >= 4 && (even == 0 || odd == 0);
}

const char *data_known_form(const char *bytes, size_t len, bool *encrypted) {
  *encrypted = false;
  if (data_utf16_mark(bytes, len))
    return NULL;
  if (len >= 8 && memcmp(bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
    return compound_form(bytes, len, encrypted);
  for (size_t i = 0; i < G_N_ELEMENTS(magics); i++) {
    if (len >= magics[i].n && memcmp(bytes, magics[i].begins, magics[i].n) == 0)
      return magics[i].form;
  }
  const char *markup = markup_form(bytes, len);
  return markup ? markup : is_bare_utf16(bytes, len) ? "UTF-16" : NULL;
}

void data_form_tell(Job *job, const DataSource *source, const char *form) {
  diag_add(job->diags, data_span(source, 0, 0), DIAG_DATA_FORM, form, NULL);
}
