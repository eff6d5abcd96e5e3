/* Results: status, diagnostics and outputs of one call. */
#include <string.h>
#include <sys/stat.h>

#include "hongtou_inner.h"

static void output_free(gpointer data) {
  g_byte_array_unref(data);
}

HongtouResult *result_new(bool strict) {
  HongtouResult *result = g_new0(HongtouResult, 1);
  result->diags = diagnostics_new();
  result->messages = arena_new();
  result->outputs = g_ptr_array_new_with_free_func(output_free);
  result->pages = g_array_new(FALSE, FALSE, sizeof(guint));
  result->layouts = g_array_new(FALSE, FALSE, sizeof(LayoutSummary));
  result->copies = g_ptr_array_new_with_free_func(g_free);
  result->fonts = g_array_new(FALSE, FALSE, sizeof(HongtouFont));
  result->figures = g_array_new(FALSE, FALSE, sizeof(KnownFigure));
  result->files = g_ptr_array_new_with_free_func(g_free);
  result->reads = g_ptr_array_new_with_free_func(g_free);
  result->places = g_ptr_array_new_with_free_func(g_free);
  result->met = g_array_new(FALSE, FALSE, sizeof(MetPlace));
  result->told = g_array_new(FALSE, FALSE, sizeof(HongtouPlace));
  result->strict = strict;
  return result;
}

void hongtou_result_free(HongtouResult *result) {
  if (!result)
    return;
  diagnostics_free(result->diags);
  arena_free(result->messages);
  g_ptr_array_free(result->outputs, TRUE);
  g_array_free(result->pages, TRUE);
  g_ptr_array_free(result->copies, TRUE);
  g_array_free(result->fonts, TRUE);
  g_array_free(result->figures, TRUE);
  g_array_free(result->layouts, TRUE);
  g_ptr_array_free(result->files, TRUE);
  g_ptr_array_free(result->reads, TRUE);
  g_ptr_array_free(result->places, TRUE);
  g_array_free(result->met, TRUE);
  g_array_free(result->told, TRUE);
  if (result->codes)
    g_hash_table_unref(result->codes);
  g_free(result->report);
  g_free(result->batch_report);
  if (result->verified)
    g_array_unref(result->verified);
  g_free(result);
}

/* A fault of the environment outweighs the document's: nothing is known of the document
 * then. */
HongtouStatus hongtou_result_status(const HongtouResult *result) {
  for (size_t i = 0; i < diag_count(result->diags); i++) {
    const Diagnostic *d = diag_at(result->diags, i);
    if (d->severity == SEVERITY_ERROR && diag_is_environment(d->code))
      return HONGTOU_ENVIRONMENT;
  }
  bool faulty =
      diag_errors(result->diags) || (result->strict && diag_warnings(result->diags));
  return faulty ? HONGTOU_FAULTY : HONGTOU_DONE;
}

static bool result_is_done(const HongtouResult *result) {
  return hongtou_result_status(result) == HONGTOU_DONE;
}

size_t hongtou_result_diagnostics(const HongtouResult *result) {
  return diag_count(result->diags);
}

/* What is wrong with no place in a file is wrong with the document, but for what the
 * environment lacks. */
static const char *file_of(const HongtouResult *result, const Diagnostic *d) {
  static const char *const machine[] = {"env.", "font.", "limit.font"};
  for (size_t i = 0; i < G_N_ELEMENTS(machine); i++) {
    if (g_str_has_prefix(diag_code_name(d->code), machine[i]))
      return NULL;
  }
  return result->source;
}

HongtouDiagnostic hongtou_result_diagnostic(HongtouResult *result, size_t i,
                                            HongtouLanguage language) {
  static const HongtouSeverity severities[] = {[SEVERITY_NOTE] = HONGTOU_NOTE,
                                               [SEVERITY_WARNING] = HONGTOU_WARNING,
                                               [SEVERITY_ERROR] = HONGTOU_ERROR};
  const Diagnostic *d = diag_at(result->diags, i);
  g_autofree char *text = diag_text(d, language == HONGTOU_ZH ? LANG_ZH : LANG_EN);
  return (HongtouDiagnostic){.severity = severities[d->severity],
                             .code = diag_code_name(d->code),
                             .file = d->at.file ? d->at.file : file_of(result, d),
                             .line = d->at.line,
                             .column = d->at.column,
                             .message = arena_strdup(result->messages, text)};
}

void result_note_read(HongtouResult *result, const char *path) {
  if (path && strcmp(path, "-") != 0)
    g_ptr_array_add(result->reads, g_strdup(path));
}

/* Each name once, in the order of files, then reads. */
static void reads_settle(HongtouResult *result) {
  g_autoptr(GHashTable) met = g_hash_table_new(g_str_hash, g_str_equal);
  GPtrArray *settled = g_ptr_array_new_with_free_func(g_free);
  const GPtrArray *lists[] = {result->files, result->reads};
  for (size_t k = 0; k < G_N_ELEMENTS(lists); k++) {
    for (guint i = 0; i < lists[k]->len; i++) {
      char *file = g_strdup(g_ptr_array_index(lists[k], i));
      if (!g_hash_table_contains(met, file))
        g_ptr_array_add(settled, file);
      else
        g_free(g_steal_pointer(&file));
      if (file)
        g_hash_table_add(met, file);
    }
  }
  g_ptr_array_free(result->reads, TRUE);
  result->reads = settled;
  result->settled = true;
}

size_t hongtou_result_files(HongtouResult *result) {
  if (!result->settled)
    reads_settle(result);
  return result->reads->len;
}

const char *hongtou_result_file(const HongtouResult *result, size_t i) {
  g_assert(result->settled && i < result->reads->len);
  return g_ptr_array_index(result->reads, i);
}

unsigned hongtou_result_pages(const HongtouResult *result) {
  return result->n_pages;
}

size_t hongtou_result_outputs(const HongtouResult *result) {
  return result_is_done(result) ? result->outputs->len : 0;
}

const void *hongtou_result_output(const HongtouResult *result, size_t i, size_t *length) {
  g_assert(i < hongtou_result_outputs(result));
  const GByteArray *output = g_ptr_array_index(result->outputs, i);
  *length = output->len;
  return output->data;
}

/* "page-{page}.png" → "page-3.png"; every hole is filled in. */
static char *fill(const char *pattern, const char *hole, const char *with) {
  g_auto(GStrv) parts = g_strsplit(pattern, hole, -1);
  return g_strjoinv(with, parts);
}

const char *hongtou_result_copy(const HongtouResult *result, size_t i) {
  g_assert(i < hongtou_result_outputs(result));
  return i < result->copies->len ? g_ptr_array_index(result->copies, i) : NULL;
}

static char *output_path(const HongtouResult *result, const char *pattern, guint i) {
  if (i < result->copies->len)
    return fill(pattern, "{copy}", g_ptr_array_index(result->copies, i));
  if (i >= result->pages->len)
    return g_strdup(pattern);
  g_autofree char *number = g_strdup_printf("%u", g_array_index(result->pages, guint, i));
  return fill(pattern, "{page}", number);
}

/* What was read is never written over, by whatever name. */
static bool is_input(const HongtouResult *result, const char *path) {
  struct stat out, in;
  if (strcmp(path, "-") == 0 || stat(path, &out) != 0)
    return false;
  for (guint i = 0; i < result->files->len; i++) {
    const char *file = g_ptr_array_index(result->files, i);
    if (stat(file, &in) == 0 && in.st_dev == out.st_dev && in.st_ino == out.st_ino)
      return true;
  }
  return false;
}

HongtouStatus hongtou_result_write(HongtouResult *result, const char *path) {
  if (!result_is_done(result))
    return hongtou_result_status(result);
  const char *hole = result->copies->len ? "{copy}" : "{page}";
  if (result->outputs->len > 1 && (!strstr(path, hole) || strcmp(path, "-") == 0)) {
    diag_add(result->diags, (Span){0}, DIAG_RENDER_ONE_FILE, path, hole, NULL);
    return hongtou_result_status(result);
  }
  for (guint i = 0; i < result->outputs->len; i++) {
    const GByteArray *bytes = g_ptr_array_index(result->outputs, i);
    g_autofree char *file = output_path(result, path, i);
    if (is_input(result, file)) {
      diag_add(result->diags, (Span){0}, DIAG_RENDER_OUTPUT_IS_INPUT, file, NULL);
      break;
    }
    if (!file_replace(file, bytes->data, bytes->len, result->diags))
      break;
  }
  return hongtou_result_status(result);
}

size_t hongtou_result_fonts(const HongtouResult *result) {
  return result->fonts->len;
}

HongtouFont hongtou_result_font(const HongtouResult *result, size_t i) {
  g_assert(i < result->fonts->len);
  return g_array_index(result->fonts, HongtouFont, i);
}

/* ---- failures by code -------------------------------------------------------------- */

static gint by_count(gconstpointer a, gconstpointer b, gpointer codes) {
  guint x = GPOINTER_TO_UINT(g_hash_table_lookup(codes, a));
  guint y = GPOINTER_TO_UINT(g_hash_table_lookup(codes, b));
  return x != y ? (x < y) - (x > y) : strcmp(a, b);
}

const char *hongtou_result_batch_code(const HongtouResult *result, size_t i,
                                      uint64_t *count) {
  if (!result->codes || i >= g_hash_table_size(result->codes))
    return NULL;
  GList *codes = g_hash_table_get_keys(result->codes);
  codes = g_list_sort_with_data(codes, by_count, result->codes);
  const char *code = g_list_nth_data(codes, (guint)i);
  *count = GPOINTER_TO_UINT(g_hash_table_lookup(result->codes, code));
  g_list_free(codes);
  return code;
}
