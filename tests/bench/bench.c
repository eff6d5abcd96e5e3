/* usage: bench HONGTOU DATA SAMPLE.xml [VARIANTS]
 *        bench --batch HONGTOU TEMPLATE.xml DATA.csv DOCUMENTS
 * The sample cold, as a process of its own, and 200 variants of it, different in every
 * paragraph and figure, in this process: milliseconds of processor time by stage, and
 * peak memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bind.h"
#include "layout.h"
#include "odt.h"
#include "pdf.h"
#include "typeset.h"

#define COLD_RUNS 15
#define WARM_RUNS 200

typedef enum {
  STAGE_READ,
  STAGE_BIND,
  STAGE_TYPESET,
  STAGE_PDF,
  STAGE_ODT,
  STAGE_COUNT
} Stage;
static const char *const stage_names[] = {"read", "bind", "typeset", "pdf", "odt"};

typedef struct Bench {
  unsigned runs;
  const Layout *layout;
  FontBook *fonts;
  gint64 microseconds[STAGE_COUNT];
  size_t pdf_bytes;
  unsigned pages;
} Bench;

static int compare_times(const void *a, const void *b) {
  const gint64 *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* Processor time of this process: others on the machine do not count. */
static gint64 cpu_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ---- cold ---------------------------------------------------------------------- */

static gint64 cold_run(const char *command, const char *sample, long *peak_kib) {
  gint64 begin = g_get_monotonic_time();
  pid_t child = fork();
  if (child == 0) {
    if (!freopen("/dev/null", "w", stderr)) /* warnings of the sample are known */
      _exit(127);
    execl(command, command, "render", sample, "-o", "/dev/null", "--format", "pdf",
          (char *)NULL);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0) {
    fprintf(stderr, "bench: %s failed\n", command);
    exit(1);
  }
  *peak_kib = usage.ru_maxrss;
  return g_get_monotonic_time() - begin;
}

static void cold(const char *command, const char *sample) {
  gint64 times[COLD_RUNS];
  long peak = 0;
  cold_run(command, sample, &peak); /* fills the page cache and the list of fonts */
  for (int i = 0; i < COLD_RUNS; i++)
    times[i] = cold_run(command, sample, &peak);
  qsort(times, COLD_RUNS, sizeof times[0], compare_times);
  printf("cold, median of %d processes: %.1f ms (least %.1f), peak %.1f MiB\n", COLD_RUNS,
         (double)times[COLD_RUNS / 2] / 1e3, (double)times[0] / 1e3, (double)peak / 1024);
}

/* ---- variants -------------------------------------------------------------------- */

/* Elements whose digits are dates. */
static bool is_date(const char *tag) {
  return g_str_has_prefix(tag, "<date") || g_str_has_prefix(tag, "<printed-on");
}

/* One tag, comment or instruction, copied; gives its end. */
static const char *copy_tag(GString *out, const char *tag) {
  bool comment = g_str_has_prefix(tag, "<!--");
  const char *end = strstr(tag, comment ? "-->" : ">");
  end = end ? end + (comment ? 3 : 1) : tag + strlen(tag);
  g_string_append_len(out, tag, end - tag);
  return end;
}

/* A tag around a typed figure. */
static bool ties_figure(const char *tag) {
  const char *end = strchr(tag, '>');
  bool opens = g_str_has_prefix(tag, "<v ") && end && end[-1] != '/';
  return opens || g_str_has_prefix(tag, "</v>");
}

/* The document with every digit of its text moved on and a numeral before every
 * paragraph. */
static char *variant(Arena *arena, const char *document, unsigned k) {
  g_autoptr(GString) out = g_string_new(NULL);
  bool date = false;
  unsigned paragraph = 0;
  for (const char *p = document; *p;) {
    if (ties_figure(p)) { /* what is typed stays, and may change */
      p = strchr(p, '>') + 1;
      continue;
    }
    if (*p == '<') {
      date = is_date(p);
      bool begins = g_str_has_prefix(p, "<p>");
      p = copy_tag(out, p);
      if (begins)
        g_string_append_printf(out, "%s件，", numeral_han(arena, k * 37 + ++paragraph));
      continue;
    }
    bool digit = g_ascii_isdigit(*p) && !date;
    g_string_append_c(out, digit ? (char)('0' + (*p - '0' + k) % 10) : *p);
    p++;
  }
  return arena_strndup(arena, out->str, out->len);
}

/* ---- warm ------------------------------------------------------------------------ */

/* The PDF's sink, with its time taken apart from typesetting's. */
typedef struct Timed {
  PageSink inner;
  gint64 spent;
} Timed;

static bool timed_begin(void *self, Job *job, const DocumentInfo *info) {
  Timed *timed = self;
  gint64 begin = cpu_now();
  bool ok = timed->inner.begin(timed->inner.self, job, info);
  timed->spent += cpu_now() - begin;
  return ok;
}

static bool timed_page(void *self, Job *job, const Page *page) {
  Timed *timed = self;
  gint64 begin = cpu_now();
  bool ok = timed->inner.page(timed->inner.self, job, page);
  timed->spent += cpu_now() - begin;
  return ok;
}

static bool timed_end(void *self, Job *job, const DocumentEnd *end) {
  Timed *timed = self;
  gint64 begin = cpu_now();
  bool ok = timed->inner.end(timed->inner.self, job, end);
  timed->spent += cpu_now() - begin;
  return ok;
}

static bool set_pages(Bench *bench, Job *job, const Bulletin *bound, GByteArray *file) {
  PdfOptions options = {.producer = "Hongtou", .source_date = INT64_MIN};
  Timed timed = {.inner = pdf_sink(job, &options, file)};
  PageSink sink = {&timed, timed_begin, timed_page, timed_end};
  gint64 begin = cpu_now();
  Composition *composition = NULL;
  bool ok = typeset_run(job, bound, sink, &composition);
  bench->microseconds[STAGE_PDF] += timed.spent;
  bench->microseconds[STAGE_TYPESET] += cpu_now() - begin - timed.spent;
  bench->pages = ok ? composition->n_pages : 0;
  return ok;
}

static bool drop_begin(void *self, Job *job, const DocumentInfo *info) {
  (void)self, (void)job, (void)info;
  return true;
}

static bool drop_page(void *self, Job *job, const Page *page) {
  (void)self, (void)job, (void)page;
  return true;
}

static bool drop_end(void *self, Job *job, const DocumentEnd *end) {
  (void)self, (void)job, (void)end;
  return true;
}

/* The ODT from a layout of its own, whose time is not counted again. */
static bool write_odt(Bench *bench, Job *job, const Bulletin *bound) {
  OdtOptions options = {.generator = "Hongtou", .source_date = INT64_MIN};
  g_autoptr(GByteArray) file = g_byte_array_new();
  Composition *composition = NULL;
  job->composes = true;
  if (!typeset_run(job, bound, (PageSink){NULL, drop_begin, drop_page, drop_end},
                   &composition))
    return false;
  gint64 begin = cpu_now();
  bool ok = odt_write(job, bound, composition, &options, file);
  bench->microseconds[STAGE_ODT] += cpu_now() - begin;
  return ok;
}

static bool one_document(Bench *bench, Job *job, const char *text) {
  g_autoptr(GByteArray) file = g_byte_array_new();
  Bulletin *written, *bound;
  gint64 begin = cpu_now();
  if (!model_read(job, "variant.xml", text, strlen(text), &written))
    return false;
  gint64 read = cpu_now();
  if (!bind_run(job, written, &bench->layout->numbering, &bound))
    return false;
  gint64 settled = cpu_now();
  bench->microseconds[STAGE_READ] += read - begin;
  bench->microseconds[STAGE_BIND] += settled - read;
  bool ok = set_pages(bench, job, bound, file);
  bench->pdf_bytes = file->len;
  return ok && write_odt(bench, job, bound);
}

static void fail(const Diagnostics *diags) {
  for (size_t i = 0; i < diag_count(diags); i++) {
    g_autofree char *text = diag_text(diag_at(diags, i), LANG_EN);
    fprintf(stderr, "bench: %s\n", text);
  }
  exit(1);
}

static void warm_run(Bench *bench, const char *document, const char *folder, unsigned k) {
  Job job = {.arena = arena_new(),
             .diags = diagnostics_new(),
             .fonts = bench->fonts,
             .layout = bench->layout,
             .folder = folder,
             .limits = &limits_default};
  const char *text = variant(job.arena, document, k);
  if (!one_document(bench, &job, text))
    fail(job.diags);
  arena_free(job.arena);
  diagnostics_free(job.diags);
}

static void warm(Bench *bench, const char *document, const char *folder) {
  warm_run(bench, document, folder, 0); /* the faces' tables are read once */
  memset(bench->microseconds, 0, sizeof bench->microseconds);
  for (unsigned k = 1; k <= bench->runs; k++)
    warm_run(bench, document, folder, k);
  double all = 0;
  printf("warm, mean of %u variants of %u pages:", bench->runs, bench->pages);
  for (int stage = 0; stage < STAGE_COUNT; stage++) {
    double ms = (double)bench->microseconds[stage] / 1e3 / bench->runs;
    printf(" %s %.2f", stage_names[stage], ms);
    all += ms;
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("; together %.2f ms of processor time, peak %.1f MiB, last file %.1f KB\n", all,
         (double)usage.ru_maxrss / 1024, (double)bench->pdf_bytes / 1e3);
}

static void open_all(Bench *bench, Job *job, const char *data) {
  g_autofree char *roles = g_build_filename(data, "fonts", "roles.xml", NULL);
  g_autofree char *packages = g_build_filename(data, "fonts", "packages", NULL);
  g_autofree char *layouts = g_build_filename(data, "layouts", NULL);
  g_autofree char *cache = g_build_filename(g_get_user_cache_dir(), "hongtou", NULL);
  const char *const font_folders[] = {packages, NULL}, *const layout_folders[] = {layouts,
                                                                                  NULL};
  FontPaths paths = {.roles_file = roles,
                     .folders = font_folders,
                     .system_folders = true,
                     .cache_folder = cache};
  gint64 begin = cpu_now();
  if (!fontbook_open(&paths, job->diags, &bench->fonts))
    fail(job->diags);
  gint64 opened = cpu_now();
  if (!layout_read(job, "general", layout_folders, &bench->layout))
    fail(job->diags);
  printf("once per session: fonts %.2f ms, layout %.2f ms\n",
         (double)(opened - begin) / 1e3, (double)(cpu_now() - opened) / 1e3);
}

/* ---- batch ------------------------------------------------------------------------ */

/* KiB of a process that no other shares. */
static long private_memory(const char *pid) {
  g_autofree char *path = g_strdup_printf("/proc/%s/smaps_rollup", pid);
  g_autofree char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return 0;
  const char *dirty = strstr(text, "Private_Dirty:");
  return dirty ? atol(dirty + strlen("Private_Dirty:")) : 0;
}

static long largest_worker(pid_t parent) {
  g_autofree char *path =
      g_strdup_printf("/proc/%d/task/%d/children", (int)parent, (int)parent);
  g_autofree char *text = NULL;
  long most = 0;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return 0;
  g_auto(GStrv) pids = g_strsplit(g_strstrip(text), " ", -1);
  for (char **pid = pids; *pid; pid++)
    most = MAX(most, private_memory(*pid));
  return most;
}

typedef struct BatchTime {
  double wall, cpu; /* milliseconds of a document */
  long private;     /* KiB */
} BatchTime;

static BatchTime batch_run_once(char **argv, const char *jobs, double documents) {
  g_autofree char *folder = g_dir_make_tmp("hongtou-bench-XXXXXX", NULL);
  g_autofree char *out = g_strconcat(folder, "/{record}.pdf", NULL);
  BatchTime time = {0};
  gint64 begin = g_get_monotonic_time();
  pid_t child = fork();
  if (child == 0) {
    execl(argv[2], argv[2], "batch", argv[3], "--data", argv[4], "-q", "-o", out, "-j",
          jobs, (char *)NULL);
    _exit(127);
  }
  int status = 0;
  struct rusage usage = {0};
  while (child > 0 && wait4(child, &status, WNOHANG, &usage) == 0) {
    time.private = MAX(time.private, largest_worker(child));
    g_usleep(50000);
  }
  if (child < 0 || status != 0) {
    fprintf(stderr, "bench: batch failed\n");
    exit(1);
  }
  time.wall = (double)(g_get_monotonic_time() - begin) / 1e3 / documents;
  const struct timeval *user = &usage.ru_utime, *system = &usage.ru_stime;
  time.cpu = ((double)(user->tv_sec + system->tv_sec) * 1e3 +
              (double)(user->tv_usec + system->tv_usec) / 1e3) /
             documents;
  g_autofree char *remove = g_strdup_printf("rm -rf %s", folder);
  if (g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL))
    return time;
  return time;
}

static int batch(char **argv) {
  double documents = atof(argv[5]);
  BatchTime one = batch_run_once(argv, "1", documents),
            two = batch_run_once(argv, "2", documents);
  printf(
      "batch of %.0f documents: one worker %.2f ms each (%.2f ms of processor time), two "
      "workers "
      "%.2f ms (%.2f); rate on two %.2f times that on one; a worker's own memory %.1f "
      "MiB\n",
      documents, one.wall, one.cpu, two.wall, two.cpu, one.wall / two.wall,
      (double)MAX(one.private, two.private) / 1024);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 6 && strcmp(argv[1], "--batch") == 0)
    return batch(argv);
  if (argc != 4 && argc != 5)
    return 2;
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  char *document;
  size_t len;
  if (!file_read(argv[3], limits_default.document_bytes, &document, &len, job.diags))
    fail(job.diags);
  cold(argv[1], argv[3]);
  Bench bench = {.runs = argc == 5 ? (unsigned)atoi(argv[4]) : WARM_RUNS};
  open_all(&bench, &job, argv[2]);
  g_autofree char *folder = g_path_get_dirname(argv[3]);
  warm(&bench, document, folder);
  fontbook_free(bench.fonts);
  g_free(document);
  arena_free(job.arena);
  diagnostics_free(job.diags);
  return 0;
}
