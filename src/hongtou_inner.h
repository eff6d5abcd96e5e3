/* What the files behind hongtou.h share; never installed. */
#ifndef HONGTOU_INNER_H
#define HONGTOU_INNER_H

#include "font.h"
#include "hongtou.h"
#include "layout.h"
#include "model.h"
#include "sign.h"
#include "verify.h"

struct HongtouSession {
  char *data; /* NULL: not found */
  char **font_folders;
  bool system_fonts;
  char *cache_folder;       /* NULL: none */
  FontBook *fonts;          /* NULL until a document asks, or when a role has no face */
  Diagnostics *font_faults; /* what opening them said; NULL: not tried */
  GHashTable *layouts;      /* name → KnownLayout: read once */
  SigningClient *signer;    /* NULL: none is running */
  char *signs_for;          /* the profile of the signer */
};

typedef struct KnownFigure {
  HongtouFigure shown;
  const HongtouFigureCell *cells;
} KnownFigure;

typedef struct KnownVerified {
  const char *file;
  const Verification *of; /* NULL: it was not read */
  HongtouVerdict verdict;
} KnownVerified;

/* Where a stretch of the document came to stand. */
typedef struct MetPlace {
  uint32_t line, column, last_line, last_column; /* of the file, both within */
  HongtouPlace place;
} MetPlace;

/* What signed an output; in the arena of messages. */
typedef struct KnownSigned {
  const char *level; /* NULL: nothing did */
  const char *fingerprint, *serial, *time, *content;
} KnownSigned;

typedef enum { SPENT_READ, SPENT_BIND, SPENT_PAGES, SPENT_COUNT } Spent;

struct HongtouResult {
  char *batch_report; /* NULL: none */
  const char *source; /* the document, for faults that name no file; NULL: none */
  Diagnostics *diags;
  Arena *messages;    /* texts of diagnostics asked for, strings of fonts */
  GPtrArray *outputs; /* GByteArray, in order */
  GArray *pages; /* guint: the page number of each output, when they are page images */
  GPtrArray
      *copies;   /* char *: the number of each output, when they are copies of a series */
  GArray *fonts; /* HongtouFont */
  GArray *figures; /* KnownFigure, in the arena of messages */
  GArray *layouts; /* LayoutSummary, in the arena of messages */
  unsigned n_pages;
  bool strict;
  gint64 spent[SPENT_COUNT]; /* microseconds by stage */
  GHashTable *codes;         /* of a batch: code → count; NULL: it was none */
  HongtouBatchEnd end;       /* of a batch */
  GPtrArray *files;          /* char *: every file that was read */
  GPtrArray *reads; /* char *: layouts, roles and fonts that the session read for it */
  unsigned record, n_records; /* of a filled template; 0: it is none */
  bool moved;           /* diagnostics are told of a template, their places in told */
  GArray *told;         /* HongtouPlace, a diagnostic each; page 0: nowhere */
  bool settled;         /* reads holds all files, each once */
  GPtrArray *places;    /* char *: JSON of the layout, then of each page */
  const char *document; /* its file, as diagnostics name it; with places */
  GArray *met;  /* MetPlace: places of the document's file, as they stand on pages */
  char *report; /* lines of hongtou_report; NULL: it was none */
  const HongtouSeal *seal; /* in the arena of messages; NULL: none */
  GArray *verified;        /* KnownVerified, in the arena of messages; NULL: none */
  KnownSigned signed_as;   /* of the last output */
  HongtouVerdict verdict;  /* of all of them */
};

/* What a caller filled in, as far as this library knows it: `own`, of `known` bytes, is
 * zero behind the size that the struct states; 0 there is `first`, the size of version
 * 0.2. given may be NULL. */
void struct_take(void *own, size_t known, size_t first, const void *given);
/* Its fields in version 0.2 ended with `last`. */
#define STRUCT_TAKE(type, last, own, given) \
  struct_take(own, sizeof(type), offsetof(type, last) + sizeof(((type *)0)->last), given)
/* Of those that several calls take. */
HongtouOptions options_taken(const HongtouOptions *given);

/* The file this code was loaded from, or NULL; caller frees. */
char *own_file_find(void);
/* The data folder as hongtou.h describes it, or NULL. wanted: the caller's, or NULL.
 * Caller frees. */
char *data_folder_find(const char *wanted);
/* NULL-terminated font folders in order of preference; caller frees. */
char **font_folders_list(const char *const *first, const char *data);
/* $XDG_CACHE_HOME/hongtou, ~/.cache/hongtou, the caller's own, or NULL for none; caller
 * frees. */
char *cache_folder_find(const char *wanted);

/* Whether the fonts are still to be opened, and can be. */
bool session_wants_fonts(const HongtouSession *session);
/* Opens them; what is wrong with them is kept for session_fonts. */
void session_fonts_open(HongtouSession *session);
/* Opens the fonts on the first call; says what is wrong with them on every call. */
FontBook *session_fonts(HongtouSession *session, Diagnostics *diags);
/* The layout of that name or file, read once per session; NULL when faulty, and reported.
 * Its files go to reads (char *), where that is not NULL. */
const Layout *session_layout(HongtouSession *session, const char *name,
                             Diagnostics *diags, GPtrArray *reads);
/* Adds what the session's fonts were read from: the roles and the files of faces that
 * play. */
void session_note_fonts(const HongtouSession *session, GPtrArray *reads);
/* What is wrong with it as a whole is told at `named`, where the document names it. */
const Layout *session_layout_named(HongtouSession *session, const char *name, Span named,
                                   Diagnostics *diags, GPtrArray *reads);
/* Where layouts that are named lie; NULL without a data folder, and reported. Caller
 * frees. */
char *session_layout_folder(const HongtouSession *session, Diagnostics *diags);
/* A layout file inside the document's folder, read for this job alone. */
const Layout *session_layout_of_document(HongtouSession *session, Job *job,
                                         const char *file, Span named);

/* Makes a small document, so that what the first one loads is there before workers are
 * forked. */
void session_warm(HongtouSession *session, const HongtouOptions *options);
/* What a process that makes documents reads beside them: the session's folders and fonts,
 * and more, which ends with NULL; char *, NULL behind the last. */
GPtrArray *session_reads(HongtouSession *session, const char *const *more);

HongtouResult *result_new(bool strict);
/* Notes a file that was read; NULL and "-" are none. */
void result_note_read(HongtouResult *result, const char *path);
/* Adds the candidates of every role to the result. */
void result_add_fonts(HongtouResult *result, const FontBook *book);
/* Adds the figures of a bound document. */
void result_add_figures(HongtouResult *result, const Bulletin *bound);
/* The JSON of all that was verified; caller frees. */
char *verification_json(const HongtouResult *result);

#endif
