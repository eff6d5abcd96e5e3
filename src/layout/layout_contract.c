/* The layout language as a contract: what its table says in terms of fields and ranges,
 * said in words and patterns. */
#include <string.h>

#include "contract.h"
#include "layout_private.h"

#define NUMBER "[0-9]+(\\.[0-9]{1,6})?"
#define NOTHING "0+(\\.0{1,6})?"
#define SIZES \
  "初号|小初|一号|小一|二号|小二|三号|小三|四号|小四|五号|小五|六号|小六|七号|八号"
#define ABSOLUTE "(" SIZES "|" NUMBER "(mm|cm|pt)|" NOTHING ")"
#define LENGTH "(" SIZES "|" NUMBER "(mm|cm|pt|字|em|行)|" NOTHING ")"
#define CELLS "(" NUMBER "(字|em)|" NOTHING ")"
#define GAPS "[ \\t\\r\\n]"
#define FIT_WORD "(open:" CELLS "|condense:" NUMBER "%|shrink)"
#define X_EDGES "(page\\.left|page\\.right|block\\.left|block\\.right|block\\.centre)"
#define Y_EDGES "(page\\.top|page\\.bottom|block\\.top|block\\.bottom|rule\\.bottom)"

static const ContractValue absolute_length = {
    "absolute",
    "带单位的长度（mm、cm、pt）、字号名称（三号）或 0，如 10mm",
    "a length in mm, cm or pt, a named size (三号), or 0, as in 10mm",
    .pattern = ABSOLUTE,
    .sample = "10mm",
    .slip = "10"};

/* The kinds of value that need no more than themselves. */
static const ContractValue values[] = {
    [VALUE_TEXT] = {"text", "任意文字", "any text", .most = 1000, .sample = "文字"},
    [VALUE_NAME] = {"name", "不含空格和斜杠、不以点开头的短名，如 title",
                    "a short name without spaces or slashes, as in title",
                    .pattern = "[^ \\t\\r\\n/\\\\.][^ \\t\\r\\n/\\\\]*", .most = 64,
                    .sample = "body", .slip = "a b"},
    [VALUE_PATTERN] = {"pattern", "文字，其中至多一个 {n} 代表编号，如 附件{n}",
                       "text with one {n} at most for a number, as in 附件{n}",
                       .pattern = "[^{}]*(\\{n\\}[^{}]*)?", .most = 64,
                       .sample = "附件{n}", .slip = "{n}{n}"},
    [VALUE_LENGTH] =
        {"length", "长度：mm、cm、pt、字、em、行，字号名称，或 0，如 2字",
         "a length in mm, cm, pt, 字, em or 行, a named size, or 0, as in 2字",
         .pattern = LENGTH, .sample = "10mm", .slip = "十毫米"},
    [VALUE_MILLI] = {"cells", "一个字宽的几分之几，如 0.5字",
                     "a share of a character's cell, as in 0.5字", .pattern = CELLS,
                     .sample = "0.5字", .slip = "50%"},
    [VALUE_SHARE] = {"share", "百分比，如 3%", "a percentage, as in 3%",
                     .pattern = NUMBER "%", .sample = "3%", .slip = "0.03"},
    [VALUE_COUNT] = {"count", "整数", "a whole number", .pattern = "[0-9]+(\\.0{1,6})?",
                     .sample = "2", .slip = "二"},
    [VALUE_RGB] = {"rgb", "屏幕颜色，如 #ff0000", "a screen colour, as in #ff0000",
                   .pattern = "#[0-9a-fA-F]{6}", .sample = "#ff0000", .slip = "red"},
    [VALUE_GAP] = {"gap", "净距离，如 2行、4mm", "a clear distance, as in 2行, 4mm",
                   .pattern = LENGTH, .sample = "2行", .slip = "两行"},
    [VALUE_X] = {"x", "一条边，再加或减一个长度，如 block.left+10mm",
                 "an edge, and a distance right (+) or left (-) of it, as in "
                 "block.left+10mm",
                 .pattern = X_EDGES "([+\\-]" LENGTH ")?", .sample = "block.left",
                 .slip = "left"},
    [VALUE_Y] =
        {"y", "一条边，再加或减一个长度，如 block.top+35mm",
         "an edge, and a distance below (+) or above (-) it, as in block.top+35mm",
         .pattern = Y_EDGES "([+\\-]" LENGTH ")?", .sample = "block.top+35mm",
         .slip = "top+35mm"},
    [VALUE_INSET] =
        {"inset", "版心的一边和缩进，如 right 1字；或 centre、none",
         "a side of the block and how far inside it, as in right 1字; centre; "
         "none",
         .pattern = "none|centre|(left|right)( " LENGTH ")?", .sample = "right 1字",
         .slip = "right by 1字"},
    [VALUE_ROWS] = {"rows", "每个部分的行次，或 next，如 1 2 next",
                    "a row for each part, or next, as in 1 2 next",
                    .pattern = "([1-9]|next)( ([1-9]|next)){0,3}", .sample = "1 2 next",
                    .slip = "1 after"},
    [VALUE_RANGE] = {"range", "最小与最大，如 0..1行",
                     "the least and the most, as in 0..1行",
                     .pattern = LENGTH "\\.\\." LENGTH, .sample = "0..1行",
                     .slip = "1行"},
    [VALUE_RULES] = {"rules", "三个粗细：首条、中间、末条，如 0.35mm 0.25mm 0.35mm",
                     "three weights: first, inner, last, as in 0.35mm 0.25mm 0.35mm",
                     .pattern = LENGTH " " LENGTH " " LENGTH,
                     .sample = "0.35mm 0.25mm 0.35mm", .slip = "1pt 1pt"},
    [VALUE_FIT] = {"fit",
                   "none，或依次：open 撑开、condense 压窄、shrink 缩小，如 open:1em "
                   "condense:70% shrink",
                   "none; or in this order open, condense, shrink, as in open:1em "
                   "condense:70% shrink",
                   .pattern = "none|" FIT_WORD "( " FIT_WORD ")*", .sample = "shrink",
                   .slip = "squash"},
    [VALUE_TERMS] = {"terms", "词，用空格隔开", "words apart by spaces",
                     .sample = "的 区"},
};

/* ---- words ------------------------------------------------------------------------- */

static const char *const *listed(Arena *arena, const char *const *names) {
  guint n = 0, kept = 0;
  while (names[n])
    n++;
  const char **out = ARENA_ARRAY(arena, const char *, n + 1);
  for (guint i = 0; i < n; i++) {
    if (*names[i])
      out[kept++] = names[i];
  }
  return out;
}

/* A closed list under a name of its own: “role.align”. */
static const ContractValue *words_value(Arena *arena, const char *name,
                                        const char *const *words) {
  ContractValue *value = ARENA_NEW(arena, ContractValue);
  g_autofree char *all = g_strjoinv(" | ", (char **)words);
  value->name = arena_strdup(arena, name);
  value->zh = value->en = arena_strdup(arena, all);
  value->words = words;
  value->sample = words[0];
  value->slip = "其他";
  return value;
}

static const ContractValue *latin_value(Arena *arena, const char *name) {
  guint n = 0;
  while (layout_fonts[n])
    n++;
  const char **words = ARENA_ARRAY(arena, const char *, n + 2);
  words[0] = "own";
  for (guint i = 0; i < n; i++)
    words[i + 1] = layout_fonts[i];
  return words_value(arena, name, words);
}

/* The parts that this placement can set, in a row. */
static const ContractValue *parts_value(Arena *arena, const char *name, ElementId id) {
  g_autoptr(GString) parts = g_string_new(NULL);
  const char *first = "";
  for (int part = PART_COUNT; part-- > 0;) {
    if (!(layout_part_kinds((Part)part) >> (id - ELEMENT_AT) & 1))
      continue;
    first = layout_parts[part];
    g_string_prepend(parts, parts->len ? "|" : "");
    g_string_prepend(parts, first);
  }
  ContractValue *value = ARENA_NEW(arena, ContractValue);
  value->name = arena_strdup(arena, name);
  value->pattern =
      arena_printf(arena, GAPS "*(%s)(" GAPS "+(%s))*" GAPS "*", parts->str, parts->str);
  value->zh = arena_printf(arena, "公文的部分：%s", parts->str);
  value->en = arena_printf(arena, "parts of a document: %s", parts->str);
  value->sample = id == ELEMENT_PAIR ? "number signers" : first;
  value->slip = "notes";
  return value;
}

/* ---- attributes -------------------------------------------------------------------- */

static const ContractValue *length_value(Arena *arena, const AttributeSpec *spec) {
  const ContractValue *like = &values[VALUE_LENGTH];
  if (spec->absolute)
    return &absolute_length;
  if (!spec->keyword)
    return like;
  ContractValue *value = ARENA_NEW(arena, ContractValue);
  *value = *like;
  value->name = arena_printf(arena, "%s-length", spec->keyword);
  value->pattern = arena_printf(arena, "%s|%s", spec->keyword, like->pattern);
  value->zh = arena_printf(arena, "%s；或 %s", like->zh, spec->keyword);
  value->en = arena_printf(arena, "%s; or %s", like->en, spec->keyword);
  return value;
}

/* before, after name a part; extends a role or layout. */
static const ContractValue *note_value(Arena *arena, const AttributeSpec *spec) {
  if (strcmp(spec->name, "extends") == 0)
    return &values[VALUE_NAME];
  return words_value(arena, "part", layout_parts);
}

static const ContractValue *value_of(Arena *arena, const ElementSpec *element,
                                     const AttributeSpec *spec) {
  g_autofree char *name = g_strdup_printf("%s.%s", element->name, spec->name);
  if (spec->choices)
    return words_value(arena, name, listed(arena, spec->choices));
  if (spec->kind == VALUE_LENGTH)
    return length_value(arena, spec);
  if (spec->kind == VALUE_NOTE)
    return note_value(arena, spec);
  if (spec->kind == VALUE_FONT)
    return words_value(arena, "font", layout_fonts);
  if (spec->kind == VALUE_LATIN)
    return latin_value(arena, name);
  if (spec->kind == VALUE_COLOUR || spec->kind == VALUE_ROLE)
    return &values[VALUE_NAME];
  if (spec->kind == VALUE_PARTS)
    return parts_value(arena, name, element->id);
  return &values[spec->kind];
}

static char *range_words(Arena *arena, const AttributeSpec *spec) {
  if (spec->min >= spec->max || spec->kind == VALUE_GAP)
    return arena_strdup(arena, "");
  if (spec->kind == VALUE_LENGTH)
    return arena_printf(arena, " [%d…%dpt]", spec->min, spec->max);
  if (spec->kind == VALUE_COUNT)
    return arena_printf(arena, " [%d…%d]", spec->min, spec->max);
  return arena_strdup(arena, "");
}

static const char *usual_of(const ElementSpec *element, const AttributeSpec *spec) {
  const DefaultValue *own = layout_default(element->id, "", spec->name);
  const DefaultValue *every = layout_default(element->id, "*", spec->name);
  return own ? own->text : every ? every->text : spec->usual;
}

static ContractAttribute attribute_of(Arena *arena, const ElementSpec *element,
                                      const AttributeSpec *spec) {
  char *range = range_words(arena, spec);
  const char *only = spec->only, *needs = spec->needs;
  char *zh = arena_printf(arena, "%s%s%s%s%s%s%s%s", spec->zh, range,
                          only ? "只用于 " : "", only ? only : "", only ? "。" : "",
                          needs ? "须有 " : "", needs ? needs : "", needs ? "。" : "");
  char *en = arena_printf(arena, "%s%s%s%s%s%s%s%s", spec->en, range,
                          only ? " Only of " : "", only ? only : "", only ? "." : "",
                          needs ? " Needs " : "", needs ? needs : "", needs ? "." : "");
  return (ContractAttribute){.name = spec->name,
                             .value = value_of(arena, element, spec),
                             .required = spec->required,
                             .usual = spec->required ? NULL : usual_of(element, spec),
                             .clause = spec->clause,
                             .zh = zh,
                             .en = en};
}

static const ContractAttribute *attributes_of(Arena *arena, const ElementSpec *element) {
  size_t n = layout_n_attributes(element);
  ContractAttribute *all = ARENA_ARRAY(arena, ContractAttribute, n + 1);
  for (size_t i = 0; i < n; i++)
    all[i] = attribute_of(arena, element, &element->attributes[i]);
  return all;
}

/* Element 0 of a contract is none, so each stands one behind its ElementId. */
static const ContractChild *children(Arena *arena) {
  ContractChild *all = ARENA_ARRAY(arena, ContractChild, ELEMENT_COUNT);
  for (uint8_t id = 1; id < ELEMENT_COUNT; id++)
    all[id - 1] = (ContractChild){(uint8_t)(id + 1), 1, 1, false, true, false};
  return all;
}

const struct Contract *layout_contract(Arena *arena) {
  ContractElement *elements = ARENA_ARRAY(arena, ContractElement, ELEMENT_COUNT + 1);
  for (int id = 0; id < ELEMENT_COUNT; id++) {
    const ElementSpec *spec = layout_element((ElementId)id);
    elements[id + 1] = (ContractElement){.name = spec->name,
                                         .form = id ? FORM_EMPTY : FORM_ELEMENTS,
                                         .attributes = attributes_of(arena, spec),
                                         .clause = spec->clause,
                                         .zh = spec->zh,
                                         .en = spec->en,
                                         .sample = spec->sample};
  }
  elements[ELEMENT_LAYOUT + 1].children = children(arena);
  Contract *contract = ARENA_NEW(arena, Contract);
  *contract = (Contract){
      .name = "layout",
      .space = LAYOUT_NAMESPACE,
      .zh =
          "版式语言；layouts/general.xml "
          "是它的例子。名称是否存在、是否写了两次、互相是否合得来，"
          "只由读取器核对。",
      .en =
          "The layout language; layouts/general.xml is its example. Which names exist, "
          "what "
          "is stated twice and what does not fit together only the reader knows.",
      .root = ELEMENT_LAYOUT + 1,
      .elements = elements,
      .n_elements = ELEMENT_COUNT + 1};
  return contract;
}
