/* layouts/general.xml resolves to the numbers of GB/T 9704, the example of the language
 * reads as it stands and gives the same page, and a layout that extends another states
 * only what differs. */
#include "layout_fixture.h"

static const Layout *read_named(Job *job, const char *name) {
  const Layout *layout;
  if (!layout_read(job, name, layout_folders, &layout)) {
    print_diagnostics(job);
    fail();
  }
  return layout;
}

/* Thousandths of a millimetre. */
static int micrometres(Length length) {
  return (int)(((int64_t)length * 127 * 1000 + 180 * 1024) / (360 * 1024));
}

static const Placement *placement(const Layout *l, PlacementKind kind, Part part) {
  for (size_t i = 0; i < l->n_placements; i++) {
    const Placement *p = &l->placements[i];
    for (unsigned n = 0; n < p->n_parts; n++) {
      if (p->kind == kind && p->parts[n] == part)
        return p;
    }
  }
  return NULL;
}

static const Placement *sign(const Layout *l, SignWith with) {
  for (size_t i = 0; i < l->n_placements; i++) {
    if (l->placements[i].kind == PLACE_SIGN && l->placements[i].with == with)
      return &l->placements[i];
  }
  return NULL;
}

/* ---- general ---------------------------------------------------------------------- */

static void general_page(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l = read_named(&job, "general");
  assert_int_equal(micrometres(l->page.width), 210000); /* P1.1 */
  assert_int_equal(micrometres(l->page.height), 297000);
  assert_int_equal(micrometres(l->block.left), 28000); /* P1.2 */
  assert_int_equal(micrometres(l->block.top), 37000);
  assert_int_equal(micrometres(l->block.width), 156000);
  assert_int_equal(micrometres(l->block.height), 225000);
  assert_false(l->block.mirror);
  assert_int_equal(l->grid.size, 16 * LENGTH_PT);
  assert_int_equal(l->grid.cells, 28); /* P3.1 */
  assert_int_equal(l->grid.lines, 22);
  assert_int_equal(micrometres(l->grid.cell), 5571);        /* X-a */
  assert_in_range(micrometres(l->grid.step), 10445, 10446); /* Y-a */
  g_autofree char *cell = g_strdup(length_pt_text(job.arena, l->grid.cell, 3));
  g_autofree char *step = g_strdup(length_pt_text(job.arena, l->grid.step, 3));
  assert_string_equal(cell, "15.793");
  assert_string_equal(step, "29.609");
  assert_int_equal(micrometres(l->grid.gap_unit), 10390); /* P2.3 */
  assert_int_equal(l->grid.page_stretch, 30000);          /* P3.8 */
  assert_int_equal(l->grid.step_min, 26 * LENGTH_PT);     /* P3.9 */
  test_job_free(&job);
}

static void general_spacing(void **state) {
  (void)state;
  Job job = test_job();
  const LayoutSpacing *s = &read_named(&job, "general")->spacing;
  assert_int_equal(s->line_end_mark, 500); /* K2.3 */
  assert_int_equal(s->line_start_mark, 500);
  assert_int_equal(s->adjacent_marks, 500); /* K2.1 */
  assert_int_equal(s->mark_min, 500);       /* K3.2 */
  assert_false(s->squeeze_stops);
  assert_int_equal(s->gap, 250); /* K5.2 */
  assert_int_equal(s->gap_min, 125);
  assert_int_equal(s->gap_max, 333);
  assert_int_equal(s->word_min, 250);
  assert_int_equal(s->word_max, 500);
  assert_int_equal(s->stretch_max, 150); /* K6.3 */
  assert_int_equal(s->last_line_min, 2); /* K6.1 */
  test_job_free(&job);
}

typedef struct RoleRow {
  const char *name, *font;
  int half_points;
  Align align;
  int indent; /* micrometres */
  int step;   /* points; 0: the page's */
  const char *clause;
} RoleRow;

static const RoleRow role_rows[] = {
    {"mark", "小标宋", 84, ALIGN_CENTRE, 0, 56, "H3.2-H3.4"},
    {"number", "仿宋", 32, ALIGN_CENTRE, 0, 0, "H4.1"},
    {"title", "小标宋", 44, ALIGN_CENTRE, 0, 36, "B1.1-B1.7"},
    {"subtitle", "楷体", 32, ALIGN_CENTRE, 0, 0, "B1.8"},
    {"recipients", "仿宋", 32, ALIGN_JUSTIFY, 0, 0, "B2.1"},
    {"body", "仿宋", 32, ALIGN_JUSTIFY, 11143, 0, "B3.2"},
    {"level1", "黑体", 32, ALIGN_JUSTIFY, 11143, 0, "B3.3"},
    {"level2", "楷体", 32, ALIGN_JUSTIFY, 11143, 0, "B3.3"},
    {"level3", "仿宋", 32, ALIGN_JUSTIFY, 11143, 0, "B3.3"},
    {"level4", "仿宋", 32, ALIGN_JUSTIFY, 11143, 0, "B3.3"},
    {"attachments", "仿宋", 32, ALIGN_JUSTIFY, 0, 0, "B4.1 B4.2"},
    {"sign-name", "仿宋", 32, ALIGN_LEFT, 0, 0, "B8.4 B8.13"},
    {"note", "仿宋", 32, ALIGN_JUSTIFY, 0, 0, "B9.1"},
    {"annex-label", "黑体", 32, ALIGN_LEFT, 0, 0, "B10.2"},
    {"annex-title", "小标宋", 44, ALIGN_CENTRE, 0, 36, "B10.3"},
    {"enclosure-title", "小标宋", 44, ALIGN_CENTRE, 0, 36, "X4.3"},
    {"imprint", "仿宋", 28, ALIGN_JUSTIFY, 0, 28, "I2.1 I3.1"},
    {"page-number", "宋体", 28, ALIGN_LEFT, 0, 28, "N1.1 N1.4"},
    {"table-head", "黑体", 24, ALIGN_CENTRE, 0, 18, "T1.4"},
    {"table-cell", "仿宋", 24, ALIGN_LEFT, 0, 18, "T1.4"},
};

static const LayoutRole *role_named(const Layout *l, const char *name) {
  for (size_t i = 0; i < l->n_roles; i++) {
    if (strcmp(l->roles[i].name, name) == 0)
      return &l->roles[i];
  }
  return NULL;
}

static void general_roles(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l = read_named(&job, "general");
  for (size_t i = 0; i < G_N_ELEMENTS(role_rows); i++) {
    const RoleRow *row = &role_rows[i];
    const LayoutRole *role = role_named(l, row->name);
    assert_non_null(role);
    assert_string_equal(role->font, row->font);
    assert_int_equal(role->size, row->half_points * LENGTH_PT / 2);
    assert_int_equal(role->align, row->align);
    assert_int_equal(micrometres(role->indent), row->indent);
    assert_int_equal(role->step, row->step * LENGTH_PT);
    assert_string_equal(role->clause, row->clause);
    assert_int_equal(role->cell, row->half_points == 32 ? l->grid.cell : role->size);
  }
  const LayoutRole *mark = layout_role_of(l, ROLE_MARK),
                   *title = layout_role_of(l, ROLE_TITLE);
  assert_string_equal(mark->colour->name, "red");
  assert_string_equal(mark->colour->spot, "红");
  assert_int_equal(mark->colour->r, 255);
  assert_int_equal(mark->fit_open, 1000); /* H3.4 */
  assert_int_equal(mark->fit_condense, 700);
  assert_true(mark->fit_shrink);
  assert_int_equal(micrometres(mark->fit_width), 150000);
  assert_int_equal(title->break_style, BREAK_SHAPE);
  assert_int_equal(title->capacity, 20); /* B1.3 */
  assert_int_equal(title->fit_condense, 1000);
  assert_string_equal(layout_role_of(l, ROLE_PAGE_NUMBER)->text, "— {n} —");
  assert_null(layout_role_of(l, ROLE_BODY)->colour);
  assert_null(layout_role_of(l, ROLE_OWN));
  assert_string_equal(l->numbering.levels[1], "（一）");
  assert_string_equal(l->numbering.levels[3], "（1）");
  assert_string_equal(l->numbering.annex_label, "附件{n}");
  assert_true(l->n_title_terms > 0);
  test_job_free(&job);
}

static const Part order[] = {
    PART_COPY_NUMBER,
    PART_MARK,
    PART_MARK /* of several */,
    PART_NUMBER,
    PART_NUMBER /* with signers */,
    PART_COUNT /* the rule */,
    PART_TITLE,
    PART_SUBTITLE,
    PART_RECIPIENTS,
    PART_BODY,
    PART_ATTACHMENTS,
    PART_SIGN,
    PART_SIGN,
    PART_SIGN,
    PART_NOTE,
    PART_ENCLOSURE,
    PART_ANNEX,
    PART_IMPRINT,
    PART_PAGE_NUMBER,
    PART_DRAFT,
};

static void general_order(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l = read_named(&job, "general");
  assert_int_equal(l->n_placements, G_N_ELEMENTS(order));
  for (size_t i = 0; i < l->n_placements; i++) {
    const Placement *p = &l->placements[i];
    if (p->kind == PLACE_RULE)
      assert_int_equal(order[i], PART_COUNT);
    else
      assert_int_equal(p->parts[0], order[i]);
    assert_true(p->kind == PLACE_RULE || p->role != NULL);
    assert_true(p->at.line > 0 && p->clause != NULL);
  }
  test_job_free(&job);
}

static void general_head_and_text(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l = read_named(&job, "general");
  const Placement *mark = placement(l, PLACE_AT, PART_MARK);
  assert_int_equal(mark->y.edge, EDGE_BLOCK_TOP); /* H3.2 */
  assert_int_equal(micrometres(mark->y.offset), 35000);
  assert_int_equal(mark->x.edge, EDGE_NONE);
  const Placement *rows = placement(l, PLACE_AT, PART_URGENCY);
  assert_int_equal(rows->n_parts, 3);
  assert_int_equal(rows->x.edge, EDGE_BLOCK_LEFT);
  assert_int_equal(rows->row_step, l->grid.step);
  const Placement *number = placement(l, PLACE_FLOW, PART_NUMBER);
  assert_int_equal(micrometres(number->gap.edge), 20780); /* H4.1 */
  assert_int_equal(number->gap.lines, 2);
  const Placement *rule = &l->placements[5];
  assert_int_equal(micrometres(rule->gap.edge), 4000); /* H6.1 */
  assert_int_equal(rule->gap.lines, 0);
  assert_int_equal(rule->weight, LENGTH_PT * 3 / 2);
  assert_string_equal(rule->colour->name, "red");
  assert_int_equal(rule->rule_width, 0);
  assert_true(placement(l, PLACE_FLOW, PART_BODY)->keep_page_1);
  assert_false(placement(l, PLACE_FLOW, PART_BODY)->gap.given);
  assert_true(placement(l, PLACE_FLOW, PART_RECIPIENTS)->overflow_imprint);
  assert_int_equal(micrometres(placement(l, PLACE_FLOW, PART_NOTE)->indent),
                   11143); /* B9.1 */
  const Placement *list = placement(l, PLACE_LIST, PART_ATTACHMENTS);
  assert_int_equal(micrometres(list->indent), 11143);     /* B4.1 */
  assert_int_equal(micrometres(list->number_cell), 6964); /* B4.2 */
  test_job_free(&job);
}

static void general_foot(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l = read_named(&job, "general");
  const Placement *seal = sign(l, SIGN_SEAL), *none = sign(l, SIGN_NONE);
  assert_int_equal(seal->name_line, 4);                   /* B8.7 */
  assert_int_equal(micrometres(seal->date_right), 22286); /* B8.4 */
  assert_int_equal(seal->seal_gap_min, 0);                /* B8.5 */
  assert_int_equal(micrometres(seal->seal_gap_max), 10390);
  assert_int_equal(micrometres(seal->seal_gap_fixed), 1000);
  assert_int_equal(micrometres(seal->seal_diameter), 42000); /* B8.8 */
  assert_int_equal(seal->pull_lines, 2);                     /* B8.9 */
  assert_int_equal(micrometres(none->gap.edge), 10390);      /* B8.13 */
  assert_int_equal(micrometres(none->name_right), 11143);
  assert_int_equal(micrometres(none->date_shift), 11143);
  const Placement *annex = placement(l, PLACE_FACE, PART_ANNEX);
  assert_int_equal(annex->label_line, 1); /* B10.2 */
  assert_int_equal(annex->title_line, 3);
  assert_string_equal(annex->label_role->name, "annex-label");
  assert_string_equal(annex->role->name, "annex-title");
  const Placement *enclosure = placement(l, PLACE_FACE, PART_ENCLOSURE);
  assert_int_equal(enclosure->label_line, 0); /* X4.3 */
  assert_null(enclosure->label);
  assert_int_equal(enclosure->title_line, 3);
  const Placement *imprint = placement(l, PLACE_TABLE, PART_IMPRINT);
  assert_int_equal(imprint->foot.edge, EDGE_BLOCK_BOTTOM); /* I1.1 */
  assert_int_equal(imprint->page, IMPRINT_EVEN_LAST);
  assert_int_equal(micrometres(imprint->rules[0]), 350);
  assert_int_equal(micrometres(imprint->rules[1]), 250);
  assert_int_equal(micrometres(imprint->rules[2]), 350);
  assert_int_equal(micrometres(imprint->row_height), 9000); /* I3.2 */
  assert_int_equal(micrometres(imprint->line_step), 7900);
  assert_int_equal(imprint->inset, 14 * LENGTH_PT); /* I2.2: of its own size */
  assert_true(imprint->number_alone);
  const Placement *page = placement(l, PLACE_AT, PART_PAGE_NUMBER);
  assert_int_equal(page->y.edge, EDGE_BLOCK_BOTTOM); /* N1.2 */
  assert_int_equal(micrometres(page->y.offset), 7000);
  assert_int_equal(page->odd.side, SIDE_RIGHT); /* N1.3 */
  assert_int_equal(page->even.side, SIDE_LEFT);
  assert_int_equal(page->odd.inset, l->grid.cell);
  test_job_free(&job);
}

/* ---- the example ------------------------------------------------------------------- */

static gint by_text(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The example is an outline: places for joint and upward documents and for stamps it
 * leaves out. */
static bool is_of_other_forms(const char *line) {
  return g_str_has_prefix(line, "stack.") || g_str_has_prefix(line, "pair.") ||
         g_str_has_prefix(line, "sign.stamp.");
}

static bool is_alternative(const Placement *p) {
  return p->kind == PLACE_STACK || p->kind == PLACE_PAIR ||
         (p->kind == PLACE_SIGN && p->with == SIGN_STAMP);
}

/* Sorted lines without their clauses: what a page is made of, whoever stated it. The face
 * that lends the annex's label its look may go by another name. */
static char *essence(const Layout *l) {
  g_autofree char *text = dump_text(l);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    char *clause = strstr(*line, "  ");
    if (clause)
      *clause = '\0';
    if (g_str_has_prefix(*line, "face.annex.label-role"))
      **line = '\0';
    if (is_of_other_forms(*line))
      **line = '\0';
  }
  GPtrArray *sorted = g_ptr_array_new();
  for (char **line = lines; *line; line++) {
    if (**line)
      g_ptr_array_add(sorted, *line);
  }
  g_ptr_array_sort(sorted, by_text);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < sorted->len; i++)
    g_string_append_printf(out, "%s\n", (const char *)g_ptr_array_index(sorted, i));
  g_ptr_array_free(sorted, TRUE);
  return g_string_free(out, FALSE);
}

static void assert_same_page(const Layout *a, const Layout *b) {
  g_autofree char *one = essence(a), *two = essence(b);
  assert_string_equal(one, two);
}

static void example_is_general(void **state) {
  (void)state;
  g_autofree char *path = example_path();
  if (!path) {
    print_message("skipped: HONGTOU_SHARED has no design/layout.xml\n");
    skip();
  }
  Job job = test_job();
  const Layout *general = read_named(&job, "general"), *example;
  if (!layout_read(&job, path, NULL, &example))
    print_diagnostics(&job);
  assert_int_equal(diag_count(job.diags), 0);
  assert_same_page(general, example);
  const LayoutRole *label = placement(example, PLACE_FACE, PART_ANNEX)->label_role;
  const LayoutRole *wanted = placement(general, PLACE_FACE, PART_ANNEX)->label_role;
  assert_string_equal(label->name, "level1");
  assert_string_equal(label->font, wanted->font);
  assert_int_equal(label->size, wanted->size);
  assert_int_equal(label->indent, 0); /* B10.2: flush left */
  assert_int_equal(label->align, wanted->align);
  size_t k = 0;
  for (size_t i = 0; i < general->n_placements; i++) {
    if (!is_alternative(&general->placements[i]))
      assert_int_equal(general->placements[i].kind, example->placements[k++].kind);
  }
  assert_int_equal(k, example->n_placements);
  test_job_free(&job);
}

/* The order of placements alone, every value left to the table of defaults but the gaps.
 */
static void bare_layout_is_general(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l = read_text(
      &job, HEAD
      "<at part=\"copy-number secrecy urgency\" x=\"block.left\" y=\"block.top\"/>"
      "<stack part=\"mark\"/><at part=\"mark\"/><flow part=\"number\" gap=\"2行\"/>"
      "<pair part=\"number signers\"/>"
      "<rule gap=\"4mm\" colour=\"red\"/><flow part=\"title\" gap=\"2行\"/>"
      "<flow part=\"recipients\" gap=\"1行\" overflow=\"imprint\"/>"
      "<flow part=\"body\" keep=\"page-1\"/><list part=\"attachments\"/>"
      "<sign with=\"seal\"/><sign with=\"stamp\"/><sign with=\"none\"/><flow "
      "part=\"note\" indent=\"2字\"/>"
      "<face part=\"enclosure\"/><face part=\"annex\"/><table part=\"imprint\"/>"
      "<at part=\"page-number\"/>" FOOT);
  assert_non_null(l);
  Layout named = *l;
  const Layout *general = read_named(&job, "general");
  named.name = general->name;
  named.title = general->title;
  named.standard = general->standard;
  assert_same_page(general, &named);
  test_job_free(&job);
}

/* ---- extends ----------------------------------------------------------------------- */

static void extension_states_differences(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l = read_text(
      &job,
      "<layout xmlns=\"urn:hongtou:layout:1\" name=\"ours\" extends=\"general\">\n"
      "<role name=\"title\" step=\"38pt\" clause=\"B1.7\"/>\n"
      "<role name=\"motto\" extends=\"title\" size=\"小二\"/>\n"
      "<flow part=\"recipients\" gap=\"2行\"/>\n"
      "<flow part=\"subtitle\" remove=\"yes\"/>\n"
      "<flow part=\"attendance\" gap=\"1行\" after=\"attachments\"/>\n"
      "<flow part=\"note\" before=\"sign\" role=\"motto\"/>\n"
      "<rule name=\"foot\" gap=\"0\" weight=\"0.5pt\" before=\"imprint\"/>\n"
      "<sign with=\"none\" name-right=\"3字\"/>\n" FOOT);
  if (!l)
    print_diagnostics(&job);
  assert_non_null(l);
  assert_string_equal(l->name, "ours");
  assert_string_equal(l->extends, "general");
  assert_string_equal(l->standard, "GB/T 9704-2012");
  const LayoutRole *title = layout_role_of(l, ROLE_TITLE),
                   *motto = role_named(l, "motto");
  assert_int_equal(title->step, 38 * LENGTH_PT);
  assert_string_equal(title->font, "小标宋");
  assert_int_equal(title->capacity, 20);
  assert_int_equal(layout_role_of(l, ROLE_ANNEX_TITLE)->step, 38 * LENGTH_PT);
  assert_int_equal(motto->size, 18 * LENGTH_PT);
  assert_int_equal(motto->break_style, BREAK_SHAPE);
  assert_int_equal(motto->id, ROLE_OWN);
  assert_ptr_equal(layout_role_original(l, &(LayoutRole){.at = motto->at}), motto);
  const Placement *to = placement(l, PLACE_FLOW, PART_RECIPIENTS);
  assert_int_equal(to->gap.lines, 2);
  assert_true(to->overflow_imprint);
  assert_null(placement(l, PLACE_FLOW, PART_SUBTITLE));
  const Placement *list = placement(l, PLACE_LIST, PART_ATTACHMENTS);
  assert_int_equal(list[1].parts[0], PART_ATTENDANCE);
  assert_int_equal(list[2].parts[0], PART_NOTE);
  assert_int_equal(list[3].kind, PLACE_SIGN);
  assert_int_equal(micrometres(sign(l, SIGN_NONE)->name_right), 16714);
  assert_int_equal(micrometres(sign(l, SIGN_NONE)->gap.edge), 10390);
  const Placement *imprint = placement(l, PLACE_TABLE, PART_IMPRINT);
  assert_int_equal(imprint[-1].kind, PLACE_RULE);
  assert_string_equal(imprint[-1].name, "foot");
  test_job_free(&job);
}

/* Every built-in role is found by its id, whatever layout is read. */
static void roles_have_ids(void **state) {
  (void)state;
  Job job = test_job();
  static const char *const layouts[] = {"general", "letter", "order", "minutes"};
  for (size_t k = 0; k < G_N_ELEMENTS(layouts); k++) {
    const Layout *l = read_named(&job, layouts[k]);
    assert_int_equal(l->n_roles, ROLE_COUNT - 1);
    for (unsigned i = 0; i < l->n_roles; i++) {
      const LayoutRole *role = &l->roles[i];
      assert_int_not_equal(role->id, ROLE_OWN);
      assert_ptr_equal(layout_role_of(l, role->id), role);
      const LayoutRole copy = *role;
      assert_ptr_equal(layout_role_original(l, &copy), role);
    }
    for (Part part = PART_MARK; part < PART_COUNT; part++) {
      const char *name = layout_role_of(l, layout_part_role(part))->name;
      bool face = part == PART_ENCLOSURE || part == PART_ANNEX;
      g_autofree char *wanted =
          g_strconcat(layout_part_name(part), face ? "-title" : NULL, NULL);
      assert_string_equal(name, wanted);
    }
    for (unsigned level = 1; level <= NUMBERING_LEVELS; level++) {
      g_autofree char *wanted = g_strdup_printf("level%u", level);
      assert_string_equal(layout_role_of(l, layout_level_role(level))->name, wanted);
    }
  }
  assert_int_equal(layout_level_role(0), ROLE_OWN);
  assert_int_equal(layout_level_role(NUMBERING_LEVELS + 1), ROLE_OWN);
  test_job_free(&job);
}

/* a → b → … : each file a layout that extends the next. */
static void write_chain(const char *folder, int n, const char *last) {
  for (int i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf("%s/l%d.xml", folder, i);
    g_autofree char *next = i + 1 < n ? g_strdup_printf("l%d", i + 1) : g_strdup(last);
    g_autofree char *xml = g_strdup_printf(
        "<layout xmlns=\"urn:hongtou:layout:1\" name=\"l%d\" extends=\"%s\"/>\n", i,
        next);
    assert_true(g_file_set_contents(path, xml, -1, NULL));
  }
}

static void remove_chain(const char *folder, int n) {
  for (int i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf("%s/l%d.xml", folder, i);
    assert_int_equal(g_unlink(path), 0);
  }
  assert_int_equal(g_rmdir(folder), 0);
}

static void expect_chain(int n, const char *last, const char *code) {
  g_autofree char *folder = g_dir_make_tmp("layout-XXXXXX", NULL);
  const char *const folders[] = {folder, SOURCE_DIR "/layouts", NULL};
  Job job = test_job();
  const Layout *l;
  write_chain(folder, n, last);
  bool ok = layout_read(&job, "l0", folders, &l);
  assert_int_equal(ok, code == NULL);
  if (code) {
    assert_int_equal(diag_count(job.diags), 1);
    const Diagnostic *d = diag_at(job.diags, 0);
    assert_string_equal(diag_code_name(d->code), code);
    assert_int_equal(d->at.line, 1);
    assert_int_equal(d->at.column, 48);
  }
  test_job_free(&job);
  remove_chain(folder, n);
}

static void extension_chains(void **state) {
  (void)state;
  expect_chain(1, "general", NULL);
  expect_chain(8, "general", NULL);
  expect_chain(9, "general", "layout.extends-deep");
  expect_chain(1, "l0", "layout.extends-loop");
  expect_chain(3, "l1", "layout.extends-loop");
  expect_chain(2, "nowhere", "layout.no-such-layout");
  expect_chain(1, "../l0", "layout.no-such-layout");
  expect_chain(1, "/etc/passwd", "layout.no-such-layout");
  expect_chain(1, ".", "layout.no-such-layout");
}

static void unknown_layouts(void **state) {
  (void)state;
  static const char *const names[] = {
      "nowhere", "", ".", "..", "nowhere.xml", "/nowhere/general.xml"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    Job job = test_job();
    const Layout *l;
    assert_false(layout_read(&job, names[i], layout_folders, &l));
    assert_null(l);
    assert_int_equal(diag_errors(job.diags), 1);
    test_job_free(&job);
  }
}

static void layout_by_path(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l;
  assert_true(layout_read(&job, SOURCE_DIR "/layouts/general.xml", NULL, &l));
  assert_same_page(read_named(&job, "general"), l);
  test_job_free(&job);
}

static void grid_by_lines(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l = read_text(&job, HEAD "<grid fit=\"line\"/>" PARTS FOOT);
  assert_non_null(l);
  assert_in_range(micrometres(l->grid.step), 10227, 10228); /* Y-c: 225/22 */
  l = read_text(&job, HEAD "<grid lines=\"1\" cells=\"8\"/>" PARTS FOOT);
  assert_non_null(l);
  assert_int_equal(l->grid.step, l->block.height);
  assert_int_equal(l->grid.cell, (l->block.width + 4) / 8);
  test_job_free(&job);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(general_page),
      cmocka_unit_test(general_spacing),
      cmocka_unit_test(general_roles),
      cmocka_unit_test(roles_have_ids),
      cmocka_unit_test(general_order),
      cmocka_unit_test(general_head_and_text),
      cmocka_unit_test(general_foot),
      cmocka_unit_test(example_is_general),
      cmocka_unit_test(bare_layout_is_general),
      cmocka_unit_test(extension_states_differences),
      cmocka_unit_test(extension_chains),
      cmocka_unit_test(unknown_layouts),
      cmocka_unit_test(layout_by_path),
      cmocka_unit_test(grid_by_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
