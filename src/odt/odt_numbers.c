/* Numbers made by lists, never typed: sections, items, the attachment note (B3.3, B4.2).
 *
 * All sections of a scope are one list of four levels, each heading a list of its own
 * that continues the one before, as offices write it; a run-in paragraph is an item of
 * the same list. Chapters, their sections and the articles of a regulation are three
 * lists, for articles count through all. */
#include <string.h>

#include "base_words.h"
#include "odt_private.h"

#define DECIMALS "层次数字序号"
#define WIDE_SPACE "\xE3\x80\x80"

/* What a scope or an author's list has counted so far. */
typedef struct Count {
  unsigned
      last[NUMBERING_LEVELS + 1]; /* by level; a list without levels uses the first */
  unsigned id;                    /* of its last text:list; 0: none */
} Count;

typedef enum {
  LIST_OF_CHAPTERS,
  LIST_OF_DIVISIONS,
  LIST_OF_ARTICLES,
  REGULATION_LISTS
} Regulation;

struct Numbers {
  Arena *arena;
  GHashTable *sections;                     /* scope → Count */
  GHashTable *regulation[REGULATION_LISTS]; /* scope → Count */
  GHashTable *lists;                        /* list_id → Count */
  GHashTable *entries;                      /* scope → Count */
  unsigned n_ids;
};

Numbers *odt_numbers_new(Arena *arena) {
  Numbers *numbers = ARENA_NEW(arena, Numbers);
  numbers->arena = arena;
  numbers->sections = g_hash_table_new(NULL, NULL);
  for (int i = 0; i < REGULATION_LISTS; i++)
    numbers->regulation[i] = g_hash_table_new(NULL, NULL);
  numbers->lists = g_hash_table_new(NULL, NULL);
  numbers->entries = g_hash_table_new(NULL, NULL);
  return numbers;
}

void odt_numbers_free(Numbers *numbers) {
  g_hash_table_destroy(numbers->sections);
  for (int i = 0; i < REGULATION_LISTS; i++)
    g_hash_table_destroy(numbers->regulation[i]);
  g_hash_table_destroy(numbers->lists);
  g_hash_table_destroy(numbers->entries);
}

static Count *count_of(Numbers *numbers, GHashTable *table, uint32_t key) {
  Count *count = g_hash_table_lookup(table, GUINT_TO_POINTER(key));
  if (!count) {
    count = ARENA_NEW(numbers->arena, Count);
    g_hash_table_insert(table, GUINT_TO_POINTER(key), count);
  }
  return count;
}

/* ---- what a list can say ----------------------------------------------------------- */

typedef struct Numeral {
  const char *sign, *format; /* the first of its kind, and as ODF names it */
} Numeral;
static const Numeral numerals[] = {
    {"一", "一, 二, 三, ..."}, {"1", "1"}, {"①", "①, ②, ③, ..."}};

static const Numeral *numeral_of(const char *pattern, const char **at) {
  for (size_t i = 0; pattern && i < G_N_ELEMENTS(numerals); i++) {
    *at = strstr(pattern, numerals[i].sign);
    if (*at)
      return &numerals[i];
  }
  return NULL;
}

static const char *item_pattern(ListKind list) {
  switch (list) {
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
    case LIST_NONE:
      break;
  }
  return NULL;
}

static const char *item_style(ListKind list) {
  switch (list) {
    case LIST_ARABIC:
      return "列项数字";
    case LIST_BRACKETED:
      return "列项括号";
    case LIST_CIRCLED:
      return "列项圈码";
    case LIST_HAN:
      return "列项汉字";
    case LIST_HAN_COMMA:
      return "列项汉字顿号";
    case LIST_NONE:
      break;
  }
  return NULL;
}

static Regulation regulation_of(const OdtPart *part) {
  if (part->kind == PART_KIND_ARTICLE)
    return LIST_OF_ARTICLES;
  return part->block->level == 1 ? LIST_OF_CHAPTERS : LIST_OF_DIVISIONS;
}

static const char *regulation_pattern(const Odt *o, Regulation list) {
  const Numbering *numbering = &o->layout->numbering;
  const char *const patterns[] = {[LIST_OF_CHAPTERS] = numbering->chapter,
                                  [LIST_OF_DIVISIONS] = numbering->division,
                                  [LIST_OF_ARTICLES] = numbering->article};
  return patterns[list];
}

static const char *regulation_style(Regulation list) {
  static const char *const names[] = {[LIST_OF_CHAPTERS] = "章序号",
                                      [LIST_OF_DIVISIONS] = "节序号",
                                      [LIST_OF_ARTICLES] = "条序号"};
  return names[list];
}

static const char *pattern_of(const Odt *o, const OdtPart *part) {
  switch (part->kind) {
    case PART_KIND_HEADING:
    case PART_KIND_RUN_IN:
      if (part->block->numbers == SECTIONS_DECIMAL)
        return "1" WIDE_SPACE;
      return part->block->level >= 1 ? o->layout->numbering.levels[part->block->level - 1]
                                     : NULL;
    case PART_KIND_CHAPTER:
    case PART_KIND_ARTICLE:
      return regulation_pattern(o, regulation_of(part));
    case PART_KIND_ITEM:
      return item_pattern(part->block->list);
    case PART_KIND_ENTRY:
      return part->annex->entry_number.chars ? "1." : NULL;
    case PART_KIND_PLAIN:
    case PART_KIND_ENTRY_LABEL:
    case PART_KIND_ENTRY_NUMBER:
    case PART_KIND_CAPTION:
    case PART_KIND_CONTENTS:
    case PART_KIND_FACE:
      break;
  }
  return NULL;
}

static bool is_listed(const Odt *o, const OdtPart *part) {
  const char *at;
  return part && numeral_of(pattern_of(o, part), &at) != NULL;
}

uint32_t odt_number_chars(const Odt *o, const Flow *flow) {
  if (!is_listed(o, flow->part))
    return 0;
  for (uint32_t i = 0; i < flow->text->n_ranges; i++) {
    const TextRange *range = &flow->text->ranges[i];
    bool number = range->kind == RANGE_NUMBER || range->kind == RANGE_ARTICLE;
    if (number && range->from == 0)
      return range->to;
  }
  return 0;
}

/* ---- lists in the text ------------------------------------------------------------- */

static void open_list(Odt *o, Count *count, const char *style) {
  GString *out = o->body;
  g_string_append_printf(out, "<text:list xml:id=\"list%u\" text:style-name=\"%s\"",
                         ++o->numbers->n_ids, style);
  if (count->id)
    g_string_append_printf(out, " text:continue-list=\"list%u\"", count->id);
  g_string_append_c(out, '>');
  count->id = o->numbers->n_ids;
}

/* The number is told only where counting on would not make it. */
static void open_item(Odt *o, Count *count, unsigned level, unsigned ordinal) {
  for (unsigned deeper = level + 1; deeper <= NUMBERING_LEVELS; deeper++)
    count->last[deeper] = 0;
  bool counted = ++count->last[level] == ordinal;
  count->last[level] = ordinal;
  if (counted)
    g_string_append(o->body, "<text:list-item>");
  else
    g_string_append_printf(o->body, "<text:list-item text:start-value=\"%u\">", ordinal);
}

static void open_section(Odt *o, const OdtPart *part) {
  Count *count = count_of(o->numbers, o->numbers->sections, part->scope);
  open_list(o, count, part->block->numbers == SECTIONS_DECIMAL ? DECIMALS : ODT_LEVELS);
  for (unsigned level = 1; level < part->block->level; level++)
    g_string_append(o->body, "<text:list-item><text:list>");
  open_item(o, count, part->block->level, part->block->ordinal);
}

void odt_numbers_open(Odt *o, const OdtPart *part, bool labelled) {
  if (!is_listed(o, part))
    return;
  Numbers *numbers = o->numbers;
  Count *count;
  switch (part->kind) {
    case PART_KIND_HEADING:
    case PART_KIND_RUN_IN:
      open_section(o, part);
      break;
    case PART_KIND_CHAPTER:
    case PART_KIND_ARTICLE:
      count = count_of(numbers, numbers->regulation[regulation_of(part)], part->scope);
      open_list(o, count, regulation_style(regulation_of(part)));
      open_item(o, count, 1, part->block->ordinal);
      break;
    case PART_KIND_ITEM:
      count = count_of(numbers, numbers->lists, part->block->list_id);
      open_list(o, count, item_style(part->block->list));
      open_item(o, count, 1, part->block->ordinal);
      break;
    case PART_KIND_ENTRY:
      count = count_of(numbers, numbers->entries, part->scope);
      if (!labelled && part->ordinal == 2)
        count->id = 0; /* the first one's list bears the label */
      open_list(o, count, labelled ? "附件首项" : "附件各项");
      count->last[1] = labelled || part->ordinal > 2 ? part->ordinal - 1 : 0;
      open_item(o, count, 1, part->ordinal);
      break;
    case PART_KIND_PLAIN:
    case PART_KIND_ENTRY_LABEL:
    case PART_KIND_ENTRY_NUMBER:
    case PART_KIND_CAPTION:
    case PART_KIND_CONTENTS:
    case PART_KIND_FACE:
      break;
  }
}

void odt_numbers_close(Odt *o, const OdtPart *part) {
  if (!is_listed(o, part))
    return;
  bool section = part->kind == PART_KIND_HEADING || part->kind == PART_KIND_RUN_IN;
  unsigned depth = section ? part->block->level : 1;
  for (unsigned level = 0; level < depth; level++)
    g_string_append(o->body, "</text:list-item></text:list>");
}

/* ---- their styles ------------------------------------------------------------------ */

typedef struct ListLevel {
  unsigned level;
  const char *before, *pattern;
  const LayoutRole *role; /* the number's face */
  bool tab;               /* the text stands in a column of its own */
  bool whole;             /* with the numbers of the levels above: 2.1.3 */
} ListLevel;

static void put_level(Odt *o, const ListLevel *l) {
  const char *at;
  const Numeral *numeral = numeral_of(l->pattern, &at);
  if (!numeral)
    return;
  GString *out = o->named;
  g_autofree char *prefix =
      g_strdup_printf("%s%.*s", l->before, (int)(at - l->pattern), l->pattern);
  const char *face = l->role ? odt_text_style(o, l->role) : NULL;
  g_string_append_printf(out, "<text:list-level-style-number text:level=\"%u\"",
                         l->level);
  if (face)
    odt_attribute(out, "text:style-name", face);
  if (l->whole)
    g_string_append_printf(out, " text:display-levels=\"%u\"", l->level);
  odt_attribute(out, "style:num-prefix", prefix);
  odt_attribute(out, "style:num-suffix", at + strlen(numeral->sign));
  odt_attribute(out, "style:num-format", numeral->format);
  g_string_append_printf(
      out,
      "><style:list-level-properties"
      " text:list-level-position-and-space-mode=\"label-alignment\">"
      "<style:list-level-label-alignment text:label-followed-by=\"%s\"",
      l->tab ? "listtab" : "nothing");
  odt_length(out, "fo:text-indent", l->role && !l->tab ? l->role->indent : 0);
  g_string_append(out,
                  " fo:margin-left=\"0pt\"/></style:list-level-properties>"
                  "</text:list-level-style-number>\n");
}

static void put_list_style(Odt *o, const char *name, const ListLevel *levels,
                           unsigned n) {
  g_autoptr(GString) all = o->named;
  o->named = g_string_new(NULL);
  for (unsigned i = 0; i < n; i++)
    put_level(o, &levels[i]);
  g_autoptr(GString) own = o->named;
  o->named = g_steal_pointer(&all);
  /* character styles that were made on the way have lines of their own */
  g_auto(GStrv) lines = g_strsplit(own->str, "\n", -1);
  g_autoptr(GString) inner = g_string_new(NULL);
  for (char **line = lines; *line; line++)
    g_string_append(g_str_has_prefix(*line, "<text:list-level") ? inner : o->named,
                    *line);
  g_string_append_printf(o->named,
                         "<text:list-style style:name=\"%s\">%s</text:list-style>\n",
                         name, inner->str);
}

static const LayoutRole *level_role(const Odt *o, unsigned level) {
  const LayoutRole *role = layout_role_of(o->layout, layout_level_role(level));
  return role ? role : layout_role_of(o->layout, ROLE_BODY);
}

/* 一 字 of white parts these numbers from what follows. */
static void put_regulation_styles(Odt *o) {
  static const RoleId roles[] = {[LIST_OF_CHAPTERS] = ROLE_CHAPTER,
                                 [LIST_OF_DIVISIONS] = ROLE_DIVISION,
                                 [LIST_OF_ARTICLES] = ROLE_ARTICLE};
  for (int i = 0; i < REGULATION_LISTS; i++) {
    const LayoutRole *role = layout_role_of(o->layout, roles[i]);
    const char *pattern = regulation_pattern(o, (Regulation)i);
    if (!pattern)
      continue;
    ListLevel level = {.level = 1,
                       .before = "",
                       .role = role ? role : layout_role_of(o->layout, ROLE_BODY),
                       .pattern = arena_printf(o->job->arena, "%s\xE3\x80\x80", pattern)};
    put_list_style(o, regulation_style((Regulation)i), &level, 1);
  }
}

/* As the layout has it: 附件： or 附录：; NULL: none has annexes. */
static const char *attachments_word(const Content *content) {
  if (content->attachments_label.chars)
    return content->attachments_label.utf8;
  const char *word = NULL;
  for (uint32_t i = 0; i < content->n_enclosures && !word; i++)
    word = attachments_word(&content->enclosures[i]);
  return word;
}

void odt_list_styles(Odt *o) {
  ListLevel levels[NUMBERING_LEVELS];
  for (unsigned i = 0; i < NUMBERING_LEVELS; i++)
    levels[i] = (ListLevel){.level = i + 1,
                            .before = "",
                            .role = level_role(o, i + 1),
                            .pattern = o->layout->numbering.levels[i]};
  put_list_style(o, ODT_LEVELS, levels, NUMBERING_LEVELS);
  for (unsigned i = 0; i < NUMBERING_LEVELS; i++) {
    levels[i].pattern = "1" WIDE_SPACE;
    levels[i].whole = true;
  }
  put_list_style(o, DECIMALS, levels, NUMBERING_LEVELS);
  const LayoutRole *item = layout_role_of(o->layout, ROLE_ITEM);
  const char *word = attachments_word(&o->bulletin->main);
  static const ListKind kinds[] = {LIST_ARABIC, LIST_BRACKETED, LIST_CIRCLED, LIST_HAN,
                                   LIST_HAN_COMMA};
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
    put_list_style(
        o, item_style(kinds[i]),
        &(ListLevel){.level = 1,
                     .before = "",
                     .pattern = item_pattern(kinds[i]),
                     .role = item ? item : layout_role_of(o->layout, ROLE_BODY)},
        1);
  put_regulation_styles(o);
  put_list_style(o, "附件首项",
                 &(ListLevel){.level = 1,
                              .before = word ? word : WORDS_ATTACHMENTS,
                              .pattern = "1.",
                              .tab = true},
                 1);
  put_list_style(o, "附件各项",
                 &(ListLevel){.level = 1, .before = "", .pattern = "1.", .tab = true}, 1);
}
