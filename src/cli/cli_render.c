#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

typedef struct Target {
  char *path; /* a pattern with {page} for page images; "-": stdout */
  HongtouFormat format;
} Target;

static bool has_suffix(const char *path, const char *suffix) {
  size_t n = strlen(path), m = strlen(suffix);
  return n > m && strcasecmp(path + n - m, suffix) == 0;
}

/* By HongtouFormat. */
static const char *const suffixes[] = {".pdf", ".png", ".odt", ".fodt", ".svg"};

static bool is_image(HongtouFormat format) {
  return format == HONGTOU_PNG || format == HONGTOU_SVG;
}

/* IN.xml → IN.pdf, IN-{page}.png; a name without .xml keeps what it has. */
static char *beside(const char *in, HongtouFormat format) {
  size_t n = strlen(in) - (has_suffix(in, ".xml") ? strlen(".xml") : 0);
  return g_strdup_printf("%.*s%s%s", (int)n, in, is_image(format) ? "-{page}" : "",
                         suffixes[format]);
}

static bool target_format(const Invocation *invocation, HongtouFormat *format) {
  const char *wish = invocation->values[OPTION_FORMAT],
             *out = invocation->values[OPTION_OUTPUT];
  bool unnamed = !out || strcmp(out, "-") == 0 || g_file_test(out, G_FILE_TEST_IS_DIR);
  *format = HONGTOU_PDF;
  for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
    bool meant = wish ? strcmp(wish, suffixes[i] + 1) == 0
                      : !unnamed && has_suffix(out, suffixes[i]);
    if (meant)
      *format = (HongtouFormat)i;
  }
  if (wish || unnamed || *format != HONGTOU_PDF || has_suffix(out, ".pdf"))
    return true;
  cli_usage_fault(&invocation->report, DIAG_USAGE_FORMAT, out, NULL);
  return false;
}

static bool same_file(const char *a, const char *b) {
  struct stat first, second;
  return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

/* IN.xml, into this folder. */
static char *into(const char *folder, const char *in, HongtouFormat format) {
  g_autofree char *base = g_path_get_basename(strcmp(in, "-") == 0 ? "stdin" : in);
  g_autofree char *name = beside(base, format);
  return g_build_filename(folder, name, NULL);
}

static bool target_settle(const Invocation *invocation, const char *in, Target *target) {
  const char *out = invocation->values[OPTION_OUTPUT];
  if (!target_format(invocation, &target->format))
    return false;
  if (!out && strcmp(in, "-") == 0)
    out = "-";
  bool folder = out && strcmp(out, "-") != 0 && g_file_test(out, G_FILE_TEST_IS_DIR);
  target->path = folder ? into(out, in, target->format)
                 : out  ? g_strdup(out)
                        : beside(in, target->format);
  if (strcmp(target->path, "-") == 0) {
    if (!isatty(STDOUT_FILENO))
      return true;
    cli_usage_fault(&invocation->report, DIAG_USAGE_TERMINAL, NULL);
    return false;
  }
  if (!same_file(target->path, in))
    return true;
  cli_usage_fault(&invocation->report, DIAG_USAGE_OUTPUT_IS_INPUT, target->path, NULL);
  return false;
}

/* "3" or "1-3" */
static bool pages_parse(const char *text, HongtouOptions *options) {
  g_auto(GStrv) ends = g_strsplit(text, "-", 2);
  guint64 first = 0, last = 0;
  if (!ends[0] || !g_ascii_string_to_unsigned(ends[0], 10, 1, 1000000, &first, NULL))
    return false;
  last = first;
  if (ends[1] && !g_ascii_string_to_unsigned(ends[1], 10, first, 1000000, &last, NULL))
    return false;
  options->first = (unsigned)first;
  options->last = (unsigned)last;
  return true;
}

static bool image_options(const Invocation *invocation, HongtouOptions *options) {
  const char *pages = invocation->values[OPTION_PAGES],
             *dpi = invocation->values[OPTION_DPI];
  bool fixed = is_image(options->format) || options->format == HONGTOU_PDF;
  if (dpi && options->format != HONGTOU_PNG) {
    cli_usage_fault(
        &invocation->report,
        is_image(options->format) ? DIAG_USAGE_ONLY_PIXELS : DIAG_USAGE_ONLY_IMAGES,
        "--dpi", NULL);
    return false;
  }
  if (pages && !fixed) {
    cli_usage_fault(&invocation->report, DIAG_USAGE_ONLY_PAGES, "--pages", NULL);
    return false;
  }
  if (!cli_number(invocation, OPTION_DPI, 10, 1200, &options->dpi))
    return false;
  if (!pages || pages_parse(pages, options))
    return true;
  cli_usage_fault(&invocation->report, DIAG_USAGE_BAD_VALUE, "--pages", pages, "N, N-M",
                  NULL);
  return false;
}

/* What is laid on finished pages means nothing in a text to be edited. */
static bool page_options(const Invocation *invocation, HongtouOptions *options) {
  bool pages = options->format == HONGTOU_PDF || is_image(options->format);
  const char *word = options->preprinted                 ? "--letterhead preprinted"
                     : invocation->values[OPTION_OFFSET] ? "--offset"
                                                         : NULL;
  if (pages || !word)
    return cli_offset(invocation, options);
  cli_usage_fault(&invocation->report, DIAG_USAGE_ONLY_PAGES, word, NULL);
  return false;
}

static bool pdf_options(const Invocation *invocation, const char *path,
                        HongtouOptions *options) {
  const char *word = invocation->values[OPTION_COPIES]     ? "--copies"
                     : invocation->values[OPTION_COMPRESS] ? "--compress"
                                                           : NULL;
  if (word && options->format != HONGTOU_PDF) {
    cli_usage_fault(&invocation->report, DIAG_USAGE_ONLY_PDF, word, NULL);
    return false;
  }
  options->copies_apart = strstr(path, "{copy}") != NULL;
  return cli_number(invocation, OPTION_COPIES, 1, 10000, &options->copies);
}

/* On a terminal: what was written, and how many pages. */
static void tell_written(const Invocation *invocation, const HongtouResult *result,
                         const char *path) {
  static const char *const forms[] = {[HONGTOU_ZH] = "hongtou: 写入 %s，%u 页\n",
                                      [HONGTOU_EN] = "hongtou: wrote %s, %u page%s\n"};
  const Report *report = &invocation->report;
  unsigned pages = hongtou_result_pages(result);
  if (!report->terminal || report->quiet || report->json || strcmp(path, "-") == 0)
    return;
  g_autofree char *shown = cli_printable(path);
  if (report->language == HONGTOU_ZH)
    fprintf(stderr, forms[HONGTOU_ZH], shown, pages);
  else
    fprintf(stderr, forms[HONGTOU_EN], shown, pages, pages == 1 ? "" : "s");
}

ExitCode cli_rendering_write(const Invocation *invocation, HongtouResult *result,
                             const char *path) {
  bool one_file =
      strcmp(path, "-") == 0 || (!strstr(path, "{page}") && !strstr(path, "{copy}"));
  if (hongtou_result_outputs(result) > 1 && one_file) {
    cli_show_all(&invocation->report, result);
    return cli_usage_fault(&invocation->report, DIAG_RENDER_ONE_FILE, path, "{page}",
                           NULL);
  }
  bool written = hongtou_result_write(result, path) == HONGTOU_DONE;
  Report report = invocation->report;
  report.product = path;
  ExitCode code = cli_show_all(&report, result);
  if (!written)
    return code;
  tell_written(invocation, result, path);
  if (invocation->values[OPTION_OPEN] && strcmp(path, "-") != 0)
    cli_open(invocation, result, path);
  return code;
}

static bool odt_options(const Invocation *invocation, HongtouOptions *options) {
  options->plain = invocation->values[OPTION_PLAIN] != NULL;
  options->embed_fonts = invocation->values[OPTION_EMBED_FONTS] != NULL;
  bool odt = options->format == HONGTOU_ODT || options->format == HONGTOU_FODT;
  if (odt || (!options->plain && !options->embed_fonts))
    return true;
  cli_usage_fault(&invocation->report, DIAG_USAGE_ONLY_ODT,
                  options->plain ? "--plain" : "--embed-fonts", NULL);
  return false;
}

/* IN.xml alone, whatever else is named. */
static bool rendering_of(const Invocation *invocation, const char *in, Rendering *out) {
  Target target = {0};
  *out = (Rendering){0};
  if (!target_settle(invocation, in, &target)) {
    g_free(target.path);
    return false;
  }
  out->path = target.path;
  out->options.format = target.format;
  return cli_document_options(invocation, &out->options) &&
         image_options(invocation, &out->options) &&
         page_options(invocation, &out->options) &&
         odt_options(invocation, &out->options) &&
         pdf_options(invocation, target.path, &out->options);
}

bool cli_rendering(const Invocation *invocation, Rendering *out) {
  return rendering_of(invocation, invocation->argument, out);
}

/* Several documents stand beside themselves, or in one folder. */
static bool outputs_fit(const Invocation *invocation) {
  const char *out = invocation->values[OPTION_OUTPUT];
  bool several = invocation->arguments->len > 2; /* NULL stands behind them */
  if (!several || !out || g_file_test(out, G_FILE_TEST_IS_DIR))
    return true;
  cli_usage_fault(&invocation->report, DIAG_USAGE_SEVERAL, NULL);
  return false;
}

static ExitCode render_one(const Invocation *invocation, HongtouSession *session,
                           const char *in) {
  Rendering rendering;
  ExitCode code = EXIT_USAGE;
  if (rendering_of(invocation, in, &rendering)) {
    HongtouSource source = {.path = in};
    HongtouResult *result = hongtou_render(session, &source, &rendering.options);
    code = cli_rendering_write(invocation, result, rendering.path);
    hongtou_result_free(result);
  }
  g_free(rendering.path);
  return code;
}

/* Where each document's product is to stand; what is wrong with a name is told in its
 * turn. */
static HongtouSession *contained(const Invocation *invocation, ExitCode *code) {
  const char *out = invocation->values[OPTION_OUTPUT];
  g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; !out && i + 1 < invocation->arguments->len; i++)
    g_ptr_array_add(products, g_strdup(invocation->arguments->pdata[i]));
  if (out && g_file_test(out, G_FILE_TEST_IS_DIR))
    g_ptr_array_add(products, g_build_filename(out, "in", NULL));
  else if (out)
    g_ptr_array_add(products, g_strdup(out));
  return cli_contained(invocation, products, code);
}

ExitCode cli_render(const Invocation *invocation) {
  if (!outputs_fit(invocation))
    return EXIT_USAGE;
  ExitCode worst = EXIT_DONE;
  HongtouSession *session = contained(invocation, &worst);
  for (guint i = 0; session && i + 1 < invocation->arguments->len && worst != EXIT_USAGE;
       i++) {
    ExitCode code = render_one(invocation, session, invocation->arguments->pdata[i]);
    worst = code == EXIT_USAGE ? code : MAX(worst, code);
  }
  hongtou_session_free(session);
  return worst;
}

static ExitCode test_sheet(const Invocation *invocation, const Target *target) {
  HongtouOptions options = {.format = target->format, .layout = invocation->argument};
  if (!image_options(invocation, &options) || !cli_offset(invocation, &options))
    return EXIT_USAGE;
  ExitCode code = EXIT_DONE;
  HongtouSession *session = cli_contained_for(invocation, target->path, &code);
  if (!session)
    return code;
  HongtouResult *result = hongtou_test_sheet(session, &options);
  code = cli_rendering_write(invocation, result, target->path);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code;
}

ExitCode cli_test_sheet(const Invocation *invocation) {
  Target target = {0}; /* what is written is named by the command */
  ExitCode code = EXIT_USAGE;
  if (target_settle(invocation, "test-sheet", &target))
    code = test_sheet(invocation, &target);
  g_free(target.path);
  return code;
}
