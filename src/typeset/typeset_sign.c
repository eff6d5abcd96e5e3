/* Signature, date, seals and stamps as one box that hangs below the text (B8). */
#include "typeset_sign.h"

static bool is_stamp(const SignPlan *plan) {
  return plan->place->with == SIGN_STAMP;
}

static Span picture_at(const SignPlan *plan, const SignEntry *entry) {
  return is_stamp(plan) ? entry->by->stamp_at : entry->by->seal_at;
}

/* What can be heard of a seal comes behind the names and the date; a stamp is the name,
 * and is heard where that would be. */
static void tag_seals(SignPlan *plan, TagId parent) {
  for (uint32_t i = 0; i < plan->n && !is_stamp(plan); i++)
    sign_tag_picture(plan, &plan->entries[i], parent);
}

/* ---- what the pager asks -------------------------------------------------------------
 */

static FlowHang settle(void *self, Length step, bool saved) {
  SignPlan *plan = self;
  plan->heights = sign_heights(plan, step, saved);
  FlowHang hang = {.date = plan->heights.date, .need = plan->heights.need};
  if (plan->place->with != SIGN_NONE)
    hang.lowest = plan->rows[plan->n_rows - 1].foot;
  return hang;
}

static FlowInk name_ink(const SignPlan *plan, const SignRow *row, const SignEntry *e) {
  FlowInk ink = box_ink(&e->line);
  Length rise = plan->heights.rise;
  if (is_stamp(plan)) /* centred on its stamp (B8.16) */
    rise = (e->height - plan->size) / 2;
  ink.x = e->x;
  ink.y = row->foot - rise - plan->size;
  ink.anchor = ANCHOR_SIGN_NAME;
  return ink;
}

static FlowInk date_ink(const SignPlan *plan) {
  FlowInk ink = box_ink(&plan->date);
  ink.x = plan->date_x;
  ink.y = plan->heights.date - plan->size;
  ink.anchor = ANCHOR_DATE;
  return ink;
}

static FlowInk picture_ink(const SignPlan *plan, const SignRow *row,
                           const SignEntry *entry) {
  return (FlowInk){.kind = entry->drawing ? INK_PICTURE : INK_SPACE,
                   .drawing = entry->drawing,
                   .stamped = true,
                   .tag = entry->tag,
                   .x = entry->picture_x,
                   .y = row->foot - entry->height,
                   .width = entry->width,
                   .height = entry->height,
                   .anchor = is_stamp(plan) ? ANCHOR_STAMP : ANCHOR_SEAL,
                   .anchored = &entry->by->name,
                   .at = picture_at(plan, entry)};
}

static const FlowInk *ink(void *self, uint32_t *n) {
  const SignPlan *plan = self;
  FlowInk *inks = ARENA_ARRAY(plan->run->job->arena, FlowInk, 2 * plan->n + 1);
  *n = 0;
  for (uint32_t r = 0; r < plan->n_rows; r++)
    for (uint32_t i = plan->rows[r].from; i < plan->rows[r].to; i++)
      if (plan->entries[i].line.paragraph)
        inks[(*n)++] = name_ink(plan, &plan->rows[r], &plan->entries[i]);
  inks[(*n)++] = date_ink(plan);
  for (uint32_t r = 0; r < plan->n_rows; r++)
    for (uint32_t i = plan->rows[r].from; i < plan->rows[r].to; i++)
      if (plan->entries[i].width)
        inks[(*n)++] = picture_ink(plan, &plan->rows[r], &plan->entries[i]);
  return inks;
}

/* A note below it stays with it (B9.1). */
static bool note_follows(const Run *run, const Content *content) {
  return content->note.chars && places_find(run->layout, PLACE_FLOW, PART_NOTE);
}

void set_sign(Run *run, const Content *content, TagId parent) {
  if (!content->sign || content->sign->n_by == 0)
    return;
  SignPlan *plan = ARENA_NEW(run->job->arena, SignPlan);
  if (!sign_plan(run, content, parent, plan))
    return;
  tag_seals(plan, parent);
  FlowBox box = {.kind = BOX_HUNG,
                 .role = plan->place->role,
                 .at = content->sign->by[0].at,
                 .keep = note_follows(run, content)};
  box.as.hung = (FlowHung){.pull_lines = plan->place->pull_lines,
                           .at = content->sign->by[0].at,
                           .several = plan->n > 1,
                           .self = plan,
                           .settle = settle,
                           .ink = ink};
  run->part = PART_SIGN;
  run->placement = plan->place;
  box_push(run, &box);
}
