/* A text's last page of one or two lines: told, or pulled back onto the page before
 * (P3.9). */
#include "typeset_run.h"

/* Lines of the sheet when it bears nothing else; 0: a table, a signature with its seal, …
 */
static unsigned plain_lines(const Sheet *sheet) {
  unsigned lines = 0;
  for (guint i = 0; i < sheet->placed->len; i++) {
    const Placed *p = &g_array_index(sheet->placed, Placed, i);
    if (p->kind != PLACED_LINE || p->table)
      return 0;
    lines += i == 0 || p->y != g_array_index(sheet->placed, Placed, i - 1).y;
  }
  return lines;
}

static void note_short(Run *run, const Sheet *sheet, unsigned lines) {
  const Placed *first = &g_array_index(sheet->placed, Placed, 0);
  g_autofree char *page = g_strdup_printf("%u", sheet->index + 1);
  g_autofree char *count = g_strdup_printf("%u", lines);
  diag_add(run->job->diags, first->line.paragraph->text->at, DIAG_TYPESET_SHORT_PAGE,
           page, count, NULL);
}

/* The least reduction of the step that lets both sheets end on the first; −1: P3.9
 * forbids it. */
static Length reduction(const Run *run, const Sheet *before, Length cursor,
                        int32_t steps) {
  const LayoutGrid *grid = &run->layout->grid;
  Length over = cursor - sheet_bottom(run, before);
  Length most = grid->step - grid->step_min;
  if (over <= 0)
    return 0;
  if (steps <= 0 || (over + steps - 1) / steps > most)
    return -1;
  return (over + steps - 1) / steps;
}

static void move_outline(Run *run, const Sheet *from, const Sheet *to, Length dy) {
  for (guint i = 0; i < run->outline->len; i++) {
    OutlineEntry *entry = &g_array_index(run->outline, OutlineEntry, i);
    if (entry->page != from->index)
      continue;
    entry->page = to->index;
    entry->y += dy;
  }
}

static void join(Run *run, Sheet *before, Sheet *last, int32_t stepped) {
  Length dy = before->cursor + last->lead - run->layout->block.top;
  Length dx = block_left(run, before) - block_left(run, last);
  for (guint i = 0; i < last->placed->len; i++) {
    Placed moved = g_array_index(last->placed, Placed, i);
    moved.x += dx;
    moved.y += dy;
    moved.steps += before->steps + stepped;
    g_array_append_val(before->placed, moved);
  }
  for (guint i = 0; i < last->marks->len; i++) {
    PageMark mark = g_array_index(last->marks, PageMark, i);
    mark.y += dy;
    g_array_append_val(before->marks, mark);
  }
  move_outline(run, last, before, dy);
  before->cursor = last->cursor + dy;
  before->steps += last->steps + stepped;
  before->continues = false;
}

static bool pull_back(Run *run, Sheet *before, Sheet *last) {
  const LayoutRole *body = layout_role(run->layout, "body");
  int32_t stepped =
      last->lead == role_step(run, body) - body->size; /* the usual next line */
  int32_t steps = before->steps + last->steps + stepped;
  Length cursor = before->cursor + last->lead + last->cursor - run->layout->block.top;
  Length less = reduction(run, before, cursor, steps);
  if (less < 0)
    return false;
  join(run, before, last, stepped);
  for (guint i = 0; i < before->placed->len; i++) {
    Placed *p = &g_array_index(before->placed, Placed, i);
    if (p->steps > 0)
      p->y -= p->steps * less;
  }
  before->cursor -= before->steps * less;
  sheet_drop_last(run);
  return true;
}

void settle_last_page(Run *run, uint32_t first) {
  const LayoutGrid *grid = &run->layout->grid;
  Sheet *last = sheet_now(run);
  unsigned lines = plain_lines(last);
  if (run->failed || last->index <= first || lines == 0 || lines > grid->short_page)
    return;
  bool held = run->sheets->len >= 2;
  if (grid->short_page_fit && held &&
      pull_back(run, g_ptr_array_index(run->sheets, run->sheets->len - 2), last))
    return;
  note_short(run, last, lines);
}
