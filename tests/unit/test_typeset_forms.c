/* The letter, the order and the minutes say nothing idle: each value in which such a
 * layout differs from the ordinary form is taken out of its file, and a page of its
 * documents must change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bind.h"
#include "layout.h"
#include "typeset.h"

static const char *const folders[] = {SOURCE_DIR "/layouts", NULL};

typedef struct Form {
  const char *name;          /* of the layout and of its sample */
  const char *changes[2][2]; /* what makes another document of the sample: from, to */
} Form;

static const Form forms[] = {
    {"letter",
     {{"<head>", "<head><secrecy level='秘密'/><urgency>加急</urgency>"},
      {"</copy-to>", "</copy-to><printed-by>办公室</printed-by>"}}},
    {"order", {{"</issuer>", "</issuer><issuer>青岚市东湖县人民政府</issuer>"}}},
    {"minutes",
     {{"会议纪要</mark>", "会议</mark>"},
      {"<imprint>", "<note>此件公开发布</note><imprint>"}}},
};

static char *file_text(const char *folder, const char *name) {
  g_autofree char *path = g_strdup_printf(SOURCE_DIR "/%s/%s.xml", folder, name);
  char *text = NULL;
  assert_true(g_file_get_contents(path, &text, NULL, NULL));
  return text;
}

static bool set_document(const FontBook *fonts, const char *layout_xml, const char *xml,
                         GString *out) {
  Job job = {.arena = arena_new(),
             .diags = diagnostics_new(),
             .limits = &limits_default,
             .fonts = fonts,
             .folder = SOURCE_DIR "/samples"};
  Bulletin *read = NULL, *bound = NULL;
  bool ok = layout_read_memory(&job, "t.xml", layout_xml, strlen(layout_xml), folders,
                               &job.layout);
  if (ok) {
    DisplayList list = {0};
    Composition *composition = NULL;
    assert_true(model_read(&job, "d.xml", xml, strlen(xml), &read));
    assert_true(bind_run(&job, read, &job.layout->numbering, &bound));
    if (typeset_run(&job, bound, display_list_sink(&list), &composition))
      display_dump(&list, out);
    for (size_t i = 0; i < diag_count(job.diags); i++)
      g_string_append_printf(out, "%s\n", diag_code_name(diag_at(job.diags, i)->code));
  }
  diagnostics_free(job.diags);
  arena_free(job.arena);
  return ok;
}

/* Both documents of a form as text; NULL: the layout is refused. */
static char *set_form(const FontBook *fonts, const Form *form, const char *layout_xml) {
  g_autofree char *sample = file_text("samples", form->name);
  g_autoptr(GString) second = g_string_new(sample);
  for (size_t i = 0; i < G_N_ELEMENTS(form->changes) && form->changes[i][0]; i++)
    assert_int_equal(
        g_string_replace(second, form->changes[i][0], form->changes[i][1], 1), 1);
  GString *out = g_string_new(NULL);
  bool ok = set_document(fonts, layout_xml, sample, out) &&
            set_document(fonts, layout_xml, second->str, out);
  return g_string_free(out, !ok);
}

/* The layout without ` attribute="value"` in the element of that key. */
static char *without(const char *xml, const LayoutDeparture *d) {
  g_autofree char *pattern =
      g_strdup_printf("(<%s\\s[^>]*?)(\\s%s=\"[^\"]*\")", d->element, d->attribute);
  g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *key = g_strdup_printf("=\"%s\"", d->key);
  for (g_regex_match(regex, xml, 0, &match); g_match_info_matches(match);
       g_match_info_next(match, NULL)) {
    int from, to, begin;
    g_match_info_fetch_pos(match, 0, &begin, NULL);
    g_match_info_fetch_pos(match, 2, &from, &to);
    g_autofree char *element = g_strndup(xml + begin, strcspn(xml + begin, ">"));
    if (!strstr(element, key))
      continue;
    GString *out = g_string_new_len(xml, from);
    g_string_append(out, xml + to);
    return g_string_free(out, FALSE);
  }
  return NULL;
}

static int idle_values(const FontBook *fonts, const Form *form, int *tried) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  LayoutSummary summary;
  assert_true(layout_summarise(&job, form->name, folders, &summary));
  g_autofree char *xml = file_text("layouts", form->name);
  g_autofree char *whole = set_form(fonts, form, xml);
  assert_non_null(whole);
  int idle = 0;
  for (size_t i = 0; i < summary.n_departures; i++) {
    const LayoutDeparture *d = &summary.departures[i];
    g_autofree char *less = d->attribute ? without(xml, d) : NULL;
    if (!less) /* a part taken out, or a default of a new one */
      continue;
    g_autofree char *dump = set_form(fonts, form, less);
    (*tried)++;
    if (dump && strcmp(dump, whole) == 0) {
      print_message("%s: <%s %s> %s=\"%s\" moves nothing\n", form->name, d->element,
                    d->key, d->attribute, d->value);
      idle++;
    }
  }
  diagnostics_free(job.diags);
  arena_free(job.arena);
  return idle;
}

static void no_value_is_idle(void **state) {
  (void)state;
  Diagnostics *diags = diagnostics_new();
  FontBook *fonts = NULL;
  static const char *const font_folders[] = {SOURCE_DIR "/fonts/packages", NULL};
  FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                     .folders = font_folders,
                     .system_folders = true,
                     .cache_folder = g_getenv("HONGTOU_TEST_CACHE")};
  bool there = fontbook_open(&paths, diags, &fonts);
  diagnostics_free(diags);
  if (!there)
    skip();
  int idle = 0, tried = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
    idle += idle_values(fonts, &forms[i], &tried);
  print_message("%d values tried, %d idle\n", tried, idle);
  fontbook_free(fonts);
  assert_true(tried > 25);
  assert_int_equal(idle, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(no_value_is_idle)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
