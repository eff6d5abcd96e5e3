/* What belongs to a line stands where the line stands, whatever has moved it: bookmarks
 * and the places that references lead to, over documents of all lengths; and headings
 * stay with what they head (B3.7). */
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

/* clang-format off */
#define HEAD \
  "<bulletin xmlns='urn:hongtou:bulletin:1' kind='通知'><head><issuer>" \
  "青禾县人民政府办公室</issuer>" \
  "<number code='青政办' year='2024' serial='17'/></head>" \
  "<title>关于做好工作的通知</title><to>各乡镇人民政府</to>"
#define SIGN(seal) \
  "<sign><date>2024-05-20</date><by " seal ">青禾县人民政府办公室</by></sign>" \
  "</bulletin>"
/* clang-format on */

typedef struct Places {
  Job job;
  DisplayList list;
  Composition *composition;
  bool ok;
} Places;

static void open_places(void **state, Places *p, const char *xml, Length dy) {
  *p = (Places){.job = {.arena = arena_new(),
                        .diags = diagnostics_new(),
                        .limits = &limits_default,
                        .fonts = *state,
                        .composes = true}};
  Bulletin *read = NULL, *bound = NULL;
  assert_true(layout_read(&p->job, "general", folders, &p->job.layout));
  assert_true(model_read(&p->job, "d.xml", xml, strlen(xml), &read));
  assert_true(bind_run(&p->job, read, &p->job.layout->numbering, &bound));
  PageSink sink = display_list_sink(&p->list);
  p->ok =
      typeset_run(&p->job, bound, display_shift(&p->job, sink, 0, dy), &p->composition);
}

static void close_places(Places *p) {
  diagnostics_free(p->job.diags);
  arena_free(p->job.arena);
}

static bool told(const Places *p, DiagCode code) {
  for (size_t i = 0; i < diag_count(p->job.diags); i++)
    if (diag_at(p->job.diags, i)->code == code)
      return true;
  return false;
}

/* ---- where a text stands ----------------------------------------------------------- */

typedef struct Found {
  uint32_t page;
  Length y; /* em top */
} Found;

static void look_in(const Item *items, uint32_t n, const char *text, Length *y) {
  for (uint32_t i = 0; i < n; i++) {
    const GlyphRun *run = &items[i].as.glyphs;
    if (items[i].kind == ITEM_GLYPHS && *y < 0 && g_str_has_prefix(run->text, text))
      *y = run->glyphs[0].y - (Length)((int64_t)run->size * 880 / 1000);
  }
}

static Found find_text(const Places *p, const char *text) {
  for (uint32_t i = 0; i < p->list.n_pages; i++) {
    const Page *page = p->list.pages[i];
    Length y = -1;
    look_in(page->items, page->n_items, text, &y);
    if (y >= 0)
      return (Found){i, y};
  }
  return (Found){UINT32_MAX, 0};
}

static Found find_anywhere(const Places *p, const char *text) {
  for (uint32_t i = 0; i < p->list.n_pages; i++)
    for (uint32_t k = 0; k < p->list.pages[i]->n_items; k++) {
      const Item *item = &p->list.pages[i]->items[k];
      if (item->kind == ITEM_GLYPHS && strstr(item->as.glyphs.text, text))
        return find_text(p, item->as.glyphs.text);
    }
  return (Found){UINT32_MAX, 0};
}

static Found find_bookmark(const Places *p, const char *title) {
  for (uint32_t i = 0; i < p->list.end.n_outline; i++) {
    const OutlineEntry *entry = &p->list.end.outline[i];
    if (strcmp(entry->title, title) == 0)
      return (Found){entry->page, entry->y};
  }
  return (Found){UINT32_MAX, -1};
}

static Found find_mark(const Places *p, const char *name) {
  for (uint32_t i = 0; i < p->list.n_pages; i++)
    for (uint32_t k = 0; k < p->list.pages[i]->n_marks; k++)
      if (strcmp(p->list.pages[i]->marks[k].name, name) == 0)
        return (Found){i, p->list.pages[i]->marks[k].y};
  return (Found){UINT32_MAX, -1};
}

static void assert_same(Found a, Found b) {
  assert_int_not_equal(a.page, UINT32_MAX);
  assert_int_equal(a.page, b.page);
  assert_true(ABS(a.y - b.y) <= 2);
}

static char *paragraphs(int n) {
  GString *out = g_string_new(NULL);
  for (int i = 0; i < n; i++)
    g_string_append_printf(out, "<p>第%d段内容。</p>", i + 1);
  return g_string_free(out, FALSE);
}

/* ---- tests ------------------------------------------------------------------------- */

/* Pulled to the signature's page, stretched with page 1, tightened with the last. */
static void test_bookmarks(void **state) {
  static const char *const signs[] = {SIGN("seal='space'"), SIGN("")};
  uint32_t pages = 0;
  for (int k = 1; k <= 60; k++) {
    g_autofree char *text = paragraphs(k);
    g_autofree char *xml =
        g_strconcat(HEAD "<body><section><h>工作情况</h>", text,
                    "</section><section><h>最后一节的标题</h><section><h>小节</h><p>"
                    "最后一节的正文，到此为止。</p></section></section></body>",
                    signs[k % 2], NULL);
    Places p;
    open_places(state, &p, xml, 0);
    assert_true(p.ok);
    assert_same(find_bookmark(&p, "一、工作情况"), find_text(&p, "一、工作情况"));
    Found heading = find_text(&p, "二、最后一节的标题");
    assert_same(find_bookmark(&p, "二、最后一节的标题"), heading);
    assert_same(find_bookmark(&p, "（一）小节"), find_text(&p, "（一）小节"));
    assert_int_equal(heading.page, find_text(&p, "（一）小节").page);
    pages = MAX(pages, p.list.n_pages);
    close_places(&p);
  }
  assert_true(pages > 2);
}

static void test_references(void **state) {
  for (int k = 1; k <= 40; k++) {
    g_autofree char *text = paragraphs(k);
    g_autofree char *xml =
        g_strconcat(HEAD "<body><p>见<ref to='last'/>。</p>", text,
                    "<article id='last'><p>本办法自印发之日起施行，有效期五年，此前的"
                    "规定同时废止，各单位要认真执行。</p></article></body>",
                    SIGN("seal='space'"), NULL);
    Places p;
    open_places(state, &p, xml, 0);
    assert_true(p.ok);
    assert_same(find_mark(&p, "last"), find_anywhere(&p, "本办法自印发"));
    close_places(&p);
  }
}

/* A shifted page takes its bookmarks along. */
static void test_shifted(void **state) {
  Places p;
  open_places(state, &p,
              HEAD "<body><section><h>情况</h><p>正文。</p></section></body>" SIGN(""),
              5 * LENGTH_PT);
  assert_true(p.ok);
  assert_same(find_bookmark(&p, "一、情况"), find_text(&p, "一、情况"));
  close_places(&p);
}

/* A heading is never parted from the first row of its table, however tall that is. */
static void test_heading_with_table(void **state) {
  for (int k = 1; k <= 24; k++) {
    g_autofree char *text = paragraphs(k);
    g_autoptr(GString) tall = g_string_new(NULL);
    for (int i = 0; i < 20 * (k % 5) + 1; i++)
      g_string_append(tall, "说明文字");
    g_autofree char *xml = g_strconcat(
        HEAD "<body>", text,
        "<section><h>情况表</h><table><thead><tr><th>项目</th><th>说明</th></tr></thead>"
        "<tbody><tr><td>其一</td><td>",
        tall->str, "</td></tr><tr><td>其二</td><td>无</td></tr></tbody></table>",
        "</section></body>", SIGN(""), NULL);
    Places p;
    open_places(state, &p, xml, 0);
    assert_true(p.ok);
    assert_int_equal(find_text(&p, "一、情况表").page, find_text(&p, "其一").page);
    close_places(&p);
  }
}

/* Headings without text follow each other like lines; the last stays with its text. */
static void test_runs_of_headings(void **state) {
  for (int n = 2; n <= 46; n += 4) {
    g_autoptr(GString) xml = g_string_new(HEAD "<body>");
    for (int i = 0; i < n; i++)
      g_string_append_printf(xml, "<section><h>第%d件事项</h></section>", i + 1);
    g_string_append(xml,
                    "<section><h>末项</h><p>此为正文。</p></section></body>" SIGN(""));
    Places p;
    open_places(state, &p, xml->str, 0);
    assert_true(p.ok);
    assert_int_equal(find_text(&p, "一、第").page, 0);
    assert_true(p.list.n_pages <= 1 + (uint32_t)(n + 18) / 20);
    assert_int_equal(find_text(&p, "此为正文").page, p.list.n_pages - 1);
    close_places(&p);
  }
}

/* Page 1 shows part of a group of rows that it does not hold (B3.1). */
static void test_text_on_page_1(void **state) {
  for (int n = 5; n <= 60; n += 5) {
    g_autoptr(GString) xml = g_string_new(
        HEAD "<body><table><thead><tr><th>片区</th><th>单位</th></tr></thead><tbody>");
    for (int i = 0; i < n; i++)
      g_string_append_printf(xml,
                             i ? "<tr><td>单位%d</td></tr>"
                               : "<tr><th rowspan='%d'>东片</th><td>单位甲</td></tr>",
                             i ? i : n);
    g_string_append(xml, "</tbody></table></body>" SIGN(""));
    Places p;
    open_places(state, &p, xml->str, 0);
    assert_true(p.ok);
    assert_int_equal(find_text(&p, "单位甲").page, 0);
    assert_false(told(&p, DIAG_TYPESET_NO_TEXT_ON_PAGE_1));
    close_places(&p);
  }
}

/* ---- whole pages ------------------------------------------------------------------- */

static Length lowest_line(const Places *p, uint32_t page) {
  Length lowest = 0;
  for (uint32_t i = 0; i < p->composition->n_lines; i++) {
    const ComposedLine *line = &p->composition->lines[i];
    if (line->page == page && line->part != PART_PAGE_NUMBER)
      lowest = MAX(lowest, line->y + line->role->size);
  }
  return lowest;
}

/* A long attachment note begins where there is room and turns; no page is left with a few
 * lines for its sake (B4.1, B8.5). */
static void test_long_note(void **state) {
  for (int k = 5; k <= 25; k += 2) {
    for (int n = 1; n <= 26; n += 5) {
      g_autofree char *text = paragraphs(k);
      g_autoptr(GString) xml = g_string_new(HEAD "<body>");
      g_string_append_printf(xml, "%s</body>", text);
      g_string_append(xml,
                      "<sign><date>2024-05-20</date><by seal='space'>"
                      "青禾县人民政府办公室</by></sign>");
      for (int i = 0; i < n; i++)
        g_string_append_printf(
            xml, "<annex bound='no'><title>第%d件附件的名称</title></annex>", i + 1);
      g_string_append(xml, "</bulletin>");
      Places p;
      open_places(state, &p, xml->str, 0);
      assert_true(p.ok);
      const LayoutBlock *block = &p.job.layout->block;
      for (uint32_t page = 0; page + 1 < p.list.n_pages; page++)
        assert_true(lowest_line(&p, page) >
                    block->top + block->height / 2 - 40 * LENGTH_PT);
      close_places(&p);
    }
  }
}

/* A table at the end of the text gives its last rows to the signature's page, not all of
 * it with the lines above (B8.9). */
static void test_table_before_sign(void **state) {
  int parted = 0;
  for (int k = 1; k <= 30; k++) {
    g_autofree char *text = paragraphs(k);
    g_autoptr(GString) xml = g_string_new(HEAD "<body>");
    g_string_append_printf(xml, "%s<table><tbody>", text);
    for (int i = 0; i < 7; i++)
      g_string_append_printf(xml, "<tr><td>单位%d</td><td>%d</td></tr>", i + 1, i);
    g_string_append(xml, "</tbody></table></body>" SIGN("seal='space'"));
    Places p;
    open_places(state, &p, xml->str, 0);
    assert_true(p.ok);
    const LayoutBlock *block = &p.job.layout->block;
    for (uint32_t page = 0; page + 1 < p.list.n_pages; page++)
      assert_true(lowest_line(&p, page) > block->top + block->height * 2 / 3);
    parted += find_text(&p, "单位").page + 1 < p.list.n_pages;
    close_places(&p);
  }
  assert_true(parted > 0);
}

static Length imprint_top(const Places *p) {
  Length top = LENGTH_MAX;
  for (uint32_t i = 0; i < p->composition->n_boxes; i++)
    if (p->composition->boxes[i].part == PART_IMPRINT)
      top = MIN(top, p->composition->boxes[i].y);
  return top;
}

static Length date_bottom(const Places *p) {
  for (uint32_t i = 0; i < p->composition->n_anchors; i++) {
    const ComposedAnchor *anchor = &p->composition->anchors[i];
    if (anchor->part == ANCHOR_DATE)
      return anchor->y + anchor->height;
  }
  return 0;
}

/* An imprint that misses its page by what the lines may give up stands there (P3.9). */
static void test_imprint(void **state) {
  int parted = 0, pulled = 0;
  for (int k = 10; k <= 30; k++) {
    g_autofree char *text = paragraphs(k);
    g_autofree char *xml = g_strconcat(
        HEAD "<body>", text,
        "</body><sign><date>2024-05-20</date><by>青禾县人民政府办公室</by></sign>"
        "<imprint><copy-to>县委各部门</copy-to><printed-by>青禾县人民政府办公室"
        "</printed-by><printed-on>2024-05-20</printed-on></imprint></bulletin>",
        NULL);
    Places p;
    open_places(state, &p, xml, 0);
    assert_true(p.ok);
    const LayoutGrid *grid = &p.job.layout->grid;
    Length lack = date_bottom(&p) + grid->step - grid->size - imprint_top(&p);
    if (p.list.n_pages == 4 && p.composition->pages[1].number == 2)
      assert_true(lack > 12 * (grid->step - grid->step_min));
    parted += p.list.n_pages == 4;
    pulled += p.list.n_pages == 2 && ABS(lack) <= LENGTH_PT;
    close_places(&p);
  }
  assert_true(parted > 0 && pulled > 0);
}

static int open_fonts(void **state) {
  Diagnostics *diags = diagnostics_new();
  FontBook *fonts = NULL;
  static const char *const font_folders[] = {SOURCE_DIR "/fonts/packages", NULL};
  FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                     .folders = font_folders,
                     .system_folders = true,
                     .cache_folder = g_getenv("HONGTOU_TEST_CACHE")};
  bool there = fontbook_open(&paths, diags, &fonts);
  diagnostics_free(diags);
  *state = fonts;
  return there ? 0 : -1;
}

static int close_fonts(void **state) {
  fontbook_free(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_table_before_sign),
      cmocka_unit_test(test_long_note),
      cmocka_unit_test(test_imprint),
      cmocka_unit_test(test_bookmarks),
      cmocka_unit_test(test_references),
      cmocka_unit_test(test_shifted),
      cmocka_unit_test(test_heading_with_table),
      cmocka_unit_test(test_runs_of_headings),
      cmocka_unit_test(test_text_on_page_1),
  };
  return cmocka_run_group_tests_name("page_places", tests, open_fonts, close_fonts);
}
