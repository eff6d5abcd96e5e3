/* batch: many records, one document each, made in worker processes that are forked from a
 * parent in which everything is loaded. It reads records, names outputs, hands out work,
 * survives workers that crash or hang, writes files whole or not at all, and keeps a
 * report a later run goes on from.
 *
 * It knows no template and no format: a maker of the caller's turns a record into bytes.
 * It never prints, and writes nothing outside the folders the output patterns name. */
#ifndef HONGTOU_BATCH_H
#define HONGTOU_BATCH_H

#include "base.h"
#include "base_contain.h"

/* ---- records (batch_records.c) --------------------------------------------- */

typedef struct RecordField {
  const char *name, *value;
} RecordField;

typedef struct Record {
  uint64_t number; /* from 1, in the file's order */
  Span at;         /* of the record in its file */
  const char *xml; /* <record><单位>华龙区</单位>…</record>, see records_open */
  size_t len;
  const RecordField *fields; /* the record's own, not those inside others */
  size_t n_fields;
} Record;

typedef struct RecordSource {
  const char *path;
  const char *encoding, *separator; /* as in DataSource; may be NULL */
  const char *sheet;
  const char *shown; /* what messages call it; NULL: its path */
  bool joined; /* records that make one file together are one record: all of them, */
  const char *group; /* or those equal in this column; NULL: all */
  const char *name;  /* the column that names each of them there; NULL: its first */
} RecordSource;

typedef struct Records Records;

/* By the file's name: .csv .xlsx .ods, a record a row; .jsonl .ndjson, an object a line;
 * .xml, an element below the root. Read as a stream, one record at a time. Every record
 * becomes an element <record>: a field whose name is an XML name is an element of that
 * name, another is <c>; each has its name in @n. An XML record keeps its children as they
 * are. NULL after a fault, reported. */
Records *records_open(Job *job, const RecordSource *source);
/* False at the end and after a fault that ends reading. The record is borrowed until the
 * next call; one that is faulty itself is given with fields NULL, and its faults are
 * reported. */
bool records_next(Records *records, Record *out);
void records_close(Records *records);

/* Standard input, or the rows of one SELECT on an SQLite database that is opened for
 * reading alone, as a file of JSON lines among the temporary files: its path, which the
 * caller deletes and frees; NULL after a fault, reported (batch_spool.c). */
char *spool_input(Job *job);
char *spool_query(Job *job, const char *path, const char *sql);

/* One of the records that are joined in Record.xml (batch_group.c). */
typedef struct RecordPart {
  uint32_t line;    /* in the data */
  const char *name; /* not ended by NUL */
  size_t name_len;
  const char *xml;
  size_t len;
} RecordPart;
/* The one at *joined, which then stands at the next; false: there are no more. */
bool record_part(const char **joined, const char *end, RecordPart *out);
/* "" where there is no such field. */
const char *record_field(const Record *record, const char *name);
bool record_has(const Record *record, const char *name);

/* ---- names (batch_name.c) ----------------------------------------------------- */

/* "out/{年份}/{单位}.pdf": the folder before the first part with a brace is the root,
 * which outputs never leave. */
typedef struct NamePattern {
  const char *root;     /* "out"; "." when the pattern begins with a brace */
  const char *relative; /* "{年份}/{单位}.pdf" */
} NamePattern;

/* False when the pattern cannot be one (batch.pattern); one that names no field is the
 * name of a file that holds all. */
bool name_pattern_read(Job *job, const char *pattern, NamePattern *out);
typedef struct NameValues {
  const Record *record;
  const char *key_column; /* NULL: none */
} NameValues;
/* The name below the root, in the arena; NULL when a value is missing or holds what no
 * name may (batch.name-…), which is reported at the record. {record}, {key} and fields
 * are filled in. */
const char *name_of(Job *job, const NamePattern *pattern, const NameValues *values);

/* ---- outputs (batch_output.c) --------------------------------------------------- */

/* A folder below which files are written; nothing leaves it, by links or by dots. */
typedef struct OutputRoot OutputRoot;

/* Made where it is missing. whole: no other run of this kind writes there now
 * (batch.busy). NULL after a fault, reported. */
OutputRoot *output_root_open(const char *folder, bool whole, Diagnostics *diags);
void output_root_close(OutputRoot *root);

typedef struct OutputFile {
  const char *name; /* below the root */
  const void *bytes;
  size_t len;
} OutputFile;
/* Replaces the file whole or not at all, with the old one's permissions; folders below
 * the root are made. Reports env.cannot-write where no other file could be written
 * either, else batch.output. */
bool output_write(const OutputRoot *root, const OutputFile *file, Diagnostics *diags);
/* All that was written below the root has reached the disk (env.cannot-write). */
bool output_root_settle(const OutputRoot *root, Diagnostics *diags);
/* Takes away what killed runs left half written in a folder below the root; "." is the
 * root. */
void output_tidy(const OutputRoot *root, const char *folder);
#define DIGEST_TEXT 65 /* SHA-256 in hex with its NUL */
void digest_bytes(const void *bytes, size_t len, char out[DIGEST_TEXT]);
/* Of a file by any path; false when it cannot be read. */
bool digest_path(const char *path, char out[DIGEST_TEXT]);
/* False when the file cannot be read below its root. */
bool digest_file(const OutputRoot *root, const char *name, char out[DIGEST_TEXT]);

/* ---- shards (batch_shard.c) ------------------------------------------------------ */

typedef struct Shard {
  unsigned index, count; /* 1 ≤ index ≤ count; {1, 1}: everything */
} Shard;

/* "2/8", or "auto": $SLURM_ARRAY_TASK_ID among its array, or $JOB_COMPLETION_INDEX of
 * $HONGTOU_SHARDS. False: neither, and *missing says what is not set. */
bool shard_read(const char *text, Shard *out, const char **missing);
bool shard_has(Shard shard, uint64_t number);

/* ---- making ------------------------------------------------------------------------ */

#define BATCH_OUTPUTS 4

/* A record on its way to a worker. */
typedef struct Task {
  uint64_t number;
  Span at;
  const char *key;                  /* "": none */
  const char *input;                /* digest of all that makes the outputs */
  const char *names[BATCH_OUTPUTS]; /* below the roots */
  const char *xml;
  size_t len;
} Task;

typedef enum {
  VERDICT_DONE,
  VERDICT_FAILED, /* the record's own fault */
  VERDICT_ENDS,   /* the environment's: nothing more will come out */
  VERDICT_LOST    /* its worker died */
} Verdict;

typedef struct Made {
  Verdict verdict;
  unsigned pages;
  const char *code; /* of the first error; NULL: none */
  const char *line; /* of the report, without its end */
} Made;

/* What turns a record into outputs, in a worker. Everything of made stands in the arena.
 */
typedef struct Maker {
  void *self;
  void (*make)(void *self, Arena *arena, const Task *task, Made *made);
} Maker;

/* ---- workers (batch_pool.c) -------------------------------------------------------- */

typedef struct PoolSettings {
  unsigned workers;
  unsigned timeout; /* seconds for one record */
  size_t memory; /* bytes a worker may take beyond what it is forked with; 0: no limit */
  MessageLanguage language; /* of the report's messages */
  ContainWish sandbox;
  ContainPlaces places; /* that workers read and write */
} PoolSettings;

/* ---- reading apart (batch_probe.c) ------------------------------------------------- */

typedef struct ProbeSigns ProbeSigns;
/* What takes long says that it goes on; signs may be NULL. */
void probe_alive(ProbeSigns *signs);

/* Records in the data, and of them those that are wanted. */
typedef struct ProbeNumbers {
  uint64_t records, wanted;
} ProbeNumbers;

typedef struct ProbeWork {
  void *self;
  bool (*run)(void *self, ProbeSigns *signs, Diagnostics *diags, ProbeNumbers *numbers);
} ProbeWork;
/* The work in a process of its own, of which nothing comes back but what it told and
 * the numbers. False after its fault, and when it ended otherwise or was silent for the
 * settings' time (batch.timeout, batch.memory, batch.reading). */
bool probe_run(const PoolSettings *settings, const ProbeWork *work, Diagnostics *diags,
               ProbeNumbers *numbers);

/* ---- workers (batch_pool.c) ----------------------------------------------------------
 */

typedef struct Pool Pool;

/* Forks the workers: call it when all is loaded. NULL when no process could be made
 * (env.no-process). */
Pool *pool_new(const PoolSettings *settings, Maker maker, Diagnostics *diags);
/* Whether a task can be taken without waiting. */
bool pool_has_room(const Pool *pool);
void pool_give(Pool *pool, const Task *task);
unsigned pool_busy(const Pool *pool); /* tasks given whose answer was not yet taken */

typedef struct Answer {
  uint64_t number;
  Verdict verdict;
  unsigned pages;
  char *code, *line; /* owned by the answer */
} Answer;
void answer_clear(Answer *answer);
/* Waits for something to happen, at most `milliseconds`; wake: a descriptor that ends the
 * wait when it can be read, −1: none. True with an answer. */
bool pool_wait(Pool *pool, int milliseconds, int wake, Answer *out);
/* Kilobytes of the largest worker so far. */
long pool_peak(const Pool *pool);
/* Ends all workers; what they were doing leaves nothing behind. */
void pool_end(Pool *pool);
void pool_free(Pool *pool);

/* ---- the report (batch_report.c) --------------------------------------------------- */

/* What signed an output. */
typedef struct ReportSignature {
  const char *level, *fingerprint, *serial, *time, *content;
} ReportSignature;

typedef struct ReportOutput {
  const char *path; /* below its root */
  const char *digest;
  size_t len;
  const ReportSignature *signature; /* NULL: none */
} ReportOutput;

/* A file that a record's outputs were made from, and what it held. */
typedef struct ReportRead {
  const char *path;
  const char *digest;
} ReportRead;

typedef struct ReportLine {
  const Task *task;
  const char *status; /* "done" "failed" "lost" */
  const ReportOutput *outputs;
  size_t n_outputs;
  const ReportRead *reads; /* all but template, record and data read once */
  size_t n_reads;
  unsigned pages;
  const char *stages[6]; /* names of milliseconds; NULL at the end */
  double milliseconds[6];
  const Diagnostics *diags;
  const Span
      *places; /* where each diagnostic is to be said to stand; NULL: its own place */
} ReportLine;

/* One object, without the end of the line. */
char *report_line(const ReportLine *line, MessageLanguage language);

/* A record's last line in a report. */
typedef struct Reported {
  uint64_t number;
  bool done;
  const char *key, *input, *text;                            /* the line itself */
  const char *paths[BATCH_OUTPUTS], *digests[BATCH_OUTPUTS]; /* NULL behind the last */
  const ReportRead *reads;
  size_t n_reads;
} Reported;

typedef struct ReportHead {
  uint64_t records; /* in the data, of all shards */
  Shard shard;
  const char *roots[BATCH_OUTPUTS]; /* NULL behind the last */
} ReportHead;

typedef struct BatchReport {
  ReportHead head;
  GHashTable *lines;      /* number → Reported */
  uint64_t doubles;       /* records with two lines that both say done, and differ */
  uint64_t damaged;       /* lines that say nothing */
  uint64_t first_damaged; /* 0: none */
  size_t bytes;           /* of the lines that have an end */
} BatchReport;

char *report_head_line(const ReportHead *head);
/* In the arena; a last line without an end is dropped, any other that is none of ours is
 * counted. NULL where it is no report (report.line). Free the table with report_free. */
BatchReport *report_read(Job *job, const char *path);
void report_free(BatchReport *report);
/* The records in order. Caller frees with g_ptr_array_unref; of const Reported *. */
GPtrArray *report_sorted(const BatchReport *report);

/* ---- a run (batch_run.c) ----------------------------------------------------------- */

typedef struct BatchCounts {
  uint64_t records;                  /* of this shard, read so far */
  uint64_t total;                    /* of this shard */
  uint64_t done, failed, lost, kept; /* kept: of an earlier run, still good */
  uint64_t pages;
  GHashTable *codes; /* of failures: code → count as GUINT_TO_POINTER */
  double seconds;
  long peak; /* KiB of the largest worker */
  bool interrupted;
  char *report; /* where it was written; NULL: nothing was begun. Owned by the counts */
} BatchCounts;

typedef struct BatchPlan {
  RecordSource data;
  const char *key;         /* column; NULL: none */
  const char *const *only; /* records of these keys alone, then NULL; NULL: all */
  const char *outputs[BATCH_OUTPUTS]; /* patterns; NULL behind the last */
  const char
      *report; /* NULL: report.jsonl in the first root, with the shard in its name */
  Shard shard;
  bool resume;
  const struct stat *seen; /* the data's file when they were counted */
  ProbeNumbers counted;    /* by batch_count */
  PoolSettings pool;
  bool unsettled;     /* do not wait until the disk holds the outputs */
  const char *recipe; /* digest of template, layout, options: of all but the record */
  int stop;           /* descriptor: a byte finishes, a second abandons; −1: none */
  void (*progress)(void *self, const BatchCounts *counts); /* often; may be NULL */
  void *self;
} BatchPlan;

/* The roots are open while the maker works: it asks for them by the number of the output.
 */
typedef struct BatchRun BatchRun;
const OutputRoot *batch_root(const BatchRun *run, size_t output);

/* Made before the workers; attach gives the maker its run. */
typedef struct BatchMaker {
  Maker maker;
  void (*attach)(void *self, const BatchRun *run);
} BatchMaker;

/* Reads all records for their names: how many there are. False after a fault: two have
 * one name. */
bool batch_count(Job *job, const BatchPlan *plan, ProbeSigns *signs,
                 ProbeNumbers *numbers);
/* Makes the records that batch_count has counted. False after a fault of the
 * whole run, which is reported; counts say how far it came. Free counts->codes. */
bool batch_run(Job *job, const BatchPlan *plan, const BatchMaker *maker,
               BatchCounts *counts);

#endif
