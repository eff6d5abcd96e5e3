/* cli: arguments → one call of the library → diagnostics on stderr, data on stdout, an
 * exit code. It uses hongtou.h alone for documents and holds nothing a user of the
 * library would miss. */
#ifndef HONGTOU_CLI_H
#define HONGTOU_CLI_H

#include "base.h"
#include "hongtou.h"

typedef enum {
  EXIT_DONE = HONGTOU_DONE,
  EXIT_FAULTY = HONGTOU_FAULTY,
  EXIT_USAGE = 2,
  EXIT_ENVIRONMENT = HONGTOU_ENVIRONMENT
} ExitCode;

/* ---- what may be given ------------------------------------------------------ */

typedef enum {
  OPTION_OUTPUT,
  OPTION_FORMAT,
  OPTION_SCHEMA_FORMAT,
  OPTION_LAYOUT,
  OPTION_FONT_PATH, /* may be given again */
  OPTION_PLAIN,
  OPTION_EMBED_FONTS,
  OPTION_DPI,
  OPTION_PAGES,
  OPTION_MAX_PAGES,
  OPTION_COPIES,
  OPTION_STAGE,
  OPTION_LETTERHEAD,
  OPTION_SINGLE_SIDED,
  OPTION_OFFSET,
  OPTION_COMPRESS,
  OPTION_JSON,
  OPTION_STRICT,
  OPTION_SANDBOX,
  OPTION_DATA_PATH, /* may be given again */
  OPTION_UNTRACED,
  OPTION_DATA,
  OPTION_ENCODING,
  OPTION_SEPARATOR,
  OPTION_SHEET,
  OPTION_KEY,
  OPTION_GROUP,
  OPTION_QUERY,
  OPTION_JOBS,
  OPTION_RESUME,
  OPTION_NO_SYNC,
  OPTION_INSTALL_OFFICE,
  OPTION_SHARD,
  OPTION_TIMEOUT,
  OPTION_MEMORY,
  OPTION_REPORT,
  OPTION_QUIET,
  OPTION_ALL,
  OPTION_FAIL_ON,
  OPTION_ONLY,
  OPTION_TRUST, /* may be given again */
  OPTION_CRL,   /* may be given again */
  OPTION_AT,
  OPTION_REVOCATION,
  OPTION_PORT,
  OPTION_OPEN,
  OPTION_RECORD,
  OPTION_GOTO,
  OPTION_SAMPLES,
  OPTION_COMPARE,
  OPTION_BEFORE,
  OPTION_EDIT,
  OPTION_EDITOR,
  OPTION_FORM,
  OPTION_DEPS,
  OPTION_DEPS_FORMAT,
  OPTION_SIGN,
  OPTION_SIGNING,
  OPTION_PIN,
  OPTION_SIGNING_TIME,
  OPTION_REISSUE,
  OPTION_PROFILE,
  OPTION_EXTEND,
  OPTION_RENEW,
  OPTION_TRY,
  OPTION_DEMO_KEY,
  OPTION_NAME,
  OPTION_NUMBER,
  OPTION_VALID,
  OPTION_SIZE,
  OPTION_DIAGNOSTIC_FORMAT,
  OPTION_LANG,
  OPTION_HELP,
  OPTION_VERSION,
  OPTION_COUNT
} OptionId;

typedef struct Option {
  char letter;         /* 0: none */
  const char *name;    /* without the dashes */
  const char *value;   /* "OUT", or "pdf|png": one of these; NULL: takes none */
  const char *help[2]; /* by HongtouLanguage */
} Option;
extern const Option cli_options[OPTION_COUNT];

/* How diagnostics are shown. */
typedef struct Report {
  HongtouLanguage language;
  bool json, colour, terminal;
  bool quiet;          /* errors alone */
  bool all;            /* nothing is gathered */
  const char *fail_on; /* "warning", "note"; NULL: errors */
  size_t *tally;       /* by HongtouSeverity: shown so far */
  const char *deps;    /* --deps; NULL: nobody asks which files were read */
  GPtrArray *read;     /* char *: what they are, of all documents so far, each once */
  bool deps_json;      /* else as a rule of make */
  const char *product; /* what comes of them; "-": standard output */
} Report;

typedef struct Invocation {
  const struct Command *command;    /* NULL: hongtou alone */
  const char *values[OPTION_COUNT]; /* NULL: not given; "" where it takes none; else the
                                       last one */
  GPtrArray *font_paths;            /* const char * */
  GPtrArray *data_paths;            /* const char * */
  GPtrArray *trust;                 /* every --trust, const char * */
  GPtrArray *crls;                  /* every --crl, const char * */
  GPtrArray *outputs;               /* every -o, const char * */
  GPtrArray *only;                  /* every --only, const char * */
  GPtrArray *arguments;             /* const char *, all of them */
  char **argv;                      /* as main was given them */
  const char *argument;             /* IN.xml and the like, the first; NULL: not given */
  Report report;
} Invocation;

/* A bit for each option, of which there are more than 64. */
typedef unsigned __int128 OptionBits;
#define OPTION_BIT(id) ((OptionBits)1 << (id))
/* What every command takes. */
#define OPTIONS_COMMON                                              \
  (OPTION_BIT(OPTION_DEPS) | OPTION_BIT(OPTION_DEPS_FORMAT) |       \
   OPTION_BIT(OPTION_DIAGNOSTIC_FORMAT) | OPTION_BIT(OPTION_LANG) | \
   OPTION_BIT(OPTION_HELP))
/* What every command that tells of a document takes. */
#define OPTIONS_TELLING \
  (OPTION_BIT(OPTION_QUIET) | OPTION_BIT(OPTION_ALL) | OPTION_BIT(OPTION_FAIL_ON))
/* What every command that lays out a document takes. */
#define OPTIONS_DOCUMENT                                          \
  (OPTIONS_COMMON | OPTIONS_TELLING | OPTION_BIT(OPTION_LAYOUT) | \
   OPTION_BIT(OPTION_FONT_PATH) | OPTION_BIT(OPTION_MAX_PAGES) |  \
   OPTION_BIT(OPTION_STRICT) | OPTION_BIT(OPTION_LETTERHEAD) |    \
   OPTION_BIT(OPTION_SINGLE_SIDED) | OPTION_BIT(OPTION_SANDBOX))

typedef struct Command {
  const char *name;
  const char *
      argument; /* "IN.xml", "[IN.xml]", "[bulletin|layout]"; "… REPORT…" takes several */
  OptionBits options; /* OPTION_BITs */
  ExitCode (*run)(const Invocation *invocation);
  const char *help[2]; /* one line, by HongtouLanguage */
  const char *more[2]; /* what follows the options; "" */
} Command;
extern const Command cli_commands[];
extern const size_t cli_n_commands;

ExitCode cli_render(const Invocation *invocation);
ExitCode cli_check(const Invocation *invocation);
ExitCode cli_figures(const Invocation *invocation);
ExitCode cli_fonts(const Invocation *invocation);
/* The data's fonts, for the user's offices (cli_fonts_office.c). */
ExitCode cli_fonts_install(const Report *report, const char *data);
ExitCode cli_anchors(const Invocation *invocation);
ExitCode cli_dump(const Invocation *invocation);
ExitCode cli_layouts(const Invocation *invocation);
ExitCode cli_test_sheet(const Invocation *invocation);
ExitCode cli_schema(const Invocation *invocation);
ExitCode cli_batch(const Invocation *invocation);
ExitCode cli_report(const Invocation *invocation);
ExitCode cli_sign(const Invocation *invocation);
ExitCode cli_verify(const Invocation *invocation);
ExitCode cli_explain(const Invocation *invocation);
ExitCode cli_new(const Invocation *invocation);
ExitCode cli_doctor(const Invocation *invocation);
ExitCode cli_seal(const Invocation *invocation);
/* The arguments from that one on are files to be verified. */
ExitCode cli_verify_files(const Invocation *invocation, guint first);
ExitCode cli_init(const Invocation *invocation);
/* watch and preview: this process becomes the program that serves them, so that no other
 * command loads what they need. */
ExitCode cli_live(const Invocation *invocation);

/* Fills the invocation from main's arguments and hands it to run, help and version aside.
 */
ExitCode cli_main(int argc, char **argv, ExitCode (*run)(const Invocation *invocation));

/* ---- arguments --------------------------------------------------------------- */

/* How diagnostics are to be shown, from the environment and the arguments, faulty ones
 * included. */
Report cli_report_settings(int argc, char **argv);
/* Fills the invocation; false after a usage fault, which has been shown. */
bool cli_parse(int argc, char **argv, Invocation *invocation);
/* "render [OPTION]… IN.xml" after the program's name; caller frees. */
char *cli_usage_line(const Command *command);
/* command NULL: the program. */
void cli_help(const Command *command, HongtouLanguage language);

/* A whole number of a range as an option's value; unset where the option is not given.
 * False after a usage fault. */
bool cli_number(const Invocation *invocation, OptionId id, unsigned least, unsigned most,
                unsigned *out);
/* What render's options ask for. */
typedef struct Rendering {
  char *path; /* where to, as hongtou_result_write takes it; g_free */
  HongtouOptions options;
} Rendering;
/* False after a usage fault; the path is to be freed all the same. */
bool cli_rendering(const Invocation *invocation, Rendering *out);
/* Writes the outputs and shows the diagnostics. */
ExitCode cli_rendering_write(const Invocation *invocation, HongtouResult *result,
                             const char *path);
/* The options every document command shares. False after a usage fault. */
bool cli_document_options(const Invocation *invocation, HongtouOptions *out);
/* --offset. False after a usage fault. */
bool cli_offset(const Invocation *invocation, HongtouOptions *out);
HongtouSession *cli_session(const Invocation *invocation);
/* The line that tells of a fault, as cli_usage_fault would show it; caller frees. */
char *cli_fault_text(const Report *report, DiagCode code, const char *arg);
/* --sandbox; "auto" where it is not given. */
HongtouSandbox cli_sandbox(const Invocation *invocation);
/* The same with the process contained before a document is read: it may write where the
 * products (const char *; "-": nowhere) and what --deps names are to stand. NULL: told,
 * and *code says how to end. */
HongtouSession *cli_contained(const Invocation *invocation, const GPtrArray *products,
                              ExitCode *code);
/* The same with one product, which may be NULL. */
HongtouSession *cli_contained_for(const Invocation *invocation, const char *product,
                                  ExitCode *code);

/* Opens what was written at the path, in which {page} and {copy} may stand. */
void cli_open(const Invocation *invocation, const HongtouResult *result,
              const char *path);
/* check with --data: a document of every record is made and thrown away. */
ExitCode cli_check_template(const Invocation *invocation);
/* The first records of a report that failed and why; named: then where it lies. */
void cli_batch_failures(const Report *report, const char *path, bool named);

/* ---- reports ------------------------------------------------------------------ */

/* place: where it stands on its page, for JSON; NULL: not known. */
void cli_show(const Report *report, const HongtouDiagnostic *diagnostic,
              const HongtouPlace *place);
/* The line it speaks of with a caret; nothing where there is none to show. */
void cli_show_source(const Report *report, const HongtouDiagnostic *diagnostic);
/* 错误 5，警告 20; always: also when nothing was found. */
void cli_summary(const Report *report, bool always);
/* Shows the diagnostics of a result, those of one kind gathered, and gives its exit code.
 */
ExitCode cli_show_all(const Report *report, HongtouResult *result);
/* Writes --deps: the files a result was read from, NULL: none. False: the disk. */
bool cli_deps_write(const Report *report, HongtouResult *result);
/* Shows a fault of the command line or what it names. args as in diag_add. Always
 * EXIT_USAGE. */
ExitCode cli_usage_fault(const Report *report, DiagCode code, ...) G_GNUC_NULL_TERMINATED;
/* What is left of standard output is written; a failure is shown and gives
 * EXIT_ENVIRONMENT. */
ExitCode cli_finish_stdout(const Report *report);
/* A line on standard output, at once. */
void cli_say(const char *line);
/* "name":"text", a member of a JSON object; NULL is null. */
void cli_json_member(GString *out, const char *name, const char *text);
/* Text for a terminal or a file: control characters become U+FFFD; caller frees. */
char *cli_printable(const char *text);

#endif
