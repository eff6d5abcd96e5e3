/* Regulations: 第一章, within it 第一节, and 第一条 counted through the whole text,
 * whatever chapter it stands in. What follows the number is one 字 of white, as
 * regulations are printed. */
#include "bind_private.h"

/* The number of a CHAPTER or ARTICLE block, counted on; *ordinal too. NULL: the layout
 * has none. */
static const char *bind_regulation_number(Binder *binder, RegulationCounts *counts,
                                          const Block *block, unsigned *ordinal) {
  const Numbering *numbering = binder->numbering;
  if (block->kind == BLOCK_ARTICLE) {
    *ordinal = ++counts->article;
    return bind_number_text(binder, numbering->article, *ordinal, block->at);
  }
  if (block->level == 1) {
    counts->division = 0;
    *ordinal = ++counts->chapter;
    return bind_number_text(binder, numbering->chapter, *ordinal, block->at);
  }
  *ordinal = ++counts->division;
  return bind_number_text(binder, numbering->division, *ordinal, block->at);
}

static Block numbered(Binder *binder, const Block *in, RegulationCounts *counts,
                      RangeKind kind) {
  Block out = *in;
  const char *number = bind_regulation_number(binder, counts, in, &out.ordinal);
  Weave weave = bind_weave_open(binder, in->text.at);
  if (number) {
    guint range = bind_weave_begin(&weave, kind, 0);
    bind_weave_made(&weave, number);
    bind_weave_made(&weave, WIDE_SPACE);
    bind_weave_end(&weave, range);
  }
  bind_weave_text(&weave, &in->text);
  out.text = bind_weave_close(&weave);
  return out;
}

Block bind_chapter(Binder *binder, const Block *in, RegulationCounts *counts) {
  bind_check_heading(binder, &in->text);
  return numbered(binder, in, counts, RANGE_NUMBER);
}

Block bind_article(Binder *binder, const Block *in, RegulationCounts *counts) {
  return numbered(binder, in, counts, RANGE_ARTICLE);
}

void bind_regulation_targets(Binder *binder, const Block *blocks, uint32_t n) {
  RegulationCounts counts = {0};
  for (uint32_t i = 0; i < n; i++) {
    unsigned ordinal;
    if (blocks[i].kind != BLOCK_CHAPTER && blocks[i].kind != BLOCK_ARTICLE)
      continue;
    const char *number = bind_regulation_number(binder, &counts, &blocks[i], &ordinal);
    if (blocks[i].id)
      g_hash_table_insert(binder->targets, (gpointer)blocks[i].id,
                          (gpointer)(number ? number : ""));
  }
}
