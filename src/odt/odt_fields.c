/* Numbers of captions as fields, tables of contents, places of references. */
#include "base_words.h"
#include "odt_private.h"

static bool is_table(const OdtPart *part) {
  return part->block->kind == BLOCK_TABLE;
}

/* ---- captions ---------------------------------------------------------------------- */

static bool has_captions(const Odt *o) {
  GHashTableIter iter;
  gpointer part;
  g_hash_table_iter_init(&iter, o->parts);
  while (g_hash_table_iter_next(&iter, NULL, &part)) {
    if (((const OdtPart *)part)->kind == PART_KIND_CAPTION)
      return true;
  }
  return false;
}

const char *odt_sequences(const Odt *o) {
  return has_captions(o) ? "<text:sequence-decls>"
                           "<text:sequence-decl text:display-outline-level=\"0\""
                           " text:name=\"" WORDS_TABLE_NUMBER
                           "\"/>"
                           "<text:sequence-decl text:display-outline-level=\"0\""
                           " text:name=\"" WORDS_FIGURE_NUMBER
                           "\"/></text:sequence-decls>\n"
                         : "";
}

uint32_t odt_put_sequence(Odt *o, GString *out, const Flow *flow) {
  const char *word = is_table(flow->part) ? WORDS_TABLE_NUMBER : WORDS_FIGURE_NUMBER;
  const char *digits = flow->text->utf8 + strlen(word);
  guint64 number = g_ascii_strtoull(digits, NULL, 10);
  /* each text counts from 1: the first of it is told so */
  g_string_append_printf(out,
                         "%s<text:sequence text:ref-name=\"ref%s%u\" text:name=\"%s\""
                         " text:formula=\"ooow:%s\" style:num-format=\"1\">%u"
                         "</text:sequence>",
                         word, word, ++o->n_sequences, word,
                         number == 1            ? "1"
                         : is_table(flow->part) ? WORDS_TABLE_NUMBER "+1"
                                                : WORDS_FIGURE_NUMBER "+1",
                         (unsigned)number);
  uint32_t chars = 1;
  for (; g_ascii_isdigit(*digits); digits++)
    chars++;
  return chars;
}

/* ---- references -------------------------------------------------------------------- */

static const char *figure_id(const Block *block) {
  return block->chart ? block->chart->id : block->figure->id;
}

void odt_put_bookmark(GString *out, const OdtPart *part) {
  const char *id = part->annex                       ? part->annex->id
                   : !part->block                    ? NULL
                   : part->kind != PART_KIND_CAPTION ? part->block->id
                   : is_table(part)                  ? NULL /* the table's own name */
                                                     : figure_id(part->block);
  bool entry = part->kind == PART_KIND_ENTRY || part->kind == PART_KIND_ENTRY_NUMBER;
  if (!id || entry)
    return;
  g_string_append(out, "<text:bookmark");
  odt_attribute(out, "text:name", id);
  g_string_append(out, "/>");
}

/* ---- tables of contents ------------------------------------------------------------ */

bool element_is_contents(const Element *e) {
  for (guint i = 0; e && i < e->flows->len; i++) {
    const Flow *flow = g_ptr_array_index(e->flows, i);
    if (flow->part && flow->part->kind == PART_KIND_CONTENTS)
      return true;
  }
  return false;
}

void odt_turn_contents(Odt *o, const Element *e) {
  bool wanted = element_is_contents(e);
  if (wanted == o->in_contents)
    return;
  o->in_contents = wanted;
  if (!wanted) {
    g_string_append(o->body, "</text:index-body></text:table-of-content>\n");
    return;
  }
  g_string_append_printf(
      o->body,
      "<text:table-of-content text:name=\"" WORDS_CONTENTS
      "%u\""
      " text:protected=\"false\"><text:table-of-content-source"
      " text:outline-level=\"3\" text:index-scope=\"document\"/><text:index-body>\n",
      ++o->n_contents);
}
