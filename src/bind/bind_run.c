/* The whole document: head, texts with their annexes, signatures, imprint. */
#include <string.h>

#include "base_words.h"
#include "bind_private.h"

/* ---- head and imprint ----------------------------------------------------------- */

/* 濮检文案管〔2018〕6号; an order is only counted: 第12号 (H4.2, C1.2), an announcement
 * within its year: 2021年第15号. An open serial leaves one 字 of white. */
static Number bind_number(Binder *binder, const Number *in) {
  Number out = *in;
  Arena *arena = binder->job->arena;
  const char *text = "";
  if (in->given && !in->serial && binder->in->status != STATUS_DRAFT)
    diag_add(binder->job->diags, in->at, DIAG_BIND_OPEN_SERIAL, NULL);
  const char *serial = in->serial ? arena_printf(arena, "%u", in->serial) : WIDE_SPACE;
  if (in->code)
    text = arena_printf(arena, "%s〔%04u〕%s号", in->code, in->year, serial);
  else if (in->year)
    text = arena_printf(arena, "%04u年第%s号", in->year, serial);
  else if (in->given)
    text = arena_printf(arena, "第%s号", serial);
  out.text = bind_made(binder, text, in->at);
  return out;
}

/* What stands beside the names of a joint mark, or behind the one name (H3.1, C1.1). */
static bool is_mark_word(const Text *mark) {
  static const char *const words[] = {"文件", "命令", "令", NULL};
  return mark->chars && g_strv_contains(words, mark->utf8);
}

/* 文件 alone stands for the names with 文件; several names stand in rows (H3.1, H3.5). */
static void bind_mark(Binder *binder, Bulletin *out) {
  const Bulletin *in = binder->in;
  bool word = is_mark_word(&in->mark);
  if (!in->n_issuers || (in->mark.chars && !word))
    return;
  if (in->n_issuers > 1) {
    out->mark_names = in->issuers;
    out->n_mark_names = in->n_issuers;
    out->mark_word = word ? in->mark : (Text){0};
    out->mark = (Text){0};
    return;
  }
  out->mark = in->issuers[0];
  if (!word)
    return;
  Weave weave = bind_weave_open(binder, in->issuers[0].at);
  bind_weave_text(&weave, &in->issuers[0]);
  bind_weave_text(&weave, &in->mark);
  out->mark = bind_weave_close(&weave);
}

/* H2.1: six digits; a series begins at the document's own number, else at 000001. */
static void bind_copies(Binder *binder, Bulletin *out) {
  const Bulletin *in = binder->in;
  unsigned n = binder->job->copies;
  if (!n && !in->copy_number.chars)
    return;
  Arena *arena = binder->job->arena;
  guint64 first =
      in->copy_number.chars ? g_ascii_strtoull(in->copy_number.utf8, NULL, 10) : 1;
  Span at = in->copy_number.chars ? in->copy_number.at : (Span){.file = in->file};
  out->n_copies = MAX(n, 1);
  if (first + out->n_copies - 1 > 999999)
    diag_add(binder->job->diags, at, DIAG_BIND_COPIES_BEYOND, NULL);
  Text *copies = ARENA_ARRAY(arena, Text, out->n_copies);
  for (uint32_t i = 0; i < out->n_copies; i++)
    copies[i] =
        bind_made(binder, arena_printf(arena, "%06" G_GUINT64_FORMAT, first + i), at);
  out->copies = copies;
}

/* H2.2: 机密★1年. R 9(1): a classified document bears a copy number. */
static void bind_secrecy(Binder *binder, Bulletin *out) {
  const Secrecy *in = &binder->in->secrecy;
  if (!in->level)
    return;
  const char *text = in->level;
  if (in->term)
    text = arena_printf(binder->job->arena, "%s★%s", in->level, in->term);
  out->secrecy.text = bind_made(binder, text, in->at);
  if (!out->n_copies)
    diag_add(binder->job->diags, in->at, DIAG_BIND_MISSING_COPY_NUMBER, NULL);
}

static const Imprint *bind_imprint(Binder *binder, const Imprint *in) {
  if (!in)
    return NULL;
  Arena *arena = binder->job->arena;
  Imprint *out = ARENA_NEW(arena, Imprint);
  *out = *in;
  out->main_to = bind_framed(binder, &in->main_to, "", "。");
  out->copy_to = bind_framed(binder, &in->copy_to, "", "。");
  if (in->main_to.chars)
    out->main_label = bind_made(binder, WORDS_MAIN_TO, in->main_to.at);
  if (in->copy_to.chars)
    out->copy_label = bind_made(binder, WORDS_COPY_TO, in->copy_to.at);
  if (in->printed_on.year) {
    const char *text =
        arena_printf(arena, "%s" WORDS_PRINTED, date_text_zh(arena, in->printed_on));
    out->printed_text = bind_made(binder, text, in->at);
  }
  return out;
}

/* ---- signature and note ------------------------------------------------------------ */

static const Signatory *issuers_sign(Binder *binder, Span at) {
  const Bulletin *in = binder->in;
  Signatory *by = ARENA_ARRAY(binder->job->arena, Signatory, in->n_issuers);
  for (uint32_t i = 0; i < in->n_issuers; i++)
    by[i] = (Signatory){.name = in->issuers[i], .seal = SEAL_NONE, .at = at};
  return by;
}

static const Sign *bind_sign(Binder *binder, const Sign *in) {
  if (!in)
    return NULL;
  Sign *out = ARENA_NEW(binder->job->arena, Sign);
  *out = *in;
  if (!in->n_by) {
    out->by = issuers_sign(binder, in->at);
    out->n_by = binder->in->n_issuers;
  }
  if (in->date.year)
    out->date_text =
        bind_made(binder, date_text_zh(binder->job->arena, in->date), in->at);
  return out;
}

/* Whether one pair of round brackets holds the whole text; （一）和（二） is not so held.
 */
static bool in_brackets(const Text *text) {
  int depth = 0;
  const char *p = text->utf8;
  for (uint32_t i = 0; i < text->chars; i++) {
    gunichar c = text_next(&p);
    depth += (c == 0xFF08) - (c == 0xFF09);
    if (depth <= 0 && i + 1 < text->chars)
      return false;
  }
  return depth == 0 && text->chars > 1;
}

/* B9.1 */
static Text bind_note(Binder *binder, const Text *in) {
  if (!in->chars || in_brackets(in))
    return *in;
  Weave weave = bind_weave_open(binder, in->at);
  bind_weave_made(&weave, "（");
  bind_weave_text(&weave, in);
  bind_weave_made(&weave, "）");
  return bind_weave_close(&weave);
}

/* ---- texts ------------------------------------------------------------------------- */

static void take_contents(Binder *binder, Content *out) {
  out->n_entries = binder->entries->len;
  out->entries = arena_take_array(binder->job->arena, g_steal_pointer(&binder->entries));
  if (out->n_entries)
    out->contents_label = bind_made(binder, WORDS_CONTENTS, out->title.at);
  binder->contents = 0;
}

void bind_content(Binder *binder, const Content *in, Content *out) {
  *out = *in;
  bind_check_title(binder, &in->title);
  out->recipients = bind_framed(binder, &in->recipients, "", "：");
  binder->contents = in->contents;
  binder->entries = g_array_new(FALSE, TRUE, sizeof(ContentsEntry));
  out->blocks = bind_blocks(binder, in->blocks, in->n_blocks, &out->n_blocks);
  take_contents(binder, out);
  bind_annexes(binder, out);
  out->sign = bind_sign(binder, in->sign);
  out->note = bind_note(binder, &in->note);
  Content *inner = ARENA_ARRAY(binder->job->arena, Content, in->n_enclosures);
  for (uint32_t i = 0; i < in->n_enclosures; i++)
    bind_content(binder, &in->enclosures[i], &inner[i]);
  out->enclosures = inner;
}

/* M1.2 */
static const Attendance *bind_attendance(Binder *binder) {
  static const char *const labels[] = {[ATTENDANCE_PRESENT] = WORDS_PRESENT,
                                       [ATTENDANCE_LEAVE] = WORDS_LEAVE,
                                       [ATTENDANCE_OBSERVER] = WORDS_OBSERVER};
  const Bulletin *in = binder->in;
  Attendance *out = ARENA_ARRAY(binder->job->arena, Attendance, in->n_attendance);
  for (uint32_t i = 0; i < in->n_attendance; i++) {
    out[i] = in->attendance[i];
    out[i].label = bind_made(binder, labels[out[i].kind], out[i].at);
  }
  return out;
}

static Bulletin *bind_bulletin(Binder *binder) {
  const Bulletin *in = binder->in;
  Bulletin *out = ARENA_NEW(binder->job->arena, Bulletin);
  *out = *in;
  bind_mark(binder, out);
  bind_copies(binder, out);
  bind_secrecy(binder, out);
  if (in->n_signers)
    out->signers_label = bind_made(binder, WORDS_SIGNERS, in->signers[0].at);
  out->number = bind_number(binder, &in->number);
  binder->document_number = out->number.text.utf8;
  bind_content(binder, &in->main, &out->main);
  out->attendance = bind_attendance(binder);
  out->imprint = bind_imprint(binder, in->imprint);
  bind_check_year(binder);
  return out;
}

bool bind_run(Job *job, const Bulletin *bulletin, const Numbering *numbering,
              Bulletin **out) {
  size_t errors = diag_errors(job->diags);
  Binder binder = {.job = job, .in = bulletin, .numbering = numbering};
  binder.targets = g_hash_table_new(g_str_hash, g_str_equal);
  bind_targets(&binder, &bulletin->main);
  bind_data_open(&binder);
  *out = bind_bulletin(&binder);
  if (job->untraced)
    bind_check_untraced(&binder, *out);
  (*out)->figures = bind_figures_take(&binder, &(*out)->n_figures);
  bind_data_close(&binder);
  g_hash_table_unref(binder.targets);
  return diag_errors(job->diags) == errors;
}
