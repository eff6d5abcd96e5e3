/* Signature, date, seals and stamps on their page (B8). */
#include "typeset_sign.h"

static bool check_picture(const Run *run, const Placed *seal, Span at) {
  const LayoutPage *page = &run->layout->page;
  bool inside = seal->x >= 0 && seal->y >= 0 &&
                (int64_t)seal->x + seal->width <= page->width &&
                (int64_t)seal->y + seal->height <= page->height;
  if (!inside)
    diag_add(run->job->diags, at, DIAG_TYPESET_SEAL_OUTSIDE_PAGE, NULL);
  return inside;
}

/* A seal wider than its place: B8.7 keeps it inside the block. */
static void check_block(const SignPlan *plan, const SignEntry *entry) {
  Length block = plan->run->layout->block.width;
  if (entry->picture_x >= 0 && entry->picture_x + entry->width <= block)
    return;
  const Signatory *by = entry->by;
  diag_add(plan->run->job->diags,
           plan->place->with == SIGN_STAMP ? by->stamp_at : by->seal_at,
           DIAG_TYPESET_SEAL_TOO_WIDE, NULL);
}

static void put_picture(const SignPlan *plan, Sheet *sheet, const SignEntry *entry,
                        Length foot, TagId parent) {
  Run *run = plan->run;
  bool stamp = plan->place->with == SIGN_STAMP;
  Placed placed = {.kind = PLACED_PICTURE,
                   .drawing = entry->drawing,
                   .stamped = true,
                   .steps = sheet->steps,
                   .x = block_left(run, sheet) + entry->picture_x,
                   .y = foot - entry->height,
                   .width = entry->width,
                   .height = entry->height};
  if (check_picture(run, &placed, stamp ? entry->by->stamp_at : entry->by->seal_at))
    check_block(plan, entry);
  placed.anchor = stamp ? ANCHOR_STAMP : ANCHOR_SEAL;
  placed.anchored = &entry->by->name;
  if (!entry->drawing) {
    placed.kind = PLACED_SPACE;
    placed.tag = TAG_NONE;
    g_array_append_val(sheet->placed, placed);
    return;
  }
  Tag tag = {.role = TAG_FIGURE};
  tag.alt = arena_printf(run->job->arena, stamp ? "%s（签名章）" : "%s（印章）",
                         entry->by->name.utf8);
  placed.tag = tagtree_add(run->tags, parent, &tag);
  g_array_append_val(sheet->placed, placed);
}

static void put_row(const SignPlan *plan, Sheet *sheet, const SignRow *row,
                    const SignHeights *h) {
  Run *run = plan->run;
  Length text_bottom = sheet->cursor, left = block_left(run, sheet);
  for (uint32_t i = row->from; i < row->to; i++) {
    const SignEntry *e = &plan->entries[i];
    Length rise = h->rise;
    if (plan->place->with == SIGN_STAMP) /* centred on its stamp (B8.16) */
      rise = (e->height - plan->size) / 2;
    if (e->line.paragraph)
      put_line_at(run, sheet, &e->line, left + e->x,
                  text_bottom + row->foot - rise - plan->size)
          ->anchor = ANCHOR_SIGN_NAME;
  }
}

static void put_sign(const SignPlan *plan, Sheet *sheet, const SignHeights *h,
                     TagId parent) {
  Run *run = plan->run;
  Length text_bottom = sheet->cursor, left = block_left(run, sheet);
  Length date_top = text_bottom + h->date - plan->size;
  for (uint32_t r = 0; r < plan->n_rows; r++)
    put_row(plan, sheet, &plan->rows[r], h);
  put_line_at(run, sheet, &plan->date, left + plan->date_x, date_top)->anchor =
      ANCHOR_DATE;
  for (uint32_t r = 0; r < plan->n_rows; r++) {
    const SignRow *row = &plan->rows[r];
    for (uint32_t i = row->from; i < row->to; i++) {
      if (plan->entries[i].width)
        put_picture(plan, sheet, &plan->entries[i], text_bottom + row->foot, parent);
    }
  }
  sheet->cursor = date_top + plan->size;
  sheet->empty = false;
  if (plan->place->with != SIGN_NONE)
    sheet->lowest = MAX(sheet->lowest, text_bottom + plan->rows[plan->n_rows - 1].foot);
}

void set_sign(Run *run, const Content *content, TagId parent) {
  SignPlan plan;
  if (!content->sign || content->sign->n_by == 0 ||
      !sign_plan(run, content, parent, &plan))
    return;
  SignHeights h;
  Sheet *sheet = sign_page(&plan, &h);
  put_sign(&plan, sheet, &h, parent);
}
