/* hongtou: a bulletin document in XML → an official document as PDF, ODT or page images.
 *
 * A session finds the data folder, fonts and layouts once and then serves any number of
 * documents; use one session per thread. There is no process-wide state but the libraries
 * that were opened. The fonts of a session are found on threads of its own while its
 * first document is read; none is left when the call returns. Every call that works on a
 * document gives a result: its status, its diagnostics and what it made. Nothing here
 * prints. In every struct a field left zero means the default.
 *
 * The binary interface: within one SONAME (libhongtou.so.1) no function changes, no
 * enumerator changes its number, and structs that the caller fills begin with their size
 * and grow only at their end. Set size to sizeof the struct; 0 means the fields of
 * version 0.2, so that what came later is not looked at. Sources and structs that a call
 * gives back do not grow. What cannot be kept to this takes a new SONAME. */
#ifndef HONGTOU_H
#define HONGTOU_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define HONGTOU_API __attribute__((visibility("default")))
#else
#define HONGTOU_API
#endif

typedef struct HongtouSession HongtouSession;
typedef struct HongtouResult HongtouResult;

/* "0.2.0"; static. */
HONGTOU_API const char *hongtou_version(void);

/* ---- sessions ------------------------------------------------------------- */

typedef struct HongtouSettings {
  size_t size;             /* of this struct, as above */
  const char *data_folder; /* layouts/, fonts/roles.xml. Default: $HONGTOU_DATA, else
                              share/hongtou beside the library or command, else where it
                              was installed, else the source folder it was built from */
  const char *const *font_folders; /* searched first, in order; then NULL. After them come
                                      $HONGTOU_FONT_PATH and <data>/fonts/packages */
  int no_system_fonts;      /* nonzero: do not look into the system's font folders */
  const char *cache_folder; /* of font lists. Default: $XDG_CACHE_HOME/hongtou, else
                               ~/.cache/hongtou; "": none */
} HongtouSettings;

/* Never NULL; settings may be NULL. What is wrong with the data folder or the fonts is
 * reported by the first result that needs them. Free with hongtou_session_free. */
HONGTOU_API HongtouSession *hongtou_session_new(const HongtouSettings *settings);
HONGTOU_API void hongtou_session_free(HongtouSession *session);
/* Where a session takes layouts and fonts from; NULL: nowhere. */
HONGTOU_API const char *hongtou_session_data_folder(const HongtouSession *session);

/* Of messages. */
typedef enum { HONGTOU_ZH, HONGTOU_EN } HongtouLanguage;

/* ---- documents ------------------------------------------------------------ */

typedef struct HongtouSource {
  const char *path;  /* the file, "-" for stdin; its name in diagnostics */
  const void *bytes; /* the document itself; NULL: read it from path */
  size_t length;     /* of bytes */
  const char
      *folder; /* what the document names lies in it or below. Default: path's folder; a
                  document from stdin or memory without a folder may name nothing */
} HongtouSource;

typedef enum {
  HONGTOU_PDF,
  HONGTOU_PNG,
  HONGTOU_ODT,  /* OpenDocument text, editable, breaking where the PDF breaks */
  HONGTOU_FODT, /* the same as one XML file */
  HONGTOU_SVG   /* page images that stay sharp, with text that can be selected */
} HongtouFormat;

typedef struct HongtouOptions {
  size_t size; /* of this struct, as above */
  HongtouFormat format;
  const char *layout;   /* name or file; default: the one the document names */
  unsigned dpi;         /* page images: 10…1200; default 144 */
  unsigned first, last; /* PDF and images: pages from 1, inclusive; last 0: to the end */
  unsigned max_pages;   /* default 5000 */
  int preprinted;   /* nonzero, PDF and images: for pre-printed letterhead; what is red is
                       left out, its place kept */
  int single_sided; /* nonzero: printed on one side: the imprint on any last page */
  int offset_x, offset_y; /* PDF and images: micrometres that every page is moved to the
                             right and down, for the printer's drift; −20 000…20 000 */
  int small;       /* nonzero, PDF: the smallest file, for several times the time */
  int strict;      /* nonzero: a warning counts as an error */
  int plain;       /* nonzero: an ODT without the spacing that fits its lines */
  int embed_fonts; /* nonzero: an ODT with its fonts, cut to its characters */
  const char *const *data_folders; /* data files may lie in these or below, besides the
                              document's own folder; then NULL */
  int untraced;    /* nonzero: note numbers of the text that no data set holds */
  unsigned copies; /* of a series, PDF only: each bears its own 份号, from the document's
                      own or 000001 on; 0: no series */
  int copies_apart; /* nonzero: every copy is an output of its own, not all one document
                     */
  const char *source_date; /* seconds since 1970 that date the file. Default:
                              $SOURCE_DATE_EPOCH, else the document's own date */
  int places;              /* nonzero: the result also says what stands where, and why:
                              hongtou_result_places, hongtou_result_diagnostic_place */
  const char *data;   /* the source is a template, see hongtou_batch, and this the data of
                         whose records one fills it; NULL: it is a document */
  const char *record; /* its number, from 1, or what its first column says; NULL: 1 */
  const int *abandon; /* nonzero there, set by any thread: the run ends with its next page
                         and run.abandoned; NULL: never */
  int outlines_apart; /* nonzero, SVG: pages define no glyphs; one more output behind the
                         pages, an SVG of its own, defines those of all of them */
  const char *sign_profile; /* PDF: signed by this profile of signing.xml, in its first
                               revision, by a process of its own; NULL: not signed */
  const char *signing;      /* signing.xml. Default: ~/.config/hongtou/signing.xml, else
                               /etc/hongtou/signing.xml */
  const char *pin;          /* where the PIN is read: "prompt", "fd:N" (closed here then),
                               "file:PATH"; NULL: where the profile says */
  const char *signing_time; /* seconds since 1970, or "2026-12-01T09:00:00+08:00".
                               Default: $SOURCE_DATE_EPOCH, else the clock */
  const char *reissue;      /* why a number may be signed with another content; NULL:
                               it may not */
  unsigned sign_limit;      /* signatures of one signer process; 0: no bound */
  int fast; /* nonzero, PDF: no streams of objects: a little quicker, up to
               two tenths larger; small overrules it */
} HongtouOptions;

typedef enum {
  HONGTOU_DONE = 0,
  HONGTOU_FAULTY = 1,     /* the document has errors */
  HONGTOU_ENVIRONMENT = 3 /* no data, no font, no disk */
} HongtouStatus;

/* Each gives a result, never NULL, for hongtou_result_free; options may be NULL. A result
 * that is not HONGTOU_DONE holds diagnostics and no output. */

/* The PDF or ODT as output 0, or one page image (PNG, SVG), or one copy of a series, as
 * each output.
 */
HONGTOU_API HongtouResult *hongtou_render(HongtouSession *session,
                                          const HongtouSource *source,
                                          const HongtouOptions *options);
/* Everything up to finished pages, which are thrown away; no output. */
HONGTOU_API HongtouResult *hongtou_check(HongtouSession *session,
                                         const HongtouSource *source,
                                         const HongtouOptions *options);

/* Every figure that comes from data, see hongtou_result_figure; no output. The document
 * is bound, not laid out: no font is needed. */
HONGTOU_API HongtouResult *hongtou_figures(HongtouSession *session,
                                           const HongtouSource *source,
                                           const HongtouOptions *options);
/* Where mark, number, title, signatures, date and every seal or signature stamp, or its
 * empty place, stand: JSON as output 0, {"version": 1, "pages": …, "anchors": [{"part",
 * "page", "x", "y", "width", "height", "text"}, …]} in millimetres from the page's top
 * left. For systems that seal and archive. */
HONGTOU_API HongtouResult *hongtou_anchors(HongtouSession *session,
                                           const HongtouSource *source,
                                           const HongtouOptions *options);

typedef enum {
  HONGTOU_STAGE_MODEL,   /* as written */
  HONGTOU_STAGE_BOUND,   /* numbers, references and dates settled */
  HONGTOU_STAGE_LAYOUT,  /* the layout the document asks for, resolved */
  HONGTOU_STAGE_DISPLAY, /* finished pages, one item a line */
  HONGTOU_STAGE_TAGS,    /* the tag tree with its text */
  HONGTOU_STAGE_PLACES   /* what stands where, and why: JSON, see hongtou_result_places */
} HongtouStage;

/* Canonical text of a stage as output 0. */
HONGTOU_API HongtouResult *hongtou_dump(HongtouSession *session,
                                        const HongtouSource *source,
                                        const HongtouOptions *options,
                                        HongtouStage stage);
/* The fonts of every role, see hongtou_result_font. With a source (else NULL) the
 * document is laid out as well: typeset.missing-character names each character that no
 * font has, and typeset.fallback-font each that only a fallback has. */
HONGTOU_API HongtouResult *hongtou_fonts(HongtouSession *session,
                                         const HongtouSource *source,
                                         const HongtouOptions *options);

/* A page to measure the printer's drift on: crosses whose distances from the paper's
 * edges it tells, and the outlines of what a layout's letterhead bears. Options as for
 * hongtou_render: layout (default "general"), format, dpi, offset. */
HONGTOU_API HongtouResult *hongtou_test_sheet(HongtouSession *session,
                                              const HongtouOptions *options);

/* What a layout is and where it departs from the standard, see hongtou_result_layout.
 * place: a layout's name or file, or a folder of layouts; NULL: those of the data folder.
 * A faulty layout is reported and left out. */
HONGTOU_API HongtouResult *hongtou_layouts(HongtouSession *session, const char *place);

typedef enum {
  HONGTOU_SCHEMA_BULLETIN,
  HONGTOU_SCHEMA_LAYOUT,
  HONGTOU_SCHEMA_TEMPLATE,
  HONGTOU_SCHEMA_VERIFY,
  HONGTOU_SCHEMA_SIGNING
} HongtouSchema;
/* What a diagnostic's code (model.date) or a clause (B8.9) says, and which clauses a
 * code's message names; word NULL: all codes and clauses, a line each. NULL where there
 * is no such word. Free it with free(). */
HONGTOU_API char *hongtou_explain(const char *word, HongtouLanguage language);
/* The code or clause nearest to a word that is none; static. */
HONGTOU_API const char *hongtou_explain_nearest(const char *word);
/* A document of that kind (通知, 函 …) to begin with, with comments, that renders as it
 * stands; NULL: no such kind. kinds: all of them, NULL at the end; static. Free the text
 * with free(). */
HONGTOU_API char *hongtou_new_document(const char *kind, HongtouLanguage language);
HONGTOU_API const char *const *hongtou_new_kinds(void);
/* A house layout of that name to begin with. Free it with free(). */
HONGTOU_API char *hongtou_new_layout(const char *name, HongtouLanguage language);
/* Data folder, fonts, libraries, office, locale, cache: a line each, and what to do about
 * what is lacking, of which there are *lacking. Free it with free(). */
HONGTOU_API char *hongtou_doctor(HongtouSession *session, HongtouLanguage language,
                                 unsigned *lacking);
/* RELAX NG, for an XML editor, or the JSON Schema of a verification; static. */
HONGTOU_API const char *hongtou_schema(HongtouSchema schema);
/* Elements, where they stand, attributes, values and a sentence on each in both
 * languages, as JSON for an editor's completion; a template's are a bulletin's. Free it
 * with free(). */
HONGTOU_API char *hongtou_completion(HongtouSchema schema);

/* ---- containment ------------------------------------------------------------- */

typedef enum {
  HONGTOU_SANDBOX_AUTO,    /* as far as the kernel goes */
  HONGTOU_SANDBOX_REQUIRE, /* a kernel that lacks Landlock or seccomp is an error */
  HONGTOU_SANDBOX_OFF
} HongtouSandbox;
/* For good: reads fonts, layouts, libraries and `reads`, writes in `writes`, no more. */
HONGTOU_API HongtouResult *hongtou_contain(HongtouSession *session, HongtouSandbox wish,
                                           const char *const *reads,
                                           const char *const *writes);

/* ---- many documents at once ------------------------------------------------- */

#define HONGTOU_BATCH_OUTPUTS 4

typedef struct HongtouCounts {
  uint64_t records;            /* of this shard, so far */
  uint64_t done, failed, lost; /* lost: the process that made it died */
  uint64_t kept;               /* of an earlier run, found good */
  uint64_t total;              /* records of this shard; 0: not known yet */
  uint64_t pages;
  double seconds;
  long peak; /* KiB of the largest process that made documents; at the end */
  int interrupted;
} HongtouCounts;

typedef struct HongtouBatch {
  size_t size;               /* of this struct, as above */
  const char *template_path; /* a bulletin document with xsl:version on its root */
  const char *data; /* .csv .tsv .xlsx .ods .jsonl .xml: a record for each document */
  const char *encoding, *separator, *sheet; /* of the data; NULL: by themselves */
  const char *key; /* the column that names a record; NULL: none */
  const char
      *outputs[HONGTOU_BATCH_OUTPUTS]; /* "out/{单位}.pdf" …; NULL behind the last */
  const char *report; /* NULL: report.jsonl in the folder of the first output */
  const char *shard;  /* "2/8", "auto"; NULL: everything */
  unsigned jobs;      /* processes; 0: one for each processor */
  unsigned timeout;   /* seconds for one document; 0: 120 */
  unsigned memory;    /* MiB for one process; 0: 1024 */
  int resume;         /* nonzero: go on from the report */
  int stop; /* a descriptor that does not block: a byte finishes what is begun, a
               second abandons it; −1: none */
  HongtouLanguage language;                                  /* of the report */
  void (*progress)(void *self, const HongtouCounts *counts); /* often; may be NULL */
  void *self;
  int no_sync; /* nonzero: do not wait until the disk holds what is reported done */
  const char *const *only; /* records whose key is one of these alone, then NULL; NULL:
                              all. The report is then report-only.jsonl by default */
  const char *group; /* records equal in this column make one PDF together, as all do
                        where the output names no column; NULL: none */
  const char *query; /* data is an SQLite database, and this the SELECT whose rows are the
                        records; NULL: it is none. Without it data may be "-", lines of
                        JSON on standard input */
  HongtouSandbox sandbox; /* of the processes that make documents */
} HongtouBatch;

typedef enum {
  HONGTOU_BATCH_ALL = 0,
  HONGTOU_BATCH_SOME = 1, /* some records failed, or it was interrupted */
  HONGTOU_BATCH_USAGE = 2,
  HONGTOU_BATCH_ENVIRONMENT = 3,
  HONGTOU_BATCH_NONE = 4 /* no document came out */
} HongtouBatchEnd;

/* Makes a document of every record, in processes forked from this one, which must have no
 * other thread. The result holds what is wrong with the whole run; records have theirs in
 * the report. counts may be NULL. options: layout, strict, max_pages, source_date. */
HONGTOU_API HongtouResult *hongtou_batch(HongtouSession *session,
                                         const HongtouBatch *batch,
                                         const HongtouOptions *options,
                                         HongtouCounts *counts);
HONGTOU_API HongtouBatchEnd hongtou_result_batch_end(const HongtouResult *result);
/* Where the report was written; NULL: nothing was begun. */
HONGTOU_API const char *hongtou_result_batch_report(const HongtouResult *result);
/* The codes of failures, most frequent first; NULL beyond the last. */
HONGTOU_API const char *hongtou_result_batch_code(const HongtouResult *result, size_t i,
                                                  uint64_t *count);

typedef enum {
  HONGTOU_REPORT_VERIFY, /* every output again against its digest */
  HONGTOU_REPORT_MERGE,  /* reports of shards into one; none missing, none double */
  HONGTOU_REPORT_FAILED, /* the lines of records that failed */
  HONGTOU_REPORT_CSV,    /* a row for each record and each of its diagnostics */
  HONGTOU_REPORT_HTML,   /* the same as a page to be read */
  HONGTOU_REPORT_AUDIT   /* signing registers and logs: nothing in them was changed */
} HongtouReportTask;
/* paths: NULL-terminated, at least one. */
HONGTOU_API HongtouResult *hongtou_report(HongtouReportTask task,
                                          const char *const *paths);
/* The merged report, or the lines asked for, whatever was found wrong. */
HONGTOU_API const char *hongtou_result_report(const HongtouResult *result);

/* ---- signing files ------------------------------------------------------------ */

typedef enum {
  HONGTOU_SIGN_FURTHER, /* one more signature, of a field that shows nothing */
  HONGTOU_SIGN_LT,      /* evidence for the signatures that are there */
  HONGTOU_SIGN_LTA,     /* and an archive time stamp; the same renews it */
  HONGTOU_SIGN_TRY      /* signs an empty page, which is thrown away */
} HongtouSignTask;

typedef struct HongtouSigning {
  size_t size; /* of this struct, as above */
  HongtouSignTask task;
  const char *profile; /* of signing.xml */
  const char *signing; /* as in HongtouOptions, and so are the rest */
  const char *pin, *signing_time, *reissue;
} HongtouSigning;

/* The file with what is put behind it as output 0; of a trial none. The file itself stays
 * as it is. Documents are signed in their first revision by hongtou_render. */
HONGTOU_API HongtouResult *hongtou_sign(HongtouSession *session,
                                        const HongtouSource *source,
                                        const HongtouSigning *wish);
/* demo.pem, demo.crt and signing.xml for trying out, into a folder; nobody else trusts
 * them. name: of the agency; NULL: 试用机关. */
HONGTOU_API HongtouResult *hongtou_demo_key(const char *folder, const char *name);

/* ---- electronic seals --------------------------------------------------------- */

/* What a seal of GB/T 38540 (.esl) says; nothing of it is verified: hongtou_verify takes
 * seals as well. Times are of +08:00. */
typedef struct HongtouSeal {
  unsigned version, type, width, height; /* mm */
  const char *vendor, *number, *name, *created, *from, *to;
  const char *picture; /* "PNG", "SVG" … */
  size_t picture_bytes;
  const char *maker;
  const char *const *users; /* who may use it; then NULL */
} HongtouSeal;

/* The output is its picture. */
HONGTOU_API HongtouResult *hongtou_seal_show(const HongtouSource *seal);
/* NULL: there is none; lives as long as the result. */
HONGTOU_API const HongtouSeal *hongtou_result_seal(const HongtouResult *result);

typedef struct HongtouSealing {
  size_t size;         /* of this struct, as above */
  const char *profile; /* of signing.xml: the maker's, with an SM2 key */
  const char *signing, *pin, *signing_time; /* as in HongtouOptions */
  const char *name, *number;
  const char *const *users; /* files of certificates; then NULL */
  const char *valid;        /* "2026-01-01/2030-12-31" */
  const char *dimensions;   /* "42mm", "45x30mm" */
} HongtouSealing;

/* The output is the seal (.esl). picture: PNG, JPEG or SVG. */
HONGTOU_API HongtouResult *hongtou_seal_make(HongtouSession *session,
                                             const HongtouSource *picture,
                                             const HongtouSealing *sealing);

/* ---- signed documents --------------------------------------------------------- */

/* Also the command's exit code. Of several files the worst counts: 1 > 4 > 5 > 3. */
typedef enum {
  HONGTOU_VALID = 0,      /* every signature is whole, trusted and covers its document */
  HONGTOU_ALTERED = 1,    /* altered, forged, or a signature is wrong */
  HONGTOU_UNREAD = 3,     /* the file, an anchor or libcrypto cannot be read */
  HONGTOU_UNSIGNED = 4,   /* no signature; never a success */
  HONGTOU_UNCONFIRMED = 5 /* intact, but trust, time or revocation is not known, or it
                             is suspicious */
} HongtouVerdict;

/* What a certificate of whose revocation nothing is known counts for. */
typedef enum {
  HONGTOU_REVOCATION_ASKED =
      0, /* good where neither the file nor `crls` holds a list or
            an answer, which the verdict says; else not confirmed */
  HONGTOU_REVOCATION_REQUIRED = 1, /* not confirmed */
  HONGTOU_REVOCATION_OPTIONAL = 2  /* good */
} HongtouRevocation;

typedef struct HongtouVerifyOptions {
  size_t size;              /* of this struct, as above */
  const char *const *trust; /* files of certificates (PEM, DER) or folders of such that
                               are trusted, no others are; then NULL */
  const char *const *crls;  /* revocation lists (PEM, DER); then NULL */
  const char *at;           /* "2026-12-01" (its end) or "2026-12-01T09:00:00+08:00":
                               counts as now; NULL: now */
  HongtouRevocation revocation;
} HongtouVerifyOptions;

/* Judges signed PDF and ODT files and electronic seals; options may be NULL. No session,
 * no network. */
HONGTOU_API HongtouResult *hongtou_verify(const HongtouSource *sources, size_t n,
                                          const HongtouVerifyOptions *options);
HONGTOU_API HongtouVerdict hongtou_result_verdict(const HongtouResult *result);
/* All of it as JSON, see schemas/verify.schema.json; "" where nothing was judged. */
HONGTOU_API const char *hongtou_result_verification(const HongtouResult *result);

typedef struct HongtouVerified {
  const char *file;   /* as the caller named it */
  const char *sha256; /* of its bytes; "" where it was not read */
  HongtouVerdict verdict;
  size_t signatures, findings; /* findings: of the file as a whole */
} HongtouVerified;

typedef struct HongtouSignature {
  HongtouVerdict verdict;
  const char *field, *kind; /* kind: approval, certification, timestamp, seal */
  unsigned page;            /* from 1; 0: it shows on none */
  const char *level;        /* "PAdES-B-LT", "CMS", "RFC 3161" */
  const char *signer, *issuer, *serial, *fingerprint, *algorithm;
  int64_t claimed, trusted; /* seconds since 1970; INT64_MIN: none */
  size_t findings;
} HongtouSignature;

typedef struct HongtouFinding {
  const char *code;      /* "verify.changed": stable */
  HongtouVerdict effect; /* HONGTOU_VALID: told, but nothing depends on it */
  const char *message;   /* one sentence that names the remedy; UTF-8 */
} HongtouFinding;

HONGTOU_API size_t hongtou_result_verified(const HongtouResult *result);
/* 0 ≤ file < hongtou_result_verified, and so on; strings live as long as the result. */
HONGTOU_API HongtouVerified hongtou_result_verified_file(const HongtouResult *result,
                                                         size_t file);
HONGTOU_API HongtouSignature hongtou_result_signature(const HongtouResult *result,
                                                      size_t file, size_t i);
#define HONGTOU_WHOLE_FILE SIZE_MAX
/* What a clerk must know of a signature, or of the file for HONGTOU_WHOLE_FILE, in one
 * line. */
HONGTOU_API const char *hongtou_result_headline(HongtouResult *result, size_t file,
                                                size_t signature,
                                                HongtouLanguage language);
/* Why, and what to do. */
HONGTOU_API HongtouFinding hongtou_result_finding(HongtouResult *result, size_t file,
                                                  size_t signature, size_t i,
                                                  HongtouLanguage language);

/* ---- results --------------------------------------------------------------- */

typedef enum { HONGTOU_NOTE, HONGTOU_WARNING, HONGTOU_ERROR } HongtouSeverity;

typedef struct HongtouDiagnostic {
  HongtouSeverity severity;
  const char *code;    /* "model.missing-issuer": stable */
  const char *file;    /* as the caller named it; NULL: none */
  unsigned line;       /* from 1; 0: the whole file */
  unsigned column;     /* in characters, from 1; 0: unknown */
  const char *message; /* one sentence that names the remedy; UTF-8 */
} HongtouDiagnostic;

HONGTOU_API HongtouStatus hongtou_result_status(const HongtouResult *result);
HONGTOU_API size_t hongtou_result_diagnostics(const HongtouResult *result);
/* 0 ≤ i < hongtou_result_diagnostics; its strings live as long as the result. */
HONGTOU_API HongtouDiagnostic hongtou_result_diagnostic(HongtouResult *result, size_t i,
                                                        HongtouLanguage language);

typedef struct HongtouPlace {
  unsigned page;              /* from 1 */
  double x, y, width, height; /* millimetres from the page's top left */
} HongtouPlace;
/* Where what a diagnostic is about stands; 0: nowhere, or options.places was not set. */
HONGTOU_API int hongtou_result_diagnostic_place(const HongtouResult *result, size_t i,
                                                HongtouPlace *place);
/* With options.places, JSON in millimetres from the page's top left. Page 0: the layout
 * with each of its elements and values, as its files write them, with file, line and
 * clause, and each font role with its candidates. Page 1 and on: what stands there, each
 * with its part, role, faces, tag, place in the document, figures, the elements of the
 * layout that put it there (by their number in page 0) and the gap above it. NULL: there
 * is none; lives as long as the result. */
HONGTOU_API const char *hongtou_result_places(const HongtouResult *result, unsigned page);

/* Every file that was read for this result, each once: the document, data, figures,
 * seals, layouts with all they extend, font roles and fonts, also where a fault ended it;
 * of a batch template and data, of a verification the files and what is trusted. */
HONGTOU_API size_t hongtou_result_files(HongtouResult *result);
HONGTOU_API const char *hongtou_result_file(const HongtouResult *result, size_t i);

/* Of a template that was filled: the record's number, and how many there are; 0: none. */
HONGTOU_API unsigned hongtou_result_record(const HongtouResult *result);
HONGTOU_API unsigned hongtou_result_records(const HongtouResult *result);

/* Pages of the whole document; 0 where it was not laid out. */
HONGTOU_API unsigned hongtou_result_pages(const HongtouResult *result);
HONGTOU_API size_t hongtou_result_outputs(const HongtouResult *result);
/* Borrowed bytes of an output, 0 ≤ i < hongtou_result_outputs. */
HONGTOU_API const void *hongtou_result_output(const HongtouResult *result, size_t i,
                                              size_t *length);
/* The 份号 of an output that is one copy of a series, "000001"; NULL where it is not. */
HONGTOU_API const char *hongtou_result_copy(const HongtouResult *result, size_t i);
/* Writes output 0 to path, or every page image to path with {page} filled in, or every
 * copy of a series to path with {copy} filled in; "-" is stdout. Each file is replaced
 * whole or not at all. Gives the result's status, to which a failed write adds its
 * diagnostic; a result that is not HONGTOU_DONE writes nothing. */
HONGTOU_API HongtouStatus hongtou_result_write(HongtouResult *result, const char *path);
HONGTOU_API void hongtou_result_free(HongtouResult *result);

/* ---- figures of a result ----------------------------------------------------- */

typedef struct HongtouFigure {
  unsigned line, column; /* of its <v> */
  const char *id;        /* NULL: none */
  const char *text;      /* as printed */
  const char *exact;     /* its value in all digits, "4839", or as a fraction, "43/71" */
  const char *select;    /* the expression */
  int typed;             /* nonzero: by the author, checked against the data */
  size_t cells;          /* that it comes from */
} HongtouFigure;

typedef struct HongtouFigureCell {
  const char *file;     /* as the document names it */
  unsigned row, column; /* from 1 */
  const char *header;   /* of the column */
  const char *text;
} HongtouFigureCell;

HONGTOU_API size_t hongtou_result_figures(const HongtouResult *result);
/* 0 ≤ i < hongtou_result_figures; in the order of the document. */
HONGTOU_API HongtouFigure hongtou_result_figure(const HongtouResult *result, size_t i);
/* 0 ≤ k < cells of figure i. */
HONGTOU_API HongtouFigureCell hongtou_result_figure_cell(const HongtouResult *result,
                                                         size_t i, size_t k);

/* ---- fonts of a result ------------------------------------------------------- */

typedef enum {
  HONGTOU_FONT_MISSING,  /* not installed */
  HONGTOU_FONT_REFUSED,  /* its embedding rights forbid it */
  HONGTOU_FONT_PLAYS,    /* the role's face */
  HONGTOU_FONT_FALLBACK, /* asked for characters that the role's face lacks */
  HONGTOU_FONT_SPARE,    /* installed, a better one plays */
  HONGTOU_FONT_DAMAGED   /* its file is no whole font */
} HongtouFontState;

typedef struct HongtouFont {
  const char *role;   /* 仿宋 … */
  const char *family; /* the name asked for */
  HongtouFontState state;
  int licensed;       /* nonzero: one that agencies buy */
  const char *file;   /* NULL: missing or refused; so are the rest */
  unsigned embedding; /* OS/2 fsType */
  unsigned gb2312;    /* of the 6763 Han characters of GB 2312-80 */
  unsigned basic;     /* of the 20 992 code points U+4E00–U+9FFF */
  unsigned han;       /* Han characters of all planes */
} HongtouFont;

HONGTOU_API size_t hongtou_result_fonts(const HongtouResult *result);
/* 0 ≤ i < hongtou_result_fonts; by role, each role's candidates in order of preference.
 */
HONGTOU_API HongtouFont hongtou_result_font(const HongtouResult *result, size_t i);

/* ---- layouts of a result ----------------------------------------------------- */

typedef struct HongtouDeparture {
  const char *element;   /* "role", "at" … */
  const char *key;       /* its name or part; "" where there is only one */
  const char *attribute; /* NULL: the whole placement was taken out */
  const char *value;     /* as written; NULL: taken out, or not said */
  const char *standard;  /* there; NULL: not there, or not said */
  const char *clause; /* of the rule it departs from; for a layout that states a standard,
                         of the rule of that form it obeys instead. "": none */
} HongtouDeparture;

typedef struct HongtouLayout {
  const char *name, *title, *file;
  const char *extends;  /* NULL: none */
  const char *standard; /* the standard it obeys itself; NULL: a house style */
  const char *against;  /* the layout it is held against; NULL: none, it is the base */
  size_t departures;
} HongtouLayout;

HONGTOU_API size_t hongtou_result_layouts(const HongtouResult *result);
/* 0 ≤ i < hongtou_result_layouts, by file name. */
HONGTOU_API HongtouLayout hongtou_result_layout(const HongtouResult *result, size_t i);
/* 0 ≤ k < departures of layout i, in the order of the layout. */
HONGTOU_API HongtouDeparture hongtou_result_departure(const HongtouResult *result,
                                                      size_t i, size_t k);

#ifdef __cplusplus
}
#endif

#endif
