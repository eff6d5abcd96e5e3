/* A PDF read strictly (signing B1): objects one after another with white space alone
 * between, each revision with a cross-reference of just those objects. It knows nothing
 * of signatures. */
#ifndef HONGTOU_VERIFY_STRICT_H
#define HONGTOU_VERIFY_STRICT_H

#include "base.h"

/* ---- values --------------------------------------------------------------------- */

typedef enum {
  PDF_NULL,
  PDF_BOOL,
  PDF_NUMBER,
  PDF_STRING,
  PDF_NAME,
  PDF_ARRAY,
  PDF_DICT,
  PDF_REF
} PdfKind;

typedef struct PdfValue {
  PdfKind kind;
  bool whole;       /* PDF_BOOL: true; PDF_NUMBER: written without a point */
  uint32_t n;       /* bytes of text, items of an array, entries of a dictionary */
  uint32_t number;  /* PDF_REF */
  const char *text; /* string and name decoded; number in its shortest form; NUL added */
  const struct PdfValue *items;   /* PDF_ARRAY */
  const struct PdfEntry *entries; /* PDF_DICT, sorted by name */
  size_t from, to; /* where it is written: in the file, or in its object stream */
} PdfValue;

typedef struct PdfEntry {
  const char *name;
  uint32_t n; /* bytes of the name */
  PdfValue value;
} PdfEntry;

typedef struct PdfObject {
  uint32_t number, generation;
  unsigned revision; /* from 0 */
  size_t from, to;   /* of "N G obj … endobj"; of a packed one, its container's */
  PdfValue value;
  bool is_stream;
  size_t data, data_len;      /* of a stream, in the file */
  uint32_t container;         /* number of the object stream it lies in; 0: none */
  struct PdfObject *older;    /* its definition in an earlier revision */
  bool is_xref, is_container; /* of this revision's own book-keeping */
} PdfObject;

typedef struct PdfRevision {
  size_t from, to; /* to: after the end of line behind %%EOF */
  size_t least_to; /* after %%EOF itself */
  size_t startxref;
  guint first, after; /* its objects in PdfFile.objects */
  PdfValue trailer;
} PdfRevision;

typedef struct PdfFault {
  DiagCode code; /* DIAG_COUNT: none */
  const char *arg;
  size_t at;
} PdfFault;

typedef struct PdfFile {
  const uint8_t *bytes;
  size_t len;
  Arena *arena;
  const Limits *limits;
  GPtrArray *objects; /* PdfObject *, as they stand; packed ones behind their container */
  PdfObject **newest; /* by number; NULL: none */
  uint32_t n_numbers; /* of newest */
  GArray *revisions;  /* PdfRevision */
  size_t inflated;    /* bytes so far */
  PdfFault fault;
  bool linearized;
} PdfFile;

/* Reads all of it. False: file->fault says why; what was read before it is there. Free
 * with strict_file_clear. */
bool strict_file_read(PdfFile *file);
void strict_file_clear(PdfFile *file);
/* Keeps the first fault alone. Always false. */
bool strict_fault(PdfFile *file, DiagCode code, size_t at, const char *arg);

/* ---- reading values -------------------------------------------------------------- */

typedef struct PdfLexer {
  PdfFile *file;
  const uint8_t *bytes;
  size_t at, end;
  size_t place; /* of byte 0 in the file, for faults; packed: of the container */
  bool packed;
} PdfLexer;

void strict_skip_space(PdfLexer *lexer);
/* The keyword, followed by no regular character, is taken; else nothing. */
bool strict_word(PdfLexer *lexer, const char *word);
bool strict_unsigned(PdfLexer *lexer, uint64_t most, uint64_t *out);
/* One value; false: a fault was reported. */
bool strict_value(PdfLexer *lexer, PdfValue *out, unsigned depth);

/* ---- parts of reading, one file each ----------------------------------------------- */

typedef struct XrefEntry {
  uint32_t number, generation, container; /* container 0: at an offset of the file */
  uint64_t offset;                        /* or the index in the container */
  bool used;
} XrefEntry;

/* "xref … trailer << >>" from the lexer on. */
bool strict_read_table(PdfLexer *lexer, GArray *entries, PdfValue *trailer);
bool strict_read_xref_stream(PdfFile *file, const PdfObject *stream, GArray *entries);
/* The entries name just the objects of the revision. */
bool strict_check_xref(PdfFile *file, PdfRevision *revision, GArray *entries);
/* The objects of every object stream of the revision. */
bool strict_unpack(PdfFile *file, unsigned revision);
bool strict_add(PdfFile *file, PdfObject *object);
/* The data of a stream without filter or with FlateDecode; false: of another kind, or
 * broken. Lives as long as the arena. */
bool strict_inflate(PdfFile *file, const PdfObject *object, const uint8_t **out,
                    size_t *len);

/* ---- asking ------------------------------------------------------------------------ */

/* NULL: no such key, or no dictionary. */
const PdfValue *strict_key(const PdfValue *dict, const char *name);
bool strict_is_name(const PdfValue *value, const char *name);
/* value is the name of key in dict */
bool strict_key_is(const PdfValue *dict, const char *key, const char *name);
bool strict_whole(const PdfValue *value, int64_t *out);
/* The object of that number as the revision sees it; NULL: none. */
const PdfObject *strict_object(const PdfFile *file, uint32_t number, unsigned revision);
/* What the value is, its reference followed once; NULL: nothing. */
const PdfValue *strict_follow(const PdfFile *file, const PdfValue *value,
                              unsigned revision);
/* The key's value, its reference followed. */
const PdfValue *strict_key_at(const PdfFile *file, const PdfValue *dict, const char *key,
                              unsigned revision);
/* Equal as decoded; references by number. */
bool strict_equal(const PdfValue *a, const PdfValue *b);
static inline const PdfRevision *strict_revision(const PdfFile *file, unsigned i) {
  return &g_array_index(file->revisions, PdfRevision, i);
}
/* Calls visit for each reference in the value. */
void strict_each_ref(const PdfValue *value, void (*visit)(uint32_t number, void *self),
                     void *self);
/* Marks in reached (file->n_numbers bytes) all that the value leads to. */
void strict_reach(const PdfFile *file, const PdfValue *from, unsigned revision,
                  uint8_t *reached);
/* A text string as UTF-8 without control characters. */
const char *strict_text(Arena *arena, const PdfValue *value);

#endif
