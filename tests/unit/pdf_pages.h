/* A document made by hand, for the PDF room's tests: three pages with every kind of item,
 * fonts of both forms, tags that cross pages, a turned table, a seal, a spot plate,
 * links. */
#ifndef HONGTOU_PDF_PAGES_H
#define HONGTOU_PDF_PAGES_H

#include "pdf.h"

#define PT(n) ((Length)((n)*LENGTH_PT))
#define SHEET_WIDTH PT(595.276)
#define SHEET_HEIGHT PT(841.89)

typedef struct Maker {
  Arena *arena;
  TagTree *tags;
  GArray *items; /* Item, of the page or group being made */
  const Font *body, *title, *kai;
  GString *text;   /* every run's text, as it comes */
  GString *places; /* every glyph's page, x and y from the top, points */
} Maker;

static inline const Font *font_named(const FontBook *book, const char *part) {
  for (size_t i = 0; i < fontbook_role_count(book); i++) {
    const FontRole *role = fontbook_role_at(book, i);
    for (size_t k = 0; k < fontrole_candidates(role); k++) {
      const Font *font = fontrole_candidate(role, k).font;
      if (font && strstr(font_file(font), part))
        return font;
    }
  }
  return NULL;
}

/* One run: a glyph to a character, cells of the width given. */
static inline Item *make_run(Maker *m, TagId tag, const Font *font, const Length at[4],
                             const char *text) {
  size_t n = text_chars(text);
  Glyph *glyphs = ARENA_ARRAY(m->arena, Glyph, n);
  const char *p = text;
  for (size_t i = 0; i < n; i++) {
    uint32_t offset = (uint32_t)(p - text);
    glyphs[i] = (Glyph){.id = font_glyph(font, text_next(&p)),
                        .x = at[0] + (Length)((int64_t)at[3] * (int64_t)i / 1000),
                        .y = at[1],
                        .text = offset};
  }
  Item item = {.kind = ITEM_GLYPHS,
               .tag = tag,
               .artifact = tag == TAG_NONE ? ARTIFACT_PAGINATION : ARTIFACT_NONE,
               .as.glyphs = {.font = font,
                             .size = at[2],
                             .x_scale = 1024,
                             .glyphs = glyphs,
                             .n_glyphs = (uint32_t)n,
                             .text = arena_strdup(m->arena, text)}};
  g_array_append_val(m->items, item);
  g_string_append(m->text, text);
  g_string_append_c(m->text, '\n');
  return &g_array_index(m->items, Item, m->items->len - 1);
}

/* x, baseline, size in points; cells of size × 0.987, as 15.793 for 16. */
static inline Item *make_text(Maker *m, TagId tag, const Font *font, const double at[3],
                              const char *text) {
  return make_run(m, tag, font,
                  (Length[4]){PT(at[0]), PT(at[1]), PT(at[2]), PT(at[2] * 987.0625)},
                  text);
}

static inline void make_rule(Maker *m, double x, double y, double width, Colour colour) {
  PathStep *steps = ARENA_ARRAY(m->arena, PathStep, 2);
  steps[0] = (PathStep){PATH_MOVE, {PT(x)}, {PT(y)}};
  steps[1] = (PathStep){PATH_LINE, {PT(x + width)}, {PT(y)}};
  Item item = {
      .kind = ITEM_PATH,
      .tag = TAG_NONE,
      .artifact = ARTIFACT_LAYOUT,
      .as.path = {.steps = steps, .n_steps = 2, .stroke = PT(1.25), .colour = colour}};
  g_array_append_val(m->items, item);
}

static inline TagId make_tag(Maker *m, TagId parent, TagRole role) {
  return tagtree_add(m->tags, parent, &(Tag){.role = role, .level = 1});
}

/* A round seal, red on nothing. */
static inline const Image *make_seal(Arena *arena, uint32_t side) {
  uint8_t *rgb = arena_alloc(arena, (size_t)3 * side * side);
  uint8_t *alpha = arena_alloc(arena, (size_t)side * side);
  for (uint32_t i = 0; i < side * side; i++) {
    int64_t dx = 2 * (int64_t)(i % side) - side, dy = 2 * (int64_t)(i / side) - side;
    rgb[3 * (size_t)i] = 230;
    alpha[i] = dx * dx + dy * dy < (int64_t)side * side ? 180 : 0;
  }
  Image *image = ARENA_NEW(arena, Image);
  *image = (Image){.width = side, .height = side, .rgb = rgb, .alpha = alpha};
  return image;
}

static inline Item make_picture(const Image *image, TagId tag, double x, double y) {
  return (Item){.kind = ITEM_PICTURE,
                .tag = tag,
                .artifact = tag == TAG_NONE ? ARTIFACT_BACKGROUND : ARTIFACT_NONE,
                .as.picture = {image, PT(x), PT(y), PT(119), PT(119)}};
}

/* ---- page 1: red head, title, a paragraph with a name, odd clusters and a link --- */

typedef struct PageTags {
  TagId document, part, paragraph, link, table, list;
} PageTags;

static inline void page_one(Maker *m, PageTags *t) {
  const Colour red = {224, 0, 0, "公文红"};
  t->document = make_tag(m, TAG_NONE, TAG_DOCUMENT);
  t->part = make_tag(m, t->document, TAG_PART);
  Item *mark = make_text(m, make_tag(m, t->part, TAG_P), m->title,
                         (double[3]){150, 130, 36}, "濮阳市人民检察院");
  mark->as.glyphs.colour = red;
  make_rule(m, 79.4, 280, 442.2, red);
  make_text(m, make_tag(m, t->part, TAG_H), m->title, (double[3]){130, 330, 22},
            "案件信息公开工作通报");
  t->paragraph = make_tag(m, t->part, TAG_P);
  make_text(m, t->paragraph, m->body, (double[3]){110.9, 380, 16},
            "为进一步推进公开工作，经");
  make_text(m, make_tag(m, t->paragraph, TAG_SPAN), m->kai, (double[3]){300.4, 380, 16},
            "李镕");
  Item *odd =
      make_text(m, t->paragraph, m->body, (double[3]){332, 380, 16}, "一\xE2\xBC\x80一");
  Glyph *glyphs =
      (Glyph *)odd->as.glyphs.glyphs; /* U+2F00 drawn by the glyph of U+4E00 */
  glyphs[1].id = glyphs[0].id;
  odd = make_text(m, t->paragraph, m->body, (double[3]){380, 380, 16}, "——如");
  glyphs = (Glyph *)odd->as.glyphs.glyphs;
  glyphs[1] = glyphs[2]; /* one glyph for both dashes */
  odd->as.glyphs.n_glyphs = 2;
  odd =
      make_text(m, t->paragraph, m->body, (double[3]){79.4, 409.609, 16}, "—下2018年见");
  odd->as.glyphs.x_scale = 900;
  t->link = make_tag(m, t->paragraph, TAG_LINK);
  make_text(m, t->link, m->body, (double[3]){221.5, 409.609, 16}, "附件1");
  make_text(m, t->paragraph, m->body, (double[3]){270, 409.609, 16}, "，请认真");
  make_text(m, TAG_NONE, m->body, (double[3]){300, 790, 14}, "— 1 —");
}

/* ---- page 2: the paragraph goes on; a table turned by a quarter; a seal ---------- */

static inline TagId make_cell(Maker *m, TagId row, Tag tag, const double at[2],
                              const char *text) {
  TagId id = tagtree_add(m->tags, row, &tag);
  if (*text)
    make_text(m, id, tag.role == TAG_TH ? m->kai : m->body, (double[3]){at[0], at[1], 12},
              text);
  return id;
}

static inline void table_rows(Maker *m, PageTags *t) {
  t->table = make_tag(m, t->part, TAG_TABLE);
  make_text(m, make_tag(m, t->table, TAG_CAPTION), m->title, (double[3]){100, 40, 14},
            "公开数量");
  TagId head = make_tag(m, t->table, TAG_THEAD), body = make_tag(m, t->table, TAG_TBODY);
  TagId row = make_tag(m, head, TAG_TR);
  make_cell(m, row, (Tag){.role = TAG_TH, .scope = SCOPE_COLUMN, .row_span = 2},
            (double[2]){20, 80}, "单位");
  make_cell(m, row, (Tag){.role = TAG_TH, .scope = SCOPE_COLUMN, .column_span = 2},
            (double[2]){120, 70}, "件数");
  row = make_tag(m, head, TAG_TR);
  make_cell(m, row, (Tag){.role = TAG_TH, .scope = SCOPE_COLUMN}, (double[2]){100, 90},
            "上年");
  make_cell(m, row, (Tag){.role = TAG_TH, .scope = SCOPE_COLUMN}, (double[2]){160, 90},
            "本年");
  row = make_tag(m, body, TAG_TR);
  make_cell(m, row, (Tag){.role = TAG_TH, .scope = SCOPE_ROW}, (double[2]){20, 110},
            "清丰县");
  make_cell(m, row, (Tag){.role = TAG_TD}, (double[2]){100, 110}, "");
  make_cell(m, row, (Tag){.role = TAG_TD}, (double[2]){160, 110}, "394");
}

static inline void make_group(Maker *m, PageTags *t) {
  GArray *outer = m->items;
  m->items = g_array_new(FALSE, FALSE, sizeof(Item));
  table_rows(m, t);
  make_rule(m, 10, 95, 200, (Colour){0, 0, 0, NULL});
  uint32_t n = m->items->len;
  Item group = {.kind = ITEM_GROUP,
                .tag = TAG_NONE,
                .as.group = {.matrix = {0, 1, -1, 0, PT(400), PT(200)},
                             .clip = true,
                             .clip_width = PT(300),
                             .clip_height = PT(150),
                             .items = arena_take_array(m->arena, m->items),
                             .n_items = n}};
  m->items = outer;
  g_array_append_val(m->items, group);
}

static inline void page_two(Maker *m, PageTags *t) {
  make_text(m, t->paragraph, m->body, (double[3]){79.4, 118.96, 16}, "贯彻执行。");
  make_group(m, t);
  const Image *seal = make_seal(m->arena, 200);
  TagId figure =
      tagtree_add(m->tags, t->part, &(Tag){.role = TAG_FIGURE, .alt = "公章（圆形）"});
  Item picture = make_picture(seal, figure, 350, 600);
  g_array_append_val(m->items, picture);
  picture = make_picture(make_seal(m->arena, 200), TAG_NONE, 100, 600);
  g_array_append_val(m->items, picture);
  make_text(m, make_tag(m, t->part, TAG_P), m->body, (double[3]){350, 660, 16},
            "2018年4月23日");
  make_text(m, TAG_NONE, m->body, (double[3]){270, 790, 14}, "— 2 —");
}

/* ---- page 3: the annex: a list --------------------------------------------------- */

static inline void page_three(Maker *m, PageTags *t) {
  TagId annex = make_tag(m, t->document, TAG_PART);
  make_tag(m, annex, TAG_P); /* never filled: left out of the file */
  make_text(m, tagtree_add(m->tags, annex, &(Tag){.role = TAG_H, .level = 2}), m->title,
            (double[3]){79.4, 150, 16}, "附件1");
  t->list = make_tag(m, annex, TAG_L);
  for (int i = 0; i < 2; i++) {
    TagId item = make_tag(m, t->list, TAG_LI);
    double y = 200 + 30 * i;
    make_text(m, make_tag(m, item, TAG_LBL), m->body, (double[3]){110, y, 16},
              i ? "2." : "1.");
    make_text(m, make_tag(m, item, TAG_LBODY), i ? m->body : m->title,
              (double[3]){140, y, 16},
              i ? "(括号)\\与反斜线" : "第一项；𠮷"); /* beyond the BMP */
  }
  make_text(m, TAG_NONE, m->body, (double[3]){300, 790, 14}, "— 3 —");
}

/* ---- the document ---------------------------------------------------------------- */

static inline void note_places(Maker *m, uint32_t page, const Item *items, uint32_t n,
                               const double t[6]) {
  for (uint32_t i = 0; i < n; i++) {
    if (items[i].kind == ITEM_GROUP) /* one level is all there is */
      note_places(m, page, items[i].as.group.items, items[i].as.group.n_items,
                  items[i].as.group.matrix);
    const GlyphRun *run = &items[i].as.glyphs;
    for (uint32_t k = 0; items[i].kind == ITEM_GLYPHS && k < run->n_glyphs; k++) {
      double x = run->glyphs[k].x, y = run->glyphs[k].y;
      g_string_append_printf(m->places, "%u %.4f %.4f\n", page + 1,
                             (t[0] * x + t[2] * y + t[4]) / LENGTH_PT,
                             (t[1] * x + t[3] * y + t[5]) / LENGTH_PT);
    }
  }
}

static inline bool give_page(Maker *m, PageSink sink, Job *job, uint32_t index,
                             const PageTags *t) {
  const PageLink link = {PT(221.5), PT(395),     PT(40), PT(17),
                         "annex-1", "转到附件1", t->link};
  const PageMark mark = {"annex-1", PT(130)};
  Page page = {.index = index,
               .number = index + 1,
               .width = SHEET_WIDTH,
               .height = SHEET_HEIGHT,
               .items = (const Item *)m->items->data,
               .n_items = m->items->len,
               .links = &link,
               .n_links = index == 0,
               .marks = &mark,
               .n_marks = index == 2};
  note_places(m, index, page.items, page.n_items, (const double[6]){1, 0, 0, 1, 0, 0});
  bool ok = sink.page(sink.self, job, &page);
  g_array_set_size(m->items, 0);
  return ok;
}

/* False when the fonts it needs are not installed. */
static inline bool maker_open(Maker *m, const FontBook *book, Arena *arena) {
  *m = (Maker){.arena = arena,
               .tags = tagtree_new(arena),
               .body = font_named(book, "FandolFang"),
               .title = font_named(book, "NotoSerifCJK"),
               .kai = font_named(book, "LXGWWenKai")};
  if (!m->body)
    m->body = font_named(book, "NotoSansCJK");
  if (!m->body || !m->title || !m->kai)
    return false;
  m->items = g_array_new(FALSE, FALSE, sizeof(Item));
  m->text = g_string_new(NULL);
  m->places = g_string_new(NULL);
  return true;
}

static inline void maker_free(Maker *m) {
  g_array_free(m->items, TRUE);
  g_string_free(m->text, TRUE);
  g_string_free(m->places, TRUE);
}

static const DocumentInfo sample_info = {
    .title = "案件信息公开工作<通报> & \"例\"",
    .lang = "zh-CN",
    .kind = "通报",
    .issuer = "濮阳市人民检察院",
    .number = "濮检文案管〔2018〕6号",
    .date = {2018, 4, 23},
};

static const OutlineEntry sample_outline[] = {{"案件信息公开工作通报", 1, 0, PT(310)},
                                              {"公开数量", 2, 1, PT(200)},
                                              {"附件1", 1, 2, PT(130)}};

static inline bool give_document(Maker *m, PageSink sink, Job *job) {
  PageTags t = {0};
  bool ok = sink.begin(sink.self, job, &sample_info);
  page_one(m, &t);
  ok = ok && give_page(m, sink, job, 0, &t);
  page_two(m, &t);
  ok = ok && give_page(m, sink, job, 1, &t);
  page_three(m, &t);
  ok = ok && give_page(m, sink, job, 2, &t);
  DocumentEnd end = {m->tags, sample_outline, G_N_ELEMENTS(sample_outline), 3};
  return ok && sink.end(sink.self, job, &end);
}

#endif
