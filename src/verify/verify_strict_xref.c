/* Cross-references: tables, streams, and that they name just what is there. */
#include <string.h>

#include "verify_strict.h"

static bool fault(PdfFile *file, size_t at, const char *what) {
  return strict_fault(file, DIAG_VERIFY_XREF, at, what);
}

/* ---- tables ------------------------------------------------------------------------ */

static bool digits(const uint8_t *text, size_t n, uint64_t *out) {
  *out = 0;
  for (size_t i = 0; i < n; i++) {
    if (!g_ascii_isdigit(text[i]))
      return false;
    *out = *out * 10 + (uint64_t)(text[i] - '0');
  }
  return true;
}

/* "0000000017 00000 n" and two bytes that end the line. */
static bool read_row(const uint8_t *row, XrefEntry *out) {
  uint64_t generation;
  bool ends = (row[18] == ' ' && (row[19] == '\n' || row[19] == '\r')) ||
              (row[18] == '\r' && row[19] == '\n');
  if (!ends || row[10] != ' ' || row[16] != ' ' || (row[17] != 'n' && row[17] != 'f') ||
      !digits(row, 10, &out->offset) || !digits(row + 11, 5, &generation))
    return false;
  out->generation = (uint32_t)generation;
  out->used = row[17] == 'n';
  return true;
}

static bool read_section(PdfLexer *lexer, GArray *entries) {
  const uint64_t most = lexer->file->limits->pdf_objects;
  uint64_t first, count;
  if (!strict_unsigned(lexer, most, &first))
    return false;
  strict_skip_space(lexer);
  if (!strict_unsigned(lexer, most, &count) || first + count > most)
    return false;
  strict_skip_space(lexer);
  for (uint64_t i = 0; i < count; i++) {
    XrefEntry entry = {.number = (uint32_t)(first + i)};
    if (lexer->end - lexer->at < 20 || !read_row(lexer->bytes + lexer->at, &entry))
      return false;
    g_array_append_val(entries, entry);
    lexer->at += 20;
  }
  return true;
}

bool strict_read_table(PdfLexer *lexer, GArray *entries, PdfValue *trailer) {
  strict_skip_space(lexer);
  while (!strict_word(lexer, "trailer")) {
    if (!read_section(lexer, entries))
      return fault(lexer->file, lexer->at, "xref");
    strict_skip_space(lexer);
  }
  strict_skip_space(lexer);
  if (!strict_value(lexer, trailer, lexer->file->limits->depth))
    return false;
  return trailer->kind == PDF_DICT || fault(lexer->file, lexer->at, "trailer");
}

/* ---- streams ----------------------------------------------------------------------- */

typedef struct XrefRows {
  const uint8_t *at, *end;
  unsigned width[3];
} XrefRows;

static uint64_t take_field(XrefRows *rows, unsigned i, uint64_t otherwise) {
  uint64_t value = rows->width[i] ? 0 : otherwise;
  for (unsigned k = 0; k < rows->width[i]; k++)
    value = value << 8 | *rows->at++;
  return value;
}

static bool take_row(XrefRows *rows, XrefEntry *entry) {
  size_t width = rows->width[0] + rows->width[1] + rows->width[2];
  if ((size_t)(rows->end - rows->at) < width)
    return false;
  uint64_t type = take_field(rows, 0, 1);
  uint64_t second = take_field(rows, 1, 0), third = take_field(rows, 2, 0);
  entry->used = type != 0;
  entry->offset = type == 2 ? third : second;
  entry->container = type == 2 ? (uint32_t)MIN(second, UINT32_MAX) : 0;
  entry->generation = type == 2 ? 0 : (uint32_t)MIN(third, UINT32_MAX);
  return type <= 2 && !(type == 2 && second == 0);
}

static bool take_rows(PdfFile *file, XrefRows *rows, int64_t first, int64_t count,
                      GArray *entries) {
  int64_t most = (int64_t)file->limits->pdf_objects;
  if (first < 0 || count < 0 || first > most || count > most - first)
    return false;
  for (int64_t i = 0; i < count; i++) {
    XrefEntry entry = {.number = (uint32_t)(first + i)};
    if (!take_row(rows, &entry))
      return false;
    g_array_append_val(entries, entry);
  }
  return true;
}

static bool read_widths(const PdfValue *w, XrefRows *rows) {
  if (!w || w->kind != PDF_ARRAY || w->n != 3)
    return false;
  for (unsigned i = 0; i < 3; i++) {
    int64_t width;
    if (!strict_whole(&w->items[i], &width) || width < 0 || width > 8)
      return false;
    rows->width[i] = (unsigned)width;
  }
  return rows->width[1] > 0;
}

bool strict_read_xref_stream(PdfFile *file, const PdfObject *stream, GArray *entries) {
  const PdfValue *index = strict_key(&stream->value, "Index");
  XrefRows rows = {0};
  const uint8_t *data;
  size_t len;
  int64_t first = 0, count;
  if (!read_widths(strict_key(&stream->value, "W"), &rows) ||
      !strict_whole(strict_key(&stream->value, "Size"), &count) ||
      !strict_inflate(file, stream, &data, &len))
    return fault(file, stream->from, "XRef");
  rows.at = data;
  rows.end = data + len;
  if (!index)
    return (take_rows(file, &rows, 0, count, entries) && rows.at == rows.end) ||
           fault(file, stream->from, "XRef");
  if (index->kind != PDF_ARRAY || index->n % 2)
    return fault(file, stream->from, "Index");
  for (uint32_t i = 0; i < index->n; i += 2) {
    if (!strict_whole(&index->items[i], &first) ||
        !strict_whole(&index->items[i + 1], &count) ||
        !take_rows(file, &rows, first, count, entries))
      return fault(file, stream->from, "Index");
  }
  return rows.at == rows.end || fault(file, stream->from, "XRef");
}

/* ---- just what is there ------------------------------------------------------------ */

static const char *number_text(const PdfFile *file, uint32_t number) {
  return arena_printf(file->arena, "%u", number);
}

static bool check_used(PdfFile *file, const PdfRevision *revision,
                       const XrefEntry *entry) {
  const PdfObject *object =
      entry->number < file->n_numbers ? file->newest[entry->number] : NULL;
  bool here = object && object->revision == file->revisions->len;
  bool right =
      here && object->container == entry->container &&
      object->generation == entry->generation &&
      (entry->container ? object->data == entry->offset : object->from == entry->offset);
  return right || fault(file, revision->startxref, number_text(file, entry->number));
}

/* A free number was never in use. */
static bool check_free(PdfFile *file, const PdfRevision *revision,
                       const XrefEntry *entry) {
  if (entry->number == 0 || entry->number >= file->n_numbers ||
      !file->newest[entry->number])
    return true;
  return strict_fault(file, DIAG_VERIFY_FREED, revision->startxref,
                      number_text(file, entry->number));
}

bool strict_check_xref(PdfFile *file, PdfRevision *revision, GArray *entries) {
  g_autofree uint8_t *seen = g_malloc0(file->limits->pdf_objects / 8 + 1);
  guint used = 0, there = file->objects->len - revision->first;
  const PdfObject *own = NULL;
  for (guint i = 0; i < entries->len; i++) {
    const XrefEntry *entry = &g_array_index(entries, XrefEntry, i);
    if (seen[entry->number / 8] & 1u << entry->number % 8)
      return fault(file, revision->startxref, number_text(file, entry->number));
    seen[entry->number / 8] |= (uint8_t)(1u << entry->number % 8);
    if (!(entry->used ? check_used : check_free)(file, revision, entry))
      return false;
    used += entry->used;
  }
  for (guint i = revision->first; i < file->objects->len; i++) {
    const PdfObject *object = file->objects->pdata[i];
    bool listed = seen[object->number / 8] & 1u << object->number % 8;
    if (!listed && object->is_xref && object->from == revision->startxref && !own)
      own = object; /* a cross-reference stream may leave itself out */
    else if (!listed)
      return fault(file, object->from, number_text(file, object->number));
  }
  return used + (own != NULL) == there || fault(file, revision->startxref, "xref");
}
