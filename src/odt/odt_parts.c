/* What each text of the bulletin is, found by its characters: typesetting may copy a
 * Text, but not those. */
#include "odt_private.h"

typedef struct Walk {
  Arena *arena;
  GHashTable *parts;
  uint32_t scope, scopes; /* the one that is walked; those so far */
} Walk;

static OdtPart *add(Walk *w, const Text *text, PartKind kind) {
  if (!text->chars)
    return NULL;
  OdtPart *part = ARENA_NEW(w->arena, OdtPart);
  part->kind = kind;
  part->scope = w->scope;
  g_hash_table_insert(w->parts, (gpointer)text->utf8, part);
  return part;
}

static PartKind block_kind(const Block *block) {
  switch (block->kind) {
    case BLOCK_HEADING:
      return PART_KIND_HEADING;
    case BLOCK_CHAPTER:
      return PART_KIND_CHAPTER;
    case BLOCK_ARTICLE:
      return PART_KIND_ARTICLE;
    case BLOCK_ITEM:
      return block->list == LIST_NONE ? PART_KIND_PLAIN : PART_KIND_ITEM;
    case BLOCK_PARAGRAPH:
      return block->run_in ? PART_KIND_RUN_IN : PART_KIND_PLAIN;
    case BLOCK_TABLE:
    case BLOCK_FIGURE:
    case BLOCK_CHART:
      break;
  }
  return PART_KIND_PLAIN;
}

/* Captions that bear a number. */
static void walk_caption(Walk *w, const Block *block) {
  const Text *caption = NULL;
  if (block->table && block->table->counted)
    caption = &block->table->caption;
  else if (block->figure && block->figure->counted)
    caption = &block->figure->caption;
  else if (block->chart && block->chart->counted)
    caption = &block->chart->caption;
  OdtPart *part = caption ? add(w, caption, PART_KIND_CAPTION) : NULL;
  if (part)
    part->block = block;
}

static void walk_contents(Walk *w, const Content *content) {
  for (uint32_t i = 0; i < content->n_entries; i++) {
    OdtPart *part = add(w, &content->entries[i].text, PART_KIND_CONTENTS);
    if (part)
      part->ordinal = content->entries[i].level;
  }
}

static void walk_blocks(Walk *w, const Block *blocks, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    walk_caption(w, &blocks[i]);
    PartKind kind = block_kind(&blocks[i]);
    OdtPart *part = kind == PART_KIND_PLAIN ? NULL : add(w, &blocks[i].text, kind);
    if (part)
      part->block = &blocks[i];
  }
}

static void add_annex(Walk *w, const Annex *annex, const Text *text, PartKind kind,
                      uint32_t i) {
  OdtPart *part = add(w, text, kind);
  if (!part)
    return;
  part->annex = annex;
  part->ordinal = i + 1;
}

static void walk_content(Walk *w, const Content *content) {
  uint32_t scope = w->scope = ++w->scopes;
  walk_contents(w, content);
  walk_blocks(w, content->blocks, content->n_blocks);
  add(w, &content->attachments_label, PART_KIND_ENTRY_LABEL);
  for (uint32_t i = 0; i < content->n_annexes; i++) {
    const Annex *annex = &content->annexes[i];
    w->scope = scope;
    add_annex(w, annex, &annex->entry_number, PART_KIND_ENTRY_NUMBER, i);
    add_annex(w, annex, &annex->entry, PART_KIND_ENTRY, i);
    const Text *face = annex->label.chars ? &annex->label : &annex->content.title;
    add_annex(w, annex, face, PART_KIND_FACE, i);
    walk_content(w, &annex->content);
  }
  for (uint32_t i = 0; i < content->n_enclosures; i++) {
    add(w, &content->enclosures[i].title, PART_KIND_FACE);
    walk_content(w, &content->enclosures[i]);
  }
}

GHashTable *odt_parts_new(Arena *arena, const Bulletin *bulletin) {
  Walk w = {.arena = arena, .parts = g_hash_table_new(NULL, NULL)};
  walk_content(&w, &bulletin->main);
  return w.parts;
}
