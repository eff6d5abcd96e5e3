/* Records → placements, each with its role. */
#include "layout_private.h"

static const PlacementKind kinds[ELEMENT_COUNT] = {
    [ELEMENT_AT] = PLACE_AT,       [ELEMENT_FLOW] = PLACE_FLOW,
    [ELEMENT_RULE] = PLACE_RULE,   [ELEMENT_LIST] = PLACE_LIST,
    [ELEMENT_SIGN] = PLACE_SIGN,   [ELEMENT_TABLE] = PLACE_TABLE,
    [ELEMENT_FACE] = PLACE_FACE,   [ELEMENT_PAIR] = PLACE_PAIR,
    [ELEMENT_STACK] = PLACE_STACK,
};

static const RoleId part_roles[PART_COUNT] = {
    [PART_MARK] = ROLE_MARK,
    [PART_NUMBER] = ROLE_NUMBER,
    [PART_TITLE] = ROLE_TITLE,
    [PART_SUBTITLE] = ROLE_SUBTITLE,
    [PART_RECIPIENTS] = ROLE_RECIPIENTS,
    [PART_BODY] = ROLE_BODY,
    [PART_ATTACHMENTS] = ROLE_ATTACHMENTS,
    [PART_SIGN] = ROLE_SIGN,
    [PART_NOTE] = ROLE_NOTE,
    [PART_ENCLOSURE] = ROLE_ENCLOSURE_TITLE,
    [PART_ANNEX] = ROLE_ANNEX_TITLE,
    [PART_IMPRINT] = ROLE_IMPRINT,
    [PART_PAGE_NUMBER] = ROLE_PAGE_NUMBER,
    [PART_DRAFT] = ROLE_DRAFT,
    [PART_COPY_NUMBER] = ROLE_COPY_NUMBER,
    [PART_SECRECY] = ROLE_SECRECY,
    [PART_URGENCY] = ROLE_URGENCY,
    [PART_SIGNERS] = ROLE_SIGNERS,
    [PART_ATTENDANCE] = ROLE_ATTENDANCE,
    [PART_ISSUER] = ROLE_ISSUER,
    [PART_DATE] = ROLE_DATE,
};

RoleId layout_part_role(Part part) {
  return part_roles[part];
}

/* Values that may name roles are read before the unit 字 of the role is known, and again
 * after. */
static void settle_role(Context *c, Placement *p) {
  int own = layout_attribute(c->record->spec, "role");
  if (own >= 0)
    layout_value_read(c, (size_t)own, p);
  if (!p->role && p->n_parts > 0)
    p->role = layout_role_of(c->layout, layout_part_role(p->parts[0]));
}

/* B10.2: the label stands flush left, whatever role lends it its face. */
static void settle_label(Job *job, Placement *p) {
  if (!p->label || !*p->label) {
    p->label = NULL;
    p->label_line = 0;
  }
  if (!p->label_role || p->label_role->indent == 0)
    return;
  LayoutRole *flush = ARENA_NEW(job->arena, LayoutRole);
  *flush = *p->label_role;
  flush->indent = 0;
  flush->align = ALIGN_LEFT;
  p->label_role = flush;
}

static void resolve_placement(const Context *base, const Record *record, Placement *p) {
  const LayoutGrid *grid = &base->layout->grid;
  Context c = *base;
  c.record = record;
  p->kind = kinds[record->spec->id];
  p->at = record->at;
  int parts = layout_attribute(record->spec, "part");
  if (parts >= 0)
    layout_value_read(&c, (size_t)parts, p);
  if (p->kind == PLACE_SIGN)
    p->parts[p->n_parts++] = PART_SIGN;
  settle_role(&c, p);
  if (p->kind == PLACE_TABLE && p->role) /* I2.2: 字 of its own size */
    c.zi = p->role->cell;
  layout_values_read(&c, p);
  if (p->kind == PLACE_RULE)
    p->name = record->key;
  if (p->kind == PLACE_AT && p->row_step == 0)
    p->row_step = grid->step;
  if (p->kind == PLACE_FACE)
    settle_label(base->job, p);
}

void layout_resolve_placements(Job *job, const Sheet *sheet, Layout *layout) {
  Placement *all = ARENA_ARRAY(job->arena, Placement, sheet->records->len + 1);
  Context base = {
      .job = job,
      .layout = layout,
      .zi = layout->grid.cell,
      .em = layout->grid.size,
      .hang = layout->grid.gap_unit,
  };
  layout->placements = all;
  for (guint i = 0; i < sheet->records->len; i++) {
    const Record *r = g_ptr_array_index(sheet->records, i);
    if (!layout_is_placement(r->spec->id))
      continue;
    Placement *p = &all[layout->n_placements++];
    resolve_placement(&base, r, p);
    p->element = i;
    if (p->kind == PLACE_FACE && p->n_parts == 1 && p->parts[0] == PART_ANNEX)
      layout->numbering.annex_label = p->label;
  }
}
