/* Blocks: sections and items get their numbers, a run-in heading becomes the head of its
 * paragraph (B3.5). Numbers start again under every parent (lint HIE-03). */
#include <string.h>

#include "bind_private.h"

typedef struct Counts {
  unsigned sections[NUMBERING_LEVELS + 1]; /* by level, 1…4 */
  RegulationCounts regulation;
  unsigned *items; /* by list id, from first_list */
  uint32_t first_list;
} Counts;

/* One counter per list: an inner list must not disturb the one around it. */
static void count_lists(Binder *binder, const Block *blocks, uint32_t n, Counts *counts) {
  uint32_t first = UINT32_MAX, last = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (blocks[i].kind != BLOCK_ITEM)
      continue;
    first = MIN(first, blocks[i].list_id);
    last = MAX(last, blocks[i].list_id);
  }
  counts->first_list = first;
  if (first <= last)
    counts->items = ARENA_ARRAY(binder->job->arena, unsigned, (size_t)last - first + 1);
}

static unsigned next_section(Counts *counts, uint8_t level) {
  g_assert(level >= 1 && level <= NUMBERING_LEVELS);
  for (unsigned deeper = level + 1u; deeper <= NUMBERING_LEVELS; deeper++)
    counts->sections[deeper] = 0;
  return ++counts->sections[level];
}

static const char *section_number(Binder *binder, const Block *heading, unsigned n) {
  return bind_number_text(binder, binder->numbering->levels[heading->level - 1], n,
                          heading->at);
}

/* ---- headings ------------------------------------------------------------------- */

/* Whether the clause is closed already; a quotation that ends the clause may hold the
 * stop. */
static bool ends_with_stop(const Text *text) {
  static const char closing[] = "”’）》」』";
  static const char stops[] = "。！？…：；";
  const char *p = text->utf8 + text->bytes;
  while (p > text->utf8) {
    p = g_utf8_prev_char(p);
    gunichar c = g_utf8_get_char(p);
    if (g_utf8_strchr(stops, -1, c))
      return true;
    if (!g_utf8_strchr(closing, -1, c))
      return false;
  }
  return false;
}

static Block heading_alone(Binder *binder, const Block *in, unsigned ordinal) {
  Block out = *in;
  bind_check_heading(binder, &in->text);
  Weave weave = bind_weave_open(binder, in->text.at);
  bind_weave_number(&weave, section_number(binder, in, ordinal));
  bind_weave_text(&weave, &in->text);
  out.text = bind_weave_close(&weave);
  out.ordinal = ordinal;
  out.run_in = false;
  return out;
}

static Block heading_run_in(Binder *binder, const Block *heading, const Block *paragraph,
                            unsigned ordinal) {
  Block out = *paragraph;
  Weave weave = bind_weave_open(binder, heading->text.at);
  guint clause = bind_weave_begin(&weave, RANGE_HEADING, heading->level);
  bind_weave_number(&weave, section_number(binder, heading, ordinal));
  bind_weave_text(&weave, &heading->text);
  if (!ends_with_stop(&heading->text))
    bind_weave_made(&weave, "。");
  bind_weave_end(&weave, clause);
  bind_weave_text(&weave, &paragraph->text);
  out.text = bind_weave_close(&weave);
  out.level = heading->level;
  out.ordinal = ordinal;
  out.run_in = true;
  out.at = heading->at;
  return out;
}

/* ---- items ------------------------------------------------------------------------ */

static const char *item_pattern(ListKind kind) {
  switch (kind) {
    case LIST_NONE:
      return NULL;
    case LIST_ARABIC:
      return "1.";
    case LIST_BRACKETED:
      return "（1）";
    case LIST_CIRCLED:
      return "①";
    case LIST_HAN:
      return "（一）";
  }
  g_assert_not_reached();
}

static Block item(Binder *binder, const Block *in, Counts *counts) {
  Block out = *in;
  out.ordinal = ++counts->items[in->list_id - counts->first_list];
  Weave weave = bind_weave_open(binder, in->text.at);
  bind_weave_number(
      &weave, bind_number_text(binder, item_pattern(in->list), out.ordinal, in->at));
  bind_weave_text(&weave, &in->text);
  out.text = bind_weave_close(&weave);
  return out;
}

/* ---- all --------------------------------------------------------------------------- */

static bool runs_in(const Block *in, uint32_t i, uint32_t n) {
  return in[i].run_in && i + 1 < n && in[i + 1].kind == BLOCK_PARAGRAPH;
}

static Block figure(Binder *binder, const Block *in) {
  Block out = *in;
  Illustration *bound = ARENA_NEW(binder->job->arena, Illustration);
  *bound = *in->figure;
  bound->caption = bind_settled(binder, &in->figure->caption);
  out.figure = bound;
  return out;
}

static Block plain(Binder *binder, const Block *in) {
  Block out = *in;
  out.text = bind_settled(binder, &in->text);
  if (in->table)
    out.table = bind_table(binder, in->table);
  return out;
}

const Block *bind_blocks(Binder *binder, const Block *in, uint32_t n, uint32_t *n_out) {
  Block *out = ARENA_ARRAY(binder->job->arena, Block, n);
  Counts counts = {0};
  count_lists(binder, in, n, &counts);
  uint32_t k = 0;
  for (uint32_t i = 0; i < n; i++) {
    switch (in[i].kind) {
      case BLOCK_HEADING: {
        unsigned ordinal = next_section(&counts, in[i].level);
        bool joined = runs_in(in, i, n);
        out[k++] = joined ? heading_run_in(binder, &in[i], &in[i + 1], ordinal)
                          : heading_alone(binder, &in[i], ordinal);
        i += joined;
        break;
      }
      case BLOCK_ITEM:
        out[k++] = item(binder, &in[i], &counts);
        break;
      case BLOCK_CHAPTER:
        out[k++] = bind_chapter(binder, &in[i], &counts.regulation);
        break;
      case BLOCK_ARTICLE:
        out[k++] = bind_article(binder, &in[i], &counts.regulation);
        break;
      case BLOCK_FIGURE:
        out[k++] = figure(binder, &in[i]);
        break;
      case BLOCK_PARAGRAPH:
      case BLOCK_TABLE:
        out[k++] = plain(binder, &in[i]);
        break;
    }
  }
  *n_out = k;
  return out;
}
