/* base: what every room stands on — arena, diagnostics, lengths, text, dates, output
 * files. It knows nothing of documents, fonts or formats. */
#ifndef HONGTOU_BASE_H
#define HONGTOU_BASE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- arena -------------------------------------------------------------- */

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *arena);
/* An arena that is freed with its parent, if not before: for what is large and leaves
 * early. */
Arena *arena_new_within(Arena *parent);
/* Takes everything back and keeps some room: all that was handed out is gone. */
void arena_clear(Arena *arena);
/* Zeroed memory, aligned for any type, alive until arena_free. Never NULL. */
void *arena_alloc(Arena *arena, size_t size);
/* count objects of size bytes; an overflow is our own fault and asserts. */
void *arena_array(Arena *arena, size_t count, size_t size);
/* A copy of len bytes with a final NUL. */
char *arena_strndup(Arena *arena, const char *text, size_t len);
char *arena_strdup(Arena *arena, const char *text);
char *arena_printf(Arena *arena, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Copies a GArray's elements into the arena and frees the array. */
void *arena_take_array(Arena *arena, GArray *array);
/* Bytes handed out so far; for limits and benchmarks. */
size_t arena_used(const Arena *arena);

#define ARENA_NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, n) ((Type *)arena_array((arena), (n), sizeof(Type)))

/* ---- places in the user's files ------------------------------------------ */

typedef struct Span {
  const char *file; /* as the user named it; "-" for stdin; NULL: no file */
  uint32_t line;    /* from 1; 0: the whole file */
  uint32_t column;  /* in characters, from 1; 0: unknown */
} Span;

/* ---- diagnostics --------------------------------------------------------- */

typedef enum { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR } Severity;
typedef enum { LANG_ZH, LANG_EN } MessageLanguage;

typedef enum {
#define DIAG(id, code, severity, zh, en) DIAG_##id,
#include "base_diagnostics.def"
#undef DIAG
  DIAG_COUNT
} DiagCode;

typedef struct Diagnostic {
  Span at;
  DiagCode code;
  Severity severity;
  const char *args[4]; /* fill {0}…{3} of the text */
} Diagnostic;

typedef struct Diagnostics Diagnostics;

Diagnostics *diagnostics_new(void);
void diagnostics_free(Diagnostics *list);
/* Adds one, in order; args: at most four strings, then NULL; all are copied. The same
 * code at the same place with the same args is kept once; after DIAG_LIMIT entries only
 * the count grows. */
void diag_add(Diagnostics *list, Span at, DiagCode code, ...) G_GNUC_NULL_TERMINATED;
/* One diagnostic for many items of one kind: the first stands where it was found, later
 * ones of the same code and the same others (their ends NULL) join its first argument;
 * beyond a dozen only … says that there are more. */
void diag_gather(Diagnostics *list, Span at, DiagCode code, const char *item,
                 const char *const others[3]);
size_t diag_count(const Diagnostics *list);
size_t diag_errors(const Diagnostics *list);
size_t diag_warnings(const Diagnostics *list);
/* Borrowed; 0 ≤ i < diag_count. */
const Diagnostic *diag_at(const Diagnostics *list, size_t i);
/* "model.missing-issuer" */
const char *diag_code_name(DiagCode code);
Severity diag_code_severity(DiagCode code);
/* The fault lies with the machine, keys or services, not with a document. */
bool diag_is_environment(DiagCode code);
/* And with nothing that another document would find otherwise. */
bool diag_ends_run(DiagCode code);
/* One sentence in the language, arguments filled in; caller frees. */
char *diag_text(const Diagnostic *diagnostic, MessageLanguage lang);
/* An argument that reads differently in each language; in the arena. */
char *diag_both(Arena *arena, const char *zh, const char *en);

/* ---- lengths ------------------------------------------------------------- */

/* A resolved length or coordinate: 1/1024 pt. Origin top left of the page, y down. */
typedef int32_t Length;

#define LENGTH_PT 1024
#define LENGTH_MAX INT32_MAX

typedef enum {
  UNIT_NONE, /* a bare number */
  UNIT_PT,
  UNIT_MM,
  UNIT_CM,
  UNIT_ZI,   /* 字: the cell of the element's own size (P2.1) */
  UNIT_HANG, /* 行: a layout's unit as a gap, one step as a line (P2.2, P2.3) */
  UNIT_EM,   /* the element's type size */
  UNIT_PERCENT
} Unit;

/* A length as written: value in millionths of its unit. 37mm = {37000000, UNIT_MM}.
 * A named size (三号, 小四) is points already: {16000000, UNIT_PT} (P4.0). */
typedef struct Measure {
  int64_t micro;
  Unit unit;
} Measure;

/* "三号" "37mm" "0.35mm" "2字" "1行" "36pt" "1em" "70%" "-1.5mm" "4"; false if it is none
 * of these or out of range (|value| < 100000). This is the only place where lengths are
 * read. */
bool measure_parse(const char *text, Measure *out);
/* Canonical text of a measure, for dumps: "37mm", "16pt", "0.35mm". */
char *measure_text(Arena *arena, Measure m);
/* Absolute units (pt, mm, cm) to Length, rounded half away from zero; relative ones
 * assert. */
Length measure_absolute(Measure m);
bool measure_is_absolute(Measure m);
/* part × m.micro / 1e6 (for 字, em; for % of it divide by 100 too). */
Length measure_times(Measure m, Length one);
Length length_mm_micro(int64_t micrometres_e3); /* millionths of a mm → Length */
/* Exact decimal text with at most `places` decimals, no trailing zeros: points of a
 * length. */
char *length_pt_text(Arena *arena, Length length, int places);
char *length_mm_text(Arena *arena, Length length, int places);
void length_append_pt(GString *out, Length length, int places);

/* ---- threads -------------------------------------------------------------- */

/* To be called before a second thread is made, or on each one first. */
void threads_prepare(void);

/* ---- text ---------------------------------------------------------------- */

/* Decodes one code point at *p and moves on; the text is valid UTF-8 (checked on input).
 */
static inline gunichar text_next(const char **p) {
  const unsigned char *b = (const unsigned char *)*p;
  if (b[0] < 0x80) {
    *p += 1;
    return b[0];
  }
  if (b[0] >= 0xE0 && b[0] < 0xF0) { /* Han, nearly always */
    *p += 3;
    return (gunichar)(b[0] & 0x0F) << 12 | (gunichar)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
  }
  gunichar c = g_utf8_get_char(*p);
  *p = g_utf8_next_char(*p);
  return c;
}
size_t text_chars(const char *utf8);
/* Han ideographs of all planes, 〇 and 々 included. */
/* Whether a line's end between two characters stands for a word space. */
bool text_parts_words(gunichar before, gunichar after);
bool text_is_han(gunichar c);
/* Latin letters and ASCII digits, with their everyday companions; see K5.1. */
bool text_is_latin(gunichar c);
bool text_is_digit(gunichar c);
bool text_is_private_use(gunichar c);
/* "U+4E2D" */
char *text_code_point(Arena *arena, gunichar c);
/* Unicode name, or "" where GLib/ICU knows none. */
char *text_character_name(Arena *arena, gunichar c);
/* Edits (in characters) that make one of the other; UINT_MAX: one is too long to tell. */
unsigned text_distance(const char *a, const char *b);
/* The wrong name is the right one but for a typing slip. */
bool text_is_slip(const char *wrong, const char *right);
/* The candidate most like the text, slip or not; candidates then NULL, at least one. */
const char *text_nearest(const char *text, const char *const *candidates);

/* 1 → 一, 10 → 十, 21 → 二十一, 110 → 一百一十; 1…9999 (B3.4). */
char *numeral_han(Arena *arena, unsigned n);
/* 1 → ①; 1…50; NULL beyond. */
char *numeral_circled(Arena *arena, unsigned n);

/* ---- dates --------------------------------------------------------------- */

typedef struct Date {
  int16_t year; /* 1…9999; 0: no date */
  uint8_t month, day;
} Date;

/* "2018-04-23", a real day of the calendar; false otherwise. */
bool date_parse(const char *iso, Date *out);
/* 2024-05-01, 2024/5/1, 2024.5.1 or 2024年5月1日 at the start of the text: its bytes; 0:
 * it is none. */
size_t date_parse_office(const char *text, Date *out);
/* 2018年4月23日 (B8.1) */
char *date_text_zh(Arena *arena, Date date);
/* <0, 0, >0 */
int date_compare(Date a, Date b);

/* ---- files --------------------------------------------------------------- */

/* What errno says in both languages, as an argument of a diagnostic; static. */
const char *file_error_words(int error);

/* The whole of a regular file, or of stdin for "-"; *out is freed with g_free, NUL added.
 * Reports env.cannot-read, or limit.document-bytes beyond max. */
bool file_read(const char *path, size_t max, char **out, size_t *len, Diagnostics *diags);
/* The same of a path that holds no link, as file_inside gives it: one that has come into
 * it since is not followed. */
bool file_read_straight(const char *path, size_t max, char **out, size_t *len,
                        Diagnostics *diags);
/* Such a path opened for reading; −1: errno says why, ELOOP where a link stands. */
int file_open_straight(const char *path);
/* All of it, however often the call is interrupted; false: errno says why. */
bool file_write_all(int fd, const void *data, size_t len);
/* So many bytes of a pipe or socket; false: it ended before, or errno says why. */
bool file_read_all(int fd, void *into, size_t len);
/* Writes beside its place and renames; "-" is stdout. A failed write leaves the old file
 * whole. */
bool file_replace(const char *path, const void *bytes, size_t len, Diagnostics *diags);
/* name resolved inside folder: refuses absolute names, "..", links that lead outside.
 * NULL when refused (no diagnostic); caller frees. The path holds no link: open it by
 * file_open_straight or file_read_straight. */
char *file_inside(const char *folder, const char *name);

/* ---- the job ------------------------------------------------------------- */

struct FontBook;
struct Layout;

typedef struct Job {
  Arena *arena;
  Diagnostics *diags;
  const struct FontBook *fonts; /* from typeset on */
  const struct Layout *layout;  /* from typeset on */
  const char *folder; /* what the document names lies in it or below; NULL: none */
  const char *const
      *data_folders; /* data may lie in these or below, too; then NULL; NULL: none */
  bool untraced;     /* report numbers of the text that no data set holds */
  const struct Limits *limits;
  GPtrArray *files; /* char *: every file that was read, each once; NULL: nobody asks */
  bool composes;    /* typesetting keeps what it decided, for odt */
  unsigned copies;  /* of a series, each with its own 份号 (H2.1); 0: no series */
} Job;

/* Notes that a file was read for this job, by the name that opened it. */
void job_note_file(const Job *job, const char *path);

/* All limits of the input, each with its own diagnostic (threats 6.1, 6.4, 6.9). */
typedef struct Limits {
  size_t document_bytes;  /* 64 MiB */
  size_t tag_bytes;       /* 64 KiB: one start tag */
  unsigned attributes;    /* 256 on one element */
  unsigned depth;         /* 64 */
  size_t elements;        /* 2 000 000 */
  size_t text_bytes;      /* 8 MiB: one text node */
  unsigned table_rows;    /* 100 000 in one table */
  unsigned table_columns; /* 256 */
  unsigned table_merged;  /* 200 rows of one cell made of equal neighbours */
  unsigned pages;         /* 5 000 */
  unsigned copies;        /* 10 000 */
  unsigned marks;         /* 30: combining marks on one letter (UAX #15, stream-safe) */
  unsigned issuers;       /* 40: of one joint document */
  size_t image_bytes;     /* 32 MiB */
  unsigned image_side;    /* 16 384 pixels */
  uint64_t image_pixels;  /* 50 000 000 */
  uint64_t image_total_pixels; /* 200 000 000 in one document */
  unsigned image_scans;        /* 200: of a progressive JPEG */
  size_t svg_bytes;            /* 8 MiB */
  size_t svg_elements;         /* 100 000 */
  size_t svg_steps;            /* 1 000 000: lines and curves of all its paths */
  size_t data_bytes;           /* 64 MiB: a data file as it lies on disk */
  unsigned data_rows;          /* 100 000 records */
  unsigned data_columns;       /* 1 000 */
  size_t data_record_bytes;    /* 1 MiB: one record */
  size_t data_text_bytes;      /* 96 MiB: all cells of a data set, and their places */
  size_t data_cells;           /* 10 000 000 of a sheet, as often as they are repeated */
  unsigned data_merges;        /* 100 000 merged cells of a sheet */
  unsigned data_sheet_rows;    /* 1 048 576: as many as a sheet has */
  unsigned zip_entries;        /* 2 000 */
  size_t zip_entry_bytes;      /* 64 MiB, as inflated */
  size_t zip_bytes;            /* 256 MiB of all entries read, as inflated */
  unsigned zip_ratio;          /* 200: inflated to packed */
  size_t zip_slack;            /* 1 MiB that any entry may inflate to */
  size_t layout_bytes;         /* 1 MiB: one layout file */
  size_t layout_tag_bytes;     /* 16 KiB */
  unsigned layout_attributes;  /* 64 on one element */
  unsigned layout_depth;       /* 16 */
  unsigned layout_elements;    /* 500 */
  unsigned template_levels;    /* 128: elements within elements of a template */
  unsigned template_steps;     /* 2 000 000 instructions for one record */
  unsigned template_calls;     /* 500 within each other */
  unsigned template_variables; /* 15 000 */
  unsigned query_steps;        /* 10 000 000 steps of one expression */
  unsigned query_document_steps; /* 15 000 000 of all expressions of a document, and … */
  unsigned query_cell_steps;     /* 550 more for each cell that they may ask */
  unsigned query_levels;         /* 100 of brackets within each other */
  size_t diagnostic_bytes;       /* 2 000 of an argument; longer ones are cut */
  unsigned query_text;           /* 1 MiB: what an expression puts together */
  unsigned chart_categories;     /* 60 */
  unsigned chart_series;         /* 6: fills and marks that are told apart in print */
  unsigned query_cells;     /* 100 000 cells of a data set that expressions may ask */
  unsigned layout_name;     /* 64 characters of a layout's name */
  unsigned layout_terms;    /* 2 000 words of one list of a layout */
  unsigned json_depth;      /* 32 */
  unsigned json_names;      /* 4 096 of one object: each is compared with all before it */
  size_t process_memory;    /* 4 GiB that the command may take beyond its start */
  unsigned process_seconds; /* 900 of a processor for one document */
  unsigned batch_shards;    /* 1 000 000 */
  unsigned batch_query;     /* 20 000 million steps of SQLite for a query */
  size_t batch_spool;       /* 8 GiB of records out of a pipe or a query */
  unsigned batch_workers;   /* 256 */
  unsigned offset;          /* 20 000 µm that a page may be moved on its sheet */
  size_t roles_bytes;       /* 1 MiB: fonts/roles.xml */
  unsigned roles_entries;   /* 4 096 candidates, or runs of characters, of one role */
  unsigned font_folders;    /* 16 deep; links may lead in circles */
  unsigned font_faces;      /* 20 000 */
  unsigned glyph_calls;     /* 4 096 subroutines of one glyph: damaged fonts must end */
  size_t glyph_bytes;       /* 256 KiB of one charstring, its subroutines unfolded */
  size_t preview_body;      /* 8 MiB: of a request to the preview */
  size_t preview_message;   /* 4 KiB: of a message to it */
  unsigned preview_connections;  /* 48 at a time */
  unsigned preview_sockets;      /* 16 of them that are told of changes */
  size_t pdf_bytes;              /* 256 MiB: a PDF that is verified */
  size_t pdf_objects;            /* 2 000 000, of all its revisions */
  unsigned pdf_revisions;        /* 64 */
  unsigned pdf_signatures;       /* 64 */
  unsigned pdf_certificates;     /* 64 of one signature */
  size_t pdf_stream_bytes;       /* 64 MiB: one stream, as inflated */
  size_t pdf_inflated_bytes;     /* 256 MiB of all streams read, as inflated */
  unsigned odt_depth;            /* 256: of an office document that is verified */
  size_t dsig_elements;          /* 200 000 of a document of XML signatures */
  unsigned dsig_elements_signed; /* 8 references of a signature to its own elements */
  size_t seal_bytes;             /* 1 MiB: an electronic seal */
  unsigned seal_certificates;    /* 256 who may use a seal */
  size_t stamp_bytes;            /* 64 KiB: a time stamp service's answer */
  unsigned stamp_seconds;        /* 15: until it is there */
  size_t evidence_bytes;         /* 16 MiB: a revocation list or answer */
  unsigned reserve_bytes; /* 32 767: room of a signature's value (PDF/A-2 6.1.13) */
  unsigned sign_requests; /* 1 000 000 to one signer process */
} Limits;

extern const Limits limits_default;

#endif
