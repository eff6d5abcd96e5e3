/* The bytes a signature covers: its whole revision but for its own value (B3). */
#include <string.h>

#include "verify_private.h"

static void uncovered(Checking *c, Signed *s, const char *what) {
  finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_COVERAGE, what,
              NULL);
}

static bool read_range(const PdfValue *range, size_t out[4]) {
  if (!range || range->kind != PDF_ARRAY || range->n != 4)
    return false;
  for (uint32_t i = 0; i < 4; i++) {
    int64_t n;
    if (!strict_whole(&range->items[i], &n) || n < 0)
      return false;
    out[i] = (size_t)n;
  }
  return true;
}

/* <…> of hexadecimal digits alone. */
static bool is_hex(const PdfFile *file, const PdfValue *contents) {
  return contents && contents->kind == PDF_STRING && file->bytes[contents->from] == '<' &&
         contents->n > 0 && (size_t)contents->n * 2 == contents->to - contents->from - 2;
}

/* An earlier revision may have had no end of line behind it until the next was added. */
static bool ends_right(const Checking *c, const PdfRevision *revision, size_t end) {
  bool last = revision->to == c->file->len;
  return end <= revision->to && end >= (last ? revision->to : revision->least_to);
}

void cover_check(Checking *c, Signed *s) {
  const PdfFile *file = c->file;
  const PdfRevision *revision = strict_revision(file, s->shown.revision);
  const PdfValue *contents = strict_key(&s->dict->value, "Contents");
  size_t range[4];
  s->shown.coverage = VERIFY_BAD;
  if (!is_hex(file, contents)) {
    uncovered(c, s, "/Contents");
    return;
  }
  if (!read_range(strict_key(&s->dict->value, "ByteRange"), range)) {
    uncovered(c, s, "/ByteRange");
    return;
  }
  if (range[0] != 0 || range[1] != contents->from || range[2] != contents->to ||
      range[3] > file->len - range[2] || !ends_right(c, revision, range[2] + range[3])) {
    uncovered(c, s,
              arena_printf(c->arena, "/ByteRange [%zu %zu %zu %zu]", range[0], range[1],
                           range[2], range[3]));
    return;
  }
  s->contents = contents;
  s->signed_bytes[0] = (Piece){file->bytes, range[1]};
  s->signed_bytes[1] = (Piece){file->bytes + range[2], range[3]};
  s->shown.coverage = VERIFY_GOOD;
}
