/* Paragraphs, sections, headings, lists, regulations, pictures: one flat row of blocks,
 * each with its level. */
#include <string.h>

#include "model_private.h"

#define LIST_DEPTH 4 /* （一） 1. （1） ① */
#define START_MOST 999

static Block *push_block(Reader *reader, BlockKind kind, Span at) {
  Block *block =
      model_vector_push(reader->job->arena, &reader->scope->blocks, sizeof *block);
  block->kind = kind;
  block->at = at;
  block->level = (uint8_t)MIN(reader->level, NUMBERING_LEVELS);
  return block;
}

static const Choice choices[] = {{"yes", true}, {"no", false}, {NULL, 0}};

static void start_counting(Reader *reader, Frame *frame) {
  const char *start = model_attribute(reader, "start", NULL);
  guint64 number = 0;
  if (start && g_ascii_string_to_unsigned(start, 10, 1, START_MOST, &number, NULL))
    frame->start = (uint16_t)number;
  frame->continues = model_attribute_choice(reader, "continue", choices, false);
}

static void start_heading(Reader *reader) {
  Frame *section = model_frame_outer(reader);
  if (model_attribute_choice(reader, "run-in", choices, false))
    section->run_in = model_frame(reader)->at;
}

/* ---- lists ------------------------------------------------------------------------- */

static bool within(const Reader *reader, Element element) {
  for (unsigned i = 0; i < reader->depth; i++) {
    if (reader->frames[i].element == element)
      return true;
  }
  return false;
}

/* 项 （一）, 目 1. in an article; elsewhere 1. and what is below it (B3.6). */
static ListKind usual_list(const Reader *reader, unsigned depth) {
  static const ListKind kinds[LIST_DEPTH] = {LIST_HAN, LIST_ARABIC, LIST_BRACKETED,
                                             LIST_CIRCLED};
  unsigned from = within(reader, EL_ARTICLE) ? 0 : 1;
  return kinds[MIN(from + depth - 1, LIST_DEPTH - 1)];
}

static void start_list(Reader *reader, Frame *frame) {
  static const Choice kinds[] = {{"1", LIST_ARABIC},
                                 {"（1）", LIST_BRACKETED},
                                 {"①", LIST_CIRCLED},
                                 {"（一）", LIST_HAN},
                                 {"一、", LIST_HAN_COMMA},
                                 {"none", LIST_NONE},
                                 {NULL, 0}};
  frame->list_depth = (uint8_t)++reader->list_depth;
  if (reader->list_depth == LIST_DEPTH + 1)
    diag_add(reader->job->diags, frame->at, DIAG_MODEL_LIST_DEPTH, NULL);
  ListKind usual = usual_list(reader, reader->list_depth);
  frame->list = (ListKind)model_attribute_choice(reader, "kind", kinds, (int)usual);
  frame->list_id = ++reader->lists;
  start_counting(reader, frame);
}

/* ---- regulations ------------------------------------------------------------------- */

static void start_article(Reader *reader) {
  reader->article_due = true;
  reader->block_id = model_id_read(reader);
}

/* ---- pictures ---------------------------------------------------------------------- */

Measure model_width_read(Reader *reader) {
  Span at;
  const char *width = model_attribute(reader, "width", &at);
  Measure m = {0};
  if (!width)
    return m;
  bool ok = measure_parse(width, &m) && m.micro > 0;
  bool share = m.unit == UNIT_PERCENT && m.micro <= 100000000;
  if (ok && (measure_is_absolute(m) || m.unit == UNIT_ZI || share))
    return m;
  model_attribute_bad(reader, at, "width", width);
  return (Measure){0};
}

static void start_figure(Reader *reader, Span at) {
  Illustration *figure = ARENA_NEW(reader->job->arena, Illustration);
  figure->at = figure->src_at = at;
  figure->id = model_id_read(reader);
  figure->src = model_attribute(reader, "src", &figure->src_at);
  figure->alt = model_attribute_text(reader, "alt").utf8;
  figure->width = model_width_read(reader);
  Block *block = push_block(reader, BLOCK_FIGURE, at);
  block->figure = figure;
  reader->figure = figure;
}

/* ---- events ------------------------------------------------------------------------ */

static void start_nested(Reader *reader, Frame *frame) {
  if (frame->element == EL_SECTION && ++reader->level == NUMBERING_LEVELS + 1)
    diag_add(reader->job->diags, frame->at, DIAG_MODEL_SECTION_DEPTH, NULL);
  if (frame->element == EL_SECTION)
    start_counting(reader, frame);
  if (frame->element == EL_CHAPTER || frame->element == EL_DIVISION ||
      frame->element == EL_SECTION)
    reader->block_id = model_id_read(reader);
  if (frame->element == EL_ARTICLE)
    start_article(reader);
}

static void start_caption(Reader *reader) {
  static const Choice numbers[] = {{"yes", true}, {"no", false}, {NULL, 0}};
  bool counted = model_attribute_choice(reader, "number", numbers, true);
  if (reader->table && !reader->chart)
    model_table_counted(reader, counted);
  else
    *(reader->chart ? &reader->chart->counted : &reader->figure->counted) = counted;
}

void model_block_start(Reader *reader, Frame *frame) {
  start_nested(reader, frame);
  if (frame->element == EL_H)
    start_heading(reader);
  if (frame->element == EL_LIST)
    start_list(reader, frame);
  if (frame->element == EL_FIGURE)
    start_figure(reader, frame->at);
  if (frame->element == EL_CAPTION)
    start_caption(reader);
}

static BlockKind text_kind(const Reader *reader, Element element) {
  if (element == EL_H)
    return BLOCK_HEADING;
  if (element == EL_CHAPTER_H)
    return BLOCK_CHAPTER;
  if (element == EL_ITEM ||
      (element == EL_P && reader->frames[reader->depth - 2].item_due))
    return BLOCK_ITEM;
  return reader->article_due ? BLOCK_ARTICLE : BLOCK_PARAGRAPH;
}

/* The id of an article or a chapter goes to the first text in it. */
static void take_id(Reader *reader, Block *block) {
  if (block->kind != BLOCK_ARTICLE && block->kind != BLOCK_CHAPTER &&
      block->kind != BLOCK_HEADING)
    return;
  block->id = reader->block_id;
  reader->block_id = NULL;
  reader->article_due = false;
}

/* The first heading or item takes the number its section or list is given. */
static void take_counting(Frame *frame, Block *block) {
  block->start = frame->start;
  block->continues = frame->continues;
  frame->start = 0;
  frame->continues = false;
}

/* within: the item's text stands in its first paragraph. */
static void fill_item(Reader *reader, Block *block, bool within_p) {
  Frame *list = &reader->frames[reader->depth - (within_p ? 3 : 2)];
  g_assert(list->element == EL_LIST);
  if (within_p)
    model_frame_outer(reader)->item_due = false;
  block->list = list->list;
  block->list_id = list->list_id;
  block->list_depth = list->list_depth;
  take_counting(list, block);
}

void model_block_text(Reader *reader, Frame *frame, const Text *text) {
  if (frame->element == EL_CAPTION) {
    if (reader->table && !reader->chart)
      model_table_caption(reader, text);
    else
      *(reader->chart ? &reader->chart->caption : &reader->figure->caption) = *text;
    return;
  }
  const Frame *outer = model_frame_outer(reader);
  Block *block = push_block(reader, text_kind(reader, frame->element), frame->at);
  block->text = *text;
  block->numbers = reader->scope->numbers;
  block->run_in = frame->element == EL_H && outer->run_in.line != 0;
  take_id(reader, block);
  if (block->kind == BLOCK_CHAPTER)
    block->level = outer->element == EL_CHAPTER ? 1 : 2;
  if (block->kind == BLOCK_HEADING)
    take_counting(model_frame_outer(reader), block);
  if (block->kind == BLOCK_ITEM)
    fill_item(reader, block, frame->element == EL_P);
}

void model_block_end(Reader *reader, Frame *frame) {
  if (frame->element == EL_SECTION)
    reader->level--;
  if (frame->element == EL_LIST)
    reader->list_depth--;
  if (frame->element == EL_ARTICLE)
    reader->article_due = false;
}
