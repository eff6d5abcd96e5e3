/* The reader: one frame per open element, checked against the grammar's tables, handed to
 * the part of the room that builds it. A refused element takes its whole subtree with it.
 */
#include <string.h>

#include "model_private.h"

typedef struct Handlers {
  StartHandler start;
  EndHandler end;
  TextHandler text;
} Handlers;

#define PART \
  { model_part_start, model_part_end, model_part_text }
#define BLOCK \
  { model_block_start, model_block_end, model_block_text }
#define TABLE \
  { model_table_start, model_table_end, model_table_text }
#define CHART \
  { model_chart_start, model_chart_end, NULL }
#define ROSTER \
  { model_roster_start, model_roster_end, model_roster_text }
#define DATA \
  { model_data_start, model_data_end, NULL }
#define INLINE \
  { model_inline_start, model_inline_end, NULL }

G_STATIC_ASSERT(EL_COUNT <= 64); /* Frame.seen has a bit for each */

static const Handlers handlers[EL_COUNT] = {
    [EL_BULLETIN] = PART,   [EL_HEAD] = PART,        [EL_ISSUER] = PART,
    [EL_MARK] = PART,       [EL_COPY_NUMBER] = PART, [EL_SECRECY] = PART,
    [EL_URGENCY] = PART,    [EL_SIGNER] = PART,      [EL_NUMBER] = PART,
    [EL_TITLE] = PART,      [EL_SUBTITLE] = PART,    [EL_TO] = PART,
    [EL_BODY] = PART,       [EL_P] = BLOCK,          [EL_SECTION] = BLOCK,
    [EL_H] = BLOCK,         [EL_LIST] = BLOCK,       [EL_ITEM] = BLOCK,
    [EL_TABLE] = TABLE,     [EL_COLUMNS] = TABLE,    [EL_COLUMN] = TABLE,
    [EL_THEAD] = TABLE,     [EL_TBODY] = TABLE,      [EL_TR] = TABLE,
    [EL_TH] = TABLE,        [EL_TD] = TABLE,         [EL_TABLE_NOTE] = TABLE,
    [EL_SOURCE] = TABLE,    [EL_SIGN] = PART,        [EL_DATE] = PART,
    [EL_BY] = PART,         [EL_NOTE] = PART,        [EL_ATTENDANCE] = PART,
    [EL_ENCLOSURE] = PART,  [EL_ANNEX] = PART,       [EL_IMPRINT] = PART,
    [EL_MAIN_TO] = PART,    [EL_COPY_TO] = PART,     [EL_PRINTED_BY] = PART,
    [EL_PRINTED_ON] = PART, [EL_BR] = INLINE,        [EL_SPACE] = INLINE,
    [EL_CONTENTS] = PART,   [EL_BOX] = TABLE,        [EL_CELL_P] = INLINE,
    [EL_NAME] = INLINE,     [EL_NOBR] = INLINE,      [EL_EM] = INLINE,
    [EL_REF] = INLINE,      [EL_SUB] = INLINE,       [EL_SUP] = INLINE,
    [EL_I] = INLINE,        [EL_V] = INLINE,         [EL_DATA] = DATA,
    [EL_CHART] = CHART,     [EL_FIGURE] = BLOCK,     [EL_CAPTION] = BLOCK,
    [EL_CHAPTER] = BLOCK,   [EL_CHAPTER_H] = BLOCK,  [EL_DIVISION] = BLOCK,
    [EL_ARTICLE] = BLOCK,   [EL_ROSTER] = ROSTER,    [EL_MEMBER] = ROSTER,
};

Frame *model_frame(Reader *reader) {
  return &reader->frames[reader->depth - 1];
}

Frame *model_frame_outer(Reader *reader) {
  return &reader->frames[reader->depth - 2];
}

static Element current(const Reader *reader) {
  return reader->depth ? reader->frames[reader->depth - 1].element : EL_NONE;
}

static bool is_text(Element element) {
  ContractForm form = model_grammar_element(element)->form;
  return form == FORM_TEXT || form == FORM_FREE_TEXT || form == FORM_INLINE;
}

static bool collects_text(const Reader *reader) {
  return is_text(current(reader)) &&
         !(reader->depth && reader->frames[reader->depth - 1].text_closed);
}

/* What may stand inside running text here. <name> is for a bare name, <v> for a bare
 * figure. */
static unsigned inlines_here(const Reader *reader) {
  Element element = current(reader);
  bool bare = element == EL_NAME || element == EL_V;
  return !bare && collects_text(reader) ? reader->pieces.inlines : INLINE_PLAIN;
}

/* ---- start ----------------------------------------------------------------------- */

/* “最接近的是 <p>；” before what may stand here; "" when nothing is like it. */
static char *meant_words(Arena *arena, const char *meant) {
  g_autofree char *zh = meant ? g_strdup_printf("最接近的是 <%s>；", meant) : NULL;
  g_autofree char *en = meant ? g_strdup_printf("the nearest is <%s>; ", meant) : NULL;
  return meant ? diag_both(arena, zh, en) : arena_strdup(arena, "");
}

/* Where an element of this name has its place. */
static char *parents_words(Arena *arena, const char *name) {
  char *parents = contract_parents_names(arena, &model_contract, name);
  g_autofree char *zh = g_strdup_printf("它用在 %s 中", parents);
  g_autofree char *en = g_strdup_printf("it belongs into %s", parents);
  return *parents ? diag_both(arena, zh, en)
                  : diag_both(arena, "它是根元素", "it is the root");
}

static char *names_here(Reader *reader, Element parent) {
  Arena *arena = reader->job->arena;
  unsigned inlines = inlines_here(reader);
  char *names = contract_children_names(arena, &model_contract, parent, inlines);
  return *names
             ? names
             : diag_both(arena, "没有，它不含其他元素", "nothing, it holds no element");
}

static void refuse_name(Reader *reader, Span at, const char *local) {
  Diagnostics *diags = reader->job->diags;
  Arena *arena = reader->job->arena;
  Element parent = current(reader);
  const char *parent_name = parent ? model_grammar_element(parent)->name : "–";
  if (parent && model_grammar_footnote(local)) {
    diag_add(diags, at, DIAG_MODEL_FOOTNOTE, NULL);
    return;
  }
  char *here = names_here(reader, parent),
       *name = model_shorten(arena, local, strlen(local));
  if (contract_knows(&model_contract, local)) {
    diag_add(diags, at, DIAG_MODEL_MISPLACED_ELEMENT, name, parent_name, here,
             parents_words(arena, local), NULL);
    return;
  }
  const char *meant =
      contract_child_meant(&model_contract, parent, inlines_here(reader), local);
  diag_add(diags, at, DIAG_MODEL_UNKNOWN_ELEMENT, name, parent_name, here,
           meant_words(arena, meant), NULL);
}

static bool right_namespace(Reader *reader, Span at, const char *local, const char *uri) {
  if (uri && strcmp(uri, MODEL_NAMESPACE) == 0)
    return true;
  Diagnostics *diags = reader->job->diags;
  char *name = model_shorten(reader->job->arena, local, strlen(local));
  if (uri && g_str_has_suffix(uri, "/XInclude"))
    diag_add(diags, at, DIAG_XML_XINCLUDE, NULL);
  else if (!reader->depth && strcmp(local, "bulletin") != 0)
    diag_add(diags, at, DIAG_MODEL_ROOT, name, MODEL_NAMESPACE, NULL);
  else if (!uri)
    diag_add(diags, at, DIAG_MODEL_NO_NAMESPACE, name, MODEL_NAMESPACE, NULL);
  else
    diag_add(diags, at, DIAG_MODEL_NAMESPACE, name, uri, MODEL_NAMESPACE, NULL);
  return false;
}

/* The first child read so far that this one should stand before. */
static const char *name_behind(const Frame *parent, const ContractChild *rule) {
  const ContractChild *other = model_grammar_element(parent->element)->children;
  const ContractChild *first = NULL;
  for (; other && other->element; other++) {
    bool read = parent->seen >> other->element & 1;
    if (read && other->from > rule->to && (!first || other->from < first->from))
      first = other;
  }
  return model_grammar_element(first ? (Element)first->element : parent->element)->name;
}

/* Order and number of the children; the element is read in any case. */
static void check_place(Reader *reader, const ContractChild *rule, Span at) {
  Diagnostics *diags = reader->job->diags;
  const char *name = model_grammar_element((Element)rule->element)->name;
  if (!reader->depth)
    return;
  Frame *parent = model_frame(reader);
  bool again = parent->seen >> rule->element & 1;
  parent->seen |= (uint64_t)1 << rule->element;
  if (again && !rule->many)
    diag_add(diags, at, DIAG_MODEL_ELEMENT_TWICE, name,
             model_grammar_element(parent->element)->name, NULL);
  else if (parent->slot > rule->to)
    diag_add(diags, at, DIAG_MODEL_ELEMENT_ORDER, name,
             model_grammar_element(parent->element)->name, name_behind(parent, rule),
             NULL);
  parent->slot = MAX(parent->slot, rule->from);
}

static void close_text(Reader *reader, Frame *frame);

static bool pieces_are_white(const Reader *reader) {
  for (guint i = 0; i < reader->pieces.chars->len; i++) {
    gunichar c = g_array_index(reader->pieces.chars, Decoded, i).c;
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
      return false;
  }
  return true;
}

/* An item's text ends where a list or a paragraph inside it begins; where it has none of
 * its own, the first paragraph is its text. */
static void end_item_text(Reader *reader, Element child) {
  Frame *frame = reader->depth ? model_frame(reader) : NULL;
  bool ends = child == EL_LIST || child == EL_P;
  if (!ends || !frame || frame->element != EL_ITEM || frame->text_closed)
    return;
  frame->item_due = child == EL_P && pieces_are_white(reader);
  if (!frame->item_due)
    close_text(reader, frame);
  frame->text_closed = true;
}

/* A run-in heading needs the paragraph it runs into (B3.5). */
static void check_run_in(Reader *reader, Element child) {
  if (!reader->depth)
    return;
  Frame *parent = model_frame(reader);
  if (parent->run_in.line && child != EL_P && child != EL_H)
    diag_add(reader->job->diags, parent->run_in, DIAG_MODEL_RUN_IN, NULL);
  if (child != EL_H)
    parent->run_in = (Span){0};
}

/* 第一条 stands before words. */
static void check_article(Reader *reader, Element child, Span at) {
  if (current(reader) == EL_ARTICLE && reader->article_due && child != EL_P)
    diag_add(reader->job->diags, at, DIAG_MODEL_ARTICLE_START, NULL);
}

/* Where a space between two names is one 字 (中共云溪市委　云溪市人民政府). */
static bool holds_names(Element element) {
  switch ((int)element) {
    case EL_ISSUER:
    case EL_MARK:
    case EL_TITLE:
    case EL_TO:
    case EL_BY:
    case EL_MAIN_TO:
    case EL_COPY_TO:
    case EL_PRINTED_BY:
      return true;
    default:
      return false;
  }
}

static void open_frame(Reader *reader, Element element, Span at) {
  const ContractElement *rule = model_grammar_element(element);
  g_assert(reader->depth < MODEL_FRAMES);
  Frame *frame = &reader->frames[reader->depth++];
  *frame = (Frame){.element = element, .at = at};
  model_attributes_check(reader, element, at);
  if (rule->when.attribute)
    frame->case_holds =
        contract_case_holds(rule, model_attribute(reader, rule->when.attribute, NULL));
  if (rule->form == FORM_TEXT || rule->form == FORM_FREE_TEXT)
    model_pieces_open(reader, rule->inlines);
  reader->pieces.names = holds_names(element);
  handlers[element].start(reader, frame);
}

static Element resolve(Reader *reader, const char *local, Span at) {
  const ContractChild *rule = contract_child(&model_contract, current(reader), local);
  if (rule) {
    check_place(reader, rule, at);
    return (Element)rule->element;
  }
  return (Element)contract_piece(&model_contract, inlines_here(reader), local);
}

/* ---- text ------------------------------------------------------------------------ */

/* What belongs where text was written: elements, or the attributes of an empty one. */
static char *instead_of_text(Arena *arena, Element element) {
  char *names = contract_children_names(arena, &model_contract, element, INLINE_PLAIN);
  if (*names)
    return names;
  char *own = contract_attributes_names(arena, model_grammar_element(element));
  g_autofree char *zh = g_strdup_printf("属性 %s", own);
  g_autofree char *en = g_strdup_printf("the attributes %s", own);
  return *own ? diag_both(arena, zh, en)
              : diag_both(arena, "没有，它是空元素", "nothing, it is empty");
}

static void stray(Reader *reader, const Decoded *c) {
  Frame *frame = model_frame(reader);
  if (frame->stray_told || c->c == ' ' || c->c == '\n' || c->c == '\t' || c->c == '\r')
    return;
  frame->stray_told = true;
  Span at = {reader->file, c->line, c->column};
  if (c->c == 0xFF1C) /* ＜p＞ */
    diag_add(reader->job->diags, at, DIAG_XML_WIDE_MARK, "＜", "<", NULL);
  else
    diag_add(reader->job->diags, at, DIAG_MODEL_STRAY_TEXT,
             model_grammar_element(frame->element)->name,
             instead_of_text(reader->job->arena, frame->element), NULL);
}

static void read_text(Reader *reader) {
  if (!reader->depth)
    return;
  bool collect = collects_text(reader);
  XmlChars chars = xml_chars(reader->xml);
  Decoded c;
  while (xml_chars_next(&chars, &c)) {
    if (collect)
      model_pieces_add(reader, &c);
    else
      stray(reader, &c);
  }
}

/* ---- end ------------------------------------------------------------------------- */

static DiagCode missing_code(Element child) {
  if (child == EL_ISSUER)
    return DIAG_MODEL_MISSING_ISSUER;
  if (child == EL_TITLE)
    return DIAG_MODEL_MISSING_TITLE;
  if (child == EL_BODY)
    return DIAG_MODEL_MISSING_BODY;
  return child == EL_DATE ? DIAG_MODEL_MISSING_DATE : DIAG_MODEL_MISSING_ELEMENT;
}

static void check_missing(Reader *reader, const Frame *frame) {
  const ContractElement *element = model_grammar_element(frame->element);
  const ContractChild *rule = element->children;
  for (; rule && rule->element; rule++) {
    bool waived = frame->case_holds && element->when.waives == rule->element;
    if (rule->required && !waived && !(frame->seen >> rule->element & 1))
      diag_add(reader->job->diags, frame->at, missing_code((Element)rule->element),
               element->name, model_grammar_element((Element)rule->element)->name, NULL);
  }
}

/* The children of which one at least must be there. */
static uint64_t some_children(const ContractElement *element) {
  uint64_t bits = 0;
  for (const ContractChild *rule = element->children; rule && rule->element; rule++) {
    bool counts = element->some_of ? rule->from == element->some_of : !rule->required;
    if (counts)
      bits |= (uint64_t)1 << rule->element;
  }
  return bits;
}

/* These hold something, whichever it is. */
static void check_hollow(Reader *reader, const Frame *frame) {
  const ContractElement *element = model_grammar_element(frame->element);
  bool may = !element->some || (frame->case_holds && element->when.hollow);
  if (!may && !(frame->seen & some_children(element)))
    diag_add(reader->job->diags, frame->at, DIAG_MODEL_EMPTY_ELEMENT, element->name,
             NULL);
}

static void close_text(Reader *reader, Frame *frame) {
  Text text = model_pieces_close(reader, frame->at);
  if (text.chars == 0 && text.n_ranges == 0 &&
      model_grammar_element(frame->element)->form == FORM_TEXT) {
    diag_add(reader->job->diags, frame->at, DIAG_MODEL_EMPTY_ELEMENT,
             model_grammar_element(frame->element)->name, NULL);
  }
  model_check_typed(reader, frame->element, &text);
  if (handlers[frame->element].text)
    handlers[frame->element].text(reader, frame, &text);
}

static void read_end(Reader *reader) {
  Frame *frame = model_frame(reader);
  ContractForm form = model_grammar_element(frame->element)->form;
  check_run_in(reader, EL_NONE);
  check_missing(reader, frame);
  check_hollow(reader, frame);
  if ((form == FORM_TEXT || form == FORM_FREE_TEXT) && !frame->text_closed)
    close_text(reader, frame);
  handlers[frame->element].end(reader, frame);
  reader->depth--;
}

#define XSLT_NAMESPACE "http://www.w3.org/1999/XSL/Transform"

/* A stylesheet's version on the root: one word instead of one for each control element.
 */
static bool is_template(Reader *reader) {
  for (unsigned i = 0; !reader->depth && i < xml_attributes(reader->xml); i++) {
    const XmlAttribute *a = xml_attribute_at(reader->xml, i);
    if (!a->space || strcmp(a->space, XSLT_NAMESPACE) != 0)
      continue;
    diag_add(reader->job->diags, a->at, DIAG_MODEL_TEMPLATE, a->name, NULL);
    return true;
  }
  return false;
}

static void read_start(Reader *reader) {
  const char *local = xml_local(reader->xml);
  Span at = xml_span(reader->xml);
  Element element = EL_NONE;
  if (is_template(reader)) {
    reader->template = true;
    xml_skip(reader->xml);
    return;
  }
  if (right_namespace(reader, at, local, xml_space(reader->xml))) {
    element = resolve(reader, local, at);
    if (element == EL_NONE)
      refuse_name(reader, at, local);
  }
  if (element == EL_NONE) {
    xml_skip(reader->xml);
    return;
  }
  check_run_in(reader, element);
  check_article(reader, element, at);
  end_item_text(reader, element);
  open_frame(reader, element, at);
  if (xml_is_empty(reader->xml))
    read_end(reader);
}

/* ---- the room's door ------------------------------------------------------------- */

static void reader_open(Reader *reader, Job *job, const char *name, XmlReader *xml) {
  *reader = (Reader){.job = job, .file = arena_strdup(job->arena, name), .xml = xml};
  reader->bulletin = ARENA_NEW(job->arena, Bulletin);
  reader->bulletin->file = reader->file;
  reader->ids = g_hash_table_new(g_str_hash, g_str_equal);
  reader->patterns = contract_patterns_new();
  reader->pieces.chars = g_array_new(FALSE, FALSE, sizeof(Decoded));
  reader->pieces.ranges = g_array_new(FALSE, FALSE, sizeof(TextRange));
}

static void reader_close(Reader *reader) {
  g_hash_table_destroy(reader->ids);
  g_hash_table_destroy(reader->patterns);
  g_array_free(reader->pieces.chars, TRUE);
  g_array_free(reader->pieces.ranges, TRUE);
}

static void read_all(Reader *reader) {
  while (xml_next(reader->xml)) {
    switch (xml_kind(reader->xml)) {
      case XML_START:
        read_start(reader);
        break;
      case XML_END:
        read_end(reader);
        break;
      case XML_TEXT:
        read_text(reader);
        break;
      case XML_NONE:
        break;
    }
  }
}

bool model_read(Job *job, const char *name, const char *bytes, size_t len,
                Bulletin **out) {
  size_t errors = diag_errors(job->diags);
  *out = NULL;
  XmlReader *xml = model_document_open(job, name, bytes, len);
  if (xml_check(xml)) {
    Reader reader;
    reader_open(&reader, job, name, xml);
    read_all(&reader);
    if (!reader.template)
      model_check_document(&reader);
    reader_close(&reader);
    *out = diag_errors(job->diags) > errors ? NULL : reader.bulletin;
  }
  xml_close(xml);
  return *out != NULL;
}
