/* A text's end: a last page of one or two lines is told, or pulled back onto the page
 * before (P3.9); page 1 must show some text (B3.1). */
#include "page_private.h"

/* Lines of the sheet when it bears nothing else; 0: a table, a signature with its seal, …
 */
static unsigned plain_lines(const Sheet *sheet) {
  unsigned lines = 0;
  Length before = -1;
  for (guint i = 0; i < sheet->units->len; i++) {
    const PageUnit *unit = &g_array_index(sheet->units, PageUnit, i);
    for (uint32_t k = 0; k < unit->box.n_inks; k++) {
      const FlowInk *ink = &unit->box.inks[k];
      if (ink->kind != INK_LINE || ink->table)
        return 0;
      lines += unit->y + ink->y != before;
      before = unit->y + ink->y;
    }
  }
  return lines;
}

static void note_short(const Pager *p, const Sheet *sheet, unsigned lines) {
  const PageUnit *first = &g_array_index(sheet->units, PageUnit, 0);
  g_autofree char *page = g_strdup_printf("%u", sheet->index + 1);
  g_autofree char *count = g_strdup_printf("%u", lines);
  diag_add(p->job->diags, first->box.inks[0].line.paragraph->text->at,
           DIAG_TYPESET_SHORT_PAGE, page, count, NULL);
}

/* The least reduction of the step that brings a cursor above the foot; −1: P3.9 forbids
 * it. */
static Length reduction(const Pager *p, Length over, int32_t steps) {
  const LayoutGrid *grid = &p->layout->grid;
  if (over <= 0)
    return 0;
  if (steps <= 0 || (over + steps - 1) / steps > grid->step - grid->step_min)
    return -1;
  return (over + steps - 1) / steps;
}

static bool pull_back(Pager *p, Sheet *before, Sheet *last) {
  FlowColumn kept = before->column;
  guint n = before->units->len;
  for (guint i = 0; i < last->units->len; i++) {
    const PageUnit *unit = &g_array_index(last->units, PageUnit, i);
    if (unit->box.kind != BOX_LINE)
      return false;
  }
  for (guint i = 0; i < last->units->len; i++)
    page_put(before, &g_array_index(last->units, PageUnit, i));
  Length over = before->column.cursor - page_bottom(p, before);
  Length less = reduction(p, over, before->column.steps);
  if (less < 0) {
    before->column = kept;
    g_array_set_size(before->units, n);
    return false;
  }
  before->less = less;
  before->continues = false;
  page_drop_last(p);
  return true;
}

/* At least a line of text, or of a table (B3.1). */
static void check_first(Pager *p) {
  if (p->document.title && !p->text_shown && p->n_sheets > 1 && !p->failed)
    diag_add(p->job->diags, p->document.title->at, DIAG_TYPESET_NO_TEXT_ON_PAGE_1, NULL);
  p->document.title = NULL;
}

void page_text_end(Pager *p) {
  const LayoutGrid *grid = &p->layout->grid;
  Sheet *last = page_now(p), *before = page_before(p);
  unsigned lines = plain_lines(last);
  check_first(p);
  if (p->failed || last->index <= p->text_from || lines == 0 || lines > grid->short_page)
    return;
  if (grid->short_page_fit && before && pull_back(p, before, last))
    return;
  note_short(p, last, lines);
}
