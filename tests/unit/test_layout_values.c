/* No value of general.xml is idle, no default escapes it, and values read as the language
 * says. */
#include "layout_mutations.h"

static char *general_text(void) {
  char *xml = NULL;
  assert_true(g_file_get_contents(SOURCE_DIR "/layouts/general.xml", &xml, NULL, NULL));
  return xml;
}

static char *dump_of(const char *xml) {
  Job job = test_job();
  const Layout *l = read_text(&job, xml);
  assert_non_null(l);
  char *text = dump_text(l);
  test_job_free(&job);
  return text;
}

typedef struct Tally {
  char *before;
  unsigned seen, idle;
} Tally;

static void expect_change(const Mutation *m, void *user) {
  Tally *tally = user;
  g_autofree char *after = dump_of(m->xml);
  tally->seen++;
  if (strcmp(after, tally->before) == 0) {
    print_message("%s %s: %s=\"%s\" → \"%s\" changes nothing\n", m->element, m->key,
                  m->attribute, m->from, m->to);
    tally->idle++;
  }
}

/* "numbering" shows the forms of numbers, the rest its own line. */
static void every_value_counts(void **state) {
  (void)state;
  g_autofree char *xml = general_text();
  g_autofree char *before = dump_of(xml);
  g_autoptr(GString) stuck = g_string_new(NULL);
  Tally tally = {.before = before};
  mutations_walk(xml, expect_change, &tally, stuck);
  /* there is one paper */
  assert_string_equal(stuck->str, "page paper\n");
  assert_true(tally.seen > 200);
  assert_int_equal(tally.idle, 0);
}

/* Each default is what general.xml says too: taking any one attribute away changes no
 * value. The exceptions are what has no default because an ordinary document may do
 * without it. */
static void defaults_agree_with_general(void **state) {
  (void)state;
  static const char *const stated[] = {"at copy-number secrecy urgency x",
                                       "at copy-number secrecy urgency y",
                                       "flow number gap",
                                       "flow title gap",
                                       "flow recipients gap",
                                       "flow recipients overflow",
                                       "flow body keep",
                                       "flow note indent",
                                       "rule header gap",
                                       "rule header colour",
                                       NULL};
  g_autofree char *xml = general_text();
  Job job = test_job();
  g_autoptr(Sheet) sheet = layout_parse(&job, "t.xml", xml, strlen(xml));
  for (size_t i = 0; i < layout_default_count; i++) {
    const DefaultValue *d = &layout_defaults[i];
    const Record *r =
        strcmp(d->key, "*") ? layout_sheet_find(sheet, d->element, d->key) : NULL;
    if (strcmp(d->attribute, "after") == 0 || strcmp(d->key, "*") == 0)
      continue;
    assert_non_null(r);
    const char *text = layout_record_text(r, d->attribute);
    Measure a, b;
    bool same_measure = text && measure_parse(text, &a) && measure_parse(d->text, &b) &&
                        a.micro == b.micro && a.unit == b.unit;
    bool list = d->element == ELEMENT_TITLES;
    if (text && !same_measure && !list)
      assert_string_equal(text, d->text);
  }
  for (guint k = 0; k < sheet->records->len; k++) {
    const Record *r = g_ptr_array_index(sheet->records, k);
    for (size_t i = 0; i < layout_n_attributes(r->spec); i++) {
      const char *name = r->spec->attributes[i].name;
      bool identity = r->spec->key && strcmp(name, r->spec->key) == 0;
      bool spoken = !r->values[i].text || identity || strcmp(name, "clause") == 0 ||
                    strcmp(name, "extends") == 0;
      const DefaultValue *d = layout_default(r->spec->id, r->key, name);
      d = d ? d : layout_default(r->spec->id, "*", name);
      g_autofree char *full = g_strdup_printf("%s %s %s", r->spec->name, r->key, name);
      if (!spoken && !d && !g_strv_contains(stated, full)) {
        print_message("%s has no default\n", full);
        fail();
      }
    }
  }
  test_job_free(&job);
}

/* ---- single values ----------------------------------------------------------------- */

typedef struct ValueRow {
  const char *element; /* stands in a whole layout */
  const char *line;    /* one line of the dump */
} ValueRow;

static const ValueRow rows[] = {
    {"<block left=\"1cm\"/>", "block.left 10.000mm  P1.2 P1.7"},
    {"<block left=\"72pt\" clause=\"X1\"/>", "block.left 25.400mm  X1"},
    {"<unit name=\"行\" gap=\"10mm\"/><flow part=\"note\" gap=\"3行\"/>",
     "flow.note.gap 30.000mm lines 3  B3.1"},
    {"<flow part=\"note\" gap=\"0.5行\"/>", "flow.note.gap 5.195mm lines 0  B3.1"},
    {"<flow part=\"note\" gap=\"0\"/>", "flow.note.gap 0.000mm lines 0  B3.1"},
    {"<flow part=\"note\" indent=\"1em\"/>", "flow.note.indent 5.644mm  B3.1"},
    {"<role name=\"x\" size=\"小四\" indent=\"2字\"/>", "role.x.indent 8.467mm"},
    {"<role name=\"x\" indent=\"2字\"/>", "role.x.indent 11.143mm"},
    {"<role name=\"x\" indent=\"2em\"/>", "role.x.indent 11.289mm"},
    {"<role name=\"x\" size=\"四号\"/>", "role.x.step 9.878mm"},
    {"<role name=\"x\" step=\"2行\"/>", "role.x.step 20.891mm"},
    {"<role name=\"x\" fit=\"shrink\"/>", "role.x.fit open 0.000 condense 1.000 shrink"},
    {"<role name=\"x\" extends=\"mark\" size=\"一号\"/>",
     "role.x.fit-width 150.000mm  H3.2-H3.4"},
    {"<role name=\"x\" extends=\"title\" colour=\"red\"/>",
     "role.x.colour red  B1.1-B1.7"},
    {"<role name=\"level2\" number=\"①\"/>", "numbering.level2 ①  B3.3"},
    {"<role name=\"level4\" number=\"none\"/>", "numbering.level4 none  B3.3"},
    {"<colour name=\"red\" rgb=\"#C8102E\"/>", "colour.red.rgb #c8102e  P4.3 P4.4"},
    {"<spacing stretch-max=\"0.2字\"/>",
     "spacing.stretch-max 0.200  K2.1 K2.3 K3.2 K3.3 K5.2 K6.1 K6.3"},
    {"<at part=\"draft\" x=\"block.right-1字\"/>",
     "at.draft.x block.right -5.571mm  P1.5"},
    {"<at part=\"draft\" odd=\"centre\"/>", "at.draft.odd centre 0.000mm  P1.5"},
    {"<sign with=\"seal\" seal-gap=\"1mm..2mm\"/>",
     "sign.seal.seal-gap 1.000mm 2.000mm  B8.4-B8.9"},
    {"<table part=\"imprint\" rules=\"1pt 0.5pt 2pt\"/>",
     "table.imprint.rules 0.353mm 0.176mm 0.706mm  I1.1"},
    {"<role name=\"imprint\" size=\"五号\"/><table part=\"imprint\"/>",
     "table.imprint.inset 3.704mm  I1.1"},
    {"<face part=\"annex\" label=\"\"/>", "numbering.annex none  B10.2"},
    {"<flow part=\"note\" role=\"title\"/>", "flow.note.role title  B3.1"},
    {"<titles keep=\" 甲乙\n 丙 \"/>", "titles.keep 2: 甲乙 丙  B1.2 B1.5"},
    {"<grid cells=\"26\"/>", "grid.cell 6.000mm  P3.4"},
};

static void values_resolve(void **state) {
  (void)state;
  unsigned wrong = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    bool own = g_str_has_prefix(rows[i].element, "<role name=\"x\"");
    const char *use = own ? "<flow part=\"note\" role=\"x\"/>" : "";
    g_autofree char *xml = g_strconcat(HEAD, rows[i].element, use, PARTS FOOT, NULL);
    g_autofree char *dump = dump_of(xml);
    g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
    if (g_strv_contains((const gchar *const *)lines, rows[i].line))
      continue;
    g_autofree char *prefix = g_strndup(rows[i].line, strcspn(rows[i].line, " ") + 1);
    print_message("%s: wanted \"%s\"\n", rows[i].element, rows[i].line);
    for (char **line = lines; *line; line++) {
      if (g_str_has_prefix(*line, prefix))
        print_message("  found \"%s\"\n", *line);
    }
    wrong++;
  }
  assert_int_equal(wrong, 0);
}

static void nearest_names(void **state) {
  (void)state;
  assert_string_equal(layout_nearest_element("flw"), "flow");
  assert_string_equal(layout_nearest_element("color"), "colour");
  assert_string_equal(layout_nearest_attribute(layout_element(ELEMENT_GRID), "line"),
                      "lines");
  assert_string_equal(text_nearest("page_number", layout_parts), "page-number");
  assert_string_equal(layout_part_name(PART_ATTENDANCE), "attendance");
  assert_string_equal(layout_part_name(PART_MARK), "mark");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_value_counts),
      cmocka_unit_test(defaults_agree_with_general),
      cmocka_unit_test(values_resolve),
      cmocka_unit_test(nearest_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
