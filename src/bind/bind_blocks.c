/* Blocks: sections and items get their numbers, a run-in heading becomes the head of its
 * paragraph (B3.5). Numbers start again under every parent (lint HIE-03). */
#include <string.h>

#include "base_words.h"
#include "bind_private.h"

typedef struct Counts {
  unsigned sections[NUMBERING_LEVELS + 1]; /* by level, 1…4 */
  unsigned ran[NUMBERING_LEVELS + 1]; /* the last number of a level anywhere before */
  GHashTable *lists; /* kind and depth → the last number of such a list before */
  RegulationCounts regulation;
  unsigned tables, figures; /* with numbers */
  unsigned *items;          /* by list id, from first_list */
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

static void next_section(Counts *counts, const Block *heading) {
  uint8_t level = heading->level;
  g_assert(level >= 1 && level <= NUMBERING_LEVELS);
  for (unsigned deeper = level + 1u; deeper <= NUMBERING_LEVELS; deeper++)
    counts->sections[deeper] = 0;
  if (heading->continues)
    counts->sections[level] = counts->ran[level];
  counts->sections[level] = heading->start ? heading->start : counts->sections[level] + 1;
  counts->ran[level] = counts->sections[level];
}

/* 2.1.3 and one 字 of white, as plans and standards are printed. */
static const char *decimal_number(Binder *binder, const Block *heading,
                                  const Counts *counts) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (unsigned level = 1; level <= heading->level; level++)
    g_string_append_printf(text, "%s%u", level > 1 ? "." : "", counts->sections[level]);
  g_string_append(text, WIDE_SPACE);
  return arena_strndup(binder->job->arena, text->str, text->len);
}

static const char *section_number(Binder *binder, const Block *heading,
                                  const Counts *counts) {
  unsigned n = counts->sections[heading->level];
  if (heading->numbers == SECTIONS_DECIMAL)
    return decimal_number(binder, heading, counts);
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

/* 清明节 before ：4月5日放假 ends where the paragraph goes on. */
static bool begins_with_mark(const Text *text) {
  gunichar c = text->chars ? g_utf8_get_char(text->utf8) : 0;
  return c && g_utf8_strchr("，。、；：！？,;:", -1, c);
}

/* A heading that the contents list leads there by a mark of its own: a name with a space,
 * which no author can give. */
static void list_heading(Binder *binder, Block *out) {
  if (out->level > binder->contents)
    return;
  Arena *arena = binder->job->arena;
  if (!out->id)
    out->id = arena_printf(arena, "目录 %u", ++binder->n_listed);
  ContentsEntry entry = {.level = out->level};
  entry.text = bind_made(binder, arena_strdup(arena, out->text.utf8), out->at);
  TextRange *ref = ARENA_NEW(arena, TextRange);
  *ref = (TextRange){
      .to = entry.text.chars, .kind = RANGE_REF, .target = out->id, .at = out->at};
  entry.text.ranges = ref;
  entry.text.n_ranges = 1;
  g_array_append_val(binder->entries, entry);
}

static Block heading_alone(Binder *binder, const Block *in, const Counts *counts) {
  Block out = *in;
  bind_check_heading(binder, &in->text);
  Weave weave = bind_weave_open(binder, in->text.at);
  bind_weave_number(&weave, section_number(binder, in, counts));
  bind_weave_text(&weave, &in->text);
  out.text = bind_weave_close(&weave);
  out.ordinal = counts->sections[in->level];
  out.run_in = false;
  list_heading(binder, &out);
  return out;
}

static Block heading_run_in(Binder *binder, const Block *heading, const Block *paragraph,
                            const Counts *counts) {
  Block out = *paragraph;
  Weave weave = bind_weave_open(binder, heading->text.at);
  guint clause = bind_weave_begin(&weave, RANGE_HEADING, heading->level);
  bind_weave_number(&weave, section_number(binder, heading, counts));
  bind_weave_text(&weave, &heading->text);
  if (!ends_with_stop(&heading->text) && !begins_with_mark(&paragraph->text))
    bind_weave_made(&weave, "。");
  bind_weave_end(&weave, clause);
  bind_weave_text(&weave, &paragraph->text);
  out.text = bind_weave_close(&weave);
  out.level = heading->level;
  out.numbers = heading->numbers;
  out.ordinal = counts->sections[heading->level];
  out.run_in = true;
  out.at = heading->at;
  out.id = heading->id;
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
    case LIST_HAN_COMMA:
      return "一、";
  }
  g_assert_not_reached();
}

/* One counter for each list; one that goes on, or starts where it is told, is set first.
 */
static unsigned next_item(Counts *counts, const Block *in) {
  unsigned *count = &counts->items[in->list_id - counts->first_list];
  gpointer kind = GUINT_TO_POINTER(1u + in->list * 16u + in->list_depth);
  if (in->continues)
    *count = GPOINTER_TO_UINT(g_hash_table_lookup(counts->lists, kind));
  *count = in->start ? in->start : *count + 1;
  g_hash_table_insert(counts->lists, kind, GUINT_TO_POINTER(*count));
  return *count;
}

static Block item(Binder *binder, const Block *in, Counts *counts) {
  Block out = *in;
  out.ordinal = next_item(counts, in);
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

Text bind_caption(Binder *binder, const Text *in, const char *word, unsigned number) {
  if (!number || !in->chars)
    return bind_settled(binder, in);
  Weave weave = bind_weave_open(binder, in->at);
  bind_weave_number(&weave,
                    arena_printf(binder->job->arena, "%s%u" WIDE_SPACE, word, number));
  bind_weave_text(&weave, in);
  return bind_weave_close(&weave);
}

static Block figure(Binder *binder, const Block *in, Counts *counts) {
  Block out = *in;
  Illustration *bound = ARENA_NEW(binder->job->arena, Illustration);
  *bound = *in->figure;
  bound->caption = bind_caption(binder, &in->figure->caption, WORDS_FIGURE_NUMBER,
                                in->figure->counted ? ++counts->figures : 0);
  out.figure = bound;
  return out;
}

static Block chart(Binder *binder, const Block *in, Counts *counts) {
  Block out = *in;
  out.chart = bind_chart(binder, in->chart, in->chart->counted ? ++counts->figures : 0);
  return out;
}

static Block plain(Binder *binder, const Block *in, Counts *counts) {
  Block out = *in;
  out.text = bind_settled(binder, &in->text);
  if (in->table)
    out.table = bind_table(binder, in->table, in->table->counted ? ++counts->tables : 0);
  return out;
}

const Block *bind_blocks(Binder *binder, const Block *in, uint32_t n, uint32_t *n_out) {
  Block *out = ARENA_ARRAY(binder->job->arena, Block, n);
  Counts counts = {.lists = g_hash_table_new(NULL, NULL)};
  count_lists(binder, in, n, &counts);
  uint32_t k = 0;
  for (uint32_t i = 0; i < n; i++) {
    switch (in[i].kind) {
      case BLOCK_HEADING: {
        next_section(&counts, &in[i]);
        bool joined = runs_in(in, i, n);
        out[k++] = joined ? heading_run_in(binder, &in[i], &in[i + 1], &counts)
                          : heading_alone(binder, &in[i], &counts);
        i += joined;
        break;
      }
      case BLOCK_ITEM:
        out[k++] = item(binder, &in[i], &counts);
        break;
      case BLOCK_CHAPTER:
        out[k] = bind_chapter(binder, &in[i], &counts.regulation);
        list_heading(binder, &out[k++]);
        break;
      case BLOCK_ARTICLE:
        out[k++] = bind_article(binder, &in[i], &counts.regulation);
        break;
      case BLOCK_FIGURE:
        out[k++] = figure(binder, &in[i], &counts);
        break;
      case BLOCK_CHART:
        out[k++] = chart(binder, &in[i], &counts);
        break;
      case BLOCK_PARAGRAPH:
      case BLOCK_TABLE:
        out[k++] = plain(binder, &in[i], &counts);
        break;
    }
  }
  g_hash_table_unref(counts.lists);
  *n_out = k;
  return out;
}

/* ---- what references call them ----------------------------------------------------- */

/* 二（三）, 2.3: the numbers down to the section's, without the mark that ends them. */
static const char *section_path(Binder *binder, const Block *heading,
                                const Counts *counts) {
  g_autoptr(GString) path = g_string_new(NULL);
  bool decimal = heading->numbers == SECTIONS_DECIMAL;
  for (unsigned level = 1; level <= heading->level; level++) {
    const char *pattern = decimal ? "1." : binder->numbering->levels[level - 1];
    if (!counts->sections[level])
      continue;
    const char *number =
        bind_number_text(binder, pattern, counts->sections[level], heading->at);
    g_string_append(path, number ? number : "");
    bool ends = level == heading->level || !decimal;
    if (ends && g_str_has_suffix(path->str, "、"))
      g_string_truncate(path, path->len - strlen("、"));
    else if (ends && g_str_has_suffix(path->str, "."))
      g_string_truncate(path, path->len - 1);
  }
  return arena_strdup(binder->job->arena, path->str);
}

static void add_target(Binder *binder, const char *id, const char *name) {
  if (id)
    g_hash_table_insert(binder->targets, (gpointer)id, (gpointer)name);
}

void bind_block_targets(Binder *binder, const Block *blocks, uint32_t n,
                        const char *label) {
  Arena *arena = binder->job->arena;
  Counts counts = {0};
  for (uint32_t i = 0; i < n; i++) {
    const Table *table = blocks[i].table;
    const Illustration *figure = blocks[i].figure;
    const Chart *chart = blocks[i].chart;
    if (blocks[i].kind == BLOCK_HEADING) {
      next_section(&counts, &blocks[i]);
      add_target(binder, blocks[i].id, section_path(binder, &blocks[i], &counts));
    } else if (table && table->counted) {
      add_target(
          binder, table->id,
          arena_printf(arena, "%s" WORDS_TABLE_NUMBER "%u", label, ++counts.tables));
    } else if (figure || chart) {
      bool counted = figure ? figure->counted : chart->counted;
      counts.figures += counted;
      add_target(binder, figure ? figure->id : chart->id,
                 counted ? arena_printf(arena, "%s" WORDS_FIGURE_NUMBER "%u", label,
                                        counts.figures)
                         : label);
    }
  }
}
