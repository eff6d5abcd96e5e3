/* Annexes: label on the annex's own page (B10.2), number and entry in the attachment note
 * (B4.2), both from one count so that they agree (B10.3). An annex standing alone has no
 * number (B4.3). */
#include <string.h>

#include "base_words.h"
#include "bind_private.h"

#define PLACE_OF_NUMBER "{n}"

/* The label pattern with the number in its place; n == 0: without. */
static const char *label_text(Binder *binder, unsigned n) {
  Arena *arena = binder->job->arena;
  const char *pattern = binder->numbering->annex_label;
  if (!pattern)
    pattern = WORDS_ANNEX;
  const char *place = strstr(pattern, PLACE_OF_NUMBER);
  if (!place)
    return pattern;
  const char *number = n ? arena_printf(arena, "%u", n) : "";
  return arena_printf(arena, "%.*s%s%s", (int)(place - pattern), pattern, number,
                      place + strlen(PLACE_OF_NUMBER));
}

static unsigned annex_number(const Content *content, uint32_t i) {
  return content->n_annexes > 1 ? i + 1 : 0;
}

static void target_tables(Binder *binder, const Block *blocks, uint32_t n,
                          const char *label) {
  for (uint32_t i = 0; i < n; i++) {
    const Table *table = blocks[i].table;
    if (table && table->id)
      g_hash_table_insert(binder->targets, (gpointer)table->id, (gpointer)label);
  }
}

void bind_targets(Binder *binder, const Content *content) {
  target_tables(binder, content->blocks, content->n_blocks, "");
  bind_block_targets(binder, content->blocks, content->n_blocks, "");
  bind_regulation_targets(binder, content->blocks, content->n_blocks);
  for (uint32_t i = 0; i < content->n_annexes; i++) {
    const Annex *annex = &content->annexes[i];
    const char *label = label_text(binder, annex_number(content, i));
    if (annex->id)
      g_hash_table_insert(binder->targets, (gpointer)annex->id, (gpointer)label);
    const Content *inner = &annex->content;
    target_tables(binder, inner->blocks, inner->n_blocks, label);
    bind_block_targets(binder, inner->blocks, inner->n_blocks, label);
    bind_regulation_targets(binder, inner->blocks, inner->n_blocks);
  }
  for (uint32_t i = 0; i < content->n_enclosures; i++)
    bind_targets(binder, &content->enclosures[i]);
}

static Text entry(Binder *binder, const Text *title) {
  Weave weave = bind_weave_open(binder, title->at);
  weave.flat = true; /* a break made for the title's shape means nothing in the note */
  bind_weave_text(&weave, title);
  return bind_weave_close(&weave);
}

static Annex bind_annex(Binder *binder, const Annex *in, unsigned number) {
  Annex out = *in;
  const char *label = label_text(binder, number);
  if (in->apart) /* B10.5 */
    label = arena_printf(binder->job->arena, "%s%s", binder->document_number, label);
  out.label = bind_made(binder, label, in->at);
  out.entry = entry(binder, &in->content.title);
  if (number)
    out.entry_number =
        bind_made(binder, bind_number_text(binder, "1.", number, in->at), in->at);
  bind_content(binder, &in->content, &out.content);
  return out;
}

void bind_annexes(Binder *binder, Content *content) {
  if (!content->n_annexes)
    return;
  Annex *out = ARENA_ARRAY(binder->job->arena, Annex, content->n_annexes);
  for (uint32_t i = 0; i < content->n_annexes; i++)
    out[i] = bind_annex(binder, &content->annexes[i], annex_number(content, i));
  const char *word = arena_printf(binder->job->arena, "%s：", label_text(binder, 0));
  content->attachments_label = bind_made(binder, word, out[0].at);
  content->annexes = out;
}
