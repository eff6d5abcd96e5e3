/* Paragraphs, sections, headings, lists: one flat row of blocks, each with its level. */
#include "model_private.h"

static Block *push_block(Reader *reader, BlockKind kind, Span at) {
  Block *block = model_vector_push(reader->job->arena, &reader->scope->blocks, sizeof *block);
  block->kind = kind;
  block->at = at;
  block->level = (uint8_t)MIN(reader->level, NUMBERING_LEVELS);
  return block;
}

static void start_heading(Reader *reader) {
  static const Choice choices[] = {{"yes", true}, {"no", false}, {NULL, 0}};
  Frame *section = model_frame_outer(reader);
  if (model_attribute_choice(reader, "run-in", choices, false))
    section->run_in = model_frame(reader)->at;
}

static void start_list(Reader *reader) {
  static const Choice kinds[] = {{"1", LIST_ARABIC},
                                 {"（1）", LIST_BRACKETED},
                                 {"①", LIST_CIRCLED},
                                 {"none", LIST_NONE},
                                 {NULL, 0}};
  reader->list = (ListKind)model_attribute_choice(reader, "kind", kinds, LIST_ARABIC);
  reader->lists++;
}

void model_block_start(Reader *reader, Frame *frame) {
  if (frame->element == EL_SECTION && ++reader->level == NUMBERING_LEVELS + 1)
    diag_add(reader->job->diags, frame->at, DIAG_MODEL_SECTION_DEPTH, NULL);
  if (frame->element == EL_H)
    start_heading(reader);
  if (frame->element == EL_LIST)
    start_list(reader);
}

void model_block_text(Reader *reader, Frame *frame, const Text *text) {
  static const BlockKind kinds[EL_COUNT] = {
      [EL_P] = BLOCK_PARAGRAPH, [EL_H] = BLOCK_HEADING, [EL_ITEM] = BLOCK_ITEM};
  Block *block = push_block(reader, kinds[frame->element], frame->at);
  block->text = *text;
  block->run_in = frame->element == EL_H && model_frame_outer(reader)->run_in.line != 0;
  if (frame->element == EL_ITEM) {
    block->list = reader->list;
    block->list_id = reader->lists;
  }
}

void model_block_end(Reader *reader, Frame *frame) {
  if (frame->element == EL_SECTION)
    reader->level--;
}
