/* Many documents at once: the maker that a batch's workers run, and what is settled
 * before them. */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch.h"
#include "hongtou_render.h"
#include "hongtou_sign.h"
#include "layout.h"
#include "template.h"

#define TIMEOUT_SECONDS 120
#define TIMEOUT_JOINED 86400
#define MEMORY_MIB 1024
#define MEMORY_PROBE ((size_t)2 << 20)

typedef struct Batch {
  HongtouSession *session;
  HongtouBatch own; /* as this library knows it */
  const HongtouBatch *wish;
  HongtouOptions options;
  HongtouResult *result;
  HongtouCounts *counts; /* NULL: not asked for */
  HongtouFormat formats[HONGTOU_BATCH_OUTPUTS];
  char *spooled; /* the data, where they can be read only once; NULL: they are a file */
  bool joined;   /* a file holds the documents of many records */
  Job job;       /* of the whole run */
  char *bytes, *folder; /* the template's */
  Template *template;
  const BatchRun *run;
  char recipe[DIGEST_TEXT];
  GHashTable *digests;       /* path → Digested; each worker fills its own */
  GPtrArray *reads, *writes; /* char *: places of the workers; NULL behind the last */
  Shard shard;
  struct stat seen; /* the data's file, when its records were counted */
  ProbeNumbers counted;
} Batch;

/* ---- one record, in a worker ------------------------------------------------------- */

typedef struct Making {
  const Batch *batch;
  const Task *task;
  Job job;
  TemplateResult document;
  ReportOutput outputs[BATCH_OUTPUTS];
  size_t n_outputs;
  GArray *reads; /* ReportRead */
  unsigned pages;
  double milliseconds[5]; /* template, read, bind, pages, write */
} Making;

enum { MS_TEMPLATE, MS_READ, MS_BIND, MS_PAGES, MS_WRITE };

/* What a document has to say, at the places of the template. */
static void take_diagnostics(Making *m, const Diagnostics *from) {
  for (size_t i = 0; i < diag_count(from); i++) {
    const Diagnostic *d = diag_at(from, i);
    Span at = template_origin(m->batch->template, &m->document, d->at);
    diag_add(m->job.diags, at, d->code, d->args[0], d->args[1], d->args[2], d->args[3],
             NULL);
  }
}

/* NULL: it is not signed. */
static const ReportSignature *signature_of(Making *m, const HongtouResult *result) {
  const KnownSigned *known = &result->signed_as;
  Arena *arena = m->job.arena;
  if (!known->level)
    return NULL;
  ReportSignature *out = ARENA_NEW(arena, ReportSignature);
  *out = (ReportSignature){.level = arena_strdup(arena, known->level),
                           .fingerprint = arena_strdup(arena, known->fingerprint),
                           .serial = arena_strdup(arena, known->serial),
                           .time = arena_strdup(arena, known->time),
                           .content = arena_strdup(arena, known->content)};
  return out;
}

static bool write_output(Making *m, size_t i, const HongtouResult *result) {
  gint64 begin = g_get_monotonic_time();
  OutputFile file = {.name = m->task->names[i]};
  file.bytes = hongtou_result_output(result, 0, &file.len);
  char digest[DIGEST_TEXT];
  digest_bytes(file.bytes, file.len, digest);
  m->outputs[m->n_outputs++] = (ReportOutput){
      file.name, arena_strdup(m->job.arena, digest), file.len, signature_of(m, result)};
  bool ok = output_write(batch_root(m->batch->run, i), &file, m->job.diags);
  m->milliseconds[MS_WRITE] += (double)(g_get_monotonic_time() - begin) / 1000;
  return ok;
}

static bool is_noted(const Making *m, const char *path) {
  for (guint i = 0; i < m->reads->len; i++) {
    if (strcmp(g_array_index(m->reads, ReportRead, i).path, path) == 0)
      return true;
  }
  return false;
}

/* What a file held when it was digested. */
typedef struct Digested {
  struct stat file;
  char digest[DIGEST_TEXT];
} Digested;

static bool is_unchanged(const struct stat *a, const struct stat *b) {
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
         a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* "" where the file cannot be read; read again only where it has changed. */
static const char *digest_once(GHashTable *digests, const char *path) {
  struct stat now;
  if (stat(path, &now) != 0)
    return "";
  Digested *known = g_hash_table_lookup(digests, path);
  if (known && is_unchanged(&known->file, &now))
    return known->digest;
  Digested *made = g_new0(Digested, 1);
  made->file = now;
  g_hash_table_replace(digests, g_strdup(path), made);
  if (!digest_path(path, made->digest))
    made->digest[0] = '\0';
  return made->digest;
}

/* What the document was made of beside record and template: pictures, data, layouts. */
static void take_files(Making *m, const GPtrArray *files) {
  for (guint i = 0; i < files->len; i++) {
    const char *path = g_ptr_array_index(files, i);
    if (is_noted(m, path))
      continue;
    const char *digest = digest_once(m->batch->digests, path);
    ReportRead read = {.path = arena_strdup(m->job.arena, path),
                       .digest = arena_strdup(m->job.arena, digest)};
    g_array_append_val(m->reads, read);
  }
}

static bool make_output(Making *m, size_t i) {
  HongtouOptions options = m->batch->options;
  options.format = m->batch->formats[i];
  if (options.format != HONGTOU_PDF)
    options.sign_profile = NULL;
  HongtouSource source = {.path = m->batch->wish->template_path,
                          .bytes = m->document.bytes,
                          .length = m->document.len,
                          .folder = m->batch->folder};
  HongtouResult *result = hongtou_render(m->batch->session, &source, &options);
  take_diagnostics(m, result->diags);
  take_files(m, result->files);
  for (int stage = 0; stage < SPENT_COUNT; stage++)
    m->milliseconds[MS_READ + stage] += (double)result->spent[stage] / 1000;
  m->pages = MAX(m->pages, result->n_pages);
  bool ok = hongtou_result_outputs(result) > 0 && write_output(m, i, result);
  hongtou_result_free(result);
  return ok;
}

/* ---- many records in one file --------------------------------------------------------
 */

static bool join_part(Making *m, Joining *joining, const RecordPart *part) {
  Span at = m->task->at;
  at.line = part->line;
  TemplateRecord record = {.xml = part->xml, .len = part->len, .at = at};
  if (!template_apply(&m->job, m->batch->template, &record, &m->document))
    return false;
  HongtouSource source = {.path = m->batch->wish->template_path,
                          .bytes = m->document.bytes,
                          .length = m->document.len,
                          .folder = m->batch->folder};
  const char *name = arena_strndup(m->job.arena, part->name, part->name_len);
  HongtouResult *result = joining_add(joining, &source, name);
  take_diagnostics(m, result->diags);
  take_files(m, result->files);
  bool ok = hongtou_result_status(result) == HONGTOU_DONE;
  hongtou_result_free(result);
  return ok;
}

/* Every record is looked at, so that one run tells all faults. */
static bool make_joined(Making *m) {
  HongtouOptions options = m->batch->options;
  options.format = HONGTOU_PDF;
  Joining *joining = joining_new(m->batch->session, &options);
  const char *at = m->task->xml, *end = m->task->xml + m->task->len;
  RecordPart part;
  bool ok = true;
  while (record_part(&at, end, &part))
    ok = join_part(m, joining, &part) && ok;
  HongtouResult *result = joining_end(joining);
  m->pages = result->n_pages;
  take_diagnostics(m, result->diags);
  ok = ok && hongtou_result_outputs(result) > 0 && write_output(m, 0, result);
  hongtou_result_free(result);
  return ok;
}

static bool make_document(Making *m) {
  if (m->batch->joined)
    return make_joined(m);
  gint64 begin = g_get_monotonic_time();
  TemplateRecord record = {.xml = m->task->xml, .len = m->task->len, .at = m->task->at};
  bool ok = template_apply(&m->job, m->batch->template, &record, &m->document);
  m->milliseconds[MS_TEMPLATE] = (double)(g_get_monotonic_time() - begin) / 1000;
  for (size_t i = 0; ok && i < BATCH_OUTPUTS && m->task->names[i]; i++)
    ok = make_output(m, i);
  return ok;
}

static const Diagnostic *first_fault(const Diagnostics *diags, bool strict) {
  const Diagnostic *found = NULL;
  for (size_t i = 0; i < diag_count(diags); i++) {
    const Diagnostic *d = diag_at(diags, i);
    bool faulty =
        d->severity == SEVERITY_ERROR || (strict && d->severity == SEVERITY_WARNING);
    if (faulty && (!found || diag_ends_run(d->code)))
      found = d;
  }
  return found;
}

static void conclude(Making *m, bool ok, Made *made) {
  static const char *const stages[] = {"template", "read",  "bind",
                                       "pages",    "write", NULL};
  const Diagnostic *fault = first_fault(m->job.diags, m->batch->options.strict);
  ReportLine line = {.task = m->task,
                     .status = ok ? "done" : "failed",
                     .outputs = m->outputs,
                     .n_outputs = ok ? m->n_outputs : 0,
                     .reads = (const ReportRead *)(const void *)m->reads->data,
                     .n_reads = m->reads->len,
                     .pages = m->pages,
                     .diags = m->job.diags};
  memcpy(line.stages, stages, sizeof stages);
  memcpy(line.milliseconds, m->milliseconds, sizeof m->milliseconds);
  MessageLanguage language = m->batch->wish->language == HONGTOU_ZH ? LANG_ZH : LANG_EN;
  g_autofree char *text = report_line(&line, language);
  bool ends = fault && diag_ends_run(fault->code);
  *made = (Made){.verdict = ok     ? VERDICT_DONE
                            : ends ? VERDICT_ENDS
                                   : VERDICT_FAILED,
                 .pages = m->pages,
                 .code = ok || !fault ? NULL : diag_code_name(fault->code),
                 .line = arena_strdup(m->job.arena, text)};
}

static void make(void *self, Arena *arena, const Task *task, Made *made) {
  Making m = {.batch = self,
              .task = task,
              .reads = g_array_new(FALSE, FALSE, sizeof(ReportRead))};
  m.job = (Job){.arena = arena,
                .diags = diagnostics_new(),
                .folder = m.batch->folder,
                .limits = &limits_default};
  bool ok = make_document(&m);
  if (!ok) /* a library that ran out of memory only says that it failed: GLib says why,
              and ends */
    g_free(g_malloc(MEMORY_PROBE));
  conclude(&m, ok, made);
  g_array_unref(m.reads);
  diagnostics_free(m.job.diags);
}

static void attach(void *self, const BatchRun *run) {
  Batch *batch = self;
  batch->run = run;
}

/* ---- before all records ------------------------------------------------------------ */

static bool usage(Batch *batch, DiagCode code, const char *arg) {
  diag_add(batch->job.diags, (Span){0}, code, arg, NULL);
  batch->result->end = HONGTOU_BATCH_USAGE;
  return false;
}

static bool format_of_name(const char *name, HongtouFormat *format) {
  *format = g_str_has_suffix(name, ".odt") ? HONGTOU_ODT : HONGTOU_PDF;
  return *format == HONGTOU_ODT || g_str_has_suffix(name, ".pdf");
}

static bool settle_joined(Batch *batch, size_t n) {
  const char *const *outputs = batch->wish->outputs;
  batch->joined = batch->wish->group != NULL;
  for (size_t i = 0; i < n; i++)
    batch->joined = batch->joined || !strchr(outputs[i], '{');
  bool one = n == 1 && batch->formats[0] == HONGTOU_PDF && !batch->options.sign_profile;
  return !batch->joined || one || usage(batch, DIAG_USAGE_BATCH_JOIN, outputs[0]);
}

static bool settle_outputs(Batch *batch) {
  const char *const *outputs = batch->wish->outputs;
  size_t n = 0;
  for (; n < HONGTOU_BATCH_OUTPUTS && outputs[n]; n++) {
    NamePattern pattern;
    if (!name_pattern_read(&batch->job, outputs[n], &pattern)) {
      batch->result->end = HONGTOU_BATCH_USAGE;
      return false;
    }
    if (!format_of_name(outputs[n], &batch->formats[n]))
      return usage(batch, DIAG_USAGE_BATCH_FORMAT, outputs[n]);
  }
  return n > 0 ? settle_joined(batch, n) : usage(batch, DIAG_BATCH_PATTERN, "");
}

static bool settle_shard(Batch *batch) {
  const char *missing = NULL;
  batch->shard = (Shard){1, 1};
  if (!batch->wish->shard || shard_read(batch->wish->shard, &batch->shard, &missing))
    return true;
  return missing ? usage(batch, DIAG_USAGE_SHARD_AUTO, missing)
                 : usage(batch, DIAG_USAGE_SHARD, batch->wish->shard);
}

static bool read_template(Batch *batch) {
  const char *path = batch->wish->template_path;
  size_t len;
  batch->job.folder = batch->folder;
  batch->job.data_folders = batch->options.data_folders;
  if (!file_read(path, limits_default.document_bytes, &batch->bytes, &len,
                 batch->job.diags))
    return false;
  batch->template = template_read(&batch->job, path, batch->bytes, len);
  return batch->template != NULL;
}

/* All that makes the outputs but the record itself: another recipe, other outputs. */
static void digest_recipe(Batch *batch, const Layout *layout) {
  const HongtouOptions *options = &batch->options;
  const char *epoch =
      options->source_date ? options->source_date : g_getenv("SOURCE_DATE_EPOCH");
  g_autoptr(GString) all = g_string_new(HONGTOU_VERSION);
  g_string_append_printf(all, "|%d|%u|%s|", options->strict, options->max_pages,
                         epoch ? epoch : "");
  if (options->sign_profile)
    g_string_append_printf(all, "sign %s|", options->sign_profile);
  g_string_append_printf(all, "%d|%d|%d|", options->preprinted, options->single_sided,
                         options->small  ? 1
                         : options->fast ? 2
                                         : 0);
  if (layout)
    layout_dump(layout, all);
  for (size_t i = 0; i < HONGTOU_BATCH_OUTPUTS && batch->wish->outputs[i]; i++)
    g_string_append_printf(all, "|%d", (int)batch->formats[i]);
  fontbook_digest(session_fonts(batch->session, batch->job.diags), all);
  g_string_append(all, batch->bytes);
  template_digest(batch->template, all);
  digest_bytes(all->str, all->len, batch->recipe);
}

/* Before fonts are read and workers forked: they inherit its socket, nothing else of it.
 */
static bool start_signer(Batch *batch) {
  SigningAbout about;
  if (!batch->options.sign_profile)
    return true;
  return session_signer_open(batch->session, &batch->job, &batch->options, false) &&
         signing_client_describe(batch->session->signer, &batch->job, &about);
}

static bool spool(Batch *batch) {
  const HongtouBatch *wish = batch->wish;
  bool piped = !wish->query && wish->data && strcmp(wish->data, "-") == 0;
  if (wish->query)
    batch->spooled = spool_query(&batch->job, wish->data, wish->query);
  else if (piped)
    batch->spooled = spool_input(&batch->job);
  return batch->spooled || !(wish->query || piped);
}

/* ---- the run ----------------------------------------------------------------------- */

static unsigned processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)MAX(CPU_COUNT(&set), 1)
                                                     : 1;
}

static void copy_counts(const BatchCounts *from, HongtouCounts *to) {
  *to = (HongtouCounts){.records = from->records,
                        .done = from->done,
                        .failed = from->failed,
                        .lost = from->lost,
                        .kept = from->kept,
                        .total = from->total,
                        .pages = from->pages,
                        .seconds = from->seconds,
                        .peak = from->peak,
                        .interrupted = from->interrupted};
}

static void show(void *self, const BatchCounts *counts) {
  const Batch *batch = self;
  HongtouCounts shown;
  copy_counts(counts, &shown);
  if (batch->wish->progress)
    batch->wish->progress(batch->wish->self, &shown);
}

static void add_folder(GPtrArray *places, const char *path) {
  if (path)
    g_ptr_array_add(places, g_path_get_dirname(path));
}

/* The roots of the outputs are made before the workers. */
static void settle_places(Batch *batch) {
  g_autoptr(GPtrArray) more = g_ptr_array_new_with_free_func(g_free);
  batch->writes = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(more, g_strdup(batch->folder));
  add_folder(more, batch->options.layout);
  add_folder(more, batch->spooled ? batch->spooled : batch->wish->data);
  for (size_t i = 0; batch->options.data_folders && batch->options.data_folders[i]; i++)
    g_ptr_array_add(more, g_strdup(batch->options.data_folders[i]));
  g_ptr_array_add(more, NULL);
  batch->reads = session_reads(batch->session, (const char *const *)more->pdata);
  for (size_t i = 0; i < HONGTOU_BATCH_OUTPUTS && batch->wish->outputs[i]; i++) {
    NamePattern pattern;
    if (name_pattern_read(&batch->job, batch->wish->outputs[i], &pattern))
      g_ptr_array_add(batch->writes, g_strdup(pattern.root));
  }
  g_ptr_array_add(batch->writes, NULL);
}

static BatchPlan plan_of(Batch *batch) {
  const HongtouBatch *wish = batch->wish;
  BatchPlan plan = {
      .data = {.path = batch->spooled ? batch->spooled : wish->data,
               .shown = wish->data,
               .encoding = wish->encoding,
               .separator = wish->separator,
               .sheet = wish->sheet,
               .joined = batch->joined,
               .group = wish->group,
               .name = wish->key},
      .key = wish->key,
      .only = wish->only,
      .report = wish->report,
      .shard = batch->shard,
      .seen = &batch->seen,
      .counted = batch->counted,
      .resume = wish->resume,
      .unsettled = wish->no_sync,
      .pool = {.workers = MIN(wish->jobs ? wish->jobs : processors(),
                              limits_default.batch_workers),
               .timeout = wish->timeout   ? wish->timeout
                          : batch->joined ? TIMEOUT_JOINED
                                          : TIMEOUT_SECONDS,
               .memory = (size_t)(wish->memory ? wish->memory : MEMORY_MIB) << 20,
               .language = wish->language == HONGTOU_ZH ? LANG_ZH : LANG_EN,
               .sandbox = (ContainWish)wish->sandbox,
               .places = {(const char *const *)batch->reads->pdata,
                          (const char *const *)batch->writes->pdata}},
      .recipe = batch->recipe,
      .stop = wish->stop,
      .progress = show,
      .self = batch};
  for (size_t i = 0; i < BATCH_OUTPUTS; i++)
    plan.outputs[i] = wish->outputs[i];
  return plan;
}

/* ---- reading apart ------------------------------------------------------------- */

/* In a process of its own: the template, its data and what is reckoned of them, and all
 * records. */
static bool read_apart(void *self, ProbeSigns *signs, Diagnostics *diags,
                       ProbeNumbers *numbers) {
  Batch *batch = self;
  batch->job.diags = diags;
  if (!read_template(batch))
    return false;
  probe_alive(signs);
  BatchPlan plan = plan_of(batch);
  return batch_count(&batch->job, &plan, signs, numbers);
}

static bool probe(Batch *batch) {
  BatchPlan plan = plan_of(batch);
  const char *path = plan.data.path;
  if (stat(path, &batch->seen) != 0) {
    diag_add(batch->job.diags, (Span){0}, DIAG_ENV_CANNOT_READ, path,
             file_error_words(errno), NULL);
    return false;
  }
  ProbeWork work = {batch, read_apart};
  return probe_run(&plan.pool, &work, batch->job.diags, &batch->counted);
}

static bool prepare(Batch *batch) {
  if (!settle_outputs(batch) || !spool(batch) || !settle_shard(batch) ||
      !start_signer(batch))
    return false;
  settle_places(batch);
  if (!probe(batch) || !read_template(batch))
    return false;
  if (!session_fonts(batch->session, batch->job.diags))
    return false;
  const Layout *layout = NULL;
  if (batch->options.layout)
    layout = session_layout(batch->session, batch->options.layout, batch->job.diags,
                            batch->result->reads);
  if (batch->options.layout && !layout)
    return false;
  digest_recipe(batch, layout);
  session_warm(batch->session, &batch->options);
  return true;
}

static bool have(const Diagnostics *diags, DiagCode code) {
  for (size_t i = 0; i < diag_count(diags); i++) {
    if (diag_at(diags, i)->code == code)
      return true;
  }
  return false;
}

static HongtouBatchEnd end_of(const Batch *batch, bool ok, const BatchCounts *counts) {
  if (hongtou_result_status(batch->result) == HONGTOU_ENVIRONMENT ||
      have(batch->job.diags, DIAG_BATCH_BUSY) || have(batch->job.diags, DIAG_BATCH_ENDED))
    return HONGTOU_BATCH_ENVIRONMENT;
  bool some = counts->done + counts->kept > 0;
  if (!ok || counts->failed + counts->lost > 0 || counts->interrupted)
    return some ? HONGTOU_BATCH_SOME : HONGTOU_BATCH_NONE;
  return HONGTOU_BATCH_ALL;
}

static void run(Batch *batch) {
  BatchPlan plan = plan_of(batch);
  BatchMaker maker = {.maker = {batch, make}, .attach = attach};
  BatchCounts counts;
  bool ok = batch_run(&batch->job, &plan, &maker, &counts);
  if (batch->result->end == HONGTOU_BATCH_ALL)
    batch->result->end = end_of(batch, ok, &counts);
  batch->result->codes = counts.codes;
  batch->result->batch_report = counts.report;
  if (batch->counts)
    copy_counts(&counts, batch->counts);
}

HongtouResult *hongtou_batch(HongtouSession *session, const HongtouBatch *wish,
                             const HongtouOptions *options, HongtouCounts *counts) {
  Batch batch = {.session = session,
                 .options = options_taken(options),
                 .result = result_new(false),
                 .counts = counts};
  STRUCT_TAKE(HongtouBatch, query, &batch.own, wish);
  batch.wish = &batch.own;
  batch.job = (Job){
      .arena = arena_new(), .diags = batch.result->diags, .limits = &limits_default};
  if (counts)
    *counts = (HongtouCounts){0};
  result_note_read(batch.result, batch.wish->template_path);
  if (batch.wish->data && strcmp(batch.wish->data, "-") != 0)
    result_note_read(batch.result, batch.wish->data);
  batch.digests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  batch.folder = g_path_get_dirname(wish->template_path);
  if (prepare(&batch))
    run(&batch);
  else if (batch.result->end == HONGTOU_BATCH_ALL)
    batch.result->end = hongtou_result_status(batch.result) == HONGTOU_ENVIRONMENT
                            ? HONGTOU_BATCH_ENVIRONMENT
                            : HONGTOU_BATCH_NONE;
  g_hash_table_unref(batch.digests);
  g_clear_pointer(&batch.reads, g_ptr_array_unref);
  g_clear_pointer(&batch.writes, g_ptr_array_unref);
  template_free(batch.template);
  g_free(batch.bytes);
  g_free(batch.folder);
  if (batch.spooled)
    unlink(batch.spooled);
  g_free(batch.spooled);
  arena_free(batch.job.arena);
  return batch.result;
}

const char *hongtou_result_batch_report(const HongtouResult *result) {
  return result->batch_report;
}

HongtouBatchEnd hongtou_result_batch_end(const HongtouResult *result) {
  return result->end;
}
