/* hongtou init: a small project that works, to go on from. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

#define DOCUMENT "document.xml"
#define HOUSE "layouts/house.xml"

typedef struct Form {
  const char *name;
  const char *sample;      /* of the data folder; NULL: the notice below */
  const char *layout;      /* that the house layout extends */
  const char *files[2][2]; /* below samples → in the project; NULL: no more */
} Form;

static const Form forms[] = {
    {"general", NULL, "general", {{NULL}}},
    {"letter", "letter.xml", "letter", {{NULL}}},
    {"order", "order.xml", "order", {{"stamps/mayor.svg", "stamps/mayor.svg"}}},
    {"minutes", "minutes.xml", "minutes", {{NULL}}},
    {"upward", "upward.xml", "general", {{"seals/specimen.svg", "seals/specimen.svg"}}},
    {"joint", "joint.xml", "general", {{"seals/specimen.svg", "seals/specimen.svg"}}},
    {"quarterly",
     "quarterly/quarterly-full.xml",
     "general",
     {{"quarterly/quarters.csv", "quarters.csv"}}},
};

static const char notice[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<bulletin xmlns=\"urn:hongtou:bulletin:1\" xml:lang=\"zh-CN\" kind=\"通知\">\n"
    "  <head>\n"
    "    <issuer>青禾县人民政府办公室</issuer>\n"
    "    <number code=\"青政办\" year=\"2026\" serial=\"1\"/>\n"
    "  </head>\n"
    "  <title>青禾县人民政府办公室关于清点防汛物资的通知</title>\n"
    "  <to>各乡镇人民政府，县政府各部门</to>\n"
    "  <body>\n"
    "    <p>为做好今年的防汛准备，现将有关事项通知如下。</p>\n"
    "    <section>\n"
    "      <h>清点范围</h>\n"
    "      <p>凡由财政资金购置的防汛物资，一律清点。</p>\n"
    "    </section>\n"
    "  </body>\n"
    "  <sign><date>2026-05-20</date></sign>\n"
    "  <imprint>\n"
    "    <copy-to>县委办公室，县人大常委会办公室</copy-to>\n"
    "    <printed-by>青禾县人民政府办公室</printed-by>\n"
    "    <printed-on>2026-05-20</printed-on>\n"
    "  </imprint>\n"
    "</bulletin>\n";

static const char house[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!-- 本机关的版式：只写与“%s”不同之处；现在还没有。hongtou layouts " HOUSE
    " 列出不同。 -->\n"
    "<layout xmlns=\"urn:hongtou:layout:1\" name=\"house\" title=\"本机关公文\" "
    "extends=\"%s\">\n"
    "</layout>\n";

/* The document with the project's own layout on its root. */
static char *housed(const char *text) {
  const char *root = strstr(text, "<bulletin"), *end = root ? strchr(root, '>') : NULL;
  const char *old = root ? strstr(root, " layout=\"") : NULL;
  if (!end)
    return g_strdup(text);
  bool stated = old && old < end;
  const char *from = stated ? old : end;
  const char *to = stated ? strchr(old + strlen(" layout=\""), '"') + 1 : end;
  return g_strdup_printf("%.*s layout=\"" HOUSE "\"%s", (int)(from - text), text, to);
}

typedef struct Project {
  const char *folder;
  char *samples; /* the program's own */
  Diagnostics *faults;
} Project;

static bool put(const Project *project, const char *name, const char *text, size_t len) {
  g_autofree char *path = g_build_filename(project->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_file_test(path, G_FILE_TEST_EXISTS)) {
    diag_add(project->faults, (Span){0}, DIAG_ENV_EXISTS, path, NULL);
    return false;
  }
  g_mkdir_with_parents(folder, 0777);
  return file_replace(path, text, len, project->faults);
}

static bool copy(const Project *project, const char *from, const char *to,
                 bool document) {
  g_autofree char *path = g_build_filename(project->samples, from, NULL);
  g_autofree char *text = NULL;
  size_t len;
  if (!file_read(path, limits_default.document_bytes, &text, &len, project->faults))
    return false;
  if (!document)
    return put(project, to, text, len);
  g_autofree char *own = housed(text);
  return put(project, to, own, strlen(own));
}

static bool put_document(const Project *project, const Form *form) {
  if (form->sample)
    return copy(project, form->sample, DOCUMENT, true);
  g_autofree char *own = housed(notice);
  return put(project, DOCUMENT, own, strlen(own));
}

static bool make(const Project *project, const Form *form) {
  g_autofree char *layout = g_strdup_printf(house, form->layout, form->layout);
  if (!put_document(project, form) || !put(project, HOUSE, layout, strlen(layout)))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(form->files) && form->files[i][0]; i++) {
    if (!copy(project, form->files[i][0], form->files[i][1], false))
      return false;
  }
  return true;
}

static void say_next(const Project *project, const Form *form, HongtouLanguage language) {
  bool data = strcmp(form->name, "quarterly") == 0;
  const char *more = data ? " --data quarters.csv" : "";
  g_autofree char *folder = cli_printable(project->folder);
  printf(language == HONGTOU_ZH ? "已在 %s 建好；接着：\n" : "Made in %s; go on with:\n",
         folder);
  printf("  cd %s\n", folder);
  printf("  hongtou preview " DOCUMENT "%s --layout " HOUSE " --edit --open\n", more);
  printf("  hongtou layouts " HOUSE "\n");
  printf(data ? "  hongtou batch " DOCUMENT "%s -o 'out/{期间}-{单位}.pdf'\n"
              : "  hongtou render " DOCUMENT "%s\n",
         more);
}

static const Form *form_find(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
    if (!name || strcmp(forms[i].name, name) == 0)
      return &forms[i];
  }
  g_assert_not_reached(); /* the option's table allows no other word */
}

static ExitCode show_faults(const Report *report, const Diagnostics *faults) {
  for (size_t i = 0; i < diag_count(faults); i++) {
    const Diagnostic *d = diag_at(faults, i);
    cli_usage_fault(report, d->code, d->args[0], d->args[1], NULL);
  }
  return diag_errors(faults) ? EXIT_ENVIRONMENT : EXIT_DONE;
}

ExitCode cli_init(const Invocation *invocation) {
  HongtouSession *session = cli_session(invocation);
  const char *data = hongtou_session_data_folder(session);
  const Form *form = form_find(invocation->values[OPTION_FORM]);
  Project project = {.folder = invocation->argument ? invocation->argument : ".",
                     .samples = g_build_filename(data ? data : "", "samples", NULL),
                     .faults = diagnostics_new()};
  if (make(&project, form))
    say_next(&project, form, invocation->report.language);
  ExitCode code = show_faults(&invocation->report, project.faults);
  diagnostics_free(project.faults);
  g_free(project.samples);
  hongtou_session_free(session);
  return code == EXIT_DONE ? cli_finish_stdout(&invocation->report) : code;
}
