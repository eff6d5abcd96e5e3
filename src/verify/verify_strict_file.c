/* Header, revisions, objects: what stands in the file, in sequence. */
#include <string.h>

#include "verify_strict.h"

bool strict_fault(PdfFile *file, DiagCode code, size_t at, const char *arg) {
  if (file->fault.code == DIAG_COUNT)
    file->fault = (PdfFault){.code = code, .at = at, .arg = arg ? arg : ""};
  return false;
}

static bool syntax(const PdfLexer *lexer, const char *what) {
  return strict_fault(lexer->file, DIAG_VERIFY_SYNTAX, lexer->at, what);
}

static int at(const PdfLexer *lexer) {
  return lexer->at < lexer->end ? lexer->bytes[lexer->at] : -1;
}

/* One end of line, where one is. */
static bool skip_line_end(PdfLexer *lexer) {
  size_t before = lexer->at;
  if (at(lexer) == '\r')
    lexer->at++;
  if (at(lexer) == '\n')
    lexer->at++;
  return lexer->at > before;
}

/* ---- objects ----------------------------------------------------------------------- */

bool strict_add(PdfFile *file, PdfObject *object) {
  if (object->number == 0 || object->number >= file->n_numbers)
    return strict_fault(file, DIAG_VERIFY_SYNTAX, object->from, "obj");
  if (file->objects->len >= file->limits->pdf_objects)
    return strict_fault(file, DIAG_VERIFY_LIMIT, object->from, "objects");
  object->older = file->newest[object->number];
  if (object->older && object->older->revision == object->revision)
    return strict_fault(file, DIAG_VERIFY_OBJECT_TWICE, object->from,
                        arena_printf(file->arena, "%u", object->number));
  file->newest[object->number] = object;
  g_ptr_array_add(file->objects, object);
  return true;
}

/* The data of a stream whose length stands elsewhere ends where endstream and endobj
 * stand; check_lengths holds it against that number later. */
static bool find_end(const PdfLexer *lexer, size_t *len) {
  static const char word[] = "endstream";
  const uint8_t *from = lexer->bytes + lexer->at, *end = lexer->bytes + lexer->end;
  const uint8_t *found = memmem(from, (size_t)(end - from), word, sizeof word - 1);
  if (!found)
    return false;
  if (found > from && found[-1] == '\n')
    found--;
  if (found > from && found[-1] == '\r')
    found--;
  *len = (size_t)(found - from);
  return true;
}

static bool read_stream(PdfLexer *lexer, PdfObject *object) {
  const PdfValue *length = strict_key(&object->value, "Length");
  int64_t n = -1;
  if (at(lexer) == '\r')
    lexer->at++;
  if (at(lexer) != '\n')
    return syntax(lexer, "stream");
  lexer->at++;
  object->is_stream = true;
  object->data = lexer->at;
  if (length && length->kind == PDF_REF) {
    if (!find_end(lexer, &object->data_len))
      return syntax(lexer, "endstream");
  } else if (!strict_whole(length, &n) || n < 0 || (uint64_t)n > lexer->end - lexer->at)
    return syntax(lexer, "Length");
  else
    object->data_len = (size_t)n;
  lexer->at += object->data_len;
  skip_line_end(lexer);
  return strict_word(lexer, "endstream") || syntax(lexer, "endstream");
}

static bool read_head(PdfLexer *lexer, PdfObject *object) {
  uint64_t number, generation;
  if (!strict_unsigned(lexer, lexer->file->limits->pdf_objects, &number) ||
      at(lexer) != ' ')
    return syntax(lexer, "obj");
  lexer->at++;
  if (!strict_unsigned(lexer, 65535, &generation) || at(lexer) != ' ')
    return syntax(lexer, "obj");
  lexer->at++;
  object->number = (uint32_t)number;
  object->generation = (uint32_t)generation;
  return strict_word(lexer, "obj") || syntax(lexer, "obj");
}

static bool read_object(PdfLexer *lexer, unsigned revision) {
  PdfFile *file = lexer->file;
  PdfObject *object = ARENA_NEW(file->arena, PdfObject);
  object->revision = revision;
  object->from = lexer->at;
  if (!read_head(lexer, object))
    return false;
  strict_skip_space(lexer);
  if (!strict_value(lexer, &object->value, file->limits->depth))
    return false;
  strict_skip_space(lexer);
  if (object->value.kind == PDF_DICT && strict_word(lexer, "stream")) {
    if (!read_stream(lexer, object))
      return false;
    strict_skip_space(lexer);
  }
  if (!strict_word(lexer, "endobj"))
    return syntax(lexer, "endobj");
  object->to = lexer->at;
  object->is_xref = object->is_stream && strict_key_is(&object->value, "Type", "XRef");
  object->is_container =
      object->is_stream && strict_key_is(&object->value, "Type", "ObjStm");
  if (file->objects->len == 0 && strict_key(&object->value, "Linearized"))
    file->linearized = true;
  return strict_add(file, object);
}

/* ---- revisions --------------------------------------------------------------------- */

static const PdfObject *last_object(const PdfFile *file, const PdfRevision *revision) {
  guint n = file->objects->len;
  return n > revision->first ? file->objects->pdata[n - 1] : NULL;
}

static bool read_xref(PdfLexer *lexer, PdfRevision *revision, GArray *entries,
                      size_t *place) {
  PdfFile *file = lexer->file;
  const PdfObject *last = last_object(file, revision);
  *place = lexer->at;
  if (strict_word(lexer, "xref"))
    return strict_read_table(lexer, entries, &revision->trailer);
  if (!last || !last->is_xref)
    return syntax(lexer, "xref");
  *place = last->from;
  revision->trailer = last->value;
  return strict_read_xref_stream(file, last, entries);
}

/* "startxref N %%EOF" and at most one end of line. */
static bool read_end(PdfLexer *lexer, PdfRevision *revision, size_t place) {
  uint64_t start;
  strict_skip_space(lexer);
  if (!strict_word(lexer, "startxref"))
    return syntax(lexer, "startxref");
  strict_skip_space(lexer);
  if (!strict_unsigned(lexer, lexer->end, &start) || !skip_line_end(lexer))
    return syntax(lexer, "startxref");
  if (start != place)
    return strict_fault(lexer->file, DIAG_VERIFY_XREF, lexer->at, "startxref");
  static const char mark[] = "%%EOF";
  if (lexer->end - lexer->at < sizeof mark - 1 ||
      memcmp(lexer->bytes + lexer->at, mark, sizeof mark - 1) != 0)
    return syntax(lexer, mark);
  lexer->at += sizeof mark - 1;
  revision->startxref = place;
  revision->least_to = lexer->at;
  if (!skip_line_end(lexer) && lexer->at != lexer->end)
    return syntax(lexer, mark);
  revision->to = lexer->at;
  return true;
}

static bool check_trailer(PdfFile *file, const PdfRevision *revision) {
  const PdfValue *trailer = &revision->trailer;
  const PdfValue *prev = strict_key(trailer, "Prev");
  guint n = file->revisions->len;
  int64_t size, before = -1;
  if (strict_key(trailer, "Encrypt"))
    return strict_fault(file, DIAG_VERIFY_ENCRYPTED, revision->startxref, NULL);
  if (strict_key(trailer, "XRefStm"))
    return strict_fault(file, DIAG_VERIFY_XREF, revision->startxref, "XRefStm");
  if (n == 0 ? prev != NULL
             : !strict_whole(prev, &before) || before < 0 ||
                   (size_t)before != strict_revision(file, n - 1)->startxref)
    return strict_fault(file, DIAG_VERIFY_XREF, revision->startxref, "Prev");
  const PdfValue *root = strict_key(trailer, "Root");
  if (!root || root->kind != PDF_REF)
    return strict_fault(file, DIAG_VERIFY_XREF, revision->startxref, "Root");
  if (!strict_whole(strict_key(trailer, "Size"), &size))
    return strict_fault(file, DIAG_VERIFY_XREF, revision->startxref, "Size");
  for (guint i = revision->first; i < file->objects->len; i++) {
    if (((const PdfObject *)file->objects->pdata[i])->number >= size)
      return strict_fault(file, DIAG_VERIFY_XREF, revision->startxref, "Size");
  }
  return true;
}

static bool read_revision(PdfLexer *lexer) {
  PdfFile *file = lexer->file;
  PdfRevision revision = {.from = lexer->at, .first = file->objects->len};
  g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(XrefEntry));
  size_t place;
  if (file->revisions->len >= file->limits->pdf_revisions)
    return strict_fault(file, DIAG_VERIFY_LIMIT, lexer->at, "revisions");
  for (strict_skip_space(lexer); g_ascii_isdigit(at(lexer)); strict_skip_space(lexer)) {
    if (!read_object(lexer, file->revisions->len))
      return false;
  }
  if (!read_xref(lexer, &revision, entries, &place) ||
      !read_end(lexer, &revision, place) || !check_trailer(file, &revision) ||
      !strict_unpack(file, file->revisions->len) || !check_trailer(file, &revision) ||
      !strict_check_xref(file, &revision, entries))
    return false;
  revision.after = file->objects->len;
  g_array_append_val(file->revisions, revision);
  return true;
}

/* ---- the file ---------------------------------------------------------------------- */

/* "%PDF-1.7", and one comment that shows the file is binary. */
static bool read_header(PdfLexer *lexer) {
  if (lexer->end < 9 || memcmp(lexer->bytes, "%PDF-", 5) != 0 ||
      !(memcmp(lexer->bytes + 5, "2.0", 3) == 0 ||
        (memcmp(lexer->bytes + 5, "1.", 2) == 0 && lexer->bytes[7] >= '0' &&
         lexer->bytes[7] <= '7')))
    return strict_fault(lexer->file, DIAG_VERIFY_HEADER, 0, NULL);
  lexer->at = 8;
  if (!skip_line_end(lexer))
    return strict_fault(lexer->file, DIAG_VERIFY_HEADER, 8, NULL);
  if (at(lexer) != '%')
    return true;
  size_t start = lexer->at;
  while (at(lexer) >= 0 && at(lexer) != '\n' && at(lexer) != '\r')
    lexer->at++;
  return lexer->at - start <= 32 || syntax(lexer, "%");
}

static bool check_lengths(PdfFile *file) {
  for (guint i = 0; i < file->objects->len; i++) {
    const PdfObject *object = file->objects->pdata[i];
    const PdfValue *length = strict_key(&object->value, "Length");
    int64_t n;
    if (!object->is_stream || !length || length->kind != PDF_REF)
      continue;
    length = strict_follow(file, length, object->revision);
    if (!strict_whole(length, &n) || n < 0 || (uint64_t)n < object->data_len ||
        (uint64_t)n > object->data_len + 2)
      return strict_fault(file, DIAG_VERIFY_SYNTAX, object->from, "Length");
  }
  return true;
}

bool strict_file_read(PdfFile *file) {
  file->fault = (PdfFault){.code = DIAG_COUNT};
  file->objects = g_ptr_array_new();
  file->revisions = g_array_new(FALSE, FALSE, sizeof(PdfRevision));
  /* a number above what the bytes can hold objects for is none of this file's */
  file->n_numbers = (uint32_t)MIN(file->limits->pdf_objects, file->len + 2);
  file->newest = g_new0(PdfObject *, file->n_numbers);
  PdfLexer lexer = {.file = file, .bytes = file->bytes, .end = file->len};
  if (!read_header(&lexer))
    return false;
  do {
    if (!read_revision(&lexer))
      return false;
  } while (lexer.at < lexer.end);
  return check_lengths(file);
}

void strict_file_clear(PdfFile *file) {
  if (file->objects)
    g_ptr_array_free(file->objects, TRUE);
  if (file->revisions)
    g_array_free(file->revisions, TRUE);
  g_free(file->newest);
}
